"""Books that are broken, or made to harm: a clear error, or the articles that are to be had, and never anything else."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docconv.conversion import loads_all
from docconv.formats import _epub_archive
from docconv.formats.epub import EpubOptions, read
from docconv.model import Article, Paragraph, Section
from docconv.problems import DocumentError, Problem
from tests.foreign_books import CONTAINER, METADATA, ReadBook, archive, book, line, opf, page, texts_of
from tests.written_books import WrittenBook

PAGES = {"a.xhtml": page("<h1>A</h1><p>One.</p>"), "b.xhtml": page("<h1>B</h1><p>Two.</p>")}
CONTENTS = line("a.xhtml", "A") + line("b.xhtml", "B")
GOOD = book(PAGES, contents=CONTENTS)


def refused(data: bytes, **options: int) -> Problem:
    """The problem for which a book is refused before it gives an article."""
    with pytest.raises(DocumentError) as error:
        next(read(data, EpubOptions(**options), lambda found: None))
    (found,) = error.value.problems
    return found


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist() if name != "mimetype"}


# --- archives -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "has no bytes"),
        (b"no zip", "this is none"),
        (b"%PDF-1.7", "this is none"),
        (GOOD[: len(GOOD) // 2], "breaks off"),
        (GOOD[:40], "breaks off"),
        (GOOD[:-10], "broken"),
        (b"PK\x05\x06" + b"\x00" * 18, "no package document"),
        (b"PK\x05\x06" + b"\xff" * 18, "broken"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_archive(data: bytes, words: str) -> None:
    found = refused(data)
    assert found.code in ("E001", "E004")
    assert words in found.message


@pytest.mark.parametrize("mimetype", [None, "application/zip", "application/epub+zip\n"])
def test_a_wrong_media_type_is_told_and_the_book_is_read(mimetype: str | None) -> None:
    found = ReadBook(archive(files_of(GOOD), mimetype=mimetype))
    assert found.headlines() == ["A", "B"]
    assert found.codes()[0] == "E005"


def test_an_archive_with_the_container_file_first_is_known_as_a_book() -> None:
    data = archive(files_of(GOOD), mimetype=None)
    assert [article.headline for article in loads_all(data, report=lambda found: None)] == ["A", "B"]


def test_a_missing_container_is_made_up_for() -> None:
    files = files_of(GOOD)
    del files["META-INF/container.xml"]
    assert ReadBook(archive(files)).headlines() == ["A", "B"]
    assert ReadBook(archive({**files, "META-INF/container.xml": b"<container"})).headlines() == ["A", "B"]
    assert ReadBook(archive({**files, "META-INF/container.xml": CONTAINER.format(path="../x.opf")})).headlines() == ["A", "B"]


def test_a_missing_or_broken_package_is_an_error() -> None:
    files = files_of(GOOD)
    package = files.pop("OEBPS/package.opf")
    assert refused(archive(files)).code == "E004"
    assert refused(archive({**files, "OEBPS/package.opf": b""})).code == "E004"
    assert refused(archive({**files, "OEBPS/package.opf": b"\x00\xff"})).code == "E004"
    assert refused(archive({**files, "OEBPS/package.opf": b"<html/>"})).code == "E004"
    assert refused(archive({**files, "x.opf": package})).code == "I007"  # its files are elsewhere


@pytest.mark.parametrize("name", ["../evil.xhtml", "/etc/passwd", "C:/evil.xhtml", "..\\evil.xhtml", "a/../../evil.xhtml"])
def test_names_that_lead_out_of_the_archive_are_left_aside(name: str) -> None:
    pages = {**PAGES, "c.xhtml": page("<p>Three.</p>")}
    files = files_of(book(pages, contents=CONTENTS))
    files["OEBPS/package.opf"] = files["OEBPS/package.opf"].replace(b'href="c.xhtml"', f'href="{name}"'.encode())
    del files["OEBPS/c.xhtml"]
    found = ReadBook(archive([*files.items(), (name, page("<p>Evil.</p>"))]))
    assert found.headlines() == ["A", "B"]
    assert {"E005", "E006"} <= set(found.codes())


def test_backslashes_of_other_systems_are_read_as_slashes() -> None:
    files = {name.replace("/", "\\"): data for name, data in files_of(GOOD).items()}
    assert ReadBook(archive(files)).headlines() == ["A", "B"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_files_of_one_name_the_last_is_taken_and_told() -> None:
    found = ReadBook(archive([*files_of(GOOD).items(), ("OEBPS/b.xhtml", page("<h1>Newer</h1>"))]))
    assert found.headlines() == ["A", "Newer"]
    assert found.told("E005") == ["there are two files 'OEBPS/b.xhtml'; the last was taken"]


def test_a_damaged_file_is_read_as_far_as_it_goes() -> None:
    data = bytearray(
        book({**PAGES, "b.xhtml": page("<h1>B</h1>" + "".join(f"<p>{at}</p>" for at in range(9999)))}, contents=CONTENTS)
    )
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as source:
        entry = source.getinfo("OEBPS/b.xhtml")
    at = entry.header_offset + 30 + len(entry.filename) + entry.compress_size * 2 // 3
    data[at : at + 40] = b"\xff" * 40
    found = ReadBook(bytes(data))
    assert found.headlines() == ["A", "B"]
    assert len(texts_of(found.articles[1])) > 1000
    assert "OEBPS/b.xhtml is damaged and was read as far as it goes" in found.told("E006")


def test_packing_that_epub_does_not_know_is_told() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, data in files_of(GOOD).items():
            target.writestr(name, data, zipfile.ZIP_LZMA if name.endswith("b.xhtml") else zipfile.ZIP_DEFLATED)
    found = ReadBook(stream.getvalue())
    assert found.headlines() == ["A"]
    assert "packed by method 14" in found.told("E006")[0]


def test_a_file_without_a_name_is_left_aside() -> None:
    data = bytearray(archive([*files_of(GOOD).items(), ("x", b"")]))
    at = data.rfind(b"PK\x01\x02")
    data[at + 28 : at + 30] = b"\x00\x00"
    data[at + 32 : at + 34] = b"\x01\x00"  # the name is a comment now
    assert ReadBook(bytes(data)).headlines() == ["A", "B"]


# --- bombs --------------------------------------------------------------------------------------------


def test_limits_are_named_and_can_be_raised() -> None:
    large = book({"a.xhtml": page("<p>" + "It sails. " * 1_700_000 + "</p>")})
    found = refused(large)
    assert (found.code, "highest_ratio" in found.message) == ("E002", True)
    assert len(ReadBook(large, highest_ratio=2000).articles) == 1
    assert "option largest_file" in refused(GOOD, largest_file=100).message
    assert "option largest_book" in refused(GOOD, largest_book=1000).message
    assert "option most_files" in refused(GOOD, most_files=4).message
    assert {refused(GOOD, **{name: 1}).code for name in ("largest_file", "largest_book", "most_files")} == {"E002"}


@pytest.mark.parametrize("name", ["most_files", "largest_file", "largest_book", "highest_ratio"])
@pytest.mark.parametrize("value", [0, -1, "many", 1.5])
def test_limits_that_are_none_are_refused(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"^{name} must be"):
        EpubOptions(**{name: value})  # type: ignore[arg-type]  # what is not allowed is what is tested


def lying(data: bytes, size: int) -> bytes:
    """An archive whose directory says of every file that it has `size` bytes unpacked."""
    made = bytearray(data)
    at = made.find(b"PK\x01\x02")
    while at >= 0:
        made[at + 24 : at + 28] = struct.pack("<L", size)
        at = made.find(b"PK\x01\x02", at + 4)
    return bytes(made)


def test_a_bomb_that_lies_about_its_size_is_stopped_when_it_is_unpacked() -> None:
    bomb = lying(book({"a.xhtml": b"<html>" + b"\x20" * 200_000_000}), 10)
    found = refused(bomb)
    assert found.code == "E002"
    assert found.message.startswith("OEBPS/a.xhtml unpacks to more")
    assert "option largest_file" in refused(bomb, highest_ratio=2**30).message


def test_what_is_read_is_counted_over_all_files() -> None:
    many = {f"{at}.xhtml": page(f"<p>{'It sails. ' * 1000}</p>") for at in range(30)}
    data = lying(book(many), 10)
    told: list[Problem] = []
    with pytest.raises(DocumentError, match="option largest_book"):
        list(read(data, EpubOptions(largest_book=200_000), told.append))


def test_files_that_overlap_are_refused() -> None:
    """One packed file that a directory names a thousand times, as the bombs of 2019 do."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"a" * 10_000) + packer.flush()
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 10_000, 1, 0) + b"a" + packed
    entries = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(packed), 10_000, 3, 0, 0, 0, 0, 0, 0)
        + f"{at:03}".encode()
        for at in range(1000)
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), len(local), 0)
    found = refused(local + entries + end)
    assert found.code == "E002"
    assert "overlap" in found.message


def test_more_files_than_allowed_are_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZipFile", None)  # so that a listing would fail otherwise
    assert "option most_files" in refused(b"PK" + b"PK\x01\x02" * (_epub_archive.MOST_FILES + 1)).message


def test_a_page_named_again_and_again_is_read_once() -> None:
    found = ReadBook(book(PAGES, spine=["a.xhtml"] * 5000, contents=line("a.xhtml", "A")))
    assert found.headlines() == ["A"]
    assert len(found.told("E006")) <= 50


# --- encryption ---------------------------------------------------------------------------------------


def encrypted(name: str, method: str = "http://www.w3.org/2001/04/xmlenc#aes128-cbc") -> dict[str, str]:
    return {
        "META-INF/encryption.xml": '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{method}"/><enc:CipherData><enc:CipherReference URI="{name}"/></enc:CipherData>'
        "</enc:EncryptedData></encryption>"
    }


def test_encrypted_content_is_refused() -> None:
    found = refused(book(PAGES, contents=CONTENTS, extra=encrypted("OEBPS/a.xhtml")))
    assert (found.code, found.message) == ("E003", "OEBPS/a.xhtml is encrypted, so that the book cannot be read")
    managed = book(PAGES, contents=CONTENTS, extra={**encrypted("OEBPS/a.xhtml"), "META-INF/rights.xml": "<rights/>"})
    assert "rights.xml, as Adobe's rights management" in refused(managed).message
    obfuscated = encrypted("OEBPS/a.xhtml", "http://www.idpf.org/2008/embedding")
    assert refused(book(PAGES, contents=CONTENTS, extra=obfuscated)).code == "E003"
    assert refused(book(PAGES, contents=CONTENTS, extra={"META-INF/encryption.xml": "no"})).code == "E003"


def test_obfuscated_fonts_do_not_matter() -> None:
    found = ReadBook(book(PAGES, contents=CONTENTS, extra=encrypted("OEBPS/font.otf", "http://www.idpf.org/2008/embedding")))
    assert found.headlines() == ["A", "B"]


def test_rights_management_of_what_is_not_encrypted_is_told() -> None:
    found = ReadBook(book(PAGES, contents=CONTENTS, extra={"META-INF/license.lcpl": "{}"}))
    assert found.headlines() == ["A", "B"]
    assert "license.lcpl, of Readium LCP" in found.told("E005")[0]


def test_archives_with_a_password_are_refused() -> None:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    assert refused(bytes(data)).code == "E003"


# --- markup -------------------------------------------------------------------------------------------

BOMB = "<!DOCTYPE html [<!ENTITY b 'xxxxxxxxxx'>{}]>".format(
    "".join(f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in pairwise("bcdefghijk"))
)


@pytest.mark.parametrize("where", ["a.xhtml", "nav.xhtml", "package.opf"])
def test_entities_that_multiply_do_no_harm(where: str) -> None:
    files = files_of(GOOD)
    name = f"OEBPS/{where}"
    text = files[name].decode().partition("?>")[2] if where != "package.opf" else files[name].decode()
    for hostile in (text.replace("A</", "A &k;</").replace("harbour", "&k;"), text.replace("xml:lang=", 'title="&k;" xml:lang=')):
        with contextlib.suppress(DocumentError):  # a package document without its end has no reading order
            found = ReadBook(archive({**files, name: BOMB + hostile}))
            assert len(found.articles) == 2
            assert sum(len(article.model_dump_json()) for article in found.articles) < 10_000


def test_files_of_the_machine_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    hostile = page("<p>It sails &x;.</p>").replace("?>", f'?><!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>', 1)
    found = ReadBook(book({**PAGES, "c.xhtml": hostile}))
    assert texts_of(found.articles[2])[0].startswith("It sails")
    assert "secret" not in "".join(article.model_dump_json() for article in found.articles)


def test_deep_markup_keeps_its_text() -> None:
    deep = page("<div>" * 5000 + "Deep." + "</div>" * 5000)
    found = ReadBook(book({**PAGES, "b.xhtml": deep}, contents=CONTENTS))
    assert texts_of(found.articles[1]) == ["Deep."]
    lists = page("<ol><li><a href='a.xhtml'>x</a>" * 3000)
    assert len(ReadBook(archive({**files_of(GOOD), "OEBPS/nav.xhtml": lists})).articles) == 2


def test_pages_of_no_markup() -> None:
    for text in (b"", b"\x00\x01", b"\xff\xfe", b"plain", page("").encode("utf-16"), "<p>Grüße</p>".encode("latin-1")):
        found = ReadBook(book({**PAGES, "b.xhtml": text}, contents=CONTENTS))
        assert found.headlines()[0] == "A"


def test_a_book_without_text_has_no_article() -> None:
    assert refused(book({"a.xhtml": page("")})).code == "I007"
    assert (
        refused(archive({"META-INF/container.xml": CONTAINER.format(path="a.opf"), "a.opf": opf([], [], metadata=METADATA)})).code
        == "I007"
    )


def test_a_reading_order_of_what_is_not_there_is_told() -> None:
    files = ["a.xhtml", "x.xhtml", "y.png"]
    package = opf(files, ["a.xhtml", "x.xhtml", "y.png", "z"], metadata=METADATA)
    found = ReadBook(
        archive(
            {
                "META-INF/container.xml": CONTAINER.format(path="p.opf"),
                "p.opf": package,
                "a.xhtml": PAGES["a.xhtml"],
                "y.png": b"",
            }
        )
    )
    assert found.headlines() == ["A"]
    assert len(found.told("E006")) == 3


# --- any bytes ----------------------------------------------------------------------------------------


def read_all(data: bytes) -> Iterator[Article]:
    return read(data, EpubOptions(largest_book=20_000_000), lambda found: None)


SMALL = WrittenBook([Article(headline="A", language="en", body=[Section(blocks=[Paragraph(text="One.")])])] * 2, cover=False).data
STORED = io.BytesIO()
with zipfile.ZipFile(STORED, "w", zipfile.ZIP_STORED) as _target:
    for _name, _data in files_of(GOOD).items():
        _target.writestr(_name, _data)


@given(st.sampled_from([SMALL, GOOD, STORED.getvalue()]), st.randoms(use_true_random=False), st.integers(1, 12))
@settings(max_examples=300)
def test_any_change_of_bytes_is_an_article_or_a_document_error(data: bytes, chance: random.Random, changes: int) -> None:
    made = bytearray(data)
    for _ in range(changes):
        at = chance.randrange(len(made))
        match chance.randrange(5):
            case 0:
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                made[at] = chance.randrange(256)
            case 2:
                del made[at : at + chance.randrange(1, 20)]
            case 3:
                made[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 8)))
            case _:
                made[at : at + 4] = chance.choice([b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"PK\x01\x02", b"<a&<"])
        if not made:
            break
    codes: set[str] = set()
    try:
        for article in read_all(bytes(made)):
            assert isinstance(article, Article)
    except DocumentError as error:
        codes = {found.code for found in error.problems}
    assert codes <= {"E001", "E002", "E003", "E004", "I007"}


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04"):
        with pytest.raises(DocumentError):
            list(read_all(start + data))
