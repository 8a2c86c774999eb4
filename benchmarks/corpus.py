"""What batches cost, beside one process alone and beside pydantic's own reading and writing (B), and what memory they hold.

    python benchmarks/corpus.py [--rounds 5] [--articles 20000] [--large 80000] [--texts 2000]

In process, over the fixtures' texts made as long as news pages are (a median of 5.4 kB): B is `model_validate_json` and
`model_dump_json` of the articles, each result discarded at once; beside it stand text to Article to JSON, by rules alone
and with the role model, Article to NewsML-G2, NewsML-G2 to JSON, and EPUB to articles. As whole processes:
`docconv batch` from JSON Lines to JSON Lines with one process and with two, and the most memory that all processes of a
batch held together. Runs take turns; ratios are taken round by round, and their medians printed as Markdown tables with the
machine and the versions. Exits with 1 where a mark is missed. Two processes need two idle processors: where the load is higher
than that, the seconds of processors ("work") tell what spreading the work costs.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from docconv.conversion import dumps, loads
from docconv.formats import epub, newsml
from docconv.model import Article
from docconv.rawtext.parse import parse_text

STORIES = Path(__file__).resolve().parents[1] / "fixtures" / "text"
#: How long a news page is, in bytes of text.
PAGE = 5400

#: What must hold: a quotient, and the most it may be.
MARKS = {
    "text to JSON, rules alone": 2.5,
    "text to JSON, with the role model": 30.0,
    "Article to NewsML-G2": 1.2,
    "NewsML-G2 to JSON": 2.5,
    "EPUB to articles": 2.5,
    "JSON Lines to JSON Lines, two processes beside one": 0.70,
    "texts to JSON Lines, two processes beside one": 0.70,
    "memory, many articles beside few": 1.1,
}

Task = Callable[[], object]


def texts() -> list[str]:
    """The fixtures whose story stands apart from what is above it, each with its story repeated until it is as long as a page."""
    found = []
    for path in sorted(STORIES.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        head, _, story = text.partition("\n\n")
        if len(story) < len(text) / 2:
            continue
        times = max(1, round(PAGE / max(len(text.encode()), 1)))
        found.append(head + "\n\n" + "\n\n".join([story.strip()] * times) + "\n")
    return found


# --- in process -------------------------------------------------------------------------------------


def tasks() -> dict[str, Task]:
    """What is timed, each over the same articles; the first is B."""
    pages = texts()
    parsed = [parse_text(page, rules_only=True) for page in pages]
    written = [article.model_dump_json() for article in parsed]
    items = [dumps(article, "newsml") for article in parsed]
    book = io.BytesIO()
    epub.write(parsed, book, epub.EpubOptions(), lambda found: None)
    library = book.getvalue()
    articles = [Article.model_validate_json(one) for one in written]
    gc.collect()
    gc.freeze()

    def discard(made: Iterable[object]) -> None:
        for _ in made:
            pass

    def to_newsml(article: Article) -> None:
        newsml.write((article,), io.BytesIO(), newsml.OPTIONS(), lambda found: None)

    return {
        "B": lambda: discard(Article.model_validate_json(one).model_dump_json() for one in written),
        "text to JSON, rules alone": lambda: discard(parse_text(page, rules_only=True).model_dump_json() for page in pages),
        "text to JSON, with the role model": lambda: discard(parse_text(page).model_dump_json() for page in pages),
        "Article to NewsML-G2": lambda: discard(to_newsml(article) for article in articles),
        "NewsML-G2 to JSON": lambda: discard(loads(item, "newsml").model_dump_json() for item in items),
        "EPUB to articles": lambda: discard(epub.read(library, epub.OPTIONS(), lambda found: None)),
    }


def in_process(rounds: int) -> dict[str, list[float]]:
    """Seconds of every task, round after round; the first round warms up."""
    timed = tasks()
    taken: dict[str, list[float]] = {name: [] for name in timed}
    for number in range(rounds + 1):
        for name, task in timed.items():
            start = time.perf_counter()
            task()
            if number:
                taken[name].append(time.perf_counter() - start)
    return taken


# --- whole processes --------------------------------------------------------------------------------


def corpus(path: Path, number: int, *, of_texts: bool) -> Path:
    """So many records with a text, or articles, of one line each; no two are the same."""
    pages = texts()
    parsed = [parse_text(page, rules_only=True) for page in pages]
    with path.open("w", encoding="utf-8") as stream:
        for at in range(number):
            if of_texts:
                stream.write(json.dumps({"text": f"{pages[at % len(pages)]}\n{at}\n"}, ensure_ascii=False) + "\n")
            else:
                stream.write(parsed[at % len(parsed)].replace(id=f"urn:example:{at}").model_dump_json() + "\n")
    return path


class Cost(NamedTuple):
    """What a batch took: seconds, seconds of processors, and the most MiB that its processes held together."""

    seconds: float
    work: float
    megabytes: float


def batch(source: Path, jobs: int, *settings: str) -> Cost:
    """What a batch costs."""
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        command = [sys.executable, "-m", "docconv", "batch", str(source), "-t", "jsonl", "-q", "--jobs", str(jobs)]
        start = time.perf_counter()
        process = subprocess.Popen([*command, *settings, "-o", f"{folder}/out"], stdout=subprocess.DEVNULL)
        most = [0.0]
        watcher = threading.Thread(target=watch, args=(process, most))
        watcher.start()
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        watcher.join()
        if process.returncode:
            raise SystemExit(f"the batch ended with {process.returncode}: see what {' '.join(command)} says")
        return Cost(took, used.ru_utime + used.ru_stime, most[0])


def watch(process: subprocess.Popen[bytes], most: list[float]) -> None:
    """Keep the most memory that a process and its children hold together while it runs."""
    while process.returncode is None:
        most[0] = max(most[0], sum(held(number) for number in family(process.pid)))
        time.sleep(0.05)


def family(number: int) -> list[int]:
    found = [number]
    try:
        for task in Path(f"/proc/{number}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += family(int(child))
    except OSError:
        pass
    return found


def held(number: int) -> float:
    """The memory of a process in MiB, shared pages counted by their share."""
    try:
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--large", type=int, default=80_000)
    options.add_argument("--texts", type=int, default=2_000)
    given = options.parse_args()
    found: dict[str, float] = {}

    taken = in_process(given.rounds)
    number = len(texts())
    print("| step | µs an article | ratio to B | mark |\n| --- | --- | --- | --- |")
    for name, seconds in taken.items():
        ratio = statistics.median(one / base for one, base in zip(seconds, taken["B"], strict=True))
        mark = f"{MARKS[name]:g}" if name in MARKS else ""
        print(f"| {name} | {1e6 * statistics.median(seconds) / number:.0f} | {ratio:.2f} | {mark} |", flush=True)
        found |= {name: ratio} if name in MARKS else {}

    with tempfile.TemporaryDirectory() as folder:
        few = corpus(Path(folder) / "few.jsonl", given.articles // 4, of_texts=False)
        articles = corpus(Path(folder) / "articles.jsonl", given.articles, of_texts=False)
        many = corpus(Path(folder) / "many.jsonl", given.large, of_texts=False)
        pages = corpus(Path(folder) / "texts.jsonl", given.texts, of_texts=True)
        kinds: dict[str, tuple[Path, list[str]]] = {
            "JSON Lines to JSON Lines": (articles, []),
            "texts to JSON Lines": (pages, ["--text-field", "text", "--shard-size", "1M"]),
        }
        runs: dict[str, list[Cost]] = {f"{kind}, {jobs}": [] for kind in kinds for jobs in (1, 2)}
        for _ in range(given.rounds):
            for kind, (source, settings) in kinds.items():
                for jobs in (1, 2):
                    runs[f"{kind}, {jobs}"].append(batch(source, jobs, *settings))
        memory = {path.stem: batch(path, 2).megabytes for path in (few, many)}
    columns = (
        "batch",
        "processes",
        "seconds",
        "articles/s",
        "MiB held",
        "work beside one process",
        "time beside one process",
        "mark",
    )
    print(f"\n| {' | '.join(columns)} |\n|{' --- |' * len(columns)}")
    for kind in kinds:
        count = given.texts if kind.startswith("texts") else given.articles
        name = f"{kind}, two processes beside one"
        pairs = list(zip(runs[f"{kind}, 2"], runs[f"{kind}, 1"], strict=True))
        found[name] = statistics.median(two.seconds / one.seconds for two, one in pairs)
        work = statistics.median(two.work / one.work for two, one in pairs)
        for jobs in (1, 2):
            took = statistics.median(cost.seconds for cost in runs[f"{kind}, {jobs}"])
            most = statistics.median(cost.megabytes for cost in runs[f"{kind}, {jobs}"])
            beside = f"{work:.2f} | {found[name]:.2f} | {MARKS[name]:g}" if jobs == 2 else "1 | 1 |"
            print(f"| {kind} | {jobs} | {took:.1f} | {count / took:,.0f} | {most:.0f} | {beside} |")
    found["memory, many articles beside few"] = memory["many"] / memory["few"]
    print("\n| articles | MiB held by two processes and their parent |\n| --- | --- |")
    print(f"| {given.articles // 4:,} | {memory['few']:.0f} |\n| {given.large:,} | {memory['many']:.0f} |")

    libraries = ", ".join(f"{name} {version(name)}" for name in ("pydantic", "lxml"))
    print(f"\n{platform.python_implementation()} {platform.python_version()}, {libraries};", end=" ")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}.")
    missed = [name for name, ratio in found.items() if ratio > MARKS[name]]
    for name in missed:
        print(f"missed: {name} {found[name]:.2f} (mark {MARKS[name]:g})")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
