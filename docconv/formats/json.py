"""JSON: the article as it is, in the form of the published schema (schemas/article-1.0.schema.json).

One article is an object; several are a list of objects. Fields that have their default are left out
unless `full` is set, so that a document shows what there is. The encoding is UTF-8 (RFC 8259).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from docconv.formats._options import check_flag, check_number
from docconv.model import Article
from docconv.problems import Problem, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonOptions:
    """How JSON is written and read.

    - `indent`: in spaces, 1 to 16; None for one line.
    - `full`: with every field, also those with their default value.
    - `largest`, `most_values`: the bytes and values above which a document is not read (I004); None for 30 MB, 800,000.

    >>> import docconv
    >>> docconv.dumps(docconv.Article(headline="Ferry"), "json", indent=None)
    b'{"docconv":"1.0","direction":"ltr","headline":"Ferry"}\\n'
    """

    indent: int | None = 2
    full: bool = False
    largest: int | None = None
    most_values: int | None = None

    def __post_init__(self) -> None:
        check_number("largest", self.largest, 1, 2**40)
        check_number("most_values", self.most_values, 1, 2**40)
        check_number("indent", self.indent, 1, 16)
        check_flag("full", self.full)


OPTIONS = JsonOptions


def write(articles: Iterable[Article], stream: BinaryIO, options: JsonOptions, report: Report) -> None:
    """Write one article as an object, none or several as a list; nothing is lost, so nothing is reported.

    >>> import io
    >>> stream = io.BytesIO()
    >>> write([Article(headline="Ferry adds dawn sailing")], stream, JsonOptions(indent=None), print)
    >>> stream.getvalue()
    b'{"docconv":"1.0","direction":"ltr","headline":"Ferry adds dawn sailing"}\\n'
    """
    left = iter(articles)
    first = list(islice(left, 2))
    if len(first) == 1:
        stream.write(_written(first[0], options).encode() + b"\n")
        return
    stream.write(b"[")
    separator = "\n"
    margin = " " * (options.indent or 0)
    for article in chain(first, left):
        item = _written(article, options)  # a line break in it is layout: those of texts are escaped
        stream.write((separator + margin + item.replace("\n", "\n" + margin)).encode())
        separator = ",\n"
    stream.write(b"\n]\n" if first else b"]\n")


def _written(article: Article, options: JsonOptions) -> str:
    return article.model_dump_json(indent=options.indent, exclude_defaults=not options.full)


def read(data: bytes, options: JsonOptions, report: Report) -> Iterator[Article]:
    """The article of a document that is an object, or the articles of one that is a list.

    A document of a newer minor version of the model loads; what is unknown in it is kept as
    extensions named `docconv:` and the JSON Pointer, and reported (J004). A name that stands twice
    in an object is reported (J005, here a warning). Faults of an item of a list are reported, and
    the next one is read.

    Raises `DocumentError` for what is no JSON (J001), no object (J002), of another major version
    (J003) or refused by the model (M001 to M007); each problem has line, column and JSON Pointer.

    >>> next(read(b'{"headline": "Ferry adds dawn sailing"}', JsonOptions(), print)).headline
    'Ferry adds dawn sailing'
    """
    from docconv.formats._documents import as_utf8, read_items, read_one, within_limits  # a writer needs none of it

    data = as_utf8(within_limits(data, options.largest, options.most_values), report)
    if data.lstrip(b" \t\r\n").startswith(b"["):
        yield from read_items(data, report)
    else:
        yield read_one(data, report)


def check(data: bytes) -> list[Problem]:
    """Every fault of a document, strictly; for `docconv.validate`."""
    from docconv.formats._documents import as_utf8, examine

    problems: list[Problem] = []
    return problems + examine(as_utf8(data, problems.append))
