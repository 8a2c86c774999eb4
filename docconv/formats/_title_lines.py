"""A title in lines, for a cover: where it may be broken (UAX 14), and how large it can stand, in any script.

No font is at hand when a book is written, and none is named in it, so the width of a character is
taken from its kind, rather too wide than too narrow.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from docconv.formats._titles import between_graphemes, shortened
from docconv.unicode import UNSPACED_SCRIPTS, script_of

#: What must not begin a line: closing and small characters of East Asia (JIS X 4051, GB/T 15834), vowels that follow (Thai, Lao).
_NEVER_FIRST = frozenset(
    "、。，．・：；？！」』）〕】》〉〗〙｝］ー々ゝゞぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ…‥—～’”"
    ",.:;?!)]}%°ะาำๆฯๅະາຳໆຯ།༎"
)
#: What must not end a line: opening brackets and quotation marks, vowels written before their consonant.
_NEVER_LAST = frozenset("「『（〔【《〈〖〘｛［‘“([{$£¥€เแโใไເແໂໃໄ")
_BREAK_BEHIND = frozenset("-–—/\u00ad\u200b፡።،")

#: The width of a letter by script, in ems, where it is not that of most.
_WIDTHS = {
    "Arab": 0.54, "Hebr": 0.6, "Syrc": 0.6, "Thaa": 0.66, "Ethi": 0.82, "Khmr": 0.85, "Mymr": 0.9, "Thai": 0.62, "Laoo": 0.64,
    "Tibt": 0.66, "Geor": 0.66, "Armn": 0.66, "Cyrl": 0.62, "Grek": 0.6, "Taml": 0.92, "Mlym": 0.95, "Sinh": 0.85, "Telu": 0.8,
    "Knda": 0.82, "Orya": 0.74, "Beng": 0.7, "Deva": 0.66, "Gujr": 0.68, "Guru": 0.68,
}  # fmt: skip
_LINE_SPACE = {
    "Arab": 1.5, "Hebr": 1.3, "Ethi": 1.35, "Khmr": 1.7, "Mymr": 1.75, "Thai": 1.5, "Laoo": 1.5, "Tibt": 1.55, "Hani": 1.32,
    "Hira": 1.32, "Kana": 1.32, "Hang": 1.32, "Deva": 1.42, "Beng": 1.42, "Gujr": 1.42, "Guru": 1.42, "Orya": 1.5, "Taml": 1.42,
    "Telu": 1.55, "Knda": 1.5, "Mlym": 1.5, "Sinh": 1.5,
}  # fmt: skip


class Setting(NamedTuple):
    """A title as it is set: its lines, the size of its characters and the distance of its lines, in the units of the room."""

    lines: tuple[str, ...]
    size: float
    leading: float


def width_of(text: str) -> float:
    """About how wide a bold text is, in ems.

    >>> round(width_of("Monday"), 1), round(width_of("渡轮"), 1)
    (3.7, 2.0)
    """
    return sum(map(_width, text))


@lru_cache(maxsize=4096)
def _width(char: str) -> float:
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if category == "Zs":
        return 0.3
    if category == "Mc":
        return 0.42
    if category.startswith("P"):
        return 0.5 if char not in ".,:;!'’‘|،।" else 0.36
    script = script_of(char)
    if script in _WIDTHS:
        return _WIDTHS[script]
    return 0.95 if char in "MWmw@%—" else 0.75 if category == "Lu" else 0.55


def leading_of(text: str, language: str | None = None) -> float:
    """The distance from line to line that the scripts of a text need, in ems."""
    if language is not None and language.partition("-")[0] == "ur":
        return 2.0
    return max((_LINE_SPACE.get(script_of(char) or "", 1.18) for char in text), default=1.18)


# --- breaking -----------------------------------------------------------------------------------


def pieces_of(text: str) -> list[str]:
    """A text cut wherever a line may end; spaces stay at the ends of the pieces.

    >>> pieces_of("Port Elwin-Süd"), pieces_of("海岛「渡轮」。")
    (['Port ', 'Elwin-', 'Süd'], ['海', '岛', '「渡', '轮」。'])
    """
    cuts = [0, *(at for at in range(1, len(text)) if _may_break(text, at)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after.isspace() or before in "\u00a0\u202f\u2060":
        return False
    if before.isspace():
        return True
    if before in _BREAK_BEHIND:
        return after not in _NEVER_FIRST and not after.isdigit()
    if before in _NEVER_LAST or after in _NEVER_FIRST:
        return False
    if script_of(before) not in UNSPACED_SCRIPTS and script_of(after) not in UNSPACED_SCRIPTS:
        return before in _NEVER_FIRST and script_of(after) in UNSPACED_SCRIPTS
    return between_graphemes(text, at) and not _closes_syllable(text, at)


def _closes_syllable(text: str, at: int) -> bool:
    """Whether the character at `at` is a consonant that a Burmese asat or a virama ties to what stands before."""
    following = text[at + 1 : at + 2]
    return following == "\u103a" or (following != "" and unicodedata.combining(following) == 9)


def broken(text: str, room: float) -> list[str]:
    """A text in lines of at most `room` ems, each as full as it can be; a word that is wider is cut between graphemes."""
    lines: list[str] = []
    line = ""
    for piece in pieces_of(text):
        if line and width_of((line + piece).rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while width_of(line.rstrip()) > room and (cut := _last_that_fits(line, room)):
            lines.append(line[:cut].rstrip())
            line = line[cut:].lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _last_that_fits(text: str, room: float) -> int:
    """Where a word wider than the room is cut; 0 where it cannot be."""
    cut, width = 0, 0.0
    for at in range(1, len(text)):
        width += _width(text[at - 1])
        if width > room and cut:
            break
        if between_graphemes(text, at):
            cut = at
    return cut


def _even(text: str, room: float, count: int) -> list[str]:
    """The same number of lines, as even as they go: the narrowest room that they fit."""
    low, high = room / 2, room
    for _ in range(7):
        middle = (low + high) / 2
        if len(broken(text, middle)) > count or _has_cut_words(text, middle):
            low = middle
        else:
            high = middle
    return broken(text, high)


def _has_cut_words(text: str, room: float) -> bool:
    return any(width_of(piece.rstrip()) > room for piece in pieces_of(text))


#: The longest title that is set whole, in code points.
LONGEST = 220


def set_title(text: str, *, width: float, height: float, sizes: Sequence[float], language: str | None = None) -> Setting:
    """The title as large as it fits a room, with the largest of `sizes` that cuts no word, if one does.

    >>> set_title("Monday", width=1000, height=800, sizes=(160, 120)).lines
    ('Monday',)
    """
    text = shortened(" ".join(text.split()), LONGEST)
    leading = leading_of(text, language)
    fitting = [size for size in sizes if not _has_cut_words(text, width / size)] or sizes[len(sizes) // 2 :]
    for size in fitting:
        lines = broken(text, width / size)
        if len(lines) * leading * size <= height:
            return Setting(tuple(_even(text, width / size, len(lines))), size, leading * size)
    size = fitting[-1]
    count = max(1, int(height // (leading * size)))
    lines = broken(text, width / size)
    if len(lines) > count:
        lines = [*lines[: count - 1], shortened(lines[count - 1], max(1, len(lines[count - 1]) - 1)).rstrip("…") + "…"]
    return Setting(tuple(lines), size, leading * size)
