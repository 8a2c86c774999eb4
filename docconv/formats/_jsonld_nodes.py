"""The articles among the objects of a JSON-LD document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docconv.formats._jsonld_names import ARTICLE_TYPES, plain_name
from docconv.formats._jsonld_things import thing
from docconv.formats._positions import Path

#: How many nodes of a document are looked at for articles.
_MOST_NODES = 100_000


def articles_of(value: Any) -> list[tuple[dict[str, Any], Path]]:
    """The nodes that are an article by their type; else those that have a headline and a story."""
    nodes = list(nodes_of(value))
    typed = [(node, path) for node, path in nodes if ARTICLE_TYPES.intersection(thing(node, ()).types)]
    if typed:
        return typed
    named = [(node, path, {plain_name(name) for name in node}) for node, path in nodes]
    return [(node, path) for node, path, names in named if "articleBody" in names or {"headline", "datePublished"} <= names]


#: Properties in which an article may stand inside something else.
_INSIDE = frozenset(("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "@list", "@set", "dataFeedElement"))


def nodes_of(value: Any) -> Iterator[tuple[dict[str, Any], Path]]:
    """The objects of a document that may be an article, without going into articles."""
    waiting: list[tuple[Any, Path]] = [(value, ())]
    seen = 0
    while waiting and seen < _MOST_NODES:
        inner, path = waiting.pop()
        seen += 1
        if isinstance(inner, list):
            waiting += reversed([(item, (*path, number)) for number, item in enumerate(inner)])
        elif isinstance(inner, dict):
            yield inner, path
            if not ARTICLE_TYPES.intersection(thing(inner, ()).types):
                waiting += reversed([(held, (*path, name)) for name, held in inner.items() if plain_name(name) in _INSIDE])
