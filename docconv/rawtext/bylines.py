"""Printed bylines to authors: names, roles, organisations and addresses, where they can be told with certainty.

A byline is cut at its marks and at the words for "and"; every part must then be a name, a role, an
organisation, a place or an address. One part that is none of them, or that can be read two ways, and
nothing is told: no author is better than a wrong one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import pairwise

from docconv.patterns import lazy_pattern
from docconv.rawtext.labels import AtStart, PageLabels
from docconv.rawtext.moments import printed_dates, says_when
from docconv.rawtext.names import known_names
from docconv.rawtext.packs import bare, fold_label, is_strong
from docconv.rawtext.sentences import ends_sentence
from docconv.unicode import UNSPACED_SCRIPTS, canonical, script_of

#: Small words inside names, of many languages.
_PARTICLES = frozenset(
    (
        "de da do dos das del della di du la le van von der den ter ten zu zur af av al el "
        "bin bint ibn ben abu abd y e i san st o"
    ).split()
)
_NO_WORD = lazy_pattern(r"[\s\-,;:.!?/|()\[\]\u060c\u061b\u3001\uff0c\uff0f\uff5c\u00b7\u2022\u2013\u2014]+")
#: Marks that are no part of the names at the ends of a byline.
_EDGES = (
    " .,:;\u055d\u1361\u1366\u17d6\u060c\u061b\uff1a\uff0c\u3001|\uff5c()[]\uff08\uff09\u3010\u3011\u3014\u3015"
    "<>-\u2013\u2014\u00b7\u2022=/\uff0f"
)
#: What follows the word of a byline is no longer than this, in characters.
LONGEST_BYLINE = 90
#: A byline with all its roles is no longer than this, in characters.
_LONGEST = 300
#: A name has at most so many words; in an unspaced script, characters.
_LONGEST_NAME, _LONGEST_UNSPACED_NAME = 6, 12


def authors_in(byline: str, labels: PageLabels) -> list[dict[str, str]] | None:
    """The authors of a byline as dictionaries of `Person` fields; None when they cannot be told.

    >>> from docconv.rawtext.labels import label_index
    >>> english = label_index().for_page("en")
    >>> authors_in("By Maren Oduya, transport correspondent, and Jo Kerr in Oslo", english)
    [{'name': 'Maren Oduya', 'role': 'transport correspondent'}, {'name': 'Jo Kerr'}]
    >>> authors_in("By our own correspondent", english)
    """
    told = _told(byline, labels) if len(byline) <= _LONGEST else None
    return [dict(person) for person in told] if told else None


@functools.lru_cache(maxsize=32)  # a byline is read twice: to tell that it is one, and for its authors
def _told(byline: str, labels: PageLabels) -> list[dict[str, str]] | None:
    people: list[dict[str, str]] = []
    for label, text in _labelled(_without_time(byline, labels), labels):
        found = _people(text, labels)
        if found is None:
            return None
        role = canonical(bare(label or ""))
        if role and (people or role.endswith(_JOBS) or _is_credit(role, labels)):
            found = [{**person, "role": person.get("role", role)} for person in found]
        people += found
    told = [_in_order(person) for person in people]
    return told if told and all("name" in person for person in told) else None


def _is_credit(label: str, labels: PageLabels) -> bool:
    found = labels.at_start(label)
    return found is not None and found.phrase.kind == "credit"


def _in_order(person: dict[str, str]) -> dict[str, str]:
    fields = ((field, canonical(person.get(field, ""))) for field in ("name", "role", "organisation", "email"))
    return {field: text for field, text in fields if text}


def is_byline(raw: str, found: AtStart, labels: PageLabels) -> bool:
    """Whether a line that begins with the word of a byline is one: names and roles follow, or nothing.

    Nothing: the names are on the next line. A headline such as "By Monday, most had left" is none.
    """
    rest = _trimmed(raw[found.value_at :])
    if not rest:
        return True
    if len(rest) > LONGEST_BYLINE or ends_sentence(rest):
        return False
    first = canonical(_marks(labels).split(rest)[0])
    return is_strong(found.phrase.text) or is_name(first) or authors_in(raw, labels) is not None or says_role(rest, labels)


def is_byline_with_time(raw: str, labels: PageLabels) -> bool:
    """Whether a line with a date is a byline first: "By Maren Oduya Mar. 14, 2026", "Maren Oduya / TNN / Mar 14, 2026".

    The word of a byline, who the author is, or a name that "Published" is glued to shows it: two words before a date
    may be a place, a weekday or a section.
    """
    parted = _PARTS.search(raw) or any(a.islower() and b.isupper() for a, b in pairwise(raw))
    if not (parted or raw[0].isalpha()):
        return False  # most lines with a date are nothing but a date, and this is a quick look
    found = labels.at_start(raw)
    kind = found.phrase.kind if found is not None else None
    if kind == "timestamp" or not (kind == "byline" or parted):
        return False
    before = _without_time(raw, labels)
    people = authors_in(before, labels) if len(before) < len(raw) else None
    if not people or not all(_is_full_name(person["name"]) for person in people):
        return False
    glued = raw.startswith(before) and _is_timestamp(raw[len(before) :], labels)
    described = any(set(person) > {"name"} and person.get("organisation") != person["name"] for person in people)
    return glued or described or _label_end(before, 0, labels) is not None


#: A mark between two parts of a byline, or between a date and a name.
_PARTS = lazy_pattern(
    r"[^\W_]\)?\s*[,/|;(@\uff0f\uff5c\u3001\u060c\u2013\u2014-]\s*[^\W\d_]{2}|\d\s+[^\W\d_]{2,}\s+[^\W\d_]+\s+[^\W\d_]"
)


def _is_full_name(name: str) -> bool:
    """Whether a name is of several words, where there are spaces."""
    return " " in name or script_of(name[0]) in UNSPACED_SCRIPTS


#: Words before a name that say what its bearer does; other words of bylines say no more than "by".
_JOBS = (
    "\u8bb0\u8005",
    "\u8a18\u8005",
    "\uae30\uc790",
    "\ud2b9\ud30c\uc6d0",
    "\u7279\u6d3e\u54e1",
    "\u7279\u6d3e\u5458",
    "\u901a\u8baf\u5458",
    "\u901a\u4fe1\u54e1",
)
_JOB_BEFORE = lazy_pattern(rf"([^\s\u00b7/]{{0,5}}(?:{'|'.join(_JOBS)}))\s*(?=\S)")


def is_unmarked_byline(raw: str, labels: PageLabels) -> bool:
    """Whether a line is several words of a byline and people, with no mark between: "Written by Maren Oduya"."""
    if len(raw) > LONGEST_BYLINE or ends_sentence(raw) or not raw[0].isalpha() or _is_credit(raw, labels):
        return False
    end = _label_end(raw, 0, labels)
    if end is None or end == len(raw) or not is_strong(fold_label(raw[:end].rstrip(_EDGES))):
        return False
    people = authors_in(raw, labels)
    return people is not None and people[0].get("organisation") != people[0]["name"]


# --- the parts of a byline ---------------------------------------------------------------------------


def _without_time(byline: str, labels: PageLabels) -> str:
    """`byline` up to the time of publication that is printed behind it: "A B / Jul 19, 2024, 21:27", "A B 7 hours"."""
    dates = printed_dates(byline, labels, labels.languages[0])
    said = says_when(byline, labels)
    if dates and (dates[0].start < _SHORTEST_NAME or (said and said[0] < _SHORTEST_NAME)):  # the time stands first
        return _without_time(byline[dates[-1].end :], labels)
    cuts = [found.start for found in dates] + said
    cuts += [match.start() for pattern in (_DURATION, _DAY_WITHOUT_YEAR) for match in pattern.finditer(byline)]
    cuts += [at for match in _GLUED.finditer(byline) if _is_timestamp(byline[(at := match.start()) :], labels)]
    cut = min((cut for cut in cuts if cut >= _SHORTEST_NAME), default=len(byline))
    return byline[:cut].rstrip() if cut < len(byline) else byline


def _is_timestamp(text: str, labels: PageLabels) -> bool:
    found = labels.at_start(text)
    return found is not None and found.phrase.kind == "timestamp"


#: A byline that is followed by a time has so many characters at least.
_SHORTEST_NAME = 4
_GLUED = lazy_pattern(r"(?<=[^\W\d_])(?=[^\W\d_a-z])")
_DAY_WITHOUT_YEAR = lazy_pattern(r"\s[\u2014\u2013|\u2022-]?\s?\d{1,2}\s[^\W\d_]{3,12},?\s\d{1,2}:\d\d")
_DURATION = lazy_pattern(r"\s[\u2022|\u00b7\u2013-]?\s?\d{1,2}\s?(?:min\b|mins\b|minut|hours?\b|days?\b|h\b).*$", re.IGNORECASE)


def _labelled(text: str, labels: PageLabels) -> list[tuple[str | None, str]]:
    """The byline as labels and what they label: "Tekst: A Foto: B" is two; the first may have none."""
    starts = [(at, value) for at in _label_places(text) if (value := _label_end(text, at, labels))]
    kept: list[tuple[int, int]] = []
    for start, value in starts:
        if not kept or start >= kept[-1][1]:
            kept.append((start, value))
    starts = kept
    stops = [*(start for start, _ in starts[1:]), len(text)]
    pieces = [
        (text[start:value].rstrip(" :\uff1a|\uff5c/\uff0f"), text[value:stop])
        for (start, value), stop in zip(starts, stops, strict=False)
    ]
    before = text[: starts[0][0]] if starts else text
    parts: list[tuple[str | None, str]] = [(None, before)] if _trimmed(before) else []
    return parts + [(label, value) for label, value in pieces if _trimmed(value)]


_JOINT = lazy_pattern(r"(?<=[;|/.\uff1b\uff5c\u2022])\s*(?=[^\W\d_])|\s{2,}")
_BEFORE_COLON = lazy_pattern(r"(?:(?<=\s)|(?<=[/|(),;]))[^\W\d_](?=[^:\uff1a]{0,30}[:\uff1a])")
#: The word of a byline is no longer than so many words.
_LABEL_WORDS = 4


def _label_places(text: str) -> list[int]:
    """Where a label may begin: at the start, after marks that part sentences, and before a colon."""
    joints = [match.end() for match in _JOINT.finditer(text)]
    return sorted({0, *joints, *(match.start() for match in _BEFORE_COLON.finditer(text))})


def _label_end(text: str, at: int, labels: PageLabels) -> int | None:
    """Where the text behind a label at `at` begins; at the start a byline's word needs no mark after it."""
    rest = text[at:]
    found = labels.at_start(rest)
    if found is not None and (found.phrase.kind == "byline" or (found.phrase.kind == "credit" and found.marked)):
        return at + found.value_at
    words = _FIRST_WORDS.match(rest)
    ends = [] if words is None else [match.end() for match in _WORD_END.finditer(words.group())]
    for end in reversed(ends):
        marked = labels.at_start(rest[:end] + ":")
        if marked is not None and marked.phrase.kind == "byline" and len(fold_label(rest[:end])) == len(marked.phrase.text):
            strong = is_strong(marked.phrase.text)
            return at + end if strong or (at == 0 and rest[:end].lower() == rest[:end].title()) else None
    return None


_FIRST_WORDS = lazy_pattern(rf"\S+(?:\s\S+){{0,{_LABEL_WORDS - 1}}}")
_WORD_END = lazy_pattern(r"(?<=\S)(?=\s|$)")
_EMAIL = lazy_pattern(r"[(<\[]?\s?([A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)\s?[)>\]]?")
_HANDLE = lazy_pattern(r"[(\[]?@[A-Za-z0-9_]{2,30}[)\]]?")
_BRACKET = lazy_pattern(r"\s*[(\uff08\[]([^()\uff08\uff09\[\]]{1,60})[)\uff09\]]")


def _people(text: str, labels: PageLabels) -> list[dict[str, str]] | None:
    """The people of one part behind one label, in order; None when they cannot be told."""
    emails = [match.group(1) for match in _EMAIL.finditer(text)]
    text = _HANDLE.sub(" , ", _EMAIL.sub(" , ", text))
    ending = labels.at_end(text) if _trimmed(text) else None
    tail = None
    if ending is not None and ending[0].kind == "byline":
        text, tail = text[: ending[1]], canonical(text[ending[1] :].strip(_EDGES))
        if tail.endswith(_REPORTS):  # "王明／台北報導": where it was written, and that it was
            text = _REPORTED_FROM.sub("", text)
    job = _JOB_BEFORE.match(text.lstrip(_EDGES))
    if job:
        text, tail = text.lstrip(_EDGES)[job.end() :], job.group(1)
    people: list[dict[str, str]] = []
    for chunk in _chunks(text, labels):
        if not _take(chunk, people, labels):
            return None
    if tail and not tail.endswith(_REPORTS):
        people = [person if "role" in person or "organisation" in person else {**person, "role": tail} for person in people]
    if emails and len(emails) <= len(people):
        for person, email in zip(people, emails, strict=False):
            person["email"] = email
    return people


#: What Chinese bylines end with that is no role: "reported", "dispatched".
_REPORTS = (
    "\u5831\u5c0e",
    "\u5831\u9053",
    "\u62a5\u9053",
    "\u62a5\u5bfc",
    "\u5c08\u96fb",
    "\u4e13\u7535",
    "\u5916\u96fb",
    "\u53d1\u81ea",
)
_REPORTED_FROM = lazy_pattern("[/\uff0f\\s][^/\uff0f\\s]{1,6}$")


def _chunks(text: str, labels: PageLabels) -> list[str]:
    """The parts between marks and the words for "and"; what brackets hold is a part of its own, marked by its bracket."""
    joiner = "|".join(sorted(map(re.escape, {*labels.words["and"], "&"}), key=len, reverse=True))
    text = re.sub(rf"(?<=[\s,])(?:{joiner})\s+", " , ", text, flags=re.IGNORECASE)
    text = _BRACKET.sub(r" , (\1 , ", text)
    chunks: list[str] = []
    for part in _marks(labels).split(text):
        chunk = canonical(_trimmed(part) if not part.strip().startswith("(") else "(" + _trimmed(part))
        if chunk.strip("("):
            chunks += [chunk] if chunk.startswith("(") else _several(chunk, labels)
    return chunks


def _marks(labels: PageLabels) -> re.Pattern[str]:
    """The marks between names. A middle dot stands inside foreign names in Chinese and Japanese."""
    return _MARKS if labels.languages[0].split("-")[0] in ("zh", "ja") else _MARKS_AND_DOT


_MARKS = lazy_pattern(r"\s*[,\u060c\u3001\uff0c;|\uff5c/\uff0f\u2022\u2013\u2014]\s*|\s-\s")
_MARKS_AND_DOT = lazy_pattern(r"\s*[,\u060c\u3001\uff0c;|\uff5c/\uff0f\u2022\u00b7\u30fb\u2013\u2014]\s*|\s-\s")


def _several(chunk: str, labels: PageLabels) -> list[str]:
    """The names that white space or a prefix alone sets apart: Chinese names, Hebrew "and"."""
    words = chunk.split()
    language = labels.languages[0].split("-")[0]
    if language == "zh" and len(words) > 1 and all(2 <= len(word) <= 4 and script_of(word[0]) == "Hani" for word in words):
        return words
    if language == "he" and len(words) >= 4:
        joints = [at for at in range(2, len(words) - 1) if words[at].startswith("\u05d5") and len(words[at]) > 2]
        if len(joints) == 1:
            return [" ".join(words[: joints[0]]), " ".join([words[joints[0]][1:], *words[joints[0] + 1 :]])]
    return [chunk]


# --- what a part is ----------------------------------------------------------------------------------------


def _take(chunk: str, people: list[dict[str, str]], labels: PageLabels) -> bool:
    """Put one part where it belongs; False when it is nothing that a byline has."""
    if chunk.startswith("("):
        return _take_bracket(chunk[1:], people, labels)
    if bare(fold_label(chunk)) in labels.agencies:
        return _take_organisation(chunk, people)
    glued = _unglued(chunk, labels)
    if glued:
        people.append(glued)
        return True
    name, organisation = _name_and_employer(chunk)
    if organisation is not None:
        people.append({"name": name, "organisation": organisation})
        return True
    if says_role(chunk, labels):
        if people and "role" not in people[-1]:
            people[-1]["role"] = chunk
            return True
        parts = _name_and_role(chunk, labels)
        people += [{"name": parts[0], "role": parts[1]}] if parts else []
        return parts is not None
    if _is_organisation(chunk, labels) or (people and _is_outlet(chunk, people)):
        return _take_organisation(chunk, people)
    if _PLACED.fullmatch(chunk) and people:
        return True  # "in Paris", after a role
    if people and _is_place(chunk):
        return True
    if not is_name(name) or _is_doubtful(name, labels):
        return False
    people.append({"name": name})
    return True


def _take_bracket(text: str, people: list[dict[str, str]], labels: PageLabels) -> bool:
    """What a bracket holds of the person before it: an agency, a role; anything else is left out."""
    if not people:
        return False
    if _is_organisation(text, labels):
        people[-1].setdefault("organisation", text)
    elif says_role(text, labels) or (labels.whole(fold_label(text)) is None and labels.at_start(text) is not None):
        people[-1].setdefault("role", text)
    return True


def _take_organisation(chunk: str, people: list[dict[str, str]]) -> bool:
    """An organisation after people is theirs; one that stands first is the author."""
    waiting = [person for person in people if "organisation" not in person and "role" not in person]
    if not people or (not waiting and "organisation" in people[-1]):
        people.append({"name": chunk, "organisation": chunk})
    for person in waiting or people[-1:]:
        person.setdefault("organisation", chunk)
    return True


def _is_organisation(chunk: str, labels: PageLabels) -> bool:
    """Whether a part names an agency or an outlet: a known one, "The …", or one with a word such as "News"."""
    folded = bare(fold_label(chunk))
    if folded in labels.agencies or folded.removeprefix("the ") in labels.agencies:
        return True
    words = folded.split()
    if len(words) > _LONGEST_NAME or any(map(str.isdigit, chunk)):
        return False
    if len(words) == 2 and words[0] in ("le", "la") and labels.languages[0] == "fr" and chunk.istitle():
        return True
    return chunk.startswith("The ") or (
        len(words) > 1 and chunk[0].isupper() and not known_names("organisations").isdisjoint(words)
    )


def _is_outlet(chunk: str, people: Sequence[dict[str, str]]) -> bool:
    """Whether a part after a name is in capitals where the name is not, or a site: "TNN", "MDR SACHSEN-ANHALT", "example.com"."""
    if _SITE.fullmatch(chunk):
        return True
    return chunk.isupper() and len(chunk) >= 2 and not people[-1]["name"].isupper() and chunk.lower() != chunk


_SITE = lazy_pattern(
    r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:com|org|net|de|fr|it|es|co|in|id|jp|kr|ru|ua|tv|info|news)", re.IGNORECASE
)
_PREPOSITION = "in|\u00e0|en|em|aus|from|w|we|v|ve|\u0432|\u0443|din|at|near"
_PLACED = lazy_pattern(rf"(?:{_PREPOSITION})\s[^\W\d_][^\d]{{1,40}}")
_PLACE_AFTER = lazy_pattern(rf"(.+?)\s(?:{_PREPOSITION})\s(\S.*)")
_OUTLET_AFTER = lazy_pattern(r"(\S+ \S+(?: \S+)?) (The [^\W\d_].+)")
_EMPLOYER_AFTER = lazy_pattern(r"(.+?)\s(?:for|f\u00fcr|pour|para|per|voor|f\u00f6r|dla|pro|\u0434\u043b\u044f)\s(\S.*)")


def _name_and_employer(chunk: str) -> tuple[str, str | None]:
    """A name without the place behind it, and the employer behind it: "Jo Kerr in Oslo", "Jo Kerr for HPS"."""
    placed = _PLACE_AFTER.fullmatch(chunk)
    if placed and is_name(placed[1]) and placed[2][0].isupper():
        return placed[1], None
    outlet = _OUTLET_AFTER.fullmatch(chunk)
    if outlet and is_name(outlet[1]):
        return outlet[1], outlet[2]
    employed = _EMPLOYER_AFTER.fullmatch(chunk)
    if employed and is_name(employed[1]) and employed[2][0].isupper():
        return employed[1], employed[2]
    return chunk, None


def _is_place(chunk: str) -> bool:
    """Whether a part after a name is a place: one word with a capital, or a known name of several words."""
    words = chunk.split()
    if len(words) == 1:
        return len(chunk) >= 3 and chunk[0].isupper() and chunk[1:].islower()
    return fold_label(chunk) in known_names("places")


def _unglued(text: str, labels: PageLabels) -> dict[str, str] | None:
    """A person and what was glued to the name when the page's line break was lost: "Maren OduyaHealth correspondent"."""
    for at in range(1, len(text)):
        if text[at - 1].islower() and text[at].isupper() and is_name(text[:at]):
            rest = text[at:]
            if says_role(rest, labels):
                return {"name": text[:at], "role": rest}
            if _is_organisation(rest, labels):
                return {"name": text[:at], "organisation": rest}
            if labels.whole(fold_label(rest)) == "furniture":  # a button
                return {"name": text[:at]}
    job = next((job for job in _JOBS if text.endswith(job)), None)
    if job and text.isalpha() and 2 <= len(text.removesuffix(job)) <= 4 and script_of(text[0]) == "Hang":  # "홍길동기자"
        return {"name": text.removesuffix(job), "role": job}
    return None


def _name_and_role(text: str, labels: PageLabels) -> tuple[str, str] | None:
    """A name and the role right behind it: "Jo Kerr Redakteur", "山田太郎 記者"."""
    words = text.split()
    cased = text.lower() != text.title()
    for at in range(2 if cased else 1, len(words)):
        name, role = " ".join(words[:at]), " ".join(words[at:])
        told = at == 2 or " " in role or not cased  # of more words, the last may be the role's
        if told and is_name(name) and not says_role(name, labels) and fold_label(role) in labels.words["roles"]:
            return name, role
    name = " ".join(words[:2])
    if cased and len(words) > 2 and words[2][0].islower() and is_name(name) and not says_role(name, labels):
        return name, " ".join(words[2:])
    return None


_INNER_CAPITAL = lazy_pattern(r"(?<!\bMac)(?<!\bFitz)(?<!\bVan)(?<!\bDel)(?<=[a-z\u00df-\u00ff]{3})[A-Z\u00c0-\u00de]")


def _is_doubtful(name: str, labels: PageLabels) -> bool:
    """Whether what has the form of a name may be two, a place, or a label and a name."""
    words = name.split()
    if ":" in name or "\uff1a" in name:
        return True
    if any(_INNER_CAPITAL.search(word) for word in words):
        return True
    if labels.languages[0].split("-")[0] in ("ar", "ckb", "ur") and len(words) >= 4:
        return any(word.startswith("\u0648") and len(word) > 2 for word in words[2:])  # "and" is a prefix in Arabic
    return fold_label(name) in known_names("places")


def _trimmed(text: str) -> str:
    """`text` without white space and marks of any kind at its ends."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or text[start] in _EDGES):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _EDGES):
        end -= 1
    return text[start:end]


def says_role(text: str, labels: PageLabels) -> bool:
    """Whether a word for what people do is in a part of a byline: "transport correspondent"."""
    folded = bare(fold_label(text))
    words = " ".join(_NO_WORD.split(folded))
    return any(f" {role.replace('-', ' ')} " in f" {words} " for role in labels.words["roles"])


def is_name(text: str) -> bool:
    """Whether `text` has the form of a person's name: a few words, no digits, capitals where there is case.

    >>> is_name("Maren Oduya"), is_name("our own correspondent"), is_name("BBC News 24")
    (True, False, False)
    """
    words = text.replace(".", ". ").split()  # an initial may be glued to its name
    if not 1 <= len(words) <= _LONGEST_NAME or "@" in text:
        return False
    if text.lower() == text.title():  # a script without case, or one that begins no word with a capital (Georgian)
        named = len(text) <= (_LONGEST_UNSPACED_NAME if len(words) == 1 else 60)
    else:
        named = len(words) > 1 and words[-1][0].isupper()
        named = named and all(word[0].isupper() or word.lower() in _PARTICLES for word in words)
    return named and not any(map(str.isdigit, text))
