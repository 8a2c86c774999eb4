"""The rules of ninjs: our schemas beside the official ones, the version of a document, what is kept through the format."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docconv.formats._ninjs_rules import declared_version, fits, generation, rules
from docconv.formats.ninjs import check
from docconv.schemas import schema_path
from tests.newsml_documents import EVERYTHING
from tests.ninjs_documents import STANDARDS, VERSIONS, item, needs_standards, official_faults

#: A document of each generation that uses what docconv does not write, too.
_CONTACT = {"type": "phone", "role": "desk", "lang": "en", "name": "Desk", "value": "+44 1"}
_PARTY = {"name": "Harbour trust", "rel": "about", "uri": "https://example.com/trust", "contactInfo": [_CONTACT]}
FULL: dict[str, dict[str, Any]] = {
    "3.1": {
        "profile": "text",
        "urgency": 3,
        "edNote": "Check.",
        "title": "ferry",
        "firstCreated": "2026-03-16T05:30:00.5+01:00",
        "people": [_PARTY],
        "organisations": [{**_PARTY, "symbols": [{"exchange": "XX", "symbolType": "urn:x:y", "symbol": "HT"}]}],
        "places": [{"name": "Port Elwin", "geoJSON": {"type": "Point", "coordinates": [1.5, 2]}}],
        "genres": [{"literal": "x"}],
        "events": [{"id": "1", "name": "Fair"}],
        "objects": [{"name": "Bell"}],
        "digitalSourceType": {"name": "x"},
        "trustIndicators": [{"role": "urn:x:y", "title": "t", "href": "https://example.com/"}],
        "rightsInfo": {"linkedRights": "https://example.com/rights"},
        "renditions": [{"name": "main", "poi": {"x": 1, "y": 2}, "frameRate": 25.5, "scanType": "interlaced"}],
        "eventDetails": {"dates": {"startDate": "2026-03-16T05:30:00Z", "expectedEndDate": "2026-03"}, "organiser": _PARTY},
        "plannedCoverage": [
            {
                "uri": "urn:x:y",
                "itemCount": {"rangeFrom": 1, "rangeTo": 2},
                "audiences": [{"significance": 1}],
                "commissioned": {"by": "x", "references": [{"name": "a", "value": "b"}]},
            }
        ],
    },
    "2.2": {
        "urgency": 3.5,
        "ednote": "Check.",
        "title": "ferry",
        "people": [{"name": "Ines Farrow", "rel": "about"}],
        "places": [{"name": "Port Elwin", "contactinfo": [{"address": {"lines": ["Pier 1"], "postalcode": "1"}}]}],
        "organisations": [{"name": "x", "symbols": [{"ticker": "HT"}]}],
        "rightsinfo": {"encodedrights": "x", "more": 1},
        "renditions": [{"name": "main", "width": 100.5}],
    },
    "1.6": {
        "urgency": 3.5,
        "mimetype": "text/html",
        "person": [{"name": "x", "scheme": "https://example.com/", "code": "1"}],
        "place": [{"name": "x", "geometry_geojson": {"a": 1}}],
        "renditions": {"main": {"height": 1.5}},
        "body_nitf": "<nitf/>",
        "rightsinfo": {"linkedrights": "https://example.com/", "more": 1},
        "genre": [{"name": "x"}],
        "trustindicator": [{"scheme": "https://example.com/", "code": "1"}],
    },
}

#: Where ours and the official schema part knowingly: GeoJSON is looked at less closely, and a list of dates may be one.
LOOSER = ("geoJSON", "geojson", "recurrenceDates")


def full(version: str) -> dict[str, Any]:
    return item(EVERYTHING, version=version) | copy.deepcopy(FULL[version])


@VERSIONS
def test_our_schema_is_one(version: str) -> None:
    schema = json.loads(schema_path(f"ninjs-{version}").read_text("utf-8"))  # type: ignore[arg-type]  # one of the names
    jsonschema.Draft202012Validator.check_schema(schema)
    assert jsonschema.Draft202012Validator(schema).is_valid(full(version))


@needs_standards
@VERSIONS
def test_a_full_item_is_accepted_by_both(version: str) -> None:
    assert official_faults(version, full(version)) == []
    assert check(json.dumps(full(version)).encode()) == []


@needs_standards
@pytest.mark.parametrize("path", sorted(STANDARDS.glob("*/*ninj*.json")), ids=lambda path: path.name)
def test_official_texts_are_accepted(path: Any) -> None:
    if path.parent.name == "ninjs":
        assert declared_version({"standard": {"schema": path.stem}}) is not None
        return
    assert check(path.read_bytes()) == []


# --- mutations --------------------------------------------------------------------------------------

_VALUES = st.sampled_from(
    [
        None,
        True,
        0,
        1,
        4.0,
        4.5,
        101,
        -1,
        "",
        "x",
        "usable",
        "picture",
        "full",
        "urn:x:y",
        "not a URI",
        "http://a b/",
        "https://a.example/%zz",
        "2026-03-16T07:40:00Z",
        "2026-03-16T07:40:00",
        "2026-13-16T07:40:00Z",
        "2026",
        [],
        {},
        [{}],
        ["x"],
        {"name": "x"},
        [{"value": 1}],
    ]
)
_NAMES = st.sampled_from(
    [
        "uri",
        "name",
        "rel",
        "value",
        "contentType",
        "contenttype",
        "versionCreated",
        "versioncreated",
        "byline",
        "by",
        "body_x",
        "headline_",
        "x_desk",
        "linkedRights",
        "address",
        "symbol",
        "type",
        "$standard",
        "geometry_a",
    ]
)


def _holders(value: Any) -> list[Any]:
    found = [value]
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            found += _holders(inner)
    return found


@needs_standards
@VERSIONS
@settings(max_examples=150)
@given(data=st.data())
def test_agrees_with_the_official_schema_about_whatever_is_changed(version: str, data: st.DataObject) -> None:
    value = full(version)
    for _ in range(data.draw(st.integers(1, 2))):
        holder = data.draw(st.sampled_from(_holders(value)))
        new = copy.deepcopy(data.draw(_VALUES))
        if isinstance(holder, dict) and (not holder or data.draw(st.booleans())):
            holder[data.draw(_NAMES)] = new
        elif isinstance(holder, dict):
            name = data.draw(st.sampled_from(sorted(holder)))
            holder[name] = new
            if data.draw(st.booleans()):
                del holder[name]
        else:
            holder.insert(data.draw(st.integers(0, len(holder))), new)
    value.pop("standard", None)  # the version that is asked for, whatever the document says now
    ours = list(rules(int(version[0])).faults(value))
    theirs = official_faults(version, value)
    if any(name in json.dumps(value) for name in LOOSER) and theirs and not ours:
        theirs = [fault for fault in theirs if not any(name in fault for name in LOOSER)]
    assert bool(ours) == bool(theirs), (ours, theirs)


# --- the version --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"standard": {"version": "3.0"}}, 3),
        ({"standard": {"version": " 2.1 "}}, 2),
        ({"$standard": {"name": "ninjs", "version": "1.4"}, "versionCreated": "x"}, 1),
        ({"standard": {"schema": "http://www.iptc.org/std/ninjs/ninjs-schema_2.0.json#"}}, 2),
        ({"standard": {"version": "ninjs three"}, "pubStatus": "usable"}, 3),
        ({"standard": {"version": "7.0"}, "headlines": []}, 2),
        ({"standard": "3.1", "bodies": [{"contentType": "text/html"}]}, 3),
        ({"bodies": [{"contenttype": "text/html"}]}, 2),
        ({"associations": [{"rel": "figure"}]}, 3),
        ({"associations": [{"name": "x"}]}, 2),
        ({"associations": {"x": {}}}, 1),
        ({"by": "Jo Kerr"}, 2),
        ({"byline": "Jo Kerr"}, 1),
        ({}, 1),
        ({"standard": {"version": 3}, "associations": [3], "subjects": None, "bodies": ["x", None]}, 2),
    ],
)
def test_versions_are_told_apart(item: dict[str, Any], expected: int) -> None:
    assert generation(item) == expected


def test_what_fits_a_version() -> None:
    assert fits("3.1", "people", [{"name": "Ines Farrow"}])
    assert not fits("3.1", "people", [{"name": "Ines Farrow", "x": 1}])
    assert not fits("1.6", "people", [{"name": "Ines Farrow"}])
    assert not fits("3.1", "urgency", 10)
    assert fits("2.2", "urgency", 10)
    assert not fits("3.1", "edNote", " ")


# --- whatever comes -------------------------------------------------------------------------------------


@settings(max_examples=100)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES | st.text(max_size=5), inner, max_size=4),
        max_leaves=12,
    )
)
def test_checking_gives_findings_for_any_json(value: object) -> None:
    for found in check(json.dumps(value).encode()):
        assert found.line is not None
        assert found.column is not None


@given(st.binary(max_size=60))
def test_checking_gives_findings_for_any_bytes(data: bytes) -> None:
    assert isinstance(check(data), list)
