"""The page that shows how a text was read: self-contained, nothing of the source missing, nothing of it obeyed."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docconv.rawtext.parse import trace_text
from docconv.trace_page import page
from docconv.unicode import printable
from tests.test_cli import run

STORIES = sorted((Path(__file__).parents[1] / "fixtures" / "text").glob("*.txt"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_line_and_every_text_of_the_article_is_on_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    trace = trace_text(text)
    shown = page(text, trace, path.name)
    paths = re.findall('data-path="([^"]+)"', shown)
    for segment in trace.segments:
        if segment.path is not None:
            assert paths.count(html.escape(segment.path)) >= 2, f"{segment} has no counterpart"
    seen = html.unescape(re.sub("<[^>]+>", " ", shown.partition("<main>")[2]))
    for line in text.splitlines():
        for word in line.split():
            assert printable(word) in seen or any(part in seen for part in re.split(r"\W", word) if part)
    assert f'dir="{trace.article.direction}"' in shown


def test_nothing_is_loaded_from_anywhere() -> None:
    text = STORIES[0].read_text(encoding="utf-8")
    shown = page(text, trace_text(text), "x")
    assert not re.search(r"<(?:link|img|iframe|script)[^>]+(?:src|href)=", shown)
    assert "url(" not in shown


@given(st.lists(st.text("ab <>&\"'\x1b\u202e/script-", max_size=30), max_size=8).map("\n".join))
def test_nothing_of_the_source_is_obeyed(text: str) -> None:
    shown = page(f"<script>alert(1)</script>\n{text}", trace_text(f"<script>alert(1)</script>\n{text}"), "<b>")
    assert shown.count("<script>") == 1
    assert "<b>" not in shown
    assert "\x1b" not in shown


def test_what_is_doubtful_stands_first() -> None:
    text = "Harbour\n\nFerry adds dawn sailing\n\nThe boat\n\nThe ferry sails before dawn, the harbour company said.\n"
    trace = trace_text(text)
    assert any(segment.confidence < 0.6 for segment in trace.segments)
    shown = page(text, trace, "x")
    assert shown.index("Doubtful") < shown.index("<main>")


def test_the_command_writes_it(tmp_path: Path) -> None:
    done = run("inspect", str(STORIES[0]), "--html", str(tmp_path / "story.html"))
    assert done.exit_code == 0
    assert (tmp_path / "story.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
