"""EPUB 3.3: one article is a book, several are an anthology, an XHTML file each.

A book has a cover drawn from its title; its contents, two levels deep, with a list of figures and
landmarks; a page an article, with ways to its neighbours; and, at its end, sources and rights. One of
more than a hundred articles is set in parts, each with its own page of contents, since no page of an
e-ink reader holds two thousand lines.

ebooklib makes the package document. Pages are finished bytes and go into the archive as they come:
ebooklib's own chapter class parses and rebuilds them and drops what is too long, and its archive
bears the time of writing; here the same articles always give the same bytes.

>>> import io
>>> from docconv.model import Article
>>> book = io.BytesIO()
>>> write([Article(headline="Ferry adds dawn sailing", language="en")], book, EpubOptions(), print)
-: info[D001] the book's identifier was made from its content (/id)
-: info[D001] the article has no date: the book says that it was modified on 2000-01-01 (/modified)
>>> book.getvalue()[:58][30:]
b'mimetypeapplication/epub+zip'
"""

from __future__ import annotations

import io
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple

from docconv.canonical import UNDATED, written_moment
from docconv.formats._archive import Archive, archive_for
from docconv.formats._book_pages import (
    Neighbour,
    article_page,
    contents_page,
    has_sources,
    neighbour_of,
    part_page_of,
    sources_page,
    ways,
)
from docconv.formats._book_pictures import BookPictures
from docconv.formats._chapters import LARGEST_UNDIVIDED, PART, Chapter, chapter_of, part_page, parts_of
from docconv.formats._contents import Places, entries_of, navigation, ncx
from docconv.formats._cover import Cover, cover_page, cover_svg
from docconv.formats._package import Book, EpubOptions, book_language, plan_book
from docconv.formats._scaling import check_scaling
from docconv.formats._words import Dictionary
from docconv.formats._xhtml_body import Page
from docconv.model import Article
from docconv.problems import DocumentError, Report, problem

__all__ = ["OPTIONS", "EpubOptions", "read", "write"]

OPTIONS = EpubOptions

_NAVIGATION, _STYLES, _NCX, _CONTENTS, _COVER, _COVER_PAGE = (
    "nav.xhtml", "book.css", "toc.ncx", "contents.xhtml", "cover.svg", "cover.xhtml",
)  # fmt: skip
_XHTML, _SVG = "application/xhtml+xml", "image/svg+xml"
#: How many articles a page of sources has in a book that is set in parts.
_SOURCES = 4 * PART


class _File(NamedTuple):
    """A file of the book: its name in the package folder, and its media type."""

    name: str
    media_type: str


class _Binding:
    """A book while it is put together: its archive, and the files that are in it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.files: list[_File] = []

    def add(self, name: str, media_type: str, data: bytes) -> None:
        """Put a file into the book; pictures, but for drawings, are packed in themselves."""
        self._archive.add(name, data, packed=media_type.startswith("image/") and media_type != _SVG)
        self.files.append(_File(name, media_type))

    def add_page(self, name: str, page: str) -> None:
        self.add(name, _XHTML, page.encode())

    def close(self, package: bytes) -> None:
        self._archive.add("content.opf", package)


def write(articles: Iterable[Article], stream: BinaryIO, options: EpubOptions, report: Report) -> None:
    """Write the articles as one EPUB 3.3 book to `stream`, from its present position.

    Articles are taken one at a time, but for the first hundred, which tell whether the book is set in parts.
    Reports L002 for pictures left out, A001 for pictures without alternative text, D001 for what was derived.
    Raises `DocumentError` (I007) when there is no article, `OutputError` (U002) when there is no room to write,
    `UsageError` (U001) when pictures are to be scaled without Pillow.
    """
    check_scaling(options.max_pixels)
    dictionary = Dictionary()
    rest = iter(articles)
    first = deque(islice(rest, LARGEST_UNDIVIDED + 1))
    if not first:
        raise DocumentError(problem("I007", "there is no article to make a book of"))
    only = first[0] if len(first) == 1 else None
    with archive_for(stream) as archive:
        binding = _Binding(archive)
        pictures = BookPictures(binding.add, options, report)
        chapters = list(_chapters(first, rest, binding, pictures, dictionary))
        book = plan_book(chapters, only, pictures.sights, dictionary.words(book_language(chapters, options)), options)
        _report_derived(only, book, options, report)
        binding.close(_package_document(book, binding.files, _frame(book, chapters, options, binding)))


def read(data: bytes, options: EpubOptions, report: Report) -> Iterator[Article]:
    """The articles of a book, one at a time: docconv's own as they were, others' by chapter; see `_epub_reading`.

    Nothing is written to a file and nothing is fetched. Raises `DocumentError`: E001 for what is no archive, E002 beyond a
    limit, E003 for an encrypted book, E004 without a package document, I007 for a book without articles.

    >>> book = io.BytesIO()
    >>> write([Article(headline="Ferry adds dawn sailing", language="en")], book, EpubOptions(), lambda problem: None)
    >>> [article.headline for article in read(book.getvalue(), EpubOptions(), print)]
    ['Ferry adds dawn sailing']
    """
    from docconv.formats._epub_archive import Limits
    from docconv.formats._epub_reading import read_book  # writers need none of it

    given = {
        name: getattr(options, name) for name in ("most_files", "largest_file", "largest_book", "highest_ratio", "most_elements")
    }
    yield from read_book(data, Limits(**{name: value for name, value in given.items() if value is not None}), report)


def _report_derived(article: Article | None, book: Book, options: EpubOptions, report: Report) -> None:
    if article is not None and article.id is None and options.identifier is None:
        report(problem("D001", "the book's identifier was made from its content", path="/id"))
    if book.modified == UNDATED and options.modified is None:
        report(problem("D001", "the article has no date: the book says that it was modified on 2000-01-01", path="/modified"))


# --- the articles -----------------------------------------------------------------------------------


def _chapters(
    first: deque[Article], rest: Iterator[Article], binding: _Binding, pictures: BookPictures, dictionary: Dictionary
) -> Iterator[Chapter]:
    """Write a page for each article, the `first` ones and the `rest`; gives what the book keeps of them."""
    is_anthology, is_divided = len(first) > 1, len(first) > LARGEST_UNDIVIDED
    before: Neighbour | None = None
    for number, (article, following) in enumerate(_with_next(chain(_taken(first), rest)), 1):
        name, words = f"article-{number:04d}", dictionary.words(article.language)
        href = f"{name}.xhtml"
        if article.headline is None:
            pictures.report(problem("D001", "there is no headline: the book has the first words of the text", path="/headline"))
        around = ""
        if is_anthology:
            contents = part_page(number) if is_divided else _NAVIGATION
            behind = None
            if following is not None:
                behind = neighbour_of(following, f"article-{number + 1:04d}.xhtml", dictionary.words(following.language))
            around = ways(article, words, before, f"{contents}#{name}", behind)
        pictures.page = article.url
        page = Page(words=words, stylesheet=_STYLES, picture=pictures.place, epub=True)
        binding.add_page(href, article_page(article, page, around))
        before = neighbour_of(article, href, words) if is_anthology else None
        yield chapter_of(article, href, words)


def _taken(articles: deque[Article]) -> Iterator[Article]:
    """The articles, none of them kept."""
    while articles:
        yield articles.popleft()


def _with_next(articles: Iterable[Article]) -> Iterator[tuple[Article, Article | None]]:
    """Each article with the one behind it."""
    behind = iter(articles)
    article = next(behind, None)
    while article is not None:
        following = next(behind, None)
        yield article, following
        article = following


# --- what stands around the articles ------------------------------------------------------------------


def _frame(book: Book, chapters: Sequence[Chapter], options: EpubOptions, binding: _Binding) -> list[tuple[str, bool]]:
    """Write the pages that the book as a whole has; gives the order of all pages, and whether each is leafed to.

    A cover comes first, as a page of its own: readers that take no SVG for the picture in their shelf show
    the first page there. An anthology opens with its contents; those of a single article stand aside.
    """
    parts = parts_of(chapters)
    is_anthology = len(chapters) > 1
    sources: dict[str, Sequence[Chapter]] = {}
    if is_anthology and has_sources(chapters):
        each = _SOURCES if parts else len(chapters)
        groups = [chapters[at : at + each] for at in range(0, len(chapters), each)]
        named = [(f"sources-{number:02d}.xhtml", group) for number, group in enumerate(groups, 1) if has_sources(group)]
        sources = dict(named)
    places = Places(
        navigation=_NAVIGATION,
        contents=_CONTENTS if parts else _NAVIGATION,
        stylesheet=_STYLES,
        cover=_COVER_PAGE if options.cover else None,
        sources=next(iter(sources), None),
    )
    order: list[tuple[str, bool]] = []
    if options.cover:
        cover = _cover(book, chapters, options)
        binding.add(_COVER, _SVG, cover_svg(cover).encode())
        binding.add_page(_COVER_PAGE, cover_page(cover, picture=_COVER, words=book.words, stylesheet=_STYLES))
        order.append((_COVER_PAGE, True))
    entries = entries_of(book, chapters)
    binding.add_page(_NAVIGATION, navigation(book, chapters, entries, places))
    if parts:
        binding.add_page(_CONTENTS, contents_page(book, parts, places))
        order.append((_CONTENTS, True))
    elif is_anthology:
        order.append((_NAVIGATION, True))
    for part in parts:
        binding.add_page(part.href, part_page_of(book, part, entries, places))
        order += [(part.href, True), *((chapter.href, True) for chapter in part.chapters)]
    if not parts:
        order += [(chapter.href, True) for chapter in chapters]
    for name, group in sources.items():
        binding.add_page(name, sources_page(book, group, places))
        order.append((name, True))
    if not is_anthology or (parts and any(chapter.figures for chapter in chapters)):
        order.append((_NAVIGATION, False))  # what stands aside must be linked to: as the contents, or the list of figures
    binding.add(_NCX, "application/x-dtbncx+xml", ncx(book, chapters, places).encode())
    binding.add(_STYLES, "text/css", files("docconv").joinpath("data/book.css").read_bytes())
    return order


def _cover(book: Book, chapters: Sequence[Chapter], options: EpubOptions) -> Cover:
    """The cover of a book; an anthology names its author and publisher where they are those of all of it."""
    authors, providers = {chapter.authors for chapter in chapters}, {chapter.source.provider for chapter in chapters}
    return Cover(
        title=book.title,
        language=book.language,
        direction=book.direction,
        authors=book.authors if options.author is not None or len(authors) == 1 else (),
        publisher=book.publishers[0] if book.publishers and (options.publisher is not None or len(providers) == 1) else None,
        date=book.date and book.date[:10],
    )


# --- ebooklib ---------------------------------------------------------------------------------------


class _Modified:
    """A moment as ebooklib's `mtime`: years before 1000 get their four digits on every platform."""

    def __init__(self, text: str) -> None:
        self._text = text

    def strftime(self, form: str) -> str:
        return self._text


def _package_document(book: Book, made: Sequence[_File], order: Sequence[tuple[str, bool]]) -> bytes:
    """The package document (EPUB 3.3, section 5), as ebooklib writes it for these files, their contents left aside.

    What ebooklib cannot set, the language of the package, is set on the way.
    """
    from ebooklib import epub  # AGPL, and slow to import: only when a book is written

    package: Any = epub.EpubBook()
    package.metadata = {}  # without the random identifier and the name of the tool that ebooklib puts in
    package.IDENTIFIER_ID, package.uid, package.title = "book-id", book.identifier, book.title
    package.direction = book.direction
    for entry in book.metadata:
        package.add_metadata("OPF" if entry.name == "meta" else "DC", entry.name, entry.value, dict(entry.attributes))
    package.add_metadata("OPF", "meta", "", {"name": "generator", "content": "docconv"})
    properties = {_NAVIGATION: ["nav"], _COVER: ["cover-image"]}
    items = {}
    for file in made:
        item = epub.EpubItem(uid=_id(file.name), file_name=file.name, media_type=file.media_type, content=b" ")
        item.properties = properties.get(file.name, [])
        items[file.name] = item
        package.add_item(item)
    if _COVER in items:
        package.add_metadata("OPF", "meta", "", {"name": "cover", "content": _id(_COVER)})  # for readers of EPUB 2
    package.spine = [items[name] if leafed else (items[name], "no") for name, leafed in order]
    place = io.BytesIO()
    modified = _Modified(written_moment(book.modified))
    options = {"mtime": modified, "package_direction": True, "compresslevel": 0}

    class PackageWriter(epub.EpubWriter):  # type: ignore[misc]  # ebooklib says nothing of its types
        def _write_items(self) -> None:
            """The files are in the book already; only the package is wanted."""

    writer = PackageWriter(place, package, options)
    writer.process()
    writer.write()  # and not write_epub, which gives False where this raises
    with zipfile.ZipFile(place) as written:
        document = written.read("EPUB/content.opf")
    return document.replace(b"<package ", f'<package xml:lang="{book.language or "und"}" '.encode(), 1)


def _id(name: str) -> str:
    """An id for a file of the package: its name without folder and ending; `ncx` is the one ebooklib refers to."""
    if name in (_NCX, _COVER):
        return "ncx" if name == _NCX else "cover-image"
    stem = name.rpartition("/")[2].partition(".")[0]
    return f"picture-{stem}" if name.startswith("pictures/") else stem
