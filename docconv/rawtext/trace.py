"""The trace of a parse: where every character of the source went."""

from __future__ import annotations

from typing import Literal, NamedTuple

from docconv.model import Article
from docconv.problems import Problem

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
    string of the article that holds the stretch's text, or None for labels, separators and blanks.
    `confidence` runs from 0 to 1; a stretch that a label names has 1.
    """

    start: int
    end: int
    role: Role
    path: str | None
    confidence: float


class Trace(NamedTuple):
    """A parsed text: the article, the segments that tile the source in order, and the problems met."""

    article: Article
    segments: tuple[Segment, ...]
    problems: tuple[Problem, ...]
