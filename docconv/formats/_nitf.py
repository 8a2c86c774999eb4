"""An article as NITF 3.6: the tree that stands alone in a NITF file and inside NewsML-G2.

What NITF has an element for is there in any case. What it has none for (the date of creation, the
parts of a dateline, an author's address, extensions) is written only into a *complete* tree, in
docconv's own namespace, which the NITF schema admits; inside NewsML-G2 the metadata around the tree
has it. Sources: the NITF 3.6 schema (2012-01-12), MAPPING sections 1, 3 and 9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from docconv.formats._markup import Span, escape, json_for_xml, nested, start_tag
from docconv.formats._nitf_text import between, differences, inline, write_rich
from docconv.formats._titles import substitute_headline
from docconv.formats._xml import DOCCONV, ITS, NITF, Markup
from docconv.model import (
    Article,
    Cell,
    Dateline,
    Embed,
    Figure,
    List,
    Paragraph,
    Person,
    Quote,
    RelatedGroup,
    Section,
    Table,
    Topic,
)
from docconv.unicode import is_word_edge

#: The one value that `nitf/@version` may have.
VERSION = "-//IPTC//DTD NITF 3.6//EN"


def write_nitf(xml: Markup, article: Article, *, complete: bool, namespace: str | None = NITF) -> None:
    """Write the article as a `nitf` element.

    `complete` is whether the element must hold all of the article (see the module); `namespace` None
    is for receivers that know no namespaces.

    >>> xml = Markup()
    >>> write_nitf(xml, Article(headline="Ferry adds dawn sailing"), complete=True)
    >>> b"<hl1>Ferry adds dawn sailing</hl1>" in xml.data()
    True
    """
    headline = article.headline or substitute_headline(article)
    root: dict[str, str | None] = {"xmlns": namespace, "xmlns:its": ITS, "xmlns:docconv": DOCCONV if complete else None}
    root |= {"uno": article.id, "version": VERSION, "baselang": article.language, "xml:lang": article.language}
    root |= {"its:version": "2.0", "its:dir": article.direction}
    xml.start("nitf", root)
    _head(xml, article, headline, complete)
    xml.start("body")
    _body_head(xml, article, headline, complete)
    _body_content(xml, article, complete)
    if article.furniture:
        xml.start("body.end")
        xml.mixed("tagline", "<br/>".join(map(escape, article.furniture)), {"class": "furniture"})
        xml.end()
    xml.end()
    xml.end()


# --- what is shared with the metadata around the tree ---------------------------------------------

_NEWSCODE = re.compile(r"http://cv\.iptc\.org/newscodes/(mediatopic|subjectcode)/([0-9]{8})")


def newscode(uri: str | None) -> tuple[str, str] | None:
    """The scheme and the eight digits of an IPTC Media Topic or Subject Code, None for any other URI.

    >>> newscode("http://cv.iptc.org/newscodes/mediatopic/04000000")
    ('mediatopic', '04000000')
    """
    match = _NEWSCODE.fullmatch(uri) if uri else None
    return (match[1], match[2]) if match else None


def extension_elements(xml: Markup, article: Article) -> None:
    """The article's extensions as elements of docconv's namespace: the key as `name`, the value as JSON."""
    for name, value in article.extensions.items():
        xml.text("docconv:extension", json_for_xml(value), {"name": name})


# --- the head ---------------------------------------------------------------------------------------


def _norm(moment: datetime | None) -> str | None:
    """A date and time as NITF writes it (ISO 8601, basic form): `20260314T091500Z`."""
    return None if moment is None else f"{moment.year:04d}{moment:%m%dT%H%M%S}Z"


def _head(xml: Markup, article: Article, headline: str | None, complete: bool) -> None:
    xml.start("head")
    if headline is not None:
        xml.text("title", headline)
    if complete and article.created is not None:
        xml.empty("meta", {"name": "docconv:created", "content": _norm(article.created)})
    if article.modified is not None:
        xml.empty("meta", {"name": "modified", "content": _norm(article.modified)})
    ranked = complete and _mixed(article.topics)
    _coded_topics(xml, article.topics, ranked, complete)
    _docdata(xml, article, ranked)
    if article.url is not None:
        xml.empty("pubdata", {"type": "web", "date.publication": _norm(article.published), "ex-ref": article.url})
    for author in article.authors:
        _revision(xml, author, complete)
    if complete:
        extension_elements(xml, article)
    xml.end()


def _mixed(topics: Sequence[Topic]) -> bool:
    """Whether the order of the topics must be said: coded ones and others stand apart in NITF."""
    coded = [newscode(topic.uri) is not None for topic in topics]
    return coded != sorted(coded, reverse=True)


def _coded_topics(xml: Markup, topics: Sequence[Topic], ranked: bool, complete: bool) -> None:
    coded = [(rank, topic, code) for rank, topic in enumerate(topics, 1) if (code := newscode(topic.uri))]
    if not coded:
        return
    xml.start("tobject", {"tobject.type": "news"})
    for rank, topic, (scheme, digits) in coded:
        subject: dict[str, str | None] = {"tobject.subject.refnum": digits, "tobject.subject.type": topic.name}
        if complete and scheme != "mediatopic":
            subject["docconv:scheme"] = scheme
        if ranked:
            subject["docconv:rank"] = str(rank)
        xml.empty("tobject.subject", subject)
    xml.end()


def _docdata(xml: Markup, article: Article, ranked: bool) -> None:
    xml.start("docdata", {"management-status": article.status})
    if article.id is not None:
        xml.empty("doc-id", {"id-string": article.id})
    for tag, moment in (("date.issue", article.published), ("date.release", article.embargoed), ("date.expire", article.expires)):
        if moment is not None:
            xml.empty(tag, {"norm": _norm(moment)})
    xml.empty("du-key", {"key": article.slug, "version": str(article.version)})
    if article.rights is not None and article.rights.holder is not None:
        year = None if article.published is None else f"{article.published.year:04d}"
        xml.empty("doc.copyright", {"year": year, "holder": article.rights.holder})
    if article.rights is not None and article.rights.terms is not None:
        xml.empty("doc.rights", {"limitations": article.rights.terms})
    if article.keywords:
        xml.start("key-list")
        for keyword in article.keywords:
            xml.empty("keyword", {"key": keyword})
        xml.end()
    _other_topics(xml, article.topics, ranked)
    xml.end()


def _other_topics(xml: Markup, topics: Sequence[Topic], ranked: bool) -> None:
    others = [(rank, topic) for rank, topic in enumerate(topics, 1) if newscode(topic.uri) is None]
    if others:
        xml.start("identified-content")
        for rank, topic in others:
            place = str(rank) if ranked else None
            xml.text("classifier", topic.name, {"type": "topic", "value": topic.uri, "docconv:rank": place})
        xml.end()


def _revision(xml: Markup, author: Person, complete: bool) -> None:
    """An author: NITF has no other place in the head for who wrote."""
    person: dict[str, str | None] = {"name": author.name, "function": "writer-author"}
    if complete:
        person |= {f"docconv:{field}": getattr(author, field) for field in ("role", "organisation", "email", "uri")}
    xml.empty("revision-history", person)


# --- what stands above the story ----------------------------------------------------------------------


def _body_head(xml: Markup, article: Article, headline: str | None, complete: bool) -> None:
    xml.start("body.head")
    if headline is not None or article.kicker is not None:  # a kicker of which nothing can be seen stands in for nothing
        xml.start("hedline")
        xml.text("hl1", headline or "", {"class": "derived"} if article.headline is None else None)
        if article.kicker is not None:
            xml.text("hl2", article.kicker, {"class": "kicker"})
        xml.end()
    if article.rights is not None and article.rights.notice is not None:
        xml.text("rights", article.rights.notice)
    if article.byline is not None:
        xml.mixed("byline", _byline(article.byline, article.authors))
    if article.provider is not None:
        xml.start("distributor")
        xml.text("org", article.provider)
        xml.end()
    if article.dateline is not None and article.opening_dateline() is None:
        parts = _dateline_parts(article.dateline) if complete else None
        xml.mixed("dateline", _dateline(article.dateline), parts)
    if article.standfirst:
        xml.start("abstract")
        for paragraph in article.standfirst:
            write_rich(xml, "p", paragraph)
        xml.end()
    xml.end()


def _byline(printed: str, authors: Sequence[Person]) -> str:
    """The byline as printed, its names and jobs marked where they stand in it as words of their own.

    A name that opens the byline is left plain: Superdesk's parser needs text before the first element.
    """
    taken = bytearray(len(printed))
    spans: list[Span] = []
    after: dict[str, int] = {}

    def mark(tag: str, part: str, start: int) -> int | None:
        at = _place(printed, part, taken, max(start, after.get(part, 0)))
        if at is None:
            return None
        end = after[part] = at + len(part)
        taken[at:end] = b"\x01" * len(part)
        if at > 0:
            spans.append(Span(at, end, f"<{tag}>", f"</{tag}>"))
        return end

    by_length = sorted(authors, key=lambda author: -len(author.name))  # a name may be part of another
    jobs = [(mark("person", author.name, 0) or 0, author.role) for author in by_length]
    for end, role in sorted((end, role) for end, role in jobs if role is not None):
        if mark("byttl", role, end) is None:
            mark("byttl", role, 0)
    return nested(printed, sorted(spans))


def _place(printed: str, part: str, taken: bytearray, start: int) -> int | None:
    """Where `part` stands in the byline at or after `start`, as whole words and outside what is taken."""
    at = printed.find(part, start)
    while at >= 0:
        end = at + len(part)
        if taken.find(1, at, end) < 0 and is_word_edge(printed, at) and is_word_edge(printed, end):
            return at
        at = printed.find(part, at + 1)
    return None


def _dateline(dateline: Dateline) -> str:
    """The dateline as printed, its place marked where it stands in it."""
    before, place, after = dateline.text.partition(dateline.place) if dateline.place else (dateline.text, "", "")
    marked = f"<location><city>{escape(place)}</city></location>" if place else ""
    return escape(before) + marked + escape(after)


def _dateline_parts(dateline: Dateline) -> dict[str, str | None]:
    date = None if dateline.date is None else dateline.date.isoformat()
    return {"docconv:place": dateline.place, "docconv:agency": dateline.agency, "docconv:date": date}


# --- the story ------------------------------------------------------------------------------------------


def _body_content(xml: Markup, article: Article, complete: bool) -> None:
    xml.start("body.content")
    lead = article.lead()
    opening = article.dateline if complete and article.opening_dateline() is not None else None
    for section in article.body:
        _section(xml, section, lead, opening)
    for group in article.related:
        _related(xml, group)
    xml.end()


def _section(xml: Markup, section: Section, lead: Paragraph | None, dateline: Dateline | None) -> None:
    """A section as a block (they do not nest in NITF); `lead` is the article's first paragraph."""
    if section.heading is None:
        xml.start_with("block", '<block class="lead">')
    else:
        xml.start_with("block", f'<block class="section level-{section.level}">')
        xml.text("hl2", section.heading)
    for block in section.blocks:
        if block is lead:
            _lead(xml, block, dateline)
        else:
            _BLOCKS[block.type](xml, block)
    xml.end()


def _lead(xml: Markup, paragraph: Paragraph, dateline: Dateline | None) -> None:
    """The first paragraph; a dateline that opens it is marked there when nothing else says where it is."""
    if dateline is None:
        write_rich(xml, "p", paragraph, {"lede": "true"})
        return
    end = len(dateline.text)
    opening = inline(paragraph.text[:end], between(paragraph.marks, 0, end))
    rest = inline(paragraph.text[end:], between(paragraph.marks, end, len(paragraph.text)))
    marked = start_tag("em", {"class": "dateline", **_dateline_parts(dateline)})
    xml.mixed("p", f"{marked}{opening}</em>{rest}", {"lede": "true"} | differences(paragraph))


def _paragraph(xml: Markup, paragraph: Paragraph) -> None:
    if paragraph.marks or paragraph.language or paragraph.direction or "\n" in paragraph.text:
        write_rich(xml, "p", paragraph)
    else:
        xml.text("p", paragraph.text)


#: Media types by the end of an address: enough for a receiver that wants one, nothing is fetched to find out.
_MEDIA_TYPES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp",
    ".avif": "image/avif", ".svg": "image/svg+xml", ".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime",
    ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".wav": "audio/wav",
}  # fmt: skip


def media_type(source: str | None) -> str | None:
    """The media type that the end of an address stands for, None where it tells nothing.

    >>> media_type("https://example.com/ferry.JPG?w=640"), media_type("https://example.com/ferry")
    ('image/jpeg', None)
    """
    if not source:
        return None
    name = source.partition("?")[0].partition("#")[0].rpartition("/")[2]
    return _MEDIA_TYPES.get("." + name.rpartition(".")[2].lower())


def _figure(xml: Markup, figure: Figure) -> None:
    xml.start_with("media", f'<media class="figure" media-type="{figure.media}">')
    xml.empty("media-reference", _reference(figure))
    if figure.caption is not None:
        write_rich(xml, "media-caption", figure.caption)
    if figure.credit is not None:
        xml.text("media-producer", figure.credit)
    xml.end()


def _reference(figure: Figure) -> dict[str, str | None]:
    """The attributes of the reference to a picture, of which most figures have few."""
    said: dict[str, str | None] = {}
    if figure.src is not None:
        said = {"source": figure.src, "mime-type": media_type(figure.src)}
    if figure.width is not None:
        said["width"] = str(figure.width)
    if figure.height is not None:
        said["height"] = str(figure.height)
    if figure.alt is not None:
        said["alternate-text"] = figure.alt
    if figure.source is not None:
        said["source-credit"] = figure.source
    return said


def _embed(xml: Markup, embed: Embed) -> None:
    xml.start("media", {"class": "embed", "media-type": "other"})
    xml.empty("media-reference", {"source": embed.url, "mime-type": "text/html", "source-credit": embed.provider})
    if embed.text is not None:
        xml.text("media-caption", embed.text)
    xml.end()


def _quote(xml: Markup, quote: Quote) -> None:
    xml.start("bq")
    xml.start("block")
    for paragraph in quote.paragraphs:
        write_rich(xml, "p", paragraph)
    xml.end()
    if quote.attribution is not None:
        xml.text("credit", quote.attribution)
    xml.end()


def _list(xml: Markup, items: List) -> None:
    xml.start("ol" if items.ordered else "ul")
    for item in items.items:
        write_rich(xml, "li", item)
    xml.end()


def _table(xml: Markup, table: Table) -> None:
    xml.start("table")
    if table.caption is not None:
        write_rich(xml, "caption", table.caption)
    _rows(xml, "thead", "th", table.rows[: table.header_rows])
    _rows(xml, "tbody", "td", table.rows[table.header_rows :])
    xml.end()


def _rows(xml: Markup, group: str, tag: str, rows: Sequence[Sequence[Cell]]) -> None:
    if rows:
        xml.start(group)
        for row in rows:
            xml.start("tr")
            for cell in row:
                write_rich(xml, tag, cell)
            xml.end()
        xml.end()


_BLOCKS: dict[str, Callable[[Markup, Any], None]] = {
    "paragraph": _paragraph,
    "figure": _figure,
    "quote": _quote,
    "list": _list,
    "table": _table,
    "embed": _embed,
}


def _related(xml: Markup, group: RelatedGroup) -> None:
    xml.start("block", {"class": "related"})
    if group.heading is not None:
        xml.text("hl2", group.heading)
    if group.links:
        xml.start("ul")
        for link in group.links:
            if link.url is None:
                xml.text("li", link.title)
            else:
                xml.mixed("li", f"{start_tag('a', {'href': link.url, 'rel': 'related'})}{escape(link.title)}</a>")
        xml.end()
    xml.end()
