"""ninjs as it is written: valid by the official schemas and by ours, whatever the article."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from docconv.formats.ninjs import check
from tests.newsml_documents import EVERYTHING
from tests.ninjs_documents import VERSIONS, item, needs_standards, official_faults, written
from tests.strategies import articles, json_values

#: Extensions that were properties of ninjs, with values that fit and values that do not.
FROM_NINJS = st.dictionaries(
    st.sampled_from(["urgency", "edNote", "people", "genres", "rightsInfo", "profile", "mimetype", "nonsense"]).map(
        "ninjs:".__add__
    ),
    st.sampled_from([4, 5.0, 17, "x", [{"name": "Ines Farrow"}], [{"uri": "not a URI"}], {"linkedRights": "https://a.example/"}])
    | json_values(),
    max_size=3,
)


@needs_standards
@VERSIONS
@settings(max_examples=40)
@given(data=st.data())
def test_whatever_is_written_is_valid(version: str, data: st.DataObject) -> None:
    article = data.draw(articles() | articles(extensions=FROM_NINJS))
    value = item(article, version=version)
    assert official_faults(version, value) == []
    assert [found for found in check(json.dumps(value).encode()) if found.code != "M008"] == []


@needs_standards
@VERSIONS
def test_everything_is_valid(version: str) -> None:
    assert official_faults(version, item(EVERYTHING, version=version)) == []
    assert check(written([EVERYTHING, EVERYTHING], version=version)) == []
