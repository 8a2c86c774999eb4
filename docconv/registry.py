"""The formats there are: one line each, found by name, by suffix and by what a document looks like.

A format is a module with `OPTIONS`, `read` and `write`, named here by its import path, so that
nothing is loaded before it is needed. Another package adds a format through the entry point group
`docconv.formats`: the name of the entry point is the name of the format, and it leads to a `Format`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, NamedTuple, cast

from docconv.problems import DocumentError, Problem, Report, UsageError, problem
from docconv.unicode import decode

if TYPE_CHECKING:
    from docconv.model import Article

Fidelity = Literal["lossless", "content"]
Reader = Callable[[bytes, Any, Report], "Iterator[Article]"]
Writer = Callable[["Iterable[Article]", BinaryIO, Any, Report], None]

#: The entry point group through which other packages add formats.
ENTRY_POINTS = "docconv.formats"


class Format(NamedTuple):
    """A document format: what it is called, where its code is, how it is told.

    `fidelity` says what comes back when an article is written and read again: all of it
    ("lossless"), its texts, their order and roles ("content"), or None while the format is only
    written; `lacks` says in words what is not carried, each part of it reported (L001) where an
    article has it. `several` says whether one document holds several articles. `signature` is a regular
    expression that the beginning of such a document matches, after white space; None when anything
    may be such a document. `streams` says whether a part of such a document is of use without the
    rest, `binary` whether it is nothing for a terminal.
    """

    name: str
    module: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    fidelity: Fidelity | None
    reads: bool
    writes: bool
    several: bool
    description: str
    signature: str | None = None
    streams: bool = False
    binary: bool = False
    lacks: tuple[str, ...] = ()


_ATTRIBUTE = r"""\s+[\w:.-]+\s*=\s*["']"""
#: What markup begins with, and no text that sets its first word between "<" and ">": a declaration or a comment, or a tag
#: that has an attribute, closes itself, is followed by another tag or is closed further on.
_MARKUP = rf"(?s:<(?:\?[a-z]|!(?:--|[A-Za-z])|([A-Za-z_][\w:.-]*)(?:{_ATTRIBUTE}|\s*/>|\s*>\s*<[A-Za-z_!?/]|\s*>.*?</\1\s*>)))"

_TWO_LINES_OF_JSON = r"\{[^\n]*\}[ \t\r]*\n\s*\{"
#: What may stand before the root element of NITF, and the root, in any case: some feeds are from the SGML years.
_NITF = (
    r"(?is:(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>\[]*(?:\[(?:(?!\]\s*>).)*\]\s*)?>)*"
    r"<(?:[\w.-]+:)?nitf(?=[\s/>]))"
)
#: NewsML-G2: its namespace near the beginning, or one of its roots without a namespace, as some feeds have it.
_G2 = (
    r"(?s:<(?:\?xml|!--|[A-Za-z_]).*?http://iptc\.org/std/nar/2006-10-01/"
    r"|(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->)*<(?:[\w.-]+:)?(?:newsMessage|newsItem|packageItem)(?=[\s/>]))"
)

#: What an item of ninjs (any version, and local dialects) has among its first members and no article of docconv has.
_NINJS = (
    r'[\[{](?!\s*(?:\{\s*)?"docconv"\s*:)(?s:.*?)(?:"(?:version[cC]reated|first[cC]reated|pub[sS]tatus|representation[tT]ype|bodies'
    r'|headlines|body_x?html|body_text|description_text|copyright[hH]older|info[sS]ources?|slugline|\$standard)"\s*:'
    r'|"standard"\s*:\s*\{\s*"name"\s*:\s*"ninjs")'
)

#: A page of HTML: its declaration, its root, its head or its body, after comments and an XML declaration.
_HTML = r"(?is:(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->)*<(?:!doctype\s+html|(?:html|head|body)(?=[\s>])))"

#: JSON-LD: a keyword of it among the first members.
_JSONLD = r'[\[{](?!\s*(?:\{\s*)?"docconv"\s*:)(?s:.*?)"@(?:context|graph|type)"\s*:'

#: A zip archive with the media type of EPUB first, or with the container file among its first files, as some tools make it.
_EPUB = r"(?s:PK\x03\x04.{26}(?:mimetype.{0,80}?application/epub\+zip|.*?META-INF/container\.xml))"

#: YAML front matter: a fence, then a name and a colon, after comments and blank lines.
_FRONT_MATTER = r"""---[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\n)*(?:["']?[^\W\d][\w .-]{0,200}["']?[ \t]{0,9}:(?:[ \t]|\r?\n))"""

#: The table. A document is taken for the first format whose signature it matches; where two match
#: (one JSON object is also a JSON Lines file of one line) the suffix decides.
FORMATS: tuple[Format, ...] = (
    Format("json", "docconv.formats.json", (".json",), ("application/json",),
           "lossless", True, True, True, "an article, or a list of them, as JSON",
           rf'(?!{_TWO_LINES_OF_JSON})(?!{_NINJS}|{_JSONLD})(?:\{{\s*(?:"|\}})|\[\s*(?:\{{|\]\s*$))'),
    Format("jsonl", "docconv.formats.jsonl", (".jsonl", ".ndjson"), ("application/jsonl", "application/x-ndjson"),
           "lossless", True, True, True, "articles as JSON, one a line", rf'(?!{_NINJS}|{_JSONLD})\{{\s*(?:"|\}})', streams=True),
    Format("ninjs", "docconv.formats.ninjs", (".ninjs",), ("application/vnd.iptc.ninjs+json",),
           "lossless", True, True, True, "IPTC ninjs, news in JSON", rf"(?!{_JSONLD}){_NINJS}"),
    Format("jsonld", "docconv.formats.jsonld", (".jsonld",), ("application/ld+json",),
           "content", True, True, True, "schema.org JSON-LD, a NewsArticle", _JSONLD,
           lacks=("marks in texts", "the language of texts that are no paragraphs of the story", "the direction of texts",
                  "a direction of the article that is not that of its language", "an embargo",
                  "the agency and the day of the dateline", "extensions that did not come from JSON-LD",
                  "relative addresses of pictures")),
    Format("newsml", "docconv.formats.newsml", (".xml",),
           ("application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsmessage+xml",
            "application/vnd.iptc.g2.packageitem+xml"),
           "lossless", True, True, True, "IPTC NewsML-G2 with NITF", _G2),
    Format("nitf", "docconv.formats.nitf", (".nitf",), ("application/nitf+xml",),
           "lossless", True, True, False, "IPTC NITF 3.6, an article", _NITF),
    Format("epub", "docconv.formats.epub", (".epub",), ("application/epub+zip",),
           "lossless", True, True, True, "EPUB 3.3, a book of articles", _EPUB, binary=True),
    Format("html", "docconv.formats.html", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"),
           "lossless", True, True, True, "a page of HTML", _HTML),
    Format("md", "docconv.formats.markdown", (".md", ".markdown"), ("text/markdown",),
           "lossless", True, True, False, "Markdown with YAML front matter, an article", _FRONT_MATTER),
    Format("txt", "docconv.formats.text", (".txt", ".text"), ("text/plain",),
           "content", True, True, False, "news text as it is found",
           lacks=("identifier, address, version, slug, dates, status, provider, keywords, extensions",
                  "marks, languages and directions of texts", "addresses and sizes of pictures",
                  "what is known of authors beside their names, and authors who are not in the byline",
                  "the levels of headings and the header rows of tables", "where one article ends and another begins")),
)  # fmt: skip

#: What people hand over that is no format of the table: the name to call it by, and what it begins with.
_STRANGERS = (
    ("a PDF file", r"%PDF-"),
    ("a PNG picture", r"\x89PNG"),
    ("a JPEG picture", r"\xff\xd8\xff"),
    ("a GIF picture", r"GIF8[79]a"),
    ("a gzip archive", r"\x1f\x8b\x08"),
    ("a zip archive (or an office document)", r"PK\x03\x04"),
    ("an old office document", r"\xd0\xcf\x11\xe0"),
    ("an XML or HTML document of a kind docconv does not know", _MARKUP),
)

#: How much of a document is looked at to tell its format, in bytes.
SNIFFED = 4096


def formats() -> tuple[Format, ...]:
    """Every format there is: the table, then those of other packages by name.

    >>> [format.name for format in formats()][:2]
    ['json', 'jsonl']
    """
    return FORMATS + tuple(_from_packages())


def get(name: str) -> Format:
    """The format of a name; raises `UsageError` (U001) with a hint when there is none.

    >>> get("newsml").suffixes
    ('.xml',)
    """
    found = next((format for format in FORMATS if format.name == name), None)
    if found is None:
        known = formats()
        found = next((format for format in known if format.name == name), None)
        if found is None:
            names = [format.name for format in known]
            raise UsageError(problem("U001", f"there is no format {name!r}{_hint(name.lower(), names)}"))
    return found


def by_suffix(path: str | os.PathLike[str], *, writing: bool) -> Format:
    """The format that a file name's suffix stands for, among those that can be written or read.

    Raises `UsageError`: U001 when no format has the suffix, U003 when the one that has it cannot be
    written, or read.

    >>> by_suffix("story.XML", writing=True).name
    'newsml'
    """
    shown = os.fspath(path)
    suffix = PurePath(shown).suffix.lower()
    known = _of_suffix(suffix)
    able = [format for format in known if (format.writes if writing else format.reads)]
    if able:
        return able[0]
    if known:
        raise UsageError(_unable(known[0], "written" if writing else "read"))
    told = f"the suffix {suffix!r} stands for no format" if suffix else "the name has no suffix that tells the format"
    raise UsageError(problem("U001", f"{told}; name one of {', '.join(format.name for format in FORMATS)}", file=shown))


def sniff(data: bytes, suffix: str | None = None) -> Format:
    """The format of a document: from its content, then from the suffix of its name, else plain text.

    Raises `DocumentError` (I005) for what is plainly something else: a picture, a PDF, a web page, a program.

    >>> sniff(b'{"docconv": "1.0"}').name, sniff(b"Ferry adds dawn sailing").name
    ('json', 'txt')
    """
    views = _beginning(data)
    signed = (format for format in FORMATS if _is_signed(format, views))
    named = _of_suffix(suffix.lower()) if suffix else []
    if (first := next(signed, None)) is not None:
        return first if not named or first in named else next((format for format in signed if format in named), first)
    if any(format.name in ("html", "md") for format in named) and _begins(views, _MARKUP):
        return named[0]  # a part of a page, or one that leaves its first tags out; Markdown that begins with an element
    stranger = next((what for what, sign in _STRANGERS if _begins(views, sign)), None)
    if stranger is None and _is_binary(views[1]):
        stranger = "binary data"
    if stranger is not None:
        raise DocumentError(problem("I005", f"this is {stranger}, which docconv does not read"))
    return named[0] if named and named[0].reads else get("txt")


def _of_suffix(suffix: str) -> list[Format]:
    """The formats that use a suffix; those of other packages only when the table has none."""
    in_table = [format for format in FORMATS if suffix in format.suffixes]
    return in_table or [format for format in _from_packages() if suffix and suffix in format.suffixes]


def _beginning(data: bytes) -> tuple[str, str]:
    """The beginning of a document as bytes and as text; a long first line is cut in its middle."""
    head = data[:SNIFFED]
    if len(data) > SNIFFED and b"\n" not in head:
        line_end = data.find(b"\n")
        head += data[line_end - 16 : line_end + 16] if line_end >= 0 else b""
    whole = head[: len(head) - _cut_short(head)] if len(head) < len(data) else head
    try:
        text = whole.decode("utf-8") if b"\x00" not in whole else decode(whole).text
    except UnicodeDecodeError:
        text = decode(whole).text
    return head.decode("latin-1"), text.lstrip("\ufeff \t\r\n")


def _cut_short(head: bytes) -> int:
    """How many bytes at the end are the beginning of a character of UTF-8, which decoding would stumble over."""
    for back in range(1, min(4, len(head)) + 1):
        if head[-back] & 0xC0 != 0x80:
            return back if head[-back] >= 0xC0 else 0
    return 0


def _begins(views: tuple[str, str], signature: str) -> bool:
    return any(re.match(signature, view) for view in views)


def _is_signed(format: Format, views: tuple[str, str]) -> bool:
    """Whether a document begins as one of a format does: in bytes where the format is binary, else as text."""
    return format.signature is not None and re.match(format.signature, views[0 if format.binary else 1]) is not None


def _is_binary(text: str) -> bool:
    """Whether the beginning of a document has so many control characters that no encoding makes text of it."""
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text))
    return controls >= 16 and controls > len(text) // 20


def options_class(format: Format) -> type:
    """The dataclass of a format's options."""
    return cast(type, import_module(format.module).OPTIONS)


def options(format: Format, given: Mapping[str, object]) -> object:
    """The options object of a format, from keyword arguments.

    Raises `UsageError` (U001) that names the options there are, when one is unknown or does not fit.
    """
    made = options_class(format)
    names = [field.name for field in fields(made)]
    for name in given:
        if name not in names:
            there = f"it has {', '.join(names)}" if names else "it has none"
            raise UsageError(problem("U001", f"the format {format.name} has no option {name!r}{_hint(name, names)}; {there}"))
    try:
        return cast(object, made(**given))
    except (TypeError, ValueError) as error:
        raise UsageError(problem("U001", f"an option of the format {format.name} does not fit: {error}")) from error


def reader(format: Format) -> Reader:
    """The function that reads a format; `UsageError` (U003) when this release only writes it."""
    if not format.reads:
        raise UsageError(_unable(format, "read"))
    return cast(Reader, import_module(format.module).read)


def writer(format: Format) -> Writer:
    """The function that writes a format; `UsageError` (U003) when this release only reads it."""
    if not format.writes:
        raise UsageError(_unable(format, "written"))
    return cast(Writer, import_module(format.module).write)


def _unable(format: Format, what: str) -> Problem:
    if not (format.reads or format.writes):
        return problem("U003", f"the format {format.name} {format.description}")
    able = "written but not read" if format.writes else "read but not written"
    return problem("U003", f"{format.name} cannot be {what}: this release has it {able}")


def _hint(name: str, names: Iterable[str]) -> str:
    import difflib  # only for those who mistype

    near = difflib.get_close_matches(name, names, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _from_packages() -> Iterator[Format]:
    """The formats of other packages; one that fails to load is listed as such and neither read nor written."""
    from importlib.metadata import entry_points  # reads the folders of every installed package

    taken = {format.name for format in FORMATS}
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        if entry.name in taken:
            continue
        taken.add(entry.name)
        try:
            loaded = entry.load()
        except Exception as error:  # another's code may fail in any way
            yield Format(entry.name, "", (), (), None, False, False, False, f"cannot be loaded: {error}")
            continue
        if isinstance(loaded, Format):
            yield loaded._replace(name=entry.name)
        else:
            yield Format(entry.name, "", (), (), None, False, False, False, "cannot be loaded: its entry point is no Format")
