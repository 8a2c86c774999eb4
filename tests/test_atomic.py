"""Output files that are whole or not there."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from docconv.atomic import atomic_output
from docconv.problems import OutputError
from tests.permissions import needs_permissions


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write_half_and_fail(target: Path, fault: type[BaseException]) -> None:
    with atomic_output(target) as stream:
        stream.write(b"half of" * 100_000)
        raise fault


def test_the_file_appears_when_the_block_ends_well(tmp_path: Path) -> None:
    target = tmp_path / "story.json"
    with atomic_output(target) as stream:
        stream.write(b"all of it")
        assert not target.exists()
    assert target.read_bytes() == b"all of it"
    assert names_in(tmp_path) == ["story.json"]


@pytest.mark.parametrize("fault", [KeyError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_nothing_changes_when_it_does_not(tmp_path: Path, fault: type[BaseException]) -> None:
    target = tmp_path / "story.json"
    target.write_bytes(b"what was there")
    with pytest.raises(fault):
        write_half_and_fail(target, fault)
    assert target.read_bytes() == b"what was there"
    assert names_in(tmp_path) == ["story.json"]


@pytest.mark.parametrize(
    ("name", "told"),
    [("missing/story.json", "its folder does not exist"), ("folder", "there is a folder of that name"),
     ("file/story.json", "no folder"), ("a\0b", "null"), ("n" * 300, "too long"), ("", "its name is empty")],
)  # fmt: skip
def test_what_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError) as caught, atomic_output(name):
        pytest.fail("the block must not run")
    assert [(found.code, found.file) for found in caught.value.problems] == [("U002", name)]
    assert told in caught.value.problems[0].message
    assert names_in(tmp_path) == ["file", "folder"]


@needs_permissions
def test_a_read_only_file_and_a_read_only_folder_are_refused(tmp_path: Path) -> None:
    locked = tmp_path / "locked.json"
    locked.write_bytes(b"mine")
    locked.chmod(0o444)
    with pytest.raises(OutputError, match="read-only"), atomic_output(locked):
        pytest.fail("the block must not run")
    tmp_path.chmod(0o555)
    with pytest.raises(OutputError, match="permission denied"), atomic_output(tmp_path / "new.json"):
        pytest.fail("the block must not run")
    tmp_path.chmod(0o755)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_device_is_said_and_left_in_its_place() -> None:
    with pytest.raises(OutputError, match="no space left"), atomic_output("/dev/full") as stream:
        stream.write(b"some")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


@pytest.mark.skipif(sys.platform == "win32", reason="limits on file size are POSIX's")
def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path) -> None:
    script = (
        "import resource, sys\n"
        "from docconv.atomic import atomic_output\n"
        "from docconv.problems import OutputError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n"
        "    with atomic_output('story.json') as stream:\n"
        "        for _ in range(100):\n"
        "            stream.write(bytes(5000))\n"
        "except OutputError as error:\n"
        "    sys.exit(str(error))\n"
    )
    root = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": root}, capture_output=True, text=True
    )
    assert done.stderr == "story.json: error[U002] cannot be written: file too large\n"
    assert names_in(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links and permissions are POSIX's")
def test_links_are_followed_and_permissions_kept(tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.touch(mode=0o600)
    link.symlink_to(target)
    with atomic_output(link) as stream:
        stream.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="the mask is POSIX's")
def test_a_new_file_has_the_permissions_that_the_mask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with atomic_output(tmp_path / "new.json"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.json").stat().st_mode) == 0o640


def test_a_failure_of_the_writer_itself_is_no_failure_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_output(tmp_path / "story.json"):
        (tmp_path / "picture.png").read_bytes()
    assert names_in(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="the system has no /dev/stdout")
def test_a_pipe_is_written_to_directly() -> None:
    script = "from docconv.atomic import atomic_output\nwith atomic_output('/dev/stdout') as stream: stream.write(b'all of it')"
    root = str(Path(__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": root}, capture_output=True)
    assert (done.stdout, done.stderr) == (b"all of it", b"")
