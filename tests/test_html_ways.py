"""What is read at a glance is read as everything else is: the same pages, made to go the long way, give the same articles.

Most paragraphs, headings and figures hold text alone and say nothing of themselves, and are read without a
walk through them. An attribute that means nothing and an empty element in each keep the reader from that.
"""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docconv.conversion import dumps
from docconv.formats._epub_package_reading import resolved
from docconv.formats._html_parser import VOID, parse_html
from docconv.formats._html_reading import html_fields
from docconv.formats._inline import collapsed
from docconv.formats._xml import parse
from docconv.model import Article
from docconv.problems import Problem
from docconv.unicode import canonical
from tests.epub_samples import SAMPLES
from tests.foreign_books import ReadBook
from tests.strategies import articles
from tests.test_epub_reading import LONG_TITLES, rewritten
from tests.written_books import WrittenBook

XHTML = "http://www.w3.org/1999/xhtml"
#: Elements that hold no text of a page, or none that is read.
APART = VOID | frozenset("title style script video audio object iframe svg canvas select textarea template noscript pre".split())


def name_of(element: etree._Element) -> str:
    return etree.QName(element).localname


def the_long_way(page: bytes) -> etree._Element:
    root = parse(page)
    for element in list(root.iter("*")):
        if name_of(element) not in APART:
            element.set("data-nothing", "")
            if not len(element):
                element.append(element.makeelement(f"{{{XHTML}}}wbr"))
    return root


def fields_of(root: etree._Element) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    told: list[Problem] = []
    fields = html_fields(root, told.append)
    return fields, [(found.code, found.message) for found in told]


# --- pages as they are written ------------------------------------------------------------------------


@given(articles())
@settings(max_examples=40)
def test_a_page_reads_the_same_the_long_way(article: Article) -> None:
    page = dumps(article, "html")
    assert fields_of(parse(page)) == fields_of(the_long_way(page))


@given(st.lists(articles(), min_size=1, max_size=2))
@settings(max_examples=25)
def test_a_chapter_reads_the_same_as_xml_as_html_and_the_long_way(drawn: list[Article]) -> None:
    book = WrittenBook(drawn)
    chapters = [name for name in book.zip.namelist() if "/article-" in name]
    assert len(chapters) == len(drawn)
    for name in chapters:
        page = book.zip.read(name)
        as_xml = fields_of(parse(page))
        assert as_xml == fields_of(parse_html(page, [].append))
        assert as_xml == fields_of(the_long_way(page))


# --- pages that somebody has changed ------------------------------------------------------------------

TAGS = (
    "p div span b i em strong a h1 h2 h3 section aside nav footer header figure figcaption blockquote ul li dl dt dd table tr td "
    "caption br hr time cite q ruby rt small sup article main button bdi label"
).split()
GIVEN = [
    *(("class", name) for name in "byline kicker related furniture caption credit image embed author standfirst dates".split()),
    ("class", "image wide"), ("hidden", ""), ("style", "display: none"), ("aria-hidden", "true"), ("data-derived", ""),
    ("data-derived", "dir"), ("dir", "rtl"), ("dir", "ltr"), ("lang", "ar"), ("lang", "und"), ("itemprop", "author"),
    ("rel", "author"), ("role", "presentation"), ("datetime", "2026-03-14T09:15:00Z"), ("href", "https://example.com/"),
    ("href", "#there"), ("src", "https://example.com/a.png"), ("src", "javascript:x()"), ("alt", "a boat"), ("colspan", "2"),
    ("id", "here"), ("data-alt", ""),
]  # fmt: skip
TEXTS = [None, "", " ", "\n", "\n  ", "x", " two  words ", "\u00a0", "a\u200cb\u00a0c", "tab\there", "\u2028", "line\nbreak"]


def changed(page: bytes, seed: int, often: int) -> bytes:
    """A page with some of its elements renamed, unwrapped, wrapped, given attributes and other texts; well-formed still."""
    chance = random.Random(seed)
    root = parse(page)
    for _ in range(often):
        inside = [one for one in root.iter("*") if name_of(one) not in APART and name_of(one) not in ("html", "head", "body")]
        if not inside:
            break
        element = chance.choice(inside)
        match chance.randrange(6):
            case 0:
                element.tag = f"{{{XHTML}}}{chance.choice(TAGS)}"
            case 1:
                element.set(*chance.choice(GIVEN))
            case 2:
                element.text = chance.choice(TEXTS)
            case 3:
                element.tail = chance.choice(TEXTS)
            case 4:
                made = element.makeelement(f"{{{XHTML}}}{chance.choice(TAGS)}", dict([chance.choice(GIVEN)]))
                made.text, made.tail = chance.choice(TEXTS), chance.choice(TEXTS)
                element.insert(chance.randrange(len(element) + 1), made)
            case _:
                above = element.getparent()
                if above is not None:
                    at = above.index(element)
                    for step, child in enumerate(list(element)):
                        above.insert(at + step, child)
                    above.remove(element)
    return etree.tostring(root)


@given(articles() | st.sampled_from(SAMPLES), st.integers(0, 2**32), st.sampled_from((1, 3, 12)))
@settings(max_examples=100)
def test_a_changed_page_reads_the_same_the_long_way(article: Article, seed: int, often: int) -> None:
    page = changed(dumps(article, "html"), seed, often)
    assert fields_of(parse(page)) == fields_of(the_long_way(page))


# --- what is told without looking closely -----------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 130])
def test_pages_for_leafing_are_passed_over_in_a_book_that_does_not_say_whose_it_is(count: int) -> None:
    """docconv's own books are known by their package; without that, every page of them is looked at closely."""
    data = WrittenBook(LONG_TITLES[:count]).data
    unsigned = rewritten(
        data, lambda name, file: file.replace(b'content="docconv', b'content="other') if name.endswith(".opf") else file
    )
    assert ReadBook(data).articles == LONG_TITLES[:count] == ReadBook(unsigned).articles
    assert ReadBook(data).problems == []
    assert {found.code for found in ReadBook(unsigned).problems} == {"E007"}


def test_a_page_for_leafing_with_a_text_added_is_an_article() -> None:
    data = WrittenBook(LONG_TITLES).data
    added = "<p>" + "A foreword that somebody wrote into the book. " * 400 + "</p></section>"
    with_text = rewritten(data, lambda name, file: file.replace(b"</section>", added.encode()) if "part-01" in name else file)
    assert with_text != data
    assert len(ReadBook(with_text).articles) == len(LONG_TITLES) + 1


_ENDS = "\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029"


@given(
    st.text(
        st.sampled_from(" \t\n\r\x00\x0b\x1f\x7f\x85\u00a0\u00ad\u200b\u200c\u200f\u2009\u2028\u3000\ufeff\ufffe\U0001fffeaä中")
    )
)
def test_white_space_collapses_the_same_however_it_is_told(text: str) -> None:
    spaced = re.sub(f" *[{_ENDS}][ {_ENDS}]*| {{2,}}", " ", text)
    assert collapsed(text) == re.sub(" {2,}", " ", canonical(f"x{spaced}x")[1:-1])


@given(st.from_regex("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,8}(#[A-Za-z0-9_.-]{0,4})?", fullmatch=True))
@pytest.mark.parametrize("document", ["nav.xhtml", "EPUB/nav.xhtml", "a/b/c.xhtml", "a//b.xhtml", "./a.xhtml", "e\u0301/a.xhtml"])
def test_a_plain_reference_leads_where_it_leads_the_long_way(document: str, reference: str) -> None:
    assert resolved(reference, document) == resolved(f"./{reference}", document)
