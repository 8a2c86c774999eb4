"""schema.org JSON-LD: a NewsArticle as search engines and aggregators read it.

One article is an object, several are an `@graph` (or one, on request). Texts, their order and their
roles are carried; marks, and what schema.org has no property for, are reported (L001). Where each field
stands: MAPPING, sections 1 and 5, and `_jsonld_writing`.
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
class JsonldOptions:
    """How JSON-LD is written and read.

    - `graph`: one article, too, stands in an `@graph`, as several do.
    - `indent`: in spaces, 1 to 16; None for one line.
    - `largest`, `most_values`: the bytes and values above which a document is not read (I004); None for 30 MB, 800,000.

    >>> import docconv
    >>> docconv.dumps(docconv.Article(headline="Ferry"), "jsonld", graph=True, indent=None)[:41]
    b'{"@context":"https://schema.org","@graph"'
    """

    graph: bool = False
    indent: int | None = 2
    largest: int | None = None
    most_values: int | None = None

    def __post_init__(self) -> None:
        check_number("largest", self.largest, 1, 2**40)
        check_number("most_values", self.most_values, 1, 2**40)
        check_flag("graph", self.graph)
        check_number("indent", self.indent, 1, 16)


OPTIONS = JsonldOptions


def write(articles: Iterable[Article], stream: BinaryIO, options: JsonldOptions, report: Report) -> None:
    """Write one article as a NewsArticle, none or several as an `@graph`; reports L001 for what cannot be said.

    "<" is escaped, so that the document may stand in a `script` element of a page.

    >>> import io
    >>> stream = io.BytesIO()
    >>> write([Article(headline="Tides < times")], stream, JsonldOptions(indent=None), print)
    >>> stream.getvalue()[:87]
    b'{"@context":"https://schema.org","@type":"NewsArticle","headline":"Tides \\\\u003c times",'
    """
    from pydantic_core import to_json

    from docconv.formats._jsonld_writing import news_article

    def written(made: dict[str, object]) -> bytes:
        return to_json(made, indent=options.indent).replace(b"<", b"\\u003c")

    left = iter(articles)
    first = list(islice(left, 2))
    if len(first) == 1 and not options.graph:
        stream.write(written({"@context": "https://schema.org", **news_article(first[0], report)}) + b"\n")
        return
    stream.write(b'{"@context":"https://schema.org","@graph":[')
    for number, article in enumerate(chain(first, left), 1):
        stream.write((b",\n" if number > 1 else b"\n") + written(news_article(article, report, number)))
    stream.write(b"\n]}\n" if first else b"]}\n")


def read(data: bytes, options: JsonldOptions, report: Report) -> Iterator[Article]:
    """The articles of a document: an object, a list of objects, an `@graph`; of any type of article of schema.org.

    What has no field becomes the extension `jsonld:NAME`; what is wrong is reported with line and column.

    Raises `DocumentError`: I004 above the limits, J001 for what is no JSON, J002 for what is no object, I007 where there is
    no article.

    >>> page = b'{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry adds dawn sailing"}'
    >>> next(read(page, JsonldOptions(), print)).headline
    'Ferry adds dawn sailing'
    """
    from docconv.formats._documents import within_limits
    from docconv.formats._jsonld_reading import articles_in  # a writer needs none of it

    yield from articles_in(within_limits(data, options.largest, options.most_values), report)


def check(data: bytes) -> list[Problem]:
    """What search engines would miss or misread in a document; for `docconv.validate`."""
    from docconv.formats._jsonld_rules import examine

    return examine(data)
