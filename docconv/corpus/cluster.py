"""The engine of many machines: every shard a task of Ray, which does those of a lost worker again.

The cluster is the one that `RAY_ADDRESS` names, else a local one is started. The folder of the batch, and sources that
are paths, must be the same on all machines.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from docconv.corpus.engine import Events, Fault, settle
from docconv.corpus.job import Job
from docconv.corpus.marks import Folder
from docconv.corpus.shards import Shard
from docconv.corpus.work import Moment, died_at, run_shard
from docconv.problems import DocconvError, InputError, UsageError, problem

#: How often Ray does the shard of a lost worker again of itself.
_RETRIES = 2
#: How many records of a shard may each cost its process before the shard is given up.
_MOST_DEATHS = 8


def run_ray(shards: Iterator[Shard], job: Job, folder: Folder, events: Events, workers: int | None) -> None:
    """Do shards as tasks of Ray; so many at a time (None: as many as the cluster has processors, and a few that wait).

    Raises `UsageError` (U004) where Ray is not installed.
    """
    try:
        ray: Any = import_module("ray")  # an extra
    except ImportError as error:
        raise UsageError(problem("U004", "--engine ray needs the package ray: pip install 'docconv[ray]'")) from error

    started = not ray.is_initialized()
    if started:
        try:
            ray.init(include_dashboard=False, log_to_driver=False, configure_logging=False, **_processors(workers))
        except Exception as error:  # whatever keeps a cluster from being reached or started
            told = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise UsageError(problem("U004", f"Ray cannot be reached or started: {told}")) from error
    try:
        _run(ray, shards, job, folder, events, workers or int(ray.cluster_resources().get("CPU", 1)))
    finally:
        if started:
            ray.shutdown()


def _processors(workers: int | None) -> dict[str, Any]:
    named = os.environ.get("RAY_ADDRESS")
    return {} if named else {"address": "local", **({"num_cpus": workers} if workers else {})}


def _run(ray: Any, shards: Iterator[Shard], job: Job, folder: Folder, events: Events, workers: int) -> None:
    task = ray.remote(num_cpus=1, max_retries=_RETRIES, retry_exceptions=False)(do_shard)
    given: dict[Any, tuple[Shard, Counter[int]]] = {}

    def give(shard: Shard, deaths: Counter[int]) -> None:
        given[task.remote(shard, job, folder, frozenset(deaths))] = (shard, deaths)

    left = True
    while left or given:
        while left and len(given) < workers + 1:
            shard = next(shards, None)
            left = shard is not None
            if shard is not None:
                give(shard, Counter())
        if not given:
            return
        (ready,), _ = ray.wait(list(given), num_returns=1)
        shard, deaths = given.pop(ready)
        try:
            told = ray.get(ready)
        except (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError) as error:
            at = died_at(folder, shard)
            if at is None or at in deaths or len(deaths) >= _MOST_DEATHS:
                found = problem("I009", f"the process that works on it is ended each time ({type(error).__name__})")
                settle(shard, InputError(found.at(shard.stretches[0].source.name)), events)
            else:
                deaths[at] += 1
                give(shard, deaths)
            continue
        if isinstance(told, Fault):
            settle(shard, told.error(), events)
        else:
            events.moment(shard, Moment(*(told["counts"][name] for name in ("documents", "articles", "failed", "size"))))
            events.done(shard, told)


def do_shard(shard: Shard, job: Job, folder: Folder, skip: frozenset[int]) -> dict[str, Any] | Fault:
    """The task: a shard's mark, or why it could not be done."""
    try:
        return run_shard(shard, job, folder, lambda moment: None, skip)
    except DocconvError as error:
        return Fault.of(error)
