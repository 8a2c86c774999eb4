"""An article as a schema.org NewsArticle: plain data, and a report of what it cannot say.

Where each field stands: MAPPING, sections 1 and 5. A story of paragraphs alone is `articleBody`; any other
stands in `hasPart`, in its order (which `position` says, too), and counts there; `articleBody` then repeats it
for those who read nothing else:

- a section is a WebPageElement with its heading as `name` and its own `hasPart`; a paragraph one with `text`;
- a quotation is a Quotation, its `creditText` the attribution; a list an ItemList; a table a Table with a row
  for each part, of the `cssSelector` `thead tr` where it heads columns;
- a figure is an ImageObject, VideoObject or AudioObject; one with an address stands in `image`, `video` or
  `audio`, and in `hasPart` by its `@id`; alternative text is its `description`;
- what is shown from elsewhere is a MediaObject with `embedUrl`; furniture is a WPFooter.

Related pages are a `citation`, by group in a Collection. Texts are plain: marks are lost, and said to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from docconv.canonical import is_web_address, written_moment
from docconv.formats._counts import word_count
from docconv.formats._json_item import is_empty
from docconv.formats._jsonld_names import ARTICLE_TYPES, GENERATOR, TAKEN
from docconv.formats._plain_story import plain_story
from docconv.language import direction_of
from docconv.model import Article, Block, Embed, Figure, List, Paragraph, Person, Quote, RelatedGroup, RichText, Section, Table
from docconv.patterns import lazy_pattern
from docconv.problems import Report, problem

Thing = dict[str, Any]

_MEDIA = {"image": "ImageObject", "video": "VideoObject", "audio": "AudioObject"}


def news_article(article: Article, report: Report, number: int = 1) -> Thing:
    """The article as a NewsArticle without `@context`; `number` tells its parts from those of others in a graph.

    >>> news_article(Article(headline="Ferry adds dawn sailing", language="en"), print)["headline"]
    'Ferry adds dawn sailing'
    """
    _report_losses(article, report)
    parts = _Parts(article, number, report)
    story = parts.sections() if _needs_parts(article) else []
    story += [{"@type": "WPFooter", "text": list(article.furniture)}] if article.furniture else []
    rights = article.rights
    made: Thing = {
        "@type": _type(article),
        "@id": article.id,
        "url": article.url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": article.url} if article.url else None,
        "identifier": {"@type": "PropertyValue", "propertyID": "slug", "value": article.slug} if article.slug else None,
        "headline": article.headline,
        "articleSection": article.kicker,
        "description": "\n\n".join(text.text for text in article.standfirst),
        "image": parts.media["image"],
        "video": parts.media["video"],
        "audio": parts.media["audio"],
        "datePublished": _moment(article.published),
        "dateModified": _moment(article.modified),
        "dateCreated": _moment(article.created),
        "expires": _moment(article.expires),
        "author": [_person(person) for person in article.authors],
        "creditText": article.byline,
        "publisher": _organisation(article.provider),
        "dateline": article.dateline.text if article.dateline else None,
        "locationCreated": _place(article),
        "inLanguage": article.language,
        "version": article.version if article.version != 1 else None,
        "creativeWorkStatus": article.status if article.status != "usable" else None,
        "about": [{"@type": "Thing", "name": topic.name, "sameAs": topic.uri} for topic in article.topics],
        "keywords": list(article.keywords),
        "copyrightHolder": _organisation(rights.holder if rights else None),
        "copyrightNotice": rights.notice if rights else None,
        "usageInfo": {"@type": "CreativeWork", "text": rights.terms} if rights and rights.terms else None,
        "hasPart": story,
        "articleBody": plain_story(article),
        "wordCount": word_count(article) or None,
        "citation": _citations(article.related),
        "sdPublisher": GENERATOR,
    }
    return _filled(made) | _restored(article)


def _filled(made: Thing) -> Thing:
    """Without what is empty, at any depth; an empty text in a list stays, and the empty description of a decoration."""
    is_medium = made.get("@type") in _MEDIA.values()
    filled: Thing = {}
    for name, value in made.items():
        if isinstance(value, dict):
            filled[name] = _filled(value)
        elif isinstance(value, list):
            if value:
                filled[name] = [_filled(item) if isinstance(item, dict) else item for item in value]
        elif value is not None and (value != "" or (is_medium and name == "description")):
            filled[name] = value
    return filled


_PROPERTY = lazy_pattern("[a-z][A-Za-z]{1,40}")


def _type(article: Article) -> str:
    kept = article.extensions.get("jsonld:type")
    return str(kept) if _may_return("jsonld:type", kept) else "NewsArticle"


def _may_return(key: str, value: object) -> bool:
    """Whether an extension was a property of JSON-LD and may be so again."""
    vendor, _, name = key.partition(":")
    if key == "jsonld:type":
        return isinstance(value, str) and value in ARTICLE_TYPES and value not in ("NewsArticle", "Article")
    return vendor == "jsonld" and _PROPERTY.fullmatch(name) is not None and name.lower() not in TAKEN and not is_empty(value)


def _restored(article: Article) -> Thing:
    kept = ((key, value) for key, value in article.extensions.items() if key != "jsonld:type" and _may_return(key, value))
    return {key.partition(":")[2]: value for key, value in kept}


# --- fields -----------------------------------------------------------------------------------------


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else written_moment(moment)


def _organisation(name: str | None) -> Thing | None:
    return None if name is None else {"@type": "Organization", "name": name}


def _person(person: Person) -> Thing:
    is_page = person.uri is not None and is_web_address(person.uri)
    return {
        "@type": "Person",
        "name": person.name,
        "url": person.uri if is_page else None,
        "identifier": None if is_page else person.uri,
        "jobTitle": person.role,
        "worksFor": _organisation(person.organisation),
        "email": person.email,
    }


def _place(article: Article) -> Thing | None:
    dateline = article.dateline
    return {"@type": "Place", "name": dateline.place} if dateline and dateline.place else None


def _citations(groups: tuple[RelatedGroup, ...]) -> list[Thing]:
    made = [[{"@type": "WebPage", "name": link.title, "url": link.url} for link in group.links] for group in groups]
    if len(groups) == 1 and groups[0].heading is None:
        return made[0]
    return [{"@type": "Collection", "name": group.heading, "hasPart": links} for group, links in zip(groups, made, strict=True)]


# --- the story ----------------------------------------------------------------------------------------


def _needs_parts(article: Article) -> bool:
    """Whether the story is more than paragraphs one after another."""
    return any(section.heading is not None for section in article.body) or any(
        not isinstance(block, Paragraph) or block.language is not None for block in article.blocks()
    )


class _Parts:
    """The parts of one article's story, and its media by kind."""

    def __init__(self, article: Article, number: int, report: Report) -> None:
        self.article, self.report = article, report
        self.base = f"{article.url or article.id}#" if (article.url or article.id or "#").find("#") < 0 else f"_:a{number}-"
        self.media: dict[str, list[Thing]] = {kind: [] for kind in _MEDIA}
        self.figures = 0
        self.left_out = self.made_absolute = 0

    def sections(self) -> list[Thing]:
        """The parts of the story, sections inside the section above them."""
        whole: list[Thing] = []
        open_parts: list[list[Thing]] = [whole]
        for section in self.article.body:
            blocks = [made for block in section.blocks if (made := self.part(block)) is not None]
            if section.heading is None:
                whole += blocks
                continue
            del open_parts[section.level :]
            open_parts[-1].append({"@type": "WebPageElement", "name": section.heading, "hasPart": blocks})
            open_parts.append(blocks)
        _number(whole, {one["@id"]: one for kind in self.media.values() for one in kind})
        for count, what in ((self.left_out, "left out"), (self.made_absolute, "made absolute by that of the article")):
            if count:
                self.report(problem("L001", f"the relative addresses of {count} figures were {what}", path="/body"))
        return whole

    def part(self, block: Block) -> Thing | None:
        match block:
            case Figure():
                return self.figure(block)
            case Quote():
                texts = [text.text for text in block.paragraphs]
                return {"@type": "Quotation", "text": texts, "creditText": block.attribution}
            case List():
                order = f"https://schema.org/{'ItemListOrderAscending' if block.ordered else 'ItemListUnordered'}"
                items = [item.text for item in block.items]
                return {"@type": ["WebPageElement", "ItemList"], "itemListOrder": order, "itemListElement": items}
            case Table():
                return self.table(block)
            case Embed():
                provider = _organisation(block.provider)
                return {"@type": "MediaObject", "embedUrl": block.url, "provider": provider, "text": block.text}
            case _:
                return {"@type": "WebPageElement", "text": block.text, "inLanguage": block.language}

    def table(self, table: Table) -> Thing:
        rows: list[Thing] = []
        for number, row in enumerate(table.rows):
            selector = "thead tr" if number < table.header_rows else "tbody tr"
            rows.append({"@type": "WebPageElement", "cssSelector": selector, "text": [cell.text for cell in row]})
        return {"@type": "Table", "name": table.caption.text if table.caption else None, "hasPart": rows}

    def figure(self, figure: Figure) -> Thing | None:
        """A figure, or the reference to it; None for one that had nothing but an address without a base."""
        address = self.address(figure.src)
        made: Thing = {
            "@type": _MEDIA[figure.media],
            "contentUrl": address,
            "caption": figure.caption.text if figure.caption else None,
            "description": figure.alt,
            "creditText": figure.credit,
            "sourceOrganization": _organisation(figure.source),
            "width": figure.width,
            "height": figure.height,
        }
        if address is None:
            return made if figure.caption is not None or figure.credit is not None else None
        self.figures += 1
        made = {"@type": made["@type"], "@id": f"{self.base}figure-{self.figures}", **made}
        self.media[figure.media].append(made)
        return {"@id": made["@id"]}

    def address(self, src: str | None) -> str | None:
        if src is None or is_web_address(src):
            return src
        joined = urljoin(self.article.url, src) if self.article.url else src
        if is_web_address(joined):
            self.made_absolute += 1
            return joined
        self.left_out += 1
        return None


def _number(parts: list[Thing], by_id: dict[str, Thing]) -> None:
    """Say the position of each part in what holds it."""
    waiting = [parts]
    while waiting:
        for position, part in enumerate(waiting.pop(), 1):
            by_id.get(part.get("@id", ""), part)["position"] = position
            if part.get("@type") == "WebPageElement" and "hasPart" in part:
                waiting.append(part["hasPart"])


# --- what is lost -------------------------------------------------------------------------------------


def _report_losses(article: Article, report: Report) -> None:
    """L001 for each field of which something cannot be said; addresses of pictures are reported as they are written."""

    def lost(path: str, what: str) -> None:
        report(problem("L001", f"JSON-LD has no place for {what}", path=path))

    if article.direction != direction_of(article.language):
        lost("/direction", "a direction that is not that of the language")
    if article.embargoed is not None:
        lost("/embargoed", "an embargo")
    if article.dateline is not None and (article.dateline.agency is not None or article.dateline.date is not None):
        lost("/dateline", "the agency and the day of the dateline")
    keys = [key for key, value in article.extensions.items() if not _may_return(key, value)]
    if keys:
        lost("/extensions", f"extensions: {', '.join(keys[:5])}{' and others' if len(keys) > 5 else ''}")
    for path, texts in (("/standfirst", article.standfirst), ("/body", tuple(_texts(article.body)))):
        what = _in_texts(texts, spoken=path == "/standfirst")
        if what:
            lost(path, what)


def _texts(sections: tuple[Section, ...]) -> Iterator[RichText]:
    for section in sections:
        for block in section.blocks:
            match block:
                case Paragraph():
                    yield block
                case Quote():
                    yield from block.paragraphs
                case List():
                    yield from block.items
                case Table():
                    yield from (cell for row in block.rows for cell in row)
                    yield from () if block.caption is None else (block.caption,)
                case Figure():
                    yield from () if block.caption is None else (block.caption,)


def _in_texts(texts: tuple[RichText, ...], *, spoken: bool) -> str:
    """What of these texts plain text cannot say: marks, and where they say so themselves, language and direction."""
    marks = [mark.kind for text in texts for mark in text.marks]
    kinds = ", ".join(sorted({kind if kind != "link" else "links" for kind in marks}))
    own = sum(
        text.direction is not None or (text.language is not None and (spoken or not isinstance(text, Paragraph)))
        for text in texts
    )
    said = [f"the marks of texts ({len(marks)}: {kinds})"] if marks else []
    return " and ".join([*said, *([f"the language or direction of {own} texts"] if own else [])])
