"""The navigation of a book: the navigation document (EPUB 3.3, section 7), and the NCX that older readers use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from docconv.formats._epub_archive import BookFiles
from docconv.formats._epub_faults import Fault
from docconv.formats._epub_package_checking import Contents
from docconv.formats._epub_package_reading import resolved
from docconv.formats._epub_page_checking import TYPE
from docconv.formats._findings import shown
from docconv.formats._xhtml_rules import XHTML
from docconv.formats._xml_reading import local, namespace, whole_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "hgroup"))
#: The kinds of `nav` whose form is fixed.
_FIXED = frozenset(("toc", "landmarks", "page-list"))

_Found = tuple[str, "Element"]


def navigation_faults(root: Element, name: str) -> Iterator[Fault]:
    """The faults of a navigation document (E017)."""
    numbers = {element: number for number, element in enumerate(root.iter("*"))}
    for message, element in _document(root):
        yield Fault("E017", message, name, numbers[element])


def _document(root: Element) -> Iterator[_Found]:
    kinds: dict[str, int] = {}
    for element in root.iter(f"{{{XHTML}}}nav"):
        for kind in _FIXED.intersection((element.get(TYPE) or "").split()):
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] > 1:
                yield f"there are two navs of the type {kind}", element
        if element.get(TYPE) is not None:
            yield from _nav(element)
    if "toc" not in kinds:
        yield "there is no nav of the type toc, the table of contents", root


def _nav(nav: Element) -> Iterator[_Found]:
    parts = [child for child in nav if isinstance(child.tag, str)]
    kinds = frozenset((nav.get(TYPE) or "").split())
    headed = parts and local(parts[0]) in _HEADINGS
    rest = parts[1:] if headed else parts
    if headed and not _text(parts[0]):
        yield "the heading of a nav is empty", parts[0]
    if len(rest) != 1 or local(rest[0]) != "ol":
        yield "a nav holds a heading, which may be left out, and one ol", nav
        if not rest or local(rest[0]) != "ol":
            return
    yield from _list(rest[0], kinds)


def _list(listed: Element, kinds: frozenset[str]) -> Iterator[_Found]:
    items = [child for child in listed if local(child) == "li"]
    if not items:
        yield "a list of a nav is empty", listed
    for item in items:
        parts = [child for child in item if isinstance(child.tag, str)]
        if not parts or local(parts[0]) not in ("a", "span"):
            yield "an entry of a nav begins with a link, or with a span that heads a list", item
            continue
        first = parts[0]
        if not _text(first):
            yield "an entry of a nav has no text", first
        if local(first) == "a":
            yield from _link(first, kinds)
        elif len(parts) < 2:
            yield "an entry of a nav leads nowhere: its span heads no list", item
        if len(parts) > 2 or (len(parts) == 2 and local(parts[1]) != "ol"):
            yield "an entry of a nav holds a link, or a span, and at most one list", item
        elif len(parts) == 2:
            yield from _list(parts[1], kinds)


def _link(link: Element, kinds: frozenset[str]) -> Iterator[_Found]:
    address = link.get("href")
    if address is None:
        yield "a link of a nav has no address", link
    elif kinds & _FIXED and "://" in address and urlsplit("" if "[" in address else address).scheme:
        yield f"a link of the {' '.join(sorted(kinds & _FIXED))} leads out of the book: {shown(address)}", link
    if "landmarks" in kinds and link.get(TYPE) is None:
        yield "a landmark does not say what it is (epub:type)", link


def _text(element: Element) -> str:
    said = whole_text(element).strip() or (element.get("title") or "").strip()
    return said or "".join((inner.get("alt") or "") + (inner.get("title") or "") for inner in element.iter("*")).strip()


# --- the NCX ------------------------------------------------------------------------------------------


def ncx_faults(root: Element, name: str, files: BookFiles, contents: Contents) -> Iterator[Fault]:
    """The faults of an NCX (DAISY/NISO Z39.86, section 8): the book's identifier, and entries that lead to what is there."""
    if namespace(root) != "http://www.daisy.org/z3986/2005/ncx/":
        return
    uid: str | None = None
    ids: set[str] = set()
    for number, element in enumerate(root.iter("*")):
        kind = local(element)
        if (given := element.get("id")) is not None:
            if given in ids:
                yield Fault("E019", f'the id "{shown(given)}" stands twice', name, number)
            ids.add(given)
        if kind == "meta" and element.get("name") == "dtb:uid":
            uid = (element.get("content") or "").strip()
        elif kind == "content":
            address = element.get("src") or ""
            target, _ = resolved(address, name)
            if target is None or target not in files or target not in contents.items:
                yield Fault("E018", f"the entry {shown(address)} of the NCX leads to no file of the book", name, number)
        elif kind == "navMap" and not any(local(child) == "navPoint" for child in element):
            yield Fault("E017", "the NCX has no entry", name, number)
        elif kind == "navPoint":
            inside = [local(child) for child in element]
            if "navLabel" not in inside or "content" not in inside:
                yield Fault("E017", "an entry of the NCX lacks its label or its content", name, number)
    if contents.identifier and uid is not None and uid != contents.identifier:
        yield Fault(
            "E017", f"the NCX says that the book is {shown(uid)}, the package that it is {shown(contents.identifier)}", name
        )
