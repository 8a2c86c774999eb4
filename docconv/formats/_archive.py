"""The archive of a book: a zip file (the EPUB Open Container Format 3.3, section 4) that never differs for the same content.

Files are packed as they come, so that memory stays flat however many there are; dates, attributes,
order and compression are fixed. Only another compressor than zlib under Python gives other bytes.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO

from docconv.problems import OutputError, problem

#: What is held in memory before it goes to a temporary file, in bytes.
IN_MEMORY = 1024 * 1024
#: The level of compression, as zlib counts: pages of books packed at 6 take a third more time, and one hundredth less room.
LEVEL = 4
#: The date of every file in the archive: the first that a zip can hold.
_DATE = (1980, 1, 1, 0, 0, 0)

_CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">\n'
    '<rootfiles>\n<rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/>\n</rootfiles>\n'
    "</container>\n"
)


class Archive:
    """An EPUB container that is being filled; `mimetype` comes first, stored, and the container file second."""

    def __init__(self, place: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(place, "w")
        self._add("mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        self._add("META-INF/container.xml", _CONTAINER.encode(), zipfile.ZIP_DEFLATED)

    def add(self, name: str, data: bytes, *, packed: bool = False) -> None:
        """Put a file into the folder of the publication; one that is `packed` in itself, as a JPEG is, is stored as it is."""
        self._add(f"EPUB/{name}", data, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)

    def close(self) -> None:
        """Write the directory at the end."""
        self._zip.close()

    def abandon(self) -> None:
        """Write nothing more: whoever interrupts the writing of a file leaves an archive that cannot be closed."""
        self._zip.fp = None

    def _add(self, name: str, data: bytes, method: int) -> None:
        info = zipfile.ZipInfo(name, _DATE)
        info.create_system, info.external_attr, info.compress_type = 3, 0o644 << 16, method
        self._zip.writestr(info, data, compresslevel=LEVEL if method == zipfile.ZIP_DEFLATED else None)


@contextmanager
def archive_for(stream: BinaryIO) -> Iterator[Archive]:
    """An archive that goes to `stream` once it is whole; a stream that cannot seek gets the same bytes.

    Raises `OutputError` (U002) when there is no room to write.

    >>> import io
    >>> book = io.BytesIO()
    >>> with archive_for(book) as archive:
    ...     archive.add("a.txt", b"Ferry")
    >>> zipfile.ZipFile(book).namelist()
    ['mimetype', 'META-INF/container.xml', 'EPUB/a.txt']
    """
    try:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as place:
            archive = Archive(place)
            try:
                yield archive
            except BaseException:
                archive.abandon()
                raise
            archive.close()
            place.seek(0)
            shutil.copyfileobj(place, stream)
    except OSError as error:
        raise OutputError(problem("U002", f"the book cannot be written: {error.strerror or error}")) from error
