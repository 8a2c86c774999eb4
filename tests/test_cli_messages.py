"""Messages for those who mistype or mistake: one line, what was meant, what to do, and the right exit code."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from docconv.cli import docconv
from docconv.cli.app import COMMANDS
from docconv.problems import UsageError
from docconv.rawtext.packs import pack_from

ARTICLE = '{"docconv": "1.0", "headline": "Ferry adds dawn sailing", "language": "en"}'


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("story.json").write_text(ARTICLE)
    Path("notes.txt").write_text("Ferry adds dawn sailing\n")
    Path("folder").mkdir()


def run(*args: str) -> Result:
    return CliRunner().invoke(docconv, args)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ("covert story.json", "there is no command 'covert' (did you mean convert?)"),
        ("story.json", "there is no command 'story.json' (did you mean docconv convert story.json?)"),
        ("help", "there is no command 'help' (did you mean docconv --help?)"),
        ("wash", f"there is no command 'wash'; there are {', '.join(COMMANDS)}"),
        ("--hlep", "docconv has no option --hlep (did you mean --help?)"),
        ("convert story.json --tittle Monday", "convert has no option --tittle (did you mean --title?)"),
        ("convert story.json --out x.xml", "convert has no option --out (did you mean --output?)"),
        ("convert story.json -x", "convert has no option -x; docconv convert --help tells more"),
        ("convert", "INPUT... is missing; docconv convert --help tells more"),
        ("batch folder -t json", "the option --output is missing; docconv batch --help tells more"),
        ("convert story.json -o", "option '-o' requires an argument"),
        ("convert story.json -o=x.xml", "-o=x.xml: leave the = out (or write ./=x.xml)"),
        ("convert story.json -t newsm", "there is no format 'newsm' (did you mean newsml?)"),
        ("convert story.json -t JSON", "there is no format 'JSON' (did you mean json?)"),
        ("convert story.json -t markdown", "there is no format 'markdown' (did you mean md?)"),
        ("convert story.json -t xml", "there is no format 'xml' (did you mean newsml?)"),
        ("convert story.json -f docx", "there is no format 'docx'; there are json, jsonl, "),
        ("validate story.json -f newsm", "there is no format 'newsm' (did you mean newsml?)"),
        ("batch folder -o out -t jsnl", "there is no format 'jsnl' (did you mean jsonl?)"),
        ("convert story.json -t newsml -O inlin=xhtml", "there is no option inlin of json or newsml (did you mean inline?)"),
        ("convert story.json -t newsml -O inline=xhtm", "-O inline=xhtm: inline is nitf or xhtml (did you mean xhtml?)"),
        ("convert story.json -t nitf -O namespace=perhaps", "-O namespace=perhaps: namespace is yes or no"),
        ("convert story.json --fail-on eror", "--fail-on: 'eror' is none of error, loss, warning (did you mean error?)"),
        ("validate story.json --format sarfi", "--format: 'sarfi' is none of text, json, github, sarif (did you mean sarif?)"),
        ("validate story.json --ignore M08", "there is no code 'M08' (did you mean M008?)"),
        ("validate story.json --ignore gone", "there is no code 'gone'; docconv codes lists them"),
        ("codes m08", "there is no code 'm08' (did you mean M008?)"),
        ("schema artcle", "'artcle' is none of article, newsml, nitf, ninjs-3.1, ninjs-2.2, ninjs-1.6 (did you mean article?)"),
        ("completion bsh", "'bsh' is none of bash, zsh, fish (did you mean bash?)"),
        ("validate story.json -j 0", "--jobs: 0 is not in the range"),
    ],
)  # fmt: skip
def test_a_near_miss_is_one_line_and_2(args: str, told: str) -> None:
    result = run(*args.split())
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert "error[U001] " in line
    assert told in line
    assert sorted(path.name for path in Path().iterdir()) == ["folder", "notes.txt", "story.json"]


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        ("convert story.json -o out.xlm", 2, "out.xlm: error[U001] the suffix '.xlm' stands for no format (did you mean .xml?)"),
        ("convert story.json -o out", 2, "out: error[U001] the name has no suffix that tells the format; name a format: json, "),
        ("convert story.json -o x.epub -t json", 2, "x.epub: error[U001] .epub is the suffix of epub, and -t says json: "),
        ("convert story.json -o story.json", 2, "story.json: error[U001] the output would replace an input: choose another name"),
        ("inspect notes.txt --html notes.txt", 2, "notes.txt: error[U001] the output would replace an input: "),
        ("inspect story.json", 2, "story.json: error[U001] inspect shows how raw text is read, and this is json"),
        ("convert stroy.json", 3, "stroy.json: error[I001] cannot be opened: there is no such file (did you mean story.json?)"),
        ("inspect note.txt", 3, "note.txt: error[I001] cannot be opened: there is no such file (did you mean notes.txt?)"),
        ("convert folder -o x.epub", 3, "folder: error[I001] cannot be opened: it is a folder: name its files, or see docconv"),
        ("inspect folder", 3, "folder: error[I001] cannot be opened: it is a folder: name one of its files"),
        ("convert https://example.com/a.html", 3, "https://example.com/a.html: error[I001] cannot be opened: docconv fetches"),
        ("convert gone/a.json", 3, "gone/a.json: error[I001] cannot be opened: there is no such file"),
    ],
)  # fmt: skip
def test_a_wrong_path_is_one_line_that_says_what_to_do(args: str, code: int, told: str) -> None:
    result = run(*args.split())
    assert (result.exit_code, result.stdout) == (code, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(told)
    assert Path("notes.txt").read_text() == "Ferry adds dawn sailing\n"


def test_validate_says_of_a_folder_that_nothing_in_it_can_be_checked() -> None:
    result = run("validate", "folder", "-q")
    told = "folder: error[I001] cannot be opened: it is a folder without a document that can be checked\n"
    assert (result.exit_code, result.stdout) == (3, told)


def test_binary_data_is_told_with_its_file() -> None:
    Path("noise.dat").write_bytes(bytes(range(256)) * 8)
    result = run("inspect", "noise.dat")
    assert (result.exit_code, result.stderr) == (1, "noise.dat: error[I005] this is binary data, which docconv does not read\n")


def test_who_names_no_command_gets_the_help() -> None:
    result = run()
    assert result.exit_code == 2
    assert "Commands:" in result.stderr


def test_a_label_pack_says_what_was_meant() -> None:
    with pytest.raises(UsageError, match=r"there is no table \[lables\] \(did you mean labels\?\)"):
        pack_from({"language": "en", "lables": {}}, "ours.toml")
    with pytest.raises(UsageError, match=r"\[labels\] has no key 'captoin' \(did you mean caption\?\)"):
        pack_from({"language": "en", "labels": {"captoin": ["Pictured"]}}, "ours.toml")


def test_codes_are_explained() -> None:
    assert run("codes", "m008").stdout.startswith("M008: The article has no headline. ")
    listed = run("codes").stdout.splitlines()
    assert "M008  warning  The article has no headline." in listed


def test_help_of_every_option_is_given() -> None:
    for name in COMMANDS:
        context = click.Context(docconv)
        command = docconv.get_command(context, name)
        assert command is not None
        options = [one for one in command.params if isinstance(one, click.Option)]
        assert all(one.help and one.help[0].isupper() for one in options)
