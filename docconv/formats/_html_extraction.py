"""The story of a page in which no element marks it, told from the rest by trafilatura (the extra `web`).

trafilatura says which texts are the story; they are then read where they stand in the page, by the
reader of every other page, so that headings, figures with their captions, lists, quotations and links
are what they are there. The other texts become furniture.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from docconv.formats._html_inline import Run, Scope, is_derived, nothing_apart, pieces
from docconv.formats._html_roles import is_hidden
from docconv.problems import Report, UsageError, problem

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: A part of the page holds the story when it holds so much of what was told.
_MOST_OF_IT = 0.9
#: A text that is not told as a whole is told as a part of another when it is at least this long, in characters.
_LONG_ENOUGH = 25


class Told:
    """The texts that trafilatura took for the story, compared without white space.

    >>> told = Told(["The ferry leaves", "before dawn, at 5.40."])
    >>> "The ferry  leaves" in told, "Subscribe" in told
    (True, False)
    """

    def __init__(self, texts: list[str]) -> None:
        self._whole = {_squeezed(text) for text in texts}
        self._all = "".join(_squeezed(text) for text in texts)

    def __contains__(self, text: str) -> bool:
        text = _squeezed(text)
        return text in self._whole or (len(text) >= _LONG_ENOUGH and text in self._all)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def told_story(source: str, body: Element, report: Report) -> tuple[Element, Told] | None:
    """The part of the page that holds the story, and which of its texts belong to it; None, and R004, where none was found.

    Raises `UsageError` (U004) where trafilatura is not installed.
    """
    try:
        from trafilatura import bare_extraction
    except ImportError as error:
        what = "telling the story from the rest of a page needs trafilatura: pip install 'docconv[web]'"
        raise UsageError(problem("U004", what)) from error
    document: Any = bare_extraction(source, include_comments=False, include_links=True, include_tables=True, with_metadata=False)
    found = getattr(document, "body", None)
    texts = (
        []
        if found is None
        else ["".join(one.itertext()) for one in found.iter("p", "head", "item", "quote", "cell", "code", "ab")]
    )
    told = Told([text for text in texts if text.strip()])
    scope = Scope(body, lambda problem: None)
    weights: Counter[Element] = Counter()
    total = 0
    for piece in pieces(scope, body, _seen):
        if isinstance(piece, Run) and piece.rich["text"] in told:
            length = len(piece.rich["text"])
            total += length
            at: Element | None = piece.element
            while at is not None and at is not body:
                weights[at] += length
                at = at.getparent()
    if not total:
        report(problem("R004", "no story could be told from the rest of the page; all of its text was read"))
        return None
    story = body
    for element in body.iter():  # in the order of the page, so the last one that holds nearly all is the innermost
        if weights[element] >= _MOST_OF_IT * total and len(element):
            story = element
    return story, told


def _seen(element: Element, name: str) -> str | None:
    return "never" if is_derived(element) or is_hidden(element) else nothing_apart(element, name)


def only_told(fields: dict[str, Any], told: Told) -> None:
    """Move the texts of a story that were not told to the furniture; pictures up to the last text of the story stay."""
    sections = fields.get("body", [])
    blocks = [block for section in sections for block in section["blocks"]]
    last = max((at for at, block in enumerate(blocks) if _is_told(block, told)), default=-1)
    aside: list[str] = []
    at = -1
    kept: list[dict[str, Any]] = []
    for section in sections:
        stays = []
        for block in section["blocks"]:
            at += 1
            if _is_told(block, told) or (at < last and block["type"] in ("figure", "embed")):
                stays.append(block)
            else:
                aside += _texts(block)
        if "heading" in section and not stays and section["heading"] not in told:
            aside.append(section["heading"])
        elif "heading" in section or stays:
            kept.append({**section, "blocks": stays})
    fields["body"] = kept
    if aside:
        fields["furniture"] = [*fields.get("furniture", ()), *aside]


def _is_told(block: dict[str, Any], told: Told) -> bool:
    return any(text in told for text in _texts(block))


def _texts(block: dict[str, Any]) -> list[str]:
    """The texts of a block, each on one line."""
    parts = [
        block,
        *block.get("paragraphs", ()),
        *block.get("items", ()),
        *(cell for row in block.get("rows", ()) for cell in row),
    ]
    parts += [block["caption"]] if "caption" in block else []
    texts = [part["text"] for part in parts if part.get("text")]
    return [line for text in [*texts, *filter(None, (block.get("credit"),))] for line in text.split("\n")]
