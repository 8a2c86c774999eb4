"""The rules of a page of news, checked on its tags: what a reader, a browser or a screen reader would stumble over.

HTML itself (the sections named below), WCAG 2.2 where a rule of it can be seen in the markup, and
docconv's own: an article has one `h1`, and no script but JSON-LD. Every finding has line and column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import nsmallest
from itertools import count
from typing import NamedTuple
from urllib.parse import urlsplit

from pydantic_core import from_json

from docconv.canonical import SCHEMES
from docconv.formats._html_parser import CLOSES_PARAGRAPH, MOST_ELEMENTS, VOID
from docconv.formats._html_tokens import Token, html_source, tokens
from docconv.formats._normal_form import as_moment
from docconv.formats._positions import Lines
from docconv.language import strict_tag
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Problem, problem

#: So many findings of one page are told.
MOST_FINDINGS = 1000

#: Elements whose end tag may be left out (HTML, section 13.1.2.4), and what ends each of them.
_OPTIONAL = {
    "p": CLOSES_PARAGRAPH, "li": frozenset(("li",)), "dt": frozenset(("dt", "dd")), "dd": frozenset(("dt", "dd")),
    "td": frozenset("td th tr tbody tfoot".split()), "th": frozenset("td th tr tbody tfoot".split()),
    "tr": frozenset("tr tbody tfoot".split()), "thead": frozenset("tbody tfoot".split()),
    "tbody": frozenset("tbody tfoot".split()), "tfoot": frozenset(("tbody",)),
    "option": frozenset(("option", "optgroup")), "optgroup": frozenset(("optgroup",)),
    "rt": frozenset("rt rp".split()), "rp": frozenset("rt rp".split()), "colgroup": frozenset("thead tbody tfoot tr".split()),
    "caption": frozenset("thead tbody tfoot tr colgroup".split()), "html": frozenset[str](), "body": frozenset[str](),
    "head": frozenset(("body",)),
}  # fmt: skip
_ADDRESSES = {"a": "href", "area": "href", "img": "src", "video": "src", "audio": "src", "source": "src", "iframe": "src",
              "link": "href", "blockquote": "cite", "q": "cite"}  # fmt: skip
_REFUSED_IN_ADDRESSES = lazy_pattern(r"[\x00-\x20\x7f<>\"\\^`{|}]")
#: What the text of a `time` may be besides a day or a moment (HTML, section 4.5.14).
_OTHER_TIME = lazy_pattern(
    r"[0-9]{4,}(?:-(?:0[1-9]|1[0-2]))?|(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?|--?(?:0[1-9]|1[0-2])-[0-9]{2}|P[0-9A-Z.]+"
    r"|[0-9]{4,}-W[0-9]{2}"
)
#: How far up an open element is looked for when its end tag comes.
_FARTHEST = 512


class _Story(NamedTuple):
    """An article while its tags pass by: where it began, its first `h1` (or that it stands for none), and how deep it lies."""

    start: int
    headlines: list[int]
    depth: int


def examine(data: bytes) -> list[Problem]:
    """Every fault of a page, in the order of its source.

    >>> [str(found) for found in examine(b'<!DOCTYPE html><html lang="en"><title>T</title><h1>T</h1><img src="a.png">')]
    ['-:1:58: warning[A001] the picture a.png has no alternative text']
    """
    found: list[Problem] = []
    try:
        source = html_source(data, found.append)
    except DocumentError as error:
        return [*found, *error.problems]
    if not source.strip():
        return [*found, problem("H008", "the page is empty", line=1, column=1)]
    lines = Lines(source)
    number = count()
    every = (one for one, _ in zip(_Page().findings(source), number, strict=False))  # of a bad page there are millions
    told = nsmallest(MOST_FINDINGS + 1, every, key=lambda one: one[0])
    for at, code, message in told[:MOST_FINDINGS]:
        line, column = lines.at(at)
        found.append(problem(code, message, line=line, column=column))
    if len(told) > MOST_FINDINGS:
        found.append(problem(told[MOST_FINDINGS][1], f"{next(number) - MOST_FINDINGS} more findings are not told one by one"))
    beyond = any(one.code == "I004" for one in found)
    return found if beyond else [*found, *_as_it_reads(data)]


def _as_it_reads(data: bytes) -> list[Problem]:
    """What the reader mends or leaves out of a page that docconv wrote: nothing, unless somebody changed it."""
    from docconv.formats._html_page import our_stories, parsed_page
    from docconv.formats._html_reading import html_fields
    from docconv.formats._normal_form import to_article

    told: list[Problem] = []
    if b"docconv" not in data and b"\0" not in data:  # the second where every letter is more than a byte
        return told
    try:
        root = parsed_page(data, told.append)
    except DocumentError as error:  # a page beyond the limits of reading
        return list(error.problems)
    stories = our_stories(root)
    for story in stories:
        to_article(html_fields(story, told.append), told.append)
    return [one for one in told if stories and one.code in ("R001", "R002")]


_Finding = tuple[int, str, str]


class _Page:
    """What is known of a page while its tags pass by."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.counts: dict[str, int] = {}
        self.stories: list[_Story] = []
        self.whole = _Story(0, [], 0)
        self.has_articles = False
        self.level = 0
        self.ids: set[str] = set()
        self.seen: set[str] = set()

    def findings(self, source: str) -> Iterator[_Finding]:
        """The findings with their offsets, nearly in order."""
        script: Token | None = None
        elements = 0
        for token in tokens(source):
            if token.kind == "start":
                elements += 1
                if elements > MOST_ELEMENTS:
                    yield (
                        token.start,
                        "I004",
                        f"the page has more than {MOST_ELEMENTS:,} elements, the limit; what follows was not checked",
                    )
                    return
                yield from self._attributes(token)
                yield from self._start(token)
                script = token if token.name == "script" else None
            elif token.kind == "end":
                script = None
                yield from self._end(token)
            elif token.kind == "text" and script is not None:
                yield from _json_ld(script, token)
            elif token.kind == "cut":
                yield token.start, "H008", "the page ends inside a tag or comment"
            elif token.kind == "other" and token.name[:9].lower() == "<!doctype":
                self.seen.add("doctype")
        end = len(source.rstrip())
        for name in self.open:
            if name not in _OPTIONAL:
                yield end, "H008", f"the element {name} is not closed"
        yield from self._at_the_end()

    def _at_the_end(self) -> Iterator[_Finding]:
        if "doctype" not in self.seen:
            yield 0, "H007", "there is no <!DOCTYPE html> (HTML, section 13.1.1)"
        if "title" not in self.seen:
            yield 0, "H007", "there is no title (HTML, section 4.2.2)"
        if "lang" not in self.seen:
            yield 0, "H002", "the page does not state its language (WCAG 2.2, 3.1.1)"
        if not self.has_articles:
            yield from _headlines(self.whole, "page")

    # --- tags -------------------------------------------------------------------------------------

    def _start(self, token: Token) -> Iterator[_Finding]:
        name = token.name
        while self.open and name in _OPTIONAL.get(self.open[-1], ()):
            self._pop()
        if name in ("title", "html"):
            self.seen.add(name)
        if len(name) == 2 and name[0] == "h" and name[1] in "123456":
            yield from self._heading(token, int(name[1]))
        if name == "article":
            self.has_articles = True
            self.stories.append(_Story(token.start, [], len(self.open)))
            self.level = 0
        if name not in VOID and not (token.closed and self._is_foreign()):
            self.open.append(name)
            self.counts[name] = self.counts.get(name, 0) + 1

    def _is_foreign(self) -> bool:
        return bool(self.counts.get("svg") or self.counts.get("math"))

    def _end(self, token: Token) -> Iterator[_Finding]:
        name = token.name
        if name in VOID:
            yield token.start, "H008", f"{name} has no end tag (HTML, section 13.1.2)"
            return
        if not self.counts.get(name):
            yield token.start, "H008", f"the end tag of {name} closes nothing"
            return
        for at in range(len(self.open) - 1, max(-1, len(self.open) - _FARTHEST), -1):
            if self.open[at] == name:
                break
        else:
            yield token.start, "H008", f"the end tag of {name} closes nothing near"
            return
        crossed = [one for one in self.open[at + 1 :] if one not in _OPTIONAL]
        if crossed:
            yield token.start, "H008", f"{name} is closed before {crossed[-1]}, which is inside it"
        for _ in range(len(self.open) - at):
            yield from self._pop()

    def _pop(self) -> list[_Finding]:
        name = self.open.pop()
        self.counts[name] -= 1
        if name == "article" and self.stories and self.stories[-1].depth == len(self.open):
            story = self.stories.pop()
            return [] if self.stories else list(_headlines(story, "article"))
        return []

    def _heading(self, token: Token, level: int) -> Iterator[_Finding]:
        story = self.stories[0] if self.stories else self.whole
        if level == 1:
            derived = "data-derived" in token.attributes
            story.headlines.append(-1 - token.start if derived else token.start)
        if level > self.level + 1 and (self.level or level > 2):
            yield token.start, "H003", f"a heading of level {level} follows one of level {self.level} (WCAG 2.2, 1.3.1)"
        self.level = level

    # --- attributes -------------------------------------------------------------------------------

    def _attributes(self, token: Token) -> Iterator[_Finding]:
        given, at = token.attributes, token.start
        if token.name == "html" and given.get("lang", "").strip():
            self.seen.add("lang")
        for name in ("lang", "xml:lang"):
            tag = given.get(name, "")
            if tag and tag.lower() != "und" and strict_tag(tag) is None:
                yield at, "H002", f"{name} is not a language tag (BCP 47): {tag[:40]}"
        if "dir" in given and given["dir"].lower() not in ("ltr", "rtl", "auto"):
            yield at, "H002", f"dir is not ltr, rtl or auto: {given['dir'][:40]}"
        if "id" in given:
            if not given["id"] or given["id"] in self.ids or any(char.isspace() for char in given["id"]):
                fault = "stands twice" if given["id"] in self.ids else "is empty or holds white space"
                yield at, "H004", f"the id {given['id'][:60]!r} {fault} (HTML, section 3.2.6)"
            self.ids.add(given["id"])
        if token.name == "img" and "alt" not in given:
            yield at, "A001", f"the picture {given.get('src', '')[:200]} has no alternative text"
        if token.name == "time" and "datetime" in given and not _is_time(given["datetime"]):
            yield at, "H002", f"datetime is no date or time (HTML, section 4.5.14): {given['datetime'][:40]}"
        yield from _addresses(token.name, given, at)
        yield from _programs(token.name, given, at)


def _headlines(story: _Story, what: str) -> Iterator[_Finding]:
    """One `h1` an article; one that was derived says that there is no headline."""
    real = [at for at in story.headlines if at >= 0]
    if not story.headlines:
        yield story.start, "H001", f"the {what} has no h1"
    elif not real:
        yield -1 - story.headlines[0], "M008", "the article has no headline; its first words stand in for it"
    for at in real[1:]:
        yield at, "H001", f"the {what} has more than one h1"


def _is_time(text: str) -> bool:
    return as_moment(text) is not None or _OTHER_TIME.fullmatch(text.strip()) is not None


def _addresses(name: str, given: Mapping[str, str], at: int) -> Iterator[_Finding]:
    attribute = _ADDRESSES.get(name)
    value = given.get(attribute or "")
    if attribute is None or value is None:
        return
    value = value.strip()
    scheme = value.partition(":")[0].lower() if ":" in value.partition("/")[0].partition("?")[0].partition("#")[0] else ""
    if not value:
        yield at, "H005", f"the {attribute} of {name} is empty"
    elif _REFUSED_IN_ADDRESSES.search(value):
        yield at, "H005", f"the {attribute} of {name} holds a character that must be percent-encoded: {value[:80]}"
    elif scheme and scheme not in SCHEMES and not (scheme == "data" and name in ("img", "source", "link")):
        yield at, "H005", f"the {attribute} of {name} has the scheme {scheme[:20]}, which leads no reader anywhere"
    elif scheme in ("http", "https") and not _has_host(value):
        yield at, "H005", f"the {attribute} of {name} is no address: {value[:80]}"


def _has_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.port is None or parts.port < 65536)
    except ValueError:
        return False


def _programs(name: str, given: Mapping[str, str], at: int) -> Iterator[_Finding]:
    """Scripts, and attributes that run one or that a content security policy forbids."""
    if name == "script" and given.get("type", "").partition(";")[0].strip().lower() != "application/ld+json":
        yield at, "H006", "a script other than JSON-LD"
    for attribute in given:
        if attribute.startswith("on") and attribute.isascii() and attribute.isalpha():
            yield at, "H006", f"the attribute {attribute} of {name} runs a script"
        elif attribute == "style":
            yield at, "H006", f"the attribute style of {name} is refused by a strict content security policy"


def _json_ld(script: Token, text: Token) -> Iterator[_Finding]:
    if script.attributes.get("type", "").partition(";")[0].strip().lower() == "application/ld+json":
        try:
            from_json(text.name.strip(), allow_inf_nan=False)
        except ValueError as error:
            yield text.start, "H006", f"the JSON-LD is not JSON: {error}"
