"""A JSON object as readers of foreign documents take it apart: what was taken, what is left, where each part stands.

Names are found in any case; null and what is empty counts as not there. Findings are collected with
the path of the value in the document and placed at the end, with one look at the source.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from pydantic_core import to_json

from docconv.formats._documents import Document, as_utf8, duplicates, parsed, tell_all
from docconv.formats._findings import shown
from docconv.formats._normal_form import as_moment, to_article
from docconv.formats._positions import Lines, Path, survey
from docconv.model import Article
from docconv.problems import DocumentError, Problem, Report, problem
from docconv.unicode import canonical, decode

#: How many findings of one object are told one by one, and of all objects of a document; beyond the second, errors still are.
_MOST_TOLD, MOST_OF_ALL = 500, 20_000


class Value(NamedTuple):
    """A value of the document and the way to it."""

    value: Any
    path: Path


class Node:
    """An object of the document: its members are taken by name, and what is left can be asked for.

    >>> node = Node({"Headline": "Ferry", "urgency": 4, "guid": None}, ())
    >>> node.text("headline").value, list(node.left())
    ('Ferry', ['urgency'])
    """

    __slots__ = ("_names", "_roles", "_taken", "path", "value")

    def __init__(self, value: dict[str, Any], path: Path, plain: Callable[[str], str] = str.lower) -> None:
        """`plain` makes of a name the one it is asked for by."""
        self.value, self.path = value, path
        self._names = {plain(name): name for name in reversed(value)}  # of two that are one, the first
        self._taken: set[str] = set()
        self._roles: dict[str, list[tuple[str, str]]] = {}

    def peek(self, *names: str) -> Value | None:
        """The first member of those names (in lower case) that is there and not empty; it stays."""
        for name in names:
            if name in self._names and not is_empty(value := self.value[self._names[name]]):
                return Value(value, (*self.path, self._names[name]))
        return None

    def take(self, *names: str) -> Value | None:
        """As `peek`, and the member counts as taken."""
        found = self.peek(*names)
        if found is not None:
            self.done(found)
        return found

    def done(self, *members: Value) -> None:
        """These members were used."""
        for member in members:
            self._taken.add(str(member.path[-1]))

    def roles(self, name: str) -> list[tuple[str, str]]:
        """The members of a name in any case, alone or with a role as in `body_xhtml`: the role in lower case, and the name there.

        >>> Node({"body_XHTML": "<p>Rain</p>", "Body": "Rain", "bodies": []}, ()).roles("body")
        [('xhtml', 'body_XHTML'), ('', 'Body')]
        """
        if not self._roles:
            for actual in self.value:
                stem, _, role = actual.lower().partition("_")
                self._roles.setdefault(stem, []).append((role, actual))
        return self._roles.get(name, [])

    def done_with(self, singular: str, plural: str) -> None:
        """The members of these names were used, of the singular those with a role too."""
        for _, actual in self.roles(singular):
            self._taken.add(actual)
        for _, actual in self.roles(plural):
            if "_" not in actual:
                self._taken.add(actual)

    def text(self, *names: str) -> Value | None:
        """The first member of those names that is text with something to see, or a list of one; numbers count as text."""
        for name in names:
            if name not in self._names:
                continue
            actual = self._names[name]
            value = self.value[actual]
            if isinstance(value, list) and len(value) == 1:
                value = value[0]
            if not is_empty(value) and not isinstance(value, bool | list | dict):
                self._taken.add(actual)
                return Value(str(value), (*self.path, actual))
        return None

    def left(self) -> dict[str, Any]:
        """What was not taken and is not empty."""
        return {name: value for name, value in self.value.items() if name not in self._taken and not is_empty(value)}


def is_empty(value: object) -> bool:
    """Whether a value says nothing: null, an empty list or object, text without anything to see."""
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or (not value and isinstance(value, list | tuple | dict))


def as_list(found: Value | None) -> Iterator[Value]:
    """The items of a member that is a list, or the one value that stands where a list should."""
    if found is None:
        return
    if isinstance(found.value, list):
        for number, item in enumerate(found.value):
            if not is_empty(item):
                yield Value(item, (*found.path, number))
    else:
        yield found


# --- findings ---------------------------------------------------------------------------------------


@dataclass
class Findings:
    """What is found while one object becomes an article: problems with their place, and where each field comes from.

    `origins` leads from the JSON Pointer of a field of the article to the path in the document.
    """

    origins: dict[str, Path] = field(default_factory=dict)
    told: list[tuple[Problem, Path | None]] = field(default_factory=list)

    def tell(self, code: str, message: str, path: Path, field: str | None = None) -> None:
        """A problem at a path of the document; `field` is the JSON Pointer of the field it concerns."""
        self.told.append((problem(code, message, path=field), path))

    def within(self, path: Path, field: str | None = None) -> Report:
        """A report for what reads a value of its own, such as markup: all stands where that value stands."""

        def report(found: Problem) -> None:
            self.told.append((replace(found, line=None, column=None, path=found.path or field), path))

        return report

    def origin(self, where: str | None) -> Path | None:
        """The path in the document of a field of the article, or of what holds it."""
        while where:
            if where in self.origins:
                return self.origins[where]
            where = where.rpartition("/")[0]
        return None

    def place(self, source: Source, base: Path, report: Report) -> None:
        """Report everything with line and column, in the order of the document; `base` leads to the object that was read."""
        said = self.told if source.room > 0 else [(each, path) for each, path in self.told if each.severity == "error"]
        source.room -= len(said)
        source.untold += len(self.told) - len(said)
        if not said:
            return
        told = [(each, self.origin(each.path) if path is None else path) for each, path in said[:_MOST_TOLD]]
        offsets = source.offsets(base, [path or base for _, path in told])
        for at, (each, _) in sorted(zip(offsets, told, strict=True), key=lambda pair: pair[0]):
            line, column = source.lines.at(at)
            report(Problem(each.code, each.severity, each.message, each.file, line, column, each.path))
        if len(said) > _MOST_TOLD:
            report(problem("R002", f"there are {len(said) - _MOST_TOLD} more findings", severity="info"))


class Source:
    """A document and where the objects in it stand that are read one by one, each looked through by itself."""

    def __init__(self, document: Document, bases: Sequence[Path]) -> None:
        """`bases` lead to the objects that will be read, in the order of the document."""
        self.document = document
        self.room, self.untold = MOST_OF_ALL, 0
        self._bases = bases
        self._spans: dict[Path, tuple[int, int]] = {}

    @cached_property
    def lines(self) -> Lines:
        """Offsets as lines and columns."""
        return Lines(self.document.source, self.document.first_line)

    def offsets(self, base: Path, paths: Sequence[Path]) -> list[int]:
        """Where the values at `paths` stand, or the innermost value around each that is there; `base` holds them all."""
        start, end = self._span(base)
        inner = [path[len(base) :] if path[: len(base)] == base else () for path in paths]
        found = survey(self.document.source[start:end], inner, unique=not self.document.twice)
        return [start + found.offset(path) for path in inner]

    def tell_rest(self, report: Report) -> None:
        """Say how many findings were not told, where that are any; for when all objects are read."""
        if self.untold:
            report(problem("R002", f"there are {self.untold:,} more findings", severity="info"))

    def _span(self, base: Path) -> tuple[int, int]:
        """Where an object stands, with what may stand between it and the next."""
        if not base:
            return 0, len(self.document.source)
        if not self._spans:
            found = survey(self.document.source, self._bases, unique=not self.document.twice)
            starts = sorted({found.offset(path): path for path in self._bases}.items())
            ends = [*(start for start, _ in starts[1:]), len(self.document.source)]
            self._spans = {path: (start, end) for (start, path), end in zip(starts, ends, strict=True)}
        return self._spans.get(base, (0, len(self.document.source)))


def article_of(fields: dict[str, Any], findings: Findings, source: Source, base: Path, report: Report) -> Article:
    """The article that the gathered fields make; everything found on the way is reported with its place."""
    mending: list[Problem] = []
    article = to_article(fields, mending.append)
    findings.told += [(found, None) for found in mending]
    findings.place(source, base, report)
    return article


def put_first(sections: list[dict[str, Any]], blocks: list[dict[str, Any]]) -> None:
    """Put blocks that belong to no place of the text before it, where no heading stands over them.

    >>> body = [{"heading": "At dawn", "blocks": []}]
    >>> put_first(body, [{"type": "figure", "src": "a.jpg"}])
    >>> body[0]
    {'blocks': [{'type': 'figure', 'src': 'a.jpg'}]}
    """
    if blocks and (not sections or sections[0].get("heading")):
        sections.insert(0, {"blocks": blocks})
    elif blocks:
        sections[0]["blocks"] = [*blocks, *sections[0].get("blocks", ())]


# --- documents and values ---------------------------------------------------------------------------


def lenient_document(data: bytes, report: Report) -> Document:
    """A JSON document; raw line breaks and tabs in its strings are read and reported (J001, here a warning).

    A name that stands twice in an object is reported (J005, here a warning); the last value counts.
    Raises `DocumentError` (J001) for what is no JSON.
    """
    data = _readable(as_utf8(data, report), report)
    try:
        document = parsed(data)
        tell_all(duplicates(document, "warning"), report)
        return document
    except DocumentError as error:
        try:
            source = data.decode("utf-8")
            value = json.loads(source, strict=False, parse_constant=_refuse)
            to_json(value)  # refuses lone surrogates
        except (ValueError, RecursionError):  # what is no UTF-8, no JSON, or nests deeper than parsers go
            raise error from None
        report(replace(error.problems[0], severity="warning"))
        return Document(source, value)


def _readable(data: bytes, report: Report) -> bytes:
    """`data` as UTF-8, where it is in another encoding or some of its bytes mean nothing (I002, I003)."""
    try:
        data.decode("utf-8")
        return data
    except UnicodeDecodeError:
        decoded = decode(data)
    if decoded.encoding != "utf-8":
        report(
            problem("I002", f"the document is not UTF-8, as JSON is (RFC 8259, section 8.1); it was read as {decoded.encoding}")
        )
    if decoded.replaced:
        report(problem("I003", f"{decoded.replaced} bytes have no meaning in {decoded.encoding} and were replaced"))
    return decoded.text.encode("utf-8", "replace")


def _refuse(name: str) -> Any:
    raise ValueError(name)


def moment_of(found: Value, findings: Findings, field: str) -> datetime | None:
    """A date and time in UTC; one without zone is taken as UTC (R001), what is none is left out (R002)."""
    text = str(found.value)
    moment = as_moment(text) if isinstance(found.value, str) else None
    if moment is None:
        findings.tell("R002", f'"{shown(text)}" is no date and time', found.path, field)
    elif not _has_zone(text):
        findings.tell("R001", f"the date {shown(text)} has no zone: it was taken as UTC", found.path, field)
    return moment


def _has_zone(text: str) -> bool:
    tail = text.strip()[10:]
    return tail.endswith(("Z", "z", "UTC")) or "GMT" in tail or "+" in tail or "-" in tail


def extension_key(vendor: str, name: str) -> str:
    """The name of an extension for what a foreign document calls `name`.

    >>> extension_key("ninjs", "urgency")
    'ninjs:urgency'
    """
    return f"{vendor}:{canonical(name) or 'unnamed'}"
