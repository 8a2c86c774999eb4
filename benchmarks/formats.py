"""What reading and writing each format costs, beside what the articles cost pydantic alone.

    python benchmarks/formats.py [--rounds 9] [--articles 120] [--only NAME...]

The base, B, is `Article.model_validate_json` and `model_dump_json` of the same articles. Every reader and writer takes one
article a document, from bytes or to bytes. All are timed in turn, each right after B, round after round, in one process, by
the processor's time; every result is dropped at once, and what was loaded before is kept out of garbage collection
(`gc.freeze`), which otherwise costs as much as the work. Printed are articles per second, and the medians of the ratios to
B, pair by pair: ratios travel from machine to machine, microseconds do not.

Beside them: python-newsmlg2 on the same news items, where it is installed; Python's own JSON and lxml, alone, on the same
documents, which is the least that a reader or writer of theirs can cost. Exits with 1 where a mark is missed.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from functools import partial
from typing import Any

from books import articles  # the articles of the other benchmark, as long as news pages are
from lxml import etree

from docconv import registry
from docconv.formats.newsml import NewsmlOptions
from docconv.formats.ninjs import NinjsOptions
from docconv.model import Article
from docconv.problems import Problem

#: What must hold: a way of doing the work, and the most that it may cost in B.
MARKS = {"write newsml": 1.2, "newsml to json": 2.5}

#: One way of doing the work, over all articles.
Run = Callable[[], None]


def unheard(found: Problem) -> None:
    """Takes problems and tells nobody."""


def base(documents: Sequence[bytes]) -> None:
    for document in documents:
        Article.model_validate_json(document).model_dump_json()


def written(article: Article, write: registry.Writer, options: object) -> bytes:
    stream = io.BytesIO()
    write([article], stream, options, unheard)
    return stream.getvalue()


def write_all(content: Sequence[Article], write: registry.Writer, options: object) -> None:
    for article in content:
        written(article, write, options)


def read_all(documents: Sequence[bytes], read: registry.Reader, options: object, *, to_json: bool = False) -> None:
    for document in documents:
        for article in read(document, options, unheard):
            if to_json:
                article.model_dump_json()


def formats_of(content: Sequence[Article]) -> Iterator[tuple[str, Run]]:
    """Every reader and writer there is, and the ways of writing that an option gives."""
    for format in registry.FORMATS:
        options = registry.options(format, {})
        write, read = registry.writer(format), registry.reader(format)
        documents = [written(article, write, options) for article in content]
        yield f"write {format.name}", partial(write_all, content, write, options)
        yield f"read {format.name}", partial(read_all, documents, read, options)
        if format.name == "newsml":
            yield "newsml to json", partial(read_all, documents, read, options, to_json=True)
    ways: tuple[tuple[str, str, object], ...] = (
        ("newsml", "newsml with XHTML", NewsmlOptions(inline="xhtml")),
        ("ninjs", "ninjs 1.6", NinjsOptions(version="1.6")),
    )
    for name, way, options in ways:
        format = registry.get(name)
        write, read = registry.writer(format), registry.reader(format)
        documents = [written(article, write, options) for article in content]
        yield f"write {way}", partial(write_all, content, write, options)
        yield f"read {way}", partial(read_all, documents, read, options)


# --- beside them ------------------------------------------------------------------------------------


def through_json(documents: Sequence[bytes]) -> None:
    for document in documents:
        json.dumps(json.loads(document), ensure_ascii=False).encode()


def through_lxml(documents: Sequence[bytes]) -> None:
    for document in documents:
        etree.tostring(etree.fromstring(document), encoding="utf-8")


def read_by_newsmlg2(documents: Sequence[bytes], document_class: Any, *, to_xml: bool) -> None:
    for document in documents:
        read = document_class(document)
        read.get_item()
        if to_xml:
            read.to_xml()


def others(content: Sequence[Article]) -> Iterator[tuple[str, Run]]:
    """What others do with the same documents, and the floors."""
    documents = {}
    for name in ("json", "ninjs", "newsml", "nitf"):
        format = registry.get(name)
        options = registry.options(format, {})
        documents[name] = [written(article, registry.writer(format), options) for article in content]
    yield "json alone, our JSON there and back", partial(through_json, documents["json"])
    yield "json alone, ninjs there and back", partial(through_json, documents["ninjs"])
    yield "lxml alone, NewsML-G2 there and back", partial(through_lxml, documents["newsml"])
    yield "lxml alone, NITF there and back", partial(through_lxml, documents["nitf"])
    try:
        from NewsMLG2.document import NewsMLG2Document
    except ImportError:
        print("python-newsmlg2 is not here (pip install newsmlg2): its lines are left out", file=sys.stderr)
        return
    items = documents["newsml"]
    yield "python-newsmlg2 reads NewsML-G2", partial(read_by_newsmlg2, items, NewsMLG2Document, to_xml=False)
    yield "python-newsmlg2 reads and writes it", partial(read_by_newsmlg2, items, NewsMLG2Document, to_xml=True)


# --- the rounds -------------------------------------------------------------------------------------


def seconds_of(run: Run) -> float:
    """The processor's time that a run takes: it does no input or output, and others may be at work on the machine."""
    start = time.process_time()
    run()
    return time.process_time() - start


def timed(runs: dict[str, Run], beside: Run, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds of each run, and of the base right before it; the runs in turn, and a round before the first to warm up."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            with redirect_stdout(io.StringIO()):  # python-newsmlg2 tells of catalogs there
                its_base, own = seconds_of(beside), seconds_of(run)
            if number:
                times[name].append((own, its_base))
    return times


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--articles", type=int, default=120)
    options.add_argument("--only", nargs="+", metavar="NAME", help="time only what has one of these in its name")
    given = options.parse_args()
    content = articles(given.articles)
    plain = [article.model_dump_json().encode() for article in content]
    every = {**dict(formats_of(content)), **dict(others(content))}
    chosen = {name: run for name, run in every.items() if not given.only or any(part in name for part in given.only)}
    gc.collect()
    gc.freeze()
    times = timed({"B": partial(base, plain), **chosen}, partial(base, plain), given.rounds)
    found: dict[str, float] = {}
    print(f"{len(content)} articles, {sum(map(len, plain)) / len(plain) / 1000:.1f} kB of JSON each, {given.rounds} rounds\n")
    print("| what | articles a second | beside B | p10 to p90 |\n| --- | --- | --- | --- |")
    for name, measured in times.items():
        ratios = sorted(own / its_base for own, its_base in measured)
        found[name] = statistics.median(ratios)
        spread = f"{ratios[len(ratios) // 10]:.2f} to {ratios[-1 - len(ratios) // 10]:.2f}"
        a_second = len(content) / statistics.median(own for own, _ in measured)
        print(f"| {name} | {a_second:,.0f} | {found[name]:.2f} | {spread} |")
    print("\n| mark | at most | measured |\n| --- | --- | --- |")
    for mark, most in MARKS.items():
        print(f"| {mark} | {most} B | {f'{found[mark]:.2f} B' if mark in found else 'not measured'} |")
    return 1 if any(found.get(mark, 0) > most for mark, most in MARKS.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
