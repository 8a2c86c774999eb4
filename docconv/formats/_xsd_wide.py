"""Documents of very many siblings against a schema, in time linear in their length.

libxml2 counts siblings to say where in a tree a fault lies, which for a hundred thousand faulty
siblings takes minutes. Where it validates while it parses, it counts nothing and says no place; so the
document is handed to it one start tag after another, and the tag after which it complains is the place.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from docconv.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml import etree

#: With fewer faults than this, the tree can be validated after all.
FEW = 1000
#: What begins with "<" where no text or value holds one; a start tag is marked. Expat would tell too, but refuses names
#: that came to XML with its fifth edition, which libxml2 takes.
_MARKUP = lazy_pattern(r"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|/|([^!?/]))", re.DOTALL)


def wide_findings(root: etree._Element, schema: etree.XMLSchema) -> list[tuple[str, etree._Element]] | None:
    """The faults of a tree as libxml2 tells them, each with its element; None when so few that the tree may be validated.

    Attributes named `id` count as the identifiers that they are in the standards of news.

    >>> from lxml import etree
    >>> from docconv.formats._xsd import schema
    >>> story = '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.content>{}</body.content></body></nitf>'
    >>> found = wide_findings(etree.fromstring(story.format('<p mood="">Rain.</p>' * 2000)), schema("nitf"))
    >>> len(found), found[0][1].tag.rpartition("}")[2]
    (1001, 'p')
    >>> wide_findings(etree.fromstring(story.format("<p>Rain.</p>" * 2000)), schema("nitf")) is None
    True
    """
    found = _while_parsing(root, schema)
    seen: set[str] = set()
    for element in root.iter("*"):
        name = element.get("id")
        if name is None:
            continue
        if name in seen and len(found) <= FEW:
            told = f"Element '{element.tag}', attribute 'id': '{name}' is not a valid value of the atomic type 'xs:ID'."
            found.append((told, element))
        seen.add(name)
    if len(found) <= FEW:
        return None
    order = {element: number for number, element in enumerate(root.iter("*"))}
    return sorted(found, key=lambda pair: order[pair[1]])


def _while_parsing(root: etree._Element, schema: etree.XMLSchema) -> list[tuple[str, etree._Element]]:
    from lxml import etree

    source = etree.tostring(root, encoding="utf-8", with_tail=False)
    starts = _offsets(source)
    parser = etree.XMLParser(schema=schema, no_network=True, resolve_entities=False, load_dtd=False)
    found: list[tuple[str, etree._Element]] = []
    told = 0
    try:
        for element, start, end in zip(root.iter("*"), starts, [*starts[1:], len(source)], strict=False):
            parser.feed(source[start:end])
            if len(parser.feed_error_log) == told:
                continue
            log: Any = parser.feed_error_log  # of whose being iterable its type says nothing
            found += [(entry.message, element) for entry in list(log)[told:]]
            told = len(log)
            if told > FEW:
                return found[: FEW + 1]
    finally:
        with suppress(etree.XMLSyntaxError):
            parser.close()  # without it, the tree that was built in it is never given back
    return found


def _offsets(source: bytes) -> list[int]:
    """Where the start tags of what libxml2 wrote begin; the first takes what stands before it."""
    # read as Latin-1, a character is a byte
    found = [match.start() for match in _MARKUP.finditer(source.decode("latin-1")) if match[1]]
    found[0] = 0
    return found
