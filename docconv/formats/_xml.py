"""What the XML formats share: namespaces, writing markup with indentation, parsing what is hostile.

Writing puts text together instead of building a tree: it costs less than half, and no serialiser
decides where white space goes. Mixed content (a paragraph with a link in it) always stands on one
line, so indentation can add nothing to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from docconv.formats._markup import Attributes, escape, start_tag
from docconv.problems import DocumentError, problem

if TYPE_CHECKING:
    from lxml import etree

#: NewsML-G2 (NewsML-G2 2.35, all item types).
NEWSML = "http://iptc.org/std/nar/2006-10-01/"
#: NITF 3.6; the slash at the end belongs to it.
NITF = "http://iptc.org/std/NITF/2006-10-18/"
#: The Internationalization Tag Set 2.0, for the direction of text where a standard has no attribute.
ITS = "http://www.w3.org/2005/11/its"
#: What no standard has an element or attribute for; written with the prefix `docconv`.
DOCCONV = "urn:docconv:article"

#: What stands before the root element.
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

#: The longest text or attribute that XML parsers take by default, in bytes of UTF-8 (libxml2's XML_MAX_TEXT_LENGTH).
LONGEST_TEXT = 10_000_000
#: The most attributes of one element: validating against a schema takes time in the square of their number.
MOST_ATTRIBUTES = 1000


class Markup:
    """An XML document or a part of one, written from its beginning to its end.

    Elements that hold elements take a line for each of their tags, others one line. Text is text in
    normal form, which holds nothing that XML forbids; names are written as they are given.

    >>> xml = Markup()
    >>> xml.start("ul", {"class": "a&b"})
    >>> xml.text("li", "x < y")
    >>> xml.mixed("li", escape("1 & ") + "<b>2</b>")
    >>> xml.end()
    >>> print(xml.data().decode(), end="")
    <ul class="a&amp;b">
      <li>x &lt; y</li>
      <li>1 &amp; <b>2</b></li>
    </ul>
    """

    __slots__ = ("_indent", "_lines", "_open")

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._open: list[str] = []
        self._indent = "\n"

    def start(self, tag: str, attributes: Attributes | None = None) -> None:
        """Open an element that holds elements."""
        self._lines.append(self._indent + start_tag(tag, attributes))
        self._open.append(tag)
        self._indent += "  "

    def start_with(self, tag: str, opening: str) -> None:
        """As `start`, with a start tag that was made before: for those that stand many times in a document."""
        self._lines.append(self._indent + opening)
        self._open.append(tag)
        self._indent += "  "

    def end(self) -> None:
        """Close the element that was opened last."""
        self._indent = self._indent[:-2]
        self._lines.append(f"{self._indent}</{self._open.pop()}>")

    def text(self, tag: str, text: str, attributes: Attributes | None = None) -> None:
        """An element that holds text alone."""
        start = start_tag(tag, attributes) if attributes else f"<{tag}>"
        if "&" in text or "<" in text or ">" in text:
            text = escape(text)
        self._lines.append(f"{self._indent}{start}{text}</{tag}>")

    def mixed(self, tag: str, markup: str, attributes: Attributes | None = None) -> None:
        """An element that holds text and elements, given as markup."""
        start = start_tag(tag, attributes) if attributes else f"<{tag}>"
        self._lines.append(f"{self._indent}{start}{markup}</{tag}>")

    def empty(self, tag: str, attributes: Attributes | None = None) -> None:
        """An element that holds nothing."""
        self._lines.append(self._indent + start_tag(tag, attributes, "/>"))

    def lines(self, lines: Iterable[str]) -> None:
        """Markup that was made line by line and brings its own tags."""
        self._lines += [self._indent + line for line in lines]

    def data(self) -> bytes:
        """What was written, as UTF-8, with a line end after it.

        Raises `DocumentError` (X002) when a text or attribute is longer than XML parsers take by
        default, so that no receiver has to be told to trust the document.
        """
        data = "".join(self._lines).encode()[1:] + b"\n"  # without the line end before the first
        if len(data) > LONGEST_TEXT:
            _refuse_what_parsers_refuse(data)
        return data


def _refuse_what_parsers_refuse(data: bytes) -> None:
    try:
        parse(data)
    except DocumentError as error:
        limit = f"{LONGEST_TEXT // 1_000_000} MB"
        raise DocumentError(problem("X002", f"a text is longer than XML parsers take by default, {limit}")) from error


def parse(data: bytes) -> etree._Element:
    """The root element of a document; no DTD is loaded, no entity expanded, no network or file touched.

    Raises `DocumentError` (X001) with the line and column where the document is not well-formed, nests
    deeper than libxml2 takes (256 levels, or 2048), or holds a text of more than 10 MB; I004 for an element of
    more than `MOST_ATTRIBUTES` attributes.

    >>> parse(b"<a>x</a>").text
    'x'
    """
    from lxml import etree  # some megabytes: only for those who read XML

    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        line, column = error.position
        reason = (error.msg or "it holds nothing").partition(", line ")[0][:200]  # it repeats names, however long
        found = problem("X001", f"the XML is not well-formed: {reason}", line=max(line, 1), column=max(column, 1))
        raise DocumentError(found) from None
    if data.count(b"=") > MOST_ATTRIBUTES and _is_crowded()(root):  # each attribute has its sign
        crowded = next(element for element in root.iter("*") if len(element.attrib) > MOST_ATTRIBUTES)
        message = f"an element has {len(crowded.attrib):,} attributes; the limit is {MOST_ATTRIBUTES:,}"
        where = crowded.sourceline
        raise DocumentError(problem("I004", message, line=where if isinstance(where, int) else None, column=1))
    return root


@cache
def _parser() -> etree.XMLParser:
    """The parser, which is made once: threads that share it wait for each other, as lxml sees to."""
    return safe_parser()


def safe_parser(*, recover: bool = False) -> etree.XMLParser:
    """A parser of XML that loads no DTD, expands no entity, and touches no network or file; `recover` is whether it mends."""
    from lxml import etree

    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


@cache
def _is_crowded() -> etree.XPath:
    """Whether an element has more attributes than `MOST_ATTRIBUTES`, asked of libxml2 once for the whole tree."""
    from lxml import etree

    return etree.XPath(f"boolean(//@*[{MOST_ATTRIBUTES + 1}])")
