"""Pages that mean harm or are broken: an article or a clear error, in bounded time, and nothing that runs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docconv.conversion import dumps, loads
from docconv.formats.html import HtmlOptions, check, read
from docconv.model import Paragraph
from docconv.problems import DocumentError, Problem

DEEP = 100_000
HOSTILE = {
    "nested": (b"<div>" * DEEP + b"<p>Text</p>", "Text"),
    "never closed": (b"<b><i><p>Text" * (DEEP // 10), "Text"),
    "quotations": (b"<blockquote>" * DEEP + b"Text", "Text"),
    "lists": (b"<ul><li>" * (DEEP // 2) + b"Text", "Text"),
    "tables": (b"<table><tr><td>" * (DEEP // 4) + b"Text", "Text"),
    "text in tables": (b"<table>" + b"Text<b>x</b>" * (DEEP // 10), "Text"),
    "references": (b"<p>Text" + b"&amp;&lt;&#65;&notit;" * DEEP, "Text"),
    "an endless number": (b"<p>Text &#" + b"9" * DEEP + b";", "Text"),
    "openings": (b"<p>Text " + b"<" * DEEP, "Text"),
    "attributes": (b"<p " + b" ".join(b"a%d=1" % n for n in range(DEEP)) + b">Text", "Text"),
    "comments": (b"<p>Text" + b"<!--" * DEEP, "Text"),
    "scripts": (b"<p>Text" + b"<script></scrip" * DEEP, "Text"),
    "cells that span": (b"<p>Text<table>" + b"<tr><td rowspan=65534 colspan=1000>x" * 1000, "Text"),
    "controls": (b"<!DOCTYPE html><html lang=en><body><p>Te\x00\x01\x0bxt, and more of it", "Text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_reads_hostile_input_in_bounded_time(name: str) -> None:
    data, expected = HOSTILE[name]
    article = next(read(data, HtmlOptions(), [].append))
    assert expected in article.model_dump_json()
    assert loads(dumps(article, "html"), "html") == article


def test_a_page_of_too_many_elements_is_refused_and_the_limit_can_be_raised() -> None:
    page = b"<p>Text" * 121_000
    with pytest.raises(DocumentError, match=r"I004.*120,000 elements, the limit; the option most_elements raises it"):
        next(read(page, HtmlOptions(), [].append))
    assert next(read(page, HtmlOptions(most_elements=130_000), [].append)).body
    with pytest.raises(DocumentError, match="more than 10 elements"):
        next(read(b"<p>Text" * 11, HtmlOptions(most_elements=10), [].append))
    assert [found.code for found in check(b"<!-- docconv -->" + page)].count("I004") == 1


def test_checking_hostile_input_ends() -> None:
    for data, _ in HOSTILE.values():
        assert check(data)


SOUP = [
    b"<p>", b"</p>", b"<table>", b"<tr>", b"<td>", b"</table>", b"<b>", b"</b>", b"<a href='http://a.b'>", b"</a>", b"<li>",
    b"<ul>", b"</ul>", b"<figure>", b"<figcaption>", b"</figure>", b"<img src=a>", b"<blockquote>", b"<h1>", b"<h3>",
    b"</h2>", b"x ", b"&amp", b"<br>", b"<svg>", b"<g/>", b"</svg>", b"<script>", b"</script>", b"<head>", b"<body>",
    b"<div class=related>", b"<!--", b"-->", b"<dl>", b"<dt>", b"<dd>", b"<pre>\n", b"<article>", b"<aside>", b"<select>",
    b"<option>", b"<ruby>", b"<rt>", b"\xff", b"<time datetime=2026>", b"<div class=author>", b"<div class=lead>",
    b"<iframe src=http://c.d>", b"<cite>", b"<hr>",
]  # fmt: skip


@given(st.binary(max_size=200) | st.lists(st.sampled_from(SOUP), max_size=30).map(b"".join))
@settings(max_examples=300)
def test_any_bytes_give_an_article_or_a_clear_error(data: bytes) -> None:
    try:
        found = list(read(data, HtmlOptions(), [].append))
    except DocumentError:
        return
    for article in found:
        assert loads(dumps(article, "html"), "html") == article
    check(data)


VISIBLE = [
    "<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "<th>", "<caption>", "</td>", "</table>", "<thead>", "<b>",
    "</b>", "</a>", "<li>", "<ul>", "<ol>", "</ul>", "<figure>", "<figcaption>", "</figcaption>", "</figure>", "<blockquote>",
    "</blockquote>", "<cite>", "</cite>", "<footer>", "</footer>", "<h1>", "</h1>", "<h2>", "</h2>", "<h4>", "<br>", "<dl>",
    "<dt>", "<dd>", "</dl>", "<pre>", "</pre>", "<article>", "</article>", "<aside>", "<nav>", "<main>", "</main>", "</time>",
    "<small>", "</small>", "</span>", "<section>", "</section>", "<header>", "<hr>", "<ruby>", "<rt>", "<q>", "<details>",
    "<summary>", "<form>", "<button>", "</button>", "<center>", "<address>", "<label>", "<a href='http://a.example'>",
    "<img src=a>", "<video src=http://a.example/v.mp4></video>", "<iframe src=http://a.example></iframe>",
    "<div class=related>", "<div class=author>", "<p class=lead>", "<p class=kicker>", "<p class=byline>",
    "<p class=dateline>", "<span class=dateline>", "<div class=timestamp>", "<time datetime=2026-01-02>",
    "<span class=credit>", "<figure class=embed>", "<p class=elsewhere>", "<div class=dates>", "<footer class=colophon>",
    "<p class=holder>", "<blockquote class=twitter-tweet>", "<p class=alt>", "<div itemprop=articleBody>",
]  # fmt: skip


@given(st.lists(st.sampled_from(VISIBLE) | st.none(), max_size=14))
@settings(max_examples=400)
def test_nothing_that_a_page_shows_is_lost(parts: list[str | None]) -> None:
    words = [f"word{number}x" for number, part in enumerate(parts) if part is None]
    source = "".join(f" word{number}x " if part is None else part for number, part in enumerate(parts))
    if words:
        told = next(read(source.encode(), HtmlOptions(), [].append)).model_dump_json()
        assert [word for word in words if word not in told] == []


def test_links_that_run_programs_are_left_out_and_reported() -> None:
    told = list[Problem]()
    links = b"<a href='jAvaScript:alert(1)'>link</a> and <a href=' data:text/html,x'>more</a>"
    source = b"<article><h1>One</h1><p>A " + links + b".</p></article>"
    article = next(read(source, HtmlOptions(), told.append))
    assert article.body[0].blocks[0] == Paragraph(text="A link and more.")
    assert [(one.code, one.line) for one in told if one.code == "R002"] == [("R002", 1), ("R002", 1)]


def test_a_page_without_text_is_an_error() -> None:
    for data in (b"", b"   ", b"<html><body><script>x</script></body></html>"):
        with pytest.raises(DocumentError, match="I007"):
            list(read(data, HtmlOptions(), [].append))


def test_a_page_that_is_mislabelled_is_read_as_what_it_is() -> None:
    told = list[Problem]()
    source = '<meta charset="iso-8859-1"><html lang="fr"><h1>Élan</h1><p>Été</p>'
    assert next(read(source.encode(), HtmlOptions(), told.append)).headline == "Élan"
    assert next(read(source.encode("cp1252"), HtmlOptions(), told.append)).headline == "Élan"
    assert not told
    assert next(read(source.replace("iso-8859-1", "utf-8").encode("cp1252"), HtmlOptions(), told.append)).headline == "Élan"
    assert [one.code for one in told] == ["I002"]
