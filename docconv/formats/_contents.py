"""A book's tables of contents: the navigation document of EPUB 3.3 (section 7) and the NCX of EPUB 2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docconv.formats._markup import attributes, escape
from docconv.formats._package import Book, Chapter
from docconv.formats._xhtml import frame
from docconv.formats._xhtml_body import directed, language_attributes
from docconv.language import primary


def navigation(book: Book, chapters: Sequence[Chapter], *, href: str, stylesheet: str) -> str:
    """The navigation document, to be written to `href`: contents two levels deep (articles, sections), and landmarks."""
    return frame(
        title=book.words.contents,
        language=book.language,
        direction=book.direction,
        body=_navigation_body(book, chapters, href),
        stylesheet=stylesheet,
        epub=True,
    )


def _navigation_body(book: Book, chapters: Sequence[Chapter], href: str) -> Iterator[str]:
    words = book.words
    foreign = primary(words.language) != primary(book.language)
    spoken = language_attributes(words.language, words.direction) if foreign else ""
    yield "<body>"
    yield '<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-heading">'
    yield f'<h1 id="toc-heading"{spoken}>{escape(words.contents)}</h1>\n<ol>'
    for chapter in chapters:
        differs = chapter.language != book.language or chapter.direction != book.direction
        own = language_attributes(chapter.language or "und", chapter.direction) if differs else ""
        sections = "".join(f"<li>{_link(target, heading, chapter.direction)}</li>" for target, heading in chapter.sections)
        yield f"<li{own}>{_link(chapter.href, chapter.title, chapter.direction)}{f'<ol>{sections}</ol>' if sections else ''}</li>"
    yield "</ol>\n</nav>"
    yield '<nav epub:type="landmarks" id="landmarks" hidden="" aria-labelledby="landmarks-heading">'
    yield f'<h2 id="landmarks-heading"{spoken}>{escape(words.landmarks)}</h2>\n<ol>'
    yield f'<li{spoken}><a epub:type="toc" href="{href}#toc">{escape(words.contents)}</a></li>'
    yield f'<li{spoken}><a epub:type="bodymatter" href="{chapters[0].href}#article">{escape(words.start)}</a></li>'
    yield "</ol>\n</nav>\n</body>"


def _link(href: str, text: str, direction: str) -> str:
    return f'<a href="{href}">{directed(text, direction)}</a>'


def ncx(book: Book, chapters: Sequence[Chapter]) -> str:
    """The table of contents for readers of EPUB 2 (NCX 2005-1), which ebooklib's packages refer to."""
    numbers = iter(range(1, 1 + sum(1 + len(chapter.sections) for chapter in chapters)))

    def point(href: str, text: str, inner: str = "") -> str:
        number = next(numbers)
        label = f"<navLabel><text>{escape(text)}</text></navLabel>"
        return f'<navPoint id="point-{number}" playOrder="{number}">{label}<content src="{href}"/>{inner}</navPoint>'

    def points() -> Iterator[str]:
        for chapter in chapters:
            opened = point(chapter.href, chapter.title).removesuffix("</navPoint>")
            yield opened + "".join(point(href, heading) for href, heading in chapter.sections) + "</navPoint>"

    depth = 2 if any(chapter.sections for chapter in chapters) else 1
    tag = attributes({"xml:lang": book.language, "dir": book.direction})
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
            *points(),
            "</navMap>\n</ncx>\n",
        )
    )
