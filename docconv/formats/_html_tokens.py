"""HTML as tokens: tags with their attributes and the text between them, each with its place in the source.

The tokenizer of the HTML standard (section 13.2.5) without its error states: what browsers make of a
text is what comes out here. Every character is looked at a bounded number of times.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator, Mapping
from html.entities import html5
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from docconv.formats._inline import is_usual
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Report, problem
from docconv.unicode import decode

#: The largest page that is read, in bytes.
LARGEST_HTML = 50_000_000
#: How many attributes of one element are kept, and how far down a declaration of the encoding may stand, in bytes.
MOST_ATTRIBUTES, _DECLARED_WITHIN = 200, 4096

#: Elements whose content is no markup (HTML, section 13.1.2): text as it stands, and text with character references.
RAW = frozenset("script style xmp iframe noembed noframes noscript".split())
WITH_REFERENCES = frozenset(("textarea", "title"))


class Token(NamedTuple):
    """A start tag ("start"), an end tag ("end"), a comment or declaration ("other"), text ("text"), or the end of a
    page inside markup ("cut").

    `name` is the name of a tag in lower case, or the text; `attributes` are those of a start tag;
    `closed` says whether it ends with "/>"; `start` is where the token begins in the source.
    """

    kind: str
    name: str
    start: int
    attributes: Mapping[str, str] = MappingProxyType({})
    closed: bool = False


# --- characters ---------------------------------------------------------------------------------

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = lazy_pattern(
    r"""(?is)<meta\b[^>]{0,400}?charset\s*=\s*["']?\s*([a-z0-9._:-]{1,40})|^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-z0-9._-]{1,40})["']"""
)
#: What pages declare, and what browsers take it for (Encoding standard, section 4.2).
_TAKEN_FOR = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-9": "cp1254",
    "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8", "unicode": "utf-8", "gb2312": "gb18030", "gbk": "gb18030",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932", "x-sjis": "cp932", "big5": "big5hkscs",
    "windows-874": "cp874", "tis-620": "cp874", "x-user-defined": "cp1252", "iso-8859-11": "cp874", "iso-8859-8-i": "iso-8859-8",
}  # fmt: skip
_REFUSED = lazy_pattern("[\x00-\x08\x0b\x0e-\x1f]+")
_REPLACED = lazy_pattern("[\ud800-\udfff\ufffe\uffff]")


def html_source(data: bytes, report: Report, largest: int = LARGEST_HTML) -> str:
    """A page as text, with line feeds alone as line ends and without what no tree can hold.

    The encoding is that of the byte-order mark, else what the page declares and is, else as the project
    decodes text (I002). Raises `DocumentError` (I004) for more than `largest` bytes.

    >>> html_source(b'<meta charset="iso-8859-1">\\x93caf\\xe9\\x94', print)
    '<meta charset="iso-8859-1">“café”'
    """
    if len(data) > largest:
        message = f"the page has {len(data):,} bytes; the limit is {largest:,}, which the option largest raises"
        raise DocumentError(problem("I004", message))
    text = None if data.startswith(_MARKS) else _as_declared(data)
    if text is None:
        decoded = decode(data)
        text = decoded.text
        if decoded.encoding != "utf-8":
            report(problem("I002", f"the page is not UTF-8 and was read as {decoded.encoding}"))
        if decoded.replaced:
            report(problem("I003", f"{decoded.replaced} bytes have no meaning in {decoded.encoding} and were replaced"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not is_usual(text.replace("\n", "").replace("\t", "")):
        text = without_refused(text)
    return text


def _as_declared(data: bytes) -> str | None:
    """The page in the encoding that it declares; None where it declares UTF-8, nothing, or what it is not."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN].decode("latin-1"))
    if found is None:
        return None
    name = (found[1] or found[2]).lower()
    name = _TAKEN_FOR.get(name, name)
    if name in ("utf-8", "utf8"):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if not data.isascii():  # mislabelled: text of another encoding is not UTF-8 by chance
            return None
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None
    return text if isinstance(text, str) else None


def without_refused(text: str) -> str:
    """Text without the characters that a tree of elements cannot hold."""
    return _REPLACED.sub("\ufffd", _REFUSED.sub("", text.replace("\x0c", " ")))


_REFERENCE = lazy_pattern("&(?:#(?:[0-9]+|[xX][0-9a-fA-F]+);?|[A-Za-z][A-Za-z0-9]{0,31};?)")


def resolved(text: str, *, in_attribute: bool = False) -> str:
    """Text with its character references resolved (HTML, section 13.2.5.72).

    >>> resolved("a &lt; b &copy c &#x80; &bogus;"), resolved("?a=1&copy=2&amp;b", in_attribute=True)
    ('a < b © c € &bogus;', '?a=1&copy=2&b')
    """
    if "&" not in text:
        return text
    if len(text) <= _PIECE:
        return _resolved(text, in_attribute)
    # of millions of references each takes a hundred bytes until all are joined
    return "".join(_resolved(text[begin:end], in_attribute) for begin, end in pairwise(_at_references(text)))


def _resolved(text: str, in_attribute: bool) -> str:
    def value(match: re.Match[str]) -> str:
        found = match[0]
        if found[1] == "#":
            return html.unescape(found) if len(found) < 12 else "\ufffd"
        if in_attribute:
            follows = text[match.end() : match.end() + 1]
            return html5.get(found[1:], found) if found[-1] == ";" or not (follows == "=" or follows.isalnum()) else found
        return html.unescape(found)

    made = _REFERENCE.sub(value, text)
    return without_refused(made) if "&#" in text else made


#: Long texts are resolved so many characters at a time.
_PIECE = 100_000


def _at_references(text: str) -> Iterator[int]:
    """The ends of a text, and places between them at which a reference may begin, and none is cut."""
    at = 0
    while 0 <= at < len(text):
        yield at
        at = text.find("&", at + _PIECE)
    yield len(text)


# --- tokens -------------------------------------------------------------------------------------

#: Where markup begins, with all of a tag that has no attribute, or one that is plain, as most have; any other "<" is text.
_BEGINS = lazy_pattern(
    r"""(?s)<(?:(/?)([A-Za-z][A-Za-z0-9]*)>"""
    r"""|([A-Za-z][A-Za-z0-9]*)\s([A-Za-z-]+)=(?:"([^"&]*)"|'([^'&]*)'|([^\s>"'&][^\s>&]*))>|[A-Za-z!?]|/.)"""
)
_TAG_NAME = lazy_pattern(r"[A-Za-z][^\s/>]*")
_SKIPPED = lazy_pattern(r"[\s/]*")
_ATTRIBUTE_NAME = lazy_pattern(r"=?[^\s/>=]*")
_EQUALS = lazy_pattern(r"\s*=\s*")
_UNQUOTED = lazy_pattern(r"[^\s>]*")


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a page, in order; a tag that is not finished when the page ends is left out ("cut").

    >>> [(token.kind, token.name) for token in tokens("<P class=a>x &amp; y<br/></p>")]
    [('start', 'p'), ('text', 'x & y'), ('start', 'br'), ('end', 'p')]
    """
    at, size = 0, len(source)
    while at < size:
        begins = _BEGINS.search(source, at)
        opening = begins.start() if begins else size
        if opening > at:
            yield Token("text", resolved(source[at:opening]), at)
        if begins is None:
            return
        following = source[opening + 1]
        if begins[2]:
            token, at = Token("end" if begins[1] else "start", begins[2].lower(), opening), begins.end()
        elif begins[3]:
            value = begins[begins.lastindex or 0]
            token, at = Token("start", begins[3].lower(), opening, {begins[4].lower(): value}), begins.end()
        elif following in "!?" or (following == "/" and not _is_letter(source[opening + 2])):
            at = _after_other(source, opening)
            if at == size and source[-1] != ">":
                yield Token("cut", "", opening)
            yield Token("other", source[opening : min(at, opening + 200)], opening)
            continue
        else:
            made, at = _tag(source, opening)
            if made is None:
                yield Token("cut", "", opening)
                return
            token = made
        yield token
        if token.kind == "start" and (token.name in RAW or token.name in WITH_REFERENCES):
            end = _end_of_raw(source, at, token.name)
            if end > at:
                text = source[at:end]
                yield Token("text", resolved(text) if token.name in WITH_REFERENCES else text, at)
            at = end


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


_COMMENT_END = lazy_pattern("--!?>")


def _after_other(source: str, at: int) -> int:
    """Where a comment, a declaration or an instruction ends."""
    if not source.startswith("<!--", at):
        return source.find(">", at + 2) + 1 or len(source)
    if source.startswith((">", "->"), at + 4):
        return source.index(">", at + 4) + 1
    match = _COMMENT_END.search(source, at + 4)
    return match.end() if match else len(source)


def _tag(source: str, at: int) -> tuple[Token | None, int]:
    """The tag that begins at `at`, and where it ends; None where the page ends inside it."""
    is_end = source[at + 1] == "/"
    match = _TAG_NAME.match(source, at + 1 + is_end)
    name = match[0].lower() if match else ""
    position = match.end() if match else at + 1
    given: dict[str, str] = {}
    size = len(source)
    while True:
        gap = _SKIPPED.match(source, position)
        before, position = position, gap.end() if gap else position
        if position >= size:
            return None, size
        if source[position] == ">":
            closed = source[before:position].endswith("/")
            return Token("end" if is_end else "start", name, at, {} if is_end else given, closed), position + 1
        found = _ATTRIBUTE_NAME.match(source, position)
        key = found[0].lower() if found else ""
        position = found.end() if found else position + 1
        value: str | None = ""
        equals = _EQUALS.match(source, position)
        if equals is not None:
            value, position = _value(source, equals.end())
            if value is None:
                return None, size
        if key not in given and len(given) < MOST_ATTRIBUTES:
            given[key] = resolved(value or "", in_attribute=True)


def _value(source: str, at: int) -> tuple[str | None, int]:
    """The value of an attribute, as it is written, and where it ends; None where the page ends inside it."""
    quote = source[at : at + 1]
    if quote in ("'", '"'):
        end = source.find(quote, at + 1)
        return (None, at) if end < 0 else (source[at + 1 : end], end + 1)
    match = _UNQUOTED.match(source, at)
    return (match[0], match.end()) if match else ("", at)


def _end_of_raw(source: str, at: int, name: str) -> int:
    """Where the content of an element that holds no markup ends."""
    while True:
        at = source.find("</", at)
        if at < 0:
            return len(source)
        if source[at + 2 : at + 2 + len(name)].lower() == name and source[at + 2 + len(name) : at + 3 + len(name)] in _CLOSES:
            return at
        at += 2


_CLOSES = frozenset(" \t\n\x0c/>")
