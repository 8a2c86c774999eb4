"""Articles as Markdown: written and read without loss, edited in place, documents of others, in GitHub's own renderer."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings

from docconv import registry
from docconv.conversion import decode, dumps, loads
from docconv.formats._markdown_metadata import Metadata
from docconv.formats._markdown_reading import front_matter_of, page_fields, parts_of
from docconv.formats._normal_form import to_article
from docconv.formats.markdown import MarkdownOptions, check, write
from docconv.model import Article, Cell, Dateline, Figure, List, Mark, MarkKind, Paragraph, Quote, RichText, Table
from docconv.problems import DocumentError, UsageError
from docconv.validate import validate
from tests.epub_samples import SAMPLES
from tests.markdown_samples import read_back, story, telling_articles, written
from tests.strategies import articles

FIXTURES = Path(__file__).parents[1] / "fixtures"
DOCUMENTS = sorted((FIXTURES / "markdown").glob("*.md"))
INVALID = sorted((FIXTURES / "invalid" / "markdown").glob("*.md"))


def compact(article: Article) -> str:
    return json.dumps(json.loads(article.model_dump_json(exclude_defaults=True)), indent=2, ensure_ascii=False) + "\n"


# --- both ways --------------------------------------------------------------------------------------


@given(articles())
def test_an_article_comes_back_equal_and_nothing_is_told(article: Article) -> None:
    decoded = decode(dumps(article, "md"), "md")
    assert decoded.article == article
    assert decoded.problems == ()


@given(telling_articles())
@settings(max_examples=60)
def test_texts_full_of_markdown_come_back_equal(article: Article) -> None:
    assert loads(dumps(article, "md"), "md") == article


@given(telling_articles())
@settings(max_examples=60)
def test_what_code_hosts_show_is_the_article(article: Article) -> None:
    """GitHub's renderer, with its tables, strikethrough, lists of tasks and footnotes, makes the same article of the text."""
    cmarkgfm = pytest.importorskip("cmarkgfm", reason="GitHub's renderer is not installed (extra dev)")
    from cmarkgfm.cmark import Options

    parts = parts_of(written(article))
    assert parts.front is not None
    shown = cmarkgfm.markdown_to_html_with_extensions(
        parts.body,
        options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES,
        extensions=["table", "strikethrough", "tasklist"],
    )
    assert to_article(page_fields(shown, front_matter_of(parts.front, [].append), [].append), [].append) == article


@given(articles())
@settings(max_examples=40)
def test_validation_finds_nothing_in_what_was_written(article: Article) -> None:
    assert {found.code for found in check(dumps(article, "md"))} <= {"M008", "A001"}


@given(articles())
@settings(max_examples=40)
def test_the_front_matter_is_yaml_to_others_and_holds_no_text_of_the_story(article: Article) -> None:
    front = parts_of(written(article)).front
    given_fields = yaml.safe_load(front or "")
    assert given_fields.pop("docconv") == "1.0"
    assert not given_fields.keys() & {"headline", "standfirst", "kicker", "byline", "body", "related", "furniture"}
    assert given_fields.get("keywords", []) == list(article.keywords)
    assert given_fields.get("slug") == article.slug
    assert given_fields.get("published") == article.published
    assert given_fields.get("extensions", {}) == json.loads(article.model_dump_json())["extensions"]


@pytest.mark.parametrize("article", SAMPLES, ids=lambda article: article.language)
def test_samples_in_many_scripts_come_back_equal(article: Article) -> None:
    text = written(article)
    assert read_back(text) == (article, [])
    assert ('<div dir="rtl">' in text) == (article.direction == "rtl")


def test_a_long_article_comes_back_whole() -> None:
    long = story(
        Paragraph(text="A sentence of words. " * 50_000 + "The end."),
        headline="A long one",
        furniture=[f"Line {number}" for number in range(1_500)],
        extensions={"desk:note": "x\n" * 20_000},
    )
    assert read_back(written(long)) == (long, [])


def test_there_is_one_article_in_a_document() -> None:
    stream = io.BytesIO()
    with pytest.raises(UsageError, match="one article"):
        write([Article(headline="One"), Article(headline="Two")], stream, MarkdownOptions(), [].append)
    with pytest.raises(DocumentError, match="no article"):
        write([], stream, MarkdownOptions(), [].append)
    assert stream.getvalue() == b""


# --- edited by hand ---------------------------------------------------------------------------------


@pytest.mark.parametrize("article", SAMPLES, ids=lambda article: article.language)
def test_an_edit_in_place_is_an_edit_of_the_article(article: Article) -> None:
    lead = article.lead()
    assert lead is not None
    text = written(article)
    assert text.count(lead.text[:12]) == 1
    text = text.replace(lead.text[:12], "Changed: " + lead.text[:12])
    if article.headline is not None:
        first, _, rest = text.partition("\n# ")
        text = f"{first}\n# Another headline\n{rest.partition(chr(10))[2]}"
    back, told = read_back(text)
    assert told == []
    found = back.lead()
    assert found is not None
    assert found.text == "Changed: " + lead.text
    assert back.headline == (article.headline and "Another headline")


def test_the_dateline_is_edited_where_it_is_printed() -> None:
    article = story(Paragraph(text="LONDON – Rain fell."), dateline=Dateline(text="LONDON", place="London"))
    text = written(article)
    assert text.count("LONDON") == 1
    back, _ = read_back(text.replace("LONDON", "PARIS"))
    assert back.dateline == Dateline(text="PARIS", place="London")
    assert back.opening_dateline() == 5


def test_what_is_added_in_plain_markdown_is_read() -> None:
    text = written(story(Paragraph(text="Rain fell."), headline="Weather", language="en"))
    back, told = read_back(text + "\n## Tomorrow\n\nMore *rain*.\n\n- wind\n- fog\n\n> “Enough,” said a gull.\n")
    assert told == []
    assert [section.heading for section in back.body] == [None, "Tomorrow"]
    assert [block.type for block in back.body[1].blocks] == ["paragraph", "list", "quote"]


# --- how it looks -----------------------------------------------------------------------------------


def test_blocks_are_markdown_where_markdown_has_them() -> None:
    article = story(
        Figure(src="a.png", alt="A quay"),
        List(items=[RichText(text="one"), RichText(text="two\nlines")]),
        List(items=[RichText(text="another list")]),
        List(ordered=True, items=[RichText(text="first")]),
        Quote(paragraphs=[RichText(text="We sail."), RichText(text="Soon.")], attribution="Jo Kerr"),
        Table(rows=((Cell(text="a"), Cell(text="b|c")), (Cell(), Cell(text="1\n2"))), header_rows=1),
        language="en",
    )
    assert parts_of(written(article)).body == (
        "\n![A quay](a.png)\n\n- one\n- two\\\n  lines\n\n* another list\n\n1. first\n\n"
        "> We sail.\n>\n> Soon.\n>\n> <cite>Jo Kerr</cite>\n\n| a | b\\|c |\n| --- | --- |\n|  | 1<br>2 |\n"
    )


def test_what_markdown_lacks_is_html_and_no_dialect() -> None:
    table = Table(rows=((Cell(text="a"),),), caption=RichText(text="Two < three"))
    figure = Figure(src="a.png", alt="A quay", caption=RichText(text="The quay"), credit="Jo Kerr", width=4)
    text = written(story(table, figure, Paragraph(text="Oui.", language="fr"), language="en"))
    assert "<table>\n<caption>Two &lt; three</caption>\n<tbody>\n<tr><td>a</td></tr>\n</tbody>\n</table>" in text
    assert (
        '<figure>\n<img src="a.png" alt="A quay" width="4">\n<figcaption>The quay <small class="credit">Jo Kerr</small>' in text
    )
    assert '<span lang="fr">Oui.</span>' in text
    assert ":::" not in text
    assert "{" not in text


# --- fixtures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_reads(path: Path) -> None:
    article, _ = read_back(path.read_bytes())
    assert compact(article) == path.with_suffix(".json").read_text("utf-8")
    assert loads(dumps(article, "md"), "md") == article


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.stem.startswith("written-")], ids=lambda path: path.stem)
def test_writes(path: Path) -> None:
    assert written(Article.model_validate_json(path.with_suffix(".json").read_bytes())) == path.read_text("utf-8")
    assert {found.code for found in validate(path)} <= {"M008"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_line_ends_of_other_systems_read_the_same(path: Path) -> None:
    data = path.read_bytes()
    expected, _ = read_back(data)
    for other in (b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"), data.decode().encode("utf-16")):
        assert read_back(other)[0].replace(extensions=expected.extensions) == expected


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_finds_what_is_wrong_with(path: Path) -> None:
    """Each file has its findings beside it: a line `line:column CODE` each, `- CODE` where there is no place."""
    found = [f"{one.line}:{one.column} {one.code}" if one.line else f"- {one.code}" for one in validate(path, "md")]
    assert found == path.with_suffix(".expected").read_text("utf-8").splitlines()


def test_every_fixture_has_its_expectation() -> None:
    assert len(DOCUMENTS) >= 10
    assert len(INVALID) >= 10
    assert {path.stem for path in (FIXTURES / "markdown").glob("*.json")} == {path.stem for path in DOCUMENTS}
    assert {path.stem for path in (FIXTURES / "invalid" / "markdown").glob("*.expected")} == {path.stem for path in INVALID}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_the_format_is_told(path: Path) -> None:
    data = path.read_bytes()
    assert registry.sniff(data, ".md").name == "md"
    assert registry.sniff(data, ".markdown").name == "md"
    if data.startswith(b"---"):
        assert registry.sniff(data).name == "md"


# --- documents of others ------------------------------------------------------------------------------


def test_what_was_made_plainer_is_told_with_its_line() -> None:
    text = "---\nlang: en\n---\n\n# A\n\n- a\n  - b\n\n```\nc\n```\n\n***\n\n> a\n> > b\n\n- one\n\n  two\n"
    _, told = read_back(text)
    assert [(found.code, found.line) for found in told] == [("R005", 8), ("R005", 10), ("R005", 14), ("R005", 17), ("R005", 21)]


def test_what_the_reader_of_html_tells_has_the_line_of_the_markdown() -> None:
    _, told = read_back("---\nlang: en\n---\n\n# A\n\nText.\n\n<div>\n\nAn [x](y.html) *here*.\n\n</div>\n\n[z](javascript:a)\n")
    assert [(found.code, found.line) for found in told] == [("R002", 11), ("R002", 15)]


def test_the_title_is_the_headline_unless_the_text_has_another() -> None:
    assert read_back("---\ntitle: A\nlang: en\n---\nText.")[0].headline == "A"
    same, told = read_back("---\ntitle: A\nlang: en\n---\n# A\n\nText.")
    assert (same.headline, len(same.body), told) == ("A", 1, [])
    other, _ = read_back("---\ntitle: A\nlang: en\n---\n# B\n\nText.")
    assert (other.headline, other.extensions) == ("B", {"markdown:title": "A"})
    parts, _ = read_back("---\ntitle: A\nlang: en\n---\nText.\n\n# B\n\n## C\n\n# D\n")
    assert parts.headline == "A"
    assert [(section.heading, section.level) for section in parts.body] == [(None, 1), ("B", 1), ("C", 2), ("D", 1)]


@pytest.mark.parametrize(
    ("written_as", "read_as"),
    [
        ("2026-02-03", "2026-02-03T00:00:00Z"),
        ("2026-2-3 8:30:00 +0100", "2026-02-03T07:30:00Z"),
        ("2026-02-03T08:30:00.5-05:00", "2026-02-03T13:30:00Z"),
        ("2026-02-03 08:30", "2026-02-03T08:30:00Z"),
        ("2026-02-03 08:30:00 UTC", "2026-02-03T08:30:00Z"),
        ('"Tue, 03 Feb 2026 08:30:00 GMT"', "2026-02-03T08:30:00Z"),
    ],
)
def test_dates_in_the_forms_of_yaml_and_of_sites(written_as: str, read_as: str) -> None:
    article, _ = read_back(f"---\ndate: {written_as}\nlang: en\n---\nText.")
    assert json.loads(article.model_dump_json())["published"] == read_as


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    article, told = read_back(
        "---\ndocconv: '1.0'\nlanguage: no\nslug: 2026-02-03\nprovider: 12:30\nkeywords: [yes, 0x1F, 1e3]\n---\n"
    )
    assert (article.language, article.slug, article.provider) == ("no", "2026-02-03", "12:30")
    assert article.keywords == ("yes", "0x1F", "1e3")
    assert told == []


def test_a_title_of_a_picture_is_its_caption() -> None:
    article, _ = read_back(
        '---\nlang: en\n---\n\n![a](1.png "one")\n\nText ![b](2.png "two") goes on.\n\n## Head ![c](3.png "three")\n'
    )
    blocks = [(block.type, getattr(block, "text", None) or block.caption.text) for block in article.blocks()]  # type: ignore[union-attr]
    assert blocks == [("figure", "one"), ("paragraph", "Text goes on."), ("figure", "two"), ("figure", "three")]
    assert article.body[1].heading == "Head"


def test_a_rule_at_the_beginning_is_no_front_matter() -> None:
    article, _ = read_back("---\n\nThe text begins.\n\n---\n\nIt ends.\n")
    assert [block.text for block in article.blocks() if isinstance(block, Paragraph)] == ["The text begins.", "It ends."]


def test_another_major_version_is_refused_and_a_newer_minor_one_read() -> None:
    with pytest.raises(DocumentError, match="J003"):
        read_back('---\ndocconv: "2.0"\n---\n# A\n')
    article, told = read_back('---\ndocconv: "1.9"\nmood: calm\n---\n# A\n')
    assert article.extensions == {"markdown:mood": "calm"}
    assert [found.code for found in told] == ["J004", "R003"]


def test_places_are_those_of_the_front_matter() -> None:
    metadata: Metadata = front_matter_of("language: en\nauthors:\n  - name: A\n    email: nobody\n", [].append)
    assert metadata.place("/authors/0/email") == (5, 12)
    assert metadata.place("/headline") == (None, None)


def test_marks_that_stars_cannot_say_are_elements() -> None:
    def shown(text: str, *marks: tuple[MarkKind, int, int]) -> str:
        rich = Paragraph(text=text, marks=[Mark(kind=kind, start=at, end=end) for kind, at, end in marks])
        return parts_of(written(story(rich, language="en"))).body.strip()

    assert shown("a word", ("emphasis", 2, 6)) == "a *word*"
    assert shown("unbelievable", ("emphasis", 2, 8)) == "un*believ*able"
    assert shown("日本「語」です", ("strong", 2, 5)) == "日本<strong>「語」</strong>です"
    assert shown("a b", ("emphasis", 1, 2)) == "a<em> </em>b"
    assert shown("both", ("emphasis", 0, 4), ("strong", 0, 4)) == "***both***"
    assert shown("one two", ("strong", 0, 3), ("emphasis", 3, 7)) == "**one**<em> two</em>"
    assert shown("onetwo", ("strong", 0, 3), ("emphasis", 3, 6)) == "**one**<em>two</em>"
    assert shown("a`b", ("code", 0, 3)) == "``a`b``"
    assert shown("a\nb", ("code", 0, 3)) == "<code>a\\\nb</code>"
