"""Lines as they stand on real pages, one by one: what each is taken for, and where its label ends.

Each case is a line, or a few, put into the midst of a story; expected are the roles and texts that
the trace gives them. The layouts are those met in scraped pages; the words are invented.
"""

from __future__ import annotations

import pytest

from docconv.problems import UsageError
from docconv.rawtext.labels import label_index
from docconv.rawtext.lines import join_texts, split_lines, wrap_width
from docconv.rawtext.packs import fold_label, load_pack, pack_from
from docconv.rawtext.parse import parse_text, trace_text
from tests.tracing import check_trace

LEAD = "The Elwin ferry will sail before sunrise from April, its operator said on Monday after a vote."
BEFORE = f"Ferry adds dawn sailing to Port Elwin\n\n{LEAD}"
AFTER = "The council has agreed to light the slipway, according to a notice that was published last week in the town."


def roles_of(lines: str, language: str = "en") -> list[tuple[str, str]]:
    """(role, text) of the segments between the story's paragraphs, labels and blanks left out."""
    text = f"{BEFORE}\n\n{lines}\n\n{AFTER}\n"
    trace = trace_text(text, language)
    check_trace(text, trace)
    inside = range(len(BEFORE) + 2, len(BEFORE) + 2 + len(lines))
    kept = [segment for segment in trace.segments if segment.start in inside and segment.role not in ("blank", "label")]
    return [(segment.role, text[segment.start : segment.end]) for segment in kept]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "Bild: Die \u201eNordlicht\u201c bei einer Probefahrt. \u00a9 dpa, Foto: Jens Wolter",
            [("caption", "Die \u201eNordlicht\u201c bei einer Probefahrt."), ("credit", "\u00a9 dpa, Foto: Jens Wolter")],
        ),
        ("Bild: Die F\u00e4hre am Kai. Foto: J. Wolter", [("caption", "Die F\u00e4hre am Kai."), ("credit", "J. Wolter")]),
        ("Bild: Jens Wolter. \u00a9 dpa", [("credit", "Jens Wolter. \u00a9 dpa")]),
        ("Bild: J. Wolter / dpa", [("credit", "J. Wolter / dpa")]),
        ("Bild: Stadtarchiv. \u00a9 dpa", [("credit", "Stadtarchiv. \u00a9 dpa")]),
    ],
)
def test_a_label_of_credits_may_stand_before_a_caption(lines: str, expected: list[tuple[str, str]]) -> None:
    """The German "Bild:" heads both; a sentence before a sign of copyright or another label is the caption."""
    assert roles_of(lines, "de") == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # both labels, one line each, with and without comma
        ("Image source, Getty\nImage caption, A boat at dawn", [("credit", "Getty"), ("caption", "A boat at dawn")]),
        ("Image copyright Getty\nImage caption A boat at dawn", [("credit", "Getty"), ("caption", "A boat at dawn")]),
        # several on one line, split at the next label
        ("Image copyright HPS Image caption A boat at dawn", [("credit", "HPS"), ("caption", "A boat at dawn")]),
        ("Image source, HPS Image caption, A boat at dawn", [("credit", "HPS"), ("caption", "A boat at dawn")]),
        # upper case from a style sheet, glued to its text
        ("IMAGE COPYRIGHTGETTY IMAGES\nimage caption A boat", [("credit", "GETTY IMAGES"), ("caption", "A boat")]),
        ("IMAGE COPYRIGHTGETTY IMAGES image caption A boat", [("credit", "GETTY IMAGES"), ("caption", "A boat")]),
        # one of the two alone
        ("Image caption A boat at dawn", [("caption", "A boat at dawn")]),
        ("Image source, HPS", [("credit", "HPS")]),
        # the label alone on its line, its text on the next
        ("Image caption\nA boat at dawn", [("caption", "A boat at dawn")]),
        ("Photo:\nJo Kerr", [("credit", "Jo Kerr")]),
        # a player's message before a caption
        (
            "Media playback is unsupported on your device Media caption The ferry leaves",
            [("furniture", "Media playback is unsupported on your device"), ("caption", "The ferry leaves")],
        ),
        # credits in brackets, at the end of a caption or alone
        ("A boat at dawn. (AP Photo/Jo Kerr)", [("caption", "A boat at dawn."), ("credit", "AP Photo/Jo Kerr")]),
        ("Image caption A boat (Photo by Getty Images)", [("caption", "A boat"), ("credit", "Getty Images")]),
        ("(Photo by Getty Images)", [("credit", "Getty Images")]),
        # a labelled credit at the end of a caption
        ("A boat at dawn. Photo: Jo Kerr", [("caption", "A boat at dawn."), ("credit", "Jo Kerr")]),
        ("A boat at dawn / Photo credit: Jo Kerr", [("caption", "A boat at dawn"), ("credit", "Jo Kerr")]),
        ("He asked a simple question: why not.", [("paragraph", "He asked a simple question: why not.")]),
        # a caption that begins like a dateline
        (
            "COMO, ITALY - SEPTEMBER 10: A boat at dawn (Photo by Jo Kerr/Getty Images)",
            [("caption", "COMO, ITALY - SEPTEMBER 10: A boat at dawn"), ("credit", "Jo Kerr/Getty Images")],
        ),
        # credits without a label
        ("Jo Kerr/Getty Images", [("credit", "Jo Kerr/Getty Images")]),
        ("AP Photo/Jo Kerr", [("credit", "AP Photo/Jo Kerr")]),
        ("REUTERS/Jo Kerr", [("credit", "REUTERS/Jo Kerr")]),
        # whole words only
        ("Profile photo: a word about it.", [("paragraph", "Profile photo: a word about it.")]),
        ("Imaging sources say that the boat is old.", [("paragraph", "Imaging sources say that the boat is old.")]),
        ("Share prices fell by a third on Monday, and rose again on Tuesday.", [
            ("paragraph", "Share prices fell by a third on Monday, and rose again on Tuesday."),
        ]),
        # invisible characters and no-break spaces in and after the label
        ("\u200fImage\u00a0caption\u200f\u00a0A boat", [("caption", "A boat")]),
        # share buttons and the like are whole lines
        ("Share\nEmail\nCopy this link", [("furniture", line) for line in ("Share", "Email", "Copy this link")]),
        ("Story continues below advertisement", [("furniture", "Story continues below advertisement")]),
        # inline links: on the line, with a space before the colon, alone
        ("READ MORE: Council lights slipway", [("related-heading", "READ MORE"), ("related-link", "Council lights slipway")]),
        ("Read more : Council lights slipway", [("related-heading", "Read more"), ("related-link", "Council lights slipway")]),
        ("READ MORE\nCouncil lights slipway", [("related-heading", "READ MORE"), ("related-link", "Council lights slipway")]),
        # times
        ("Published\n2 days ago", [("timestamp", "Published"), ("timestamp", "2 days ago")]),
        ("Published2 days ago", [("timestamp", "Published2 days ago")]),
        ("Last updated at 18:47 BST", [("timestamp", "Last updated at 18:47 BST")]),
        ("28 February 2023", [("timestamp", "28 February 2023")]),
        ("0:25", [("timestamp", "0:25")]),
        ("Updated rules for ferries were published.", [("paragraph", "Updated rules for ferries were published.")]),
        # copyright notices
        ("© 2026 Harbour Press", [("furniture", "© 2026 Harbour Press")]),
        ("Copyright 2023 HPS. All rights reserved.", [("furniture", "Copyright 2023 HPS. All rights reserved.")]),
        # lists
        ("• a ramp\n• a light", [("list-item", "a ramp"), ("list-item", "a light")]),
        ("1. a ramp\n2. a light", [("list-item", "a ramp"), ("list-item", "a light")]),
        ("– No, she said, it was not.", [("paragraph", "– No, she said, it was not.")]),
        ("3. a ramp that is not the first.", [("paragraph", "3. a ramp that is not the first.")]),
        # a quotation with its speaker
        ("“We counted them.”\n— Ines Farrow", [("quote", "“We counted them.”"), ("quote", "Ines Farrow")]),
    ],
)  # fmt: skip
def test_lines_of_english_pages(lines: str, expected: list[tuple[str, str]]) -> None:
    assert roles_of(lines) == expected


@pytest.mark.parametrize(
    ("language", "lines", "expected"),
    [
        # labels in another language than the page
        ("ar", "مصدر الصورة Getty\nImage caption قارب عند الفجر", [("credit", "Getty"), ("caption", "قارب عند الفجر")]),
        ("ru", "Image caption, Паром на рассвете", [("caption", "Паром на рассвете")]),
        ("es", "Derechos de autor de la imagen HPS Image caption Un barco", [("credit", "HPS"), ("caption", "Un barco")]),
        # a space or no-break space before the colon
        ("fr", "Lire aussi\u00a0: Le port rouvre", [("related-heading", "Lire aussi"), ("related-link", "Le port rouvre")]),
        ("id", "Baca juga:\u00a0Pelabuhan dibuka", [("related-heading", "Baca juga"), ("related-link", "Pelabuhan dibuka")]),
        ("ar", "اقرأ أيضا: الميناء يعود", [("related-heading", "اقرأ أيضا"), ("related-link", "الميناء يعود")]),
        ("hi", "यह भी पढ़ें: बंदरगाह खुला", [("related-heading", "यह भी पढ़ें"), ("related-link", "बंदरगाह खुला")]),
        # full-width marks, and glued where the script has no spaces
        ("zh", "图像来源，新港社\n图像加注文字，渡轮", [("credit", "新港社"), ("caption", "渡轮")]),
        ("zh", "图像来源新港社", [("credit", "新港社")]),
        # the comma before the label's text, in right-to-left order
        ("ur", "تصویر کا ذریعہ،Getty Images", [("credit", "Getty Images")]),
        # the label after the text
        ("zh", "陈晓明 摄", [("credit", "陈晓明")]),
        ("ko", "홍길동 기자", [("byline", "홍길동 기자")]),
        ("ar", "قارب عند الفجر (الأناضول)", [("caption", "قارب عند الفجر"), ("credit", "الأناضول")]),
        # Turkish capitals with a dot
        ("tr", "İLGİLİ HABERLER", [("related-heading", "İLGİLİ HABERLER")]),
        ("de", "Foto: Jo Kerr", [("credit", "Jo Kerr")]),
        ("de", "Die Fähre im Hafen von Elwin. Foto: Jo Kerr/dpa", [
            ("caption", "Die Fähre im Hafen von Elwin."), ("credit", "Jo Kerr/dpa"),
        ]),
        ("de", "Bildquelle Jo Kerr fotografierte den Hafen oft und gern.", [
            ("paragraph", "Bildquelle Jo Kerr fotografierte den Hafen oft und gern."),
        ]),
    ],
)  # fmt: skip
def test_lines_of_other_pages(language: str, lines: str, expected: list[tuple[str, str]]) -> None:
    assert roles_of(lines, language) == expected


def test_a_figure_in_the_midst_of_a_line_whose_breaks_were_lost() -> None:
    line = LEAD + " Image copyright HPS Image caption A boat at dawn"
    article = parse_text(f"Ferry adds dawn sailing\n\n{line}\n\n{AFTER}")
    figures = [block for block in article.blocks() if block.type == "figure"]
    assert [(figure.credit, figure.caption and figure.caption.text) for figure in figures] == [("HPS", "A boat at dawn")]


def test_a_credit_printed_twice_is_one() -> None:
    article = parse_text(f"{BEFORE}\n\nImage source, HPS\nHPS/Getty Images\nImage caption, A boat\n\n{AFTER}")
    assert sum(block.type == "figure" for block in article.blocks()) == 2
    again = parse_text(f"{BEFORE}\n\nREUTERS/Jo Kerr\nREUTERS/Jo Kerr\n\n{AFTER}")
    assert sum(block.type == "figure" for block in again.blocks()) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_a_credit_after_a_caption_is_its_own_unless_a_blank_line_stands_between(end: str) -> None:
    def figures(gap: int) -> list[tuple[str | None, str | None]]:
        lines = ["Image caption, A boat", *[""] * gap, "Image source, HPS"]
        text = f"{BEFORE}\n\n".replace("\n", end) + end.join(lines) + end + end + AFTER
        blocks = parse_text(text).blocks()
        return [(block.credit, block.caption and block.caption.text) for block in blocks if block.type == "figure"]

    assert figures(0) == [("HPS", "A boat")]
    assert figures(1) == [(None, "A boat"), ("HPS", None)]


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("PORT ELWIN, March 16 (HPS) - The ferry sails.", ("PORT ELWIN, March 16 (HPS)", "PORT ELWIN", "HPS")),
        ("LONDON (Reuters) — The ferry sails.", ("LONDON (Reuters)", "LONDON", "Reuters")),
        ("(서울=연합뉴스) 여객선이 새벽에 출항했다.", ("(서울=연합뉴스)", "서울", "연합뉴스")),
        ("NEW YORK — The ferry sails.", ("NEW YORK", "NEW YORK", None)),
        ("The ferry (built in 1931) - and its crew - sails.", None),
        ("A bill (the third) - passed.", None),
    ],
)
def test_datelines(opening: str, dateline: tuple[str, str, str | None] | None) -> None:
    article = parse_text(f"Ferry adds dawn sailing\n\n{opening} {AFTER}\n\n{AFTER}")
    found = article.dateline and (article.dateline.text, article.dateline.place, article.dateline.agency)
    assert found == dateline
    lead = article.lead()
    assert lead is not None
    assert lead.text.startswith(opening)


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Maren Oduya", [("Maren Oduya", None)]),
        ("By Maren Oduya and Jo Kerr", [("Maren Oduya", None), ("Jo Kerr", None)]),
        ("By Maren Oduya, transport correspondent", [("Maren Oduya", "transport correspondent")]),
        ("By Maren OduyaTransport correspondent", [("Maren Oduya", "Transport correspondent")]),
        ("ByMaren Oduya", [("Maren Oduya", None)]),
        ("By our own correspondent", []),
        ("By Harbour Press 24", []),
    ],
)
def test_bylines(byline: str, authors: list[tuple[str, str | None]]) -> None:
    trace = trace_text(f"Ferry adds dawn sailing\n\n{byline}\n\n{LEAD}\n\n{AFTER}", "en")
    assert [(author.name, author.role) for author in trace.article.authors] == authors
    if trace.article.byline is not None:
        assert trace.article.byline == byline
        assert ("T003" in [problem.code for problem in trace.problems]) == (not authors)


# --- hard-wrapped text ----------------------------------------------------------------------------------


def wrapped(text: str, width: int) -> str:
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


@pytest.mark.parametrize("width", [60, 65, 72, 80])
def test_wrapped_paragraphs_are_joined_again(width: int) -> None:
    paragraphs = [LEAD, AFTER, AFTER.replace("slipway", "harbour and the quay beside it")]
    text = "Ferry adds dawn sailing\n\n" + "\n\n".join(wrapped(paragraph, width) for paragraph in paragraphs)
    article = parse_text(text)
    assert [block.text for block in article.blocks() if block.type == "paragraph"] == paragraphs


def test_indented_paragraphs_without_blank_lines_are_told_apart() -> None:
    paragraphs = [LEAD, AFTER, AFTER.replace("slipway", "harbour and the quay beside it")]
    text = "Ferry adds dawn sailing\n" + "\n".join("   " + wrapped(paragraph, 69) for paragraph in paragraphs)
    article = parse_text(text)
    assert [block.text for block in article.blocks() if block.type == "paragraph"] == paragraphs


def test_lines_that_were_not_wrapped_stay_apart() -> None:
    assert wrap_width(split_lines(f"{AFTER}\n{BEFORE}\n" * 4)) is None
    assert wrap_width(split_lines("one\ntwo\nthree\nfour\nfive\nsix")) is None


def test_joining_heeds_hyphens_and_unspaced_scripts() -> None:
    assert join_texts(["a well-", "known boat"]) == "a well-known boat"
    assert join_texts(["渡轮今天早上抵", "达港口"]) == "渡轮今天早上抵达港口"
    assert join_texts(["two", "words"]) == "two words"


# --- packs of the reader's own ---------------------------------------------------------------------------


def test_a_pack_of_the_readers_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("packs") / "ours.toml"
    path.write_text(
        'language = "en"\n[labels]\ncaption = ["Pictured"]\n[furniture]\nlines = ["Buy this photo"]\n', encoding="utf-8"
    )
    text = f"{BEFORE}\n\nPictured: A boat\nBuy this photo\n\n{AFTER}"
    article = parse_text(text, packs=[load_pack(path)])
    assert article.furniture == ("Buy this photo",)
    assert [block.caption.text for block in article.blocks() if block.type == "figure" and block.caption] == ["A boat"]
    assert parse_text(text).furniture == ()


@pytest.mark.parametrize(
    ("pack", "fault"),
    [
        ({}, "`language` is missing"),
        ({"language": "en", "lables": {}}, r"no table \[lables\]"),
        ({"language": "en", "labels": {"captions": []}}, "no key 'captions'"),
        ({"language": "en", "labels": {"caption": "Pictured"}}, "must be a list of strings"),
        ({"language": "en", "labels": 3}, r"no table \[labels\]"),
        ({"language": "en", "write": {"caption": ""}}, "must be a string"),
    ],
)
def test_a_pack_that_is_not_in_order_says_so(pack: dict[str, object], fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        pack_from(pack, "ours.toml")


def test_rules_can_be_switched_off_by_name() -> None:
    text = f"{BEFORE}\n\n• a ramp\n• a light\n\n{AFTER}"
    assert any(block.type == "list" for block in parse_text(text).blocks())
    assert not any(block.type == "list" for block in parse_text(text, without={"bullet"}).blocks())
    with pytest.raises(UsageError, match="there is no rule bulet"):
        parse_text(text, without={"bulet"})


def test_folding_of_labels() -> None:
    assert fold_label("IMAGE\u00a0\u200fCaption") == "image caption"
    assert fold_label("İLGİLİ") == fold_label("ilgili")
    assert fold_label("L\u2019image") == "l'image"


def test_every_pack_can_write_what_it_reads() -> None:
    index = label_index()
    for language in index.languages:
        words = index.written(language)
        for kind in ("caption", "credit"):
            found = index.for_page(language).at_start(words[kind] + "Xyz")
            assert found is not None, (language, kind, words[kind])
            assert (found.phrase.kind, (words[kind] + "Xyz")[found.value_at :]) == (kind, "Xyz"), (language, words[kind])
