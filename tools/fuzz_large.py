"""Documents of a megabyte that mean harm: deep, wide, long, odd, or wrong in every part.

Each is made when it is asked for; the names are those that a report shows.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Any

from tools.fuzz_mutations import ODD_BYTES

#: The size of each document, in bytes, as near as its parts allow.
SIZE = 1_000_000

Maker = Callable[[int], bytes]


def large(format: str) -> dict[str, Maker]:
    """The large documents of a format, by name; each is made of its size."""
    return {name: make for formats, makers in _TABLE for name, make in makers.items() if format in formats}


def _filled(before: str | bytes, part: str | bytes, after: str | bytes = b"", *, closing: str | bytes = b"") -> Maker:
    """Documents of one part over and over, each with its `closing` behind all of them, between a beginning and an end."""
    first, each, last, close = (one.encode() if isinstance(one, str) else one for one in (before, part, after, closing))

    def make(size: int) -> bytes:
        times = max(1, size // (len(each) + len(close)))
        return first + each * times + close * times + last

    return make


def _numbered(before: str, part: str, after: str = "") -> Maker:
    """Documents of one part over and over, each with its number in the place of `{n}`."""

    def make(size: int) -> bytes:
        times = max(1, size // (len(part) + 3))
        return (before + "".join(part.replace("{n}", str(n)) for n in range(times)) + after).encode()

    return make


# --- text ---------------------------------------------------------------------------------------------

_HEADLINE = "Ferry adds dawn sailing\n\n"


def _odd_characters(size: int) -> bytes:
    rng = Random(6)
    ranges = (
        (0, 0x20),
        (0x300, 0x370),
        (0x590, 0x700),
        (0x2000, 0x2100),
        (0x3000, 0x30FF),
        (0xFE00, 0x10000),
        (0x1F300, 0x1F700),
    )
    made = []
    while size > 0:
        low, high = rng.choice(ranges)
        character = chr(rng.randrange(low, high)).encode("utf-8", "ignore") if rng.randrange(12) else rng.choice(ODD_BYTES)
        made.append(character)
        size -= len(character)
    return b"".join(made)


_TEXT: dict[str, Maker] = {
    "odd characters": _odd_characters,
    "one long line": _filled(_HEADLINE, "the ferry leaves before dawn and returns, "),
    "one long word": _filled(_HEADLINE, "x"),
    "one long word of marks": _filled(_HEADLINE, "\u0301"),
    "lines of one character": _filled(_HEADLINE, "x\n"),
    "blank lines": _filled(_HEADLINE, "\n", "end"),
    "spaces": _filled(_HEADLINE, " ", "end"),
    "no-break spaces": _filled(_HEADLINE, "\u00a0", "end"),
    "image labels": _filled(_HEADLINE, "Image source, HPS\n\nImage caption, A ferry\n\n"),
    "glued labels": _filled(_HEADLINE, "Image source, Image caption, "),
    "bylines": _filled(_HEADLINE, "By Maren Oduya and Ines Farrow in Port Elwin\n"),
    "names without end": _filled(_HEADLINE + "By ", "Maren Oduya, ", "\n\nThe ferry sails early.\n"),
    "names joined without end": _filled(_HEADLINE + "By ", "Maren and ", "Ines\n\nThe ferry sails early.\n"),
    "datelines": _filled(_HEADLINE, "PORT ELWIN, March 14 (HPS) - The ferry sails.\n\n"),
    "a dateline without end": _filled(_HEADLINE, "PORT ELWIN, "),
    "dates": _filled(_HEADLINE, "Published 14 March 2026 09:15 GMT, updated 3 hours ago\n"),
    "digits": _filled(_HEADLINE, "1234567890"),
    "dates on one line": _filled(_HEADLINE, "14/03/2026 09:15 "),
    "quotation marks": _filled(_HEADLINE, "\u201c"),
    "brackets": _filled(_HEADLINE, "("),
    "dashes": _filled(_HEADLINE, "- "),
    "bullets": _filled(_HEADLINE, "* x\n"),
    "numbered": _numbered(_HEADLINE, "{n}. Ferry\n"),
    "related": _filled(_HEADLINE, "More on this story\n\nRead more: Ferry\n"),
    "wrapped lines": _filled(_HEADLINE, "the ferry leaves before dawn and returns when the tide is out on\n" * 3 + "\n"),
    "colons": _filled(_HEADLINE, "a: "),
    "addresses": _filled(_HEADLINE, "https://example.com/a?b=c&d "),
    "mixed scripts": _filled(_HEADLINE, "ferry \u05d0\u05d1 \u0627\u0644 \u6e21\u8f2a \u0e40\u0e23\u0e37\u0e2d\n"),
    "carriage returns": _filled(_HEADLINE, "x\r"),
    "no bytes of UTF-8": _filled(b"\xff\xfe\x00", b"\xd8\x00\xff\x81"),
    "nulls": _filled(b"", b"\x00"),
    "cells between tabs": _filled(_HEADLINE, "a\t" * 20 + "\n"),
    "agencies": _filled(_HEADLINE, "Ferry at the pier now (Reuters)\n"),
    "quoted lines": _filled(_HEADLINE, "> x\n"),
}

# --- JSON ---------------------------------------------------------------------------------------------

_JSON: dict[str, Maker] = {
    "lists in lists": _filled("", "[", closing="]"),
    "objects in objects": _filled("", '{"a":', "0", closing="}"),
    "unclosed": _filled("", '{"a":['),
    "an item of lists": _filled("[", "[],", "0]"),
    "an item of objects": _filled("[", "{},", "{}]"),
    "unknown names": _numbered("{", '"n{n}":0,', '"headline":"x"}'),
    "one name again": _filled("{", '"headline":"x",', '"headline":"x"}'),
    "a long text": _filled('{"headline":"', "x", '"}'),
    "a long text with spaces": _filled('{"headline":"', "x  ", '"}'),
    "escapes": _filled('{"headline":"', "\\u00e9", '"}'),
    "surrogates": _filled('{"headline":"', "\\ud83d\\ude00", '"}'),
    "many digits": _filled('{"version":', "9", "}"),
    "numbers": _filled('{"keywords":[', "1,", "1]}"),
    "white space": _filled('{"headline":"x"', " ", "}"),
    "line breaks": _filled('{"headline":"x"', "\n", "}"),
    "keywords": _filled('{"headline":"x","keywords":[', '"x",', '"x"]}'),
    "paragraphs": _filled(
        '{"headline":"x","body":[{"blocks":[', '{"type":"paragraph","text":"x"},', '{"type":"paragraph","text":"x"}]}]}'
    ),
    "wrong paragraphs": _filled(
        '{"headline":"x","body":[{"blocks":[', '{"type":"p","text":""},', '{"type":"paragraph","text":" "}]}]}'
    ),
    "marks": _numbered(
        '{"headline":"x","body":[{"blocks":[{"type":"paragraph","text":"' + "x" * 99_999 + '","marks":[',
        '{"kind":"strong","start":{n},"end":{n}},',
        '{"kind":"code","start":0,"end":1}]}]}]}',
    ),
    "items of a list": _filled(
        '{"headline":"x","body":[{"blocks":[{"type":"list","ordered":false,"items":[', '{"text":"x"},', '{"text":"x"}]}]}]}'
    ),
    "sections": _filled('{"headline":"x","body":[', '{"heading":"x","level":1,"blocks":[]},', '{"heading":"x","blocks":[]}]}'),
    "levels": _filled('{"headline":"x","body":[', '{"heading":"x","level":5,"blocks":[]},', '{"heading":"x","blocks":[]}]}'),
    "an extension of lists": _filled('{"headline":"x","extensions":{"a:b":', "[", "}}", closing="]"),
    "an extension of names": _numbered('{"headline":"x","extensions":{', '"a:{n}":1,', '"a:b":1}}'),
    "rows": _filled('{"headline":"x","body":[{"blocks":[{"type":"table","rows":[', '[{"text":"x"}],', '[{"text":"x"}]]}]}]}'),
    "cells": _filled('{"headline":"x","body":[{"blocks":[{"type":"table","rows":[[', '{"text":"x"},', '{"text":"x"}]]}]}]}'),
    "lines": _filled("", '{"headline":"x"}\n'),
    "wrong lines": _filled("", '{"headline":" x"}\n'),
    "broken lines": _filled("", '{"headline":\n'),
    "lines that are no JSON": _filled("", "Z\n"),
    "a newer version": _numbered('{"docconv":"1.9","headline":"x",', '"n{n}":0,', '"headline":"x"}'),
}


def _in_ninjs(make: Maker) -> Maker:
    """A page in the body of a ninjs item."""

    def made(size: int) -> bytes:
        body = make(size).decode("utf-8", "replace")
        item = {"uri": "urn:x:y", "headlines": [{"value": "x"}], "bodies": [{"contentType": "text/html", "value": body}]}
        return json.dumps(item).encode()

    return made


def _in_jsonld(make: Maker) -> Maker:
    def made(size: int) -> bytes:
        text = make(size).decode("utf-8", "replace")
        return json.dumps(
            {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "x", "articleBody": text}
        ).encode()

    return made


_NINJS = '{"uri":"urn:x:y","headlines":[{"value":"x"}],'
_THING = '{"@context":"https://schema.org","@type":"NewsArticle","headline":"x",'
_OF_NINJS: dict[str, Maker] = {
    "associations": _filled(_NINJS + '"associations":[', '{"rel":"figure","type":"picture"},', '{"rel":"x"}]}'),
    "associations in associations": _filled("", '{"uri":"urn:x:y","associations":[', "", closing="]}"),
    "unknown properties": _numbered(_NINJS, '"n{n}":0,', '"uri":"urn:x:y"}'),
    "subjects": _filled(_NINJS + '"subjects":[', '{"name":"x"},', '{"name":"x"}]}'),
    "items of ninjs": _filled("[", '{"uri":"urn:x:y","headlines":[]},', '{"uri":"urn:x:y"}]'),
    "renditions": _filled(
        _NINJS + '"associations":[{"rel":"figure","renditions":[', '{"href":"http://a.b/c"},', '{"href":"x"}]}]}'
    ),
}
_OF_JSONLD: dict[str, Maker] = {
    "a graph of articles": _filled(
        '{"@context":"https://schema.org","@graph":[', '{"@type":"NewsArticle","headline":"x"},', '{"@type":"NewsArticle"}]}'
    ),
    "a graph of references": _numbered(
        '{"@context":"https://schema.org","@graph":[', '{"@id":"#{n}","author":{"@id":"#1"}},', '{"@type":"NewsArticle"}]}'
    ),
    "authors": _filled(_THING + '"author":[', '{"@type":"Person","name":"x"},', '"x"]}'),
    "parts in parts": _filled("", '{"@context":"https://schema.org","@type":"NewsArticle","hasPart":', '"x"', closing="}"),
    "images": _filled(_THING + '"image":[', '"http://a.b/c",', '"x"]}'),
    "unknown properties of a thing": _numbered(_THING, '"n{n}":0,', '"url":"x"}'),
}

# --- markup -------------------------------------------------------------------------------------------

_HTML: dict[str, Maker] = {
    "divisions in divisions": _filled("<h1>x</h1>", "<div>", "<p>Text</p>", closing="</div>"),
    "divisions never closed": _filled("<h1>x</h1>", "<div>", "<p>Text"),
    "bold never closed": _filled("<h1>x</h1>", "<b><i><p>Text"),
    "quotations": _filled("", "<blockquote>", "Text"),
    "lists in lists": _filled("", "<ul><li>", "Text"),
    "tables in tables": _filled("", "<table><tr><td>", "Text"),
    "text in tables": _filled("<table>", "Text<b>x</b>", "Text"),
    "references": _filled("<p>Text", "&amp;&lt;&#65;&notit;"),
    "a number without end": _filled("<p>Text &#", "9", ";"),
    "openings": _filled("<p>Text ", "<"),
    "attributes": _numbered("<p ", "a{n}=1 ", ">Text"),
    "comments": _filled("<p>Text", "<!--"),
    "scripts": _filled("<p>Text", "<script></scrip"),
    "cells that span": _filled("<p>Text<table>", "<tr><td rowspan=65534 colspan=1000>x"),
    "rows of a table": _filled("<p>Text<table>", "<tr><td>x</td></tr>"),
    "cells of a row": _filled("<p>Text<table><tr>", "<td>x"),
    "paragraphs of a page": _filled("<h1>x</h1>", "<p>Text</p>"),
    "headings": _filled("", "<h2>Text</h2>"),
    "headings without text": _filled("<p>Text", "<h2></h2>"),
    "line breaks of a page": _filled("<p>Text", "<br>"),
    "links": _filled("<p>", "<a href=http://a.b>Text</a> "),
    "links in links": _filled("<p>", "<a href=http://a.b>Text"),
    "marks side by side": _filled("<p>", "<b>a</b><i>b</i>"),
    "marks in marks": _filled("<p>", "<b><i><code>a", closing="</code></i></b>"),
    "figures": _filled("<h1>x</h1><p>Text", "<figure><img src=http://a.b/c><figcaption>x</figcaption></figure>"),
    "pictures": _filled("<h1>x</h1><p>Text", "<img src=a>"),
    "an item without end": _filled("<ul>", "<li>Text"),
    "a long word": _filled("<h1>x</h1><p>", "x"),
    "one long paragraph": _filled("<h1>x</h1><p>", "the ferry leaves before dawn "),
    "spaces in a page": _filled("<h1>x</h1><p>Text", " ", "Text"),
    "end tags": _filled("<h1>x</h1><p>Text", "</b></p></x>"),
    "ids": _numbered("<h1>x</h1>", "<p id=a{n}>Text</p>"),
    "one id": _filled("<h1>x</h1>", "<p id=a>Text</p>"),
    "wrong addresses": _filled("<h1>x</h1>", "<p><a href='javascript:x'>Text</a>"),
    "languages": _filled("<h1>x</h1>", "<p lang=q-q>Text"),
    "times": _filled("<h1>x</h1>", "<time datetime=x>Text</time>"),
    "articles": _filled("", "<article><h1>x</h1><p>Text</article>"),
    "ruby": _filled("<h1>x</h1><p>", "<ruby>x<rt>y</ruby>"),
    "drawings": _filled("<h1>x</h1><p>Text<svg>", "<g>"),
    "data of a page": _filled("<script type='application/ld+json'>", "[", "</script><p>Text"),
    "metadata": _filled("<head>", "<meta property='article:tag' content=x>", "<body><p>Text"),
    "definitions": _filled("<p>Text<dl>", "<dt>x<dd>y"),
    "forms of text": _filled("<p>Text", "<select><option>x</select><textarea>x</textarea>"),
    "asides": _filled("<h1>x</h1><p>Text", "<aside><p>x</aside>"),
    "classes": _filled("<h1>x</h1><p>Text", "<div class='related byline caption'>x</div>"),
    "a long class": _filled("<h1>x</h1><p class='", "related ", "'>Text"),
    "a long address": _filled("<h1>x</h1><p><a href='http://a.b/", "%", "'>Text</a>"),
    "rows of text in a table": _filled("<p>Text<table>", "xxxx<tr>"),
    "spaces in tables": _filled("<p>Text<table>", "    <br>"),
    "spans closed": _filled("<p>Text", "<span>", closing="xxxx</span>"),
    "objects around bold": lambda size: b"<p>x" + b"<object>" * (size // 20) + b"<b>x</b>" * (size // 14),
    "end tags that reach nothing": _filled("<b><p>" + "<span>" * 505, "</b>"),
    "cells that reach nothing": _filled("<table><tr><td><table>" + "<span>" * 505, "</td>"),
    "lines far from their table": _filled("<p>Text<table>" + "<span>" * 480 + "<tr>", "x<br>"),
    "rules in an object": _filled("<p>Text<object>" + "<span>" * 505, "<hr>"),
    "articles in articles": _filled("<h1>x</h1>", "<article><p>x", closing="</article>"),
    "languages of cells": _filled("<h1>x</h1><table>", "<tr><td lang=q-q>x"),
    "addresses with spaces": _filled("<h1>x</h1>", "<p><a href='http://a b'>x</a>"),
    "pictures at addresses with spaces": _filled("<h1>x</h1><p>Text", "<img src='a b'> "),
    "a long declaration": _filled("<!DOCTYPE html ", "x ", "><p>Text"),
}

_G2 = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:y" version="1" standard="NewsML-G2" '
    'standardversion="2.35" conformance="power"><catalogRef href="http://a.b"/>'
)
_NITF = '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head/><body><body.head><hedline><hl1>x</hl1></hedline></body.head>'
_CONTENT = _NITF + "<body.content><block>"
_END = "</block></body.content></body></nitf>"
_INLINE = _G2 + '<contentSet><inlineXML contenttype="application/nitf+xml">' + _CONTENT
_END_INLINE = _END + "</inlineXML></contentSet></newsItem>"
_LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in pairwise("abcdefghi")) + "]>"


def _xml(before: str, after: str, root: str, closing: str) -> dict[str, Maker]:
    return {
        "elements in elements": _filled(before, "<p>", "x" + after, closing="</p>"),
        "elements never closed": _filled(before, "<em>"),
        "paragraphs of a story": _filled(before, "<p>Text</p>", after),
        "empty paragraphs": _filled(before, "<p/>", after),
        "unknown elements": _filled(before, "<x/>", after),
        "wrong attributes": _filled(before, "<p x='y'>Text</p>", after),
        "attributes of one": _numbered(before + "<p ", "a{n}='1' ", "/>" + after),
        "an attribute again": _filled(before + "<p ", "a='1' ", "/>" + after),
        "marks of a paragraph": _filled(before + "<p>", "<em>a</em>b", "</p>" + after),
        "marks in marks of a paragraph": _filled(before + "<p>", "<em>a", "</p>" + after, closing="</em>"),
        "items of a list of a story": _filled(before + "<ul>", "<li>x</li>", "</ul>" + after),
        "rows of a story": _filled(before + "<table>", "<tr><td>x</td></tr>", "</table>" + after),
        "spans": _filled(before + "<table>", "<tr><td rowspan='999' colspan='999'>x</td></tr>", "</table>" + after),
        "a long text of a story": _filled(before + "<p>", "x", "</p>" + after),
        "references of a story": _filled(before + "<p>", "&amp;&#65;", "</p>" + after),
        "unknown references": _filled(before + "<p>", "&nope;", "</p>" + after),
        "stray ampersands": _filled(before + "<p>", "& ", "</p>" + after),
        "comments of a story": _filled(before + "<p>", "<!--x-->", "x</p>" + after),
        "instructions": _filled(before + "<p>", "<?x y?>", "x</p>" + after),
        "character data": _filled(before + "<p>", "<![CDATA[x]]>", "</p>" + after),
        "namespaces": _numbered(before, "<p xmlns:n{n}='urn:{n}'>x</p>", after),
        "namespaces in namespaces": _numbered(before, "<p xmlns='urn:{n}'>", after),
        "line breaks of a story": _filled(before + "<p>", "<br/>", "x</p>" + after),
        "pictures of a story": _filled(before, "<media media-type='image'><media-reference source='a'/></media>", after),
        "openings of a story": _filled(before, "<", after),
        "line ends": _filled(before, "\n", after),
        "wrong dates": _filled(root, "<x date='y'/>", closing),
        "entities that grow": lambda size: (_LAUGHS + before + "<p>&i;</p>" + after).encode(),
        "a file from elsewhere": lambda size: (
            "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + before + "<p>&e;</p>" + after
        ).encode(),
        "a definition from elsewhere": lambda size: (
            "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>" + before + "<p>x</p>" + after
        ).encode(),
        "entities one after another": _numbered("<!DOCTYPE x [", "<!ENTITY e{n} 'x'>", "]>" + before + "<p>x</p>" + after),
        "another encoding": lambda size: ("<?xml version='1.0' encoding='utf-16'?>" + before + "<p>x</p>" * (size // 8)).encode(),
    }


_OF_NITF = {
    **_xml(_CONTENT, _END, "<nitf>", "</nitf>"),
    "dates of a head": _filled("<nitf><head><docdata>", "<date.issue norm='x'/>", "</docdata></head></nitf>"),
    "headlines": _filled("<nitf><body><body.head><hedline>", "<hl2>x</hl2>", "</hedline></body.head></body></nitf>"),
    "bylines of a story": _filled(
        "<nitf><body><body.head>", "<byline>By <person>x</person></byline>", "</body.head></body></nitf>"
    ),
    "blocks": _filled(_NITF + "<body.content>", "<block>", "<p>x</p>", closing="</block>"),
}
_OF_NEWSML = {
    **_xml(_INLINE, _END_INLINE, _G2, "</newsItem>"),
    "subjects of an item": _filled(
        _G2 + "<contentMeta>", "<subject qcode='a:b'><name>x</name></subject>", "</contentMeta></newsItem>"
    ),
    "aliases": _numbered(_G2 + "<contentMeta>", "<subject qcode='a{n}:b'/>", "</contentMeta></newsItem>"),
    "catalogs": _filled(_G2, "<catalogRef href='http://a.b'/>", "</newsItem>"),
    "schemes": _numbered(_G2 + "<catalog>", "<scheme alias='a{n}' uri='http://a.b/{n}'/>", "</catalog></newsItem>"),
    "items of a message": _filled(
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>',
        '<newsItem guid="urn:x:y" version="1"/>',
        "</itemSet></newsMessage>",
    ),
    "groups": _numbered(
        '<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/"><groupSet root="g0">',
        '<group id="g{n}"><groupRef idref="g1"/></group>',
        "</groupSet></packageItem>",
    ),
    "markup as text": _filled(
        _G2 + "<contentSet><inlineData contenttype='text/html'>", "&lt;p&gt;", "</inlineData></contentSet></newsItem>"
    ),
}

# --- Markdown -----------------------------------------------------------------------------------------

_MARKDOWN: dict[str, Maker] = {
    "quotations of Markdown": _filled("", "> ", "x"),
    "quotations line by line": _filled("", "> x\n"),
    "bullets in bullets": lambda size: "".join(" " * 2 * n + "* x\n" for n in range(int(size**0.5))).encode(),
    "bullets on a line": _filled("", "* ", "x"),
    "emphasis": _filled("# x\n\n", "*a **b "),
    "stars": _filled("# x\n\n", "*", "x"),
    "underlines": _filled("# x\n\n", "_a"),
    "backticks": lambda size: b"# x\n\n" + b" ".join(b"`" * n for n in range(1, int((2 * size) ** 0.5))),
    "links of Markdown": _filled("# x\n\n", "[a](http://b.c) "),
    "open links": _filled("# x\n\n", "["),
    "open pictures": _filled("# x\n\n", "![]("),
    "open addresses": _filled("# x\n\n", "[a](<b"),
    "reference links": _numbered("# x\n\n", "[a{n}]: http://b.c\n"),
    "uses of references": _filled("[a]: http://b.c\n\n", "[a] [b] "),
    "table rows": _filled("| a | b |\n|---|---|\n", "| c | d |\n"),
    "table cells": _filled("", "| a ", "|\n" + "|---" * 100 + "|\n| x |\n"),
    "table of many columns": lambda size: b"|a" * (size // 8) + b"|\n" + b"|-" * (size // 8) + b"|\n" + b"|x\n" * (size // 8),
    "headings of Markdown": _filled("", "## x\n\n"),
    "fences": _filled("# x\n\n", "```\n"),
    "elements": _filled("# x\n\n", "<b>"),
    "open comments": _filled("# x\n\n", "<!-- "),
    "entities": _filled("# x\n\n", "&amp;&nope;"),
    "backslashes": _filled("# x\n\n", "\\"),
    "front matter of lists": _filled("---\nkeywords: ", "[", "\n---\n# x\n", closing="]"),
    "front matter of names": _numbered("---\n", "n{n}: x\n", "---\n# x\n"),
    "front matter of aliases": lambda size: (
        "---\na0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)) + "---\n# x\n"
    ).encode(),
    "front matter without end": _filled("---\n", "a: b\n"),
    "front matter deeper and deeper": lambda size: (
        "---\n" + "".join(" " * n + "a:\n" for n in range(int((2 * size) ** 0.5))) + "---\n# x\n"
    ).encode(),
    "rules": _filled("# x\n\n", "---\n"),
    "underlined headings": _filled("", "x\n===\n"),
    "hard breaks": _filled("# x\n\n", "x\\\n"),
    "automatic links": _filled("# x\n\n", "<http://a.b> www.a.b "),
}

# --- books --------------------------------------------------------------------------------------------

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def _book(pages: dict[str, str | bytes], package: str | None = None, *, packed: bool = True) -> bytes:
    """A book of these pages, in their order."""
    items = "".join(f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(pages))
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(pages)))
    package = package or (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="b"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>x</dc:title><dc:language>en</dc:language></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
        for name, content in {"META-INF/container.xml": _CONTAINER, "p.opf": package, **pages}.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)
    return stream.getvalue()


def _in_book(make: Maker) -> Maker:
    """A page as the only one of a book, stored, so that the book has the size that is asked for."""
    return lambda size: _book({"a.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><body>' + make(size)}, packed=False)


_EPUB: dict[str, Maker] = {
    "a bomb": lambda size: _book({"a.xhtml": b"<p>" + b"x" * 40_000_000}),
    "bombs": lambda size: _book({f"a{n}.xhtml": b"<p>" + b"x" * 10_000_000 for n in range(20)}),
    "pages": lambda size: _book({f"a{n}.xhtml": "<h1>x</h1><p>Text</p>" for n in range(size // 300)}),
    "pages of nothing": lambda size: _book({f"a{n}.xhtml": "" for n in range(size // 300)}),
    "a page again": lambda size: _book(
        {"a.xhtml": "<h1>x</h1><p>Text</p>"},
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest><item id="i" href="a.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine>' + '<itemref idref="i"/>' * (size // 20) + "</spine></package>",
        packed=False,
    ),
    "a manifest of nothing": lambda size: _book(
        {"a.xhtml": "<h1>x</h1><p>Text</p>"},
        "<package><metadata/><manifest>"
        + "".join(f'<item id="i{n}" href="b{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(size // 60))
        + "</manifest><spine>"
        + "".join(f'<itemref idref="i{n}"/>' for n in range(size // 60))
        + "</spine></package>",
        packed=False,
    ),
    "a file within another": lambda size: _book({"a.xhtml": _book({"b.xhtml": "<p>x"})}),
}

_DEEP_PAGES = (
    "divisions in divisions",
    "bold never closed",
    "tables in tables",
    "links in links",
    "cells that span",
    "openings",
    "attributes",
    "paragraphs of a page",
    "ids",
    "a long word",
    "one long paragraph",
    "figures",
    "headings",
)

_TABLE: tuple[tuple[tuple[str, ...], dict[str, Maker]], ...] = (
    (("txt", "md"), _TEXT),
    (("json", "jsonl"), _JSON),
    (("ninjs",), {**_OF_NINJS, **{name: _in_ninjs(make) for name, make in _HTML.items()}}),
    (
        ("ninjs", "jsonld"),
        {name: _JSON[name] for name in ("lists in lists", "objects in objects", "one name again", "line breaks")},
    ),
    (("jsonld",), {**_OF_JSONLD, **{name: _in_jsonld(make) for name, make in _TEXT.items()}}),
    (("html", "md"), _HTML),
    (("md",), _MARKDOWN),
    (("nitf",), _OF_NITF),
    (("newsml",), _OF_NEWSML),
    (("epub",), {**_EPUB, **{name: _in_book(_HTML[name]) for name in _DEEP_PAGES}}),
)


def every_large() -> dict[str, dict[str, Any]]:
    """The table by format: for those who list it."""
    return {format: large(format) for formats, _ in _TABLE for format in formats}
