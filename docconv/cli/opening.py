"""Opening what a command line names, or saying why it cannot be opened and what to do about it."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from docconv.cli import streams
from docconv.inputs import is_folder, read_bytes
from docconv.patterns import lazy_pattern
from docconv.problems import InputError, problem
from docconv.spelling import meant

_ADDRESS = lazy_pattern(r"[A-Za-z][A-Za-z0-9+.-]+://")
#: How many files of a folder are looked at for a name that was meant, and how like it must be.
_LOOKED_AT, _LIKE = 5_000, 0.8


def opened(name: str, *, folder: str = "it is a folder: name its files, or see docconv batch") -> bytes:
    """The bytes of a file, or of standard input for `-`; `folder` is what to say of a folder.

    Raises `InputError` (I001).
    """
    if name == "-":
        return streams.read()
    try:
        return read_bytes(name)
    except InputError as error:
        if _ADDRESS.match(name):
            why = "cannot be opened: docconv fetches nothing from the network; save the page and name its file"
        elif is_folder(name):
            why = f"cannot be opened: {folder}"
        elif near := _file_meant(name):
            why = f"{error.problems[0].message} (did you mean {near}?)"
        else:
            raise
        raise InputError(problem("I001", why, file=name)) from error


def _file_meant(name: str) -> str | None:
    """The file beside a missing one whose name is most like it; None when there is none, or the file is there."""
    try:
        path = Path(name)
        if os.path.lexists(path):
            return None
        with os.scandir(path.parent) as listed:
            names = [entry.name for entry in islice(listed, _LOOKED_AT) if not entry.name.startswith(".")]
    except (OSError, ValueError):
        return None
    near = meant(path.name, names, like=_LIKE)
    return str(path.with_name(near)) if near is not None else None
