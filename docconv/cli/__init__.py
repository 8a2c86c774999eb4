"""The command line: `docconv convert`, `validate`, `inspect`, `schema`, `formats`. The only code that prints or exits.

Each command is a file of its own, imported when it is called for.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from docconv.cli.app import docconv

__all__ = ["docconv", "main"]


def main() -> "NoReturn":
    """The entry point; whoever interrupts docconv while it is still being loaded gets no traceback either.

    Plugins of pydantic, which would be looked for among all installed packages at every start, are left out.
    """
    import os

    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from docconv.cli.app import main as run
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    run()


def __getattr__(name: str) -> object:
    """The command group, loaded on first use (PEP 562)."""
    if name == "docconv":
        from docconv.cli import app

        return app.docconv
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
