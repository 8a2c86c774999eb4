"""What an element of a page is by its classes and properties: a byline, a kicker, related links, something hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docconv.formats._html_inline import classes_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Classes that say what an element is: docconv's own, then those of other pages, which count before the text begins.
_OWN_ROLES = {
    "kicker": "kicker", "standfirst": "standfirst", "byline": "byline", "dateline": "dateline", "dates": "dates",
    "related": "related", "furniture": "furniture", "colophon": "colophon",
}  # fmt: skip
_OTHER_ROLES = {
    **dict.fromkeys(("eyebrow", "overline", "topline", "article-kicker", "article__kicker"), "kicker"),
    **dict.fromkeys(
        ("dek", "deck", "subtitle", "subheadline", "sub-headline", "lede", "lead", "intro", "chapeau", "entradilla", "vorspann",
         "article-summary", "article__summary", "article-standfirst", "article-dek", "p-summary", "entry-summary"), "standfirst"),
    **dict.fromkeys(
        ("author", "authors", "article-byline", "article__byline", "post-author", "entry-author", "p-author", "byline-name",
         "article-author", "signature"), "byline"),
    **dict.fromkeys(("entry-date", "post-date", "article-date", "timestamp", "publish-date", "published"), "dates"),
}  # fmt: skip
_RELATED = frozenset(
    "related-links related-content related-stories related-articles more-on-this-story read-more see-also also-read".split()
)
#: What pages set between or below the lines of a story and no story is: what readers say to it, ways to pass it on.
_AROUND = frozenset(
    """comment comments comment-list commentlist comments-area disqus share-bar share-buttons share-links share-tools
    social-share social-sharing social-links sharedaddy addtoany_share_save_container""".split()
)
_PROPERTIES = {
    "headline": "headline", "alternativeHeadline": "standfirst", "description": "standfirst", "author": "byline",
    "datePublished": "dates", "dateModified": "dates",
}  # fmt: skip
_HIDING = frozenset("sr-only visually-hidden screen-reader-text visuallyhidden u-hidden".split())


def role_of(element: Element, *, in_story: bool = False) -> str | None:
    """What an element is for the story; once the text has begun, only docconv's own classes and plain cases count.

    >>> from lxml import etree
    >>> line = etree.fromstring('<p class="post-author big"/>')
    >>> role_of(line), role_of(line, in_story=True)
    ('byline', None)
    """
    given = element.get("class")
    if given is None:
        return None if in_story else _PROPERTIES.get(element.get("itemprop") or "")
    classes = given.split()
    role = next((_OWN_ROLES[name] for name in classes if name in _OWN_ROLES), None)
    if role is None and not _RELATED.isdisjoint(classes):
        role = "related"
    if role is None and not _AROUND.isdisjoint(classes):
        role = "furniture"
    if role is None and not in_story:
        role = next((_OTHER_ROLES[name] for name in classes if name in _OTHER_ROLES), None)
        role = role or _PROPERTIES.get(element.get("itemprop") or "")
    return role


def names_author(element: Element) -> bool:
    """Whether an element of a line is the name of the author."""
    if element.get("rel") == "author" or "author" in (element.get("itemprop") or "").split():
        return True
    return any(_OWN_ROLES.get(name, _OTHER_ROLES.get(name)) == "byline" for name in classes_of(element))


def is_hidden(element: Element) -> bool:
    """Whether a browser does not show an element, or shows it to no reader."""
    if element.get("hidden") is not None or ((aria := element.get("aria-hidden")) is not None and aria.lower() == "true"):
        return True
    if given := element.get("style"):
        style = given.replace(" ", "").lower()
        if "display:none" in style or "visibility:hidden" in style:
            return True
    classes = element.get("class")
    return classes is not None and not _HIDING.isdisjoint(classes.split())
