"""Figures, embeds, lists and tables out of NITF: blocks that hold no blocks of an article.

Foreign media have several references (renditions of one picture), captions and producers; the largest
rendition is taken, texts are joined, what has no field is kept as an extension.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docconv.formats._inline import Inline
from docconv.formats._nitf import media_type
from docconv.formats._nitf_inline import Reading, as_json, attributes_of, fill, lower_name, name_of, plain, stray_texts
from docconv.formats._normal_form import as_address
from docconv.formats._xml_reading import local
from docconv.patterns import lazy_pattern
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element

_WHOLE = lazy_pattern(r"([1-9][0-9]{0,9})(?:\.0+)?(?:\s*px)?")
_KINDS = {"image": "image", "photo": "image", "picture": "image", "graphic": "image", "video": "video", "audio": "audio"}
#: Attributes of a reference that a figure has a field for, or that say nothing about the picture.
_PLACED = (
    "source", "data-location", "mime-type", "width", "height", "alternate-text", "source-credit", "units", "noflow", "id",
    "class", "style", "lang",
)  # fmt: skip


# --- media ------------------------------------------------------------------------------------------


def figure_or_embed(reading: Reading, element: _Element) -> dict[str, Any] | None:
    """A `media` element as a figure, or as an embed where it is neither picture nor film nor recording."""
    references: list[_Element] = []
    captions: list[_Element] = []
    producers: list[_Element] = []
    others: dict[str, list[_Element]] = {}
    for child in element:
        name = lower_name(child.tag)
        if name == "media-reference":
            references.append(child)
        elif name == "media-caption":
            captions.append(child)
        elif name == "media-producer":
            producers.append(child)
        else:
            others.setdefault(name, []).append(child)
    reference = references[0] if len(references) == 1 else max(references, key=_area, default=None)
    for other in references:
        if other is not reference:
            reading.keep("media-reference", as_json(other), other)
    said = {} if reference is None else {str(name): str(given) for name, given in reference.items()}
    _keep_the_rest(reading, element, reference, others)
    source = _given(said, "source") or _given(said, "data-location")
    kind = _kind(element, said, source)
    if kind is None or "embed" in (element.get("class") or "").lower().split():
        embed = _embed(reading, [*captions, *producers], said, source)
        if embed is not None:
            return embed
    figure: dict[str, Any] = {"type": "figure"}
    if kind not in (None, "image"):
        figure["media"] = kind
    if (caption := _caption(reading, captions)) is not None:
        figure["caption"] = caption
    if (credit := _credit(reading, producers, said)) is not None:
        figure["credit"] = credit
    if said:
        figure |= shown_by(reading, said, reference)
    if source is None and caption is None and credit is None:
        reading.tell("R002", "a media element without address, caption or credit was left out", element)
        return None
    return figure


def shown_by(reading: Reading, said: dict[str, str], reference: _Element | None = None) -> dict[str, Any]:
    """What the attributes of a reference say of its picture."""
    alt = said.get("alternate-text")
    return _without_none({
        "src": _given(said, "source") or _given(said, "data-location"),
        "alt": None if alt is None else canonical(alt),
        "source": _given(said, "source-credit"),
        "width": _pixels(reading, said, "width", reference),
        "height": _pixels(reading, said, "height", reference),
    })  # fmt: skip


def _given(said: dict[str, str], name: str) -> str | None:
    """As `value`, of the attributes of an element that is asked for several."""
    given = said.get(name)
    return canonical(given) or None if given else None


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: given for name, given in fields.items() if given is not None}


def _area(reference: _Element) -> int:
    sizes = [_WHOLE.fullmatch((reference.get(name) or "").strip()) for name in ("width", "height")]
    known = [int(size[1]) for size in sizes if size]
    return known[0] * known[1] if len(known) == 2 else 0


def _kind(element: _Element, said: dict[str, str], source: str | None) -> str | None:
    """image, video or audio: by the type that is said, else by the media type or the end of the address."""
    kind = (element.get("media-type") or "").strip().lower()
    if kind in _KINDS:
        return _KINDS[kind]
    mime = _given(said, "mime-type") or media_type(source) or ""
    return _KINDS.get(mime.partition("/")[0].lower()) or (None if kind else "image")


def _embed(reading: Reading, texts: list[_Element], said: dict[str, str], source: str | None) -> dict[str, Any] | None:
    url = source if reading.ours else as_address(source) if source else None
    if url is None or not url.startswith(("http://", "https://")):
        return None
    provider = _given(said, "source-credit")
    return {"type": "embed", "url": url} | _without_none({"provider": provider, "text": plain(*texts)})


def _caption(reading: Reading, captions: list[_Element]) -> dict[str, Any] | None:
    if len(captions) == 1:
        return reading.rich(captions[0])
    inline = Inline()
    for caption in captions:
        inline.line_break()
        fill(reading, inline, caption)
    return inline.rich()


def _credit(reading: Reading, producers: list[_Element], said: dict[str, str]) -> str | None:
    names = [text for child in producers if (text := plain(child))]
    if names:
        return ", ".join(dict.fromkeys(names))
    return None if reading.ours else _given(said, "copyright")


def _pixels(reading: Reading, said: dict[str, str], name: str, reference: _Element | None) -> int | None:
    given = _given(said, name)
    if given is None:
        return None
    size = _WHOLE.fullmatch(given)
    if size is None or int(size[1]) >= 2**31:
        reading.tell("R002", f"the {name} of a picture was left out: {given[:40]!r} is no number of pixels", reference)
        return None
    return int(size[1])


def _keep_the_rest(reading: Reading, element: _Element, reference: _Element | None, parts: dict[str, list[_Element]]) -> None:
    for name, children in parts.items():
        for child in children:
            if name == "media-object":
                reading.tell("R002", "the data inside a media element were left out: an article refers to its pictures", child)
            elif name:
                reading.keep(local(child), as_json(child), child)
    for stray in stray_texts(element):
        reading.keep("media", {"text": stray}, element)
    if reference is not None and not reading.ours:
        rest = attributes_of(reference, *_PLACED)
        text = plain(reference)
        reading.keep("media-reference", rest | ({"text": text} if text else {}), reference)


# --- lists ------------------------------------------------------------------------------------------


def list_items(reading: Reading, element: _Element, aside: list[_Element], depth: int) -> list[dict[str, Any]]:
    """The items of a list; those of lists inside it follow the item they stand in. `aside` receives other blocks."""
    items: list[dict[str, Any]] = []
    stray = _said(element.text)
    if stray:
        items.append({"text": stray})
    for child in element:
        inside: list[_Element] | None = [] if depth > 0 and len(child) else None
        rich = reading.rich(child, inside) if name_of(child) else None
        if rich is not None:
            items.append(rich)
        for block in inside or ():
            if name_of(block) in ("ul", "ol", "dl"):
                items += terms(reading, block) if name_of(block) == "dl" else list_items(reading, block, aside, depth - 1)
            else:
                aside.append(block)
        tail = _said(child.tail)
        if tail:
            items.append({"text": tail})
    return items


def _said(text: str | None) -> str:
    """A stretch of text between elements in normal form; most are white space."""
    return "" if text is None or text.isspace() else canonical(text)


def terms(reading: Reading, element: _Element) -> list[dict[str, Any]]:
    """The entries of a definition list: each term, strong, and what it means on the lines below it."""
    items: list[dict[str, Any]] = []
    inline = Inline()
    seen_meaning = False
    for child in element:
        term = name_of(child) == "dt"
        if term and seen_meaning:
            items.append(inline.rich() or {})
            inline, seen_meaning = Inline(), False
        inline.line_break()
        if term:
            inline.open("strong")
        fill(reading, inline, child)
        if term:
            inline.close()
        seen_meaning = seen_meaning or not term
    items.append(inline.rich() or {})
    items += [{"text": stray} for stray in stray_texts(element)]
    return [item for item in items if item]


# --- tables -----------------------------------------------------------------------------------------


def table(reading: Reading, element: _Element) -> dict[str, Any] | None:
    """A table; without a head of its own, first rows of header cells alone are its head."""
    headers: list[list[dict[str, Any]]] = []
    rows: list[list[dict[str, Any]]] = []
    feet: list[list[dict[str, Any]]] = []
    caption = None
    for child in element:
        name = name_of(child)
        if name == "caption" and caption is None:
            caption = reading.rich(child)
        elif name == "thead":
            headers += _rows(reading, child)
        elif name == "tfoot":
            feet += _rows(reading, child)
        elif name == "tbody":
            rows += _rows(reading, child)
        elif name and name not in ("col", "colgroup"):
            rows += [row] if (row := _row(reading, child)) else []
    rows += [[{"text": stray}] for stray in stray_texts(element)]
    if not headers and not rows and not feet:
        return None
    header_rows = len(headers) or _rows_of_headers(element)
    made: dict[str, Any] = {"type": "table", "rows": headers + rows + feet}
    if header_rows:
        made["header_rows"] = header_rows
    return made | ({"caption": caption} if caption else {})


def _rows(reading: Reading, part: _Element) -> list[list[dict[str, Any]]]:
    """The rows of a part of a table; what stands beside them is a row of its own."""
    rows = [cells for row in part if name_of(row) and (cells := _row(reading, row))]
    return rows + [[{"text": stray}] for stray in stray_texts(part)]


def _rows_of_headers(element: _Element) -> int:
    """How many of the first rows hold header cells alone."""
    count = 0
    for row in element.iter():
        if name_of(row) == "tr" and len(row):
            if any(name_of(cell) != "th" for cell in row):
                break
            count += 1
    return count


def _row(reading: Reading, row: _Element) -> list[dict[str, Any]]:
    if name_of(row) != "tr":
        rich = reading.rich(row)
        return [] if rich is None else [rich]
    cells: list[dict[str, Any]] = []
    for cell in row:
        if not name_of(cell):
            continue
        if cell.get("rowspan") or cell.get("colspan"):
            reading.tell("R005", "a cell spans several rows or columns, which an article has not", cell, severity="info")
        rich = reading.rich(cell)
        if rich is None:
            language, direction = reading.language_of(cell), reading.direction_of(cell)
            rich = {"text": ""} | _without_none({"language": language, "direction": direction})
        cells.append(rich)
    return cells + [{"text": stray} for stray in stray_texts(row)]
