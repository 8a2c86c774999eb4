"""`docconv batch`: sources, records, targets and what is told, in this process."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from docconv.conversion import load, loads
from docconv.corpus.counts import DOUBTFUL
from docconv.rawtext.packs import load_pack
from docconv.report import DOUBTFUL as SHOWN_AS_DOUBTFUL
from tests.corpora import article, batch, lines, quarantined, record, text, write_articles, write_records, written


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


TEXTS = ("--text-field", "text", "-O", "rules_only=yes", "-t", "jsonl")
OUT = Path("out")

# --- records ----------------------------------------------------------------------------------------


def test_records_become_articles_in_order_with_their_other_fields() -> None:
    write_records(Path("pages.jsonl"), 30)
    result = batch("pages.jsonl", *TEXTS, "--id-field", "url", "-o", OUT)
    assert result.exit_code == 0, result.stderr
    found = list(lines(OUT))
    assert [one["id"] for one in found] == [f"https://example.org/{number}" for number in range(30)]
    assert found[3]["headline"] == "Old school opens again after 3 days"
    assert found[3]["extensions"] == {"source:rank": 3, "source:tags": ["news", None]}
    assert quarantined(OUT) == []


def test_an_identifier_that_is_no_uri_is_kept_as_an_extension() -> None:
    Path("pages.jsonl").write_text(json.dumps({"text": text(1), "key": 41}) + "\n")
    assert batch("pages.jsonl", *TEXTS, "--id-field", "key", "-o", OUT).exit_code == 0
    (found,) = lines(OUT)
    assert "id" not in found
    assert found["extensions"] == {"source:key": 41}


def test_lines_are_articles_where_no_field_is_named() -> None:
    write_articles(Path("articles.jsonl"), 5)
    assert batch("articles.jsonl", "-t", "jsonl", "-o", OUT).exit_code == 0
    assert [loads(json.dumps(one)) for one in lines(OUT)] == [article(number) for number in range(5)]


def test_pages_of_html_in_records() -> None:
    page = (
        "<!DOCTYPE html><html lang=en><head><title>T</title></head><body><article><h1>Dawn ferry</h1><p>It sails.</p></article>"
    )
    Path("pages.jsonl").write_text(json.dumps({"html": page, "status": 200}) + "\n")
    assert batch("pages.jsonl", "-f", "html", "--text-field", "html", "-t", "jsonl", "-o", OUT).exit_code == 0
    (found,) = lines(OUT)
    assert found["headline"] == "Dawn ferry"
    assert found["extensions"]["source:status"] == 200


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_packed_lines_are_read_and_written(packing: str) -> None:
    write_records(Path("pages.jsonl"), 20)
    data = Path("pages.jsonl").read_bytes()
    if packing == "zst":
        pack, unpack = pytest.importorskip("zstandard", reason="zstandard is an extra").compress, None
    else:
        pack, unpack = gzip.compress, gzip.decompress
    Path(f"pages.jsonl.{packing}").write_bytes(pack(data))
    assert batch("pages.jsonl", *TEXTS, "-o", "plain").exit_code == 0
    assert batch(f"pages.jsonl.{packing}", *TEXTS, "--compress", packing, "-o", OUT).exit_code == 0
    (part,) = OUT.glob(f"part-*.jsonl.{packing}")
    if unpack is None:
        import zstandard

        found = zstandard.ZstdDecompressor().decompressobj().decompress(part.read_bytes())
    else:
        found = unpack(part.read_bytes())
    assert found == Path("plain/part-00000.jsonl").read_bytes()


def test_standard_input_is_json_lines_plain_or_packed() -> None:
    data = write_records(Path("pages.jsonl"), 4).read_bytes()
    for number, given in enumerate((data, gzip.compress(data))):
        folder = Path(f"out{number}")
        assert batch("-", *TEXTS, "-o", folder, stdin=given).exit_code == 0
        assert [one["extensions"]["source:rank"] for one in lines(folder)] == [0, 1, 2, 3]


def test_every_line_is_in_one_shard_wherever_the_cut_falls() -> None:
    write_records(Path("pages.jsonl"), 40)
    whole = None
    for size in ("401", "1000", "7K", "1M"):
        folder = Path(f"out-{size}")
        assert batch("pages.jsonl", *TEXTS, "--shard-size", size, "-o", folder).exit_code == 0
        found = list(lines(folder))
        whole = whole or found
        assert found == whole
        assert len(found) == 40


# --- documents --------------------------------------------------------------------------------------


def feeds() -> Path:
    folder = Path("feeds")
    for number in range(6):
        place = folder / ("2025" if number < 3 else "2026") / f"story{number}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text(number), encoding="utf-8")
    (folder / "2026" / "list.json").write_text(f"[{article(7).model_dump_json()}, {article(8).model_dump_json()}]")
    (folder / "2026" / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("no")
    return folder


def test_a_folder_is_mirrored_as_a_tree() -> None:
    result = batch(feeds(), "-t", "newsml", "-O", "rules_only=yes", "-o", OUT)
    assert result.exit_code == 0, result.stderr
    found = sorted(path.relative_to(OUT).as_posix() for path in OUT.rglob("*.xml"))
    assert found == [
        "2025/story0.txt.xml", "2025/story1.txt.xml", "2025/story2.txt.xml", "2026/list.json/1.xml", "2026/list.json/2.xml",
        "2026/story3.txt.xml", "2026/story4.txt.xml", "2026/story5.txt.xml",
    ]  # fmt: skip
    assert load(OUT / "2026/list.json/2.xml") == article(8)


def test_books_of_so_many_articles() -> None:
    write_articles(Path("articles.jsonl"), 7)
    assert batch("articles.jsonl", "-t", "epub", "--per-file", "3", "-o", OUT).exit_code == 0
    assert sorted(path.name for path in OUT.glob("*.epub")) == [f"part-00000-{number:05}.epub" for number in range(3)]


def archive(kind: str) -> Path:
    path = Path(f"feeds.{kind}")
    names = sorted(one for one in feeds().rglob("*") if one.is_file())
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in names:
                packed.write(name)
    else:
        with tarfile.open(path, "w:gz" if kind == "tar.gz" else "w") as tar:
            for name in names:
                tar.add(name)
    return path


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
@pytest.mark.parametrize("size", ["300", "1M"])
def test_archives_of_documents(kind: str, size: str) -> None:
    assert batch(archive(kind), "-t", "jsonl", "-O", "rules_only=yes", "--shard-size", size, "-o", OUT).exit_code == 0
    headlines = [one["headline"] for one in lines(OUT)]
    assert len(headlines) == 8
    assert {"Story 7", "Story 8", "Old harbour opens again after 0 days"} <= set(headlines)


def test_members_of_archives_cannot_leave_the_folder() -> None:
    with zipfile.ZipFile("evil.zip", "w") as packed:
        packed.writestr("../../evil.txt", text(1))
        packed.writestr("/root.txt", text(2))
        packed.writestr("a/" + "n" * 300 + ".txt", text(3))
    assert batch("evil.zip", "-t", "json", "-O", "rules_only=yes", "-o", OUT).exit_code == 0
    assert len(list((OUT / "evil.zip").rglob("*.json"))) == 3
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["evil.zip", "out"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_in_a_zip_makes_two_files() -> None:
    with zipfile.ZipFile("twice.zip", "w") as packed:
        for number in (1, 2):
            packed.writestr("story.json", article(number).model_dump_json())
    assert batch("twice.zip", "-t", "json", "--shard-size", "1", "-o", OUT).exit_code == 0
    assert sorted(load(path).headline for path in OUT.rglob("story*.json")) == ["Story 1", "Story 2"]


def test_patterns_and_several_sources_keep_their_order() -> None:
    feeds()
    write_articles(Path("b.jsonl"), 2)
    assert batch("feeds/**/*.txt", "b.jsonl", "-t", "jsonl", "-O", "rules_only=yes", "-o", OUT).exit_code == 0
    assert [one["headline"].split()[-2:] for one in lines(OUT)] == [[str(n), "days"] for n in range(6)] + [
        ["Story", "0"],
        ["Story", "1"],
    ]


def test_sources_through_fsspec() -> None:
    pytest.importorskip("fsspec", reason="fsspec is an extra")
    feeds()
    address = f"file://{Path.cwd().as_posix()}/feeds"
    assert batch(address, "-t", "newsml", "-O", "rules_only=yes", "-o", "remote").exit_code == 0
    assert batch("feeds", "-t", "newsml", "-O", "rules_only=yes", "-o", "local").exit_code == 0
    remote, local = (
        {path.relative_to(f).as_posix(): path.read_bytes() for path in Path(f).rglob("*.xml")} for f in ("remote", "local")
    )
    assert remote == local
    assert len(remote) == 8


# --- what fails -------------------------------------------------------------------------------------


def deep() -> str:
    return "[" * 3000 + "]" * 3000


BROKEN: list[tuple[bytes, str]] = [
    (b"{", "J001"),
    (b"\xff\xfe\xfd", "J001"),
    (b"[1, 2]", "J002"),
    (b'"text"', "J002"),
    (b'{"url": "https://example.org"}', "M001"),
    (b'{"text": null}', "M001"),
    (b'{"text": 41}', "M003"),
    (b'{"text": "a", "n": NaN}', "J001"),
    (b'{"text": "\\ud800"}', "J001"),
    (b'{"text": "a", "deep": ' + deep().encode() + b"}", "J001"),
    (b'{"text": "' + b"word " * 2000 + b'"}', "I004"),
    (b'{"text": "a", "deep": ' + b"[" * 100 + b"]" * 100 + b"}", "M005"),
    (b'{"text": "a"} trailing', "J001"),
]


@pytest.mark.parametrize("size", ["1500", "1M"])
def test_one_record_in_fifty_broken_in_many_ways(size: str) -> None:
    """All others are done; each broken one is in quarantine, at its line, with its code."""
    expected = []
    with Path("pages.jsonl").open("wb") as stream:
        for number in range(50 * len(BROKEN)):
            broken, code = BROKEN[number // 50]
            good = json.dumps(record(number)).encode()
            stream.write((broken if number % 50 == 17 else good) + b"\n")
            expected += [(number + 1, code)] if number % 50 == 17 else []
    result = batch("pages.jsonl", *TEXTS, "--largest", "8K", "--shard-size", size, "-o", OUT)
    assert result.exit_code == 1
    assert [(one["line"], one["code"]) for one in quarantined(OUT)] == expected
    assert all(one["source"] == "pages.jsonl" and one["message"] for one in quarantined(OUT))
    missing = [one["message"] for one in quarantined(OUT) if one["code"] == "M001"]
    assert missing == ["the record has no field 'text'; it has 'url'", "the field 'text' of the record is null"]
    ranks = [one["extensions"]["source:rank"] for one in lines(OUT)]
    assert ranks == [number for number in range(50 * len(BROKEN)) if number % 50 != 17]
    told = json.loads(result.stdout)
    assert told["failed"] == len(BROKEN)
    assert told["counts"]["failures"] == {code: sum(c == code for _, c in BROKEN) for code in sorted({c for _, c in BROKEN})}
    assert "documents failed" in result.stderr


def test_a_line_that_was_cut_off_is_told_by_its_column_alone() -> None:
    Path("pages.jsonl").write_bytes(b'{"text": "The ferry\r\n{"text": "a"}\n')
    assert batch("pages.jsonl", *TEXTS, "-o", OUT).exit_code == 1
    (one,) = quarantined(OUT)
    assert one["line"] == 1
    assert one["message"] == "the record is not well-formed JSON: EOF while parsing a string at column 19"


def test_documents_that_fail_are_named_with_their_problem() -> None:
    folder = Path("feeds")
    folder.mkdir()
    (folder / "a.json").write_text("{")
    (folder / "b.json").write_text(f'[{article(1).model_dump_json()}, {{"headline": ""}}]')
    (folder / "c.html").write_bytes(b"\x89PNG\r\n")
    (folder / "d.json").symlink_to("nowhere")
    (folder / "e.json").write_text(article(2).model_dump_json())
    result = batch(folder, "-t", "jsonl", "-o", OUT)
    assert result.exit_code == 1
    assert [(one["source"], one["code"], one["articles"]) for one in quarantined(OUT)] == [
        ("a.json", "J001", 0), ("b.json", "M004", 1), ("c.html", "I005", 0), ("d.json", "I001", 0),
    ]  # fmt: skip
    assert [one["headline"] for one in lines(OUT)] == ["Story 1", "Story 2"]


def broken_archives() -> list[tuple[str, bytes]]:
    zipped, tarred = archive("zip").read_bytes(), archive("tar").read_bytes()
    packed = gzip.compress(tarred)
    return [
        ("nothing.zip", b"PK"),
        ("short.tar", tarred[:2000]),
        ("short.tar.gz", packed[: len(packed) // 2]),
        ("flipped.zip", zipped[:60] + bytes(byte ^ 0xFF for byte in zipped[60:90]) + zipped[90:]),
        ("short.jsonl.gz", gzip.compress(write_articles(Path("a.jsonl"), 50).read_bytes())[:-40]),
        ("no.jsonl.gz", b"\x1f\x8b\x08garbage that is no gzip"),
    ]


@pytest.mark.parametrize("number", range(6))
def test_what_is_left_of_a_broken_archive_is_in_quarantine(number: int) -> None:
    name, data = broken_archives()[number]
    Path(name).write_bytes(data)
    result = batch(name, "-t", "jsonl", "-O", "rules_only=yes", "-o", OUT)
    assert result.exit_code == 1
    assert [(one["source"], one["code"]) for one in quarantined(OUT)] == [(name, "I001")]
    assert json.loads((OUT / "manifest.json").read_text())["counts"]["failed"] == 1


def test_a_record_that_its_target_cannot_hold_is_in_quarantine(monkeypatch: pytest.MonkeyPatch) -> None:
    write_articles(Path("articles.jsonl"), 4)
    from docconv.formats import newsml
    from docconv.problems import DocumentError, problem

    real = newsml.write

    def write(articles, stream, options, report):
        articles = list(articles)
        if any(one.headline == "Story 2" for one in articles):
            raise DocumentError(problem("X002", "too long"))
        real(articles, stream, options, report)

    monkeypatch.setattr(newsml, "write", write)
    for folder, args in (("tree", ()), ("messages", ("--per-file", "3"))):
        assert batch("articles.jsonl", "-t", "newsml", *args, "-o", folder).exit_code == 1
        assert [(one["line"], one["code"]) for one in quarantined(Path(folder))] == [(3, "X002")]
    assert len(list(Path("tree").rglob("*.xml"))) == 3
    assert len(list(Path("messages").glob("*.xml"))) == 2


def test_too_many_failures_end_the_run() -> None:
    Path("pages.jsonl").write_text("{\n" * 500)
    result = batch("pages.jsonl", *TEXTS, "--max-failures", "20", "-o", OUT)
    assert (result.exit_code, "I010" in result.stderr) == (1, True)
    assert not list(OUT.glob("part-*"))
    assert not list((OUT / "_work").glob("*")) if (OUT / "_work").exists() else True


# --- usage ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "told", "code"),
    [
        (("missing.jsonl",), "there is no such file", 3),
        (("*.none",), "no file matches", 3),
        (("empty",), "holds no file", 3),
        (("a.jsonl", "a.jsonl"), "named twice", 2),
        (("docs", "docs/a.txt"), "which is named too", 2),
        (("a.jsonl", "-f", "html"), "--text-field names", 2),
        (("a.jsonl", "-f", "docx"), "there is no format", 2),
        (("a.jsonl", "-O", "nonsense=1"), "there is no option", 2),
        (("a.jsonl", "--compress", "gz", "--per-file", "1"), "--compress goes with", 2),
        (("a.jsonl", "--id-field", "url"), "--text-field", 2),
        (("a.jsonl", "--shard", "5/4"), "is no share", 2),
        (("a.jsonl", "--shard-size", "many"), "is no size", 2),
        (("docs", "-o", "docs/out"), "lies in a folder that is read", 2),
        (("a.jsonl", "-o", "a.jsonl"), "cannot be written", 1),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(args: tuple[str, ...], told: str, code: int) -> None:
    write_articles(Path("a.jsonl"), 2)
    Path("empty").mkdir()
    Path("docs").mkdir()
    Path("docs/a.txt").write_text(text(1))
    out = () if "-o" in args else ("-o", "out")
    to = ("-t", "jsonl")
    result = batch(*args, *to, *out)
    assert told in result.stderr
    assert result.exit_code == code
    assert "part-00000.jsonl" not in [path.name for path in Path.cwd().rglob("*")]


def test_a_folder_with_a_finished_run_is_left_alone() -> None:
    write_articles(Path("a.jsonl"), 2)
    assert batch("a.jsonl", "-t", "jsonl", "-o", OUT).exit_code == 0
    before = written(OUT)
    again = batch("a.jsonl", "-t", "jsonl", "-o", OUT)
    assert (again.exit_code, "a finished part of an earlier run: --resume keeps" in again.stderr) == (2, True)
    other = batch("a.jsonl", "-t", "jsonl", "-O", "full=yes", "-o", OUT, "--resume")
    assert (other.exit_code, "was begun with other settings (reading, writing)" in other.stderr) == (2, True)
    assert written(OUT) == before


# --- label packs ------------------------------------------------------------------------------------

PACK = 'language = "en"\n[labels]\ncaption = ["On the slip"]\n[furniture]\nlines = ["Buy this photo"]\n'
LABELLED = "Ferry adds dawn sailing\n\nOn the slip: The ferry at first light\n\nBuy this photo\n\nIt leaves at 5.40 from April.\n"


@pytest.mark.parametrize("how", [("--jobs", "1"), ("--jobs", "2"), ("--engine", "ray", "--jobs", "1")], ids=" ".join)
def test_label_packs_reach_every_process(how: tuple[str, ...]) -> None:
    if "ray" in how:
        pytest.importorskip("ray", reason="ray is an extra")
    Path("gazette.toml").write_text(PACK)
    Path("buttons.toml").write_text('language = "en"\n[furniture]\nlines = ["Never seen anywhere"]\n')
    Path("pages.jsonl").write_text(f"{json.dumps({'text': LABELLED})}\n" * 3)
    packs = ("--labels", "gazette.toml", "--labels", "buttons.toml")
    result = batch("pages.jsonl", "--text-field", "text", *packs, "-t", "jsonl", "-o", OUT, *how)
    assert result.exit_code == 0, result.stderr
    expected = loads(LABELLED, "txt", packs=[load_pack("gazette.toml")])
    assert expected != loads(LABELLED, "txt")
    assert [loads(json.dumps(one)) for one in lines(OUT)] == [expected] * 3
    told = json.loads((OUT / "manifest.json").read_bytes())["parameters"]["reading"]["txt"]["packs"]
    assert told[0] == ["en", "en", [], [["labels", "caption", ["On the slip"]], ["furniture", "lines", ["Buy this photo"]]]]


def test_a_run_goes_on_with_the_same_packs_alone_whatever_their_files_are_called() -> None:
    Path("gazette.toml").write_text(PACK)
    Path("the-same.toml").write_text(PACK)
    Path("another.toml").write_text(PACK.replace("On the slip", "On the quay"))
    Path("a.txt").write_text(LABELLED)
    args = ("a.txt", "-t", "jsonl", "-o", OUT)
    assert batch(*args, "--labels", "gazette.toml").exit_code == 0
    before = written(OUT)
    assert batch(*args, "--labels", "the-same.toml", "--resume").exit_code == 0
    for packs in ((), ("--labels", "another.toml"), ("--labels", "gazette.toml", "--labels", "another.toml")):
        refused = batch(*args, *packs, "--resume")
        assert (refused.exit_code, "was begun with other settings (reading)" in refused.stderr) == (2, True)
    assert written(OUT) == before


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("a.txt", "-f", "newsml"), "--labels does not fit: it goes with txt input, and this is newsml"),
        (
            ("pages.jsonl", "-f", "html", "--text-field", "html"),
            "--labels does not fit: it goes with txt input, and this is html",
        ),
        (("pages.jsonl",), "--labels does not fit: these are records, and --text-field names the field with their text"),
    ],
)
def test_label_packs_without_text_are_refused(args: tuple[str, ...], told: str) -> None:
    Path("gazette.toml").write_text(PACK)
    Path("a.txt").write_text(LABELLED)
    write_articles(Path("pages.jsonl"), 2)
    refused = batch(*args, "--labels", "gazette.toml", "-t", "json", "-o", OUT)
    assert (refused.exit_code, OUT.exists()) == (2, False)
    assert told in refused.stderr
    wrong = batch("a.txt", "--labels", "a.txt", "-t", "json", "-o", OUT)
    assert (wrong.exit_code, "a.txt: error[U001] the label pack cannot be read" in wrong.stderr) == (2, True)


# --- what is told -----------------------------------------------------------------------------------


def test_statistics_and_the_page_that_draws_them() -> None:
    write_records(Path("pages.jsonl"), 25)
    result = batch("pages.jsonl", *TEXTS, "-o", OUT, "--report", "page.html")
    told = json.loads(result.stdout)
    assert told["articles"] == told["counts"]["articles"] == 25
    assert told["counts"]["languages"] == {"en": 25}
    assert told["counts"]["roles"]["headline"] == 25
    assert told["counts"]["size"] == Path("pages.jsonl").stat().st_size
    assert sum(told["counts"]["lengths"].values()) == 25
    assert sum(told["counts"]["confidence"].values()) == sum(told["counts"]["lines"].values()) > 0
    assert told["run"]["articles_per_second"] > 0
    page = Path("page.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 4
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page
    assert "Languages" in page


def test_doubt_is_measured_as_inspect_shows_it() -> None:
    assert DOUBTFUL == SHOWN_AS_DOUBTFUL


def test_texts_are_read_as_convert_reads_them() -> None:
    write_records(Path("pages.jsonl"), 8)
    assert batch("pages.jsonl", "--text-field", "text", "-t", "jsonl", "-o", OUT).exit_code == 0
    found = [loads(json.dumps({**one, "extensions": {}})) for one in lines(OUT)]
    assert found == [loads(text(number), "txt") for number in range(8)]


def test_bytes_read_are_those_of_the_file(tmp_path: Path) -> None:
    buffer = io.BytesIO(b'\xef\xbb\xbf{"headline": "One"}\r\n\n{"headline": "Two"}')
    Path("a.jsonl").write_bytes(buffer.getvalue())
    told = json.loads(batch("a.jsonl", "-t", "jsonl", "-o", OUT).stdout)
    assert (told["counts"]["size"], told["articles"]) == (len(buffer.getvalue()), 2)
