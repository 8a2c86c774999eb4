"""JSON values against the published JSON Schemas of docconv: findings in plain words.

An interpreter of what those schemas use of JSON Schema (draft 2020-12), no more: `$ref` into `$defs`,
`type`, `enum`, `pattern`, `format` (uri, date-time; both asserted), `minimum`, `maximum`, `required`,
`properties`, `patternProperties`, `additionalProperties` or `unevaluatedProperties` that are false,
`items`, and `anyOf` and `oneOf` over what is required. A document that a parser took nests so little
that recursion is safe.
"""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from docconv.formats._findings import Finding, kind_of, named, shown
from docconv.formats._positions import Path
from docconv.patterns import lazy_pattern

Schema = Mapping[str, Any]


class Codes(NamedTuple):
    """The codes of the findings: of what is missing, unknown, of the wrong type, not allowed, malformed, contradictory."""

    missing: str
    unknown: str
    wrong_type: str
    not_allowed: str
    malformed: str
    contradictory: str


class Rules:
    """A schema whose references are its own, and the codes and name by which its findings are told.

    >>> codes = Codes("N001", "N002", "N003", "N004", "N005", "N006")
    >>> rules = Rules({"type": "object", "required": ["uri"], "properties": {"uri": {"type": "string"}}}, codes, "ninjs 3.1")
    >>> [finding.message for finding in rules.faults({})], list(rules.faults({"uri": "urn:x:y"}))
    (['the document lacks uri, which ninjs 3.1 demands'], [])
    """

    def __init__(self, schema: Schema, codes: Codes, name: str) -> None:
        self.schema, self.codes, self.name = schema, codes, name

    def faults(self, value: object, path: Path = ()) -> Iterator[Finding]:
        """Everything in `value` that the schema does not allow."""
        yield from self._against(self.schema, value, path)

    def property(self, definition: str, name: str) -> Schema | None:
        """The schema of a property of a definition, by its exact name."""
        found: Schema | None = self.schema["$defs"][definition]["properties"].get(name)
        return found

    def allows(self, schema: Schema, value: object) -> bool:
        """Whether `value` is as a part of this schema has it."""
        return next(self._against(schema, value, ()), None) is None

    def _against(self, schema: Schema, value: object, path: Path) -> Iterator[Finding]:
        if "$ref" in schema:
            yield from self._against(self.schema["$defs"][schema["$ref"].rpartition("/")[2]], value, path)
        if "type" in schema and not _is_of_type(schema["type"], value):
            what = f"{named(path)} must be {_TYPES[schema['type']]}, not {kind_of(_plain(value))}"
            yield Finding(self.codes.wrong_type, path, what)
        elif isinstance(value, str):
            yield from self._text(schema, value, path)
        elif isinstance(value, Mapping):
            yield from self._object(schema, value, path)
        elif isinstance(value, list | tuple):
            if "items" in schema:
                for number, item in enumerate(value):
                    yield from self._against(schema["items"], item, (*path, number))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            low, high = schema.get("minimum", value), schema.get("maximum", value)
            if not low <= value <= high:
                yield Finding(self.codes.not_allowed, path, f"{named(path)} must be from {low} to {high}")

    def _text(self, schema: Schema, value: str, path: Path) -> Iterator[Finding]:
        if "enum" in schema and value not in schema["enum"]:
            choices = ", ".join(schema["enum"])
            yield Finding(self.codes.not_allowed, path, f'{named(path)} must be one of {choices}, not "{shown(value)}"')
        if "pattern" in schema and re.search(schema["pattern"], value) is None:
            yield Finding(self.codes.malformed, path, f'{named(path)} is not of the form it must have: "{shown(value)}"')
        if schema.get("format") == "uri" and not is_uri(value):
            yield Finding(self.codes.malformed, path, f'{named(path)} is not a URI (RFC 3986): "{shown(value)}"')
        if schema.get("format") == "date-time" and not is_date_time(value):
            what = f'{named(path)} is not a date and time with a zone, as 2026-03-14T09:15:00Z (RFC 3339): "{shown(value)}"'
            yield Finding(self.codes.malformed, path, what)

    def _object(self, schema: Schema, value: Mapping[str, Any], path: Path) -> Iterator[Finding]:
        for name in schema.get("required", ()):
            if name not in value:
                yield Finding(self.codes.missing, path, f"{named(path)} lacks {name}, which {self.name} demands")
        own, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
        for name, inner in value.items():
            if name in own:
                yield from self._against(own[name], inner, (*path, name))
            for pattern, described in patterns.items():
                if re.search(pattern, name):
                    yield from self._against(described, inner, (*path, name))
        if schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False:
            yield from self._unknown(schema, value, path)
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema and not _one_fits(schema, keyword, value):
                yield Finding(self.codes.contradictory, path, f"{named(path)} must have {_alternatives(schema, keyword)}")

    def _unknown(self, schema: Schema, value: Mapping[str, Any], path: Path) -> Iterator[Finding]:
        names, patterns = self._known(schema)
        told = 0
        for name in value:
            if name not in names and not any(re.search(pattern, name) for pattern in patterns):
                told += 1
                meant = _suggestion(name, names) if told <= _MOST_SUGGESTED else ""
                what = f"{self.name} has no property {shown(name)} here{meant}"
                yield Finding(self.codes.unknown, (*path, name), what, of_name=True)

    def _known(self, schema: Schema) -> tuple[set[str], set[str]]:
        """The names and the patterns of names that a schema has, with those it takes from others."""
        names, patterns = set(schema.get("properties", ())), set(schema.get("patternProperties", ()))
        if "$ref" in schema and "unevaluatedProperties" in schema:
            inherited = self._known(self.schema["$defs"][schema["$ref"].rpartition("/")[2]])
            return names | inherited[0], patterns | inherited[1]
        return names, patterns


# --- types ------------------------------------------------------------------------------------------

_TYPES = {
    "string": "a string",
    "object": "an object",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


def _is_of_type(name: str, value: object) -> bool:
    match name:
        case "string":
            return isinstance(value, str)
        case "object":
            return isinstance(value, Mapping)
        case "array":
            return isinstance(value, list | tuple)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            return whole and not isinstance(value, bool)
        case _:
            return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: object) -> object:
    """A value of an extension, whose lists are tuples and whose objects are frozen, as a parser gives it."""
    return [] if isinstance(value, tuple) else {} if isinstance(value, Mapping) else value


#: For so many unknown names of one object it is looked what may have been meant, which takes longer than all else.
_MOST_SUGGESTED = 50


def _suggestion(name: str, names: set[str]) -> str:
    if len(name) > 40:
        return ""
    cased = next((known for known in names if known.lower() == name.lower()), None)
    close = [cased] if cased else difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.75)
    return f"; is {close[0]} meant?" if close else ""


def _one_fits(schema: Schema, keyword: str, value: Mapping[str, Any]) -> bool:
    """Whether at least one (`anyOf`) or exactly one (`oneOf`) of the alternatives has what it requires."""
    fitting = 0
    for alternative in schema[keyword]:
        nested = [inner for inner in ("anyOf", "oneOf") if inner in alternative]
        has_all = all(name in value for name in alternative.get("required", ()))
        fitting += has_all and all(_one_fits(alternative, inner, value) for inner in nested)
    return fitting == 1 if keyword == "oneOf" else fitting > 0


def _alternatives(schema: Schema, keyword: str) -> str:
    names = sorted({name for alternative in schema[keyword] for name in _required(alternative)})
    return f"{'one' if keyword == 'oneOf' else 'one or more'} of {' and '.join(names)}"


def _required(schema: Schema) -> Iterator[str]:
    yield from schema.get("required", ())
    for keyword in ("anyOf", "oneOf"):
        for alternative in schema.get(keyword, ()):
            yield from _required(alternative)


# --- formats ----------------------------------------------------------------------------------------

_PCT = "%[0-9A-Fa-f]{2}"
_PCHAR = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|{_PCT})"
_USER = rf"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|{_PCT})*@)?"
_NAME = rf"(?:[A-Za-z0-9._~!$&'()*+,;=-]|{_PCT})*"
_IP = r"\[(?:[0-9A-Fa-f:.]+|v[0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]"
#: A URI with its scheme (RFC 3986, appendix A); what stands in brackets is not looked at number by number.
_URI = lazy_pattern(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?://{_USER}(?:{_IP}|{_NAME})(?::[0-9]*)?(?:/{_PCHAR}*)*|/?(?:{_PCHAR}+(?:/{_PCHAR}*)*)?)"
    rf"(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
)


def is_uri(text: str) -> bool:
    """Whether `text` is a URI with a scheme, in ASCII (RFC 3986).

    >>> is_uri("urn:newsml:example.com:1"), is_uri("/news/1"), is_uri("https://example.org/a b")
    (True, False, False)
    """
    return text.isascii() and _URI.fullmatch(text) is not None


_DATE_TIME = lazy_pattern(
    r"([0-9]{4})-(0[1-9]|1[0-2])-([0-9]{2})[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)


def is_date_time(text: str) -> bool:
    """Whether `text` is a date and time that exists, with its zone (RFC 3339, section 5.6).

    >>> is_date_time("2026-03-14T09:15:00+01:00"), is_date_time("2026-03-14T09:15:00"), is_date_time("2026-02-29T00:00:00Z")
    (True, False, False)
    """
    match = _DATE_TIME.fullmatch(text)
    return match is not None and int(match[1]) > 0 and 1 <= int(match[3]) <= monthrange(int(match[1]), int(match[2]))[1]
