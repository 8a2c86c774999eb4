"""Printed dates to moments, in the month names, figures and calendars of every language that has a pack."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docconv.rawtext.calendars import day_of, us_summer
from docconv.rawtext.labels import PageLabels, label_index
from docconv.rawtext.moments import clock_alone, is_nothing_but_times, printed_dates
from docconv.rawtext.packs import CALENDARS, load_pack
from docconv.rawtext.parse import trace_text
from docconv.rawtext.times import is_time
from tests.tracing import check_trace

FOLDER = Path(__file__).parents[1] / "docconv" / "data" / "labels"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.toml"))
STORY = "The Elwin ferry will sail before sunrise from April, its operator said on Monday after a vote."


def labels_of(language: str | None) -> PageLabels:
    return label_index().for_page(language)


def said(text: str, language: str | None) -> list[tuple[str | None, bool | None]]:
    """The moments of the dates in a line, and whether each says "updated"; seconds left out where they are 0."""
    moments = [(found.moment(), found.modified) for found in printed_dates(text, labels_of(language), language)]
    return [(moment and f"{moment:%Y-%m-%dT%H:%M}", modified) for moment, modified in moments]


PUBLISHED, MODIFIED, BARE = False, True, None

LINES = [
    # the forms of English pages
    ("en", "Published 14 March 2026, 09:15 GMT", [("2026-03-14T09:15", PUBLISHED)]),
    ("en", "Updated: Saturday 14 March 2026 at 9.15 am", [("2026-03-14T09:15", MODIFIED)]),
    ("en", "March 14th, 2026 9:15 PM EDT", [("2026-03-15T01:15", BARE)]),
    ("en", "17:41 JST, October 13, 2024", [("2024-10-13T08:41", BARE)]),
    ("en", "Published 22:00, 11 July 2021 BST", [("2021-07-11T21:00", PUBLISHED)]),
    ("en", "June 26, 2023 5 AM PT", [("2023-06-26T12:00", BARE)]),
    ("en", "January 26, 2023 5 AM PT", [("2023-01-26T13:00", BARE)]),
    ("en", "First published on Tue 29 Nov 2016 07.46 EST", [("2016-11-29T12:46", PUBLISHED)]),
    ("en", "Sept. 2, 2016", [("2016-09-02T00:00", BARE)]),
    ("en", "12:05 am, 3 May 2025", [("2025-05-03T00:05", BARE)]),
    ("en", "2024-02-14T16:15:30Z", [("2024-02-14T16:15", BARE)]),
    ("en", "2024-02-14T16:15:30+02:00", [("2024-02-14T14:15", BARE)]),
    ("en", "3 May 2025 10:20 UTC+5:30", [("2025-05-03T04:50", BARE)]),
    ("en", "3 May 2025 10:20 (GMT-3)", [("2025-05-03T13:20", BARE)]),
    # several on a line, with their breaks lost
    ("en", "Published Jul 17, 2024, 11:21am|Updated Jul 18, 2024, 6:39pm", [
        ("2024-07-17T11:21", PUBLISHED), ("2024-07-18T18:39", MODIFIED),
    ]),
    ("en", "08:39, 06 Jan 2026Updated 08:41, 07 Jan 2026", [("2026-01-06T08:39", BARE), ("2026-01-07T08:41", MODIFIED)]),
    ("en", "January 28, 2025 11:30 am (Updated 11:54 am)", [("2025-01-28T11:30", BARE)]),
    ("nb", "Publisert 05.08.2024, kl. 13.05 Oppdatert 06.08.2024, kl. 13.52", [
        ("2024-08-05T13:05", PUBLISHED), ("2024-08-06T13:52", MODIFIED),
    ]),
    ("ja", "公開日：2025/01/31 11:30　更新日：2025/02/01 18:00", [
        ("2025-01-31T11:30", PUBLISHED), ("2025-02-01T18:00", MODIFIED),
    ]),
    ("ja", "2019年04月21日 12時00分更新", [("2019-04-21T12:00", MODIFIED)]),
    ("es", "15 oct 2024 - 08:22Actualizado: 15 oct 2024 - 17:38CEST", [
        ("2024-10-15T08:22", BARE), ("2024-10-15T15:38", MODIFIED),
    ]),
    ("pl", "Aktualizacja: 19.04.2026 19:45 Publikacja: 18.04.2026 19:05", [
        ("2026-04-19T19:45", MODIFIED), ("2026-04-18T19:05", PUBLISHED),
    ]),
    ("ko", "입력 2025.05.03 오후 3:20 수정 2025.05.04. 11:00", [("2025-05-03T15:20", PUBLISHED), ("2025-05-04T11:00", MODIFIED)]),
    # languages and scripts
    ("af", "Opgedateer op 3 Mei 2025", [("2025-05-03T00:00", MODIFIED)]),
    ("ar", "نُشر في 3 كانون الثاني 2025 الساعة 10:20 بتوقيت غرينتش", [("2025-01-03T10:20", PUBLISHED)]),
    ("ar", "آخر تحديث: ٣ مايو ٢٠٢٥ ٢:٠٥ م", [("2025-05-03T14:05", MODIFIED)]),
    ("bg", "Обновена: 3 май 2025 г.", [("2025-05-03T00:00", MODIFIED)]),
    ("bn", "আপডেট: ৩ মে ২০২৫", [("2025-05-03T00:00", MODIFIED)]),
    ("ca", "Actualitzat el 3 d’abril de 2025 a les 10:20h", [("2025-04-03T10:20", MODIFIED)]),
    ("cs", "Aktualizováno 3. května 2025 10:20", [("2025-05-03T10:20", MODIFIED)]),
    ("de", "Stand: 28.04.2023, 05:00 Uhr", [("2023-04-28T05:00", MODIFIED)]),
    ("de", "Veröffentlicht am 27.04.24 um 07:39 Uhr", [("2024-04-27T07:39", PUBLISHED)]),
    ("el", "Δημοσίευση: 3 Μαΐου 2025, 10:20 μ.μ.", [("2025-05-03T22:20", PUBLISHED)]),
    ("eu", "2025eko maiatzaren 3a", [("2025-05-03T00:00", BARE)]),
    ("fa", "تاریخ انتشار: ۱۳ اردیبهشت ۱۴۰۴ - ۱۰:۲۰", [("2025-05-03T10:20", PUBLISHED)]),
    ("fa", "۱۴۰۴/۰۲/۱۳", [("2025-05-03T00:00", BARE)]),
    ("fa", "۳ مه ۲۰۲۵", [("2025-05-03T00:00", BARE)]),
    ("fi", "19.2.2020 klo 14.00", [("2020-02-19T14:00", BARE)]),
    ("fr", "Publié le 15 Mai 2019 à 06h00", [("2019-05-15T06:00", PUBLISHED)]),
    ("ga", "3 Meán Fómhair 2025", [("2025-09-03T00:00", BARE)]),
    ("he", "עודכן: 3 במאי 2025, 10:20", [("2025-05-03T10:20", MODIFIED)]),
    ("hi", "अपडेटेड: ३ मई २०२५ 10:20 IST", [("2025-05-03T04:50", MODIFIED)]),
    ("hr", "3. listopada 2025.", [("2025-10-03T00:00", BARE)]),
    ("hu", "Frissítve: 2025. május 3., 10:20", [("2025-05-03T10:20", MODIFIED)]),
    ("id", "Diterbitkan pada 3 Mei 2025 10:20 WIB", [("2025-05-03T03:20", PUBLISHED)]),
    ("it", "Aggiornato: 2 giugno 2025 alle 14.30", [("2025-06-02T14:30", MODIFIED)]),
    ("ja", "令和7年5月3日 10時20分", [("2025-05-03T10:20", BARE)]),
    ("ka", "3 მაისი 2025", [("2025-05-03T00:00", BARE)]),
    ("kk", "3 мамыр 2025", [("2025-05-03T00:00", BARE)]),
    ("km", "៣ ឧសភា ២០២៥", [("2025-05-03T00:00", BARE)]),
    ("ko", "2025년 5월 3일 오전 10시 20분", [("2025-05-03T10:20", BARE)]),
    ("lt", "2025 m. gegužės 3 d. 10:20", [("2025-05-03T10:20", BARE)]),
    ("lv", "2025. gada 3. maijs", [("2025-05-03T00:00", BARE)]),
    ("mn", "2025 оны 5-р сарын 3", [("2025-05-03T00:00", BARE)]),
    ("my", "၂၀၂၅ မေလ ၃", [("2025-05-03T00:00", BARE)]),
    ("pl", "3 listopada 2025", [("2025-11-03T00:00", BARE)]),
    ("pt", "Atualizado em 03/04/2025 às 18h05", [("2025-04-03T18:05", MODIFIED)]),
    ("ru", "Обновлено 3 мая 2025 г., 10:20 МСК", [("2025-05-03T07:20", MODIFIED)]),
    ("sv", "Uppdaterad 3 maj 2025 kl. 10.20", [("2025-05-03T10:20", MODIFIED)]),
    ("sw", "Imechapishwa: 3 Mei 2025", [("2025-05-03T00:00", PUBLISHED)]),
    ("th", "เผยแพร่ 3 พ.ค. 2568 10:20 น.", [("2025-05-03T10:20", PUBLISHED)]),
    ("tr", "Giriş: 03.07.2024 - 18:24 Güncelleme: 03.07.2024 - 18:57", [
        ("2024-07-03T18:24", PUBLISHED), ("2024-07-03T18:57", MODIFIED),
    ]),
    ("uk", "Оновлено: 24 жовтня 2025, 15:26", [("2025-10-24T15:26", MODIFIED)]),
    ("ur", "تاریخ اشاعت: 3 مئی 2025", [("2025-05-03T00:00", PUBLISHED)]),
    ("vi", "Thứ tư, 22/10/2025, 19:25 (GMT+7)", [("2025-10-22T12:25", BARE)]),
    ("vi", "ngày 3 tháng 5 năm 2025", [("2025-05-03T00:00", BARE)]),
    ("zh-Hans", "发布时间：2025年5月3日 下午3:20", [("2025-05-03T15:20", PUBLISHED)]),
    ("zh-Hant", "更新時間：民國114年5月3日", [("2025-05-03T00:00", MODIFIED)]),
    # nothing is guessed
    ("en", "03/04/2025", [(None, BARE)]),
    ("en", "2 days ago", []),
    ("en", "3 May", []),
    ("en", "May 2025", []),
    ("en", "31 June 2025", []),
    ("en", "10/04/2016 05:07 AM EDT", [("2016-10-04T09:07", BARE)]),
    ("en-US", "03/04/2025", [("2025-03-04T00:00", BARE)]),
    ("en-GB", "03/04/2025", [("2025-04-03T00:00", BARE)]),
    ("en-CA", "03/04/2025", [(None, BARE)]),
    ("en", "28/02/2023", [("2023-02-28T00:00", BARE)]),
    ("en", "02/28/2023", [("2023-02-28T00:00", BARE)]),
    ("en", "04/04/2023", [("2023-04-04T00:00", BARE)]),
    ("ja", "25.04.03", [(None, BARE)]),
    (None, "03/04/2025", [(None, BARE)]),
    ("en", "1 May 2025 10:20 IST", [("2025-05-01T10:20", BARE)]),  # three zones have this name: it counts as none
    ("zh-Hans", "2025年5月3日 晚上8:20", [("2025-05-03T00:00", BARE)]),  # eight in the evening: the half of the day is not plain
    ("ne", "२०८२ वैशाख २०", []),  # a calendar that is not converted
    ("ne", "२०८२/०१/२०", [(None, BARE)]),
    ("ar", "1446/11/05", [(None, BARE)]),
    ("en", "1446/11/05", [(None, BARE)]),
    ("en", "The 2024 rules were changed in 2025", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line", "expected"), LINES, ids=lambda value: value if isinstance(value, str) else "")
def test_lines_of_times(language: str | None, line: str, expected: list[tuple[str | None, bool | None]]) -> None:
    assert said(line, language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_a_month_that_a_pack_knows(language: str) -> None:
    pack = load_pack(FOLDER / f"{language}.toml")
    labels = labels_of(language)
    for calendar, year in zip(CALENDARS, ("2025", "1404"), strict=True):
        for number, names in enumerate(pack.phrases("words", calendar), 1):
            for name in names.split("|"):
                expected = day_of(int(year), number, 3, language, calendar)
                for line in (f"3 {name} {year}", f"3. {name.upper()} {year}", f"{name} 3, {year}", f"{year} {name} 3"):
                    assert [found.day for found in printed_dates(line, labels, language)] == [expected], line


#: The figures 0 to 9 of every script that writes numbers by tens.
FIGURES = [
    "".join(chr(zero + n) for n in range(10))
    for zero in range(0x110000)
    if unicodedata.decimal(chr(zero), -1) == 0 and zero > 0x30
]


def test_the_figures_of_every_script() -> None:
    assert len(FIGURES) >= 60
    labels = labels_of("de")
    for figures in FIGURES:
        line = "Aktualisiert: 13.04.2025, 10:27 Uhr".translate({0x30 + n: figures[n] for n in range(10)})
        found = printed_dates(line, labels, "de")
        assert [f"{each.moment():%Y%m%d%H%M}" for each in found] == ["202504131027"], line


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (1404, 1, 1, date(2025, 3, 21)),
        (1403, 12, 30, date(2025, 3, 20)),
        (1399, 12, 30, date(2021, 3, 20)),
        (1400, 12, 30, None),
        (1357, 11, 22, date(1979, 2, 11)),
        (1404, 7, 30, date(2025, 10, 22)),
        (1404, 7, 31, None),
        (1404, 13, 1, None),
    ],
)
def test_days_of_the_persian_calendar(year: int, month: int, day: int, expected: date | None) -> None:
    assert day_of(year, month, day, "fa", "months_persian") == expected


@given(st.integers(1300, 1499), st.integers(1, 12), st.integers(1, 29))
def test_persian_days_follow_each_other(year: int, month: int, day: int) -> None:
    here, next_year = day_of(year, month, day, "fa", None), day_of(year, month, day + 1, "fa", None)
    assert here is not None
    assert next_year in (None, here + timedelta(days=1))


def test_summer_time_of_the_united_states() -> None:
    assert not us_summer(date(2025, 3, 8))
    assert us_summer(date(2025, 3, 9))
    assert us_summer(date(2025, 11, 1))
    assert not us_summer(date(2025, 11, 2))
    assert us_summer(date(2005, 4, 3))
    assert not us_summer(date(2005, 10, 30))


def test_a_clock_time_alone() -> None:
    assert clock_alone("15:44 Uhr", "de") == (15 * 3600 + 44 * 60, None)
    assert clock_alone("03:26 pm CET", "en") == (15 * 3600 + 26 * 60, 60)
    assert clock_alone("3 May 2025, 15:44", "en") is None
    assert clock_alone("0:25 1:30", "en") is None


NOT_TIMES = [
    "In May 2024 and June 2025 the rules were changed",
    "Updated rules for 2024 and 2025",
    "2025-05-03 来源：新华社",
    "12.5 percent in 2025",
]


@pytest.mark.parametrize(
    "line",
    [
        "16.05.2024, 11:26 Uhr • Lesezeit: 5 Minuten",
        "Dec 19, 2016 at 2:19 pm ET • 5 min read",
        "Published Jul 17, 2024, 11:21am|Updated Jul 17, 2024, 6:39pm",
    ],
)
def test_lines_that_are_nothing_but_times(line: str) -> None:
    assert is_nothing_but_times(line, labels_of("de" if "Uhr" in line else "en"))


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Thursday Evening, March 14, 2024"),
        ("fr", "jeudi soir 14 mars 2024"),
        ("es", "jueves por la tarde, 14 de marzo de 2024"),
        ("ar", "الخميس 14 مارس 2024 - 10:20 بتوقيت غرينتش"),
        ("hi", "गुरुवार, 14 मार्च 2024 10:20 AM IST"),
        ("th", "วันพฤหัสบดีที่ 14 มีนาคม 2567"),
        ("ja", "2026年3月14日 土曜日"),
        ("zh", "2026年3月14日星期六"),
    ],
)
def test_days_of_the_week_are_no_other_words(language: str, line: str) -> None:
    assert is_time(line, label_index().for_page(language))


@pytest.mark.parametrize("line", NOT_TIMES)
def test_other_lines_are_not_times(line: str) -> None:
    assert not is_nothing_but_times(line, labels_of("en"))


# --- in the article ----------------------------------------------------------------------------------------


def moments(text: str, language: str = "en") -> tuple[str | None, str | None, list[str]]:
    trace = trace_text(text, language, rules_only=True)
    check_trace(text, trace)
    article = trace.article
    stamps = [moment and f"{moment:%Y-%m-%dT%H:%M}" for moment in (article.published, article.modified)]
    return stamps[0], stamps[1], [found.code for found in trace.problems if found.code in ("T004", "T005")]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Published 14 March 2026, 09:15 GMT", ("2026-03-14T09:15", None, [])),
        ("Published\n14 March 2026, 09:15 GMT", ("2026-03-14T09:15", None, [])),
        ("Last updated\n14 March 2026", (None, "2026-03-14T00:00", ["T004"])),
        ("14 March 2026", ("2026-03-14T00:00", None, ["T004"])),
        ("14 March 2026\n09:15 GMT", ("2026-03-14T09:15", None, [])),
        ("14 March 2026\nPublished 15 March 2026, 09:15", ("2026-03-15T09:15", None, ["T004"])),
        ("Published 14 March 2026\nPublished 15 March 2026", ("2026-03-14T00:00", None, ["T004"])),
        ("03/04/2026", (None, None, ["T005"])),
        ("Published 2 days ago", (None, None, [])),
    ],
)
def test_what_stands_above_the_story(head: str, expected: tuple[str | None, str | None, list[str]]) -> None:
    assert moments(f"Ferry adds dawn sailing to Port Elwin\n\n{head}\n\n{STORY}\n\n{STORY}") == expected


def test_below_the_story_only_dates_behind_a_word_count() -> None:
    story = f"Ferry adds dawn sailing to Port Elwin\n\n{STORY}\n\n{STORY}"
    assert moments(f"{story}\n\n14 March 2026") == (None, None, [])
    assert moments(f"{story}\n\nUpdated 14 March 2026, 09:15 GMT") == (None, "2026-03-14T09:15", [])
    related = "Related stories\nCouncil lights slipway at the harbour\n14 March 2026"
    assert moments(f"{story}\n\n{related}") == (None, None, [])


def test_the_printed_time_stays_where_it_was() -> None:
    text = f"Ferry adds dawn sailing\n\nPublished 14 March 2026, 09:15 GMT\n\n{STORY}"
    article = trace_text(text, "en", rules_only=True).article
    assert article.furniture == ("Published 14 March 2026, 09:15 GMT",)


@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from("0 1 2 12 31 99 2025 1404 2568 . / - : , May 年 月 日 am pm GMT + 元 Updated".split()) | st.just(" "),
        max_size=25,
    ).map("".join)
)
def test_any_line_gives_dates_within_it_or_none(line: str) -> None:
    for language in ("en", "fa", "ja", None):
        found = printed_dates(line, labels_of(language), language)
        assert all(0 <= each.start < each.end <= len(line) for each in found)
        assert [each.moment() for each in found] == [each.moment() for each in printed_dates(line, labels_of(language), language)]
