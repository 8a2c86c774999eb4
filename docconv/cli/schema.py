"""`docconv schema`: print a schema."""

from __future__ import annotations

import click

from docconv.cli import streams

NAMES = ("article", "newsml", "nitf")


@click.command
@click.argument("name", type=click.Choice(NAMES), default="article", metavar="[article|newsml|nitf]")
def schema(name: str) -> int:
    """Print a schema: the article model as JSON Schema 2020-12, or the XSD of a standard.

    \b
    docconv schema article > article.schema.json
    """
    from docconv.inputs import read_bytes
    from docconv.problems import UsageError, problem
    from docconv.schemas import schema_path

    try:
        path = schema_path(name)  # type: ignore[arg-type]  # click has checked it
    except FileNotFoundError as error:
        there = [other for other in NAMES if _is_there(other)]
        raise UsageError(problem("U001", f"this release has no {name} schema; it has {', '.join(there) or 'none'}")) from error
    streams.StandardOutput().write(read_bytes(path))
    return 0


def _is_there(name: str) -> bool:
    from docconv.schemas import schema_path

    try:
        schema_path(name)  # type: ignore[arg-type]  # one of NAMES
    except FileNotFoundError:
        return False
    return True
