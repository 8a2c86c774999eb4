"""What the options of the formats may hold, checked when they are made and not when they are used.

Every check takes the option's name and value and raises ValueError with a plain sentence that begins
with the name; `docconv.registry.options` makes a `UsageError` of it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from reprlib import repr as shortened

from docconv.language import strict_tag
from docconv.patterns import lazy_pattern
from docconv.unicode import canonical, fault_in, is_blank

_URI_CHARACTERS = r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
_URI = lazy_pattern(rf"[A-Za-z][A-Za-z0-9+.-]*:{_URI_CHARACTERS}+")
_URI_START = lazy_pattern(rf"[A-Za-z][A-Za-z0-9+.-]*:{_URI_CHARACTERS}*")


def check_text(name: str, value: object, *, optional: bool = True, strict: bool = False) -> None:
    """`value` is text with something to see in it, or None where it is optional; `strict`: in normal form.

    >>> check_text("title", 3)
    Traceback (most recent call last):
    ValueError: title is not text: 3
    """
    if value is None and optional:
        return
    if not isinstance(value, str):
        raise ValueError(f"{name} is not text: {shortened(value)}")
    fault = fault_in(value) if strict else "is empty" if is_blank(canonical(value)) else None
    if fault is not None:
        raise ValueError(f"{name} {fault}")


def check_uri(name: str, value: object, *, optional: bool = True, prefix: bool = False) -> None:
    """`value` is a URI in ASCII (RFC 3986, section 3), or with `prefix` the beginning of one.

    >>> check_uri("identifier", "urn:isbn:9780000000002")
    >>> check_uri("identifier", "x y z")
    Traceback (most recent call last):
    ValueError: identifier is not a URI in ASCII, such as urn:example:1: 'x y z'
    """
    if value is None and optional:
        return
    if not isinstance(value, str) or not (_URI_START if prefix else _URI).fullmatch(value):
        what = "the beginning of a URI" if prefix else "a URI"
        raise ValueError(f"{name} is not {what} in ASCII, such as urn:example:{'' if prefix else '1'}: {shortened(value)}")


def check_language(name: str, value: object) -> None:
    """`value` is a BCP 47 language tag (in any case, with `-` or `_`), `und`, or None.

    >>> check_language("language", "fr_CA")
    >>> check_language("language", "bad tag!")
    Traceback (most recent call last):
    ValueError: language is not a language tag (BCP 47), such as en, ar or zh-Hant: 'bad tag!'
    """
    if value is None or (isinstance(value, str) and (value.lower() == "und" or strict_tag(value) is not None)):
        return
    raise ValueError(f"{name} is not a language tag (BCP 47), such as en, ar or zh-Hant: {shortened(value)}")


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """`value` is one of `choices`, or None."""
    if value is not None and value not in choices:
        raise ValueError(f"{name} is not {' or '.join(choices)}: {shortened(value)}")


def check_moment(name: str, value: object) -> None:
    """`value` is a date and time with a time zone, or None."""
    if value is None:
        return
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise ValueError(f"{name} is not a date and time with a time zone: {shortened(value)}")
    try:
        value.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{name} lies beyond the years 1 to 9999: {shortened(value)}") from None


_W3C_DATE = lazy_pattern(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9]{2}:[0-9]{2}))?)?)?")


def check_date(name: str, value: object) -> None:
    """`value` is a day, a moment, or text as W3C NOTE-datetime has it (also a year or a month); or None.

    >>> check_date("date", "2026-03")
    >>> check_date("date", "yesterday")
    Traceback (most recent call last):
    ValueError: date is not a date, such as 2026-03-14 or 2026-03-14T09:15:00Z: 'yesterday'
    """
    if isinstance(value, datetime) and value.utcoffset() is not None:
        check_moment(name, value)
    elif not (value is None or isinstance(value, date) or (isinstance(value, str) and _is_w3c_date(value))):
        raise ValueError(f"{name} is not a date, such as 2026-03-14 or 2026-03-14T09:15:00Z: {shortened(value)}")


def _is_w3c_date(text: str) -> bool:
    if not _W3C_DATE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text + "-01" * (2 - text.count("-")) if "T" not in text else text)
    except ValueError:
        return False
    return True


def check_flag(name: str, value: object) -> None:
    """`value` is True or False."""
    if not isinstance(value, bool):
        raise ValueError(f"{name} is neither True nor False: {shortened(value)}")


def check_number(name: str, value: object, low: int, high: int) -> None:
    """`value` is a whole number from `low` to `high`, or None.

    >>> check_number("indent", "x", 1, 16)
    Traceback (most recent call last):
    ValueError: indent must be None or from 1 to 16, not 'x'
    """
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high):
        raise ValueError(f"{name} must be None or from {low} to {high}, not {shortened(value)}")


def check_assets(name: str, value: object) -> None:
    """`value` is a folder, a mapping of text to bytes, or None; only a plain dictionary is looked through."""
    if value is None or isinstance(value, str | os.PathLike):
        return
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} is neither a folder nor a mapping of names to bytes: {shortened(value)}")
    if isinstance(value, dict):
        for key, data in value.items():
            if not isinstance(key, str) or not isinstance(data, bytes):
                raise ValueError(f"{name} is to hold bytes by name, but has {shortened(key)}: {shortened(data)}")
