"""What the tests of ninjs share: the official schemas, writing and reading."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.protocols import Validator
from referencing import Registry, Resource

from docconv.formats.ninjs import NinjsOptions, read, write
from docconv.model import Article
from docconv.problems import Problem
from tests.newsml_documents import STANDARDS, needs_standards

__all__ = ["STANDARDS", "VERSIONS", "decoded", "item", "needs_standards", "official", "official_faults", "written"]

VERSIONS = pytest.mark.parametrize("version", ["3.1", "2.2", "1.6"])


@cache
def official(version: str) -> Validator:
    """The official schema of a version, with formats asserted and GeoJSON from the pack."""
    folder = STANDARDS / "ninjs"
    schema = json.loads((folder / f"ninjs-schema_{version}.json").read_text("utf-8"))
    geojson = Resource.from_contents(json.loads((folder / "GeoJSON-schema.json").read_text("utf-8")))
    registry: Registry[Any] = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geojson)
    kind = Draft7Validator if version.startswith("1") else Draft202012Validator
    checker = kind.FORMAT_CHECKER
    assert {"uri", "date-time"} <= checker.checkers.keys(), "install rfc3987 and rfc3339-validator, or formats go unchecked"
    return kind(schema, registry=registry, format_checker=checker)


def official_faults(version: str, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in official(version).iter_errors(value)]


def written(articles: Article | Iterable[Article], **options: Any) -> bytes:
    stream = io.BytesIO()
    write([articles] if isinstance(articles, Article) else articles, stream, NinjsOptions(**options), lambda problem: None)
    return stream.getvalue()


def item(article: Article, **options: Any) -> dict[str, Any]:
    """The written item as plain data."""
    made: dict[str, Any] = json.loads(written(article, **options))
    return made


def decoded(data: bytes | dict[str, Any]) -> tuple[Article, list[Problem]]:
    """The first article of a document, and the problems."""
    problems: list[Problem] = []
    octets = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    (article, *_) = read(octets, NinjsOptions(), problems.append)
    return article, problems
