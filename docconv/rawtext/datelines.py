"""Datelines: the place, the agency and the day with which a wire story opens.

`LONDON, March 3 (Reuters) - …`, `(서울=연합뉴스) …`, `北京（新华社）…`, `МОСКВА, 3 мая. /ТАСС/.`, `القاهرة - رويترز`, and
`NEW DELHI: …`. A known agency is the surest sign; without one, a place counts in capitals or beside a date, before a dash.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple

from docconv.patterns import lazy_pattern
from docconv.rawtext.labels import PageLabels
from docconv.rawtext.moments import printed_day
from docconv.rawtext.names import known_names
from docconv.rawtext.packs import bare, fold_label, is_unspaced
from docconv.unicode import script_of

#: A day as printed: the year (None where it is not printed), the month, the day.
PrintedDay = tuple[int | None, int, int]


class FoundDateline(NamedTuple):
    """A dateline at the start of a text: where it ends, where the story begins, and its parts.

    `reporter` is the byline that stands between the dateline and the story: "(서울=연합뉴스) 홍길동 기자 = …".
    """

    end: int
    story_at: int
    place: str | None
    agency: str | None
    day: PrintedDay | None = None
    reporter: str | None = None


#: A dateline is looked for in so many characters.
REACH = 120
#: A dateline without its year is of the year in which it is at most so many days from the day of publication.
_NEAR = 60


def dated(day: PrintedDay, published: datetime | None) -> date | None:
    """The day of a dateline; where its year is not printed, that of the publication tells it.

    >>> dated((None, 12, 30), datetime(2026, 1, 2))
    datetime.date(2025, 12, 30)
    >>> dated((None, 12, 30), None)
    """
    year, month, number = day
    for each in [year] if year is not None else [] if published is None else range(published.year - 1, published.year + 2):
        try:
            found = date(each, month, number)
        except ValueError:
            continue
        if year is not None or (published is not None and abs((found - published.date()).days) <= _NEAR):
            return found
    return None


def find_dateline(text: str, labels: PageLabels) -> FoundDateline | None:
    """The dateline that `text` opens with; None when it opens with the story.

    >>> from docconv.rawtext.labels import label_index
    >>> find_dateline("PORT ELWIN, March 16 (HPS) - The ferry sails.", label_index().for_page("en"))[2:5]
    ('PORT ELWIN', 'HPS', (None, 3, 16))
    """
    head = _BREAK.sub(" ", text[:REACH])
    if not head.strip():
        return None
    if head[0] in "([\uff08\u3010\uff3b":
        return _bracket_first(head, labels)
    if script_of(head[0]) == "Hani":
        chinese = _chinese(head, labels)
        if chinese:
            return chinese
    if not (head[0].isalpha() and _MAY_OPEN.search(head)):
        return None
    return _agency_in_bracket(head, labels) or _parts(head, labels)


_BREAK = lazy_pattern("[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
#: What stands in every dateline that begins with a place.
_MAY_OPEN = lazy_pattern("[(\uff08/:\u2010-\u2015\u2212\u0640-]")
_DASH = "[\u2010\u2012-\u2015\u2212-]"
_AFTER = lazy_pattern(rf"\.?\s*{_DASH}{{1,2}}\s*|\.?\s*\u0640+\s|\s*[:\uff1a\u2014]\s*|\.\s+|\s+|(?=[^\x00-\xff])|$")


def _after(head: str, at: int) -> tuple[int, bool]:
    """Where the story begins behind a dateline that ends at `at`, and whether a mark parts the two."""
    match = _AFTER.match(head, at)
    return (match.end(), bool(match.group().strip()) or match.end() == len(head)) if match else (at, False)


# --- a bracket first -----------------------------------------------------------------------------------------

_KOREAN = lazy_pattern(r"[(\[\uff08]\s?(?P<place>[^()\[\]=]{1,20}?)\s?[=\uff1d]\s?(?P<agency>[^()\[\]=]{2,30}?)\s?[)\]\uff09]")
_REPORTER = lazy_pattern(
    r"\s*(?P<reporter>[^\W\d_]{2,4}(?:[\s\u00b7,]{1,2}[^\W\d_]{2,4})*\s?(?:\uae30\uc790|\ud2b9\ud30c\uc6d0|\ud1b5\uc2e0\uc6d0))\s*[=\uff1d]\s*"
)
_AGENCY_ALONE = lazy_pattern(r"[(\uff08](?P<agency>[^()\uff08\uff09=]{2,30})[)\uff09]")
_PLACE_NEXT = lazy_pattern(
    rf"(?P<place>[^\W\d_][^()\uff08\uff09.!?,\u3002]{{1,30}}?)(?P<more>,[^()\uff08\uff09-]{{1,20}}?)?\.?(?P<dash>\s*{_DASH}{{1,2}}\s+)"
)
_SQUARE = lazy_pattern(
    "[\u3010\uff3b\\[(\uff08](?P<inside>[^\u3010\u3011\uff3b\uff3d\\[\\]()\uff08\uff09]{2,40})[\u3011\uff3d\\])\uff09]"
)


def _bracket_first(head: str, labels: PageLabels) -> FoundDateline | None:
    """ "(서울=연합뉴스)", "(EFE).-", "(ANSA) - ROMA, 03 MAG -", "【ワシントン共同】", "（中央社台北3日電）"."""
    match = _KOREAN.match(head)
    if (
        match
        and fold_label(match["place"]) not in labels.photo_words
        and (script_of(match["place"][0]) == "Hang" or _is_agency(match["agency"], labels))
    ):
        reporter = _REPORTER.match(head, match.end())
        story_at = reporter.end() if reporter else _after(head, match.end())[0]
        return FoundDateline(match.end(), story_at, match["place"], match["agency"], None, reporter and reporter["reporter"])
    square = _SQUARE.match(head)
    if square and any(script_of(char) in ("Hani", "Hira", "Kana") for char in square["inside"]):
        inside = _inside(square["inside"], labels)
        if inside:
            return inside._replace(end=square.end(), story_at=_after(head, square.end())[0])
    match = _AGENCY_ALONE.match(head)
    if match is None or not _is_agency(match["agency"], labels):
        return None
    story_at, parted = _after(head, match.end())
    if not parted:
        return None
    place = _PLACE_NEXT.match(head, story_at)
    if place and (_is_capitals(place["place"]) or place["more"]) and _is_place(place["place"]):
        day = printed_day(place["more"] or "", labels, labels.languages[0])
        return FoundDateline(place.start("dash"), place.end(), place["place"].strip(), match["agency"].strip(), day)
    return FoundDateline(match.end(), story_at, None, match["agency"].strip())


def _inside(inside: str, labels: PageLabels) -> FoundDateline | None:
    """The parts of a Japanese or Chinese dateline in brackets: "東京 ３日 ロイター", "ワシントン共同", "パリ＝AFP時事"."""
    found = _chinese(inside, labels)
    if found:
        return found
    parts = [part for part in re.split("[\\s\u3000=\uff1d\u30fb]+", inside) if part]
    if len(parts) > 1:
        agencies = [part for part in parts if _is_agency(part, labels)]
        if not agencies:
            return None
        others = [part for part in parts if part not in agencies and not any(map(str.isdigit, part))]
        day = printed_day(inside, labels, labels.languages[0])
        return FoundDateline(0, 0, others[0] if others else None, "\uff1d".join(agencies), day)
    known = [name for at in range(2, len(inside) - 1) if _is_agency(name := inside[at:], labels) and is_unspaced(inside)]
    return FoundDateline(0, 0, inside.removesuffix(known[0]), known[0]) if known else None


# --- Chinese -----------------------------------------------------------------------------------------------------

_HAN = "\u4e00-\u9fff"
_FILED = "(?:\u7efc\u5408\u5916\u7535|\u7d9c\u5408\u5916\u96fb|\u4e13\u7535|\u5c08\u96fb|\u7535|\u96fb|\u8baf|\u8a0a)"
_FILED_AT = lazy_pattern(
    rf"(?P<who>[{_HAN}]{{2,12}}?)?(?:\u8bb0\u8005|\u8a18\u8005)?\s?(?P<date>(?:\d{{1,2}}\u6708)?\d{{1,2}}\u65e5)\s?{_FILED}"
    rf"(?P<more>\s?[(\uff08](?:\u8bb0\u8005|\u8a18\u8005)[^()\uff08\uff09]{{2,24}}[)\uff09])?"
)
_OWN = ("\u672c\u62a5", "\u672c\u5831", "\u672c\u53f0", "\u672c\u7f51")
_REPORTER_INSIDE = lazy_pattern(rf"(?:\u8bb0\u8005|\u8a18\u8005)\s?(?P<name>[{_HAN}]{{2,3}})")


def _chinese(head: str, labels: PageLabels) -> FoundDateline | None:
    """ "新华社北京5月3日电", "北京3月14日电", "中央社記者王小明台北3日電": agency, place and day in one word."""
    match = _FILED_AT.match(head)
    if match is None or not match["who"]:
        return None
    who = match["who"]
    agency = next((who[:at] for at in range(min(8, len(who)), 1, -1) if _is_agency(who[:at], labels)), None)
    own = next((word for word in _OWN if who.startswith(word)), "")
    rest = who.removeprefix(agency or own)
    reporter = _REPORTER_INSIDE.match(rest)
    place = rest[reporter.end() :] if reporter else rest
    if not (2 <= len(place) <= 6) and not (agency and not place):
        return None
    day = printed_day(match["date"], labels, labels.languages[0])
    named = match["more"].strip("() \uff08\uff09") if match["more"] else reporter and reporter.group()
    return FoundDateline(match.end(), _after(head, match.end())[0], place or None, agency, day, named)


# --- a place first -------------------------------------------------------------------------------------------------

_BRACKETED = lazy_pattern(
    r"(?P<place>[^\W\d_][^()\uff08\uff09\[\]\n!?\u3002]{0,70}?)(?:[(\uff08](?P<round>[^()\uff08\uff09]{2,40})[)\uff09]"
    r"|(?<=[\s.])/\s?(?P<slashed>[^/()\s][^/()]{0,30}?)\s?/)"
)


def _agency_in_bracket(head: str, labels: PageLabels) -> FoundDateline | None:
    """ "LONDON, March 3 (Reuters) -", "МОСКВА, 3 мая. /ТАСС/.", "北京（新华社）"."""
    match = _BRACKETED.match(head)
    if match is None:
        return None
    agency = (match["round"] or match["slashed"]).strip()
    parts = _split_place(match["place"], labels)
    if parts is None:
        return None
    place, day = parts
    if fold_label(place) in labels.agencies:
        return None  # "The Associated Press (AP)"
    story_at, parted = _after(head, match.end())
    if story_at == len(head):
        return None  # a caption with its credit
    if _is_agency(agency, labels):
        caseless = place.lower() == place.title() or "\uff08" in match.group()
        if not (parted or day or caseless or _is_capitals(place)):
            return None
    elif not (parted and _is_capitals(place) and len(bare(place)) >= _SHORTEST_CAPITALS and _UNKNOWN_AGENCY.fullmatch(agency)):
        return None
    return FoundDateline(match.end(), story_at, place, agency, day)


#: A bracket behind a place in capitals that may be an agency docconv does not know.
_UNKNOWN_AGENCY = lazy_pattern(r"[^\W\d_](?:[^\W_]|[ .&'-]){1,18}")
#: Places in capitals have so many letters at least where no known agency stands beside them.
_SHORTEST_CAPITALS = 4


def _split_place(head: str, labels: PageLabels) -> tuple[str, PrintedDay | None] | None:
    """The place and the day of what stands before the agency: "KYIV, Ukraine", "Madrid, 3 may", "Bratislava 3. mája"."""
    head = head.strip(" ,.\u060c\u3001\uff0c-\u2013\u2014")
    digit = next((at for at, char in enumerate(head) if char.isdigit()), len(head))
    cut = min([at for mark in ",\u060c\u3001\uff0c" if (at := head.find(mark)) > 0] + [digit, len(head)])
    place, rest = head[:cut].strip(" ,."), head[cut:]
    day = printed_day(rest, labels, labels.languages[0]) if rest else None
    if digit < len(head) and cut == digit and day is None:
        return None
    words = place.split()
    if len(words) > 1 and fold_label(words[-1]).strip(".") in labels.words["months"] and day:  # "PORT ELWIN March 16"
        place = " ".join(words[:-1])
    return (place, day) if _is_place(place) else None


_PLACE_WORDS = 4
_SMALL = frozenset(
    "de da do dos das del della di du la le les los las el al am an der den the of en sur upon i y e und and".split()
)
_NOT_FIRST = frozenset("the a an le la les der die das el los las il".split())


_BRACKETS = '()[]\uff08\uff09\u3010\u3011:;"\u201c\u201d'


def _is_place(text: str) -> bool:
    """Whether `text` has the form of a place: a few words with capitals, where there is case, no more than its script allows."""
    words = re.split(r"[\s/]+", text.strip())
    if not words[0] or not 1 <= len(words) <= _PLACE_WORDS or any(char.isdigit() or char in _BRACKETS for char in text):
        return False
    if text.lower() == text.title():
        return len(text) <= (12 if is_unspaced(text) else 30)
    firsts = [word for word in words if word and (word.lower() not in _SMALL or word[0].isupper())]
    if len(words) > 1 and words[0].lower() in _NOT_FIRST and words[0].title() in ("The", "A", "An"):
        return False
    return bool(firsts) and all(word[0].isupper() for word in firsts)


def _is_capitals(place: str) -> bool:
    """Whether the first word is in capitals, of three letters at least: "LONDON", not "It" or "A"."""
    words = re.split(r"[\s,(\uff08]", place.strip(), maxsplit=2)
    word = words[1] if words[0] in ("ST.", "EL", "LA", "AL", "ST") and len(words) > 1 else words[0]
    return len(word) >= 3 and word.isupper() and len(word.strip(".")) >= 3


def _is_agency(text: str, labels: PageLabels) -> bool:
    """Whether `text` is the name of a known agency, alone or with others: "dpa/lno", "Reuters"; no picture credit."""
    folded = fold_label(text.strip())
    if folded in labels.agencies:
        return not any(word in folded.split() for word in labels.photo_words)
    parts = re.split(r"\s?[/,\uff0f+\u2013-]\s?", folded)
    return len(parts) > 1 and parts[0] in labels.agencies and all(len(part) <= 12 and " " not in part for part in parts[1:])


_CUT = lazy_pattern(
    rf"\s*[,\u060c]\s*|\s{_DASH}{{1,2}}(?:\s+|$)|\s*[\u2013\u2014]\s*|\s\u0640+\s|[:\uff1a](?:\s+|$)"
    rf"|(?<!\d)(?<!\bST)(?<!\bSt)\.\s*{_DASH}{{0,2}}\s+|\s/\s|\.$"
)
#: Between a place and its agency stand at most so many parts: a country, a day.
_MOST_PARTS = 4
_SITE = lazy_pattern(r"[^\W_][\w-]*(?:\.[A-Za-z]{2,4}){1,2}")


def _parts(head: str, labels: PageLabels) -> FoundDateline | None:
    """ "القاهرة - رويترز", "Tehran, May 3, IRNA –", "TEMPO.CO, Jakarta - ", "NEW YORK — ", "NEW DELHI: ", "Berlin, 3. Mai - "."""
    cuts = list(_CUT.finditer(head))[:_MOST_PARTS]
    starts = [0, *(cut.end() for cut in cuts)]
    parts = [head[start : cut.start()] for start, cut in zip(starts, cuts, strict=False)]
    whole = len(cuts) < _MOST_PARTS and len(head) - starts[-1] <= 20 and head[starts[-1] :].strip()
    if whole and len(head) < REACH:
        parts.append(head[starts[-1] :].strip())
    if not parts or not parts[0]:
        return None
    return _with_agency(head, parts, cuts, labels) or _without_agency(head, parts, cuts, labels)


def _end(head: str, number: int, cuts: list[re.Match[str]]) -> tuple[int, int]:
    """Where the part of a number ends, and where the text behind its cut begins."""
    return (cuts[number].start(), cuts[number].end()) if number < len(cuts) else (len(head), len(head))


def _with_agency(head: str, parts: list[str], cuts: list[re.Match[str]], labels: PageLabels) -> FoundDateline | None:
    language = labels.languages[0]
    for number, part in enumerate(parts[1:], 1):
        if _is_agency(part.strip("()\u00ab\u00bb"), labels):
            if not _is_place(parts[0]) or (number == len(cuts) and len(parts) > len(cuts) + 1):
                return None
            strange = [other for other in parts[1:number] if not (_is_place(other) or printed_day(other, labels, language))]
            if strange or (number < len(cuts) and cuts[number].group().strip() in (",", "\u060c")):
                return None
            day = printed_day(" ".join(parts[1:number]), labels, language)
            return FoundDateline(*_end(head, number, cuts), parts[0].strip(), part.strip("()\u00ab\u00bb "), day)
        if len(part) > 30:
            break
    last = parts[0].rsplit(" ", 1)
    if len(last) == 2 and last[1].isupper() and _is_agency(last[1], labels) and _is_place(last[0]):  # "Stockholm TT"
        return FoundDateline(*_end(head, 0, cuts), last[0], last[1])
    first = _SITE.fullmatch(parts[0]) or (_is_agency(parts[0], labels) and cuts and "," in cuts[0].group())
    if first and len(parts) > 1 and len(cuts) > 1 and _is_place(parts[1]) and _is_dash(cuts[1]):  # "TEMPO.CO, Jakarta - "
        return FoundDateline(*_end(head, 1, cuts), parts[1].strip(), parts[0])
    return None


def _without_agency(head: str, parts: list[str], cuts: list[re.Match[str]], labels: PageLabels) -> FoundDateline | None:
    """A place in capitals before a dash, a known one before a colon, or any beside a day before a dash."""
    place = parts[0].strip()
    if not cuts or not _is_place(place) or place in labels.agencies:
        return None
    capitals = _is_capitals(place) and len(place) >= _SHORTEST_CAPITALS and place.isupper()
    folded = fold_label(place)
    known = folded in known_names("cities") or folded in known_names("places")
    if _is_dash(cuts[0]):
        plain = capitals and not _SMALL.intersection(place.lower().split()[1:-1])
        return FoundDateline(*_end(head, 0, cuts), place, None) if plain or (known and capitals) else None
    if cuts[0].group().strip() in (":", "\uff1a"):
        caseless = place.lower() == place.title()
        return FoundDateline(*_end(head, 0, cuts), place, None) if known and (capitals or caseless) else None
    for number in range(1, min(len(parts), len(cuts))):
        day = printed_day(parts[number], labels, labels.languages[0])
        if _is_dash(cuts[number]) and (day or (capitals and _is_place(parts[number]))):
            return FoundDateline(*_end(head, number, cuts), place, None, day)
        if not (day or _is_place(parts[number])):
            return None
    return None


def _is_dash(cut: re.Match[str]) -> bool:
    return bool(_DASHES.search(cut.group()))


_DASHES = lazy_pattern(_DASH + "|\u0640")
