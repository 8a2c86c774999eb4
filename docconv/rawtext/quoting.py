"""Text quoted in mail: the marks before its lines taken off, and where they stood put back into the trace.

A story that came by mail has "> " before each line, or several of them. What is left without them reads as any text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from docconv.patterns import lazy_pattern
from docconv.rawtext.trace import Segment

#: So many lines in a row are quoted, or none is.
FEWEST_QUOTED = 3
_MARKS = lazy_pattern(r"(?:>[ \t]?)+")


class Cut(NamedTuple):
    """A stretch that was taken out of a text: where it stood in what is left, and how long it was, in code points."""

    at: int
    size: int


def unquoted(text: str) -> tuple[str, list[Cut]]:
    """`text` without the marks of quoting, and what was taken out, in order; no cuts where nothing is quoted.

    >>> unquoted("> The ferry\\n> sails.\\n>\\n")
    ('The ferry\\nsails.\\n\\n', [Cut(at=0, size=2), Cut(at=10, size=2), Cut(at=17, size=1)])
    """
    if text.count(">") < FEWEST_QUOTED:
        return text, []
    lines = text.splitlines(keepends=True)
    marks = [match.end() if (match := _MARKS.match(line)) else 0 for line in lines]
    kept: list[str] = []
    cuts: list[Cut] = []
    at = begin = 0
    for number, size in enumerate([*marks, 0]):
        if size:
            continue
        quoted = number - begin >= FEWEST_QUOTED
        for line, own in zip(lines[begin : number + 1], marks[begin : number + 1], strict=True):
            if own and quoted:
                cuts.append(Cut(at, own))
            kept.append(line[own:] if quoted else line)
            at += len(kept[-1])
        begin = number + 1
    return "".join(kept), cuts


def with_cuts(segments: Iterable[Segment], cuts: Sequence[Cut]) -> Iterator[Segment]:
    """Segments of what was left of a text as segments of the text itself: what was taken out is labels."""
    number = shift = 0
    for segment in segments:
        start = segment.start
        while number < len(cuts) and cuts[number].at < segment.end:
            at, size = cuts[number]
            if start < at:
                yield segment._replace(start=start + shift, end=at + shift)
            yield Segment(at + shift, at + shift + size, "label", None, 1.0)
            start, shift, number = at, shift + size, number + 1
        if start < segment.end:
            yield segment._replace(start=start + shift, end=segment.end + shift)
    for at, size in cuts[number:]:
        yield Segment(at + shift, at + shift + size, "label", None, 1.0)
        shift += size
