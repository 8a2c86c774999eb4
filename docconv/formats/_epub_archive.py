"""The zip archive of a book as readers meet it: opened safely, within limits, nothing written anywhere.

Only the list of files is Python's `zipfile`; a file is unpacked here, from the bytes of the book, so that
none can be larger than it is allowed to be, whatever the archive says of itself. Names are keys into
the archive and never paths of the machine. What the container format (EPUB 3.3, section 4, OCF) asks of an
archive and that does not keep it from being read is reported (E005).
"""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from docconv.problems import DocumentError, Report, problem

#: How many files an archive may hold.
MOST_FILES = 65_535
#: How large one file of a book may be when it is unpacked, in bytes; pictures, which are not unpacked, do not count.
LARGEST_FILE = 50_000_000
#: How much of a book is unpacked in all, in bytes.
LARGEST_BOOK = 2_000_000_000
#: How many times larger than in the archive a file, or all of them, may be, where that is more than `RATIO_COUNTS_FROM` bytes.
HIGHEST_RATIO = 200
#: How many elements a page or another file of XML may have: each takes a kilobyte while it is read.
MOST_ELEMENTS = 350_000
RATIO_COUNTS_FROM = 16_000_000

_STORED, _DEFLATED = 0, 8
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
#: How much is taken from the archive, and how much unpacked, in one go, in bytes.
_TAKEN, _STEP = 1 << 16, 1 << 20
#: The most irregular names and files that are told one by one.
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an archive may cost: see the constants of the same names."""

    most_files: int = MOST_FILES
    largest_file: int = LARGEST_FILE
    largest_book: int = LARGEST_BOOK
    highest_ratio: int = HIGHEST_RATIO
    most_elements: int = MOST_ELEMENTS


class _Member(NamedTuple):
    """A file in the archive: where its local header begins, how it is packed, and its sizes."""

    name: str
    start: int
    method: int
    packed: int
    size: int
    checksum: int
    is_encrypted: bool


class BookFiles:
    """The files of a book, by name.

    >>> from docconv.formats.epub import EpubOptions, write
    >>> from docconv.model import Article
    >>> book = io.BytesIO()
    >>> write([Article(headline="Ferry adds dawn sailing")], book, EpubOptions(), lambda problem: None)
    >>> files = open_book(book.getvalue(), Limits(), print)
    >>> "EPUB/article-0001.xhtml" in files, files.read("mimetype")
    (True, b'application/epub+zip')
    """

    def __init__(self, data: bytes, members: dict[str, _Member], limits: Limits, report: Report) -> None:
        self._data = memoryview(data)
        self._members = members
        self._limits = limits
        self._report = report
        self._unpacked = 0
        self._told: set[str] = set()

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def names(self) -> list[str]:
        """Every name, in the order of the archive."""
        return list(self._members)

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None, and E006, where it is not there or cannot be unpacked.

        A damaged file is given as far as it goes. Raises `DocumentError`: E002 beyond a limit, E003 for an encrypted file.
        """
        member = self._members.get(name)
        if member is None:
            self._report(problem("E006", f"{name} is not in the book"))
            return None
        if member.is_encrypted:
            raise DocumentError(problem("E003", f"{name} is encrypted, with the encryption of zip archives"))
        if member.method not in (_STORED, _DEFLATED):
            self._report(problem("E006", f"{name} cannot be unpacked: it is packed by method {member.method}, not by deflate"))
            return None
        packed = self._packed(member)
        if packed is None:
            self._report(problem("E006", f"{name} cannot be unpacked: it is not where the archive says it is"))
            return None
        unpacked, whole = self._unpack(member, packed)
        self._unpacked += len(unpacked)
        if self._unpacked > self._limits.largest_book:
            raise _beyond("the files of the book unpack to more bytes than is allowed", "largest_book", self._limits.largest_book)
        if len(unpacked) > self._limits.most_elements and _is_markup(unpacked):
            elements = unpacked.count(b"<") - unpacked.count(b"</")
            if elements > self._limits.most_elements:
                raise _beyond(f"{name} has some {elements:,} elements", "most_elements", self._limits.most_elements)
        if (not whole or zlib.crc32(unpacked) != member.checksum) and name not in self._told:
            self._told.add(name)
            self._report(problem("E006", f"{name} is damaged and was read as far as it goes"))
        return unpacked

    def _packed(self, member: _Member) -> memoryview | None:
        """The bytes of a file as they are packed, which follow its local header (APPNOTE, section 4.3.7)."""
        header = self._data[member.start : member.start + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size:
            return None
        fields = _LOCAL_HEADER.unpack(header)
        if fields[0] != b"PK\x03\x04":
            return None
        start = member.start + _LOCAL_HEADER.size + fields[9] + fields[10]
        return self._data[start : start + member.packed]

    def _unpack(self, member: _Member, packed: memoryview) -> tuple[bytes, bool]:
        """The content of a file and whether it is all there."""
        limit = self._limits.largest_file
        whole = len(packed) == member.packed
        if member.method == _STORED:
            if len(packed) > limit:
                raise _beyond(f"{member.name} unpacks to more bytes than is allowed", "largest_file", limit)
            return bytes(packed), whole
        unpacker = zlib.decompressobj(-15)
        parts: list[bytes] = []
        size = 0
        try:
            for at in range(0, len(packed), _TAKEN):
                rest = bytes(packed[at : at + _TAKEN])
                while rest and not unpacker.eof:
                    parts.append(unpacker.decompress(rest, _STEP))
                    rest = unpacker.unconsumed_tail
                    size += len(parts[-1])
                    if size > limit:
                        raise _beyond(f"{member.name} unpacks to more bytes than is allowed", "largest_file", limit)
                    if size > RATIO_COUNTS_FROM and size > member.packed * self._limits.highest_ratio:
                        raise _too_dense(member.name, self._limits)
        except zlib.error:
            whole = False
        return b"".join(parts), whole and unpacker.eof


def _is_markup(data: bytes) -> bool:
    """Whether a file is XML or HTML, by how it begins."""
    return data[:100].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def _beyond(what: str, option: str, limit: int) -> DocumentError:
    return DocumentError(problem("E002", f"{what}; the limit is {limit:,} (option {option})"))


def _too_dense(name: str, limits: Limits) -> DocumentError:
    return _beyond(f"{name} unpacks to more times its size in the archive than is allowed", "highest_ratio", limits.highest_ratio)


# --- opening ------------------------------------------------------------------------------------


def open_book(data: bytes, limits: Limits, report: Report) -> BookFiles:
    """The files of a book, none of them unpacked yet; reports E005 for what is irregular.

    Raises `DocumentError`: E001 for what is no zip archive or breaks off, E002 for one that is beyond the
    limits by what it says of itself, or whose files overlap.
    """
    entries = data.count(_DIRECTORY_ENTRY)  # at least as many as there are files; a list of them may be far larger
    if entries > limits.most_files:
        raise _beyond(f"the archive holds {entries:,} files", "most_files", limits.most_files)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = archive.infolist()
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        OverflowError,
        OSError,
        EOFError,
        IndexError,
        struct.error,
    ) as error:
        raise DocumentError(problem("E001", _no_archive(data, error))) from None
    members = [
        _Member(
            name=entry.filename,
            start=entry.header_offset,
            method=entry.compress_type,
            packed=entry.compress_size,
            size=entry.file_size,
            checksum=entry.CRC,
            is_encrypted=bool(entry.flag_bits & 1),
        )
        for entry in found
        if entry.filename and not entry.filename.endswith("/")
    ]
    _check_sizes(members, limits)
    _check_places(members, len(data))
    return BookFiles(data, _by_name(members, report), limits, report)


def _no_archive(data: bytes, error: Exception) -> str:
    if not data:
        return "the book is empty: it has no bytes"
    if not data.startswith(b"PK"):
        return "this is no book: an EPUB is a zip archive, and this is none"
    if b"PK\x05\x06" not in data:
        return "the archive of the book breaks off: the directory at its end is missing"
    return f"the archive of the book is broken: {error}"


def _check_sizes(members: list[_Member], limits: Limits) -> None:
    """Refuse an archive that says itself that it is a bomb; the sizes of what is read are measured again."""
    for member in members:
        if member.size > RATIO_COUNTS_FROM and member.size > member.packed * limits.highest_ratio:
            raise _too_dense(member.name, limits)
    packed, size = sum(member.packed for member in members), sum(member.size for member in members)
    if size > limits.largest_book:
        raise _beyond(f"the files of the book unpack to {size:,} bytes", "largest_book", limits.largest_book)
    if size > RATIO_COUNTS_FROM and size > packed * limits.highest_ratio:
        raise _too_dense("the archive", limits)


def _check_places(members: list[_Member], end: int) -> None:
    """Refuse files that share bytes of the archive, as those of a bomb do that unpacks the same bytes many times."""
    placed = sorted(members, key=lambda member: member.start)
    for one, following in pairwise(placed):
        if one.start + _LOCAL_HEADER.size + one.packed > following.start:
            raise DocumentError(problem("E002", f"{one.name!r} and {following.name!r} overlap in the archive"))
    if placed and not 0 <= placed[0].start <= placed[-1].start < end:
        raise DocumentError(problem("E001", "the archive of the book is broken: a file lies outside of it"))


def _by_name(members: list[_Member], report: Report) -> dict[str, _Member]:
    """The files by name; of two of one name the last, which is the newer where one was added to the archive."""
    named: dict[str, _Member] = {}
    told: list[str] = []
    if not members or members[0].name != "mimetype":
        told.append("mimetype is not the first file of the archive")
    for member in members:
        name = unicodedata.normalize("NFC", member.name.replace("\\", "/"))
        if name.startswith("/") or ":" in name.partition("/")[0] or ".." in name.split("/"):
            told.append(f"the name {member.name[:80]!r} leads out of the archive; the file was left aside")
            continue
        if name != member.name and "\\" in member.name:
            told.append(f"the name {member.name[:80]!r} has backslashes; they were read as slashes")
        if name in named:
            told.append(f"there are two files {name[:80]!r}; the last was taken")
        named[name] = member
    for message in told[:_MOST_TOLD]:
        report(problem("E005", message))
    return named
