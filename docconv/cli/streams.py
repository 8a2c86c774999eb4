"""Standard input, output and error: bytes in and out whatever the locale, and words for people."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import BinaryIO, NoReturn, cast

from docconv.problems import InputError, OutputError, problem
from docconv.unicode import printable


class ReaderGoneError(Exception):
    """Nobody reads standard output any more."""


class StandardOutput:
    """Standard output as a stream of bytes whose failures are told as `OutputError`."""

    def write(self, data: bytes) -> int:
        """Write bytes; raises `ReaderGoneError` or `OutputError`."""
        if sys.stdout is None:  # closed by whoever started us
            raise OutputError(problem("U002", "standard output is closed", file="-"))
        try:
            return sys.stdout.buffer.write(data)
        except OSError as error:
            _give_up(error)

    def flush(self) -> None:
        """Write what is still held back."""
        if sys.stdout is not None:
            try:
                sys.stdout.flush()
            except OSError as error:
                _give_up(error)


def standard_output() -> BinaryIO:
    """Standard output for a format's writer."""
    return cast(BinaryIO, StandardOutput())


def write(text: str) -> None:
    """Write text to standard output as UTF-8; what UTF-8 cannot hold is written as an escape."""
    StandardOutput().write(text.encode("utf-8", "backslashreplace"))


def flush() -> None:
    """Write what standard output still holds back."""
    StandardOutput().flush()


def read() -> bytes:
    """All of standard input; raises `InputError` (I001) when there is none."""
    try:
        if sys.stdin is None:
            raise OSError("it is closed")
        return sys.stdin.buffer.read()
    except IsADirectoryError as error:
        raise InputError(problem("I001", "cannot be read: it is a folder", file="-")) from error
    except OSError as error:
        raise InputError(problem("I001", f"cannot be read: {(error.strerror or str(error)).lower()}", file="-")) from error


def say(line: str) -> None:
    """A line for people, on standard error, in the locale's own encoding."""
    if sys.stderr is not None:
        with suppress(OSError):
            encoding = sys.stderr.encoding or "utf-8"
            sys.stderr.write(printable(line).encode(encoding, "backslashreplace").decode(encoding) + "\n")
            sys.stderr.flush()


def is_terminal() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def columns() -> int | None:
    """How wide standard output is, when it is a terminal."""
    if not is_terminal():
        return None
    import shutil

    return shutil.get_terminal_size().columns


def wants_colour() -> bool:
    """Whether to write colours: to a terminal that has them, or where FORCE_COLOR asks for them; never where NO_COLOR is set."""
    if os.environ.get("NO_COLOR"):
        return False
    if forced := os.environ.get("FORCE_COLOR"):
        return forced != "0"
    return is_terminal() and os.environ.get("TERM") != "dumb"


def _give_up(error: OSError) -> NoReturn:
    """Point standard output nowhere, so that leaving does not fail again on what is held back, and raise."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    if isinstance(error, BrokenPipeError):
        raise ReaderGoneError from error
    raise OutputError(problem("U002", f"cannot be written: {(error.strerror or str(error)).lower()}", file="-")) from error
