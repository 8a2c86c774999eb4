"""What stands above the story in NITF, `body.head`, as fields of an article.

What docconv writes comes back as it was. Elsewhere the parts of a byline or dateline often touch
without a separator, subheads stand where a kicker or a standfirst might, and abstracts hold bare text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from docconv.formats._nitf_head import Head, moment
from docconv.formats._nitf_inline import as_json, lower_name, name_of, own, plain, stray_texts, value
from docconv.formats._nitf_story import Story
from docconv.formats._xml_reading import local
from docconv.patterns import lazy_pattern
from docconv.unicode import canonical, script_of

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_above(head: Head, elements: Iterable[_Element]) -> None:
    """Add to `head` what the children of a `body.head` say, in whatever order they stand."""
    for child in elements:
        name = name_of(child)
        known = _KNOWN.get(name)
        if known is not None:
            known(head, child)
        elif name:
            head.reading.keep(local(child), as_json(child), child)


# --- the headline -----------------------------------------------------------------------------------


def _hedline(head: Head, element: _Element) -> None:
    parts = [child for child in element if lower_name(child.tag) in _HEADLINES]
    if name_of(element) == "headline":
        head.reading.tell("R004", "the element headline stands for hedline", element)
    if not parts and plain(element):
        _headline(head, element)
    elif parts:
        for stray in stray_texts(element):
            head.reading.keep("hedline", stray, element)
    for part in parts:
        if name_of(part) == "hl1":
            _headline(head, part)
        else:
            _subhead(head, part)


_HEADLINES = frozenset(("hl1", "hl2", "hl3"))


def _headline(head: Head, element: _Element) -> None:
    """The headline; one of class `derived` stands in for the headline that the article lacks."""
    if (element.get("class") or "") == "derived":
        head.title = None
        return
    text = plain(element)
    if text is not None and not head.set("headline", text, element):
        head.reading.keep("hl1", text, element)


def _subhead(head: Head, element: _Element) -> None:
    """A second headline: the kicker by its class, otherwise what a standfirst is, unless it repeats the headline."""
    text = plain(element)
    if text is None:
        return
    if "kicker" in (element.get("class") or "").lower().split():
        if not head.set("kicker", text, element):
            head.reading.keep("hl2", text, element)
    else:
        _standfirst(head, head.reading.rich(element), element)


def _abstract(head: Head, element: _Element) -> None:
    head.reading.place("/standfirst", element)
    story = Story(head.reading)
    story.read(element, "abstract")
    for rich in story.texts():
        _standfirst(head, rich, element)


def _standfirst(head: Head, rich: dict[str, Any] | None, element: _Element) -> None:
    """Add a paragraph to the standfirst; one that only repeats the headline or another says nothing."""
    if rich is None:
        return
    repeated = rich["text"] in head.said or rich["text"] == head.fields.get("headline")
    if repeated and not head.reading.ours:
        head.reading.tell("R005", f"{name_of(element)} repeats another text and was left out", element, "info")
        return
    head.said.add(rich["text"])
    head.fields.setdefault("standfirst", []).append(rich)


# --- who, where, when -------------------------------------------------------------------------------


#: Stands for nothing, and takes the white space before it away; XML cannot hold it.
_NOTHING = "\x00"
_SPACES_BEFORE = lazy_pattern(r"\s*\x00")


def touching(element: _Element, glue: Callable[[str, _Element], str]) -> str | None:
    """The text of an element on one line, with what `glue` puts between the end of the text so far and a child.

    Only for documents of others: parts that are elements of their own need no separator in them.
    """
    parts: list[str] = []
    ending = ""

    def add(part: str) -> None:
        nonlocal ending
        parts.append(part)
        ending = (ending + part)[-100:]

    add(element.text or "")
    for child in element:
        part = plain(child)
        if part is not None:
            if ending.strip():
                add(glue(ending, child))
            add(f" {part}" if (child.text or part)[:1].isspace() else part)
        tail = child.tail or ""
        if tail[:1].isalnum() and ending[-1:].isalnum():
            add(" ")
        add(tail)
    return canonical(_SPACES_BEFORE.sub("", "".join(parts))).strip(" ,;") or None


def _byline_glue(text: str, child: _Element) -> str:
    """A comma before a job that follows a name; a space where two words would touch."""
    after_name = child.getprevious() is not None or not text[-1:].isspace()
    last = text.rstrip()[-1:]
    if name_of(child) == "byttl" and after_name and last.isalnum():
        return _NOTHING + ("، " if script_of(last) == "Arab" else ", ")
    return " " if text[-1:].isalnum() else ""


def _byline(head: Head, element: _Element) -> None:
    reading = head.reading
    if reading.ours:
        head.set("byline", plain(element), element)
        return
    text = touching(element, _byline_glue)
    if text is None:
        return
    head.bylines.append(text)
    reading.place("/byline", element)
    for person in element.iter():
        if name_of(person) == "person":
            _author(head, person)


def _author(head: Head, element: _Element) -> None:
    """An author who is named in the byline; the job is the element after the name."""
    functions = [child for child in element if name_of(child) == "function"]
    role = plain(*functions)
    name = plain(element)
    if name is not None and role is not None and name != role:
        name = canonical(name.replace(role, "", 1)).strip(" ,;") or name
    after = element.getnext()
    if role is None and after is not None and name_of(after) == "byttl":
        role = plain(after)
    if name is None:
        return
    same = head.people.get(name)
    if same is None:
        same = head.people[name] = {"name": name}
        head.fields.setdefault("authors", []).append(same)
    if role is not None:
        same.setdefault("role", role)


def _distributor(head: Head, element: _Element) -> None:
    organisations = [child for child in element if name_of(child) == "org"]
    head.set("provider", plain(*organisations) or plain(element), element)


def _dateline(head: Head, element: _Element) -> None:
    reading = head.reading
    dateline = dateline_fields(element) if reading.ours else _foreign_dateline(head, element)
    if dateline is not None and not head.set("dateline", dateline, element):
        reading.keep("dateline", dateline, element)


def dateline_fields(element: _Element) -> dict[str, Any] | None:
    """A dateline that docconv wrote, as an element or as the opening of a paragraph."""
    text = plain(element)
    if text is None:
        return None
    fields: dict[str, Any] = {"text": text}
    for name in ("place", "agency", "date"):
        said = element.get(own(name))
        if said:
            fields[name] = _day(said) if name == "date" else said
    return {name: said for name, said in fields.items() if said is not None}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _foreign_dateline(head: Head, element: _Element) -> dict[str, Any] | None:
    text = touching(element, lambda text, child: ", " if text[-1:].isalnum() else "")
    if text is None:
        return None
    fields: dict[str, Any] = {"text": text}
    locations = [child for child in element.iter() if name_of(child) == "location"]
    cities = [child for child in element.iter() if name_of(child) == "city"]
    place = plain(*cities[:1]) or (touching(locations[0], lambda text, child: " ") if locations else None)
    if place is not None:
        fields["place"] = place
    for child in element.iter():
        if name_of(child) == "story.date" and child.get("norm"):
            when = moment(head.reading, child)
            if when is not None:
                fields.setdefault("date", when.date())
                head.set("created", when, child)
    return fields


# --- rights and the rest ------------------------------------------------------------------------------


def _rights(head: Head, element: _Element) -> None:
    glue = "" if head.reading.ours else " "
    text = touching(element, lambda text, child: glue) if len(element) else plain(element)
    head.rights("notice", text, element)


def _note(head: Head, element: _Element) -> None:
    text = plain(element)
    if text:
        said = {name: given for name in ("noteclass", "type") if (given := value(element, name))}
        head.reading.keep("note", said | {"text": text}, element)


_KNOWN: dict[str, Callable[[Head, Any], None]] = {
    "hedline": _hedline,
    "headline": _hedline,
    "hl1": _headline,
    "hl2": _subhead,
    "byline": _byline,
    "bytag": _byline,
    "distributor": _distributor,
    "dateline": _dateline,
    "abstract": _abstract,
    "rights": _rights,
    "note": _note,
}
