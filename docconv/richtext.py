"""Texts with marks, the parts of an article that all others are made of; and what all parts share.

>>> RichText(text="Rain, then sun", marks=[Mark(kind="strong", start=0, end=4)]).marks[0].kind
'strong'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from docconv.canonical import LanguageTag, Lines, LinesOrEmpty, Uri
from docconv.unicode import Direction

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

#: What a mark says of its stretch.
MarkKind = Literal["link", "strong", "emphasis", "code", "sub", "sup"]

#: Sequences are tuples, so that frozen is true; lists are accepted and converted.
SEQUENCE = Strict(False)


def contradiction(message: str, **context: object) -> PydanticCustomError:
    """The error of parts that do not go together (M007); `context` fills the braces of the message."""
    return PydanticCustomError("contradiction", message, context)


class Part(BaseModel):
    """What all parts of an article share: frozen, strict, no unknown fields."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", revalidate_instances="never", defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The part's JSON Schema, described by its docstring without the examples."""
        made = handler(core_schema)
        described = handler.resolve_ref_schema(made)
        if "description" in described:
            described["description"] = described["description"].partition("\n\n")[0]
        return made


# --- text ----------------------------------------------------------------------------------------


class Mark(Part):
    """A stretch of a rich text that is a link or is set apart; it starts before it ends.

    >>> Mark(kind="link", start=0, end=4, href="https://example.com/rain").end
    4
    """

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"kind": {"const": "link"}}},
            "then": {"required": ["href"], "properties": {"href": {"type": "string"}}},
            "else": {"properties": {"href": {"type": "null"}}},
        }
    )

    kind: MarkKind = Field(description="What the stretch is.")
    start: int = Field(ge=0, description="Where it begins, in code points of the text.")
    end: int = Field(ge=1, description="Where it ends (exclusive), in code points of the text; within the text.")
    href: Uri | None = Field(None, description="Where a link leads; links alone have it.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.start >= self.end:
            raise contradiction("a mark must start before it ends")
        if (self.kind == "link") != (self.href is not None):
            raise contradiction("a link must have an href, and no other mark may")
        return self


def mark_order(mark: Mark) -> tuple[int, int, str, str]:
    """The key by which the marks of a text are sorted: longer ones first where they start together."""
    return mark.start, -mark.end, mark.kind, mark.href or ""


class RichText(Part):
    """A text with marks: links, strong, emphasis, code, sub- and superscript.

    >>> rich = RichText(text="Rain, then sun", marks=[Mark(kind="strong", start=0, end=4)])
    >>> [rich.text[mark.start : mark.end] for mark in rich.marks]
    ['Rain']
    """

    text: Lines = Field(description='The text; "\\n" is a hard line break.')
    marks: Annotated[tuple[Mark, ...], SEQUENCE] = Field(
        (),
        description="Sorted by start, then by end (the longer first), kind and href; the same kind and href neither overlap "
        "nor touch, and links never overlap.",
    )
    language: LanguageTag | None = Field(None, description="The language, where it differs from the article's.")
    direction: Direction | None = Field(None, description="The direction, where it differs from the article's.")

    @field_validator("marks")
    @classmethod
    def _check_marks(cls, marks: tuple[Mark, ...], info: ValidationInfo) -> tuple[Mark, ...]:
        if marks:
            check_marks(marks, len(info.data.get("text", "")) if "text" in info.data else None)
        return marks


def check_marks(marks: tuple[Mark, ...], length: int | None) -> None:
    """Raise a pydantic error unless `marks` are in normal form for a text of `length` code points."""
    if length is not None and max(mark.end for mark in marks) > length:
        raise contradiction("a mark must end within its text of {length} characters", length=length)
    if list(marks) != sorted(marks, key=mark_order):
        raise contradiction("marks must be sorted by start, end (the longer first), kind and href")
    ends: dict[tuple[str, str | None], int] = {}
    link_end = 0
    for mark in marks:
        key = (mark.kind, mark.href)
        if mark.start <= ends.get(key, -1):
            raise contradiction("marks of the same kind and href must neither overlap nor touch")
        ends[key] = mark.end
        if mark.kind == "link":
            if mark.start < link_end:
                raise contradiction("links must not overlap")
            link_end = mark.end


class Cell(RichText):
    """A table cell: a rich text that may be empty.

    >>> Cell().text
    ''
    """

    text: LinesOrEmpty = Field("", description='The text of the cell, possibly empty; "\\n" is a hard line break.')
