"""The package document of a book (OPF of EPUB 2 and 3) as readers meet it: what there is, in which order, and who made it.

Also what comes before it: `mimetype`, the container file, and what says that the book is encrypted.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from docconv.formats._epub_archive import BookFiles
from docconv.formats._xml_reading import local, parse_xml, whole_text
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Problem, Report, problem
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_MEDIA_TYPE = b"application/epub+zip"
#: The files that rights management leaves in a book, and whose it is.
_RIGHTS = {
    "META-INF/rights.xml": "rights.xml, as Adobe's rights management",
    "META-INF/license.lcpl": "license.lcpl, of Readium LCP",
    "META-INF/sinf.xml": "sinf.xml, of Apple's FairPlay",
}
#: What fonts are obfuscated by: EPUB 3.3, section 4.4, and Adobe's older way.
_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_FONTS = (".otf", ".ttf", ".ttc", ".woff", ".woff2", ".eot")
#: The most items of a package that are told one by one to be missing.
_MOST_TOLD = 50

_DC = ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/elements/1.0/")
PAGE_TYPES = frozenset(
    ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "application/xml", "text/x-oeb1-document")
)


class Item(NamedTuple):
    """A file of the manifest; `path` is None for one outside of the book."""

    path: str | None
    media_type: str
    properties: tuple[str, ...]
    fallback: str | None


class Statement(NamedTuple):
    """A statement about the book: a Dublin Core element or a property, its value, and what refines it."""

    name: str
    value: str
    given: Mapping[str, str]


class Place(NamedTuple):
    """A document of the spine, and whether the reading order leads through it."""

    path: str
    linear: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What a package document says; paths are names in the archive."""

    path: str
    statements: tuple[Statement, ...]
    spine: tuple[Place, ...]
    progression: str | None
    navigation: str | None
    ncx: str | None
    cover: str | None
    guide: Mapping[str, frozenset[str]]

    def said(self, name: str) -> list[Statement]:
        """The statements of a name."""
        return [one for one in self.statements if one.name == name]

    @property
    def is_ours(self) -> bool:
        """Whether docconv made the book."""
        return any(one.value.startswith("docconv") for one in self.said("generator"))


def resolved(href: str, document: str) -> tuple[str | None, str]:
    """The name in the archive that a reference in `document` leads to, and the fragment; None for what is outside of the book.

    >>> resolved("../images/a%20b.png", "EPUB/text/one.xhtml"), resolved("../../../etc/passwd", "EPUB/one.xhtml")
    (('EPUB/images/a b.png', ''), (None, ''))
    >>> resolved("#note-1", "EPUB/one.xhtml")
    ('EPUB/one.xhtml', 'note-1')
    """
    plain = _PLAIN.fullmatch(href)
    if plain is not None and (folder := _folder(document)) is not None:  # as nearly all are
        return folder + plain[1], plain[2] or ""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return None, ""
    if parts.scheme or parts.netloc:
        return None, ""
    fragment, path = unquote(parts.fragment), unquote(parts.path).replace("\\", "/")
    if not path:
        return document, fragment
    joined = path[1:] if path.startswith("/") else posixpath.join(posixpath.dirname(document), path)
    name = unicodedata.normalize("NFC", posixpath.normpath(joined))
    return (None if name == ".." or name.startswith(("../", "/")) else name), fragment


#: A reference to a file in the same folder, with nothing to decode.
_PLAIN = lazy_pattern("([A-Za-z0-9_-][A-Za-z0-9_.-]*)(?:#([A-Za-z0-9_.-]*))?")


@lru_cache(maxsize=8)
def _folder(document: str) -> str | None:
    """The folder of a document as the names in it begin; None where its name is not in its shortest form."""
    is_short = unicodedata.normalize("NFC", posixpath.normpath(document)) == document and not document.startswith(("../", "/"))
    return document[: document.rfind("/") + 1] if is_short else None


# --- what comes before the package --------------------------------------------------------------------


def read_package(files: BookFiles, report: Report) -> Package:
    """The package document of a book.

    Reports E005 for what is irregular and E006 for what is missing; raises `DocumentError`: E004 where there is no
    package document, E003 where more than fonts is encrypted.
    """
    _check_mimetype(files, report)
    _check_encryption(files, report)
    path = _package_path(files, report)
    data = files.read(path) or b""
    try:
        root = parse_xml(data, _in(path, report))
    except DocumentError as error:
        raise DocumentError(problem("E004", f"the package document {path} cannot be read: {error.problems[0].message}")) from None
    if local(root) != "package":
        raise DocumentError(problem("E004", f"{path} is no package document: it begins with the element {local(root)[:80]!r}"))
    return _package(root, path, files, report)


def _in(name: str, report: Report) -> Report:
    def tell(found: Problem) -> None:
        report(problem(found.code, f"{name}: {found.message}", line=found.line, column=found.column, path=found.path))

    return tell


def _check_mimetype(files: BookFiles, report: Report) -> None:
    if "mimetype" not in files:
        report(problem("E005", "the archive has no file mimetype"))
    elif (found := files.read("mimetype")) != _MEDIA_TYPE:
        shown = (found or b"")[:60].decode("latin-1")
        report(problem("E005", f"the file mimetype says {shown!r}, not {_MEDIA_TYPE.decode()!r}"))


def _check_encryption(files: BookFiles, report: Report) -> None:
    """Refuse a book of which more than fonts is encrypted (EPUB 3.3, section 4.2.6.3.4)."""
    rights = next((what for name, what in _RIGHTS.items() if name in files), None)
    managed = f"; it has {rights}" if rights else ""
    if _ENCRYPTION not in files:
        if rights is not None:
            report(problem("E005", f"the book has {rights}, but nothing says that it is encrypted"))
        return
    try:
        root = parse_xml(files.read(_ENCRYPTION) or b"", lambda found: None)
    except DocumentError:
        raise DocumentError(
            problem("E003", f"the book says in {_ENCRYPTION} what is encrypted, which cannot be read{managed}")
        ) from None
    for entry in (one for one in root.iter() if local(one) == "EncryptedData"):
        method = next((one.get("Algorithm") or "" for one in entry.iter() if local(one) == "EncryptionMethod"), "")
        for reference in (one.get("URI") or "" for one in entry.iter() if local(one) == "CipherReference"):
            name = resolved(reference, "")[0] or reference
            if not name.lower().endswith(_FONTS):
                how = "obfuscated as a font" if method in _OBFUSCATION else "encrypted"
                raise DocumentError(problem("E003", f"{name[:200]} is {how}, so that the book cannot be read{managed}"))


def _package_path(files: BookFiles, report: Report) -> str:
    """Where the package document is: as the container file says, else the one of the archive."""
    named: list[str] = []
    if _CONTAINER not in files:
        report(problem("E005", f"the book has no {_CONTAINER}"))
    else:
        try:
            root = parse_xml(files.read(_CONTAINER) or b"", _in(_CONTAINER, report))
        except DocumentError as error:
            report(problem("E005", f"{_CONTAINER} cannot be read: {error.problems[0].message}"))
        else:
            roots = list(root.iter("{*}rootfile"))
            typed = [one for one in roots if one.get("media-type") == "application/oebps-package+xml"]
            named = [one.get("full-path") or "" for one in typed or roots]
            if len(named) > 1:
                report(problem("E005", f"the book has {len(named)} renditions; the first was read"))
    for given in named:
        path = resolved(given, "")[0] or ""
        if path in files:
            return path
        report(problem("E005", f"the container file names the package document {given[:200]!r}, which is not in the book"))
    found = [name for name in files.names() if name.lower().endswith(".opf")]
    if not found:
        raise DocumentError(problem("E004", "the book has no package document"))
    return found[0]


# --- the package ----------------------------------------------------------------------------------


def _package(root: Element, path: str, files: BookFiles, report: Report) -> Package:
    statements = tuple(_statements(root))
    items = _items(root, path)
    spine = next(root.iter("{*}spine"), None)
    places = tuple(_places(spine, items, files, report))
    if not places:
        report(problem("E005", "the package has no reading order; its documents were read in the order of its list of files"))
        pages = [item.path for item in items.values() if item.media_type in PAGE_TYPES and item.path and item.path in files]
        places = tuple(Place(page, True) for page in dict.fromkeys(pages))
    navigation = next((item.path for item in items.values() if "nav" in item.properties and item.path in files), None)
    ncx = items.get((spine.get("toc") if spine is not None else None) or "")
    if ncx is None or ncx.path not in files:
        ncx = next((item for item in items.values() if item.media_type == "application/x-dtbncx+xml"), None)
    cover = next((item for item in items.values() if "cover-image" in item.properties), None)
    cover = cover or next((items[one.value] for one in statements if one.name == "cover" and one.value in items), None)
    return Package(
        path=path,
        statements=statements,
        spine=places,
        progression=None if spine is None else spine.get("page-progression-direction"),
        navigation=navigation,
        ncx=ncx.path if ncx is not None and ncx.path in files else None,
        cover=None if cover is None else cover.path,
        guide=_guide(root, path),
    )


def _items(root: Element, path: str) -> dict[str, Item]:
    """The manifest, by id."""
    items: dict[str, Item] = {}
    for one in root.iter("{*}item"):
        if (name := one.get("id")) is not None:
            href, properties = one.get("href"), one.get("properties")
            items[name] = Item(
                path=resolved(href, path)[0] if href else None,
                media_type=(one.get("media-type") or "").partition(";")[0].strip().lower(),
                properties=tuple(properties.split()) if properties else (),
                fallback=one.get("fallback"),
            )
    return items


def _places(spine: Element | None, items: Mapping[str, Item], files: BookFiles, report: Report) -> Iterator[Place]:
    """The documents of the spine that can be read, each once."""
    seen: set[str] = set()
    told = 0

    def tell(message: str) -> None:
        nonlocal told
        told += 1
        if told <= _MOST_TOLD:
            report(problem("E006", message))

    for one in () if spine is None else spine:
        if local(one) != "itemref":
            continue
        name = one.get("idref") or ""
        item = items.get(name)
        if item is None:
            tell(f"the reading order names {name[:80]!r}, which is not in the list of files")
            continue
        item = _readable(item, items)
        if item is None or item.path is None:
            tell(f"the reading order names {name[:80]!r}, which is no page of text in the book")
        elif item.path not in files:
            tell(f"{item.path} is not in the book")
        elif item.path in seen:
            tell(f"{item.path} stands twice in the reading order; it was read once")
        else:
            seen.add(item.path)
            yield Place(item.path, (one.get("linear") or "yes").strip().lower() != "no")


def _readable(item: Item, items: Mapping[str, Item]) -> Item | None:
    """An item, or what the package gives to fall back to, that is a page of text."""
    for _ in range(8):
        if item.media_type in PAGE_TYPES or (item.path or "").lower().endswith((".xhtml", ".html", ".htm")):
            return item
        following = items.get(item.fallback or "")
        if following is None:
            break
        item = following
    return None


# --- what it says of the book -------------------------------------------------------------------------


def _statements(root: Element) -> Iterator[Statement]:
    """Dublin Core elements and properties, with what refines them: attributes of EPUB 2, `meta` of EPUB 3."""
    metas = list(root.iter("{*}meta"))
    refined: dict[str, dict[str, str]] = {}
    for one in metas:
        target, name = one.get("refines") or "", one.get("property") or ""
        if target.startswith("#") and name:
            refined.setdefault(target[1:], {}).setdefault(name, _text_of(one))
    unique = root.get("unique-identifier")
    for one in root.iter(*(f"{{{namespace}}}*" for namespace in _DC)):
        if value := _text_of(one):
            name, own = local(one), one.get("id")
            given = {str(key).rpartition("}")[2]: str(text) for key, text in one.items()} | refined.get(own or "", {})
            if name == "identifier" and unique is not None and own == unique:
                given["unique"] = "yes"
            yield Statement(name, value, given)
    for one in metas:
        if one.get("refines"):
            continue
        name, text = one.get("property") or one.get("name") or "", one.get("content") or ""
        value = canonical(text) or _text_of(one)
        if name and value:
            own = one.get("id") or ""
            yield Statement(name, value, {"id": own} | refined.get(own, {}))


def _text_of(element: Element) -> str:
    """All the text in an element on one line."""
    return canonical(whole_text(element) if len(element) else element.text or "")


_GUIDE = {
    "cover": "cover", "title-page": "titlepage", "titlepage": "titlepage", "toc": "toc", "loi": "loi", "lot": "lot",
    "copyright-page": "copyright-page", "colophon": "colophon",
}  # fmt: skip


def _guide(root: Element, path: str) -> dict[str, frozenset[str]]:
    """What the guide of EPUB 2 (OPF 2.0.1, section 2.6) says whole documents to be, in the words of `epub:type`."""
    kinds: dict[str, frozenset[str]] = {}
    for one in root.iter("{*}reference"):
        if kind := _GUIDE.get((one.get("type") or "").strip().lower()):
            target, fragment = resolved(one.get("href") or "", path)
            if target is not None and not fragment:
                kinds[target] = kinds.get(target, frozenset()) | {kind}
    return kinds
