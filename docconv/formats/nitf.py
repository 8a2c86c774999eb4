"""NITF 3.6: one article a document, all of it; read are NITF 3.0 to 3.6, however they are wrapped.

Where each field stands: MAPPING sections 1 and 3. What NITF has no element for stands in docconv's
namespace, which the NITF schema admits: the parts of a dateline (`docconv:place` ...), more about an
author, the rank of topics, one `docconv:extension` for each extension. Receivers that know no
namespaces, such as Superdesk's parser, get NITF without one (`namespace=False`).

A headline that the article lacks is derived from its first words and bears the class `derived`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from docconv.formats._nitf import write_nitf
from docconv.formats._options import check_flag, check_number
from docconv.formats._titles import substitute_headline
from docconv.formats._xml import DECLARATION, NITF, Markup
from docconv.formats._xml_reading import LARGEST_XML, MOST_ELEMENTS
from docconv.model import Article
from docconv.problems import DocumentError, Problem, Report, UsageError, problem

if TYPE_CHECKING:
    from lxml.etree import _Element

    from docconv.formats._nitf_lifting import Lifted


@dataclass(frozen=True, slots=True, kw_only=True)
class NitfOptions:
    """How NITF is written and read.

    - `namespace`: the elements are in NITF's namespace. Without one the document is for receivers that
      know none, and valid only once the namespace is added.
    - `largest`, `most_elements`: the bytes and elements above which a document is not read (I004); None for 60 MB, 350,000.

    >>> import docconv
    >>> b"xmlns=" in docconv.dumps(docconv.Article(headline="Ferry"), "nitf", namespace=False)
    False
    """

    namespace: bool = True
    largest: int | None = None
    most_elements: int | None = None

    def __post_init__(self) -> None:
        check_flag("namespace", self.namespace)
        check_number("largest", self.largest, 1, 2**40)
        check_number("most_elements", self.most_elements, 1, 2**40)


OPTIONS = NitfOptions


def write(articles: Iterable[Article], stream: BinaryIO, options: NitfOptions, report: Report) -> None:
    """Write one article; nothing of it is lost.

    Raises `DocumentError`: I007 when there is no article, X002 when a text is too long for XML
    parsers; `UsageError` (U001) when there are several, since a NITF document is one. Reports D001
    for a headline that had to be derived.

    >>> import io
    >>> out = io.BytesIO()
    >>> write([Article(headline="Ferry adds dawn sailing")], out, NitfOptions(), print)
    >>> b"<hl1>Ferry adds dawn sailing</hl1>" in out.getvalue()
    True
    """
    remaining = iter(articles)
    article = next(remaining, None)
    if article is None:
        raise DocumentError(problem("I007", "there is no article to write"))
    if next(remaining, None) is not None:
        raise UsageError(problem("U001", "a NITF document holds one article; write newsml, or a file each"))
    if article.headline is None and substitute_headline(article) is not None:
        report(problem("D001", "the article has no headline: the first words of its text stand in for it", path="/headline"))
    xml = Markup()
    write_nitf(xml, article, complete=True, namespace=NITF if options.namespace else None)
    stream.write(DECLARATION.encode() + xml.data())


def read(data: bytes, options: NitfOptions, report: Report) -> Iterator[Article]:
    """The article of a NITF document, leniently; several where a foreign root holds several `nitf` elements.

    Reports what was mended, kept as an extension, out of its place or left out, with the line.
    Raises `DocumentError`: I004 for a document above the limit, X001 for what is no XML, I007 for
    XML without a `nitf` element.

    >>> page = b"<nitf><body><body.head><hedline><hl1>Ferry adds sailing</hl1></hedline></body.head></body></nitf>"
    >>> next(read(page, NitfOptions(), print)).headline
    'Ferry adds sailing'
    """
    from docconv.formats._nitf_lifting import read_lifted  # writers need none of it
    from docconv.formats._xml_reading import parse_xml, within_limits

    largest = LARGEST_XML if options.largest is None else options.largest
    most_elements = MOST_ELEMENTS if options.most_elements is None else options.most_elements
    within_limits(data, largest, most_elements)
    quickly = read_lifted(data, "body.content", articles_in)
    if quickly is not None:
        yield from quickly
    else:
        yield from articles_in(parse_xml(data, report, largest=largest, most_elements=most_elements), report)


def articles_in(root: _Element, report: Report, lifted: Lifted | None = None) -> Iterator[Article]:
    """The articles of a document by its root; `lifted` has the lines of its story where they were taken out."""
    from docconv.formats._nitf_reading import read_nitf
    from docconv.formats._normal_form import to_article

    for element in _documents(root, report):
        fields, place = read_nitf(element, report, lifted=lifted)
        yield to_article(fields, report, place)


def _documents(root: _Element, report: Report) -> list[_Element]:
    """The `nitf` elements of a document: its root, or the outermost ones inside a root of another name."""
    from docconv.formats._findings import shown
    from docconv.formats._nitf_inline import name_of
    from docconv.formats._xml_reading import line_of, namespace

    if name_of(root) == "nitf":
        if "nitf" not in namespace(root).lower() and namespace(root):
            message = f"the elements are not in NITF's namespace but in {shown(namespace(root))}"
            report(problem("R004", message, line=line_of(root)))
        return [root]
    found = [element for element in root.iter() if name_of(element) == "nitf" and not _inside_another(element)]
    name = shown(name_of(root))
    if not found:
        message = f"this is no NITF: its root is {name}, and no nitf element is in it"
        raise DocumentError(problem("I007", message, line=line_of(root)))
    report(problem("R004", f"the root is {name} instead of nitf", line=line_of(root)))
    return found


def _inside_another(element: _Element) -> bool:
    from docconv.formats._nitf_inline import name_of

    return any(name_of(above) == "nitf" for above in element.iterancestors())


def check(data: bytes) -> list[Problem]:
    """Everything wrong with a NITF document, strictly; for `docconv.validate`."""
    from docconv.formats._nitf_checking import examine

    return examine(data)
