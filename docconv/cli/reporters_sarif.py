"""SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format): findings as code scanning takes them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docconv import __version__
from docconv.cli.remedies import REMEDIES
from docconv.problems import CODES, Problem, Severity

#: Where the schema of SARIF 2.1.0 is published (appendix of the standard; the address that its readers know).
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: The folder that relative addresses are relative to: by convention the root of the sources.
_ROOT = "%SRCROOT%"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "loss": "warning", "info": "note"}
_INDICES = {code: number for number, code in enumerate(CODES)}


def as_sarif(findings: Iterable[Problem]) -> Iterator[str]:
    """A log with one run, a line a result; every code is a rule (sections 3.13, 3.14, 3.27, 3.49).

    >>> from docconv.problems import problem
    >>> found = problem("M008", "the article has no headline", file="a b.json", line=1, column=1)
    >>> log = json.loads("".join(as_sarif([found])))
    >>> result = log["runs"][0]["results"][0]
    >>> result["ruleId"], result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    ('M008', 'a%20b.json')
    """
    driver = {"name": "docconv", "version": __version__, "rules": [_rule(code) for code in CODES]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
    head = json.dumps({"$schema": _SCHEMA, "version": "2.1.0"}, ensure_ascii=False)
    yield f'{head[:-1]}, "runs": [{json.dumps(run, ensure_ascii=False)[:-1]}, "results": ['
    for number, found in enumerate(findings):
        yield ("," if number else "") + "\n" + json.dumps(_result(found), ensure_ascii=False)
    yield "\n]}]}\n"


def _rule(code: str) -> dict[str, Any]:
    severity, meaning = CODES[code]
    return {
        "id": code,
        "shortDescription": {"text": meaning},
        "help": {"text": f"{meaning} {REMEDIES.get(code, '')}".rstrip()},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _result(found: Problem) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": _INDICES[found.code],
        "level": _LEVELS[found.severity],
        "message": {"text": found.message},
    }
    location: dict[str, Any] = {}
    if found.file not in (None, "-"):
        location["physicalLocation"] = {"artifactLocation": _artifact(found.file or "")}
        if found.line is not None:
            location["physicalLocation"]["region"] = {"startLine": found.line, "startColumn": found.column or 1}
    if found.path:
        location["logicalLocations"] = [{"fullyQualifiedName": found.path, "kind": "value"}]
    if location:
        result["locations"] = [location]
    return result


def _artifact(file: str) -> dict[str, str]:
    """Where a file is: relative to the root of the sources, or an address of its own where it is not below it."""
    path = Path(os.path.normpath(file))
    if path.is_absolute():
        below = Path.cwd()
        if not path.is_relative_to(below):
            return {"uri": path.as_uri()}
        path = path.relative_to(below)
    if ".." in path.parts:
        return {"uri": Path(os.path.normpath(Path.cwd() / path)).as_uri()}
    return {"uri": quote(os.fsencode(path.as_posix()), safe="/~!$&'()*+,;=@"), "uriBaseId": _ROOT}
