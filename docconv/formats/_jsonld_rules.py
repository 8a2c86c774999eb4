"""What search engines ask of an article in JSON-LD, and what of it they would misread.

The properties are those of Google's guidelines for articles: headline, image, datePublished, dateModified,
author with name and url. Nothing is demanded there, so that what is missing is a warning; what is of a
wrong type or no date at all is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from docconv.canonical import is_web_address
from docconv.formats._documents import MOST_FINDINGS, SourceMap, as_utf8, has_duplicates, parsed, placed, within_limits
from docconv.formats._findings import Finding, kind_of, named, shown
from docconv.formats._json_item import Value, as_list
from docconv.formats._jsonld_names import ARTICLE_TYPES, plain_name
from docconv.formats._jsonld_nodes import articles_of
from docconv.formats._jsonld_things import Graph, Thing, text_of, thing
from docconv.formats._positions import Path
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Problem, problem


def examine(data: bytes) -> list[Problem]:
    """Every finding about the articles of a document, with line, column and path."""
    told: list[Problem] = []
    try:
        document = parsed(as_utf8(within_limits(data), told.append))
    except DocumentError as error:
        return [*told, *error.problems]
    value = document.value
    if not isinstance(value, dict | list):
        message = f"the document is {kind_of(value)}; JSON-LD is an object or a list of objects"
        return [*told, problem("J002", message, line=1, column=1)]
    graph = Graph(value)
    nodes = articles_of(value)
    found = [*_context(value)]
    if not nodes:
        found.append(Finding("I007", (), "the document holds no article"))
    for node, path in nodes:
        found += _examined(thing(node, path), graph)
    twice = has_duplicates(document.source)
    if found or twice:
        told += placed(found, SourceMap.of(document, found[:MOST_FINDINGS]), twice=twice)
    return told


def _context(value: Any) -> Iterator[Finding]:
    """Whether the context of each object of the document is that of schema.org."""
    for number, node in enumerate(value if isinstance(value, list) else [value]):
        path: Path = (number,) if isinstance(value, list) else ()
        if not isinstance(node, dict):
            yield Finding("S002", path, f"{named(path)} is {kind_of(node)}; JSON-LD is made of objects")
        elif "@context" not in node:
            if not any(plain_name(name) != name for name in node):
                yield Finding("S002", path, f'{named(path)} has no "@context", which says that its names are those of schema.org')
        elif "schema.org" not in str(node["@context"]):
            yield Finding("S002", (*path, "@context"), "the context is not that of schema.org")


# --- one article ------------------------------------------------------------------------------------

_ASKED_FOR = ("headline", "image", "datePublished", "dateModified", "author")
_DATES = ("dateCreated", "datePublished", "dateModified", "expires")
_TEXTS = ("headline", "alternativeHeadline", "articleBody", "description", "creditText", "dateline", "copyrightNotice")


def _examined(node: Thing, graph: Graph) -> Iterator[Finding]:
    if ARTICLE_TYPES.isdisjoint(node.types):
        said = f"is {shown(', '.join(node.types))}, which is" if node.types else "is not given; it must be that of"
        at: Path = (*node.path, "@type") if node.types and node.peek("@type") is not None else node.path
        yield Finding("S003", at, f"the type of {named(node.path)} {said} {'no article' if node.types else 'an article'}")
    for name in _ASKED_FOR:
        if node.peek(name.lower()) is None:
            yield Finding("S001", node.path, f"the article has no {name}, which search engines ask for")
    for name in _TEXTS:
        for entry in as_list(node.peek(name.lower())):
            if not isinstance(graph.resolved(entry.value), str):
                yield _wrong(entry, "text")
    for name in _DATES:
        for entry in as_list(node.peek(name.lower())):
            yield from _date(entry, graph)
    for entry in as_list(node.peek("author", "creator")):
        yield from _author(entry, graph)
    for entry in as_list(node.peek("image")):
        yield from _image(entry, graph)
    for name in ("url", "mainentityofpage"):
        for entry in as_list(node.peek(name)):
            yield from _page(entry, graph)
    for entry in as_list(node.peek("publisher")):
        yield from _named_thing(entry, graph, "an Organization or a Person", ("Organization", "Person"))
    yield from _counted(node, graph)


def _wrong(entry: Value, what: str) -> Finding:
    return Finding("S003", entry.path, f"{named(entry.path)} must be {what}, not {kind_of(entry.value)}")


_FULL_DATE = lazy_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHORT_DATE = lazy_pattern(r"[0-9]{4}(?:-[0-9]{2})?")


def _date(entry: Value, graph: Graph) -> Iterator[Finding]:
    value = graph.resolved(entry.value)
    if not isinstance(value, str):
        yield _wrong(entry, "a date as text")
        return
    if not (_is(date.fromisoformat, value) or _is(datetime.fromisoformat, value) or _SHORT_DATE.fullmatch(value)):
        yield Finding("S004", entry.path, f'{named(entry.path)} is not a date of ISO 8601: "{shown(value)}"')
    elif _FULL_DATE.match(value) and len(value) > 10 and datetime.fromisoformat(value).tzinfo is None:
        yield Finding("S005", entry.path, f"{named(entry.path)} has no time zone: {shown(value)}")


def _is(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


_SEVERAL = lazy_pattern(
    r",\s|;\s|\s&\s|\s(?:and|und|et|y)\s",
)
_BY = lazy_pattern(r"(?:[Bb]y|BY|Von|Par|Por)\s")


def _author(entry: Value, graph: Graph) -> Iterator[Finding]:
    value = graph.resolved(entry.value)
    if isinstance(value, str):
        yield Finding(
            "S003", entry.path, f'{named(entry.path)} is text where a Person or an Organization should stand: "{shown(value)}"'
        )
        return
    if not isinstance(value, dict):
        yield _wrong(entry, "a Person or an Organization")
        return
    yield from _named_thing(entry, graph, "a Person or an Organization", ("Person", "Organization"))
    node = thing(value, entry.path)
    if node.peek("url", "sameas", "@id") is None:
        yield Finding("S001", entry.path, f"{named(entry.path)} has no url, which search engines ask for")
    name = node.text("name")
    if name is not None and (_BY.match(name.value) or ("Person" in node.types and _SEVERAL.search(name.value))):
        yield Finding(
            "S006", (*entry.path, str(name.path[-1])), f'the name "{shown(name.value)}" is not the bare name of one author'
        )


def _named_thing(entry: Value, graph: Graph, what: str, types: tuple[str, ...]) -> Iterator[Finding]:
    value = graph.resolved(entry.value)
    if not isinstance(value, dict):
        yield _wrong(Value(value, entry.path), what)
        return
    node = thing(value, entry.path)
    if set(value) == {"@id"}:  # what it refers to stands elsewhere
        return
    if text_of(value.get("name", value.get("schema:name")), graph) is None and node.text("name") is None:
        yield Finding("S001", entry.path, f"{named(entry.path)} has no name")
    if not any(name in types or name.endswith(types) for name in node.types):
        yield Finding(
            "S003", entry.path, f"{named(entry.path)} must be {what}; its type is {shown(', '.join(node.types)) or 'not given'}"
        )


def _image(entry: Value, graph: Graph) -> Iterator[Finding]:
    value = graph.resolved(entry.value)
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            return
        node = thing(value, entry.path)
        found = node.text("contenturl", "url") or node.text("@id")
        if found is None:
            yield Finding("S001", entry.path, f"{named(entry.path)} has neither contentUrl nor url")
        elif node.text("contenturl", "url") is not None and not is_web_address(found.value):
            yield Finding(
                "S005", (*entry.path, str(found.path[-1])), f"the address of a picture must be whole: {shown(found.value)}"
            )
    elif not isinstance(value, str):
        yield _wrong(entry, "an ImageObject or an address")
    elif not is_web_address(value):
        yield Finding("S005", entry.path, f"the address of a picture must be whole: {shown(value)}")


def _page(entry: Value, graph: Graph) -> Iterator[Finding]:
    value = graph.resolved(entry.value)
    if isinstance(value, dict):
        return
    if not isinstance(value, str):
        yield _wrong(entry, "an address")
    elif not is_web_address(value):
        yield Finding("S005", entry.path, f"{named(entry.path)} must be a whole address: {shown(value)}")


def _counted(node: Thing, graph: Graph) -> Iterator[Finding]:
    for name in ("wordcount", "copyrightyear"):
        found = node.peek(name)
        value = graph.resolved(found.value) if found is not None else 0
        if found is not None and (
            isinstance(value, bool) or not isinstance(value, int | str) or not str(value).strip().isdigit()
        ):
            yield _wrong(found, "a whole number")
