"""Signs that a rule may have something to say of a line, told so quickly that every line can be asked for them.

Most lines of most pages are ordinary sentences, of which no rule says anything; asking every rule about each of them
would cost most of the time that reading takes. A sign is necessary, never sufficient: a rule is asked about the lines that
show one of its signs, and decides.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence

from docconv.patterns import lazy_pattern
from docconv.rawtext.credits import agency_closes, may_name_agency
from docconv.rawtext.figures import COLON_MARK, LONGEST_BARE_CAPTION, LONGEST_CREDIT, LONGEST_CREDITED
from docconv.rawtext.labels import BEFORE_LABELS, HEAD, PageLabels, phrase_texts
from docconv.rawtext.lines import Line
from docconv.rawtext.packs import KEY, fold_label, head_keys, is_wordy
from docconv.rawtext.pieces import Page
from docconv.rawtext.wire import BEFORE_WIRE, WireKeys, wire_keys

#: What a rule may look for in a line; each is one bit.
OPENING, WHOLE, TIME, BRACKET, COLON, INNER, AGENCY, ENDING, RULED, ITEM, NOTICE, ADDRESS, SIGNED, FORM, WORDED, EMAIL, LINE = (
    1 << bit for bit in range(17)
)  # every line shows the last, for a rule that is to be asked about every line
#: The signs of a rule that is asked about every line.
ANY = -1

#: A byline, timestamp or credit is no longer than this, in characters.
SHORT = 120
#: A heading of related links, a share button, an advert or a line of times is no longer than this, in characters.
LONGEST_WHOLE = 100

#: What rules between parts of a page are drawn with; what begins the items of lists; what begins a copyright notice.
RULE_MARKS = "-_=*\u2013\u2014\u2022\u00b7~#."
BULLETS = "\u2022\u25aa\u25cf\u25e6\u2023\u25a0\u25ba\u25b6\u27a4\u2013*\u00b7\u30fb-"
BEFORE_COPYRIGHT = "\u00a9\u24d2cC(<\u3008[\u2013-"
_FIRST: dict[str, int] = {}
for _marks, _sign in (
    (RULE_MARKS, RULED),
    (BULLETS + "0123456789", ITEM),
    (BEFORE_COPYRIGHT, NOTICE),
    ("hHwW", ADDRESS),
    (BEFORE_LABELS, OPENING),
):
    _FIRST.update({mark: _FIRST.get(mark, 0) | _sign for mark in _marks})

#: The first line of a page is its headline sooner than any of these.
_NEVER_FIRST = BRACKET | COLON | SIGNED | ENDING
_CLOSING_BRACKETS = ")\uff09]"
_BRACKET_OR_STOP = frozenset(_CLOSING_BRACKETS + ".")
#: Marks after the last word of a line.
_AFTER_WORDS = " .,:;!?\"'()[]\u201c\u201d\u2018\u2019\u00ab\u00bb\u2026"
#: A digit of any script, circled and raised ones with them: what `str.isdigit` holds for.
_ASCII_DIGIT = lazy_pattern("[0-9]")
_DIGIT = lazy_pattern(
    "[\\d\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea"
    "\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\U00010a40-\U00010a43\U00010e60-\U00010e68"
    "\U00011052-\U0001105a\U0001f100-\U0001f10a]"
)


def signs_of(lines: Sequence[Line], raws: Sequence[str], page: Page) -> list[int]:
    """The signs that each of `lines` shows; `raws` are their stretches of the source.

    One pass of few steps: what is asked of every line stands here, what few lines need in functions of its own.
    """
    labels, first = page.labels, page.first
    starts, wholes, short_starts = labels.starts, labels.wholes, labels.short_starts
    endings = labels.closes | agency_closes()
    everywhere = INNER if page.inner_labels else 0
    ascii_digit, any_digit, colon = _ASCII_DIGIT.search, _DIGIT.search, COLON_MARK.search
    wire = wire_keys()
    result: list[int] = []
    for line, raw, key in zip(lines, raws, head_keys(raws), strict=True):
        text = line.text
        size = len(text)
        signs = everywhere
        if text[0] in _FIRST:
            signs |= _signs_of_first(text)
        if key in starts or key[:2] in short_starts or key[:1] in short_starts:
            signs |= _opening(raw, key, labels)
        if size <= LONGEST_CREDITED:
            plain = len(key) == KEY and key.isalnum() and text[1:2].islower()  # it begins with a longer word
            if key in wire.long:
                signs |= WORDED
            elif not plain:
                signs |= _signs_of_wire(text, key, wire)
            if text[0] == "x" or (" " not in text and "," in text):
                signs |= FORM
            if "@" in text and " " not in text:
                signs |= EMAIL
            tail = raw[-LONGEST_CREDIT:]
            if ":" in tail or "=" in tail or (not tail.isascii() and colon(tail)):
                signs |= COLON
            end = text[-1]
            if end in _BRACKET_OR_STOP and (end != "." or text[:-1].rstrip()[-1:] in _CLOSING_BRACKETS):
                signs |= BRACKET
            if size <= LONGEST_BARE_CAPTION:
                close = raw.rstrip(_AFTER_WORDS)[-2:].lower()
                known = close in endings or not (close.isascii() and close.isalnum())
                if known and labels.last and _ends_like(raw, labels.last, labels.ends):
                    signs |= ENDING | SIGNED
                if (known or _has_agency_mark(raw)) and may_name_agency(raw):
                    signs |= AGENCY
                if size <= LONGEST_WHOLE:
                    if not plain and _is_odd_key(raw, key):
                        signs |= WHOLE
                    elif key in wholes:
                        signs |= _whole(raw, key, labels)
                    if (ascii_digit if text.isascii() else any_digit)(text):
                        signs |= TIME
            if line.start == first:
                signs &= ~_NEVER_FIRST
        result.append(signs)
    return result


def has_digit(text: str) -> bool:
    """Whether a digit of any script is in `text`, as `str.isdigit` has it."""
    return (_ASCII_DIGIT if text.isascii() else _DIGIT).search(text) is not None


def _has_agency_mark(raw: str) -> bool:
    """Whether a mark is in a short line that stands beside agencies' names."""
    return (
        "/" in raw
        or ":" in raw
        or "|" in raw
        or raw[0] == "("
        or " via " in raw
        or "\u00a9" in raw
        or not (raw.isascii() or _WIDE_MARKS.isdisjoint(raw))
    )


_WIDE_MARKS = frozenset("\uff1a\uff0f\uff5c\u29f8")


def _signs_of_wire(text: str, key: str, wire: WireKeys) -> int:
    """Whether a line that begins with no longer word may be of agencies' copy, by a short word or by its form."""
    first, second = text[0], text[1:2]
    if not first.isalnum():
        return FORM | WORDED if first in BEFORE_WIRE or not first.isprintable() else 0
    short = key[:2] in wire.short_heads and any(key[:n] in wire.short and not key[n : n + 1].isalnum() for n in range(2, KEY))
    signs = WORDED if short or key[:1] in wire.unspaced else 0
    if first.isalpha() and not second.isupper() and (second.isalpha() or (second > "\x7f" and is_wordy(second))):
        return signs
    return signs if second == " " and text[2:3].islower() and text[3:4].isalpha() else signs | FORM


def _signs_of_first(text: str) -> int:
    """What the first character of a line is a sign of."""
    signs = _FIRST[text[0]]
    if signs == ADDRESS:
        return signs if text[1:4].lower() in ("ttp", "ww.") else 0
    if text[0] in "cC":
        return signs if text[1:4].lower() == "opy" else 0
    return signs


def _opening(raw: str, key: str, labels: PageLabels) -> int:
    """Whether a phrase stands at the start of a line."""
    head = _folded_head(raw)
    for n in range(len(key), 0, -1):
        bucket = labels.starts.get(key[:n])
        if bucket is not None and head.startswith(phrase_texts(bucket)):
            return OPENING
    return 0


def _whole(raw: str, key: str, labels: PageLabels) -> int:
    """Whether a phrase stands at the start of a line that may be a whole line."""
    return WHOLE if _folded_head(raw).startswith(phrase_texts(labels.wholes[key])) else 0


def _folded_head(raw: str) -> str:
    head = raw[:HEAD]
    return head.lower() if head.isascii() and head.isprintable() and "  " not in head else fold_label(head)


def _is_odd_key(raw: str, key: str) -> bool:
    """Whether marks at the ends of a line may be part of its key, which a whole line is looked up without."""
    return len(key) < KEY or not is_wordy(key[0]) or not (is_wordy(key[-1]) or is_wordy(raw[-1]))


def _ends_like(raw: str, last: Collection[str], ends: Collection[str]) -> bool:
    """Whether a line may end with a phrase: `last` are the last letters of such phrases, `ends` their last `KEY` characters."""
    end = raw[-1]
    if not end.isalnum():
        raw = raw.rstrip(_AFTER_WORDS)
        end = raw[-1:]
        if not end.isalnum():
            return True
    if (end.lower() if end.isascii() else _folded_end(end)) not in last:
        return False
    tail = raw[-KEY:].lower()
    if not (tail.isascii() and tail.isprintable()) or "  " in tail:
        return True
    return any(tail[at:] in ends for at in range(len(tail)))


@functools.lru_cache(maxsize=8192)
def _folded_end(letter: str) -> str:
    """The last character of a folded phrase that ends with `letter`; empty where that depends on the letter before."""
    folded = fold_label(letter)[-1:]
    return folded if folded.isalnum() and not "\u1161" <= letter <= "\u11ff" else ""
