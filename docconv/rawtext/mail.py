"""Mail: which lines are its header, its signature or another message than the one that holds the story.

Stories come by mail as the message itself, forwarded under a second header, or quoted under "On …, … wrote:". The largest
of these parts is the story; the others are what people wrote about it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from docconv.patterns import lazy_pattern
from docconv.rawtext.lines import Line
from docconv.rawtext.packs import fold_label
from docconv.rawtext.pieces import Piece
from docconv.rawtext.quoting import Cut
from docconv.rawtext.sentences import ends_sentence
from docconv.rawtext.wire import wire_words

#: A header has so many lines at least, the name of each no longer than that, in characters.
_FEWEST_FIELDS, _LONGEST_FIELD = 3, 16
#: The line that says who wrote what is quoted below it is no longer than this, in characters, nor a greeting than that.
_LONGEST_ATTRIBUTION, _LONGEST_GREETING = 200, 40
_COLONS, _AFTER_GREETING = (":", "\uff1a"), (",", "!", "\uff0c", "\uff01", "\u060c")


class Mail(NamedTuple):
    """The numbers of the lines of a mail that are not the story's, and of the one that says its subject."""

    others: set[int]
    subject: int | None


def mail_in(lines: Sequence[Line], cuts: Sequence[Cut], source: str) -> Mail | None:
    """What is mail about a text; None where it is none. `cuts` are the marks of quoting that were taken off the lines."""
    if not cuts and "@" not in source and not (lines and _field(lines[0].text)):
        return None  # most texts are none, and this is a quick look
    headers = _headers(lines)
    starts = {cut.at for cut in cuts}
    quoted = [bool(starts) and line.start - line.indent in starts for line in lines]
    said = _attributions(lines, quoted) if starts else set()
    if not headers and not said:
        return None
    others, subjects = headers | said, wire_words()["subject"]
    parts = _parts(quoted, headers)
    sizes = Counter[tuple[int, bool]]()
    for at, (line, part) in enumerate(zip(lines, parts, strict=True)):
        sizes[part] += 0 if at in others else len(line.text)
    story = max(sizes, key=sizes.__getitem__)
    others |= {at for at, part in enumerate(parts) if part != story}
    kept = [at for at in range(len(lines)) if at not in others]
    signed = next((n for n, at in enumerate(kept) if lines[at].text == "--"), len(kept))
    greeting = kept[:1] if kept and _is_greeting(lines[kept[0]].text) else []
    subject = next((at for at in sorted(headers) if parts[at][0] == story[0] and _field(lines[at].text) in subjects), None)
    return Mail(others | {*kept[signed:], *greeting}, subject)


def with_subject(pieces: list[Piece], source: str) -> list[Piece]:
    """The pieces of a mail with its subject as the headline, where no line of it is one, or a sentence was taken for it."""
    at = next((at for at, piece in enumerate(pieces) if piece.field == "subject"), None)
    headline = next((piece for piece in pieces if piece.role == "headline"), None)
    if at is None or (headline is not None and not ends_sentence(source[headline.start : headline.end])):
        return pieces
    piece = pieces[at]
    match = _BEFORE_SUBJECT.match(source, piece.start, piece.end)
    value_at = match.end() if match else piece.start
    if value_at == piece.end:
        return pieces
    titled = [Piece("label", piece.start, value_at, 0.9), Piece("headline", value_at, piece.end, 0.5)]
    rest = [each._replace(role="paragraph") if each is headline else each for each in pieces[at + 1 :]]
    return [*pieces[:at], *titled, *rest]


#: The name of the field, and what mail programs put before the subject of an answer or a forwarded message.
_BEFORE_SUBJECT = lazy_pattern(
    r"[^:\uff1a]+[:\uff1a]\s*"
    r"(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs|vb|antw|odp|pd|ynt|ilt|\u56de\u590d|\u8f6c\u53d1|\u7b54\u590d|\u56de\u8986|\u8f49\u5bc4|\u0631\u062f)"
    r"\s?[:\uff1a]\s*)*",
    re.IGNORECASE,
)


def _headers(lines: Sequence[Line]) -> set[int]:
    """The lines of headers: "From: …", "To: …", "Subject: …". One that does not begin the text names an address."""
    names = wire_words()["mail"]
    fields = [at for at, line in enumerate(lines) if (name := _field(line.text)) and name in names]
    found: set[int] = set()
    for _, numbered in groupby(enumerate(fields), lambda pair: pair[1] - pair[0]):  # those right under each other
        run = [at for _, at in numbered]
        if len(run) >= _FEWEST_FIELDS and (run[0] == 0 or any("@" in lines[at].text for at in run)):
            found.update(run)
    return found


def _field(text: str) -> str:
    """The name of a field of a header, folded: what stands before a colon near the start of a line."""
    head = text[: _LONGEST_FIELD + 1]
    if ":" not in head and "\uff1a" not in head:
        return ""
    at = max(map(head.find, _COLONS))
    return fold_label(head[:at]) if 0 < at < len(text) - 1 else ""


def _attributions(lines: Sequence[Line], quoted: Sequence[bool]) -> set[int]:
    """Lines right above what is quoted that end in a colon and hold a date or an address: "On 3 May 2026, Jo Kerr wrote:"."""
    found: set[int] = set()
    for at in range(1, len(lines)):
        if not quoted[at] or quoted[at - 1]:
            continue
        first = at - 1
        if first > 0 and lines[first].gap == 0 and not quoted[first - 1]:
            first -= 1  # it may be wrapped
        text = " ".join(line.text for line in lines[first:at])
        told = "@" in text or any(map(str.isdigit, text))
        if text.endswith(_COLONS) and len(text) <= _LONGEST_ATTRIBUTION and told:
            found.update(range(first, at))
    return found


def _parts(quoted: Sequence[bool], headers: set[int]) -> list[tuple[int, bool]]:
    """Which part of the mail each line is of: below how many headers it stands, and whether it is quoted."""
    parts: list[tuple[int, bool]] = []
    number = 0
    for at, is_quoted in enumerate(quoted):
        if at in headers and at - 1 not in headers:
            number += 1
        parts.append((number, is_quoted))
    return parts


def _is_greeting(text: str) -> bool:
    return len(text) <= _LONGEST_GREETING and text.endswith(_AFTER_GREETING)
