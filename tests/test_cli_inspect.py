"""What `docconv inspect` shows in a terminal: folded beside the gutter, in colours that can be asked for and refused."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from docconv.cli import docconv
from docconv.rawtext.parse import trace_text
from docconv.report import folded, picture, totals
from tests.terminals import terminal

ROOT = Path(__file__).parents[1]
FIXTURES = ["text/ar-oasis", "text/en-ferry-wire", "text/ja-bells", "text/th-ferry", "pages/en", "pages/fr", "pages/hi"]


def columns(line: str) -> int:
    """How many columns a line takes."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in line)
    none = sum(unicodedata.category(char) in ("Mn", "Me", "Cf") for char in line)
    return len(line) + wide - none


@given(st.text(), st.integers(2, 40))
def test_folding_loses_only_spaces_and_fits(text: str, room: int) -> None:
    pieces = list(folded(text, room))
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    assert all(columns(piece) <= room for piece in pieces)
    assert all(pieces) or not text.strip(" ")


@pytest.mark.parametrize("name", FIXTURES)
@pytest.mark.parametrize("width", [60, 80, 132])
def test_the_picture_fits_a_terminal(name: str, width: int) -> None:
    text = (ROOT / "fixtures" / f"{name}.txt").read_text(encoding="utf-8")
    trace = trace_text(text)
    lines = list(picture(text, trace, colour=False, width=width))
    assert max(map(columns, lines)) <= width
    assert shown(lines) == shown(picture(text, trace, colour=False))


def shown(lines: Iterable[str]) -> str:
    """The texts of a picture, without gutters and white space."""
    return "".join("".join(re.sub("^.{0,40}?[\u2502\u250a?] ", "", line).split()) for line in lines)


def test_without_a_width_a_line_is_a_line() -> None:
    text = "Ferry adds dawn sailing\n\n" + "The first boat leaves at dawn. " * 20
    lines = list(picture(text, trace_text(text), colour=False))
    assert sum("The first boat" in line for line in lines) == 1


def test_totals_count_parts_of_the_article_and_not_stretches_of_the_source() -> None:
    mail = """On 3 May 2026, Jo Kerr wrote:
> Harbour fees rise in June
>
> The harbour office said on Monday that fees rise by four per
> cent from the first of June this year, the first rise since
> the storm of 2019 took the old pier and half of the boats.
>
> Boats under six metres pay nothing, it said, and those who row
> have nothing to fear from the new rules, which it calls "fair
> to all who use the water", from the smallest to the largest.
"""
    assert story_of(mail) == "2 paragraphs, 1 headline"
    lead = "The harbour office said on Monday that fees rise by four per cent from June."
    table = "Boat\tFee\tChange\nSmall\t0\t0%\nYacht\t120\t4%"
    quotation = '"We had hoped for less, and for a word with the council before."\n\u2014 Ada Lund'
    text = f"Harbour fees rise in June\n\n{lead}\n\n{table}\n\n{lead}\n\n{quotation}\n\n{lead}\n"
    assert story_of(text) == "9 table-cells, 3 paragraphs, 1 headline, 1 quote"


def story_of(text: str) -> str:
    """What the totals of a text say of its story."""
    (story,) = (line for line in totals(trace_text(text, rules_only=True)) if line.startswith("story:"))
    return story.removeprefix("story:").strip()


def test_colour_only_paints() -> None:
    text = (ROOT / "fixtures" / "text" / "en-ferry-wire.txt").read_text(encoding="utf-8")
    trace = trace_text(text)
    painted = [re.sub("\x1b\\[[0-9;]*m", "", line) for line in picture(text, trace, colour=True, width=80)]
    assert painted == list(picture(text, trace, colour=False, width=80))


@pytest.mark.parametrize(
    ("environment", "painted"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "0"}, False), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colour_in_a_pipe_is_asked_for(environment: dict[str, str], painted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    result = CliRunner().invoke(docconv, ["inspect", "-"], input="Ferry adds dawn sailing\n", env=environment, color=True)
    assert ("\x1b[" in result.stdout) == painted


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of this kind are POSIX's")
@pytest.mark.parametrize(("environment", "painted"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal_gets_colours_and_folded_lines(environment: dict[str, str], painted: bool) -> None:
    story = ROOT / "fixtures" / "text" / "en-ferry-wire.txt"
    settings = {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "TERM": "xterm", "NO_COLOR": "", "FORCE_COLOR": "", **environment}
    with terminal([sys.executable, "-m", "docconv", "inspect", str(story)], settings) as running:
        seen = running.rest()
        assert running.program.wait(30) == 0
    assert ("\x1b[1m" in seen) == painted
    assert max(columns(line) for line in re.sub("\x1b\\[[0-9;]*m", "", seen).splitlines()) <= 80
