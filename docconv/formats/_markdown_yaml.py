"""YAML read as a tree of texts with their places: the front matter of people one does not know.

PyYAML tells what it meets, event by event; no object is made and no tag is heeded, nesting and what
aliases stand for have limits, and a scalar stays the text that is written there: whether `no` is a
country, a language or a refusal is for the field to say that holds it. `as_json` reads scalars by the core
schema of YAML 1.2 (section 10.3).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Problem, problem

#: Lists and mappings may nest so deep, and aliases stand for so many values together.
DEEPEST, MOST_COPIED = 100, 10_000
#: So many values may stand in it, keys included: each takes PyYAML some 20 microseconds.
MOST_VALUES = 60_000


class Node(NamedTuple):
    """A value: a `str`, a list of nodes, or a list of pairs of them; `plain` is a scalar without quotation marks.

    `line` and `column` count from 1, `line` in the document; `size` is how many values it holds, itself included.
    """

    value: str | list[Node] | list[tuple[Node, Node]]
    kind: str
    line: int
    column: int
    plain: bool = False
    size: int = 1

    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """The keys and values of a mapping; of nothing else there are any."""
        if self.kind == "mapping":
            yield from self.value  # type: ignore[misc]  # what `kind` says of `value`, types cannot

    def items(self) -> list[Node]:
        """The values of a list; a single value is a list of one, nothing an empty one."""
        if self.kind == "list":
            return list(self.value)  # type: ignore[arg-type]  # what `kind` says of `value`, types cannot
        return [] if self.is_null() else [self]

    def text(self) -> str | None:
        """The text of a scalar as it is written; None for nothing, lists and mappings."""
        return self.value if isinstance(self.value, str) and not self.is_null() else None

    def is_null(self) -> bool:
        """Whether it is the scalar that stands for nothing."""
        return self.plain and self.value in ("", "~", "null", "Null", "NULL")

    def at(self, step: str | int) -> Node | None:
        """What stands in it under a key or number."""
        if isinstance(step, int):
            return self.items()[step] if self.kind == "list" and step < len(self.items()) else None
        return next((value for key, value in self.pairs() if key.value == step), None)


def parse_yaml(text: str, first_line: int = 1) -> Node | None:
    """The value that a YAML document is; None for an empty one. `first_line` is where it begins in its file.

    Raises `DocumentError` (K001) with line and column for what is no YAML or goes beyond the limits.

    >>> node = parse_yaml("lang: no\\ntags: [a, 2]")
    >>> as_json(node), node.at("tags").line
    ({'lang': 'no', 'tags': ['a', 2]}, 2)
    """
    import yaml  # some milliseconds: only for those who read front matter

    building = _Building(first_line)
    loader = yaml.SafeLoader("")
    try:
        loader = yaml.SafeLoader(text)
        while loader.check_event():
            building.take(loader.get_event())
    except yaml.reader.ReaderError as error:
        raise DocumentError(_misplaced(text, error, first_line)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        within = f" {error.context} (from line {error.context_mark.line + first_line})" if error.context_mark else ""
        raise DocumentError(_broken((error.problem or "it cannot be read") + within, line, column)) from error
    except ValueError as error:  # an escape for a character that there is not, such as "\U00110000"
        raise DocumentError(_broken("an escape stands for no character", first_line, 1)) from error
    finally:
        loader.dispose()
    return building.root


def _broken(what: str, line: int, column: int) -> Problem:
    return problem("K001", f"the front matter is not YAML: {what}", line=line, column=column)


def _misplaced(text: str, error: Any, first_line: int) -> Problem:
    """What is wrong with a character that no YAML may hold."""
    before = text[: error.position]
    line, column = before.count("\n") + first_line, len(before) - before.rfind("\n")
    return _broken(f"the character U+{ord(text[error.position]):04X} may not stand in it", line, column)


class _Building:
    """The tree while it is built; `open` are the lists and mappings that are not at their end."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.root: Node | None = None
        self.open: list[tuple[str, list[Node], int, int, str | None]] = []
        self.anchors: dict[str, Node] = {}
        self.copied = self.taken = 0

    def take(self, event: Any) -> None:
        name = type(event).__name__
        self.taken += 1
        line, column = event.start_mark.line + self.first_line, event.start_mark.column + 1
        match name:
            case "ScalarEvent":
                plain = event.style in (None, "") and event.tag in (None, "")
                self.add(Node(_well_formed(event.value), "scalar", line, column, plain), event.anchor)
            case "AliasEvent":
                self.add(self.copy(event.anchor, line, column), None)
            case "SequenceStartEvent" | "MappingStartEvent":
                if len(self.open) >= DEEPEST:
                    raise DocumentError(_broken(f"lists and mappings nest deeper than {DEEPEST}", line, column))
                kind = "list" if name == "SequenceStartEvent" else "mapping"
                self.open.append((kind, [], line, column, event.anchor))
            case "SequenceEndEvent" | "MappingEndEvent":
                kind, parts, line, column, anchor = self.open.pop()
                size = 1 + sum(part.size for part in parts)
                value: Any = parts if kind == "list" else list(zip(parts[::2], parts[1::2], strict=True))
                self.add(Node(value, kind, line, column, size=size), anchor)
            case "DocumentStartEvent":
                if self.root is not None:
                    raise DocumentError(_broken("a second document begins in it", line, column))

        if self.taken > MOST_VALUES:
            raise DocumentError(_broken(f"it holds more than {MOST_VALUES:,} values", line, column))

    def copy(self, anchor: str, line: int, column: int) -> Node:
        node = self.anchors.get(anchor)
        if node is None:
            raise DocumentError(_broken(f"nothing before it has the name {anchor[:40]!r}", line, column))
        self.copied += node.size
        if self.copied > MOST_COPIED:
            raise DocumentError(_broken(f"its aliases stand for more than {MOST_COPIED} values", line, column))
        return node

    def add(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node
        if self.open:
            self.open[-1][1].append(node)
        else:
            self.root = node


def _well_formed(text: str) -> str:
    """A text without the halves of characters that escapes may stand for."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


# --- scalars ----------------------------------------------------------------------------------------

_WHOLE = lazy_pattern("[-+]?(?:0|[1-9][0-9]{0,399})")
_FRACTION = lazy_pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def as_json(node: Node) -> Any:
    """A value as JSON has it; numbers beyond what JSON exchanges, numbers with leading zeros and dates stay texts."""
    if node.kind == "mapping":
        return {_as_key(key): as_json(value) for key, value in node.pairs()}
    if node.kind == "list":
        return [as_json(value) for value in node.items()]
    text = str(node.value)
    if not node.plain:
        return text
    if node.is_null():
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _WHOLE.fullmatch(text):
        whole = int(text)
        return whole if abs(whole) < 2**1024 - 2**970 + 1 else text
    if _FRACTION.fullmatch(text) and not text.lstrip("+-").isdigit():
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def _as_key(key: Node) -> str:
    if isinstance(key.value, str):
        return key.value
    from pydantic_core import to_json

    return to_json(as_json(key)).decode()
