"""What the rules find: pieces of lines, each a stretch of the source with a role."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from docconv.rawtext.labels import AtStart, PageLabels
from docconv.rawtext.lines import Line
from docconv.rawtext.packs import fold_label
from docconv.rawtext.trace import Role

Medium = Literal["image", "video", "audio"]

#: What a label on a line of its own says of the lines after it.
Awaited = Literal["caption", "credit", "related-link", "topics"]


#: What the header and the foot of an agency's copy say.
WireField = Literal["slug", "keywords", "embargoed", "reporting", "email", "subject"]


class Piece(NamedTuple):
    """A stretch of the source and its role.

    `medium` is that of a caption's or credit's figure. `awaits` is set on a label whose text stands
    on the next lines. `number` is that of a list's item, 0 for a bullet. `inline` marks a related
    heading whose one link stands on its line or right under it, `attribution` the speaker of a quotation.
    `field` is the field of the article that a line of an agency's copy fills. `cell` is the row and
    column of a table's cell, from 0.
    """

    role: Role
    start: int
    end: int
    confidence: float = 1.0
    medium: Medium = "image"
    awaits: Awaited | None = None
    number: int = 0
    inline: bool = False
    attribution: bool = False
    field: WireField | None = None
    cell: tuple[int, int] | None = None


class Page(NamedTuple):
    """What the rules may know of the page beside the line itself."""

    source: str
    labels: PageLabels
    inner_labels: bool  # whether a figure label stands in the midst of a line somewhere
    first: int  # where the first line begins


class Shown:
    """A line as the rules see it; what several rules ask of it is worked out once."""

    __slots__ = ("_folded", "_opening", "end", "page", "raw", "start", "text")

    def __init__(self, line: Line, page: Page, raw: str, without_opening: bool = False) -> None:
        self.page = page
        self.start, self.end, self.text = line.start, line.end, line.text
        self.raw = raw  # its stretch of the source, with the line ends that wrapping put into it
        self._folded: str | None = None
        self._opening: AtStart | Literal[False] | None = None if without_opening else False  # False: not looked for yet

    def whole(self, role: Role, confidence: float = 1.0) -> list[Piece]:
        """The whole line as one piece."""
        return [Piece(role, self.start, self.end, confidence)]

    def part(self, role: Role, start: int, end: int, confidence: float = 1.0, **more: Any) -> list[Piece]:
        """The stretch from `start` to `end` of the line's own text as a piece, or nothing if it is blank."""
        raw = self.raw[start:end]
        start += len(raw) - len(raw.lstrip())
        end -= len(raw) - len(raw.rstrip())
        return [Piece(role, self.start + start, self.start + end, confidence, **more)] if start < end else []

    @property
    def is_first(self) -> bool:
        """Whether the line is the first that shows something: most likely the headline."""
        return self.start == self.page.first

    @property
    def opening(self) -> AtStart | None:
        """The phrase of a label pack that the line begins with."""
        if self._opening is False:
            self._opening = self.page.labels.at_start(self.raw)
        return self._opening

    @property
    def folded(self) -> str:
        """The whole line folded; ask only of short lines."""
        if self._folded is None:
            self._folded = fold_label(self.raw)
        return self._folded

    @property
    def has_digit(self) -> bool:
        """Whether a digit of any script is in the line; ask only of short lines."""
        return any(map(str.isdigit, self.text))
