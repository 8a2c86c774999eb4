"""The role of every line in its context: learned weights over line features, decoded over the whole page.

The weights are data (`data/tagger.bin`), made by `tools/train_tagger.py` from labelled pages; the
card beside them (docs/tagger.md) says from which, how well they do, and where they fail.
"""

from __future__ import annotations

import functools
import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from docconv.rawtext.features import NAMES, feature_parts, said_by_rules
from docconv.rawtext.forest import Forest, unpacked
from docconv.rawtext.labels import PageLabels
from docconv.rawtext.line_features import WIDE
from docconv.rawtext.lines import Line
from docconv.rawtext.pieces import Piece
from docconv.unicode import UNSPACED_SCRIPTS, script_of

_DATA = Path(__file__).parent.parent / "data" / "tagger.bin"

#: The roles that are told apart; what is no part of the story is "other".
ROLES = ("headline", "standfirst", "byline", "heading", "paragraph", "figure", "other")
HEADLINE, STANDFIRST, BYLINE, HEADING, PARAGRAPH, FIGURE, OTHER = range(len(ROLES))

#: What the rules say with certainty (`features.said_by_rules`) binds the decoding.
_BOUND = {5: FIGURE, 6: FIGURE, 14: FIGURE, 15: FIGURE, 3: OTHER, 9: OTHER, 10: OTHER, 11: OTHER, 12: OTHER, 16: OTHER}

#: A role less likely than this is no candidate for a line.
LEAST = 0.02
#: The first free line is the headline where its chance to be that is this share of the best one's.
EARLIER_HEADLINE = 0.6
#: A page whose best line has a smaller chance than this has no headline.
LEAST_HEADLINE = 0.01


#: This share of the chance that a sentence right under the story is no part of it goes to its being one; its least width.
GOES_ON, SHORTEST_SENTENCE = 0.45, 40


#: A page of fewer lines must have so many long ones.
FEWEST_LINES, FEWEST_LONG = 12, 3


class Weights(NamedTuple):
    """What decides: the trees, what each role counts (logarithms), and how one role follows another (from, to)."""

    forest: Forest
    favour: tuple[float, ...]
    follows: tuple[tuple[float, ...], ...]


class Tag(NamedTuple):
    """The role of a line and how sure it is, from 0 to 1."""

    role: int
    confidence: float


@functools.cache
def shipped_weights() -> Weights:
    """The weights that come with docconv, read once per process."""
    return weights_from(_DATA.read_bytes())


def weights_from(data: bytes) -> Weights:
    """Weights as `tools/train_tagger.py` writes them; raises `ValueError` when they are for other features or roles."""
    forests, about = unpacked(data)
    if about["roles"] != list(ROLES) or about["features"] != list(NAMES):
        raise ValueError("these weights are for other roles or features; train them again")
    return Weights(forests[0], tuple(about["favour"]), tuple(map(tuple, about["follows"])))


def is_enough(lines: Sequence[Line]) -> bool:
    """Whether a page has enough to set its lines against: a few long ones, or many. Of less, nothing was learned."""
    if len(lines) >= FEWEST_LINES:
        return True
    return sum(map(_is_long, lines)) >= FEWEST_LONG


def _is_long(line: Line) -> bool:
    text = line.text
    return len(text) >= 60 or (len(text) * WIDE >= 60 and script_of(text[0]) in UNSPACED_SCRIPTS)


def tags(
    lines: Sequence[Line], found: Sequence[Sequence[Piece] | None], labels: PageLabels, weights: Weights | None = None
) -> list[Tag]:
    """The role of each line of a page; `found` is what the rules say of each."""
    if not lines:
        return []
    given = weights or shipped_weights()
    said = [said_by_rules(pieces) for pieces in found]
    likely = [row for part in feature_parts(lines, said, labels) for row in _chances(part, given)]
    bound = list(map(_BOUND.get, said))
    headline = _headline([row[HEADLINE] for row in likely], bound, said, [line.text for line in lines])
    path = _decoded(likely, bound, headline, given)
    return [
        Tag(role, 1.0 if fixed is not None else min(1.0, max(row[role], LEAST)))
        for role, row, fixed in zip(path, likely, bound, strict=True)
    ]


def _chances(columns: Sequence[array[float]], weights: Weights) -> list[list[float]]:
    """The chance of each role for each line; the columns are the features `NAMES`, each of all lines.

    Of a sentence right under a long line a share of the chance that it is no part of the story goes to its being a
    paragraph: story text set apart costs more than furniture kept.
    """
    likely = weights.forest.chances(columns)
    for row, end, under, width, said in zip(likely, *(columns[at] for at in _GOING_ON), strict=True):
        if end == 1 and under == 1 and width >= SHORTEST_SENTENCE and said == 0:
            moved = row[OTHER] * GOES_ON
            row[PARAGRAPH] += moved
            row[OTHER] -= moved
    return likely


_GOING_ON = tuple(map(NAMES.index, ("end", "to_last_long", "width", "said")))


def _headline(chances: Sequence[float], bound: Sequence[int | None], said: Sequence[int], texts: Sequence[str]) -> int | None:
    """The one line that is the headline: the likeliest, or the first that is free where that is nearly as likely.

    `chances` are those of each line to be it; they are less below the byline. A trail of links ("Home > News > …") may end
    in the headline, which stands below it.
    """
    free = [at for at, fixed in enumerate(bound) if fixed is None]
    if not free:
        return None
    byline = said.index(_BYLINE) if _BYLINE in said else len(said)

    def weight(at: int) -> float:
        return chances[at] if at < byline else chances[at] * BELOW_BYLINE

    best = max(free, key=weight)
    if weight(best) < LEAST_HEADLINE:
        return None
    first = free[0]
    chosen = first if weight(first) >= EARLIER_HEADLINE * weight(best) else best
    return next((at for at in free if chosen < at < byline and _ends_trail(texts[at], texts[chosen])), chosen)


#: What the rules say of a byline, as a number.
_BYLINE = 2
#: The chance of a line below the byline to be the headline counts so much.
BELOW_BYLINE = 0.3
#: The headline at the end of a trail of links has so many characters at least.
_SHORTEST_END = 15
#: What ends the part of a headline before its last: "Ferry strike: What we know" is no trail.
_ENDS_PART = frozenset(":;,.!?\u2026\u2013\u2014\uff1a\uff1b\uff0c\u3002\uff01\uff1f\u060c\u061b\u061f\u0964")


def _ends_trail(text: str, trail: str) -> bool:
    """Whether a trail of links ends in `text`, the title of the page: "Home > News > Ferry adds dawn sailing"."""
    before = trail.removesuffix(text).rstrip()
    return len(text) >= _SHORTEST_END and 0 < len(before) < len(trail) and before[-1] not in _ENDS_PART


def _decoded(likely: Sequence[Sequence[float]], bound: Sequence[int | None], headline: int | None, weights: Weights) -> list[int]:
    """The likeliest sequence of roles (Viterbi), over the few roles that are likely for each line.

    Where a line has one candidate alone, what came before is settled, and forgotten.
    """
    follows = weights.follows
    path: list[int] = []
    back: list[Mapping[int, int]] = []  # of the lines that are not settled: which role before leads to each
    before: dict[int, float] = {}
    for at, (free, fixed) in enumerate(zip(_candidates(likely, weights), bound, strict=True)):
        candidates = {HEADLINE: 0.0} if at == headline else free if fixed is None else {fixed: 0.0}
        if not before:
            before = candidates
        elif len(before) == 1:
            ((role, score),) = before.items()
            path += _traced(role, back)
            back = []
            following = follows[role]
            before = {to: score + following[to] + own for to, own in candidates.items()}
        else:
            from_ = {to: max((score + follows[role][to], role) for role, score in before.items())[1] for to in candidates}
            before = {to: before[from_[to]] + follows[from_[to]][to] + own for to, own in candidates.items()}
            back.append(from_)
    return path + _traced(max(before, key=before.__getitem__), back)


def _candidates(likely: Sequence[Sequence[float]], weights: Weights) -> Iterator[dict[int, float]]:
    """What counts for each role that is likely for a line, line by line; the headline is found elsewhere."""
    favoured = [(role, favour) for role, favour in enumerate(weights.favour) if role != HEADLINE]
    log = math.log
    for row in likely:
        yield {role: log(row[role]) + favour for role, favour in favoured if row[role] >= LEAST} or {OTHER: 0.0}


def _traced(role: int, back: Sequence[Mapping[int, int]]) -> list[int]:
    """The roles that lead to `role`, and itself."""
    path = [role]
    for steps in reversed(back):
        role = steps[role]
        path.append(role)
    return path[::-1]


def about(data: bytes) -> dict[str, Any]:
    """What weights say of themselves: how and from what they were made."""
    return unpacked(data)[1]
