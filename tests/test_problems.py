"""What every problem holds to, whatever it is about."""

from __future__ import annotations

from docconv.problems import LONGEST_MESSAGE, problem
from docconv.validate import validate


def test_a_message_that_repeats_a_long_value_is_cut() -> None:
    found = problem("L001", "x" * (LONGEST_MESSAGE + 1))
    assert len(found.message) == LONGEST_MESSAGE
    assert found.message.endswith("x\u2026")
    assert problem("L001", "x" * LONGEST_MESSAGE).message == "x" * LONGEST_MESSAGE


def test_findings_about_a_document_with_a_name_of_a_million_characters_are_short() -> None:
    name = "n" * 1_000_000
    findings = validate(f'{{"docconv": "1.0", "{name}": 1}}'.encode(), "json")
    assert findings
    assert all(len(found.message) <= LONGEST_MESSAGE for found in findings)
