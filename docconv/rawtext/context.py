"""What a line is in its context: headline, headings, paragraphs, links under their heading.

Lines that no rule knew get their role from the tagger, or, where the rules are to do alone, by rules of thumb (`reading`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from docconv.patterns import lazy_pattern
from docconv.rawtext.bylines import is_name, says_role
from docconv.rawtext.datelines import find_dateline
from docconv.rawtext.lines import Line
from docconv.rawtext.packs import bare, fold_label
from docconv.rawtext.pieces import Page, Piece
from docconv.rawtext.reading import Reading
from docconv.rawtext.rules import Pieces
from docconv.rawtext.sentences import ends_sentence
from docconv.rawtext.tagger import BYLINE, FIGURE, HEADING, HEADLINE, OTHER, PARAGRAPH, STANDFIRST, Tag
from docconv.rawtext.trace import Role

_ROLES: dict[int, Role] = {STANDFIRST: "standfirst", BYLINE: "byline", HEADING: "heading", PARAGRAPH: "paragraph"}
#: A rule that is no certain one gives way to the tagger where that is so sure, from 0 to 1.
SURE = 0.7
#: A rule as sure as this, of a marked label, never gives way.
CERTAIN = 0.9
#: A credit without a label is no longer than this, in characters.
LONGEST_CREDIT = 80


#: A byline that a rule knows counts over one that looks like one up to so many lines above it.
_NEAR = 8
#: A series of headings has so many of them at least.
FEWEST_IN_SERIES = 3
#: A line is hardly a caption where that is less likely than this, from 0 to 1, under a headline, and than that elsewhere.
LEAST_PICTURED, HARDLY_PICTURED = 0.3, 0.25
#: A Japanese name as pages print it that set it apart: family name, ideographic space, given name.
_SPACED_NAME = lazy_pattern("[\u3005\u4e00-\u9fff]{1,3}\u3000[\u3005\u3041-\u309f\u30a1-\u30fe\u4e00-\u9fff]{1,4}")
_CLOCK = lazy_pattern(r"\D{0,4}(\d{1,2})[:.h](\d\d)(?:\s?[^\W\d_.]{1,5}\.?){0,2}")
_COLONS = (":", "\uff1a")
#: What stands between a place and an agency.
_BETWEEN = lazy_pattern("[-\u2013\u2014/|(\uff08,:\uff1a=]")
#: A standfirst has at least so many paragraphs after it.
FEWEST_AFTER_STANDFIRST = 2
#: A paragraph that opens with a dateline is no shorter than this, in characters.
SHORTEST_STORY = 60


def settle(lines: Sequence[Line], found: Sequence[Pieces | None], page: Page, told: Sequence[Tag] | None = None) -> list[Piece]:
    """The pieces of every line, in order: the rules' where they spoke, the context's elsewhere.

    `told` is what the tagger says of each line; without it, rules of thumb decide.
    """
    return Reading(lines, found, page).run() if told is None else _TaggedReading(lines, found, page, told).run()


class _TaggedReading(Reading):
    """A reading in which the tagger tells the roles; groups, lists and quotations are put together as before."""

    def __init__(self, lines: Sequence[Line], found: Sequence[Pieces | None], page: Page, told: Sequence[Tag]) -> None:
        self.told = told
        paragraphs = [tag.role == PARAGRAPH for tag in told]
        total = sum(paragraphs)
        self.story_after = [total - before for before in accumulate(paragraphs)]
        self.story_from = paragraphs.index(True) if True in paragraphs else len(told)
        super().__init__(lines, found, page)
        self.headed = self._numbered() | self._timed()

    def _find_headline(self) -> int | None:
        return next((at for at, tag in enumerate(self.told) if tag.role == HEADLINE), None)

    def _known(self, at: int, pieces: Pieces) -> int:
        tag = self.told[at]
        roles = {piece.role for piece in pieces}
        if tag.role == HEADLINE or at in self.headed:
            return self._free(at)
        if tag.confidence >= SURE:
            if (
                roles == {"byline"}
                and pieces[0].confidence < CERTAIN
                and (tag.role == PARAGRAPH or (tag.role == OTHER and not self._awaits_byline(at)))
            ):
                return self._free(at)
            no_item = tag.role == OTHER or (tag.role == HEADING and self._is_alone(at))
            if "list-item" in roles and no_item and self.open != "related":
                return self._free(at)
        return super()._known(at, pieces)

    def _free(self, at: int) -> int:
        line, tag = self.lines[at], self.told[at]
        if tag.role == HEADLINE:
            self.open = None
            return self._put("headline", at, tag.confidence)
        if self.open in ("caption", "credit") or (self.open is not None and (tag.role == OTHER or self.link_is_due)):
            continued = self._continue(at, line)
            if continued:
                return continued
        if tag.role == STANDFIRST and self.story_after[at] < FEWEST_AFTER_STANDFIRST:
            tag = Tag(PARAGRAPH, tag.confidence)  # what a story of a line or two has is the story
        if tag.role in (STANDFIRST, OTHER) and self._opens_wire_story(line):
            self.open = None
            return self._put("paragraph", at, CERTAIN)
        if tag.role != PARAGRAPH and self._goes_with_byline(at):
            self.open = None
            return self._put("byline", at, tag.confidence)
        if tag.role in (OTHER, FIGURE) and (role := self._in_series(at)):
            self.open = None
            return self._put(role, at, 0.5)
        if tag.role == OTHER:
            if self._is_kicker(at):
                return self._put("kicker", at, 0.5)
            return self._put("furniture", at, tag.confidence)
        self.open = None
        if tag.role == BYLINE and tag.confidence < SURE and self.headline_at is not None and at < self.headline_at:
            return self._put("furniture", at, tag.confidence)
        if tag.role == BYLINE and self._has_labelled_byline(at):
            return self._put("furniture", at, tag.confidence)
        if tag.role == PARAGRAPH:
            return self._quote(at) or self._put("paragraph", at, tag.confidence)
        if tag.role == FIGURE and tag.confidence < LEAST_PICTURED and (role := self._unpictured(at)):
            return self._put(role, at, tag.confidence)
        if tag.role == FIGURE:
            return self._put("credit" if self._is_credit(at) else "caption", at, tag.confidence)
        return self._put(_ROLES[tag.role], at, tag.confidence)

    def _no_item(self, at: int) -> None:
        if self.told[at].role in (HEADING, PARAGRAPH):
            self._put(_ROLES[self.told[at].role], at, self.told[at].confidence)
        else:
            super()._no_item(at)

    def _goes_with_byline(self, at: int) -> bool:
        """Whether a line above the story says where and for whom it was written, or, under its byline, who the author is."""
        text = self.lines[at].text
        tag = self.told[at]
        pictured = tag.role == FIGURE and tag.confidence >= SURE
        if len(text) > LONGEST_CREDIT or ends_sentence(text) or at > self.story_from or pictured:
            return False
        under = bool(self.out) and self.out[-1].role == "byline"
        if under and (self._is_agency(text) or says_role(text, self.page.labels)):
            return True
        if self.headline_at is not None and at > self.headline_at and _SPACED_NAME.fullmatch(text):
            return True
        dateline = find_dateline(text, self.page.labels) if _BETWEEN.search(text) else None
        return dateline is not None and bool(dateline.agency and dateline.place) and dateline.end == len(text)

    def _numbered(self) -> set[int]:
        """Short lines "1. …", "2. …" in order, up or down, with text between them: the headings of an article that is a list."""
        items = [
            (at, pieces[1].number) for at, pieces in enumerate(self.found) if pieces and len(pieces) > 1 and pieces[1].number
        ]
        alone = [(at, number) for at, number in items if self._is_alone(at) and self._is_short(self.lines[at])]
        numbers = [number for _, number in alone]
        in_order = numbers in (list(range(1, len(numbers) + 1)), list(range(len(numbers), 0, -1)))
        told = sum(self.told[at].role in (HEADING, PARAGRAPH) for at, _ in alone)
        return {at for at, _ in alone} if in_order and len(numbers) >= FEWEST_IN_SERIES and 2 * told >= len(numbers) else set()

    def _timed(self) -> set[int]:
        """Short lines between a clock time and a paragraph, the times in order: the headings of a live blog."""
        found: list[tuple[int, tuple[int, ...]]] = []
        times = [at for at, pieces in enumerate(self.found) if pieces and pieces[0].role == "timestamp"]
        for at in times:
            if (self.headline_at or 0) < at < len(self.lines) - 2 and self.told[at + 2].role == PARAGRAPH:
                clock = _CLOCK.fullmatch(self.lines[at].text)
                if clock is not None and self.found[at + 1] is None and self._is_short(self.lines[at + 1]):
                    found.append((at + 1, tuple(map(int, clock.groups()))))
        clocks = [clock for _, clock in found]
        in_order = clocks in (sorted(set(clocks)), sorted(set(clocks), reverse=True))
        return {at for at, _ in found} if in_order and len(found) >= FEWEST_IN_SERIES else set()

    def _in_series(self, at: int) -> Role | None:
        """What a line is that stands in a series of headings, right under one of them, or before the items of a list."""
        if at in self.headed:
            return "heading"
        text = self.lines[at].text
        if at - 1 in self.headed and ends_sentence(text):
            return "paragraph"
        listed = text.endswith(_COLONS) and at + 1 < len(self.lines) and self._item(at + 1) is not None
        kept = listed and (self.told[at + 1].role != OTHER or self.told[at + 1].confidence < SURE)
        return "paragraph" if kept and at > self.story_from else None

    def _unpictured(self, at: int) -> Role | None:
        """What a line is that is hardly a caption: what sums the story up, right under the headline; a sentence; furniture."""
        beside = self.out[-1].role if self.out else "blank"
        if beside in ("caption", "credit", "label") or self._is_credit(at):
            return None
        text = self.lines[at].text
        if self.headline_at == at - 1 and self.story_after[at] >= FEWEST_AFTER_STANDFIRST and self._is_telling(text):
            return "standfirst"
        if self.told[at].confidence >= HARDLY_PICTURED:
            return None
        return "paragraph" if ends_sentence(text) else "furniture"

    def _has_labelled_byline(self, at: int) -> bool:
        """Whether a rule found the byline shortly below a line that looks like one."""
        if any(piece.role == "byline" for piece in self.out[-2:]):
            return False
        below = self.found[at + 1 : at + _NEAR]
        return any(piece.role == "byline" for pieces in below for piece in pieces or ())

    def _awaits_byline(self, at: int) -> bool:
        """Whether the headline has come, and neither a byline nor the story has."""
        near = self.headline_at is not None and self.headline_at < at <= self.headline_at + 2 * _NEAR
        return near and at <= self.story_from and all(piece.role != "byline" for piece in self.out)

    def _opens_wire_story(self, line: Line) -> bool:
        """Whether a line is the first paragraph of an agency's story: it opens with a dateline that names the agency."""
        if len(line.text) < SHORTEST_STORY:
            return False
        dateline = find_dateline(line.text, self.page.labels)
        return dateline is not None and dateline.agency is not None

    def _is_credit(self, at: int) -> bool:
        """Whether a line of a figure says whose picture it is: an agency, or a name under a caption."""
        text = self.lines[at].text
        if len(text) > LONGEST_CREDIT or ends_sentence(text):
            return False
        named = self._is_agency(text)
        under = bool(self.out) and self.out[-1].role == "caption" and at > 0 and self.told[at - 1].role == FIGURE
        return named or (under and (is_name(text) or "/" in text))

    def _is_agency(self, text: str) -> bool:
        return bare(fold_label(text)) in self.page.labels.agencies
