"""Progress of long work: when it is told, what it says, and that it is never in the way."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from pathlib import Path

import pytest

from docconv.cli.progress import Course, Watch
from tests.terminals import Terminal, terminal

ROOT = Path(__file__).parents[1]
ARTICLE = '{"docconv": "1.0", "headline": "Ferry adds dawn sailing", "language": "en"}'
HERE = {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "TERM": "xterm"}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class Screen(io.StringIO):
    """A stream that is a terminal, or is not."""

    def __init__(self, *, real: bool) -> None:
        super().__init__()
        self._real = real

    def isatty(self) -> bool:
        return self._real


class Clock:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def told(stream: io.StringIO, moments: list[float], *, quiet: bool = False) -> str:
    """What a watch tells that is asked at moments of a clock."""
    clock = Clock()
    watch = Watch(quiet=quiet, now=clock, stream=stream)
    for clock.now in moments:
        watch(lambda now: f"at {now:g}")
    watch.clear()
    return stream.getvalue()


def test_short_work_is_done_in_silence() -> None:
    assert told(Screen(real=True), [0, 0.5, 0.99]) == ""
    assert told(Screen(real=False), [0, 5, 9.9]) == ""


def test_a_terminal_gets_one_line_that_changes_and_goes() -> None:
    shown = told(Screen(real=True), [0, 1, 1.1, 1.25, 2])
    assert shown == "\rat 1\rat 1.25\rat 2  ".replace("at 2  ", "at 2   ") + "\r    \r"


def test_a_log_gets_a_line_now_and_then() -> None:
    assert told(Screen(real=False), [0, 10, 11, 39, 41, 60, 71]) == "at 10\nat 41\nat 71\n"


def test_who_wants_quiet_has_it() -> None:
    assert told(Screen(real=True), [0, 5, 100], quiet=True) == ""


def test_a_line_is_cut_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    stream, clock = Screen(real=True), Clock()
    watch = Watch(now=clock, stream=stream)
    clock.now = 2
    watch(lambda _: "x" * 50)
    assert stream.getvalue() == "\r" + "x" * 19


def test_a_stream_that_has_gone_is_no_fault() -> None:
    stream, clock = Screen(real=False), Clock()
    watch = Watch(now=clock, stream=stream)
    stream.close()
    clock.now = 20
    watch(lambda _: "line")
    watch.clear()


def test_what_a_line_says() -> None:
    course = Course(0.0, total=4, files=1, things="articles", made=1_000, failed=2)
    assert course.line(10.0) == "1 of 4 files, 1,000 articles, 100 articles/s, 30 s left, 2 failed"
    assert Course(0.0, files=50).line(10.0) == "50 files, 5 files/s"
    counted = Course(0.0, files=20, count=lambda: 40)
    assert counted.line(10.0) == "20 of 40 files, 2 files/s, 10 s left"
    assert Course(0.0, total=3, files=5).line(1.0) == "5 files, 5 files/s"  # there were more than were counted


def slowly(running: Terminal, pipe: str, data: str) -> None:
    """Feed a pipe that a program reads so slowly that it has been at work for longer than a second."""
    with Path(pipe).open("w") as feed:  # opens when the program opens it
        time.sleep(1.2)
        feed.write(data)


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes and terminals are POSIX's")
def test_convert_shows_progress_on_a_terminal() -> None:
    Path("a.json").write_text(ARTICLE)
    Path("b.json").write_text("{")
    os.mkfifo("slow.json")
    command = [sys.executable, "-m", "docconv", "convert", "a.json", "b.json", "slow.json", "-t", "json", "-o", "out/"]
    with terminal(command, HERE, only_errors=True) as running:
        slowly(running, "slow.json", ARTICLE)
        seen = running.rest()
        assert running.program.wait(30) == 1
    assert "b.json:1:1: error[J001]" in seen
    assert "\r2 of 3 files, 2 articles, " in seen
    assert " left, 1 failed" in seen
    assert seen.endswith(" \r")  # the line has gone
    assert sorted(path.name for path in Path("out").iterdir()) == ["a.json", "slow.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes and terminals are POSIX's")
@pytest.mark.parametrize("option", ["--quiet", "--no-progress"])
def test_convert_shows_none_to_those_who_want_none(option: str) -> None:
    os.mkfifo("slow.json")
    command = [sys.executable, "-m", "docconv", "convert", "slow.json", "-o", "out.json", option]
    with terminal(command, HERE, only_errors=True) as running:
        slowly(running, "slow.json", ARTICLE)
        assert running.rest() == ""
        assert running.program.wait(30) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes and terminals are POSIX's")
def test_validate_shows_progress_between_its_findings() -> None:
    Path("archive").mkdir()
    for name in "abc":
        Path("archive", f"{name}.json").write_text("{}" if name == "b" else ARTICLE)
    os.mkfifo("slow.json")
    command = [sys.executable, "-m", "docconv", "validate", "slow.json", "archive", "-j", "1"]
    with terminal(command, {**HERE, "NO_COLOR": "1"}) as running:
        slowly(running, "slow.json", '{"headline": ""}')
        seen = running.rest()
        assert running.program.wait(30) == 1
    lines = [line.rpartition("\r")[2] for line in seen.replace("\r\n", "\n").split("\n")]
    assert lines[0].startswith("slow.json:1:14: error[M004]")
    assert lines[1].startswith("archive/b.json:1:1: warning[M008]")
    assert lines[2] == "4 documents, 3 valid: 1 error, 1 warning"
    assert "1 of 4 files, " in seen


def test_nothing_is_told_of_short_work_in_a_pipe() -> None:
    Path("a.json").write_text(json.dumps({"headline": "Ferry", "body": []}))
    command = [sys.executable, "-m", "docconv", "convert", "a.json", "-o", "b.json"]
    with terminal(command, HERE, only_errors=True) as running:
        assert running.rest() == ""
        assert running.program.wait(30) == 0
