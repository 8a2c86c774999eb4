"""Markdown of people one does not know: any text gives an article or a `DocumentError`, in a time that grows with its length."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docconv.formats._markdown_yaml import DEEPEST, MOST_COPIED, as_json, parse_yaml
from docconv.formats.markdown import MarkdownOptions, check, read
from docconv.model import Paragraph
from docconv.problems import DocumentError
from tests.markdown_samples import read_back, written

_PIECES = st.sampled_from(
    [
        "---\n", "\n", "\n\n", "# ", "## ", "- ", "  - ", "> ", "1. ", "```\n", "~~~", "    ", "\t", "*", "**", "_", "`", "``",
        "[", "](", "]", "![", "<", "</", "<b>", "<div>", "</div>", '<p class="kicker">', "<table>", "<tr><td>", "<!--", "-->",
        "<script>", "</script>", "<title>", "<textarea>", "<figure>", "<img src=x>", "<aside class=related>",
        '<span class="dateline">', "</span>", "&amp;", "&#0;", "&#xD800;", "\x00", "\ufeff", "| a | b |\n|---|---|\n| c |",
        "[^1]: x", "[a]: /b 'c'", "\\", "===\n", "---", "a: b\n", "tags: [x, y]\n", "date: 2020-01-01\n",
        "authors:\n  - name: x\n", "x: &a [1]\n", "y: *a\n", "? - a\n: b\n", "version: 1\n", "language: no\n", "title: x\n",
        'docconv: "1.0"\n', 'e: "\\ud800\\U00110000"\n', "<![CDATA[", "<?", "<svg>", "<plaintext>", '<a href="javascript:x">',
        '<iframe src="http://x.y"></iframe>', "<video src=a.mp4>", "<h1>", "<h2>", "<blockquote>", "<ul><li>", "word",
    ]
)  # fmt: skip
_DOCUMENTS = st.tuples(
    st.sampled_from(["", "---\n", "\ufeff---\n"]), st.lists(_PIECES | st.text(max_size=5), max_size=25).map("".join)
).map("".join)


@given(_DOCUMENTS.map(str.encode) | st.text().map(str.encode) | st.binary())
@settings(max_examples=200)
def test_anything_is_an_article_or_an_error_of_the_document(data: bytes) -> None:
    try:
        article, told = read_back(data)
    except DocumentError:
        assert check(data)
        return
    assert all(str(found) for found in (*told, *check(data)))
    assert read_back(written(article)) == (article, [])


@pytest.mark.parametrize(
    "piece",
    [
        "[", "![", "[a](", "[a", "[a]", "[x](<b", "[a](b", "*a ", "*a", "a**b", "a* ", "_a ", "*a_ ", "*a **a ", "`", "`a ",
        "<", "<a ", "a <!-- ", "a<? ", "a <a b='", "<http:", "&", "\\", ">", "> ", "- ", "1. ", "- a\n", "# a\n", "|", "| a ",
        "[a]: b\n", "[a]:\n", "a\n", "a  \n", "> a\n", "```\n", "<div>\n\n", "<div>", "<b>x", "<span>", "<title>", "~",
        "~~~ a\n\n", "a ![x](y 't') ", "---\n", "---\n\n", "[^1]: x\n\n", "<span class=dateline>", "<figure>", "http://a_b",
        "\ufeff", "\t", " ", "a```````",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "---\na: "], ids=["text", "front matter"])
def test_what_is_repeated_without_end_is_read(piece: str, before: str) -> None:
    article, _ = read_back(before + piece * 3_000 + ("\n---\n" if before else ""))
    assert read_back(written(article)) == (article, [])


def test_what_nests_too_deep_is_kept_as_text() -> None:
    article, told = read_back("---\nlang: en\n---\n" + "> " * 500 + "deep\n")
    assert "R005" in [found.code for found in told]
    assert any(block.type == "quote" and block.paragraphs[-1].text.endswith("deep") for block in article.blocks())


@pytest.mark.parametrize("tag", ["title", "textarea", "script", "style", "plaintext", "xmp", "template", "select", "noscript"])
def test_an_element_that_swallows_what_follows_is_text(tag: str) -> None:
    article, _ = read_back(f"---\nlang: en\n---\nThe <{tag}> element.\n\n<div><{tag}>\n\nThe end.\n")
    texts = [block.text for block in article.blocks() if isinstance(block, Paragraph)]
    assert texts == [f"The <{tag}> element.", f"<{tag}>", "The end."]


def test_programs_are_left_out() -> None:
    article, _ = read_back(
        "---\nlang: en\n---\n<script>\nalert(1)\n</script>\n\n<style>p {}</style>\n\n[x](javascript:alert(1))\n"
    )
    assert [(block.type, getattr(block, "text", ""), getattr(block, "marks", ())) for block in article.blocks()] == [
        ("paragraph", "x", ())
    ]


def test_a_document_that_is_too_large_is_refused() -> None:
    with pytest.raises(DocumentError, match="I004"):
        next(read(b"a" * 101, MarkdownOptions(largest=100), [].append))


# --- front matter -----------------------------------------------------------------------------------


def test_broken_front_matter_is_told_with_its_place_and_kept() -> None:
    article, told = read_back("---\ntitle: A\ntags: [a, b\nlang: en\n---\n\n# B\n")
    assert [(found.code, found.line, found.column) for found in told if found.code == "K001"] == [("K001", 4, 5)]
    assert article.headline == "B"
    assert article.extensions == {"markdown:front matter": "title: A\ntags: [a, b\nlang: en\n"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: " + "[" * (DEEPEST + 5), (1, 4 + DEEPEST - 1)),
        ("a: &x [1, 2]\nb: &y [" + "*x, " * MOST_COPIED + "]", (2, 8 + 4 * (MOST_COPIED // 3))),
        ("a: *nobody", (1, 4)),
        ("a: &a [*a]", (1, 8)),
        ("a: 1\n--- \nb: 2", (2, 1)),
        ("a: b\x07", (1, 5)),
        ("a: 'b", (1, 6)),
    ],
    ids=["deep", "many aliases", "an alias of nothing", "an alias of itself", "two documents", "a bell", "no end"],
)
def test_yaml_beyond_the_limits_is_refused_with_its_place(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_yaml(text)
    found = caught.value.problems[0]
    assert (found.code, found.line, found.column) == ("K001", *place)


def test_yaml_makes_no_objects_and_heeds_no_tags() -> None:
    node = parse_yaml("a: !!python/object/apply:os.system ['x']\nb: !!int '3'\nc: !x 4\nd: &n {e: 1.50}\nf: *n\n<<: *n\n")
    assert node is not None
    assert as_json(node) == {"a": ["x"], "b": "3", "c": "4", "d": {"e": 1.5}, "f": {"e": 1.5}, "<<": {"e": 1.5}}


def test_scalars_are_those_of_yaml_1_2_that_json_has() -> None:
    node = parse_yaml(
        "[1, -2, 007, 1e3, .5, 1e999, 0x1F, .nan, true, no, null, ~, '', 2026-01-01, 12:30, 1_000, " + "9" * 400 + "]"
    )
    assert node is not None
    assert as_json(node) == [
        1, -2, "007", 1000.0, 0.5, "1e999", "0x1F", ".nan", True, "no", None, None, "", "2026-01-01", "12:30", "1_000", "9" * 400,
    ]  # fmt: skip
