"""The flags of `convert` that a format takes as options: which flag fits which format, and by what name.

A flag that neither the input nor the target takes is a usage error: nothing that was asked for is
left undone in silence.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from docconv.cli.settings import check_settings, settings_for
from docconv.problems import UsageError, problem

if TYPE_CHECKING:
    from docconv.registry import Format

#: By format: the flags it takes when it is written, and the option each one sets.
WRITING: dict[str, dict[str, str]] = {
    "newsml": {"title": "title", "publisher": "provider", "date": "now"},
    "html": {"title": "title"},
    "epub": {
        "title": "title", "author": "author", "publisher": "publisher", "language": "language", "date": "date",
        "id": "identifier", "assets": "assets",
    },
}  # fmt: skip
#: By format: the flags it takes when it is read.
READING: dict[str, dict[str, str]] = {
    "txt": {"language": "language", "labels": "packs"},
}
#: By format: the option that the environment sets (`docconv.cli.surroundings`).
DATED = {"epub": "modified"}
#: What sets an option, by its name: a flag of `convert`, or a variable of the environment.
WAYS: dict[str, str] = {
    **dict.fromkeys(DATED.values(), "SOURCE_DATE_EPOCH"),
    **{option: f"--{flag}" for table in (WRITING, READING) for takes in table.values() for flag, option in takes.items()},
}
#: The fields of the article that are near to what a flag sets of a book, page or message; `--set` sets them.
_OF_ARTICLE = {
    "title": "headline", "author": "byline", "publisher": "provider", "language": "language", "date": "published", "id": "id",
}  # fmt: skip


class Flags(NamedTuple):
    """The flags as given; None or empty where they were not."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    language: str | None = None
    date: date | None = None
    id: str | None = None
    assets: str | None = None
    labels: tuple[Any, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()  # `-O`: names and values of options

    def given(self) -> dict[str, Any]:
        """The flags that were given, by name."""
        return {name: value for name, value in self._asdict().items() if name != "settings" and value not in (None, ())}


def check_flags(flags: Flags, targets: list[Format], sources: list[Format] | None = None) -> None:
    """Raise `UsageError` for a flag that none of the targets takes and no reading either; `sources` where they are known."""
    for name in flags.given():
        if not (_taken_by(name, targets) or _formats_with(name, READING)):
            told = ", ".join(target.name for target in targets)
            fitting = ", ".join(_formats_with(name, WRITING))
            message = f"--{name} does not fit: {told} does not take it (it goes with {fitting}){_of_article(name)}"
            raise UsageError(problem("U001", message))
    if flags.settings and sources is not None:
        check_settings(dict(flags.settings), [*targets, *sources], WAYS)


def options_for_writing(flags: Flags, target: Format) -> dict[str, Any]:
    """The options that the flags set for a target; those it does not take are left out (`check_flags`)."""
    takes = WRITING.get(target.name, {})
    options = {takes[name]: value for name, value in flags.given().items() if name in takes}
    if "now" in options:  # a moment, where a day was enough
        options["now"] = as_moment(options["now"])
    return {**options, **settings_for(target, dict(flags.settings))}


def options_for_reading(flags: Flags, source: Format, targets: list[Format]) -> dict[str, Any]:
    """The options that the flags set for an input; raises `UsageError` for one that fits neither it nor a target."""
    takes = READING.get(source.name, {})
    for name in flags.given():
        if name not in takes and not _taken_by(name, targets):
            fitting = ", ".join(_formats_with(name, READING))
            message = f"--{name} does not fit: it goes with {fitting} input, and this is {source.name}{_of_article(name)}"
            raise UsageError(problem("U001", message))
    check_settings(dict(flags.settings), [source, *targets], WAYS)
    options = {takes[name]: value for name, value in flags.given().items() if name in takes}
    return {**options, **settings_for(source, dict(flags.settings))}


def _of_article(name: str) -> str:
    """The end of a message: how to set what the article itself has of the kind."""
    return f"; --set {_OF_ARTICLE[name]}=... is for the article's own" if name in _OF_ARTICLE else ""


def _taken_by(name: str, targets: list[Format]) -> bool:
    return any(name in WRITING.get(target.name, {}) for target in targets)


def _formats_with(name: str, table: dict[str, dict[str, str]]) -> list[str]:
    return [one for one, takes in table.items() if name in takes]


def as_date(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """The value of `--date` (ISO 8601): a day, or a moment in UTC and whole seconds; without an offset it is UTC."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value) if len(value) <= 10 else as_moment(datetime.fromisoformat(value))
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(f"{value!r} is no date such as 2026-03-14 or 2026-03-14T09:15:00Z") from error


def as_moment(given: date) -> datetime:
    moment = given if isinstance(given, datetime) else datetime.combine(given, time.min)
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)).replace(microsecond=0)
