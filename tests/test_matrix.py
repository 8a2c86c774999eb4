"""The whole matrix: every format keeps what it declares to keep, alone and in chains with every other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import docconv
from docconv.model import Article, Figure, List, Paragraph, Quote, RichText, Table
from docconv.registry import FORMATS
from tests.jsonld_documents import carried
from tests.strategies import articles

BOTH_WAYS = [format for format in FORMATS if format.reads and format.writes]
LOSSLESS = [format.name for format in BOTH_WAYS if format.fidelity == "lossless"]
SEVERAL = [format.name for format in BOTH_WAYS if format.fidelity == "lossless" and format.several]
#: What the release promises; a format that falls back is seen here.
PROMISED = {"json", "jsonl", "ninjs", "newsml", "nitf", "epub", "html", "md"}


def through(article: Article, format: str) -> Article:
    return docconv.loads(docconv.dumps(article, format), format)


def test_the_promise() -> None:
    assert set(LOSSLESS) == PROMISED
    assert {format.name for format in BOTH_WAYS if format.fidelity == "content"} == {"txt", "jsonld"}


@pytest.mark.parametrize("format", LOSSLESS)
@settings(max_examples=max(50, settings().max_examples // 2))
@given(article=articles())
def test_a_lossless_format_gives_every_article_back(format: str, article: Article) -> None:
    encoded = docconv.encode(article, format)
    lost = [found for found in encoded.problems if found.severity == "loss"]
    assert {found.code for found in lost} <= ({"L002"} if format == "epub" else set()), lost  # a picture's bytes, not its place
    decoded = docconv.decode(encoded.data, format)
    assert decoded.article.model_dump_json() == article.model_dump_json()
    assert not [found for found in decoded.problems if found.severity in ("error", "warning")]


@pytest.mark.parametrize("format", SEVERAL)
@settings(max_examples=max(10, settings().max_examples // 10))
@given(several=st.lists(articles(), min_size=2, max_size=4))
def test_and_every_list_of_articles(format: str, several: list[Article]) -> None:
    import io

    from docconv.conversion import loads_all, prepared, write_all
    from docconv.registry import get

    stream = io.BytesIO()
    chosen = get(format)
    write_all(several, stream, chosen, prepared(chosen, {}), lambda found: None)
    assert list(loads_all(stream.getvalue(), format)) == several


@settings(max_examples=max(20, settings().max_examples // 4))
@given(articles(), st.lists(st.sampled_from(sorted(PROMISED)), min_size=2, max_size=4))
def test_chains_of_lossless_formats(article: Article, chain: list[str]) -> None:
    read = article
    for format in chain:
        read = through(read, format)
    assert read == article


@pytest.mark.parametrize("format", LOSSLESS)
def test_what_is_edited_in_place_is_read(format: str) -> None:
    """No copy of the article hides in the document: there is one headline, and one first paragraph."""
    if format == "epub":
        pytest.skip("the text of a book is compressed; tests/test_epub_reading.py edits a chapter")
    article = docconv.parse_text(
        "Ferry adds dawn sailing\n\nThe zeppelin sails before dawn, the harbour company said on Friday.\n"
    )
    data = docconv.dumps(article, format)
    edited = data.replace(b"Ferry adds dawn sailing", b"Ferry drops dusk sailing").replace(b"zeppelin", b"steamboat")
    read = docconv.loads(edited, format)
    assert read.headline == "Ferry drops dusk sailing"
    assert "steamboat" in (read.lead() or RichText(text="-")).text


# --- formats that keep the content ------------------------------------------------------------------


def content(article: Article) -> list[tuple[str, str]]:
    """The texts of an article in order, each with its role."""
    return [(role, text) for role, text in _texts(article) if text]


def _texts(article: Article) -> Iterator[tuple[str, str]]:
    yield "headline", article.headline or ""
    for text in article.standfirst:
        yield "standfirst", text.text
    yield "byline", article.byline or ""
    for section in article.body:
        yield "heading", section.heading or ""
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield "paragraph", block.text
            elif isinstance(block, Figure):
                if block.caption is None and block.credit is None:
                    continue  # it has no text, and an address of its own only where that is absolute
                yield "caption", block.caption.text if block.caption else ""
                yield "credit", block.credit or ""
            elif isinstance(block, Quote):
                yield from (("quote", text.text) for text in block.paragraphs)
                yield "attribution", block.attribution or ""
            elif isinstance(block, List):
                yield from (("item", text.text) for text in block.items)
            elif isinstance(block, Table):
                yield from (("cell", cell.text) for row in block.rows for cell in row)
            else:
                yield "embed", block.url


@given(articles())
def test_json_ld_keeps_the_content_and_all_that_it_is_not_said_to_lack(article: Article) -> None:
    assert content(through(article, "jsonld")) == content(article)
    assert through(article, "jsonld") == carried(article)


@pytest.mark.parametrize("format", sorted(PROMISED | {"jsonld"}))
def test_text_keeps_the_content_of_what_was_read_from_text(format: str) -> None:
    """Text can look like anything; what was read from text once is laid out so that it reads the same."""
    source = (
        "Ferry adds dawn sailing\n\nBy Maren Oduya\n\n"
        "The ferry between Port Elwin and Skull Island will sail before dawn from Monday, the harbour company said on Friday.\n\n"
        "Image caption, The ferry at the quay\n\nImage source, HPS\n\n"
        "More than four hundred people had asked for it, among them nurses, bakers and the crew of the island's only bus.\n\n"
        "Earlier to work\n\n"
        "Whoever starts at six on the mainland had to spend the night there until now, which cost some of them their jobs.\n"
    )
    article = docconv.parse_text(source)
    back = docconv.loads(docconv.dumps(through(article, format), "txt"), "txt")
    assert content(back) == content(article)
