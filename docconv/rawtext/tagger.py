"""The role of every line in its context: learned weights over line features, decoded over the whole page.

The weights are data (`data/tagger.bin`), made by `tools/train_tagger.py` from labelled pages; the
card beside them (docs/tagger.md) says from which, how well they do, and where they fail.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docconv.rawtext.features import NAMES, features, said_by_rules
from docconv.rawtext.forest import Forest, unpacked
from docconv.rawtext.labels import PageLabels
from docconv.rawtext.line_features import WIDE
from docconv.rawtext.lines import Line
from docconv.rawtext.pieces import Piece
from docconv.unicode import UNSPACED_SCRIPTS, script_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from docconv.rawtext.features import Floats

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
    table = features(lines, found, labels)
    likely = given.forest.chances(table)
    goes_on = _goes_on(table)
    moved = likely[goes_on, OTHER] * GOES_ON
    likely[goes_on, PARAGRAPH] += moved
    likely[goes_on, OTHER] -= moved
    chances: list[list[float]] = likely.tolist()
    bound = [_BOUND.get(said_by_rules(pieces)) for pieces in found]
    headline = _headline(chances, bound)
    path = _decoded(chances, bound, headline, given)
    return [
        Tag(role, 1.0 if fixed is not None else min(1.0, max(row[role], LEAST)))
        for role, row, fixed in zip(path, chances, bound, strict=True)
    ]


def _goes_on(table: Floats) -> NDArray[np.bool_]:
    """Which lines are sentences right under a long line: story text set apart costs more than furniture kept."""
    end, under, width, said = (table[:, NAMES.index(name)] for name in ("end", "to_last_long", "width", "said"))
    goes_on: NDArray[np.bool_] = (end == 1) & (under == 1) & (width >= SHORTEST_SENTENCE) & (said == 0)
    return goes_on


def _headline(chances: list[list[float]], bound: list[int | None]) -> int | None:
    """The one line that is the headline: the likeliest, or the first that is free where that is nearly as likely."""
    free = [at for at, fixed in enumerate(bound) if fixed is None]
    if not free:
        return None
    best = max(free, key=lambda at: chances[at][HEADLINE])
    if chances[best][HEADLINE] < LEAST_HEADLINE:
        return None
    first = free[0]
    return first if chances[first][HEADLINE] >= EARLIER_HEADLINE * chances[best][HEADLINE] else best


def _decoded(chances: list[list[float]], bound: list[int | None], headline: int | None, weights: Weights) -> list[int]:
    """The likeliest sequence of roles (Viterbi), over the few roles that are likely for each line."""
    follows, favour = weights.follows, weights.favour
    back: list[dict[int, int]] = []
    before: dict[int, float] = {}
    for at, (row, fixed) in enumerate(zip(chances, bound, strict=True)):
        if at == headline:
            candidates = {HEADLINE: 0.0}
        elif fixed is not None:
            candidates = {fixed: 0.0}
        else:
            candidates = {
                role: math.log(chance) + favour[role] for role, chance in enumerate(row) if chance >= LEAST and role != HEADLINE
            } or {OTHER: 0.0}
        if not before:
            before, from_ = candidates, {}
        elif len(before) == 1:
            ((role, score),) = before.items()
            following = follows[role]
            from_ = dict.fromkeys(candidates, role)
            before = {to: score + following[to] + own for to, own in candidates.items()}
        else:
            from_ = {to: max((score + follows[role][to], role) for role, score in before.items())[1] for to in candidates}
            before = {to: before[from_[to]] + follows[from_[to]][to] + own for to, own in candidates.items()}
        back.append(from_)
    role = max(before, key=before.__getitem__)
    path = [role]
    for steps in reversed(back[1:]):
        role = steps[role]
        path.append(role)
    return path[::-1]


def about(data: bytes) -> dict[str, Any]:
    """What weights say of themselves: how and from what they were made."""
    return unpacked(data)[1]
