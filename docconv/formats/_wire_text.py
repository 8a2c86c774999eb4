"""News text without markup as wires send it, inside items of news: paragraphs, lists, what surrounds the story.

Three conventions are told apart by the text itself: lines that are wrapped and paragraphs that begin
with an indented line; paragraphs set apart by blank lines; one paragraph a line. Lines that begin with
a bullet are a list. Advice to editors in brackets above the story, and a last paragraph in brackets
(who reported, who edited), are furniture; a line "By ..." above the story is the byline.
"""

from __future__ import annotations

from typing import Any

from docconv.formats._inline import Inline
from docconv.patterns import lazy_pattern

#: From so many spaces on a line is indented.
_INDENT = lazy_pattern(r"[ \t\u3000]{2,}|\u3000")
_BULLET = lazy_pattern(r"[*•·▪‣-][ \t]+(?=\S)")
_BYLINE = lazy_pattern(r"By [^\W\d_][^.!?:]{1,80}")
#: Lines of this length are wrapped: wires set 60 to 80 characters a line.
_WRAPPED = (40, 90)


def is_wire(text: str) -> bool:
    """Whether a text inside one element is of several paragraphs: two of its lines are indented, others are not.

    >>> is_wire("   One line\\nand its end.\\n   Another\\nand its end."), is_wire("One\\n    two\\n    three")
    (True, False)
    """
    lines = [line for line in text.splitlines()[1:] if line.strip()]
    indented = sum(_INDENT.match(line) is not None for line in lines)
    first = text.splitlines()[:1]
    opening = bool(first and _INDENT.match(first[0]) and first[0].strip())
    return indented + opening >= 2 and len(lines) > indented


def wire_fields(text: str) -> dict[str, Any]:
    """The body of an article, its byline and its furniture, out of a text without markup.

    >>> fields = wire_fields("(Adds detail)\\n    By Jo Kerr\\n    Rain fell on Monday\\nin the hills.\\n    It stopped.")
    >>> fields["byline"], fields["furniture"], [block["text"] for block in fields["body"][0]["blocks"]]
    ('By Jo Kerr', ['(Adds detail)'], ['Rain fell on Monday in the hills.', 'It stopped.'])
    """
    paragraphs = [joined for group in _paragraphs(text.expandtabs(4).splitlines()) if (joined := _joined(group))]
    fields: dict[str, Any] = {}
    furniture: list[str] = []
    blocks: list[dict[str, Any]] = []
    last = len(paragraphs) - 1
    for number, paragraph in enumerate(paragraphs):
        above = not any(block["type"] == "paragraph" for block in blocks)
        if _is_bracketed(paragraph) and ((above and number < last) or (number == last and not above)):
            furniture.append(paragraph)
        elif above and "byline" not in fields and number < last and _BYLINE.fullmatch(paragraph):
            fields["byline"] = paragraph
        elif bullet := _BULLET.match(paragraph):
            item = {"text": paragraph[bullet.end() :]}
            if blocks and blocks[-1]["type"] == "list":
                blocks[-1]["items"].append(item)
            else:
                blocks.append({"type": "list", "items": [item]})
        else:
            blocks.append({"type": "paragraph", "text": paragraph})
    if blocks:
        fields["body"] = [{"blocks": blocks}]
    if furniture:
        fields["furniture"] = furniture
    return fields


def _is_bracketed(paragraph: str) -> bool:
    return paragraph[0] in "([（" and paragraph[-1] in ")]）" and not any(char in ")]）" for char in paragraph[1:-1])


def _joined(lines: list[str]) -> str | None:
    inline = Inline()
    for line in lines:
        inline.text(line)
        inline.text(" ")
    return inline.plain()


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Lines by paragraph."""
    filled = [line for line in lines if line.strip()]
    indented = sum(_INDENT.match(line) is not None for line in filled)
    by_indent = 0 < indented < len(filled)
    by_blank = any(not line.strip() for line in lines[1:-1]) and not by_indent
    wrapped = by_blank or by_indent or _looks_wrapped(filled)
    groups: list[list[str]] = []
    open_group = False
    for line in lines:
        if not line.strip():
            open_group = False
            continue
        begins = not open_group or not wrapped or (by_indent and _INDENT.match(line) is not None)
        if begins or _BULLET.match(line.lstrip()) is not None:
            groups.append([])
        groups[-1].append(line)
        open_group = True
    return groups


def _looks_wrapped(lines: list[str]) -> bool:
    """Whether lines without blank ones between them are one paragraph that was wrapped."""
    if len(lines) < 2:
        return False
    low, high = _WRAPPED
    return max(map(len, lines)) <= high and all(len(line) >= low for line in lines[:-1])
