"""What `convert` does: the inputs as one stream of articles, to outputs or to a file each."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from docconv import registry
from docconv.cli import streams
from docconv.cli.findings import Tally
from docconv.cli.flags import Flags, check_flags, options_for_reading, options_for_writing
from docconv.conversion import dump_all, loads_all, prepared, write_all
from docconv.inputs import read_bytes
from docconv.model import Article
from docconv.problems import SEVERITIES, DocconvError, DocumentError, OutputError, Problem, Report, Severity, UsageError, problem
from docconv.registry import Format


class Job(NamedTuple):
    """A conversion as asked for."""

    inputs: tuple[str, ...]
    source: str | None
    target: str | None
    outputs: tuple[str, ...]
    flags: Flags


class Output(NamedTuple):
    """Where to write to ("-" is standard output), in which format, with which of its options."""

    place: str
    format: Format
    options: dict[str, Any]


def run(job: Job, *, shown: Severity, fail_on: Severity) -> int:
    """Do a conversion; problems as grave as `shown` are said on standard error. Returns the exit code.

    Everything that can be refused is refused before the first input is read.
    """
    tally = Tally()
    told = SEVERITIES[: SEVERITIES.index(shown) + 1]

    def report(found: Problem) -> None:
        tally.count(found)
        if found.severity in told:
            streams.say(str(found))

    job = job._replace(flags=_with_packs(job.flags))
    if job.inputs.count("-") > 1:
        raise UsageError(problem("U001", "standard input can be read only once"))
    if job.source is not None:
        registry.reader(registry.get(job.source))
    outputs = _outputs(job)
    if _is_folder(outputs[0].place):
        _one_by_one(job, outputs[0], report, tally)
    else:
        articles: Iterable[Article] = chain.from_iterable(_articles(name, job, outputs, report) for name in job.inputs)
        for output in outputs:
            _refuse_inputs(Path(output.place), job.inputs)
        if len(outputs) > 1:
            articles = tuple(articles)
        for output in outputs:
            _write(articles, output, report)
    return tally.exit_code(fail_on)


def _with_packs(flags: Flags) -> Flags:
    """The flags with the label packs read."""
    if not flags.labels:
        return flags
    from docconv.rawtext.packs import load_pack

    return flags._replace(labels=tuple(load_pack(file) for file in flags.labels))


def _outputs(job: Job) -> list[Output]:
    """The outputs asked for; raises `UsageError` for what does not go together."""
    places = job.outputs or ("-",)
    if len(places) > 1 and (job.target or any(map(_is_folder, places))):
        raise UsageError(problem("U001", "several outputs are files, and the suffix of each says its format: no -t, no folder"))
    targets = [_target(job.target, place) for place in places]
    check_flags(job.flags, targets)
    outputs = [
        Output(place, target, options_for_writing(job.flags, target)) for place, target in zip(places, targets, strict=True)
    ]
    for output in outputs:
        prepared(output.format, output.options)
        if output.place == "-" and output.format.binary and streams.is_terminal():
            raise UsageError(problem("U001", f"{output.format.name} is not for a terminal: name a file with -o"))
    return outputs


def _target(name: str | None, place: str) -> Format:
    """The format to write: the one named, else that of the output's suffix, else json."""
    if name is not None:
        target = registry.get(name)
    elif place == "-" or _is_folder(place):
        target = registry.get("json")
    else:
        target = registry.by_suffix(place, writing=True)
    registry.writer(target)
    return target


def _is_folder(place: str) -> bool:
    return place != "-" and (place.endswith(("/", os.sep)) or Path(place).is_dir())


def _articles(name: str, job: Job, outputs: list[Output], report: Report) -> Iterator[Article]:
    """The articles of one input, read when they are asked for."""
    data = streams.read() if name == "-" else read_bytes(name)
    try:
        source = registry.get(job.source) if job.source else registry.sniff(data, PurePath(name).suffix)
        options = options_for_reading(job.flags, source, [output.format for output in outputs])
    except DocconvError as error:
        raise error.at(name) from error
    yield from loads_all(data, source.name, file=name, report=report, **options)


# --- to one output ----------------------------------------------------------------------------------


def _write(articles: Iterable[Article], output: Output, report: Report) -> None:
    place, target, options = output
    if place != "-":
        with _folder(Path(place).parent):
            dump_all(articles, place, target.name, report=report, **options)
    elif target.streams:
        write_all(articles, streams.standard_output(), target, prepared(target, options), report)
    else:  # nothing goes out unless all of it does
        held = io.BytesIO()
        write_all(articles, held, target, prepared(target, options), report)
        streams.standard_output().write(held.getvalue())


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """Sees to it that there is a folder; one that was made and got no file goes again."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(problem("U002", f"cannot be made: {reason}", file=str(folder))) from error
    try:
        yield
    finally:
        with suppress(OSError):  # what is not empty stays
            for one in missing:
                one.rmdir()


# --- to a folder ------------------------------------------------------------------------------------


def _one_by_one(job: Job, output: Output, report: Report, tally: Tally) -> None:
    """Write one file for each input; an input that fails is reported and the next one is taken."""
    places = _places(job.inputs, Path(output.place), output.format.suffixes[0])
    for place in places.values():
        _refuse_inputs(place, job.inputs)
    written = set(places.values())
    for name, place in places.items():
        try:
            for at, several in _files(_articles(name, job, [output], report), place, output.format):
                if at != place:
                    _refuse_inputs(at, job.inputs)
                    if at in written:
                        raise UsageError(problem("U001", f"two outputs would have the name {at}", file=name))
                    written.add(at)
                _write(several, output._replace(place=str(at)), report)
        except DocconvError as error:
            for found in error.at(name).problems:
                report(found)
            tally.failed(error.exit_code)


def _places(inputs: tuple[str, ...], folder: Path, suffix: str) -> dict[str, Path]:
    """Where each input goes; raises `UsageError` when two would go to the same place."""
    places: dict[str, Path] = {}
    taken: dict[str, str] = {}
    for name in inputs:
        place = folder / ((PurePath(name).stem if name != "-" else "standard-input") + suffix)
        first = taken.setdefault(os.path.normcase(place), name)
        if first != name or name in places:
            raise UsageError(problem("U001", f"{first} and {name} would both be written to {place}"))
        places[name] = place
    return places


def _files(articles: Iterator[Article], place: Path, target: Format) -> Iterator[tuple[Path, Iterable[Article]]]:
    """The files that the articles of one input go to: one, or numbered ones where the target holds one article each."""
    if target.several:
        yield place, articles
        return
    first = next(articles, None)
    if first is None:
        raise DocumentError(problem("I007", "the document holds no article"))
    second = next(articles, None)
    if second is None:
        yield place, (first,)
        return
    for number, article in enumerate(chain((first, second), articles), 1):
        yield place.with_name(f"{place.stem}-{number}{place.suffix}"), (article,)


def _refuse_inputs(place: Path, inputs: tuple[str, ...]) -> None:
    """Raise `UsageError` when an output would replace an input."""
    if place.exists() and not place.is_dir():
        for name in inputs:
            if name != "-" and Path(name).exists() and place.samefile(name):
                raise UsageError(problem("U001", "the output would replace an input: choose another name", file=name))
