"""The plain-text copy of news agencies: slugs, headers, takes, embargoes, who reported, end marks.

What a line says fills the field that the article has for it; every other such line is furniture. The
lines are known by their form, so each rule speaks only where the form leaves no doubt.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from docconv.patterns import lazy_pattern
from docconv.rawtext.bylines import authors_in, is_name
from docconv.rawtext.labels import PageLabels
from docconv.rawtext.moments import printed_dates
from docconv.rawtext.packs import KEY, bare, fold_label, is_unspaced
from docconv.rawtext.pieces import Piece, Shown
from docconv.rawtext.sentences import ends_sentence
from docconv.unicode import canonical

#: The lines of an agency's copy that these rules know are no longer than this, in characters.
LONGEST_WIRE_LINE = 300
#: A slug is no longer than this, in characters, a line of its own with its version included.
_LONGEST_SLUG = 80
#: The slug and the header stand among the first lines: before so many characters of the text.
_HEADER_REACH = 400


@functools.cache
def wire_words() -> dict[str, tuple[str, ...]]:
    """The words of agencies' copy, by what they say, the longest first."""
    from pydantic_core import from_json

    data = from_json((Path(__file__).parent.parent / "data" / "wire.json").read_bytes())
    return {
        kind: tuple(sorted({fold_label(word) for word in words}, key=lambda word: (-len(word), word)))
        for kind, words in data.items()
    }


class WireKeys(NamedTuple):
    """What lines begin with that begin with a word of an agency's copy, folded."""

    long: frozenset[str]  # the first `KEY` characters of longer words
    short: frozenset[str]  # shorter words
    short_heads: frozenset[str]  # their first two characters
    unspaced: frozenset[str]  # the first characters of shorter words of scripts without spaces


@functools.cache
def wire_keys() -> WireKeys:
    """The words of an agency's copy by which it is told quickly that a line may be of such copy."""
    kinds = ("reporting", "editing", "end", "more", "embargo", "slug", "keywords", "release")
    words = {word for kind in kinds for word in wire_words()[kind]} | {"eds"}
    short = frozenset(word for word in words if len(word) < KEY)
    unspaced = frozenset(word[0] for word in short if is_unspaced(word) or len(word) == 1)
    return WireKeys(frozenset(word[:KEY] for word in words - short), short, frozenset(word[:2] for word in short), unspaced)


def _after_word(raw: str, kind: str, *, colon: bool) -> int | None:
    """Where the text behind a word of a kind begins; None when `raw` does not begin with one (and, if asked for, a colon)."""
    folded = fold_label(raw[:80])
    words = wire_words()[kind]
    if not folded.startswith(words):
        return None
    for word in words:
        if folded.startswith(word):
            end = next((end for end in range(1, min(len(raw), 80) + 1) if fold_label(raw[:end]) == word), None)
            if end is None:
                continue
            mark = _COLON.match(raw, end)
            if mark and (mark.group().strip() or not colon) and (mark.end() > end or end == len(raw) or is_unspaced(word)):
                return mark.end()
    return None


_COLON = lazy_pattern(r"\s*[:\uff1a=]?\s*")


# --- the header ---------------------------------------------------------------------------------------------------

_ANPA = lazy_pattern(
    r"(?:[a-z]\s){1,2}[A-Z0-9]{3,9}\s+\d{2}-\d{2}\s+\d{4}$"  # "r i BYL1234 03-14 0512"
    r"|(?:AP|AFP|RTR|DPA|UPI|PA|AAP)-[A-Z]{2}-\d{2}-\d{2}-\d{2,4}\s+\d{4}\s?(?:GMT|Z)?$"  # "AP-WF-03-14-26 0512GMT"
    r"|[A-Z]{3}\d{4}\s+\d\s+[A-Za-z]{2,4}\s+\d{1,5}\s.{0,60}$"  # "DPA0123 4 pl 210 ..."
    r"|(?:ZCZC|NNNN)\b.{0,40}$"
)


def wire_header(shown: Shown) -> list[Piece] | None:
    """A header of machine-set copy: "r i BYL1234 03-14 0512", "AP-WF-03-14-26 0512GMT", "ZCZC ABC123"."""
    if len(shown.text) > _LONGEST_SLUG:
        return None
    return shown.whole("furniture", 0.95) if _ANPA.match(shown.text) else None


_PART = r"[^\W_][\w.&']*"
_VERSION = "LEAD|UPDATE|PIX|TV|GRAPHIC|WRAPUP|WRITETHRU|CORRECTED|REFILE"
_BEGUN = rf"(?:BC|AM|PM|AB|HFR|FEA)-{_PART}(?:-{_PART}){{0,6}}"  # "BC-FERRY-STORM"
_SLASHED = r"[A-Z0-9][A-Z0-9 ]{1,30}(?:[-/][A-Z0-9][A-Z0-9 ]{1,20}){1,5}"  # "PORT ELWIN-FERRY/STRIKE"
_HYPHENED = r"[A-Z0-9]{2,20}(?:-[A-Z0-9]{2,20}){1,6}"  # "FERRY-STRIKE"
_SLUGS = (
    rf"(?P<a>{_BEGUN})(?:[/,]\s?.{{0,40}})?$",
    rf"(?P<b>{_SLASHED})/?\s?\([^()]*\b(?:{_VERSION})\b[^()]*\)\s?.{{0,20}}$",
    rf"(?P<c>{_HYPHENED})/\d{{0,2}}(?:\s?\([^()]{{1,40}}\))?$",
    r"(?P<d>[^\W_][\w']*(?:-[^\W_][\w']*){1,6}),(?:PREV|LEAD|PAPIER|ENCADRE|SYNTHESE|AVANT-PAPIER)$",
)
_SLUG = lazy_pattern("|".join(_SLUGS))
_VERSION_ALONE = lazy_pattern(
    r"\(?(?:\d{1,2}(?:ST|ND|RD|TH)\s+(?:LEAD|LD|WRITETHRU)(?:[- ]WRITETHRU)?|LEAD(?:-WRITETHRU)?|UPDATE \d{1,2}|WRAPUP \d{1,2}"
    r"|\d{1,2}\. ZUSAMMENFASSUNG)\)?(?:\s*[-(,/].{0,40})?$|\(?(?:URGENT|BULLETIN|FLASH|ALERT|EILMELDUNG|ADVISORY|GRAPHIC|PIX)\)?$"
)


def slug_line(shown: Shown) -> list[Piece] | None:
    """A slug among the first lines: "BC-FERRY-STORM/1 (2ND LEAD)", "^BC-Ferry-Strike<", "Slug: ferry-strike"."""
    raw = shown.raw
    if len(raw) > _LONGEST_SLUG or shown.start > _HEADER_REACH:
        return None
    value_at = _after_word(raw, "slug", colon=True)
    if value_at is not None and value_at < len(raw) and not ends_sentence(raw):
        return [*shown.part("label", 0, value_at), *shown.part("furniture", value_at, len(raw), 0.95, field="slug")]
    lead = 1 if raw[0] in "^" else 0
    stop = len(raw.rstrip("<^ "))
    match = _SLUG.match(raw[lead:stop])
    if match is None:
        return None
    start, end = match.span(str(match.lastgroup))
    return [
        *shown.part("label", 0, lead),
        *shown.part("furniture", lead + start, lead + end, 0.9, field="slug"),
        *shown.part("furniture", lead + end, stop, 0.9),
        *shown.part("label", stop, len(raw)),
    ]


def keyword_line(shown: Shown) -> list[Piece] | None:
    """A line of keywords: "Keywords: ferry, strike, Port Elwin"."""
    raw = shown.raw
    if len(raw) > LONGEST_WIRE_LINE or ends_sentence(raw):
        return None
    value_at = _after_word(raw, "keywords", colon=True)
    if value_at is None or value_at == len(raw):
        return None
    pieces = shown.part("label", 0, value_at)
    at = value_at
    for mark in [*_BETWEEN_KEYWORDS.finditer(raw, value_at), None]:
        end = mark.start() if mark else len(raw)
        pieces += shown.part("furniture", at, end, 0.9, field="keywords")
        if mark:
            pieces += shown.part("label", mark.start(), mark.end())
            at = mark.end()
    return pieces if len(pieces) > 1 else None


_BETWEEN_KEYWORDS = lazy_pattern(r"\s*[,;|/\u060c\u3001\uff0c\uff1b]\s*")


def embargo_line(shown: Shown) -> list[Piece] | None:
    """A line that says until when the text is withheld: "EMBARGOED UNTIL 0001 GMT, 3 May 2026"."""
    raw = shown.raw
    if len(raw) > LONGEST_WIRE_LINE // 2:
        return None
    start = len(raw) - len(raw.lstrip("*-=([ "))
    value_at = _after_word(raw[start:], "embargo", colon=False)
    if value_at is None or not any(map(str.isdigit, raw[start + value_at :])):
        return None
    return [Piece("furniture", shown.start, shown.end, 0.95, field="embargoed")]


_MILITARY = lazy_pattern(
    r"(?<![\d:.])([01]\d|2[0-3])([0-5]\d)(?=\s?(?:GMT|UTC|BST|CET|CEST|EST|EDT|ET|PT|PST|PDT|hrs|Uhr|h\b|Z\b|\())", re.IGNORECASE
)


def embargo_in(text: str, labels: PageLabels, language: str | None) -> datetime | None:
    """The moment until which a text is withheld, if its day, time of day and zone are printed: nothing of it is guessed."""
    dates = printed_dates(_MILITARY.sub(r"\1:\2", text), labels, language)
    return dates[0].moment() if len(dates) == 1 and dates[0].is_complete else None


# --- takes, notes, ends -----------------------------------------------------------------------------------------

#: What may stand before the words of an agency's copy, or be part of its form.
BEFORE_WIRE = " -\u2013\u2014=*/#.()[]<>\u3010\u3011\uff08\uff09\u300c\u300d^~_"
_DECORATION = BEFORE_WIRE
_PAGE_MARK = lazy_pattern(
    r"=\d{1,2}(?:\s?[=/-])?$|-\s?\d{1,2}\s?-$|(\d)-\1-\1$|(?:x ?){3,}x?$"
    r"|\(?(?:PAGE|SEITE|TAKE)\s\d{1,2}(?:\s(?:OF|VON)\s\d{1,2})?\)?$"
)


_OPENERS, _CLOSERS = "-=(/[<*\u2013\u2014\u3010\uff08", "-=)/]>*\u2013\u2014\u3011\uff09"


def end_mark(shown: Shown) -> list[Piece] | None:
    """A mark that a story or a take of it ends: "(END)", "-30-", "ENDS", "###", "MORE", "=2"."""
    text = shown.text
    if len(text) > 30 or shown.is_first:
        return None
    if _PAGE_MARK.match(text):
        return shown.whole("furniture", 0.9)
    inside = fold_label(text.strip(_DECORATION))
    if not inside:
        return None
    decorated = text != text.strip(_DECORATION)
    words = wire_words()
    if inside in words["end"]:
        first, last = text[0], text[-1]
        closed = first in _OPENERS and last in _CLOSERS
        opened = first in _OPENERS and len(inside) > 2
        sure = closed or opened or (inside in words["end_in_capitals"] and text.isupper())
        return shown.whole("furniture", 0.9) if sure or inside in words["end_sure"] else None
    if inside in words["more"] and (text.isupper() or (decorated and text[0] in "(-[\u2013\u2014")):
        return shown.whole("furniture", 0.9)
    return None


def take_note(shown: Shown) -> list[Piece] | None:
    """What an agency says of a text or its new version: "(Adds details)", "(2ND LEAD)", "EDS: UPDATES.", "PRESS RELEASE"."""
    raw = shown.raw
    if len(raw) > LONGEST_WIRE_LINE:
        return None
    if len(raw) <= _LONGEST_RELEASE and shown.folded.strip(_DECORATION + ":") in wire_words()["release"]:
        return shown.whole("furniture", 0.9)
    bracketed = raw[0] in "([" and raw.rstrip(" .")[-1:] in (")", "]") and not _CLOSING.search(raw, 0, len(raw.rstrip(" .")) - 1)
    inside = raw.strip("()[] .") if bracketed else raw
    if len(raw) <= _LONGEST_SLUG and (bracketed or not shown.is_first) and _VERSION_ALONE.match(raw):
        return shown.whole("furniture", 0.85)
    if bracketed:
        folded = fold_label(inside[:40])
        said = next((word for word in wire_words()["changes"] if folded.startswith(word)), None)
        if said and (len(folded) == len(said) or not folded[len(said)].isalnum()):
            return shown.whole("furniture", 0.9)
    return shown.whole("furniture", 0.9) if _EDITORS.match(raw) else None


#: A line that says that it is a press release is no longer than this, in characters.
_LONGEST_RELEASE = 50
_CLOSING = lazy_pattern(r"[)\]]")
_EDITORS = lazy_pattern(
    r"(?:EDS|Eds|ATTN|ATTENTION EDITORS|EDITORS?['\u2019]? NOTE|NOTES? TO EDITORS)\s?[:\u2014\u2013-]\s?\S"
    r"|#{1,2}\s(?:dpa-Notizblock|Redaktionelle Hinweise|Internet|Orte?|Ansprechpartner|dpa-Kontakte|Kontakte)\b"
    r"|\*\s?\*\s?\*\s?\*\s(?:Die folgenden Informationen|Folgende Informationen)"
)


# --- who reported -----------------------------------------------------------------------------------------------


def reporting_credit(shown: Shown) -> list[Piece] | None:
    """Who reported, wrote and edited, below the story: "(Reporting by Maren Oduya; Editing by Jo Kerr)"."""
    raw = shown.raw
    if len(raw) > LONGEST_WIRE_LINE or shown.is_first:
        return None
    parts = _duties(raw)
    if parts is None:
        return None
    bracketed = raw[0] in "([\uff08"
    duties = {duty for duty, _, _ in parts}
    told = len(parts) > 1 and (bracketed or "editing" in duties)
    told = told or (bracketed and _SEVERAL_WORDS.match(raw.strip("([\uff08 ")) is not None)
    edited = duties == {"editing"} and is_unspaced(parts[0][1])  # "责任编辑：张敏" signs a page, and is no byline
    if not (told or edited):
        return None
    named = all(is_name(canonical(name)) for _, _, text in parts for name in _first_names(text, shown.page.labels))
    return [Piece("furniture", shown.start, shown.end, 0.9, field="reporting")] if named else None


_SEVERAL_WORDS = lazy_pattern(
    r"(?:[A-Za-z]+ )*(?:[Rr]eporting|[Ww]riting|[Ee]diting) by\s|\S+ (?:de|por|par|von|by)\s", re.IGNORECASE
)
_BETWEEN_DUTIES = lazy_pattern(r"\s*[;\uff1b|]\s*|\.\s+(?=[^\W\d_])|\s{2,}|\s+[-\u2013\u2014]\s+")
_LATER_DUTY = lazy_pattern(r",\s+(?=[^\W\d_])")


def _duties(raw: str) -> list[tuple[str, str, str]] | None:
    """The parts of such a line: what was done ("reporting", "editing"), in which words, and by whom; None for other lines."""
    text = raw.strip("([\uff08\uff09)] ").rstrip(".)\uff09] ")
    if not fold_label(text[:80]).startswith((*wire_words()["reporting"], *wire_words()["editing"])):
        return None
    parts: list[tuple[str, str, str]] = []
    for stretch in _BETWEEN_DUTIES.split(text):
        pieces = _LATER_DUTY.split(stretch)
        joined: list[str] = []
        for piece in pieces:  # a comma parts duties only before a word for one
            if joined and _duty(piece) is None:
                joined[-1] += ", " + piece
            else:
                joined.append(piece)
        for piece in joined:
            duty = _duty(piece)
            if duty is None:
                return None
            parts.append(duty)
    return parts or None


def _duty(text: str) -> tuple[str, str, str] | None:
    best: tuple[int, str] | None = None
    for kind in ("reporting", "editing"):
        at = _after_word(text, kind, colon=False)
        if at is not None and at < len(text) and (best is None or at > best[0]):
            best = (at, kind)
    if best is None:
        return None
    return best[1], text[: best[0]].strip(" :\uff1a"), text[best[0] :]


def _first_names(text: str, labels: PageLabels) -> Sequence[str]:
    people = authors_in(text, labels)
    return [people[0]["name"]] if people else [""]


_ADDRESS = lazy_pattern(r"[(<\[]?(?P<address>[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)[)>\]]?")


def email_line(shown: Shown) -> list[Piece] | None:
    """A line that is nothing but an e-mail address: that of the author, where there is one."""
    if len(shown.text) > _LONGEST_SLUG or _ADDRESS.fullmatch(shown.text) is None:
        return None
    return [Piece("furniture", shown.start, shown.end, 0.9, field="email")]


def reporters_in(text: str, labels: PageLabels) -> list[dict[str, str]]:
    """Those who reported or wrote, as dictionaries of `Person` fields; those who edited are no authors.

    The role is the word as printed, without "by".
    """
    found: list[dict[str, str]] = []
    for duty, words, names in _duties(text) or ():
        people = authors_in(names, labels) if duty == "reporting" else None
        role = canonical(_BY.sub("", bare(words)))
        found += [{**person, "role": person.get("role", role)} if role else person for person in people or ()]
    return found


_BY = lazy_pattern(r"\s+(?:by|de|par|por|von|di|av|af|door|van|oleh|tarafından)$|^(?:por|avec|di)$", re.IGNORECASE)
