"""What a batch reads: files, folders, patterns and addresses as one list of sources, in an order that does not change.

The order is that of the arguments, and of the names within each. A source is named by its path below the folder
that all arguments have in common: by that name it is called in the quarantine, and mirrored in a tree.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from pathlib import PurePath
from typing import Literal, NamedTuple

from docconv import registry
from docconv.corpus.places import STANDARD_INPUT, File, is_folder, is_pattern, is_remote, matching, size_of, walk
from docconv.problems import InputError, UsageError, problem

#: lines: JSON Lines that can be cut anywhere. stream: JSON Lines that are read from the beginning (packed, or standard
#: input). rows: Parquet. zip, tar: archives of documents that can be cut; packed-tar: one that is read from the beginning.
Kind = Literal["lines", "stream", "rows", "zip", "tar", "packed-tar", "document"]

#: Kinds whose shards are known only when they have been read.
STREAMED: tuple[Kind, ...] = ("stream", "packed-tar")
#: Kinds that hold records: a line or a row each.
OF_RECORDS: tuple[Kind, ...] = ("lines", "stream", "rows")

_SUFFIXES: tuple[tuple[tuple[str, ...], Kind], ...] = (
    ((".tar.gz", ".tgz", ".tar.zst", ".tar.bz2", ".tar.xz"), "packed-tar"),
    ((".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst"), "stream"),
    ((".jsonl", ".ndjson"), "lines"),
    ((".parquet",), "rows"),
    ((".zip",), "zip"),
    ((".tar",), "tar"),
)


class Source(NamedTuple):
    """Something to read: its name, its place, what it is, its size in bytes (0 for standard input)."""

    name: str
    place: str
    kind: Kind
    size: int


class Totals(NamedTuple):
    """What there is to read: how many sources, their bytes, how many are streamed, and what tells them from others."""

    sources: int
    size: int
    streams: int
    digest: str


def kind_of(name: str) -> Kind:
    """What a file is, by its name.

    >>> kind_of("pages.jsonl.gz"), kind_of("feeds/a.xml")
    ('stream', 'document')
    """
    lowered = name.lower()
    return next((kind for suffixes, kind in _SUFFIXES if lowered.endswith(suffixes)), "document")


class Sources:
    """The sources of a batch, to be gone through any number of times; none but the arguments is kept.

    `format` names the format of documents, which tells what in a folder is one. Raises `InputError` for an argument
    that is not there, `UsageError` for one that stands twice, or within another.
    """

    def __init__(self, arguments: Sequence[str], format: str | None = None) -> None:
        self._arguments = [place for argument in arguments for place in _places(argument)]
        self._folders = {place for place in self._arguments if place != STANDARD_INPUT and is_folder(place)}
        _refuse_twice(self._arguments, self._folders)
        parents = [place if place in self._folders else _parent(place) for place in self._arguments if place != STANDARD_INPUT]
        self._above = _common(parents)
        self._wanted = wanted_suffixes(format)

    def __iter__(self) -> Iterator[Source]:
        for place in self._arguments:
            if place == STANDARD_INPUT:
                yield Source("standard-input", place, "stream", 0)
            elif place in self._folders:
                yield from self._inside(place)
            else:
                yield self._source(File(place, size_of(place)))

    def totals(self) -> Totals:
        """What there is altogether; raises `InputError` where there is nothing."""
        seen = hashlib.sha256()
        number = size = streams = 0
        for source in self:
            number, size = number + 1, size + source.size
            streams += source.kind in STREAMED
            seen.update(f"{source.name}\0{source.size}\n".encode("utf-8", "surrogateescape"))
        return Totals(number, size, streams, seen.hexdigest()[:32])

    def folders(self) -> frozenset[str]:
        """The arguments that are folders."""
        return frozenset(self._folders)

    def _inside(self, folder: str) -> Iterator[Source]:
        empty = True
        for file in walk(folder):
            if is_wanted(file.place, self._wanted):
                empty = False
                yield self._source(file)
        if empty:
            raise InputError(problem("I001", "the folder holds no file of a format that is read here", file=folder))

    def _source(self, file: File) -> Source:
        return Source(_relative(file.place, self._above), file.place, kind_of(file.place), file.size)


def wanted_suffixes(format: str | None) -> frozenset[str]:
    """The suffixes of documents in folders and archives: those of one format, or of all that are read."""
    chosen = [registry.get(format)] if format else [one for one in registry.FORMATS if one.reads]
    return frozenset(suffix for one in chosen for suffix in one.suffixes) | ({""} if format else frozenset())


def is_wanted(name: str, wanted: frozenset[str]) -> bool:
    """Whether a file found in a folder is a source: a document of a wanted suffix, or what holds documents."""
    return PurePath(name).suffix.lower() in wanted or kind_of(name) != "document"


def _places(argument: str) -> list[str]:
    if argument == STANDARD_INPUT or is_folder(argument) or not is_pattern(argument) or _is_file(argument):
        return [argument]
    found = matching(argument)
    if not found:
        raise InputError(problem("I001", "no file matches this pattern", file=argument))
    return found


def _is_file(place: str) -> bool:
    return not is_remote(place) and os.path.isfile(place)  # noqa: PTH113 - Path.is_file raises for names that are too long


def _refuse_twice(places: Iterable[str], folders: set[str]) -> None:
    seen: set[str] = set()
    for place in places:
        where = _absolute(place)
        if where in seen:
            raise UsageError(problem("U001", "this source is named twice", file=place))
        seen.add(where)
    within = {_absolute(folder) for folder in folders}
    for place in seen - {STANDARD_INPUT}:
        above = _parent(place)
        while above not in ("", _parent(above)):
            if above in within:
                raise UsageError(problem("U001", f"this source lies in {above}, which is named too", file=place))
            above = _parent(above)


def _absolute(place: str) -> str:
    if place == STANDARD_INPUT or is_remote(place):
        return place.rstrip("/") if place != STANDARD_INPUT else place
    return os.path.abspath(place)  # noqa: PTH100 - without following links: two names of one file are two sources


def _parent(place: str) -> str:
    if is_remote(place):
        scheme, _, path = place.partition("://")
        above = posixpath.dirname(path.rstrip("/"))
        return f"{scheme}://{above}" if above else ""
    return os.path.dirname(os.path.abspath(place))  # noqa: PTH100, PTH120 - as above


def _common(folders: Sequence[str]) -> str:
    """The folder that all lie in; "" where some are local and some are not."""
    if not folders:
        return ""
    if any(is_remote(folder) for folder in folders):
        parts = [_absolute(folder).split("/") for folder in folders]
        shared = [steps[0] for steps in takewhile(lambda steps: len(set(steps)) == 1, zip(*parts, strict=False))]
        return "/".join(shared) if len(shared) > 2 else ""
    return os.path.commonpath([_absolute(folder) for folder in folders])


def _relative(place: str, above: str) -> str:
    """The path of a source below the folder in common, with "/" between its parts."""
    where = _absolute(place)
    if above and where.startswith(above):
        where = where[len(above) :]
    return where.replace(os.sep, "/").replace("://", "/").strip("/")
