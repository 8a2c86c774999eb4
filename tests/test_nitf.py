"""NITF both ways: nothing is lost, everything written is valid, and what people change in a document is read."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import docconv
from docconv.formats import nitf
from docconv.formats._nitf_checking import examine
from docconv.model import Article, Paragraph, Section
from docconv.problems import DocumentError, UsageError
from tests.newsml_documents import EVERYTHING, needs_standards, schema
from tests.nitf_documents import FIXTURES, in_namespace, our_schema, read, written
from tests.strategies import articles

DOCUMENTS = sorted((FIXTURES / "nitf").glob("*.xml"))


@settings(max_examples=120)
@given(articles(), st.booleans())
def test_nothing_is_lost(article: Article, namespace: bool) -> None:
    data = written(article, namespace=namespace)
    again, told = read(data)
    assert again.model_dump_json() == article.model_dump_json()
    assert told == []


@settings(max_examples=60)
@given(articles(), st.booleans())
def test_everything_written_is_valid_by_our_schema_and_our_rules(article: Article, namespace: bool) -> None:
    data = written(article, namespace=namespace)
    our_schema().assertValid(etree.fromstring(data) if namespace else in_namespace(data))
    codes = {found.code for found in examine(data)}
    assert codes <= {"M008"} | (set() if namespace else {"X004"})
    assert ("M008" in codes) == (article.headline is None or not article.headline.strip("\u200b\u00ad"))


@needs_standards
@settings(max_examples=60)
@given(articles(), st.booleans())
def test_everything_written_is_valid_by_the_official_schema(article: Article, namespace: bool) -> None:
    data = written(article, namespace=namespace)
    schema("nitf/nitf-3-6.xsd").assertValid(etree.fromstring(data) if namespace else in_namespace(data))


def test_the_whole_article_through_the_public_functions() -> None:
    for namespace in (True, False):
        data = docconv.dumps(EVERYTHING, "nitf", namespace=namespace)
        assert docconv.loads(data) == EVERYTHING
        assert docconv.validate(data, "nitf") == docconv.validate(data)
    assert docconv.validate(docconv.dumps(EVERYTHING, "nitf")) == []


def test_without_namespace_no_element_is_in_one() -> None:
    root = etree.fromstring(written(EVERYTHING, namespace=False))
    spaces = {etree.QName(element).namespace for element in root.iter("*")}
    assert spaces == {None, "urn:docconv:article"}
    assert root.findtext("body/body.head/hedline/hl1") == EVERYTHING.headline


# --- what people change ---------------------------------------------------------------------------


def test_an_edited_headline_and_paragraph_are_read() -> None:
    data = written(EVERYTHING)
    for before, after in [
        (b"Ferry &lt;adds&gt; dawn &amp; dusk sailings</hl1>", "Ferry drops dusk – for now</hl1>".encode()),
        (b"</em> \xe2\x80\x94 The ferry sails early.", b"</em> \xe2\x80\x94 The ferry sails <em>late</em>."),
        (b'key="ferries"', b'key="boats"'),
        (b"<li>first</li>", b""),
    ]:
        assert data.count(before) == 1
        data = data.replace(before, after)
    article, told = read(data)
    assert article.headline == "Ferry drops dusk – for now"
    assert article.body[0].blocks[0] == Paragraph(
        text="PORT ELWIN (HPS) — The ferry sails late.",
        marks=[{"kind": "strong", "start": 0, "end": 10}, {"kind": "emphasis", "start": 35, "end": 39}],
    )
    assert article.keywords == ("boats", "commuting")
    assert told == []
    kept = {"headline": EVERYTHING.headline, "keywords": EVERYTHING.keywords, "body": EVERYTHING.body}
    assert article.replace(**kept) == EVERYTHING


def test_a_headline_put_in_place_of_a_derived_one_is_read() -> None:
    article = Article(body=[Section(blocks=[Paragraph(text="The boat sails.")])])
    data = written(article)
    assert b'<hl1 class="derived">The boat sails.</hl1>' in data
    assert read(data)[0] == article
    edited = data.replace(b'<hl1 class="derived">The boat sails.</hl1>', b"<hl1>Boat sails</hl1>")
    assert read(edited)[0] == article.replace(headline="Boat sails")


def test_added_metadata_of_nitf_is_kept() -> None:
    data = written(EVERYTHING).replace(b"<du-key ", b'<urgency ed-urg="2"/><du-key ')
    article, told = read(data)
    assert article.extensions["nitf:urgency"] == {"ed-urg": "2"}
    assert [found.code for found in told] == ["R003"]


# --- what a document is ---------------------------------------------------------------------------


def test_a_document_is_one_article() -> None:
    with pytest.raises(UsageError, match="holds one article"):
        nitf.write([EVERYTHING, EVERYTHING], io.BytesIO(), nitf.NitfOptions(), print)
    with pytest.raises(DocumentError, match="no article to write"):
        nitf.write([], io.BytesIO(), nitf.NitfOptions(), print)


def test_several_nitf_elements_in_a_foreign_root_are_several_articles() -> None:
    one = "<nitf><body><body.head><hedline><hl1>{}</hl1></hedline></body.head></body></nitf>"
    data = f"<feed>{one.format('One')}<item>{one.format('Two')}</item></feed>".encode()
    assert [article.headline for article in nitf.read(data, nitf.NitfOptions(), lambda problem: None)] == ["One", "Two"]


def test_a_derived_headline_is_reported() -> None:
    article = Article(standfirst=[{"text": "It sails."}])
    assert [found.code for found in docconv.encode(article, "nitf").problems] == ["D001"]
    assert docconv.encode(Article(), "nitf").problems == ()


@pytest.mark.parametrize("options", [{"namespace": "no"}, {"largest": 0}, {"largest": "10"}])
def test_options_that_do_not_fit(options: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="option of the format nitf"):
        docconv.dumps(Article(), "nitf", **options)


# --- documents of others ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_reads_as_its_article(path: Path) -> None:
    article, _ = read(path.read_bytes())
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert json.loads(article.model_dump_json(exclude_defaults=True)) == expected
    assert read(written(article))[0] == article


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.stem.startswith("written")], ids=lambda path: path.stem)
def test_what_an_earlier_release_wrote_is_what_this_one_writes(path: Path) -> None:
    article, told = read(path.read_bytes())
    assert told == []
    assert written(article, namespace="without" not in path.stem) == path.read_bytes()
