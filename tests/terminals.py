"""Programs on a pseudo-terminal: keys in, what the terminal would show out."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import pytest

#: Seconds in which a program that is not stuck writes something.
_PATIENCE = 60


class Terminal:
    """A program that runs on a pseudo-terminal; `seen` is all that it has written there."""

    def __init__(self, program: subprocess.Popen[bytes], end: int) -> None:
        self.program = program
        self.seen = ""
        self._end = end

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._end, keys.encode())

    def until(self, words: str, *, behind: int = 0) -> str:
        """What was written, from the place `behind` on, up to the words; fails when they do not come."""
        while words not in self.seen[behind:]:
            assert self._read(), f"{words!r} did not come: {self.seen!r}"
        return self.seen[behind:]

    def rest(self) -> str:
        """What was written until the program ended."""
        while self._read():
            pass
        return self.seen

    def _read(self) -> bool:
        if not select.select([self._end], [], [], _PATIENCE)[0]:
            return False
        try:
            data = os.read(self._end, 65536)
        except OSError:  # Linux: nobody has the other end open
            return False
        self.seen += data.decode("utf-8", "replace")
        return bool(data)


@contextmanager
def terminal(command: Sequence[str], environment: Mapping[str, str], *, only_errors: bool = False) -> Iterator[Terminal]:
    """Runs a command on a pseudo-terminal, or with standard error alone on it; ends it with the block."""
    pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX's")
    ours, theirs = pty.openpty()
    other = subprocess.DEVNULL if only_errors else theirs
    with subprocess.Popen(
        command, stdin=other, stdout=other, stderr=theirs, env={**os.environ, **environment}, start_new_session=True
    ) as program:
        os.close(theirs)
        try:
            yield Terminal(program, ours)
        finally:
            with suppress(ProcessLookupError):
                program.terminate()
            os.close(ours)
