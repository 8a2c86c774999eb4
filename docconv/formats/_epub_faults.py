"""Faults of a book: found in the trees of its files, placed afterwards, so that no tree is kept for its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docconv.formats._epub_archive import BookFiles
from docconv.formats._xsd import start_tags
from docconv.problems import Problem, Severity, problem

#: The most findings that are told of one book, and of one kind in one file.
MOST_FINDINGS, MOST_OF_A_KIND = 1000, 50


class Fault(NamedTuple):
    """A fault: its code, a sentence, the file of the book, and the element of that file by its number in document order."""

    code: str
    message: str
    file: str | None = None
    element: int | None = None
    severity: Severity | None = None


def placed(faults: Iterable[Fault], files: BookFiles) -> list[Problem]:
    """Faults as problems in the order of the archive and of its files, with line and column of the start tags at fault."""
    told: dict[str | None, list[Fault]] = {}
    counts: dict[tuple[str | None, str], int] = {}
    for fault in faults:
        kind = (fault.file, fault.code)
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= MOST_OF_A_KIND:
            told.setdefault(fault.file, []).append(fault)
    order = {name: number for number, name in enumerate(files.names())}
    names = sorted(told, key=lambda name: -1 if name is None else order.get(name, len(order)))
    problems = [found for name in names for found in _in_file(told[name], name, files)]
    problems += [
        problem(code, f"there are {count - MOST_OF_A_KIND} more findings of this kind", file=name)
        for (name, code), count in counts.items()
        if count > MOST_OF_A_KIND
    ]
    return problems[:MOST_FINDINGS]


def _in_file(faults: list[Fault], name: str | None, files: BookFiles) -> Iterator[Problem]:
    places: list[tuple[int, int]] = []
    if name in files and any(fault.element is not None for fault in faults):
        places = start_tags(files.read(name or "") or b"")
    for fault in sorted(faults, key=lambda fault: -1 if fault.element is None else fault.element):
        known = fault.element is not None and fault.element < len(places)
        line, column = places[fault.element or 0] if known else (None, None)
        yield problem(fault.code, fault.message, severity=fault.severity, file=name, line=line, column=column)
