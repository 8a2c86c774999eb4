"""docconv's own books come back as the articles they were made of, and with what a person has changed in them."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import docconv
from docconv.formats.epub import EpubOptions, read, write
from docconv.model import Article, Figure, Paragraph, Section
from tests.epub_samples import ASSETS, ENGLISH, SAMPLES
from tests.foreign_books import ReadBook, page
from tests.strategies import articles
from tests.written_books import WrittenBook

LONG_TITLES = [Article(headline=f"Ferry {number}", language="en", body=[Section(blocks=[Paragraph(text="It sails.")])])
               for number in range(130)]  # fmt: skip


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None], more: dict[str, str] | None = None) -> bytes:
    """A book with its files changed; None leaves a file out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target, zipfile.ZipFile(io.BytesIO(data)) as source:
        for entry in source.infolist():
            made = change(entry.filename, source.read(entry))
            if made is not None:
                target.writestr(entry, made)
        for name, text in (more or {}).items():
            target.writestr(name, text)
    return stream.getvalue()


# --- equal articles -------------------------------------------------------------------------------


@given(st.lists(articles(), min_size=1, max_size=3))
@settings(max_examples=60)
def test_every_article_comes_back_equal(drawn: list[Article]) -> None:
    found = ReadBook(WrittenBook(drawn).data)
    assert found.articles == drawn
    assert found.problems == []


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"assets": ASSETS},
        {"title": "Monday", "language": "ar", "author": "The desk", "publisher": "Press", "date": "2026-03-18", "cover": False},
        {"identifier": "urn:example:book", "direction": "rtl", "assets": ASSETS},
    ],
    ids=str,
)
def test_samples_come_back_equal_alone_and_together(options: dict[str, Any]) -> None:
    together = ReadBook(WrittenBook(SAMPLES, **options).data)
    assert together.articles == list(SAMPLES)
    assert together.problems == []
    for sample in SAMPLES:
        assert ReadBook(WrittenBook([sample], **options).data).articles == [sample]


def test_pictures_in_the_book_have_the_address_they_had_in_the_article() -> None:
    data = WrittenBook(SAMPLES, assets=ASSETS)
    assert any(name.startswith("EPUB/pictures/") for name in data.zip.namelist())
    sources = [block.src for article in ReadBook(data.data).articles for block in article.blocks() if isinstance(block, Figure)]
    assert sources == [block.src for article in SAMPLES for block in article.blocks() if isinstance(block, Figure)]


def test_a_book_in_parts_comes_back_without_the_pages_of_its_parts() -> None:
    data = WrittenBook(LONG_TITLES)
    assert "EPUB/part-01.xhtml" in data.zip.namelist()
    assert ReadBook(data.data).articles == LONG_TITLES


def test_the_empty_article_comes_back() -> None:
    assert ReadBook(WrittenBook([Article()]).data).articles == [Article()]


def test_a_paragraph_longer_than_xml_parsers_take_comes_back() -> None:
    text = "The ferry sails at dawn. " * 450_000
    article = Article(headline="Long", body=[Section(blocks=[Paragraph(text=text.strip())])])
    assert ReadBook(WrittenBook([article]).data).articles == [article]


def test_public_functions_read_books(tmp_path: Path) -> None:
    path = tmp_path / "digest.epub"
    docconv.dump_all(SAMPLES, path, title="Monday", assets=ASSETS)
    assert list(docconv.load_all(path)) == list(SAMPLES)
    assert docconv.load(path) == SAMPLES[0]
    assert docconv.loads(docconv.dumps(ENGLISH, "epub"), "epub") == ENGLISH
    assert docconv.decode(path.read_bytes()).problems[-1].code == "I006"
    assert path.read_bytes()[:2] == b"PK"


# --- edited books -----------------------------------------------------------------------------------


def test_an_edited_headline_and_paragraph_are_read() -> None:
    article = ENGLISH.replace(
        headline="Ferry adds a sailing", body=[Section(blocks=[Paragraph(text="It leaves at 5.40.")])], dateline=None
    )
    data = rewritten(
        WrittenBook([article, SAMPLES[1]]).data,
        lambda name, old: old.replace(b"Ferry adds a sailing</h1>", b"Boat adds a sailing</h1>").replace(
            b"at 5.40.", b"at <em>6</em>."
        ),
    )
    found = ReadBook(data).articles
    assert found[0].headline == "Boat adds a sailing"
    assert [block.text for block in found[0].blocks() if isinstance(block, Paragraph)] == ["It leaves at 6."]
    assert found[0].replace(headline=article.headline, body=article.body) == article
    assert found[1] == SAMPLES[1]


def test_an_article_taken_out_of_the_archive_is_missed_and_the_others_are_read() -> None:
    data = rewritten(WrittenBook(SAMPLES).data, lambda name, old: None if name == "EPUB/article-0002.xhtml" else old)
    found = ReadBook(data)
    assert found.articles == [SAMPLES[0], *SAMPLES[2:]]
    assert found.told("E006") == ["EPUB/article-0002.xhtml is not in the book"]


def test_a_page_that_is_broken_by_hand_is_read_all_the_same() -> None:
    data = rewritten(WrittenBook([ENGLISH]).data, lambda name, old: old.replace(b"</article>", b"</b></article>"))
    found = ReadBook(data)
    assert found.articles == [ENGLISH]
    assert found.codes() == ["R006"]


def test_a_page_of_others_added_to_a_book_is_an_article() -> None:
    package = WrittenBook(SAMPLES)
    names = (
        '<item href="more.xhtml" id="more" media-type="application/xhtml+xml"/></manifest>',
        '<itemref idref="more"/></spine>',
    )

    def change(name: str, old: bytes) -> bytes:
        if not name.endswith(".opf"):
            return old
        return old.replace(b"</manifest>", names[0].encode()).replace(b"</spine>", names[1].encode())

    found = ReadBook(rewritten(package.data, change, {"EPUB/more.xhtml": page("<h1>More</h1><p>Text.</p>")}))
    assert found.articles[:-1] == list(SAMPLES)
    assert found.headlines()[-1] == "More"


# --- one at a time ------------------------------------------------------------------------------------


def peak_of(count: int) -> int:
    stream = io.BytesIO()
    body = [Section(blocks=[Paragraph(text=f"Paragraph {at}. " + "It sails before dawn. " * 40 + "End.") for at in range(20)])]
    write(
        (Article(headline=f"Ferry {number}", language="en", body=body) for number in range(count)), stream, EpubOptions(), print
    )
    data = stream.getvalue()
    tracemalloc.start()
    assert sum(1 for _ in read(data, EpubOptions(), print)) == count
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_memory_stays_flat(capsys: pytest.CaptureFixture[str]) -> None:
    small, large = peak_of(30), peak_of(240)
    assert large < 1.5 * small + 240 * 6_000
