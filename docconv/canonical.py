"""The constrained types of the model: canonical text, URIs, language tags, dates, JSON values.

Each type holds its rule in two places that one definition feeds: pydantic's core schema, which
checks, and the JSON Schema, which is published. Messages say what a value must be; `faults` says
what is wrong with one.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from typing_extensions import TypeAliasType

from docconv.language import LANGUAGE_TAG, fault_in_tag
from docconv.unicode import text_pattern

# --- strings with a pattern -------------------------------------------------------------------


class Matching:
    """Marks a `str` that must match a pattern: one for the check, one for the published schema.

    The check's pattern runs on UTF-8 and names no surrogates; the published one does. `kind` is the
    error type and `rule` the message when a value does not match.
    """

    def __init__(self, kind: str, rule: str, checked: str, published: str | None = None) -> None:
        self.kind, self.rule, self.checked = kind, rule, checked
        description = rule[0].upper() + rule[1:] + "."
        # To some engines "$" also matches before a line end that closes the string; what `not` says holds for all.
        self.published = {
            "type": "string",
            "description": description,
            "pattern": published or checked,
            "not": {"pattern": "\\n$"},
        }

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(pattern=self.checked, strict=True)
        return core_schema.custom_error_schema(text, self.kind, custom_error_message=self.rule)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return dict(self.published)


def _text(rule: str, *, line_breaks: bool = False, may_be_empty: bool = False) -> Matching:
    checked = text_pattern(line_breaks=line_breaks, may_be_empty=may_be_empty, surrogates=False)
    published = text_pattern(line_breaks=line_breaks, may_be_empty=may_be_empty)
    return Matching("lines" if line_breaks else "text", rule, checked, published)


_NORMAL = (
    "no white space at its ends, no two spaces in a row, no control character, line or paragraph separator, "
    "surrogate or noncharacter"
)

#: One line of text in normal form.
Text = TypeAliasType("Text", Annotated[str, _text(f"must be text of one line: not empty, {_NORMAL}")])
#: One line of text in normal form, or the empty string.
TextOrEmpty = TypeAliasType(
    "TextOrEmpty", Annotated[str, _text(f"must be text of one line or empty: {_NORMAL}", may_be_empty=True)]
)
#: Text in normal form that may hold hard line breaks.
Lines = TypeAliasType(
    "Lines",
    Annotated[str, _text(f'must be text: not empty, {_NORMAL}; no white space beside a line break "\\n"', line_breaks=True)],
)
#: Text in normal form that may hold hard line breaks, or the empty string.
LinesOrEmpty = TypeAliasType(
    "LinesOrEmpty",
    Annotated[
        str,
        _text(f'must be text or empty: {_NORMAL}; no white space beside a line break "\\n"', line_breaks=True, may_be_empty=True),
    ],
)

# --- URIs ---------------------------------------------------------------------------------------

# RFC 3986, section 2: percent-encoded octets and the characters each part admits.
_PCT = "%[0-9A-Fa-f]{2}"
_PCHAR = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|{_PCT})"
_TAIL = rf"(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
# The last label of a name begins with a letter, so that no browser takes it for an address of numbers.
_HOST = rf"(?:(?:{_LABEL}\.)*[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9])?\.?|(?:{_OCTET}\.){{3}}{_OCTET})"
_PORT = "(?::(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[0-9]{1,4}))?"
_WEB = rf"https?://{_HOST}{_PORT}(?:/{_PCHAR}*)*{_TAIL}"
_FTP = rf"ftp://{_HOST}{_PORT}(?:/{_PCHAR}*)*"
_URN = rf"urn:[A-Za-z0-9][A-Za-z0-9-]{{0,30}}[A-Za-z0-9]:{_PCHAR}(?:{_PCHAR}|/)*{_TAIL}"
_TAG_URI = rf"tag:[A-Za-z0-9._@-]+,[0-9]{{4}}(?:-[0-9]{{2}}(?:-[0-9]{{2}})?)?:(?:{_PCHAR}|[/?])*(?:#(?:{_PCHAR}|[/?])*)?"
_MAILTO = rf"mailto:(?:[A-Za-z0-9._~!$&'*+=-]|{_PCT})+@{_HOST}(?:\?(?:{_PCHAR}|[/?])*)?"
_TEL = r"tel:\+?[0-9](?:[0-9.()-]*[0-9])?"
_RELATIVE = rf"/?(?:[A-Za-z0-9._~!$&'()*+,;=@-]|{_PCT})+(?:/{_PCHAR}+)*/?(?:\?(?:{_PCHAR}|[/?])*)?"

#: The schemes an address may have; `id` and other identifiers may also be `urn:` and `tag:`.
SCHEMES = ("http", "https", "ftp", "mailto", "tel", "urn", "tag")

#: Where something is published: an http or https address in ASCII (RFC 3986), percent-encoded.
WebAddress = TypeAliasType(
    "WebAddress",
    Annotated[str, Matching("uri", "must be an http or https address in ASCII, percent-encoded", f"^{_WEB}$")],
)


@functools.cache
def _web_address() -> re.Pattern[str]:
    return re.compile(_WEB)


def is_web_address(text: str) -> bool:
    """Whether `text` is an http or https address as the model admits it.

    >>> is_web_address("https://example.org/a?b=%20"), is_web_address("https://example.org/a b")
    (True, False)
    """
    return text.startswith("http") and len(text) <= 8000 and _web_address().fullmatch(text) is not None


#: What a link may lead to: http, https, ftp, mailto, tel, urn or tag.
Uri = TypeAliasType(
    "Uri",
    Annotated[
        str,
        Matching(
            "uri",
            "must be a URI in ASCII, percent-encoded, of one of the schemes " + ", ".join(SCHEMES),
            f"^(?:{_WEB}|{_FTP}|{_URN}|{_TAG_URI}|{_MAILTO}|{_TEL})$",
        ),
    ],
)
#: Where the bytes of a picture, video or recording are: an http or https address, or a relative path.
Source = TypeAliasType(
    "Source",
    Annotated[
        str,
        Matching(
            "uri",
            "must be an http or https address or a relative path, in ASCII, percent-encoded",
            f"^(?:{_WEB}|{_RELATIVE})$",
        ),
    ],
)
#: An e-mail address, in ASCII.
Email = TypeAliasType(
    "Email",
    Annotated[str, Matching("email", "must be an e-mail address in ASCII", rf"^[A-Za-z0-9._~!$&'*+=-]+@{_HOST}$")],
)

# --- language tags, dates -----------------------------------------------------------------------


def _known_tag(tag: str) -> str:
    fault = fault_in_tag(tag)
    if fault is not None:
        raise PydanticCustomError("language", "{fault}", {"fault": fault})
    return tag


class _Tag:
    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(_known_tag, core_schema.str_schema(strict=True))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {
            "type": "string",
            "description": "A BCP 47 language tag in canonical case, without und and without repeated subtags.",
            "pattern": LANGUAGE_TAG,
            "not": {"pattern": "^und|\\n$"},
        }


#: A BCP 47 language tag in canonical case; an unknown language is None, never `und`.
LanguageTag = TypeAliasType("LanguageTag", Annotated[str, _Tag()])

# Every day but the 29th of February in years that have none, which the calendar refuses.
_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_MONTH_AND_DAY = "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
_MOMENT = f"^{_YEAR}-{_MONTH_AND_DAY}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$"


def _utc(value: datetime) -> datetime:
    if value.utcoffset() != timedelta(0) or value.microsecond:
        raise PydanticCustomError("moment", "must be a date and time in UTC, in whole seconds")
    return value if value.tzinfo is UTC else value.replace(tzinfo=UTC)


def _utc_from_text(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("moment", "is not a date and time that exists") from error


def written_moment(value: datetime) -> str:
    """A UTC date and time as the model writes it: `2026-03-14T09:15:00Z`."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value.year >= 1000 else f"{value.year:04d}{value.strftime('-%m-%dT%H:%M:%SZ')}"


def _dated(
    pattern: str, kind: str, rule: str, parse: Callable[[str], Any], python: CoreSchema, write: Callable[[Any], str]
) -> CoreSchema:
    """JSON text of one pattern on one side, a Python object on the other; `parse` and `write` between."""
    text = core_schema.custom_error_schema(core_schema.str_schema(pattern=pattern, strict=True), kind, custom_error_message=rule)
    return core_schema.json_or_python_schema(
        json_schema=core_schema.no_info_after_validator_function(parse, text),
        python_schema=core_schema.custom_error_schema(python, kind, custom_error_message=rule),
        serialization=core_schema.plain_serializer_function_ser_schema(
            write, return_schema=core_schema.str_schema(), when_used="json"
        ),
    )


#: Stands where a standard demands a date and neither the article nor the caller has one; always reported (D001).
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def _published_date(description: str, kind: str, pattern: str) -> JsonSchemaValue:
    """A date in the published schema; a pattern's end may stand before a last line break, so that is ruled out."""
    return {"type": "string", "description": description, "format": kind, "pattern": pattern, "not": {"pattern": "\\n$"}}


class _Moment:
    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        rule = "must be a date and time in UTC, in whole seconds, as 2026-03-14T09:15:00Z"
        aware = core_schema.no_info_after_validator_function(_utc, core_schema.datetime_schema(strict=True))
        return _dated(_MOMENT, "moment", rule, _utc_from_text, aware, written_moment)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return _published_date("A date and time that exists, in UTC, in whole seconds.", "date-time", _MOMENT)


_DAY = f"^{_YEAR}-{_MONTH_AND_DAY}$"


def _day_from_text(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("day", "is not a day that exists") from error


class _Day:
    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _dated(
            _DAY, "day", "must be a day, as 2026-03-14", _day_from_text, core_schema.date_schema(strict=True), date.isoformat
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return _published_date("A day that exists.", "date", _DAY)


#: A day of the calendar.
Day = TypeAliasType("Day", Annotated[date, _Day()])
#: A moment in UTC, in whole seconds.
Moment = TypeAliasType("Moment", Annotated[datetime, _Moment()])

# --- whole numbers, JSON values -----------------------------------------------------------------

#: A positive whole number.
Positive = Annotated[int, Field(ge=1, le=2**31 - 1)]

#: How deep lists and objects of an extension may nest.
EXTENSION_DEPTH = 64

#: The largest number of an extension: what is beyond the largest double is infinite to most readers of JSON.
LARGEST_NUMBER = sys.float_info.max


class FrozenDict(dict[str, Any]):
    """A dictionary that cannot change: the objects inside `extensions`."""

    def _refuse(self, *args: object, **kwargs: object) -> Any:
        raise TypeError("an article does not change; use article.replace(extensions=...)")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return type(self), (dict(self),)

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has no hash because it can change; this one cannot
        return hash(tuple(self.items()))


def frozen_json(value: object, depth: int = EXTENSION_DEPTH) -> Any:
    """`value` as immutable JSON: tuples for lists, `FrozenDict` with sorted keys for objects.

    Raises a pydantic error for what JSON cannot exchange: other types, NaN, infinities and numbers
    beyond `LARGEST_NUMBER`, strings with lone surrogates, nesting deeper than `EXTENSION_DEPTH`.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float) and abs(value) <= LARGEST_NUMBER:
        return value
    if isinstance(value, str) and _is_well_formed(value):
        return value
    if depth == 0:
        raise PydanticCustomError("extension", "must not nest lists and objects deeper than {depth}", {"depth": EXTENSION_DEPTH})
    if isinstance(value, list | tuple):
        return tuple(frozen_json(item, depth - 1) for item in value)
    if isinstance(value, dict) and all(isinstance(key, str) and _is_well_formed(key) for key in value):
        return FrozenDict((key, frozen_json(value[key], depth - 1)) for key in sorted(value))
    raise PydanticCustomError(
        "extension", "must be JSON: null, a boolean, a finite number, a well-formed string, a list or an object"
    )


def _is_well_formed(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class _Extensions:
    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        keys = Matching("extension", EXTENSION_KEY_RULE, _EXTENSION_KEY).__get_pydantic_core_schema__(str, handler)
        return core_schema.no_info_after_validator_function(
            frozen_json,
            core_schema.dict_schema(keys_schema=keys, values_schema=core_schema.any_schema()),
            serialization=core_schema.plain_serializer_function_ser_schema(dict, return_schema=core_schema.dict_schema()),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        names = {"pattern": _EXTENSION_KEY_PUBLISHED, "not": {"pattern": "\\n$"}}
        return {"type": "object", "propertyNames": names, "additionalProperties": True}


EXTENSION_KEY_RULE = 'must be "vendor:name", the vendor in lower case: a letter, then letters, digits, ".", "_" or "-"'
_VENDOR = "^[a-z][a-z0-9._-]*:"
_EXTENSION_KEY = _VENDOR + text_pattern(surrogates=False)[1:]
_EXTENSION_KEY_PUBLISHED = _VENDOR + text_pattern()[1:]

#: What a foreign document carried that has no field: "vendor:name" to any JSON value.
Extensions = TypeAliasType("Extensions", Annotated[dict[str, Any], _Extensions()])
