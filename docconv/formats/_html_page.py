"""A page as a whole: which element is the story, what its head and JSON-LD add, and what is furniture.

A page that docconv wrote is its article, or its articles. On any other page the story is in the
`article`, `main` or marked element with the most text in paragraphs, else it is the whole `body`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from docconv.formats._foreign import name_authors
from docconv.formats._html_facts import Facts, absolute, is_ours, our_articles, page_facts, stated_base
from docconv.formats._html_inline import Run, Scope, is_derived, name_of, nothing_apart, pieces, plain_text
from docconv.formats._html_parser import MOST_ELEMENTS, parse_html
from docconv.formats._html_reading import MOST_FURNITURE, html_fields
from docconv.formats._html_roles import is_hidden
from docconv.formats._html_tokens import LARGEST_HTML, html_source
from docconv.formats._normal_form import to_article
from docconv.formats._xml_reading import MOST_ELEMENTS as _MOST_ELEMENTS_OF_XML
from docconv.language import detect
from docconv.model import Article
from docconv.problems import DocumentError, Report, problem
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The main element of a page needs so many times the text of its largest `article` to be taken for the story instead.
_MUCH_MORE = 3
#: A mark counts where it covers so much of the text in paragraphs that the page has, and with this much text always.
_LEAST_SHARE, _ENOUGH = 0.1, 1000


#: The fields that a page's text goes to; one without any of them holds nothing.
_TEXTS = ("headline", "body", "standfirst", "furniture", "kicker", "byline", "dateline", "related", "rights", "provider")


def page_articles(
    data: bytes,
    report: Report,
    *,
    base: str | None = None,
    extract: bool = False,
    largest: int = LARGEST_HTML,
    most_elements: int = MOST_ELEMENTS,
) -> Iterator[Article]:
    """The articles of a page; raises `DocumentError` (I007) where there is no text, I004 beyond the limits."""
    root = parsed_page(data, report, largest, most_elements)
    ours = our_stories(root)
    for element in ours:
        yield to_article(html_fields(element, report), report)
    if not ours:
        yield _foreign(root, data, report, base, extract)


def our_stories(root: Element) -> list[Element]:
    """What of a page docconv wrote as an article: the page itself, or articles in it; else nothing."""
    return [root] if is_ours(root) else list(our_articles(root))


def parsed_page(data: bytes, report: Report, largest: int = LARGEST_HTML, most_elements: int = MOST_ELEMENTS) -> Element:
    """The root of a page: of XHTML, and of what docconv wrote, as XML where it is well-formed, else as browsers read HTML."""
    head = data[:4096]
    declared = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") or b'content="docconv"' in head
    if declared and b'xmlns="http://www.w3.org/1999/xhtml"' in head and _within(data, largest, most_elements):
        from docconv.formats._xml import parse

        try:
            root = parse(data)
            return root if is_ours(root) else without_namespace(root)
        except DocumentError:
            pass  # entities that HTML knows, tags that are not closed: the other parser knows them
    return parse_html(data, report, largest=largest, most_elements=most_elements)


def _within(data: bytes, largest: int, most_elements: int) -> bool:
    """Whether a page may be read as XML, which is quicker, so that it may have more elements where the caller sets no limit."""
    most = max(most_elements, _MOST_ELEMENTS_OF_XML) if most_elements == MOST_ELEMENTS else most_elements
    return len(data) <= largest and data.count(b"<") - data.count(b"</") <= most


def without_namespace(root: Element) -> Element:
    """The same tree, its XHTML elements in no namespace."""
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.startswith("{http://www.w3.org/1999/xhtml}"):
            with suppress(ValueError):  # a name with a colon of its own, which no element can be given
                element.tag = element.tag.rpartition("}")[2]
    return root


# --- pages of others ------------------------------------------------------------------------------


def _foreign(root: Element, data: bytes, report: Report, base: str | None, extract: bool) -> Article:
    facts = page_facts(root)
    address = absolute(base or facts.get("url"), stated_base(root))
    body = next((one for one in root if name_of(one) == "body"), root)
    story, told = story_element(body), None
    if story is None and extract:
        from docconv.formats._html_extraction import only_told, told_story

        if (found := told_story(html_source(data, lambda problem: None), body, report)) is not None:
            story, told = found
    if story is None:
        story = body
        if any(name_of(one) in ("nav", "footer", "aside") for one in body.iter()):
            message = "no element marks the story, so the whole page was read; the option extract may tell it from the rest"
            report(problem("R004", message))
    fields = html_fields(story, report, base=address)
    if told is not None:
        only_told(fields, told)
    if story is not body:
        _headline_beside(story, body, fields, Scope(body, report))
        _around(story, body, fields)
    description = facts.pop("description", None)
    _merge(fields, facts, root)
    name_authors(fields)
    if not any(fields.get(name) for name in _TEXTS):
        raise DocumentError(problem("I007", "the page holds no text"))
    _language(fields, report)
    if description is not None and canonical(description) not in _shown(fields):
        fields.setdefault("extensions", {})["html:description"] = description
        report(problem("R003", "the description of the page was kept as an extension", path="/extensions/html:description"))
    return to_article(fields, report)


def story_element(body: Element) -> Element | None:
    """The element that holds the story by the marks of the page; None where nothing marks it."""
    marked = {one: kind for one in body.iter() if (kind := _kind(one)) is not None}
    if not marked:
        return None
    around = _surroundings(marked, body)
    weights: Counter[Element | None] = Counter()
    total = 0
    for paragraph in body.iter("p", "blockquote", "li", "td", "pre"):
        length = len(canonical(paragraph.text or "")) + sum(len((one.text or "") + (one.tail or "")) for one in paragraph)
        total += length
        weights[around(paragraph)[0]] += length
    for one in reversed(marked):  # what stands in each is all known when its own turn comes
        weights[around(one)[0]] += weights[one]
    best: Element | None = None
    for kind in ("body", "article", "main"):
        candidates = [one for one in marked if marked[one] == kind and not around(one)[1]]
        largest = max(candidates, key=lambda one: weights[one], default=None)
        if largest is not None and (best is None or weights[largest] > _MUCH_MORE * max(weights[best], 1)):
            best = largest
    if best is None or (weights[best] < _ENOUGH and weights[best] < _LEAST_SHARE * total):
        return None
    if marked[best] == "body":
        best = next((one for one in best.iterancestors() if one.tag == "article" or _is_item(one)), best)
    return _with_headline(best, body)


def _kind(element: Element) -> str | None:
    name = name_of(element)
    if name in ("article", "main"):
        return name
    if not name or not element.attrib:
        return None
    if (role := element.get("role")) in ("article", "main"):
        return role
    return "body" if "articleBody" in (element.get("itemprop") or "").split() else None


def _surroundings(marked: Mapping[Element, str], body: Element) -> Callable[[Element], tuple[Element | None, bool]]:
    """What tells of an element the innermost marked one that it stands in, and whether it stands beside the story."""
    known: dict[Element, tuple[Element | None, bool]] = {body: (body if body in marked else None, False)}

    def around(element: Element) -> tuple[Element | None, bool]:
        way = []
        at = element.getparent() if element is not body else None
        while at is not None and at not in known:
            way.append(at)
            at = at.getparent()
        holder, is_aside = (None, False) if at is None else known[at]
        for at in reversed(way):
            holder, is_aside = at if at in marked else holder, is_aside or name_of(at) in ("nav", "aside", "footer")
            known[at] = holder, is_aside
        return holder, is_aside

    return around


def _is_item(element: Element) -> bool:
    """Whether an element is an article of schema.org in microdata."""
    return element.get("itemscope") is not None and (element.get("itemtype") or "").rstrip("/").endswith("Article")


def _with_headline(story: Element, body: Element) -> Element:
    """The story, or the element around it that has the headline and nothing of the page around."""
    at = story
    while next(at.iter("h1"), None) is None:
        above = at.getparent()
        if above is None or above is body or next(above.iter("nav", "aside", "footer", "form"), None) is not None:
            return story
        at = above
    return at


#: Of a page with more headings of level 1 than this, empty ones included, none is the headline.
_MOST_HEADINGS = 20


def _headline_beside(story: Element, body: Element, fields: Facts, scope: Scope) -> None:
    """Take the headline from the one `h1` of the page, where the story has none."""
    if "headline" in fields:
        return
    headings = list(islice((one for one in body.iter("h1") if not is_hidden(one)), _MOST_HEADINGS + 1))
    if len(headings) > _MOST_HEADINGS:
        return
    found = [text for one in headings if (text := plain_text(scope, one))]
    if len(found) == 1:
        fields["headline"] = found[0]


def _around(story: Element, body: Element, fields: Facts) -> None:
    """Keep the texts of the page before and after the story as furniture."""
    before: list[str] = []
    after: list[str] = []
    place = before

    def apart(element: Element, name: str) -> str | None:
        if element is story:
            return "now"
        return "never" if is_derived(element) or is_hidden(element) else nothing_apart(element, name)

    for piece in pieces(Scope(body, lambda problem: None), body, apart):
        if not isinstance(piece, Run):
            place = after
        elif (text := canonical(piece.rich["text"])) != fields.get("headline"):
            place.append(text)
    kept = [*before, *fields.get("furniture", ()), *after]
    if kept:
        fields["furniture"] = kept[:MOST_FURNITURE]


def _merge(fields: Facts, facts: Facts, root: Element) -> None:
    """Add to what the text says what the page states elsewhere; of dates and names the statement is the surer."""
    provider = facts.get("provider")
    stated = facts.pop("headline", None)
    if "headline" not in fields:
        title = next((canonical(one.text or "") for one in root.iter("title")), None)
        headline = stated or title
        if headline:
            fields["headline"] = _without_site(headline, provider)
    for name in ("published", "modified", "authors"):
        if name in facts:
            fields[name] = facts.pop(name)
    for name, value in facts.items():
        fields.setdefault(name, value)


def _without_site(title: str, site: str | None) -> str:
    """A title without the name of the site behind it."""
    if site is None:
        return title
    return canonical(re.sub(rf"\s*[|\u2013\u2014:\u00b7-]\s*{re.escape(site)}$", "", title, flags=re.IGNORECASE)) or title


def _language(fields: Facts, report: Report) -> None:
    """Tell the language by the text, where the page does not state it."""
    if fields.get("language"):
        return
    texts = [fields.get("headline") or "", *_shown(fields)]
    found = detect("\n".join(sorted(texts, key=len, reverse=True)[:12]))
    if found is not None:
        fields["language"] = found
        report(problem("R004", f"the page does not state its language; by its text it is {found}", path="/language"))


def _shown(fields: dict[str, Any]) -> list[str]:
    """The paragraphs that the story shows."""
    blocks = [block for section in fields.get("body", ()) for block in section["blocks"]]
    return [text["text"] for text in fields.get("standfirst", ())] + [block["text"] for block in blocks if block.get("text")]
