"""An article with everything in it, and what the tests of NewsML-G2 and NITF look it up with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pydantic_core import from_json

from docconv.formats._nitf import write_nitf
from docconv.formats._xml import ITS, NEWSML, NITF, Markup, parse
from docconv.formats.newsml import NewsmlOptions, write
from docconv.model import (
    Article,
    Cell,
    Dateline,
    Embed,
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
    Table,
    Topic,
)
from docconv.problems import Problem

SHARED = Path(__file__).parents[1].parent / "shared"
STANDARDS = SHARED / "standards"
needs_standards = pytest.mark.skipif(not STANDARDS.exists(), reason="the official schemas (../shared/standards) are not here")

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NS = {"n": NEWSML, "t": NITF, "its": ITS, "own": "urn:docconv:article"}


@cache
def schema(path: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(STANDARDS / path))


def assert_newsml(data: bytes) -> None:
    """Valid NewsML-G2 with valid NITF inside, for a parser in its default settings."""
    schema("newsml-g2/g2-with-nitf.xsd").assertValid(etree.fromstring(data))


def written(articles: Article | Iterable[Article], **options: Any) -> bytes:
    stream = io.BytesIO()
    write([articles] if isinstance(articles, Article) else articles, stream, NewsmlOptions(**options), lambda problem: None)
    return stream.getvalue()


def tree(article: Article, **options: Any) -> etree._Element:
    return parse(written(article, **options))


def nitf(article: Article, *, complete: bool, namespace: str | None = NITF) -> etree._Element:
    xml = Markup()
    write_nitf(xml, article, complete=complete, namespace=namespace)
    return parse(xml.data())


def one(root: etree._Element, path: str) -> Any:
    (found,) = root.xpath(path, namespaces=NS)
    return found


def problems_of(article: Article, **options: Any) -> list[Problem]:
    found: list[Problem] = []
    write([article], io.BytesIO(), NewsmlOptions(**options), found.append)
    return found


def text_of(element: etree._Element) -> str:
    """The text of an element as a reader of ours takes it: `br` is a line break."""
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if etree.QName(child).localname == "br" else text_of(child), child.tail or ""]
    return "".join(parts)


EVERYTHING = Article(
    id="urn:newsml:example.com:20260314:ferry",
    url="https://news.example.com/ferry?from=a&to=b",
    version=3,
    slug="ferry-dawn",
    language="en-GB",
    kicker="Island life",
    headline="Ferry <adds> dawn & dusk sailings",
    standfirst=[
        RichText(text="The boat leaves at 5.40.\nSo do we.", marks=[Mark(kind="strong", start=4, end=8)]),
        RichText(text="مرحبا", language="ar", direction="rtl"),
    ],
    byline="By Maren Oduya, Transport correspondent, and Ines Farrow",
    authors=[
        Person(
            name="Maren Oduya",
            role="Transport correspondent",
            organisation="Harbourside Press",
            email="maren@example.com",
            uri="https://example.com/people/maren",
        ),
        Person(name="Ines Farrow"),
    ],
    dateline=Dateline(text="PORT ELWIN (HPS)", place="PORT ELWIN", agency="HPS", date=date(2026, 3, 16)),
    created=datetime(2026, 3, 16, 5, 30, tzinfo=UTC),
    published=datetime(2026, 3, 16, 6, 10, tzinfo=UTC),
    modified=datetime(2026, 3, 16, 7, 40, tzinfo=UTC),
    embargoed=datetime(2026, 3, 16, 6, tzinfo=UTC),
    expires=datetime(2027, 3, 16, tzinfo=UTC),
    status="withheld",
    provider="Harbourside Press Service",
    rights=Rights(holder="Harbourside", notice="© 2026 Harbourside", terms="With credit"),
    topics=[
        Topic(name="shipping"),
        Topic(name="economy", uri="http://cv.iptc.org/newscodes/mediatopic/04000000"),
        Topic(name="transport", uri="http://cv.iptc.org/newscodes/subjectcode/04015000"),
        Topic(name="ferries", uri="https://example.com/topics/ferries"),
    ],
    keywords=["ferries", "commuting"],
    body=[
        Section(
            blocks=[
                Paragraph(text="PORT ELWIN (HPS) — The ferry sails early.", marks=[Mark(kind="strong", start=0, end=10)]),
                Paragraph(text="One\u00a0word", marks=[Mark(kind="emphasis", start=0, end=8)]),
            ]
        ),
        Section(
            heading="The boats",
            blocks=[
                Figure(
                    src="pictures/boat.JPG",
                    alt="",
                    caption=RichText(
                        text="A boat\nat sea", marks=[Mark(kind="link", start=2, end=6, href="https://example.com/b")]
                    ),
                    credit="Photo: N. Kay",
                    source="Archive",
                    width=640,
                    height=480,
                ),
                Figure(media="video", caption=RichText(text="A film")),
                Figure(media="audio", credit="Radio", alt="waves"),
                Quote(paragraphs=[RichText(text="We stopped arguing."), RichText(text="At last.")], attribution="Ines Farrow"),
                Quote(paragraphs=[RichText(text="Unsigned.")]),
                List(items=[RichText(text="first"), RichText(text="second\nline")], ordered=True),
                List(items=[RichText(text="point")]),
                Table(
                    rows=[
                        [Cell(text="Boat"), Cell()],
                        [Cell(text="Gull", marks=[Mark(kind="code", start=0, end=4)]), Cell(text="12")],
                    ],
                    header_rows=1,
                    caption=RichText(text="Seats"),
                ),
                Table(rows=[[Cell()]], header_rows=1),
                Table(rows=[[Cell()], [Cell(), Cell(text="ragged")]]),
                Embed(url="https://video.example.com/v/1", provider="Video Example", text="A clip"),
                Embed(url="https://map.example.com/"),
            ],
        ),
        Section(heading="Deeper", level=2),
        Section(heading="Deepest", level=3, blocks=[Paragraph(text="H2O is wet.", marks=[Mark(kind="sub", start=1, end=2)])]),
    ],
    related=[
        RelatedGroup(
            heading="More", links=[Link(title="Slipway lights", url="https://news.example.com/s"), Link(title="On paper only")]
        ),
        RelatedGroup(links=[Link(title="Ungrouped", url="https://news.example.com/u")]),
        RelatedGroup(heading="Nothing under it"),
    ],
    furniture=["Share this", "© all"],
    extensions={"ninjs:urgency": 4, "my.agency:any thing": {"text": "\x00\ufffe\x85\n é", "list": [None, True, 1.5, 2**70]}},
)


def strings_of(article: Article) -> Iterator[tuple[str, str]]:
    """(field, string) of everything in the article that is read or followed, without the extensions."""

    def walk(name: str, value: object) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            for key, item in value.items():
                yield from walk(key, item)
        elif isinstance(value, list | tuple):
            for item in value:
                yield from walk(name, item)

    unread = {"docconv", "extensions", "direction", "status", "language"}
    for name, string in walk("", article.model_dump(exclude=unread)):
        if name not in {"type", "kind", "media", "direction"}:
            yield name, string


def assert_holds_every_string(root: etree._Element, article: Article) -> None:
    held = {text_of(element) for element in root.iter() if isinstance(element.tag, str)}
    held |= {value for element in root.iter() for value in element.attrib.values()}
    held |= {line for element in root.iter(f"{{{NITF}}}tagline") for line in text_of(element).split("\n")}
    codes = {f"http://cv.iptc.org/newscodes/{scheme}/" for scheme in ("mediatopic", "subjectcode")}
    for name, string in strings_of(article):
        if name == "uri" and any(string.startswith(code) for code in codes):
            continue
        if string:
            assert string in held, (name, string)
    kept = {element.get("name"): from_json(element.text or "") for element in root.iter("{urn:docconv:article}extension")}
    assert kept == from_json(article.model_dump_json(include={"extensions"}))["extensions"]
