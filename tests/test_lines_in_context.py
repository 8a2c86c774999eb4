"""What lines are that show it by what stands around them: forms of text as people paste them."""

from __future__ import annotations

import pytest

from docconv.rawtext.layout import article_to_text
from docconv.rawtext.parse import parse_text, trace_text
from tests.tracing import check_trace

STORY = (
    "The ferry between Port Elwin and Skull Island will sail before dawn from next month, the harbour company said.",
    "The first boat will leave at 5:40 a.m. instead of 7 a.m. on weekdays, manager Ann Bligh told reporters on Saturday.",
    "More than 400 islanders had signed a petition, among them nurses, bakers and the crew of the island's only bus.",
    "The service will run for six months as a trial and will be dropped if fewer than thirty people a day use it.",
)


def roles(text: str, *, rules_only: bool = False, language: str | None = None) -> list[tuple[str, str]]:
    """The role of every stretch of `text` that is no blank and no label, in order."""
    trace = trace_text(text, language, rules_only=rules_only)
    check_trace(text, trace)
    return [(each.role, text[each.start : each.end]) for each in trace.segments if each.role not in ("blank", "label")]


def of(line: str, text: str, *, rules_only: bool = False, language: str | None = None) -> str:
    """The role of one line of `text`."""
    return next(role for role, found in roles(text, rules_only=rules_only, language=language) if found == line)


@pytest.mark.parametrize("rules_only", [False, True], ids=["tagger", "rules"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["tight", "spaced"])
def test_numbers_with_text_between_are_headings(rules_only: bool, gap: str) -> None:
    """An article that is a list: "1. Walk the cliff path", and a paragraph about it."""
    heads = ["1. Walk the cliff path", "2. Eat at the Net Loft", "3. Swim at Gull Cove", "4. See the lighthouse"]
    story = [line for pair in zip(heads, STORY, strict=True) for line in pair]
    text = gap.join(["4 things to do on Skull Island this summer", "By Jo Kerr", STORY[0], *story]) + "\n"
    found = roles(text, rules_only=rules_only)
    assert [line for role, line in found if role == "heading"] == heads
    assert all(role == "paragraph" for role, line in found if line in STORY)


def test_numbers_right_under_each_other_are_a_list() -> None:
    text = "\n".join(["Four ways across", STORY[0], "1. By ferry", "2. By boat", "3. By air", *STORY[1:]])
    assert [len(block.items) for block in parse_text(text).blocks() if block.type == "list"] == [3]


def test_a_list_of_topics_ends_where_the_page_goes_on() -> None:
    text = "\n".join(
        ["Ferry adds dawn sailing", *STORY, "Topics", "Ferries", "Port Elwin", "Comments", "Most read", "Fire in a warehouse",
         "Pool closes a week early", "Contact us"]
    )  # fmt: skip
    article = parse_text(text)
    assert [topic.name for topic in article.topics] == ["Ferries", "Port Elwin"]


def test_an_agency_under_a_byline_is_no_picture() -> None:
    text = "\n\n".join(["Ferry adds dawn sailing", "By KAREN HOLLOWAY", "Associated Press", *STORY])
    article = parse_text(text)
    assert [block.type for block in article.blocks()] == ["paragraph"] * 4
    assert [(author.name, author.organisation) for author in article.authors] == [("KAREN HOLLOWAY", "Associated Press")]


def test_a_date_behind_a_place_dates_the_story() -> None:
    """The second line under a Spanish headline: "Puerto Elvira - 03 MAY 2025 - 10:20 CEST"."""
    story = [
        "El transbordador que une Puerto Elvira con la isla de la Calavera zarpará a las 5.40 a partir del próximo mes.",
        "“Llevábamos años pidiéndolo”, celebra Carmen Ruiz, enfermera de 42 años. “Teníamos que dormir en la ciudad”.",
        "La prueba durará seis meses. Si viajan menos de treinta personas al día, la empresa retirará el servicio.",
    ]
    text = "\n".join(
        ["El transbordador zarpará antes del amanecer", "LUCÍA HERRERO", "Puerto Elvira - 03 MAY 2025 - 10:20 CEST", *story]
    )
    article = parse_text(text)
    assert article.published is not None
    assert article.published.isoformat() == "2025-05-03T08:20:00+00:00"
    assert [author.name for author in article.authors] == ["LUCÍA HERRERO"]


POEM = (
    "The Dawn Boat\n\nThe dawn boat leaves before the gulls,\nits one light on the water,\nand carries to the mainland shore\n"
    "the baker and his daughter.\n\nIt carries nurses, nets and mail,\nit carries talk and weather,\n"
    "and those who would not speak on land\nstand at the rail together.\n"
)


def test_a_title_that_stands_apart_is_the_headline_however_short() -> None:
    article = parse_text(POEM)
    assert (article.kicker, article.headline) == (None, "The Dawn Boat")


TIMETABLE = (
    "From\tTo\tDeparts\tArrives\nPort Elwin\tSkull Island\t05:40\t06:25\nSkull Island\tPort Elwin\t06:35\t07:20\n"
    "\tSkull Island\t07:30\t\t08:15\nSkull Island\tPort Elwin\t08:25\t09:10\n"
)


@pytest.mark.parametrize("rules_only", [False, True], ids=["tagger", "rules"])
def test_rows_parted_by_tabs_are_a_table(rules_only: bool) -> None:
    text = f"Ferry timetable from 2 June\nWeekdays only. Times in local time.\n{TIMETABLE}{STORY[0]}\n{STORY[1]}\n"
    assert of("05:40", text, rules_only=rules_only) == "paragraph"
    article = parse_text(text, rules_only=rules_only)
    assert article.headline == "Ferry timetable from 2 June"
    (table,) = [block for block in article.blocks() if block.type == "table"]
    rows = [[cell.text for cell in row] for row in table.rows]
    assert rows[:2] == [["From", "To", "Departs", "Arrives"], ["Port Elwin", "Skull Island", "05:40", "06:25"]]
    assert rows[3] == ["", "Skull Island", "07:30", "", "08:15"]
    assert len(rows) == 5


def table_of(text: str) -> list[list[str]] | None:
    found = [block for block in parse_text(text).blocks() if block.type == "table"]
    return [[cell.text for cell in row] for row in found[0].rows] if found else None


def test_rows_of_times_and_of_ranks_are_rows() -> None:
    times = ["05:40\t06:25", "06:35\t07:20", "14 March 2026\t07:30"]
    ranks = ["1.\tPort Elwin\t38\t89", "2.\tSkull Island\t38\t84"]
    for rows in (times, ranks):
        text = "\n".join(["Ferry adds dawn sailing", *STORY, *rows, *STORY[:2]])
        assert table_of(text) == [row.split("\t") for row in rows]


@pytest.mark.parametrize("mark", ["\u2022\t", "Q:\t"], ids=["bullets", "questions"])
def test_a_tab_behind_a_mark_makes_no_table(mark: str) -> None:
    text = "\n".join(["Ferry adds dawn sailing", *STORY[:2], *(mark + line for line in STORY)])
    assert table_of(text) is None


def test_a_table_as_text_is_a_table_again() -> None:
    article = parse_text(f"Ferry timetable from 2 June\n\n{STORY[0]}\n\n{TIMETABLE}\n{STORY[1]}\n")
    again = parse_text(article_to_text(article))
    assert [block.type for block in again.blocks()] == ["paragraph", "table", "paragraph"]
    assert again == article


def test_korean_names_under_the_headline_are_authors() -> None:
    story = [
        "해솔시와 매도를 오가는 여객선이 다음 달부터 새벽에도 운항한다고 해솔시가 3일 밝혔다.",
        "지금까지 첫배는 오전 7시에 출항해 육지 병원과 공장으로 출근하는 섬 주민들이 불편을 겪어왔다고 시는 설명했다.",
        '매도에 사는 간호사 이정희(42) 씨는 "야간 근무를 마친 동료와 교대할 수 있게 됐다"며 새벽편 신설을 반겼다.',
    ]
    text = "\n".join(
        ["해솔항 여객선 새벽편 다음 달부터 운항", "입력2025.05.03. 오후 3:20", "기사원문", "김민수 기자", "12", "댓글", *story]
    )
    article = parse_text(text)
    assert [(author.name, author.role) for author in article.authors] == [("김민수", "기자")]


def test_what_an_editor_is_responsible_for_is_no_byline() -> None:
    story = [
        "新华社东江5月3日电（记者李文远、陈晓）东江港务局3日发布的数据显示，今年第一季度，东江港完成集装箱吞吐量210万标准箱，同比增长6.4%。",
        "港务局局长王建军说，增长主要来自新开通的三条近洋航线。“我们预计全年吞吐量将突破900万标准箱，”他说。",
        "业内人士认为，港口自动化改造提高了装卸效率。目前，东江港二期码头已实现24小时无人作业。",
    ]
    article = parse_text("\n".join(["东江港集装箱吞吐量连续三个季度增长", *story, "责任编辑：张敏"]))
    assert [author.name for author in article.authors] == ["李文远", "陈晓"]
    assert article.furniture == ("责任编辑：张敏",)


def test_a_place_and_an_agency_under_the_headline_are_a_dateline() -> None:
    story = [
        "قالت الشركة المشغلة لميناء صفراء يوم السبت إنها توصلت إلى اتفاق مبدئي مع نقابة العمال ينهي إضرابا عطل حركة الحاويات.",
        "وذكر المدير التنفيذي للشركة في بيان أن الاتفاق ينص على زيادة الأجور بنسبة سبعة بالمئة على مدى عامين متتاليين.",
        "ورحب رئيس النقابة سامي الحداد بالاتفاق لكنه قال إن العمال لن يعودوا إلى أرصفتهم قبل التصويت عليه يوم الاثنين.",
    ]
    article = parse_text("\n".join(["اتفاق مبدئي بين شركة الميناء وعمالها بعد إضراب", "صفراء - رويترز", *story]))
    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.place, article.dateline.agency) == ("صفراء - رويترز", "صفراء", "رويترز")
    assert article.authors == ()


def test_what_stands_above_the_headline_is_a_kicker_only_if_it_says_something() -> None:
    above = ["FOR IMMEDIATE RELEASE", "Contact: Dana Whitfield", "Phone: +1 555 0142", "Email: press@northline.example"]
    text = "\n\n".join([*above, "Northline launches first battery-powered ferry on the Elwin route", *STORY])
    article = parse_text(text)
    assert article.kicker is None
    assert article.authors == ()


@pytest.mark.parametrize("label", ["By", "Written by"])
def test_a_name_under_the_word_of_a_byline_is_the_author(label: str) -> None:
    text = "\n\n".join(["Ferry adds dawn sailing", label, "Maren Oduya", "14 March 2026, 09:15 GMT", *STORY])
    article = parse_text(text)
    assert article.byline == "Maren Oduya"
    assert [author.name for author in article.authors] == ["Maren Oduya"]


@pytest.mark.parametrize(
    "line",
    ["By Maren Oduya Mar. 14, 2026 9:15 am", "Maren Oduya / TNN / Mar 14, 2026, 09:15 IST", "Maren OduyaPublished Mar 14, 2026"],
)
def test_a_byline_with_its_time_is_a_byline(line: str) -> None:
    article = parse_text("\n\n".join(["Ferry adds dawn sailing", line, *STORY]))
    assert article.byline == line
    assert [author.name for author in article.authors] == ["Maren Oduya"]
    assert article.published is not None
    assert str(article.published.date()) == "2026-03-14"


@pytest.mark.parametrize(
    "line",
    ["Monday 14 March 2026, 09:15", "Last Updated Mar 14, 2026", "Thursday Evening, March 14, 2024", "Port Elwin 14 March 2026"],
)
def test_a_day_of_the_week_is_no_author(line: str) -> None:
    article = parse_text("\n\n".join(["Ferry adds dawn sailing", line, *STORY]))
    assert (article.byline, article.authors) == (None, ())


def test_a_labelled_byline_counts_over_what_looks_like_one() -> None:
    text = "\n\n".join(["Ferry adds dawn sailing", "Copy Link Copied", "By Maren Oduya", *STORY])
    article = parse_text(text)
    assert article.byline == "By Maren Oduya"
    assert [author.name for author in article.authors] == ["Maren Oduya"]


def test_the_line_under_the_byline_says_the_role() -> None:
    text = "\n\n".join(["Ferry adds dawn sailing", "By Maren Oduya", "Transport correspondent", *STORY])
    assert [(author.name, author.role) for author in parse_text(text).authors] == [("Maren Oduya", "Transport correspondent")]


@pytest.mark.parametrize("text", ["> one\n> two", "> a\nb\n> c\n> d", ">> a\n>b\n> > c\n\n> d\n"])
def test_marks_of_quoting_keep_their_place(text: str) -> None:
    check_trace(text, trace_text(text))


@pytest.mark.parametrize("trail", ["Home News Ferry adds dawn sailing", "Home > News > Ferry adds dawn sailing"])
def test_a_trail_of_links_that_ends_in_the_headline_is_not_it(trail: str) -> None:
    text = "\n".join([trail, "14 March 2026", "Share", "Ferry adds dawn sailing", "By Jo Kerr", *STORY])
    assert parse_text(text).headline == "Ferry adds dawn sailing"


def test_a_heading_that_says_the_end_of_the_headline_again_is_not_it() -> None:
    text = "\n".join(["Ferry timetable: What will change in June", *STORY, "What will change in June", *STORY[1:]])
    assert parse_text(text).headline == "Ferry timetable: What will change in June"


@pytest.mark.parametrize("rules_only", [False, True], ids=["tagger", "rules"])
def test_items_of_a_menu_are_no_kicker_and_no_list(rules_only: bool) -> None:
    menu = ["\u2022 Home", "\u2022 News", "\u2022 Sport", "\u2022 Weather"]
    text = "\n".join([*menu, "Ferry adds dawn sailing", "By Jo Kerr", "3 May 2025", *STORY, *STORY])
    article = parse_text(text, rules_only=rules_only)
    assert article.kicker is None
    if not rules_only:
        assert article.furniture[:4] == tuple(menu)


def test_each_line_under_the_byline_may_name_an_author() -> None:
    text = "\n\n".join(["Ferry adds dawn sailing", "By Maren Oduya, News Reporter", "Jo Kerr, Transport Correspondent", *STORY])
    found = [(author.name, author.role) for author in parse_text(text).authors]
    assert found == [("Maren Oduya", "News Reporter"), ("Jo Kerr", "Transport Correspondent")]


def test_the_headline_stands_above_the_byline() -> None:
    text = "\n".join(
        ["LIVE", "Storm Ada: Power cut to 40,000 homes as winds reach 140km/h", "Latest updates as the storm crosses the coast",
         "Reporting by Jo Kerr (now) and Maren Oduya (earlier)", "Key events", "17m ago  Ferries suspended until Sunday",
         "1h ago  Schools to close on Friday", "17:42", "Ferries suspended until Sunday", *STORY]
    )  # fmt: skip
    assert parse_text(text).headline == "Storm Ada: Power cut to 40,000 homes as winds reach 140km/h"


def test_lines_between_a_time_and_a_paragraph_are_the_headings_of_a_live_blog() -> None:
    heads = ["Ferries suspended until Sunday", "Schools to close on Friday", "40,000 homes without power"]
    entries = zip(["17.42 BST", "16.58 BST", "15.40 BST"], heads, STORY[:3], strict=True)
    text = "\n".join(
        ["LIVE", "Storm Ada live: Ferries suspended as winds reach 140km/h", "Jo Kerr (now) and Maren Oduya (earlier)",
         "Fri 2 May 2025 18.04 BST", "Key events", *(line for entry in entries for line in (*entry, "Share"))]
    )  # fmt: skip
    assert [line for role, line in roles(text) if role == "heading"] == heads


def test_a_numbered_series_has_all_its_headings() -> None:
    """The tagger alone takes some of them for furniture."""
    heads = ["3. Walk the cliff path", "2. Eat at the Net Loft", "1. Swim at Gull Cove"]
    after = [
        "The path takes two hours and asks for stout shoes.",
        "The smoked eel is from next door.",
        "Locals come at high tide.",
    ]
    pairs = [line for pair in zip(heads, after, strict=True) for line in pair]
    text = "\n".join(
        ["3 things to do on Skull Island", "By Jo Kerr", STORY[0], *pairs,
         "Read more", "The best islands for a weekend"]
    )  # fmt: skip
    found = roles(text)
    assert [line for role, line in found if role == "heading"] == heads
    assert all(("paragraph", line) in found for line in after)


def test_a_chinese_date_with_its_source_dates_the_story() -> None:
    story = [
        "本报东江5月2日讯（记者 周明远）东江港务公司2日宣布，往返东江与骷髅岛的渡轮从下月起将在凌晨5时40分开出首班船。",
        "此前首班船为早上7时，在市区上夜班的岛民无法与早班同事交接。四年来，400多名岛民先后在请愿书上签名。",
        "“这样我就能赶在孩子上学前回到家。”42岁的护士方慧说。",
        "图为渡轮驶离东江港，林小雨摄",
    ]
    head = [
        "首页 > 新闻 > 社会",
        "渡轮下月起凌晨开航 海岛居民四年请愿终有结果",
        "2025-05-02 18:04:00 来源：东江日报 作者：周明远",
    ]
    article = parse_text("\n".join([*head, *story]))
    assert article.published is not None
    assert article.published.isoformat() == "2025-05-02T18:04:00+00:00"
    assert (article.kicker, article.headline) == (None, head[1])
    assert [author.name for author in article.authors] == ["周明远"]
    (figure,) = [block for block in article.blocks() if block.type == "figure"]
    assert (figure.caption and figure.caption.text, figure.credit) == ("渡轮驶离东江港", "林小雨")


def test_a_heading_with_a_count_is_that_heading() -> None:
    text = "\n".join(
        ["Ferry adds dawn sailing", *STORY, "Topics", "Ferries", "Comments (12)", "Most read", "1", "Fire at the docks"]
    )
    article = parse_text(text)
    assert [topic.name for topic in article.topics] == ["Ferries"]
    assert "Comments (12)" in article.furniture


def test_ranks_among_links_are_no_links() -> None:
    text = "\n".join(["Ferry adds dawn sailing", *STORY, "Related stories", "1", "Fire at the docks", "2", "Pool closes early"])
    (group,) = parse_text(text).related
    assert [link.title for link in group.links] == ["Fire at the docks", "Pool closes early"]


def test_a_title_printed_twice_is_no_kicker() -> None:
    text = "\n".join(["Home", "Ferry adds dawn sailing", "Ferry adds dawn sailing", "By Jo Kerr", "3 May 2025", *STORY])
    article = parse_text(text)
    assert (article.kicker, article.headline) == (None, "Ferry adds dawn sailing")


def test_a_line_that_leads_on_to_a_list_is_a_paragraph() -> None:
    text = "\n".join(["Ferry adds dawn sailing", *STORY, "Key features:", "\u2022 300 passengers", "\u2022 40 cars", *STORY[1:]])
    assert of("Key features:", text) == "paragraph"


def test_a_sentence_that_breaks_off_before_the_width_goes_on() -> None:
    text = (
        "Ferry crews walk out over dawn sailings\n\n   PORT ELWIN, May 3 (HPS) - Ferry crews walked out on Saturday in\n"
        "a dispute over dawn sailings to Skull Island, stranding some 600\npassengers on the mainland.\n"
        "   The operator said it would run a replacement service with two\nfishing boats until talks resume on Monday.\n"
        '   "Nobody asked the crews whether they would get up at four in the\n'
        'morning," union secretary Ann Bligh told reporters at the harbour\n'
        "gate, to cheers from some of the passengers who had been stranded\nthere since the night before.\n"
        "   The harbour company said it had offered an extra day of leave for\nevery month of early shifts.\n"
    )
    paragraphs = [block.text for block in parse_text(text).blocks() if block.type == "paragraph"]
    assert len(paragraphs) == 4
    assert "walked out on Saturday in a dispute over" in paragraphs[0]


@pytest.mark.parametrize(
    "line", ["PRESS RELEASE", "FOR IMMEDIATE RELEASE", "Zur sofortigen Veröffentlichung", "プレスリリース", "بيان صحفي"]
)
def test_what_kind_of_text_it_is_is_no_part_of_it(line: str) -> None:
    article = parse_text("\n\n".join([line, "2 May 2025", "Northline launches its first battery-powered ferry", *STORY]))
    assert (article.headline, article.byline) == ("Northline launches its first battery-powered ferry", None)
    assert line in article.furniture


def test_a_japanese_name_with_its_wide_space_is_the_author() -> None:
    story = [
        "ポートエルウィンと髑髏島を結ぶ渡し船が、来月から夜明け前に出航する。港湾会社が２日、発表した。",
        "始発は午前５時４０分。これまでは午前７時で、町の病院で夜勤をする島民は同僚と交代できなかった。",
        "運動は２０２１年、島に一軒だけの喫茶店の奥で始まった。４００人を超える島民が署名した。",
    ]
    picture = ["写真・図版", "夜明けの港を出る渡し船＝2日、ポートエルウィン、佐藤太郎撮影"]
    head = ["渡し船、来月から夜明け前に出航　島民の願い４年越し", "2025年5月2日 18時04分", "山田　花子"]
    article = parse_text("\n".join([*head, *story, *picture]))
    assert [author.name for author in article.authors] == ["山田　花子"]
    (figure,) = [block for block in article.blocks() if block.type == "figure"]
    assert (figure.caption and figure.caption.text, figure.credit) == (
        "夜明けの港を出る渡し船＝2日、ポートエルウィン",
        "佐藤太郎",
    )
