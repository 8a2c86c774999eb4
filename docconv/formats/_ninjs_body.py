"""The story of an article as the body of a ninjs item: XHTML that carries all of it.

The XHTML is one `article` element in the contract of `_xhtml`: the story, related pages, furniture.
What ninjs has no property for stands in `data-*` attributes of that element:

- `data-docconv`: the version of the article model, by which a reader knows the contract holds;
- `data-published`: when it was published; `data-dateline-agency`, `data-dateline-date`: parts of the dateline;
- `data-derived-uri`: the `uri` that was derived because the article has no id;
- `data-extensions`: the extensions, as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable

from docconv.canonical import written_moment
from docconv.formats._markup import attributes, json_for_xml, with_breaks
from docconv.formats._words import Words
from docconv.formats._xhtml_body import Page, body, directed, language_attributes, rich
from docconv.model import Article, Figure, RelatedGroup, RichText


def xhtml_body(article: Article, words: Words, extensions: dict[str, object], derived_uri: str | None = None) -> str:
    """The `article` element, with the `extensions` that stand nowhere else; `words` are those of its language.

    >>> from docconv.formats._words import Dictionary
    >>> xhtml_body(Article(furniture=["Follow us"]), Dictionary().words("en"), {}).splitlines()[1]
    '<footer class="furniture"><p>Follow us</p></footer>'
    """
    direction = article.direction
    dateline = article.dateline
    given: dict[str, str | None] = {
        "data-docconv": article.docconv,
        "data-published": written_moment(article.published) if article.published else None,
        "data-dateline-agency": dateline.agency if dateline else None,
        "data-dateline-date": dateline.date.isoformat() if dateline and dateline.date else None,
        "data-derived-uri": derived_uri,
        "data-extensions": json_for_xml(extensions) if extensions else None,
    }
    page = Page(words=words, picture=_picture)
    lines = [
        f"<article{language_attributes(article.language, direction)}{attributes(given)}>",
        *body(article, page),
        *(_aside(group, direction) for group in article.related),
    ]
    if article.furniture:
        lines.append(f'<footer class="furniture">{_each("p", article.furniture, direction)}</footer>')
    return "\n".join([*lines, "</article>"])


def _picture(figure: Figure, path: str) -> str | None:
    return figure.src if figure.media == "image" else None


def _each(name: str, texts: Iterable[str], direction: str) -> str:
    return "".join(f"<{name}>{directed(text, direction)}</{name}>" for text in texts)


def _aside(group: RelatedGroup, direction: str) -> str:
    heading = "" if group.heading is None else f"<h2>{directed(group.heading, direction)}</h2>"
    links = "".join(
        f"<li>{directed(link.title, direction)}</li>"
        if link.url is None
        else f"<li><a{attributes({'href': link.url})}>{directed(link.title, direction)}</a></li>"
        for link in group.links
    )
    return f'<aside class="related">{heading}{f"<ul>{links}</ul>" if links else ""}</aside>'


def is_plain(text: RichText) -> bool:
    """Whether a rich text is nothing but its characters."""
    return not text.marks and text.language is None and text.direction is None


def paragraph(text: RichText, direction: str) -> str:
    """A rich text as a `p` element.

    >>> paragraph(RichText(text="Tides & times"), "ltr")
    '<p>Tides &amp; times</p>'
    """
    return f"<p>{with_breaks(text.text)}</p>" if is_plain(text) else rich("p", text, direction)


def escaped_paragraphs(texts: Iterable[RichText], direction: str) -> str:
    """Rich texts as `p` elements one after another."""
    return "".join(paragraph(text, direction) for text in texts)
