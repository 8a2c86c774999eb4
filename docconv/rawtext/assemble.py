"""Pieces in order to an article and its trace.

Every piece of text goes into exactly one field; the segment of the trace names it. What stands
between pieces is white space and becomes blank segments, so that the segments tile the source.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from docconv.canonical import is_web_address
from docconv.model import Article
from docconv.problems import Problem, problem
from docconv.rawtext.bylines import authors_in
from docconv.rawtext.datelines import find_dateline
from docconv.rawtext.labels import PageLabels
from docconv.rawtext.lines import text_between
from docconv.rawtext.moments import PrintedTimes
from docconv.rawtext.pieces import Piece
from docconv.rawtext.trace import Role, Segment, Trace
from docconv.unicode import canonical


def assemble(source: str, pieces: Sequence[Piece], language: str | None, direction: str, labels: PageLabels) -> Trace:
    """The article that `pieces` of `source` make, the segments that tile it, and the problems met.

    The article is built as one dictionary and validated once.
    """
    building = _Building(source, labels, language)
    for piece in pieces:
        building.add(piece)
    fields = building.fields
    fields["language"], fields["direction"] = language, direction
    fields.update(building.times.fields())
    article = Article.model_validate(fields)
    problems = [*building.problems, *building.times.problems(), *_missing(article)]
    return Trace(article, tuple(_tiled(source, building.segments)), tuple(problems))


def _missing(article: Article) -> list[Problem]:
    found = []
    if article.headline is None:
        found.append(problem("T001", "no headline was found in the text", path="/headline"))
    if not article.body:
        found.append(
            problem(
                "T002",
                "the text holds no story, only a headline or furniture"
                if article.headline or article.furniture
                else "the text is empty",
                path="/body",
            )
        )
    return found


def _tiled(source: str, segments: Sequence[Segment]) -> list[Segment]:
    tiles: list[Segment] = []
    at = 0
    for segment in segments:
        if segment.start > at:
            tiles.append(Segment(at, segment.start, "blank", None, 1.0))
        tiles.append(segment)
        at = segment.end
    if at < len(source):
        tiles.append(Segment(at, len(source), "blank", None, 1.0))
    return tiles


class _Building:
    """The article so far, as plain data, and the segments of its texts."""

    def __init__(self, source: str, labels: PageLabels, language: str | None) -> None:
        self.source, self.labels = source, labels
        self.times = PrintedTimes(labels, language)
        self.segments: list[Segment] = []
        self.problems: list[Problem] = []
        self.body: list[dict[str, Any]] = []
        self.related: list[dict[str, Any]] = []
        self.topics: list[dict[str, Any]] = []
        self.furniture: list[str] = []
        self.standfirst: list[dict[str, Any]] = []
        self.fields: dict[str, Any] = {
            "body": self.body, "related": self.related, "topics": self.topics,
            "furniture": self.furniture, "standfirst": self.standfirst,
        }  # fmt: skip
        self.last: Role | None = None  # the role of the text before, to keep lists and figures together
        self.said_dateline = False

    def add(self, piece: Piece) -> None:
        """Put one piece into its field."""
        if piece.role == "label":
            self._segment(piece, None)
            return
        text = text_between(self.source, piece.start, piece.end)
        if not text:  # nothing visible is left of it
            self._segment(piece._replace(role="blank"), None)
            return
        _FIELDS.get(piece.role, _Building._furniture)(self, piece, text)
        self.last = piece.role

    def _segment(self, piece: Piece, path: str | None, role: Role | None = None) -> None:
        self.segments.append(Segment(piece.start, piece.end, role or piece.role, path, piece.confidence))

    # --- the head ---------------------------------------------------------------------------------

    def _headline(self, piece: Piece, text: str) -> None:
        self._once("headline", piece, text)

    def _kicker(self, piece: Piece, text: str) -> None:
        self._once("kicker", piece, text)

    def _once(self, field: str, piece: Piece, text: str) -> None:
        if field in self.fields:
            self._furniture(piece, text)
        else:
            self.fields[field] = text
            self._segment(piece, f"/{field}")

    def _standfirst(self, piece: Piece, text: str) -> None:
        self.standfirst.append({"text": text})
        self._segment(piece, f"/standfirst/{len(self.standfirst) - 1}/text")

    def _timestamp(self, piece: Piece, text: str) -> None:
        """Times fill their fields; as printed they stay with what else stands around the story."""
        if self.last not in ("related-heading", "related-link"):
            before_story = not self.body and not self.related
            self.times.read(text, before_story=before_story, goes_on=self.last == "timestamp")
        self._furniture(piece, text)

    def _byline(self, piece: Piece, text: str) -> None:
        if "byline" not in self.fields:
            authors = authors_in(text, self.labels)
            if authors:
                self.fields["authors"] = authors
            else:
                self.problems.append(problem("T003", "the author could not be told from the byline", path="/byline"))
        self._once("byline", piece, text)

    # --- the body ----------------------------------------------------------------------------------

    def _heading(self, piece: Piece, text: str) -> None:
        self.body.append({"heading": text, "blocks": []})
        self._segment(piece, f"/body/{len(self.body) - 1}/heading")

    def _paragraph(self, piece: Piece, text: str) -> None:
        path = self._block({"type": "paragraph", "text": text}) + "/text"
        if not self.said_dateline:
            self.said_dateline = True
            if self._dateline(piece, text, path):
                return
        self._segment(piece, path)

    def _dateline(self, piece: Piece, text: str, path: str) -> bool:
        """Note the dateline that the first paragraph opens with; it stays in the paragraph, too."""
        raw = self.source[piece.start : piece.end]
        found = find_dateline(raw, self.labels.agencies)
        if found is None:
            return False
        printed = text_between(raw, 0, found.end)
        parts = {"place": canonical(found.place or ""), "agency": canonical(found.agency or "")}
        if not printed or not any(parts.values()):
            return False  # nothing but characters that no text may hold
        self.fields["dateline"] = {"text": printed, **{name: part for name, part in parts.items() if part}}
        self._segment(piece._replace(end=piece.start + found.end, role="dateline"), "/dateline/text")
        self._segment(piece._replace(start=piece.start + found.end), path)
        return True

    def _list_item(self, piece: Piece, text: str) -> None:
        ordered = bool(piece.number)
        blocks = self.body[-1]["blocks"] if self.body else []
        goes_on = (
            self.last == "list-item"
            and blocks
            and blocks[-1]["type"] == "list"
            and (blocks[-1].get("ordered", False) == ordered and piece.number != 1)
        )
        if goes_on:
            path = self._last_block()
        else:
            path = self._block({"type": "list", "items": [], **({"ordered": True} if ordered else {})})
        items = self.body[-1]["blocks"][-1]["items"]
        items.append({"text": text})
        self._segment(piece, f"{path}/items/{len(items) - 1}/text")

    def _quote(self, piece: Piece, text: str) -> None:
        if piece.attribution and self.body and self.body[-1]["blocks"] and self.body[-1]["blocks"][-1]["type"] == "quote":
            self.body[-1]["blocks"][-1]["attribution"] = text
            self._segment(piece, self._last_block() + "/attribution")
            return
        path = self._block({"type": "quote", "paragraphs": [{"text": text}]})
        self._segment(piece, path + "/paragraphs/0/text")

    def _caption(self, piece: Piece, text: str) -> None:
        figure = self._figure(piece, "caption")
        figure["caption"] = {"text": text}
        if piece.medium != "image":
            figure["media"] = piece.medium
        self._segment(piece, self._last_block() + "/caption/text")

    def _credit(self, piece: Piece, text: str) -> None:
        blocks = self.body[-1]["blocks"] if self.body else []
        if self.last in ("caption", "credit") and blocks[-1].get("credit") == text:  # printed twice
            self._segment(piece, self._last_block() + "/credit")
            return
        figure = self._figure(piece, "credit")
        figure["credit"] = text
        self._segment(piece, self._last_block() + "/credit")

    def _figure(self, piece: Piece, field: str) -> dict[str, Any]:
        """The figure right above that lacks `field`, or a new one."""
        if self.last in ("caption", "credit"):
            figure: dict[str, Any] = self.body[-1]["blocks"][-1]
            if field not in figure and not (field == "credit" and self._begins_anew(piece)):
                return figure
        self._block({"type": "figure"})
        new: dict[str, Any] = self.body[-1]["blocks"][-1]
        return new

    def _begins_anew(self, piece: Piece) -> bool:
        """Whether a credit after a caption belongs to the next figure: a blank line stands before its label."""
        start = piece.start
        for segment in reversed(self.segments):
            if segment.role != "label":
                return len(self.source[segment.end : start].splitlines()) > 1
            start = segment.start
        return False

    def _block(self, block: dict[str, Any]) -> str:
        if not self.body:
            self.body.append({"blocks": []})
        self.body[-1]["blocks"].append(block)
        return self._last_block()

    def _last_block(self) -> str:
        return f"/body/{len(self.body) - 1}/blocks/{len(self.body[-1]['blocks']) - 1}"

    # --- after the story -----------------------------------------------------------------------------

    def _related_heading(self, piece: Piece, text: str) -> None:
        self.related.append({"heading": text, "links": []})
        self._segment(piece, f"/related/{len(self.related) - 1}/heading")

    def _related_link(self, piece: Piece, text: str) -> None:
        if not self.related:
            self.related.append({"links": []})
        links = self.related[-1]["links"]
        links.append({"title": text})
        self._segment(piece, f"/related/{len(self.related) - 1}/links/{len(links) - 1}/title")

    def _topic(self, piece: Piece, text: str) -> None:
        self.topics.append({"name": text})
        self._segment(piece, f"/topics/{len(self.topics) - 1}/name")

    def _furniture(self, piece: Piece, text: str) -> None:
        links = self.related[-1]["links"] if self.related else []
        if self.last == "related-link" and links and "url" not in links[-1] and is_web_address(text):
            links[-1]["url"] = text
            self._segment(piece, f"/related/{len(self.related) - 1}/links/{len(links) - 1}/url", "related-link")
            return
        self.furniture.append(text)
        self._segment(piece, f"/furniture/{len(self.furniture) - 1}")


#: Which field takes a piece; what is not listed is kept as furniture.
_FIELDS: dict[Role, Callable[[_Building, Piece, str], None]] = {
    "headline": _Building._headline,
    "kicker": _Building._kicker,
    "standfirst": _Building._standfirst,
    "byline": _Building._byline,
    "timestamp": _Building._timestamp,
    "heading": _Building._heading,
    "paragraph": _Building._paragraph,
    "caption": _Building._caption,
    "credit": _Building._credit,
    "list-item": _Building._list_item,
    "quote": _Building._quote,
    "related-heading": _Building._related_heading,
    "related-link": _Building._related_link,
    "topic": _Building._topic,
}
