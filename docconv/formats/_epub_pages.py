"""The pages of a book: parsed, told what they are, cut where one chapter ends and the next begins.

XHTML is parsed as XML; what is not well-formed is read as browsers read HTML. Names of HTML
(`&nbsp;`), which the DTDs of EPUB 2 declare and nobody loads, are resolved beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.entities import html5
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from docconv.formats._html_inline import HEADINGS, MEDIA, PHRASING, SILENT, name_of
from docconv.formats._html_parser import parse_html
from docconv.formats._xml import LONGEST_TEXT, parse
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Report, problem
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

TYPE = "{http://www.idpf.org/2007/ops}type"

#: Pages that are no articles, by their `epub:type` or role (EPUB 3 Structural Semantics Vocabulary 1.1; DPUB-ARIA 1.1).
PASSED_OVER = frozenset(
    (
        "cover titlepage halftitlepage toc toc-brief landmarks loi lot loa lov page-list pagelist "
        "copyright-page colophon imprint imprimatur other-credits"
    ).split()
)
#: Pages that are above chapters.
PARTS = frozenset(("part", "volume", "division"))
#: Pages that begin something of their own, whether the table of contents names them or not.
DIVISIONS = PARTS | frozenset(
    (
        "chapter preface foreword introduction prologue epilogue preamble afterword conclusion appendix dedication epigraph "
        "acknowledgments acknowledgements glossary bibliography index endnotes rearnotes footnotes errata"
    ).split()
)
NOTES = frozenset(("endnotes", "rearnotes", "footnotes", "endnote", "rearnote", "footnote"))

_NAMED = lazy_pattern("&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))


@dataclass(slots=True)
class BookPage:
    """A page of a book: its name in the archive, its tree, what it says it is, and whether it is an article by docconv."""

    path: str
    root: Element
    kinds: frozenset[str]
    is_own: bool

    @property
    def body(self) -> Element:
        return body_of(self.root)


def parsed_page(data: bytes, report: Report) -> Element:
    """The root of a page, with or without namespace; never raises for a page of text within the limits of HTML.

    Reports R006 where it is not well-formed; raises `DocumentError` (I004) for a page that is not and has more than 50 MB.
    """
    source = _resolved_names(data)
    try:
        return _parsed_long(source) if len(source) > LONGEST_TEXT and b"<!ENTITY" not in source else parse(source)
    except DocumentError as error:
        reason = error.problems[0]
    root = parse_html(data, report)
    message = f"{reason.message}; the page was read as HTML"
    report(problem("R006", message, line=reason.line, column=reason.column))
    return root


def _resolved_names(data: bytes) -> bytes:
    """A page with the names of HTML's characters as numbers; those of XML stay."""
    if b"&" not in data:
        return data
    text = data.decode("latin-1")  # every byte is a character: what is not ASCII stays as it is

    def number(match: re.Match[str]) -> str:
        char = None if match[1] in _XML_NAMES else html5.get(match[1] + ";")
        return match[0] if char is None else "".join(f"&#{ord(one)};" for one in char)

    return _NAMED.sub(number, text).encode("latin-1")


def _parsed_long(data: bytes) -> Element:
    """A page that may hold a longer text than XML parsers take by default; it declares no entity, so nothing can multiply."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        found = problem("X001", f"the XML is not well-formed: {error.msg}", line=max(line, 1), column=max(column, 1))
        raise DocumentError(found) from None


def body_of(root: Element) -> Element:
    """The `body` of a page, or the root where it has none."""
    return next((child for child in root if name_of(child) == "body"), root)


def is_own_page(root: Element) -> bool:
    """Whether docconv wrote the page of an article."""
    head = next((child for child in root if name_of(child) == "head"), None)
    return head is not None and any(one.get("name") == "docconv:article" for one in head)


# --- what a page is -----------------------------------------------------------------------------


def kinds_of(element: Element) -> frozenset[str]:
    """What an element says it is, by `epub:type` and the roles of DPUB-ARIA, in the words of the former."""
    if not element.attrib:
        return _NOTHING
    given, roles = element.get(TYPE) or element.get("epub:type"), element.get("role")
    if not given and not roles:
        return _NOTHING
    types = frozenset(one.rpartition(":")[2] for one in (given or "").split())
    return types | {one[4:] for one in (roles or "").split() if one.startswith("doc-")}


_NOTHING = frozenset[str]()


def kinds_of_page(root: Element) -> frozenset[str]:
    """What a page says it is: at its body, or at the one element that its body holds."""
    element = body_of(root)
    kinds = kinds_of(element)
    for _ in range(4):
        inside = list(islice((child for child in element if (name := name_of(child)) and name not in SILENT), 2))
        if len(inside) != 1 or (element.text or "").strip() or name_of(inside[0]) in PHRASING | MEDIA:
            break
        element = inside[0]
        kinds |= kinds_of(element)
    return kinds


def headings_in(element: Element) -> Iterator[Element]:
    """The headings in an element that say something, in order."""
    return (one for one in element.iter() if name_of(one) in HEADINGS and text_in(one))


def text_in(element: Element) -> str:
    """All the text in an element on one line."""
    text = "".join(map(str, element.itertext())) if len(element) else element.text
    return canonical(" ".join(text.split())) if text else ""


def paragraphs_in(body: Element) -> list[str]:
    """The texts of a page apart from its headings, each on one line; an approximation to judge a page by."""
    texts: list[str] = []
    pieces: list[str] = []

    def end() -> None:
        words = "".join(pieces).split()
        pieces.clear()
        if words and (text := canonical(" ".join(words))):
            texts.append(text)

    for text in _flow(body):
        if text is None:
            end()
        else:
            pieces.append(text)
    end()
    return texts


def _flow(body: Element) -> Iterator[str | None]:
    """The text of a page outside of headings, None at the edges of blocks."""
    stack: list[tuple[Element, Iterator[Element]]] = [(body, iter(body))]
    if body.text:
        yield body.text
    while stack:
        for child in stack[-1][1]:
            name = name_of(child)
            if name and name not in SILENT and name not in HEADINGS:
                is_block = name not in PHRASING
                if is_block:
                    yield None
                if child.text:
                    yield child.text
                if len(child):
                    stack.append((child, iter(child)))
                    break
                if is_block:
                    yield None
            if child.tail:
                yield child.tail
        else:
            element, _ = stack.pop()
            if name_of(element) not in PHRASING:
                yield None
            if stack and element.tail:
                yield element.tail


def shows_pictures(body: Element) -> bool:
    """Whether a page has anything to see beside text."""
    return any(name_of(one) in MEDIA for one in body.iter())


# --- cutting ------------------------------------------------------------------------------------


def cut_before(root: Element, at: Element) -> Element | None:
    """Take all that stands before `at` out of a page and give it as a page of its own; None where there is nothing.

    The elements around `at` stand in both. Every element is moved at most once, however often a page is cut.
    """
    at = _beginning(at, body_of(root))
    way = [at, *at.iterancestors()]
    if way[-1] is not root or at is root or at is body_of(root):
        return None
    way.reverse()
    made = _hollow(root)
    copy = made
    for above, inside in pairwise(way):
        copy.text, above.text = above.text, None
        while above[0] is not inside:
            copy.append(above[0])
        if inside is not at:
            hollow = _hollow(inside)
            copy.append(hollow)
            copy = hollow
    return made


def _beginning(at: Element, body: Element) -> Element:
    """Where what begins at an element begins: the block it stands in, and what is around it, as far as nothing is before it."""
    element = at
    while (above := element.getparent()) is not None and above is not body:
        is_first = element.getprevious() is None and not (above.text or "").strip()
        if not is_first and not (name_of(above) in PHRASING | HEADINGS or name_of(above) == "p"):
            break
        element = above
    return element


def _hollow(element: Element) -> Element:
    """The same element with nothing in it."""
    from lxml import etree

    return etree.Element(element.tag, {str(name): str(value) for name, value in element.attrib.items()})


def joined_pages(roots: Iterable[Element]) -> Element:
    """Several pages as one: the bodies of the later ones, with their language and direction, at the end of the first."""
    from lxml import etree

    pages = iter(roots)
    first = next(pages)
    body = body_of(first)
    for page in pages:
        part = etree.SubElement(body, "div")
        own = body_of(page)
        for source in (page, own):
            for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "dir"):
                if (value := source.get(name)) is not None:
                    part.set(name, value)
        part.text = own.text
        for child in list(own):
            part.append(child)
    return first
