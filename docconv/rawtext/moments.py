"""Printed dates and clock times to moments: "14 March 2026, 09:15 GMT", "২ মে ২০২৫", "۱۴۰۴/۰۲/۱۳ - ۱۰:۲۰", "2025年5月3日".

Nothing is guessed: a date that can be read two ways, or has no year, gives no day. The names of
months are those of the label packs, figures are those of any script, and years of the Persian,
Buddhist and Japanese calendars are converted where the printed year or month shows which it is.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from docconv.patterns import lazy_pattern
from docconv.problems import Problem, problem
from docconv.rawtext.calendars import day_of, in_order, us_summer
from docconv.rawtext.clocks import LONGEST_GAP, Clock, Token, clock_at, clock_data, plain_text, tokens_of, zone_at
from docconv.rawtext.labels import PageLabels
from docconv.rawtext.packs import fold_label, is_unspaced, is_wordy

#: A line that dates are looked for in is no longer than this, in characters.
LONGEST_DATED = 160


class PrintedDate(NamedTuple):
    """A date as printed: where it stands in its text (its clock and zone included) and what it says.

    `day` is None where it can be read two ways; `clock` is seconds since midnight, `offset` minutes
    east of UTC, each None when not printed or not clear. `modified` is None for a date with no
    word that says what it dates.
    """

    start: int
    end: int
    day: date | None
    clock: int | None
    offset: int | None
    modified: bool | None

    def moment(self) -> datetime | None:
        """The moment in UTC: midnight where no time of day is known, UTC where no zone is."""
        if self.day is None:
            return None
        try:
            start = datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)
            return start + timedelta(seconds=self.clock or 0) - timedelta(minutes=self.offset or 0)
        except OverflowError:
            return None

    @property
    def is_complete(self) -> bool:
        """Whether time of day and zone were printed."""
        return self.clock is not None and self.offset is not None


class PrintedTimes:
    """What the timestamps of a page say of its story: the first date of publication and the first of a change.

    Dates behind a word ("Published", "Updated") count wherever they stand, others before the story
    begins. A word may stand alone on its line, and a time of day on the line after its date.
    """

    def __init__(self, labels: PageLabels, language: str | None) -> None:
        self._labels, self._language = labels, language
        self._found: dict[str, PrintedDate] = {}
        self._announced: bool | None = None  # what a word alone on the line before says of the date on this one
        self._last: str | None = None  # the field that the line before filled
        self._unclear = False

    def read(self, text: str, *, before_story: bool, goes_on: bool) -> None:
        """Take in a line. `goes_on` says that the line right before it was one of times, too."""
        if len(text) > LONGEST_DATED:
            return
        announced, last = (self._announced, self._last) if goes_on else (None, None)
        self._announced = self._last = None
        dates = printed_dates(text, self._labels, self._language)
        for found in dates:
            modified = announced if found.modified is None else found.modified
            if modified is not None or before_story:
                self._take(found._replace(modified=modified))
        if not dates:
            clock = clock_alone(text, self._language) if last else None
            if clock and last and self._found[last].clock is None:
                self._found[last] = self._found[last]._replace(clock=clock[0], offset=clock[1])
            self._announced = says_modified(text, self._labels)

    def _take(self, found: PrintedDate) -> None:
        field = "modified" if found.modified else "published"
        if found.moment() is None:
            self._unclear = True
        elif field not in self._found or (self._found[field].modified is None and found.modified is not None):
            self._found[field] = found
            self._last = field

    def fields(self) -> dict[str, datetime]:
        """`published` and `modified`, as far as they are known."""
        return {field: moment for field, found in self._found.items() if (moment := found.moment()) is not None}

    def problems(self) -> list[Problem]:
        """What was not printed, or can be read two ways."""
        problems = [
            problem("T004", f"{_missing(found)}; {'midnight' if found.clock is None else 'UTC'} was taken", path=f"/{field}")
            for field, found in sorted(self._found.items())
            if not found.is_complete
        ]
        if self._unclear and not self._found:
            problems.append(problem("T005", "a printed date can be read two ways and was left out", path="/published"))
        return problems


def _missing(found: PrintedDate) -> str:
    return "the date is printed without " + ("a time of day" if found.clock is None else "a time zone that can be told")


class _Day(NamedTuple):
    start: int
    end: int
    find: Callable[[bool], date | None]  # given whether the month comes first where nothing else tells


def printed_dates(text: str, labels: PageLabels, language: str | None) -> list[PrintedDate]:
    """The dates printed in `text`, a short line, in order; see `PrintedDate`.

    >>> from docconv.rawtext.labels import label_index
    >>> english = label_index().for_page("en")
    >>> [str(found.moment()) for found in printed_dates("Updated 14 March 2026, 09:15 CET", english, "en")]
    ['2026-03-14 08:15:00+00:00']
    """
    text = text[:LONGEST_DATED]
    if not any(map(str.isdigit, text)):
        return []
    read = _read(plain_text(text), labels, language)
    return list(_joined(read, language))


def printed_day(text: str, labels: PageLabels, language: str | None) -> tuple[int | None, int, int] | None:
    """Year (None where none is printed), month and day of a date of the Gregorian calendar: "March 16", "3. maj", "5月3日"."""
    full = printed_dates(text, labels, language)
    if full:
        day = full[0].day
        return (day.year, day.month, day.day) if day else None
    plain = plain_text(text[:LONGEST_DATED])
    written = _MONTH_AND_DAY.search(plain)
    if written:
        month, number = int(written[1]), int(written[2])
        return (None, month, number) if 1 <= month <= 12 and 1 <= number <= 31 else None
    tokens = tokens_of(plain)
    for at, token in enumerate(tokens):
        named = _month_at(tokens, at, labels) if token.kind == "word" else None
        if named is not None and named[0] == "months":
            near = [*_numbers(tokens[:at][::-1])[:1], *_numbers(tokens[at + named[2] :])[:1]]
            days = [int(each.text) for each in near if len(each.text) <= 2 and 1 <= int(each.text) <= 31]
            return (None, named[1], days[0]) if len(days) == 1 else None
    return None


_MONTH_AND_DAY = lazy_pattern(r"(?<!\d)(\d{1,2})\s?[\u6708\uc6d4]\s?(\d{1,2})\s?[\u65e5\uc77c]")


def says_when(text: str, labels: PageLabels) -> list[int]:
    """Where in a short line the words of a timestamp begin: "Jo Kerr, published yesterday"."""
    return [start for start, _, _ in _said(plain_text(text[:LONGEST_DATED]), labels, ())]


class _Read(NamedTuple):
    """A line read: its tokens, days, clock times, and the words that say what is dated (where, and if "updated")."""

    plain: str
    tokens: Sequence[Token]
    days: Sequence[_Day]
    clocks: Sequence[Clock]
    said: Sequence[tuple[int, int, bool]]


@functools.lru_cache(maxsize=64)  # a line of times is read twice: to tell what it is, and for what it says
def _read(plain: str, labels: PageLabels, language: str | None) -> _Read:
    tokens = tokens_of(plain)
    days = list(_days(tokens, labels, language))
    if not days:
        return _Read(plain, tokens, (), (), ())
    free = (token for token in tokens if token.kind == "iso" or not any(day.start <= token.start < day.end for day in days))
    ends = [day.end for day in days]
    clocks = [clock for token in free if (clock := clock_at(plain, token, ends, language))]
    return _Read(plain, tokens, days, clocks, list(_said(plain, labels, [*days, *clocks])))


def clock_alone(text: str, language: str | None) -> tuple[int, int | None] | None:
    """Seconds since midnight and the zone of a line that prints a clock time and no date: "15:44 Uhr", "03:26 pm"."""
    plain = plain_text(text[:LONGEST_DATED])
    tokens = tokens_of(plain)
    clocks = [clock for token in tokens if (clock := clock_at(plain, token, (), language))]
    if len(clocks) != 1 or any(token.kind in ("iso", "written", "figures", "number") for token in tokens):
        return None
    return (clocks[0].seconds, clocks[0].offset) if clocks[0].seconds is not None else None


def says_modified(text: str, labels: PageLabels) -> bool | None:
    """Whether a label of a timestamp says "updated" (True), "published" (False), or nothing (None)."""
    found = list(_said(plain_text(text[:LONGEST_DATED]), labels, []))
    return found[0][2] if found else None


def is_nothing_but_times(text: str, labels: PageLabels) -> bool:
    """Whether a line is dates, clock times and what they date, and nothing else.

    "Posted: 3 May 2025 10:20 am | Updated: 3 May 2025, 11:00", "2019年04月21日 12時00分更新", "2026年3月14日
    土曜日". Beside several dates, or a word that says what is dated, one more word a date may stand.
    """
    text = _READING_TIME.sub("", text)
    if len(text) > LONGEST_DATED or text.count(" ") > _MOST_SPACES or not _LIKE_A_DATE.search(text):
        return False
    language = labels.languages[0]
    read = _read(plain_text(text), labels, language)
    if not read.days:
        return False
    dates = list(_joined(read, language))
    spans = [(found.start, found.end) for found in dates] + [(clock.start, clock.end) for clock in read.clocks]
    spans += [(start, end) for start, end, _ in read.said]
    left = [token for token in read.tokens if not any(start <= token.start < end for start, end in spans)]
    words = [
        token
        for token in left
        if token.kind == "word"
        and len(token.text) > (1 if is_unspaced(token.text) else _LONGEST_TIE)
        and _folded(token.text) not in labels.words["dates"]
    ]
    return len(words) <= (len(dates) if len(dates) > 1 or read.said else 0) and all(token.kind == "word" for token in left)


#: How long reading takes, printed behind the time: "• Lesezeit: 5 Minuten", "· 3 min read", "7分".
_READING_TIME = lazy_pattern(
    r"[\s\u2022\u00b7|,\u2013-]+(?:[^\W\d_]{5,12}:?\s)?\d{1,2}\s?(?:min(?:ut\w{1,3}|s)?\b\.?|\u5206)"
    r"(?:\s(?:read|di lettura|de lecture|de lectura|de leitura|lesetid|l\u00e4sning|czytania|gelesen))?\s*$",
    re.IGNORECASE,
)
#: A line of times has no more spaces than this.
_MOST_SPACES = 20
#: What every date of a day has: a year, or three numbers.
_LIKE_A_DATE = lazy_pattern(r"\d{4}|\d\D{1,3}\d+\D{1,3}\d|[\u4ee4\u5e73\u662d\u6c11]\S{1,2}\d")
#: Words of so many letters tie a date together.
_LONGEST_TIE = 3


# --- days -------------------------------------------------------------------------------------------


def _days(tokens: Sequence[Token], labels: PageLabels, language: str | None) -> Iterator[_Day]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        size = 1
        if token.kind in ("iso", "written"):
            numbers = re.findall(r"\d+|元", token.text)[:3]
            era = next((first for name, first in clock_data()["eras"].items() if token.text.startswith(name)), 0)
            year = era + (1 if numbers[0] == "元" else int(numbers[0]))
            yield _Day(token.start, token.end, _known(day_of(year, int(numbers[1]), int(numbers[2]), language, None)))
        elif token.kind == "figures":
            figures = tuple(re.findall(r"\d+", token.text))
            dotted = "." in token.text
            yield _Day(token.start, token.end, functools.partial(in_order, figures, dotted, language))
        elif token.kind in ("word", "number"):
            named = _month_at(tokens, at, labels)
            if named is not None:
                calendar, month, size = named
                found = _around(tokens, at, at + size, month, calendar, language)
                if found is not None:
                    yield found
        at += size


def _known(day: date | None) -> Callable[[bool], date | None]:
    return lambda month_first: day


#: A month's name has at most so many words, a name glued to another word at least so many characters.
_MONTH_WORDS, _SHORTEST_GLUED = 4, 3


@functools.lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return fold_label(word).strip(".")


def _month_at(tokens: Sequence[Token], at: int, labels: PageLabels) -> tuple[str, int, int] | None:
    """The calendar, the number and the length in tokens of a month's name at `at`."""
    if tokens[at].kind == "number" or not any(token.kind in ("number", "hour") for token in tokens[max(0, at - 3) : at + 7]):
        return None  # no day stands near
    word = _folded(tokens[at].text)
    if labels.month_starts.isdisjoint(_forms(word)) and not is_unspaced(word or "a"):
        return None
    words = [word, *(_folded(token.text) for token in tokens[at + 1 : at + _MONTH_WORDS])]
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        for calendar, months in labels.calendars.items():
            for form in _forms(name):
                if form in months:
                    return calendar, months[form], size
    if word and is_unspaced(word):
        for calendar, months in labels.calendars.items():
            for name, month in months.items():
                if len(name) >= _SHORTEST_GLUED and word.endswith(name) and is_unspaced(name):
                    return calendar, month, 1
    return None


def _forms(name: str) -> tuple[str, str, str]:
    """A month's name, and without Hebrew "in" and the Kurdish genitive."""
    return name, name.removeprefix("\u05d1"), name.removesuffix("\u06cc")


#: Between a month and its day or year stand at most so many words, each of at most so many letters: "3 de mayo del 2025".
_FILLERS, _LONGEST_FILLER = 2, 6


def _around(tokens: Sequence[Token], start: int, stop: int, month: int, calendar: str, language: str | None) -> _Day | None:
    """The date whose month's name is the tokens from `start` to `stop`: day and year stand around it."""
    before, after = _numbers(tokens[:start][::-1]), _numbers(tokens[stop:])
    left, right = [*before, None, None], [*after, None, None]
    for day, year in ((left[0], right[0]), (right[0], right[1]), (right[0], left[0]), (left[0], left[1])):
        if day is None or year is None or len(day.text) > 2 or len(year.text) != 4:
            continue
        found = day_of(int(year.text), month, int(day.text), language, calendar)
        if found is not None:
            span = (day, year, *tokens[start:stop])
            return _Day(min(token.start for token in span), max(token.end for token in span), _known(found))
    return None


def _numbers(tokens: Sequence[Token]) -> list[Token]:
    """The nearest two numbers, with nothing but a few short words before each."""
    found: list[Token] = []
    fillers = 0
    for token in tokens:
        if token.kind in ("number", "hour") and token.text.isdigit():
            found.append(token)
            fillers = 0
            if len(found) == 2:
                break
        elif token.kind == "word" and fillers < _FILLERS and len(token.text) <= _LONGEST_FILLER:
            fillers += 1
        else:
            break
    return found


# --- what the dates date -----------------------------------------------------------------------------------


def _said(plain: str, labels: PageLabels, taken: Sequence[_Day | Clock]) -> Iterator[tuple[int, int, bool]]:
    """The words that say what a date dates: where they stand, and whether they say "updated"."""
    ending = labels.at_end(plain)
    modified = sorted(labels.words["modified"], key=len, reverse=True)
    stop = 0
    for at in _may_say(plain, labels.words["said"]):
        inside = next((span for span in taken if span.start <= at < span.end), None)
        if inside is not None or at < stop:
            continue
        free = at == 0 or not is_wordy(plain[at - 1]) or not is_wordy(plain[at]) or is_unspaced(plain[at]) or _is_joint(plain, at)
        found = labels.at_start(plain[at:]) if free and is_wordy(plain[at]) else None
        if found is not None and found.phrase.kind == "timestamp":
            phrase = found.phrase.text
            yield at, at + len(phrase), any(_within(word, phrase) for word in modified)
            stop = at + len(phrase)
    if ending is not None and ending[0].kind == "timestamp" and any(_within(word, ending[0].text) for word in modified):
        yield ending[1], len(plain), True


def _may_say(plain: str, heads: Collection[str]) -> Iterator[int]:
    """Where in a line a phrase may begin of which `heads` are the first two characters."""
    for at, char in enumerate(plain):
        if plain[at : at + 2] in heads or not plain[at : at + 2].isascii() or char in heads:
            yield at


def _is_joint(plain: str, at: int) -> bool:
    """Whether a figure and a letter meet: "2026Updated", "10 amUpdated" lost its line break."""
    return plain[at - 1].isdigit() != plain[at].isdigit()


def _within(word: str, phrase: str) -> bool:
    return word in phrase if is_unspaced(word) else f" {word} " in f" {phrase} "


def _joined(read: _Read, language: str | None) -> Iterator[PrintedDate]:
    """Each date with its clock time and with the word that says what it dates."""
    plain, _, days, clocks, said = read
    clock_of: dict[int, Clock] = {}
    for clock in clocks:
        choices = [(_gap(day, clock), number) for number, day in enumerate(days) if number not in clock_of]
        choices = [(gap, number) for gap, number in choices if gap <= LONGEST_GAP]
        choices = [(gap, number) for gap, number in choices if not _apart(days[number], clock, said)]
        if choices:
            clock_of[min(choices)[1]] = clock
    at = 0
    for number, day in enumerate(days):
        own = clock_of.get(number)
        start, end = (min(day.start, own.start), max(day.end, own.end)) if own else (day.start, day.end)
        label = next((word for word in reversed(said) if at <= word[0] < start), None)
        if label is None and len(days) == 1:
            label = next(
                (word for word in said if word[0] >= end and not _WORDY.search(plain[end : word[0]] + plain[word[1] :])), None
            )
        zone, offset = (own.zone, own.offset) if own else (None, None)
        if own and offset is None and own.start < day.start:
            zone, offset, end = zone_at(plain, end, language)
        american = zone in clock_data()["american"]
        found = day.find((american or zone in _NORTH_AMERICAN) and (language or "").split("-")[0] in ("en", ""))
        if found is not None and offset is not None and american and us_summer(found):
            offset += 60
        yield PrintedDate(start, end, found, own.seconds if own else None, offset, label[2] if label else None)
        at = end


_WORDY = lazy_pattern(r"[^\W_]")
#: Zones of clocks in a country that writes the month first.
_NORTH_AMERICAN = frozenset(("est", "edt", "cdt", "mst", "mdt", "pst", "pdt", "akst", "akdt", "hst"))


def _gap(day: _Day, clock: Clock) -> int:
    return max(clock.start - day.end, day.start - clock.end)


def _apart(day: _Day, clock: Clock, said: Sequence[tuple[int, int, bool]]) -> bool:
    """Whether a word that says what a date dates stands between the two."""
    start, end = min(day.end, clock.end), max(day.start, clock.start)
    return any(start <= word[0] < end for word in said)
