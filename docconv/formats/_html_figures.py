"""Figures of (X)HTML: what is shown, with its caption, credit and source; or the other blocks that a figure may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docconv.formats._html_blocks import quote
from docconv.formats._html_inline import (
    HEADINGS,
    MEDIA,
    SET_APART,
    Block,
    Run,
    Scope,
    classes_of,
    is_derived,
    joined,
    name_of,
    nothing_apart,
    pieces,
    plain_text,
    rich_text,
)
from docconv.formats._html_media import medium, pixels_of
from docconv.formats._html_tables import table
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def figure(scope: Scope, element: Element) -> Iterator[Block | Element]:
    """A `figure`: what is shown, its caption, credit and source."""
    if "embed" in classes_of(element) and (found := _own_embed(scope, element)) is not None:
        yield found
        return
    shown: list[Block] = []
    others: list[Element] = []
    texts: list[Run] = []
    legend: Element | None = None
    described: str | None = None
    for piece in pieces(scope, element, _inside_a_figure):
        if isinstance(piece, Run):
            if "alt" in classes_of(piece.element):
                described = canonical(f"{described or ''} {piece.rich['text']}")
            else:
                texts.append(piece)
        elif (name := name_of(piece)) == "figcaption":
            if legend is None:
                legend = piece
            else:
                texts += [one for one in pieces(scope, piece) if isinstance(one, Run)]
        elif name in MEDIA:
            found = medium(scope, piece)
            if found is not None:
                shown.append(found)
        else:
            others.append(piece)
    if others and not shown:  # a quotation, a table, code, or pictures in figures of their own
        yield from ({"type": "paragraph", **run.rich} for run in texts)
        yield from _around(scope, others, legend)
        if described is not None:
            yield {"type": "paragraph", "text": described}
        return
    block = shown[0] if shown else _stand_in(scope, element)
    if legend is not None:
        _caption(scope, legend, block if len(shown) < 2 else shown[-1])
    if described is not None:
        block["alt"] = described
    _correct(scope, element, block)
    if block["type"] == "embed":
        caption = block.get("caption", {}).get("text")
        said = [described, caption or block.get("text"), block.get("credit"), block.get("source")]
        text = canonical(" ".join(filter(None, said)))
        block = {"type": "embed", "url": block["url"], **({"text": text} if text else {})}
    elif texts and "caption" not in block:
        block["caption"] = joined([run.rich for run in texts])
        texts = []
    if block["type"] == "embed" or not block.keys().isdisjoint(("src", "caption", "credit")):
        yield block
    elif described is not None:
        yield {"type": "paragraph", "text": described}
    yield from shown[1:]
    yield from ({"type": "paragraph", **run.rich} for run in texts)
    yield from others


def _inside_a_figure(element: Element) -> str | None:
    name = name_of(element)
    if is_derived(element):
        return "never"
    return "now" if name == "figcaption" or name in MEDIA or name in SET_APART or name in HEADINGS else nothing_apart(element)


def _stand_in(scope: Scope, element: Element) -> Block:
    """A figure whose picture is not in the page."""
    kind = next((name for name in ("video", "audio") if name in classes_of(element)), "image")
    return {"type": "figure", "media": kind}


def _correct(scope: Scope, element: Element, block: Block) -> None:
    """What docconv says of a figure in attributes: the address that the article has, and the size of what is not shown."""
    if block["type"] != "figure":
        return
    kinds = [name for name in ("image", "video", "audio") if name in classes_of(element)]
    if kinds:
        block["media"] = kinds[0]
    if element.get("data-alt") == "":
        block.setdefault("alt", "")
    src = scope.address(element.get("data-src"), element, relative=True)
    if src is not None:
        block["src"] = src
    for name in ("width", "height"):
        if (pixels := pixels_of(element.get(f"data-{name}"))) is not None:
            block[name] = pixels


def _caption(scope: Scope, legend: Element, block: Block) -> None:
    """The caption, the credit and the source out of a `figcaption`."""
    texts = []
    for piece in pieces(scope, legend, _inside_a_caption):
        if isinstance(piece, Run):
            texts.append(piece.rich)
        elif (role := _legend_role(piece)) == "caption":
            if (text := rich_text(scope, piece)) is not None:
                texts.append(text)
        elif role and (words := plain_text(scope, piece)) is not None:
            block[role] = words if role not in block else f"{block[role]} {words}"
    caption = joined(texts)
    if caption is not None:
        block["caption"] = caption


_LEGEND_CLASSES = {
    "caption": "caption", "credit": "credit", "source": "source", "photo-credit": "credit", "image-credit": "credit",
    "photographer": "credit", "copyright": "credit", "attribution": "credit", "credits": "credit", "photo-source": "source",
}  # fmt: skip
_LEGEND_PROPERTIES = {"copyrightHolder": "credit", "author": "credit", "creditText": "credit"}


def _legend_role(element: Element) -> str | None:
    role = next((_LEGEND_CLASSES[name] for name in classes_of(element) if name in _LEGEND_CLASSES), None)
    role = role or _LEGEND_PROPERTIES.get(element.get("itemprop") or "")
    return role or ("credit" if name_of(element) in ("small", "cite") else None)


def _inside_a_caption(element: Element) -> str | None:
    if is_derived(element):
        return "never"
    return "now" if _legend_role(element) else nothing_apart(element)


def _around(scope: Scope, others: list[Element], legend: Element | None) -> Iterator[Block | Element]:
    """A figure that holds other blocks: they stand for it, and take its caption as what it is to them."""
    words: Block = {}
    if legend is not None:
        _caption(scope, legend, words)
    caption = words.get("caption")
    first = others[0]
    if name_of(first) == "blockquote":
        for block in quote(scope, first):
            if isinstance(block, dict) and block["type"] == "quote" and "attribution" not in block and caption is not None:
                block["attribution"] = caption["text"].replace("\n", " ")
                caption = None
            yield block
    elif name_of(first) == "table":
        for block in table(scope, first):
            if isinstance(block, dict) and block["type"] == "table" and "caption" not in block and caption is not None:
                block["caption"], caption = caption, None
            yield block
    else:
        yield first
    yield from others[1:]
    if caption is not None:
        yield {"type": "paragraph", **caption}
    if "credit" in words:
        yield {"type": "paragraph", "text": words["credit"]}


# --- shown from elsewhere ---------------------------------------------------------------------------


def _own_embed(scope: Scope, element: Element) -> Block | None:
    """A `figure.embed` as docconv writes it: its text, and the link under it."""
    url = provider = None
    texts: list[str] = []
    for piece in pieces(scope, element, _embed_parts):
        if isinstance(piece, Run):
            texts.append(piece.rich["text"].replace("\n", " "))
            continue
        link = next((one for one in piece.iter() if name_of(one) == "a"), None)
        shown = plain_text(scope, piece)
        if url is None and link is not None and (url := scope.address(link.get("href"), link)) is not None:
            provider = shown if shown != url else element.get("data-provider")
        elif shown is not None:
            texts.append(shown)
    if url is None:
        return None
    given = {"provider": provider, "text": " ".join(texts)}
    return {"type": "embed", "url": url, **{name: value for name, value in given.items() if value}}


def _embed_parts(element: Element) -> str | None:
    return "now" if "elsewhere" in classes_of(element) else nothing_apart(element)
