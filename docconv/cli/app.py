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
from docconv.problems import DocconvError, ExitCode, UsageError, problem
from docconv.spelling import hint

#: The commands, in the order of the help: name, and what the help says of it.
COMMANDS = {
    "convert": "Convert documents to another format.",
    "validate": "Check documents and list what is wrong with them.",
    "batch": "Convert a corpus, in parts, on one machine or many.",
    "inspect": "Show how a raw text was read, line by line.",
    "schema": "Print a schema.",
    "formats": "List the formats.",
    "codes": "Say what the codes of findings mean.",
    "completion": "Print what makes a shell complete commands.",
}

#: Objects made before Python looks for cycles: what commands make has few, and looking costs a tenth of start-up.
_GARBAGE_THRESHOLD = 50_000

#: Exit codes for signals, as shells count them: 128 and the number of the signal.
_INTERRUPTED, _READER_GONE = 130, 141

#: The signals by which others ask docconv to end; Windows lacks the first.
_ENDING = ("SIGHUP", "SIGINT", "SIGTERM")


class Commands(Command, click.Group):
    """A group that imports a command when it is called for, and never lets a traceback out.

    `ended_by` is the signal that asked docconv to end, once one has: what fails from then on fails because of it.
    """

    ended_by: int | None = None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"docconv.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of a name; raises `UsageError` with a hint where there is none."""
        name = args[0]
        if name in COMMANDS or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        raise UsageError(problem("U001", f"there is no command {name!r}{_command_meant(name)}"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of the group, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

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
            _tell(error)
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            code = _INTERRUPTED
        except DocconvError as error:
            for found in error.problems if self.ended_by is None else ():
                say(str(found if found.file else found.at("docconv")))
            code = error.exit_code
        except Exception as error:  # the last resort: a fault of ours, told in one line
            if os.environ.get("DOCCONV_TRACEBACK"):
                raise
            if self.ended_by is None:
                _tell_fault(error)
            code = ExitCode.OUR_FAULT
        sys.exit(int(code) if self.ended_by is None else 128 + self.ended_by)


def _command_meant(name: str) -> str:
    """What may have been meant by a command that there is not: one like it, or the conversion of a file."""
    if near := hint(name, COMMANDS):
        return near
    if name == "help":
        return " (did you mean docconv --help?)"
    from docconv.inputs import is_file

    return f" (did you mean docconv convert {name}?)" if is_file(name) else f"; there are {', '.join(COMMANDS)}"


def _tell(error: click.ClickException) -> None:
    """Say what click has found: in one line, but for the help that whoever names no command gets."""
    if isinstance(error, click.UsageError) and not isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
        from docconv.cli.misuse import as_problem

        say(str(as_problem(error)))
    else:
        error.show()


def _tell_fault(error: Exception) -> None:
    """Say a fault of docconv's own, or of a package that extends it, in one line."""
    from docconv.packages import PackageFaultError

    told = str(error) if isinstance(error, PackageFaultError) else f"internal fault: {type(error).__name__}: {error}"
    say(f"docconv: {told}".splitlines()[0])


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
    docconv.ended_by = number
    sys.unraisablehook = lambda fault: None  # what cannot be closed in peace any more need not say so
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)
