"""Shell completion: what is offered for what has been typed, in the shells that are here."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from docconv.cli import docconv
from docconv.problems import CODES
from docconv.registry import FORMATS
from tests.terminals import terminal

ROOT = Path(__file__).parents[1]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two stories, where `docconv` is a command."""
    place = tmp_path / "bin" / "docconv"
    place.parent.mkdir()
    place.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m docconv "$@"\n')
    place.chmod(place.stat().st_mode | stat.S_IXUSR)
    work = tmp_path / "work"
    work.mkdir()
    (work / "story-one.txt").touch()
    (work / "out").mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("PATH", os.pathsep.join([str(place.parent), os.environ["PATH"]]))
    monkeypatch.setenv("HOME", str(tmp_path))
    return work


def offered(*words: str) -> list[str]:
    """What the protocol of completion offers for the last of the words."""
    environment = {"_DOCCONV_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    environment["COMP_WORDS"] = "\n".join(words)
    result = CliRunner().invoke(docconv, [], env=environment, prog_name="docconv")
    assert result.exit_code == 0
    return result.stdout.split()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["docconv", "co"], ["plain,convert", "plain,codes", "plain,completion"]),
        (["docconv", "convert", "-t", "n"], ["plain,ninjs", "plain,newsml", "plain,nitf"]),
        (["docconv", "convert", "--from", ""], [f"plain,{one.name}" for one in FORMATS if one.reads]),
        (["docconv", "validate", "-f", "ep"], ["plain,epub"]),
        (["docconv", "batch", "x", "-t", "p"], ["plain,parquet"]),
        (["docconv", "validate", "--ignore", "e1"], [f"plain,{code}" for code in CODES if code.startswith("E1")]),
        (["docconv", "codes", "K"], [f"plain,{code}" for code in CODES if code.startswith("K")]),
        (["docconv", "convert", "--dr"], ["plain,--dry-run"]),
        (["docconv", "convert", "--fail-on", ""], ["plain,error", "plain,loss", "plain,warning"]),
        (["docconv", "schema", "ni"], ["plain,nitf", "plain,ninjs-3.1", "plain,ninjs-2.2", "plain,ninjs-1.6"]),
        (["docconv", "completion", ""], ["plain,bash", "plain,zsh", "plain,fish"]),
        (["docconv", "convert", "st"], ["file,st"]),
        (["docconv", "convert", "a.txt", "-o", "o"], ["file,o"]),
        (["docconv", "convert", "--assets", "o"], ["dir,o"]),
        (["docconv", "inspect", "--labels", "x"], ["file,x"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_offered(words: list[str], wanted: list[str]) -> None:
    assert offered(*words) == wanted


def test_a_shell_is_not_kept_waiting() -> None:
    words = {"_DOCCONV_COMPLETE": "zsh_complete", "COMP_WORDS": "docconv convert -t n", "COMP_CWORD": "3"}
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **words}
    command = [sys.executable, "-X", "importtime", "-m", "docconv"]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)
    assert "newsml" in done.stdout
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "click" in loaded
    assert not loaded & {"pydantic", "pydantic_core", "lxml", "ebooklib", "numpy", "pycld2"}


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_script_says_how_to_install_it(name: str) -> None:
    script = CliRunner().invoke(docconv, ["completion", name]).stdout
    assert f"docconv completion {name} > ~/." in script
    assert script.startswith("#compdef docconv\n") == (name == "zsh")


def test_bash_completes_what_is_typed(shell: Path) -> None:
    """In an interactive bash: keys in, the completed line out."""
    if shutil.which("bash") is None:
        pytest.skip("there is no bash here")
    quiet = {"TERM": "dumb", "PS1": "", "INPUTRC": os.devnull, "COLUMNS": "200"}
    with terminal(["bash", "--norc", "--noprofile", "-i"], quiet) as bash:
        bash.type('eval "$(docconv completion bash)"; echo rea""dy\n')
        bash.until("ready")
        for typed, completed in (
            ("docconv conv\t-t newsm\t", "convert -t newsml "),
            ("docconv validate --ignore D00\t1 --expl\t", "1 --explain "),
            ("docconv convert story\t", "story-one.txt "),
            ("docconv convert story-one.txt --assets o\t", "--assets out/"),
        ):
            before = len(bash.seen)
            bash.type(f"\x15{typed}")
            bash.until(completed, behind=before)


def test_zsh_takes_the_script(shell: Path) -> None:
    if shutil.which("zsh") is None:
        pytest.skip("there is no zsh here")
    script = 'autoload -U compinit; compinit -D; eval "$(docconv completion zsh)"; print -r -- $_comps[docconv]'
    done = subprocess.run(["zsh", "-f", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "_docconv_completion\n"


def test_fish_offers_with_descriptions(shell: Path) -> None:
    if shutil.which("fish") is None:
        pytest.skip("there is no fish here")
    script = 'docconv completion fish | source; complete -C "docconv convert -t n"'
    done = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, text=True, check=True)
    assert dict(line.split("\t") for line in done.stdout.splitlines())["ninjs"].startswith("IPTC ninjs; news")
