"""Dates, clock times and ages as pages print them: "14 March 2026, 09:15", "2 days ago", "28/02/2023", "3小时前"."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from docconv.patterns import lazy_pattern
from docconv.rawtext.labels import PageLabels
from docconv.rawtext.moments import is_nothing_but_times
from docconv.rawtext.packs import fold_label, is_unspaced

#: A time is no longer than this, in characters.
LONGEST_TIME = 60

_CLOCK = r"(?:\d{1,2}[:.h]\d{2}(?::\d{2})?|\d{1,2}\s?[時时点點시]\s?\d{1,2}\s?[分분])"
_DAY = (
    r"(?:\d{4}(?:[-/]|\.\s?)\d{1,2}(?:[-/]|\.\s?)\d{1,2}|\d{1,2}(?:[-/]|\.\s?)\d{1,2}(?:[-/]|\.\s?)\d{2,4}"
    r"|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]?)"
)
_STAMP = lazy_pattern(
    rf"(?:{_DAY}(?:[T.,،\s]*(?:\S{{1,12}}\s+)?{_CLOCK}(?:Z|[+-]\d{{2}}:?\d{{2}})?)?|{_CLOCK})"
    r"(?:\s?(?:[AaPp]\.?[Mm]\.?|[A-Z]{2,4}|Uhr|\(\S{1,6}\)))?[.。]?$"
)
_WORDS = lazy_pattern(r"[\s,،/|·()-]+")
_NUMBER = lazy_pattern(r"\d{1,4}(?:st|nd|rd|th|er|º|ª|\.)?$")
_CLOCK_WORD = lazy_pattern(rf"{_CLOCK}(?:am|pm|z)?$")
#: Words of so few letters tie a date together ("14 de marzo", "um", "at"); others, a weekday or a zone, are few.
_TYING, _OTHER_WORDS = 3, 2
#: The name of a weekday has so many letters, at most.
_LONGEST_WEEKDAY = 12
#: A date with neither a year nor a time of day has so many words, at most: "Tuesday 3 May".
_WITHOUT_YEAR = 3
#: An age has so many words, at most: "about 2 hours ago".
_AGE_WORDS = 5
#: Before its number at most one word of so many letters stands: "about", "over".
_LONGEST_ABOUT = 5


def is_stamp(text: str) -> bool:
    """Whether `text` is nothing but a date in figures, or a clock time or length: "28/02/2023", "0:25"."""
    return len(text) <= LONGEST_TIME and _STAMP.match(text) is not None


def is_written_date(text: str, labels: PageLabels) -> bool:
    """Whether `text` is nothing but a date with the name of a month: "Monday 14 March 2026, 09:15".

    One month, numbers, and at most a weekday and a zone beside them and the words that a pack says dates are
    written with; anything else makes it a sentence.
    """
    if len(text) > LONGEST_TIME or ": " in text:
        return False
    words = [word.strip(".:") for word in _WORDS.split(_parted(fold_label(text), labels)) if word.strip(".:")]
    if not 2 <= len(words) <= 10:
        return False
    tied = _tied_months(labels.words["months"])
    months = sum(word in tied for word in words)
    numbers = sum(_NUMBER.match(word) is not None for word in words)
    clocks = sum(_CLOCK_WORD.match(word) is not None for word in words)
    dates = labels.words["dates"]
    others = sum(len(word) > _TYING for word in words if word not in tied and word not in dates and not word[0].isdigit())
    odd = len([word for word in words if word[0].isdigit()]) - numbers - clocks
    first = words[0]
    told = clocks > 0 or len(words) <= _WITHOUT_YEAR or any(len(word) == 4 and word.isdigit() for word in words)
    return (
        told
        and months == 1
        and 1 <= numbers <= 3
        and odd <= 0
        and others <= _OTHER_WORDS - (clocks == 0)
        and (first[0].isdigit() or first in tied or first in dates or (first.isalpha() and len(first) <= _LONGEST_WEEKDAY))
    )


#: In a script without spaces a number is glued to its words.
_NUMBER_EDGE = lazy_pattern(r"(?<=[^\s\d.:/-])(?=\d)|(?<=\d)(?=[^\s\d.,:/-])")


def _parted(folded: str, labels: PageLabels) -> str:
    """`folded` with the words of each month tied together ("9 meán_fómhair 2025") and numbers apart from unspaced text."""
    if is_unspaced(folded):
        folded = _NUMBER_EDGE.sub(" ", folded)
    for tied, month in _tied_months(labels.words["months"]).items():
        if tied != month and f" {month} " in f" {folded} ":
            return folded.replace(month, tied, 1)
    return folded


@functools.lru_cache(maxsize=128)
def _tied_months(months: frozenset[str]) -> Mapping[str, str]:
    """The names of months, the longest first, by the same names with no space in them."""
    return {_TIES.sub("_", month): month for month in sorted(months, key=lambda month: (-len(month), month))}


_TIES = lazy_pattern(r"[\s-]+")


def is_age(text: str, labels: PageLabels) -> bool:
    """Whether `text` is nothing but an age: "2 days ago", "il y a 3 heures", "3小时前"."""
    folded = fold_label(text)
    words = [word.strip(".") for word in _WORDS.split(folded) if word.strip(".")]
    if not words or len(words) > _AGE_WORDS or not any(map(str.isdigit, folded)):
        return False
    tight = "".join(words)
    for ago in labels.words["ago"]:
        if is_unspaced(ago):
            if tight.endswith(ago) and len(tight) <= len(ago) + 6 and tight[0].isdigit():
                return True
        elif f" {ago} " in f" {' '.join(words)} ":
            said = set(ago.split())
            number = next((at for at, word in enumerate(words) if word[0].isdigit()), len(words))
            about = [word for word in words[:number] if word not in said]
            units = [word for word in words[number + 1 :] if word not in said]
            return len(units) <= 2 and len(about) <= 1 and all(word.isascii() and len(word) <= _LONGEST_ABOUT for word in about)
    return False


def is_time(text: str, labels: PageLabels) -> bool:
    """Whether `text` is a time of any kind, and nothing else."""
    text = text.strip()
    if is_stamp(text):
        return True
    folded = fold_label(text)
    if not (_LIKE_A_DAY.search(folded) or any(map(folded.__contains__, labels.time_words))):
        return False  # a quick look: neither a day in figures nor a word of time
    return is_age(text, labels) or is_written_date(text, labels) or is_nothing_but_times(text, labels)


#: What every day in figures has: two marks between three numbers, or the sign of a year behind one.
_LIKE_A_DAY = lazy_pattern(
    r"\d\s?[-./\uff0f\uff0e\uff0d]\s?\d{1,2}\s?[-./\uff0f\uff0e\uff0d]\s?\d|[\d\u5143]\s?[\u5e74\ub144]|\u043e\u043d\u044b"
)


def is_time_with_source(raw: str, labels: PageLabels) -> bool:
    """Whether a line is a date in figures and where or by whom the text was published: "2026-03-14 09:15 来源：东江日报"."""
    match = _STAMP_FIRST.match(raw)
    found = labels.at_start(raw[match.end() :]) if match else None
    return found is not None and found.marked and found.phrase.kind in ("source", "byline")


_STAMP_FIRST = lazy_pattern(rf"{_DAY}(?:[T.,،\s]*{_CLOCK}(?::\d\d)?)?[\s|·,/-]+(?=[^\W\d_])")
