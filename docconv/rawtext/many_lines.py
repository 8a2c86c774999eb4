"""Asking trees many lines at once, with numpy: for long pages, and many of them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

#: So many values of leaves, taken off their least so that none is below zero, add up to no more than two bytes.
_AT_MOST, _LEAST = 256, -128
#: So many classes of two bytes are one whole number.
_IN_ONE = 4


def ask_many(
    depth: int, questions: Sequence[int], thresholds: array[float], leaves: array[int], classes: int
) -> Callable[[Sequence[array[float]]], list[list[int]]]:
    """As `docconv.rawtext.few_lines.ask_few`; the sums are the same.

    The trees are laid out for asking: no question twice, and the values of a leaf side by side in few whole numbers.
    """
    import numpy as np

    trees = len(questions) // depth
    keys = (np.array(questions, dtype=np.int64) << 32) | np.frombuffer(thresholds, dtype=np.uint32)
    different, first, number = np.unique(keys, return_index=True, return_inverse=True)
    features = (different >> 32).astype(np.intp)
    limits = np.frombuffer(thresholds, dtype=np.float32)[first][:, None]
    levels = np.ascontiguousarray(number.reshape(trees, depth).T)
    trunks = (np.arange(trees, dtype=np.intp) << depth)[:, None]
    apart = np.zeros((trees << depth, -(-classes // _IN_ONE) * _IN_ONE), dtype=np.uint16)
    apart[:, :classes] = np.frombuffer(leaves, dtype=np.int8).reshape(-1, classes).astype(np.int16) - _LEAST
    values = np.ascontiguousarray(apart.view(np.uint64).T)

    def ask(columns: Sequence[array[float]]) -> list[list[int]]:
        table = np.frombuffer(b"".join(columns), dtype=np.float32).reshape(len(columns), -1)
        answers = (table.take(features, axis=0) > limits).view(np.uint8)
        leaf = answers.take(levels[-1], axis=0)
        for numbers in levels[-2::-1]:
            leaf <<= 1
            leaf |= answers.take(numbers, axis=0)
        at = leaf + trunks
        lines = at.shape[1]
        sums = np.zeros((lines, len(values), _IN_ONE), dtype=np.int32)
        for group, some in enumerate(values):
            found = some.take(at)
            for begin in range(0, trees, _AT_MOST):
                sums[:, group] += found[begin : begin + _AT_MOST].sum(axis=0).view(np.uint16).reshape(lines, _IN_ONE)
        whole: list[list[int]] = (sums.reshape(lines, -1)[:, :classes] + trees * _LEAST).tolist()
        return whole

    return ask
