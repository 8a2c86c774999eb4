"""`docconv schema`: print a schema, or write it with all that it imports."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docconv.cli import streams
from docconv.cli.command import Command, named, one_of
from docconv.cli.completing import of_folders

if TYPE_CHECKING:
    from docconv.schemas import SchemaName

NAMES: tuple[SchemaName, ...] = ("article", "newsml", "nitf", "ninjs-3.1", "ninjs-2.2", "ninjs-1.6")


@click.command(cls=Command)
@click.argument("name", default="article", **one_of(*NAMES, metavar="[NAME]"))
@click.option(
    "-o",
    "--output",
    "output",
    default="-",
    callback=named,
    metavar="OUT",
    shell_complete=of_folders,
    help="A folder or a file; what it imports goes beside it.",
)
def schema(name: SchemaName, output: str) -> int:
    """Print a schema by which docconv validates: the article model unless another is named.

    article and ninjs (3.1, 2.2, 1.6) are JSON Schemas of 2020-12, newsml and nitf XML Schemas.
    newsml imports others: with -o they are written as well, and the names of all are printed.

    \b
    docconv schema > article.schema.json
    docconv schema newsml -o xsd/
    docconv validate feed/ --schema xsd/newsml-g2-article.xsd
    """
    from docconv.inputs import read_bytes
    from docconv.schemas import schema_files

    files = schema_files(name)
    if output == "-":
        streams.StandardOutput().write(read_bytes(files[0]))
        if imported := " and ".join(file.name for file in files[1:]):
            streams.flush()
            streams.say(f"docconv: this schema needs {imported} beside it: docconv schema {name} -o FOLDER/ writes them all")
        return 0
    for place in _written(files, output):
        streams.write(f"{place}\n")
    return 0


def _written(files: tuple[Path, ...], output: str) -> list[Path]:
    """Write a schema, and beside it what it imports: all of them or none; the places, that of the schema first."""
    from docconv.atomic import atomic_output
    from docconv.cli import folders
    from docconv.inputs import is_folder, read_bytes
    from docconv.problems import UsageError, problem

    is_for_folder = output.endswith(("/", os.sep)) or is_folder(output)
    first = Path(output, files[0].name) if is_for_folder else Path(output)
    places = [first, *(first.with_name(file.name) for file in files[1:])]
    if first in places[1:]:
        raise UsageError(problem("U001", "the schema imports another of this name: choose another name", file=output))
    with folders.made(first.parent), ExitStack() as outputs:  # which is left in reverse: the schema comes last
        for place, file in zip(places, files, strict=True):
            outputs.enter_context(atomic_output(place)).write(read_bytes(file))
    return places
