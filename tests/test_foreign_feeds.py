"""News as feeds really have it: what a person would find in it is in the article, and what is left out is said."""

from __future__ import annotations

import json
from typing import Any

import pytest

import docconv
from docconv.formats._xml import NEWSML, NITF
from docconv.model import Article
from docconv.problems import Problem

# --- documents made of their parts ------------------------------------------------------------------


def news_item(
    meta: str = "<headline>Ferry</headline>", content: str = "", item: str = "", root: str = "", prefix: str = ""
) -> str:
    """A newsItem with its metadata and content; `prefix` is that of NewsML-G2."""
    declared = f'xmlns:{prefix[:-1]}="{NEWSML}"' if prefix else f'xmlns="{NEWSML}"'
    root = root or 'guid="urn:example:1" version="2" xml:lang="en"'
    parts = (
        f'<itemMeta><itemClass qcode="ninat:text"/><versionCreated>2026-08-01T05:00:00Z</versionCreated>{item}</itemMeta>'
        f"<contentMeta>{meta}</contentMeta><contentSet>{content}</contentSet>"
    )
    return f"<newsItem {declared} {root}>{parts}</newsItem>"


def inline_nitf(body: str, head: str = "<hedline><hl1>Ferry</hl1></hedline>") -> str:
    story = f'<nitf xmlns="{NITF}"><body><body.head>{head}</body.head><body.content>{body}</body.content></body></nitf>'
    return f'<inlineXML contenttype="application/nitf+xml">{story}</inlineXML>'


def nitf(
    body: str = "<p>Rain fell.</p>", above: str = "<hedline><hl1>Ferry</hl1></hedline>", head: str = "", root: str = ""
) -> str:
    parts = f"<body.head>{above}</body.head><body.content>{body}</body.content>"
    return f"<nitf {root}><head>{head}</head><body>{parts}</body></nitf>"


def read(document: str | bytes | dict[str, Any], format: str) -> tuple[Article, list[Problem]]:
    data = json.dumps(document) if isinstance(document, dict) else document
    decoded = docconv.decode(data, format)
    return decoded.article, list(decoded.problems)


def codes(problems: list[Problem]) -> list[str]:
    return [found.code for found in problems]


def paragraphs(article: Article) -> list[str]:
    return [block.text for block in article.blocks() if block.type == "paragraph"]


# --- NewsML-G2 ----------------------------------------------------------------------------------------


def test_any_prefix_will_do() -> None:
    item = news_item(content=inline_nitf("<block><p>Rain fell.</p></block>"), prefix="g2:")
    for name in ("newsItem", "itemMeta", "itemClass", "versionCreated", "contentMeta", "contentSet", "headline", "inlineXML"):
        item = item.replace(f"<{name}", f"<g2:{name}").replace(f"</{name}", f"</g2:{name}")
    article, problems = read(item, "newsml")
    assert (article.id, article.headline, paragraphs(article)) == ("urn:example:1", "Ferry", ["Rain fell."])
    assert problems == []


def test_comments_and_entities_of_html_are_no_obstacle() -> None:
    meta = "<!-- a --><headline>Fer<!-- b -->ry&nbsp;adds &mdash; dawn<?c?></headline>"
    article, problems = read(news_item(meta, inline_nitf("<!-- d --><p>Rain<!-- e --> fell&hellip;</p>")), "newsml")
    assert (article.headline, paragraphs(article)) == ("Ferry\u00a0adds \u2014 dawn", ["Rain fell\u2026"])
    assert "R006" in codes(problems)


def test_an_identifier_that_the_model_refuses_is_kept() -> None:
    article, problems = read(news_item(root='guid="urn:x:1" xml:lang="en"'), "newsml")
    assert article.id is None
    assert article.extensions["newsml:guid"] == "urn:x:1"
    assert codes(problems) == ["R003"]


def test_of_translations_that_of_the_article_counts() -> None:
    meta = (
        '<language tag="ar_EG"/><headline xml:lang="fr">Bac</headline>'
        '<headline xml:lang="ar">\u0639\u0628\u0627\u0631\u0629</headline>'
        '<description role="drol:summary" xml:lang="fr">Un bac</description><description role="drol:summary">\u0639</description>'
    )
    article, problems = read(news_item(meta), "newsml")
    assert (article.language, article.headline) == ("ar-EG", "\u0639\u0628\u0627\u0631\u0629")
    assert [text.text for text in article.standfirst] == ["\u0639"]
    assert article.extensions["newsml:headline"] == "Bac"
    assert codes(problems) == ["R003", "R003"]


def test_a_language_that_is_none_is_said() -> None:
    article, problems = read(news_item('<language tag="english"/><headline>Ferry</headline>'), "newsml")
    assert article.language == "en"
    assert [(found.code, "english" in found.message) for found in problems] == [("R002", True)]


def test_an_author_who_comes_twice_is_one() -> None:
    meta = '<creator literal="Jo Kerr"/><creator uri="https://example.com/jo"><name>Jo Kerr</name></creator><by>By Jo Kerr</by>'
    article, _ = read(news_item(meta), "newsml")
    assert [(author.name, author.uri) for author in article.authors] == [("Jo Kerr", "https://example.com/jo")]


def test_the_byline_names_authors_where_nothing_else_does() -> None:
    article, _ = read(news_item("<by>By Maren Oduya and Jo Kerr</by>"), "newsml")
    assert [author.name for author in article.authors] == ["Maren Oduya", "Jo Kerr"]


def test_a_place_alone_is_a_dateline() -> None:
    article, problems = read(news_item("<headline>Ferry</headline><located><name>Lockport</name></located>"), "newsml")
    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.place) == ("Lockport", "Lockport")
    assert problems == []


def test_what_the_story_inside_says_otherwise_is_said() -> None:
    article, problems = read(news_item("<headline>Ferry adds sailing</headline>", inline_nitf("<p>Rain fell.</p>")), "newsml")
    assert article.headline == "Ferry adds sailing"
    assert [(found.code, found.severity, "headline" in found.message) for found in problems] == [("R002", "info", True)]


def test_problems_inside_the_story_have_their_line() -> None:
    media = '<media media-type="image"><media-reference source="a b"/></media>'
    body = f'<p>One.</p>\n<p><a href="https://example.com/\u00e4">Two.</a></p>\n{media}'
    article, problems = read(news_item(content=inline_nitf(body)), "newsml")
    figure = next(block for block in article.blocks() if block.type == "figure")
    assert figure.src == "a%20b"
    assert [(found.code, found.line, found.path) for found in problems if found.path] == [("R001", 3, "/body/0/blocks/2/src")]


def picture_item(meta: str) -> str:
    remote = (
        '<remoteContent rendition="rnd:thumbnail" href="https://example.com/t.jpg" contenttype="image/jpeg" width="90"/>'
        '<remoteContent rendition="rnd:highRes" href="https://example.com/h.jpg" contenttype="image/jpeg" width="900"/>'
    )
    head = '<itemMeta><itemClass qcode="ninat:picture"/></itemMeta>'
    rest = f"<contentMeta>{meta}</contentMeta><contentSet>{remote}</contentSet>"
    return f'<newsItem guid="urn:example:p" xml:lang="en">{head}{rest}</newsItem>'


def test_a_picture_with_several_renditions_captions_and_credits() -> None:
    meta = (
        "<headline>A boat</headline><by>N. Kay</by><creditline>HPS</creditline><located><name>Elwin</name></located>"
        '<description role="drol:caption" xml:lang="en">A boat.</description>'
        '<description role="drol:caption" xml:lang="fr">Un bateau.</description>'
    )
    text = news_item(content=inline_nitf("<p>Rain fell.</p>"), item='<link rel="irel:associatedWith" residref="urn:example:p"/>')
    message = f'<newsMessage xmlns="{NEWSML}"><itemSet>{text}{picture_item(meta)}</itemSet></newsMessage>'
    article, problems = read(message, "newsml")
    figure = next(block for block in article.blocks() if block.type == "figure")
    assert (figure.src, figure.width, figure.credit) == ("https://example.com/h.jpg", 900, "N. Kay/HPS")
    assert figure.caption is not None
    assert figure.caption.text == "A boat."
    assert [(found.code, "headline, located" in found.message) for found in problems] == [("R002", True)]


def test_the_groups_of_a_package_come_in_the_order_of_its_root() -> None:
    def group(name: str, inner: str) -> str:
        return f'<group id="{name}" role="group:{name}">{inner}</group>'

    def reference(number: int, kind: str = "text", more: str = "") -> str:
        return (
            f'<itemRef residref="urn:example:{number}" href="https://example.com/{number}"><itemClass qcode="ninat:{kind}"/>'
            f"<title>Number {number}</title>{more}</itemRef>"
        )

    picture = reference(3, "picture", "<description>A boat.</description>")
    side = group("side", reference(2) + '<groupRef idref="top"/>')
    groups = side + group("main", reference(1) + picture + "<conceptRef/>") + group("lost", reference(4))
    top = group("top", '<groupRef idref="main"/><groupRef idref="side"/><groupRef idref="none"/>')
    meta = "<contentMeta><headline>Three boats</headline></contentMeta>"
    package = (
        f'<packageItem xmlns="{NEWSML}" guid="urn:example:0">{meta}<groupSet root="top">{groups}{top}</groupSet></packageItem>'
    )
    article, problems = read(package, "newsml")
    assert [[link.title for link in group.links] for group in article.related] == [["Number 1"], ["Number 2"], ["Number 4"]]
    figure = next(article.blocks())
    assert figure.type == "figure"
    assert figure.caption is not None
    assert figure.caption.text == "A boat."
    assert [found.message for found in problems if "conceptRef" in found.message]


# --- dates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2026-08-01T05:00:00+02:00", "2026-08-01T03:00:00Z"),
        ("2026-08-01T05:00:00 +0200", "2026-08-01T03:00:00Z"),
        ("2026-08-01 05:00:00 UTC", "2026-08-01T05:00:00Z"),
        ("2026-08-01T05:00:00GMT", "2026-08-01T05:00:00Z"),
        ("2026-08-01T24:00:00Z", "2026-08-02T00:00:00Z"),
        ("2026-12-31T24:00:00+01:00", "2026-12-31T23:00:00Z"),
        ("Sat, 1 Aug 2026 05:00:00 -0500", "2026-08-01T10:00:00Z"),
        ("20260801T050000-0500", "2026-08-01T10:00:00Z"),
        ("2026-08-01T05:00Z", "2026-08-01T05:00:00Z"),
        ("2026-08", "2026-08-01T00:00:00Z"),
        ("2026-08-01T25:00:00Z", None),
        ("9999-12-31T24:00:00Z", None),
        ("soon", None),
    ],
)
def test_dates_with_odd_zones(written: str, read_as: str | None) -> None:
    article, problems = read({"uri": "urn:example:1", "headline": "Ferry", "embargoed": written}, "ninjs")
    assert article.model_dump(mode="json")["embargoed"] == read_as
    assert codes(problems).count("R002") == (read_as is None)


# --- NITF -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "<p>One.<br/> <br/><br/>Two.</p>",
        "One.<br/><br/>Two.",
        "<block>One.<br/>\n<br/>Two.</block>",
        "<p>One.</p><p/><p>&#160;</p><p>Two.</p>",
        "<p>One.<p>Two.</p></p>",
    ],
)
def test_two_line_breaks_set_paragraphs_apart(body: str) -> None:
    assert paragraphs(read(nitf(body), "nitf")[0]) == ["One.", "Two."]


def test_a_paragraph_that_line_breaks_cut_keeps_its_marks_and_language() -> None:
    article, _ = read(nitf('<p xml:lang="de">Ein <em>Boot</em>.<br/><br/>Zwei.</p>', root='xml:lang="en"'), "nitf")
    first, second = article.body[0].blocks
    assert first.type == second.type == "paragraph"
    assert (first.language, second.language, [mark.kind for mark in first.marks]) == ("de", "de", ["emphasis"])


def test_several_bylines_are_all_there() -> None:
    above = "<hedline><hl1>F</hl1></hedline><byline>By <person>Ann Lee</person></byline><byline><person>Bo Ek</person></byline>"
    article, _ = read(nitf(above=above), "nitf")
    assert article.byline == "By Ann Lee, Bo Ek"
    assert [author.name for author in article.authors] == ["Ann Lee", "Bo Ek"]


def test_a_text_that_says_no_language_runs_as_its_script_does() -> None:
    arabic = "\u0639\u0628\u0627\u0631\u0629 \u0627\u0644\u0641\u062c\u0631"
    item = {"uri": "urn:example:1", "headline": arabic, "body_text": arabic}
    page = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": arabic}
    above = f"<hedline><hl1>{arabic}</hl1></hedline>"
    said_nothing = news_item(f"<headline>{arabic}</headline>", root='guid="urn:example:1"')
    documents = {"nitf": nitf(f"<p>{arabic}</p>", above), "newsml": said_nothing, "ninjs": item, "jsonld": page}
    for format, document in documents.items():
        assert read(document, format)[0].direction == "rtl", format


@pytest.mark.parametrize(
    ("namespace", "told"),
    [("", []), ('xmlns="http://iptc.org/std/NITF/2006-10-18"', []), ('xmlns="http://example.com/story"', ["R004"])],
)
def test_a_namespace_that_is_not_that_of_nitf_is_said(namespace: str, told: list[str]) -> None:
    article, problems = read(nitf(root=namespace), "nitf")
    assert paragraphs(article) == ["Rain fell."]
    assert codes(problems) == told


def test_a_language_of_nitf_that_is_none_is_said() -> None:
    article, problems = read(nitf(root='baselang="english" xml:lang="de_AT"'), "nitf")
    assert article.language == "de-AT"
    assert codes(problems) == ["R002"]


# --- ninjs ----------------------------------------------------------------------------------------------


def test_a_summary_that_a_machine_cut_out_of_the_story_is_no_standfirst() -> None:
    item = {
        "uri": "urn:example:1",
        "headlines": [{"value": "Ferry"}],
        "bodies": [{"contentType": "text/html", "value": "<p>Rain fell.</p><blockquote>It was wet, he said.</blockquote>"}],
        "descriptions": [{"value": "Rain fell . \u2013 It was wet, he s"}],
    }
    article, problems = read(item, "ninjs")
    assert article.standfirst == ()
    assert codes(problems) == ["R003"]
    item["descriptions"] = [{"value": "It rained, and that was that."}]
    assert [text.text for text in read(item, "ninjs")[0].standfirst] == ["It rained, and that was that."]


def test_one_value_in_a_list_and_words_in_one_string() -> None:
    item = {"uri": ["urn:example:1"], "headline": ["Ferry"], "language": ["en_GB"], "keywords": "ships, sea , ,ports"}
    article, problems = read(item, "ninjs")
    assert (article.id, article.headline, article.language) == ("urn:example:1", "Ferry", "en-GB")
    assert article.keywords == ("ships", "sea", "ports")
    assert problems == []


def test_a_language_of_ninjs_that_is_none_is_kept() -> None:
    article, problems = read({"uri": "urn:example:1", "headline": "Ferry", "language": "english"}, "ninjs")
    assert article.language is None
    assert article.extensions["ninjs:language"] == "english"
    assert codes(problems) == ["R003"]


@pytest.mark.parametrize("format", ["ninjs", "jsonld"])
def test_json_in_an_encoding_of_windows_is_read(format: str) -> None:
    document = '{"uri": "urn:example:1", "@type": "NewsArticle", "headline": "F\u00e4hre f\u00e4hrt fr\u00fch"}'
    article, problems = read(document.encode("cp1252"), format)
    assert article.headline == "F\u00e4hre f\u00e4hrt fr\u00fch"
    assert "I002" in codes(problems)


def test_an_item_that_says_nothing_is_said_to() -> None:
    assert codes(read("{}", "ninjs")[1]) == ["R004"]


def test_what_an_agency_sets_above_the_story_and_beside_a_picture() -> None:
    page = (
        '<article><h1>Ferry</h1><div><b><span class="vignette">Ports</span><span class="source">HPS</span></b></div>'
        '<figure><img src="https://example.com/a.jpg"/><div class="byline">N. Kay</div></figure><p>Rain fell.</p></article>'
    )
    item = {"uri": "urn:example:1", "bodies": [{"contentType": "text/html", "value": page}]}
    article, _ = read(item, "ninjs")
    figure = next(block for block in article.blocks() if block.type == "figure")
    assert (article.kicker, article.provider, figure.credit, paragraphs(article)) == ("Ports", "HPS", "N. Kay", ["Rain fell."])


# --- JSON-LD --------------------------------------------------------------------------------------------


def page(**properties: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry", "inLanguage": "en", **properties}


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("By Ann Lee and Bo Ek", ["Ann Lee", "Bo Ek"]),
        ({"@type": "Person", "name": "Ann Lee, Bo Ek"}, ["Ann Lee", "Bo Ek"]),
        ({"@type": "Person", "name": ["Ann Lee", "Bo Ek"]}, ["Ann Lee", "Bo Ek"]),
        ([{"name": "Ann Lee"}, "Bo Ek"], ["Ann Lee", "Bo Ek"]),
        ({"@type": "Organization", "name": "Harbour and Port Service"}, ["Harbour and Port Service"]),
        ("By our own correspondent and others", ["our own correspondent and others"]),
    ],
    ids=str,
)
def test_several_authors_in_one_text(author: Any, names: list[str]) -> None:
    article, _ = read(page(author=author), "jsonld")
    assert [person.name for person in article.authors] == names


def test_texts_and_addresses_in_any_shape() -> None:
    article, problems = read(
        page(
            articleBody=["One.", {"@value": "Two."}],
            image={"url": {"@id": "https://example.com/1.jpg"}, "width": "100px", "height": {"value": 50}},
        ),
        "jsonld",
    )
    figure = next(article.blocks())
    assert figure.type == "figure"
    assert (figure.src, figure.width, figure.height) == ("https://example.com/1.jpg", 100, 50)
    assert paragraphs(article) == ["One.", "Two."]
    assert problems == []


def test_what_no_figure_can_be_made_of_is_kept() -> None:
    article, problems = read(page(image={"@type": "ImageObject", "encodingFormat": "image/png"}, inLanguage="english"), "jsonld")
    assert article.extensions["jsonld:image"] == ({"@type": "ImageObject", "encodingFormat": "image/png"},)
    assert article.extensions["jsonld:inLanguage"] == "english"
    assert codes(problems) == ["R003", "R003"]


def test_of_several_headlines_the_first_is_taken_and_it_is_said() -> None:
    article, problems = read(page(headline=["Ferry adds sailing", "Ferry"]), "jsonld")
    assert article.headline == "Ferry adds sailing"
    assert codes(problems) == ["S007"]
