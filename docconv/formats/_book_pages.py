"""The pages of a book: an article's, with ways to its neighbours; the contents of a part; sources and rights.

What stands around an article in its page is a way through the book, and no part of the article: it
stands outside the `article` element, marked `data-derived`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docconv.formats._chapters import Chapter, Part
from docconv.formats._contents import Places, link, own_language, sources_title, spoken
from docconv.formats._markup import attributes, escape
from docconv.formats._package import Book
from docconv.formats._titles import title_of
from docconv.formats._words import Words
from docconv.formats._xhtml import article_element, frame, metadata
from docconv.formats._xhtml_body import Page, directed, language_attributes
from docconv.language import primary
from docconv.model import Article, Direction


class Neighbour(NamedTuple):
    """The article before or behind another one: its page and title, with their language and direction."""

    href: str
    title: str
    language: str | None
    direction: Direction


def neighbour_of(article: Article, href: str, words: Words) -> Neighbour:
    """An article as its neighbours name it."""
    return Neighbour(href, title_of(article, words.untitled), article.language, article.direction)


def article_page(article: Article, page: Page, around: str = "") -> str:
    """The page of an article, `around` being the ways from it.

    >>> from docconv.formats._words import Dictionary
    >>> text = article_page(Article(headline="Tides & times", language="en"), Page(words=Dictionary().words("en"), epub=True))
    >>> '<h1 id="headline" epub:type="title">Tides &amp; times</h1>' in text
    True
    """
    return frame(
        title=title_of(article, page.words.untitled),
        language=article.language,
        direction=article.direction,
        head=metadata(article),
        body=('<body epub:type="bodymatter">', *article_element(article, page), *([around] if around else []), "</body>"),
        stylesheet=page.stylesheet,
        epub=True,
    )


def ways(article: Article, words: Words, before: Neighbour | None, contents: str, behind: Neighbour | None) -> str:
    """The links at the end of an article's page: to the one before it, to its place in the contents, to the one behind it."""
    foreign = primary(words.language) != primary(article.language)
    tongue = language_attributes(words.language, words.direction) if foreign else ""

    def way(kind: str, neighbour: Neighbour | None) -> Iterator[str]:
        if neighbour is not None:
            differs = (neighbour.language, neighbour.direction) != (article.language, article.direction)
            own = language_attributes(neighbour.language or "und", neighbour.direction) if differs else ""
            text = directed(neighbour.title, neighbour.direction)
            yield f'<p class="{kind}"><a rel="{kind}" href="{neighbour.href}"><span{own}>{text}</span></a></p>'

    return "\n".join(
        (
            f'<nav class="ways" data-derived="" aria-label="{escape(words.contents)}"{tongue}>',
            *way("prev", before),
            f'<p class="up"><a href="{contents}">{escape(words.contents)}</a></p>',
            *way("next", behind),
            "</nav>",
        )
    )


# --- contents of large books ----------------------------------------------------------------------


def contents_page(book: Book, parts: Sequence[Part], places: Places) -> str:
    """The contents of a book in parts, as a reader leafs to them: a line a part."""

    def body() -> Iterator[str]:
        yield '<body epub:type="frontmatter">'
        yield '<section class="contents" role="doc-toc" id="toc" aria-labelledby="toc-heading">'
        yield f'<h1 id="toc-heading"{spoken(book)}>{escape(book.words.contents)}</h1>\n<ol>'
        yield from (f'<li id="part-{part.number:02d}">{link(part.href, part.title, "ltr")}</li>' for part in parts)
        yield "</ol>\n</section>\n</body>"

    return _page(book, book.words.contents, body(), places)


def part_page_of(book: Book, part: Part, entries: Sequence[str], places: Places) -> str:
    """The contents of a part, which stand before its articles; `entries` are those of the whole book."""

    def body() -> Iterator[str]:
        yield '<body epub:type="bodymatter">'
        yield '<section class="contents" epub:type="part" role="doc-part" aria-labelledby="part-heading">'
        yield f'<h1 id="part-heading">{escape(part.title)}</h1>\n<ol>'
        yield from entries[part.first - 1 : part.last]
        yield "</ol>"
        back = link(f"{places.contents}#part-{part.number:02d}", book.words.contents, book.words.direction)
        yield f'<p class="up"{spoken(book)}>{back}</p>\n</section>\n</body>'

    return _page(book, part.title, body(), places)


# --- sources and rights ---------------------------------------------------------------------------


def has_sources(chapters: Sequence[Chapter]) -> bool:
    """Whether there is anything to say of where the articles came from."""
    return any(map(_says_its_source, chapters))


def _says_its_source(chapter: Chapter) -> bool:
    return any((chapter.source.url, chapter.source.provider, chapter.source.rights))


def sources_page(book: Book, chapters: Sequence[Chapter], places: Places) -> str:
    """Where articles came from and whose they are, each with a link back to it."""

    def body() -> Iterator[str]:
        yield '<body epub:type="backmatter">'
        yield '<section class="sources" epub:type="colophon" role="doc-colophon" aria-labelledby="sources-heading">'
        yield f'<h1 id="sources-heading"{spoken(book)}>{escape(sources_title(book))}</h1>\n<ul>'
        for chapter in chapters:
            if _says_its_source(chapter):
                lines = "".join(_source_lines(chapter))
                title = link(chapter.href, chapter.title, chapter.direction)
                yield f"<li{own_language(chapter, book)}><p>{title}</p>{lines}</li>"
        yield "</ul>\n</section>\n</body>"

    return _page(book, sources_title(book), body(), places)


def _source_lines(chapter: Chapter) -> Iterator[str]:
    url, provider, rights = chapter.source.url, chapter.source.provider, chapter.source.rights
    if provider is not None:
        yield f"<p>{directed(provider, chapter.direction)}</p>"
    for text in (rights.holder, rights.notice, rights.terms) if rights else ():
        if text is not None:
            yield f"<p>{directed(text, chapter.direction)}</p>"
    if url is not None:
        yield f'<p class="address"><a{attributes({"href": url, "dir": "ltr"})}>{escape(url)}</a></p>'


def _page(book: Book, title: str, body: Iterator[str], places: Places) -> str:
    return frame(
        title=title, language=book.language, direction=book.direction, body=body, stylesheet=places.stylesheet, epub=True
    )
