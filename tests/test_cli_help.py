"""The help of every command: on one screen, with an example, the common options first."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docconv.cli.app import COMMANDS

ROOT = Path(__file__).parents[1]


def help_of(*command: str) -> str:
    """What a command's `--help` prints in a terminal of 80 columns."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    call = [sys.executable, "-m", "docconv", *command, "--help"]
    return subprocess.run(call, env=settings, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_a_screen_and_shows_an_example(command: str) -> None:
    lines = help_of(command).splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80
    assert any(re.match(f"  (eval .)?.*docconv {command} ?", line) for line in lines[2:])
    assert COMMANDS[command].rstrip(".").split()[0] in " ".join(lines)
    assert not [line for line in lines if line.startswith("          ")]  # no description that goes on in a second line


def test_the_group_lists_the_commands_and_the_exit_codes() -> None:
    lines = help_of().splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert all(any(line.startswith(f"  {name} ") for line in lines) for name in COMMANDS)
    assert "3 an input" in "\n".join(lines)


def test_the_options_of_convert_stand_in_groups_the_common_ones_first() -> None:
    told = help_of("convert")
    places = [
        told.index(words)
        for words in ("\nOptions:", "--output", "--dry-run", "\nOf the book", "--title TEXT", "\nMore", "--fail-on")
    ]
    assert places == sorted(places)
