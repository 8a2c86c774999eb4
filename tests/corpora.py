"""Corpora for the tests of batches: records with a text of their own each, and what a batch made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from docconv.cli import docconv
from docconv.model import Article, Paragraph, Section

_PLACES = ("harbour", "lighthouse", "market", "school", "ferry", "library", "railway", "reservoir")


def text(number: int) -> str:
    """A short news text that no other number has."""
    place = _PLACES[number % len(_PLACES)]
    return (
        f"Old {place} opens again after {number} days\n\nBy Ada Quill\n\n"
        f"The {place} on the north shore opened again on Monday, {number} days after the storm closed it.\n\n"
        f"Visitors queued from early in the morning, and the keeper counted {number * 3 + 7} of them before noon.\n"
    )


def record(number: int) -> dict[str, Any]:
    """A record as scrapers write it."""
    return {"text": text(number), "url": f"https://example.org/{number}", "rank": number, "tags": ["news", None]}


def write_records(path: Path, number: int, first: int = 0) -> Path:
    """A JSON Lines file of so many records."""
    lines = (json.dumps(record(one)) for one in range(first, first + number))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def article(number: int) -> Article:
    """An article that no other number has."""
    return Article(
        headline=f"Story {number}", language="en", body=(Section(blocks=(Paragraph(text=f"It has {number} words."),)),)
    )


def write_articles(path: Path, number: int) -> Path:
    """A JSON Lines file of so many articles."""
    path.write_text("".join(f"{article(one).model_dump_json()}\n" for one in range(number)), encoding="utf-8")
    return path


def batch(*args: object, stdin: bytes = b"") -> Result:
    """Run `docconv batch` in this process; processes of its own only where `--jobs` asks for them."""
    given = [str(arg) for arg in args]
    if "--jobs" not in given:
        given += ["--jobs", "1"]
    return CliRunner().invoke(docconv, ["batch", *given], input=stdin)


def written(folder: Path) -> dict[str, bytes]:
    """Every file of a batch by name but what tells of the run: its speed, and the marks with its unfinished state."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(("statistics", "_marks/job.json"))
    }


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    """The articles of all parts, in order."""
    for part in sorted(folder.glob("part-*.jsonl")):
        for line in part.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def quarantined(folder: Path) -> list[dict[str, Any]]:
    """The entries of the quarantine."""
    return [json.loads(line) for line in (folder / "quarantine.jsonl").read_text(encoding="utf-8").splitlines()]
