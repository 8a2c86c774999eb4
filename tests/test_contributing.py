"""What contributors are told is so: files and commands that CONTRIBUTING and the justfile name exist, forms are well-formed."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.test_layers import LAYERS
from tools.fuzz_targets import targets

ROOT = Path(__file__).parents[1]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")

#: The programs that an environment with [dev,docs] has.
PROGRAMS = {"bash", "python", "python3", "pip", "ruff", "mypy", "just"}
#: What the arguments of recipes may be.
ARGUMENTS = {"args": "tests/test_nitf.py -x", "target": "all", "mutations": "1000"}
#: Words of commands that stand for something that the reader puts there.
PLACES = {"CASES", "PAGES", "FOLDER", "score.py", "build/site"}


def commands_of_the_justfile() -> Iterator[str]:
    for line in (ROOT / "justfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("    ") and not line.strip().startswith("@"):
            yield re.sub(r"\{\{ (\w+) \}\}", lambda found: ARGUMENTS[found[1]], line).strip()


def commands_of_the_page() -> Iterator[str]:
    for block in re.findall(r"^```bash\n(.*?)^```", CONTRIBUTING, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            yield from re.sub(r" +#.*", "", line).split(" && ")


def check_command(command: str) -> None:
    words = shlex.split(command)
    if "=" in words[0]:
        words = words[1:]
    program, *args = words
    assert Path(program).name in PROGRAMS, command
    if args[:1] == ["-m"]:
        assert importlib.util.find_spec(args[1]) is not None or args[1] in ("mkdocs", "venv"), command
        args = args[2:]
    for word in args:
        if re.search(r"/|\.(?:py|md)$", word) and word not in PLACES:
            assert (ROOT / word).exists(), f"{command}: there is no {word}"


@pytest.mark.parametrize("command", [*commands_of_the_justfile(), *commands_of_the_page()])
def test_what_a_command_names_exists(command: str) -> None:
    check_command(command.strip())


@pytest.mark.parametrize(
    "wrong", [".venv/bin/python -m tools.gone", "bash .ci/gone", "frobnicate .", "python benchmarks/gone.py"]
)
def test_what_does_not_exist_is_found(wrong: str) -> None:
    with pytest.raises(AssertionError):
        check_command(wrong)


def test_the_justfile_has_the_recipes_that_are_spoken_of() -> None:
    recipes = re.findall(r"^(\w+)[^\n:#]*:$", (ROOT / "justfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"setup", "test", "check", "docs", "bench", "fuzz", "ci"} <= set(recipes)
    told = CONTRIBUTING + (ROOT / ".github" / "pull_request_template.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`just (\w+)`", told)) <= set(recipes)


def test_the_files_and_folders_that_the_page_names_exist() -> None:
    named = re.findall(r"`([\w./-]+)`", CONTRIBUTING)
    paths = {name for name in named if re.match(r"(?:docconv|tests|tools|docs|fixtures|benchmarks)/", name)}
    assert len(paths) > 40
    absent = [path for path in sorted(paths) if not (ROOT / path).exists() and not re.search(r"\b(?:NAME|TAG)\b", path)]
    assert not absent


def test_the_layers_are_those_that_are_held() -> None:
    table = CONTRIBUTING.split("| layer |")[1].split("\n\n")[0]
    told = set(re.findall(r"`([a-z]\w+)/?`", table))
    assert told == {name for layer in LAYERS for name in layer if not name.startswith("__")}


def test_the_targets_of_fuzzing_that_are_named_exist() -> None:
    told = set(re.findall(r"tools\.fuzz ([\w-]+)", CONTRIBUTING)) - {"all"}
    assert told <= targets().keys()


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_the_forms_of_issues_are_well_formed(form: Path) -> None:
    """As the forge's schema for issue forms has it: names, unique ids, labels, kinds of fields."""
    data = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= data.keys()
    ids = [field["id"] for field in data["body"] if "id" in field]
    assert len(ids) == len(set(ids)) >= 4
    for field in data["body"]:
        assert field["type"] in ("markdown", "input", "textarea", "dropdown")
        assert ("value" if field["type"] == "markdown" else "label") in field["attributes"]
        assert field["type"] != "dropdown" or len(field["attributes"]["options"]) >= 2


def test_forms_ask_for_what_a_fault_is_found_with() -> None:
    asked = {form.stem: form.read_text(encoding="utf-8") for form in FORMS}
    assert asked.keys() == {"bug", "format", "misread"}
    assert all("docconv --version" in asked[name] for name in ("bug", "misread"))
