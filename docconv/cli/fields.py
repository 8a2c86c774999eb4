"""`--set FIELD=VALUE`: fields of the article from the command line, as the model has them and no others.

What can be set are the fields that hold one value; of a part that stands in the article once, its own such fields,
with a dot: `rights.notice`. The list is the model's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import ValidationError, create_model
from typing_extensions import TypeAliasType

from docconv.canonical import written_moment
from docconv.cli.flags import as_moment
from docconv.formats._findings import findings
from docconv.model import Article
from docconv.problems import UsageError, problem
from docconv.richtext import Part
from docconv.spelling import hint

#: The field that tells one article from all others.
_OF_ONE = "id"
#: So many characters of what was asked for stand in a message.
_MOST_SHOWN = 80


class Changes(NamedTuple):
    """The fields that are set, by name, with their values as the model has them; those of a part as a mapping.

    >>> Changes.of(["version=2", "published=2026-03-14T09:15:00+01:00", "rights.holder=Elwin Gazette"]).values["version"]
    2
    """

    values: Mapping[str, Any]

    @classmethod
    def of(cls, given: Iterable[str]) -> Changes:
        """The changes that `FIELD=VALUE` ask for; raises `UsageError` (U001) for a field that cannot be set, or not so."""
        fields: dict[str, Any] = {}
        for one in given:
            name, equals, value = one.partition("=")
            if not name or not equals:
                raise UsageError(problem("U001", f"--set {one!r} is not of the form FIELD=VALUE"))
            kind = _settable().get(name)
            if kind is None:
                raise UsageError(problem("U001", f"--set {name}: {_why_not(name)}"))
            part, _, field = name.rpartition(".")
            typed = _typed(part, field, _as_json(value, kind), one)
            if part:
                fields.setdefault(part, {})[field] = typed
            else:
                fields[field] = typed
        return cls(fields)

    def names_one(self) -> bool:
        """Whether only one article can have what is set."""
        return _OF_ONE in self.values

    def made(self, article: Article) -> Article:
        """The article with its fields set; raises `UsageError` (U001) where it would be none."""
        if not self.values:
            return article
        try:
            return article.replace(**{name: _with(getattr(article, name), name, value) for name, value in self.values.items()})
        except ValidationError as error:
            (found, *_) = findings(error)
            raise UsageError(problem("U001", f"--set does not fit the article: {found.message}")) from error


def _settable() -> dict[str, type]:
    """The fields that can be set, and what each holds: text, a whole number, a moment.

    >>> list(_settable())[:4], _settable()["version"], [name for name in _settable() if name.startswith("rights.")]
    (['id', 'url', 'version', 'slug'], <class 'int'>, ['rights.holder', 'rights.notice', 'rights.terms'])
    """
    found: dict[str, type] = {}
    for name, kind in _kinds(Article):
        if issubclass(kind, Part):
            found |= {f"{name}.{field}": inner for field, inner in _kinds(kind) if not issubclass(inner, Part)}
        else:
            found[name] = kind
    return found


def _kinds(model: type[Part]) -> Iterator[tuple[str, type]]:
    """The fields of a model that hold one value, and the class of the value."""
    for name, field in model.model_fields.items():
        kinds = {kind for kind in _classes(field.annotation) if kind is not type(None)}
        if len(kinds) == 1 and not issubclass(kind := kinds.pop(), list | tuple | dict | Mapping):
            yield name, kind


def _classes(annotation: Any) -> Iterator[type]:
    """The classes that an annotation stands for; none for a constant, of which there is nothing to choose.

    >>> list(_classes(Annotated[str, "checked"] | None)), list(_classes(Literal["1.0"])), list(_classes(tuple[str, ...]))
    ([<class 'str'>, <class 'NoneType'>], [], [<class 'tuple'>])
    """
    origin = get_origin(annotation)
    if isinstance(annotation, TypeAliasType):
        yield from _classes(annotation.__value__)
    elif origin is Annotated:
        yield from _classes(get_args(annotation)[0])
    elif origin is Literal:
        yield from {type(value) for value in get_args(annotation)} if len(get_args(annotation)) > 1 else ()
    elif origin in (Union, UnionType):
        for one in get_args(annotation):
            yield from _classes(one)
    elif isinstance(origin or annotation, type):
        yield origin or annotation


def _why_not(name: str) -> str:
    """Why a field cannot be set: there is none of that name, or it holds more than one value."""
    known = _settable()
    parts = [one for one in known if one.startswith(f"{name}.")]
    if parts:
        return f"{name} has parts: set {', '.join(parts)}"
    if name == "docconv":
        return "it is the version of the model, which is not for setting"
    if name in Article.model_fields:
        return f"{name} holds more than one value; write the article as Markdown or JSON, and edit it there"
    return f"an article has no such field{hint(name, known) or '; there are ' + ', '.join(known)}"


def _as_json(value: str, kind: type) -> Any:
    """A value as JSON has it: whole numbers as such, moments in UTC; what cannot be one of them is left to the model."""
    try:
        if kind is int:
            return int(value) if value.isascii() and value.removeprefix("-").isdigit() else value
        if kind is datetime:
            return written_moment(as_moment(datetime.fromisoformat(value)))
    except (ValueError, OverflowError):
        pass
    return value


def _typed(part: str, field: str, value: Any, given: str) -> Any:
    """The value of a field as the model has it; raises `UsageError` with what the model says of it."""
    info = _part(part).model_fields[field] if part else Article.model_fields[field]
    fields: dict[str, Any] = {field: (info.annotation, info)}
    alone = create_model("Alone", __base__=Part, **fields)
    try:
        return getattr(alone.model_validate_json(json.dumps({field: value})), field)
    except ValidationError as error:
        shown = given if len(given) <= _MOST_SHOWN else given[: _MOST_SHOWN - 1] + "…"
        raise UsageError(problem("U001", f"--set {shown}: {findings(error)[0].message}")) from error


def _part(name: str) -> type[Part]:
    (part,) = (kind for field, kind in _kinds(Article) if field == name)
    return part


def _with(present: Any, name: str, value: Any) -> Any:
    """What a field is to be: the value, or the part as it is with some of its fields changed."""
    if not isinstance(value, dict):
        return value
    fields = {field: getattr(present, field) for field in type(present).model_fields} if present is not None else {}
    return {**fields, **value}
