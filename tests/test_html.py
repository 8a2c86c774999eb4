"""Pages of HTML: written and read without loss, edited in place, other people's pages, faults found, hostile input."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docconv import registry
from docconv.conversion import decode, dumps, loads, loads_all
from docconv.formats.html import HtmlOptions, check, read, write
from docconv.model import Article, Figure, Mark, Paragraph, RichText, Section
from docconv.problems import DocumentError, Problem, UsageError
from docconv.validate import validate
from tests.epub_samples import ARABIC, CHINESE, ENGLISH, SAMPLES
from tests.strategies import articles

FIXTURES = Path(__file__).parents[1] / "fixtures"
PAGES = sorted((FIXTURES / "html").glob("*.html"))
INVALID = sorted((FIXTURES / "invalid" / "html").glob("*.html"))


def page(*several: Article, **options: str) -> bytes:
    stream = io.BytesIO()
    write(several, stream, HtmlOptions(**options), [].append)
    return stream.getvalue()


def codes(problems: list[Problem]) -> list[str]:
    return [found.code for found in problems]


# --- both ways --------------------------------------------------------------------------------------


@given(articles())
def test_an_article_comes_back_equal(article: Article) -> None:
    assert loads(dumps(article, "html"), "html") == article


@given(st.lists(articles(), min_size=2, max_size=3))
@settings(max_examples=30)
def test_several_articles_come_back_equal(several: list[Article]) -> None:
    assert list(loads_all(page(*several), "html")) == several


@given(st.lists(articles(), min_size=1, max_size=2))
def test_the_page_reads_the_same_as_xml_and_as_browsers_read_html(several: list[Article]) -> None:
    """A page of ours is read as XML as long as it is well-formed; without its namespace it is HTML to every reader."""
    data = page(*several)
    etree.fromstring(data)
    as_html = data.replace(b' xmlns="http://www.w3.org/1999/xhtml"', b"", 1)
    assert as_html != data
    assert list(loads_all(as_html, "html")) == several
    assert list(loads_all(data.replace(b"</body>", b"&nbsp;</body>"), "html")) == several


@given(articles())
@settings(max_examples=40)
def test_nothing_is_reported_about_a_page_that_was_written(article: Article) -> None:
    assert decode(page(article), "html").problems == ()
    assert set(codes(check(page(article)))) <= {"M008", "A001"}


@given(st.lists(articles(), min_size=1, max_size=2))
@settings(max_examples=40)
def test_the_page_needs_nothing_that_a_strict_policy_forbids(several: list[Article]) -> None:
    root = etree.fromstring(page(*several))
    for element in root.iter():
        name = etree.QName(element).localname
        assert name not in ("iframe", "object", "embed", "form", "base")
        assert name != "script" or element.get("type") == "application/ld+json"
        assert not any(key == "style" or key.startswith("on") for key in map(str, element.attrib))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_line_ends_of_any_kind_read_the_same() -> None:
    data = page(ENGLISH)
    assert loads(data.replace(b"\n", b"\r\n"), "html") == loads(data.replace(b"\n", b"\r"), "html") == ENGLISH


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_page_saved_in_another_encoding_reads_the_same(encoding: str) -> None:
    assert loads(page(ARABIC).decode().encode(encoding), "html") == ARABIC


# --- what the page says counts ------------------------------------------------------------------------


def test_edits_of_what_the_page_shows_are_read() -> None:
    text = page(ENGLISH).decode()
    assert ENGLISH.headline is not None
    edited = re.sub(r'(<h1 id="headline">).*?(</h1>)', r"\1Ferry stays\2", text)
    edited = edited.replace("It ends nine months of waiting", "It ends <em>ten</em> months of waiting")
    article = loads(edited.encode(), "html")
    assert article.headline == "Ferry stays"
    paragraph = next(block for block in article.blocks() if isinstance(block, Paragraph) and "months" in block.text)
    assert paragraph.text.startswith("It ends ten months of waiting")
    assert paragraph.marks[0] == Mark(kind="emphasis", start=8, end=11)


def test_what_search_engines_are_told_holds_no_story_and_is_not_read() -> None:
    text = page(ENGLISH).decode()
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert match is not None
    told = json.loads(match[1])
    assert told["@type"] == "NewsArticle"
    assert told["headline"] == ENGLISH.headline
    assert "articleBody" not in told
    assert "It ends nine months" not in match[1]
    assert loads(text.replace(match[0], ""), "html") == ENGLISH
    told["headline"] = "Another one"
    assert loads(text.replace(match[1], json.dumps(told)), "html") == ENGLISH


def test_the_page_has_landmarks_and_says_its_language() -> None:
    root = etree.fromstring(page(ARABIC))
    space = {"h": "http://www.w3.org/1999/xhtml"}
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    assert len(root.xpath("//h:main/h:article/h:header/h:h1", namespaces=space)) == 1
    assert root.xpath("//h:time/@datetime", namespaces=space)
    assert root.xpath("//h:style", namespaces=space)
    assert root.xpath("//h:article/@aria-labelledby", namespaces=space) == root.xpath("//h:h1/@id", namespaces=space)
    tables = etree.fromstring(page(ENGLISH)).xpath("//h:thead//h:th/@scope", namespaces=space)
    assert tables
    assert set(tables) == {"col"}


def test_several_articles_each_say_their_own_language() -> None:
    root = etree.fromstring(page(ENGLISH, ARABIC, CHINESE, title="Three ports"))
    found = [(one.get("lang"), one.get("dir")) for one in root.iter("{*}article")]
    assert found == [("en-GB", "ltr"), ("ar", "rtl"), (CHINESE.language, "ltr")] or found[1] == ("ar", "rtl")
    assert root.findtext(".//{*}title") == "Three ports"


def test_pictures_are_linked_and_one_without_alternative_text_is_reported() -> None:
    body = [
        Section(blocks=[Figure(src="a%20b.jpg"), Figure(media="video", src="https://example.org/v.mp4", width=640, alt="A v")])
    ]
    stream, told = io.BytesIO(), list[Problem]()
    article = Article(headline="One", body=body)
    write([article], stream, HtmlOptions(), told.append)
    assert [(one.code, one.path) for one in told] == [("A001", "/body/0/blocks/0/alt")]
    assert b'<img src="a%20b.jpg"/>' in stream.getvalue()
    assert b'<video src="https://example.org/v.mp4" controls="" preload="none" width="640"></video>' in stream.getvalue()
    assert loads(stream.getvalue(), "html") == article


def test_a_style_sheet_can_be_linked() -> None:
    text = page(ENGLISH, stylesheet="/news.css").decode()
    assert '<link rel="stylesheet" href="/news.css"/>' in text
    assert "<style>" not in text
    assert loads(text, "html") == ENGLISH


@pytest.mark.parametrize("wrong", [{"base": "nowhere at all"}, {"extract": "yes"}, {"title": ""}, {"titel": "x"}])
def test_options_that_do_not_fit_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        dumps(ENGLISH, "html", **wrong)


def test_writing_nothing_is_an_error() -> None:
    with pytest.raises(DocumentError, match="I007"):
        page()


def test_what_looks_like_markup_in_a_field_stays_text() -> None:
    nasty = "</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)> \" ' &lt; <!--"
    article = Article(
        headline=nasty, kicker=nasty, byline=nasty, slug=nasty, furniture=[nasty], extensions={"a:b": nasty},
        standfirst=[RichText(text=nasty, marks=[Mark(kind="code", start=1, end=5)])], keywords=[nasty],
        body=[Section(heading=nasty, blocks=[Figure(src="a.png", alt=nasty, credit=nasty)])],
    )  # fmt: skip
    data = page(article)
    assert data.count(b"<script") == 1
    assert b"<img src=x" not in data
    assert loads(data, "html") == article


# --- fixtures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_reads_what_is_in(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    several = expected if isinstance(expected, list) else [expected]
    found = list(read(path.read_bytes(), HtmlOptions(), [].append))
    assert [one.model_dump_json(indent=1, exclude_defaults=True) for one in found] == [
        Article.model_validate_json(json.dumps(one)).model_dump_json(indent=1, exclude_defaults=True) for one in several
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_was_read_comes_back_equal(path: Path) -> None:
    for article in read(path.read_bytes(), HtmlOptions(), [].append):
        assert loads(dumps(article, "html"), "html") == article


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_finds_what_is_wrong_with(path: Path) -> None:
    """Each file has its findings beside it: a line `line:column CODE` each, `- CODE` where there is no place."""
    found = [f"{one.line}:{one.column} {one.code}" if one.line else f"- {one.code}" for one in validate(path, "html")]
    assert found == path.with_suffix(".expected").read_text("utf-8").splitlines()


def test_there_are_fixtures_and_each_has_its_expectation() -> None:
    assert len(PAGES) >= 10
    assert len(INVALID) >= 10
    expected = {path.stem for path in (FIXTURES / "html").glob("*.json") if not path.stem.endswith(".extracted")}
    assert expected == {path.stem for path in PAGES}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda article: str(article.language))
def test_a_page_of_ours_has_no_fault(sample: Article) -> None:
    assert set(codes(validate(page(sample)))) <= {"M008", "A001"}


def test_a_page_is_told_by_its_content_and_a_part_of_one_by_its_suffix() -> None:
    assert {registry.sniff(path.read_bytes()).name for path in PAGES} == {"html"}
    assert registry.sniff(b"<article><h1>One</h1></article>", ".html").name == "html"
    assert registry.sniff(b"<!-- a --> <!-- b --><HTML>").name == "html"
    with pytest.raises(DocumentError, match="I005"):
        registry.sniff(b"<article><h1>One</h1></article>", ".txt")


# --- telling the story from the page ------------------------------------------------------------------


def test_the_story_is_told_from_a_page_that_marks_nothing() -> None:
    pytest.importorskip("trafilatura", reason="the extra web is not installed")
    path = FIXTURES / "html" / "story-that-nothing-marks.html"
    expected = json.loads(path.with_suffix(".extracted.json").read_text("utf-8"))
    article = next(read(path.read_bytes(), HtmlOptions(extract=True), [].append))
    assert article == Article.model_validate_json(json.dumps(expected))
    assert "Subscribe to our newsletter" in article.furniture


def test_a_page_that_marks_its_story_reads_the_same_with_and_without() -> None:
    path = FIXTURES / "html" / "weblog-theme.html"
    assert loads(path.read_bytes(), "html", extract=True) == loads(path.read_bytes(), "html")


def test_without_the_extra_the_message_says_what_to_install() -> None:
    path = FIXTURES / "html" / "story-that-nothing-marks.html"
    code = (
        "import sys; sys.modules['trafilatura'] = None\n"
        "import docconv\n"
        f"try: docconv.load({str(path)!r}, 'html', extract=True)\n"
        "except docconv.UsageError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "U004" in done.stdout
    assert "docconv[web]" in done.stdout


def read_one(page: str) -> Article:
    return next(read(page.encode(), HtmlOptions(), lambda found: None))


def test_a_date_that_stands_by_itself_beside_other_lines_is_read_once() -> None:
    page = """<article><header><p class=kicker>Crafts</p><h1>Kiln lit</h1><p class=byline>By <a rel=author>Mira Oduya</a></p>
    <time datetime="2026-02-03">3 February</time></header><p>The pottery lit its oven on Monday.</p></article>"""
    article = read_one(page)
    assert (article.kicker, article.byline, article.furniture) == ("Crafts", "By Mira Oduya", ("3 February",))
    assert article.published is not None
    assert len(article.body[0].blocks) == 1


def test_authors_and_date_in_one_line_without_classes() -> None:
    page = """<article><h1>Kiln lit</h1><div><a rel=author>Mira Oduya</a> | <time datetime="2026-02-03">3 February</time></div>
    <p>The pottery lit its oven.</p></article>"""
    article = read_one(page)
    assert (article.byline, article.furniture) == ("Mira Oduya", ("3 February",))


def test_ways_to_pass_a_story_on_are_furniture() -> None:
    page = """<article><h1>Kiln lit</h1><div class="social-share"><a href="https://share.example/x">Share</a> it</div>
    <p>The pottery lit its oven.</p></article>"""
    article = read_one(page)
    assert (article.furniture, len(article.body[0].blocks)) == (("Share it",), 1)
