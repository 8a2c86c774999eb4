"""JSON documents against a JSON Schema that the user names, of any draft from 3 on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote, urljoin, urlsplit

from docconv.formats._documents import MOST_FINDINGS, SourceMap, as_utf8, duplicates, parsed, placed, within_limits
from docconv.formats._findings import Finding, kind_of, named, shown
from docconv.formats._json_rules import is_date_time, is_uri
from docconv.formats._named_schema import FolderError, NamedSchema, beside, first_sign
from docconv.formats._positions import Path as JsonPath
from docconv.problems import DocumentError, Problem, UsageError, problem

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

#: So deep are alternatives followed to the fault that is nearest to what was meant.
_DEEPEST = 8
#: So many files beside a schema, none larger than this, are looked at for one that says it is what the schema refers to.
_MOST_COPIES, _LARGEST_COPY = 200, 5_000_000


class NamedJsonSchema(NamedSchema):
    """A JSON Schema; raises `UsageError` (U005) where it is none.

    Formats are asserted: `uri` and `date-time` as RFC 3986 and 3339 have them, others as far as the library
    knows them.
    """

    suffixes: ClassVar = (".json", ".jsonl", ".ndjson", ".ninjs", ".jsonld")

    def __init__(self, path: Path, data: bytes) -> None:
        self._path = path
        self._validator = _loaded(path, data)

    def check(self, data: bytes, *, lines: bool = False) -> list[Problem]:
        """The findings of a document (J001, J005, J006), or of each line where it is JSON Lines."""
        if first_sign(data) == b"<":
            return [
                problem("J001", "the document is XML or HTML; the schema is a JSON Schema, which is for JSON", line=1, column=1)
            ]
        found: list[Problem] = []
        data = as_utf8(data, found.append)
        if not lines:
            return found + self._check_one(data, 1)
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip(b" \t\r"):
                found += self._check_one(line, number)
        return found

    def _check_one(self, data: bytes, first_line: int) -> list[Problem]:
        from referencing.exceptions import Unresolvable

        try:
            document = parsed(within_limits(data, line=first_line), first_line)
        except DocumentError as error:
            return list(error.problems)
        try:
            errors = list(islice(self._validator.iter_errors(document.value), MOST_FINDINGS))
        except Unresolvable as error:
            raise _unusable(self._path, _reason(error) or f"its reference {shown(str(error.ref), 200)} leads nowhere") from None
        except RecursionError:
            raise _unusable(self._path, "its references go round in a circle") from None
        found = [_finding(_nearest(error)) for error in errors]
        return duplicates(document) + (placed(found, SourceMap.of(document, found)) if found else [])


def _loaded(path: Path, data: bytes) -> Validator:
    from jsonschema import FormatChecker, SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    try:
        contents: Any = parsed(as_utf8(data, lambda found: None)).value
    except DocumentError as error:
        raise UsageError(
            [problem("U005", one.message, file=str(path), line=one.line, column=one.column) for one in error.problems]
        ) from None
    folder = path.resolve().parent
    own = (folder / path.name).as_uri()
    named_id = contents.get("$id", contents.get("id")) if isinstance(contents, dict) else None
    try:
        base = urljoin(own, named_id) if isinstance(named_id, str) else own
    except ValueError:
        raise _unusable(path, f"its identifier {shown(str(named_id), 200)} is no address") from None

    def retrieve(address: str) -> Resource[Any]:
        file = _file_of(address, folder, (own, base))
        return Resource.from_contents(json.loads(file.read_bytes()), default_specification=DRAFT202012)

    def found(address: str) -> Resource[Any]:
        try:
            return retrieve(address)
        except (OSError, ValueError) as error:
            raise FolderError(f"{shown(address, 200)} cannot be read: {error}") from None

    kind = validator_for(contents, default=Draft202012Validator)
    try:
        kind.check_schema(contents)
    except SchemaError as error:
        where = "/".join(map(str, error.absolute_path))
        raise _unusable(path, f"at /{where}: {shown(error.message, 200)}") from None
    except RecursionError:
        raise _unusable(path, "it nests too deep") from None
    formats = FormatChecker(FormatChecker.checkers.keys())
    formats.checks("uri")(lambda value: not isinstance(value, str) or is_uri(value))
    formats.checks("date-time")(lambda value: not isinstance(value, str) or is_date_time(value))
    schema = contents if named_id else {**contents, "$id": own} if kind is Draft202012Validator else contents
    make: Any = Registry  # whose types leave out what it is made of
    registry = make(retrieve=found)
    if kind is not Draft202012Validator:
        registry = registry.with_resource(own, Resource.from_contents(contents, default_specification=DRAFT202012))
    return kind(schema, registry=registry, format_checker=formats)


def _file_of(address: str, folder: Path, bases: tuple[str, ...]) -> Path:
    """The file that an address stands for: below the schema's own folder or the address it gives itself, else a copy beside it.

    A copy bears the last name of the address, or says in `$id` that it is that schema. Raises `FolderError` where there is none.
    """
    without = address.partition("#")[0]
    for base in bases:
        root = base.rpartition("/")[0] + "/"
        if without.startswith(root):
            return beside(folder, unquote(without[len(root) :]))
    if urlsplit(without).scheme in ("", "file"):
        return beside(folder, unquote(urlsplit(without).path))
    copy = folder / unquote(urlsplit(without).path.rpartition("/")[2])
    if copy.is_file() and copy.parent == folder:
        return copy
    for file in islice(sorted(folder.glob("*.json")), _MOST_COPIES):
        if file.stat().st_size < _LARGEST_COPY and _says_it_is(file, without):
            return file
    raise FolderError(f"it refers to {shown(without, 200)}, which is not fetched; put a copy of it beside the schema")


def _says_it_is(file: Path, address: str) -> bool:
    try:
        contents = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(contents, dict) and str(contents.get("$id", contents.get("id"))).rstrip("#") == address


def _reason(error: BaseException | None) -> str | None:
    """What a reference fails by, where it is a file that may not be read or is not there."""
    while error is not None and not isinstance(error, FolderError):
        error = error.__cause__
    return None if error is None else str(error)


def _unusable(path: Path, message: str) -> UsageError:
    return UsageError(problem("U005", f"the schema cannot be used: {message}", file=str(path)))


# --- the library's errors as findings ---------------------------------------------------------------


def _nearest(error: ValidationError) -> ValidationError:
    """Of a value that fits none of several alternatives, the fault in the one that it fits best."""
    for _ in range(_DEEPEST):
        if error.validator not in ("anyOf", "oneOf") or not error.context:
            break
        deepest = max(
            error.context, key=lambda inner: (len(inner.absolute_path), inner.validator not in ("type", "const", "enum"))
        )
        if len(deepest.absolute_path) <= len(error.absolute_path):
            break
        error = deepest
    return error


def _finding(error: ValidationError) -> Finding:
    path: JsonPath = tuple(error.absolute_path)
    sentence, of_name = next(_sentences(error, path), (f"{named(path)}: {shown(error.message, 160)}", False))
    if error.validator in ("additionalProperties", "unevaluatedProperties") and (extra := _extra(error)) is not None:
        return Finding("J006", (*path, extra), f"{named(path)} must not have the property {shown(extra)}", of_name=True)
    return Finding("J006", path, sentence, of_name)


def _extra(error: ValidationError) -> str | None:
    """The first property that a schema does not admit."""
    if not isinstance(error.instance, dict):
        return None
    known = set(error.schema.get("properties", ())) if isinstance(error.schema, dict) else set()
    return next((name for name in error.instance if name not in known and f"'{name}'" in error.message), None)


_BOUNDS = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} items",
    "maxItems": "must have at most {} items",
    "minProperties": "must have at least {} properties",
    "maxProperties": "must have at most {} properties",
    "multipleOf": "must be a multiple of {}",
}


def _sentences(error: ValidationError, path: JsonPath) -> Iterator[tuple[str, bool]]:
    """A sentence for what a keyword of JSON Schema refuses, where there is a plain one."""
    what, keyword, wanted = named(path), str(error.validator), error.validator_value
    given = f'"{shown(error.instance)}"' if isinstance(error.instance, str) else kind_of(error.instance)
    if keyword == "type":
        kinds = wanted if isinstance(wanted, list) else [wanted]
        yield f"{what} must be of type {' or '.join(map(str, kinds))}, not {kind_of(error.instance)}", False
    elif keyword == "required" and isinstance(error.instance, dict) and isinstance(wanted, list):
        missing = [str(name) for name in wanted if name not in error.instance and f"'{name}'" in error.message]
        yield f"{what} lacks {shown(missing[0]) if missing else 'a property'}, which the schema demands", False
    elif keyword == "enum" and isinstance(wanted, list):
        yield f"{what} must be one of {shown(', '.join(map(str, wanted)), 120)}, not {given}", False
    elif keyword == "const":
        yield f"{what} must be {shown(json.dumps(wanted, ensure_ascii=False), 80)}, not {given}", False
    elif keyword == "pattern":
        yield f"{what} is not of the form {shown(str(wanted), 80)}: {given}", False
    elif keyword == "format":
        yield f"{what} is no {shown(str(wanted))}: {given}", False
    elif keyword in _BOUNDS and isinstance(wanted, int | float):
        yield f"{what} {_BOUNDS[keyword].format(wanted)}", False
    elif keyword == "uniqueItems":
        yield f"{what} has an item twice", False
    elif keyword in ("anyOf", "oneOf") and isinstance(wanted, list):
        fits = "more than one" if keyword == "oneOf" and not error.context else "none"
        yield f"{what} fits {fits} of the {len(wanted)} alternatives that the schema has for it", False
    elif keyword == "not":
        yield f"{what} is what the schema excludes", False
    elif error.validator is None or keyword == "None":
        yield f"{what} is not admitted by the schema", False
