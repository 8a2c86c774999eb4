"""JSON-LD as pages and feeds have it: the articles in it, each as an article of the model.

A string stands where an object should, one value where a list should, a reference where an object
should (`@id`), texts hold entities or markup, dates lack their zone; all of it is read. Where docconv
wrote the document (`sdPublisher`) texts are taken as they stand.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from docconv.formats._findings import kind_of, shown
from docconv.formats._foreign import authors_of, name_authors, repeats_opening, tell_direction
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
    put_first,
)
from docconv.formats._jsonld_names import ARTICLE_TYPES, GENERATOR, STATUSES, plain_name
from docconv.formats._jsonld_nodes import articles_of, nodes_of
from docconv.formats._jsonld_story import Story, media_figures, related_groups, story_of
from docconv.formats._jsonld_things import Graph, Thing, language_of, text_of, thing, web_address
from docconv.formats._markup_values import line_of_markup, looks_like_markup, plain_paragraphs
from docconv.formats._normal_form import as_identifier
from docconv.formats._plain_story import plain_story
from docconv.formats._positions import Path
from docconv.model import Article
from docconv.patterns import lazy_pattern
from docconv.problems import DocumentError, Report, problem
from docconv.unicode import canonical


def articles_in(data: bytes, report: Report) -> Iterator[Article]:
    """The articles of a document, in its order; raises `DocumentError` where there is none (I007)."""
    document = lenient_document(data, report)
    if not isinstance(document.value, dict | list):
        message = f"the document is {kind_of(document.value)}; JSON-LD is an object or a list of objects"
        raise DocumentError(problem("J002", message, line=1, column=1))
    graph = Graph(document.value)
    found = articles_of(document.value)
    if not found:
        types = sorted({name for node, _ in nodes_of(document.value) for name in thing(node, ()).types})
        named = f": it describes {', '.join(map(shown, types[:5]))}" if types else ""
        raise DocumentError(problem("I007", f"the document holds no article{named}", line=1, column=1))
    source = Source(document, [path for _, path in found])
    for node, path in found:
        yield article(source, node, path, graph, report)
    source.tell_rest(report)


def article(source: Source, node: dict[str, Any], path: Path, graph: Graph, report: Report) -> Article:
    """The article of one node; its problems are reported with line and column."""
    reading = _Reading(thing(node, path), graph)
    made = article_of(reading.fields(), reading.findings, source, path, report)
    late = Findings()
    plain = reading.story.plain
    if reading.is_own and reading.story.in_parts and plain is not None and plain_story(made) != plain.value:
        late.tell("S007", "articleBody is not the text of the parts (hasPart), which were taken", plain.path)
    late.place(source, path, report)
    return made


_BY = lazy_pattern(r"^(?:[Bb]y|BY)\s+(?=\S)")
#: What may stand between two names, or a name and a job, in one text.
_SEVERAL = lazy_pattern(r"[,;&|/\u060c\u3001]| (?:and|und|et|y|och|og|en|e|i) |^(?:[Bb]y|BY) ")
_MOST_NAMES = 50
_WHOLE = lazy_pattern(r"[1-9][0-9]{0,9}(?:\.0+)?")
#: What says nothing of the article itself.
_FORMAL = frozenset("@context @type wordcount sdpublisher speakable potentialaction".split())


class _Reading:
    """One node while its fields are gathered."""

    def __init__(self, node: Node, graph: Graph) -> None:
        self.node, self.graph = node, graph
        self.findings = Findings()
        self.made: dict[str, Any] = {}
        self.extensions: dict[str, Any] = {}
        publisher = node.peek("sdpublisher")
        self.is_own = publisher is not None and publisher.value == GENERATOR
        self.story: Story = story_of(node, graph, self.findings, is_own=self.is_own)

    def set(self, name: str, value: Any, path: Path) -> None:
        self.made[name] = value
        self.findings.origins[f"/{name}"] = path

    def keep(self, found: Value) -> None:
        """Keep what has no field as an extension."""
        name = plain_name(str(found.path[-1]))
        self.extensions[extension_key("jsonld", name.lstrip("@"))] = found.value
        self.findings.tell("R003", f"{shown(name)} has no field in the article and was kept", found.path, "/extensions")

    def line(self, *names: str) -> Value | None:
        """The text of the first of these properties that has one; it counts as taken."""
        for name in names:
            found = self.node.peek(name)
            text = text_of(found.value, self.graph) if found is not None else None
            if found is not None and text is not None:
                self.node.done(found)
                if len({said for one in as_list(found) if (said := text_of(one.value, self.graph))}) > 1:
                    self.findings.tell("S007", f"{shown(name)} has several values; the first was taken", found.path)
                return Value(self.clean(text, found.path), found.path)
        return None

    def clean(self, text: str, path: Path) -> str:
        """A text as people read it, where others wrote entities or tags into it."""
        if self.is_own:
            return text
        if looks_like_markup(text):
            return line_of_markup(text, self.findings.within(path))
        return html.unescape(text) if "&" in text else text

    def fields(self) -> dict[str, Any]:
        """Everything the node says, in the shape of the model."""
        self.identity()
        self.texts()
        self.parties()
        self.dates()
        self.subjects()
        self.body()
        if not self.is_own:
            name_authors(self.made)
            tell_direction(self.made)
        self.rest()
        if self.extensions:
            self.made["extensions"] = self.extensions
        return self.made

    # --- identity, texts --------------------------------------------------------------------------------

    def identity(self) -> None:
        types = [name for name in self.node_types() if name not in ("NewsArticle", "Article")]
        if types and "NewsArticle" not in self.node_types() and types[0] in ARTICLE_TYPES:
            self.extensions["jsonld:type"] = types[0]
        own = self.node.take("@id")
        identifier = as_identifier(str(own.value)) if own is not None else None
        if own is not None and identifier is not None:
            self.set("id", identifier, own.path)
        self.identifiers()
        for name in ("url", "mainentityofpage"):
            found = self.node.take(name)
            address = web_address(found.value, self.graph) if found is not None else None
            if found is not None and address is not None and "url" not in self.made:
                self.set("url", address, found.path)
        version = self.line("version")
        if version is not None and _WHOLE.fullmatch(version.value) and int(float(version.value)) < 2**31:
            self.set("version", int(float(version.value)), version.path)
        language = self.node.take("inlanguage")
        tag = language_of(language.value, self.graph) if language is not None else None
        if language is not None and tag is not None:
            self.set("language", tag, language.path)
        elif language is not None:
            self.keep(language)

    def node_types(self) -> tuple[str, ...]:
        return thing(self.node.value, ()).types

    def identifiers(self) -> None:
        """The slug among the identifiers, and one that may be the article's; others have no field."""
        held = self.node.take("identifier")
        others: list[Any] = []
        for entry in as_list(held):
            value = self.graph.resolved(entry.value)
            inner = thing(value, entry.path) if isinstance(value, dict) else None
            said = inner.text("propertyid") if inner else None
            text = inner.text("value", "@id") if inner else Value(str(value), entry.path)
            if said is not None and said.value == "slug" and text is not None and "slug" not in self.made:
                self.set("slug", text.value, entry.path)
            elif "id" not in self.made and text is not None and (identifier := as_identifier(text.value)) is not None:
                self.set("id", identifier, entry.path)
            else:
                others.append(entry.value)
        if held is not None and others:
            self.keep(Value(others, held.path))

    def texts(self) -> None:
        for name, properties in (
            ("headline", ("headline", "name", "title")),
            ("byline", ("credittext",)),
            ("kicker", ("articlesection",)),
        ):
            found = self.line(*properties)
            if found is not None:
                self.set(name, found.value, found.path)
        if "headline" in self.made:
            for name in ("name", "title"):
                repeated = self.node.peek(name)
                if repeated is not None and text_of(repeated.value, self.graph) == self.made["headline"]:
                    self.node.done(repeated)
        self.standfirst()
        dateline, place = self.line("dateline"), self.line("locationcreated")
        printed = dateline or place
        if printed is not None:
            self.set("dateline", {"text": printed.value} | ({"place": place.value} if place else {}), printed.path)

    def standfirst(self) -> None:
        """The description, unless it only repeats the opening of the story; else the second headline."""
        found = self.node.peek("description")
        text = text_of(found.value, self.graph) if found is not None else None
        if found is None or text is None:
            found = self.node.peek("alternativeheadline")
            text = text_of(found.value, self.graph) if found is not None else None
            if found is None or text is None:
                return
        if not self.is_own and repeats_opening(html.unescape(text), self.story.sections):
            return
        self.node.done(found)
        parts = text.split("\n\n") if self.is_own else [one["text"] for one in plain_paragraphs(self.clean(text, found.path))]
        self.set("standfirst", [{"text": part} for part in parts], found.path)

    # --- parties, dates, rights -------------------------------------------------------------------------

    def parties(self) -> None:
        authors: list[dict[str, Any]] = []
        for entry in self.entries("author", "creator"):
            for person in self.people(entry):
                self.findings.origins[f"/authors/{len(authors)}"] = entry.path
                authors.append(person)
        if authors:
            self.made["authors"] = authors
        provider = self.line("publisher", "provider", "sourceorganization")
        if provider is not None:
            self.set("provider", provider.value, provider.path)
        rights = {}
        for name, properties in (
            ("holder", ("copyrightholder",)),
            ("notice", ("copyrightnotice",)),
            ("terms", ("usageinfo", "license")),
        ):
            found = self.line(*properties)
            if found is not None:
                rights[name] = found.value
                self.findings.origins[f"/rights/{name}"] = found.path
        if rights:
            self.made["rights"] = rights

    def entries(self, *names: str) -> list[Value]:
        """The values of the first of these properties that is there, references followed."""
        held = self.node.take(*names)
        return [Value(self.graph.resolved(entry.value), entry.path) for entry in as_list(held)]

    def people(self, entry: Value) -> list[dict[str, Any]]:
        """The authors that an entry is: a name, what is said of a person or an organisation, or several in one text."""
        node = thing(entry.value, entry.path) if isinstance(entry.value, dict) else None
        listed = node.peek("name") if node else None
        names = list(filter(None, (text_of(one.value, self.graph) for one in as_list(listed))))[:_MOST_NAMES]
        name = text_of(entry.value, self.graph)
        if name is None:
            return []
        if len(names) > 1:
            return [{"name": self.clean(one, entry.path)} for one in names]
        name = self.clean(name, entry.path)
        may_be_several = not self.is_own and (node is None or "Organization" not in "".join(node.types))
        if may_be_several and _SEVERAL.search(name):
            people = authors_of(name, self.made.get("language"))
            if people and (len(people) > 1 or node is None):
                told = "several people, or more than a name"
                self.findings.tell("S006", f'"{shown(name)}" is {told}, where one bare name belongs', entry.path, "/authors")
                return people
        if not self.is_own and (bare := _BY.sub("", name)) != name:
            self.findings.tell("S006", f'"{shown(name)}" is no bare name: "By" belongs to the byline', entry.path, "/authors")
            name = bare
        person: dict[str, Any] = {"name": name}
        return [person] if node is None else [person | self.said_of(node, entry.path)]

    def said_of(self, node: Thing, path: Path) -> dict[str, Any]:
        """What is said of an author beside the name."""
        person: dict[str, Any] = {}
        for field, properties in (
            ("role", ("jobtitle", "rolename")),
            ("organisation", ("worksfor", "affiliation")),
            ("email", ("email",)),
        ):
            found = node.peek(*properties)
            text = text_of(found.value, self.graph) if found is not None else None
            if text is not None:
                person[field] = text.removeprefix("mailto:") if field == "email" else self.clean(text, path)
        for property_ in ("url", "identifier", "@id", "sameas"):
            found = node.peek(property_)
            text = text_of(found.value, self.graph) if found is not None else None
            uri = as_identifier(text) if text is not None else None
            if uri is not None:
                person["uri"] = uri
                break
        return person

    def dates(self) -> None:
        for name, properties in (
            ("published", ("datepublished",)),
            ("modified", ("datemodified",)),
            ("created", ("datecreated",)),
            ("expires", ("expires",)),
        ):
            held = self.node.peek(*properties)
            text = text_of(held.value, self.graph) if held is not None else None
            if held is None or text is None:
                continue
            self.node.done(held)
            moment = moment_of(Value(text, held.path), self.findings, f"/{name}")
            if moment is not None:
                self.set(name, moment, held.path)
            else:
                self.extensions[extension_key("jsonld", plain_name(str(held.path[-1])))] = held.value
        status = self.line("creativeworkstatus")
        if status is not None and status.value.lower() in STATUSES:
            self.set("status", STATUSES[status.value.lower()], status.path)
        elif status is not None:
            self.keep(Value(status.value, status.path))

    # --- subjects, story ----------------------------------------------------------------------------------

    def subjects(self) -> None:
        topics: list[dict[str, Any]] = []
        for entry in self.entries("about"):
            name = text_of(entry.value, self.graph)
            if name is None:
                continue
            self.findings.origins[f"/topics/{len(topics)}"] = entry.path
            topics.append({"name": self.clean(name, entry.path), **_same_as(entry.value, self.graph)})
        if topics:
            self.made["topics"] = topics
        held = self.node.take("keywords")
        words: list[str] = []
        for entry in as_list(held):
            text = text_of(entry.value, self.graph)
            if text is not None:
                text = self.clean(text, entry.path)
                one_text = held is not None and not isinstance(held.value, list)
                words += [part for part in map(canonical, text.split(",") if one_text else [text]) if part]
        if held is not None and words:
            self.set("keywords", words, held.path)

    def body(self) -> None:
        sections, node = self.story.sections, self.node
        figures, others = media_figures(node, self.graph, self.findings, self.story, clean=self.clean, is_own=self.is_own)
        put_first(sections, figures)
        for found in others:
            self.keep(found)
        if sections:
            self.made["body"] = sections
        if self.story.furniture:
            self.made["furniture"] = self.story.furniture
        if self.story.path is not None:
            self.findings.origins["/body"] = self.story.path
        cited = node.take("citation")
        groups = related_groups(cited, self.graph, clean=self.clean)
        if groups and cited is not None:
            self.set("related", groups, cited.path)
        for name, value in self.story.fields.items():
            self.made.setdefault(name, value)

    def rest(self) -> None:
        """Keep every property that nothing was made of."""
        for name, value in self.node.left().items():
            if plain_name(name).lower() not in _FORMAL:
                self.keep(Value(value, (*self.node.path, name)))


# --- values -------------------------------------------------------------------------------------------


def _same_as(value: Any, graph: Graph) -> dict[str, str]:
    """The URI of what an article is about."""
    if not isinstance(value, dict):
        return {}
    node = thing(value, ())
    for name in ("sameas", "@id", "url", "identifier"):
        for entry in as_list(node.peek(name)):
            text = text_of(entry.value, graph)
            uri = as_identifier(text) if text is not None else None
            if uri is not None:
                return {"uri": uri}
    return {}
