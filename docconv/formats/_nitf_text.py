"""Rich text as NITF 3.6: marks and line breaks as inline elements.

NITF has `em` for every way of setting apart (`class` tells which) and `a` for links; `sub` and `sup`
stand inside `num` alone and hold text alone. Source: the NITF 3.6 schema (2012-01-12).
"""

from __future__ import annotations

from collections.abc import Sequence

from docconv.formats._markup import Attributes, Span, escape, nested, start_tag, with_breaks
from docconv.formats._xml import Markup
from docconv.model import Mark, RichText

_SCRIPTS = ("sub", "sup")
_STARTS = {"strong": '<em class="strong">', "emphasis": "<em>", "code": '<em class="code">', "sub": "", "sup": ""}
_ENDS = {"link": "</a>", "strong": "</em>", "emphasis": "</em>", "code": "</em>", "sub": "", "sup": ""}


def write_rich(xml: Markup, tag: str, text: RichText, attributes: Attributes | None = None) -> None:
    """An element that holds a rich text."""
    if text.language is not None or text.direction is not None:
        attributes = {**(attributes or {}), **differences(text)}
    if text.marks or "\n" in text.text:
        xml.mixed(tag, inline(text.text, text.marks), attributes)
    else:
        xml.text(tag, text.text, attributes)


def differences(text: RichText) -> dict[str, str | None]:
    """In what a text differs from the article around it."""
    return {"xml:lang": text.language, "its:dir": text.direction}


def between(marks: Sequence[Mark], start: int, end: int) -> list[Mark]:
    """What of the marks lies between two places of the text, counted from the first of them."""
    inside = (mark for mark in marks if mark.start < end and mark.end > start)
    return [
        mark.model_copy(update={"start": max(mark.start, start) - start, "end": min(mark.end, end) - start}) for mark in inside
    ]


def inline(text: str, marks: Sequence[Mark]) -> str:
    """`text` with its marks as markup, line breaks as `br`.

    >>> inline("a b", [Mark(kind="strong", start=0, end=1)])
    '<em class="strong">a</em> b'
    """
    return nested(text, [_span(mark) for mark in marks], _stretch) if marks else with_breaks(text)


def _span(mark: Mark) -> Span:
    opening = start_tag("a", {"href": mark.href}) if mark.kind == "link" else _STARTS[mark.kind]
    return Span(mark.start, mark.end, opening, _ENDS[mark.kind], mark.kind)


def _stretch(text: str, spans: Sequence[Span]) -> str:
    """`text` as markup, as sub- or superscript where one of those is among the spans that hold it.

    NITF has `sub` and `sup` inside `num` alone, and they hold text alone: whatever else they would
    hold (a line break, one another) stands in an `em` of that class.
    """
    scripts = [span.kind for span in spans if span.kind in _SCRIPTS]
    if not scripts:
        return with_breaks(text)
    inner = scripts[0]
    lines = [f"<num><{inner}>{line}</{inner}></num>" if line else "" for line in escape(text).split("\n")]
    markup = f'<em class="{inner}"><br/></em>'.join(lines)
    return markup if len(scripts) == 1 else f'<em class="{scripts[1]}">{markup}</em>'
