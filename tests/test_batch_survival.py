"""Batches that are interrupted, shared out, killed, or run out of room: the same bytes in the end, and nothing half-written."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from docconv.corpus import engine
from docconv.corpus.shards import Shard
from docconv.corpus.work import run_shard
from tests.corpora import batch, lines, quarantined, record, write_articles, write_records, written
from tests.permissions import needs_permissions

ROOT = Path(__file__).parents[1]
TEXTS = ("--text-field", "text", "-O", "rules_only=yes", "-t", "jsonl", "--shard-size", "8K")
OUT = Path("out")
NUMBER = 400

posix = pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX has it")


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def corpus() -> Path:
    """Records with a broken one here and there, so that the quarantine is compared, too."""
    path = write_records(Path("pages.jsonl"), NUMBER)
    held = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for number in range(13, NUMBER, 50):
        held[number] = "{broken\n"
    path.write_text("".join(held), encoding="utf-8")
    return path


def undisturbed(*args: object) -> dict[str, bytes]:
    assert batch(*args, "-o", "undisturbed").exit_code in (0, 1)
    return written(Path("undisturbed"))


def started(*args: object) -> subprocess.Popen[bytes]:
    """`docconv batch` as a process of its own, in a session of its own."""
    # A shell that runs the tests in its background has interruptions ignored, and so would this process.
    heeds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from docconv.cli import main; main()"
    command = [sys.executable, "-c", heeds, "batch", *map(str, args)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def until(true: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait for something to come true while a process runs."""
    while not true() and process.poll() is None:
        time.sleep(0.005)


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """The workers of a batch: the processes it has spawned to work, by their ids."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == process.pid and b"spawn_main" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def unfinished(folder: Path) -> list[str]:
    """What a run has left that is neither whole nor marked."""
    marked = {
        name for mark in folder.glob("_marks/*.done.json") for name, _ in json.loads(mark.read_text(encoding="utf-8"))["files"]
    }
    parts = {path.name for path in folder.glob("part-*")}
    return sorted(parts - marked) + [str(path) for path in (folder / "_work").glob("*")]


# --- the same bytes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [2, 3])
def test_the_number_of_processes_changes_nothing(jobs: int) -> None:
    corpus()
    expected = undisturbed("pages.jsonl", *TEXTS)
    result = batch("pages.jsonl", *TEXTS, "--jobs", jobs, "-o", OUT)
    assert result.exit_code == 1
    assert written(OUT) == expected
    assert [one["line"] for one in quarantined(OUT)] == [number + 1 for number in range(13, NUMBER, 50)]


@pytest.mark.parametrize("source", ["lines", "gz", "documents"])
def test_shares_joined_are_the_whole(source: str) -> None:
    name, args = "pages.jsonl", TEXTS
    if source == "gz":
        Path("pages.jsonl.gz").write_bytes(gzip.compress(corpus().read_bytes()))
        name = "pages.jsonl.gz"
    elif source == "documents":
        Path("docs").mkdir()
        for number in range(40):
            Path(f"docs/{number}.txt").write_text(record(number)["text"])
        name, args = "docs", ("-t", "newsml", "-O", "rules_only=yes", "--shard-size", "1K")
    else:
        corpus()
    expected = undisturbed(name, *args)
    for share in (3, 1, 4, 2):
        result = batch(name, *args, "--shard", f"{share}/4", "-o", OUT)
        assert result.exit_code in (0, 1), result.stderr
        complete = (OUT / "manifest.json").exists()
        assert complete == (share == 2)
        assert json.loads(result.stdout)["complete"] == complete
    assert written(OUT) == expected


def test_a_share_that_is_lost_is_made_up_for() -> None:
    corpus()
    expected = undisturbed("pages.jsonl", *TEXTS)
    for share in (1, 2):
        batch("pages.jsonl", *TEXTS, "--shard", f"{share}/2", "-o", OUT)
    (OUT / "part-00003.jsonl").unlink()
    (OUT / "part-00005.jsonl").write_bytes(b"cut")
    (OUT / "_marks" / "00007.done.json").unlink()
    result = batch("pages.jsonl", *TEXTS, "--resume", "-o", OUT)
    assert json.loads(result.stdout)["run"]["shards"] == 3
    assert written(OUT) == expected


def test_sources_that_grew_are_taken_up_again() -> None:
    Path("docs").mkdir()
    for number in range(6):
        Path(f"docs/{number}.txt").write_text(record(number)["text"])
    args = ("docs", "-t", "jsonl", "-O", "rules_only=yes", "--shard-size", "700")
    assert batch(*args, "-o", OUT).exit_code == 0
    Path("docs/5.txt").unlink()
    Path("docs/4.txt").write_text("Another text altogether\n\nIt is short.\n")
    expected = undisturbed(*args)
    assert batch(*args, "--resume", "-o", OUT).exit_code == 0
    assert written(OUT) == expected


# --- killed -------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("name", ["pages.jsonl", "pages.jsonl.gz"])
def test_a_run_that_was_killed_is_resumed_to_the_same_bytes(name: str) -> None:
    """SIGKILL to parent and workers at once, twice; then a run that is left alone."""
    data = corpus().read_bytes()
    if name.endswith(".gz"):
        Path(name).write_bytes(gzip.compress(data))
    expected = undisturbed(name, *TEXTS)
    for least in (3, 8):
        process = started(name, *TEXTS, "--jobs", 2, "--resume", "-o", OUT)
        until(lambda least=least: len(list(OUT.glob("_marks/*.done.json"))) >= least, process)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert not (OUT / "manifest.json").exists()
    result = batch(name, *TEXTS, "--resume", "-o", OUT)
    assert json.loads(result.stdout)["run"]["shards_kept"] >= 3
    assert written(OUT) == expected


@posix
def test_workers_end_when_their_parent_is_killed() -> None:
    corpus()
    process = started("pages.jsonl", *TEXTS, "--jobs", 2, "-o", OUT)
    until(lambda: len(list(OUT.glob("_marks/*.done.json"))) >= 1, process)
    workers = children(process)
    process.kill()
    process.communicate()
    assert workers
    for worker in workers:
        for _ in range(2000):
            if not Path(f"/proc/{worker}/cmdline").exists() or not Path(f"/proc/{worker}/cmdline").read_bytes():
                break
            time.sleep(0.01)
        else:
            pytest.fail("a worker outlives its parent")


@posix
@pytest.mark.skipif(not Path("/proc").exists(), reason="workers are found through /proc")
def test_a_worker_that_is_killed_is_replaced() -> None:
    corpus()
    expected = undisturbed("pages.jsonl", *TEXTS)
    process = started("pages.jsonl", *TEXTS, "--jobs", 2, "-o", OUT)
    killed = 0
    for least in (1, 6):
        until(lambda least=least: len(list(OUT.glob("_marks/*.done.json"))) >= least, process)
        for worker in children(process)[:1]:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
                killed += 1
    _, told = process.communicate()
    assert (process.returncode, killed) == (1, 2), told
    assert written(OUT) == expected


@posix
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_is_interrupted_leaves_nothing_unfinished(number: int, code: int, jobs: int) -> None:
    corpus()
    process = started("pages.jsonl", *TEXTS, "--jobs", jobs, "-o", OUT)
    until(lambda: len(list(OUT.glob("_marks/*.done.json"))) >= 2, process)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does
    else:
        process.send_signal(number)
    output, told = process.communicate()
    assert (process.returncode, output, told.strip()) == (code, b"", b"")
    assert unfinished(OUT) == []
    assert not (OUT / "manifest.json").exists()


# --- documents that end a process ---------------------------------------------------------------------

FATAL = """
import os, signal
from docconv.formats import text
real = text.report_decoding
def report_decoding(decoded, report):
    if "FATAL" in decoded.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "FAULT" in decoded.text:
        raise RuntimeError("a fault of ours")
    real(decoded, report)
text.report_decoding = report_decoding
"""


@posix
def test_a_document_that_ends_its_process_is_put_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a crash in a library does, or the kernel when memory runs out: it is tried again, then passed over."""
    Path("site").mkdir()
    Path("site/sitecustomize.py").write_text(FATAL)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path("site").resolve()), str(ROOT)]))
    held = [json.dumps(record(number)) for number in range(60)]
    held[20] = json.dumps({"text": "FATAL"})
    held[21] = json.dumps({"text": "FATAL again"})
    held[40] = json.dumps({"text": "FAULT"})
    Path("pages.jsonl").write_text("".join(f"{line}\n" for line in held))
    process = started("pages.jsonl", *TEXTS, "--jobs", 2, "-o", OUT)
    _, told = process.communicate()
    assert process.returncode == 1, told
    assert [(one["line"], one["code"]) for one in quarantined(OUT)] == [(21, "I009"), (22, "I009"), (41, "I008")]
    assert len(list(lines(OUT))) == 57


# --- no room, no right, no source ---------------------------------------------------------------------


@posix
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_disk_is_said_and_nothing_is_half_written(jobs: int) -> None:
    """A limit of the size of files stands for the disk: writing fails in the middle of a part."""
    write_articles(Path("a.jsonl"), 3000)
    limited = (
        "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
        "runpy.run_module('docconv', run_name='__main__')"
    )
    command = [sys.executable, "-c", limited, "batch", "a.jsonl", "-t", "jsonl", "--jobs", str(jobs), "-o", "out"]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().endswith("part-00000: error[U002] cannot be written: file too large\n")
    assert unfinished(OUT) == []
    assert not list(OUT.glob("part-*"))
    assert batch("a.jsonl", "-t", "jsonl", "-o", OUT).exit_code == 0
    assert len(list(lines(OUT))) == 3000


@needs_permissions
def test_a_target_that_may_not_be_written_is_said() -> None:
    write_articles(Path("a.jsonl"), 2)
    Path("closed").mkdir(mode=0o500)
    result = batch("a.jsonl", "-t", "jsonl", "-o", "closed/out")
    assert (result.exit_code, "permission denied" in result.stderr) == (1, True)


def test_a_source_that_vanishes_is_said_and_the_rest_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        write_articles(Path(f"{name}.jsonl"), 40)

    def vanishing(shard: Shard, *args: Any) -> dict[str, Any]:
        Path("b.jsonl").unlink(missing_ok=True)
        return run_shard(shard, *args)

    args = ("a.jsonl", "b.jsonl", "c.jsonl", "-t", "jsonl", "--shard-size", "2K", "-o", OUT)
    with monkeypatch.context() as patched:
        patched.setattr(engine, "run_shard", vanishing)
        result = batch(*args)
    assert result.exit_code == 3
    assert "b.jsonl: error[I001] cannot be opened: there is no such file" in result.stderr
    assert not (OUT / "manifest.json").exists()
    assert unfinished(OUT) == []
    write_articles(Path("b.jsonl"), 40)
    assert batch(*args, "--resume").exit_code == 0
    assert len(list(lines(OUT))) == 120


# --- memory -------------------------------------------------------------------------------------------


def peak(jobs: int, source: str) -> int:
    """The most memory that a batch and its largest worker held, in KiB."""
    measured = (
        "import resource,subprocess,sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode;"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
    )
    target = f"out-{source}-{jobs}"
    command = [sys.executable, "-m", "docconv", "batch", source, "-t", "jsonl", "-q", "--jobs", str(jobs), "-o", target]
    done = subprocess.run([sys.executable, "-c", measured, *command], capture_output=True, check=True, timeout=300)
    return int(done.stdout)


@posix
def test_memory_does_not_grow_with_the_input() -> None:
    sizes = (2_000, 24_000)
    for number in sizes:
        data = write_articles(Path(f"{number}.jsonl"), number).read_bytes()
        Path(f"{number}.jsonl.gz").write_bytes(gzip.compress(data, 1))
    for suffix in ("jsonl", "jsonl.gz"):
        small, large = (peak(1, f"{number}.{suffix}") for number in sizes)
        assert large < small * 1.25 + 8192, (suffix, small, large)


def test_nothing_outlives_a_batch() -> None:
    corpus()
    before = threading.enumerate()
    batch("pages.jsonl", *TEXTS, "--jobs", 2, "-o", OUT)
    assert [one.name for one in threading.enumerate() if one not in before] == []
    assert multiprocessing.active_children() == []
