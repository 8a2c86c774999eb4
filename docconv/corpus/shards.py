"""Shards: the sources cut into pieces of work, numbered the same wherever and however often they are cut.

A shard is a range of bytes of a JSON Lines file, of row groups of a Parquet file, of members of an archive, or a run of
files. What can only be read from its beginning (packed JSON Lines, standard input) has one number for the
whole and is cut, while it is read, into pieces that have a second number.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, cast

from docconv.corpus import archives, unpacking
from docconv.corpus.job import digest_of
from docconv.corpus.places import STANDARD_INPUT, explained, open_at
from docconv.corpus.records import Record, lines_between
from docconv.corpus.sources import STREAMED, Source, Totals, wanted_suffixes
from docconv.problems import problem

MIB = 1 << 20
#: Shards cover between these sizes, in bytes, unless it is said; so many of them that each of many workers gets several.
SMALLEST, LARGEST, ABOUT = 4 * MIB, 64 * MIB, 256
#: What is read from its beginning is held while it is handed on, so that its pieces are no larger than this.
LARGEST_PIECE = 16 * MIB
#: A shard of files or members has no more of them than this.
MOST_DOCUMENTS = 1000


class Stretch(NamedTuple):
    """A part of a source: between two bytes, row groups or members. `first` is the number of rows before it; `whole`, all."""

    source: Source
    start: int
    stop: int
    first: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Shard:
    """A piece of work: its numbers, what it covers, and how many bytes of its sources that stands for.

    A piece of a stream has its records with it (`held`); `last` says that it is the last of its stream.
    """

    unit: int
    stretches: tuple[Stretch, ...]
    weight: int
    piece: int | None = None
    held: tuple[Record, ...] = ()
    last: bool = False

    @property
    def name(self) -> str:
        """The number of the shard as part of file names: names sort as the sources lie."""
        return f"{self.unit:05}" if self.piece is None else f"{self.unit:05}-{self.piece:05}"

    def digest(self, job_digest: str) -> str:
        """What tells this work from other work of the same number: the sources by name and size, and the job."""
        covered = [[*stretch.source[0:1], *stretch.source[2:], *stretch[1:4]] for stretch in self.stretches]
        return digest_of([job_digest, self.piece, covered])


class Stream(NamedTuple):
    """A source that is cut while it is read: its number and itself."""

    unit: int
    source: Source


def shard_size(totals: Totals, wanted: int | None) -> int:
    """How many bytes a shard covers.

    >>> shard_size(Totals(1, 3 << 30, 0, ""), None) // MIB, shard_size(Totals(1, 100, 0, ""), None) // MIB
    (12, 4)
    """
    return wanted or min(max(totals.size // ABOUT, SMALLEST), LARGEST)


def plan(sources: Iterable[Source], size: int, format: str | None) -> Iterator[Shard | Stream]:
    """The work there is, in order; one shard at a time, whatever the number of sources."""
    wanted = wanted_suffixes(format)
    unit = 0
    run: list[Stretch] = []
    held = 0
    for source in sources:
        small = source.kind in ("document", "lines") and source.size <= size
        if run and (not small or held + source.size > size or len(run) >= MOST_DOCUMENTS):
            yield Shard(unit, tuple(run), held)
            unit, run, held = unit + 1, [], 0
        if small or source.kind == "document":
            run.append(Stretch(source, 0, source.size))
            held += source.size
            continue
        if source.kind in STREAMED:
            yield Stream(unit, source)
            unit += 1
            continue
        cut = [] if source.kind != "lines" else _bytes(source, size)
        for stretch, weight in cut or _CUTS[source.kind](source, size, wanted):
            yield Shard(unit, (stretch,), weight)
            unit += 1
    if run:
        yield Shard(unit, tuple(run), held)


def _bytes(source: Source, size: int) -> list[tuple[Stretch, int]]:
    number = -(-source.size // size)
    ends = [source.size * at // number for at in range(number + 1)]
    return [(Stretch(source, start, stop, 0, False), stop - start) for start, stop in pairwise(ends)]


def _zip(source: Source, size: int, wanted: frozenset[str]) -> Iterator[tuple[Stretch, int]]:
    yield from _archive(source, lambda stream: archives.zip_runs(stream, wanted, size, MOST_DOCUMENTS))


def _tar(source: Source, size: int, wanted: frozenset[str]) -> Iterator[tuple[Stretch, int]]:
    yield from _archive(source, lambda stream: archives.tar_runs(stream, wanted, size, MOST_DOCUMENTS))


def _archive(source: Source, cut: Callable[[Any], Iterator[archives.Run]]) -> Iterator[tuple[Stretch, int]]:
    """The runs of an archive; one that is broken is one stretch to its end, whose reader says so."""
    held: archives.Run | None = None
    with open_at(source.place) as stream, explained(source.place):
        try:
            for run in cut(stream):
                if held is not None:
                    yield Stretch(source, held.start, held.stop, 0, False), held.size
                held = run
        except archives.BROKEN:
            start = held.stop if held else 0
            if held is not None:
                yield Stretch(source, held.start, held.stop, 0, False), held.size
            held = archives.Run(start, sys.maxsize, 0)
    if held is not None:
        yield Stretch(source, held.start, held.stop, 0, held.start == 0), held.size


def _rows(source: Source, size: int, wanted: frozenset[str]) -> Iterator[tuple[Stretch, int]]:
    from docconv.corpus.rows import row_groups  # pyarrow

    groups = row_groups(source.place)
    start = held = first = rows = 0
    for number, group in enumerate(groups):
        if number > start and held + group.size > size:
            yield Stretch(source, start, number, first, False), held * source.size // max(1, sum(g.size for g in groups))
            start, held, first = number, 0, rows
        held += group.size
        rows += group.rows
    yield (
        Stretch(source, start, max(len(groups), 1), first, start == 0),
        held * source.size // max(1, sum(g.size for g in groups)),
    )


_CUTS: dict[str, Callable[[Source, int, frozenset[str]], Iterator[tuple[Stretch, int]]]] = {
    "zip": _zip,
    "tar": _tar,
    "rows": _rows,
}


def pieces(stream: Stream, size: int, format: str | None, largest: int) -> Iterator[Shard]:
    """The pieces of a stream, cut while it is read: so many bytes each, the last marked as such.

    Where the stream is damaged or breaks off, the last record says so. Raises `InputError` where it cannot be opened.
    """
    size = piece_size(size)
    source = stream.source
    number = held = weight = before = 0
    records: list[Record] = []
    with _opened(source) as raw, explained(source.place):
        for record in _records(raw, source, format, largest):
            if records and held + record.size > size:
                position = _position(raw)
                weight, before = position - before, position
                yield Shard(stream.unit, (Stretch(source, 0, size),), weight, number, tuple(records))
                number, held, records = number + 1, 0, []
            records.append(record)
            held += record.size
    yield Shard(stream.unit, (Stretch(source, 0, size),), max(0, source.size - before), number, tuple(records), True)


def piece_size(size: int) -> int:
    """How many bytes of a stream, unpacked, go to a piece, where shards cover `size`."""
    return min(size, LARGEST_PIECE)


def piece_of(stream: Stream, size: int, number: int) -> Shard:
    """A piece of a stream without its records: what `Shard.digest` needs."""
    return Shard(stream.unit, (Stretch(stream.source, 0, piece_size(size)),), 0, number)


def _records(raw: io.BufferedReader, source: Source, format: str | None, largest: int) -> Iterator[Record]:
    number = 0
    try:
        inner = unpacking.unpacked(raw)
        if source.kind == "packed-tar":
            yield from archives.read_packed_tar(inner, source.name, wanted_suffixes(format), largest)
            return
        for record in lines_between(inner, 0, None, source.name, largest):
            number += 1
            yield record
    except unpacking.faults() as error:
        told = problem("I001", f"the rest of the source cannot be unpacked: {str(error).lower()}")
        yield Record(source.name, "line", number + 1, None, 0, told)


@contextmanager
def _opened(source: Source) -> Iterator[io.BufferedReader]:
    if source.place != STANDARD_INPUT:
        with open_at(source.place) as stream:
            yield cast(io.BufferedReader, stream)
        return
    with explained(source.place):
        if sys.stdin is None:
            raise OSError("it is closed")
        stream = io.BufferedReader(cast(Any, sys.stdin.buffer), MIB)
    yield stream
    stream.detach()  # standard input stays open


def _position(raw: io.BufferedReader) -> int:
    try:
        return raw.tell()
    except OSError:  # a pipe
        return 0
