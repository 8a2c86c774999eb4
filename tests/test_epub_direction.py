"""Text that runs against its page: every string of an article says so, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from lxml import etree

from docconv.formats._markup import turned
from docconv.model import (
    Article,
    Cell,
    List,
    Paragraph,
    Person,
    RichText,
    Section,
    Table,
)
from tests.epub_samples import ARABIC, LATIN, SAMPLES, TURNED
from tests.strategies import articles
from tests.written_books import DC, LANG, TYPE, WrittenBook, X, one, text_of


def directions(page: etree._Element) -> dict[str, str | None]:
    return {text_of(element): element.get("dir") for element in page.iter(f"{X}bdi")}


def test_every_string_that_runs_against_the_page_is_isolated() -> None:
    page = WrittenBook([TURNED]).page()
    assert directions(page) == dict.fromkeys(LATIN.values(), "ltr")
    assert {element.get("data-derived") for element in page.iter(f"{X}bdi")} == {"dir"}
    assert one(page, ".//~head/~title").get("dir") == "ltr"
    nav = one(WrittenBook([TURNED]).parsed("nav.xhtml"), ".//~nav[@id='toc']")
    assert directions(nav) == {LATIN["headline"]: "ltr", LATIN["heading"]: "ltr"}


def test_the_other_way_round() -> None:
    book = WrittenBook([ARABIC.replace(language="en", direction="ltr")])
    assert set(directions(book.page()).values()) == {"rtl"}
    assert {ARABIC.headline, ARABIC.byline, ARABIC.kicker, ARABIC.furniture[0]} < set(directions(book.page()))


@pytest.mark.parametrize("article", SAMPLES, ids=lambda article: str(article.language))
def test_texts_that_run_with_their_page_stand_as_they_are(article: Article) -> None:
    isolated = directions(WrittenBook([article]).page())
    assert set(isolated) <= {"عاصفة الصيف"}


def test_a_dateline_that_opens_the_story_is_isolated_in_it() -> None:
    text = "LONDON (Reuters) – دخلت سفينة الشحن الميناء عند السادسة والربع صباحًا."
    span = one(WrittenBook([TURNED.replace(body=[Section(blocks=[Paragraph(text=text)])])]).page(), ".//~span[@class='dateline']")
    assert (span.text, span.get("dir"), span.get("data-derived")) == ("LONDON (Reuters)", "ltr", "dir")


def test_authors_are_isolated_one_by_one() -> None:
    page = WrittenBook([Article(language="ar", headline="خبر", authors=[Person(name="Jo Kerr"), Person(name="ليان")])]).page()
    byline = one(page, ".//~p[@class='byline']")
    assert directions(byline) == {"Jo Kerr": "ltr"}
    assert byline.get("dir") is None


@pytest.mark.parametrize(
    ("text", "direction", "expected"),
    [
        ("By Jo Kerr.", "rtl", "ltr"),
        ("12:30", "rtl", None),
        ("بقلم Jonathan Kerr-Smith", "rtl", None),
        ("BBC: هزيمة نهائية", "rtl", None),
        ("שלום, Jo", "ltr", "rtl"),
        ("渡轮", "rtl", "ltr"),
        ("Ferry “وداعا” sails, at last!", "rtl", "ltr"),
    ],
)
def test_a_text_is_turned_where_its_beginning_and_most_of_it_are(text: str, direction: str, expected: str | None) -> None:
    assert turned(text, direction) == expected


def test_a_list_item_keeps_its_bullet_among_the_others() -> None:
    items = [
        RichText(text="ثلاجة"),
        RichText(text="A freezer!", language="en", direction="ltr"),
        RichText(text="Cold.", language="en"),
    ]
    page = WrittenBook([Article(language="ar", headline="خبر", body=[Section(blocks=[List(items=items)])])]).page()
    found = list(page.iter(f"{X}li"))
    assert [li.get("dir") or li.get("lang") for li in found] == [None] * 3
    spans = [one(li, "~span") for li in found[1:]]
    assert [(span.text, span.get("lang"), span.get("dir"), span.get("data-derived")) for span in spans] == [
        ("A freezer!", "en", "ltr", None),
        ("Cold.", "en", "ltr", "dir"),
    ]


@settings(max_examples=60, deadline=None)
@given(articles())
def test_whatever_is_isolated_is_derived_and_holds_text_alone(article: Article) -> None:
    for element in WrittenBook([article]).page().iter(f"{X}bdi"):
        assert (len(element), element.get("data-derived")) == (0, "dir")
        assert element.get("dir") in {"ltr", "rtl"} - {article.direction}


def test_the_authors_of_every_book_are_its_creators() -> None:
    several = WrittenBook(
        [Article(headline="A", authors=[Person(name="Jo")]), Article(headline="B", authors=[Person(name="Mia")])]
    )
    assert (several.said("creator"), several.said("contributor")) == (["Jo", "Mia"], [])
    roles = [meta.text for meta in several.package.iter("{*}meta") if meta.get("property") == "role"]
    assert roles == ["aut", "aut"]
    assert [element.get("id") for element in several.package.iter(f"{DC}creator")] == ["creator-1", "creator-2"]


def test_an_empty_header_cell_heads_nothing() -> None:
    table = Table(rows=[[Cell(), Cell(text="Monday")], [Cell(text="First boat"), Cell(text="5.40")]], header_rows=1)
    head = one(WrittenBook([Article(headline="A", body=[Section(blocks=[table])])]).page(), ".//~thead/~tr")
    assert [(etree.QName(cell).localname, cell.get("scope")) for cell in head] == [("td", None), ("th", "col")]


def test_a_landmark_is_no_text_of_the_article() -> None:
    landmarks = one(WrittenBook([TURNED]).parsed("nav.xhtml"), ".//~nav[@id='landmarks']")
    assert landmarks.get(TYPE) == "landmarks"
    assert directions(landmarks) == {}


def test_a_title_in_another_language_than_the_book_says_which() -> None:
    book = WrittenBook([ARABIC], language="en")
    for name in ("title", "description"):
        assert [(e.get(LANG), e.get("dir")) for e in book.package.iter(DC + name)] == [("ar", "rtl")]
    assert {e.get(LANG) for e in WrittenBook([ARABIC]).package.iter(DC + "title", DC + "description")} == {None}
    named = WrittenBook([ARABIC], language="en", title="Monday")
    assert [e.get(LANG) for e in named.package.iter(DC + "title")] == [None]
