"""`docconv formats`: what there is."""

from __future__ import annotations

import json

import click

from docconv.cli import streams
from docconv.cli.command import Command
from docconv.registry import Format
from docconv.registry import formats as all_formats

#: What of a format only its code needs.
_CODE = ("module", "signature", "validator")
_HEADINGS = ("name", "reads", "writes", "fidelity", "suffixes", "what it is")


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def formats(as_json: bool) -> int:
    """List the formats: what can be read and written, what comes back, and what cannot be carried.

    Fidelity: "lossless" when an article that is written and read again is the same in every
    part, "content" when its texts, their order and their roles are, "-" when it is only written.
    Below the table stands what each format cannot carry; what an article has of it is reported when it is written.

    \b
    docconv formats --json
    """
    known = all_formats()
    if as_json:
        listed = [{name: value for name, value in one._asdict().items() if name not in _CODE} for one in known]
        streams.write(json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
        return 0
    table = [_HEADINGS, *map(_cells, known)]
    widths = [max(len(row[column]) for row in table) for column in range(len(_HEADINGS))]
    for row in table:
        streams.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")
    for one in known:
        if one.lacks:
            streams.write(f"\n{one.name} cannot carry:\n" + "".join(f"  - {what}\n" for what in one.lacks))
    return 0


def _cells(one: Format) -> tuple[str, ...]:
    yes_or_no = ("yes" if one.reads else "-", "yes" if one.writes else "-")
    return (one.name, *yes_or_no, one.fidelity or "-", " ".join(one.suffixes), one.description)
