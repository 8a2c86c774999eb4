"""A book's tables of contents: the navigation document of EPUB 3.3 (section 7) and the NCX of EPUB 2.

Both are two levels deep, articles and their sections; above them a large book has its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from docconv.formats._chapters import Chapter, Part, Pointer, parts_of
from docconv.formats._markup import attributes, escape
from docconv.formats._package import Book
from docconv.formats._xhtml import frame
from docconv.formats._xhtml_body import directed, language_attributes
from docconv.language import primary


class Places(NamedTuple):
    """Where a book's own pages are: its navigation document, the contents that a reader leafs to, cover and sources."""

    navigation: str
    contents: str
    stylesheet: str
    cover: str | None = None
    sources: str | None = None


def spoken(book: Book) -> str:
    """The attributes of text in the book's words, where those are in another language than the book."""
    foreign = primary(book.words.language) != primary(book.language)
    return language_attributes(book.words.language, book.words.direction) if foreign else ""


def own_language(chapter: Chapter, book: Book) -> str:
    """The attributes of an article's texts outside it, where the article is of another language than the book."""
    differs = chapter.language != book.language or chapter.direction != book.direction
    return language_attributes(chapter.language or "und", chapter.direction) if differs else ""


def link(href: str, text: str, direction: str) -> str:
    return f'<a href="{href}">{directed(text, direction)}</a>'


def entries_of(book: Book, chapters: Iterable[Chapter]) -> list[str]:
    """The articles in a table of contents, each with its sections, and with the id that its page leads back to."""
    return [_entry(chapter, book) for chapter in chapters]


def _entry(chapter: Chapter, book: Book) -> str:
    sections = "".join(f"<li>{link(target, heading, chapter.direction)}</li>" for target, heading in chapter.sections)
    inner = f"<ol>{sections}</ol>" if sections else ""
    own = own_language(chapter, book)
    return f'<li id="{chapter.name}"{own}>{link(chapter.href, chapter.title, chapter.direction)}{inner}</li>'


def navigation(book: Book, chapters: Sequence[Chapter], entries: Sequence[str], places: Places) -> str:
    """The navigation document: the contents (`entries_of` the chapters), the list of figures, and landmarks."""
    return frame(
        title=book.words.contents,
        language=book.language,
        direction=book.direction,
        body=_navigation_body(book, chapters, entries, places),
        stylesheet=places.stylesheet,
        epub=True,
    )


def _navigation_body(book: Book, chapters: Sequence[Chapter], entries: Sequence[str], places: Places) -> Iterator[str]:
    words, tongue = book.words, spoken(book)
    parts = parts_of(chapters)
    yield "<body>"
    yield '<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-heading">'
    yield f'<h1 id="toc-heading"{tongue}>{escape(words.contents)}</h1>\n<ol>'
    for part in parts:
        yield f"<li>{link(part.href, part.title, 'ltr')}<ol>"
        yield from entries[part.first - 1 : part.last]
        yield "</ol></li>"
    if not parts:
        yield from entries
    if places.sources is not None:
        yield f"<li{tongue}>{link(places.sources, sources_title(book), book.words.direction)}</li>"
    yield "</ol>\n</nav>"
    has_figures = any(chapter.figures for chapter in chapters)
    if has_figures:
        yield '<nav epub:type="loi" id="loi" aria-labelledby="loi-heading">'
        yield f'<h2 id="loi-heading"{tongue}>{escape(words.figures)}</h2>\n<ol>'
        for chapter in chapters:
            own = own_language(chapter, book)
            yield from (f"<li{own}>{link(target, text, chapter.direction)}</li>" for target, text in chapter.figures)
        yield "</ol>\n</nav>"
    yield '<nav epub:type="landmarks" id="landmarks" hidden="" aria-labelledby="landmarks-heading">'
    yield f'<h2 id="landmarks-heading"{tongue}>{escape(words.landmarks)}</h2>\n<ol>'
    for kind, href, text in (
        ("cover", places.cover, words.cover),
        ("toc", f"{places.contents}#toc", words.contents),
        ("loi", f"{places.navigation}#loi" if has_figures else None, words.figures),
        ("bodymatter", f"{chapters[0].href}#article", words.start),
        ("colophon", places.sources, sources_title(book)),
    ):
        if href is not None:
            yield f'<li{tongue}><a epub:type="{kind}" href="{href}">{escape(text)}</a></li>'
    yield "</ol>\n</nav>\n</body>"


def sources_title(book: Book) -> str:
    """What the page of sources and rights is called."""
    return f"{book.words.source} · {book.words.rights}"


# --- EPUB 2 -------------------------------------------------------------------------------------


def ncx(book: Book, chapters: Sequence[Chapter], places: Places) -> str:
    """The table of contents for readers of EPUB 2 (NCX 2005-1), which ebooklib's packages refer to."""
    tag = attributes({"xml:lang": book.language, "dir": book.direction})
    parts = parts_of(chapters)
    depth = (2 if any(chapter.sections for chapter in chapters) else 1) + bool(parts)
    heads = {"dtb:uid": book.identifier, "dtb:depth": str(depth), "dtb:totalPageCount": "0", "dtb:maxPageNumber": "0"}
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"{tag}>',
            "<head>",
            *(f"<meta{attributes({'name': name, 'content': content})}/>" for name, content in heads.items()),
            "</head>",
            f"<docTitle><text>{escape(book.title)}</text></docTitle>",
            "<navMap>",
            *_Points().of_book(book, chapters, parts, places),
            "</navMap>\n</ncx>\n",
        )
    )


class _Points:
    """The points of an NCX, numbered as they are asked for."""

    def __init__(self) -> None:
        self._number = 0

    def of_book(self, book: Book, chapters: Sequence[Chapter], parts: Sequence[Part], places: Places) -> Iterator[str]:
        for part in parts:
            yield self._opened(Pointer(part.href, part.title))
            yield from map(self._of_chapter, part.chapters)
            yield "</navPoint>"
        if not parts:
            yield from map(self._of_chapter, chapters)
        if places.sources is not None:
            yield self._opened(Pointer(places.sources, sources_title(book))) + "</navPoint>"

    def _of_chapter(self, chapter: Chapter) -> str:
        opened = self._opened(Pointer(chapter.href, chapter.title))
        return opened + "".join([f"{self._opened(section)}</navPoint>" for section in chapter.sections]) + "</navPoint>"

    def _opened(self, pointer: Pointer) -> str:
        self._number += 1
        label = f"<navLabel><text>{escape(pointer.text)}</text></navLabel>"
        at = f'id="point-{self._number}" playOrder="{self._number}"'
        return f'<navPoint {at}>{label}<content src="{pointer.href}"/>'
