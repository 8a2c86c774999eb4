"""The published schemas: where they are, and the article's, made from the model.

The article's schema says all that JSON Schema can say. What it cannot, stands in its descriptions:
that a mark starts before it ends, ends within its text and is in its order; how deep a heading may
be; that there are no more header rows than rows; that a language tag repeats no subtag; how deep an
extension may nest. Whole numbers are written without a fraction (`1`, not `1.0`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from docconv.patterns import lazy_pattern
from docconv.unicode import SURROGATES

SchemaName = Literal["article", "newsml", "nitf", "ninjs-3.1", "ninjs-2.2", "ninjs-1.6"]

_FILES: dict[str, str] = {
    "article": "article-1.0.schema.json",
    "newsml": "newsml-g2-article.xsd",
    "nitf": "nitf-article.xsd",
    "ninjs-3.1": "ninjs-3.1.schema.json",
    "ninjs-2.2": "ninjs-2.2.schema.json",
    "ninjs-1.6": "ninjs-1.6.schema.json",
}

#: Where a schema says which others belong to it.
_IMPORTED = lazy_pattern(r'<xs:(?:import|include)\b[^>]*\bschemaLocation="([^"]+)"')

#: The name of the article's schema, by which others may refer to it.
ARTICLE_SCHEMA_ID = "urn:docconv:schema:article-1.0"


def schema_path(name: SchemaName) -> Path:
    """The file of a schema: in the installed package, or beside the package in a clone.

    Raises `FileNotFoundError` when the installation lacks it.

    >>> schema_path("article").name
    'article-1.0.schema.json'
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "schemas", package.parent / "schemas"):
        path = folder / _FILES[name]
        if path.is_file():
            return path
    raise FileNotFoundError(f"the schema {_FILES[name]} is not installed")


def schema_files(name: SchemaName) -> tuple[Path, ...]:
    """The file of a schema, then those that it imports from its folder, and that those import.

    >>> [path.name for path in schema_files("newsml")]
    ['newsml-g2-article.xsd', 'xml-attributes.xsd', 'nitf-article.xsd']
    """
    found = [schema_path(name)]
    for path in found:  # which grows meanwhile
        beside = [path.with_name(place) for place in _IMPORTED.findall(path.read_text("utf-8"))] if path.suffix == ".xsd" else []
        found += [one for one in beside if one not in found]
    return tuple(found)


def article_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an article, made from the model.

    >>> article_schema()["$id"]
    'urn:docconv:schema:article-1.0'
    """
    from docconv.model import Article  # pydantic takes its time, and finding a file needs none of it

    generated = Article.model_json_schema()
    definitions = generated.pop("$defs")
    definitions["Extensions"]["additionalProperties"] = {"$ref": "#/$defs/JsonValue"}
    definitions["JsonValue"] = _json_value()
    for definition in definitions.values():
        _demand_block_type(definition)
    body = generated["properties"]["body"]
    body["prefixItems"] = [{"$ref": "#/$defs/Section", "properties": {"level": {"const": 1}}}]
    body["items"] = {"$ref": "#/$defs/Section", "required": ["heading"], "properties": {"heading": {"type": "string"}}}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ARTICLE_SCHEMA_ID,
        **_without_field_titles(generated),
        "$defs": {name: _without_field_titles(definitions[name]) for name in sorted(definitions)},
    }
    return {name: schema[name] for name in ("$schema", "$id", "title", "description", *schema) if name in schema}


def _json_value() -> dict[str, Any]:
    """What `canonical.frozen_json` admits: each keyword bears on the values of its type alone."""
    from docconv.canonical import EXTENSION_DEPTH, LARGEST_NUMBER

    ill_formed = {"pattern": f"[{SURROGATES}]"}
    return {
        "title": "JsonValue",
        "description": "A JSON value: finite numbers, well-formed strings; "
        f"lists and objects nest at most {EXTENSION_DEPTH} deep, the extensions themselves counted.",
        "minimum": -LARGEST_NUMBER,
        "maximum": LARGEST_NUMBER,
        "not": {"type": "string", **ill_formed},
        "items": {"$ref": "#/$defs/JsonValue"},
        "propertyNames": {"not": ill_formed},
        "additionalProperties": {"$ref": "#/$defs/JsonValue"},
    }


def _demand_block_type(definition: dict[str, Any]) -> None:
    """A block of a document says its kind, though one made in Python may leave it to the class."""
    if "const" in definition.get("properties", {}).get("type", {}):
        definition["required"] = ["type", *definition.get("required", [])]


def _without_field_titles(definition: dict[str, Any]) -> dict[str, Any]:
    """A definition whose properties lose the titles that are their names over again."""
    properties = definition.get("properties", {})
    cleaned = {name: {key: value for key, value in field.items() if key != "title"} for name, field in properties.items()}
    return {**definition, "properties": cleaned} if cleaned else definition
