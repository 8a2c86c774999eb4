"""The command line: exit codes, streams and files, in real processes where the process matters."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from docconv import __version__
from docconv.cli import docconv
from docconv.validate import VALIDATORS

ROOT = Path(__file__).parents[1]
STORY = "Ferry adds dawn sailing\n\nThe first boat leaves the island at 5.40 from Monday, the harbour office said.\n"
ARTICLE = '{"docconv": "1.0", "headline": "Ferry adds dawn sailing", "language": "en"}'


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DOCCONV_TRACEBACK", raising=False)


def process(
    *args: str | bytes, stdin: bytes = b"", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run docconv as a process of its own."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    done = subprocess.run([sys.executable, "-m", "docconv", *args], input=stdin, env=settings, capture_output=True, timeout=120)
    assert b"Traceback" not in done.stderr
    return done


def run(*args: str, stdin: bytes | str = b"") -> Result:
    """Run docconv in this process."""
    return CliRunner().invoke(docconv, args, input=stdin)


def names() -> list[str]:
    return sorted(path.name for path in Path.cwd().iterdir())


# --- the process --------------------------------------------------------------------------------


def test_version() -> None:
    done = process("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"docconv {__version__}\n".encode(), b"")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["convert", "story.json"], 0),
        (["convert", "broken.json"], 1),
        (["convert", "--no-such-flag"], 2),
        (["convert", "story.json", "-t", "docx"], 2),
        (["convert", "missing.json"], 3),
        (["convert", "folder"], 3),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_codes(args: list[str], code: int) -> None:
    Path("story.json").write_text(ARTICLE)
    Path("broken.json").write_text("{")
    Path("folder").mkdir()
    done = process(*args)
    assert done.returncode == code
    assert bool(done.stdout) == (code == 0)
    assert bool(done.stderr) == (code != 0)
    assert code == 2 or len(done.stderr.splitlines()) == (code != 0)


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}]
)
def test_output_is_utf_8_whatever_the_locale(locale: dict[str, str]) -> None:
    Path("عبارة.json").write_text('{"headline": "العبارة  تبدأ"}', encoding="utf-8")
    Path("good.json").write_text('{"headline": "العبارة تبدأ رحلة"}', encoding="utf-8")
    converted = process("convert", "good.json", environment=locale)
    assert json.loads(converted.stdout)["headline"] == "العبارة تبدأ رحلة"
    found = process("validate", "عبارة.json", environment=locale)
    assert found.stdout.decode("utf-8").startswith("عبارة.json:1:14: error[M004]")


def test_a_file_name_that_is_no_text_is_printed_safely() -> None:
    name = b"caf\xe9\x1b[2J\n.json"
    for command in ("validate", "convert"):
        done = process(command, name)
        assert done.returncode == 3
        told = (done.stdout if command == "validate" else done.stderr).decode("utf-8")
        assert told.startswith("caf\\udce9\\x1b[2J\\x0a.json: error[I001] ")


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"   ", b"\0", b"\xff\xfe", b"\x80\x81\xfe\xff" * 10, b"\x00\x01\x02\x1b[31m",
     "\ud800 text".encode("utf-8", "surrogatepass"), b"\xef\xbb\xbf", "\u2028\u2029\x85".encode()],
)  # fmt: skip
@pytest.mark.parametrize("command", ["convert", "inspect", "validate"])
def test_odd_bytes_give_a_result_or_one_line(data: bytes, command: str) -> None:
    Path("odd.txt").write_bytes(data)
    result = run(command, "odd.txt", *(["-f", "jsonl"] if command == "validate" else []))
    assert result.exit_code in (0, 1)
    assert "internal fault" not in result.stderr
    if command == "convert":
        assert result.exit_code == 0
        assert json.loads(result.stdout_bytes)["docconv"] == "1.0"


def test_odd_bytes_in_a_process() -> None:
    Path("odd.txt").write_bytes(b"\xff\xfeF\0e\0r\0r\0y\0\x00\x00\x00\xd8")
    done = process("convert", "odd.txt", environment={"LC_ALL": "C"})
    assert done.returncode == 0
    assert json.loads(done.stdout)["headline"].startswith("Ferry")
    assert b"odd.txt: warning[I002]" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pipes that close are POSIX's")
def test_a_reader_that_has_seen_enough_ends_it_quietly() -> None:
    Path("stories.jsonl").write_text((ARTICLE + "\n") * 20_000)
    command = f'"{sys.executable}" -m docconv convert stories.jsonl -t jsonl | head -n 1'
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True
    )
    assert done.returncode == 141
    assert json.loads(done.stdout)["headline"] == "Ferry adds dawn sailing"
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_standard_output_that_is_full_is_said() -> None:
    Path("story.json").write_text(ARTICLE)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "docconv", "convert", "story.json"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert (done.returncode, done.stderr) == (1, b"-: error[U002] cannot be written: no space left on device\n")


@pytest.mark.skipif(sys.platform == "win32", reason="closing a stream for a child is the shell's")
def test_closed_streams_are_said() -> None:
    Path("story.json").write_text(ARTICLE)
    done = subprocess.run(
        [
            "bash",
            "-c",
            f'"{sys.executable}" -m docconv convert story.json >&-; echo $? >&2; "{sys.executable}" -m docconv convert - <&-',
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    said = "-: error[U002] standard output is closed\n1\n-: error[I001] cannot be read: it is closed\n"
    assert (done.returncode, done.stdout, done.stderr) == (3, "", said)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_an_interruption_leaves_nothing_half_written(number: signal.Signals, code: int) -> None:
    os.mkfifo("slow.jsonl")
    # A shell that runs the tests in its background has interruptions ignored, and so would this process.
    heeds = "signal.default_int_handler" if number == signal.SIGINT else "signal.SIG_DFL"
    script = f"import signal; signal.signal({int(number)}, {heeds}); from docconv.cli import main; main()"
    command = [sys.executable, "-c", script, "convert", "slow.jsonl", "-o", "out.jsonl"]
    running = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE)
    with running, Path("slow.jsonl").open("wb") as feed:  # opens when the process opens it, behind its temporary file
        feed.write(b"{}\n")
        feed.flush()
        deadline = time.monotonic() + 20
        while len(names()) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        for _ in range(10):  # a signal just before it blocks on reading is noticed only with the next one
            running.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                running.wait(timeout=2)
                break
        _, told = running.communicate(timeout=20)
    assert (running.returncode, told.strip()) == (code, b"")  # click ends the line of a ^C
    assert names() == ["slow.jsonl"]


def test_a_fault_of_our_own_is_one_line_and_70(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("docconv.cli.formats.all_formats", fail)
    done = run("formats")
    assert (done.exit_code, done.stdout, done.stderr) == (70, "", "docconv: internal fault: RuntimeError: two\n")


def test_a_fault_of_a_package_is_one_line_with_its_name_and_70() -> None:
    Path("docconv_faulty.py").write_text(
        "from docconv.registry import Format\n"
        "FORMAT = Format('faulty', 'docconv_faulty', ('.faulty',), (), None, False, True, False, 'fails')\n"
        "class OPTIONS: __dataclass_fields__ = {}\n"
        "def write(*_): raise RuntimeError('two\\nlines')\n"
    )
    info = Path("docconv_faulty-1.0.dist-info")
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: docconv-faulty\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[docconv.formats]\nfaulty = docconv_faulty:FORMAT\n")
    path = os.pathsep.join([str(ROOT), str(Path.cwd())])
    done = process("convert", "-", "-t", "faulty", stdin=ARTICLE.encode(), environment={"PYTHONPATH": path})
    told = b"docconv: fault of the package docconv-faulty (format faulty): RuntimeError: two lines\n"
    assert (done.returncode, done.stdout, done.stderr) == (70, b"", told)
    settings = {**os.environ, "PYTHONPATH": path, "DOCCONV_TRACEBACK": "1"}
    shown = subprocess.run(
        [sys.executable, "-m", "docconv", "convert", "-", "-t", "faulty"], input=b"{}", env=settings, capture_output=True
    )
    assert b"Traceback" in shown.stderr


# --- convert ------------------------------------------------------------------------------------


def test_convert_text_to_every_format_that_is_written() -> None:
    Path("story.txt").write_text(STORY)
    for name in ("story.json", "story.jsonl", "story.xml", "story.epub", "back.txt"):
        assert run("convert", "story.txt", "-o", name).exit_code == 0, name
    assert json.loads(Path("story.json").read_text())["headline"] == "Ferry adds dawn sailing"
    assert Path("story.xml").read_bytes().startswith(b"<?xml")
    assert Path("story.epub").read_bytes().startswith(b"PK")
    assert Path("back.txt").read_text() == STORY


def test_convert_never_overwrites_an_input() -> None:
    Path("story.json").write_text(ARTICLE)
    Path("link.json").symlink_to("story.json")
    for output in ("story.json", "link.json", "./"):
        result = run("convert", "story.json", "-o", output)
        assert result.exit_code == 2
        assert "would replace an input" in result.stderr
    assert Path("story.json").read_text() == ARTICLE


def test_convert_into_a_folder_goes_on_behind_a_failure() -> None:
    for name, text in (("a.json", ARTICLE), ("b.json", "{"), ("c.json", ARTICLE)):
        Path(name).write_text(text)
    result = run("convert", "a.json", "b.json", "gone.json", "c.json", "-o", "out/new/", "-t", "jsonl")
    assert result.exit_code == 3
    assert sorted(path.name for path in Path("out/new").iterdir()) == ["a.jsonl", "c.jsonl"]
    assert [line.split(" ")[0] for line in result.stderr.splitlines()] == ["b.json:1:1:", "gone.json:"]


def test_convert_two_inputs_of_one_name_into_a_folder_is_refused_before_anything_is_written() -> None:
    for folder in ("a", "b"):
        Path(folder).mkdir()
        Path(folder, "story.json").write_text(ARTICLE)
    result = run("convert", "a/story.json", "b/story.json", "-o", "out/")
    assert result.exit_code == 2
    assert "a/story.json and b/story.json would both be written to out/story.json" in result.stderr
    assert names() == ["a", "b"]


def test_convert_numbers_the_articles_of_one_input_where_a_file_holds_one() -> None:
    Path("day.jsonl").write_text('{"headline": "One"}\n{"headline": "Two"}\n')
    assert run("convert", "day.jsonl", "-t", "txt", "-o", "out/").exit_code == 0
    assert {path.name: path.read_text() for path in Path("out").iterdir()} == {"day-1.txt": "One\n", "day-2.txt": "Two\n"}


def test_numbered_files_sort_as_the_articles_stand() -> None:
    Path("day.jsonl").write_text("".join(f'{{"headline": "Story {number}"}}\n' for number in range(11)))
    assert run("convert", "day.jsonl", "-t", "txt", "-o", "out/").exit_code == 0
    assert [path.read_text() for path in sorted(Path("out").iterdir())] == [f"Story {number}\n" for number in range(11)]


def test_convert_a_failure_among_several_inputs_of_one_output_leaves_no_output() -> None:
    Path("a.json").write_text(ARTICLE)
    Path("b.json").write_text("{")
    for output in ("out.epub", "out.jsonl", "out.xml"):
        assert run("convert", "a.json", "b.json", "-o", output).exit_code == 1
        assert run("convert", "a.json", "gone.json", "-o", output).exit_code == 3
    assert names() == ["a.json", "b.json"]


def test_convert_to_several_outputs_reads_the_input_once() -> None:
    done = run("convert", "-", "-o", "out/a.json", "-o", "out/deep/a.xml", "-o", "-", stdin=STORY.replace("dawn", "da\0wn"))
    assert done.exit_code == 0
    assert json.loads(Path("out/a.json").read_text()) == json.loads(done.stdout)
    assert Path("out/deep/a.xml").exists()
    assert done.stderr.count("I003") == 1


def test_convert_makes_a_folder_only_for_a_file() -> None:
    assert run("convert", "-", "-o", "new/deep/a.json", stdin="{").exit_code == 0
    assert run("convert", "-", "-f", "json", "-o", "other/deep/a.json", stdin="{").exit_code == 1
    Path("file").touch()
    refused = run("convert", "-", "-o", "file/a.json", stdin="{}")
    assert (refused.exit_code, refused.stderr) == (1, "file: error[U002] cannot be made: there is a file of that name\n")
    assert names() == ["file", "new"]


def test_convert_refuses_what_does_not_go_together() -> None:
    for args in (["-o", "a.json", "-o", "b.xml", "-t", "json"], ["-o", "a.json", "-o", "./"]):
        assert run("convert", "-", *args, stdin="{}").exit_code == 2
    assert names() == []
    both = run("convert", "-", "-o", "a.json", "-o", "b.epub", "--title", "Monday", stdin="{}")
    assert both.exit_code == 0


def test_convert_reads_standard_input_once() -> None:
    result = run("convert", "-", "-", stdin=ARTICLE)
    assert result.exit_code == 2
    assert "only once" in result.stderr


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("loss", 1), ("warning", 0)])
def test_convert_fails_on_what_was_asked_for(fail_on: str, code: int) -> None:
    Path("story.json").write_text('{"headline": "Ferry", "slug": "ferry"}')
    result = run("convert", "story.json", "-o", "story.txt", "--fail-on", fail_on)
    assert result.exit_code == code
    assert result.stderr == "story.txt: loss[L001] plain text has no place for slug (/slug)\n"
    assert Path("story.txt").read_text() == "Ferry\n"
    assert run("convert", "story.json", "-o", "story.txt", "--quiet").stderr == ""


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["story.json", "--title", "Monday"], "--title does not fit: json does not take it (it goes with newsml, html, epub)"),
        (["story.json", "--language", "ar"], "--language does not fit: it goes with txt input, and this is json"),
        (["story.json", "-t", "newsml", "--date", "soon"], "'soon' is no date"),
        (["story.json", "-t", "epub", "--assets", "missing"], "there is no such folder"),
        (["story.json", "--labels", "missing.toml"], "cannot be opened"),
    ],
)
def test_convert_leaves_nothing_undone_in_silence(args: list[str], told: str) -> None:
    Path("story.json").write_text(ARTICLE)
    result = run("convert", *args)
    assert result.exit_code in (2, 3)
    assert told in result.stderr
    assert result.stdout_bytes == b""


def test_convert_hands_the_flags_on() -> None:
    Path("story.txt").write_text(STORY)
    assert json.loads(run("convert", "story.txt", "--language", "fr_CA").stdout)["language"] == "fr-CA"
    news = run("convert", "story.txt", "-t", "newsml", "--publisher", "Harbour Press", "--date", "2026-03-14").stdout
    assert "Harbour Press" in news
    assert "2026-03-14T00:00:00" in news
    book = ["--title", "Monday", "--author", "Ada", "--publisher", "HPS", "--date", "2026-03-14", "--id", "urn:x-harbour:1"]
    assert run("convert", "story.txt", "-o", "monday.epub", *book, "--language", "en").exit_code == 0


def test_convert_with_a_label_pack_of_the_readers_own() -> None:
    Path("pack.toml").write_text('language = "en"\n[labels]\ncredit = ["Snapped for us by"]\n')
    Path("story.txt").write_text(STORY.replace("\n\n", "\n\nSnapped for us by: Ada Quay\n\n"))
    done = run("convert", "story.txt", "--labels", "pack.toml")
    figures = [block for section in json.loads(done.stdout)["body"] for block in section["blocks"] if block["type"] == "figure"]
    assert [figure["credit"] for figure in figures] == ["Ada Quay"]


# --- validate -----------------------------------------------------------------------------------


def test_validate_lists_findings_of_many_documents_in_the_order_given() -> None:
    Path("good.json").write_text(ARTICLE)
    Path("bad.json").write_text('{\n "headline": " x"\n}')
    Path("lines.jsonl").write_text(ARTICLE + "\n{}\n{\n")
    result = run("validate", "lines.jsonl", "good.json", "bad.json")
    assert result.exit_code == 1
    assert [line.split(" ")[:2] for line in result.stdout.splitlines()] == [
        ["lines.jsonl:2:1:", "warning[M008]"], ["lines.jsonl:3:1:", "error[J001]"], ["bad.json:2:14:", "error[M004]"],
    ]  # fmt: skip
    assert result.stderr == "3 documents, 1 valid: 2 errors, 1 warning\n"


def test_validate_as_json_is_json_whatever_is_found() -> None:
    Path("bad.json").write_text('{"headline": ""}')
    result = run("validate", "bad.json", "gone.json", "--format", "json")
    assert [(one["file"], one["code"], one["line"], one["path"]) for one in json.loads(result.stdout_bytes)] == [
        ("bad.json", "M004", 1, "/headline"), ("gone.json", "I001", None, None),
    ]  # fmt: skip
    assert result.exit_code == 3
    Path("good.json").write_text(ARTICLE)
    assert json.loads(run("validate", "good.json", "--format", "json").stdout) == []


def test_validate_a_folder_and_what_is_below_it() -> None:
    Path("archive/deep").mkdir(parents=True)
    Path("archive/b.json").write_text("{")
    Path("archive/deep/a.jsonl").write_text("{")
    Path("archive/notes.txt").write_text("not a document")
    result = run("validate", "archive")
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == ["archive/b.json", "archive/deep/a.jsonl"]
    Path("empty").mkdir()
    assert run("validate", "empty").exit_code == 3


def test_validate_fails_on_what_was_asked_for_and_ignores_what_was_asked_for() -> None:
    Path("story.json").write_text('{"docconv": "1.0"}')
    assert run("validate", "story.json").exit_code == 0
    assert run("validate", "story.json", "--fail-on", "warning").exit_code == 1
    ignored = run("validate", "story.json", "--fail-on", "warning", "--ignore", "m008")
    assert (ignored.exit_code, ignored.stdout) == (0, "")
    wrong = run("validate", "story.json", "--ignore", "M08")
    assert wrong.exit_code == 2
    assert "did you mean M008?" in wrong.stderr


def test_validate_what_cannot_be_validated() -> None:
    Path("story.txt").write_text(STORY)
    result = run("validate", "story.txt")
    assert result.exit_code == 1
    assert result.stdout.startswith("story.txt: error[I005] this is news text as it is found (txt), which cannot be validated")
    assert run("validate", "-").exit_code == 1
    refused = run("validate", "story.txt", "missing.txt", ".", "-f", "txt")  # once, and before anything is opened
    assert (refused.exit_code, refused.stdout) == (2, "")
    told = f"docconv: error[U003] txt cannot be validated: there are validators for {', '.join(VALIDATORS)}\n"
    assert refused.stderr == told


# --- inspect, schema, formats -------------------------------------------------------------------


def test_inspect_shows_every_line_with_its_role() -> None:
    Path("story.txt").write_text("Ferry adds dawn sailing\n\nImage source, Harbour Press\n\n" + STORY.splitlines()[2] + "\n")
    result = run("inspect", "story.txt")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert [line[:2] for line in lines[:4]] == [["1", "headline"], ["3", "label"], ["3", "credit"], ["5", "paragraph"]]
    assert "\x1b" not in result.stdout
    assert "set apart: 1 label" in result.stdout


def test_inspect_as_json_covers_the_source() -> None:
    Path("story.txt").write_text(STORY)
    shown = json.loads(run("inspect", "story.txt", "--format", "json").stdout)
    assert "".join(segment["text"] for segment in shown["segments"]) == STORY
    assert shown["article"]["headline"] == "Ferry adds dawn sailing"


def test_inspect_paints_for_terminals_unless_told_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    from docconv.cli import streams

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(streams, "is_terminal", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[1mFerry adds dawn sailing\x1b[0m" in run("inspect", "-", stdin=STORY).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("inspect", "-", stdin=STORY).stdout


def test_inspect_is_for_raw_text() -> None:
    result = run("inspect", "-", stdin=ARTICLE)
    assert result.exit_code == 2
    assert "this is json" in result.stderr


def test_what_a_terminal_would_obey_is_shown_as_an_escape() -> None:
    result = run(
        "inspect", "-", stdin=b"Ferry \x1b]0;title\x07 adds\n\nThe first boat leaves at 5.40 from Monday, the office said.\n"
    )
    assert "\x1b" not in result.stdout
    assert "\\x1b]0;title\\x07" in result.stdout


def test_schema_prints_the_article_schema() -> None:
    assert json.loads(run("schema").stdout)["$schema"].endswith("2020-12/schema")
    assert run("schema", "article").stdout == run("schema").stdout
    assert json.loads(run("schema", "ninjs-3.1").stdout)["$schema"].endswith("2020-12/schema")
    assert "<xs:schema" in run("schema", "newsml").stdout[:4000]
    assert "<xs:schema" in run("schema", "nitf").stdout[:4000]


def test_formats_lists_the_table() -> None:
    table = run("formats").stdout.splitlines()
    listed = json.loads(run("formats", "--json").stdout)
    assert [line.split()[0] for line in table[1 : 1 + len(listed)]] == [one["name"] for one in listed]
    assert {one["name"]: one["fidelity"] for one in listed}["json"] == "lossless"
