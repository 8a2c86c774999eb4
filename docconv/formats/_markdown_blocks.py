"""The story as CommonMark, block by block; what CommonMark has no element for is an element of HTML.

The contract with the reader: the headline is the heading of level 1, sections are those of level 2 to 6;
`p.kicker`, `p.byline` and `p.dateline` are lines beside the story; `div.standfirst`, `aside.related` and
`footer.furniture` stand around ordinary Markdown, on lines of their own; a picture with nothing but its
alternative text is Markdown's own, all others are a `figure`; a table whose first row is its header is
one of GitHub's, all others are a `table`; `cite`, alone in the last paragraph of a quotation, is its
attribution; `span.dateline` is the dateline where it opens the story. Everything else is in the front
matter. A text with a language or direction of its own stands in a `span`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from docconv.formats._markdown_text import destination, heading, plain, rich
from docconv.formats._markup import attributes, escape
from docconv.formats._xhtml_body import rich as rich_element
from docconv.model import Article, Block, Cell, Embed, Figure, List, Quote, Table

#: Gives the word that stands for a video or a recording where none can be shown, from the kind of medium.
WordFor = Callable[[str], str]


def body_lines(article: Article, word_for: WordFor) -> Iterator[str]:
    """The blocks of an article as Markdown, to be set apart by blank lines."""
    turned = article.direction == "rtl"
    if turned:
        yield '<div dir="rtl">'
    if article.kicker is not None:
        yield _line("kicker", article.kicker)
    if article.headline is not None:
        yield f"# {heading(article.headline)}"
    if article.standfirst:
        yield '<div class="standfirst">'
        yield from (rich(text) for text in article.standfirst)
        yield "</div>"
    if article.byline is not None:
        yield _line("byline", article.byline)
    if article.dateline is not None and article.opening_dateline() is None:
        yield _line("dateline", article.dateline.text)
    yield from _story(article, word_for)
    for group in article.related:
        yield '<aside class="related">'
        if group.heading is not None:
            yield f"## {heading(group.heading)}"
        if group.links:
            yield "\n".join(f"- {_link(link.title, link.url)}" for link in group.links)
        yield "</aside>"
    if article.furniture:
        yield '<footer class="furniture">'
        yield from (plain(text) for text in article.furniture)
        yield "</footer>"
    if turned:
        yield "</div>"


def _line(name: str, text: str) -> str:
    """A line that is printed beside the story, as an element that says what it is."""
    return f'<p class="{name}">{escape(text)}</p>'


def _link(title: str, url: str | None) -> str:
    if url is None:
        return plain(title)
    return f"<{url}>" if title == url else f"[{plain(title, line=True, linked=True)}]({destination(url)})"


def _story(article: Article, word_for: WordFor) -> Iterator[str]:
    dateline = article.opening_dateline()
    opening = None if dateline is None else article.lead()
    previous: Block | None = None
    alternate = False
    for section in article.body:
        if section.heading is not None:
            yield f"{'#' * (section.level + 1)} {heading(section.heading)}"
            previous = None
        for block in section.blocks:
            is_next = isinstance(block, List) and isinstance(previous, List) and block.ordered == previous.ordered
            alternate = is_next and not alternate
            match block:
                case Figure():
                    yield _figure(block, article.direction, word_for)
                case Quote():
                    yield _quote(block)
                case List():
                    yield _list(block, alternate)
                case Table():
                    yield _piped(block) if _fits_pipes(block) else _table(block, article.direction)
                case Embed():
                    yield _embed(block)
                case _:
                    yield rich(block, dateline=dateline if block is opening else None)
            previous = block


# --- quotations, lists ----------------------------------------------------------------------------


def _quote(quote: Quote) -> str:
    parts = [rich(text) for text in quote.paragraphs]
    if quote.attribution is not None:
        parts.append(f"<cite>{plain(quote.attribution, line=True)}</cite>")
    lines = "\n\n".join(parts).split("\n")
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def _list(block: List, alternate: bool) -> str:
    """A list; one that follows another of its kind has the other bullet, without which the two were one."""
    items = []
    for number, item in enumerate(block.items, 1):
        marker = f"{number}{')' if alternate else '.'} " if block.ordered else "* " if alternate else "- "
        items.append(marker + rich(item).replace("\n", "\n" + " " * len(marker)))
    return "\n".join(items)


# --- tables -----------------------------------------------------------------------------------------


def _fits_pipes(table: Table) -> bool:
    """Whether a table can be one of GitHub's: one row of headers, rows of one length, no caption."""
    if table.header_rows != 1 or table.caption is not None:
        return False
    columns = len(table.rows[0])
    return all(
        len(row) == columns and all(cell.text or (cell.language is None and cell.direction is None) for cell in row)
        for row in table.rows
    )


def _piped(table: Table) -> str:
    rows = ["".join(f"| {_in_pipes(cell)} " for cell in row) + "|" for row in table.rows]
    return "\n".join((rows[0], "| --- " * len(table.rows[0]) + "|", *rows[1:]))


def _in_pipes(cell: Cell) -> str:
    """A cell's text on one line; a bar is escaped in all of it, code too (GitHub's specification, section 4.10)."""
    return rich(cell, line=True).replace("\\\n", "<br>").replace("|", "\\|") if cell.text else ""


def _table(table: Table, direction: str) -> str:
    head, body = table.rows[: table.header_rows], table.rows[table.header_rows :]
    lines = ["<table>"]
    if table.caption is not None:
        lines.append(rich_element("caption", table.caption, direction))
    if head:
        lines += ["<thead>", *(_row(row, "th", direction) for row in head), "</thead>"]
    if body:
        lines += ["<tbody>", *(_row(row, "td", direction) for row in body), "</tbody>"]
    return "\n".join([*lines, "</table>"])


def _row(row: Sequence[Cell], name: str, direction: str) -> str:
    return f"<tr>{''.join(rich_element(name if cell.text else 'td', cell, direction) for cell in row)}</tr>"


# --- figures, embeds --------------------------------------------------------------------------------


def _figure(figure: Figure, direction: str, word_for: WordFor) -> str:
    if _is_bare(figure) and figure.src is not None:
        return f"![{plain(figure.alt or '', line=True, linked=True)}]({destination(figure.src)})"
    sizes = {"width": figure.width, "height": figure.height}
    pixels = {name: str(size) if size is not None else None for name, size in sizes.items()}
    given: dict[str, str | None] = {}
    shown: list[str] = []
    if figure.media == "image" and figure.src is not None and not _looks_like_a_beacon(figure):
        shown = [f"<img{attributes({'src': figure.src, 'alt': figure.alt, **pixels})}>"]
    elif figure.media != "image" and figure.src is not None:
        player = attributes({"src": figure.src, "alt": "" if figure.alt == "" else None, **pixels})
        link = f"<a{attributes({'href': figure.src})}>{escape(word_for(figure.media))}</a>"
        shown = [f"<{figure.media}{player} controls>{link}</{figure.media}>", *_described(figure)]
    else:
        sized = {f"data-{name}": size for name, size in pixels.items()}
        given = {"data-src": figure.src, **sized, "data-alt": "" if figure.alt == "" else None}
        shown = _described(figure)
    kind = figure.media if figure.media != "image" else None
    return "\n".join([f"<figure{attributes({'class': kind, **given})}>", *shown, *_legend(figure, direction), "</figure>"])


def _is_bare(figure: Figure) -> bool:
    """Whether a figure is a picture with its alternative text and nothing else."""
    others = (figure.caption, figure.credit, figure.source, figure.width, figure.height)
    return figure.media == "image" and figure.alt is not None and all(part is None for part in others)


def _looks_like_a_beacon(figure: Figure) -> bool:
    """Whether a picture is of the size that pages are counted with, which readers of HTML skip."""
    return figure.width == figure.height == 1


def _described(figure: Figure) -> list[str]:
    return [f'<p class="alt">{escape(figure.alt)}</p>'] if figure.alt else []


def _legend(figure: Figure, direction: str) -> Iterator[str]:
    parts = []
    if figure.caption is not None:
        caption = rich_element("span", figure.caption, direction, ' class="caption"')
        is_plain = figure.caption.language is None and figure.caption.direction is None
        parts.append(caption.removeprefix('<span class="caption">').removesuffix("</span>") if is_plain else caption)
    if figure.credit is not None:
        parts.append(f'<small class="credit">{escape(figure.credit)}</small>')
    if figure.source is not None:
        parts.append(f'<small class="source">{escape(figure.source)}</small>')
    if parts:
        yield f"<figcaption>{' '.join(parts)}</figcaption>"


def _embed(embed: Embed) -> str:
    lines = [f"<figure{attributes({'class': 'embed', 'data-provider': embed.provider})}>"]
    if embed.text is not None:
        lines.append(f"<p>{escape(embed.text)}</p>")
    link = f"<a{attributes({'href': embed.url})}>{escape(embed.provider or embed.url)}</a>"
    return "\n".join([*lines, f'<p class="elsewhere">{link}</p>', "</figure>"])
