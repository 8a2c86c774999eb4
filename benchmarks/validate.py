"""What does validating cost beside the libraries below it? A thousand documents of each kind, in one process.

    python benchmarks/validate.py [--documents 1000] [--rounds 5]

JSON articles are held against pydantic alone over the same bytes (at most 3 times its time), NewsML-G2 items against
lxml's own parse and validation by the same schema (at most 2 times). The best of the rounds counts, which are taken in turn; the
result is printed as a Markdown table, and the exit code is 1 when a ratio is above what is allowed.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from lxml import etree

from docconv import dumps
from docconv.formats._xsd import schema
from docconv.model import Article
from docconv.validate import validate

READ = Path(__file__).parents[1] / "fixtures" / "text"


def articles(number: int) -> list[Article]:
    """Articles in many languages, each with an identifier and a headline of its own."""
    read = [Article.model_validate_json(path.read_bytes()) for path in sorted(READ.glob("*.json"))]
    told = [article for article in read if article.headline and article.body]
    numbered = ((at, told[at % len(told)]) for at in range(number))
    return [article.replace(id=f"urn:x-story:{at}", headline=f"{article.headline} {at}") for at, article in numbered]


def with_pydantic(documents: Sequence[bytes]) -> None:
    for document in documents:
        Article.model_validate_json(document)


def with_lxml(documents: Sequence[bytes]) -> None:
    checked = schema("newsml")
    for document in documents:
        assert checked.validate(etree.fromstring(document))


def with_docconv(documents: Sequence[bytes]) -> None:
    for document in documents:
        assert not [found for found in validate(document) if found.severity == "error"]


def measured(work: Callable[[Sequence[bytes]], None], documents: Sequence[bytes]) -> float:
    gc.collect()
    start = time.process_time()
    work(documents)
    return time.process_time() - start


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--documents", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    stories = articles(given.documents)
    kinds = (
        ("json", [dumps(story, "json") for story in stories], "pydantic", with_pydantic, 3.0),
        ("newsml", [dumps(story, "newsml") for story in stories], "lxml", with_lxml, 2.0),
    )
    print(f"| {given.documents} documents of | MB | the library alone, s | docconv, s | ratio | allowed |")
    print("| --- | --- | --- | --- | --- | --- |")
    slow = False
    for name, documents, library, alone, allowed in kinds:
        base, ours = float("inf"), float("inf")
        for _ in range(given.rounds):
            base, ours = min(base, measured(alone, documents)), min(ours, measured(with_docconv, documents))
        size = sum(map(len, documents)) / 1e6
        slow = slow or ours > base * allowed
        print(f"| {name} | {size:.1f} | {base:.3f} ({library}) | {ours:.3f} | {ours / base:.2f} | {allowed:g} |")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
