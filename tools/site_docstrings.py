"""What the reference of the site makes of our docstrings (an extension of griffe, which mkdocstrings reads Python with).

Docstrings are Markdown with doctests. Here doctests become fenced blocks, since `>>>` is a quotation in Markdown; names of
the reference become links to it; and the fields of a class become a table in its docstring: name, type, default, and what is
said of a field in a `#:` comment above it or as the description of a pydantic field.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any, NamedTuple

import griffe

from docconv.problems import CODES
from tools.reference_names import documented, resolved

#: A doctest with its output: from a line that begins with `>>>` to the next blank line.
_DOCTEST = re.compile(r"(?m)^>>> .*(?:\n(?!\s*$).*)*")
_CODE = re.compile(r"(?<![`\w])`([A-Za-z_][\w.]*)`(?!`)")
#: The code of a problem, which has a place of its own on the page of codes.
_PROBLEM = re.compile(r"(?<![\w`[])[A-Z]\d{3}(?![\w`\]])")
_FENCED = re.compile(r"(?ms)^(```.*?^```)$")
#: A value longer than this is nothing to read, in characters.
_LONGEST_VALUE = 60


class Field(NamedTuple):
    """A field of a class: what is said of it, each as HTML or Markdown that stands in a table."""

    name: str
    type: str
    default: str
    meaning: str


@cache
def _links() -> dict[str, str]:
    """The names that become links where they stand as code: what `docconv` gives by its bare name, all by the full one."""
    names = list(documented())
    bare = {name.rsplit(".", 1)[-1]: name for name in names if name.count(".") == 1 or name.rsplit(".", 1)[-1].istitle()}
    homes = {
        f"{thing.__module__}.{name.rsplit('.', 1)[-1]}": name for name in names if inspect.isroutine(thing := resolved(name))
    }
    return {"validate": "docconv.validate.validate", **homes, **bare, **{name: name for name in names}}


def as_markdown(text: str, own: str = "") -> str:
    """A docstring as Markdown that shows as it is meant; `own` is the name of what it belongs to."""
    fenced = _DOCTEST.sub(lambda found: f"```pycon\n{found[0]}\n```", text)
    parts = _FENCED.split(fenced)
    return "".join(part if number % 2 else _with_links(part, own) for number, part in enumerate(parts))


def _with_links(text: str, own: str) -> str:
    named = _CODE.sub(lambda found: _linked(found, own), text)
    return _PROBLEM.sub(lambda found: f"[{found[0]}][{found[0].lower()}]" if found[0] in CODES else found[0], named)


def _linked(found: re.Match[str], own: str) -> str:
    target = _links().get(found[1])
    return f"[{found[0]}][{target}]" if target and found[1] != own else found[0]


class Docstrings(griffe.Extension):
    """Brings the docstrings of docconv into the form that the site shows."""

    def on_instance(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        if isinstance(obj, griffe.Attribute) and not isinstance(obj.parent, griffe.Class):
            if obj.docstring is None and (said := _said_above(obj)):
                obj.docstring = griffe.Docstring(said, parent=obj)
            if len(str(obj.value)) > _LONGEST_VALUE and "Literal" not in str(obj.value):
                obj.value = None
        if obj.docstring is not None:
            obj.docstring.value = as_markdown(obj.docstring.value, obj.name)

    def on_package(self, *, pkg: griffe.Module, **kwargs: Any) -> None:
        """The classes get tables of their fields when all are known, since fields are inherited."""
        tables = {cls.path: (cls, table_of(list(fields_of(cls)))) for cls in _classes(pkg)}
        for cls, table in tables.values():
            if cls.docstring is not None and table:
                before, fence, after = cls.docstring.value.partition("```pycon")
                cls.docstring.value = f"{before.rstrip()}\n\n{table}\n\n{fence}{after}"
                for name in [name for name, member in cls.members.items() if member.is_attribute]:
                    cls.del_member(name)


def _classes(module: griffe.Module) -> Iterator[griffe.Class]:
    for member in module.members.values():
        if member.is_alias:
            continue
        if isinstance(member, griffe.Module):
            yield from _classes(member)
        elif isinstance(member, griffe.Class):
            yield member


def fields_of(cls: griffe.Class) -> Iterator[Field]:
    """The fields of a model, dataclass or named tuple, and the members of an enumeration, inherited ones first."""
    found: dict[str, griffe.Attribute] = {}
    bases = [base for base in cls.mro() if base.path.startswith("docconv.")]
    for owner in [*reversed(bases), cls]:
        members = owner.members.items()
        found |= {name: member for name, member in members if isinstance(member, griffe.Attribute) and _is_field(member)}
    for name, member in found.items():
        type_, default, meaning = _described(member)
        yield Field(f"`{name}`", type_, default, meaning)


def _is_field(member: griffe.Attribute) -> bool:
    enumerated = isinstance(member.parent, griffe.Class) and any("Enum" in str(base) for base in member.parent.bases)
    return not member.name.startswith("_") and member.name != "model_config" and (member.annotation is not None or enumerated)


def _described(member: griffe.Attribute) -> tuple[str, str, str]:
    """The type, the default and the meaning of a field."""
    kind: Any = member.annotation
    if isinstance(kind, griffe.ExprSubscript) and str(kind.left) == "Annotated":
        kind = kind.slice.elements[0] if isinstance(kind.slice, griffe.ExprTuple) else kind.slice
    value: Any = member.value
    meaning = _said_above(member)
    if isinstance(value, griffe.ExprCall) and str(value.function) in ("Field", "field"):
        given = {argument.name: argument.value for argument in value.arguments if isinstance(argument, griffe.ExprKeyword)}
        defaults = [argument for argument in value.arguments if not isinstance(argument, griffe.ExprKeyword)]
        if "description" in given:
            meaning = str(ast.literal_eval(str(given["description"])))
        value = defaults[0] if defaults else given.get("default", _made(str(given.get("default_factory", ""))))
    return (
        _typed(str(kind)) if kind is not None else "",
        _coded(str(value)) if value is not None else "",
        escape(meaning, quote=False),
    )


def _made(factory: str) -> str | None:
    """What a default factory gives, in words; None where there is none."""
    constant = re.fullmatch(r"_constant\((.*)\)", factory)
    if constant:
        return constant[1]
    return {"": None, "dict": "{}", "FrozenDict": "{}", "Counter": "Counter()", "_from_language": "of the language"}.get(
        factory, "…"
    )


def _coded(text: str) -> str:
    return f"<code>{escape(text, quote=False).replace('|', '&#124;')}</code>"


def _typed(text: str) -> str:
    """A type as code in a table, with links to the classes of the reference."""

    def linked(found: re.Match[str]) -> str:
        target = _links().get(found[0])
        return f'<autoref identifier="{target}">{found[0]}</autoref>' if target and target.count(".") == 1 else found[0]

    return re.sub(r"(?<![\w'\"])[A-Z]\w+(?![\w'\"])", linked, _coded(text))


def table_of(fields: list[Field]) -> str:
    """A table of fields in Markdown, without the columns that are empty; the empty string for no field."""
    columns = [column for column in Field._fields if column == "name" or any(getattr(field, column) for field in fields)]
    rows = [[getattr(field, column) for column in columns] for field in fields]
    lines = [["field" if column == "name" else column for column in columns], ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) if fields else ""


def _said_above(attribute: griffe.Attribute) -> str:
    """The `#:` comment above an attribute."""
    lines = attribute.lines_collection[attribute.filepath]
    at = (attribute.lineno or 1) - 1
    said: list[str] = []
    while at > 0 and (line := lines[at - 1].strip()).startswith("#:"):
        said.insert(0, line[2:].strip())
        at -= 1
    return "\n".join(said)
