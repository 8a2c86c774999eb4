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
    named,
    nothing_apart,
    pieces,
    plain_text,
    rich_text,
    whole_line,
)
from docconv.formats._html_media import medium, pixels_of
from docconv.formats._html_tables import table
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def figure(scope: Scope, element: Element) -> Iterator[Block | Element]:
    """A `figure`: what is shown, its caption, credit and source."""
    classes = classes_of(element)
    if "embed" in classes and (found := _own_embed(scope, element)) is not None:
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
    block = shown[0] if shown else _stand_in(classes)
    if legend is not None:
        _caption(scope, legend, block if len(shown) < 2 else shown[-1])
    if described is not None:
        block["alt"] = described
    _correct(scope, element, classes, block)
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


def plain_figure(scope: Scope, element: Element) -> Block | None:
    """A figure that says no more than docconv's mostly do: its kind, a picture, and a caption, credit and source without marks.

    None for any other, which `figure` reads.
    """
    kind = element.get("class")
    if kind not in _KINDS or not _SAYS_KIND.issuperset(element.keys()):
        return None
    if (text := element.text) and not text.isspace():
        return None
    block: Block = {"type": "figure", "media": kind}
    picture: Element | None = None
    for part in element:
        name = named(part.tag)
        if name == "img" and picture is None and len(block) == 2 and not is_derived(part):
            picture = part
        elif name != "figcaption" or part.keys() or not _plain_legend(part, block):
            return None
        if (tail := part.tail) and not tail.isspace():
            return None
    if picture is not None:
        block = {**(medium(scope, picture) or {}), **block}
    return None if block.keys().isdisjoint(("src", "caption", "credit")) else block


_KINDS = frozenset(("image", "video", "audio"))
_SAYS_KIND = frozenset(("class", "id"))


def _plain_legend(legend: Element, block: Block) -> bool:
    """Take the texts of a caption into the block; False where there is more than one text of each kind, without marks."""
    if (text := legend.text) and not text.isspace():
        return False
    for part in legend:
        role = part.get("class")
        if role not in _PLAIN_ROLES or role in block or len(part.keys()) > 1 or (role == "caption" and len(part)):
            return False
        line = whole_line(part)
        if not line or ((tail := part.tail) and not tail.isspace()):
            return False
        block[role] = {"text": line} if role == "caption" else line
    return True


_PLAIN_ROLES = frozenset(("caption", "credit", "source"))


def _inside_a_figure(element: Element, name: str) -> str | None:
    if is_derived(element):
        return "never"
    return "now" if name in _IN_FIGURES else nothing_apart(element, name)


_IN_FIGURES = MEDIA | SET_APART | HEADINGS | {"figcaption"}


def _stand_in(classes: list[str]) -> Block:
    """A figure whose picture is not in the page."""
    return {"type": "figure", "media": "video" if "video" in classes else "audio" if "audio" in classes else "image"}


def _correct(scope: Scope, element: Element, classes: list[str], block: Block) -> None:
    """What docconv says of a figure in attributes: the address that the article has, and the size of what is not shown."""
    if block["type"] != "figure":
        return
    if "image" in classes:
        block["media"] = "image"
    elif "video" in classes or "audio" in classes:
        block["media"] = "video" if "video" in classes else "audio"
    if _SAYS_KIND.issuperset(element.keys()):
        return
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
    for name in classes_of(element):
        if name in _LEGEND_CLASSES:
            return _LEGEND_CLASSES[name]
    role = _LEGEND_PROPERTIES.get(element.get("itemprop") or "")
    return role or ("credit" if name_of(element) in ("small", "cite") else None)


def _inside_a_caption(element: Element, name: str) -> str | None:
    if is_derived(element):
        return "never"
    return "now" if _legend_role(element) else nothing_apart(element, name)


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


def _embed_parts(element: Element, name: str) -> str | None:
    return "now" if "elsewhere" in classes_of(element) else nothing_apart(element, name)
