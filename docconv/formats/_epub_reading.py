"""A book read: docconv's own page by page, exactly; others' chapter by chapter, as far as they go.

A page that docconv wrote is an article, whatever book it stands in. Of other books a chapter is what the
table of contents names (see `_epub_plan`), with the pages behind it that the contents do not name; without
contents each page is a chapter. Pages that are no articles (cover, title page, contents, colophon) are passed over.
One chapter is held at a time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from docconv.formats._epub_archive import BookFiles, Limits, open_book
from docconv.formats._epub_contents_reading import Contents, read_contents
from docconv.formats._epub_headings import set_headline
from docconv.formats._epub_package_reading import Package, Place, read_package
from docconv.formats._epub_page_links import (
    Notes,
    leads_elsewhere,
    lost_links,
    only_leads_on,
    places_in,
    prepare,
    set_notes,
    take_out,
    whole_note,
)
from docconv.formats._epub_pages import (
    DIVISIONS,
    NOTES,
    PARTS,
    PASSED_OVER,
    BookPage,
    cut_before,
    headings_in,
    is_own_page,
    joined_pages,
    kinds_of_page,
    paragraphs_in,
    parsed_page,
    shows_pictures,
    text_in,
)
from docconv.formats._epub_plan import Start, says_only_its_title, starts_of
from docconv.formats._epub_statements import book_extensions, book_fields, only_article_fields
from docconv.formats._html_inline import name_of
from docconv.formats._html_reading import html_fields
from docconv.formats._normal_form import to_article
from docconv.language import detect
from docconv.model import Article
from docconv.problems import DocumentError, Problem, Report, problem
from docconv.unicode import fold

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: How many pages of notes are kept to look notes up in.
_MOST_NOTE_PAGES = 4
#: A page is a list of links when so small a share of its letters stands outside of them.
_BESIDE_LINKS = 0.2
#: A cover that only the guide or the landmarks name has no more text than this, in characters.
_LONGEST_COVER = 1000


def read_book(data: bytes, limits: Limits, report: Report) -> Iterator[Article]:
    """The articles of a book, one at a time, in reading order.

    Raises `DocumentError`: E001 for what is no archive, E002 beyond the limits, E003 for an encrypted book, E004 without a
    package document, I007 for a book without text.
    """
    files = open_book(data, limits, report)
    package = read_package(files, report)
    contents = read_contents(package, files, report)
    count = 0
    for article in _Reading(package, contents, files, report).articles():
        count += 1
        yield article
    if not count:
        raise DocumentError(problem("I007", "the book holds no article"))


@dataclass(slots=True)
class _Chapter:
    """A chapter while its pages are gathered."""

    title: str | None
    part: str | None
    path: str
    pages: list[Element] = field(default_factory=list)
    is_named: bool = False
    kinds: frozenset[str] = frozenset()


class _Reading:
    """The state of a book while it is read."""

    def __init__(self, package: Package, contents: Contents, files: BookFiles, report: Report) -> None:
        self.package, self.contents, self.files, self.report = package, contents, files, report
        self.navigation = package.navigation
        self.is_ours = package.is_ours
        titles = package.said("title")
        self.title = titles[0].value if titles else None
        self.notes = Notes()
        self.note_pages: OrderedDict[str, dict[str, Element]] = OrderedDict()
        self.current: _Chapter | None = None
        self.waiting: tuple[dict[str, Any], Report] | None = None
        self.several = False

    @cached_property
    def starts(self) -> dict[str, list[Start]]:
        """Where chapters begin, by page; asked for when a page is met that docconv did not write."""
        spine = frozenset(place.path for place in self.package.spine)
        return starts_of(self.contents.entries, spine, self.title, partial(self.page, report=lambda found: None))

    @cached_property
    def stated(self) -> dict[str, frozenset[str]]:
        """What the guide and the landmarks say whole pages to be."""
        guide, landmarks = self.package.guide, self.contents.landmarks
        return {path: guide.get(path, frozenset()) | landmarks.get(path, frozenset()) for path in guide.keys() | landmarks.keys()}

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The fields that the book states of its articles."""
        return book_fields(self.package)

    @cached_property
    def parts(self) -> set[str | None]:
        """What the parts of the book are called."""
        return {start.part for starts in self.starts.values() for start in starts} - {None}

    # --- pages ------------------------------------------------------------------------------------

    def page(self, path: str, report: Report | None = None) -> BookPage | None:
        """A page of the book, parsed; None, and E006, where it cannot be read."""
        data = self.files.read(path) if path in self.files else None
        if data is None:
            return None
        try:
            root = parsed_page(data, report or self.inside(path))
        except DocumentError as error:
            (report or self.report)(problem("E006", f"{path} cannot be read: {error.problems[0].message}"))
            return None
        is_own = is_own_page(root)
        return BookPage(path, root, frozenset() if is_own else kinds_of_page(root), is_own)

    def inside(self, path: str) -> Report:
        """A report that says of every problem in which page it is."""

        def tell(found: Problem) -> None:
            self.report(replace(found, message=f"{path}: {found.message}"))

        return tell

    def pass_over(self, page: BookPage, why: str) -> None:
        if not self.is_ours:
            self.report(problem("E007", f"{page.path} was passed over: it is {why}"))

    # --- articles ---------------------------------------------------------------------------------

    def articles(self) -> Iterator[Article]:
        for place in self.package.spine:
            if place.path == self.navigation:
                continue
            page = self.page(place.path)
            if page is None:
                continue
            if page.is_own:
                yield from self.finished()
                yield from self.released()
                self.several = True
                report = self.inside(page.path)
                yield to_article(html_fields(page.root, report), report)
            else:
                yield from self.foreign(page, place)
        yield from self.finished()
        yield from self.released(last=True)

    def foreign(self, page: BookPage, place: Place) -> Iterator[Article]:
        """A page of others: it begins chapters, goes on with one, or is passed over."""
        if self.is_ours and _is_way_through(page):
            return
        prepare(page, self.files, self.notes, self.inside(page.path))
        why = self.no_article(page, place)
        if why is not None:
            self.pass_over(page, why)
            return
        starts = self.starts.get(page.path, [])
        if starts:
            yield from self.cut(page, starts)
            return
        goes_on = self.current is not None and self.current.is_named and DIVISIONS.isdisjoint(page.kinds)
        if not goes_on:
            yield from self.finished()
            self.current = _Chapter(None, None, page.path, kinds=page.kinds)
        assert self.current is not None
        self.current.pages.append(page.root)

    def no_article(self, page: BookPage, place: Place) -> str | None:
        """Why a page is no article, if it is none."""
        passed = sorted(page.kinds & PASSED_OVER)
        if passed:
            return f"a page of the kind {passed[0]}"
        texts = paragraphs_in(page.body)
        stated = sorted(self.stated.get(page.path, frozenset()) & PASSED_OVER)
        if stated and (stated[0] not in ("cover", "titlepage") or sum(map(len, texts)) < _LONGEST_COVER):
            return f"a page of the kind {stated[0]}"
        is_named = page.path in self.starts
        if not texts and next(headings_in(page.body), None) is None:
            if not shows_pictures(page.body):
                return "empty"
            if not is_named and place.path == self.package.spine[0].path:
                return "a cover"
        if not place.linear and not is_named:
            return "aside from the reading order"
        if _is_list_of_links(page, texts):
            return "a list of links into the book"
        if self.is_title_page(page, texts):
            return "a title page"
        if says_only_its_title(page):
            if page.kinds & NOTES:
                return "left without its notes, which are in the chapters"
            if page.kinds & PARTS or any(start.title in self.parts for start in self.starts.get(page.path, ())):
                return "the title of a part, which is kept with its chapters"
        return None

    def is_title_page(self, page: BookPage, texts: list[str]) -> bool:
        """Whether a page says nothing but what the package says, too: title, authors, publisher, date, rights."""
        said = {fold(one.value) for one in self.package.statements}
        found = [*texts, *map(text_in, headings_in(page.body))]
        if self.title is None or fold(self.title) not in map(fold, found):
            return False
        return all(fold(one) in said for one in found)

    def cut(self, page: BookPage, starts: list[Start]) -> Iterator[Article]:
        """A page in which chapters begin."""
        places = places_in(page.root)
        ordered: list[tuple[int, Start, Element | None]] = []
        for start in starts:
            order, at = places.get(f"{page.path}#{start.fragment}", (0, None)) if start.fragment else (0, None)
            if start.fragment and at is None:
                self.inside(page.path)(problem("R004", f"the contents lead to {start.fragment[:80]!r}, which is not in the page"))
            ordered.append((order, start, at))
        ordered.sort(key=lambda one: one[0])
        for number, (_, start, at) in enumerate(ordered):
            before = cut_before(page.root, at) if at is not None else None
            if before is not None and (text_in(before) or shows_pictures(before)):
                if self.current is None or (number == 0 and not self.current.is_named):
                    yield from self.finished()
                    self.current = _Chapter(None, None, page.path)
                self.current.pages.append(before)
            elif number and at is None:
                continue  # a second entry for the same place
            yield from self.finished()
            self.current = _Chapter(start.title or None, start.part, page.path, is_named=True, kinds=page.kinds)
        assert self.current is not None
        self.current.pages.append(page.root)

    # --- chapters ---------------------------------------------------------------------------------

    def finished(self) -> Iterator[Article]:
        """The article of the chapter so far, once it is known whether it is the only one."""
        chapter, self.current = self.current, None
        if chapter is None or not chapter.pages:
            return
        root = joined_pages(chapter.pages)
        report = self.inside(chapter.path)
        body = next((one for one in root if name_of(one) == "body"), root)
        self.look_up_notes(body)
        set_notes(body, self.notes)
        if not text_in(body) and not shows_pictures(body):
            return
        set_headline(root, chapter.title)
        lost = lost_links(root)
        if lost:
            report(problem("R002", f"links to other places of the book were left out, {lost} in all; their text was kept"))
        yield from self.released()
        fields = html_fields(root, report)
        if chapter.part:
            fields["extensions"] = {"epub:part": chapter.part}
        self.waiting = (fields, report)

    def released(self, *, last: bool = False) -> Iterator[Article]:
        """The article that waits; it is the only one of the book where it is both the first and the last."""
        if self.waiting is None:
            return
        fields, report = self.waiting
        self.waiting = None
        single = last and not self.several
        if not self.several:
            kept = book_extensions(self.package, single=single)
            if kept:
                self.report(problem("R003", f"what the book says of itself was kept as extensions: {', '.join(kept)}"))
        self.several = True
        yield to_article(self.completed(fields, report, single), report)

    def completed(self, fields: dict[str, Any], report: Report, single: bool) -> dict[str, Any]:
        """The fields of a chapter with those that the book states."""
        whole = dict(self.fields)
        if single:
            whole |= only_article_fields(self.package)
        if fields.get("byline") or fields.get("authors"):
            whole.pop("authors", None)
        whole |= fields
        if "language" not in whole and (found := _language_of(fields)) is not None:
            whole["language"] = found
            message = f"neither the page nor the book states the language; by its text it is {found}"
            report(problem("R004", message, path="/language"))
        kept = book_extensions(self.package, single=single)
        if "epub:title" in kept and kept["epub:title"] == whole.get("headline"):
            del kept["epub:title"]
        if kept or "extensions" in fields:
            whole["extensions"] = kept | fields.get("extensions", {})
        return whole

    def look_up_notes(self, body: Element) -> None:
        """Find the notes that a chapter refers to in pages that are read later, or not at all."""
        for link in body.iter():
            name = link.get("data-book-note")
            if name is None or name in self.notes.found:
                continue
            element = self.names_in(name.rpartition("#")[0]).pop(name, None)
            note = None if element is None else whole_note(element)
            if note is not None and note.getparent() is not None:
                take_out(note)
                self.notes.found[name] = note

    def names_in(self, path: str) -> dict[str, Element]:
        """The elements of a page that have a name in the book; those of the last few pages are kept."""
        if path not in self.note_pages:
            page = self.page(path, lambda found: None)
            named: dict[str, Element] = {}
            if page is not None and not page.is_own:
                prepare(page, self.files, Notes(), lambda found: None)
                named = {name: element for name, (_, element) in places_in(page.root).items()}
            self.note_pages[path] = named
            while len(self.note_pages) > _MOST_NOTE_PAGES:
                self.note_pages.popitem(last=False)
        return self.note_pages[path]


def _is_way_through(page: BookPage) -> bool:
    """Whether a page of a book that docconv made is there for leafing through it, as far as that can be told at a glance."""
    return only_leads_on(page) if PASSED_OVER.isdisjoint(page.kinds) else not shows_pictures(page.body)


def _language_of(fields: Mapping[str, Any]) -> str | None:
    """The language of a chapter by its text."""
    blocks = [block for section in fields.get("body", ()) for block in section["blocks"]]
    texts = [fields.get("headline") or "", *(block["text"] for block in blocks if block.get("text"))]
    return detect("\n".join(sorted(texts, key=len, reverse=True)[:12]))


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _is_list_of_links(page: BookPage, texts: list[str]) -> bool:
    """Whether nearly all that a page says are links to other pages of the book, as in contents that are leafed to."""
    inside = sum(_letters(text_in(one)) for one in page.body.iter() if leads_elsewhere(one, page.path))
    total = sum(map(_letters, texts))
    return inside > 0 and total - inside <= _BESIDE_LINKS * total
