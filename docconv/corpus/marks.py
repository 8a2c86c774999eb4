"""What is done: the folder of a batch, a mark beside every finished part, and what is joined when all of them are there.

    part-00000.jsonl                 the articles of a shard
    _marks/00000.done.json           its mark: what was covered, what was written, the numbers
    _marks/00000.quarantine.jsonl    its documents that failed, where there are any
    _work/00000.1f3a9c/              what is being written; gone when it is done
    quarantine.jsonl, manifest.json  joined, once every shard is done

A part is renamed into its place whole, and its mark after it: where there is a mark, there is the part.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from docconv.atomic import atomic_output
from docconv.corpus.outputs import full
from docconv.corpus.shards import Shard, Stream, piece_of
from docconv.patterns import lazy_pattern
from docconv.problems import UsageError, problem

MARKS, WORK = "_marks", "_work"
_MARK = lazy_pattern(r"(\d+)(?:-(\d+))?\.done\.json")
_STORY_OF_JOB = "job.json"


class Folder(NamedTuple):
    """The folder of a batch."""

    path: Path

    @property
    def marks(self) -> Path:
        """Where the marks lie."""
        return self.path / MARKS

    @property
    def work(self) -> Path:
        """Where parts are written."""
        return self.path / WORK

    def mark(self, name: str) -> Path:
        """The mark of a shard."""
        return self.marks / f"{name}.done.json"

    def quarantine(self, name: str) -> Path:
        """The quarantine of a shard."""
        return self.marks / f"{name}.quarantine.jsonl"

    def make(self) -> None:
        """Make the folder; raises `OutputError` where that cannot be."""
        for one in (self.path, self.marks, self.work):
            try:
                one.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise full(error, str(self.path)) from error

    def clear(self) -> None:
        """Take the folder of unfinished work away where it is empty."""
        with suppress(OSError):
            self.work.rmdir()


# --- marks ----------------------------------------------------------------------------------------


def read_mark(folder: Folder, name: str) -> dict[str, Any] | None:
    """The mark of a shard; None where there is none that can be read."""
    try:
        found = json.loads(folder.mark(name).read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def finished(folder: Folder, shard: Shard, job_digest: str) -> dict[str, Any] | None:
    """The mark of a shard that is done: of the same work, with all its files there and of the size they had."""
    mark = read_mark(folder, shard.name)
    if mark is None or mark.get("work") != shard.digest(job_digest):
        return None
    return mark if all(_has_size(folder.path / name, size) for name, size in mark["files"]) else None


def finished_stream(folder: Folder, stream: Stream, size: int, job_digest: str) -> list[dict[str, Any]] | None:
    """The marks of all pieces of a stream that is done to its end; None where one is missing."""
    found: list[dict[str, Any]] = []
    while True:
        mark = finished(folder, piece_of(stream, size, len(found)), job_digest)
        if mark is None:
            return None
        found.append(mark)
        if mark.get("last"):
            return found


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def names_done(folder: Folder) -> Iterator[str]:
    """The names of the shards that have a mark."""
    try:
        entries = sorted(path.name for path in folder.marks.iterdir())
    except FileNotFoundError:
        return
    for entry in entries:
        if _MARK.fullmatch(entry):
            yield entry.removesuffix(".done.json")


def remove(folder: Folder, name: str) -> None:
    """Remove a mark, and what it stands for."""
    mark = read_mark(folder, name)
    folder.mark(name).unlink(missing_ok=True)
    folder.quarantine(name).unlink(missing_ok=True)
    for file, _ in (mark or {}).get("files", ()):
        with suppress(OSError):
            (folder.path / file).unlink()


# --- the parameters ---------------------------------------------------------------------------------


def agree(folder: Folder, parameters: Mapping[str, Any], *, resume: bool, mine: Any) -> None:
    """See to it that a folder is of this batch: new, or begun with the same parameters.

    Raises `UsageError` where it holds finished shards and `resume` was not asked for, or those of other parameters.
    """
    path = folder.marks / _STORY_OF_JOB
    shown = str(folder.path)
    try:
        before = json.loads(path.read_bytes())
    except FileNotFoundError:
        before = None
    except (OSError, ValueError):
        before = {}
    done = list(names_done(folder))
    if done and not resume and any(mine(*map(int, name.split("-"))) for name in done):
        parts = "a finished part" if len(done) == 1 else f"{len(done)} finished parts"
        message = f"holds {parts} of an earlier run: --resume keeps what is done, or name another folder"
        raise UsageError(problem("U001", message, file=shown))
    if before is not None and done and before != parameters:
        differing = sorted(name for name in {*before, *parameters} if before.get(name) != parameters.get(name))
        message = f"was begun with other settings ({', '.join(differing)}): name another folder"
        raise UsageError(problem("U001", message, file=shown))
    if before != parameters:
        write_json(path, parameters)


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write plain data as a JSON file that is whole or not there."""
    with atomic_output(path) as stream:
        stream.write(json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n")


# --- joined -----------------------------------------------------------------------------------------


def join_quarantine(folder: Folder, marks: Iterator[Mapping[str, Any]]) -> None:
    """Join the quarantines of all shards, in order, as `quarantine.jsonl`; lines of a file that was cut are counted on."""
    source, before = "", 0
    with atomic_output(folder.path / "quarantine.jsonl") as stream:
        for mark in marks:
            cut = mark.get("cut")
            if cut is None or cut["source"] != source:
                source, before = (cut["source"] if cut else ""), 0
            if mark["quarantined"]:
                with folder.quarantine(mark["shard"]).open("rb") as held:
                    for line in held:
                        stream.write(_counted_on(line, before) if before else line)
            before += cut["lines"] if cut else 0


def _counted_on(line: bytes, before: int) -> bytes:
    entry = json.loads(line)
    if "line" in entry:
        entry["line"] += before
    return dumped(entry)


def dumped(entry: Mapping[str, Any]) -> bytes:
    """An entry of the quarantine as a line."""
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


# --- work -------------------------------------------------------------------------------------------


def move(work: Path, target: Path) -> list[tuple[str, int]]:
    """Move the files below one folder to the same places below another; their names and sizes, in order.

    Raises `OutputError`.
    """
    moved: list[tuple[str, int]] = []
    paths = sorted(one for one in work.rglob("*") if one.is_file())
    for path in paths:
        name = path.relative_to(work).as_posix()
        place = target / name
        try:
            size = path.stat().st_size
            if len(paths) == 1:
                _to_disk(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
        except OSError as error:
            raise full(error, str(place)) from error
        moved.append((name, size))
    return moved


def _to_disk(path: Path) -> None:
    """See to it that a part outlives a power failure, as its mark might."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def discard(work: Path) -> None:
    """Remove a folder of unfinished work, as far as that can be; also when that is interrupted, which is then raised."""
    try:
        shutil.rmtree(work, ignore_errors=True)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
