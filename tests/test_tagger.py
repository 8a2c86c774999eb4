"""The learned weights: what they read, how they decide, and that nothing of it depends on luck."""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docconv.rawtext.features import FAR, NAMES, features
from docconv.rawtext.forest import Forest, packed, unpacked
from docconv.rawtext.labels import label_index
from docconv.rawtext.line_features import of_lines, page_words
from docconv.rawtext.lines import read_lines
from docconv.rawtext.pieces import Page
from docconv.rawtext.rules import pieces_of_lines
from docconv.rawtext.tagger import FIGURE, HEADLINE, OTHER, PARAGRAPH, ROLES, Tag, shipped_weights, tags, weights_from

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "docconv" / "data" / "tagger.bin"

STORY = (
    "Ferry adds dawn sailing\n\nBy Maren Oduya\n\n"
    "The ferry between Port Elwin and Skull Island will sail before dawn from Monday, the harbour company said on Friday.\n\n"
    "Image caption, The ferry at the quay\n\n"
    "More than four hundred people had asked for it, among them nurses, bakers and the crew of the island's only bus.\n\n"
    "Earlier to work\n\n"
    "Whoever starts at six on the mainland had to spend the night there until now, which cost some of them their jobs.\n"
)


def tagged(text: str, language: str = "en") -> list[Tag]:
    lines, _ = read_lines(text)
    labels = label_index().for_page(language)
    page = Page(text, labels, labels.has_inner_label(text), lines[0].start if lines else 0)
    return tags(lines, pieces_of_lines(lines, page), labels)


def test_a_plain_story() -> None:
    roles = [ROLES[tag.role] for tag in tagged(STORY)]
    assert roles == ["headline", "byline", "paragraph", "figure", "paragraph", "heading", "paragraph"]


@given(st.lists(st.text("aA .?:\n\u0646\u4e2d9/-(", max_size=60), max_size=12).map("\n".join))
def test_any_lines_have_roles_and_at_most_one_is_the_headline(text: str) -> None:
    found = tagged(text)
    assert len(found) == len(read_lines(text)[0])
    assert sum(tag.role == HEADLINE for tag in found) <= 1
    assert all(0 < tag.confidence <= 1 for tag in found)


def test_what_a_label_says_binds() -> None:
    found = tagged(STORY + "\nImage source, HPS\n\nShare this with\n")
    assert found[3] == Tag(FIGURE, 1.0)
    assert found[-2] == Tag(FIGURE, 1.0)
    assert found[-1] == Tag(OTHER, 1.0)


def test_the_order_of_roles_counts_over_single_lines() -> None:
    """A line alone is one thing, in its page another: decoding sees the whole."""
    alone = tagged("Earlier to work\n")
    assert alone[0].role == HEADLINE
    assert tagged(STORY)[5].role not in (HEADLINE, PARAGRAPH)


def test_features_are_finite_and_as_many_as_they_have_names() -> None:
    lines, _ = read_lines(STORY)
    labels = label_index().for_page("en")
    page = Page(STORY, labels, False, 0)
    table = features(lines, pieces_of_lines(lines, page), labels)
    assert table.shape == (len(lines), len(NAMES))
    assert np.isfinite(table).all()
    assert len(set(NAMES)) == len(NAMES)
    column = dict(zip(NAMES, table.T, strict=True))
    assert column["long"].tolist() == [0, 0, 1, 0, 1, 0, 1]
    assert column["to_next_long"].tolist() == [2, 1, 2, 1, 2, 1, FAR]
    assert column["run"].tolist()[5] == 1


def test_unspaced_scripts_are_measured_wider() -> None:
    text = "\u6e21\u8239\u6bcf\u5929\u6e05\u6668\u4e94\u70b9\u56db\u5341\u5206\u542f\u822a\u3002" * 6
    lines, _ = read_lines(text)
    words = page_words(lines, label_index().for_page("zh"))
    assert words.unspaced
    assert of_lines([text], [0], words)[0][0] > 2 * len(text)


def test_weights_are_the_same_bytes_after_a_round_trip() -> None:
    data = WEIGHTS.read_bytes()
    forests, about = unpacked(data)
    assert packed(forests, about) == data
    assert len(data) < 300_000


def test_other_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="no weights"):
        unpacked(b"something else")
    with pytest.raises(ValueError, match="cut off"):
        unpacked(WEIGHTS.read_bytes()[:-1])
    forests, about = unpacked(WEIGHTS.read_bytes())
    with pytest.raises(ValueError, match="train them again"):
        weights_from(packed(forests, {**about, "features": ["width"]}))


def test_a_forest_asks_its_questions() -> None:
    """Two trees of one question each, worked out by hand."""
    forest = Forest.of_arrays(
        np.array([[0], [1]], dtype=np.int16),
        np.array([[0.5], [10.0]], dtype=np.float32),
        np.array([[[0, 2], [4, 0]], [[0, 0], [0, 6]]], dtype=np.int8),
        0.5,
        np.array([0.0, 1.0], dtype=np.float32),
    )
    sums = np.array([[0.0, 2.0], [2.0, 1.0], [2.0, 4.0]])
    expected = np.exp(sums) / np.exp(sums).sum(axis=1, keepdims=True)
    got = forest.chances([array("f", [0, 1, 1]), array("f", [0, 10, 11])])
    assert np.allclose(got, expected)


def test_many_lines_at_once_are_as_each_alone() -> None:
    forest = shipped_weights().forest
    rng = np.random.default_rng(1)
    columns = [array("f", column) for column in rng.uniform(-2, 200, (len(NAMES), 5000)).tolist()]
    some = [0, 2047, 2048, 4999]
    alone = [array("f", [column[at] for at in some]) for column in columns]
    together = forest.chances(columns)
    assert [together[at] for at in some] == forest.chances(alone)
