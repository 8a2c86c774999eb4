"""What click has to say about a command line that it does not understand, in one line and with a hint at what was meant."""

from __future__ import annotations

import click

from docconv.problems import Problem, problem
from docconv.spelling import hint


def as_problem(error: click.UsageError) -> Problem:
    """A failure of click's as a finding (U001) about `docconv`.

    >>> str(as_problem(click.UsageError("Got unexpected extra argument (b).")))
    'docconv: error[U001] got unexpected extra argument (b)'
    """
    message = _message(error)
    if error.ctx is not None and "did you mean" not in message:
        message += f"; {error.ctx.command_path} --help tells more"
    return problem("U001", message, file="docconv")


def _message(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return _no_option(error)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        kind = "the option " if isinstance(error.param, click.Option) else ""
        return f"{kind}{_name(error.param)} is missing"
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{_name(error.param)}: {_plain(error.message)}"
    return _plain(error.message)


def _no_option(error: click.NoSuchOption) -> str:
    if error.ctx is None:
        return f"there is no option {error.option_name}"
    parameters = error.ctx.command.get_params(error.ctx)
    names = [name for one in parameters if isinstance(one, click.Option) for name in one.opts if name.startswith("--")]
    near = hint(error.option_name, names) if error.option_name.startswith("--") else ""
    return f"{error.ctx.command.name} has no option {error.option_name}{near}"


def _name(param: click.Parameter) -> str:
    return max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name


def _plain(message: str) -> str:
    """A sentence of click's as a part of a line: without its capital and its full stop."""
    return (message[:1].lower() + message[1:]).removesuffix(".").replace("\n", " ")
