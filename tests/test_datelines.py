"""Datelines as agencies and newspapers of many languages print them, and openings that are none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docconv.rawtext.datelines import find_dateline
from docconv.rawtext.labels import label_index
from docconv.rawtext.parse import trace_text
from tests.tracing import check_trace

# Language, opening, and of its dateline: the text, place, agency, and month and day as "5-3" ("2025-5-3" with the year).
DATELINES: list[tuple[str, str, str, str | None, str | None, str | None]] = [
    ("en", "PORT ELWIN, March 16 (HPS) - The ferry sails.", "PORT ELWIN, March 16 (HPS)", "PORT ELWIN", "HPS", "3-16"),
    ("en", "LONDON (Reuters) - The ferry sails.", "LONDON (Reuters)", "LONDON", "Reuters", None),
    ("en", "LONDON, March 3 (Xinhua) -- The ferry sails.", "LONDON, March 3 (Xinhua)", "LONDON", "Xinhua", "3-3"),
    ("en", "KYIV, Ukraine (AP) — The ferry sails.", "KYIV, Ukraine (AP)", "KYIV", "AP", None),
    ("en", "WASHINGTON, D.C. (AP) — The ferry sails.", "WASHINGTON, D.C. (AP)", "WASHINGTON", "AP", None),
    ("en", "ST. LOUIS (AP) — The ferry sails.", "ST. LOUIS (AP)", "ST. LOUIS", "AP", None),
    ("en", "AUSTIN (KXAN) — The ferry sails.", "AUSTIN (KXAN)", "AUSTIN", "KXAN", None),
    ("en", "HOUSTON, Texas (KTRK) -- The ferry sails.", "HOUSTON, Texas (KTRK)", "HOUSTON", "KTRK", None),
    ("en", "ANKARA (AA) - The ferry sails.", "ANKARA (AA)", "ANKARA", "AA", None),
    ("en", "Tehran, May 3, IRNA – The ferry sails.", "Tehran, May 3, IRNA", "Tehran", "IRNA", "5-3"),
    ("en", "ISLAMABAD, May 3, 2025 (APP): The ferry sails.", "ISLAMABAD, May 3, 2025 (APP)", "ISLAMABAD", "APP", "2025-5-3"),
    ("en", "PUTRAJAYA, Nov 22 — The ferry sails.", "PUTRAJAYA, Nov 22", "PUTRAJAYA", None, "11-22"),
    ("en", "NEW YORK — The ferry sails.", "NEW YORK", "NEW YORK", None, None),
    ("en", "WEST PALM BEACH — The ferry sails.", "WEST PALM BEACH", "WEST PALM BEACH", None, None),
    ("en", "KHAN YOUNIS, GAZA — The ferry sails.", "KHAN YOUNIS, GAZA", "KHAN YOUNIS", None, None),
    ("en", "NEW DELHI: The ferry sails.", "NEW DELHI", "NEW DELHI", None, None),
    ("en", "BANGKOK: The ferry sails.", "BANGKOK", "BANGKOK", None, None),
    ("en", "(Reuters) - The ferry sails.", "(Reuters)", None, "Reuters", None),
    ("de", "Berlin (dpa) - Die Fähre fährt.", "Berlin (dpa)", "Berlin", "dpa", None),
    ("de", "Hamburg (dpa/lno) – Die Fähre fährt.", "Hamburg (dpa/lno)", "Hamburg", "dpa/lno", None),
    ("de", "Berlin/Paris (dpa) - Die Fähre fährt.", "Berlin/Paris (dpa)", "Berlin/Paris", "dpa", None),
    ("de", "Frankfurt am Main (dpa) - Die Fähre fährt.", "Frankfurt am Main (dpa)", "Frankfurt am Main", "dpa", None),
    ("de", "Berlin, 3. Mai - Die Fähre fährt.", "Berlin, 3. Mai", "Berlin", None, "5-3"),
    ("sv", "Stockholm TT - Färjan går.", "Stockholm TT", "Stockholm", "TT", None),
    ("nb", "Oslo (NTB): Fergen går.", "Oslo (NTB)", "Oslo", "NTB", None),
    ("da", "København (Ritzau) - Færgen sejler.", "København (Ritzau)", "København", "Ritzau", None),
    ("fr", "PARIS, 3 mai (AFP) – Le bac part.", "PARIS, 3 mai (AFP)", "PARIS", "AFP", "5-3"),
    ("fr", "Paris, le 3 mai 2025 (AFP) - Le bac part.", "Paris, le 3 mai 2025 (AFP)", "Paris", "AFP", "2025-5-3"),
    ("es", "Madrid, 3 may (EFE).- El barco sale.", "Madrid, 3 may (EFE)", "Madrid", "EFE", "5-3"),
    ("es", "(EFE).- El barco sale.", "(EFE)", None, "EFE", None),
    ("es", "MADRID 3 May. (EUROPA PRESS) - El barco sale.", "MADRID 3 May. (EUROPA PRESS)", "MADRID", "EUROPA PRESS", "5-3"),
    ("pt", "Lisboa, 03 mai 2025 (Lusa) - O barco sai.", "Lisboa, 03 mai 2025 (Lusa)", "Lisboa", "Lusa", "2025-5-3"),
    ("it", "Roma, 3 mag. (askanews) – Il traghetto parte.", "Roma, 3 mag. (askanews)", "Roma", "askanews", "5-3"),
    ("it", "ROMA (ITALPRESS) - Il traghetto parte.", "ROMA (ITALPRESS)", "ROMA", "ITALPRESS", None),
    ("it", "(ANSA) - ROMA, 03 MAG - Il traghetto parte.", "(ANSA) - ROMA, 03 MAG", "ROMA", "ANSA", "5-3"),
    ("ro", "Bucureşti, 3 mai /Agerpres/ - Feribotul pleacă.", "Bucureşti, 3 mai /Agerpres/", "Bucureşti", "Agerpres", "5-3"),
    ("sl", "MOSKVA, 3. maj (TASS). Trajekt pluje.", "MOSKVA, 3. maj (TASS)", "MOSKVA", "TASS", "5-3"),
    ("cs", "Praha (ČTK) – Přívoz pluje.", "Praha (ČTK)", "Praha", "ČTK", None),
    ("sk", "Bratislava 3. mája (TASR) - Kompa pláva.", "Bratislava 3. mája (TASR)", "Bratislava", "TASR", "5-3"),
    ("pl", "Warszawa (PAP) - Prom płynie.", "Warszawa (PAP)", "Warszawa", "PAP", None),
    ("hr", "Zagreb, 3. svibnja 2025. (Hina) - Trajekt plovi.", "Zagreb, 3. svibnja 2025. (Hina)", "Zagreb", "Hina", "2025-5-3"),
    ("sr-Latn", "BEOGRAD, 3. maja (Tanjug) - Brod plovi.", "BEOGRAD, 3. maja (Tanjug)", "BEOGRAD", "Tanjug", "5-3"),
    ("bg", "София, 3 май /БТА/ Фериботът тръгва.", "София, 3 май /БТА/", "София", "БТА", "5-3"),
    ("ru", "МОСКВА, 3 мая. /ТАСС/. Паром вышел.", "МОСКВА, 3 мая. /ТАСС/", "МОСКВА", "ТАСС", "5-3"),
    ("ru", "МОСКВА, 3 мая — РИА Новости. Паром вышел.", "МОСКВА, 3 мая — РИА Новости", "МОСКВА", "РИА Новости", "5-3"),
    ("lt", "Vilnius, gegužės 3 d. (ELTA). Keltas plaukia.", "Vilnius, gegužės 3 d. (ELTA)", "Vilnius", "ELTA", "5-3"),
    ("hu", "Budapest, 2025. május 3. (MTI) - A komp indul.", "Budapest, 2025. május 3. (MTI)", "Budapest", "MTI", "2025-5-3"),
    ("el", "Αθήνα, 3 Μαΐου (ΑΠΕ-ΜΠΕ) - Το πλοίο φεύγει.", "Αθήνα, 3 Μαΐου (ΑΠΕ-ΜΠΕ)", "Αθήνα", "ΑΠΕ-ΜΠΕ", "5-3"),
    ("tr", "İSTANBUL (AA) - Vapur kalkıyor.", "İSTANBUL (AA)", "İSTANBUL", "AA", None),
    ("ar", "القاهرة - رويترز: أبحرت العبارة.", "القاهرة - رويترز", "القاهرة", "رويترز", None),
    ("ar", "القاهرة (رويترز) - أبحرت العبارة.", "القاهرة (رويترز)", "القاهرة", "رويترز", None),
    ("ar", "غزة (الأناضول) أبحرت العبارة.", "غزة (الأناضول)", "غزة", "الأناضول", None),
    ("ar", "واشنطن 3 مايو (رويترز) - أبحرت العبارة.", "واشنطن 3 مايو (رويترز)", "واشنطن", "رويترز", "5-3"),
    ("hi", "कोलकाता, 3 मई (भाषा) जहाज़ चला।", "कोलकाता, 3 मई (भाषा)", "कोलकाता", "भाषा", "5-3"),
    ("hi", "नई दिल्ली: जहाज़ चला।", "नई दिल्ली", "नई दिल्ली", None, None),
    ("bn", "ঢাকা, ৩ মে ২০২৫ (বাসস): ফেরি ছাড়ল।", "ঢাকা, ৩ মে ২০২৫ (বাসস)", "ঢাকা", "বাসস", "2025-5-3"),
    ("ko", "(서울=연합뉴스) 홍길동 기자 = 여객선이 출항했다.", "(서울=연합뉴스)", "서울", "연합뉴스", None),
    ("ko", "[부산=뉴시스] 홍길동 기자 = 여객선이 출항했다.", "[부산=뉴시스]", "부산", "뉴시스", None),
    ("zh-Hans", "北京（新华社）渡轮启航。", "北京（新华社）", "北京", "新华社", None),
    ("zh-Hans", "新华社北京5月3日电 渡轮启航。", "新华社北京5月3日电", "北京", "新华社", "5-3"),
    ("zh-Hans", "新华社北京5月3日电（记者张三）渡轮启航。", "新华社北京5月3日电（记者张三）", "北京", "新华社", "5-3"),
    ("zh-Hans", "本报上海3月14日讯 渡轮启航。", "本报上海3月14日讯", "上海", None, "3-14"),
    ("zh-Hant", "（中央社記者王小明台北3日電）渡輪啟航。", "（中央社記者王小明台北3日電）", "台北", "中央社", None),
    ("ja", "【ワシントン共同】フェリーが出た。", "【ワシントン共同】", "ワシントン", "共同", None),
    ("ja", "［東京　３日　ロイター］ - フェリーが出た。", "［東京　３日　ロイター］", "東京", "ロイター", None),
    ("id", "Jakarta (ANTARA) - Kapal berangkat.", "Jakarta (ANTARA)", "Jakarta", "ANTARA", None),
    ("id", "TEMPO.CO, Jakarta - Kapal berangkat.", "TEMPO.CO, Jakarta", "Jakarta", "TEMPO.CO", None),
    ("vi", "Hà Nội (TTXVN) - Phà khởi hành.", "Hà Nội (TTXVN)", "Hà Nội", "TTXVN", None),
]  # fmt: skip

NONE = [
    ("en", "The ferry (built in 1931) - and its crew - sails."),
    ("en", "A bill (the third) - passed."),
    ("en", "IBM (NYSE: IBM) - The company said it would."),
    ("en", "A boat at dawn (AP Photo/Jo Kerr)"),
    ("en", "The Associated Press (AP) said so on Monday."),
    ("en", "Agence France-Presse (AFP) - the agency - said so."),
    ("en", "The Office for Harbours (OFH) monitors the tides."),
    ("en", "British Virgin Islands (BVI) Governor Jo Kerr called for calm."),
    ("en", "“We counted them,” she said - and again."),
    ("en", "BREAKING: The ferry sails."),
    ("en", "WATCH: The ferry sails."),
    ("en", "It - the ferry - sails."),
    ("en", "Reuters - London's agency - said so."),
    ("en", "London - Reuters reported that the ferry sails."),
    ("en", "Ines Farrow (46) - a skipper - sails."),
    ("en", "Jo Kerr: The ferry sails."),
    ("en", "TTO - The ferry sails."),
    ("fr", "LE POINT SUR LA SITUATION - Le bac part."),
    ("de", "Die Deutsche Presse-Agentur (dpa) meldet das."),
    ("de", "Annelies Verlinden (46) steht am Hafen."),
    ("ru", "Паром – это судно, которое ходит через реку."),
    ("ar", "قال الوزير: أبحرت العبارة."),
    ("zh-Hans", "5月3日，渡轮启航。"),
    ("zh-Hans", "记者从港口获悉（见图），渡轮启航。"),
    ("ja", "【写真】フェリーが出た。"),
    ("ko", "(사진=연합뉴스)"),
    ("ko", "[앵커] 여객선이 출항했다."),
    ("hi", "उन्होंने कहा: जहाज़ चला।"),
]


def day_of(text: str | None) -> tuple[int | None, int, int] | None:
    if text is None:
        return None
    *year, month, day = map(int, text.split("-"))
    return (year[0] if year else None), month, day


@pytest.mark.parametrize(
    ("language", "opening", "text", "place", "agency", "day"), DATELINES, ids=[case[1] for case in DATELINES]
)
def test_datelines(language: str, opening: str, text: str, place: str | None, agency: str | None, day: str | None) -> None:
    found = find_dateline(opening, label_index().for_page(language))
    assert found is not None
    assert (opening[: found.end], found.place, found.agency, found.day) == (text, place, agency, day_of(day))
    assert opening[found.story_at :][:1].isalpha()


@pytest.mark.parametrize(("language", "opening"), NONE, ids=[case[1] for case in NONE])
def test_other_openings(language: str, opening: str) -> None:
    assert find_dateline(opening, label_index().for_page(language)) is None


def test_there_are_fifty_forms() -> None:
    assert len(DATELINES) >= 50


STORY = "The Elwin ferry will sail before sunrise from April, its operator said on Monday after a vote."


@pytest.mark.parametrize(
    ("head", "opening", "expected"),
    [
        ("Published 16 March 2026", "PORT ELWIN, March 16 (HPS) - ", date(2026, 3, 16)),
        ("Published 2 January 2026", "PORT ELWIN, December 31 (HPS) - ", date(2025, 12, 31)),
        ("Published 2 July 2026", "PORT ELWIN, December 31 (HPS) - ", None),
        ("By Maren Oduya", "PORT ELWIN, March 16 (HPS) - ", None),
        ("By Maren Oduya", "PORT ELWIN, March 16, 2026 (HPS) - ", date(2026, 3, 16)),
        ("Published 16 March 2026", "PORT ELWIN, February 30 (HPS) - ", None),
    ],
)
def test_the_day_of_a_dateline(head: str, opening: str, expected: date | None) -> None:
    text = f"Ferry adds dawn sailing to Port Elwin\n\n{head}\n\n{opening}{STORY}\n\n{STORY}"
    trace = trace_text(text, "en", rules_only=True)
    check_trace(text, trace)
    assert trace.article.dateline is not None
    assert trace.article.dateline.date == expected
    lead = trace.article.lead()
    assert lead is not None
    assert lead.text.startswith(opening)


def test_the_reporter_between_dateline_and_story_is_the_author() -> None:
    text = f"여객선 새벽에 출항한다\n\n(서울=연합뉴스) 홍길동 기자 = 여객선이 새벽에 출항했다. {STORY}"
    trace = trace_text(text, "ko", rules_only=True)
    check_trace(text, trace)
    assert [(author.name, author.role) for author in trace.article.authors] == [("홍길동", "기자")]
    assert trace.article.byline is None


PARTS = [part for _, opening, *_ in DATELINES for part in opening.split()[:4]] + ["\n", " - ", "(", ")", "（", "/", ": ", ", "]


@given(
    st.sampled_from(["en", "zh-Hans", "ja", "ko", "ar", "ru"]),
    st.text(max_size=60) | st.lists(st.sampled_from(PARTS), max_size=9).map(" ".join),
)
def test_a_dateline_lies_within_its_text(language: str, text: str) -> None:
    found = find_dateline(text, label_index().for_page(language))
    if found is not None:
        assert 0 < found.end <= found.story_at <= len(text)
        assert found.place or found.agency
