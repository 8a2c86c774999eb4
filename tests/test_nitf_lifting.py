"""A story read line by line is the story that is read as a tree: the same article, and nothing that would have been told."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from docconv.formats import newsml, nitf
from docconv.formats._newsml_reading import articles_in as newsml_articles
from docconv.formats._nitf_inline import Reading
from docconv.formats._nitf_lifting import lift, read_lifted
from docconv.formats._nitf_lines import StoryLines, attributes_of, leaf
from docconv.formats._nitf_story import Story
from docconv.formats._xml_reading import parse_xml
from docconv.model import (
    Article,
    Dateline,
    Figure,
    Link,
    List,
    Mark,
    Paragraph,
    Person,
    Quote,
    RelatedGroup,
    RichText,
    Rights,
    Section,
)
from docconv.problems import DocumentError, Problem
from tests.newsml_documents import EVERYTHING
from tests.strategies import articles

Read = Callable[..., Iterator[Article]]
READERS: dict[str, Read] = {"newsml": newsml_articles, "nitf": nitf.articles_in}
#: What of a document is read line by line.
LIFTED = {"newsml": "body", "nitf": "body.content"}

PLAIN = Article(
    id="urn:example:ferry",
    kicker="Harbour",
    headline="Ferry adds dawn sailing",
    language="en",
    byline="By Jo Kerr, reporter",
    authors=[Person(name="Jo Kerr", role="reporter")],
    provider="Harbour Press",
    rights=Rights(notice="\u00a9 Harbour Press"),
    standfirst=[RichText(text="It leaves at 5.40."), RichText(text="On Fridays", marks=[Mark(kind="strong", start=3, end=10)])],
    body=[
        Section(blocks=[Paragraph(text="The boat leaves at 5.40 & returns."), Figure(credit="Harbour office")]),
        Section(
            heading="Who pays <for> it",
            level=1,
            blocks=[
                Paragraph(text="The council\u00a0does."),
                Figure(src="https://example.org/a.jpg?b&c", alt='The "Osprey"', width=640, caption=RichText(text="At sea")),
                List(items=[RichText(text="Monday"), RichText(text="Friday")]),
                Paragraph(text="The Osprey", marks=[Mark(kind="emphasis", start=4, end=10)]),
                Quote(paragraphs=[RichText(text="It was early.")], attribution="Jo Kerr"),
                Paragraph(text="\u0627\u0644\u0639\u0628\u0627\u0631\u0629\u200f"),
            ],
        ),
        Section(heading="Later", level=2, blocks=[Figure(media="video", src="film.mp4")]),
    ],
    related=[
        RelatedGroup(
            heading="More", links=[Link(title="Tides & times", url="https://example.org/tides?a&b"), Link(title="Boats")]
        )
    ],
    furniture=["Share", "Follow us"],
)


def written(article: Article, name: str) -> bytes:
    stream = io.BytesIO()
    if name == "newsml":
        newsml.write([article], stream, newsml.NewsmlOptions(), lambda found: None)
    else:
        nitf.write([article], stream, nitf.NitfOptions(), lambda found: None)
    return stream.getvalue()


def in_the_usual_way(data: bytes, name: str) -> tuple[list[str], list[Problem]]:
    told: list[Problem] = []
    try:
        return [article.model_dump_json() for article in READERS[name](parse_xml(data, told.append), told.append)], told
    except DocumentError as error:
        return [], [*told, *error.problems]


def line_by_line(data: bytes, name: str) -> list[str] | None:
    found = read_lifted(data, LIFTED[name], READERS[name])
    return None if found is None else [article.model_dump_json() for article in found]


def assert_same(data: bytes, name: str) -> bool:
    """Both ways agree; whether the quick one could be gone."""
    quickly = line_by_line(data, name)
    if quickly is not None:
        assert (quickly, []) == in_the_usual_way(data, name)
    return quickly is not None


# --- what docconv writes ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("article", [PLAIN, EVERYTHING, PLAIN.replace(dateline=Dateline(text="The boat", place="boat"))])
def test_a_story_as_docconv_writes_it_is_read_line_by_line(name: str, article: Article) -> None:
    data = written(article, name)
    assert line_by_line(data, name) == [article.model_dump_json()]
    assert in_the_usual_way(data, name) == ([article.model_dump_json()], [])


def test_only_what_is_not_text_alone_is_parsed() -> None:
    """The quick way would be none if every block were parsed by itself."""
    lifted = lift(written(PLAIN, "nitf"), "body.content")
    assert lifted is not None
    assert b"council" not in lifted.rest
    lines = StoryLines(lifted.lines, lifted.indent + "  ", Reading(lambda found: None, ours=True))
    story = Story(Reading(lambda found: None, ours=True), main=True)
    lines.read(story, etree.Element("nitf"))
    assert [markup.partition(">")[0] for markup in lines.apart] == ["<p", "<bq"]


@pytest.mark.parametrize("name", READERS)
@given(article=articles())
def test_both_ways_give_the_same_article(name: str, article: Article) -> None:
    assert_same(written(article, name), name)


# --- what others made of it ---------------------------------------------------------------------------

#: What may stand in a document that someone has worked on: in a text, between tags, in place of them.
_PIECES = [
    " ",
    "  ",
    "\n",
    "\t",
    "\r\n",
    "\u00a0",
    "\u200f",
    "\u2028",
    "\x01",
    "\ufffe",
    "x",
    "<",
    ">",
    "&",
    "]]>",
    "&amp;",
    "&lt;",
    "&quot;",
    "&apos;",
    "&nbsp;",
    "&#10;",
    "&#xD800;",
    "<br/>",
    "<!-- a -->",
    "<?a b?>",
    "<![CDATA[<p>b</p>]]>",
    "<p>",
    "</p>",
    "<p/>",
    "<p></p>",
    "<p> </p>",
    "<p>a  b</p>",
    "<p>a</p><p>b</p>",
    "<p>a > b</p>",
    "<p xml:id='a'>b</p>",
    "<p xml:lang='ar'>b</p>",
    "<p lede='true'>a</p>",
    '<em class="sub">a</em>',
    "<a href='https://example.org/ä'>a</a>",
    "<a href='a:b'>b</a>",
    "<i/>",
    "</i><i>",
    "</block>",
    "<block>",
    '<block class="related">',
    '<block class="section level-4">',
    "<hl2>a</hl2>",
    "<hl2> </hl2>",
    "<h3>a</h3>",
    "<ul>",
    "</ul>",
    "<li>a</li>",
    "<li></li>",
    "<ul><li>a</li></ul>",
    "<media></media>",
    "<media-reference/>",
    '<media class="figure" media-type="image"><media-reference/></media>',
    "<media-reference width='wide'/>",
    "<credit>a</credit>",
    '<media-reference source="a" source="b"/>',
    '<media-reference source="a" width="1.5" alternate-text=""/>',
    "<note>a</note>",
    "<media-caption>a</media-caption>",
    "<media-caption></media-caption>",
    "<media-producer>a, b</media-producer>",
    "<table/>",
    "<body.content>",
    "</body.content>",
    "<body.content>\n",
    "<BODY.CONTENT>a</BODY.CONTENT>",
    "<pre>a\n  b</pre>",
    "<x>a</x>",
    "<hedline><hl1>a</hl1></hedline>",
    "<dateline>a</dateline>",
    "<p xmlns='urn:x'>a</p>",
    "<p docconv:a='b'>a</p>",
    "<q:p>a</q:p>",
]
_PIECES += [
    "<hl1>a</hl1>",
    '<hl2 class="kicker">a</hl2>',
    "<byline>a <person>b</person></byline>",
    "<byline>a <x>b</x></byline>",
    "<distributor>a</distributor>",
    "<org>a</org>",
    "<rights>a</rights>",
    "<dateline>a <location><city>b</city></location></dateline>",
    "<abstract><p>a</p></abstract>",
    "</abstract>",
    "</hedline>",
    "<body.head>",
    "</body.head>",
    "</body>",
    '<tagline class="furniture">a</tagline>',
    "<tagline>a<br/>b</tagline>",
]
_NAMES = [
    "p",
    "hl2",
    "block",
    "media",
    "li",
    "ul",
    "media-reference",
    "media-caption",
    "body.content",
    "body.head",
    "body.end",
    "nitf",
    "P",
    "x",
]


@st.composite
def edits(draw: st.DrawFn) -> Callable[[str], str]:
    """A change to a document, near the story as a rule."""
    place, piece, length = draw(st.floats(0, 1)), draw(st.sampled_from(_PIECES)), draw(st.sampled_from([0, 0, 1, 2, 20]))
    kind = draw(st.sampled_from(["insert", "line", "repeat", "drop", "rename", "indent", "attribute"]))
    name, other = draw(st.sampled_from(_NAMES)), draw(st.sampled_from(_NAMES))

    def edit(document: str) -> str:
        start = document.find("<body.head>") - 40 if place > 0.1 else 0
        at = max(start, 0) + int((len(document) - max(start, 0)) * place)
        if kind == "insert":
            return document[:at] + piece + document[at + length :]
        if kind == "rename":
            return re.sub(rf"(</?){re.escape(name)}(?=[ />])", rf"\g<1>{other}", document)
        if kind == "attribute":
            return document.replace(f"<{name}>", f'<{name} class="{other}">', 1 + length)
        lines = document.split("\n")
        line = document.count("\n", 0, at)
        taken = {"line": [piece, lines[line]], "repeat": lines[line : line + 1 + length] * 2, "drop": []}
        lines[line : line + 1 + (length if kind == "repeat" else 0)] = taken.get(kind, [" " * length + lines[line].strip()])
        return "\n".join(lines)

    return edit


@pytest.mark.parametrize("name", READERS)
@given(article=st.just(PLAIN) | articles(), changes=st.lists(edits(), min_size=1, max_size=3))
def test_both_ways_agree_on_what_was_edited(name: str, article: Article, changes: list[Callable[[str], str]]) -> None:
    document = written(article, name).decode()
    for change in changes:
        document = change(document)
    assert_same(document.encode("utf-8", "replace"), name)


@pytest.mark.parametrize("name", READERS)
def test_every_piece_in_every_place_of_the_story(name: str) -> None:
    """Before and after each line of a story, and in the middle of it."""
    lines = written(PLAIN, name).decode().split("\n")
    first, last = (next(at for at, line in enumerate(lines) if f"{tag}{LIFTED[name]}>" in line) for tag in ("<", "</"))
    quick = 0
    for piece in _PIECES:
        for at in range(first, last, 3):
            middle = lines[at].find(">") + 3
            for line in (piece + lines[at], f"{lines[at]}{piece}", lines[at][:middle] + piece + lines[at][middle:]):
                quick += assert_same("\n".join([*lines[:at], line, *lines[at + 1 :]]).encode(), name)
    assert quick > 100  # many of them change nothing that needs the usual way


@pytest.mark.parametrize("name", READERS)
def test_an_edited_text_is_found(name: str) -> None:
    data = written(PLAIN, name).replace(b"The boat leaves at 5.40", b"The boat sails at 6")
    (found,) = line_by_line(data, name) or [""]
    assert "The boat sails at 6 &" in found


@pytest.mark.parametrize("name", READERS)
def test_what_is_wrong_is_told_as_in_the_usual_way(name: str) -> None:
    """The quick way is gone back on where there is something to tell, so that it is told with its place."""
    data = written(PLAIN, name).replace(b"The boat leaves", b"The  boat\x01 leaves")
    assert line_by_line(data, name) is None
    told: list[Problem] = []
    module: Any = {"newsml": newsml, "nitf": nitf}[name]
    (article,) = module.read(data, module.OPTIONS(), told.append)
    assert ([article.model_dump_json()], told) == in_the_usual_way(data, name)
    assert told[0].code == "R006"
    assert told[0].line is not None


# --- lines --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("markup", ["<p></p>", "<p>a</hl2>", "<p>a<b/></p>", "<p>a</p> ", "<p>a > b</p>", "<x>a</x>", "a", ""])
def test_what_is_no_leaf(markup: str) -> None:
    assert leaf(markup) == ("", "")


@pytest.mark.parametrize(
    "tag",
    ['<a href="a">', '<ab href="a"/>', '<a href="a" b/>', "<a href=a/>", '<a href="a"href="b"/>', '<a on="a"/>', '<a href="<"/>'],
)
def test_what_has_no_attributes_as_docconv_writes_them(tag: str) -> None:
    assert attributes_of(tag, "a") is None
