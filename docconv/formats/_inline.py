"""The text of a paragraph as readers meet it, run by run, brought into the normal form of rich text.

White space collapses as in HTML, a line break stands alone, marks of one kind and address that
overlap or touch are one, links do not overlap (design, section 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from docconv.patterns import lazy_pattern
from docconv.unicode import REFUSED, SURROGATES, canonical

_ENDS = "\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
#: White space that becomes one space; a single space is one already.
_SPACES = lazy_pattern(f" *[{_ENDS}][ {_ENDS}]*| {{2,}}")
#: Characters of ordinary text that Python does not call printable: spaces of other widths, joiners, marks of direction.
_UNSEEN = "\u00a0\u200c\u200d\u200b\u200e\u200f\u00ad\u202f\u2009\u3000"
_ODD = lazy_pattern(f"[{REFUSED}{SURROGATES}]")

#: Lines are taken so many characters at a time.
_PIECE = 100_000

#: Stands for a character that only marks where a run began or ended while `canonical` looks at it.
_EDGE = "x"


def collapsed(text: str) -> str:
    """A run of text with its white space as HTML collapses it, and without what is no text.

    >>> collapsed(" The\\n  first\\x00 ferry")
    ' The first ferry'
    """
    if not text.isprintable():
        for end in "\n\t\r":
            if end in text:
                text = text.replace(end, " ")
        if not is_usual(text):
            text = _SPACES.sub(" ", text)
            if _ODD.search(text):  # other controls, surrogates, noncharacters; edges keep the spaces beside them
                text = canonical(_EDGE + text + _EDGE)[1:-1]
    return _SPACES.sub(" ", text) if "  " in text else text


def is_usual(text: str) -> bool:
    """Whether a text holds nothing but what can be seen, the space, and the usual characters that cannot be seen."""
    for char in _UNSEEN:
        if char in text:
            text = text.replace(char, "")
    return text.isprintable()


class Inline:
    """Collects runs of text, line breaks and marks; `rich()` gives the fields of a `RichText`.

    >>> inline = Inline()
    >>> inline.text(" The  ")
    >>> inline.open("emphasis")
    >>> inline.text("first\\n ")
    >>> inline.line_break()
    >>> inline.close()
    >>> inline.text(" ferry ")
    >>> inline.rich()
    {'text': 'The first\\nferry', 'marks': [{'kind': 'emphasis', 'start': 4, 'end': 10}]}
    """

    __slots__ = ("_chunks", "_last", "_marks", "_open", "_size")

    def __init__(self) -> None:
        self._chunks: list[str] = []
        self._size = 0
        self._last = "\n"  # the last character: nothing that is white space may follow it at the start
        self._open: list[tuple[str, str | None, int]] = []
        self._marks: list[tuple[str, str | None, int, int]] = []  # kind, href, start, end

    @property
    def is_blank(self) -> bool:
        """Whether no text was given yet that can be seen."""
        return self._size == 0

    def text(self, text: str) -> None:
        """A run of text, in which white space means a space."""
        if not text or (self._last == "\n" and text.isspace()):
            return
        text = collapsed(text)
        if self._last == "\n":
            text = text.lstrip()
        elif self._last == " ":
            text = text.lstrip(" ")
        if text:
            self._chunks.append(text)
            self._size += len(text)
            self._last = text[-1]

    def line_break(self) -> None:
        """A hard line break; one at the start, at the end or after another says nothing."""
        self._strip_end()
        if self._size and self._last != "\n":
            self._chunks.append("\n")
            self._size += 1
            self._last = "\n"

    def lines(self, text: str) -> None:
        """A run of text whose line ends are hard line breaks."""
        at = 0
        while at < len(text):  # piece by piece: millions of lines apart would take a great deal of memory
            end = text.find("\n", at + _PIECE) + 1 or len(text)
            began = len(self._chunks)
            for number, line in enumerate(text[at:end].splitlines()):
                if at or number:
                    self.line_break()
                self.text(line)
            if joined := "".join(self._chunks[began:]):
                self._chunks[began:] = [joined]
            at = end

    def open(self, kind: str, href: str | None = None) -> None:
        """A mark begins: `kind` as in the model; a link has its `href`."""
        self._open.append((kind, href, self._size))

    def close(self) -> None:
        """The mark that was opened last ends."""
        kind, href, start = self._open.pop()
        if start < self._size:
            self._marks.append((kind, href, start, self._size))

    def mark(self, kind: str, start: int, end: int, href: str | None = None) -> None:
        """A mark over a stretch that was counted with `size`."""
        if start < end:
            self._marks.append((kind, href, start, end))

    @property
    def size(self) -> int:
        """How many code points there are so far."""
        return self._size

    def _strip_end(self) -> None:
        """Take white space off the end, and the marks over it back."""
        before = self._size
        while self._chunks and (stripped := self._chunks[-1].rstrip()) != self._chunks[-1]:
            self._size -= len(self._chunks[-1]) - len(stripped)
            self._chunks[-1] = stripped
            if not stripped:
                self._chunks.pop()
        self._last = self._chunks[-1][-1] if self._chunks else "\n"
        if self._size < before:
            self._take_marks_back()

    def _take_marks_back(self) -> None:
        """Cut marks at the end of the text. Marks are opened and closed in its order, so only the last ones can be concerned."""
        size = self._size
        at = len(self._open)
        while at and self._open[at - 1][2] > size:
            at -= 1
            self._open[at] = (*self._open[at][:2], size)
        at = len(self._marks)
        while at and self._marks[at - 1][3] > size:
            at -= 1
        self._marks[at:] = [(kind, href, start, size) for kind, href, start, _ in self._marks[at:] if start < size]

    def rich(self, language: str | None = None, direction: str | None = None) -> dict[str, Any] | None:
        """The fields of a `RichText` in normal form; None where there is nothing to see."""
        while self._open:
            self.close()
        self._strip_end()
        if not self._size:
            return None
        fields: dict[str, Any] = {"text": "".join(self._chunks)}
        if self._marks:
            fields["marks"] = normal_marks(self._marks)
        if language is not None:
            fields["language"] = language
        if direction is not None:
            fields["direction"] = direction
        return fields

    def plain(self) -> str | None:
        """The text on one line, without marks; None where there is nothing to see."""
        rich = self.rich()
        return canonical(rich["text"]) if rich else None


def normal_marks(marks: Iterable[tuple[str, str | None, int, int]]) -> list[dict[str, Any]]:
    """Marks as (kind, href, start, end) in the model's normal form: joined, sorted, no link inside another."""
    kinds: dict[tuple[str, str | None], list[tuple[int, int]]] = {}
    link_end = 0
    for kind, href, start, end in sorted(marks, key=lambda mark: (mark[2], -mark[3])):
        first = max(start, link_end) if kind == "link" else start
        if first >= end:
            continue
        if kind == "link":
            link_end = end
        spans = kinds.setdefault((kind, href), [])
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((first, end))
    joined = [(start, -end, kind, href or "") for (kind, href), spans in kinds.items() for start, end in spans]
    return [
        {"kind": kind, "start": start, "end": -end} | ({"href": href} if href else {})
        for start, end, kind, href in sorted(joined)
    ]


def rich_in_normal_form(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """A rich text whose text or marks may not be in normal form, brought into it; None where there is nothing to see."""
    text = fields.get("text")
    if not isinstance(text, str):
        return None
    marks = [mark for mark in fields.get("marks") or () if _is_mark(mark)]
    edges = sorted({0, len(text), *(min(mark[edge], len(text)) for mark in marks for edge in ("start", "end"))})
    inline = Inline()
    sizes = {0: 0}
    for start, end in pairwise(edges):
        inline.lines(text[start:end])
        if text[end - 1] in "\r\n":
            inline.line_break()
        sizes[end] = inline.size
    for mark in marks:
        start, end = sizes[min(mark["start"], len(text))], sizes[min(mark["end"], len(text))]
        inline.mark(mark["kind"], start, end, mark.get("href"))
    return inline.rich(fields.get("language"), fields.get("direction"))


def _is_mark(mark: object) -> bool:
    return (
        isinstance(mark, Mapping)
        and isinstance(mark.get("kind"), str)
        and all(isinstance(mark.get(edge), int) and mark[edge] >= 0 for edge in ("start", "end"))
        and (mark["kind"] == "link") == isinstance(mark.get("href"), str)
    )
