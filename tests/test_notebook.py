"""What an article shows of itself in a notebook: everything that is read, nothing that runs or is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given

from docconv.model import Article, Figure, List, Paragraph, Quote, RichText, Section, Table
from docconv.notebook import as_html
from tests.strategies import articles

ROOT = Path(__file__).parents[1]
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>" onload="'


def shown(article: Article) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(article._repr_html_())


def texts(element: lxml.html.HtmlElement) -> str:
    """The text that is seen, without white space."""
    for style in element.iter("style"):
        style.text = ""
    return "".join("".join(element.itertext()).split())


def plain(text: str) -> str:
    return "".join(text.split())


def test_the_authors_stand_in_for_a_byline() -> None:
    article = Article(headline="Ferry adds dawn sailing", authors=[{"name": "Ada Lund"}, {"name": "Jo Kerr"}])
    assert "AdaLund,JoKerr" in texts(shown(article))
    assert "AdaLund" not in texts(shown(article.replace(byline="By our staff")))


@given(articles())
def test_every_article_is_shown_safely_and_whole(article: Article) -> None:
    element = shown(article)
    assert element.get("dir") == article.direction
    assert element.get("lang") == article.language
    for part in element.iter():
        assert part.tag not in ("script", "img", "iframe", "object", "embed", "link", "video", "audio", "form", "input")
        assert set(part.attrib) <= {"class", "dir", "lang", "href", "rel", "target"}
        assert part.get("href", "https://").lower().startswith(("http://", "https://", "mailto:"))
    seen = texts(element)
    for text in (article.headline, article.kicker, article.byline, *(rich.text for rich in article.standfirst)):
        assert plain(text or "") in seen
    for section in article.body:
        assert plain(section.heading or "") in seen
        for block in section.blocks:
            for text in words_of(block):
                assert plain(text) in seen


def words_of(block: object) -> list[str]:
    """The texts of a block."""
    match block:
        case Paragraph():
            return [block.text]
        case Figure():
            return [block.caption.text if block.caption else "", block.credit or ""]
        case Quote():
            return [text.text for text in block.paragraphs]
        case List():
            return [item.text for item in block.items]
        case Table():
            return [cell.text for row in block.rows for cell in row]
    return []


def test_what_is_hostile_is_only_text() -> None:
    texts_of_it = [Paragraph(text=HOSTILE), Quote(paragraphs=[RichText(text=HOSTILE)], attribution=HOSTILE)]
    article = Article(headline=HOSTILE, byline=HOSTILE, body=[Section(blocks=texts_of_it)])
    element = shown(article)
    assert not list(element.iter("script", "img"))
    assert texts(element).count(plain(HOSTILE)) == 5


def test_marks_that_cross_are_shown() -> None:
    marks = [
        {"kind": "strong", "start": 0, "end": 9},
        {"kind": "link", "start": 4, "end": 14, "href": "https://example.com/?a=1&b=2"},
    ]
    text = RichText.model_validate({"text": "The first boat & crew", "marks": marks})
    html = as_html({"standfirst": [text.model_dump(mode="json")]})
    assert "<strong>The </strong><a " in html
    assert ">boat</a>" not in html  # one piece from the end of the strong words on: " boat"
    assert "> boat</a> &amp; crew</p>" in html
    assert 'href="https://example.com/?a=1&amp;b=2"' in html


@pytest.mark.parametrize(
    ("url", "links"), [("tel:+15550100", 0), ("urn:x-harbour:17", 0), ("https://example.com/", 1), ("mailto:ada@example.com", 1)]
)
def test_only_what_a_click_may_follow_is_a_link(url: str, links: int) -> None:
    text = RichText.model_validate({"text": "Ada Quay", "marks": [{"kind": "link", "start": 0, "end": 8, "href": url}]})
    assert len(list(shown(Article(standfirst=[text])).iter("a"))) == links


def test_right_to_left_and_a_text_with_a_direction_of_its_own() -> None:
    article = Article(
        language="ar", headline="العبارة تبدأ رحلة الفجر",
        body=[Section(blocks=[Paragraph(text="Dawn sailing", language="en", direction="ltr")])],
    )  # fmt: skip
    element = shown(article)
    assert (element.get("lang"), element.get("dir")) == ("ar", "rtl")
    (own,) = (part for part in element.iter("p") if part.get("lang") == "en")
    assert own.get("dir") == "ltr"
    assert "ar,rtl" in texts(element)


def test_a_long_article_is_shown_in_part() -> None:
    html = Article(body=[Section(blocks=[Paragraph(text=f"Line {number}.") for number in range(5_000)])])._repr_html_()
    assert "Line 199." in html
    assert "Line 200." not in html
    assert "4,800 more" in html
    assert len(html) < 20_000


def test_an_empty_article_has_something_to_show() -> None:
    assert "(no headline)" in Article()._repr_html_()


def test_it_costs_nothing_until_it_is_shown() -> None:
    script = (
        "import sys, docconv; article = docconv.loads('{}'); print('docconv.notebook' in sys.modules, article._repr_html_()[:4])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout == "False <div\n"
