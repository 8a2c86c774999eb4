"""What a book takes in beside text: pictures from where they are allowed, words, and its style sheet."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from docconv.formats._pictures import kind_of
from docconv.formats._words import Dictionary, Words
from docconv.language import canonical_tag
from docconv.model import Article, Figure, RichText, Section
from docconv.unicode import canonical
from tests.epub_samples import AMHARIC, HEBREW, gif, png
from tests.written_books import WrittenBook, X, one

SHARED = Path(__file__).parents[1].parent / "shared"


# --- pictures -----------------------------------------------------------------------------------------


WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
JPEG = b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x37\xff\xd9"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(png(1, 2, 3, 4, 4), "image/png"), (gif(1), "image/gif"), (WEBP, "image/webp"), (JPEG, "image/jpeg")],
    ids=["png", "gif", "webp", "jpeg"],
)
def test_a_picture_is_known_by_its_bytes_and_refused_where_it_breaks_off(data: bytes, media_type: str) -> None:
    kind = kind_of(data)
    assert kind is not None
    assert (kind.media_type, kind.may_move) == (media_type, False)
    assert all(kind_of(data[:length]) is None for length in range(len(data) - 2))


def figure_book(assets: Any, **figure: Any) -> WrittenBook:
    return WrittenBook(
        [
            Article(
                id="urn:x-a:1",
                language="en",
                headline="A",
                created=datetime(2026, 1, 1, tzinfo=UTC),
                body=[Section(blocks=[Figure(**figure)])],
            )
        ],
        assets=assets,
    )


@pytest.mark.parametrize(
    ("page", "src", "is_taken"),
    [
        ("https://marfa.example/news/42?a=/b/", "https://marfa.example/news/42_files/a%20b.png?w=1", True),
        ("https://marfa.example/news/42", "https://marfa.example/42_files/a%20b.png", False),  # above the page
        ("https://marfa.example/news/42", "https://other.example/news/42_files/a%20b.png", False),
        ("https://marfa.example/news/42", "https://marfa.example/news/42_files/../../secret.png", False),
        ("https://marfa.example/news/42", "https://marfa.example/news//secret.png", False),
        ("https://marfa.example", "https://marfa.example/42_files/a%20b.png", False),
        (None, "https://marfa.example/news/42_files/a%20b.png", False),
    ],
)
def test_a_page_saved_with_its_pictures_finds_them(tmp_path: Path, page: str | None, src: str, is_taken: bool) -> None:
    """What a saved page names beside itself has an address below that of the page, once it is absolute."""
    folder = tmp_path / "pages"
    (folder / "42_files").mkdir(parents=True)
    (folder / "42_files" / "a b.png").write_bytes(png(1, 2, 3, 4, 4))
    (tmp_path / "secret.png").write_bytes(png(1, 2, 3, 4, 4))
    body = [Section(blocks=[Figure(src=src, alt="")])]
    book = WrittenBook([Article(url=page, language="en", headline="A", body=body)], assets=str(folder))
    assert any("pictures/" in name for name in book.zip.namelist()) is is_taken
    assert (("L002", "/body/0/blocks/0/src") in book.codes()) is not is_taken


def test_a_picture_is_stored_once_and_named_by_its_bytes() -> None:
    data = png(9, 9, 9, 4, 4)
    article = HEBREW.replace(body=[Section(blocks=[Figure(src="a.gif", alt=""), Figure(src="b/c%20d.jpg", alt="x")])])
    book = WrittenBook([article], assets={"a.gif": data, "b/c d.jpg": data})
    stored = [name for name in book.zip.namelist() if "pictures/" in name]
    assert len(stored) == 1
    assert stored[0].endswith(".png")
    images = list(book.page().iter(f"{X}img"))
    assert [image.get("alt") for image in images] == ["", "x"]
    assert {f"EPUB/{image.get('src')}" for image in images} == set(stored)
    assert [figure.get("data-src") for figure in book.page().iter(f"{X}figure")] == ["a.gif", "b/c%20d.jpg"]


def test_alternative_text_is_never_made_up() -> None:
    book = figure_book({"a.png": png(9, 9, 9, 4, 4)}, src="a.png", caption=RichText(text="The quay"))
    assert one(book.page(), ".//~img").get("alt") is None
    assert book.codes() == [("A001", "/body/0/blocks/0/alt")]


def test_a_picture_left_out_leaves_caption_credit_and_link() -> None:
    book = figure_book(None, src="https://example.com/a.png", caption=RichText(text="The quay"), credit="N. Kell", alt="A quay")
    figure = one(book.page(), ".//~figure")
    assert " ".join(figure.itertext()).split() == ["A", "quay", "Picture", "The", "quay", "N.", "Kell"]
    assert one(figure, ".//~a").get("href") == "https://example.com/a.png"
    assert book.codes() == [("L002", "/body/0/blocks/0/src")]
    assert figure_book(None, caption=RichText(text="The quay")).codes() == []


def test_pictures_come_from_the_folder_and_from_nowhere_else(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a.png").write_bytes(png(9, 9, 9, 4, 4))
    (tmp_path / "secret.png").write_bytes(png(8, 8, 8, 4, 4))
    (inside / "link.png").symlink_to(tmp_path / "secret.png")
    (inside / "script.png").write_bytes(b"<script>x()</script>")
    assert figure_book(inside, src="a.png", alt="").codes() == []
    assert figure_book(str(inside), src="/a.png?w=4", alt="").codes() == []
    for src in (
        "..%2fsecret.png",
        "x/../../secret.png",
        "link.png",
        "script.png",
        "b.png",
        "%00",
        "..%5csecret.png",
        "%2e%2e/secret.png",
    ):
        book = figure_book(inside, src=src, alt="")
        assert [code for code, _ in book.codes()] == ["L002"], src
        assert not [name for name in book.zip.namelist() if "pictures/" in name]


# --- words and styles ----------------------------------------------------------------------------------


def test_every_language_has_every_word() -> None:
    tables = tomllib.loads(files("docconv").joinpath("data/book_words.toml").read_text("utf-8"))
    dictionary = Dictionary()
    assert len(tables) >= 50
    assert dictionary.languages() == list(tables)
    for tag, table in tables.items():
        assert canonical_tag(tag) == tag
        assert dictionary.words(tag) == Words(language=tag, **table)
        assert all(canonical(word) == word != "" for word in table.values())
        assert "{name}" in table["by"]


def test_every_language_of_the_published_labels_has_words() -> None:
    labels = SHARED / "data" / "bbc_labels.jsonl"
    if not labels.exists():
        pytest.skip("the published labels are not beside the repository")
    dictionary = Dictionary()
    for line in labels.read_text("utf-8").splitlines():
        tag = canonical_tag(json.loads(line)["lang"])
        assert tag is not None
        assert dictionary.words(tag).language.partition("-")[0] == tag.partition("-")[0]


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("pt-PT", "pt"),
        ("pt-BR", "pt-BR"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("zh-CN", "zh"),
        ("sr-Latn-RS", "sr-Latn"),
        ("nn", "nb"),
        ("tlh", "en"),
    ],
)
def test_words_are_found_by_the_nearest_tag(tag: str, found: str) -> None:
    assert Dictionary().words(tag).language == found


def test_the_style_sheet_fixes_no_size_font_or_colour() -> None:
    rules = re.sub(r"/\*.*?\*/", "", files("docconv").joinpath("data/book.css").read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"\d(?:px|pt|cm|mm|in|pc)\b", rules)
    rules = rules.replace("background-color: white", "")  # behind drawings that have no ground of their own
    assert not re.search(
        r"#[0-9a-f]{3}|rgb|(?:^|[\s;{])background|(?:margin|padding|border|text-align)[a-z-]*:[^;]*\b(?:left|right)\b|-(?:left|right)\s*:",
        rules,
    )
    assert set(re.findall(r"font-family:\s*([^;]+)", rules)) == {"monospace"}
    assert set(re.findall(r"[{;\s]color:\s*([^;]+)", rules)) == {"inherit"}


def test_the_styles_of_a_sample_in_amharic_are_the_books() -> None:
    page = WrittenBook([AMHARIC]).page()
    assert one(page, ".//~link[@rel='stylesheet']").get("href") == "book.css"
