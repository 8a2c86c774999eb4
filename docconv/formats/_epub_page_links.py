"""What a page of a book leads to, made fit for an article that stands alone: pictures, links, notes.

A picture's address becomes its name in the archive. A link to another place of the book keeps its
text alone, since an article has no such place. A note goes to the end of the chapter that refers to it, and
the reference becomes its number, raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from docconv.formats._epub_archive import BookFiles
from docconv.formats._epub_package_reading import resolved
from docconv.formats._epub_pages import BookPage, kinds_of, text_in
from docconv.formats._html_inline import HEADINGS, PHRASING, classes_of, name_of
from docconv.problems import Report, problem

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_XLINK = "{http://www.w3.org/1999/xlink}href"
#: Where the links and ids of a page are kept once they are names in the whole book.
_TO, _ID = "data-book-to", "data-book-id"

#: How many links to one place are looked at to tell whether it is a note.
_MOST_LOOKED_AT = 8

_REFERENCE_CLASSES = frozenset(("footnote-ref", "noteref", "footnoteref", "note-ref", "fnref"))
_BACK_CLASSES = frozenset(("footnote-back", "backlink", "footnote-backref", "noteback"))
_CAPTION_CLASSES = frozenset(("caption", "figcaption", "figure-caption", "wp-caption-text", "image-caption"))
_FIGURE_CLASSES = frozenset(("figure", "float", "image", "illustration", "fig", "captioned-image", "wp-caption"))


@dataclass(slots=True)
class Notes:
    """The notes that pages refer to.

    `wanted` are their names in the book, `found` those taken out of pages, `set_down` those that stand in a chapter.
    """

    wanted: set[str] = field(default_factory=set)
    found: dict[str, Element] = field(default_factory=dict)
    set_down: set[str] = field(default_factory=set)


def prepare(page: BookPage, files: BookFiles, notes: Notes, report: Report) -> None:
    """Make a page fit to be read: pictures, links and ids are names in the book, notes are taken out, what is no text goes."""
    broken: list[Element] = []
    links: list[Element] = []
    lost: set[str] = set()
    names: set[str] = set()
    for one in page.root.iter():
        name = name_of(one)
        if not name:
            continue
        names.add(name)
        if not one.attrib:
            if name == "a":
                links.append(one)
            continue
        if (own := one.get("id") or (one.get("name") if name == "a" else None)) is not None:
            one.set(_ID, f"{page.path}#{own}")
        if name == "a":
            _link(one, page.path)
            links.append(one)
        elif name in ("img", "image", "video", "audio", "source", "object", "embed"):
            _picture(one, name, page.path, files, lost)
        if "pagebreak" in kinds_of(one):
            broken.append(one)
    for one in broken:
        if name_of(one) not in HEADINGS:
            take_out(one)
    for missing in sorted(lost)[:20]:
        report(problem("E006", f"the picture {missing[:200]} is not in the book"))
    if "svg" in names:
        _drawings(page.root)
    if "div" in names:
        _figures(page.root)
    if links or notes.wanted:
        _take_notes(page, links, notes)
    if names.isdisjoint(("aside", "footer")):
        return
    for one in list(page.root.iter()):  # a sidebar or the end of a chapter belongs to it, and is no furniture of a web page
        if name_of(one) in ("aside", "footer") and not _is_attribution(one):
            one.tag = "div"


def _is_attribution(element: Element) -> bool:
    above = element.getparent()
    return name_of(element) == "footer" and above is not None and name_of(above) == "blockquote"


def take_out(element: Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    above = element.getparent()
    if above is None:
        return
    tail, element.tail = element.tail, None
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            above.text = (above.text or "") + tail
    above.remove(element)


# --- links and pictures ---------------------------------------------------------------------------


def _link(element: Element, document: str) -> None:
    href = element.get("href")
    if href is None or _leads_away(href):
        return
    target, fragment = resolved(href, document)
    element.set(_TO, f"{target or ''}#{fragment}")
    del element.attrib["href"]


def _leads_away(address: str) -> bool:
    """Whether an address has a scheme or a host of its own."""
    return (":" in address or "//" in address) and re.match(r"\s*[A-Za-z][A-Za-z0-9+.-]*:|\s*//", address) is not None


def _picture(element: Element, name: str, document: str, files: BookFiles, lost: set[str]) -> None:
    for key in ("src", "data", "poster", "srcset", "href", _XLINK):
        given = element.get(key)
        if given is None or (key == "href" and name != "image") or _leads_away(given):
            continue
        if key in ("srcset", "poster"):
            del element.attrib[key]
            continue
        target, _ = resolved(given, document)
        if target is None or target not in files:
            lost.add(target or given)
        if target is None:
            del element.attrib[key]
        else:
            element.set(key, address_of(target))


def address_of(name: str) -> str:
    """A name in the archive as a relative address.

    >>> address_of("EPUB/images/a b.png")
    'EPUB/images/a%20b.png'
    """
    return quote(name, safe="/~!$&'()*+,;=@")


def _drawings(root: Element) -> None:
    """A drawing that only frames a picture, as covers do, as that picture."""
    for one in [one for one in root.iter() if name_of(one) == "svg"]:
        images = [inside for inside in one.iter() if name_of(inside) == "image"]
        src = (images[0].get("href") or images[0].get(_XLINK)) if len(images) == 1 else None
        if not src or any(name_of(inside) in ("path", "text", "rect", "circle", "polygon") for inside in one.iter()):
            continue
        title = next((text_in(inside) for inside in one.iter() if name_of(inside) in ("title", "desc")), None)
        alt = one.get("aria-label") or title
        tail = one.tail
        one.clear()
        one.tag, one.tail = "img", tail
        one.set("src", src)
        if alt:
            one.set("alt", alt)


def _figures(root: Element) -> None:
    """The figures of EPUB 2, which are a `div` with a picture and a caption, as `figure`."""
    for one in root.iter():
        if name_of(one) != "div" or _FIGURE_CLASSES.isdisjoint(classes_of(one)):
            continue
        captions = [inside for inside in one if not _CAPTION_CLASSES.isdisjoint(classes_of(inside))]
        if len(captions) == 1 and sum(name_of(inside) == "img" for inside in one.iter()) == 1:
            one.tag, captions[0].tag = "figure", "figcaption"


def lost_links(root: Element) -> int:
    """How many links of a page lead to other places of the book, but for those to notes that were found."""
    return sum(one.get(_TO) is not None for one in root.iter())


def leads_elsewhere(element: Element, path: str) -> bool:
    """Whether an element of the page `path` is a link to another page of the book."""
    target = element.get(_TO)
    return target is not None and target.partition("#")[0] not in ("", path)


def only_leads_on(page: BookPage) -> bool:
    """Whether a page as it stands in the book plainly says nothing, beside headings, but links to other pages of it.

    So are those for leafing through a book of docconv's; what is not as plain is looked at by letters.
    """
    has_letters = False
    for one in page.body.iter():
        name = name_of(one)
        if name == "a":
            href = one.get("href")
            if href is None or _leads_away(href) or resolved(href, page.path)[0] in (None, page.path):
                return False
            has_letters = has_letters or any(map(str.isalpha, text_in(one)))
        elif name in ("span", "bdi"):
            above = one.getparent()
            if above is None or name_of(above) not in _LINES:
                return False
        elif name not in HEADINGS and (name not in _FRAMES or ((text := one.text) and not text.isspace())):
            return False
        if (tail := one.tail) and not tail.isspace():
            return False
    return has_letters


_LINES = HEADINGS | {"a"}
_FRAMES = frozenset(("body", "section", "div", "ol", "ul", "li", "p"))


def places_in(root: Element) -> dict[str, tuple[int, Element]]:
    """The elements of a page that have a name in the book, by it, with their order in the page."""
    places: dict[str, tuple[int, Element]] = {}
    for order, one in enumerate(root.iter()):
        if (name := one.get(_ID)) is not None:
            places.setdefault(name, (order, one))
    return places


# --- notes --------------------------------------------------------------------------------------


def _take_notes(page: BookPage, links: list[Element], notes: Notes) -> None:
    """Find what refers to notes, and take the notes that are in this page out of it."""
    by_name = {name: one for one in page.root.iter() if (name := one.get(_ID)) is not None}
    leading: dict[str, list[Element]] = {}
    for link in links:
        leading.setdefault(link.get(_TO) or "", []).append(link)
    referred: set[str | None] = set()
    for link in links:
        target = link.get(_TO)
        if not target or target.endswith("#") or target in referred:  # what leads back to a reference is none
            continue
        if _refers_to_note(link, by_name.get(target), leading):
            link.set("data-book-note", target)
            notes.wanted.add(target)
            referred |= _own_names(link)
    for name in [name for name in by_name if name in notes.wanted]:
        note = whole_note(by_name[name])
        if note is not None and note.getparent() is not None and not _holds(note, leading.get(name, [])):
            take_out(note)
            if name not in notes.set_down:
                notes.found[name] = note


def _holds(element: Element, links: list[Element]) -> bool:
    """Whether one of the links, or of the first of them, stands in an element."""
    return any(above is element for link in links[:_MOST_LOOKED_AT] for above in link.iterancestors())


def _refers_to_note(link: Element, target: Element | None, leading: dict[str, list[Element]]) -> bool:
    """Whether a link refers to a note: it says so, or it is short and leads to a block that leads back.

    `leading` are the links of the page by where they lead.
    """
    if "noteref" in kinds_of(link) or not _REFERENCE_CLASSES.isdisjoint(classes_of(link)):
        return True
    if target is None or _is_back(link) or len(text_in(link)) > 6:
        return False
    note = whole_note(target)
    backwards = (leading.get(name or "", [])[:_MOST_LOOKED_AT] for name in _own_names(link))
    return note is not None and any(_holds(note, [one for one in found if one is not link]) for found in backwards)


def _is_back(link: Element) -> bool:
    return "backlink" in kinds_of(link) or not _BACK_CLASSES.isdisjoint(classes_of(link))


def whole_note(element: Element) -> Element | None:
    """The note that a name stands in: the element itself, or the block around it."""
    for _ in range(8):
        name = name_of(element)
        if name in ("aside", "li", "p", "div", "dd", "section"):
            return element
        above = element.getparent()
        if above is None or name not in PHRASING:
            return None
        element = above
    return None


def set_notes(body: Element, notes: Notes) -> None:
    """Put the notes that a chapter refers to at its end, in the order in which it does, and their numbers where it does."""
    from lxml import etree

    labels: dict[str, str] = {}
    from_where: set[str | None] = set()
    for link in [one for one in body.iter() if one.get("data-book-note") is not None]:
        name = link.get("data-book-note") or ""
        if name in notes.found:
            if _TO in link.attrib:
                del link.attrib[_TO]
            labels.setdefault(name, text_in(link).strip("[](). "))
            from_where |= _own_names(link)
        if not any(name_of(one) == "sup" for one in (*link.iterancestors(), *link.iter())):
            link.tag = "sup"
    if not labels:
        return
    is_numbered = list(labels.values()) == [str(number) for number in range(1, len(labels) + 1)]
    listed = etree.SubElement(body, "ol" if is_numbered else "ul")
    for name, label in labels.items():
        note = notes.found.pop(name)
        notes.set_down.add(name)
        _without_back_links(note, from_where)
        note.tag, note.tail = "div", None
        item = etree.SubElement(listed, "li")
        if not is_numbered and label:
            _set_label(item, note, label)
        item.append(note)


def _own_names(link: Element) -> set[str | None]:
    """The names by which a note leads back to a reference: that of the link, or of what it stands in."""
    above = link.getparent()
    return {link.get(_ID), above.get(_ID) if above is not None else None} - {None}


def _set_label(item: Element, note: Element, label: str) -> None:
    """Put the sign by which the text refers to a note before it, on the same line where the note has one."""
    item.text = label + "\u00a0"
    paragraphs = [one for one in note if name_of(one)]
    if len(paragraphs) == 1 and name_of(paragraphs[0]) == "p" and not (note.text or "").strip():
        paragraphs[0].tag = note.tag = "span"
    elif all(name_of(one) in PHRASING for one in paragraphs):
        note.tag = "span"


def _without_back_links(note: Element, from_where: set[str | None]) -> None:
    """Take the ways back to the text out of a note, and its number, which is written anew."""
    for one in list(_back_links(note, from_where)):
        above, before = one.getparent(), one.getprevious()
        take_out(one)
        if above is not None and before is None and above.text:
            above.text = re.sub(r"^[\s.:)\]]+", "", above.text)


def _back_links(note: Element, from_where: set[str | None]) -> Iterator[Element]:
    for one in note.iter():
        if one is not note and name_of(one) == "a" and (_is_back(one) or one.get(_TO) in from_where):
            yield one
