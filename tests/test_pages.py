"""Every page in `fixtures/pages`: one invented page of news for each pack of labels, each line with its true role.

Form of a page: one line of the page on each line, `role  | text`; the role is one of `docconv.rawtext.trace.Role`, the
one that most of the line has, labels apart (`label` is a label alone on its line). A role with a question mark is one
that nothing in the line says, a caption without a label for instance: only its context tells it. Adding a file adds tests.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

import docconv
from docconv import trace_text
from docconv.rawtext.trace import Role, Trace
from tests.tracing import check_trace

FOLDER = Path(__file__).parents[1] / "fixtures" / "pages"
PAGES = sorted(FOLDER.glob("*.txt"))
#: Pages are read with a blank line between their lines, and without.
GAPS = {"spaced": "\n\n", "tight": "\n"}
#: Roles that a line shows by itself, or by the label or heading right above it.
SHOWN = frozenset(
    "caption credit timestamp byline related-heading related-link topic furniture label list-item".split(),
)
#: Tags that are as right as the file's own: what the detector calls it, or languages that a page alone does not tell apart.
TAGS = {
    "bs": {"bs", "hr", "sr-Latn"},
    "hr": {"hr", "bs", "sr-Latn"},
    "id": {"id", "ms"},
    "ms": {"ms", "id"},
    "nb": {"nb", "da"},
    "pcm": {"pcm", "en"},
    "sr-Cyrl": {"sr"},
    "sr-Latn": {"sr-Latn", "bs", "hr"},
    "uz-Latn": {"uz"},
    "zh-Hans": {"zh"},
}
#: At least so many of the lines that only their context tells are read right, all pages together. Raise it, never lower it.
FLOOR = 0.98


class Told(NamedTuple):
    """A line of a page and its true role; whether the line itself or the label above it shows that role."""

    role: str
    shown: bool
    text: str


def lines_of(path: Path) -> list[Told]:
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r"(?P<role>[a-z-]+)(?P<bare>\??)(?:\t| +)\| (?P<text>\S.*)", line)
        assert match is not None, f"{path.name}: {line!r} is not of the form 'role | text'"
        role = match["role"]
        assert role in get_args(Role), f"{path.name}: there is no role {role!r}"
        lines.append(Told(role, role in SHOWN and not match["bare"], match["text"].rstrip()))
    return lines


def role_of(trace: Trace, start: int, end: int) -> str:
    """What most of the characters from `start` to `end` were taken for, labels apart."""
    counts: Counter[str] = Counter()
    for segment in trace.segments:
        shared = min(end, segment.end) - max(start, segment.start)
        if shared > 0:
            counts[segment.role] += shared
    counts.pop("blank", None)
    if len(counts) > 1:
        counts.pop("label", None)
    return counts.most_common(1)[0][0] if counts else "blank"


def read(path: Path, gap: str) -> tuple[Trace, list[tuple[Told, str]]]:
    """The trace of a page whose language is not given, and each line with the role that it got."""
    lines = lines_of(path)
    source = gap.join(line.text for line in lines)
    trace = trace_text(source)
    check_trace(source, trace)
    pairs = []
    at = 0
    for line in lines:
        pairs.append((line, role_of(trace, at, at + len(line.text))))
        at += len(line.text) + len(gap)
    return trace, pairs


@pytest.fixture(params=PAGES, ids=lambda path: path.stem)
def page(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS.keys())
def test_what_a_line_shows_is_seen(page: Path, gap: str) -> None:
    _, pairs = read(page, gap)
    wrong = [f"{line.role}, not {got}: {line.text}" for line, got in pairs if line.shown and got != line.role]
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS.keys())
def test_the_language_is_detected(page: Path, gap: str) -> None:
    trace, _ = read(page, gap)
    assert trace.article.language in TAGS.get(page.stem, {page.stem})


def test_every_pack_has_its_page() -> None:
    packs = {path.stem for path in (Path(docconv.__file__).parent / "data" / "labels").glob("*.toml")}
    assert {path.stem for path in PAGES} == packs


def test_pages_are_such_as_are_printed(page: Path) -> None:
    lines = lines_of(page)
    roles = Counter(line.role for line in lines)
    assert roles["headline"] == 1
    assert 14 <= len(lines) <= 26
    assert roles["paragraph"] + roles["list-item"] + roles["quote"] >= 6
    assert len({line.text for line in lines}) >= len(lines) - 1  # an advert may stand twice


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS.keys())
def test_most_of_what_the_context_tells_is_seen(gap: str) -> None:
    told = [(line, got) for path in PAGES for line, got in read(path, gap)[1] if not line.shown]
    right = sum(line.role == got for line, got in told)
    assert right / len(told) >= FLOOR, f"{right} of {len(told)} lines"
