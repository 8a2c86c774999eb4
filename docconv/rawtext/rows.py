"""Tables as text: lines whose cells are set apart by tabs, as they are copied from a page or a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docconv.rawtext.lines import Line
from docconv.rawtext.pieces import Piece
from docconv.rawtext.rules import Pieces

#: A table has so many rows, at least; most of its cells are no longer than this, in characters.
FEWEST_ROWS, LONGEST_CELL = 2, 60


def table_at(lines: Sequence[Line], found: Sequence[Pieces | None], at: int, source: str) -> tuple[int, list[Piece]]:
    """The line after the table that begins at line `at`, and the cells of its rows; none where no table begins there."""
    stop = at
    while stop < len(lines) and _is_row(lines[stop], found[stop], source):
        stop += 1
    if stop - at < FEWEST_ROWS:
        return stop, []
    cells = [cell for row, line in enumerate(lines[at:stop]) for cell in _cells(line, row, source)]
    short = sum(cell.end - cell.start <= LONGEST_CELL for cell in cells)
    return stop, cells if 2 * short > len(cells) else []


def item_of(pieces: Pieces | None) -> Piece | None:
    """The item of a list that the rules take a line for."""
    return pieces[1] if pieces and len(pieces) > 1 and pieces[1].role == "list-item" else None


def _is_row(line: Line, pieces: Pieces | None, source: str) -> bool:
    """Whether a line has tabs inside, and no rule says that it is more than a time or an item of a list."""
    if not line.row or pieces is None:
        return line.row
    item = item_of(pieces)
    if item is not None:  # the tab may stand behind its bullet alone
        return "\t" in source[item.start : item.end]
    return all(piece.role == "timestamp" for piece in pieces)


def _cells(line: Line, row: int, source: str) -> Iterator[Piece]:
    column = source.count("\t", line.start - line.indent, line.start)  # cells that are empty come first
    start = line.start
    for part in source[line.start : line.end].split("\t"):
        text = part.strip()
        if text:
            inner = start + part.index(text)
            yield Piece("paragraph", inner, inner + len(text), 0.8, cell=(row, column))
        column, start = column + 1, start + len(part) + 1
