"""Files that an output must not replace: the inputs, and the outputs before it, under whatever name."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path

from docconv.problems import Problem, UsageError, problem


class Taken:
    """The files that must not be written: the inputs, and the outputs of before, under whatever name."""

    def __init__(self, inputs: Iterable[str]) -> None:
        self._why: dict[tuple[int, int], Problem] = {}
        for name in inputs:
            identity = None if name == "-" else _identity(name)
            if identity is not None:
                self._why[identity] = problem("U001", "the output would replace an input: choose another name", file=name)

    def refuse(self, place: str | Path) -> None:
        """Raise `UsageError` when an output would replace one of them."""
        identity = None if place == "-" else _identity(place)
        if identity in self._why:
            raise UsageError(self._why[identity])

    def add(self, place: str | Path) -> None:
        """Take note of an output that was written."""
        identity = None if place == "-" else _identity(place)
        if identity is not None:
            message = "the output would replace another output: choose another name"
            self._why[identity] = problem("U001", message, file=str(place))


def _identity(place: str | Path) -> tuple[int, int] | None:
    """What tells a regular file from every other, whatever it is called; None when there is none that can be seen."""
    try:
        found = Path(place).stat()
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None
