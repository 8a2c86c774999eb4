"""Commands with their input and expected output, one Markdown file each in fixtures/commands: add a file, get a test.

A file holds fenced blocks; what stands outside them is for people. The first word behind the fence says
what a block is:

- `file NAME`: a file that is there before the command runs
- `stdin`: what the next command reads
- `command`: one command line; what follows it is what is expected of it
- `stdout`, `stderr`: all that the command writes there; nothing when there is no such block
- `exit`: its exit code; 0 when there is no such block
- `output NAME`: a file that is there afterwards, and what is in it

Commands run in an empty folder, in the order of the file, and see the files of those before them.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from docconv.cli import docconv

FOLDER = Path(__file__).parents[1] / "fixtures" / "commands"
FILES = sorted(FOLDER.glob("*.md"))
KINDS = {"file", "stdin", "command", "stdout", "stderr", "exit", "output"}


class Fenced(NamedTuple):
    """A fenced block: what it is, the name behind that, and its text."""

    kind: str
    name: str
    text: str


def blocks_of(markdown: str) -> list[Fenced]:
    fences = re.findall(r"^(`{3,})(\w+) ?([^\n]*)\n(.*?)^\1$", markdown, re.MULTILINE | re.DOTALL)
    return [Fenced(kind, name, text) for _, kind, name, text in fences]


def run_all(blocks: list[Fenced]) -> None:
    """Run the commands in the current folder and compare."""
    stdin, result, unseen = "", None, set[str]()
    for block in [*blocks, Fenced("command", "", "")]:
        match block.kind:
            case "file":
                Path(block.name).parent.mkdir(parents=True, exist_ok=True)
                Path(block.name).write_text(block.text, encoding="utf-8")
            case "stdin":
                stdin = block.text
            case "command":
                if result is not None:  # what was not named is expected to be nothing
                    seen = {"stdout": result.stdout, "stderr": result.stderr, "exit": result.exit_code or ""}
                    assert {kind: seen[kind] for kind in unseen} == dict.fromkeys(unseen, "")
                if block.text:
                    program, *args = shlex.split(block.text)
                    assert program == "docconv"
                    result, stdin, unseen = CliRunner().invoke(docconv, args, input=stdin), "", {"stdout", "stderr", "exit"}
            case "stdout" | "stderr" | "exit":
                assert result is not None
                found = {"stdout": result.stdout, "stderr": result.stderr, "exit": f"{result.exit_code}\n"}
                assert found[block.kind] == block.text
                unseen.discard(block.kind)
            case "output":
                assert Path(block.name).read_text(encoding="utf-8") == block.text


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_command_does_what_its_page_says(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = blocks_of(file.read_text(encoding="utf-8"))
    assert {block.kind for block in blocks} <= KINDS
    assert any(block.kind == "command" for block in blocks)
    monkeypatch.chdir(tmp_path)
    run_all(blocks)


def test_there_are_pages() -> None:
    assert len(FILES) >= 8


@pytest.mark.parametrize(
    "wrong",
    ["```stdout\ndocconv 0\n```", "```exit\n1\n```", "```output missing\nx\n```", ""],
    ids=["output", "exit", "file", "unexpected output"],
)
def test_a_page_that_is_wrong_fails(wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises((AssertionError, FileNotFoundError)):
        run_all(blocks_of(f"```command\ndocconv --version\n```\n{wrong}\n"))
