"""The names that the API reference shows: what `docs/reference/*.md` lists in lines such as `::: docconv.load`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"


def documented(folder: Path = REFERENCE) -> Iterator[str]:
    """The dotted names that the pages of the reference show, in their order."""
    for page in sorted(folder.glob("*.md")):
        yield from re.findall(r"(?m)^::: ([\w.]+)$", page.read_text(encoding="utf-8"))


def resolved(name: str) -> object:
    """What a dotted name stands for; raises `AttributeError` when there is no such thing.

    >>> resolved("docconv.problems.SEVERITIES")[0]
    'error'
    """
    first, *rest = name.split(".")
    found: object = import_module(first)
    path = first
    for part in rest:
        path = f"{path}.{part}"
        if isinstance(found, ModuleType) and not hasattr(found, part):
            try:
                found = import_module(path)
            except ModuleNotFoundError:
                raise AttributeError(f"there is no {path}") from None
        else:
            found = getattr(found, part)
    return found
