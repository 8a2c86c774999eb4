"""An example for every problem code: what triggers it, shown in docs/codes.md and run by tests/test_code_examples.py.

An example is a document that is validated or read, an article that is written, a change to a good book, or a
command. Where the whole would be long, `shown` says it in words.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from docconv import decode, dumps, registry, validate
from docconv.model import Article
from docconv.problems import DocconvError, Problem
from tests import foreign_books
from tests.broken_books import OURS_ALONE, REPLACEMENTS, good_book, packed, unpacked

Operation = Literal["validate", "read", "write", "book", "command", "elsewhere"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What triggers a code.

    `operation` is what is done with `source`: "validate" or "read" it as `format`, "write" the articles that are its
    lines as `format`; "book" has the bytes of a book; "command" is run in a folder with `files`; "elsewhere" names the test
    that shows a code for which no small document will do.
    """

    operation: Operation
    source: str | bytes
    format: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    shown: str | None = None


def problems_of(example: Example) -> list[Problem]:
    """The problems that an example has; not for commands and what is shown elsewhere."""
    found: list[Problem] = []
    try:
        if example.operation in ("validate", "book"):
            return validate(_octets(example.source), example.format or None, **example.options)
        if example.operation == "read":
            return list(decode(_octets(example.source), example.format, **example.options).problems) + _read_whole(example)
        articles = [Article.model_validate_json(line) for line in str(example.source).splitlines()]
        format = registry.get(example.format)
        registry.writer(format)(articles, io.BytesIO(), registry.options(format, example.options), found.append)
    except DocconvError as error:
        return [*found, *error.problems]
    return found


def _read_whole(example: Example) -> list[Problem]:
    """What is reported where every article of a document is read."""
    found: list[Problem] = []
    format = registry.get(example.format)
    for _ in registry.reader(format)(_octets(example.source), registry.options(format, example.options), found.append):
        pass
    return found


def _octets(source: str | bytes) -> bytes:
    return source if isinstance(source, bytes) else source.encode()


# --- documents ----------------------------------------------------------------------------------------


def checked(source: str | bytes, format: str, shown: str | None = None, **options: Any) -> Example:
    return Example(operation="validate", source=source, format=format, shown=shown, options=options)


def read(source: str | bytes, format: str, shown: str | None = None, **options: Any) -> Example:
    return Example(operation="read", source=source, format=format, shown=shown, options=options)


def written(source: str, format: str, **options: Any) -> Example:
    return Example(operation="write", source=source, format=format, options=options)


def command(line: str, shown: str | None = None, **files: str | bytes) -> Example:
    named = {name.replace("__", "."): text for name, text in files.items()}
    return Example(operation="command", source=line, files=named, shown=shown)


def page(body: str, head: str = "<title>Ferry</title>", html: str = ' lang="en"') -> str:
    return f"<!DOCTYPE html><html{html}><head>{head}</head><body><article>{body}</article></body></html>"


_G2 = 'xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" standardversion="2.35" conformance="power"'
_NITF = 'xmlns="http://iptc.org/std/NITF/2006-10-18/"'


def item(meta: str = "", content: str = "", guid: str = "tag:example.com,2026:1") -> str:
    catalog = '<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"/>'
    return (
        f'<newsItem {_G2} guid="{guid}" version="1">{catalog}<itemMeta><itemClass qcode="ninat:text"/>'
        f'<provider qcode="nprov:HPS"/><versionCreated>2026-03-14T09:15:00Z</versionCreated>{meta}</itemMeta>'
        f"<contentMeta><headline>Ferry adds dawn sailing</headline></contentMeta>{content}</newsItem>"
    )


def nitf(body: str, head: str = "") -> str:
    return f"<nitf {_NITF}>{head}<body><body.head><hedline><hl1>Ferry</hl1></hedline></body.head>{body}</body></nitf>"


def _edited_ninjs() -> bytes:
    article = Article(headline="Ferry", body=({"blocks": [{"type": "paragraph", "text": "The boat leaves."}]},))
    return dumps(article, "ninjs").replace(b"<p>The boat leaves.", b"<p>The train leaves.")


_LD = '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry", "datePublished": "2026-03-14T09:15:00Z"'
_FERRY = "Ferry adds dawn sailing\n\nThe first boat leaves the island at 5.40 from Monday, the harbour office said.\n"


# --- books --------------------------------------------------------------------------------------------


@cache
def _good_files() -> dict[str, bytes]:
    return unpacked(good_book())


def _of_table(name: str) -> Example:
    """The fault of a name in the tables of `tests.broken_books`."""
    _, _, file, old, new = next(row for row in (*REPLACEMENTS, *OURS_ALONE) if row[0] == name)
    source = _good_files()[file].decode()
    assert old in source, f"{name}: {file} does not hold {old}"
    book = packed({**_good_files(), file: source.replace(old, new, 1).encode()})
    shown = f"In {file}, {_coded(new)} stands for {_coded(old)}." if new else f"In {file}, {_coded(old)} is missing."
    return Example(operation="book", source=book, format="epub", shown=shown)


def _coded(text: str) -> str:
    text = " ".join(text.split())
    return f"`{text if len(text) <= 70 else text[:69] + '…'}`"


def _with(shown: str, files: Mapping[str, bytes | None], operation: Operation = "book") -> Example:
    changed = {**_good_files(), **files}
    book = packed({name: data for name, data in changed.items() if data is not None})
    return Example(operation=operation, source=book, format="epub", shown=shown)


def _bomb() -> bytes:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("EPUB/zeros.xhtml", bytes(20_000_000))
    return book.getvalue()


_ENCRYPTION = (
    b'<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
    b'<enc:EncryptedData><enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/><enc:CipherData>'
    b'<enc:CipherReference URI="EPUB/article-0001.xhtml"/></enc:CipherData></enc:EncryptedData></encryption>'
)


def _book_with_a_cover() -> bytes:
    cover = foreign_books.page("<p>A ferry.</p>", given=' epub:type="cover"')
    return foreign_books.book({"cover.xhtml": cover, "one.xhtml": foreign_books.page("<h1>Ferry</h1><p>It sails.</p>")})


def examples() -> Iterator[tuple[str, Example]]:
    """Every code with its example, in the order of the codes."""
    yield "I001", command("docconv validate gone.json")
    yield "I002", read("Fähre fährt früher\n\nDas erste Boot fährt um 5.40 Uhr.".encode("cp1252"), "txt", "Text in Windows-1252.")
    yield (
        "I003",
        read(
            "Größe, Höhe, Länge, Tiefe: \xdfber Br\xfccken \u20ac".encode() + b" \xff fern",
            "txt",
            "A byte that is no UTF-8, in a text that is.",
        ),
    )
    yield "I004", read(f"<p>{'x' * 2000}</p>", "nitf", "A document of 2,007 bytes, with `largest=1000`.", largest=1000)
    yield "I005", checked(b"%PDF-1.7\n", "", "A PDF file.")
    yield "I006", read('[{"headline": "One"}, {"headline": "Two"}]', "json")
    yield "I007", checked("[]", "json")
    elsewhere = "tests/test_batch_survival.py"
    yield "I008", Example(operation="elsewhere", source=elsewhere, shown="A reader that fails on a document.")
    yield "I009", Example(operation="elsewhere", source=elsewhere, shown="A process that is killed on a document.")
    yield (
        "I010",
        command(
            "docconv batch bad.jsonl -t jsonl -o out --max-failures 0 --jobs 1 --quiet",
            bad__jsonl='{"headline": 1}\n{"headline": 2}\n',
        ),
    )
    yield (
        "T001",
        read("The first boat leaves the island at 5.40 from Monday, the harbour office said, and returns at six.", "txt"),
    )
    yield "T002", read("Share\n", "txt")
    yield "T003", read("Ferry adds dawn sailing\n\nBy staff and agencies\n\n" + _FERRY.partition("\n\n")[2], "txt")
    yield "T004", read("Ferry adds dawn sailing\n\nPublished 14 March 2026\n\n" + _FERRY.partition("\n\n")[2], "txt")
    yield "T005", read("Ferry adds dawn sailing\n\nPublished 03/04/2026\n\n" + _FERRY.partition("\n\n")[2], "txt")
    yield "T006", read("Ferry adds dawn sailing\n\n" + "x\n" * 25_000, "txt", "A headline, and 25,000 lines of one letter.")
    yield "J001", checked('{"headline": "Ferry",}', "json")
    yield "J002", checked("3", "json")
    yield "J003", checked('{"docconv": "2.0", "headline": "Ferry"}', "json")
    yield "J004", read('{"docconv": "1.9", "headline": "Ferry", "mood": "calm"}', "json")
    yield "J005", checked('{"headline": "Ferry", "headline": "Boat"}', "json")
    yield (
        "J006",
        command(
            "docconv validate story.json --schema house.json",
            house__json='{"required": ["uri"]}',
            story__json='{"headline": "Ferry"}',
        ),
    )
    yield "M001", checked('{"headline": "Ferry", "body": [{"blocks": [{"text": "The boat leaves."}]}]}', "json")
    yield "M002", checked('{"headline": "Ferry", "mood": "calm"}', "json")
    yield "M003", checked('{"headline": 7}', "json")
    yield "M004", checked('{"headline": "Ferry  adds a sailing"}', "json")
    yield "M005", checked('{"headline": "Ferry", "status": "draft"}', "json")
    yield "M006", checked('{"headline": "Ferry", "url": "https://example.com/a b"}', "json")
    yield "M007", checked('{"headline": "Ferry", "body": [{"heading": "Deep", "level": 3, "blocks": []}]}', "json")
    yield "M008", checked('{"kicker": "Harbour"}', "json")
    yield (
        "R001",
        read(
            page(
                "<h1>Ferry</h1><p>It sails.</p>",
                '<title>Ferry</title><meta name="docconv:article" content="1.0"/><meta name="docconv:slug" content="a  b"/>',
            ),
            "html",
        ),
    )
    yield "R002", read(nitf("<body.content/>", '<head><docdata><date.issue norm="soon"/></docdata></head>'), "nitf")
    yield "R003", read('{"uri": "urn:x-hps:1", "headlines": [{"value": "Ferry"}], "mood": "calm"}', "ninjs")
    yield (
        "R004",
        read("<html><body><h1>Ferry adds dawn sailing</h1><p>The first boat leaves the island at 5.40 from Monday.</p>", "html"),
    )
    yield "R005", read(nitf("<body.content><blink>The boat leaves.</blink></body.content>"), "nitf")
    yield "R006", read(nitf("<body.content><p>Sheep & goats.</p></body.content>"), "nitf")
    yield "R007", read(nitf("<body.content><p>It leaves.</p></body.content><body.end><p>Ring us.</p></body.end>"), "nitf")
    yield "N001", checked('{"headlines": [{"value": "Ferry"}], "standard": {"name": "ninjs", "version": "3.1"}}', "ninjs")
    yield "N002", checked('{"uri": "urn:x-hps:1", "headlines": [{"value": "Ferry"}], "body_html": "<p>It sails.</p>"}', "ninjs")
    yield "N003", checked('{"uri": "urn:x-hps:1", "headlines": [{"value": "Ferry"}], "urgency": "4"}', "ninjs")
    yield "N004", checked('{"uri": "urn:x-hps:1", "headlines": [{"value": "Ferry"}], "pubStatus": "live"}', "ninjs")
    yield "N005", checked('{"uri": "urn:x-hps:1", "headlines": [{"value": "Ferry"}], "versionCreated": "14 March"}', "ninjs")
    yield (
        "N006",
        checked(
            '{"uri": "urn:x-hps:1", "headlines": [{"value": "Ferry"}], "standard": {"name": "ninjs", "version": "3.1"}, '
            '"people": [{"name": "Ada Quay", "contactInfo": [{"type": "email"}]}]}',
            "ninjs",
        ),
    )
    yield (
        "N007",
        checked(
            '{"uri": "urn:x-hps:1", "headlines": [{"value": "Ferry"}], "standard": {"name": "ninjs", "version": "3.9"}}', "ninjs"
        ),
    )
    yield (
        "N008",
        Example(
            operation="read", source=_edited_ninjs(), format="ninjs", shown="docconv's own ninjs, the XHTML of which was edited."
        ),
    )
    yield "G001", checked(item(guid=" "), "newsml")
    yield "G002", checked(item('<service qcode="desk:harbour"/>'), "newsml")
    yield "G003", checked(item("<embargoed>2026-03-14T09:15:00</embargoed>"), "newsml")
    yield (
        "G004",
        checked(
            item(content='<contentSet><inlineXML contenttype="application/nitf+xml"><nitf/></inlineXML></contentSet>'), "newsml"
        ),
    )
    yield "S001", checked(_LD + "}", "jsonld")
    yield "S002", checked('{"@type": "NewsArticle", "headline": "Ferry"}', "jsonld")
    yield "S003", checked(_LD + ', "author": 7}', "jsonld")
    yield "S004", checked(_LD + ', "dateModified": "14 March"}', "jsonld")
    yield "S005", checked(_LD + ', "dateModified": "2026-03-14T10:00:00"}', "jsonld")
    yield "S006", checked(_LD + ', "author": {"@type": "Person", "name": "By Ada Quay"}}', "jsonld")
    yield "S007", read(_LD + ', "articleSection": "News", "creditText": ["HPS", "Harbour Press"]}', "jsonld")
    yield "X001", checked("<nitf><body></nitf>", "nitf")
    yield (
        "X002",
        Example(
            operation="elsewhere", source="tests/test_code_examples.py", shown="A paragraph of more than 10 MB, written as NITF."
        ),
    )
    yield "X003", checked(f"<nitf {_NITF}><hedline/></nitf>", "nitf")
    yield "X004", checked("<nitf><body><body.head/></body></nitf>", "nitf")
    yield "X005", checked(nitf("<body.content/>", '<head><docdata management-status="live"/></head>'), "nitf")
    yield "X006", checked(nitf("<body.content><p/></body.content>"), "nitf")
    yield "H001", checked(page("<p>The boat leaves.</p>"), "html")
    yield "H002", checked(page("<h1>Ferry</h1>", html=' lang="english language"'), "html")
    yield "H003", checked(page("<h1>Ferry</h1><h3>Why now</h3>"), "html")
    yield "H004", checked(page('<h1 id="a">Ferry</h1><p id="a">It sails.</p>'), "html")
    yield "H005", checked(page('<h1>Ferry</h1><p><a href="https://example.com/a b">More</a></p>'), "html")
    yield "H006", checked(page("<h1>Ferry</h1><script>alert(1)</script>"), "html")
    yield "H007", checked(page("<h1>Ferry</h1>", head=""), "html")
    yield "H008", checked(page("<h1>Ferry</h1><p><b>It sails.</p>"), "html")
    yield "E001", Example(operation="book", source=b"PK\x03\x04", format="epub", shown="The first bytes of a book.")
    yield "E002", Example(operation="book", source=_bomb(), format="epub", shown="20 MB of zeros in an archive of 20 KB.")
    yield "E003", _with("META-INF/encryption.xml names a page.", {"META-INF/encryption.xml": _ENCRYPTION})
    yield "E004", _of_table("package not well-formed")
    yield "E005", _with("The archive has no file mimetype, and is read.", {"mimetype": None}, "read")
    yield "E006", _with("A page of the book is missing, and the book is read.", {"EPUB/article-0002.xhtml": None}, "read")
    yield (
        "E007",
        Example(
            operation="read",
            source=_book_with_a_cover(),
            format="epub",
            shown="A book of another program, with a page for its cover.",
        ),
    )
    yield "K001", checked("---\nlanguage: [en\n---\n# Ferry\n", "md")
    yield "K002", checked("---\nlanguage: en\nlanguage: de\n---\n# Ferry\n", "md")
    yield "K003", checked("---\nmood: calm\n---\n# Ferry\n", "md")
    yield "K004", checked("# Ferry\n\n# Boat\n", "md")
    yield "K005", checked("# Ferry\n\n### Why now\n\nIt sails.\n", "md")
    yield "K006", checked("# Ferry\n\n[More]\n\n[More]: javascript:alert\n", "md")
    yield "E010", _with("The file mimetype says application/zip.", {"mimetype": b"application/zip"})
    yield "E011", _with("The archive has a file `EPUB/what?.css`.", {"EPUB/what?.css": b"p {}"})
    yield "E012", _of_table("no modified")
    yield "E013", _with("EPUB/book.css is missing.", {"EPUB/book.css": None})
    yield "E014", _with("There is a file EPUB/notes.txt that no item names.", {"EPUB/notes.txt": b"Notes."})
    yield "E015", _of_table("picture is of another type")
    yield "E016", _of_table("spine names a page twice")
    yield "E017", _of_table("entry without text")
    yield "E018", _of_table("link to no file")
    yield "E019", _of_table("id twice")
    yield "E020", _of_table("obsolete attribute")
    yield "E021", _of_table("picture from the network")
    yield "E022", _of_table("script without property")
    yield "E023", _of_table("languages differ")
    yield "E024", _of_table("no language of a page")
    yield "E025", _of_table("name of HTML")
    yield (
        "E101",
        Example(
            operation="elsewhere", source="tests/test_epub_checking.py", shown="`--epubcheck`, and a book of the kind above."
        ),
    )
    yield (
        "E102",
        Example(operation="elsewhere", source="tests/test_epub_checking.py", shown="`--epubcheck`, and a page without a title."),
    )
    yield "A001", checked(page('<h1>Ferry</h1><img src="ferry.png">'), "html")
    yield "L001", written('{"headline": "Ferry", "keywords": ["ferry"]}', "txt")
    yield (
        "L002",
        written('{"headline": "Ferry", "body": [{"blocks": [{"type": "figure", "src": "gone.png", "alt": "A"}]}]}', "epub"),
    )
    yield "D001", written('{"headline": "Ferry"}', "newsml")
    yield "D002", written('{"id": "urn:x-hps:1", "headline": "Ferry"}\n{"id": "urn:x-hps:1", "headline": "Boat"}', "newsml")
    yield "U001", command("docconv validate story.json -f jsn", story__json="{}")
    yield (
        "U002",
        command("docconv convert story.json -o nowhere.json/x.json", story__json='{"headline": "Ferry"}', nowhere__json=""),
    )
    yield "U003", command("docconv validate story.txt -f txt", story__txt="Ferry adds a sailing")
    yield (
        "U004",
        Example(operation="elsewhere", source="tests/test_epub_checking.py", shown="`--epubcheck` without docconv[epubcheck]."),
    )
    yield "U005", command("docconv validate story.json --schema notes.txt", story__json="{}", notes__txt="Buy milk.")
