"""An article as XHTML5: the string builder that books and web pages share.

What XHTML has an element for stands in that element; what it lacks stands in `data-*` attributes or
in `meta name="docconv:..."`, so that a reader can bring every field back. Nothing is written twice
as a carrier: what is shown only for people's sake is marked `data-derived`, and a reader skips it.

The contract, by field: `p.kicker`, `h1`, `section.standfirst > p`, `p.byline`, `p.dateline` (or
`span.dateline` where the dateline opens the first paragraph), `time.published`, `section > h2..h6`,
`figure` with `span.caption`, `small.credit`, `small.source`, `p.alt`; `blockquote > p, footer`, `ul`,
`ol`, `table`, `figure.embed`; `aside.related`, `footer.furniture > p`, `footer.colophon` with
`p.provider` and `p.holder`, `p.notice`, `p.terms`; all else in `meta`. A `span.label` is no part of a field.

A text without a direction of its own that runs against the page stands in a `bdi`, which is nothing
but presentation; so is a `dir` beside `data-derived="dir"`. A `li` whose text has a language or
direction of its own holds it in one `span` with them. An empty header cell is a `td` in the `thead`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docconv.canonical import written_moment
from docconv.formats._markup import attributes, escape, json_for_xml, turned
from docconv.formats._titles import title_of
from docconv.formats._words import Words
from docconv.formats._xhtml_body import Page, dateline_attributes, directed, language_attributes, repeated, rich
from docconv.formats._xhtml_body import body as body_of
from docconv.language import primary
from docconv.model import Article

# --- what stands before and after the story ---------------------------------------------------------

_COMMAS = {"ar": "، ", "fa": "، ", "ur": "، ", "ps": "، ", "ckb": "، ", "ja": "、", "zh": "、"}


def _label(word: str, article: Article, words: Words) -> str:
    foreign = primary(words.language) != primary(article.language)
    given = language_attributes(words.language, words.direction) if foreign else ""
    return f'<span class="label"{given}>{escape(word)}</span>'


def _header(article: Article, page: Page) -> Iterator[str]:
    def kind(value: str) -> str:
        return f' epub:type="{value}"' if page.epub else ""

    words, direction = page.words, article.direction
    if article.kicker is not None:
        yield f'<p class="kicker"{kind("subtitle")} role="doc-subtitle">{directed(article.kicker, direction)}</p>'
    marked = "" if article.headline is not None else ' class="substitute" data-derived=""'
    yield f'<h1 id="{page.prefix}headline"{kind("title")}{marked}>{directed(title_of(article, words.untitled), direction)}</h1>'
    if article.standfirst:
        paragraphs = "".join(rich("p", text, direction) for text in article.standfirst)
        named = f'class="standfirst"{kind("abstract")} role="doc-abstract" aria-labelledby="{page.prefix}headline"'
        yield f"<section {named}>{paragraphs}</section>"
    if article.byline is not None:
        yield f'<p class="byline">{directed(article.byline, direction)}</p>'
    elif article.authors:
        comma = _COMMAS.get(primary(article.language) or "", ", ")
        names = comma.join(directed(person.name, direction) for person in article.authors)
        yield f'<p class="byline" data-derived="">{escape(words.by).replace("{name}", names)}</p>'
    if article.dateline is not None and article.opening_dateline() is None:
        yield f"<p{dateline_attributes(article.dateline)}>{directed(article.dateline.text, direction)}</p>"
    yield from _dates(article, words)


def _dates(article: Article, words: Words) -> Iterator[str]:
    """When the article was published and, if that was on another day, updated; the field `modified` is in the head."""
    published, modified = (
        article.published and written_moment(article.published),
        article.modified and written_moment(article.modified),
    )
    shown = []
    if published:
        given = attributes({"class": "published", "datetime": published, "dir": "ltr"})
        shown.append(f"{_label(words.published, article, words)} <time{given}>{published[:10]}</time>")
    if modified and modified[:10] != (published or "")[:10]:
        given = attributes({"class": "updated", "datetime": modified, "dir": "ltr", "data-derived": ""})
        shown.append(f"{_label(words.updated, article, words)} <time{given}>{modified[:10]}</time>")
    if shown:
        yield f'<p class="dates">{" ".join(shown)}</p>'


def _related(article: Article, page: Page) -> Iterator[str]:
    words, direction = page.words, article.direction
    again = repeated(group.heading for group in article.related)
    for number, group in enumerate(article.related, 1):
        at = f"{page.prefix}related-{number}"
        named, heading = attributes({"aria-label": f"{words.related} {number}"}), ""
        if group.heading is not None:
            heading = f'<h2 id="{at}">{directed(group.heading, direction)}</h2>'
            if group.heading.lower() not in again:
                named = f' aria-labelledby="{at}"'
        links = "".join(
            f"<li><a{attributes({'href': link.url})}>{directed(link.title, direction)}</a></li>"
            if link.url is not None
            else f"<li>{directed(link.title, direction)}</li>"
            for link in group.links
        )
        yield f'<aside class="related"{named}>{heading}{f"<ul>{links}</ul>" if links else ""}</aside>'


def _footers(article: Article, words: Words) -> Iterator[str]:
    direction = article.direction
    if article.furniture:
        yield f'<footer class="furniture">{"".join(f"<p>{directed(text, direction)}</p>" for text in article.furniture)}</footer>'
    lines = []
    if article.url is not None:
        link = f"<a{attributes({'href': article.url, 'dir': 'ltr'})}>{escape(article.url)}</a>"
        lines.append(f'<p class="origin" data-derived="">{_label(words.source, article, words)} {link}</p>')
    if article.provider is not None:
        lines.append(f'<p class="provider">{directed(article.provider, direction)}</p>')
    if article.rights is not None:
        label = _label(words.rights, article, words)
        stated = (
            (name, getattr(article.rights, name), f"{label} " if name == "holder" else "")
            for name in ("holder", "notice", "terms")
        )
        lines += [
            f'<p class="{name}">{before}{directed(text, direction)}</p>' for name, text, before in stated if text is not None
        ]
    if lines:
        yield f'<footer class="colophon">{"".join(lines)}</footer>'


# --- the page -----------------------------------------------------------------------------------


def metadata(article: Article, *, inside: bool = False) -> Iterator[str]:
    """The `meta` and `link` elements for the fields that the page's text does not show.

    They belong to the `head`; `inside` an `article` they are the properties of an item (HTML,
    section 5.2.2), whose names hold no colon: `docconv-slug` for `docconv:slug`.
    """

    def meta(name: str, content: str | None, **data: str | None) -> Iterator[str]:
        if content is not None:
            extra = {f"data-{key}": value for key, value in data.items()}
            named = {"itemprop": f"docconv-{name}"} if inside else {"name": name if name == "author" else f"docconv:{name}"}
            yield f"<meta{attributes({**named, 'content': content, **extra})}/>"

    if article.url is not None:
        yield f"<link{attributes({'itemprop' if inside else 'rel': 'url' if inside else 'canonical', 'href': article.url})}/>"
    for person in article.authors:
        yield from meta(
            "author", person.name, role=person.role, organisation=person.organisation, email=person.email, uri=person.uri
        )
    yield from meta("article", article.docconv)
    yield from meta("id", article.id)
    yield from meta("version", str(article.version) if article.version != 1 else None)
    yield from meta("slug", article.slug)
    for name in ("created", "modified", "embargoed", "expires"):
        moment = getattr(article, name)
        yield from meta(name, moment and written_moment(moment))
    yield from meta("status", article.status if article.status != "usable" else None)
    for topic in article.topics:
        yield from meta("topic", topic.name, uri=topic.uri)
    for keyword in article.keywords:
        yield from meta("keyword", keyword)
    for key, value in article.extensions.items():
        yield from meta("extension", json_for_xml(value), key=key)


def article_element(article: Article, page: Page, opening: Iterable[str] = ()) -> Iterator[str]:
    """The `article` element, line by line, without line ends; with a prefix it says its own language and is an item.

    `opening` are lines to stand at its beginning.
    """
    at = page.prefix
    own = f' itemscope=""{language_attributes(article.language or "und", article.direction)}' if at else ""
    yield f'<article id="{at}article" aria-labelledby="{at}headline"{own}>'
    yield from opening
    yield "<header>"
    yield from _header(article, page)
    yield "</header>"
    yield from body_of(article, page)
    yield from _related(article, page)
    yield from _footers(article, page.words)
    yield "</article>"


def opening_of_page(
    *,
    title: str,
    language: str | None,
    direction: str,
    head: Iterable[str] = (),
    stylesheet: str | None = None,
    epub: bool = False,
    xml: bool = True,
) -> Iterator[str]:
    """The lines of an (X)HTML document before its `body`; an unknown language is `und`, `xml` gives it the XML declaration."""
    types = ' xmlns:epub="http://www.idpf.org/2007/ops"' if epub else ""
    if xml:
        yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<!DOCTYPE html>"
    yield f'<html xmlns="http://www.w3.org/1999/xhtml"{types}{language_attributes(language or "und", direction)}>'
    yield f'<head>\n<meta charset="utf-8"/>\n<title{attributes({"dir": turned(title, direction)})}>{escape(title)}</title>'
    if stylesheet:
        yield f"<link{attributes({'rel': 'stylesheet', 'type': 'text/css', 'href': stylesheet})}/>"
    yield from head
    yield "</head>"


def frame(
    *,
    title: str,
    language: str | None,
    direction: str,
    body: Iterable[str],
    head: Iterable[str] = (),
    stylesheet: str | None = None,
    epub: bool = False,
) -> str:
    """An XHTML5 document around the lines of `head` and `body`."""
    opening = opening_of_page(title=title, language=language, direction=direction, head=head, stylesheet=stylesheet, epub=epub)
    return "\n".join((*opening, *body, "</html>\n"))


def document(article: Article, page: Page) -> str:
    """The article as an XHTML5 document of its own.

    >>> from docconv.formats._words import Dictionary
    >>> text = document(Article(headline="Tides & times", language="en"), Page(words=Dictionary().words("en")))
    >>> '<h1 id="headline">Tides &amp; times</h1>' in text
    True
    """

    def body() -> Iterator[str]:
        yield '<body epub:type="bodymatter">' if page.epub else "<body>"
        yield from article_element(article, page)
        yield "</body>"

    return frame(
        title=title_of(article, page.words.untitled),
        language=article.language,
        direction=article.direction,
        head=metadata(article),
        body=body(),
        stylesheet=page.stylesheet,
        epub=page.epub,
    )
