"""Boosted trees as data: reading weights and asking them, many lines at once, with no training library.

The trees are oblivious: all nodes of one level ask the same question, so that the answers of a line
are the bits of the number of its leaf. Each leaf holds one value a class. Every pass of the tagger is
one forest.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees of one depth over the same features.

    `questions` (trees, depth) are the features asked for, `thresholds` (trees, depth) what they are
    compared with: a bit is set where the feature is greater. `leaves` (trees, 2 ** depth, classes) are
    whole numbers, `scale` what one of them is worth, `start` (classes) what every line begins with.
    """

    questions: NDArray[np.int16]
    thresholds: Floats
    leaves: NDArray[np.int8]
    scale: float
    start: Floats

    def chances(self, features: Floats) -> Floats:
        """The chance of each class for each row of `features` (lines, features): (lines, classes), rows sum to 1."""
        import numpy as np

        trees, depth = self.questions.shape
        lines = len(features)
        sums = np.empty((lines, len(self.start)), dtype=np.float32)
        trunks = np.arange(trees, dtype=np.int32) << depth
        flat = self.leaves.reshape(trees << depth, -1)
        for begin in range(0, lines, _AT_ONCE):  # so that a page of a million lines takes no more memory than one of a few
            part = features[begin : begin + _AT_ONCE]
            leaf = np.broadcast_to(trunks, (len(part), trees)).copy()
            for level in range(depth):
                leaf += (part[:, self.questions[:, level]] > self.thresholds[:, level]).astype(np.int32) << level
            sums[begin : begin + len(part)] = flat[leaf].sum(axis=1, dtype=np.int32)
        return softmax(sums * self.scale + self.start)


#: So many lines are asked at once.
_AT_ONCE = 2048


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
