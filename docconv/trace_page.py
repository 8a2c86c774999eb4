"""The picture of a trace as one self-contained page of HTML: the source by role beside the article as it reads.

What is doubtful stands first. A line and the part of the article that it became light up together, under
the mouse and under the keyboard; a click or Enter goes from one to the other. Nothing is loaded from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from docconv.model import Article, Embed, Figure, List, Paragraph, Quote, Table
from docconv.rawtext.trace import Trace
from docconv.report import DOUBTFUL, Row, rows, totals
from docconv.unicode import base_direction, printable

_DATA = Path(__file__).parent / "data"


def page(text: str, trace: Trace, title: str) -> str:
    """The page for a `text` and how it was read; `title` is what the text is called, its file's name.

    >>> from docconv.rawtext.parse import trace_text
    >>> text = "Ferry adds dawn sailing"
    >>> "Ferry adds dawn sailing" in page(text, trace_text(text), "ferry.txt")
    True
    """
    shown = list(rows(text, trace))
    article = trace.article
    language = f' lang="{article.language}"' if article.language else ""
    told = "".join(f"<p>{escape(line)}</p>" for line in totals(trace))
    notes = "".join(f"<p>{escape(found.severity)} {found.code}: {escape(found.message)}</p>" for found in trace.problems)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}: how it was read</title>\n<style>\n{_read('trace_page.css')}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{escape(title)}</h1>\n{told}{notes}\n</header>\n{_doubtful(shown)}"
        f'<main>\n<section aria-label="Source">\n<h2 class="part">Source</h2>\n<ol class="source"{language}>\n'
        f"{''.join(_lines(shown))}</ol>\n</section>\n"
        f'<section aria-label="Article">\n<h2 class="part">Article</h2>\n'
        f'<div class="article"{language} dir="{article.direction}">\n'
        f"{''.join(_article(article))}</div>\n</section>\n</main>\n<script>\n{_read('trace_page.js')}</script>\n</body>\n</html>\n"
    )


def _read(name: str) -> str:
    return (_DATA / name).read_text(encoding="utf-8")


def _doubtful(shown: list[Row]) -> str:
    unsure = sorted((row for row in shown if row.segment.confidence < DOUBTFUL), key=lambda row: row.segment.confidence)
    if not unsure:
        return ""
    items = "".join(
        f'<li><a href="#l{row.number}">line {row.number}</a>, {row.segment.role} {row.segment.confidence:.2f}: '
        f"<bdi>{escape(printable(row.text[:100]))}</bdi></li>\n"
        for row in unsure
    )
    heading = '<h2 class="part">Doubtful, the least sure first</h2>'
    return f'<section class="doubtful" aria-label="Doubtful lines">\n{heading}\n<ol>\n{items}</ol>\n</section>\n'


def _lines(shown: list[Row]) -> Iterator[str]:
    """An item a line of the source, with a button for each piece of it."""
    at = 0
    while at < len(shown):
        number = shown[at].number
        pieces = []
        while at < len(shown) and shown[at].number == number:
            pieces.append(_piece(shown[at]))
            at += 1
        yield f'<li id="l{number}"><span class="number">{number}</span><div>{"".join(pieces)}</div></li>\n'


def _piece(row: Row) -> str:
    segment = row.segment
    unsure = " unsure" if segment.confidence < DOUBTFUL else ""
    sure = "" if segment.confidence >= 0.995 else f" {segment.confidence:.2f}"
    path = f' data-path="{escape(segment.path)}"' if segment.path else ""
    return (
        f'<button type="button" class="piece {segment.role}{unsure}" dir="{base_direction(row.text)}"{path}>'
        f'<small dir="ltr">{segment.role}{sure}</small><span class="text">{escape(printable(row.text))}</span></button>'
    )


# --- the article ------------------------------------------------------------------------------------


def _article(article: Article) -> Iterator[str]:
    """The texts of the article in reading order, each marked with its JSON Pointer."""
    yield _text("p", "/kicker", article.kicker, "small")
    yield _text("h3", "/headline", article.headline)
    for at, text in enumerate(article.standfirst):
        yield _text("p", f"/standfirst/{at}/text", text.text, "lead")
    yield _text("p", "/byline", article.byline, "small")
    yield _text("p", "/slug", article.slug, "small")
    yield _text("p", "/dateline/text", article.dateline.text if article.dateline else None, "small")
    for number, section in enumerate(article.body):
        yield _text("h4", f"/body/{number}/heading", section.heading)
        for at, block in enumerate(section.blocks):
            yield from _block(f"/body/{number}/blocks/{at}", block)
    for at, author in enumerate(article.authors):
        yield _text("p", f"/authors/{at}/email", author.email, "small")
    for at, keyword in enumerate(article.keywords):
        yield _text("p", f"/keywords/{at}", keyword, "small")
    for at, topic in enumerate(article.topics):
        yield _text("p", f"/topics/{at}/name", topic.name, "small")
    for number, group in enumerate(article.related):
        yield _text("h4", f"/related/{number}/heading", group.heading)
        for at, link in enumerate(group.links):
            yield _text("p", f"/related/{number}/links/{at}/title", link.title)
    for at, part in enumerate(article.furniture):
        yield _text("p", f"/furniture/{at}", part, "small furniture")


def _block(path: str, block: Paragraph | Figure | Quote | List | Table | Embed) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _text("p", f"{path}/text", block.text)
    elif isinstance(block, Figure):
        caption = _text("p", f"{path}/caption/text", block.caption.text if block.caption else None)
        yield f"<figure>{caption}{_text('p', f'{path}/credit', block.credit, 'small')}</figure>"
    elif isinstance(block, Quote):
        lines = "".join(_text("p", f"{path}/paragraphs/{at}/text", text.text) for at, text in enumerate(block.paragraphs))
        yield f"<blockquote>{lines}{_text('p', f'{path}/attribution', block.attribution, 'small')}</blockquote>"
    elif isinstance(block, List):
        tag = "ol" if block.ordered else "ul"
        items = "".join(_text("li", f"{path}/items/{at}/text", item.text) for at, item in enumerate(block.items))
        yield f"<{tag}>{items}</{tag}>"
    elif isinstance(block, Table):
        yield "<table>"
        for number, row in enumerate(block.rows):
            cells = (_text("td", f"{path}/rows/{number}/{at}/text", cell.text) or "<td></td>" for at, cell in enumerate(row))
            yield f"<tr>{''.join(cells)}</tr>"
        yield "</table>"


def _text(tag: str, path: str, text: str | None, kind: str = "") -> str:
    if not text:
        return ""
    of_class = f' class="{kind}"' if kind else ""
    return f'<{tag}{of_class} dir="auto" tabindex="0" data-path="{escape(path)}">{escape(text)}</{tag}>\n'
