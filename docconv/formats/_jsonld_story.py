"""The story of an article in JSON-LD: its parts, or its text; its pictures; what it cites."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from docconv.canonical import is_web_address
from docconv.formats._html_reading import html_fields
from docconv.formats._json_item import Findings, Node, Value, as_list
from docconv.formats._jsonld_things import Graph, Thing, language_of, text_of, thing, web_address
from docconv.formats._markup_values import element_of, looks_like_markup, plain_paragraphs
from docconv.formats._normal_form import as_address
from docconv.formats._positions import Path
from docconv.patterns import lazy_pattern

Clean = Callable[[str, Path], str]

_MEDIA = {"ImageObject": "image", "Photograph": "image", "VideoObject": "video", "AudioObject": "audio"}
#: Parts nest no deeper than this; what is deeper is left to `articleBody`.
_DEEPEST = 12


@dataclass
class Story:
    """What was made of the story: sections, furniture, other fields; whether from `hasPart`; the plain text beside it.

    `shown` holds the ids of the figures that stand in it.
    """

    sections: list[dict[str, Any]] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    shown: set[int] = field(default_factory=set)
    in_parts: bool = False
    plain: Value | None = None
    path: Path | None = None


def story_of(node: Node, graph: Graph, findings: Findings, *, is_own: bool) -> Story:
    """The story out of `hasPart` where that holds one, else out of `articleBody` (or `text`, or a live blog)."""
    parts = node.peek("haspart")
    reading = _Parts(graph, findings, is_own)
    if parts is not None:
        reading.read(parts.value, parts.path, 0)
    made = reading.story
    body = node.peek("articlebody", "text")
    texts = [text for part in as_list(body) if (text := text_of(part.value, graph)) is not None]
    if body is not None and texts:
        made.plain = Value("\n\n".join(texts), body.path)
        node.done(body)
    if parts is not None and (made.sections or made.furniture):
        node.done(parts)
        made.path = parts.path
    if made.sections:
        made.in_parts = True
        return made
    if made.plain is not None:
        made.path = made.plain.path
        _from_text(made, made.plain, findings, is_own)
    elif (updates := node.take("liveblogupdate")) is not None:
        _live_blog(made, updates, graph, findings)
    return made


def _from_text(made: Story, plain: Value, findings: Findings, is_own: bool) -> None:
    if not is_own and looks_like_markup(plain.value):
        report = findings.within(plain.path, "/body")
        root = element_of(plain.value, report)
        if root is not None:
            fields = html_fields(root, report)
            made.sections = fields.pop("body", [])
            made.furniture += fields.pop("furniture", [])
            made.fields = fields
            return
    text = plain.value if is_own else html.unescape(plain.value)
    paragraphs = [{"text": part} for part in text.split("\n\n")] if is_own else plain_paragraphs(text)
    blocks = [{"type": "paragraph", **paragraph} for paragraph in paragraphs]
    made.sections = [{"blocks": blocks}] if blocks else []


def _live_blog(made: Story, updates: Value, graph: Graph, findings: Findings) -> None:
    """The entries of a live blog, each a section under its headline."""
    made.path = updates.path
    for entry in as_list(updates):
        value = graph.resolved(entry.value)
        if not isinstance(value, dict):
            continue
        node = thing(value, entry.path)
        heading, inner = node.peek("headline", "name"), Story()
        body = node.peek("articlebody", "text")
        text = text_of(body.value, graph) if body is not None else None
        if body is not None and text is not None:
            _from_text(inner, Value(text, body.path), findings, False)
        said = text_of(heading.value, graph) if heading is not None else None
        blocks = [block for section in inner.sections for block in section.get("blocks", ())]
        made.sections.append({"heading": html.unescape(said), "blocks": blocks} if said else {"blocks": blocks})


# --- parts ----------------------------------------------------------------------------------------------


class _Parts:
    """The parts of a story while they are read, in their order."""

    def __init__(self, graph: Graph, findings: Findings, is_own: bool) -> None:
        self.graph, self.findings, self.is_own = graph, findings, is_own
        self.story = Story()
        self.seen: set[int] = set()

    def read(self, value: Any, path: Path, depth: int) -> None:
        for entry in sorted(as_list(Value(value, path)), key=self.position):
            part = self.graph.resolved(entry.value)
            if isinstance(part, str) and depth > 0:
                self.block({"type": "paragraph", "text": part})
            elif isinstance(part, dict) and id(part) not in self.seen:  # references may run in circles
                self.seen.add(id(part))
                self.part(thing(part, entry.path), depth)

    def position(self, entry: Value) -> float:
        part = self.graph.resolved(entry.value)
        said = thing(part, ()).text("position") if isinstance(part, dict) else None
        try:
            return float(said.value) if said is not None else float("inf")
        except ValueError:
            return float("inf")

    def part(self, node: Thing, depth: int) -> None:
        types = node.types
        medium = next((_MEDIA[name] for name in types if name in _MEDIA), None)
        if medium is not None:
            block = figure_of(node, medium, self.graph, lambda text, _: text)
            if block is not None:
                self.story.shown.add(id(node.value))
                self.block(block)
        elif "WPFooter" in types:
            self.story.furniture += self.texts(node, "text")
        elif "Quotation" in types:
            said = node.text("credittext") or node.text("spokenbycharacter")
            quoted = [{"text": text} for text in self.texts(node, "text")]
            if quoted:
                self.block({"type": "quote", "paragraphs": quoted} | ({"attribution": said.value} if said else {}))
        elif "ItemList" in types:
            order = node.text("itemlistorder")
            items = [{"text": text} for text in self.texts(node, "itemlistelement")]
            if items:
                self.block({"type": "list", "ordered": order is not None and "Unordered" not in order.value, "items": items})
        elif "Table" in types:
            self.table(node)
        elif "MediaObject" in types:
            self.embed(node)
        elif depth < _DEEPEST and (not types or "WebPageElement" in types or "CreativeWork" in types):
            self.section_or_paragraph(node, depth)

    def block(self, block: dict[str, Any]) -> None:
        if not self.story.sections:
            self.story.sections.append({"blocks": []})
        self.story.sections[-1]["blocks"].append(block)

    def texts(self, node: Thing, name: str) -> list[str]:
        """Texts, each as it stands; of objects their name or text."""
        found = (text_of(entry.value, self.graph) for entry in as_list(node.peek(name)))
        return [text for text in found if text is not None]

    def section_or_paragraph(self, node: Thing, depth: int) -> None:
        heading, text, inner = node.text("name", "headline"), node.peek("text"), node.peek("haspart")
        if heading is not None:
            self.story.sections.append({"heading": heading.value, "level": min(depth + 1, 5), "blocks": []})
        if text is not None:
            language = node.peek("inlanguage")
            tag = language_of(language.value, self.graph) if language is not None else None
            for part in self.texts(node, "text"):
                for paragraph in [{"text": part}] if self.is_own else plain_paragraphs(html.unescape(part)):
                    self.block({"type": "paragraph", **paragraph} | ({"language": tag} if tag else {}))
        if inner is not None:
            self.read(inner.value, inner.path, depth + 1 if heading is not None else depth)

    def table(self, node: Thing) -> None:
        rows, headers = [], 0
        for entry in as_list(node.peek("haspart")):
            value = self.graph.resolved(entry.value)
            if not isinstance(value, dict):
                continue
            row = thing(value, entry.path)
            cells = value.get("text")
            texts = cells if isinstance(cells, list) else [cells]
            rows.append([{"text": text if isinstance(text, str) else ""} for text in texts])
            selector = row.text("cssselector")
            headers += selector is not None and selector.value.startswith("thead") and headers == len(rows) - 1
        caption = node.text("name", "caption")
        if rows:
            made = {"type": "table", "rows": rows, "header_rows": headers}
            self.block(made | ({"caption": {"text": caption.value}} if caption else {}))

    def embed(self, node: Thing) -> None:
        url, provider, text = node.text("embedurl", "url"), node.peek("provider", "publisher"), node.text("text", "description")
        if url is None:
            return
        name = text_of(provider.value, self.graph) if provider is not None else None
        self.block(
            {"type": "embed", "url": url.value} | ({"provider": name} if name else {}) | ({"text": text.value} if text else {})
        )


# --- pictures ---------------------------------------------------------------------------------------------


def figure_of(node: Thing, medium: str, graph: Graph, clean: Clean) -> dict[str, Any] | None:
    """An ImageObject, VideoObject or AudioObject as a figure; a video that is only shown from elsewhere as an embed."""

    def said(*names: str) -> str | None:
        found = node.peek(*names)
        text = text_of(found.value, graph) if found is not None else None
        return clean(text, node.path) if text is not None else None

    def address(*names: str) -> str | None:
        """An address: as text, even a relative one, or as an object that has it."""
        held = [found.value for name in names if (found := node.peek(name)) is not None]
        texts = (one if isinstance(one, str) else web_address(one, graph) or text_of(one, graph) for one in held)
        return next(filter(None, texts), None)

    src, caption = address("contenturl", "url") if medium == "image" else address("contenturl"), said("caption")
    if src is None and medium == "image" and is_web_address(str(node.value.get("@id", ""))):
        src = str(node.value["@id"])
    alt: str | None = "" if node.value.get("description") == "" else said("description")
    if medium != "image":
        caption = caption or said("name")
    made: dict[str, Any] = {"type": "figure", "media": medium, "src": src, "alt": alt}
    if src is None and medium != "image" and (embedded := address("embedurl", "url")) is not None:
        text = caption or said("name", "description")
        return {"type": "embed", "url": embedded} | ({"text": text} if text else {})
    made |= {
        "caption": {"text": caption} if caption else None,
        "credit": said("credittext", "creator", "author", "copyrightholder"),
    }
    made["source"] = said("sourceorganization")
    for name in ("width", "height"):
        held = node.peek(name)
        pixels = graph.resolved(held.value) if held is not None else None
        if isinstance(pixels, dict):
            value = thing(pixels, ()).peek("value")
            pixels = value.value if value is not None else None
        match = _PIXELS.fullmatch(str(pixels).strip()) if pixels is not None and not isinstance(pixels, bool) else None
        made[name] = int(match[1]) if match and int(match[1]) < 2**31 else None
    made = {name: value for name, value in made.items() if value is not None}
    return made if made.keys() & {"src", "caption", "credit"} else None


_PIXELS = lazy_pattern(r"([1-9][0-9]{0,9})(?:\.0+)?\s*(?:px)?")


def media_figures(
    node: Node, graph: Graph, findings: Findings, story: Story, *, clean: Clean, is_own: bool
) -> tuple[list[dict[str, Any]], list[Value]]:
    """The figures of `image`, `video` and `audio` that do not stand in the story, and what is kept of them besides.

    Of several pictures without captions only the first counts: search engines ask for one picture in several shapes.
    """
    figures: list[dict[str, Any]] = []
    others: list[Value] = []
    known = {
        as_address(str(block.get("src"))) for section in story.sections for block in section.get("blocks", ()) if "src" in block
    }
    for kind in ("image", "video", "audio"):
        held = node.take(kind)
        bare = 0
        left = []
        for entry in as_list(held):
            value = graph.resolved(entry.value)
            if id(value) in story.shown:
                continue
            if isinstance(value, str):
                block: dict[str, Any] | None = {"type": "figure", "media": kind, "src": value}
            else:
                block = figure_of(thing(value, entry.path), kind, graph, clean) if isinstance(value, dict) else None
            if block is None:
                left.append(entry.value)
                continue
            if block.get("src") and as_address(str(block["src"])) in known:
                continue
            is_bare = not (block.keys() & {"caption", "credit", "alt"}) and block["type"] == "figure"
            bare += is_bare
            if is_bare and (bare > 1 or figures) and not is_own:
                left.append(entry.value)
            else:
                figures.append(block)
        if held is not None and left:
            others.append(Value(left, held.path))
    return figures, others


# --- related pages ----------------------------------------------------------------------------------------


def related_groups(cited: Value | None, graph: Graph, *, clean: Clean) -> list[dict[str, Any]]:
    """What an article cites, as related pages: a Collection is a group, anything else a page of one without heading."""
    groups: list[dict[str, Any]] = []
    loose = False
    for entry in as_list(cited):
        value = graph.resolved(entry.value)
        node = thing(value, entry.path) if isinstance(value, dict) else None
        if node is not None and "Collection" in node.types:
            heading = node.text("name")
            links = [link for inner in as_list(node.peek("haspart")) if (link := _link(inner, graph, clean)) is not None]
            if heading is not None or links:
                groups.append({"links": links} | ({"heading": heading.value} if heading else {}))
            loose = False
            continue
        link = _link(entry, graph, clean)
        if link is not None:
            if not loose:
                groups.append({"links": []})
            groups[-1]["links"].append(link)
            loose = True
    return groups


def _link(entry: Value, graph: Graph, clean: Clean) -> dict[str, Any] | None:
    value = graph.resolved(entry.value)
    title = text_of(value, graph)
    url = title if isinstance(value, str) else None
    if isinstance(value, dict):
        found = thing(value, entry.path).peek("url", "@id")
        url = text_of(found.value, graph) if found is not None else None
    title = title or url
    if title is None:
        return None
    address = url if url is not None and is_web_address(url) else as_address(url) if url else None
    link = {"title": clean(title, entry.path)}
    return link | ({"url": address} if address is not None and is_web_address(address) else {})
