"""`-O NAME=VALUE`: any option of a format, by the name it has in the library."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from docconv import registry
from docconv.problems import UsageError, problem
from docconv.registry import Format
from docconv.spelling import hint

_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")


def named_values(given: Iterable[str]) -> dict[str, str]:
    """`NAME=VALUE` as names and values; raises `UsageError` for what is not of that form."""
    found: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not name or not equals:
            raise UsageError(problem("U001", f"-O {one!r} is not of the form NAME=VALUE"))
        found[name.replace("-", "_")] = value
    return found


def check_settings(values: Mapping[str, str], formats: Iterable[Format], ways: Mapping[str, str]) -> None:
    """Raise `UsageError` for a name that none of `formats` has as an option, or none that a text can give.

    `ways` says what else sets an option, by its name: a flag, a variable of the environment.
    """
    formats = list(formats)
    known = {name: None for one in formats for name in _types(one)}
    for name in values:
        if name not in known and any(name in _hints(one) for one in formats):
            told = f"{ways[name]} sets it" if name in ways else "it is set from Python alone"
            raise UsageError(problem("U001", f"-O {name}: the option {name} is not given as text; {told}"))
        if name not in known:
            told = " or ".join(dict.fromkeys(one.name for one in formats))
            there = f"there are {', '.join(known)}" if known else "it has none"
            raise UsageError(problem("U001", f"there is no option {name} of {told}{hint(name, known) or ': ' + there}"))


def settings_for(format: Format, values: Mapping[str, str]) -> dict[str, Any]:
    """Those of `values` that are options of `format`, converted; raises `UsageError` for a value that does not fit."""
    kinds = _types(format)
    return {name: _as_kind(name, value, kinds[name]) for name, value in values.items() if name in kinds}


def _types(format: Format) -> dict[str, Any]:
    """The options of a format that can be written as text, and what they hold."""
    return {name: kind for name, kind in _hints(format).items() if _is_plain(kind)}


def _hints(format: Format) -> dict[str, Any]:
    """The options of a format, and what they hold."""
    options = registry.options_class(format)
    hints = get_type_hints(options)
    return {field.name: hints[field.name] for field in dataclasses.fields(options)}


def _alternatives(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)


def _is_plain(kind: Any) -> bool:
    return any(one in (str, int, float, bool) or get_origin(one) is Literal for one in _alternatives(kind))


def _as_kind(name: str, value: str, kind: Any) -> Any:
    for one in _alternatives(kind):
        if one is bool and value.lower() in (*_YES, *_NO):
            return value.lower() in _YES
        if one in (int, float):
            try:
                return one(value)
            except ValueError:
                continue
        if get_origin(one) is Literal and value in get_args(one):
            return value
        if one is str:
            return value
    raise UsageError(problem("U001", f"-O {name}={value}: {_wanted(name, value, kind)}"))


def _wanted(name: str, value: str, kind: Any) -> str:
    for one in _alternatives(kind):
        if get_origin(one) is Literal:
            names = list(map(str, get_args(one)))
            return f"{name} is {' or '.join(names)}{hint(value, names)}"
        if one is bool:
            return f"{name} is yes or no"
        if one in (int, float):
            return f"{name} is a number"
    return f"{name} takes no such value"
