"""JSON-LD as others write it, edits of ours, what search engines ask for, and whatever comes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docconv import registry
from docconv.formats.jsonld import JsonldOptions, check, read
from docconv.model import Article, Figure, Link, Paragraph, RelatedGroup, Section
from docconv.problems import DocumentError, Problem
from docconv.validate import validate
from tests.jsonld_documents import carried, decoded, thing, written
from tests.newsml_documents import EVERYTHING
from tests.strategies import articles

FIXTURES = Path(__file__).parents[1] / "fixtures"
DOCUMENTS = sorted((FIXTURES / "jsonld").glob("*.jsonld"))
INVALID = sorted((FIXTURES / "invalid" / "jsonld").glob("*.json"))


def lines(problems: list[Problem]) -> list[str]:
    return [f"{found.line}:{found.column} {found.code}" if found.line else f"- {found.code}" for found in problems]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_reads(path: Path) -> None:
    problems: list[Problem] = []
    found = list(read(path.read_bytes(), JsonldOptions(), problems.append))
    compact = [article.model_dump(mode="json", exclude_defaults=True) for article in found]
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert compact == (expected if isinstance(expected, list) else [expected])
    assert lines(problems) == path.with_suffix(".problems").read_text("utf-8").splitlines()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("suffix", [None, ".json", ".jsonl", ".txt"])
def test_is_told_by_its_content(path: Path, suffix: str | None) -> None:
    assert registry.sniff(path.read_bytes(), suffix).name == "jsonld"


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_finds_what_is_wrong_with(path: Path) -> None:
    assert lines(validate(path.read_bytes(), "jsonld")) == path.with_suffix(".expected").read_text("utf-8").splitlines()


def test_every_document_has_what_is_expected_of_it() -> None:
    assert len(DOCUMENTS) >= 6
    assert {path.stem for path in DOCUMENTS} == {path.stem for path in (FIXTURES / "jsonld").glob("*.json")}
    assert len(INVALID) >= 6
    assert {path.stem for path in INVALID} == {path.stem for path in (FIXTURES / "invalid" / "jsonld").glob("*.expected")}


# --- ours -------------------------------------------------------------------------------------------


def texts_of(article: Article) -> list[str]:
    return [block.text for block in article.blocks() if isinstance(block, Paragraph)]


def test_a_story_of_paragraphs_stands_in_the_text_alone() -> None:
    article = Article(
        headline="Ferry adds dawn sailing", body=[Section(blocks=[Paragraph(text="It sails."), Paragraph(text="At\ndawn.")])]
    )
    data = written(article)
    assert b"hasPart" not in data
    assert data.count(b"It sails.") == 1
    edited = data.replace(b"Ferry adds", b"Ferry drops").replace(b"It sails.", b"It stays.")
    back, problems = decoded(edited)
    assert (back.headline, texts_of(back), problems) == ("Ferry drops dawn sailing", ["It stays.", "At\ndawn."], [])


def test_an_edit_of_a_part_is_read_and_the_text_that_differs_is_told() -> None:
    article = Article(headline="Ferry", body=[Section(heading="At dawn", blocks=[Paragraph(text="It sails.")])])
    document = thing(article)
    document["hasPart"][0]["hasPart"][0]["text"] = "It stays."
    back, problems = decoded(document)
    assert texts_of(back) == ["It stays."]
    assert [found.code for found in problems] == ["S007"]


def test_texts_that_look_like_markup_stay_as_they_are() -> None:
    article = Article(headline="&amp; <b>", body=[Section(blocks=[Paragraph(text="<p>&eacute;</p>")])])
    assert decoded(written(article))[0] == article
    assert b"<" not in written(article)


def test_several_articles_are_a_graph() -> None:
    figure = Figure(src="https://media.example.com/a.jpg")
    several = [Article(headline=text, body=[Section(blocks=[figure, Paragraph(text=text)])]) for text in ("One", "Two")]
    assert list(read(written(several), JsonldOptions(), print)) == several
    assert thing(several[0], graph=True)["@graph"][0]["headline"] == "One"
    with pytest.raises(DocumentError, match="I007"):
        list(read(written([]), JsonldOptions(), print))


def test_what_search_engines_ask_for_is_there() -> None:
    document = thing(EVERYTHING)
    assert document["@context"] == "https://schema.org"
    assert document["mainEntityOfPage"] == {"@type": "WebPage", "@id": EVERYTHING.url}
    assert document["author"][0] == {
        "@type": "Person",
        "name": "Maren Oduya",
        "url": "https://example.com/people/maren",
        "jobTitle": "Transport correspondent",
        "worksFor": {"@type": "Organization", "name": "Harbourside Press"},
        "email": "maren@example.com",
    }
    assert document["datePublished"].endswith("Z")
    assert document["publisher"]["name"] == EVERYTHING.provider
    assert all(image["contentUrl"].startswith("http") for image in document["image"])
    assert {found.code for found in check(written(EVERYTHING))} <= {"S001"}


@settings(max_examples=40)
@given(articles())
def test_whatever_is_written_has_no_error(article: Article) -> None:
    assert {found.code for found in check(written(article))} <= {"S001", "S006"}


def test_what_came_from_json_ld_returns_to_it() -> None:
    given_ = {
        "@context": "https://schema.org",
        "@type": "OpinionNewsArticle",
        "headline": "Salt",
        "backstory": "A letter came.",
        "isAccessibleForFree": True,
        "isPartOf": {"@type": "Newspaper", "name": "The Salt"},
        "articleBody": "Salt is good.",
    }
    article, _ = decoded(given_)
    document = thing(article)
    assert {name: document[name] for name in given_} == given_
    again, _ = decoded(document)
    assert again == article


def test_related_pages_keep_their_groups() -> None:
    link = Link(title="Tides", url="https://news.example.com/tides")
    for related in (
        [RelatedGroup(links=[link])],
        [RelatedGroup(links=[link]), RelatedGroup(heading="More", links=[link])],
        [RelatedGroup(heading="More")],
    ):
        article = Article(related=related)
        assert decoded(written(article))[0] == article


def test_everything_carried_is_stable() -> None:
    assert carried(carried(EVERYTHING)) == carried(EVERYTHING)


# --- whatever comes -----------------------------------------------------------------------------------

_NAMES = st.sampled_from(
    [
        "@id",
        "@type",
        "@graph",
        "@value",
        "headline",
        "name",
        "author",
        "publisher",
        "image",
        "video",
        "url",
        "contentUrl",
        "embedUrl",
        "articleBody",
        "hasPart",
        "text",
        "itemListElement",
        "keywords",
        "about",
        "sameAs",
        "citation",
        "datePublished",
        "inLanguage",
        "version",
        "identifier",
        "propertyID",
        "value",
        "position",
        "width",
        "caption",
        "description",
        "mainEntityOfPage",
        "schema:headline",
        "cssSelector",
    ]
)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "NewsArticle",
            "WebPageElement",
            "ImageObject",
            "Table",
            "ItemList",
            "Quotation",
            "Collection",
            "WPFooter",
            "slug",
            "<p>x",
            "&eacute;",
            "https://a.example/b.jpg",
            "_:a",
            "#a",
            "2026-03-16",
            "en",
            "nan",
            "inf",
            "9" * 400,
        ]
    )
)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4), max_leaves=10
)


@settings(max_examples=150)
@given(st.dictionaries(_NAMES, _VALUES))
def test_any_object_is_an_article_with_problems_in_places(value: dict[str, Any]) -> None:
    article, problems = decoded({**value, "@type": "NewsArticle"})
    assert Article.model_validate_json(article.model_dump_json()) == article
    assert all(found.line and found.column for found in problems)


@settings(max_examples=100)
@given(_VALUES)
def test_checking_gives_findings_for_any_json(value: object) -> None:
    assert all(found.line and found.column for found in check(json.dumps(value).encode()))


@given(st.binary(max_size=80))
def test_any_bytes_are_an_article_or_an_error(data: bytes) -> None:
    told: str | None = None
    try:
        list(read(data, JsonldOptions(), [].append))
    except DocumentError as error:
        told = error.problems[0].code
    assert told in {None, "J001", "J002", "I007"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "J001"),
        (b"null", "J002"),
        (b'{"@type": "WebSite"}', "I007"),
        (b"[]", "I007"),
        (b'{"@type": "NewsArticle"', "J001"),
        (b"[" * 100_000, "J001"),
        (b'{"@graph":' * 100_000, "J001"),
        (b'{"a": NaN}', "J001"),
        (b'{"@id": "\\ud800"}', "J001"),
    ],
)
def test_what_is_no_article_is_a_clear_error(data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        list(read(data, JsonldOptions(), [].append))
    assert [found.code for found in caught.value.problems] == [code]


def test_references_that_run_in_circles_end() -> None:
    document = {
        "@graph": [
            {"@type": "NewsArticle", "@id": "#a", "headline": "Salt", "hasPart": [{"@id": "#b"}], "author": {"@id": "#c"}},
            {"@type": "WebPageElement", "@id": "#b", "name": "On", "hasPart": [{"@id": "#b"}, {"@id": "#b"}]},
            {"@id": "#c", "name": {"@id": "#c"}},
        ]
    }
    article, _ = decoded(document)
    assert article.headline == "Salt"
    assert article.authors == ()
