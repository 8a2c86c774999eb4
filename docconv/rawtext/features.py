"""What the lines of a page show, as numbers that carry across languages and scripts: the tagger's input.

Lengths are characters, wider where a script puts no space between words, and are set against the
page's own lines. Words count only where they mean the same everywhere ("Facebook", the names of
agencies) or come from data by language. Long lines are looked at by their ends alone, so that the
cost does not grow with the text.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docconv.patterns import lazy_pattern
from docconv.rawtext.bylines import is_name
from docconv.rawtext.labels import PageLabels
from docconv.rawtext.lines import Line
from docconv.rawtext.packs import bare, fold_label
from docconv.rawtext.pieces import Piece
from docconv.unicode import UNSPACED_SCRIPTS, script_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_DATA = Path(__file__).parent.parent / "data" / "line_words.json"

#: How a line ends: 0 a letter, 1 a full stop, 2 a question, 3 a call, 4 a colon, 5 dots, 6 a comma, 7 a digit, 8 else.
_ENDS = {
    **dict.fromkeys(".\u3002\uff0e\u0964\u0965\u06d4\u1362\u104b\u17d4\u0589", 1),
    **dict.fromkeys("?\u061f\uff1f\u037e", 2),
    **dict.fromkeys("!\uff01\u1367", 3),
    **dict.fromkeys(":\uff1a", 4),
    "\u2026": 5,
    **dict.fromkeys(",;\u060c\u3001\uff0c", 6),
}
_CLOSERS = "\"'\u201d\u2019\u00bb)]\u300d\u300f\uff09\u200f\u200e\u201c\u2039\u203a "
#: How a line begins, beside letters (1 upper, 2 lower case, 3 without case) and digits (4): 5 quotes, 6 dashes, 7 brackets.
_STARTS = {
    **dict.fromkeys("\"'\u201d\u2019\u00ab\u300c\u300e\u201c\u201e\u2018\u203a\u2039", 5),
    **dict.fromkeys("-\u2013\u2014\u2022\u00b7*>\u25ba\u25cf\u25a0|", 6),
    **dict.fromkeys("([\uff08\u3010\u25b6", 7),
}
_CLOCK = lazy_pattern(r"\d[:.h]\d\d|\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\u5e74|\ub144")
_PARTS = lazy_pattern(r"[,/|;:()\[\]\u2013\u2014-]")
_EDGES = ".,:;()[]\"'!?|\u201c\u201d\u201e\u00ab\u00bb\u2019\u2018"

#: A line up to this length, in characters, is looked at closely; a line up to that is looked at for times and names.
CLOSELY, TIMED, NAMED = 250, 120, 60
#: A character of a script without spaces counts as so many of one with them.
WIDE = 2.2

#: What the rules say of a line, as a number: that of its most telling piece.
_SAID = {
    "caption": 5, "credit": 6, "byline": 2, "timestamp": 3, "list-item": 8, "related-heading": 9, "related-link": 10,
    "topic": 11, "furniture": 12, "paragraph": 4,
}  # fmt: skip
_AWAITED = {"caption": 14, "credit": 15, "topics": 16}
#: What free lines and those of the story have.
_STORY = (0, 4, 8)


def said_by_rules(pieces: Sequence[Piece] | None) -> int:
    """What the rules say of a line, as a number; 0 where they say nothing."""
    if not pieces:
        return 0
    roles = {piece.role for piece in pieces}
    for role, number in _SAID.items():
        if role in roles:
            return number
    return _AWAITED.get(pieces[0].awaits or "", 7)


class PageWords(NamedTuple):
    """The words that lines of a page are looked at for."""

    elsewhere: tuple[str, ...]  # what leads off the page
    pictures: tuple[str, ...]
    pictured: Collection[str]  # what captions say of a picture
    photo_words: tuple[str, ...]
    agencies: frozenset[str]
    unspaced: bool


@functools.cache
def _line_words() -> dict[str, Any]:
    from pydantic_core import from_json

    words: dict[str, Any] = from_json(_DATA.read_bytes())
    return words


@functools.lru_cache(maxsize=64)
def _pictured(languages: tuple[str, ...]) -> frozenset[str]:
    known = _line_words()["pictured"]
    return frozenset(word for language in languages for word in known.get(language, "").split())


def page_words(lines: Sequence[Line], labels: PageLabels) -> PageWords:
    """The words for a page: by its languages, and whether its script puts spaces between words."""
    words = _line_words()
    unspaced = script_of(_first_letter(lines)) in UNSPACED_SCRIPTS
    pictured = _pictured(labels.languages)
    return PageWords(tuple(words["elsewhere"]), tuple(words["pictures"]), pictured, labels.photo_words, labels.agencies, unspaced)


def _first_letter(lines: Sequence[Line]) -> str:
    """The first letter of the first line long enough to tell the script of the story by."""
    text = next((line.text for line in lines if len(line.text) > 60), lines[0].text if lines else "")
    return next((char for char in text if char.isalpha()), "a")


#: The features that a line has by itself, in their order.
OF_LINE = (
    "width", "characters", "words", "capitals", "capitals_after_first", "end", "start", "sentences", "digits", "elsewhere",
    "pictures", "time", "name", "all_capitals", "colon_at", "bars", "commas", "quotes", "slash", "closing_bracket", "dash",
    "closed", "said", "word_length", "agency", "photo_word", "after_stop", "pictured",
)  # fmt: skip


def of_line(text: str, said: int, words: PageWords) -> tuple[float, ...]:
    """The features `OF_LINE` of one line."""
    size = len(text)
    head = text[:120]
    heads = head.split()
    count = len(heads)
    capitals = sum([word[0].isupper() for word in heads])
    last_char, first = text[-1], text[0]
    last = text[-12:].rstrip(_CLOSERS)[-1:] or last_char
    end = _ENDS.get(last)
    if end is None:
        end = 0 if last.isalpha() else 7 if last.isdigit() else 8
    elif end == 1 and text.endswith(".."):
        end = 5
    start = _STARTS.get(first, 0)
    if start == 0:
        if first.isalpha():
            start = 1 if first.isupper() else 2 if first.islower() else 3
        elif first.isdigit():
            start = 4
    sentences = (
        text.count(". ") + text.count("\u3002") + text.count("? ") + text.count("! ") + text.count("\u0964 ")
        + text.count("\u06d4 ") + text.count("\u1362 ")
    )  # fmt: skip
    colon = head.find(":", 0, 50)
    if colon < 0:
        colon = head.find("\uff1a", 0, 50)
    commas = text.count(",") + text.count("\u3001") + text.count("\uff0c") + text.count("\u060c")
    quotes = (
        text.count('"') + text.count("\u201c") + text.count("\u201e") + text.count("\u00ab") + text.count("\u300c")
        if size <= 1000
        else 3
    )
    close = _close_look(text, size, words) if size <= CLOSELY else _FAR
    return (
        size * WIDE if words.unspaced else size, size, count, capitals / count if count else 0.0,
        (capitals - 1) / (count - 1) if count > 1 else -1.0, end, start, sentences, close[0], close[1], close[2], close[3],
        close[4], close[5], colon, close[6], commas / (1 + size / 50), quotes, "/" in text[-60:],
        last_char in ")\uff09]" or text[-2:] in (").", "\uff09\u3002"), " - " in head or " \u2013 " in head or " \u2014 " in head,
        last_char in _CLOSERS, said, size / count if count else size, close[7], close[8], close[9], close[10],
    )  # fmt: skip


#: What a line that is too long for a close look has instead.
_FAR = (0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1)


def _close_look(text: str, size: int, words: PageWords) -> tuple[float, ...]:
    low = text.lower()
    tail = low[-70:]
    elsewhere = sum([word in low for word in words.elsewhere])
    pictures = sum([word in tail for word in words.pictures])
    digits = time = name = 0
    if size <= TIMED:
        digits = sum(map(str.isdigit, text))
        time = int(digits > 0 and _CLOCK.search(text) is not None)
        name = int(size <= NAMED and is_name(text))
    bars = text.count("|") + text.count(" / ") + text.count("\u00b7") + text.count(" \u2022 ")
    end = low[-100:]
    photo_word = any(word in end for word in words.photo_words)
    if words.unspaced:
        pictured = sum([word in text for word in words.pictured])
    else:
        pictured = sum([word.strip(_EDGES) in words.pictured for word in low.split()])
    stop = max(text.rfind(". ", 0, size - 2), text.rfind("\u3002", 0, size - 2))
    after_stop = len(text[stop + 2 :].split()) if stop > 0 else -1
    capitals = size > 1 and text.isupper()
    return (
        digits / size, elsewhere, pictures, time, name, capitals, bars, _agency(low, words.agencies), photo_word, after_stop,
        pictured,
    )  # fmt: skip


def _agency(low: str, agencies: frozenset[str]) -> int:
    """How much of a line is an agency's name: 3 all of it, 2 a part between marks, 1 a word near its end, 0 nothing."""
    if len(low) <= NAMED and bare(fold_label(low)) in agencies:
        return 3
    end = low[-60:]
    if any(part.strip(" .") in agencies for part in _PARTS.split(end)):
        return 2
    return int(any(word.strip("().|-;:,/") in agencies for word in end.replace("/", " ").split()))


# --- lines among the others -----------------------------------------------------------------------

#: The features that a line has by where it stands and what stands around it, in their order.
OF_PLACE = (
    "relative_width", "place", "place_from_end", "share_before", "from_first_long", "from_last_long", "long_before",
    "long_after", "share_of_long_before", "to_next_long", "to_last_long", "run", "rank", "repeated", "seen_before", "overlap",
    "long",
)  # fmt: skip
_NEAR = ("relative_width", "end", "said", "start", "name", "long", "pictures", "agency")
OF_NEIGHBOURS = (
    *(f"{name}_3_before" for name in ("relative_width", "said")),
    *(f"{name}_2_before" for name in _NEAR),
    *(f"{name}_1_before" for name in _NEAR),
    *(f"{name}_1_after" for name in _NEAR),
    *(f"{name}_2_after" for name in _NEAR),
    *(f"{name}_3_after" for name in ("relative_width", "said")),
)
OF_PAGE = (
    "questions_share", "questions", "question_gap", "long_quoted", "agency_lines", "name_lines", "lines", "long_share",
    "usual_width", "unspaced", "has_case", "long_stopped", "short_stopped", "free_share", "first_long",
)  # fmt: skip
NAMES = (*OF_LINE, *OF_PLACE, *OF_NEIGHBOURS, *OF_PAGE)

#: Distances to long lines are counted so far.
FAR = 30


def features(lines: Sequence[Line], found: Sequence[Sequence[Piece] | None], labels: PageLabels) -> Floats:
    """The features `NAMES` of each line: (lines, features). `found` is what the rules say of each."""
    import numpy as np

    count = len(lines)
    words = page_words(lines, labels)
    texts = [line.text for line in lines]
    own = np.array(
        [of_line(text, said_by_rules(pieces), words) for text, pieces in zip(texts, found, strict=True)], dtype=np.float32
    )
    width, ends, said = own[:, 0], own[:, 5], own[:, 22]
    stopped = ends == 1
    free = np.isin(said, _STORY)
    wide = width[(width >= 60) & free]
    usual = float(np.median(wide)) if len(wide) else 100.0
    sentence = stopped | (own[:, 7] > 0) | (ends == 2) | (ends == 3) | (width > 220)
    long = (width >= min(0.6 * usual, 140.0)) & (width >= 60) & sentence & free
    relative = width / np.float32(usual)
    place = _of_place(texts, width, relative, long, words.unspaced)
    near = np.stack([np.minimum(relative, 3), ends, said, own[:, 6], own[:, 12], long, own[:, 10], own[:, 24]], axis=1)
    padding = np.full((3, near.shape[1]), -1, dtype=np.float32)
    padded = np.concatenate([padding, near.astype(np.float32), padding])
    around = [padded[3 + step : 3 + step + count] for step in (-3, -2, -1, 1, 2, 3)]
    around[0], around[-1] = around[0][:, [0, 2]], around[-1][:, [0, 2]]
    page = _of_page(own, long, place[:, 9], usual, words.unspaced, _first_letter(lines))
    return np.concatenate([own, place, *around, np.broadcast_to(page, (count, len(page)))], axis=1, dtype=np.float32)


def _of_place(texts: list[str], width: Floats, relative: Floats, long: NDArray[np.bool_], unspaced: bool) -> Floats:
    import numpy as np

    count = len(texts)
    index = np.arange(count)
    at = np.flatnonzero(long)
    first, last = (int(at[0]), int(at[-1])) if len(at) else (count, -1)
    before: NDArray[np.int64] = np.cumsum(long) - long
    total = len(at)
    following = np.searchsorted(at, index, side="right")
    to_next = np.minimum(np.append(at, count + FAR)[following] - index, FAR)
    to_last = np.minimum(index - np.append(-FAR, at)[before], FAR)
    run = np.where(long, 0, np.minimum(to_next + to_last - 1, 40))
    counts = Counter(texts)
    repeated = [counts[text] - 1 for text in texts]
    seen: set[str] = set()
    again = []
    for text in texts:
        again.append(text in seen)
        seen.add(text)
    columns = [
        relative, index, count - 1 - index, (index + 0.5) / count, index - first, index - last, before, total - before - long,
        before / max(1, total), to_next, to_last, run, _ranks(width, long), repeated, again,
        _overlaps(texts, width, long, unspaced), long,
    ]  # fmt: skip
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _ranks(width: Floats, long: NDArray[np.bool_]) -> Floats:
    """The rank of a line by width, the widest first, in its run of lines that are not long."""
    import numpy as np

    ranks = np.zeros(len(width), dtype=np.float32)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], long, [True]])))
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if 1 < end - begin < 400:
            ranks[begin:end][np.argsort(-width[begin:end], kind="stable")] = np.arange(end - begin)
    return ranks


def _overlaps(texts: list[str], width: Floats, long: NDArray[np.bool_], unspaced: bool) -> list[float]:
    """The share of a short line's words, of four letters and more, that long lines have; in unspaced scripts, of its pairs."""
    body: set[Any] = set()
    for text, is_long in zip(texts, long, strict=True):
        if is_long:
            body.update(pairwise(text) if unspaced else text.lower().split())
    shares = []
    for text, is_long, wide in zip(texts, long, width, strict=True):
        if is_long or wide > CLOSELY:
            shares.append(-1.0)
            continue
        parts: list[Any] = (
            list(pairwise(text)) if unspaced else [word for part in text.lower().split() if len(word := part.strip(_EDGES)) >= 4]
        )
        shares.append(sum([part in body for part in parts]) / len(parts) if parts else -1.0)
    return shares


def _of_page(own: Floats, long: NDArray[np.bool_], to_next: Floats, usual: float, unspaced: bool, letter: str) -> Floats:
    import numpy as np

    count, total = len(own), int(long.sum())
    short = max(1, count - total)
    ends = own[:, 5]
    questions = np.flatnonzero((ends == 2) & (own[:, 0] <= 200))
    gap = float(np.median(np.diff(questions))) if len(questions) > 2 else 0.0
    free = ~long & (own[:, 22] == 0)
    longs = own[long]
    values = [
        len(questions) / max(1, total), len(questions), gap, float((longs[:, 6] == 5).mean()) if total else 0.0,
        float((own[:, 24] == 3).sum()), float((own[:, 12] * free).sum()) / max(1, int(free.sum())), count, total / count, usual,
        unspaced, letter.lower() != letter.upper(), float((longs[:, 5] == 1).mean()) if total else 0.0,
        float(((ends == 1) & ~long).sum()) / short, float((own[:, 22] == 0).mean()),
        float(np.argmax(long)) if total else count,
    ]  # fmt: skip
    return np.array(values, dtype=np.float32)
