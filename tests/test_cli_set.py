"""`docconv convert --set`: fields of the article from the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docconv.canonical import written_moment
from docconv.cli.fields import Changes
from docconv.conversion import load, load_all, loads
from docconv.model import Article, Dateline, Rights
from docconv.problems import UsageError
from tests.strategies import articles
from tests.test_cli import ARTICLE, STORY, names, run


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


GIVEN = [
    "id=urn:newsml:gazette.example.com:20260314:ferry", "url=https://gazette.example.com/ferry", "version=2", "slug=ferry dawn",
    "published=2026-03-14T07:30:00+01:00", "modified=2026-03-15", "provider=Elwin Gazette", "rights.notice=© 2026 Elwin Gazette",
]  # fmt: skip


def test_what_is_set_is_in_every_output() -> None:
    Path("story.txt").write_text(STORY)
    flags = [part for one in GIVEN for part in ("--set", one)]
    done = run("convert", "story.txt", *flags, "-o", "a.json", "-o", "a.xml", "-o", "a.ninjs", "-o", "a.epub")
    assert (done.exit_code, done.output) == (0, "")
    article = load("a.json")
    assert (article.id, article.version, article.slug) == ("urn:newsml:gazette.example.com:20260314:ferry", 2, "ferry dawn")
    assert article.published == datetime(2026, 3, 14, 6, 30, tzinfo=UTC)
    assert article.modified == datetime(2026, 3, 15, tzinfo=UTC)
    assert article.rights == Rights(notice="© 2026 Elwin Gazette")
    assert article.headline == "Ferry adds dawn sailing"
    assert load("a.xml") == load("a.ninjs") == load("a.epub") == article


def test_it_is_set_in_every_article_of_every_input() -> None:
    Path("two.jsonl").write_text(f"{ARTICLE}\n{ARTICLE}\n")
    Path("one.json").write_text(ARTICLE)
    assert run("convert", "two.jsonl", "one.json", "--set", "provider=Elwin Gazette", "-o", "all.jsonl").exit_code == 0
    assert [one.provider for one in load_all("all.jsonl")] == ["Elwin Gazette"] * 3
    assert run("convert", "two.jsonl", "--set", "version=3", "-t", "md", "-o", "out/").exit_code == 0
    assert [load(path).version for path in sorted(Path("out").iterdir())] == [3, 3]


def test_it_goes_before_the_flags_that_stand_in_for_what_an_article_lacks() -> None:
    flags = ("--publisher", "Another", "--set", "provider=Elwin Gazette")
    written = run("convert", "-", "-t", "newsml", *flags, stdin=ARTICLE).stdout
    assert loads(written).provider == "Elwin Gazette"
    assert "Another" not in written


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("versoin=2", "--set versoin: an article has no such field (did you mean version?)"),
        ("copyright=x", "--set copyright: an article has no such field; there are id, url, version, "),
        ("version", "--set 'version' is not of the form FIELD=VALUE"),
        ("version=two", "--set version=two: version must be a whole number, not a string"),
        ("version=0", "--set version=0: version must be at least 1, not 0"),
        ("published=yesterday", "published must be a date and time in UTC, in whole seconds, as 2026-03-14T09:15:00Z"),
        ("slug=", "slug is empty"),
        ("slug=two  spaces", "slug has two spaces in a row at character 3"),
        ("id=ferry", "id must be a URI"),
        ("status=gone", 'status must be "usable", "withheld" or "canceled", not "gone"'),
        ("body=x", "--set body: body holds more than one value; write the article as Markdown or JSON"),
        ("keywords=x", "--set keywords: keywords holds more than one value"),
        ("extensions=x", "--set extensions: extensions holds more than one value"),
        ("docconv=1.0", "it is the version of the model"),
        ("rights=x", "--set rights: rights has parts: set rights.holder, rights.notice, rights.terms"),
        ("dateline.date=soon", "date must be a day, as 2026-03-14"),
        ("dateline.place=Port Elwin", "--set does not fit the article: dateline lacks the field text"),
    ],
)
def test_what_cannot_be_set_is_refused_in_one_line(given: str, told: str) -> None:
    done = run("convert", "-", "--set", given, "-o", "a.json", stdin=ARTICLE)
    assert (done.exit_code, done.stdout, names()) == (2, "", [])
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_part_keeps_what_is_not_set() -> None:
    article = Article(dateline=Dateline(text="PORT ELWIN (EG)", agency="EG"), rights=Rights(holder="Elwin Gazette"))
    made = Changes.of(["dateline.place=Port Elwin", "dateline.date=2026-03-14", "rights.terms=Not to be sold"]).made(article)
    assert made.model_dump(mode="json", exclude_defaults=True, include={"dateline", "rights"}) == {
        "dateline": {"text": "PORT ELWIN (EG)", "place": "Port Elwin", "agency": "EG", "date": "2026-03-14"},
        "rights": {"holder": "Elwin Gazette", "terms": "Not to be sold"},
    }


def test_an_identifier_is_that_of_one_article() -> None:
    Path("two.jsonl").write_text(f"{ARTICLE}\n{ARTICLE}\n")
    Path("one.json").write_text(ARTICLE)
    before = names()
    for args in (["two.jsonl", "-t", "jsonl"], ["two.jsonl", "-t", "md", "-o", "out/"], ["two.jsonl", "-o", "all.xml"]):
        refused = run("convert", *args, "--set", "id=urn:example:1")
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert refused.stderr == "two.jsonl: error[U001] --set id goes with one article, and this holds several\n"
    refused = run("convert", "one.json", "two.jsonl", "--set", "id=urn:example:1", "-o", "all.xml")
    assert refused.exit_code == 2
    assert "--set id goes with one article, and these are 2 inputs" in refused.stderr
    assert names() == before
    assert json.loads(run("convert", "one.json", "--set", "id=urn:example:1").stdout)["id"] == "urn:example:1"


def test_a_fault_behind_the_one_article_is_told() -> None:
    Path("one.jsonl").write_text(f"{ARTICLE}\n{{\n")
    done = run("convert", "one.jsonl", "--set", "id=urn:example:1", "-t", "jsonl")
    assert (done.exit_code, len(done.stdout.splitlines())) == (1, 1)
    assert "one.jsonl:2" in done.stderr


@pytest.mark.parametrize(("flag", "field"), [("--id", "id"), ("--publisher", "provider"), ("--title", "headline")])
def test_a_flag_that_no_target_takes_tells_of_the_field(flag: str, field: str) -> None:
    refused = run("convert", "-", "-t", "nitf", flag, "urn:example:1", stdin=ARTICLE)
    assert refused.exit_code == 2
    assert refused.stderr.endswith(f"); --set {field}=... is for the article's own\n")


_NOT_SET = {"docconv", "dateline", "rights"}


@given(articles(), articles())
def test_the_fields_of_one_value_are_all_there_are_to_set(article: Article, other: Article) -> None:
    given = {}
    for name, value in other.model_dump(mode="json").items():
        if name in _NOT_SET or isinstance(value, list | dict):
            with pytest.raises(UsageError):
                Changes.of([f"{name}=x"])
        elif value is not None:
            given[name] = value
    for part in (other.dateline, other.rights):
        of_part = part.model_dump(mode="json", exclude_none=True) if part is not None else {}
        given |= {f"{type(part).__name__.lower()}.{name}": value for name, value in of_part.items()}
    made = Changes.of([f"{name}={value}" for name, value in given.items()]).made(article)
    assert made.model_dump(mode="json", include={name for name in given if "." not in name}) == {
        name: value for name, value in given.items() if "." not in name
    }
    for name, value in given.items():
        part, _, field = name.rpartition(".")
        if part:
            assert made.model_dump(mode="json")[part][field] == value


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(1000, 1, 3), max_value=datetime(9999, 12, 29)))
def test_moments_are_taken_in_any_zone(moment: datetime) -> None:
    made = Changes.of([f"created={moment.isoformat()}"]).made(Article())
    assert made.created == moment.astimezone(UTC).replace(microsecond=0)
    assert made.created is not None
    assert made == Changes.of([f"created={written_moment(made.created)}"]).made(Article())
