"""Markup that stands in a string of a JSON document: XHTML, HTML whole or in part, NITF, or plain text after all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docconv.formats._html_inline import Run, Scope, pieces, rich_text
from docconv.formats._html_parser import parse_html
from docconv.formats._xml import safe_parser
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Report
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TAG = lazy_pattern(r"</?[A-Za-z][A-Za-z0-9:]*(?:\s[^<>]*)?/?>")
_BLANK_LINES = lazy_pattern(r"\n[ \t\r]*\n\s*")
_DECLARATION = lazy_pattern(r"^\s*<\?xml[^>]{0,200}\?>")


def looks_like_markup(text: str) -> bool:
    """Whether a text holds a tag.

    >>> looks_like_markup("<p>Ferry</p>"), looks_like_markup("a < b > c")
    (True, False)
    """
    return _TAG.search(text) is not None


def element_of(markup: str, report: Report) -> Element | None:
    """The root element of a string of markup: as XML where it is well-formed, else as HTML; None where it holds none.

    Several elements side by side, or text without any, stand in a `div`. No entity is expanded, and
    no network or file touched.

    >>> element_of("<p>One</p><p>Two</p>", print).tag, element_of("<article/>", print).tag
    ('div', 'article')
    """
    from lxml import etree  # some megabytes: only where there is markup

    text = _DECLARATION.sub("", markup)
    parser = safe_parser()
    for candidate in (text, f"<div>{text}</div>"):
        if not candidate.lstrip().startswith("<"):
            continue
        try:
            root: Element = etree.fromstring(candidate.encode("utf-8", "replace"), parser)
        except etree.XMLSyntaxError:
            continue
        if not (root.tag == "div" and candidate is text and len(root) == 0 and not (root.text or "").strip()):
            return root
    try:
        return parse_html(text.encode("utf-8", "replace"), report)
    except DocumentError:
        return None


def rich_paragraphs(markup: str, report: Report) -> list[dict[str, Any]]:
    """The paragraphs of a short text with markup, as fields of rich texts.

    >>> rich_paragraphs("<p>It <em>sails</em>.</p>", print)
    [{'text': 'It sails.', 'marks': [{'kind': 'emphasis', 'start': 3, 'end': 8}]}]
    """
    root = element_of(markup, report)
    if root is None:
        return []
    around = root
    if root.tag == "p":  # what a paragraph says of itself counts for the paragraph
        around = root.makeelement("div")
        around.append(root)
    return [piece.rich for piece in pieces(Scope(around, report), around) if isinstance(piece, Run)]


def line_of_markup(markup: str, report: Report) -> str:
    """The text of a line that may hold markup, as plain text.

    >>> line_of_markup("Tides &amp; <b>times</b>", print)
    'Tides & times'
    """
    root = element_of(markup, report)
    rich = None if root is None else rich_text(Scope(root, report), root)
    return canonical(rich["text"]) if rich else ""


def plain_paragraphs(text: str) -> list[dict[str, Any]]:
    """Plain text as paragraphs: at blank lines where there are any, else at line ends.

    >>> [paragraph["text"] for paragraph in plain_paragraphs("One\\ntwo\\n\\nThree")]
    ['One\\ntwo', 'Three']
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = _BLANK_LINES.split(text)
    if len(parts) == 1:
        parts = text.split("\n")
    cleaned = (canonical(part, line_breaks=True) for part in parts)
    return [{"text": part} for part in cleaned if part]
