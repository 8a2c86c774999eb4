"""Hypothesis strategies: everything the article model admits, and nothing that it refuses.

`articles()` draws whole articles; every part has its own strategy. A format that declares less narrows
them with keyword arguments: `articles(extensions=st.just({}))`, `rich_texts(marks=False)`,
`bodies(block=paragraphs() | quotes())`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from docconv.model import (
    Article,
    Cell,
    Dateline,
    Embed,
    Figure,
    Link,
    List,
    Mark,
    MarkKind,
    Paragraph,
    Person,
    Quote,
    RelatedGroup,
    RichText,
    Rights,
    Section,
    Table,
    Topic,
    mark_order,
)
from tests.atoms import (
    GAPS,
    NONCHARACTERS,
    SOLID,
    TELLING_WORDS,
    brief,
    days,
    emails,
    extensions,
    json_strings,
    json_values,
    language_tags,
    moments,
    positives,
    sources,
    texts,
    uris,
    web_addresses,
    words,
)

__all__ = [
    "GAPS",
    "MARK_KINDS",
    "NONCHARACTERS",
    "SOLID",
    "TELLING_WORDS",
    "article_fields",
    "articles",
    "blocks",
    "bodies",
    "cells",
    "datelines",
    "days",
    "emails",
    "embeds",
    "extensions",
    "figures",
    "json_strings",
    "json_values",
    "language_tags",
    "links",
    "lists",
    "marks_in_normal_form",
    "moments",
    "paragraphs",
    "people",
    "positives",
    "quotes",
    "related_groups",
    "rich_texts",
    "rights",
    "sections",
    "sources",
    "tables",
    "texts",
    "topics",
    "uris",
    "web_addresses",
    "words",
]

# --- rich text --------------------------------------------------------------------------------------


def marks_in_normal_form(drawn: list[Mark]) -> tuple[Mark, ...]:
    """As many of the drawn marks as fit together, in order."""
    kept: list[Mark] = []
    ends: dict[tuple[str, str | None], int] = {}
    link_end = 0
    for mark in sorted(drawn, key=mark_order):
        key = (mark.kind, mark.href)
        if mark.start <= ends.get(key, -1) or (mark.kind == "link" and mark.start < link_end):
            continue
        kept.append(mark)
        ends[key] = mark.end
        link_end = mark.end if mark.kind == "link" else link_end
    return tuple(kept)


@st.composite
def _marks(draw: st.DrawFn, length: int, kinds: tuple[MarkKind, ...], max_size: int) -> tuple[Mark, ...]:
    drawn = []
    for _ in range(draw(st.integers(0, max_size))):
        start = draw(st.integers(0, length - 1))
        end = draw(st.integers(start + 1, length))
        kind = draw(st.sampled_from(kinds))
        href = draw(uris()) if kind == "link" else None
        drawn.append(Mark(kind=kind, start=start, end=end, href=href))
    return marks_in_normal_form(drawn)


MARK_KINDS: tuple[MarkKind, ...] = ("link", "strong", "emphasis", "code", "sub", "sup")


@st.composite
def _rich_fields(
    draw: st.DrawFn, text: SearchStrategy[str], kinds: tuple[MarkKind, ...], languages: bool, max_marks: int
) -> dict[str, Any]:
    fields: dict[str, Any] = {"text": draw(text)}
    if kinds and fields["text"] and draw(st.booleans()):
        fields["marks"] = draw(_marks(len(fields["text"]), kinds, max_marks))
    if languages and draw(st.integers(0, 5)) == 5:
        fields["language"] = draw(language_tags())
    if languages and draw(st.integers(0, 5)) == 5:
        fields["direction"] = draw(st.sampled_from(["ltr", "rtl"]))
    return fields


def _rich(
    model: Callable[..., Any], marks: bool | tuple[str, ...], line_breaks: bool, languages: bool, text: SearchStrategy[str] | None
) -> SearchStrategy[Any]:
    kinds = MARK_KINDS if marks is True else marks or ()
    return _rich_fields(texts(line_breaks=line_breaks) if text is None else text, kinds, languages, 4).map(
        lambda fields: model(**fields)
    )


def rich_texts(
    *,
    marks: bool | tuple[str, ...] = True,
    line_breaks: bool = True,
    languages: bool = True,
    text: SearchStrategy[str] | None = None,
) -> SearchStrategy[RichText]:
    """Rich texts; `marks` may be the kinds to draw, `languages` is whether texts differ in language and direction."""
    return _rich(RichText, marks, line_breaks, languages, text)


def paragraphs(
    *,
    marks: bool | tuple[str, ...] = True,
    line_breaks: bool = True,
    languages: bool = True,
    text: SearchStrategy[str] | None = None,
) -> SearchStrategy[Paragraph]:
    """Paragraphs, narrowed as `rich_texts` is."""
    return _rich(Paragraph, marks, line_breaks, languages, text)


def cells(
    *, marks: bool | tuple[str, ...] = True, line_breaks: bool = True, languages: bool = True, may_be_empty: bool = True
) -> SearchStrategy[Cell]:
    """Table cells, narrowed as `rich_texts` is."""
    return _rich(Cell, marks, line_breaks, languages, texts(line_breaks=line_breaks, may_be_empty=may_be_empty, max_words=3))


# --- blocks -----------------------------------------------------------------------------------------


def _has_one_of(*names: str) -> Callable[[dict[str, Any]], bool]:
    return lambda fields: any(fields.get(name) is not None for name in names)


def _parts(model: Callable[..., Any], required: dict[str, Any], optional: dict[str, Any], *one_of: str) -> SearchStrategy[Any]:
    """Instances of a model: its required fields, any of the others, and at least one of `one_of`."""
    fields = st.fixed_dictionaries(required, optional=optional)
    if one_of:
        choice = st.sampled_from(one_of).flatmap(lambda name: st.fixed_dictionaries({name: optional[name]}))
        fields = st.tuples(choice, fields).map(lambda pair: {**pair[1], **pair[0]}).filter(_has_one_of(*one_of))
    return fields.map(lambda drawn: model(**drawn))


@brief
def figures(*, rich: SearchStrategy[RichText] | None = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Figure]:
    """Figures; keyword arguments replace the strategies of single fields (`media=st.just("image")`)."""
    optional: dict[str, Any] = {
        "src": sources(),
        "caption": rich_texts() if rich is None else rich,
        "credit": texts(),
        "media": st.sampled_from(["image", "video", "audio"]),
        "alt": texts(may_be_empty=True),
        "source": texts(),
        "width": positives(),
        "height": positives(),
    }
    return _parts(Figure, {}, optional | fields, "src", "caption", "credit")


@brief
def quotes(*, rich: SearchStrategy[RichText] | None = None) -> SearchStrategy[Quote]:
    """Quotations."""
    return _parts(
        Quote, {"paragraphs": st.lists(rich_texts() if rich is None else rich, min_size=1, max_size=3)}, {"attribution": texts()}
    )


@brief
def lists(*, rich: SearchStrategy[RichText] | None = None) -> SearchStrategy[List]:
    """Lists of points."""
    return _parts(
        List, {"items": st.lists(rich_texts() if rich is None else rich, min_size=1, max_size=3)}, {"ordered": st.booleans()}
    )


@st.composite
def tables(
    draw: st.DrawFn, rich: SearchStrategy[RichText] | None = None, cell: SearchStrategy[Cell] | None = None, ragged: bool = True
) -> Table:
    """Tables; with `ragged`, rows may differ in length."""
    columns = draw(st.integers(1, 3))
    lower = 1 if ragged else columns
    row = st.lists(cells() if cell is None else cell, min_size=lower, max_size=columns)
    rows = draw(st.lists(row, min_size=1, max_size=3))
    caption = draw(st.none() | (rich_texts() if rich is None else rich))
    return Table(rows=tuple(map(tuple, rows)), header_rows=draw(st.integers(0, len(rows))), caption=caption)


@brief
def embeds() -> SearchStrategy[Embed]:
    """Things shown from elsewhere."""
    return _parts(Embed, {"url": web_addresses()}, {"provider": texts(), "text": texts()})


@brief
def blocks(
    *, rich: SearchStrategy[RichText] | None = None, paragraph: SearchStrategy[Paragraph] | None = None
) -> SearchStrategy[Any]:
    """Blocks of every kind; `rich` is the strategy of the rich texts inside them."""
    return st.one_of(
        paragraphs() if paragraph is None else paragraph,
        figures(rich=rich),
        quotes(rich=rich),
        lists(rich=rich),
        tables(rich=rich),
        embeds(),
    )


# --- sections and the article -----------------------------------------------------------------------


@st.composite
def sections(draw: st.DrawFn, block: SearchStrategy[Any] | None = None, headed: bool = True, max_blocks: int = 3) -> Section:
    """A section with a heading of any level, or without one."""
    block = blocks() if block is None else block
    stands = tuple(draw(st.lists(block, min_size=0 if headed else 1, max_size=max_blocks)))
    return Section(heading=draw(texts()), level=draw(st.integers(1, 5)), blocks=stands) if headed else Section(blocks=stands)


@st.composite
def bodies(
    draw: st.DrawFn, block: SearchStrategy[Any] | None = None, max_sections: int = 3, max_blocks: int = 3, headings: bool = True
) -> tuple[Section, ...]:
    """Bodies: perhaps a first section without heading, then sections whose levels go at most one deeper."""
    body: list[Section] = []
    if draw(st.booleans()):
        body.append(draw(sections(block=block, headed=False, max_blocks=max_blocks)))
    depth = 0
    for _ in range(draw(st.integers(0, max_sections - len(body))) if headings else 0):
        section = draw(sections(block=block, max_blocks=max_blocks))
        depth = min(section.level, depth + 1)
        body.append(Section(heading=section.heading, level=depth, blocks=section.blocks))
    return tuple(body)


@brief
def people() -> SearchStrategy[Person]:
    """Authors."""
    return _parts(Person, {"name": texts()}, {"role": texts(), "organisation": texts(), "email": emails(), "uri": uris()})


@brief
def datelines() -> SearchStrategy[Dateline]:
    """Datelines."""
    return _parts(Dateline, {"text": texts()}, {"place": texts(), "agency": texts(), "date": days()})


@brief
def rights() -> SearchStrategy[Rights]:
    """Rights, with one of the three at least."""
    return _parts(Rights, {}, {"holder": texts(), "notice": texts(), "terms": texts()}, "holder", "notice", "terms")


@brief
def topics() -> SearchStrategy[Topic]:
    """Topics, coded or not."""
    return _parts(Topic, {"name": texts()}, {"uri": uris()})


@brief
def links() -> SearchStrategy[Link]:
    """Related pages."""
    return _parts(Link, {"title": texts()}, {"url": web_addresses()})


@brief
def related_groups() -> SearchStrategy[RelatedGroup]:
    """Groups of related pages: with a heading, links or both."""
    headed = _parts(RelatedGroup, {"heading": texts()}, {"links": st.lists(links(), max_size=2)})
    return headed | _parts(RelatedGroup, {"links": st.lists(links(), min_size=1, max_size=2)}, {})


def article_fields() -> dict[str, SearchStrategy[Any]]:
    """The strategy of every field of an article but `docconv`, by name."""
    few = 2
    return {
        "id": uris(),
        "url": web_addresses(),
        "version": positives(),
        "slug": texts(max_words=2),
        "language": language_tags(),
        "direction": st.sampled_from(["ltr", "rtl"]),
        "kicker": texts(),
        "headline": texts(),
        "standfirst": st.lists(rich_texts(), max_size=few),
        "byline": texts(),
        "authors": st.lists(people(), max_size=few),
        "dateline": datelines(),
        "created": moments(),
        "published": moments(),
        "modified": moments(),
        "embargoed": moments(),
        "expires": moments(),
        "status": st.sampled_from(["usable", "withheld", "canceled"]),
        "provider": texts(),
        "rights": rights(),
        "topics": st.lists(topics(), max_size=few),
        "keywords": st.lists(texts(), max_size=few),
        "body": bodies(),
        "related": st.lists(related_groups(), max_size=few),
        "furniture": st.lists(texts(), max_size=few),
        "extensions": extensions(),
    }


def articles(**narrowed: SearchStrategy[Any]) -> SearchStrategy[Article]:
    """Articles of every kind; a keyword argument replaces the strategy of a field.

    Each field is there or left out, so articles run from the empty one to the one that uses every field.
    """
    fields = article_fields()
    unknown = narrowed.keys() - fields.keys()
    if unknown:
        raise TypeError(f"an article has no field {', '.join(sorted(unknown))}")
    fields |= narrowed
    return st.fixed_dictionaries({"body": fields.pop("body")}, optional=fields).map(lambda drawn: Article(**drawn))
