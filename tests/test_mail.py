"""Stories that come by mail: as the message itself, forwarded, quoted; what else the mail holds is no part of them."""

from __future__ import annotations

import pytest

from docconv.rawtext.lines import split_lines
from docconv.rawtext.mail import mail_in
from docconv.rawtext.parse import parse_text, trace_text
from docconv.rawtext.quoting import Cut, unquoted
from tests.tracing import check_trace

HEADER = "From: Maren Oduya <maren@example.org>\nTo: Desk\nSubject: Re: ferry story\nDate: Sat, 3 May 2025 10:20:00 +0000\n\n"
PARAGRAPHS = (
    "The ferry between Port Elwin and Skull Island will sail before\ndawn from next month, the harbour company said on Saturday.",
    "The first boat will leave at 5:40 a.m. instead of 7 a.m. on\nweekdays, manager Ann Bligh told reporters on Saturday.",
    "More than 400 islanders had signed a petition, among them\nnurses, bakers and the crew of the island's only bus.",
)
STORY = "\n\n".join(["Ferry adds dawn sailing", *PARAGRAPHS]) + "\n"
TEXTS = [paragraph.replace("\n", " ") for paragraph in PARAGRAPHS]


def quoted(text: str, mark: str = "> ") -> str:
    return "".join((mark + line).rstrip() + "\n" for line in text.splitlines())


def story_of(text: str, *, rules_only: bool = False) -> tuple[str | None, list[str]]:
    trace = trace_text(text, rules_only=rules_only)
    check_trace(text, trace)
    return trace.article.headline, [block.text for block in trace.article.blocks() if block.type == "paragraph"]


@pytest.mark.parametrize("rules_only", [False, True], ids=["tagger", "rules"])
@pytest.mark.parametrize(
    "before",
    [
        HEADER,
        HEADER + "Hi all,\n\n",
        HEADER.replace("\n\n", "\n"),
        "bitte ins Blatt\n\n-----Ursprüngliche Nachricht-----\n"
        "Von: Presse <p@example.org>\nGesendet: Freitag, 2. Mai 2025\nAn: Redaktion\nBetreff: Fähre\n\n",
        "差出人: 港湾 <p@example.org>\n宛先: デスク\n件名: フェリー\n\n",
        "من: الميناء <p@example.org>\nإلى: التحرير\nالموضوع: العبارة\n\n",
    ],
    ids=["plain", "greeting", "no-gap", "forwarded", "japanese", "arabic"],
)
def test_a_header_is_no_part_of_the_story(before: str, rules_only: bool) -> None:
    assert story_of(before + STORY, rules_only=rules_only) == ("Ferry adds dawn sailing", TEXTS)


@pytest.mark.parametrize("mark", ["> ", ">", "> > ", ">> "])
@pytest.mark.parametrize(
    "said", ["On Sat, 3 May 2025 at 10:20, Jo Kerr <jo@example.org> wrote:\n", "Am 3. Mai 2025 schrieb Jo Kerr:\n"]
)
def test_a_quoted_story_is_read_without_what_was_written_about_it(mark: str, said: str) -> None:
    text = f"here is the piece, legal have cleared it\n\n{said}{quoted(STORY, mark)}"
    assert story_of(text) == ("Ferry adds dawn sailing", TEXTS)


def test_an_older_message_quoted_below_the_story_is_no_part_of_it() -> None:
    asked = quoted("Can you send me the ferry piece?\nThanks\nMaren\n")
    text = f"{STORY}\nOn 3 May 2025, Maren Oduya wrote:\n{asked}"
    assert story_of(text)[0] == "Ferry adds dawn sailing"
    said = ("On 3 May 2025, Maren Oduya wrote:", "Can you send me the ferry piece?", "Thanks", "Maren")
    assert parse_text(text).furniture == said


def test_the_signature_is_no_part_of_the_story() -> None:
    text = f"{HEADER}{STORY}\n-- \nMaren Oduya\nDeputy news editor who has been with the paper since 1999 and knows all.\n"
    assert story_of(text) == ("Ferry adds dawn sailing", TEXTS)


@pytest.mark.parametrize("rules_only", [False, True], ids=["tagger", "rules"])
@pytest.mark.parametrize("prefix", ["", "Re: ", "FW: Re: ", "AW: "])
def test_the_subject_is_the_headline_where_there_is_no_other(prefix: str, rules_only: bool) -> None:
    header = HEADER.replace("Re: ferry story", f"{prefix}Islanders win dawn ferry")
    assert story_of(header + "\n\n".join(PARAGRAPHS), rules_only=rules_only) == ("Islanders win dawn ferry", TEXTS)


def test_lines_of_a_story_that_look_like_fields_are_no_mail() -> None:
    text = "\n".join(["Ferry timetable", *TEXTS, "From: Port Elwin", "To: Skull Island", "Date: 3 May 2025", *TEXTS])
    assert mail_in(split_lines(text), [], text) is None


def test_two_quoted_lines_are_not_taken_for_mail() -> None:
    assert unquoted("> one\n> two\nthree > two > one") == ("> one\n> two\nthree > two > one", [])


def test_what_is_taken_off_is_said() -> None:
    assert unquoted("a\n> b\n>c\n> > d") == ("a\nb\nc\nd", [Cut(2, 2), Cut(4, 1), Cut(6, 4)])


def test_a_quotation_in_a_story_that_is_no_mail_stays_in_it() -> None:
    middle = quoted("\n".join(TEXTS))
    text = f"Ferry adds dawn sailing\n\n{TEXTS[0]}\n\n{middle}\n{TEXTS[1]}\n{TEXTS[2]}\n"
    assert story_of(text) == ("Ferry adds dawn sailing", [TEXTS[0], *TEXTS, *TEXTS[1:]])
