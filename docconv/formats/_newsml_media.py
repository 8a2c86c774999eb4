"""Pictures, videos and recordings in NewsML-G2: items of their own, and remote content beside a text, as figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from docconv.formats._newsml_codes import ALT_ROLE, last_step
from docconv.formats._newsml_elements import XML_LANG, ItemFields, child, children, said_otherwise, text_of
from docconv.formats._nitf_inline import Reading
from docconv.formats._normal_form import as_address
from docconv.formats._xml_reading import local
from docconv.language import canonical_tag
from docconv.problems import Report

if TYPE_CHECKING:
    from lxml.etree import _Element

#: What a class of item or the first half of a media type is in the model.
_MEDIA = {
    "picture": "image", "image": "image", "graphic": "image", "animation": "image", "photo": "image",
    "video": "video", "audio": "audio",
}  # fmt: skip
#: Which rendition of a picture is shown, the best first.
_RENDITIONS = ("highRes", "highres", "web", "preview", "lowRes", "smallPreview", "thumbnail")


def medium_of_class(item: _Element) -> str | None:
    """What kind of medium an item or a reference to one is of, by its itemClass; None for text and the rest."""
    for holder in (child(item, "itemMeta"), item):
        found = child(holder, "itemClass")
        if found is not None:
            return _MEDIA.get(last_step(found.get("qcode") or found.get("uri")).lower())
    return None


def medium_of_type(element: _Element) -> str | None:
    """What kind of medium remote content is of, by its media type."""
    return _MEDIA.get((element.get("contenttype") or "").strip().partition("/")[0].lower())


class Medium(NamedTuple):
    """The item of a picture: its guid, the addresses of its renditions, the figure it makes, and what that has no place for."""

    guid: str
    addresses: frozenset[str]
    figure: dict[str, Any]
    unused: tuple[str, ...]


def medium_item(reading: ItemFields, kind: str, report: Report) -> Medium:
    """The figure that an item of a picture, video or recording makes."""
    item, content = reading.item, next(iter(reading.parts.get("contentMeta", ())), None)
    remotes = [remote for held in reading.parts.get("contentSet", ()) for remote in children(held, "remoteContent")]
    figure: dict[str, Any] = {"type": "figure", "media": kind}
    best = _best(remotes, kind)
    if best is not None:
        _remote(figure, best)
    source = child(content, "infoSource")
    said = {"credit": _credit(content), "source": None if source is None else reading.name(source)}
    figure |= {name: text for name, text in said.items() if text}
    translations = said_otherwise([] if content is None else content, canonical_tag(item.get(XML_LANG) or ""))
    for described in children(content, "description"):
        if described in translations:
            continue
        role = described.get("roleuri") or described.get("role")
        rich = Reading(report, ours=False).rich(described)
        if rich is None:
            continue
        if role == ALT_ROLE or last_step(role).lower() in ("alt", "alttext", "accessibility"):
            figure.setdefault("alt", rich["text"].replace("\n", " "))
        elif "caption" not in figure or last_step(role).lower() == "caption":
            figure["caption"] = {name: value for name, value in rich.items() if name in ("text", "marks")}
    caption = figure.get("caption", {}).get("text")
    said_besides = [] if content is None else [one for one in content if local(one) not in _USED and text_of(one) != caption]
    unused = tuple(name for name in dict.fromkeys(map(local, said_besides)) if name)
    return Medium((item.get("guid") or "").strip(), frozenset(_addresses(remotes)), figure, unused)


#: What of the metadata of a picture a figure has a place for, or says nothing of the picture.
_USED = frozenset("infoSource creditline by description language contentCreated contentModified".split())


def _credit(content: _Element | None) -> str | None:
    """Whom a picture is credited to: by whom and of whom, as credits are printed, where one does not say the other."""
    by, line = text_of(child(content, "by")), text_of(child(content, "creditline"))
    if by and line:
        return line if by in line else by if line in by else f"{by}/{line}"
    return line or by


def _best(remotes: Iterable[_Element], kind: str) -> _Element | None:
    fitting = [remote for remote in remotes if medium_of_type(remote) in (kind, None)]

    def order(remote: _Element) -> tuple[int, int]:
        rendition = last_step(remote.get("rendition") or remote.get("renditionuri"))
        known = _RENDITIONS.index(rendition) if rendition in _RENDITIONS else len(_RENDITIONS)
        return known, -(pixels(remote.get("width")) or 0)

    return min(fitting, key=order, default=None)


def _addresses(remotes: Iterable[_Element]) -> list[str]:
    return [address for remote in remotes if (address := (remote.get("href") or "").strip())]


def _remote(figure: dict[str, Any], remote: _Element) -> None:
    src = source_of(remote.get("href"))
    if src is not None:
        figure["src"] = src
    figure |= {name: size for name in ("width", "height") if (size := pixels(remote.get(name)))}


def source_of(address: str | None) -> str | None:
    """The address of a picture as the model admits it; what is no address is the name of a file beside the document.

    >>> source_of("tag:example.com,2026:ferry.jpg"), source_of("https://example.com/a b.jpg")
    ('tag%3Aexample.com%2C2026%3Aferry.jpg', 'https://example.com/a%20b.jpg')
    """
    address = (address or "").strip()
    if not address:
        return None
    if address.lower().startswith(("http://", "https://", "//")):
        return as_address(address)
    if ":" in address.partition("/")[0]:
        return quote(address, safe="") if not address.lower().startswith(("data:", "file:", "javascript:")) else None
    return as_address(address)


def pixels(given: str | None) -> int | None:
    """A number of pixels as an attribute gives it; None for anything else."""
    digits = (given or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) > 0 else None


def beside_the_text(reading: ItemFields) -> list[dict[str, Any]]:
    """The figures that remote content beside a text makes: one for each kind of medium, as its renditions are one picture."""
    by_kind: dict[str, list[_Element]] = {}
    for held in reading.parts.get("contentSet", ()):
        for remote in children(held, "remoteContent"):
            kind = medium_of_type(remote)
            if kind is None:
                reading.keep(remote)
            else:
                by_kind.setdefault(kind, []).append(remote)
    figures = []
    for kind, remotes in by_kind.items():
        best = _best(remotes, kind)
        figure: dict[str, Any] = {"type": "figure", "media": kind}
        if best is not None:
            _remote(figure, best)
            figures.append(figure)
    return figures


def mentioned(roots: Iterable[_Element]) -> set[str]:
    """What the story shows or leads to: the addresses and identifiers at its pictures."""
    found: set[str] = set()
    for root in roots:
        for element in root.iter():
            if local(element).lower() in _SHOWING:
                found.update(str(value).strip() for value in element.attrib.values())
    return found


_SHOWING = frozenset("img figure picture source video audio object media media-reference".split())


def attach(body: list[dict[str, Any]], media: Iterable[Medium]) -> None:
    """Give a story the figures of its pictures' items: to the figure that shows one, else behind the story."""
    media = list(media)
    if not media:
        return
    figures = [block for section in body for block in section["blocks"] if block.get("type") == "figure"]
    by_source = {figure["src"]: figure for figure in reversed(figures) if figure.get("src")}
    for medium in media:
        sources = (source_of(address) for address in sorted(medium.addresses))
        block = next((by_source[source] for source in sources if source in by_source), None)
        if block is None:
            append(body, medium.figure)
            continue
        same = block["src"] == medium.figure.get("src")
        for name, value in medium.figure.items():
            if same or name not in ("width", "height"):  # another rendition has another size
                block.setdefault(name, value)


def append(body: list[dict[str, Any]], figure: dict[str, Any]) -> None:
    """Put a figure behind the story."""
    if not body:
        body.append({"blocks": []})
    body[-1].setdefault("blocks", []).append(figure)
