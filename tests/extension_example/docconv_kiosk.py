"""Kiosk copy: the news that the screens of stations show, as a format of docconv.

A story is a run of lines between `KIOSK 1` and `END`. Each line has a word in capitals and a text; a line
that begins with a space goes on with the text above it:

    KIOSK 1
    SCREEN HALL
    HEAD Ferry adds dawn sailing
    TEXT The first boat leaves at 5.40.
    END
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from docconv import Article, Format, Problem
from docconv.formats.text import report_decoding
from docconv.language import canonical_tag, direction_of
from docconv.problems import Report, problem
from docconv.unicode import canonical, decode

#: What docconv has to know before it loads anything else; the entry point in pyproject.toml leads here.
FORMAT = Format(
    name="kiosk",
    module="docconv_kiosk",
    suffixes=(".kiosk",),
    media_types=("text/vnd.example.kiosk",),
    fidelity=None,
    reads=True,
    writes=True,
    several=True,
    description="kiosk copy, news for the screens of stations",
    signature=r"KIOSK 1\b",
    lacks=("everything but slug, language, headline, standfirst, byline, headings and paragraphs",),
    validator="docconv_kiosk:check",
)

#: The words that stand for a text, and the field that each fills.
FIELDS = {"SLUG": "slug", "LANG": "language", "HEAD": "headline", "BY": "byline"}
WORDS = {*FIELDS, "SCREEN", "DECK", "SUB", "TEXT"}
#: The screen where none is said, and the extension that keeps another.
EVERYWHERE, SCREEN = "ALL", "kiosk:screen"


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskOptions:
    """How kiosk copy is written: for which screen, a word in capitals (None: the article's own, else all of them)."""

    screen: str | None = None

    def __post_init__(self) -> None:
        if self.screen is not None and not re.fullmatch("[A-Z]+", self.screen):
            raise ValueError(f"screen is not a word in capitals, such as HALL: {self.screen!r}")


OPTIONS = KioskOptions


# --- reading ------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """A line of a story, with those that go on with it."""

    number: int
    word: str
    text: str


def stories(text: str) -> Iterator[list[Line]]:
    """The stories of a document; what stands outside them is a story without a first or last line of its own."""
    story: list[Line] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.startswith(" ") and story:
            story[-1] = story[-1]._replace(text=f"{story[-1].text}\n{line[1:]}")
        elif line.strip():
            word, _, rest = line.partition(" ")
            story.append(Line(number, word, rest))
            if word == "END":
                yield story
                story = []
    if story:
        yield story


def read(data: bytes, options: KioskOptions, report: Report) -> Iterator[Article]:
    """The articles of kiosk copy: lenient, and what is odd is reported with its line."""
    decoded = decode(data)
    report_decoding(decoded, report)
    for story in stories(decoded.text):
        yield Article.model_validate(_fields(story, report))


def _fields(story: list[Line], report: Report) -> dict[str, Any]:
    fields: dict[str, Any] = {"standfirst": [], "body": [], "furniture": [], "extensions": {}}
    if story[-1].word != "END":
        report(problem("R006", "the story does not end with END", line=story[-1].number))
    for number, word, raw in story:
        text = canonical(raw, line_breaks=word in ("DECK", "TEXT"))
        if word in ("KIOSK", "END") or not text:
            continue
        if word == "LANG":
            fields["language"] = canonical_tag(text)
            if fields["language"] is None:
                report(problem("R002", f"{text!r} is no language tag and was left out", line=number, path="/language"))
        elif word in FIELDS:
            fields[FIELDS[word]] = text
        elif word == "SCREEN" and text != EVERYWHERE:
            fields["extensions"][SCREEN] = text
            report(problem("R003", f"the screen {text} was kept as an extension", line=number, path="/extensions"))
        elif word == "DECK":
            fields["standfirst"].append({"text": text})
        elif word == "SUB":
            fields["body"].append({"heading": text})
        elif word == "TEXT":
            section = fields["body"][-1] if fields["body"] else {}
            fields["body"] = fields["body"] or [section]
            section.setdefault("blocks", []).append({"type": "paragraph", "text": text})
        elif word != "SCREEN":  # nothing that can be seen is lost
            fields["furniture"].append(canonical(f"{word} {raw}"))
            report(problem("R005", f"kiosk copy has no {word}: the line was kept as furniture", line=number))
    return fields


# --- writing ------------------------------------------------------------------------------------------


def write(articles: Iterable[Article], stream: BinaryIO, options: KioskOptions, report: Report) -> None:
    """Write articles one after another; what kiosk copy has no line for is a loss (L001)."""
    for article in articles:
        stream.write("".join(f"{line}\n" for line in _lines(article, options, report)).encode("utf-8"))


def _lines(article: Article, options: KioskOptions, report: Report) -> Iterator[str]:
    own = article.extensions.get(SCREEN)
    screen = options.screen or (own if isinstance(own, str) and re.fullmatch("[A-Z]+", own) else EVERYWHERE)
    yield "KIOSK 1"
    yield f"SCREEN {screen}"
    for word, name in FIELDS.items():
        if value := getattr(article, name):
            yield f"{word} {value}"
    yield from (_line("DECK", rich.text) for rich in article.standfirst)
    for section in article.body:
        if section.heading:
            yield f"SUB {section.heading}"
        yield from (_line("TEXT", block.text) for block in section.blocks if block.type == "paragraph")
    yield "END"
    for path, what in _left_out(article, screen):
        report(problem("L001", f"kiosk copy has no place for {what}", path=path))


def _line(word: str, text: str) -> str:
    return f"{word} " + text.replace("\n", "\n ")


def _left_out(article: Article, screen: str) -> Iterator[tuple[str, str]]:
    """(JSON Pointer, what it is) of everything in an article that was not written."""
    carried = {"docconv", "direction", "standfirst", "body", "extensions", *FIELDS.values()}
    yield from ((f"/{name}", name) for name in article.model_dump(exclude_defaults=True) if name not in carried)
    if article.direction != direction_of(article.language):
        yield "/direction", "a direction that is not that of the language"
    if any(name != SCREEN or value != screen or value == EVERYWHERE for name, value in article.extensions.items()):
        yield "/extensions", "extensions but the screen"
    texts = [(f"/standfirst/{at}", rich) for at, rich in enumerate(article.standfirst)]
    for at, section in enumerate(article.body):
        if section.level > 1:
            yield f"/body/{at}/level", "levels of headings"
        for number, block in enumerate(section.blocks):
            path = f"/body/{at}/blocks/{number}"
            if block.type == "paragraph":
                texts.append((path, block))
            else:
                yield path, f"a {block.type}"
    for path, rich in texts:
        if rich.marks or rich.language or rich.direction:
            yield path, "marks, language and direction of a text"


# --- validating ---------------------------------------------------------------------------------------


def check(data: bytes) -> list[Problem]:
    """Everything wrong with kiosk copy: strict where reading is lenient."""
    found: list[Problem] = []
    decoded = decode(data)
    report_decoding(decoded, found.append)
    for story in stories(decoded.text):
        first, last = story[0], story[-1]
        if (first.word, first.text) != ("KIOSK", "1"):
            found.append(problem("M001", "a story begins with KIOSK 1", line=first.number))
        if not any(line.word == "HEAD" and line.text.strip() for line in story):
            found.append(problem("M001", "the story has no HEAD", line=first.number))
        found += [
            problem("M002", f"kiosk copy has no {line.word}", line=line.number)
            for line in story
            if line.word not in WORDS | {"KIOSK", "END"}
        ]
        if last.word != "END":
            found.append(problem("M001", "the story does not end with END", line=last.number))
    return found or ([] if decoded.text.strip() else [problem("I007", "the document holds no story")])
