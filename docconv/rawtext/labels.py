"""Label packs: the phrases that say what a line of a page is, in every language.

A pack is one TOML file (`data/labels/fr.toml`): captions, credits, related headings, bylines, share
buttons. All packs together are compiled into one index, `data/labels.json`, when the package is
built; in a source tree a missing or older index is made anew in memory. Readers add packs of
their own with `load_pack` and `LabelIndex.extended`.

Phrases are compared folded: without case, invisible characters and differences of white space.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from docconv.patterns import lazy_pattern
from docconv.problems import UsageError, problem
from docconv.unicode import UNSPACED_SCRIPTS, fold, script_of

_DATA = Path(__file__).parent.parent / "data"

#: The tables of a pack and the keys each may have.
PACK_TABLES: dict[str, tuple[str, ...]] = {
    "write": ("caption", "video", "audio", "credit", "topics", "related"),
    "labels": (
        "caption", "video_caption", "audio_caption", "credit", "inline_related", "byline", "byline_after",
        "timestamp", "timestamp_after", "credit_after",
    ),
    "headings": ("related", "topics"),
    "furniture": ("lines", "starts"),
    "words": ("and", "months", "ago", "roles"),
}  # fmt: skip

#: How many characters of a line a phrase is looked for in.
HEAD = 120

_APOSTROPHES = lazy_pattern("[\u2018\u2019\u02bc\u2032`]")


class LabelPack(NamedTuple):
    """The phrases of one language: table of the pack -> key -> phrases (a string in `write`)."""

    language: str
    name: str
    tables: Mapping[str, Mapping[str, Any]]


class Phrase(NamedTuple):
    """A folded phrase, what it labels, and the language of its pack."""

    text: str
    kind: str
    language: str


class AtStart(NamedTuple):
    """A phrase found at the start of a line: where the text after it and its separators begins."""

    phrase: Phrase
    value_at: int
    marked: bool  # a colon, comma or dash followed, or the line ended
    glued: bool  # the text followed without any separator


def fold_label(text: str) -> str:
    """`text` folded for label comparison: as `fold`, one kind of apostrophe, single spaces."""
    return " ".join(_APOSTROPHES.sub("'", fold(text)).split())


# --- reading packs ------------------------------------------------------------------------------


def load_pack(path: str | Path) -> LabelPack:
    """Read a label pack from a TOML file.

    Raises `UsageError` when the file cannot be read, is not TOML, or has a table or key that packs
    do not have; the message names it.
    """
    import tomllib  # own packs come compiled: only readers' packs and builds need it

    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(problem("U001", f"the label pack cannot be read: {error}", file=str(path))) from error
    return pack_from(data, str(path))


def pack_from(data: Mapping[str, Any], file: str) -> LabelPack:
    """A label pack from parsed TOML; raises `UsageError` for anything packs do not have."""
    fault = _fault_in_pack(data)
    if fault:
        raise UsageError(problem("U001", f"the label pack is not in order: {fault}", file=file))
    tables = {name: data[name] for name in PACK_TABLES if name in data}
    return LabelPack(data["language"], data.get("name", data["language"]), tables)


def _fault_in_pack(data: Mapping[str, Any]) -> str | None:
    if not isinstance(data.get("language"), str):
        return "`language` is missing"
    for name, table in data.items():
        if name in ("language", "name"):
            continue
        if name not in PACK_TABLES or not isinstance(table, dict):
            return f"there is no table [{name}]; there are {', '.join(PACK_TABLES)}"
        for key, value in table.items():
            if key not in PACK_TABLES[name]:
                return f"[{name}] has no key {key!r}; it has {', '.join(PACK_TABLES[name])}"
            phrases = [value] if name == "write" else value
            if not isinstance(phrases, list) or not all(isinstance(phrase, str) and phrase.strip() for phrase in phrases):
                return f"[{name}] {key} must be {'a string' if name == 'write' else 'a list of strings'}"
    return None


# --- the index ----------------------------------------------------------------------------------

_START_KINDS = {
    ("labels", "caption"): "caption",
    ("labels", "video_caption"): "video-caption",
    ("labels", "audio_caption"): "audio-caption",
    ("labels", "credit"): "credit",
    ("labels", "inline_related"): "inline-related",
    ("labels", "byline"): "byline",
    ("labels", "timestamp"): "timestamp",
    ("furniture", "starts"): "furniture",
}
_WHOLE_KINDS = {
    ("headings", "related"): "related",
    ("headings", "topics"): "topics",
    ("furniture", "lines"): "furniture",
}
_END_KINDS = {
    ("labels", "byline_after"): "byline",
    ("labels", "timestamp_after"): "timestamp",
    ("labels", "credit_after"): "credit",
}
#: Labels of figures: where one starts a line, others may stand later in it.
FIGURE_KINDS = frozenset({"caption", "video-caption", "audio-caption", "credit"})

#: Length of the keys by which phrases are looked up at the start and the end of a line.
_KEY = 3


def compile_packs(packs: Iterable[LabelPack], agencies: Mapping[str, Any]) -> dict[str, Any]:
    """The index over all packs as plain JSON: phrases by their first or last characters."""
    starts: dict[str, list[Phrase]] = {}
    ends: dict[str, list[Phrase]] = {}
    wholes: dict[str, list[tuple[str, str]]] = {}
    words: dict[str, Any] = {}
    write: dict[str, Any] = {}
    inner: dict[str, list[str]] = {}
    for pack in packs:
        for (table, key), kind in _START_KINDS.items():
            for text in _folded(pack, table, key):
                starts.setdefault(text[:_KEY], []).append(Phrase(text, kind, pack.language))
        for text in _folded(pack, "headings", "related"):
            if is_strong(text):  # "More on this story: a title" on one line
                starts.setdefault(text[:_KEY], []).append(Phrase(text, "related", pack.language))
        for (table, key), kind in _END_KINDS.items():
            for text in _folded(pack, table, key):
                ends.setdefault(text[-_KEY:], []).append(Phrase(text, kind, pack.language))
        for (table, key), kind in _WHOLE_KINDS.items():
            for text in _folded(pack, table, key):
                wholes.setdefault(text, []).append((kind, pack.language))
        inner[pack.language] = [
            phrase.text
            for bucket in starts.values()
            for phrase in bucket
            if phrase.language == pack.language and phrase.kind in FIGURE_KINDS and is_strong(phrase.text)
        ]
        words[pack.language] = {
            key: [fold_label(word) for item in pack.tables.get("words", {}).get(key, ()) for word in item.split("|")]
            for key in PACK_TABLES["words"]
        }
        write[pack.language] = dict(pack.tables.get("write", {}))
    for bucket in (*starts.values(), *ends.values()):
        bucket.sort(key=lambda phrase: (-len(phrase.text), phrase.language, phrase.kind))
    names = sorted({fold_label(name) for name in agencies.get("agencies", ())})
    photo_words = sorted({fold_label(word) for word in agencies.get("photo_words", ())})
    return {
        "starts": starts, "ends": ends, "wholes": wholes, "words": words, "write": write,
        "agencies": names, "photo_words": photo_words, "inner": inner,
    }  # fmt: skip


def _folded(pack: LabelPack, table: str, key: str) -> list[str]:
    phrases = (bare(fold_label(phrase)) for phrase in pack.tables.get(table, {}).get(key, ()))
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


def lowered(text: str) -> str:
    """`text` in lower case, character for character, with plain spaces: positions stay what they are."""
    return text.replace("\u0130", "i").lower().replace("\u00a0", " ")


def bare(text: str) -> str:
    """`text` without the punctuation and spaces at its ends."""
    start, end = 0, len(text)
    while start < end and not _is_wordy(text[start]):
        start += 1
    while end > start and not _is_wordy(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_wordy(char: str) -> bool:
    return char.isalnum() or script_of(char) is not None or "\u0300" <= char <= "\u036f"


class LabelIndex(NamedTuple):
    """All phrases, ready for look-up. Made by `label_index`; `extended` adds packs to a copy."""

    starts: Mapping[str, Sequence[Sequence[str]]]
    ends: Mapping[str, Sequence[Sequence[str]]]
    wholes: Mapping[str, Sequence[Sequence[str]]]
    words: Mapping[str, Mapping[str, Sequence[str]]]
    write: Mapping[str, Mapping[str, str]]
    agencies: frozenset[str]
    photo_words: tuple[str, ...]
    inner: Mapping[str, Sequence[str]]  # by language: figure labels of several words

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LabelIndex:
        """The index that `compile_packs` wrote."""
        return cls(
            data["starts"], data["ends"], data["wholes"], data["words"], data["write"],
            frozenset(data["agencies"]), tuple(data["photo_words"]), data["inner"],
        )  # fmt: skip

    def extended(self, packs: Sequence[LabelPack]) -> LabelIndex:
        """A copy in which the phrases of `packs` come before those that are there."""
        if not packs:
            return self
        added = compile_packs(packs, {})
        merged: dict[str, Any] = {"agencies": self.agencies, "photo_words": self.photo_words}
        for name in ("starts", "ends", "wholes"):
            old: Mapping[str, Sequence[Any]] = getattr(self, name)
            merged[name] = {**old, **{key: [*new, *old.get(key, ())] for key, new in added[name].items()}}
            if name != "wholes":
                for key in added[name]:
                    merged[name][key].sort(key=lambda phrase: -len(phrase[0]))
        for name in ("words", "write"):
            tables = getattr(self, name)
            merged[name] = {**tables, **{tag: {**tables.get(tag, {}), **new} for tag, new in added[name].items()}}
        merged["inner"] = {**self.inner, **{tag: [*new, *self.inner.get(tag, ())] for tag, new in added["inner"].items()}}
        return LabelIndex.from_json(merged)

    def pack_language(self, tag: str | None) -> str | None:
        """The language of the pack that serves `tag`: itself, with its script, or its primary language."""
        if tag is None:
            return None
        for candidate in (tag, "-".join(tag.split("-")[:2]), tag.split("-")[0], *_FALLBACKS.get(tag.split("-")[0], ())):
            if candidate in self.words:
                return candidate
        return None

    def at_start(self, raw: str, languages: Sequence[str]) -> AtStart | None:
        """The longest phrase that `raw` starts with, by the rules of `_accepts`; None when there is none.

        `languages` are those of the page, which weak phrases (single words) must belong to.
        """
        key = _APOSTROPHES.sub("'", fold(raw[: _KEY + 3]))[:_KEY]
        buckets = [bucket for n in range(len(key), 0, -1) if (bucket := self.starts.get(key[:n]))]
        if not buckets:
            return None
        head = fold_label(raw[:HEAD])
        for bucket in buckets:
            for text, kind, language in bucket:
                if head.startswith(text):
                    found = _accepts(raw, Phrase(text, kind, language), languages)
                    if found is not None:
                        return found
        return None

    def at_end(self, raw: str, languages: Sequence[str]) -> tuple[Phrase, int] | None:
        """The longest phrase that `raw`, a short line, ends with, and where in `raw` it begins."""
        tail = bare(fold_label(raw))
        for n in range(min(_KEY, len(tail)), 0, -1):
            for text, kind, language in self.ends.get(tail[-n:], ()):
                if tail.endswith(text) and language in languages:
                    begin = _raw_start(raw, text)
                    if begin is not None:
                        return Phrase(text, kind, language), begin
        return None

    def whole(self, folded: str, languages: Sequence[str]) -> str | None:
        """What a whole line, folded, is by its words: "related", "topics", "furniture" or None."""
        text = bare(folded)
        entries = self.wholes.get(text)
        if not entries:
            return None
        for language in languages:
            for kind, of in entries:
                if of == language:
                    return kind
        if " " in text or is_unspaced(text):  # several words of another language are no accident
            return entries[0][0]
        return None

    def inner_phrases(self, languages: Sequence[str]) -> list[str]:
        """The figure labels of several words in the packs of `languages`, folded."""
        return [phrase for language in dict.fromkeys(languages) for phrase in self.inner.get(language, ())]

    def inner_labels(self, raw: str, start: int, languages: Sequence[str]) -> list[int]:
        """Where a figure label of several words begins in `raw`, from `start` on, in order."""
        text = lowered(raw)
        found: set[int] = set()
        for phrase in self.inner_phrases(languages):
            at = text.find(phrase, start)
            while at >= 0:
                found.add(at)
                at = text.find(phrase, at + len(phrase))
        return sorted(found)

    def has_inner_label(self, text: str, languages: Sequence[str]) -> bool:
        """Whether a figure label of several words stands anywhere but at the start of a line.

        A fast look at the whole text, so that the slow one at each line is rarely needed.
        """
        text = lowered(text)
        for phrase in self.inner_phrases(languages):
            at = text.find(phrase)
            while at >= 0:
                before = text[max(0, at - 200) : at].splitlines(keepends=True)[-1:]
                if before and before[0].strip() and not before[0][-1].isalnum() and before[0] == before[0].rstrip("\r\n"):
                    return True
                at = text.find(phrase, at + len(phrase))
        return False


#: Where a language has no pack of its own: the packs its readers' pages use.
_FALLBACKS = {
    "zh": ("zh-Hans",),
    "sr": ("sr-Cyrl",),
    "uz": ("uz-Latn",),
    "prs": ("fa",),
    "nb": ("no",),
    "nn": ("nb", "no"),
    "no": ("nb",),
}


def is_strong(text: str) -> bool:
    """Whether a folded phrase can hardly be anything else: several words, or long in an unspaced script.

    >>> is_strong("image caption"), is_strong("photo"), is_strong("图像来源")
    (True, False, True)
    """
    return " " in text or (len(text) >= 4 and is_unspaced(text))


def is_unspaced(text: str) -> bool:
    """Whether `text` is of a script that puts no space between words."""
    return not text.isascii() and script_of(text[0]) in UNSPACED_SCRIPTS


_SEPARATOR = lazy_pattern(
    "[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]*([,:;\u060c\u061b\uff1a\uff0c\ufe55\u3001|\uff5c/\uff0f\u00b7\u2022\u2013\u2014=-]*)[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]*"
)


def _accepts(raw: str, phrase: Phrase, languages: Sequence[str]) -> AtStart | None:
    """`phrase` at the start of `raw`, if what follows it lets it be a label.

    A weak phrase (one word) must be of the page's languages and be followed by a separator mark or
    the line's end (a byline: by a space); a strong one may stand before a space, or glued to its text.
    """
    end = _raw_end(raw, phrase.text)
    if end is None:
        return None
    separator = _SEPARATOR.match(raw, end)
    assert separator is not None  # every part of it may be empty
    value_at = separator.end()
    if separator.group(1).startswith("/"):
        return None  # "AP Photo/Jo Kerr" is a credit as it is
    at_end = value_at == len(raw)
    marked = bool(separator.group(1)) or at_end
    glued = value_at == end and not at_end
    strong = is_strong(phrase.text)
    if glued and not _may_be_glued(raw, end, phrase, strong):
        return None
    if not strong and phrase.language not in languages:
        return None
    if not strong and not marked and not glued and phrase.kind in (*FIGURE_KINDS, "inline-related"):
        return None
    return AtStart(phrase, value_at, marked, glued)


def _may_be_glued(raw: str, end: int, phrase: Phrase, strong: bool) -> bool:
    after = raw[end]
    if not _is_wordy(after):
        return True  # a bracket or quotation mark
    if phrase.kind == "timestamp":
        return after.isdigit() or is_unspaced(phrase.text)
    if phrase.kind == "byline":
        return after.isupper() or is_unspaced(phrase.text)
    if phrase.kind in FIGURE_KINDS and strong:
        before = raw[end - 1]
        return is_unspaced(phrase.text) or after.isupper() or script_of(after) != script_of(before)
    return phrase.kind in ("furniture", "inline-related") and is_unspaced(phrase.text)


def _raw_end(raw: str, text: str) -> int | None:
    """Where in `raw` the folded phrase `text` at its start ends; None when it ends inside a character."""
    for end in range(max(1, len(text) - 4), min(len(raw), 2 * len(text) + 24) + 1):
        if fold_label(raw[:end]) == text:
            return end
    return None


def _raw_start(raw: str, text: str) -> int | None:
    """Where in `raw` the folded phrase `text` at its end begins."""
    for length in range(max(1, len(text) - 4), min(len(raw), 2 * len(text) + 24) + 1):
        if bare(fold_label(raw[-length:])) == text and _is_wordy(raw[-length]):
            return len(raw) - length
    return None


# --- the compiled index ---------------------------------------------------------------------------


def read_packs(folder: Path) -> list[LabelPack]:
    """Every pack of a folder, by file name."""
    return [load_pack(path) for path in sorted(folder.glob("*.toml"))]


def compile_folder(data: Path) -> dict[str, Any]:
    """The index over the packs in `data/labels` and the names in `data/agencies.toml`."""
    import tomllib  # as in `load_pack`

    agencies = tomllib.loads((data / "agencies.toml").read_text(encoding="utf-8"))
    return compile_packs(read_packs(data / "labels"), agencies)


@functools.cache
def label_index() -> LabelIndex:
    """The index over docconv's own packs, read once per process."""
    compiled, sources = _DATA / "labels.json", _DATA / "labels"
    if sources.is_dir():  # a source tree: the index may be missing, or older than a pack
        changed = max(path.stat().st_mtime_ns for path in (*sources.glob("*.toml"), _DATA / "agencies.toml"))
        if not compiled.exists() or compiled.stat().st_mtime_ns < changed:
            return LabelIndex.from_json(compile_folder(_DATA))
    from pydantic_core import from_json  # several times as fast as the standard library's

    return LabelIndex.from_json(from_json(compiled.read_bytes()))
