"""A `nitf` element, alone or inside NewsML-G2, as the fields of an article: `nitf_fields`.

Head and body are read wherever they stand; NITF 3.0 to 3.6, in any namespace or none. What docconv
wrote (the prefix of its namespace is declared in it) comes back as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from docconv.formats._foreign import name_authors, tell_direction
from docconv.formats._nitf_body_head import dateline_fields, read_above
from docconv.formats._nitf_head import Head, read_head
from docconv.formats._nitf_inline import (
    XML_LANG,
    NotAsWrittenError,
    Reading,
    as_json,
    direction_said,
    name_of,
    plain,
    stray_texts,
)
from docconv.formats._nitf_story import APART, Story
from docconv.formats._normal_form import Place, as_identifier
from docconv.formats._xml import DOCCONV
from docconv.formats._xml_reading import line_of, local
from docconv.language import canonical_tag
from docconv.problems import Report
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element

    from docconv.formats._nitf_lifting import Lifted


class NitfRead(NamedTuple):
    """What a `nitf` element says, in the shape of an article, and on which lines it says it."""

    fields: dict[str, Any]
    place: Place


def nitf_fields(element: _Element, report: Report) -> dict[str, Any]:
    """The fields of the article that a `nitf` element holds, for `to_article`; those that it says nothing of are left out.

    Reports what was kept as an extension (R003), skipped (R002, R005) or out of its place (R004),
    each with its line. Whoever has better metadata (NewsML-G2) lays them over these.

    >>> from lxml import etree
    >>> found = nitf_fields(etree.fromstring("<nitf><body><body.content><p>It sails.</p></body.content></body></nitf>"), print)
    >>> found["body"]
    [{'blocks': [{'text': 'It sails.', 'type': 'paragraph'}]}]
    """
    return read_nitf(element, report).fields


def read_nitf(element: _Element, report: Report, *, metadata: bool = True, lifted: Lifted | None = None) -> NitfRead:
    """As `nitf_fields`, with the place of each value for the problems of `to_article`.

    Without `metadata` the head is passed over: what surrounds a story of docconv's own says all of it. `lifted` has
    the lines of the story where they were taken out of the document.
    """
    if local(element) != name_of(element):
        if lifted is not None:
            raise NotAsWrittenError
        _lower_case(element)
    ours = DOCCONV in element.nsmap.values()
    reading = Reading(report, ours=ours, lifted=lifted)
    bodies = [child for child in element if name_of(child) == "body"]
    fields: dict[str, Any] = {}
    reading.language = fields["language"] = _language(reading, element, bodies)
    reading.direction = fields["direction"] = _direction(element, bodies)
    head = read_head(reading, _head_of(reading, element, bodies) if metadata else ())
    uno = element.get("uno")
    if uno and not head.set("id", uno if ours else as_identifier(uno), element):
        reading.keep("uno", canonical(uno), element)
    story = _read_body(head, element, bodies)
    if "headline" not in head.fields and head.title is not None:
        head.set("headline", head.title, element)
    fields |= head.done()
    fields |= {"body": story.sections, "related": story.related, "furniture": _furniture(reading, bodies or [element])}
    extensions = fields.setdefault("extensions", {})
    for key, kept in reading.kept.items():
        extensions.setdefault(key, kept[0] if len(kept) == 1 else kept)
    said = {name: given for name, given in fields.items() if given is not None and given != [] and given != {}}
    if not ours:
        name_authors(said)
        tell_direction(said)
    return NitfRead(said, _place(reading, [len(section["blocks"]) for section in story.sections]))


def _lower_case(root: _Element) -> None:
    """Names in lower case, where a document of the SGML years has them in upper case."""
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        with suppress(ValueError):  # a name that no XML has, such as ":": the parser that mends lets it pass
            element.tag = tag[: len(tag) - len(local(element))] + name_of(element)
        for name, given in list(element.attrib.items()):
            if str(name) != str(name).lower() and "}" not in str(name):
                del element.attrib[name]
                with suppress(ValueError):
                    element.set(str(name).lower(), given)


# --- the parts of a document ------------------------------------------------------------------------


def _head_of(reading: Reading, root: _Element, bodies: list[_Element]) -> list[_Element]:
    """The children of the head, and those of its children that stand beside it."""
    found = []
    for child in (*root, *(part for body in bodies for part in body)):
        name = name_of(child)
        if name == "head":
            found += list(child)
            for stray in stray_texts(child):
                reading.keep("head", stray, child)
        elif name in APART and not name.startswith("body"):
            reading.tell("R004", f"{name} stands outside of head", child)
            found.append(child)
        elif name and name != "body" and bodies and child.getparent() is root:
            reading.keep(local(child), as_json(child), child)
    return found


def _read_body(head: Head, root: _Element, bodies: list[_Element]) -> Story:
    reading = head.reading
    if not bodies:
        reading.tell("R004", "there is no body", root)
    story = Story(reading, main=True)
    for body in bodies or [root]:
        for part in body:
            if name_of(part) == "body.head":
                read_above(head, part)
                for stray in stray_texts(part):
                    reading.keep("body.head", stray, part)
    for body in bodies or [root]:
        story.read(body, name_of(body))
    read_above(head, story.astray)
    if story.dateline is not None and "dateline" not in head.fields:
        head.set("dateline", dateline_fields(story.dateline), story.dateline)
    return story


def _furniture(reading: Reading, bodies: list[_Element]) -> list[str]:
    """The lines of what stands at the end of the body: taglines, a bibliography."""
    lines: list[str] = []
    for part in (part for body in bodies for part in body if name_of(part) == "body.end"):
        for child in part:
            rich = reading.rich(child) if name_of(child) else None
            if rich is None:
                continue
            if name_of(child) not in ("tagline", "bibliography"):
                reading.tell("R007", f"the text of {name_of(child)} was kept as furniture", child)
            lines += rich["text"].split("\n")
        lines += stray_texts(part)
    return lines


# --- language, direction, places ----------------------------------------------------------------------


def _language(reading: Reading, root: _Element, bodies: list[_Element]) -> str | None:
    """The language that the root says; elsewhere also what a body or the first paragraph says, where the root is silent."""
    said = root.get("baselang") or root.get(XML_LANG)
    if reading.ours:
        return said
    places = [root.get("baselang"), root.get(XML_LANG)]
    places += [part.get(XML_LANG) for body in bodies for part in (body, *body)]
    for said in filter(None, places):
        if (tag := canonical_tag(said)) is not None:
            return tag
        if said.strip().lower() != "und":
            reading.tell("R002", f"this is no language tag and was left out: {said[:40]}", root)
    first = next((part for part in _paragraphs(bodies)), None)
    tag = None if first is None else canonical_tag(first.get(XML_LANG) or "")
    if tag is not None:
        reading.tell("R004", "the document does not say its language; that of its first paragraph was taken", first, "info")
    return tag


def _paragraphs(bodies: list[_Element]) -> Iterator[_Element]:
    """The paragraphs of the story that say something, among the first of them."""
    for body in bodies:
        for content in body:
            if name_of(content) == "body.content":
                paragraphs = (part for part in content.iter() if name_of(part) == "p")
                yield from (part for part in islice(paragraphs, 20) if plain(part))


def _direction(root: _Element, bodies: list[_Element]) -> str | None:
    return direction_said(root) or next((said for body in bodies if (said := direction_said(body))), None)


def _place(reading: Reading, blocks: list[int]) -> Place:
    """Where values stand; `blocks` is how many of them each section has. Those are named only once there is something to tell."""
    known: dict[str, _Element] = {}

    def place(path: str) -> tuple[int | None, int | None]:
        """The line of the value at a path, or of the nearest thing around it."""
        if not known:
            paths = (f"/body/{section}/blocks/{block}" for section, count in enumerate(blocks) for block in range(count))
            known.update(zip(paths, reading.blocks, strict=False))  # of more blocks than are noted, the first
            known.update(reading.places)
        while path and path not in known:
            path = path.rpartition("/")[0]
        return (line_of(known[path]) if path in known else None), None

    return place
