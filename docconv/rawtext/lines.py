"""Raw text to lines: where each stands in the source, its canonical text, and how it was laid out.

Lines that were hard-wrapped, as mail and wires do, are joined again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, repeat
from typing import NamedTuple

from docconv.patterns import lazy_pattern
from docconv.unicode import UNSPACED_SCRIPTS, canonical, has_odd_characters, is_blank, script_of


class Line(NamedTuple):
    """A line that shows something.

    `start` and `end` bound it in the source, without the white space at its ends; `gap` counts the
    blank lines before it; `indent` is the white space it begins with, in characters. A `row` has tabs
    inside: it was copied from a table, or is laid out as one.
    """

    start: int
    end: int
    text: str
    gap: int
    indent: int
    row: bool = False


def split_lines(source: str) -> list[Line]:
    """The lines of `source` that are not blank, in order."""
    return read_lines(source)[0]


def read_lines(source: str) -> tuple[list[Line], bool]:
    """The lines of `source` that are not blank, in order, and whether any character of it is odd (`has_odd_characters`)."""
    lines: list[Line] = []
    raws = source.splitlines(keepends=True)
    mark = len(source) - len(source.lstrip("\ufeff")) if source else 0  # a byte-order mark is no text
    if mark:
        raws[0] = raws[0][mark:]
    spaced, odd = "  " in source, False
    gap, after = 0, mark
    for raw in raws:
        at = after
        after += len(raw)
        text = visible = raw.strip()
        row = False
        if not visible:
            gap += 1
            continue
        if not visible.isprintable():  # most lines are, and have nothing to put right
            text = "" if is_blank(visible) else canonical(visible)
            odd = odd or (text != visible and has_odd_characters(visible))
            row = "\t" in visible
            if not text:
                gap += 1
                continue
        elif spaced:
            text = canonical(visible)
        if raw[0] == visible[0]:
            lines.append(Line(at, at + len(visible), text, gap, 0, row))
        else:
            indent = len(raw) - len(raw.lstrip())
            lines.append(Line(at + indent, at + indent + len(visible), text, gap, indent, row))
        gap = 0
    if mark and lines and lines[0].start < len(source.splitlines(keepends=True)[0]):
        lines[0] = lines[0]._replace(indent=lines[0].indent + mark)
    return lines, odd


#: A text whose widest line in a block is longer than this, in characters, was not wrapped by a machine.
WIDEST_WRAP = 110
#: A text narrower than this, in characters, is a list of short lines; a script without spaces is set narrower.
NARROWEST_WRAP, NARROWEST_UNSPACED = 25, 12
#: How many lines must be followed by another of their block before a text can count as wrapped.
FEWEST_WRAPPED = 3
#: The share of such lines that must be full; of fewer than `A_FEW` all must.
FULL_SHARE = 0.6
A_FEW = 6


def wrap_width(lines: Sequence[Line], alone: Sequence[bool] = ()) -> int | None:
    """The width at which the text was hard-wrapped, in characters; None when it was not.

    A wrapped line is full: the first word of the next one would not have fitted. Only lines with
    another right under them count, unless that begins a paragraph by its indent, or one of them is
    known to stand `alone` (labels, bullets, the header of a mail).
    """
    margin = min((line.indent for line in lines), default=0)
    known = alone or repeat(False, len(lines))
    followed = [
        (line, after)
        for (line, line_alone), (after, after_alone) in pairwise(zip(lines, known, strict=True))
        if not line_alone and not after_alone and after.indent <= margin and _may_run_on(line, after)
    ]
    if len(followed) < FEWEST_WRAPPED:
        return None
    extents = sorted(_extent(line) for line, _ in followed)
    width = max(extents[: max(FEWEST_WRAPPED, len(extents) - len(extents) // 10)])  # an address may stick out
    unspaced = script_of(followed[0][0].text[0]) in UNSPACED_SCRIPTS
    if not (NARROWEST_UNSPACED if unspaced else NARROWEST_WRAP) <= width <= WIDEST_WRAP:
        return None
    full = sum(_is_full(line, after, width) for line, after in followed)
    share = FULL_SHARE if len(followed) >= A_FEW else 1.0
    return width if full >= share * len(followed) else None


#: A line that sticks out further than this, in characters, was never wrapped.
_OVERHANG = 3


def _extent(line: Line) -> int:
    return line.indent + len(line.text)


def _is_full(line: Line, after: Line, width: int) -> bool:
    text = after.text[: width + 1]
    word = len(text.split(" ", 1)[0])
    if script_of(text[0]) in UNSPACED_SCRIPTS:
        word = min(word, 2)
    return width < _extent(line) + 1 + word and _extent(line) <= width + _OVERHANG


#: A line of this share of the width goes on in the next one where that begins in the midst of a sentence.
_NEARLY_FULL = 0.75


def _goes_on(line: Line, after: Line, width: int) -> bool:
    """Whether a line breaks a sentence off a word or two before the width: other hands wrapped it, or a word was changed."""
    last = line.text[-1]
    return after.text[0].islower() and (last.isalnum() or last == ",") and _NEARLY_FULL * width <= _extent(line) <= width


def _may_run_on(line: Line, after: Line) -> bool:
    """Whether a line may run on into the next one: nothing stands between, and neither is of a table."""
    return after.gap == 0 and not (line.row or after.row)


def rejoin(lines: Sequence[Line], alone: Sequence[bool], width: int) -> list[Line]:
    """`lines` of a text that was wrapped at `width`, those that one paragraph was wrapped into joined.

    A line joins the one above it when that one is full, when it does not stand `alone` (it may run
    over into the next line, but nothing runs into it), and when it does not begin a paragraph by
    its indent.
    """
    margin = min(line.indent for line in lines)
    groups: list[list[Line]] = []
    labelled = False  # whether the first line of the group stands alone
    for line, is_alone in zip(lines, alone, strict=True):
        if groups and _may_run_on(groups[-1][-1], line) and not is_alone:
            first, above = groups[-1][0], groups[-1][-1]
            indented = line.indent > margin and not labelled  # a paragraph that begins by its indent
            short_label = labelled and above is first and len(first.text) <= 0.75 * width
            full = _is_full(above, line, width) or (not labelled and _goes_on(above, line, width))
            if full and not indented and not short_label:
                groups[-1].append(line)
                continue
        groups.append([line])
        labelled = is_alone
    return [_merge(group) for group in groups]


_BROKEN_WORD = lazy_pattern("[^\\W\\d_]-$")


def _merge(group: list[Line]) -> Line:
    first, last = group[0], group[-1]
    if len(group) == 1:
        return first
    return Line(first.start, last.end, join_texts([line.text for line in group]), first.gap, first.indent)


def text_between(source: str, start: int, end: int) -> str:
    """The canonical text of a stretch of the source, which may run over several wrapped lines."""
    stretch = source[start:end]
    if stretch.isprintable():  # one line, and hardly ever anything to put right
        return canonical(stretch)
    lines = stretch.splitlines()
    if len(lines) == 1:
        return canonical(lines[0])
    texts = [text for line in lines if (text := canonical(line))]
    return join_texts(texts) if texts else ""


def join_texts(texts: list[str]) -> str:
    """The lines of one paragraph as one text: a space between, except inside words and unspaced scripts."""
    result = texts[0]
    for text in texts[1:]:
        tight = script_of(result[-1]) in UNSPACED_SCRIPTS or script_of(text[0]) in UNSPACED_SCRIPTS
        broken = _BROKEN_WORD.search(result[-2:]) and text[0].islower()
        result += text if tight or broken else " " + text
    return result
