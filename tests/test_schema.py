"""The published schema: it is the model's, and both accept and refuse the same documents."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from docconv.model import Article
from docconv.schemas import article_schema, schema_path
from tests.strategies import articles
from tests.test_model import is_consequence
from tools.write_schemas import PATH, written_schema

SCHEMA = article_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
JSON_FIXTURES = sorted(Path(__file__).parents[1].glob("fixtures/*/json/*.json"))

#: What the model refuses and JSON Schema cannot say: by error type and the beginning of the message.
UNSAID = (
    ("contradiction", "a mark must start before it ends"),
    ("contradiction", "a mark must end within its text"),
    ("contradiction", "marks must be sorted"),
    ("contradiction", "marks of the same kind and href must neither overlap nor touch"),
    ("contradiction", "links must not overlap"),
    ("contradiction", "a table cannot have more header rows than rows"),
    ("contradiction", "section "),  # a heading goes at most one deeper than the one before
    ("language", "repeats a subtag"),
    ("moment", "is not a date and time that exists"),  # the 29th of February, where the format is not checked
    ("day", "is not a day that exists"),  # likewise
    ("int_type", "Input should be a valid integer"),  # 1.0, a whole number to JSON Schema
    ("extension", "must not nest lists and objects deeper"),
)


def is_unsaid(error: Any) -> bool:
    """Whether an error of the model is by a rule that the schema cannot say."""
    if error["type"] == "int_type":
        return isinstance(error["input"], float) and error["input"].is_integer()
    return any(error["type"] == kind and error["msg"].startswith(start) for kind, start in UNSAID)


def model_errors(document: object) -> list[Any]:
    """The errors of the model, without those that only follow from others."""
    try:
        Article.model_validate_json(json.dumps(document))
    except ValidationError as refused:
        return [error for error in refused.errors() if not is_consequence(error)]
    return []


def assert_agreement(document: object) -> None:
    """The schema refuses nothing that the model accepts, and accepts what it refuses only by rules it cannot say."""
    errors = model_errors(document)
    faults = [fault.message for fault in VALIDATOR.iter_errors(document)]
    if not errors:
        assert not faults
    elif not faults:
        assert all(map(is_unsaid, errors)), errors


def test_the_file_is_the_generated_schema() -> None:
    assert PATH.read_text("utf-8") == written_schema()
    assert schema_path("article") == PATH


def test_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"] == "urn:docconv:schema:article-1.0"


def test_has_no_look_around_and_is_ascii() -> None:
    text = written_schema()
    assert text.isascii()
    assert not any(sign in text for sign in ("(?=", "(?!", "(?<"))


def test_describes_every_definition_and_every_field() -> None:
    for name, definition in {"Article": SCHEMA, **SCHEMA["$defs"]}.items():
        assert definition.get("description") or name == "Extensions", name
        for field, schema in definition.get("properties", {}).items():
            assert schema.get("description"), (name, field)
            assert "title" not in schema, (name, field)


def test_every_reference_leads_somewhere() -> None:
    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [found for item in part.values() for found in references(item)]
        return [found for item in part for found in references(item)] if isinstance(part, list) else []

    names = set(references(SCHEMA))
    assert names == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


@pytest.mark.parametrize("path", JSON_FIXTURES, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_agrees_on_the_fixtures(path: Path) -> None:
    try:
        document = json.loads(path.read_text("utf-8-sig"))
        for article in document if isinstance(document, list) else [document]:
            assert_agreement(article)
    except (ValueError, RecursionError):
        pytest.skip("not JSON, or deeper than validators go: nothing that a schema could tell")


@given(articles())
def test_accepts_what_the_model_writes(article: Article) -> None:
    for document in (article.model_dump_json(), article.model_dump_json(exclude_defaults=True)):
        VALIDATOR.validate(json.loads(document))


# --- mutations ------------------------------------------------------------------------------------

#: Values that mean something somewhere in an article, right or wrong.
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, 2, -1, 1.0, 1.5, 10, 2**31, 10**400, "", " ", "a", " a", "a ", "a  b", "a\nb",
    "a \nb", "a\n", "\u00a0a", "a\u00a0b",
    "a\u0000b", "a\u2028b", "a\ufffeb", "a\U0001ffffb", "\ufeff", "ltr", "rtl", "image", "link", "strong",
    "paragraph", "figure", "quote", "poem",
    "usable", "killed", "1.0", "1.1", "en", "EN", "und", "en-gb", "zh-Hant-TW", "de-1996-1996", "en\n", "https://a.example/", "http://a.example/é",
    "javascript:alert(1)", "urn:x1:a", "urn:x:a", "mailto:a@b.example", "a.jpg", "//a.example/b",
    "a@b.example", "a@b", "2026-03-14", "2026-02-29",
    "2026-02-30", "0000-01-01", "2026-13-01", "2026-03-14T09:15:00Z", "2026-03-14T24:00:00Z",
    "2026-03-14T09:15:00+00:00", "2026-03-14T09:15:60Z",
    "2026-02-29T00:00:00Z", [], {}, [None], [[]], [{}], [1], ["a"], {"text": "a"}, [{"text": "a"}], [[{}]],
    {"a": 1}, {"qna:a": 1}, {"qna:": 1},
    {"qna:a": [{"b": {}}]}, {"QNA:a": 1}, {"type": "paragraph", "text": "a"}, [{"type": "paragraph",
    "text": "a"}], {"type": "embed"},
    [{"heading": "A", "level": 2}], [{"blocks": [{"type": "paragraph", "text": "a"}]}], [{}], [{"level": 1}], {"heading": None},
    [{"kind": "code", "start": 0, "end": 1}], [{"kind": "code", "start": 1, "end": 1}], {"name": "a"},
    [{"name": "a"}], {"holder": None},
)  # fmt: skip

#: Names of fields, right or wrong where they are put.
NAMES = sorted(
    {name for definition in (SCHEMA, *SCHEMA["$defs"].values()) for name in definition.get("properties", {})} | {"x", "qna:a"}
)

Holder = tuple[Any, Any]


def holders(document: Any) -> list[Holder]:
    """Every place in a document: what holds it, and the name or index there."""
    steps: list[Any] = (
        list(document) if isinstance(document, dict) else list(range(len(document))) if isinstance(document, list) else []
    )
    return [(document, step) for step in steps] + [found for step in steps for found in holders(document[step])]


def _replace(draw: Callable[..., Any], holder: Any, step: Any) -> None:
    holder[step] = copy.deepcopy(draw(st.sampled_from(ODD_VALUES)))


def _delete(draw: Callable[..., Any], holder: Any, step: Any) -> None:
    del holder[step]


def _repeat(draw: Callable[..., Any], holder: Any, step: Any) -> None:
    if isinstance(holder, list):
        holder.insert(step, copy.deepcopy(holder[step]))


def _reverse(draw: Callable[..., Any], holder: Any, step: Any) -> None:
    if isinstance(holder[step], list):
        holder[step].reverse()


def _add(draw: Callable[..., Any], holder: Any, step: Any) -> None:
    inner = holder[step] if isinstance(holder[step], dict) else holder
    if isinstance(inner, dict):
        inner[draw(st.sampled_from(NAMES))] = copy.deepcopy(draw(st.sampled_from(ODD_VALUES)))


@st.composite
def mutated_documents(draw: st.DrawFn) -> Any:
    """Documents of articles with a change or two that may make them wrong."""
    document = json.loads(draw(articles()).model_dump_json(exclude_defaults=draw(st.booleans())))
    for _ in range(draw(st.integers(1, 2))):
        holder, step = draw(st.sampled_from(holders({"": document})[1:] or [({"": document}, "")]))
        draw(st.sampled_from((_replace, _replace, _delete, _repeat, _reverse, _add)))(draw, holder, step)
    return document


@settings(max_examples=300)
@given(mutated_documents())
def test_agrees_with_the_model_on_changed_articles(document: Any) -> None:
    assert_agreement(document)


@pytest.mark.parametrize("name", list(Article.model_fields))
def test_agrees_on_every_odd_value_of_every_field(name: str) -> None:
    for value in ODD_VALUES:
        assert_agreement({name: value})


@pytest.mark.parametrize(
    ("name", "minimal"),
    [
        ("Mark", {"kind": "code", "start": 0, "end": 1}),
        ("RichText", {"text": "abc"}),
        ("Figure", {"type": "figure", "credit": "QNA"}),
        ("Quote", {"type": "quote", "paragraphs": [{"text": "a"}]}),
        ("List", {"type": "list", "items": [{"text": "a"}]}),
        ("Table", {"type": "table", "rows": [[{"text": "a"}]]}),
        ("Embed", {"type": "embed", "url": "https://a.example/"}),
        ("Paragraph", {"type": "paragraph", "text": "abc"}),
        ("Section", {"heading": "A", "blocks": []}),
        ("Person", {"name": "A"}),
        ("Dateline", {"text": "A"}),
        ("Rights", {"holder": "A"}),
        ("Topic", {"name": "A"}),
        ("RelatedGroup", {"heading": "A", "links": [{"title": "B"}]}),
    ],
)
def test_agrees_on_every_odd_value_inside_every_part(name: str, minimal: dict[str, Any]) -> None:
    for field in (*SCHEMA["$defs"][name]["properties"], "unknown"):
        for value in ODD_VALUES:
            assert_agreement(_around(name, {**minimal, field: value}))
        assert_agreement(_around(name, {key: item for key, item in minimal.items() if key != field}))


def _around(name: str, part: dict[str, Any]) -> dict[str, Any]:
    """The smallest article that holds a part."""
    fields = {"Person": "authors", "Topic": "topics", "RelatedGroup": "related", "RichText": "standfirst", "Section": "body"}
    if name in fields:
        return {fields[name]: [part]}
    if name in ("Dateline", "Rights"):
        return {name.lower(): part}
    if name == "Mark":
        return {"standfirst": [{"text": "abc", "marks": [part]}]}
    return {"body": [{"blocks": [part]}]}


@pytest.mark.parametrize("rule", UNSAID, ids=lambda rule: rule[1])
def test_what_the_schema_cannot_say_is_still_refused_by_the_model(rule: tuple[str, str]) -> None:
    plain = jsonschema.Draft202012Validator(SCHEMA)
    found = [error for document in BEYOND_THE_SCHEMA if plain.is_valid(document) for error in model_errors(document)]
    assert any(error["type"] == rule[0] and error["msg"].startswith(rule[1]) for error in found)


def _deep(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def _marks(*marks: tuple[Any, ...]) -> dict[str, Any]:
    keys = ("kind", "start", "end", "href")
    return {"standfirst": [{"text": "abcdef", "marks": [dict(zip(keys, mark, strict=False)) for mark in marks]}]}


#: Documents that the schema admits and the model does not.
BEYOND_THE_SCHEMA: list[dict[str, Any]] = [
    _marks(("code", 2, 2)),
    _marks(("code", 0, 7)),
    _marks(("code", 2, 3), ("code", 0, 1)),
    _marks(("code", 0, 1), ("code", 1, 2)),
    _marks(("link", 0, 3, "https://a.example"), ("link", 2, 4, "https://b.example")),
    {"body": [{"blocks": [{"type": "table", "rows": [[{}]], "header_rows": 2}]}]},
    {"body": [{"heading": "A"}, {"heading": "B", "level": 3}]},
    {"language": "de-1996-1996"},
    {"created": "2025-02-29T00:00:00Z"},
    {"version": 1.0},
    {"extensions": {"qna:a": _deep(70)}},
    {"dateline": {"text": "A", "date": "2025-02-29"}},
]


def test_days_are_checked_where_formats_are() -> None:
    plain = jsonschema.Draft202012Validator(SCHEMA)
    assert plain.is_valid({"dateline": {"text": "A", "date": "2025-02-29"}})
    assert not VALIDATOR.is_valid({"dateline": {"text": "A", "date": "2025-02-29"}})


def test_schema_path_names_every_schema_or_says_that_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "docconv"
    (package / "schemas").mkdir(parents=True)
    installed = package / "schemas" / "article-1.0.schema.json"
    installed.write_text("{}")
    monkeypatch.setattr("docconv.schemas.__file__", str(package / "schemas.py"))
    assert schema_path("article") == installed.resolve()
    installed.unlink()
    with pytest.raises(FileNotFoundError, match="is not installed"):
        schema_path("article")
