"""Fuzzing, briefly: each target with mutations of the fixtures, with what was found before, and with small large documents.

`python -m tools.fuzz` does the same for longer, counts time and memory, and is guided by coverage.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docconv.rawtext.parse import MOST_TAGGED, parse_text
from docconv.validate import validator
from tools.fuzz_large import every_large, large
from tools.fuzz_mutations import mutation
from tools.fuzz_targets import FIXTURES, ROOT, documented, seeds, targets

TARGETS = targets()
#: How many mutations are tried of each target, and the size of the documents that mean harm, in bytes.
MUTATIONS, SMALL = 40, 6_000
CRASHES = sorted(path for path in (FIXTURES / "crashes").glob("*/*") if path.is_file())


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_documents_raise_nothing_but_what_is_documented(name: str) -> None:
    target = TARGETS[name]
    for number in range(MUTATIONS):
        data = mutation(number, seeds(target.format), target.kind, target.name)
        error = documented(target, data)
        assert error is None, f"python -m tools.fuzz {name} --mutations 1 --first {number}: {error!r}"


@pytest.mark.parametrize("name", [name for name in TARGETS if name != "open"])
def test_documents_that_mean_harm_raise_nothing_but_what_is_documented(name: str) -> None:
    target = TARGETS[name]
    for what, make in large(target.format).items():
        if what not in ("a bomb", "bombs", "table of many columns"):  # which take as long whatever their size
            assert documented(target, make(SMALL)) is None, what


@pytest.mark.parametrize("path", CRASHES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_was_found_once_is_found_no_more(path: Path) -> None:
    """The folder is the name of the target."""
    assert documented(TARGETS[path.parent.name], path.read_bytes()) is None


def test_an_element_of_too_many_attributes_is_not_validated() -> None:
    """libxml2 takes time in the square of their number: minutes for a megabyte."""
    crowded = (FIXTURES / "crashes" / "check-nitf" / "attributes-without-end.xml").read_bytes()
    (found,) = validator("nitf")(crowded)
    assert (found.code, found.line) == ("I004", 1)
    assert found.message.endswith("the limit is 1,000")


def resident() -> float:
    """The memory of this process, in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell what memory a process has")
def test_faults_among_thousands_of_siblings_leave_no_memory_behind() -> None:
    """A parser that is fed and never closed keeps the tree that it built: 28 MB of a document of one."""
    check, data = validator("newsml"), large("newsml")["groups"](300_000)
    for _ in range(3):
        assert check(data)
    before = resident()
    for _ in range(12):
        check(data)
    assert resident() - before < 40


def test_a_text_of_very_many_lines_is_read_by_rules() -> None:
    """Half a million lines would take the tagger minutes."""
    text = (FIXTURES / "crashes" / "text-tagger" / "lines-of-one-character.txt").read_text("utf-8")
    assert text.count("\n") > MOST_TAGGED
    assert parse_text(text) == parse_text(text, rules_only=True)


def test_every_format_and_validator_is_a_target() -> None:
    from docconv.registry import FORMATS
    from docconv.validate import VALIDATORS

    assert {f"read-{format.name}" for format in FORMATS if format.reads} <= TARGETS.keys()
    assert {f"check-{name}" for name in VALIDATORS} <= TARGETS.keys()
    assert all(len(seeds(target.format)) >= 3 for target in TARGETS.values())
    assert {target.format for target in TARGETS.values()} - {"*"} == every_large().keys()
    assert {path.parent.name for path in CRASHES} <= TARGETS.keys()


def test_a_mutation_is_made_of_its_number_alone() -> None:
    for target in TARGETS.values():
        first = [mutation(number, seeds(target.format), target.kind, target.name) for number in range(12)]
        again = [mutation(number, seeds(target.format), target.kind, target.name) for number in range(12)]
        assert first == again
        assert len(set(first)) > 6


def test_what_should_not_be_is_found() -> None:
    """The watch itself: a target that raises what is not documented, one that raises what is."""
    from docconv.problems import DocumentError, problem

    def fails(data: bytes) -> None:
        raise RecursionError

    def refuses(data: bytes) -> None:
        raise DocumentError(problem("I004", "it is too large"))

    target = TARGETS["read-json"]
    assert isinstance(documented(target._replace(run=fails), b""), RecursionError)
    assert documented(target._replace(run=refuses), b"") is None
    assert isinstance(documented(TARGETS["check-json"]._replace(run=refuses), b""), DocumentError)


def test_the_tool_runs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.fuzz", "read-json", "--mutations", "20", "--findings", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("read-json: 20 mutations from 0, 0 findings")
    assert list(files(tmp_path)) == []


def test_the_whole_run_writes_a_table_and_goes_on_with_it(tmp_path: Path) -> None:
    table = tmp_path / "table.md"
    command = [
        sys.executable,
        "-m",
        "tools.fuzz_all",
        str(table),
        "read-json",
        "check-json",
        "--findings",
        str(tmp_path / "found"),
    ]
    command += ["--only", "mutations", "--mutations", "5"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0
    written = table.read_text("utf-8")
    assert [line.split("|")[1:5] for line in written.splitlines()[2:]] == [
        [" read-json ", " 5 ", " mutations ", " 0 "],
        [" check-json ", " 5 ", " mutations ", " 0 "],
    ]
    assert subprocess.run(command, cwd=ROOT, capture_output=True).stdout == b""
    assert table.read_text("utf-8") == written


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
