"""A newsItem of NewsML-G2 2.35 as docconv writes it: identity, dates, rights, people, topics, and the story inside.

Where each field stands and what is derived: see `docconv.formats.newsml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from docconv.canonical import UNDATED, written_moment
from docconv.formats._counts import word_count
from docconv.formats._markup import Attributes, with_breaks
from docconv.formats._newsml_codes import CATALOG, KICKER_ROLE
from docconv.formats._newsml_options import NewsmlOptions
from docconv.formats._newsml_xhtml import write_xhtml
from docconv.formats._nitf import extension_elements, newscode, write_nitf
from docconv.formats._titles import substitute_headline
from docconv.formats._words import Dictionary
from docconv.formats._xml import DOCCONV, NEWSML, Markup
from docconv.model import Article, Dateline, Person, RelatedGroup, RichText, Rights, Topic
from docconv.problems import Report, problem

#: The version of the standard that is written.
STANDARD_VERSION = "2.35"

#: The media type of a newsItem.
NEWS_ITEM_TYPE = "application/vnd.iptc.g2.newsitem+xml"

#: Tells what of an element the article has not: names of elements and attributes, or "item" for all of it.
DERIVED = "docconv:derived"
_ALIASES = {"mediatopic": "medtop", "subjectcode": "subj"}


class WrittenItem(NamedTuple):
    """A newsItem as it was written: what a package and the items of its pictures say of it, and its bytes."""

    guid: str
    headline: str | None
    created: datetime
    data: bytes


class PictureLink(NamedTuple):
    """What a text item says of the item of one of its pictures."""

    guid: str
    item_class: str
    title: str | None


def news_item(article: Article, guid: str, writing: Writing, pictures: Iterable[PictureLink] = ()) -> WrittenItem:
    """The article as a `newsItem` of class text, without XML declaration; `pictures` have items of their own."""
    xml = Markup()
    start_item(xml, "newsItem", guid, article, None if article.id else "guid")
    if article.published is not None:
        xml.start("pubHistory")
        xml.start("published")
        moment_element(xml, "timestamp", article.published)
        xml.end()
        xml.end()
    if article.rights is not None:
        _rights(xml, article.rights)
    headline = article.headline or _derived_headline(article, writing.report)
    _item_meta(xml, article, headline, writing, pictures)
    _content_meta(xml, article, headline)
    _content_set(xml, article, writing)
    xml.end()
    return WrittenItem(guid, headline, version_created(article, writing.options), xml.data())


def start_item(xml: Markup, tag: str, guid: str, article: Article, derived: str | None) -> None:
    """The start of an item in the language and direction of an article, and its reference to the catalog."""
    root: dict[str, str | None] = {"xmlns": NEWSML, "xmlns:docconv": DOCCONV, "standard": "NewsML-G2"}
    root |= {"standardversion": STANDARD_VERSION, "conformance": "power", "guid": guid, DERIVED: derived}
    root |= {"version": str(article.version), "xml:lang": article.language, "dir": article.direction}
    xml.start(tag, root)
    xml.empty("catalogRef", {"href": CATALOG})


def _content_set(xml: Markup, article: Article, writing: Writing) -> None:
    xml.start("contentSet")
    as_nitf = writing.dictionary is None
    inline: dict[str, str | None] = {
        "contenttype": "application/nitf+xml" if as_nitf else "application/xhtml+xml",
        "contenttypestandardversion": "3.6" if as_nitf else "5",
    }
    words = word_count(article)
    inline |= {"wordcount": None if words is None else str(words), "xml:lang": article.language, "dir": article.direction}
    xml.start("inlineXML", inline)
    if writing.dictionary is None:
        write_nitf(xml, article, complete=False)
    else:
        write_xhtml(xml, article, writing.dictionary.words(article.language))
    xml.end()
    xml.end()


# --- what is derived --------------------------------------------------------------------------------


class Writing:
    """What the items of one document share: the options, the report, and the identifiers given so far."""

    def __init__(self, options: NewsmlOptions, report: Report) -> None:
        self.options, self.report = options, report
        self.dictionary = Dictionary() if options.inline == "xhtml" else None
        self._seen: dict[bytes, int] = {}

    def claim(self, article: Article) -> str:
        """The guid of the article's item; what is derived is reported (D001), and what stands twice (D002)."""
        guid = article.id or _derived_id(article, self.options, 1)
        times = self._times(guid, article.version)
        if article.id is not None:
            if times > 1:
                message = f"another item of the message has the same id and version: {guid}, version {article.version}"
                self.report(problem("D002", message, path="/id"))
            return guid
        source = "content" if article.url is None else "address"
        again = ""
        if times > 1:
            guid = _derived_id(article, self.options, times)
            again = f", for item {times} of the message with that {source}"
        self.report(problem("D001", f"the article has no id: {guid} was derived from its {source}{again}", path="/id"))
        return guid

    def derive(self, name: str, version: int) -> str:
        """A guid of an item that is no article (a picture, a package), made from a name for it."""
        times = self._times(name, version)
        return f"{self.options.id_prefix}{uuid5(NAMESPACE_URL, name if times == 1 else f'{name} {times}')}"

    def _times(self, guid: str, version: int) -> int:
        """How often an identity was claimed, this time included; a digest, so that a long message takes little memory."""
        identity = blake2b(f"{version} {guid}".encode(), digest_size=16).digest()
        times = self._seen[identity] = self._seen.get(identity, 0) + 1
        return times


def _derived_id(article: Article, options: NewsmlOptions, times: int) -> str:
    name = article.url or f"{DOCCONV}:{article.model_dump_json(exclude_defaults=True)}"
    return f"{options.id_prefix}{uuid5(NAMESPACE_URL, name if times == 1 else f'{name} {times}')}"


def _derived_headline(article: Article, report: Report) -> str | None:
    headline = substitute_headline(article)
    if headline is not None:
        report(problem("D001", "the article has no headline: the first words of its text stand in for it", path="/headline"))
    return headline


def given_now(options: NewsmlOptions) -> datetime | None:
    """The moment that the caller gave, in UTC."""
    return None if options.now is None else options.now.astimezone(UTC)


def version_created(article: Article, options: NewsmlOptions) -> datetime:
    """When the version of the article was made, or what stands in for that."""
    if article.modified is not None:
        return article.modified
    known = [moment for moment in (article.created, article.published) if moment is not None]
    return max(known) if known else given_now(options) or UNDATED


# --- rights, itemMeta -------------------------------------------------------------------------------------


def _rights(xml: Markup, rights: Rights) -> None:
    xml.start("rightsInfo")
    if rights.holder is not None:
        named_element(xml, "copyrightHolder", rights.holder)
    if rights.notice is not None:
        xml.text("copyrightNotice", rights.notice)
    if rights.terms is not None:
        xml.text("usageTerms", rights.terms)
    xml.end()


def named_element(xml: Markup, tag: str, name: str, attributes: Attributes | None = None) -> None:
    """An element for something that is known by its name: `@literal`, unless it has a URI or code."""
    given = dict(attributes or {})
    known = given.get("uri") or given.get("qcode")
    xml.start(tag, given if known else {**given, "literal": name})
    xml.text("name", name)
    xml.end()


def _item_meta(xml: Markup, article: Article, headline: str | None, writing: Writing, pictures: Iterable[PictureLink]) -> None:
    options, report = writing.options, writing.report
    xml.start("itemMeta")
    xml.empty("itemClass", {"qcode": "ninat:text"})
    if article.provider is None and options.provider is None:
        name = _provider_name(article, options)
        report(problem("D001", f"the article has no provider: {name!r} stands in for it", path="/provider"))
    provider_element(xml, article, options)
    created = written_moment(version_created(article, options))
    xml.text("versionCreated", created, {DERIVED: None if article.modified else "versionCreated"})
    if article.modified is None:
        report(problem("D001", f"the article has no date of its version: {created} was derived", path="/modified"))
    moment_element(xml, "firstCreated", article.created)
    moment_element(xml, "embargoed", article.embargoed)
    xml.empty("pubStatus", {"qcode": f"stat:{article.status}"})
    xml.text("generator", options.generator, {"versioninfo": options.generator_version})
    if headline is not None:
        xml.text("title", headline, {DERIVED: None if article.headline else "title"})
    if article.url is not None:
        xml.text("altRep", article.url, {"contenttype": "text/html"})
    moment_element(xml, "expires", article.expires)
    _links(xml, article.related)
    _picture_links(xml, pictures)
    xml.end()


def provider_element(xml: Markup, article: Article, options: NewsmlOptions) -> None:
    """The provider of an article, or what stands in for it; its URI is the caller's, not the article's."""
    uri = options.provider_uri if article.provider in (None, options.provider) else None
    derived = "provider" if article.provider is None else "uri" if uri else None
    named_element(xml, "provider", _provider_name(article, options), {"uri": uri, DERIVED: derived})


def _provider_name(article: Article, options: NewsmlOptions) -> str:
    host = urlsplit(article.url).hostname if article.url else None
    return article.provider or options.provider or host or "unknown"


def moment_element(xml: Markup, tag: str, moment: datetime | None) -> None:
    """A date and time, where there is one."""
    if moment is not None:
        xml.text(tag, written_moment(moment))


def _links(xml: Markup, groups: Iterable[RelatedGroup]) -> None:
    """The related pages that have an address; the heading of their group has no other home than `@title`."""
    linked = ((group.heading, link) for group in groups for link in group.links if link.url is not None)
    for rank, (heading, link) in enumerate(linked, 1):
        xml.start("link", {"rel": "irel:seeAlso", "rank": str(rank), "href": link.url, "title": heading})
        xml.text("title", link.title)
        xml.end()


def _picture_links(xml: Markup, pictures: Iterable[PictureLink]) -> None:
    for picture in pictures:
        xml.start("link", {"rel": "irel:associatedWith", "residref": picture.guid, "contenttype": NEWS_ITEM_TYPE})
        xml.empty("itemClass", {"qcode": picture.item_class})
        if picture.title is not None:
            xml.text("title", picture.title)
        xml.end()


# --- contentMeta --------------------------------------------------------------------------------------------


def _content_meta(xml: Markup, article: Article, headline: str | None) -> None:
    xml.start("contentMeta")
    moment_element(xml, "contentCreated", article.created)
    moment_element(xml, "contentModified", article.modified)
    if article.dateline is not None and article.dateline.place is not None:
        named_element(xml, "located", article.dateline.place, {"type": "cpnat:geoArea"})
    if article.provider is not None:
        named_element(xml, "infoSource", article.provider)
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
        xml.text("headline", headline, {DERIVED: None if article.headline else "headline"})
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
            named_element(xml, "affiliation", author.organisation)
        if author.email is not None:
            xml.start("contactInfo")
            xml.text("email", author.email)
            xml.end()
        xml.end()
    xml.end()


def _subject(xml: Markup, topic: Topic) -> None:
    code = newscode(topic.uri)
    qcode = f"{_ALIASES[code[0]]}:{code[1]}" if code else None
    named_element(xml, "subject", topic.name, {"type": "cpnat:abstract", "qcode": qcode, "uri": None if code else topic.uri})


def _summary(xml: Markup, paragraph: RichText) -> None:
    """A paragraph of the standfirst, without its marks, which the NITF has."""
    attributes = {"role": "drol:summary", "xml:lang": paragraph.language, "dir": paragraph.direction}
    xml.mixed("description", with_breaks(paragraph.text), attributes)


def _dateline_parts(xml: Markup, dateline: Dateline) -> None:
    """The agency and the day of a dateline, for which G2 has no element."""
    if dateline.agency is not None or dateline.date is not None:
        date = None if dateline.date is None else dateline.date.isoformat()
        xml.empty("docconv:dateline", {"agency": dateline.agency, "date": date})
