"""The command line where something fails: outputs that cannot be, readers that go, inputs that are faulty."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from docconv.cli import docconv
from tests.permissions import needs_permissions

ROOT = Path(__file__).parents[1]
ARTICLE = '{"docconv": "1.0", "headline": "Ferry adds dawn sailing", "language": "en"}'
LONG = "n" * 300


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DOCCONV_TRACEBACK", raising=False)


def run(*args: str, stdin: bytes | str = b"") -> Result:
    """Run docconv in this process."""
    return CliRunner().invoke(docconv, args, input=stdin)


def names() -> list[str]:
    return sorted(path.name for path in Path.cwd().iterdir())


# --- outputs that cannot be ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (f"{LONG}.json", f"{LONG}.json: error[U002] cannot be written: file name too long"),
        (f"{LONG}/a.json", f"{LONG}: error[U002] cannot be made: file name too long"),
        (f"new/{LONG}/a.json", f"new/{LONG}: error[U002] cannot be made: file name too long"),
        (f"{LONG}/", f"{LONG}: error[U002] cannot be made: file name too long"),
        ("story.txt/a.json", "story.txt: error[U002] cannot be made: there is a file of that name"),
        ("story.txt/b/a.json", "story.txt/b: error[U002] cannot be made: a part of its path is no folder"),
    ],
    ids=["long", "long folder", "long below", "long target", "file", "below a file"],
)
def test_an_output_that_cannot_be_is_said(output: str, told: str) -> None:
    Path("story.txt").write_text("Ferry adds dawn sailing\n")
    result = run("convert", "story.txt", "-o", output)
    assert (result.exit_code, result.stderr) == (1, told + "\n")
    assert names() == ["story.txt"]


@needs_permissions
@pytest.mark.parametrize("output", ["closed/q.json", "closed/new/q.json", "closed/new/"])
def test_a_folder_that_may_not_be_entered_is_said(output: str) -> None:
    Path("closed").mkdir(mode=0)
    result = run("convert", "-", "-o", output, stdin=ARTICLE)
    assert (result.exit_code, "error[U002]" in result.stderr, "permission denied" in result.stderr) == (1, True, True)


def test_a_folder_that_cannot_be_made_is_said_once() -> None:
    for name in ("a.json", "b.json"):
        Path(name).write_text(ARTICLE)
    Path("file").touch()
    result = run("convert", "a.json", "b.json", "-t", "jsonl", "-o", "file/new/")
    assert (result.exit_code, result.stderr) == (1, "file/new: error[U002] cannot be made: a part of its path is no folder\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("args", [["--help"], ["--version"], ["convert", "--help"], ["formats"]], ids=" ".join)
def test_standard_output_that_is_full_is_said(args: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "docconv", *args],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert (done.returncode, done.stderr) == (1, b"-: error[U002] cannot be written: no space left on device\n")


@pytest.mark.skipif(os.name != "posix", reason="pipes that close are POSIX's")
@pytest.mark.parametrize("args", [["--help"], ["--version"], ["convert", "--help"], ["schema"]], ids=" ".join)
def test_a_reader_that_has_gone_is_141_everywhere(args: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "docconv", *args],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=writing,
            stderr=subprocess.PIPE,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_what_a_writer_refuses_names_the_output() -> None:
    Path("none.json").write_text("[]")
    result = run("convert", "none.json", "-o", "none.epub")
    assert result.exit_code == 1
    assert result.stderr.startswith("none.epub: error[I007] ")
    assert run("convert", "none.json", "-t", "newsml").stderr.startswith("-: error[I007] ")
    assert names() == ["none.json"]


# --- calls that are refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["convert", ""], "error[U001] INPUT is an empty name"),
        (["convert", "a.json", "-o", ""], "error[U001] OUT is an empty name"),
        (["validate", "a.json", ""], "error[U001] FILE is an empty name"),
        (["inspect", ""], "error[U001] FILE is an empty name"),
        (["convert", "a.json", "-o", "s.json", "-o", "./s.json"], "./s.json: error[U001] the same output twice"),
        (["convert", "a.json", "-o", "-", "-o", "-"], "-: error[U001] the same output twice"),
        (["convert", "a.json", "b.json", "-t", "json", "-o", "o3"], "write o3/ for a folder"),
        (["convert", "a.json", "--language", "bad tag!"], "'bad tag!' is no language tag"),
        (["convert", "a.json", "-t", "epub", "--language", "xx-yyyyyyyyyyyyyy"], "'xx-yyyyyyyyyyyyyy' is no language tag"),
        (["inspect", "a.txt", "--language", "en_GB.UTF-8"], "'en_GB.UTF-8' is no language tag"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_call_that_is_refused_leaves_nothing(args: list[str], told: str) -> None:
    for name in ("a.json", "b.json", "a.txt"):
        Path(name).write_text(ARTICLE)
    result = run(*args)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout_bytes == b""
    assert names() == ["a.json", "a.txt", "b.json"]


def test_two_names_of_one_output_are_refused_however_they_are_told_apart() -> None:
    Path("a.json").write_text(ARTICLE)
    Path("x.json").touch()
    os.link("x.json", "y.xml")  # as on a file system that takes A.json and a.json for one
    Path("x.xml").symlink_to("y.xml")
    assert "the same output twice" in run("convert", "a.json", "-o", "x.xml", "-o", "y.xml").stderr


def test_a_name_without_suffix_is_a_file_for_one_input_and_where_there_is_a_file() -> None:
    for name in ("a.json", "b.json"):
        Path(name).write_text(ARTICLE)
    assert run("convert", "a.json", "-t", "jsonl", "-o", "one").exit_code == 0
    assert run("convert", "a.json", "b.json", "-t", "jsonl", "-o", "one").exit_code == 0
    assert len(Path("one").read_text().splitlines()) == 2


# --- faulty inputs ------------------------------------------------------------------------------


def faulty_inputs() -> None:
    Path("a.json").write_text(ARTICLE)
    Path("b.json").write_text("{")
    Path("c.jsonl").write_text(f'{ARTICLE}\n{{"headline": ""}}\n{ARTICLE}\n')
    Path("d.json").write_text("[3]")


@pytest.mark.parametrize("output", ["out.json", "out.jsonl", "out.xml", "out.epub", "out.txt"])
def test_an_output_is_all_that_was_asked_for_or_not_there(output: str) -> None:
    faulty_inputs()
    Path(output).write_text("what was there")
    result = run("convert", "a.json", "b.json", "c.jsonl", "d.json", "-o", output, "--quiet")
    assert result.exit_code == 1
    assert [line.split(" ")[:2] for line in result.stderr.splitlines()] == [
        ["b.json:1:1:", "error[J001]"], ["c.jsonl:2:14:", "error[M004]"], ["d.json:1:2:", "error[J002]"],
    ]  # fmt: skip
    assert Path(output).read_text() == "what was there"
    assert run("convert", "a.json", "gone.json", "c.jsonl", "-o", "other.json").exit_code == 3
    assert not Path("other.json").exists()


def test_several_outputs_are_all_there_or_none() -> None:
    faulty_inputs()
    assert run("convert", "c.jsonl", "-o", "out.json", "-o", "-").stdout_bytes == b""
    assert not Path("out.json").exists()


def test_a_faulty_input_of_a_folder_costs_its_own_file() -> None:
    faulty_inputs()
    result = run("convert", "a.json", "b.json", "c.jsonl", "d.json", "-t", "txt", "-o", "out/")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 3
    assert [path.name for path in Path("out").iterdir()] == ["a.txt"]


def test_lines_to_standard_output_go_out_one_by_one() -> None:
    faulty_inputs()
    result = run("convert", "b.json", "c.jsonl", "-t", "jsonl")
    assert result.exit_code == 1
    assert [json.loads(line)["headline"] for line in result.stdout.splitlines()] == ["Ferry adds dawn sailing"] * 2
    assert run("convert", "b.json", "c.jsonl", "-t", "json").stdout_bytes == b""


# --- validate -----------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"null", b'"x"', b"hello", b"<x/>", b"\x89PNG\r\n\x1a\n"])
def test_validate_says_of_what_is_no_document_that_it_is_none(data: bytes) -> None:
    result = run("validate", "-", stdin=data)
    assert result.exit_code == 1
    assert result.stdout.startswith("-: error[I005] this is ")


def test_validate_opens_all_that_is_in_a_folder() -> None:
    Path("archive").mkdir()
    Path("archive/good.json").write_text(ARTICLE)
    Path("archive/gone.json").symlink_to("nowhere")
    result = run("validate", "archive")
    assert result.exit_code == 3
    assert result.stdout == "archive/gone.json: error[I001] cannot be opened: there is no such file\n"
    assert result.stderr == "2 documents, 1 valid: 1 error\n"


# --- interruptions ------------------------------------------------------------------------------


def test_an_interruption_while_docconv_is_loaded_is_no_traceback() -> None:
    script = (
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'click': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from docconv.cli import main\n"
        "main()\n"
    )
    settings = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], env=settings, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
