"""Drawings in a book: what draws is kept, what runs, moves, links or loads is gone."""

from __future__ import annotations

import pytest
from lxml import etree

from docconv.formats._pictures import SVG, kind_of
from docconv.formats._svg import safe_svg
from docconv.model import Article, Figure, Section
from tests.written_books import WrittenBook

S = "http://www.w3.org/2000/svg"
OPEN = f'<svg xmlns="{S}" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'


def cleaned(inside: str, given: str = "") -> str:
    return safe_svg(f"{OPEN}{given}>{inside}</svg>".encode()).decode()


@pytest.mark.parametrize(
    "inside",
    [
        "<script>steal()</script>",
        "<script xlink:href='https://evil.example/x.js'/>",
        "<rect onclick='steal()' ONLOAD='steal()'/>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>steal()</script></body></foreignObject>",
        "<image xlink:href='https://evil.example/x.png'/>",
        "<image href='file:///etc/passwd'/>",
        "<image href='data:image/svg+xml;base64,PHN2Zz4='/>",
        "<use href='https://evil.example/x.svg#a'/>",
        "<use xlink:href='other.svg#a'/>",
        "<a xlink:href='javascript:steal()'><rect/></a>",
        "<rect fill='url(https://evil.example/x.svg#a)'/>",
        "<rect style='fill: url(\"//evil.example/x\")'/>",
        "<rect style='fill: u\\72l(//evil.example/x)'/>",
        "<style>@import url(https://evil.example/x.css);</style>",
        "<style>rect { fill: url(https://evil.example/x) }</style>",
        "<style>rect { background: image(evil.example) }</style>",
        "<animate attributeName='href' to='javascript:steal()'/>",
        "<set attributeName='onload' to='steal()'/>",
        "<handler xmlns='http://www.w3.org/2001/xml-events'>steal()</handler>",
        "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>steal()</x:script>",
        "<?xml-stylesheet href='https://evil.example/x.css'?>",
        "<rect fill='red' xml:base='https://evil.example/'/>",
    ],
)
def test_nothing_that_runs_moves_links_or_loads_is_left(inside: str) -> None:
    made = cleaned(inside)
    for trace in ("steal", "evil", "passwd", "script", "animate", "<set", "foreign", "other.svg", "import", "base64", "base="):
        assert trace not in made
    assert safe_svg(made.encode()).decode() == made


@pytest.mark.parametrize("name", ["image", "use"])
def test_what_draws_nothing_without_its_reference_goes_and_what_stands_behind_it_stays(name: str) -> None:
    outside = f"<text>Low <tspan>5</tspan>.</text><{name} xlink:href='https://evil.example/a.svg#a'/><rect/>"
    assert cleaned(outside) == cleaned("<text>Low <tspan>5</tspan>.</text><rect/>")
    nested = f"<g>one<{name} xlink:href='#nowhere'/>two<title>three</title>four<{name}/>five</g>"
    assert cleaned(nested) == cleaned("<g>onetwo<title>three</title>fourfive</g>")


def test_what_draws_is_kept() -> None:
    inside = (
        '<title>Tides</title><style>.a{fill:#123456}</style><defs><g id="g"><path d="M0 0h3"/></g>'
        '<linearGradient id="l"><stop offset="0" stop-color="red"/></linearGradient></defs>'
        '<use xlink:href="#g" x="2"/><rect class="a" fill="url(#l)" style="opacity: 0.5" transform="scale(2)"/>'
        '<text x="1" y="2" font-family="serif">Low <tspan>5</tspan>.</text>'
        '<image width="1" height="1" xlink:href="data:image/png;base64,iVBORw0KGgo="/>'
    )
    made = cleaned(inside)
    assert etree.tostring(etree.fromstring(made.encode())) == etree.tostring(etree.fromstring(f"{OPEN}>{inside}</svg>"))


def test_a_link_becomes_a_group_and_text_beside_what_goes_stays() -> None:
    made = cleaned('<text>High <script/>tide<a xlink:href="https://example.com/">, low</a></text><rect id="a"/><rect id="a"/>')
    assert made.endswith('>High tide<g>, low</g></text><rect id="a"/><rect/></svg>\n'.replace("><rect", "><rect", 1))


def test_a_reference_that_leads_nowhere_goes() -> None:
    assert "href" not in cleaned('<use xlink:href="#gone"/>')


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg", "no well-formed SVG"),
        (b"<svg/>", "namespace"),
        (f"{OPEN}>{'<g>' * 150}{'</g>' * 150}</svg>".encode(), "nested too deeply"),
        (f'{OPEN}><g id="a"><use xlink:href="#a"/></g></svg>'.encode(), "without end"),
        (
            (
                f'{OPEN}><g id="a0"><rect/></g>'
                + "".join(f'<g id="a{n + 1}">{f"""<use xlink:href="#a{n}"/>""" * 10}</g>' for n in range(9))
                + "</svg>"
            ).encode(),
            "draws too much",
        ),
        (f'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>{OPEN}><text>&b;</text></svg>'.encode(), None),
    ],
)
def test_what_is_no_drawing_is_refused(data: bytes, reason: str | None) -> None:
    if reason is None:
        assert b"aaaa" not in safe_svg(data)
        return
    with pytest.raises(LookupError, match=reason):
        safe_svg(data)


def test_a_book_holds_the_safe_drawing_and_says_why_it_leaves_one_out() -> None:
    article = Article(headline="A", body=[Section(blocks=[Figure(src="a.svg", alt=""), Figure(src="b.svg", alt="")])])
    drawing = f"<?xml version='1.0'?>\n<!-- tides -->\n{OPEN} onload='x()'><rect width='2' height='2'/></svg>".encode()
    assert kind_of(drawing) is SVG
    book = WrittenBook([article], assets={"a.svg": drawing, "b.svg": b"<svg broken"})
    (name,) = [name for name in book.zip.namelist() if "pictures/" in name]
    assert name.endswith(".svg")
    assert book.zip.read(name) == safe_svg(drawing)
    assert book.codes()[0] == ("L002", "/body/0/blocks/1/src")
