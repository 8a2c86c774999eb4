"""The whole of fuzzing, one target after another: large documents, mutations, then guided by coverage; a table of it.

    python -m tools.fuzz_all TABLE [TARGET ...] --findings FOLDER [--mutations 100000] [--seconds 300]

Each row is written to TABLE (Markdown) as soon as it is known; rows that stand there already are not done again, so that a run
that was stopped goes on where it was. All of it takes some hours; the exit code is 1 when something was found. The memory of
what is guided by coverage is no figure of docconv's: counting the code's comparisons takes more of it with every input.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.fuzz import Run, guided, watched
from tools.fuzz_targets import Target, targets

_WAYS = ("large documents", "mutations", "guided by coverage")
_HEAD = "| target | inputs | how | findings | MB at most | seconds |\n| --- | ---: | --- | ---: | ---: | ---: |\n"


def main() -> int:
    """Fuzz every target in every way that has no row yet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("table", type=Path, help="where the table stands, or will")
    parser.add_argument("targets", nargs="*", help="only these, in this order")
    parser.add_argument("--findings", type=Path, required=True, help="the folder for what is found")
    parser.add_argument("--mutations", type=int, default=100_000, help="how many mutations of the fixtures to try")
    parser.add_argument("--first", type=int, default=0, help="the number of the first mutation")
    parser.add_argument("--seconds", type=int, default=300, help="how long to fuzz, guided by coverage")
    parser.add_argument("--only", choices=_WAYS, help="only one of the ways")
    given = parser.parse_intermixed_args()
    known = targets()
    unknown = [name for name in given.targets if name not in known]
    if unknown:
        parser.error(f"there is no target {unknown[0]}; there are {', '.join(known)}")
    given.findings.mkdir(parents=True, exist_ok=True)
    if not given.table.exists():
        given.table.write_text(_HEAD, "utf-8")
    done = {(target, how) for target, how, _ in _rows(given.table)}
    for how in (given.only,) if given.only else _WAYS:
        for name in given.targets or known:
            if (name, how) not in done:
                run = _run(known[name], how, given)
                row = f"| {name} | {run.inputs:,} | {how} | {run.findings} | {run.memory} | {run.seconds} |\n"
                with given.table.open("a", encoding="utf-8") as table:
                    table.write(row)
    return 1 if any(findings for _, _, findings in _rows(given.table)) else 0


def _rows(table: Path) -> Iterator[tuple[str, str, int]]:
    """Target, way and number of findings of the rows of a table."""
    for line in table.read_text("utf-8").splitlines()[2:]:
        target, _, how, findings, *_ = (cell.strip() for cell in line.strip("|").split("|"))
        yield target, how, int(findings)


def _run(target: Target, how: str, given: argparse.Namespace) -> Run:
    if how == "guided by coverage":
        return guided(target, given.seconds, given.findings)
    return watched(target, argparse.Namespace(**vars(given), large=how == "large documents"), given.findings)


if __name__ == "__main__":
    sys.exit(main())
