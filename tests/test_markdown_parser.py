"""What the parser of Markdown leaves unasked changes nothing: markdown-it alone makes the same HTML."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference

from docconv.formats._markdown_parser import _plain_parser, _too_deep, parser
from tools.fuzz_mutations import mutation
from tools.fuzz_targets import seeds

#: Pieces of which odd Markdown is made.
PIECES = [
    "Rain", "a b", "1.", "1)", "12. ", "- ", "* ", "+ ", "> ", ">", "# ", "#", "## x ##", "---", "***", "===", "```", "~~~",
    "    ", "\t", " ", "  \n", "\\\n", "\n", "\n", "\n\n", "\n\n", "| a | b |", "|---|---|", ":-:|-", "<div>", "</div>", "<b>",
    "<!--", "-->", "[a]", "[a]: /u 'T'", "[^1]: note", "[a](/u)", "![a](/u \"t\")", "[", "]", "](", "*a*", "**b**", "_", "`c`",
    "``", "&amp;", "&", "\n- x", "\n1. x", "\n  - x", "\n> x", "<http://a.b>", "\\*", "\u00a0", "\u3000x", "\u2003",
    "\u6e21\u8f2a",
]  # fmt: skip


@cache
def stock() -> MarkdownIt:
    """markdown-it with the same rules, all of which are asked."""

    def no_footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return not state.src.startswith("[^", at) and reference(state, start, end, silent)

    made = _plain_parser(40)
    made.block.ruler.before("code", "too_deep", _too_deep)
    made.block.ruler.at("reference", no_footnote)
    for name in ("image", "html_inline", "html_block"):
        made.renderer.rules[name] = parser().renderer.rules[name]
    return made


def same(text: str) -> None:
    assert parser().render(text) == stock().render(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_odd_markdown_is_read_as_markdown_it_reads_it(text: str) -> None:
    same(text)


@pytest.mark.parametrize("number", range(0, 400, 50))
def test_mutated_documents_are_read_as_markdown_it_reads_them(number: int) -> None:
    for one in range(number, number + 50):
        text = mutation(one, seeds("md"), "lines", "parser").decode("utf-8", "replace")
        if len(text) < 50_000:
            same(text.replace("\r\n", "\n").replace("\r", "\n"))


def test_brackets_that_nothing_closes_cost_no_more_than_others() -> None:
    """Beyond a depth they are text, and so are those inside of them."""
    assert parser().render("[" * 30 + "a" + "]" * 30 + "(/u)").count("[") == 30
    assert parser().render("[[[a](/u)](/v)](/w)") == '<p>[[<a href="/u">a</a>](/v)](/w)</p>\n'
