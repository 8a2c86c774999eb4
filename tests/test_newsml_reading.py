"""Reading NewsML-G2: what docconv wrote comes back equal, what others write is read as far as it goes."""

from __future__ import annotations

import csv
import json
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import docconv
from docconv.formats._xml import DECLARATION, NEWSML
from docconv.formats.newsml import NewsmlOptions, read
from docconv.model import Article, Figure, Link, RelatedGroup, RichText, Section
from docconv.problems import DocumentError, Problem
from tests.newsml_documents import EVERYTHING, NS, SHARED, needs_standards, one, parse, written
from tests.strategies import articles

FIXTURES = Path(__file__).parents[1] / "fixtures" / "newsml"
SAMPLES = SHARED / "standards" / "samples"

WAYS: list[dict[str, Any]] = [
    {}, {"inline": "xhtml"}, {"pictures": True}, {"package": True}, {"title": "Monday", "pictures": True, "inline": "xhtml"},
    {"provider": "Quay Press", "provider_uri": "https://quay.example/", "generator": "desk"},
]  # fmt: skip


def read_all(data: bytes, **options: Any) -> tuple[list[Article], list[Problem]]:
    told: list[Problem] = []
    return list(read(data, NewsmlOptions(**options), told.append)), told


def outcome(data: bytes) -> tuple[list[Article], set[str]]:
    """The articles of a document, or the codes of the error that it is."""
    try:
        return read_all(data)[0], set()
    except DocumentError as error:
        return [], {found.code for found in error.problems}


def read_one(data: bytes) -> Article:
    (article,), _ = read_all(data)
    return article


def compact(article: Article) -> dict[str, Any]:
    return article.model_dump(mode="json", exclude_defaults=True)


# --- there and back -----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_article_with_everything_comes_back(way: dict[str, Any]) -> None:
    back, told = read_all(written(EVERYTHING, **way))
    assert [compact(article) for article in back] == [compact(EVERYTHING)]
    assert told == []


@settings(max_examples=150)
@given(st.lists(articles(), min_size=1, max_size=2), st.sampled_from(WAYS))
def test_every_article_comes_back(several: list[Article], way: dict[str, Any]) -> None:
    back, told = read_all(written(several, **way))
    assert back == several
    assert [found for found in told if found.severity != "info"] == []


@settings(max_examples=60)
@given(articles())
def test_every_article_comes_back_through_the_public_names(article: Article) -> None:
    assert docconv.loads(docconv.dumps(article, "newsml"), "newsml") == article


def test_what_others_wrote_comes_back_after_it_was_read() -> None:
    for path in FIXTURES.glob("*.xml"):
        first, _ = read_all(path.read_bytes())
        again, _ = read_all(written(first))
        assert again == first, path.name


# --- editing in place ---------------------------------------------------------------------------------


@pytest.mark.parametrize("inline", ["nitf", "xhtml"])
def test_who_edits_the_document_finds_the_edit(inline: str) -> None:
    data = written(EVERYTHING, inline=inline)
    item = parse(data)
    one(item, "n:contentMeta/n:headline[1]").text = "Ferry stays in port"
    changed = etree.tostring(item).replace(b"We stopped arguing.", b"We stopped <em>everything</em>.")
    article = read_one(changed)
    assert article.headline == "Ferry stays in port"
    quote = next(block for block in article.blocks() if block.type == "quote")
    assert quote.paragraphs[0].text == "We stopped everything."
    assert [mark.kind for mark in quote.paragraphs[0].marks] == ["emphasis"]
    assert article.replace(headline=EVERYTHING.headline, body=EVERYTHING.body) == EVERYTHING


@pytest.mark.parametrize("path", ["n:itemMeta/n:title", "n:contentMeta/n:headline[1]", "//t:hl1"])
def test_a_headline_counts_wherever_it_was_edited(path: str) -> None:
    item = parse(written(EVERYTHING))
    one(item, path).text = "Ferry stays in port"
    assert read_one(etree.tostring(item)) == EVERYTHING.replace(headline="Ferry stays in port")


def test_a_headline_that_was_derived_and_then_written_counts() -> None:
    data = written(Article(slug="ferry"))
    assert read_one(data).headline is None
    item = parse(data)
    one(item, "n:contentMeta/n:headline").text = "Ferry stays in port"
    assert read_one(etree.tostring(item)).headline == "Ferry stays in port"


# --- documents of others --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.xml")), ids=lambda path: path.stem)
def test_fixtures(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    back, _ = read_all(path.read_bytes())
    assert [compact(article) for article in back] == (expected if isinstance(expected, list) else [expected])


def expected_samples() -> list[dict[str, str]]:
    if not SAMPLES.exists():
        return []
    with (SAMPLES / "expected.tsv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["file"].startswith("g2-")]


@needs_standards
@pytest.mark.parametrize("row", expected_samples(), ids=lambda row: row["file"])
def test_documents_of_real_providers(row: dict[str, str]) -> None:
    back, _ = read_all((SAMPLES / row["file"]).read_bytes())
    article = back[0]
    kinds = Counter(block.type for block in article.blocks())
    lead = article.lead()
    assert article.headline == row["headline"]
    assert article.language == row["language"].partition(" ")[0]
    assert article.byline == (None if row["byline"].startswith("(none") else row["byline"].partition(" (only")[0])
    assert " ".join(lead.text.split()[:10] if lead else ["(no body)"]) == row["first_10_words"]
    assert (kinds["paragraph"], kinds["figure"]) == (int(row["paragraphs"]), int(row["figures"]))


@needs_standards
def test_the_proof_documents_are_read() -> None:
    for name, count in (("ar-harbour.newsml-g2-nitf.xml", 1), ("en-ferry.newsml-g2-xhtml.xml", 1), ("both.newsmessage.xml", 2)):
        back, told = read_all((SHARED / "standards" / "proof" / name).read_bytes())
        assert len(back) == count, name
        assert all(article.related and article.body for article in back)
        assert [found for found in told if found.severity == "error"] == []
    harbour = read_all((SHARED / "standards" / "proof" / "both.newsmessage.xml").read_bytes())[0][0]
    figures = [block for block in harbour.blocks() if isinstance(block, Figure)]
    assert [figure.width for figure in figures] == [64, 64]
    assert harbour.kicker is not None
    assert [section.heading is None for section in harbour.body] == [True, False, False]


def message(*items: str) -> bytes:
    return (
        f'{DECLARATION}<newsMessage xmlns="{NEWSML}"><header><sent>2026-08-01T05:00:00Z</sent></header>'
        f"<itemSet>{''.join(items)}</itemSet></newsMessage>"
    ).encode()


def item(guid: str, kind: str, content: str = "", meta: str = "", links: str = "") -> str:
    head = f'<itemMeta><itemClass qcode="ninat:{kind}"/><versionCreated>2026-08-01T05:00:00Z</versionCreated>{links}</itemMeta>'
    rest = f"<contentMeta>{meta}</contentMeta><contentSet>{content}</contentSet>"
    return f'<newsItem guid="{guid}" xml:lang="en">{head}{rest}</newsItem>'


PHOTO = item(
    "urn:example:photo",
    "picture",
    '<remoteContent href="https://img.example.com/a.jpg" contenttype="image/jpeg" width="10" height="8"/>',
    '<creditline>N. Kay</creditline><description role="drol:caption">A boat.</description>'
    '<description roleuri="urn:docconv:role:alt">A red boat</description>',
)
STORY = '<inlineData contenttype="text/plain">Rain fell.</inlineData>'


def test_a_picture_is_attached_to_the_text_that_links_to_it_and_told_once() -> None:
    link = '<link rel="irel:associatedWith" residref="urn:example:photo"/>'
    back, _ = read_all(message(PHOTO, item("urn:example:1", "text", STORY, links=link)))
    assert len(back) == 1
    figure = back[0].body[0].blocks[1]
    assert isinstance(figure, Figure)
    assert (figure.src, figure.credit, figure.alt, figure.width) == ("https://img.example.com/a.jpg", "N. Kay", "A red boat", 10)
    assert figure.caption == RichText(text="A boat.")


def test_a_picture_that_the_story_shows_gets_what_it_lacks() -> None:
    page = '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Rain fell.</p>'
    page += '<figure><img src="https://img.example.com/a.jpg"/><figcaption>Mine.</figcaption></figure></body></html></inlineXML>'
    back, _ = read_all(message(item("urn:example:1", "text", page), PHOTO))
    figures = [block for article in back for block in article.blocks() if isinstance(block, Figure)]
    assert [(figure.caption and figure.caption.text, figure.credit, figure.height) for figure in figures] == [
        ("Mine.", "N. Kay", 8)
    ]


def test_a_picture_that_no_text_leads_to_is_an_article() -> None:
    back, _ = read_all(message(item("urn:example:1", "text", STORY), PHOTO))
    assert [article.id for article in back] == ["urn:example:1", "urn:example:photo"]
    assert back[1].lead() is None
    assert [block.type for block in back[1].blocks()] == ["figure"]


def test_links_are_related_pages_in_the_order_of_their_rank() -> None:
    links = (
        '<link rel="irel:seeAlso" rank="2" href="https://example.com/2" title="More"><title>Two</title></link>'
        '<link rel="irel:seeAlso" rank="1" href="https://example.com/1" title="More"><title>One</title></link>'
        '<link rel="irel:derivedFrom" residref="urn:example:0"/>'
    )
    back, told = read_all(message(item("urn:example:1", "text", STORY, links=links)))
    expected = [Link(title="One", url="https://example.com/1"), Link(title="Two", url="https://example.com/2")]
    assert back[0].related == (RelatedGroup(heading="More", links=expected),)
    assert back[0].extensions["newsml:link"] == {"rel": "irel:derivedFrom", "residref": "urn:example:0"}
    assert "R003" in [found.code for found in told]


def test_a_package_whose_items_are_there_says_nothing_of_its_own() -> None:
    def package(*guids: str) -> str:
        references = "".join(f'<itemRef residref="{guid}"/>' for guid in guids)
        return f'<packageItem guid="urn:example:p"><groupSet root="g"><group id="g">{references}</group></groupSet></packageItem>'

    text = item("urn:example:1", "text", STORY)
    assert [article.id for article in read_all(message(package("urn:example:1"), text))[0]] == ["urn:example:1"]
    back, told = read_all(message(package("urn:example:1", "urn:example:2"), text))
    assert len(back) == 1
    assert any("urn:example:2" in found.message for found in told)
    back, _ = read_all(message(package("urn:example:2"), text))
    assert [article.id for article in back] == ["urn:example:p", "urn:example:1"]


def test_problems_say_where() -> None:
    data = written(EVERYTHING).replace(b"<expires>2027-03-16T00:00:00Z<", b"<expires>soon<")
    line = data[: data.index(b"<expires>")].count(b"\n") + 1
    told = read_all(data)[1]
    assert [(found.code, found.line) for found in told] == [("R002", line)]


def test_load_takes_the_first_of_several_and_says_how_many() -> None:
    decoded = docconv.decode(written([EVERYTHING, Article(headline="Two")]))
    assert decoded.article == EVERYTHING
    assert [found.code for found in decoded.problems] == ["I006"]


# --- hostile input ------------------------------------------------------------------------------------------

WHOLE = written(EVERYTHING)


@pytest.mark.parametrize("end", range(0, len(WHOLE), max(1, len(WHOLE) // 60)))
def test_a_document_that_was_cut_off_gives_an_article_or_a_clear_error(end: int) -> None:
    back, codes = outcome(WHOLE[:end])
    assert (len(back) == 1) != bool(codes)
    assert codes <= {"X001", "I007"}


@settings(max_examples=80)
@given(st.data())
def test_bytes_that_were_changed_give_articles_or_a_clear_error(data: st.DataObject) -> None:
    broken = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    back, codes = outcome(bytes(broken))
    assert bool(back) != bool(codes)
    for found in docconv.validate(bytes(broken), "newsml"):
        assert found.code


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "cp1252"])
def test_a_document_in_another_encoding_than_it_says(encoding: str) -> None:
    article = Article(id="urn:example:1", headline="Fähre fährt früh", language="de")
    assert read_one(written(article).decode().encode(encoding)).headline == "Fähre fährt früh"


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET", encoding="utf-8")
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    entities = f'<!DOCTYPE newsItem [<!ENTITY e0 "lol">{levels}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    document = message(item("urn:example:1", "text", STORY, "<headline>A &e11; &x; B</headline>")).decode()
    data = document.replace(DECLARATION, DECLARATION + entities).encode()
    back, _ = read_all(data)
    assert "SECRET" not in back[0].model_dump_json()
    assert len(back[0].model_dump_json()) < 2_000


@pytest.mark.parametrize("name", ["p", "newsItem", "em", "itemSet", "group"])
def test_a_hundred_thousand_levels(name: str) -> None:
    deep = f"<{name}>" * 100_000 + "x" + f"</{name}>" * 100_000
    document = message(item("urn:example:1", "text", f"<inlineXML>{deep}</inlineXML>", "<headline>H</headline>"))
    tracemalloc.start()
    back, codes = outcome(document)
    assert bool(back) != bool(codes)
    assert tracemalloc.get_traced_memory()[1] < 200_000_000
    tracemalloc.stop()
    assert [found.code for found in docconv.validate(document, "newsml")] == ["X001"]


def test_a_document_above_the_limit_is_refused_unread() -> None:
    with pytest.raises(DocumentError, match="I004"):
        read_all(WHOLE, largest=1_000)
    assert [found.code for found in docconv.validate(b"<newsItem>" + b" " * 200_000_000, "newsml")] == ["I004"]
    with pytest.raises(DocumentError, match="I004"):
        read_all(b"<newsItem>" + b" " * 200_000_000)


def test_a_message_of_many_items_is_read_in_passing() -> None:
    """Texts, pictures, links, topics in their thousands: what grew with their square would not come to an end here."""
    count = 3_000
    links = "".join(f'<link residref="urn:example:photo{number}"/>' for number in range(count))
    subjects = "".join(f'<subject qcode="medtop:{number:08}"/>' for number in range(count))
    figures = "".join(f'<figure><img src="https://img.example.com/{number}.jpg"/></figure>' for number in range(count))
    page = f'<inlineXML contenttype="text/html"><html><body><p>Rain fell.</p>{figures}</body></html></inlineXML>'
    texts = "".join(item(f"urn:example:{number}", "text", STORY, "<headline>H</headline>") for number in range(count))
    photos = "".join(PHOTO.replace("urn:example:photo", f"urn:example:photo{number}") for number in range(count))
    back, _ = read_all(message(texts, photos, item("urn:example:all", "text", page, subjects, links)))
    assert len(back) == count + 1
    assert len(back[-1].topics) == count
    assert sum(block.type == "figure" for block in back[-1].blocks()) == 2 * count


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "X001"),
        (b"   ", "X001"),
        (b"not XML", "X001"),
        (b"<rss/>", "I007"),
        (b"<newsMessage/>", "I007"),
        (message(), "I007"),
        (message('<conceptItem guid="urn:example:c"/>'), "I007"),
    ],
)
def test_what_holds_no_article_is_an_error(data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as error:
        read_all(data)
    assert [found.code for found in error.value.problems] == [code]


@pytest.mark.parametrize("address", ["", "urn:another", NEWSML.rstrip("/"), "http://www.w3.org/1999/xhtml"])
def test_the_namespace_does_not_matter_and_is_told(address: str) -> None:
    data = message(item("urn:example:1", "text", STORY, "<headline>H</headline>")).replace(NEWSML.encode(), address.encode())
    back, told = read_all(data)
    assert back[0].headline == "H"
    assert "R004" in [found.code for found in told]


def test_an_empty_item_is_an_empty_article() -> None:
    article = read_one(b"<newsItem/>")
    assert article == Article(body=[]) == Article()
    assert Section(heading="x").level == 1


def test_a_prefix_for_the_namespace_makes_no_difference() -> None:
    data = message(item("urn:example:1", "text", STORY, "<headline>H</headline>"))
    root = etree.fromstring(data)
    prefixed = etree.tostring(root).replace(b"<", b"<g:").replace(b"<g:/", b"</g:").replace(b"xmlns=", b"xmlns:g=")
    assert read_one(prefixed) == read_one(data)
    assert root.nsmap == {None: NS["n"]}
