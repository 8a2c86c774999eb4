"""Everything wrong with a document of NewsML-G2: against the schema, and against what no schema says.

The schema (`schemas/newsml-g2-article.xsd`) knows names, order and types, and the NITF inside by its own
schema. What is left are the rules of the standard's text and of its receivers: identifiers that say
something and stand once, codes whose alias stands in a catalog, dates with a time zone and in order,
the story inside being what the item says it is (MAPPING, sections 10 and 11).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic_core import from_json

from docconv.formats._findings import shown
from docconv.formats._newsml_codes import KICKER_ROLE, Codes, last_step
from docconv.formats._newsml_elements import XML_LANG, child, children, derived, text_of
from docconv.formats._newsml_xhtml import XHTML
from docconv.formats._normal_form import as_moment
from docconv.formats._xml import DOCCONV, NEWSML, NITF, parse
from docconv.formats._xml_reading import LARGEST_XML, local, namespace
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
    if len(data) > LARGEST_XML:
        return [problem("I004", f"the document has {len(data):,} bytes; the limit is {LARGEST_XML:,}")]
    try:
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
    problems += without_entities(root, positions)
    _strip_dates(root)
    problems += schema_findings(root, "newsml", positions)
    told: dict[str, int] = {}
    for code, message, element in _rules(root):
        told[code] = told.get(code, 0) + 1
        if told[code] <= MOST_TOLD:
            line, column = positions.of(element)
            problems.append(problem(code, message, line=line, column=column))
    return sorted(problems, key=lambda found: (found.line or 0, found.column or 0))


def _metadata(*roots: _Element) -> list[_Element]:
    """Elements and what is in them, without the stories inside."""
    below = list(reversed(roots))
    found: list[_Element] = []
    while below:
        element = below.pop()
        found.append(element)
        if len(element) and not str(element.tag).endswith("inlineXML"):
            below += [inner for inner in reversed(element) if isinstance(inner.tag, str)]
    return found


def _add_namespace(root: _Element) -> None:
    """Put every element that has no namespace into that of NewsML-G2; the stories inside keep theirs."""
    for element in _metadata(root):
        if not namespace(element):
            element.tag = f"{{{NEWSML}}}{element.tag!s}"


_DATES = frozenset(
    f"{{{NEWSML}}}{name}"
    for name in "sent versionCreated firstCreated embargoed expires contentCreated contentModified timestamp".split()
)


def _strip_dates(root: _Element) -> None:
    """Take white space off dates: XML Schema allows it, libxml2 does not."""
    for element in root.iter(*_DATES):
        if element.text and not len(element):
            element.text = element.text.strip()


# --- what the schema leaves out -----------------------------------------------------------------------


def _rules(root: _Element) -> Iterator[_Finding]:
    if local(root) not in _ITEMS:
        for element in _metadata(*(part for part in root if local(part) != "itemSet")):
            yield from _of_element(element)
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
    elements = _metadata(item)
    yield from _codes(item, elements)
    yield from _order(item)
    for element in elements:
        if element.tag in _LOOKED_AT or element.get(XML_LANG) is not None:
            yield from _of_element(element)
    for held in children(item, "contentSet"):
        for holder in children(held, "inlineXML"):
            yield from _inside(holder)
    if local(item) == "packageItem":
        yield from _groups(item)
    if local(item) == "newsItem" and last_step(_item_class(item)) == "text":
        headlines = children(child(item, "contentMeta"), "headline")
        if not any(text_of(one) and not derived(one) and one.get("roleuri") != KICKER_ROLE for one in headlines):
            yield "M008", "the article has no headline", item


def _item_class(item: _Element) -> str | None:
    found = child(child(item, "itemMeta"), "itemClass")
    return None if found is None else found.get("qcode") or found.get("uri")


# --- codes ----------------------------------------------------------------------------------------------

_PREFIX = f"{{{NEWSML}}}"
_LINK = f"{_PREFIX}a"
#: The attributes that hold QCodes, one or several.
_CODED = frozenset((
    "qcode", "type", "role", "rel", "rendition", "mode", "creator", "how", "why", "pubconstraint", "jobtitle", "format",
    "representation", "scope", "aspect", "severity", "residrefformat", "confirmationstatus", "environment", "idformat",
))  # fmt: skip


def _codes(item: _Element, elements: list[_Element]) -> Iterator[_Finding]:
    """Aliases that no catalog of the item has; what stands in a catalog elsewhere cannot be told."""
    codes = Codes.of(item)
    if not children(item, "catalog", "catalogRef"):
        if any(element.get("qcode") for element in elements):
            yield "G002", f"the {local(item)} has codes but no catalog that says what their aliases stand for", item
        return
    if codes.elsewhere:
        return
    seen: set[str] = set()
    for element in elements:
        for name, value in element.attrib.items():
            if name not in _CODED or ":" not in value:
                continue
            for code in str(value).split():
                alias, colon, _ = code.partition(":")
                if not colon or alias in seen or not str(element.tag).startswith(_PREFIX) or element.tag == _LINK:
                    continue
                seen.add(alias)
                if not codes.knows(alias):
                    yield "G002", f'the alias of "{shown(code)}" stands in no catalog of the {local(item)}', element


# --- dates, languages, extensions -----------------------------------------------------------------------

_ZONE = lazy_pattern(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$")


#: Elements whose text, or an attribute other than their language, is looked at.
_LOOKED_AT = _DATES | {f"{{{NEWSML}}}language", f"{{{DOCCONV}}}extension"}


def _of_element(element: _Element) -> Iterator[_Finding]:
    yield from _tags(element)
    if element.tag in _DATES:
        text = (element.text or "").strip()
        if "T" in text and not _ZONE.search(text):
            yield "G003", f"{local(element)} says no time zone: {shown(text)}", element
    elif element.tag == f"{{{DOCCONV}}}extension":
        yield from _extension(element)


def _order(item: _Element) -> Iterator[_Finding]:
    """Dates that cannot both be right: made after it was changed, embargoed until after it expires."""
    meta = item.find(f"{_PREFIX}itemMeta")
    if meta is None:
        return
    for earlier, later in (("firstCreated", "versionCreated"), ("embargoed", "expires")):
        first, second = meta.find(_PREFIX + earlier), meta.find(_PREFIX + later)
        if first is None or second is None or derived(second):
            continue
        one, other = as_moment(first.text or ""), as_moment(second.text or "")
        if one is not None and other is not None and one > other:
            yield "G003", f"{earlier} lies after {later}", first


def _tags(element: _Element) -> Iterator[_Finding]:
    for name, tag in ((XML_LANG, element.get(XML_LANG)), ("tag", element.get("tag") if local(element) == "language" else None)):
        if tag and tag.lower() != "und" and strict_tag(tag) is None:
            said = "xml:lang" if name == XML_LANG else name
            yield "X005", f'{local(element)}/@{said} is "{shown(tag)}", which is no language tag', element


def _extension(element: _Element) -> Iterator[_Finding]:
    try:
        from_json(element.text or "")
    except ValueError:
        yield "X005", f'the extension "{shown(element.get("name") or "")}" is not JSON', element


# --- the story inside, groups -----------------------------------------------------------------------------

_KINDS = {"nitf": ("nitf", NITF, "NITF"), "html": ("html", XHTML, "XHTML")}


def _inside(holder: _Element) -> Iterator[_Finding]:
    """The root of a story is of the kind and namespace that `@contenttype` says: else no schema looks at it."""
    said = (holder.get("contenttype") or "").lower()
    root = next((inner for inner in holder if isinstance(inner.tag, str)), None)
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
