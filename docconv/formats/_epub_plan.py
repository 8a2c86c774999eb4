"""Where the chapters of a book begin, by its table of contents.

A chapter begins where an entry at the top of the contents leads. An entry that heads a part (by what the
page says it is, or by having its chapters in pages of their own under headings of the same rank) is no
chapter: the entries under it are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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


#: Gives the page of a name, to look at; None where there is none.
Look = Callable[[str], BookPage | None]


def starts_of(entries: tuple[Entry, ...], spine: Mapping[str, int], title: str | None, look: Look) -> dict[str, list[Start]]:
    """Where chapters begin, by page; each place once. `title` is that of the book."""
    starts: dict[str, list[Start]] = {}
    for path, start in _chapters(entries, None, spine, title, look):
        known = starts.setdefault(path, [])
        if all(start.fragment != one.fragment for one in known):
            known.append(start)
    return starts


def _chapters(
    entries: tuple[Entry, ...], part: str | None, spine: Mapping[str, int], title: str | None, look: Look
) -> Iterator[tuple[str, Start]]:
    for entry in entries:
        heads = bool(entry.inside) and _heads_a_part(entry, spine, title, look)
        if entry.path in spine and entry.path is not None:
            yield entry.path, Start(entry.fragment, entry.title, part)
        elif not heads:  # what it leads to is not in the book, but what is under it may be
            heads = bool(entry.inside)
        if heads:
            yield from _chapters(entry.inside, entry.title or part, spine, title, look)


def _heads_a_part(entry: Entry, spine: Mapping[str, int], title: str | None, look: Look) -> bool:
    """Whether the entries under an entry are chapters, and not sections of a chapter."""
    inside = [one.path for one in entry.inside if one.path in spine and one.path != entry.path]
    if not inside:
        return False
    if entry.path not in spine or entry.path is None:
        return True
    if title is not None and entry.title and fold(entry.title) == fold(title):
        return True
    page = look(entry.path)
    if page is None:
        return True
    at = next((one for one in page.root.iter() if one.get("id") == entry.fragment), None) if entry.fragment else None
    if not PARTS.isdisjoint(page.kinds | (kinds_of(at) if at is not None else frozenset())):
        return True
    first = look(inside[0] or "")
    rank = _rank(page)
    return rank is not None and first is not None and not paragraphs_in(page.body) and (_rank(first) or "h9") <= rank


def _rank(page: BookPage) -> str | None:
    return next((name_of(one) for one in headings_in(page.body)), None)


def says_only_its_title(page: BookPage) -> bool:
    """Whether a page has a heading or two and nothing else, as that of a part."""
    return not paragraphs_in(page.body) and not shows_pictures(page.body)
