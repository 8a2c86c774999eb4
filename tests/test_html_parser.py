"""The parser of HTML: the trees that browsers build, places, encodings; and what the reader makes of parts of pages."""

from __future__ import annotations

import pytest
from lxml import etree

from docconv.formats._html_parser import DEEPEST, parse_html
from docconv.formats._html_reading import html_fields
from docconv.formats._html_tokens import resolved, tokens
from docconv.formats._inline import Inline
from docconv.problems import Problem

TREES = {
    "paragraphs end by themselves": ("<p>a<p>b<div>c</div>", "<p>a</p><p>b</p><div>c</div>"),
    "items end by themselves": ("<ul><li>a<li>b<ul><li>c</ul>d</ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul>d</li></ul>"),
    "terms": ("<dl><dt>a<dd>b<dd>c</dl>", "<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>"),
    "rows and cells": (
        "<table><tr><td>a<th>b<tr><td>c</table>d",
        "<table><tr><td>a</td><th>b</th></tr><tr><td>c</td></tr></table>d",
    ),
    "a cell without a row": ("<table><td>a</table>", "<table><tr><td>a</td></tr></table>"),
    "text in a table goes before it": ("<table>a<tr><td>b</table>", "a<table><tr><td>b</td></tr></table>"),
    "an element in a table goes before it": (
        "<table><tr><div>a</div><td>b</table>",
        "<div>a</div><table><tr><td>b</td></tr></table>",
    ),
    "texts in a table go before it in their order": (
        "<p>x<table>a<tr>b<td>c</td>d <br> e<tr>f</table>",
        "<p>x</p>abd <br/> ef<table><tr><td>c</td></tr><tr/></table>",
    ),
    "a cell closes no mark around its table": (
        "<b>a<table><tr><td>b</b>c</table>d",
        "<b>a<table><tr><td>bc</td></tr></table>d</b>",
    ),
    "plain attributes in quotation marks of any kind or none": (
        """<p title="a">b<p title='"'>c<p title=''>d<p title=e/>f""",
        """<p title="a">b</p><p title="&quot;">c</p><p title="">d</p><p title="e/">f</p>""",
    ),
    "a table in a cell": (
        "<table><tr><td><table><tr><td>a</table><td>b</table>",
        "<table><tr><td><table><tr><td>a</td></tr></table></td><td>b</td></tr></table>",
    ),
    "marks that overlap": ("<p><b>a<i>b</b>c</i>d", "<p><b>a<i>b</i></b><i>c</i>d</p>"),
    "marks go on in the next paragraph": ("<p><b>a<p>b</b>c", "<p><b>a</b></p><p><b>b</b>c</p>"),
    "a link ends a link": ("<a href=x>a<a href=y>b", '<a href="x">a</a><a href="y">b</a>'),
    "headings do not nest": ("<h2>a<h3>b</h3>", "<h2>a</h2><h3>b</h3>"),
    "a heading ends by any end tag of one": ("<h2>a</h3>b", "<h2>a</h2>b"),
    "end tags that close nothing": ("a</span></p></b>b</br>c", "ab<br/>c"),
    "void elements": ("<img src=a>b<br/>c<hr>d", '<img src="a"/>b<br/>c<hr/>d'),
    "names and attributes in any case": ("<P CLASS=A hidden>a</P>", '<p class="A" hidden="">a</p>'),
    "values of attributes": (
        """<p title='a"b' lang = en data-x=1/2>c""",
        '<p title="a&quot;b" lang="en" data-x="1/2">c</p>',
    ),
    "the first of two attributes counts": ("<p class=a class=b>c", '<p class="a">c</p>'),
    "character references": ("&eacute;&Eacute &notin; &notit; &#x20ac; &#128; &lt;b&gt;", "éÉ ∉ ¬it; € € &lt;b&gt;"),
    "references in addresses": ("<a href='?a=1&copy=2&amp;b=&lt;'>x", '<a href="?a=1&amp;copy=2&amp;b=&lt;">x</a>'),
    "comments and declarations": ("a<!-- <b> --!>b<!-->c<?php d ?>e<!x>f</ g>h", "abcefh"),
    "text that looks like a tag": ("a < b <3 <- c", "a &lt; b &lt;3 &lt;- c"),
    "scripts hold no markup": ("<script>a<b>c</scripts></script>d", "<script>a&lt;b&gt;c&lt;/scripts&gt;</script>d"),
    "the first line end of a pre": ("<pre>\n\na</pre>", "<pre>\na</pre>"),
    "parts of pictures end": ("<svg><g/><text>a</text></svg>b", "<svg><g/><text>a</text></svg>b"),
    "names that no tree can hold": ("<o:p>a</o:p><x@y>b", "<o-p>a</o-p><unknown>b</unknown>"),
    "a paragraph in a mark": ("<b><p>a</p></b>b", "<b><p>a</p></b>b"),
    "options": ("<select><option>a<option>b</select>", "<select><option>a</option><option>b</option></select>"),
}


@pytest.mark.parametrize("name", TREES)
def test_builds_the_tree_that_browsers_build(name: str) -> None:
    source, expected = TREES[name]
    body = parse_html(f"<!DOCTYPE html><body>{source}", [].append)[1]
    text = etree.tostring(body, encoding="unicode")
    assert text.removeprefix("<body>").removesuffix("</body>") == expected


def test_head_and_body_are_told_apart_without_their_tags() -> None:
    root = parse_html("<html lang=en><title>A &amp; b</title><meta name=x>\n<p>c<title>d</title>", [].append)
    assert root.get("lang") == "en"
    assert [child.tag for child in root] == ["head", "body"]
    assert [child.tag for child in root[0]] == ["title", "meta"]
    assert root[0][0].text == "A & b"
    assert [child.tag for child in root[1]] == ["p"]


def test_elements_know_their_lines() -> None:
    root = parse_html("<p>one\r\ntwo\r<b>three</b>\n<i>four</i>", [].append)
    assert [(one.tag, one.sourceline) for one in root.iter("p", "b", "i")] == [("p", 1), ("b", 3), ("i", 4)]


def test_tokens_know_where_they_begin() -> None:
    source = "a<p title='>'>b</p><!-- c --><br>"
    found = [(token.kind, token.start) for token in tokens(source)]
    assert found == [("text", 0), ("start", 1), ("text", 14), ("end", 15), ("other", 19), ("start", 29)]


def test_what_nests_too_deep_stands_beside_and_keeps_its_order() -> None:
    depth = 3 * DEEPEST
    root = parse_html("".join(f"<div>{n} " for n in range(depth)) + "</div>" * depth + "<p>end", [].append)
    assert "".join(root.itertext()).split() == [*map(str, range(depth)), "end"]
    assert root[1][-1].tag == "p"
    deepest, at = 0, root
    while len(at):
        at, deepest = at[0], deepest + 1
    assert deepest <= DEEPEST + 1


def test_a_page_that_ends_in_a_tag_is_reported_with_its_line() -> None:
    told = list[Problem]()
    parse_html("<p>one\n<p class='two", told.append)
    assert [(one.code, one.line) for one in told] == [("R006", 2)]


PARTS = {
    "text without a block": ("One <b>two</b><br><br>three", ["One two", "three"]),
    "a block in a mark": ("<i>One<p>two</p></i>", ["One", "two"]),
    "a picture in a text follows it": ("<p>One <img src=a.png> two</p>", ["One two", "a.png"]),
    "a picture before a text stands before it": ("<p><img src=a.png> One</p>", ["a.png", "One"]),
    "a smaller and a larger picture": ("<p><img src='data:,' srcset='a.png 1x, b.png 2x'></p>", ["b.png"]),
    "a picture that counts readers": ("<p>One<img src=a.png width=1 height=1></p>", ["One"]),
    "a table that lays out the page": ("<table role=presentation><tr><td><p>One<td><p>two</table>", ["One", "two"]),
}


@pytest.mark.parametrize("name", PARTS)
def test_reads_blocks_in_order(name: str) -> None:
    source, expected = PARTS[name]
    fields = html_fields(parse_html(source, [].append), [].append)
    assert [block.get("text") or block.get("src") for block in fields["body"][0]["blocks"]] == expected


def test_headings_of_any_level_make_sections_without_gaps() -> None:
    fields = html_fields(parse_html("<h2>a</h2><h4>b</h4><h4>c</h4><h3>d</h3><h2>e</h2><h1>f</h1>", [].append), [].append)
    assert "headline" not in fields
    assert [(one["heading"], one["level"]) for one in fields["body"]] == [
        ("a", 1), ("b", 2), ("c", 2), ("d", 2), ("e", 1), ("f", 1),
    ]  # fmt: skip


def test_language_and_direction_come_from_around_and_from_within() -> None:
    texts = ("<p>Un", "<p lang=en dir=ltr>Two", "<p><span lang=de>Drei</span>", "<p><i lang=de>Vier</i> quatre")
    source = f"<div lang=fr dir=rtl>{''.join(texts)}"
    blocks = html_fields(parse_html(f"<html lang=en dir=ltr>{source}", [].append), [].append)["body"][0]["blocks"]
    assert [(one.get("language"), one.get("direction")) for one in blocks] == [
        ("fr", "rtl"), ("en", "ltr"), ("de", "rtl"), ("fr", "rtl"),
    ]  # fmt: skip


def test_references_are_resolved_wherever_a_long_text_is_cut() -> None:
    """Long texts are resolved a hundred thousand characters at a time."""
    for shift in range(8):
        text = "x" * shift + "a&amp;b&#65;&copy=1 & c" * 20_000
        assert resolved(text) == "x" * shift + "a&bA\u00a9=1 & c" * 20_000
        assert resolved(text, in_attribute=True) == "x" * shift + "a&bA&copy=1 & c" * 20_000


def test_a_long_text_in_lines_has_each_of_them() -> None:
    for ends in ("\n", "\r\n", "\r"):
        inline = Inline()
        inline.lines(f"At dawn{ends}the ferry {ends}{ends}" * 20_000)
        assert inline.rich() == {"text": "\n".join(["At dawn\nthe ferry"] * 20_000)}
