"""What `validate` does: the documents one after another, their findings as one stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from docconv import registry
from docconv.cli import streams
from docconv.cli.findings import Tally
from docconv.inputs import is_folder, read_bytes
from docconv.problems import CODES, InputError, Problem, UsageError, problem
from docconv.validate import VALIDATORS, findings, validator


class Checks:
    """A run over documents: `findings` yields what is found, `tally` and `summary` tell of it afterwards."""

    def __init__(self, source: str | None, ignored: Iterable[str]) -> None:
        self.tally = Tally()
        self._source = source
        self._check = validator(source) if source else None
        self._ignored = frozenset(map(_code, ignored))
        self._documents = self._valid = 0

    def findings(self, names: Iterable[str]) -> Iterator[Problem]:
        """The findings of all documents, in the order given; a folder stands for the documents in it."""
        for name in names:
            for file in self._files(name):
                yield from self._found_in(file)

    def summary(self) -> str:
        """How many documents were valid, and what was found."""
        documents = "1 document" if self._documents == 1 else f"{self._documents} documents"
        return f"{documents}, {self._valid} valid: {self.tally}"

    def _files(self, name: str) -> Iterator[str]:
        if name == "-" or not is_folder(name):
            yield name
            return
        names = [self._source] if self._source else list(VALIDATORS)
        suffixes = {suffix for one in names for suffix in registry.get(one).suffixes}
        inside = (path for path in sorted(Path(name).rglob("*")) if path.suffix.lower() in suffixes and _is_document(path))
        first = next(inside, None)
        if first is None:
            yield name  # which says that it is a folder
            return
        yield str(first)
        yield from map(str, inside)

    def _found_in(self, file: str) -> Iterator[Problem]:
        self._documents += 1
        valid = True
        for found in self._checked(file):
            if found.code not in self._ignored:
                self.tally.count(found)
                valid = valid and found.severity != "error"
                yield found
        self._valid += valid

    def _checked(self, file: str) -> Iterator[Problem]:
        try:
            data = streams.read() if file == "-" else read_bytes(file)
        except InputError as error:
            self.tally.failed(error.exit_code)
            found: Iterable[Problem] = error.problems
        else:
            found = self._check(data) if self._check else findings(data, Path(file).suffix)
        for one in found:
            yield one.at(file)


def _is_document(path: Path) -> bool:
    """Whether something in a folder is to be opened: a file, or what looks like one and cannot be opened, which is then said."""
    try:
        return path.is_file() or not path.exists()
    except OSError:
        return True


def _code(name: str) -> str:
    """A code that there is; raises `UsageError` with a hint for another."""
    code = name.upper()
    if code not in CODES:
        import difflib  # only for those who mistype

        near = difflib.get_close_matches(code, CODES, n=1)
        raise UsageError(problem("U001", f"there is no code {name!r}" + (f" (did you mean {near[0]}?)" if near else "")))
    return code
