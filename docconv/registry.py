"""The formats there are: one line each, found by name, by suffix and by what a document looks like.

A format is a module with `OPTIONS`, `read` and `write`, named here by its import path, so that
nothing is loaded before it is needed. Another package adds a format through the entry point group
`docconv.formats`: the name of the entry point is the name of the format, and it leads to a `Format`
(docs/extending.md shows one from start to end).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, NamedTuple, cast

from docconv.packages import Owner, in_a_line
from docconv.problems import DocumentError, Problem, Report, UsageError, problem
from docconv.spelling import hint, meant
from docconv.unicode import decode

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from docconv.model import Article

Fidelity = Literal["lossless", "content"]
Reader = Callable[[bytes, Any, Report], "Iterator[Article]"]
Writer = Callable[["Iterable[Article]", BinaryIO, Any, Report], None]
Validator = Callable[[bytes], list[Problem]]

#: The entry point group through which other packages add formats.
ENTRY_POINTS = "docconv.formats"


class Format(NamedTuple):
    """A document format: what it is called, where its code is, how it is told.

    `module` is the import path of its code. `fidelity` says what comes back when an article is written
    and read again: all of it ("lossless"), its texts, their order and roles ("content"), or None where
    neither is promised, as when the format is only written; `lacks` says in words what is not carried, each
    part of it reported (L001) where an article has it. `several` says whether one document holds several
    articles. `signature` is a regular expression that the beginning of such a document matches, after white
    space; None when anything may be such a document. `streams` says whether a part of such a document is of
    use without the rest, `binary` whether it is nothing for a terminal. `validator` is the function that
    validates such a document, as "module:function": bytes in, a list of problems out; None where there is
    none. `package` is the other package that the format comes from, which docconv fills in.

    >>> get("txt").fidelity, get("txt").several
    ('content', False)
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
    validator: str | None = None
    package: str | None = None


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

#: An article of docconv, or a list of them: the version of the model comes first.
_ARTICLE = r'[\[{]\s*(?:\{\s*)?"docconv"\s*:'

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
           rf'(?!{_TWO_LINES_OF_JSON})(?!{_NINJS}|{_JSONLD})(?:\{{\s*(?:"|\}})|\[\s*(?:\{{|\]\s*$))',
           validator="docconv.formats.json:check"),
    Format("jsonl", "docconv.formats.jsonl", (".jsonl", ".ndjson"), ("application/jsonl", "application/x-ndjson"),
           "lossless", True, True, True, "articles as JSON, one a line", rf'(?!{_NINJS}|{_JSONLD})\{{\s*(?:"|\}})', streams=True,
           validator="docconv.formats.jsonl:check"),
    Format("ninjs", "docconv.formats.ninjs", (".ninjs",), ("application/vnd.iptc.ninjs+json",),
           "lossless", True, True, True, "IPTC ninjs, news in JSON", rf"(?!{_JSONLD}){_NINJS}",
           validator="docconv.formats.ninjs:check"),
    Format("jsonld", "docconv.formats.jsonld", (".jsonld",), ("application/ld+json",),
           "content", True, True, True, "schema.org JSON-LD, a NewsArticle", _JSONLD,
           lacks=("marks in texts", "the language of texts that are no paragraphs of the story", "the direction of texts",
                  "a direction of the article that is not that of its language", "an embargo",
                  "the agency and the day of the dateline", "extensions that did not come from JSON-LD",
                  "relative addresses of pictures"),
           validator="docconv.formats.jsonld:check"),
    Format("newsml", "docconv.formats.newsml", (".xml",),
           ("application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsmessage+xml",
            "application/vnd.iptc.g2.packageitem+xml"),
           "lossless", True, True, True, "IPTC NewsML-G2 with NITF", _G2,
           validator="docconv.formats.newsml:check"),
    Format("nitf", "docconv.formats.nitf", (".nitf",), ("application/nitf+xml",),
           "lossless", True, True, False, "IPTC NITF 3.6, an article", _NITF, validator="docconv.formats.nitf:check"),
    Format("epub", "docconv.formats.epub", (".epub",), ("application/epub+zip",),
           "lossless", True, True, True, "EPUB 3.3, a book of articles", _EPUB, binary=True,
           validator="docconv.formats._epub_checking:check"),
    Format("html", "docconv.formats.html", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"),
           "lossless", True, True, True, "a page of HTML", _HTML, validator="docconv.formats.html:check"),
    Format("md", "docconv.formats.markdown", (".md", ".markdown"), ("text/markdown",),
           "lossless", True, True, False, "Markdown with YAML front matter, an article", _FRONT_MATTER,
           validator="docconv.formats.markdown:check"),
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
    return FORMATS + _from_packages()


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
            raise UsageError(problem("U001", f"there is no format {name!r}{_format_meant(name, known)}"))
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
    near = hint(suffix, [one for format in FORMATS for one in format.suffixes]) if suffix else ""
    there = f"; name a format: {', '.join(format.name for format in FORMATS)}"
    raise UsageError(problem("U001", f"{told}{near or there}", file=shown))


def sniff(data: bytes, suffix: str | None = None) -> Format:
    """The format of a document: from its content, then from the suffix of its name, else plain text.

    A format of another package is told by a suffix that is its own, where its signature does not contradict; by
    its signature alone, where no format of docconv knows the content.

    Raises `DocumentError` (I005) for what is plainly something else: a picture, a PDF, a web page, a program.

    >>> sniff(b'{"docconv": "1.0"}').name, sniff(b"Ferry adds dawn sailing").name
    ('json', 'txt')
    """
    views = _beginning(data)
    signed = (format for format in FORMATS if _is_signed(format, views))
    named = _of_suffix(suffix.lower()) if suffix else []
    if named and named[0] not in FORMATS:
        told = next((format for format in named if format.signature is None or _is_signed(format, views)), None)
        if told is not None and told.reads:
            return told
    if (first := next(signed, None)) is not None:
        of_json = [format for format in named if format.name in ("ninjs", "jsonld")]
        if of_json and first.name in ("json", "jsonl") and not _begins(views, _ARTICLE):
            return of_json[0]  # any JSON looks like an article's
        return first if not named or first in named else next((format for format in signed if format in named), first)
    if any(format.name in ("html", "md") for format in named) and _begins(views, _MARKUP):
        return named[0]  # a part of a page, or one that leaves its first tags out; Markdown that begins with an element
    stranger = next((what for what, sign in _STRANGERS if _begins(views, sign)), None)
    if stranger is None and _is_binary(views[1]):
        stranger = "binary data"
    if stranger is not None or not named:
        others = (format for format in _from_packages() if format.reads and _is_signed(format, views))
        if (told := next(others, None)) is not None:
            return told
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
    """The dataclass of a format's options.

    >>> options_class(get("json")).__name__
    'JsonOptions'
    """
    return cast(type, part_of(format, f"{format.module}:OPTIONS"))


def options(format: Format, given: Mapping[str, object]) -> object:
    """The options object of a format, from keyword arguments.

    Raises `UsageError` (U001) that names the options there are, when one is unknown or does not fit.
    """
    made = options_class(format)
    names = [field.name for field in fields(made)]
    for name in given:
        if name not in names:
            there = f"it has {', '.join(names)}" if names else "it has none"
            raise UsageError(problem("U001", f"the format {format.name} has no option {name!r}{hint(name, names)}; {there}"))
    try:
        return cast(object, made(**given))
    except (TypeError, ValueError) as error:
        raise UsageError(problem("U001", f"an option of the format {format.name} does not fit: {error}")) from error
    except Exception as error:  # another's code may fail in any way
        if owner := _owner(format):
            raise owner.fault(error) from error
        raise


def reader(format: Format) -> Reader:
    """The function that reads a format; `UsageError` (U003) when this release only writes it."""
    if not format.reads:
        raise UsageError(_unable(format, "read"))
    read = cast(Reader, part_of(format, f"{format.module}:read"))
    return owner.reading(read) if (owner := _owner(format)) else read


def writer(format: Format) -> Writer:
    """The function that writes a format; `UsageError` (U003) when this release only reads it."""
    if not format.writes:
        raise UsageError(_unable(format, "written"))
    write = cast(Writer, part_of(format, f"{format.module}:write"))
    return owner.writing(write) if (owner := _owner(format)) else write


def validator(format: Format) -> Validator | None:
    """The function that validates documents of a format; None where there is none."""
    if format.validator is None:
        return None
    check = cast(Validator, part_of(format, format.validator))
    return owner.calling(check) if (owner := _owner(format)) else check


def _owner(format: Format) -> Owner | None:
    """Whose code a format's is; None where it is docconv's own."""
    return None if format.package is None else Owner(format.name, format.package)


def part_of(format: Format, place: str) -> object:
    """What `place`, "module:name", leads to in the code of a format.

    Raises `UsageError` (U003) where another package's code cannot be loaded, or has no such name.
    """
    module, _, name = place.partition(":")
    if format in FORMATS:
        return cast(object, getattr(import_module(module), name))
    if not format.module:
        raise UsageError(_unable(format, "read"))
    try:
        return cast(object, getattr(import_module(module), name))
    except Exception as error:  # another's code may fail in any way
        told = f"the format {format.name}, of the package {format.package}, cannot be loaded: {in_a_line(error)}"
        raise UsageError(problem("U003", told)) from error


def _unable(format: Format, what: str) -> Problem:
    if not format.module:
        return problem("U003", f"the format {format.name}, {format.description}")
    able = "written but not read" if format.writes else "read but not written"
    return problem("U003", f"{format.name} cannot be {what}: this release has it {able}")


def _format_meant(name: str, known: Iterable[Format]) -> str:
    """What may have been meant by a name that no format has: a name like it, or a suffix; else which formats there are."""
    names = {format.name: format.name for format in known}
    suffixes = {suffix.removeprefix("."): format.name for format in known for suffix in reversed(format.suffixes)}
    near = meant(name, {**suffixes, **names})
    return f" (did you mean {({**suffixes, **names})[near]}?)" if near else f"; there are {', '.join(names)}"


# --- the formats of other packages ------------------------------------------------------------------------------


def _from_packages() -> tuple[Format, ...]:
    """The formats of other packages, by name; one that cannot be used is listed as such, neither read nor written."""
    return _installed(tuple(sys.path))


@lru_cache(maxsize=4)
def _installed(path: tuple[str, ...]) -> tuple[Format, ...]:
    """The formats of the packages on a path; kept, since every installed package is looked at for them."""
    from importlib.metadata import entry_points  # takes its time to load

    entries = sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: (entry.name, _package(entry), entry.value))
    owners = dict.fromkeys((format.name for format in FORMATS), "docconv")
    found = []
    for entry in entries:
        owner = owners.get(entry.name)
        if owner is not None:
            told = f"{owner} has a format of this name" if owner != _package(entry) else "its package names it twice"
            found.append(_unusable(entry, told, f"{entry.name} ({_package(entry)})"))
            continue
        owners[entry.name] = _package(entry)
        found.append(_loaded(entry))
    return tuple(found)


def _loaded(entry: EntryPoint) -> Format:
    """The format that an entry point leads to, under the name of the entry point."""
    try:
        loaded = entry.load()
    except Exception as error:  # another's code may fail in any way
        return _unusable(entry, in_a_line(error))
    if not isinstance(loaded, Format):
        return _unusable(entry, "its entry point is no Format")
    fault = _fault_in(loaded)
    return _unusable(entry, fault) if fault else loaded._replace(name=entry.name, package=_package(entry))


def _fault_in(format: Format) -> str | None:
    """What is wrong with a format as another package describes it; None where nothing is."""
    if not isinstance(format.suffixes, tuple) or not all(_is_suffix(suffix) for suffix in format.suffixes):
        return f"its suffixes are to be a tuple of suffixes in lower case, such as ('.abc',), not {format.suffixes!r}"
    if not format.suffixes and format.writes:
        return "a format that is written needs a suffix"
    if format.fidelity not in ("lossless", "content", None):
        return f"its fidelity is to be 'lossless', 'content' or None, not {format.fidelity!r}"
    try:
        re.compile(format.signature or "")
    except re.error as error:
        return f"its signature is no regular expression: {error}"
    return None


def _is_suffix(suffix: object) -> bool:
    return isinstance(suffix, str) and len(suffix) > 1 and suffix.startswith(".") and suffix == suffix.lower()


def _unusable(entry: EntryPoint, why: str, name: str | None = None) -> Format:
    description = f"of the package {_package(entry)}, cannot be loaded: {why}"
    return Format(name or entry.name, "", (), (), None, False, False, False, description, package=_package(entry))


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else "another package"
