"""NewsML-G2 2.35: a newsItem with NITF 3.6 inside, or a newsMessage of several.

Where each field stands: MAPPING sections 1 and 2. The metadata (identity, dates, rights, people,
topics, headline, dateline) is read from itemMeta and contentMeta; standfirst, body, related pages and
furniture from the NITF, whose own metadata only repeats. What G2 has no element for stands at the end
of contentMeta in docconv's namespace: `dateline` (agency and date) and one `extension` for each key.

What the standard demands and the article lacks is derived from the article and bears
`docconv:derived`, so that a reader knows that the article has it not:

- `@guid`: a UUID of the article's address (UUIDv5, RFC 9562), or else of its content;
- `versionCreated`: the later of published and created, else `now`, else 2000-01-01;
- `provider`: the name in the options, else the host of the article's address, else "unknown";
- the headline: the first words of the text.

What only repeats a field for receivers that look elsewhere, and is not read back: `creditline` and
`infoSource` (the provider), `title`, `@literal` where a name has no URI, `@wordcount`. A topic is a
`subject`, with its name as `@literal` where it has no URI; a `keyword` is always one of the keywords.
The agency of a dateline stands in `docconv:dateline` alone. Figures stand in the NITF; items of their
own for the pictures of a newsMessage come with a later release.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import chain
from typing import BinaryIO
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from docconv.canonical import UNDATED, written_moment
from docconv.formats._counts import word_count
from docconv.formats._markup import Attributes, with_breaks
from docconv.formats._nitf import extension_elements, newscode, write_nitf
from docconv.formats._options import check_moment, check_text, check_uri
from docconv.formats._titles import substitute_headline
from docconv.formats._xml import DECLARATION, DOCCONV, NEWSML, Markup
from docconv.model import Article, Dateline, Person, RelatedGroup, RichText, Rights, Topic
from docconv.problems import DocumentError, Report, problem

#: The version of the standard that is written, and the newest IPTC catalog, whose aliases are used.
STANDARD_VERSION = "2.35"
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"

#: The role of the headline that is a kicker: G2 has no role of its own for it.
KICKER_ROLE = "urn:docconv:role:kicker"


_DERIVED = "docconv:derived"
_ALIASES = {"mediatopic": "medtop", "subjectcode": "subj"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsmlOptions:
    """How NewsML-G2 is written.

    `provider` is the name of the provider for articles without one; `provider_uri` identifies that
    provider. `now` is the time (with a time zone) that stands in for a missing date of the version
    and is the time a newsMessage is sent; None takes the articles' own dates. `generator` and
    `generator_version` name the program; `id_prefix` precedes the UUID in derived identifiers.
    """

    provider: str | None = None
    provider_uri: str | None = None
    now: datetime | None = None
    generator: str = "docconv"
    generator_version: str | None = None
    id_prefix: str = "urn:uuid:"

    def __post_init__(self) -> None:
        check_text("provider", self.provider, strict=True)
        check_uri("provider_uri", self.provider_uri)
        check_moment("now", self.now)
        check_text("generator", self.generator, optional=False, strict=True)
        check_text("generator_version", self.generator_version, strict=True)
        check_uri("id_prefix", self.id_prefix, optional=False, prefix=True)


OPTIONS = NewsmlOptions


def write(articles: Iterable[Article], stream: BinaryIO, options: NewsmlOptions, report: Report) -> None:
    """Write one article as a newsItem, several as a newsMessage, one after another as they come.

    Raises `DocumentError`: I007 when there is no article, X002 when a text is too long for XML
    parsers. Reports D001 for each value that had to be derived, D002 for two items of the same id and version.

    >>> import io
    >>> out = io.BytesIO()
    >>> write([Article(headline="Ferry adds dawn sailing")], out, NewsmlOptions(), lambda problem: None)
    >>> out.getvalue()[:38]
    b'<?xml version="1.0" encoding="UTF-8"?>'
    """
    remaining = iter(articles)
    first, second = next(remaining, None), next(remaining, None)
    if first is None:
        raise DocumentError(problem("I007", "there is no article to write"))
    if second is None:
        stream.write(DECLARATION.encode() + news_item(first, options, report))
        return
    stream.write(DECLARATION.encode() + _message_head(first, options, report))
    seen: dict[bytes, int] = {}
    for article in chain((first, second), remaining):
        stream.write(news_item(article, options, report, seen))
    stream.write(b"</itemSet>\n</newsMessage>\n")


def _message_head(first: Article, options: NewsmlOptions, report: Report) -> bytes:
    """Everything of a newsMessage before its first item.

    The time of sending, unless given, is that of the first article: later ones are not known yet.
    """
    sent, derived = written_moment(_now(options) or _version_created(first, options)), ""
    if options.now is None:
        derived = f' xmlns:docconv="{DOCCONV}" docconv:derived="sent"'
        report(problem("D001", f"the message has no time of sending: {sent} was taken from its first article"))
    return f'<newsMessage xmlns="{NEWSML}">\n<header>\n  <sent{derived}>{sent}</sent>\n</header>\n<itemSet>\n'.encode()


def news_item(article: Article, options: NewsmlOptions, report: Report, seen: dict[bytes, int] | None = None) -> bytes:
    """The article as a `newsItem` of class text, without XML declaration.

    `seen` counts the identities of the items before it in its message, and its own after them.
    """
    xml = Markup()
    root: dict[str, str | None] = {"xmlns": NEWSML, "xmlns:docconv": DOCCONV, "standard": "NewsML-G2"}
    root |= {"standardversion": STANDARD_VERSION, "conformance": "power"}
    root |= {"guid": _guid(article, options, report, {} if seen is None else seen), _DERIVED: None if article.id else "guid"}
    root |= {"version": str(article.version), "xml:lang": article.language, "dir": article.direction}
    xml.start("newsItem", root)
    xml.empty("catalogRef", {"href": CATALOG})
    if article.published is not None:
        xml.start("pubHistory")
        xml.start("published")
        _moment(xml, "timestamp", article.published)
        xml.end()
        xml.end()
    if article.rights is not None:
        _rights(xml, article.rights)
    headline = article.headline or _derived_headline(article, report)
    _item_meta(xml, article, headline, options, report)
    _content_meta(xml, article, headline)
    xml.start("contentSet")
    inline: dict[str, str | None] = {"contenttype": "application/nitf+xml", "contenttypestandardversion": "3.6"}
    words = word_count(article)
    inline |= {"wordcount": None if words is None else str(words), "xml:lang": article.language, "dir": article.direction}
    xml.start("inlineXML", inline)
    write_nitf(xml, article, complete=False)
    for _ in ("inlineXML", "contentSet", "newsItem"):
        xml.end()
    return xml.data()


# --- what is derived --------------------------------------------------------------------------------


def _guid(article: Article, options: NewsmlOptions, report: Report, seen: dict[bytes, int]) -> str:
    """The identifier of the item; within a message no two derived ones are the same."""
    guid = article.id or _derived_id(article, options, 1)
    identity = _identity(guid, article)
    times = seen[identity] = seen.get(identity, 0) + 1
    if article.id is not None:
        if times > 1:
            message = f"another item of the message has the same id and version: {guid}, version {article.version}"
            report(problem("D002", message, path="/id"))
        return guid
    source = "content" if article.url is None else "address"
    again = ""
    if times > 1:
        guid = _derived_id(article, options, times)
        again = f", for item {times} of the message with that {source}"
    report(problem("D001", f"the article has no id: {guid} was derived from its {source}{again}", path="/id"))
    return guid


def _identity(guid: str, article: Article) -> bytes:
    """What tells an item from others: a digest, so that a long message takes little memory."""
    return blake2b(f"{article.version} {guid}".encode(), digest_size=16).digest()


def _derived_id(article: Article, options: NewsmlOptions, times: int) -> str:
    name = article.url or f"{DOCCONV}:{article.model_dump_json(exclude_defaults=True)}"
    return f"{options.id_prefix}{uuid5(NAMESPACE_URL, name if times == 1 else f'{name} {times}')}"


def _derived_headline(article: Article, report: Report) -> str | None:
    headline = substitute_headline(article)
    if headline is not None:
        report(problem("D001", "the article has no headline: the first words of its text stand in for it", path="/headline"))
    return headline


def _now(options: NewsmlOptions) -> datetime | None:
    return None if options.now is None else options.now.astimezone(UTC)


def _version_created(article: Article, options: NewsmlOptions) -> datetime:
    if article.modified is not None:
        return article.modified
    known = [moment for moment in (article.created, article.published) if moment is not None]
    return max(known) if known else _now(options) or UNDATED


# --- rights, itemMeta -------------------------------------------------------------------------------------


def _rights(xml: Markup, rights: Rights) -> None:
    xml.start("rightsInfo")
    if rights.holder is not None:
        _named(xml, "copyrightHolder", rights.holder)
    if rights.notice is not None:
        xml.text("copyrightNotice", rights.notice)
    if rights.terms is not None:
        xml.text("usageTerms", rights.terms)
    xml.end()


def _named(xml: Markup, tag: str, name: str, attributes: Attributes | None = None) -> None:
    """An element for something that is known by its name: `@literal`, unless it has a URI or code."""
    given = dict(attributes or {})
    known = given.get("uri") or given.get("qcode")
    xml.start(tag, given if known else {**given, "literal": name})
    xml.text("name", name)
    xml.end()


def _item_meta(xml: Markup, article: Article, headline: str | None, options: NewsmlOptions, report: Report) -> None:
    xml.start("itemMeta")
    xml.empty("itemClass", {"qcode": "ninat:text"})
    _provider(xml, article, options, report)
    created = written_moment(_version_created(article, options))
    xml.text("versionCreated", created, {_DERIVED: None if article.modified else "versionCreated"})
    if article.modified is None:
        report(problem("D001", f"the article has no date of its version: {created} was derived", path="/modified"))
    _moment(xml, "firstCreated", article.created)
    _moment(xml, "embargoed", article.embargoed)
    xml.empty("pubStatus", {"qcode": f"stat:{article.status}"})
    xml.text("generator", options.generator, {"versioninfo": options.generator_version})
    if headline is not None:
        xml.text("title", headline, {_DERIVED: None if article.headline else "title"})
    if article.url is not None:
        xml.text("altRep", article.url, {"contenttype": "text/html"})
    _moment(xml, "expires", article.expires)
    _links(xml, article.related)
    xml.end()


def _provider(xml: Markup, article: Article, options: NewsmlOptions, report: Report) -> None:
    name = article.provider
    if name is None:
        name = options.provider or (urlsplit(article.url).hostname if article.url else None) or "unknown"
        if options.provider is None:
            report(problem("D001", f"the article has no provider: {name!r} stands in for it", path="/provider"))
    known = article.provider is None or article.provider == options.provider
    derived = None if article.provider else "provider"
    _named(xml, "provider", name, {"uri": options.provider_uri if known else None, _DERIVED: derived})


def _moment(xml: Markup, tag: str, moment: datetime | None) -> None:
    if moment is not None:
        xml.text(tag, written_moment(moment))


def _links(xml: Markup, groups: Iterable[RelatedGroup]) -> None:
    """The related pages that have an address; the heading of their group has no other home than `@title`."""
    linked = ((group.heading, link) for group in groups for link in group.links if link.url is not None)
    for rank, (heading, link) in enumerate(linked, 1):
        xml.start("link", {"rel": "irel:seeAlso", "rank": str(rank), "href": link.url, "title": heading})
        xml.text("title", link.title)
        xml.end()


# --- contentMeta --------------------------------------------------------------------------------------------


def _content_meta(xml: Markup, article: Article, headline: str | None) -> None:
    xml.start("contentMeta")
    _moment(xml, "contentCreated", article.created)
    _moment(xml, "contentModified", article.modified)
    if article.dateline is not None and article.dateline.place is not None:
        _named(xml, "located", article.dateline.place, {"type": "cpnat:geoArea"})
    if article.provider is not None:
        _named(xml, "infoSource", article.provider)
    for author in article.authors:
        _author(xml, author)
    if article.language is not None:
        xml.empty("language", {"tag": article.language})
    for topic in article.topics:
        _subject(xml, topic)
    for keyword in article.keywords:
        xml.text("keyword", keyword)
    if article.slug is not None:
        xml.text("slugline", article.slug)
    if headline is not None:
        xml.text("headline", headline, {_DERIVED: None if article.headline else "headline"})
    if article.kicker is not None:
        xml.text("headline", article.kicker, {"roleuri": KICKER_ROLE})
    if article.dateline is not None:
        xml.text("dateline", article.dateline.text)
    if article.byline is not None:
        xml.text("by", article.byline)
    if article.provider is not None:
        xml.text("creditline", article.provider)
    for paragraph in article.standfirst:
        _summary(xml, paragraph)
    if article.dateline is not None:
        _dateline_parts(xml, article.dateline)
    extension_elements(xml, article)
    xml.end()


def _author(xml: Markup, author: Person) -> None:
    xml.start("creator", {"role": "cpprole:author", "uri": author.uri, "literal": None if author.uri else author.name})
    xml.text("name", author.name)
    if author.role is not None:
        xml.text("definition", author.role)
    if author.organisation is not None or author.email is not None:
        xml.start("personDetails")
        if author.organisation is not None:
            _named(xml, "affiliation", author.organisation)
        if author.email is not None:
            xml.start("contactInfo")
            xml.text("email", author.email)
            xml.end()
        xml.end()
    xml.end()


def _subject(xml: Markup, topic: Topic) -> None:
    code = newscode(topic.uri)
    qcode = f"{_ALIASES[code[0]]}:{code[1]}" if code else None
    _named(xml, "subject", topic.name, {"type": "cpnat:abstract", "qcode": qcode, "uri": None if code else topic.uri})


def _summary(xml: Markup, paragraph: RichText) -> None:
    """A paragraph of the standfirst, without its marks, which the NITF has."""
    attributes = {"role": "drol:summary", "xml:lang": paragraph.language, "dir": paragraph.direction}
    xml.mixed("description", with_breaks(paragraph.text), attributes)


def _dateline_parts(xml: Markup, dateline: Dateline) -> None:
    """The agency and the day of a dateline, for which G2 has no element."""
    if dateline.agency is not None or dateline.date is not None:
        date = None if dateline.date is None else dateline.date.isoformat()
        xml.empty("docconv:dateline", {"agency": dateline.agency, "date": date})
