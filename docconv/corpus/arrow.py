"""pyarrow, loaded when it is needed; it is an extra."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from docconv.problems import UsageError, problem


def arrow() -> Any:
    """The module `pyarrow`; raises `UsageError` (U004) where it is not installed."""
    return _module("pyarrow")


def parquet() -> Any:
    """The module `pyarrow.parquet`; raises `UsageError` (U004) where it is not installed."""
    return _module("pyarrow.parquet")


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise UsageError(problem("U004", "Parquet needs the package pyarrow: pip install 'docconv[parquet]'")) from error
