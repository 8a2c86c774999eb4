"""Reporters: findings written for people, for programs, for the annotations of a forge, for its code scanning.

A reporter takes findings as they come and gives text in pieces, so that a run over an archive needs
no more memory than one over a file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from docconv.cli.remedies import REMEDIES
from docconv.problems import CODES, Problem, Severity
from docconv.unicode import printable

Reporter = Callable[[Iterable[Problem]], Iterator[str]]

# --- for people -------------------------------------------------------------------------------------

#: Colours of severities, as numbers of ECMA-48's SGR: bold red, bold yellow, magenta, cyan.
_COLOURS: dict[Severity, str] = {"error": "1;31", "warning": "1;33", "loss": "35", "info": "36"}


def as_text(findings: Iterable[Problem]) -> Iterator[str]:
    """One line a finding: `file:line:column: severity[CODE] message`.

    >>> from docconv.problems import problem
    >>> list(as_text([problem("M008", "the article has no headline", file="a.json", line=1, column=1)]))
    ['a.json:1:1: warning[M008] the article has no headline\\n']
    """
    for found in findings:
        yield printable(str(found)) + "\n"


def as_coloured_text(findings: Iterable[Problem]) -> Iterator[str]:
    """The lines of `as_text` for a terminal: the place in bold, the severity in its colour."""
    for found in findings:
        sign = f"{found.severity}[{found.code}]"
        where, _, rest = printable(str(found)).partition(f": {sign} ")
        yield f"\x1b[1m{where}:\x1b[0m \x1b[{_COLOURS[found.severity]}m{sign}\x1b[0m {rest}\n"


def explained(codes: Iterable[str]) -> Iterator[str]:
    """What codes mean and how to mend what they tell of, each once, in the order given.

    >>> print(*explained(["M008"]), end="")
    M008: The article has no headline. Give the article a headline: writers take the first words of the text for want of one.
    """
    for code in dict.fromkeys(codes):
        yield f"{code}: {CODES[code].meaning} {REMEDIES.get(code, '')}".rstrip() + "\n"


# --- for programs -----------------------------------------------------------------------------------


def as_json(findings: Iterable[Problem]) -> Iterator[str]:
    """A JSON array of objects, one finding a line."""
    yield "["
    for number, found in enumerate(findings):
        yield ("," if number else "") + "\n" + json.dumps(asdict(found), ensure_ascii=False)
    yield "\n]\n"


# --- workflow commands of GitHub --------------------------------------------------------------------

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "loss": "warning", "info": "notice"}


def as_github(findings: Iterable[Problem]) -> Iterator[str]:
    """Workflow commands that GitHub shows as annotations beside the lines of a change.

    The form is that of the toolkit for actions: per cent, line breaks and, in properties, colons and commas are escaped.

    >>> from docconv.problems import problem
    >>> found = problem("M004", "slug is 100% blank", file="a,b.json", line=2, column=3, path="/slug")
    >>> print(*as_github([found]), end="")
    ::error file=a%2Cb.json,line=2,col=3,title=M004::slug is 100%25 blank (/slug)
    """
    for found in findings:
        properties: dict[str, object] = {}
        if found.file not in (None, "-"):
            properties["file"] = _slashed(found.file or "")
            if found.line is not None:
                properties |= {"line": found.line, "col": found.column or 1}
        properties["title"] = found.code
        listed = ",".join(f"{name}={_escaped_property(str(value))}" for name, value in properties.items())
        message = found.message + (f" ({found.path})" if found.path else "")
        yield f"::{_COMMANDS[found.severity]} {listed}::{_escaped(message)}\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _slashed(file: str) -> str:
    """A file name as repositories have it: with slashes, without a leading `./`."""
    import os

    return file.replace(os.sep, "/").removeprefix("./")
