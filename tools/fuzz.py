"""Fuzzing: documents that mean harm, against everything of docconv that reads.

    python -m tools.fuzz TARGET [--seconds 300]          coverage-guided, with atheris: pip install 'docconv[fuzz]'
    python -m tools.fuzz TARGET --mutations 100000       mutations of the fixtures, each with its number
    python -m tools.fuzz TARGET --large                  documents of a megabyte that mean harm
    python -m tools.fuzz --list                          the targets; `all` stands for every one of them

Each input must end without an exception other than docconv's own, within 2 seconds for a megabyte (of the process's
own time) and without the process taking more than 512 MB. What does not is written to `--findings` (a
folder) and told; the exit code is 1. A finding becomes a file of `fixtures/crashes/TARGET/`, which the tests read.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tools.fuzz_large import SIZE, Maker, large
from tools.fuzz_mutations import mutation
from tools.fuzz_targets import LONGEST, MOST_MEMORY, ROOT, Target, documented, seeds, targets

#: After so many seconds of the child's own time an input counts as one that never ends.
HANGS_AFTER = 40.0


def main() -> int:
    """Fuzz what the command line names; 1 when something was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("target", nargs="?", help="the target, or `all`")
    parser.add_argument("--seconds", type=int, default=300, help="how long to fuzz, guided by coverage")
    parser.add_argument("--mutations", type=int, help="instead: how many mutations of the fixtures to try")
    parser.add_argument("--first", type=int, default=0, help="the number of the first mutation")
    parser.add_argument("--large", action="store_true", help="instead: try the large documents")
    parser.add_argument("--findings", type=Path, help="the folder for what is found (a temporary one)")
    parser.add_argument("--list", action="store_true", help="list the targets")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--resume", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    known = targets()
    if given.list:
        print("\n".join(known))
        return 0
    if given.target != "all" and given.target not in known:
        parser.error(f"there is no target {given.target}; there are {', '.join(known)}")
    if given.child:
        return child(known[given.target], given)
    folder = given.findings or Path(tempfile.mkdtemp(prefix="docconv-fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    found = 0
    for name in known if given.target == "all" else [given.target]:
        if given.large or given.mutations is not None:
            run = watched(known[name], given, folder)
        else:
            run = guided(known[name], given.seconds, folder)
        found += run.findings
    return 1 if found else 0


class Run(NamedTuple):
    """What came of a target: inputs tried, findings, the most memory in megabytes, seconds of the clock."""

    inputs: int
    findings: int
    memory: int
    seconds: int


# --- mutations and large documents: a child works, its parent watches ------------------------------------


def inputs(target: Target, given: argparse.Namespace, first: int) -> Iterator[tuple[int, str, bytes]]:
    """(number, name, document) from a number on."""
    if given.large:
        for number, (name, make) in enumerate(large_of(target).items()):
            if number >= first:
                yield number, name, make(SIZE)
    else:
        for number in range(first, given.first + given.mutations):
            yield number, str(number), mutation(number, seeds(target.format), target.kind, target.name)


def large_of(target: Target) -> dict[str, Maker]:
    """The large documents for a target; what opens any format is given text, which nothing tells before it is read."""
    return large(target.format if target.format != "*" else "txt")


def child(target: Target, given: argparse.Namespace) -> int:
    """Try the inputs from `--resume` on; the number of each stands in a shared file while it is tried."""
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    documented(target, seeds(target.format)[0])  # what is loaded with the first input is not its own doing
    most, highest = float(MOST_MEMORY), 0.0
    with given.child.open("r+b") as file, mmap.mmap(file.fileno(), 8) as place:
        for number, name, data in inputs(target, given, given.resume):
            place[:] = number.to_bytes(8, "big")
            forget_peak()  # what making the document took is not its reader's doing
            started = time.process_time()
            error = documented(target, data)
            seconds = time.process_time() - started
            said = []
            if error is not None:
                said.append("".join(traceback.format_exception(error)))
            if seconds > LONGEST * target.times * max(1.0, len(data) / 1e6):
                said.append(f"it took {seconds:.1f} s for {len(data):,} bytes")
            highest = max(highest, peak())
            if highest > most:
                most = highest
                said.append(f"the process took {most:.0f} MB, for {len(data):,} bytes")
            if said or given.large:
                print(json.dumps([number, name, round(seconds, 2), round(peak()), "\n".join(said)]), flush=True)
    print(json.dumps([-1, "", 0, round(highest), ""]), flush=True)
    return 0


def forget_peak() -> None:
    """Have the system count the most memory that this process takes from now on, where it can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak() -> float:
    """The most memory that this process has taken, in megabytes; since `forget_peak`, where the system tells."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def watched(target: Target, given: argparse.Namespace, folder: Path) -> Run:
    """Have a child try the inputs, another one behind each that ends it; tells what was found."""
    at, found, memory, started = given.first, 0, 0, time.monotonic()
    while at is not None:
        rows, at = from_child(target, given, at)
        for _, name, seconds, megabytes, said in rows:
            memory = max(memory, megabytes)
            found += bool(said)
            if said:
                keep(target, given, name, said, folder)
            if given.large and name:
                print(f"{target.name:16} {seconds:6.2f} s {megabytes:5} MB  {name}{'  <- ' + said if said else ''}", flush=True)
    how_many = "large documents" if given.large else f"mutations from {given.first}"
    number = len(large_of(target)) if given.large else given.mutations
    clock = time.monotonic() - started
    print(f"{target.name}: {number:,} {how_many}, {found} findings, {memory} MB at most, {clock:.0f} s", flush=True)
    return Run(number, found, memory, round(clock))


Row = tuple[int, str, float, int, str]


def from_child(target: Target, given: argparse.Namespace, first: int) -> tuple[list[Row], int | None]:
    """The rows of a child that begins at an input, and where to go on when it did not come to its end."""
    with tempfile.TemporaryDirectory() as work:
        place, output = Path(work, "place"), Path(work, "rows")
        place.write_bytes(first.to_bytes(8, "big"))
        command = [sys.executable, "-m", "tools.fuzz", target.name, "--child", str(place), "--resume", str(first)]
        command += ["--large"] if given.large else ["--mutations", str(given.mutations), "--first", str(given.first)]
        with output.open("wb") as stream, subprocess.Popen(command, cwd=ROOT, stdout=stream) as process:
            number, since = first, 0.0
            while process.poll() is None:
                time.sleep(0.1)
                now = int.from_bytes(place.read_bytes(), "big")
                if now != number:
                    number, since = now, own_time(process.pid)
                elif own_time(process.pid) - since > HANGS_AFTER:
                    process.kill()
        number = int.from_bytes(place.read_bytes(), "big")
        rows: list[Row] = [tuple(json.loads(line)) for line in output.read_text().splitlines()]
    if rows and rows[-1][0] == -1:
        return rows, None
    name = next(name for at, name, _ in inputs(target, given, number) if at == number)
    what = (
        f"it did not end within {HANGS_AFTER:.0f} s" if process.returncode == -9 else f"the process ended: {process.returncode}"
    )
    return [*rows, (number, name, HANGS_AFTER, 0, what)], number + 1


def own_time(process: int) -> float:
    """The seconds that a process has worked; those of the clock where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def keep(target: Target, given: argparse.Namespace, name: str, said: str, folder: Path) -> None:
    """Write a finding's document, and what was wrong with it, to the folder."""
    data = next(data for _, named, data in inputs(target, given, 0 if given.large else int(name)) if named == name)
    place = folder / f"{target.name}-{name.replace(' ', '-')}"
    place.write_bytes(data)
    place.with_name(f"{place.name}.said").write_text(said, "utf-8")
    if not given.large:
        print(f"{target.name} {name}: {said.strip().splitlines()[-1]} ({place})", flush=True)


# --- guided by coverage --------------------------------------------------------------------------------


def guided(target: Target, seconds: int, folder: Path) -> Run:
    """Fuzz a target with atheris in a process of its own; of findings of one kind the first is told."""
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds(target.format)):
            Path(corpus, str(number)).write_bytes(seed)
        command = [sys.executable, "-m", "tools.fuzz_guided", target.name, str(folder), corpus, f"-max_total_time={seconds}"]
        command += [f"-artifact_prefix={folder}/{target.name}-", "-timeout=120", "-rss_limit_mb=2048", "-max_len=60000"]
        command += ["-print_final_stats=1", "-len_control=0"]
        before = {path.name for path in folder.iterdir()}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    found = {path.name for path in folder.iterdir()} - before
    findings = [name for name in found if not name.endswith(".said")]
    stats = dict(line.removeprefix("stat::").split(":", 1) for line in done.stderr.splitlines() if line.startswith("stat::"))
    runs, memory = (stats.get(name, "?").strip() for name in ("number_of_executed_units", "peak_rss_mb"))
    print(
        f"{target.name}: {seconds} s guided by coverage, {runs} inputs, {len(findings)} findings, {memory} MB at most", flush=True
    )
    for name in sorted(findings):
        said = folder / f"{name}.said"
        print(f"  {folder / name}: {said.read_text().strip().splitlines()[-1] if said.exists() else 'see the file'}")
    if done.returncode and not findings:
        print(done.stderr[-2000:], file=sys.stderr)
    numbers = [int(one) if one.isdigit() else 0 for one in (runs, memory)]
    return Run(numbers[0], len(findings) + bool(done.returncode and not findings), numbers[1], seconds)


if __name__ == "__main__":
    sys.exit(main())
