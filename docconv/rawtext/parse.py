"""Raw text to article: the order of the steps, and nothing else.

Take marks of quoting off; split into lines; find the language; join wrapped lines; ask the rules what each line shows by
itself; settle the rest from the context; assemble.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from docconv.language import detect, direction_of, strict_tag
from docconv.model import Article
from docconv.problems import Problem, UsageError, problem
from docconv.rawtext.assemble import assemble, placed
from docconv.rawtext.context import settle
from docconv.rawtext.labels import index_with
from docconv.rawtext.lines import Line, read_lines, rejoin, wrap_width
from docconv.rawtext.mail import mail_in, with_subject
from docconv.rawtext.packs import LabelPack
from docconv.rawtext.pieces import Page, Piece
from docconv.rawtext.quoting import Cut, unquoted, with_cuts
from docconv.rawtext.rules import Pieces, Rule, pieces_of, pieces_of_lines, rules_without
from docconv.rawtext.tagger import Weights, is_enough, shipped_weights, tags
from docconv.rawtext.trace import Trace
from docconv.unicode import base_direction


def parse_text(
    text: str,
    language: str | None = None,
    *,
    packs: Sequence[LabelPack] = (),
    without: Collection[str] = (),
    rules_only: bool = False,
) -> Article:
    """Read raw news text into an article. Never raises for any `text`.

    `language` is a BCP 47 tag where it is known; otherwise it is detected. `packs` are label packs
    of the reader's own (`docconv.rawtext.packs.load_pack`), asked before docconv's; `without` names rules to switch
    off (`docconv.rawtext.rules.RULES`). With `rules_only`, rules of thumb tell the roles of lines that no rule
    knows, instead of the tagger: several times as fast, and much less often right. Raises `UsageError` for a
    language or rule that is none.

    >>> parse_text("Ferry adds dawn sailing\\n\\nImage source, HPS\\n\\nThe ferry sails before dawn.").headline
    'Ferry adds dawn sailing'
    """
    return _read(text, language, packs, without, None if rules_only else shipped_weights, traced=False).article


def read_text(
    text: str,
    language: str | None = None,
    *,
    packs: Sequence[LabelPack] = (),
    without: Collection[str] = (),
    rules_only: bool = False,
) -> tuple[Article, tuple[Problem, ...]]:
    """As `parse_text`, and the problems that were met.

    >>> article, problems = read_text("Ferry adds dawn sailing")
    >>> [found.code for found in problems]
    ['T002']
    """
    trace = _read(text, language, packs, without, None if rules_only else shipped_weights, traced=False)
    return trace.article, trace.problems


def trace_text(
    text: str,
    language: str | None = None,
    *,
    packs: Sequence[LabelPack] = (),
    without: Collection[str] = (),
    rules_only: bool = False,
) -> Trace:
    """As `parse_text`, and where every character of `text` went: see `Trace`.

    >>> [segment.role for segment in trace_text("Ferry adds dawn sailing").segments]
    ['headline']
    """
    return _read(text, language, packs, without, None if rules_only else shipped_weights, traced=True)


def trace_with(text: str, weights: Weights, language: str | None = None) -> Trace:
    """As `trace_text`, with other weights than those that come with docconv: for those who train."""
    return _read(text, language, (), (), lambda: weights, traced=True)


def _read(
    text: str,
    language: str | None,
    packs: Sequence[LabelPack],
    without: Collection[str],
    weights: Callable[[], Weights] | None,
    *,
    traced: bool,
) -> Trace:
    """The trace of a text; without `traced`, one that has no segments, which is quicker."""
    try:
        rules = rules_without(without)
    except ValueError as error:
        raise UsageError(problem("U001", str(error))) from error
    text, cuts = unquoted(text)
    lines, odd = read_lines(text)
    lines, rest, said = _worth_asking(lines, text)
    if odd:
        said.insert(0, problem("I003", "control characters were left out; surrogates and noncharacters became U+FFFD"))
    tag = _tag(language) if language is not None else detect(_sample(lines))
    labels = index_with(tuple(packs)).for_page(tag)
    page = Page(text, labels, labels.has_inner_label(text), lines[0].start if lines else 0)
    lines, found = _known(lines, page, rules, cuts)
    is_page = is_enough(lines) and len(lines) <= MOST_TAGGED
    told = tags(lines, found, labels, weights()) if weights is not None and is_page else None
    pieces = with_subject(settle(lines, found, page, told), text)
    direction = direction_of(tag) if tag else base_direction(_sample(lines))
    building = placed(page, lines, pieces, tag, traced=traced)
    building.leave(rest)
    del lines, rest, found, told, pieces  # of a long text they take more room than its article, for which room is needed now
    trace = assemble(building, tag, direction)
    if cuts and traced:
        trace = trace._replace(segments=tuple(with_cuts(trace.segments, cuts)))
    return trace._replace(problems=(*said, *trace.problems)) if said else trace


#: A text of more lines is no page of news, and telling the role of each would take long: rules of thumb do it.
MOST_TAGGED = 10_000
#: Of a text of more lines than this, with fewer bytes a line than that, only the first `MOST_TAGGED` are looked at.
MOST_SHORT, SHORT = 25_000, 40
#: A text with more tabs than this, and in each megabyte, has no tables.
MOST_TABS = 100_000


def _worth_asking(lines: list[Line], text: str) -> tuple[list[Line], list[Line], list[Problem]]:
    """The lines that are looked at, those behind them that are not, and what is to be said of that."""
    said = []
    tabs = text.count("\t")
    if tabs > MOST_TABS * max(1.0, len(text) / 1e6):
        said.append(problem("T006", f"the text has {tabs:,} tabs, too many for tables: what they set apart was read as lines"))
        lines = [line._replace(row=False) if line.row else line for line in lines]
    if len(lines) <= MOST_SHORT or sum(len(line.text.encode()) for line in lines) >= SHORT * len(lines):
        return lines, [], said
    many = f"the text has {len(lines):,} lines of a few characters; those behind the first {MOST_TAGGED:,} were not looked at"
    said.append(problem("T006", many, path="/furniture"))
    return lines[:MOST_TAGGED], lines[MOST_TAGGED:], said


def _known(lines: list[Line], page: Page, rules: Sequence[Rule], cuts: Sequence[Cut]) -> tuple[list[Line], list[Pieces | None]]:
    """The lines, those that were wrapped joined, and what the rules say of each."""
    found = pieces_of_lines(lines, page, rules)
    mail = mail_in(lines, cuts, page.source)
    for at in mail.others if mail else ():
        subject = mail is not None and at == mail.subject
        found[at] = [Piece("furniture", lines[at].start, lines[at].end, 0.9, field="subject" if subject else None)]
        if at + 1 < len(lines) and lines[at + 1].gap == 0:
            lines[at + 1] = lines[at + 1]._replace(gap=1)  # it does not run on into what stands below it
    alone = [pieces is not None for pieces in found]
    width = wrap_width(lines, alone)
    if width is None:
        return lines, found
    known = {line.start: (line, pieces) for line, pieces in zip(lines, found, strict=True)}
    joined = rejoin(lines, alone, width)
    return joined, [known[line.start][1] if known[line.start][0] is line else pieces_of(line, page, rules) for line in joined]


def _tag(language: str) -> str | None:
    tag = strict_tag(language)
    if tag is None and language.lower() not in ("und", ""):
        raise UsageError(problem("U001", f"{language!r} is not a language tag (BCP 47), such as en, ar or zh-Hant"))
    return tag


#: How much of a text its language is told from, in characters: its longest lines, in their order.
_SAMPLE = 1_200


def _sample(lines: Sequence[Line]) -> str:
    """Story text for telling the language: long lines, which labels and share buttons are not."""
    sizes = [-len(line.text) for line in lines[:400]]
    longest = sorted(range(len(sizes)), key=sizes.__getitem__)[:12]
    picked: list[str] = []
    room = _SAMPLE
    for at in longest:
        if room <= 0:
            break
        picked.append(lines[at].text[:room])
        room -= len(picked[-1])
    return "\n".join(picked)
