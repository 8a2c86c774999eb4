"""docs/security.md: what a document may be at most, from the constants of the code, and what no document can do."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple


class Limit(NamedTuple):
    """A limit: the format, what is limited, where its value stands in the code, the option that sets it, what is done beyond."""

    format: str
    what: str
    place: str
    option: str | None
    beyond: str


LIMITS = (
    Limit(
        "json, jsonl",
        "faults of an article, above which it is not looked through",
        "formats._documents:MOST_FAULTS",
        None,
        "I004",
    ),
    Limit(
        "json, jsonl, ninjs, jsonld",
        "findings of a document that are told one by one",
        "formats._documents:MOST_FINDINGS",
        None,
        "counted",
    ),
    Limit(
        "ninjs, jsonld",
        "the same of all items that are read, errors not counted",
        "formats._json_item:MOST_OF_ALL",
        None,
        "counted",
    ),
    Limit(
        "json, jsonl, ninjs, jsonld",
        "size, in bytes (of JSON Lines: of a line)",
        "formats._documents:LARGEST_JSON",
        "largest",
        "I004",
    ),
    Limit("json, jsonl, ninjs, jsonld", "values", "formats._documents:MOST_VALUES", "most_values", "I004"),
    Limit("json", "depth of an extension's lists and objects", "canonical:EXTENSION_DEPTH", None, "M003"),
    Limit("newsml, nitf", "size, in bytes", "formats._xml_reading:LARGEST_XML", "largest", "I004"),
    Limit("newsml, nitf", "elements", "formats._xml_reading:MOST_ELEMENTS", "most_elements", "I004"),
    Limit("newsml, nitf", "a text or attribute, in bytes", "formats._xml:LONGEST_TEXT", None, "X001, R006; X002 on writing"),
    Limit("newsml, nitf", "attributes of an element, in validation", "formats._xml:MOST_ATTRIBUTES", None, "I004"),
    Limit(
        "newsml, nitf", "findings of a schema that are told one by one", "formats._xsd:MOST_TOLD", None, "the rest is left out"
    ),
    Limit("nitf", "depth of blocks", "formats._nitf_story:DEEPEST", None, "deeper ones are read as text"),
    Limit("html", "size, in bytes", "formats._html_tokens:LARGEST_HTML", "largest", "I004"),
    Limit("html", "elements", "formats._html_parser:MOST_ELEMENTS", "most_elements", "I004"),
    Limit("html", "depth of elements", "formats._html_parser:DEEPEST", None, "deeper ones stand beside their parents"),
    Limit("html", "attributes of an element", "formats._html_tokens:MOST_ATTRIBUTES", None, "the rest is left out"),
    Limit("html", "pieces of furniture", "formats._html_reading:MOST_FURNITURE", None, "the rest is left out, R002"),
    Limit("html", "furniture, in characters", "formats._html_reading:LONGEST_FURNITURE", None, "the rest is left out, R002"),
    Limit("html", "findings that are told one by one", "formats._html_checking:MOST_FINDINGS", None, "counted"),
    Limit("md", "size, in bytes", "formats._markdown_reading:LARGEST", "largest", "I004"),
    Limit(
        "md", "lines and marks (of all but `[`, three count as one)", "formats._markdown_reading:MOST_PARTS", "most_parts", "I004"
    ),
    Limit(
        "md",
        "the same for each megabyte, and in a smaller document",
        "formats._markdown_reading:MOST_PARTS_OF_A_MEGABYTE",
        "most_parts",
        "I004",
    ),
    Limit("md", "depth of lists and quotations", "formats._markdown_parser:DEEPEST", None, "deeper ones are text"),
    Limit("md", "depth of the front matter", "formats._markdown_yaml:DEEPEST", None, "K001"),
    Limit("md", "values of the front matter", "formats._markdown_yaml:MOST_VALUES", None, "K001"),
    Limit("md", "values that aliases of the front matter stand for", "formats._markdown_yaml:MOST_COPIED", None, "K001"),
    Limit("epub", "files of the archive", "formats._epub_archive:MOST_FILES", "most_files", "E002"),
    Limit("epub", "a file, unpacked, in bytes", "formats._epub_archive:LARGEST_FILE", "largest_file", "E002"),
    Limit("epub", "the book, unpacked, in bytes", "formats._epub_archive:LARGEST_BOOK", "largest_book", "E002"),
    Limit(
        "epub",
        "times that a file of more than 16 MB may grow when it is unpacked",
        "formats._epub_archive:HIGHEST_RATIO",
        "highest_ratio",
        "E002",
    ),
    Limit("epub", "elements of a page", "formats._epub_archive:MOST_ELEMENTS", "most_elements", "E002"),
    Limit("epub", "a picture that is put into a book, in bytes", "formats._pictures:LARGEST_PICTURE", None, "L002"),
    Limit("txt", "lines whose roles the tagger tells", "rawtext.parse:MOST_TAGGED", None, "rules of thumb tell them"),
    Limit(
        "txt",
        "lines of fewer than 40 bytes on average (above it, those behind the first 10,000 are not looked at)",
        "rawtext.parse:MOST_SHORT",
        None,
        "furniture, T006",
    ),
    Limit("txt", "tabs, and in each megabyte", "rawtext.parse:MOST_TABS", None, "there are no tables, T006"),
)

_OPENING = """# Security: what documents may be, and what they cannot do

docconv reads documents of unknown origin. It fetches nothing, opens no file but those it is given, runs nothing that a
document holds, and raises nothing but its own exceptions (`docconv.DocconvError` and those below it).

## Limits

Each has a default; where there is an option, it sets another limit for reading, and the
message names it (`largest` of Markdown sets 50 MB at most). `docconv validate` keeps to the defaults. With them, no document
takes a process more than 512 MB or so, of whatever parts it is made; text alone (txt) is read whatever its size.

| format | what is limited | at most | option | beyond it |
| --- | --- | ---: | --- | --- |
"""

_CLOSING = """
Text (txt) can always be read, whatever its size. A problem about a text shows no more than its beginning.

## What holds for every document

- **XML**: one kind of parser, told to expand no entity, to load no DTD and to use no network. XInclude, style sheets and
  `schemaLocation` are not followed. A test forbids any other parser in the code.
- **YAML**: the safe loader alone, and of that the scalars as they stand; tags make no objects.
- **HTML**: scripts are left out, links that run programs (`javascript:`, `data:`) too, and written pages carry a content
  security policy that lets nothing run.
- **Archives**: nothing is unpacked to a disk; names that lead out of the archive are refused, files that overlap are too.
- **Code**: no `eval`, `exec`, `pickle` or `marshal`; one module starts a process, EPUBCheck, where the user asks for it. A test
  forbids others.
- **Outputs** are written under a temporary name and renamed; what was there before stays until then.
- **Messages** show what a document says without control characters, so that it cannot command a terminal.

## Schemas that you name

`docconv validate --schema` reads the schema you name and what it imports from beside it, never from a network. It is yours, and
trusted: a pattern in it that takes without end to match is not stopped.

## Fuzzing

`python -m tools.fuzz TARGET` tries mutated fixtures, documents of a megabyte that mean harm (`--large`) and, with the
extra `fuzz`, inputs guided by coverage (atheris) on raw text, every reader and every validator. An input must end without
an exception other than docconv's own, within 2 seconds of processor time for a megabyte, and without the process taking more
than 512 MB. What was found stands in `fixtures/crashes/` and is tried by every run of the tests, with some mutations of each
target (`tests/test_fuzz.py`).

`python -m tools.fuzz_all TABLE --findings FOLDER` does all of it for every target, 100,000 mutations and five minutes guided
by coverage each, and writes a table; it takes some hours, and goes on where it was stopped.

Report a document that gets past these limits as a bug, with the document.
"""


def value_of(limit: Limit) -> int:
    """The value of a limit, from the module that keeps it."""
    module, _, name = limit.place.partition(":")
    value = getattr(import_module(f"docconv.{module}"), name)
    assert isinstance(value, int)
    return value


def security_page() -> str:
    """`docs/security.md`."""
    rows = []
    for limit in LIMITS:
        option = f"`{limit.option}`" if limit.option else ""
        rows.append(f"| {limit.format} | {limit.what} | {value_of(limit):,} | {option} | {limit.beyond} |")
    return _OPENING + "\n".join(rows) + "\n" + _CLOSING
