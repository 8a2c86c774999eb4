"""`docconv validate`: what is wrong with documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from docconv.cli import streams
from docconv.cli.command import Command, named, one_of
from docconv.cli.completing import of_codes, of_files, of_formats

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


@click.command(
    cls=Command,
    groups={
        "What counts": ("fail_on", "ignore"),
        "What is told": ("form", "explain", "no_progress", "quiet"),
    },
)
@click.argument("files", nargs=-1, required=True, callback=named, metavar="FILE...", shell_complete=of_files)
@click.option(
    "-f", "--from", "source", metavar="FORMAT", shell_complete=of_formats(), help="What the files are; else told from content."
)
@click.option(
    "--schema", callback=named, metavar="FILE", shell_complete=of_files, help="Check against this XSD or JSON Schema instead."
)
@click.option("--epubcheck", is_flag=True, help="Have EPUBCheck look at books as well.")
@click.option("-j", "--jobs", type=click.IntRange(1, 256), metavar="N", help="Processes; else as many as pay.")
@click.option(
    "--fail-on",
    **one_of("error", "warning", metavar="LEVEL"),
    default="error",
    help="Exit with 1 at error (the default) or warning.",
)
@click.option("--ignore", multiple=True, metavar="CODE", shell_complete=of_codes, help="Leave out a code; repeatable.")
@click.option(
    "--format",
    "form",
    **one_of(*FORMS, metavar="FORM"),
    default="text",
    help="List findings as text (the default), json, github, sarif.",
)
@click.option("--explain", is_flag=True, help="Say what the codes mean, and how to mend them.")
@click.option("--no-progress", is_flag=True, help="Do not tell how far it is.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no summary.")
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
    no_progress: bool,
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
    from docconv.cli.progress import Watch

    if explain and form != "text":
        raise click.UsageError("--explain goes with --format text")
    watch = Watch(quiet=quiet or no_progress)
    checks = Checks(Wanted(source, schema, epubcheck), ignore, jobs, watch)
    seen = streams.is_terminal()
    try:
        for chunk in _reporter(form)(checks.findings(files)):
            watch.clear()
            streams.write(chunk)
            if seen:
                streams.flush()
    finally:
        watch.clear()
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
