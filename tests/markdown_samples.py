"""What the tests of Markdown share: writing and reading in one step, and texts that lead Markdown astray."""

from __future__ import annotations

import io

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from docconv.formats.markdown import MarkdownOptions, read, write
from docconv.model import (
    Article,
    Cell,
    Figure,
    List,
    Mark,
    MarkKind,
    Paragraph,
    Quote,
    RichText,
    Section,
    Table,
)
from docconv.problems import Problem
from docconv.unicode import canonical
from tests.strategies import marks_in_normal_form


def written(article: Article) -> str:
    """The article as Markdown."""
    stream = io.BytesIO()
    write([article], stream, MarkdownOptions(), [].append)
    return stream.getvalue().decode("utf-8")


def read_back(text: str | bytes) -> tuple[Article, list[Problem]]:
    """The article of a document, and what was told on the way."""
    told: list[Problem] = []
    data = text.encode("utf-8") if isinstance(text, str) else text
    return next(read(data, MarkdownOptions(), told.append)), told


def story(*blocks: object, **fields: object) -> Article:
    """An article of one section."""
    return Article.model_validate({"body": [Section.model_validate({"blocks": blocks})], **fields})


#: Pieces of text that begin, end or break the constructs of CommonMark, and of GitHub's kind of it.
_PIECES = (
    "**", "***", "_a_", "a_b_", "](", "[^1]", "[x] ", "- ", "1. ", "10)", "=== ", "\n---\n", "\n-|-\n", "```\n", "~~~\n",
    "<b>", "</b>", "<!--", "&lt;", "&#35;", "\\\n", "http://a.b/_c_", "www.x.y", "<http://a>", "![", "| a |", "#", "##",
    "> ", "+ ", "* ", "_ _ _", "* * *", "\\", "[a]:", "[a]: b", "~", "~~", "~5", "$x$", ":::", "{.x}", "(", ")", "word",
    "日本", "「", "„", "€", "é", "\u00a0", "\u200d", "𝔉",
)  # fmt: skip
_ADDRESSES = ("http://a.b/(x", "http://a.b/(x)", "http://a.b/?a&lt;b", "http://a.b/_c_", "mailto:a@b.c", "http://a.b/&copy;*x*")


def telling_texts(*, line_breaks: bool = True) -> SearchStrategy[str]:
    """Texts in normal form full of what means something in Markdown."""
    words = st.sampled_from(_PIECES) | st.text("ab1 *_`[]<>&\\!~|#-=+.)(:;\n'\"é。„$€^/{}x\u00a0日", max_size=12)
    return (
        st.lists(words, min_size=1, max_size=6)
        .map("".join)
        .map(lambda text: canonical(text, line_breaks=line_breaks))
        .filter(bool)
    )


@st.composite
def telling_rich_texts(draw: st.DrawFn, model: type[RichText] = RichText) -> RichText:
    """Rich texts whose marks nest, overlap and touch, emphasis above all."""
    text = draw(telling_texts())
    kinds: tuple[MarkKind, ...] = ("strong", "emphasis", "strong", "emphasis", "code", "link", "sub", "sup")
    marks = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        kind = draw(st.sampled_from(kinds))
        href = draw(st.sampled_from(_ADDRESSES)) if kind == "link" else None
        marks.append(Mark(kind=kind, start=start, end=end, href=href))
    return model(text=text, marks=marks_in_normal_form(marks))


def telling_articles() -> SearchStrategy[Article]:
    """Articles of such texts, in every place where the Markdown of a text depends on where it stands."""
    line = telling_texts(line_breaks=False)
    rich = telling_rich_texts()
    rows = st.integers(1, 3).flatmap(
        lambda columns: st.lists(
            st.lists(telling_rich_texts(Cell), min_size=columns, max_size=columns).map(tuple), min_size=1, max_size=2
        )
    )
    block = st.one_of(
        telling_rich_texts(Paragraph),
        st.builds(Quote, paragraphs=st.lists(rich, min_size=1, max_size=2), attribution=st.none() | line),
        st.builds(List, items=st.lists(rich, min_size=1, max_size=2), ordered=st.booleans()),
        rows.map(lambda rows: Table(rows=tuple(rows), header_rows=1)),
        st.builds(Figure, src=st.sampled_from(["a.png", "http://x.y/(a"]), alt=line | st.just(""), caption=st.none() | rich),
    )
    section = st.builds(Section, heading=line, blocks=st.lists(block, max_size=3))
    return st.builds(
        Article,
        headline=line,
        standfirst=st.lists(rich, max_size=1),
        body=st.lists(section, min_size=1, max_size=2),
        furniture=st.lists(line, max_size=1),
    )
