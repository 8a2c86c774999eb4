"""The metadata of an item of NewsML-G2 as fields of an article: itemMeta, contentMeta, rights and history.

What docconv wrote comes back as it was. In documents of others each property of the article is taken
from where the standard has it, or from where feeds put it; what has no field is kept as it stands,
as an extension `newsml:` and the name of the element (R003). Elements are told by their local names,
since feeds come with the namespace, another or none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from docconv.formats._newsml_codes import KICKER_ROLE, last_step
from docconv.formats._newsml_elements import XML_LANG, ItemFields, child, children, derived, said_otherwise, text_of
from docconv.formats._nitf_inline import Reading
from docconv.formats._normal_form import as_identifier, as_moment
from docconv.formats._xml import DOCCONV
from docconv.formats._xml_reading import local, local_name, namespace, whole_text
from docconv.language import canonical_tag
from docconv.patterns import lazy_pattern
from docconv.problems import Report
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element

# --- the item and what stands above its metadata ------------------------------------------------------


def item_fields(item: _Element, report: Report, *, is_medium: bool = False) -> ItemFields:
    """The fields that the metadata of an item says."""
    reading = ItemFields(item, report, is_medium=is_medium)
    parts = reading.parts
    contents = parts.get("contentMeta", [])
    _identity(reading, contents[0] if contents else None)
    for history in parts.get("pubHistory", ()):
        for published in children(history, "published"):
            stamp = child(published, "timestamp")
            if stamp is not None and "published" not in reading.fields:
                reading.set("published", reading.moment(stamp), stamp)
    for rights in parts.get("rightsInfo", ()):
        _rights(reading, rights)
    for meta in parts.get("itemMeta", ()):
        for element in meta:
            _ITEM_META.get(local_name(element.tag), ItemFields.keep)(reading, element)
    for meta in contents:
        translations = frozenset() if reading.ours else said_otherwise(meta, reading.fields.get("language"))
        for element in meta:
            known = ItemFields.keep if element in translations else _CONTENT_META.get(local_name(element.tag), ItemFields.keep)
            known(reading, element)
    _settle(reading)
    return reading


def _identity(reading: ItemFields, content: _Element | None) -> None:
    item, fields = reading.item, reading.fields
    guid = (item.get("guid") or "").strip()
    if guid and "guid" not in derived(item):
        address = guid if reading.ours else as_identifier(guid)
        if address is not None:
            reading.set("id", address, item)
        else:
            reading.set("extensions", {"newsml:guid": canonical(guid)}, item)
            reading.tell("R003", "guid is no URI; it was kept as the extension newsml:guid", item)
    elif not guid:
        reading.tell("R004", f"the {local(item)} has no guid", item)
    version = (item.get("version") or "").strip()
    if version.isascii() and version.isdigit() and 0 < int(version[:11]) < 2**31 and len(version) < 11:
        fields["version"] = int(version)
    elif version:
        reading.tell("R002", f"the version is not a whole number from 1 to 2147483647 and was left out: {version[:40]}", item)
    languages = [(one, one.get("tag") or "") for one in children(content, "language")]
    languages += [] if reading.ours else [(item, item.get(XML_LANG) or "")]
    for element, tag in languages:
        language = tag if reading.ours else canonical_tag(tag)
        if language:
            reading.set("language", language, element)
            break
        if tag.strip().lower() not in ("", "und", "x-none"):
            reading.tell("R002", f"this is no language tag and was left out: {tag[:40]}", element)
    direction = (item.get("dir") or ("" if content is None else content.get("dir")) or "").strip()
    if direction in ("ltr", "rtl"):
        fields["direction"] = direction


def _rights(reading: ItemFields, element: _Element) -> None:
    holder = child(element, "copyrightHolder")
    said = {
        "holder": None if holder is None else reading.name(holder),
        "notice": text_of(child(element, "copyrightNotice")),
        "terms": text_of(child(element, "usageTerms")),
    }
    if any(said.values()):
        known = reading.fields.setdefault("rights", {})
        reading.places.setdefault("/rights", element)
        for name, text in said.items():
            if text and name not in known:
                known[name] = text


# --- itemMeta -------------------------------------------------------------------------------------------


def _provider(reading: ItemFields, element: _Element) -> None:
    if "provider" in derived(element):
        return
    name = reading.name(element, code=True)
    if name is None and (address := element.get("uri")):
        name = canonical(address.partition("://")[2].partition("/")[0]) or None
    reading.set("provider", name, element)


def _version_created(reading: ItemFields, element: _Element) -> None:
    if not derived(element):
        reading.set("modified", reading.moment(element), element)


def _moment_for(name: str) -> Callable[[ItemFields, _Element], None]:
    def read(reading: ItemFields, element: _Element) -> None:
        if name not in reading.fields:
            reading.set(name, reading.moment(element), element)

    return read


def _content_modified(reading: ItemFields, element: _Element) -> None:
    found = reading.moment(element)
    if found is not None and found != reading.fields.get("modified"):
        if "modified" in reading.fields:
            reading.keep(element)
        elif not reading.ours:
            reading.set("modified", found, element)


def _created(reading: ItemFields, element: _Element) -> None:
    """When the content was made, before when the item was; the other is kept where it differs."""
    found = reading.moment(element)
    if found is None or found == reading.fields.get("created"):
        return
    if local(element) == "contentCreated" and "created" in reading.fields:
        reading.fields["created"] = found
    else:
        reading.set("created", found, element)


def _status(reading: ItemFields, element: _Element) -> None:
    said = last_step(element.get("qcode") or element.get("uri")).lower()
    status = {"cancelled": "canceled"}.get(said, said)
    if status in ("usable", "withheld", "canceled"):
        reading.set("status", status, element)
    elif said:
        reading.tell("R002", f"the status is not usable, withheld or canceled and was left out: {said[:40]}", element)


def _title(reading: ItemFields, element: _Element) -> None:
    if reading.title is None:
        reading.title = element
    else:
        reading.keep(element)


def _alternative(reading: ItemFields, element: _Element) -> None:
    """Where the article was published; other representations are kept."""
    text = (element.text or "").strip()
    page = (element.get("contenttype") or "text/html").strip() in ("text/html", "application/xhtml+xml")
    if page and "url" not in reading.fields and text.lower().startswith(("http://", "https://")):
        reading.set("url", text, element)
    else:
        reading.keep(element)


# --- contentMeta --------------------------------------------------------------------------------------------


def _headline(reading: ItemFields, element: _Element) -> None:
    """The headline; one that is derived counts where it no longer says what the title says: someone wrote another."""
    text = text_of(element)
    if text is None:
        return
    uri, code = (element.get("roleuri") or "").strip(), element.get("role")
    role = last_step(code or uri).lower() if code or uri else ""
    if uri == KICKER_ROLE or (code and role in ("kicker", "overline")):
        reading.set("kicker", text, element)
    elif derived(element):
        if text != text_of(reading.title):
            reading.set("headline", text, element)
    elif "headline" not in reading.fields and not role.startswith("sub"):
        reading.set("headline", text, element)
    elif text != reading.fields.get("headline"):
        reading.subheads.append(element)


def _creator(reading: ItemFields, element: _Element) -> None:
    """An author; an organisation that is not the provider is kept."""
    name = reading.name(element)
    role = last_step(element.get("role") or element.get("roleuri")).lower()
    kind = last_step(element.get("type") or element.get("typeuri")).lower()
    ours = reading.ours and role == "author"
    if not ours and (name is None or kind in ("organisation", "organization") or (role and role not in _AUTHORS)):
        reading.keep(element)
        return
    if not ours and name == reading.fields.get("provider"):
        return
    details = child(element, "personDetails")
    affiliation = child(details, "affiliation")
    said = {
        "name": name,
        "role": text_of(child(element, "definition")),
        "organisation": None if affiliation is None else reading.name(affiliation),
        "email": next((text for info in children(details, "contactInfo") if (text := text_of(child(info, "email")))), None),
        "uri": element.get("uri") if ours else reading.address(element),
    }
    if not ours and said["uri"] is None and (element.get("uri") or element.get("qcode")):
        reading.keep(element)
    person = {field: value for field, value in said.items() if value is not None}
    known = None if ours else reading.people.get(str(name))
    if known is None:
        reading.people[str(name)] = person
        reading.add("authors", person, element)
    else:
        known.update(person | known)


_AUTHORS = ("author", "writer", "reporter", "creator", "contributor", "byline", "journalist", "contentcreator")


def _located(reading: ItemFields, element: _Element) -> None:
    reading.located.append(element)


def _dateline(reading: ItemFields, element: _Element) -> None:
    text = text_of(element)
    if namespace(element) == DOCCONV:
        said: dict[str, Any] = {name: value for name in ("agency", "date") if (value := element.get(name))}
        moment = as_moment(said["date"]) if "date" in said else None
        if moment is not None:
            said["date"] = moment.date()
        if "dateline" in reading.fields:
            reading.fields["dateline"] |= said
    elif text is not None and (reading.ours or not _TIMESTAMP.fullmatch(text)):
        reading.set("dateline", {"text": text}, element)
    else:
        reading.keep(element)


#: A date and time where the text of a dateline belongs: feeds do that.
_TIMESTAMP = lazy_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+ ?(?:[A-Z]{1,4})?(?:[+-][0-9]{2}:?[0-9]{2})?")


def _line(name: str) -> Callable[[ItemFields, _Element], None]:
    def read(reading: ItemFields, element: _Element) -> None:
        if name in reading.fields:
            reading.keep(element)
        else:
            reading.set(name, text_of(element), element)

    return read


def _subject(reading: ItemFields, element: _Element) -> None:
    """A topic; one that has neither name nor literal goes by its code. A code of an unknown alias is kept as it is."""
    address = reading.address(element)
    name = reading.name(element, code=address is not None)
    if name is None or (address is None and (element.get("qcode") or element.get("uri"))):
        reading.keep(element)
    if name is None:
        return
    if reading.ours or (name, address) not in reading.topics:
        reading.topics.add((name, address))
        reading.add("topics", {"name": name} | ({"uri": address} if address is not None else {}), element)


def _keyword(reading: ItemFields, element: _Element) -> None:
    text = text_of(element)
    if text is not None:
        reading.add("keywords", text, element)


def _description(reading: ItemFields, element: _Element) -> None:
    """The standfirst, unless it describes something else: a picture, a caption."""
    if reading.is_medium:  # what describes a picture is its caption
        return
    role = last_step(element.get("role") or element.get("roleuri")).lower()
    rich = Reading(reading.report, ours=reading.ours).rich(element)
    if rich is not None and role in ("summary", "abstract", "standfirst", ""):
        reading.add("standfirst", _without_own(rich, reading.fields), element)
    else:
        reading.keep(element)


def _without_own(rich: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """A rich text without the language and direction that are the article's anyway."""
    return {name: value for name, value in rich.items() if name not in ("language", "direction") or value != fields.get(name)}


def _same_as_provider(reading: ItemFields, element: _Element) -> None:
    """A source or credit line, kept where it says more than the provider."""
    said = reading.name(element) if local(element) == "infoSource" else text_of(element)
    if not reading.ours and not reading.is_medium and said != reading.fields.get("provider"):
        reading.keep(element)


def _extension(reading: ItemFields, element: _Element) -> None:
    """An extension of the article; of others an element of that name is no more than that."""
    name = element.get("name")
    if namespace(element) != DOCCONV or name is None:
        reading.keep(element)
        return
    text = whole_text(element)
    try:
        value = from_json(text, allow_inf_nan=False)
    except ValueError:
        value = canonical(text, line_breaks=True)
        reading.tell("R001", f"the extension {name} is no JSON; its text was kept", element)
    reading.fields.setdefault("extensions", {})[name] = value


def _read_already(reading: ItemFields, element: _Element) -> None:
    """The language is read before everything else."""


_ITEM_META: dict[str, Callable[[ItemFields, _Element], None]] = {
    "provider": _provider,
    "versionCreated": _version_created,
    "firstCreated": _created,
    "embargoed": _moment_for("embargoed"),
    "expires": _moment_for("expires"),
    "pubStatus": _status,
    "title": _title,
    "located": _located,
    "altRep": _alternative,
    "link": lambda reading, element: reading.links.append(element),
}
_CONTENT_META: dict[str, Callable[[ItemFields, _Element], None]] = {
    "contentCreated": _created,
    "contentModified": _content_modified,
    "located": _located,
    "infoSource": _same_as_provider,
    "creator": _creator,
    "language": _read_already,
    "subject": _subject,
    "keyword": _keyword,
    "slugline": _line("slug"),
    "headline": _headline,
    "dateline": _dateline,
    "by": _line("byline"),
    "creditline": _same_as_provider,
    "description": _description,
    "extension": _extension,
}


def _settle(reading: ItemFields) -> None:
    """What could only be told once all of the metadata was read: title, second headlines, the place of the dateline."""
    fields = reading.fields
    title = text_of(reading.title)
    if reading.title is not None and title is not None and not derived(reading.title) and not reading.ours:
        if "headline" not in fields:
            reading.set("headline", title, reading.title)
        elif title != fields["headline"]:
            reading.keep(reading.title)
    for element in reading.subheads:
        rich = Reading(reading.report, ours=False).rich(element)
        if rich is not None and "standfirst" not in fields and not reading.ours:
            reading.add("standfirst", rich, element)
        elif not reading.ours:
            reading.keep(element)


def place_of_dateline(reading: ItemFields, fields: dict[str, Any]) -> None:
    """The place of the dateline, as `located` says it; where there is no dateline, the place is all there is of it."""
    for element in reading.located:
        name = reading.name(element)
        if name is not None and "dateline" not in fields and not (reading.ours or reading.is_medium):
            fields["dateline"] = {"text": name, "place": name}
            reading.places["/dateline"] = element
        elif name is not None and "dateline" in fields and "place" not in fields["dateline"]:
            fields["dateline"] = {**fields["dateline"], "place": name}
        elif not reading.ours:
            reading.keep(element)
