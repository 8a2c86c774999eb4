"""Where the chapters of a book begin, by its table of contents.

A chapter begins where an entry at the top of the contents leads. An entry that heads a part (by what the
page says it is, or by having its chapters in pages of their own under headings of the same rank) is no
chapter: the entries under it are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from docconv.formats._epub_contents_reading import Entry
from docconv.formats._epub_pages import PARTS, BookPage, headings_in, kinds_of, paragraphs_in, shows_pictures
from docconv.formats._html_inline import name_of
from docconv.unicode import fold


class Start(NamedTuple):
    """Where a chapter begins in a page (without `fragment` at its top), what it is called and which part it is in."""

    fragment: str
    title: str
    part: str | None


class Looks(NamedTuple):
    """What tells the page of a part from that of a chapter.

    What it and its elements with ids say they are, the rank of its first heading, and whether it has headings alone.
    """

    kinds: frozenset[str]
    inside: Mapping[str, frozenset[str]]
    rank: str | None
    only_headings: bool


#: Gives the page of a name, to look at; None where there is none.
Look = Callable[[str], BookPage | None]


def starts_of(entries: tuple[Entry, ...], spine: frozenset[str], title: str | None, look: Look) -> dict[str, list[Start]]:
    """Where chapters begin, by page; each place once. `title` is that of the book, `spine` the pages that are read."""

    @lru_cache(maxsize=64)
    def looks(path: str) -> Looks | None:
        page = look(path)
        if page is None:
            return None
        inside = {name: kinds for one in page.root.iter() if (name := one.get("id")) and (kinds := kinds_of(one))}
        return Looks(page.kinds, inside, _rank(page), not paragraphs_in(page.body))

    starts: dict[tuple[str, str], Start] = {}
    for path, start in _Plan(spine, title, looks).chapters(entries, None):
        starts.setdefault((path, start.fragment), start)
    by_path: dict[str, list[Start]] = {}
    for (path, _), start in starts.items():
        by_path.setdefault(path, []).append(start)
    return by_path


class _Plan(NamedTuple):
    """What is known of a book while its contents are gone through."""

    spine: frozenset[str]
    title: str | None
    looks: Callable[[str], Looks | None]

    def chapters(self, entries: tuple[Entry, ...], part: str | None) -> Iterator[tuple[str, Start]]:
        """The places at which chapters begin, in the order of the contents; those of a part after its own."""
        for entry in entries:
            heads = bool(entry.inside) and self.heads_a_part(entry)
            if entry.path is not None and entry.path in self.spine:
                yield entry.path, Start(entry.fragment, entry.title, part)
            else:  # what it leads to is not in the book, but what is under it may be
                heads = bool(entry.inside)
            if heads:
                yield from self.chapters(entry.inside, entry.title or part)

    def heads_a_part(self, entry: Entry) -> bool:
        """Whether the entries under an entry are chapters, and not sections of a chapter."""
        inside = [one.path for one in entry.inside if one.path in self.spine and one.path != entry.path]
        if not inside or inside[0] is None or entry.path is None or entry.path not in self.spine:
            return bool(inside)
        if self.title is not None and entry.title and fold(entry.title) == fold(self.title):
            return True
        page = self.looks(entry.path)
        if page is None or not PARTS.isdisjoint(page.kinds | page.inside.get(entry.fragment, frozenset())):
            return True
        if page.rank is None or not page.only_headings:
            return False
        first = self.looks(inside[0])
        return first is not None and first.rank is not None and first.rank <= page.rank


def _rank(page: BookPage) -> str | None:
    return next((name_of(one) for one in headings_in(page.body)), None)


def says_only_its_title(page: BookPage) -> bool:
    """Whether a page has a heading or two and nothing else, as that of a part."""
    return not paragraphs_in(page.body) and not shows_pictures(page.body)
