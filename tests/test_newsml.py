"""NewsML-G2: what is written validates, holds every text once where it belongs, and is read by others."""

from __future__ import annotations

import io
import weakref
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from docconv.canonical import UNDATED
from docconv.formats._xml import LONGEST_TEXT, parse
from docconv.formats.newsml import NewsmlOptions, write
from docconv.model import Article, Figure, Paragraph, RichText, Section
from docconv.problems import DocumentError, Problem
from tests.newsml_documents import (
    EVERYTHING,
    NS,
    XML_LANG,
    assert_holds_every_string,
    assert_newsml,
    needs_standards,
    one,
    problems_of,
    text_of,
    tree,
    written,
)
from tests.strategies import articles

# --- one article with everything in it -------------------------------------------------------------


@needs_standards
def test_an_article_with_everything_is_valid() -> None:
    assert_newsml(written(EVERYTHING))


def test_an_article_with_everything_keeps_every_string_and_needs_nothing_derived() -> None:
    assert_holds_every_string(tree(EVERYTHING), EVERYTHING)
    assert problems_of(EVERYTHING) == []
    assert b"derived" not in written(EVERYTHING)


def test_metadata_stands_where_g2_has_it() -> None:
    item = tree(EVERYTHING)
    assert item.get("guid") == EVERYTHING.id
    assert (item.get("version"), item.get(XML_LANG), item.get("dir"), item.get("conformance")) == ("3", "en-GB", "ltr", "power")
    for path, expected in {
        "n:itemMeta/n:pubStatus/@qcode": "stat:withheld",
        "n:itemMeta/n:versionCreated/text()": "2026-03-16T07:40:00Z",
        "n:itemMeta/n:firstCreated/text()": "2026-03-16T05:30:00Z",
        "n:itemMeta/n:embargoed/text()": "2026-03-16T06:00:00Z",
        "n:itemMeta/n:expires/text()": "2027-03-16T00:00:00Z",
        "n:itemMeta/n:altRep/text()": EVERYTHING.url,
        "n:itemMeta/n:provider/n:name/text()": EVERYTHING.provider,
        "n:pubHistory/n:published/n:timestamp/text()": "2026-03-16T06:10:00Z",
        "n:rightsInfo/n:copyrightHolder/n:name/text()": "Harbourside",
        "n:rightsInfo/n:usageTerms/text()": "With credit",
        "n:contentMeta/n:language/@tag": "en-GB",
        "n:contentMeta/n:slugline/text()": "ferry-dawn",
        "n:contentMeta/n:headline[1]/text()": EVERYTHING.headline,
        "n:contentMeta/n:headline[2][@roleuri='urn:docconv:role:kicker']/text()": "Island life",
        "n:contentMeta/n:dateline/text()": "PORT ELWIN (HPS)",
        "n:contentMeta/n:located/n:name/text()": "PORT ELWIN",
        "n:contentMeta/own:dateline/@agency": "HPS",
        "n:contentMeta/own:dateline/@date": "2026-03-16",
        "n:contentMeta/n:creator[1]/n:definition/text()": "Transport correspondent",
        "n:contentMeta/n:creator[1]/n:personDetails/n:contactInfo/n:email/text()": "maren@example.com",
        "n:contentMeta/n:creator[1]/n:personDetails/n:affiliation/n:name/text()": "Harbourside Press",
        "n:contentMeta/n:creator[1]/@uri": "https://example.com/people/maren",
    }.items():
        assert one(item, path) == expected, path
    assert item.xpath("n:contentMeta/n:keyword/text()", namespaces=NS) == ["ferries", "commuting"]
    subjects = item.xpath("n:contentMeta/n:subject", namespaces=NS)
    stated = [(s.get("qcode"), s.get("uri"), s.get("literal"), s.findtext("n:name", namespaces=NS)) for s in subjects]
    assert stated == [
        (None, None, "shipping", "shipping"),
        ("medtop:04000000", None, None, "economy"),
        ("subj:04015000", None, None, "transport"),
        (None, "https://example.com/topics/ferries", None, "ferries"),
    ]
    summaries = item.xpath("n:contentMeta/n:description[@role='drol:summary']", namespaces=NS)
    assert [(text_of(s), s.get(XML_LANG), s.get("dir")) for s in summaries] == [
        ("The boat leaves at 5.40.\nSo do we.", None, None),
        ("مرحبا", "ar", "rtl"),
    ]
    links = item.xpath("n:itemMeta/n:link", namespaces=NS)
    assert [(li.get("rank"), li.get("title"), li.get("href"), li.findtext("n:title", namespaces=NS)) for li in links] == [
        ("1", "More", "https://news.example.com/s", "Slipway lights"),
        ("2", None, "https://news.example.com/u", "Ungrouped"),
    ]


def test_whoever_is_known_by_name_alone_has_it_as_literal_too() -> None:
    item = tree(EVERYTHING)
    for path, expected in {
        "n:rightsInfo/n:copyrightHolder/@literal": "Harbourside",
        "n:itemMeta/n:provider/@literal": "Harbourside Press Service",
        "n:contentMeta/n:infoSource/@literal": "Harbourside Press Service",
        "n:contentMeta/n:infoSource/n:name/text()": "Harbourside Press Service",
        "n:contentMeta/n:creditline/text()": "Harbourside Press Service",
        "n:contentMeta/n:located/@literal": "PORT ELWIN",
        "n:contentMeta/n:creator[2]/@literal": "Ines Farrow",
    }.items():
        assert one(item, path) == expected, path
    assert item.xpath("n:contentMeta/n:creator[1]/@literal", namespaces=NS) == []
    unknown = tree(Article(headline="H"))
    assert unknown.xpath("//n:infoSource | //n:creditline", namespaces=NS) == []


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], "0"),
        (["The ferry – at last – sails at 5.40."], "7"),
        (["وَصَلَتِ السفينةُ إلى الميناءِ"], "4"),
        (["渡轮公司周一宣布，票价不变。", "OK"], None),
        (["One\ntwo", "…", "three"], "3"),
    ],
)
def test_the_inline_story_says_its_length_language_and_direction(texts: list[str], expected: str | None) -> None:
    body = [Section(blocks=[Paragraph(text=text) for text in texts])] if texts else []
    inline = one(tree(Article(headline="Not counted", language="ar", body=body)), "n:contentSet/n:inlineXML")
    assert (inline.get("wordcount"), inline.get(XML_LANG), inline.get("dir")) == (expected, "ar", "rtl")


# --- everything the model admits ----------------------------------------------------------------------


@needs_standards
@settings(max_examples=120, deadline=None)
@given(articles())
def test_every_article_is_valid_and_keeps_every_string(article: Article) -> None:
    data = written(article)
    assert_newsml(data)
    assert_holds_every_string(etree.fromstring(data), article)


@needs_standards
@settings(max_examples=20, deadline=None)
@given(st.lists(articles(), min_size=2, max_size=4))
def test_several_articles_are_a_valid_message(several: list[Article]) -> None:
    data = written(several)
    assert_newsml(data)
    assert len(parse(data).findall("n:itemSet/n:newsItem", NS)) == len(several)


# --- what is derived ------------------------------------------------------------------------------------

MOMENT = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


def test_what_the_standard_demands_is_derived_marked_and_reported() -> None:
    article = Article(body=[Section(blocks=[Paragraph(text="It leaves at 5.40.")])])
    item = tree(article)
    assert item.get("guid", "").startswith("urn:uuid:")
    assert item.xpath("//@own:derived", namespaces=NS) == ["guid", "provider", "versionCreated", "title", "headline"]
    assert one(item, "//n:contentMeta/n:headline/text()") == "It leaves at 5.40."
    assert one(item, "//n:versionCreated/text()") == "2000-01-01T00:00:00Z" == UNDATED.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [(p.code, p.severity, p.path) for p in problems_of(article)] == [
        ("D001", "info", "/id"),
        ("D001", "info", "/headline"),
        ("D001", "info", "/provider"),
        ("D001", "info", "/modified"),
    ]


def test_a_derived_id_follows_the_address_and_else_the_content() -> None:
    def guid(**fields: Any) -> str | None:
        return tree(Article(**fields)).get("guid")

    assert guid(headline="One") == guid(headline="One") != guid(headline="Two")
    assert guid(headline="One", url="https://example.com/1") == guid(headline="Two", url="https://example.com/1")
    assert tree(Article(headline="One"), id_prefix="tag:example.com,2026:").get("guid", "").startswith("tag:example.com,2026:")


@pytest.mark.parametrize(
    ("fields", "now", "expected"),
    [
        ({"modified": MOMENT, "published": MOMENT + timedelta(1)}, None, "2026-03-14T09:00:00Z"),
        ({"created": MOMENT, "published": MOMENT + timedelta(1)}, None, "2026-03-15T09:00:00Z"),
        ({"created": MOMENT}, MOMENT + timedelta(9), "2026-03-14T09:00:00Z"),
        ({}, MOMENT.astimezone(timezone(timedelta(hours=5))), "2026-03-14T09:00:00Z"),
    ],
)
def test_the_date_of_the_version(fields: dict[str, Any], now: datetime | None, expected: str) -> None:
    assert one(tree(Article(headline="H", **fields), now=now), "//n:versionCreated/text()") == expected


def test_the_provider_of_an_article_without_one() -> None:
    def provider(article: Article, **options: Any) -> tuple[str | None, str | None]:
        element = one(tree(article, **options), "//n:provider")
        return element.findtext("n:name", namespaces=NS), element.get("uri")

    named = {"provider": "Harbourside", "provider_uri": "https://example.com/"}
    assert provider(Article()) == ("unknown", None)
    assert provider(Article(url="https://news.example.com/1")) == ("news.example.com", None)
    assert provider(Article(), **named) == ("Harbourside", "https://example.com/")
    assert provider(Article(provider="Harbourside"), **named) == ("Harbourside", "https://example.com/")
    assert provider(Article(provider="Another"), **named) == ("Another", None)
    assert "/provider" not in [p.path for p in problems_of(Article(), **named)]


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (Article(), None),
        (Article(slug="ferry"), "ferry"),
        (Article(kicker="Island life", slug="ferry"), "Island life"),
        (Article(standfirst=[RichText(text="One\ntwo")]), "One two"),
        (Article(body=[Section(blocks=[Paragraph(text="word " * 40 + "end")])]), ("word " * 16).strip() + "…"),
        (Article(body=[Section(heading="渡" * 200)]), "渡" * 80 + "…"),
    ],
)
def test_what_stands_in_for_a_headline(article: Article, expected: str | None) -> None:
    assert tree(article).findtext("n:contentMeta/n:headline", namespaces=NS) == expected
    assert tree(article).findtext("n:itemMeta/n:title", namespaces=NS) == expected


@pytest.mark.parametrize(
    "options",
    [
        {"now": datetime(2026, 3, 14)},
        {"now": "2026"},
        {"provider": "two  spaces"},
        {"provider": 3},
        {"provider_uri": "a b"},
        {"id_prefix": "é:"},
        {"id_prefix": None},
        {"generator": None},
        {"generator": ""},
    ],
)
def test_options_that_do_not_fit_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        NewsmlOptions(**options)


def test_the_program_is_named() -> None:
    generator = one(tree(Article(), generator="desk", generator_version="1.2"), "//n:generator")
    assert (generator.text, generator.get("versioninfo")) == ("desk", "1.2")


# --- several articles, limits ------------------------------------------------------------------------------


def test_a_message_says_when_it_was_sent() -> None:
    pair = [EVERYTHING, Article(headline="Two")]
    sent = one(parse(written(pair)), "n:header/n:sent")
    assert (sent.text, sent.get("{urn:docconv:article}derived")) == ("2026-03-16T07:40:00Z", "sent")
    sent = one(parse(written(pair, now=MOMENT)), "n:header/n:sent")
    assert (sent.text, sent.get("{urn:docconv:article}derived")) == ("2026-03-14T09:00:00Z", None)


def test_an_article_that_comes_twice_is_told_from_itself_or_reported() -> None:
    stated = Article(id="urn:example:1", headline="One")
    derived = Article(headline="Two")
    problems: list[Problem] = []
    several = [stated, derived, stated.replace(version=2), derived, stated, derived.replace(headline="Three"), derived]
    stream = io.BytesIO()
    write(several, stream, NewsmlOptions(), problems.append)
    guids = [item.get("guid") for item in parse(stream.getvalue()).iterfind("n:itemSet/n:newsItem", NS)]
    assert [guids[number] for number in (0, 2, 4)] == ["urn:example:1"] * 3
    assert len({guids[number] for number in (1, 3, 5, 6)}) == 4
    assert guids[1] == tree(derived).get("guid")
    repeated = [found for found in problems if found.code == "D002"]
    assert [(found.severity, found.path) for found in repeated] == [("warning", "/id")]
    assert "urn:example:1, version 1" in repeated[0].message


def test_many_copies_of_an_article_take_a_time_in_proportion() -> None:
    copies = parse(written([Article(headline="One")] * 2_000)).findall("n:itemSet/n:newsItem", NS)
    assert len({item.get("guid") for item in copies}) == 2_000


def test_articles_are_written_as_they_come() -> None:
    alive: list[weakref.ref[Article]] = []

    def source() -> Iterator[Article]:
        for number in range(40):
            article = Article(headline=f"Number {number}")
            alive.append(weakref.ref(article))
            yield article
            del article
            assert sum(reference() is not None for reference in alive) <= 4

    assert len(parse(written(source())).findall("n:itemSet/n:newsItem", NS)) == 40


def test_no_article_is_an_error() -> None:
    with pytest.raises(DocumentError, match="I007"):
        written([])


def test_the_same_article_gives_the_same_bytes() -> None:
    again = Article.model_validate_json(EVERYTHING.model_dump_json())
    assert written(again) == written(EVERYTHING)


def test_the_longest_text_is_read_by_a_parser_in_its_default_settings() -> None:
    text = "渡 &" * (LONGEST_TEXT // 5)
    item = etree.fromstring(written(Article(headline="H", body=[Section(blocks=[Paragraph(text=text)])])))
    assert text_of(one(item, "//t:body.content//t:p")) == text


@pytest.mark.parametrize("field", ["headline", "alt"])
def test_a_text_too_long_for_parsers_is_refused(field: str) -> None:
    text = "x" * (LONGEST_TEXT + 1)
    figure = Figure(src="a.png", alt=text)
    article = Article(headline=text) if field == "headline" else Article(headline="H", body=[Section(blocks=[figure])])
    with pytest.raises(DocumentError, match=r"X002.*10 MB"):
        written(article)


def test_a_long_document_of_short_texts_is_written() -> None:
    blocks = [Paragraph(text="A long line of text, again and again. " * 50 + "End.") for _ in range(6_000)]
    assert len(parse(written(Article(headline="H", body=[Section(blocks=blocks)]))).findall(".//t:p", NS)) == 6_000


# --- what others read ----------------------------------------------------------------------------------------


def read_by_newsmlg2(data: bytes) -> Any:
    from NewsMLG2.document import NewsMLG2Document

    return NewsMLG2Document(data).get_item()


def folded(text: str | None) -> str | None:
    """`text` as python-newsmlg2 gives it: any run of white space is one space."""
    return None if text is None else " ".join(text.split())


@settings(max_examples=40, deadline=None)
@given(articles(), st.sampled_from(["nitf", "xhtml"]))
@example(EVERYTHING, "nitf")
@example(EVERYTHING, "xhtml")
@example(Article(), "nitf")
def test_python_newsmlg2_reads_headline_byline_language_and_provider(article: Article, inline: str) -> None:
    with redirect_stdout(io.StringIO()) as said:
        item = read_by_newsmlg2(written(article, inline=inline))
    assert said.getvalue() == ""
    meta = item.contentmeta
    if article.headline is not None:
        assert str(meta.headline[0]) == folded(article.headline)
    if article.byline is not None:
        assert str(meta.by[0]) == folded(article.byline)
    if article.language is not None:
        assert meta.language[0].tag == article.language
    if article.provider is not None:
        assert str(item.itemmeta.provider.name[0]) == folded(article.provider)
