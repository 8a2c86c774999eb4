"""Covers: drawn from the title, in any script, broken where its language may be broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from docconv.formats._cover import HEIGHT, WIDTH, Cover, cover_svg
from docconv.formats._title_lines import broken, pieces_of, set_title, width_of
from docconv.formats._titles import between_graphemes
from docconv.model import Article
from tests.atoms import texts
from tests.epub_samples import AMHARIC, ARABIC, CHINESE, ENGLISH, HEBREW, HINDI
from tests.written_books import LANG, OPF, WrittenBook, one

S = "{http://www.w3.org/2000/svg}"


def drawn(title: str, language: str = "en", direction: str = "ltr") -> etree._Element:
    svg = cover_svg(Cover(title=title, language=language, direction="rtl" if direction == "rtl" else "ltr"))
    return etree.fromstring(svg.encode())


@pytest.mark.parametrize("article", [ENGLISH, ARABIC, CHINESE, HINDI, AMHARIC], ids=lambda article: str(article.language))
def test_a_cover_shows_the_whole_title_inside_its_margins(article: Article) -> None:
    assert article.headline is not None
    svg = drawn(article.headline, str(article.language), article.direction)
    lines = [text for text in svg.iter(f"{S}text") if text.get("font-weight") == "700"]
    assert "".join(text.text or "" for text in lines).replace(" ", "") == article.headline.replace(" ", "")
    assert svg.findtext(f"{S}title") == article.headline
    for text in lines:
        assert width_of(text.text or "") * float(text.get("font-size", "0")) <= WIDTH - 220
        assert 200 < float(text.get("y", "0")) < HEIGHT
        assert (text.get("direction"), text.get("x")) == (("rtl", "1090") if article.direction == "rtl" else (None, "110"))
    assert {element.get("font-family") for element in svg.iter()} == {None, "serif"}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Tide tables", ["Tide ", "tables"]),
        ("dawn-sailing", ["dawn-", "sailing"]),
        ("海岛，渡轮", ["海", "岛，", "渡", "轮"]),
        ("「渡」の", ["「渡」", "の"]),
        ("바다 건너", ["바다 ", "건너"]),
        ("เรือข้าม", ["เรื", "อ", "ข้า", "ม"]),
        ("12,5 km", ["12,5 ", "km"]),
        ("渡轮BBC", ["渡", "轮", "BBC"]),
    ],
)
def test_a_line_may_end_where_the_script_lets_it(text: str, pieces: list[str]) -> None:
    assert pieces_of(text) == pieces


@given(texts(), st.sampled_from([3.0, 8.0, 20.0]))
def test_lines_hold_the_text_and_cut_no_character(text: str, room: float) -> None:
    lines = broken(text, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    rest = text
    for line in lines:
        rest = rest.lstrip()
        assert rest.startswith(line)
        at = len(line)
        assert at == len(rest) or rest[at].isspace() or between_graphemes(rest, at)
        rest = rest[at:]


@given(texts())
def test_a_title_stays_in_its_room(text: str) -> None:
    setting = set_title(text, width=1000, height=800, sizes=(200, 100, 62))
    assert setting.lines
    assert len(setting.lines) * setting.leading <= 800 or len(setting.lines) == 1


def test_a_word_that_is_too_long_is_cut_and_a_title_that_is_too_long_ends_in_an_ellipsis() -> None:
    cut = set_title("Donaudampfschifffahrtsgesellschaftskapitän" * 2, width=600, height=800, sizes=(100, 60))
    assert len(cut.lines) > 1
    long = set_title("渡轮" * 300, width=1000, height=300, sizes=(100, 80))
    assert long.lines[-1].endswith("…")
    assert len(long.lines) * long.leading <= 300


def test_the_cover_is_declared_shown_and_described() -> None:
    book = WrittenBook([ARABIC], title="الاثنين", author="ليان", publisher="Harbour Press", date="2026-03-14")
    item = next(item for item in book.package.iter(f"{OPF}item") if item.get("properties") == "cover-image")
    assert (item.get("href"), item.get("media-type")) == ("cover.svg", "image/svg+xml")
    (named,) = [meta.get("content") for meta in book.package.iter(f"{OPF}meta") if meta.get("name") == "cover"]
    assert named == item.get("id")
    image = one(book.parsed("cover.xhtml"), ".//~img")
    assert (image.get("src"), image.get("role")) == ("cover.svg", "doc-cover")
    assert image.get("alt") == "الاثنين · ليان · Harbour Press · 2026-03-14"
    svg = book.parsed("cover.svg")
    assert svg.get(LANG) == "ar"
    assert [text.text for text in svg.iter(f"{S}text")] == ["Harbour Press", "الاثنين", "2026-03-14", "ليان"]
    assert next(itemref.get("idref") for itemref in book.package.iter(f"{OPF}itemref")) == "cover"


def test_an_anthology_of_many_hands_names_none_of_them_on_its_cover() -> None:
    assert [text.text for text in WrittenBook([ENGLISH, HEBREW], title="M").parsed("cover.svg").iter(f"{S}text")] == [
        "M",
        "2026-03-16",
    ]


def test_a_book_may_go_without_a_cover() -> None:
    book = WrittenBook([ENGLISH, HEBREW], cover=False)
    assert not [name for name in book.zip.namelist() if "cover" in name]
    assert not [meta for meta in book.package.iter(f"{OPF}meta") if meta.get("name") == "cover"]
    assert next(itemref.get("idref") for itemref in book.package.iter(f"{OPF}itemref")) == "nav"
