"""What the NITF reader makes of documents that docconv did not write: real ones, odd ones, hostile ones."""

from __future__ import annotations

import csv
import random
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from docconv.formats import nitf
from docconv.formats._nitf_reading import nitf_fields
from docconv.model import Article, Figure, Paragraph
from docconv.problems import DocumentError
from docconv.registry import sniff
from tests.newsml_documents import STANDARDS, needs_standards
from tests.nitf_documents import any_document, operations, read

SAMPLES = STANDARDS / "samples"


def expected_of_samples() -> list[dict[str, str]]:
    if not SAMPLES.exists():
        return []
    with (SAMPLES / "expected.tsv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["file"].startswith("nitf-")]


@needs_standards
def test_there_are_samples() -> None:
    assert len(expected_of_samples()) == 4


@pytest.mark.parametrize("row", expected_of_samples(), ids=lambda row: row["file"])
def test_a_sample_reads_with_what_is_known_of_it(row: dict[str, str]) -> None:
    data = (SAMPLES / row["file"]).read_bytes()
    assert sniff(data, ".xml").name == "nitf"
    article, told = read(data)
    assert (article.headline, article.byline) == (row["headline"], row["byline"])
    paragraphs = [block for block in article.blocks() if isinstance(block, Paragraph)]
    assert " ".join(paragraphs[0].text.split()[:10]) == row["first_10_words"]
    assert len(paragraphs) == int(row["paragraphs"])
    assert sum(isinstance(block, Figure) for block in article.blocks()) == int(row["figures"])
    declared = row["language"].split()[0]
    assert article.language == (None if declared.startswith("(undeclared") else declared)
    assert all(found.line is not None for found in told if found.code != "R003")
    assert not [found for found in told if found.severity == "error"]


@needs_standards
@pytest.mark.parametrize("name", ["en-ferry", "ar-harbour"])
def test_the_proof_documents_read_whole(name: str) -> None:
    article, told = read((STANDARDS / "proof" / f"{name}.nitf.xml").read_bytes())
    assert {found.code for found in told} == {"R003"}
    assert [author.name for author in article.authors]
    assert article.related[0].links[0].url is not None
    assert len(article.furniture) == 1
    assert article.direction == ("rtl" if name.startswith("ar") else "ltr")
    assert article.provider is not None
    assert article.topics[0].uri is not None


def story(body: str, above: str = "", head: str = "") -> Article:
    return read(
        f"<nitf><head>{head}</head><body><body.head>{above}</body.head><body.content>{body}</body.content></body></nitf>"
    )[0]


def first(body: str) -> Any:
    return next(story(body).blocks())


# --- the parts of a story ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("byline", "printed"),
    [
        ("By <person>Jo Kerr</person>, <byttl>editor</byttl>", "By Jo Kerr, editor"),
        ("By Jo Kerr<byttl>editor</byttl>", "By Jo Kerr, editor"),
        ("By <byttl>editor</byttl> <person>Jo Kerr</person>", "By editor Jo Kerr"),
        ("<person>Jo Kerr</person><person>Mia Sol</person>", "Jo Kerr Mia Sol"),
        ("<byttl>Sports Network</byttl>", "Sports Network"),
        ("<person><name.given>Jo</name.given><name.family>Kerr</name.family></person>", "Jo Kerr"),
        ("<bytag>Jo Kerr</bytag>", "Jo Kerr"),
        ("\n  By <person>Jo Kerr</person>\n  <byttl>editor</byttl>\n", "By Jo Kerr, editor"),
    ],
)
def test_the_parts_of_a_byline_are_set_apart(byline: str, printed: str) -> None:
    assert story("", f"<byline>{byline}</byline>").byline == printed


def test_authors_come_from_the_byline_and_the_history() -> None:
    head = '<revision-history name="Jo Kerr" function="writer-author"/><revision-history name="Ed" function="editor"/>'
    article = story("", "<byline><person>Jo Kerr</person> <byttl>editor</byttl> <person>Mia Sol</person></byline>", head)
    assert [(author.name, author.role) for author in article.authors] == [("Jo Kerr", "editor"), ("Mia Sol", None)]
    assert article.extensions["nitf:revision-history"] == {"name": "Ed", "function": "editor"}


@pytest.mark.parametrize(
    ("dateline", "text", "place"),
    [
        ("<location><city>Lund</city>, <country>Sweden</country></location>", "Lund, Sweden", "Lund"),
        ("<location>NEW TOWN</location>", "NEW TOWN", "NEW TOWN"),
        ("Lund", "Lund", None),
        ('<location>Lund</location><story.date norm="20260301">1 March</story.date>', "Lund, 1 March", "Lund"),
    ],
)
def test_datelines(dateline: str, text: str, place: str | None) -> None:
    found = story("", f"<dateline>{dateline}</dateline>").dateline
    assert found is not None
    assert (found.text, found.place) == (text, place)
    assert (str(found.date) == "2026-03-01") == ("story.date" in dateline)


def test_second_headlines_are_kicker_standfirst_or_nothing_new() -> None:
    head = '<hedline><hl1>Bell found</hl1><hl2>Bell found</hl2><hl2 class="kicker">Town</hl2><hl2>By divers</hl2></hedline>'
    article = story("", head + "<abstract><p>By divers</p><p>In June.</p></abstract>")
    assert (article.headline, article.kicker) == ("Bell found", "Town")
    assert [text.text for text in article.standfirst] == ["By divers", "In June."]


@pytest.mark.parametrize(
    ("markup", "marks"),
    [
        ('<em class="bold x">a</em>', ["strong"]),
        ("<em class='i'>a</em>", ["emphasis"]),
        ("<em>a</em>", ["emphasis"]),
        ("<strong>a</strong>", ["strong"]),
        ("<num><sub>a</sub></num>", ["sub"]),
        ('<a href="HTTPS://example.org/x y">a</a>', ["https://example.org/x%20y"]),
        ('<a href="javascript:x()">a</a>', []),
        ('<a href="/local">a</a>', []),
        ("<person><org>a</org></person>", []),
        ('<x:i xmlns:x="urn:x">a</x:i>', ["emphasis"]),
    ],
)
def test_marks(markup: str, marks: list[str]) -> None:
    paragraph = first(f"<p>b{markup}c</p>")
    assert paragraph.text == "bac"
    assert [mark.href or mark.kind for mark in paragraph.marks] == marks


@pytest.mark.parametrize(
    ("markup", "block"),
    [
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", {"type": "list", "items": [{"text": "a"}, {"text": "b"}]}),
        ("<ol><li><p>a</p><p>b</p></li></ol>", {"type": "list", "ordered": True, "items": [{"text": "a\nb"}]}),
        ("<bq>a</bq>", {"type": "quote", "paragraphs": [{"text": "a"}]}),
        ("<bq><p>a</p><p>b</p></bq>", {"type": "quote", "paragraphs": [{"text": "a"}, {"text": "b"}]}),
        (
            "<bq><block><p>a</p></block><credit>b</credit></bq>",
            {"type": "quote", "paragraphs": [{"text": "a"}], "attribution": "b"},
        ),
        ("<table><tr><td>a</td><td/></tr></table>", {"type": "table", "rows": [[{"text": "a"}, {}]]}),
        (
            "<table><tr><th>a</th></tr><tr><th>b</th><td>c</td></tr></table>",
            {"type": "table", "rows": [[{"text": "a"}], [{"text": "b"}, {"text": "c"}]], "header_rows": 1},
        ),
        ("<pre>a\n b</pre>", {"type": "paragraph", "text": "a\nb"}),
        ('<media><media-reference source="a.jpg"/></media>', {"type": "figure", "src": "a.jpg"}),
        (
            '<media media-type="video"><media-reference data-location="a.mp4" width="5px"/></media>',
            {"type": "figure", "media": "video", "src": "a.mp4", "width": 5},
        ),
        (
            '<media media-type="data"><media-reference source="https://a.example/b"/><media-caption>c</media-caption></media>',
            {"type": "embed", "url": "https://a.example/b", "text": "c"},
        ),
        ("<fn><body.content><p>a</p></body.content></fn>", {"type": "paragraph", "text": "a"}),
        ("<p>a&#160;b &#8232;c</p>", {"type": "paragraph", "text": "a\u00a0b c"}),
        ("text <person>of</person><br/>two lines", {"type": "paragraph", "text": "text of\ntwo lines"}),
    ],
)
def test_blocks(markup: str, block: dict[str, Any]) -> None:
    assert first(markup).model_dump(exclude_defaults=True) | {"type": block["type"]} == Article(body=[{"blocks": [block]}]).body[
        0
    ].blocks[0].model_dump(exclude_defaults=True) | {"type": block["type"]}


def test_blocks_inside_a_paragraph_follow_it() -> None:
    article = story("<p>a <media><media-reference source='x.png'/></media>b<ul><li>c</li></ul></p><p>d</p>")
    assert [block.type for block in article.blocks()] == ["paragraph", "figure", "list", "paragraph"]


def test_notes_for_editors_are_no_part_of_the_story() -> None:
    article = story(
        '<note type="npa"><body.content><p>a</p></body.content></note>'
        '<note type="pa"><body.content><p>b</p></body.content></note>'
    )
    assert [block.type for block in article.blocks()] == ["paragraph"]
    assert article.extensions["nitf:note"] == {"type": "npa", "text": "a"}


@pytest.mark.parametrize(
    ("norm", "read_as"),
    [
        ("20260314T101500+0100", "2026-03-14T09:15:00Z"),
        ("2026-03-14T10:15:00+01:00", "2026-03-14T09:15:00Z"),
        ("20260314101500-0500", "2026-03-14T15:15:00Z"),
        ("20260314", "2026-03-14T00:00:00Z"),
        ("yesterday", None),
    ],
)
def test_dates(norm: str, read_as: str | None) -> None:
    article = story("", head=f'<docdata><date.issue norm="{norm}"/></docdata>')
    assert article.model_dump(mode="json")["published"] == read_as
    assert ("nitf:date.issue" in article.extensions) == (read_as is None)


def test_codes_of_subjects_are_told_apart() -> None:
    subject = '<tobject.subject tobject.subject.refnum="{}" tobject.subject.type="t"/>'
    article = story("", head=f"<tobject>{subject.format('15003000')}{subject.format('20000822')}{subject.format('x')}</tobject>")
    assert [topic.uri for topic in article.topics] == [
        "http://cv.iptc.org/newscodes/subjectcode/15003000",
        "http://cv.iptc.org/newscodes/mediatopic/20000822",
        None,
    ]


def test_the_fields_of_a_tree_for_those_who_have_better_metadata() -> None:
    root = etree.fromstring(
        '<x:nitf xmlns:x="urn:any"><x:body><x:body.content><x:p>Rain.</x:p></x:body.content></x:body></x:nitf>'
    )
    assert nitf_fields(root, print) == {"body": [{"blocks": [{"type": "paragraph", "text": "Rain."}]}]}


def test_no_word_of_any_document_is_lost_in_silence() -> None:
    """Whatever stands wherever: each word is in the article or in its extensions, or something was reported left out."""
    chance = random.Random(36)
    for _ in range(600):
        document, words = any_document(chance)
        article, told = read(document)
        held = article.model_dump_json()
        if not any(found.code == "R002" for found in told):
            assert not [word for word in words if word not in held], document


# --- hostile input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "X001"),
        (b"  \n", "X001"),
        (b"plain words", "X001"),
        (b"\x00\x01\x02", "X001"),
        (b"<html><body><p>x</p></body></html>", "I007"),
    ],
)
def test_what_is_no_nitf_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        list(nitf.read(data, nitf.NitfOptions(), lambda problem: None))
    assert caught.value.problems[0].code == code


def test_a_document_above_the_limit_is_refused_unread() -> None:
    data = b"<nitf>" + b" " * 3000 + b"</nitf>"
    assert read(data, largest=3013)[0] == Article()
    with pytest.raises(DocumentError, match="the limit is 3,012"):
        read(data, largest=3012)


@pytest.mark.parametrize("tag", ["block", "em", "p", "bq", "li", "note", "foo", "table"])
def test_a_hundred_thousand_levels_are_cut_off(tag: str) -> None:
    data = f"<nitf><body><body.content><p>a</p>{f'<{tag}>b' * 100_000}{f'</{tag}>' * 100_000}</body.content></body></nitf>"
    article, told = read(data)
    assert next(article.blocks()) == Paragraph(text="a")
    assert told[0].code == "R006"


@pytest.mark.parametrize("tag", ["block", "em", "p", "bq", "li", "note", "foo"])
def test_levels_that_parsers_take_are_read(tag: str) -> None:
    data = f"<nitf><body><body.content><p>a</p>{f'<{tag}>b' * 240}{f'</{tag}>' * 240}</body.content></body></nitf>"
    article, _ = read(data)
    assert article.model_dump_json().count("b") >= 240


BOMB = "<!DOCTYPE nitf [<!ENTITY a0 'aaaaaaaaaa'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)


@pytest.mark.parametrize("place", ["<p>x&a11;</p>", "<p>x</p><media media-type='&a11;'/>", "<hl2 class='&a11;'>&a11;</hl2>"])
def test_entities_are_not_expanded(place: str) -> None:
    article, told = read(f"{BOMB}<nitf><body><body.content>{place}</body.content></body></nitf>")
    assert len(article.model_dump_json()) < 2000
    assert told


def test_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    doctype = f'<!DOCTYPE nitf SYSTEM "{secret}" [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    article, told = read(f"{doctype}<nitf><body><body.content><p>a &x; b</p></body.content></body></nitf>")
    assert next(article.blocks()) == Paragraph(text="a b")
    assert "R002" in {found.code for found in told}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1251"])
def test_encodings(encoding: str) -> None:
    text = "Ферма" if encoding == "windows-1251" else "Fähre"
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    page = f'<?xml version="1.0" encoding="{declared}"?><nitf><body><body.content><p>{text}</p></body.content></body></nitf>'
    assert next(read(page.encode(encoding))[0].blocks()) == Paragraph(text=text)


def test_a_wrong_encoding_is_said() -> None:
    page = '<?xml version="1.0" encoding="utf-8"?><nitf><body><body.content><p>Fähre über</p></body.content></body></nitf>'
    article, told = read(page.encode("iso-8859-1"))
    assert next(article.blocks()) == Paragraph(text="Fähre über")
    assert [found.code for found in told] == ["I002"]


@pytest.mark.parametrize(
    "part",
    [
        "<p>a <em>b</em> <a href='http://a.b/'>c</a></p>",
        "a <em>b</em> <br/>",
        "<hl2>a</hl2>",
        "<ul><li>a</li></ul>",
        "<bq><credit>b</credit></bq>",
        "<foo>a</foo>",
        "<p><em>a</em> <br/></p>",
        "<byline>By <person>A</person></byline>",
        "<media media-type='image'><media-reference source='java script:x'/></media>",
    ],
)
def test_time_grows_with_the_document(part: str) -> None:
    """As many operations for each part, however many there are: counted, since no test depends on a clock."""

    def document(count: int) -> str:
        return f"<nitf><body><body.content><p>{part * count}</p>{part * count}</body.content></body></nitf>"

    read(document(2))  # what is done once, first
    few, many = (operations(partial(read, document(count))) for count in (50, 200))
    assert many < 5 * few
