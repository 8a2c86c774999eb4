"""The rules of ninjs: which version a document is of, and everything in it that this version does not allow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from docconv.formats._documents import MOST_FINDINGS, SourceMap, as_utf8, parsed, placed, within_limits
from docconv.formats._findings import Finding, kind_of, shown
from docconv.formats._json_item import is_empty
from docconv.formats._json_rules import Codes, Rules
from docconv.formats._ninjs_names import PROPERTIES
from docconv.formats._positions import Path
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Problem, problem
from docconv.schemas import SchemaName, schema_path

_CODES = Codes("N001", "N002", "N003", "N004", "N005", "N006")

#: The schema of each generation, and the newest version of it that is known.
_SCHEMAS: dict[int, tuple[SchemaName, str]] = {1: ("ninjs-1.6", "1.6"), 2: ("ninjs-2.2", "2.2"), 3: ("ninjs-3.1", "3.1")}

# --- the version ------------------------------------------------------------------------------------

_VERSION = lazy_pattern(r"([0-9]{1,3})(?:\.([0-9]{1,3}))?(?:\.[0-9]{1,3})?")
_IN_ADDRESS = lazy_pattern(r"ninjs-schema_([0-9]{1,3}\.[0-9]{1,3})")
_CAMEL = frozenset(name for name in PROPERTIES.values() if not name.islower())
_ARRAYS = ("headlines", "bodies", "descriptions", "subjects", "people", "infosources", "renditions", "associations", "altids")


def declared_version(item: Mapping[str, Any]) -> tuple[int, int] | None:
    """The version that an item names in `standard` (`$standard` in 1.x): as its version, else in its schema's address.

    >>> declared_version({"standard": {"name": "ninjs", "version": "3.0"}}), declared_version({"uri": "urn:x:y"})
    ((3, 0), None)
    """
    standard = item.get("standard", item.get("$standard"))
    if not isinstance(standard, Mapping):
        return None
    version, address = standard.get("version"), standard.get("schema")
    match = _VERSION.fullmatch(version.strip()) if isinstance(version, str) else None
    if match is None and isinstance(address, str) and (named := _IN_ADDRESS.search(address)):
        match = _VERSION.fullmatch(named[1])
    return (int(match[1]), int(match[2] or 0)) if match else None


def generation(item: Mapping[str, Any]) -> int:
    """1, 2 or 3: by the version that the item names, else by capitals in its names, else by lists where 1.x has objects.

    >>> generation({"versionCreated": ""}), generation({"headlines": []}), generation({"headline": "", "associations": {}})
    (3, 2, 1)
    """
    declared = declared_version(item)
    if declared is not None and declared[0] in _SCHEMAS:
        return declared[0]
    if not _CAMEL.isdisjoint(item):
        return 3
    associations = item.get("associations")
    if isinstance(associations, list) and any(isinstance(entry, Mapping) and "rel" in entry for entry in associations):
        return 3
    if arrays := [item[name] for name in _ARRAYS if isinstance(item.get(name), list)]:
        entries = (entry for array in arrays for entry in array if isinstance(entry, Mapping))
        return 3 if any("contentType" in entry for entry in entries) else 2
    return 2 if "by" in item else 1


@cache
def rules(of: int, *, with_source_type: bool = True) -> Rules:
    """The rules of a generation; version 3.0 has no `digitalSourceType`."""
    name, version = _SCHEMAS[of]
    schema: dict[str, Any] = json.loads(schema_path(name).read_text("utf-8"))
    if not with_source_type:
        del schema["$defs"]["item"]["properties"]["digitalSourceType"]
        version = "3.0"
    return Rules(schema, _CODES, f"ninjs {version}")


def fits(version: str, name: str, value: object) -> bool:
    """Whether a value may stand in a property (by its name in 3.1) of an item of that version; an empty one says nothing there.

    >>> fits("3.1", "urgency", 4), fits("2.2", "edNote", "Check the date."), fits("1.6", "people", ())
    (True, True, False)
    """
    if is_empty(value):
        return False
    known = rules(int(version[0]))
    schema = known.property("item", name if version.startswith("3") else name.lower())
    return schema is not None and known.allows(schema, value)


# --- checking ---------------------------------------------------------------------------------------


def examine(data: bytes) -> list[Problem]:
    """Every fault of a document that holds a ninjs item, or a list of them, with line, column and path."""
    told: list[Problem] = []
    try:
        document = parsed(as_utf8(within_limits(data), told.append))
    except DocumentError as error:
        return [*told, *error.problems]
    if document.value == []:
        return [*told, problem("I007", "the document is an empty list: it holds no item", line=1, column=1)]
    items = document.value if isinstance(document.value, list) else [document.value]
    paths: list[Path] = [(number,) for number in range(len(items))] if isinstance(document.value, list) else [()]
    found = [finding for item, path in zip(items, paths, strict=True) for finding in _examined(item, path)]
    if found or document.twice:
        told += placed(found, SourceMap.of(document, found[:MOST_FINDINGS]), twice=document.twice)
    return told


def _examined(item: object, path: Path) -> Iterator[Finding]:
    if not isinstance(item, dict):
        yield Finding("J002", path, f"{'this item' if path else 'the document'} is {kind_of(item)}; a ninjs item is an object")
        return
    declared, of = declared_version(item), generation(item)
    newest = tuple(map(int, _SCHEMAS[of][1].split(".")))
    if declared is not None and declared > newest:
        step = "standard" if "standard" in item else "$standard"
        version = shown(".".join(map(str, declared)))
        message = f"version {version} is newer than what docconv knows, {_SCHEMAS[of][1]}, by whose rules it is checked"
        yield Finding("N007", (*path, step), message)
    yield from rules(of, with_source_type=declared != (3, 0)).faults(item, path)
    if not _has_headline(item):
        yield Finding("M008", path, "the item has no headline")


def _has_headline(item: Mapping[str, Any]) -> bool:
    """Whether there is a headline, or the item is of a kind that is shown without."""
    if item.get("type") not in (None, "text"):
        return True
    headlines = item.get("headlines")
    return bool(headlines) or any(name.startswith("headline_") or name == "headline" for name in item)
