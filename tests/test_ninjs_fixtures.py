"""ninjs as others write it: documents with the articles and the problems that they give; adding the files adds the tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docconv import registry
from docconv.formats.ninjs import NinjsOptions, read
from docconv.problems import Problem
from docconv.validate import validate

FIXTURES = Path(__file__).parents[1] / "fixtures"
DOCUMENTS = sorted((FIXTURES / "ninjs").glob("*.ninjs"))
INVALID = sorted((FIXTURES / "invalid" / "ninjs").glob("*.json"))


def lines(problems: list[Problem]) -> list[str]:
    return [f"{found.line}:{found.column} {found.code}" if found.line else f"- {found.code}" for found in problems]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_reads(path: Path) -> None:
    problems: list[Problem] = []
    articles = list(read(path.read_bytes(), NinjsOptions(), problems.append))
    compact = [article.model_dump(mode="json", exclude_defaults=True) for article in articles]
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert compact == (expected if isinstance(expected, list) else [expected])
    assert lines(problems) == path.with_suffix(".problems").read_text("utf-8").splitlines()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("suffix", [None, ".json", ".jsonl", ".txt"])
def test_is_told_by_its_content(path: Path, suffix: str | None) -> None:
    assert registry.sniff(path.read_bytes(), suffix).name == "ninjs"


def test_every_document_has_what_is_expected_of_it() -> None:
    assert len(DOCUMENTS) >= 8
    assert {path.stem for path in DOCUMENTS} == {path.stem for path in (FIXTURES / "ninjs").glob("*.json")}


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_finds_what_is_wrong_with(path: Path) -> None:
    assert lines(validate(path.read_bytes(), "ninjs")) == path.with_suffix(".expected").read_text("utf-8").splitlines()


def test_every_expectation_has_its_document() -> None:
    assert {path.stem for path in (FIXTURES / "invalid" / "ninjs").glob("*.expected")} == {path.stem for path in INVALID}
    assert len(INVALID) >= 8
