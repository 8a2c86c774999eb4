"""The story as XHTML5: rich text, blocks and sections; `_xhtml` puts the rest of the page around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from docconv.formats._markup import Span, attributes, escape, nested, turned, with_breaks
from docconv.formats._words import Words
from docconv.language import direction_of
from docconv.model import Article, Block, Cell, Dateline, Embed, Figure, List, Mark, Paragraph, Quote, RichText, Section, Table


def _no_picture(figure: Figure, path: str) -> str | None:
    return None


class Page(NamedTuple):
    """What a page needs beside its article.

    `words` are those of the article's language, `stylesheet` is the address of the style sheet, and
    `picture` gives the address of a figure's picture as the page is to link it (None where there is
    none), from the figure and its JSON Pointer. `epub` adds the `epub:type` of EPUB 3.3, section 5.
    `prefix` begins every id, where several articles stand in one document.
    """

    words: Words
    stylesheet: str | None = None
    picture: Callable[[Figure, str], str | None] = _no_picture
    epub: bool = False
    prefix: str = ""


# --- language and direction --------------------------------------------------------------------


def language_attributes(language: str | None, direction: str | None) -> str:
    """`lang`, `xml:lang` and `dir`, as far as they are known.

    >>> language_attributes("ar", "rtl")
    ' lang="ar" xml:lang="ar" dir="rtl"'
    """
    return attributes({"lang": language, "xml:lang": language, "dir": direction})


def directed(text: str, direction: str) -> str:
    """A text of the article as markup, isolated in `bdi` where it runs against the `direction` around it.

    The element inside keeps the text at the side where all texts of the page begin. A `bdi` is
    nothing but presentation: a reader takes the text and leaves its direction.

    >>> directed("By Jo Kerr.", "rtl"), directed("By Jo Kerr.", "ltr")
    ('<bdi dir="ltr" data-derived="dir">By Jo Kerr.</bdi>', 'By Jo Kerr.')
    """
    own = turned(text, direction)
    return escape(text) if own is None else f'<bdi dir="{own}" data-derived="dir">{escape(text)}</bdi>'


# --- rich text ----------------------------------------------------------------------------------

_ELEMENTS = {"strong": "strong", "emphasis": "em", "code": "code", "sub": "sub", "sup": "sup"}


def _span(mark: Mark) -> Span:
    if mark.href is not None:
        return Span(mark.start, mark.end, f"<a{attributes({'href': mark.href})}>", "</a>")
    name = _ELEMENTS[mark.kind]
    return Span(mark.start, mark.end, f"<{name}>", f"</{name}>")


def _inline(text: RichText) -> str:
    return nested(text.text, [_span(mark) for mark in text.marks]) if text.marks else with_breaks(text.text)


def _local(text: RichText, direction: str) -> str:
    """The language and direction of a text inside an article of `direction`; one implied by the other is marked."""
    if text.language is None and text.direction is None:
        return ""
    if text.direction is not None or direction_of(text.language) == direction:
        return language_attributes(text.language, text.direction)
    return language_attributes(text.language, direction_of(text.language)) + attributes({"data-derived": "dir"})


def rich(name: str, text: RichText, direction: str, given: str = "") -> str:
    return f"<{name}{given}{_local(text, direction)}>{_inline(text)}</{name}>"


# --- blocks -------------------------------------------------------------------------------------


def _figure(figure: Figure, path: str, direction: str, page: Page) -> str:
    href = page.picture(figure, path)
    sizes = {"width": figure.width, "height": figure.height}
    dimensions = {name: str(pixels) if pixels else None for name, pixels in sizes.items()}
    given: dict[str, str | None] = {"class": figure.media, "data-src": figure.src if figure.src != href else None}
    if page.epub:
        _, _, section, _, block = path.split("/")  # /body/0/blocks/2
        given["id"] = figure_id(int(section), int(block))
    if href is not None and figure.media == "image":
        parts = [f"<img{attributes({'src': href, 'alt': figure.alt, **dimensions})}/>"]
    else:
        in_player = href is not None and figure.media == "video"  # a player of sound has no size in HTML
        given |= {} if in_player else {f"data-{name}": value for name, value in dimensions.items()}
        given["data-alt"] = "" if figure.alt == "" else None
        parts = [] if href is None else [_player(figure.media, href, dimensions if in_player else {})]
        parts += _stand_in(figure, page.words, direction, linked=href is None)
    legend = [
        figure.caption and rich("span", figure.caption, direction, ' class="caption"'),
        figure.credit and f'<small class="credit">{directed(figure.credit, direction)}</small>',
        figure.source and f'<small class="source">{directed(figure.source, direction)}</small>',
    ]
    if any(legend):
        parts.append(f"<figcaption>{' '.join(part for part in legend if part)}</figcaption>")
    return f"<figure{attributes(given)}>{''.join(parts)}</figure>"


def _player(media: str, href: str, dimensions: dict[str, str | None]) -> str:
    """A video or recording that plays when it is asked to; nothing is loaded before."""
    return f"<{media}{attributes({'src': href, 'controls': '', 'preload': 'none', **dimensions})}></{media}>"


def _stand_in(figure: Figure, words: Words, direction: str, *, linked: bool) -> list[str]:
    """What stands for what cannot be seen: its description and, where it is not in the page, a link to it."""
    parts = [f'<p class="alt">{directed(figure.alt, direction)}</p>'] if figure.alt else []
    if figure.src is not None and linked:
        word = escape({"image": words.picture, "video": words.video, "audio": words.recording}[figure.media])
        is_address = figure.src.startswith(("http:", "https:"))
        shown = f"<a{attributes({'href': figure.src})}>{word}</a>" if is_address else word
        parts.append(f'<p class="elsewhere" data-derived="">{shown}</p>')
    return parts


def _quote(quote: Quote, direction: str) -> str:
    said_by = f"<footer>{directed(quote.attribution, direction)}</footer>" if quote.attribution else ""
    return f"<blockquote>{''.join(rich('p', text, direction) for text in quote.paragraphs)}{said_by}</blockquote>"


def _list(block: List, direction: str) -> str:
    name = "ol" if block.ordered else "ul"
    return f"<{name}>{''.join(_item(item, direction) for item in block.items)}</{name}>"


def _item(item: RichText, direction: str) -> str:
    """A list item; its own language and direction stand inside it, so that its bullet stays with those of the others."""
    if item.language is None and item.direction is None:
        return rich("li", item, direction)
    return f"<li>{rich('span', item, direction)}</li>"


def _row(row: tuple[Cell, ...], name: str, given: str, direction: str) -> str:
    return f"<tr>{''.join(_cell(cell, name, given, direction) for cell in row)}</tr>"


def _cell(cell: Cell, name: str, given: str, direction: str) -> str:
    """A cell; an empty one heads nothing, wherever it stands."""
    return rich(name, cell, direction, given) if cell.text else rich("td", cell, direction)


def _table(table: Table, direction: str) -> str:
    head, body = table.rows[: table.header_rows], table.rows[table.header_rows :]
    caption = rich("caption", table.caption, direction) if table.caption else ""
    thead = f"<thead>{''.join(_row(row, 'th', _COLUMN, direction) for row in head)}</thead>" if head else ""
    tbody = f"<tbody>{''.join(_row(row, 'td', '', direction) for row in body)}</tbody>" if body else ""
    return f'<div class="table"><table>{caption}{thead}{tbody}</table></div>'


_COLUMN = ' scope="col"'


def _embed(embed: Embed, direction: str) -> str:
    given = attributes({"class": "embed", "data-provider": embed.provider})
    text = f"<p>{directed(embed.text, direction)}</p>" if embed.text else ""
    shown = escape(embed.url) if embed.provider is None else directed(embed.provider, direction)
    link = attributes({"href": embed.url, "dir": None if embed.provider else "ltr"})
    return f'<figure{given}>{text}<p class="elsewhere"><a{link}>{shown}</a></p></figure>'


def _block(block: Block, path: str, direction: str, page: Page) -> str:
    match block:
        case Figure():
            return _figure(block, path, direction, page)
        case Quote():
            return _quote(block, direction)
        case List():
            return _list(block, direction)
        case Table():
            return _table(block, direction)
        case Embed():
            return _embed(block, direction)
        case _:
            return rich("p", block, direction)


# --- sections -----------------------------------------------------------------------------------


def section_id(number: int, prefix: str = "") -> str:
    """The id of the section with that index in the body: the target of tables of contents."""
    return f"{prefix}section-{number + 1}"


def figure_id(section: int, block: int) -> str:
    """The id, in a book, of a figure by the indexes of its section and block: the target of the list of figures."""
    return f"figure-{section + 1}-{block + 1}"


def body(article: Article, page: Page) -> Iterator[str]:
    opening = article.lead() if article.opening_dateline() is not None else None
    again = repeated(section.heading for section in article.body)
    depth: list[int] = []
    for number, section in enumerate(article.body):
        if section.heading is not None:
            while depth and depth[-1] >= section.level:
                yield "</section>"
                depth.pop()
            depth.append(section.level)
            yield _section_head(section, section_id(number, page.prefix), article.direction, again)
        for at, block in enumerate(section.blocks):
            if block is opening and article.dateline is not None:
                yield _opening(opening, article.dateline, article.direction)
                opening = None
            else:
                yield _block(block, f"/body/{number}/blocks/{at}", article.direction, page)
    yield from ["</section>"] * len(depth)


def repeated(headings: Iterable[str | None]) -> frozenset[str]:
    """The headings, in small letters, that stand there twice: a name must tell one landmark from the others (WAI-ARIA 1.2, 5.4).

    >>> repeated(["Why", None, "WHY", "How"])
    frozenset({'why'})
    """
    counts = Counter(heading.lower() for heading in headings if heading is not None)
    return frozenset(heading for heading, count in counts.items() if count > 1)


def _section_head(section: Section, at: str, direction: str, again: frozenset[str]) -> str:
    """The beginning of a section; a heading that stands there twice makes no landmark of it."""
    name = f"h{section.level + 1}"
    text = section.heading or ""
    named = "" if again and text.lower() in again else f' aria-labelledby="{at}-heading"'
    return f'<section id="{at}"{named}>\n<{name} id="{at}-heading">{directed(text, direction)}</{name}>'


def dateline_attributes(dateline: Dateline) -> str:
    return attributes(
        {
            "class": "dateline",
            "data-place": dateline.place,
            "data-agency": dateline.agency,
            "data-date": dateline.date.isoformat() if dateline.date else None,
        }
    )


def _opening(paragraph: Paragraph, dateline: Dateline, direction: str) -> str:
    """The first paragraph with the dateline that opens it set apart inside it."""
    own = turned(dateline.text, paragraph.direction or direction)
    given = dateline_attributes(dateline) + attributes({"dir": own, "data-derived": own and "dir"})
    opening = Span(0, len(dateline.text), f"<span{given}>", "</span>")
    return f"<p{_local(paragraph, direction)}>{nested(paragraph.text, [opening, *map(_span, paragraph.marks)])}</p>"
