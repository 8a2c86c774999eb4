"""The picture of a trace for a terminal: every line of the source with what it was taken for.

    3  headline         │ Ferry adds dawn sailing
    5  label            ┊ Image source,
    5  credit           │ Harbour Press
    9  heading     0.55 ? The harbour at dawn

The gutter holds the line, the role, the confidence where it is less than certain, and a sign: `│`
for what became a string of the article, `┊` for what was set apart, `?` for what is doubtful.
Where a width is given, texts are folded to it, beside the gutter.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

from docconv.unicode import printable

if TYPE_CHECKING:
    from docconv.rawtext.trace import Segment, Trace

#: Below this confidence a line is marked as doubtful.
DOUBTFUL = 0.6

#: Columns that must be left for the texts, or they are not folded.
_LEAST_ROOM = 20
#: Columns that the names of the totals take.
_NAME = 11

_RESET, _DIM, _DOUBT = "\x1b[0m", "\x1b[2m", "\x1b[1;33m"
_COLOURS = {
    "headline": "\x1b[1m",
    "kicker": "\x1b[36m",
    "standfirst": "\x1b[1;36m",
    "byline": "\x1b[35m",
    "dateline": "\x1b[35m",
    "timestamp": "\x1b[35m",
    "heading": "\x1b[1;34m",
    "caption": "\x1b[32m",
    "credit": "\x1b[33m",
    "label": _DIM,
    "quote": "\x1b[3m",
    "related-heading": "\x1b[1;34m",
    "related-link": "\x1b[34m",
    "topic": "\x1b[36m",
    "furniture": _DIM,
}
#: Roles whose text is no part of the story.
_APART = ("label", "furniture", "timestamp")


class Row(NamedTuple):
    """What one segment covers of one line of the source, without the white space at its ends; lines count from 1."""

    number: int
    segment: Segment
    text: str


def rows(text: str, trace: Trace) -> Iterator[Row]:
    """Every stretch of `text` with something in it, by line and segment, in order; blank lines are left out.

    >>> from docconv.model import Article
    >>> from docconv.rawtext.trace import Segment, Trace
    >>> segments = (Segment(0, 2, "headline", "/headline", 1.0), Segment(2, 3, "blank", None, 1.0))
    >>> trace = Trace(Article(headline="Up"), segments, ())
    >>> [(row.number, row.segment.role, row.text) for row in rows("Up\\n", trace)]
    [(1, 'headline', 'Up')]
    """
    segments = iter(trace.segments)
    segment = next(segments, None)
    stop = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        start, stop = stop, stop + len(line)
        while segment is not None and segment.start < stop:
            covered = text[max(start, segment.start) : min(stop, segment.end)].strip()
            if segment.role != "blank" and covered:
                yield Row(number, segment, covered)
            if segment.end > stop:
                break  # it goes on in the next line
            segment = next(segments, None)


def picture(text: str, trace: Trace, *, colour: bool, width: int | None = None) -> Iterator[str]:
    """The lines of the picture, without line ends; what a terminal would obey is shown as an escape.

    With `width`, no line takes more columns than that, unless there is hardly room beside the gutter.
    """
    shown = list(rows(text, trace))
    digits = len(str(shown[-1].number)) if shown else 1
    role_width = max((len(row.segment.role) for row in shown), default=0)
    for row in shown:
        yield from _lines(row, digits, role_width, colour, width)
    if shown:
        yield ""
    for line in totals(trace):
        name, counts = line[:_NAME], line[_NAME:]
        for at, piece in enumerate(folded(counts, width - _NAME) if width and width - _NAME >= _LEAST_ROOM else (counts,)):
            yield f"{name if at == 0 else ' ' * _NAME}{piece}"


def as_data(text: str, trace: Trace) -> dict[str, Any]:
    """The trace as plain data for JSON: the article, and every segment with its line and its text."""
    numbers: dict[int, int] = {}
    for row in rows(text, trace):
        numbers.setdefault(row.segment.start, row.number)
    return {
        "article": trace.article.model_dump(mode="json", exclude_defaults=True),
        "segments": [
            {**segment._asdict(), "line": numbers.get(segment.start), "text": text[segment.start : segment.end]}
            for segment in trace.segments
        ],
        "problems": [asdict(problem) for problem in trace.problems],
    }


def totals(trace: Trace) -> Iterator[str]:
    """What the text was taken for, in numbers: the roles in the story, what was set apart, what is doubtful."""
    said = [segment for segment in trace.segments if segment.role != "blank"]
    article = trace.article
    told = f"{article.language or 'not known'}, {'right to left' if article.direction == 'rtl' else 'left to right'}"
    yield f"language:  {told}"
    yield f"story:     {_counts(segment for segment in said if segment.role not in _APART)}"
    yield f"set apart: {_counts(segment for segment in said if segment.role in _APART)}"
    yield f"doubtful:  {_counts(segment for segment in said if segment.confidence < DOUBTFUL)}"


def _counts(segments: Iterable[Segment]) -> str:
    counted = Counter(kind for kind, _ in dict.fromkeys(map(_part, segments)))
    return ", ".join(f"{number} {_plural(kind, number)}" for kind, number in counted.most_common()) or "nothing"


def _part(segment: Segment) -> tuple[str, str | int]:
    """What a segment counts as, and which: those of one string are one, and so are all of a quotation."""
    path = segment.path
    if path is None:
        return segment.role, segment.start
    if segment.role == "quote":
        return segment.role, path.partition("/paragraphs/")[0].removesuffix("/attribution")
    return "table-cell" if segment.role == "paragraph" and "/rows/" in path else segment.role, path


def _plural(kind: str, number: int) -> str:
    return kind if number == 1 or kind == "furniture" else f"{kind}s"


def _lines(row: Row, digits: int, role_width: int, colour: bool, width: int | None) -> Iterator[str]:
    """The line of a row, and those that it goes on in."""
    number, segment, text = row
    doubtful = segment.confidence < DOUBTFUL
    kind = "\u2502" if segment.path else "\u250a"
    confidence = "    " if segment.confidence >= 0.995 else f"{segment.confidence:.2f}"
    gutter = f"{number:>{digits}}  {segment.role:<{role_width}} {confidence} "
    room = width - len(gutter) - 2 if width else 0
    shown = printable(text)
    paint = _COLOURS.get(segment.role, "") if colour else ""
    for at, piece in enumerate(folded(shown, room) if room >= _LEAST_ROOM else (shown,)):
        left = f"{gutter}{'?' if doubtful else kind} " if at == 0 else f"{' ' * len(gutter)}{kind} "
        if colour:
            left = f"{_DOUBT if doubtful and at == 0 else _DIM}{left}{_RESET}"
        yield f"{left}{paint}{piece}{_RESET if paint else ''}"


def folded(text: str, room: int) -> Iterator[str]:
    """A text in pieces that take at most `room` columns each, cut at spaces where there are any.

    >>> list(folded("The first boat leaves at dawn", 12))
    ['The first', 'boat leaves', 'at dawn']
    >>> list(folded("島の最初の船", 6))
    ['島の最', '初の船']
    """
    start = used = 0
    space = -1
    for at, char in enumerate(text):
        columns = _columns(char)
        if used + columns > room and columns:
            if char == " ":
                yield text[start:at]
                start, used, space = at + 1, 0, -1
                continue
            cut = space if space > start else at
            yield text[start:cut]
            start = cut + 1 if cut == space else cut
            used, space = sum(map(_columns, text[start:at])), -1
        if char == " ":
            space = at
        used += columns
    if start < len(text) or not text:
        yield text[start:]


def _columns(char: str) -> int:
    """How many columns of a terminal a character takes: none for marks and controls of direction, two for wide ones."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
