"""Tables of (X)HTML as rows of cells, with the cells that spans leave empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docconv.formats._html_inline import (
    HEADINGS,
    Block,
    Run,
    Scope,
    inside_a_block,
    is_derived,
    joined,
    name_of,
    named,
    nothing_apart,
    pieces,
    rich_text,
)
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The largest number of columns that a cell spans, and of cells that spans add to one table.
_MOST_COLUMNS, _MOST_ADDED = 1000, 20_000


def table(scope: Scope, element: Element) -> Iterator[Block | Element]:
    """A `table`: its rows with the cells that spans leave empty; one that only lays out the page is gone into."""
    caption: dict[str, Any] | None = None
    rows: list[Element] = []
    later: list[Element] = []
    strays = list(_strays(element))
    for part in _rows_and_caption(element):
        if name_of(part) == "caption":
            caption = caption or rich_text(scope, part)
        else:
            rows.append(part)
    if _is_layout(element, rows):
        yield from strays
        for row in rows:
            for cell in row:
                if name_of(cell) in ("td", "th"):
                    yield cell
        return
    made: list[list[dict[str, Any]]] = []
    headed: list[bool] = []
    pending: dict[int, int] = {}  # column -> for how many more rows a cell above reaches down
    added = 0
    for row in rows:
        cells: list[dict[str, Any]] = []
        given = [cell for cell in row if named(cell.tag) in ("td", "th") and not is_derived(cell)]
        for cell in given:
            while pending.get(len(cells), 0) > 0:
                pending[len(cells)] -= 1
                cells.append({"text": ""})
            at = len(cells)
            cells.append(_cell(scope, cell, later))
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            added += across * down - 1
            if added > _MOST_ADDED:
                continue
            cells += [{"text": ""} for _ in range(across - 1)]
            if down > 1:
                pending.update((column, down - 1) for column in range(at, at + across))
        while pending.get(len(cells), 0) > 0:
            pending[len(cells)] -= 1
            cells.append({"text": ""})
        if cells:
            made.append(cells)
            headed.append(_is_header(row, given))
    if made and (caption is not None or not later or any(cell["text"] for row in made for cell in row)):
        count = next((at for at, is_header in enumerate(headed) if not is_header), len(headed))
        yield {"type": "table", "rows": made, "header_rows": count, **({"caption": caption} if caption else {})}
    elif caption is not None:
        yield {"type": "paragraph", **caption}
    yield from later
    yield from strays


def _rows_and_caption(element: Element) -> Iterator[Element]:
    """The caption and the rows of a table; those of its foot last, wherever they stand."""
    foot: list[Element] = []
    for part in element:
        name = name_of(part)
        if name in ("tr", "caption"):
            yield part
        elif name in ("thead", "tbody", "tfoot"):
            rows = [row for row in part if name_of(row) == "tr"]
            if name == "tfoot":
                foot += rows
            else:
                yield from rows
    yield from foot


def _strays(element: Element) -> Iterator[Block | Element]:
    """What stands between the parts of a table, where nothing may stand."""
    groups = [part for part in element if name_of(part) in ("thead", "tbody", "tfoot")]
    for part in (element, *groups, *(row for group in (element, *groups) for row in group if named(row.tag) == "tr")):
        texts = [text for text in (part.text, *(one.tail for one in part)) if text and not text.isspace()]
        if texts and (text := canonical(" ".join(texts))):
            yield {"type": "paragraph", "text": text}
        yield from (one for one in part if (name := named(one.tag)) not in _PARTS and nothing_apart(one, name) is None)


_PARTS = frozenset(("", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"))


def _is_layout(element: Element, rows: list[Element]) -> bool:
    if element.get("role") in ("presentation", "none"):
        return True
    return any(named(one.tag) in _LAID_OUT for row in rows for one in row.iter())


_LAID_OUT = HEADINGS | {"table", "article", "section", "main", "form", "header"}


def _is_header(row: Element, cells: list[Element]) -> bool:
    above = row.getparent()
    if above is not None and name_of(above) == "thead":
        return True
    return bool(cells) and all(name_of(cell) == "th" for cell in cells)


def _span(cell: Element, name: str) -> int:
    given = cell.get(name)
    if not given:
        return 1
    return min(max(int(given), 1), _MOST_COLUMNS) if given.isascii() and given.isdigit() and len(given) < 6 else 1


def _cell(scope: Scope, element: Element, later: list[Element]) -> dict[str, Any]:
    texts = []
    for piece in pieces(scope, element, _inside_a_cell):
        if isinstance(piece, Run):
            texts.append(piece.rich)
        else:
            later.append(piece)
    made = joined(texts)
    if made is not None:
        return made
    language, direction = scope.spoken(element)
    own = {"language": language, "direction": direction}
    return {"text": "", **{name: value for name, value in own.items() if value is not None}}


def _inside_a_cell(element: Element, name: str) -> str | None:
    """Lists are read as lines of the cell; what else is set apart follows the table."""
    return None if name in ("ul", "ol", "menu", "dl", "blockquote") else inside_a_block(element, name)
