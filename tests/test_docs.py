"""The documentation says what the code does: generated pages are fresh, links lead somewhere, every example runs.

A page's examples run from its beginning to its end in one empty folder, which has the repository's `fixtures` and `schemas` and
the few files that pages take for given (`Stage`). What the fence of an example says decides what is done with it:

- `sh`: bash runs it, and it must end with 0. A `text` fence right below it is all that it prints, "..." standing for anything.
- `console`: the lines that begin with "$ " are run, one by one, and print what stands below them; they may fail.
- `python`: Python runs it; the examples of a page share their names, and `text` is a page of news.
- `file NAME`, `command`, `stdout` and so on: as in `fixtures/commands` (tests/test_commands.py).
- `json`, `toml`, `yaml`: parsed.
- `bash`, `py`: what needs more than a test has, other machines or packages or an index of packages: its syntax is checked.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

import docconv
from docconv.cli.remedies import REMEDIES
from docconv.problems import CODES
from docconv.rawtext.rules import RULES
from tests.test_commands import KINDS, blocks_of, run_all
from tools.quick_start import quick_start_commands
from tools.write_docs import PAGES

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").rglob("*.md"))]
#: Pages whose shell examples another test runs, with the files that stand in the page itself.
RUN_ELSEWHERE = {"docs/extending.md": "tests/test_extending.py"}


class Example(NamedTuple):
    """A fenced block of a page: what its fence says, the line it begins at, and its text."""

    kind: str
    name: str
    line: int
    text: str
    #: Whether it stands right below the block before it.
    below: bool


def examples(page: Path) -> list[Example]:
    source = page.read_text(encoding="utf-8")
    found: list[Example] = []
    end = 0
    for match in re.finditer(r"^( *)(`{3,})(\w*) ?([^\n]*)\n(.*?)^\1\2$", source, re.MULTILINE | re.DOTALL):
        indent, _, kind, name, text = match.groups()
        text = re.sub(rf"(?m)^{indent}", "", text)
        below = bool(found) and not source[end : match.start()].strip()
        found.append(Example(kind, name, source.count("\n", 0, match.start()) + 1, text, below))
        end = match.end()
    return found


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# --- what runs --------------------------------------------------------------------------------------------------


class Stage:
    """The folder in which the examples of a page run, and what runs them."""

    def __init__(self, folder: Path) -> None:
        for name in ("fixtures", "schemas"):
            (folder / name).symlink_to(ROOT / name)
        self.text = (ROOT / "fixtures" / "text" / "en-lighthouse.txt").read_text(encoding="utf-8")
        (folder / "story.txt").write_text(self.text, encoding="utf-8")
        (folder / "ours.toml").write_text('language = "en"\n[labels]\ncaption = ["Pictured"]\n', encoding="utf-8")
        (folder / "archive").mkdir()
        docconv.dump(docconv.parse_text(self.text), folder / "archive" / "lighthouse.json")
        self.folder = folder
        self.names: dict[str, Any] = {"text": self.text, "__name__": "__main__"}
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DOCCONV", "COVERAGE"))}
        self.environment = {**kept, "PATH": path, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "HOME": str(folder)}

    def corpus(self) -> None:
        """The sources that the page on corpora names."""
        records = [{"text": self.text, "url": f"https://example.org/{number}"} for number in range(3)]
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (self.folder / "pages.jsonl").write_text(lines, encoding="utf-8")
        with gzip.open(self.folder / "pages.jsonl.gz", "wt", encoding="utf-8") as stream:
            stream.write(lines)
        (self.folder / "feeds").mkdir()
        docconv.dump(docconv.parse_text(self.text), self.folder / "feeds" / "lighthouse.xml")
        (self.folder / "crawl").mkdir()
        pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        html = docconv.dumps(docconv.parse_text(self.text), "html").decode()
        parquet.write_table(pa.Table.from_pylist([{"html": html}]), self.folder / "crawl" / "0.parquet")

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run commands; both streams come as one, as a terminal shows them."""
        args = ["bash", "-euo", "pipefail", "-c", command]
        return subprocess.run(
            args, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120
        )


def matches(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed: "..." stands for anything, on a line of its own for any lines.

    How sure `inspect` is of a line may change with the weights of the tagger: the number is not compared.
    """
    shown, printed = (re.sub(r"(?m)^( *\d+ +[a-z-]+) +(?:0\.\d\d )?([│┊?])", r"\1 \2", one) for one in (shown, printed))
    pieces = re.split(r"((?m:^\.\.\.\n)|\.\.\.)", shown.rstrip("\n") + "\n")
    pattern = "".join({"...\n": r"(?:.*\n)*?", "...": ".*?"}.get(piece, re.escape(piece)) for piece in pieces)
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None


def run_console(stage: Stage, text: str) -> None:
    for part in re.findall(r"^\$ (.*(?:\\\n.*)*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
        command, shown = part
        printed = stage.shell(command).stdout
        assert matches(shown, printed), f"$ {command}\nshows:\n{shown}\nprints:\n{printed}"


def run_page(page: Path, stage: Stage) -> None:
    found = examples(page)
    elsewhere = quick_start_commands(page.read_text(encoding="utf-8")) if page == README else []
    if any(example.kind == "command" for example in found):
        run_all([block for block in blocks_of(page.read_text(encoding="utf-8")) if block.kind in KINDS])
    for example, below in zip(found, [*found[1:], None], strict=True):
        where = f"{name_of(page)}:{example.line}"
        if example.kind == "sh" and example.text.strip() not in elsewhere and name_of(page) not in RUN_ELSEWHERE:
            result = stage.shell(example.text)
            assert result.returncode == 0, f"{where} ends with {result.returncode}:\n{result.stdout}"
            if below is not None and below.kind == "text" and below.below:
                assert matches(below.text, result.stdout), f"{where} prints:\n{result.stdout}"
        elif example.kind == "console":
            run_console(stage, example.text)
        elif example.kind == "file":
            (stage.folder / example.name).write_text(example.text, encoding="utf-8")
        elif example.kind == "python":
            exec(compile("\n" * example.line + example.text, where, "exec"), stage.names)


RUNNING = {"sh", "console", "python", "command"}


@pytest.mark.parametrize("page", [page for page in DOCUMENTS if RUNNING & {one.kind for one in examples(page)}], ids=name_of)
def test_the_examples_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stage = Stage(tmp_path)
    if "pages.jsonl" in page.read_text(encoding="utf-8"):
        stage.corpus()
    run_page(page, stage)


@pytest.mark.parametrize(
    ("fences", "fault"),
    [
        ("```sh\nfalse\n```\n", "ends with 1"),
        ("```sh\necho one\n```\n\n```text\ntwo\n```\n", "prints:"),
        ("```console\n$ echo one\ntwo\n```\n", "prints:"),
        ("```python\nassert text == ''\n```\n", "assert"),
    ],
)
def test_an_example_that_is_wrong_fails(fences: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_docs.ROOT", tmp_path)
    for name in ("fixtures/text", "schemas", "stage"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "fixtures/text/en-lighthouse.txt").write_text("Lighthouse to be staffed again\n")
    (tmp_path / "page.md").write_text(fences)
    with pytest.raises(AssertionError) as raised:
        run_page(tmp_path / "page.md", Stage(tmp_path / "stage"))
    assert fault in str(raised.value) or fault == "assert"


@pytest.mark.parametrize(
    ("shown", "printed", "is_so"),
    [
        ("one\n...\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("...\nfour\n", "four\n", True),
        ("a ... d\n", "a b c d\n", True),
        ("a\n", "a\nb\n", False),
        (" 1  headline        0.62 │ Ferry\n", " 1  headline             │ Ferry\n", True),
        (" 1  headline        0.62 │ Ferry\n", " 1  paragraph       0.62 │ Ferry\n", False),
    ],
)
def test_what_is_shown_is_compared(shown: str, printed: str, is_so: bool) -> None:
    assert matches(shown, printed) is is_so


# --- what is read only -----------------------------------------------------------------------------------------


def checked() -> Iterator[tuple[str, Example]]:
    for page in [*DOCUMENTS, ROOT / "CONTRIBUTING.md"]:
        for example in examples(page):
            if example.kind in ("sh", "bash", "py", "python", "json", "toml", "yaml"):
                yield f"{name_of(page)}:{example.line}", example


@pytest.mark.parametrize(("where", "example"), list(checked()), ids=lambda value: value if isinstance(value, str) else "")
def test_examples_are_well_formed(where: str, example: Example) -> None:
    match example.kind:
        case "sh" | "bash":
            checked = subprocess.run(["bash", "-n"], input=example.text, capture_output=True, text=True)
            assert checked.returncode == 0, checked.stderr
        case "py" | "python":
            compile(example.text, where, "exec")
        case "json":
            json.loads(example.text)
        case "toml":
            tomllib.loads(example.text)
        case "yaml":
            assert all(part is not None for part in yaml.safe_load_all(example.text))


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_pages_are_fresh(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name](), "run python -m tools.write_docs"


def test_every_rule_is_documented() -> None:
    page = (ROOT / "docs" / "raw-text.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z-]+)` \|", page, re.M)
    assert listed == [rule.name for rule in RULES]


def test_every_code_says_what_it_means() -> None:
    assert all(re.fullmatch(r"[A-Z]\d{3}", code) and meaning.meaning.endswith(".") for code, meaning in CODES.items())
    assert set(REMEDIES) <= set(CODES)


def test_the_quick_start_is_two_lines_to_paste() -> None:
    commands = quick_start_commands(README.read_text(encoding="utf-8"))
    assert len(commands) == 2
    assert all("\n" not in command for command in commands)


def test_the_licences_of_all_packages_are_told() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: wanted for name, wanted in project["optional-dependencies"].items() if name not in ("all", "dev", "docs")}
    wanted = {bare(one) for one in [*project["dependencies"], *(one for group in extras.values() for one in group)]}
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    needed = [name.lower() for name in re.findall(r"^\| (\w[\w-]+) \| [A-Z]", page, re.MULTILINE)]
    added = re.findall(r"^\| `([a-z]+)` \| ([a-z]\w+)", page, re.MULTILINE)
    assert sorted(needed) == sorted(bare(one) for one in project["dependencies"])
    assert {package for _, package in added} | set(needed) == wanted
    assert all(package in map(bare, extras[extra]) for extra, package in added)


def bare(requirement: str) -> str:
    """The name of the package that is required, in lower case."""
    return re.split(r"[\[<>=~! ]", requirement)[0].lower()


# --- links ------------------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The places of a page that links may lead to, as code hosts and the site name them."""
    source = re.sub(r"(?ms)^(`{3,}).*?^\1$", "", page.read_text(encoding="utf-8"))
    titles = re.findall(r"(?m)^#+ (.+)$", source)
    return {re.sub(r"[^\w -]", "", re.sub(r"[`*_]|\]\([^)]*\)", "", title).lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", [*DOCUMENTS, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"], ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        address, _, place = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        leads_to = page.parent / address if address else page
        assert leads_to.exists(), f"{name_of(page)} links to {target}"
        if place and leads_to.suffix == ".md":
            assert place in anchors(leads_to), f"{name_of(page)} links to {target}, which has {sorted(anchors(leads_to))}"
