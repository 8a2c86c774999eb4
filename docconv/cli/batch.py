"""`docconv batch`: a corpus through one conversion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from docconv.cli.command import Command, named, one_of
from docconv.cli.completing import of_files, of_folders, of_formats

if TYPE_CHECKING:
    from docconv.corpus.conduct import Outcome, Run
    from docconv.rawtext.packs import LabelPack

#: The options of formats that `batch` has another way to set than `-O`.
_WAYS_OF_BATCH = ("packs", "modified")
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def _as_size(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A size in bytes: 500K, 64M, 2G."""
    if value is None:
        return None
    number, unit = value.strip().upper().removesuffix("B").removesuffix("I"), ""
    if number[-1:] in _UNITS and number[-1:]:
        number, unit = number[:-1], number[-1]
    if not number.isdigit() or not number.isascii() or int(number) == 0:
        raise click.BadParameter(f"{value!r} is no size such as 500K, 64M or 2G")
    return int(number) * _UNITS[unit]


def _as_share(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, int]:
    """I/N: the share I of N."""
    if value is None:
        return (1, 1)
    first, slash, second = value.partition("/")
    if not (slash and first.isdigit() and second.isdigit() and 1 <= int(first) <= int(second)):
        raise click.BadParameter(f"{value!r} is no share such as 1/4, from 1/N to N/N")
    return int(first), int(second)


@click.command(
    cls=Command,
    groups={
        "Records and texts": ("text_field", "id_field", "labels"),
        "Parts": ("per_file", "compress", "shard_size"),
        "The run": ("jobs", "share", "resume", "engine", "largest", "max_failures"),
        "What is told": ("page", "no_progress", "quiet"),
    },
)
@click.argument("sources", nargs=-1, required=True, callback=named, metavar="SRC...", shell_complete=of_files)
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    callback=named,
    metavar="DST",
    shell_complete=of_folders,
    help="The folder to write to.",
)
@click.option(
    "-t",
    "--to",
    "to",
    required=True,
    metavar="FORMAT",
    shell_complete=of_formats("parquet", writing=True),
    help="What to write: a format, or parquet.",
)
@click.option("-f", "--from", "source", metavar="FORMAT", shell_complete=of_formats(), help="What documents or texts are.")
@click.option("-O", "settings", multiple=True, metavar="NAME=VALUE", help="Any option of a format.")
@click.option("--text-field", metavar="NAME", help="The field with a record's text.")
@click.option("--id-field", metavar="NAME", help="The field with its identifier.")
@click.option("--labels", multiple=True, metavar="FILE", shell_complete=of_files, help="Label pack (TOML); repeatable.")
@click.option("--per-file", type=click.IntRange(min=1), metavar="N", help="Articles to a file.")
@click.option("--compress", **one_of("none", "gz", "zst"), default="none", help="How parts are packed.")
@click.option("--shard-size", callback=_as_size, metavar="SIZE", help="What a part covers, as 64M.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; else one a processor.")
@click.option("--shard", "share", callback=_as_share, metavar="I/N", help="Do this share of it alone.")
@click.option("--resume", is_flag=True, help="Keep what an earlier run has finished.")
@click.option("--engine", **one_of("local", "ray"), default="local", help="What does the work.")
@click.option("--largest", callback=_as_size, metavar="SIZE", help="Refuse larger documents.")
@click.option("--max-failures", type=click.IntRange(min=0), metavar="N", help="End when more have failed.")
@click.option("--report", "page", callback=named, metavar="FILE", shell_complete=of_files, help="Statistics as a page of HTML.")
@click.option("--no-progress", is_flag=True, help="Do not tell how far it is.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no summary.")
def batch(
    sources: tuple[str, ...],
    target: str,
    to: str,
    source: str | None,
    text_field: str | None,
    id_field: str | None,
    labels: tuple[str, ...],
    per_file: int | None,
    compress: Any,
    settings: tuple[str, ...],
    jobs: int | None,
    share: tuple[int, int],
    resume: bool,
    engine: Any,
    shard_size: int | None,
    largest: int | None,
    max_failures: int | None,
    page: str | None,
    no_progress: bool,
    quiet: bool,
) -> int:
    """Convert a corpus: files, folders, patterns; .jsonl, .parquet, .zip, .tar; -.

    DST gets parts, quarantine.jsonl, manifest.json and statistics.json; what is in
    the parts does not depend on processes, machines or interruptions.

    \b
    docconv batch pages.jsonl.gz --text-field text -t jsonl -o out/
    docconv batch feeds/ -t newsml -o out/ --resume
    """
    from pathlib import Path

    from docconv.cli.progress import Watch
    from docconv.corpus.conduct import Run, conduct
    from docconv.corpus.job import LARGEST, PARQUET, Job

    reading, writing = _options(settings, source or ("txt" if text_field else None), None if to == PARQUET else to)
    if labels:
        reading["txt"] = {**reading.get("txt", {}), "packs": _packs(labels)}
    job = Job(
        target=to, source=source, text_field=text_field, id_field=id_field, per_file=per_file, compression=compress,
        largest=largest or LARGEST, shard_size=shard_size, reading=reading, writing=writing,
    )  # fmt: skip
    run = Run(
        sources=sources, target=Path(target), engine=engine, workers=_workers(jobs, engine), share=share, resume=resume,
        most_failures=max_failures,
    )  # fmt: skip
    watch = Watch(quiet=quiet or no_progress)
    try:
        outcome = conduct(job, run, lambda progress: watch(progress.line))
    finally:
        watch.clear()
    return _tell(outcome, run, page, quiet)


def _options(settings: tuple[str, ...], source: str | None, target: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options of the formats that are read, by name, and those of the target."""
    from docconv import registry
    from docconv.cli.flags import WAYS
    from docconv.cli.settings import check_settings, named_values, settings_for
    from docconv.cli.surroundings import with_surroundings

    values = named_values(settings)
    readable = [registry.get(source)] if source else [format for format in registry.FORMATS if format.reads]
    written = [registry.get(target)] if target else []
    if values:
        check_settings(values, [*written, *readable], {name: WAYS[name] for name in _WAYS_OF_BATCH})
    reading = {format.name: settings_for(format, values) for format in readable if values}
    writing = {
        name: value for format in written for name, value in with_surroundings(settings_for(format, values), format, ()).items()
    }
    return reading, writing


def _packs(files: tuple[str, ...]) -> tuple[LabelPack, ...]:
    from docconv.rawtext.packs import load_pack

    return tuple(load_pack(file) for file in files)


def _workers(jobs: int | None, engine: str) -> int | None:
    if jobs is not None or engine != "local":
        return jobs
    import os

    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


def _tell(outcome: Outcome, run: Run, page: str | None, quiet: bool) -> int:
    """Write the statistics, and say what came of the run; the exit code."""
    import json

    from docconv.cli import streams
    from docconv.corpus.conduct import statistics
    from docconv.corpus.marks import write_json
    from docconv.corpus.progress import duration
    from docconv.problems import ExitCode

    told = statistics(outcome, run)
    share = "" if run.share == (1, 1) else "-{}-of-{}".format(*run.share)
    write_json(run.target / f"statistics{share}.json", told)
    if page is not None:
        from docconv.atomic import atomic_output
        from docconv.corpus.page import as_html

        with atomic_output(page) as stream:
            stream.write(as_html(told).encode())
    shown = {**told, "run": {name: value for name, value in told["run"].items() if name != "throughput"}}
    streams.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
    for found in outcome.unreadable:
        streams.say(str(found))
    counts = outcome.counts
    failed = counts.failed + counts.damaged
    if not quiet:
        if failed:
            by_code = ", ".join(f"{code} {number:,}" for code, number in counts.failures.most_common())
            streams.say(f"{failed:,} of {counts.documents:,} documents failed ({by_code}): see quarantine.jsonl")
        if not outcome.complete:
            streams.say("this is not all of the batch yet: manifest.json and quarantine.jsonl come when every part is there")
        speed = told["run"]["articles_per_second"], told["run"]["megabytes_per_second"]
        took = duration(outcome.seconds)
        streams.say(f"{counts.articles:,} articles in {took} ({speed[0]:,.0f} articles/s, {speed[1]:,.1f} MB/s)")
    if outcome.unreadable:
        return ExitCode.UNREADABLE_INPUT
    return ExitCode.FINDINGS if failed else ExitCode.DONE
