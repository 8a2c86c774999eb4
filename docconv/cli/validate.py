"""`docconv validate`: what is wrong with documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from docconv.cli import streams
from docconv.cli.command import Command, named
from docconv.cli.findings import REPORTERS

if TYPE_CHECKING:
    from docconv.problems import Severity


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, callback=named, metavar="FILE...")
@click.option("-f", "--from", "source", metavar="FORMAT", help="What the files are; else told from their content.")
@click.option(
    "--format", "form", type=click.Choice(list(REPORTERS)), default="text", show_default=True, help="How to list findings."
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="Exit with 1 after a finding as grave as this.",
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Leave out the findings of a code; may be repeated.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
def validate(
    files: tuple[str, ...], source: str | None, form: str, fail_on: Severity, ignore: tuple[str, ...], quiet: bool
) -> int:
    """Check documents and list what is wrong with them, in the order given.

    A folder stands for the documents in it and below; "-" is standard input. A finding reads
    file:line:column: severity[CODE] message. Findings go to standard output, the summary to
    standard error.

    \b
    docconv validate story.json
    docconv validate archive/ --format json --ignore M008
    """
    from docconv.cli.checks import Checks

    checks = Checks(source, ignore)
    for chunk in REPORTERS[form](checks.findings(files)):
        streams.write(chunk)
    streams.flush()
    if not quiet:
        streams.say(checks.summary())
    return checks.tally.exit_code(fail_on)
