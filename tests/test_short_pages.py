"""The first short pages of a process are read without numpy, and to the very same tags as with it."""

from __future__ import annotations

import subprocess
import sys
from array import array
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docconv.rawtext.features import AT_ONCE, feature_parts, features, said_by_rules
from docconv.rawtext.forest import FIRST_PAGES, SHORT_PAGE, Forest
from docconv.rawtext.labels import label_index
from docconv.rawtext.lines import read_lines
from docconv.rawtext.pieces import Page
from docconv.rawtext.rules import pieces_of_lines
from docconv.rawtext.tagger import shipped_weights, tags

ROOT = Path(__file__).parents[1]
PAGES = sorted(path for folder in ("text", "pages") for path in (ROOT / "fixtures" / folder).glob("*.txt"))


def forest_without_numpy() -> Forest:
    forest = replace(shipped_weights().forest)
    vars(forest)["many"] = forest.few
    return forest


WITH = shipped_weights()
WITHOUT = WITH._replace(forest=forest_without_numpy())


def are_tagged_alike(text: str, language: str) -> bool:
    lines, _ = read_lines(text)
    labels = label_index().for_page(language)
    found = pieces_of_lines(lines, Page(text, labels, labels.has_inner_label(text), lines[0].start if lines else 0))
    return tags(lines, found, labels, WITH) == tags(lines, found, labels, WITHOUT)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_both_ways_tag_a_page_alike(path: Path) -> None:
    assert are_tagged_alike(path.read_text(encoding="utf-8"), path.stem.split("-")[0])


PARTS = [
    "Ferry",
    "dawn",
    "said",
    "the",
    "Reuters",
    "12:30",
    "2019",
    "1/3",
    "\u6e21\u8239",
    "\u0646\u0647\u0631",
    "|",
    "By",
    "(AP)",
]
WORDS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=40).map(" ".join)
LINES = st.tuples(WORDS, st.sampled_from([".", "", "?", ":", "\n", '."'])).map("".join)


@given(st.lists(LINES, max_size=30).map("\n".join), st.sampled_from(["en", "zh", "ar", "de"]))
def test_both_ways_tag_any_lines_alike(text: str, language: str) -> None:
    assert are_tagged_alike(text, language)


@given(st.integers(1, 8), st.integers(1, 300), st.integers(1, 9), st.randoms(use_true_random=False))
def test_both_ways_add_up_the_same_leaves(depth: int, trees: int, classes: int, random: Random) -> None:
    """Of any trees, also where a feature is just what it is compared with, or beyond all it is compared with."""
    seed = np.random.default_rng(random.randrange(1 << 32))
    limits = np.array([-np.inf, -1, 0, 0.1, 1 / 3, 7, 1e30, np.inf], dtype=np.float32)
    forest = Forest.of_arrays(
        seed.integers(0, 5, (trees, depth), dtype=np.int16),
        seed.choice(limits, (trees, depth)),
        seed.choice(np.array([-128, -1, 127], dtype=np.int8), (trees, 1 << depth, classes)),
        0.01,
        np.zeros(classes, dtype=np.float32),
    )
    columns = [array("f", seed.choice(limits, 4).tobytes()) for _ in range(6)]
    sums = forest.few(columns)
    assert sums == forest.many(columns)
    bits = np.array(columns)[np.frombuffer(forest.questions, np.int16)] > np.frombuffer(forest.thresholds, np.float32)[:, None]
    leaf = (bits.reshape(trees, depth, -1) << np.arange(depth)[:, None]).sum(axis=1)
    values = np.frombuffer(forest.leaves, np.int8).reshape(trees, 1 << depth, classes)
    assert sums == [[int(values[np.arange(trees), one, at].sum()) for at in range(classes)] for one in leaf.T]


def test_features_of_many_lines_are_told_part_after_part() -> None:
    text = "".join(
        f"Line {number} of the ferry's list, which is a long one and ends in a stop.\n" for number in range(AT_ONCE + 5)
    )
    lines, _ = read_lines(text)
    labels = label_index().for_page("en")
    found = pieces_of_lines(lines, Page(text, labels, False, 0))
    sizes = [len(columns[0]) for columns in feature_parts(lines, [said_by_rules(pieces) for pieces in found], labels)]
    assert sizes == [AT_ONCE, 5]
    table = features(lines, found, labels)
    assert table.shape[0] == AT_ONCE + 5
    assert table.dtype == np.float32


def numpy_after(texts: list[str]) -> bool:
    """Whether a process that read these texts has imported numpy."""
    code = f"import sys, docconv\nfor text in {texts!r}: docconv.parse_text(text)\nprint('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT, encoding="utf-8")
    return done.stdout.split() == ["True"]


STORY = "".join(
    f"The ferry to island {number} sails before dawn from Monday, the harbour company said on Friday.\n\n" for number in range(12)
)


def test_a_short_page_is_read_without_numpy() -> None:
    assert not numpy_after(["Ferry adds dawn sailing\n\n" + STORY])


def test_a_long_page_and_many_short_ones_are_read_with_numpy() -> None:
    assert numpy_after(["Ferry adds dawn sailing\n\n" + STORY * (SHORT_PAGE // 12 + 1)])
    assert not numpy_after([STORY] * FIRST_PAGES)
    assert numpy_after([STORY] * (FIRST_PAGES + 1))


def test_convert_reads_a_short_page_without_numpy(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(STORY, encoding="utf-8")
    command = [sys.executable, "-X", "importtime", "-m", "docconv", "convert", str(page), "-t", "json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, encoding="utf-8")
    assert "island 11" in done.stdout
    imported = {line.rsplit("|")[-1].strip() for line in done.stderr.splitlines()}
    assert "docconv.rawtext.few_lines" in imported
    assert "numpy" not in imported
