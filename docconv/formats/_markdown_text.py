"""Rich text as CommonMark: what has a meaning is escaped, and nothing else, so that prose looks like prose.

Which characters begin markup depends on what stands beside them (CommonMark 0.31, sections 2.4, 4 and 6);
GitHub's additions (`~~`, task lists, footnotes, tables) are escaped, too. Emphasis is `*` and `**` where the
rules of flanking (section 6.2) admit it and `em`, `strong` elsewhere: in the middle of a word that ends
with a bracket, over a space alone, where one ends and another begins.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple
from unicodedata import category

from docconv.formats._markup import attributes
from docconv.model import Mark, RichText
from docconv.patterns import lazy_pattern

#: What makes a text worth a closer look; most texts hold nothing of it.
_SUSPECT = lazy_pattern(r"[\\`*_\[\]<&~!^\n]|^(?:[#>|=:+-]|[0-9]{1,9}[.)])")
_SPECIAL = lazy_pattern(r"[\\`*\[\]<&~!^\n]|_+")
#: A line that would begin a heading, a list, a quotation, a rule, a fence, a table or an item of work to do.
_LINE_START = lazy_pattern(
    r"(?m)^(?:(?P<digits>[0-9]{1,9})[.)](?= |$)|(?:#{1,6}(?= |$)|[-+*](?= |$)|>|~~~|=+$|[|:-][-:| ]*$"
    r"|([-_*])(?: ?\2){2,}$|\[[ xX]\](?= |$)))"
)
#: Brackets that could be a link, its definition, a footnote or a note of GitHub's.
_BRACKET_HAZARD = lazy_pattern(r"\](?:[(:\[])|\[[\^!]")
_ENTITY = lazy_pattern(r"&(?:#|[A-Za-z][A-Za-z0-9]*;)")
#: What code hosts make a link of where it stands bare: there a backslash is shown, so what begins it is escaped instead.
_BARE_ADDRESS = lazy_pattern(r"(?i)(?:https?|ftp)(:)//|www(\.)")
_CLOSING_HASHES = lazy_pattern(r"(?:^| )(#+)$")

_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
#: Stands for markup of our own beside a text.
_MARKUP = "\ue000"


class Span(NamedTuple):
    """A stretch of a text that becomes markup: its bounds, its kind, and the tag that opens it where it is an element."""

    start: int
    end: int
    kind: str
    given: str = ""


# --- escaping -------------------------------------------------------------------------------------


def plain(text: str, *, line: bool = False, linked: bool = False) -> str:
    """Text without marks as Markdown; `line` for what a marker stands before, `linked` for what stands in brackets.

    >>> print(plain("2 * 3 < 7 & a_b [sic]"), plain("*no* <b> &amp; [x](y)"), plain("1. A"), plain("# A"), sep=" | ")
    2 * 3 < 7 & a_b [sic] | \\*no\\* \\<b> \\&amp; \\[x\\](y) | 1\\. A | \\# A
    """
    if not _SUSPECT.search(text):
        return text
    return _Escaper(text, line=line, linked=linked).piece(0, len(text))


def heading(text: str) -> str:
    """Text as that of a heading, which a run of `#` at its end would close.

    >>> print(heading("In C #"), heading("- one"))
    In C \\# - one
    """
    closing = _CLOSING_HASHES.search(text)
    if closing is None:
        return plain(text, line=True)
    return plain(text[: closing.start(1)], line=True) + "\\" + closing[1]


class _Escaper:
    """Escapes stretches of one text, each with regard to what stands beside it."""

    def __init__(self, text: str, *, line: bool = False, linked: bool = False, edges: Sequence[int] = ()) -> None:
        self.text, self.edges = text, edges
        self.brackets = linked or _BRACKET_HAZARD.search(text) is not None
        found = () if line else _LINE_START.finditer(text)
        self.at_starts = {match.end("digits") if match["digits"] else match.start() for match in found}
        places = dict(match.span() for match in _SPECIAL.finditer(text))
        self.at_starts.update(self.bare_addresses(sorted(places.items())))
        self.places = sorted((places | {place: place + 1 for place in self.at_starts if place not in places}).items())
        self.ends = [last for _, last in self.places]

    def bare_addresses(self, places: Sequence[tuple[int, int]]) -> Iterator[int]:
        """Where addresses that hold something to be escaped are kept from being links."""
        text = self.text
        if "://" not in text and "www." not in text.lower():
            return
        for word in re.finditer(r"[^ \n]+", text):
            found = list(_BARE_ADDRESS.finditer(text, *word.span()))
            if not found:
                continue
            inside = places[bisect_left(places, word.span()) : bisect_left(places, (word.end(), 0))]
            changed = [at for at, end in inside if self.escaped(at, end, text[at - 1 : at], text[end : end + 1]) != text[at:end]]
            within = self.edges[bisect_right(self.edges, word.start()) : bisect_left(self.edges, word.end())]
            end = word.end() if text.startswith("\n", word.end()) else max([0, *changed[-1:], *within[-1:]])
            yield from (match.start(match.lastindex or 0) for match in found if match.start() < end)

    def piece(self, start: int, end: int) -> str:
        """The characters from `start` to `end`, beside which stands markup where the text goes on."""
        text = self.text
        made: list[str] = []
        at = start
        for number in range(bisect_right(self.ends, start), len(self.places)):
            first, last = max(self.places[number][0], start), min(self.places[number][1], end)
            if first >= end:
                break
            made.append(text[at:first])
            before = text[first - 1] if first > start else _MARKUP if first else ""
            after = text[last] if last < end else _MARKUP if last < len(text) else ""
            made.append(self.escaped(first, last, before, after))
            at = last
        return "".join([*made, text[at:end]])

    def escaped(self, first: int, last: int, before: str, after: str) -> str:
        char = self.text[first]
        if first in self.at_starts:
            return "".join("\\" + one for one in self.text[first:last])
        match char:
            case "\n":
                return "\\\n"
            case "\\":
                needed = after in _PUNCTUATION or after in ("", "\n", _MARKUP)
            case "*":
                needed = not (before.isspace() and after.isspace() and "\n" not in (before, after))
            case "_":
                between = before.isalnum() and after.isalnum()
                if between or (before == " " and after == " "):
                    return self.text[first:last]
                return "\\_" * (last - first)
            case "[" | "]":
                needed = self.brackets
            case "<":
                needed = after in ("", _MARKUP, "/", "!", "?") or (after.isascii() and after.isalpha())
            case "&":
                needed = _ENTITY.match(self.text, first) is not None
            case "~":
                needed = not after.isalnum() or not (before in ("", "(") or before.isspace())
            case "!":
                needed = after == _MARKUP
            case "^":
                needed = before in ("[", _MARKUP) or (self.brackets and not before)
            case _:
                needed = True
        return "\\" + char if needed else char


# --- marks ----------------------------------------------------------------------------------------

_ELEMENTS = {"emphasis": "em", "strong": "strong", "code": "code", "sub": "sub", "sup": "sup", "span": "span"}
_STARS = {"emphasis": "*", "strong": "**"}
#: Which of the marks over one stretch is the outermost.
_RANK = {kind: rank for rank, kind in enumerate(("span", "link", "strong", "emphasis", "sub", "sup", "code"))}


def rich(text: RichText, *, line: bool = False, dateline: int | None = None) -> str:
    """A rich text as Markdown; a `dateline` of so many characters opens it.

    Its own language and direction stand in a `span` around all of it.

    >>> text = RichText(text="The new ferry", marks=[Mark(kind="emphasis", start=4, end=7), Mark(kind="sub", start=5, end=6)])
    >>> rich(text), rich(RichText(text="Bonjour", language="fr"))
    ('The *n<sub>e</sub>w* ferry', '<span lang="fr">Bonjour</span>')
    """
    if not text.marks and dateline is None and text.language is None and text.direction is None:
        return plain(text.text, line=line)
    spans = [_span(mark) for mark in text.marks]
    if dateline is not None:
        spans.append(Span(0, dateline, "span", '<span class="dateline">'))
    if text.language is not None or text.direction is not None:
        tag = f"<span{attributes({'lang': text.language, 'dir': text.direction})}>"
        spans.append(Span(0, len(text.text), "span", tag))
    spans.sort(key=lambda span: (span.start, -span.end, _RANK[span.kind]))
    return _Writer(text.text, spans, line=line).markdown()


def _span(mark: Mark) -> Span:
    return Span(mark.start, mark.end, mark.kind, mark.href or "")


class _Token:
    """A piece of the output: text of its own, or one end of a span, whose other end is `partner`."""

    __slots__ = ("closing", "kind", "output", "partner", "run")

    def __init__(self, kind: str, output: str, closing: bool = False) -> None:
        self.kind, self.output, self.closing = kind, output, closing
        self.partner: _Token | None = None
        self.run = 0

    def as_element(self) -> None:
        """Be written as a tag, at both ends."""
        for token in (self, self.partner):
            if token is not None:
                token.output = f"</{_ELEMENTS[token.kind]}>" if token.closing else f"<{_ELEMENTS[token.kind]}>"


class _Writer:
    """One rich text on its way to Markdown."""

    def __init__(self, text: str, spans: Sequence[Span], *, line: bool) -> None:
        self.text, self.spans = text, spans
        self.edges = sorted(edge for span in spans for edge in (span.start, span.end))
        self.escaper = _Escaper(text, line=line, linked=any(span.kind == "link" for span in spans), edges=self.edges)

    def markdown(self) -> str:
        tokens = self.tokens()
        if any(token.kind in _STARS for token in tokens):
            _flank(tokens)
        return "".join(token.output for token in tokens)

    def tokens(self) -> list[_Token]:
        """Text and the ends of spans, properly nested: of two spans that overlap, the later one is cut in two."""
        text = self.text
        verbatim = self.verbatim()
        edges = sorted({0, len(text), *self.edges})
        tokens: list[_Token] = []
        opened: list[tuple[Span, _Token]] = []
        active: list[Span] = []
        following = 0
        for start, end in pairwise(edges):
            active = [span for span in active if span.end > start]
            while following < len(self.spans) and self.spans[following].start == start:
                active.append(self.spans[following])
                following += 1
            kept = 0
            while kept < min(len(opened), len(active)) and opened[kept][0] is active[kept]:
                kept += 1
            tokens += _closed(opened[kept:])
            del opened[kept:]
            whole = verbatim.get(start)
            for span in active[kept:]:
                if span is not whole:
                    token = _opening(span)
                    tokens.append(token)
                    opened.append((span, token))
            if whole is None:
                tokens.append(_Token("", self.escaper.piece(start, end)))
            else:
                tokens.append(_Token("", _verbatim(text[start:end], whole)))
                active = [span for span in active if span is not whole]
        tokens += _closed(opened)
        return tokens

    def verbatim(self) -> Mapping[int, Span]:
        """The spans that are written as they are (code between backticks, addresses as links), by where they start."""
        edges = self.edges
        inmost: dict[tuple[int, int], Span] = {}
        for span in self.spans:
            if bisect_right(edges, span.start) == bisect_left(edges, span.end):  # no other begins or ends inside
                inmost[span.start, span.end] = span  # the last of those over one stretch
        chosen: dict[int, Span] = {}
        for span in inmost.values():
            content = self.text[span.start : span.end]
            is_code = span.kind == "code" and "\n" not in content and content == content.strip()
            if is_code or (span.kind == "link" and content == span.given):
                chosen[span.start] = span
        return chosen


def _closed(opened: Sequence[tuple[Span, _Token]]) -> list[_Token]:
    tokens = []
    for span, token in reversed(opened):
        closing = _Token(span.kind, _end_of(span), closing=True)
        closing.partner, token.partner = token, closing
        tokens.append(closing)
    return tokens


def _opening(span: Span) -> _Token:
    if span.kind == "link":
        return _Token("link", "[")
    return _Token(span.kind, _STARS.get(span.kind) or span.given or f"<{_ELEMENTS[span.kind]}>")


def _end_of(span: Span) -> str:
    if span.kind == "link":
        return f"]({destination(span.given)})"
    return _STARS.get(span.kind) or f"</{_ELEMENTS[span.kind]}>"


def destination(address: str) -> str:
    """An address as that of a link or picture, between angle brackets where its own brackets need them.

    >>> destination("https://example.org/a(b"), destination("/a?b&copy;")
    ('<https://example.org/a(b>', '/a?b&amp;copy;')
    """
    if "&" in address:
        address = re.sub(_ENTITY.pattern, lambda found: "&amp;" + found[0][1:], address)
    return f"<{address}>" if "(" in address or ")" in address else address


def _verbatim(content: str, span: Span) -> str:
    if span.kind == "link":
        return f"<{content}>"
    if "`" not in content:
        return f"`{content}`"
    runs = {len(run) for run in re.findall("`+", content)}
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    pad = " " if content[0] == "`" or content[-1] == "`" else ""
    return f"{fence}{pad}{content}{pad}{fence}"


# --- emphasis -------------------------------------------------------------------------------------


def _flank(tokens: Sequence[_Token]) -> None:
    """Make elements of the emphasis that stars cannot express where it stands."""
    for _ in range(4):
        mended = [_mend(tokens, first, last) for first, last in _runs(tokens)]
        if not any(mended):
            return
    for token in tokens:
        if token.output[:1] == "*" and token.kind in _STARS:
            token.as_element()


def _runs(tokens: Sequence[_Token]) -> list[tuple[int, int]]:
    """Where the runs of stars are: of the tokens, the first one and the one after the last."""
    runs: list[tuple[int, int]] = []
    for at, token in enumerate(tokens):
        if token.kind in _STARS and token.output[0] == "*":
            if runs and runs[-1][1] == at:
                runs[-1] = (runs[-1][0], at + 1)
            else:
                runs.append((at, at + 1))
            token.run = len(runs)
    return runs


def _mend(tokens: Sequence[_Token], first: int, last: int) -> bool:
    """Make elements of the stars of a run that does not do what it should; whether any were."""
    run = tokens[first:last]
    closing = [token for token in run if token.closing]
    before = _kind_of(tokens[first - 1].output[-1:] if first else "")
    after = _kind_of(tokens[last].output[:1] if last < len(tokens) else "")
    if closing and len(closing) < len(run):  # one ends where another begins: which is which cannot be said with stars
        if "space" in (before, after):  # those beside it can be no stars anyway
            wrong = [token for token in run if token.closing == (after != "space")]
        else:
            wrong = [token for token in run if token.kind == "emphasis"] or list(run)
    elif not closing and len({token.partner.run for token in run if token.partner}) > 1:
        # Of three stars that are closed in two places, the opening of others in between may close some.
        wrong = [token for token in run if token.kind == "emphasis"]
    else:
        inner, outer = (before, after) if closing else (after, before)
        fits = inner == "word" or (inner == "punctuation" and outer in ("space", "punctuation"))
        wrong = [] if fits else list(run)
    for token in wrong:
        if token.output[0] == "*":
            token.as_element()
    return bool(wrong)


def _kind_of(char: str) -> str:
    """What a character is to the rules of flanking; a symbol counts as punctuation since version 0.31 of the specification."""
    if char == "" or char.isspace():
        return "space"
    if char in _PUNCTUATION:
        return "punctuation"
    group = category(char)[0]
    return "punctuation" if group == "P" else "symbol" if group == "S" else "word"
