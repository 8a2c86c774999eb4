"""Everything wrong with a NITF document: against the schema, and against what the schema leaves out.

A document without a namespace is checked as if it had NITF's. What the standard says in words alone
(the form of dates, values of attributes that are declared as text) is checked here; so is what is
valid but lost on well-known receivers: MAPPING sections 3, 10 and 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from pydantic_core import from_json

from docconv.formats._findings import shown
from docconv.formats._nitf_inline import XML_LANG, own, plain
from docconv.formats._normal_form import as_moment
from docconv.formats._xml import NITF, parse
from docconv.formats._xml_reading import local, namespace, within_limits
from docconv.formats._xsd import MOST_TOLD, Positions, schema_findings, without_entities
from docconv.language import strict_tag
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Problem, problem

if TYPE_CHECKING:
    from lxml.etree import _Element

#: A finding before it has a place: code, sentence, element.
_Finding = tuple[str, str, "_Element"]


def examine(data: bytes) -> list[Problem]:
    """The problems of a NITF document, in the order of the document.

    >>> [found.code for found in examine(b"<nitf><body><body.head/></body></nitf>")]
    ['X004', 'M008']
    >>> print(examine(b'<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><hedline/></nitf>')[1])
    -:1:52: error[X003] hedline does not belong here; here may stand head or body
    """
    try:
        within_limits(data)
        root = parse(data)
    except DocumentError as error:
        return list(error.problems)
    positions = Positions(data, root)
    line, column = positions.of(root)
    if local(root) != "nitf":
        name = shown(local(root))
        return [problem("X003", f"the root element must be nitf, not {name}", line=line, column=column)]
    problems: list[Problem] = []
    if not namespace(root):
        problems.append(problem("X004", f"the elements have no namespace; NITF's is {NITF}", line=line, column=column))
        _add_namespace(root)
    elif namespace(root) != NITF:
        said = shown(namespace(root))
        return [problem("X003", f"the namespace must be {NITF}, not {said}", line=line, column=column)]
    problems += without_entities(root, positions)
    problems += schema_findings(root, "nitf", positions)
    told: dict[str, int] = {}
    for code, message, element in _rules(root):
        told[code] = told.get(code, 0) + 1
        if told[code] <= MOST_TOLD:
            line, column = positions.of(element)
            problems.append(problem(code, message, line=line, column=column))
    return sorted(problems, key=lambda found: (found.line or 0, found.column or 0))


def _add_namespace(root: _Element) -> None:
    """Put every element that has no namespace into NITF's."""
    for element in root.iter("*"):
        if not namespace(element):
            with suppress(ValueError):  # a name with a colon of its own, which no element can be given
                element.tag = f"{{{NITF}}}{element.tag!s}"


# --- what the schema leaves out -----------------------------------------------------------------------


def _rules(root: _Element) -> Iterator[_Finding]:
    headlines = 0
    for element in root.iter("*"):
        if namespace(element) != NITF:
            if element.tag == own("extension"):
                yield from _extension(element)
            continue
        name = local(element)
        yield from _values(element, name)
        if name == "hl1" and element.get("class") != "derived" and plain(element):
            headlines += 1
        if name in _SHAPES:
            yield from _SHAPES[name](element)
    if not headlines:
        yield "M008", "the article has no headline", root


_MOMENT = lazy_pattern(r"[0-9]{8}T[0-9]{6}(?:Z|[+-][0-9]{4})")
_DATED = frozenset("norm date.publication start-date end-date startdate enddate".split())
_LISTED = {
    "management-status": ("usable", "embargoed", "withheld", "canceled"),
    "management-idref-status": ("usable", "embargoed", "withheld", "canceled"),
    "media-type": ("text", "audio", "image", "video", "data", "application", "other"),
    "ed-urg": tuple("12345678"),
    "lede": ("true", "false"),
    "summary": ("true", "false"),
    "optional-text": ("true", "false"),
}


def _values(element: _Element, name: str) -> Iterator[_Finding]:
    for key, given in element.attrib.items():
        attribute, value = str(key), str(given)
        subject = f'{name}/@{"xml:lang" if attribute == XML_LANG else attribute} is "{shown(value)}"'
        if attribute in _DATED:
            if not _MOMENT.fullmatch(value) or as_moment(value) is None:
                yield "X005", f"{subject}, not a date and time such as 20260314T091500Z or 20260314T101500+0100", element
        elif attribute in _LISTED:
            if value not in _LISTED[attribute]:
                yield "X005", f"{subject}; the standard names {', '.join(_LISTED[attribute])}", element
        elif attribute in ("baselang", XML_LANG):
            if value and value.lower() != "und" and strict_tag(value) is None:
                yield "X005", f"{subject}, which is no language tag", element
        elif attribute in ("change.date", "change.time"):
            yield "X006", f"{name}/@{attribute} says when NITF's definition was changed, not the document; leave it out", element


def _extension(element: _Element) -> Iterator[_Finding]:
    try:
        from_json(element.text or "")
    except ValueError:
        yield "X005", f'the extension "{shown(element.get("name") or "")}" is not JSON', element


def _paragraph(element: _Element) -> Iterator[_Finding]:
    above = [local(parent) for parent in islice(element.iterancestors(), 2)]
    if above == ["body.content", "body"]:
        yield "X006", "a paragraph outside a block, where some receivers read none", element
    if not len(element) and not (element.text or "").strip():
        yield "X006", "an empty paragraph", element
        return
    children = list(element)
    for place, child in enumerate(children):
        if local(child) != "br":
            continue
        opens = place == 0 and not (element.text or "").strip()
        follows = place > 0 and local(children[place - 1]) == "br" and not (children[place - 1].tail or "").strip()
        ends = place == len(children) - 1 and not (child.tail or "").strip()
        if opens or follows or ends:
            yield "X006", "a line break that only makes room; paragraphs are p", child


_SHAPES: dict[str, Callable[[_Element], Iterator[_Finding]]] = {"p": _paragraph}
