"""What `validate` does: documents, one after another or several at a time, and their findings as one stream."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docconv.cli import streams
from docconv.cli.findings import Tally
from docconv.cli.opening import opened
from docconv.cli.progress import Course, Watch
from docconv.cli.walk import Walk
from docconv.problems import CODES, ExitCode, InputError, Problem, UsageError, problem
from docconv.spelling import hint
from docconv.validate import LINES, Validator, findings, located, validator

if TYPE_CHECKING:
    from docconv.formats._named_schema import NamedSchema

#: How many documents, and bytes of them, one process takes at a time.
_MOST_AT_A_TIME, _BYTES_AT_A_TIME = 32, 8_000_000
#: From so many bytes on, a second process saves more than it costs; each document counts as some bytes, EPUBCheck as many.
_PAYS_FROM, _EACH, _EACH_BOOK = 20_000_000, 8_000, 2_000_000

#: What is said of a folder in which there is nothing to check.
_NO_DOCUMENTS = "it is a folder without a document that can be checked"


class Wanted(NamedTuple):
    """What is asked of a run: the format of the documents, a schema to check them against, EPUBCheck for books."""

    source: str | None = None
    schema: str | None = None
    epubcheck: bool = False


class Document(NamedTuple):
    """A document to be checked: the name of its file, or its bytes where they came from standard input."""

    file: str
    data: bytes | None = None
    failure: tuple[Problem, ...] = ()


class Checked(NamedTuple):
    """What was found in a document, and the exit code where it could not be opened."""

    found: list[Problem]
    failure: int = ExitCode.DONE


class Checker:
    """Checks documents as is wanted.

    Raises `UsageError` for a format or schema that does not do, `InputError` for a schema that cannot be opened.
    """

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._schema = _named_schema(wanted)
        self._check: Validator | None = validator(wanted.source) if wanted.source and self._schema is None else None
        if wanted.epubcheck:
            from docconv.formats._epubcheck import demand

            demand()

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files in a folder that a schema can be for; none when the formats tell."""
        return self._schema.suffixes if self._schema is not None and self._wanted.source is None else ()

    def check(self, documents: Sequence[Document]) -> list[Checked]:
        """What is found in each of the documents, in order."""
        results: list[Checked] = []
        books: list[tuple[int, bytes]] = []
        for number, document in enumerate(documents):
            try:
                data = _opened(document)
            except InputError as error:
                results.append(Checked([one.at(document.file) for one in error.problems], error.exit_code))
                continue
            results.append(Checked([located(one, document.file) for one in self._found(data, document.file)]))
            if self._wanted.epubcheck and data.startswith(b"PK\x03\x04"):
                books.append((number, data))
        if books:
            from docconv.formats._epubcheck import check_books

            for (number, _), found in zip(books, check_books([data for _, data in books]), strict=True):
                results[number].found.extend(located(one, documents[number].file) for one in found)
        return results

    def _found(self, data: bytes, file: str) -> list[Problem]:
        suffix = Path(file).suffix
        if self._schema is not None:
            return self._schema.check(data, lines=self._wanted.source == "jsonl" or suffix.lower() in LINES)
        return self._check(data) if self._check else findings(data, suffix)


def _named_schema(wanted: Wanted) -> NamedSchema | None:
    if wanted.schema is None:
        return None
    from docconv.formats._named_schema import named_schema

    return named_schema(wanted.schema)


def _opened(document: Document) -> bytes:
    if document.failure:
        raise InputError(document.failure)
    return opened(document.file, folder=_NO_DOCUMENTS) if document.data is None else document.data


class Checks:
    """A run over documents: `findings` yields what is found, `tally`, `summary` and `passed_over` tell of it afterwards."""

    def __init__(self, wanted: Wanted, ignored: Iterable[str], jobs: int | None = None, watch: Watch | None = None) -> None:
        self.tally = Tally()
        self.codes: dict[str, None] = {}
        self._wanted, self._jobs, self._watch = wanted, jobs, watch or Watch(quiet=True)
        self._checker = Checker(wanted)
        self._ignored = frozenset(map(known_code, ignored))
        self._documents = self._valid = 0
        self._walk: Walk | None = None

    def findings(self, names: Iterable[str]) -> Iterator[Problem]:
        """The findings of all documents, in the order given, whatever the number of processes."""
        self._walk = Walk(names, self._wanted.source, self._checker.suffixes)
        course = Course(time.monotonic(), count=self._walk.count)
        for checked in self._checked(_bundles(self._walk.files(), self._wanted)):
            self._documents += 1
            self.tally.failed(checked.failure)
            valid = True
            for found in checked.found:
                if found.code not in self._ignored:
                    self.tally.count(found)
                    self.codes.setdefault(found.code)
                    valid = valid and found.severity != "error"
                    yield found
            self._valid += valid
            course.files, course.failed = self._documents, self._documents - self._valid
            self._watch(course.line)

    def summary(self) -> str:
        """How many documents were valid, and what was found."""
        documents = "1 document" if self._documents == 1 else f"{self._documents} documents"
        return f"{documents}, {self._valid} valid: {self.tally}"

    def passed_over(self, most: int = 10) -> Iterator[str]:
        """Which files of folders were passed over, and why: a line for each suffix and reason, up to `most`."""
        alike: dict[tuple[str, str], list[str]] = {}
        for file, why in self._walk.passed if self._walk is not None else ():
            alike.setdefault((Path(file).suffix.lower(), why), []).append(file)
        for (suffix, why), files in islice(alike.items(), most):
            others = f" and {len(files) - 1} more *{suffix}" if len(files) > 1 else ""
            yield f"passed over: {files[0]}{others}: {why}"
        if rest := sum(map(len, islice(alike.values(), most, None))):
            yield f"passed over: {rest} more"

    def _checked(self, bundles: Iterator[_Bundle]) -> Iterator[Checked]:
        jobs = self._jobs or os.cpu_count() or 1
        first: list[_Bundle] = []
        enough = 0
        if self._jobs is None and jobs > 1:  # see whether there is so much to do that more processes pay
            for bundle in bundles:
                first.append(bundle)
                enough += bundle.weight
                if enough >= _PAYS_FROM:
                    break
            jobs = jobs if enough >= _PAYS_FROM else 1
        work = (bundle.documents for bundle in chain(first, bundles))
        if jobs == 1:
            for documents in work:
                step = len(documents) if self._wanted.epubcheck else 1  # one run of EPUBCheck takes many books
                for start in range(0, len(documents), step):
                    yield from self._checker.check(documents[start : start + step])
            return
        from docconv.cli.pool import in_order

        for results in in_order(check_in_process, ((self._wanted, documents) for documents in work), jobs):
            yield from results


@cache
def _checker_for(wanted: Wanted) -> Checker:
    """The checker of a process, which reads its schema once."""
    return Checker(wanted)


def check_in_process(task: tuple[Wanted, list[Document]]) -> list[Checked]:
    """What is found in documents, as another process is asked for it."""
    wanted, documents = task
    return _checker_for(wanted).check(documents)


# --- documents in bundles ----------------------------------------------------------------------------


class _Bundle(NamedTuple):
    documents: list[Document]
    weight: int


def _bundles(files: Iterable[str], wanted: Wanted) -> Iterator[_Bundle]:
    """The documents, as many at a time as one process takes; standard input is read here."""
    bundle: list[Document] = []
    size = weight = 0
    for file in files:
        document, own = _document(file)
        bundle.append(document)
        size += own
        weight += own + (_EACH_BOOK if wanted.epubcheck and file.lower().endswith(".epub") else _EACH)
        if len(bundle) == _MOST_AT_A_TIME or size > _BYTES_AT_A_TIME:
            yield _Bundle(bundle, weight)
            bundle, size, weight = [], 0, 0
    if bundle:
        yield _Bundle(bundle, weight)


def _document(file: str) -> tuple[Document, int]:
    if file == "-":
        try:
            data = streams.read()
        except InputError as error:
            return Document(file, failure=error.problems), 0
        return Document(file, data), len(data)
    try:
        return Document(file), Path(file).stat().st_size
    except (OSError, ValueError):
        return Document(file), 0


def known_code(name: str) -> str:
    """A code that there is; raises `UsageError` with a hint for another."""
    code = name.upper()
    if code not in CODES:
        raise UsageError(problem("U001", f"there is no code {name!r}{hint(name, CODES) or '; docconv codes lists them'}"))
    return code
