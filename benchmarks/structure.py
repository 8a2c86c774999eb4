"""How well roles are recovered from text, by role, language and script, and how fast.

    python benchmarks/structure.py [--cases DIR] [--track clean|page] [--rules-only] [--worst 10]

DIR holds labelled pages, `<name>.lines.jsonl`: a line of the page a row, `{"role", "text"}`. Without it the invented pages
of `fixtures/pages` are read, one in each language that has a label pack: weights that come with docconv have seen them,
and pages given with --cases may be among those, too; docs/tagger.md has figures for pages that weights have not seen.
Prints Markdown tables: F1 of lines by role, the same by language and by script, megabytes and articles a second (the
median of three rounds), and the pages with the most lines misread.
"""

from __future__ import annotations

import argparse
import bisect
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from docconv.rawtext.parse import parse_text, trace_text
from docconv.unicode import script_counts

ROOT = Path(__file__).resolve().parents[1]
ROLES = ("headline", "standfirst", "byline", "heading", "paragraph", "figure", "other")
#: The roles of segments as the labelled pages have them; whatever is not here is "other".
AS_LABELLED = {
    "headline": "headline", "standfirst": "standfirst", "byline": "byline", "heading": "heading", "paragraph": "paragraph",
    "list-item": "paragraph", "quote": "paragraph", "caption": "figure", "credit": "figure", "dateline": "paragraph",
}  # fmt: skip


class LabelledPage(NamedTuple):
    """A page with the role of each of its lines."""

    name: str
    rows: list[tuple[str, str]]


def labelled(folder: Path) -> Iterator[LabelledPage]:
    """The pages of a folder: `.lines.jsonl`, or `role | text` in `.txt`."""
    for path in sorted([*folder.glob("*.lines.jsonl"), *folder.glob("*.txt")]):
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        if path.suffix == ".txt":
            parts = [line.partition("|") for line in lines]
            rows = [(AS_LABELLED.get(role.strip().rstrip("?"), "other"), text.strip()) for role, _, text in parts]
        else:
            found = [json.loads(line) for line in lines]
            rows = [("figure" if row["role"] == "caption" else row["role"], row["text"]) for row in found]
        yield LabelledPage(path.name.partition(".")[0], [row for row in rows if row[1].strip()])


def read_roles(page: LabelledPage, rules_only: bool) -> tuple[list[str], str | None]:
    """The role that the reader gave each line of a page, and the language it found."""
    text = "\n\n".join(row[1] for row in page.rows)
    trace = trace_text(text, rules_only=rules_only)
    starts = [0]
    for _, line in page.rows:
        starts.append(starts[-1] + len(line) + 2)
    held: list[Counter[str]] = [Counter() for _ in page.rows]
    for segment in trace.segments:
        if segment.role not in ("blank", "label"):
            at = bisect.bisect_right(starts, segment.start) - 1
            held[at][AS_LABELLED.get(segment.role, "other")] += segment.end - segment.start
    return [roles.most_common(1)[0][0] if roles else "other" for roles in held], trace.article.language


class Score:
    """Right, read and true lines by role."""

    def __init__(self) -> None:
        self.right, self.read, self.true = Counter[str](), Counter[str](), Counter[str]()
        self.pages = 0

    def add(self, true: list[str], read: list[str]) -> None:
        self.pages += 1
        for a, b in zip(true, read, strict=True):
            if a in ROLES:
                self.true[a] += 1
                self.read[b] += 1
                self.right[a] += a == b

    def f1(self, role: str) -> str:
        both = self.true[role] + self.read[role]
        return f"{2 * self.right[role] / both:.3f}" if self.true[role] else "–"


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--cases", type=Path, default=ROOT / "fixtures" / "pages")
    options.add_argument("--track", choices=("clean", "page"), default="page")
    options.add_argument("--rules-only", action="store_true")
    options.add_argument("--worst", type=int, default=10)
    given = options.parse_args()
    pages = list(labelled(given.cases))
    if given.track == "clean":
        pages = [page._replace(rows=[row for row in page.rows if row[0] not in ("other", "unknown")]) for page in pages]
    pages = [page for page in pages if page.rows]
    if not pages:
        print(f"there are no labelled pages in {given.cases}", file=sys.stderr)
        return 2
    total, by_language, by_script = Score(), defaultdict[str, Score](Score), defaultdict[str, Score](Score)
    wrong: list[tuple[int, int, str]] = []
    for page in pages:
        true = [role for role, _ in page.rows]
        read, language = read_roles(page, given.rules_only)
        script = next(iter(script_counts("".join(text for _, text in page.rows)[:4000])), "?")
        for score in (total, by_language[language or "?"], by_script[script]):
            score.add(true, read)
        missed = sum(a != b for a, b in zip(true, read, strict=True) if a in ROLES)
        wrong.append((missed, len(true), page.name))
    rows = [("all", total), *sorted(by_language.items()), *sorted(by_script.items())]
    print(f"| pages | number | {' | '.join(ROLES)} |")
    print("| --- | --- |" + " --- |" * len(ROLES))
    for name, score in rows:
        print(f"| {name} | {score.pages} | {' | '.join(score.f1(role) for role in ROLES)} |")
    texts = ["\n\n".join(text for _, text in page.rows) for page in pages]
    size = sum(len(text.encode()) for text in texts) / 1e6
    rounds = []
    for _ in range(3):
        start = time.perf_counter()
        for text in texts:
            parse_text(text, rules_only=given.rules_only)
        rounds.append(time.perf_counter() - start)
    spent = statistics.median(rounds)
    print(f"\n{len(texts) / spent:.0f} articles and {size / spent:.2f} MB a second\n")
    print("| most lines misread | lines | page |\n| --- | --- | --- |")
    for missed, lines, name in sorted(wrong, reverse=True)[: given.worst]:
        print(f"| {missed} | {lines} | {name} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
