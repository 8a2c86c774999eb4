"""Pieces in order to an article and its trace.

Every piece of text goes into exactly one field; the segment of the trace names it. What stands
between pieces is white space and becomes blank segments, so that the segments tile the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from docconv.canonical import is_web_address
from docconv.model import Article
from docconv.problems import Problem, problem
from docconv.rawtext.bylines import authors_in
from docconv.rawtext.datelines import FoundDateline, PrintedDay, dated, find_dateline
from docconv.rawtext.lines import Line, text_between
from docconv.rawtext.moments import PrintedTimes
from docconv.rawtext.names import known_names
from docconv.rawtext.packs import fold_label
from docconv.rawtext.pieces import Page, Piece
from docconv.rawtext.trace import Role, Segment, Trace
from docconv.rawtext.wire import embargo_in, reporters_in
from docconv.unicode import canonical


def placed(page: Page, lines: Iterable[Line], pieces: Iterable[Piece], language: str | None, *, traced: bool = True) -> Building:
    """The pieces of a page's lines, put into the fields of an article; without `traced`, no segments, which is quicker."""
    building = Building(page, lines, language, traced)
    for piece in pieces:
        building.add(piece)
    building.lines.clear()
    return building


def assemble(building: Building, language: str | None, direction: str) -> Trace:
    """The article, the segments that tile its source, and the problems met.

    The article was built as one dictionary and is validated once. What else was made of the source can be
    dropped by then: of a long text it takes more room than the article.
    """
    fields = building.fields
    fields["language"], fields["direction"] = language, direction
    fields.update(building.times.fields())
    if building.dateline_day is not None:
        day = dated(building.dateline_day, fields.get("published") or fields.get("modified"))
        if day is not None:
            fields["dateline"]["date"] = day
    article = Article.model_validate(fields)
    problems = [*building.problems, *building.times.problems(), *_missing(article)]
    return Trace(article, tuple(_tiled(building.source, building.segments)) if building.traced else (), tuple(problems))


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


#: The path of the block that came last, up to its field.
_BLOCK = "/body/-/blocks/-/"


class Building:
    """The article so far, as plain data, and the segments of its texts."""

    def __init__(self, page: Page, lines: Iterable[Line], language: str | None, traced: bool) -> None:
        self.source, self.labels = page.source, page.labels
        self.times = PrintedTimes(page.labels, language)
        self.language = language
        self.dateline_day: PrintedDay | None = None
        self.lines = {line.start: line for line in lines}
        self.traced = traced
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
        self.row: int | None = None  # the row of the table that the last cell is of
        self.said_dateline = False
        self.text_to: int | None = None  # where the last piece that is no label ends
        self.labels_from: int | None = None  # where the labels after it begin

    def add(self, piece: Piece) -> None:
        """Put one piece into its field."""
        role = piece.role
        if role == "label":
            if self.labels_from is None:
                self.labels_from = piece.start
            self._segment(piece, None)
            return
        line = self.lines.get(piece.start)
        text = line.text if line is not None and line.end == piece.end else text_between(self.source, piece.start, piece.end)
        if text:
            _FIELDS.get(role, Building._furniture)(self, piece, text)
            self.last = role
        else:  # nothing visible is left of it
            self._segment(piece, None, "blank")
        if piece.cell is None:
            self.row = None
        self.text_to, self.labels_from = piece.end, None

    def leave(self, lines: Sequence[Line]) -> None:
        """Keep the lines behind those that were looked at, as they stand."""
        if lines and self.traced:
            self.segments.append(Segment(lines[0].start, lines[-1].end, "furniture", "/furniture", 0.0))
        self.furniture += [line.text for line in lines]

    def _segment(self, piece: Piece, path: str | None, role: Role | None = None) -> None:
        """Note where a piece went: a JSON Pointer in which "-" is the last of a list."""
        if self.traced:
            place = path and self._place(path)
            self.segments.append(Segment(piece.start, piece.end, role or piece.role, place, piece.confidence))

    def _place(self, path: str) -> str:
        """`path` with the numbers that "-" stands for at the moment."""
        steps: list[str] = []
        node: Any = self.fields
        for step in path.split("/")[1:]:
            if step == "-":
                steps.append(str(len(node) - 1))
                node = node[-1]
            else:
                steps.append(step)
                node = node.get(step, ()) if isinstance(node, dict) else ()
        return "/" + "/".join(steps)

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
        self._segment(piece, "/standfirst/-/text")

    def _timestamp(self, piece: Piece, text: str) -> None:
        """Times fill their fields; as printed they stay with what else stands around the story."""
        if self.last not in ("related-heading", "related-link"):
            before_story = not self.body and not self.related
            self.times.read(text, before_story=before_story, goes_on=self.last == "timestamp")
        self._furniture(piece, text)

    def _byline(self, piece: Piece, text: str) -> None:
        first = "byline" not in self.fields
        self.times.read(text, before_story=first or not self.body, goes_on=False)
        if not first:
            if self.last == "byline":
                self._more_of_authors(text)
        elif self._is_dateline(text):
            self._segment(piece, "/dateline/text", "dateline")
            return
        else:
            authors = authors_in(text, self.labels)
            if authors:
                self.fields["authors"] = authors
            else:
                self.problems.append(problem("T003", "the author could not be told from the byline", path="/byline"))
        self._once("byline", piece, text)

    def _more_of_authors(self, text: str) -> None:
        """What the line right under the byline says: the authors' role, for whom they wrote, an author more."""
        authors = self.fields.get("authors", [])
        found = authors_in(f"{self.fields['byline']}, {text}", self.labels) or []
        known = len(authors)
        same = known > 0 and [author["name"] for author in found[:known]] == [author["name"] for author in authors]
        if same and all(len(author) > 1 for author in found[known:]):  # a bare name may be a place
            self.fields["authors"] = found

    def _is_dateline(self, text: str) -> bool:
        """Note a place and an agency that stand alone on a line, if they do: "القاهرة - رويترز". Two words may be a name."""
        found = find_dateline(text, self.labels) if not self.said_dateline else None
        if found is None or not (found.agency and found.place) or found.end < len(text):
            return False
        one_word = " " not in found.place or fold_label(found.place) in known_names("places")
        self.said_dateline = one_word and self._note_dateline(found, text)
        return self.said_dateline

    # --- the body ----------------------------------------------------------------------------------

    def _heading(self, piece: Piece, text: str) -> None:
        self.body.append({"heading": text, "blocks": []})
        self._segment(piece, "/body/-/heading")

    def _cell(self, piece: Piece, text: str, cell: tuple[int, int]) -> None:
        """Put a cell into its row; those before it that nothing was found for are empty."""
        row, column = cell
        if self.row is None or row < self.row:
            self._block({"type": "table", "rows": []})
        rows = self.body[-1]["blocks"][-1]["rows"]
        if row != self.row:
            rows.append([])
        self.row = row
        rows[-1] += [{"text": ""}] * (column - len(rows[-1]))
        rows[-1].append({"text": text})
        self._segment(piece, _BLOCK + "rows/-/-/text")

    def _paragraph(self, piece: Piece, text: str) -> None:
        if piece.cell is not None:
            self._cell(piece, text, piece.cell)
            return
        self._block({"type": "paragraph", "text": text})
        if not self.said_dateline:
            self.said_dateline = True
            if self._dateline(piece, text):
                return
        self._segment(piece, _BLOCK + "text")

    def _dateline(self, piece: Piece, text: str) -> bool:
        """Note the dateline that the first paragraph opens with; it stays in the paragraph, too."""
        raw = self.source[piece.start : piece.end]
        found = find_dateline(raw, self.labels)
        if found is None or not self._note_dateline(found, raw):
            return False
        if found.reporter and "authors" not in self.fields:
            self.fields["authors"] = authors_in(canonical(found.reporter), self.labels) or []
        self._segment(piece._replace(end=piece.start + found.end, role="dateline"), "/dateline/text")
        if raw[found.end :].strip():
            self._segment(piece._replace(start=piece.start + found.end), _BLOCK + "text")
        return True

    def _note_dateline(self, found: FoundDateline, raw: str) -> bool:
        """Fill the field with the dateline that `raw` opens with; False where nothing of it may stand in a text."""
        printed = text_between(raw, 0, found.end)
        parts = {"place": canonical(found.place or ""), "agency": canonical(found.agency or "")}
        if not printed or not any(parts.values()):
            return False
        self.fields["dateline"] = {"text": printed, **{name: part for name, part in parts.items() if part}}
        self.dateline_day = found.day
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
        if not goes_on:
            self._block({"type": "list", "items": [], **({"ordered": True} if ordered else {})})
        self.body[-1]["blocks"][-1]["items"].append({"text": text})
        self._segment(piece, _BLOCK + "items/-/text")

    def _quote(self, piece: Piece, text: str) -> None:
        if piece.attribution and self.body and self.body[-1]["blocks"] and self.body[-1]["blocks"][-1]["type"] == "quote":
            self.body[-1]["blocks"][-1]["attribution"] = text
            self._segment(piece, _BLOCK + "attribution")
            return
        self._block({"type": "quote", "paragraphs": [{"text": text}]})
        self._segment(piece, _BLOCK + "paragraphs/-/text")

    def _caption(self, piece: Piece, text: str) -> None:
        figure = self._figure(piece, "caption")
        figure["caption"] = {"text": text}
        if piece.medium != "image":
            figure["media"] = piece.medium
        self._segment(piece, _BLOCK + "caption/text")

    def _credit(self, piece: Piece, text: str) -> None:
        blocks = self.body[-1]["blocks"] if self.body else []
        if self.last in ("caption", "credit") and blocks[-1].get("credit") == text:  # printed twice
            self._segment(piece, _BLOCK + "credit")
            return
        figure = self._figure(piece, "credit")
        figure["credit"] = text
        self._segment(piece, _BLOCK + "credit")

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
        if self.text_to is None:
            return False
        start = piece.start if self.labels_from is None else self.labels_from
        return len(self.source[self.text_to : start].splitlines()) > 1

    def _block(self, block: dict[str, Any]) -> None:
        if not self.body:
            self.body.append({"blocks": []})
        self.body[-1]["blocks"].append(block)

    # --- after the story -----------------------------------------------------------------------------

    def _related_heading(self, piece: Piece, text: str) -> None:
        self.related.append({"heading": text, "links": []})
        self._segment(piece, "/related/-/heading")

    def _related_link(self, piece: Piece, text: str) -> None:
        if not self.related:
            self.related.append({"links": []})
        self.related[-1]["links"].append({"title": text})
        self._segment(piece, "/related/-/links/-/title")

    def _topic(self, piece: Piece, text: str) -> None:
        self.topics.append({"name": text})
        self._segment(piece, "/topics/-/name")

    def _wire(self, piece: Piece, text: str) -> bool:
        """Fill the field that a line of an agency's copy is for; whether the field holds its text."""
        if piece.field == "slug" and "slug" not in self.fields:
            self.fields["slug"] = text
            self._segment(piece, "/slug")
            return True
        if piece.field == "keywords":
            self.fields.setdefault("keywords", []).append(text)
            self._segment(piece, "/keywords/-")
            return True
        if piece.field == "embargoed" and "embargoed" not in self.fields:
            moment = embargo_in(text, self.labels, self.language)
            if moment is not None:
                self.fields["embargoed"] = moment
            else:
                self.problems.append(problem("T005", "until when the text is withheld could not be told", path="/embargoed"))
        if piece.field == "email":
            authors = self.fields.get("authors", [])
            if len(authors) == 1 and "email" not in authors[0]:
                authors[0]["email"] = text.strip("()<>[]")
        if piece.field == "reporting":
            authors = self.fields.setdefault("authors", [])
            known = {author["name"] for author in authors}
            authors += [author for author in reporters_in(text, self.labels) if author["name"] not in known]
        return False

    def _furniture(self, piece: Piece, text: str) -> None:
        if piece.field is not None and self._wire(piece, text):
            return
        links = self.related[-1]["links"] if self.related else []
        if self.last == "related-link" and links and "url" not in links[-1] and is_web_address(text):
            links[-1]["url"] = text
            self._segment(piece, "/related/-/links/-/url", "related-link")
            return
        self.furniture.append(text)
        self._segment(piece, "/furniture/-")


#: Which field takes a piece; what is not listed is kept as furniture.
_FIELDS: dict[Role, Callable[[Building, Piece, str], None]] = {
    "headline": Building._headline,
    "kicker": Building._kicker,
    "standfirst": Building._standfirst,
    "byline": Building._byline,
    "timestamp": Building._timestamp,
    "heading": Building._heading,
    "paragraph": Building._paragraph,
    "caption": Building._caption,
    "credit": Building._credit,
    "list-item": Building._list_item,
    "quote": Building._quote,
    "related-heading": Building._related_heading,
    "related-link": Building._related_link,
    "topic": Building._topic,
}
