"""What the lines of a page show, as numbers: the tagger's input.

What a line shows by itself (`line_features`) stands beside where it stands on the page, what stands
around it, and what the page is like. Lengths are set against the page's own lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from docconv.rawtext.labels import PageLabels
from docconv.rawtext.line_features import CLOSELY, EDGES, OF_LINE, PageWords, first_letter, of_lines, page_words
from docconv.rawtext.lines import Line
from docconv.rawtext.pieces import Piece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Flags = NDArray[np.bool_]

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
#: Of which lines around one, counted from it, which of `_NEAR` are its features.
_AROUND = ((-3, (0, 2)), (-2, range(8)), (-1, range(8)), (1, range(8)), (2, range(8)), (3, (0, 2)))
OF_NEIGHBOURS = tuple(
    f"{_NEAR[number]}_{abs(step)}_{'before' if step < 0 else 'after'}" for step, numbers in _AROUND for number in numbers
)
OF_PAGE = (
    "questions_share", "questions", "question_gap", "long_quoted", "agency_lines", "name_lines", "lines", "long_share",
    "usual_width", "unspaced", "has_case", "long_stopped", "short_stopped", "free_share", "first_long",
)  # fmt: skip
NAMES = (*OF_LINE, *OF_PLACE, *OF_NEIGHBOURS, *OF_PAGE)

_WIDTH, _END, _START, _SENTENCES, _PICTURES, _NAME, _SAYS, _AGENCY = map(
    OF_LINE.index, ("width", "end", "start", "sentences", "pictures", "name", "said", "agency")
)
_TO_NEXT_LONG = OF_PLACE.index("to_next_long")

#: Distances to long lines are counted so far.
FAR = 30
#: So many lines are worked on at once: what a page of a million lines takes beside its own numbers stays small.
AT_ONCE = 2048


def features(lines: Sequence[Line], found: Sequence[Sequence[Piece] | None], labels: PageLabels) -> Floats:
    """The features `NAMES` of each line: (lines, features). `found` is what the rules say of each; there is a line."""
    import numpy as np

    return np.concatenate(list(feature_parts(lines, [said_by_rules(pieces) for pieces in found], labels)))


def feature_parts(lines: Sequence[Line], said: Sequence[int], labels: PageLabels) -> Iterator[Floats]:
    """As `features`, `AT_ONCE` lines after another. `said` is what the rules say of each line (`said_by_rules`)."""
    import numpy as np

    count = len(lines)
    words = page_words(lines, labels)
    texts = [line.text for line in lines]
    own = np.empty((len(OF_LINE), count), dtype=np.float32)
    for begin in range(0, count, AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        own[:, part] = np.array(of_lines(texts[part], said[part], words), dtype=np.float32).T
    width, ends, says = own[_WIDTH], own[_END], own[_SAYS]
    free = (says == 0) | (says == 4) | (says == 8)  # lines of which the rules say nothing, paragraphs and items of lists
    usual = _median(width[(width >= 60) & free])
    sentence = (ends == 1) | (own[_SENTENCES] > 0) | (ends == 2) | (ends == 3) | (width > 220)
    long = (width >= min(0.6 * usual, 140.0)) & (width >= 60) & sentence & free
    place = _of_place(texts, width, width / np.float32(usual), long, words)
    page = _of_page(own, long, place[_TO_NEXT_LONG], usual, words.unspaced, first_letter(lines))[:, None]
    near = np.full((len(_NEAR), count + 6), -1, dtype=np.float32)
    columns = (np.minimum(place[0], 3), ends, says, own[_START], own[_NAME], long, own[_PICTURES], own[_AGENCY])
    for row, column in zip(near, columns, strict=True):
        row[3:-3] = column
    for begin in range(0, count, AT_ONCE):
        end = min(count, begin + AT_ONCE)
        around = [near[_rows(numbers), 3 + step + begin : 3 + step + end] for step, numbers in _AROUND]
        around.append(np.broadcast_to(page, (len(page), end - begin)))
        yield np.concatenate([own[:, begin:end], place[:, begin:end], *around]).T


def _rows(numbers: Sequence[int]) -> slice:
    """Numbers at even distances as a slice, which copies nothing."""
    return slice(numbers[0], numbers[-1] + 1, numbers[1] - numbers[0])


def _median(widths: Floats) -> float:
    """The median, as `numpy.median` has it, several times as fast for few numbers; 100 where there are none."""
    middle, odd = divmod(len(widths), 2)
    if len(widths) == 0:
        return 100.0
    widths.sort()
    return float(widths[middle] if odd else (widths[middle - 1] + widths[middle]) / 2)


def _of_place(texts: list[str], width: Floats, relative: Floats, long: Flags, words: PageWords) -> Floats:
    """The features `OF_PLACE`: (features, lines)."""
    import numpy as np

    count = len(texts)
    index = np.arange(count)
    at = np.flatnonzero(long)
    total = len(at)
    first, last = (int(at[0]), int(at[-1])) if total else (count, -1)
    before: NDArray[np.int64] = np.cumsum(long) - long
    edges = np.empty(total + 2, dtype=np.int64)
    edges[0], edges[1:-1], edges[-1] = -FAR, at, count + FAR
    to_next = np.minimum(edges[before + long + 1] - index, FAR)
    to_last = np.minimum(index - edges[before], FAR)
    counts = Counter(texts)
    place = np.zeros((len(OF_PLACE), count), dtype=np.float32)
    columns: list[Any] = [
        relative, index, count - 1 - index, (index + 0.5) / count, index - first, index - last, before, total - before - long,
        before / max(1, total), to_next, to_last, np.where(long, 0, np.minimum(to_next + to_last - 1, 40)), _ranks(width, long),
        0, 0, _overlaps(texts, width.tolist(), long.tolist(), words.unspaced), long,
    ]  # fmt: skip
    for row, column in zip(place, columns, strict=True):
        row[:] = column
    if len(counts) < count:
        place[OF_PLACE.index("repeated")] = [counts[text] - 1 for text in texts]
        seen: set[str] = set()
        place[OF_PLACE.index("seen_before")] = [text in seen or seen.add(text) is not None for text in texts]
    return place


def _ranks(width: Floats, long: Flags) -> Floats:
    """The rank of a line by width, the widest first, in its run of lines that are not long."""
    import numpy as np

    ranks = np.zeros(len(width), dtype=np.float32)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], long, [True]])))
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if 1 < end - begin < 400:
            ranks[begin:end][np.argsort(-width[begin:end], kind="stable")] = np.arange(end - begin)
    return ranks


def _overlaps(texts: list[str], width: list[float], long: list[bool], unspaced: bool) -> list[float]:
    """The share of a short line's words, of four letters and more, that long lines have; in unspaced scripts, of its pairs.

    -1 for other lines, and for those without such words.
    """
    story = "\n".join([text for text, is_long in zip(texts, long, strict=True) if is_long])
    body: set[Any] = set(pairwise(story) if unspaced else story.lower().split())
    shares = []
    for text, is_long, wide in zip(texts, long, width, strict=True):
        parts: list[Any] = []
        if not is_long and wide <= CLOSELY:
            parts = list(pairwise(text)) if unspaced else _long_words(text)
        shares.append(sum([part in body for part in parts]) / len(parts) if parts else -1.0)
    return shares


def _long_words(text: str) -> list[str]:
    """The words of four letters and more, in lower case."""
    return [word for part in text.lower().split() if len(part) >= 4 and len(word := part.strip(EDGES)) >= 4]


def _of_page(own: Floats, long: Flags, to_next: Floats, usual: float, unspaced: bool, letter: str) -> Floats:
    """The features `OF_PAGE`: (features)."""
    import numpy as np

    count, total = len(long), int(np.count_nonzero(long))
    short = max(1, count - total)
    ends, says, names = own[_END], own[_SAYS], own[_NAME]
    questions = np.flatnonzero((ends == 2) & (own[_WIDTH] <= 200))
    gap = float(np.median(np.diff(questions))) if len(questions) > 2 else 0.0
    unsaid = says == 0
    free = ~long & unsaid
    values = [
        len(questions) / max(1, total), len(questions), gap, _share(own[_START][long] == 5), np.count_nonzero(own[_AGENCY] == 3),
        float((names * free).sum()) / max(1, np.count_nonzero(free)), count, total / count, usual, unspaced,
        letter.lower() != letter.upper(), _share(ends[long] == 1), np.count_nonzero((ends == 1) & ~long) / short,
        _share(unsaid), np.argmax(long) if total else count,
    ]  # fmt: skip
    return np.array(values, dtype=np.float32)


def _share(flags: Flags) -> float:
    """The share of those that are set; 0 of none."""
    import numpy as np

    return np.count_nonzero(flags) / len(flags) if len(flags) else 0.0
