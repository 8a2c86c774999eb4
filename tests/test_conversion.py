"""The public functions between files, bytes and articles."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typing_extensions import Buffer

import docconv
from docconv import registry
from docconv.conversion import decode, dump, dump_all, dumps, encode, load, load_all, loads, loads_all, write_all
from docconv.model import Article, Figure, Paragraph, Rights, Section
from docconv.problems import DocumentError, InputError, OutputError, Problem, UsageError

FERRY = Article(
    headline="Ferry adds dawn sailing",
    language="en",
    provider="Harbour Press",
    body=(Section(blocks=(Paragraph(text="The first boat leaves the island at 5.40 from Monday, the harbour office said."),)),),
)
QUAY = Article(headline="Quay closes for repairs", language="en")


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"story.{name}"
    dump(FERRY, path)
    assert load(path) == FERRY
    assert loads(dumps(FERRY, name), name) == FERRY
    assert loads(dumps(FERRY, name).decode()) == FERRY
    assert decode(encode(FERRY, name).data, name) == docconv.Decoded(FERRY, ())


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_several_articles(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"stories{suffix}"
    dump_all(iter([FERRY, QUAY]), path)
    assert list(load_all(path)) == [FERRY, QUAY]
    assert load(path) == FERRY
    decoded = decode(path.read_bytes())
    assert decoded.article == FERRY
    assert [(found.code, found.message) for found in decoded.problems] == [
        ("I006", "the document holds 2 articles; only the first was taken")
    ]


def test_articles_are_read_and_written_one_at_a_time(tmp_path: Path) -> None:
    taken: list[str] = []

    def articles() -> Iterator[Article]:
        for number in range(3):
            taken.append(f"made {number}")
            yield Article(slug=f"s{number}")

    class Watched(io.BytesIO):
        def write(self, data: Buffer) -> int:
            taken.append("wrote")
            return super().write(data)

    jsonl = registry.get("jsonl")
    write_all(articles(), Watched(), jsonl, registry.options(jsonl, {}), print)
    assert taken == ["made 0", "wrote", "made 1", "wrote", "made 2", "wrote"]
    reading = loads_all(b'{"slug": "a"}\nbroken\n', "jsonl")
    assert next(reading).slug == "a"
    with pytest.raises(DocumentError):
        next(reading)


def test_with_a_report_reading_goes_on_behind_an_error(tmp_path: Path) -> None:
    path = tmp_path / "stories.jsonl"
    path.write_text('{"slug": "a"}\nbroken\n{"slug": "c"}\n')
    problems: list[Problem] = []
    assert [article.slug for article in load_all(path, report=problems.append)] == ["a", "c"]
    assert [(found.file, found.line, found.severity) for found in problems] == [(str(path), 2, "error")]


@pytest.mark.parametrize(("data", "code"), [(b"[]", "I007"), (b"", "I007"), (b"{}x", "J001"), (b"[3]", "J002")])
def test_no_article_no_result(data: bytes, code: str) -> None:
    for function in (loads, decode):
        with pytest.raises(DocumentError) as caught:
            function(data, "jsonl" if not data else "json")
        assert caught.value.problems[0].code == code


@pytest.mark.parametrize(
    ("name", "told"),
    [("missing.json", "there is no such file"), ("", "its name is empty"), (".", "it is a folder"), ("a\0b", "null"),
     ("file/x", "not a directory"), ("n" * 300, "too long")],
)  # fmt: skip
def test_what_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    for function in (load, load_all):
        with pytest.raises(InputError, match=told) as caught:
            function(name)
        assert [(found.code, found.file) for found in caught.value.problems] == [("I001", name)]


def test_an_error_names_the_file_and_the_place(tmp_path: Path) -> None:
    path = tmp_path / "story.json"
    path.write_text('{\n  "headline": " Ferry"\n}')
    with pytest.raises(DocumentError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}:2:15: error[M004] ")


def test_calls_that_do_not_fit_are_told_what_does(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean json"):
        loads(b"{}", "jsn")
    with pytest.raises(UsageError, match="no option 'titel'"):
        dumps(FERRY, "json", titel="x")
    with pytest.raises(UsageError, match=r"the suffix '\.docx' stands for no format"):
        dump(FERRY, tmp_path / "story.docx")
    with pytest.raises(InputError, match="there is no such folder"):
        dump(FERRY, tmp_path / "story.epub", assets=tmp_path / "missing")
    assert list(tmp_path.iterdir()) == []


def test_a_dump_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "stories.jsonl"
    path.write_text("what was there")

    def articles() -> Iterator[Article]:
        yield FERRY
        raise RuntimeError("the source dried up")

    with pytest.raises(RuntimeError):
        dump_all(articles(), path)
    with pytest.raises(OutputError):
        dump(FERRY, tmp_path / "missing" / "story.json")
    assert path.read_text() == "what was there"
    assert [one.name for one in tmp_path.iterdir()] == ["stories.jsonl"]


# --- text -----------------------------------------------------------------------------------------

STORY = "Ferry adds dawn sailing\n\nThe first boat leaves the island at 5.40 from Monday, the harbour office said.\n"


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        (STORY.encode(), None, ""),
        (STORY.encode("utf-16"), "I002", "utf-16-le"),
        ("Été au port\n\nLe café a rouvert à côté de la jetée, après l'hiver.\n".encode("cp1252"), "I002", "windows-1252"),
        ("Паром пойдёт раньше\n\nПервый рейс отправится утром в понедельник.\n".encode("cp1251"), "I002", "windows-1251"),
        ("العبارة تبدأ رحلة جديدة\n\nتنطلق أول رحلة صباح الاثنين من الجزيرة.\n".encode("cp1256"), "I002", "windows-1256"),
        (STORY.encode() + "é".encode() * 8 + b"\xff", "I003", "1 byte"),
        (STORY.replace("dawn", "da\x00wn").encode(), "I003", "control characters"),
    ],
)
def test_text_in_any_encoding_is_read_and_said(data: bytes, code: str | None, told: str) -> None:
    decoded = decode(data, "txt")
    assert decoded.article.headline
    about = [found for found in decoded.problems if found.code in ("I002", "I003")]
    assert [found.code for found in about] == ([code] if code else [])
    assert all(told in found.message for found in about)


def test_text_given_as_str_may_hold_lone_surrogates() -> None:
    decoded = decode("Ferry \ud800 adds\n\nThe first boat leaves the island at 5.40 from Monday.", "txt")
    assert "\ufffd" in (decoded.article.headline or "")
    assert "I003" in {found.code for found in decoded.problems}


def test_what_text_cannot_show_is_said() -> None:
    rich = FERRY.replace(
        id="urn:x-harbour:1",
        rights=Rights(holder="Harbour Press"),
        body=(Section(blocks=(Figure(src="a.png", credit="Harbour Press"), Figure(src="b.png", credit="Harbour Press"))),),
    )
    encoded = encode(rich, "txt")
    assert [(found.message, found.path) for found in encoded.problems] == [
        ("plain text has no place for id", "/id"),
        ("plain text has no place for provider", "/provider"),
        ("plain text has no place for src (2 times)", "/body/0/blocks/0/src"),
    ]


def test_several_articles_as_text_say_that_they_read_back_as_one() -> None:
    problems: list[Problem] = []
    stream = io.BytesIO()
    text = registry.get("txt")
    write_all([QUAY, QUAY], stream, text, registry.options(text, {}), problems.append)
    assert stream.getvalue() == b"Quay closes for repairs\n\n* * *\n\nQuay closes for repairs\n"
    assert [found.message for found in problems] == ["plain text has no mark between articles: these 2 read back as one"]
    assert len(list(loads_all(stream.getvalue(), "txt"))) == 1


# --- the package ------------------------------------------------------------------------------------


def test_every_public_name_is_there_and_is_documented() -> None:
    assert set(docconv.__all__) <= set(dir(docconv))
    for name in docconv.__all__:
        assert getattr(docconv, name).__doc__, name
    name = "nothing"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(docconv, name)


def test_public_names_that_are_modules_can_be_called() -> None:
    script = (
        "import docconv, importlib, pkgutil\n"
        "for module in pkgutil.iter_modules(docconv.__path__):\n"
        "    if module.name != '__main__': importlib.import_module('docconv.' + module.name)\n"
        "import json, types\n"
        "print(json.dumps([n for n in docconv.__all__ if isinstance(getattr(docconv, n), types.ModuleType)]))\n"
        "import docconv.formats.json as a, docconv.validate as b\n"
        "assert a.OPTIONS().indent == 2 and b.VALIDATORS\n"
        "assert 'json' in [one.name for one in docconv.formats()]\n"
        "assert docconv.validate('{') and docconv.validate(b'[]', format='json')\n"
    )
    root = str(Path(__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": root}, capture_output=True, check=True)
    assert json.loads(done.stdout) == ["formats", "validate"]


@pytest.mark.parametrize(
    "script",
    [
        "import docconv.formats.json as j; import docconv; assert j.OPTIONS and docconv.formats()",
        "import docconv; docconv.loads('{}'); assert docconv.formats(); import docconv.formats.json as j; assert j.OPTIONS",
        "from docconv import formats, validate; assert formats() and validate('{')",
        "import docconv; assert docconv.validate('{'); from docconv.validate import validate; assert validate('{')",
        "import docconv.validate; assert docconv.validate('{') == docconv.validate.validate('{')",
    ],
)
def test_a_public_name_and_its_module_do_not_collide(script: str) -> None:
    root = str(Path(__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": root}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_cannot_be_written_names_the_file(tmp_path: Path) -> None:
    for name in ("none.epub", "none.xml"):
        with pytest.raises(DocumentError, match="I007") as caught:
            dump_all([], tmp_path / name)
        assert [found.file for found in caught.value.problems] == [str(tmp_path / name)]
    with pytest.raises(InputError, match="no such folder"):
        dump(FERRY, tmp_path / "story.epub", assets="n" * 300)
