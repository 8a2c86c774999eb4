"""How many words a story has, for the standards that say it beside the text."""

from __future__ import annotations

from itertools import filterfalse

from docconv.model import Article
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
    texts = _story(article)
    sample = "".join([text[:_SAMPLE] for text in texts[:20]])[:_SAMPLE]
    counts = {} if sample.isascii() else script_counts(sample)
    if 2 * sum(number for script, number in counts.items() if script in UNSPACED_SCRIPTS) > sum(counts.values()):
        return None
    tokens = " ".join(texts).split()
    doubtful = [token for token in filterfalse(str.isalnum, tokens) if not token[0].isalnum()]  # few: the others are words
    return len(tokens) - sum(1 for token in doubtful if not any(map(str.isalnum, token)))


def _story(article: Article) -> list[str]:
    texts: list[str] = []
    for section in article.body:
        if section.heading is not None:
            texts.append(section.heading)
        for block in section.blocks:
            match block.type:
                case "paragraph":
                    texts.append(block.text)
                case "quote":
                    texts += [paragraph.text for paragraph in block.paragraphs]
                case "list":
                    texts += [item.text for item in block.items]
                case "table":
                    texts += [cell.text for row in block.rows for cell in row]
    return texts
