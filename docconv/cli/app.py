"""The command group: commands loaded on demand, and every way out turned into an exit code."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from docconv import __version__
from docconv.cli.command import Command, show
from docconv.cli.streams import ReaderGoneError, flush, say
from docconv.problems import DocconvError, ExitCode

#: The commands, in the order of the help: name, and what the help says of it.
COMMANDS = {
    "convert": "Convert documents to another format.",
    "validate": "Check documents and list what is wrong with them.",
    "batch": "Convert a corpus, in parts, on one machine or many.",
    "inspect": "Show how a raw text was read, line by line.",
    "schema": "Print a schema.",
    "formats": "List the formats.",
}

#: Objects made before Python looks for cycles: what commands make has few, and looking costs a tenth of start-up.
_GARBAGE_THRESHOLD = 50_000

#: Exit codes for signals, as shells count them: 128 and the number of the signal.
_INTERRUPTED, _READER_GONE = 130, 141

#: The signals by which others ask docconv to end; Windows lacks the first.
_ENDING = ("SIGHUP", "SIGTERM")


class Commands(Command, click.Group):
    """A group that imports a command when it is called for, and never lets a traceback out."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"docconv.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of a run; a reader that has gone is told from other failures before click sees to it."""
        with _reader_may_go():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that has gone is told as in `make_context`."""
        with _reader_may_go():
            return super().invoke(ctx)

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **settings: Any) -> NoReturn:
        """Run a command and exit with its code."""
        settings["standalone_mode"] = False
        code: int = _INTERRUPTED
        try:
            result = super().main(args, prog_name or "docconv", **settings)
            code = result if isinstance(result, int) else ExitCode.DONE
            flush()
        except ReaderGoneError:
            code = _READER_GONE
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            code = _INTERRUPTED
        except DocconvError as error:
            for found in error.problems:
                say(str(found if found.file else found.at("docconv")))
            code = error.exit_code
        except Exception as error:  # the last resort: a fault of ours, told in one line
            if os.environ.get("DOCCONV_TRACEBACK"):
                raise
            say(f"docconv: internal fault: {type(error).__name__}: {error}".splitlines()[0])
            code = ExitCode.OUR_FAULT
        sys.exit(int(code))


@contextmanager
def _reader_may_go() -> Iterator[None]:
    """Turns a broken pipe, of standard output or of a named pipe, into `ReaderGoneError`."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGoneError from error


def _show_version(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        show(ctx, f"docconv {__version__}")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-V", "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version and exit."
)
def docconv() -> None:
    """News text to structured documents, and from format to format.

    \b
    docconv convert story.txt -o story.epub
    docconv inspect story.txt
    docconv validate story.json

    \b
    Exit codes: 0 done, 1 findings or failed documents, 2 usage, 3 an input that
    cannot be opened, 70 a fault of docconv's own.
    """


def main() -> NoReturn:
    """The entry point: as `docconv`, and a request to end leaves nothing half-written either."""
    for name in _ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:  # nohup has it ignored, and so it stays
            signal.signal(number, _end)
    gc.set_threshold(_GARBAGE_THRESHOLD)
    sys.exit(docconv())


def _end(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)
