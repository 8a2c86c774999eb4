"""What a shard is written to: one part, files of so many articles, or a file for each in a tree that mirrors the source."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count, islice
from pathlib import Path, PurePosixPath

from docconv import registry
from docconv.corpus.job import PARQUET, Job
from docconv.corpus.reading import Taken
from docconv.corpus.unpacking import packed
from docconv.model import Article
from docconv.problems import DocconvError, OutputError, Problem, Report, problem

#: What is told of an article that its target cannot hold.
Unwritten = Callable[[Taken, tuple[Problem, ...]], None]
#: The longest name of a file or folder in a tree, in bytes; longer ones are cut, and told apart by a digest.
_LONGEST_NAME = 180


class Output:
    """Writes the articles of shards as a job has it."""

    def __init__(self, job: Job, report: Report, unwritten: Unwritten) -> None:
        self._job = job
        self._suffix = job.suffix()
        self._per_file = job.articles_per_file()
        self._report = report
        self._unwritten = unwritten
        if job.target != PARQUET:
            format = registry.get(job.target)
            self._write, self._options = registry.writer(format), registry.options(format, dict(job.writing))

    def write(self, taken: Iterator[Taken], shard: str, folder: Path) -> None:
        """Write the articles of a shard into an empty folder: what they are in there, they are to be in the target."""
        if self._per_file == 1:
            self._tree(taken, shard, folder)
        elif self._per_file:
            self._books(taken, shard, folder)
        else:
            with (folder / f"part-{shard}{self._suffix}").open("wb") as stream:
                self._part((one.article for one in taken), stream)

    def _part(self, articles: Iterable[Article], stream: io.BufferedWriter) -> None:
        if self._job.target == PARQUET:
            from docconv.corpus.columns import write_parquet

            write_parquet(articles, stream)
            return
        with packed(stream, self._job.compression) as inner:
            self._write(articles, inner, self._options, self._report)

    # --- so many to a file --------------------------------------------------------------------------

    def _books(self, taken: Iterator[Taken], shard: str, folder: Path) -> None:
        for number in count():
            held = list(islice(taken, self._per_file))
            if not held:
                return
            data = self._book(held)
            if data is not None:
                (folder / f"part-{shard}-{number:05}{self._suffix}").write_bytes(data)

    def _book(self, held: list[Taken]) -> bytes | None:
        """The file of some articles; those that the format cannot hold are told and left out."""
        try:
            return self._document([one.article for one in held])
        except DocconvError:
            good = [one for one in held if self._fits(one)]
            return self._document([one.article for one in good]) if good else None

    def _fits(self, taken: Taken) -> bool:
        try:
            self._document([taken.article], lambda _: None)
        except DocconvError as error:
            self._unwritten(taken, error.problems)
            return False
        return True

    def _document(self, articles: Iterable[Article], report: Report | None = None) -> bytes:
        stream = io.BytesIO()
        self._write(articles, stream, self._options, report or self._report)
        return stream.getvalue()

    # --- one to a file ------------------------------------------------------------------------------

    def _tree(self, taken: Iterator[Taken], shard: str, folder: Path) -> None:
        for place, one in _placed(taken, shard):
            try:
                data = self._document([one.article])
            except DocconvError as error:
                self._unwritten(one, error.problems)
                continue
            target = folder / f"{place}{self._suffix}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def _placed(taken: Iterator[Taken], shard: str) -> Iterator[tuple[str, Taken]]:
    """Articles with their places in the tree: that of their record, or numbers in a folder of that name where it gave several."""
    waiting: Taken | None = None
    number = 0  # of articles of the record at hand, when there are several
    for one in chain(taken, [None]):
        if waiting is not None:
            place = _place(waiting, shard)
            several = one is not None and one.record is waiting.record
            if several or number:
                number += 1
                place = f"{place}/{number}"
            yield place, waiting
            number = number if several else 0
        waiting = one


def _place(taken: Taken, shard: str) -> str:
    """Where a record is mirrored, without the suffix of the target."""
    record = taken.record
    place = _safe(record.source)
    if record.where == "member":
        return f"{place}/{_safe(str(record.at))}"
    if record.where in ("line", "row"):
        return f"{place}/{shard}-{int(record.at or 0):06}"
    return place


def _safe(name: str) -> str:
    """A relative path without what leads elsewhere or is no name of a file; what was changed is told apart by a digest.

    >>> _safe("2019/./story.xml"), _safe("../etc/passwd")
    ('2019/story.xml', '_-5ec1f7e7/etc/passwd')
    """
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part != "/"]
    return "/".join(map(_safe_name, parts)) or "_"


def _safe_name(name: str) -> str:
    kept = "".join("_" if char in _FORBIDDEN or not char.isprintable() else char for char in name)
    kept = "_" if kept.strip(". ") == "" else kept
    short = kept.encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore")
    if short == name:
        return name
    return f"{short}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


_FORBIDDEN = frozenset('<>:"|?*')


def full(error: OSError, file: str) -> OutputError:
    """A failure to write in plain words."""
    return OutputError(problem("U002", f"cannot be written: {(error.strerror or str(error)).lower()}", file=file))
