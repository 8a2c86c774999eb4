"""The story inside an item of NewsML-G2: NITF, XHTML or plain text, of which one is taken.

The renditions of a contentSet are alternatives (NewsML-G2, Content Set): the richest that can be
read is taken, and the others are reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from docconv.formats._agency_pages import page_fields, wire_story
from docconv.formats._html_parser import parse_html
from docconv.formats._html_reading import html_fields
from docconv.formats._newsml_elements import ItemFields, children
from docconv.formats._newsml_lifting import lifted_fields
from docconv.formats._nitf_inline import NotAsWrittenError
from docconv.formats._nitf_reading import read_nitf
from docconv.formats._xml_reading import line_of, local, whole_text
from docconv.problems import DocumentError, Problem
from docconv.unicode import is_blank

if TYPE_CHECKING:
    from lxml.etree import _Element

    from docconv.formats._nitf_lifting import Lifted

#: Reports a problem of a code, in words, at an element.
Tell = Callable[[str, str, "_Element | None"], None]


class Rendition(NamedTuple):
    """One form of the story: how good it is to have, what it is, and where it stands."""

    rank: int
    kind: str
    holder: _Element
    root: _Element | None = None


def content_fields(reading: ItemFields, lifted: Lifted | None = None) -> dict[str, Any]:
    """What the story inside an item says, in the shape of an article; empty where there is none.

    `lifted` has the lines of the story where they were taken out of the document.
    """
    found = sorted(_renditions(reading.parts.get("contentSet", ()), reading.tell), key=lambda rendition: rendition.rank)
    for number, rendition in enumerate(found):
        reading.places["/body"] = rendition.holder
        kind = rendition.kind
        fields = _nitf(rendition, reading, lifted) if kind == "nitf" else _READERS[kind](rendition, reading)
        if fields.get("body") or number == len(found) - 1:
            for other in found:
                if other is not rendition:
                    reading.tell("R002", _ALTERNATIVE, other.holder, "info")
            return fields
    return {}


_ALTERNATIVE = "this is another form of the same story and was passed over"


def content_roots(item: _Element) -> list[_Element]:
    """The elements that hold the story of an item in all its forms, for those who look for what they mention."""
    renditions = _renditions(children(item, "contentSet"), _silent)
    return [rendition.holder if rendition.root is None else rendition.root for rendition in renditions]


def _silent(code: str, message: str, element: _Element | None = None) -> None:
    """Tells nobody: what is left out is told when the story is read."""


def _renditions(contents: Iterable[_Element], tell: Tell) -> Iterator[Rendition]:
    for content in contents:
        for holder in content:
            kind = local(holder)
            if kind == "inlineXML":
                yield from _inline_xml(holder, tell)
            elif kind == "inlineData":
                yield from _inline_data(holder, tell)


def _inline_xml(holder: _Element, tell: Tell) -> Iterator[Rendition]:
    root = next((inner for inner in holder if local(inner)), None)
    if root is None:
        yield from _inline_data(holder, tell)
        return
    name = local(root).lower()
    told = (holder.get("contenttype") or "").lower()
    if name == "nitf":
        yield Rendition(0, "nitf", holder, root)
    elif name in ("html", "body", "article", "section", "div", "p") or "html" in told:
        yield Rendition(1, "html", holder, root)
    elif (nested := next((one for one in root.iter() if local(one).lower() in ("nitf", "html")), None)) is not None:
        is_nitf = local(nested).lower() == "nitf"
        yield Rendition(0 if is_nitf else 1, "nitf" if is_nitf else "html", holder, nested)
    else:
        tell("R002", f"the content is neither NITF nor XHTML but {name}, and was left out", holder)


def _inline_data(holder: _Element, tell: Tell) -> Iterator[Rendition]:
    text = whole_text(holder)
    told = (holder.get("contenttype") or "text/plain").lower()
    if is_blank(text):
        return
    if holder.get("encoding") or holder.get("encodinguri") or not ("text" in told or "html" in told or "xml" in told):
        tell("R002", f"the content is of type {told[:60]} and was left out", holder)
        return
    if text.lstrip()[:1] == "<" or "html" in told:
        yield Rendition(2, "markup", holder)
    else:
        yield Rendition(3, "text", holder)


# --- forms ------------------------------------------------------------------------------------------


def _nitf(rendition: Rendition, reading: ItemFields, lifted: Lifted | None) -> dict[str, Any]:
    assert rendition.root is not None
    if lifted is not None:
        if not reading.ours:
            raise NotAsWrittenError
        return lifted_fields(lifted, rendition.root, reading.report)
    found = read_nitf(rendition.root, reading.report, metadata=not reading.ours)
    reading.story_place = found.place
    return found.fields


def _html(rendition: Rendition, reading: ItemFields) -> dict[str, Any]:
    assert rendition.root is not None
    return (html_fields if reading.ours else page_fields)(rendition.root, reading.report)


def _markup(rendition: Rendition, reading: ItemFields) -> dict[str, Any]:
    """Markup that came as text: escaped, or in a CDATA section."""
    source = whole_text(rendition.holder)
    line = line_of(rendition.holder)  # lines of the markup are not those of the document

    def report(found: Problem) -> None:
        reading.report(replace(found, line=line, column=None))

    try:
        return page_fields(parse_html(source.encode("utf-8", "replace"), report), report)
    except DocumentError as error:
        reading.tell("R002", f"the content was left out: {error.problems[0].message}", rendition.holder)
        return {}


def _text(rendition: Rendition, reading: ItemFields) -> dict[str, Any]:
    return wire_story(whole_text(rendition.holder), rendition.holder, reading.report)


_READERS = {"html": _html, "markup": _markup, "text": _text}
