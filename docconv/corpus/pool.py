"""The local engine: as many processes as asked for, each with one shard at a time, and one shard waiting.

Processes are spawned, so that nothing of the parent is copied. One that is ended from outside (the kernel's memory
killer, a crash in a library) is replaced and its shard done again; the record at which that happens twice goes to the
quarantine. When the parent ends, however it ends, its workers end.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn

from docconv.corpus.engine import Events, Fault, settle
from docconv.corpus.job import Job
from docconv.corpus.marks import Folder
from docconv.corpus.shards import Shard
from docconv.corpus.work import Moment, died_at, run_shard
from docconv.problems import DocconvError, InputError, OutputError, problem

#: Seconds between two notices of a worker.
_NOTICE = 0.2
#: How often a shard may end its process at records that differ, before it is given up.
_MOST_DEATHS = 8
#: How often a record may end its process before it is passed over.
_MOST_AT_ONE = 2
#: Seconds that workers have for tidying up when the run ends.
_GRACE = 5.0


def run_pool(shards: Iterator[Shard], job: Job, folder: Folder, events: Events, workers: int) -> None:
    """Do shards with so many processes; raises what a worker raised, unless it is a source that cannot be opened."""
    pool = _Pool(job, folder, events)
    try:
        pool.run(shards, workers)
    finally:
        pool.end()


class _Worker:
    """A process, the pipe to it, and the shard it has."""

    def __init__(self, job: Job, folder: Folder) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, job, folder), daemon=True)
        with _interruptions_off():
            self.process.start()
        theirs.close()
        self.shard: Shard | None = None

    def give(self, shard: Shard, skip: frozenset[int]) -> None:
        self.shard = shard
        with suppress(BrokenPipeError):  # it has ended, which is seen to where that is noticed
            self.pipe.send((shard, skip))


class _Pool:
    def __init__(self, job: Job, folder: Folder, events: Events) -> None:
        self._job, self._folder, self._events = job, folder, events
        self._workers: list[_Worker] = []
        self._again: list[Shard] = []
        self._deaths: dict[str, Counter[int | None]] = defaultdict(Counter)

    def run(self, shards: Iterator[Shard], workers: int) -> None:
        waiting = next(shards, None)
        while True:
            for worker in self._idle(workers, needed=bool(self._again) or waiting is not None):
                shard, waiting = self._next(shards, waiting)
                if shard is None:
                    break
                worker.give(shard, self._passed_over(shard))
            if not any(worker.shard for worker in self._workers):
                return
            if waiting is None:
                waiting = next(shards, None)  # made while the workers are busy
            self._attend()

    def end(self) -> None:
        """End the workers: those at work are told to tidy up first."""
        for worker in self._workers:
            if worker.shard is None:
                with suppress(OSError):
                    worker.pipe.send(None)
            else:
                worker.process.terminate()
        until = time.monotonic() + _GRACE
        for worker in self._workers:
            worker.process.join(max(0.0, until - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.pipe.close()
            worker.process.close()

    def _idle(self, workers: int, needed: bool) -> Iterator[_Worker]:
        """The workers with nothing to do; new ones while there are fewer than asked for and there is work."""
        yield from [worker for worker in self._workers if worker.shard is None]
        while needed and len(self._workers) < workers and all(worker.shard for worker in self._workers):
            self._workers.append(_Worker(self._job, self._folder))
            yield self._workers[-1]

    def _next(self, shards: Iterator[Shard], waiting: Shard | None) -> tuple[Shard | None, Shard | None]:
        if self._again:
            return self._again.pop(0), waiting
        return waiting, (next(shards, None) if waiting is not None else None)

    def _passed_over(self, shard: Shard) -> frozenset[int]:
        deaths = self._deaths.get(shard.name, Counter())
        return frozenset(at for at, number in deaths.items() if at is not None and number >= _MOST_AT_ONE)

    def _attend(self) -> None:
        """Wait for word from the workers, and see to it."""
        busy: dict[Any, _Worker] = {}
        for worker in self._workers:
            busy[worker.pipe] = busy[worker.process.sentinel] = worker
        for worker in {id(worker): worker for worker in map(busy.__getitem__, wait(list(busy)))}.values():
            try:
                while worker.pipe.poll():
                    self._hear(worker, worker.pipe.recv())
            except (EOFError, OSError):
                self._bury(worker)
                continue
            if not worker.process.is_alive():
                self._bury(worker)

    def _hear(self, worker: _Worker, told: Any) -> None:
        shard = worker.shard
        assert shard is not None
        if isinstance(told, Moment):
            self._events.moment(shard, told)
            return
        worker.shard = None
        if isinstance(told, Fault):
            settle(shard, told.error(), self._events)
        else:
            self._events.done(shard, told)

    def _bury(self, worker: _Worker) -> None:
        """A worker has ended of itself: its shard is to be done again, unless it has ended too many."""
        self._workers.remove(worker)
        worker.process.join()
        code, shard = worker.process.exitcode, worker.shard
        worker.pipe.close()
        worker.process.close()
        if shard is None:
            return
        deaths = self._deaths[shard.name]
        deaths[died_at(self._folder, shard)] += 1
        if deaths[None] >= _MOST_AT_ONE or len(deaths) > _MOST_DEATHS:
            told = f"the process that works on it is ended each time ({_ending(code)})"
            settle(shard, InputError(problem("I009", told, file=shard.stretches[0].source.name)), self._events)
        else:
            self._again.append(shard)


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


# --- in the worker ------------------------------------------------------------------------------------


def work(pipe: Connection, job: Job, folder: Folder) -> None:
    """What a worker does: shard after shard from a pipe, until there is none, or nobody at the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts interrupts the parent, which ends its workers
    signal.signal(signal.SIGTERM, _end)
    gc.freeze()
    gc.set_threshold(50_000)
    parent = os.getppid()
    while True:
        try:
            given = pipe.recv()
        except (EOFError, OSError):
            return
        if given is None:
            return
        shard, skip = given
        told: Any
        try:
            told = run_shard(shard, job, folder, _notices(pipe, parent), skip)
        except DocconvError as error:
            told = Fault.of(error)
        except Exception as error:  # a fault of ours that no document is to blame for
            told = Fault.of(OutputError(problem("I008", f"internal fault: {type(error).__name__}: {error}".splitlines()[0])))
        try:
            pipe.send(told)
        except OSError:
            return


def _notices(pipe: Connection, parent: int) -> Any:
    """What `run_shard` is to call: tells the parent now and then, and ends the work when there is none any more."""
    last = time.monotonic()

    def notify(moment: Moment) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _NOTICE:
            last = now
            if os.getppid() != parent:
                raise SystemExit(1)
            pipe.send(moment)

    return notify


def _end(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


@contextmanager
def _interruptions_off() -> Iterator[None]:
    """While a process is started, interruptions are ignored, so that it ignores them from its first moment."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread may
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
