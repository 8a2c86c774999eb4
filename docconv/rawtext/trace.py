"""The trace of a parse: where every character of the source went."""

from __future__ import annotations

from typing import Literal, NamedTuple

from docconv.model import Article
from docconv.problems import Problem

#: What a stretch of a source is.
Role = Literal[
    "headline",
    "kicker",
    "standfirst",
    "byline",
    "dateline",
    "timestamp",
    "heading",
    "paragraph",
    "caption",
    "credit",
    "label",
    "list-item",
    "quote",
    "related-heading",
    "related-link",
    "topic",
    "furniture",
    "blank",
]


class Segment(NamedTuple):
    """A stretch of the source and what it was taken for.

    `start` and `end` are code points of the source. `path` is a JSON Pointer (RFC 6901) to the
    string of the article that holds the stretch's text, or None for labels, separators and blanks; the one stretch of
    the lines that were not looked at (T006) has that of the list that holds them.
    `confidence` runs from 0 to 1; a stretch that a label names has 1.

    >>> import docconv
    >>> text = "Ferry adds dawn sailing\\n\\nImage caption, The ferry at Port Elwin."
    >>> label, _, caption = docconv.trace_text(text).segments[2:]
    >>> text[label.start : label.end], label.role, label.path
    ('Image caption,', 'label', None)
    >>> text[caption.start : caption.end], caption.role, caption.path
    ('The ferry at Port Elwin.', 'caption', '/body/0/blocks/0/caption/text')
    """

    start: int
    end: int
    role: Role
    path: str | None
    confidence: float


class Trace(NamedTuple):
    """A parsed text: the article, the segments that tile the source in order, and the problems met.

    >>> import docconv
    >>> text = "Ferry adds dawn sailing\\n\\nIt leaves at 5.40 from the new pier, the operator said."
    >>> trace = docconv.trace_text(text)
    >>> "".join(text[found.start : found.end] for found in trace.segments) == text
    True
    """

    article: Article
    segments: tuple[Segment, ...]
    problems: tuple[Problem, ...]
