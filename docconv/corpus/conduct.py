"""A run: which shards are to be done, by which engine, and what is joined when all are there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from docconv.corpus.counts import Counts
from docconv.corpus.engine import Events, run_serial
from docconv.corpus.job import Job, check_job
from docconv.corpus.marks import (
    Folder,
    agree,
    discard,
    finished,
    finished_stream,
    join_quarantine,
    names_done,
    read_mark,
    remove,
    write_json,
)
from docconv.corpus.places import STANDARD_INPUT, is_remote
from docconv.corpus.progress import Progress
from docconv.corpus.shards import Shard, Stream, pieces, plan, shard_size
from docconv.corpus.sources import OF_RECORDS, Source, Sources, Totals
from docconv.corpus.unpacking import check_packing
from docconv.corpus.work import Moment
from docconv.problems import DocconvError, Problem, UsageError, problem

Engine = Literal["local", "ray"]
#: The formats that a line of JSON Lines may be in, when no field with the text is named.
_IN_LINES = (None, "json", "jsonl", "ninjs", "jsonld")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a batch is run; none of it changes what is written.

    `workers` is the number of processes (None: the engine's own choice), `share` the part of the shards that this run
    does, as (I, N) from (1, 1), `most_failures` the number of failed documents that ends the run.

    >>> Run(sources=["pages/"], target=Path("articles"), share=(2, 4)).engine
    'local'
    """

    sources: Sequence[str]
    target: Path
    engine: Engine = "local"
    workers: int | None = None
    share: tuple[int, int] = (1, 1)
    resume: bool = False
    most_failures: int | None = None


class Outcome(NamedTuple):
    """What a run came to.

    `counts` are those of all shards that this run did or found done; `complete` says whether every shard of the
    batch is there, whoever did it; `shards` and `kept` are how many this run did and found done; `unreadable` are the
    sources that could not be had; `seconds` is how long it took, `progress` how far it is and its speed over time.

    >>> Outcome._fields
    ('counts', 'complete', 'shards', 'kept', 'unreadable', 'seconds', 'progress')
    """

    counts: Counts
    complete: bool
    shards: int
    kept: int
    unreadable: tuple[Problem, ...]
    seconds: float
    progress: Progress


class TooManyFailuresError(DocconvError):
    """More documents failed than were to be put up with (I010); what was finished until then is there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "pages.jsonl").write_text("no JSON\\n")
    ...     run = Run(sources=[f"{folder}/pages.jsonl"], target=Path(folder, "articles"), workers=1, most_failures=0)
    ...     try:
    ...         conduct(Job(target="jsonl"), run)
    ...     except TooManyFailuresError as error:
    ...         print(error.problems[0].code)
    I010
    """


def conduct(job: Job, run: Run, watch: Callable[[Progress], None] = lambda progress: None) -> Outcome:
    """Run a batch.

    `watch` is called with how far it is, now and then. Raises `UsageError` for what does not go together, `InputError`
    where there is nothing to read, `OutputError` where something cannot be written, `TooManyFailuresError`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "pages.jsonl").write_text('{"text": "Ferry adds dawn sailing\\\\n\\\\nIt leaves at 5.40."}\\n')
    ...     run = Run(sources=[f"{folder}/pages.jsonl"], target=Path(folder, "articles"), workers=1)
    ...     outcome = conduct(Job(target="jsonl", text_field="text"), run)
    ...     sorted(path.name for path in run.target.glob("*.jsonl"))
    ['part-00000.jsonl', 'quarantine.jsonl']
    >>> outcome.counts.articles, outcome.complete
    (1, True)
    """
    check_job(job)
    check_packing(job.compression)
    sources = Sources(run.sources, job.reads_text() if not job.text_field else None)
    totals = sources.totals()
    _check_sources(job, sources, run)
    folder = Folder(run.target)
    folder.make()
    state = _State(job, run, folder, sources, totals, watch)
    agree(folder, job.as_data(), resume=run.resume, mine=state.is_mine)
    try:
        state.work()
        complete = state.finish() if not state.unreadable else False
    finally:
        folder.clear()
    seconds = time.monotonic() - state.progress.begun
    return Outcome(state.counts, complete, state.shards, state.kept, tuple(state.unreadable), seconds, state.progress)


def _check_sources(job: Job, sources: Sources, run: Run) -> None:
    for inside in sources.folders():
        if not is_remote(inside) and Path(inside).resolve() in (run.target.resolve(), *run.target.resolve().parents):
            raise UsageError(problem("U001", "the target lies in a folder that is read: name another", file=str(run.target)))
    has_packs = bool(job.reading.get("txt", {}).get("packs"))
    if has_packs and job.text_field is None and all(source.kind in OF_RECORDS for source in sources):
        message = "--labels does not fit: these are records, and --text-field names the field with their text"
        raise UsageError(problem("U001", message))
    if job.text_field is None and job.source not in _IN_LINES:
        lines = next((source for source in sources if source.kind in ("lines", "stream")), None)
        if lines is not None:
            message = f"holds records, which are not {job.source}: --text-field names the field with the text"
            raise UsageError(problem("U001", message, file=lines.place))


class _State:
    """What changes while a batch is run."""

    def __init__(
        self, job: Job, run: Run, folder: Folder, sources: Sources, totals: Totals, watch: Callable[[Progress], None]
    ) -> None:
        self.job, self.run, self.folder, self.sources, self.totals = job, run, folder, sources, totals
        self.size = shard_size(totals, job.shard_size)
        self.counts = Counts()
        self.shards = self.kept = 0
        self.unreadable: list[Problem] = []
        streamed = any(source.place == STANDARD_INPUT for source in sources)
        mine = 0 if streamed else totals.size // run.share[1]
        self.progress = Progress(mine, time.monotonic())
        self._digest = job.digest()
        self._watch = watch

    def is_mine(self, unit: int, piece: int = 0) -> bool:
        """Whether a shard belongs to this run's share: by its number, and the pieces of few streams by theirs, too."""
        number, among = self.run.share
        spread = unit if self.totals.streams >= among else unit + piece
        return spread % among == number - 1

    # --- the work -----------------------------------------------------------------------------------

    def work(self) -> None:
        events = Events(self._moment, self._done, self._failed)
        shards = self._to_do()
        if self.run.engine == "ray":
            from docconv.corpus.cluster import run_ray  # an extra

            run_ray(shards, self.job, self.folder, events, self.run.workers)
        elif (self.run.workers or 1) == 1:
            run_serial(shards, self.job, self.folder, events)
        else:
            from docconv.corpus.pool import run_pool

            run_pool(shards, self.job, self.folder, events, self.run.workers or 1)

    def _to_do(self) -> Iterator[Shard]:
        """The shards of this run's share that are not done yet."""
        for work in self._plan():
            if isinstance(work, Shard):
                if self.is_mine(work.unit) and not self._is_done(work):
                    yield work
            else:
                yield from self._pieces_to_do(work)

    def _plan(self) -> Iterator[Shard | Stream]:
        return plan(self.sources, self.size, self.job.source)

    def _pieces_to_do(self, stream: Stream) -> Iterator[Shard]:
        among = self.run.share[1]
        if self.totals.streams >= among and not self.is_mine(stream.unit):
            return
        marks = finished_stream(self.folder, stream, self.size, self._digest) if self.run.resume else None
        if marks is not None:
            for piece, mark in enumerate(marks):
                if self.is_mine(stream.unit, piece):
                    self._keep(mark, 0)
            self.progress.kept += stream.source.size
            return
        try:
            for shard in pieces(stream, self.size, self.job.source, self.job.largest):
                if self.is_mine(stream.unit, shard.piece or 0) and not self._is_done(shard):
                    yield shard
        except DocconvError as error:
            self.unreadable.extend(error.problems)

    def _is_done(self, shard: Shard) -> bool:
        mark = finished(self.folder, shard, self._digest) if self.run.resume else None
        if mark is not None:
            self._keep(mark, shard.weight)
        return mark is not None

    def _keep(self, mark: Mapping[str, Any], weight: int) -> None:
        self.kept += 1
        self.progress.kept += weight
        self.counts.add(Counts.of(mark["counts"]))

    # --- what engines tell ----------------------------------------------------------------------------

    def _moment(self, shard: Shard, moment: Moment) -> None:
        self.progress.moment(shard.name, moment, shard.weight)
        self._look()

    def _done(self, shard: Shard, mark: Mapping[str, Any]) -> None:
        counts = Counts.of(mark["counts"])
        self.counts.add(counts)
        self.shards += 1
        moment = Moment(counts.documents, counts.articles, counts.failed + counts.damaged, counts.size)
        self.progress.done(shard.name, moment, shard.weight)
        self._look()

    def _failed(self, shard: Shard, error: DocconvError) -> None:
        self.progress.gone(shard.name)
        self.unreadable.extend(error.problems)

    def _look(self) -> None:
        self.progress.note(time.monotonic())
        self._watch(self.progress)
        most = self.run.most_failures
        if most is not None and (failed := self.progress.now().failed) > most:
            message = f"{failed:,} documents failed, where {most:,} were to be put up with; what is finished is kept"
            raise TooManyFailuresError(problem("I010", message, file=str(self.folder.path)))

    # --- the end ------------------------------------------------------------------------------------

    def finish(self) -> bool:
        """Join what all runs have done, where that is everything; whether it is."""
        marks: list[str] = []
        for work in self._plan():
            found = self._marks_of(work)
            if found is None:
                return False
            marks += found
        if self.run.resume:
            for stale in set(names_done(self.folder)) - set(marks):
                remove(self.folder, stale)
        discard(self.folder.work)  # of runs that were killed
        join_quarantine(self.folder, self._read(marks))
        write_json(self.folder.path / "manifest.json", self._manifest(marks))
        return True

    def _marks_of(self, work: Shard | Stream) -> list[str] | None:
        if isinstance(work, Shard):
            return [work.name] if finished(self.folder, work, self._digest) else None
        found = finished_stream(self.folder, work, self.size, self._digest)
        return None if found is None else [mark["shard"] for mark in found]

    def _read(self, names: Sequence[str]) -> Iterator[dict[str, Any]]:
        for name in names:
            mark = read_mark(self.folder, name)
            if mark is not None:
                yield mark

    def _manifest(self, names: Sequence[str]) -> dict[str, Any]:
        """What the folder holds: the same for all runs of the same batch."""
        counts = Counts()
        parts = []
        for mark in self._read(names):
            one = Counts.of(mark["counts"])
            counts.add(one)
            files = [name for name, _ in mark["files"]]
            told = {"file": files[0]} if len(files) == 1 else {"files": len(files)}
            size = sum(size for _, size in mark["files"])
            failed = one.failed + one.damaged
            parts.append({"shard": mark["shard"], **told, "bytes": size, "articles": one.articles, "failed": failed})
        sources = {"number": self.totals.sources, "bytes": self.totals.size, "digest": self.totals.digest}
        return {
            "parameters": {**self.job.as_data(), "shard_size": self.size},
            "sources": sources,
            "counts": counts.as_data(),
            "parts": parts,
        }


def statistics(outcome: Outcome, run: Run) -> dict[str, Any]:
    """What a run came to, as plain data for JSON: the numbers, and how fast they came.

    Speeds are those of this run; the numbers include shards that were found done.

    >>> counts, progress = Counts(documents=2, articles=2, size=900), Progress(size=900, begun=0.0)
    >>> outcome = Outcome(counts, True, 1, 0, (), 0.5, progress)
    >>> statistics(outcome, Run(sources=["pages.jsonl"], target=Path("articles")))["articles"]
    2
    """
    counts, seconds = outcome.counts, max(outcome.seconds, 1e-6)
    now = outcome.progress.now()
    lines = sum(counts.lines.values())
    return {
        "complete": outcome.complete,
        "articles": counts.articles,
        "failed": counts.failed + counts.damaged,
        "doubtful_share": round(sum(counts.doubtful.values()) / lines, 4) if lines else None,
        "counts": counts.as_data(),
        "unreadable": [str(found) for found in outcome.unreadable],
        "run": {
            "engine": run.engine,
            "workers": run.workers,
            "share": "/".join(map(str, run.share)),
            "shards": outcome.shards,
            "shards_kept": outcome.kept,
            "seconds": round(outcome.seconds, 3),
            "articles_per_second": round(now.articles / seconds, 1),
            "megabytes_per_second": round(now.size / 1e6 / seconds, 3),
            "throughput": outcome.progress.moments,
        },
    }


__all__ = ["Engine", "Outcome", "Run", "Source", "TooManyFailuresError", "conduct", "statistics"]
