"""`docconv completion`: the script by which a shell completes docconv's commands."""

from __future__ import annotations

import click

from docconv.cli import streams
from docconv.cli.command import Command, one_of

#: Where each shell looks for such a script, and what has it read for good.
_PLACES = {
    "bash": "docconv completion bash > ~/.local/share/bash-completion/completions/docconv",
    "zsh": "docconv completion zsh > ~/.zfunc/_docconv    (with fpath+=~/.zfunc before compinit in ~/.zshrc)",
    "fish": "docconv completion fish > ~/.config/fish/completions/docconv.fish",
}


@click.command(cls=Command)
@click.argument("shell", **one_of(*_PLACES))
def completion(shell: str) -> int:
    """Print what makes a shell complete commands, options, formats, codes and files.

    The first lines of the script say how to install it; for this session alone:

    \b
    eval "$(docconv completion bash)"
    eval "$(docconv completion zsh)"
    docconv completion fish | source
    """
    from click.shell_completion import get_completion_class

    from docconv.cli.app import docconv

    found = get_completion_class(shell)
    assert found is not None, "click completes for the shells that it is asked for"
    script = found(docconv, {}, "docconv", "_DOCCONV_COMPLETE").source()
    first, rest = script.split("\n", 1) if script.startswith("#compdef") else ("", script)
    told = f"# To have it in every session:\n#   {_PLACES[shell]}\n# in this one alone:\n#   {_tried(shell)}\n"
    streams.write((f"{first}\n" if first else "") + told + rest.rstrip("\n") + "\n")
    return 0


def _tried(shell: str) -> str:
    return "docconv completion fish | source" if shell == "fish" else f'eval "$(docconv completion {shell})"'
