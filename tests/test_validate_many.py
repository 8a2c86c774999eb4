"""Many documents in one call: folders, several processes, standard input, what is passed over, what --jobs may not change."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from docconv.cli import docconv
from docconv.cli.checks import Checks, Wanted
from tests.permissions import needs_permissions

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*args: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(docconv, ["validate", *args], input=stdin)


def test_output_is_the_same_for_any_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FIXTURES)
    results = [run("invalid", "valid", "-", "nitf", "--jobs", jobs, stdin=b"{}") for jobs in ("1", "2", "3")]
    assert results[0].stdout.count("\n") > 200
    assert "-:1:1: warning[M008]" in results[0].stdout
    assert len({(one.stdout, one.stderr, one.exit_code) for one in results}) == 1


def test_processes_are_used_where_they_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def in_order(work: object, tasks: object, jobs: int) -> object:
        asked.append(jobs)
        return iter(())

    monkeypatch.setattr("docconv.cli.pool.in_order", in_order)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    for number in range(50):
        Path(f"{number}.json").write_text("{}")
    assert len(list(Checks(Wanted(), ()).findings(["."]))) == 50
    assert asked == []
    monkeypatch.setattr("docconv.cli.checks._PAYS_FROM", 100_000)
    assert list(Checks(Wanted(), ()).findings(["."])) == []
    assert asked == [4]


def test_a_folder_is_walked_in_order_and_what_is_passed_over_is_said() -> None:
    for name in ("in/b/2.json", "in/b/1.json", "in/a.json", "in/c.JSON", "in/.hidden/d.json", "in/.e.json"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("{}")
    Path("in/told.dat").write_text('{"kicker": "Rail"}')
    Path("in/notes.txt").write_text("Buy milk.")
    Path("in/more.txt").write_text("Buy bread.")
    Path("in/picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    Path("in/link").symlink_to("b")
    result = run("in")
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == [
        "in/a.json", "in/b/1.json", "in/b/2.json", "in/c.JSON", "in/told.dat",
    ]  # fmt: skip
    assert result.stderr == (
        "passed over: in/more.txt and 1 more *.txt: this is news text as it is found (txt)\n"
        "passed over: in/picture.png: this is a PNG picture, which docconv does not read\n"
        "5 documents, 5 valid: 5 warnings\n"
    )
    assert run("in", "--quiet").stderr == ""


def test_a_named_format_says_which_files_of_a_folder_are_meant() -> None:
    Path("in").mkdir()
    Path("in/a.json").write_text("{}")
    Path("in/b.jsonl").write_text("{}\n")
    result = run("in", "-f", "jsonl")
    assert result.stdout == "in/b.jsonl:1:1: warning[M008] the article has no headline\n"
    assert "passed over: in/a.json: its suffix is another" in result.stderr


@needs_permissions
def test_a_folder_that_cannot_be_listed_is_a_finding() -> None:
    Path("in/closed").mkdir(parents=True)
    Path("in/a.json").write_text('{"headline": "Ferry"}')
    Path("in/closed").chmod(0)
    try:
        result = run("in")
    finally:
        Path("in/closed").chmod(0o700)
    assert result.exit_code == 3
    assert "in/closed: passed over" not in result.stderr
    assert result.stdout.startswith("in/closed: error[I001]")


def test_codes_are_explained_once_after_the_findings() -> None:
    Path("a.json").write_text("{}")
    Path("b.json").write_text('{"headline": " x"}')
    told = run("a.json", "b.json", "a.json", "--explain").stdout.splitlines()
    assert [line[:5] for line in told[-2:]] == ["M008:", "M004:"]
    assert told[-3] == ""
    assert run("a.json", "--explain", "--format", "json").exit_code == 2


def test_a_finding_in_a_book_of_a_folder_names_both() -> None:
    from tests.broken_books import broken_books

    Path("in").mkdir()
    Path("in/monday.epub").write_bytes(next(one.book for one in broken_books() if one.name == "id twice"))
    (line,) = run("in").stdout.splitlines()
    assert line.startswith("in/monday.epub/EPUB/article-0001.xhtml:")
    assert "error[E019]" in line


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
def test_an_interruption_ends_every_process_without_a_traceback() -> None:
    Path("in").mkdir()
    story = '{"headline": "Ferry", "keywords": [' + ",".join(f'"word{number}"' for number in range(20_000)) + "]}"
    for number in range(300):
        Path(f"in/{number}.json").write_text(story)
    settings = {**os.environ, "PYTHONPATH": str(ROOT)}
    # A shell that runs the tests in its background has interruptions ignored, and so would this process.
    heeds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from docconv.cli import main; main()"
    words = [sys.executable, "-c", heeds, "validate", "in", "--jobs", "2"]
    with subprocess.Popen(words, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert b"Traceback" not in told
    assert process.returncode in (0, 130)  # 0 on a machine that was done by then
