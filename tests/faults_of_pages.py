"""The corpus of faults, continued: HTML and Markdown, spoilt line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docconv.conversion import dumps
from tests.faults import Fault
from tests.faults_of_markup import Base, Change, values
from tests.newsml_documents import EVERYTHING


def rows() -> Iterator[Fault]:
    """Every spoilt page."""
    yield from of_html()
    yield from of_markdown()


# --- HTML ---------------------------------------------------------------------------------------------

#: What is put into a start tag, and the code that it must have.
_ATTRIBUTES: tuple[tuple[str, str], ...] = (
    ('lang="english language"', "H002"),
    ('lang="e"', "H002"),
    ('xml:lang="en_"', "H002"),
    ('dir="up"', "H002"),
    ('dir=""', "H002"),
    ('id=""', "H004"),
    ('id="two words"', "H004"),
    ('id="headline"', "H004"),
    ('onclick="go()"', "H006"),
    ('style="color:red"', "H006"),
    ('onload="go()"', "H006"),
)
#: What is put on a line of its own, and the code that it must have.
_ELEMENTS: tuple[tuple[str, str], ...] = (
    ("<script>go()</script>", "H006"),
    ('<script src="a.js"></script>', "H006"),
    ("</span>", "H008"),
    ("</br>", "H008"),
    ("</img>", "H008"),
    ('<p><a href="">x</a></p>', "H005"),
    ('<p><a href="javascript:go()">x</a></p>', "H005"),
    ('<p><a href="https://">x</a></p>', "H005"),
    ('<p><a href="https://a.example/b c">x</a></p>', "H005"),
    ('<p><img src="" alt=""/></p>', "H005"),
    ('<p><img src="a.png"/></p>', "A001"),
    ('<p><a href="data:text/html,x">x</a></p>', "H005"),
    ('<p><iframe src="file:///x"></iframe></p>', "H005"),
    ('<p><time datetime="soon">x</time></p>', "H002"),
    ('<p><time datetime="2026-02-30">x</time></p>', "H002"),
    ("<h6>x</h6>", "H003"),
    ("<p><b><i>x</b></i></p>", "H008"),
    ('<script type="application/ld+json">{"a":}</script>', "H006"),
    ("<h1>Another</h1>", "H001"),
)


def of_html() -> Iterator[Fault]:
    """An article as a page, spoilt."""
    base = Base("html", "an article as a page", dumps(EVERYTHING, "html", stylesheet="https://example.com/news.css"))
    header, body = base.find("<header>"), base.find("</header>")
    starts = [number for number in base.every(r"<[a-z][a-z0-9]*[ >]", base.find("<main>")) if number > header]
    for at, number in enumerate(starts):
        for row, (attribute, code) in enumerate(_ATTRIBUTES):
            name = re.match(r"<([a-z0-9]+)", base.lines[number - 1])
            taken = attribute.partition("=")[0] + "="
            if (
                name
                and (at + row) % 3 == 0
                and taken not in base.lines[number - 1].partition(">")[0]
                and not ("headline" in attribute and number <= header + 2)
            ):
                yield base.fault(
                    f"corrupt: {attribute} on line {number}",
                    code,
                    number,
                    base.edited(number, f"<{name[1]}", f"<{name[1]} {attribute}"),
                )
    places = [
        number for number in starts if number > body and base.lines[number - 1].startswith(("<p>", "<figure", "<ul", "<section"))
    ]
    for at, number in enumerate(places):
        for row, (element, code) in enumerate(_ELEMENTS):
            if (at + row) % 4 == 0:
                yield base.fault(f"corrupt: {element} before line {number}", code, number, base.with_line(number, element))
    for number in base.every("<h[2-5][ >]"):
        line = base.lines[number - 1]
        level = int(line[2])
        if level < 4:
            deeper = line.replace(f"<h{level}", f"<h{level + 2}").replace(f"</h{level}", f"</h{level + 2}")
            yield base.fault(
                f"corrupt: a heading two levels down, line {number}", "H003", number, base.edited(number, line, deeper)
            )
    headline = base.find("<h1")
    yield base.fault("drop: the headline", "H001", base.find("<article"), [*base.lines[: headline - 1], *base.lines[headline:]])
    for pattern in ("</section>", "</header>", "</article>", "</main>"):
        number = base.find(pattern)
        rest = [*base.lines[: number - 1], *base.lines[number:]]
        later = next(at for at in range(number, len(rest) + 1) if rest[at - 1].startswith("</") and rest[at - 1] != "</section>")
        if pattern != "</section>":
            yield base.fault(f"drop: {pattern}", "H008", later, rest)
        yield (
            base.fault(f"duplicate: {pattern}", "H008", number + 1, base.with_line(number, pattern))
            if pattern != "</section>"
            else (
                base.fault(
                    "drop: every end of a section",
                    "H008",
                    base.find("</article>") - 3,
                    [line for line in base.lines if line != "</section>"],
                )
            )
        )
    yield base.fault("drop: the declaration", "H007", 1, base.lines[1:])
    yield base.fault("drop: the title", "H007", 1, [line for line in base.lines if not line.startswith("<title")])
    bare = re.sub(r' (?:xml:)?lang="[^"]*"', "", base.lines[1])
    yield base.fault("drop: the language", "H002", 1, [base.lines[0], bare, *base.lines[2:]])
    for number in (base.find("<h1"), base.find("<figure"), base.find("<aside")):
        yield base.fault(
            f"drop: all from within line {number}", "H008", number, [*base.lines[: number - 1], base.lines[number - 1][:12]]
        )
    picture = base.find("<img")
    yield base.fault("drop: alt", "A001", picture, base.edited(picture, ' alt=""', ""))
    yield base.fault(
        "corrupt: the date", "H002", base.find("<time"), base.edited(base.find("<time"), "2026-03-16T06:10:00Z", "16 March")
    )
    for text in ('href="https://example.com/b"', 'href="https://video.example.com/v/1"', 'href="https://news.example.com/s"'):
        number = base.find(text)
        for other in ("", "vbscript:x", "https://[x", "https://a.example/<b>", "http:"):
            yield base.fault(f"corrupt: {text} is {other}", "H005", number, base.edited(number, text, f'href="{other}"'))


# --- Markdown -----------------------------------------------------------------------------------------

_MARKDOWN_VALUES: tuple[Change, ...] = (
    ("corrupt", "id: urn:newsml:example.com:20260314:ferry", "id: not an address", "M006"),
    ("corrupt", "url: https://news.example.com/ferry?from=a&to=b", "url: /news/ferry", "M006"),
    ("corrupt", "url: https://news.example.com/ferry?from=a&to=b", "url: javascript:x", "M006"),
    ("retype", "version: 3", "version: three", "M003"),
    ("corrupt", "version: 3", "version: 0", "M005"),
    ("corrupt", "language: en-GB", "language: english language", "M006"),
    ("corrupt", "created: 2026-03-16T05:30:00Z", "created: yesterday", "M006"),
    ("corrupt", "modified: 2026-03-16T07:40:00Z", "modified: 2026-02-30T07:40:00Z", "M006"),
    ("corrupt", "status: withheld", "status: held", "M005"),
    ("corrupt", "    email: maren@example.com", "    email: maren@", "M006"),
    ("corrupt", "  date: 2026-03-16", "  date: 2026-02-30", "M006"),
    ("corrupt", "slug: ferry-dawn", "mood: grey", "K003"),
    ("corrupt", "provider: Harbourside", "Provided by: Harbourside", "K003"),
    ("duplicate", "slug: ferry-dawn", "version: 3", "K002"),
    ("corrupt", "slug: ferry-dawn", "slug: [ferry]]", "K001"),
    ("corrupt", "slug: ferry-dawn", "\tslug: ferry", "K001"),
    ("corrupt", "slug: ferry-dawn", 'slug: "ferry" dawn', "K001"),
    ("corrupt", "slug: ferry-dawn", "slug: ferry: dawn", "K001"),
    ("corrupt", "slug: ferry-dawn", "slug: @ferry", "K001"),
    ("corrupt", "slug: ferry-dawn", "slug: *ferry", "K001"),
    ("corrupt", "(https://news.example.com/s)", "(slipway.html)", "K006"),
    ("corrupt", "(https://news.example.com/s)", "()", "K006"),
    ("corrupt", "(https://news.example.com/u)", "(javascript:x)", "K006"),
    ("corrupt", "### Deeper", "# Deeper", "K004"),
    ("corrupt", "### Deeper", "##### Deeper", "K005"),
    ("corrupt", "## The boats", "#### The boats", "K005"),
    ("corrupt", "> Unsigned.", "# Unsigned.", "K004"),
    ("corrupt", "*One", "[One](boats) *", "K006"),
    ("corrupt", "*One", "![One](javascript:x) *", "K006"),
)


def of_markdown() -> Iterator[Fault]:
    """An article as Markdown, spoilt."""
    base = Base("md", "an article as Markdown", dumps(EVERYTHING, "md"))
    yield from values(base, _MARKDOWN_VALUES)
