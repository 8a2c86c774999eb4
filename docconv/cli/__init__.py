"""The command line: `docconv convert`, `validate`, `inspect`, `schema`, `formats`. The only code that prints or exits.

Each command is a file of its own, imported when it is called for.
"""

from docconv.cli.app import docconv, main

__all__ = ["docconv", "main"]
