"""What stands in for the headline of an article that has none: the first words it holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from docconv.model import Article, Block, Embed, Figure, List, Paragraph, Quote, Table
from docconv.unicode import is_blank

#: The longest headline made of a text's first words, in code points, without the ellipsis.
LENGTH = 80


def substitute_headline(article: Article) -> str | None:
    """The first words of the article: of its story, else of what else it holds; None where it holds no text.

    >>> from docconv.model import Quote, RichText, Section
    >>> substitute_headline(Article(kicker="Ferries", body=[Section(blocks=[Quote(paragraphs=[RichText(text="We sail.")])])]))
    'We sail.'
    """
    text = next((text for text in _texts(article) if not is_blank(text)), None)
    return None if text is None else shortened(text.replace("\n", " "), LENGTH)


def title_of(article: Article, untitled: str) -> str:
    """The headline, what stands in for it, or the word for "Untitled".

    >>> title_of(Article(), "Sans titre")
    'Sans titre'
    """
    return article.headline or substitute_headline(article) or untitled


def _texts(article: Article) -> Iterator[str]:
    """The texts that may stand in for the headline, the likeliest first."""
    yield from (paragraph.text for paragraph in article.standfirst)
    for section in article.body:
        if section.heading is not None:
            yield section.heading
        for block in section.blocks:
            yield from texts_of_block(block)
    yield from (text for text in (article.kicker, article.slug) if text is not None)
    for block in article.blocks():
        yield from _beside_the_story(block)
    for group in article.related:
        yield from () if group.heading is None else (group.heading,)
        yield from (link.title for link in group.links)
    yield from article.furniture


def texts_of_block(block: Block) -> Iterator[str]:
    """The running texts of a paragraph, quotation or list; nothing of other blocks."""
    match block:
        case Paragraph():
            yield block.text
        case Quote():
            yield from (paragraph.text for paragraph in block.paragraphs)
        case List():
            yield from (item.text for item in block.items)


def _beside_the_story(block: Block) -> Iterator[str]:
    match block:
        case Figure():
            yield from (text for text in (block.caption and block.caption.text, block.alt, block.credit) if text)
        case Table():
            yield from () if block.caption is None else (block.caption.text,)
            yield from (cell.text for row in block.rows for cell in row)
        case Embed():
            yield from (text for text in (block.text, block.provider) if text)


# --- cutting ------------------------------------------------------------------------------------


def shortened(text: str, length: int) -> str:
    """`text`, or its beginning of at most `length` code points and an ellipsis, cut between words.

    Where no space is near, it is cut between two graphemes: what a person takes for one character
    stays whole, unless it is longer than all there is room for.

    >>> shortened("The ferry sails at dawn", 12), shortened("e" + "\\u0301" * 2 + "e\\u0301", 4) == "e\\u0301\\u0301…"
    ('The ferry…', True)
    """
    if len(text) <= length:
        return text
    space = text.rfind(" ", length // 2, length + 1)
    if space > 0:
        return text[:space].rstrip() + "…"
    cut = length
    while cut > 0 and not between_graphemes(text, cut):
        cut -= 1
    return text[: cut or length].rstrip() + "…"


_JOINER = "\u200d"


def between_graphemes(text: str, at: int) -> bool:
    """Whether a text may be cut before the character at `at` (UAX 29, rules GB6 to GB13, taken widely).

    >>> between_graphemes("e\\u0301t", 1), between_graphemes("e\\u0301t", 2)
    (False, True)
    """
    before, after = text[at - 1], text[at]
    if before == _JOINER or _extends(after):
        return False
    if _is_regional(after) and _is_regional(before):
        start = at
        while start > 0 and _is_regional(text[start - 1]):
            start -= 1
        return (at - start) % 2 == 0
    if _joins_hangul(before, after):
        return False
    return unicodedata.combining(before) != 9  # a virama joins the consonant after it


def _extends(char: str) -> bool:
    is_mark = unicodedata.category(char) in ("Mn", "Mc", "Me")
    return is_mark or char in "\u200c\u200d" or "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _joins_hangul(before: str, after: str) -> bool:
    """Whether two characters are of one Korean syllable (GB6 to GB8): beginnings join what follows, the rest what precedes."""
    if "\u1160" <= after <= "\u11ff" or "\ud7b0" <= after <= "\ud7fb":
        return "\u1100" <= before <= "\u11ff" or "\ua960" <= before <= "\ua97c" or "\uac00" <= before <= "\ud7fb"
    return _begins_syllable(before) and (_begins_syllable(after) or "\uac00" <= after <= "\ud7a3")


def _begins_syllable(char: str) -> bool:
    return "\u1100" <= char <= "\u115f" or "\ua960" <= char <= "\ua97c"
