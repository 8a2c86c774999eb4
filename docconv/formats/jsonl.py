"""JSON Lines: one article a line, each as the format json has it.

Lines end with "\\n" alone; a string may hold other line separators as they are. Blank lines are skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from docconv.formats._documents import article_or_faults, as_utf8, examine, tell_all, within_limits
from docconv.formats._options import check_flag, check_number
from docconv.model import Article
from docconv.problems import DocumentError, Problem, Report, problem


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonlOptions:
    """How JSON Lines are written and read.

    - `full`: with every field, also those with their default value.
    - `largest`, `most_values`: the bytes and values above which a line is not read (I004); None for 30 MB, 800,000.

    >>> import docconv
    >>> b'"kicker":null' in docconv.dumps(docconv.Article(headline="Ferry"), "jsonl", full=True)
    True
    """

    full: bool = False
    largest: int | None = None
    most_values: int | None = None

    def __post_init__(self) -> None:
        check_number("largest", self.largest, 1, 2**40)
        check_number("most_values", self.most_values, 1, 2**40)
        check_flag("full", self.full)


OPTIONS = JsonlOptions


def write(articles: Iterable[Article], stream: BinaryIO, options: JsonlOptions, report: Report) -> None:
    """Write a line for every article; nothing is lost, so nothing is reported.

    >>> import io
    >>> stream = io.BytesIO()
    >>> write([Article(headline="One"), Article(headline="Two")], stream, JsonlOptions(), print)
    >>> stream.getvalue().count(b"\\n")
    2
    """
    for article in articles:
        stream.write(article.model_dump_json(exclude_defaults=not options.full).encode() + b"\n")


def read(data: bytes, options: JsonlOptions, report: Report) -> Iterator[Article]:
    """The article of every line.

    The faults of a line are reported with its number, and the next line is read: with a `report`
    that raises on errors, reading ends there.

    >>> problems = []
    >>> lines = b'{"headline": "One"}\\n{"headline": ""}\\n{"headline": "Three"}\\n'
    >>> [article.headline for article in read(lines, JsonlOptions(), problems.append)], problems[0].line
    (['One', 'Three'], 2)
    """
    for number, line in _lines(as_utf8(data, report)):
        try:
            read = article_or_faults(within_limits(line, options.largest, options.most_values, number), report, number)
        except DocumentError as error:
            read = list(error.problems)
        if isinstance(read, Article):
            yield read
        else:
            tell_all(read, report)


def check(data: bytes) -> list[Problem]:
    """Every fault of every line, strictly; for `docconv.validate`."""
    problems: list[Problem] = []
    empty = True
    for number, line in _lines(as_utf8(data, problems.append)):
        problems += examine(line, number, several=False)
        empty = False
    if empty:
        problems.append(problem("I007", "there is no line with an article"))
    return problems


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers."""
    start, number = 0, 1
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        line = data[start:end]
        if line.strip(b" \t\r"):
            yield number, line
        start, number = end + 1, number + 1
