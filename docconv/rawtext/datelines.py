"""Datelines: the place, the agency and the day with which a wire story opens.

`LONDON, March 3 (Reuters) - …`, `(서울=연합뉴스) …`, `北京（新华社）…`, `ROMA (ANSA) - …`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from docconv.patterns import lazy_pattern
from docconv.rawtext.packs import fold_label


class FoundDateline(NamedTuple):
    """A dateline at the start of a text: where it ends, where the story begins, and its parts."""

    end: int
    story_at: int
    place: str | None
    agency: str | None


#: A dateline is looked for in so many characters.
REACH = 120

_DASH = r"\s*[-\u2010\u2013\u2014\u2015\u2212]{1,2}\s+"
_BRACKETED = lazy_pattern(
    rf"(?P<place>[^\W\d_][^()\uff08\uff09.!?\u3002]{{1,60}}?)\s?[(\uff08](?P<agency>[^()\uff08\uff09]{{2,40}})[)\uff09](?P<dash>{_DASH}|\s*[.:]\s+|\s*)"
)
_AGENCY_FIRST = lazy_pattern(
    rf"[(\uff08](?P<agency>[^()\uff08\uff09=]{{2,30}})[)\uff09]{_DASH}(?P<place>[^\W\d_][^()\uff08\uff09.!?,\u3002]{{1,30}}?)(?:,[^()\uff08\uff09-]{{1,20}}?)?(?P<dash>{_DASH})"
)
_PLACE_IS_AGENCY = lazy_pattern(
    r"[(\uff08](?P<place>[^()\uff08\uff09=]{1,20})=(?P<agency>[^()\uff08\uff09=]{2,30})[)\uff09](?P<dash>\s*)"
)
_CAPITALS = lazy_pattern(
    r"(?P<place>[^\W\d_a-z](?:[^\W\d_a-z]|[ .'\u2019-]){2,40}?)(?:,[^-\u2013\u2014]{2,20})?"
    r"(?P<dash>\s*[\u2013\u2014]\s+|\s-{1,2}\s)"
)


def find_dateline(text: str, agencies: Collection[str]) -> FoundDateline | None:
    """The dateline that `text` opens with; None when it opens with the story.

    `agencies` are folded names; a place in lower case counts only beside one of them.

    >>> find_dateline("PORT ELWIN, March 16 (HPS) - The ferry sails.", ())[2:]
    ('PORT ELWIN', 'HPS')
    """
    head = text[:REACH]
    if "(" not in head and "\uff08" not in head:
        return _from(_CAPITALS.match(head), text) if _has_capitals(head) else None
    match = _PLACE_IS_AGENCY.match(head)
    if match:
        return _from(match, text)
    match = _AGENCY_FIRST.match(head)
    if match and fold_label(match["agency"]) in agencies:
        return _from(match, text)
    match = _BRACKETED.match(head)
    if match is None:
        return None
    known = fold_label(match["agency"]) in agencies
    capitals = _has_capitals(match["place"])
    if (match["dash"].strip() and (known or capitals)) or (known and (capitals or "\uff08" in head[: match.end()])):
        return _from(match, text)
    return None


def _has_capitals(place: str) -> bool:
    """Whether the first word is in capitals, of three letters at least: "LONDON", not "It" or "A"."""
    word = re.split(r"[\s,(\uff08]", place.strip(), maxsplit=1)[0]
    return len(word) >= 3 and word.isupper()


def _from(match: re.Match[str] | None, text: str) -> FoundDateline | None:
    if match is None or match.end() >= len(text):
        return None
    parts = match.groupdict()
    place = re.split("[,\u060c\u3001\uff0c]", parts["place"])[0].strip() or None
    agency = (parts.get("agency") or "").strip() or None
    return FoundDateline(match.start("dash"), match.end(), place, agency)
