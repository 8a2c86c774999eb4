"""A book's cover: an SVG drawn from its title, in any script, and the page that shows it.

A field of one dark colour, which the title chooses, with the title as large as it fits, who made the
book and when, and below them the columns of a front page as a compositor would sketch them. No font
is named: a generic serif gives each script its own. Lines are broken here, since SVG breaks none
(SVG 1.1, chapter 10); those of Arabic, Hebrew and their like begin at the right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from docconv.formats._markup import attributes, escape
from docconv.formats._title_lines import leading_of, set_title
from docconv.formats._titles import shortened
from docconv.formats._words import Words
from docconv.formats._xhtml import frame
from docconv.formats._xhtml_body import language_attributes
from docconv.language import primary
from docconv.unicode import Direction, base_direction

#: The cover in its own units: two to three, as most screens for reading are.
WIDTH, HEIGHT = 1200, 1800
_MARGIN = 110
_SIZES = (200, 180, 160, 142, 126, 112, 100, 89, 79, 70, 62)
_SMALL = 44

#: Ground and light of each colouring; white on every ground has a contrast of 9 to 1 or more (WCAG 2.2, 1.4.6 asks for 7).
_COLOURS = (
    ("#14324a", "#8fc1e3"), ("#3d1f2e", "#e0a3b8"), ("#1f3a2c", "#9fd0ae"), ("#3a2a14", "#e3c28a"),
    ("#2a2547", "#b7aee6"), ("#0f3b40", "#8fd3d6"), ("#432018", "#eab09c"), ("#263238", "#a9c0cb"),
)  # fmt: skip


class Cover(NamedTuple):
    """What stands on a cover; `language` is the book's."""

    title: str
    language: str | None
    direction: Direction
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    date: str | None = None


def cover_svg(cover: Cover) -> str:
    """The cover as an SVG document.

    >>> svg = cover_svg(Cover(title="Monday", language="en", direction="ltr"))
    >>> "<title>Monday</title>" in svg, ">Monday</text>" in svg
    (True, True)
    """
    digest = hashlib.sha256(cover.title.encode()).digest()
    ground, light = _COLOURS[digest[0] % len(_COLOURS)]
    size = attributes({"viewBox": f"0 0 {WIDTH} {HEIGHT}", "width": str(WIDTH), "height": str(HEIGHT)})
    tongue = attributes({"xml:lang": cover.language})
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1"{size}{tongue}>',
            f"<title>{escape(cover.title)}</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ground}"/>',
            *_columns(digest, light, cover.direction),
            '<g fill="#ffffff" font-family="serif">',
            *_texts(cover, light),
            "</g>",
            "</svg>\n",
        )
    )


def _texts(cover: Cover, light: str) -> Iterator[str]:
    room = WIDTH - 2 * _MARGIN
    if cover.publisher is not None:
        yield _line(_one_line(cover.publisher, room), 175, _SMALL, cover.direction, light)
    yield f'<rect x="{_MARGIN}" y="225" width="{room}" height="6" fill="{light}"/>'
    direction = base_direction(cover.title) or cover.direction
    setting = set_title(cover.title, width=room, height=800, sizes=_SIZES, language=cover.language)
    at = 225 + 0.35 * setting.size + setting.leading
    for line in setting.lines:
        yield _line(line, at, setting.size, direction, None, bold=True)
        at += setting.leading
    foot = HEIGHT - 120
    below = [text for text in (_names(cover.authors), cover.date) if text]
    for number, text in enumerate(reversed(below)):
        yield _line(
            _one_line(text, room), foot - number * 1.6 * _SMALL, _SMALL, cover.direction, light if text == cover.date else None
        )


def _names(authors: tuple[str, ...]) -> str:
    """The authors, as far as there is room for them: more than three would fill the cover."""
    return " · ".join(authors[:3]) + (" …" if len(authors) > 3 else "")


def _one_line(text: str, room: float) -> str:
    """A text that fits one line of small print."""
    lines = set_title(text, width=room, height=leading_of(text) * _SMALL + 1, sizes=(_SMALL,)).lines
    return lines[0] if lines else shortened(text, 30)


def _line(text: str, y: float, size: float, direction: str, fill: str | None, *, bold: bool = False) -> str:
    """A line of text that begins at the edge where its direction begins."""
    x = _MARGIN if direction == "ltr" else WIDTH - _MARGIN
    given = attributes(
        {
            "x": str(x),
            "y": f"{y:.0f}",
            "font-size": f"{size:.0f}",
            "font-weight": "700" if bold else None,
            "direction": "rtl" if direction == "rtl" else None,
            "fill": fill,
        }
    )
    return f"<text{given}>{escape(text)}</text>"


def _columns(digest: bytes, light: str, direction: str) -> Iterator[str]:
    """Three columns of a front page in outline: lines as long as words would make them, and a picture in one column."""
    gap, top, rows, pitch = 50, 1145, 13, 28
    column = (WIDTH - 2 * _MARGIN - 2 * gap) / 3
    pictured = digest[1] % 3
    yield f'<g fill="{light}" fill-opacity="0.3">'
    for number in range(3):
        x = _MARGIN + number * (column + gap)
        first = 0
        if number == pictured:
            yield f'<rect x="{x:.0f}" y="{top}" width="{column:.0f}" height="{5 * pitch + 12}"/>'
            first = 6
        for row in range(first, rows):
            ends = digest[(number * rows + row) % 30 + 2] % 5 == 0
            length = column * (0.45 + digest[(number + row) % 32] / 640 if ends else 1)
            start = x if direction == "ltr" else x + column - length
            yield f'<rect x="{start:.0f}" y="{top + row * pitch}" width="{length:.0f}" height="12"/>'
    yield "</g>"


def cover_page(cover: Cover, *, picture: str, words: Words, stylesheet: str) -> str:
    """The page that shows the cover at `picture`; its alternative text is what the cover says."""
    foreign = primary(words.language) != primary(cover.language)
    said = " · ".join(text for text in (cover.title, _names(cover.authors), cover.publisher, cover.date) if text)
    image = attributes({"src": picture, "alt": said, "role": "doc-cover", "class": "cover"})
    spoken = language_attributes(words.language, words.direction) if foreign else ""
    return frame(
        title=words.cover,
        language=cover.language,
        direction=cover.direction,
        head=(),
        body=(
            '<body class="cover" epub:type="cover">',
            f'<section epub:type="cover" aria-label="{escape(words.cover)}"{spoken}><img{image}/></section>',
            "</body>",
        ),
        stylesheet=stylesheet,
        epub=True,
    )
