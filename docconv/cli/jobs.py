"""What `convert` does: the inputs as one stream of articles, to outputs or to a file each.

A file is whole or not there: when an input, or an article in it, is faulty, all inputs are read, so
that every fault is told, and no file comes of them. Only what goes to standard output article by
article (JSON Lines) cannot be called back.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path, PurePath
from typing import Any, BinaryIO, NamedTuple, cast

from docconv import registry
from docconv.atomic import look_at_output
from docconv.cli import folders, streams
from docconv.cli.fields import Changes
from docconv.cli.findings import Tally
from docconv.cli.flags import Flags, check_flags, options_for_reading, options_for_writing
from docconv.cli.opening import opened
from docconv.cli.progress import Course, Watch
from docconv.cli.surroundings import with_surroundings
from docconv.cli.taken import Taken
from docconv.conversion import dump_all, loads_all, prepared, write_all
from docconv.inputs import is_folder
from docconv.model import Article
from docconv.problems import SEVERITIES, DocconvError, DocumentError, Problem, Report, Severity, UsageError, problem
from docconv.registry import Format
from docconv.unicode import printable


class Job(NamedTuple):
    """A conversion as asked for."""

    inputs: tuple[str, ...]
    source: str | None
    target: str | None
    outputs: tuple[str, ...]
    flags: Flags
    changes: Changes
    dry: bool = False  # nothing is written: what would be is said on standard output


class Output(NamedTuple):
    """Where to write to ("-" is standard output), in which format, with which of its options."""

    place: str
    format: Format
    options: dict[str, Any]


class FaultyInputError(Exception):
    """Some of the input could not be had, which was told: what was made of the rest is not to be kept."""


def run(job: Job, watch: Watch, *, shown: Severity, fail_on: Severity) -> int:
    """Do a conversion; problems as grave as `shown` are said on standard error. Returns the exit code.

    Everything that can be refused is refused before the first input is read. `watch` shows how far it is.
    """
    tally = Tally()
    told = SEVERITIES[: SEVERITIES.index(shown) + 1]
    begun = time.monotonic()

    def report(found: Problem) -> None:
        tally.count(found)
        if found.severity in told:
            watch.clear()
            streams.say(str(found))

    job = job._replace(flags=_with_packs(job.flags))
    if job.inputs.count("-") > 1:
        raise UsageError(problem("U001", "standard input can be read only once"))
    if len(job.inputs) > 1 and job.changes.names_one():
        raise UsageError(problem("U001", f"--set id goes with one article, and these are {len(job.inputs)} inputs"))
    if job.source is not None:
        registry.reader(registry.get(job.source))
    outputs = _outputs(job)
    taken = Taken(job.inputs)
    course = Course(begun, total=len(job.inputs), things="articles")
    reading = Reading(job, [output.format for output in outputs], report, tally, lambda: watch(course.line), course)
    write = _rehearse if job.dry else _write
    try:
        if _is_folder(outputs[0].place):
            _one_by_one(reading, outputs[0], taken, write)
        else:
            _together(reading, outputs, taken, write)
    finally:
        watch.clear()
    return tally.exit_code(fail_on)


def _together(reading: Reading, outputs: list[Output], taken: Taken, write: Write) -> None:
    """Write all inputs to each output; a faulty input leaves none."""
    for output in outputs:
        taken.refuse(output.place)
    articles: Iterable[Article] = reading.articles(reading.job.inputs)
    with suppress(FaultyInputError):
        if len(outputs) > 1:
            articles = tuple(articles)
        for output in outputs:
            taken.refuse(output.place)  # what was written before may have the name in other letters
            write(articles, output, reading.report)
            taken.add(output.place)


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
    seen: set[str] = set()
    for place in places:
        where = place if place == "-" else os.path.realpath(place)
        if where in seen:
            raise UsageError(problem("U001", "the same output twice", file=place))
        seen.add(where)
    if len(job.inputs) > 1 and job.target and _could_be_folder(places[0]):
        message = f"{len(job.inputs)} inputs for one file without a suffix: write {places[0]}/ for a folder"
        raise UsageError(problem("U001", message, file=places[0]))
    targets = [_target(job.target, place) for place in places]
    check_flags(job.flags, targets, [registry.get(job.source)] if job.source else None)
    outputs = [
        Output(place, target, with_surroundings(options_for_writing(job.flags, target), target, job.inputs))
        for place, target in zip(places, targets, strict=True)
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
        _refuse_misnamed(target, place)
    elif place == "-" or _is_folder(place):
        target = registry.get("json")
    else:
        target = registry.by_suffix(place, writing=True)
    registry.writer(target)
    return target


def _refuse_misnamed(target: Format, place: str) -> None:
    """Raise `UsageError` where the name of an output says that it is a book and it is text, or the other way round."""
    suffix = "" if place == "-" or _is_folder(place) else PurePath(place).suffix.lower()
    told = [format for format in registry.FORMATS if suffix in format.suffixes]
    if told and target not in told and told[0].binary != target.binary:
        message = f"{suffix} is the suffix of {told[0].name}, and -t says {target.name}: leave one of them out"
        raise UsageError(problem("U001", message, file=place))


def _is_folder(place: str) -> bool:
    return place != "-" and (place.endswith(("/", os.sep)) or is_folder(place))


def _could_be_folder(place: str) -> bool:
    """Whether a folder may be meant by the name of something that is not there yet."""
    if place == "-" or PurePath(place).suffix or _is_folder(place):
        return False
    try:
        return not Path(place).exists()
    except (OSError, ValueError):
        return False


# --- from the inputs --------------------------------------------------------------------------------


class Reading(NamedTuple):
    """How the inputs of a job are read."""

    job: Job
    targets: list[Format]
    report: Report
    tally: Tally
    show: Callable[[], None]
    course: Course

    def articles(self, names: Iterable[str]) -> Iterator[Article]:
        """The articles of inputs as they are to be written, each read when it is asked for.

        Whatever is wrong with one is reported, and the next is read; raises `FaultyInputError` after
        the last if there was any fault, and `UsageError` at once for a flag that does not fit.
        """
        changes = self.job.changes
        read = self._read(names)
        yield from map(changes.made, _the_only(read, self.job.inputs[0]) if changes.names_one() else read)

    def _read(self, names: Iterable[str]) -> Iterator[Article]:
        faults: list[Problem] = []

        def report(found: Problem) -> None:
            faults.extend([found] if found.severity == "error" else [])
            self.report(found)

        for name in names:
            before = len(faults)
            try:
                for article in self._articles_of(name, report):
                    self.course.made += 1
                    self.show()
                    yield article
            except UsageError:
                raise
            except DocconvError as error:
                for found in error.problems:
                    report(found.at(name))
                self.tally.failed(error.exit_code)
            self.course.files += 1
            self.course.failed += len(faults) > before
            self.show()
        if faults:
            raise FaultyInputError

    def _articles_of(self, name: str, report: Report) -> Iterator[Article]:
        data = opened(name)
        try:
            source = registry.get(self.job.source) if self.job.source else registry.sniff(data, PurePath(name).suffix)
            options = options_for_reading(self.job.flags, source, self.targets)
        except DocconvError as error:
            raise error.at(name) from error
        yield from loads_all(data, source.name, file=name, report=report, **options)


def _the_only(articles: Iterator[Article], name: str) -> Iterator[Article]:
    """The one article of an input; raises `UsageError` before the first of several."""
    for article in articles:
        try:
            another = next(articles, None)
        except FaultyInputError:
            yield article
            raise
        if another is not None:
            raise UsageError(problem("U001", "--set id goes with one article, and this holds several", file=name))
        yield article


# --- to one output ----------------------------------------------------------------------------------

Write = Callable[[Iterable[Article], Output, Report], None]


def _write(articles: Iterable[Article], output: Output, report: Report) -> None:
    place, target, options = output
    if place != "-":
        with folders.made(Path(place).parent):
            dump_all(articles, place, target.name, report=report, **options)
        return
    # what is of no use in parts goes out when all of it is there
    held = None if target.streams else io.BytesIO()
    try:
        write_all(articles, held or streams.standard_output(), target, prepared(target, options), report)
    except DocconvError as error:
        raise error.at(place) from error
    if held is not None:
        streams.standard_output().write(held.getvalue())


def _rehearse(articles: Iterable[Article], output: Output, report: Report) -> None:
    """Make what `_write` would write, write nothing of it, and say what it would be on standard output."""
    from docconv.cli.rehearsal import Counted, Measured, Planned

    place, target, options = output
    if place != "-":
        folders.look_at(Path(place).parent)
        look_at_output(place)
    measured = Measured()
    count = Counted(articles)
    try:
        write_all(count, cast(BinaryIO, measured), target, prepared(target, options), lambda found: report(found.at(place)))
    except DocconvError as error:
        raise error.at(place) from error
    streams.write(f"{printable(str(Planned(place, target.name, count.number, measured.size)))}\n")


# --- to a folder ------------------------------------------------------------------------------------


def _one_by_one(reading: Reading, output: Output, taken: Taken, write: Write) -> None:
    """Write one file for each input; an input that fails is reported and the next one is taken."""
    places = _places(reading.job.inputs, Path(output.place), output.format.suffixes[0])
    for place in places.values():
        taken.refuse(place)
    planned = set(places.values())
    if reading.job.dry:
        folders.look_at(Path(output.place))
    with nullcontext() if reading.job.dry else folders.made(Path(output.place)):
        for name, place in places.items():
            try:
                for at, several in _files(reading.articles([name]), place, output.format):
                    if at != place and at in planned:
                        raise UsageError(problem("U001", f"two outputs would have the name {at}", file=name))
                    taken.refuse(at)
                    planned.add(at)
                    options = with_surroundings(output.options, output.format, [name])
                    write(several, output._replace(place=str(at), options=options), reading.report)
                    taken.add(at)
            except FaultyInputError:
                continue
            except DocconvError as error:
                for found in error.at(name).problems:
                    reading.report(found)
                reading.tally.failed(error.exit_code)


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
    """The files that the articles of one input go to: one, or numbered ones where the target holds one article each.

    Numbers have as many digits as the last one, so that the files sort as the articles stand (`*.md` makes the same book again).
    """
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
    every = (first, second, *articles)  # all of them, lest there be files of a faulty input
    digits = len(str(len(every)))
    for number, article in enumerate(every, 1):
        yield place.with_name(f"{place.stem}-{number:0{digits}}{place.suffix}"), (article,)
