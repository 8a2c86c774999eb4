"""What starting docconv costs, as whole processes, beside what its libraries cost alone.

    python benchmarks/startup.py [--rounds 15] [--input STORY.txt]

Runs each command in turn, round after round, and prints medians and ratios as a Markdown table. It times the docconv
that is installed for the Python it runs in: `pip install .` compiles it, an editable install may not.
The base of a conversion is a script that imports click and pydantic and defines fourteen small models.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STORY = ROOT / "fixtures" / "text" / "ar-oasis.txt"

BASE = "import click\nfrom pydantic import BaseModel\n" + "".join(
    f"class Model{number}(BaseModel):\n    name: str\n    size: int | None = None\n" for number in range(14)
)


def seconds(command: list[str], folder: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    return time.perf_counter() - start


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--input", type=Path, default=STORY)
    given = options.parse_args()
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base.py"
        base.write_text(BASE, encoding="utf-8")
        commands = {
            "bare Python": [python, "-c", "pass"],
            "import docconv": [python, "-c", "import docconv"],
            "docconv --version": [python, "-m", "docconv", "--version"],
            "click, pydantic, fourteen models": [python, str(base)],
            "docconv convert to JSON": [python, "-m", "docconv", "convert", str(given.input.resolve()), "-t", "json"],
            "docconv convert to NewsML-G2": [python, "-m", "docconv", "convert", str(given.input.resolve()), "-t", "newsml"],
            "docconv convert to EPUB": [
                python,
                "-m",
                "docconv",
                "convert",
                str(given.input.resolve()),
                "-o",
                str(Path(folder) / "out.epub"),
            ],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(given.rounds + 1):
            for name, command in commands.items():
                took = seconds(command, folder)
                if number:  # the first round warms the caches
                    times[name].append(took)
    bare, models = statistics.median(times["bare Python"]), times["click, pydantic, fourteen models"]
    print("| command | milliseconds | over bare Python, ms | ratio to the fourteen models |\n| --- | --- | --- | --- |")
    for name, values in times.items():
        middle = statistics.median(values)
        ratio = statistics.median(value / base for value, base in zip(values, models, strict=True))
        print(f"| {name} | {1000 * middle:.1f} | {1000 * (middle - bare):.1f} | {ratio:.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
