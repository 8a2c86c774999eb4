"""Validation: everything wrong with a document, strictly, where reading is lenient.

A format that can be validated has a function here that takes the bytes of a document and gives its
problems; formats without one cannot be validated.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from typing import cast

from docconv import registry
from docconv.inputs import read_bytes
from docconv.problems import DocumentError, Problem, UsageError, problem

#: The function that validates a format, by the format's name, as "module:function".
VALIDATORS: dict[str, str] = {
    "json": "docconv.formats.json:check",
    "jsonl": "docconv.formats.jsonl:check",
}

Validator = Callable[[bytes], list[Problem]]


def validate(data_or_path: bytes | str | os.PathLike[str], format: str | None = None) -> list[Problem]:
    """Everything wrong with a document: its problems in the order of the document, with line, column and path.

    Bytes are a document, a `Path` is a file. A `str` is a document when it begins with `{`, `[` or
    `<` (after white space), holds a line break or is blank; otherwise it names a file. Without
    `format`, the content tells it, then the file's suffix. An article without a headline is a
    warning (M008); a document that no reader accepts has problems, it raises nothing.

    Raises `InputError` (I001) for a file that cannot be opened, `UsageError` for a format that
    there is not (U001) or that cannot be validated (U003).

    >>> print(*validate('{"headline": "two  spaces"}'))
    -:1:14: error[M004] headline has two spaces in a row at character 3 (/headline)
    """
    data, file = _opened(data_or_path)
    try:
        name = registry.get(format).name if format else _told(data, PurePath(file).suffix if file else None)
    except DocumentError as error:
        problems = list(error.problems)
    else:
        problems = _validator(name)(data)
    return [found.at(file) for found in problems] if file else problems


def _told(data: bytes, suffix: str | None) -> str:
    """The format of a document; one that begins as JSON is JSON, however broken it is."""
    found = registry.sniff(data, suffix).name
    if found not in VALIDATORS and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return "json"
    return found


def _validator(name: str) -> Validator:
    if name not in VALIDATORS:
        raise UsageError(problem("U003", f"{name} cannot be validated: there are validators for {', '.join(VALIDATORS)}"))
    module, _, function = VALIDATORS[name].partition(":")
    return cast(Validator, getattr(import_module(module), function))


def _opened(data_or_path: bytes | str | os.PathLike[str]) -> tuple[bytes, str | None]:
    """The bytes of a document, and the name of its file when it is one."""
    if isinstance(data_or_path, bytes):
        return data_or_path, None
    if isinstance(data_or_path, str) and _is_document(data_or_path):
        return data_or_path.encode("utf-8", "surrogatepass"), None
    shown = os.fspath(data_or_path)
    return read_bytes(shown), shown


def _is_document(text: str) -> bool:
    return not text.strip() or text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[", "<") or "\n" in text
