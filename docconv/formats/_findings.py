"""What the model refuses about a JSON document, in plain sentences: pydantic's errors as findings."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from docconv.canonical import EXTENSION_DEPTH, LARGEST_NUMBER
from docconv.formats._positions import Path
from docconv.unicode import fault_in

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


class Finding(NamedTuple):
    """A fault of a document: its code, the path to it, a sentence, and whether the name is at fault and not the value."""

    code: str
    path: Path
    message: str
    of_name: bool = False


def findings(error: ValidationError) -> list[Finding]:
    """The faults that a failed validation of a JSON document found; none where it is no JSON, which a parser tells better."""
    found: list[Finding] = []
    unknown = 0
    for detail in error.errors(include_url=False):
        if detail["type"] == "json_invalid":
            return found
        if not _is_consequence(detail):
            unknown += detail["type"] == "extra_forbidden"
            found.append(_finding(detail, suggest=unknown <= _MOST_SUGGESTED))
    return found


def _is_consequence(detail: ErrorDetails) -> bool:
    """Whether an error only follows from another: a list is too short without its faulty items."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def named(path: Path) -> str:
    """The last part of a path as it is spoken of: `headline`, `keywords[1]`.

    >>> named(("body", 0, "blocks", 2)), named(())
    ('blocks[2]', 'the document')
    """
    tail = ""
    for step in reversed(path):
        if isinstance(step, str):
            return shown(step) + tail
        tail = f"[{step}]{tail}" if len(tail) < 20 else "[…]"
    return f"item {tail}" if tail else "the document"


def shown(text: str, most: int = 60) -> str:
    """A string of a document inside a message: short, on one line, without what a terminal would obey."""
    text = text if len(text) <= most else text[: most - 1] + "…"
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


_KINDS = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
    dict: "an object",
}


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    return _KINDS.get(type(value), "something else")


# --- one error ----------------------------------------------------------------------------------

_WRONG_TYPE = {
    "int_type": "a whole number",
    "bool_type": "true or false",
    "string_type": "a string",
    "tuple_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
}
_MALFORMED = ("uri", "email", "language", "moment", "day")


#: For so many unknown names it is looked what may have been meant, which takes longer than all else.
_MOST_SUGGESTED = 50


def _finding(detail: ErrorDetails, *, suggest: bool = True) -> Finding:
    kind, given, path = detail["type"], detail["input"], _path(detail["loc"])
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == "missing":
        return Finding("M001", path[:-1], f"{named(path[:-1])} lacks the field {named(path)}")
    if kind == "union_tag_not_found":
        if isinstance(given, dict):
            return Finding("M001", path, f"{named(path)} lacks the field type, which tells the kind of a block")
        return Finding("M003", path, f"{named(path)} must be an object, not {kind_of(given)}")
    if kind == "union_tag_invalid":
        tags = context["expected_tags"].replace("'", "")
        return Finding(
            "M005", (*path, "type"), f"there is no block of the type {shown(str(context['tag']))}; it must be one of {tags}"
        )
    if kind == "extra_forbidden":
        meant = _suggestion(path) if suggest else ""
        return Finding("M002", path, f"there is no field {named(path)}{meant}", of_name=True)
    if kind in ("text", "lines"):
        return _text_finding(path, given, kind == "lines", detail["msg"])
    if kind == "extension":
        return _extension_finding(path, given, detail["msg"], detail["loc"][-1:] == ("[key]",))
    if kind == "contradiction":
        number = context.get("number")  # the item of a list that is at fault, where the whole list was checked
        return Finding("M007", path if number is None else (*path, number), detail["msg"])
    if kind in _MALFORMED:
        return _malformed_finding(path, given, kind, detail["msg"])
    if kind in _WRONG_TYPE:
        given_kind = "a number with a fraction" if kind == "int_type" and isinstance(given, float) else kind_of(given)
        return Finding("M003", path, f"{named(path)} must be {_WRONG_TYPE[kind]}, not {given_kind}")
    return Finding("M005", path, f"{named(path)} {_rule_of_value(kind, context, detail['msg'])}, not {_literal(given)}")


def _path(location: tuple[int | str, ...]) -> Path:
    """pydantic's location as a path of the document: without the kind of a block and the mark of a key."""
    if location[:1] == ("body",) and location[2:3] == ("blocks",):
        location = location[:4] + location[5:]
    return location[:-1] if location[-1:] == ("[key]",) else location


def _suggestion(path: Path) -> str:
    from docconv import model

    name = str(path[-1])
    if len(name) > 40:
        return ""
    parts = [part for part in vars(model).values() if isinstance(part, type) and issubclass(part, model.Part)]
    close = difflib.get_close_matches(name, sorted({field for part in parts for field in part.model_fields}), n=1, cutoff=0.75)
    return f"; is {close[0]} meant?" if close and close[0] != name else " here"


def _text_finding(path: Path, given: object, line_breaks: bool, rule: str) -> Finding:
    if not isinstance(given, str):
        return Finding("M003", path, f"{named(path)} must be a string, not {kind_of(given)}")
    fault = fault_in(given, line_breaks=line_breaks)
    if fault == "is empty":
        fault = "is empty; leave the field out" if isinstance(path[-1], str) else "is empty; leave it out"
    return Finding("M004", path, f"{named(path)} {fault or rule}")


_NOT_IN_URI = re.compile(r"%(?![0-9A-Fa-f]{2})|[^!-~]|[\"<>\\^`{|}]")


def _malformed_finding(path: Path, given: object, kind: str, rule: str) -> Finding:
    if not isinstance(given, str):
        return Finding("M003", path, f"{named(path)} must be a string, not {kind_of(given)}")
    hint = ""
    if kind == "uri" and given and (odd := _NOT_IN_URI.search(given)):
        char = odd.group()
        name = f"{char} at" if char.isprintable() and char != " " else f"U+{ord(char):04X} at"
        hint = f"; {name} character {odd.start()} does not belong there"
    return Finding("M006", path, f"{named(path)} {rule}{hint}")


def _extension_finding(path: Path, given: object, rule: str, at_key: bool) -> Finding:
    if at_key:
        return Finding("M005", path, f"the name of an extension {rule}; {shown(str(path[-1]))} is not", of_name=True)
    inner, fault = _in_extension(given, ()) or ((), rule)
    return Finding("M003", (*path, *inner), f"{named((*path, *inner))} {fault}")


def _in_extension(value: object, path: Path) -> tuple[Path, str] | None:
    """The first value of an extension that no extension may hold; the parser has bounded how deep it can be."""
    if isinstance(value, int | float) and not abs(value) <= LARGEST_NUMBER:
        return path, "must be a finite number"
    if isinstance(value, list | dict):
        if len(path) >= EXTENSION_DEPTH:
            return path, f"nests lists and objects deeper than {EXTENSION_DEPTH}"
        steps: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for step, item in steps:
            found = _in_extension(item, (*path, step))
            if found is not None:
                return found
    return None


def _rule_of_value(kind: str, context: dict[str, Any], rule: str) -> str:
    """What a value must be, where the type is right."""
    if kind == "literal_error":
        return "must be " + str(context["expected"]).replace("'", '"')
    if kind == "greater_than_equal":
        return f"must be at least {context['ge']}"
    if kind == "less_than_equal":
        return f"must be at most {context['le']}"
    if kind == "too_short":
        return f"must have at least {context['min_length']} item"
    return f"is refused: {rule}"


def _literal(given: object) -> str:
    if isinstance(given, str):
        return f'"{shown(given)}"'
    if isinstance(given, list | tuple):
        return str(len(given))
    return shown(str(given)) if isinstance(given, int | float) and abs(given) < 10**30 else kind_of(given)
