"""IPTC ninjs, news in JSON: 3.1, and on request 2.2 and 1.6, written; every version from 1.0 to 3.x read.

One article is an item, an object; several are a list of items. Where each field stands: MAPPING,
sections 1 and 4, and `_ninjs_writing`. The story is XHTML in `bodies` (`body_xhtml` in 1.6) and counts;
plain text beside it, and the figures and related pages in `associations`, repeat it for receivers that
look there. Headline, names, dates and the rest are read from their properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from docconv.formats._ninjs_names import VERSIONS, Version
from docconv.formats._options import check_choice, check_flag, check_number
from docconv.model import Article
from docconv.problems import Problem, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class NinjsOptions:
    """How ninjs is written and read.

    - `version`: "3.1", "2.2" or "1.6".
    - `plain_text`: with the story as plain text beside the XHTML.
    - `indent`: in spaces, 1 to 16; None for one line.
    - `largest`, `most_values`: the bytes and values above which a document is not read (I004); None for 30 MB, 800,000.

    >>> import docconv
    >>> b'"body_xhtml"' in docconv.dumps(docconv.Article(headline="Ferry"), "ninjs", version="1.6")
    True
    """

    version: Version = "3.1"
    plain_text: bool = True
    indent: int | None = 2
    largest: int | None = None
    most_values: int | None = None

    def __post_init__(self) -> None:
        check_number("largest", self.largest, 1, 2**40)
        check_number("most_values", self.most_values, 1, 2**40)
        if self.version is None:
            raise ValueError(f"version is not {' or '.join(VERSIONS)}: None")
        check_choice("version", self.version, VERSIONS)
        check_flag("plain_text", self.plain_text)
        check_number("indent", self.indent, 1, 16)


OPTIONS = NinjsOptions


def write(articles: Iterable[Article], stream: BinaryIO, options: NinjsOptions, report: Report) -> None:
    """Write one article as an item, none or several as a list of items; reports D001 for each `uri` that was derived.

    Every version is lossless, and every item valid by the official schema of its version.

    >>> import io
    >>> stream = io.BytesIO()
    >>> write([Article(id="urn:example:1", headline="Ferry adds dawn sailing")], stream, NinjsOptions(indent=None), print)
    >>> b'"version":"3.1"' in stream.getvalue()
    True
    """
    from pydantic_core import to_json

    from docconv.formats._ninjs_writing import item
    from docconv.formats._words import Dictionary

    dictionary = Dictionary()

    def written(article: Article) -> bytes:
        made = item(article, options.version, dictionary.words(article.language), report, plain_text=options.plain_text)
        return to_json(made, indent=options.indent)

    left = iter(articles)
    first = list(islice(left, 2))
    if len(first) == 1:
        stream.write(written(first[0]) + b"\n")
        return
    stream.write(b"[")
    for number, article in enumerate(chain(first, left)):
        stream.write((b",\n" if number else b"\n") + written(article))
    stream.write(b"\n]\n" if first else b"]\n")


def read(data: bytes, options: NinjsOptions, report: Report) -> Iterator[Article]:
    """The article of a document that is an item, or the articles of one that is a list of items.

    Items of any version are read, and local dialects of them: names in any case, `guid` for `uri`,
    associations as a list or by name. Of several bodies one is taken: XHTML or HTML, else NITF, else plain text. What has
    no field becomes the extension `ninjs:NAME`. What is wrong is reported with line and column.

    Raises `DocumentError`: I004 above the limits, J001 for what is no JSON, J002 for what is no object.

    >>> item = b'{"uri": "urn:example:1", "headlines": [{"value": "Ferry adds dawn sailing"}]}'
    >>> next(read(item, NinjsOptions(), print)).headline
    'Ferry adds dawn sailing'
    """
    from docconv.formats._documents import within_limits
    from docconv.formats._ninjs_reading import articles_in  # a writer needs none of it

    yield from articles_in(within_limits(data, options.largest, options.most_values), report)


def check(data: bytes) -> list[Problem]:
    """Every fault of a document by the rules of its own version, strictly; for `docconv.validate`."""
    from docconv.formats._ninjs_rules import examine

    return examine(data)
