"""What a book keeps of its articles while they go by, and how many of them are set in parts."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docconv.formats._titles import shortened, title_of
from docconv.formats._words import Words
from docconv.formats._xhtml_body import figure_id, section_id
from docconv.model import Article, Direction, Figure, Rights

#: The largest book whose contents stand on one page; one of more articles is set in parts of `PART` articles.
LARGEST_UNDIVIDED = 100
PART = 50
#: How much of a caption stands in the list of figures, in code points.
_CAPTION = 120


class Pointer(NamedTuple):
    """An entry of a list: where it leads, and its text."""

    href: str
    text: str


class Source(NamedTuple):
    """Where an article came from and whose it is."""

    url: str | None
    provider: str | None
    rights: Rights | None

    @property
    def statement(self) -> str | None:
        """What says most of its rights: the notice, else their holder, else the terms."""
        return (self.rights.notice or self.rights.holder or self.rights.terms) if self.rights else None


class Chapter(NamedTuple):
    """What a book keeps of an article: enough for its metadata, its tables of contents and its lists."""

    href: str
    title: str
    language: str | None
    direction: Direction
    sections: tuple[Pointer, ...]
    figures: tuple[Pointer, ...]
    key: bytes
    authors: tuple[str, ...]
    source: Source
    published: dt.datetime | None
    modified: dt.datetime | None

    @property
    def name(self) -> str:
        """The name of its page without the ending: part of the ids of its entries in lists."""
        return self.href.partition(".")[0]


def chapter_of(article: Article, href: str, words: Words) -> Chapter:
    """What the book keeps of an article that is written to the page `href`."""
    headed = ((number, section) for number, section in enumerate(article.body) if section.level == 1)
    return Chapter(
        href=href,
        title=title_of(article, words.untitled),
        language=article.language,
        direction=article.direction,
        sections=tuple(Pointer(f"{href}#{section_id(number)}", section.heading) for number, section in headed if section.heading),
        figures=tuple(_figures(article, href)),
        key=(article.id or hashlib.sha256(article.model_dump_json(exclude_defaults=True).encode()).hexdigest()).encode(),
        authors=tuple(person.name for person in article.authors),
        source=Source(url=article.url, provider=article.provider, rights=article.rights),
        published=article.published,
        modified=article.modified or article.published or article.created,
    )


def _figures(article: Article, href: str) -> Iterator[Pointer]:
    """The figures that something can be said of, by their caption, else by their alternative text."""
    for number, section in enumerate(article.body):
        for at, block in enumerate(section.blocks):
            if isinstance(block, Figure) and (said := block.caption.text if block.caption else block.alt):
                yield Pointer(f"{href}#{figure_id(number, at)}", shortened(said.replace("\n", " "), _CAPTION))


# --- parts --------------------------------------------------------------------------------------


class Part(NamedTuple):
    """Some of the articles of a large book, which have a page of contents of their own."""

    number: int
    chapters: Sequence[Chapter]

    @property
    def href(self) -> str:
        """Its page."""
        return f"part-{self.number:02d}.xhtml"

    @property
    def first(self) -> int:
        """Its first article, by number from 1."""
        return (self.number - 1) * PART + 1

    @property
    def last(self) -> int:
        """Its last article, by number from 1."""
        return self.first + len(self.chapters) - 1

    @property
    def title(self) -> str:
        """Its first and last article by number, and the days between which they were published, where that is known of all."""
        days = [chapter.published.date().isoformat() for chapter in self.chapters if chapter.published is not None]
        span = f"{self.first}–{self.last}"
        if len(days) < len(self.chapters):
            return span
        return f"{span} ({min(days)})" if min(days) == max(days) else f"{span} ({min(days)} – {max(days)})"


def parts_of(chapters: Sequence[Chapter]) -> list[Part]:
    """The parts of a large book, in order; none where its contents stand on one page."""
    if len(chapters) <= LARGEST_UNDIVIDED:
        return []
    return [Part(number, chapters[at : at + PART]) for number, at in enumerate(range(0, len(chapters), PART), 1)]


def part_page(number: int) -> str:
    """The page of the part that the article of that number, counted from 1, stands in."""
    return f"part-{(number - 1) // PART + 1:02d}.xhtml"
