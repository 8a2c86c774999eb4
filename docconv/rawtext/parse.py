"""Raw text to article: the order of the steps, and nothing else.

Split into lines; find the language; join wrapped lines; ask the rules what each line shows by
itself; settle the rest from the context; assemble.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from docconv.language import detect, direction_of, strict_tag
from docconv.model import Article
from docconv.problems import UsageError, problem
from docconv.rawtext.assemble import assemble
from docconv.rawtext.context import settle
from docconv.rawtext.labels import index_with
from docconv.rawtext.lines import Line, rejoin, split_lines
from docconv.rawtext.packs import LabelPack
from docconv.rawtext.pieces import Page
from docconv.rawtext.rules import Pieces, pieces_of, rules_without
from docconv.rawtext.trace import Trace
from docconv.unicode import base_direction, has_odd_characters


def parse_text(
    text: str, language: str | None = None, *, packs: Sequence[LabelPack] = (), without: Collection[str] = ()
) -> Article:
    """Read raw news text into an article. Never raises for any `text`.

    `language` is a BCP 47 tag where it is known; otherwise it is detected. `packs` are label packs
    of the reader's own (`docconv.rawtext.packs.load_pack`), asked before docconv's; `without` names rules to switch
    off (`docconv.rawtext.rules.RULES`). Raises `UsageError` for a language or rule that is none.

    >>> parse_text("Ferry adds dawn sailing\\n\\nImage source, HPS\\n\\nThe ferry sails before dawn.").headline
    'Ferry adds dawn sailing'
    """
    return trace_text(text, language, packs=packs, without=without).article


def trace_text(
    text: str, language: str | None = None, *, packs: Sequence[LabelPack] = (), without: Collection[str] = ()
) -> Trace:
    """As `parse_text`, and where every character of `text` went: see `Trace`.

    >>> [segment.role for segment in trace_text("Ferry adds dawn sailing").segments]
    ['headline']
    """
    try:
        rules = rules_without(without)
    except ValueError as error:
        raise UsageError(problem("U001", str(error))) from error
    lines = split_lines(text)
    tag = _tag(language) if language is not None else detect(_sample(lines))
    labels = index_with(tuple(packs)).for_page(tag)
    page = Page(text, labels, labels.has_inner_label(text), lines[0].start if lines else 0)
    asked: dict[Line, Pieces | None] = {}  # a line that wrapping may have broken is asked about more than once

    def known(line: Line) -> Pieces | None:
        if line not in asked:
            asked[line] = pieces_of(line, page, rules)
        return asked[line]

    lines = rejoin(lines, lambda line: known(line) is not None)
    found = [known(line) for line in lines]
    pieces = settle(lines, found, page)
    direction = direction_of(tag) if tag else base_direction(_sample(lines))
    trace = assemble(text, pieces, tag, direction, labels)
    if has_odd_characters(text):
        said = problem("I003", "control characters were left out; surrogates and noncharacters became U+FFFD")
        return Trace(trace.article, trace.segments, (said, *trace.problems))
    return trace


def _tag(language: str) -> str | None:
    tag = strict_tag(language)
    if tag is None and language.lower() not in ("und", ""):
        raise UsageError(problem("U001", f"{language!r} is not a language tag (BCP 47), such as en, ar or zh-Hant"))
    return tag


#: How much of a text its language is told from, in characters: its longest lines, in their order.
_SAMPLE = 1_200


def _sample(lines: Sequence[Line]) -> str:
    """Story text for telling the language: long lines, which labels and share buttons are not."""
    longest = sorted(range(min(len(lines), 400)), key=lambda at: -len(lines[at].text))[:12]
    picked: list[str] = []
    room = _SAMPLE
    for at in longest:
        if room <= 0:
            break
        picked.append(lines[at].text[:room])
        room -= len(picked[-1])
    return "\n".join(picked)
