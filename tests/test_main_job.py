"""The main job, end to end: raw news text to JSON, NewsML-G2 and EPUB, each accepted by its own validator.

Runs on every raw text in `fixtures/text`, and on the seed page where it is at hand. The validators:
the official XSD of NewsML-G2 with that of NITF inside, python-newsmlg2, EPUBCheck.
"""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from xml.etree import ElementTree

import pytest

import docconv
from docconv.model import Article
from tests import epubcheck
from tests.newsml_documents import assert_newsml
from tests.test_trace import SEED

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
TEXTS = [*sorted((ROOT / "fixtures" / "text").glob("*.txt")), *([SEED] if SEED.exists() else [])]

needs_schemas = pytest.mark.skipif(not SHARED.exists(), reason="the official schemas are not on this machine (../shared)")
needs_epubcheck = pytest.mark.skipif(epubcheck.what_is_missing() is not None, reason=str(epubcheck.what_is_missing()))


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [docconv.load(path) for path in TEXTS]


def test_json_comes_back_equal(articles: list[Article]) -> None:
    for article in articles:
        data = docconv.dumps(article, "json")
        assert docconv.loads(data, "json") == article
        assert docconv.validate(data, "json") == []


@needs_schemas
def test_newsml_is_valid(articles: list[Article], tmp_path: Path) -> None:
    for article in articles:
        assert_newsml(docconv.dumps(article, "newsml"))
    docconv.dump_all(articles, tmp_path / "message.xml")
    assert_newsml((tmp_path / "message.xml").read_bytes())


def test_python_newsmlg2_reads_headline_byline_and_language(articles: list[Article]) -> None:
    document = pytest.importorskip("NewsMLG2.document", reason="the package newsmlg2 is not installed")
    for article in articles:
        said = io.StringIO()
        with redirect_stdout(said):
            item = document.NewsMLG2Document(docconv.dumps(article, "newsml")).get_item()
        meta = item.contentmeta
        assert str(meta.headline[0]) == article.headline
        assert [language.tag for language in meta.language] == [article.language]
        assert [str(by) for by in getattr(meta, "by", None) or []] == ([article.byline] if article.byline else [])
        assert said.getvalue() == ""


@needs_epubcheck
def test_epubcheck_has_nothing_to_say(articles: list[Article], tmp_path: Path) -> None:
    books = [tmp_path / f"{path.stem}.epub" for path in TEXTS]
    for article, book in zip(articles, books, strict=True):
        docconv.dump(article, book)
    digest = tmp_path / "digest.epub"
    docconv.dump_all(articles, digest, title="Monday")
    found = epubcheck.check_books([*books, digest], usage=True)
    assert {book.name: findings for book, findings in found.items() if findings} == {}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_one_command_writes_all_three(path: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / f"out.{suffix}" for suffix in ("json", "xml", "epub")]
    command = [sys.executable, "-m", "docconv", "convert", str(path)]
    done = subprocess.run(
        [*command, *(word for output in outputs for word in ("-o", str(output)))], cwd=ROOT, capture_output=True
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert docconv.load(outputs[0]) == docconv.load(path)
    assert ElementTree.parse(outputs[1]).getroot().get("standardversion") == "2.35"
    assert outputs[2].read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
