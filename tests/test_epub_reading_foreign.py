"""Books of others come back as articles by chapter: of pandoc's and ebooklib's making, and of the shapes that others have."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from docconv.model import Figure, List, Quote, Table
from tests.foreign_books import METADATA, PICTURE, ReadBook, book, line, old_page, page, point, texts_of

# --- pandoc -----------------------------------------------------------------------------------------

MARKDOWN = """---
title: The harbour book
author: [Maren Oduya, Jo Kerr]
language: en-GB
publisher: Harbour Press
date: 2026-03-14
rights: © Harbour Press
identifier: urn:example:harbour
---

# The ferry

It leaves at *dawn*.[^1] See [the tides](#the-tides) and [a page](https://example.org/a).

![A boat](boat.png)

## Timetable

- one
- two

> Said so.

[^1]: In summer at four.

# The tides

| a | b |
|---|---|
| 1 | 2 |

## Spring

Text[^2] and more[^3].

[^2]: A second note.

[^3]: A third one.
"""


def pandoc() -> str:
    try:
        import pypandoc
    except ImportError:
        pytest.skip("pypandoc_binary, which carries pandoc, is not installed")
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError:
        pytest.skip("there is no pandoc")


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [("epub2", []), ("epub3", []), ("epub3", ["--split-level=2", "--epub-cover-image=boat.png", "--toc", "--number-sections"])],
    ids=str,
)
def test_pandoc(kind: str, arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "boat.png").write_bytes(PICTURE)
    (tmp_path / "a.md").write_text(MARKDOWN, encoding="utf-8")
    command = [pandoc(), "a.md", "-t", kind, "-o", "a.epub", *arguments]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    found = ReadBook((tmp_path / "a.epub").read_bytes())
    numbered = "--number-sections" in arguments
    assert found.headlines() == (["1 The ferry", "2 The tides"] if numbered else ["The ferry", "The tides"])
    ferry, tides = found.articles
    assert [section.heading for section in ferry.body] == [None, "1.1 Timetable" if numbered else "Timetable"]
    assert texts_of(ferry) == ["It leaves at dawn.1 See the tides and a page.", "one", "two", "Said so.", "In summer at four."]
    (lead,) = [block for block in ferry.blocks() if block.type == "paragraph"]
    assert [(mark.kind, mark.href) for mark in lead.marks] == [
        ("emphasis", None),
        ("sup", None),
        ("link", "https://example.org/a"),
    ]
    (figure,) = [block for block in ferry.blocks() if isinstance(block, Figure)]
    assert (figure.src or "").startswith("EPUB/media/")
    assert (figure.alt, figure.caption and figure.caption.text) == ("A boat", "A boat")
    (table,) = [block for block in tides.blocks() if isinstance(block, Table)]
    assert ([[cell.text for cell in row] for row in table.rows], table.header_rows) == ([["a", "b"], ["1", "2"]], 1)
    notes = [block for block in tides.blocks() if isinstance(block, List)]
    assert [[item.text for item in block.items] for block in notes][-1][-1] == "A third one."
    for article in found.articles:
        assert article.language == "en-GB"
        assert [person.name for person in article.authors] == ["Maren Oduya", "Jo Kerr"]
        assert (article.provider, article.rights and article.rights.notice) == ("Harbour Press", "© Harbour Press")
        assert article.published == datetime(2026, 3, 14, tzinfo=UTC)
        assert dict(article.extensions) == {"epub:title": "The harbour book", "epub:identifier": "urn:example:harbour"}
    assert set(found.codes()) == {"E007", "R002", "R003"}


def test_pandoc_one_article(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: One\nidentifier: urn:example:one\n---\n\n# One\n\nText.\n\n## Part\n\nMore.\n", encoding="utf-8"
    )
    subprocess.run([pandoc(), "a.md", "-o", "a.epub"], cwd=tmp_path, check=True, capture_output=True)
    (article,) = ReadBook((tmp_path / "a.epub").read_bytes()).articles
    assert (article.headline, article.id) == ("One", "urn:example:one")
    assert [section.heading for section in article.body] == [None, "Part"]
    assert article.extensions == {}


# --- ebooklib ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("in_parts", [False, True])
def test_ebooklib(in_parts: bool, tmp_path: Path) -> None:
    from ebooklib import epub

    made: Any = epub.EpubBook()
    made.set_identifier("9780000000002")
    made.set_title("The harbour book")
    made.set_language("fa")
    made.add_author("Maren Oduya")
    made.add_author("Jo Kerr", role="edt", uid="editor")
    chapters = []
    for number in range(1, 5):
        chapter: Any = epub.EpubHtml(title=f"Chapter {number}", file_name=f"text/c{number}.xhtml", lang="fa")
        chapter.set_content(
            f"<html><body><h1>Chapter {number}</h1><p>Text {number}.</p><img src='../a%20b.png' alt='x'/></body></html>"
        )
        chapters.append(chapter)
        made.add_item(chapter)
    made.add_item(epub.EpubImage(uid="picture", file_name="a b.png", media_type="image/png", content=PICTURE))
    made.add_item(epub.EpubNcx())
    made.add_item(epub.EpubNav())
    parts = ((epub.Section("Part 1"), tuple(chapters[:2])), (epub.Section("Part 2"), tuple(chapters[2:])))
    made.toc = parts if in_parts else tuple(chapters)
    made.spine = ["nav", *chapters]
    epub.write_epub(str(tmp_path / "a.epub"), made)
    found = ReadBook((tmp_path / "a.epub").read_bytes())
    assert found.headlines() == [f"Chapter {number}" for number in range(1, 5)]
    assert [texts_of(article) for article in found.articles] == [[f"Text {number}."] for number in range(1, 5)]
    assert {article.language for article in found.articles} == {"fa"}
    assert {article.direction for article in found.articles} == {"rtl"}
    first = found.articles[0]
    assert [block.src for block in first.blocks() if isinstance(block, Figure)] == ["EPUB/a%20b.png"]
    assert [person.name for person in first.authors] == ["Maren Oduya"]
    assert first.extensions["epub:contributor"] == ({"name": "Jo Kerr", "role": "editor"},)
    assert first.extensions.get("epub:part") == ("Part 1" if in_parts else None)


# --- shapes of others ---------------------------------------------------------------------------------


def test_standard_ebooks_shape() -> None:
    """A section per file with epub:type, parts, headings in groups, notes in a file of their own, colophon and imprint."""
    chapter = (
        '<section data-parent="part-1" id="chapter-1-{0}" epub:type="chapter"><hgroup><h3 epub:type="ordinal z3998:roman">I</h3>'
        '<p epub:type="title">The Boat {0}</p></hgroup><p>It <i epub:type="se:name.vessel.ship">sails</i>.'
        '<a href="endnotes.xhtml#note-{0}" id="noteref-{0}" epub:type="noteref">{0}</a></p>'
        '<blockquote epub:type="z3998:verse"><p><span>One line</span><br/><span>Another line</span></p></blockquote>'
        '<footer><p epub:type="z3998:signature">M. O.</p></footer></section>'
    )
    back = '<a href="chapter-{0}.xhtml#noteref-{0}" epub:type="backlink">↩</a>'
    note = '<li id="note-{0}" epub:type="endnote"><p>Note {0}. ' + back + "</p></li>"
    pages = {
        "titlepage.xhtml": page(
            '<section epub:type="titlepage"><h1>The harbour book</h1></section>', given=' epub:type="frontmatter"'
        ),
        "imprint.xhtml": page('<section epub:type="imprint"><p>Made by hand.</p></section>', given=' epub:type="frontmatter"'),
        "dedication.xhtml": page(
            '<section epub:type="dedication"><p>To the crew.</p></section>', given=' epub:type="frontmatter"'
        ),
        "part-1.xhtml": page('<section id="part-1" epub:type="part"><h2><span epub:type="label">Part</span> I</h2></section>'),
        "chapter-1.xhtml": page(chapter.format(1)),
        "chapter-2.xhtml": page(chapter.format(2)),
        "endnotes.xhtml": page(
            f'<section epub:type="endnotes"><h2>Endnotes</h2><ol>{note.format(1)}{note.format(2)}</ol></section>',
            given=' epub:type="backmatter"',
        ),
        "colophon.xhtml": page('<section epub:type="colophon"><p>Set in type.</p></section>', given=' epub:type="backmatter"'),
    }
    contents = (
        line("titlepage.xhtml", "Titlepage") + line("imprint.xhtml", "Imprint") + line("dedication.xhtml", "Dedication")
        + line("part-1.xhtml", "Part I", line("chapter-1.xhtml", "I: The Boat 1") + line("chapter-2.xhtml", "I: The Boat 2"))
        + line("endnotes.xhtml", "Endnotes") + line("colophon.xhtml", "Colophon")
    )  # fmt: skip
    found = ReadBook(book(pages, contents=contents, folder="epub"))
    assert found.headlines() == ["Dedication", "The Boat 1", "The Boat 2"]
    assert [article.kicker for article in found.articles] == [None, "I", "I"]
    assert [article.extensions.get("epub:part") for article in found.articles] == [None, "Part I", "Part I"]
    assert texts_of(found.articles[1]) == ["It sails.1", "One line\nAnother line", "M. O.", "Note 1."]
    assert texts_of(found.articles[2])[-1] == "2\u00a0Note 2."
    assert len(found.told("E007")) == 5
    assert found.articles[1].furniture == ()


def test_notes_that_no_chapter_refers_to_are_kept() -> None:
    listed = '<ol><li id="n1"><p>Said.</p></li><li id="n2"><p>Unsaid.</p></li></ol>'
    notes = f'<section epub:type="endnotes"><h2>Notes</h2>{listed}</section>'
    pages = {"a.xhtml": page('<h1>A</h1><p>Text<a epub:type="noteref" href="n.xhtml#n1">*</a>.</p>'), "n.xhtml": page(notes)}
    found = ReadBook(book(pages, contents=line("a.xhtml", "A") + line("n.xhtml", "Notes")))
    assert found.headlines() == ["A", "Notes"]
    assert [texts_of(article) for article in found.articles] == [["Text*.", "*\u00a0Said."], ["Unsaid."]]


def test_calibre_shape() -> None:
    """EPUB 2: a cover as a drawing, an NCX, chapters split over files, headings as paragraphs, a guide, links as notes."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="c.png"/></svg>'
    )
    one = 'Rain&nbsp;fell &mdash; again.<sup class="s"><a id="r1" href="index_split_003.html#n1">1</a></sup>'
    more = 'It went on<sup><a id="q" href="#p">2</a></sup>.</p><p id="p"><a href="#q">2</a>. A note.'
    chart = '<div class="image"><img src="c.png" alt="A chart"/><p class="caption">The chart</p></div>'
    pages = {
        "titlepage.xhtml": old_page(f"<div>{drawing}</div>"),
        "index_split_000.html": old_page(f'<p class="calibre1">Chapter One</p><p class="calibre2">{one}</p>'),
        "index_split_001.html": old_page(f'<p class="calibre2">{more}</p>'),
        "index_split_002.html": old_page(f'<p class="calibre1">Chapter Two</p>{chart}'),
        "index_split_003.html": old_page('<p id="n1"><a href="index_split_000.html#r1">1</a> The first note.</p>'),
        "c.png": PICTURE,
    }
    contents = (
        point("index_split_000.html", "Chapter One")
        + point("index_split_002.html#id1", "Chapter Two")
        + point("index_split_003.html", "Notes")
    )
    metadata = (
        '<dc:title>The harbour book</dc:title><dc:creator opf:role="aut" opf:file-as="Oduya">Maren Oduya</dc:creator>'
        '<dc:date>0101-01-01T00:00:00+00:00</dc:date><dc:identifier id="uid" opf:scheme="uuid">9F8E1C6E-1111-4222-'
        '8333-123456789ABC</dc:identifier><dc:language>und</dc:language><meta name="cover" content="c.png"/>'
        '<meta name="calibre:series" content="Harbours"/>'
    )
    guide = '<guide><reference type="cover" title="Cover" href="titlepage.xhtml"/></guide>'
    found = ReadBook(book(pages, contents=contents, metadata=metadata, more=guide, version="2.0", folder=""))
    assert found.headlines() == ["Chapter One", "Chapter Two", "Notes"]
    one, two, _ = found.articles
    assert texts_of(one) == ["Rain\u00a0fell — again.1", "It went on2.", "2\u00a0A note."]
    assert [
        (block.src, block.alt, block.caption and block.caption.text) for block in two.blocks() if isinstance(block, Figure)
    ] == [("c.png", "A chart", "The chart")]
    assert one.published is None
    assert one.extensions["epub:series"] == "Harbours"
    assert found.told("R004")[0].startswith("index_split_002.html: the contents lead to 'id1'")


def test_w3c_shape() -> None:
    """EPUB 3 samples: landmarks, linear="no", an untyped cover page, a sidebar, page breaks, several chapters in a file."""
    text = (
        '<section id="c1" class="chapter"><h1>Loomings</h1><p>Call<span epub:type="pagebreak" id="p2" title="2">2</span> me.</p>'
        '<aside epub:type="sidebar"><p>About whales.</p></aside></section>'
        '<section id="c2"><h1>The bag</h1><p>Stuffed.</p><figure><img src="../images/bag.png" alt="A bag"/>'
        "<figcaption>The bag</figcaption></figure></section>"
        '<div><p id="c3">The inn</p><p>Arrived.</p></div>'
    )
    pages = {
        "text/cover.xhtml": page('<img src="../images/bag.png" alt="Cover"/>'),
        "text/front.xhtml": page("<p>To the sea.</p>"),
        "text/body.xhtml": page(text),
        "text/answers.xhtml": page("<h1>Answers</h1><p>Forty.</p>"),
        "images/bag.png": PICTURE,
    }
    marks = '<nav epub:type="landmarks"><ol><li><a epub:type="cover" href="text/cover.xhtml">Cover</a></li></ol></nav>'
    contents = (
        line("text/body.xhtml#c1", "Loomings") + line("text/body.xhtml#c2", "The bag") + line("text/body.xhtml#c3", "The inn")
    )
    data = book(
        {**pages, "nav.xhtml": page(f'<nav epub:type="toc"><ol>{contents}</ol></nav>{marks}')},
        spine=["text/cover.xhtml", "text/front.xhtml", "text/body.xhtml", "text/answers.xhtml!"],
    )
    found = ReadBook(data)
    assert found.headlines() == [None, "Loomings", "The bag", "The inn"]
    assert [texts_of(article) for article in found.articles] == [
        ["To the sea."],
        ["Call me.", "About whales."],
        ["Stuffed."],
        ["Arrived."],
    ]
    assert [block.src for block in found.articles[2].blocks() if isinstance(block, Figure)] == ["OEBPS/images/bag.png"]
    assert [message.partition(" ")[0] for message in found.told("E007")] == ["OEBPS/text/cover.xhtml", "OEBPS/text/answers.xhtml"]


# --- details ------------------------------------------------------------------------------------------


def test_chapters_come_in_reading_order_whatever_the_contents_say() -> None:
    pages = {"a.xhtml": page("<h1>A</h1><p>1</p>"), "b.xhtml": page('<p>2</p><h1 id="b">B</h1><p>3</p><h1 id="c">C</h1><p>4</p>')}
    found = ReadBook(book(pages, contents=line("b.xhtml#c", "C") + line("b.xhtml#b", "B") + line("a.xhtml", "A")))
    assert found.headlines() == ["A", "B", "C"]
    assert [texts_of(article) for article in found.articles] == [["1", "2"], ["3"], ["4"]]


def test_a_cut_inside_other_elements_loses_no_text() -> None:
    body = (
        '<div lang="de"><section><p>Eins <b>zwei</b></p><div><h2>Drei<a id="x"/></h2><p>Vier</p></div></section>'
        '<ul><li>Fünf</li><li id="y">Sechs</li></ul><p>Sieben</p></div>'
    )
    found = ReadBook(book({"a.xhtml": page(body)}, contents=line("a.xhtml#x", "Drei") + line("a.xhtml#y", "Sechs")))
    said = [text for article in found.articles for text in [article.headline, *texts_of(article)]]
    assert said == [None, "Eins zwei", "Drei", "Vier", "Fünf", "Sechs", "Sechs", "Sieben"]


def test_a_book_without_contents_is_read_page_by_page() -> None:
    found = ReadBook(book({"a.xhtml": page("<h2>A</h2><h3>B</h3><p>1</p>"), "b.xhtml": page("<p>2</p>")}))
    assert found.headlines() == ["A", None]
    assert [section.heading for section in found.articles[0].body] == ["B"]
    assert "E005" in found.codes()


def test_contents_that_are_leafed_to_are_no_article() -> None:
    pages = {
        "contents.xhtml": page('<h1>Contents</h1><p><a href="a.xhtml">A</a></p><p><a href="b.xhtml">B</a> 12</p>'),
        "a.xhtml": page("<h1>A</h1><p>1</p>"),
        "b.xhtml": page("<h1>B</h1><p>2</p>"),
    }
    found = ReadBook(book(pages, contents=line("a.xhtml", "A") + line("b.xhtml", "B")))
    assert found.headlines() == ["A", "B"]
    assert found.told("E007") == ["OEBPS/contents.xhtml was passed over: it is a list of links into the book"]


def test_entries_below_the_top_are_sections_unless_their_pages_have_the_same_rank() -> None:
    pages = {name: page(f"<h1>{name}</h1><p>Text.</p>") for name in ("a.xhtml", "b.xhtml", "c.xhtml")}
    inside = line("b.xhtml", "B") + line("c.xhtml", "C")
    assert ReadBook(book(pages, contents=line("a.xhtml", "A", inside))).headlines() == ["a.xhtml"]
    pages["a.xhtml"] = page("<h1>One</h1>")
    assert ReadBook(book(pages, contents=line("a.xhtml", "One", inside))).headlines() == ["b.xhtml", "c.xhtml"]
    below = {**pages, "b.xhtml": page("<h2>B</h2><p>Text.</p>")}
    assert ReadBook(book(below, contents=line("a.xhtml", "One", inside))).headlines() == ["One"]
    assert ReadBook(book(pages, contents=line(None, "One", inside))).headlines() == ["One", "b.xhtml", "c.xhtml"]


def test_the_title_of_the_book_above_its_chapters_heads_a_part() -> None:
    pages = {"a.xhtml": page("<p>Preface.</p>"), "b.xhtml": page("<h2>B</h2><p>1</p>"), "c.xhtml": page("<h2>C</h2><p>2</p>")}
    contents = line("a.xhtml", "The Harbour Book", line("b.xhtml", "B") + line("c.xhtml", "C"))
    assert ReadBook(book(pages, contents=contents)).headlines() == ["The Harbour Book", "B", "C"]


def test_a_chapter_number_above_its_title_is_the_kicker() -> None:
    pages = {"a.xhtml": page("<h2>Chapter 1</h2><h3>The Boat</h3><p>Text.</p>")}
    (article,) = ReadBook(book(pages, contents=line("a.xhtml", "CHAPTER 1. The boat"))).articles
    assert (article.kicker, article.headline, len(article.body)) == ("Chapter 1", "The Boat", 1)


def test_statements_of_the_book() -> None:
    metadata = METADATA + (
        '<dc:creator id="e">Ed Itor</dc:creator><meta refines="#e" property="role" scheme="marc:relators">edt</meta>'
        "<dc:contributor>Help Er</dc:contributor><dc:publisher>Harbour Press</dc:publisher><dc:date>2026</dc:date>"
        "<dc:rights>Ours</dc:rights><dc:subject>Boats</dc:subject><dc:description>About boats.</dc:description>"
        '<meta property="dcterms:modified">2026-03-14T09:15:00Z</meta>'
    )
    (one,) = ReadBook(book({"a.xhtml": page("<h1>A</h1><p>1</p>")}, contents=line("a.xhtml", "A"), metadata=metadata)).articles
    assert (one.id, one.provider, one.rights and one.rights.notice) == ("urn:example:harbour", "Harbour Press", "Ours")
    assert (one.published, one.modified) == (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 14, 9, 15, tzinfo=UTC))
    assert ([person.name for person in one.authors], [topic.name for topic in one.topics]) == (["Maren Oduya"], ["Boats"])
    assert dict(one.extensions) == {
        "epub:title": "The harbour book",
        "epub:description": "About boats.",
        "epub:contributor": ({"name": "Ed Itor", "role": "editor"}, {"name": "Help Er"}),
    }
    two = {"a.xhtml": page("<h1>A</h1><p>1</p>"), "b.xhtml": page('<h1>B</h1><p class="byline">By Al Other</p><p>2</p>')}
    first, second = ReadBook(book(two, contents=line("a.xhtml", "A") + line("b.xhtml", "B"), metadata=metadata)).articles
    assert (first.id, first.topics, first.extensions["epub:subject"]) == (None, (), "Boats")
    assert (second.byline, second.authors) == ("By Al Other", ())


def test_language_and_direction_of_pages_go_before_those_of_the_book() -> None:
    pages = {
        "a.xhtml": page("<p>Text.</p>", html=' lang="ar" dir="rtl"'),
        "b.xhtml": page("<p>Text.</p>", html=""),
        "c.xhtml": page("<p>Text.</p>", html="", given=' lang="he"'),
    }
    found = ReadBook(book(pages, contents="".join(line(name, name) for name in pages))).articles
    assert [(article.language, article.direction) for article in found] == [("ar", "rtl"), ("en", "ltr"), ("he", "rtl")]


def test_blocks_and_links() -> None:
    body = (
        "<h1>A</h1><blockquote><p>Said.</p><footer>Jo</footer></blockquote>"
        '<p><a href="b.xhtml#x">There</a>, <a href="#y">here</a>, <a href="https://example.org/z">away</a></p>'
        '<p><img src="missing.png" alt=""/><img src="../../../etc/passwd"/></p>'
    )
    found = ReadBook(
        book({"a.xhtml": page(body), "b.xhtml": page('<p id="x">B</p>')}, contents=line("a.xhtml", "A") + line("b.xhtml", "B"))
    )
    one = found.articles[0]
    assert [(block.attribution, len(block.paragraphs)) for block in one.blocks() if isinstance(block, Quote)] == [("Jo", 1)]
    (lead,) = [block for block in one.blocks() if block.type == "paragraph"]
    assert (lead.text, [mark.href for mark in lead.marks]) == ("There, here, away", ["https://example.org/z"])
    assert found.told("R002") == ["OEBPS/a.xhtml: links to other places of the book were left out, 2 in all; their text was kept"]
    assert len(found.told("E006")) == 2
    assert [block.src for block in one.blocks() if isinstance(block, Figure)] == ["OEBPS/missing.png"]


def test_a_book_that_says_nothing_of_itself() -> None:
    (one,) = ReadBook(book({"a.xhtml": page("<p>It leaves before dawn, the operator said.</p>", html="")}, metadata="")).articles
    assert (one.headline, one.language, dict(one.extensions)) == (None, "en", {})
