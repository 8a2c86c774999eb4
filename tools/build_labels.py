"""Compile the label packs into one file, so that start-up reads one file and not sixty.

Runs as a build hook of hatchling (pyproject.toml) and by hand: `python tools/build_labels.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def build() -> Path:
    """Write `docconv/data/labels.jsonl` from the packs beside it; the path of it."""
    sys.path.insert(0, str(ROOT))
    try:
        from docconv.rawtext.packs import compile_folder
    finally:
        sys.path.pop(0)
    target = ROOT / "docconv" / "data" / "labels.jsonl"
    target.write_bytes(compile_folder(target.parent))
    return target


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # by hand, without the build system
    pass
else:

    class LabelHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's interface is generic over its own config
        """Makes the index before the wheel or the editable install is assembled."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            build()


if __name__ == "__main__":
    build()
