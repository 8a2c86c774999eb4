"""The NITF tree of an article: valid whatever the article, its marks nested, nothing lost in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docconv.formats._xml import ITS, NITF
from docconv.model import Article, Dateline, Mark, Paragraph, Person, RichText, Section, mark_order
from tests.newsml_documents import (
    EVERYTHING,
    NS,
    XML_LANG,
    assert_holds_every_string,
    needs_standards,
    nitf,
    one,
    schema,
    text_of,
    tree,
)
from tests.strategies import articles, rich_texts


def test_the_story_stands_where_nitf_has_it() -> None:
    root = one(tree(EVERYTHING), "n:contentSet/n:inlineXML/t:nitf")
    assert (root.get("uno"), root.get(XML_LANG), root.get(f"{{{ITS}}}dir")) == (EVERYTHING.id, "en-GB", "ltr")
    content = one(root, "t:body/t:body.content")
    assert [block.get("class") for block in content] == [
        "lead",
        "section level-1",
        "section level-2",
        "section level-3",
        *["related"] * 3,
    ]
    assert [etree.QName(child).localname for child in content[1]] == [
        *("hl2", "media", "media", "media", "bq", "bq", "ol", "ul", "table", "table", "table", "media", "media")
    ]
    assert content.xpath("t:block/t:p[@lede='true']", namespaces=NS) == [content[0][0]]
    figure = content[1][1]
    assert (figure.get("class"), figure.get("media-type")) == ("figure", "image")
    assert dict(figure[0].attrib) == {
        "source": "pictures/boat.JPG",
        "mime-type": "image/jpeg",
        "width": "640",
        "height": "480",
        "alternate-text": "",
        "source-credit": "Archive",
    }
    assert "alternate-text" not in content[1][2][0].attrib
    assert [text_of(part) for part in figure[1:]] == ["A boat\nat sea", "Photo: N. Kay"]
    table = content[1][8]
    assert [[[text_of(cell) for cell in row] for row in group] for group in table[1:]] == [[["Boat", ""]], [["Gull", "12"]]]
    assert [etree.QName(cell).localname for cell in table.iter(f"{{{NITF}}}th", f"{{{NITF}}}td")] == ["th", "th", "td", "td"]
    assert [m.get("class") for m in content[1][11:]] == ["embed", "embed"]
    assert one(root, "t:body/t:body.head/t:byline/t:person[1]/text()") == "Maren Oduya"
    assert text_of(one(root, "t:body/t:body.head/t:byline")) == EVERYTHING.byline
    assert text_of(one(root, "t:body/t:body.end/t:tagline")) == "Share this\n© all"


def test_a_dateline_that_opens_the_text_is_printed_once() -> None:
    assert tree(EVERYTHING).xpath("//t:dateline", namespaces=NS) == []
    apart = EVERYTHING.replace(body=[Section(blocks=[Paragraph(text="The ferry sails.")])])
    dateline = one(tree(apart), "//t:body.head/t:dateline")
    assert (text_of(dateline), one(dateline, "t:location/t:city/text()")) == ("PORT ELWIN (HPS)", "PORT ELWIN")


@pytest.mark.parametrize(
    ("printed", "authors", "marked"),
    [
        ("By Annabel Annan", [("Anna", None)], "By Annabel Annan"),
        ("By Anna-Lena and Anna’s friend", [("Anna", None)], "By Anna-Lena and Anna’s friend"),
        ("By Jo Kerr and Mia Sol", [("Mia Sol", None), ("Jo Kerr", None)], "By [Jo Kerr] and [Mia Sol]"),
        ("By Anna Berg and Anna", [("Anna", None), ("Anna Berg", None)], "By [Anna Berg] and [Anna]"),
        ("By Jo, editor, and Mia, editor", [("Mia", "editor"), ("Jo", "editor")], "By [Jo], {editor}, and [Mia], {editor}"),
        ("By editor Jo", [("Jo", "editor")], "By {editor} [Jo]"),
        ("By Jo & Jo", [("Jo", None), ("Jo", None), ("Jo", None)], "By [Jo] & [Jo]"),
        ("Jo, editor", [("Jo", "editor")], "Jo, {editor}"),
        ("记者林晓舟", [("林晓舟", "记者")], "记者[林晓舟]"),
        ("By Jose\u0301", [("Jose", None)], "By Jose\u0301"),
    ],
)
def test_names_and_jobs_in_the_byline_are_marked_as_whole_words(
    printed: str, authors: list[tuple[str, str | None]], marked: str
) -> None:
    article = Article(headline="H", byline=printed, authors=[Person(name=name, role=role) for name, role in authors])
    byline = one(nitf(article, complete=False), "//t:byline")
    assert text_of(byline) == printed
    signs = {"person": "[]", "byttl": "{}"}
    parts = [byline.text or ""]
    for child in byline:
        before, after = signs[etree.QName(child).localname]
        parts.append(f"{before}{child.text}{after}{child.tail or ''}")
    assert "".join(parts) == marked


def test_a_byline_of_many_names_takes_a_time_in_proportion() -> None:
    people = [Person(name="Jo", role="Jo")] * 20_000
    byline = one(nitf(Article(headline="H", byline="By" + " Jo" * 20_000, authors=people), complete=False), "//t:byline")
    assert len(byline) == 20_000


def test_indentation_adds_nothing_to_mixed_content() -> None:
    whole = Paragraph(text="ab", marks=[Mark(kind="strong", start=0, end=1), Mark(kind="link", start=1, end=2, href="tel:1")])
    item = tree(Article(headline="H", body=[Section(blocks=[whole])]))
    paragraph = one(item, "//t:block/t:p")
    assert etree.tostring(paragraph, method="text", encoding="unicode", with_tail=False) == "ab"


@needs_standards
@settings(max_examples=80, deadline=None)
@given(articles(), st.booleans())
def test_every_article_is_valid_nitf_that_alone_holds_all(article: Article, complete: bool) -> None:
    root = nitf(article, complete=complete)
    schema("nitf/nitf-3-6.xsd").assertValid(root)
    if complete:
        assert_holds_every_string(root, article)


def read_rich(element: etree._Element) -> RichText:
    """The rich text that an element of NITF holds: marks that touch are one."""
    text: list[str] = []
    spans: dict[tuple[str, str | None], list[list[int]]] = {}

    def walk(element: etree._Element) -> None:
        text.append(element.text or "")
        for child in element:
            name = etree.QName(child).localname
            if name == "br":
                text.append("\n")
            begin = sum(map(len, text))
            walk(child)
            end = sum(map(len, text))
            kind = {"a": "link", "em": child.get("class", "emphasis"), "sub": "sub", "sup": "sup"}.get(name)
            if name == "em" and child.get("class") in ("sub", "sup"):
                kind = child.get("class")
            if kind in ("link", "strong", "emphasis", "code", "sub", "sup"):
                spans.setdefault((kind, child.get("href")), []).append([begin, end])
            text.append(child.tail or "")

    walk(element)
    marks = []
    for (kind, href), found in spans.items():
        joined: list[list[int]] = []
        for begin, end in sorted(found):
            if joined and begin <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([begin, end])
        marks += [Mark.model_validate({"kind": kind, "start": begin, "end": end, "href": href}) for begin, end in joined]
    return RichText(
        text="".join(text),
        marks=sorted(marks, key=mark_order),
        language=element.get(XML_LANG),
        direction=element.get(f"{{{ITS}}}dir"),
    )


@settings(max_examples=150, deadline=None)
@given(rich_texts(), st.integers(0, 5), st.booleans())
def test_marks_of_any_shape_can_be_read_back(rich: RichText, length: int, complete: bool) -> None:
    opening = rich.text[:length].replace("\n", " ").strip()
    dateline = Dateline(text=opening, place="X") if opening else None
    paragraph = Paragraph(**rich.model_dump())
    root = nitf(Article(dateline=dateline, body=[Section(blocks=[paragraph])]), complete=complete)
    assert read_rich(one(root, "//t:body.content//t:p")) == rich


def test_nitf_for_receivers_that_know_no_namespaces() -> None:
    root = nitf(EVERYTHING, complete=False, namespace=None)
    assert {etree.QName(element).namespace for element in root.iter()} == {None}
    assert root.findtext("body/body.head/hedline/hl1") == EVERYTHING.headline


def test_a_complete_nitf_keeps_what_nitf_has_no_place_for() -> None:
    root = nitf(EVERYTHING, complete=True)
    own = "{urn:docconv:article}"
    assert one(root, "t:head/t:meta[@name='docconv:created']/@content") == "20260316T053000Z"
    author = one(root, "t:head/t:revision-history[1]")
    assert (author.get(own + "email"), author.get(own + "organisation")) == ("maren@example.com", "Harbourside Press")
    assert root.xpath("//@own:rank", namespaces=NS) == ["2", "3", "1", "4"]
    assert one(root, "//@own:scheme") == "subjectcode"
    dateline = one(root, "//t:block/t:p/t:em[@class='dateline']")
    assert (text_of(dateline), dateline.get(own + "agency")) == ("PORT ELWIN (HPS)", "HPS")
    assert text_of(dateline.getparent()) == "PORT ELWIN (HPS) — The ferry sails early."


def test_overlapping_marks_nest_and_sub_and_sup_hold_text_alone() -> None:
    marks = [
        Mark(kind="link", start=0, end=4, href="https://example.com/"),
        Mark(kind="strong", start=2, end=6),
        Mark(kind="sub", start=3, end=5),
        Mark(kind="sup", start=3, end=5),
    ]
    root = nitf(Article(body=[Section(blocks=[Paragraph(text="abcdefg", marks=marks)])]), complete=False)
    printed = etree.tostring(one(root, "//t:body.content//t:p"), with_tail=False).decode().partition(">")[2]
    assert printed == (
        '<a href="https://example.com/">ab<em class="strong">c<em class="sup"><num><sub>d</sub></num></em></em></a>'
        '<em class="strong"><em class="sup"><num><sub>e</sub></num></em>f</em>g</p>'
    )
