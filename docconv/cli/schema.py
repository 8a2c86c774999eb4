"""`docconv schema`: print a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from docconv.cli import streams
from docconv.cli.command import Command

if TYPE_CHECKING:
    from docconv.schemas import SchemaName

NAMES: tuple[SchemaName, ...] = ("article", "newsml", "nitf")


@click.command(cls=Command)
@click.argument("name", type=click.Choice(NAMES), default="article", metavar="[article]")
def schema(name: SchemaName) -> int:
    """Print a schema: the article model as JSON Schema 2020-12.

    The XML schemas of newsml and nitf come with a later release.

    \b
    docconv schema article > article.schema.json
    """
    from docconv.inputs import read_bytes
    from docconv.problems import UsageError, problem
    from docconv.schemas import schema_path

    try:
        path = schema_path(name)
    except FileNotFoundError as error:
        there = ", ".join(other for other in NAMES if _is_there(other)) or "none"
        message = f"the {name} schema comes with a later release; this one has {there}"
        raise UsageError(problem("U001", message)) from error
    streams.StandardOutput().write(read_bytes(path))
    return 0


def _is_there(name: SchemaName) -> bool:
    from docconv.schemas import schema_path

    try:
        schema_path(name)
    except FileNotFoundError:
        return False
    return True
