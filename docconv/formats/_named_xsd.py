"""XML documents against an XML Schema that the user names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote, urlsplit

from docconv.formats._findings import shown
from docconv.formats._named_schema import FolderError, NamedSchema, beside, first_sign
from docconv.formats._xml import parse
from docconv.formats._xml_reading import within_limits
from docconv.formats._xsd import Positions, schema_findings, without_entities
from docconv.problems import DocumentError, Problem, UsageError, problem

if TYPE_CHECKING:
    from lxml import etree


class NamedXsd(NamedSchema):
    """An XML Schema 1.0; raises `UsageError` (U005) where it is none or refers to what does not lie beside it."""

    suffixes: ClassVar = (".xml", ".nitf", ".newsml", ".xhtml", ".rss", ".atom", ".opf", ".svg")

    def __init__(self, path: Path, data: bytes) -> None:
        self._schema = _loaded(path, data)

    def check(self, data: bytes, *, lines: bool = False) -> list[Problem]:
        """The findings of a document (X001, X003); an XML document has no lines of its own."""
        if first_sign(data) in (b"{", b"["):
            return [problem("X001", "the document is JSON; the schema is an XML Schema, which is for XML", line=1, column=1)]
        try:
            within_limits(data)
            root = parse(data)
        except DocumentError as error:
            return list(error.problems)
        positions = Positions(data, root)
        found = without_entities(root, positions) + schema_findings(root, self._schema, positions)
        return sorted(found, key=lambda one: (one.line or 0, one.column or 0))


def _loaded(path: Path, data: bytes) -> etree.XMLSchema:
    from lxml import etree

    folder = path.resolve().parent
    refused: list[str] = []

    class Beside(etree.Resolver):
        """Gives libxml2 the schemas that lie beside the one named, without what their entities would bring in."""

        def resolve(self, system_url: str, public_id: str, *context: Any) -> Any:
            try:
                name = _below(system_url, folder)
                return self.resolve_string(_without_dtd(beside(folder, name).read_bytes()), *context, base_url=system_url)
            except (FolderError, DocumentError, OSError) as error:
                refused.append(str(error) if isinstance(error, FolderError) else f"{shown(_named(system_url))} cannot be read")
                return self.resolve_string("<refused/>", *context, base_url=system_url)

    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True)
    parser.resolvers.add(Beside())
    try:
        root = parse(data)
        if root.tag != "{http://www.w3.org/2001/XMLSchema}schema":
            raise _unusable(path, "this is XML, but no XML Schema")
        document = etree.fromstring(_without_dtd(data), parser, base_url=str(folder / path.name))
        schema = etree.XMLSchema(etree.ElementTree(document))
    except DocumentError as error:
        raise UsageError(
            [problem("U005", one.message, file=str(path), line=one.line, column=one.column) for one in error.problems]
        ) from None
    except etree.XMLSchemaParseError as error:
        if refused:
            raise _unusable(path, refused[0]) from None
        first = error.error_log[0] if len(error.error_log) else None
        line = first.line if first is not None and first.line else None
        raise _unusable(path, shown((first.message if first is not None else str(error)).strip(), 300), line) from None
    if refused:
        raise _unusable(path, refused[0])
    return schema


def _without_dtd(data: bytes) -> bytes:
    """A schema without its DTD and references to entities, for which libxml2 would read files."""
    from lxml import etree

    root = parse(data)
    etree.strip_elements(root, etree.Entity, with_tail=False)
    return etree.tostring(root)


def _named(address: str) -> str:
    return unquote(address.rpartition("/")[2])


def _below(address: str, folder: Path) -> str:
    """The name below the folder of an address that libxml2 made absolute; of one of a network, the copy in the folder.

    Raises `FolderError` where there is none.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("", "file") or parts.netloc not in ("", "localhost"):
        name = unquote(parts.path.rpartition("/")[2])
        if name and (folder / name).is_file():
            return name
        raise FolderError(f"it refers to {shown(address, 200)}, which is not fetched; put a copy of it beside the schema")
    path = Path(unquote(parts.path) if parts.scheme else unquote(address))
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def _unusable(path: Path, message: str, line: int | None = None) -> UsageError:
    return UsageError(problem("U005", f"the schema cannot be used: {message}", file=str(path), line=line))
