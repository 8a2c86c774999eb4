"""Write the pages of docs/ that the code can write: the article's fields and the problem codes.

python -m tools.write_docs
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docconv.cli.remedies import REMEDIES
from docconv.problems import CODES
from docconv.schemas import article_schema
from tests.code_examples import Example, examples
from tools.limits_page import security_page

ROOT = Path(__file__).resolve().parents[1]

AREAS = {
    "I": "Input",
    "T": "Raw text",
    "J": "JSON",
    "M": "The article model",
    "R": "Reading foreign documents",
    "G": "NewsML-G2",
    "A": "Accessibility",
    "N": "ninjs",
    "S": "schema.org JSON-LD",
    "H": "HTML",
    "K": "Markdown",
    "X": "XML",
    "E": "EPUB",
    "L": "Lost on writing",
    "D": "Derived on writing",
    "U": "Use",
}


def codes_page() -> str:
    """`docs/codes.md`: every problem code with its severity, its meaning, what to do about it, and an example."""
    shown = dict(examples())
    lines = [
        "# Problem codes",
        "",
        "A finding reads `file:line:column: severity[CODE] message`. Codes are stable; messages may get better. Each code has an",
        "example that triggers it, which a test runs. This page is written by `tools/write_docs.py`.",
    ]
    for letter, area in AREAS.items():
        rows = [(code, *entry) for code, entry in CODES.items() if code[0] == letter]
        if not rows:
            continue
        lines += ["", f"## {area}", "", "| code | severity | meaning |", "| --- | --- | --- |"]
        lines += [f"| [`{code}`](#{code.lower()}) | {severity} | {meaning} |" for code, severity, meaning in rows]
        for code, _, _ in rows:
            lines += ["", f"### {code}", "", *([REMEDIES[code], ""] if code in REMEDIES else ()), *_example(shown[code])]
    missing = {code[0] for code in CODES} - set(AREAS)
    assert not missing, f"the areas {missing} have no heading"
    return "\n".join(lines) + "\n"


_DONE = {"validate": "Validated as {}:", "read": "Read as {}:", "write": "Written as {}:", "command": "On the command line:"}


def _example(example: Example) -> list[str]:
    """An example in words where it has some, else its source."""
    done = _DONE.get(example.operation, "A book:").format(example.format or "what it looks like")
    if example.shown is not None:
        return [f"Example: {example.shown}"]
    source = example.source if isinstance(example.source, str) else example.source.decode()
    files = [f"# {name}: {_on_one_line(data)}" for name, data in example.files.items()]
    return [done, "", "````", *files, *source.strip("\n").split("\n"), "````"]


def _on_one_line(data: str | bytes) -> str:
    return (data if isinstance(data, str) else data.decode()).strip().replace("\n", " ⏎ ")


def model_page() -> str:
    """`docs/model.md`: every part of the article, field by field."""
    schema = article_schema()
    parts: dict[str, Any] = {"Article": schema, **schema["$defs"]}
    order = ["Article", "Section", "Paragraph", "Figure", "Quote", "List", "Table", "Cell", "Embed", "RichText", "Mark"]
    objects = [name for name, part in parts.items() if part.get("type") == "object" and "properties" in part]
    lines = [
        "# The article",
        "",
        "The model of docconv's documents, version 1.0: frozen pydantic models, published as JSON Schema 2020-12",
        "(`docconv schema`). A field that is absent is null, empty or its default. `tools/write_docs.py` writes this page.",
        "",
        "The model admits only the normal form, so that every format can carry every article: texts have no white space at",
        "their ends, no two spaces in a row, no control characters; addresses are ASCII; moments are UTC in whole seconds.",
        "Readers repair what they meet and report it; the model refuses it.",
    ]
    for name in [*order, *sorted(set(objects) - set(order))]:
        part = parts[name]
        lines += ["", f"## {name}", "", part.get("description", ""), "", "| field | type | meaning |", "| --- | --- | --- |"]
        required = set(part.get("required", ()))
        for field, about in part["properties"].items():
            mark = " (required)" if field in required else ""
            lines.append(f"| `{field}` | {_type(about)}{mark} | {about.get('description', '')} |")
    scalars = [name for name in parts if name not in objects and "enum" not in parts[name]]
    lines += ["", "## Values", "", "| type | rule |", "| --- | --- |"]
    lines += [f"| {name} | {parts[name].get('description', '')} |" for name in sorted(scalars)]
    return "\n".join(lines) + "\n"


def _type(about: dict[str, Any]) -> str:
    if "$ref" in about:
        return str(about["$ref"]).rsplit("/", 1)[-1]
    if "const" in about:
        return f"`{about['const']}`"
    if "enum" in about:
        return ", ".join(f"`{value}`" for value in about["enum"])
    for key in ("anyOf", "oneOf"):
        if key in about:
            return " or ".join(dict.fromkeys(_type(option) for option in about[key]))
    if about.get("type") == "array":
        return f"list of {_type(about['items'])}" if isinstance(about.get("items"), dict) else "list"
    return str(about.get("type", "any"))


PAGES = {"codes.md": codes_page, "model.md": model_page, "security.md": security_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page(), encoding="utf-8")
