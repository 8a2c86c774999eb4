"""What a line shows by itself, as numbers that carry across languages and scripts.

Lengths are characters, wider where a script puts no space between words. Words count only where they
mean the same everywhere ("Facebook", the names of agencies) or come from data by language. Long lines
are looked at by their ends alone, so that the cost does not grow with the text; what many words are
sought for is sought in many lines at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Sequence
from operator import or_
from pathlib import Path
from typing import Any, NamedTuple

from docconv.patterns import lazy_pattern
from docconv.rawtext.bylines import is_name
from docconv.rawtext.labels import PageLabels
from docconv.rawtext.lines import Line
from docconv.rawtext.packs import bare, fold_label
from docconv.rawtext.signs import has_digit
from docconv.unicode import UNSPACED_SCRIPTS, script_of

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
#: A clock time, a year, a date in figures; every way to match begins alike, which the search is quicker for.
_CLOCK = lazy_pattern(r"[\d\u5e74\ub144](?:(?<=[\u5e74\ub144])|[:.h]\d\d|[./-]\d{1,2}[./-]\d\d|(?:(?<=\b1)9|(?<=\b2)0)\d\d\b)")
_PARTS = lazy_pattern(r"[,/|;:()\[\]\u2013\u2014-]")
#: Marks at the ends of words.
EDGES = ".,:;()[]\"'!?|\u201c\u201d\u201e\u00ab\u00bb\u2019\u2018"

#: A line up to this length, in characters, is looked at closely; a line up to that is looked at for times and names.
CLOSELY, TIMED, NAMED = 250, 120, 60
#: A character of a script without spaces counts as so many of one with them.
WIDE = 2.2
#: Words that speak of pictures stand among so many characters at a line's end, those of captions, and an agency's name.
_PICTURE_REACH, _PHOTO_REACH, _AGENCY_REACH = 70, 100, 60


class PageWords(NamedTuple):
    """What the lines of a page are looked at for, and whether its script is unspaced."""

    sought: Sought
    pictured: Collection[str]  # what captions say of a picture
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
    """What to look for on a page: by its languages, and by whether its script puts spaces between words."""
    unspaced = script_of(first_letter(lines)) in UNSPACED_SCRIPTS
    return PageWords(_sought(labels.photo_words, labels.agencies), _pictured(labels.languages), unspaced)


def first_letter(lines: Sequence[Line]) -> str:
    """The first letter of the first line long enough to tell the script of the story by."""
    text = next((line.text for line in lines if len(line.text) > 60), lines[0].text if lines else "")
    return next((char for char in text if char.isalpha()), "a")


#: The features that a line has by itself, in their order.
OF_LINE = (
    "width", "characters", "words", "capitals", "capitals_after_first", "end", "start", "sentences", "digits", "elsewhere",
    "pictures", "time", "name", "all_capitals", "colon_at", "bars", "commas", "quotes", "slash", "closing_bracket", "dash",
    "closed", "said", "word_length", "agency", "photo_word", "after_stop", "pictured",
)  # fmt: skip


class _Marks(NamedTuple):
    """Marks beyond ASCII that stand on a page: what parts sentences, parts of sentences, and begins quotations."""

    stops: Sequence[str]
    commas: Sequence[str]
    quotes: Sequence[str]


_MARKS = _Marks(
    ("\u3002", "\u0964 ", "\u06d4 ", "\u1362 "),
    ("\u3001", "\uff0c", "\u060c"),
    ("\u201c", "\u201e", "\u00ab", "\u300c"),
)


def of_lines(texts: Sequence[str], said: Sequence[int], words: PageWords) -> list[tuple[float, ...]]:
    """The features `OF_LINE` of each line; `said` is what the rules say of it, as a number."""
    joined = "\n".join(texts)
    marks = _Marks(*([mark for mark in marks if mark in joined] for marks in _MARKS))
    return [
        _of_line(text, number, words.unspaced, marks, _close_look(text, words) if len(text) <= CLOSELY else _FAR)
        for text, number in zip(texts, said, strict=True)
    ]


def _of_line(text: str, said: int, unspaced: bool, marks: _Marks, close: tuple[float, ...]) -> tuple[float, ...]:
    size = len(text)
    head = text[:120]
    heads = head.split()
    count = len(heads)
    capitals = len([word for word in heads if word[0].isupper()])
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
    sentences = text.count(". ")
    if "?" in text:
        sentences += text.count("? ")
    if "!" in text:
        sentences += text.count("! ")
    for mark in marks.stops:
        sentences += text.count(mark)
    colon = head.find(":", 0, 50)
    if colon < 0:
        colon = head.find("\uff1a", 0, 50)
    commas = text.count(",")
    for mark in marks.commas:
        commas += text.count(mark)
    quotes = 3
    if size <= 1000:
        quotes = text.count('"')
        for mark in marks.quotes:
            quotes += text.count(mark)
    return (
        size * WIDE if unspaced else size, size, count, capitals / count if count else 0.0,
        (capitals - 1) / (count - 1) if count > 1 else -1.0, end, start, sentences, close[0], close[1], close[2], close[3],
        close[4], close[5], colon, close[6], commas / (1 + size / 50), quotes, "/" in text[-60:],
        last_char in ")\uff09]" or text[-2:] in (").", "\uff09\u3002"), " - " in head or " \u2013 " in head or " \u2014 " in head,
        last_char in _CLOSERS, said, size / count if count else size, close[7], close[8], close[9], close[10],
    )  # fmt: skip


#: What a line that is too long for a close look has instead.
_FAR = (0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1)


def _close_look(text: str, words: PageWords) -> tuple[float, ...]:
    """What only lines of up to `CLOSELY` characters are asked."""
    size, plain, low = len(text), text.isascii(), text.lower()
    sought = words.sought
    parts = low.split()
    hinted = functools.reduce(or_, map(sought.hints, parts), 0)
    digits = time = name = 0
    if size <= TIMED:
        if has_digit(text):
            digits = sum(map(str.isdigit, text))
            time = int(_CLOCK.search(text) is not None)
        name = int(size <= NAMED and is_name(text))
    bars = text.count("|") + text.count(" / ")
    stop = text.rfind(". ", 0, size - 2)
    if not plain:
        bars += text.count("\u00b7") + text.count(" \u2022 ")
        stop = max(stop, text.rfind("\u3002", 0, size - 2))
    pictures = photo_word = pictured = agency = 0
    if hinted & _OF_PICTURES:
        tail, end = low[-_PICTURE_REACH:], low[-_PHOTO_REACH:]
        pictures = sum([word in tail for word in sought.pictures])
        photo_word = int(any(map(end.__contains__, sought.plain_photo_words if end.isascii() else sought.photo_words)))
    if words.unspaced:
        pictured = sum([word in text for word in words.pictured])
    elif hinted & _PICTURED:
        pictured = sum([part.strip(EDGES) in words.pictured for part in parts])
    if hinted & _NAMED:
        agency = _agency(low, sought.agencies)
    elif not plain:
        agency = _agency_alone(low, sought.agencies)
    after_stop = len(text[stop + 2 :].split()) if stop > 0 else -1
    return (
        digits / size, (hinted & _ELSEWHERE).bit_count(), pictures, time, name, size > 1 and text.isupper(), bars, agency,
        photo_word, after_stop, pictured,
    )  # fmt: skip


def _agency(low: str, agencies: frozenset[str]) -> int:
    """How much of a line is an agency's name: 3 all of it, 2 a part between marks, 1 a word near its end, 0 nothing."""
    alone = _agency_alone(low, agencies)
    if alone:
        return alone
    end = low[-_AGENCY_REACH:]
    if any(part.strip(" .") in agencies for part in _PARTS.split(end)):
        return 2
    return int(any(word.strip("().|-;:,/") in agencies for word in end.replace("/", " ").split()))


def _agency_alone(low: str, agencies: frozenset[str]) -> int:
    return 3 if len(low) <= NAMED and bare(fold_label(low)) in agencies else 0


# --- what is sought ----------------------------------------------------------------------------------

#: What a word hints at: that its line may speak of pictures, or as captions do, or name an agency. The other bits are the
#: words that lead off the page, as far as they are in it.
_OF_PICTURES, _PICTURED, _NAMED = 1, 2, 4
_ELSEWHERE = -8
_WORD = lazy_pattern(r"\w+")


class Sought(NamedTuple):
    """What is looked for on every page.

    `hints` tells what a word, marks and all as it stands in a line in lower case, hints at: bits. That costs some hundred
    searches, but the same few thousand words are most of all texts: answers are kept.
    """

    hints: Callable[[str], int]
    pictures: tuple[str, ...]  # words that speak of pictures
    photo_words: tuple[str, ...]  # words of captions and credits, none of which holds another
    plain_photo_words: tuple[str, ...]  # those that a text of ASCII may hold
    agencies: frozenset[str]


@functools.lru_cache(maxsize=4)
def _sought(photo_words: tuple[str, ...], agencies: frozenset[str]) -> Sought:
    data = _line_words()
    elsewhere = [(8 << at, word) for at, word in enumerate(data["elsewhere"])]
    pictures = tuple(data["pictures"])
    of_pictures = _shortest(max(phrase.split(), key=len) for phrase in (*pictures, *photo_words))
    plain = [pair for pair in elsewhere if pair[1].isascii()], tuple(filter(str.isascii, of_pictures))
    pictured = frozenset(word for known in data["pictured"].values() for word in known.split())
    names = frozenset(max(_WORD.findall(name), key=len) for name in agencies if _WORD.search(name))

    @functools.lru_cache(maxsize=1 << 16)
    def hints(part: str) -> int:
        bits, words = plain if part.isascii() else (elsewhere, of_pictures)
        found = sum([bit for bit, word in bits if word in part])
        if any(map(part.__contains__, words)):
            found |= _OF_PICTURES
        if part.strip(EDGES) in pictured:
            found |= _PICTURED
        # an agency is looked for in the end of a line, which may begin in the midst of a word
        if any(word[at:] in names for word in _WORD.findall(part) for at in range(len(word))):
            found |= _NAMED
        return found

    shortest = _shortest(photo_words)
    return Sought(hints, pictures, shortest, tuple(filter(str.isascii, shortest)), agencies)


def _shortest(words: Iterable[str]) -> tuple[str, ...]:
    """The words that hold no other of them."""
    kept = sorted(set(words))
    return tuple(word for word in kept if not any(other in word for other in kept if other != word))
