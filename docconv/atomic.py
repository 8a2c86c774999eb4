"""Output files that are whole or not there: a temporary name in the same folder, renamed at the end."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from docconv.problems import OutputError, problem

if TYPE_CHECKING:
    from typing_extensions import Buffer


@contextmanager
def atomic_output(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A stream whose bytes become the file `path` when the block ends well, and vanish when it does not.

    The bytes go to a temporary file in the same folder, which is renamed on success and removed on
    every exception, `KeyboardInterrupt` included; what `path` held before stays until then. A
    symbolic link is followed, an existing file keeps its permissions. What is no regular file
    (`/dev/null`, a named pipe) cannot be renamed over and is written to directly.

    Raises `OutputError` (U002) when the file cannot be written: no such folder, a folder of that
    name, no permission, a full disk.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with atomic_output(f"{folder}/a.txt") as stream:
    ...         _ = stream.write(b"done")
    ...     os.listdir(folder)
    ['a.txt']
    """
    shown = os.fspath(path)
    mode = _checked_mode(shown)
    if mode is not None and not stat.S_ISREG(mode):
        with io.BufferedWriter(_Output(Path(path), os.O_WRONLY, shown)) as stream:
            yield stream
        return
    with _explained(shown):
        target = Path(path).resolve()
    temporary = target.with_name(f".docconv-{os.urandom(8).hex()}.tmp")
    raw = _Output(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, shown)
    try:
        stream = io.BufferedWriter(raw)
        yield stream
        stream.flush()
        with _explained(shown):
            raw.close()
            if mode is not None:
                temporary.chmod(stat.S_IMODE(mode))
            temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            raw.close()  # before the buffer above it, which then drops what it holds instead of writing it
        with suppress(OSError):
            temporary.unlink()
        raise


def look_at_output(path: str | os.PathLike[str]) -> None:
    """Raise `OutputError` (U002) where `atomic_output` would, as far as it can be seen without writing.

    A folder that is not there yet is no reason, and what only shows in writing, such as a full disk, is not seen.

    >>> look_at_output("new/a.txt")
    >>> look_at_output("/")
    Traceback (most recent call last):
        ...
    docconv.problems.OutputError: /: error[U002] cannot be written: there is a folder of that name
    """
    shown = os.fspath(path)
    mode = _checked_mode(shown)
    if mode is not None and not stat.S_ISREG(mode):
        return
    with _explained(shown):
        folder = Path(path).resolve().parent
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


class _Output(io.FileIO):
    """A file whose failures to open and write are told as `OutputError`, apart from those of whoever writes to it."""

    def __init__(self, path: Path, flags: int, shown: str) -> None:
        self._shown = shown
        with _explained(shown):
            super().__init__(path, "wb", opener=lambda file, _: os.open(file, flags | getattr(os, "O_BINARY", 0), 0o666))

    def write(self, data: Buffer) -> int:
        with _explained(self._shown):
            return super().write(data)


def _checked_mode(shown: str) -> int | None:
    """The mode of the file that an output is to replace, None where there is none; `OutputError` where it cannot be replaced."""
    with _explained(shown):
        if not shown:  # which Path would take for the current folder
            raise ValueError("its name is empty")
        mode = _mode_of(Path(shown))
    if mode is not None:
        _refuse_unwritable(Path(shown), mode, shown)
    return mode


def _mode_of(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _refuse_unwritable(target: Path, mode: int, shown: str) -> None:
    if stat.S_ISDIR(mode):
        raise OutputError(problem("U002", "cannot be written: there is a folder of that name", file=shown))
    if not os.access(target, os.W_OK):
        raise OutputError(problem("U002", "cannot be written: it is read-only", file=shown))


@contextmanager
def _explained(shown: str) -> Iterator[None]:
    """Turns a failure of the operating system into an `OutputError` in plain words."""
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of a named pipe has gone: no fault of the file's
    except FileNotFoundError as error:
        raise OutputError(problem("U002", "cannot be written: its folder does not exist", file=shown)) from error
    except NotADirectoryError as error:
        raise OutputError(problem("U002", "cannot be written: a part of its path is no folder", file=shown)) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(problem("U002", f"cannot be written: {reason}", file=shown)) from error
    except ValueError as error:  # a NUL in the name
        raise OutputError(problem("U002", f"cannot be written: {error}", file=shown)) from error
