"""Markdown as fields of an article: front matter, then CommonMark by way of the HTML that it stands for.

markdown-it makes HTML of the text, as the specification has it, raw HTML and all; `_html_reading` reads
what the elements mean. Pipe tables are read, too. What a Markdown of another kind adds (footnotes, lists
of tasks, directives) stays text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from docconv.formats._markdown_metadata import Metadata
from docconv.formats._markdown_parser import DEEPEST, parser, words
from docconv.formats._markdown_yaml import Node, parse_yaml
from docconv.language import canonical_tag, detect, direction_of
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Problem, Report, problem
from docconv.unicode import canonical, decode

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
    from markdown_it.token import Token

#: The largest document that is read unless the caller says otherwise, in bytes: its text stands in memory five times.
LARGEST = 20_000_000
#: The most lines and marks of a document that is read: three marks count as a line, and an opening bracket as one. Each takes
#: the parser memory,
MOST_PARTS = 250_000
#: and time, of which there are two seconds for a megabyte: so many for each, and for a document of less.
MOST_PARTS_OF_A_MEGABYTE = 50_000
_MARKS = "]<>*_`|!&"


def source_text(data: bytes, report: Report, largest: int | None = None, most_parts: int | None = None) -> str:
    """The text of a document, with line feeds alone as line ends.

    Reports I002 and I003 for what was decoded otherwise than as UTF-8; raises `DocumentError` (I004)
    for more than `largest` bytes, or more than `most_parts` lines and marks.

    >>> source_text(b"a\\r\\nb", print)
    'a\\nb'
    """
    limit = LARGEST if largest is None else largest
    if len(data) > limit:
        raise DocumentError(problem("I004", f"the document has {len(data):,} bytes; the limit is {limit:,} (option largest)"))
    found = decode(data)
    if found.encoding != "utf-8":
        report(problem("I002", f"the document is not UTF-8 and was read as {found.encoding}"))
    if found.replaced:
        report(problem("I003", f"bytes that have no meaning in {found.encoding} became U+FFFD: {found.replaced}"))
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    most = most_parts_of(text) if most_parts is None else most_parts
    if len(text) > most:
        parts = text.count("\n") - text.count("\n\n") + text.count("[") + sum(map(text.count, _MARKS)) // 3
        if parts > most:
            message = f"the document has {parts:,} lines and marks; the limit is {most:,}, which the option most_parts raises"
            raise DocumentError(problem("I004", message))
    return text


def most_parts_of(text: str) -> int:
    """How many lines and marks a document may have, by its size.

    >>> most_parts_of("# Ferry"), most_parts_of("." * 1_500_000), most_parts_of("." * 4_000_000)
    (50000, 75000, 200000)
    """
    return min(MOST_PARTS, max(MOST_PARTS_OF_A_MEGABYTE, MOST_PARTS_OF_A_MEGABYTE * len(text) // 1_000_000))


# --- front matter -----------------------------------------------------------------------------------

_OPENING = lazy_pattern(r"---[ \t]*\n")
_CLOSING = lazy_pattern(r"(?m)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_KEY = lazy_pattern(r"""(?:[ \t]*(?:#[^\n]*)?\n)*(?:["']?[^\W\d][\w .:-]{0,200}["']?[ \t]{0,9}:(?:[ \t]|\n)|\?[ \t])""")


class Parts(NamedTuple):
    """A document: its front matter (None where it has none), the rest, and how many lines stand before that."""

    front: str | None
    body: str
    before: int


def parts_of(text: str) -> Parts:
    """A document without its front matter, which is what looks like it: a document may begin with a rule, too.

    >>> parts_of("---\\ntitle: A\\n---\\nB"), parts_of("---\\n\\nA\\n\\n---\\n").front
    (Parts(front='title: A\\n', body='B', before=3), None)
    """
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return Parts(None, text, 0)
    front = text[opening.end() : closing.start()]
    if front.strip() and not _KEY.match(front):
        return Parts(None, text, 0)
    return Parts(front, text[closing.end() :], text.count("\n", 0, closing.end()))


def front_matter_of(front: str, report: Report) -> Metadata:
    """What the front matter says; where it is no YAML, that is reported and it is kept as an extension."""
    try:
        root = parse_yaml(front, first_line=2)
        if root is not None and root.kind != "mapping" and not root.is_null():
            message = "the front matter is no mapping of names to values"
            raise DocumentError(problem("K001", message, line=root.line, column=root.column))
    except DocumentError as error:
        for found in error.problems:
            report(found)
        broken = Metadata(None, report)
        broken.extend("front matter", front, Node("", "scalar", 1, 1))
        return broken
    return Metadata(root, report)


# --- HTML with the lines it comes from ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rendered:
    """Markdown as HTML; `starts` are the lines on which its blocks begin there, `sources` those in the document."""

    html: str
    starts: Sequence[int]
    sources: Sequence[tuple[int, int]]

    def source_line(self, line: int) -> int | None:
        """The line of the document that a line of the HTML comes from."""
        at = bisect_right(self.starts, line) - 1
        if at < 0:
            return None
        first, last = self.sources[at]
        return min(first + line - self.starts[at], last)


def rendered(tokens: Sequence[Token], env: dict[str, Any], before: int) -> Rendered:
    """The tokens of a document as HTML; `before` is how many lines stand before the Markdown."""
    md = parser()
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[tuple[int, int]] = []
    line = 1
    for block in _blocks(tokens):
        piece = md.renderer.render(block, md.options, env)
        if block[0].map is not None:
            starts.append(line)
            sources.append((block[0].map[0] + before + 1, max(block[0].map[1] + before, block[0].map[0] + before + 1)))
        pieces.append(piece)
        line += piece.count("\n")
    return Rendered("".join(pieces), starts, sources)


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each block that stands in no other; pictures whose captions would cut a text stand behind it."""
    block: list[Token] = []
    later: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if token.type == "inline":
            later = _set_apart(token)
        elif later:
            block += later
            later = []
        if depth == 0:
            yield block
            block = []
    if block:
        yield block


def _set_apart(token: Token) -> list[Token]:
    """Take the pictures with a caption out of the text that they stand in, as a token to follow it."""
    children = token.children or []
    titled = [child for child in children if child.type == "image" and child.attrGet("title")]
    if not titled or not any(
        child.type in ("text", "code_inline", "html_inline") and child.content.strip() for child in children
    ):
        return []
    token.children = [child for child in children if child.type != "image" or not child.attrGet("title")]
    return [replace(token, children=titled)]


# --- what was made plainer ------------------------------------------------------------------------------


def flattened(tokens: Sequence[Token], before: int) -> Iterator[Problem]:
    """What Markdown can say and an article cannot, each kind once, with the line of the first."""
    found: dict[str, list[int]] = {}
    opened: list[str] = []
    paragraphs: list[int] = []
    for token in tokens:
        line = (token.map[0] if token.map else 0) + before + 1
        if token.nesting < 0:
            opened.pop()
            if token.type == "list_item_close":
                paragraphs.pop()
            continue
        if token.type in ("bullet_list_open", "ordered_list_open") and "list_item_open" in opened:
            found.setdefault("a list inside a list became items of it", []).append(line)
        elif token.type in ("fence", "code_block"):
            found.setdefault("a block of code became a paragraph", []).append(line)
        elif token.type == "hr":
            found.setdefault("a rule between paragraphs was left out", []).append(line)
        elif token.type == "blockquote_open" and "blockquote_open" in opened:
            found.setdefault("a quotation inside a quotation was set behind it", []).append(line)
        elif token.type == "paragraph_open" and paragraphs and opened[-1] == "list_item_open":
            paragraphs[-1] += 1
            if paragraphs[-1] == 2:
                found.setdefault("the paragraphs of a list item became its lines", []).append(line)
        elif token.type == "inline" and token.content.startswith("[^") and "]:" in token.content[:80]:
            found.setdefault("a footnote became a paragraph", []).append(line)
        elif token.type == "paragraph_open" and token.level >= DEEPEST:
            found.setdefault(f"what nests deeper than {DEEPEST} was kept as text", []).append(line)
        if token.nesting > 0:
            opened.append(token.type)
            if token.type == "list_item_open":
                paragraphs.append(0)
    for what, lines in found.items():
        times = f" ({len(lines)} times)" if len(lines) > 1 else ""
        yield problem("R005", what + times, line=lines[0])


# --- the document -----------------------------------------------------------------------------------------


class Reading(NamedTuple):
    """What a document says: the fields of its article, and its front matter."""

    fields: dict[str, Any]
    metadata: Metadata

    def place(self, path: str) -> tuple[int | None, int | None]:
        """Where a value of the article stands, as far as that is known."""
        return self.metadata.place(path)


def read_markdown(text: str, report: Report, look: Callable[[Sequence[Token], int], None] | None = None) -> Reading:
    """The fields of the article that a Markdown document is, for `_normal_form.to_article`.

    `look` is shown the tokens of its Markdown, and how many lines stand before that; they are not kept, for they are many.
    """
    parts = parts_of(text)
    metadata = Metadata(None, report) if parts.front is None else front_matter_of(parts.front, report)
    env: dict[str, Any] = {}
    tokens = parser().parse(parts.body, env)
    if not metadata.is_ours and isinstance(metadata.fields.get("headline"), str):
        _set_deeper(tokens, metadata.fields["headline"])
    for found in flattened(tokens, parts.before):
        report(found)
    page = rendered(tokens, env, parts.before)
    if look is not None:
        look(tokens, parts.before)
    del tokens

    def placed(found: Problem) -> None:
        report(found if found.line is None else replace(found, line=page.source_line(found.line)))

    fields = page_fields(page.html, metadata, placed)
    if not (metadata.is_ours or fields.get("language")):
        _tell_language(fields, report)
    return Reading(fields, metadata)


def page_fields(html: str, metadata: Metadata, report: Report) -> dict[str, Any]:
    """The fields of the article whose Markdown stands for this HTML, with those of its front matter."""
    from docconv.formats._html_reading import html_fields, parse_html

    page = _DECLARED_UTF8 + html
    root = parse_html(page, report, most_elements=len(page))  # that is: as many as there are, for lines and marks were counted
    stated, direction = metadata.fields.get("language"), metadata.fields.get("direction")
    language = canonical_tag(stated) if isinstance(stated, str) else None
    if language is not None:
        root.set("lang", language)
    root.set("dir", direction if direction in ("ltr", "rtl") else direction_of(language))
    fields = html_fields(root, report)
    fields.pop("language", None)
    fields.pop("direction", None)
    _join(fields, metadata, _opening_dateline(root))
    return fields


#: Before the HTML, on its first line, so that what the Markdown holds does not say in which encoding it is.
_DECLARED_UTF8 = "<!DOCTYPE html><meta charset=utf-8>"


def _opening_dateline(root: Element) -> str | None:
    """The text of the dateline that is set apart in the story."""
    found = next((span for span in root.iter("span") if (span.get("class") or "") == "dateline"), None)
    return None if found is None else canonical("".join(str(text) for text in found.itertext())) or None


def _join(fields: dict[str, Any], metadata: Metadata, opening: str | None) -> None:
    """Put what the front matter says to what the Markdown says, which counts where both say it."""
    given = metadata.fields
    for name in ("kicker", "headline", "standfirst", "byline"):
        stated = given.pop(name, None)
        if stated is None:
            continue
        if name not in fields:
            fields[name] = stated
        elif fields[name] != stated:
            shown = stated if isinstance(stated, str) else stated[0]["text"]
            metadata.extend("title" if name == "headline" else name, shown, metadata.places.get(name))
    printed = opening or fields.get("dateline", {}).get("text")
    if printed is not None and isinstance(given.get("dateline", {}), dict):
        given["dateline"] = {"text": printed, **given.get("dateline", {})}
    fields.update(given)


def _set_deeper(tokens: Sequence[Token], title: str) -> None:
    """Set headings a level deeper where the title stands in the front matter and headings of level 1 are those of sections."""
    first = [at for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"][:2]
    if not first or (first[0] == 0 and (len(first) == 1 or words(tokens[1].children or ()) == title)):
        return
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


def _tell_language(fields: dict[str, Any], report: Report) -> None:
    """Tell the language by the text, where the document of somebody else does not state it."""
    texts = [fields.get("headline")] + [text["text"] for text in fields.get("standfirst", ())]
    texts += [block.get("text") for section in fields.get("body", ()) for block in section["blocks"]]
    found = detect("\n".join(sorted((text for text in texts if isinstance(text, str)), key=len, reverse=True)[:12]))
    if found is not None:
        fields["language"] = found
        report(problem("R004", f"the front matter does not state the language; by its text it is {found}", path="/language"))
