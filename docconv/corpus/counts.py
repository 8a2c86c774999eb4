"""What a batch met and made, in numbers: counted shard by shard, added up, and written as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from docconv.model import Article, Embed, Figure, List, Paragraph, Quote, Table
from docconv.problems import Problem
from docconv.rawtext.trace import Segment

#: Below this confidence a line is doubtful, as `docconv.report` marks it.
DOUBTFUL = 0.6
#: Confidences are counted in so many steps of equal width from 0 to 1.
STEPS = 20


@dataclass(slots=True)
class Counts:
    """The numbers of a batch or of a part of it.

    `documents` were read, `failed` of them gave no article and `damaged` some but not all; `size` is in bytes as read,
    `characters` are those of stories. `lengths` counts articles by the power of two of characters that their story
    falls short of; `confidence` lines of raw text by twentieths; `doubtful` and `lines` are lines of raw text by role.

    >>> from docconv.rawtext.parse import trace_text
    >>> trace = trace_text("Ferry adds dawn sailing\\n\\nIt leaves at 5.40 from the new pier, the operator said.")
    >>> counts = Counts(documents=1)
    >>> counts.count_article(trace.article)
    >>> counts.count_segments(trace.segments)
    >>> counts.count_problems(trace.problems)
    >>> whole = Counts.of(counts.as_data())
    >>> whole.add(counts)
    >>> whole.documents, whole.articles, whole.lines["headline"]
    (2, 2, 2)
    """

    documents: int = 0
    articles: int = 0
    failed: int = 0
    damaged: int = 0
    size: int = 0
    characters: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    lengths: Counter[str] = field(default_factory=Counter)
    confidence: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    doubtful: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)

    def count_article(self, article: Article) -> None:
        """Count an article, its language, its parts and its length."""
        self.articles += 1
        self.languages[article.language or "und"] += 1
        roles = self.roles
        length = 0
        for name in ("headline", "kicker", "byline", "dateline"):
            if getattr(article, name) is not None:
                roles[name] += 1
        for name, parts in (("standfirst", article.standfirst), ("topic", article.topics), ("furniture", article.furniture)):
            if parts:
                roles[name] += len(parts)
        for group in article.related:
            roles["related-link"] += len(group.links)
        for section in article.body:
            if section.heading is not None:
                roles["heading"] += 1
                length += len(section.heading)
            for block in section.blocks:
                length += _count_block(block, roles)
        self.characters += length
        self.lengths[str(length.bit_length())] += 1

    def count_segments(self, segments: Iterable[Segment]) -> None:
        """Count the lines of a raw text by role, and how sure each is."""
        for segment in segments:
            role, confidence = segment.role, segment.confidence
            if role != "blank":
                self.lines[role] += 1
                self.confidence[str(min(int(confidence * STEPS), STEPS - 1))] += 1
                if confidence < DOUBTFUL:
                    self.doubtful[role] += 1

    def count_problems(self, found: Iterable[Problem]) -> None:
        """Count problems by code."""
        for one in found:
            self.problems[one.code] += 1

    def add(self, other: Counts) -> None:
        """Add other numbers to these."""
        for name in self.__slots__:
            mine, theirs = getattr(self, name), getattr(other, name)
            if isinstance(mine, Counter):
                mine.update(theirs)
            else:
                setattr(self, name, mine + theirs)

    def as_data(self) -> dict[str, Any]:
        """The numbers as plain data for JSON, names in order."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {name: _sorted(value) if isinstance(value, Counter) else value for name, value in found.items()}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Counts:
        """The numbers that `as_data` gave."""
        made: dict[str, Any] = {name: Counter(value) if isinstance(value, Mapping) else value for name, value in data.items()}
        return cls(**made)


def _count_block(block: Paragraph | Figure | Quote | List | Table | Embed, roles: Counter[str]) -> int:
    """Count a block; how many characters it has."""
    if isinstance(block, Paragraph):
        roles["paragraph"] += 1
        return len(block.text)
    if isinstance(block, Figure):
        roles["figure"] += 1
        roles["caption"] += block.caption is not None
        roles["credit"] += block.credit is not None
        return len(block.caption.text) if block.caption else 0
    if isinstance(block, Quote):
        roles["quote"] += 1
        return sum(len(one.text) for one in block.paragraphs)
    if isinstance(block, List):
        roles["list-item"] += len(block.items)
        return sum(len(one.text) for one in block.items)
    if isinstance(block, Table):
        roles["table"] += 1
        return sum(len(cell.text) for row in block.rows for cell in row)
    roles["embed"] += 1
    return len(block.text or "")


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return {name: counter[name] for name in sorted(counter, key=_natural) if counter[name]}


def _natural(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdigit() else (-1, name)
