"""What stands in for a missing headline: the same words in every format, cut between words or graphemes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docconv.formats._titles import LENGTH, shortened, substitute_headline, title_of
from docconv.model import (
    Article,
    Block,
    Cell,
    Embed,
    Figure,
    Link,
    List,
    Paragraph,
    Quote,
    RelatedGroup,
    RichText,
    Section,
    Table,
)
from tests.newsml_documents import NS, problems_of, tree
from tests.strategies import articles
from tests.written_books import WrittenBook, one, text_of

SAID = RichText(text="Said so")


def of(block: Block) -> Article:
    return Article(body=[Section(blocks=[block])])


SPARE = [
    of(Quote(paragraphs=[SAID])),
    of(List(items=[SAID])),
    of(Table(rows=[[Cell()], [Cell(text="Said so")]])),
    of(Table(rows=[[Cell()]], caption=SAID)),
    of(Figure(caption=SAID)),
    of(Figure(src="a.png", alt="Said so")),
    of(Figure(credit="Said so")),
    of(Embed(url="https://example.com/", text="Said so")),
    Article(related=[RelatedGroup(heading="Said so")]),
    Article(related=[RelatedGroup(links=[Link(title="Said so")])]),
    Article(furniture=["Said so"]),
    Article(slug="Said so"),
    Article(standfirst=[RichText(text="\u200b"), RichText(text="Said\nso")]),
]


@pytest.mark.parametrize("article", SPARE, ids=range(len(SPARE)))
def test_whatever_the_article_holds_gives_every_format_the_same_headline(article: Article) -> None:
    item = tree(article)
    found = [item.findtext(path, namespaces=NS) for path in ("n:itemMeta/n:title", "n:contentMeta/n:headline")]
    heads = [element.text for element in item.iterfind(".//t:hl1", NS)]
    book = WrittenBook([article])
    assert {*found, *heads, text_of(one(book.page(), ".//~h1")), *book.said("title")} == {"Said so"}
    assert "/headline" in [found.path for found in problems_of(article) if found.code == "D001"]
    assert ("D001", "/headline") in book.codes()


def test_the_story_comes_before_what_stands_beside_it() -> None:
    figure, paragraph = Figure(caption=RichText(text="A boat")), Paragraph(text="It sails.")
    article = Article(kicker="Ferries", furniture=["Share"], body=[Section(blocks=[figure, paragraph])])
    assert substitute_headline(article) == "It sails."
    assert substitute_headline(Article()) is None
    assert title_of(Article(), "Untitled") == "Untitled"


@settings(max_examples=150, deadline=None)
@given(articles())
def test_both_formats_say_the_same(article: Article) -> None:
    in_newsml = tree(article).findtext("n:contentMeta/n:headline", namespaces=NS)
    in_book = text_of(one(WrittenBook([article]).page(), ".//~h1"))
    assert in_newsml is None or in_newsml == in_book


# --- cutting ----------------------------------------------------------------------------------------

GRAPHEMES = ["e\u0301", "👨‍👩‍👧", "🇫🇷", "👍🏽", "नि", "क्ष", "한", "a", "渡", " ", "ม้", "❤️", "1️⃣", "بِ"]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(GRAPHEMES), min_size=1, max_size=60), st.integers(12, 40))
def test_a_text_is_cut_between_graphemes(parts: list[str], length: int) -> None:
    text = "".join(parts).strip() or "a"
    cut = shortened(text, length)
    assert len(cut) <= length + 1
    if cut == text:
        return
    kept = cut.removesuffix("…")
    assert text.startswith(kept)
    prefixes = {"".join(parts[:number]).strip() for number in range(len(parts) + 1)}
    assert kept in prefixes


@pytest.mark.parametrize("grapheme", ["渡", "e\u0301", "👩‍🚀", "🇩🇪", "\u1112\u1161\u11ab", "한", "क्षि"])
def test_a_long_text_without_spaces_keeps_its_graphemes_whole(grapheme: str) -> None:
    assert shortened(grapheme * 200, LENGTH) == grapheme * (LENGTH // len(grapheme)) + "…"


def test_a_text_is_cut_between_words() -> None:
    assert shortened("word " * 40 + "end", LENGTH) == ("word " * 16).strip() + "…"
    assert shortened("x" * LENGTH, LENGTH) == "x" * LENGTH
    assert shortened("x" * LENGTH + " y", LENGTH) == "x" * LENGTH + "…"
    assert shortened("a" + "\u0301" * 500, LENGTH) == "a" + "\u0301" * (LENGTH - 1) + "…"
