"""A ninjs item of any version, or of a local dialect, as an article.

Names are matched in any case, so that 2.x and 3.x are one; what 1.x calls otherwise stands beside it.
What an item says in a property counts before what its body says; the story, figures in it, related
pages and furniture are the body's where docconv wrote it (`data-docconv`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json

from docconv.formats._findings import kind_of, shown
from docconv.formats._foreign import name_authors, tell_direction
from docconv.formats._json_item import (
    Findings,
    Node,
    Source,
    Value,
    article_of,
    as_list,
    extension_key,
    lenient_document,
    moment_of,
)
from docconv.formats._ninjs_media import MEDIA, Associations, Figure, Page, associations, disagreements, figure, merged
from docconv.formats._ninjs_names import PROPERTIES
from docconv.formats._ninjs_texts import Story, described, descriptions, headlines, story
from docconv.formats._normal_form import as_address, as_identifier, as_moment
from docconv.formats._plain_story import plain_story
from docconv.formats._positions import Path
from docconv.language import canonical_tag
from docconv.model import Article
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Report, problem
from docconv.unicode import canonical


def articles_in(data: bytes, report: Report) -> Iterator[Article]:
    """The articles of a document that is an item or a list of items; what is no object in a list is reported (J002)."""
    document = lenient_document(data, report)
    if isinstance(document.value, dict):
        yield article(Source(document, ()), document.value, (), report)
        return
    if not isinstance(document.value, list):
        found = problem("J002", f"the document is {kind_of(document.value)}; a ninjs item is an object", line=1, column=1)
        raise DocumentError(found)
    source = Source(document, [(number,) for number in range(len(document.value))])
    for number, item in enumerate(document.value):
        if isinstance(item, dict):
            yield article(source, item, (number,), report)
        else:
            told = Findings()
            told.tell("J002", f"this item is {kind_of(item)}; a ninjs item is an object", (number,))
            told.place(source, (number,), report)
    source.tell_rest(report)


def article(source: Source, item: dict[str, Any], path: Path, report: Report) -> Article:
    """The article of one item; its problems are reported with line and column."""
    reading = _Reading(Node(item, path))
    fields = reading.fields()
    made = article_of(fields, reading.findings, source, path, report)
    late = Findings()
    _compare_plain_text(made, reading.story, late)
    late.place(source, path, report)
    return made


def _compare_plain_text(made: Article, taken: Story, findings: Findings) -> None:
    """Say so where the plain text that docconv wrote beside the story is no longer that of the story."""
    if "data-docconv" in taken.attributes and taken.plain is not None and plain_story(made) != taken.plain.value:
        findings.tell("N008", "the plain text is not that of the XHTML, which was taken", taken.plain.path)


_WHOLE = lazy_pattern(r"\s*([1-9][0-9]{0,9})(?:\.0+)?\s*")
_STATUS = {"usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled"}
_AUTHORS = frozenset("author creator writer journalist reporter byline".split())
_PROVIDERS = frozenset(("", "provider", "publisher", "distributor", "source", "agency", "infosource"))
#: The fields that an item of news says something by.
_TEXTS = frozenset(("headline", "body", "standfirst", "related", "furniture"))
#: What says nothing of the article: the form of the document, and what is counted.
_FORMAL = {"type": ("text",), "representationtype": ("full", "complete")}


class _Reading:
    """One item while its fields are gathered."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.findings = Findings()
        self.extensions: dict[str, Any] = {}
        self.made: dict[str, Any] = {}
        self.shown: list[Figure] = []
        self.is_shown = False
        self.story = story(node, self.findings)
        self.is_own = "data-docconv" in self.story.attributes

    def set(self, name: str, value: Any, path: Path | None) -> None:
        self.made[name] = value
        if path is not None:
            self.findings.origins[f"/{name}"] = path

    def keep(self, name: str, value: Any, path: Path) -> None:
        """Keep what has no field as an extension."""
        key = extension_key("ninjs", PROPERTIES.get(name.lower(), name))
        self.extensions[key] = value
        self.findings.tell("R003", f"{shown(name)} has no field in the article and was kept", path, "/extensions")

    def fields(self) -> dict[str, Any]:
        """Everything the item says, in the shape of the model."""
        self.identity()
        self.own_figures()
        self.texts()
        self.dates()
        self.parties()
        self.topics()
        self.body()
        if not self.is_own:
            name_authors(self.made)
            tell_direction(self.made)
        if not self.is_own and _TEXTS.isdisjoint(self.made):
            self.findings.tell("R004", "the item has neither headline nor text", self.node.path)
        self.rest()
        if self.extensions:
            self.made["extensions"] = self.extensions
        return self.made

    # --- identity -----------------------------------------------------------------------------------

    def identity(self) -> None:
        self.node.take("standard", "$standard")
        uri = self.node.text("uri") or self.node.text("guid") or self.node.text("id")
        if uri is not None and uri.value != self.story.attributes.get("data-derived-uri"):
            identifier = as_identifier(uri.value)
            if identifier is not None:
                self.set("id", identifier, uri.path)
            else:
                self.keep("uri", uri.value, uri.path)
        self.alternative_ids()
        version = self.node.text("version")
        if version is not None:
            match = _WHOLE.fullmatch(version.value)
            if match is not None and int(match[1]) < 2**31:
                self.set("version", int(match[1]), version.path)
            else:
                self.keep("version", version.value, version.path)
        language = self.node.text("language")
        if language is not None and (tag := canonical_tag(language.value)) is not None:
            self.set("language", tag, language.path)
        elif language is not None and language.value.strip().lower() != "und":
            self.keep("language", language.value, language.path)
        slug = self.node.text("slugline", "slug")
        if slug is not None:
            self.set("slug", slug.value, slug.path)

    def alternative_ids(self) -> None:
        """The address among the other identifiers; the rest has no field."""
        held = self.node.take("altids")
        others: list[Any] = []
        if held is not None and isinstance(held.value, dict):
            entries = [({"role": role, "value": value}, (*held.path, role)) for role, value in held.value.items()]
        else:
            entries = [(entry.value, entry.path) for entry in as_list(held)]
        for entry, path in entries:
            inner = Node(entry, path) if isinstance(entry, dict) else None
            role, value = (inner.text("role"), inner.text("value")) if inner else (None, None)
            is_address = role is not None and role.value.lower() in ("canonical", "url", "web", "permalink", "weburl")
            if "url" not in self.made and value is not None and is_address and value.value.startswith("http"):
                self.set("url", value.value, path)
            else:
                others.append(entry)
        if held is not None and others:
            self.keep("altIds", others, held.path)

    def own_figures(self) -> None:
        """The figure that an item is which is itself a picture, video or recording."""
        kind = self.node.peek("type")
        medium = MEDIA.get(str(kind.value).lower()) if kind is not None else None
        if kind is None or medium is None or self.node.peek("renditions") is None:
            return
        alone = not self.story.fields.get("body")
        node = self.node if alone else Node({"renditions": self.node.value.get("renditions")}, self.node.path)
        made = figure(node, medium, "", self.findings)
        if made is not None:
            self.node.done(kind)
            self.shown.append(made)
            self.is_shown = alone

    # --- texts --------------------------------------------------------------------------------------

    def texts(self) -> None:
        headline, kicker, others = headlines(self.node, self.findings)
        for name, found in (("headline", headline), ("kicker", kicker)):
            if found is not None:
                self.set(name, found.value, found.path)
        self.left_of("headline", others)
        if self.is_shown:  # its description and credit are those of the figure
            return
        said = descriptions(
            self.node, described(self.node), [] if self.is_own else self.story.fields.get("body", []), self.findings
        )
        if said.standfirst:
            self.made["standfirst"] = [rich for rich, _ in said.standfirst]
            for number, (_, path) in enumerate(said.standfirst):
                self.findings.origins[f"/standfirst/{number}"] = path
        self.left_of("description", said.others)
        byline = self.node.text("by", "byline")
        if byline is not None:
            self.set("byline", byline.value, byline.path)
        self.dateline(said.dateline)

    def left_of(self, kind: str, others: list[Value]) -> None:
        """Keep the texts of a kind that were not taken, and count the others as taken."""
        self.node.done_with(kind, f"{kind}s")
        entries = [entry for entry in others if isinstance(entry.path[-1], int)]
        if entries:
            self.keep(f"{kind}s", [entry.value for entry in entries], entries[0].path[:-1])
        for entry in others:
            if isinstance(entry.path[-1], str):
                self.keep(entry.path[-1], entry.value, entry.path)

    def dateline(self, text: Value | None) -> None:
        """The dateline: as printed, and the place; a place alone is all there is of it."""
        located, attributes = self.node.text("located"), self.story.attributes
        if text is None and located is None:
            return
        printed = text or located
        if printed is None:
            return
        made: dict[str, Any] = {"text": printed.value}
        if located is not None:
            made["place"] = located.value
        if attributes.get("data-dateline-agency"):
            made["agency"] = attributes["data-dateline-agency"]
        day = as_moment(attributes.get("data-dateline-date", ""))
        if day is not None:
            made["date"] = day.date()
        self.set("dateline", made, printed.path)

    # --- dates, status, rights ------------------------------------------------------------------------

    def dates(self) -> None:
        for name, members in (
            ("created", ("contentcreated", "firstcreated")),
            ("modified", ("versioncreated",)),
            ("embargoed", ("embargoeduntil", "embargoed")),
            ("expires", ("expires",)),
            ("published", ("firstpublished", "published", "publishedat")),
        ):
            found = self.node.text(*members)
            moment = moment_of(found, self.findings, f"/{name}") if found is not None else None
            if found is not None and moment is not None:
                self.set(name, moment, found.path)
            elif found is not None:
                self.extensions[extension_key("ninjs", PROPERTIES.get(members[0], members[0]))] = found.value
        published = as_moment(self.story.attributes.get("data-published", ""))
        if published is not None:
            self.made["published"] = published
        status = self.node.text("pubstatus")
        if status is not None and status.value.lower() in _STATUS:
            self.set("status", _STATUS[status.value.lower()], status.path)
        elif status is not None:
            self.keep("pubStatus", status.value, status.path)
        rights = {}
        for name, member in (("holder", "copyrightholder"), ("notice", "copyrightnotice"), ("terms", "usageterms")):
            found = self.node.text(member)
            if found is not None:
                rights[name] = found.value
                self.findings.origins[f"/rights/{name}"] = found.path
        if rights:
            self.made["rights"] = rights

    # --- parties and topics -----------------------------------------------------------------------------

    def parties(self) -> None:
        authors: list[dict[str, Any]] = []
        others: list[Any] = []
        held = self.node.take("infosources", "infosource")
        for entry in as_list(held):
            person, provider, is_whole = _party(entry)
            if person is not None:
                self.findings.origins[f"/authors/{len(authors)}"] = entry.path
                authors.append(person)
                others += [] if is_whole else [entry.value]
            elif provider is not None and "provider" not in self.made:
                self.set("provider", provider, entry.path)
            else:
                others.append(entry.value)
        if held is not None and others:
            self.keep(str(held.path[-1]), others, held.path)
        if not authors:
            authors += self.named_authors()
        if authors:
            self.made["authors"] = authors
        source = self.node.text("source") if "provider" not in self.made else None
        if source is not None:
            self.set("provider", source.value, source.path)

    def named_authors(self) -> Iterator[dict[str, Any]]:
        """The `authors` of local dialects: names, or objects with a name and a job."""
        held = self.node.peek("authors")
        entries = list(as_list(held))
        names = [Node(one.value, ()).text("name") if isinstance(one.value, dict) else one for one in entries]
        if held is None or not all(name is not None and isinstance(name.value, str) for name in names):
            return
        self.node.done(held)
        for number, (entry, name) in enumerate(zip(entries, names, strict=True)):
            self.findings.origins[f"/authors/{number}"] = entry.path
            role = Node(entry.value, ()).text("jobtitle", "role") if isinstance(entry.value, dict) else None
            yield {"name": name.value if name else "", **({"role": role.value} if role else {})}

    def topics(self) -> None:
        topics: list[dict[str, Any]] = []
        keywords: list[str] = []
        others: list[Any] = []
        held = self.node.take("subjects", "subject")
        for entry in as_list(held):
            topic, is_keyword, is_whole = _topic(entry)
            if topic is not None and is_keyword:
                self.findings.origins[f"/keywords/{len(keywords)}"] = entry.path
                keywords.append(topic["name"])
            elif topic is not None:
                self.findings.origins[f"/topics/{len(topics)}"] = entry.path
                topics.append(topic)
            if topic is None or not is_whole:
                others.append(entry.value)
        if held is not None and others:
            self.keep(str(held.path[-1]), others, held.path)
        words = self.node.peek("keywords")
        if words is not None and all(isinstance(word.value, str) for word in as_list(words)):
            self.node.done(words)
            listed = words.value.split(",") if isinstance(words.value, str) else [word.value for word in as_list(words)]
            keywords += [word for word in map(canonical, listed) if word]
        for name, made in (("topics", topics), ("keywords", keywords)):
            if made:
                self.made[name] = made

    # --- the story and what belongs to it -----------------------------------------------------------------

    def body(self) -> None:
        self.node.done_with("body", "bodies")
        given, attributes = self.story.fields, self.story.attributes
        sections = given.get("body", [])
        held = self.node.peek("associations")
        found = associations(self.node, self.findings)
        related = list(given.get("related", ()))
        if self.is_own:
            for path in disagreements(sections, related, found):
                self.findings.tell("N008", "the association is not as the body has it, which was taken", path)
            found = _not_ours(found, sections, related)
        self.add_figures(sections, found)
        if found.pages:
            known = {link.get("url") for group in related for link in group.get("links", ())}
            related += _groups([page for page in found.pages if "url" not in page.link or page.link["url"] not in known])
        if held is not None and found.others:
            self.keep("associations", found.others, held.path)
        for name, value in (("body", sections), ("related", related)):
            if value:
                self.made[name] = value
        if self.story.path is not None:
            self.findings.origins.setdefault("/body", self.story.path)
        for name, value in given.items():
            if name == "extensions":
                self.extensions = {**value, **self.extensions}
            elif not (self.is_own and name in ("language", "dateline")):
                self.made.setdefault(name, value)
        self.extensions = {**_extensions(attributes), **self.extensions}

    def add_figures(self, sections: list[dict[str, Any]], found: Associations) -> None:
        """The figures of the associations, and the one that the item itself is."""
        figures = [*self.shown, *found.figures]
        if not figures:
            return
        added = {id(block): one for one, block in merged(sections, figures)}
        for number, section in enumerate(sections):
            for at, block in enumerate(section.get("blocks", ())):
                if id(block) in added:
                    self.findings.origins[f"/body/{number}/blocks/{at}"] = added[id(block)].path

    def rest(self) -> None:
        """Keep every property that nothing was made of and that says more than what was taken."""
        first, title = self.node.peek("firstcreated"), self.node.peek("title")
        if first is not None and as_moment(str(first.value)) == self.made.get("created"):
            self.node.done(first)
        if title is not None and title.value in (self.made.get("slug"), self.made.get("headline")) and not self.is_own:
            self.node.done(title)
        for name, value in self.node.left().items():
            lowered = name.lower()
            if lowered in ("charcount", "wordcount") or value in _FORMAL.get(lowered, ()):
                continue
            self.keep(name, value, (*self.node.path, name))


def _not_ours(found: Associations, sections: list[dict[str, Any]], related: list[dict[str, Any]]) -> Associations:
    """The associations without those that docconv wrote to repeat the body."""
    figures = [one for one in found.figures if not _OWN_ASSOCIATION.fullmatch(one.name)]
    pages = [one for one in found.pages if not _OWN_ASSOCIATION.fullmatch(one.name)]
    return Associations(figures, pages, [one for one in found.others if not _OWN_ASSOCIATION.fullmatch(str(one["name"]))])


_OWN_ASSOCIATION = lazy_pattern(r"(?:figure|related)[-_][0-9]+")


def _groups(pages: list[Page]) -> list[dict[str, Any]]:
    """Related pages by the heading they stand under; those of one heading are one group."""
    groups: list[dict[str, Any]] = []
    for page in pages:
        if not groups or groups[-1].get("heading") != page.heading:
            groups.append({"links": []} if page.heading is None else {"heading": page.heading, "links": []})
        groups[-1]["links"].append(page.link)
    return groups


def _extensions(attributes: dict[str, str]) -> dict[str, Any]:
    """The extensions that docconv wrote into the body."""
    if "data-extensions" not in attributes:
        return {}
    try:
        value = from_json(attributes["data-extensions"], allow_inf_nan=False)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


# --- parties and topics ---------------------------------------------------------------------------------


def _uri(node: Node) -> str | None:
    """The URI of a party or topic: `uri`, or in 1.x the code in its scheme."""
    uri = node.text("uri")
    if uri is not None:
        return str(uri.value)
    scheme, code = node.peek("scheme"), node.peek("code")
    if scheme is None or ":" not in str(scheme.value) or as_address(str(scheme.value)) is None:
        return None
    node.done(scheme)
    address = str(scheme.value)
    if code is None:
        return address
    node.done(code)
    return address + ("" if address.endswith(("/", "#", ":", "=", "?")) else "/") + str(code.value)


def _party(entry: Value) -> tuple[dict[str, Any] | None, str | None, bool]:
    """The author, or the name of the provider, that an entry of `infoSources` is; and whether that is all it says."""
    if isinstance(entry.value, str):
        return None, entry.value, True
    if not isinstance(entry.value, dict):
        return None, None, False
    node = Node(entry.value, entry.path)
    name, role = node.text("name") or node.text("literal"), node.text("role", "rel")
    said = role.value.rstrip("/").rpartition("/")[2].rpartition(":")[2].lower() if role else ""
    if name is None:
        return None, None, False
    if said not in _AUTHORS:
        return None, name.value if said in _PROVIDERS else None, False
    person: dict[str, Any] = {"name": name.value}
    uri = _uri(node)
    if uri is not None:
        person["uri"] = uri
    is_whole = True
    for contact in as_list(node.take("contactinfo")):
        about = Node(contact.value, contact.path) if isinstance(contact.value, dict) else None
        kind, value = (about.text("type"), about.text("value")) if about else (None, None)
        field = _CONTACTS.get(kind.value.lower()) if kind else None
        if field is None or value is None or field in person:
            is_whole = False
        else:
            person[field] = value.value
    return person, None, is_whole and not node.left()


_CONTACTS = {"jobtitle": "role", "organisation": "organisation", "email": "email"}


def _topic(entry: Value) -> tuple[dict[str, Any] | None, bool, bool]:
    """The topic that an entry of `subjects` is, whether it is a keyword, and whether that is all it says."""
    if isinstance(entry.value, str):
        return {"name": entry.value}, False, True
    if not isinstance(entry.value, dict):
        return None, False, False
    node = Node(entry.value, entry.path)
    uri = _uri(node)
    literal, relation = node.text("literal"), node.text("rel")
    name = node.text("name") or literal or node.text("code") or (Value(uri, entry.path) if uri else None)
    if name is None:
        return None, False, False
    topic = {"name": canonical(name.value), **({"uri": uri} if uri else {})}
    is_keyword = relation is not None and relation.value.lower() == "keyword" and uri is None
    said = relation.value.lower() if relation else "about"
    is_whole = not node.left() and said in ("about", "keyword") and (literal is None or literal.value == name.value)
    return topic, is_keyword, is_whole
