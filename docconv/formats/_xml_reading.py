"""XML as readers meet it: parsed safely, mended where it is broken, with the place of each element.

`_xml.parse` is strict and serves those who check; here a feed that is not well-formed is read as far
as it goes (R006), as long as there is a root element.
"""

from __future__ import annotations

import codecs
import re
import threading
from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from docconv.formats._findings import shown
from docconv.formats._xml import safe_parser
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Problem, Report, problem
from docconv.unicode import decode

if TYPE_CHECKING:
    from lxml import etree

#: The largest document that is read, in bytes, unless a reader is told another limit.
LARGEST_XML = 60_000_000
#: The most elements of it: a paragraph takes a kilobyte while it is read.
MOST_ELEMENTS = 350_000
#: The most faults of the markup that are told one by one.
_MOST_TOLD = 20
#: So much of what the parser says of a fault is told, in characters: it repeats names that are as long as they are.
_LONGEST_REASON = 200

_DECLARED = lazy_pattern(r"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
#: What is declared as these is read as UTF-8 where it is UTF-8: most feeds that say otherwise are mislabelled.
_OFTEN_WRONG = frozenset({"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252", "cp1252"})


def parse_xml(data: bytes, report: Report, *, largest: int = LARGEST_XML, most_elements: int = MOST_ELEMENTS) -> etree._Element:
    """The root element of an XML document, read leniently: no entity expanded, no DTD loaded, no network or file touched.

    What is not well-formed is mended by the parser and reported (R006) with line and column; bytes
    that are not of the declared encoding are read as the project decodes text (I002, I003). Comments
    and processing instructions are gone. Raises `DocumentError`: I004 for a document of more than
    `largest` bytes or `most_elements` elements, X001 where no element can be had.

    >>> told = []
    >>> parse_xml(b"<a><b>x</a>", told.append)[0].text, [(found.code, found.line) for found in told]
    ('x', [('R006', 1)])
    >>> parse_xml(b"<a>Sheep & goats</a>", told.append).text
    'Sheep & goats'
    """
    within_limits(data, largest, most_elements)
    return parse_source(_without_surrogates(_encoded(data, report), report), report)


def within_limits(data: bytes, largest: int = LARGEST_XML, most_elements: int = MOST_ELEMENTS) -> None:
    """Raises `DocumentError` (I004) for an XML document of more than `largest` bytes or `most_elements` elements.

    Elements are counted by their tags, so that none needs be made; what looks like a tag in a comment or CDATA counts.

    >>> within_limits(b"<a><b/><b/></a>", most_elements=2)
    Traceback (most recent call last):
    docconv.problems.DocumentError: -: error[I004] the document has some 3 elements; the limit is 2 (option most_elements)
    """
    if len(data) > largest:
        raise DocumentError(problem("I004", f"the document has {len(data):,} bytes; the limit is {largest:,} (option largest)"))
    if len(data) > most_elements and data.count(b"<") > most_elements:
        found = data.count(b"<") - sum(
            data.count(mark + sign) for mark in (b"<", b"<\0", b"\0<\0") for sign in (b"/", b"!", b"?")
        )
        if found > most_elements:
            message = f"the document has some {found:,} elements; the limit is {most_elements:,} (option most_elements)"
            raise DocumentError(problem("I004", message))


def parse_source(source: bytes, report: Report) -> etree._Element:
    """As `parse_xml`, of a document that is known to be in the encoding it declares and to refer to no surrogates."""
    from lxml import etree  # some megabytes: only for those who read XML

    parser = _parser_of_thread()
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(_not_xml(error)) from None
    except (ValueError, LookupError) as error:  # an encoding that no parser knows
        raise DocumentError(problem("X001", f"the XML cannot be read: {error}", line=1, column=1)) from None
    if root is None:
        raise DocumentError(problem("X001", "the XML holds no element", line=1, column=1))
    faults = [fault for fault in list(parser.error_log)[:_MOST_TOLD] if fault.level_name != "WARNING"]
    if faults and (escaped := _with_stray_ampersands(source)) != source:
        with suppress(etree.XMLSyntaxError):  # longer than the parser takes, now that it is written out
            again = etree.fromstring(escaped, safe_parser(recover=True))
            root = root if again is None else again
    for fault in faults:
        message = f"the XML is not well-formed and was mended: {shown(fault.message.strip(), _LONGEST_REASON)}"
        report(problem("R006", message, line=max(fault.line, 1), column=max(fault.column, 1)))
    return root


def _parser_of_thread() -> etree.XMLParser:
    """A parser that mends, made once a thread: of what one thread parses another must not read the faults."""
    own = _own()
    if not hasattr(own, "parser"):
        own.parser = safe_parser(recover=True)
    return cast("etree.XMLParser", own.parser)


@cache
def _own() -> threading.local:
    return threading.local()


_REFERENCE = lazy_pattern(r"&#(?:[xX]0*([dD][89abABcdefCDEF][0-9a-fA-F]{2})|0*(5[5-7][0-9]{3}));")


def _without_surrogates(source: bytes, report: Report) -> bytes:
    """A document whose references to surrogates are to U+FFFD: a parser that mends makes text of them that is none."""
    if b"&" not in source or b"&#" not in source:  # of one byte alone the search is quick
        return source

    def mended(match: re.Match[str]) -> str:
        number = int(match[1], 16) if match[1] else int(match[2])
        return "&#xFFFD;" if 0xD800 <= number <= 0xDFFF else match[0]

    made = _REFERENCE.sub(mended, source.decode("latin-1")).encode("latin-1")
    if made != source:
        report(problem("I003", "references to halves of characters (surrogates) became U+FFFD"))
    return made


_STRAY = lazy_pattern(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|&(?![#A-Za-z_:][^;\s&<]{0,40};)", re.DOTALL)


def _with_stray_ampersands(source: bytes) -> bytes:
    """A document whose ampersands that begin no reference are written as XML has them: its parser would leave them out."""
    escaped = _STRAY.sub(lambda match: "&amp;" if match[0] == "&" else match[0], source.decode("latin-1"))
    return escaped.encode("latin-1")


def _not_xml(error: etree.XMLSyntaxError) -> Problem:
    line, column = error.position
    reason = shown((error.msg or "it holds nothing").partition(", line ")[0], _LONGEST_REASON)
    return problem("X001", f"the XML is not well-formed: {reason}", line=max(line, 1), column=max(column, 1))


def _encoded(data: bytes, report: Report) -> bytes:
    """The document in an encoding that the parser will read it as; UTF-8 where it has to be decoded here."""
    declared = _DECLARED.match(data[:400].decode("latin-1").lstrip("\xef\xbb\xbf"))
    name = declared[1].lower() if declared else "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _as_utf8(data, report)
    try:
        if name in _OFTEN_WRONG or name in ("utf-8", "utf8"):
            text = data.decode("utf-8")
            return data if name in ("utf-8", "utf8") else _redeclared(text)
        data.decode(name)
    except UnicodeDecodeError:
        return data if name in _OFTEN_WRONG else _as_utf8(data, report)
    except LookupError:
        return _as_utf8(data, report)
    return data


def _as_utf8(data: bytes, report: Report) -> bytes:
    decoded = decode(data)
    if decoded.encoding != "utf-8":
        report(problem("I002", f"the document is not in the encoding that it declares; it was read as {decoded.encoding}"))
    if decoded.replaced:
        report(problem("I003", f"{decoded.replaced} bytes have no meaning in {decoded.encoding} and were replaced"))
    return _redeclared(decoded.text)


def _redeclared(text: str) -> bytes:
    """Text as UTF-8, without the declaration that said otherwise; lines keep their numbers."""
    return re.sub(r"^\ufeff?\s*<\?xml[^>]{0,200}\?>", "", text, count=1).encode("utf-8", "replace")


# --- elements -----------------------------------------------------------------------------------


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for what is no element.

    >>> from lxml import etree
    >>> local(etree.fromstring('<n:hedline xmlns:n="urn:x"/>'))
    'hedline'
    """
    return local_name(element.tag)


@lru_cache(maxsize=512)  # the vocabularies of the standards; what a hostile document names pushes out no more than that
def local_name(tag: object) -> str:
    """What `local` gives for an element of that tag, without a call on the way: for loops over whole documents."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: etree._Element) -> str:
    """The namespace of an element; empty where it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def line_of(element: etree._Element) -> int | None:
    """The line on which the start tag of an element ends, counted from 1, where the parser knows it."""
    line = element.sourceline
    return line if isinstance(line, int) else None


def whole_text(element: etree._Element) -> str:
    """All the text in an element and in what is in it, as it stands.

    >>> from lxml import etree
    >>> whole_text(etree.fromstring("<p>Rain <em>fell</em>.</p>"))
    'Rain fell.'
    """
    return "".join(map(str, element.itertext()))
