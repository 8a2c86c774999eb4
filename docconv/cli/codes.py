"""`docconv codes`: what the codes of findings mean."""

from __future__ import annotations

import click

from docconv.cli import streams
from docconv.cli.command import Command
from docconv.cli.completing import of_codes


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[CODE...]", shell_complete=of_codes)
def codes(names: tuple[str, ...]) -> int:
    """Say what the codes of findings mean, and how to mend what they tell of.

    Without CODE it lists them all, each with its severity.

    \b
    docconv codes M004 L001
    """
    from docconv.cli.checks import known_code
    from docconv.cli.reporters import explained
    from docconv.problems import CODES

    if names:
        for line in explained([known_code(name) for name in names]):
            streams.write(line)
    else:
        for code, (severity, meaning) in CODES.items():
            streams.write(f"{code}  {severity:<7}  {meaning}\n")
    return 0
