"""What the files of a book lead to: files and places that are there, and no network (EPUB 3.3, sections 3.5 and 3.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import SplitResult, urlsplit

from docconv.formats._epub_archive import BookFiles
from docconv.formats._epub_faults import Fault
from docconv.formats._epub_package_checking import AUDIO, IMAGES, PAGES, Contents
from docconv.formats._epub_package_reading import resolved
from docconv.formats._epub_page_checking import Link, Page
from docconv.formats._findings import shown
from docconv.patterns import lazy_pattern

#: What a URL does not admit where it stands in markup (URL Standard, sections 4.3 and 5.2); letters of any script do.
_MALFORMED = lazy_pattern(r"%(?![0-9A-Fa-f]{2})|[\x00-\x20\x7f<>\"\\^`{|}]")
_IN_STYLES = lazy_pattern(
    r"""/\*.*?(?:\*/|\Z)|(@import)\s+(?:url\(\s*)?["']?([^"')\s;]+)|url\(\s*["']?([^"')]*?)["']?\s*\)|(@font-face)|(\})""",
    re.DOTALL | re.IGNORECASE,
)
_NEEDED = frozenset(("image", "style", "script", "frame", "object", "media", "file", "icon"))


def broken_links(pages: Mapping[str, Page], files: BookFiles, contents: Contents) -> Iterator[Fault]:
    """The links of all pages that lead to nothing, or where they may not."""
    for name, page in pages.items():
        for link in page.links:
            for fault in _faults(link, name, pages, files, contents):
                yield fault._replace(file=name, element=link.element)


def _faults(link: Link, name: str, pages: Mapping[str, Page], files: BookFiles, contents: Contents) -> Iterator[Fault]:
    address = link.address.strip()
    if not address:
        if link.kind in ("image", "media", "style", "script"):
            yield Fault("E018", "an address is empty")
        return
    parts = _parts(address)
    if parts is None or _MALFORMED.search(address):
        yield Fault("E018", f'the address "{shown(address)}" is malformed; what it does not admit is written with %')
        return
    if parts.scheme or parts.netloc:
        yield from _to_elsewhere(link, address, parts, contents)
        return
    if link.kind == "citation":
        return
    target, fragment = resolved(address, name)
    if parts.path.startswith("/") or target is None:
        yield Fault("E018", f"the link {shown(address)} leads out of the book")
    elif target not in files:
        yield Fault("E018", f"the link {shown(address)} leads to {shown(target)}, which is not in the book")
    elif target not in contents.items:
        if target != contents.path:
            yield Fault("E018", f"the link {shown(address)} leads to {shown(target)}, which is not in the manifest")
    else:
        yield from _to_file(link, address, target, fragment, pages, contents)


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port  # which raises for one that is no number
    except ValueError:
        return None
    return parts


def _to_elsewhere(link: Link, address: str, parts: SplitResult, contents: Contents) -> Iterator[Fault]:
    if parts.scheme in ("http", "https") and not parts.hostname:
        yield Fault("E018", f'the address "{shown(address)}" has no host')
    elif parts.scheme == "file":
        yield Fault("E018", f"the link {shown(address)} leads to a file of one machine")
    elif parts.scheme == "data":
        if link.kind == "link":
            yield Fault("E018", "a link may not hold what it leads to (data:)")
    elif link.kind in ("media", "object") and contents.is_epub3 and address.partition("#")[0] in contents.remote:
        media_type = contents.remote[address.partition("#")[0]].media_type
        if not media_type.startswith(("video/", "audio/")) and media_type not in AUDIO:
            yield Fault("E021", f"{shown(address)} must be in the book: only audio, video and fonts may be left in the network")
    elif link.kind == "media":
        yield Fault("E021", f"{shown(address)} is in the network, and the manifest does not name it")
    elif link.kind in _NEEDED and link.kind != "icon":
        yield Fault("E021", f"{shown(address)} must be in the book: only audio, video and fonts may be left in the network")


def _to_file(
    link: Link, address: str, target: str, fragment: str, pages: Mapping[str, Page], contents: Contents
) -> Iterator[Fault]:
    item = contents.items[target]
    if link.kind == "image":
        if not contents.falls_back_to(target, IMAGES):
            message = f"the picture {shown(address)} is {shown(item.media_type)}, of which not every reader makes a picture"
            yield Fault("E015", message, severity="warning" if item.media_type in PAGES else None)
        return
    if link.kind == "style" and item.media_type != "text/css" and not contents.falls_back_to(target, frozenset(("text/css",))):
        yield Fault("E015", f"the style sheet {shown(address)} is {shown(item.media_type)}, not text/css")
    if link.kind != "link":
        return
    if contents.is_epub3 and item.media_type in PAGES and target not in contents.spine and target != contents.navigation:
        yield Fault("E018", f"the link {shown(address)} leads to a page that is not in the reading order")
    elif not contents.falls_back_to(target, PAGES) and not item.media_type.startswith(("application/x-dtbook", "text/html")):
        yield Fault("E018", f"the link {shown(address)} leads to {shown(item.media_type)}, which no reader shows as a page")
    if fragment and "(" not in fragment and "=" not in fragment and ":~:" not in fragment:
        page = pages.get(target)
        if page is not None and not page.broken and fragment not in page.ids:
            yield Fault("E018", f"the link {shown(address)} leads to no place of {shown(target)}")


# --- style sheets ---------------------------------------------------------------------------------------


def style_faults(data: bytes, name: str, files: BookFiles, contents: Contents) -> Iterator[Fault]:
    """The addresses in a style sheet that lead to nothing or to the network; fonts may be left there."""
    in_font = False
    for match in _IN_STYLES.finditer(data.decode("utf-8", "replace")):
        if match[4]:
            in_font = True
        elif match[5]:
            in_font = False
        address = (match[2] or match[3] or "").strip()
        if not address or address.startswith(("data:", "#")):
            continue
        parts = _parts(address)
        if parts is None:
            yield Fault("E018", f'the address "{shown(address)}" is malformed', name)
        elif parts.scheme or parts.netloc:
            if not in_font:
                yield Fault(
                    "E021", f"{shown(address)} must be in the book: only audio, video and fonts may be left in the network", name
                )
        else:
            target, _ = resolved(address, name)
            if target is None or target not in files:
                yield Fault("E018", f"{shown(address)} is not in the book", name)
            elif target not in contents.items:
                yield Fault("E018", f"{shown(address)} is not in the manifest", name)
