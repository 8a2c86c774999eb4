"""The lines of a story in NITF, as docconv writes them, as sections, blocks and related pages.

docconv writes each block of a story on lines of its own (`_xml.Markup`). Blocks that are text alone are read from their
lines; one that is not (a paragraph with links in it, a quotation, a table) is parsed by itself and read as everywhere else.
Nothing is guessed: a line that is not as docconv writes it raises `NotAsWrittenError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from docconv.formats._markup import start_tag
from docconv.formats._nitf_blocks import shown_by
from docconv.formats._nitf_inline import NotAsWrittenError, Reading, name_of
from docconv.formats._nitf_story import Story
from docconv.formats._xml_reading import parse_source
from docconv.patterns import lazy_pattern
from docconv.problems import Report

if TYPE_CHECKING:
    from lxml.etree import _Element

#: How many tags a block may have that is parsed by itself: parsers refuse what is deep.
_MOST_TAGS = 200


class StoryLines:
    """The lines between `<body.content>` and its end, of which the outermost are indented by `indent`.

    Texts are taken as they stand between the tags: what the model refuses of them would be told, and so is read in the usual way.
    """

    __slots__ = ("_blocks", "_indent", "_lines", "_opening", "_reading", "_related", "_sections", "apart")

    def __init__(self, lines: Iterator[str], indent: str, reading: Reading) -> None:
        self._lines, self._reading = lines, reading
        self._indent = indent + "  "  # what stands in a block
        self._sections: list[dict[str, Any]] = []
        self._opening: list[dict[str, Any]] = []  # the blocks before the first heading
        self._blocks = self._opening  # those of the section that is open; an empty one stands for one that is parsed by itself
        self._related: list[dict[str, Any]] = []
        self.apart: list[str] = []  # the blocks that are parsed by themselves

    def read(self, story: Story, holder: _Element, end: str | None = None) -> None:
        """Read the lines into `story`, up to the line `end`; `holder` is an element in which the same prefixes are declared.

        Raises `NotAsWrittenError`.
        """
        for line in self._lines:
            opening = line.removeprefix(self._indent[2:])
            if opening in _LEVELS:
                self._section(_LEVELS[opening])
            elif opening == _RELATED:
                self._group()
            elif line == end:
                break
            else:
                raise NotAsWrittenError
        else:
            if end is not None:
                raise NotAsWrittenError
        sections = [{"blocks": self._opening}, *self._sections] if self._opening else self._sections
        if self.apart:
            self._take(story, sections, parsed(self.apart, holder, self._reading.report))
        else:
            story.sections = sections
            story.has_begun = any(block["type"] == "paragraph" for section in sections for block in section["blocks"])
        story.related = self._related

    def _take(self, story: Story, sections: list[dict[str, Any]], apart: Iterable[_Element]) -> None:
        """Give the sections to a story, in which the blocks that were parsed are read where they stand."""
        elements = iter(apart)
        for section in sections:
            story.sections.append({**section, "blocks": []})
            for block in section["blocks"]:
                if block:
                    story.take(block)
                else:
                    element = next(elements)
                    story.block(element, name_of(element), depth=2)

    # --- what stands in a block -----------------------------------------------------------------------

    def _section(self, level: int) -> None:
        """The lines of a `block` that is a section, without the first."""
        indent, blocks = self._indent, self._blocks
        start, end, at = f"{indent}<p>", f"{indent[2:]}</block>", len(indent)
        for line in self._lines:
            if line.startswith(start) and line.endswith("</p>"):  # as most of a story
                text = line[at + 3 : -4]
                if text and "<" not in text and ">" not in text and "&" not in text:
                    blocks.append({"type": "paragraph", "text": text})
                    continue
            if line == end:
                return
            if not line.startswith(indent):
                break
            opening = line[at:]
            if opening in _KINDS:
                lines = self._until(f"{indent}</media>")
                self._add(_figure(self._reading, _KINDS[opening], lines), opening, lines)
                continue
            tag, text = leaf(opening)
            if tag == "<hl2":
                if not text.isprintable() and NOT_XML.search(text):  # a heading is mended without a word
                    break
                blocks = self._blocks = []
                self._sections.append({"heading": text, "level": level, "blocks": blocks})
            elif tag == "<p" or tag == '<p lede="true"':
                blocks.append({"type": "paragraph", "text": text})
            else:
                self._other(opening)
        raise NotAsWrittenError

    def _other(self, opening: str) -> None:
        """A list, or what is to be parsed, by the line it begins with."""
        name = opening[1:].partition(">")[0].partition(" ")[0]
        if name not in _PARSED:
            raise NotAsWrittenError
        lines = [] if opening.endswith(f"</{name}>") else self._until(f"{self._indent}</{name}>")
        self._add(_list(opening == "<ol>", lines) if opening in ("<ul>", "<ol>") else None, opening, lines)

    def _add(self, block: dict[str, Any] | None, opening: str, lines: list[str]) -> None:
        """Add a block; one that could not be made of its lines is to be parsed."""
        if block is None:
            self.apart.append("\n".join([opening, *lines]))
            block = {}
        self._blocks.append(block)

    def _until(self, end: str) -> list[str]:
        """The lines up to one."""
        lines = []
        for line in self._lines:
            lines.append(line)
            if line == end:
                return lines
            if not line.startswith(self._indent):
                break
        raise NotAsWrittenError

    def _group(self) -> None:
        """The lines of a `block` of related pages, without the first."""
        group: dict[str, Any] = {"links": []}
        end = self._indent[2:] + "</block>"
        for line in self._lines:
            if line == end:
                break
            inner = line.removeprefix(self._indent)
            tag, text = leaf(inner)
            if tag == "<hl2" and "heading" not in group:
                group["heading"] = text
            elif inner == "<ul>":
                group["links"] += [_link(item.lstrip(" ")) for item in self._until(self._indent + "</ul>")[:-1]]
            else:
                raise NotAsWrittenError
        else:
            raise NotAsWrittenError
        if not group["links"] and "heading" not in group:
            raise NotAsWrittenError
        self._related.append(group)


_LEVELS = {'<block class="lead">': 1} | {f'<block class="section level-{level}">': level for level in range(1, 6)}
_RELATED = '<block class="related">'
_KINDS = {f'<media class="figure" media-type="{kind}">': kind for kind in ("image", "video", "audio")}
#: Blocks that are parsed by themselves where they are not text alone.
_PARSED = frozenset(("p", "ul", "ol", "bq", "table", "media"))


def parsed(apart: list[str], holder: _Element, report: Report) -> list[_Element]:
    """Blocks as elements, parsed together, with the prefixes of the element they stood in; the lines of each make one."""
    if not apart:
        return []
    if any(markup.count("<") > _MOST_TAGS or is_strange(markup) or "xml:id" in markup for markup in apart):
        raise NotAsWrittenError
    prefixes = {f"xmlns:{prefix}": address for prefix, address in holder.nsmap.items() if prefix is not None}
    markup = "</i><i>".join(apart)
    root = parse_source(f"{start_tag('o', prefixes)}<i>{markup}</i></o>".encode(), report)
    if len(root) != len(apart) or any(len(one) != 1 or one.text or one[0].tail for one in root):
        raise NotAsWrittenError
    return [one[0] for one in root]


# --- blocks that are text alone ---------------------------------------------------------------------


def _figure(reading: Reading, kind: str, lines: list[str]) -> dict[str, Any] | None:
    """A figure whose caption is text alone, of the lines behind the first; None for any other."""
    reference = lines[0].lstrip(" ")
    said = {} if reference == "<media-reference/>" else attributes_of(reference, "media-reference")
    if said is None:
        return None
    figure: dict[str, Any] = {"type": "figure", "media": kind}
    for line in lines[1:-1]:
        tag, text = leaf(line.lstrip(" "))
        if tag == "<media-caption" and "caption" not in figure:
            figure["caption"] = {"text": text}
        elif tag == "<media-producer" and "credit" not in figure:
            figure["credit"] = text
        else:
            return None
    if said:
        figure |= shown_by(reading, said)
    return figure if "caption" in figure or "credit" in figure or "src" in figure else None


def _list(ordered: bool, lines: list[str]) -> dict[str, Any] | None:
    """A list whose items are text alone, of the lines behind the first; None for any other."""
    leaves = [leaf(line.lstrip(" ")) for line in lines[:-1]]
    items = [{"text": text} for tag, text in leaves if tag == "<li"]
    return {"type": "list", "ordered": ordered, "items": items} if items and len(items) == len(leaves) else None


def _link(item: str) -> dict[str, Any]:
    """A related page."""
    tag, title = leaf(item)
    if tag == "<li":
        return {"title": title}
    opening, _, rest = item.partition(">")[2].partition(' rel="related">')
    said = attributes_of(opening + "/>", "a") or {}
    tag, title = leaf("<li>" + rest.removesuffix("</a></li>") + "</li>")
    is_link = item.startswith("<li><a ") and item.endswith("</a></li>") and tag == "<li"
    if not is_link or not said.get("href", "").startswith(("http://", "https://")):
        raise NotAsWrittenError
    return {"title": title, "url": said["href"]}


# --- markup -----------------------------------------------------------------------------------------


def is_strange(markup: str) -> bool:
    """Whether markup has what docconv does not write, or what would make something else of a part than it is in the whole."""
    one_of_two = ("!" in markup and "<!" in markup) or ("?" in markup and "<?" in markup)  # one character is quickly sought
    return one_of_two or ("&" in markup and "&#" in markup)


#: The elements that are read where they hold text alone: how each begins, and how it ends.
_LEAVES = {
    "<p": "/p>", '<p lede="true"': "/p>", "<hl2": "/hl2>", "<li": "/li>", "<media-caption": "/media-caption>",
    "<media-producer": "/media-producer>", "<hl1": "/hl1>", '<hl1 class="derived"': "/hl1>", '<hl2 class="kicker"': "/hl2>",
    "<org": "/org>",
}  # fmt: skip


def leaf(markup: str) -> tuple[str, str]:
    """How an element that holds text alone begins, and its text; both empty for what is anything else.

    >>> leaf("<p>Tides &amp; times</p>"), leaf("<p>The <em>Osprey</em></p>")
    (('<p', 'Tides & times'), ('', ''))
    """
    opening, _, rest = markup.partition(">")
    text, _, end = rest.partition("<")
    if not text or end != _LEAVES.get(opening) or ">" in text:
        return "", ""
    return opening, unescaped(text) if "&" in text else text


def attributes_of(tag: str, name: str) -> dict[str, str] | None:
    """The attributes that an empty element of a name has, in a line; None for what is anything else.

    >>> attributes_of('<a href="https://example.org/?a&amp;b"/>', "a"), attributes_of('<a href="x" href="y"/>', "a")
    ({'href': 'https://example.org/?a&b'}, None)
    """
    if not (tag.startswith(f"<{name} ") and tag.endswith("/>")):
        return None
    parts = tag[len(name) + 1 : -2].split('"')
    names, values = parts[:-1:2], parts[1::2]
    said = {each[1:-1]: unescaped(value) for each, value in zip(names, values, strict=False)}
    is_well_formed = len(said) == len(names) == len(values) and not parts[-1]
    if not is_well_formed or not all(each[:1] == " " and each[-1:] == "=" and each[1:-1] in _ATTRIBUTES for each in names):
        return None
    return said if all(value.isprintable() and "<" not in raw for value, raw in zip(said.values(), values, strict=True)) else None


#: The attributes of a reference to a picture and of a link, as docconv writes them.
_ATTRIBUTES = frozenset(("source", "mime-type", "width", "height", "alternate-text", "source-credit", "href"))
#: Of what is not printable: what XML has not.
NOT_XML = lazy_pattern("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}


def unescaped(markup: str) -> str:
    """Text without references to characters; raises `NotAsWrittenError` for others than the four that docconv writes."""
    first, *others = markup.split("&")
    pieces = [first]
    for other in others:
        name, semicolon, after = other.partition(";")
        if not semicolon or name not in _CHARACTERS:
            raise NotAsWrittenError
        pieces += (_CHARACTERS[name], after)
    return "".join(pieces)
