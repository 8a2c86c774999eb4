"""What reaches a user's machine: the wheel carries all that docconv reads, and finds it there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from docconv.schemas import schema_path

ROOT = Path(__file__).parents[1]
STORY = ROOT / "fixtures" / "text" / "ar-oasis.txt"

pytest.importorskip("hatchling", reason="the build system, hatchling, is not installed (the extra [dev])")


def build(source: Path, kind: str, target: Path) -> Path:
    """Build a wheel or an sdist from a source tree, without a network; the path of it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (built,) = target.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that was built from the sdist, unpacked, far from the source tree."""
    folder = tmp_path_factory.mktemp("package")
    with tarfile.open(build(ROOT, "sdist", folder / "sdist")) as archive:
        archive.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    with zipfile.ZipFile(build(source, "wheel", folder / "wheel")) as wheel:
        wheel.extractall(folder / "installed")
    return folder / "installed"


def run(installed: Path, *arguments: str) -> bytes:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, "-m", "docconv", *arguments], cwd=installed.parent, env=environment, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_the_wheel_carries_schemas_and_data_and_no_sources_of_them(unpacked: Path) -> None:
    names = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    for name in ("schemas/article-1.0.schema.json", "data/labels.jsonl", "data/book.css", "data/book_words.toml", "py.typed"):
        assert f"docconv/{name}" in names
    assert not [name for name in names if name.startswith(("docconv/data/labels/", "tests/", "tools/", "fixtures/"))]


def test_the_schema_is_found_in_the_wheel_as_in_the_clone(unpacked: Path) -> None:
    assert json.loads(run(unpacked, "schema", "article")) == json.loads(schema_path("article").read_bytes())


def test_the_wheel_reads_text_and_writes_every_format(unpacked: Path, tmp_path: Path) -> None:
    expected = json.loads(STORY.with_suffix(".json").read_bytes())
    assert json.loads(run(unpacked, "convert", str(STORY), "-t", "json")) == expected
    outputs = [tmp_path / "oasis.xml", tmp_path / "oasis.epub"]
    run(unpacked, "convert", str(STORY), *(word for output in outputs for word in ("-o", str(output))))
    assert all(output.stat().st_size > 1000 for output in outputs)
