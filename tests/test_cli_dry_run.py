"""`docconv convert --dry-run`: what it says is what a real run does, and it writes nothing."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from docconv.cli import docconv
from tests.permissions import needs_permissions

ARTICLE = '{"docconv": "1.0", "id": "urn:x-harbour:17", "headline": "Ferry adds dawn sailing", "language": "en"}'
STORY = "Ferry adds dawn sailing\n\nThe first boat leaves the island at 5.40 from Monday, the harbour office said.\n"
SAID = re.compile(r"would (write|replace) (.+): (\w+), (\d+) articles?, ([\d,]+) bytes")


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    Path("a.json").write_text(ARTICLE)
    Path("b.txt").write_text(STORY)
    Path("c.jsonl").write_text('{"headline": "One"}\n{"headline": "Two"}\n')
    Path("broken.json").write_text("{")


def run(*args: str, stdin: str = "") -> Result:
    return CliRunner().invoke(docconv, args, input=stdin)


def tree() -> dict[str, tuple[int, bytes]]:
    """Every file and folder below, when it was changed, and what is in it."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [Path(), *Path().rglob("*")]
    }


def written() -> dict[str, int]:
    return {str(path): path.stat().st_size for path in Path().rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "args",
    [
        ["a.json", "-o", "out.xml"],
        ["a.json", "-o", "out.txt"],
        ["a.json", "-o", "out.txt", "--fail-on", "loss"],
        ["a.json", "b.txt", "c.jsonl", "-o", "deep/day.epub"],
        ["b.txt", "-o", "x.json", "-o", "new/x.epub", "-o", "new/x.md", "-o", "x.html", "-o", "x.nitf", "-o", "x.ninjs"],
        ["a.json", "b.txt", "c.jsonl", "-t", "txt", "-o", "out/"],
        ["a.json", "broken.json", "missing.json", "b.txt", "-t", "newsml", "-o", "out/new/"],
        ["a.json", "broken.json", "-o", "day.jsonl"],
        ["a.json", "missing.json", "-o", "day.epub"],
        ["c.jsonl", "-o", "one.nitf"],
        ["a.json", "-o", "a.json/x.xml"],
        ["a.json", "-o", "a.json/deep/x.xml"],
        ["a.json", "-t", "xml", "-o", "x"],
        ["a.json", "-o", "a.json"],
        ["a.json", "b.txt", "-t", "json", "-o", "./"],
    ],
    ids=" ".join,
)
def test_a_dry_run_says_what_a_run_does(args: list[str]) -> None:
    before = tree()
    dry = run("convert", *args, "--dry-run")
    assert tree() == before
    there = written()
    real = run("convert", *args)
    assert (dry.exit_code, dry.stderr) == (real.exit_code, real.stderr)
    told = {name: int(size.replace(",", "")) for _, name, _, _, size in SAID.findall(dry.stdout)}
    assert told == {name: size for name, size in written().items() if name not in there}
    assert len(dry.stdout.splitlines()) == len(told)


def test_what_is_said_of_an_output() -> None:
    Path("day.jsonl").touch()
    said = run("convert", "a.json", "c.jsonl", "-o", "day.jsonl", "--dry-run").stdout
    match = SAID.fullmatch(said.strip())
    assert match
    assert match.group(1, 2, 3, 4) == ("replace", "day.jsonl", "jsonl", "3")


def test_standard_output_is_measured_too() -> None:
    real = run("convert", "b.txt", "-t", "html")
    dry = run("convert", "b.txt", "-t", "html", "--dry-run")
    assert dry.stdout == f"would write standard output: html, 1 article, {len(real.stdout_bytes):,} bytes\n"


def test_no_temporary_file_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file is opened for writing")

    opened = os.open
    monkeypatch.setattr(
        os, "open", lambda path, flags, *more, **named: refuse() if flags & 3 else opened(path, flags, *more, **named)
    )
    monkeypatch.setattr(os, "mkdir", refuse)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    result = run("convert", "a.json", "b.txt", "-t", "epub", "-o", "out/", "--dry-run")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 2)


@needs_permissions
@pytest.mark.parametrize("output", ["closed/x.xml", "closed/new/x.xml", "read-only.xml"])
def test_what_may_not_be_written_is_said(output: str) -> None:
    Path("closed").mkdir(mode=0o500)
    Path("read-only.xml").touch(mode=0o400)
    dry, real = run("convert", "a.json", "-o", output, "--dry-run"), run("convert", "a.json", "-o", output)
    assert (dry.exit_code, dry.stderr, dry.stdout) == (1, real.stderr, "")
