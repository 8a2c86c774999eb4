"""Characters: decoding bytes, canonical text, folding for comparison, scripts and direction.

Everything here is a pure function over `str` or `bytes`; the standard library is enough.

Canonical text is the normal form of every string of an article (design, section 3): no control
character, line or paragraph separator, surrogate or noncharacter; no white space at its ends; a
run of ASCII white space is one space. Rich text may hold "\\n", a hard line break, with no white
space beside it.
"""

from __future__ import annotations

import bisect
import codecs
import functools
import re
import unicodedata
from collections import Counter
from typing import Literal, NamedTuple

from docconv.patterns import lazy_pattern

Direction = Literal["ltr", "rtl"]

#: White space beyond ASCII that may stand inside a text but not at its ends (Unicode White_Space).
WIDE_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

_PLANE_ENDS = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 17))

#: Characters no text may hold, as the inside of a regular expression class, without surrogates
#: (which UTF-8 cannot encode, so an engine that works on UTF-8 never meets them).
REFUSED = r"\x00-\x1f\x7f-\x9f" + "\u2028\u2029\ufdd0-\ufdef\ufffe\uffff" + _PLANE_ENDS
#: The lone surrogates, as the inside of a regular expression class.
SURROGATES = "\\ud800-\\udfff"


def text_pattern(*, line_breaks: bool = False, may_be_empty: bool = False, surrogates: bool = True) -> str:
    """The regular expression of canonical text, without look-around so that every engine runs it.

    `surrogates=False` leaves the surrogates out of the class, for engines that refuse to name them.

    >>> bool(re.search(text_pattern(), "two words")), bool(re.search(text_pattern(), "two  words"))
    (True, False)
    """
    refused = REFUSED + (SURROGATES if surrogates else "")
    solid = f"[^ {WIDE_SPACES}{refused}]"
    gap = f"(?: ?[{WIDE_SPACES}])* ?"
    if line_breaks:
        gap = f"(?:{gap}|\\n)"
    body = f"{solid}(?:{gap}{solid})*"
    return f"^(?:{body})?$" if may_be_empty else f"^{body}$"


_UNREPRESENTABLE = lazy_pattern(f"[{SURROGATES}\ufdd0-\ufdef\ufffe\uffff{_PLANE_ENDS}]")
_CONTROLS = lazy_pattern("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_NO_TEXT = lazy_pattern(f"[{SURROGATES}\ufdd0-\ufdef\ufffe\uffff{_PLANE_ENDS}\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_LINE_ENDS = lazy_pattern("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = lazy_pattern("[ \t\x1f]{2,}|[\t\x1f]")
_ODD = lazy_pattern(f"[{REFUSED}{SURROGATES}]")


def canonical(text: str, *, line_breaks: bool = False) -> str:
    """`text` brought into normal form; the empty string when nothing visible is left.

    Control characters go, surrogates and noncharacters become U+FFFD, runs of ASCII white space
    become one space. With `line_breaks`, line ends become "\\n"; without, a space. A text in normal
    form is left as it is; so is U+FEFF inside a text, where it is no byte-order mark.

    >>> canonical("  a\\t b\\x00c \\n d ")
    'a bc d'
    >>> canonical("a \\r\\n\\n b", line_breaks=True)
    'a\\nb'
    """
    if text.isprintable():  # as most lines are: its only white space is the space
        return (_SPACES.sub(" ", text) if "  " in text else text).strip()
    if _ODD.search(text):
        text = _CONTROLS.sub("", _UNREPRESENTABLE.sub("\ufffd", text))
        if line_breaks:
            lines = (canonical(line) for line in _LINE_ENDS.split(text))
            return "\n".join(line for line in lines if line)
        text = _LINE_ENDS.sub(" ", text)
    if "  " in text or "\t" in text or "\x1f" in text:
        text = _SPACES.sub(" ", text)
    return text.strip()


def fault_in(text: str, *, line_breaks: bool = False) -> str | None:
    """What keeps `text` from being canonical, as a clause for a message; None when it is.

    >>> fault_in("two  spaces")
    'has two spaces in a row at character 3'
    """
    if not text:
        return "is empty"
    if text[0].isspace() or text[-1].isspace():
        return "begins with white space" if text[0].isspace() else "ends with white space"
    for match in _ODD.finditer(text):
        char = match.group()
        if char == "\n" and line_breaks:
            continue
        name = {"\n": "a line break", "\t": "a tab"}.get(char)
        return f"has {name or f'the character U+{ord(char):04X}, which is not text,'} at character {match.start()}"
    if line_breaks and (beside := re.search(r"\s\n|\n\s", text)):
        return f"has white space beside the line break at character {beside.start()}"
    if (run := text.find("  ")) >= 0:
        return f"has two spaces in a row at character {run}"
    return None


def has_odd_characters(text: str) -> bool:
    """Whether `text` holds a surrogate, a noncharacter or a control other than white space."""
    suspect = (line for line in text.splitlines() if not line.isprintable())  # quick; what follows is exact
    return any(_NO_TEXT.search(line) for line in suspect)


_FORMAT_CHARACTERS = lazy_pattern(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)


def fold(text: str) -> str:
    """`text` for comparing phrases: invisible characters gone, composed, without case.

    >>> fold("\\u200fIMAGE\\u00a0Caption") == fold("image\\u00a0caption")
    True
    """
    if text.isascii():
        return text.lower()
    if not text.isprintable():  # no format character is printable
        text = _FORMAT_CHARACTERS.sub("", text)
    return unicodedata.normalize("NFC", text.casefold().replace("i\u0307", "i"))


def is_blank(text: str) -> bool:
    """Whether nothing of `text` can be seen: white space, controls and format characters only."""
    if not text or text.isspace():
        return True
    if text[0].isalnum():
        return False
    return not _CONTROLS.sub("", _FORMAT_CHARACTERS.sub("", text)).strip()


# --- decoding ---------------------------------------------------------------------------------

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class DecodedText(NamedTuple):
    """Bytes as text: the text, the encoding that was used, and how many bytes had no meaning in it."""

    text: str
    encoding: str
    replaced: int = 0


def decode(data: bytes) -> DecodedText:
    """`data` as text: by its byte-order mark, else UTF-8, else the likeliest Windows code page.

    Windows-1256 (Arabic), 1251 (Cyrillic) and 1252 (Western) are told apart by what the bytes above
    0x7F would be in each. Never raises: what has no meaning becomes U+FFFD and is counted.

    >>> decode("été".encode("cp1252")).encoding
    'windows-1252'
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding)
    wide = _decode_without_mark(data)
    if wide is not None:
        return wide
    try:
        return DecodedText(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    with_surrogates = _decode_surrogates(data)
    if with_surrogates is not None:
        return with_surrogates
    lenient = _decode_as(data, "utf-8")
    good = sum(1 for char in lenient.text[:100_000] if char > "\x7f" and char != "\ufffd")
    if good > 4 * lenient.replaced:  # a UTF-8 text with a few broken bytes
        return lenient
    return _decode_as(data, _likeliest_code_page(data))


def _decode_surrogates(data: bytes) -> DecodedText | None:
    """UTF-8 whose only fault is that surrogates are encoded one by one (CESU-8): pairs join, lone ones go."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return DecodedText(joined, "utf-8", joined.count("\ufffd") - text.count("\ufffd"))


def _decode_as(data: bytes, encoding: str) -> DecodedText:
    text = data.decode(encoding, "replace")
    name = encoding if encoding.startswith("utf") else encoding.replace("cp", "windows-")
    replaced = text.count("\ufffd") - (data.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0)
    return DecodedText(text, name, max(0, replaced))


def _decode_without_mark(data: bytes) -> DecodedText | None:
    """UTF-16 without its mark: every other byte of ordinary text is zero, and those between are not."""
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) < 8 or max(even, odd) < len(head) // 6 or 4 * min(even, odd) > max(even, odd):
        return None
    return _decode_as(data, "utf-16-be" if even > odd else "utf-16-le")


def _likeliest_code_page(data: bytes) -> str:
    """The Windows code page in which the high bytes of `data` read most like words."""
    sample = bytes(data[:200_000])
    scores = {}
    for page in ("cp1252", "cp1251", "cp1256"):
        words = re.findall(r"[^\W\d_]+", sample.decode(page, "replace"))
        scores[page] = sum(_plausibility(word, page) for word in words)
    return max(scores, key=lambda page: scores[page])


_CODE_PAGE_LETTERS = {
    "cp1251": lazy_pattern("^[А-Яа-яЁёЇїІіЄєҐґЎў]+$"),
    "cp1256": lazy_pattern("^[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06be\u06d2\u0679\u0688\u0691\u06ba]+$"),
}


def _plausibility(word: str, page: str) -> int:
    """How much one word with non-ASCII letters speaks for a code page: its length, or against it."""
    if word.isascii():
        return 0
    if page == "cp1252":  # Western words are mostly ASCII letters; a word of accents alone is another script's
        high = sum(char > "\x7f" for char in word)
        mixed_case = not (word.islower() or word.isupper() or word.istitle())
        return -high if mixed_case or high > max(1, len(word) // 2) else 2 * high
    if not _CODE_PAGE_LETTERS[page].match(word):
        return -len(word)
    if page == "cp1251" and not (word.islower() or word.isupper() or word.istitle()):
        return -len(word)
    return len(word)


# --- scripts and direction --------------------------------------------------------------------

_SCRIPT_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x005A, "Latn"), (0x0061, 0x007A, "Latn"), (0x00AA, 0x00AA, "Latn"), (0x00BA, 0x00BA, "Latn"),
    (0x00C0, 0x024F, "Latn"), (0x0250, 0x02AF, "Latn"), (0x0370, 0x03FF, "Grek"), (0x0400, 0x052F, "Cyrl"),
    (0x0531, 0x058A, "Armn"), (0x0591, 0x05F4, "Hebr"), (0x0600, 0x06FF, "Arab"), (0x0700, 0x074F, "Syrc"),
    (0x0750, 0x077F, "Arab"), (0x0780, 0x07BF, "Thaa"), (0x07C0, 0x07FF, "Nkoo"), (0x08A0, 0x08FF, "Arab"),
    (0x0900, 0x097F, "Deva"), (0x0980, 0x09FF, "Beng"), (0x0A00, 0x0A7F, "Guru"), (0x0A80, 0x0AFF, "Gujr"),
    (0x0B00, 0x0B7F, "Orya"), (0x0B80, 0x0BFF, "Taml"), (0x0C00, 0x0C7F, "Telu"), (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"), (0x0D80, 0x0DFF, "Sinh"), (0x0E00, 0x0E7F, "Thai"), (0x0E80, 0x0EFF, "Laoo"),
    (0x0F00, 0x0FFF, "Tibt"), (0x1000, 0x109F, "Mymr"), (0x10A0, 0x10FF, "Geor"), (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x139F, "Ethi"), (0x13A0, 0x13FF, "Cher"), (0x1780, 0x17FF, "Khmr"), (0x1800, 0x18AF, "Mong"),
    (0x1C90, 0x1CBF, "Geor"), (0x1E00, 0x1EFF, "Latn"), (0x1F00, 0x1FFF, "Grek"), (0x2C00, 0x2C5F, "Glag"),
    (0x2D00, 0x2D2F, "Geor"), (0x2D30, 0x2D7F, "Tfng"), (0x2D80, 0x2DDF, "Ethi"), (0x2DE0, 0x2DFF, "Cyrl"),
    (0x3041, 0x309F, "Hira"), (0x30A0, 0x30FF, "Kana"), (0x3105, 0x312F, "Bopo"), (0x3131, 0x318E, "Hang"),
    (0x3400, 0x4DBF, "Hani"), (0x4E00, 0x9FFF, "Hani"), (0xA640, 0xA69F, "Cyrl"), (0xAB00, 0xAB2F, "Ethi"),
    (0xAC00, 0xD7A3, "Hang"), (0xF900, 0xFAFF, "Hani"), (0xFB1D, 0xFB4F, "Hebr"), (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFC, "Arab"), (0xFF21, 0xFF3A, "Latn"), (0xFF41, 0xFF5A, "Latn"), (0xFF66, 0xFF9F, "Kana"),
    (0x10900, 0x1091F, "Phnx"), (0x1E900, 0x1E95F, "Adlm"), (0x20000, 0x3FFFF, "Hani"),
)  # fmt: skip

#: Scripts written from right to left (Unicode, Bidi_Class R and AL).
RIGHT_TO_LEFT_SCRIPTS = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Phnx", "Mand", "Samr", "Rohg"})
#: Scripts that put no space between words, so that counting words by spaces means nothing.
UNSPACED_SCRIPTS = frozenset({"Hani", "Hira", "Kana", "Bopo", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"})

_SCRIPT_STARTS = [low for low, _, _ in _SCRIPT_RANGES]


@functools.lru_cache(maxsize=8192)
def script_of(char: str) -> str | None:
    """The ISO 15924 code of a letter's script; None for digits, punctuation and rarer scripts.

    >>> script_of("a"), script_of("م"), script_of("7")
    ('Latn', 'Arab', None)
    """
    code = ord(char)
    at = bisect.bisect_right(_SCRIPT_STARTS, code) - 1
    if at < 0 or code > _SCRIPT_RANGES[at][1]:
        return None
    return _SCRIPT_RANGES[at][2]


def script_counts(text: str) -> dict[str, int]:
    """How many characters of each script `text` holds, the most frequent first."""
    first = next(filter(None, map(script_of, text)), None)
    if first is None:
        return {}
    counts = Counter(map(script_of, "".join(_others(first).findall(text))))  # few as a rule: most texts are of one script
    counts[first] = sum(map(len, _letters(first).findall(text)))
    return {script: n for script, n in sorted(counts.items(), key=lambda item: (-item[1], item[0] or "")) if script}


def only_script(text: str) -> str | None:
    """The script of every letter of `text`; None where they are of several scripts or there are none.

    >>> only_script("BBC, 12:30"), only_script("BBC: هزيمة"), only_script("12:30")
    ('Latn', None, None)
    """
    first = next(filter(None, map(script_of, text)), None)
    return None if first is None or _others(first).search(text) else first


@functools.cache
def _letters(script: str) -> re.Pattern[str]:
    """What finds the runs of a script."""
    return re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high, name in _SCRIPT_RANGES if name == script) + "]+")


@functools.cache
def _others(script: str) -> re.Pattern[str]:
    """What finds the runs of all the other scripts."""
    return re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high, name in _SCRIPT_RANGES if name != script) + "]+")


def base_direction(text: str) -> Direction:
    """ "rtl" where most strong characters run right to left, else "ltr".

    The majority and not the first strong character decides: "BBC News عربي" is right to left.

    >>> base_direction("BBC: هزيمة نهائية"), base_direction("12:30"), base_direction("שלום")
    ('rtl', 'ltr', 'rtl')
    """
    if text.isascii():
        return "ltr"
    counts = script_counts(text)
    right = sum(n for script, n in counts.items() if script in RIGHT_TO_LEFT_SCRIPTS)
    return "rtl" if 2 * right > sum(counts.values()) else "ltr"


# --- words and terminals ----------------------------------------------------------------------


def is_word_edge(text: str, at: int) -> bool:
    """Whether no word of `text` goes on over the place before the character at `at`.

    A hyphen or an apostrophe between letters is inside a word. Scripts that put no space between
    words have an edge at every character that is no combining mark.

    >>> is_word_edge("Annabel", 4), is_word_edge("Anna-Lena", 4), is_word_edge("Anna, Lena", 4), is_word_edge("记者林晓舟", 2)
    (False, False, True, True)
    """
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if _is_inside_word(after) and not after.isalnum():  # a combining mark or joiner
        return False
    if before in _WORD_JOINTS and at > 1:
        before = text[at - 2]
    elif after in _WORD_JOINTS and at + 1 < len(text):
        after = text[at + 1]
    if script_of(before) in UNSPACED_SCRIPTS or script_of(after) in UNSPACED_SCRIPTS:
        return True
    return not (_is_inside_word(before) and _is_inside_word(after))


_WORD_JOINTS = "-'\u2019\u2010\u2011"


def _is_inside_word(char: str) -> bool:
    return char.isalnum() or char in "\u200c\u200d" or unicodedata.category(char).startswith("M")


_TERMINAL_CONTROLS = lazy_pattern("[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def printable(line: str) -> str:
    """`line` without the power to move a terminal's cursor or to pass for two lines.

    >>> printable("a\\x1b[2Jb\\nc")
    'a\\\\x1b[2Jb\\\\x0ac'
    """
    return _TERMINAL_CONTROLS.sub(lambda match: f"\\x{ord(match.group()):02x}", line)
