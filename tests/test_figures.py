"""Captions and credits apart: where the credit stands behind a label, in brackets, after a mark, before the caption, or alone."""

from __future__ import annotations

import pytest

from docconv.rawtext.parse import trace_text
from tests.tracing import check_trace

LEAD = "The Elwin ferry will sail before sunrise from April, its operator said on Monday after a vote."
BEFORE = f"Ferry adds dawn sailing to Port Elwin\n\n{LEAD}"
AFTER = "The council has agreed to light the slipway, according to a notice that was published last week in the town."


def figures(lines: str, language: str) -> list[tuple[str | None, str | None]]:
    """(caption, credit) of the figures that lines in the midst of a story make."""
    text = f"{BEFORE}\n\n{lines}\n\n{AFTER}\n"
    trace = trace_text(text, language, rules_only=True)
    check_trace(text, trace)
    found = [block for block in trace.article.blocks() if block.type == "figure"]
    return [(figure.caption and figure.caption.text, figure.credit) for figure in found]


CREDITED = [
    # a label at the end
    ("en", "A boat at dawn. Photo: Jo Kerr", "A boat at dawn.", "Jo Kerr"),
    ("en", "A boat at dawn / Photo: Jo Kerr", "A boat at dawn", "Jo Kerr"),
    ("en", "A boat at dawn | Photo credit: Jo Kerr", "A boat at dawn", "Jo Kerr"),
    ("de", "Die Fähre im Hafen – Foto: Jo Kerr/dpa", "Die Fähre im Hafen", "Jo Kerr/dpa"),
    ("de", "Die Fähre im Hafen. Bild: Jo Kerr", "Die Fähre im Hafen.", "Jo Kerr"),
    ("fr", "Le bac au port. Crédit photo : Claire Morvan", "Le bac au port.", "Claire Morvan"),
    ("es", "El barco en el puerto. Foto: EFE", "El barco en el puerto.", "EFE"),
    ("nb", "Fergen i havnen. Foto: Ola Lien / NTB", "Fergen i havnen.", "Ola Lien / NTB"),
    ("ru", "Паром в порту. Фото: ТАСС", "Паром в порту.", "ТАСС"),
    ("tr", "Vapur limanda. Fotoğraf: AA", "Vapur limanda.", "AA"),
    # in brackets
    ("en", "A boat at dawn. (AP Photo/Jo Kerr)", "A boat at dawn.", "AP Photo/Jo Kerr"),
    ("en", "A boat at dawn (Photo by Jo Kerr/Getty Images)", "A boat at dawn", "Jo Kerr/Getty Images"),
    ("en", "A boat at dawn [Photo: Jo Kerr]", "A boat at dawn", "Jo Kerr"),
    ("de", "Die Fähre im Hafen (Foto: Jo Kerr)", "Die Fähre im Hafen", "Jo Kerr"),
    ("ar", "قارب عند الفجر (الأناضول)", "قارب عند الفجر", "الأناضول"),
    ("hi", "बंदरगाह पर जहाज़ (फोटो: पीटीआई)", "बंदरगाह पर जहाज़", "पीटीआई"),
    # an agency after a mark
    ("en", "A boat at dawn | Getty Images", "A boat at dawn", "Getty Images"),
    ("en", "A boat at dawn — Getty Images", "A boat at dawn", "Getty Images"),
    ("en", "A boat at dawn. Getty Images", "A boat at dawn.", "Getty Images"),
    ("en", "A boat at dawn. Jo Kerr/AFP", "A boat at dawn.", "Jo Kerr/AFP"),
    ("en", "A boat at dawn. Jo Kerr via AP", "A boat at dawn.", "Jo Kerr via AP"),
    ("en", "A boat at dawn. REUTERS/Jo Kerr", "A boat at dawn.", "REUTERS/Jo Kerr"),
    ("en", "A boat at dawn. © Jo Kerr/Reuters", "A boat at dawn.", "Jo Kerr/Reuters"),
    ("en", "A boat at dawn © Reuters", "A boat at dawn", "Reuters"),
    ("de", "Die Fähre im Hafen. picture alliance/dpa", "Die Fähre im Hafen.", "picture alliance/dpa"),
    ("pl", "Prom w porcie. Jan Nowak/PAP", "Prom w porcie.", "Jan Nowak/PAP"),
    ("pt", "O barco no porto. Rita Sá/Lusa", "O barco no porto.", "Rita Sá/Lusa"),
    # before the caption
    ("en", "Getty Images: A boat at dawn", "A boat at dawn", "Getty Images"),
    ("en", "Image source, HPS Image caption, A boat at dawn", "A boat at dawn", "HPS"),
    ("en", "Image credit: HPS\nImage caption: A boat at dawn", "A boat at dawn", "HPS"),
    # the photographer and a label
    ("zh", "渡轮启航。周明远 摄", "渡轮启航。", "周明远"),
    # alone
    ("en", "Jo Kerr/Getty Images", None, "Jo Kerr/Getty Images"),
    ("en", "Getty Images", None, "Getty Images"),
    ("en", "iStock", None, "iStock"),
    ("en", "© Jo Kerr/AFP", None, "Jo Kerr/AFP"),
    ("en", "©Getty Images", None, "Getty Images"),
    ("en", "Photo Jo Kerr / AFP", None, "Jo Kerr / AFP"),
    ("fr", "Photo Claire Morvan / AFP", None, "Claire Morvan / AFP"),
    ("de", "Foto: Jo Kerr", None, "Jo Kerr"),
    ("en", "(Photo by Getty Images)", None, "Getty Images"),
    ("ja", "写真：共同通信社", None, "共同通信社"),
    ("ko", "사진=연합뉴스", None, "연합뉴스"),
    # twice
    ("en", "REUTERS/Jo Kerr\nREUTERS/Jo Kerr", None, "REUTERS/Jo Kerr"),
    ("en", "Image caption, A boat\nImage source, HPS\nHPS", "A boat", "HPS"),
]

NO_CREDIT = [
    ("en", "The deal was first reported by the news agency (Reuters)."),
    ("en", "He works for the BBC. Reuters could not reach him."),
    ("en", "The prices rose again, the agency said. Reuters"),
    ("en", "The house (Getty Center)"),
    ("en", "Ferry crews call off strike | Reuters"),
    ("en", "Ferry crews call off strike - BBC News"),
    ("en", "The survey was taken in May. AP/NORC poll"),
    ("en", "The case is closed: he was right."),
    ("en", "Getty Images was founded in 1995 by two friends, and grew."),
    ("en", "He chose either/or."),
    ("en", "Reuters: what the ferry strike means"),
    ("en", "It was on the radio/TV that night, she said."),
    ("de", "Das sagte ein Sprecher am Montag in Berlin. dpa"),
    ("de", "Das sagte ein Sprecher am Montag in Berlin. dpa/AFP"),
    ("de", "Das sagte ein Sprecher am Montag in Berlin. (dpa)"),
    ("fr", "Photo de famille à Paris"),
    ("fr", "Le prix passe de 3 à 4 euros/litre."),
]


@pytest.mark.parametrize(("language", "lines", "caption", "credit"), CREDITED, ids=[case[1] for case in CREDITED])
def test_captions_and_credits(language: str, lines: str, caption: str | None, credit: str | None) -> None:
    found = figures(lines, language)
    assert found[0] == (caption, credit)


@pytest.mark.parametrize(("language", "line"), NO_CREDIT, ids=[case[1] for case in NO_CREDIT])
def test_lines_without_a_credit(language: str, line: str) -> None:
    assert figures(line, language) == []
