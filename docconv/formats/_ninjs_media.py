"""The associations of a ninjs item: figures and related pages, in the shape of the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from docconv.canonical import is_web_address
from docconv.formats._json_item import Findings, Node, Value, as_list, put_first
from docconv.formats._ninjs_texts import described, descriptions, headlines
from docconv.formats._normal_form import as_address
from docconv.formats._positions import Path
from docconv.patterns import lazy_pattern
from docconv.unicode import canonical


class Figure(NamedTuple):
    """A figure: its fields, every address it has, its name and place in the document."""

    fields: dict[str, Any]
    addresses: frozenset[str]
    name: str
    path: Path


class Page(NamedTuple):
    """A related page: its title and address, the heading it stands under, its name and place in the document."""

    link: dict[str, Any]
    heading: str | None
    name: str
    path: Path


class Associations(NamedTuple):
    """What the associations of an item are; `others` is what has no place in an article, with its name."""

    figures: list[Figure]
    pages: list[Page]
    others: list[dict[str, Any]]


#: What the types of ninjs, and of local dialects, are in an article.
MEDIA = {
    "picture": "image", "photo": "image", "image": "image", "graphic": "image", "still": "image", "video": "video",
    "audio": "audio",
}  # fmt: skip
#: What of an association says no more than what was taken from it.
_FORMAL = frozenset("name rel type representationtype mimetype uri guid language version pubstatus charcount wordcount".split())


def associations(node: Node, findings: Findings) -> Associations:
    """The associations of an item, as a list (2.x and 3.x) or by name (1.x)."""
    found = Associations([], [], [])
    for name, entry in _entries(node):
        if not isinstance(entry.value, dict):
            found.others.append({"name": name, "value": entry.value})
            continue
        inner = Node(entry.value, entry.path)
        kind = inner.peek("type")
        medium = MEDIA.get(str(kind.value).lower()) if kind else _medium_of_renditions(inner)
        made: Figure | Page | None = None
        if medium is not None and "logo" not in name.lower():
            made = figure(inner, medium, name, findings)
        elif kind is None or kind.value in ("text", "composite"):
            made = _page(inner, name, findings)
        if isinstance(made, Figure):
            found.figures.append(made)
        elif isinstance(made, Page):
            found.pages.append(made)
        if isinstance(made, Figure):
            _drop_repeated_headline(inner, made, findings)
        left = inner.left() if made is not None else {key: value for key, value in entry.value.items() if value is not None}
        if made is None or left.keys() - {key for key in left if key.lower() in _FORMAL}:
            found.others.append({**left, "name": name})
    return found


def _entries(node: Node) -> Iterator[tuple[str, Value]]:
    held = node.take("associations")
    if held is not None and isinstance(held.value, dict):
        for name, inner in held.value.items():
            if inner:
                yield name, Value(inner, (*held.path, name))
        return
    for number, entry in enumerate(as_list(held), 1):
        name = entry.value.get("name") if isinstance(entry.value, dict) else None
        yield name if isinstance(name, str) else str(number), entry


# --- figures ----------------------------------------------------------------------------------------


def _drop_repeated_headline(node: Node, made: Figure, findings: Findings) -> None:
    """Count a headline as taken that is the caption, which many systems set there too."""
    headline, _, others = headlines(node, findings)
    if headline is not None and not others and _comparable(made.fields.get("caption")) == headline.value:
        node.done(*(member for name in ("headlines", "headline") if (member := node.peek(name)) is not None))


class _Rendition(NamedTuple):
    href: str | None
    name: str
    width: int | None
    height: int | None


def _renditions(node: Node) -> list[_Rendition]:
    held = node.peek("renditions")
    entries = list(as_list(held))
    if held is not None and isinstance(held.value, dict):
        entries = [Value({"name": name, **inner}, ()) for name, inner in held.value.items() if isinstance(inner, dict)]
    found = []
    for entry in entries:
        if isinstance(entry.value, dict):
            inner = Node(entry.value, ())
            href, name = inner.text("href"), inner.text("name")
            sizes = [_pixels(inner.text(side)) for side in ("width", "height")]
            found.append(_Rendition(href.value if href else None, name.value if name else "", sizes[0], sizes[1]))
    return found


_PIXELS = lazy_pattern(r"[1-9][0-9]{0,9}(?:\.0+)?")


def _pixels(found: Value | None) -> int | None:
    pixels = int(found.value.partition(".")[0]) if found and _PIXELS.fullmatch(found.value) else 0
    return pixels if 0 < pixels < 2**31 else None


def _medium_of_renditions(node: Node) -> str | None:
    held = node.peek("renditions")
    entries = held.value.values() if held and isinstance(held.value, dict) else [entry.value for entry in as_list(held)]
    for entry in entries:
        kind = Node(entry, ()).text("contenttype", "mimetype") if isinstance(entry, dict) else None
        medium = kind.value.partition("/")[0].lower() if kind else ""
        if medium in MEDIA:
            return MEDIA[medium]
    return None


def figure(node: Node, medium: str, name: str, findings: Findings) -> Figure | None:
    """A picture, video or recording; of several renditions the one called main, else the largest that has an address."""
    known = _renditions(node)
    with_address = [one for one in known if one.href]
    best = next((one for one in known if one.name == "main"), None)
    if best is None:
        best = max(with_address or known, key=lambda one: (one.width or 0) * (one.height or 0), default=None)
    fields: dict[str, Any] = {"type": "figure", "media": medium}
    if best is not None:
        fields |= {key: value for key, value in (("src", best.href), ("width", best.width), ("height", best.height)) if value}
    if len(known) == 1 and (held := node.peek("renditions")) is not None:
        node.done(held)
    fields |= _legend(node, findings)
    if not (fields.keys() & {"src", "caption", "credit"}):
        return None
    addresses = {as_address(one.href) for one in with_address if one.href}
    return Figure(fields, frozenset(filter(None, addresses)), name, node.path)


def _legend(node: Node, findings: Findings) -> dict[str, Any]:
    """Caption, alternative text, credit and source."""
    fields: dict[str, Any] = {}
    found = described(node)
    alt = next((text for text in found if text.role == "alt"), None)
    empty_alt = _has_empty_alt(node)
    if alt is not None or empty_alt:
        fields["alt"] = canonical(alt.value) if alt is not None else ""
    caption = next((text for text in found if text.role == "caption"), None)
    if caption is not None:
        fields["caption"] = {"text": caption.value}
    else:
        sorted_out = descriptions(node, found, [], findings)
        first = sorted_out.standfirst[0] if sorted_out.standfirst else None
        plain = next((text for text in found if text.form == "plain" and text.role != "alt"), None)
        if plain is not None:
            fields["caption"] = {"text": plain.value}
        elif first is not None:
            fields["caption"] = first[0]
    node.done(*(member for name in node.value if name.lower().startswith("description") and (member := node.peek(name.lower()))))
    credit = node.text("by", "byline")
    if credit is not None:
        fields["credit"] = canonical(credit.value)
    sources = [entry for entry in as_list(node.peek("infosources", "infosource")) if isinstance(entry.value, dict)]
    source = Node(sources[0].value, ()).text("name") if sources else None
    if source is not None:
        fields["source"] = canonical(source.value)
        if len(sources) == 1 and (held := node.peek("infosources", "infosource")) is not None:
            node.done(held)
    return fields


def _has_empty_alt(node: Node) -> bool:
    """Whether the alternative text is there and empty, which says that the picture is decoration."""
    if node.value.get("description_alt") == "":
        return True
    entries = node.value.get("descriptions")
    return isinstance(entries, list) and any(
        isinstance(entry, dict) and entry.get("role") == "alt" and entry.get("value") == "" for entry in entries
    )


# --- related pages ------------------------------------------------------------------------------------

_OWN_NAME = lazy_pattern(r"related[-_][0-9]+")


def _page(node: Node, name: str, findings: Findings) -> Page | None:
    headline, _, _ = headlines(node, findings)
    title = node.text("title")
    held = headline or title
    uri = node.text("uri", "guid")
    if held is None or node.peek("bodies", "body_text", "body_html", "body_xhtml") is not None:
        return None
    node.done(*(member for one in ("headlines", "headline") if (member := node.peek(one))))
    link: dict[str, Any] = {"title": canonical(held.value)}
    address = None if uri is None else uri.value if is_web_address(uri.value) else as_address(uri.value)
    if address is None or not is_web_address(address):
        hrefs = (as_address(one.href) for one in _renditions(node) if one.href)
        address = next((href for href in hrefs if href is not None and is_web_address(href)), None)
    if address is not None:
        link["url"] = address
    heading = canonical(title.value) if title and headline and _OWN_NAME.fullmatch(name) else None
    return Page(link, heading, name, node.path)


# --- figures of the associations and of the body ------------------------------------------------------


def merged(sections: list[dict[str, Any]], figures: list[Figure]) -> list[tuple[Figure, dict[str, Any]]]:
    """Add to the figures of a body what the associations say of them; those that it lacks stand before its text.

    Returns the figures that were added, with their block.
    """
    blocks = [block for section in sections for block in section.get("blocks", ()) if block.get("type") == "figure"]
    by_address = {as_address(block["src"]): block for block in blocks if isinstance(block.get("src"), str)}
    added = []
    for one in figures:
        block = next((by_address[address] for address in one.addresses if address in by_address), None)
        if block is None:
            block = dict(one.fields)
            added.append((one, block))
            continue
        same = as_address(str(one.fields.get("src", ""))) == as_address(block["src"])
        for key, value in one.fields.items():
            if key not in ("width", "height") or same:
                block.setdefault(key, value)
    put_first(sections, [block for _, block in added])
    return added


def disagreements(sections: list[dict[str, Any]], related: list[dict[str, Any]], found: Associations) -> Iterator[Path]:
    """The paths of docconv's own associations that say something else than the body, which counts."""
    blocks = [block for section in sections for block in section.get("blocks", ()) if block.get("type") == "figure"]
    links = [link for group in related for link in group.get("links", ()) if "url" in link]
    for kind, entries, parts in (("figure", found.figures, blocks), ("related", found.pages, links)):
        for entry in entries:
            number = entry.name.rpartition("-" if "-" in entry.name else "_")[2]
            part = parts[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(parts) else None
            given = entry.fields if isinstance(entry, Figure) else entry.link
            if entry.name.startswith(kind) and (part is None or _differs(given, part)):
                yield entry.path


def _differs(given: dict[str, Any], part: dict[str, Any]) -> bool:
    return any(_comparable(value) != _comparable(part.get(key)) for key, value in given.items() if key != "media")


def _comparable(value: Any) -> Any:
    return value.get("text") if isinstance(value, dict) else value
