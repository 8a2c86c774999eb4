"""What a page shows: pictures, videos, recordings, and what comes from elsewhere, as plain data in the shape of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docconv.formats._html_inline import (
    Block,
    Scope,
    classes_of,
    name_of,
    plain_text,
)
from docconv.formats._inline import Inline
from docconv.formats._normal_form import as_address

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The largest number of pixels that a width or height may have.
_MOST_PIXELS = 2**31 - 1

# --- pictures, videos, recordings -----------------------------------------------------------------

#: Where pages keep the address of a picture that is loaded later, the best first.
_LATER = ("data-src", "data-original", "data-lazy-src", "data-full-src", "data-url", "data-image")


def medium(scope: Scope, element: Element) -> Block | None:
    """A picture, video or recording, or what is shown from elsewhere; None for one that shows nothing."""
    name = name_of(element)
    if name in ("img", "amp-img", "picture"):
        return _picture(scope, element)
    if name in ("video", "audio"):
        return _player(scope, element, name)
    if name in ("iframe", "object", "embed"):
        return frame(scope, element)
    return None


def _picture(scope: Scope, element: Element) -> Block | None:
    image = element if name_of(element) != "picture" else next((one for one in element.iter() if name_of(one) == "img"), None)
    candidates = [] if image is None else [image]
    if image is None or not _usable(image.get("src")):
        candidates += [one for one in element.iter() if name_of(one) == "source"]
    if image is not None and _is_beacon(image):
        return None
    src = next((found for one in candidates if (found := _source_of(scope, one))), None)
    if src is None:
        return None
    block: Block = {"type": "figure", "media": "image", "src": src}
    if image is not None:
        _describe(block, image)
    return block


def _describe(block: Block, element: Element) -> None:
    alt = element.get("alt")
    if alt is not None:
        inline = Inline()
        inline.text(alt)
        block["alt"] = inline.plain() or ""
    for name in ("width", "height"):
        if (given := element.get(name)) and (pixels := pixels_of(given)) is not None:
            block[name] = pixels


def pixels_of(given: str | None) -> int | None:
    """A number of pixels as an attribute gives it; None for a share of the page, and for none."""
    digits = (given or "").strip().removesuffix("px").partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 11 and 0 < int(digits) <= _MOST_PIXELS else None


def _is_beacon(image: Element) -> bool:
    """Whether a picture is there to be counted, not to be seen; one in a `figure.image` of docconv's is to be seen."""
    around = image.getparent()
    if around is not None and name_of(around) == "figure" and "image" in classes_of(around):
        return False
    return all((image.get(name) or "").strip() in ("0", "1", "0px", "1px") for name in ("width", "height"))


def _usable(src: str | None) -> bool:
    return bool(src and src.strip()) and not (src or "").strip().lower().startswith(("data:", "about:", "blob:"))


def _source_of(scope: Scope, element: Element) -> str | None:
    given = element.get("src")
    later = next((found for name in _LATER if (found := element.get(name)) and _usable(found)), None)
    if not _usable(given) or later is not None:
        given = later
    if given is None:
        given = _largest(element.get("srcset") or element.get("data-srcset") or "")
    return scope.address(given, element, relative=True) if given else None


def _largest(candidates: str) -> str | None:
    """The address of the largest picture of a `srcset` (HTML, section 4.8.4.2.1)."""
    best: tuple[float, str] | None = None
    for candidate in candidates.replace("\n", " ").split(", "):
        parts = candidate.strip().rstrip(",").split()
        if not parts or not _usable(parts[0]):
            continue
        size = parts[1][:-1] if len(parts) > 1 else "1"
        weight = float(size) if size.replace(".", "", 1).isdigit() and size.isascii() else 1.0
        if best is None or weight > best[0]:
            best = (weight, parts[0])
    return best[1] if best else None


def _player(scope: Scope, element: Element, name: str) -> Block | None:
    places = [element, *(one for one in element.iter() if name_of(one) == "source")]
    src = next((found for one in places if _usable(one.get("src")) and (found := _source_of(scope, one))), None)
    if src is None:
        return None
    block: Block = {"type": "figure", "media": name, "src": src}
    _describe(block, element)
    label = element.get("aria-label")
    if "alt" not in block and label and label.strip():
        block["alt"] = " ".join(label.split())
    return block


# --- shown from elsewhere -----------------------------------------------------------------------------


def frame(scope: Scope, element: Element) -> Block | None:
    """A frame, a player or a plug-in as something shown from elsewhere."""
    given = next((found for name in ("data-src", "src", "data") if _usable(found := element.get(name))), None)
    url = scope.address(given, element)
    if url is None or not url.startswith(("http:", "https:")):
        return None
    title = element.get("title")
    return {"type": "embed", "url": url, **({"text": " ".join(title.split())} if title and title.strip() else {})}


#: Classes of the quotations that services give out to be turned into a post, and the services.
_POSTS = {
    "twitter-tweet": "X", "twitter-video": "X", "instagram-media": "Instagram", "tiktok-embed": "TikTok",
    "bluesky-embed": "Bluesky", "mastodon-embed": "Mastodon", "reddit-embed-bq": "Reddit", "text-post-media": "Threads",
}  # fmt: skip


def post(scope: Scope, element: Element) -> Block | None:
    """A quotation that stands for a post of a service; None where it is an ordinary one."""
    provider = next((_POSTS[name] for name in classes_of(element) if name in _POSTS), None)
    if provider is None:
        return None
    links = [link.get("href") for link in element.iter() if name_of(link) == "a"]
    given = element.get("cite") or element.get("data-instgrm-permalink") or (links[-1] if links else None)
    url = scope.address(given, element)
    if url is None or not url.startswith(("http:", "https:")) or as_address(url) is None:
        return None
    text = plain_text(scope, element)
    return {"type": "embed", "url": url, "provider": provider, **({"text": text} if text else {})}
