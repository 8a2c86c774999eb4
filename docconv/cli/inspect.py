"""`docconv inspect`: how a raw text was read."""

from __future__ import annotations

import json
from pathlib import PurePath

import click

from docconv.cli import streams
from docconv.cli.command import Command, as_language, named, one_of
from docconv.cli.completing import of_files
from docconv.problems import Problem


@click.command(cls=Command)
@click.argument("file", callback=named, shell_complete=of_files)
@click.option(
    "--html", "html", callback=named, metavar="OUT", shell_complete=of_files, help="Write a page for a browser instead."
)
@click.option("--format", "form", **one_of("text", "json"), default="text", help="How to show it; else text.")
@click.option("--language", callback=as_language, metavar="TAG", help="The text's language, as zh-Hant; else found.")
@click.option("--labels", multiple=True, metavar="FILE", shell_complete=of_files, help="Label pack (TOML); repeatable.")
@click.option("--rules-only", is_flag=True, help="Without learned weights: faster, less often right.")
def inspect(file: str, language: str | None, labels: tuple[str, ...], rules_only: bool, html: str | None, form: str) -> int:
    """Show how a raw text was read: the role of every line, and what was set apart.

    Lines that could as well be something else are marked with "?". FILE may be "-" for standard
    input. Colours are for terminals; NO_COLOR=1 leaves them out.

    \b
    docconv inspect story.txt
    docconv inspect story.txt --html story.html
    docconv inspect story.txt --format json
    """
    from docconv.atomic import atomic_output
    from docconv.cli.opening import opened
    from docconv.cli.taken import Taken
    from docconv.formats.text import report_decoding
    from docconv.problems import DocumentError, UsageError, problem
    from docconv.rawtext.packs import load_pack
    from docconv.rawtext.parse import trace_text
    from docconv.registry import sniff
    from docconv.report import as_data, picture
    from docconv.unicode import decode

    def report(found: Problem) -> None:
        streams.say(str(found.at(file)))

    packs = [load_pack(label) for label in labels]
    data = opened(file, folder="it is a folder: name one of its files")
    try:
        found = sniff(data, PurePath(file).suffix).name
    except DocumentError as error:
        raise error.at(file) from error
    if found != "txt":
        raise UsageError(problem("U001", f"inspect shows how raw text is read, and this is {found}", file=file))
    if html is not None:
        Taken([file]).refuse(html)
    decoded = decode(data)
    trace = trace_text(decoded.text, language, packs=packs, rules_only=rules_only)
    if html is not None:
        from docconv.trace_page import page

        name = "standard input" if file == "-" else PurePath(file).name
        written = page(decoded.text, trace, name).encode()
        if html == "-":
            streams.write(written.decode())
        else:
            with atomic_output(html) as stream:
                stream.write(written)
    elif form == "json":
        streams.write(json.dumps({"file": file, **as_data(decoded.text, trace)}, ensure_ascii=False, indent=1) + "\n")
    else:
        lines = picture(decoded.text, trace, colour=streams.wants_colour(), width=streams.columns())
        streams.write("".join(f"{line}\n" for line in lines))
    report_decoding(decoded, report)
    for met in trace.problems:
        report(met)
    return 0
