"""Where sources lie: local files and, through fsspec where it is installed, remote stores; what cannot be opened, in plain words.

A place is a path, or an address with a scheme (`s3://bucket/pages.jsonl`). Nothing else in `docconv.corpus` opens a source.
"""

from __future__ import annotations

import glob
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from docconv import inputs
from docconv.problems import InputError, UsageError, problem

#: How much is read at a time, in bytes.
BLOCK = 1 << 20
#: The place that is standard input.
STANDARD_INPUT = "-"


class File(NamedTuple):
    """A file that was found: its place, and its size in bytes."""

    place: str
    size: int


def is_remote(place: str) -> bool:
    """Whether a place is an address: `s3://bucket/key`."""
    return "://" in place


def is_pattern(place: str) -> bool:
    """Whether a name that is no file itself stands for those that match it."""
    return glob.has_magic(place)


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turns what fails in opening or reading a source into an `InputError` (I001) that says why."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(problem("I001", "cannot be opened: there is no such file", file=place)) from error
    except IsADirectoryError as error:
        raise InputError(problem("I001", "cannot be opened: it is a folder", file=place)) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(problem("I001", f"cannot be read: {reason.lower()}", file=place)) from error


def open_at(place: str) -> BinaryIO:
    """The bytes at a place, to be sought in; raises `InputError`."""
    with explained(place):
        if is_remote(place):
            store, path = _store(place)
            return io.BufferedReader(cast(Any, store.open(path, "rb")), BLOCK)
        return Path(place).open("rb", buffering=BLOCK)


def size_of(place: str) -> int:
    """The size of a file in bytes; raises `InputError`."""
    with explained(place):
        if is_remote(place):
            store, path = _store(place)
            return int(store.size(path) or 0)
        return Path(place).stat().st_size


def is_folder(place: str) -> bool:
    """Whether there is a folder at a place."""
    if is_remote(place):
        with explained(place):
            store, path = _store(place)
            return bool(store.isdir(path))
    return inputs.is_folder(place)


def matching(pattern: str) -> list[str]:
    """The places of the files that match a pattern, in order; `**` goes through folders."""
    if is_remote(pattern):
        with explained(pattern):
            store, path = _store(pattern)
            return sorted(str(store.unstrip_protocol(one)) for one in store.glob(path) if not store.isdir(one))
    found = glob.glob(pattern, recursive=True)  # noqa: PTH207 - Path.glob takes no pattern that begins at the root
    return sorted(one for one in found if not inputs.is_folder(one))


def walk(folder: str) -> Iterator[File]:
    """The files in a folder and below, in the order of their names; hidden ones are left out.

    One folder is listed at a time. A folder that is a symbolic link is not entered, lest a circle be walked.
    """
    if is_remote(folder):
        with explained(folder):
            store, path = _store(folder)
            found = store.find(path, detail=True)
        root = path.rstrip("/") + "/"
        for name in sorted(found):
            if not any(part.startswith(".") for part in name.removeprefix(root).split("/")):
                yield File(str(store.unstrip_protocol(name)), int(found[name].get("size") or 0))
        return
    with explained(folder), os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk(entry.path)
        elif not entry.is_dir():
            yield File(entry.path, _size(entry))


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:  # a link that leads nowhere: whoever opens it will say so
        return 0


def _store(place: str) -> tuple[Any, str]:
    """The fsspec file system of an address, and the path in it."""
    try:
        fsspec: Any = import_module("fsspec")  # an extra
        url_to_fs = fsspec.core.url_to_fs
    except ImportError as error:
        message = "an address needs the package fsspec: pip install 'docconv[remote]'"
        raise UsageError(problem("U004", message, file=place)) from error
    try:
        store, path = url_to_fs(place)
    except (ImportError, ValueError) as error:  # a store whose own package is missing, or no store at all
        raise UsageError(problem("U004", f"fsspec cannot open it: {error}", file=place)) from error
    return store, str(path)
