"""Ace by DAISY over the books of all fixtures: prints every violation, exits with 1 where there is one.

    npm install --prefix FOLDER @daisy/ace-cli      with PUPPETEER_SKIP_DOWNLOAD=1 in the environment
    python tools/check_accessibility.py --ace FOLDER [--quick] [BOOK.epub ...]

Ace drives a Chromium: PUPPETEER_EXECUTABLE_PATH names it, else the first of `chromium`, `chromium-browser` and
`google-chrome` on the path. Each fixture becomes a book, and all of them together an anthology; `--quick` checks the
anthology alone, which holds every page of the others; books that are named are checked instead. Where Ace, Node or
Chromium are absent, that is said, and nothing is checked.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from docconv.conversion import dump_all, load_all
from docconv.model import Article
from docconv.problems import DocconvError

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PROGRAM = "node_modules/@daisy/ace-cli/bin/ace.js"


def what_is_missing(folder: Path | None) -> str | None:
    """Why Ace cannot run, in a sentence; None when it can."""
    if shutil.which("node") is None:
        return "Node.js is not installed"
    if folder is None or not (folder / PROGRAM).is_file():
        return "Ace is not installed: PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix FOLDER @daisy/ace-cli, then --ace FOLDER"
    if browser() is None:
        return "no Chromium was found: name one in PUPPETEER_EXECUTABLE_PATH"
    return None


def browser() -> str | None:
    return os.environ.get("PUPPETEER_EXECUTABLE_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)


def violations(book: Path, ace: Path) -> list[str]:
    """What Ace finds in a book: a line each with the page, the rule, how grave it is and what was found.

    Raises RuntimeError when Ace gives no report.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PUPPETEER_EXECUTABLE_PATH": browser() or ""}
        command = ["node", str(ace / PROGRAM), "--force", "--silent", "--outdir", folder, str(book)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1800)
        report = Path(folder) / "report.json"
        if not report.exists():
            raise RuntimeError(f"Ace said nothing about {book.name}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return list(_told(json.loads(report.read_text("utf-8"))))


def _told(report: dict[str, list[dict[str, object]]]) -> Iterator[str]:
    for page in report["assertions"]:
        subject: dict[str, str] = page["earl:testSubject"]  # type: ignore[assignment]  # as Ace's report has it
        for assertion in page["assertions"]:  # type: ignore[attr-defined]  # the same
            test, result = assertion["earl:test"], assertion["earl:result"]
            said = " ".join(str(result.get("dct:description", "")).split())
            yield f"{subject['url']}: {test['earl:impact']}: {test['dct:title']}: {said[:300]}"


def fixture_articles() -> dict[str, list[Article]]:
    """The articles of every fixture that holds some as docconv's own JSON, by the fixture's name."""
    found = {}
    for path in sorted((ROOT / "fixtures").rglob("*.json*")):
        try:
            held = list(load_all(path, "jsonl" if path.suffix == ".jsonl" else "json"))
        except DocconvError:  # of another format, or meant to be faulty
            continue
        if held:
            found[path.relative_to(ROOT / "fixtures").as_posix()] = held
    return found


def books(folder: Path, *, quick: bool) -> Iterator[Path]:
    """The books of the fixtures, each written when it is asked for."""
    fixtures = fixture_articles()
    everything = {"anthology": [article for held in fixtures.values() for article in held]}
    for name, held in (everything if quick else {**everything, **fixtures}).items():
        book = folder / f"{name.replace('/', '-')}.epub"
        dump_all(held, book)
        yield book


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--ace", type=Path, help="the folder that Ace was installed in (npm's --prefix)")
    options.add_argument("--quick", action="store_true", help="check the anthology of all fixtures alone")
    options.add_argument("books", nargs="*", type=Path, help="books to check instead of the fixtures'")
    given = options.parse_args()
    missing = what_is_missing(given.ace)
    if missing is not None:
        print(f"not checked: {missing}")
        return 0
    count = faulty = 0
    with tempfile.TemporaryDirectory() as folder:
        for book in given.books or books(Path(folder), quick=given.quick):
            found = violations(book, given.ace)
            count, faulty = count + 1, faulty + bool(found)
            print(f"{book.name}: {len(found) or 'no'} violation{'s' if len(found) != 1 else ''}")
            print(*(f"  {line}" for line in found), sep="\n", end="\n" if found else "")
    print(f"{count} books, {faulty} with violations")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
