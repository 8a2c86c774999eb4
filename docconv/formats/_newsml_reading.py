"""A document of NewsML-G2 as articles: newsItem, newsMessage, packageItem; of any 2.x version, in the namespace or not.

- Each newsItem of text is an article, in the order of the message. Its metadata is laid over what the
  NITF or page inside it says; from documents of docconv's own the story alone is taken from inside.
- The item of a picture belongs to the text that leads to it (a `link`, a picture in the story, the
  package that holds both); one that no text leads to is an article of its own.
- A package whose items are in the message only groups them. One that stands alone is an article: its
  own headline, its pictures as figures with their captions, its other references as related pages.
- Items of other kinds (concepts, knowledge, planning) are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from docconv.formats._foreign import name_authors, tell_direction
from docconv.formats._newsml_codes import last_step
from docconv.formats._newsml_content import content_fields, content_roots
from docconv.formats._newsml_elements import ItemFields, child, children, derived, text_of
from docconv.formats._newsml_fields import item_fields, place_of_dateline
from docconv.formats._newsml_media import (
    Medium,
    append,
    attach,
    beside_the_text,
    medium_item,
    medium_of_class,
    mentioned,
    source_of,
)
from docconv.formats._newsml_options import NewsmlOptions
from docconv.formats._nitf_inline import NotAsWrittenError
from docconv.formats._nitf_lifting import read_lifted
from docconv.formats._normal_form import as_address, to_article
from docconv.formats._xml import NEWSML
from docconv.formats._xml_reading import line_of, local, namespace, parse_xml, within_limits
from docconv.model import Article
from docconv.problems import DocumentError, Report, problem
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element

    from docconv.formats._nitf_lifting import Lifted

_ITEMS = frozenset(("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"))
#: What the story alone says, whatever the metadata repeats.
_OF_THE_STORY = ("body", "related", "furniture", "standfirst")


def read_document(data: bytes, options: NewsmlOptions, report: Report) -> Iterator[Article]:
    """The articles of a document, in order; see `docconv.formats.newsml.read`."""
    within_limits(data, options.largest, options.most_elements)
    has_nitf = b"<body.content>" in data
    quickly = read_lifted(data, "body", articles_in) if has_nitf else None
    if quickly is not None:
        yield from quickly
    else:
        root = parse_xml(data, report, largest=options.largest, most_elements=options.most_elements)
        yield from articles_in(root, report)


def articles_in(root: _Element, report: Report, lifted: Lifted | None = None) -> Iterator[Article]:
    """The articles of a document by its root; `lifted` has the lines of its story where they were taken out."""
    items = _items(root)
    if not items:
        found = f"the document holds no item of NewsML-G2: its root is {local(root)[:60]!r}"
        raise DocumentError(problem("I007", found, line=line_of(root)))
    if namespace(root) != NEWSML:
        named = namespace(root) or "no namespace"
        report(problem("R004", f"the document is not in the namespace of NewsML-G2 but in {named[:80]}", line=line_of(root)))
    message = _Message(items, report, lifted)
    count = 0
    for item in items:
        article = message.article(item)
        if article is not None:
            count += 1
            yield article
    if not count:
        raise DocumentError(problem("I007", "the document holds no item that is an article", line=line_of(root)))


def _items(root: _Element) -> list[_Element]:
    """The items of a document, wherever they stand in it; not those inside another."""
    if local(root) in _ITEMS:
        return [root]
    found: list[_Element] = []
    below: list[Iterator[_Element]] = [iter(root)]
    while below:
        element = next(below[-1], None)
        if element is None:
            below.pop()
        elif local(element) in _ITEMS:
            found.append(element)
        elif len(below) < 8:
            below.append(iter(element))
    return found


class _Message:
    """The items of one document: which of them are pictures, and to which texts those belong."""

    def __init__(self, items: list[_Element], report: Report, lifted: Lifted | None = None) -> None:
        self.report, self.lifted = report, lifted
        self.guids = {_guid(item) for item in items}
        news = [item for item in items if local(item) == "newsItem" and not _is_derived(item)]
        self.pictures: dict[_Element, str] = {item: kind for item in news if (kind := _medium(item)) is not None}
        self.media = {item: medium_item(ItemFields(item, _silent), kind, _silent) for item, kind in self.pictures.items()}
        texts = [item for item in news if item not in self.pictures]
        self.shown = _shown(items, texts, self.media) if self.media else {}
        if lifted is not None and self.media:  # which of them a text shows, its story says
            raise NotAsWrittenError
        self.claimed = {item for media in self.shown.values() for item in media}

    def article(self, item: _Element) -> Article | None:
        """The article that an item makes; None for one that belongs to another, and for one of another kind."""
        kind = local(item)
        if _is_derived(item) or item in self.claimed:
            return None
        if kind == "newsItem":
            is_medium = item in self.pictures
            reading = item_fields(item, self.report, is_medium=is_medium)
            return self.picture(reading) if is_medium else self.text(reading)
        if kind == "packageItem":
            return self.package(item)
        self.report(problem("R004", f"a {kind} is no article and was passed over", line=line_of(item)))
        return None

    def text(self, reading: ItemFields) -> Article:
        """A text with what stands inside it and the pictures that belong to it."""
        content = content_fields(reading, self.lifted)
        body = content.setdefault("body", [])
        shown = [self.media[item] for item in self.shown.get(reading.item, ())]
        attach(body, shown)
        for medium in shown:
            if medium.unused:
                says = ", ".join(medium.unused)
                reading.tell("R002", f"the item {medium.guid[:80]} of a picture also says {says}, left out here", None, "info")
        for figure in beside_the_text(reading):
            append(body, figure)
        if not reading.ours:
            _links(reading, content, self.guids)
        return _finished(reading, content)

    def picture(self, reading: ItemFields) -> Article:
        """A picture that belongs to no text: an article that is that picture."""
        medium = medium_item(reading, self.pictures[reading.item], self.report)
        _links(reading, {}, self.guids)
        return _finished(reading, {"body": [{"blocks": [medium.figure]}]})

    def package(self, item: _Element) -> Article | None:
        """A package that stands alone; one whose items are in the message says nothing of its own."""
        references = _references(item)
        missing = references - self.guids
        if references and not missing:
            return None
        if references - missing:
            told = ", ".join(sorted(missing)[:10])
            self.report(problem("R002", f"the package lists items that are not in the message: {told}", line=line_of(item)))
            return None
        reading = item_fields(item, self.report)
        content: dict[str, Any] = {"body": []}
        groups = [_group(reading, group, content["body"]) for group in _groups(item)]
        content["related"] = [group for group in groups if group["links"]]
        _links(reading, content, self.guids)
        return _finished(reading, content)


def _silent(found: object) -> None:
    """Receives the problems of what is read again, and told, where it is used."""


def _guid(item: _Element) -> str:
    return (item.get("guid") or "").strip()


def _is_derived(item: _Element) -> bool:
    """Whether docconv made an item of what another one holds."""
    return "item" in derived(item)


def _medium(item: _Element) -> str | None:
    """What kind of medium a newsItem is of; None for one that holds a text."""
    kind = medium_of_class(item)
    return None if kind is None or content_roots(item) else kind


def _shown(items: list[_Element], texts: list[_Element], media: Mapping[_Element, Medium]) -> dict[_Element, list[_Element]]:
    """The items of the pictures that each text leads to: by a link, in the story, or in a package with that text alone."""
    by_key: dict[str, _Element] = {}
    for item, medium in media.items():
        for key in {medium.guid, *medium.addresses} - {""}:
            by_key.setdefault(key, item)
    guids = {_guid(text) for text in texts} - {""}
    packed: dict[str, set[str]] = {}
    for references in (_references(item) for item in items if local(item) == "packageItem"):
        texts_in_it = references & guids
        if len(texts_in_it) == 1:
            packed.setdefault(texts_in_it.pop(), set()).update(references)
    order = {item: number for number, item in enumerate(media)}
    shown: dict[_Element, list[_Element]] = {}
    for text in texts:
        keys = _linked(text) | mentioned(content_roots(text)) | packed.get(_guid(text), set())
        belonging = {by_key[key] for key in keys if key in by_key}
        if belonging:
            shown[text] = sorted(belonging, key=order.__getitem__)
    return shown


def _linked(item: _Element) -> set[str]:
    """The identifiers of the items that an item's links lead to."""
    links = children(child(item, "itemMeta"), "link")
    return {residref for link in links if (residref := (link.get("residref") or "").strip())}


def _references(package: _Element) -> set[str]:
    """The identifiers of the items that a package lists."""
    groups = [group for held in children(package, "groupSet") for group in children(held, "group")]
    return {identifier for group in groups for reference in children(group, "itemRef") if (identifier := _identifier(reference))}


def _identifier(reference: _Element) -> str:
    return (reference.get("residref") or reference.get("href") or "").strip()


# --- links and references ------------------------------------------------------------------------------


def _links(reading: ItemFields, content: dict[str, Any], guids: set[str]) -> None:
    """Related pages that the metadata leads to and the story does not; what is no page is kept."""
    related: list[dict[str, Any]] = content.setdefault("related", [])
    known = {link.get("url") for group in related for link in group.get("links", ())}
    groups: dict[str | None, dict[str, Any]] = {}
    for element in sorted(reading.links, key=_rank):
        if (element.get("residref") or "").strip() in guids:
            continue
        address = as_address(element.get("href") or "")
        title = text_of(child(element, "title")) or text_of(child(element, "headline")) or canonical(element.get("title") or "")
        relation = last_step(element.get("rel") or element.get("reluri"))
        if address in known and address is not None:
            continue
        if relation in _RELATED and address and address.startswith("http") and (title or relation == "seeAlso"):
            heading = canonical(element.get("title") or "") or None
            heading = heading if child(element, "title") is not None else None
            group = groups.setdefault(heading, {"links": []} | ({"heading": heading} if heading else {}))
            group["links"].append({"title": title or address, "url": address})
        else:
            reading.keep(element)
    related += groups.values()


#: Relations that lead to pages for readers.
_RELATED = frozenset(("seeAlso", "related", "background", "moreInfo", "sidebar", "isRelatedTo", "readMore", ""))


def _rank(element: _Element) -> int:
    rank = (element.get("rank") or "").strip()
    return int(rank) if rank.isascii() and rank.isdigit() and len(rank) < 10 else 10**9


def _groups(package: _Element) -> list[_Element]:
    """The groups of a package in the order that its root group gives them; those that none refers to come last."""
    groups = [group for held in children(package, "groupSet") for group in children(held, "group")]
    by_id = {group.get("id"): group for group in reversed(groups)}
    root = next((held.get("root") for held in children(package, "groupSet")), None)
    waiting = [by_id[root]] if root in by_id else []
    ordered: dict[_Element, None] = {}
    while waiting:
        group = waiting.pop()
        if group not in ordered:
            ordered[group] = None
            inner = (by_id.get(one.get("idref")) for one in children(group, "groupRef"))
            waiting += reversed([one for one in inner if one is not None])
    return list(ordered | dict.fromkeys(groups))


def _group(reading: ItemFields, group: _Element, body: list[dict[str, Any]]) -> dict[str, Any]:
    """The references of a group as related pages; those to pictures go to the body as figures."""
    links: list[dict[str, Any]] = []
    for reference in children(group, "itemRef"):
        title = next((text for name in _TITLES if (text := text_of(child(reference, name)))), None)
        title = title or canonical(reference.get("title") or "") or canonical(_identifier(reference))
        kind = medium_of_class(reference)
        if kind is not None:
            caption = text_of(child(reference, "description")) or title
            figure: dict[str, Any] = {"type": "figure", "media": kind, "caption": {"text": caption}}
            src = source_of(reference.get("href"))
            append(body, figure | ({"src": src} if src else {}))
        elif title:
            address = next((found for one in (reference.get("href"), reference.get("residref")) if (found := _page(one))), None)
            links.append({"title": title} | ({"url": address} if address else {}))
            if address is None:
                item = _identifier(reference)[:80]
                reading.tell("R002", f"a related item has no address; its title was kept: {item}", reference, "info")
    if others := {local(one) for one in group} - {"itemRef", "groupRef", "title", ""}:
        reading.tell("R002", f"a group of the package also has {', '.join(sorted(others))}, left out here", group, "info")
    heading = text_of(child(group, "title"))
    return {"links": links} | ({"heading": heading} if heading else {})


_TITLES = ("headline", "title", "slugline")


def _page(address: str | None) -> str | None:
    found = as_address(address or "")
    return found if found is not None and found.startswith(("http://", "https://")) else None


# --- the article -----------------------------------------------------------------------------------------


def _edited(headline: str, title: str | None, inside: str | None) -> str:
    """Which of the headline and its two repetitions someone edited: the one that the other two contradict.

    >>> _edited("Old", "Old", "New"), _edited("New", "Old", "Old"), _edited("Old", "New", "Old"), _edited("New", "Old", None)
    ('New', 'New', 'New', 'New')
    """
    if inside is None or title is None:
        return headline
    if title == headline:
        return inside
    return title if inside == headline else headline


def _finished(reading: ItemFields, content: dict[str, Any]) -> Article:
    """The article that metadata and story make together."""
    if reading.ours:
        fields = reading.fields | {name: content[name] for name in _OF_THE_STORY if name in content}
        if "headline" in fields:
            fields["headline"] = _edited(fields["headline"], text_of(reading.title), content.get("headline"))
    else:
        said_inside = content.pop("extensions", {})
        _tell_contradictions(reading, content)
        fields = content | reading.fields | ({"standfirst": content["standfirst"]} if content.get("standfirst") else {})
        name_authors(fields)
        tell_direction(fields)
    place_of_dateline(reading, fields)
    fields["extensions"] = ({} if reading.ours else said_inside) | reading.extensions(fields)

    def place(path: str) -> tuple[int | None, int | None]:
        """The line of the value at a path, or of the nearest thing around it."""
        if reading.story_place is not None and path.startswith(_IN_THE_STORY):
            return reading.story_place(path)
        while path and path not in reading.places:
            path = path.rpartition("/")[0]
        return line_of(reading.places.get(path, reading.item)), None

    return to_article(fields, reading.report, place)


_IN_THE_STORY = tuple(f"/{name}" for name in _OF_THE_STORY)


def _tell_contradictions(reading: ItemFields, content: dict[str, Any]) -> None:
    """Say what the story inside says otherwise than the metadata, which count; the standfirst is the story's."""
    for name in sorted(content.keys() & reading.fields.keys()):
        if content[name] != reading.fields[name] and content[name]:
            taken = "the story" if name == "standfirst" else "the metadata"
            what = f"metadata and the story inside have another {name}; that of {taken} was taken"
            reading.tell("R002", what, reading.item, "info")
