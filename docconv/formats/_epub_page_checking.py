"""The pages of a book (EPUB 3.3, section 6): identifiers, languages, pictures, markup, and what they lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from docconv.formats._epub_faults import Fault
from docconv.formats._epub_package_checking import XML_LANG, Contents, Item, is_tag
from docconv.formats._findings import shown
from docconv.formats._xhtml_rules import SVG, XHTML, markup_faults
from docconv.formats._xml_reading import local, namespace
from docconv.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MATHML = "http://www.w3.org/1998/Math/MathML"
TYPE = "{http://www.idpf.org/2007/ops}type"
XLINK = "{http://www.w3.org/1999/xlink}href"

_DECLARATION = lazy_pattern(r"""<\?xml\s+version\s*=\s*["']([^"']{1,20})["'](?:\s+encoding\s*=\s*["']([^"']{1,40})["'])?""")
_UNICODE = ("utf-8", "utf8", "utf-16", "utf-16le", "utf-16be")
_DIRECTIONS = ("ltr", "rtl", "auto")
#: Script types that are programs; others are data (HTML, section 4.12.1).
_PROGRAMS = frozenset(
    "text/javascript application/javascript text/ecmascript application/ecmascript module application/x-javascript".split()
)


class Link(NamedTuple):
    """An address in a page: what it is for, the address, and the element by its number."""

    kind: str
    address: str
    element: int


@dataclass(slots=True)
class Page:
    """What others have to know of a page: its ids, and where it leads; `broken` where it cannot be parsed."""

    ids: set[str] = field(default_factory=set)
    links: list[Link] = field(default_factory=list)
    broken: bool = False


#: What addresses are for, by element and attribute.
_ADDRESSES: dict[str, tuple[tuple[str, str], ...]] = {
    "a": (("href", "link"),),
    "area": (("href", "link"),),
    "img": (("src", "image"), ("srcset", "images")),
    "source": (("src", "media"), ("srcset", "images")),
    "audio": (("src", "media"),),
    "video": (("src", "media"), ("poster", "image")),
    "track": (("src", "file"),),
    "embed": (("src", "media"),),
    "object": (("data", "object"),),
    "iframe": (("src", "frame"),),
    "script": (("src", "script"),),
    "input": (("src", "image"),),
    "blockquote": (("cite", "citation"),),
    "q": (("cite", "citation"),),
    "ins": (("cite", "citation"),),
    "del": (("cite", "citation"),),
}


def check_page(root: Element, data: bytes, name: str, item: Item, contents: Contents, page: Page) -> Iterator[Fault]:
    """The faults of a page of XHTML or SVG that lie in it alone; fills `page` for those that lie between pages."""
    for code, message in _prolog(root, data, contents.is_epub3):
        yield Fault(code, message, name)
    needed: set[str] = set()
    for number, element in enumerate(root.iter("*")):
        own = namespace(element)
        for code, message in (*_identifier(element, page), *_language(element)):
            yield Fault(code, message, name, number)
        page.links += (Link(kind, address, number) for kind, address in _addresses(element, own))
        if own == MATHML and local(element) == "math":
            needed.add("mathml")
        elif own == SVG and element is not root and local(element) == "svg":
            needed.add("svg")
        if _is_scripted(element, own):
            needed.add("scripted")
        if own == XHTML and local(element) == "head" and all(local(child) != "title" for child in element):
            yield Fault("E020", "the page has no title", name, number, "warning")
        if own == XHTML and local(element) == "img" and element.get("alt") is None and element.get("role") != "presentation":
            yield Fault("A001", f"the picture {shown(element.get('src') or '')} has no alternative text", name, number)
    if local(root) == "html" and not root.get("lang") and not root.get(XML_LANG):
        yield Fault("E024", "the page does not say its language", name, 0)
    if contents.is_epub3:
        for number, message in markup_faults(root):
            yield Fault("E020", message, name, number)
        yield from _properties(needed, page, item, contents)


def _prolog(root: Element, data: bytes, is_epub3: bool) -> Iterator[tuple[str, str]]:
    """What stands before the root (section 3.9): XML 1.0 in Unicode, no entities from elsewhere."""
    declared = _DECLARATION.match(data[:200].decode("latin-1").lstrip("\xef\xbb\xbf"))
    if declared is not None and declared[1] != "1.0":
        yield "E025", f"the page is XML {shown(declared[1])}; EPUB knows 1.0"
    if declared is not None and declared[2] and declared[2].lower() not in _UNICODE:
        yield "E025", f"the page is encoded in {shown(declared[2])}; EPUB knows UTF-8 and UTF-16"
    about: Any = root.getroottree().docinfo  # whose types leave the system's identifier out
    if is_epub3 and (about.public_id or about.system_url not in (None, "", "about:legacy-compat")):
        yield "E020", "the document type is one of the past; that of XHTML is <!DOCTYPE html>"
    if about.internalDTD is not None and any(entity.content is None for entity in about.internalDTD.iterentities()):
        yield "E025", "the document type takes an entity from another file"


def _identifier(element: Element, page: Page) -> Iterator[tuple[str, str]]:
    given = element.get("id")
    if given is None:
        return
    if not given or any(character.isspace() for character in given):
        yield "E019", "an id is empty" if not given else f'the id "{shown(given)}" holds white space'
    elif given in page.ids:
        yield "E019", f'the id "{shown(given)}" stands twice in the page'
    page.ids.add(given)


def _language(element: Element) -> Iterator[tuple[str, str]]:
    plain, of_xml = element.get("lang"), element.get(XML_LANG)
    for attribute, tag in (("lang", plain), ("xml:lang", of_xml)):
        if tag and not is_tag(tag):
            yield "E023", f'{local(element)}/@{attribute} is "{shown(tag)}", which is no language tag'
    if plain is not None and of_xml is not None and plain.lower() != of_xml.lower():
        yield "E023", f'lang is "{shown(plain)}", but xml:lang is "{shown(of_xml)}"'
    if (direction := element.get("dir")) is not None and namespace(element) == XHTML and direction.lower() not in _DIRECTIONS:
        yield "E023", f'dir must be ltr, rtl or auto, not "{shown(direction)}"'


def _addresses(element: Element, own: str) -> Iterator[tuple[str, str]]:
    name = local(element)
    if own == XHTML:
        if name == "link" and (address := element.get("href")) is not None:
            words = (element.get("rel") or "").lower().split()
            yield ("style" if "stylesheet" in words else "icon" if "icon" in words else "citation"), address
        for attribute, kind in _ADDRESSES.get(name, ()):
            address = element.get(attribute)
            if address is None:
                continue
            if kind == "images":
                for candidate in address.split(","):
                    yield "image", (candidate.split() or [""])[0]
            else:
                above = element.getparent()
                in_picture = kind == "media" and above is not None and local(above) == "picture"
                yield ("image" if in_picture else kind), address
    elif own == SVG:
        given = element.get(XLINK) or element.get("href")
        if given is not None and name in ("a", "image", "use", "script"):
            yield {"a": "link", "image": "image", "use": "citation", "script": "script"}[name], given


def _is_scripted(element: Element, own: str) -> bool:
    """Whether an element makes its page one with programs or forms (section 5.6.3, property scripted)."""
    name = local(element)
    if own == XHTML and name == "form":
        return True
    if name == "script" and own in (XHTML, SVG):
        kind = (element.get("type") or "").strip().lower()
        return not kind or kind.partition(";")[0] in _PROGRAMS
    return own in (XHTML, SVG) and any(str(attribute).startswith("on") for attribute in element.attrib)


def _properties(needed: set[str], page: Page, item: Item, contents: Contents) -> Iterator[Fault]:
    if any(link.kind in ("image", "media", "script", "style", "object") and "://" in link.address for link in page.links):
        needed.add("remote-resources")
    where = (contents.path, item.element)
    for name in sorted(needed - item.properties):
        yield Fault("E022", f"the item {shown(item.id)} needs the property {name}, by what its page holds", *where)
    for name in sorted((item.properties & {"svg", "mathml", "scripted"}) - needed):
        yield Fault("E022", f"the item {shown(item.id)} has the property {name}, but its page holds nothing of the kind", *where)
