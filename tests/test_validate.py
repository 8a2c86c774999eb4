"""Validation: what it finds, where, and what it does with files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from docconv import registry
from docconv.model import Article
from docconv.problems import InputError, Problem, UsageError
from docconv.validate import VALIDATORS, validate
from tests.permissions import needs_permissions
from tests.strategies import articles, texts

FIXTURES = Path(__file__).parents[1] / "fixtures"
INVALID = sorted((FIXTURES / "invalid" / "json").glob("*.json*"))
VALID = sorted((FIXTURES / "valid" / "json").glob("*.json*"))


def codes(problems: list[Problem]) -> list[str]:
    return [found.code for found in problems]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.name)
def test_finds_what_is_wrong_with(path: Path) -> None:
    """Each file has its findings beside it: a line `line:column CODE` each, `- CODE` where there is no place."""
    problems = validate(path)
    found = [f"{problem.line}:{problem.column} {problem.code}" if problem.line else f"- {problem.code}" for problem in problems]
    assert found == path.with_suffix(".expected").read_text("utf-8").splitlines()
    assert {problem.file for problem in problems} == {str(path)}


def test_every_expectation_has_its_document() -> None:
    expected = {path.stem for path in (FIXTURES / "invalid" / "json").glob("*.expected")}
    assert expected == {path.stem for path in INVALID}
    assert len(INVALID) == len(expected) > 20


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.name)
def test_finds_no_error_in(path: Path) -> None:
    assert set(codes(validate(path))) <= {"M008"}
    form = registry.by_suffix(path, writing=False)
    assert list(registry.reader(form)(path.read_bytes(), registry.options(form, {}), [].append))


@given(articles(headline=texts()))
def test_finds_nothing_in_what_the_model_writes(article: Article) -> None:
    text = article.model_dump_json(exclude_defaults=True)
    expected = [] if article.headline else ["M008"]
    assert codes(validate(text)) == expected
    assert codes(validate(text.encode(), "json")) == expected
    assert codes(validate(text.encode(), "jsonl")) == expected
    assert codes(validate(f"[{text},\n{text}]", "json")) == expected * 2


def test_an_article_without_headline_is_a_warning() -> None:
    (found,) = validate('{"kicker": "Rail"}')
    assert (found.code, found.severity, found.line, found.column) == ("M008", "warning", 1, 1)
    assert codes(validate('[{"headline": "One"}, {"headline": null}]')) == ["M008"]


def test_is_strict_about_newer_versions_and_duplicates() -> None:
    assert codes(validate('{"docconv": "1.1", "headline": "One"}')) == ["M005"]
    (found,) = validate('{"headline": "One", "headline": "Two"}')
    assert (found.code, found.severity) == ("J005", "error")


def test_every_line_is_validated() -> None:
    problems = validate('{"headline": "One"}\n{"headline": 2}\n{}\n', "jsonl")
    assert [(found.code, found.line) for found in problems] == [("M003", 2), ("M008", 3)]


def test_findings_are_in_the_order_of_the_document() -> None:
    problems = validate(b'{"headline": " x",\n"slug": "a", "slug": "b",\n"mood": 1}')
    assert [(found.line, found.code) for found in problems] == [(1, "M004"), (2, "J005"), (3, "M002")]
    problems = validate(b'[{"headline": "a", "headline": "b"}, {"headline": ""}, {"headline": "a", "headline": "b"}]')
    assert codes(problems) == ["J005", "M004", "J005"]


class TestWhatIsGiven:
    def test_a_path_is_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "a.json"
        path.write_text('{"headline": ""}')
        for given_path in (path, str(path)):
            (found,) = validate(given_path)
            assert str(found) == f"{path}:1:14: error[M004] headline is empty; leave the field out (/headline)"

    @pytest.mark.parametrize(
        "text", ['{"headline": "One"}', ' \n {"headline": "One"}', '[{"headline": "One"}]', '\ufeff{"headline": "One"}']
    )
    def test_text_that_begins_as_a_document_is_one(self, text: str) -> None:
        assert validate(text) == []

    def test_text_with_a_line_break_is_a_document(self) -> None:
        assert codes(validate("null\n", "json")) == ["J002"]

    def test_no_text_is_an_empty_document(self) -> None:
        assert codes(validate("", "json")) == ["J001"]
        assert codes(validate(b"", "jsonl")) == ["I007"]

    def test_a_file_named_like_a_document_is_given_as_a_path(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("{}").write_text('{"headline": "One"}')
        assert codes(validate("{}")) == ["M008"]
        assert validate(Path("{}"), "json") == []

    def test_lone_surrogates_in_text_are_found(self) -> None:
        (found,) = validate('{"headline": "a\ud800"}')
        assert (found.code, found.column) == ("J001", 16)

    def test_the_suffix_tells_what_the_content_does_not(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_text('{"headline": "One"}\n')
        assert validate(path) == []
        path.write_text('{"headline": "One"}\n[]\n')
        assert codes(validate(path)) == ["J002"]

    def test_json_that_is_broken_from_the_start_is_still_json(self) -> None:
        assert codes(validate("{'headline': 1}")) == ["J001"]


class TestWhatCannotBeValidated:
    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="there is no such file") as error:
            validate(str(tmp_path / "none.json"))
        assert codes(list(error.value.problems)) == ["I001"]
        assert error.value.problems[0].file == str(tmp_path / "none.json")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="it is a folder"):
            validate(tmp_path)

    def test_a_name_no_file_can_have(self) -> None:
        with pytest.raises(InputError, match="I001"):
            validate("a\x00b.json")

    @needs_permissions
    def test_a_file_that_may_not_be_read(self, tmp_path: Path) -> None:
        path = tmp_path / "a.json"
        path.touch(mode=0)
        with pytest.raises(InputError, match="permission denied"):
            validate(path)

    def test_a_format_there_is_not(self) -> None:
        with pytest.raises(UsageError, match="U001"):
            validate(b"{}", "jason")

    def test_a_format_without_validator(self) -> None:
        with pytest.raises(UsageError, match="txt cannot be validated: there are validators for json, jsonl") as error:
            validate(b"Ferry adds dawn sailing", "txt")
        assert codes(list(error.value.problems)) == ["U003"]

    def test_a_format_that_does_not_do_is_refused_before_the_file_is_opened(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="U003"):
            validate(tmp_path / "none.txt", "txt")

    @pytest.mark.parametrize(
        ("data", "told"),
        [
            ("", "this is an empty document, which cannot be validated: there are validators for json, jsonl"),
            (b" \n", "this is an empty document"),
            (b"null", "this is news text as it is found (txt), which cannot be validated"),
            (b'"x"', "this is news text"),
            (b"hello", "this is news text"),
            ("Ferry adds\ndawn sailing", "this is news text"),
            ("<x/>", "this is an XML or HTML document"),
            (b"\x7fELF" + bytes(100), "this is binary data"),
        ],
    )
    def test_content_without_validator_is_a_finding(self, data: bytes | str, told: str) -> None:
        (found,) = validate(data)
        assert (found.code, found.severity) == ("I005", "error")
        assert found.message.startswith(told)

    def test_what_is_plainly_something_else_is_a_finding(self, tmp_path: Path) -> None:
        path = tmp_path / "a.json"
        path.write_bytes(b"\x89PNG\r\n\x1a\n")
        (found,) = validate(path)
        assert (found.code, found.file) == ("I005", str(path))


def test_every_validator_is_one_of_a_format() -> None:
    for name in VALIDATORS:
        assert registry.get(name).name == name
        assert isinstance(validate(b"{}", name), list)
