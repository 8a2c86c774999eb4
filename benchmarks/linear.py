"""Does reading raw text stay linear? Twice the input, at most 2.3 times the time.

    python benchmarks/linear.py [--factor 2.3] [--rounds 5]

Each shape is read at one size and at twice that size, in turn, in one process, by its own time; the ratio of the
medians is printed as a Markdown table. Exits with 1 when a ratio is above the factor.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable

from docconv.rawtext.parse import parse_text

SENTENCE = "The ferry sails before dawn for the first time in eleven years, its operator said on Monday. "

#: name -> (the text of about n characters); the shapes that make naive parsers quadratic, or worse.
SHAPES: dict[str, Callable[[int], str]] = {
    "an ordinary page, repeated": lambda n: (
        "Ferry adds dawn sailing\n\n" + (SENTENCE * 3 + "\n\nWar effort\n\n" + SENTENCE * 2 + "\n\n") * (n // 500)
    ),
    "one line": lambda n: SENTENCE * (n // len(SENTENCE)),
    "one word": lambda n: "a" * n,
    "one line of labels": lambda n: "Image caption a boat Image source, HPS " * (n // 39),
    "label after label": lambda n: "Image caption\n" * (n // 14),
    "lines of one character": lambda n: "a\n" * (n // 2),
    "short lines": lambda n: "War effort\n" * (n // 11),
    "hard-wrapped lines": lambda n: "a boat leaves the harbour of Port Elwin before the dawn of Monday, the sixth\n" * (n // 77),
    "blank lines": lambda n: "a" + "\n" * n + "b",
    "spaces": lambda n: "a" + " " * n + "b",
    "blank runs between words": lambda n: ("word" + " " * 400) * (n // 404),
    "bullets": lambda n: "\u2022 a point of the list\n" * (n // 22),
    "numbers": lambda n: "1. a point of the list\n" * (n // 22),
    "related links": lambda n: (
        "Ferry adds sailing\n\n" + SENTENCE + "\n\nMore on this story\n" + "A title of a page\n" * (n // 18)
    ),
    "open brackets": lambda n: "(" * n,
    "open brackets, line by line": lambda n: ("(" * 200 + "\n") * (n // 201),
    "control characters": lambda n: "a\x00b\x01" * (n // 4),
    "lone surrogates": lambda n: "\ud800 " * (n // 2),
    "Arabic": lambda n: ("وصلت العبارة إلى الميناء صباح اليوم قبل موعدها بساعة كاملة. " * 3 + "\n\n") * (n // 180),
    "Chinese": lambda n: ("渡轮今天早上抵达港口，公司发言人说，天气很好。" * 8 + "\n\n") * (n // 186),
}


def measured(text: str) -> float:
    gc.collect()
    start = time.process_time()
    parse_text(text)
    return time.process_time() - start


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--factor", type=float, default=2.3)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--size", type=int, default=400_000, help="characters of the smaller input")
    given = options.parse_args()
    parse_text(SENTENCE)
    above = []
    print("| shape | characters | seconds | twice the input | ratio |\n| --- | --- | --- | --- | --- |")
    for name, shape in SHAPES.items():
        one, two = shape(given.size), shape(2 * given.size)
        times = [(measured(one), measured(two)) for _ in range(given.rounds)]
        small, large = (statistics.median(column) for column in zip(*times, strict=True))
        ratio = large / small
        print(f"| {name} | {len(one):,} | {small:.3f} | {large:.3f} | {ratio:.2f} |")
        if ratio > given.factor:
            above.append(name)
    if above:
        print(f"above {given.factor}: {', '.join(above)}", file=sys.stderr)
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
