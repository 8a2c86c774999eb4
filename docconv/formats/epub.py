"""EPUB 3.3: one article is a book, several are an anthology, an XHTML file each.

ebooklib makes the package and the archive. Pages are handed to it as finished bytes, since its own
chapter class parses and rebuilds them and drops what is too long; its archive is written again with
fixed dates and order, so that the same articles always give the same bytes.

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

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO

from docconv.canonical import UNDATED, written_moment
from docconv.formats._contents import navigation, ncx
from docconv.formats._package import Book, Chapter, EpubOptions, Sights, book_language, chapter_of, plan_book
from docconv.formats._pictures import kind_of, picture_bytes
from docconv.formats._words import Dictionary
from docconv.formats._xhtml import document
from docconv.formats._xhtml_body import Page
from docconv.model import Article, Figure
from docconv.problems import DocumentError, OutputError, Report, problem

__all__ = ["OPTIONS", "EpubOptions", "write"]

OPTIONS = EpubOptions

_NAVIGATION, _STYLES, _NCX = "nav.xhtml", "book.css", "toc.ncx"
_XHTML = "application/xhtml+xml"

#: What is held in memory before it goes to a temporary file, in bytes, for the pages and for the archive each.
IN_MEMORY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the book: its name in the package folder, media type, and where the store holds its bytes."""

    name: str
    media_type: str
    offset: int
    size: int


class _Store:
    """Files on their way into the book, laid down one after another so that memory stays flat."""

    def __init__(self, place: IO[bytes]) -> None:
        self._place = place
        self._end = 0

    def add(self, name: str, media_type: str, data: bytes) -> _File:
        self._place.seek(self._end)
        self._place.write(data)
        self._end += len(data)
        return _File(name, media_type, self._end - len(data), len(data))

    def read(self, file: _File) -> bytes:
        self._place.seek(file.offset)
        return self._place.read(file.size)


@dataclass(slots=True)
class _Pictures:
    """The pictures taken into the book, each once, and what there is to say about them."""

    store: _Store
    options: EpubOptions
    report: Report
    files: dict[str, _File] = field(default_factory=dict)
    sights: Sights = field(default_factory=Sights)

    def place(self, figure: Figure, path: str) -> str | None:
        """The address of the figure's picture in the book; None, and a problem, where the book cannot hold it."""
        if figure.src is None:
            return None
        try:
            if figure.media != "image":
                raise LookupError(f"it is {'a video' if figure.media == 'video' else 'a recording'}")
            data = picture_bytes(figure.src, self.options.assets)
            kind = kind_of(data)
            if kind is None:
                raise LookupError("its bytes are not those of a whole PNG, JPEG, GIF or WebP")
        except LookupError as reason:
            self.report(problem("L002", f"{figure.src} is not in the book: {reason.args[0]}", path=f"{path}/src"))
            return None
        if figure.alt is None:
            self.report(problem("A001", f"the picture {figure.src} has no alternative text", path=f"{path}/alt"))
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self.files:
            self.files[digest] = self.store.add(f"pictures/{digest[:20]}.{kind.suffix}", kind.media_type, data)
        described = self.sights.described + (figure.alt is not None)
        self.sights = Sights(self.sights.pictures + 1, described, self.sights.may_move or kind.may_move)
        return self.files[digest].name


def write(articles: Iterable[Article], stream: BinaryIO, options: EpubOptions, report: Report) -> None:
    """Write the articles as one EPUB 3.3 book to `stream`, from its present position.

    Reports L002 for pictures left out, A001 for pictures without alternative text, D001 for what was derived.
    Raises `DocumentError` (I007) when there is no article, `OutputError` (U002) when there is no room to write.
    """
    dictionary = Dictionary()
    with _temporary() as pages, _temporary() as archive:
        store = _Store(pages)
        pictures = _Pictures(store, options, report)
        chapters: list[Chapter] = []
        texts: list[_File] = []
        article = None
        for number, article in enumerate(articles, 1):
            name = f"article-{number:04d}.xhtml"
            words = dictionary.words(article.language)
            if article.headline is None:
                report(problem("D001", "there is no headline: the book has the first words of the text", path="/headline"))
            page = Page(words=words, stylesheet=_STYLES, picture=pictures.place, epub=True)
            texts.append(store.add(name, _XHTML, document(article, page).encode()))
            chapters.append(chapter_of(article, name, words))
        if article is None:
            raise DocumentError(problem("I007", "there is no article to make a book of"))
        only = article if len(chapters) == 1 else None
        book = plan_book(chapters, only, pictures.sights, dictionary.words(book_language(chapters, options)), options)
        _report_derived(only, book, options, report)
        made = [
            store.add(_NAVIGATION, _XHTML, navigation(book, chapters, href=_NAVIGATION, stylesheet=_STYLES).encode()),
            store.add(_NCX, "application/x-dtbncx+xml", ncx(book, chapters).encode()),
            store.add(_STYLES, "text/css", files("docconv").joinpath("data/book.css").read_bytes()),
        ]
        _write_with_ebooklib(book, [*made, *texts, *pictures.files.values()], store.read, archive)
        _write_again(archive, book, stream)


def _report_derived(article: Article | None, book: Book, options: EpubOptions, report: Report) -> None:
    if article is not None and article.id is None and options.identifier is None:
        report(problem("D001", "the book's identifier was made from its content", path="/id"))
    if book.modified == UNDATED and options.modified is None:
        report(problem("D001", "the article has no date: the book says that it was modified on 2000-01-01", path="/modified"))


@contextmanager
def _temporary() -> Iterator[IO[bytes]]:
    try:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as place:
            yield place
    except OSError as error:
        raise OutputError(problem("U002", f"the book cannot be written: {error.strerror or error}")) from error


# --- ebooklib ---------------------------------------------------------------------------------------


class _Modified:
    """A moment as ebooklib's `mtime`: years before 1000 get their four digits on every platform."""

    def __init__(self, text: str) -> None:
        self._text = text

    def strftime(self, form: str) -> str:
        return self._text


def _write_with_ebooklib(book: Book, made: Sequence[_File], read: Callable[[_File], bytes], archive: IO[bytes]) -> None:
    from ebooklib import epub  # AGPL, and slow to import: only when a book is written

    package: Any = epub.EpubBook()
    package.metadata = {}  # without the random identifier and the name of the tool that ebooklib puts in
    package.IDENTIFIER_ID, package.uid, package.title = "book-id", book.identifier, book.title
    package.direction = book.direction
    for entry in book.metadata:
        package.add_metadata("OPF" if entry.name == "meta" else "DC", entry.name, entry.value, dict(entry.attributes))
    package.add_metadata("OPF", "meta", "", {"name": "generator", "content": "docconv"})
    for file in made:
        item = epub.EpubItem(uid=_id(file.name), file_name=file.name, media_type=file.media_type, content=b" ")
        item.get_content = partial(read, file)  # read when it is written, not before
        item.properties = ["nav"] if file.name == _NAVIGATION else []
        package.add_item(item)
    package.spine = _reading_order([item for item in package.items if item.media_type == _XHTML])
    modified = _Modified(written_moment(book.modified))
    writer = epub.EpubWriter(archive, package, {"mtime": modified, "package_direction": True, "compresslevel": 0})
    writer.process()
    writer.write()  # and not write_epub, which gives False where this raises


def _reading_order(pages: list[Any]) -> list[Any]:
    """The spine: an anthology opens with its contents; the contents of a single article stand aside."""
    contents, *articles = pages
    return pages if len(articles) > 1 else [*articles, (contents, "no")]


def _id(name: str) -> str:
    """An id for a file of the package: its name without folder and ending; `ncx` is the one ebooklib refers to."""
    if name == _NCX:
        return "ncx"
    stem = name.rpartition("/")[2].partition(".")[0]
    return f"picture-{stem}" if name.startswith("pictures/") else stem


# --- the archive ------------------------------------------------------------------------------------

#: The date of every file in the archive: the first that a zip can hold.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def _write_again(archive: IO[bytes], book: Book, stream: BinaryIO) -> None:
    """ebooklib's archive with fixed dates, attributes and compression; `mimetype` first, stored, without extra field.

    The order is ebooklib's, which is that of the items. What ebooklib cannot set, the language of the
    package, is set on the way (EPUB 3.3, section 5.4; the open container format, section 4.2).
    """
    with _temporary() as packed:
        with zipfile.ZipFile(archive) as given, zipfile.ZipFile(packed, "w") as written:
            for entry in given.infolist():
                data = given.read(entry)
                if entry.filename.endswith("/content.opf") and book.language is not None:
                    data = data.replace(b"<package ", f'<package xml:lang="{book.language}" '.encode(), 1)
                info = zipfile.ZipInfo(entry.filename, _ZIP_DATE)
                info.create_system, info.external_attr = 3, 0o644 << 16
                is_first = entry.filename == "mimetype"
                info.compress_type = zipfile.ZIP_STORED if is_first else zipfile.ZIP_DEFLATED
                written.writestr(info, data, compresslevel=None if is_first else 6)
        packed.seek(0)
        shutil.copyfileobj(packed, stream)
