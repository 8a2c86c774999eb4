"""CommonMark with pipe tables as markdown-it reads it, with nothing asked of a line or text that its characters rule out.

markdown-it asks every rule about every line, and every character about every mark. What a line begins with rules
most of them out, and most texts hold no mark at all: looking at that first halves the time.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from docconv.patterns import lazy_pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    BlockRule = Callable[[StateBlock, int, int, bool], bool]
    InlineRule = Callable[[StateInline, bool], bool]

#: Quotations and lists nest so deep; what is deeper is a paragraph. The parser calls itself for each level.
DEEPEST = 30
#: Brackets within brackets are looked at so deep: each level adds to the work on brackets that nothing closes.
_DEEPEST_BRACKETS = 12

_ANYWHERE = ["paragraph", "reference", "blockquote"]
#: What a line must begin with for a rule to apply (CommonMark, sections 4 and 5), and what the rule may interrupt.
_BEGINNINGS = {
    "fence": ("`~", [*_ANYWHERE, "list"]), "blockquote": (">", [*_ANYWHERE, "list"]), "hr": ("*-_", [*_ANYWHERE, "list"]),
    "list": ("*-+0123456789", _ANYWHERE), "html_block": ("<", _ANYWHERE), "heading": ("#", _ANYWHERE),
}  # fmt: skip
#: What no ordinary paragraph begins with; a colon or bar may begin a table.
_SPECIAL = frozenset("".join(characters for characters, _ in _BEGINNINGS.values()) + "[|:=")


@cache
def parser() -> MarkdownIt:
    """CommonMark with pipe tables; addresses stay as they are written, footnotes stay text."""
    from markdown_it import rules_block, rules_inline
    from markdown_it.common.utils import mdTrim

    made = _plain_parser(DEEPEST + 10)
    made.block.ruler.before("code", "too_deep", _too_deep)
    made.block.ruler.at("reference", _except_footnotes(rules_block.reference))
    asked: dict[str, BlockRule] = {}
    for name, (characters, interrupted) in _BEGINNINGS.items():
        asked[name] = _beginning_with(characters, getattr(rules_block, name if name != "list" else "list_block"))
        made.block.ruler.at(name, asked[name], {"alt": interrupted})
    made.block.ruler.before("table", "lone_line", _lone_lines(asked["list"], mdTrim))
    texts = _plain_parser(_DEEPEST_BRACKETS)
    texts.inline.ruler.at("link", _where_links_may_be(rules_inline.link))
    texts.inline.ruler.at("image", _where_links_may_be(rules_inline.image))
    made.core.ruler.at("inline", _texts(texts))
    made.add_render_rule("image", _image)
    made.add_render_rule("html_inline", _inline_markup)
    made.add_render_rule("html_block", _block_markup)
    return made


def _plain_parser(deepest: int) -> MarkdownIt:
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"maxNesting": deepest}).enable("table")
    for name, function in {"normalizeLink": str, "normalizeLinkText": str, "validateLink": bool}.items():
        setattr(made, name, function)  # markdown-it's own way to do so: the reader of HTML looks at addresses
    return made


# --- blocks -------------------------------------------------------------------------------------------


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.level < DEEPEST or silent:
        return False
    state.line = end
    opening = state.push("paragraph_open", "p", 1)
    opening.map = [start, end]
    text = state.push("inline", "", 0)
    text.content, text.map, text.children = state.getLines(start, end, state.blkIndent, False).strip(), [start, end], []
    state.push("paragraph_close", "p", -1)
    return True


def _lone_lines(is_item: BlockRule, trimmed: Callable[[str], str]) -> BlockRule:
    """The rule for a paragraph of one line that no other takes: nothing special begins it, nothing or a new item follows."""

    def ends(state: StateBlock, line: int, end: int) -> bool:
        if line >= state.lineMax or state.isEmpty(line):
            return True
        if not 0 <= state.sCount[line] < state.blkIndent:
            return False
        parent, state.parentType = state.parentType, "paragraph"
        found = is_item(state, line, end, True)
        state.parentType = parent
        return found

    def taken(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        last = state.eMarks[start]
        if silent or at >= last or state.src[at] in _SPECIAL or state.level >= DEEPEST or state.is_code_block(start):
            return False
        if not ends(state, start + 1, end):
            return False
        state.line = start + 1
        state.push("paragraph_open", "p", 1).map = [start, start + 1]
        text = state.push("inline", "", 0)
        text.content, text.map, text.children = trimmed(state.src[at:last]), [start, start + 1], []
        state.push("paragraph_close", "p", -1)
        return True

    return taken


def _except_footnotes(reference: BlockRule) -> BlockRule:
    """The rule for definitions of references, which takes no footnote for one."""

    def asked(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return state.src.startswith("[", at) and not state.src.startswith("[^", at) and reference(state, start, end, silent)

    return asked


def _beginning_with(characters: str, rule: BlockRule) -> BlockRule:
    """A rule that is asked only about lines that begin with one of these characters."""

    def asked(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return at < len(state.src) and state.src[at] in characters and rule(state, start, end, silent)

    return asked


# --- texts --------------------------------------------------------------------------------------------

_MARK = lazy_pattern(r"[\\`*_\[<&]")
_LINE_END = lazy_pattern(r"\n[ \t]*")


def _texts(inner: MarkdownIt) -> Callable[[StateCore], None]:
    """The rule that parses the texts of a document; those without marks are what they are."""
    from markdown_it.token import Token

    marked = _MARK.search

    def parse(state: StateCore) -> None:
        for token in state.tokens:
            if token.type != "inline":
                continue
            text = token.content
            children: list[Token] = []
            if marked(text) or " \n" in text:
                inner.inline.parse(text, inner, state.env, children)
            elif "\n" not in text:
                children.append(Token("text", "", 0, content=text))
            else:
                for line in _LINE_END.split(text):
                    children += (Token("text", "", 0, content=line), Token("softbreak", "br", 0))
                children.pop()
            token.children = children

    return parse


def _where_links_may_be(rule: InlineRule) -> InlineRule:
    """A rule for links or pictures that is asked only before what could end one, where none refers to a definition."""

    def asked(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] not in "[!":
            return False
        last = state.cache.get(-1)  # the cache is by place; none is below 0
        if last is None:
            last = state.cache[-1] = state.src.rfind("]" if state.env.get("references") else "](")
        return state.pos < last and rule(state, silent)

    return asked


# --- HTML ---------------------------------------------------------------------------------------------


def _image(renderer: object, tokens: Sequence[Token], at: int, options: object, env: MutableMapping[str, Any]) -> str:
    """A picture; its title is its caption, where it stands alone."""
    token = tokens[at]
    shown = f'<img src="{escape(str(token.attrGet("src") or ""))}" alt="{escape(words(token.children or ()))}">'
    title = token.attrGet("title")
    return f"<figure>{shown}<figcaption>{escape(str(title))}</figcaption></figure>" if title else shown


def words(tokens: Sequence[Token]) -> str:
    """The text of tokens without their markup: what a picture's brackets say of it."""
    found = []
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline"):
            found.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            found.append(" ")
        elif token.type == "image":
            found.append(words(token.children or ()))
    return "".join(found)


#: Elements whose content is no markup: without an end tag, all that follows would be lost in them.
_SWALLOWING = lazy_pattern(
    "(?i)<(title|textarea|style|xmp|iframe|noembed|noframes|noscript|script|plaintext|template|select)(?=[\\s/>])"
)


def _inline_markup(renderer: object, tokens: Sequence[Token], at: int, options: object, env: MutableMapping[str, Any]) -> str:
    content = tokens[at].content
    return escape(content) if _SWALLOWING.match(content) or content.lower().startswith("</plaintext") else content


def _block_markup(renderer: object, tokens: Sequence[Token], at: int, options: object, env: MutableMapping[str, Any]) -> str:
    """Raw HTML; a start tag that would swallow what follows the block is text."""
    content = tokens[at].content
    lowered = content.lower()
    made: list[str] = []
    done = 0
    ends: dict[str, int] = {}  # where the last end tag of a name stands
    for found in _SWALLOWING.finditer(content):
        name = found[1].lower()
        if name not in ends:
            ends[name] = lowered.rfind(f"</{name}")
        if ends[name] < found.start():
            made += (content[done : found.start()], "&lt;")
            done = found.start() + 1
    return "".join((*made, content[done:]))
