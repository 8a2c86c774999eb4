"""The headline of a chapter: which of its headings it is, or the words of the table of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docconv.formats._epub_pages import body_of, headings_in, kinds_of, text_in
from docconv.formats._html_inline import PHRASING, SILENT, name_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: So many characters may stand before the heading that is the headline: a number, a motto.
_BEFORE = 300


def set_headline(root: Element, title: str | None) -> None:
    """Make the headline of a chapter the first `h1` of its page; `title` is what the table of contents calls it.

    It is the first heading where that heads the chapter and not only its first section; else the title.
    """
    body = body_of(root)
    for group in [one for one in body.iter() if name_of(one) == "hgroup"]:
        _headline_of_group(group)
    headings = list(headings_in(body))
    title = title or None
    if headings:
        first = headings[0]
        if len(headings) > 1 and title and _key(title) == _key(text_in(first)) + _key(text_in(headings[1])):
            first.tag = "p"  # "Chapter 1" above "The harbour", which the contents have on one line
            first.set("class", "kicker")
            headings[1].tag = "h1"
            return
        if _is_headline(first, headings, title) and _length_before(body, first) <= _BEFORE:
            first.tag = "h1"
            return
    if title is None:
        return
    line = None if headings else next((one for one in body.iter() if _is_line(one) and _key(text_in(one))), None)
    if line is not None and _key(text_in(line)) == _key(title):
        line.tag = "h1"
        return
    made = body.makeelement("h1")
    made.text, made.tail, body.text = title, body.text, None
    body.insert(0, made)


def _is_line(element: Element) -> bool:
    """Whether an element is a paragraph, or looks like one: a block with no other block in it."""
    return name_of(element) in ("p", "div") and all(name_of(one) in PHRASING or name_of(one) == "br" for one in element)


def _key(text: str) -> str:
    """A title for comparing: its letters and digits alone."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _is_headline(first: Element, headings: list[Element], title: str | None) -> bool:
    if title is None:
        return True
    one, other = _key(text_in(first)), _key(title)
    if one and other and (one in other or other in one):
        return True
    rank = name_of(first)
    return all(name_of(heading) > rank for heading in headings[1:])


def _length_before(body: Element, heading: Element) -> int:
    """How many characters of text stand before a heading."""
    from lxml import etree

    length = 0
    for event, one in etree.iterwalk(body, events=("start", "end")):
        if one is heading:
            break
        text = one.text if event == "start" and name_of(one) not in SILENT else one.tail if event == "end" else None
        length += len((text or "").strip())
    return length


def _headline_of_group(group: Element) -> None:
    """A heading and what belongs to it (HTML, section 4.3.7): its number is the kicker, its subtitle the standfirst."""
    parts = [one for one in group if name_of(one) and text_in(one)]
    ordinal = next((one for one in parts if kinds_of(one) & {"ordinal", "label"}), None)
    titled = next((one for one in parts if one is not ordinal and kinds_of(one) & {"title", "fulltitle"}), None)
    heading = next((one for one in parts if name_of(one) in ("h1", "h2", "h3", "h4", "h5", "h6")), None)
    if ordinal is not None and titled is not None and heading is not None and parts.index(ordinal) < parts.index(titled):
        rank = heading.tag
        ordinal.tag = "p"
        ordinal.set("class", "kicker")
        titled.tag = rank
    for one in parts:
        if name_of(one) == "p" and "subtitle" in kinds_of(one):
            one.tag = "div"
            one.set("class", "standfirst")
