"""Every benchmark of cost, one after the other, and what they measured as a part of docs/benchmarks.md.

    python benchmarks/suite.py [--only NAME...] [--write docs/benchmarks.md]

Each program of this folder runs in a process of its own with the settings in `PROGRAMS`; leave the machine alone
meanwhile. Their Markdown tables are printed under the command that gives them; with `--write`, they take the place of the
tables in that file, below its heading "Measured", those of programs that are not run left as they are. Exits with 1 where a
program does, which is where a mark is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent
#: The heading in docs/benchmarks.md below which everything is written by this program.
HEADING = "## Measured"
#: The packages whose versions bear on the figures.
LIBRARIES = ("pydantic", "pydantic-core", "lxml", "numpy", "ebooklib", "markdown-it-py", "click")


class Program(NamedTuple):
    """A benchmark: the title of its part of the page, and its settings."""

    title: str
    settings: tuple[str, ...] = ()


PROGRAMS = {
    "text": Program("Raw text"),
    "formats": Program("Formats"),
    "books": Program("Books"),
    "validate": Program("Validation"),
    "corpus": Program("Corpora", ("--rounds", "3")),
    "startup": Program("Starting"),
    "linear": Program("Twice the text"),
}


def measured(name: str, program: Program) -> tuple[str, int]:
    """A part of the page, and the exit code of the program that gave it; what it says on standard error is passed on."""
    command = ["python", f"benchmarks/{name}.py", *program.settings]
    print(f"{' '.join(command)} ...", file=sys.stderr, flush=True)
    run = subprocess.run([sys.executable, *command[1:]], cwd=FOLDER.parent, stdout=subprocess.PIPE, text=True, check=False)
    return f"### {program.title}\n\n```bash\n{' '.join(command)}\n```\n\n{run.stdout.strip()}\n", run.returncode


def machine() -> str:
    """What the figures were taken on: processors, system, Python and libraries."""
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return (
        f"Taken with docconv {version('docconv')} on {os.cpu_count()} processors ({processor()}), {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}, {', '.join(found)}."
    )


def processor() -> str:
    """The name of the processor, where the system says it; else its family."""
    try:
        said = re.search(r"(?m)^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        said = None
    return said[1].strip() if said else platform.machine()


def parts_of(page: str) -> dict[str, str]:
    """The parts below the heading of a page, by title.

    >>> parts_of("# B\\n\\n## Measured\\n\\nOn a machine.\\n\\n### Text\\n\\n| a |\\n\\n### Books\\n\\n| b |\\n")
    {'Text': '### Text\\n\\n| a |\\n', 'Books': '### Books\\n\\n| b |\\n'}
    """
    _, _, below = page.partition(HEADING)
    found = re.split(r"(?m)^(?=### )", below)[1:]
    return {part[4:].partition("\n")[0].strip(): part.strip() + "\n" for part in found}


def rewritten(page: str, parts: dict[str, str]) -> str:
    """A page with these parts below its heading, in the order of `PROGRAMS`; parts that are not given stay."""
    kept = {**parts_of(page), **parts}
    above = page.partition(HEADING)[0].rstrip()
    ordered = [kept[program.title] for program in PROGRAMS.values() if program.title in kept]
    return "\n".join([f"{above}\n\n{HEADING}\n", machine() + "\n", *ordered])


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--only", nargs="+", choices=PROGRAMS, default=list(PROGRAMS), metavar="NAME")
    options.add_argument("--write", type=Path, metavar="PAGE")
    given = options.parse_args()
    missed = []
    for name in given.only:
        part, code = measured(name, PROGRAMS[name])
        print(part, flush=True)
        missed += [name] if code else []
        if given.write:
            page = given.write.read_text(encoding="utf-8")
            given.write.write_text(rewritten(page, {PROGRAMS[name].title: part}), encoding="utf-8")
    if missed:
        print(f"a mark was missed, or there was a fault, in: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
