"""`docconv schema`: print a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from docconv.cli import streams
from docconv.cli.command import Command

if TYPE_CHECKING:
    from docconv.schemas import SchemaName

NAMES: tuple[SchemaName, ...] = ("article", "newsml", "nitf", "ninjs-3.1", "ninjs-2.2", "ninjs-1.6")


@click.command(cls=Command)
@click.argument("name", type=click.Choice(NAMES), default="article", metavar="[NAME]")
def schema(name: SchemaName) -> int:
    """Print a schema by which docconv validates: the article model unless another is named.

    article and ninjs (3.1, 2.2, 1.6) are JSON Schemas of 2020-12, newsml and nitf XML Schemas.

    \b
    docconv schema > article.schema.json
    docconv schema newsml > newsml-g2-article.xsd
    """
    from docconv.inputs import read_bytes
    from docconv.schemas import schema_path

    streams.StandardOutput().write(read_bytes(schema_path(name)))
    return 0
