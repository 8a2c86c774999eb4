"""Reporters: what they write is what people, programs, GitHub and code scanning read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from docconv import __version__
from docconv.cli import docconv, streams
from docconv.cli.remedies import REMEDIES
from docconv.cli.reporters import as_coloured_text, as_github, as_json, as_text, explained
from docconv.cli.reporters_sarif import as_sarif
from docconv.problems import CODES, SEVERITIES, Problem
from tests.test_commands import KINDS, blocks_of, run_all

#: What SARIF 2.1.0 demands of the parts that docconv writes (sections 3.13 to 3.52), in our words.
_TEXT = {"type": "object", "properties": {"text": {"type": "string", "minLength": 1}}, "required": ["text"]}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_POSITIVE = {"type": "integer", "minimum": 1}
SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string", "minLength": 1},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": _TEXT,
                                                "help": _TEXT,
                                                "defaultConfiguration": {
                                                    "type": "object",
                                                    "properties": {"level": _LEVEL},
                                                    "additionalProperties": False,
                                                },
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": _LEVEL,
                                "message": _TEXT,
                                "locations": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {
                                        "type": "object",
                                        "additionalProperties": False,
                                        "minProperties": 1,
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation"],
                                                "additionalProperties": False,
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "required": ["uri"],
                                                        "additionalProperties": False,
                                                        "properties": {
                                                            "uri": {"type": "string", "pattern": r"^[!-~]+$"},
                                                            "uriBaseId": {"type": "string"},
                                                        },
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "required": ["startLine"],
                                                        "additionalProperties": False,
                                                        "properties": {"startLine": _POSITIVE, "startColumn": _POSITIVE},
                                                    },
                                                },
                                            },
                                            "logicalLocations": {
                                                "type": "array",
                                                "items": {
                                                    "type": "object",
                                                    "additionalProperties": False,
                                                    "properties": {
                                                        "fullyQualifiedName": {"type": "string"},
                                                        "kind": {"type": "string"},
                                                    },
                                                },
                                            },
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


@st.composite
def findings(draw: st.DrawFn) -> Problem:
    texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
    line = draw(st.none() | st.integers(1, 10_000))
    return Problem(
        code=draw(st.sampled_from(sorted(CODES))),
        severity=draw(st.sampled_from(SEVERITIES)),
        message=draw(texts),
        file=draw(st.none() | st.just("-") | texts.filter(lambda text: "\0" not in text)),
        line=line,
        column=None if line is None else draw(st.none() | st.integers(1, 500)),
        path=draw(st.none() | texts.map(lambda text: f"/{text}")),
    )


FOUND = Problem("M004", "error", "slug holds a\nline break, 100% sure: see", "in: a,b/story.json", 2, 3, "/slug")


def joined(parts: Any) -> str:
    return "".join(parts)


class TestText:
    @given(st.lists(findings()))
    def test_is_one_line_a_finding_and_moves_no_cursor(self, found: list[Problem]) -> None:
        text = joined(as_text(found))
        assert text.count("\n") == len(found)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)

    @given(st.lists(findings()))
    def test_without_its_colours_is_the_text(self, found: list[Problem]) -> None:
        assert re.sub(r"\x1b\[[0-9;]*m", "", joined(as_coloured_text(found))) == joined(as_text(found))

    def test_colours_are_for_terminals_that_want_them(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("a.json").write_text("{}")
        assert "\x1b" not in CliRunner().invoke(docconv, ["validate", "a.json"]).stdout
        monkeypatch.setattr(streams, "is_terminal", lambda: True)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)
        assert "\x1b[1;33mwarning[M008]" in CliRunner().invoke(docconv, ["validate", "a.json"]).stdout
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b" not in CliRunner().invoke(docconv, ["validate", "a.json"]).stdout

    def test_explains_each_code_once(self) -> None:
        assert [line.partition(":")[0] for line in explained(["M004", "M008", "M004"])] == ["M004", "M008"]

    def test_remedies_are_for_codes_there_are(self) -> None:
        assert set(REMEDIES) <= set(CODES)
        assert all(text.endswith(".") for text in REMEDIES.values())


class TestJson:
    @given(st.lists(findings()))
    def test_gives_every_finding_back(self, found: list[Problem]) -> None:
        assert [Problem(**one) for one in json.loads(joined(as_json(found)))] == found


class TestGitHub:
    def test_a_finding_is_a_workflow_command(self) -> None:
        assert joined(as_github([FOUND])) == (
            "::error file=in%3A a%2Cb/story.json,line=2,col=3,title=M004::slug holds a%0Aline break, 100%25 sure: see (/slug)\n"
        )

    @given(st.lists(findings()))
    def test_no_text_makes_a_second_command_or_property(self, found: list[Problem]) -> None:
        lines = joined(as_github(found)).split("\n")[:-1]
        assert len(lines) == len(found)
        for line, one in zip(lines, found, strict=True):
            command = re.fullmatch(r"::(error|warning|notice) ([^:]*)::([^\r\n]*)", line)
            assert command is not None
            properties = dict(part.split("=", 1) for part in command[2].split(","))
            assert properties["title"] == one.code
            assert set(properties) <= {"file", "line", "col", "title"}


class TestSarif:
    @given(st.lists(findings()))
    def test_is_a_log_as_the_standard_has_it(self, found: list[Problem]) -> None:
        log = json.loads(joined(as_sarif(found)))
        Draft7Validator(SARIF).validate(log)
        (run,) = log["runs"]
        rules = run["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == list(CODES)
        assert len(run["results"]) == len(found)
        for result, one in zip(run["results"], found, strict=True):
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == one.code
            assert result["message"]["text"] == one.message

    def test_places_are_relative_to_the_sources(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        log = json.loads(
            joined(
                as_sarif(
                    [
                        FOUND,
                        Problem("M008", "warning", "x", str(tmp_path / "é b.json")),
                        Problem("M008", "warning", "x", "../a.json"),
                        Problem("M008", "warning", "x", "-"),
                    ]
                )
            )
        )
        results = log["runs"][0]["results"]
        places = [result.get("locations", [{}])[0].get("physicalLocation", {}).get("artifactLocation") for result in results]
        assert places == [
            {"uri": "in%3A%20a,b/story.json", "uriBaseId": "%SRCROOT%"},
            {"uri": "%C3%A9%20b.json", "uriBaseId": "%SRCROOT%"},
            {"uri": (tmp_path.parent / "a.json").as_uri()},
            None,
        ]
        assert results[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 3}
        assert log["runs"][0]["tool"]["driver"]["version"] == __version__

    def test_rules_say_what_to_do(self) -> None:
        log = json.loads(joined(as_sarif([])))
        helps = {rule["id"]: rule["help"]["text"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}
        assert helps["E010"].startswith(CODES["E010"].meaning)
        assert "zip -X0" in helps["E010"]


def test_the_page_on_validation_shows_what_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[1] / "docs" / "validation.md").read_text(encoding="utf-8")
    blocks = [block for block in blocks_of(page) if block.kind in KINDS]
    assert sum(block.kind == "command" for block in blocks) == 4
    monkeypatch.chdir(tmp_path)
    run_all(blocks)
    log = json.loads(CliRunner().invoke(docconv, ["validate", "story.json", "--format", "sarif"]).stdout)
    (shown,) = (json.loads(block.text) for block in blocks_of(page) if block.kind == "json")
    assert {**shown, "ruleIndex": list(CODES).index("M004")} == log["runs"][0]["results"][0]


def test_the_hooks_call_what_there_is() -> None:
    hooks = yaml.safe_load((Path(__file__).parents[1] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["docconv-validate", "docconv-validate-books", "docconv-epubcheck"]
    for hook in hooks:
        program, *words = hook["entry"].split()
        assert program == "docconv"
        assert CliRunner().invoke(docconv, [*words, "--help"]).exit_code == 0
        assert re.search(hook["files"], "archive/monday.epub" if "epub" in hook["files"] else "archive/story.json")


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_nothing_found_is_well_formed_too(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text('{"headline": "Ferry"}')
    result = CliRunner().invoke(docconv, ["validate", "a.json", "--format", form])
    assert result.exit_code == 0
    assert result.stderr == "1 document, 1 valid: nothing found\n"
    if form in ("json", "sarif"):
        json.loads(result.stdout)
    else:
        assert result.stdout == ""
