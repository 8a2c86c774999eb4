"""The parts of a batch: cutting, columns, places, progress; Parquet in and out; Ray."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docconv.corpus.counts import Counts
from docconv.corpus.job import Job
from docconv.corpus.progress import Progress
from docconv.corpus.records import lines_between
from docconv.corpus.shards import Shard, Stretch, plan
from docconv.corpus.sources import Source, Sources
from docconv.corpus.work import Moment
from docconv.model import Article
from tests.corpora import article, batch, lines, quarantined, record, text, write_articles, write_records, written
from tests.strategies import articles

ROOT = Path(__file__).parents[1]
OUT = Path("out")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


# --- cutting ----------------------------------------------------------------------------------------


@given(
    st.binary(max_size=200).map(lambda data: data.replace(b"7", b"\n")),
    st.lists(st.integers(0, 200), max_size=5),
    st.integers(1, 60),
)
def test_ranges_of_lines_tile_a_file(data: bytes, cuts: list[int], largest: int) -> None:
    """Wherever a file is cut, every line is in one range, in order, and none is in two."""
    ends = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    found = []
    for start, stop in pairwise(ends):
        found += list(lines_between(io.BytesIO(data), start, stop, "a", largest))
    expected = io.BytesIO(data).readlines()
    assert [one.size for one in found] == [len(line) for line in expected]
    for one, line in zip(found, expected, strict=True):
        assert one.data == (line if len(line) <= largest or (len(line) == largest + 1 and line.endswith(b"\n")) else None)


@given(st.lists(st.tuples(st.sampled_from(["document", "lines"]), st.integers(0, 5000)), max_size=30), st.integers(1, 4000))
def test_a_plan_covers_every_byte_once_and_in_order(found: list[tuple[Any, int]], size: int) -> None:
    sources = [Source(f"{number}", f"{number}", kind, length) for number, (kind, length) in enumerate(found)]
    shards = [one for one in plan(sources, size, None) if isinstance(one, Shard)]
    assert [shard.unit for shard in shards] == list(range(len(shards)))
    covered: dict[str, list[Stretch]] = {}
    for shard in shards:
        for stretch in shard.stretches:
            covered.setdefault(stretch.source.name, []).append(stretch)
    assert list(covered) == [source.name for source in sources]
    for source in sources:
        parts = covered[source.name]
        assert [parts[0].start, parts[-1].stop] == [0, source.size]
        assert all(one.stop == after.start for one, after in pairwise(parts))
        assert (len(parts) == 1) == all(part.whole for part in parts)
    assert sum(shard.weight for shard in shards) == sum(source.size for source in sources)


def test_sources_are_named_below_the_folder_they_share(folder: Path) -> None:
    for name in ("a/x.json", "a/b/y.json", "c/z.jsonl"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("{}")
    assert [source.name for source in Sources(["a"])] == ["b/y.json", "x.json"]
    assert [source.name for source in Sources(["c/z.jsonl", str(folder / "a")])] == ["c/z.jsonl", "a/b/y.json", "a/x.json"]


def test_jobs_are_told_apart_by_what_changes_the_output() -> None:
    job = Job(target="jsonl")
    assert job.digest() == Job(target="jsonl").digest()
    assert len({job.digest(), Job(target="jsonl", text_field="a").digest(), Job(target="jsonl", compression="gz").digest()}) == 3


# --- numbers ----------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.lists(articles(), max_size=2), st.lists(articles(), max_size=2))
def test_numbers_add_up_and_come_back_from_json(first: list[Article], second: list[Article]) -> None:
    apart, together = (Counts(), Counts()), Counts()
    for counts, some in zip(apart, (first, second), strict=True):
        for one in some:
            counts.count_article(one)
            together.count_article(one)
    apart[0].add(Counts.of(json.loads(json.dumps(apart[1].as_data()))))
    assert apart[0].as_data() == together.as_data()


def test_progress_says_what_is_done_and_what_is_left() -> None:
    progress = Progress(size=4_000_000, begun=100.0)
    progress.done("00000", Moment(10, 9, 1, 1_000_000), 1_000_000)
    progress.moment("00001", Moment(10, 10, 0, 1_000_000), 2_000_000)
    assert progress.line(110.0) == "50 %, 19 articles, 2.0 MB, 2 articles/s, 0.2 MB/s, 10 s left, 1 failed"
    for number in range(5000):
        progress.note(100.0 + number)
    assert len(progress.moments) <= 512
    assert progress.moments == sorted(progress.moments)


# --- columns ----------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.lists(articles(), max_size=2))
def test_columns_hold_every_article(some: list[Article]) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is an extra")
    from docconv.corpus.columns import article_rows, to_article, write_parquet

    stream = io.BytesIO()
    write_parquet(some, stream)
    assert [to_article(row) for row in article_rows(stream)] == some


def test_parquet_is_written_with_nested_columns_and_read_back(folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra")
    write_records(Path("pages.jsonl"), 30)
    args = ("--text-field", "text", "-O", "rules_only=yes", "--shard-size", "4K")
    assert batch("pages.jsonl", *args, "-t", "jsonl", "-o", "lines").exit_code == 0
    assert batch("pages.jsonl", *args, "-t", "parquet", "-o", "columns").exit_code == 0
    parts = sorted(Path("columns").glob("part-*.parquet"))
    assert len(parts) > 1
    table = parquet.ParquetFile(parts[0]).read()
    assert table.column("body").combine_chunks().flatten().field("blocks").flatten().field("type")[0].as_py() == "paragraph"
    assert str(table.schema.field("extensions").type).startswith("map<string, string")
    assert batch("columns/part-*.parquet", "-t", "jsonl", "-o", "back").exit_code == 0
    assert list(lines(Path("back"))) == list(lines(Path("lines")))


def test_parquet_is_a_source_of_texts(folder: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is an extra")
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra")
    rows = [
        {
            "text": text(number),
            "when": datetime(2026, 3, number % 28 + 1, tzinfo=UTC),
            "raw": b"ab",
            "none": None,
            "nan": float("nan"),
        }
        for number in range(50)
    ]
    rows[33]["text"] = None
    parquet.write_table(pa.Table.from_pylist(rows), "pages.parquet", row_group_size=10)
    args = ("pages.parquet", "--text-field", "text", "-O", "rules_only=yes", "-t", "jsonl")
    for size in ("1", "1M"):
        out = Path(f"out-{size}")
        assert batch(*args, "--shard-size", size, "-o", out).exit_code == 1
        assert [(one["row"], one["code"]) for one in quarantined(out)] == [(34, "M001")]
    assert list(lines(Path("out-1"))) == list(lines(Path("out-1M")))
    assert len(list(Path("out-1").glob("part-*"))) == 5
    first = next(lines(Path("out-1")))
    assert first["extensions"] == {"source:nan": None, "source:raw": "YWI=", "source:when": "2026-03-01T00:00:00+00:00"}


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1"], ids=["empty", "short", "garbage"])
def test_parquet_that_is_none_is_in_quarantine(folder: Path, data: bytes) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is an extra")
    Path("pages.parquet").write_bytes(data)
    assert batch("pages.parquet", "--text-field", "text", "-t", "jsonl", "-o", OUT).exit_code == 1
    assert [(one["source"], one["code"]) for one in quarantined(OUT)] == [("pages.parquet", "I001")]


@pytest.mark.parametrize(
    ("missing", "args"),
    [
        ("pyarrow", ("-t", "parquet")),
        ("zstandard", ("-t", "jsonl", "--compress", "zst")),
        ("ray", ("-t", "jsonl", "--engine", "ray")),
    ],
)
def test_a_package_that_is_missing_is_named(folder: Path, missing: str, args: tuple[str, ...]) -> None:
    write_articles(Path("a.jsonl"), 1)
    hidden = f"import sys; sys.modules[{missing!r}] = None; import runpy; runpy.run_module('docconv', run_name='__main__')"
    command = [sys.executable, "-c", hidden, "batch", "a.jsonl", *args, "--jobs", "1", "-o", "out"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, "error[U004]" in done.stderr, "pip install 'docconv[" in done.stderr) == (2, True, True), done.stderr
    assert not list(OUT.glob("part-*"))


# --- Ray --------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="workers are found through /proc")
def test_ray_writes_the_same_bytes_also_when_a_worker_is_killed(folder: Path) -> None:
    pytest.importorskip("psutil", reason="psutil comes with Ray")
    import importlib.util

    if importlib.util.find_spec("ray") is None:
        pytest.skip("ray is an extra")
    data = [json.dumps(record(number)) for number in range(300)]
    data[77] = "{"
    Path("pages.jsonl").write_text("".join(f"{line}\n" for line in data))
    args = ("pages.jsonl", "--text-field", "text", "-O", "rules_only=yes", "-t", "jsonl", "--shard-size", "4K")
    assert batch(*args, "-o", "undisturbed").exit_code == 1
    command = [sys.executable, "-m", "docconv", "batch", *args, "--engine", "ray", "--jobs", "2", "-o", "out"]
    environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    killed = 0
    while process.poll() is None:
        if not killed and any(OUT.glob("_marks/*.done.json")):
            killed = kill_one_worker(process.pid)
        time.sleep(0.005)
    _, told = process.communicate()
    assert (process.returncode, killed) == (1, 1), told
    assert written(OUT) == written(Path("undisturbed"))


def kill_one_worker(driver: int) -> int:
    """Kill a process that does a shard for this driver; how many were."""
    import psutil

    for process in psutil.Process(driver).children(recursive=True):
        with suppress(psutil.Error):
            if process.name().startswith("ray::do_shard") or "ray::do_shard" in " ".join(process.cmdline()):
                process.send_signal(signal.SIGKILL)
                return 1
    return 0


def test_articles_of_columns_are_checked(folder: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is an extra")
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra")
    from docconv.corpus.columns import article_schema, to_row

    rows = [to_row(article(number)) for number in range(4)]
    rows[2]["headline"] = "two  spaces"
    parquet.write_table(pa.Table.from_pylist(rows, article_schema()), "a.parquet")
    assert batch("a.parquet", "-t", "jsonl", "-o", OUT).exit_code == 1
    assert [(one["row"], one["code"]) for one in quarantined(OUT)] == [(3, "M005")]


@pytest.mark.parametrize("target", ["parquet", "epub", "html"])
def test_every_kind_of_target_is_the_same_however_it_is_made(folder: Path, target: str) -> None:
    if target == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is an extra")
    write_articles(Path("a.jsonl"), 40)
    args = ("a.jsonl", "-t", target, "--shard-size", "1K", *(("--per-file", "7") if target == "epub" else ()))
    assert batch(*args, "-o", "one").exit_code == 0
    assert batch(*args, "-o", "two", "--jobs", "2").exit_code == 0
    assert written(Path("one")) == written(Path("two"))
    assert len(list(Path("one").rglob(f"*.{target}"))) >= 4


def test_standard_input_is_shared_by_processes(folder: Path) -> None:
    data = write_records(Path("pages.jsonl"), 60).read_bytes()
    args = ("--text-field", "text", "-O", "rules_only=yes", "-t", "jsonl", "--shard-size", "4K")
    assert batch("pages.jsonl", *args, "-o", "file").exit_code == 0
    assert batch("-", *args, "-o", OUT, "--jobs", "2", stdin=data).exit_code == 0
    assert list(lines(OUT)) == list(lines(Path("file")))
    assert len(list(OUT.glob("part-00000-*.jsonl"))) > 3
