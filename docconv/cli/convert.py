"""`docconv convert`: documents in, documents out."""

from __future__ import annotations

from datetime import date as day
from typing import TYPE_CHECKING

import click

from docconv.cli.command import Command, as_language, named, one_of
from docconv.cli.completing import of_files, of_folders, of_formats
from docconv.cli.flags import Flags, as_date

if TYPE_CHECKING:
    from docconv.problems import Severity


_BOOK = ("title", "author", "publisher", "language", "date", "identifier", "assets")
_MORE = ("labels", "changes", "settings", "fail_on", "no_progress", "quiet", "verbose")


@click.command(cls=Command, groups={"Of the book, page or message": _BOOK, "More options": _MORE})
@click.argument("inputs", nargs=-1, required=True, callback=named, metavar="INPUT...", shell_complete=of_files)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    callback=named,
    metavar="OUT",
    shell_complete=of_files,
    help="A file (repeatable), a folder, or -.",
)
@click.option(
    "-t",
    "--to",
    "target",
    metavar="FORMAT",
    shell_complete=of_formats(writing=True),
    help="What to write; else by OUT's suffix, or json.",
)
@click.option(
    "-f", "--from", "source", metavar="FORMAT", shell_complete=of_formats(), help="What the inputs are; else told from content."
)
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@click.option("--title", metavar="TEXT", help="Its title.  [epub, html, newsml]")
@click.option("--author", metavar="NAME", help="Its author.  [epub]")
@click.option("--publisher", metavar="NAME", help="Publisher or provider.  [epub, newsml]")
@click.option("--language", callback=as_language, metavar="TAG", help="Language of text or book.  [from txt; epub]")
@click.option("--date", callback=as_date, metavar="DATE", help="Date of the book or message.  [epub, newsml]")
@click.option("--id", "identifier", metavar="URI", help="Identifier of the book, not of an article.  [epub]")
@click.option("--assets", metavar="DIR", shell_complete=of_folders, help="The folder of the pictures.  [epub]")
@click.option(
    "--labels", multiple=True, metavar="FILE", shell_complete=of_files, help="Label pack (TOML); repeatable.  [from txt]"
)
@click.option("--set", "changes", multiple=True, metavar="FIELD=VALUE", help="A field of the article, as --set version=2.")
@click.option("-O", "settings", multiple=True, metavar="NAME=VALUE", help="Any option of a format, as -O version=2.2.")
@click.option(
    "--fail-on",
    **one_of("error", "loss", "warning", metavar="LEVEL"),
    default="error",
    help="Exit with 1 at error (the default), loss or warning.",
)
@click.option("--no-progress", is_flag=True, help="Do not tell how far it is.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say also what was derived.")
def convert(
    inputs: tuple[str, ...],
    source: str | None,
    target: str | None,
    outputs: tuple[str, ...],
    labels: tuple[str, ...],
    dry_run: bool,
    fail_on: Severity,
    no_progress: bool,
    quiet: bool,
    verbose: bool,
    title: str | None,
    author: str | None,
    publisher: str | None,
    language: str | None,
    date: day | None,
    identifier: str | None,
    assets: str | None,
    changes: tuple[str, ...],
    settings: tuple[str, ...],
) -> int:
    """Convert documents: to one file, or into a folder one by one.

    Several inputs make one book (.epub), one newsMessage (.xml) or a line each (.jsonl). An
    output is whole or not there, and never one of the inputs.

    \b
    docconv convert story.txt -o story.xml -o story.epub
    docconv convert monday/*.txt -o monday.epub --title Monday
    docconv convert *.txt -t newsml -o out/
    """
    from docconv.cli import streams
    from docconv.cli.fields import Changes
    from docconv.cli.jobs import Job, run
    from docconv.cli.progress import Watch
    from docconv.cli.settings import named_values

    given = Flags(
        title=title, author=author, publisher=publisher, language=language, date=date, id=identifier, assets=assets,
        labels=labels, settings=tuple(named_values(settings).items()),
    )  # fmt: skip
    shown: Severity = "error" if quiet else "info" if verbose else "loss"
    job = Job(
        inputs=inputs, source=source, target=target, outputs=outputs, flags=given, changes=Changes.of(changes), dry=dry_run
    )  # fmt: skip
    on_show = streams.is_terminal() and (dry_run or not outputs or "-" in outputs)  # the output is what people look at
    return run(job, Watch(quiet=quiet or no_progress or on_show), shown=shown, fail_on=fail_on)
