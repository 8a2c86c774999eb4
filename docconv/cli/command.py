"""What all commands share: help and version go to standard output as everything does, and its failures are told alike."""

from __future__ import annotations

import click

from docconv.cli import streams
from docconv.problems import UsageError, problem


class Command(click.Command):
    """A command whose `--help` is written by `docconv.cli.streams`."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option `--help`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _show_help
        return option


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
    if "" in ((value,) if isinstance(value, str) else value or ()):
        raise UsageError(problem("U001", f"{param.make_metavar(ctx).rstrip('.')} is an empty name"))
    return value


def as_language(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The value of `--language` as a BCP 47 tag in canonical case; `und` says that the language is not known."""
    from docconv.language import strict_tag

    if value is None or value.lower() == "und":
        return value
    tag = strict_tag(value)
    if tag is None:
        raise click.BadParameter(f"{value!r} is no language tag (BCP 47) such as en, pt-BR or zh-Hant")
    return tag
