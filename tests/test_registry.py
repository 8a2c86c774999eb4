"""The table of formats: names, suffixes, sniffing, options, formats of other packages."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docconv import registry
from docconv.model import Article
from docconv.problems import DocumentError, UsageError
from docconv.registry import FORMATS, Format

BY_NAME = pytest.mark.parametrize("format", FORMATS, ids=lambda one: one.name)


@BY_NAME
def test_a_format_is_what_its_line_says(format: Format) -> None:
    module = import_module(format.module)
    assert module.OPTIONS() == registry.options(format, {})
    assert hasattr(module, "write") >= format.writes
    assert hasattr(module, "read") >= format.reads
    assert (format.fidelity is not None) == (format.reads and format.writes)
    assert (format.fidelity == "content") == bool(format.lacks)  # what is not carried is said, and nothing else
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in format.suffixes)
    assert all(one.name == format.name or not set(one.suffixes) & set(format.suffixes) for one in FORMATS)


@BY_NAME
def test_what_a_format_does_not_do_is_said_in_plain_words(format: Format) -> None:
    assert registry.get(format.name) is format
    for able, function in ((format.reads, registry.reader), (format.writes, registry.writer)):
        if able:
            assert callable(function(format))
        else:
            with pytest.raises(UsageError, match="this release has it") as caught:
                function(format)
            assert caught.value.problems[0].code == "U003"


def test_a_name_that_is_nearly_right_brings_a_hint() -> None:
    with pytest.raises(UsageError, match=r"there is no format 'NewsMl' \(did you mean newsml\?\)"):
        registry.get("NewsMl")
    with pytest.raises(UsageError, match="there is no format 'docx'; there are json, jsonl, "):
        registry.get("docx")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.json", "json"),
        ("A.JSON", "json"),
        ("a.ndjson", "jsonl"),
        ("x.y/a.xml", "newsml"),
        ("a.epub", "epub"),
        ("a.b.txt", "txt"),
    ],
)
def test_suffixes(path: str, name: str) -> None:
    assert registry.by_suffix(path, writing=True).name == name


@pytest.mark.parametrize(
    ("path", "writing", "code"), [("a.docx", True, "U001"), ("a", True, "U001"), ("a.docx", False, "U001"), ("", True, "U001")]
)
def test_suffixes_that_do_not_do(path: str, writing: bool, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        registry.by_suffix(path, writing=writing)
    assert caught.value.problems[0].code == code


G2 = "http://iptc.org/std/nar/2006-10-01/"


@pytest.mark.parametrize(
    ("data", "suffix", "name"),
    [
        (b'{"docconv": "1.0"}', None, "json"),
        (b'\xef\xbb\xbf\r\n { "docconv": "1.0"}', ".txt", "json"),
        ('{"docconv": "1.0"}'.encode("utf-16"), None, "json"),
        (b'[\n  {"docconv": "1.0"}]', None, "json"),
        (b'{"docconv": "1.0"}', ".jsonl", "jsonl"),
        (b'{"docconv": "1.0"}\n{"docconv": "1.0"}\n', None, "jsonl"),
        (b'{"headline": "' + b"x" * 10_000 + b'"}\n{"docconv": "1.0"}\n', ".json", "jsonl"),
        (b"{\n" + b' "a": 1,\n' * 1000 + b"}", None, "json"),
        (b"not JSON", ".json", "json"),
        (b'{"uri": "urn:x:1", "altids": []}', ".ninjs", "ninjs"),
        (b'[{"uri": "urn:x:1"}]', ".NINJS", "ninjs"),
        (b'{"headline": "Ferry"}', ".jsonld", "jsonld"),
        (b'{"docconv": "1.0", "headline": "Ferry"}', ".ninjs", "json"),
        (b'{"@type": "NewsArticle"}', ".ninjs", "jsonld"),
        (f'<?xml version="1.0"?>\n<!-- wire -->\n<newsItem xmlns="{G2}">'.encode(), ".txt", "newsml"),
        (f'<g2:newsMessage xmlns:g2="{G2}">'.encode(), None, "newsml"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zipPK", None, "epub"),
        (b"Ferry adds dawn sailing", None, "txt"),
        (b"Ferry adds dawn sailing", ".epub", "epub"),
        (b"PK\x03\x04" + bytes(26) + b"META-INF/container.xml", None, "epub"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeUT____application/epub+zip", None, "epub"),
        (b"[Harbour Press] The ferry", None, "txt"),
        (b"<Breaking> The ferry", ".txt", "txt"),
        (b"<desk@example.com> wrote: the ferry", None, "txt"),
        (b"<https://example.com/ferry> The ferry", None, "txt"),
        (b"<3 ferries</3>", None, "txt"),
        (b"{ferry}", None, "txt"),
        (b"", None, "txt"),
        (b"", ".json", "json"),
        (b"\0\0\0\0", None, "txt"),
        (b"\n", ".unheard-of", "txt"),
    ],
)
def test_sniffing(data: bytes, suffix: str | None, name: str) -> None:
    assert registry.sniff(data, suffix).name == name


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"PK\x03\x04 word/document.xml", "zip"),
     (b'<?xml version="1.0"?><rss/>', "XML"), (b"\xff\xd8\xff\xe0", "JPEG"),
     (b"<rss><a/></rss>", "XML"), (b'<rss version="2.0">', "XML"), (b"<x/>", "XML"), (b"<p>The ferry</p>", "XML"),
     (b"<!-- feed --><rss>", "XML"), (b"<!DOCTYPE nitf>", "XML")],
)  # fmt: skip
def test_what_is_plainly_something_else_is_called_by_its_name(data: bytes, what: str) -> None:
    with pytest.raises(DocumentError, match=f"this is an? .*{what}") as caught:
        registry.sniff(data, ".txt")
    assert caught.value.problems[0].code == "I005"


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01" + bytes(200),
        b"".join(number.to_bytes(4, "little") for number in range(500)),
        b"".join((number % 300).to_bytes(2, "little") for number in range(900)),
    ],
    ids=["program", "numbers", "short numbers"],
)
def test_binary_data_is_no_article(data: bytes) -> None:
    with pytest.raises(DocumentError, match="this is binary data") as caught:
        registry.sniff(data, ".txt")
    assert caught.value.problems[0].code == "I005"


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from([None, ".json", ".xml", ".txt", ".nothing"]))
def test_sniffing_gives_a_format_that_reads_or_says_what_it_is(data: bytes, suffix: str | None) -> None:
    told: str | None = None
    try:
        format = registry.sniff(data, suffix)
    except DocumentError as error:
        told = error.problems[0].code
    assert told == "I005" or (told is None and format in FORMATS)


@settings(deadline=None)
@given(st.lists(st.text(min_size=1).map(lambda text: Article(keywords=("k",), extensions={"a:b": text})), min_size=1, max_size=3))
def test_what_docconv_writes_as_json_is_known_again(articles: list[Article]) -> None:
    lines = "".join(article.model_dump_json() + "\n" for article in articles).encode()
    assert registry.sniff(lines, ".jsonl").name == "jsonl"
    assert registry.sniff(lines).name == ("jsonl" if len(articles) > 1 else "json")
    assert registry.sniff(json.dumps([json.loads(line) for line in lines.splitlines()]).encode()).name == "json"


def test_options_are_checked_by_name_and_by_value() -> None:
    with pytest.raises(UsageError, match=r"no option 'ident' \(did you mean indent\?\); it has indent, full"):
        registry.options(registry.get("json"), {"ident": 2})
    with pytest.raises(UsageError, match="an option of the format json does not fit: indent must be"):
        registry.options(registry.get("json"), {"indent": 99})


# --- formats of other packages --------------------------------------------------------------------

ATOM = """
from dataclasses import dataclass
from docconv.model import Article
from docconv.registry import Format

FORMAT = Format("?", "docconv_atom", (".atom",), ("application/atom+xml",), "content", True, True, False, "Atom entries")

@dataclass(frozen=True)
class Options:
    pass

OPTIONS = Options

def read(data, options, report):
    yield Article(headline=data.decode())

def write(articles, stream, options, report):
    for article in articles:
        stream.write(article.headline.encode())
"""


@pytest.fixture
def other_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package on the path with three entry points: a good one, one that is missing, one that is no format."""
    (tmp_path / "docconv_atom.py").write_text(ATOM)
    info = tmp_path / "docconv_atom-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: docconv-atom\nVersion: 1.0\n")
    entries = [
        "atom = docconv_atom:FORMAT",
        "gone = docconv_gone:FORMAT",
        "odd = docconv_atom:OPTIONS",
        "json = docconv_atom:FORMAT",
    ]
    (info / "entry_points.txt").write_text("\n".join([f"[{registry.ENTRY_POINTS}]", *entries]))
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("other_package")
def test_another_package_adds_a_format(tmp_path: Path) -> None:
    from docconv.conversion import dump, load, loads

    assert loads(b"Ferry", "atom").headline == "Ferry"
    dump(Article(headline="Ferry"), tmp_path / "a.atom")
    assert load(tmp_path / "a.atom", "atom").headline == "Ferry"
    others = ["atom", "gone", "json (docconv-atom)", "odd"]
    assert [one.name for one in registry.formats()] == [*(one.name for one in FORMATS), *others]


@pytest.mark.usefixtures("other_package")
def test_a_format_that_fails_to_load_is_listed_and_said() -> None:
    gone = registry.get("gone")
    assert (gone.reads, gone.writes) == (False, False)
    told = "the format gone, of the package docconv-atom, cannot be loaded: No module named 'docconv_gone'"
    with pytest.raises(UsageError, match=told):
        registry.reader(gone)
    with pytest.raises(UsageError, match="is no Format"):
        registry.writer(registry.get("odd"))


@pytest.mark.usefixtures("other_package")
def test_no_other_package_replaces_a_format_of_the_table() -> None:
    assert registry.get("json").module == "docconv.formats.json"
