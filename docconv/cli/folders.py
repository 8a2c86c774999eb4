"""Folders of outputs: made where they are missing, or said why they cannot be made."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from docconv.problems import OutputError, problem


@contextmanager
def made(folder: Path) -> Iterator[None]:
    """Sees to it that there is a folder; one that was made and got no file goes again.

    Raises `OutputError` (U002) that says why it cannot be made.
    """
    missing: list[Path] = []
    try:
        with _explained(folder):
            missing += _missing(folder)
            folder.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        for one in missing:
            with suppress(OSError):  # what is not empty stays
                one.rmdir()


def look_at(folder: Path) -> None:
    """Raise `OutputError` (U002) where `made` would, as far as it can be seen without making anything.

    >>> look_at(Path("new/deep"))
    """
    with _explained(folder):
        missing = _missing(folder)
        above = missing[-1].parent if missing else folder
        if not above.is_dir():
            code = errno.ENOTDIR if missing else errno.EEXIST
            raise OSError(code, os.strerror(code))
        if missing and not os.access(above, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _missing(folder: Path) -> list[Path]:
    """The folder and those above it that are not there, from below."""
    return [one for one in (folder, *folder.parents) if not one.exists()]


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise OutputError(problem("U002", f"cannot be made: {_why(error)}", file=str(folder))) from error


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileExistsError):
        return "there is a file of that name"
    if isinstance(error, NotADirectoryError):
        return "a part of its path is no folder"
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)).lower()
