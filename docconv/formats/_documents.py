"""JSON documents against the article model: parsing, strict checking, lenient reading.

The fast way is pydantic's own parser straight on the bytes. Only what it refuses is looked at more
closely: why, and where in the source.
"""

from __future__ import annotations

import codecs
import copy
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import quote

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from docconv.formats._findings import Finding, findings, kind_of, shown
from docconv.formats._positions import Lines, Path, Survey, pointer, survey
from docconv.model import MODEL_VERSION, Article
from docconv.problems import DocumentError, Problem, Report, Severity, problem
from docconv.unicode import decode, fault_in

#: How many findings of one document are told one by one; the rest is counted.
MOST_FINDINGS = 1000
#: With more faults an article is not looked through: each would take a kilobyte.
MOST_FAULTS = 20_000
#: The largest document of JSON that is read unless the caller says otherwise, in bytes; of JSON Lines, the largest line.
LARGEST_JSON = 30_000_000
#: The most values in it: an object of a dozen members takes a kilobyte or two.
MOST_VALUES = 800_000


class Document(NamedTuple):
    """A JSON document that parses: its source, its value, the line it begins on; whether a name may stand twice in an object."""

    source: str
    value: Any
    first_line: int = 1
    twice: bool = True


# --- parsing ------------------------------------------------------------------------------------

_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def within_limits(data: bytes, largest: int | None = None, most_values: int | None = None, line: int | None = None) -> bytes:
    """`data`, where it has no more than `largest` bytes and `most_values` values, counted by what parts them.

    Raises `DocumentError` (I004); None is for the default, and names are not counted.

    >>> within_limits(b'{"keywords": ["tides", "ferry"]}', most_values=3)
    Traceback (most recent call last):
    docconv.problems.DocumentError: -: error[I004] the document has some 4 values; the limit is 3 (option most_values)
    """
    limit = LARGEST_JSON if largest is None else largest
    if len(data) > limit:
        message = f"the document has {len(data):,} bytes; the limit is {limit:,} (option largest)"
        raise DocumentError(problem("I004", message, line=line))
    most = MOST_VALUES if most_values is None else most_values
    if len(data) > most and (found := 1 + sum(map(data.count, (b",", b"[", b"{")))) > most:
        message = f"the document has some {found:,} values; the limit is {most:,} (option most_values)"
        raise DocumentError(problem("I004", message, line=line))
    return data


def as_utf8(data: bytes, report: Report) -> bytes:
    """`data` as UTF-8 without its byte-order mark; UTF-16 and UTF-32 with one are converted (I002)."""
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith(_WIDE_MARKS):
        decoded = decode(data)
        report(problem("I002", f"the document is {decoded.encoding.upper()}, where JSON is UTF-8 (RFC 8259, section 8.1)"))
        return decoded.text.encode("utf-8", "replace")
    return data


def parsed(data: bytes, first_line: int = 1) -> Document:
    """The document in UTF-8 `data`; raises `DocumentError` (J001) with the place where it stops being JSON."""
    document = document_or_fault(data, first_line)
    if isinstance(document, Problem):
        raise DocumentError(document)
    return document


def document_or_fault(data: bytes, first_line: int = 1) -> Document | Problem:
    """As `parsed`; gives the fault, which of many lines is quicker than raising each."""
    try:
        source = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = Lines(before, first_line).at(len(before))
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8"
        return problem("J001", message, line=line, column=column)
    try:
        value = from_json(data, allow_inf_nan=False)
    except ValueError as error:
        return _not_json(str(error), data, first_line)
    return Document(source, value, first_line, has_duplicates(source))


_SYNTAX = (
    (r"EOF while parsing a value", "the document is empty or ends where a value should stand"),
    (r"EOF while parsing an? (\w+)", r"the document ends before its \1 does"),
    (r"expected `(.)` or `(.)`", r'"\1" or "\2" is missing'),
    (r"expected `(.)`", r'"\1" is missing'),
    (r"expected (value|ident)", "this is not a JSON value"),
    (r"key must be a string", "a name must stand in double quotes"),
    (r"control character.*", "a string holds a control character, which must be escaped"),
    (r"trailing comma", "there is a comma after the last item"),
    (r"trailing characters", "something follows the end of the document"),
    (r"invalid escape", r"a string holds an escape that JSON does not have"),
    (r"(?:lone leading surrogate|unexpected end of hex escape).*", "an escape stands for half a character (a lone surrogate)"),
    (r"number out of range", "a number has too many digits"),
    (r"recursion limit exceeded", "lists and objects nest too deep"),
)


@lru_cache(maxsize=256)  # a file of lines that are no JSON has the same fault over and over
def _in_words(what: str) -> str:
    """What the parser says, in our words."""
    for pattern, words in _SYNTAX:
        if found := re.fullmatch(pattern, what):
            return found.expand(words)
    return what


def _not_json(told: str, data: bytes, first_line: int) -> Problem:
    """The parser's message in our words; it counts columns in bytes."""
    what, _, place = told.rpartition(" at line ")
    row, _, byte = place.partition(" column ")
    what, line, column = (what, int(row), int(byte)) if row.isdecimal() and byte.isdecimal() else (told, 1, 1)
    start = 0
    for _ in range(line - 1):
        start = data.find(b"\n", start) + 1
    before = data[start : start + max(0, column - 1)].decode("utf-8", "ignore")
    return problem("J001", f"not well-formed JSON: {_in_words(what)}", line=line + first_line - 1, column=len(before) + 1)


# --- findings with their places -----------------------------------------------------------------


class SourceMap(NamedTuple):
    """Where the values of a document stand, as far as they were asked for."""

    survey: Survey
    lines: Lines

    @classmethod
    def of(cls, document: Document, found: Iterable[Finding] = ()) -> SourceMap:
        """The map that places these findings."""
        where = survey(document.source, (finding.path for finding in found), unique=not document.twice)
        return cls(where, Lines(document.source, document.first_line))


def placed(found: list[Finding], where: SourceMap, *, twice: bool = False) -> list[Problem]:
    """Findings as problems with line, column and JSON Pointer, in the order of the document; on request with its duplicates."""
    told, rest = found[:MOST_FINDINGS], found[MOST_FINDINGS:]
    offsets = [(where.survey.offset(finding.path, of_name=finding.of_name), finding) for finding in told]
    problems = _at([*(_twice(where) if twice else ()), *offsets], where.lines)
    if rest:
        problems.append(problem(rest[0].code, f"there are {len(rest)} more findings like these"))
    return problems


def duplicates(document: Document, severity: Severity | None = None) -> list[Problem]:
    """The names that stand twice in an object (J005), of which a parser keeps the last."""
    if not document.twice:
        return []
    where = SourceMap.of(document)
    return _at(_twice(where), where.lines, severity)


def _twice(where: SourceMap) -> list[tuple[int, Finding]]:
    message = "the name {} stands twice in its object; the last value counts"
    return [(at, Finding("J005", path, message.format(shown(str(path[-1]))))) for path, at in where.survey.duplicates]


def _at(found: list[tuple[int, Finding]], lines: Lines, severity: Severity | None = None) -> list[Problem]:
    problems = []
    for offset, finding in sorted(found, key=lambda pair: pair[0]):
        line, column = lines.at(offset)
        place = pointer(finding.path) or None
        problems.append(problem(finding.code, finding.message, severity=severity, line=line, column=column, path=place))
    return problems


class _DuplicateError(Exception):
    """Ends the search for duplicate names at the first."""


def has_duplicates(source: str | bytes) -> bool:
    """Whether a name stands twice in an object of a well-formed JSON document.

    >>> has_duplicates('{"a": 1, "b": {"a": 2}}'), has_duplicates('{"a": 1, "\\\\u0061": 2}')
    (False, True)
    """
    try:
        _duplicate_finder().decode(source if isinstance(source, str) else source.decode())
    except _DuplicateError:
        return True
    return False


@cache
def _duplicate_finder() -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=_refuse_duplicates, parse_int=str, parse_float=str)


def _refuse_duplicates(pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) < len(pairs):
        raise _DuplicateError


# --- strict and lenient -------------------------------------------------------------------------

_VERSION = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")
_OURS = tuple(map(int, MODEL_VERSION.split(".")))


def strict_faults(value: object, path: Path = (), known: list[Finding] | None = None) -> list[Finding]:
    """Everything that keeps a JSON value from being an article of this version; `known` is what validating it found."""
    return _unfit(value, path) or known or _validated(value, path)[1]


class Reading(NamedTuple):
    """A JSON value read leniently: the article or the faults, and what to tell of the way there."""

    article: Article | None
    faults: list[Finding]
    notes: list[Finding]


def lenient(value: object, path: Path = (), known: list[Finding] | None = None) -> Reading:
    """A JSON value as an article; of a newer minor version, what is unknown is kept as extensions (J004).

    `known` is what validating it found, where that was not in vain.
    """
    unfit = _unfit(value, path)
    if unfit or not isinstance(value, dict):
        return Reading(None, unfit, [])
    version = _version_of(value)
    if version is None or version <= _OURS:
        return Reading(*((None, known) if known else _validated(value, path)), [])
    current = {**copy.deepcopy(value), "docconv": MODEL_VERSION}
    note = Finding(
        "J004",
        (*path, "docconv"),
        f"the document is of version {value['docconv']} of the article model, newer than {MODEL_VERSION}",
    )
    article, faults = _validated(current, path)
    unknown = [fault for fault in faults if _is_unknown(fault, path)]
    if not unknown:
        return Reading(article, faults, [note])
    moved, without = _moved_to_extensions(current, unknown, path)
    notes = [note, *moved]
    others = [fault for fault in faults if not _is_unknown(fault, path)]
    article, left = _validated(without, path)
    return Reading(article, (others or left) if article is None else [], notes)


def _unfit(value: object, path: Path) -> list[Finding]:
    """Why a value is no document of this major version at all, if it is not."""
    if not isinstance(value, dict):
        whole = "the document" if not path else "this item"
        return [Finding("J002", path, f"{whole} is {kind_of(value)}; an article is an object")]
    version = _version_of(value)
    if version is not None and version[0] != _OURS[0]:
        message = f"the document is of version {value['docconv']} of the article model; this release reads version {_OURS[0]}"
        return [Finding("J003", (*path, "docconv"), message)]
    return []


def _version_of(value: dict[str, Any]) -> tuple[int, int] | None:
    match = _VERSION.fullmatch(value["docconv"]) if isinstance(value.get("docconv"), str) else None
    return (int(match[1]), int(match[2])) if match else None


def _validated(value: object, path: Path) -> tuple[Article | None, list[Finding]]:
    article, faults = _of_json(to_json(value, inf_nan_mode="constants"))
    return article, [fault._replace(path=(*path, *fault.path)) for fault in faults]


def _of_json(data: bytes) -> tuple[Article | None, list[Finding]]:
    """The article that JSON is, or its faults; of what is no JSON, or says a name twice, those mean nothing.

    The error is gone when this is done: it may be large.
    """
    begins = data[:64].lstrip()
    if begins and not begins.startswith(b"{"):  # it is no object, whatever else it is
        return None, []
    try:
        return Article.model_validate_json(data), []
    except ValidationError as error:
        if error.error_count() > MOST_FAULTS:
            many = f"there are {error.error_count():,} faults; documents with more than {MOST_FAULTS:,} are not looked through"
            return None, [Finding("I004", (), many)]
        return None, findings(error)


def _is_unknown(fault: Finding, path: Path) -> bool:
    """Whether a fault is a field or a kind of block that this version does not know."""
    inner = fault.path[len(path) :]
    return fault.code == "M002" or (fault.code == "M005" and inner[-1:] == ("type",) and len(inner) == 5 and inner[0] == "body")


def _moved_to_extensions(value: dict[str, Any], unknown: list[Finding], path: Path) -> tuple[list[Finding], dict[str, Any]]:
    """Move what is unknown to the extensions of `value`; a note for each, and what is left without the parts this emptied."""
    extensions = value.setdefault("extensions", {})
    if not isinstance(extensions, dict):
        return [], value
    notes = []
    touched: set[int] = set()
    for fault in sorted(unknown, key=lambda fault: [str(step).zfill(9) for step in fault.path], reverse=True):
        inner = fault.path[len(path) :] if fault.code == "M002" else fault.path[len(path) : -1]
        holder: Any = value
        for step in inner[:-1]:
            holder = holder[step]
            if inner[0] != "extensions" and "rows" not in inner:  # an empty cell keeps its place in the table
                touched.add(id(holder))
        key = _extension_key(inner, extensions)
        extensions[key] = moved = holder.pop(inner[-1])
        what = shown(str(inner[-1])) if fault.code == "M002" else f"the block type {json.dumps(shown(str(moved['type'])))}"
        message = f"{what} is unknown to version {MODEL_VERSION} and was kept as the extension {shown(key)}"
        notes.append(Finding("J004", fault.path, message, of_name=fault.of_name))
    left = ((name, _without_emptied(part, touched)) for name, part in value.items())
    return notes[::-1], {name: part for name, part in left if part is not _EMPTIED}


#: Fields that say nothing where all others are gone.
_FORM = frozenset({"type", "media", "ordered", "level", "header_rows"})
_EMPTIED = object()


def _without_emptied(part: Any, touched: set[int]) -> Any:
    """A part of a document without what was emptied when things were moved out of the `touched`; `_EMPTIED` when none is left."""
    if id(part) not in touched:
        return part
    if isinstance(part, list):
        items = [kept for item in part if (kept := _without_emptied(item, touched)) is not _EMPTIED]
        return items or _EMPTIED
    left = ((name, _without_emptied(inner, touched)) for name, inner in part.items())
    fields = {name: inner for name, inner in left if inner is not _EMPTIED}
    return fields if fields.keys() - _FORM else _EMPTIED


def _extension_key(path: Path, taken: dict[str, Any]) -> str:
    where = pointer(path)
    key = "docconv:" + (where if fault_in(where) is None else quote(where, safe="/~"))
    while key in taken:
        key += "'"
    return key


# --- reading and examining ----------------------------------------------------------------------


def read_one(data: bytes, report: Report, first_line: int = 1) -> Article:
    """The article of a UTF-8 document that is one object.

    Raises `DocumentError` with every fault and its place.
    """
    read = article_or_faults(data, report, first_line)
    if isinstance(read, Article):
        return read
    raise DocumentError(read)


def article_or_faults(data: bytes, report: Report, first_line: int = 1) -> Article | list[Problem]:
    """The article of a UTF-8 document that is one object, or every fault and its place."""
    article, known = _of_json(data)
    if article is not None:
        if has_duplicates(data):
            tell_all(duplicates(parsed(data, first_line), "warning"), report)
        return article
    document = document_or_fault(data, first_line)
    if isinstance(document, Problem):
        return [document]
    tell_all(duplicates(document, "warning"), report)
    reading = lenient(document.value, known=None if document.twice else known)
    where = SourceMap.of(document, (*reading.notes, *reading.faults))
    tell_all(placed(reading.notes, where), report)
    return placed(reading.faults, where) if reading.article is None else reading.article


def read_items(data: bytes, report: Report) -> Iterator[Article]:
    """The articles of a UTF-8 document that is a list; the faults of an item are reported, and the next is read."""
    document = parsed(data)
    tell_all(duplicates(document, "warning"), report)
    items = ((number, item) for number, item in enumerate(document.value))
    for number, item in items:  # nothing is kept of what comes before the first finding
        first = lenient(item, (number,))
        if first.article is None or first.notes:
            break
        yield first.article
    else:
        return
    readings = [first, *(lenient(item, (number,)) for number, item in items)]
    every = (finding for reading in readings for finding in (*reading.notes, *reading.faults))
    told = list(islice(every, MOST_FINDINGS))
    where = SourceMap.of(document, told) if told else None
    room, untold = len(told), 0
    for reading in readings:
        if where is not None and room > 0:
            tell_all(placed(reading.notes, where) + placed(reading.faults, where), report)
            room -= len(reading.notes) + len(reading.faults)
        else:
            untold += len(reading.notes) + len(reading.faults)
        if reading.article is not None:
            yield reading.article
    if untold:
        report(problem(told[-1].code, f"there are {untold:,} more findings in the items that follow"))


def tell_all(problems: Iterable[Problem], report: Report) -> None:
    """Report problems one by one."""
    for found in problems:
        report(found)


def examine(data: bytes, first_line: int = 1, *, several: bool = True) -> list[Problem]:
    """Every fault of a UTF-8 JSON document that holds an article or, where `several` may stand, a list of them."""
    is_faultless, known = _first_look(data)
    if is_faultless:
        return []
    try:
        document = document_or_fault(within_limits(data, line=first_line), first_line)
    except DocumentError as error:
        return list(error.problems)
    if isinstance(document, Problem):
        return [document]
    if not (several and isinstance(document.value, list)):
        found = _examined(document.value, (), None if document.twice else known)
    elif document.value:
        found = [finding for number, item in enumerate(document.value) for finding in _examined(item, (number,))]
    else:
        return [problem("I007", "the document is an empty list: it holds no article", line=first_line, column=1)]
    if not (found or document.twice):
        return []
    return placed(found, SourceMap.of(document, found[:MOST_FINDINGS]), twice=document.twice)


def _first_look(data: bytes) -> tuple[bool, list[Finding]]:
    """Whether a document is one article with a headline and without a fault (most are, and this is quick), and its faults."""
    article, faults = _of_json(data)
    return article is not None and article.headline is not None and not has_duplicates(data), faults


def _examined(value: object, path: Path, known: list[Finding] | None = None) -> list[Finding]:
    faults = strict_faults(value, path, known)
    if isinstance(value, dict) and value.get("headline") is None and not any(fault.code == "J003" for fault in faults):
        faults.append(Finding("M008", path, "the article has no headline"))
    return faults
