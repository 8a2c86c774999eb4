"""What lines are by rules of thumb: their length against the document's own lines and what stands before and after them.

Lengths are characters, never words: not every script puts spaces between words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from docconv.patterns import lazy_pattern
from docconv.rawtext.bylines import is_name
from docconv.rawtext.lines import Line
from docconv.rawtext.pieces import Page, Piece
from docconv.rawtext.rows import item_of, table_at
from docconv.rawtext.rules import Pieces
from docconv.rawtext.sentences import calls_out, ends_sentence
from docconv.rawtext.signs import BULLETS
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


class Reading:
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
        self.table_from = 0  # no table begins before this line: looked for once, the lines below it are not gone through again

    def run(self) -> list[Piece]:
        at = 0
        while at < len(self.lines):
            pieces = self.found[at]
            table = self._table(at) if self.lines[at].row else None
            at = table or (self._free(at) if pieces is None else self._known(at, pieces))
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
        first = candidates[0] if self._stands_apart(candidates[0]) else self._first_telling(candidates)
        if len(self.lines) == 1 and ends_sentence(self.lines[first].text):
            return None
        return first

    def _is_kicker(self, at: int) -> bool:
        """Whether a line may be the kicker of the headline below it: a few words, no trail of links, no address or number."""
        if self.headline_at is None or at != self.headline_at - 1:
            return False
        text, headline = self.lines[at].text, self.lines[self.headline_at].text
        if text == headline or len(text) > LONGEST_TOPIC or len(text) > max(len(headline), LONGEST_SHORT_KICKER):
            return False
        few = sum(map(str.isdigit, text)) <= _MOST_DIGITS
        return few and text[0] not in BULLETS and "@" not in text and not _is_trail(text)

    def _stands_apart(self, at: int) -> bool:
        """Whether a line is the first, and a blank line sets it apart from short lines right under each other: a poem."""
        below = self.lines[at + 1 : at + 4]
        if at > 0 or len(below) < 3 or [line.gap > 0 for line in below] != [True, False, False]:
            return False
        return all(self.found[at + 1 + n] is None and len(line.text) <= LONGEST_TOPIC for n, line in enumerate(below))

    def _first_telling(self, candidates: Sequence[int]) -> int:
        return next((at for at in candidates if self._is_telling(self.lines[at].text)), candidates[0])

    def _is_telling(self, text: str) -> bool:
        """Whether a line is long enough to say something, as names of sections and sites are not."""
        shortest = SHORTEST_TELLING_UNSPACED if script_of(text[0]) in UNSPACED_SCRIPTS else SHORTEST_TELLING
        return len(text) >= shortest and not ends_sentence(text) and text[-1] not in _LEADS_ON and not _is_trail(text)

    # --- lines that a rule knew -------------------------------------------------------------------

    def _known(self, at: int, pieces: Pieces) -> int:
        first = pieces[0]
        roles = {piece.role for piece in pieces}
        if "list-item" in roles:
            return self._list(at)
        if first.role == "byline" and self._labels_next(at):
            self.out.append(first._replace(role="label"))
            self.open = None
            return self._put("byline", at + 1, first.confidence)
        if first.role == "related-heading":
            started = self.headline_at is not None and at > self.headline_at
            if first.inline:  # one link, on its line or the next
                self.open = "link" if first.awaits else None
            else:
                self.open = "related" if started else None
                self.link_is_due = first.awaits is not None
        else:
            awaited = next((piece.awaits for piece in pieces if piece.awaits), None)
            goes_on = roles <= {"timestamp", "furniture", "label"} and not (self.open == "topics" and self._is_furniture(at - 1))
            if awaited or self.open not in ("related", "topics") or not goes_on:
                self.open = awaited
        self.out.extend(pieces)
        return at + 1

    def _labels_next(self, at: int) -> bool:
        """Whether a line is the word of a byline and nothing else, and a name stands on the next one."""
        after = self._free_after(at)
        if after is None or after == self.headline_at or not is_name(self.lines[after].text):
            return False
        text = self.lines[at].text
        found = self.page.labels.at_start(text)
        return found is not None and found.phrase.kind == "byline" and found.value_at == len(text)

    def _is_furniture(self, at: int) -> bool:
        pieces = self.found[at]
        return pieces is not None and pieces[0].role == "furniture"

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
                self._no_item(number)
        return stop

    def _no_item(self, at: int) -> None:
        """A line that begins as an item does, and is none: a numbered heading ("1. Walk the cliff path"), a paragraph."""
        line = self.lines[at]
        numbered = line.text[0].isdigit() and self._is_alone(at) and self._is_short(line) and self._has_text_below(at + 1)
        self._put("heading" if numbered else "paragraph", at, 0.7)

    def _is_alone(self, at: int) -> bool:
        """Whether neither line beside an item is one."""
        beside = [number for number in (at - 1, at + 1) if 0 <= number < len(self.lines)]
        return not any(self._item(number) for number in beside)

    def _item(self, at: int) -> Piece | None:
        return item_of(self.found[at])

    # --- lines that no rule knew --------------------------------------------------------------------

    def _free(self, at: int) -> int:
        line = self.lines[at]
        if at == self.headline_at:
            self.open = None
            return self._put("headline", at, 0.9)
        if self.headline_at is not None and at < self.headline_at:
            return self._put("kicker" if self._is_kicker(at) else "furniture", at, 0.5)
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

    def _table(self, at: int) -> int | None:
        """The rows of a table below the headline; None where there is none."""
        if self.headline_at is None or at <= self.headline_at or at < self.table_from:
            return None
        stop, cells = table_at(self.lines, self.found, at, self.page.source)
        self.table_from = stop
        if not cells:
            return None
        self.open = None
        self.out += cells
        return stop

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
            if size > LONGEST_TOPIC or stops or _is_count(line.text):
                self.open = None
                return None
            return self._put("topic", at, 0.9)
        if line.text.isdigit() and not self.link_is_due:  # the rank of the link below
            return self._put("label", at, 0.9)
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


#: A kicker longer than this, in characters, is no longer than its headline.
LONGEST_SHORT_KICKER = 30
#: A line above the headline with more digits than this is a date or a number to call; with so many steps, a trail of links.
_MOST_DIGITS, _TRAIL = 4, 2
_STEPS = ("/", ">", "\u203a", "\u00bb", "\u2192")  # an address has two, too


def _is_trail(text: str) -> bool:
    """Whether a line is a trail of links ("Home > News > Coast"), or an address."""
    return sum(map(text.count, _STEPS)) >= _TRAIL


def _is_count(text: str) -> bool:
    """Whether a line is a number that is no year: that of comments, of shares."""
    return text.isdigit() and len(text) != 4
