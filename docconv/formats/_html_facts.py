"""What a page of the web says of its story outside of its text: `meta` and `link` elements and JSON-LD.

Open Graph and its article properties, Dublin Core, the names that HTML registers, and the articles of
schema.org in scripts; the last two are what nearly every news page carries.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from pydantic_core import from_json

from docconv.canonical import is_web_address
from docconv.formats._documents import MOST_VALUES
from docconv.formats._html_inline import name_of
from docconv.formats._normal_form import as_address, as_moment
from docconv.language import canonical_tag
from docconv.patterns import lazy_pattern
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Properties and names of `meta`, and the fields that they speak of; of two for one field the earlier here counts.
_META = (
    ("url", ("og:url", "twitter:url", "parsely-link")),
    ("headline", ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title")),
    ("published", ("article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dcterms.issued",
                   "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "pubdate", "publishdate", "publish-date",
                   "date", "parsely-pub-date", "sailthru.date", "article.published")),
    ("modified", ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
                  "dc.date.modified", "lastmod", "last-modified", "article.updated")),
    ("expires", ("article:expiration_time",)),
    ("provider", ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name")),
    ("description", ("og:description", "description", "dc.description", "twitter:description", "dcterms.abstract")),
    ("notice", ("dc.rights", "dcterms.rights", "copyright", "rights")),
    ("language", ("dc.language", "dcterms.language", "content-language", "language", "og:locale")),
)  # fmt: skip
_AUTHORS = ("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
            "byl", "citation_author")  # fmt: skip
_KEYWORDS = ("article:tag", "og:article:tag", "news_keywords", "keywords", "dc.subject", "parsely-tags")
_SECTIONS = ("article:section", "og:article:section", "parsely-section")

_COMMAS = lazy_pattern("[,;\u060c\u3001\uff0c\uff1b]")
#: How many scripts and objects of JSON-LD are looked at, and keywords and authors kept.
_MOST_SCRIPTS, _MOST_OBJECTS, _MOST_KEPT = 20, 5000, 100

Facts = dict[str, Any]


def page_facts(root: Element) -> Facts:
    """The fields of an article that a page states in its head and in JSON-LD, as plain data, and `description`.

    >>> from docconv.formats._html_parser import parse_html
    >>> page_facts(parse_html(b'<meta property="og:title" content="Tides"><meta name=author content="Jo Kerr">', print))
    {'headline': 'Tides', 'authors': [{'name': 'Jo Kerr'}]}
    """
    said = _metas(root)
    facts: Facts = {}
    for field, names in _META:
        value = next((said[name][0] for name in names if name in said), None)
        if value is not None:
            facts[field] = value
    facts["authors"] = [{"name": name} for name in _distinct(said, _AUTHORS) if not name.startswith(("http:", "https:", "@"))]
    facts["keywords"] = next((found for name in _KEYWORDS if (found := _listed(said.get(name, ())))), [])
    facts["topics"] = [{"name": name} for name in _distinct(said, _SECTIONS)]
    facts["url"] = _canonical_link(root) or facts.get("url")
    stated = _from_linked_data(root)
    facts |= {name: value for name, value in stated.items() if value and not (name == "url" and facts["url"])}
    return _mended(facts)


def _metas(root: Element) -> dict[str, list[str]]:
    """The contents of the `meta` elements of a page by name, in lower case."""
    said: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("http-equiv") or "").strip().lower()
        content = canonical(element.get("content") or "")
        if name and content:
            said.setdefault(name, []).append(content)
    return said


def _distinct(said: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    """The contents under the first of the names that has any."""
    found = next((said[name] for name in names if name in said), [])
    return list(dict.fromkeys(found))[:_MOST_KEPT]


def _listed(contents: list[str] | tuple[str, ...]) -> list[str]:
    parts = (canonical(part) for content in contents for part in _COMMAS.split(content))
    return list(dict.fromkeys(part for part in parts if part))[:_MOST_KEPT]


def _canonical_link(root: Element) -> str | None:
    return next((link.get("href") for link in root.iter("link") if "canonical" in (link.get("rel") or "").lower().split()), None)


def _mended(facts: Facts) -> Facts:
    """The facts in the form of fields; what is of no use goes."""
    for name in ("published", "modified", "expires"):
        if name in facts:
            facts[name] = as_moment(facts[name])
    url = facts.get("url")
    facts["url"] = next((found for found in (url, url and as_address(url)) if found and is_web_address(found)), None)
    language = canonical_tag(facts["language"]) if isinstance(facts.get("language"), str) else None
    notice = facts.pop("notice", None)
    facts |= {"language": language, "rights": {"notice": notice} if notice else None}
    return {name: value for name, value in facts.items() if value}


# --- JSON-LD ------------------------------------------------------------------------------------


def _from_linked_data(root: Element) -> Facts:
    """The fields that the first article of schema.org in the scripts of a page states."""
    for number, script in enumerate(root.iter("script")):
        if number > 50 * _MOST_SCRIPTS:
            break
        if (script.get("type") or "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        source = script.text or ""
        if sum(map(source.count, ",[{")) > MOST_VALUES:
            continue
        try:
            value = from_json(source.strip().removesuffix(";"), allow_inf_nan=False)
        except ValueError:
            continue
        objects = list(_objects(value))
        known = {one["@id"]: one for one in objects if isinstance(one.get("@id"), str) and len(one) > 2}
        article = next((one for one in objects if _is_article(one)), None)
        if article is not None:
            return _article_facts(article, known)
    return {}


def _objects(value: object) -> Iterator[dict[str, Any]]:
    stack = [value]
    for _ in range(_MOST_OBJECTS):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            stack.extend(reversed([one for one in value.values() if isinstance(one, dict | list)]))


def _is_article(value: dict[str, Any]) -> bool:
    kinds = value.get("@type")
    return any(
        isinstance(kind, str) and kind.rpartition("/")[2].endswith(("Article", "BlogPosting", "Report", "Review"))
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _article_facts(article: dict[str, Any], known: dict[str, dict[str, Any]]) -> Facts:
    def things(name: str) -> list[Any]:
        value = article.get(name)
        found = value if isinstance(value, list) else [value]
        return [known.get(str(one.get("@id")), one) if isinstance(one, dict) else one for one in found]

    def first(name: str) -> str | None:
        return next((text for one in things(name) if (text := _text(one))), None)

    people = [person for one in things("author") or things("creator") if (person := _person(one))]
    page = article.get("mainEntityOfPage")
    return {
        "headline": first("headline") or first("name"),
        "published": first("datePublished"),
        "modified": first("dateModified"),
        "created": as_moment(first("dateCreated") or ""),
        "expires": first("expires"),
        "description": first("description"),
        "language": first("inLanguage"),
        "authors": people[:_MOST_KEPT],
        "provider": first("publisher"),
        "keywords": _listed([text for one in things("keywords") if (text := _text(one))]),
        "topics": [{"name": text} for one in things("articleSection") if (text := _text(one))][:_MOST_KEPT],
        "notice": first("copyrightNotice"),
        "url": first("url") or (page.get("@id") if isinstance(page, dict) else page),
    }


def _text(value: object) -> str | None:
    """A value as text on one line: a string, or the name of a thing."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("alternateName") or value.get("@value")
    return canonical(value) or None if isinstance(value, str) else None


def _person(value: object) -> dict[str, str] | None:
    name = _text(value)
    if name is None or name.startswith(("http:", "https:")):
        return None
    person = {"name": name}
    if isinstance(value, dict):
        url = next((one for one in (value.get("url"), value.get("@id")) if isinstance(one, str) and is_web_address(one)), None)
        role, works = _text(value.get("jobTitle")), _text(value.get("worksFor") or value.get("affiliation"))
        person |= {key: one for key, one in (("role", role), ("organisation", works), ("uri", url)) if one}
    return person


def absolute(base: str | None, given: str | None) -> str | None:
    """An address that a page states, absolute where it can be made so."""
    if not given:
        return base
    try:
        made = urljoin(base or "", given.strip())
    except ValueError:
        return base
    return made if made.startswith(("http:", "https:")) else base


def stated_base(root: Element) -> str | None:
    """The `href` of the first `base` element of a page (HTML, section 2.4.1)."""
    return next((one.get("href") for one in root.iter("base") if one.get("href")), None)


def is_ours(root: Element) -> bool:
    """Whether docconv wrote the page."""
    return any(one.get("name") == "docconv:article" for one in root.iter("{*}meta"))


def our_articles(root: Element) -> list[Element]:
    """The `article` elements of a page of several articles that docconv wrote."""
    return [
        one for one in root.iter() if name_of(one) == "article" and any(part.get("itemprop") == "docconv-article" for part in one)
    ]
