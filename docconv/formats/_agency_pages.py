"""Pages of agencies inside NewsML-G2 and ninjs: habits of their (X)HTML, brought into what `_html_reading` knows.

Agencies set a line above the story (the department, the source) in a `div` of spans, print the credit
beside the `figcaption` of a picture, put a whole wire story into one `p`, and let routing codes follow it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docconv.formats._html_inline import classes_of
from docconv.formats._html_reading import html_fields
from docconv.formats._wire_text import is_wire, wire_fields
from docconv.formats._xml_reading import line_of, local, whole_text
from docconv.problems import Report, problem
from docconv.unicode import canonical, is_blank

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Elements that hold text in lines: beside them, loose text in the body is no part of the story.
_BLOCKS = frozenset("p div section article ul ol table blockquote figure h1 h2 h3 h4 h5 h6 pre".split())
_ABOVE = {"vignette": "kicker", "kicker": "kicker", "overline": "kicker", "source": "provider"}
_CREDITS = frozenset("byline credit photographer copyright photo-credit".split())


def page_fields(root: _Element, report: Report) -> dict[str, Any]:
    """What a page of an agency says, in the shape of an article; the tree is changed on the way.

    >>> from lxml import etree
    >>> page = etree.fromstring("<body><div><span class='vignette'>Sea</span></div><p>Rain fell.</p>QX 12</body>")
    >>> fields = page_fields(page, lambda problem: None)
    >>> fields["kicker"], fields["furniture"]
    ('Sea', ['QX 12'])
    """
    body = next((one for one in root.iter() if local(one).lower() == "body"), root)
    only = _only_block(body)
    if only is not None and is_wire(whole_text(only)):
        return wire_story(whole_text(only), only, report)
    above = _above(body)
    _credits(body)
    loose = _loose_text(body)
    fields = {**above, **html_fields(root, report)}
    if loose is not None:
        fields.setdefault("furniture", []).append(loose)
        report(problem("R007", f"text behind the last paragraph was kept as furniture: {loose[:60]}", line=line_of(body)))
    return fields


def _only_block(body: _Element) -> _Element | None:
    """The one paragraph of a page that has no more; None where it has several or none."""
    found: _Element | None = None
    for one in _with_text(body):
        if local(one).lower() in _BLOCKS:
            if found is not None:
                return None
            found = one
    return found if found is not None and local(found).lower() in ("p", "pre", "div") else None


def _with_text(body: _Element) -> list[_Element]:
    """The elements of a page that hold text, in order; each is looked at once, however deep they lie."""
    holding: set[_Element] = set()
    for one in body.iter():
        owners = (one if not is_blank(one.text or "") else None, one.getparent() if not is_blank(one.tail or "") else None)
        for owner in owners:
            holder = owner
            while holder is not None and holder not in holding:
                holding.add(holder)
                holder = holder.getparent()
    return [one for one in body.iter() if one in holding]


def wire_story(text: str, element: _Element, report: Report) -> dict[str, Any]:
    """What a wire story without markup says; `element` holds it."""
    fields = wire_fields(text)
    for furniture in fields.get("furniture", ()):
        message = f"a text in brackets around the story was kept as furniture: {furniture[:60]}"
        report(problem("R007", message, line=line_of(element)))
    return fields


def _above(body: _Element) -> dict[str, Any]:
    """The line of spans above the story; it is taken out of the body."""
    fields: dict[str, Any] = {}
    for element in list(body.iter()):
        name = local(element).lower()
        if name == "p":
            break
        if name not in ("div", "b", "strong") or not len(element) or not is_blank(element.text or ""):
            continue
        roles = [next((_ABOVE[role] for role in classes_of(inner) if role in _ABOVE), None) for inner in element]
        if None in roles or any(local(inner).lower() != "span" or not is_blank(inner.tail or "") for inner in element):
            continue
        for inner, role in zip(element, roles, strict=True):
            if text := canonical(whole_text(inner)):
                fields.setdefault(str(role), text)
        for inner in list(element):
            element.remove(inner)
    return fields


def _credits(body: _Element) -> None:
    """A credit beside the caption of a picture goes into it, marked as what it is."""
    for figure in [one for one in body.iter() if local(one).lower() == "figure"]:
        legend = next((inner for inner in figure if local(inner).lower() == "figcaption"), None)
        for inner in [inner for inner in figure if inner is not legend and not _CREDITS.isdisjoint(classes_of(inner))]:
            if legend is None:
                legend = figure.makeelement("figcaption")
                figure.append(legend)
            small = legend.makeelement("small", {"class": "credit"})
            small.text = canonical(whole_text(inner))
            figure.remove(inner)
            legend.append(small)


def _loose_text(body: _Element) -> str | None:
    """Text behind the last paragraph, in no element of its own: routing codes of the wire. It is taken out of the body."""
    last = body[-1] if len(body) else None
    if last is None or local(last).lower() not in _BLOCKS or is_blank(last.tail or "") or not is_blank(body.text or ""):
        return None
    if any(not is_blank(one.tail or "") for one in list(body)[:-1]):
        return None
    loose = canonical(last.tail or "")
    last.tail = None
    return loose
