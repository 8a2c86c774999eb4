"""Text out of the elements of (X)HTML: paragraphs with their marks, language and direction, in document order.

One walk over the tree serves every element; it keeps a stack of its own, so that markup may nest as
deep as it likes, and looks at each element once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from docconv.canonical import SCHEMES
from docconv.formats._inline import Inline
from docconv.formats._xml_reading import line_of
from docconv.language import canonical_tag
from docconv.problems import Report, problem
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: What an element of a text makes of it; the other elements of a line keep their text alone.
MARKS = {
    "a": "link", "strong": "strong", "b": "strong", "em": "emphasis", "i": "emphasis",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code", "sub": "sub", "sup": "sup",
}  # fmt: skip

#: Elements that a line of text goes through; all others end it (HTML, section 3.2.5.2.5, phrasing content).
PHRASING = frozenset(
    (
        "a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark math meter nobr output progress "
        "q rb ruby rt rtc rp s samp small span strike strong sub sup time tt u var wbr slot annotation mi mn mo mrow ms "
        "msub msup mtext mfrac msqrt semantics tspan"
    ).split()
)
#: Elements that show something of their own in a line of text.
MEDIA = frozenset("img picture video audio iframe object embed amp-img svg canvas".split())
#: Elements whose content is never text of the page.
SILENT = frozenset(
    (
        "script style template noscript head title meta link base param source track area map noframes noembed frameset frame "
        "datalist select option optgroup textarea input col colgroup applet basefont bgsound"
    ).split()
)

#: Elements that are blocks of their own wherever they stand.
SET_APART = frozenset("figure blockquote ul ol menu dl table pre amp-embed amp-youtube amp-twitter amp-iframe".split())
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

#: A block of the model as plain data.
Block = dict[str, Any]

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: How far up the tree an inherited language is looked for.
_HIGHEST = 40
#: How many problems of one kind are told one by one.
MOST_TOLD = 50


def name_of(element: Element) -> str:
    """The name of an element in lower case, without its namespace; empty for comments and the like."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return (tag.rpartition("}")[2] if tag[:1] == "{" else tag).lower()


def classes_of(element: Element) -> list[str]:
    """The class names of an element."""
    given = element.get("class")
    return given.split() if given else []


def own_language(element: Element) -> str | None:
    """The language that the element itself states; None for none and for `und`."""
    tag = element.get("lang") or element.get(_XML_LANG)
    return None if tag is None or tag.strip().lower() in ("", "und") else tag.strip()


def own_direction(element: Element) -> str | None:
    """The direction that the element itself states, unless it only serves the look of the page."""
    given = (element.get("dir") or "").strip().lower()
    return given if given in ("ltr", "rtl") and element.get("data-derived") != "dir" else None


@dataclass
class Scope:
    """What is known of an article while its elements are read: its root element, language, direction and address.

    `base` is the address that relative ones start from; `report` gets what could not be used.
    """

    root: Element
    report: Report
    language: str | None = None
    direction: str | None = None
    base: str | None = None
    told: dict[str, int] = field(default_factory=dict)

    def tell(self, code: str, message: str, element: Element | None = None) -> None:
        """Report a problem at an element; of one kind, so many."""
        self.told[code] = self.told.get(code, 0) + 1
        if self.told[code] <= MOST_TOLD:
            self.report(problem(code, message, line=None if element is None else line_of(element)))

    def spoken(self, element: Element) -> tuple[str | None, str | None]:
        """The language and direction of the text in a block: its own as they stand, else inherited ones that differ."""
        language, direction = own_language(element), own_direction(element)
        at, steps = element, 0
        while at is not self.root and (language is None or direction is None) and steps < _HIGHEST:
            above = at.getparent()
            if above is None or above is self.root:
                break
            at, steps = above, steps + 1
            if language is None and (found := own_language(at)) and canonical_tag(found) != self.language:
                language = found
            if direction is None and (turned := own_direction(at)) and turned != self.direction:
                direction = turned
        return language, direction

    def address(self, given: str | None, element: Element, *, relative: bool = False) -> str | None:
        """An address as the model can hold it, absolute unless `relative`; None, and a problem, for what leads nowhere."""
        if given is None:
            return None
        given = "".join(given.split()) if "\n" in given or "\t" in given else given.strip()
        scheme, colon, _ = given.partition(":")
        if colon and scheme.isascii() and scheme.replace("+", "a").replace("-", "a").replace(".", "a").isalnum():
            if scheme.lower() in SCHEMES:
                return given if scheme.islower() else scheme.lower() + given[len(scheme) :]
            self.tell("R002", f"an address of the kind {scheme.lower()[:20]}: was left out", element)
            return None
        if not given or given.startswith("#"):
            return None
        if self.base is not None:
            try:
                joined = urljoin(self.base, given)
                return joined if urlsplit(joined).scheme or relative else None
            except ValueError:
                return None
        if given.startswith("//"):
            return "https:" + given
        if relative:
            return given
        self.tell("R002", f"a link to {given[:80]} was left out: it is relative, and the page does not say to what", element)
        return None


class Run(NamedTuple):
    """A paragraph's worth of text: the element it stands in, its fields as a rich text, and the phrasing elements in it."""

    element: Element
    rich: dict[str, Any]
    parts: tuple[Element, ...] = ()


#: Says of an element inside a text whether it is to be handed out as it is, and how: "now" (the text ends before it),
#: "after" (the text goes on around it) or "never" (it says nothing); None to go into it.
Apart = Callable[["Element"], str | None]


def nothing_apart(element: Element) -> str | None:
    """No element is handed out; what is never text is left out."""
    name = name_of(element)
    return "never" if name in SILENT or name in MEDIA or is_derived(element) else None


def is_derived(element: Element) -> bool:
    """Whether docconv wrote the element for people's sake alone."""
    return element.get("data-derived") not in (None, "dir")


def inside_a_block(element: Element) -> str | None:
    """What stands by itself inside a quotation, a cell or an item: other blocks, pictures."""
    name = name_of(element)
    if name in SET_APART:
        return "never" if is_derived(element) else "now"
    return "after" if name in MEDIA and not is_derived(element) else nothing_apart(element)


class _Walk:
    """The state of one walk: the text so far and what is open around it."""

    def __init__(self, scope: Scope, root: Element) -> None:
        self.scope = scope
        self.inline = Inline()
        self.owners = [root]
        self.open: list[tuple[str, str | None]] = []
        self.waiting: list[Element] = []
        self._parts: list[Element] = []
        self._broken = -1  # the size of the text when a line break came last
        self._whole: tuple[Element, int | None] | None = None  # an element that may hold all of the text, and where it ends

    def begin(self, element: Element, name: str) -> bool:
        """A phrasing element begins; True when it is a mark."""
        self._parts.append(element)
        if self._whole is None and self.inline.is_blank and (own_language(element) or own_direction(element)):
            self._whole = (element, None)
        if name == "q":
            self.inline.text("\u201c")
        elif name == "rt":
            self.inline.text("(" if not _has_brackets(element) else "")
        kind = MARKS.get(name)
        if kind is None:
            return False
        href = None
        if kind == "link":
            href = self.scope.address(element.get("href"), element)
            if href is None:
                return False
        self.inline.open(kind, href)
        self.open.append((kind, href))
        return True

    def finish(self, element: Element, name: str, is_mark: bool) -> None:
        """A phrasing element ends."""
        if name == "q":
            self.inline.text("\u201d")
        elif name == "rt":
            self.inline.text(")" if not _has_brackets(element) else "")
        if is_mark:
            self.inline.close()
            self.open.pop()
        if self._whole is not None and self._whole[0] is element:
            self._whole = (element, self.inline.size)

    def line_break(self) -> bool:
        """A line break; True for a second one in a row, which is how many pages set paragraphs apart."""
        self.inline.line_break()
        is_second = self._broken == self.inline.size
        self._broken = self.inline.size
        return is_second

    def flush(self) -> Run | None:
        """The text so far, which ends here; what is open goes on in the next."""
        inline, whole, parts = self.inline, self._whole, self._parts
        self._whole, self._broken, self._parts = None, -1, []
        if inline.is_blank:
            return None
        size = inline.size
        fields = inline.rich()
        self.inline = Inline()
        for kind, href in self.open:
            self.inline.open(kind, href)
        if fields is None:
            return None
        owner = self.owners[-1]
        language, direction = self.scope.spoken(owner)
        if whole is not None and (whole[1] is None or whole[1] == size):
            language = own_language(owner) or own_language(whole[0]) or language
            direction = own_direction(owner) or own_direction(whole[0]) or direction
        if language is not None:
            fields["language"] = language
        if direction is not None:
            fields["direction"] = direction
        return Run(owner, fields, tuple(parts))


def _has_brackets(reading: Element) -> bool:
    """Whether the page sets brackets around the reading of a ruby itself (`rp`)."""
    before = reading.getprevious()
    return before is not None and name_of(before) == "rp"


def pieces(scope: Scope, root: Element, apart: Apart = nothing_apart) -> Iterator[Run | Element]:
    """What an element holds, in order: its texts, paragraph by paragraph, and the elements that `apart` hands out."""
    walk = _Walk(scope, root)
    walk.inline.text(root.text or "")
    stack: list[tuple[Element, str, Iterator[Element], bool]] = [(root, "", iter(root), False)]
    while stack:
        element, name, children, is_mark = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if name in PHRASING:
                walk.finish(element, name, is_mark)
            else:
                run = walk.flush()
                walk.owners.pop()
                if run is not None:
                    yield run
                yield from walk.waiting
                walk.waiting.clear()
            if stack and element.tail:
                walk.inline.text(element.tail)
            continue
        name = name_of(child)
        how = apart(child) if name else "never"
        if how is not None:
            if how == "after" and not walk.inline.is_blank:
                walk.waiting.append(child)
            elif how in ("now", "after"):
                run = walk.flush()
                if run is not None:
                    yield run
                yield from walk.waiting
                walk.waiting.clear()
                yield child
            if child.tail:
                walk.inline.text(child.tail)
            continue
        if name == "br":
            if walk.line_break() and (run := walk.flush()) is not None:
                yield run
            if child.tail:
                walk.inline.text(child.tail)
            continue
        is_mark = False
        if name in PHRASING:
            is_mark = walk.begin(child, name)
        else:
            run = walk.flush()
            if run is not None:
                yield run
            yield from walk.waiting
            walk.waiting.clear()
            walk.owners.append(child)
        if child.text:
            walk.inline.text(child.text)
        stack.append((child, name, iter(child), is_mark))


def plain_text(scope: Scope, element: Element, apart: Apart = nothing_apart) -> str | None:
    """The text of an element on one line; None where there is nothing to see."""
    texts = [piece.rich["text"] for piece in pieces(scope, element, apart) if isinstance(piece, Run)]
    return canonical(" ".join(texts)) or None


def rich_text(scope: Scope, element: Element, apart: Apart = nothing_apart) -> dict[str, Any] | None:
    """The text of an element as one rich text, its paragraphs as lines; None where there is nothing to see."""
    return joined([piece.rich for piece in pieces(scope, element, apart) if isinstance(piece, Run)])


def joined(texts: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Several rich texts as the lines of one; the language and direction are those of the first."""
    if len(texts) < 2:
        return texts[0] if texts else None
    fields: dict[str, Any] = {name: texts[0][name] for name in ("language", "direction") if name in texts[0]}
    marks: list[dict[str, Any]] = []
    at = 0
    for text in texts:
        marks += [{**mark, "start": mark["start"] + at, "end": mark["end"] + at} for mark in text.get("marks", ())]
        at += len(text["text"]) + 1
    fields["text"] = "\n".join(text["text"] for text in texts)
    if marks:
        fields["marks"] = marks
    return fields
