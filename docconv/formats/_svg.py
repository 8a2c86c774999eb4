"""Drawings made safe: of an SVG what draws, and nothing that runs, moves, links or loads.

Only elements and attributes that are known to do no more than draw are kept (SVG 1.1 and SVG 2;
EPUB 3.3, section 6.2, and its security considerations). A drawing that needs another file draws
without it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docconv.formats._xml import parse
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError

if TYPE_CHECKING:
    from lxml import etree

_SVG = "http://www.w3.org/2000/svg"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
#: The prefixes of the copy; lxml takes None for the namespace that needs none.
_NAMESPACES: Any = {None: _SVG, "xlink": "http://www.w3.org/1999/xlink"}
_XML = "{http://www.w3.org/XML/1998/namespace}"

_ELEMENTS = frozenset(
    "svg g a defs symbol use image style title desc path rect circle ellipse line polyline polygon text tspan textPath switch "
    "marker mask clipPath pattern linearGradient radialGradient stop filter feBlend feColorMatrix feComponentTransfer "
    "feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB "
    "feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile "
    "feTurbulence".split()
)
_ATTRIBUTES = frozenset(
    "id class style lang role x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height d points transform viewBox "
    "preserveAspectRatio version rotate textLength lengthAdjust pathLength offset startOffset method spacing side "
    "gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits maskUnits "
    "maskContentUnits markerUnits markerWidth markerHeight refX refY orient filterUnits primitiveUnits in in2 result mode type "
    "values operator k1 k2 k3 k4 stdDeviation edgeMode order kernelMatrix divisor bias targetX targetY preserveAlpha scale "
    "surfaceScale diffuseConstant specularConstant specularExponent azimuth elevation z pointsAtX pointsAtY pointsAtZ "
    "limitingConeAngle baseFrequency numOctaves seed stitchTiles radius tableValues slope intercept amplitude exponent "
    "xChannelSelector yChannelSelector systemLanguage "
    "fill fill-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray "
    "stroke-dashoffset stroke-opacity opacity color color-interpolation color-interpolation-filters display visibility overflow "
    "font-family font-size font-style font-weight font-variant font-stretch text-anchor text-decoration letter-spacing "
    "word-spacing writing-mode direction unicode-bidi dominant-baseline alignment-baseline baseline-shift marker-start "
    "marker-mid marker-end clip-path clip-rule mask filter flood-color flood-opacity lighting-color stop-color stop-opacity "
    "paint-order shape-rendering text-rendering vector-effect mix-blend-mode isolation aria-label aria-labelledby "
    "aria-hidden".split()
)
_INNER = lazy_pattern(r"#[^\s\"'()<>\\]+")
_ID = lazy_pattern(r"[^\W\d][\w.-]*")
_PICTURE_INSIDE = lazy_pattern(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+")
_COMMENT = lazy_pattern(r"/\*(?:(?!\*/).)*\*/", re.DOTALL)
_REFERENCE = lazy_pattern(r"url\(\s*[\"']?\s*(#?)", re.IGNORECASE)
#: What in a style can load, run or move: reaching outside, character escapes that hide it, and behaviours.
_UNSAFE_STYLE = lazy_pattern(
    r"[\\@]|javascript:|expression|behavior|-moz-binding|image\(|image-set|src\(|animation|transition", re.IGNORECASE
)
#: How deep elements may stand in one another.
_DEEPEST = 100
#: How many elements a drawing may draw, those drawn again by `use` counted each time.
_MOST_DRAWN = 200_000


def safe_svg(data: bytes) -> bytes:
    """A drawing with nothing in it but what draws.

    Raises LookupError with the reason, a clause that follows "because", when it is none.

    >>> safe_svg(b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script>x()</script><rect width="4" height="3"/></svg>')
    b'<?xml version="1.0" encoding="UTF-8"?>\\n<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="3"/></svg>\\n'
    """
    from lxml import etree  # some megabytes: only for books with drawings

    try:
        root = parse(data)
    except DocumentError as error:
        raise LookupError("it is no well-formed SVG") from error
    if root.tag != f"{{{_SVG}}}svg":
        raise LookupError("it is no SVG of the SVG namespace")
    clean = _Copying().of(root, 0)
    _check_references(clean)
    etree.cleanup_namespaces(clean)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(clean, encoding="utf-8") + b"\n"


class _Copying:
    """The copy of a drawing that is being made; an id is taken once."""

    def __init__(self) -> None:
        self._ids: set[str] = set()

    def of(self, element: etree._Element, depth: int) -> etree._Element:
        """An element with the attributes and elements in it that draw; a link is a group like any other."""
        from lxml import etree

        if depth >= _DEEPEST:
            raise LookupError("it is nested too deeply")
        name = _name(element)
        copy = etree.Element(f"{{{_SVG}}}{'g' if name == 'a' else name}", nsmap=_NAMESPACES)
        for key, value in element.attrib.items():
            kept = self._attribute(name, str(key), str(value).strip())
            if kept is not None:
                copy.set(*kept)
        if name == "style":
            rules = _COMMENT.sub("", element.text or "")
            copy.text = (rules or None) if _is_safe_style(rules) else None
            return copy
        copy.text, last = element.text, None
        for child in element:
            if _name(child) in _ELEMENTS:
                last = self.of(child, depth + 1)
                copy.append(last)
                last.tail = child.tail
            elif child.tail and last is not None:
                last.tail = (last.tail or "") + child.tail
            elif child.tail:
                copy.text = (copy.text or "") + child.tail
        return copy

    def _attribute(self, element: str, name: str, value: str) -> tuple[str, str] | None:
        """An attribute that draws, as (name, value); None for one that is to go."""
        if name in (_XLINK_HREF, "href"):
            inside = _INNER.fullmatch(value) if element != "image" else _PICTURE_INSIDE.fullmatch(value)
            return (_XLINK_HREF, value) if inside and element != "a" else None
        if name in (f"{_XML}lang", f"{_XML}space"):
            return name, value
        if name not in _ATTRIBUTES:
            return None
        if name == "id":
            if not _ID.fullmatch(value) or value in self._ids:
                return None
            self._ids.add(value)
            return name, value
        if name == "style":
            value = "; ".join(
                part for part in map(str.strip, _COMMENT.sub("", value).split(";")) if part and _is_safe_style(part)
            )
        return (name, value) if value and _is_safe_style(value) else None


def _name(element: etree._Element) -> str:
    """The name of an element of SVG; empty for any other node."""
    tag = element.tag
    return tag[len(_SVG) + 2 :] if isinstance(tag, str) and tag.startswith(f"{{{_SVG}}}") else ""


def _check_references(root: etree._Element) -> None:
    """Take out references that lead nowhere; raise LookupError where those that are left draw without end, or nearly."""
    targets = {str(element.get("id")): element for element in root.iter() if element.get("id")}
    drawn: dict[etree._Element, int] = {}

    def count(element: etree._Element, above: frozenset[etree._Element]) -> int:
        """How many elements are drawn for this one; a `use` draws its target (SVG 1.1, section 5.6)."""
        if element in above:
            raise LookupError("it draws itself without end")
        if len(above) > 4 * _DEEPEST:
            raise LookupError("it is nested too deeply")
        if element not in drawn:
            inner = above | {element}
            total = 1 + sum(count(child, inner) for child in element)
            target = targets.get((element.get(_XLINK_HREF) or "")[1:])
            if _name(element) == "use" and target is not None:
                total += count(target, inner)
            drawn[element] = total
        return drawn[element]

    for element in list(root.iter()):
        href = element.get(_XLINK_HREF)
        if href is not None and href.startswith("#") and href[1:] not in targets:
            href = None
            del element.attrib[_XLINK_HREF]
        if href is None and _name(element) in ("image", "use"):
            _take_out(element)  # it draws nothing, and checkers ask for what it lacks
    if sum(1 for element in root.iter() if _name(element) == "use") > _MOST_DRAWN or count(root, frozenset()) > _MOST_DRAWN:
        raise LookupError("it draws too much")


def _take_out(element: etree._Element) -> None:
    """Take an element out of a drawing; what stands behind it stays."""
    above, before = element.getparent(), element.getprevious()
    if above is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        above.text = (above.text or "") + element.tail
    element.tail = None
    above.remove(element)


def _is_safe_style(value: str) -> bool:
    """Whether every reference of a value leads into the drawing, and nothing in it runs."""
    return all(match[1] for match in _REFERENCE.finditer(value)) and not _UNSAFE_STYLE.search(value)
