"""An article as XHTML5: the string builder that books and web pages share.

What XHTML has an element for stands in that element; what it lacks stands in `data-*` attributes or
in `meta name="docconv:..."`, so that a reader can bring every field back. Nothing is written twice
as a carrier: what is shown only for people's sake is marked `data-derived`, and a reader skips it.

The contract, by field: `p.kicker`, `h1`, `section.standfirst > p`, `p.byline`, `p.dateline` (or
`span.dateline` where the dateline opens the first paragraph), `time.published`, `section > h2..h6`,
`figure` with `span.caption`, `small.credit`, `small.source`, `p.alt`; `blockquote > p, footer`, `ul`,
`ol`, `table`, `figure.embed`; `aside.related`, `footer.furniture > p`, `footer.colophon` with
`p.provider` and `p.holder`, `p.notice`, `p.terms`; all else in `meta`. A `span.label` is no part of a field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from docconv.canonical import written_moment
from docconv.formats._words import Words
from docconv.formats._xhtml_body import (
    Page,
    attributes,
    dateline_attributes,
    escape,
    language_attributes,
    opening_paragraph,
    rich,
)
from docconv.formats._xhtml_body import body as body_of
from docconv.language import primary
from docconv.model import Article, Figure, List, Paragraph, Quote, Table
from docconv.unicode import REFUSED

# --- what stands before and after the story ---------------------------------------------------------

_COMMAS = {"ar": "، ", "fa": "، ", "ur": "، ", "ps": "، ", "ckb": "، ", "ja": "、", "zh": "、"}

#: The longest title made of a text's first words, in code points.
SUBSTITUTE_LENGTH = 60


def title_of(article: Article, words: Words) -> str:
    """The headline; where there is none, the first words of the text, or the word for "Untitled".

    >>> from docconv.formats._words import Dictionary
    >>> title_of(Article(language="fr"), Dictionary().words("fr"))
    'Sans titre'
    """
    if article.headline is not None:
        return article.headline
    text = next(_texts(article), "").replace("\n", " ")
    if len(text) <= SUBSTITUTE_LENGTH:
        return text or words.untitled
    head = text[: SUBSTITUTE_LENGTH + 1]
    space = head.rfind(" ", SUBSTITUTE_LENGTH // 2)
    return (head[:space] if space > 0 else re.sub(r"[\u200d\W]*.$", "", head[:-1]) or head[:-1]) + "…"


def _texts(article: Article) -> Iterator[str]:
    yield from (text.text for text in article.standfirst)
    for section in article.body:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield block.text
            elif isinstance(block, Quote):
                yield block.paragraphs[0].text
            elif isinstance(block, List):
                yield block.items[0].text
        if section.heading is not None:
            yield section.heading
    yield from (
        block.caption.text for block in article.blocks() if isinstance(block, Figure | Table) and block.caption is not None
    )
    yield from article.furniture


def _label(word: str, article: Article, words: Words) -> str:
    foreign = primary(words.language) != primary(article.language)
    given = language_attributes(words.language, words.direction) if foreign else ""
    return f'<span class="label"{given}>{escape(word)}</span>'


def _header(article: Article, page: Page) -> Iterator[str]:
    def kind(value: str) -> str:
        return f' epub:type="{value}"' if page.epub else ""

    words = page.words
    if article.kicker is not None:
        yield f'<p class="kicker"{kind("subtitle")} role="doc-subtitle">{escape(article.kicker)}</p>'
    marked = "" if article.headline is not None else ' class="substitute" data-derived=""'
    yield f'<h1 id="headline"{kind("title")}{marked}>{escape(title_of(article, words))}</h1>'
    if article.standfirst:
        paragraphs = "".join(rich("p", text, article.direction) for text in article.standfirst)
        named = f'class="standfirst"{kind("abstract")} role="doc-abstract" aria-labelledby="headline"'
        yield f"<section {named}>{paragraphs}</section>"
    if article.byline is not None:
        yield f'<p class="byline">{escape(article.byline)}</p>'
    elif article.authors:
        names = _COMMAS.get(primary(article.language) or "", ", ").join(person.name for person in article.authors)
        yield f'<p class="byline" data-derived="">{escape(words.by.replace("{name}", names))}</p>'
    if article.dateline is not None and opening_paragraph(article) is None:
        yield f"<p{dateline_attributes(article.dateline)}>{escape(article.dateline.text)}</p>"
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


def _related(article: Article, words: Words) -> Iterator[str]:
    for number, group in enumerate(article.related, 1):
        at = f"related-{number}"
        if group.heading is not None:
            named, heading = f' aria-labelledby="{at}"', f'<h2 id="{at}">{escape(group.heading)}</h2>'
        else:
            named, heading = attributes({"aria-label": f"{words.related} {number}"}), ""
        links = "".join(
            f"<li><a{attributes({'href': link.url, 'dir': 'auto'})}>{escape(link.title)}</a></li>"
            if link.url is not None
            else f"<li>{escape(link.title)}</li>"
            for link in group.links
        )
        yield f'<aside class="related"{named}>{heading}{f"<ul>{links}</ul>" if links else ""}</aside>'


def _footers(article: Article, words: Words) -> Iterator[str]:
    if article.furniture:
        yield f'<footer class="furniture">{"".join(f"<p>{escape(text)}</p>" for text in article.furniture)}</footer>'
    lines = []
    if article.url is not None:
        link = f"<a{attributes({'href': article.url, 'dir': 'ltr'})}>{escape(article.url)}</a>"
        lines.append(f'<p class="origin" data-derived="">{_label(words.source, article, words)} {link}</p>')
    if article.provider is not None:
        lines.append(f'<p class="provider">{escape(article.provider)}</p>')
    if article.rights is not None:
        label = _label(words.rights, article, words)
        stated = (
            (name, getattr(article.rights, name), f"{label} " if name == "holder" else "")
            for name in ("holder", "notice", "terms")
        )
        lines += [f'<p class="{name}">{before}{escape(text)}</p>' for name, text, before in stated if text is not None]
    if lines:
        yield f'<footer class="colophon">{"".join(lines)}</footer>'


# --- the page -----------------------------------------------------------------------------------

_NOT_IN_XML = re.compile(f"[{REFUSED}]")


def _json(value: object) -> str:
    """`value` as JSON whose strings hold no character that XML refuses or readers change."""
    return _NOT_IN_XML.sub(lambda match: _escaped(ord(match.group())), json.dumps(value, ensure_ascii=False))


def _escaped(code: int) -> str:
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + ((code - 0x10000) >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def metadata(article: Article) -> Iterator[str]:
    """The `meta` and `link` elements for the fields that the page's text does not show."""

    def meta(name: str, content: str | None, **data: str | None) -> Iterator[str]:
        if content is not None:
            extra = {f"data-{key}": value for key, value in data.items()}
            yield f"<meta{attributes({'name': name, 'content': content, **extra})}/>"

    if article.url is not None:
        yield f"<link{attributes({'rel': 'canonical', 'href': article.url})}/>"
    for person in article.authors:
        yield from meta(
            "author", person.name, role=person.role, organisation=person.organisation, email=person.email, uri=person.uri
        )
    yield from meta("docconv:article", article.docconv)
    yield from meta("docconv:id", article.id)
    yield from meta("docconv:version", str(article.version) if article.version != 1 else None)
    yield from meta("docconv:slug", article.slug)
    for name in ("created", "modified", "embargoed", "expires"):
        moment = getattr(article, name)
        yield from meta(f"docconv:{name}", moment and written_moment(moment))
    yield from meta("docconv:status", article.status if article.status != "usable" else None)
    for topic in article.topics:
        yield from meta("docconv:topic", topic.name, uri=topic.uri)
    for keyword in article.keywords:
        yield from meta("docconv:keyword", keyword)
    for key, value in article.extensions.items():
        yield from meta("docconv:extension", _json(value), key=key)


def article_element(article: Article, page: Page) -> Iterator[str]:
    """The `article` element, line by line, without line ends."""
    yield '<article id="article" aria-labelledby="headline">'
    yield "<header>"
    yield from _header(article, page)
    yield "</header>"
    yield from body_of(article, page)
    yield from _related(article, page.words)
    yield from _footers(article, page.words)
    yield "</article>"


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
    """An XHTML5 document around the lines of `head` and `body`; an unknown language is `und`."""
    types = ' xmlns:epub="http://www.idpf.org/2007/ops"' if epub else ""
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>',
            f'<html xmlns="http://www.w3.org/1999/xhtml"{types}{language_attributes(language or "und", direction)}>',
            f'<head>\n<meta charset="utf-8"/>\n<title>{escape(title)}</title>',
            *([f"<link{attributes({'rel': 'stylesheet', 'type': 'text/css', 'href': stylesheet})}/>"] if stylesheet else []),
            *head,
            "</head>",
            *body,
            "</html>\n",
        )
    )


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
        title=title_of(article, page.words),
        language=article.language,
        direction=article.direction,
        head=metadata(article),
        body=body(),
        stylesheet=page.stylesheet,
        epub=page.epub,
    )
