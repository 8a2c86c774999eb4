"""The table of contents of a book: the navigation document of EPUB 3, else the NCX of EPUB 2, as a tree of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from docconv.formats._epub_archive import BookFiles
from docconv.formats._epub_package_reading import Package, resolved
from docconv.formats._epub_pages import kinds_of, parsed_page, text_in
from docconv.formats._html_inline import name_of
from docconv.formats._xml_reading import local, parse_xml, whole_text
from docconv.problems import DocumentError, Report, problem
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Entries nest so deep; deeper ones are left out, since no chapter begins there.
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table of contents: its words, where it leads, and the lines under it."""

    title: str
    path: str | None
    fragment: str
    inside: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Contents:
    """The table of contents of a book, gone through when it is asked for: pages by docconv are read without it.

    `read` gives the lines at its top, if there are any, and `navs` are the `nav` elements of the document `path`.
    """

    read: Callable[[], Iterator[Entry]] = lambda: iter(())
    is_empty: bool = True
    navs: tuple[Element, ...] = ()
    path: str = ""

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries at the top."""
        return tuple(self.read())

    @cached_property
    def landmarks(self) -> Mapping[str, frozenset[str]]:
        """What the landmarks say whole documents to be."""
        landmarks: dict[str, frozenset[str]] = {}
        for one in (one for nav in self.navs if "landmarks" in kinds_of(nav) for one in nav.iter()):
            if name_of(one) == "a" and (kinds := kinds_of(one)):
                target, fragment = resolved(one.get("href") or "", self.path)
                if target is not None and not fragment:
                    landmarks[target] = landmarks.get(target, frozenset()) | kinds
        return landmarks


def read_contents(package: Package, files: BookFiles, report: Report) -> Contents:
    """The table of contents of a book; without entries where it has none or none that can be read (E005)."""
    found = Contents()
    if package.navigation is not None:
        found = _navigation(package.navigation, files, report)
    if found.is_empty and package.ncx is not None:
        entries = _ncx(package.ncx, files, report)
        found = replace(found, read=partial(iter, entries), is_empty=not entries)
    if found.is_empty and len(package.spine) > 1:
        report(problem("E005", "the book has no table of contents; every page was read as a chapter"))
    return found


# --- EPUB 3 -------------------------------------------------------------------------------------


def _navigation(path: str, files: BookFiles, report: Report) -> Contents:
    data = files.read(path)
    if data is None:
        return Contents()
    try:
        root = parsed_page(data, report)
    except DocumentError as error:
        report(problem("E005", f"the table of contents {path} cannot be read: {error.problems[0].message}"))
        return Contents()
    navs = list(root.iter("{*}nav"))
    toc = next((one for one in navs if "toc" in kinds_of(one)), None)
    if toc is None:  # markup that lost its types
        toc = next((one for one in navs if not kinds_of(one) and one.get("id") == "toc"), navs[0] if len(navs) == 1 else None)
    if toc is None or next(_labelled(toc), None) is None:
        return Contents(navs=tuple(navs), path=path)
    return Contents(partial(_lines, toc, path, 0), is_empty=False, navs=tuple(navs), path=path)


def _lines(element: Element, path: str, depth: int) -> Iterator[Entry]:
    """The entries of the lists in an element (EPUB 3.3, section 7.3)."""
    if depth > _DEEPEST:
        return
    for line, label in _labelled(element):
        inside = tuple(_lines(line, path, depth + 1))
        yield _entry(text_in(label) or canonical(label.get("title") or ""), label.get("href"), path, inside)


def _labelled(element: Element) -> Iterator[tuple[Element, Element]]:
    """The items of the lists in an element that have a label, each with it."""
    for part in element:
        if name_of(part) not in ("ol", "ul"):
            continue
        for line in part:
            if name_of(line) != "li":
                continue
            label = next((one for one in line if name_of(one) in ("a", "span")), None)
            if label is None:
                label = next((one for one in line.iter() if name_of(one) == "a"), None)
            if label is not None:
                yield line, label


def _entry(title: str, href: str | None, document: str, inside: tuple[Entry, ...]) -> Entry:
    target, fragment = resolved(href, document) if href else (None, "")
    return Entry(title, target, fragment, inside)


# --- EPUB 2 -------------------------------------------------------------------------------------


def _ncx(path: str, files: BookFiles, report: Report) -> tuple[Entry, ...]:
    data = files.read(path)
    if data is None:
        return ()
    try:
        root = parse_xml(data, report)
    except DocumentError as error:
        report(problem("E005", f"the table of contents {path} cannot be read: {error.problems[0].message}"))
        return ()
    return tuple(entry for one in root.iter() if local(one) == "navMap" for entry in _points(one, path, 0))


def _points(element: Element, path: str, depth: int) -> Iterator[Entry]:
    """The entries under an element (DAISY NCX 2005-1, `navPoint`)."""
    if depth > _DEEPEST:
        return
    for point in element:
        if local(point) == "navPoint":
            label = next((one for one in point if local(one) == "navLabel"), None)
            content = next((one for one in point if local(one) == "content"), None)
            title = "" if label is None else canonical(" ".join(whole_text(label).split()))
            yield _entry(title, None if content is None else content.get("src"), path, tuple(_points(point, path, depth + 1)))
