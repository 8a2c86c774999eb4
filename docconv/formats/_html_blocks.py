"""The blocks of a story out of (X)HTML: quotations, lists, preformatted text; figures and tables have modules of their own.

Each function is given an element and yields blocks as plain data in the shape of the model and, in
their order, the elements inside it that are no part of the block and are to be read by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docconv.formats._html_inline import (
    Block,
    Run,
    Scope,
    inside_a_block,
    is_derived,
    joined,
    name_of,
    nothing_apart,
    pieces,
    plain_text,
)
from docconv.formats._html_media import post
from docconv.formats._inline import Inline

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def with_lists(element: Element, name: str) -> str | None:
    """As `inside_a_block`, for lists: those inside them are gone into."""
    return None if name in ("ul", "ol", "menu") and not is_derived(element) else inside_a_block(element, name)


# --- quotations, lists ----------------------------------------------------------------------------


def quote(scope: Scope, element: Element) -> Iterator[Block | Element]:
    """A `blockquote`, cut where another block stands in it."""
    if (found := post(scope, element)) is not None:
        yield found
        return
    texts: list[dict[str, Any]] = []
    attribution = None
    for piece in pieces(scope, element, _inside_a_quote):
        if isinstance(piece, Run):
            texts.append(piece.rich)
        elif name_of(piece) in ("footer", "cite", "figcaption"):
            words = plain_text(scope, piece)
            attribution = words if attribution is None else " ".join(filter(None, (attribution, words)))
        else:
            if texts:
                yield {"type": "quote", "paragraphs": texts}
            texts = []
            yield piece
    if not texts and attribution is not None:
        yield {"type": "paragraph", "text": attribution}
    elif texts:
        yield {"type": "quote", "paragraphs": texts, **({"attribution": attribution} if attribution else {})}


def _inside_a_quote(element: Element, name: str) -> str | None:
    if name in ("footer", "figcaption"):
        return "never" if is_derived(element) else "now"
    if name == "cite":
        return "now" if _stands_alone(element) else None
    return inside_a_block(element, name)


def _stands_alone(element: Element) -> bool:
    """Whether an element of a line is all that its block holds, but for dashes, or stands directly in the quotation."""
    above = element.getparent()
    if above is None:
        return False
    if name_of(above) in ("blockquote", "footer"):
        return True
    around = (above.text or "") + "".join(one.tail or "" for one in above)
    return len(above) == 1 and not any(char.isalnum() for char in around)


def items(scope: Scope, element: Element) -> Iterator[Block | Element]:
    """A list; the lists inside it are gone into, and what is no text of an item follows the list."""
    made: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    owner: Element | None = None
    later: list[Element] = []
    for piece in pieces(scope, element, with_lists):
        if not isinstance(piece, Run):
            later.append(piece)
            continue
        item = _item_of(piece.element, element)
        if item is not owner and texts:
            made.append(joined(texts) or {})
            texts = []
        owner = item
        texts.append(piece.rich)
    if texts:
        made.append(joined(texts) or {})
    if made:
        yield {"type": "list", "ordered": name_of(element) == "ol", "items": made}
    yield from later


def _item_of(element: Element, top: Element) -> Element:
    """The item that a text of a list stands in."""
    at = element
    for _ in range(64):
        if at is top or name_of(at) == "li":
            break
        above = at.getparent()
        if above is None:
            break
        at = above
    return at


def terms(scope: Scope, element: Element) -> Iterator[Block | Element]:
    """A `dl` as a list: an item for each group, the terms strong, the descriptions on lines below them."""
    made: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    later: list[Element] = []
    described = False
    for piece in pieces(scope, element, inside_a_block):
        if not isinstance(piece, Run):
            later.append(piece)
            continue
        if name_of(piece.element) == "dt":
            if described and texts:
                made.append(joined(texts) or {})
                texts = []
            described = False
            strong = {"kind": "strong", "start": 0, "end": len(piece.rich["text"])}
            others = [mark for mark in piece.rich.get("marks", ()) if mark["kind"] != "strong"]
            texts.append({**piece.rich, "marks": [*others, strong]})
        else:
            described = True
            texts.append(piece.rich)
    if texts:
        made.append(joined(texts) or {})
    if made:
        yield {"type": "list", "ordered": False, "items": made}
    yield from later


def preformatted(scope: Scope, element: Element) -> Iterator[Block | Element]:
    """A `pre`: a paragraph whose line ends stay; code where it holds code."""
    inline = Inline()
    is_code = any(name_of(one) in ("code", "samp", "kbd") for one in element.iter())
    if is_code:
        inline.open("code")
    for text in _texts(element):
        inline.lines(text) if text != "\n" else inline.line_break()
        if text.endswith("\n"):
            inline.line_break()
    language, direction = scope.spoken(element)
    rich = inline.rich(language, direction)
    if rich is not None:
        yield {"type": "paragraph", **rich}


def _texts(element: Element) -> Iterator[str]:
    stack: list[tuple[Element, Iterator[Element]]] = [(element, iter(element))]
    yield element.text or ""
    while stack:
        at, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                yield at.tail or ""
            continue
        how = nothing_apart(child, name) if (name := name_of(child)) else "never"
        if how is not None:
            yield child.tail or ""
            continue
        yield "\n" if name == "br" else child.text or ""
        stack.append((child, iter(child)))
