"""Printed bylines to authors: names and roles, where they can be told with certainty."""

from __future__ import annotations

import re

from docconv.patterns import lazy_pattern
from docconv.rawtext.labels import AtStart, PageLabels
from docconv.rawtext.packs import bare, fold_label, is_strong
from docconv.rawtext.sentences import ends_sentence
from docconv.unicode import canonical

#: Small words inside names, of many languages.
_PARTICLES = frozenset(
    (
        "de da do dos das del della di du la le van von der den ter ten zu zur af av al el "
        "bin bint ibn ben abu abd y e i san st o"
    ).split()
)
_PART_MARKS = lazy_pattern(r"\s*[,\u060c\u3001\uff0c;|/\u00b7]\s*")
_WORDS = lazy_pattern(r"[^\W_]+(?:[-'][^\W_]+)*")
#: Marks that are no part of the names at the ends of a byline.
_EDGES = " .,:;\u060c\u061b\uff1a\uff0c\u3001|\uff5c()[]\uff08\uff09\u3010\u3011<>-\u2013\u2014\u00b7"
#: What follows the word of a byline is no longer than this, in characters.
LONGEST_BYLINE = 90
#: A name has at most so many words; in an unspaced script, characters.
_LONGEST_NAME, _LONGEST_UNSPACED_NAME = 6, 12


def authors_in(byline: str, labels: PageLabels) -> list[dict[str, str]] | None:
    """The authors of a byline as dictionaries of `Person` fields; None when they cannot be told.

    A byline is read as names, each followed at most by a role ("By Maren Oduya, transport
    correspondent"). Anything else gives None: no author is better than a wrong one.
    """
    found = labels.at_start(byline)
    text = byline[found.value_at :] if found is not None and found.phrase.kind == "byline" else byline
    ending = labels.at_end(text)
    tail_role = None
    if ending is not None and ending[0].kind == "byline":
        text, tail_role = text[: ending[1]], text[ending[1] :].strip()
    text = _trimmed(text)
    if not text:
        return None
    words = {*labels.words["and"], "&"}
    joiner = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    people: list[dict[str, str]] = []
    for part in _PART_MARKS.split(re.sub(rf"\s+(?:{joiner})\s+", " , ", text, flags=re.IGNORECASE)):
        chunk = canonical(part)
        if not chunk:
            continue
        if people and "role" not in people[-1] and _is_role(chunk, labels):
            people[-1]["role"] = chunk
        elif is_name(chunk):
            people.append({"name": chunk})
        elif (parts := _unglued(chunk)) and _is_role(parts[1], labels):
            people.append({"name": parts[0], "role": parts[1]})
        else:
            return None
    tail_role = canonical(tail_role or "")
    if people and tail_role and "role" not in people[-1]:
        people[-1]["role"] = tail_role
    return people or None


def _trimmed(text: str) -> str:
    """`text` without white space and marks of any kind at its ends."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or text[start] in _EDGES):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _EDGES):
        end -= 1
    return text[start:end]


def is_byline(raw: str, found: AtStart, labels: PageLabels) -> bool:
    """Whether a line that begins with the word of a byline is one: names and roles follow, or nothing.

    Nothing: the names are on the next line. A headline such as "By Monday, most had left" is none.
    """
    rest = _trimmed(raw[found.value_at :])
    if not rest:
        return True
    if len(rest) > LONGEST_BYLINE or ends_sentence(rest):
        return False
    first = canonical(_PART_MARKS.split(rest)[0])
    return is_strong(found.phrase.text) or is_name(first) or authors_in(raw, labels) is not None or _is_role(rest, labels)


def _unglued(text: str) -> tuple[str, str] | None:
    """A name and what was glued to it when the page's line break was lost: "Maren OduyaHealth correspondent"."""
    for at in range(1, len(text)):
        if text[at - 1].islower() and text[at].isupper() and is_name(text[:at]):
            return text[:at], text[at:]
    return None


def _is_role(text: str, labels: PageLabels) -> bool:
    folded = bare(fold_label(text))
    words = " ".join(_WORDS.findall(folded))
    return any(f" {role} " in f" {words} " for role in labels.words["roles"])


def is_name(text: str) -> bool:
    """Whether `text` has the form of a person's name: a few words, no digits, capitals where there is case.

    >>> is_name("Maren Oduya"), is_name("our own correspondent"), is_name("BBC News 24")
    (True, False, False)
    """
    words = text.split()
    if not words or any(char.isdigit() for char in text) or "@" in text:
        return False
    if text.lower() == text.upper():  # a script without case
        return len(words) <= _LONGEST_NAME and len(text) <= (_LONGEST_UNSPACED_NAME if len(words) == 1 else 60)
    if not 2 <= len(words) <= _LONGEST_NAME:
        return False
    return all(word[0].isupper() or word.lower() in _PARTICLES for word in words) and words[-1][0].isupper()
