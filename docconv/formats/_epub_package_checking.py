"""The package document of a book (EPUB 3.3, section 5): metadata, manifest, reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from docconv.formats._epub_archive import BookFiles
from docconv.formats._epub_faults import Fault
from docconv.formats._epub_package_reading import resolved
from docconv.formats._findings import shown
from docconv.formats._xml_reading import local, namespace, whole_text
from docconv.language import strict_tag
from docconv.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

OPF, DC = "http://www.idpf.org/2007/opf", "http://purl.org/dc/elements/1.1/"
XML_LANG, XML_ID = "{http://www.w3.org/XML/1998/namespace}lang", "{http://www.w3.org/XML/1998/namespace}id"

#: Media types that every reading system knows (EPUB 3.3, section 3.2), by what they are.
PAGES = frozenset(("application/xhtml+xml", "image/svg+xml"))
IMAGES = frozenset("image/gif image/jpeg image/png image/svg+xml image/webp".split())
#: Core types of audio, and fonts: what may be left in the network, with video of any type (section 3.6).
AUDIO = frozenset(("audio/mpeg", "audio/mp4", "audio/ogg", "audio/ogg; codecs=opus"))
FONTS = frozenset(
    "font/ttf application/font-sfnt font/otf application/vnd.ms-opentype font/woff application/font-woff font/woff2".split()
)

_ORDER = ("metadata", "manifest", "spine", "guide", "bindings", "collection", "tours")
#: Properties of items without a prefix (section D.6), and the prefixes that need no declaration (section D.1.4).
_PROPERTIES = frozenset(
    "cover-image mathml nav remote-resources scripted svg switch data-nav dictionary glossary index search-key-map".split()
)
_PREFIXES = frozenset("a11y dcterms marc media onix rendition schema xsd msv prism".split())
_MODIFIED = lazy_pattern(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")
_MEDIA_TYPE = lazy_pattern(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*(?:\s*;.*)?")
_NAME = lazy_pattern(r"[^\W\d][\w.\-\u00b7]*")
_MAGIC = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}


class Item(NamedTuple):
    """A file of the manifest: its id, media type, properties, and its element by its number in the package document."""

    id: str
    media_type: str
    properties: frozenset[str]
    fallback: str | None
    element: int


@dataclass(slots=True)
class Contents:
    """What a package document says of the files of a book, by their names in the archive."""

    path: str = ""
    is_epub3: bool = True
    identifier: str = ""
    items: dict[str, Item] = field(default_factory=dict)
    remote: dict[str, Item] = field(default_factory=dict)
    by_id: dict[str, tuple[str | None, Item]] = field(default_factory=dict)
    spine: list[str] = field(default_factory=list)
    navigation: str | None = None

    def falls_back_to(self, name: str, wanted: frozenset[str]) -> bool:
        """Whether a file, or what the manifest gives instead of it, is of one of the media types."""
        item = self.items.get(name)
        for _ in range(16):
            if item is None:
                return False
            if item.media_type in wanted:
                return True
            item = self.by_id[item.fallback][1] if item.fallback in self.by_id else None
        return False


def is_tag(tag: str) -> bool:
    """Whether a text is a language tag (BCP 47); `und` says that a language is not known."""
    return tag.lower() == "und" or strict_tag(tag) is not None


def check_package(root: Element, path: str, files: BookFiles, contents: Contents) -> Iterator[Fault]:
    """The faults of a package document; fills `contents` with what it says."""
    contents.path = path
    numbers = {element: number for number, element in enumerate(root.iter("*"))}
    contents.is_epub3 = (root.get("version") or "").startswith("3")
    for found in (
        *_package(root),
        *_metadata(root, contents),
        *_manifest(root, numbers, path, files, contents),
        *_spine(root, contents),
    ):
        code, message, element = found
        yield Fault(code, message, path, None if element is None else numbers[element])
    if contents.is_epub3:
        yield from _accessibility(root, path)
    yield from _unlisted(files, contents)


_Found = tuple[str, str, "Element | None"]


def _children(root: Element, *names: str) -> list[Element]:
    return [child for child in root if local(child) in names and namespace(child) == OPF]


def _package(root: Element) -> Iterator[_Found]:
    if namespace(root) != OPF:
        yield "E012", f"the root element is not in the namespace {OPF}", root
    version = root.get("version")
    if version not in ("3.0", "2.0"):
        yield "E012", f"package/@version is {shown(version or 'missing')}; it must be 3.0", root
    for element in (root, *root.iter("*")):
        tag = element.get(XML_LANG)
        if tag and not is_tag(tag):
            yield "E023", f'xml:lang is "{shown(tag)}", which is no language tag', element
    if root.get("dir") not in (None, "ltr", "rtl", "auto"):
        yield "E012", f"package/@dir must be ltr, rtl or auto, not {shown(root.get('dir') or '')}", root
    seen: set[str] = set()
    for element in root.iter("*"):
        name = element.get("id")
        if name is None:
            continue
        if not _NAME.fullmatch(name.strip()):
            yield "E012", f'the id "{shown(name)}" is no name of XML', element
        elif name.strip() in seen:
            yield "E012", f'the id "{shown(name)}" stands twice', element
        seen.add(name.strip())
    last = -1
    for child in root:
        if not isinstance(child.tag, str):
            continue
        name = local(child)
        if namespace(child) != OPF or name not in _ORDER:
            yield "E012", f"{shown(name)} does not belong into package", child
            continue
        place = _ORDER.index(name)
        if place < last or (place == last and name in _ORDER[:5]):
            yield "E012", f"{name} stands after what must follow it, or twice", child
        last = max(last, place)
    for name in _ORDER[:2]:
        if not _children(root, name):
            yield "E012", f"the package has no {name}", root


def _metadata(root: Element, contents: Contents) -> Iterator[_Found]:
    metadata = next(iter(_children(root, "metadata")), None)
    if metadata is None:
        return
    said: dict[str, list[Element]] = {}
    for element in metadata.iter("*"):
        if namespace(element) == DC:
            said.setdefault(local(element), []).append(element)
            if not whole_text(element).strip():
                yield "E012", f"dc:{local(element)} is empty", element
    for name in ("identifier", "title", "language"):
        if name not in said:
            yield "E012", f"the metadata has no dc:{name}", metadata
    for element in said.get("language", ()):
        tag = (element.text or "").strip()
        if tag and not is_tag(tag):
            yield "E023", f'dc:language is "{shown(tag)}", which is no language tag', element
    if contents.is_epub3 and len(said.get("date", ())) > 1:
        yield "E012", "there are several dc:date; EPUB has one, when the book was published", said["date"][1]
    unique = root.get("unique-identifier")
    named = next((one for one in said.get("identifier", ()) if one.get("id") == unique), None) if unique else None
    if named is None:
        yield "E012", "package/@unique-identifier names no dc:identifier", root
    else:
        contents.identifier = (named.text or "").strip()
    if contents.is_epub3:
        yield from _properties(root, metadata)


def _properties(root: Element, metadata: Element) -> Iterator[_Found]:
    """The `meta` and `link` of EPUB 3: properties, what they refine, and when the book was modified (section 5.5)."""
    declared = frozenset(word[:-1] for word in (root.get("prefix") or "").split() if word.endswith(":"))
    ids = {element.get("id") for element in root.iter("*")}
    modified: list[Element] = []
    for element in _children(metadata, "meta", "link"):
        target = element.get("refines")
        if target is not None and (not target.startswith("#") or target[1:] not in ids) and ":" not in target:
            yield "E012", f"{local(element)}/@refines leads to no element of the package: {shown(target)}", element
        name = element.get("property")
        if local(element) == "link":
            if element.get("href") is None or element.get("rel") is None:
                yield "E012", "a link of the metadata lacks href or rel", element
            continue
        if name is None:
            if element.get("name") is None or element.get("content") is None:
                yield "E012", "a meta has neither a property nor, as in EPUB 2, name and content", element
            continue
        value = whole_text(element).strip()
        if not value:
            yield "E012", f"the property {shown(name)} has no value", element
        if len(name.split()) != 1:
            yield "E012", "meta/@property must be one property", element
            continue
        prefix, colon, _ = name.partition(":")
        if colon and prefix not in _PREFIXES | declared:
            yield "E012", f"the prefix of the property {shown(name)} is not declared", element
        if name.strip() == "dcterms:modified" and target is None:
            modified.append(element)
            if not _MODIFIED.fullmatch(value):
                yield "E012", f'dcterms:modified is "{shown(value)}", not of the form 2026-03-14T09:15:00Z', element
    if not modified:
        yield "E012", "the metadata has no dcterms:modified", metadata
    for element in modified[1:]:
        yield "E012", "dcterms:modified stands twice", element


# --- the manifest (section 5.6) ---------------------------------------------------------------------------


def _manifest(root: Element, numbers: dict[Element, int], path: str, files: BookFiles, contents: Contents) -> Iterator[_Found]:
    manifest = next(iter(_children(root, "manifest")), None)
    if manifest is None:
        return
    elements = _children(manifest, "item")
    if not elements:
        yield "E012", "the manifest has no item", manifest
    navigations = covers = 0
    for element in elements:
        lacking = [name for name in ("id", "href", "media-type") if not (element.get(name) or "").strip()]
        if lacking:
            yield "E012", f"an item of the manifest lacks {' and '.join(lacking)}", element
        item = _item(element, numbers[element])
        href = (element.get("href") or "").strip()
        if item.media_type and not _MEDIA_TYPE.fullmatch(item.media_type):
            yield "E012", f'the media type "{shown(item.media_type)}" is malformed', element
        if not href:
            continue
        parts = urlsplit(href) if "[" not in href else urlsplit("")
        name = None if parts.scheme or parts.netloc else resolved(href, path)[0]
        if item.id:
            contents.by_id.setdefault(item.id, (name, item))
        if parts.scheme or parts.netloc:
            contents.remote[href] = item
            if item.media_type in PAGES | IMAGES | {"text/css", "application/x-dtbncx+xml"}:
                yield (
                    "E021",
                    f"{shown(href)} must be in the book: only audio, video and fonts may be left in the network",
                    element,
                )
            continue
        if "#" in href:
            yield "E012", f"item/@href must name a file, without a fragment: {shown(href)}", element
        if " " in href:
            yield "E012", f"item/@href has a space; it is written %20: {shown(href)}", element
        if name is None:
            yield "E013", f"{shown(href)} leads out of the book", element
        elif name == path:
            yield "E013", "the manifest names the package document itself", element
        elif name in contents.items:
            yield "E013", f"the manifest names {shown(name)} twice", element
        elif name not in files:
            yield "E013", f"{shown(name)} is not in the book", element
        if name is None or name == path or name in contents.items:
            continue
        contents.items[name] = item
        yield from _of_item(item, element, contents.is_epub3)
        navigations += "nav" in item.properties
        covers += "cover-image" in item.properties
        if "nav" in item.properties and contents.navigation is None:
            contents.navigation = name
        if name in files and item.media_type in (*_MAGIC, "image/webp"):
            yield from _bytes(files.read(name) or b"", item.media_type, element)
    if contents.is_epub3 and navigations != 1:
        yield "E017", f"the manifest must have one item with the property nav, and has {navigations or 'none'}", manifest
    if covers > 1:
        yield "E022", "several items have the property cover-image", manifest
    yield from _fallbacks(elements, contents)


def _item(element: Element, number: int) -> Item:
    return Item(
        id=(element.get("id") or "").strip(),
        media_type=(element.get("media-type") or "").strip(),
        properties=frozenset((element.get("properties") or "").split()),
        fallback=element.get("fallback"),
        element=number,
    )


def _of_item(item: Item, element: Element, is_epub3: bool) -> Iterator[_Found]:
    if not is_epub3:
        return
    for name in sorted(item.properties):
        if ":" not in name and name not in _PROPERTIES:
            yield "E022", f"there is no property {shown(name)} of items", element
    if "cover-image" in item.properties and not item.media_type.startswith("image/"):
        yield "E022", "the property cover-image stands on what is no picture", element
    if "nav" in item.properties and item.media_type != "application/xhtml+xml":
        yield "E017", f"the navigation document is of the media type {shown(item.media_type)}, not application/xhtml+xml", element


def _bytes(data: bytes, media_type: str, element: Element) -> Iterator[_Found]:
    """Whether a picture begins as those of its media type do."""
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    found = "image/webp" if is_webp else next((kind for kind, signs in _MAGIC.items() if data.startswith(signs)), None)
    if found == media_type:
        return
    yield (
        "E015",
        f"the manifest says {media_type}, but the file " + (f"is {found}" if found else "does not begin as one"),
        element,
    )


def _fallbacks(elements: list[Element], contents: Contents) -> Iterator[_Found]:
    for element in elements:
        name = element.get("fallback")
        if name is None:
            continue
        if name not in contents.by_id:
            yield "E013", f"item/@fallback names {shown(name)}, which is no item", element
            continue
        seen = {(element.get("id") or "").strip()}
        following: str | None = name
        while following is not None and following in contents.by_id:
            if following in seen:
                yield "E013", f"what {shown(name)} falls back to goes round in a circle", element
                break
            seen.add(following)
            following = contents.by_id[following][1].fallback


def _unlisted(files: BookFiles, contents: Contents) -> Iterator[Fault]:
    for name in files.names():
        if name != "mimetype" and not name.startswith("META-INF/") and name not in contents.items and name != contents.path:
            yield Fault("E014", f"{shown(name)} is not in the manifest", contents.path)


# --- the reading order (section 5.7) ----------------------------------------------------------------------


def _spine(root: Element, contents: Contents) -> Iterator[_Found]:
    spine = next(iter(_children(root, "spine")), None)
    if spine is None:
        yield "E016", "the package has no spine, which is the order of reading", root
        return
    if spine.get("page-progression-direction") not in (None, "ltr", "rtl", "default"):
        yield "E016", "spine/@page-progression-direction must be ltr, rtl or default", spine
    toc = spine.get("toc")
    if toc is not None and (toc not in contents.by_id or contents.by_id[toc][1].media_type != "application/x-dtbncx+xml"):
        yield "E016", f"spine/@toc names {shown(toc)}, which is no NCX of the manifest", spine
    elif toc is None and not contents.is_epub3:
        yield "E016", "spine/@toc is missing, which EPUB 2 demands", spine
    references = _children(spine, "itemref")
    if not references:
        yield "E016", "the spine is empty", spine
    seen: set[str] = set()
    linear = False
    for element in references:
        name = (element.get("idref") or "").strip()
        if element.get("linear") not in (None, "yes", "no"):
            yield "E016", "itemref/@linear must be yes or no", element
        linear = linear or element.get("linear") != "no"
        if not name:
            yield "E016", "an itemref lacks idref", element
        elif name not in contents.by_id:
            yield "E016", f"the spine names {shown(name)}, which is no item of the manifest", element
        elif name in seen:
            yield "E016", f"the spine names {shown(name)} twice", element
        else:
            path, item = contents.by_id[name]
            if path is not None:
                contents.spine.append(path)
            readable = PAGES if contents.is_epub3 else PAGES | {"application/x-dtbook+xml"}
            if path is not None and path in contents.items and not contents.falls_back_to(path, readable):
                yield (
                    "E016",
                    f"{shown(path)} is {shown(item.media_type)}, which no reader shows as a page, and falls back to none",
                    element,
                )
        seen.add(name)
    if references and not linear:
        yield "E016", "no page of the spine is linear, so that there is nothing to read", spine


# --- accessibility (EPUB Accessibility 1.1, section 2) ---------------------------------------------------

_DEMANDED = ("accessMode", "accessibilityFeature", "accessibilityHazard")
_ADVISED = ("accessModeSufficient", "accessibilitySummary")


def _accessibility(root: Element, path: str) -> Iterator[Fault]:
    said = {element.get("property") or element.get("name") for element in root.iter("*") if local(element) == "meta"}
    for name in _DEMANDED:
        if f"schema:{name}" not in said:
            yield Fault("E024", f"the metadata does not say schema:{name}, which EPUB Accessibility demands", path)
    for name in _ADVISED:
        if f"schema:{name}" not in said:
            yield Fault("E024", f"the metadata does not say schema:{name}, which libraries ask for", path, severity="info")
