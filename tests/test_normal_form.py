"""Foreign content brought into normal form: what the model admits stays, nothing else raises, all of it is said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docconv.formats._inline import Inline, rich_in_normal_form
from docconv.formats._normal_form import as_address, as_moment, to_article
from docconv.model import Article, RichText
from docconv.problems import Problem
from tests.strategies import articles

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(articles())
def test_what_the_model_admits_is_taken_as_it_is(article: Article) -> None:
    told: list[Problem] = []
    assert to_article(article.model_dump(), told.append) == article
    assert told == []


@given(articles(), st.data())
def test_any_flaw_is_mended_or_left_out_and_said(article: Article, data: st.DataObject) -> None:
    fields: dict[str, Any] = article.model_dump()
    name = data.draw(st.sampled_from(sorted(Article.model_fields)))
    fields[name] = data.draw(_JSON)
    told: list[Problem] = []
    read = to_article(fields, told.append)
    assert isinstance(read, Article)
    untouched = {other for other in Article.model_fields if other not in (name, "direction", "extensions")}
    assert all(getattr(read, other) == getattr(article, other) for other in untouched)
    if fields[name] not in (None, [], {}) and getattr(read, name) != getattr(Article.model_construct(**fields), name):
        assert told or name in ("body", "direction")


@given(st.dictionaries(st.sampled_from(sorted(Article.model_fields)) | st.text(max_size=5), _JSON, max_size=8))
def test_any_json_object_gives_an_article(fields: dict[str, Any]) -> None:
    to_article(fields, lambda found: None)


_RUNS = st.lists(
    st.tuples(st.sampled_from(["text", "break", "open", "close"]), st.text("ab \n\t\xa0\x00\ud800\u2028", max_size=5)),
    max_size=20,
)


@given(_RUNS)
def test_any_runs_make_a_rich_text_in_normal_form(runs: list[tuple[str, str]]) -> None:
    inline, depth = Inline(), 0
    for number, (kind, text) in enumerate(runs):
        if kind == "text":
            inline.text(text)
        elif kind == "break":
            inline.line_break()
        elif kind == "open":
            depth += 1
            inline.open("link" if number % 2 else "strong", f"https://example.org/{number % 3}" if number % 2 else None)
        elif depth:
            depth -= 1
            inline.close()
    rich = inline.rich()
    if rich is not None:
        RichText.model_validate(rich)
        assert rich_in_normal_form(rich) == rich


@given(articles())
def test_rich_text_in_normal_form_stays_as_it_is(article: Article) -> None:
    for text in article.standfirst:
        assert RichText.model_validate(rich_in_normal_form(text.model_dump())) == text


def test_marks_that_overlap_touch_or_nest_are_put_in_order() -> None:
    marks = [
        {"kind": "strong", "start": 0, "end": 3},
        {"kind": "strong", "start": 3, "end": 6},
        {"kind": "link", "start": 0, "end": 4, "href": "https://example.org/a"},
        {"kind": "link", "start": 2, "end": 6, "href": "https://example.org/b"},
    ]
    rich = rich_in_normal_form({"text": "abcdef  ", "marks": marks})
    assert rich == {
        "text": "abcdef",
        "marks": [
            {"kind": "strong", "start": 0, "end": 6},
            {"kind": "link", "start": 0, "end": 4, "href": "https://example.org/a"},
            {"kind": "link", "start": 4, "end": 6, "href": "https://example.org/b"},
        ],
    }


def test_sections_are_put_in_order() -> None:
    paragraph = {"type": "paragraph", "text": "Text."}
    body = [
        {"heading": "Deep", "level": 4, "blocks": [paragraph]},
        {"heading": " ", "level": 2, "blocks": [paragraph, {"type": "list", "ordered": False, "items": []}]},
        {"heading": "Deeper", "level": 5, "blocks": []},
    ]
    article = to_article({"body": body}, lambda found: None)
    assert [(section.heading, section.level, len(section.blocks)) for section in article.body] == [
        ("Deep", 1, 2),
        ("Deeper", 2, 0),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("HTTPS://Example.org/a b", "https://example.org/a%20b"),
        ("//cdn.example.org/x.png", "https://cdn.example.org/x.png"),
        ("https://user:secret@example.org/", "https://example.org/"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("pictures/наш дом.jpg", "pictures/%D0%BD%D0%B0%D1%88%20%D0%B4%D0%BE%D0%BC.jpg"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("http://", None),
        ("https://[::1", None),
    ],
)
def test_addresses(given: str, expected: str | None) -> None:
    assert as_address(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("20260314T101500+0100", "2026-03-14 09:15:00+00:00"),
        ("2026-03-14T09:15:00Z", "2026-03-14 09:15:00+00:00"),
        ("2026-03-14", "2026-03-14 00:00:00+00:00"),
        ("2026", "2026-01-01 00:00:00+00:00"),
        ("0001-01-01T00:00:00+14:00", "None"),
        ("yesterday", "None"),
        ("", "None"),
    ],
)
def test_moments(given: str, expected: str) -> None:
    assert str(as_moment(given)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [("640", 640), ("640px", 640), (" 640.0 px ", 640), ("640.5", None), ("wide", None), ("-1", None), ("", None)],
)
def test_whole_numbers_as_texts(given: str, expected: int | None) -> None:
    figure = {"type": "figure", "src": "a.png", "width": given}
    told: list[Problem] = []
    article = to_article({"headline": "H", "body": [{"blocks": [figure]}]}, told.append)
    block = article.body[0].blocks[0]
    assert block.model_dump()["width"] == expected
    assert [found.code for found in told] == ["R001" if expected else "R002"]


def test_of_very_many_wrong_languages_the_last_are_told_and_all_are_put_right() -> None:
    cells = [{"text": "x", "language": "q-q"} for _ in range(300)]
    lines = [{"type": "paragraph", "text": "x", "language": "EN-gb" if number % 2 else "q-q"} for number in range(300)]
    table = {"type": "table", "rows": [cells], "header_rows": 0}
    told: list[Problem] = []
    article = to_article({"body": [{"blocks": [table, *lines]}]}, told.append)
    assert [found.path for found in told] == [f"/body/0/blocks/{number}/language" for number in range(300, 100, -1)]
    assert {found.code: found.message for found in told} == {
        "R001": "language was mended: language is not a BCP 47 language tag in canonical case; 'en-GB' would be",
        "R002": "language was left out: language is not a BCP 47 language tag in canonical case; "
        "leave it out where the language is unknown",
    }
    dumped = article.model_dump()["body"][0]["blocks"]
    assert [block["language"] for block in dumped[1:]] == [None, "en-GB"] * 150
    assert {cell["language"] for cell in dumped[0]["rows"][0]} == {None}
