"""Characters: canonical text, decoding, folding, scripts and direction."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docconv import unicode
from docconv.unicode import canonical, decode, fault_in, text_pattern
from tests.strategies import NONCHARACTERS, texts

#: Any string at all, with many of the characters that matter; surrogates too.
STRINGS = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=("Cs",)),
        st.sampled_from(
            " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2003\u2028\u2029\u3000\u1680\ufeff\u200b\x00\x7f\x80" + NONCHARACTERS
        ),
    ),
    max_size=30,
)


class TestCanonicalText:
    @given(STRINGS, st.booleans())
    def test_is_empty_or_in_normal_form(self, text: str, line_breaks: bool) -> None:
        result = canonical(text, line_breaks=line_breaks)
        assert re.search(text_pattern(line_breaks=line_breaks, may_be_empty=True), result)
        assert not result.endswith("\n")

    @given(STRINGS, st.booleans())
    def test_loses_no_character_that_can_be_seen(self, text: str, line_breaks: bool) -> None:
        replaced = re.sub("[\ud800-\udfff]|" + "|".join(NONCHARACTERS), "\ufffd", text)
        visible = "".join(char for char in replaced if not char.isspace() and unicodedata.category(char) != "Cc")
        assert "".join(canonical(text, line_breaks=line_breaks).split()) == visible

    @given(texts(line_breaks=True))
    def test_leaves_text_in_normal_form_as_it_is(self, text: str) -> None:
        assert canonical(text, line_breaks=True) == text

    @given(STRINGS)
    def test_needs_to_be_made_once(self, text: str) -> None:
        assert canonical(canonical(text)) == canonical(text)

    @pytest.mark.parametrize(
        ("given_text", "line_breaks", "expected"),
        [
            ("  a  ", False, "a"),
            ("a\t\tb", False, "a b"),
            ("a \xa0 b", False, "a \xa0 b"),
            ("\u3000a\u3000b\u3000", False, "a\u3000b"),
            ("a\r\nb", False, "a b"),
            ("a\r\nb", True, "a\nb"),
            ("a \xa0\n\n\u3000 b", True, "a\nb"),
            ("a\u2028b\u2029c\x85d", True, "a\nb\nc\nd"),
            ("a\x1f\x0bb", False, "a b"),
            ("soft\u00adhyphen\u200b", False, "soft\u00adhyphen\u200b"),
            ("a\ufeffb", False, "a\ufeffb"),
            ("\ud800\ufdd0", False, "\ufffd\ufffd"),
            ("\x00\x07", False, ""),
            ("\n\n", True, ""),
        ],
    )
    def test_examples(self, given_text: str, line_breaks: bool, expected: str) -> None:
        assert canonical(given_text, line_breaks=line_breaks) == expected

    @pytest.mark.parametrize(
        "piece", [" ", "\t", "\x1f", " \t", "\xa0", " \xa0", "\n", "\r\n", " \n", "\x00", "\ufeff ", "\u2028 "]
    )
    @pytest.mark.parametrize("line_breaks", [False, True])
    def test_takes_time_linear_in_the_length(self, piece: str, line_breaks: bool) -> None:
        hostile = "\x01a" + piece * 200_000 + "b\x01"  # would take hours if it took time in the square of the length
        result = canonical(hostile, line_breaks=line_breaks)
        assert (result[0], result[-1]) == ("a", "b")
        assert fault_in(result, line_breaks=line_breaks) is None
        assert re.search(text_pattern(line_breaks=line_breaks), result)


class TestFault:
    @given(STRINGS, st.booleans())
    def test_is_none_exactly_where_the_pattern_matches(self, text: str, line_breaks: bool) -> None:
        admitted = re.search(text_pattern(line_breaks=line_breaks), text) is not None and not text.endswith("\n")
        assert (fault_in(text, line_breaks=line_breaks) is None) == admitted

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("", "is empty"),
            (" a", "begins with white space"),
            ("\xa0a", "begins with white space"),
            ("a\n", "ends with white space"),
            ("two  spaces", "has two spaces in a row at character 3"),
            ("a\tb", "has a tab at character 1"),
            ("a\nb", "has a line break at character 1"),
            ("ab\x07", "has the character U+0007, which is not text, at character 2"),
            ("a\u2028b", "has the character U+2028, which is not text, at character 1"),
            ("a\ud83d", "has the character U+D83D, which is not text, at character 1"),
            ("a\U0001ffffb", "has the character U+1FFFF, which is not text, at character 1"),
        ],
    )
    def test_is_named(self, text: str, fault: str) -> None:
        assert fault_in(text) == fault

    def test_white_space_beside_a_line_break(self) -> None:
        assert fault_in("a\n b", line_breaks=True) == "has white space beside the line break at character 1"
        assert fault_in("a\n\nb", line_breaks=True) == "has white space beside the line break at character 1"
        assert fault_in("a\nb", line_breaks=True) is None


def test_the_refused_classes_are_those_of_unicode() -> None:
    everything = map(chr, range(sys.maxunicode + 1))
    refused = re.compile(f"[{unicode.REFUSED}{unicode.SURROGATES}]")
    wide = re.compile(f"[{unicode.WIDE_SPACES}]")
    for char in everything:
        category = unicodedata.category(char)
        is_refused = category in ("Cc", "Cs", "Zl", "Zp") or char in NONCHARACTERS
        assert bool(refused.match(char)) == is_refused, hex(ord(char))
        assert bool(wide.match(char)) == (category == "Zs" and char != " "), hex(ord(char))


# --- decoding -----------------------------------------------------------------------------------


class TestDecode:
    @given(st.binary(max_size=200))
    def test_never_raises(self, data: bytes) -> None:
        decoded = decode(data)
        assert decoded.replaced >= 0
        assert not re.search("[\ud800-\udfff]", decoded.text)

    @given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\ufeff")))
    def test_utf_8_comes_back(self, text: str) -> None:
        assert decode(text.encode()) == (text, "utf-8", 0)
        assert decode(text.encode("utf-8-sig")) == (text, "utf-8", 0)

    @given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(lambda text: text[0] not in "\ufeff\x00"))
    def test_utf_16_with_its_mark_comes_back(self, text: str) -> None:
        assert decode(b"\xff\xfe" + text.encode("utf-16-le")) == (text, "utf-16-le", 0)
        assert decode(b"\xfe\xff" + text.encode("utf-16-be")) == (text, "utf-16-be", 0)

    @pytest.mark.parametrize(
        ("encoding", "sentence"),
        [
            ("cp1256", "أعلن المجلس المحلي أن العبّارة ستبحر عند الفجر ابتداءً من يوم الاثنين."),
            ("cp1256", "وصل الوزير إلى الميناء ظهر اليوم واستقبله أهالي الجزيرة."),
            ("cp1251", "Паром теперь отправляется на рассвете, сообщил городской совет."),
            ("cp1251", "Міська рада повідомила, що пором вирушає на світанку."),
            ("cp1252", "Die Fähre fährt künftig schon früh am Morgen, sagte der Bürgermeister – endlich."),
            ("cp1252", "Le bac partira désormais à l’aube, a annoncé la mairie."),
            ("cp1252", "El transbordador saldrá al amanecer, según anunció el señor Ibáñez."),
        ],
    )
    def test_windows_code_pages_are_told_apart(self, encoding: str, sentence: str) -> None:
        assert decode(sentence.encode(encoding)) == (sentence, encoding.replace("cp", "windows-"), 0)

    def test_a_few_broken_bytes_do_not_make_utf_8_something_else(self) -> None:
        sentence = "Паром отправляется на рассвете, сообщил совет."
        broken = sentence.encode().replace("рассвете".encode(), "рассве".encode() + b"\xd1")
        decoded = decode(broken)
        assert decoded.encoding == "utf-8"
        assert decoded.replaced == 1

    def test_utf_16_without_its_mark(self) -> None:
        sentence = "The ferry sails at dawn."
        assert decode("Fährt früh am Morgen".encode("utf-16-le")).text == "Fährt früh am Morgen"
        assert decode(sentence.encode("utf-16-be")).text == sentence

    def test_what_has_no_meaning_is_counted(self) -> None:
        assert decode(b"\xef\xbb\xbfa\xffb\xffc") == ("a\ufffdb\ufffdc", "utf-8", 2)
        assert decode("a \ufffd b".encode()).replaced == 0


# --- folding, scripts, direction ----------------------------------------------------------------


class TestFold:
    @given(STRINGS)
    def test_is_idempotent_for_ascii_and_blind_to_case(self, text: str) -> None:
        ascii_text = text.encode("ascii", "ignore").decode()
        assert unicode.fold(ascii_text.upper()) == unicode.fold(ascii_text)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("IMAGE CAPTION", "Image caption"),
            ("\u200fتعليق", "تعليق"),
            ("İLGİLİ", "ilgili"),
            ("STRASSE", "straße"),
            ("caf\u0065\u0301", "café"),
            ("Soft\u00adhyphen", "softhyphen"),
        ],
    )
    def test_what_reads_alike_is_alike(self, one: str, other: str) -> None:
        assert unicode.fold(one) == unicode.fold(other)


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("", True),
        (" \n", True),
        ("\u200b\ufeff", True),
        ("\x00", True),
        ("\u200f \u200e", True),
        ("a", False),
        ("\u200b.", False),
    ],
)
def test_blank_is_where_nothing_can_be_seen(text: str, blank: bool) -> None:
    assert unicode.is_blank(text) is blank


@given(STRINGS)
def test_a_blank_line_holds_no_letter(text: str) -> None:
    if unicode.is_blank(text):
        assert not any(char.isalnum() for char in text)


@pytest.mark.parametrize(
    ("char", "script"),
    [("a", "Latn"), ("é", "Latn"), ("Ж", "Cyrl"), ("ع", "Arab"), ("ש", "Hebr"), ("語", "Hani"), ("の", "Hira"), ("カ", "Kana"),
     ("한", "Hang"), ("ก", "Thai"), ("न", "Deva"), ("বা"[0], "Beng"), ("አ", "Ethi"), ("\U0001e900", "Adlm"),
     ("1", None), (".", None)],
)  # fmt: skip
def test_script_of_a_letter(char: str, script: str | None) -> None:
    assert unicode.script_of(char) == script


@given(STRINGS)
def test_script_counts_count_every_letter_of_a_known_script(text: str) -> None:
    counts = unicode.script_counts(text)
    assert sum(counts.values()) == sum(unicode.script_of(char) is not None for char in text)
    assert list(counts.values()) == sorted(counts.values(), reverse=True)


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("", "ltr"),
        ("12:30", "ltr"),
        ("Ferry sails", "ltr"),
        ("العبّارة تبحر", "rtl"),
        ("המעבורת", "rtl"),
        ("BBC: العبّارة تبحر عند الفجر", "rtl"),
        ("The word سلام in an English sentence", "ltr"),
        ("\u200fFerry", "ltr"),
    ],
)
def test_base_direction(text: str, direction: str) -> None:
    assert unicode.base_direction(text) == direction


def test_surrogates_in_utf8_join_in_pairs_and_are_counted_alone() -> None:
    pair = "Ferry \ud83d\udea2 sails".encode("utf-8", "surrogatepass")
    assert decode(pair) == ("Ferry \U0001f6a2 sails", "utf-8", 0)
    assert decode("Ferry \ud83d sails".encode("utf-8", "surrogatepass")) == ("Ferry \ufffd sails", "utf-8", 1)
