"""Records: one line, row, member or file each, as it lies in its source, before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Literal, NamedTuple

from docconv.problems import Problem, problem

Where = Literal["line", "row", "member", "file"]


class Record(NamedTuple):
    """Something to make articles of.

    `source` is the name of its source; `where` and `at` say where it lies there: a line or row counted from 1, the name
    of a member, or the file itself. `data` are its bytes, or the fields of a row; None where it could not be had, and
    then `fault` says why. `size` is its size in bytes.
    """

    source: str
    where: Where
    at: int | str | None
    data: bytes | dict[str, Any] | None
    size: int
    fault: Problem | None = None


def too_large(size: int, largest: int) -> Problem:
    """What is said of a record beyond the limit."""
    told = f"of {size:,} bytes" if size else "of unknown size"
    return problem("I004", f"a document {told} is larger than the limit of {largest:,} bytes")


def lines_between(stream: BinaryIO, start: int, stop: int | None, source: str, largest: int) -> Iterator[Record]:
    """The lines that begin from byte `start` on and before byte `stop`, with their line ends, blank ones included.

    So that neighbouring ranges tile a file, a line belongs to the range in which its first byte lies. Lines are counted
    from the first of the range. A line larger than `largest` is passed over in blocks and has no data.

    >>> import io
    >>> [record.data for record in lines_between(io.BytesIO(b"one\\ntwo\\nthree"), 1, 5, "a", 100)]
    [b'two\\n']
    """
    at = start
    if start:
        stream.seek(start - 1)
        at += _to_line_end(stream) - 1
    number = 0
    while stop is None or at < stop:
        line = stream.readline(largest + 1)
        if not line:
            return
        number += 1
        size = len(line)
        if size > largest and not line.endswith(b"\n"):
            size += _to_line_end(stream)
            yield Record(source, "line", number, None, size, too_large(size, largest))
        else:
            yield Record(source, "line", number, line, size)
        at += size


def _to_line_end(stream: BinaryIO) -> int:
    """Read on to the end of the line; how many bytes that were."""
    passed = 0
    while block := stream.readline(1 << 20):
        passed += len(block)
        if block.endswith(b"\n"):
            break
    return passed
