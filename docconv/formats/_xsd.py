"""XML against a schema, docconv's own or another: what libxml2 finds, in plain sentences, with line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from docconv.formats._findings import shown
from docconv.formats._xml_reading import line_of
from docconv.formats._xsd_wide import wide_findings
from docconv.patterns import lazy_pattern
from docconv.problems import Problem, problem
from docconv.schemas import SchemaName, schema_path

if TYPE_CHECKING:
    from lxml import etree

#: The most findings that are told of one document.
MOST_TOLD = 200
#: A sentence is no longer, in characters: names of elements may be as long as they like.
_LONGEST_SENTENCE = 500
#: With more children in one element, finding the place of each fault in a tree costs more than validating it twice.
_WIDE = 2000
#: Documents of fewer bytes are not looked at for that: finding ten thousand places takes no quarter of a second.
_WIDE_FROM = 40_000


@cache
def schema(name: SchemaName) -> etree.XMLSchema:
    """One of the published XML Schemas, loaded once; it imports nothing, so no file but its own is read."""
    from lxml import etree

    return etree.XMLSchema(etree.parse(str(schema_path(name))))


class Positions:
    """Where each start tag of a document stands, found when it is first asked for; `root` is the parsed document.

    >>> from lxml import etree
    >>> data = b"<a>\\n  <b/><c/></a>"
    >>> root = etree.fromstring(data)
    >>> Positions(data, root).of(root[1])
    (2, 7)
    """

    __slots__ = ("_data", "_found", "_root")

    def __init__(self, data: bytes, root: etree._Element) -> None:
        self._data, self._root = data, root
        self._found: dict[Any, tuple[int, int]] | None = None

    @property
    def size(self) -> int:
        """How many bytes the document has."""
        return len(self._data)

    def of(self, element: etree._Element) -> tuple[int | None, int | None]:
        """The line and column of an element's start tag, counted from 1, columns in code points."""
        if self._found is None:
            self._found = dict(zip(self._root.iter("*"), start_tags(self._data), strict=False))
        found = self._found.get(element)
        return found if found is not None else (line_of(element), None)


def start_tags(data: bytes) -> list[tuple[int, int]]:
    """Line and column of every start tag, in order; none where the parser does not know the encoding."""
    found: list[tuple[int, int]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
    parser.DefaultHandler = lambda text: None  # with it, no internal entity is expanded
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError):
        return found
    return found


def without_entities(root: etree._Element, positions: Positions) -> list[Problem]:
    """Take the references to entities out of a tree, which no schema validator of libxml2 takes, and say where they stood (X006).

    Where they stood, a comment stands: the text around them is not the schema's concern.
    """
    from lxml import etree

    problems: list[Problem] = []
    references: list[Any] = list(root.iter(etree.Entity))
    for reference in references:
        parent = reference.getparent()
        stand_in = etree.Comment("")
        stand_in.tail = reference.tail
        parent.replace(reference, stand_in)
        if len(problems) < MOST_TOLD:
            line, column = positions.of(parent)
            message = f"{shown(reference.text or '')} is no character of XML but of a DTD, which receivers do not load"
            problems.append(problem("X006", message, line=line, column=column))
    return problems


def schema_findings(root: etree._Element, checked: SchemaName | etree.XMLSchema, positions: Positions) -> list[Problem]:
    """What of a document does not follow a schema, one of docconv's own or another (X003), in the order of the document.

    >>> from lxml import etree
    >>> data = b'<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head/><body><lead/></body></nitf>'
    >>> root = etree.fromstring(data)
    >>> print(*schema_findings(root, "nitf", Positions(data, root)))
    -:1:65: error[X003] lead does not belong here; here may stand body.head, body.content or body.end
    """
    against = schema(checked) if isinstance(checked, str) else checked
    if positions.size > _WIDE_FROM and _is_wide()(root) and (found := wide_findings(root, against)) is not None:
        return [_finding(message, *positions.of(element)) for message, element in found[:MOST_TOLD]]
    if against.validate(root):
        return []
    return [_finding(message, *_place(at, positions)) for message, at in _faults(against, root)]


@cache
def _is_wide() -> etree.XPath:
    """Whether an element has more children of one name than `_WIDE`, asked of libxml2 once for the whole tree."""
    from lxml import etree

    return etree.XPath(f"boolean(//*[{_WIDE + 1}])")


def _finding(message: str, line: int | None, column: int | None) -> Problem:
    return problem("X003", shown(plain_sentence(message), _LONGEST_SENTENCE), line=line, column=column)


def _place(at: etree._Element | int, positions: Positions) -> tuple[int | None, int | None]:
    return (at, None) if isinstance(at, int) else positions.of(at)


def _faults(against: etree.XMLSchema, root: etree._Element) -> Iterator[tuple[str, etree._Element | int]]:
    """What the last validation of a tree found: messages, and the element or else the line."""
    from lxml import etree

    tree = root.getroottree()
    prefixes: dict[str, str] = {}
    for element in root.iter("*"):
        prefixes |= {prefix: uri for prefix, uri in element.nsmap.items() if prefix}
    at_facet = ""
    log: Any = against.error_log  # of whose being iterable its type says nothing
    for entry in islice(log, MOST_TOLD):
        path = _path(entry)
        if "[facet" in entry.message:
            at_facet = path
        elif at_facet == path and "is not a valid value of the" in entry.message:
            continue  # the same fault told again
        try:
            found: Any = tree.xpath(path, namespaces=prefixes or None) if path else None
        except etree.XPathError:
            found = None
        yield entry.message, found[0] if found else entry.line


def _path(entry: Any) -> str:
    """Where a fault lies, as XPath; empty where libxml2 cut the path off within a character."""
    try:
        return entry.path or ""
    except UnicodeDecodeError:
        return ""


# --- libxml2's messages as sentences ------------------------------------------------------------------

_NAMESPACE = lazy_pattern(r"\{[^{}]*[:/][^{}]*\}")
_ELEMENT = lazy_pattern(r"Element '([^']*)'(?:, attribute '([^']*)')?: (.*)", re.DOTALL)
_EXPECTED = lazy_pattern(r"Expected is (?:one of )?\( (.*?) \)", re.DOTALL)
_FACET = lazy_pattern(r"\[facet '([\w-]+)'\] The value '(.*)' is not (?:an element of the set \{(.*)\}|.*)", re.DOTALL)
_TYPED = lazy_pattern(r"'(.*)' is not a valid value of the (?:local )?(atomic|list|union) type(?: '([^']*)')?", re.DOTALL)
_FIXED = lazy_pattern(r"The value '(.*)' does not match the fixed value constraint '(.*)'", re.DOTALL)
_ATTRIBUTE = lazy_pattern(r"The attribute '([^']*)' is (not allowed|required but missing)")
#: So many names of what might stand at a place are told.
_MOST_NAMES = 6

_TYPES = {
    "xs:ID": "a name that no other element of the document has",
    "xs:NMTOKEN": "a single word of letters, digits, '.', '-', '_' and ':'",
    "xs:NMTOKENS": "words of letters, digits, '.', '-', '_' and ':'",
    "xs:dateTime": "a date and time with a colon in its offset, as 2026-03-14T09:15:00+01:00",
    "xs:positiveInteger": "a whole number from 1",
    "xs:nonNegativeInteger": "a whole number",
    "xs:language": "a language tag",
}


def plain_sentence(message: str) -> str:
    """What libxml2 says about a fault, as a sentence for people.

    >>> plain_sentence("Element '{urn:x/}hl2': This element is not expected. Expected is ( {urn:x/}hl1 ).")
    'hl2 does not belong here; here may stand hl1'
    """
    message = _NAMESPACE.sub("", message).strip()
    match = _ELEMENT.fullmatch(message)
    if match is None:
        return shown(message.rstrip("."), 200)
    element, attribute, rest = match[1], match[2], match[3]
    if attribute is not None:
        return _about_attribute(element, attribute, rest)
    return _about_element(element, rest)


def _about_element(element: str, rest: str) -> str:
    named = _ATTRIBUTE.match(rest)
    expected = _expected(rest)
    if named is not None:
        return f"{element} {'must not have' if named[2] == 'not allowed' else 'lacks'} the attribute {named[1]}"
    if rest.startswith("This element is not expected"):
        return f"{element} does not belong here" + (f"; here may stand {expected}" if expected else "")
    if rest.startswith("Missing child element"):
        return f"{element} lacks an element" + (f": here must stand {expected}" if expected else "")
    if rest.startswith("Character content"):
        return f"{element} must hold no text of its own"
    if rest.startswith("Element content is not allowed"):
        return f"{element} must hold no elements"
    if rest.startswith("No matching global"):
        return f"{element} is not an element that the standard knows, or it is in another namespace"
    return shown(_about_value(element, rest), 200)


def _about_attribute(element: str, attribute: str, rest: str) -> str:
    if _ATTRIBUTE.match(rest):
        return f"{element} must not have the attribute {attribute}"
    return shown(_about_value(f"{element}/@{attribute}", rest), 200)


def _about_value(subject: str, rest: str) -> str:
    facet, typed, fixed = _FACET.match(rest), _TYPED.match(rest), _FIXED.match(rest)
    if facet is not None and facet[3] is not None:
        values = [part.strip(" '") for part in facet[3].split(",")]
        return f'{subject} is "{shown(facet[2])}"; it may be {_named(values, "or")}'
    if facet is not None:
        return f'{subject} has not the form that the standard asks for: "{shown(facet[2])}"'
    if typed is not None:
        wanted = _TYPES.get(typed[3] or "", "of the form that the standard asks for")
        return f'{subject} is "{shown(typed[1])}", which is not {wanted}'
    if fixed is not None:
        return f'{subject} is "{shown(fixed[1])}"; the standard knows only "{shown(fixed[2])}"'
    return f"{subject}: {rest.rstrip('.')}"


def _expected(rest: str) -> str:
    found = _EXPECTED.search(rest)
    if found is None:
        return ""
    names = [name.strip() for name in found[1].split(",")]
    return _named(["an element of another namespace" if name.startswith("##other") else name for name in names], "or")


def _named(names: list[str], last: str) -> str:
    if len(names) > _MOST_NAMES:
        return ", ".join(names[:_MOST_NAMES]) + f" {last} others"
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
