"""Books: accepted by EPUBCheck, complete, the same every time, and true in what they say of themselves."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from docconv.formats._markup import Span, nested
from docconv.formats._words import Dictionary
from docconv.formats.epub import EpubOptions, write
from docconv.model import Article, Dateline, Figure, Link, Paragraph, Person, RelatedGroup, RichText, Section
from docconv.problems import DocumentError
from tests.epub_samples import ARABIC, ASSETS, CHINESE, ENGLISH, HEBREW, SAMPLES, TURNED, URDU, gif, png
from tests.epubcheck import check_books, what_is_missing
from tests.strategies import articles, rich_texts
from tests.written_books import DC, LANG, OPF, TYPE, WrittenBook, X, one, text_of

# --- EPUBCheck --------------------------------------------------------------------------------------

needs_epubcheck = pytest.mark.skipif(what_is_missing() is not None, reason=what_is_missing() or "")


def drawn_articles(number: int) -> list[Article]:
    """Articles that Hypothesis draws from the whole of the model, always the same ones."""
    drawn: list[Article] = []

    @settings(
        max_examples=number,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(articles())
    def draw(article: Article) -> None:
        drawn.append(article)

    draw()
    return drawn


@needs_epubcheck
def test_epubcheck_finds_nothing_in_books_of_samples_and_of_drawn_articles(tmp_path: Path) -> None:
    drawn = drawn_articles(240)
    books: dict[str, tuple[list[Article], dict[str, Any]]] = {
        f"sample-{number}": ([one], {"assets": ASSETS}) for number, one in enumerate(SAMPLES)
    }
    books["anthology"] = (
        [*SAMPLES],
        {"assets": ASSETS, "title": "Monday", "author": "The desk", "date": "2026-03-18", "publisher": "Harbour Press"},
    )
    books["right-to-left"] = ([ARABIC, ENGLISH, HEBREW], {"language": "ar-EG"})
    books["turned"] = ([TURNED], {"language": "fa", "identifier": "https://example.com/a%20b?c=[d]"})
    books["turned-too"] = ([ARABIC.replace(language="en", direction="ltr", id="urn:example:1")], {"identifier": "urn:example:1"})
    books |= {f"drawn-{number}": (drawn[number::12], {}) for number in range(12)}
    books |= {f"single-{number}": ([found], {}) for number, found in enumerate(drawn[:10])}
    small = [Article(headline=f"Sailing {number}", language=("en", "ar", "zh")[number % 3]) for number in range(101)]
    books["in-parts"] = (small, {})
    books["in-parts-with-figures"] = ([*small, ENGLISH, ARABIC], {"assets": ASSETS})
    books["coverless"] = ([ENGLISH, ARABIC], {"cover": False})
    assert len(books) > 20
    paths = []
    for name, (content, options) in books.items():
        paths.append(tmp_path / f"{name}.epub")
        paths[-1].write_bytes(WrittenBook(content, **options).data)
    assert {path.name: found for path, found in check_books(paths, usage=True).items() if found} == {}


@needs_epubcheck
def test_epubcheck_does_find_faults(tmp_path: Path) -> None:
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(broken, "w") as target, WrittenBook([ENGLISH]).zip as source:
        for entry in source.infolist():
            target.writestr(entry, source.read(entry).replace(b"<header>", b"<header><hedaer/>"))
    assert {found.severity for found in check_books([broken])[broken]} == {"ERROR"}


# --- nothing is lost --------------------------------------------------------------------------------


def strings_of(value: object) -> Iterator[str]:
    """Every string of a dumped article that is text or an address, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("type", "kind", "docconv", "direction", "status", "media", "extensions"):
                yield from strings_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings_of(item)


def carried_by(page: etree._Element) -> set[str]:
    """The texts of a page: what its elements say and what its attributes hold."""
    found = {value for element in page.iter() for value in element.attrib.values()}
    for element in page.iter(f"{X}*"):
        found.add(lines_of(element))
        found.update(lines_of(element).split("\n"))
        if element.get("class") == "holder":
            found.add((element[-1].tail or "").strip())
    return found


def lines_of(element: etree._Element) -> str:
    return "".join(
        [
            element.text or "",
            *("\n" + (child.tail or "") if child.tag == X + "br" else lines_of(child) + (child.tail or "") for child in element),
        ]
    )


@settings(max_examples=150, deadline=None)
@given(articles())
def test_every_text_of_an_article_is_in_its_page(article: Article) -> None:
    page = WrittenBook([article]).page()
    missing = set(strings_of(json.loads(article.model_dump_json(exclude_defaults=True)))) - carried_by(page)
    assert not missing
    held = {
        meta.get("data-key"): json.loads(meta.get("content", ""))
        for meta in page.iter(f"{X}meta")
        if meta.get("name") == "docconv:extension"
    }
    assert held == json.loads(article.model_dump_json())["extensions"]


@settings(max_examples=300, deadline=None)
@given(rich_texts())
def test_marks_that_nest_and_overlap_come_back_from_their_elements(text: RichText) -> None:
    spans = [Span(mark.start, mark.end, f'<m k="{mark.kind}" h="{number}">', "</m>") for number, mark in enumerate(text.marks)]
    root = etree.fromstring(f"<p>{nested(text.text, spans)}</p>")
    read, stretches = "", dict[str, list[tuple[int, int]]]()

    def walk(element: etree._Element) -> None:
        nonlocal read
        start = len(read)
        read += "\n" if element.tag == "br" else element.text or ""
        for child in element:
            walk(child)
            read += child.tail or ""
        if element.tag == "m":
            stretches.setdefault(element.get("h", ""), []).append((start, len(read)))

    walk(root)
    assert read == text.text
    assert all(before[1] == after[0] for parts in stretches.values() for before, after in pairwise(parts))
    assert {int(number): (parts[0][0], parts[-1][1]) for number, parts in stretches.items()} == {
        number: (mark.start, mark.end) for number, mark in enumerate(text.marks)
    }


def test_a_paragraph_of_eleven_megabytes_survives() -> None:
    long = "ferry and tide " * 740_000 + "end"
    article = Article(headline="Long", body=[Section(blocks=[Paragraph(text=long), Paragraph(text="After it.")])])
    paragraphs = WrittenBook([article]).page().findall(f".//{X}p")
    assert [paragraph.text for paragraph in paragraphs] == [long, "After it."]


# --- the same bytes ---------------------------------------------------------------------------------

_WRITES_A_BOOK = """
import sys
from tests.epub_samples import ASSETS, SAMPLES
from docconv.formats.epub import EpubOptions, write
write(SAMPLES, sys.stdout.buffer, EpubOptions(assets=ASSETS), lambda problem: None)
"""


def test_the_same_articles_give_the_same_bytes_in_any_process() -> None:
    root = Path(__file__).parents[1]
    written = set()
    for zone, locale, seed in (("Asia/Tokyo", "C", "1"), ("America/Lima", "ar_EG.UTF-8", "99"), ("UTC", "tr_TR.UTF-8", "0")):
        settled = os.environ | {"TZ": zone, "LANG": locale, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        done = subprocess.run([sys.executable, "-c", _WRITES_A_BOOK], env=settled, cwd=root, capture_output=True, check=True)
        written.add(done.stdout)
    assert len(written) == 1
    assert WrittenBook(SAMPLES, assets=ASSETS).data in written


def test_the_archive_begins_as_epub_asks() -> None:
    book = WrittenBook([ENGLISH])
    first = book.zip.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert book.data[30:58] == b"mimetypeapplication/epub+zip"
    assert {entry.date_time for entry in book.zip.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_stream_that_cannot_seek_gets_the_same_book() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.got = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.got += bytes(data)
            return len(data)

    pipe = Pipe()
    write([ENGLISH], cast(BinaryIO, pipe), EpubOptions(), lambda problem: None)
    assert pipe.got == WrittenBook([ENGLISH]).data


# --- language and direction --------------------------------------------------------------------------


def test_a_right_to_left_article_makes_a_right_to_left_book() -> None:
    book = WrittenBook([ARABIC])
    assert (book.package.get("dir"), book.package.get(LANG)) == ("rtl", "ar")
    assert one(book.package, f"{OPF}spine").get("page-progression-direction") == "rtl"
    for name in ("nav.xhtml", "article-0001.xhtml"):
        html = book.parsed(name)
        assert (html.get("dir"), html.get("lang"), html.get(LANG)) == ("rtl", "ar", "ar")
    assert one(book.parsed("nav.xhtml"), ".//~h1").text == "المحتويات"
    english = next(p for p in book.page().iter(f"{X}p") if p.get("lang") == "en")
    assert (english.get("dir"), english.get("data-derived")) == ("ltr", None)


def test_a_left_to_right_article_makes_a_left_to_right_book() -> None:
    book = WrittenBook([ENGLISH])
    assert (book.package.get("dir"), book.package.get(LANG)) == ("ltr", "en-GB")
    assert one(book.package, f"{OPF}spine").get("page-progression-direction") == "ltr"
    assert one(book.parsed("nav.xhtml"), ".//~h1").text == "Contents"
    arabic = next(p for p in book.page().iter(f"{X}p") if p.get("lang") == "ar")
    assert (arabic.get("dir"), arabic.get("data-derived")) == ("rtl", "dir")


def test_an_anthology_keeps_the_language_and_direction_of_each_article() -> None:
    book = WrittenBook([CHINESE, ARABIC, URDU, ARABIC])
    assert book.package.get("dir") == "rtl"
    assert book.said("language") == ["ar", "zh-Hans", "ur"]
    assert [(book.page(n).get("lang"), book.page(n).get("dir")) for n in (1, 2, 3)] == [
        ("zh-Hans", "ltr"),
        ("ar", "rtl"),
        ("ur", "rtl"),
    ]
    entries = one(book.parsed("nav.xhtml"), ".//~nav[@id='toc']/~ol").findall(f"{X}li[@id]")
    assert [(li.get("lang"), li.get("dir")) for li in entries] == [("zh-Hans", "ltr"), (None, None), ("ur", "rtl"), (None, None)]


def test_a_name_that_runs_against_the_book_says_so() -> None:
    book = WrittenBook([ARABIC.replace(provider="Reuters", authors=[Person(name="ليان الحداد")])])
    assert one(book.package, f".//{DC}publisher").get("dir") == "ltr"
    assert one(book.package, f".//{DC}creator").get("dir") is None


def test_an_unknown_language_is_und() -> None:
    book = WrittenBook([Article(headline="?")])
    assert book.said("language") == ["und"]
    assert book.package.get(LANG) == "und"
    assert book.page().get("lang") == "und"
    assert one(book.parsed("nav.xhtml"), ".//~h1").get("lang") == "en"


# --- what the book says of itself ---------------------------------------------------------------------


def test_the_metadata_of_a_book_of_one_article() -> None:
    book = WrittenBook([ENGLISH], assets=ASSETS)
    assert book.said("title") == [ENGLISH.headline]
    assert book.said("creator") == ["Maren Oduya"]
    assert book.said("publisher") == ["Harbour Press Service"]
    assert book.said("date") == ["2026-03-16T07:40:00Z"]
    assert book.said("dcterms:modified") == ["2026-03-17T09:00:00Z"]
    assert book.said("rights") == ["© 2026 Harbour Press"]
    assert book.said("source") == [ENGLISH.url]
    assert book.said("subject") == ["transport", "islands", "ferry", "hospital"]
    refined = {
        (meta.get("refines"), meta.get("property")): meta.text for meta in book.package.iter(f"{OPF}meta") if meta.get("refines")
    }
    assert refined[("#subject-1", "term")] == "04000000"
    assert refined[("#creator-1", "role")] == "aut"


def test_the_options_have_the_last_word() -> None:
    chosen = EpubOptions(
        title="Monday", author="The desk", publisher="Us", language="fr_CA", date=date(2026, 3, 18),
        identifier="urn:isbn:9780000000002",
        modified=datetime(2026, 3, 18, 5, 0, 0, 7, tzinfo=UTC),
    )  # fmt: skip
    book = WrittenBook([ENGLISH, ARABIC], **{name: getattr(chosen, name) for name in chosen.__slots__})
    assert (book.said("title"), book.said("creator"), book.said("publisher")) == (["Monday"], ["The desk"], ["Us"])
    assert (book.said("language"), book.said("date")) == (["fr-CA", "en-GB", "ar"], ["2026-03-18"])
    assert (book.said("identifier"), book.said("dcterms:modified")) == (["urn:isbn:9780000000002"], ["2026-03-18T05:00:00Z"])
    assert book.package.get("dir") == "ltr"


@pytest.mark.parametrize("given", ["2026", "2026-03", "2026-03-14", "2026-03-14T09:15:00Z", "2026-03-14T09:15+01:00"])
def test_dates_of_every_precision_are_taken(given: str) -> None:
    assert WrittenBook([ENGLISH], date=given).said("date") == [given]


def test_no_article_is_no_book() -> None:
    with pytest.raises(DocumentError) as caught:
        WrittenBook([])
    assert caught.value.problems[0].code == "I007"


def test_the_identifier_stays_with_the_article_and_changes_with_the_content() -> None:
    def identifier(*content: Article) -> str:
        return WrittenBook(content).said("identifier")[0]

    assert identifier(ENGLISH) == identifier(ENGLISH.replace(version=4, headline="Another"))
    assert identifier(HEBREW) != identifier(HEBREW.replace(headline="Another"))
    assert identifier(HEBREW, ARABIC) != identifier(ARABIC, HEBREW)
    assert re.fullmatch("urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", identifier(HEBREW))


def test_accessibility_is_claimed_only_where_it_is_so() -> None:
    described = Article(language="en", headline="A", body=[Section(blocks=[Figure(src="a.png", alt="A ferry")])])
    undescribed = described.replace(body=[Section(blocks=[Figure(src="a.png")])])
    assets = {"a.png": png(1, 2, 3, 4, 4)}
    text = WrittenBook([HEBREW])
    assert text.said("schema:accessMode") == text.said("schema:accessModeSufficient") == ["textual"]
    assert "alternativeText" not in text.said("schema:accessibilityFeature")
    full = WrittenBook([described], assets=assets)
    assert full.said("schema:accessMode") == ["textual", "visual"]
    assert full.said("schema:accessModeSufficient") == ["textual", "textual,visual"]
    assert "alternativeText" in full.said("schema:accessibilityFeature")
    assert full.said("schema:accessibilityHazard") == ["none"]
    partial = WrittenBook([described, undescribed], assets=assets)
    assert partial.said("schema:accessModeSufficient") == ["textual,visual"]
    assert "alternativeText" not in partial.said("schema:accessibilityFeature")
    words = Dictionary().words("en")
    assert partial.said("schema:accessibilitySummary") == [f"{words.textual} {words.undescribed}"]
    moving = WrittenBook([described], assets={"a.png": gif(images=2)})
    assert moving.said("schema:accessibilityHazard") == ["unknown"]
    assert "dcterms:conformsTo" not in {meta.get("property") for meta in full.package.iter(f"{OPF}meta")}


def test_the_contents_are_two_levels_deep_and_lead_somewhere() -> None:
    book = WrittenBook([ENGLISH, ARABIC])
    nav = book.parsed("nav.xhtml")
    links = [(a.get("href", ""), text_of(a)) for a in one(nav, ".//~nav[@id='toc']").iter(f"{X}a")]
    assert [text for _, text in links] == [
        ENGLISH.headline,
        "What changes in June",
        "A word from the gulls",
        ARABIC.headline,
        "ما الذي تغيّر في الأرصفة",
        "Source · Rights",
    ]
    for href, _ in links:
        file, _, fragment = href.partition("#")
        assert not fragment or book.parsed(file).find(f".//*[@id='{fragment}']") is not None
    landmarks = one(nav, ".//~nav[@id='landmarks']")
    assert [a.get(TYPE) for a in landmarks.iter(f"{X}a")] == ["cover", "toc", "loi", "bodymatter", "colophon"]
    points = [element.get("src") for element in book.parsed("toc.ncx").iter("{*}content")]
    assert points == [href for href, _ in links]
    spine = [itemref.get("idref") for itemref in book.package.iter(f"{OPF}itemref")]
    assert spine == ["cover", "nav", "article-0001", "article-0002", "sources-01"]


# --- the page ----------------------------------------------------------------------------------------


def test_a_dateline_that_opens_the_story_is_printed_once() -> None:
    page = WrittenBook([ENGLISH]).page()
    span = one(page, ".//*[@class='dateline']")
    assert span.tag == X + "span"
    assert (span.text, span.get("data-place"), span.get("data-agency"), span.get("data-date")) == (
        "PORT ELWIN, March 16 (HPS)", "Port Elwin", "HPS", "2026-03-16",
    )  # fmt: skip
    apart = one(WrittenBook([ENGLISH.replace(dateline=Dateline(text="ELSEWHERE"))]).page(), ".//*[@class='dateline']")
    assert (apart.tag, apart.text) == (X + "p", "ELSEWHERE")


def test_a_missing_headline_is_substituted_and_marked() -> None:
    book = WrittenBook([URDU])
    heading = one(book.page(), ".//~h1")
    assert (heading.get("class"), heading.get("data-derived")) == ("substitute", "")
    first = next(URDU.blocks())
    assert isinstance(first, Paragraph)
    assert first.text.startswith((heading.text or "").removesuffix("…"))
    assert ("D001", "/headline") in book.codes()
    assert one(WrittenBook([Article(language="sw")]).page(), ".//~h1").text == "Bila kichwa"


def test_sections_nest_by_their_level() -> None:
    page = WrittenBook([ENGLISH]).page()
    nested_section = one(page, ".//~section[@id='section-3']")
    parent = nested_section.getparent()
    assert parent is not None
    assert parent.get("id") == "section-2"
    assert [child.tag for child in (nested_section[0], parent[0])] == [X + "h3", X + "h2"]


def test_authors_without_a_byline_are_named_in_the_language() -> None:
    page = WrittenBook([Article(language="ja", headline="渡", authors=[Person(name="山田"), Person(name="林")])]).page()
    assert one(page, ".//~p[@class='byline']").text == "文・山田、林"
    assert [meta.get("content") for meta in page.iter(f"{X}meta") if meta.get("name") == "author"] == ["山田", "林"]


def test_a_related_group_may_have_no_link_and_no_heading() -> None:
    page = WrittenBook([HEBREW.replace(related=[RelatedGroup(heading="עוד"), RelatedGroup(links=[Link(title="x")])])]).page()
    first, second = page.findall(f".//{X}aside")
    assert (first.findtext(f"{X}h2"), first.find(f"{X}ul")) == ("עוד", None)
    assert second.get("aria-label") == "כתבות קשורות 2"
