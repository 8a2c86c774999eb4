"""Books with one fault each, made from a good one: what `docconv validate` and EPUBCheck are held against."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple

from docconv.formats.epub import EpubOptions, write
from tests.epub_samples import ARABIC, ASSETS, ENGLISH

Files = dict[str, bytes]
OPF, NAV, ONE, TWO, CSS, NCX, SVG = (
    "EPUB/content.opf", "EPUB/nav.xhtml", "EPUB/article-0001.xhtml", "EPUB/article-0002.xhtml", "EPUB/book.css", "EPUB/toc.ncx",
    "EPUB/cover.svg",
)  # fmt: skip
CONTAINER = "META-INF/container.xml"
#: The last entry of the table of contents, to be put in the place of another.
_LAST, _END = '<a href="sources-01.xhtml">Source · Rights</a>', '</li>\n</ol>\n</nav>\n<nav epub:type="loi"'
_TITLE = "Island ferry adds a dawn sailing after “one petition too many” &lt;for now&gt;"
_SIZES = "pictures/3db5cb6806b097fcf5d1.png"


def good_book() -> bytes:
    """A book of two articles with a picture, without a fault."""
    book = io.BytesIO()
    write([ENGLISH, ARABIC], book, EpubOptions(assets=ASSETS), lambda found: None)
    return book.getvalue()


def unpacked(book: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Files, *, mimetype_method: int = zipfile.ZIP_STORED) -> bytes:
    """The files as an archive; a name that ends in `#2` is written without that, as the second of its name."""
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            method = mimetype_method if name == "mimetype" else zipfile.ZIP_DEFLATED
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that a name stands twice is what is wanted
                archive.writestr(zipfile.ZipInfo(name.removesuffix("#2"), (1980, 1, 1, 0, 0, 0)), data, method)
    return book.getvalue()


class Broken(NamedTuple):
    """A fault: its name, the code it must be found with, and the book."""

    name: str
    code: str
    book: bytes


#: Faults that a text put in the place of another makes: name, code, file, the text, what stands in its place.
REPLACEMENTS: tuple[tuple[str, str, str, str, str], ...] = (
    ("no modified", "E012", OPF, '<meta property="dcterms:modified">2026-03-17T09:00:00Z</meta>', ""),
    ("modified with offset", "E012", OPF, "2026-03-17T09:00:00Z</meta>", "2026-03-17T09:00:00+00:00</meta>"),
    ("modified as day", "E012", OPF, "2026-03-17T09:00:00Z</meta>", "2026-03-17</meta>"),
    ("no identifier", "E012", OPF, "dc:identifier", "dc:source"),
    ("no title", "E012", OPF, '<dc:title id="title">Articles</dc:title>', ""),
    ("empty title", "E012", OPF, ">Articles</dc:title>", "> </dc:title>"),
    ("no language", "E012", OPF, "<dc:language>en-GB</dc:language>\n    <dc:language>ar</dc:language>", ""),
    ("language malformed", "E023", OPF, "<dc:language>ar<", "<dc:language>arabic_language<"),
    ("unique identifier unknown", "E012", OPF, 'unique-identifier="book-id"', 'unique-identifier="id-of-book"'),
    ("version unknown", "E012", OPF, 'unique-identifier="book-id" version="3.0"', 'unique-identifier="book-id" version="4.0"'),
    ("refines nothing", "E012", OPF, 'refines="#creator-1"', 'refines="#creator-9"'),
    ("prefix undeclared", "E012", OPF, 'property="schema:accessMode">textual', 'property="house:mood">textual'),
    ("empty property", "E012", OPF, '"schema:accessibilityHazard">none<', '"schema:accessibilityHazard"><'),
    ("two dates", "E012", OPF, "<dc:rights>", "<dc:date>2026-01-01</dc:date><dc:rights>"),
    ("direction unknown", "E012", OPF, 'dir="ltr"', 'dir="left"'),
    ("spine before manifest", "E012", OPF, "<manifest>", '<spine><itemref idref="nav"/></spine><manifest>'),
    ("id twice in package", "E012", OPF, 'id="creator-1"', 'id="title"'),
    ("item without media type", "E012", OPF, ' media-type="text/css"', ""),
    ("media type malformed", "E012", OPF, 'media-type="text/css"', 'media-type="css"'),
    ("item without href", "E012", OPF, 'href="book.css" ', ""),
    ("item with fragment", "E012", OPF, 'href="book.css"', 'href="book.css#top"'),
    ("unknown element in package", "E012", OPF, "<manifest>", "<contents/><manifest>"),
    ("file not in book", "E013", OPF, "<manifest>", '<manifest><item id="gone" href="gone.css" media-type="text/css"/>'),
    ("file named twice", "E013", OPF, "<manifest>", '<manifest><item id="again" href="book.css" media-type="text/css"/>'),
    ("fallback unknown", "E013", OPF, 'id="book" ', 'id="book" fallback="gone" '),
    ("package in manifest", "E013", OPF, "<manifest>",
     '<manifest><item id="self" href="content.opf" media-type="application/oebps-package+xml"/>'),
    ("picture is of another type", "E015", OPF, 'media-type="image/png"', 'media-type="image/jpeg"'),
    ("page is of another type", "E016", OPF,
     'href="article-0002.xhtml" id="article-0002" media-type="application/xhtml+xml"',
     'href="article-0002.xhtml" id="article-0002" media-type="text/html"'),
    ("drawing is called a page", "E015", OPF, 'media-type="image/svg+xml" properties="cover-image"',
     'media-type="application/xhtml+xml"'),
    ("spine names what is not there", "E016", OPF, '<itemref idref="nav"/>', '<itemref idref="navigation"/>'),
    ("spine names a page twice", "E016", OPF, '<itemref idref="nav"/>', '<itemref idref="nav"/><itemref idref="nav"/>'),
    ("spine names a picture", "E016", OPF, '<itemref idref="nav"/>', '<itemref idref="picture-3db5cb6806b097fcf5d1"/>'),
    ("spine is empty", "E016", OPF,
     '<itemref idref="cover"/>\n    <itemref idref="nav"/>\n    <itemref idref="article-0001"/>\n    '
     '<itemref idref="article-0002"/>\n    <itemref idref="sources-01"/>', ""),
    ("progression unknown", "E016", OPF, 'page-progression-direction="ltr"', 'page-progression-direction="left"'),
    ("toc names no NCX", "E016", OPF, 'toc="ncx"', 'toc="nav"'),
    ("page not in spine", "E018", OPF, '<itemref idref="article-0002"/>', ""),
    ("linear unknown", "E016", OPF, '<itemref idref="nav"/>', '<itemref idref="nav" linear="maybe"/>'),
    ("no navigation", "E017", OPF, ' properties="nav"', ""),
    ("property unknown", "E022", OPF, 'properties="nav"', 'properties="nav menu"'),
    ("two covers", "E022", OPF, 'media-type="image/png"', 'media-type="image/png" properties="cover-image"'),
    ("property without need", "E022", OPF, 'id="article-0001" ', 'id="article-0001" properties="mathml" '),
    ("remote item", "E021", OPF, "<manifest>",
     '<manifest><item id="far" href="https://example.com/far.css" media-type="text/css"/>'),
    ("package not well-formed", "E004", OPF, "</manifest>", ""),
    ("container of another kind", "E011", CONTAINER, "application/oebps-package+xml", "text/xml"),
    ("container names nothing", "E011", CONTAINER, "EPUB/content.opf", "EPUB/book.opf"),
    ("container not well-formed", "E011", CONTAINER, "</rootfiles>", ""),
    ("contents without type", "E017", NAV, '<nav epub:type="toc" ', "<nav "),
    ("contents twice", "E017", NAV, '<nav epub:type="loi"', '<nav epub:type="toc"'),
    ("entry without text", "E017", NAV, ">What changes in June</a>", "></a>"),
    ("entry that is no link", "E017", NAV, _LAST + _END,
     '<b>Source · Rights</b>' + _END),
    ("span that heads nothing", "E017", NAV, _LAST + _END,
     '<span>Source · Rights</span>' + _END),
    ("contents without list", "E017", NAV, '<h1 id="toc-heading">Contents</h1>\n<ol>',
     '<h1 id="toc-heading">Contents</h1>\n<p>See below.</p>\n<ol>'),
    ("landmark without type", "E017", NAV, '<a epub:type="cover" href', "<a href"),
    ("contents lead out", "E017", NAV, '<a href="sources-01.xhtml">', '<a href="https://example.com/">'),
    ("entry leads to no file", "E018", NAV, '"article-0001.xhtml#section-2"', '"article-0009.xhtml"'),
    ("entry leads to no place", "E018", NAV, '"article-0001.xhtml#section-2"', '"article-0001.xhtml#section-99"'),
    ("NCX leads to no file", "E018", NCX, 'src="article-0001.xhtml"', 'src="article-0009.xhtml"'),
    ("NCX of another book", "E017", NCX, "urn:uuid:369ecb9d", "urn:uuid:00000000"),
    ("NCX entry without content", "E017", NCX, '<content src="article-0001.xhtml"/>', ""),
    ("link to no file", "E018", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "gone.xhtml"),
    ("link to no place", "E018", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "#gone"),
    ("link out of the book", "E018", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "../../../etc/passwd"),
    ("link from the root", "E018", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "/news/7"),
    ("link with a space", "E018", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "https://example.com/a b"),
    ("link with a stray per cent", "E018", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "https://example.com/100%"),
    ("link without host", "E018", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "https:///news"),
    ("link to a machine's file", "E018", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "file:///etc/passwd"),
    ("link to a style sheet", "E018", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "book.css"),
    ("picture that is not there", "E018", ONE, "pictures/3db5cb6806b097fcf5d1.png", "pictures/gone.png"),
    ("picture from the network", "E021", ONE, "pictures/3db5cb6806b097fcf5d1.png", "https://example.com/ferry.png"),
    ("style sheet from the network", "E021", ONE, 'href="book.css"', 'href="https://example.com/book.css"'),
    ("frame from the network", "E021", ONE, "<p><span class", '<iframe src="https://example.com/"></iframe><p><span class'),
    ("film from the network", "E021", ONE, "<p><span class", '<video src="https://example.com/a.mp4"></video><p><span class'),
    ("id twice", "E019", ONE, 'id="headline"', 'id="article"'),
    ("id with a space", "E019", ONE, 'id="section-2-heading"', 'id="section 2"'),
    ("languages differ", "E023", ONE, 'lang="en-GB" xml:lang="en-GB"', 'lang="en-GB" xml:lang="de"'),
    ("language of a page malformed", "E023", ONE, 'lang="en-GB" xml:lang="en-GB"', 'lang="en GB" xml:lang="en GB"'),
    ("direction of a page malformed", "E023", ONE, 'dir="ltr"', 'dir="sideways"'),
    ("name of HTML", "E025", ONE, "The fare stays.", "The&nbsp;fare stays."),
    ("bare ampersand", "E025", ONE, "The fare stays.", "Fare & time stay."),
    ("page not well-formed", "E025", ONE, "The fare stays.</p>", "The fare stays."),
    ("control character", "E025", ONE, "The fare stays.", "The fare\x01 stays."),
    ("XML 1.1", "E025", ONE, '<?xml version="1.0"', '<?xml version="1.1"'),
    ("page in Latin-1", "E025", ONE, 'encoding="UTF-8"', 'encoding="ISO-8859-1"'),
    ("document type of the past", "E020", ONE, "<!DOCTYPE html>",
     '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'),
    ("no title of a page", "E020", ONE, f"<title>{_TITLE}</title>", ""),
    ("obsolete attribute", "E020", ONE, '<p class="byline">', '<p class="byline" align="left">'),
    ("obsolete element", "E020", ONE, '<p class="byline">By', '<p class="byline"><font>By</font>'),
    ("block in a paragraph", "E020", ONE, '<p class="byline">By', '<p class="byline"><div>By</div>'),
    ("link in a link", "E020", ONE, ">its owner said<", "><a href='#article'>its owner said</a><"),
    ("list holds a paragraph", "E020", ONE, "<ul><li>", "<ul><p>Two:</p><li>"),
    ("list holds text", "E020", ONE, "<ul><li>", "<ul>Two:<li>"),
    ("item outside of a list", "E020", ONE, '<p class="byline">', '<li>One</li><p class="byline">'),
    ("picture without source", "E020", ONE, 'src="pictures/3db5cb6806b097fcf5d1.png" ', ""),
    ("width in per cent", "E020", ONE, 'width="480"', 'width="100%"'),
    ("date in free text", "E020", ONE, 'datetime="2026-03-16T07:40:00Z"', 'datetime="March 16"'),
    ("script without property", "E022", ONE, "</head>", "<script>let a = 1;</script></head>"),
    ("drawing without property", "E022", ONE, '<p class="byline">',
     '<svg xmlns="http://www.w3.org/2000/svg"><title>A</title></svg><p class="byline">'),
    ("formula without property", "E022", ONE, '<p class="byline">',
     '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math><p class="byline">'),
    ("style sheet asks for what is not there", "E018", CSS, "{", "{ background: url(gone.png);"),
    ("style sheet asks the network", "E021", CSS, "{", "{ background: url(https://example.com/a.png);"),
    ("drawing not well-formed", "E025", SVG, "</svg>", ""),
)  # fmt: skip

#: Faults that EPUBCheck does not look for, by the brief of EPUB Accessibility and of OCF: docconv does.
OURS_ALONE = (
    ("no alternative text", "A001", ONE, ' alt="A white ferry at a stone quay before sunrise"', ""),
    ("no language of a page", "E024", ONE, ' lang="en-GB" xml:lang="en-GB"', ""),
    ("picture that is a page", "E015", ONE, "pictures/3db5cb6806b097fcf5d1.png", "article-0002.xhtml"),
    ("no access mode", "E024", OPF, 'schema:accessMode"', 'schema:accessHazard"'),
    ("no hazard said", "E024", OPF, '<meta property="schema:accessibilityHazard">none</meta>', ""),
    ("no features said", "E024", OPF, "schema:accessibilityFeature", "schema:accessibilityControl"),
)


def _dropped(name: str) -> Callable[[Files], Files]:
    return lambda files: {key: data for key, data in files.items() if key != name}


def _added(name: str, data: bytes) -> Callable[[Files], Files]:
    return lambda files: {**files, name: data}


#: Faults of the archive: name, code, and what makes the files of a good book those of the broken one.
ARCHIVES: tuple[tuple[str, str, Callable[[Files], Files]], ...] = (
    ("mimetype last", "E010", lambda files: {**_dropped("mimetype")(files), "mimetype": files["mimetype"]}),
    ("no mimetype", "E010", _dropped("mimetype")),
    ("mimetype says zip", "E010", lambda files: {**files, "mimetype": b"application/zip"}),
    ("mimetype with a line end", "E010", lambda files: {**files, "mimetype": b"application/epub+zip\n"}),
    ("no container", "E011", _dropped(CONTAINER)),
    ("forbidden name", "E011", _added("EPUB/what?.css", b"p {}")),
    ("names that differ in case", "E011", _added("EPUB/Book.css", b"p {}")),
    ("two files of one name", "E011", _added("EPUB/book.css#2", b"p {}")),
    ("no package document", "E011", _dropped(OPF)),
    ("style sheet missing", "E013", _dropped(CSS)),
    ("picture missing", "E013", _dropped("EPUB/pictures/3db5cb6806b097fcf5d1.png")),
    ("page missing", "E013", _dropped(TWO)),
    ("picture cut off", "E015", lambda files: {**files, "EPUB/pictures/3db5cb6806b097fcf5d1.png": b"GIF89a"}),
)


def broken_books(*, ours_alone: bool = False) -> Iterator[Broken]:
    """Every book with a fault; with `ours_alone`, those whose fault EPUBCheck does not look for."""
    files = unpacked(good_book())
    for name, code, file, old, new in OURS_ALONE if ours_alone else REPLACEMENTS:
        source = files[file].decode()
        assert old in source, f"{name}: {file} does not hold {old}"
        changed = source.replace(old, new) if ours_alone or name == "no identifier" else source.replace(old, new, 1)
        yield Broken(name, code, packed({**files, file: changed.encode()}))
    if ours_alone:
        yield Broken("mimetype packed", "E010", packed(files, mimetype_method=zipfile.ZIP_DEFLATED))
        yield Broken("file not in the manifest", "E014", packed({**files, "EPUB/notes.txt": b"Notes."}))
        return
    for name, code, change in ARCHIVES:
        yield Broken(name, code, packed(change(files)))


#: What is unusual, but no fault: name, file, the text, what stands in its place.
UNUSUAL: tuple[tuple[str, str, str, str], ...] = (
    ("ruby", ONE, "The fare stays.", "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby> stays."),
    ("details", ONE, '<p class="byline">', '<details><summary>More</summary><p>Here.</p></details><p class="byline">'),
    ("a block in a link", ONE, '<p class="byline">', '<a href="#article"><div><p>Up</p></div></a><p class="byline">'),
    ("a table", ONE, '<p class="byline">',
     '<table><caption>Fares</caption><colgroup><col/></colgroup><thead><tr><th scope="col">Day</th></tr></thead>'
     '<tbody><tr><td colspan="1">1</td></tr></tbody></table><p class="byline">'),
    ("a description list", ONE, '<p class="byline">',
     '<dl><div><dt>Fare</dt><dd><p>2</p></dd></div><div><dt>Time</dt><dd>5</dd></div></dl><p class="byline">'),
    ("a description list of pairs", ONE, '<p class="byline">', '<dl><dt>Fare</dt><dd>2</dd></dl><p class="byline">'),
    ("a picture of several sizes", ONE, '<p class="byline">',
     f'<picture><source type="image/png" srcset="{_SIZES} 2x"/><img src="{_SIZES}" alt="A"/></picture>'
     '<p class="byline">'),
    ("a picture in its address", ONE, '<p class="byline">',
     '<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="/><p class="byline">'),
    ("an address of mail", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "mailto:desk@example.com"),
    ("an address of a telephone", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "tel:+4412345"),
    ("an address in Arabic", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "https://example.com/أخبار"),
    ("an empty fragment", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "article-0002.xhtml#"),
    ("a link to another page", ONE, "https://ferry.example.com/news?id=7&amp;lang=en", "article-0002.xhtml#section-2"),
    ("a link without address", ONE, 'href="https://ferry.example.com/news?id=7&amp;lang=en"', ""),
    ("times", ONE, "The fare stays.",
     '<time>2026</time> <time datetime="2026-03">a</time> <time>05:40</time> <time datetime="P3D">b</time> '
     '<time datetime="2026-W11">c</time> <time datetime="PT4H18M3S">d</time>'),
    ("data in the page", ONE, "</head>", '<script type="application/ld+json">{"@context": "https://schema.org"}</script></head>'),
    ("styles in the page", ONE, "</head>", "<style>p { color: red; }</style></head>"),
    ("a section without heading", ONE, '<p class="byline">', '<section><hr/><address>Port</address></section><p class="byline">'),
    ("a quotation with its source", ONE, '<p class="byline">',
     '<blockquote cite="https://example.com/a"><p>Yes.</p></blockquote><p class="byline">'),
    ("custom data", ONE, '<p class="byline">', '<p class="byline" data-mood="calm" aria-label="x" title="t" itemprop="author">'),
    ("a figure in a figure", ONE, '<p class="byline">', '<figure><figure><p>x</p></figure></figure><p class="byline">'),
    ("a numbered list", ONE, '<p class="byline">',
     '<ol start="3" reversed="" type="a"><li value="3"><p>x</p><ul><li>y</li></ul></li></ol><p class="byline">'),
    ("a drawing that is declared", OPF, 'id="article-0001" ', 'id="article-0001" properties="svg" '),
    ("a comment before the root", ONE, "<!DOCTYPE html>", "<!-- A page. --><!DOCTYPE html><!-- It begins. -->"),
    ("the old document type", ONE, "<!DOCTYPE html>", '<!DOCTYPE html SYSTEM "about:legacy-compat">'),
    ("another language inside", ONE, "The fare stays.", '<i lang="fr" xml:lang="fr">Le prix</i> <i lang="de">bleibt</i>'),
    ("a prefix that is declared", OPF, '<meta property="schema:accessMode">textual<',
     '<meta property="rendition:layout">reflowable</meta><meta property="schema:accessMode">textual<'),
    ("a page that is not linear", OPF, '<itemref idref="cover"/>', '<itemref idref="cover" linear="no"/>'),
    ("a picture that a font style shows", CSS, "{", "{ background: url('pictures/3db5cb6806b097fcf5d1.png');"),
    ("a nav of another type", NAV, '<nav epub:type="loi"', '<nav epub:type="lot"'),
    ("a span that heads a list", NAV, _LAST + _END,
     '<span>Rest</span><ol><li><a href="sources-01.xhtml">Sources</a></li></ol>' + _END),
    ("several identifiers", OPF, "<dc:rights>", "<dc:identifier>urn:isbn:9780000000002</dc:identifier><dc:rights>"),
    ("a title with its type", OPF, "<dc:rights>",
     '<meta refines="#title" property="title-type">main</meta><dc:title>More</dc:title><dc:rights>'),
    ("a link of the metadata", OPF, "<dc:rights>",
     '<link rel="record" href="https://example.com/record.xml" media-type="application/marcxml+xml"/><dc:rights>'),
)  # fmt: skip


def unusual_books() -> Iterator[tuple[str, bytes]]:
    """Books that are unusual, but right."""
    files = unpacked(good_book())
    for name, file, old, new in UNUSUAL:
        source = files[file].decode()
        assert old in source, f"{name}: {file} does not hold {old}"
        changed = {**files, file: source.replace(old, new, 1).encode()}
        if "declared" in name and "drawing" in name:
            drawing = '<svg xmlns="http://www.w3.org/2000/svg"><title>A</title></svg><p class="byline">'
            changed[ONE] = files[ONE].replace(b'<p class="byline">', drawing.encode(), 1)
        yield name, packed(changed)
