"""What a command finds around it and hands to the formats as options: the folder of its inputs, and the build's date.

Formats read neither folder nor environment of themselves; a flag that says otherwise goes before.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docconv.cli.flags import DATED, WRITING
from docconv.inputs import is_folder
from docconv.problems import UsageError, problem
from docconv.registry import Format


def with_surroundings(
    options: Mapping[str, Any], target: Format, inputs: Iterable[str], environment: Mapping[str, str] = os.environ
) -> dict[str, Any]:
    """The options for writing `target`, completed: `assets` is the one folder that all `inputs` are in,
    `modified` of a book the moment in `SOURCE_DATE_EPOCH` (reproducible-builds.org).

    Raises `UsageError` (U001) when `SOURCE_DATE_EPOCH` is no number of seconds.
    """
    found: dict[str, Any] = {}
    if "assets" in WRITING.get(target.name, {}).values() and (folder := _folder_of(inputs)) is not None:
        found["assets"] = folder
    if target.name in DATED and (moment := _build_date(environment)) is not None:
        found[DATED[target.name]] = moment
    return {**found, **options}


def _folder_of(inputs: Iterable[str]) -> str | None:
    """The folder of the inputs; None when there are several, or none that is there."""
    folders = {os.fspath(Path(name).parent) for name in inputs if name != "-"}
    folder = folders.pop() if len(folders) == 1 else None
    return folder if folder is not None and is_folder(folder) else None


def _build_date(environment: Mapping[str, str]) -> datetime | None:
    seconds = environment.get("SOURCE_DATE_EPOCH")
    if not seconds:
        return None
    try:
        if not (seconds.isascii() and seconds.isdigit()):
            raise ValueError
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError) as error:
        message = f"SOURCE_DATE_EPOCH is no number of seconds since 1970: {seconds[:40]!r}"
        raise UsageError(problem("U001", message)) from error
