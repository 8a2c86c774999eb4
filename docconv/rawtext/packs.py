"""Label packs: what the labels of a language's pages are, read from TOML and compiled for look-up.

A pack is one TOML file (`data/labels/fr.toml`). All packs together are compiled into one file,
`data/labels.jsonl`, when the package is built: what every page needs is ready at once, what only the
pages of one language need is unpacked when such a page comes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from docconv.inputs import read_bytes
from docconv.patterns import lazy_pattern
from docconv.problems import UsageError, problem
from docconv.spelling import hint
from docconv.unicode import UNSPACED_SCRIPTS, fold, script_of

#: The tables of a pack and the keys each may have.
PACK_TABLES: dict[str, tuple[str, ...]] = {
    "write": ("caption", "video", "audio", "credit", "topics"),
    "labels": (
        "caption", "video_caption", "audio_caption", "credit", "unmarked", "source", "inline_related", "byline",
        "byline_after", "timestamp", "timestamp_after", "credit_after",
    ),
    "headings": ("related", "topics"),
    "furniture": ("lines", "starts"),
    "words": ("and", "dates", "months", "months_persian", "months_other", "ago", "roles", "modified"),
}  # fmt: skip

#: Months by calendar: twelve entries each, or any number of names whose calendar docconv does not convert.
CALENDARS = ("months", "months_persian")
_MONTHS = (*CALENDARS, "months_other")

#: Labels of figures: where one starts a line, others may stand later in it.
FIGURE_KINDS = frozenset({"caption", "video-caption", "audio-caption", "credit"})

_START_KINDS = {
    ("labels", "caption"): "caption",
    ("labels", "video_caption"): "video-caption",
    ("labels", "audio_caption"): "audio-caption",
    ("labels", "credit"): "credit",
    ("labels", "inline_related"): "inline-related",
    ("headings", "related"): "related",  # "More on this story: a title", on one line
    ("labels", "byline"): "byline",
    ("labels", "timestamp"): "timestamp",
    ("labels", "source"): "source",
    ("furniture", "starts"): "furniture",
}
_WHOLE_KINDS = {("headings", "topics"): "topics", ("headings", "related"): "related", ("furniture", "lines"): "furniture"}
_END_KINDS = {
    ("labels", "byline_after"): "byline",
    ("labels", "timestamp_after"): "timestamp",
    ("labels", "credit_after"): "credit",
}
#: What counts on a page of any language, if it is of several words.
_EVERYWHERE = FIGURE_KINDS | {"inline-related", "related", "topics"}

#: Length of the keys by which phrases are looked up at the start and the end of a line.
KEY = 5


class LabelPack(NamedTuple):
    """The phrases of one language: (table, key, phrases) in the order of the file.

    `also` are the languages whose labels stand on its pages, too, or that it is taken for.

    >>> LabelPack("en", "ours", (), (("labels", "caption", ("Pictured",)),)).phrases("labels", "caption")
    ('Pictured',)
    """

    language: str
    name: str
    also: tuple[str, ...]
    entries: tuple[tuple[str, str, tuple[str, ...]], ...]

    def phrases(self, table: str, key: str) -> tuple[str, ...]:
        """The phrases of one key; none where the pack has no such key."""
        return next((phrases for name, entry, phrases in self.entries if (name, entry) == (table, key)), ())


#: What must follow a label: a colon (or the line's end); for the words of a published style also a comma; nothing.
COLON, COMMA, NOTHING = ":", ",", ""
#: An abbreviation, written with its full stop in the pack, needs no more than that: "Fot. Jan Wierzba".
STOP = "."


class Phrase(NamedTuple):
    """A folded phrase, what it labels, the language of its pack, and the mark that it needs after it."""

    text: str
    kind: str
    language: str
    needs: str


# --- reading ---------------------------------------------------------------------------------------


def load_pack(path: str | Path) -> LabelPack:
    """Read a label pack from a TOML file.

    Raises `InputError` when the file cannot be opened, `UsageError` when it is not TOML or has a table
    or key that packs do not have; the message names it.

    >>> import docconv, pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "ours.toml")
    ...     _ = path.write_text('language = "en"\\n[labels]\\ncaption = ["Pictured"]\\n')
    ...     ours = load_pack(path)
    >>> article = docconv.parse_text("Ferry adds dawn sailing\\n\\nPictured: The ferry.", packs=[ours])
    >>> article.body[0].blocks[0].caption.text
    'The ferry.'
    """
    import tomllib  # docconv's own packs come compiled: only readers' packs and builds need it

    source = read_bytes(path)
    try:
        data = tomllib.loads(source.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(problem("U001", f"the label pack cannot be read: {error}", file=str(path))) from error
    return pack_from(data, str(path))


def pack_from(data: Mapping[str, Any], file: str) -> LabelPack:
    """A label pack from parsed TOML; raises `UsageError` for anything packs do not have."""
    fault = _fault_in_pack(data)
    if fault:
        raise UsageError(problem("U001", f"the label pack is not in order: {fault}", file=file))
    entries = (
        (name, key, (value,) if isinstance(value, str) else tuple(value))
        for name in PACK_TABLES
        for key, value in data.get(name, {}).items()
    )
    return LabelPack(data["language"], data.get("name", data["language"]), tuple(data.get("also", ())), tuple(entries))


def _fault_in_pack(data: Mapping[str, Any]) -> str | None:
    if not isinstance(data.get("language"), str):
        return "`language` is missing"
    for name, table in data.items():
        if name in ("language", "name", "also"):
            continue
        if name not in PACK_TABLES or not isinstance(table, dict):
            return f"there is no table [{name}]{hint(name, PACK_TABLES)}; there are {', '.join(PACK_TABLES)}"
        for key, value in table.items():
            if key not in PACK_TABLES[name]:
                return f"[{name}] has no key {key!r}{hint(key, PACK_TABLES[name])}; it has {', '.join(PACK_TABLES[name])}"
            phrases = [value] if name == "write" else value
            if not isinstance(phrases, list) or not all(isinstance(phrase, str) and phrase.strip() for phrase in phrases):
                return f"[{name}] {key} must be {'a string' if name == 'write' else 'a list of strings'}"
    return None


# --- folding ----------------------------------------------------------------------------------------

_APOSTROPHES = lazy_pattern("[\u2018\u2019\u02bc\u2032]")


def fold_label(text: str) -> str:
    """`text` folded for label comparison: as `fold`, one kind of apostrophe, single spaces."""
    folded = text.lower() if text.isascii() else _APOSTROPHES.sub("'", fold(text))
    if "  " not in folded and text.isprintable():  # its only white space is the space
        return folded.strip()
    return " ".join(folded.split())


def head_keys(raws: Sequence[str]) -> list[str]:
    """The first `KEY` characters of each text, folded, as `fold_label` would; all at once, which is quicker.

    No text has white space at its ends.

    >>> head_keys(["Image caption", "\u200fImage", "B"])
    ['image', 'image', 'b']
    """
    heads = _BETWEEN_HEADS.join([raw[: KEY + 3] for raw in raws])
    folded = fold(heads)
    if not folded.isascii():
        folded = _APOSTROPHES.sub("'", folded)
    keys = folded.split(_BETWEEN_HEADS)
    if len(keys) != len(raws):  # it stands in one of them
        return [fold_label(raw[: KEY + 3])[:KEY] for raw in raws]
    if "  " in folded or not heads.isprintable():
        keys = [" ".join(key.split()) for key in keys]
    return [key[:KEY] for key in keys]


#: A character that folding does not change, and with which hardly any line begins.
_BETWEEN_HEADS = "`"


def bare(text: str) -> str:
    """`text` without the punctuation and spaces at its ends."""
    if text and text[0].isalnum() and text[-1].isalnum():
        return text
    start, end = 0, len(text)
    while start < end and not is_wordy(text[start]):
        start += 1
    while end > start and not is_wordy(text[end - 1]):
        end -= 1
    return text[start:end]


def is_wordy(char: str) -> bool:
    """Whether a character is part of a word: a letter, a digit, a mark on one."""
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def is_strong(text: str) -> bool:
    """Whether a folded phrase can hardly be anything else: several words, or long in an unspaced script.

    >>> is_strong("image caption"), is_strong("photo"), is_strong("图像来源")
    (True, False, True)
    """
    return " " in text or (len(text) >= 4 and is_unspaced(text))


def is_unspaced(text: str) -> bool:
    """Whether `text` is of a script that puts no space between words."""
    return not text.isascii() and script_of(text[0]) in UNSPACED_SCRIPTS


# --- compiling ----------------------------------------------------------------------------------------


def compile_pack(pack: LabelPack) -> dict[str, Any]:
    """One pack for look-up: phrases packed into lines, by their first (or last) characters."""
    unmarked = set(_folded(pack, "labels", "unmarked"))
    written = {bare(fold_label(text)) for key in ("caption", "video", "audio", "credit") for text in pack.phrases("write", key)}

    shortened = {
        bare(fold_label(text)) for key in PACK_TABLES["labels"] for text in pack.phrases("labels", key) if text.endswith(".")
    }

    def needs(text: str) -> str:
        if text in shortened:
            return STOP
        if text in unmarked or (text in written and is_strong(text)):
            return NOTHING
        return COMMA if text in written or is_strong(text) else COLON

    starts = [
        Phrase(text, kind, pack.language, needs(text))
        for (table, key), kind in _START_KINDS.items()
        for text in _folded(pack, table, key)
        if kind != "related" or is_strong(text)
    ]
    wholes = [
        Phrase(text, kind, pack.language, NOTHING)
        for (table, key), kind in _WHOLE_KINDS.items()
        for text in _folded(pack, table, key)
    ]
    ends = [
        Phrase(text, kind, pack.language, NOTHING)
        for (table, key), kind in _END_KINDS.items()
        for text in _folded(pack, table, key)
    ]
    return {
        "also": pack.also,
        "starts": packed(starts),
        "wholes": packed(wholes),
        "ends": packed(ends, at_end=True),
        "inner": _inner(starts),
        "words": {
            "months": [word for key in _MONTHS for word in _words(pack, key)],
            **{key: _words(pack, key) for key in PACK_TABLES["words"] if key not in _MONTHS},
            "said": sorted({phrase.text[:2] for phrase in starts if phrase.kind == "timestamp"}),  # what its labels begin with
        },
        "calendars": {key: [fold_label(names) for names in pack.phrases("words", key)] for key in CALENDARS},
        "write": {key: pack.phrases("write", key)[0] for key in PACK_TABLES["write"] if pack.phrases("write", key)},
    }


def _words(pack: LabelPack, key: str) -> list[str]:
    return [fold_label(word) for item in pack.phrases("words", key) for word in item.split("|")]


def compile_packs(packs: Iterable[LabelPack], agencies: Mapping[str, Iterable[str]]) -> bytes:
    """All packs as JSON Lines: first what counts on every page, and where each language's own line stands.

    The places are [start, end) in bytes from the end of the first line; a reader parses the lines it needs.
    """
    lines: list[bytes] = []
    places: dict[str, tuple[int, int]] = {}
    starts: list[Phrase] = []
    wholes: list[Phrase] = []
    for pack in packs:
        compiled = compile_pack(pack)
        start = sum(map(len, lines))
        lines.append(_line(compiled))
        places[pack.language] = (start, start + len(lines[-1]))
        starts += _counting_everywhere(compiled["starts"])
        wholes += _counting_everywhere(compiled["wholes"])
    common = {
        "languages": places,
        "starts": packed(starts),
        "wholes": packed(wholes),
        "agencies": sorted({fold_label(name) for name in agencies.get("agencies", ())}),
        "photo_words": sorted({fold_label(word) for word in agencies.get("photo_words", ())}),
    }
    return b"".join([_line(common), *lines])


def _line(data: Mapping[str, Any]) -> bytes:
    import json  # builds alone need it

    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _counting_everywhere(table: Mapping[str, str]) -> list[Phrase]:
    phrases = (phrase for bucket in table.values() for phrase in unpacked(bucket))
    return [phrase for phrase in phrases if phrase.kind in _EVERYWHERE and is_strong(phrase.text)]


#: What does not count at the ends of a phrase that begins a line: separators, but not the sign of a copyright.
_SEPARATORS = " ,:;|\u055d\u1361\u1366\u17d6\u060c\u061b\uff1a\uff0c\u3001\u2013\u2014-"


def _folded(pack: LabelPack, table: str, key: str) -> list[str]:
    strip = bare if (table, key) != ("furniture", "starts") else lambda text: text.strip(_SEPARATORS)
    phrases = (strip(fold_label(phrase)) for phrase in pack.phrases(table, key))
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


def _inner(phrases: Iterable[Phrase]) -> list[str]:
    """The labels of figures that may stand in the midst of a line: few, since every line is searched for them."""
    return sorted({phrase.text for phrase in phrases if phrase.kind in FIGURE_KINDS and phrase.needs == NOTHING})


def packed(phrases: Iterable[Phrase], *, at_end: bool = False) -> dict[str, str]:
    """Phrases as lines of one string for each key: a few thousand strings load at once, ten thousands do not."""
    buckets: dict[str, list[str]] = {}
    for phrase in dict.fromkeys(phrases):
        key = phrase.text[-KEY:] if at_end else phrase.text[:KEY]
        buckets.setdefault(key, []).append("\t".join(phrase))
    return {key: "\n".join(lines) for key, lines in buckets.items()}


def unpacked(bucket: str) -> list[Phrase]:
    """The phrases of a packed string, the longest first, otherwise in their order."""
    phrases = dict.fromkeys(Phrase(*line.split("\t")) for line in bucket.split("\n"))
    return sorted(phrases, key=lambda phrase: -len(phrase.text))


def compile_folder(data: Path) -> bytes:
    """The index over the packs in `data/labels` and the names in `data/agencies.toml`."""
    import tomllib  # as in `load_pack`

    agencies = tomllib.loads((data / "agencies.toml").read_text(encoding="utf-8"))
    return compile_packs([load_pack(path) for path in sorted((data / "labels").glob("*.toml"))], agencies)
