"""Where the values of a JSON document stand in its source: lines and columns for findings.

Built only when there is something to tell. The source must be well-formed JSON; it is read once,
without recursion, in time linear in its length.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

#: The way to a value: names of objects and indices of lists, from the outside in.
Path = tuple[str | int, ...]

#: A string, which is a name where a colon follows; a bracket; any other value. Commas say nothing beyond these.
_TOKEN = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")\s*(:)?|[\[\]{}]|[^\s\[\]{}:,"]+', re.DOTALL)
#: So many duplicate names of one document are told.
_MOST_DUPLICATES = 100


def pointer(path: Path) -> str:
    """A path as a JSON Pointer (RFC 6901).

    >>> pointer(("body", 0, "a/b"))
    '/body/0/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


class Place(NamedTuple):
    """Offsets into the source: of a value, and of its name when it is a member of an object."""

    value: int
    name: int


class Survey(NamedTuple):
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


#: The paths asked for as a tree, walked down together with the source.
_Tree = dict[str | int, "_Tree"]


@dataclass(slots=True)
class _Open:
    """An object or list that has begun: what is wanted in it, the member or item that is being read, and the names so far."""

    wanted: _Tree | None
    step: str | int = -1
    name_at: int = 0
    names: set[str] = field(default_factory=set)


def survey(source: str, paths: Iterable[Path] = (), *, unique: bool = False) -> Survey:
    """Find the places of `paths` and of everything around them, and the first hundred duplicate names.

    Of two members of one name the last counts; where names are known to be `unique`, reading ends
    as soon as all is found. What follows the end of the value is not looked at; the source may end before the value does.

    >>> survey('{"a": [1, 2]}', [("a", 1)]).places[("a", 1)].value
    10
    """
    tree, nodes = _tree(paths)
    places: dict[Path, Place] = {}
    duplicates: list[tuple[Path, int]] = []
    stack: list[_Open] = []
    tokens = _TOKEN.finditer(source)
    while match := next(tokens, None):
        lexeme, at = match.group(), match.start()
        if match.lastindex == 2:
            top, name = stack[-1], _decoded(match[1])
            top.step, top.name_at = name, at
            if not unique:
                if name in top.names and len(duplicates) < _MOST_DUPLICATES:
                    duplicates.append((tuple(part.step for part in stack), at))
                top.names.add(name)
            continue
        if lexeme in "]}":
            stack.pop()
        else:
            wanted, name_at = _arrived(stack[-1], at) if stack else (tree, at)
            if wanted is not None:
                places[tuple([part.step for part in stack])] = Place(at, name_at)
                if unique and len(places) == nodes:
                    break
            if lexeme in "[{":
                if unique and not wanted:
                    tokens = _TOKEN.finditer(source, _end_of(source, at))
                else:
                    stack.append(_Open(wanted))
        if not stack:
            break
    return Survey(places, duplicates)


def _arrived(top: _Open, at: int) -> tuple[_Tree | None, int]:
    """What is wanted of the value that begins at `at`, and where its name is."""
    if isinstance(top.step, int):
        top.step, top.name_at = top.step + 1, at
    return top.wanted.get(top.step) if top.wanted else None, top.name_at


def _tree(paths: Iterable[Path]) -> tuple[_Tree, int]:
    """The tree of the paths, and how many places that is."""
    root: _Tree = {}
    nodes = 1
    for path in paths:
        node = root
        for step in path:
            if step not in node:
                node[step] = {}
                nodes += 1
            node = node[step]
    return root, nodes


def _end_of(source: str, at: int) -> int:
    """Where an object or list ends that nothing is wanted of; a parser finds it much faster than we do token by token."""
    try:
        return _parser().raw_decode(source, at)[1]
    except ValueError:  # it goes on beyond the source
        return len(source)


@cache
def _parser() -> json.JSONDecoder:
    return json.JSONDecoder(strict=False, parse_int=str, parse_float=str)


def _decoded(lexeme: str) -> str:
    return str(json.loads(lexeme, strict=False)) if "\\" in lexeme else lexeme[1:-1]


#: Of one offset in so many its line is known.
_STRIDE = 4096


class Lines:
    """Offsets as lines and columns, both counted from 1, columns in code points.

    Where each line begins is not kept: a document may have a line for each byte.
    """

    def __init__(self, source: str, first: int = 1) -> None:
        self._source = source
        self._line, self._start = [first], [0]
        for at in range(0, len(source) - _STRIDE, _STRIDE):
            begins = source.rfind("\n", at, at + _STRIDE) + 1
            self._line.append(self._line[-1] + source.count("\n", at, at + _STRIDE))
            self._start.append(begins or self._start[-1])

    def at(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset."""
        known = min(offset // _STRIDE, len(self._line) - 1)
        line = self._line[known] + self._source.count("\n", known * _STRIDE, offset)
        start = self._source.rfind("\n", known * _STRIDE, offset) + 1 or self._start[known]
        return line, offset - start + 1
