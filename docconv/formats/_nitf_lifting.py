"""The story of a document that docconv wrote, read line by line and not as a tree, which costs a quarter.

The lines of the story are lifted out before the rest of the document is parsed (`lift`), and read by `_nitf_lines`. At the
first line that is not as docconv writes it, the first problem that would be told, the first sign of what it does not write
(comments, CDATA, other entities, another encoding), the whole document is read again in the usual way. Both ways give the
same article; `tests/test_nitf_lifting.py` holds them to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from docconv.formats._nitf_inline import NotAsWrittenError
from docconv.formats._nitf_lines import StoryLines, is_strange
from docconv.formats._xml import DECLARATION
from docconv.formats._xml_reading import local, parse_source
from docconv.model import Article
from docconv.problems import DocumentError, Problem, Report

if TYPE_CHECKING:
    from lxml.etree import _Element

    from docconv.formats._nitf_story import Story

#: Larger documents are read in the usual way at once, so that no document takes much time or memory for being tried.
_LARGEST = 1_000_000
#: How deep a story may stand: parsers refuse what is deep.
_DEEPEST = 100
_BEGINNING = DECLARATION.encode()


def read_lifted(data: bytes, name: str, read: Callable[[_Element, Report, Lifted], Iterable[Article]]) -> list[Article] | None:
    """The articles that `read` makes of the root of a document and the lines lifted out of it; None for the usual way.

    What is lifted out is what the element `name` holds: `body.content`, or all of a `body`.
    """
    lifted = lift(data, name)
    if lifted is None:
        return None
    told: list[Problem] = []
    try:
        articles = list(read(parse_source(lifted.rest, told.append), told.append, lifted))
    except (NotAsWrittenError, DocumentError):
        return None
    return None if told or not lifted.is_read else articles


def lift(data: bytes, name: str) -> Lifted | None:
    """A document and what an element of it holds, as lines; None where the document is not as docconv writes it.

    >>> lifted = lift(b'<?xml version="1.0" encoding="UTF-8"?>\\n<nitf>\\n<body>\\n  <body.head>\\n</body>\\n</nitf>', "body")
    >>> lifted.rest.splitlines()[1:]
    [b'<nitf>', b'<body>', b'</body>', b'</nitf>']
    """
    if len(data) > _LARGEST or not data.startswith(_BEGINNING) or b"\r" in data:
        return None
    opening = f"<{name}>\n".encode()
    start, end = data.find(opening) + len(opening), data.rfind(f"</{name}>\n".encode())
    if start < len(opening) or end < start:
        return None
    line = data.rfind(b"\n", 0, end) + 1
    rest = data[:start] + data[line:]
    try:
        markup, lines = rest[len(_BEGINNING) :].decode("utf-8"), data[start:line].decode("utf-8")
    except UnicodeDecodeError:
        return None
    # no other element can be of that name, if the name stands nowhere else
    if data[line:end].strip(b" ") or is_strange(markup) or rest.count(name.encode()) != 2:
        return None
    return Lifted(rest, lines, " " * (end - line))


class Lifted:
    """A document without what one of its elements holds (`rest`), and that as lines; `indent` is what stands before its end."""

    __slots__ = ("indent", "is_read", "lines", "rest")

    def __init__(self, rest: bytes, lines: str, indent: str) -> None:
        self.rest, self.indent = rest, indent
        self.lines = iter(lines.split("\n")[:-1])
        self.is_read = False

    def begin(self, element: _Element, name: str, *, ours: bool) -> None:
        """Begin to read the lines of `element`, which is to be of that name; raises `NotAsWrittenError` where they cannot be."""
        is_deep = self.rest.count(b"<") > _DEEPEST and sum(1 for _ in element.iterancestors()) > _DEEPEST
        if self.is_read or is_deep or not ours or local(element) != name:
            raise NotAsWrittenError
        self.is_read = True

    def read(self, story: Story, element: _Element) -> None:
        """Read the lines of a story; `element` is the `body.content` they were in. Raises `NotAsWrittenError`."""
        self.begin(element, "body.content", ours=story.reading.ours)
        story.reading.lifted = None
        StoryLines(self.lines, self.indent + "  ", story.reading).read(story, element)
