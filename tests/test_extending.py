"""Extending docconv as docs/extending.md shows it: a format from another package, a label pack, a rule."""

from __future__ import annotations

import dataclasses
import importlib
import io
import json
import os
import re
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import docconv
from docconv import Article, registry
from docconv.cli import docconv as command
from docconv.problems import UsageError
from docconv.rawtext import rules
from docconv.rawtext.labels import label_index
from docconv.rawtext.lines import split_lines
from docconv.rawtext.pieces import Page, Shown
from docconv.rawtext.rules import Rule, pieces_of_lines
from tests.strategies import articles, language_tags, rich_texts, texts
from tests.tracing import check_trace

ROOT = Path(__file__).parents[1]
EXAMPLE = Path(__file__).parent / "extension_example"
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")

STORY = """KIOSK 1
SCREEN HALL
LANG en-GB
HEAD Ferry adds dawn sailing
TEXT The first boat leaves at 5.40,
 the next one at six.
END
"""


def blocks_of(kind: str) -> list[str]:
    """The fenced blocks of a kind in docs/extending.md."""
    return re.findall(rf"^```{re.escape(kind)}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def run(*args: str, stdin: str = "") -> Result:
    return CliRunner().invoke(command, args, input=stdin)


# --- a format ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the example package is installed: its wheel, unpacked, as pip would do it."""
    pytest.importorskip("hatchling", reason="the build system, hatchling, is not installed (the extra [dev])")
    folder = tmp_path_factory.mktemp("kiosk")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=EXAMPLE, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def kiosk(site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The package on the path, and an empty folder to work in."""
    monkeypatch.syspath_prepend(site)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_shows_the_code_of_the_example() -> None:
    sources = "".join((EXAMPLE / name).read_text(encoding="utf-8") for name in ("docconv_kiosk.py", "pyproject.toml"))
    shown = [block for kind in ("py", "toml") for block in blocks_of(kind) if "kiosk" in block.lower()]
    assert len(shown) >= 4
    for block in shown:
        assert block.strip("\n") in sources


def test_the_installed_command_knows_the_format(site: Path, tmp_path: Path) -> None:
    (tmp_path / "hall.kiosk").write_text(STORY, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), str(ROOT)])}

    def docconv(*args: str) -> str:
        done = subprocess.run([sys.executable, "-m", "docconv", *args], cwd=tmp_path, env=environment, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    (line,) = [line for line in docconv("formats").splitlines() if line.startswith("kiosk  ")]
    assert line.split()[1:5] == ["yes", "yes", "-", ".kiosk"]
    assert "slug, language, headline" in docconv("formats").split("kiosk cannot carry:")[1]
    docconv("convert", "hall.kiosk", "-o", "hall.xml")
    docconv("convert", "hall.xml", "-o", "back.kiosk", "-O", "screen=HALL")
    assert (tmp_path / "back.kiosk").read_text(encoding="utf-8") == STORY
    docconv("validate", "hall.kiosk")


@pytest.mark.usefixtures("kiosk")
def test_a_document_is_told_by_its_suffix_and_by_how_it_begins() -> None:
    Path("hall.kiosk").write_text(STORY, encoding="utf-8")
    Path("hall.copy").write_text(STORY, encoding="utf-8")
    for name in ("hall.kiosk", "hall.copy"):
        assert docconv.load(name).headline == "Ferry adds dawn sailing"
    assert registry.by_suffix("hall.KIOSK", writing=True).package == "docconv-kiosk"
    Path("story.kiosk").write_text('{"docconv": "1.0", "headline": "A ferry"}', encoding="utf-8")
    assert docconv.load("story.kiosk").headline == "A ferry"  # what it holds says otherwise
    assert docconv.load("hall.kiosk", "txt").headline != "Ferry adds dawn sailing"


@pytest.mark.usefixtures("kiosk")
def test_options_by_name_from_python_and_from_the_command_line() -> None:
    article = Article(headline="Ferry adds dawn sailing")
    assert b"SCREEN QUAY\n" in docconv.dumps(article, "kiosk", screen="QUAY")
    Path("a.json").write_text(article.model_dump_json(), encoding="utf-8")
    assert "SCREEN QUAY\n" in run("convert", "a.json", "-t", "kiosk", "-O", "screen=QUAY").stdout
    refused = run("convert", "a.json", "-t", "kiosk", "-O", "screen=quay 1")
    assert refused.exit_code == 2
    assert "an option of the format kiosk does not fit: screen is not a word in capitals" in refused.stderr
    with pytest.raises(UsageError, match=r"the format kiosk has no option 'scren' \(did you mean screen\?\)"):
        docconv.dumps(article, "kiosk", scren="QUAY")


@pytest.mark.usefixtures("kiosk")
@pytest.mark.parametrize(
    ("part", "args"),
    [
        ("stories", ["convert", "hall.kiosk"]),
        ("_lines", ["convert", "hall.json", "-t", "kiosk"]),
        ("_lines", ["convert", "hall.json", "-o", "new.kiosk"]),
        ("stories", ["validate", "hall.kiosk"]),
        ("OPTIONS", ["convert", "hall.kiosk"]),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_fault_of_the_package_is_told_as_its_own(part: str, args: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("docconv_kiosk")
    fields = {"HEAD": "headline"}
    faulty = dataclasses.make_dataclass("faulty", [], namespace={"__post_init__": lambda self: fields["LANG"]})
    monkeypatch.setattr(module, part, faulty if part == "OPTIONS" else lambda *_: fields["LANG"])
    Path("hall.kiosk").write_text(STORY, encoding="utf-8")
    Path("hall.json").write_text('{"headline": "A ferry"}', encoding="utf-8")
    done = run(*args)
    told = "docconv: fault of the package docconv-kiosk (format kiosk): KeyError: 'LANG'\n"
    assert (done.exit_code, done.stdout, done.stderr) == (70, "", told)
    assert not Path("new.kiosk").exists()


@pytest.mark.usefixtures("kiosk")
def test_a_batch_puts_a_document_aside_at_which_the_package_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("docconv_kiosk")
    monkeypatch.setattr(module, "canonical", lambda text, **_: {"1": "1"}[text])
    Path("hall.kiosk").write_text(STORY, encoding="utf-8")
    assert run("batch", "hall.kiosk", "-t", "jsonl", "-o", "out", "--jobs", "1").exit_code == 1
    (failure,) = map(json.loads, Path("out", "quarantine.jsonl").read_text(encoding="utf-8").splitlines())
    told = "fault of the package docconv-kiosk (format kiosk): KeyError: 'HALL'"
    assert (failure["code"], failure["message"]) == ("I008", told)


@pytest.mark.usefixtures("kiosk")
def test_what_fails_around_the_package_is_not_its_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    article = Article(headline="Ferry adds dawn sailing", byline="Ada Lund", kicker="Sea")

    def failing() -> Iterator[Article]:
        yield article
        raise LookupError("of the articles")

    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError("of the stream")

    def refuse(found: docconv.Problem) -> None:
        raise ArithmeticError("of the report")

    kiosk = registry.get("kiosk")
    write, options = registry.writer(kiosk), registry.options(kiosk, {})
    with pytest.raises(LookupError, match="of the articles"):
        write(failing(), io.BytesIO(), options, lambda found: None)
    with pytest.raises(OSError, match="of the stream"):
        write([article], Full(), options, lambda found: None)
    with pytest.raises(ArithmeticError, match="of the report"):
        write([article], io.BytesIO(), options, refuse)
    with pytest.raises(ArithmeticError, match="of the report"):
        list(registry.reader(kiosk)(STORY.replace("END\n", "").encode(), options, refuse))
    Path("two.jsonl").write_text('{"headline": "A ferry"}\n{\n', encoding="utf-8")
    done = run("convert", "two.jsonl", "-t", "kiosk", "-o", "two.kiosk")
    assert (done.exit_code, Path("two.kiosk").exists()) == (1, False)
    assert done.stderr.startswith("two.jsonl:2:")


@pytest.mark.usefixtures("kiosk")
def test_what_the_format_cannot_carry_is_said() -> None:
    article = docconv.parse_text((ROOT / "fixtures" / "text" / "en-lighthouse.txt").read_text(encoding="utf-8"))
    encoded = docconv.encode(article, "kiosk")
    assert {found.code for found in encoded.problems} == {"L001"}
    told = {found.path for found in encoded.problems}
    assert {"/related", "/topics", "/body/0/blocks/0"} <= told
    assert b"HEAD " in encoded.data


@pytest.mark.usefixtures("kiosk")
def test_lenient_reading_and_strict_validation() -> None:
    faulty = STORY.replace("HEAD", "HEDE").replace("END\n", "")
    decoded = docconv.decode(faulty)
    assert decoded.article.furniture == ("HEDE Ferry adds dawn sailing",)
    assert [(found.code, found.line) for found in decoded.problems] == [("R006", 5), ("R003", 2), ("R005", 4)]
    assert [(found.code, found.line) for found in docconv.validate(faulty)] == [("M001", 1), ("M002", 4), ("M001", 5)]
    assert docconv.validate(STORY) == []
    Path("feed").mkdir()
    Path("feed/hall.kiosk").write_text(faulty, encoding="utf-8")
    Path("feed/quay.kiosk").write_text(STORY, encoding="utf-8")
    done = run("validate", "feed")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[1] == f"{Path('feed/hall.kiosk')}:4:1: error[M002] kiosk copy has no HEDE"
    assert done.stderr == "2 documents, 1 valid: 3 errors\n"
    assert run("validate", "-f", "kiosk", "-", stdin=STORY).exit_code == 0


@pytest.mark.usefixtures("kiosk")
def test_a_batch_reads_and_writes_it() -> None:
    Path("feed").mkdir()
    Path("feed/hall.kiosk").write_text(STORY + STORY.replace("Ferry", "Tram"), encoding="utf-8")
    done = run("batch", "feed", "-f", "kiosk", "-t", "jsonl", "-o", "out", "--jobs", "1", "-q")
    assert done.exit_code == 0
    headlines = [json.loads(line)["headline"] for line in Path("out/part-00000.jsonl").read_text("utf-8").splitlines()]
    assert headlines == ["Ferry adds dawn sailing", "Tram adds dawn sailing"]


@pytest.fixture
def round_trip(site: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Article], tuple[Article, set[str]]]:
    """An article that was written as kiosk copy and read again, and the codes of what was not carried."""
    monkeypatch.syspath_prepend(site)

    def there_and_back(article: Article) -> tuple[Article, set[str]]:
        data, problems = docconv.encode(article, "kiosk")
        return docconv.loads(data, "kiosk"), {found.code for found in problems}

    return there_and_back


plain = rich_texts().map(lambda rich: {"text": rich.text})
carried = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(["slug", "headline", "byline"], texts()),
        "language": language_tags(),
        "standfirst": st.lists(plain, max_size=2),
        "body": st.lists(
            st.fixed_dictionaries({"heading": texts(), "blocks": st.lists(plain.map(lambda it: {"type": "paragraph", **it}))}),
            max_size=3,
        ),
        "extensions": st.fixed_dictionaries({"kiosk:screen": st.sampled_from(["HALL", "QUAY"])}),
    },
).map(Article.model_validate)


def test_what_it_carries_comes_back_and_all_else_is_reported(
    round_trip: Callable[[Article], tuple[Article, set[str]]],
) -> None:
    @given(carried | articles())
    def holds(article: Article) -> None:
        back, codes = round_trip(article)
        assert codes <= {"L001"}
        assert codes or back.model_dump_json() == article.model_dump_json()

    @given(carried)
    def carries(article: Article) -> None:
        assert round_trip(article) == (article, set())

    holds()
    carries()


# --- a format that is not in order --------------------------------------------------------------------

FAULTY = """
from docconv import Format

def one(**changed):
    return Format(**{**dict(name="?", module="docconv_faulty", suffixes=(".f",), media_types=(), fidelity=None, reads=True,
                            writes=True, several=False, description="a format with a fault"), **changed})

PLAIN, SUFFIX, SIGNATURE = one(), one(suffixes=".f"), one(signature="(")
MODULE, FIDELITY, VALIDATOR = one(module="docconv_gone"), one(fidelity="most"), one(validator="docconv_faulty:gone")
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes a package with entry points for formats, installed on the path."""

    def install(name: str, **entries: str) -> None:
        folder = tmp_path / name
        info = folder / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (folder / "docconv_faulty.py").write_text(FAULTY, encoding="utf-8")
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        lines = [f"{entry} = {place}" for entry, place in entries.items()]
        (info / "entry_points.txt").write_text("\n".join(["[docconv.formats]", *lines]), encoding="utf-8")
        monkeypatch.syspath_prepend(folder)
        importlib.invalidate_caches()

    return install


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("docconv_missing:FORMAT", "No module named 'docconv_missing'"),
        ("docconv_faulty:ABSENT", "AttributeError: module 'docconv_faulty' has no attribute 'ABSENT'"),
        ("docconv_faulty:one", "its entry point is no Format"),
        ("docconv_faulty:SUFFIX", "its suffixes are to be a tuple of suffixes in lower case, such as ('.abc',), not '.f'"),
        ("docconv_faulty:SIGNATURE", "its signature is no regular expression: missing ), unterminated subpattern at position 0"),
        ("docconv_faulty:FIDELITY", "its fidelity is to be 'lossless', 'content' or None, not 'most'"),
    ],
)
def test_a_format_that_cannot_be_loaded_says_why(package: Callable[..., None], place: str, told: str) -> None:
    package("gazette-tools", faulty=place)
    listed = next(line for line in run("formats").stdout.splitlines() if line.startswith("faulty "))
    assert listed.endswith(f"of the package gazette-tools, cannot be loaded: {told}")
    refused = run("convert", "-", "-t", "faulty", stdin="Ferry adds dawn sailing")
    assert refused.exit_code == 2
    assert refused.stderr == f"docconv: error[U003] the format faulty, of the package gazette-tools, cannot be loaded: {told}\n"


@pytest.mark.parametrize(
    ("args", "place", "told"),
    [
        (["convert", "-", "-f", "faulty"], "MODULE", "No module named 'docconv_gone'"),
        (["convert", "-", "-t", "faulty"], "PLAIN", "AttributeError: module 'docconv_faulty' has no attribute 'write'"),
        (["convert", "-", "-f", "faulty"], "PLAIN", "AttributeError: module 'docconv_faulty' has no attribute 'read'"),
        (["validate", "-", "-f", "faulty"], "VALIDATOR", "AttributeError: module 'docconv_faulty' has no attribute 'gone'"),
    ],
    ids=["module", "write", "read", "validator"],
)
def test_so_does_one_whose_code_lacks_a_part(package: Callable[..., None], args: list[str], place: str, told: str) -> None:
    package("gazette-tools", faulty=f"docconv_faulty:{place}")
    refused = run(*args, stdin="Ferry adds dawn sailing")
    assert refused.exit_code == 2
    assert f"error[U003] the format faulty, of the package gazette-tools, cannot be loaded: {told}\n" in refused.stderr


def test_a_name_that_is_taken_is_told_with_its_owner(package: Callable[..., None]) -> None:
    package("gazette-tools", json="docconv_faulty:PLAIN", press="docconv_faulty:PLAIN")
    package("press-tools", press="docconv_faulty:PLAIN")
    assert registry.get("json").module == "docconv.formats.json"
    assert registry.get("press").package == "gazette-tools"
    listed = {one.name: one.description for one in docconv.formats()}
    told = "of the package {}, cannot be loaded: {} has a format of this name"
    assert listed["json (gazette-tools)"] == told.format("gazette-tools", "docconv")
    assert listed["press (press-tools)"] == told.format("press-tools", "gazette-tools")


# --- a label pack ---------------------------------------------------------------------------------------

OURS, ESPERANTO = [block for block in blocks_of("toml") if "language =" in block]


def test_a_pack_of_a_publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gazette.toml").write_text(OURS, encoding="utf-8")
    (page,) = [block for block in blocks_of("text") if "On the slip" in block]
    Path("page.txt").write_text(page, encoding="utf-8")
    before = docconv.parse_text(page)
    article = docconv.parse_text(page, packs=[docconv.load_pack("gazette.toml")])
    (figure,) = [block for section in article.body for block in section.blocks if block.type == "figure"]
    assert (figure.caption.text if figure.caption else None, figure.credit) == ("The ferry at first light", "Jo Kerr")
    assert [group.heading for group in article.related] == ["Elsewhere in the Gazette"]
    assert "Buy this photo" in article.furniture
    assert before != article
    shown = run("convert", "page.txt", "--labels", "gazette.toml")
    assert docconv.loads(shown.stdout) == article
    assert "caption" in run("inspect", "page.txt", "--labels", "gazette.toml").stdout


def test_a_pack_of_a_language_that_docconv_has_none_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("eo.toml").write_text(ESPERANTO, encoding="utf-8")
    (page,) = [block for block in blocks_of("text") if "pramŝipo" in block]
    article = docconv.parse_text(page, "eo", packs=[docconv.load_pack("eo.toml")])
    assert article.language == "eo"
    assert [author.name for author in article.authors] == ["Lena Holt"]
    assert article.published is not None
    assert article.published.isoformat() == "2026-03-14T00:00:00+00:00"
    (figure,) = [block for section in article.body for block in section.blocks if block.type == "figure"]
    assert (figure.caption.text if figure.caption else None, figure.credit) == ("La pramo ĉe la kajo", "Jo Kerr")
    assert "Kunhavigi" in article.furniture


def test_a_pack_that_is_not_in_order_says_where(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(OURS.replace("caption =", "captions ="), encoding="utf-8")
    refused = run("convert", "-", "--labels", str(wrong), stdin="Ferry adds dawn sailing")
    assert refused.exit_code == 2
    assert "the label pack is not in order: [labels] has no key 'captions'" in refused.stderr


# --- a rule -----------------------------------------------------------------------------------------------


@pytest.fixture
def edition_rule(monkeypatch: pytest.MonkeyPatch) -> Rule:
    """The rule of docs/extending.md, made in its module; `parse_text` asks a table that has it, before "known-line"."""
    function, row = [textwrap.dedent(block) for block in re.findall(r"^    ```py\n(.*?)^    ```", PAGE, re.M | re.S)][-2:]
    names = dict(vars(rules))
    exec(compile(function, "docs/extending.md", "exec"), names)
    rule = eval(compile(row.strip(), "docs/extending.md", "eval"), names)
    assert isinstance(rule, Rule)
    at = [one.name for one in rules.RULES].index("known-line")
    table = (*rules.RULES[:at], rule, *rules.RULES[at:])
    monkeypatch.setattr("docconv.rawtext.parse.rules_without", lambda names: tuple(one for one in table if one.name not in names))
    return rule


LEAD = "The Elwin ferry will sail before sunrise from April, its operator said on Monday after a vote."
AFTER = "The council has agreed to light the slipway, according to a notice that was published last week in the town."


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Print edition, page 14", "furniture"),
        ("PAPER EDITION of the Gazette, page B2", "furniture"),
        ("The print edition, page by page, is 200 years old, its keepers said on Monday in Port Elwin at the quay.", "paragraph"),
    ],
)
def test_a_rule_that_was_added(edition_rule: Rule, line: str, role: str) -> None:
    text = f"Ferry adds dawn sailing to Port Elwin\n\n{LEAD}\n\n{line}\n\n{AFTER}\n"
    trace = docconv.trace_text(text, "en")
    check_trace(text, trace)
    (segment,) = [one for one in trace.segments if text[one.start : one.end] == line]
    assert segment.role == role
    if role == "furniture":
        assert segment.confidence == 0.9
        without = docconv.trace_text(text, "en", without={edition_rule.name})
        assert [one.confidence for one in without.segments if text[one.start : one.end] == line] != [0.9]


def test_the_headline_stays_the_headline(edition_rule: Rule) -> None:
    assert docconv.parse_text(f"Print edition, page 14\n\n{LEAD}\n\n{AFTER}\n", "en").headline == "Print edition, page 14"


def test_the_sign_of_the_rule_leaves_out_no_line_that_it_knows(edition_rule: Rule) -> None:
    lines = ["Print edition, page 1", "print edition page a14", "Paper edition: the harbour, page 300"]
    text = "\n\n".join(["Ferry adds dawn sailing", *lines])
    split = split_lines(text)
    page = Page(text, label_index().for_page("en"), False, 0)
    found = pieces_of_lines(split, page, [edition_rule])
    assert found == [edition_rule.apply(Shown(line, page, text[line.start : line.end])) for line in split]
    assert [pieces is not None for pieces in found] == [False, True, True, True]
