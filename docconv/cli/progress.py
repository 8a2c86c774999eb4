"""How far long work is, told on standard error: one line that changes on a terminal, else a line now and then.

Short work is done in silence. Whoever writes something else meanwhile calls `clear` before, so that a terminal
shows it on a line of its own.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

#: Seconds until the first line, and between lines: on a terminal, and in a log.
_ON_TERMINAL, _IN_LOG = (1.0, 0.2), (10.0, 30.0)

#: What is told at a moment of the clock.
Line = Callable[[float], str]


class Watch:
    """Shows lines of progress, as often as people like to see them; none when `quiet`.

    `now` is the clock, in seconds; `stream` is where the lines go, standard error unless another is given.
    """

    def __init__(self, *, quiet: bool = False, now: Callable[[], float] = time.monotonic, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._quiet = quiet or self._stream is None
        self._terminal = self._stream is not None and self._stream.isatty()
        self._now = now
        self._due = now() + (_ON_TERMINAL if self._terminal else _IN_LOG)[0]
        self._shown = 0

    def __call__(self, line: Line) -> None:
        """Show a line if it is time for one; hardly costs anything if it is not."""
        if self._quiet:
            return
        now = self._now()
        if now < self._due:
            return
        self._due = now + (_ON_TERMINAL if self._terminal else _IN_LOG)[1]
        told = line(now)
        if not self._terminal:
            self._write(told + "\n")
            return
        import shutil  # with all it needs for archives

        fitting = told[: max(shutil.get_terminal_size().columns - 1, 1)]  # a line that wraps cannot be cleared
        self._write("\r" + fitting.ljust(self._shown))
        self._shown = len(fitting)

    def clear(self) -> None:
        """Take the line that changes off the terminal."""
        if self._shown:
            self._write("\r" + " " * self._shown + "\r")
            self._shown = 0

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # whoever looked on has gone
            self._quiet = True


@dataclass(slots=True)
class Course:
    """What is done of a run over files: `total` files (0: not known), of which some failed, and what came of them.

    `things` is what is counted besides files, such as articles; nothing is when it is empty.

    >>> course = Course(begun=0.0, total=300, files=100, things="articles", made=400, failed=2)
    >>> course.line(10.0)
    '100 of 300 files, 400 articles, 40 articles/s, 20 s left, 2 failed'
    """

    begun: float
    total: int = 0
    files: int = 0
    things: str = ""
    made: int = 0
    failed: int = 0
    count: Callable[[], int] | None = field(default=None)

    def line(self, now: float) -> str:
        """Where the run stands at a moment; what there is in all is counted (`count`) when it is first told."""
        from docconv.corpus.progress import duration  # with all that corpora need: for those who wait

        if self.count is not None:
            self.total, self.count = self.count(), None
        elapsed = max(now - self.begun, 1e-6)
        known = self.total >= self.files and self.total > 0
        told = [f"{self.files:,} of {self.total:,} files" if known else f"{self.files:,} files"]
        told += [f"{self.made:,} {self.things}", f"{self.made / elapsed:,.0f} {self.things}/s"] if self.things else []
        told += [] if self.things else [f"{self.files / elapsed:,.0f} files/s"]
        if known and self.files:
            told.append(f"{duration(elapsed * (self.total - self.files) / self.files)} left")
        told += [f"{self.failed:,} failed"] if self.failed else []
        return ", ".join(told)
