"""Messages of NewsML-G2 as docconv writes them: several items, the items of pictures, and the package that lists them.

An item that is no article bears `docconv:derived="item"`: the item of a picture repeats a figure of its text,
a package lists what the message holds. A reader of ours passes over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import BinaryIO, NamedTuple

from docconv.canonical import written_moment
from docconv.formats._markup import with_breaks
from docconv.formats._newsml_codes import ALT_ROLE
from docconv.formats._newsml_item import (
    DERIVED,
    NEWS_ITEM_TYPE,
    PictureLink,
    Writing,
    WrittenItem,
    given_now,
    moment_element,
    named_element,
    news_item,
    provider_element,
    start_item,
    version_created,
)
from docconv.formats._nitf import media_type
from docconv.formats._xml import DECLARATION, DOCCONV, NEWSML, Markup
from docconv.model import Article, Figure
from docconv.problems import problem

#: The scheme of the roles of the groups of a package; receivers want a code, and the catalog of the IPTC has none.
_GROUPS = "urn:docconv:group:"
_CLASSES = {"image": "ninat:picture", "video": "ninat:video", "audio": "ninat:audio"}
_END = b"</itemSet>\n</newsMessage>\n"


def write_message(articles: Iterable[Article], stream: BinaryIO, writing: Writing) -> None:
    """Write a newsMessage of the articles as they come, the items of their pictures behind each."""
    remaining = iter(articles)
    first = next(remaining)
    stream.write(DECLARATION.encode() + _head(version_created(first, writing.options), writing))
    for article in chain((first,), remaining):
        for item in _items(article, writing):
            stream.write(item.data)
    stream.write(_END)


def write_package(articles: Iterable[Article], stream: BinaryIO, writing: Writing) -> None:
    """Write a newsMessage whose first item is a package that lists the articles in order."""
    items: list[bytes] = []
    listed: list[_Listed] = []
    for article in articles:
        written = list(_items(article, writing))
        items += [item.data for item in written]
        text = written[0]
        listed.append(_Listed(text, article.version, article.language, article.direction, article.provider))
    stream.write(DECLARATION.encode() + _head(listed[0].item.created, writing))
    stream.write(_package(listed, writing))
    for data in items:
        stream.write(data)
    stream.write(_END)


def _head(created: datetime, writing: Writing) -> bytes:
    """Everything of a newsMessage before its first item.

    The time of sending, unless given, is that of the first article: later ones are not known yet.
    """
    given = given_now(writing.options)
    sent, derived = written_moment(given or created), ""
    if given is None:
        derived = f' xmlns:docconv="{DOCCONV}" docconv:derived="sent"'
        writing.report(problem("D001", f"the message has no time of sending: {sent} was taken from its first article"))
    return f'<newsMessage xmlns="{NEWSML}">\n<header>\n  <sent{derived}>{sent}</sent>\n</header>\n<itemSet>\n'.encode()


# --- an article and its pictures ------------------------------------------------------------------------


def _items(article: Article, writing: Writing) -> Iterator[WrittenItem]:
    """The item of the article, then those of its pictures, where they are asked for."""
    guid = writing.claim(article)
    figures = list(_pictured(article)) if writing.options.pictures else []
    guids = [writing.derive(f"{DOCCONV}:picture {guid} {figure.src}", article.version) for figure in figures]
    links = [PictureLink(own, _CLASSES[figure.media], _caption(figure)) for own, figure in zip(guids, figures, strict=True)]
    text = news_item(article, guid, writing, links)
    yield text
    for own, figure in zip(guids, figures, strict=True):
        yield _picture(own, figure, article, text, writing)


def _pictured(article: Article) -> Iterator[Figure]:
    """The figures that lead to a picture, video or recording."""
    return (block for block in article.blocks() if isinstance(block, Figure) and block.src is not None)


def _caption(figure: Figure) -> str | None:
    return None if figure.caption is None else figure.caption.text.replace("\n", " ")


def _picture(guid: str, figure: Figure, article: Article, text: WrittenItem, writing: Writing) -> WrittenItem:
    xml = Markup()
    start_item(xml, "newsItem", guid, article, "item")
    xml.start("itemMeta")
    xml.empty("itemClass", {"qcode": _CLASSES[figure.media]})
    provider_element(xml, article, writing.options)
    moment_element(xml, "versionCreated", text.created)
    xml.empty("pubStatus", {"qcode": f"stat:{article.status}"})
    xml.end()
    headline = _caption(figure) or text.headline
    xml.start("contentMeta")
    if figure.source is not None:
        named_element(xml, "infoSource", figure.source)
    if article.language is not None:
        xml.empty("language", {"tag": article.language})
    if headline is not None:
        xml.text("headline", headline)
    if figure.credit is not None:
        xml.text("creditline", figure.credit)
    if figure.caption is not None:
        own = {"role": "drol:caption", "xml:lang": figure.caption.language, "dir": figure.caption.direction}
        xml.mixed("description", with_breaks(figure.caption.text), own)
    if figure.alt:
        xml.text("description", figure.alt, {"roleuri": ALT_ROLE})
    xml.end()
    xml.start("contentSet")
    remote = {"rendition": "rnd:highRes", "href": figure.src, "contenttype": media_type(figure.src)}
    sizes = {name: str(size) if size else None for name, size in (("width", figure.width), ("height", figure.height))}
    xml.empty("remoteContent", remote | sizes)
    xml.end()
    xml.end()
    return WrittenItem(guid, headline, text.created, xml.data())


# --- the package --------------------------------------------------------------------------------------------


class _Listed(NamedTuple):
    """What a package says of an article."""

    item: WrittenItem
    version: int
    language: str | None
    direction: str
    provider: str | None


def _package(listed: list[_Listed], writing: Writing) -> bytes:
    """The packageItem that lists articles in order."""
    options = writing.options
    names = " ".join(f"{one.item.guid} {one.version}" for one in listed)
    languages = list(dict.fromkeys(one.language for one in listed if one.language is not None))
    shared = _shared(listed)
    xml = Markup()
    start_item(xml, "packageItem", writing.derive(f"{DOCCONV}:package {names}", 1), shared, "item")
    xml.start("catalog")
    xml.empty("scheme", {"alias": "group", "uri": _GROUPS})
    xml.end()
    xml.start("itemMeta")
    xml.empty("itemClass", {"qcode": "ninat:composite"})
    provider_element(xml, shared, options)
    moment_element(xml, "versionCreated", given_now(options) or max(one.item.created for one in listed))
    xml.empty("pubStatus", {"qcode": "stat:usable"})
    xml.text("generator", options.generator, {"versioninfo": options.generator_version})
    title = options.title or listed[0].item.headline
    if title is not None:
        xml.text("title", title, {DERIVED: None if options.title else "title"})
    xml.end()
    xml.start("contentMeta")
    for language in languages:
        xml.empty("language", {"tag": language})
    if title is not None:
        xml.text("headline", title, {DERIVED: None if options.title else "headline"})
    xml.end()
    xml.start("groupSet", {"root": "root"})
    xml.start("group", {"id": "root", "role": "group:main", "mode": "pgrmod:seq"})
    for one in listed:
        _item_ref(xml, one)
    for _ in ("group", "groupSet", "packageItem"):
        xml.end()
    return xml.data()


def _shared(listed: list[_Listed]) -> Article:
    """What all the articles of a package have in common: language, direction, provider."""
    first = listed[0]
    same = {
        name: getattr(first, name)
        for name in ("language", "direction", "provider")
        if all(getattr(one, name) == getattr(first, name) for one in listed)
    }
    return Article(**same)


def _item_ref(xml: Markup, one: _Listed) -> None:
    xml.start("itemRef", {"residref": one.item.guid, "version": str(one.version), "contenttype": NEWS_ITEM_TYPE})
    xml.empty("itemClass", {"qcode": "ninat:text"})
    if one.item.headline is not None:
        xml.text("title", one.item.headline, {"xml:lang": one.language})
    xml.end()
