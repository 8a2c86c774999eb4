"""Books as other programs make them, put together by hand: a zip archive from a package, pages and a table of contents."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

from docconv.formats.epub import EpubOptions, read
from docconv.model import Article
from docconv.problems import Problem
from tests.epub_samples import png

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="{path}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PICTURE = png(1, 2, 3, 8, 8)


def archive(
    files: Mapping[str, bytes | str] | Iterable[tuple[str, bytes | str]], *, mimetype: str | None = "application/epub+zip"
) -> bytes:
    """A zip archive of the files, with `mimetype` first."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        if mimetype is not None:
            target.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name, data in files.items() if isinstance(files, Mapping) else files:
            target.writestr(name, data)
    return stream.getvalue()


def page(body: str, *, title: str = "A page", html: str = ' xml:lang="en"', given: str = "") -> str:
    """An XHTML page of EPUB 3; `html` and `given` are the attributes of `html` and `body`."""
    names = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    head = f"<head><title>{title}</title></head>"
    return f'<?xml version="1.0" encoding="utf-8"?><html {names}{html}>{head}<body{given}>{body}</body></html>'


def old_page(body: str) -> str:
    """An XHTML page of EPUB 2."""
    kind = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
    return f'<?xml version="1.0"?>{kind}<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>'


def nav(entries: str, more: str = "") -> str:
    """A navigation document with these lines in its contents."""
    return page(f'<nav epub:type="toc"><h1>Contents</h1><ol>{entries}</ol></nav>{more}')


def line(href: str | None, title: str, inside: str = "") -> str:
    """A line of a navigation document."""
    label = f'<a href="{href}">{title}</a>' if href else f"<span>{title}</span>"
    return f"<li>{label}{f'<ol>{inside}</ol>' if inside else ''}</li>"


def ncx(*points: str) -> str:
    """A table of contents of EPUB 2."""
    names = 'xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"'
    return f"<ncx {names}><head/><docTitle><text>x</text></docTitle><navMap>{''.join(points)}</navMap></ncx>"


def point(src: str, title: str, inside: str = "") -> str:
    """A line of a table of contents of EPUB 2."""
    return f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{src}"/>{inside}</navPoint>'


METADATA = (
    "<dc:title>The harbour book</dc:title><dc:creator>Maren Oduya</dc:creator><dc:language>en</dc:language>"
    '<dc:identifier id="uid">urn:example:harbour</dc:identifier>'
)
_TYPES = {
    "xhtml": "application/xhtml+xml",
    "html": "application/xhtml+xml",
    "png": "image/png",
    "ncx": "application/x-dtbncx+xml",
}


def opf(
    files: Iterable[str],
    spine: Iterable[str],
    *,
    metadata: str = METADATA,
    properties: Mapping[str, str] | None = None,
    more: str = "",
    version: str = "3.0",
    given: str = "",
) -> str:
    """A package document; an item's id is its name. A name in the spine that ends with "!" is not linear."""
    properties = {"nav.xhtml": "nav", **(properties or {})}
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="{_TYPES.get(name.rpartition(".")[2], "application/octet-stream")}"'
        + (f' properties="{properties[name]}"' if name in properties else "")
        + "/>"
        for name in files
    )
    places = "".join(
        f'<itemref idref="{name.rstrip("!")}"{" linear=" + chr(34) + "no" + chr(34) if name.endswith("!") else ""}/>'
        for name in spine
    )
    toc = ' toc="toc.ncx"' if version == "2.0" else ""
    return (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="{version}" unique-identifier="uid">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine{toc}{given}>{places}</spine>{more}</package>"
    )


def book(
    pages: Mapping[str, bytes | str],
    *,
    spine: Iterable[str] | None = None,
    contents: str | None = None,
    folder: str = "OEBPS",
    extra: Mapping[str, bytes | str] | None = None,
    metadata: str = METADATA,
    properties: Mapping[str, str] | None = None,
    more: str = "",
    version: str = "3.0",
    given: str = "",
) -> bytes:
    """A book of the pages; `contents` are the lines of its navigation document, or of its NCX where `version` is "2.0"."""
    files = dict(pages)
    order = list(spine if spine is not None else (name for name in pages if name.endswith("html")))
    if contents is not None:
        files["toc.ncx" if version == "2.0" else "nav.xhtml"] = ncx(contents) if version == "2.0" else nav(contents)
    package = opf(files, order, metadata=metadata, properties=properties, more=more, version=version, given=given)
    placed = {f"{folder}/{name}" if folder else name: data for name, data in files.items()}
    path = f"{folder}/package.opf" if folder else "package.opf"
    return archive({"META-INF/container.xml": CONTAINER.format(path=path), path: package, **placed, **(extra or {})})


class ReadBook:
    """A book that was read: its articles and the problems met."""

    def __init__(self, data: bytes, **options: int) -> None:
        self.problems: list[Problem] = []
        self.articles: list[Article] = list(read(data, EpubOptions(**options), self.problems.append))

    def headlines(self) -> list[str | None]:
        return [article.headline for article in self.articles]

    def codes(self) -> list[str]:
        return sorted({found.code for found in self.problems})

    def told(self, code: str) -> list[str]:
        return [found.message for found in self.problems if found.code == code]


def texts_of(article: Article) -> list[str]:
    """The paragraphs, quotations and items of an article, in order."""
    found: list[str] = []
    for block in article.blocks():
        match block.type:
            case "paragraph":
                found.append(block.text)
            case "list":
                found += [item.text for item in block.items]
            case "quote":
                found += [text.text for text in block.paragraphs]
    return found
