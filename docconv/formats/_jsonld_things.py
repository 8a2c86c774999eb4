"""The things of a JSON-LD document: objects by their plain names, references followed, texts wherever they stand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from docconv.canonical import is_web_address
from docconv.formats._json_item import Node, Value, as_list, is_empty
from docconv.formats._jsonld_names import plain_name
from docconv.formats._normal_form import as_address
from docconv.formats._positions import Path
from docconv.language import canonical_tag

#: How deep references and wrappers are followed.
_DEEPEST = 6
#: How many objects of a document are looked at for those that others refer to.
_MOST_NODES = 200_000


class Thing(Node):
    """An object of JSON-LD: members by the names of schema.org in lower case, without prefix or address."""

    __slots__ = ()

    @property
    def types(self) -> tuple[str, ...]:
        """Its types, without prefix or address."""
        given = self.value.get("@type", self.value.get("type"))
        names = given if isinstance(given, list) else [given]
        return tuple(plain_name(name) for name in names if isinstance(name, str))


def thing(value: dict[str, Any], path: Path) -> Thing:
    """The object as a `Thing`.

    >>> thing({"@type": ["schema:NewsArticle"], "https://schema.org/headline": "Ferry"}, ()).types
    ('NewsArticle',)
    """
    return Thing(value, path, _asked_for)


def _asked_for(name: str) -> str:
    """The name that a member is asked for by."""
    return _usually_asked_for(name) if len(name) < 100 else plain_name(name).lower()


@lru_cache(maxsize=512)  # the vocabulary; what a hostile document names pushes out no more than that
def _usually_asked_for(name: str) -> str:
    return plain_name(name).lower()


class Graph:
    """The objects of a document that have an `@id`, for those that only name it.

    >>> graph = Graph([{"@id": "#a", "name": "Ines Farrow"}])
    >>> graph.resolved({"@id": "#a"})
    {'@id': '#a', 'name': 'Ines Farrow'}
    """

    def __init__(self, value: Any) -> None:
        self._by_id: dict[str, dict[str, Any]] = {}
        waiting = [value]
        seen = 0
        while waiting and seen < _MOST_NODES:
            inner = waiting.pop()
            seen += 1
            if isinstance(inner, list):
                waiting += inner
            elif isinstance(inner, dict):
                name = inner.get("@id")
                if isinstance(name, str) and len(inner) > 1 and len(inner) >= len(self._by_id.get(name, ())):
                    self._by_id[name] = inner
                waiting += inner.values()

    def resolved(self, value: Any) -> Any:
        """The object that a reference leads to; anything else as it is, out of the wrappers of expanded JSON-LD."""
        for _ in range(_DEEPEST):
            if not isinstance(value, dict):
                break
            if "@value" in value:
                value = value["@value"]
            elif len(value) == 1 and "@id" in value and isinstance(value["@id"], str) and value["@id"] in self._by_id:
                return self._by_id[value["@id"]]
            elif len(value) == 1 and ("@list" in value or "@set" in value):
                value = value.get("@list", value.get("@set"))
            else:
                break
        return value


def text_of(value: Any, graph: Graph, depth: int = 0) -> str | None:
    """The text that a value is or has: a string, a number, the name of an object, the first of a list.

    >>> text_of([{"@type": "Person", "name": ["Ines Farrow"]}], Graph([]))
    'Ines Farrow'
    """
    value = graph.resolved(value)
    if isinstance(value, bool) or is_empty(value) or depth > _DEEPEST:
        return None
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list):
        return next((text for item in value[:20] if (text := text_of(item, graph, depth + 1)) is not None), None)
    if isinstance(value, Mapping):
        node = thing(dict(value), ())
        for name in ("name", "headline", "text", "caption", "@value"):
            found = node.peek(name)
            text = text_of(found.value, graph, depth + 1) if found is not None else None
            if text is not None:
                return text
        given, family = node.text("givenname"), node.text("familyname")
        return " ".join(part.value for part in (given, family) if part is not None) or None
    return None


def language_of(value: Any, graph: Graph) -> str | None:
    """The language tag that `inLanguage` gives: a tag, or a Language with its code or name.

    >>> language_of({"@type": "Language", "name": "English", "alternateName": "en"}, Graph([])), language_of("en_GB", Graph([]))
    ('en', 'en-GB')
    """
    value = graph.resolved(value[0] if isinstance(value, list) and value else value)
    if isinstance(value, Mapping):
        node = thing(dict(value), ())
        candidates = [node.text(name) for name in ("alternatename", "identifier", "name")]
        given = [found.value for found in candidates if found is not None]
    else:
        given = [value] if isinstance(value, str) else []
    return next((tag for text in given if (tag := canonical_tag(text)) is not None), None)


def web_address(value: Any, graph: Graph) -> str | None:
    """The address that a `url`, `mainEntityOfPage` or `contentUrl` gives: as text, or in an object or a reference.

    >>> web_address([{"@id": "https://example.org/a b"}], Graph([]))
    'https://example.org/a%20b'
    """
    for entry in as_list(Value(value, ())):
        given = graph.resolved(entry.value)
        if isinstance(given, Mapping):
            node = thing(dict(given), ())
            found = node.text("@id", "url", "@value")
            given = found.value if found else None
        address = as_address(given) if isinstance(given, str) else None
        if isinstance(given, str) and is_web_address(given):
            return given
        if address is not None and is_web_address(address):
            return address
    return None
