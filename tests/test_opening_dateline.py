"""A dateline that opens the story is printed once, and only where it is one: the same for every writer."""

from __future__ import annotations

import pytest

from docconv.conversion import dumps, loads
from docconv.model import Article, Dateline, Figure, Paragraph, RichText, Section
from docconv.rawtext.layout import article_to_text
from docconv.unicode import is_word_edge
from tests.newsml_documents import NS, nitf
from tests.written_books import WrittenBook, X


def article(dateline: str, text: str) -> Article:
    blocks = [Figure(caption=RichText(text="A boat")), Paragraph(text=text), Paragraph(text="More.")]
    return Article(headline="H", dateline=Dateline(text=dateline), body=[Section(blocks=blocks)])


OPENING = [
    ("LONDON", "LONDON (Reuters) - Rain fell."),
    ("LONDON", "LONDON"),
    ("LONDON", "LONDON—Rain fell."),
    ("LONDON", "LONDON - Rain fell."),
    ("PARIS (AFP)", "PARIS (AFP)Rain fell."),
    ("北京3月14日电", "北京3月14日电记者林晓舟报道。"),
    ("القاهرة", "القاهرة - سقط المطر."),
]
NOT_OPENING = [
    ("LONDON", "LONDONERS woke to rain."),
    ("LONDON", "LONDON-based firms said so."),
    ("LONDON", "LONDON’s mayor said so."),
    ("LONDON", "London woke to rain."),
    ("LONDON", "Rain fell in LONDON."),
    ("MALMO", "MALMO\u0308 woke to rain."),
    ("القاهرة", "القاهرةُ سعيدة."),
]


@pytest.mark.parametrize(("dateline", "text", "opens"), [*((*c, True) for c in OPENING), *((*c, False) for c in NOT_OPENING)])
def test_every_writer_prints_the_dateline_once(dateline: str, text: str, opens: bool) -> None:
    given = article(dateline, text)
    assert given.opening_dateline() == (len(dateline) if opens else None)
    assert given.lead() == Paragraph(text=text)
    tree = nitf(given, complete=True)
    assert (tree.find(".//t:dateline", NS) is None) == opens
    assert (tree.find(".//t:p/t:em[@class='dateline']", NS) is not None) == opens
    page = WrittenBook([given]).page()
    assert (page.find(f".//{X}p[@class='dateline']") is None) == opens
    assert (page.find(f".//{X}span[@class='dateline']") is not None) == opens
    lines = article_to_text(given).splitlines()
    assert (dateline not in lines or dateline == text) == opens


@pytest.mark.parametrize("name", ["html", "epub", "newsml", "nitf", "ninjs", "md"])
def test_a_dateline_below_the_first_heading_comes_back(name: str) -> None:
    blocks = [Paragraph(text="LONDON - Rain fell."), Paragraph(text="More.")]
    given = Article(headline="H", dateline=Dateline(text="LONDON", place="London"), body=[Section(heading="Rain", blocks=blocks)])
    assert loads(dumps(given, name), name) == given


def test_an_article_without_dateline_or_paragraph_has_none() -> None:
    assert Article(dateline=Dateline(text="LONDON")).opening_dateline() is None
    assert Article(body=[Section(blocks=[Paragraph(text="LONDON")])]).opening_dateline() is None
    assert Article().lead() is None


@pytest.mark.parametrize(
    ("text", "edges"),
    [("a b", "0123"), ("it's", "04"), ("a-b c", "0345"), ("渡轮", "012"), ("e\u0301a", "03"), ("x’", "012"), ("A渡", "012")],
)
def test_the_edges_of_words(text: str, edges: str) -> None:
    assert "".join(str(at) for at in range(len(text) + 1) if is_word_edge(text, at)) == edges
