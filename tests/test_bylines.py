"""Bylines as newspapers of many languages print them, and the authors that they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docconv.model import Person
from docconv.rawtext.bylines import authors_in
from docconv.rawtext.labels import label_index
from docconv.rawtext.parse import trace_text
from tests.tracing import check_trace

# Language, byline, and its authors: "name", "name | role", "name | role | organisation | e-mail"; an empty field is "".
BYLINES: list[tuple[str, str, list[str]]] = [
    # English
    ("en", "By Maren Oduya", ["Maren Oduya"]),
    ("en", "BY MAREN ODUYA", ["MAREN ODUYA"]),
    ("en", "ByMaren Oduya", ["Maren Oduya"]),
    ("en", "Maren Oduya", ["Maren Oduya"]),
    ("en", "By Maren Oduya and Jo Kerr", ["Maren Oduya", "Jo Kerr"]),
    ("en", "By Maren Oduya, Jo Kerr, and Tobias Lind", ["Maren Oduya", "Jo Kerr", "Tobias Lind"]),
    ("en", "By Maren Oduya, transport correspondent", ["Maren Oduya | transport correspondent"]),
    ("en", "By Maren Oduya, correspondent, and Jo Kerr in Oslo", ["Maren Oduya | correspondent", "Jo Kerr"]),
    ("en", "By Maren OduyaTransport correspondent", ["Maren Oduya | Transport correspondent"]),
    ("en", "Maren OduyaNews Reporter", ["Maren Oduya | News Reporter"]),
    ("en", "By Maren Oduya in Port Elwin", ["Maren Oduya"]),
    ("en", "By Maren Oduya, Associated Press", ["Maren Oduya |  | Associated Press"]),
    ("en", "By Maren Oduya and Jo Kerr, The Associated Press", [
        "Maren Oduya |  | The Associated Press", "Jo Kerr |  | The Associated Press",
    ]),
    ("en", "By Maren Oduya | Fox News", ["Maren Oduya |  | Fox News"]),
    ("en", "By Maren Oduya for Harbour Weekly", ["Maren Oduya |  | Harbour Weekly"]),
    ("en", "Maren Oduya / TNN / Jul 19, 2024, 21:27 IST", ["Maren Oduya |  | TNN"]),
    ("en", "Maren Oduya / EXAMPLENEWS.COM / Sep 2, 2024", ["Maren Oduya |  | EXAMPLENEWS.COM"]),
    ("en", "By Maren Oduya (Reuters)", ["Maren Oduya |  | Reuters"]),
    ("en", "By Maren Oduya published 19 May 2026", ["Maren Oduya"]),
    ("en", "By Maren Oduya Dec 10, 2016, 10:20am EST", ["Maren Oduya"]),
    ("en", "Maren Oduya 7 hours", ["Maren Oduya"]),
    ("en", "By Maren Oduya maren.oduya@example.org", ["Maren Oduya |  |  | maren.oduya@example.org"]),
    ("en", "By Maren Oduya@marenoduya", ["Maren Oduya"]),
    ("en", "By Maren Oduya, New York", ["Maren Oduya"]),
    ("en", "By Reuters", ["Reuters |  | Reuters"]),
    ("en", "The Associated Press", ["The Associated Press |  | The Associated Press"]),
    ("en", "By Harbour News Service", ["Harbour News Service |  | Harbour News Service"]),
    ("en", "Reporting by Maren Oduya; Editing by Jo Kerr", ["Maren Oduya", "Jo Kerr | Editing by"]),
    ("en", "Written by Maren Oduya; Photos: Jo Kerr", ["Maren Oduya", "Jo Kerr | Photos"]),
    ("en", "Maren OduyaPublished Jul 17, 2024, 11:21am|Updated Jul 17, 2024, 6:39pm", ["Maren Oduya"]),
    ("en", "By Maren Oduya and Jo Kerr The Associated Press", ["Maren Oduya", "Jo Kerr |  | The Associated Press"]),
    ("en", "By Maren OduyaTwitter", ["Maren Oduya"]),
    ("en", "By Angus MacDonald", ["Angus MacDonald"]),
    ("en", "Photograph: Jo Kerr; Getty Images", ["Jo Kerr | Photograph | Getty Images"]),
    ("en", "Maren Oduya Parliamentary editor", []),  # the third word may be hers or the desk's
    ("en", "By Staff Writer", []),
    ("en", "By our own correspondent", []),
    ("en", "By admin", []),
    ("en", "By News Desk Reporter", []),
    ("en", "By the numbers", []),
    ("en", "By Harbour Press 24", []),
    ("en", "By 2030, half of all ferries will be electric", []),
    ("en", "By Monday, most had left town", []),
    # German
    ("de", "Von Felix Ahlers", ["Felix Ahlers"]),
    ("de", "Von Felix Ahlers und Jörg Brandt, dpa", ["Felix Ahlers |  | dpa", "Jörg Brandt |  | dpa"]),
    ("de", "Von Anna Sievers, Berlin", ["Anna Sievers"]),
    ("de", "Von: JÖRG BRANDT", ["JÖRG BRANDT"]),
    ("de", "Von Hannah Rieken, Redakteurin für Finanzen", ["Hannah Rieken | Redakteurin für Finanzen"]),
    ("de", "Von Ulrich BrandtKorrespondent", ["Ulrich Brandt | Korrespondent"]),
    ("de", "Daniel Großer Redakteur", ["Daniel Großer | Redakteur"]),
    ("de", "von Till Eckart , Max Bernd , Martin Murr", ["Till Eckart", "Max Bernd", "Martin Murr"]),
    ("de", "von David Sturm, MDR THÜRINGEN", ["David Sturm |  | MDR THÜRINGEN"]),
    ("de", "Von Christina von der Heide", ["Christina von der Heide"]),
    ("de", "Text: Felix Ahlers Fotos: Anna Sievers", ["Felix Ahlers", "Anna Sievers | Fotos"]),
    ("de", "Kolumne von Felix Ahlers - 28.04.2024 um 08:52 Uhr", ["Felix Ahlers"]),
    ("de", "Von Paulina Czerny, Online-Redakteurin", ["Paulina Czerny | Online-Redakteurin"]),
    ("de", "27. Januar 2026 • Gregor Maier • 3 Minuten", ["Gregor Maier"]),
    ("de", "Von Felix Ahlers am 29. Mai 2017, 14:14 Uhr", []),  # "am" is left over
    ("de", "dpa", ["dpa |  | dpa"]),
    ("de", "Von Risiken und Nebenwirkungen", []),
    ("de", "Von München bis Aachen", []),
    # Dutch, Nordic
    ("nl", "Door Sanne de Wit", ["Sanne de Wit"]),
    ("nl", "Door Sanne de Wit en Pieter van den Berg", ["Sanne de Wit", "Pieter van den Berg"]),
    ("nb", "Tekst: Kari Nordby Foto: Ola Lien", ["Kari Nordby", "Ola Lien | Foto"]),
    ("nb", "Mathias Haugen – Journalist", ["Mathias Haugen | Journalist"]),
    ("sv", "Av Lisa Ekström", ["Lisa Ekström"]),
    ("sv", "Text och foto: Lisa Ekström", ["Lisa Ekström"]),
    ("da", "Af Mette Dahl, Ritzau", ["Mette Dahl |  | Ritzau"]),
    ("fi", "Kirjoittaja: Aino Virta", ["Aino Virta"]),
    ("fi", "Teksti ja kuvat: Aino Virta", ["Aino Virta"]),
    # Romance
    ("fr", "Par Claire Morvan", ["Claire Morvan"]),
    ("fr", "Par Claire Morvan et Luc Périer", ["Claire Morvan", "Luc Périer"]),
    ("fr", "Par Claire Morvan, journaliste", ["Claire Morvan | journaliste"]),
    ("fr", "Par Claire Morvan, à Lyon", ["Claire Morvan"]),
    ("fr", "Par AFP", ["AFP |  | AFP"]),
    ("fr", "Claire Morvan avec AFP", ["Claire Morvan |  | AFP"]),
    ("fr", "Par Le Courrier et AFP", ["Le Courrier |  | Le Courrier", "AFP |  | AFP"]),
    ("fr", "Par ici la sortie", []),
    ("es", "Por Lucía Arenas", ["Lucía Arenas"]),
    ("es", "Por Lucía Arenas | Madrid", ["Lucía Arenas"]),
    ("es", "Lucía Arenas / EFE", ["Lucía Arenas |  | EFE"]),
    ("es", "Marta Abad (Enviado especial)", ["Marta Abad | Enviado especial"]),
    ("es", "Por Lucía Arenas y Pedro de la Fuente", ["Lucía Arenas", "Pedro de la Fuente"]),
    ("es", "Por un puñado de votos", []),
    ("pt", "Por João Meireles", ["João Meireles"]),
    ("pt", "Texto de João Meireles; Fotos: Rita Sá", ["João Meireles", "Rita Sá | Fotos"]),
    ("pt", "Por João Meireles, repórter, Lusa", ["João Meireles | repórter | Lusa"]),
    ("it", "di Massimo Bressan", ["Massimo Bressan"]),
    ("it", "di Massimo Bressan e Anna Riva", ["Massimo Bressan", "Anna Riva"]),
    ("it", "a cura di Anna Riva", ["Anna Riva"]),
    ("it", "ANSA", ["ANSA |  | ANSA"]),
    ("ro", "De Ioana Petrescu", ["Ioana Petrescu"]),
    ("ro", "Autor: Ioana Petrescu", ["Ioana Petrescu"]),
    ("ca", "Per Núria Vidal i Jordi Pons", ["Núria Vidal", "Jordi Pons"]),
    # Slavic
    ("ru", "Текст: Анна Смирнова", ["Анна Смирнова"]),
    ("ru", "Текст: Анна Смирнова Фото: Пётр Лужин", ["Анна Смирнова", "Пётр Лужин | Фото"]),
    ("ru", "Автор: Анна Смирнова, корреспондент", ["Анна Смирнова | корреспондент"]),
    ("ru", "Анна Смирнова, ТАСС", ["Анна Смирнова |  | ТАСС"]),
    ("uk", "Автор: Олена Гай", ["Олена Гай"]),
    ("uk", "Віктор Луцик — 24 жовтня 2025, 15:26", ["Віктор Луцик"]),
    ("uk", "Віктор Луцик — 24 жовтня, 15:26", ["Віктор Луцик"]),
    ("pl", "Autor: Piotr Zieliński", ["Piotr Zieliński"]),
    ("pl", "Oprac. Ada Michalska", ["Ada Michalska"]),
    ("cs", "Autorka: Jana Dvořáková", ["Jana Dvořáková"]),
    ("hr", "Piše: Ivana Kos", ["Ivana Kos"]),
    ("sr-Cyrl", "Пише: Милица Петровић", ["Милица Петровић"]),
    ("bg", "Автор: Иван Колев", ["Иван Колев"]),
    # other scripts of Europe, Baltic, Hungarian, Turkish
    ("el", "Του Νίκου Ανδρέου", ["Νίκου Ανδρέου"]),
    ("lt", "Autorius: Povilas Aleksa", ["Povilas Aleksa"]),
    ("lv", "Autors: Jānis Bērziņš", ["Jānis Bērziņš"]),
    ("hu", "Írta: Nagy Eszter", ["Nagy Eszter"]),
    ("tr", "Haber: Elif Demir", ["Elif Demir"]),
    ("tr", "Muhabir: Elif Demir", ["Elif Demir"]),
    # right to left
    ("ar", "بقلم: سامي الحداد", ["سامي الحداد"]),
    ("ar", "كتب: سامي الحداد", ["سامي الحداد"]),
    ("ar", "بقلم سامي الحداد، رويترز", ["سامي الحداد |  | رويترز"]),
    ("ar", "بقلم: سامي الحداد وليلى منصور", []),  # one name of four words, or two: the "and" is part of the word
    ("he", "מאת: דנה כהן", ["דנה כהן"]),
    ("he", "מאת: דנה כהן ויוסי לוי", ["דנה כהן", "יוסי לוי"]),
    ("fa", "نویسنده: آرش نیک", ["آرش نیک"]),
    ("ur", "تحریر: عائشہ ملک", ["عائشہ ملک"]),
    # South Asia
    ("hi", "लेखक: अनीता शर्मा", ["अनीता शर्मा"]),
    ("hi", "अनीता शर्मा, संवाददाता", ["अनीता शर्मा | संवाददाता"]),
    ("bn", "লেখক: রুমা সেন", ["রুমা সেন"]),
    ("bn", "নিজস্ব প্রতিবেদক", []),
    ("ta", "எழுதியவர்: கவிதா ராமன்", ["கவிதா ராமன்"]),
    # East and South-East Asia
    ("zh-Hans", "记者 张晓明", ["张晓明 | 记者"]),
    ("zh-Hans", "本报记者 张晓明 李红", ["张晓明 | 本报记者", "李红 | 本报记者"]),
    ("zh-Hans", "张晓明 记者", ["张晓明 | 记者"]),
    ("zh-Hans", "文｜张晓明", ["张晓明"]),
    ("zh-Hans", "作者：约翰·史密斯", ["约翰·史密斯"]),
    ("zh-Hans", "新华社", ["新华社 |  | 新华社"]),
    ("zh-Hant", "〔記者陳志明／台北報導〕", ["陳志明 | 記者"]),
    ("zh-Hant", "記者 王小美", ["王小美 | 記者"]),
    ("ja", "山田太郎 記者", ["山田太郎 | 記者"]),
    ("ja", "文・写真：山田太郎", ["山田太郎"]),
    ("ja", "執筆：ジョン・スミス", ["ジョン・スミス"]),
    ("ko", "홍길동 기자", ["홍길동 | 기자"]),
    ("ko", "홍길동기자", ["홍길동 | 기자"]),
    ("ko", "글 홍길동 기자", ["홍길동 | 기자"]),
    ("ko", "홍길동 기자 hong@example.kr", ["홍길동 | 기자 |  | hong@example.kr"]),
    ("ko", "홍길동·김영희 기자", ["홍길동 | 기자", "김영희 | 기자"]),
    ("th", "โดย สมชาย ใจดี", ["สมชาย ใจดี"]),
    ("vi", "Tác giả: Nguyễn Thu Hà", ["Nguyễn Thu Hà"]),
    ("id", "Penulis: Budi Santoso", ["Budi Santoso"]),
    ("id", "Oleh Budi Santoso | Editor: Dewi Lestari", ["Budi Santoso", "Dewi Lestari | Editor"]),
    ("id", "(bud/dwi)", []),
    # Africa
    ("sw", "Na Asha Juma", ["Asha Juma"]),
    ("af", "Deur Pieter Botha", ["Pieter Botha"]),
    ("ha", "Marubuci: Musa Garba", ["Musa Garba"]),
    ("am", "ጸሐፊ፡ አበበ ከበደ", ["አበበ ከበደ"]),
]  # fmt: skip


def told(language: str, byline: str) -> list[str]:
    authors = authors_in(byline, label_index().for_page(language)) or []
    return [
        " | ".join(author.get(field, "") for field in ("name", "role", "organisation", "email")).rstrip(" |")
        for author in authors
    ]


@pytest.mark.parametrize(("language", "byline", "expected"), BYLINES, ids=[f"{case[0]}-{case[1]}" for case in BYLINES])
def test_bylines(language: str, byline: str, expected: list[str]) -> None:
    assert told(language, byline) == expected


def test_there_are_a_hundred_forms_of_twenty_five_languages() -> None:
    assert len(BYLINES) >= 100
    assert len({language for language, _, authors in BYLINES if authors}) >= 25


STORY = "The Elwin ferry will sail before sunrise from April, its operator said on Monday after a vote."


@pytest.mark.parametrize(("byline", "published"), [("By Maren Oduya published 19 May 2026", True), ("By Maren Oduya", False)])
def test_the_byline_is_kept_as_printed_and_its_date_read(byline: str, published: bool) -> None:
    text = f"Ferry adds dawn sailing to Port Elwin\n\n{byline}\n\n{STORY}\n\n{STORY}"
    trace = trace_text(text, "en", rules_only=True)
    check_trace(text, trace)
    assert trace.article.byline == byline
    assert [author.name for author in trace.article.authors] == ["Maren Oduya"]
    assert (trace.article.published is not None) == published


@given(
    st.sampled_from([language for language, _, _ in BYLINES]),
    st.text(max_size=60)
    | st.lists(
        st.sampled_from([part for _, byline, _ in BYLINES for part in byline.split()] + [", ", " / ", "(", ")", " and "]),
        max_size=9,
    ).map(" ".join),
)
def test_any_byline_gives_people_that_the_model_admits(language: str, byline: str) -> None:
    for author in authors_in(byline, label_index().for_page(language)) or []:
        Person.model_validate(author)
