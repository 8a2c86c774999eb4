"""Input files: opening them, or saying in plain words why they cannot be opened."""

from __future__ import annotations

import os
from pathlib import Path

from docconv.problems import InputError, problem


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file.

    Raises `InputError` (I001) that says why it cannot be opened.

    >>> read_bytes("missing.txt")
    Traceback (most recent call last):
        ...
    docconv.problems.InputError: missing.txt: error[I001] cannot be opened: there is no such file
    """
    try:
        if not os.fspath(path):  # which Path would take for the current folder
            raise ValueError("its name is empty")
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(problem("I001", f"cannot be opened: {_reason(error)}", file=os.fspath(path))) from error


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Whether there is a folder of that name that can be seen; never raises.

    >>> is_folder("."), is_folder("x" * 300)
    (True, False)
    """
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):  # whoever opens it will say so
        return False


def is_file(path: str | os.PathLike[str]) -> bool:
    """Whether there is a file of that name that can be seen; never raises.

    >>> is_file("."), is_file("x" * 300)
    (False, False)
    """
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)).lower()
