"""Documents against a schema that the user names: an XML Schema or a JSON Schema, told apart by what it begins with."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from docconv.inputs import read_bytes
from docconv.problems import Problem, UsageError, problem


class NamedSchema(ABC):
    """A schema read from a file; `suffixes` are those of the files in a folder that it can be for."""

    suffixes: ClassVar[tuple[str, ...]]

    @abstractmethod
    def check(self, data: bytes, *, lines: bool = False) -> list[Problem]:
        """What of a document does not follow the schema, in the order of the document; with `lines`, of each of its lines."""


def named_schema(path: str | os.PathLike[str]) -> NamedSchema:
    """The schema in a file: an XML Schema begins with `<`, a JSON Schema with `{`.

    What it imports, includes or refers to is read from its own folder and those below, and from nowhere else.
    Raises `InputError` (I001) where the file cannot be opened, `UsageError` (U005) where it is no schema.
    """
    shown = os.fspath(path)
    data = read_bytes(shown)
    begins = first_sign(data)
    if begins == b"<" or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        from docconv.formats._named_xsd import NamedXsd

        return NamedXsd(Path(shown), data)
    if begins == b"{":
        from docconv.formats._named_json_schema import NamedJsonSchema

        return NamedJsonSchema(Path(shown), data)
    raise UsageError(problem("U005", "this is neither an XML Schema nor a JSON Schema", file=shown))


def first_sign(data: bytes) -> bytes:
    """What a document begins with, a byte-order mark and white space aside: `<` is of XML, `{` and `[` of JSON."""
    return data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]


class FolderError(Exception):
    """A schema refers to what does not lie beside it; says what in plain words."""


def beside(folder: Path, name: str) -> Path:
    """The file of a name below a folder; raises `FolderError` for what lies elsewhere or is not there.

    >>> beside(Path(__file__).parent, "../model.py")
    Traceback (most recent call last):
        ...
    docconv.formats._named_schema.FolderError: ../model.py lies outside of the schema's folder
    """
    root = folder.resolve()
    try:
        path = (root / name).resolve()
    except (OSError, ValueError):
        raise FolderError(f"{name[:200]} is no name of a file") from None
    if not path.is_relative_to(root):
        raise FolderError(f"{name[:200]} lies outside of the schema's folder")
    if not path.is_file():
        raise FolderError(f"{name[:200]} is not beside the schema")
    return path
