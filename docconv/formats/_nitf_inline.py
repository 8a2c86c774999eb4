"""Rich text out of NITF, and what the parts of the NITF reader share: `Reading`.

Elements are told by their local names, in any case and namespace: feeds of NITF 3.0 to 3.6 come with
a namespace, another or none. Nothing here recurses, so that depth costs memory alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5
from typing import TYPE_CHECKING, Any

from docconv.canonical import SCHEMES
from docconv.formats._inline import Inline
from docconv.formats._normal_form import as_address
from docconv.formats._xml import DOCCONV, ITS
from docconv.formats._xml_reading import line_of
from docconv.language import canonical_tag
from docconv.problems import Report, Severity, problem
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element

    from docconv.formats._nitf_lifting import Lifted

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ITS_DIR = f"{{{ITS}}}dir"

#: The most problems of one kind that are told of one document.
_MOST_TOLD = 50
#: Of so many values it is known where they stand.
_MOST_PLACES = 100_000


def own(name: str) -> str:
    """The name of an attribute or element of docconv's namespace."""
    return f"{{{DOCCONV}}}{name}"


def name_of(element: _Element) -> str:
    """The local name of an element in lower case; empty for what is no element."""
    return lower_name(element.tag)


@lru_cache(maxsize=512)
def lower_name(tag: object) -> str:
    """What `name_of` gives for an element of that tag, without a call on the way: for the loops over a whole story."""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


class NotAsWrittenError(Exception):
    """Something in a document whose story was lifted out (`_nitf_lifting`) is not as docconv writes it."""


class Reading:
    """One `nitf` element while it is read: its language, what has been kept and told, where fields stand.

    `ours` is whether docconv wrote it: then every text stands in it as it was, and nothing is guessed. `lifted` has the
    lines of the story where they were taken out of the document.
    """

    __slots__ = ("_told", "blocks", "direction", "kept", "language", "lifted", "ours", "places", "report")

    def __init__(self, report: Report, *, ours: bool, lifted: Lifted | None = None) -> None:
        self.report, self.ours, self.lifted = report, ours, lifted
        self.language: str | None = None
        self.direction: str | None = None
        self.kept: dict[str, list[Any]] = {}
        self.places: dict[str, _Element] = {}
        self.blocks: list[_Element] = []  # where each block of the story stands, in order
        self._told: dict[str, int] = {}

    def tell(self, code: str, message: str, element: _Element | None = None, severity: Severity | None = None) -> None:
        """Report a problem at the line of an element; of each code, the first ones."""
        told = self._told[code] = self._told.get(code, 0) + 1
        if told <= _MOST_TOLD:
            self.report(problem(code, message, severity=severity, line=None if element is None else line_of(element)))

    def keep(self, name: str, value: object, element: _Element | None = None) -> None:
        """Keep what has no field as the extension `nitf:name` (R003); what says nothing is not kept."""
        if value in ("", {}, [], None):
            return
        self.kept.setdefault(f"nitf:{name}", []).append(value)
        self.tell("R003", f"{name} has no field; it was kept as the extension nitf:{name}", element)

    def place(self, field: str, element: _Element) -> None:
        """Note where the value of a field stands; of a document beyond all measure, where the first ones do."""
        if len(self.places) < _MOST_PLACES:
            self.places.setdefault(field, element)

    def place_block(self, element: _Element) -> None:
        """Note where the next block of the story stands, with as much measure."""
        if len(self.blocks) < _MOST_PLACES:
            self.blocks.append(element)

    def language_of(self, element: _Element) -> str | None:
        """The language that an element says, where it differs from the article's."""
        tag = element.get(XML_LANG)
        if tag is None or self.ours:
            return tag
        told = canonical_tag(tag)
        return None if told == self.language else told

    def direction_of(self, element: _Element) -> str | None:
        """The direction that an element says, where it differs from the article's."""
        said = direction_said(element)
        return said if self.ours or said != self.direction else None

    def rich(self, element: _Element, aside: list[_Element] | None = None) -> dict[str, Any] | None:
        """The fields of the rich text that an element holds; `aside` receives blocks that stand inside it."""
        whole = lines_alone(element) if len(element) else text_alone(element)
        if whole is not None:
            rich: dict[str, Any] = {"text": whole}
            if element.keys():
                language, direction = self.language_of(element), self.direction_of(element)
                if language is not None:
                    rich["language"] = language
                if direction is not None:
                    rich["direction"] = direction
            return rich
        inline = Inline()
        fill(self, inline, element, aside)
        return inline.rich(self.language_of(element), self.direction_of(element))


def direction_said(element: _Element) -> str | None:
    """`ltr` or `rtl`, as `its:dir` (or, against the schema, `dir`) has it."""
    said = (element.get(ITS_DIR) or element.get("dir") or "").strip().lower()
    return said if said in ("ltr", "rtl") else None


# --- text ---------------------------------------------------------------------------------------


def value(element: _Element | None, name: str) -> str | None:
    """The value of an attribute in normal form; None where there is none or it says nothing."""
    given = None if element is None else element.get(name)
    return canonical(given) or None if given else None


def text_alone(element: _Element) -> str | None:
    """The text of an element that holds no other, where it is in normal form already, as most is."""
    text = element.text
    return text if text and is_normal(text) and not len(element) else None


def lines_alone(element: _Element) -> str | None:
    """As `text_alone`, of an element that holds line breaks beside its text."""
    lines = [element.text]
    for child in element:
        if lower_name(child.tag) != "br" or len(child) or child.text:
            return None
        lines.append(child.tail)
    texts = [line for line in lines if line and is_normal(line)]
    return "\n".join(texts) if len(texts) == len(lines) else None


def is_normal(text: str) -> bool:
    """Whether text is in normal form for certain: of white space, only the space is printable."""
    return text.isprintable() and "  " not in text and text[0] != " " != text[-1]


def plain(*elements: _Element) -> str | None:
    """The text of elements on one line; None where there is nothing to see."""
    if len(elements) == 1 and (whole := text_alone(elements[0])) is not None:
        return whole
    inline = Inline()
    for element in elements:
        fill(None, inline, element)
        inline.text(" ")
    return inline.plain()


def stray_texts(element: _Element) -> list[str]:
    """The texts that stand directly in an element that ought to hold elements alone."""
    texts = [element.text, *[child.tail for child in element]]
    return [stray for text in texts if text and not text.isspace() and (stray := canonical(text))]


_EM_CLASSES = {
    "strong": "strong", "b": "strong", "bold": "strong", "code": "code", "tt": "code", "mono": "code", "monospace": "code",
    "sub": "sub", "subscript": "sub", "sup": "sup", "super": "sup", "superscript": "sup", "dateline": None,
}  # fmt: skip
_TAGS = {
    "strong": "strong", "b": "strong", "i": "emphasis", "cite": "emphasis", "sub": "sub", "sup": "sup", "code": "code",
    "tt": "code", "kbd": "code", "samp": "code",
}  # fmt: skip

#: Elements of which a paragraph, item or cell may hold several: each takes lines of its own.
LINES = frozenset(
    "p hl1 hl2 hl3 hl4 block ul ol dl li dt dd bq pre tr caption thead tbody tfoot hr credit note fn body.content div "
    "media-caption media-producer media-metadata table nitf-table media".split()
)
#: Blocks that no line of text can show: a paragraph or item in which they stand hands them on.
ASIDE = frozenset("media table nitf-table ul ol dl bq fn note pre".split())


def fill(
    reading: Reading | None, inline: Inline, element: _Element, aside: list[_Element] | None = None, *, whole: bool = False
) -> None:
    """Give `inline` the text and marks that an element holds; `whole` counts the element itself and what follows it.

    Without a `reading` marks are of no interest and nothing is told.
    """
    frames: list[tuple[Iterator[_Element], _Element | None, int]]
    if whole:
        frames = [(iter((element,)), None, 0)]
    else:
        inline.text(element.text or "")
        frames = [(iter(element), None, 0)]
    while frames:
        children, parent, marks = frames[-1]
        child = next(children, None)
        if child is None:
            frames.pop()
            if parent is not None:
                _leave(inline, parent, marks)
            continue
        name = lower_name(child.tag)
        if name == "br" and not len(child) and not child.text:
            inline.line_break()
            inline.text(child.tail or "")
        elif not name:
            inline.text(_entity(reading, child))
            inline.text(child.tail or "")
        elif name in ASIDE and aside is not None:
            aside.append(child)
            inline.text(child.tail or "")
        else:
            _enter(inline, child, name)
            kinds = [] if reading is None else _marks(reading, child, name)
            for kind, href in kinds:
                inline.open(kind, href)
            inline.text(child.text or "")
            frames.append((iter(child), child, len(kinds)))


def _enter(inline: Inline, element: _Element, name: str) -> None:
    """What has to stand before the text of an element."""
    if name == "br" or name in LINES:
        inline.line_break()
        return
    before = element.getprevious()
    if before is None or before.tail:
        return
    beside = name_of(before)
    if name[:5] == beside[:5] == "name." or {name, beside} <= {"td", "th"}:
        inline.text(" ")
    elif name == "denom" and beside == "numer":
        inline.text("/")


def _leave(inline: Inline, element: _Element, marks: int) -> None:
    for _ in range(marks):
        inline.close()
    if name_of(element) in LINES:
        inline.line_break()
    inline.text(element.tail or "")


def _marks(reading: Reading, element: _Element, name: str) -> list[tuple[str, str | None]]:
    if name == "em":
        classes = (element.get("class") or "").lower().split()
        kinds = [_EM_CLASSES[one] for one in classes if one in _EM_CLASSES]
        return [(kind, None) for kind in kinds if kind] if kinds else [("emphasis", None)]
    if name == "a":
        href = _address(reading, element)
        return [("link", href)] if href else []
    kind = _TAGS.get(name)
    return [(kind, None)] if kind else []


def _address(reading: Reading, element: _Element) -> str | None:
    href = element.get("href")
    if reading.ours or not href:
        return href or None
    address = as_address(href)
    if address is None or address.partition(":")[0] not in SCHEMES or ":" not in address:
        reading.tell("R002", f"the address of a link was left out, its text was kept: {href[:80]!r}", element)
        return None
    return address


def _entity(reading: Reading | None, node: _Element) -> str:
    """What an entity stands for, if HTML knows it; comments and processing instructions are nothing."""
    text = node.text or ""
    if not str(node).startswith("&"):
        return ""
    known = html5.get(text[1:])
    if known is None and reading is not None:
        reading.tell("R002", f"an entity has no meaning here and was left out: {text[:40]}", node.getparent())
    return known or ""


# --- what has no field --------------------------------------------------------------------------


def attributes_of(element: _Element, *without: str) -> dict[str, Any]:
    """The attributes of an element that say something, by their local names."""
    named = {str(name).rpartition("}")[2]: canonical(str(given)) for name, given in element.attrib.items()}
    return {name: given for name, given in named.items() if given and name not in without}


def as_json(element: _Element, *without: str, depth: int = 12) -> dict[str, Any]:
    """An element as JSON: its attributes by name, its own text as `text`, a list for each kind of its children.

    >>> from lxml import etree
    >>> as_json(etree.fromstring('<del-list><from-src src-name="a"/><from-src src-name="b"/></del-list>'))
    {'from-src': [{'src-name': 'a'}, {'src-name': 'b'}]}
    """
    made = attributes_of(element, *without)
    own_text = canonical(" ".join([element.text or "", *(child.tail or "" for child in element)]))
    if own_text or depth == 0:
        text = plain(element)
        return made | ({"text": text} if text else {})
    children: dict[str, list[Any]] = {}
    for child in element:
        if name := name_of(child):
            children.setdefault(name, []).append(as_json(child, depth=depth - 1))
    return made | children
