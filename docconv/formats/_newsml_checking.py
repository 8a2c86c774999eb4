"""Everything wrong with a document of NewsML-G2: against the schema, and against what no schema says.

The schema (`schemas/newsml-g2-article.xsd`) knows names, order and types, and the NITF inside by its own
schema. What is left are the rules of the standard's text and of its receivers: identifiers that say
something and stand once, codes whose alias stands in a catalog, dates with a time zone and in order,
the story inside being what the item says it is (MAPPING, sections 10 and 11).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from pydantic_core import from_json

from docconv.formats._findings import shown
from docconv.formats._newsml_codes import KICKER_ROLE, Codes, is_iptc_catalog, last_step
from docconv.formats._newsml_elements import XML_LANG, children, derived
from docconv.formats._newsml_xhtml import XHTML
from docconv.formats._normal_form import as_moment
from docconv.formats._xml import DOCCONV, NEWSML, NITF, parse
from docconv.formats._xml_reading import local, namespace, whole_text, within_limits
from docconv.formats._xsd import MOST_TOLD, Positions, schema_findings, without_entities
from docconv.language import strict_tag
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Problem, problem

if TYPE_CHECKING:
    from lxml.etree import _Element

#: A finding before it has a place: code, sentence, element.
_Finding = tuple[str, str, "_Element"]

_ITEMS = frozenset(("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"))
_ROOTS = _ITEMS | {"newsMessage"}


def examine(data: bytes) -> list[Problem]:
    """The problems of a document of NewsML-G2, in the order of the document.

    >>> print(*examine(b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid=" "/>')[:2], sep="\\n")
    -:1:1: error[X003] newsItem lacks the attribute standard
    -:1:1: error[X003] newsItem lacks the attribute standardversion
    """
    try:
        within_limits(data)
        root = parse(data)
    except DocumentError as error:
        return list(error.problems)
    positions = Positions(data, root)

    def at_root(code: str, message: str) -> Problem:
        line, column = positions.of(root)
        return problem(code, message, line=line, column=column)

    if local(root) not in _ROOTS:
        return [at_root("X003", f"the root element must be newsItem, packageItem or newsMessage, not {shown(local(root))}")]
    problems: list[Problem] = []
    if not namespace(root):
        problems.append(at_root("X004", f"the elements have no namespace; that of NewsML-G2 is {NEWSML}"))
        _add_namespace(root)
    elif namespace(root) != NEWSML:
        return [at_root("X003", f"the namespace must be {NEWSML}, not {shown(namespace(root))}")]
    if b"&" in data or b"\x00" in data:
        problems += without_entities(root, positions)
    if found := schema_findings(root, "newsml", positions):
        _strip_dates(root)
        found = schema_findings(root, "newsml", positions)
    problems += found
    told: dict[str, int] = {}
    for code, message, element in _rules(root):
        told[code] = told.get(code, 0) + 1
        if told[code] <= MOST_TOLD:
            line, column = positions.of(element)
            problems.append(problem(code, message, line=line, column=column))
    return sorted(problems, key=lambda found: (found.line or 0, found.column or 0))


def _add_namespace(root: _Element) -> None:
    """Put every element that has no namespace into that of NewsML-G2; the stories inside keep theirs."""
    below = [root]
    while below:
        element = below.pop()
        if local(element) != "inlineXML":
            below += [inner for inner in element if isinstance(inner.tag, str)]
        if not namespace(element):
            with suppress(ValueError):  # a name with a colon of its own, which no element can be given
                element.tag = f"{{{NEWSML}}}{element.tag!s}"


_G2 = f"{{{NEWSML}}}"
_DATES = frozenset(
    _G2 + name for name in "sent versionCreated firstCreated embargoed expires contentCreated contentModified timestamp".split()
)


def _strip_dates(root: _Element) -> None:
    """Take white space off dates: XML Schema allows it, libxml2 does not."""
    for element in root.iter(*_DATES):
        if element.text and not len(element):
            element.text = element.text.strip()


# --- what the schema leaves out -----------------------------------------------------------------------


def _rules(root: _Element) -> Iterator[_Finding]:
    if local(root) not in _ITEMS:
        for part in (part for part in root if local(part) != "itemSet"):
            yield from _of_elements(part, None, {})
    items = [root] if local(root) in _ITEMS else [item for held in children(root, "itemSet") for item in held]
    seen: set[tuple[str, str]] = set()
    for item in (item for item in items if local(item) in _ITEMS):
        guid, version = (item.get("guid") or "").strip(), item.get("version") or "1"
        if item.get("guid") is not None and not guid:
            yield "G001", f"the guid of the {local(item)} is blank", item
        elif guid and (guid, version) in seen:
            same = f"{shown(guid)}, version {shown(version)}"
            yield "D002", f"another item of the message has the same guid and version: {same}", item
        seen.add((guid, version))
        yield from _of_item(item)


def _of_item(item: _Element) -> Iterator[_Finding]:
    if item.get("standard") not in (None, "NewsML-G2"):
        yield "X005", f'{local(item)}/@standard is "{shown(item.get("standard") or "")}"; it must be "NewsML-G2"', item
    if item.get("conformance") not in ("power", None):
        yield (
            "X006",
            f'{local(item)}/@conformance is "{shown(item.get("conformance") or "")}"; since 2.25 there is only power',
            item,
        )
    named: dict[str, list[_Element]] = {}
    catalogs = list(item.iterchildren(_CATALOG, _CATALOG_REFERENCE))
    if not catalogs and any(element.get("qcode") for element in item.iter(f"{_G2}*")):
        yield "G002", f"the {local(item)} has codes but no catalog that says what their aliases stand for", item
    yield from _of_elements(item, _codes_to_check(item, catalogs), named)
    yield from _order(named)
    for holder in named.get("inlineXML", ()):
        yield from _inside(holder)
    if "groupSet" in named:
        yield from _groups(item)
    if local(item) == "newsItem" and not any(map(_is_headline, named.get("headline", ()))):
        kind = named["itemClass"][0] if "itemClass" in named else None
        if kind is not None and last_step(kind.get("qcode") or kind.get("uri")) == "text":
            yield "M008", "the article has no headline", item


def _is_headline(element: _Element) -> bool:
    """Whether a headline is that of its article: it says something, is not derived, no kicker, and no part of something else."""
    above = element.getparent()
    return (
        above is not None
        and above.tag == _CONTENT_META
        and bool((element.text or "").strip() or whole_text(element).strip())
        and not derived(element)
        and element.get("roleuri") != KICKER_ROLE
    )


# --- codes ----------------------------------------------------------------------------------------------

#: The attributes that hold QCodes, one or several.
_CODED = frozenset((
    "qcode", "type", "role", "rel", "rendition", "mode", "creator", "how", "why", "pubconstraint", "jobtitle", "format",
    "representation", "scope", "aspect", "severity", "residrefformat", "confirmationstatus", "environment", "idformat",
))  # fmt: skip


def _codes_to_check(item: _Element, catalogs: list[_Element]) -> Codes | None:
    """The aliases of an item; None where one may stand in a catalog elsewhere, so that nothing can be said."""
    if all(catalog.tag == _CATALOG_REFERENCE and is_iptc_catalog(catalog.get("href")) for catalog in catalogs):
        return Codes({}) if catalogs else None
    codes = Codes.of(item)
    return None if codes.elsewhere else codes


def _of_elements(item: _Element, codes: Codes | None, named: dict[str, list[_Element]]) -> Iterator[_Finding]:
    """The faults of the elements of an item or of a part of a message, but for the story inside; `named` takes some for later."""
    seen: set[str] = set()
    for element in item.iter(f"{_G2}*", f"{{{DOCCONV}}}*"):
        tag = element.tag
        attributes = cast("list[tuple[str, str]]", element.items())
        for name, value in attributes:
            if name in _CODED:
                if codes is not None and value not in seen and tag != _LINK:
                    for code in _unknown(value, codes, seen):
                        yield "G002", f'the alias of "{shown(code)}" stands in no catalog of the {local(item)}', element
            elif name in _TAGGED and not _is_tag(value) and (name == XML_LANG or tag == _LANGUAGE):
                said = f"{local(element)}/@{'xml:lang' if name == XML_LANG else name}"
                yield "X005", f'{said} is "{shown(value)}", which is no language tag', element
        if tag not in _LOOKED_AT:
            continue
        if tag in _NAMED:
            named.setdefault(_NAMED[str(tag)], []).append(element)
        if tag in _DATES:
            text = (element.text or "").strip()
            if "T" in text and not _ZONE.search(text):
                yield "G003", f"{local(element)} says no time zone: {shown(text)}", element
        elif tag == _EXTENSION:
            yield from _extension(element)


def _unknown(value: str, codes: Codes, seen: set[str]) -> Iterator[str]:
    """Of the codes in an attribute, those whose alias is unknown, each alias once."""
    for code in value.split():
        alias, colon, _ = code.partition(":")
        if colon and f"{alias}:" not in seen:
            seen.add(f"{alias}:")
            if not codes.knows(alias):
                yield code
    seen.add(value)


# --- dates, languages, extensions -----------------------------------------------------------------------

_TAGGED = (XML_LANG, "tag")
_CATALOG, _CATALOG_REFERENCE = f"{_G2}catalog", f"{_G2}catalogRef"
_CONTENT_META = f"{_G2}contentMeta"
#: Elements that are looked at together with others.
_NAMED = {
    _G2 + name: name for name in "itemClass headline inlineXML groupSet firstCreated versionCreated embargoed expires".split()
}
_LANGUAGE, _LINK, _EXTENSION = f"{_G2}language", f"{_G2}a", f"{{{DOCCONV}}}extension"
_LOOKED_AT = _DATES | {_EXTENSION, *_NAMED}
_ZONE = lazy_pattern(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$")


def _order(named: dict[str, list[_Element]]) -> Iterator[_Finding]:
    """Dates that cannot both be right: made after it was changed, embargoed until after it expires."""
    for earlier, later in (("firstCreated", "versionCreated"), ("embargoed", "expires")):
        if earlier not in named or later not in named or derived(named[later][0]):
            continue
        first, second = named[earlier][0], named[later][0]
        one, other = as_moment(first.text or ""), as_moment(second.text or "")
        if one is not None and other is not None and one > other:
            yield "G003", f"{earlier} lies after {later}", first


def _is_tag(tag: str) -> bool:
    return not tag or _is_short_tag(tag) if len(tag) < 40 else strict_tag(tag) is not None


@lru_cache(maxsize=256)  # the languages of a desk; each item repeats them
def _is_short_tag(tag: str) -> bool:
    return tag.lower() == "und" or strict_tag(tag) is not None


def _extension(element: _Element) -> Iterator[_Finding]:
    try:
        from_json(element.text or "")
    except ValueError:
        yield "X005", f'the extension "{shown(element.get("name") or "")}" is not JSON', element


# --- the story inside, groups -----------------------------------------------------------------------------

_NITF_ROOT = f"{{{NITF}}}nitf"
_KINDS = {"nitf": ("nitf", NITF, "NITF"), "html": ("html", XHTML, "XHTML")}


def _inside(holder: _Element) -> Iterator[_Finding]:
    """The root of a story is of the kind and namespace that `@contenttype` says: else no schema looks at it."""
    said = (holder.get("contenttype") or "").lower()
    root = next(holder.iterchildren("*"), None)
    if root is not None and root.tag == _NITF_ROOT and (not said or "nitf" in said):
        return
    if root is None:
        yield "G004", "inlineXML holds no element", holder
        return
    name = local(root)
    kind = next((kind for word, kind in _KINDS.items() if word == name or word in said), None)
    if kind is None:
        return
    wanted, address, standard = kind
    if name != wanted:
        yield "G004", f'inlineXML says that it is of type "{shown(said)}", but holds {shown(name)}', root
    elif namespace(root) != address:
        yield "G004", f"the {wanted} inside is not in the namespace of {standard}, {address}, so that no schema checks it", root
    if said and wanted not in said:
        yield "G004", f'inlineXML says that it is of type "{shown(said)}", but holds {shown(name)}', holder


def _groups(item: _Element) -> Iterator[_Finding]:
    """References to groups that there are not."""
    for held in children(item, "groupSet"):
        groups = children(held, "group")
        known = {group.get("id") for group in groups}
        if held.get("root") is not None and held.get("root") not in known:
            yield "X005", f'groupSet/@root is "{shown(held.get("root") or "")}", but no group has that id', held
        for group in groups:
            for reference in children(group, "groupRef"):
                if reference.get("idref") not in known:
                    yield (
                        "X005",
                        f'groupRef/@idref is "{shown(reference.get("idref") or "")}", but no group has that id',
                        reference,
                    )
