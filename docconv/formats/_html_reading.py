"""The structure of (X)HTML as fields of an article: what HTML, NewsML-G2, ninjs and EPUB readers share.

What docconv writes (the contract is in `_xhtml`) is read exactly; other markup by what its elements
mean: `h1` is the headline, `h2` to `h6` head sections, `aside`, `nav` and `footer` are furniture.

>>> from lxml import etree
>>> page = etree.fromstring("<article><h1>Ferry adds sailing</h1><p>It leaves at <b>5.40</b>.</p></article>")
>>> html_fields(page, print)["body"][0]["blocks"][0]["marks"]
[{'kind': 'strong', 'start': 13, 'end': 17}]
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any

from docconv.formats._html_blocks import items, preformatted, quote, terms
from docconv.formats._html_figures import figure, plain_figure
from docconv.formats._html_inline import (
    HEADINGS,
    MEDIA,
    NOTHING,
    PHRASING,
    SAYS_NOTHING,
    SET_APART,
    SILENT,
    Block,
    Run,
    Scope,
    classes_of,
    is_derived,
    known_tag,
    name_of,
    named,
    nothing_apart,
    own_direction,
    own_language,
    pieces,
    pieces_from,
    plain_text,
    whole_line,
)
from docconv.formats._html_media import frame, medium
from docconv.formats._html_metadata import own_metadata
from docconv.formats._html_parser import parse_html
from docconv.formats._html_related import related_groups
from docconv.formats._html_roles import is_hidden, names_author, role_of
from docconv.formats._html_tables import table
from docconv.formats._inline import collapsed
from docconv.formats._normal_form import as_moment
from docconv.problems import Report
from docconv.unicode import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

__all__ = ["html_fields", "parse_html"]

#: How many texts of the page around the story are kept, and of how many characters together.
MOST_FURNITURE, LONGEST_FURNITURE = 1000, 200_000

_FURNITURE = frozenset("nav aside footer form button dialog search".split())
#: What holds blocks and says no more, when it has no attributes.
_HOLDERS = frozenset(("section", "header", "div", "main", "body"))
#: What stands by itself in a story whatever it says of itself.
_STANDS_APART = SET_APART | HEADINGS | _FURNITURE

#: A byline, kicker or date on a page is no longer than this, in characters; what is longer only has a name like one.
_LONGEST_LINE = 240
#: What stands beside a date in a line of its own ("Published", "Updated on") is no longer than this, in characters.
_SHORT = 40
#: Lines above the headline are of the page when none of them is longer than this, in characters.
_LONGEST_ABOVE = 120
#: What stands between the names and the date of a byline.
_BETWEEN = " |\u00b7\u2022\u2013\u2014-"
_CHANGED = frozenset(("updated", "modified", "date-modified", "dateModified"))


def html_fields(element: Element, report: Report, *, base: str | None = None) -> dict[str, Any]:
    """What an (X)HTML element says, as plain data in the shape of an `Article`, for `_normal_form.to_article`.

    `element` is `html`, `body`, `article`, `main` or any element of blocks, in a namespace or not.
    `base` is the address that relative links and pictures start from; without it pictures keep
    relative addresses and relative links lose theirs. Reports R002 for what was left out.
    Only fields that are there have a key; moments are `datetime`.
    """
    language, direction = _spoken_in(element)
    scope = Scope(element, report, known_tag(language) if language else None, direction, base)
    story = _Story(scope)
    if language is not None:
        story.fields["language"] = language
    if direction is not None:
        story.fields["direction"] = direction
    own = own_metadata(element)
    story.read(element)
    return {**story.gathered(), **own}


def _spoken_in(element: Element) -> tuple[str | None, str | None]:
    """The language and direction of a page or a part of one: stated at it, in it (`body`), or above it."""
    language = direction = None
    body = next((child for child in element if name_of(child) == "body"), None) if name_of(element) == "html" else None
    places: Iterable[Element] = (element, *element.iterancestors())
    for place in places if body is None else (body, *places):
        stated = own_language(place)
        if language is None and (stated or place.get("lang") is not None):
            language = stated or ""
        if direction is None:
            direction = own_direction(place)
    return language or None, direction


# --- the story ------------------------------------------------------------------------------------


class _Story:
    """The fields of an article while its elements are read, one after another."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.fields: dict[str, Any] = {}
        self.sections: list[dict[str, Any]] = []
        self.ranks: list[int] = []
        self.furniture: list[str] = []
        self.furniture_size = 0
        self.dropped = 0
        self.hidden = 0
        self.has_text = self.has_paragraph = False

    # --- walking ----------------------------------------------------------------------------------

    def read(self, element: Element) -> None:
        """Read what an element holds: the blocks in it one by one, where text stands among them the paragraphs that it makes."""
        scope, apart = self.scope, self.apart
        if (text := element.text) and not text.isspace():
            self.follow(pieces(scope, element, apart))
            return
        stack = [(element, iter(element), scope.inherited(element))]
        while stack:
            around, children, inherited = stack[-1]
            for child in children:
                name = named(child.tag)
                is_bare = not (given := child.keys()) or SAYS_NOTHING.issuperset(given)
                if is_bare and name == "p" and self.has_paragraph and not len(child):  # as most paragraphs are
                    if text := collapsed(child.text or "").strip():
                        block: Block = {"type": "paragraph", "text": text}
                        if inherited is not NOTHING:
                            block |= inherited.said()
                        self.block(block)
                elif is_bare and name in HEADINGS:
                    self.follow(self.heading(child, name))
                elif is_bare and name in _HOLDERS and inherited is NOTHING and not ((text := child.text) and not text.isspace()):
                    stack.append((child, iter(child), scope.nothing_in(child)))
                    break
                elif name == "figure" and inherited is NOTHING and (shown := plain_figure(scope, child)) is not None:
                    self.block(shown)
                elif (how := apart(child, name) if name else "never") is None:
                    if name in PHRASING or name == "br":
                        self.follow(pieces_from(scope, around, None, chain((child,), children), apart))
                        continue
                    if (text := child.text) and not text.isspace():
                        self.follow(pieces(scope, child, apart))
                    elif len(child):
                        stack.append((child, iter(child), scope.inherited(child)))
                        break
                elif how != "never":
                    self.follow(self.taken(child, name))
                if (tail := child.tail) and not tail.isspace():
                    self.follow(pieces_from(scope, around, tail, children, apart))
            else:
                stack.pop()
                if stack and (tail := around.tail) and not tail.isspace():
                    self.follow(pieces_from(scope, stack[-1][0], tail, stack[-1][1], apart))

    def follow(self, found: Iterable[Run | Block | Element]) -> None:
        """Read texts, blocks and elements in their order; what an element yields is read in its place."""
        if not found:
            return
        stack = [iter(found)]
        while stack:
            piece = next(stack[-1], None)
            if piece is None:
                stack.pop()
            elif isinstance(piece, Run):
                self.paragraph(piece)
            elif isinstance(piece, dict):
                self.block(piece)
            else:
                stack.append(iter(self.taken(piece, name_of(piece))))

    def apart(self, element: Element, name: str) -> str | None:
        """How an element of the story is read: by itself, after the text around it, not at all, or gone into."""
        says_more = not SAYS_NOTHING.issuperset(element.keys())
        if name in SILENT or (says_more and is_derived(element)):
            return "never"
        if says_more and is_hidden(element):
            self.hidden += 1
            return "never"
        if name in MEDIA:
            return "after"
        if name in PHRASING:
            return None
        if name in _STANDS_APART or (says_more and role_of(element, in_story=self.has_text) is not None):
            return "now"
        return "now" if name == "article" and _is_nested(element, self.scope.root) else None

    def taken(self, element: Element, name: str) -> Iterable[Run | Block | Element]:
        """Read an element that stands by itself; what it yields is read in its place."""
        says_more = not SAYS_NOTHING.issuperset(element.keys())
        if says_more and (role := role_of(element, in_story=self.has_text)) is not None:
            return self.in_role(element, role)
        if name in HEADINGS:
            return self.heading(element, name)
        match name:
            case "figure":
                return figure(self.scope, element)
            case "blockquote":
                return quote(self.scope, element)
            case "ul" | "ol" | "menu":
                return items(self.scope, element)
            case "dl":
                return terms(self.scope, element)
            case "table":
                return table(self.scope, element)
            case "pre":
                return preformatted(self.scope, element)
            case "td" | "th":
                return pieces(self.scope, element, self.apart)
        if name in MEDIA:
            return filter(None, (medium(self.scope, element),))
        if name.startswith("amp-"):
            return filter(None, (frame(self.scope, element),))
        self.set_aside(element)
        return ()

    # --- what stands in the story ---------------------------------------------------------------------

    def paragraph(self, run: Run) -> None:
        if not self.has_text and self.opening_line(run):
            return
        if not self.has_paragraph and "dateline" not in self.fields:
            self.opening_dateline(run.element)
        self.has_text = self.has_paragraph = True
        self.block({"type": "paragraph", **run.rich})

    def opening_line(self, run: Run) -> bool:
        """Whether a line before the text is a byline or a date, by the elements in it; if so, its fields are taken."""
        text = canonical(run.rich["text"])
        if len(text) > _LONGEST_LINE:
            return False
        times = [one for one in run.parts if name_of(one) == "time" and as_moment(one.get("datetime") or "") is not None]
        printed = [(one, plain_text(self.scope, one) or "") for one in times]
        rest = text
        for _, day in printed:
            rest = rest.replace(day, " ", 1)
        rest = canonical(rest).strip(_BETWEEN) if times else text
        is_byline = any(names_author(one) for one in run.parts)
        if is_byline and ("byline" in self.fields or not rest):
            return False
        if not is_byline and (not times or len(rest) > _SHORT):
            return False
        for one in times:
            self.moment(one, run.element)
        if is_byline:
            self.fields["byline"] = rest
            for one in times:
                self.keep(_printed(self.scope, one))
        elif rest or any(_printed(self.scope, one) for one in times):
            self.keep(text)
        return True

    def without_times(self, element: Element) -> str | None:
        """The text of an element without its `time` elements, whose moments are taken."""
        texts: list[str] = []
        times: list[Element] = []
        for piece in pieces(self.scope, element, _beside_times):
            if isinstance(piece, Run):
                texts.append(piece.rich["text"])
            else:
                times.append(piece)
        for one in times:
            self.moment(one, element)
            self.keep(_printed(self.scope, one))
        text = canonical(" ".join(texts))
        return (text.strip(_BETWEEN) if times else text) or None

    def moment(self, element: Element, line: Element) -> bool:
        """Take the moment of a `time` element in a line of dates; False where it has none."""
        moment = as_moment(element.get("datetime") or "")
        if moment is None or is_derived(element):
            return False
        is_change = not _CHANGED.isdisjoint(classes_of(element)) or "dateModified" in (
            element.get("itemprop"),
            line.get("itemprop"),
        )
        self.fields.setdefault("modified" if is_change else "published", moment)
        return True

    def block(self, block: Block) -> None:
        if not self.sections:
            self.sections.append({"blocks": []})
        self.sections[-1]["blocks"].append(block)

    def heading(self, element: Element, name: str) -> Iterable[Element]:
        """A heading: the first `h1` is the headline, others begin a section; pictures in it follow it."""
        later: list[Element] = []
        text = whole_line(element)
        if text is None:
            texts = []
            for piece in pieces(self.scope, element, _inside_a_heading):
                if isinstance(piece, Run):
                    texts.append(piece.rich["text"])
                else:
                    later.append(piece)
            text = canonical(" ".join(texts))
        rank = int(name[1])
        if text and rank == 1 and "headline" not in self.fields and not self.ranks:
            self.fields["headline"] = text
            self.begin_again()
        elif text:
            while self.ranks and self.ranks[-1] >= rank:
                self.ranks.pop()
            self.ranks.append(rank)
            self.sections.append({"heading": text, "level": min(len(self.ranks), 5), "blocks": []})
            self.has_text = True
        return later

    def begin_again(self) -> None:
        """Set aside the few short lines above the headline, which are of the page; a text that began already stays."""
        blocks = self.sections[0]["blocks"] if self.sections else []
        lines = [text["text"] for block in blocks for text in (block, *block.get("items", ())) if text.get("text")]
        if not lines or max(map(len, lines)) > _LONGEST_ABOVE:
            return
        self.scope.tell("R007", f"what stands above the headline was kept as furniture: {canonical(lines[0])[:60]}")
        for line in lines:
            self.keep(line)
        self.sections = [{"blocks": [block for block in blocks if block["type"] not in ("paragraph", "list")]}]
        self.has_text = self.has_paragraph = False

    # --- what belongs to the story ----------------------------------------------------------------------

    def in_role(self, element: Element, role: str) -> Iterable[Run | Block | Element]:
        match role:
            case "headline":
                return self.line("headline", element)
            case "kicker" | "byline":
                return self.line(role, element)
            case "standfirst":
                texts = [piece for piece in pieces(self.scope, element, nothing_apart) if isinstance(piece, Run)]
                self.fields.setdefault("standfirst", []).extend(run.rich for run in texts)
            case "dateline":
                if "dateline" in self.fields:
                    return pieces(self.scope, element, self.apart)
                self.dateline(element)
            case "dates":
                self.dates(element)
            case "related":
                self.related(element)
            case "colophon":
                self.colophon(element)
            case _:
                self.set_aside(element)
        return ()

    def line(self, name: str, element: Element) -> Iterable[Run | Block | Element]:
        """A field of one line; what is too long for it, or comes a second time, is read as it stands."""
        text = self.without_times(element) if name == "byline" else plain_text(self.scope, element)
        if text is None:
            return ()
        if name in self.fields:
            self.keep(text)
            return ()
        is_own = name in classes_of(element)
        if not is_own and len(text) > _LONGEST_LINE:
            return pieces(self.scope, element, self.apart)
        self.fields[name] = text
        return ()

    def dateline(self, element: Element) -> None:
        text = plain_text(self.scope, element)
        if text is not None:
            given = {name: element.get(f"data-{name}") for name in ("place", "agency", "date")}
            self.fields["dateline"] = {"text": text, **{name: value for name, value in given.items() if value}}
            if "date" in self.fields["dateline"] and (day := as_moment(given["date"] or "")) is not None:
                self.fields["dateline"]["date"] = day.date()

    def opening_dateline(self, element: Element) -> None:
        """The dateline set apart at the opening of the first paragraph."""
        first = next((one for one in element.iter() if name_of(one) == "span" and "dateline" in classes_of(one)), None)
        if first is not None:
            self.dateline(first)

    def dates(self, element: Element) -> None:
        """When the story was published and changed, by the `time` elements in a line of dates; other words in it are kept."""
        times = [one for one in element.iter() if name_of(one) == "time" and not is_derived(one)]
        for one in times:
            self.moment(one, element)
        beside = [piece for piece in pieces(self.scope, element, _beside_dates) if isinstance(piece, Run)]
        if beside or any(_printed(self.scope, one) for one in times):
            self.keep(plain_text(self.scope, element) or "")

    def related(self, element: Element) -> None:
        """Links to other pages, under a heading or several."""
        found = related_groups(self.scope, element, self.keep)
        if found:
            self.fields.setdefault("related", []).extend(found)

    def colophon(self, element: Element) -> None:
        """Who provides the text, and the rights in it."""
        for piece in pieces(self.scope, element, _without_labels):
            if not isinstance(piece, Run):
                continue
            text = canonical(piece.rich["text"])
            name = next((name for name in classes_of(piece.element) if name in ("provider", "holder", "notice", "terms")), None)
            if name == "provider" and "provider" not in self.fields:
                self.fields["provider"] = text
            elif name in ("holder", "notice", "terms") and name not in self.fields.get("rights", {}):
                self.fields.setdefault("rights", {})[name] = text
            else:
                self.keep(text)

    # --- what is no part of it ----------------------------------------------------------------------------

    def set_aside(self, element: Element) -> None:
        """Keep the texts of an element that is no part of the story; all of them, where docconv wrote it."""
        is_own = "furniture" in classes_of(element)
        for piece in pieces(self.scope, element, _inside_furniture):
            if not isinstance(piece, Run):
                continue
            if is_own:
                self.furniture.append(canonical(piece.rich["text"]))
            else:
                self.keep(canonical(piece.rich["text"]))

    def keep(self, text: str) -> None:
        """Keep a text of the page as furniture, as long as there is room."""
        self.furniture_size += len(text)
        if len(self.furniture) >= MOST_FURNITURE or self.furniture_size > LONGEST_FURNITURE:
            self.dropped += 1
        elif text:
            self.furniture.append(canonical(text))

    def gathered(self) -> dict[str, Any]:
        """The fields, once everything was read."""
        if self.furniture:
            self.fields["furniture"] = self.furniture
        if self.sections:
            self.fields["body"] = self.sections
        if self.dropped:
            self.scope.tell("R002", f"texts of the page around the story were left out, beyond {MOST_FURNITURE}: {self.dropped}")
        if self.hidden:
            self.scope.tell("R002", f"what the page hides was left out: {self.hidden} elements")
        return self.fields


def _is_nested(element: Element, root: Element) -> bool:
    """Whether an `article` stands inside another one, as a comment on it or a teaser does."""
    for above in element.iterancestors():
        if name_of(above) == "article":
            return True
        if above is root:
            break
    return False


def _beside_times(element: Element, name: str) -> str | None:
    return "after" if name == "time" and not is_derived(element) else nothing_apart(element, name)


def _beside_dates(element: Element, name: str) -> str | None:
    return "never" if name == "time" else _without_labels(element, name)


def _printed(scope: Scope, time: Element) -> str:
    """A date as it is printed; empty where that says no more than the `datetime` does."""
    text = plain_text(scope, time) or ""
    return "" if (time.get("datetime") or "").startswith(text) else text


def _inside_a_heading(element: Element, name: str) -> str | None:
    return "after" if name in MEDIA and not is_derived(element) else nothing_apart(element, name)


def _without_labels(element: Element, name: str) -> str | None:
    return "never" if "label" in classes_of(element) else nothing_apart(element, name)


def _inside_furniture(element: Element, name: str) -> str | None:
    return "never" if is_derived(element) or is_hidden(element) else nothing_apart(element, name)
