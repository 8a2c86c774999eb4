"""The quick look at lines: the rules that are asked by the signs of a line find what asking every rule finds."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from docconv.rawtext.labels import label_index
from docconv.rawtext.lines import split_lines
from docconv.rawtext.packs import KEY, fold_label, head_keys
from docconv.rawtext.pieces import Page, Shown
from docconv.rawtext.rules import RULES, Pieces, Rule, pieces_of, pieces_of_lines
from docconv.rawtext.signs import has_digit
from tests.test_trace import any_text, page_like

TEXTS = Path(__file__).parents[1] / "fixtures" / "text"
TAGS = st.sampled_from([None, "en", "ar", "zh-Hant", "ko", "hi", "de", "ja", "tr", "vi"])


DATA = Path(__file__).parents[1] / "docconv" / "data"
WORDS = [word for words in json.loads((DATA / "wire.json").read_text(encoding="utf-8")).values() for word in words]
AGENCIES = json.loads((DATA / "names.json").read_text(encoding="utf-8"))["picture_agencies"]
FORMS = [
    "(END)", "-30-", "###", "BC-FERRY-STORM/1 (2ND LEAD)", "^BC-Ferry-Strike<", "r i BYL1234 03-14 0512",
    "AP-WF-03-14-26 0512GMT",
    "ferry-strike,PREV", "x x x", "=2", "1-1-1", "PAGE 2", "URGENT", "(Adds details)", "EDS: UPDATES throughout.", "Eds: quotes",
    "jo.kerr@example.org", "Maren Oduya", "AFP", "3 May 2026 10:20", "12.3.2025", "2 hours ago", "2025年5月3日", "vor 3 Stunden",
]  # fmt: skip

#: Lines as agencies send them and as credits are printed: their words in any case, between marks.
agency_like = st.tuples(
    st.sampled_from(["", "(", "[", "*", "- ", "=", "# ", "\u201c", "\uff08", "\u200f", "\u2014 "]),
    st.lists(
        st.tuples(st.sampled_from([*WORDS, *AGENCIES, *FORMS]), st.sampled_from([str, str.upper, str.capitalize])),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from([" ", ": ", ", ", " / ", "; ", "", ". ", " | ", " via "]),
    st.sampled_from(["", ":", ")", " )", "]", ".", " -", "\uff1a", "!", "*"]),
).map(lambda drawn: f"A ferry\n\n{drawn[0]}{drawn[2].join(case(word) for word, case in drawn[1])}{drawn[3]}\n\nA boat")


def asking_all(shown: Shown) -> Pieces | None:
    return next((pieces for rule in RULES if (pieces := rule.apply(shown))), None)


def check_signs(text: str, tag: str | None) -> None:
    lines = split_lines(text)
    labels = label_index().for_page(tag)
    page = Page(text, labels, labels.has_inner_label(text), lines[0].start if lines else 0)
    expected = [asking_all(Shown(line, page, text[line.start : line.end])) for line in lines]
    assert pieces_of_lines(lines, page) == expected
    assert [pieces_of(line, page) for line in lines] == expected


@given(page_like, TAGS)
@example("A ferry\n\n(AP Photo/Jo Kerr) .\n\nA boat. (Photo by Jo Kerr).\n\nA boat [Jo Kerr/HPS]", "en")
@example("A ferry\n\nCopyright 2026 HPS\n\nWWW.example.org\n\n12 m\u00b2\n\n\u2460", "en")
@example("A ferry\n\n\u201cMore on this story\u201d\n\nMore on this story:\n\n  More  on this story -", "en")
@example("홍길동 기자\n\n홍길동 기자.\n\n홍길동 기자)\n\n\u1100\u1161\u11a8 기자", "ko")
@example("A ferry\n\nNext \u2192\n\n\u2190 Back\n\nNext:", "en")
@example("A\n\nad:\n\nad\n\nad -", "en")
def test_the_signs_of_a_line_leave_out_no_rule_that_would_speak(text: str, tag: str | None) -> None:
    check_signs(text, tag)


@given(agency_like, TAGS)
def test_the_same_for_the_copy_of_agencies(text: str, tag: str | None) -> None:
    check_signs(text, tag)


@given(any_text, TAGS)
def test_the_same_for_any_characters(text: str, tag: str | None) -> None:
    check_signs(text, tag)


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.txt")), ids=lambda path: path.stem)
def test_the_same_for_pages(path: Path) -> None:
    check_signs(path.read_text(encoding="utf-8"), path.stem.split("-")[0])


@given(st.lists((page_like | any_text).map(str.strip), max_size=8))
def test_keys_of_many_lines_are_those_of_each(texts: list[str]) -> None:
    assert head_keys(texts) == [fold_label(text[: KEY + 3])[:KEY] for text in texts]


def test_a_digit_is_what_python_takes_for_one() -> None:
    assert all(has_digit(char) == char.isdigit() for char in map(chr, range(sys.maxunicode + 1)))


def test_a_rule_without_signs_is_asked_about_every_line() -> None:
    asked: list[str] = []
    rule = Rule("listening", lambda shown: asked.append(shown.text))
    lines = split_lines("A ferry sails before dawn\n\nWar effort\n")
    pieces_of_lines(lines, Page("A ferry sails before dawn\n\nWar effort\n", label_index().for_page("en"), False, 0), [rule])
    assert asked == ["A ferry sails before dawn", "War effort"]
