"""Where the values of a JSON document stand: names that stand once, and sources that hold more or less than the value.

That every value is found where it stands is tested in `test_json`.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from docconv.formats._positions import survey
from docconv.formats.jsonld import JsonldOptions, read
from docconv.problems import Problem
from tests.strategies import json_values
from tests.test_json import paths_of


@given(json_values(), st.randoms(use_true_random=False))
@example({"a": [{"b": [[], {}]}, "c"], "d": 1}, Random(1))
def test_names_that_stand_once_are_found_the_same_and_sooner(value: Any, random: Random) -> None:
    text = json.dumps(value, indent=random.choice((None, 1)))
    everything = [path for path, _ in paths_of(value)]
    some = random.sample(everything, random.randint(1, len(everything)))
    assert survey(text, some, unique=True).places == survey(text, some).places
    assert survey(text, [*some, ("not", "there")], unique=True).places == survey(text, some).places


@pytest.mark.parametrize("unique", [False, True])
def test_what_follows_a_value_is_not_taken_for_it(unique: bool) -> None:
    found = survey('{"a": 1}], "a": 2, "b": {"a": 3}}', [(), ("a",), ("b",)], unique=unique)
    assert {path: place.value for path, place in found.places.items()} == {(): 0, ("a",): 6}


@pytest.mark.parametrize("unique", [False, True])
def test_a_value_may_go_on_beyond_the_source(unique: bool) -> None:
    found = survey('{"a": 1, "b": [[], {"c": ', [("a",), ("d",)], unique=unique)
    assert {path: place.value for path, place in found.places.items()} == {(): 0, ("a",): 6}


def test_a_finding_stands_in_its_own_article_and_not_in_what_follows_it() -> None:
    document = b"""[
 {"@type": "NewsArticle", "headline": "Salt",
  "datePublished": "16 March"},
 {"@type": "Person",
  "datePublished": "2026-03-16"}
]"""
    problems: list[Problem] = []
    list(read(document, JsonldOptions(), problems.append))
    assert [(found.code, found.line, found.column) for found in problems] == [("R002", 3, 20)]
