"""What a book says of itself, as fields of its articles: authors, publisher, dates, rights, identifier.

What is said of the book as a whole and is no field of an article in it is kept as extensions `epub:`.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from docconv.formats._epub_package_reading import Package, Statement
from docconv.formats._normal_form import as_moment
from docconv.language import canonical_tag

#: What `dc:creator` may be without a role, or with one of these (MARC relators), to be an author.
_AUTHORS = frozenset(("", "aut", "author", "cre", "ive", "col"))
#: Roles by their MARC code, in words; others are kept as they are.
_ROLES = {"edt": "editor", "trl": "translator", "ill": "illustrator", "pht": "photographer", "nrt": "narrator"}
#: Years before this one stand for dates that are not known, as in "0101-01-01".
_FIRST_YEAR = 1000


def book_fields(package: Package) -> dict[str, Any]:
    """The fields that every article of a book has from it, where its own page does not say otherwise."""
    fields: dict[str, Any] = {}
    authors = [one for one in package.said("creator") if one.given.get("role", "").lower() in _AUTHORS]
    if authors:
        fields["authors"] = [{"name": one.value} for one in authors]
    publishers = package.said("publisher")
    if publishers:
        fields["provider"] = publishers[0].value
    rights = [one.value for one in package.said("rights")]
    if rights:
        fields["rights"] = {"notice": " ".join(dict.fromkeys(rights))}
    published = _moment(package.said("date"), ("", "publication", "original-publication", "issued"))
    modified = _moment(package.said("dcterms:modified"), ("",)) or _moment(package.said("date"), ("modification",))
    fields |= {name: value for name, value in (("published", published), ("modified", modified)) if value is not None}
    languages = [tag for one in package.said("language") if (tag := canonical_tag(one.value)) not in (None, "mul", "zxx")]
    if languages:
        fields["language"] = languages[0]
    elif package.progression == "rtl":
        fields["direction"] = "rtl"
    return fields


def _moment(said: list[Statement], events: tuple[str, ...]) -> datetime | None:
    """The first date for one of the events, in their order (`opf:event` of EPUB 2; none in EPUB 3)."""
    for event in events:
        for one in said:
            if one.given.get("event", "") == event and (found := as_moment(one.value)) and found.year >= _FIRST_YEAR:
                return found
    return None


def identifier_of(package: Package) -> str | None:
    """The identifier of the book as a URI; None where it has none."""
    said = package.said("identifier")
    said.sort(key=lambda one: one.given.get("unique") != "yes")
    return next((uri for one in said if (uri := _uri(one)) is not None), None)


def _uri(said: Statement) -> str | None:
    value, scheme = said.value, said.given.get("scheme", "").lower()
    if re.match(r"(?:urn:[A-Za-z0-9]|https?://|tag:)", value):
        return value
    bare = value.removeprefix("uuid:")
    if re.fullmatch("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", bare):
        return f"urn:uuid:{bare.lower()}"
    digits = re.sub("[ -]|(?i:isbn:?)", "", value)
    if scheme == "isbn" or re.fullmatch("97[89][0-9]{10}", digits):
        return f"urn:isbn:{digits}" if re.fullmatch("(?:97[89])?[0-9]{9}[0-9Xx]", digits) else None
    return None


def only_article_fields(package: Package) -> dict[str, Any]:
    """The fields of the one article of a book: what identifies the book and says what it is about is said of the article."""
    fields: dict[str, Any] = {}
    identifier = identifier_of(package)
    if identifier is not None:
        fields["id"] = identifier
    subjects = list(dict.fromkeys(one.value for one in package.said("subject")))
    if subjects:
        fields["topics"] = [{"name": one} for one in subjects]
    return fields


def book_extensions(package: Package, *, single: bool) -> dict[str, Any]:
    """What the book says of itself that no field of an article takes."""
    kept: dict[str, Any] = {}
    names = ["title", "description", "source", "relation", "coverage", "type"] + ([] if single else ["subject"])
    for name in names:
        values = list(dict.fromkeys(one.value for one in package.said(name)))
        if values:
            kept[f"epub:{name}"] = values[0] if len(values) == 1 else values
    identifiers = [one.value for one in package.said("identifier")]
    if identifiers and not (single and len(identifiers) == 1 and identifier_of(package) is not None):
        kept["epub:identifier"] = identifiers[0] if len(identifiers) == 1 else identifiers
    others = [one for one in package.said("creator") if one.given.get("role", "").lower() not in _AUTHORS]
    people = [_contributor(one) for one in (*others, *package.said("contributor"))]
    if people:
        kept["epub:contributor"] = people
    series = [*package.said("belongs-to-collection"), *package.said("calibre:series")]
    if series:
        kept["epub:series"] = series[0].value
    return kept


def _contributor(said: Statement) -> dict[str, str]:
    role = said.given.get("role", "").lower()
    return {"name": said.value} | ({"role": _ROLES.get(role, role)} if role else {})
