"""Losslessness: whatever the text, every visible character of it has one place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docconv.model import Article
from docconv.rawtext.labels import label_index
from docconv.rawtext.layout import article_to_text
from docconv.rawtext.packs import unpacked
from docconv.rawtext.parse import MOST_SHORT, MOST_TABS, MOST_TAGGED, SHORT, parse_text, trace_text
from docconv.rawtext.rules import RULES
from tests.strategies import articles
from tests.tracing import check_trace, squeezed

SEED = Path(__file__).parents[2] / "shared" / "seed" / "000_b7f4b6367d96ac29.txt"

PAGES = [label_index().for_page(language) for language in label_index().languages]
PHRASES = sorted(
    {
        phrase.text
        for page in PAGES
        for table in (page.starts, page.wholes)
        for bucket in table.values()
        for phrase in unpacked(bucket)
    }
)
SENTENCES = [
    "The ferry sails before dawn, its operator said on Monday.",
    "War effort", "PORT ELWIN, March 16 (HPS) - The ferry sails before dawn.", "(서울=연합뉴스) 여객선이 출항했다.",
    "وصلت العبارة إلى الميناء صباح اليوم.", "渡轮今天早上抵达港口，公司发言人说。", "जहाज़ आज सुबह बंदरगाह पहुँचा।",
    "“We counted them,” she said.", "“We counted them”", "— Ines Farrow", "- one", "1. first", "2. second", "• point",
    "By Maren Oduya, correspondent", "Jo Kerr/Getty Images", "A boat. (AP Photo/Jo Kerr)", "https://example.org/a", "* * *",
    "From: Jo <jo@example.org>", "To: Desk", "Subject: Re: Ferry", "On 3 May 2026, Jo Kerr wrote:", "> quoted", "P\tW\tD", "--",
    "2026-03-14 09:15 \u6765\u6e90\uff1a\u65e5\u62a5", "Comments (12)",
    "3 days ago", "14 March 2026", "0:25", "© 2026 HPS", "\u200fمصدر الصورة", "IMAGE COPYRIGHTGETTY IMAGES image caption A boat",
]  # fmt: skip
SEPARATORS = [" ", "", ": ", ", ", "\u00a0: ", "،", "\n", "\n\n", "\r\n", "\t", "\u200f", " \u2028", "："]

#: Text built from what stands on real pages: labels of all languages, sentences, separators.
page_like = st.lists(
    st.sampled_from([*PHRASES, *SENTENCES]) | st.sampled_from(SEPARATORS) | st.text(max_size=6), max_size=30
).map("".join)
#: Any characters at all, surrogates, controls and noncharacters with them.
any_text = st.text(st.characters(exclude_categories=()), max_size=200)


@given(any_text)
@example("\x00")
@example("\ud800\n\udfff")
@example("\ufeffHeadline\n\n\x0b\x0c\x1c")
@example("a\u200b\n\u200e\n")
def test_any_text_has_a_place_for_every_character(text: str) -> None:
    check_trace(text, trace_text(text))


@given(page_like)
def test_page_like_text_has_a_place_for_every_character(text: str) -> None:
    check_trace(text, trace_text(text))


@given(st.lists(st.tuples(st.sampled_from(["> ", ">", "> > ", ">>\t", "", " "]), page_like | any_text), max_size=6))
@example([("> ", "a\r"), ("> ", "\nb-\n> c\n> \u0301d")])
def test_quoted_text_has_a_place_for_every_character(parts: list[tuple[str, str]]) -> None:
    """Mail: every line of a part has the same marks before it."""
    text = "".join(mark + line for mark, part in parts for line in part.splitlines(keepends=True) or [part])
    check_trace(text, trace_text(text))
    assert parse_text(text) == trace_text(text).article


@given(page_like, st.sampled_from(["en", "ar", "zh-Hant", "und"]), st.sets(st.sampled_from([rule.name for rule in RULES])))
def test_the_same_holds_with_rules_off_and_the_language_given(text: str, language: str, without: set[str]) -> None:
    check_trace(text, trace_text(text, language, without=without))


@given(page_like | any_text)
def test_an_article_is_the_same_without_its_trace(text: str) -> None:
    assert parse_text(text) == trace_text(text).article


@pytest.mark.parametrize("mark", ["", "> "])
def test_a_great_many_short_lines_are_kept_as_they_stand(mark: str) -> None:
    """Behind the first of them none is looked at: no text of news has such lines, and looking takes long."""
    lines = ["Ferry adds dawn sailing", "", *(f"{number} x" for number in range(MOST_SHORT))]
    text = "".join(f"{mark}{line}\n" for line in lines)
    trace = trace_text(text)
    assert [found.code for found in trace.problems if found.code == "T006"] == ["T006"]
    check_trace(text, trace)
    assert trace.article.headline == "Ferry adds dawn sailing"
    kept = MOST_SHORT + 1 - MOST_TAGGED
    assert trace.article.furniture[-kept:] == tuple(lines[-kept:])
    assert parse_text(text) == trace.article


def test_all_lines_are_looked_at_where_they_are_fewer_or_longer() -> None:
    fewer = "".join(f"{number} x\n" for number in range(MOST_SHORT))
    longer = f"{'x' * (SHORT - 7)} 渡輪\n\n" * (MOST_SHORT + 1)  # of so many bytes
    for text in (fewer, longer):
        assert "T006" not in [found.code for found in trace_text(text, rules_only=True).problems]


def test_more_tabs_than_tables_of_news_have_make_no_table() -> None:
    row = "\t".join("x" * 1_001) + "\n"
    for rows, is_table in ((MOST_TABS // 1000, True), (MOST_TABS // 1000 + 1, False)):
        text = "Ferry adds dawn sailing\n\n" + row * rows
        trace = trace_text(text)
        check_trace(text, trace)
        blocks = [block.type for section in trace.article.body for block in section.blocks]
        assert ("table" in blocks) == is_table
        assert ("T006" in [found.code for found in trace.problems]) != is_table


@given(page_like)
def test_parsing_twice_gives_the_same(text: str) -> None:
    assert parse_text(text) == parse_text(text)


def reading_texts(article: Article) -> list[str]:
    """Every text of the article that a reader of the page would see, in reading order."""
    texts = [article.kicker, article.headline, *(part.text for part in article.standfirst), article.byline]
    for section in article.body:
        texts.append(section.heading)
        for block in section.blocks:
            match block.type:
                case "paragraph":
                    texts.append(block.text)
                case "figure":
                    texts += [block.credit, block.caption.text if block.caption else None]
                case "quote":
                    texts += [*(part.text for part in block.paragraphs), block.attribution]
                case "list":
                    texts += [item.text for item in block.items]
                case "table":
                    texts += [block.caption.text if block.caption else None, *(cell.text for row in block.rows for cell in row)]
                case "embed":
                    texts += [block.text, block.provider, block.url]
    texts += [*article.furniture, *(topic.name for topic in article.topics)]
    for group in article.related:
        texts += [group.heading, *(text for link in group.links for text in (link.title, link.url))]
    return [text for text in texts if text]


@given(articles())
@settings(max_examples=60)
def test_an_article_as_text_keeps_every_text_in_reading_order(article: Article) -> None:
    written = article_to_text(article)
    at = 0
    for text in reading_texts(article):
        found = written.find(text, at)
        assert found >= 0, f"{text!r} is missing after {at} in {written!r}"
        at = found + len(text)
    check_trace(written, trace_text(written))


@pytest.mark.skipif(not SEED.exists(), reason="the seed page is not on this machine (../shared)")
def test_the_seed_page() -> None:
    text = SEED.read_text(encoding="utf-8")
    trace = trace_text(text)
    check_trace(text, trace)
    article = trace.article
    lines = [line for line in text.splitlines() if line]
    assert (article.language, article.direction) == ("ar", "rtl")
    assert article.headline == lines[0]
    assert [section.heading for section in article.body] == [None, "جهود الحرب"]
    kinds = [[block.type for block in section.blocks] for section in article.body]
    assert kinds == [["figure", *["paragraph"] * 5], [*["paragraph"] * 4, "figure", *["paragraph"] * 4]]
    figures = [block for block in article.blocks() if block.type == "figure"]
    assert [figure.credit for figure in figures] == ["Getty", "AFP"]
    captions = [figure.caption.text for figure in figures if figure.caption]
    assert captions == [line.removeprefix("Image caption ") for line in lines if line.startswith("Image caption")]
    assert [(group.heading, group.links) for group in article.related] == [("المزيد حول هذه القصة", ())]
    assert article.furniture == ()
    placed = squeezed("".join(reading_texts(article)))
    for line in lines:
        assert squeezed(line.removeprefix("مصدر الصورة ").removeprefix("Image caption ")) in placed
