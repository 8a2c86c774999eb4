"""Names that docconv knows: cities, places of several words, words of organisations, agencies of pictures."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

Kind = Literal["places", "cities", "organisations", "picture_agencies"]


@functools.cache
def known_names(kind: Kind) -> frozenset[str]:
    """The folded names of a kind, from `data/names.json`."""
    from pydantic_core import from_json

    data = from_json((Path(__file__).parent.parent / "data" / "names.json").read_bytes())
    return frozenset(data[kind])
