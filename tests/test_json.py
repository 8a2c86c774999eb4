"""The formats json and jsonl: round trips, versions, faults and where they stand."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from docconv.formats import json as json_format
from docconv.formats import jsonl as jsonl_format
from docconv.formats._documents import MOST_FINDINGS, has_duplicates
from docconv.formats._positions import Lines, Path, pointer, survey
from docconv.formats.json import JsonOptions
from docconv.formats.jsonl import JsonlOptions
from docconv.model import Article
from docconv.problems import DocumentError, Problem
from tests.strategies import articles, json_strings, json_values


def unexpected(problem: Problem) -> None:
    raise AssertionError(problem)


def written(*given_articles: Article, indent: int | None = 2, full: bool = False) -> bytes:
    stream = io.BytesIO()
    json_format.write(iter(given_articles), stream, JsonOptions(indent=indent, full=full), unexpected)
    return stream.getvalue()


def read(data: bytes, report: Any = unexpected) -> list[Article]:
    return list(json_format.read(data, JsonOptions(), report))


def lines_of(*given_articles: Article, full: bool = False) -> bytes:
    stream = io.BytesIO()
    jsonl_format.write(iter(given_articles), stream, JsonlOptions(full=full), unexpected)
    return stream.getvalue()


def read_lines(data: bytes, report: Any = unexpected) -> list[Article]:
    return list(jsonl_format.read(data, JsonlOptions(), report))


def refused(data: bytes | str) -> tuple[Problem, ...]:
    """The problems of the error that a document raises."""
    with pytest.raises(DocumentError) as error:
        read(data.encode() if isinstance(data, str) else data)
    return error.value.problems


# --- writing and reading --------------------------------------------------------------------------


@given(articles(), st.sampled_from([None, 1, 2, 8]), st.booleans())
def test_an_article_comes_back(article: Article, indent: int | None, full: bool) -> None:
    data = written(article, indent=indent, full=full)
    assert read(data) == [article]
    assert written(*read(data), indent=indent, full=full) == data


@given(st.lists(articles(), max_size=3), st.sampled_from([None, 2]), st.booleans())
def test_articles_come_back_in_order(several: list[Article], indent: int | None, full: bool) -> None:
    assert read(written(*several, indent=indent, full=full)) == several
    data = lines_of(*several, full=full)
    assert read_lines(data) == several
    assert data.count(b"\n") == len(several)


def test_one_article_is_an_object_and_several_are_a_list() -> None:
    one, two = Article(headline="One"), Article(headline="Zwei – ö")
    assert written() == b"[]\n"
    assert written(one) == b'{\n  "docconv": "1.0",\n  "direction": "ltr",\n  "headline": "One"\n}\n'
    first, second = (f'{{"docconv":"1.0","direction":"ltr","headline":"{text}"}}' for text in ("One", "Zwei – ö"))
    assert written(one, two, indent=None) == f"[\n{first},\n{second}\n]\n".encode()
    assert written(one, two).startswith(b'[\n  {\n    "docconv": "1.0",\n    "direction"')


def test_full_writes_every_field() -> None:
    assert list(json.loads(written(Article(), full=True))) == list(Article.model_fields)
    assert list(json.loads(lines_of(Article(), full=True))) == list(Article.model_fields)
    assert json.loads(written(Article())) == {"docconv": "1.0", "direction": "ltr"}


@pytest.mark.parametrize("indent", [0, -1, 17])
def test_an_indent_that_makes_no_sense_is_refused(indent: int) -> None:
    with pytest.raises(ValueError, match="indent must be None or from 1 to 16"):
        JsonOptions(indent=indent)


@pytest.mark.parametrize("module", [json_format, jsonl_format])
def test_writing_takes_articles_one_at_a_time(module: Any) -> None:
    """An article is written before the one after the next is asked for."""
    stream = io.BytesIO()

    def source() -> Iterator[Article]:
        for number in range(6):
            assert number < 3 or f'"a{number - 2}"'.encode() in stream.getvalue()
            yield Article(slug=f"a{number}")

    module.write(source(), stream, module.OPTIONS(), unexpected)
    assert b'"a5"' in stream.getvalue()


def test_reading_lines_takes_one_at_a_time() -> None:
    lines = jsonl_format.read(b'{"headline": "One"}\n{broken', JsonlOptions(), unexpected)
    assert next(lines).headline == "One"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_is_accepted(encoding: str) -> None:
    data = '{"headline": "Färja"}'.encode(encoding)
    assert read(data)[0].headline == read_lines(data)[0].headline == "Färja"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_wide_encodings_with_their_mark_are_read_and_reported(encoding: str) -> None:
    problems: list[Problem] = []
    assert read('{"headline": "Färja"}'.encode(encoding), problems.append)[0].headline == "Färja"
    assert [found.code for found in problems] == ["I002"]


def test_lines_end_with_line_feeds_alone() -> None:
    data = '\n{"extensions": {"qna:a": "x\u2028y\x85z"}}\r\n \t\n{"headline": "Two"}'.encode()
    first, second = read_lines(data)
    assert first.extensions["qna:a"] == "x\u2028y\x85z"
    assert second.headline == "Two"


def test_a_faulty_line_is_reported_and_the_next_is_read() -> None:
    problems: list[Problem] = []
    data = b'{"headline": "One"}\n\n{"headline": ""}\n{"headline": "Four", \n[]\n{"headline": "Six"}\n'
    assert [article.headline for article in read_lines(data, problems.append)] == ["One", "Six"]
    assert [(found.code, found.line, found.column) for found in problems] == [("M004", 3, 14), ("J001", 4, 21), ("J002", 5, 1)]


def test_a_faulty_item_is_reported_and_the_next_is_read() -> None:
    problems: list[Problem] = []
    data = b'[{"headline": "One"},\n {"headline": ""}, {"docconv": "3.0"},\n{"headline": "Four"}]'
    assert [article.headline for article in read(data, problems.append)] == ["One", "Four"]
    assert [(found.code, found.line, found.path) for found in problems] == [("M004", 2, "/1/headline"), ("J003", 2, "/2/docconv")]


# --- versions -------------------------------------------------------------------------------------


def newer(document: dict[str, Any]) -> tuple[Article, list[Problem]]:
    problems: list[Problem] = []
    (article,) = read(json.dumps({"docconv": "1.7", **document}).encode(), problems.append)
    return article, problems


def test_a_newer_minor_version_loads() -> None:
    article, problems = newer({"headline": "One"})
    assert article == Article(headline="One")
    assert [(found.code, found.severity, found.path) for found in problems] == [("J004", "info", "/docconv")]
    assert problems[0].message == "the document is of version 1.7 of the article model, newer than 1.0"


def test_what_is_unknown_is_kept_as_extensions() -> None:
    article, problems = newer(
        {
            "headline": "One",
            "mood": {"glad": [1, 2]},
            "authors": [{"name": "A", "pronoun": "she"}],
            "body": [
                {
                    "blocks": [
                        {"type": "poem", "lines": ["a"]},
                        {"type": "paragraph", "text": "b", "tone": 1},
                        {"type": "score", "music": None},
                    ]
                }
            ],
            "extensions": {"qna:desk": "sea"},
        }
    )
    assert [block.type for block in article.blocks()] == ["paragraph"]
    assert article.extensions == {
        "docconv:/mood": {"glad": (1, 2)},
        "docconv:/authors/0/pronoun": "she",
        "docconv:/body/0/blocks/0": {"type": "poem", "lines": ("a",)},
        "docconv:/body/0/blocks/1/tone": 1,
        "docconv:/body/0/blocks/2": {"type": "score", "music": None},
        "qna:desk": "sea",
    }
    assert {found.code for found in problems} == {"J004"}
    assert len(problems) == 6
    assert all(found.line == 1 and found.column for found in problems)
    (mood,) = [found for found in problems if found.path == "/mood"]
    assert mood.message == "mood is unknown to version 1.0 and was kept as the extension docconv:/mood"


def test_the_note_on_a_block_names_its_type() -> None:
    article, problems = newer({"headline": "x", "body": [{"blocks": [{"type": "poll", "q": 1}]}]})
    assert article == Article(headline="x", extensions={"docconv:/body/0/blocks/0": {"type": "poll", "q": 1}})
    assert problems[1].message.startswith('the block type "poll" is unknown to version 1.0 and was kept as the extension ')


@pytest.mark.parametrize(
    ("document", "left", "keys"),
    [
        ({"body": [{"level": 1, "blocks": [{"type": "poll"}, {"type": "map"}]}]}, {}, ["/body/0/blocks/0", "/body/0/blocks/1"]),
        ({"body": [{"tone": 1, "blocks": [{"type": "poll"}]}]}, {}, ["/body/0/blocks/0", "/body/0/tone"]),
        ({"body": [{"heading": "H", "blocks": [{"type": "poll"}]}]}, {"body": [{"heading": "H"}]}, ["/body/0/blocks/0"]),
        ({"body": [{"blocks": [{"type": "poll"}]}, {"heading": "H"}]}, {"body": [{"heading": "H"}]}, ["/body/0/blocks/0"]),
        ({"body": [{"blocks": [{"type": "list", "items": [{"x": 1}]}]}]}, {}, ["/body/0/blocks/0/items/0/x"]),
        ({"body": [{"blocks": [{"type": "figure", "media": "video", "x": 1}]}]}, {}, ["/body/0/blocks/0/x"]),
        ({"rights": {"x": 1}, "related": [{"x": 1}]}, {}, ["/related/0/x", "/rights/x"]),
        (
            {"body": [{"blocks": [{"type": "table", "rows": [[{"x": 1}, {"text": "a"}]]}]}]},
            {"body": [{"blocks": [{"type": "table", "rows": [[{}, {"text": "a"}]]}]}]},
            ["/body/0/blocks/0/rows/0/0/x"],
        ),
    ],
)
def test_what_is_emptied_by_it_goes(document: dict[str, Any], left: dict[str, Any], keys: list[str]) -> None:
    article, _ = newer({"headline": "x", **document})
    assert article.replace(extensions={}) == Article.model_validate({"headline": "x", **left})
    assert sorted(article.extensions) == [f"docconv:{key}" for key in keys]


@pytest.mark.parametrize(
    "document", [{"body": [{"blocks": []}]}, {"rights": {}}, {"mood": 1, "rights": {}}, {"body": [{"mood": 1, "blocks": [None]}]}]
)
def test_what_was_empty_or_wrong_before_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(DocumentError):
        newer({"headline": "x", **document})


@given(articles(), st.dictionaries(json_strings().map("x".__add__), json_values(), max_size=3))
def test_a_newer_document_keeps_all_it_has(article: Article, unknown: dict[str, Any]) -> None:
    document = json.loads(article.model_dump_json(exclude_defaults=True))
    loaded, problems = newer({**document, **unknown, "docconv": "1.12"})
    assert loaded.replace(extensions=article.extensions) == article
    assert len(loaded.extensions) == len(article.extensions) + len(unknown)
    assert len(problems) == 1 + len(unknown)


@pytest.mark.parametrize("name", [" ", "a  b", "a/b", "~", "line\nbreak", "\u0000", "é"])
def test_names_that_no_extension_can_have_are_escaped(name: str) -> None:
    article, _ = newer({name: 1})
    assert list(article.extensions.values()) == [1]


def test_an_extension_of_that_name_is_not_overwritten() -> None:
    article, _ = newer({"mood": 1, "extensions": {"docconv:/mood": 2}})
    assert article.extensions == {"docconv:/mood": 2, "docconv:/mood'": 1}


def test_a_newer_minor_version_may_still_be_wrong() -> None:
    problems: list[Problem] = []
    with pytest.raises(DocumentError) as error:
        list(json_format.read(b'{"docconv": "1.1", "headline": "", "mood": 1}', JsonOptions(), problems.append))
    assert [(found.code, found.path) for found in error.value.problems] == [("M004", "/headline")]


@pytest.mark.parametrize("extensions", ["[]", "null", '"a"'])
def test_a_newer_minor_version_with_extensions_that_are_none(extensions: str) -> None:
    with pytest.raises(DocumentError) as error:
        list(json_format.read(f'{{"docconv": "1.1", "mood": 1, "extensions": {extensions}}}'.encode(), JsonOptions(), [].append))
    assert {found.code for found in error.value.problems} <= {"M002", "M003"}


@pytest.mark.parametrize("version", ["0.9", "2.0", "10.0", "999999999.1"])
def test_another_major_version_is_refused(version: str) -> None:
    (found,) = refused(json.dumps({"docconv": version, "whatever": 1}))
    assert (found.code, found.path, found.column) == ("J003", "/docconv", 13)
    assert found.message == f"the document is of version {version} of the article model; this release reads version 1"


@pytest.mark.parametrize("version", ["1", "1.0.1", "one", "", "1.0 ", "01.0.0", "1.٣"])
def test_what_is_no_version_is_refused(version: str) -> None:
    (found,) = refused(json.dumps({"docconv": version}))
    assert found.code == "M005"
    assert found.message.startswith('docconv must be "1.0", not ')


# --- duplicates -----------------------------------------------------------------------------------


def test_a_name_that_stands_twice_is_reported() -> None:
    problems: list[Problem] = []
    (article,) = read(b'{"headline": "One",\n "headline": "Two"}', problems.append)
    assert article.headline == "Two"
    (found,) = problems
    assert (found.code, found.severity, found.line, found.column, found.path) == ("J005", "warning", 2, 2, "/headline")


@given(json_values())
def test_values_without_duplicates_have_none(value: Any) -> None:
    text = json.dumps(value)
    assert not has_duplicates(text)
    assert survey(text).duplicates == []


@given(st.lists(st.tuples(json_strings(), json_values()), max_size=5))
def test_duplicates_are_found_where_they_are(pairs: list[tuple[str, Any]]) -> None:
    text = "{" + ", ".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in pairs) + "}"
    names = [name for name, _ in pairs]
    twice = [name for at, name in enumerate(names) if name in names[:at]]
    assert has_duplicates(text) == bool(twice)
    assert [path for path, _ in survey(text).duplicates] == [(name,) for name in twice]
    for (name,), offset in survey(text).duplicates:
        assert json.JSONDecoder(strict=False).raw_decode(text, offset)[0] == name


# --- positions ------------------------------------------------------------------------------------


def paths_of(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in steps:
        yield from paths_of(item, (*path, step))


@given(json_values(), st.sampled_from([None, 0, 2]), st.booleans())
@example({"a": [{"b": [[], {}]}, "c"], "": {"": 1}}, 2, True)
def test_every_value_is_found_where_it_stands(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    everything = dict(paths_of(value))
    found = survey(text, everything)
    assert set(found.places) == set(everything)
    decoder = json.JSONDecoder(strict=False)
    for path, item in everything.items():
        assert decoder.raw_decode(text, found.places[path].value)[0] == item
        if path and isinstance(path[-1], str):
            assert decoder.raw_decode(text, found.places[path].name)[0] == path[-1]


def test_what_is_not_there_is_placed_at_what_is_around_it() -> None:
    found = survey('{"a": {"b": 1}}', [("a", "missing"), ("x",)])
    assert found.offset(("a", "missing")) == 6
    assert found.offset(("x",)) == 0
    assert found.offset(("a",), of_name=True) == 1


@given(st.text(st.sampled_from("a\né👩\r\u2028"), max_size=20))
def test_lines_and_columns(text: str) -> None:
    lines = Lines(text, first=5)
    for offset in range(len(text)):
        before = text[:offset]
        assert lines.at(offset) == (5 + before.count("\n"), offset - (before.rfind("\n") + 1) + 1)


def test_lines_and_columns_of_a_long_text() -> None:
    """Lines of nothing, lines longer than what is known without counting, and where one begins at its end."""
    text = "\n" * 5_000 + "x" * 9_000 + "\ny\n" * 3_000 + "z" * 4_095 + "\n" + "é" * 4_096 + "\n"
    lines = Lines(text)
    for offset in {*range(0, len(text), 61), *range(4_000, 4_200), *range(len(text) - 9_000, len(text), 7), len(text)}:
        assert lines.at(offset) == (1 + text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset))


def test_pointers_are_escaped() -> None:
    assert pointer(("a/b", 0, "m~n", "")) == "/a~1b/0/m~0n/"


# --- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "not well-formed JSON: the document is empty or ends where a value should stand"),
        ('{"headline": "A', "not well-formed JSON: the document ends before its string does"),
        ('{"headline": "A"', "not well-formed JSON: the document ends before its object does"),
        ('{"headline" "A"}', 'not well-formed JSON: ":" is missing'),
        ('{"headline": "A" "B"}', 'not well-formed JSON: "," or "}" is missing'),
        ("{'headline': 1}", "not well-formed JSON: a name must stand in double quotes"),
        ('{"headline": nil}', "not well-formed JSON: this is not a JSON value"),
        ('{"version": NaN}', "not well-formed JSON: this is not a JSON value"),
        ('{"headline": "A",}', "not well-formed JSON: there is a comma after the last item"),
        ('{"headline": "A"} x', "not well-formed JSON: something follows the end of the document"),
        ('{"headline": "A\nB"}', "not well-formed JSON: a string holds a control character, which must be escaped"),
        ('{"headline": "\\x"}', "not well-formed JSON: a string holds an escape that JSON does not have"),
        ('{"headline": "\\ud83d"}', "not well-formed JSON: an escape stands for half a character (a lone surrogate)"),
        ('{"headline": "\\ud83d\\u0041"}', "not well-formed JSON: an escape stands for half a character (a lone surrogate)"),
        ('{"version": 01}', "not well-formed JSON: invalid number"),
        ('{"version": ' + "9" * 5000 + "}", "not well-formed JSON: a number has too many digits"),
        ("[" * 1000 + "]" * 1000, "not well-formed JSON: lists and objects nest too deep"),
        ('{"a":' * 100_000, "not well-formed JSON: lists and objects nest too deep"),
        ("7", "the document is a number; an article is an object"),
        ("null", "the document is null; an article is an object"),
        ('"text"', "the document is a string; an article is an object"),
    ],
)
def test_what_is_no_document_is_refused(document: str, message: str) -> None:
    (found,) = refused(document)
    assert found.message == message
    assert found.code == ("J002" if "an article is" in message else "J001")
    assert found.line
    assert found.column


def test_bytes_that_are_not_utf_8_are_placed() -> None:
    (found,) = refused(b'{\n "headline": "\xc3\xa9\xff"}')
    assert (found.code, found.line, found.column, found.message) == ("J001", 2, 16, "the byte 0xFF is not UTF-8")


def test_columns_count_code_points() -> None:
    (found,) = refused('{"kicker": "👩\u200d👧 é", "headline": "a  b"}')
    assert (found.line, found.column) == (1, 33)


def test_every_fault_is_told_in_the_order_of_the_document() -> None:
    problems = refused(
        '{"keywords": ["", "a", " b"], "nope": 1,\n"body": [{"blocks": [{"type": "paragraph", "text": "a\\tb"}]}]}'
    )
    assert [(found.code, found.path) for found in problems] == [
        ("M004", "/keywords/0"),
        ("M004", "/keywords/2"),
        ("M002", "/nope"),
        ("M004", "/body/0/blocks/0/text"),
    ]


def test_a_list_whose_items_are_all_faulty_is_not_called_empty() -> None:
    problems = refused('{"body": [{"blocks": [{"type": "list", "items": [{"text": ""}]}]}]}')
    assert [found.path for found in problems] == ["/body/0/blocks/0/items/0/text"]


def test_a_misspelt_field_is_recognised() -> None:
    assert refused('{"headlin": "A"}')[0].message == "there is no field headlin; is headline meant?"
    assert refused('{"xyzzy": "A"}')[0].message == "there is no field xyzzy here"


def test_messages_do_not_obey_the_document() -> None:
    (found,) = refused('{"\\u001b[31mred": 1}')
    assert found.message == "there is no field \\u001b[31mred here"
    (found,) = refused(json.dumps({"x" * 10_000: 1}))
    assert len(found.message) < 120


def test_very_many_faults_are_counted() -> None:
    problems = refused(json.dumps({"keywords": [""] * (MOST_FINDINGS + 5)}))
    assert len(problems) == MOST_FINDINGS + 1
    assert problems[-1].message == "there are 5 more findings like these"


@pytest.mark.parametrize(
    "data",
    [
        b'{"' + b"a" * 2_000_000 + b'": [' + b"1," * 200_000 + b"1]}",
        b'{"extensions": {"qna:a": [' + b'{"a":[],"a":[]},' * 20_000 + b"0]}}",
        b'{"headline": "' + b"\\u0041 " * 200_000 + b'"}',
        b'{"body": [' + b"{}," * 20_000 + b"{}]}",
        b'{"headline": "A"' + b" " * 2_000_000 + b"x}",
        b"[" + b'{"headline": ""},' * 30_000 + b"{}]",
        b"\n" * 1_000_000 + b"{",
    ],
)
def test_large_faulty_documents_come_to_an_end(data: bytes) -> None:
    problems: list[Problem] = []
    try:
        list(json_format.read(data, JsonOptions(), problems.append))
    except DocumentError as error:
        problems.extend(error.problems)
    assert problems


@given(st.binary(max_size=60) | st.text(st.sampled_from('{}[]:,"\\u0d8 1e+-.ntrue\n'), max_size=40).map(str.encode))
def test_any_bytes_give_articles_or_problems(data: bytes) -> None:
    for module in (json_format, jsonl_format):
        problems: list[Problem] = []
        try:
            list(module.read(data, module.OPTIONS(), problems.append))
        except DocumentError as error:
            problems += error.problems
        assert all(found.code[0] in "IJM" for found in [*problems, *module.check(data)])


@given(articles(), st.data())
def test_a_damaged_document_gives_an_article_or_problems(article: Article, data: st.DataObject) -> None:
    whole = bytearray(written(article, indent=None))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    problems: list[Problem] = []
    found: list[Article] = []
    try:
        found += json_format.read(bytes(whole), JsonOptions(), problems.append)
    except DocumentError as error:
        problems += error.problems
    assert found or any(problem.severity == "error" for problem in json_format.check(bytes(whole)))
    assert all(problem.line and problem.column and problem.message for problem in problems)
