"""Limits: each message names the option that sets it, and what docconv writes of large size stays within the defaults."""

from __future__ import annotations

import io

import pytest

from docconv import registry
from docconv.conversion import decode, dumps, loads, loads_all, prepared, write_all
from docconv.model import Article, Paragraph, Section
from docconv.problems import DocumentError
from docconv.validate import validator
from tools.limits_page import LIMITS, security_page, value_of

ARTICLE = Article(headline="Ferry adds dawn sailing", body=(Section(blocks=(Paragraph(text="It leaves at 5.40."),)),))
WITH_OPTIONS = sorted({(format, limit.option) for limit in LIMITS if limit.option for format in limit.format.split(", ")})


@pytest.mark.parametrize(("format", "option"), WITH_OPTIONS)
def test_what_is_beyond_a_limit_is_told_with_the_option_that_sets_it(format: str, option: str) -> None:
    data = dumps(ARTICLE, format)
    if option == "highest_ratio":
        pytest.skip("only archives of more than 16 MB have it: tests/test_epub_reading_hostile.py")
    most = len(data) // 2 if option == "largest" else 1
    told = []
    try:
        told = list(decode(data, format, **{option: most}).problems)
    except DocumentError as error:
        told = list(error.problems)
    assert any(f"option {option}" in found.message for found in told), told
    assert loads(data, format, **{option: 2_000_000}) == loads(data, format)


@pytest.mark.parametrize(("format", "option"), WITH_OPTIONS)
def test_the_options_of_limits_are_numbers(format: str, option: str) -> None:
    from docconv.problems import UsageError

    for wrong in (0, -1, "many"):
        with pytest.raises(UsageError, match=option):
            loads(dumps(ARTICLE, format), format, **{option: wrong})


def long_article(paragraphs: int) -> Article:
    blocks = tuple(Paragraph(text=f"The ferry of {number} leaves before dawn.") for number in range(paragraphs))
    return Article(headline="Ferries", language="en", body=(Section(blocks=blocks),))


@pytest.mark.parametrize("format", ["json", "ninjs", "newsml", "nitf", "html", "md", "epub"])
def test_an_article_of_a_hundred_thousand_paragraphs_is_within_the_limits(format: str) -> None:
    """One of ten thousand is read here; that of a hundred thousand is ten times as large in every way that is counted."""
    article = long_article(10_000)
    data = dumps(article, format)
    for limit in LIMITS:
        option = limit.option
        if option in ("largest", "most_values", "most_elements", "most_parts", "largest_file") and format in limit.format:
            if limit.place.endswith("OF_A_MEGABYTE"):
                continue
            assert loads(data, format, **{option: value_of(limit) // 10}) == article


def written(articles: list[Article], format: str) -> bytes:
    known = registry.get(format)
    stream = io.BytesIO()
    write_all(articles, stream, known, prepared(known, {}), lambda found: None)
    return stream.getvalue()


def test_an_anthology_of_two_thousand_articles_is_within_the_limits() -> None:
    """Of two hundred, with a tenth of the limits."""
    articles = [long_article(30).replace(id=f"urn:example:{number}") for number in range(200)]
    for format, options in {"newsml": ("largest", "most_elements"), "ninjs": ("largest", "most_values")}.items():
        tenth = {limit.option: value_of(limit) // 10 for limit in LIMITS if format in limit.format and limit.option in options}
        assert len(list(loads_all(written(articles, format), format, **tenth))) == 200


@pytest.mark.parametrize("format", ["json", "jsonl", "ninjs", "jsonld"])
def test_json_of_more_values_than_the_limit_is_not_validated(format: str) -> None:
    (found,) = [one for one in validator(format)(b'{"keywords":[' + b"1," * 900_000 + b"1]}") if one.code == "I004"]
    assert "the limit is 800,000" in found.message


@pytest.mark.parametrize("format", ["newsml", "nitf"])
def test_xml_of_more_elements_than_the_limit_is_not_validated(format: str) -> None:
    (found,) = validator(format)(b"<nitf>" + b"<p/>" * 400_000 + b"</nitf>")
    assert found.code == "I004"
    assert "the limit is 350,000" in found.message


def test_the_page_of_limits_is_written_from_the_code() -> None:
    assert "| newsml, nitf | elements | 350,000 | `most_elements` | I004 |" in security_page()
    assert all(value_of(limit) > 0 for limit in LIMITS)
    assert {limit.format.split(", ")[0] for limit in LIMITS} <= {format.name for format in registry.FORMATS}


def test_a_page_of_too_many_elements_is_checked_so_far_and_no_further() -> None:
    start = b'<!DOCTYPE html><html lang="en"><title>Ferry</title><h1>Ferry</h1>'
    enough = b"<p>x" * (value_of(next(one for one in LIMITS if (one.format, one.option) == ("html", "most_elements"))) - 3)
    assert validator("html")(start + enough) == []
    told = validator("html")(start + enough + b"<p id=x><p id=x>")
    assert [(found.code, found.column) for found in told] == [("I004", len(start + enough) + 1)]


def test_of_more_findings_than_are_told_the_first_are_told_and_all_are_counted() -> None:
    told = validator("html")(b"<h1>x</h1>" + b"</b>\n" * 3000)
    assert len(told) == 1001
    assert [found.line for found in told[3:1000]] == list(range(1, 998))
    assert told[-1].message.startswith("2003 more findings")
