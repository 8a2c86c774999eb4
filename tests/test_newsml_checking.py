"""Validating NewsML-G2: fixtures with the place and code of each finding; what is written and what others write well passes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import docconv
from docconv.formats.newsml import check
from docconv.model import Article
from tests.newsml_documents import EVERYTHING, STANDARDS, needs_standards, schema, written
from tests.strategies import articles

INVALID = sorted((Path(__file__).parents[1] / "fixtures" / "invalid" / "newsml").glob("*.xml"))


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_fixtures(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text("utf-8").splitlines()
    found = docconv.validate(path, "newsml")
    assert [f"{one.line}:{one.column} {one.code}" for one in found] == expected
    assert all(one.file == str(path) and one.message[0] and not one.message.endswith(".") for one in found)


@settings(max_examples=60)
@given(
    st.lists(articles(), min_size=1, max_size=2, unique_by=lambda article: (article.id, article.version)),
    st.sampled_from([{}, {"inline": "xhtml"}, {"pictures": True, "package": True}]),
)
def test_what_is_written_has_no_fault_but_a_missing_headline(several: list[Article], way: dict[str, Any]) -> None:
    allowed = {"M008"} if any(article.headline is None for article in several) else set()
    if any(_order(article) for article in several):
        allowed.add("G003")
    assert {found.code for found in check(written(several, **way))} <= allowed


def _order(article: Article) -> bool:
    """Whether the article's own dates contradict each other."""
    created, modified, embargoed, expires = article.created, article.modified, article.embargoed, article.expires
    return bool((created and modified and created > modified) or (embargoed and expires and embargoed > expires))


@needs_standards
@pytest.mark.parametrize("name", ["samples/g2-*.xml", "proof/*newsm*.xml"])
def test_documents_that_the_official_schema_accepts_have_no_error(name: str) -> None:
    from lxml import etree

    paths = [path for path in sorted(STANDARDS.glob(name)) if schema("newsml-g2/g2-with-nitf.xsd").validate(etree.parse(path))]
    assert len(paths) >= 4
    for path in paths:
        assert [found for found in check(path.read_bytes()) if found.severity == "error"] == [], path.name


def test_a_clean_document_has_no_problem() -> None:
    assert check(written(EVERYTHING)) == []
    assert docconv.validate(written([EVERYTHING, EVERYTHING.replace(version=4)], title="Monday", pictures=True)) == []


def test_a_document_without_namespace_is_checked_as_if_it_had_one() -> None:
    data = written(EVERYTHING).replace(b' xmlns="http://iptc.org/std/nar/2006-10-01/"', b"", 1)
    assert [found.code for found in check(data)] == ["X004"]
    assert [found.code for found in check(data.replace(b"<itemClass", b"<itemKlass"))] == ["X004", "X003"]


def test_white_space_around_a_date_is_no_fault() -> None:
    assert check(written(EVERYTHING).replace(b"<versionCreated>", b"<versionCreated>\n  ")) == []


def test_aliases_of_an_inline_catalog_and_of_catalogs_elsewhere() -> None:
    data = written(EVERYTHING).replace(b'"medtop:04000000"', b'"own:04"')
    assert [found.code for found in check(data)] == ["G002"]
    own = b'<catalog><scheme alias="own" uri="https://example.com/"/></catalog><pubHistory>'
    assert check(data.replace(b"<pubHistory>", own)) == []
    elsewhere = b'<catalogRef href="https://example.com/catalog.xml"/><pubHistory>'
    assert check(data.replace(b"<pubHistory>", elsewhere)) == []
