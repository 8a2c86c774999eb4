"""The words a book or page needs in its own language: "Contents", "Source", "Untitled" ...

They stand in `docconv/data/book_words.toml`, a table a language. A book needs one or two of the
eighty, so only those tables are parsed.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import NamedTuple

from docconv.language import direction_of


class Words(NamedTuple):
    """The words of one language; `language` says which, as it may not be the one asked for.

    `by` holds `{name}`, where the names of the authors go. `textual`, `described`, `undescribed` are
    the sentences of which an accessibility summary is made.
    """

    language: str
    contents: str
    landmarks: str
    start: str
    cover: str
    figures: str
    related: str
    source: str
    rights: str
    by: str
    published: str
    updated: str
    picture: str
    video: str
    recording: str
    untitled: str
    collection: str
    textual: str
    described: str
    undescribed: str

    @property
    def direction(self) -> str:
        """The direction the words are written in."""
        return direction_of(self.language)


class Dictionary:
    """The words of every language there are words for, found by language tag.

    >>> Dictionary().words("fr-CA").contents, Dictionary().words("zh-TW").language, Dictionary().words(None).language
    ('Sommaire', 'zh-Hant', 'en')
    """

    def __init__(self) -> None:
        self._text = files("docconv").joinpath("data/book_words.toml").read_text("utf-8")
        self._known: dict[str | None, Words] = {}

    def words(self, tag: str | None) -> Words:
        """The words for a BCP 47 tag: of that tag, else of its script, else of its language, else English."""
        if tag not in self._known:
            self._known[tag] = next(words for name in _candidates(tag) if (words := self._table(name)) is not None)
        return self._known[tag]

    def languages(self) -> list[str]:
        """The tags there are words for, as the file has them."""
        return re.findall(r"^\[([A-Za-z-]+)\]$", self._text, re.MULTILINE)

    def _table(self, name: str) -> Words | None:
        start = self._text.find(f"\n[{name}]\n")
        if start < 0:
            return None
        end = self._text.find("\n[", start + 1)
        table = tomllib.loads(self._text[start : end if end > 0 else None])[name]
        return Words(language=name, **table)


#: Where a region, or a neighbour's words, tell more than the language alone.
_NEIGHBOURS = {
    "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant", "yue": "zh-Hant", "nn": "nb", "no": "nb", "bs": "hr",
    "prs": "fa", "rn": "rw", "cnr": "sr-Latn", "gsw": "de", "pnb": "ur", "arz": "ar", "ary": "ar", "apc": "ar",
    "pa-Arab": "ur", "pa-PK": "ur",
}  # fmt: skip


def _candidates(tag: str | None) -> list[str]:
    if tag is None:
        return ["en"]
    subtags = tag.split("-")
    shorter = ["-".join(subtags[:length]) for length in range(len(subtags), 0, -1)]
    return [found for name in shorter for found in (name, _NEIGHBOURS.get(name)) if found] + ["en"]
