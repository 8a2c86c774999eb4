"""A page's JSON-LD for search engines: a `NewsArticle` of schema.org, made from the article and read by no reader of ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from docconv.canonical import written_moment
from docconv.model import Article, Figure


def linked_data(article: Article) -> dict[str, Any]:
    """What a search engine asks of a news article (schema.org `NewsArticle`), as far as the article knows it.

    >>> linked_data(Article(headline="Ferry adds dawn sailing"))["headline"]
    'Ferry adds dawn sailing'
    """
    authors = [
        {"@type": "Person", "name": one.name}
        | ({"jobTitle": one.role} if one.role else {})
        | ({"url": one.uri} if one.uri and one.uri.startswith("http") else {})
        for one in article.authors
    ]
    stated: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": article.id,
        "url": article.url,
        "inLanguage": article.language,
        "headline": article.headline,
        "articleSection": article.kicker,
        "description": " ".join(text.text.replace("\n", " ") for text in article.standfirst),
        "image": list(dict.fromkeys(filter(None, (_address(block, article.url) for block in article.blocks())))),
        "datePublished": article.published and written_moment(article.published),
        "dateModified": article.modified and written_moment(article.modified),
        "author": authors,
        "publisher": {"@type": "Organization", "name": article.provider} if article.provider else None,
        "copyrightNotice": article.rights and article.rights.notice,
        "keywords": list(article.keywords),
        "about": [{"@type": "Thing", "name": topic.name} for topic in article.topics],
    }
    return {name: value for name, value in stated.items() if value}


def _address(block: object, url: str | None) -> str | None:
    """The address of a picture, absolute; None for other blocks, and where the page's own address is not known."""
    if not isinstance(block, Figure) or block.media != "image" or block.src is None:
        return None
    if block.src.startswith(("http:", "https:")):
        return block.src
    return urljoin(url, block.src) if url is not None else None
