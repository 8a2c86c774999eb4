"""The statistics of a batch as one page of HTML that needs nothing else: numbers, plots, problems by code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from docconv.corpus.counts import STEPS
from docconv.corpus.plots import Point, line_over_time, lying_bars, standing_bars
from docconv.corpus.progress import duration
from docconv.problems import CODES

#: How many languages are drawn one by one.
_MOST_LANGUAGES = 20
#: How many points a line is drawn with at most: neighbours are averaged.
_MOST_POINTS = 80

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6877; --paper: #fbfaf8; --card: #ffffff; --rule: #dfe3e8;
  --bar: #2b6c8f; --area: #2b6c8f22; --warn: #a8431f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa7b5; --paper: #14181d; --card: #1b2128;
  --rule: #323b46; --bar: #6db3d6; --area: #6db3d622; --warn: #f0936c; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 0 0 .75rem; }
p { margin: 0 0 1rem; color: var(--soft); } .warn { color: var(--warn); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0; }
dl div, section { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: .75rem 1rem; }
dt { color: var(--soft); font-size: .85rem; } dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.plots { columns: 2 30rem; column-gap: 1rem; margin-bottom: 1rem; }
section { padding: 1rem 1.25rem 1.25rem; margin-bottom: 1rem; break-inside: avoid; }
svg { width: 100%; height: auto; display: block; font: 13px system-ui, sans-serif; }
.bar { fill: var(--bar); } .area { fill: var(--area); } .line { fill: none; stroke: var(--bar); stroke-width: 2; }
.grid { stroke: var(--rule); } .tick, .value, .axis { fill: var(--soft); } .name { fill: var(--ink); text-anchor: end; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: start; padding: .35rem .75rem .35rem 0; }
tr + tr td { border-top: 1px solid var(--rule); } td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; }
"""


def as_html(statistics: Mapping[str, Any]) -> str:
    """The page for what `docconv.corpus.conduct.statistics` gives."""
    counts, run = statistics["counts"], statistics["run"]
    parts = [_header(statistics), _figures(statistics), _speed(run["throughput"]), '<div class="plots">']
    parts += [_languages(counts["languages"], counts["articles"]), _lengths(counts["lengths"])]
    parts += [_roles(counts["roles"])]
    if counts["confidence"]:
        parts += [_confidence(counts["confidence"]), _doubtful(counts["doubtful"], counts["lines"])]
    parts += ["</div>", _problems(counts)]
    body = "\n".join(part for part in parts if part)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>A batch of {counts['articles']:,} articles</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _header(statistics: Mapping[str, Any]) -> str:
    run = statistics["run"]
    workers = f", {run['workers']} processes" if run["workers"] else ""
    shards = f"{run['shards']:,} {'shard' if run['shards'] == 1 else 'shards'} done, {run['shards_kept']:,} kept from before"
    told = f"Engine {run['engine']}{workers}; {shards}; share {run['share']}."
    missing = "" if statistics["complete"] else '<p class="warn">This is not all of the batch: parts are missing.</p>'
    unreadable = "".join(f'<p class="warn">{escape(one)}</p>' for one in statistics["unreadable"])
    return f"<h1>A batch of {statistics['counts']['articles']:,} articles</h1>\n<p>{escape(told)}</p>{missing}{unreadable}"


def _figures(statistics: Mapping[str, Any]) -> str:
    counts, run = statistics["counts"], statistics["run"]
    doubtful = statistics["doubtful_share"]
    figures = [
        ("documents", f"{counts['documents']:,}"),
        ("articles", f"{counts['articles']:,}"),
        ("failed", f"{statistics['failed']:,}"),
        ("MB read", f"{counts['size'] / 1e6:,.1f}"),
        ("time of this run", duration(run["seconds"])),
        ("articles a second", f"{run['articles_per_second']:,.0f}"),
        ("MB a second", f"{run['megabytes_per_second']:,.2f}"),
        ("doubtful lines", "no raw text" if doubtful is None else f"{100 * doubtful:.1f} %"),
    ]
    return "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures) + "</dl>"


def _section(title: str, inner: str, said: str = "") -> str:
    note = f"<p>{escape(said)}</p>" if said else ""
    return f"<section>\n<h2>{escape(title)}</h2>{note}\n{inner}\n</section>"


def _speed(throughput: Sequence[Sequence[float]]) -> str:
    points = _rates(throughput)
    if len(points) < 2:
        return ""
    return _section("Throughput", line_over_time(points, "Articles a second over time", "seconds", "articles a second"))


def _rates(throughput: Sequence[Sequence[float]]) -> list[Point]:
    """(seconds, articles a second) between moments, over so many of them that no more than `_MOST_POINTS` are left."""
    step = max(1, -(-len(throughput) // _MOST_POINTS))
    kept = [*throughput[::step]]
    if throughput and kept[-1] is not throughput[-1]:
        kept.append(throughput[-1])
    pairs = pairwise(kept)
    return [
        (after[0], max(0.0, after[1] - before[1]) / (after[0] - before[0])) for before, after in pairs if after[0] > before[0]
    ]


def _languages(languages: Mapping[str, int], articles: int) -> str:
    ordered = sorted(languages.items(), key=lambda item: (-item[1], item[0]))
    rows = [("not known" if name == "und" else name, number) for name, number in ordered[:_MOST_LANGUAGES]]
    rest = sum(number for _, number in ordered[_MOST_LANGUAGES:])
    if rest:
        rows.append((f"{len(ordered) - _MOST_LANGUAGES} others", rest))
    return _section("Languages", _shares(rows, articles, "Articles by language"))


def _roles(roles: Mapping[str, int]) -> str:
    rows = sorted(roles.items(), key=lambda item: (-item[1], item[0]))
    drawn = [(name, float(number), f"{number:,}") for name, number in rows]
    return _section("Parts of the articles", lying_bars(drawn, "Parts of the articles by role")) if rows else ""


def _lengths(lengths: Mapping[str, int]) -> str:
    if not lengths:
        return ""
    bits = [int(name) for name in lengths]
    columns = [(_power(bit), float(lengths.get(str(bit), 0))) for bit in range(min(bits), max(bits) + 1)]
    drawn = standing_bars(columns, "Articles by the length of their story", "characters, from", "articles")
    return _section("Length of the stories", drawn, "Each column runs from the number below its left edge to twice that.")


def _power(bit: int) -> str:
    """The least number of so many bits, as the label of a column."""
    least = 1 << (bit - 1) if bit else 0
    return f"{least:,}" if least < 10_000 else f"{least // 1024:,}k"


def _confidence(confidence: Mapping[str, int]) -> str:
    columns = [(f"{step / STEPS:.2f}".rstrip("0").rstrip("."), float(confidence.get(str(step), 0))) for step in range(STEPS)]
    drawn = standing_bars(columns, "Lines of raw text by confidence", "confidence, from", "lines")
    return _section("How sure the roles of lines are", drawn)


def _doubtful(doubtful: Mapping[str, int], lines: Mapping[str, int]) -> str:
    shares = [(name, 100 * doubtful[name] / number) for name, number in lines.items() if doubtful.get(name)]
    if not shares:
        return _section("Doubtful lines", "<p>There is none: no line has a confidence below 0.6.</p>")
    shares.sort(key=lambda item: (-item[1], item[0]))
    rows = [(name, share, f"{share:.1f} % of {lines[name]:,}") for name, share in shares]
    return _section(
        "Doubtful lines", lying_bars(rows, "Share of doubtful lines by role"), "Lines with a confidence below 0.6, by role."
    )


def _problems(counts: Mapping[str, Any]) -> str:
    found: dict[str, int] = dict(counts["problems"])
    failures: Mapping[str, int] = counts["failures"]
    if not found:
        return _section("Problems", "<p>None was met.</p>")
    rows = sorted(found.items(), key=lambda item: (-failures.get(item[0], 0), -item[1], item[0]))
    return _section("Problems by code", _table(rows, failures))


def _table(rows: Iterable[tuple[str, int]], failures: Mapping[str, int]) -> str:
    head = '<tr><th>code</th><th>severity</th><th>meaning</th><th class="number">met</th><th class="number">failed</th></tr>'
    lines = []
    for code, number in rows:
        about = CODES.get(code)
        meaning = (about.severity, about.meaning) if about else ("", "")
        lines.append(
            f"<tr><td>{escape(code)}</td><td>{meaning[0]}</td><td>{escape(meaning[1])}</td>"
            f'<td class="number">{number:,}</td><td class="number">{failures.get(code, 0):,}</td></tr>'
        )
    return f"<table>{head}{''.join(lines)}</table>"


def _shares(rows: Sequence[tuple[str, int]], whole: int, title: str) -> str:
    drawn = [(name, float(number), f"{number:,} ({100 * number / max(whole, 1):.1f} %)") for name, number in rows]
    return lying_bars(drawn, title)
