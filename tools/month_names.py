"""Compare the month names of the label packs with those of CLDR; prints what a pack lacks.

Needs babel, which docconv itself does not: `pip install babel && python -m tools.month_names`. The packs are the
one source of month names; forms that pages print and CLDR does not have are added there by hand.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LABELS = Path(__file__).resolve().parents[1] / "docconv" / "data" / "labels"

#: One process a language: babel keeps what it has merged of one language when it loads the next.
_NAMES = """
import json, sys
from babel import Locale, UnknownLocaleError
try:
    months = Locale.parse(sys.argv[1].replace("-", "_")).months
except (UnknownLocaleError, ValueError):
    months = {}
print(json.dumps([[names.get(n, "") for form in months.values() for width, names in form.items() if width != "narrow"]
                  for n in range(1, 13)]))
"""


def cldr_months(language: str) -> list[list[str]]:
    """The wide and abbreviated names that CLDR has for each month; empty lists for a language it does not know."""
    run = subprocess.run([sys.executable, "-c", _NAMES, language], capture_output=True, text=True, check=True)
    months: list[list[str]] = json.loads(run.stdout)
    return months


def missing(path: Path) -> list[str]:
    """The names, folded, that the pack in a file lacks; names that are figures alone are read without a pack."""
    from docconv.rawtext.packs import bare, fold_label, load_pack

    pack = load_pack(path)
    known = {bare(fold_label(name)) for names in pack.phrases("words", "months") for name in names.split("|")}
    named = {bare(fold_label(name)) for names in cldr_months(pack.language) for name in names}
    return sorted(name for name in named - known if name and not name[0].isdigit())


if __name__ == "__main__":
    for path in sorted(LABELS.glob("*.toml")):
        lacking = missing(path)
        if lacking:
            print(f"{path.stem}: {', '.join(lacking)}")
