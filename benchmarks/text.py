"""What reading raw text costs, beside what its articles cost pydantic alone.

    python benchmarks/text.py [--rounds 9] [--layout as-is|blank|single] [--folder TEXTS] [--stages]

The base, B, is `Article.model_validate_json` and `model_dump_json` of the same articles. B and each way of reading are timed
in turn over all texts, round after round, in one process; every result is dropped at once, and what was loaded
before is kept out of garbage collection (`gc.freeze`), which otherwise costs as much as the work. Time is that of the
processor, so that other processes disturb it less. Printed are medians of the ratios to B, round by round: ratios travel
from machine to machine, microseconds do not.

Without `--folder` the texts are those in `fixtures/text` and, where they are present, the labelled pages in
`../shared/bench/structure/cases`. `--layout` lays the lines of each text out anew: a blank line between any two, or none.
With `--stages` the steps of reading are timed one by one, too.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from docconv.language import detect
from docconv.model import Article
from docconv.rawtext.assemble import assemble, placed
from docconv.rawtext.context import settle
from docconv.rawtext.labels import label_index
from docconv.rawtext.lines import Line, split_lines
from docconv.rawtext.parse import parse_text
from docconv.rawtext.pieces import Page, Piece
from docconv.rawtext.rules import pieces_of_lines

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "fixtures" / "text"
CASES = ROOT.parent / "shared" / "bench" / "structure" / "cases"

#: One way of doing the work, over all texts.
Run = Callable[[], None]


def texts_in(folder: Path | None) -> Iterator[str]:
    """The texts to read: those of a folder, or the fixtures and the labelled pages."""
    for path in sorted((folder or FIXTURES).glob("*.txt")):
        yield path.read_text(encoding="utf-8")
    if folder is None and CASES.is_dir():
        for path in sorted(CASES.glob("*.lines.jsonl")):
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
            yield "\n\n".join(row["text"] for row in rows) + "\n"


def laid_out(text: str, layout: str) -> str:
    """The text with a blank line between any two lines, with none, or as it is."""
    lines = [line for line in text.splitlines() if line.strip()]
    return text if layout == "as-is" else ("\n\n" if layout == "blank" else "\n").join(lines) + "\n"


def base(documents: list[bytes]) -> None:
    for document in documents:
        Article.model_validate_json(document).model_dump_json()


def read(texts: list[str], *, to_json: bool, rules_only: bool) -> None:
    for text in texts:
        article = parse_text(text, rules_only=rules_only)
        if to_json:
            article.model_dump_json()


def each(work: Callable[..., object], *columns: Iterable[Any]) -> Run:
    """`work` on each row of `columns`, the results dropped."""
    rows = list(zip(*columns, strict=True))

    def run() -> None:
        for row in rows:
            work(*row)

    return run


def put_together(page: Page, lines: list[Line], pieces: list[Piece], tag: str | None) -> None:
    assemble(placed(page, lines, pieces, tag, traced=False), tag, "ltr")


def stages(texts: list[str]) -> dict[str, Run]:
    """The steps of reading with rules alone, each fed with what the step before it gives."""
    lines = [split_lines(text) for text in texts]
    samples = ["\n".join(line.text for line in page_lines)[:1200] for page_lines in lines]
    tags = [detect(sample) for sample in samples]
    labels = [label_index().for_page(tag) for tag in tags]
    pages = [
        Page(text, own, own.has_inner_label(text), page_lines[0].start if page_lines else 0)
        for text, own, page_lines in zip(texts, labels, lines, strict=True)
    ]
    found = list(map(pieces_of_lines, lines, pages))
    pieces = list(map(settle, lines, found, pages))
    return {
        "split into lines": each(split_lines, texts),
        "detect the language": each(detect, samples),
        "look for labels inside lines": each(lambda page: page.labels.has_inner_label(page.source), pages),
        "ask the rules": each(pieces_of_lines, lines, pages),
        "settle the rest by context": each(settle, lines, found, pages),
        "assemble and validate": each(put_together, pages, lines, pieces, tags),
    }


def timed(runs: dict[str, Run], rounds: int) -> dict[str, list[float]]:
    """Seconds of the processor for each run, the runs in turn; the round before the first warms the caches."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            start = time.process_time()
            run()
            if number:
                times[name].append(time.process_time() - start)
    return times


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--layout", choices=("as-is", "blank", "single"), default="as-is")
    options.add_argument("--folder", type=Path, help="a folder of .txt files to read instead")
    options.add_argument("--stages", action="store_true", help="time the steps of reading one by one, too")
    given = options.parse_args()
    texts = [laid_out(text, given.layout) for text in texts_in(given.folder)]
    if not texts:
        options.error("there is no text to read")
    documents = [parse_text(text, rules_only=True).model_dump_json().encode() for text in texts]
    runs: dict[str, Run] = {"B: validate_json + dump_json": partial(base, documents)}
    for name, rules_only in (("rules alone", True), ("with the tagger", False)):
        runs[f"text to article, {name}"] = partial(read, texts, to_json=False, rules_only=rules_only)
        runs[f"text to article to JSON, {name}"] = partial(read, texts, to_json=True, rules_only=rules_only)
    if given.stages:
        runs |= stages(texts)
    gc.collect()
    gc.freeze()
    times = timed(runs, given.rounds)
    first, *_ = times.values()
    print(f"{len(texts)} texts, {sum(map(len, texts)) / len(texts):,.0f} characters each, {given.rounds} rounds\n")
    print("| what | microseconds a text | ratio to B | smallest, largest |\n| --- | --- | --- | --- |")
    for name, seconds in times.items():
        ratios = [one / bottom for one, bottom in zip(seconds, first, strict=True)]
        each_text = 1e6 * statistics.median(seconds) / len(texts)
        print(f"| {name} | {each_text:.0f} | {statistics.median(ratios):.2f} | {min(ratios):.2f}, {max(ratios):.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
