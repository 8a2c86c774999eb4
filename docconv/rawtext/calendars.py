"""Days of the calendars that pages print: Gregorian, Persian (solar Hijri), Buddhist; and dates in figures alone."""

from __future__ import annotations

from datetime import date, timedelta

#: Years that a story may be dated to, by the calendar they show.
_GREGORIAN, _PERSIAN, _BUDDHIST = range(1800, 2100), range(1300, 1500), range(2400, 2700)
#: The years of the Nepali calendar (Bikram Sambat) that a page of today prints run 56 or 57 ahead.
_FIRST_NEPALI = 2050
#: Languages whose pages print Persian years, and those whose short dates do not put the day first.
_PERSIAN_PAGES = frozenset(("fa", "ps", "ckb", "tg", "ku"))
_NOT_DAY_FIRST = frozenset(("en", "fil", "ja", "ko", "zh", "hu", "lt", "mn", "eu", "fa", "ps", "ckb", "si", "ne", "om", "ti"))
#: Countries that write English dates with the month first, and those that write them either way.
_MONTH_FIRST, _EITHER = frozenset(("US", "PH")), frozenset(("CA",))
#: Two figures of a year: below it this century's, above it the last one's.
_PIVOT = 70


def day_of(year: int, month: int, day: int, language: str | None, calendar: str | None) -> date | None:
    """The day in the Gregorian calendar; None where there is none or the year does not show its calendar.

    `calendar` is the one of the month's name ("months", "months_persian"), None for months in figures.

    >>> day_of(1404, 2, 13, "fa", None), day_of(2568, 5, 3, "th", "months")
    (datetime.date(2025, 5, 3), datetime.date(2025, 5, 3))
    """
    primary = (language or "").split("-")[0]
    if year in _PERSIAN:
        persian = calendar == "months_persian" or (calendar is None and primary in _PERSIAN_PAGES)
        return _persian_day(year, month, day) if persian else None
    if calendar == "months_persian" or (primary == "ne" and year >= _FIRST_NEPALI):
        return None
    if year in _BUDDHIST:
        year -= 543
    if year not in _GREGORIAN:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _persian_day(year: int, month: int, day: int) -> date | None:
    """A day of the Persian calendar by its cycle of 33 years, which holds for the years 1178 to 1633.

    Years begin in March; six months have 31 days, five 30, and the last 29, or 30 in a leap year.
    """
    longest = 31 if month <= 6 else 30 if month <= 11 or _is_persian_leap(year) else 29
    if not (1 <= month <= 12 and 1 <= day <= longest):
        return None
    years = range(year, _ANCHOR_YEAR) if year < _ANCHOR_YEAR else range(_ANCHOR_YEAR, year)
    days = sum(366 if _is_persian_leap(each) else 365 for each in years)
    first = _ANCHOR + timedelta(days=-days if year < _ANCHOR_YEAR else days)
    return first + timedelta(days=31 * (month - 1) - max(0, month - 7) + day - 1)


#: The first day of a Persian year in the Gregorian calendar.
_ANCHOR_YEAR, _ANCHOR = 1403, date(2024, 3, 20)


def _is_persian_leap(year: int) -> bool:
    return (25 * year + 11) % 33 < 8


def in_order(figures: tuple[str, ...], dotted: bool, language: str | None, month_first: bool) -> date | None:
    """The day of a date in figures: "28/02/2023", "2.3.25", "2025-05-03"; None where it can be read two ways.

    `dotted` dates have their day first in every language. Otherwise a value above 12 tells, or the
    language, its region, or `month_first`.

    >>> in_order(("03", "04", "2025"), False, "fr", False), in_order(("03", "04", "2025"), False, "en", False)
    (datetime.date(2025, 4, 3), None)
    """
    first, second, third = figures
    if len(first) == 4:
        return day_of(int(first), int(second), int(third), language, None) if len(third) <= 2 else None
    day_first = _day_first(language, month_first)
    if len(third) == 4:
        year, told = int(third), dotted
    elif len(third) == 2 and (day_first is not None or int(first) > 12 or int(second) > 12) and not _year_first(language):
        year, told = int(third) + (2000 if int(third) < _PIVOT else 1900), dotted
    else:
        return None
    if int(second) > 12 >= int(first):
        return day_of(year, int(first), int(second), language, None)
    if told or int(first) > 12 or first.lstrip("0") == second.lstrip("0") or day_first:
        return day_of(year, int(second), int(first), language, None)
    return day_of(year, int(first), int(second), language, None) if day_first is False else None


def _day_first(language: str | None, month_first: bool) -> bool | None:
    """Whether the day stands first in a date with slashes; None where the language leaves it open."""
    if language is None:
        return False if month_first else None
    primary, *rest = language.split("-")
    if primary != "en":
        return None if primary in _NOT_DAY_FIRST else True
    regions = {subtag for subtag in rest if len(subtag) == 2 and subtag.isupper()}
    if month_first or regions & _MONTH_FIRST:
        return False
    return True if regions - _EITHER else None


def _year_first(language: str | None) -> bool:
    return (language or "").split("-")[0] in ("ja", "ko", "zh", "hu", "lt", "mn", "fa", "ps", "ckb", "eu")


def us_summer(day: date) -> bool:
    """Whether clocks of the United States show summer time on a day, by the rule in force since 2007.

    From the second Sunday of March to the first Sunday of November; before 2007 from April to October.
    """
    if day.year >= 2007:
        begins, ends = _sunday(date(day.year, 3, 8)), _sunday(date(day.year, 11, 1))
    else:
        begins, ends = _sunday(date(day.year, 4, 1)), _sunday(date(day.year, 10, 25))
    return begins <= day < ends


def _sunday(day: date) -> date:
    return day + timedelta(days=(6 - day.weekday()) % 7)
