"""`docconv convert`: documents in, documents out."""

from __future__ import annotations

from datetime import date as day
from typing import TYPE_CHECKING

import click

from docconv.cli.command import Command, as_language, named
from docconv.cli.flags import Flags, as_date

if TYPE_CHECKING:
    from docconv.problems import Severity


@click.command(cls=Command)
@click.argument("inputs", nargs=-1, required=True, callback=named, metavar="INPUT...")
@click.option("-f", "--from", "source", metavar="FORMAT", help="What the inputs are; else told from content.")
@click.option("-t", "--to", "target", metavar="FORMAT", help="What to write; else by OUT's suffix, else json.")
@click.option(
    "-o", "--output", "outputs", multiple=True, callback=named, metavar="OUT", help="A file (repeatable), a folder, or -."
)
@click.option("--title", metavar="TEXT", help="Title of the book, page or package.  [epub, html, newsml]")
@click.option("--author", metavar="NAME", help="Author of the book.  [epub]")
@click.option("--publisher", metavar="NAME", help="Publisher or provider.  [epub, newsml]")
@click.option("--language", callback=as_language, metavar="TAG", help="Language of text or book.  [from txt; epub]")
@click.option("--date", callback=as_date, metavar="DATE", help="Date of the book or message.  [epub, newsml]")
@click.option("--id", "identifier", metavar="URI", help="Identifier of the book.  [epub]")
@click.option("--assets", metavar="DIR", help="The folder of the pictures.  [epub]")
@click.option("--labels", multiple=True, metavar="FILE", help="Label pack (TOML); repeatable.  [from txt]")
@click.option("-O", "settings", multiple=True, metavar="NAME=VALUE", help="Any option of a format, as -O version=2.2.")
@click.option("--fail-on", type=click.Choice(["error", "loss", "warning"]), default="error", help="Exit with 1 at this severity.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say also what was derived.")
def convert(
    inputs: tuple[str, ...],
    source: str | None,
    target: str | None,
    outputs: tuple[str, ...],
    labels: tuple[str, ...],
    fail_on: Severity,
    quiet: bool,
    verbose: bool,
    title: str | None,
    author: str | None,
    publisher: str | None,
    language: str | None,
    date: day | None,
    identifier: str | None,
    assets: str | None,
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
    from docconv.cli.jobs import Job, run
    from docconv.cli.settings import named_values

    given = Flags(
        title=title, author=author, publisher=publisher, language=language, date=date, id=identifier, assets=assets,
        labels=labels, settings=tuple(named_values(settings).items()),
    )  # fmt: skip
    shown: Severity = "error" if quiet else "info" if verbose else "loss"
    return run(Job(inputs=inputs, source=source, target=target, outputs=outputs, flags=given), shown=shown, fail_on=fail_on)
