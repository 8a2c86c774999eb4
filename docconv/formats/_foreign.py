"""What foreign documents leave unsaid and their text tells: authors, direction, what only repeats the opening of the story.

All of it is for documents of others; what docconv wrote says everything, and nothing is guessed of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docconv.language import canonical_tag, detect
from docconv.unicode import base_direction

#: So much of the text is looked at for its language and direction, in characters.
_ENOUGH = 2000


def name_authors(fields: dict[str, Any]) -> None:
    """Fill in the authors that the byline names, where nothing else does and it names them for certain.

    >>> fields = {"byline": "By Maren Oduya and Jo Kerr", "language": "en"}
    >>> name_authors(fields)
    >>> fields["authors"]
    [{'name': 'Maren Oduya'}, {'name': 'Jo Kerr'}]
    """
    byline = fields.get("byline")
    if isinstance(byline, str) and not fields.get("authors"):
        people = authors_of(byline, fields.get("language") or detect(_opening(fields)))
        if people:
            fields["authors"] = people


def authors_of(byline: str, language: object) -> list[dict[str, Any]]:
    """The people that a printed byline names for certain; none where it can be read two ways."""
    from docconv.rawtext.bylines import authors_in  # the words of its language take time to load
    from docconv.rawtext.labels import label_index

    people = authors_in(byline, label_index().for_page(canonical_tag(language) if isinstance(language, str) else None))
    if not people or any(":" in person["name"] for person in people):  # a label that no pack knows
        return []
    return [dict(person) for person in people]


def tell_direction(fields: dict[str, Any]) -> None:
    """Say that an article runs right to left whose text does, where neither its language nor its direction is known.

    >>> fields = {"headline": "عبارة الفجر"}
    >>> tell_direction(fields)
    >>> fields["direction"]
    'rtl'
    """
    if fields.get("language") or fields.get("direction"):
        return
    if base_direction(_opening(fields)) == "rtl":
        fields["direction"] = "rtl"


def _opening(fields: Mapping[str, Any]) -> str:
    """The headline and the first texts of the story, as much as says what language they are in."""
    text = str(fields.get("headline") or "")
    for said in story_texts(fields.get("body") or ()):
        if len(text) > _ENOUGH:
            break
        text += f"\n{said[:_ENOUGH]}"
    return text


def story_texts(sections: Any) -> Iterator[str]:
    """The running texts of a story in the shape of the model: paragraphs, quotations, the items of lists."""
    for section in sections:
        for block in section.get("blocks", ()):
            for rich in (block, *block.get("paragraphs", ()), *block.get("items", ())):
                if isinstance(rich, Mapping) and isinstance(rich.get("text"), str):
                    yield rich["text"]


def repeats_opening(said: str, sections: Any) -> bool:
    """Whether a text only repeats how the story begins, as summaries made by machines do; cut off, and with other signs.

    >>> body = [{"blocks": [{"text": "Rain fell,"}, {"type": "quote", "paragraphs": [{"text": "It was wet."}]}]}]
    >>> repeats_opening("Rain fell, \u2013 It was w\u2026", body), repeats_opening("Rain stopped.", body)
    (True, False)
    """
    wanted = _letters(said)
    opening = ""
    for text in story_texts(sections):
        if len(opening) >= len(wanted):
            break
        opening += _letters(text[: 2 * len(said) + 100])
    return bool(wanted) and opening.startswith(wanted)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
