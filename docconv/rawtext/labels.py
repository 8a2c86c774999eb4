"""Looking labels up: at the start, the end and in the midst of a line, and as a whole line.

Phrases are compared folded: without case, invisible characters and differences of white space. A
phrase of one word counts only on pages of its pack's language, and needs a colon after it where it
labels a figure, a link or an author; labels and headings of several words count on every page.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from docconv.patterns import lazy_pattern
from docconv.rawtext.packs import (
    CALENDARS,
    COMMA,
    FIGURE_KINDS,
    KEY,
    STOP,
    LabelPack,
    Phrase,
    bare,
    compile_folder,
    compile_pack,
    fold_label,
    is_strong,
    is_unspaced,
    is_wordy,
    unpacked,
)
from docconv.unicode import script_of

_DATA = Path(__file__).parent.parent / "data"

#: How many characters of a line a phrase is looked for in.
HEAD = 120
#: An unmarked label that is not trusted stands only on a line of so many characters; in an unspaced script, so many.
_SHORT_LABELLED, _SHORT_UNSPACED = 80, 20


class AtStart(NamedTuple):
    """A phrase found at the start of a line: where the text after it and its separators begins."""

    phrase: Phrase
    value_at: int
    marked: bool  # a colon, comma or dash followed, or the line ended


class PageLabels(NamedTuple):
    """The labels that count on a page: those of its languages, and those that count everywhere."""

    languages: tuple[str, ...]
    starts: Mapping[str, str]
    wholes: Mapping[str, str]
    ends: Mapping[str, str]
    inner: tuple[str, ...]
    words: Mapping[str, frozenset[str]]
    agencies: frozenset[str]
    photo_words: tuple[str, ...]
    calendars: Mapping[str, Mapping[str, int]]  # by calendar: folded names of months and which month each is, from 1
    month_starts: frozenset[str]  # the first words of the names in `calendars`
    time_words: tuple[str, ...]  # one of them is in every date with a month's name and in every age, folded
    inner_parts: tuple[tuple[bytes, ...], tuple[str, ...]]  # one of them is in every text that holds one of `inner`
    short_starts: frozenset[str]  # the first two characters of the phrases in `starts` that are shorter than a key
    closes: frozenset[str]  # the last two characters of the phrases in `ends`, where they are ASCII
    last: frozenset[str]  # what the phrases in `ends` end with, and "" for what cannot be told; empty where there are none

    def __hash__(self) -> int:
        return id(self)  # made once for each set of languages, and kept as long as their index

    def at_start(self, raw: str) -> AtStart | None:
        """The longest phrase that `raw` starts with, past brackets and bullets, if what follows lets it be a label."""
        found = self._at_start(raw)
        if found is None and raw and raw[0] in BEFORE_LABELS:
            label_at = len(raw) - len(raw.lstrip(BEFORE_LABELS))
            found = self._at_start(raw[label_at:]) if label_at < len(raw) else None
            return found and found._replace(value_at=label_at + found.value_at)
        return found

    def _at_start(self, raw: str) -> AtStart | None:
        key = fold_label(raw[: KEY + 3])[:KEY]
        if key not in self.starts and key[:2] not in self.short_starts and key[:1] not in self.short_starts:
            return None
        head = ""
        for n in range(len(key), 0, -1):
            bucket = self.starts.get(key[:n])
            if bucket is None:
                continue
            head = head or fold_label(raw[:HEAD])
            if not head.startswith(phrase_texts(bucket)):
                continue
            for phrase in _phrases(bucket):
                if head.startswith(phrase.text):
                    found = self._accepted(raw, phrase)
                    if found is not None:
                        return found
        return None

    def at_end(self, raw: str) -> tuple[Phrase, int] | None:
        """The longest phrase that `raw`, a short line, ends with, and where in `raw` it begins."""
        tail = bare(fold_label(raw))
        if tail[-1:] not in self.last:
            return None
        for n in range(min(KEY, len(tail)), 0, -1):
            for phrase in _phrases(self.ends.get(tail[-n:], "")):
                if tail.endswith(phrase.text):
                    begin = _raw_start(raw, phrase.text)
                    if begin is not None and (begin == 0 or is_unspaced(phrase.text) or not is_wordy(raw[begin - 1])):
                        return phrase, begin
        return None

    def whole(self, folded: str) -> str | None:
        """What a whole line, folded, is by its words: "related", "topics", "furniture" or None."""
        text = bare(folded)
        bucket = self.wholes.get(text[:KEY])
        if bucket is None or text not in phrase_texts(bucket):
            return None
        found = [phrase for phrase in _phrases(bucket) if phrase.text == text]
        for language in self.languages:
            for phrase in found:
                if phrase.language == language:
                    return phrase.kind
        return found[0].kind

    def inner_labels(self, raw: str, start: int) -> list[int]:
        """Where a figure label of several words begins in `raw`, from `start` on, in order."""
        text = _lowered(raw)
        found: set[int] = set()
        for phrase in self.inner:
            at = text.find(phrase, start)
            while at >= 0:
                found.add(at)
                at = text.find(phrase, at + len(phrase))
        return sorted(found)

    def has_inner_label(self, text: str) -> bool:
        """Whether a figure label of several words stands anywhere but at the start of a line.

        A fast look at the whole text, so that the slow one at each line is rarely needed.
        """
        if not self._may_hold(text):
            return False
        text = _lowered(text)
        for phrase in self.inner:
            at = text.find(phrase)
            while at >= 0:
                before = (text[max(0, at - 200) : at].splitlines(keepends=True) or [""])[-1]
                if before.strip() and not before[-1].isalnum() and before[-1] not in "\r\n":
                    return True
                at = text.find(phrase, at + len(phrase))
        return False

    def _may_hold(self, text: str) -> bool:
        """Whether a label that may stand in the midst of a line, or a part of one, is in `text`; False is certain."""
        if "\u0130" in text or "\u212a" in text:  # letters beyond ASCII that are ASCII letters in lower case
            return True
        plain, others = self.inner_parts
        data = text.encode("utf-8", "surrogatepass").lower().replace(b"\xc2\xa0", b" ")  # lowers ASCII alone, which is quick
        if any(map(data.__contains__, plain)):
            return True
        return bool(others) and any(map(_lowered(text).__contains__, others))

    def _accepted(self, raw: str, phrase: Phrase) -> AtStart | None:
        """`phrase` at the start of `raw`, if what follows it lets it be a label.

        A weak phrase (one word) must be of the page's languages. A label needs the mark after it that its
        pack asks for, or the line's end, unless it `_goes_without_mark`. It may be glued to its text
        where the join shows.
        """
        end = _raw_end(raw, phrase.text)
        if end is None:
            return None
        stopped = phrase.needs == STOP and raw[end : end + 1] == "."
        end += stopped
        separator = _SEPARATOR.match(raw, end)
        assert separator is not None  # every part of it may be empty
        marks, value_at = separator.group(1), separator.end()
        if marks.startswith("/"):
            return None  # "AP Photo/Jo Kerr" is a credit as it is
        at_end = value_at == len(raw)
        if value_at == end and not at_end and not _may_be_glued(raw, end, phrase):
            return None
        if not is_strong(phrase.text) and phrase.language not in self.languages:
            return None
        if phrase.kind in _NEED_A_MARK and not at_end and phrase.needs:
            enough = bool(marks) if phrase.needs == COMMA else stopped or not _COLONS.isdisjoint(marks)
            if not enough and not (phrase.needs == COMMA and _goes_without_mark(raw, value_at, phrase)):
                return None
        return AtStart(phrase, value_at, bool(marks) or stopped or at_end)


_NEED_A_MARK = FIGURE_KINDS | {"inline-related", "byline", "source"}
_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060\ufeff"
_CLOSING = ")\\]>\u00bb\u203a\uff09\u3011\u3015"
_SEPARATOR = lazy_pattern(
    f"[\\s{_INVISIBLE}]*([,:;\u055d\u1361\u1366\u17d6\u060c\u061b\uff1a\uff0c\ufe55\u3001|\uff5c/\uff0f\u00b7\u2022\u2013\u2014={_CLOSING}-]*)[\\s{_INVISIBLE}]*"
)
#: The marks that make a label of a word that is no label by itself; a comma does not. Armenian, Ethiopic and Khmer have
#: colons of their own.
_COLONS = frozenset(":\uff0f\u055d\u1361\u1366\u17d6\uff1a|\uff5c=\u2013\u2014-)]>\u00bb\u203a\uff09\u3011\u3015")
#: What may stand before a label: brackets, bullets and arrows.
BEFORE_LABELS = "([<+>*|\u00ab\u2039\uff08\u3010\u3014\u3008\u25b6\u25b7\u25ba\u25a0\u25cf\u2022\u00b7\u200e\u200f "


@functools.lru_cache(maxsize=4096)
def _phrases(bucket: str) -> tuple[Phrase, ...]:
    """The phrases of a packed bucket; the buckets that pages use are few."""
    return tuple(unpacked(bucket)) if bucket else ()


@functools.lru_cache(maxsize=8192)
def phrase_texts(bucket: str) -> tuple[str, ...]:
    """The texts of the phrases of a packed bucket, for `str.startswith`."""
    return tuple(dict.fromkeys(line.partition("\t")[0] for line in bucket.split("\n")))


def _lowered(text: str) -> str:
    """`text` in lower case, character for character, with plain spaces: positions stay what they are."""
    return text.replace("\u0130", "i").lower().replace("\u00a0", " ")


def _goes_without_mark(raw: str, value_at: int, phrase: Phrase) -> bool:
    """Whether a figure's label of several words may do without a mark: before a name in capitals, on a short line.

    "Photo by Jo Kerr" is a label, "Photo de famille" is not. Scripts without case show no names.
    """
    if phrase.kind not in FIGURE_KINDS or raw[-1] in ".\u3002\u0964\u06d4":
        return False
    if is_unspaced(phrase.text):
        return len(raw) <= _SHORT_UNSPACED
    return len(raw) <= _SHORT_LABELLED and raw[value_at].isupper()


def _may_be_glued(raw: str, end: int, phrase: Phrase) -> bool:
    after = raw[end]
    if not is_wordy(after):
        return True  # a bracket or quotation mark
    if phrase.kind == "timestamp":
        return after.isdigit() or is_unspaced(phrase.text)
    if phrase.kind == "byline":
        return after.isupper() or is_unspaced(phrase.text)
    if phrase.kind in FIGURE_KINDS and (is_strong(phrase.text) or not phrase.needs):
        return is_unspaced(phrase.text) or after.isupper() or script_of(after) != script_of(raw[end - 1])
    return phrase.kind in ("furniture", "inline-related") and is_unspaced(phrase.text)


def _raw_end(raw: str, text: str) -> int | None:
    """Where in `raw` the folded phrase `text` at its start ends; None when it ends inside a character."""
    end = len(text)
    if raw.isascii() and raw[:end].lower() == text:
        return end
    for end in range(max(1, len(text) - 4), min(len(raw), 2 * len(text) + 24) + 1):
        if fold_label(raw[:end]) == text:
            return end
    return None


def _raw_start(raw: str, text: str) -> int | None:
    """Where in `raw` the folded phrase `text` at its end begins."""
    for length in range(max(1, len(text) - 4), min(len(raw), 2 * len(text) + 24) + 1):
        if bare(fold_label(raw[-length:])) == text and is_wordy(raw[-length]):
            return len(raw) - length
    return None


# --- the index ------------------------------------------------------------------------------------------


class LabelIndex:
    """All packs: what counts on every page, and each language's own, unpacked when its pages come."""

    def __init__(
        self, common: Mapping[str, Any], packs: Mapping[str, bytes | Mapping[str, Any]], always: tuple[str, ...] = ()
    ) -> None:
        self._common, self._always = common, always
        self._packs = dict(packs)
        self._pages: dict[tuple[str, ...], PageLabels] = {}

    @classmethod
    def from_lines(cls, compiled: bytes) -> LabelIndex:
        """The index that `packs.compile_packs` wrote."""
        first = compiled.index(b"\n") + 1
        common = _from_json(compiled[:first])
        return cls(common, {tag: compiled[first + start : first + end] for tag, (start, end) in common["languages"].items()})

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a pack."""
        return tuple(self._packs)

    def pack(self, language: str) -> Mapping[str, Any]:
        """The compiled pack of a language."""
        pack = self._packs[language]
        if isinstance(pack, bytes):
            pack = self._packs[language] = _from_json(pack)
        return pack

    def written(self, tag: str | None) -> Mapping[str, str]:
        """The words that stand before captions, credits and lists of topics where a text is laid out, in `tag`'s language."""
        own = self.pack_language(tag)
        return {**self.pack("en")["write"], **(self.pack(own)["write"] if own else {})}

    def pack_language(self, tag: str | None) -> str | None:
        """The language of the pack that serves `tag`: itself, with its script, or its primary language."""
        if tag is None:
            return None
        primary = tag.split("-")[0]
        if primary == "zh" and not {"TW", "HK", "MO"}.isdisjoint(tag.split("-")):
            return "zh-Hant"
        candidates = (tag, "-".join(tag.split("-")[:2]), primary, *_FALLBACKS.get(primary, ()))
        return next((candidate for candidate in candidates if candidate in self._packs), None)

    def for_page(self, tag: str | None) -> PageLabels:
        """The labels that count on a page in `tag`'s language: the reader's packs, its own, those it takes along, English."""
        own = self.pack_language(tag)
        also = self.pack(own)["also"] if own else ()
        known = [name for name in (own, *also, "en") if name in self._packs]
        languages = tuple(dict.fromkeys([*self._always, *filter(None, known)]))
        if languages not in self._pages:
            self._pages[languages] = self._merged(languages)
        return self._pages[languages]

    def _merged(self, languages: tuple[str, ...]) -> PageLabels:
        packs = [self.pack(language) for language in languages]
        tables: dict[str, dict[str, str]] = {"starts": {}, "wholes": {}, "ends": {}}
        for name, table in tables.items():
            for pack in (*packs, self._common):
                for key, bucket in pack.get(name, {}).items():
                    table[key] = f"{table[key]}\n{bucket}" if key in table else bucket
        words = {key: frozenset(word for pack in packs for word in pack["words"][key]) for key in packs[0]["words"]}
        inner = tuple({phrase: None for pack in packs for phrase in pack["inner"]})
        agencies, photo_words = frozenset(self._common["agencies"]), tuple(self._common["photo_words"])
        calendars = _calendars(packs)
        return PageLabels(
            languages,
            tables["starts"],
            tables["wholes"],
            tables["ends"],
            inner,
            words,
            agencies,
            photo_words,
            calendars,
            frozenset(name.split(" ")[0] for months in calendars.values() for name in months),
            _time_words([*words["months"], *words["ago"], *(name for months in calendars.values() for name in months)]),
            _inner_parts(inner),
            frozenset(key[:2] for key in tables["starts"] if len(key) < KEY),
            frozenset(close for key in tables["ends"] for close in _closes(key)),
            frozenset(["", *(key[-1] for key in tables["ends"])]) if tables["ends"] else frozenset(),
        )

    def extended(self, packs: Sequence[LabelPack]) -> LabelIndex:
        """A copy in which the phrases of `packs` stand beside those of their language."""
        own, languages = dict(self._packs), tuple(dict.fromkeys(pack.language for pack in packs))
        for language in languages:
            known = [self.pack(language)] if language in self._packs else []
            own[language] = _joined([*known, *(compile_pack(pack) for pack in packs if pack.language == language)])
        return LabelIndex(self._common, own, languages)


def _time_words(phrases: Iterable[str]) -> tuple[str, ...]:
    """The first words of phrases (in a script without spaces, their first characters), and none that holds another."""
    firsts = {phrase[0] if is_unspaced(phrase) else _BETWEEN_WORDS.split(phrase)[0] for phrase in phrases if phrase}
    kept: list[str] = []
    for word in sorted(filter(None, firsts), key=lambda word: (len(word), word)):
        if not any(short in word for short in kept):
            kept.append(word)
    return tuple(kept)


_BETWEEN_WORDS = lazy_pattern(r"[\s.,/|\u00b7()'\u060c-]+")


def _closes(key: str) -> Iterable[str]:
    """What a line's last two characters are that ends with a key of `ends`."""
    return (key[-2:],) if len(key) > 1 else (key, *(chr(code) + key for code in range(0x20, 0x7F)))


def _inner_parts(phrases: Sequence[str]) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """A few phrases and words one of which is in every phrase: those of which ASCII letters alone have cases, and others."""
    parts: list[str] = []
    left = [phrase.split(" ") for phrase in phrases]
    while left:
        words = [word for phrase in left for word in phrase if len(word) >= _TELLING]
        word = max(dict.fromkeys(words), key=lambda word: (words.count(word), _is_caseless(word)), default="")
        if words.count(word) < _MANY:
            parts += map(" ".join, left)
            break
        parts.append(word)
        left = [phrase for phrase in left if word not in phrase]
    return tuple(part.encode() for part in parts if _is_caseless(part)), tuple(part for part in parts if not _is_caseless(part))


#: A word of so many letters at least that so many phrases have is looked for instead of them.
_TELLING, _MANY = 5, 3


def _is_caseless(word: str) -> bool:
    """Whether no letter of `word` beyond ASCII has an upper case."""
    return all(char.isascii() or char.lower() == char.upper() for char in word)


def _calendars(packs: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """The names of months of several languages; where two languages mean different months, the first counts."""
    calendars: dict[str, dict[str, int]] = {calendar: {} for calendar in CALENDARS}
    for pack in packs:
        for calendar, months in pack["calendars"].items():
            for number, names in enumerate(months):
                for name in names.replace("-", " ").split("|"):
                    for form in (name, name.replace("\u0131", "i")):  # as capitals without a dot are folded
                        calendars[calendar].setdefault(form.strip("."), number % 12 + 1)
    return calendars


def _joined(packs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Two compiled packs of one language as one; the later one's words are written."""
    first, *others = packs
    joined: dict[str, Any] = {name: dict(value) if isinstance(value, dict) else list(value) for name, value in first.items()}
    for pack in others:
        for name in ("starts", "wholes", "ends"):
            for key, bucket in pack[name].items():
                joined[name][key] = f"{bucket}\n{joined[name][key]}" if key in joined[name] else bucket
        joined["write"].update(pack["write"])
        joined["words"] = {key: [*joined["words"][key], *pack["words"][key]] for key in joined["words"]}
        joined["calendars"] = {key: [*joined["calendars"][key], *pack["calendars"][key]] for key in joined["calendars"]}
        joined["inner"], joined["also"] = [*joined["inner"], *pack["inner"]], [*joined["also"], *pack["also"]]
    return joined


#: Where a language has no pack of its own: the packs its readers' pages use.
_FALLBACKS = {"zh": ("zh-Hans",), "sr": ("sr-Cyrl",), "uz": ("uz-Latn",), "nn": ("nb",), "no": ("nb",)}


@functools.cache
def label_index() -> LabelIndex:
    """The index over docconv's own packs, read once per process."""
    compiled, sources = _DATA / "labels.jsonl", _DATA / "labels"
    if sources.is_dir():  # a source tree: the index may be missing, or older than a pack
        changed = max(path.stat().st_mtime_ns for path in (*sources.glob("*.toml"), _DATA / "agencies.toml"))
        if not compiled.exists() or compiled.stat().st_mtime_ns < changed:
            return LabelIndex.from_lines(compile_folder(_DATA))
    return LabelIndex.from_lines(compiled.read_bytes())


def _from_json(data: bytes) -> dict[str, Any]:
    from pydantic_core import from_json  # several times as fast as the standard library's

    parsed: dict[str, Any] = from_json(data)
    return parsed


@functools.lru_cache(maxsize=8)
def index_with(packs: tuple[LabelPack, ...]) -> LabelIndex:
    """The index over docconv's own packs and a reader's."""
    return label_index().extended(packs) if packs else label_index()
