"""What all commands share: help and version go to standard output as everything does, and its failures are told alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from docconv.cli import streams
from docconv.problems import UsageError, problem
from docconv.spelling import hint


class Command(click.Command):
    """A command whose `--help` is written by `docconv.cli.streams`.

    `groups` names the options that stand in a group of their own below the others, by the heading of the group.
    """

    def __init__(self, *args: Any, groups: Mapping[str, Sequence[str]] | None = None, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._groups = {name: heading for heading, names in (groups or {}).items() for name in names}

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option `--help`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _show_help
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options by group, the common ones first, in columns that run through all groups."""
        groups: dict[str, list[tuple[str, str]]] = {"Options": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                groups.setdefault(self._groups.get(parameter.name or "", "Options"), []).append(record)
        width = max(len(option) for records in groups.values() for option, _ in records)
        for heading, records in groups.items():
            with formatter.section(heading):
                formatter.write_dl([(option.ljust(width), told) for option, told in records])


def show(ctx: click.Context, text: str) -> None:
    """Write what an option asks for instead of a command, and end."""
    streams.write(text + "\n")
    streams.flush()
    ctx.exit()


def _show_help(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        show(ctx, ctx.get_help())


def named(ctx: click.Context, param: click.Parameter, value: str | tuple[str, ...] | None) -> str | tuple[str, ...] | None:
    """The value of a parameter that names files; raises `UsageError` when a name is empty."""
    for name in (value,) if isinstance(value, str) else value or ():
        if not name:
            raise UsageError(problem("U001", f"{(param.metavar or param.human_readable_name).rstrip('.')} is an empty name"))
        if name.startswith("=") and isinstance(param, click.Option):
            raise UsageError(problem("U001", f"{param.opts[0]}{name}: leave the = out (or write ./{name})"))
    return value


def one_of(*names: str, metavar: str | None = None) -> dict[str, Any]:
    """The settings of a parameter whose value is one of `names`: checked with a hint, and completed.

    In the help it is called `metavar`; without one, by its values.
    """

    def check(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        if value is not None and value not in names:
            raise click.BadParameter(f"{value!r} is none of {', '.join(names)}{hint(value, names)}")
        return value

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        return [name for name in names if name.startswith(incomplete)]

    return {"callback": check, "shell_complete": complete, "metavar": metavar or "|".join(names)}


def as_language(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The value of `--language` as a BCP 47 tag in canonical case; `und` says that the language is not known."""
    from docconv.language import strict_tag

    if value is None or value.lower() == "und":
        return value
    tag = strict_tag(value)
    if tag is None:
        raise click.BadParameter(f"{value!r} is no language tag (BCP 47) such as en, pt-BR or zh-Hant")
    return tag
