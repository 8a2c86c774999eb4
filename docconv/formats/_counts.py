"""How many words a story has, for the standards that say it beside the text."""

from __future__ import annotations

from docconv.model import Article
from docconv.patterns import lazy_pattern
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
    simple: list[str] = []  # those whose only white space is the space, counted in one go
    others: list[str] = []
    for text in filter(None, texts):
        (simple if ("\n" not in text if text.isascii() else text.isprintable()) else others).append(text)
    return _words_between_spaces(" ".join(simple)) + sum(map(_words, others))


def _words_between_spaces(text: str) -> int:
    """The words of texts in normal form whose only white space is the space."""
    if not text:
        return 0
    return text.count(" ") + 1 - len(_SIGNS_ALONE.findall(f" {text}"))


def _words(text: str) -> int:
    """The words of any text."""
    return sum(1 for token in text.split() if token[0].isalnum() or any(map(str.isalnum, token)))


#: A token that holds neither letter nor digit.
_SIGNS_ALONE = lazy_pattern(r" (?:[^\w ]|_)+(?![^ ])")


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
