"""The documentation says what the code does: generated pages are fresh, every example runs."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import docconv
from docconv.problems import CODES
from docconv.rawtext.rules import RULES
from tools.quick_start import quick_start_commands
from tools.write_docs import PAGES

ROOT = Path(__file__).parents[1]
MODULES = sorted(module.name for module in pkgutil.walk_packages(docconv.__path__, "docconv.") if "__main__" not in module.name)
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_pages_are_fresh(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name](), "run python -m tools.write_docs"


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def python_blocks() -> Iterator[tuple[str, str]]:
    for path in DOCUMENTS:
        for number, block in enumerate(re.findall(r"^```python\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S), 1):
            yield f"{path.name}-{number}", block


@pytest.mark.parametrize(("name", "block"), list(python_blocks()), ids=lambda value: value if len(value) < 40 else "")
def test_examples_in_documents_run(name: str, block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ours.toml").write_text('language = "en"\n[labels]\ncaption = ["Pictured"]\n', encoding="utf-8")
    text = (ROOT / "fixtures" / "text" / "en-lighthouse.txt").read_text(encoding="utf-8")
    exec(compile(block, name, "exec"), {"text": text})


def test_every_rule_is_documented() -> None:
    page = (ROOT / "docs" / "raw-text.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z-]+)` \|", page, re.M)
    assert listed == [rule.name for rule in RULES]


def test_every_code_says_what_it_means() -> None:
    assert all(re.fullmatch(r"[A-Z]\d{3}", code) and meaning.meaning.endswith(".") for code, meaning in CODES.items())


def test_the_quick_start_is_two_lines_to_paste() -> None:
    commands = quick_start_commands((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(commands) == 2
    assert all("\n" not in command for command in commands)


def test_links_in_documents_lead_somewhere() -> None:
    for path in [*DOCUMENTS, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (path.parent / target).exists(), f"{path.name} links to {target}"
