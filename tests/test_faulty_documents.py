"""The corpus of faults: every spoilt document is found out, with the right code on the right line; valid ones are left alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

import docconv
from docconv.conversion import dumps
from docconv.formats._ninjs_rules import declared_version, generation
from docconv.validate import validator
from tests.faults import FIXTURES, Fault, faults
from tests.newsml_documents import EVERYTHING, STANDARDS, needs_standards, schema
from tests.ninjs_documents import official_faults

FORMATS = ("json", "jsonl", "ninjs", "jsonld", "newsml", "nitf", "html", "md")


def is_found(fault: Fault) -> bool:
    """Whether validating tells the fault's code on its line."""
    return any((found.code, found.line) == (fault.code, fault.line) for found in validator(fault.format)(fault.data))


def test_the_corpus_is_large_and_of_every_kind() -> None:
    rows = faults()
    assert len(rows) >= 2000
    by_format = Counter(fault.format for fault in rows)
    assert by_format.keys() == set(FORMATS)
    assert min(by_format.values()) >= 25
    kinds = Counter(fault.change.partition(":")[0].partition(" ")[0] for fault in rows)
    assert kinds.keys() == {"drop", "duplicate", "move", "retype", "corrupt"}
    assert min(kinds.values()) >= 20
    assert len({fault.code for fault in rows}) >= 35


@pytest.mark.parametrize("format", FORMATS)
def test_every_fault_is_found_on_its_line(format: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Recall is 1."""
    rows = [fault for fault in faults() if fault.format == format]
    missed = [f"{fault}: {fault.code} on line {fault.line}" for fault in rows if not is_found(fault)]
    with capsys.disabled():
        print(f"\n{format}: {len(rows) - len(missed)} of {len(rows)} faults found", end="")
    assert not missed, "\n".join(missed)


def test_what_was_spoilt_was_valid() -> None:
    """The documents that the faults were put into have no finding, so that what is found is what was done."""
    for format, options in _BASES:
        data = dumps(EVERYTHING, format, **options)
        assert [str(found) for found in docconv.validate(data, format) if found.code != "S001"] == [], format
    assert docconv.validate(FIXTURES / "valid" / "json" / "every-field.json") == []


_BASES: tuple[tuple[str, dict[str, str]], ...] = (
    ("ninjs", {"version": "1.6"}), ("ninjs", {"version": "2.2"}), ("ninjs", {"version": "3.1"}), ("jsonld", {}), ("newsml", {}),
    ("nitf", {}), ("html", {"stylesheet": "https://example.com/news.css"}), ("md", {}),
)  # fmt: skip

#: Fixtures of foreign documents that are wrong, for readers that mend them, with what is wrong; all other fixtures are valid.
WRONG = {
    "html/arabic-without-a-language.html": "no declaration, no language",
    "html/embeds-and-gallery.html": "a script, an article without h1",
    "html/front-page-with-one-story.html": "articles without h1, a style attribute",
    "html/strict-xhtml.html": "a script, an empty a closed as in XML",
    "html/tag-soup-layout-table.html": "neither declaration nor language, tags that do not match",
    "html/weblog-theme.html": "scripts, a link that runs one",
    "jsonld/not-as-it-should-be.jsonld": "objects and numbers for texts",
    "jsonld/strings-for-objects.jsonld": "a text for an author, a date in words",
    "markdown/broken-front-matter.md": "front matter that is no YAML",
    "markdown/hugo-content.md": "a relative link",
    "markdown/no-front-matter.md": "two headings of level 1",
    "newsml/cut-off.xml": "not well-formed",
    "newsml/old-wire-text.xml": "offsets without a colon, which the schema refuses",
    "newsml/routing-codes.xml": "elements out of order, an empty urgency",
    "newsml/xhtml-escaped.xml": "a version in words, a language with an underscore",
    "ninjs/a-list.ninjs": "null for an item",
    "ninjs/local-dialect.ninjs": "names of a dialect, no uri",
    "ninjs/not-as-it-should-be.ninjs": "a uri that is none, dates in words",
    "ninjs/raw-line-breaks.ninjs": "line breaks inside strings",
    "nitf/cut-off.xml": "not well-formed",
    "nitf/doctype-entities.xml": "NITF 3.2, whose elements 3.6 does not have",
    "nitf/loose-parts.xml": "parts of the head without one",
    "nitf/upper-case-misnested.xml": "names in upper case",
    "nitf/wrapped-other-namespace.xml": "another root around it",
}
_FOLDERS = {"html": ("html", "html"), "jsonld": ("jsonld", "jsonld"), "markdown": ("md", "md"), "newsml": ("newsml", "xml"),
            "ninjs": ("ninjs", "ninjs"), "nitf": ("nitf", "xml")}  # fmt: skip


def documents() -> list[tuple[str, Path]]:
    """(format, file) of every fixture of a format that can be validated, those of `invalid` left out."""
    found = [(path.suffix.removeprefix("."), path) for path in sorted((FIXTURES / "valid").rglob("*.json*"))]
    for folder, (format, suffix) in _FOLDERS.items():
        found += [(format, path) for path in sorted((FIXTURES / folder).glob(f"*.{suffix}"))]
    return found


def errors(format: str, data: bytes) -> list[str]:
    return [str(found) for found in validator(format)(data) if found.severity == "error"]


def test_valid_fixtures_have_no_error_and_wrong_ones_have(capsys: pytest.CaptureFixture[str]) -> None:
    """Precision is 1 on what is valid, and what is listed as wrong is wrong."""
    valid = [(format, path) for format, path in documents() if str(path.relative_to(FIXTURES)) not in WRONG]
    assert len(valid) >= 35
    told = {str(path.relative_to(FIXTURES)): errors(format, path.read_bytes()) for format, path in documents()}
    assert WRONG.keys() <= told.keys()
    with capsys.disabled():
        clean = sum(not told[str(path.relative_to(FIXTURES))] for _, path in valid)
        print(
            f"\n{clean} of {len(valid)} valid fixtures have no error",
            end="",
        )
    assert {name: found for name, found in told.items() if found and name not in WRONG} == {}
    assert [name for name in WRONG if not told[name]] == []


@needs_standards
def test_what_the_official_schemas_accept_has_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Samples of others, and the proofs: those that the official schema of their format accepts."""
    accepted = list(accepted_samples())
    told = {path.name: errors(format, path.read_bytes()) for format, path in accepted}
    with capsys.disabled():
        print(f"\n{sum(not found for found in told.values())} of {len(accepted)} accepted samples have no error", end="")
    assert len(accepted) >= 14
    assert {name: found for name, found in told.items() if found} == {}


def accepted_samples() -> Iterator[tuple[str, Path]]:
    """(format, file) of every sample that the official schema of its format accepts."""
    g2, nitf = schema("newsml-g2/g2-with-nitf.xsd"), schema("nitf/nitf-3-6.xsd")
    for path in sorted([*(STANDARDS / "samples").iterdir(), *(STANDARDS / "proof").iterdir()]):
        if path.suffix == ".xml":
            tree = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
            format = "nitf" if etree.QName(tree.getroot()).localname == "nitf" else "newsml"
            if (nitf if format == "nitf" else g2).validate(tree):
                yield format, path
        elif path.suffix == ".json":
            item = json.loads(path.read_bytes())
            version = {1: "1.6", 2: "2.2", 3: "3.0" if declared_version(item) == (3, 0) else "3.1"}[generation(item)]
            if not official_faults(version, item):
                yield "ninjs", path
