"""Documents in archives: the members of zip and tar, in the order of the archive, each read within a limit.

Nothing is unpacked to a disk. A member that is damaged, encrypted or too large becomes a record with a fault; so does
what is left of an archive that breaks off.
"""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from docconv.corpus.records import Record, too_large
from docconv.corpus.sources import is_wanted
from docconv.problems import Problem, problem

#: What the libraries raise for archives that are broken, encrypted, or packed in ways they do not know.
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, RuntimeError, NotImplementedError)


class Run(NamedTuple):
    """Neighbouring members: the first and the end (numbers of members in a zip, bytes in a tar), and their unpacked size."""

    start: int
    stop: int
    size: int


# --- zip ------------------------------------------------------------------------------------------


def zip_members(archive: zipfile.ZipFile, wanted: frozenset[str]) -> list[zipfile.ZipInfo]:
    """The members that are documents, in the order of the archive's directory."""
    return [info for info in archive.infolist() if not info.is_dir() and _is_document(info.filename, wanted)]


def zip_runs(stream: BinaryIO, wanted: frozenset[str], size: int, most: int) -> Iterator[Run]:
    """The members of a zip in runs of about `size` bytes and at most `most` members; raises one of `BROKEN`."""
    with zipfile.ZipFile(stream) as archive:
        yield from _runs(((number, info.file_size) for number, info in enumerate(zip_members(archive, wanted))), size, most)


def read_zip(stream: BinaryIO, source: str, start: int, stop: int, wanted: frozenset[str], largest: int) -> Iterator[Record]:
    """The members of a run."""
    try:
        archive = zipfile.ZipFile(stream)
    except BROKEN as error:
        yield Record(source, "file", None, None, 0, _broken("the archive cannot be read", error))
        return
    with archive:
        members = zip_members(archive, wanted)
        seen = Counter(info.filename for info in members[:start])
        for info in members[start:stop]:
            seen[info.filename] += 1
            again = seen[info.filename]
            name = info.filename if again == 1 else f"{info.filename} ({again})"  # a name may stand twice
            if info.file_size > largest:
                yield Record(source, "member", name, None, info.file_size, too_large(info.file_size, largest))
                continue
            try:
                with archive.open(info) as member:
                    data = member.read(largest + 1)
            except BROKEN as error:
                fault = _broken("the member cannot be unpacked", error)
                yield Record(source, "member", name, None, info.file_size, fault)
                continue
            yield _member(source, name, data, largest)


# --- tar ------------------------------------------------------------------------------------------


def tar_runs(stream: BinaryIO, wanted: frozenset[str], size: int, most: int) -> Iterator[Run]:
    """The members of a tar in runs of about `size` bytes and at most `most` documents; raises one of `BROKEN`."""
    start, documents, end = 0, 0, 0
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        for info in _each(archive):
            if info.offset > start and (info.offset - start >= size or documents >= most):
                yield Run(start, info.offset, info.offset - start)
                start, documents = info.offset, 0
            documents += info.isfile() and _is_document(info.name, wanted)
            end = archive.offset
    if end > start or start == 0:
        yield Run(start, end, end - start)


def read_tar(stream: BinaryIO, source: str, start: int, stop: int, wanted: frozenset[str], largest: int) -> Iterator[Record]:
    """The members whose headers lie between two bytes of a tar that is not packed."""
    stream.seek(start)
    yield from _members(stream, "r:", source, stop, wanted, largest)


def read_packed_tar(stream: BinaryIO, source: str, wanted: frozenset[str], largest: int) -> Iterator[Record]:
    """The members of a tar that is unpacked as it is read."""
    yield from _members(stream, "r|", source, None, wanted, largest)


def _members(
    stream: BinaryIO, mode: str, source: str, stop: int | None, wanted: frozenset[str], largest: int
) -> Iterator[Record]:
    try:
        with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]  # the mode is one of two
            for info in _each(archive):
                if stop is not None and info.offset >= stop:
                    return
                if not (info.isfile() and _is_document(info.name, wanted)):
                    continue
                if info.size > largest:
                    yield Record(source, "member", info.name, None, info.size, too_large(info.size, largest))
                    continue
                member = archive.extractfile(info)
                data = member.read(largest + 1) if member is not None else b""
                if len(data) < info.size:
                    raise tarfile.ReadError("unexpected end of data")
                yield _member(source, info.name, data, largest)
    except BROKEN as error:
        yield Record(source, "file", None, None, 0, _broken("the rest of the archive cannot be read", error))


def _each(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The members of a tar; none is kept, where the library would keep them all."""
    while (info := archive.next()) is not None:
        yield info
        archive.members = []  # type: ignore[attr-defined]  # tarfile's own list, which its documentation says to empty so


# --- both -----------------------------------------------------------------------------------------


def _runs(members: Iterator[tuple[int, int]], size: int, most: int) -> Iterator[Run]:
    start = stop = held = 0
    for number, member_size in members:
        if stop > start and (held + member_size > size or stop - start >= most):
            yield Run(start, stop, held)
            start, held = stop, 0
        held += member_size
        stop = number + 1
    yield Run(start, stop, held)


def _member(source: str, name: str, data: bytes, largest: int) -> Record:
    if len(data) > largest:
        return Record(source, "member", name, None, 0, too_large(0, largest))
    return Record(source, "member", name, data, len(data))


def _is_document(name: str, wanted: frozenset[str]) -> bool:
    """Whether a member is a document; what archives carry for their own purposes is none."""
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/") if part not in (".", ".."))
    return is_wanted(name, wanted) and not hidden


def _broken(what: str, error: BaseException) -> Problem:
    return problem("I001", f"{what}: {str(error).lower() or type(error).__name__}")
