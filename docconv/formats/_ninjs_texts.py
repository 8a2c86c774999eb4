"""The texts of a ninjs item of any version: headlines, descriptions, bodies, and which of them is which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from docconv.formats._agency_pages import page_fields
from docconv.formats._foreign import repeats_opening
from docconv.formats._html_reading import html_fields
from docconv.formats._json_item import Findings, Node, Value, as_list
from docconv.formats._markup_values import (
    element_of,
    line_of_markup,
    looks_like_markup,
    plain_paragraphs,
    rich_paragraphs,
)
from docconv.formats._nitf_reading import nitf_fields
from docconv.formats._positions import Path
from docconv.formats._xml_reading import local

Form = Literal["markup", "nitf", "plain", "other"]


class Text(NamedTuple):
    """One of several texts: its role in lower case, without the address of its vocabulary; its form; its value."""

    role: str
    form: Form
    value: str
    path: Path
    entry: Value


#: Roles that only say what form a text has.
_FORMS: dict[str, Form] = {
    "xhtml": "markup", "html": "markup", "html5": "markup", "richhtml5": "markup", "nitf": "nitf", "text": "plain",
    "plain": "plain",
}  # fmt: skip


def texts(node: Node, plural: str, singular: str) -> Iterator[Text]:
    """The texts of a kind: the entries of a list (2.x and 3.x), or members named by role or form (1.x)."""
    sniffed = singular != "headline"
    for entry in as_list(node.peek(plural)):
        if isinstance(entry.value, str):
            yield Text("", _form("", "", entry.value, sniffed), entry.value, entry.path, entry)
        elif isinstance(entry.value, dict):
            inner = Node(entry.value, entry.path)
            value = inner.text("value")
            if value is not None:
                role, kind = inner.text("role"), inner.text("contenttype", "mimetype")
                said = _role(role.value if role else "")
                yield Text(said, _form(said, kind.value if kind else "", value.value, sniffed), value.value, value.path, entry)
    for suffix, name in node.roles(singular):
        given = node.value[name]
        found = Value(given[0] if isinstance(given, list) and len(given) == 1 else given, (*node.path, name))
        if isinstance(found.value, str) and found.value.strip():
            form = _form(suffix, "", found.value, True) if singular == "body" else _FORMS.get(suffix, "plain")
            yield Text(suffix, form, found.value, found.path, found)


def _role(role: str) -> str:
    """A role without its vocabulary: the last part of a URI or of a QCode.

    >>> _role("http://cv.iptc.org/newscodes/descriptionrole/summary"), _role("drol:Summary")
    ('summary', 'summary')
    """
    return role.strip().rstrip("/").rpartition("/")[2].rpartition(":")[2].rpartition("#")[2].lower()


def _form(role: str, kind: str, value: str, sniffed: bool) -> Form:
    """The form of a text: as its type says, else its role, else (where markup is usual) as it looks."""
    kind = kind.lower()
    if "nitf" in kind or "nitf" in role:
        return "nitf"
    if "html" in kind:
        return "markup"
    if kind.startswith("text/plain"):
        return "plain"
    if kind:
        return "other"
    form = _FORMS.get(role)
    if form in ("markup", "nitf"):
        return form
    return "markup" if sniffed and looks_like_markup(value) else "plain"


# --- headlines, kicker, standfirst, dateline ----------------------------------------------------------

_KICKERS = frozenset(
    "kicker vignette overline eyebrow strap strapline catchline pretitle topline dachzeile vorspann-kicker".split()
)
_SUMMARIES = frozenset("summary abstract standfirst lead lede deck dek teaser ingress intro subheadline subheading".split())


def headlines(node: Node, findings: Findings) -> tuple[Value | None, Value | None, list[Value]]:
    """The headline, the kicker, and the entries that are neither."""
    found = list(texts(node, "headlines", "headline"))
    if not found:
        return None, None, []
    kicker = next((text for text in found if text.role in _KICKERS), None)
    others = [text for text in found if text.role not in _KICKERS]
    main = next((text for text in others if text.role == "main"), None)
    main = main or next((text for text in others if text.role in ("", "headline", "title") or text.role in _FORMS), None)
    main = main or (others[0] if others else None)
    used = {text.entry.path for text in (main, kicker) if text is not None}
    return _line(main, findings), _line(kicker, findings), [text.entry for text in found if text.entry.path not in used]


def _line(text: Text | None, findings: Findings) -> Value | None:
    if text is None:
        return None
    if text.form == "markup":
        return Value(line_of_markup(text.value, findings.within(text.path)), text.path)
    return Value(text.value, text.path)


class Descriptions(NamedTuple):
    """What the descriptions of an item are: the standfirst, the text of the dateline, and the entries that are neither."""

    standfirst: list[tuple[dict[str, Any], Path]]
    dateline: Value | None
    others: list[Value]


def described(node: Node) -> list[Text]:
    """Everything that describes an item or what is associated with it."""
    return list(texts(node, "descriptions", "description"))


def descriptions(node: Node, found: list[Text], sections: list[dict[str, Any]], findings: Findings) -> Descriptions:
    """The descriptions that were `found` sorted out; one without a role that only repeats the opening of the story is none."""
    if not found:
        return Descriptions([], None, [])
    standfirst: list[tuple[dict[str, Any], Path]] = []
    dateline: Value | None = None
    others: list[Value] = []
    markup_said = False
    named = any(text.role in _SUMMARIES for text in found)
    for text in sorted(found, key=lambda text: text.form != "markup") if node.peek("descriptions") is None else found:
        if text.role == "dateline" and dateline is None:
            dateline = Value(text.value, text.path)
        elif text.role in _SUMMARIES or (not named and _says_more(text, sections, findings)):
            if text.role in _FORMS and (markup_said or standfirst):
                continue  # the same in another form
            markup_said = text.role in _FORMS
            standfirst += [(rich, text.path) for rich in _paragraphs(text, findings)]
        else:
            others.append(text.entry)
    return Descriptions(standfirst, dateline, others)


def _says_more(text: Text, sections: list[dict[str, Any]], findings: Findings) -> bool:
    if text.role and text.role not in _FORMS:
        return False
    line = _line(text, findings)
    return line is None or not repeats_opening(line.value, sections)


def _paragraphs(text: Text, findings: Findings) -> list[dict[str, Any]]:
    if text.form == "markup":
        return rich_paragraphs(text.value, findings.within(text.path, "/standfirst"))
    return [{"text": part} for part in text.value.split("\n\n") if part.strip()]


# --- the story ----------------------------------------------------------------------------------------

_PREFERENCE: tuple[Form, ...] = ("markup", "nitf", "plain", "other")


class Story(NamedTuple):
    """The body that was taken: the fields it gives, its path, the attributes of its root, and the plain text beside it."""

    fields: dict[str, Any]
    path: Path | None
    attributes: dict[str, str]
    plain: Value | None


def story(node: Node, findings: Findings) -> Story:
    """One of the bodies, which are alternatives: (X)HTML before NITF before plain text; one that holds nothing is passed over."""
    found = sorted(texts(node, "bodies", "body"), key=lambda text: _PREFERENCE.index(text.form))
    plain = next((Value(text.value, text.path) for text in found if text.form == "plain"), None)
    for text in found:
        fields, attributes = _fields(text, findings)
        if any(fields.get(name) for name in ("body", "related", "furniture")) or "data-docconv" in attributes:
            return Story(fields, text.path, attributes, plain)
    return Story({}, None, {}, plain)


def _fields(text: Text, findings: Findings) -> tuple[dict[str, Any], dict[str, str]]:
    report = findings.within(text.path, "/body")
    if text.form == "plain" or (text.form == "other" and not looks_like_markup(text.value)):
        paragraphs = [{"type": "paragraph", **paragraph} for paragraph in plain_paragraphs(text.value)]
        return ({"body": [{"blocks": paragraphs}]} if paragraphs else {}), {}
    root = element_of(text.value, report)
    if root is None:
        return {}, {}
    if local(root).lower() == "nitf":
        return nitf_fields(root, report), {}
    attributes = {str(name): str(value) for name, value in root.attrib.items()}
    return (html_fields if "data-docconv" in attributes else page_fields)(root, report), attributes
