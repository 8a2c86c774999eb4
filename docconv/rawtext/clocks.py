"""Lines of times cut into tokens; clock times and their zones: "09:15 GMT", "3:20 p.m. ET", "오후 3:20", "kl. 13.05"."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from docconv.patterns import lazy_pattern
from docconv.rawtext.packs import is_unspaced, is_wordy

_CLOCK_DATA = Path(__file__).parent.parent / "data" / "clock.json"


class Token(NamedTuple):
    """A stretch of a line: what kind of thing it is, and where it stands."""

    kind: str
    text: str
    start: int
    end: int


class Clock(NamedTuple):
    """A clock time with the half of its day and its zone; `offset` is minutes east of UTC."""

    start: int
    end: int
    seconds: int | None  # None: the time of day can be read two ways
    zone: str | None
    offset: int | None


_WIDE = str.maketrans("：／．，（）｜－～\u3000\u00a0\u202f\u2212٫،", ":/.,()|-~   -.,")
_CLOCK_MARK = "(?:[:hч時时點点]|시)"
_TOKEN = lazy_pattern(
    r"(?P<iso>\d{4}-\d\d-\d\dt\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)"
    r"|(?P<written>(?:(?:令和|平成|昭和|民國|民国)\s?(?:\d{1,3}|元)|\d{4})\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}(?:\s?[日일号號])?"
    r"|\d{4} оны \d{1,2}[- ]?\w{1,6} сарын \d{1,2})"
    r"|(?P<figures>(?<![\d./-])(?:\d{4}|\d{1,2})(?P<mark>\s?[./-]\s?)\d{1,2}(?P=mark)(?:\d{4}|\d{1,2})(?![\d:]))"
    rf"|(?P<clock>(?<![\d.])\d{{1,2}}\s?{_CLOCK_MARK}\s?\d\d(?:\s?[:分분]\s?\d\d)?(?!\d)(?:\s?[分분秒])?)"
    r"|(?P<hour>(?<![\d.:])\d{1,2}(?=\s?(?:[ap]\.?\s?m\b|h\b))(?:\s?h\b)?)"
    r"|(?P<dotted>(?<![\d.])\d{1,2}\.\d\d(?![\d.]?\d))"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\s\d,;:!?()\[\]{}|/\\·•–—―\"«»“”„・、。؛…@+'’<>=-]+)"
)


def tokens_of(plain: str) -> list[Token]:
    """The tokens of a line that `plain_text` gave."""
    return [Token(str(match.lastgroup), match.group(), *match.span()) for match in _TOKEN.finditer(plain)]


def plain_text(text: str) -> str:
    """`text` in lower case with plain figures and marks, character for character: positions stay what they are."""
    if text.isascii():
        return text.lower()
    return "".join(map(_plain_char, text.translate(_WIDE)))


@functools.lru_cache(maxsize=2048)
def _plain_char(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char


#: A clock time stands at most so many characters from its date.
LONGEST_GAP = 16


def clock_at(plain: str, token: Token, day_ends: Iterable[int], language: str | None) -> Clock | None:
    """The clock time that a token is, with what says the half of the day, and its zone.

    `day_ends` says where the dates of the line end: "13.05" is a time right after one of them.
    """
    if token.kind == "iso":
        hour, minute, second = _three(token.text[11:19])
        east = _OFFSET.match(token.text[16:].lstrip(":0123456789."))
        utc = 0 if token.text.endswith("z") else _minutes(east) if east else None
        return Clock(token.start, token.end, _seconds(hour, minute, second), None, utc)
    if token.kind not in ("clock", "hour", "dotted"):
        return None
    if token.kind == "dotted" and not _is_dotted_clock(plain, token, day_ends):
        return None
    hour, minute, second = _three(token.text)
    data = clock_data()
    start, end = token.start, token.end
    half, end = _word_after(plain, end, data["halves"])
    if half is None:
        half, start = _word_before(plain, start, data["halves"])
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    seconds = None if half == "unclear" and hour <= 12 else _seconds(hour, minute, second)
    if seconds is None and half != "unclear":
        return None
    zone, offset, end = zone_at(plain, end, language)
    return Clock(start, end, seconds, zone, offset)


def _three(text: str) -> tuple[int, int, int]:
    hour, minute, second, *_ = [*map(int, re.findall(r"\d+", text)), 0, 0]
    return hour, minute, second


def _is_dotted_clock(plain: str, token: Token, day_ends: Iterable[int]) -> bool:
    """Whether "13.05" is a time: right after a date, or with a word of the clock beside it."""
    if any(0 <= token.start - end <= LONGEST_GAP for end in day_ends) or _CLOCK_WORD_AFTER.match(plain, token.end):
        return True
    return _CLOCK_WORD_BEFORE.search(plain[max(0, token.start - 8) : token.start]) is not None


_CLOCK_WORD_AFTER = lazy_pattern(r"\s?(?:uhr|[ap]\.?m\b)")
_CLOCK_WORD_BEFORE = lazy_pattern(r"\b(?:kl|klo|kell|alle|ore|um)\.?\s?$")


def _seconds(hour: int, minute: int, second: int) -> int | None:
    return (hour * 60 + minute) * 60 + second if hour < 24 and minute < 60 and second < 60 else None


def _word_after(plain: str, at: int, words: Mapping[str, str]) -> tuple[str | None, int]:
    start = at + len(plain[at:]) - len(plain[at:].lstrip(" ,"))
    if not plain.startswith(tuple(words), start):
        return None, at
    for word, meaning in words.items():
        if plain.startswith(word, start):
            end = start + len(word)
            if end == len(plain) or not is_wordy(plain[end]) or is_unspaced(word):
                return meaning, end + (plain[end : end + 1] == "." and "." in word)
    return None, at


def _word_before(plain: str, at: int, words: Mapping[str, str]) -> tuple[str | None, int]:
    before = plain[:at].rstrip(" ,:")
    if not before.endswith(tuple(words)):
        return None, at
    for word, meaning in words.items():
        start = len(before) - len(word)
        if before.endswith(word) and (start == 0 or not is_wordy(before[start - 1]) or is_unspaced(word)):
            return meaning, start
    return None, at


_OFFSET = lazy_pattern(r"(?:(?:utc|gmt)\s?)?([+-])\s?(\d{1,2})(?::?(\d\d))?(?![\d:.])")


#: What may stand between a clock time and its zone: "10:00 Uhr MESZ", "10:00 hrs GMT".
_OF_THE_CLOCK = lazy_pattern(r"\s?(?:uhr|hrs|hours|horas|heures|h)\b\.?")


def zone_at(plain: str, at: int, language: str | None) -> tuple[str | None, int | None, int]:
    """The name of the zone printed at `at`, its offset in minutes, and where it ends."""
    word = _OF_THE_CLOCK.match(plain, at)
    start = word.end() if word else at
    start += len(plain[start:]) - len(plain[start:].lstrip(" ,(["))
    offset = _OFFSET.match(plain, start)
    if offset and (offset.group()[0] in "ug" or len(offset.group()) >= 5):
        return None, _minutes(offset), offset.end()
    zones = clock_data()["zones"]
    for name, minutes in zones.items() if plain.startswith(tuple(zones), start) else ():
        if plain.startswith(name, start):
            end = start + len(name)
            if end == len(plain) or not is_wordy(plain[end]):
                return name, minutes, end
    primary = (language or "").split("-")[0]
    for name, languages in clock_data()["by_language"].items():
        if plain.startswith(name, start) and primary in languages:
            return name, languages[primary], start + len(name)
    return None, None, at


def _minutes(offset: re.Match[str]) -> int | None:
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    return None if minutes > 14 * 60 else -minutes if offset[1] == "-" else minutes


@functools.cache
def clock_data() -> dict[str, Any]:
    """The clock words and zones of docconv's data, the longest first."""
    from pydantic_core import from_json

    data: dict[str, Any] = from_json(_CLOCK_DATA.read_bytes())
    halves = {"am": data["before_noon"], "pm": data["after_noon"], "unclear": data["unclear"]}
    pairs = [(word, meaning) for meaning, words in halves.items() for word in words]
    data["halves"] = dict(sorted(pairs, key=lambda pair: -len(pair[0])))
    data["zones"] = dict(sorted({**data["zones"], **data["american"]}.items(), key=lambda pair: -len(pair[0])))
    return data
