"""Headlines, headings and sentences that look like labels and are none: nothing of them may be set apart."""

from __future__ import annotations

import pytest

from docconv.rawtext.parse import parse_text, trace_text
from tests.test_lines_of_pages import AFTER, LEAD, roles_of

STORY = {"headline", "heading", "paragraph"}

SENTENCES = [
    ("en", "20 people killed as bus plunges into ravine"),
    ("en", "20% of voters undecided."),
    ("en", "Copyright law is being rewritten by the courts, experts said on Monday."),
    ("en", "Copyright 2023 was a bad year for authors, says the union in its report."),
    ("en", "Five shot in 3 nights of violence in Chicago"),
    ("en", "New profile photo"),
    ("en", "She moved here 20 years ago."),
    ("en", "Published in Chicago"),
    ("en", "Published poet wins 2024 prize"),
    ("en", "May wins 3 of 5 seats"),
    ("en", "August 1914: 5 lessons"),
    ("en", "By Monday, most had left town"),
    ("en", "Report by UN finds abuses in camps"),
    ("en", "The deal was first reported by the news agency (Reuters)."),
    ("en", "Its parent, the Associated Press (AP)."),
    ("en", "The house (Getty Center)"),
    ("en", "The company agreed to it. Source: Bloomberg said so."),
    ("en", "The case is closed: he was right."),
    ("de", "Das Spiel beginnt um 20 Uhr"),
    ("de", "Stand der Dinge 2026"),
    ("de", "Von Risiken und Nebenwirkungen"),
    ("de", "Von München bis Aachen: Im Netz der Agenten"),
    ("de", "Bericht: Bayern will Kane"),
    ("de", "Das sagte ein Sprecher am Montag in Berlin. (dpa)"),
    ("de", "Quelle: ewige Jugend und kein Ende"),
    ("fr", "Photo de famille à Paris"),
    ("fr", "Par ici la sortie"),
    ("es", "Además, el presidente anunció una subida de impuestos."),
    ("es", "Actualizado el sistema 2"),
    ("pt", "Há 20 anos morria um campeão."),
    ("it", "È morto 3 anni fa"),
    ("ru", "Ранее, по данным полиции, погибли трое."),
    ("ru", "Создано 20 рабочих мест"),
    ("ru", "Он умер 3 года назад."),
    ("uk", "Раніше, за даними поліції, загинули троє."),
    ("ar", "تقرير: إسرائيل ومصر تتفقان على فتح المعبر"),
    ("ar", "تقرير دولي يكشف عن أرقام جديدة"),
    ("ar", "نشر 3 آلاف جندي على الحدود"),
    ("tr", "Galatasaray tarih yazdı"),
    ("tr", "Tarih 100 yıl geriye gitti"),
    ("ja", "政府が無料で提供"),
    ("ja", "記事の削除を求める声"),
    ("ko", "정부, 청년에 주택 제공"),
    ("ko", "대선 100일 전"),
    ("ko", "네이버, 3분기 실적 발표"),
    ("zh", "2026年白皮书发布"),
    ("zh", "据新华社报道"),
    ("hi", "नीति आयोग की रिपोर्ट"),
    ("vi", "Bản quyền truyền hình World Cup tăng giá"),
    ("nb", "– Det var fint, sier han.\n– Ja, sier hun."),
]


@pytest.mark.parametrize(("language", "line"), SENTENCES)
def test_lines_of_the_story_stay_in_it(language: str, line: str) -> None:
    assert {role for role, _ in roles_of(line, language)} <= STORY


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", "Watch: Ferry sails before dawn for the first time"),
        ("en", "Photos: The best of the regatta at Port Elwin"),
        ("en", "By Monday, Most Had Left Town"),
        ("en", "Update: Ferry strike called off in 3 ports"),
        ("de", "Video: Fähre läuft vor Sonnenaufgang aus"),
        ("de", "Bericht: Fähre soll früher auslaufen"),
        ("ar", "تقرير: العبارة تبحر قبل الفجر لأول مرة منذ سنوات"),
        ("ko", "네이버, 3분기 실적 발표하고 주가 올라"),
    ],
)
def test_a_page_begins_with_its_headline(language: str, headline: str) -> None:
    assert parse_text(f"{headline}\n\n{LEAD}\n\n{AFTER}", language).headline == headline


@pytest.mark.parametrize(
    "byline", ["山田太郎\u3000記者", "By Jo Kerr\u00a0:", "김철수\u00a0기자", "张三\u3000记者", "By Jo Kerr\u3000|"]
)
def test_white_space_of_any_kind_in_a_byline(byline: str) -> None:
    trace = trace_text(f"The harbour ferry sails before dawn\n\n{byline}\n\n{LEAD}\n\n{AFTER}")
    assert all(author.name.strip() == author.name for author in trace.article.authors)


@pytest.mark.parametrize("opening", ["LONDON (\x00\x01) - ", "(\x00=ab) ", "(ab=\x00\x01) ", "LONDON (\u00a0\x00) - "])
def test_control_characters_in_a_dateline(opening: str) -> None:
    assert parse_text(f"The harbour ferry sails before dawn\n\n{opening}{LEAD}\n\n{AFTER}").headline is not None


def test_a_message_of_a_player_does_not_take_the_story_along() -> None:
    text = f"Media playback is unsupported on your device {LEAD} {AFTER}"
    assert parse_text(f"The harbour ferry sails before dawn\n\n{text}").body != ()


def test_a_label_that_was_left_over_does_not_take_the_story() -> None:
    article = parse_text(f"The harbour ferry sails before dawn\n\n{LEAD}\n\nImage source\n\nThe company agreed to it.\n\n{AFTER}")
    assert "The company agreed to it." in [block.text for block in article.blocks() if block.type == "paragraph"]


@pytest.mark.parametrize("line", ["A boat at dawn Image caption", "قارب في الميناء Image caption"])
def test_a_label_after_its_text(line: str) -> None:
    assert [role for role, _ in roles_of(line)] == ["caption"]


def test_a_pack_of_another_language_than_the_page_counts_too() -> None:
    from docconv.rawtext.packs import pack_from

    pack = pack_from(
        {"language": "fr", "labels": {"caption": ["Vu au port"]}, "furniture": {"lines": ["Abonnement du port"]}}, "x"
    )
    article = parse_text(
        f"The harbour ferry sails before dawn\n\n{LEAD}\n\nVu au port: A boat\nAbonnement du port\n\n{AFTER}", packs=[pack]
    )
    assert article.furniture == ("Abonnement du port",)
    assert any(block.type == "figure" for block in article.blocks())
