"""The API reference: every public name stands in it once, with a docstring and an example that runs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import docconv
from docconv.registry import FORMATS, options_class
from tools import check_site, reference_names, site_pages
from tools.reference_names import documented, resolved

ROOT = Path(__file__).parents[1]
MODULES = sorted(module.name for module in pkgutil.walk_packages(docconv.__path__, "docconv.") if "__main__" not in module.name)
NAMES = list(documented())
#: Public names that are modules which can be called, and the function that stands for each in the reference.
CALLED = {"docconv.formats": "docconv.registry.formats", "docconv.validate": "docconv.validate.validate"}
#: Names of docconv's that the documents write in full, as code or in Python.
WRITTEN = re.compile(r"\bdocconv(?:\.[A-Za-z_]\w*)+")
#: Files, packages and identifiers that only look like names of docconv's.
FILES = re.compile(r"docconv\.(?:git|fish|sarif|example|egg|org|com)\b")


def public_names() -> Iterator[str]:
    """What `docconv` gives, the options of every format, and what the documents name as docconv's."""
    for name in docconv.__all__:
        yield CALLED.get(f"docconv.{name}", f"docconv.{name}")
    for format in FORMATS:
        options = options_class(format)
        yield f"{format.module}.{options.__name__}"
    for path in sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]):
        if path.parent.name != "reference":
            text = path.read_text(encoding="utf-8")
            yield from (CALLED.get(name, name) for name in _named(text))


def _named(text: str) -> Iterator[str]:
    for code in re.findall(r"`([^`\n]+)`", text) + re.findall(r"(?ms)^```py\w*\n(.*?)^```", text):
        yield from (name for name in WRITTEN.findall(code) if not FILES.match(name))
        for module, names in re.findall(r"(?m)^from (docconv[\w.]*) import ([\w, ]+)$", code):
            yield from (f"{module}.{name.strip()}" for name in names.split(","))


def of_reference(thing: object) -> str | None:
    """The name under which the reference shows a thing."""
    return next((name for name in NAMES if resolved(name) is thing), None)


@pytest.mark.parametrize("name", sorted(set(public_names())))
def test_public_names_are_in_the_reference(name: str) -> None:
    thing = resolved(name)
    if not isinstance(thing, ModuleType) and name.rpartition(".")[0] not in NAMES:  # a method is shown with its class
        assert of_reference(thing) is not None or name in NAMES, f"{name} is on no page of docs/reference"


def test_the_reference_shows_every_name_once() -> None:
    things = [resolved(name) for name in NAMES]
    assert len(NAMES) == len(set(NAMES))
    assert len(things) == len({id(thing) for thing in things})


@pytest.mark.parametrize("name", NAMES)
def test_names_have_a_docstring_and_an_example(name: str) -> None:
    thing = getattr(resolved(name), "__wrapped__", resolved(name))  # behind a cache
    if not (inspect.isfunction(thing) or inspect.isclass(thing)):
        assert name == "docconv.__version__" or said_above(name), f"{name} has no `#:` comment"
        return
    said = inspect.cleandoc(thing.__doc__ or "")
    assert said, f"{name} has no docstring"
    assert thing.__module__ in MODULES, "the examples of this module are not run"
    assert ">>> " in said, f"{name} has no example"
    for method, text in methods(thing) if inspect.isclass(thing) else ():
        assert text, f"{name}.{method} has no docstring"
        assert ">>> " in text or f".{method}(" in said, f"{name}.{method} has no example"


def methods(cls: type) -> Iterator[tuple[str, str]]:
    """The public methods that a class of docconv's defines itself, with their docstrings."""
    for name, member in list(vars(cls).items()):  # a list, since pydantic completes a class when it is first looked at
        function = getattr(member, "__func__", getattr(member, "fget", member))
        if inspect.isfunction(function) and not name.startswith("_") and function.__module__ == cls.__module__:
            yield name, function.__doc__ or ""


def said_above(name: str) -> str:
    """The `#:` comment above a name of a module."""
    module, _, short = name.rpartition(".")
    source = inspect.getsource(importlib.import_module(module))
    found = re.search(rf"(?m)((?:^#: .*\n)+)^{short}\b", source)
    return found[1] if found else ""


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("module", [check_site, reference_names, site_pages], ids=lambda module: module.__name__)
def test_examples_of_the_site_s_tools_run(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert result.failed == 0


def test_docstrings_become_markdown() -> None:
    pytest.importorskip("griffe", reason="needs the extra docs")
    docstrings = importlib.import_module("tools.site_docstrings")
    said = docstrings.as_markdown("Adds, as `dump` and `it`.\n\n>>> 1 + 1\n2\n\nMore.", "it")
    assert said == "Adds, as [`dump`][docconv.dump] and `it`.\n\n```pycon\n>>> 1 + 1\n2\n```\n\nMore."


def test_fields_become_a_table() -> None:
    griffe = pytest.importorskip("griffe", reason="needs the extra docs")
    docstrings = importlib.import_module("tools.site_docstrings")
    package = griffe.load("docconv", search_paths=[str(ROOT)])
    rows = [row.split(" | ") for row in docstrings.table_of(list(docstrings.fields_of(package["model.Paragraph"]))).split("\n")]
    assert rows[0] == ["| field", "type", "default", "meaning |"]
    assert [row[0] for row in rows[2:]] == ["| `type`", "| `text`", "| `marks`", "| `language`", "| `direction`"]
    assert rows[4][1:3] == ['<code>tuple[<autoref identifier="docconv.Mark">Mark</autoref>, ...]</code>', "<code>()</code>"]


def test_what_comes_from_another_host_is_found(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<script src="https://scripts.example/a.js"></script><link rel="preconnect" href="//fonts.example"><img src="gone.png">'
        '<link rel="stylesheet" href="a.css"><link rel="canonical" href="https://docs.example/"><a href="https://news.example">News</a>'
    )
    (tmp_path / "a.css").write_text("@font-face { src: url(https://fonts.example/a.woff2) }")
    assert list(check_site.faults(tmp_path)) == [
        "index.html needs https://scripts.example/a.js",
        "index.html needs //fonts.example",
        "index.html needs gone.png, which is not there",
        "a.css needs https://fonts.example/a.woff2",
    ]
