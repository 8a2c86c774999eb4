"""Rules for credits that no label names: an agency, or a photographer beside one, alone or at either end of a caption."""

from __future__ import annotations

import functools

from docconv.patterns import lazy_pattern
from docconv.rawtext.bylines import is_name
from docconv.rawtext.figures import LONGEST_BARE_CAPTION, LONGEST_CREDIT
from docconv.rawtext.labels import PageLabels
from docconv.rawtext.names import known_names
from docconv.rawtext.packs import bare, fold_label
from docconv.rawtext.pieces import Piece, Shown
from docconv.rawtext.sentences import calls_out

#: Agencies that stand after a name as "via" or "for" whom: "Jo Kerr via Getty Images".
_MUCH_CREDITED = (" getty images", " getty", " reuters", " afp", " ap", " epa", " shutterstock")
_PARTS = lazy_pattern(r"\s*[/|\uff0f\uff5c\u29f8]\s*|\s+via\s+")
_COPYRIGHT = lazy_pattern(r"(?:\u00a9|\([cC]\))\s*")
#: Before a credit at the end of a caption: the end of a sentence, or a mark that sets it apart.
_BEFORE_CREDIT = lazy_pattern(
    "(?<=[^\\W\\d_]{3}[.!?\u2026])\\s+|(?<=[.!?][\"'\u201d\u2019\u00bb)])\\s+|(?<=[\u0964\u06d4\u3002\uff01\uff1f])\\s*"
    "|\\s*[|\uff5c]\\s*|\\s[\u2013\u2014/-]\\s|\\s*\u00a9\\s*|\\s{2,}"
)


_SENTENCES = lazy_pattern(r"(?<=[^\W\d_]{3}[.!?\u2026])\s+\S|[\u3002\u0964\u06d4]\s*\S")


def agency_credit(shown: Shown) -> list[Piece] | None:
    """A credit without a label: "Jo Kerr/Getty Images", "REUTERS/Jo Kerr", "© Jo Kerr/AFP", "Photo Jo Kerr / AFP", "iStock"."""
    raw = shown.raw
    if len(raw) > LONGEST_CREDIT or not may_name_agency(raw):
        return None
    sign = _COPYRIGHT.match(raw)
    at = sign.end() if sign else _after_credit_word(raw, shown.page.labels)
    if _SENTENCES.search(raw, at):
        return None  # a caption before its credit, or a story that an agency signs
    parts = [bare(fold_label(part)) for part in _PARTS.split(raw[at:])]
    agencies = shown.page.labels.agencies
    slashed = "/" in raw and (parts[0] in agencies or parts[-1] in agencies or parts[-1].endswith(_MUCH_CREDITED))
    if slashed or names_picture_agency(raw[at:], shown.page.labels):
        return [*shown.part("label", 0, at), *shown.part("credit", at, len(raw), 0.8)]
    return None


def _after_credit_word(raw: str, labels: PageLabels) -> int:
    """Where a name behind a credit's word begins, without a mark between the two: "Photo Jo Kerr / AFP"; else 0."""
    word, _, rest = raw.partition(" ")
    if not rest or not is_name(bare(_PARTS.split(rest)[0])):
        return 0
    found = labels.at_start(word + ":")
    return len(raw) - len(rest) if found is not None and found.phrase.kind == "credit" else 0


def names_picture_agency(text: str, labels: PageLabels) -> bool:
    """Whether `text` is a picture agency, or a photographer and an agency, and nothing else.

    >>> from docconv.rawtext.labels import label_index
    >>> english = label_index().for_page("en")
    >>> [names_picture_agency(text, english) for text in ("Getty Images", "Jo Kerr/AFP", "Reuters", "AP/NORC poll")]
    [True, True, False, False]
    """
    parts = [part for part in _PARTS.split(text.strip(" .")) if part.strip()]
    folded = [bare(fold_label(part)) for part in parts]
    strangers = [part for part, name in zip(parts, folded, strict=True) if name not in labels.agencies]
    if not strangers:
        return any(name in known_names("picture_agencies") for name in folded)
    return len(strangers) < len(parts) <= 4 and all(_INITIALS.fullmatch(part) or is_name(part) for part in strangers)


_INITIALS = lazy_pattern(r"(?:[^\W\d_]\.\s?){1,2}[^\W\d_][\w'-]+|[^\W\d_]{2,4}")


def agency_suffix(shown: Shown) -> list[Piece] | None:
    """A caption that ends in an agency's credit without a label: "A boat at dawn. Jo Kerr/AFP", "A boat | Getty Images"."""
    raw = shown.raw
    if len(raw) > LONGEST_BARE_CAPTION or shown.is_first or calls_out(raw) or not may_name_agency(raw):
        return None
    for cut in _BEFORE_CREDIT.finditer(raw, max(1, len(raw) - LONGEST_CREDIT)):
        credit = raw[cut.end() :]
        copyright_sign = "\u00a9" in cut.group() and bare(fold_label(credit)) in shown.page.labels.agencies
        if credit and (copyright_sign or names_picture_agency(credit, shown.page.labels)):
            return [
                *shown.part("caption", 0, cut.start(), 0.75),
                *shown.part("label", cut.start(), cut.end()),
                *shown.part("credit", cut.end(), len(raw), 0.85),
            ]
    return None


def agency_prefix(shown: Shown) -> list[Piece] | None:
    """A caption behind a picture agency's name: "Getty Images: A boat at dawn"."""
    raw = shown.raw
    if len(raw) > LONGEST_BARE_CAPTION or shown.is_first or not may_name_agency(raw):
        return None
    colon = _AFTER_AGENCY.match(raw)
    if colon is None or not names_picture_agency(raw[: colon.start(1)], shown.page.labels):
        return None
    return [
        *shown.part("credit", 0, colon.start(1), 0.75),
        *shown.part("label", colon.start(1), colon.end()),
        *shown.part("caption", colon.end(), len(raw), 0.7),
    ]


_AFTER_AGENCY = lazy_pattern(rf"[^:|\uff1a\n]{{2,{LONGEST_CREDIT - 20}}}?(\s*[:|\uff1a]\s*)(?=\S)")


@functools.cache
def agency_closes() -> frozenset[str]:
    """The last two characters of picture agencies' names."""
    return frozenset(name[-2:] for name in known_names("picture_agencies"))


@functools.cache
def _agency_ends() -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = tuple(sorted(known_names("picture_agencies")))
    return names, tuple(name + mark for name in names for mark in (":", " |", " :", "|", "\uff1a"))


#: The names of picture agencies are no longer than this, in characters.
_REACH = 30


def may_name_agency(raw: str) -> bool:
    """Whether a short line has what the credits of this module have: an agency at one of its ends, or a mark beside one."""
    tail = raw[-LONGEST_CREDIT:]
    if "/" in tail or "|" in tail or " via " in tail or "\u00a9" in raw or raw[0] == "(":
        return True
    if not tail.isascii() and ("\uff0f" in tail or "\uff5c" in tail or "\u29f8" in tail):
        return True
    ends, starts = _agency_ends()
    end = tail[-_REACH:].lower().rstrip(" .")
    if end[-2:] in agency_closes() and end.endswith(ends):
        return True
    head = raw[:_REACH]
    return (":" in head or "|" in head or "\uff1a" in head) and head.lower().startswith(starts)
