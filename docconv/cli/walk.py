"""The documents that the arguments of a command stand for: files as they are named, folders in sorted order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from docconv import registry
from docconv.inputs import is_folder
from docconv.problems import DocumentError
from docconv.validate import VALIDATORS


class Passed(NamedTuple):
    """A file of a folder that was passed over, and why."""

    file: str
    why: str


class Walk:
    """What `names` stand for: the files to be checked, in order; `passed` afterwards tells of those left aside.

    In a folder, a file is taken by the suffix of its name, else by its beginning. What begins with a dot, and
    folders that are links, are left aside in silence.
    """

    def __init__(self, names: Iterable[str], source: str | None, suffixes: Iterable[str] = ()) -> None:
        self.passed: list[Passed] = []
        self._names = tuple(names)
        of_formats = {suffix for name in ([source] if source else VALIDATORS) for suffix in registry.get(name).suffixes}
        self._suffixes = frozenset(suffixes) or frozenset(of_formats)
        self._why: Callable[[str], str | None] = _why_unknown if source is None and not suffixes else _why_other

    def files(self) -> Iterator[str]:
        """The names of the files, and `-` where it is given; a folder without documents comes as itself."""
        for name in self._names:
            if name == "-" or not is_folder(name):
                yield name
                continue
            found = False
            for file in _below(name):
                why = None if Path(file).suffix.lower() in self._suffixes else self._why(file)
                if why is None:
                    found = True
                    yield file
                else:
                    self.passed.append(Passed(file, why))
            if not found:
                yield name  # which says that it is a folder

    def count(self) -> int:
        """How many files there are by their suffixes; those told by their beginning are left out, so it is a low estimate."""
        return sum(self._count_below(name) if name != "-" and is_folder(name) else 1 for name in self._names)

    def _count_below(self, folder: str) -> int:
        return sum(Path(file).suffix.lower() in self._suffixes for file in _below(folder))


def _below(folder: str) -> Iterator[str]:
    """The files in a folder and below it, by name; a folder that cannot be listed comes as itself."""
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        name = str(Path(entry.path))
        if entry.is_dir(follow_symlinks=False):
            yield from _below(name)
        elif not entry.is_dir() and (entry.is_file() or not Path(name).exists()):  # what is gone is told when it is opened
            yield name


def _why_other(file: str) -> str | None:
    return "its suffix is another"


def _why_unknown(file: str) -> str | None:
    """Why a file has no format that can be validated; None when its beginning tells one that has."""
    try:
        with Path(file).open("rb") as opened:
            found = registry.sniff(opened.read(registry.SNIFFED), Path(file).suffix)
    except DocumentError as error:
        return error.problems[0].message
    except OSError:
        return None  # whoever opens it will say why it cannot be opened
    return None if found.validator is not None else f"this is {found.description} ({found.name})"
