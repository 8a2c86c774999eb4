"""NewsML-G2: written in version 2.35 with NITF or XHTML inside, read in any version.

Where each field stands: MAPPING sections 1 and 2. The metadata (identity, dates, rights, people,
topics, headline, dateline) is read from itemMeta and contentMeta; standfirst, body, related pages and
furniture from the story inside, whose own metadata only repeats. What G2 has no element for stands at the end
of contentMeta in docconv's namespace: `dateline` (agency and date) and one `extension` for each key.

What the standard demands and the article lacks is derived from the article and bears
`docconv:derived`, so that a reader knows that the article has it not:

- `@guid`: a UUID of the article's address (UUIDv5, RFC 9562), or else of its content;
- `versionCreated`: the later of published and created, else `now`, else 2000-01-01;
- `provider`: the name in the options, else the host of the article's address, else "unknown";
- the headline: the first words of the text.

What only repeats a field for receivers that look elsewhere, and is not read back: `creditline` and
`infoSource` (the provider), `link` (the related pages), `description` (the standfirst without its
marks), `@literal` where a name has no URI, `@wordcount`, `title` and `hl1` (the headline; one of the
three that was edited alone counts); whole items that bear `docconv:derived="item"` (the pictures of
a message, the package that lists its articles). A topic is a `subject`, with its name as `@literal`
where it has no URI; a `keyword` is always one of the keywords.
The agency of a dateline stands in `docconv:dateline` alone.

Documents of others are read as far as they go: see `_newsml_reading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from docconv.formats._newsml_options import NewsmlOptions as NewsmlOptions
from docconv.formats._xml import DECLARATION
from docconv.model import Article
from docconv.problems import DocumentError, Problem, Report, problem

OPTIONS = NewsmlOptions


def write(articles: Iterable[Article], stream: BinaryIO, options: NewsmlOptions, report: Report) -> None:
    """Write one article as a newsItem, several as a newsMessage, one after another as they come.

    With the options `package` or `title` several or one make a newsMessage with a packageItem first, with `pictures`
    one that holds the items of the pictures, too.

    Raises `DocumentError`: I007 when there is no article, X002 when a text is too long for XML
    parsers. Reports D001 for each value that had to be derived, D002 for two items of the same id and version.

    >>> import io
    >>> out = io.BytesIO()
    >>> write([Article(headline="Ferry adds dawn sailing")], out, NewsmlOptions(), lambda problem: None)
    >>> out.getvalue()[:38]
    b'<?xml version="1.0" encoding="UTF-8"?>'
    """
    from docconv.formats._newsml_item import Writing, news_item  # readers need none of it
    from docconv.formats._newsml_message import write_message, write_package

    remaining = iter(articles)
    first = next(remaining, None)
    if first is None:
        raise DocumentError(problem("I007", "there is no article to write"))
    writing = Writing(options, report)
    if options.package or options.title is not None:
        write_package(chain((first,), remaining), stream, writing)
        return
    second = next(remaining, None)
    if second is None and not options.pictures:
        stream.write(DECLARATION.encode() + news_item(first, writing.claim(first), writing).data)
        return
    write_message(chain((first,), () if second is None else (second,), remaining), stream, writing)


def read(data: bytes, options: NewsmlOptions, report: Report) -> Iterator[Article]:
    """The articles of a newsItem, packageItem or newsMessage of any version, in order.

    Leniently: what is missing or wrong is mended, kept as an extension (`newsml:`) or left out, and
    reported (R001 to R007) with line and column. Items of other kinds are passed over (R004).

    Raises `DocumentError`: X001 where there is no XML, I004 above `options.largest`, I007 where no article is to be had.

    >>> next(read(b'<newsItem guid="urn:example:1"><contentMeta><headline>Ferry</headline></contentMeta></newsItem>',
    ...           NewsmlOptions(), lambda problem: None)).headline
    'Ferry'
    """
    from docconv.formats._newsml_reading import read_document  # writers need none of it

    yield from read_document(data, options, report)


def check(data: bytes) -> list[Problem]:
    """Every fault of a document, strictly; for `docconv.validate`."""
    from docconv.formats._newsml_checking import examine

    return examine(data)
