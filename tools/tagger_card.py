"""The card of the tagger's weights: `docs/tagger.md`, written by `tools/train_tagger.py`."""

from __future__ import annotations

import textwrap
from typing import Any

_ROLES = ("headline", "standfirst", "byline", "heading", "paragraph", "figure", "other")


def card(figures: dict[str, Any], about: dict[str, Any]) -> str:
    """The page in Markdown: what the weights are, from what they were made, how well they do, and their limits."""
    pages = about["pages"]
    text = [
        "# How lines get their roles: the tagger",
        "",
        "What a line shows by itself the [rules](raw-text.md) tell. The role of every other line (headline, standfirst, byline, "
        "heading, paragraph, figure, or no part of the story) is told by learned weights over some hundred numbers about the "
        "line and its place: lengths against the page's own lines, marks at its ends, capitals, digits, repetition, names of "
        "agencies, distance to the next long line, what stands around it. Boosted oblivious trees give each line a chance for "
        "each role; the likeliest sequence of roles is chosen for the page as a whole, with one headline. What a label says is "
        "certain and binds the rest. A segment's `confidence` is the chance of the role that was chosen. A page of a few short "
        "lines gives nothing to set a line against: rules of thumb read it.",
        "",
        "This page is written by `tools/train_tagger.py`.",
        "",
        "## The weights",
        "",
        f"- {about['trees']} trees, {about['bytes'] // 1000} kB, read at the first text; numpy runs them, or plain Python "
        "on the first short pages, with the same answers; the same bytes give the same roles on any machine.",
        f"- Learned from {pages['hand']} pages of news labelled by hand, {pages['machine']} pages of many kinds labelled by "
        f"machine (each counts 0.15) and {pages['invented']} invented pages and stories in 90 languages (each 0.4): "
        f"{about['lines']:,} lines with their versions: parts missing, furniture of other pages put in, stories shortened, end "
        "marks or case lost, quotation marks plain, labels put before captions, pages cut short.",
        *([f"- Made on {about['date']}."] if about.get("date") else []),
        "",
        "## How well they do",
        "",
        "F1 by role, cross-validated by publisher in five parts: no page was judged by weights that saw its publisher. `clean`: "
        "the story's own lines; `page`: every line of the page, furniture too. Through the whole reader, by the layout of the "
        "text (`blank` lines between, none (`single`), hard-`wrapped` at 72 columns):",
        "",
        "| text | exact | headline | standfirst | heading | paragraph | figure |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, report in figures["read"].items():
        row = report["roles"]
        cells = [f"{row[role]['f1']:.3f}" for role in ("headline", "standfirst", "heading", "paragraph", "figure")]
        text.append(f"| {name} | {report['exact']:.3f} | {' | '.join(cells)} |")
    text += ["", "By lines, before lists, groups and labels are put together:", "", f"| pages | {' | '.join(_ROLES)} |"]
    text.append("| --- |" + " --- |" * len(_ROLES))
    for kind, f1 in figures["lines"].items():
        text.append(
            f"| labelled by {kind} | ".replace("labelled by invented", "invented")
            + " | ".join(f"{f1[role]:.3f}" for role in _ROLES)
            + " |"
        )
    text += ["", "By country of the publisher, the story's own lines, pages labelled by hand:", ""]
    text += ["| country | heading | paragraph | figure |", "| --- | --- | --- | --- |"]
    for country, f1 in figures["countries"].items():
        text.append(f"| {country} | {f1['heading']:.2f} | {f1['paragraph']:.2f} | {f1['figure']:.2f} |")
    text += [
        "",
        "## Where they fail",
        "",
        "- Live tickers, slide shows and interviews: a question may be a heading or a paragraph, and pages differ.",
        "- Captions without label, credit or agency that are whole sentences read as paragraphs.",
        "- Teasers inside the story, set as the story is.",
        "- A standfirst that stands where the first paragraph would, with no byline or date between, is read as a paragraph.",
        "- Line breaks inside a caption, and captions of several sentences.",
        "- Pages that are lists (recipes, tables of results, programmes) were not learned from.",
    ]
    return "\n".join(_wrapped(line) for line in text) + "\n"


def _wrapped(line: str) -> str:
    """A line of the page no wider than the others of the docs; tables stay as they are."""
    if line.startswith("|"):
        return line
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(line, 120, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
