"""Pictures scaled down for a book: on request alone, by Pillow, and refused in plain words without it."""

from __future__ import annotations

import io
import sys

import pytest

from docconv.model import Article, Figure, Section
from docconv.problems import UsageError
from tests.epub_samples import ENGLISH, gif, png
from tests.written_books import WrittenBook

LARGE = png(70, 110, 200, 300, 200)


def pictures_of(data: bytes, **options: object) -> tuple[WrittenBook, bytes]:
    article = Article(headline="A", language="en", body=[Section(blocks=[Figure(src="a", alt="", width=300, height=200)])])
    book = WrittenBook([article], assets={"a": data}, **options)
    names = [name for name in book.zip.namelist() if "pictures/" in name]
    return book, book.zip.read(names[0]) if names else b""


def test_pictures_stay_as_they_are_unless_asked() -> None:
    assert pictures_of(LARGE)[1] == LARGE


def test_scaling_without_pillow_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(UsageError, match=r"max_pixels needs the package Pillow.*docconv\[pictures\]"):
        WrittenBook([ENGLISH], max_pixels=800)


def test_a_large_picture_is_scaled_and_a_small_one_is_not() -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed (the extra [pictures])")
    _, made = pictures_of(LARGE, max_pixels=150)
    with image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.size) == ("PNG", (150, 100))
    assert made == pictures_of(LARGE, max_pixels=150)[1]
    assert pictures_of(LARGE, max_pixels=300)[1] == LARGE
    assert pictures_of(gif(2), max_pixels=16)[1] == gif(2)


def test_the_turn_that_a_camera_noted_is_carried_out() -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed (the extra [pictures])")
    place = io.BytesIO()
    exif = image.Exif()
    exif[0x0112] = 6  # a quarter turn
    image.new("RGB", (300, 200), "navy").save(place, "JPEG", exif=exif, icc_profile=b"profile")
    _, made = pictures_of(place.getvalue(), max_pixels=150)
    with image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.size, picture.info.get("icc_profile")) == ("JPEG", (100, 150), b"profile")
        assert not picture.getexif()


@pytest.mark.parametrize("mode", ["P", "1", "L", "LA", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_scaled(mode: str) -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed (the extra [pictures])")
    place = io.BytesIO()
    image.new(mode, (300, 200)).save(place, "PNG")
    book, made = pictures_of(place.getvalue(), max_pixels=150)
    with image.open(io.BytesIO(made)) as picture:
        assert picture.size == (150, 100)
    assert "L002" not in {code for code, _ in book.codes()}


def test_a_picture_that_cannot_be_read_is_left_out_with_the_reason() -> None:
    pytest.importorskip("PIL.Image", reason="Pillow is not installed (the extra [pictures])")
    broken = bytearray(LARGE)
    start = LARGE.index(b"IDAT") + 4
    broken[start : start + 8] = bytes(8)
    from zlib import crc32

    end = LARGE.index(b"IEND") - 8
    broken[end : end + 4] = crc32(bytes(broken[start - 4 : end])).to_bytes(4, "big")
    book, made = pictures_of(bytes(broken), max_pixels=150)
    assert made == b""
    assert ("L002", "/body/0/blocks/0/src") in book.codes()
