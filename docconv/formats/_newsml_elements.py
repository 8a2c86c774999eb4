"""What the readers of NewsML-G2 share: children by name, texts, and `ItemFields`, the fields of one item while it is read.

Elements are told by their local names, since feeds come with the namespace, another or none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from docconv.formats._newsml_codes import Codes
from docconv.formats._nitf_inline import plain
from docconv.formats._normal_form import Place, as_identifier, as_moment
from docconv.formats._xml import DOCCONV
from docconv.formats._xml_reading import line_of, local, local_name, namespace
from docconv.language import canonical_tag
from docconv.patterns import lazy_pattern
from docconv.problems import Report, Severity, problem
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DERIVED = f"{{{DOCCONV}}}derived"

_NOTHING: frozenset[str] = frozenset()

#: How deep, and of how many children, what has no field is kept.
_DEPTH, _MOST_CHILDREN = 8, 200

#: Of so many values it is known where they stand.
_MOST_PLACES = 100_000

#: What says how a document came to be and not what the article is: it is not kept.
_OF_THE_DOCUMENT = frozenset(("itemClass", "generator", "profile", "hash", "catalogRef", "catalog"))


def derived(element: _Element) -> frozenset[str]:
    """What docconv marked as derived at an element."""
    said = element.get(_DERIVED)
    return frozenset(said.split()) if said else _NOTHING


def is_ours(item: _Element) -> bool:
    """Whether docconv wrote an item: it declares docconv's namespace at its items."""
    return DOCCONV in item.nsmap.values() and item.get("guid") is not None


def children(element: _Element | None, *names: str) -> list[_Element]:
    """The children of an element that have one of some local names."""
    return [] if element is None else list(element.iterchildren(*[f"{{*}}{name}" for name in names]))


def child(element: _Element | None, name: str) -> _Element | None:
    """The first child of a local name."""
    return None if element is None else next(element.iterchildren(f"{{*}}{name}"), None)


def parts_of(item: _Element) -> dict[str, list[_Element]]:
    """The parts of an item by their local names."""
    parts: dict[str, list[_Element]] = {}
    for part in item:
        name = local_name(part.tag)
        if name in _PARTS:
            parts.setdefault(name, []).append(part)
    return parts


_PARTS = frozenset(("pubHistory", "rightsInfo", "itemMeta", "contentMeta", "contentSet"))


def text_of(element: _Element | None) -> str | None:
    """The text of an element on one line; None where there is none."""
    return None if element is None else plain(element)


def said_otherwise(elements: Iterable[_Element], language: str | None) -> frozenset[_Element]:
    """Those of some elements that say in another language what one of the same name and role says in `language`."""
    alike: dict[tuple[str, str], list[_Element]] = {}
    for element in elements:
        if (name := local(element)) in _TRANSLATED:
            alike.setdefault((name, element.get("roleuri") or element.get("role") or ""), []).append(element)
    others: set[_Element] = set()
    for group in alike.values() if language else ():
        foreign = {one for one in group if _is_in_another(one, str(language))}
        others |= foreign if len(foreign) < len(group) else set()
    return frozenset(others)


_TRANSLATED = frozenset("headline description by dateline slugline creditline keyword".split())


def _is_in_another(element: _Element, language: str) -> bool:
    tag = canonical_tag(element.get(XML_LANG) or "")
    return tag is not None and tag.partition("-")[0] != language.partition("-")[0]


class ItemFields:
    """The fields of one item while its metadata is read; `is_medium` is whether it is a picture, video or recording.

    `parts` are its children by name, `places` the elements that fields were read from: their lines are asked for when
    there is something to tell.
    """

    def __init__(self, item: _Element, report: Report, *, is_medium: bool = False) -> None:
        self.item, self.report, self.is_medium = item, report, is_medium
        self.parts = parts_of(item)
        self.ours = is_ours(item)
        self.fields: dict[str, Any] = {}
        self.places: dict[str, _Element] = {}
        self.topics: set[tuple[str, str | None]] = set()
        self.people: dict[str, dict[str, Any]] = {}
        self.links: list[_Element] = []
        self.subheads: list[_Element] = []
        self.title: _Element | None = None
        self.located: list[_Element] = []
        self.story_place: Place | None = None
        self._kept: dict[str, list[Any]] = {}

    # --- telling and keeping --------------------------------------------------------------------------

    def tell(self, code: str, message: str, element: _Element | None = None, severity: Severity | None = None) -> None:
        """Report a problem at the line of an element."""
        self.report(problem(code, message, severity=severity, line=None if element is None else line_of(element)))

    def set(self, name: str, value: object, element: _Element) -> None:
        """Give a field its value, unless it has one, and note where it stands."""
        if value is not None and name not in self.fields:
            self.fields[name] = value
            self.place(f"/{name}", element)

    def add(self, name: str, value: object, element: _Element) -> None:
        """Add a value to a field that holds several."""
        self.places.setdefault(f"/{name}", element)
        values = self.fields.setdefault(name, [])
        self.place(f"/{name}/{len(values)}", element)
        values.append(value)

    def place(self, path: str, element: _Element) -> None:
        """Note where a value stands; of a document beyond all measure, where the first ones do."""
        if len(self.places) < _MOST_PLACES:
            self.places[path] = element

    def keep(self, element: _Element) -> None:
        """Keep an element that has no field as an extension; one that says nothing is passed over."""
        name = local(element)
        if not name or name in _OF_THE_DOCUMENT or namespace(element) == DOCCONV:
            return
        value = as_json(element)
        if value in ("", {}, None):
            return
        if name not in self._kept:
            self.tell("R003", f"{name} has no field; it was kept as the extension newsml:{name}", element)
        self._kept.setdefault(name, []).append(value)

    def moment(self, element: _Element | None) -> datetime | None:
        """The date and time of an element; one that is none is reported."""
        text = text_of(element)
        if element is None or text is None:
            return None
        found = as_moment(text)
        if found is None:
            self.tell("R002", f"{local(element)} is not a date and time and was left out: {text[:40]}", element)
        elif not (text.endswith(_QUICKLY_WITH_ZONE) or _WITH_ZONE.search(text)):
            taken = f"{found:%Y-%m-%dT%H:%M:%SZ}"
            self.tell("R001", f"{local(element)} has no time of day with a time zone; it was taken as {taken}", element)
        return found

    def extensions(self, fields: dict[str, Any]) -> dict[str, Any]:
        """What was kept, one value as it is, several as a list; and what `fields` has as extensions already."""
        kept = {f"newsml:{name}": values[0] if len(values) == 1 else values for name, values in self._kept.items()}
        return {**kept, **fields.get("extensions", {})}

    # --- names and codes ---------------------------------------------------------------------------------

    @cached_property
    def codes(self) -> Codes:
        """The aliases of the item."""
        return Codes.of(self.item)

    def address(self, element: _Element) -> str | None:
        """The URI of a concept as the model admits it; None where there is none, or a code whose alias is unknown."""
        address = self.codes.of_element(element)
        return address if self.ours else as_identifier(address)

    def name(self, element: _Element, *, code: bool = False) -> str | None:
        """What an element is called: its name in the language of the item, its literal, or with `code` its code."""
        names = children(element, "name")
        language = self.fields.get("language")
        own = [one for one in names if canonical_tag(one.get(XML_LANG) or "") == language] if len(names) > 1 else []
        found = next((text for one in (*own, *names) if (text := text_of(one))), None)
        found = found or canonical(element.get("literal") or "") or None
        if found is None and code:
            found = canonical((element.get("qcode") or "").strip().partition(":")[2]) or None
        return found


#: As docconv and most feeds write it.
_QUICKLY_WITH_ZONE = tuple(f"{digit}Z" for digit in range(10))
_WITH_ZONE = lazy_pattern(r"[0-9](?:Z|z|[+-][0-9]{2}:?[0-9]{2}| ?[A-Z]{2,4})$|,.*[0-9]{4}.*:")


def as_json(element: _Element, depth: int = _DEPTH) -> Any:
    """An element as JSON: its text where it has nothing else, else its attributes, names and children.

    >>> from lxml import etree
    >>> as_json(etree.fromstring("<genre qcode='genre:Interview'><name>Interview</name></genre>"))
    {'qcode': 'genre:Interview', 'name': 'Interview'}
    """
    made: dict[str, Any] = {}
    for name, given in element.attrib.items():
        own = str(name).rpartition("}")[2]
        if (value := canonical(str(given))) and str(name) != XML_LANG:
            made[own] = value
    for inner in list(element)[:_MOST_CHILDREN] if depth else ():
        if not (name := local(inner)):
            continue
        value = as_json(inner, depth - 1)
        if value in ("", {}, None):
            continue
        if name not in made:
            made[name] = value
        elif isinstance(made[name], list):
            made[name].append(value)
        else:
            made[name] = [made[name], value]
    own_text = canonical(" ".join([element.text or "", *(inner.tail or "" for inner in element)]))
    if own_text or (not depth and len(element)):
        whole = plain(element) or ""
        return {**made, "text": whole} if made else whole
    return made
