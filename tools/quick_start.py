"""Print the Nth fenced block under "Quick start" in the README, so that CI runs what readers paste.

python tools/quick_start.py 1
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"


def quick_start_commands(text: str) -> list[str]:
    """The commands in the fenced blocks of the section "Quick start", in order."""
    section = re.split(r"^## ", text.split("\n## Quick start\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    return [block.strip() for block in re.findall(r"^```\w*\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)]


if __name__ == "__main__":
    print(quick_start_commands(README.read_text(encoding="utf-8"))[int(sys.argv[1]) - 1])
