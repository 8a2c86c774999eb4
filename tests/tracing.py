"""What holds for every trace: the segments tile the source, and lead to the strings that hold their text."""

from __future__ import annotations

import json
from typing import Any

from docconv.rawtext.trace import Trace
from docconv.unicode import canonical, fold

UNPLACED = {"blank", "label"}


def squeezed(text: str) -> str:
    """Folded, without any white space: wrapped lines and runs of spaces compare equal."""
    return "".join(fold("".join(canonical(line) for line in text.splitlines())).split())


def at_pointer(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def text_at(document: Any, pointer: str) -> str:
    """The text that a path leads to, squeezed; lines that were not looked at (T006) have the list of furniture together."""
    held = at_pointer(document, pointer)
    return squeezed("\n".join(held) if pointer == "/furniture" else held)


def check_trace(source: str, trace: Trace) -> None:
    """Assert everything that a trace promises of its source."""
    document = json.loads(trace.article.model_dump_json())
    texts: dict[str, str] = {}
    at = 0
    for segment in trace.segments:
        assert segment.start == at < segment.end, f"segments do not tile: {at} then {segment}"
        at = segment.end
        text = squeezed(source[segment.start : segment.end])
        if segment.role == "blank":
            assert text == "", f"a blank segment holds {text!r}"
        if segment.path is None:
            assert segment.role in UNPLACED, f"{segment} has no place"
        else:
            if segment.path not in texts:
                texts[segment.path] = text_at(document, segment.path)
            assert text in texts[segment.path], f"{segment.path} does not hold {text!r}"
        assert 0 <= segment.confidence <= 1
    assert at == len(source)
