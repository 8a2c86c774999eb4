"""Asking trees line by line in plain Python, for a process that reads a few short pages: no numpy is imported.

The loops run over features and trees inside the interpreter's own functions. A feature has a whole number for each
interval between its thresholds, with a bit for each question that is answered with yes there; those of all features
together are the numbers of the leaves, a byte a tree. The values of a leaf stand side by side in one whole number
too, so that adding up leaves is one sum for all classes.
"""

from __future__ import annotations

import functools
import itertools
import operator
import struct
from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate

#: The bytes that the sum of a class takes: enough for 65,000 trees.
_LANE = 3
_MOST = (1 << 8 * _LANE) - 1
#: Leaves hold bytes with a sign; taken off the least of them none is below zero.
_LEAST = -128
_FROM_LEAST = bytes((number - _LEAST) % 256 for number in range(256))


def ask_few(
    depth: int, questions: Sequence[int], thresholds: Sequence[float], leaves: array[int], classes: int
) -> Callable[[Sequence[array[float]]], list[list[int]]]:
    """What tells the sums of each class for each line, given its features: arrays of each of them, of all lines.

    The trees are given as `docconv.rawtext.forest.Forest` has them.
    """
    trees = len(questions) // depth
    asked: list[dict[float, int]] = [{} for _ in range(max(questions) + 1)]
    for number, (feature, threshold) in enumerate(zip(questions, thresholds, strict=True)):
        tree, level = divmod(number, depth)
        bits = asked[feature]
        bits[threshold] = bits.get(threshold, 0) | 1 << 8 * tree + level
    limits = [sorted(bits) for bits in asked]
    answers = [
        list(accumulate(map(bits.__getitem__, each), operator.or_, initial=0)) for bits, each in zip(asked, limits, strict=True)
    ]
    values = _side_by_side(leaves, classes)
    trunks = [values[begin : begin + (1 << depth)] for begin in range(0, len(values), 1 << depth)]
    shifts = range(8 * _LANE * (classes - 1), -1, -8 * _LANE)
    none = trees * _LEAST

    def ask(columns: Sequence[array[float]]) -> list[list[int]]:
        sums = []
        for line in zip(*columns, strict=True):
            places = map(bisect_left, limits, line)
            leaf = functools.reduce(operator.or_, map(operator.getitem, answers, places)).to_bytes(trees, "little")
            whole = sum(map(operator.getitem, trunks, leaf))
            sums.append([(whole >> shift & _MOST) + none for shift in shifts])
        return sums

    return ask


def _side_by_side(leaves: array[int], classes: int) -> list[int]:
    """The values of each leaf in one whole number, the first class in front, from their least on."""
    lanes = bytearray(_LANE * len(leaves))
    lanes[_LANE - 1 :: _LANE] = leaves.tobytes().translate(_FROM_LEAST)
    return list(itertools.starmap(int.from_bytes, struct.iter_unpack(f"{_LANE * classes}s", lanes)))
