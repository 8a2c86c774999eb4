"""JSON-LD as it is written and read back: what is carried comes back, what is not is reported."""

from __future__ import annotations

from hypothesis import given, settings

from docconv.model import Article
from docconv.problems import Problem
from tests.jsonld_documents import carried, decoded, written
from tests.newsml_documents import EVERYTHING
from tests.strategies import articles


@settings(max_examples=150)
@given(articles())
def test_what_is_carried_comes_back_and_what_is_not_is_reported(article: Article) -> None:
    told: list[Problem] = []
    back, _ = decoded(written(article, told.append))
    expected = carried(article)
    assert back.model_dump_json(indent=1) == expected.model_dump_json(indent=1)
    assert {found.code for found in told} <= {"L001"}
    differing = {f"/{name}" for name in Article.model_fields if getattr(article, name) != getattr(expected, name)}
    assert {found.path for found in told} == differing
    again, problems = decoded(written(back))
    assert again == back
    assert problems == []


def test_everything_that_is_carried_comes_back() -> None:
    back, problems = decoded(written(EVERYTHING))
    assert back.model_dump_json(indent=1) == carried(EVERYTHING).model_dump_json(indent=1)
    assert problems == []
