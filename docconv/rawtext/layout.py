"""Article to raw text, the way back: what `parse_text` reads again.

Paragraphs are set apart by blank lines; captions and credits stand behind the labels that a
published page in the article's language has; every text that a reader of the page would see is kept,
in reading order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docconv.model import Article, Block, Embed, Figure, List, Paragraph, Quote, Section, Table
from docconv.rawtext.labels import label_index

_CAPTION_LABELS = {"image": "caption", "video": "video", "audio": "audio"}
_TABLE_GAP = "\t"


def article_to_text(article: Article) -> str:
    """The article as plain text, ending in a line break; see the module's docstring.

    >>> from docconv.model import Article, Section, Paragraph
    >>> article_to_text(Article(headline="Ferry adds dawn sailing", body=[Section(blocks=[Paragraph(text="It sails.")])]))
    'Ferry adds dawn sailing\\n\\nIt sails.\\n'
    """
    return "\n\n".join(_parts(article, label_index().written(article.language))) + "\n"


def _parts(article: Article, words: Mapping[str, str]) -> Iterator[str]:
    yield from (text for text in (article.kicker, article.headline) if text)
    yield from (paragraph.text for paragraph in article.standfirst)
    if article.byline:
        yield article.byline
    elif article.authors:
        yield ", ".join(author.name for author in article.authors)
    if article.dateline and article.opening_dateline() is None:
        yield article.dateline.text
    for section in article.body:
        yield from _section(section, words)
    yield from article.furniture  # before the lists of links, which what follows would be taken into
    if article.topics:
        yield "\n".join([words["topics"], *(topic.name for topic in article.topics)])
    for group in article.related:
        links = [line for link in group.links for line in (link.title, link.url) if line]
        yield "\n".join([*([group.heading] if group.heading else []), *links])
    if article.rights:
        yield from (text for text in (article.rights.notice, article.rights.holder, article.rights.terms) if text)


def _section(section: Section, words: Mapping[str, str]) -> Iterator[str]:
    if section.heading:
        yield section.heading
    for block in section.blocks:
        yield _block(block, words)


def _block(block: Block, words: Mapping[str, str]) -> str:
    match block:
        case Paragraph():
            return block.text
        case Figure():
            return "\n".join(_figure(block, words))
        case Quote():
            attribution = [f"\u2014 {block.attribution}"] if block.attribution else []
            return "\n".join([*(paragraph.text for paragraph in block.paragraphs), *attribution])
        case List():
            marks = (f"{number}. " if block.ordered else "\u2022 " for number in range(1, len(block.items) + 1))
            return "\n".join(mark + item.text for mark, item in zip(marks, block.items, strict=True))
        case Table():
            caption = [block.caption.text] if block.caption else []
            return "\n".join([*caption, *(_TABLE_GAP.join(cell.text for cell in row) for row in block.rows)])
        case Embed():
            return "\n".join(text for text in (block.text, block.provider, block.url) if text)


def _figure(figure: Figure, words: Mapping[str, str]) -> Iterator[str]:
    if figure.credit:
        yield words["credit"] + figure.credit
    if figure.source and figure.source != figure.credit:
        yield words["credit"] + figure.source
    if figure.caption:
        yield words[_CAPTION_LABELS[figure.media]] + figure.caption.text
    if figure.alt and not figure.caption:
        yield words[_CAPTION_LABELS[figure.media]] + figure.alt
