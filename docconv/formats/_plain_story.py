"""The story of an article as plain text, for standards that show it so beside its structure."""

from __future__ import annotations

from collections.abc import Iterator

from docconv.model import Article, Block, Embed, List, Paragraph, Quote, Table


def plain_story(article: Article) -> str:
    """The story as plain text: headings and paragraphs set apart by a blank line; without figures, related pages and furniture.

    >>> from docconv.model import Section
    >>> plain_story(Article(body=[Section(heading="At dawn", blocks=[Paragraph(text="It sails.")])]))
    'At dawn\\n\\nIt sails.'
    """
    return "\n\n".join(_texts(article))


def _texts(article: Article) -> Iterator[str]:
    for section in article.body:
        if section.heading is not None:
            yield section.heading
        for block in section.blocks:
            text = _text_of(block)
            if text:
                yield text


def _text_of(block: Block) -> str:
    match block:
        case Paragraph():
            return block.text
        case Quote():
            said_by = [f"\u2014 {block.attribution}"] if block.attribution else []
            return "\n".join([*(text.text for text in block.paragraphs), *said_by])
        case List():
            return "\n".join(
                f"{f'{number}.' if block.ordered else '-'} {item.text}" for number, item in enumerate(block.items, 1)
            )
        case Table():
            return "\n".join("\t".join(cell.text.replace("\n", " ") for cell in row) for row in block.rows)
        case Embed():
            return f"{block.text}\n{block.url}" if block.text else block.url
        case _:
            return ""
