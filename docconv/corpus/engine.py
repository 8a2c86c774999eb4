"""What all engines share: what they tell of, and the plain one that does a shard after another in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from docconv.corpus.job import Job
from docconv.corpus.marks import Folder
from docconv.corpus.shards import Shard
from docconv.corpus.work import Moment, run_shard
from docconv.problems import DocconvError, InputError, OutputError, Problem, UsageError


class Events(NamedTuple):
    """What an engine tells of: how far a shard is, that it is done (its mark), that it could not be done.

    What a callback raises ends the run.
    """

    moment: Callable[[Shard, Moment], None]
    done: Callable[[Shard, Mapping[str, Any]], None]
    failed: Callable[[Shard, DocconvError], None]


class Fault(NamedTuple):
    """An error on its way between processes: its kind, and its problems."""

    kind: str
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, error: DocconvError) -> Fault:
        """The error as plain data."""
        return cls(type(error).__name__, error.problems)

    def error(self) -> DocconvError:
        """The error again."""
        kinds: dict[str, type[DocconvError]] = {"InputError": InputError, "OutputError": OutputError, "UsageError": UsageError}
        return kinds.get(self.kind, DocconvError)(self.problems)


def settle(shard: Shard, error: DocconvError, events: Events) -> None:
    """Tell of a shard that failed: one whose source cannot be had is told, and whatever else ends the run."""
    if not isinstance(error, InputError):
        raise error
    events.failed(shard, error)


def run_serial(shards: Iterator[Shard], job: Job, folder: Folder, events: Events) -> None:
    """Do shards one after another, in this process."""
    for shard in shards:
        try:
            mark = run_shard(shard, job, folder, partial(events.moment, shard))
        except InputError as error:
            settle(shard, error, events)
        else:
            events.done(shard, mark)
