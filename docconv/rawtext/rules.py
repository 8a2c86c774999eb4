"""What a line shows by itself: an ordered table of small named rules.

A rule looks at one line and returns the pieces it is made of, or None when it has nothing to say.
The first rule that speaks decides; lines without a rule are told apart by their context. Each rule
can be switched off by its name. To add one: write the function, put it into `RULES`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from docconv.patterns import lazy_pattern
from docconv.rawtext.bylines import is_byline, is_byline_with_time, is_name, is_unmarked_byline
from docconv.rawtext.credits import agency_credit, agency_prefix, agency_suffix
from docconv.rawtext.figures import (
    bracketed_credit,
    figure_label,
    inner_figure_label,
    signed_credit,
    trailing_credit,
)
from docconv.rawtext.labels import AtStart
from docconv.rawtext.lines import Line
from docconv.rawtext.packs import is_strong
from docconv.rawtext.pieces import Awaited, Page, Piece, Shown
from docconv.rawtext.sentences import ends_sentence
from docconv.rawtext.signs import (
    ADDRESS,
    AGENCY,
    ANY,
    BEFORE_COPYRIGHT,
    BRACKET,
    BULLETS,
    COLON,
    EMAIL,
    ENDING,
    FORM,
    INNER,
    ITEM,
    LINE,
    LONGEST_WHOLE,
    NOTICE,
    OPENING,
    RULE_MARKS,
    RULED,
    SHORT,
    SIGNED,
    TIME,
    WHOLE,
    WORDED,
    signs_of,
)
from docconv.rawtext.times import is_time, is_time_with_source
from docconv.rawtext.wire import (
    email_line,
    embargo_line,
    end_mark,
    keyword_line,
    reporting_credit,
    slug_line,
    take_note,
    wire_header,
)

Pieces = Sequence[Piece]


class Rule(NamedTuple):
    """A rule and the name by which it is switched off.

    >>> RULES[0].name
    'rule-line'
    """

    name: str
    apply: Callable[[Shown], Pieces | None]
    signs: int = ANY  # of which a line must show one for the rule to be asked about it


def rule_line(shown: Shown) -> Pieces | None:
    """A rule drawn with characters between parts of the page: "* * *", "-----"."""
    if shown.text[0] not in RULE_MARKS or len(shown.text) > 200:
        return None
    return shown.whole("label") if _RULE_LINE.match(shown.text) else None


_RULE_LINE = lazy_pattern(r"[-_=*\u2013\u2014\u2022\u00b7~#.\s]{3,}$")


# --- lines that are known as a whole ----------------------------------------------------------------


def known_line(shown: Shown) -> Pieces | None:
    """A line that is, as a whole, a heading of links or topics, or furniture."""
    if len(shown.text) > LONGEST_WHOLE:
        return None
    kind = shown.page.labels.whole(shown.folded)
    if kind is None and shown.folded[-1:] in _BRACKETS:
        kind = shown.page.labels.whole(_COUNT.sub("", shown.folded))
    if kind == "related":
        inline = shown.opening is not None and shown.opening.phrase.kind == "inline-related"
        return [Piece("related-heading", shown.start, shown.end, awaits="related-link" if inline else None)]
    if kind == "topics":
        return [Piece("label", shown.start, shown.end, awaits="topics")]
    return shown.whole("furniture") if kind == "furniture" else None


#: How many there are, behind a heading: "Comments (12)".
_COUNT = lazy_pattern(r"\s?[(\[\uff08]\d{1,5}[)\]\uff09]$")
_BRACKETS = frozenset(")]\uff09")


def known_start(shown: Shown) -> Pieces | None:
    """A line that begins with a phrase: "Read more: …", "By …", "Updated …", a player's message."""
    found = shown.opening
    if found is None or (shown.is_first and not is_strong(found.phrase.text)):
        return None  # a page begins with its headline: "Watch: …", "Report: …"
    kind, rest = found.phrase.kind, shown.raw[found.value_at :]
    if kind == "furniture":
        return _furniture(shown, found)
    if len(shown.text) <= 2 * SHORT and (kind == "inline-related" or (kind == "related" and found.marked and rest)):
        return _inline_related(shown, found)
    if kind == "timestamp" and len(shown.text) <= SHORT and (not rest or is_time(rest, shown.page.labels)):
        return shown.whole("timestamp", 0.95)
    if kind == "source" and len(shown.text) <= SHORT and found.marked and _names_source(rest):
        return shown.whole("furniture", 0.8)
    if kind == "byline" and len(shown.text) <= SHORT and is_byline(shown.raw, found, shown.page.labels):
        return shown.whole("byline", 0.95 if found.marked else 0.85)
    return None


def unmarked_byline(shown: Shown) -> Pieces | None:
    """A line that is the words of a byline and names, with no mark between: "Written by Maren Oduya"."""
    if shown.is_first or len(shown.text) > SHORT:
        return None
    return shown.whole("byline", 0.85) if is_unmarked_byline(shown.raw, shown.page.labels) else None


def _names_source(rest: str) -> bool:
    """Whether what follows "Source:" is the name of one: it begins with a capital, where there are any."""
    return bool(rest) and not ends_sentence(rest) and (rest[0].isupper() or rest[0].lower() == rest[0].title())


def _furniture(shown: Shown, found: AtStart) -> Pieces | None:
    """The line as furniture; a whole message that more is glued to, its line break lost, is cut off before it."""
    page = shown.page
    if page.inner_labels and page.labels.inner_labels(shown.raw, 1):
        return None  # a caption follows the message of a player: a later rule's work
    complete = page.labels.whole(found.phrase.text) == "furniture"
    if complete and len(shown.raw) - found.value_at > SHORT:
        return [*shown.part("furniture", 0, found.value_at), *shown.part("paragraph", found.value_at, len(shown.raw), 0.6)]
    return shown.whole("furniture")


_MARKS_AND_SPACES = " \t\u00a0\u202f:\u055d\u1361\u1366\u17d6\uff1a,-\u2013\u2014|\u200f\u200e"


def _inline_related(shown: Shown, found: AtStart) -> Pieces:
    heading_end = len(shown.raw[: found.value_at].rstrip(_MARKS_AND_SPACES))
    awaits: Awaited | None = "related-link" if found.value_at == len(shown.raw) else None
    return [
        Piece("related-heading", shown.start, shown.start + heading_end, awaits=awaits, inline=True),
        *shown.part("label", heading_end, found.value_at),
        *shown.part("related-link", found.value_at, len(shown.raw)),
    ]


def known_end(shown: Shown) -> Pieces | None:
    """A line that ends with a phrase after a time, an author or a photographer: "홍길동 기자", "张三 摄"."""
    if len(shown.text) > SHORT or shown.is_first or ends_sentence(shown.text):
        return None
    found = shown.page.labels.at_end(shown.raw)
    if found is None:
        return None
    phrase, at = found
    before = shown.raw[:at].strip()
    if phrase.kind == "timestamp" and before and is_time(before, shown.page.labels):
        return shown.whole("timestamp", 0.9)
    if phrase.kind == "byline" and is_name(before):
        return shown.whole("byline", 0.8)
    if phrase.kind == "credit" and is_name(before):
        return [*shown.part("credit", 0, at, 0.8), *shown.part("label", at, len(shown.raw))]
    return None


def bare_time(shown: Shown) -> Pieces | None:
    """A line that is nothing but a date, a clock time, an age or a length: "28/02/2023", "2 days ago", "0:25".

    Beside a date a few words are allowed; where they are names, the line is a byline. Its source may stand behind it.
    """
    short = len(shown.text) <= LONGEST_WHOLE and shown.has_digit
    if not short:
        return None
    if not is_time(shown.text, shown.page.labels):
        return shown.whole("timestamp", 0.85) if is_time_with_source(shown.raw, shown.page.labels) else None
    return shown.whole("byline" if is_byline_with_time(shown.raw, shown.page.labels) else "timestamp", 0.85)


# --- lists, notices, addresses --------------------------------------------------------------------------

_BULLET = lazy_pattern(f"(?:[{BULLETS}][ \t\u00a0]+|\u30fb\\s*)(?=\\S)")
_NUMBER = lazy_pattern("([0-9]{1,2})[.)][ \t\u00a0]+(?=\\S)")


def bullet(shown: Shown) -> Pieces | None:
    """An item of a list: a bullet or a number, then its text."""
    numbered = shown.text[0].isdigit()
    if not numbered and shown.text[0] not in BULLETS:
        return None
    match = (_NUMBER if numbered else _BULLET).match(shown.raw)
    if match is None:
        return None
    at = shown.start + match.end()
    number = int(match.group(1)) if numbered else 0
    return [Piece("label", shown.start, at, 0.9), Piece("list-item", at, shown.end, 0.9, number=number)]


_COPYRIGHT = lazy_pattern(
    r"(?:\u00a9|\u24d2|\(c\)\s|copyright\s+(?:\u00a9|\(c\)|[12][0-9]{3}\b(?:.{0,80}rights reserved|[^.]{0,35}$)))", re.IGNORECASE
)


def copyright_notice(shown: Shown) -> Pieces | None:
    """A line that begins with a copyright sign, or a notice in angle brackets."""
    if shown.text[0] not in BEFORE_COPYRIGHT or len(shown.text) > 2 * SHORT:
        return None
    return shown.whole("furniture", 0.9) if _COPYRIGHT.match(shown.text.lstrip("<\u3008[(\u2013- ")) else None


_ADDRESS = lazy_pattern(r"(?:https?://|www\.)[^\s<>\"']{3,}$", re.IGNORECASE)


def bare_address(shown: Shown) -> Pieces | None:
    """A line that is nothing but a web address."""
    if shown.text[0] not in "hHwW" or len(shown.text) > 2000:
        return None
    return shown.whole("furniture", 0.7) if _ADDRESS.match(shown.text) else None


#: Every rule, in the order in which they are asked.
RULES: tuple[Rule, ...] = (
    Rule("rule-line", rule_line, RULED),
    Rule("wire-header", wire_header, FORM),
    Rule("slug-line", slug_line, FORM | WORDED),
    Rule("keyword-line", keyword_line, WORDED),
    Rule("embargo-line", embargo_line, WORDED),
    Rule("end-mark", end_mark, FORM | WORDED),
    Rule("take-note", take_note, FORM | WORDED),
    Rule("reporting-credit", reporting_credit, WORDED),
    Rule("email-line", email_line, EMAIL),
    Rule("known-line", known_line, WHOLE),
    Rule("figure-label", figure_label, OPENING),
    Rule("bare-time", bare_time, TIME),
    Rule("known-start", known_start, OPENING),
    Rule("unmarked-byline", unmarked_byline, OPENING),
    Rule("bracketed-credit", bracketed_credit, BRACKET),
    Rule("trailing-credit", trailing_credit, COLON),
    Rule("signed-credit", signed_credit, SIGNED),
    Rule("inner-figure-label", inner_figure_label, INNER),
    Rule("agency-credit", agency_credit, AGENCY),
    Rule("agency-suffix", agency_suffix, AGENCY),
    Rule("agency-prefix", agency_prefix, AGENCY),
    Rule("copyright-notice", copyright_notice, NOTICE),
    Rule("known-end", known_end, ENDING),
    Rule("bullet", bullet, ITEM),
    Rule("bare-address", bare_address, ADDRESS),
)


def rules_without(names: Collection[str]) -> tuple[Rule, ...]:
    """The table without the named rules; raises `ValueError` for a name that no rule has."""
    if not names:
        return RULES
    unknown = set(names) - {rule.name for rule in RULES}
    if unknown:
        raise ValueError(f"there is no rule {', '.join(sorted(unknown))}; there are {', '.join(rule.name for rule in RULES)}")
    return tuple(rule for rule in RULES if rule.name not in names)


def pieces_of(line: Line, page: Page, rules: Sequence[Rule] = RULES) -> Pieces | None:
    """What the first rule that speaks says of the line; None when none does."""
    return pieces_of_lines([line], page, rules)[0]


def pieces_of_lines(lines: Sequence[Line], page: Page, rules: Sequence[Rule] = RULES) -> list[Pieces | None]:
    """What the first rule that speaks says of each line; None where none does."""
    source = page.source
    raws = [source[line.start : line.end] for line in lines]
    always = LINE if any(rule.signs == ANY for rule in rules) else 0
    return [
        _asked(Shown(line, page, raw, not signs & OPENING), rules, signs | always) if signs or always else None
        for line, raw, signs in zip(lines, raws, signs_of(lines, raws, page), strict=True)
    ]


def _asked(shown: Shown, rules: Sequence[Rule], signs: int) -> Pieces | None:
    for apply in _of_all(signs) if rules is RULES else _needing(rules, signs):
        pieces = apply(shown)
        if pieces:
            return pieces
    return None


def _needing(rules: Sequence[Rule], signs: int) -> tuple[Callable[[Shown], Pieces | None], ...]:
    return tuple(rule.apply for rule in rules if rule.signs & signs)


@functools.lru_cache(maxsize=4096)  # lines show few sets of signs, over and over
def _of_all(signs: int) -> tuple[Callable[[Shown], Pieces | None], ...]:
    return _needing(RULES, signs)
