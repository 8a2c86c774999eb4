"""The plain-text copy of news agencies, line by line: what each says, and lines that only look so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docconv.model import Article
from docconv.rawtext.labels import label_index
from docconv.rawtext.parse import trace_text
from docconv.rawtext.trace import Trace
from docconv.rawtext.wire import embargo_in, reporters_in
from tests.tracing import check_trace

HEADLINE = "Ferry crews call off strike hours before first sailing"
STORY = "The Elwin ferry will sail before sunrise from April, its operator said on Monday after a vote."
MORE = "The council has agreed to light the slipway, according to a notice that was published last week."


def read(text: str, language: str = "en") -> Trace:
    trace = trace_text(text, language, rules_only=True)
    check_trace(text, trace)
    return trace


def above(lines: str, language: str = "en") -> Article:
    return read(f"{lines}\n\n{HEADLINE}\n\n{STORY}\n\n{MORE}\n", language).article


def below(lines: str, language: str = "en") -> Article:
    return read(f"{HEADLINE}\n\nBy Maren Oduya\n\n{STORY}\n\n{MORE}\n\n{lines}\n", language).article


@pytest.mark.parametrize(
    ("line", "slug", "furniture"),
    [
        ("BC-FERRY-STORM/1 (2ND LEAD)", "BC-FERRY-STORM", ("/1 (2ND LEAD)",)),
        ("BC-Ferry-Strike, 1st Ld-Writethru", "BC-Ferry-Strike", (", 1st Ld-Writethru",)),
        ("^BC-Ferry-Strike<", "BC-Ferry-Strike", ()),
        ("PORT ELWIN-FERRY/STRIKE (UPDATE 1, PIX, TV)", "PORT ELWIN-FERRY/STRIKE", ("(UPDATE 1, PIX, TV)",)),
        ("FERRY-STRIKE/", "FERRY-STRIKE", ("/",)),
        ("Elwin-ferries-grève,PREV", "Elwin-ferries-grève", (",PREV",)),
        ("Slug: ferry-strike", "ferry-strike", ()),
        ("SLUG: FERRY STRIKE", "FERRY STRIKE", ()),
    ],
)
def test_slugs(line: str, slug: str, furniture: tuple[str, ...]) -> None:
    article = above(line)
    assert (article.slug, article.furniture, article.headline) == (slug, furniture, HEADLINE)


@pytest.mark.parametrize(
    "line", ["r i BYL1234 03-14 0512", "AP-WF-03-14-26 0512GMT", "ZCZC ABC123", "1ST LEAD", "URGENT", "(2ND LEAD)"]
)
def test_headers_are_furniture(line: str) -> None:
    article = above(f"BC-FERRY-STRIKE/\n{line}")
    assert article.furniture[-1] == line
    assert (article.slug, article.headline) == ("BC-FERRY-STRIKE", HEADLINE)


@pytest.mark.parametrize(
    "headline",
    [
        "COVID-19 and the ferries of Port Elwin",
        "BC-based ferry company calls off its strike",
        "AM-FM radio of the islands falls silent",
        "UPDATE: Ferry crews call off strike",
        "URGENT: Ferry crews call off strike",
        "ALERT - storm is coming to Port Elwin",
        "Embargo on ferry fuel takes effect",
        "Slugs eat the harbour garden",
        "Reporting by satellite: the ferries of Port Elwin",
    ],
)
def test_headlines_that_look_so(headline: str) -> None:
    article = read(f"{headline}\n\n{STORY}\n\n{MORE}\n").article
    assert (article.headline, article.slug, article.furniture) == (headline, None, ())


def test_keywords() -> None:
    article = above("BC-FERRY-STRIKE/\nKeywords: ferry, strike; Port Elwin")
    assert article.keywords == ("ferry", "strike", "Port Elwin")
    assert above("BC-X1-Y1/\nMots-clés : bac, grève", "fr").keywords == ("bac", "grève")
    assert below("关键词：渡轮、罢工", "zh").keywords == ("渡轮", "罢工")
    assert below("Keywords: none of them were known to the police, she said.").keywords == ()


@pytest.mark.parametrize(
    ("language", "line", "moment"),
    [
        ("en", "EMBARGOED UNTIL 0001 GMT, 3 May 2026", "2026-05-03T00:01"),
        ("en", "Embargoed until 10:00 BST on Sunday 3 May 2026", "2026-05-03T09:00"),
        ("en", "*** STRICT EMBARGO: 3 May 2026, 6 a.m. ET ***", "2026-05-03T10:00"),
        ("de", "Sperrfrist: 3. Mai 2026, 10:00 Uhr MESZ", "2026-05-03T08:00"),
        ("fr", "Sous embargo jusqu'au 3 mai 2026 à 10h00 GMT", "2026-05-03T10:00"),
        ("en", "EMBARGOED UNTIL 3 May 2026", None),  # when on that day?
        ("en", "EMBARGOED UNTIL 10:00, 3 May 2026", None),  # of which zone?
    ],
)
def test_embargoes(language: str, line: str, moment: str | None) -> None:
    trace = read(f"{line}\n\n{HEADLINE}\n\n{STORY}\n\n{MORE}\n", language)
    until = trace.article.embargoed
    assert (until and f"{until:%Y-%m-%dT%H:%M}") == moment
    assert trace.article.furniture == (line,)
    assert ("T005" in [problem.code for problem in trace.problems]) == (moment is None)


def test_an_embargo_with_two_dates_is_none() -> None:
    assert embargo_in("Embargo: 3 May 2026 10:00 GMT or 4 May 2026 10:00 GMT", label_index().for_page("en"), "en") is None


ENDS = [
    "(END)", "END", "ENDS", "/ends", "- END -", "-30-", "- 30 -", "ENDIT", "NNNN", "--END--", "(Ends)", "(FIN)", "<END>",
    "【完】", "（完）", "(끝)", "(انتهى)", "MORE", "(MORE)", "-more-", "(more)", "=2", "2-2-2", "-0-",
]  # fmt: skip


@pytest.mark.parametrize("line", ENDS)
def test_end_marks_are_furniture(line: str) -> None:
    article = below(line)
    assert article.furniture == (line,)
    assert [block.text for block in article.blocks() if block.type == "paragraph"] == [STORY, MORE]


@pytest.mark.parametrize(
    "line",
    [
        "(Adds details, quotes)",
        "(ADDS background, paragraphs 4-7)",
        "(Updates with operator's statement)",
        "(CORRECTS number of sailings)",
        "EDS: UPDATES throughout; ADDS photos.",
        "ATTN: newsrooms",
        "(Actualiza con declaraciones)",
    ],
)
def test_notes_on_versions_are_furniture(line: str) -> None:
    article = below(line)
    assert article.furniture == (line,)


@pytest.mark.parametrize(
    "line",
    [
        "The end",
        "Fin de partie",
        "More",
        "More than a ferry",
        "(He adds salt to the water)",
        "(It was the second of three.)",
        "Notes on a ferry strike",
        "The 2-2 draw was the third in a row.",
        "Reporting by phone was the only way to reach the islands, she said.",
        "Editing by hand took the crews three days; reporting it took longer.",
    ],
)
def test_lines_of_the_story_that_look_so(line: str) -> None:
    trace = read(f"{HEADLINE}\n\n{STORY}\n\n{line}\n\n{MORE}\n")
    assert trace.article.furniture in ((), ("More",))
    assert trace.article.authors == ()


REPORTING = [
    ("en", "(Reporting by Jo Kerr in Port Elwin; Editing by Tobias Lind)", ["Jo Kerr | Reporting"]),
    ("en", "Reporting by Jo Kerr and Ines Farrow; Editing by Tobias Lind", ["Jo Kerr | Reporting", "Ines Farrow | Reporting"]),
    ("en", "(Reporting by Jo Kerr, writing by Ines Farrow, editing by Tobias Lind and Max Oberon)", [
        "Jo Kerr | Reporting", "Ines Farrow | writing",
    ]),
    ("en", "(Reporting by Jo Kerr)", ["Jo Kerr | Reporting"]),
    ("en", "Additional reporting by Jo Kerr; editing by Tobias Lind", ["Jo Kerr | Additional reporting"]),
    ("en", "(Editing by Tobias Lind)", []),
    ("fr", "(Reportage de Claire Morvan, édité par Luc Périer)", ["Claire Morvan | Reportage"]),
    ("es", "(Por Lucía Arenas; editado por Pedro Gil)", ["Lucía Arenas"]),
    ("es", "(Reporte de Lucía Arenas. Editado en español por Pedro Gil)", ["Lucía Arenas | Reporte"]),
    ("pt", "(Reportagem de João Meireles; edição de Rita Sá)", ["João Meireles | Reportagem"]),
    ("de", "(Bericht von Felix Ahlers, redigiert von Anna Sievers)", ["Felix Ahlers | Bericht"]),
    ("ar", "(إعداد سامي الحداد - تحرير ليلى منصور)", ["سامي الحداد | إعداد"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line", "expected"), REPORTING, ids=[line for _, line, _ in REPORTING])
def test_who_reported(language: str, line: str, expected: list[str]) -> None:
    people = reporters_in(line, label_index().for_page(language))
    assert [" | ".join(person.get(field, "") for field in ("name", "role")).rstrip(" |") for person in people] == expected
    article = below(line, language)
    assert article.furniture == (line,)
    assert article.byline == "By Maren Oduya"
    assert [author.name for author in article.authors if author.name != "Maren Oduya"] == [
        each.split(" | ")[0] for each in expected
    ]


def test_a_reporter_who_has_the_byline_is_named_once() -> None:
    authors = below("(Reporting by Maren Oduya and Jo Kerr; Editing by Tobias Lind)").authors
    assert [(author.name, author.role) for author in authors] == [("Maren Oduya", None), ("Jo Kerr", "Reporting")]


@pytest.mark.parametrize(
    "rule", ["slug-line", "end-mark", "reporting-credit", "take-note", "embargo-line", "keyword-line", "wire-header"]
)
def test_each_rule_can_be_switched_off(rule: str) -> None:
    text = f"BC-FERRY-STRIKE/\n\n{HEADLINE}\n\n{STORY}\n\n(Reporting by Jo Kerr; Editing by Tobias Lind)\n\n(END)\n"
    check_trace(text, trace_text(text, "en", without={rule}))
    off = trace_text(text, "en", without={"slug-line", "reporting-credit"}, rules_only=True).article
    assert (off.slug, [author.name for author in off.authors]) == (None, [])


COPY = [
    HEADLINE, STORY, "BC-FERRY-STORM/1 (2ND LEAD)", "Slug: ferry", "Keywords: a, b;", "Keywords:",
    "EMBARGOED UNTIL 0001 GMT, 3 May 2026", "(Reporting by Jo Kerr; Editing by Tobias Lind)", "(Adds details)", "=2",
    "(END)", "hong@example.kr", "By Maren Oduya and Jo Kerr", "LONDON (Reuters) - ", "(EFE).-", "القاهرة - رويترز",
    "(서울=연합뉴스) 홍길동 기자 = ", "新华社北京5月3日电", "【ワシントン共同】", "NEW DELHI: ", "Published",
    "14 March 2026", "09:15 GMT", "Updated 3/4/2026", "A boat. Jo Kerr/AFP", "Getty Images: A boat", "© Jo Kerr/AFP",
    "iStock", "Written by Maren Oduya", "r i BYL1234 03-14 0512",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(COPY) | st.sampled_from(["\n", "\n\n", " ", "\x00", "\u00a0", "\u2028"]), max_size=16).map("".join),
    st.booleans(),
)
def test_copy_in_any_order_has_a_place_for_every_character(text: str, rules_only: bool) -> None:
    check_trace(text, trace_text(text, rules_only=rules_only))
