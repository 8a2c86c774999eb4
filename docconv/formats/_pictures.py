"""Pictures for a book: found among the assets given, known by their bytes, never fetched.

A name ending says nothing about what a file is, so the first bytes decide (the magic numbers of
PNG, JPEG, GIF and WebP, the root element of SVG: the core media types of EPUB 3.3, section 3.2).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from zlib import crc32

from docconv.patterns import lazy_pattern

#: Where pictures are: a folder, or their bytes by the `src` that the articles give them.
Assets = Mapping[str, bytes] | str | os.PathLike[str]

#: The largest picture a book takes in, in bytes.
LARGEST_PICTURE = 64 * 1024 * 1024


class PictureKind(NamedTuple):
    """What the bytes of a picture are: the media type, the ending of its name, and whether it may move."""

    media_type: str
    suffix: str
    may_move: bool


#: The beginning of a drawing: its root element, behind what may stand before it.
_SVG_START = lazy_pattern(
    r"(?s)(?:\xef\xbb\xbf)?\s*(?:<\?(?:(?!\?>).)*\?>\s*|<!--(?:(?!-->).)*-->\s*|<!DOCTYPE[^>\[]*>\s*)*"
    r"<(?:[A-Za-z_][\w.-]*:)?svg[\s>/]"
)
#: A drawing, which `_svg` makes safe: nothing in it moves then.
SVG = PictureKind("image/svg+xml", "svg", may_move=False)


def kind_of(data: bytes) -> PictureKind | None:
    """The kind of a picture by its bytes; None when it is none that a book may hold, or breaks off before its image.

    >>> kind_of(b"<svg xmlns='http://www.w3.org/2000/svg'/>") is SVG, kind_of(b"\\x89PNG\\r\\n\\x1a\\n broken")
    (True, None)
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        chunks = _png_chunks(data)
        whole = chunks[:1] == [b"IHDR"] and b"IDAT" in chunks and chunks[-1] == b"IEND"
        return PictureKind("image/png", "png", b"acTL" in chunks) if whole else None
    if data.startswith(b"\xff\xd8\xff"):
        return PictureKind("image/jpeg", "jpg", may_move=False) if _has_jpeg_frame(data) else None
    if data.startswith((b"GIF87a", b"GIF89a")):
        images = _gif_images(data)
        return PictureKind("image/gif", "gif", images > 1) if images else None
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        whole = data[12:16] in (b"VP8 ", b"VP8L", b"VP8X") and int.from_bytes(data[4:8], "little") + 8 <= len(data)
        return (
            PictureKind("image/webp", "webp", data[12:16] == b"VP8X" and bool(data[20] & 2)) if whole and len(data) > 30 else None
        )
    return SVG if _SVG_START.match(data[:4096].decode("latin-1")) else None


def _png_chunks(data: bytes) -> list[bytes]:
    """The types of the chunks of a PNG (W3C PNG, section 5.3), as far as they are whole and their checksums right."""
    types: list[bytes] = []
    at = 8
    while at + 12 <= len(data) and types[-1:] != [b"IEND"]:
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if end + 4 > len(data) or crc32(data[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            break
        types.append(data[at + 4 : at + 8])
        at = end + 4
    return types


def _has_jpeg_frame(data: bytes) -> bool:
    """Whether a JPEG has a frame of some size and a scan, and ends (ITU-T T.81, annex B)."""
    at, framed = 2, False
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == 0xDA:
            return framed and data.rfind(b"\xff\xd9") > at
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            framed = length >= 11 and any(data[at + 5 : at + 7]) and any(data[at + 7 : at + 9])
        at += 2 + max(length, 2)
    return False


def _gif_images(data: bytes) -> int:
    """How many images a GIF holds, up to two (GIF89a, sections 18 to 25); none where it breaks off in the first."""

    def after_blocks(at: int) -> int:
        while at < len(data) and data[at]:
            at += 1 + data[at]
        return at + 1

    images = 0
    at = 13 + (3 << (data[10] & 7) + 1 if len(data) > 13 and data[10] & 0x80 else 0)
    while at < len(data) and images < 2 and data[at] in (0x21, 0x2C):
        if data[at] == 0x21:
            at = after_blocks(at + 2)
            continue
        if at + 10 > len(data):
            break
        at = after_blocks(at + 11 + (3 << (data[at + 9] & 7) + 1 if data[at + 9] & 0x80 else 0))
        images += at <= len(data)
    return images


def picture_bytes(src: str, assets: Assets | None, page: str | None = None) -> bytes:
    """The bytes of the picture at `src` among the assets.

    A mapping is asked for `src` as it stands, then percent-decoded. In a folder, `src` is a path below
    it; one that leads out of the folder, also through a link, is refused. An address on the web stands
    for a file of the folder where it lies below that of the `page`: a page that was saved with its
    pictures names them so, and their addresses were made absolute.
    Raises LookupError with the reason, a clause that follows "because", when there is no such picture.

    >>> picture_bytes("a%20b.png", {"a b.png": b"..."})
    b'...'
    """
    if assets is None:
        raise LookupError("no pictures were given")
    path = unquote(src.partition("?")[0]).lstrip("/")
    if isinstance(assets, Mapping):
        data = assets.get(src, assets.get(path))
        if data is None:
            raise LookupError("it is not among the pictures given")
        if not isinstance(data, bytes):
            raise LookupError("what was given for it is not bytes")
        return data
    if src.startswith(("http:", "https:")):
        beside = page.partition("#")[0].partition("?")[0].rpartition("/")[0] + "/" if page else None
        if beside is None or beside.count("/") < _SLASHES_BEFORE_A_PATH or not src.startswith(beside):
            raise LookupError("it is on the web, and nothing is fetched")
        try:
            return _from_folder(unquote(src[len(beside) :].partition("?")[0]).lstrip("/"), Path(assets))
        except LookupError as reason:
            raise LookupError(f"it is on the web, where nothing is fetched from, and {reason.args[0]}") from reason
    return _from_folder(path, Path(assets))


#: In an address, "https://host/": what comes behind is a path.
_SLASHES_BEFORE_A_PATH = 3


def _from_folder(path: str, folder: Path) -> bytes:
    try:
        file = (folder / path).resolve()
        if not file.is_relative_to(folder.resolve()) or "\\" in path:
            raise LookupError("it lies outside the folder of pictures")
        if not file.is_file():
            raise LookupError("it is not in the folder of pictures")
        if file.stat().st_size > LARGEST_PICTURE:
            raise LookupError(f"it is larger than {LARGEST_PICTURE} bytes")
        return file.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise LookupError(f"it cannot be read: {getattr(error, 'strerror', None) or error}") from error
