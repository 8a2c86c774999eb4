"""What a shell offers while a command is typed: formats, codes, files and folders.

Asked at every press of Tab: nothing here may load more than the table of formats and that of codes.
Descriptions have no commas: click divides by commas what it tells fish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def of_formats(*more: str, writing: bool = False) -> Completer:
    """Completes the names of formats that can be read, or written, and those of `more`."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        named = [*_formats(writing), *((name, None) for name in more)]
        return [
            CompletionItem(name, help=told and told.replace(",", ";"))
            for name, told in named
            if name.startswith(incomplete.lower())
        ]

    return complete


def of_codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completes the codes of findings."""
    from click.shell_completion import CompletionItem

    from docconv.problems import CODES

    return [
        CompletionItem(code, help=kind.meaning.replace(",", ";"))
        for code, kind in CODES.items()
        if code.startswith(incomplete.upper())
    ]


def of_files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Has the shell complete the names of files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def of_folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Has the shell complete the names of folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


def _formats(writing: bool) -> Iterator[tuple[str, str | None]]:
    """Names of formats and what they are; those of other packages by name alone, since their code is not loaded."""
    from importlib.metadata import entry_points

    from docconv.registry import ENTRY_POINTS, FORMATS

    known = {format.name for format in FORMATS}
    yield from ((format.name, format.description) for format in FORMATS if (format.writes if writing else format.reads))
    yield from ((name, None) for name in sorted(entry_points(group=ENTRY_POINTS).names - known))
