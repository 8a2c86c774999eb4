"""What XHTML and NITF share: characters, tags, marks that nest, JSON inside XML, text that runs the other way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pydantic_core import to_json

from docconv.patterns import lazy_pattern
from docconv.unicode import REFUSED, RIGHT_TO_LEFT_SCRIPTS, Direction, base_direction, script_of

Attributes = Mapping[str, str | None]

# --- characters and tags ------------------------------------------------------------------------


def escape(text: str) -> str:
    """Text in normal form as character data.

    >>> escape("a < b & c ]]>")
    'a &lt; b &amp; c ]]&gt;'
    """
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def with_breaks(text: str) -> str:
    """Text of one or more lines as markup: a line break is `br`.

    >>> with_breaks("a\\n<b")
    'a<br/>&lt;b'
    """
    markup = escape(text)
    return markup.replace("\n", "<br/>") if "\n" in markup else markup


def attributes(given: Attributes) -> str:
    """Attributes as they follow an element's name; those that are None are left out.

    >>> attributes({"class": "kicker", "id": None, "title": 'say "no"'})
    ' class="kicker" title="say &quot;no&quot;"'
    """
    made = ""
    for name, value in given.items():
        if value is None:
            continue
        is_plain = not ("&" in value or '"' in value or "<" in value or ">" in value or "\n" in value)
        made += f' {name}="{value if is_plain else _quoted(value)}"'
    return made


def _quoted(value: str) -> str:
    value = escape(value)
    if '"' in value:
        value = value.replace('"', "&quot;")
    return value.replace("\n", "&#10;") if "\n" in value else value


def start_tag(tag: str, given: Attributes | None = None, end: str = ">") -> str:
    """A start tag; attributes that are None are left out.

    >>> start_tag("a", {"href": 'x?a="&b', "rel": None})
    '<a href="x?a=&quot;&amp;b">'
    """
    return f"<{tag}{attributes(given)}{end}" if given else f"<{tag}{end}"


# --- marks --------------------------------------------------------------------------------------


class Span(NamedTuple):
    """A stretch of a text that becomes an element: its bounds and its tags.

    `kind` is for the function that writes the text; a span whose start tag is empty is known to that function alone.
    """

    start: int
    end: int
    opening: str
    closing: str
    kind: str = ""


def nested(
    text: str, spans: Sequence[Span], write: Callable[[str, Sequence[Span]], str] = lambda text, inside: with_breaks(text)
) -> str:
    """`text` as markup in which `spans`, sorted by start and the longer first, are properly nested.

    At each edge the elements that do not go on are closed, and those inside them opened again: of two
    that overlap, the later one is cut in two. `write` makes markup of a stretch of the text and the
    spans that hold it. A reader joins marks of one kind and address that touch.

    >>> nested("one two", [Span(0, 5, "<em>", "</em>"), Span(4, 7, "<b>", "</b>")])
    '<em>one <b>t</b></em><b>wo</b>'
    """
    pieces: list[str] = []
    at = 0
    for span in spans:
        if span.start < at:
            return _overlapping(text, spans, write)
        pieces += (write(text[at : span.start], ()), span.opening, write(text[span.start : span.end], (span,)), span.closing)
        at = span.end
    return "".join(pieces) + write(text[at:], ())


def _overlapping(text: str, spans: Sequence[Span], write: Callable[[str, Sequence[Span]], str]) -> str:
    edges = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    pieces: list[str] = []
    opened: list[Span] = []
    active: list[Span] = []
    following = 0
    for start, end in pairwise(edges):
        active = [span for span in active if span.end > start]
        while following < len(spans) and spans[following].start == start:
            active.append(spans[following])
            following += 1
        wanted = [span for span in active if span.opening]
        kept = 0
        while kept < min(len(opened), len(wanted)) and opened[kept] is wanted[kept]:
            kept += 1
        pieces += [span.closing for span in reversed(opened[kept:])]
        pieces += [span.opening for span in wanted[kept:]]
        pieces.append(write(text[start:end], active))
        opened = wanted
    return "".join([*pieces, *(span.closing for span in reversed(opened))])


# --- JSON inside XML ----------------------------------------------------------------------------

_NOT_IN_XML = lazy_pattern(f"[{REFUSED}]")


def json_for_xml(value: object) -> str:
    """`value` as JSON whose strings hold no character that XML refuses or that readers change.

    >>> json_for_xml({"a": ("\\x00", "\\u2028", "\\U0001fffe")})
    '{"a":["\\\\u0000","\\\\u2028","\\\\ud83f\\\\udffe"]}'
    """
    return _NOT_IN_XML.sub(_escaped, to_json(value).decode())


_NOT_IN_SCRIPTS = lazy_pattern("[<>&]")


def json_for_script(value: object) -> str:
    """`value` as JSON that stands in a `script` element of HTML and of XHTML alike, and cannot end it.

    >>> json_for_script("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    return _NOT_IN_SCRIPTS.sub(_escaped, json_for_xml(value))


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


# --- direction ----------------------------------------------------------------------------------


#: Letters of Arabic or Hebrew after what has no direction; and every character that may run to the left.
_BEGINS_RIGHT = lazy_pattern(r"[\s0-9\"'«»“”‘’().,:;!?–—-]*[\u05d0-\u05ea\u0620-\u064a\u0671-\u06d3]")
_MAY_RUN_LEFT = lazy_pattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")


def turned(text: str, direction: str) -> Direction | None:
    """The direction of a text that runs against the `direction` around it; None where it does not.

    Both most of its letters and the first of them must run the other way: a byline that begins in
    Arabic stays right to left however long the Latin name in it is.

    >>> turned("By Jo Kerr.", "rtl"), turned("By Jo Kerr.", "ltr"), turned("بقلم Jonathan Kerr", "rtl"), turned("12:30", "rtl")
    ('ltr', None, None, None)
    """
    is_left_to_right = direction == "ltr"
    if text.isascii() if is_left_to_right else _BEGINS_RIGHT.match(text) is not None:
        return None
    may_run_left = _MAY_RUN_LEFT.search(text) is not None
    if is_left_to_right and not may_run_left:
        return None
    first = next((script for char in text if (script := script_of(char)) is not None), None)
    if first is None or (first in RIGHT_TO_LEFT_SCRIPTS) == (not is_left_to_right):
        return None
    if not may_run_left:
        return "ltr"
    own = base_direction(text)
    return own if own != direction else None
