"""Markdown: one article a document, CommonMark with YAML front matter, all of it and both ways.

What people read is in the text: headline, standfirst, sections with all their blocks, related pages; what
describes it is in the front matter, under the names of the model. What CommonMark has no element for is
HTML (a `figure` with its caption, `sub`, a table without a header), so that every viewer shows it;
the one thing beyond CommonMark are pipe tables, which code hosts show. Nothing stands in both.

Others' Markdown is read with the front matter of Jekyll, Hugo and their like, and as CommonMark with pipe tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from docconv.formats._markdown_blocks import body_lines
from docconv.formats._markdown_front_matter import front_matter
from docconv.formats._options import check_number
from docconv.model import Article
from docconv.problems import DocumentError, Problem, Report, UsageError, problem

#: The largest document that can be read, in bytes: it becomes a page of HTML, which has that limit.
_LARGEST = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownOptions:
    """How Markdown is read.

    - `largest`: the size in bytes above which a document is not read (I004); None for 20 MB, 50 MB at most.
    - `most_parts`: how many lines and marks it may have (brackets, asterisks and the like; of all but `[`, three
      count as one); None for 50,000 and as many for each megabyte beyond the first, 250,000 at most.

    >>> import docconv
    >>> docconv.loads("# Ferry\\n\\nIt leaves at *5.40*.", "md", largest=1000).lead().marks[0].kind
    'emphasis'
    """

    largest: int | None = None
    most_parts: int | None = None

    def __post_init__(self) -> None:
        check_number("largest", self.largest, 1, _LARGEST)
        check_number("most_parts", self.most_parts, 1, 2**40)


OPTIONS = MarkdownOptions


def write(articles: Iterable[Article], stream: BinaryIO, options: MarkdownOptions, report: Report) -> None:
    """Write one article as UTF-8; nothing of it is lost.

    Raises `DocumentError` (I007) when there is no article, `UsageError` (U001) when there are
    several: no viewer shows front matter but at the beginning of a document.

    >>> import io
    >>> out = io.BytesIO()
    >>> write([Article(headline="Ferry adds dawn sailing", language="en")], out, MarkdownOptions(), print)
    >>> print(out.getvalue().decode(), end="")
    ---
    docconv: "1.0"
    language: en
    ---
    <BLANKLINE>
    # Ferry adds dawn sailing
    """
    remaining = iter(articles)
    article = next(remaining, None)
    if article is None:
        raise DocumentError(problem("I007", "there is no article to write"))
    if next(remaining, None) is not None:
        raise UsageError(problem("U001", "a Markdown document holds one article; write a file each (a folder as the output)"))
    stream.write(to_markdown(article).encode("utf-8"))


def to_markdown(article: Article) -> str:
    """The article as Markdown, with its front matter."""

    def word_for(medium: str) -> str:
        from docconv.formats._words import Dictionary

        words = Dictionary().words(article.language)
        return words.video if medium == "video" else words.recording

    return "\n".join((front_matter(article), *(f"{block}\n" for block in body_lines(article, word_for))))


def read(data: bytes, options: MarkdownOptions, report: Report) -> Iterator[Article]:
    """The article that `data` holds as Markdown; one for every text, however odd.

    Reports front matter that is no YAML (K001), names in it that stand twice (K002) or have no field
    (R003), what an article cannot say (R005), and what was mended or left out, with the line. Raises
    `DocumentError` (I004) for a document above the limit.

    >>> page = b"---\\ntitle: Ferry adds sailing\\nlang: en\\n---\\nIt leaves at *5.40*."
    >>> article = next(read(page, MarkdownOptions(), print))
    >>> article.headline, article.body[0].blocks[0].marks[0].kind
    ('Ferry adds sailing', 'emphasis')
    """
    from docconv.formats._markdown_reading import read_markdown, source_text
    from docconv.formats._normal_form import to_article

    reading = read_markdown(source_text(data, report, options.largest, options.most_parts), report)
    yield to_article(reading.fields, report, reading.place)


def check(data: bytes) -> list[Problem]:
    """Everything wrong with a Markdown document, strictly; for `docconv.validate`."""
    from docconv.formats._markdown_checking import examine

    return examine(data)
