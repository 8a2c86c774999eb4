"""Links to other pages out of (X)HTML, under the heading or the headings that stand over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from docconv.formats._html_inline import HEADINGS, Run, Scope, is_derived, name_of, nothing_apart, pieces, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def related_groups(scope: Scope, element: Element, keep: Callable[[str], None]) -> list[dict[str, Any]]:
    """The groups of related links in an element, as plain data in the shape of the model; `keep` gets the other texts in it."""
    group: dict[str, Any] = {"links": []}
    groups = [group]
    for piece in pieces(scope, element, _inside_related):
        if isinstance(piece, Run):
            keep(piece.rich["text"])
        elif name_of(piece) in HEADINGS and not any(name_of(one) == "a" for one in piece.iter()):
            text = plain_text(scope, piece)
            if text is not None:
                if "heading" in group or group["links"]:
                    group = {"links": []}
                    groups.append(group)
                group["heading"] = text
        else:
            _take_link(scope, piece, group["links"], keep)
    return [group for group in groups if "heading" in group or group["links"]]


def _take_link(scope: Scope, element: Element, links: list[dict[str, Any]], keep: Callable[[str], None]) -> None:
    link = next((one for one in element.iter() if name_of(one) == "a" and plain_text(scope, one)), None)
    if link is None:
        text = plain_text(scope, element)
        if text is not None:
            links.append({"title": text})
        return
    url = scope.address(link.get("href"), link)
    named = {"url": url} if url is not None and url.startswith(("http:", "https:")) else {}
    links.append({"title": plain_text(scope, link), **named})
    if link is element:
        return
    for piece in pieces(scope, element, _beside_links):
        if isinstance(piece, Run):
            keep(piece.rich["text"])
        elif piece is not link:
            _take_link(scope, piece, links, keep)


def _inside_related(element: Element, name: str) -> str | None:
    if is_derived(element):
        return "never"
    return "now" if name in HEADINGS or name in ("li", "a", "article") else nothing_apart(element, name)


def _beside_links(element: Element, name: str) -> str | None:
    return "now" if name == "a" and not is_derived(element) else nothing_apart(element, name)
