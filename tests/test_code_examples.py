"""Every problem code there is has an example, and the example has the problem."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from docconv import dumps
from docconv.cli import docconv
from docconv.model import Article, Paragraph, Section
from docconv.problems import CODES, DocumentError
from tests.code_examples import Example, examples, problems_of

ROOT = Path(__file__).parents[1]
EXAMPLES = list(examples())


def test_every_code_has_one_example() -> None:
    assert [code for code, _ in EXAMPLES] == [*dict.fromkeys(code for code, _ in EXAMPLES)]
    assert {code for code, _ in EXAMPLES} == set(CODES)


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=[code for code, _ in EXAMPLES])
def test_the_example_has_the_problem(code: str, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if example.operation == "elsewhere":
        assert f'"{code}"' in (ROOT / str(example.source)).read_text(encoding="utf-8")
        return
    if example.operation != "command":
        found = {problem.code: problem for problem in problems_of(example)}
        assert code in found, sorted(found)
        return
    monkeypatch.chdir(tmp_path)
    for name, data in example.files.items():
        (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    result = CliRunner().invoke(docconv, shlex.split(str(example.source))[1:])
    assert f"[{code}]" in result.stdout + result.stderr


def test_a_text_that_no_parser_takes_is_not_written() -> None:
    article = Article(headline="Ferry", body=(Section(blocks=(Paragraph(text="ferry " * 1_700_000 + "x"),)),))
    with pytest.raises(DocumentError) as error:
        dumps(article, "nitf")
    assert [found.code for found in error.value.problems] == ["X002"]
