"""Regular expressions that are compiled when they are first used, so that importing costs nothing."""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands for a pattern; its first use compiles it and puts the pattern's own methods in its place."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._source)
        for method in ("match", "search", "fullmatch", "finditer", "findall", "split", "sub"):
            self.__dict__[method] = getattr(compiled, method)
        return getattr(compiled, name)


def lazy_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile(pattern, flags)`, done at the first use of one of its methods.

    >>> lazy_pattern("[0-9]+").findall("6 to 12")
    ['6', '12']
    """
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
