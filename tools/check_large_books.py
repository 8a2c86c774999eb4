"""EPUBCheck over anthologies of 2, 40 and 2,000 articles in mixed languages: prints what it finds, exits with 1 on any.

    python -m tools.check_large_books [--articles 2 40 2000]

The articles are those of `fixtures/text`, over and over, each with a headline and an id of its own. The largest book takes
a minute or more, which is why this is no test. Needs the extra [epubcheck].
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from docconv.conversion import dump_all, load
from docconv.model import Article
from tests.epubcheck import check_books, what_is_missing

ROOT = Path(__file__).resolve().parents[1]


def mixed(number: int) -> Iterator[Article]:
    """So many articles, each in another language than the one before it."""
    stories = [load(path) for path in sorted((ROOT / "fixtures" / "text").glob("*.json"))]
    for at in range(number):
        story = stories[at % len(stories)]
        yield story.replace(headline=f"{story.headline} {at + 1}", id=f"urn:example:{at}")


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--articles", type=int, nargs="+", default=[2, 40, 2000], metavar="N")
    given = options.parse_args()
    missing = what_is_missing()
    if missing is not None:
        print(f"not checked: {missing}")
        return 0
    faulty = False
    with tempfile.TemporaryDirectory() as folder:
        for number in given.articles:
            book = Path(folder) / f"{number}.epub"
            dump_all(mixed(number), book, title="Monday")
            start = time.perf_counter()
            found = check_books([book], usage=True)[book]
            size, seconds = book.stat().st_size / 1e6, time.perf_counter() - start
            print(f"{number:,} articles, {size:.1f} MB: {len(found) or 'no'} messages, in {seconds:.0f} s", flush=True)
            print(
                *(f"  {one.severity} {one.code} {one.where} {one.message}" for one in found), sep="\n", end="\n" if found else ""
            )
            faulty = faulty or bool(found)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
