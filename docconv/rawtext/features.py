"""What the lines of a page show, as numbers: the tagger's input.

What a line shows by itself (`line_features`) stands beside where it stands on the page, what stands
around it, and what the page is like. Lengths are set against the page's own lines. All are kept in
single precision, as the tagger was trained, in arrays of the standard library: a short page needs no other.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from docconv.rawtext.labels import PageLabels
from docconv.rawtext.line_features import CLOSELY, EDGES, OF_LINE, first_letter, of_lines, page_words
from docconv.rawtext.lines import Line
from docconv.rawtext.pieces import Piece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: What the rules say of a line, as a number: that of its most telling piece.
_SAID = {
    "caption": 5, "credit": 6, "byline": 2, "timestamp": 3, "list-item": 8, "related-heading": 9, "related-link": 10,
    "topic": 11, "furniture": 12, "paragraph": 4,
}  # fmt: skip
_AWAITED = {"caption": 14, "credit": 15, "topics": 16}


def said_by_rules(pieces: Sequence[Piece] | None) -> int:
    """What the rules say of a line, as a number; 0 where they say nothing."""
    if not pieces:
        return 0
    roles = {piece.role for piece in pieces}
    for role, number in _SAID.items():
        if role in roles:
            return number
    return _AWAITED.get(pieces[0].awaits or "", 7)


#: The features that a line has by where it stands and what stands around it, in their order.
OF_PLACE = (
    "relative_width", "place", "place_from_end", "share_before", "from_first_long", "from_last_long", "long_before",
    "long_after", "share_of_long_before", "to_next_long", "to_last_long", "run", "rank", "repeated", "seen_before", "overlap",
    "long",
)  # fmt: skip
_NEAR = ("relative_width", "end", "said", "start", "name", "long", "pictures", "agency")
_ALL, _FEW = slice(None), slice(0, 3, 2)
#: Of which lines around one, counted from it and so many at most, which of `_NEAR` are its features.
_BESIDE = 3
_AROUND = ((-3, _FEW), (-2, _ALL), (-1, _ALL), (1, _ALL), (2, _ALL), (3, _FEW))
OF_NEIGHBOURS = tuple(f"{name}_{abs(step)}_{'before' if step < 0 else 'after'}" for step, some in _AROUND for name in _NEAR[some])
OF_PAGE = (
    "questions_share", "questions", "question_gap", "long_quoted", "agency_lines", "name_lines", "lines", "long_share",
    "usual_width", "unspaced", "has_case", "long_stopped", "short_stopped", "free_share", "first_long",
)  # fmt: skip
NAMES = (*OF_LINE, *OF_PLACE, *OF_NEIGHBOURS, *OF_PAGE)

#: Which of `OF_LINE` those of the page and of neighbours are made of.
_OWN = tuple(map(OF_LINE.index, ("width", "end", "start", "sentences", "pictures", "name", "said", "agency")))

#: Distances to long lines are counted so far.
FAR = 30
#: Lines have a rank in a run of fewer lines than this.
LONGEST_RUN = 400
#: So many lines are worked on at once: what a page of a million lines takes beside its own numbers stays small.
AT_ONCE = 2048


def features(lines: Sequence[Line], found: Sequence[Sequence[Piece] | None], labels: PageLabels) -> Floats:
    """The features `NAMES` of each line: (lines, features). `found` is what the rules say of each; there is a line."""
    import numpy as np

    parts = feature_parts(lines, [said_by_rules(pieces) for pieces in found], labels)
    return np.concatenate([np.array(columns, dtype=np.float32).T for columns in parts])


def feature_parts(lines: Sequence[Line], said: Sequence[int], labels: PageLabels) -> Iterator[list[array[float]]]:
    """The features `NAMES` of `AT_ONCE` lines after another: of each feature those of all of these lines.

    `said` is what the rules say of each line (`said_by_rules`).
    """
    count = len(lines)
    words = page_words(lines, labels)
    texts = [line.text for line in lines]
    own = _columns(of_lines(texts[:AT_ONCE], said[:AT_ONCE], words))
    for begin in range(AT_ONCE, count, AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        for column, more in zip(own, _columns(of_lines(texts[part], said[part], words)), strict=True):
            column.extend(more)
    width, ends, starts, sentences, _, names, _, agencies = (own[at].tolist() for at in _OWN)
    free = [number in _STORY for number in said]
    usual = _usual([wide for wide, is_free in zip(width, free, strict=True) if is_free and wide >= 60])
    least = max(60, _single(min(0.6 * usual, 140.0)))
    long = [
        is_free and wide >= least and (end in (1, 2, 3) or several > 0 or wide > 220)
        for wide, end, several, is_free in zip(width, ends, sentences, free, strict=True)
    ]
    page = [
        array("f", [value])
        for value in _of_page(ends, starts, names, agencies, width, long, said, usual, words.unspaced, first_letter(lines))
    ]
    relative = array("f", [wide / usual for wide in width])
    _, end, start, _, pictures, name, says, agency = (own[at] for at in _OWN)
    shown = array("f", [min(wide, 3.0) for wide in relative]), end, says, start, name, array("f", long), pictures, agency
    nothing = array("f", [-1.0]) * _BESIDE
    near = [nothing + column + nothing for column in shown]
    places = _of_place(texts, width, relative.tolist(), long, words.unspaced)
    for begin in range(0, count, AT_ONCE):
        stop = min(count, begin + AT_ONCE)
        yield [
            *(column[begin:stop] for column in own),
            *_columns(islice(places, AT_ONCE)),
            *(column[_BESIDE + step + begin : _BESIDE + step + stop] for step, some in _AROUND for column in near[some]),
            *(value * (stop - begin) for value in page),
        ]


def _columns(rows: Iterable[tuple[float, ...]]) -> list[array[float]]:
    """Of each feature those of all lines, given those of each line."""
    return [array("f", column) for column in zip(*rows, strict=True)]


def _single(number: float) -> float:
    """The number of single precision that is nearest."""
    return array("f", [number])[0]


#: What free lines and those of the story have in `said`: nothing, a paragraph, an item of a list.
_STORY = frozenset((0, 4, 8))


def _usual(widths: list[float]) -> float:
    """The median of widths, in single precision; 100 where there are none."""
    middle, odd = divmod(len(widths), 2)
    if not widths:
        return 100.0
    widths.sort()
    return widths[middle] if odd else _single(widths[middle - 1] + widths[middle]) / 2


def _of_place(
    texts: list[str], width: list[float], relative: list[float], long: list[bool], unspaced: bool
) -> Iterator[tuple[float, ...]]:
    """The features `OF_PLACE` of each line; `relative` is its width against the usual one."""
    count = len(texts)
    at_long = [at for at, is_long in enumerate(long) if is_long]
    total = len(at_long)
    first, last = (at_long[0], at_long[-1]) if total else (count, -1)
    edges = [-FAR, *at_long, count + FAR]
    counts = Counter(texts)
    seen: set[str] = set()
    before = 0
    ranks, overlaps = _ranks(width, long), _overlaps(texts, width, long, unspaced)
    for at, (text, is_long, rank, overlap) in enumerate(zip(texts, long, ranks, overlaps, strict=True)):
        to_next = min(edges[before + is_long + 1] - at, FAR)
        to_last = min(at - edges[before], FAR)
        repeated = counts[text] - 1
        yield (
            relative[at], at, count - 1 - at, (at + 0.5) / count, at - first, at - last, before, total - before - is_long,
            before / max(1, total), to_next, to_last, 0 if is_long else min(to_next + to_last - 1, 40), rank, repeated,
            repeated > 0 and text in seen, overlap, is_long,
        )  # fmt: skip
        if repeated:
            seen.add(text)
        before += is_long


def _ranks(width: list[float], long: list[bool]) -> list[int]:
    """The rank of a line by width, the widest first, in its run of lines that are not long."""
    ranks = [0] * len(width)
    begin = 0
    for end, is_long in enumerate([*long, True]):
        if is_long:
            if 1 < end - begin < LONGEST_RUN:
                for rank, at in enumerate(sorted(range(begin, end), key=width.__getitem__, reverse=True)):
                    ranks[at] = rank
            begin = end + 1
    return ranks


def _overlaps(texts: list[str], width: list[float], long: list[bool], unspaced: bool) -> Iterator[float]:
    """The share of a short line's words, of four letters and more, that long lines have; in unspaced scripts, of its pairs.

    -1 for other lines, and for those without such words.
    """
    story = "\n".join([text for text, is_long in zip(texts, long, strict=True) if is_long])
    body: set[Any] = set(pairwise(story) if unspaced else story.lower().split())
    for text, is_long, wide in zip(texts, long, width, strict=True):
        parts: list[Any] = []
        if not is_long and wide <= CLOSELY:
            parts = list(pairwise(text)) if unspaced else _long_words(text)
        yield sum([part in body for part in parts]) / len(parts) if parts else -1.0


def _long_words(text: str) -> list[str]:
    """The words of four letters and more, in lower case."""
    return [word for part in text.lower().split() if len(part) >= 4 and len(word := part.strip(EDGES)) >= 4]


def _of_page(
    ends: list[float], starts: list[float], names: list[float], agencies: list[float], width: list[float], long: list[bool],
    said: Sequence[int], usual: float, unspaced: bool, letter: str,
) -> tuple[float, ...]:  # fmt: skip
    """The features `OF_PAGE`, from what the lines show by themselves."""
    count, total = len(long), sum(long)
    questions = [at for at, (end, wide) in enumerate(zip(ends, width, strict=True)) if end == 2 and wide <= 200]
    gaps = sorted([after - at for at, after in pairwise(questions)])
    gap = (gaps[len(gaps) // 2] + gaps[(len(gaps) - 1) // 2]) / 2 if len(gaps) > 1 else 0.0
    free = [number == 0 and not is_long for number, is_long in zip(said, long, strict=True)]
    named = sum([is_free for is_free, name in zip(free, names, strict=True) if name])
    quoted = sum([start == 5 for start, is_long in zip(starts, long, strict=True) if is_long])
    stopped = sum([end == 1 for end, is_long in zip(ends, long, strict=True) if is_long])
    return (
        len(questions) / max(1, total), len(questions), gap, quoted / max(1, total), agencies.count(3.0),
        named / max(1, sum(free)), count, total / count, usual, unspaced, letter.lower() != letter.upper(),
        stopped / max(1, total), (ends.count(1.0) - stopped) / max(1, count - total), said.count(0) / count,
        long.index(True) if total else count,
    )  # fmt: skip
