"""An article as a ninjs item: plain data in the names of version 3.1, brought down to 2.2 and 1.6.

Where each field stands: MAPPING, sections 1 and 4. What no property carries stands in the XHTML body
(`_ninjs_body`); what the standard demands and the article lacks is its `uri`, derived from the content.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from docconv.canonical import written_moment
from docconv.formats._counts import word_count
from docconv.formats._ninjs_body import escaped_paragraphs, is_plain, paragraph, xhtml_body
from docconv.formats._ninjs_names import AUTHOR_ROLE, KEPT, SCHEMA_ADDRESS, Version
from docconv.formats._plain_story import plain_story
from docconv.formats._words import Words
from docconv.formats._xml import DOCCONV
from docconv.model import Article, Figure, Link, Person, Topic
from docconv.problems import Report, problem

Item = dict[str, Any]


def item(article: Article, version: Version, words: Words, report: Report, *, plain_text: bool = True) -> Item:
    """The article as a ninjs item of a version; reports D001 where its `uri` had to be derived.

    >>> from docconv.formats._words import Dictionary
    >>> made = item(Article(id="urn:example:1", headline="Ferry adds dawn sailing"), "3.1", Dictionary().words("en"), print)
    >>> made["headlines"]
    [{'role': 'main', 'contentType': 'text/plain', 'value': 'Ferry adds dawn sailing'}]
    """
    uri = article.id or _derived_uri(article, report)
    native, other = _kept(article, version)
    markup = xhtml_body(article, words, other, None if article.id else uri)
    whole = {
        "uri": uri,
        "standard": {"name": "ninjs", "version": version, "schema": SCHEMA_ADDRESS.format(version)},
        "type": "text",
        "representationType": "full",
        "version": str(article.version),
        "contentCreated": _moment(article.created),
        "versionCreated": _moment(article.modified),
        "embargoedUntil": _moment(article.embargoed),
        "expires": _moment(article.expires),
        "pubStatus": article.status,
        "copyrightHolder": article.rights and article.rights.holder,
        "copyrightNotice": article.rights and article.rights.notice,
        "usageTerms": article.rights and article.rights.terms,
        "language": article.language,
        "slugline": article.slug,
        "headlines": [_text(role, value) for role, value in (("main", article.headline), ("kicker", article.kicker)) if value],
        "by": article.byline,
        "located": article.dateline and article.dateline.place,
        "descriptions": _descriptions(article, version),
        "bodies": _bodies(article, markup, plain_text),
        "subjects": [*map(_topic, article.topics), *({"name": word, "rel": "keyword"} for word in article.keywords)],
        "infoSources": _sources(article),
        "altIds": [{"role": "canonical", "value": article.url}] if article.url else [],
        "associations": _associations(article, uri),
    }
    filled = {name: value for name, value in whole.items() if value is not None and value != []}
    return _BROUGHT_DOWN[version](filled) | native


def _derived_uri(article: Article, report: Report) -> str:
    """A UUID of the article's address, else of its content (UUIDv5, RFC 9562), as in NewsML-G2."""
    name = article.url or f"{DOCCONV}:{article.model_dump_json(exclude_defaults=True)}"
    uri = f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"
    source = "content" if article.url is None else "address"
    report(problem("D001", f"the article has no id: {uri} was derived from its {source}", path="/id"))
    return uri


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else written_moment(moment)


def _kept(article: Article, version: Version) -> tuple[Item, dict[str, object]]:
    """The extensions that were properties of ninjs and may be so again in this version, and the others."""
    names = [key for key in article.extensions if key.startswith("ninjs:") and key[6:] in KEPT]
    if not names:
        return {}, dict(article.extensions)
    from docconv.formats._ninjs_rules import fits  # reads a schema: only for what came from ninjs

    fitting = [key for key in names if fits(version, key[6:], article.extensions[key])]
    native = {key[6:] if version == "3.1" else key[6:].lower(): article.extensions[key] for key in fitting}
    return native, {key: value for key, value in article.extensions.items() if key not in fitting}


# --- texts ----------------------------------------------------------------------------------------


def _text(role: str, value: str, content_type: str = "text/plain") -> Item:
    return {"role": role, "contentType": content_type, "value": value}


def _descriptions(article: Article, version: Version) -> list[Item]:
    dateline = [_text("dateline", article.dateline.text)] if article.dateline else []
    if version == "1.6":
        return _joined_summary(article) + dateline
    return [
        _text("summary", text.text) if is_plain(text) else _text("summary", paragraph(text, article.direction), "text/html")
        for text in article.standfirst
    ] + dateline


def _joined_summary(article: Article) -> list[Item]:
    """The standfirst as one text: version 1.6 has one description of a kind."""
    if not article.standfirst:
        return []
    if all(map(is_plain, article.standfirst)):
        return [_text("summary", "\n\n".join(text.text for text in article.standfirst))]
    return [_text("summary", escaped_paragraphs(article.standfirst, article.direction), "text/html")]


def _bodies(article: Article, markup: str, plain_text: bool) -> list[Item]:
    plain = plain_story(article)
    counts: Item = {"charCount": len(plain)}
    words = word_count(article)
    if words is not None:
        counts["wordCount"] = words
    bodies = [{"role": "main", "contentType": "text/html", **counts, "value": markup}]
    if plain and plain_text:
        bodies.append({"role": "text", "contentType": "text/plain", **counts, "value": plain})
    return bodies


# --- parties and topics -----------------------------------------------------------------------------


def _sources(article: Article) -> list[Item]:
    authors = [_author(person) for person in article.authors]
    return authors + ([{"name": article.provider, "role": "provider"}] if article.provider else [])


def _author(person: Person) -> Item:
    """An author; job, organisation and address are ways to find a person, for which `contactInfo` is."""
    made: Item = {"name": person.name, "role": AUTHOR_ROLE}
    if person.uri is not None:
        made["uri"] = person.uri
    about = (("jobTitle", person.role), ("organisation", person.organisation), ("email", person.email))
    contacts = [{"type": kind, "value": value} for kind, value in about if value is not None]
    return made | ({"contactInfo": contacts} if contacts else {})


def _topic(topic: Topic) -> Item:
    return {"name": topic.name, "rel": "about"} | ({"uri": topic.uri} if topic.uri else {})


# --- associations -----------------------------------------------------------------------------------

_TYPES = {"image": "picture", "video": "video", "audio": "audio"}


def _associations(article: Article, uri: str) -> list[Item]:
    figures = (block for block in article.blocks() if isinstance(block, Figure))
    made = [_figure(figure, f"figure-{number}", uri) for number, figure in enumerate(figures, 1)]
    linked = ((group.heading, link) for group in article.related for link in group.links if link.url is not None)
    return made + [_related(heading, link, f"related-{number}") for number, (heading, link) in enumerate(linked, 1)]


def _figure(figure: Figure, name: str, uri: str) -> Item:
    made: Item = {"name": name, "rel": "figure", "uri": f"{uri}{'/' if '#' in uri else '#'}{name}", "type": _TYPES[figure.media]}
    texts = (("caption", figure.caption.text if figure.caption else None), ("alt", figure.alt))
    descriptions = [_text(role, text) for role, text in texts if text is not None]
    if descriptions:
        made["descriptions"] = descriptions
    if figure.credit is not None:
        made["by"] = figure.credit
    if figure.source is not None:
        made["infoSources"] = [{"name": figure.source}]
    href = figure.src if figure.src is not None and figure.src.startswith(("http:", "https:")) else None
    rendition = {"name": "main", "href": href, "width": figure.width, "height": figure.height}
    rendition = {name: value for name, value in rendition.items() if value is not None}
    return made | ({"renditions": [rendition]} if len(rendition) > 1 else {})


def _related(heading: str | None, link: Link, name: str) -> Item:
    made: Item = {"name": name, "rel": "seeAlso", "uri": link.url, "type": "text", "representationType": "partial"}
    if heading is not None:
        made["title"] = heading
    return made | {"headlines": [{"role": "main", "value": link.title}]}


# --- the older versions -----------------------------------------------------------------------------


def _second_generation(made: Item) -> Item:
    """An item in the names of version 2.2: all in lower case, and no `rel` of an association."""
    lowered: Item = _lowered(made)
    if "embargoeduntil" in lowered:
        lowered["embargoed"] = lowered.pop("embargoeduntil")
    for association in lowered.get("associations", ()):
        association.pop("rel", None)
    return lowered


def _lowered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name.lower(): _lowered(inner) for name, inner in value.items()}
    return [_lowered(inner) for inner in value] if isinstance(value, list | tuple) else value


def _first_generation(made: Item) -> Item:
    """An item in the shape of version 1.6: one text a property, objects by name, codes in schemes."""
    lowered = _second_generation(made)
    first: Item = {}
    for name, value in lowered.items():
        match name:
            case "standard":
                first["$standard"] = value
            case "representationtype":
                first[name] = {"full": "complete", "partial": "incomplete"}.get(value, value)
            case "headlines":
                first |= {_HEADLINES[text["role"]]: text["value"] for text in value}
            case "descriptions":
                first |= {_description_name(text): text["value"] for text in value}
            case "bodies":
                first |= {key: value[0][key] for key in ("charcount", "wordcount") if key in value[0]}
                first |= {"body_text" if text["role"] == "text" else "body_xhtml": text["value"] for text in value}
            case "by":
                first["byline"] = value
            case "subjects":
                first["subject"] = [_coded(entry) for entry in value]
            case "infosources":
                first["infosource"] = [_coded(entry) for entry in value]
            case "altids":
                first[name] = {entry["role"]: entry["value"] for entry in value}
            case "renditions":
                first[name] = {entry.pop("name"): entry for entry in value}
            case "associations":
                named = ((entry.pop("name").replace("-", "_"), entry) for entry in value)
                first[name] = {key: _first_generation(entry) for key, entry in named}
            case _:
                first[name] = value
    return first


_HEADLINES = {"main": "headline", "kicker": "headline_kicker"}


def _description_name(text: Item) -> str:
    if text["role"] != "summary":
        return f"description_{text['role']}"
    return "description_xhtml" if text["contenttype"] == "text/html" else "description_text"


def _coded(entry: Item) -> Item:
    """A party or topic as version 1.6 has it: its relationship is `rel`, its URI a scheme and a code in it."""
    made = {"rel" if name == "role" else name: value for name, value in entry.items() if name != "uri"}
    uri = entry.get("uri")
    if uri is None:
        return made
    cut = max(uri.rfind(mark) for mark in "/:#") + 1
    is_whole = cut == len(uri) or uri[:cut].endswith("//")
    return made | ({"scheme": uri} if is_whole else {"scheme": uri[:cut], "code": uri[cut:]})


def _as_it_is(made: Item) -> Item:
    return made


_BROUGHT_DOWN: dict[Version, Callable[[Item], Item]] = {
    "3.1": _as_it_is,
    "2.2": _second_generation,
    "1.6": _first_generation,
}
