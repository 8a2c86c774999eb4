"""The code of other packages, called so that a fault of theirs is told as theirs.

What fails in the code of a format that another package brings becomes a `PackageFaultError` that names the package;
problems that it reports or raises as `DocconvError` pass, and so does whatever fails in docconv's own articles,
streams and reports while that code works with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple

from docconv.problems import DocconvError


class PackageFaultError(Exception):
    """The code of another package failed; `__cause__` is how.

    >>> str(PackageFaultError("fault of the package docconv-kiosk (format kiosk): KeyError: 'LANG'"))
    "fault of the package docconv-kiosk (format kiosk): KeyError: 'LANG'"
    """


class Owner(NamedTuple):
    """A format, and the package that it comes from."""

    format: str
    package: str

    def reading(self, read: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """A function that yields what `read(data, options, report)` yields, and fails as this module says."""

        @wraps(read)
        def guarded(data: bytes, options: Any, report: Callable[..., None]) -> Iterator[Any]:
            passing = _Passing()
            with self.blamed(passing):
                yield from read(data, options, passing.calling(report))

        return guarded

    def writing(self, write: Callable[..., None]) -> Callable[..., None]:
        """A function that does what `write(articles, stream, options, report)` does, and fails as this module says."""

        @wraps(write)
        def guarded(articles: Iterable[Any], stream: Any, options: Any, report: Callable[..., None]) -> None:
            passing = _Passing()
            with self.blamed(passing):
                write(passing.from_iterable(articles), _Stream(stream, passing), options, passing.calling(report))

        return guarded

    def calling(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that does what `function` does, and fails as this module says.

        >>> Owner("kiosk", "docconv-kiosk").calling(lambda fields: fields["LANG"])({})
        Traceback (most recent call last):
            ...
        docconv.packages.PackageFaultError: fault of the package docconv-kiosk (format kiosk): KeyError: 'LANG'
        """

        @wraps(function)
        def guarded(*args: Any) -> Any:
            with self.blamed(_Passing()):
                return function(*args)

        return guarded

    @contextmanager
    def blamed(self, passing: _Passing) -> Iterator[None]:
        """Turns what fails in the block into a `PackageFaultError`, but for problems and what only passes through it."""
        try:
            yield
        except DocconvError:
            raise
        except Exception as error:  # another's code may fail in any way
            if passing.knows(error):
                raise
            raise self.fault(error) from error

    def fault(self, error: Exception) -> PackageFaultError:
        """A failure of the package's code, told as such."""
        return PackageFaultError(f"fault of the package {self.package} (format {self.format}): {in_a_line(error)}")


class _Passing:
    """What fails in docconv's own code while another's works with it."""

    def __init__(self) -> None:
        self._seen: list[Exception] = []

    def knows(self, error: Exception) -> bool:
        return any(one is error for one in self._seen)

    def calling(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            try:
                return function(*args, **named)
            except Exception as error:
                self._seen.append(error)
                raise

        return call

    def from_iterable(self, values: Iterable[Any]) -> Iterator[Any]:
        try:
            yield from values
        except Exception as error:
            self._seen.append(error)
            raise


class _Stream:
    """A stream whose own failures only pass through whoever writes to it."""

    def __init__(self, stream: Any, passing: _Passing) -> None:
        self._stream, self._passing = stream, passing

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._stream, name)
        return self._passing.calling(found) if callable(found) else found


def in_a_line(error: Exception) -> str:
    """What an exception says, its kind before it where that alone says little.

    >>> in_a_line(ImportError("No module named 'gone'")), in_a_line(KeyError("LANG"))
    ("No module named 'gone'", "KeyError: 'LANG'")
    """
    told = " ".join(str(error).split())
    return told if told and isinstance(error, ImportError) else f"{type(error).__name__}: {told}".removesuffix(": ")
