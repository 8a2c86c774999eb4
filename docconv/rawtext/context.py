"""What a line is in its context: headline, headings, paragraphs, links under their heading.

Lines that no rule knew get their role from the tagger, or, where the rules are to do alone, by rules
of thumb: their length against the document's own lines and what stands before and after them.
Lengths are characters, never words: not every script puts spaces between words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from docconv.patterns import lazy_pattern
from docconv.rawtext.bylines import is_name
from docconv.rawtext.datelines import find_dateline
from docconv.rawtext.lines import Line
from docconv.rawtext.packs import bare, fold_label
from docconv.rawtext.pieces import Page, Piece
from docconv.rawtext.rules import Pieces
from docconv.rawtext.sentences import calls_out, ends_sentence
from docconv.rawtext.tagger import BYLINE, FIGURE, HEADING, HEADLINE, OTHER, PARAGRAPH, STANDFIRST, Tag
from docconv.rawtext.trace import Role
from docconv.unicode import UNSPACED_SCRIPTS, script_of

#: Marks that lead on to a list, a quotation or the rest of a sentence: no heading ends so.
_LEADS_ON = frozenset(":,;\uff1a\uff0c\uff1b\u060c\u061b\u3001")
_QUOTED = lazy_pattern('["\u201c\u201e\u00ab\u300c\u300e\u2018].+["\u201d\u201c\u00bb\u300d\u300f\u2019]$', re.DOTALL)
_DASH = lazy_pattern("[\u2014\u2015\u2013-]\\s*(?=\\S)")

#: A heading is no longer than this, in characters, and than this share of the usual paragraph.
LONGEST_HEADING = 140
HEADING_SHARE = 0.6
#: A headline is no longer than this, in characters.
LONGEST_HEADLINE = 250
#: A line shorter than this, in characters, is passed over for a longer one that follows it.
SHORTEST_TELLING, SHORTEST_TELLING_UNSPACED = 20, 9
#: The title of a related link is no longer than this, in characters; a topic than that.
LONGEST_LINK = 170
LONGEST_TOPIC = 60
#: What stands under a label that is alone on its line is no longer than this, in characters, and half of it over a gap.
_LONGEST_AWAITED = {"caption": 400, "credit": 120}
_NOTHING = Piece("blank", 0, 0)
#: So many short lines in a row are a list of teasers, not headings.
TEASERS, TEASERS_IN_STORY = 4, 7


def settle(lines: Sequence[Line], found: Sequence[Pieces | None], page: Page, told: Sequence[Tag] | None = None) -> list[Piece]:
    """The pieces of every line, in order: the rules' where they spoke, the context's elsewhere.

    `told` is what the tagger says of each line; without it, rules of thumb decide.
    """
    return _Reading(lines, found, page).run() if told is None else _TaggedReading(lines, found, page, told).run()


class _Reading:
    """One pass over the lines; what is open (a headline to come, a group of links) is its state."""

    def __init__(self, lines: Sequence[Line], found: Sequence[Pieces | None], page: Page) -> None:
        self.lines, self.found, self.page = lines, found, page
        self.out: list[Piece] = []
        free = [len(line.text) for line, pieces in zip(lines, found, strict=True) if pieces is None]
        long = sorted([n for n in free if n >= 40] or free or [80])
        self.usual = long[len(long) // 2]
        self.short = min(LONGEST_HEADING, HEADING_SHARE * self.usual)
        full = [
            at for at, line in enumerate(lines) if found[at] is None and len(line.text) > self.short and ends_sentence(line.text)
        ]
        self.text_from, self.text_to = (full[0], full[-1]) if full else (0, 0)  # between these, short lines are the story's
        self.headline_at = self._find_headline()
        self.open: str | None = None  # "related", "link", "topics", "caption", "credit"
        self.link_is_due = False

    def run(self) -> list[Piece]:
        at = 0
        while at < len(self.lines):
            pieces = self.found[at]
            at = self._free(at) if pieces is None else self._known(at, pieces)
        return self.out

    # --- the headline ---------------------------------------------------------------------------

    def _find_headline(self) -> int | None:
        """The first line free of rules that may be one, past a short kicker or section name."""
        candidates: list[int] = []
        for at, line in enumerate(self.lines):
            if self.found[at] is not None:
                continue
            size = len(line.text)
            if size > LONGEST_HEADLINE or (ends_sentence(line.text) and size > 0.6 * LONGEST_HEADLINE):
                break
            candidates.append(at)
            if len(candidates) == 6:
                break
        if not candidates:
            return None
        first = next((at for at in candidates if self._is_telling(self.lines[at].text)), candidates[0])
        if len(self.lines) == 1 and ends_sentence(self.lines[first].text):
            return None
        return first

    def _is_telling(self, text: str) -> bool:
        """Whether a line is long enough to say something, as names of sections and sites are not."""
        shortest = SHORTEST_TELLING_UNSPACED if script_of(text[0]) in UNSPACED_SCRIPTS else SHORTEST_TELLING
        return len(text) >= shortest and not ends_sentence(text)

    # --- lines that a rule knew -------------------------------------------------------------------

    def _known(self, at: int, pieces: Pieces) -> int:
        first = pieces[0]
        roles = {piece.role for piece in pieces}
        if "list-item" in roles:
            return self._list(at)
        if first.role == "related-heading":
            started = self.headline_at is not None and at > self.headline_at
            if first.inline:  # one link, on its line or the next
                self.open = "link" if first.awaits else None
            else:
                self.open = "related" if started else None
                self.link_is_due = first.awaits is not None
        else:
            awaited = next((piece.awaits for piece in pieces if piece.awaits), None)
            if awaited or self.open not in ("related", "topics") or not roles <= {"timestamp", "furniture", "label"}:
                self.open = awaited
        self.out.extend(pieces)
        return at + 1

    def _list(self, at: int) -> int:
        """A run of items; a lone dash or numbers out of order are paragraphs that begin so."""
        stop = at
        while stop < len(self.lines) and self._item(stop) is not None:
            stop += 1
        items = [item for number in range(at, stop) if (item := self._item(number)) is not None]
        numbers = [item.number for item in items]
        if self.open == "related":
            for number, item in zip(range(at, stop), items, strict=True):
                self.out += [*(self.found[number] or ())[:1], item._replace(role="related-link")]
            return stop
        ordered = numbers == list(range(1, len(items) + 1)) and len(items) > 1
        dashed = all(self.lines[number].text[0] in "-\u2013" for number in range(at, stop))
        spoken = dashed and any(ends_sentence(self.lines[number].text) for number in range(at, stop))
        bulleted = not any(numbers) and not spoken and (len(items) > 1 or not dashed)
        self.open = None
        for number in range(at, stop):
            if ordered or bulleted:
                self.out += self.found[number] or ()
            else:
                self._put("paragraph", number, 0.7)
        return stop

    def _item(self, at: int) -> Piece | None:
        pieces = self.found[at]
        return pieces[1] if pieces and len(pieces) > 1 and pieces[1].role == "list-item" else None

    # --- lines that no rule knew --------------------------------------------------------------------

    def _free(self, at: int) -> int:
        line = self.lines[at]
        if at == self.headline_at:
            self.open = None
            return self._put("headline", at, 0.9)
        if self.headline_at is not None and at < self.headline_at:
            return self._put("kicker" if at == self.headline_at - 1 else "furniture", at, 0.5)
        if self.open is not None:
            continued = self._continue(at, line)
            if continued:
                return continued
            self.open = None
        if self._is_standfirst(at):
            return self._put("standfirst", at, 0.6)
        quoted = self._quote(at)
        if quoted:
            return quoted
        if self._is_short(line):
            return self._short_run(at)
        return self._put("paragraph", at, 0.9 if ends_sentence(line.text) else 0.8)

    def _continue(self, at: int, line: Line) -> int | None:
        """The line as part of what is open above it; None when it is not."""
        size, stops = len(line.text), ends_sentence(line.text)
        if self.open in ("caption", "credit"):
            role, self.open = self.open, None
            longest = _LONGEST_AWAITED[role] if line.gap == 0 else _LONGEST_AWAITED[role] // 2
            if size > longest or (stops and (line.gap > 0 or role == "credit")):
                return None  # the label was left over; this is the story
            return self._put("caption" if role == "caption" else "credit", at, 0.95)
        if self.open == "topics":
            return self._put("topic", at, 0.9) if size <= LONGEST_TOPIC and not stops else None
        title = size <= LONGEST_LINK and not (stops and size > self.short)
        if not title:
            return None
        if self.open == "link":
            self.open = None
        elif not self._is_due(at) and self._opens_text(at):
            return None
        return self._put("related-link", at, 0.85)

    def _is_due(self, at: int) -> bool:
        """Whether a link must come right under its heading: "Read more" alone on a line, or no gap between."""
        due = self.link_is_due or (self.lines[at].gap == 0 and self.out[-1].role == "related-heading")
        self.link_is_due = False
        return due

    def _opens_text(self, at: int) -> bool:
        """Whether a short line among links is the heading of story text that goes on below it."""
        after = self._free_after(at)
        return after is not None and len(self.lines[after].text) > self.short and ends_sentence(self.lines[after].text)

    def _free_after(self, at: int) -> int | None:
        return at + 1 if at + 1 < len(self.lines) and self.found[at + 1] is None else None

    def _is_standfirst(self, at: int) -> bool:
        """A text line between the headline and the byline or the time of publication."""
        if self.headline_at is None or at != self.headline_at + 1 or at + 1 >= len(self.lines):
            return False
        below = at + 1
        while below < len(self.lines) and (self.found[below] or [_NOTHING])[0].role in ("byline", "timestamp", "furniture"):
            below += 1
        said = below > at + 1 and len(self.lines[at].text) >= 30
        return said and self._is_text(below)

    def _is_text(self, at: int) -> bool:
        """Whether story text follows at `at`, and more of it below: what came before was not all."""
        long = (line for line, pieces in zip(self.lines[at:], self.found[at:], strict=True) if pieces is None)
        return next((len(line.text) > self.short for line in long), False)

    def _quote(self, at: int) -> int | None:
        """A line in quotation marks with a line "— Name" under it."""
        after = self._free_after(at)
        if after is None or not _QUOTED.match(self.lines[at].text):
            return None
        line = self.lines[after]
        dash = _DASH.match(self.page.source, line.start, line.end)
        if dash is None or len(line.text) > 100 or ends_sentence(line.text):
            return None
        self._put("quote", at, 0.8)
        self.out.append(Piece("label", line.start, dash.end(), 0.8))
        self.out.append(Piece("quote", dash.end(), line.end, 0.8, attribution=True))
        return after + 1

    def _is_short(self, line: Line) -> bool:
        return len(line.text) <= self.short and not ends_sentence(line.text) and line.text[-1] not in _LEADS_ON

    def _short_run(self, at: int) -> int:
        """Short lines in a row: one before text is a heading; many are teasers."""
        stop = at
        while stop < len(self.lines) and self.found[stop] is None and self._is_short(self.lines[stop]):
            stop += 1
        run = stop - at
        if run >= (TEASERS_IN_STORY if self.text_from <= at < self.text_to else TEASERS):
            for number in range(at, stop):
                self._put("furniture", number, 0.5)
            return stop
        for number in range(at, stop):
            if number == stop - 1 and self._has_text_below(stop):
                self._put("heading", number, 0.65 if calls_out(self.lines[number].text) else 0.75)
            else:
                self._put("paragraph", number, 0.4)
        return stop

    def _has_text_below(self, at: int) -> bool:
        """Whether story text stands at `at`, with at most a figure or a list before it."""
        while at < len(self.lines):
            pieces = self.found[at]
            if pieces is None:
                return not self._is_short(self.lines[at])
            if pieces[0].role not in ("label", "caption", "credit"):
                return any(piece.role in ("paragraph", "list-item") for piece in pieces)
            if any(piece.role == "list-item" for piece in pieces):
                return True
            at += 1
        return False

    def _put(self, role: Role, at: int, confidence: float) -> int:
        line = self.lines[at]
        self.out.append(Piece(role, line.start, line.end, confidence))
        return at + 1


# --- with the tagger ------------------------------------------------------------------------------

#: A rule that is no certain one gives way to the tagger where that is so sure, from 0 to 1.
SURE = 0.7
#: A rule as sure as this, of a marked label, never gives way.
CERTAIN = 0.9
#: A credit without a label is no longer than this, in characters.
LONGEST_CREDIT = 80


#: A standfirst has at least so many paragraphs after it.
FEWEST_AFTER_STANDFIRST = 2
#: A paragraph that opens with a dateline is no shorter than this, in characters.
SHORTEST_STORY = 60


class _TaggedReading(_Reading):
    """A reading in which the tagger tells the roles; groups, lists and quotations are put together as before."""

    def __init__(self, lines: Sequence[Line], found: Sequence[Pieces | None], page: Page, told: Sequence[Tag]) -> None:
        self.told = told
        paragraphs = [tag.role == PARAGRAPH for tag in told]
        self.story_after = [sum(paragraphs) - before for before in accumulate(paragraphs)]
        super().__init__(lines, found, page)

    def _find_headline(self) -> int | None:
        return next((at for at, tag in enumerate(self.told) if tag.role == HEADLINE), None)

    def _known(self, at: int, pieces: Pieces) -> int:
        tag = self.told[at]
        roles = {piece.role for piece in pieces}
        if tag.role == HEADLINE:
            return self._free(at)
        if tag.confidence >= SURE:
            if roles == {"byline"} and tag.role in (PARAGRAPH, OTHER) and pieces[0].confidence < CERTAIN:
                return self._free(at)
            if "list-item" in roles and tag.role in (HEADING, OTHER) and self.open != "related":
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
        if tag.role == OTHER:
            if self.headline_at is not None and at == self.headline_at - 1 and len(line.text) <= LONGEST_TOPIC:
                return self._put("kicker", at, 0.5)
            return self._put("furniture", at, tag.confidence)
        self.open = None
        if tag.role == PARAGRAPH:
            return self._quote(at) or self._put("paragraph", at, tag.confidence)
        if tag.role == FIGURE:
            return self._put("credit" if self._is_credit(at) else "caption", at, tag.confidence)
        return self._put(_ROLES[tag.role], at, tag.confidence)

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
        named = bare(fold_label(text)) in self.page.labels.agencies
        under = bool(self.out) and self.out[-1].role == "caption" and at > 0 and self.told[at - 1].role == FIGURE
        return named or (under and (is_name(text) or "/" in text))


_ROLES: dict[int, Role] = {STANDFIRST: "standfirst", BYLINE: "byline", HEADING: "heading"}
