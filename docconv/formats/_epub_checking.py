"""Everything wrong with a book that can be seen without EPUBCheck: its archive, package, pages, navigation and links.

The rules are those of EPUB 3.3 and of EPUB Accessibility 1.1 (W3C Recommendations of 2023); the sections
are named where they are carried out. A book of EPUB 2 is checked by what both versions share. Nothing is unpacked to a
file, and no more than the limits of `_epub_archive` allow.
"""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docconv.formats._epub_archive import BookFiles, Limits, open_book
from docconv.formats._epub_faults import Fault, placed
from docconv.formats._epub_link_checking import broken_links, style_faults
from docconv.formats._epub_navigation_checking import navigation_faults, ncx_faults
from docconv.formats._epub_package_checking import Contents, check_package
from docconv.formats._epub_package_reading import read_package, resolved
from docconv.formats._epub_page_checking import Page, check_page
from docconv.formats._findings import shown
from docconv.formats._xml import parse
from docconv.formats._xml_reading import local, namespace
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Problem, problem

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CONTAINER = "META-INF/container.xml"
_CONTAINER_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:container"
_PACKAGE_TYPE = "application/oebps-package+xml"
_MIMETYPE = b"application/epub+zip"
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
#: What OCF forbids in names (EPUB 3.3, section 4.2.3), and what does not matter to it.
_FORBIDDEN = lazy_pattern('["*:<>?\\\\|\\x00-\\x1f\\x7f-\\x9f\\ue000-\\uf8ff\\ufff0-\\uffff]|\\.$')
_XHTML, _SVG, _NCX, _CSS = "application/xhtml+xml", "image/svg+xml", "application/x-dtbncx+xml", "text/css"


def check(data: bytes) -> list[Problem]:
    """Every fault of a book, in the order of its archive; a finding names the file in the book, with line and column there.

    >>> import io
    >>> from docconv.formats.epub import EpubOptions, write
    >>> from docconv.model import Article
    >>> book = io.BytesIO()
    >>> write([Article(headline="Ferry adds dawn sailing", language="en")], book, EpubOptions(), lambda found: None)
    >>> check(book.getvalue())
    []
    >>> print(*check(b"PK"))
    -: error[E001] the archive of the book breaks off: the directory at its end is missing
    """
    damaged: list[Problem] = []
    try:
        files = open_book(data, Limits(), damaged.append)
        damaged.clear()  # irregular names are told below, more strictly
        faults = [*_archive(data), *_book(files)]
        problems = placed(faults, files)
    except DocumentError as error:
        return list(error.problems)
    broken = [problem("E006", found.message, severity="error") for found in dict.fromkeys(damaged) if found.code == "E006"]
    return [*broken, *problems]


# --- the archive (EPUB 3.3, section 4) -----------------------------------------------------------------


def _archive(data: bytes) -> Iterator[Fault]:
    yield from _mimetype(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    seen: set[str] = set()
    for name in names:
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            yield Fault("E011", f"the archive has two files {shown(name)}, or two whose names differ in case alone")
        seen.add(folded)
        if name.startswith("/") or ".." in name.split("/"):
            yield Fault("E011", f"the name {shown(name)} leads out of the archive")
        elif (found := _FORBIDDEN.search(name)) is not None:
            character = "a full stop at its end" if found[0] == "." else f"U+{ord(found[0]):04X}"
            yield Fault("E011", f"the name {shown(name)} has {character}, which EPUB forbids in names")


def _mimetype(data: bytes) -> Iterator[Fault]:
    """The first file says what the archive is, in bytes that anyone can find (section 4.3.3)."""
    if len(data) < _LOCAL_HEADER.size or not data.startswith(b"PK\x03\x04"):
        yield Fault("E010", "the archive does not begin with a file")
        return
    fields = _LOCAL_HEADER.unpack_from(data)
    method, packed, name_length, extra = fields[3], fields[7], fields[9], fields[10]
    start = _LOCAL_HEADER.size + name_length
    if data[_LOCAL_HEADER.size : start] != b"mimetype":
        yield Fault("E010", "the first file of the archive is not mimetype")
    elif method:
        yield Fault("E010", "mimetype is packed; it must be stored as it is")
    elif extra:
        yield Fault("E010", "mimetype has an extra field in the archive, so that its content is not where readers look for it")
    elif (found := data[start : start + packed]) != _MIMETYPE:
        yield Fault("E010", f"mimetype says {shown(found.decode('latin-1'))}, not {_MIMETYPE.decode()}")


# --- the container and what it leads to ------------------------------------------------------------------


def _book(files: BookFiles) -> Iterator[Fault]:
    path: str | None = None
    for found in _container(files):
        if isinstance(found, str):
            path = path or found
        else:
            yield found
    if path is None:
        path = next((name for name in files.names() if name.lower().endswith(".opf")), None)
    if path is None:
        yield Fault("E004", "the book has no package document")
        return
    try:
        read_package(files, lambda found: None)  # which refuses what is encrypted
    except DocumentError as error:
        if error.problems[0].code != "E004":
            raise
    try:
        root = parse(files.read(path) or b"")
    except DocumentError as error:
        yield Fault("E004", f"the package document cannot be read: {_with_place(error.problems[0])}", path)
        return
    if local(root) != "package":
        yield Fault("E004", f"the package document begins with the element {shown(local(root))}, not package", path, 0)
        return
    contents = Contents()
    yield from check_package(root, path, files, contents)
    yield from _files(files, contents)


def _with_place(found: Problem) -> str:
    return f"{found.message} (line {found.line}, column {found.column})" if found.line else found.message


def _container(files: BookFiles) -> Iterator[Fault | str]:
    """The faults of the container file, and the names of the package documents that it has (section 4.2.6.3.1)."""
    if _CONTAINER not in files:
        yield Fault("E011", f"the book has no {_CONTAINER}")
        return
    try:
        root = parse(files.read(_CONTAINER) or b"")
    except DocumentError as error:
        yield Fault("E011", _with_place(error.problems[0]), _CONTAINER)
        return
    if local(root) != "container" or namespace(root) != _CONTAINER_NAMESPACE:
        yield Fault("E011", f"the root element must be container in the namespace {_CONTAINER_NAMESPACE}", _CONTAINER, 0)
    elif root.get("version") != "1.0":
        yield Fault("E011", "container/@version must be 1.0", _CONTAINER, 0)
    named = False
    for number, element in enumerate(root.iter("*")):
        if local(element) != "rootfile":
            continue
        given = element.get("full-path") or ""
        path = resolved(given, "")[0] or ""
        if element.get("media-type") != _PACKAGE_TYPE:
            yield Fault("E011", f"rootfile/@media-type must be {_PACKAGE_TYPE}", _CONTAINER, number)
        elif path not in files:
            yield Fault(
                "E011", f"the container names the package document {shown(given)}, which is not in the book", _CONTAINER, number
            )
        else:
            named = True
            yield path
    if not named and local(root) == "container":
        yield Fault("E011", "the container names no package document of the book", _CONTAINER, 0)


# --- the files --------------------------------------------------------------------------------------


def _files(files: BookFiles, contents: Contents) -> Iterator[Fault]:
    """The faults of what the manifest names, and of the links between them."""
    pages: dict[str, Page] = {}
    for name, item in contents.items.items():
        if name not in files or item.media_type not in (_XHTML, _SVG, _NCX, _CSS):
            continue
        data = files.read(name) or b""
        if item.media_type == _CSS:
            yield from style_faults(data, name, files, contents)
            continue
        try:
            root = parse(data)
        except DocumentError as error:
            yield Fault("E025", _with_place(error.problems[0]), name)
            pages[name] = Page(broken=True)
            continue
        yield from _of_root(root, name, item.media_type)
        if item.media_type == _NCX:
            yield from ncx_faults(root, name, files, contents)
            continue
        pages[name] = page = Page()
        yield from check_page(root, data, name, item, contents, page)
        if name == contents.navigation and local(root) == "html":
            yield from navigation_faults(root, name)
    yield from broken_links(pages, files, contents)


_ROOTS = {_XHTML: ("html", "http://www.w3.org/1999/xhtml"), _SVG: ("svg", "http://www.w3.org/2000/svg"),
          _NCX: ("ncx", "http://www.daisy.org/z3986/2005/ncx/")}  # fmt: skip


def _of_root(root: Element, name: str, media_type: str) -> Iterator[Fault]:
    wanted, address = _ROOTS[media_type]
    if local(root) != wanted or namespace(root) != address:
        yield Fault(
            "E015", f"the manifest says {media_type}, but the root element is not {wanted} in the namespace {address}", name, 0
        )
