"""A book that a test has written, taken apart again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from lxml import etree

from docconv.formats.epub import EpubOptions, write
from docconv.model import Article
from docconv.problems import Problem

X = "{http://www.w3.org/1999/xhtml}"
DC = "{http://purl.org/dc/elements/1.1/}"
OPF = "{http://www.idpf.org/2007/opf}"
TYPE = "{http://www.idpf.org/2007/ops}type"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class WrittenBook:
    """A book in memory: its bytes, the problems reported, and its parts, parsed."""

    def __init__(self, articles: Iterable[Article], **options: Any) -> None:
        self.problems: list[Problem] = []
        stream = io.BytesIO()
        write(articles, stream, EpubOptions(**options), self.problems.append)
        self.data = stream.getvalue()
        self.zip = zipfile.ZipFile(stream)

    def parsed(self, name: str) -> etree._Element:
        return etree.fromstring(self.zip.read(f"EPUB/{name}"), etree.XMLParser(huge_tree=True))

    @property
    def package(self) -> etree._Element:
        return self.parsed("content.opf")

    def said(self, name: str) -> list[str]:
        """The values of a property, or of a Dublin Core element, of the package."""
        found = self.package.iter(DC + name) if ":" not in name else self.package.iterfind(f".//{OPF}meta[@property='{name}']")
        return [element.text or "" for element in found]

    def codes(self) -> list[tuple[str, str | None]]:
        return [(found.code, found.path) for found in self.problems]

    def page(self, number: int = 1) -> etree._Element:
        return self.parsed(f"article-{number:04d}.xhtml")


def one(page: etree._Element, path: str) -> etree._Element:
    found = page.findall(path.replace("~", X))
    assert len(found) == 1, f"{len(found)} of {path}"
    return found[0]


def text_of(element: etree._Element) -> str:
    return "".join(element.itertext())
