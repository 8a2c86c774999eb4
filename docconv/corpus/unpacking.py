"""Streams that are packed: gzip, Zstandard, bzip2 and xz, told from their first bytes, and written again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, BinaryIO, cast

from docconv.corpus.places import BLOCK
from docconv.problems import UsageError, problem

_GZIP, _ZSTD, _BZIP2, _XZ = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ\x00"


def unpacked(stream: io.BufferedReader) -> BinaryIO:
    """What a stream holds, unpacked as it is read where it is packed; raises `UsageError` (U004) without zstandard."""
    head = stream.peek(6)
    if head.startswith(_GZIP):
        import gzip

        return io.BufferedReader(cast(Any, gzip.GzipFile(fileobj=stream, mode="rb")), BLOCK)
    if head.startswith(_ZSTD):
        reader = _zstandard().ZstdDecompressor(max_window_size=1 << 27).stream_reader(stream, read_across_frames=True)
        return io.BufferedReader(reader, BLOCK)
    if head.startswith(_BZIP2):
        import bz2

        return io.BufferedReader(cast(Any, bz2.BZ2File(stream)), BLOCK)
    if head.startswith(_XZ):
        import lzma

        return io.BufferedReader(cast(Any, lzma.LZMAFile(stream)), BLOCK)
    return stream


def faults() -> tuple[type[BaseException], ...]:
    """What unpacking raises for data that is damaged or breaks off."""
    import gzip
    import lzma
    import zlib

    found: tuple[type[BaseException], ...] = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)
    try:
        return (*found, _zstandard().ZstdError)
    except UsageError:
        return found


@contextmanager
def packed(stream: BinaryIO, how: str) -> Iterator[BinaryIO]:
    """A stream whose bytes go to `stream` packed: "gz", "zst", or "none" as they are. The bytes depend on nothing else."""
    if how == "gz":
        import gzip

        with gzip.GzipFile(filename="", fileobj=stream, mode="wb", compresslevel=6, mtime=0) as inner:
            buffered = io.BufferedWriter(cast(Any, inner), BLOCK)
            yield buffered
            buffered.flush()
            buffered.detach()
    elif how == "zst":
        with _zstandard().ZstdCompressor(level=3).stream_writer(stream, closefd=False) as inner:
            yield cast(BinaryIO, inner)
    else:
        yield stream


def check_packing(how: str) -> None:
    """Raise `UsageError` (U004) where what packs is not installed."""
    if how == "zst":
        _zstandard()


def _zstandard() -> Any:
    try:
        return import_module("zstandard")  # an extra
    except ImportError as error:
        raise UsageError(problem("U004", "Zstandard needs the package zstandard: pip install 'docconv[zstd]'")) from error
