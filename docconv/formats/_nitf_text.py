"""Rich text as NITF 3.6: marks and line breaks as inline elements.

NITF has `em` for every way of setting apart (`class` tells which) and `a` for links; `sub` and `sup`
stand inside `num` alone and hold text alone. Source: the NITF 3.6 schema (2012-01-12).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from docconv.formats._xml import Attributes, Markup, escape, start_tag
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
    parts: list[str] = []
    at = 0
    for mark in marks:
        if mark.start < at:
            return _nested(text, marks)
        parts += (_script(text[at : mark.start]), _start_of(mark), _script(text[mark.start : mark.end], mark.kind), _end_of(mark))
        at = mark.end
    return "".join(parts) + _script(text[at:])


def _nested(text: str, marks: Sequence[Mark]) -> str:
    """`text` with marks that overlap, split so that the elements nest.

    At each edge of a mark the elements that do not go on are closed, and those inside them opened
    again. A reader joins marks of one kind and address that touch, which the model does not admit apart.
    """
    edges = sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    parts: list[str] = []
    opened: list[Mark] = []
    active: list[Mark] = []
    following = 0
    for start, end in pairwise(edges):
        active = [mark for mark in active if mark.end > start]
        while following < len(marks) and marks[following].start == start:
            active.append(marks[following])
            following += 1
        wanted = [mark for mark in active if mark.kind not in _SCRIPTS]
        kept = 0
        while kept < min(len(opened), len(wanted)) and opened[kept] is wanted[kept]:
            kept += 1
        parts += map(_end_of, reversed(opened[kept:]))
        parts += map(_start_of, wanted[kept:])
        parts.append(_script(text[start:end], *(mark.kind for mark in active)))
        opened = wanted
    return "".join([*parts, *map(_end_of, reversed(opened))])


def _start_of(mark: Mark) -> str:
    return start_tag("a", {"href": mark.href}) if mark.kind == "link" else _STARTS[mark.kind]


def _end_of(mark: Mark) -> str:
    return _ENDS[mark.kind]


def _script(text: str, *kinds: str) -> str:
    """`text` as markup, as sub- or superscript where one of those is among the kinds of its marks.

    NITF has `sub` and `sup` inside `num` alone, and they hold text alone: whatever else they would
    hold (a line break, one another) stands in an `em` of that class.
    """
    markup = escape(text)
    scripts = [kind for kind in kinds if kind in _SCRIPTS] if kinds else ()
    if not scripts:
        return markup.replace("\n", "<br/>") if "\n" in text else markup
    inner = scripts[0]
    lines = [f"<num><{inner}>{line}</{inner}></num>" if line else "" for line in markup.split("\n")]
    markup = f'<em class="{inner}"><br/></em>'.join(lines)
    return markup if len(scripts) == 1 else f'<em class="{scripts[1]}">{markup}</em>'
