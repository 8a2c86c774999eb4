"""Text out of the elements of (X)HTML: paragraphs with their marks, language and direction, in document order.

One walk over the tree serves every element; it keeps a stack of its own, so that markup may nest as
deep as it likes, and looks at each element once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from docconv.canonical import SCHEMES
from docconv.formats._inline import Inline, collapsed
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
_NO_TEXT = SILENT | MEDIA
#: Attributes that say nothing of what an element is, how it is shown, or in which language and direction.
SAYS_NOTHING = frozenset(("id", "aria-labelledby", "{http://www.idpf.org/2007/ops}type"))

#: A block of the model as plain data.
Block = dict[str, Any]

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: How far up the tree an inherited language is looked for.
_HIGHEST = 40
#: Of how many elements it is noted what the texts in them inherit.
_MOST_NOTED = 1000
#: How many problems of one kind are told one by one.
MOST_TOLD = 50


def name_of(element: Element) -> str:
    """The name of an element in lower case, without its namespace; empty for comments and the like."""
    return named(element.tag)


@lru_cache(maxsize=512)  # the vocabulary of HTML; what a hostile page names pushes out no more than that
def named(tag: object) -> str:
    """What `name_of` gives for an element of that tag, without a call on the way: for loops over whole pages."""
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


def known_tag(tag: str) -> str | None:
    """As `canonical_tag`; the languages of a page are asked for again and again."""
    return _tag(tag) if len(tag) < _LONGEST_KNOWN else canonical_tag(tag)


_tag = lru_cache(maxsize=256)(canonical_tag)
_LONGEST_KNOWN = 40


def own_direction(element: Element) -> str | None:
    """The direction that the element itself states, unless it only serves the look of the page."""
    given = (element.get("dir") or "").strip().lower()
    return given if given in ("ltr", "rtl") and element.get("data-derived") != "dir" else None


class Inherited(NamedTuple):
    """The language and direction that the texts in an element inherit, each None where it is that of the article, and how
    many elements further up they are stated."""

    language: str | None
    direction: str | None
    distances: tuple[int, int] = (0, 0)

    def said(self) -> dict[str, str]:
        """Language and direction as fields, as far as there are any."""
        given = {"language": self.language, "direction": self.direction}
        return {name: value for name, value in given.items() if value is not None}


#: What texts inherit where it is what the article has.
NOTHING = Inherited(None, None)


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
    _inherited: dict[Element, Inherited] = field(default_factory=dict)

    def tell(self, code: str, message: str, element: Element | None = None) -> None:
        """Report a problem at an element; of one kind, so many."""
        self.told[code] = self.told.get(code, 0) + 1
        if self.told[code] <= MOST_TOLD:
            self.report(problem(code, message, line=None if element is None else line_of(element)))

    def spoken(self, element: Element) -> tuple[str | None, str | None]:
        """The language and direction of the text in a block: its own as they stand, else inherited ones that differ."""
        language = direction = None
        if element.attrib:
            language, direction = own_language(element), own_direction(element)
        if element is not self.root and (language is None or direction is None):
            above = element.getparent()
            if above is not None and (inherited := self.inherited(above)) is not NOTHING:
                return language or inherited.language, direction or inherited.direction
        return language, direction

    def nothing_in(self, element: Element) -> Inherited:
        """Note of an element that what is in it inherits nothing, where that is known."""
        self._inherited[element] = NOTHING
        return NOTHING

    def inherited(self, element: Element) -> Inherited:
        """What the texts in an element inherit; noted for every element up to the root, so that none is asked twice."""
        found = self._inherited.get(element)
        if found is not None:
            return found
        way = []
        at: Element | None = element
        while at is not None and at is not self.root and (found := self._inherited.get(at)) is None:
            way.append(at)
            at = at.getparent()
        if len(self._inherited) > _MOST_NOTED:
            self._inherited.clear()
        inherited = found or NOTHING
        for at in reversed(way):
            inherited = self._inherited[at] = self._turned(at, inherited)
        return inherited

    def _turned(self, element: Element, above: Inherited) -> Inherited:
        """What the texts in an element inherit, given what the element itself does."""
        language, direction, distances = above
        if above is not NOTHING:
            distances = distances[0] + 1, distances[1] + 1
            language = language if distances[0] < _HIGHEST else None
            direction = direction if distances[1] < _HIGHEST else None
        if element.attrib:
            if (own := own_language(element)) and known_tag(own) != self.language:
                language, distances = own, (0, distances[1])
            if (turned := own_direction(element)) and turned != self.direction:
                direction, distances = turned, (distances[0], 0)
        return NOTHING if language is None and direction is None else Inherited(language, direction, distances)

    def address(self, given: str | None, element: Element, *, relative: bool = False) -> str | None:
        """An address as the model can hold it, absolute unless `relative`; None, and a problem, for what leads nowhere."""
        if given is None:
            return None
        given = "".join(given.split()) if "\n" in given or "\t" in given else given.strip()
        scheme, colon, _ = given.partition(":")
        if colon and scheme in SCHEMES:
            return given
        if colon and scheme.isascii() and scheme.replace("+", "a").replace("-", "a").replace(".", "a").isalnum():
            if scheme.lower() in SCHEMES:
                return scheme.lower() + given[len(scheme) :]
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
#: Its name is given with it.
Apart = Callable[["Element", str], str | None]


def nothing_apart(element: Element, name: str) -> str | None:
    """No element is handed out; what is never text is left out."""
    return "never" if name in _NO_TEXT or is_derived(element) else None


def is_derived(element: Element) -> bool:
    """Whether docconv wrote the element for people's sake alone."""
    return element.get("data-derived") not in (None, "dir")


def inside_a_block(element: Element, name: str) -> str | None:
    """What stands by itself inside a quotation, a cell or an item: other blocks, pictures."""
    if name in SET_APART:
        return "never" if is_derived(element) else "now"
    return "after" if name in MEDIA and not is_derived(element) else nothing_apart(element, name)


class _Walk:
    """The state of a walk while a text is open: the text so far and what is open around it.

    `owners` are the blocks that are open, the innermost last.
    """

    __slots__ = ("_broken", "_parts", "_whole", "inline", "open", "owners", "scope", "waiting")

    def __init__(self, scope: Scope, owners: list[Element]) -> None:
        self.scope = scope
        self.inline = Inline()
        self.owners = owners
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

    def ended(self) -> list[Run | Element]:
        """The text so far, which a block ends, and what waited for its end."""
        run, waiting = self.flush(), self.waiting
        self.waiting = []
        return [run, *waiting] if run is not None else [*waiting]

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
    if len(root):
        yield from pieces_from(scope, root, root.text, iter(root), apart)
    elif (run := _alone(scope, root)) is not None:
        yield run


def pieces_from(
    scope: Scope, root: Element, text: str | None, inside: Iterator[Element], apart: Apart
) -> Iterator[Run | Element]:
    """The `pieces` of an element from a place inside it on, at which a paragraph begins: `text`, then the elements `inside`."""
    owners = [root]
    walk: _Walk | None = None  # a text that has begun, or something that one may stand in
    if text and not text.isspace():
        walk = _Walk(scope, owners)
        walk.inline.text(text)
    stack: list[tuple[Element, str, Iterator[Element], bool]] = [(root, "", inside, False)]
    while stack:
        for child in stack[-1][2]:
            name = named(child.tag)
            how = apart(child, name) if name else "never"
            if how is None:
                if name == "br":
                    walk = walk or _Walk(scope, owners)
                    if walk.line_break() and (run := walk.flush()) is not None:
                        yield run
                elif name in PHRASING:
                    walk = walk or _Walk(scope, owners)
                    is_mark = walk.begin(child, name)
                    if child.text:
                        walk.inline.text(child.text)
                    if len(child):
                        stack.append((child, name, iter(child), is_mark))
                        break
                    walk.finish(child, name, is_mark)
                else:
                    if walk is not None:
                        yield from walk.ended()
                        walk = walk if walk.open else None
                    if len(child) or walk is not None:
                        owners.append(child)
                        if child.text and not child.text.isspace():
                            walk = walk or _Walk(scope, owners)
                            walk.inline.text(child.text)
                        stack.append((child, name, iter(child), False))
                        break
                    if (run := _alone(scope, child)) is not None:  # as most paragraphs are
                        yield run
            elif how == "after" and walk is not None and not walk.inline.is_blank:
                walk.waiting.append(child)
            elif how != "never":
                if walk is not None:
                    yield from walk.ended()
                    walk = walk if walk.open else None
                yield child
            if (tail := child.tail) and (walk is not None or not tail.isspace()):
                walk = walk or _Walk(scope, owners)
                walk.inline.text(tail)
        else:
            element, name, _, is_mark = stack.pop()
            if name in PHRASING:
                walk = walk or _Walk(scope, owners)
                walk.finish(element, name, is_mark)
            else:
                if walk is not None:
                    yield from walk.ended()
                    walk = walk if walk.open else None
                owners.pop()
            if stack and (tail := element.tail) and (walk is not None or not tail.isspace()):
                walk = walk or _Walk(scope, owners)
                walk.inline.text(tail)


def _alone(scope: Scope, element: Element) -> Run | None:
    """The text of a block that holds no element; None where there is nothing to see."""
    text = element.text
    if not text or not (text := collapsed(text).strip()):
        return None
    language, direction = scope.spoken(element)
    fields: dict[str, Any] = {"text": text}
    if language is not None:
        fields["language"] = language
    if direction is not None:
        fields["direction"] = direction
    return Run(element, fields)


def plain_text(scope: Scope, element: Element, apart: Apart = nothing_apart) -> str | None:
    """The text of an element on one line; None where there is nothing to see."""
    text = whole_line(element)
    if text is not None:
        return text or None
    texts = [piece.rich["text"] for piece in pieces(scope, element, apart) if isinstance(piece, Run)]
    return canonical(" ".join(texts)) or None


def whole_line(element: Element) -> str | None:
    """The text of an element that holds text alone, or a `bdi` with all of it, on one line; None for any other."""
    if len(element) == 1 and not element.text:
        inside = element[0]
        if named(inside.tag) != "bdi" or inside.tail or is_derived(inside):
            return None
        element = inside
    return None if len(element) else collapsed(element.text or "").strip()


def rich_text(scope: Scope, element: Element, apart: Apart = nothing_apart) -> dict[str, Any] | None:
    """The text of an element as one rich text, its paragraphs as lines; None where there is nothing to see."""
    if not len(element):
        return run.rich if (run := _alone(scope, element)) is not None else None
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
