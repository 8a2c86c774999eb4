"""HTML, both ways: a semantic page that needs nothing beside it, and any page of the web with a story in it.

What is written is HTML that is also well-formed XML (the contract is in `_xhtml`). It has no script,
but for JSON-LD that search engines read and this module does not, and nothing that a strict content
security policy forbids. Several articles are as many `article` elements of one page.

>>> import io
>>> from docconv.model import Article
>>> stream = io.BytesIO()
>>> write([Article(headline="Ferry adds dawn sailing", language="en")], stream, HtmlOptions(), print)
>>> next(read(stream.getvalue().replace(b">Ferry", b">Boat"), HtmlOptions(), print)).headline
'Boat adds dawn sailing'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from itertools import chain
from typing import BinaryIO

from docconv.formats._markup import attributes
from docconv.formats._options import check_flag, check_number, check_text, check_uri
from docconv.model import Article, Figure
from docconv.problems import DocumentError, Problem, Report, problem


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlOptions:
    """How a page is written, and how a page of the web is read.

    - `title`: the title of the page. Else the headline; of several articles, the word for "Collection".
    - `stylesheet`: the address of a style sheet to link. Else the style stands in the page.
    - `base`: the address that the relative links and pictures of a page that is read start from. Else the one it states.
    - `extract`: tell the story from the rest of a page in which no element marks it, through trafilatura (the extra
      `web`). Else the whole page is read.
    - `largest`, `most_elements`: how many bytes and elements a page may have that is read; 50,000,000 and 120,000 unless given.

    >>> import docconv
    >>> page = '<article><h1>Ferry</h1><p>The <a href="/times">timetable</a>.</p></article>'
    >>> docconv.loads(page, "html", base="https://example.com/news/").lead().marks[0].href
    'https://example.com/times'
    """

    title: str | None = None
    stylesheet: str | None = None
    base: str | None = None
    extract: bool = False
    largest: int | None = None
    most_elements: int | None = None

    def __post_init__(self) -> None:
        check_text("title", self.title)
        check_text("stylesheet", self.stylesheet)
        check_uri("base", self.base)
        check_flag("extract", self.extract)
        check_number("largest", self.largest, 1, 2**40)
        check_number("most_elements", self.most_elements, 1, 2**40)


OPTIONS = HtmlOptions

# --- writing ------------------------------------------------------------------------------------

#: Nothing runs in the page, nothing is sent from it; pictures, videos and recordings come from where they are.
_POLICY = "default-src 'none'; style-src {style}; img-src *; media-src *; base-uri 'none'; form-action 'none'"


def write(articles: Iterable[Article], stream: BinaryIO, options: HtmlOptions, report: Report) -> None:
    """Write the articles as one page, one after another as they come.

    Pictures are linked by their `src` and never fetched. Reports A001 for pictures without alternative
    text and D001 for a headline that was derived. Raises `DocumentError` (I007) when there is no article.
    """
    from docconv.formats._words import Dictionary
    from docconv.formats._xhtml import article_element, metadata, opening_of_page
    from docconv.formats._xhtml_body import Page

    remaining = iter(articles)
    first, second = next(remaining, None), next(remaining, None)
    if first is None:
        raise DocumentError(problem("I007", "there is no article to write"))
    dictionary = Dictionary()
    words = dictionary.words(first.language)
    single = second is None
    head = [*_head(options), *(metadata(first) if single else ()), *(_linked_data(first, options) if single else ())]
    title = _title(first, options, words.untitled if single else None, words.collection)
    put = partial(_put, stream)
    put(opening_of_page(title=title, language=first.language, direction=first.direction, head=head, xml=False))
    put(("<body>", "<main>"))
    for number, article in enumerate(chain((first,), () if second is None else (second,), remaining), 1):
        picture = partial(_linked, report=report)
        prefix = "" if single else f"a{number}-"
        page = Page(words=dictionary.words(article.language), picture=picture, prefix=prefix)
        if article.headline is None:
            report(problem("D001", "there is no headline: the page has the first words of the text", path="/headline"))
        opening = () if single else chain(metadata(article, inside=True), _linked_data(article, options))
        put(article_element(article, page, opening))
    put(("</main>", "</body>", "</html>"))


def _put(stream: BinaryIO, lines: Iterable[str]) -> None:
    stream.write("".join(f"{line}\n" for line in lines).encode())


def _title(article: Article, options: HtmlOptions, untitled: str | None, collection: str) -> str:
    from docconv.formats._titles import title_of
    from docconv.unicode import canonical

    if options.title is not None:
        return canonical(options.title)
    return collection if untitled is None else title_of(article, untitled)


def _head(options: HtmlOptions) -> Iterator[str]:
    yield '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
    yield '<meta name="generator" content="docconv"/>'
    policy = _POLICY.format(style="'unsafe-inline'" if options.stylesheet is None else "*")
    yield f"<meta{attributes({'http-equiv': 'Content-Security-Policy', 'content': policy})}/>"
    if options.stylesheet is not None:
        yield f"<link{attributes({'rel': 'stylesheet', 'href': options.stylesheet})}/>"
        return
    styles = (files("docconv").joinpath(f"data/{name}.css").read_text("utf-8") for name in ("book", "page"))
    yield f"<style>\n{''.join(styles)}</style>"


def _linked_data(article: Article, options: HtmlOptions) -> Iterator[str]:
    from docconv.formats._html_linked_data import linked_data
    from docconv.formats._markup import json_for_script

    yield f'<script type="application/ld+json">{json_for_script(linked_data(article))}</script>'


def _linked(figure: Figure, path: str, report: Report) -> str | None:
    """The address of a figure's picture, video or recording as the page links it."""
    if figure.src is not None and figure.media == "image" and figure.alt is None:
        report(problem("A001", f"the picture {figure.src} has no alternative text", path=f"{path}/alt"))
    return figure.src


# --- reading ------------------------------------------------------------------------------------


def read(data: bytes, options: HtmlOptions, report: Report) -> Iterator[Article]:
    """The article of a page; of a page that docconv wrote, all of its articles.

    Nothing is fetched and nothing is run. Raises `DocumentError`: I004 for a page of more than `largest` or `most_elements`,
    I007 for a page without text; `UsageError` (U004) where `extract` needs a package that is not there.
    """
    from docconv.formats._html_page import page_articles
    from docconv.formats._html_parser import MOST_ELEMENTS
    from docconv.formats._html_tokens import LARGEST_HTML

    limits = {
        "largest": LARGEST_HTML if options.largest is None else options.largest,
        "most_elements": MOST_ELEMENTS if options.most_elements is None else options.most_elements,
    }
    yield from page_articles(data, report, base=options.base, extract=options.extract, **limits)


def check(data: bytes) -> list[Problem]:
    """Every fault of a page by the rules in `_html_checking`, for `docconv.validate`."""
    from docconv.formats._html_checking import examine

    return examine(data)
