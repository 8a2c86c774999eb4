"""One module a format, reading and writing side by side; called, `docconv.formats()` lists the formats there are."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, cast

#: The function that lists them: it stands above the formats and names them by import strings, as this names it.
_TABLE = "docconv.registry:formats"


class _Formats(ModuleType):
    """The class of this package, which has the name of a public function: `docconv.formats()` lists the formats."""

    def __call__(self) -> tuple[Any, ...]:
        module, _, function = _TABLE.partition(":")
        return cast("tuple[Any, ...]", getattr(import_module(module), function)())


sys.modules[__name__].__class__ = _Formats
