"""Boosted trees as data: reading weights and asking them, many lines at once, with no training library.

The trees are oblivious: all nodes of one level ask the same question, so that the answers of a line
are the bits of the number of its leaf. Each leaf holds one value a class.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: A tree is no deeper than this: the number of its leaf is one byte.
DEEPEST = 8
#: So many values of leaves, taken off their least so that none is below zero, add up to no more than two bytes.
_AT_MOST, _LEAST = 256, -128
#: So many classes of two bytes are one whole number.
_IN_ONE = 4


class _Asked(NamedTuple):
    """A forest laid out for asking: no question twice, and the values of a leaf side by side in few whole numbers.

    `features` and `thresholds` (questions) are the questions that differ; `levels` (depth, trees) are their numbers;
    `trunks` (trees, 1) is where the leaves of a tree begin in `values` (groups of classes, leaves).
    """

    features: NDArray[np.intp]
    thresholds: Floats
    levels: NDArray[np.intp]
    trunks: NDArray[np.intp]
    values: NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees of one depth, `DEEPEST` at most, over the same features.

    `questions` (trees, depth) are the features asked for, `thresholds` (trees, depth) what they are
    compared with: a bit is set where the feature is greater. `leaves` (trees, 2 ** depth, classes) are
    whole numbers, `scale` what one of them is worth, `start` (classes) what every line begins with.
    """

    questions: NDArray[np.int16]
    thresholds: Floats
    leaves: NDArray[np.int8]
    scale: float
    start: Floats

    @functools.cached_property
    def _asked(self) -> _Asked:
        import numpy as np

        trees, depth = self.questions.shape
        keys = (self.questions.astype(np.int64) << 32) | np.ascontiguousarray(self.thresholds).view(np.uint32)
        different, first, number = np.unique(keys, return_index=True, return_inverse=True)
        leaves = self.leaves.reshape(trees << depth, -1)
        classes = leaves.shape[1]
        apart = np.zeros((len(leaves), -(-classes // _IN_ONE) * _IN_ONE), dtype=np.uint16)
        apart[:, :classes] = leaves.astype(np.int16) - _LEAST
        return _Asked(
            (different >> 32).astype(np.intp),
            self.thresholds.reshape(-1)[first][:, None],
            np.ascontiguousarray(number.reshape(trees, depth).T),
            (np.arange(trees, dtype=np.intp) << depth)[:, None],
            np.ascontiguousarray(apart.view(np.uint64).T),
        )

    def chances(self, features: Floats) -> Floats:
        """The chance of each class for each row of `features` (lines, features): (lines, classes), rows sum to 1.

        The time grows with the lines, and so does the memory, by some 10 kB a line: ask for a few thousand at once.
        """
        import numpy as np

        asked = self._asked
        answers = (features.T.take(asked.features, axis=0) > asked.thresholds).view(np.uint8)
        leaf = answers.take(asked.levels[-1], axis=0)
        for numbers in asked.levels[-2::-1]:
            leaf <<= 1
            leaf |= answers.take(numbers, axis=0)
        at = leaf + asked.trunks
        trees, lines = at.shape
        sums = np.zeros((lines, len(asked.values), _IN_ONE), dtype=np.int32)
        for number, values in enumerate(asked.values):
            found = values.take(at)
            for begin in range(0, trees, _AT_MOST):
                sums[:, number] += found[begin : begin + _AT_MOST].sum(axis=0).view(np.uint16).reshape(lines, _IN_ONE)
        whole = sums.reshape(lines, -1)[:, : len(self.start)] + trees * _LEAST
        return softmax(whole.astype(np.float32) * self.scale + self.start)


def softmax(sums: Floats) -> Floats:
    """Sums of evidence (lines, classes) as chances, rows of which sum to 1."""
    import numpy as np

    raised = np.exp(sums - sums.max(axis=1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=1, keepdims=True)
    return chances


# --- weights as data --------------------------------------------------------------------------------

_MAGIC = b"docconv forests 1\n"


def packed(forests: list[Forest], about: dict[str, Any]) -> bytes:
    """Forests as one block of bytes: a line of JSON that describes them, then their arrays, little-endian."""
    from pydantic_core import to_json

    shapes = [
        {"trees": f.questions.shape[0], "depth": f.questions.shape[1], "classes": f.leaves.shape[2], "scale": f.scale}
        for f in forests
    ]
    parts = [_MAGIC, to_json({**about, "forests": shapes}), b"\n"]
    for forest in forests:
        parts += [
            forest.questions.astype("<i2").tobytes(),
            forest.thresholds.astype("<f4").tobytes(),
            forest.leaves.astype("i1").tobytes(),
            forest.start.astype("<f4").tobytes(),
        ]
    return b"".join(parts)


def unpacked(data: bytes) -> tuple[list[Forest], dict[str, Any]]:
    """The forests that `packed` wrote, and what it was told about them; raises `ValueError` for other bytes."""
    import numpy as np
    from pydantic_core import from_json

    if not data.startswith(_MAGIC):
        raise ValueError("these are no weights of the tagger")
    end = data.index(b"\n", len(_MAGIC))
    about = from_json(data[len(_MAGIC) : end])
    at = end + 1
    forests = []

    def array(kind: str, *shape: int) -> Any:
        nonlocal at
        found = np.frombuffer(data, kind, functools.reduce(int.__mul__, shape), at).reshape(shape)
        at += found.nbytes
        return found

    for shape in about.pop("forests"):
        trees, depth, classes = shape["trees"], shape["depth"], shape["classes"]
        if depth > DEEPEST:
            raise ValueError(f"no tree is deeper than {DEEPEST}")
        forests.append(
            Forest(
                array("<i2", trees, depth),
                array("<f4", trees, depth),
                array("i1", trees, 1 << depth, classes),
                shape["scale"],
                array("<f4", classes),
            )
        )
    return forests, about
