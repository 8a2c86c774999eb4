"""Pictures scaled down for a book, where that was asked for; Pillow does it (the extra [pictures])."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docconv.formats._pictures import PictureKind
from docconv.problems import UsageError, problem

if TYPE_CHECKING:
    from PIL import Image

#: Kinds that are scaled, by the ending of their names; moving pictures and drawings stay as they are.
_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
#: The quality that JPEG and WebP are written with, of 100.
_QUALITY = 85


def check_scaling(max_pixels: int | None) -> None:
    """Raise `UsageError` (U001) where pictures are to be scaled and Pillow is not there to do it."""
    if max_pixels is None:
        return
    try:
        import PIL.Image  # some megabytes, and not always there
    except ImportError as error:
        message = "max_pixels needs the package Pillow, which is not installed: pip install 'docconv[pictures]'"
        raise UsageError(problem("U001", message)) from error
    del PIL


def scaled(data: bytes, kind: PictureKind, max_pixels: int | None) -> bytes:
    """A picture whose longer side has at most `max_pixels`; what is no larger, moves or is a GIF stays as it is.

    The turn that a camera noted down (Exif 2.32, tag Orientation) is carried out, and the colour
    profile kept. Raises LookupError with the reason, a clause that follows "because", when the picture cannot be read.
    """
    if max_pixels is None or kind.may_move or kind.suffix not in _FORMATS:
        return data
    import io

    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[kind.suffix]]) as picture:
            if max(picture.size) <= max_pixels:
                return data
            if picture.size[0] * picture.size[1] > (Image.MAX_IMAGE_PIXELS or 0):
                raise LookupError("it has too many pixels to be scaled")
            profile = picture.info.get("icc_profile")
            smaller = ImageOps.exif_transpose(_with_even_steps(picture))
            smaller.thumbnail((max_pixels, max_pixels), Image.Resampling.LANCZOS)
            out = io.BytesIO()
            options = {} if kind.suffix == "png" else {"quality": _QUALITY}
            smaller.save(out, _FORMATS[kind.suffix], optimize=True, icc_profile=profile, **options)
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise LookupError(f"it cannot be scaled: {error}") from error


def _with_even_steps(picture: Image.Image) -> Image.Image:
    """A picture in a mode whose colours can be mixed: a palette has none between two of its own."""
    if picture.mode == "P":
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    return picture.convert("L") if picture.mode == "1" else picture
