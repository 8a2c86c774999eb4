"""Writes `schemas/article-1.0.schema.json` from the model: `python tools/write_schemas.py`."""

from __future__ import annotations

import json
from pathlib import Path

from docconv.schemas import article_schema

PATH = Path(__file__).resolve().parents[1] / "schemas" / "article-1.0.schema.json"


def written_schema() -> str:
    """The schema as the file holds it: ASCII, since a pattern names characters that cannot be seen."""
    return json.dumps(article_schema(), indent=2) + "\n"


if __name__ == "__main__":
    PATH.write_text(written_schema(), encoding="utf-8", newline="\n")
    print(PATH)
