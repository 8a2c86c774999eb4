"""The ways through a book: contents and parts, neighbours, figures, sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from docconv.model import Article, Figure, Paragraph, RelatedGroup, RichText, Rights, Section
from tests.epub_samples import ARABIC, ASSETS, CHINESE, ENGLISH, HEBREW, SAMPLES
from tests.written_books import OPF, TYPE, WrittenBook, X, one, text_of


def links_of(element: etree._Element) -> list[tuple[str | None, str]]:
    return [(a.get("href"), text_of(a)) for a in element.iter(f"{X}a")]


def dangling(book: WrittenBook) -> set[tuple[str, str]]:
    """The links of a book's pages that lead to no page or place of it."""
    pages = {name.removeprefix("EPUB/") for name in book.zip.namelist() if name.endswith(".xhtml")}
    parsed = {name: book.parsed(name) for name in pages}
    ids = {name: {element.get("id") for element in page.iter()} for name, page in parsed.items()}
    found = set()
    for name, page in parsed.items():
        for href, _ in links_of(page):
            if href is not None and ":" not in href:
                file, _, place = href.partition("#")
                if file not in pages or (place and place not in ids[file]):
                    found.add((name, href))
    return found


def test_pages_lead_to_their_neighbours_and_to_their_place_in_the_contents() -> None:
    book = WrittenBook([ENGLISH, ARABIC, HEBREW])
    ways = [links_of(one(book.page(number), "~body/~nav[@class='ways']")) for number in (1, 2, 3)]
    assert ways == [
        [("nav.xhtml#article-0001", "Contents"), ("article-0002.xhtml", ARABIC.headline)],
        [
            ("article-0001.xhtml", ENGLISH.headline),
            ("nav.xhtml#article-0002", "المحتويات"),
            ("article-0003.xhtml", HEBREW.headline),
        ],
        [("article-0002.xhtml", ARABIC.headline), ("nav.xhtml#article-0003", "תוכן העניינים")],
    ]
    before = one(book.page(2), ".//~p[@class='prev']/~a/~span")
    assert (before.get("lang"), before.get("dir")) == ("en-GB", "ltr")
    assert one(book.page(2), "~body/~nav").get("data-derived") == ""
    assert not dangling(book)


def test_a_book_of_one_article_has_no_ways_and_no_page_of_sources() -> None:
    book = WrittenBook([ENGLISH])
    assert book.page().find(f"{X}body/{X}nav") is None
    assert not [name for name in book.zip.namelist() if "sources" in name]
    assert [(ref.get("idref"), ref.get("linear")) for ref in book.package.iter(f"{OPF}itemref")] == [
        ("cover", None),
        ("article-0001", None),
        ("nav", "no"),
    ]


def test_figures_are_listed_by_what_is_said_of_them_and_found() -> None:
    book = WrittenBook([ENGLISH, CHINESE], assets=ASSETS)
    figures = one(book.parsed("nav.xhtml"), ".//~nav[@id='loi']")
    assert figures.get(TYPE) == "loi"
    assert links_of(figures) == [
        ("article-0001.xhtml#figure-1-3", "The ferry at Port Elwin: 5.40 is early even for gulls."),
        ("article-0001.xhtml#figure-3-2", "Passengers by month"),
        ("article-0001.xhtml#figure-3-3", "The ferry turns in the bay"),
        ("article-0002.xhtml#figure-1-3", "清晨的新港码头。"),
    ]
    assert not dangling(book)
    silent = Article(headline="A", body=[Section(blocks=[Figure(src="a.png"), Figure(src="b.png", alt="")])])
    assert WrittenBook([silent]).parsed("nav.xhtml").find(f".//{X}nav[@id='loi']") is None
    long = WrittenBook([Article(body=[Section(blocks=[Figure(caption=RichText(text="so\n" + "long " * 100 + "!"))])])])
    ((_, text),) = links_of(one(long.parsed("nav.xhtml"), ".//~nav[@id='loi']"))
    assert text.startswith("so long long")
    assert len(text) <= 121


def test_sources_and_rights_stand_at_the_end_and_lead_back() -> None:
    book = WrittenBook([ENGLISH, HEBREW, ARABIC.replace(rights=Rights(notice="© النورس"))])
    page = book.parsed("sources-01.xhtml")
    entries = page.findall(f".//{X}li")
    assert [[text_of(p) for p in entry.iter(f"{X}p")] for entry in entries] == [
        [ENGLISH.headline, "Harbour Press Service", "Harbour Press", "© 2026 Harbour Press", "Not for resale.", ENGLISH.url],
        [ARABIC.headline, "© النورس"],
    ]
    assert [entry.get("dir") for entry in entries] == [None, "rtl"]
    assert one(page, ".//~section").get("role") == "doc-colophon"
    assert [href for href, _ in links_of(page)] == ["article-0001.xhtml", ENGLISH.url, "article-0003.xhtml"]
    assert not [name for name in WrittenBook([HEBREW, ARABIC]).zip.namelist() if "sources" in name]


# --- large books ------------------------------------------------------------------------------------


def many(number: int) -> Iterator[Article]:
    start = datetime(2026, 3, 1, 6, tzinfo=UTC)
    for count in range(number):
        yield Article(
            language=("en", "ar", "zh")[count % 3],
            headline=f"Sailing {count + 1}",
            published=start + timedelta(hours=count),
            provider="HPS",
            body=[Section(blocks=[Paragraph(text="It sails.")]), Section(heading="Why", blocks=[Paragraph(text="So.")])],
        )


@pytest.fixture(scope="module")
def large() -> WrittenBook:
    return WrittenBook(many(230))


def test_a_large_book_is_set_in_parts_each_with_its_contents(large: WrittenBook) -> None:
    spine = [str(itemref.get("idref")) for itemref in large.package.iter(f"{OPF}itemref")]
    assert spine[:4] == ["cover", "contents", "part-01", "article-0001"]
    assert spine[spine.index("part-02") - 1 : spine.index("part-02") + 2] == ["article-0050", "part-02", "article-0051"]
    assert spine[-2:] == ["sources-01", "sources-02"]
    assert [text for _, text in links_of(large.parsed("contents.xhtml"))] == [
        "1–50 (2026-03-01 – 2026-03-03)",
        "51–100 (2026-03-03 – 2026-03-05)",
        "101–150 (2026-03-05 – 2026-03-07)",
        "151–200 (2026-03-07 – 2026-03-09)",
        "201–230 (2026-03-09 – 2026-03-10)",
    ]
    assert len(large.parsed("part-05.xhtml").findall(f".//{X}section/{X}ol/{X}li")) == 30
    assert not dangling(large)


def test_the_navigation_of_a_large_book_stands_aside_where_its_list_of_figures_is_linked() -> None:
    figure = Article(headline="A", body=[Section(blocks=[Figure(caption=RichText(text="The quay"))])])
    last = list(WrittenBook([*many(101), figure]).package.iter(f"{OPF}itemref"))[-1]
    assert (last.get("idref"), last.get("linear")) == ("nav", "no")


def test_the_navigation_of_a_large_book_has_parts_articles_and_sections(large: WrittenBook) -> None:
    contents = one(large.parsed("nav.xhtml"), ".//~nav[@id='toc']/~ol")
    parts = contents.findall(f"{X}li")
    assert [len(part.findall(f"{X}ol/{X}li")) for part in parts] == [50, 50, 50, 50, 30, 0]
    assert len(contents.findall(f"{X}li/{X}ol/{X}li/{X}ol/{X}li")) == 230
    assert large.parsed("toc.ncx").find("{*}head/{*}meta[@name='dtb:depth']").get("content") == "3"  # type: ignore[union-attr]  # always there
    assert links_of(one(large.page(51), "~body/~nav"))[1][0] == "part-02.xhtml#article-0051"


def test_a_hundred_articles_stand_on_one_page_of_contents() -> None:
    book = WrittenBook(many(100))
    assert "EPUB/contents.xhtml" not in book.zip.namelist()
    assert len(one(book.parsed("nav.xhtml"), ".//~nav[@id='toc']/~ol").findall(f"{X}li[@id]")) == 100


def test_links_lead_somewhere_in_a_book_of_samples() -> None:
    assert not dangling(WrittenBook(SAMPLES, assets=ASSETS))


# --- names of landmarks -----------------------------------------------------------------------------


def test_no_two_landmarks_of_a_page_have_the_same_name() -> None:
    body = [Section(heading=heading, blocks=[Paragraph(text="So.")]) for heading in ("Why", "How", "WHY")]
    related = [RelatedGroup(heading=heading) for heading in ("More", "MORE", "Less")]
    page = WrittenBook([Article(language="en", headline="A", body=body, related=related), HEBREW]).page()
    assert [section.get("aria-labelledby") for section in page.iter(f"{X}section")] == [None, "section-2-heading", None]
    assert [(aside.get("aria-labelledby"), aside.get("aria-label")) for aside in page.iter(f"{X}aside")] == [
        (None, "Related 1"),
        (None, "Related 2"),
        ("related-3", None),
    ]
