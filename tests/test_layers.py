"""The house: which module may import which, how long a file may be, and what an import may cost."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "docconv"

#: The layers from the lowest; the modules of one line know nothing of each other.
LAYERS = [
    ["patterns", "problems", "spelling"],
    ["unicode"],
    ["inputs", "atomic", "language", "notebook", "packages"],
    ["canonical"],
    ["richtext"],
    ["model"],
    ["schemas"],
    ["rawtext"],
    ["formats"],
    ["registry"],
    ["validate"],
    ["conversion"],
    ["report", "corpus"],
    ["trace_page"],
    ["cli"],
    ["__init__", "__main__"],
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
LONGEST = 500

MODULES = sorted(PACKAGE.rglob("*.py"))
SOURCES = sorted(path for folder in ("docconv", "tests", "tools", "benchmarks") for path in (ROOT / folder).rglob("*.py"))


def parts_of(path: Path) -> tuple[str, ...]:
    """("formats", "json") of docconv/formats/json.py; ("formats",) of docconv/formats/__init__.py."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts


def is_module(parts: tuple[str, ...]) -> bool:
    place = PACKAGE.joinpath(*parts)
    return place.is_dir() or place.with_suffix(".py").is_file()


def imports_of(tree: ast.AST) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, parts below docconv) of every import of docconv, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name, *rest = alias.name.split(".")
                if name == "docconv":
                    yield node.lineno, tuple(rest) or ("__init__",)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            name, *rest = (node.module or "").split(".")
            if name != "docconv":
                continue
            for alias in node.names:
                inner = (*rest, alias.name)
                if is_module(inner):
                    yield node.lineno, inner
                elif inner != ("__version__",):  # a constant, which the package has before it imports anything
                    yield node.lineno, tuple(rest) or ("__init__",)


def fault_in_import(importer: tuple[str, ...], imported: tuple[str, ...]) -> str | None:
    """What is wrong with one module importing another; None when nothing is."""
    for parts in (importer, imported):
        if parts[0] not in RANK:
            return f"{parts[0]} stands in no layer: give it one in LAYERS"
    if importer[0] == imported[0] and (PACKAGE / importer[0]).is_dir():
        inside_formats = importer[0] == "formats" and len(imported) > 1 and not imported[1].startswith("_")
        return "one format imports another: what they share goes to a module with an underscore" if inside_formats else None
    if RANK[imported[0]] >= RANK[importer[0]]:
        return f"{imported[0]} is not below {importer[0]}"
    return None


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    importer = parts_of(path)
    faults = [
        f"{path.relative_to(ROOT)}:{line}: imports docconv.{'.'.join(imported)}: {fault}"
        for line, imported in imports_of(ast.parse(path.read_text(encoding="utf-8")))
        if (fault := fault_in_import(importer, imported))
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [(("problems",), ("model",)), (("model",), ("canonical", "x")), (("formats", "epub"), ("formats", "_xhtml")),
     (("formats", "epub"), ("formats", "json")), (("cli", "app"), ("cli", "streams")), (("patterns",), ("problems",)),
     (("cli", "app"), ("__init__",)), (("news",), ("problems",))],
)  # fmt: skip
def test_the_rule_tells_good_from_bad(importer: tuple[str, ...], imported: tuple[str, ...]) -> None:
    good = (importer, imported) in [
        (("model",), ("canonical", "x")), (("formats", "epub"), ("formats", "_xhtml")), (("cli", "app"), ("cli", "streams")),
    ]  # fmt: skip
    assert (fault_in_import(importer, imported) is None) == good


def test_imports_are_found_wherever_they_stand() -> None:
    source = "import docconv.model\ndef f():\n    from docconv.cli import app\n    from docconv import __version__, registry\n"
    assert sorted(imports_of(ast.parse(source))) == [(1, ("model",)), (3, ("cli", "app")), (4, ("registry",))]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


# --- what an import costs -------------------------------------------------------------------------

HEAVY = {"pydantic", "pydantic_core", "lxml", "ebooklib", "pycld2"}


def loaded_by(*command: str) -> set[str]:
    """The top-level packages that a Python process loads."""
    done = subprocess.run([sys.executable, "-X", "importtime", *command], cwd=ROOT, capture_output=True, text=True, check=True)
    names = (line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {name.partition(".")[0] for name in names}


def test_importing_docconv_loads_nothing_but_itself() -> None:
    loaded = loaded_by("-c", "import docconv")
    assert "docconv" in loaded
    assert not loaded & (HEAVY | {"click", "typing", "dataclasses"}) - loaded_by("-c", "")


@pytest.mark.parametrize("command", [["--version"], ["--help"], ["formats"]], ids=" ".join)
def test_what_reads_no_document_loads_nothing_heavy(command: list[str]) -> None:
    loaded = loaded_by("-m", "docconv", *command)
    assert "click" in loaded
    assert not loaded & HEAVY


def test_reading_json_loads_no_xml_and_no_language_detector() -> None:
    loaded = loaded_by("-c", "import docconv; docconv.loads('{}')")
    assert "pydantic" in loaded
    assert not loaded & {"lxml", "ebooklib", "pycld2", "click"}
