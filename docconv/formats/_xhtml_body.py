"""The story as XHTML5: rich text, blocks and sections; `_xhtml` puts the rest of the page around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from docconv.formats._words import Words
from docconv.language import direction_of
from docconv.model import Article, Block, Cell, Dateline, Embed, Figure, List, Mark, Paragraph, Quote, RichText, Section, Table


def _no_picture(figure: Figure, path: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page needs beside its article.

    `words` are those of the article's language, `stylesheet` is the address of the style sheet, and
    `picture` gives the address of a figure's picture as the page is to link it (None where there is
    none), from the figure and its JSON Pointer. `epub` adds the `epub:type` of EPUB 3.3, section 5.
    """

    words: Words
    stylesheet: str | None = None
    picture: Callable[[Figure, str], str | None] = _no_picture
    epub: bool = False


# --- characters ---------------------------------------------------------------------------------


def escape(text: str) -> str:
    """`text` as XML character data.

    >>> escape("R&D <in> brief")
    'R&amp;D &lt;in&gt; brief'
    """
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def attributes(given: dict[str, str | None]) -> str:
    """Attributes as they follow an element's name; those that are None are left out.

    >>> attributes({"class": "kicker", "id": None, "title": 'say "no"'})
    ' class="kicker" title="say &quot;no&quot;"'
    """
    return "".join(f' {name}="{_quoted(value)}"' for name, value in given.items() if value is not None)


def _quoted(value: str) -> str:
    return escape(value).replace('"', "&quot;").replace("\n", "&#10;")


def language_attributes(language: str | None, direction: str | None) -> str:
    """`lang`, `xml:lang` and `dir`, as far as they are known.

    >>> language_attributes("ar", "rtl")
    ' lang="ar" xml:lang="ar" dir="rtl"'
    """
    return attributes({"lang": language, "xml:lang": language, "dir": direction})


# --- rich text ----------------------------------------------------------------------------------

_ELEMENTS = {"strong": "strong", "emphasis": "em", "code": "code", "sub": "sub", "sup": "sup"}

#: A stretch of a text that becomes an element: start, end, start tag, end tag.
Span = tuple[int, int, str, str]


def _span(mark: Mark) -> Span:
    if mark.href is not None:
        return mark.start, mark.end, f"<a{attributes({'href': mark.href})}>", "</a>"
    name = _ELEMENTS[mark.kind]
    return mark.start, mark.end, f"<{name}>", f"</{name}>"


def nested(text: str, spans: list[Span]) -> str:
    """`text` as markup in which `spans`, sorted by start and the longer first, are properly nested.

    Where two overlap, the later one is cut in two at the end of the first; line breaks become `br`.

    >>> nested("one two", [(0, 5, "<em>", "</em>"), (4, 7, "<b>", "</b>")])
    '<em>one <b>t</b></em><b>wo</b>'
    """
    pieces: list[str] = []
    inside: list[Span] = []
    at = following = 0
    for cut in sorted({0, *(span[0] for span in spans), *(span[1] for span in spans)}):
        pieces.append(_lines(text[at:cut]))
        at = cut
        outermost = next((depth for depth, span in enumerate(inside) if span[1] == cut), None)
        if outermost is not None:
            left = inside[outermost:]
            del inside[outermost:]
            pieces.extend(span[3] for span in reversed(left))
            for span in left:
                if span[1] > cut:
                    pieces.append(span[2])
                    inside.append(span)
        while following < len(spans) and spans[following][0] == cut:
            pieces.append(spans[following][2])
            inside.append(spans[following])
            following += 1
    pieces.append(_lines(text[at:]))
    return "".join(pieces)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _inline(text: RichText) -> str:
    return nested(text.text, [_span(mark) for mark in text.marks]) if text.marks else _lines(text.text)


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
    given: dict[str, str | None] = {"class": figure.media, "data-src": figure.src}
    if href is not None:
        parts = [f"<img{attributes({'src': href, 'alt': figure.alt, **dimensions})}/>"]
    else:
        given |= {f"data-{name}": value for name, value in dimensions.items()} | {"data-alt": "" if figure.alt == "" else None}
        parts = _stand_in(figure, page.words)
    legend = [
        figure.caption and rich("span", figure.caption, direction, ' class="caption"'),
        figure.credit and f'<small class="credit">{escape(figure.credit)}</small>',
        figure.source and f'<small class="source">{escape(figure.source)}</small>',
    ]
    if any(legend):
        parts.append(f"<figcaption>{' '.join(part for part in legend if part)}</figcaption>")
    return f"<figure{attributes(given)}>{''.join(parts)}</figure>"


def _stand_in(figure: Figure, words: Words) -> list[str]:
    """What stands where a picture, video or recording is not in the page: its description, and a link to it."""
    parts = [f'<p class="alt">{escape(figure.alt)}</p>'] if figure.alt else []
    if figure.src is not None:
        word = escape({"image": words.picture, "video": words.video, "audio": words.recording}[figure.media])
        is_address = figure.src.startswith(("http:", "https:"))
        shown = f"<a{attributes({'href': figure.src})}>{word}</a>" if is_address else word
        parts.append(f'<p class="elsewhere" data-derived="">{shown}</p>')
    return parts


def _quote(quote: Quote, direction: str) -> str:
    said_by = f"<footer>{escape(quote.attribution)}</footer>" if quote.attribution else ""
    return f"<blockquote>{''.join(rich('p', text, direction) for text in quote.paragraphs)}{said_by}</blockquote>"


def _list(block: List, direction: str) -> str:
    name = "ol" if block.ordered else "ul"
    return f"<{name}>{''.join(rich('li', item, direction) for item in block.items)}</{name}>"


def _row(row: tuple[Cell, ...], name: str, given: str, direction: str) -> str:
    return f"<tr>{''.join(rich(name, cell, direction, given) for cell in row)}</tr>"


def _table(table: Table, direction: str) -> str:
    head, body = table.rows[: table.header_rows], table.rows[table.header_rows :]
    caption = rich("caption", table.caption, direction) if table.caption else ""
    thead = f"<thead>{''.join(_row(row, 'th', _COLUMN, direction) for row in head)}</thead>" if head else ""
    tbody = f"<tbody>{''.join(_row(row, 'td', '', direction) for row in body)}</tbody>" if body else ""
    return f'<div class="table"><table>{caption}{thead}{tbody}</table></div>'


_COLUMN = ' scope="col"'


def _embed(embed: Embed) -> str:
    given = attributes({"class": "embed", "data-provider": embed.provider})
    text = f"<p>{escape(embed.text)}</p>" if embed.text else ""
    shown = embed.provider or embed.url
    isolated = attributes({"href": embed.url, "dir": "auto" if embed.provider else "ltr"})
    return f'<figure{given}>{text}<p class="elsewhere"><a{isolated}>{escape(shown)}</a></p></figure>'


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
            return _embed(block)
        case _:
            return rich("p", block, direction)


# --- sections -----------------------------------------------------------------------------------


def section_id(number: int) -> str:
    """The id of the section with that index in the body: the target of tables of contents."""
    return f"section-{number + 1}"


def body(article: Article, page: Page) -> Iterator[str]:
    opening = opening_paragraph(article)
    depth: list[int] = []
    for number, section in enumerate(article.body):
        if section.heading is not None:
            while depth and depth[-1] >= section.level:
                yield "</section>"
                depth.pop()
            depth.append(section.level)
            yield _section_head(section, number)
        for at, block in enumerate(section.blocks):
            if block is opening and article.dateline is not None:
                yield _opening(opening, article.dateline, article.direction)
                opening = None
            else:
                yield _block(block, f"/body/{number}/blocks/{at}", article.direction, page)
    yield from ["</section>"] * len(depth)


def _section_head(section: Section, number: int) -> str:
    name, at = f"h{section.level + 1}", section_id(number)
    return (
        f'<section id="{at}" aria-labelledby="{at}-heading">\n<{name} id="{at}-heading">{escape(section.heading or "")}</{name}>'
    )


def opening_paragraph(article: Article) -> Paragraph | None:
    """The first paragraph, where the dateline opens it, so that it must not be printed before it; else None."""
    first = next((block for block in article.blocks() if isinstance(block, Paragraph)), None)
    return first if first and article.dateline and first.text.startswith(article.dateline.text) else None


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
    spans = [(0, len(dateline.text), f"<span{dateline_attributes(dateline)}>", "</span>"), *map(_span, paragraph.marks)]
    return f"<p{_local(paragraph, direction)}>{nested(paragraph.text, spans)}</p>"
