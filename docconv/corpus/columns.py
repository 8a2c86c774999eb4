"""Articles as nested columns: the Arrow schema that follows from the model, articles as rows of it, and rows as articles.

Every field of the model is a column; parts are structs, sequences are lists. The kinds of block share one struct, which
has the fields of all of them, and `type` tells them apart. `extensions` is a map from name to JSON text. Moments are
timestamps in UTC, days are dates. What an article does not say is null.
"""

from __future__ import annotations

import functools
import json
import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, BinaryIO, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import from_json
from typing_extensions import TypeAliasType

from docconv.canonical import Extensions
from docconv.corpus.arrow import arrow, parquet
from docconv.model import MODEL_VERSION, Article

#: Articles in a row group: enough for a column to pack well, few enough to be held.
ROW_GROUP = 1000


@functools.cache
def article_schema() -> Any:
    """The `pyarrow.Schema` of articles; raises `UsageError` (U004) without pyarrow.

    >>> article_schema().field("headline").type
    DataType(string)
    """
    pa = arrow()
    return pa.schema(
        [pa.field(name, _arrow_type(field.annotation)) for name, field in Article.model_fields.items()],
        metadata={"docconv": MODEL_VERSION},
    )


def write_parquet(articles: Iterable[Article], stream: BinaryIO) -> None:
    """Write articles as a Parquet file, a row group of 1,000 at a time; raises `UsageError` (U004) without pyarrow.

    >>> import io
    >>> stream = io.BytesIO()
    >>> write_parquet([Article(headline="Ferry adds dawn sailing")], stream)
    >>> stream.getvalue()[:4]
    b'PAR1'
    """
    schema = article_schema()
    held: list[dict[str, Any]] = []
    with parquet().ParquetWriter(stream, schema, compression="zstd") as writer:
        for article in articles:
            held.append(to_row(article))
            if len(held) == ROW_GROUP:
                writer.write_table(arrow().Table.from_pylist(held, schema))
                held = []
        writer.write_table(arrow().Table.from_pylist(held, schema))


def to_row(article: Article) -> dict[str, Any]:
    """An article as a row of `article_schema`.

    >>> to_row(Article(headline="Ferry", extensions={"wire:take": 2}))["extensions"]
    [('wire:take', '2')]
    """
    row = article.model_dump()
    row["extensions"] = [(name, json.dumps(value, ensure_ascii=False)) for name, value in article.extensions.items()]
    return row


def to_article(row: Mapping[str, Any]) -> Article:
    """The article of a row, checked as any article is; raises `pydantic.ValidationError`.

    >>> article = Article(headline="Ferry", extensions={"wire:take": 2})
    >>> to_article(to_row(article)) == article
    True
    """
    fields = _without_nulls(row)
    extensions = row.get("extensions")
    if extensions is not None:
        fields["extensions"] = {name: from_json(value) for name, value in dict(extensions).items()}
    return Article.model_validate(fields)


def holds_articles(names: Iterable[str]) -> bool:
    """Whether columns of these names are those of `article_schema`.

    >>> holds_articles(["text", "url"])
    False
    """
    return {"docconv", "headline", "body", "extensions"} <= set(names)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value]
    return value


# --- the model's types as Arrow's -------------------------------------------------------------------


def _arrow_type(kind: Any) -> Any:
    pa = arrow()
    if kind is Extensions:
        return pa.map_(pa.string(), pa.string())
    kind = _bare(kind)
    if get_origin(kind) is tuple:
        return pa.list_(_arrow_type(get_args(kind)[0]))
    if get_origin(kind) is Literal:
        return pa.string()
    alternatives = _alternatives(kind)
    if len(alternatives) > 1:
        return pa.struct(_shared_fields(alternatives))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return pa.struct([pa.field(name, _arrow_type(field.annotation)) for name, field in kind.model_fields.items()])
    simple = {str: pa.string(), int: pa.int32(), bool: pa.bool_(), datetime: pa.timestamp("ms", tz="UTC"), date: pa.date32()}
    return simple[kind]


def _shared_fields(kinds: Iterable[Any]) -> list[Any]:
    """The fields of several parts as those of one struct; a field that several have is of one type in all of them."""
    pa = arrow()
    shared: dict[str, Any] = {}
    for kind in kinds:
        for name, field in _bare(kind).model_fields.items():
            found = _arrow_type(field.annotation)
            if shared.setdefault(name, found) != found:
                raise TypeError(f"the kinds of block have {name} as {shared[name]} and as {found}")
    return [pa.field(name, kind) for name, kind in shared.items()]


def _bare(kind: Any) -> Any:
    """A type without its constraints, and without None."""
    while True:
        if isinstance(kind, TypeAliasType):
            kind = kind.__value__
        elif get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, types.UnionType) and len(_alternatives(kind)) == 1:
            kind = _alternatives(kind)[0]
        else:
            return kind


def _alternatives(kind: Any) -> tuple[Any, ...]:
    if get_origin(kind) not in (Union, types.UnionType):
        return (kind,)
    return tuple(one for one in get_args(kind) if one is not type(None))


def article_rows(stream: Any, groups: Iterable[int] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file, a few at a time."""
    file = parquet().ParquetFile(stream)
    for batch in file.iter_batches(batch_size=256, row_groups=None if groups is None else list(groups)):
        yield from batch.to_pylist()
