"""Train the tagger: weights for the roles of lines, from labelled pages, with figures and a model card.

    python -m tools.train_tagger --cases CASES [--weak PAGES] [--scorer score.py] [--write]

CASES and PAGES are folders of `<cc>-<Publisher>-<n>.lines.jsonl`: a line of a page a row, `{"role", "text"}`, in the order
of the page. CASES were labelled by hand; PAGES by machine: they count less, and their lines of the role `unknown` not
at all. Prints F1 by role, cross-validated by publisher: no page is judged by weights that saw its publisher. With
`--scorer`, the same through the whole reader, by that file's `Tally`. `--write` trains on everything and writes
`docconv/data/tagger.bin` and `docs/tagger.md`. Deterministic. Needs catboost: `pip install 'docconv[train]'`.
"""

from __future__ import annotations

import argparse
import bisect
import hashlib
import importlib.util
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from docconv.conversion import loads
from docconv.language import detect
from docconv.rawtext.features import NAMES, features
from docconv.rawtext.forest import Forest, packed
from docconv.rawtext.labels import label_index
from docconv.rawtext.lines import Line, read_lines
from docconv.rawtext.parse import trace_text, trace_with
from docconv.rawtext.pieces import Page
from docconv.rawtext.rules import pieces_of_lines
from docconv.rawtext.tagger import ROLES, Weights, tags, weights_from
from tools.tagger_card import card

ROOT = Path(__file__).resolve().parents[1]
FOLDS = 5
#: What a page labelled by machine counts beside one labelled by hand.
WEAK_WEIGHT = 0.15
#: What a page of `fixtures/pages` counts: invented, one in each language that has a label pack.
INVENTED_WEIGHT = 0.4
#: Trees, their depth, how fast they learn.
TREES, DEPTH, RATE = 320, 6, 0.08
#: What each role counts at decoding beside the others, as factors of its chance; chosen on the cross-validated pages.
FAVOUR = {"headline": 1.0, "standfirst": 1.8, "byline": 3.0, "heading": 1.8, "paragraph": 1.0, "figure": 3.0, "other": 1.0}
#: How much the order of roles counts at decoding.
ORDER = 0.1

Row = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """A labelled page."""

    name: str
    rows: tuple[Row, ...]
    kind: str  # how it was labelled: "hand", "machine" or, for one that was invented with its labels, "invented"
    publisher: str

    @property
    def fold(self) -> int:
        return int(hashlib.md5(self.publisher.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS

    def track(self, name: str) -> list[Row]:
        """All lines ("page"), or the story's own ("clean")."""
        return [row for row in self.rows if name == "page" or row[0] not in ("other", "unknown")]


class Sample(NamedTuple):
    """A page, or a version of one, as the trees see it: features (lines, features), roles (lines; -1 unknown)."""

    case: Case
    features: Any
    roles: Any


def cases_in(folder: Path, kind: str) -> Iterator[Case]:
    """The labelled pages of a folder."""
    for path in sorted(folder.glob("*.lines.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        kept = tuple(("figure" if row["role"] == "caption" else row["role"], row["text"]) for row in rows if row["text"].strip())
        name = path.name.removesuffix(".lines.jsonl")
        publisher = re.sub("[^a-z]", "", re.sub(r"-V\d.*", "", name).partition("-")[2].lower())
        yield Case(name, kept, kind, publisher)


_INVENTED_ROLES = {"caption": "figure", "credit": "figure", "list-item": "paragraph", "quote": "paragraph", "kicker": "other"}
_KEPT_ROLES = {"headline", "standfirst", "byline", "heading", "paragraph"}


def invented(folder: Path) -> Iterator[Case]:
    """The pages of `fixtures/pages`, one a language; a label alone on its line and what no role here fits count as other."""
    for path in sorted(folder.glob("*.txt")):
        rows = []
        for line in path.read_text(encoding="utf-8").splitlines():
            role, _, text = line.partition("|")
            name = role.strip().rstrip("?")
            rows.append((_INVENTED_ROLES.get(name, name if name in _KEPT_ROLES else "other"), text.strip()))
        yield Case(path.stem, tuple(row for row in rows if row[1]), "invented", path.stem)


_SEGMENT_ROLES = {**_INVENTED_ROLES, **{role: role for role in _KEPT_ROLES}}


def invented_stories(folder: Path) -> Iterator[Case]:
    """The stories of `fixtures/text` that the rules alone read as they should, with the roles that those gave their lines."""
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        trace = trace_text(text, rules_only=True)
        if trace.article != loads(path.with_suffix(".json").read_bytes(), "json"):
            continue
        lines, _ = read_lines(text)
        told = {segment.start: segment.role for segment in trace.segments if segment.role not in ("blank", "label")}
        rows = []
        for line in lines:
            role = next((role for at, role in told.items() if line.start <= at < line.end), "other")
            rows.append((_SEGMENT_ROLES.get(role, "other"), line.text))
        yield Case(path.stem, tuple(rows), "invented", path.stem)


def with_shared_publishers(cases: Iterable[Case], weak: Iterable[Case]) -> list[Case]:
    """All pages; one labelled by machine goes by the publisher of `cases` whose name its address holds."""
    known = list(cases)
    names = sorted({case.publisher for case in known if len(case.publisher) >= 4})
    found = [Case(w.name, w.rows, w.kind, next((name for name in names if name in w.publisher), w.publisher)) for w in weak]
    return [*known, *found]


# --- versions of a page ---------------------------------------------------------------------------

_END_MARKS = re.compile("[.!?\u2026\u3002\uff01\uff1f\u0964\u06d4\u061f:;,]+([\"'\u201d\u2019\u00bb)\\]]*)$")
_LABELS = ("Image caption, ", "Photo: ", "Foto: ", "Bild: ", "Caption: ", "Image source, ", "Credit: ")
_PLAIN_QUOTES = {0x201C: '"', 0x201D: '"', 0x201E: '"', 0x2018: "'", 0x2019: "'"}
_DROPPED = ("headline", "standfirst", "byline", "heading", "figure")


def varied(rows: list[Row], rng: random.Random, pages: Sequence[Case]) -> list[Row]:
    """A version of a page as a reader might have pasted it: parts missing, furniture of another page, other marks or case."""
    headline = next((at for at, row in enumerate(rows) if row[0] == "headline"), None)
    if headline is not None and rng.random() < 0.3:
        rows = rows[headline if rng.random() < 0.7 else max(0, headline - rng.randrange(1, 3)) :]
    if rng.random() < 0.3:
        share = rng.choice([0.2, 0.5, 0.8])
        rows = [row for row in rows if row[0] != "other" or rng.random() > share]
    if rng.random() < 0.3:
        role = rng.choice(_DROPPED)
        rows = [row for row in rows if row[0] != role]
    if rng.random() < 0.2:
        rows = _shortened(rows, rng)
    if rng.random() < 0.25:
        rows = _with_furniture(rows, rng, rng.choice(pages))
    if rng.random() < 0.1 and len(rows) > 8:
        rows = rows[: rng.randrange(5, len(rows))]
    return [(role, text) for role, text in _rewritten(rows, rng) if text.strip()]


_SENTENCE = re.compile("(?<=[.!?\u3002\u0964\u06d4\u061f\u1362\uff01\uff1f])[\"'\u201d\u00bb]?\\s*")


def _shortened(rows: list[Row], rng: random.Random) -> list[Row]:
    """The page as a small local paper has it: a few paragraphs of a sentence or two, headings of a few words."""
    sentences, words, most = rng.choice([1, 1, 2]), rng.choice([1, 2, 3, 9]), rng.randrange(5, 12)
    paragraphs = 0
    result = []
    for role, text in rows:
        if role == "paragraph":
            paragraphs += 1
            if paragraphs > most:
                continue
            ends = [match.end() for match in _SENTENCE.finditer(text) if match.end() >= 40]
            result.append((role, text[: ends[min(sentences, len(ends)) - 1]].strip() if ends else text))
        elif role == "heading":
            parts = text.split()
            result.append((role, " ".join(parts[:words]) if len(parts) > 1 else text))
        else:
            result.append((role, text))
    return result


def _with_furniture(rows: list[Row], rng: random.Random, page: Case) -> list[Row]:
    others = [row for row in page.rows if row[0] == "other"]
    if not others:
        return rows
    size = rng.randrange(1, min(8, len(others)) + 1)
    begin = rng.randrange(len(others) - size + 1)
    at = rng.choice([0, len(rows), rng.randrange(len(rows) + 1)])
    return [*rows[:at], *others[begin : begin + size], *rows[at:]]


def _rewritten(rows: list[Row], rng: random.Random) -> list[Row]:
    if rng.random() < 0.12:
        rows = [(role, _END_MARKS.sub(r"\1", text) or text) for role, text in rows]
    case = rng.random()
    if case < 0.04:
        rows = [(role, text.lower()) for role, text in rows]
    elif case < 0.07:
        rows = [(role, text.upper()) for role, text in rows]
    elif case < 0.12:
        rows = [(role, text.upper() if role in ("heading", "headline") else text) for role, text in rows]
    if rng.random() < 0.1:
        rows = [(role, text.translate(_PLAIN_QUOTES)) for role, text in rows]
    if rng.random() < 0.12:
        label = rng.choice(_LABELS)
        rows = [(role, label + text if role == "figure" and rng.random() < 0.7 else text) for role, text in rows]
    return rows


# --- features -------------------------------------------------------------------------------------


def shown(rows: Sequence[Row]) -> tuple[list[Line], list[Any], Any, list[int]]:
    """The lines of a page, what the rules say of each, its labels, and which of `rows` each line belongs to."""
    text = "\n".join(row[1] for row in rows)
    lines, _ = read_lines(text)
    labels = label_index().for_page(detect("\n".join(sorted((line.text for line in lines), key=len)[-12:])[:1200]))
    page = Page(text, labels, labels.has_inner_label(text), lines[0].start if lines else 0)
    starts = [0]
    for _, row_text in rows:
        starts.append(starts[-1] + len(row_text) + 1)
    owners = [bisect.bisect_right(starts, line.start) - 1 for line in lines]
    return lines, pieces_of_lines(lines, page), labels, owners


def sample(case: Case, rows: Sequence[Row]) -> Sample | None:
    """A page as the trees see it; None where nothing of it is left."""
    if not rows:
        return None
    lines, found, labels, owners = shown(rows)
    known = {role: number for number, role in enumerate(ROLES)}
    roles = np.array([known.get(rows[owner][0], -1) for owner in owners], dtype=np.int8)
    return Sample(case, features(lines, found, labels), roles) if lines else None


#: How many versions are made of a page and of its story alone.
_VERSIONS = {"hand": (4, 3), "machine": (1, 1), "invented": (2, 2)}
_COUNTS = {"hand": 1.0, "machine": WEAK_WEIGHT, "invented": INVENTED_WEIGHT}


def samples(cases: Sequence[Case], seed: int = 1) -> list[Sample]:
    """Each page as it is, its story alone, and versions of both."""
    rng = random.Random(seed)
    made = []
    for case in cases:
        page, clean = case.track("page"), case.track("clean")
        versions = [page, clean]
        versions += [varied(page, rng, cases) for _ in range(_VERSIONS[case.kind][0])]
        versions += [varied(clean, rng, cases) for _ in range(_VERSIONS[case.kind][1])] if clean else []
        made += [sample(case, rows) for rows in versions]
    return [each for each in made if each is not None]


# --- training -------------------------------------------------------------------------------------


def trained(given: Sequence[Sample], *, trees: int = TREES) -> Weights:
    """Weights from these samples."""
    return weights_from(trained_bytes(given, {}, trees=trees))


def trained_bytes(given: Sequence[Sample], about: dict[str, Any], *, trees: int = TREES) -> bytes:
    """Weights from these samples, as they are stored."""
    from catboost import CatBoostClassifier

    x = np.concatenate([each.features for each in given])
    y = np.concatenate([each.roles for each in given])
    counts = np.concatenate([np.full(len(each.roles), _COUNTS[each.case.kind]) for each in given])
    known = y >= 0
    model = CatBoostClassifier(
        iterations=trees, depth=DEPTH, learning_rate=RATE, loss_function="MultiClass", random_seed=1, verbose=0, thread_count=2,
        l2_leaf_reg=3, border_count=32, bootstrap_type="Bernoulli", subsample=0.7, rsm=0.4, classes_count=len(ROLES),
        allow_writing_files=False,
    )  # fmt: skip
    model.fit(x[known], y[known], sample_weight=counts[known])
    factors = [float(np.log(FAVOUR[role])) for role in ROLES]
    return packed([as_forest(model)], {**about, "roles": ROLES, "features": NAMES, "favour": factors, "follows": follows(given)})


def as_forest(model: Any) -> Forest:
    """CatBoost's oblivious trees as a `Forest`; their leaves in whole numbers of one byte."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        stored = json.loads(path.read_text())
    classes = len(ROLES)
    questions = np.zeros((len(stored["oblivious_trees"]), DEPTH), dtype=np.int16)
    thresholds = np.full(questions.shape, np.inf, dtype=np.float32)
    leaves = np.zeros((len(questions), 1 << DEPTH, classes))
    for number, tree in enumerate(stored["oblivious_trees"]):
        splits = tree["splits"]
        for level, split in enumerate(splits):
            questions[number, level] = split["float_feature_index"]
            thresholds[number, level] = split["border"]
        values = np.array(tree["leaf_values"]).reshape(-1, classes)
        leaves[number, : len(values)] = values
    scale = float(np.abs(leaves).max()) / 127
    scale_and_bias = stored.get("scale_and_bias", [1, [0.0] * classes])
    start = np.array(scale_and_bias[1] if len(scale_and_bias[1]) == classes else [0.0] * classes, dtype=np.float32)
    return Forest.of_arrays(questions, thresholds, np.round(leaves / scale).astype(np.int8), scale, start)


def follows(given: Sequence[Sample]) -> list[list[float]]:
    """How much likelier each role is after each other than by itself (logarithms, weighed by `ORDER`), by hand-labelled pages."""
    counts = np.ones((len(ROLES), len(ROLES)))
    for each in given:
        if each.case.kind == "hand":
            pairs = [(a, b) for a, b in zip(each.roles[:-1], each.roles[1:], strict=True) if a >= 0 and b >= 0]
            for before, after in pairs:
                counts[before, after] += 1
    share = counts.sum(axis=1) / counts.sum()
    table: list[list[float]] = (ORDER * (np.log(counts / counts.sum(axis=1, keepdims=True)) - np.log(share))).round(4).tolist()
    return table


# --- figures --------------------------------------------------------------------------------------


class Counts:
    """Right, said and true lines by role, and the F1 they make."""

    def __init__(self) -> None:
        self.table = np.zeros((3, len(ROLES)), dtype=int)

    def add(self, true: Sequence[int], said: Sequence[int]) -> None:
        for a, b in zip(true, said, strict=True):
            if a >= 0:
                self.table[0, a] += a == b
                self.table[1, b] += 1
                self.table[2, a] += 1

    def f1(self) -> dict[str, float]:
        right, said, true = self.table
        return {role: round(2 * right[n] / max(1, said[n] + true[n]), 3) for n, role in enumerate(ROLES)}


def validated(cases: Sequence[Case], made: Sequence[Sample], scorer: Path | None, trees: int) -> dict[str, Any]:
    """F1 by role of every page with weights that did not see its publisher: by lines, by language and through the reader."""
    by_kind: dict[str, Counts] = {}
    by_country: dict[str, Counts] = {}
    tallies: dict[str, Any] = {}
    module = _module(scorer) if scorer else None
    for fold in range(FOLDS):
        weights = trained([each for each in made if each.case.fold != fold], trees=trees)
        for case in (case for case in cases if case.fold == fold):
            for track in ("clean", "page"):
                rows = case.track(track)
                if not rows:
                    continue
                lines, found, labels, owners = shown(rows)
                said = [tag.role for tag in tags(lines, found, labels, weights)]
                true = [ROLES.index(role) if (role := rows[owner][0]) in ROLES else -1 for owner in owners]
                by_kind.setdefault(f"{case.kind}, {track}", Counts()).add(true, said)
                if case.kind == "hand" and track == "clean":
                    by_country.setdefault(case.name.split("-")[0], Counts()).add(true, said)
                if module and case.kind == "hand":
                    _tally(module, tallies, track, rows, weights)
        print(f"fold {fold + 1} of {FOLDS}", file=sys.stderr, flush=True)
    return {
        "lines": {kind: counts.f1() for kind, counts in sorted(by_kind.items())},
        "countries": {country: counts.f1() for country, counts in sorted(by_country.items())},
        "read": {name: tally.report() for name, tally in sorted(tallies.items())},
    }


def _tally(module: Any, tallies: dict[str, Any], track: str, rows: Sequence[Row], weights: Weights) -> None:
    kept = [(role, text) for role, text in rows if module.fold(text)]
    for layout in ("blank", "single", "wrapped"):
        text = module.lay_out([text for _, text in kept], layout)
        article = trace_with(text, weights).article.model_dump(mode="json")
        truth = [(role, module.fold(text)) for role, text in kept]
        tallies.setdefault(f"{track}, {layout}", module.Tally()).add(truth, article)


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(figures: dict[str, Any]) -> str:
    """Figures as lines to read."""
    lines = []
    for kind, row in figures["lines"].items():
        lines.append(f"lines, {kind:15s} " + "  ".join(f"{role} {value:.3f}" for role, value in row.items()))
    for name, report in figures["read"].items():
        row = report["roles"]
        roles = "  ".join(f"{role} {row[role]['f1']:.3f}" for role in row)
        lines.append(f"read, {name:16s} exact {report['exact']:.3f}  {roles}")
    return "\n".join(lines)


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--cases", type=Path, required=True)
    options.add_argument("--weak", type=Path)
    options.add_argument("--scorer", type=Path)
    options.add_argument("--trees", type=int, default=TREES)
    options.add_argument("--date", help="the day that the card names, as 2026-11-22")
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    by_hand = list(cases_in(given.cases, "hand"))
    by_machine = list(cases_in(given.weak, "machine")) if given.weak else []
    cases = [
        *with_shared_publishers(by_hand, by_machine),
        *invented(ROOT / "fixtures" / "pages"),
        *invented_stories(ROOT / "fixtures" / "text"),
    ]
    made = samples(cases)
    lines = sum(len(each.roles) for each in made)
    print(f"{len(cases)} pages, {len(made)} versions, {lines} lines", file=sys.stderr, flush=True)
    figures = validated(cases, made, given.scorer, given.trees)
    print(told(figures))
    if given.write:
        about = {
            "date": given.date,
            "pages": {kind: sum(case.kind == kind for case in cases) for kind in _COUNTS},
            "lines": lines,
        }
        data = trained_bytes(made, about, trees=given.trees)
        (ROOT / "docconv" / "data" / "tagger.bin").write_bytes(data)
        (ROOT / "docs" / "tagger.md").write_text(card(figures, {**about, "bytes": len(data), "trees": given.trees}), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
