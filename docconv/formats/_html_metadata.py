"""The fields of an article that docconv writes to `meta` and `link` elements, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from docconv.formats._html_inline import name_of, named
from docconv.formats._normal_form import as_moment

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def own_metadata(element: Element) -> dict[str, Any]:
    """The fields that docconv writes to `meta` and `link` elements: in the `head`, or as `itemprop` in an `article`."""
    head = next((child for child in element if name_of(child) == "head"), element)
    fields: dict[str, Any] = {}
    entries = [(kind, entry) for entry in head if (kind := named(entry.tag)) in ("meta", "link")]
    names = [_meta_name(entry) for _, entry in entries]
    if not any(name.startswith("docconv:") for name in names):
        return fields
    for (kind, entry), name in zip(entries, names, strict=True):
        if kind == "link":
            if "canonical" in (entry.get("rel") or "").split() or entry.get("itemprop") == "url":
                fields["url"] = entry.get("href")
            continue
        _take(fields, name, entry, entry.get("content") or "")
    return fields


def _meta_name(entry: Element) -> str:
    name = entry.get("name") or entry.get("itemprop") or ""
    return name.replace("docconv-", "docconv:", 1) if name.startswith("docconv-") else name


def _take(fields: dict[str, Any], name: str, entry: Element, content: str) -> None:
    """Add what one `meta` element says to the fields."""
    prefix, _, field = name.partition(":")
    if name in ("author", "docconv:author"):
        given = {"name": content} | {key: entry.get(f"data-{key}") for key in ("role", "organisation", "email", "uri")}
        fields.setdefault("authors", []).append({key: value for key, value in given.items() if value is not None})
    elif prefix != "docconv":
        return
    elif field in ("id", "slug", "status"):
        fields[field] = content
    elif field == "version":
        fields["version"] = int(content) if content.isascii() and content.isdigit() and len(content) < 11 else content
    elif field in ("created", "modified", "embargoed", "expires"):
        fields[field] = as_moment(content) or content
    elif field == "topic":
        uri = entry.get("data-uri")
        fields.setdefault("topics", []).append({"name": content, **({"uri": uri} if uri is not None else {})})
    elif field == "keyword":
        fields.setdefault("keywords", []).append(content)
    elif field == "extension":
        try:
            fields.setdefault("extensions", {})[entry.get("data-key") or ""] = from_json(content, allow_inf_nan=False)
        except ValueError:
            fields.setdefault("extensions", {})[entry.get("data-key") or ""] = content
