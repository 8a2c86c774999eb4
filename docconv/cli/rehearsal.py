"""What `convert --dry-run` has in place of files: a stream that measures, and a line that says what would be written."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from docconv.model import Article


class Measured(io.RawIOBase):
    """A stream that keeps nothing of what is written to it but its length.

    >>> stream = Measured()
    >>> _ = stream.write(b"Ferry"), stream.seek(0), stream.write(b"f")
    >>> stream.size
    5
    """

    def __init__(self) -> None:
        super().__init__()
        self.size = 0
        self._at = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        length = memoryview(data).nbytes
        self._at += length
        self.size = max(self.size, self._at)
        return length

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at


class Counted:
    """Articles that are counted as they are taken.

    >>> articles = Counted([])
    >>> list(articles), articles.number
    ([], 0)
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = articles
        self.number = 0

    def __iter__(self) -> Iterator[Article]:
        for article in self._articles:
            self.number += 1
            yield article


class Planned(NamedTuple):
    """A file that would be written: its name ("-": standard output), its format, how many articles and bytes it would hold."""

    place: str
    format: str
    articles: int
    size: int

    def __str__(self) -> str:
        """What would be done, in a line.

        >>> print(Planned("out/day.xml", "newsml", 3, 12_345))
        would write out/day.xml: newsml, 3 articles, 12,345 bytes
        """
        verb = "replace" if self.place != "-" and Path(self.place).is_file() else "write"
        name = "standard output" if self.place == "-" else self.place
        articles = "1 article" if self.articles == 1 else f"{self.articles:,} articles"
        return f"would {verb} {name}: {self.format}, {articles}, {self.size:,} bytes"
