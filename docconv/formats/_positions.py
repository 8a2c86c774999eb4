"""Where the values of a JSON document stand in its source: lines and columns for findings.

Built only when there is something to tell. The source must be well-formed JSON; it is read once,
without recursion, in time linear in its length.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

#: The way to a value: names of objects and indices of lists, from the outside in.
Path = tuple[str | int, ...]

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+', re.DOTALL)


def pointer(path: Path) -> str:
    """A path as a JSON Pointer (RFC 6901).

    >>> pointer(("body", 0, "a/b"))
    '/body/0/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


@dataclass(frozen=True, slots=True)
class Place:
    """Offsets into the source: of a value, and of its name when it is a member of an object."""

    value: int
    name: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What one reading of the source found: the places asked for, and names that stand twice in an object.

    A duplicate is the path of the member and the offset of its second name.
    """

    places: dict[Path, Place]
    duplicates: list[tuple[Path, int]]

    def offset(self, path: Path, *, of_name: bool = False) -> int:
        """Where the value at `path` stands, or the innermost value around it that was found."""
        for end in range(len(path), -1, -1):
            place = self.places.get(path[:end])
            if place is not None:
                return place.name if of_name and end == len(path) else place.value
        return 0


@dataclass(slots=True)
class _Wanted:
    """The paths asked for as a tree, walked down together with the source."""

    path: Path | None = None
    steps: dict[str | int, _Wanted] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """An object or list that has begun: the step that led to it, and where its reading is."""

    step: str | int
    wanted: _Wanted | None
    is_object: bool
    index: int = 0
    name: str | None = None
    name_at: int = 0
    seen: set[str] = field(default_factory=set)


def survey(source: str, paths: Iterable[Path] = (), *, most_duplicates: int = 100) -> Survey:
    """Find the places of `paths` and of everything around them, and up to `most_duplicates` duplicate names.

    >>> survey('{"a": [1, 2]}', [("a", 1)]).places[("a", 1)].value
    10
    """
    tree = _tree(paths)
    places: dict[Path, Place] = {}
    duplicates: list[tuple[Path, int]] = []
    stack: list[_Open] = []
    for match in _TOKEN.finditer(source):
        lexeme, at = match.group(), match.start()
        top = stack[-1] if stack else None
        if lexeme in "]}":
            if stack:
                stack.pop()
        elif lexeme == ",":
            if top is not None:
                top.index, top.name = top.index + 1, None
        elif lexeme == ":":
            pass
        elif top is not None and top.is_object and top.name is None:
            top.name, top.name_at = _decoded(lexeme), at
            if top.name in top.seen and len(duplicates) < most_duplicates:
                duplicates.append((_path_of(stack), at))
            top.seen.add(top.name)
        else:
            step, wanted, name_at = _arrived(top, tree, at)
            if wanted is not None and wanted.path is not None:
                places[wanted.path] = Place(at, name_at)
            if lexeme in "[{":
                stack.append(_Open(step, wanted, lexeme == "{"))
    return Survey(places, duplicates)


def _tree(paths: Iterable[Path]) -> _Wanted:
    root = _Wanted(())
    for path in paths:
        node = root
        for depth, step in enumerate(path, 1):
            if step not in node.steps:
                node.steps[step] = _Wanted(path[:depth])
            node = node.steps[step]
    return root


def _arrived(top: _Open | None, tree: _Wanted, at: int) -> tuple[str | int, _Wanted | None, int]:
    """The step to the value that begins at `at`, what is wanted there, and where its name is."""
    if top is None:
        return "", tree, at
    step: str | int = top.name if top.is_object and top.name is not None else top.index
    return step, top.wanted.steps.get(step) if top.wanted else None, top.name_at if top.is_object else at


def _path_of(stack: list[_Open]) -> Path:
    return (*(part.step for part in stack[1:]), stack[-1].name or "")


def _decoded(lexeme: str) -> str:
    return str(json.loads(lexeme, strict=False)) if "\\" in lexeme else lexeme[1:-1]


class Lines:
    """Offsets as lines and columns, both counted from 1, columns in code points."""

    def __init__(self, source: str, first: int = 1) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self._first = first

    def at(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset."""
        line = bisect_right(self._starts, offset) - 1
        return line + self._first, offset - self._starts[line] + 1
