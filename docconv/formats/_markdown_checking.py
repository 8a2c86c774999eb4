"""The rules of an article in Markdown: what a reader, a viewer or docconv itself would stumble over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from docconv.canonical import SCHEMES, Source, Uri
from docconv.formats._findings import findings, shown
from docconv.formats._markdown_metadata import Metadata
from docconv.formats._markdown_reading import Reading, read_markdown, source_text
from docconv.formats._normal_form import to_article
from docconv.formats._positions import pointer
from docconv.model import Article, Figure
from docconv.problems import DocumentError, Problem, problem

if TYPE_CHECKING:
    from markdown_it.token import Token


def examine(data: bytes) -> list[Problem]:
    """Every fault of a Markdown document, in the order of its lines.

    >>> [str(found) for found in examine(b"---\\nlanguage: en\\n---\\n# One\\n\\n### Three\\n")]
    ['-:6:1: warning[K005] a heading of level 3 follows one of level 1']
    """
    told: list[Problem] = []
    seen: list[Problem] = []

    def look(tokens: Sequence[Token], before: int) -> None:
        seen.extend((*_of_headings(tokens, before), *_of_addresses(tokens, before)))

    try:
        reading = read_markdown(source_text(data, told.append), told.append, look)
    except DocumentError as error:
        return [*told, *error.problems]
    found = [
        *_of_names(reading.metadata),
        *seen,
        *_of_values(reading),
    ]
    addressed = {one.line for one in found if one.code == "K006"}
    # What the reader left out of a line is said by the address in it; what it kept as an extension, by the name.
    found += [one for one in told if one.code != "R003" and not (one.code == "R002" and one.line in addressed)]
    if "headline" not in reading.fields:
        found.append(problem("M008", "the article has no headline"))
    return sorted(found, key=lambda one: (one.line or 2**31, one.column or 1))


def _of_names(metadata: Metadata) -> Iterator[Problem]:
    for key in metadata.unknown:
        message = f"{shown(str(key.value))} is no field of an article; it becomes an extension"
        yield problem("K003", message, line=key.line, column=key.column)
    for key, field in metadata.renamed:
        message = f"{shown(str(key.value))} is read as {field}, which is docconv's name for it"
        if field == "headline":
            message = f"{shown(str(key.value))} is read as the headline, which is the heading of level 1"
        yield problem("K003", message, line=key.line, column=key.column)


def _of_headings(tokens: Sequence[Token], before: int) -> Iterator[Problem]:
    headed = False
    previous = 1
    for token in tokens:
        if token.type != "heading_open" or token.level:
            continue
        level, line = int(token.tag[1]), (token.map or [0])[0] + before + 1
        if level == 1 and headed:
            yield problem("K004", "this is a second heading of level 1: an article has one headline", line=line, column=1)
        if level > previous + 1:
            yield problem("K005", f"a heading of level {level} follows one of level {previous}", line=line, column=1)
        headed = headed or level == 1
        previous = level


def _of_addresses(tokens: Sequence[Token], before: int) -> Iterator[Problem]:
    for token in tokens:
        for inner in token.children or ():
            if (name := _ADDRESSED.get(inner.type)) is None:
                continue
            address = str(inner.attrGet(name) or "")
            if not _is_admitted(inner.type, address):
                message = _LEADS_NOWHERE[inner.type].format(shown(address) or "nothing")
                yield problem("K006", message, line=(token.map or [0])[0] + before + 1, column=1)


_ADDRESSED = {"link_open": "href", "image": "src"}
_LEADS_NOWHERE = {
    "link_open": f"a link leads to {{}}, which is no address in ASCII of a kind that articles hold ({', '.join(SCHEMES)})",
    "image": "a picture is at {}, which is neither an http address nor a relative path, in ASCII",
}


@cache
def _admitting(kind: str) -> TypeAdapter[str]:
    return TypeAdapter(Source if kind == "image" else Uri)


def _is_admitted(kind: str, address: str) -> bool:
    try:
        _admitting(kind).validate_python(address)
    except ValidationError:
        return False
    return True


def _of_values(reading: Reading) -> Iterator[Problem]:
    """The faults of the front matter's values, then what of the text no article holds, then pictures without a description."""
    fields, places = reading.fields, reading.metadata.places
    faulty: set[Any] = set()
    try:
        Article.model_validate({name: value for name, value in fields.items() if name in places})
    except ValidationError as error:
        for fault in findings(error):
            if fault.path and fault.path[0] in places:
                where = pointer(fault.path)
                line, column = reading.place(where)
                faulty.add(fault.path[0])
                yield problem(fault.code, fault.message, line=line, column=column, path=where)
    mended: list[Problem] = []
    article = to_article({name: value for name, value in fields.items() if name not in faulty}, mended.append)
    yield from (one for one in mended if not (one.path or "").endswith(("/href", "/src")))
    for number, section in enumerate(article.body):
        for at, block in enumerate(section.blocks):
            if isinstance(block, Figure) and block.media == "image" and block.src is not None and block.alt is None:
                where = f"/body/{number}/blocks/{at}"
                yield problem("A001", f"the picture {shown(block.src)} has no alternative text", path=where)
