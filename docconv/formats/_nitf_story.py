"""The story in NITF, `body.content`, as sections and blocks, and related pages.

docconv writes a `block` for each section and each group of related pages, and says which by `class`.
Others put paragraphs anywhere, headings as `hl2` among them, blocks for sidebars: those are one
text, in the order of the document, cut at its headings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from docconv.formats._inline import Inline
from docconv.formats._nitf_blocks import figure_or_embed, list_items, table, terms
from docconv.formats._nitf_inline import Reading, as_json, fill, lower_name, name_of, plain, stray_texts, value
from docconv.formats._normal_form import as_address
from docconv.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Containers nest no deeper than this; what is deeper is read as lines of text.
DEEPEST = 100

_LEVEL = lazy_pattern("(?:^| )level-([1-5])(?: |$)")

#: What may stand in a line of text.
_INLINE = frozenset(
    "a alt-code br chron city classifier copyrite country em event frac function lang location money num object.title org "
    "person postaddr pronounce q region state sublocation sub sup virtloc b i u s strong small code tt span font cite kbd "
    "samp ruby big strike abbr".split()
)
_HEADINGS = {"hl1": 1, "hl2": 1, "hl3": 2, "hl4": 3, "h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 5}
#: Blocks that no paragraph holds, unless its end is missing.
_WHOLE = frozenset("p block hl1 hl2 hedline body.content".split())
#: Blocks that stand beside a quotation and not in it.
_NO_TEXT = frozenset({"figure", "embed", "table"})
#: What may open a block and is about it, not of it.
_ABOUT = frozenset("tobject key-list nitf-table-metadata".split())
#: What is read by others: the head and its children where there is no head, and the parts of the body beside its content.
APART = frozenset("head body.head body.end title meta tobject iim docdata pubdata revision-history".split())
#: What belongs above the story; read from here when it stands there instead.
_ABOVE = frozenset("hedline headline byline dateline distributor abstract rights bytag".split())


class Story:
    """The blocks of a text by section, while it is read; `main` is whether the text is the article's own."""

    __slots__ = ("astray", "dateline", "has_begun", "main", "reading", "related", "sections")

    def __init__(self, reading: Reading, *, main: bool = False) -> None:
        self.reading, self.main = reading, main
        self.sections: list[dict[str, Any]] = []
        self.related: list[dict[str, Any]] = []
        self.astray: list[_Element] = []
        self.dateline: _Element | None = None
        self.has_begun = False

    def read(self, element: _Element, kind: str = "body.content", depth: int = 0, level: int = 1) -> None:
        """Read the children of a container, in order; `level` is that of its headings."""
        run = _Run(self, kind, element)
        text = element.text
        if text and not text.isspace():
            run.text(text, element)
        for child in element:
            name = lower_name(child.tag)
            if not name or name in _INLINE:
                run.inline(child)
                continue
            if run.begun:
                run.end()
            if name == "p" and depth < DEEPEST and not len(child):  # as most of a story
                self._paragraph(child, None)
            elif name in _HEADINGS:
                self.heading(child, level if name == "hl2" else _HEADINGS[name])
            else:
                self.block(child, name, depth)
            tail = child.tail
            if tail and not tail.isspace():
                run.text(tail, child)
        run.end()

    def add(self, block: dict[str, Any] | None, element: _Element) -> None:
        """Add a block to the section that is open."""
        if block is None:
            return
        if not self.sections:
            self.sections.append({"blocks": []})
        self.sections[-1]["blocks"].append(block)
        if self.main:
            self.reading.place_block(element)

    def heading(self, element: _Element, level: int = 1) -> None:
        """Open a section."""
        text = plain(element)
        if text is not None:
            if self.main:
                self.reading.place(f"/body/{len(self.sections)}", element)
            self.sections.append({"heading": text, "level": level, "blocks": []})

    def take(self, block: dict[str, Any]) -> None:
        """Add a block that was read elsewhere; a paragraph among them opens with no dateline."""
        self.has_begun = self.has_begun or block["type"] == "paragraph"
        if not self.sections:
            self.sections.append({"blocks": []})
        self.sections[-1]["blocks"].append(block)

    def blocks(self) -> Iterator[dict[str, Any]]:
        """Every block, headings as paragraphs: for where there are no sections."""
        for section in self.sections:
            if "heading" in section:
                yield {"type": "paragraph", "text": section["heading"]}
            yield from section["blocks"]

    def texts(self) -> Iterator[dict[str, Any]]:
        """Every running text as rich text, for where there is place for texts alone."""
        for block in self.blocks():
            match block["type"]:
                case "paragraph":
                    yield {name: given for name, given in block.items() if name != "type"}
                case "quote":
                    yield from block["paragraphs"]
                    if "attribution" in block:
                        yield {"text": block["attribution"]}
                case "list":
                    yield from block["items"]
                case "table":
                    yield from (cell for row in block["rows"] for cell in row if cell["text"])
                case "figure" if "caption" in block:
                    yield block["caption"]

    # --- kinds of blocks ----------------------------------------------------------------------------

    def block(self, element: _Element, name: str, depth: int) -> None:
        """Read what is no text and no heading, by its name."""
        if depth >= DEEPEST:
            self._paragraph(element, None)
        elif depth == 0 and self.main and name in APART:
            return
        elif name in _ABOVE and depth <= 1 and self.main:
            self.reading.tell("R004", f"{name} stands in the text instead of above it", element)
            self.astray.append(element)
        elif name in _ABOUT:
            self.reading.keep(name, as_json(element), element)
        elif name in _READERS:
            _READERS[name](self, element, depth)
        else:
            self._unknown(element, name, depth)

    def _paragraph(self, element: _Element, aside: list[_Element] | None) -> None:
        rich = self.reading.rich(element, aside)
        if rich is not None:
            if self.main and not self.has_begun:
                self._find_dateline(element)
            rich["type"] = "paragraph"
            self.add(rich, element)

    def _find_dateline(self, element: _Element) -> None:
        """The dateline that opens the first paragraph, as docconv marks it."""
        self.has_begun = True
        first = next(iter(element), None)
        if first is not None and name_of(first) == "em" and first.get("class") == "dateline":
            self.dateline = first

    def beside(self, elements: list[_Element], depth: int) -> None:
        """Blocks that stood inside a text follow it."""
        for element in elements:
            self.block(element, name_of(element), depth + 1)

    def _unknown(self, element: _Element, name: str, depth: int) -> None:
        self.reading.tell("R005", f"the element {name[:60]} is not known here; its text was kept", element)
        if any((inner := name_of(child)) and inner not in _INLINE for child in element):
            self.read(element, name, depth + 1)
        else:
            self._paragraph(element, None)

    def group(self, element: _Element, depth: int) -> None:
        """A `block` of class `related`: a heading and links."""
        links: list[dict[str, Any]] = []
        group: dict[str, Any] = {"links": links}
        links += [{"title": stray} for stray in stray_texts(element)]
        for child in element:
            name = name_of(child)
            if name in _HEADINGS and "heading" not in group and (heading := plain(child)):
                group["heading"] = heading
            elif name in ("ul", "ol"):
                links += [link for item in child if (link := self._link(item))]
            elif name in ("p", "a"):
                links += [link for link in [self._link(child)] if link]
            elif name:
                self.block(child, name, depth + 1)
        if links or "heading" in group:
            self.reading.place(f"/related/{len(self.related)}", element)
            self.related.append(group)

    def _link(self, item: _Element) -> dict[str, Any] | None:
        title = plain(item)
        if title is None:
            return None
        addresses = (part.get("href") for part in item.iter() if name_of(part) == "a")
        given = next((address for address in addresses if address), None)
        url = given if self.reading.ours or given is None else as_address(given)
        if url is not None and url.startswith(("http://", "https://")):
            return {"title": title, "url": url}
        if given is not None:
            self.reading.tell("R002", f"the address of a related page was left out: {given[:80]!r}", item)
        return {"title": title}

    def quotes(self, element: _Element, depth: int) -> None:
        """A `bq`: blocks and after them the credit, which may come again and again."""
        inner = Story(self.reading)
        run = _Run(inner, "bq", element)
        run.text(element.text, element)
        for child in element:
            name = name_of(child)
            if not name or name in _INLINE:
                run.inline(child)
                continue
            run.end()
            if name == "credit":
                self._quote(inner, plain(child), element)
                inner = Story(self.reading)
                run = _Run(inner, "bq", element)
            elif name in _HEADINGS:
                inner.heading(child)
            else:
                inner.block(child, name, depth + 1)
            run.text(child.tail, child)
        run.end()
        self._quote(inner, value(element, "quote-source"), element)

    def _quote(self, inner: Story, attribution: str | None, element: _Element) -> None:
        blocks = list(inner.blocks())
        apart = [block for block in blocks if block["type"] in _NO_TEXT]
        inner.sections = [{"blocks": [block for block in blocks if block["type"] not in _NO_TEXT]}]
        paragraphs = list(inner.texts())
        if paragraphs:
            quote: dict[str, Any] = {"type": "quote", "paragraphs": paragraphs}
            self.add(quote | ({"attribution": attribution} if attribution else {}), element)
        for block in apart:
            self.add(block, element)


class _Run:
    """Text that stands directly in a container: each stretch of it between two blocks, or two line breaks, becomes a paragraph.

    A container of the kind "" is a paragraph itself.
    """

    __slots__ = ("_around", "_element", "_inline", "_kind", "_story", "begun")

    def __init__(self, story: Story, kind: str, around: _Element) -> None:
        self._story, self._kind, self._around = story, kind, around
        self._inline: Inline | None = None
        self._element: _Element | None = None
        self.begun = False

    def _begin(self, element: _Element) -> Inline:
        if self._inline is None:
            self._inline, self._element, self.begun = Inline(), element, True
        return self._inline

    def text(self, text: str | None, element: _Element) -> None:
        if text and (self._inline is not None or text.strip()):
            self._begin(element).text(text)

    def inline(self, element: _Element) -> None:
        if _is_second_break(element):
            self.end()
            self.text(element.tail, element)
            return
        fill(self._story.reading, self._begin(element), element, whole=True)

    def end(self) -> None:
        if self._inline is None or self._element is None:
            return
        reading, said = self._story.reading, self._around
        rich = self._inline.rich(*(() if self._kind else (reading.language_of(said), reading.direction_of(said))))
        if rich is not None:
            if self._kind:
                self._story.reading.tell("R004", f"text stands directly in {self._kind}; it became a paragraph", self._element)
            self._story.add({"type": "paragraph", **rich}, self._element)
        self._inline, self.begun = None, False


def _is_second_break(element: _Element) -> bool:
    """Whether a line break follows another: two of them set paragraphs apart."""
    if name_of(element) != "br":
        return False
    before = element.getprevious()
    return before is not None and name_of(before) == "br" and not (before.tail or "").strip()


# --- by name ------------------------------------------------------------------------------------------


def _p(story: Story, element: _Element, depth: int) -> None:
    if any(name_of(child) in _WHOLE for child in element):
        story.reading.tell("R004", "a paragraph holds others; each became one of its own", element)
        story.read(element, "", depth + 1)
        return
    if any(_is_second_break(child) for child in element):
        story.read(element, "", depth + 1)
        return
    aside: list[_Element] = []
    story._paragraph(element, aside)
    story.beside(aside, depth)


def _block(story: Story, element: _Element, depth: int) -> None:
    classes = (element.get("class") or "").lower()
    if "related" in classes.split():
        story.group(element, depth)
        return
    level = _LEVEL.search(classes)
    story.read(element, "block", depth + 1, int(level[1]) if level else 1)


def _media(story: Story, element: _Element, depth: int) -> None:
    story.add(figure_or_embed(story.reading, element), element)


def _list(story: Story, element: _Element, depth: int) -> None:
    aside: list[_Element] = []
    items = list_items(story.reading, element, aside, DEEPEST - depth)
    if items:
        ordered = {"ordered": True} if name_of(element) == "ol" else {}
        story.add({"type": "list", **ordered, "items": items}, element)
    story.beside(aside, depth)


def _terms(story: Story, element: _Element, depth: int) -> None:
    items = terms(story.reading, element)
    if items:
        story.add({"type": "list", "items": items}, element)


def _table(story: Story, element: _Element, depth: int) -> None:
    story.add(table(story.reading, element), element)


def _inside(story: Story, element: _Element, depth: int) -> None:
    story.read(element, name_of(element), depth + 1)


def _content(story: Story, element: _Element, depth: int) -> None:
    lifted = story.reading.lifted
    if lifted is None:
        story.read(element, name_of(element), depth + 1)
    else:
        lifted.read(story, element)


def _note(story: Story, element: _Element, depth: int) -> None:
    """A note or footnote: part of the text where it stands, unless it is for editors alone."""
    if (element.get("type") or "").lower() == "npa":
        story.reading.keep("note", {"type": "npa", "text": plain(element) or ""}, element)
        return
    story.read(element, name_of(element), depth + 1)


def _pre(story: Story, element: _Element, depth: int) -> None:
    inline = Inline()
    inline.lines("".join(map(str, element.itertext())))
    rich = inline.rich()
    if rich is not None:
        story.add({"type": "paragraph", **rich}, element)


def _hr(story: Story, element: _Element, depth: int) -> None:
    story.reading.tell("R005", "a rule between paragraphs was left out", element, severity="info")
    story._paragraph(element, None)


def _line(story: Story, element: _Element, depth: int) -> None:
    story._paragraph(element, None)


_READERS: dict[str, Callable[[Story, Any, int], None]] = {
    "p": _p,
    "block": _block,
    "media": _media,
    "ul": _list,
    "ol": _list,
    "dl": _terms,
    "bq": Story.quotes,
    "table": _table,
    "nitf-table": _inside,
    "custom-table": _line,
    "table-reference": _line,
    "fn": _note,
    "note": _note,
    "pre": _pre,
    "hr": _hr,
    "abstract": _inside,
    "body.content": _content,
    "div": _inside,
    "section": _inside,
    "byline": _line,
    "dateline": _line,
    "copyrite": _line,
    "datasource": _line,
}
