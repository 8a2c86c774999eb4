"""Boosted trees as data: reading weights and asking them, with no training library.

The trees are oblivious: all nodes of one level ask the same question, so that the answers of a line
are the bits of the number of its leaf. Each leaf holds one value a class, a whole number, so that two
ways of asking come to the very same sums: plain Python (`few_lines`), which the first short pages of
a process are asked with, and numpy (`many_lines`), which takes longer to import than they take.
"""

from __future__ import annotations

import functools
import itertools
import math
import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docconv.rawtext.few_lines import ask_few
from docconv.rawtext.many_lines import ask_many

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ask = Callable[[Sequence[array[float]]], list[list[int]]]

#: A tree is no deeper than this: the number of its leaf is one byte.
DEEPEST = 8
#: So many lines take plain Python some 3 ms, and so many pages of them what it takes to import numpy.
SHORT_PAGE, FIRST_PAGES = 100, 30


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees of one depth, `DEEPEST` at most, over the same features.

    `questions` (trees, depth) are the features asked for, `thresholds` (trees, depth) what they are
    compared with: a bit is set where the feature is greater. `leaves` (trees, 2 ** depth, classes) are
    whole numbers of one byte, `scale` what one of them is worth, `start` (classes) what every line begins with.
    Each is flat: the numbers of a tree stand together.
    """

    depth: int
    questions: array[int]
    thresholds: array[float]
    leaves: array[int]
    scale: float
    start: array[float]
    _asked: Iterator[int] = field(default_factory=itertools.count, repr=False)

    @classmethod
    def of_arrays(
        cls,
        questions: NDArray[np.int16],
        thresholds: NDArray[np.float32],
        leaves: NDArray[np.int8],
        scale: float,
        start: NDArray[np.float32],
    ) -> Forest:
        """A forest of arrays of these shapes."""
        given = array("h", questions.tobytes()), array("f", thresholds.tobytes()), array("b", leaves.tobytes())
        return cls(questions.shape[1], *given, scale, array("f", start.tobytes()))

    @property
    def trees(self) -> int:
        """How many there are."""
        return len(self.questions) // self.depth

    @functools.cached_property
    def few(self) -> Ask:
        """Asking line by line, without numpy."""
        return ask_few(self.depth, self.questions, self.thresholds, self.leaves, len(self.start))

    @functools.cached_property
    def many(self) -> Ask:
        """Asking all lines at once, with numpy. The memory grows with the lines, by some 10 kB a line."""
        return ask_many(self.depth, self.questions, self.thresholds, self.leaves, len(self.start))

    def chances(self, columns: Sequence[array[float]]) -> list[list[float]]:
        """The chance of each class for each line, which sum to 1: (lines, classes).

        `columns` are the features, each of all lines. Ask for a few thousand lines at once.
        """
        is_short = len(columns[0]) <= SHORT_PAGE
        alone = is_short and "numpy" not in sys.modules and next(self._asked) < FIRST_PAGES
        sums = (self.few if alone else self.many)(columns)
        scale, start = self.scale, self.start.tolist()
        return [_softmax([whole * scale + begin for whole, begin in zip(row, start, strict=True)]) for row in sums]


def _softmax(sums: Sequence[float]) -> list[float]:
    """Sums of evidence as chances, which sum to 1."""
    most = max(sums)
    raised = [math.exp(each - most) for each in sums]
    whole = sum(raised)
    return [each / whole for each in raised]


# --- weights as data --------------------------------------------------------------------------------

_MAGIC = b"docconv forests 1\n"


def packed(forests: list[Forest], about: dict[str, Any]) -> bytes:
    """Forests as one block of bytes: a line of JSON that describes them, then their arrays, little-endian."""
    from pydantic_core import to_json

    shapes = [{"trees": f.trees, "depth": f.depth, "classes": len(f.start), "scale": f.scale} for f in forests]
    parts = [_MAGIC, to_json({**about, "forests": shapes}), b"\n"]
    for forest in forests:
        parts += [_little(each).tobytes() for each in (forest.questions, forest.thresholds, forest.leaves, forest.start)]
    return b"".join(parts)


def unpacked(data: bytes) -> tuple[list[Forest], dict[str, Any]]:
    """The forests that `packed` wrote, and what it was told about them; raises `ValueError` for other bytes."""
    from pydantic_core import from_json

    if not data.startswith(_MAGIC):
        raise ValueError("these are no weights of the tagger")
    end = data.index(b"\n", len(_MAGIC))
    about = from_json(data[len(_MAGIC) : end])
    at = end + 1

    def following(kind: str, size: int) -> array[Any]:
        nonlocal at
        found: array[Any] = array(kind)
        begin, at = at, at + size * found.itemsize
        if at > len(data):
            raise ValueError("these weights are cut off")
        found.frombytes(data[begin:at])
        return _little(found)

    forests = []
    for shape in about.pop("forests"):
        trees, depth, classes = shape["trees"], shape["depth"], shape["classes"]
        if depth > DEEPEST:
            raise ValueError(f"no tree is deeper than {DEEPEST}")
        questions, thresholds = following("h", trees * depth), following("f", trees * depth)
        leaves = following("b", (trees << depth) * classes)
        forests.append(Forest(depth, questions, thresholds, leaves, shape["scale"], following("f", classes)))
    return forests, about


def _little(numbers: array[Any]) -> array[Any]:
    """Numbers of this machine as little-endian ones, or those as its own."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers
