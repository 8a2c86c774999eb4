"""The `head` of NITF as fields of an article: title, meta, tobject, docdata, pubdata, revision-history.

What has a field goes there; the rest is kept as extensions (`nitf:urgency`, `nitf:ed-msg` ...), each
as JSON: the attributes of the element by name. Sources: NITF 3.6 (2012-01-12), MAPPING sections 1 and 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from docconv.formats._nitf_inline import Reading, as_json, attributes_of, name_of, own, plain, stray_texts, value
from docconv.formats._normal_form import as_address, as_identifier, as_moment
from docconv.formats._xml import DOCCONV
from docconv.formats._xml_reading import local, namespace
from docconv.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element

_RUN_TOGETHER = lazy_pattern("([0-9]{8})([0-9]{6}(?:[+-][0-9]{2}:?[0-9]{2}|Z)?)")
_WITHOUT_ZONE = lazy_pattern("[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T ]?[0-9]{2}:?[0-9]{2}(?::?[0-9]{2})?")
_NUMBER = lazy_pattern("[0-9]{1,10}")
_EIGHT_DIGITS = lazy_pattern("[0-9]{8}")
_NEWSCODES = "http://cv.iptc.org/newscodes/"


class Head:
    """What a head says: the fields, and what several elements have a part in until the whole is read."""

    __slots__ = (
        "_topics", "bylines", "fields", "issued", "meta", "people", "published", "reading", "revised", "said", "source", "title",
    )  # fmt: skip

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.fields: dict[str, Any] = {}
        self.title: str | None = None
        self.source: str | None = None
        self.issued: datetime | None = None
        self.published: datetime | None = None
        self.revised: list[datetime] = []
        self.meta: dict[str, list[str]] = {}
        self.bylines: list[str] = []
        self.people: dict[str, dict[str, Any]] = {}
        self.said: set[str] = set()  # texts of the standfirst
        self._topics: list[tuple[float, int, dict[str, Any]]] = []

    def set(self, field: str, given: Any, element: _Element) -> bool:
        """Fill a field that is not filled yet; whether it now holds what was given."""
        if given is None:
            return False
        if field not in self.fields:
            self.fields[field] = given
            self.reading.place(f"/{field}", element)
        return bool(self.fields[field] == given)

    def topic(self, name: str, uri: str | None, element: _Element) -> None:
        rank = element.get(own("rank")) or ""
        place = int(rank) if _NUMBER.fullmatch(rank) else math.inf
        self._topics.append((place, len(self._topics), {"name": name} | ({"uri": uri} if uri else {})))

    def rights(self, part: str, given: str | None, element: _Element) -> None:
        """Fill a part of the rights; a second value is kept."""
        if given is not None and self.fields.setdefault("rights", {}).setdefault(part, given) != given:
            self.reading.keep(local(element), given, element)

    def done(self) -> dict[str, Any]:
        """The fields, those included that only the whole tells."""
        reading = self.reading
        if self.meta:
            reading.keep("meta", {name: said if len(said) > 1 else said[0] for name, said in self.meta.items()})
        if self.bylines:
            self.fields["byline"] = ", ".join(self.bylines)
        if self.source is not None and not reading.ours:
            self.fields.setdefault("provider", self.source)
        published = self.issued or self.published
        if published is not None:
            self.fields.setdefault("published", published)
        if self.revised and not reading.ours:
            self.fields.setdefault("modified", max(self.revised))
        if self._topics:
            self.fields["topics"] = [topic for _, _, topic in sorted(self._topics, key=lambda entry: entry[:2])]
        return self.fields


def read_head(reading: Reading, elements: Iterable[_Element]) -> Head:
    """What the children of a `head` say, in whatever order they stand."""
    read = Head(reading)
    _each(read, elements, HEAD)
    return read


def _each(read: Head, elements: Iterable[_Element], known: dict[str, Callable[[Head, Any], None]]) -> None:
    for child in elements:
        name = name_of(child)
        if namespace(child) == DOCCONV:
            if name == "extension":
                _extension(read, child)
            continue
        if name in known:
            known[name](read, child)
            _keep_text(read.reading, child, name)
        elif name:
            read.reading.keep(local(child), as_json(child), child)


_CONTAINERS = frozenset("tobject docdata key-list identified-content".split())


def _keep_text(reading: Reading, element: _Element, name: str) -> None:
    """Keep the text of an element that ought to hold none: what it says stands in its attributes."""
    text = " ".join(stray_texts(element)) if name in _CONTAINERS else plain(element)
    if text and name not in ("title", "meta"):
        reading.keep(local(element), {"text": text}, element)


def moment(reading: Reading, element: _Element, name: str = "norm") -> datetime | None:
    """The date and time of an attribute; one that is none is reported (R002) and kept.

    Seen in feeds: ISO 8601 basic and extended, and the form without the T that the schema's comment shows.
    """
    given = (element.get(name) or "").strip()
    if not given:
        return None
    together = _RUN_TOGETHER.fullmatch(given)
    found = as_moment(f"{together[1]}T{together[2]}" if together else given)
    if found is None:
        reading.tell("R002", f"{local(element)}/@{name} is no date and time: {given[:60]!r}", element)
        reading.keep(local(element), as_json(element), element)
    elif _WITHOUT_ZONE.fullmatch(given):
        reading.tell("R001", f"{local(element)}/@{name} says no time zone; it was taken as UTC: {given}", element)
    return found


# --- title, meta, tobject -------------------------------------------------------------------------


def _title(read: Head, element: _Element) -> None:
    read.title = read.title or plain(element)


def _meta(read: Head, element: _Element) -> None:
    name = value(element, "name") or value(element, "http-equiv")
    content = value(element, "content") or plain(element)
    if name is None or content is None:
        read.reading.keep("meta", content, element)
        return
    if name in ("docconv:created", "modified"):
        found = as_moment(content)
        if found is not None and read.set(name.removeprefix("docconv:"), found, element):
            return
    if name == "slug" and read.set("slug", content, element):
        return
    read.meta.setdefault(name, []).append(content)


def _tobject(read: Head, element: _Element) -> None:
    kind = value(element, "tobject.type")
    if kind is not None and kind.lower() != "news":
        read.reading.keep("tobject", {"tobject.type": kind}, element)
    for child in element:
        name = name_of(child)
        if name == "tobject.subject":
            _subject(read, child)
        elif name:
            read.reading.keep(local(child), as_json(child), child)


def _subject(read: Head, element: _Element) -> None:
    """A coded subject: its most particular name, and the URI of its code.

    Codes that begin with 2 are Media Topics, others Subject Codes, the older scheme that NITF was
    made for; docconv writes Media Topics and says where a code is none.
    """
    code = value(element, "tobject.subject.refnum") or ""
    name = next((said for level in ("detail", "matter", "type") if (said := value(element, f"tobject.subject.{level}"))), None)
    if name is None and not code:
        read.reading.keep("tobject.subject", as_json(element), element)
        return
    scheme = element.get(own("scheme"))
    if scheme not in ("mediatopic", "subjectcode"):
        scheme = "mediatopic" if read.reading.ours or code.startswith("2") else "subjectcode"
    provider = value(element, "tobject.subject.ipr") or "IPTC"
    coded = _EIGHT_DIGITS.fullmatch(code) is not None and provider.upper() == "IPTC"
    read.topic(name or code, f"{_NEWSCODES}{scheme}/{code}" if coded else None, element)
    if not coded and code:
        read.reading.keep("tobject.subject", as_json(element), element)


# --- docdata ----------------------------------------------------------------------------------------


def _docdata(read: Head, element: _Element) -> None:
    status = (value(element, "management-status") or "").lower()
    known = {"usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled", "embargoed": "withheld"}
    if status in known:
        read.set("status", known[status], element)
    placed = "management-status" if status in known else ""
    read.reading.keep("docdata", attributes_of(element, placed), element)
    _each(read, element, _DOCDATA)


def _doc_id(read: Head, element: _Element) -> None:
    given = value(element, "id-string")
    address = given if read.reading.ours else as_identifier(given)
    taken = address is not None and read.set("id", address, element)
    read.source = read.source or value(element, "regsrc")
    if not taken or value(element, "regsrc"):
        read.reading.keep("doc-id", as_json(element), element)


def _dated(field: str) -> Callable[[Head, _Element], None]:
    def read_date(read: Head, element: _Element) -> None:
        found = moment(read.reading, element)
        if found is not None and not read.set(field, found, element):
            read.reading.keep(local(element), as_json(element), element)

    return read_date


def _issue(read: Head, element: _Element) -> None:
    read.issued = read.issued or moment(read.reading, element)
    read.reading.place("/published", element)


def _du_key(read: Head, element: _Element) -> None:
    unplaced = attributes_of(element, "key", "version")
    key, version = value(element, "key"), value(element, "version")
    if key is not None and not read.set("slug", key, element):
        unplaced["key"] = key
    number = int(version) if version and _NUMBER.fullmatch(version) else 0
    if 1 <= number < 2**31:
        read.set("version", number, element)
    elif version and version.strip("0"):
        unplaced["version"] = version
    read.reading.keep("du-key", unplaced, element)


def _copyright(read: Head, element: _Element) -> None:
    read.rights("holder", value(element, "holder"), element)
    year = value(element, "year")
    if year is not None and not read.reading.ours and (read.issued is None or year != f"{read.issued.year:04d}"):
        read.reading.keep("doc.copyright", {"year": year}, element)


def _rights(read: Head, element: _Element) -> None:
    read.rights("terms", value(element, "limitations"), element)
    read.reading.keep("doc.rights", attributes_of(element, "limitations"), element)


def _keywords(read: Head, element: _Element) -> None:
    read.reading.place("/keywords", element)
    for child in element:
        keyword = value(child, "key") or plain(child)
        if keyword:
            read.fields.setdefault("keywords", []).append(keyword)


def _identified(read: Head, element: _Element) -> None:
    unplaced: dict[str, list[Any]] = {}
    for child in element:
        name, text = name_of(child), plain(child)
        code = value(child, "value")
        if name == "classifier" and text:
            uri = code if read.reading.ours else as_identifier(code)
            read.topic(text, uri, child)
            if uri == code and child.get("idsrc") is None and child.get("type") in (None, "topic"):
                continue
        if name:
            unplaced.setdefault(local(child), []).append(as_json(child))
    read.reading.keep("identified-content", unplaced, element)


# --- pubdata, revision-history, extensions ------------------------------------------------------------


def _pubdata(read: Head, element: _Element) -> None:
    placed = []
    address = value(element, "ex-ref")
    if address and not read.reading.ours:
        address = as_address(address)
    if address and address.startswith(("http://", "https://")) and read.set("url", address, element):
        placed += ["ex-ref", "type"]
    found = moment(read.reading, element, "date.publication") if element.get("date.publication") else None
    if found is not None and read.published in (None, found):
        read.published = found
        if read.issued in (None, found):
            placed.append("date.publication")
    read.reading.keep("pubdata", attributes_of(element, *placed), element)


def _revision(read: Head, element: _Element) -> None:
    name = value(element, "name")
    written = value(element, "function") == "writer-author"
    when = moment(read.reading, element) if element.get("norm") else None
    if when is not None:
        read.revised.append(when)
    if written and name is not None:
        person = {"name": name}
        person |= {field: said for field in ("role", "organisation", "email", "uri") if (said := element.get(own(field)))}
        read.reading.place("/authors", element)
        read.people.setdefault(name, person)
        read.fields.setdefault("authors", []).append(person)
    if not written or name is None or value(element, "comment"):
        read.reading.keep("revision-history", as_json(element), element)


def _extension(read: Head, element: _Element) -> None:
    """An extension of the article, as docconv writes it: its key as `name`, its value as JSON."""
    name = element.get("name")
    try:
        said = from_json(element.text or "")
    except ValueError as error:
        read.reading.tell("R002", f"the extension {(name or '')[:60]!r} was left out: its value is no JSON: {error}", element)
        return
    if name is not None:
        read.fields.setdefault("extensions", {})[name] = said


#: The names of the children of `head`.
HEAD: dict[str, Callable[[Head, Any], None]] = {
    "title": _title,
    "meta": _meta,
    "tobject": _tobject,
    "docdata": _docdata,
    "pubdata": _pubdata,
    "revision-history": _revision,
}
_DOCDATA: dict[str, Callable[[Head, Any], None]] = {
    "doc-id": _doc_id,
    "date.issue": _issue,
    "date.release": _dated("embargoed"),
    "date.expire": _dated("expires"),
    "du-key": _du_key,
    "doc.copyright": _copyright,
    "doc.rights": _rights,
    "key-list": _keywords,
    "identified-content": _identified,
}
