"""What a command finds around it: the folder of its inputs, the date of the build."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from docconv import registry
from docconv.cli import docconv
from docconv.cli.surroundings import with_surroundings
from docconv.problems import UsageError
from tests.epub_samples import png

EPUB, JSON = registry.get("epub"), registry.get("json")
STORY = '{"docconv": "1.0", "headline": "A", "body": [{"blocks": [{"type": "figure", "src": "quay.png", "alt": "A quay"}]}]}'


def test_the_build_date_is_that_of_a_book_and_of_nothing_else() -> None:
    environment = {"SOURCE_DATE_EPOCH": "1773500000"}
    moment = datetime(2026, 3, 14, 14, 53, 20, tzinfo=UTC)
    assert with_surroundings({}, EPUB, [], environment) == {"modified": moment}
    assert with_surroundings({}, JSON, [], environment) == {}
    assert with_surroundings({}, EPUB, [], {"SOURCE_DATE_EPOCH": ""}) == {}
    given = {"modified": datetime(2026, 1, 1, tzinfo=UTC)}
    assert with_surroundings(given, EPUB, [], environment) == given


@pytest.mark.parametrize("seconds", ["yesterday", "-1", "1.5", "٣", "9" * 30, " 1"])
def test_a_build_date_that_is_none_is_refused(seconds: str) -> None:
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        with_surroundings({}, EPUB, [], {"SOURCE_DATE_EPOCH": seconds})


def test_pictures_come_from_the_folder_that_all_inputs_are_in(tmp_path: Path) -> None:
    here, there = tmp_path / "a", tmp_path / "b"
    here.mkdir()
    there.mkdir()
    assert with_surroundings({}, EPUB, [f"{here}/x", f"{here}/y", "-"], {}) == {"assets": str(here)}
    assert with_surroundings({}, EPUB, [f"{here}/x", f"{there}/y"], {}) == {}
    assert with_surroundings({}, EPUB, ["-"], {}) == with_surroundings({}, EPUB, [f"{tmp_path}/c/x"], {}) == {}
    assert with_surroundings({"assets": "p"}, EPUB, [f"{here}/x"], {}) == {"assets": "p"}
    assert with_surroundings({}, JSON, [f"{here}/x"], {}) == {}


def test_the_command_finds_pictures_beside_its_input_and_the_build_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1773500000")
    (tmp_path / "story.json").write_text(STORY)
    (tmp_path / "quay.png").write_bytes(png(1, 2, 3, 4, 4))
    for output in (tmp_path / "story.epub", tmp_path / "out" / "story.epub"):
        target = output if output.parent == tmp_path else f"{output.parent}/"
        result = CliRunner().invoke(docconv, ["convert", str(tmp_path / "story.json"), "-t", "epub", "-o", str(target)])
        assert (result.exit_code, result.output) == (0, "")
        with zipfile.ZipFile(output) as book:
            assert len([name for name in book.namelist() if "pictures/" in name]) == 1
            assert b"2026-03-14T14:53:20Z" in book.read("EPUB/content.opf")
