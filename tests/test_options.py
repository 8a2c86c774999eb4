"""Options that do not fit are refused with a plain sentence, whatever is given, before anything is written or read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import docconv
from docconv.formats.epub import EpubOptions
from docconv.model import Article, Figure, Section
from docconv.problems import UsageError
from docconv.rawtext.packs import LabelPack
from tests.written_books import WrittenBook

ARTICLE = Article(headline="Ferry adds dawn sailing", language="en")

WRITTEN = [
    *[("epub", {name: value}) for name in ("title", "author", "publisher")
      for value in (3, ["a", "b"], b"x", "", " \u0000", "\u200b")],
    *[("epub", {"language": value}) for value in (3, "C", "bad tag!", "en GB", "", "en-nonsenses", ["en"])],
    *[("epub", {"direction": value}) for value in ("up", 3, "", ["ltr"])],
    *[("epub", {"date": value}) for value in (3, "2026-02-30", "yesterday", "2026-13", "2026-03-14T25:00Z", "", "٢٠٢٦")],
    *[("epub", {"identifier": value}) for value in (3, "x y z", "no-scheme", "urn:é", "urn:", "urn:a%zz", "")],
    *[("epub", {"modified": value}) for value in ("2026", 3, date(2026, 1, 1), datetime(2026, 1, 1))],
    ("epub", {"modified": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))}),
    ("epub", {"date": datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=12)))}),
    *[("epub", {"assets": value}) for value in (3, {"a": "str"}, {3: b"x"}, ["a.png"], b"folder")],
    *[("newsml", {name: 3}) for name in ("provider", "provider_uri", "now", "generator", "generator_version", "id_prefix")],
    *[("newsml", {"generator": value}) for value in (None, "")],
    *[("newsml", {"provider_uri": value}) for value in ("a b", "nothing", "")],
    *[("newsml", {"id_prefix": value}) for value in (None, "", "no-scheme")],
    ("newsml", {"now": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))}),
    *[("json", {"indent": value}) for value in ("x", 0, 17, 2.0, True)],
    *[(name, {"full": value}) for name in ("json", "jsonl") for value in ("yes", 1, None)],
]  # fmt: skip


@pytest.mark.parametrize(("name", "options"), WRITTEN, ids=str)
def test_options_of_writers(name: str, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=rf"an option of the format {name} does not fit: {next(iter(options))} "):
        docconv.dumps(ARTICLE, name, **options)


@pytest.mark.parametrize(
    "options",
    [{"language": 3}, {"language": "bad tag!"}, {"language": ["en"]}, {"packs": 3}, {"packs": ["x"]}, {"packs": None},
     {"packs": "x"}],
    ids=str,
)  # fmt: skip
def test_options_of_the_reader_of_text(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"does not fit: {next(iter(options))} "):
        docconv.loads("Ferry adds dawn sailing", "txt", **options)


def test_a_long_value_is_not_repeated_in_the_message() -> None:
    with pytest.raises(ValueError, match=r"^identifier is not a URI in ASCII") as caught:
        EpubOptions(identifier="x " * 100_000)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "options",
    [
        {"title": " Monday \n morning ", "language": "FR_ca", "direction": "rtl", "date": date(2026, 3, 14)},
        {"language": "und", "date": datetime(2026, 3, 14), "modified": datetime(2026, 3, 14, tzinfo=UTC)},
        {"identifier": "urn:isbn:9780000000002", "date": "2026-03-14T09:15+01:00", "assets": str(Path(__file__).parent)},
        {"identifier": "https://example.com/a%20b?c=[d]#e", "date": "2026", "assets": {}},
    ],
)
def test_options_that_fit_are_taken(options: dict[str, Any]) -> None:
    assert docconv.dumps(ARTICLE, "epub", **options).startswith(b"PK")


def test_text_is_read_with_a_language_and_packs() -> None:
    for packs in ((), [LabelPack("en", "English", (), ())]):
        assert docconv.loads("Ferry adds dawn sailing", "txt", language="en_GB", packs=packs).language == "en-GB"


def test_pictures_that_are_not_bytes_in_a_mapping_of_another_kind_are_left_out() -> None:
    article = Article(headline="A", body=[Section(blocks=[Figure(src="a.png", alt="x")])])
    assets: Any = MappingProxyType({"a.png": "text"})
    assert ("L002", "/body/0/blocks/0/src") in WrittenBook([article], assets=assets).codes()


def test_an_identifier_that_is_the_id_of_the_article_stands_once() -> None:
    article = ARTICLE.replace(id="urn:example:1")
    assert WrittenBook([article], identifier="urn:example:1").said("identifier") == ["urn:example:1"]
