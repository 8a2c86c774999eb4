"""`docconv schema -o`: a schema with all that it imports, ready for `docconv validate --schema`."""

from __future__ import annotations

from pathlib import Path

import pytest

from docconv.schemas import schema_files, schema_path
from tests.test_cli import ARTICLE, names, run


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["newsml", "nitf"])
def test_a_written_schema_checks_documents(name: str) -> None:
    done = run("schema", name, "-o", "xsd/")
    assert (done.exit_code, done.stderr) == (0, "")
    first, *others = done.stdout.splitlines()
    assert first == f"xsd/{schema_path(name).name}"  # type: ignore[arg-type]  # one of the names
    assert bool(others) == (name == "newsml")
    Path("story.xml").write_bytes(run("convert", "-", "-t", name, stdin=ARTICLE).stdout_bytes)
    assert run("validate", "story.xml", "--schema", first).exit_code == 0
    Path("story.xml").write_text(Path("story.xml").read_text().replace("headline", "haedline").replace("hedline", "haedline"))
    assert "X003" in run("validate", "story.xml", "--schema", first).stdout
    for other in others:
        Path(other).unlink()
    assert run("validate", "story.xml", "--schema", first).exit_code == (2 if others else 1)


def test_a_schema_that_imports_others_says_so_when_it_is_printed() -> None:
    printed = run("schema", "newsml")
    assert printed.stdout_bytes == schema_path("newsml").read_bytes()
    told = "docconv: this schema needs xml-attributes.xsd and nitf-article.xsd beside it: docconv schema newsml -o FOLDER/"
    assert printed.stderr == f"{told} writes them all\n"
    assert run("schema", "nitf").stderr == run("schema").stderr == ""


def test_a_file_of_another_name_has_its_imports_beside_it() -> None:
    told = run("schema", "newsml", "-o", "new/g2.xsd").stdout
    assert told.split() == ["new/g2.xsd", "new/xml-attributes.xsd", "new/nitf-article.xsd"]
    assert [Path("new", one.name).read_bytes() for one in schema_files("newsml")[1:]] == [
        one.read_bytes() for one in schema_files("newsml")[1:]
    ]
    assert run("schema", "-o", "article.json").stdout == "article.json\n"
    assert names() == ["article.json", "new"]


def test_all_of_it_is_written_or_nothing() -> None:
    taken = run("schema", "newsml", "-o", "new/nitf-article.xsd")
    assert (taken.exit_code, names()) == (2, [])
    assert "the schema imports another of this name" in taken.stderr
    Path("xsd", "nitf-article.xsd").mkdir(parents=True)
    failed = run("schema", "newsml", "-o", "xsd/")
    assert failed.exit_code == 1
    assert "xsd/nitf-article.xsd: error[U002] cannot be written: there is a folder of that name" in failed.stderr
    assert [path.name for path in Path("xsd").iterdir()] == ["nitf-article.xsd"]
