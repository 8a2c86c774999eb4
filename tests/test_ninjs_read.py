"""ninjs as it is read: what docconv wrote comes back equal, edits are found, what others wrote is read with problems."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docconv.formats._json_item import MOST_OF_ALL
from docconv.formats.ninjs import NinjsOptions, read
from docconv.model import Article, Figure, Paragraph, Section
from docconv.problems import DocumentError, Problem
from tests.newsml_documents import EVERYTHING
from tests.ninjs_documents import STANDARDS, VERSIONS, decoded, item, needs_standards, written
from tests.strategies import articles
from tests.test_ninjs_written import FROM_NINJS


@VERSIONS
@settings(max_examples=60)
@given(data=st.data())
def test_what_is_written_comes_back(version: str, data: st.DataObject) -> None:
    article = data.draw(articles() | articles(extensions=FROM_NINJS))
    plain = data.draw(st.booleans())
    back, problems = decoded(written(article, version=version, plain_text=plain))
    assert back.model_dump_json(indent=1) == article.model_dump_json(indent=1)
    assert {found.code for found in problems} <= {"R003"}


@VERSIONS
def test_everything_comes_back(version: str) -> None:
    back, problems = decoded(written(EVERYTHING, version=version))
    assert back.model_dump_json(indent=1) == EVERYTHING.model_dump_json(indent=1)
    assert {found.code for found in problems} <= {"R003"}


SAMPLES = ["ninjs14-complex1", "ninjs21-dpa", "ninjs30-tt", "ninjs14-bw-dell"]


@needs_standards
@pytest.mark.parametrize("name", SAMPLES)
def test_samples_read_as_expected(name: str) -> None:
    with (STANDARDS / "samples" / "expected.tsv").open(encoding="utf-8", newline="") as table:
        (expected,) = [row for row in csv.DictReader(table, delimiter="\t") if row["file"] == f"{name}.json"]
    article, problems = decoded((STANDARDS / "samples" / f"{name}.json").read_bytes())
    paragraphs = [block for block in article.blocks() if isinstance(block, Paragraph)]
    assert article.language == expected["language"]
    assert article.headline == expected["headline"]
    assert (article.byline or "(none)") == expected["byline"]
    assert " ".join(paragraphs[0].text.split()[:10]).startswith(expected["first_10_words"])
    assert len(paragraphs) == int(expected["paragraphs"])
    assert sum(isinstance(block, Figure) for block in article.blocks()) == int(expected["figures"])
    assert all(found.line for found in problems)


# --- edits in place -----------------------------------------------------------------------------------


def texts_of(article: Article) -> list[str]:
    return [block.text for block in article.blocks() if isinstance(block, Paragraph)]


@VERSIONS
@pytest.mark.parametrize("plain", [True, False])
def test_an_edit_of_the_headline_and_of_a_paragraph_is_read(version: str, plain: bool) -> None:
    article = EVERYTHING.replace(headline="Ferry adds dawn sailing", body=[Section(blocks=[Paragraph(text="It sails at dawn.")])])
    data = written(article, version=version, plain_text=plain)
    assert data.count(b"Ferry adds dawn sailing") == 1
    edited = data.replace(b"Ferry adds dawn sailing", b"Ferry drops dawn sailing").replace(
        b"<p>It sails at dawn", b"<p>It stays at dawn"
    )
    back, problems = decoded(edited)
    assert back.headline == "Ferry drops dawn sailing"
    assert texts_of(back) == ["It stays at dawn."]
    assert ("N008" in {found.code for found in problems}) == plain


@pytest.mark.parametrize(
    ("path", "value", "field", "expected"),
    [
        (("by",), "By Jo Kerr", "byline", "By Jo Kerr"),
        (("uri",), "urn:newsml:example.com:2", "id", "urn:newsml:example.com:2"),
        (("version",), "9", "version", 9),
        (("language",), "fr", "language", "fr"),
        (("descriptions", 0, "value"), "<p>It leaves <em>early</em>.</p>", "standfirst", "It leaves early."),
        (("subjects", 0, "name"), "ships", "topics", "ships"),
        (("infoSources", 0, "name"), "Jo Kerr", "authors", "Jo Kerr"),
        (("altIds", 0, "value"), "https://news.example.com/x", "url", "https://news.example.com/x"),
        (("pubStatus",), "canceled", "status", "canceled"),
    ],
)
def test_an_edit_of_a_property_is_read(path: tuple[Any, ...], value: str, field: str, expected: object) -> None:
    document = item(EVERYTHING)
    holder: Any = document
    for step in path[:-1]:
        holder = holder[step]
    assert holder[path[-1]] != value
    holder[path[-1]] = value
    found = getattr(decoded(document)[0], field)
    first = found[0] if isinstance(found, tuple) else found
    assert expected in (found, getattr(first, "text", None), getattr(first, "name", None))


def test_an_edit_of_an_association_of_ours_is_told() -> None:
    document = item(EVERYTHING)
    picture = next(entry for entry in document["associations"] if entry["rel"] == "figure" and "by" in entry)
    picture["by"] = "Somebody Else"
    back, problems = decoded(document)
    assert back == EVERYTHING
    assert [found.code for found in problems if found.severity != "info" or found.code == "N008"] == ["N008"]


def test_a_uri_that_was_derived_is_no_id_until_it_is_edited() -> None:
    document = item(Article(headline="Ferry"))
    assert decoded(document)[0].id is None
    document["uri"] = "urn:newsml:example.com:3"
    assert decoded(document)[0].id == "urn:newsml:example.com:3"


def test_several_articles_come_back() -> None:
    several = [EVERYTHING, Article(headline="Ferry"), Article()]
    assert list(read(written(several), NinjsOptions(), print)) == several
    assert written([]) == b"[]\n"


def test_without_its_body_an_item_of_ours_keeps_what_its_properties_say() -> None:
    document = item(EVERYTHING)
    del document["bodies"]
    back, _ = decoded(document)
    assert back.headline == EVERYTHING.headline
    assert [group.heading for group in back.related] == [
        group.heading for group in EVERYTHING.related if any(link.url for link in group.links)
    ]
    assert sum(isinstance(block, Figure) for block in back.blocks()) >= 1


# --- whatever comes -----------------------------------------------------------------------------------

_NAMES = st.sampled_from(
    [
        "uri",
        "guid",
        "headline",
        "headlines",
        "bodies",
        "body_html",
        "body_text",
        "associations",
        "renditions",
        "infoSources",
        "subject",
        "subjects",
        "authors",
        "keywords",
        "altIds",
        "by",
        "located",
        "descriptions",
        "description_text",
        "standard",
        "type",
        "name",
        "value",
        "role",
        "contentType",
        "versionCreated",
        "version",
        "pubStatus",
        "copyrightHolder",
        "contactInfo",
        "scheme",
        "code",
        "href",
        "width",
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
            "picture",
            "text/html",
            "<p>x",
            "<nitf><body>",
            "<![CDATA[",
            "&#0;&x;",
            "main",
            "alt",
            "caption",
            "2026-03-16",
            "https://a.example/b.jpg",
            "<article data-docconv='1.0' data-extensions='[' data-published='x'><aside class='related'>",
            "10" * 400,
        ]
    )
)


@settings(max_examples=150)
@given(
    st.dictionaries(
        _NAMES,
        st.recursive(
            _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4), max_leaves=10
        ),
    )
)
@example({"associations": [{"renditions": False}, {"renditions": 3}, {"renditions": "x"}]})
def test_any_object_is_an_article_with_problems_in_places(value: dict[str, Any]) -> None:
    article, problems = decoded(json.dumps(value).encode())
    assert Article.model_validate_json(article.model_dump_json()) == article
    assert all(found.line and found.column for found in problems)


@given(st.binary(max_size=80))
def test_any_bytes_are_an_article_or_an_error(data: bytes) -> None:
    told: str | None = None
    try:
        list(read(data, NinjsOptions(), [].append))
    except DocumentError as error:
        told = error.problems[0].code
    assert told in {None, "J001", "J002"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "J001"),
        (b"null", "J002"),
        (b"3", "J002"),
        (b'"x"', "J002"),
        (b'{"uri": "urn:x', "J001"),
        (b"[" * 100_000, "J001"),
        (b'{"a":' * 100_000, "J001"),
        (b"\xff\xfe\x00", "J001"),
        (b'{"urgency": NaN}', "J001"),
        (b"{}{}", "J001"),
        (b'{"uri": "\\ud800"}', "J001"),
    ],
)
def test_what_is_no_item_is_a_clear_error(data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        list(read(data, NinjsOptions(), [].append))
    assert [found.code for found in caught.value.problems] == [code]


def test_markup_that_nests_deep_or_refers_to_files_is_text_at_most(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    deep = "<div>" * 50_000 + "The boat." + "</div>" * 50_000
    bomb = f'<!DOCTYPE p [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY b "&a;&a;">]><p>The boat &a;&b; sails.</p>'
    for markup in (deep, bomb):
        article, _ = decoded({"uri": "urn:newsml:a:1", "body_xhtml": markup})
        assert "secret" not in article.model_dump_json()
    assert texts_of(article)[0].startswith("The boat")


def test_numbers_beyond_all_bounds_are_left_out() -> None:
    article, problems = decoded(
        b'{"uri": "urn:newsml:a:1", "version": ' + b"9" * 400 + b', "urgency": 1e400, "x": ' + b"9" * 400 + b"}"
    )
    assert article.version == 1
    assert {"R001", "R003"} <= {found.code for found in problems}


def test_of_very_many_findings_in_a_list_errors_are_told_and_the_rest_is_counted() -> None:
    items = [{"uri": f"urn:a:{number}", "x": 1} for number in range(MOST_OF_ALL // 2)]  # three findings each
    told: list[Problem] = []
    read_articles = list(read(json.dumps([*items, "no item"]).encode(), NinjsOptions(), told.append))
    assert len(read_articles) == len(items)
    *others, error, rest = told
    assert MOST_OF_ALL <= len(others) < MOST_OF_ALL + 3
    assert (error.code, error.severity) == ("J002", "error")
    assert rest.message == f"there are {3 * len(items) - len(others):,} more findings"


def test_a_name_that_stands_twice_is_told() -> None:
    article, problems = decoded(b'{"headline": "One",\n "headline": "Two"}')
    assert article.headline == "Two"
    assert [(found.code, found.severity, found.line) for found in problems] == [("J005", "warning", 2)]


def test_wide_encodings_are_read() -> None:
    article, problems = decoded('{"headline": "Fähre"}'.encode("utf-16"))
    assert article.headline == "Fähre"
    assert [found.code for found in problems] == ["I002"]
