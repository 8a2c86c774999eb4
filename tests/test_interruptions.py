"""A request to end is answered as one, wherever it comes: also where a library makes another fault of it."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from docconv.formats._archive import archive_for

#: A command during which a signal comes; what it raises is lost, as within a library that makes another exception of it.
SWALLOWED = """
import os, signal, sys
from docconv.cli import app

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # where the tests are run without a terminal, it may be ignored, and stays so
signal.signal(signal.SIGINT, signal.default_int_handler)

def invoke(self, ctx):
    try:
        os.kill(os.getpid(), getattr(signal, {name!r}))
    except BaseException:
        raise {what} from None

app.Commands.invoke = invoke
sys.argv = ["docconv", "formats"]
app.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
@pytest.mark.parametrize(
    "what",
    [
        "ValueError('I/O operation on closed file')",
        "__import__('docconv').DocumentError(__import__('docconv.problems').problems.problem('I004', 'too large'))",
    ],
)
def test_what_fails_because_of_a_signal_is_told_as_the_signal(name: str, code: int, what: str) -> None:
    command = [sys.executable, "-c", SWALLOWED.format(name=name, what=what)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


def write_half(stream: io.BytesIO) -> None:
    with archive_for(stream) as archive:
        archive._zip.open("EPUB/a.xhtml", "w").write(b"<p>Rain")
        raise KeyboardInterrupt


def test_a_book_whose_writing_is_interrupted_within_a_file_is_left() -> None:
    stream = io.BytesIO()
    with pytest.raises(KeyboardInterrupt):
        write_half(stream)
    assert stream.getvalue() == b""
