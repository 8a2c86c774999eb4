"""What a line shows by itself: an ordered table of small named rules.

A rule looks at one line and returns the pieces it is made of, or None when it has nothing to say.
The first rule that speaks decides; lines without a rule are told apart by their context. Each rule
can be switched off by its name. To add one: write the function, put it into `RULES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from docconv.patterns import lazy_pattern
from docconv.rawtext.figures import agency_credit, bracketed_credit, figure_label, inner_figure_label, trailing_credit
from docconv.rawtext.labels import AtStart
from docconv.rawtext.lines import Line
from docconv.rawtext.packs import fold_label
from docconv.rawtext.pieces import Awaited, Page, Piece, Shown

Pieces = Sequence[Piece]


class Rule(NamedTuple):
    """A rule and the name by which it is switched off."""

    name: str
    apply: Callable[[Shown], Pieces | None]


#: A byline, timestamp or credit is no longer than this, in characters.
SHORT = 120
#: A heading of related links, a share button or an advert is no longer than this, in characters.
WHOLE = 100


def rule_line(shown: Shown) -> Pieces | None:
    """A rule drawn with characters between parts of the page: "* * *", "-----"."""
    if shown.text[0] not in _RULE_MARKS or len(shown.text) > 200:
        return None
    return shown.whole("label") if _RULE_LINE.match(shown.text) else None


_RULE_MARKS = frozenset("-_=*\u2013\u2014\u2022\u00b7~#.")
_RULE_LINE = lazy_pattern(r"[-_=*\u2013\u2014\u2022\u00b7~#.\s]{3,}$")


# --- lines that are known as a whole ----------------------------------------------------------------


def known_line(shown: Shown) -> Pieces | None:
    """A line that is, as a whole, a heading of links or topics, or furniture."""
    if len(shown.text) > WHOLE:
        return None
    kind = shown.page.labels.whole(shown.folded)
    if kind == "related":
        inline = shown.opening is not None and shown.opening.phrase.kind == "inline-related"
        return [Piece("related-heading", shown.start, shown.end, awaits="related-link" if inline else None)]
    if kind == "topics":
        return [Piece("label", shown.start, shown.end, awaits="topics")]
    return shown.whole("furniture") if kind == "furniture" else None


def known_start(shown: Shown) -> Pieces | None:
    """A line that begins with a phrase: "Read more: …", "By …", "Updated …", a player's message."""
    found = shown.opening
    if found is None:
        return None
    kind, rest = found.phrase.kind, shown.raw[found.value_at :]
    if kind == "furniture":
        page = shown.page  # a caption may follow the message of a player on its line: a later rule's work
        with_label = page.inner_labels and page.labels.inner_labels(shown.raw, 1)
        return None if with_label else shown.whole("furniture")
    if len(shown.text) <= 2 * SHORT and (kind == "inline-related" or (kind == "related" and found.marked and rest)):
        return _inline_related(shown, found)
    if kind == "timestamp" and len(shown.text) <= SHORT and _is_time(rest, shown.page):
        return shown.whole("timestamp", 0.95)
    if kind == "byline" and _is_names(rest, found):
        return shown.whole("byline", 0.95 if found.marked else 0.85)
    return None


_MARKS_AND_SPACES = " \t\u00a0\u202f:\uff1a,-\u2013\u2014|\u200f\u200e"


def _inline_related(shown: Shown, found: AtStart) -> Pieces:
    heading_end = len(shown.raw[: found.value_at].rstrip(_MARKS_AND_SPACES))
    awaits: Awaited | None = "related-link" if found.value_at == len(shown.raw) else None
    return [
        Piece("related-heading", shown.start, shown.start + heading_end, awaits=awaits, inline=True),
        *shown.part("label", heading_end, found.value_at),
        *shown.part("related-link", found.value_at, len(shown.raw)),
    ]


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


#: A date has so many words, at most, that are neither numbers nor months: a weekday, "at", a time zone.
_WORDS_BESIDE_A_DATE = 4


def _is_time(text: str, page: Page) -> bool:
    """Whether what follows "Updated" is nothing, an age, or a date: mostly numbers and months."""
    if not text:
        return True
    folded = fold_label(text)
    if any(word in folded for word in page.labels.words["ago"]):
        return len(folded) <= 40
    months = page.labels.words["months"]
    words = [word.strip(".,") for word in re.split(r"[\s,\u060c|/\u00b7-]+", folded)]
    plain = [word for word in words if word and not _has_digit(word) and word not in months]
    return _has_digit(folded) and len(plain) <= _WORDS_BESIDE_A_DATE and len(folded) <= 60


_NOT_IN_NAMES = lazy_pattern("[!?;\u3002\u0964\u06d4\u061f\uff01\uff1f]|[.]$")


def _is_names(text: str, found: AtStart) -> bool:
    """Whether what follows the word of a byline may be names: short, no sentence."""
    text = text.strip()
    words = text.split()
    if not text:
        return True  # names on the next line: the byline is still one
    if len(text) > 90 or len(words) > 14 or _NOT_IN_NAMES.search(text) or (_has_digit(text) and not found.marked):
        return False
    if found.marked or found.phrase.trusted:
        return True
    return text[0].isupper() and sum(word[:1].isupper() for word in words) * 2 >= len(words)


def known_end(shown: Shown) -> Pieces | None:
    """A line that ends with a phrase: "3 hours ago", "홍길동 기자", "张三 摄", a label after its text."""
    if len(shown.text) > SHORT:
        return None
    found = shown.page.labels.at_end(shown.raw)
    if found is None:
        return None
    phrase, at = found
    before = shown.raw[:at].strip()
    if phrase.kind == "timestamp" and _has_digit(before) and len(before) <= 40:
        return shown.whole("timestamp", 0.9)
    if phrase.kind == "byline" and before and len(before) <= 30 and not _NOT_IN_NAMES.search(before):
        return shown.whole("byline", 0.8)
    if phrase.kind == "credit" and before and len(before) <= 30 and not _has_digit(before):
        return [*shown.part("credit", 0, at, 0.8), *shown.part("label", at, len(shown.raw))]
    return None


# --- times ----------------------------------------------------------------------------------------------

_DIGIT = r"[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef]"
_CLOCK = rf"{_DIGIT}{{1,2}}:{_DIGIT}{{2}}(?::{_DIGIT}{{2}})?"
_TIME_LINE = lazy_pattern(
    rf"(?:{_DIGIT}{{4}}-{_DIGIT}{{2}}-{_DIGIT}{{2}}(?:[T ]{_CLOCK}(?:Z|[+-]{_DIGIT}{{2}}:?{_DIGIT}{{2}})?)?"
    rf"|{_DIGIT}{{1,2}}[./-]{_DIGIT}{{1,2}}[./-]{_DIGIT}{{4}}(?:,?\s+{_DIGIT}{{1,2}}[:.]{_DIGIT}{{2}})?"
    rf"|{_DIGIT}{{4}}[./\u5e74\ub144]\s?{_DIGIT}{{1,2}}[./\u6708\uc6d4]\s?{_DIGIT}{{1,2}}[.\u65e5\uc77c]?(?:\s+\S{{1,12}})?"
    rf"|{_CLOCK}(?:\s?(?:[AaPp]\.?[Mm]\.?|[A-Z]{{2,4}}))?)$"
)


def bare_time(shown: Shown) -> Pieces | None:
    """A line that is nothing but a date, a clock time or a length: "28/02/2023", "0:25"."""
    if len(shown.text) > 60 or not shown.has_digit:
        return None
    return shown.whole("timestamp", 0.85) if _TIME_LINE.match(shown.text) or _is_written_date(shown) else None


def _is_written_date(shown: Shown) -> bool:
    """Whether a short line is a date with the name of a month: "14 March 2026, 09:15"."""
    words = shown.folded.replace(",", " ").replace("\u060c", " ").split()
    if not 2 <= len(words) <= 9 or sum(map(_has_digit, words)) < 2:
        return False
    months = shown.page.labels.words["months"]
    return any(word.strip(".") in months for word in words)


# --- lists, notices, addresses --------------------------------------------------------------------------

_BULLETS = "\u2022\u25aa\u25cf\u25e6\u2023\u25a0\u25ba\u25b6\u27a4\u2013*\u00b7\u30fb-"
_BULLET = lazy_pattern(f"(?:[{_BULLETS}][ \t\u00a0]+|\u30fb\\s*)(?=\\S)")
_NUMBER = lazy_pattern("([0-9]{1,2})[.)][ \t\u00a0]+(?=\\S)")


def bullet(shown: Shown) -> Pieces | None:
    """An item of a list: a bullet or a number, then its text."""
    numbered = shown.text[0].isdigit()
    if not numbered and shown.text[0] not in _BULLETS:
        return None
    match = (_NUMBER if numbered else _BULLET).match(shown.raw)
    if match is None:
        return None
    at = shown.start + match.end()
    number = int(match.group(1)) if numbered else 0
    return [Piece("label", shown.start, at, 0.9), Piece("list-item", at, shown.end, 0.9, number=number)]


_BEFORE_COPYRIGHT = "\u00a9\u24d2cC(<\u3008[\u2013-"
_COPYRIGHT = lazy_pattern(r"(?:\u00a9|\u24d2|\(c\)\s|copyright\s+(?:\u00a9|\(c\)|[12][0-9]{3}))", re.IGNORECASE)


def copyright_notice(shown: Shown) -> Pieces | None:
    """A line that begins with a copyright sign, or a notice in angle brackets."""
    if shown.text[0] not in _BEFORE_COPYRIGHT or len(shown.text) > 2 * SHORT:
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
    Rule("rule-line", rule_line),
    Rule("known-line", known_line),
    Rule("figure-label", figure_label),
    Rule("bare-time", bare_time),
    Rule("known-start", known_start),
    Rule("bracketed-credit", bracketed_credit),
    Rule("trailing-credit", trailing_credit),
    Rule("inner-figure-label", inner_figure_label),
    Rule("agency-credit", agency_credit),
    Rule("copyright-notice", copyright_notice),
    Rule("known-end", known_end),
    Rule("bullet", bullet),
    Rule("bare-address", bare_address),
)


def rules_without(names: Collection[str]) -> tuple[Rule, ...]:
    """The table without the named rules; raises `ValueError` for a name that no rule has."""
    unknown = set(names) - {rule.name for rule in RULES}
    if unknown:
        raise ValueError(f"there is no rule {', '.join(sorted(unknown))}; there are {', '.join(rule.name for rule in RULES)}")
    return tuple(rule for rule in RULES if rule.name not in names)


def pieces_of(line: Line, page: Page, rules: Sequence[Rule] = RULES) -> Pieces | None:
    """What the first rule that speaks says of the line; None when none does."""
    shown = Shown(line, page)
    for rule in rules:
        pieces = rule.apply(shown)
        if pieces:
            return pieces
    return None
