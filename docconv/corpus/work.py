"""The work itself: one shard to one part. A pure function of the shard and the job, whoever calls it and however often."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from docconv.corpus.counts import Counts
from docconv.corpus.job import Job
from docconv.corpus.marks import Folder, discard, dumped, move
from docconv.corpus.outputs import Output, full
from docconv.corpus.places import explained, open_at
from docconv.corpus.reading import Failure, Reader, Taken
from docconv.corpus.records import Record, lines_between, too_large
from docconv.corpus.shards import Shard, Stretch
from docconv.corpus.sources import wanted_suffixes
from docconv.problems import InputError, Problem, problem


class Moment(NamedTuple):
    """How far the work on a shard is: documents read and failed, articles made, bytes read."""

    documents: int
    articles: int
    failed: int
    size: int


#: What is told while a shard is worked on; it may raise to end the work, and then nothing is left of it.
Notify = Callable[[Moment], None]

#: Documents between two notices at most.
_NOTICED = 16
#: The name of the file, beside what is being written, that says which record is being worked on.
_AT = "at"


def run_shard(shard: Shard, job: Job, folder: Folder, notify: Notify, skip: frozenset[int] = frozenset()) -> dict[str, Any]:
    """Do a shard: its part, its quarantine and at last its mark are in the folder when this returns; the mark.

    `skip` numbers records that ended a process before; they go to the quarantine (I009). Raises `InputError` where a
    source cannot be opened, `OutputError` where something cannot be written; then nothing is there.
    """
    for stale in folder.work.glob(f"{shard.name}.*"):
        discard(stale)
    work = folder.work / f"{shard.name}.{secrets.token_hex(6)}"
    try:
        try:
            (work / "out").mkdir(parents=True)
            mark = _written(shard, job, work, notify, skip)
        except OSError as error:
            raise full(error, str(folder.path / f"part-{shard.name}")) from error
        mark["files"] = move(work / "out", folder.path)
        quarantine = folder.quarantine(shard.name)
        try:
            (work / "mark").write_bytes(json.dumps(mark, ensure_ascii=False, indent=1).encode() + b"\n")
            if mark["quarantined"]:
                (work / "quarantine").replace(quarantine)
            else:
                quarantine.unlink(missing_ok=True)
            (work / "mark").replace(folder.mark(shard.name))
        except OSError as error:
            raise full(error, str(folder.mark(shard.name))) from error
    finally:
        discard(work)
    return mark


def died_at(folder: Folder, shard: Shard) -> int | None:
    """The record that was being worked on when the work on a shard was cut off; None when it was none."""
    for stale in folder.work.glob(f"{shard.name}.*"):
        try:
            data = (stale / _AT).read_bytes()
        except OSError:
            continue
        return int.from_bytes(data, "little") if len(data) == 8 else None
    return None


def _written(shard: Shard, job: Job, work: Path, notify: Notify, skip: frozenset[int]) -> dict[str, Any]:
    """Write a shard into the folder of its work; its mark, without the files."""
    counts, told = Counts(), Counts()
    lines = 0

    with (work / "quarantine").open("wb") as quarantine, (work / _AT).open("wb", buffering=0) as place:

        def quarantined(failure: Failure) -> None:
            quarantine.write(dumped(failure.as_data()))

        reader = Reader(job, counts, quarantined)

        def report(found: Problem) -> None:
            told.count_problems((found,))

        def articles() -> Iterator[Taken]:
            nonlocal lines
            for number, record in enumerate(_records(shard, job)):
                place.seek(0)
                place.write(number.to_bytes(8, "little"))
                lines += record.where == "line"
                if number % _NOTICED == 0:
                    notify(Moment(counts.documents, counts.articles, counts.failed + counts.damaged, counts.size))
                yield from reader.articles(_passed_over(record) if number in skip else record)

        output = Output(job, report, lambda taken, errors: reader.unwritten(taken.record, errors))
        output.write(articles(), shard.name, work / "out")
    notify(Moment(counts.documents, counts.articles, counts.failed + counts.damaged, counts.size))
    counts.add(told)
    cut = shard.piece is None and any(not stretch.whole for stretch in shard.stretches)
    return {
        "shard": shard.name,
        "work": shard.digest(job.digest()),
        "last": shard.last,
        "cut": {"source": shard.stretches[0].source.name, "lines": lines} if cut else None,
        "quarantined": sum(counts.failures.values()),
        "counts": counts.as_data(),
    }


def _passed_over(record: Record) -> Record:
    told = problem("I009", "the process that read this document was ended, each time it was tried")
    return record._replace(data=None, fault=told)


# --- the records of a shard -------------------------------------------------------------------------


def _records(shard: Shard, job: Job) -> Iterator[Record]:
    if shard.piece is not None:
        yield from shard.held
        return
    for stretch in shard.stretches:
        if stretch.source.kind == "document":
            yield _document(stretch, job.largest)
            continue
        with explained(stretch.source.place):
            yield from _stretch(stretch, job)


def _document(stretch: Stretch, largest: int) -> Record:
    """A file as a record; one that cannot be opened has a fault, for it is no more than one document."""
    source = stretch.source
    try:
        with open_at(source.place) as stream, explained(source.place):
            data = stream.read(largest + 1)
    except InputError as error:
        return Record(source.name, "file", None, None, 0, error.problems[0])
    if len(data) > largest:
        return Record(source.name, "file", None, None, source.size, too_large(source.size, largest))
    return Record(source.name, "file", None, data, len(data))


def _stretch(stretch: Stretch, job: Job) -> Iterator[Record]:
    source, start, stop = stretch.source, stretch.start, stretch.stop
    if source.kind == "rows":
        from docconv.corpus.rows import read_rows  # pyarrow

        yield from read_rows(source.place, source.name, start, stop, stretch.first, job.text_field)
        return
    from docconv.corpus.archives import read_tar, read_zip

    wanted = wanted_suffixes(job.source)
    with open_at(source.place) as stream:
        if source.kind == "zip":
            yield from read_zip(stream, source.name, start, stop, wanted, job.largest)
        elif source.kind == "tar":
            yield from read_tar(stream, source.name, start, stop, wanted, job.largest)
        else:
            yield from lines_between(stream, start, stop, source.name, job.largest)
