"""The story as XHTML inside NewsML-G2: what the metadata around it does not say.

The contract is that of `_xhtml`, flat: what there stands in `article` and `header` stands in `body`
itself, for receivers that look no deeper. There is no `h1`: the headline is in contentMeta.
"""

from __future__ import annotations

from collections.abc import Iterator

from docconv.formats._markup import start_tag
from docconv.formats._titles import substitute_headline
from docconv.formats._words import Words
from docconv.formats._xhtml_body import Page, directed, rich
from docconv.formats._xhtml_body import body as body_of
from docconv.formats._xml import Markup
from docconv.model import Article, Figure, RelatedGroup

#: The namespace of XHTML.
XHTML = "http://www.w3.org/1999/xhtml"


def write_xhtml(xml: Markup, article: Article, words: Words) -> None:
    """Write the standfirst, the story, the related pages and the furniture as an XHTML5 document.

    >>> from docconv.formats._words import Dictionary
    >>> xml = Markup()
    >>> write_xhtml(xml, Article(headline="Ferry adds dawn sailing", furniture=["Share this"]), Dictionary().words("en"))
    >>> b'<footer class="furniture"><p>Share this</p></footer>' in xml.data()
    True
    """
    language = article.language
    xml.start("html", {"xmlns": XHTML, "lang": language or "und", "xml:lang": language or "und", "dir": article.direction})
    xml.start("head")
    xml.text("title", article.headline or substitute_headline(article) or words.untitled)
    xml.end()
    xml.start("body")
    xml.lines(_story(article, Page(words=words, picture=_address)))
    xml.end()
    xml.end()


def _address(figure: Figure, path: str) -> str | None:
    """A picture is shown where it is; a video or a recording is linked."""
    return figure.src if figure.media == "image" else None


def _story(article: Article, page: Page) -> Iterator[str]:
    direction = article.direction
    if article.standfirst:
        paragraphs = "".join(rich("p", text, direction) for text in article.standfirst)
        yield f'<section class="standfirst" role="doc-abstract">{paragraphs}</section>'
    without = article.replace(dateline=None) if article.opening_dateline() is not None else article
    yield from body_of(without, page)
    for group in article.related:
        yield _related(group, direction)
    if article.furniture:
        yield f'<footer class="furniture">{"".join(f"<p>{directed(text, direction)}</p>" for text in article.furniture)}</footer>'


def _related(group: RelatedGroup, direction: str) -> str:
    heading = "" if group.heading is None else f"<h2>{directed(group.heading, direction)}</h2>"
    links = "".join(
        f"<li>{start_tag('a', {'href': link.url})}{directed(link.title, direction)}</a></li>"
        if link.url is not None
        else f"<li>{directed(link.title, direction)}</li>"
        for link in group.links
    )
    listed = f"<ul>{links}</ul>" if links else ""
    return f'<aside class="related">{heading}{listed}</aside>'
