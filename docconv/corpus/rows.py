"""Rows of Parquet files as records: the fields of a row as plain data."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, NamedTuple

from docconv.corpus.arrow import arrow, parquet
from docconv.corpus.columns import article_rows
from docconv.corpus.places import explained, open_at
from docconv.corpus.records import Record
from docconv.problems import Problem, problem


class Group(NamedTuple):
    """A row group: how many rows, and how many bytes they are unpacked."""

    rows: int
    size: int


def row_groups(place: str) -> list[Group]:
    """The row groups of a file; none where it is no Parquet, which its reader says. Raises `InputError`."""
    with open_at(place) as stream:
        try:
            about = parquet().ParquetFile(stream).metadata
        except arrow().ArrowInvalid:
            return []
        found = (about.row_group(number) for number in range(about.num_row_groups))
        return [Group(group.num_rows, group.total_byte_size) for group in found]


def read_rows(place: str, source: str, start: int, stop: int, first: int, text_field: str | None) -> Iterator[Record]:
    """The rows of some row groups; `first` rows come before them. What cannot be read is a record with a fault."""
    number = first
    with open_at(place) as stream, explained(place):
        try:
            groups = range(start, min(stop, parquet().ParquetFile(stream).metadata.num_row_groups))
            for row in article_rows(stream, groups):
                number += 1
                yield Record(source, "row", number, row, _size(row, text_field))
        except arrow().ArrowException as error:
            yield Record(source, "row", number + 1, None, 0, _broken(error))


def _broken(error: Exception) -> Problem:
    told = str(error).splitlines()[0].lower() if str(error) else type(error).__name__
    return problem("I001", f"the rest of the Parquet cannot be read: {told}")


def _size(row: dict[str, Any], text_field: str | None) -> int:
    text = row.get(text_field) if text_field else None
    if isinstance(text, str):
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) if isinstance(text, bytes) else 0


def as_json(value: Any) -> Any:
    """A value of a row as JSON has it: moments and days in ISO 8601, bytes in base64, decimals as text, and null for
    numbers that are none.

    >>> from decimal import Decimal
    >>> as_json({"day": date(2026, 3, 14), "raw": b"ab", "price": Decimal("1.50")})
    {'day': '2026-03-14', 'raw': 'YWI=', 'price': '1.50'}
    """
    if isinstance(value, dict):
        return {str(name): as_json(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)
