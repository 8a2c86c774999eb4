"""Front matter as fields of an article: docconv's own names, and those of Jekyll, Hugo and their like.

A field of the article has its own name; `title`, `date`, `author`, `tags` and other names that sites use
stand for the field that means the same. What has no field is kept as an extension "markdown:name" (R003).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docconv.formats._markdown_front_matter import FIELDS
from docconv.formats._markdown_yaml import Node, as_json
from docconv.formats._normal_form import as_address, as_moment
from docconv.language import canonical_tag
from docconv.model import MODEL_VERSION
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Report, problem
from docconv.unicode import canonical

#: What other sites call a field, in lower case with "_" for "-" and " ".
_OTHER_NAMES = {
    "title": "headline", "headline": "headline", "kicker": "kicker", "eyebrow": "kicker", "overline": "kicker",
    "byline": "byline",
    **dict.fromkeys(("standfirst", "subtitle", "subheadline", "description", "summary", "excerpt", "abstract", "lead", "deck",
                     "dek"), "standfirst"),
    **dict.fromkeys(("date", "pubdate", "publishdate", "publish_date", "published_at", "date_published", "datepublished",
                     "published_date"), "published"),
    **dict.fromkeys(("lastmod", "updated", "updated_at", "last_modified_at", "last_updated", "date_modified", "datemodified",
                     "last_modified", "modified_at"), "modified"),
    **dict.fromkeys(("date_created", "created_at", "datecreated"), "created"),
    **dict.fromkeys(("expirydate", "expiry_date", "unpublishdate", "expires_at"), "expires"),
    "author": "authors", "lang": "language", "locale": "language", "dir": "direction",
    **dict.fromkeys(("permalink", "canonical", "canonical_url", "canonicalurl", "link", "source_url"), "url"),
    "tag": "keywords", "tags": "keywords", "category": "topics", "categories": "topics", "publisher": "provider",
    "copyright": "rights", "license": "rights", "licence": "rights", "draft": "status",
}  # fmt: skip
_MOMENTS = frozenset(("created", "published", "modified", "embargoed", "expires"))

#: A date and time as YAML 1.1 and Jekyll have it: a space before the time of day, or before the zone, short numbers.
_STAMP = lazy_pattern(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]*)?)?"
    r"[ \t]*(Z|[-+][0-9]{1,2}(?::?[0-9]{2})?|UTC|GMT)?)?"
)


class Metadata:
    """The fields that front matter gives, and where they stand in it."""

    def __init__(self, root: Node | None, report: Report) -> None:
        self.fields: dict[str, Any] = {}
        self.places: dict[str, Node] = {}
        self.unknown: list[Node] = []
        self.renamed: list[tuple[Node, str]] = []
        self.twice: list[Node] = []
        self.report = report
        found: dict[str, tuple[Node, Node]] = {}
        for key, value in root.pairs() if root is not None else ():
            name = key.value if isinstance(key.value, str) else ""
            if name in found:
                self.twice.append(key)
            found[name] = (key, value)
        for name in [name for name in FIELDS if name in found]:
            _, value = found.pop(name)
            self.take(name, value)
        self.is_ours = "docconv" in found
        if self.is_ours:
            _check_version(found.pop("docconv")[1], report)
        for name, (key, value) in found.items():
            field = _OTHER_NAMES.get(name.lower().replace("-", "_").replace(" ", "_"))
            if field is None or not self.translate(name.lower(), field, value):
                self.keep(key, value)
            else:
                self.renamed.append((key, field))
        for key in self.twice:
            report(problem("K002", f"{_shown(key)} stands twice; the last one counts", line=key.line, column=key.column))

    def place(self, path: str) -> tuple[int | None, int | None]:
        """Where a value of the article stands in the front matter, from its JSON Pointer."""
        steps = path.split("/")[1:]
        node = self.places.get(steps[0]) if steps else None
        if node is None:
            return None, None
        for step in steps[1:]:
            inner = node.at(int(step) if step.isdigit() else step)
            if inner is None:
                break
            node = inner
        return node.line, node.column

    def take(self, name: str, value: Node) -> None:
        """A field under its own name."""
        read = _READERS.get(name, _text)
        given = read(value)
        if given is not None:
            self.fields[name] = given
            self.places[name] = value

    def translate(self, name: str, field: str, value: Node) -> bool:
        """A field under another name; False where the value is none for it, or the field has one already."""
        if field in self.fields:
            return False
        text = value.text()
        given: Any
        match field:
            case "standfirst":
                given = [{"text": text}] if text and canonical(text) else None
            case "url":
                address = as_address(text) if text else None
                given = address if address and address.startswith(("http:", "https:")) else None
            case "status":
                given = {"true": "withheld", "false": "usable"}.get((text or "").lower())
            case "rights":
                given = {"notice" if name == "copyright" else "terms": canonical(text)} if text and canonical(text) else None
            case "headline" | "kicker" | "byline" | "provider" | "direction":
                given = canonical(text) if text else None
            case _ if field in _MOMENTS:
                given = _moment(value)
                given = None if isinstance(given, str) else given
            case _:
                given = _READERS[field](value)
        if not given:
            return value.is_null()
        self.fields[field] = given
        self.places[field] = value
        return True

    def keep(self, key: Node, value: Node) -> None:
        """Keep what has no field as an extension."""
        self.unknown.append(key)
        self.extend(_shown(key), as_json(value), key)

    def extend(self, name: str, value: Any, place: Node | None) -> None:
        """Keep a value as the extension "markdown:name", and say so."""
        extensions = self.fields.setdefault("extensions", {})
        if not isinstance(extensions, dict):
            return
        made = "markdown:" + (canonical(name) or "unnamed")
        extensions[made] = value
        message = f"{name} has no field and was kept as the extension {made}"
        self.report(problem("R003", message, line=place and place.line, column=place and place.column))


def _check_version(stated: Node, report: Report) -> None:
    """Whether this release reads the version of the article model that a document states."""
    match = _VERSION.fullmatch(stated.text() or "")
    version = (int(match[1]), int(match[2])) if match else _OURS
    line, column = stated.line, stated.column
    told = f"the document is of version {stated.text()} of the article model"
    if version[0] != _OURS[0]:
        raise DocumentError(problem("J003", f"{told}; this release reads version {_OURS[0]}", line=line, column=column))
    if version > _OURS:
        report(problem("J004", f"{told}, newer than {MODEL_VERSION}", line=line, column=column))


_VERSION = lazy_pattern(r"([0-9]{1,9})\.([0-9]{1,9})")
_OURS = tuple(map(int, MODEL_VERSION.split(".")))


def _shown(key: Node) -> str:
    return canonical(key.value)[:200] if isinstance(key.value, str) else "a key"


# --- values -----------------------------------------------------------------------------------------


def _text(value: Node) -> Any:
    """The text as it is written, in whatever way YAML would have it; what is no text as JSON."""
    return value.text() if value.kind == "scalar" else as_json(value)


def _language(value: Node) -> Any:
    text = value.text()
    return _text(value) if text is None else canonical_tag(text) or (None if text.strip().lower() == "und" else text)


def _moment(value: Node) -> Any:
    """A date and time as `datetime`; what is none, as it is written."""
    text = value.text()
    if text is None:
        return _text(value)
    found = _STAMP.fullmatch(text.strip())
    if found is not None:
        year, month, day, hour, minute, second, zone = found.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
        if hour is not None:
            text += f"T{hour:0>2}:{minute}:{second or '00'}{_zone(zone)}"
    return as_moment(text) or value.value


def _zone(zone: str | None) -> str:
    if zone is None or zone in ("Z", "UTC", "GMT"):
        return "+00:00"
    hours, _, minutes = zone[1:].partition(":")
    if not minutes and len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    return f"{zone[0]}{hours:0>2}:{minutes or '00'}"


def _mapping_of(name: str) -> Callable[[Node], Any]:
    """A reader of a part whose one text may stand for it: `name` is the field of that text."""

    def read(value: Node) -> Any:
        if value.kind != "mapping":
            text = value.text()
            return as_json(value) if value.kind == "list" else {name: text} if text is not None else None
        return _part(value)

    return read


def _part(value: Node) -> dict[str, Any]:
    """A part of an article: its texts as they are written, a day as a `date`."""
    part: dict[str, Any] = {}
    for key, inner in value.pairs():
        name = str(key.value) if isinstance(key.value, str) else "unnamed"
        given = _text(inner)
        if name == "date" and isinstance(given, str) and (moment := as_moment(given)) is not None:
            given = moment.date()
        if given is not None:
            part[name] = given
    return part


def _people(value: Node) -> Any:
    people = []
    for one in value.items():
        given = _mapping_of("name")(one)
        if isinstance(given, dict) and one.kind == "mapping":
            given = {_PERSON.get(name, name): inner for name, inner in given.items()}
        if given:
            people.append(given)
    return people or None


#: What other sites call the parts of an author.
_PERSON = {
    "title": "role", "job": "role", "jobtitle": "role", "organization": "organisation", "affiliation": "organisation",
    "mail": "email", "url": "uri", "website": "uri", "link": "uri", "fullname": "name", "display_name": "name",
}  # fmt: skip


def _topics(value: Node) -> Any:
    return [given for one in value.items() if (given := _mapping_of("name")(one))] or None


def _keywords(value: Node) -> Any:
    text = value.text()
    if text is not None:
        return [word for part in text.split(",") if (word := canonical(part))] or None
    if value.kind == "mapping":
        return as_json(value)
    return [given for one in value.items() if (given := _text(one)) is not None] or None


_READERS: dict[str, Callable[[Node], Any]] = {
    "language": _language, "version": as_json, "authors": _people, "dateline": _mapping_of("text"),
    "rights": _mapping_of("notice"), "topics": _topics,
    "keywords": _keywords, "extensions": as_json, **dict.fromkeys(_MOMENTS, _moment),
}  # fmt: skip
