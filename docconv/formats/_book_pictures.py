"""The pictures taken into a book: each once, named by its bytes, and what there is to say about them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from docconv.formats._package import EpubOptions, Sights
from docconv.formats._pictures import SVG, kind_of, picture_bytes
from docconv.formats._scaling import scaled
from docconv.model import Figure
from docconv.problems import Report, problem


class BookPictures:
    """Pictures on their way into a book; `add` stores a file under a name, with its media type.

    `page` is the address of the article whose pictures are placed, where it has one.
    """

    def __init__(self, add: Callable[[str, str, bytes], None], options: EpubOptions, report: Report) -> None:
        self._add, self._options, self.report = add, options, report
        self._names: dict[bytes, str] = {}
        self.page: str | None = None
        self.sights = Sights()

    def place(self, figure: Figure, path: str) -> str | None:
        """The address of the figure's picture in the book; None, and a problem, where the book cannot hold it."""
        if figure.src is None:
            return None
        try:
            if figure.media != "image":
                raise LookupError(f"it is {'a video' if figure.media == 'video' else 'a recording'}")
            name, may_move = self._stored(picture_bytes(figure.src, self._options.assets, self.page))
        except LookupError as reason:
            self.report(problem("L002", f"{figure.src} is not in the book: {reason.args[0]}", path=f"{path}/src"))
            return None
        if figure.alt is None:
            self.report(problem("A001", f"the picture {figure.src} has no alternative text", path=f"{path}/alt"))
        described = self.sights.described + (figure.alt is not None)
        self.sights = Sights(self.sights.pictures + 1, described, self.sights.may_move or may_move)
        return name

    def _stored(self, data: bytes) -> tuple[str, bool]:
        """The name of a picture in the book, and whether it may move; raises LookupError with the reason why it is not there."""
        kind = kind_of(data)
        if kind is None:
            raise LookupError("its bytes are not those of a whole PNG, JPEG, GIF, WebP or SVG")
        digest = hashlib.sha256(data).digest()
        if digest not in self._names:
            made = _safe(data) if kind.suffix == SVG.suffix else scaled(data, kind, self._options.max_pixels)
            name = f"pictures/{digest.hex()[:20]}.{kind.suffix}"
            self._add(name, kind.media_type, made)
            self._names[digest] = name
        return self._names[digest], kind.may_move


def _safe(data: bytes) -> bytes:
    from docconv.formats._svg import safe_svg  # its tables are for books with drawings

    return safe_svg(data)
