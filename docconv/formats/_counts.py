"""How many words a story has, for the standards that say it beside the text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from docconv.formats._titles import texts_of_block
from docconv.model import Article, Table
from docconv.unicode import UNSPACED_SCRIPTS, script_counts

#: How much of the story is looked at for whether its script sets words apart, in code points.
_SAMPLE = 100


def word_count(article: Article) -> int | None:
    """The words of the story: what stands between white space and holds a letter or digit.

    Headings, paragraphs, quotations, lists and tables count; captions do not. None where the story
    is mostly in scripts that put no space between words, in which the count would mean nothing.

    >>> from docconv.model import Paragraph, Section
    >>> word_count(Article(body=[Section(heading="At dawn", blocks=[Paragraph(text="It sails – at 5.40.")])]))
    6
    """
    sample = "".join(text[:_SAMPLE] for text in islice(_story(article), 20))[:_SAMPLE]
    counts = {} if sample.isascii() else script_counts(sample)
    if 2 * sum(number for script, number in counts.items() if script in UNSPACED_SCRIPTS) > sum(counts.values()):
        return None
    return sum(
        1 for text in _story(article) for token in text.split() if token[0].isalnum() or any(char.isalnum() for char in token)
    )


def _story(article: Article) -> Iterator[str]:
    for section in article.body:
        if section.heading is not None:
            yield section.heading
        for block in section.blocks:
            yield from texts_of_block(block)
            if isinstance(block, Table):
                yield from (cell.text for row in block.rows for cell in row)
