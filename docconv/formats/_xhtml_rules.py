"""The markup of XHTML: which elements and attributes there are, and what may stand in what (HTML Standard, section 4).

Not a whole grammar: the rules that are broken in practice. A page that follows them may still break
one that only EPUBCheck or the Nu checker knows; one that breaks them is wrong for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docconv.formats._findings import shown
from docconv.formats._xml_reading import local, namespace, whole_text
from docconv.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

XHTML, SVG = "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_METADATA = _words("base link meta noscript script style template title")
_PHRASING = _words(
    "a abbr area audio b bdi bdo br button canvas cite code data datalist del dfn em embed i iframe img input ins kbd label "
    "link map mark meta meter noscript object output picture progress q ruby s samp script select slot small span strong sub "
    "sup template textarea time u var video wbr"
)
_BLOCKS = _words(
    "address article aside blockquote details dialog div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr "
    "main menu nav ol p pre search section table ul"
)
_PARTS = _words(
    "html head body title base style li dt dd figcaption rt rp source track param caption colgroup col tbody thead tfoot tr td "
    "th legend optgroup option summary rb rtc"
)
_KNOWN = _METADATA | _PHRASING | _BLOCKS | _PARTS
_VOID = _words("area base br col embed hr img input link meta param source track wbr")

#: Elements that hold phrasing content alone.
_OF_PHRASES = _words(
    "p h1 h2 h3 h4 h5 h6 pre span em strong small s cite q dfn abbr data time code var samp kbd sub sup i b u mark bdi bdo "
    "label rt rp output meter progress button"
)
#: Elements that take over what may stand where they stand.
_TRANSPARENT = _words("a ins del map object video audio canvas noscript")
#: Elements that hold some elements alone.
_HOLDING: dict[str, frozenset[str]] = {
    "ul": _words("li script template"),
    "ol": _words("li script template"),
    "menu": _words("li script template"),
    "dl": _words("dt dd div script template"),
    "table": _words("caption colgroup thead tbody tfoot tr script template"),
    "thead": _words("tr script template"),
    "tbody": _words("tr script template"),
    "tfoot": _words("tr script template"),
    "tr": _words("td th script template"),
    "colgroup": _words("col template"),
    "select": _words("option optgroup hr script template"),
    "picture": _words("source img script template"),
    "html": _words("head body"),
    "head": _METADATA,
    "hgroup": _words("p h1 h2 h3 h4 h5 h6 script template"),
    "title": frozenset(),
    "style": frozenset(),
    "script": frozenset(),
    "textarea": frozenset(),
    "option": frozenset(),
}
#: Elements that stand in some elements alone.
_INSIDE: dict[str, frozenset[str]] = {
    "li": _words("ul ol menu"),
    "dt": _words("dl div"),
    "dd": _words("dl div"),
    "figcaption": _words("figure"),
    "caption": _words("table"),
    "colgroup": _words("table"),
    "col": _words("colgroup"),
    "thead": _words("table"),
    "tbody": _words("table"),
    "tfoot": _words("table"),
    "tr": _words("table thead tbody tfoot"),
    "td": _words("tr"),
    "th": _words("tr"),
    "source": _words("picture audio video"),
    "track": _words("audio video"),
    "param": _words("object"),
    "legend": _words("fieldset"),
    "summary": _words("details"),
    "option": _words("select optgroup datalist"),
    "optgroup": _words("select"),
    "rt": _words("ruby rtc"),
    "rp": _words("ruby rtc"),
    "title": _words("head"),
    "base": _words("head"),
    "head": _words("html"),
    "body": _words("html"),
    "style": _words("head noscript"),
}
#: Elements in which some elements do not stand, however deep.
_INTERACTIVE = _words("a button details embed iframe label select textarea")
_NEVER_IN: dict[str, frozenset[str]] = {
    "a": _INTERACTIVE,
    "button": _INTERACTIVE,
    "form": _words("form"),
    "label": _words("label"),
    "dfn": _words("dfn"),
    "caption": _words("table"),
    "header": _words("header footer main"),
    "footer": _words("header footer main"),
    "address": _words("address article aside footer h1 h2 h3 h4 h5 h6 header hgroup nav section"),
}
_WITHOUT_TEXT = _words("ul ol menu dl table thead tbody tfoot tr colgroup select picture html head hgroup")
_DEMANDED: dict[str, tuple[str, ...]] = {
    "img": ("src",), "area": ("alt",), "bdo": ("dir",), "map": ("name",), "optgroup": ("label",), "track": ("src",),
    "embed": ("src",), "param": ("name",),
}  # fmt: skip

_GLOBAL = _words(
    "accesskey autocapitalize autocorrect autofocus class contenteditable dir draggable enterkeyhint hidden id inert inputmode "
    "is itemid itemprop itemref itemscope itemtype lang nonce popover role slot spellcheck style tabindex title translate "
    "writingsuggestions about content datatype inlist prefix property rel resource rev typeof vocab"
)
_OWN: dict[str, frozenset[str]] = {
    "a": _words("href target download ping hreflang type referrerpolicy"),
    "area": _words("alt coords shape href target download ping referrerpolicy"),
    "audio": _words("src crossorigin preload autoplay loop muted controls"),
    "base": _words("href target"),
    "blockquote": _words("cite"),
    "button": _words(
        "disabled form formaction formenctype formmethod formnovalidate formtarget name type value popovertarget "
        "popovertargetaction command commandfor"
    ),
    "canvas": _words("width height"),
    "col": _words("span"),
    "colgroup": _words("span"),
    "data": _words("value"),
    "del": _words("cite datetime"),
    "details": _words("open name"),
    "dialog": _words("open closedby"),
    "embed": _words("src type width height"),
    "fieldset": _words("disabled form name"),
    "form": _words("accept-charset action autocomplete enctype method name novalidate target"),
    "html": _words("manifest version"),
    "iframe": _words("src srcdoc name sandbox allow allowfullscreen width height referrerpolicy loading"),
    "img": _words("alt src srcset sizes crossorigin usemap ismap width height referrerpolicy decoding loading fetchpriority"),
    "input": _words(
        "accept alpha alt autocomplete checked colorspace dirname disabled form formaction formenctype formmethod formnovalidate "
        "formtarget height list max maxlength min minlength multiple name pattern placeholder readonly required size src step "
        "type value width popovertarget popovertargetaction"
    ),
    "ins": _words("cite datetime"),
    "label": _words("for"),
    "li": _words("value"),
    "link": _words(
        "href crossorigin media integrity hreflang type referrerpolicy sizes imagesrcset imagesizes as blocking color disabled "
        "fetchpriority"
    ),
    "map": _words("name"),
    "meta": _words("name http-equiv charset media"),
    "meter": _words("value min max low high optimum"),
    "object": _words("data type name form width height typemustmatch"),
    "ol": _words("reversed start type"),
    "optgroup": _words("disabled label"),
    "option": _words("disabled label selected value"),
    "output": _words("for form name"),
    "param": _words("name value"),
    "progress": _words("value max"),
    "q": _words("cite"),
    "script": _words("src type nomodule async defer crossorigin integrity referrerpolicy blocking fetchpriority charset"),
    "select": _words("autocomplete disabled form multiple name required size"),
    "slot": _words("name"),
    "source": _words("type media src srcset sizes width height"),
    "style": _words("media blocking type"),
    "table": _words("border"),
    "td": _words("colspan rowspan headers"),
    "textarea": _words(
        "autocomplete cols dirname disabled form maxlength minlength name placeholder readonly required rows wrap"
    ),
    "th": _words("colspan rowspan headers scope abbr"),
    "time": _words("datetime"),
    "track": _words("kind src srclang label default"),
    "video": _words("src crossorigin poster preload autoplay playsinline loop muted controls width height"),
}
_WHOLE = lazy_pattern(r"[0-9]+")
_NUMBERS = {"width", "height", "colspan", "rowspan", "span"}
_FREE_SIZE = _words("table td th col colgroup")
_TIME = lazy_pattern(
    r"[0-9]{4,}(?:-[0-9]{2}(?:-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,3})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?"
    r"|[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,3})?)?|--?[0-9]{2}-[0-9]{2}|[0-9]{2}-[0-9]{2}|(?:Z|[+-][0-9]{2}:?[0-9]{2})"
    r"|P[0-9][0-9A-Z.]*|PT[0-9][0-9A-Z.]*|[0-9]{4,}-W[0-9]{2}|(?:[0-9]+(?:\.[0-9]+)?[WwDdHhMmSs]\s*)+"
)


def markup_faults(root: Element) -> Iterator[tuple[int, str]]:
    """What a page has that XHTML does not have, or not there: the number of the element, and a sentence.

    >>> from lxml import etree
    >>> page = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body>{}</body></html>'
    >>> for found in markup_faults(etree.fromstring(page.format('<p align="left"><ul/></p>'))):
    ...     print(*found)
    4 p has no attribute align
    5 ul does not stand in p
    """
    models: dict[Element, tuple[bool, frozenset[str]]] = {}
    for number, element in enumerate(root.iter("*")):
        parent = element.getparent()
        of_phrases, forbidden = models.get(parent, (False, frozenset[str]())) if parent is not None else (False, frozenset[str]())
        name = local(element)
        if namespace(element) != XHTML:
            models[element] = (False, frozenset()) if name == "foreignObject" else (of_phrases, forbidden)
            continue
        for message in _of_element(element, name, parent, of_phrases, forbidden):
            yield number, message
        inner = of_phrases if name in _TRANSPARENT else name in _OF_PHRASES
        models[element] = (inner, forbidden | _NEVER_IN.get(name, frozenset()))


def _of_element(
    element: Element, name: str, parent: Element | None, of_phrases: bool, forbidden: frozenset[str]
) -> Iterator[str]:
    if name not in _KNOWN:
        yield f"XHTML has no element {shown(name)}"
        return
    above = local(parent) if parent is not None and namespace(parent) == XHTML else None
    if above in _HOLDING and name not in _HOLDING[above] and not (above in ("table", "select") and name == "option"):
        yield f"{name} does not stand in {above}"
    elif above is not None and name in _INSIDE and above not in _INSIDE[name]:
        yield f"{name} stands in {' or '.join(sorted(_INSIDE[name]))} alone, not in {above}"
    elif of_phrases and name not in _PHRASING and name not in _PARTS:
        yield f"{name} does not stand in {above}"
    elif name in forbidden:
        yield f"{name} stands in an element in which it must not"
    if name in _VOID and (len(element) or (element.text or "").strip()):
        yield f"{name} must be empty"
    if name in _WITHOUT_TEXT and ((element.text or "").strip() or any((child.tail or "").strip() for child in element)):
        yield f"{name} holds no text of its own"
    yield from _attributes(element, name)
    yield from _parts(element, name)


def _attributes(element: Element, name: str) -> Iterator[str]:
    given, own = element.attrib, _OWN.get(name, frozenset())
    for key, said in given.items():
        attribute, value = str(key), str(said)
        if attribute.startswith(("{", "data-", "aria-", "on")):
            continue
        if attribute not in _GLOBAL and attribute not in own:
            yield f"{name} has no attribute {shown(attribute)}"
        elif attribute in _NUMBERS and name not in _FREE_SIZE - {"td", "th"} and not _WHOLE.fullmatch(value.strip()):
            yield f'{name}/@{attribute} must be a whole number, not "{shown(value)}"'
    for attribute in _DEMANDED.get(name, ()):
        if attribute not in given and not (name == "img" and "srcset" in given):
            yield f"{name} lacks the attribute {attribute}"
    if name in ("time", "ins", "del") and (moment := element.get("datetime")) is not None and not _TIME.fullmatch(moment.strip()):
        yield f'{name}/@datetime is "{shown(moment)}", which is no date or time that HTML knows'
    if name == "time" and "datetime" not in given and not _TIME.fullmatch(whole_text(element).strip()):
        yield "time has no datetime, and its text is no date or time that HTML knows"
    if name == "meta" and element.get("charset", "utf-8").lower() != "utf-8":
        yield "meta/@charset must be utf-8"


def _parts(element: Element, name: str) -> Iterator[str]:
    inside = [local(child) for child in element if isinstance(child.tag, str)]
    if name == "html" and inside[:2] != ["head", "body"]:
        yield "html holds one head and one body, in this order"
    elif name == "html" and len(inside) > 2:
        yield "html holds one head and one body, and no more"
    elif name == "head" and inside.count("title") > 1:
        yield "the page has two titles"
    elif name == "title" and not whole_text(element).strip():
        yield "the title of the page is empty"
    elif name == "figure" and inside.count("figcaption") > 1:
        yield "figure has two figcaptions"
    elif name == "table" and inside.count("caption") > 1:
        yield "table has two captions"
    elif name == "details" and inside[:1] != ["summary"]:
        yield "details begins with a summary"
    elif name == "dl" and "div" not in inside and inside and inside[0] == "dd":
        yield "dl begins with a dt"
