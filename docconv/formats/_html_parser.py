"""HTML that is no XML as a tree of elements, as browsers build it in all that matters to text.

Of the tree construction of the HTML standard (section 13.2.6) this carries out implied end tags,
what closes a paragraph, formatting that goes on in the next paragraph, rows and cells, and text that
may not stand in a table; formatting that is closed across a paragraph goes on to that paragraph's end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from docconv.formats._html_tokens import LARGEST_HTML, RAW, WITH_REFERENCES, Token, html_source, tokens
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Report, problem

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Elements nest so deep; what is deeper stands beside its parent. Open elements are looked through so far up.
DEEPEST, _FARTHEST = 256, 512
#: The most elements of a page that is read: a megabyte of nothing but tags has more, and takes seconds.
MOST_ELEMENTS = 120_000
#: The largest line that an element can be told to stand on.
LAST_LINE = 65_535
#: How many formatting elements are remembered (they are opened again in the next paragraph), and how many may be opened again.
_MOST_FORMATTING, _MOST_REOPENED = 24, 50_000

VOID = frozenset("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split())
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_HEAD = frozenset("base basefont bgsound link meta noframes noscript script style template title".split())
CLOSES_PARAGRAPH = frozenset(
    (
        "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form "
        "h1 h2 h3 h4 h5 h6 header hgroup hr li dd dt listing main menu nav ol p plaintext pre search section summary table ul xmp"
    ).split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
#: What an end tag of a formatting element, and the search for an open item, stop at.
_SPECIAL = (CLOSES_PARAGRAPH | _HEAD | VOID | frozenset(
    "applet body button caption colgroup head html iframe marquee object select tbody td textarea tfoot th thead tr".split()
)) - frozenset(("basefont",))  # fmt: skip
_IMPLIED = frozenset("dd dt li optgroup option p rb rp rt rtc".split())
_SCOPE = frozenset("applet caption html table td th marquee object template svg math".split())
_MORE_SCOPE = {"p": ("button",), "li": ("ol", "ul")}
_MARKERS = frozenset("applet object marquee template td th caption".split())
_TABLE_PARTS = frozenset("caption colgroup col tbody thead tfoot tr td th".split())
_ROWS = frozenset(("table", "tbody", "thead", "tfoot", "tr"))
#: Elements that are looked for together are noted under these names, too, which no tag has.
_OF_SPECIAL, _OF_SCOPE, _AROUND_ITEMS = "*special", "*scope", "*around items"
_GROUPS = {
    name: tuple(
        group
        for group, members in (
            (_OF_SPECIAL, _SPECIAL), (_OF_SCOPE, _SCOPE), (_AROUND_ITEMS, _SPECIAL - frozenset(("address", "div", "p")))
        )
        if name in members
    )
    for name in _SPECIAL | _SCOPE
}  # fmt: skip
#: What may stand between the parts of a table without being moved before it.
_IN_TABLES = frozenset(("script", "style", "template", "input", "form"))

_NAME = lazy_pattern("[a-z][a-z0-9._-]*")
_ATTRIBUTE = lazy_pattern("[a-z_][a-z0-9._-]*")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse_html(data: bytes | str, report: Report, *, largest: int = LARGEST_HTML, most_elements: int = MOST_ELEMENTS) -> Element:
    """The `html` element of a page, for every page; its elements know the line they begin on (`sourceline`).

    Names are in lower case and in no namespace; there is always a `head` and a `body`. Nothing is
    fetched. Reports I002 and I003 for what had to be decoded otherwise than it says, R006 where the
    page ends inside markup; raises `DocumentError` (I004) for a page of more than `largest` bytes or `most_elements`.

    >>> root = parse_html(b"<title>Tides</title><p lang=en>One<p>Two &amp; <B>three", print)
    >>> [(element.tag, element.text) for element in root.iter("p", "b")]
    [('p', 'One'), ('p', 'Two & '), ('b', 'three')]
    """
    source = html_source(data if isinstance(data, bytes) else data.encode("utf-8", "replace"), report, largest)
    tree = _Tree(source, most_elements)
    for token in tokens(source):
        if token.kind == "cut":
            line = source.count("\n", 0, token.start) + 1
            report(problem("R006", "the page ends inside a tag or comment, which was left out", line=line))
        tree.take(token)
    tree.finish()
    return tree.root


class _Formatting(NamedTuple):
    """A formatting element that was opened and not yet closed by its own end tag; where among the open ones its node stands."""

    name: str
    given: Mapping[str, str]
    node: Element
    at: int


class _Tree:
    """The tree while it is built; `names` and `nodes` are the open elements, those too deep share a node.

    `places` tells where the open elements of a name stand in them; `formatting` holds the formatting elements
    of the page, and behind them those of each cell, caption and the like that is open.
    """

    def __init__(self, source: str, most_elements: int = MOST_ELEMENTS) -> None:
        from lxml import etree  # some megabytes: only for those who read markup

        self._etree = etree
        self.most_elements, self.elements = most_elements, 0
        self.source = source
        self.root: Element = etree.Element("html")
        self.head: Element = etree.SubElement(self.root, "head")
        self.body: Element = etree.SubElement(self.root, "body")
        self.names: list[str] = ["html", "head"]
        self.nodes: list[Element] = [self.root, self.head]
        self.places: defaultdict[str, list[int]] = defaultdict(list)
        self.in_body = False
        self.formatting: list[list[_Formatting]] = [[]]
        self.reopened = 0
        self.texts: list[str] = []
        self.later: dict[tuple[Element, str], list[str]] = {}
        self.line, self.counted = 1, 0
        self.foreign = 0
        self.skip_line_feed = False

    # --- tokens -----------------------------------------------------------------------------------

    def take(self, token: Token) -> None:
        if token.kind == "text":
            self.text(token.name)
        elif token.kind == "start":
            self.skip_line_feed = False
            self.line += self.source.count("\n", self.counted, token.start)
            self.counted = token.start
            self.start(token.name, token.attributes, token.closed)
        elif token.kind == "end":
            self.skip_line_feed = False
            self.end(token.name)

    def text(self, text: str) -> None:
        if self.skip_line_feed:
            text = text.removeprefix("\n")
            self.skip_line_feed = False
        if not text:
            return
        name = self.names[-1]
        if not self.in_body and name not in _HEAD:
            if not text.strip(" \t\n"):
                return
            self.enter_body()
            text = text.lstrip(" \t\n")
        if name not in RAW and name not in WITH_REFERENCES and self.formatting[-1] and text.strip(" \t\n"):
            self.reopen()
        self.texts.append(text)

    def flush(self) -> None:
        """Put the text so far where it belongs."""
        if not self.texts:
            return
        text = "".join(self.texts)
        self.texts.clear()
        node = self.nodes[-1]
        table = self.open_table() if self.names[-1] in _ROWS and text.strip(" \t\n") else None
        if table is not None and (above := table.getparent()) is not None:
            node, last = above, table.getprevious()
        else:
            last = next(node.iterchildren(reversed=True), None)  # len() would count them all
        if last is not None:
            self.put(last, "tail", text)
        else:
            self.put(node, "text", text)

    def put(self, element: Element, name: str, text: str) -> None:
        """Give an element a text; what comes to one that it has already is joined to it in the end, all at once."""
        if self.later and (waiting := self.later.get((element, name))) is not None:
            waiting.append(text)
        elif getattr(element, name) is None:
            setattr(element, name, text)
        else:
            self.later[element, name] = [text]

    def finish(self) -> None:
        """Put the last text where it belongs, and behind the texts of elements what came to them later."""
        self.flush()
        for (element, name), texts in self.later.items():
            setattr(element, name, getattr(element, name) + "".join(texts))

    def nearest(self, name: str) -> int:
        """Where the innermost open element of a name, or of a group, stands; 0 where there is none near enough."""
        places = self.places.get(name)
        return places[-1] if places and places[-1] > len(self.names) - _FARTHEST else 0

    def open_table(self) -> Element | None:
        at = self.nearest("table")
        return self.nodes[at] if at else None

    # --- start tags ---------------------------------------------------------------------------------

    def enter_body(self) -> None:
        if not self.in_body:
            self.flush()
            self.in_body = True
            self.names, self.nodes = ["html", "body"], [self.root, self.body]
            self.places.clear()

    def start(self, name: str, given: Mapping[str, str], closed: bool) -> None:
        if name in ("html", "head", "body"):
            if name == "body":
                self.enter_body()
            into = {"html": self.root, "head": self.head, "body": self.body}[name]
            for key, value in self.attributes(given).items():
                if key not in into.attrib:
                    into.set(key, value)
            return
        if not self.in_body:
            if name in _HEAD:
                self.open(name, given)
                return
            self.enter_body()
        if self.foreign:
            self.open(name, given, closed)
            return
        name = "img" if name == "image" else name
        if name in CLOSES_PARAGRAPH:
            self.close_paragraph()
        if name in _HEADINGS and self.names[-1] in _HEADINGS:
            self.pop()
        elif name == "li":
            self.close_item(("li",))
        elif name in ("dd", "dt"):
            self.close_item(("dd", "dt"))
        elif name in _TABLE_PARTS:
            if not self.table_part(name):
                return
        elif name == "a" and any(entry.name == "a" for entry in self.formatting[-1]):
            self.end("a")
        elif name in ("option", "optgroup") and self.names[-1] == "option":
            self.pop()
        if name not in CLOSES_PARAGRAPH and name not in _TABLE_PARTS and name not in _HEAD:
            self.reopen()
        self.open(name, given, closed)
        if name in _FORMATTING:
            self.remember(name, given)
        elif name in _MARKERS:
            self.formatting.append([])
        elif name in ("pre", "listing", "textarea"):
            self.skip_line_feed = True

    def open(self, name: str, given: Mapping[str, str], closed: bool = False) -> None:
        """Add an element; the next ones stand in it, unless it is void."""
        if self.texts:
            self.flush()
        self.elements += 1
        if self.elements > self.most_elements:
            message = f"the page has more than {self.most_elements:,} elements, the limit; the option most_elements raises it"
            raise DocumentError(problem("I004", message, line=self.line))
        node = self.nodes[-1]
        attributes = self.attributes(given) if given else None
        table = self.open_table() if self.names[-1] in _ROWS and name not in _TABLE_PARTS and name not in _IN_TABLES else None
        made: Any  # the stubs know no sourceline
        if table is not None and table.getparent() is not None:
            made = self._etree.Element(_safe(name), attributes)
            table.addprevious(made)
        else:
            made = self._etree.SubElement(node, _safe(name), attributes)
        made.sourceline = self.line if self.line < LAST_LINE else LAST_LINE
        is_foreign = name in ("svg", "math")
        if name in VOID or (closed and (self.foreign or is_foreign)):
            return
        self.foreign += is_foreign
        self.places[name].append(len(self.names))
        for group in _GROUPS.get(name, ()):
            self.places[group].append(len(self.names))
        self.names.append(name)
        self.nodes.append(made if len(self.names) <= DEEPEST else node)

    def attributes(self, given: Mapping[str, str]) -> dict[str, str]:
        made = {}
        for key, value in given.items():
            if key == "xml:lang":
                made[_XML_LANG] = value
            elif (_is_attribute if len(key) <= _LONGEST_KEPT else _ATTRIBUTE.fullmatch)(key):
                made[key] = value
        return made

    def table_part(self, name: str) -> bool:
        """Close and imply what a part of a table asks for; False for one outside of a table, which is ignored."""
        if not self.places.get("table"):
            return False
        closes: tuple[str, ...] = (
            ("td", "th", "caption", "colgroup") if name in ("td", "th") else ("td", "th", "tr", "caption", "colgroup")
        )
        if name in ("tbody", "thead", "tfoot", "caption", "colgroup"):
            closes += ("tbody", "thead", "tfoot")
        self.pop_in_table(closes if name != "col" else ("caption",))
        if name in ("td", "th") and self.names[-1] != "tr" and self.names[-1] in _ROWS:
            self.open("tr", {})
        return True

    def pop_in_table(self, closes: tuple[str, ...]) -> None:
        """Pop up to the outermost of the open parts of the innermost table that are to be closed."""
        floor = max(1, len(self.names) - _FARTHEST, self.nearest("table"))
        found = [places for name in closes if (places := self.places.get(name)) and places[-1] > floor]
        if found:
            self.pop_to(min(places[bisect_right(places, floor)] for places in found))

    def close_paragraph(self) -> None:
        if at := self.in_scope("p"):
            self.pop_to(at)

    def close_item(self, names: tuple[str, ...]) -> None:
        at = max(map(self.nearest, names))
        if at and at >= self.nearest(_AROUND_ITEMS):
            self.pop_to(at)

    # --- end tags -----------------------------------------------------------------------------------

    def end(self, name: str) -> None:
        if name in ("html", "body"):
            return
        if name == "head":
            if not self.in_body:
                self.flush()
                self.names, self.nodes = ["html", "head"], [self.root, self.head]
                self.places.clear()
            return
        if name == "br":
            self.start("br", {}, closed=False)
            return
        if not self.places.get(name) and name not in _HEADINGS:
            return
        if name in _FORMATTING:
            self.end_formatting(name)
        elif name in _TABLE_PARTS:
            self.pop_in_table((name,))
        elif name in _HEADINGS:
            if found := max(map(self.in_scope, _HEADINGS)):
                self.pop_to(found)
        elif name in _SCOPE:
            if at := self.nearest(name):
                self.pop_to(at)
        elif name in _SPECIAL:
            if at := self.in_scope(name):
                self.pop_to(at)
        elif (at := self.nearest(name)) and (self.foreign or at > self.nearest(_OF_SPECIAL)):
            self.pop_to(at)

    def end_formatting(self, name: str) -> None:
        """Close a formatting element; where a block stands between, it goes on to the end of that block."""
        entries = self.formatting[-1]
        last = next((entry for entry in reversed(entries) if entry.name == name), None)
        if last is not None:
            entries.remove(last)
        at = self.nearest(name)
        if at > self.nearest(_OF_SPECIAL):
            self.pop_to(at)

    def in_scope(self, name: str) -> int:
        """Where the innermost open element of a name stands, if it can be seen from here; else 0."""
        at = self.nearest(name)
        if not at or at < self.nearest(_OF_SCOPE):
            return 0
        return 0 if any(at < self.nearest(barrier) for barrier in _MORE_SCOPE.get(name, ())) else at

    def pop_to(self, at: int) -> None:
        while len(self.names) > at:
            self.pop()

    def pop(self) -> None:
        if self.texts:
            self.flush()
        name = self.names.pop()
        self.nodes.pop()
        self.places[name].pop()
        for group in _GROUPS.get(name, ()):
            self.places[group].pop()
        self.foreign -= name in ("svg", "math") and self.foreign > 0
        if name in _MARKERS:
            self.formatting.pop()
            self.formatting = self.formatting or [[]]

    # --- formatting -----------------------------------------------------------------------------------

    def remember(self, name: str, given: Mapping[str, str]) -> None:
        """Note a formatting element that was just opened; of equal ones three, of all of them so many."""
        entries = self.formatting[-1]
        same = [entry for entry in entries if entry.name == name and entry.given == given]
        if len(same) > 2 or len(entries) >= _MOST_FORMATTING:
            entries.remove(same[0] if len(same) > 2 else entries[0])
        entries.append(self.as_opened(name, given))

    def as_opened(self, name: str, given: Mapping[str, str]) -> _Formatting:
        return _Formatting(name, given, self.nodes[-1], min(len(self.nodes), DEEPEST) - 1)

    def reopen(self) -> None:
        """Open again the formatting elements that were closed by the end of a block."""
        entries = self.formatting[-1]
        first = len(entries)
        while first and not self.is_open(entries[first - 1]):
            first -= 1
        for at in range(first, len(entries)):
            if self.reopened > _MOST_REOPENED:
                return
            self.reopened += 1
            name, given = entries[at].name, entries[at].given
            self.open(name, given)
            entries[at] = self.as_opened(name, given)

    def is_open(self, entry: _Formatting) -> bool:
        """Whether the node of a formatting element is open and near; the one that stands deepest serves all that are too deep."""
        at = entry.at
        if at >= len(self.nodes) or self.nodes[at] is not entry.node:
            return False
        return at == DEEPEST - 1 or at >= len(self.nodes) - _FARTHEST


#: What is known of names is kept for names no longer than this, in characters: a page may call an element what it likes.
_LONGEST_KEPT = 40


@lru_cache(maxsize=512)
def _is_attribute(key: str) -> bool:
    """Whether a tree of elements can hold an attribute of that name."""
    return _ATTRIBUTE.fullmatch(key) is not None


def _safe(name: str) -> str:
    """The name of an element as a tree of elements can hold it."""
    return _kept_safe(name) if len(name) <= _LONGEST_KEPT else _made_safe(name)


def _made_safe(name: str) -> str:
    if _NAME.fullmatch(name):
        return name
    name = name.replace(":", "-")
    return name if _NAME.fullmatch(name) else "unknown"


_kept_safe = lru_cache(maxsize=512)(_made_safe)
