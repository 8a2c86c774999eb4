"""What books cost, beside pandoc, ebooklib's own chapter class and plain zlib, on the same articles.

    python benchmarks/books.py [--rounds 7] [--articles 500] [--pandoc PATH]

Whole processes: `docconv convert` from JSON Lines, and pandoc from Markdown with the same headlines, headings and paragraphs
(the package pypandoc_binary carries the program; without it those lines are left out). In process: one book of all articles,
the same pages as ebooklib chapters, and zlib over the same pages at the level the book is packed with, which is the
floor. Runs take turns, ratios are medians over the rounds, and memory is the most that a process held (`wait4`).
Prints Markdown tables; exits with 1 where a mark is missed.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from docconv.conversion import dump_all, load
from docconv.formats._archive import LEVEL
from docconv.formats._book_pages import article_page
from docconv.formats._words import Dictionary
from docconv.formats._xhtml_body import Page
from docconv.formats.epub import EpubOptions, write
from docconv.model import Article, List, Paragraph, Quote, Section

#: How long a news page is, in bytes of text.
PAGE = 5400
STORIES = Path(__file__).resolve().parents[1] / "fixtures" / "text"

#: What must hold: a quotient, and the most it may be.
MARKS = {
    "one article, time beside pandoc": 3.6,
    "the anthology, time beside pandoc": 0.35,
    "the anthology, memory beside pandoc": 0.1,
    "in process, time beside ebooklib's chapters": 0.6,
    "2,000 articles, memory beside 200": 1.5,
}


class Cost(NamedTuple):
    """What a process took: seconds, and the most memory it held, in MB."""

    seconds: float
    megabytes: float


def articles(number: int) -> list[Article]:
    """So many articles in many languages: the fixtures over and over, each with a headline and an id of its own.

    Each is as long as news pages are (a median of 5.4 kB): the sections of other stories follow its own.
    """
    stories = [load(path) for path in sorted(STORIES.glob("*.json"))]
    long = [_as_long_as_news([*stories[at:], *stories[:at]]) for at in range(len(stories))]
    return [
        long[at % len(long)].replace(headline=f"{stories[at % len(long)].headline} {at + 1}", id=f"urn:example:{at}")
        for at in range(number)
    ]


def _as_long_as_news(stories: Sequence[Article]) -> Article:
    """The first of the stories, with the sections of those behind it until it is as long as a news page."""
    first, *others = stories
    body = list(first.body)
    for story in others:
        if len(as_markdown(first.replace(body=body)).encode()) >= PAGE:
            break
        body += [Section(heading=section.heading or story.headline, blocks=section.blocks) for section in story.body]
    return first.replace(body=body)


def as_markdown(article: Article) -> str:
    """The texts of an article that both programs set: headline, standfirst, headings, paragraphs, quotations, lists."""

    def lines() -> Iterator[str]:
        yield f"# {article.headline}"
        yield from (part.text for part in article.standfirst)
        for section in article.body:
            if section.heading:
                yield f"{'#' * (section.level + 1)} {section.heading}"
            for block in section.blocks:
                match block:
                    case Paragraph():
                        yield block.text
                    case Quote():
                        yield from (f"> {part.text}" for part in block.paragraphs)
                    case List():
                        yield "\n".join(f"- {item.text}" for item in block.items)

    return "\n\n".join(lines()) + "\n\n"


# --- whole processes --------------------------------------------------------------------------------


def cost_of(command: Sequence[str]) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(command)}")
    return Cost(seconds, usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024))


def in_turns(commands: dict[str, list[str]], rounds: int) -> dict[str, list[Cost]]:
    """The cost of each command, round after round; the first round warms the caches and does not count."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            cost = cost_of(command)
            if number:
                costs[name].append(cost)
    return costs


def pandoc_path(given: str | None) -> str | None:
    if given is not None:
        return given
    try:
        import pypandoc
    except ImportError:
        return None
    return str(pypandoc.get_pandoc_path())


# --- in process -------------------------------------------------------------------------------------


def pages_of(content: Sequence[Article]) -> list[str]:
    """The pages of a book as they go into it."""
    dictionary = Dictionary()
    return [article_page(one, Page(words=dictionary.words(one.language), stylesheet="book.css", epub=True)) for one in content]


def as_ebooklib_chapters(pages: Sequence[str], place: Path) -> None:
    from ebooklib import epub

    book = epub.EpubBook()
    book.set_identifier("urn:example:book")
    book.set_title("A book")
    chapters = []
    for number, page in enumerate(pages):
        chapter = epub.EpubHtml(title=f"Article {number}", file_name=f"article-{number}.xhtml")
        chapter.content = page.encode()
        book.add_item(chapter)
        chapters.append(chapter)
    book.toc = book.spine = chapters
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    epub.write_epub(str(place), book)


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# --- tables -----------------------------------------------------------------------------------------


def row(name: str, costs: Sequence[Cost], beside: Sequence[Cost] | None) -> str:
    seconds, memory = (statistics.median(column) for column in zip(*costs, strict=True))
    ratios = [f"{ratio(costs, beside, at):.2f}" if beside else "" for at in (0, 1)]
    return f"| {name} | {seconds:.3f} | {memory:.0f} | {ratios[0]} | {ratios[1]} |"


def ratio(costs: Sequence[Cost], beside: Sequence[Cost], at: int) -> float:
    return statistics.median(one[at] / other[at] for one, other in zip(costs, beside, strict=True))


def processes(folder: Path, count: int, rounds: int, pandoc: str | None, found: dict[str, float]) -> None:
    print("| whole process | seconds | MB | time beside pandoc | memory beside pandoc |\n| --- | --- | --- | --- | --- |")
    for name, number in (("one article", 1), ("the anthology", count)):
        content = articles(number)
        dump_all(content, folder / f"{number}.jsonl")
        (folder / f"{number}.md").write_text("".join(map(as_markdown, content)), encoding="utf-8")
        commands = {"docconv": [sys.executable, "-m", "docconv", "convert", "-q", "--title", "Monday"]}
        commands["docconv"] += [str(folder / f"{number}.jsonl"), "-o", str(folder / f"docconv-{number}.epub")]
        if pandoc is not None:
            options = ["-M", "title=Monday", "--toc", "--split-level=1"]
            commands["pandoc"] = [pandoc, *options, str(folder / f"{number}.md"), "-o", str(folder / f"pandoc-{number}.epub")]
        costs = in_turns(commands, rounds)
        beside = costs.get("pandoc")
        for program in commands:
            print(row(f"{program}, {number:,} article{'s' * (number > 1)}", costs[program], beside))
        if beside:
            found[f"{name}, time beside pandoc"] = ratio(costs["docconv"], beside, 0)
            if number > 1:
                found[f"{name}, memory beside pandoc"] = ratio(costs["docconv"], beside, 1)


def growth(folder: Path, rounds: int, found: dict[str, float]) -> None:
    """The memory of a large book beside that of a small one, their files taken off."""
    commands, sizes = {}, {}
    for number in (200, 2000):
        dump_all(articles(number), folder / f"{number}.jsonl")
        book = folder / f"growth-{number}.epub"
        commands[str(number)] = [
            sys.executable,
            "-m",
            "docconv",
            "convert",
            "-q",
            str(folder / f"{number}.jsonl"),
            "-o",
            str(book),
        ]
    costs = in_turns(commands, rounds)
    for number in (200, 2000):
        held = [folder / f"{number}.jsonl", folder / f"growth-{number}.epub"]
        sizes[number] = sum(path.stat().st_size for path in held) / 1024**2
    beyond = {number: statistics.median(cost.megabytes for cost in costs[str(number)]) - sizes[number] for number in sizes}
    print("\n| articles | seconds | MB | files read and written, MB | MB beyond them |\n| --- | --- | --- | --- | --- |")
    for number, size in sizes.items():
        seconds, memory = (statistics.median(column) for column in zip(*costs[str(number)], strict=True))
        print(f"| {number:,} | {seconds:.3f} | {memory:.0f} | {size:.1f} | {beyond[number]:.0f} |")
    found["2,000 articles, memory beside 200"] = beyond[2000] / beyond[200]


def in_process(folder: Path, count: int, rounds: int, found: dict[str, float]) -> None:
    content = articles(count)
    pages = pages_of(content)
    works: dict[str, Callable[[], object]] = {
        "docconv": lambda: write(content, io.BytesIO(), EpubOptions(title="Monday"), lambda problem: None),
        "the same pages, as ebooklib's chapters": lambda: as_ebooklib_chapters(pages_of(content), folder / "ebooklib.epub"),
        "zlib over the same pages (the floor)": lambda: [zlib.compress(page.encode(), LEVEL) for page in pages],
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            took = timed(work)
            if number:
                times[name].append(took)
    ours, theirs, floor = times.values()
    print("\n| in process | seconds | beside ebooklib | beside zlib |\n| --- | --- | --- | --- |")
    for name, values in times.items():
        ratios = [statistics.median(a / b for a, b in zip(values, other, strict=True)) for other in (theirs, floor)]
        print(f"| {name}, {count:,} articles | {statistics.median(values):.3f} | {ratios[0]:.2f} | {ratios[1]:.2f} |")
    found["in process, time beside ebooklib's chapters"] = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--articles", type=int, default=500)
    options.add_argument("--pandoc", help="path of the program; else that of pypandoc_binary")
    given = options.parse_args()
    pandoc = pandoc_path(given.pandoc)
    if pandoc is None:
        print("pandoc is not here (pip install pypandoc_binary): its lines are left out", file=sys.stderr)
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        processes(folder, given.articles, given.rounds, pandoc, found)
        growth(folder, max(1, given.rounds // 2), found)
        in_process(folder, given.articles, given.rounds, found)
    print("\n| mark | at most | measured |\n| --- | --- | --- |")
    for mark, most in MARKS.items():
        print(f"| {mark} | {most} | {f'{found[mark]:.2f}' if mark in found else 'not measured'} |")
    return 1 if any(found.get(mark, 0) > most for mark, most in MARKS.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
