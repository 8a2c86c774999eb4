"""The corpus of faults: valid documents, each spoilt in one place, with the code and the line that must be found.

A row says the format, the document that was spoilt, what was done to it, and the code and line that validating must tell.
Code and line follow from what was done, not from what the validators say: a member of the wrong type is M003 on
the line of that member. The changes are of five kinds: drop, duplicate, move, retype, corrupt.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from docconv.conversion import dumps
from tests.newsml_documents import EVERYTHING

FIXTURES = Path(__file__).parents[1] / "fixtures"

Steps = tuple[str | int, ...]


class Fault(NamedTuple):
    """A spoilt document: its format, what it was made of, what was done to it, what must be found and where."""

    format: str
    base: str
    change: str
    code: str
    line: int
    data: bytes

    def __str__(self) -> str:
        return f"{self.format} {self.base}: {self.change}"


@cache
def faults() -> tuple[Fault, ...]:
    """Every row of the corpus; no two documents are the same."""
    from tests import faults_of_markup, faults_of_pages

    made = [*of_json(), *of_jsonl(), *of_ninjs(), *of_jsonld(), *faults_of_markup.rows(), *faults_of_pages.rows()]
    return tuple({(fault.format, fault.data): fault for fault in made}.values())


# --- JSON: one member a line, so that a line is a member -------------------------------------------------


def laid_out(value: Any) -> tuple[bytes, dict[Steps, int]]:
    """A value as JSON with a line for each member and item, and the line on which each begins."""
    lines: list[str] = []
    places: dict[Steps, int] = {}

    def add(path: Steps, before: str, inner: Any, after: str) -> None:
        places[path] = len(lines) + 1
        if isinstance(inner, dict | list) and inner:
            is_object = isinstance(inner, dict)
            lines.append(before + ("{" if is_object else "["))
            members = list(inner.items() if is_object else enumerate(inner))
            for number, (key, item) in enumerate(members):
                comma = "," if number + 1 < len(members) else ""
                add((*path, key), f"{json.dumps(key)}: " if is_object else "", item, comma)
            lines.append(("}" if is_object else "]") + after)
        else:
            lines.append(before + json.dumps(inner, ensure_ascii=False) + after)

    add((), "", value, "")
    return ("\n".join(lines) + "\n").encode(), places


def nodes(value: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every value of a document with the way to it, from the outermost."""
    yield path, value
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from nodes(inner, (*path, key))


def put(value: Any, path: Steps, new: Any) -> Any:
    """A copy with another value in a place."""
    if not path:
        return new
    made = copy.deepcopy(value)
    holder = made
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = new
    return made


def without(value: Any, path: Steps) -> Any:
    """A copy without the member or item in a place."""
    made = copy.deepcopy(value)
    holder = made
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return made


def at(value: Any, path: Steps) -> Any:
    for step in path:
        value = value[step]
    return value


def spoilt(format: str, base: str, change: str, code: str, value: Any, where: Steps, *, line: int | None = None) -> Fault:
    """The row of a JSON document that was changed; the line is that of the member at `where` unless it is given."""
    data, places = laid_out(value)
    return Fault(format, base, f"{change} {shown(where)}", code, line or places[where], data)


def shown(path: Steps) -> str:
    return "/" + "/".join(map(str, path))


def with_first_name_twice(data: bytes, places: dict[Steps, int], path: Steps, name: str) -> tuple[bytes, int]:
    """A laid-out document with the first name of an object again, on the line before it; the line of the second."""
    lines = data.decode().split("\n")
    at_line = places[(*path, name)]
    lines.insert(at_line - 1, f'"{name}": null,')
    return "\n".join(lines).encode(), at_line + 1


def of_syntax(format: str, base: str, value: Any) -> Iterator[Fault]:
    """Documents that are no JSON any more, broken on lines throughout."""
    data, _ = laid_out(value)
    lines = data.decode().rstrip("\n").split("\n")
    members = [number for number, line in enumerate(lines) if re.match(r'"[^"]+": "', line) and line.endswith(",")]
    for number in members[:: max(1, len(members) // 4)][:4]:
        for change, broken, line in (
            ("corrupt: no colon,", lines[number].replace('": ', '" ', 1), number + 1),
            ("corrupt: no quotation mark before the name,", lines[number][1:], number + 1),
            ("corrupt: a bare word,", lines[number].partition(":")[0] + ": mood,", number + 1),
            ("corrupt: a tab in a text,", lines[number].replace('": "', '": "\t', 1), number + 1),
            ("corrupt: half a character,", lines[number].replace('": "', '": "\\ud800 ', 1), number + 1),
            ("drop: the comma,", lines[number][:-1], number + 2),
            ("duplicate: the comma,", lines[number] + ",", number + 1),
        ):
            text = "\n".join([*lines[:number], broken, *lines[number + 1 :]])
            yield Fault(format, base, f"{change} line {number + 1}", "J001", line, text.encode())
    for number in (2, len(lines) // 2, len(lines) - 1):
        text = "\n".join(lines[:number])
        yield Fault(format, base, f"drop: all after line {number}", "J001", number, text.encode())
    yield Fault(format, base, "duplicate: the last bracket", "J001", len(lines) + 1, (data.decode() + "}").encode())
    number = members[0]
    broken = lines[number].encode().replace(b'": "', b'": "\xe9', 1)
    joined = b"\n".join([*(line.encode() for line in lines[:number]), broken, *(line.encode() for line in lines[number + 1 :])])
    yield Fault(format, base, f"corrupt: a byte of Latin-1, line {number + 1}", "J001", number + 1, joined)


# --- articles -------------------------------------------------------------------------------------------

#: Members that an object of the article must have, by the kind of object.
_NEEDED = (
    ("authors", 0, "name"),
    ("dateline", "text"),
    ("topics", 0, "name"),
    ("related", 0, "links", 0, "title"),
    ("body", 0, "blocks", 0, "type"),
    ("body", 0, "blocks", 0, "text"),
    ("body", 0, "blocks", 0, "marks", 0, "kind"),
    ("body", 0, "blocks", 0, "marks", 0, "start"),
    ("body", 0, "blocks", 0, "marks", 0, "end"),
    ("body", 0, "blocks", 1, "caption", "text"),
    ("body", 1, "blocks", 0, "rows"),
    ("body", 1, "blocks", 1, "items"),
    ("body", 1, "blocks", 1, "items", 0, "text"),
    ("body", 2, "blocks", 0, "paragraphs"),
    ("body", 2, "blocks", 1, "url"),
    ("standfirst", 0, "text"),
)
#: Members whose values are of a list, those that are addresses, dates and so on.
_LISTED = {"status", "direction", "media", "kind", "type"}
_ADDRESSES = {"id", "url", "href", "uri"}
_MALFORMED = {
    "id": ("not an address", "http://[x"),
    "url": ("/news/ferry", "javascript:x"),
    "href": ("boats", "https://exa mple.com/"),
    "uri": ("topic:", "https:///x"),
    "language": ("english", "en_GB"),
    "email": ("ines", "ines@"),
    "date": ("2026-02-30", "14 March"),
    "created": ("2026-03-14", "yesterday"),
    "published": ("2026-13-01T00:00:00Z", "2026-03-14T25:00:00Z"),
    "modified": ("2026-03-14T10:00:00", "2026-03-14 10:00"),
    "embargoed": ("", "1773479700"),
    "expires": ("never", "2027-03-14T00:00:00+99:00"),
}
#: What spoils a text in one line, and what it is called.
_ABNORMAL = (
    ("two spaces", lambda text: text + "  end"),
    ("a space at its beginning", lambda text: " " + text),
    ("a line break at its end", lambda text: text + "\n"),
    ("a control character", lambda text: text + "\x07 end"),
    ("a tab", lambda text: text + "\tend"),
    ("no character at all", lambda text: ""),
    ("a noncharacter", lambda text: text + "\ufdd0 end"),
    ("a line separator", lambda text: text + "\u2028end"),
)
#: Changes by which parts contradict each other: the place, the new value, the place that is told.
_CONTRADICTIONS: tuple[tuple[str, Steps, Any, Steps], ...] = (
    ("a mark beyond its text", ("body", 0, "blocks", 0, "marks", 0, "end"), 4000, ("body", 0, "blocks", 0, "marks")),
    ("a mark that ends where it begins", ("body", 0, "blocks", 0, "marks", 0, "end"), 4, ("body", 0, "blocks", 0, "marks", 0)),
    (
        "a link without address",
        ("body", 0, "blocks", 0, "marks", 1),
        {"kind": "link", "start": 10, "end": 20},
        ("body", 0, "blocks", 0, "marks", 1),
    ),
    (
        "an address of a mark that is no link",
        ("body", 0, "blocks", 0, "marks", 0, "kind"),
        "code",
        ("body", 0, "blocks", 0, "marks", 0),
    ),
    ("a heading that jumps", ("body", 2, "level"), 4, ("body", 2)),
    ("more header rows than rows", ("body", 1, "blocks", 0, "header_rows"), 9, ("body", 1, "blocks", 0)),
)


def of_json(format: str = "json") -> Iterator[Fault]:
    """The article of every field, spoilt."""
    base = "valid/json/every-field.json"
    value = json.loads((FIXTURES / base).read_bytes())
    data, places = laid_out(value)
    for path, inner in nodes(value):
        name = str(path[-1]) if path and isinstance(path[-1], str) else ""
        free = path[:1] == ("extensions",)
        if path and not free:
            wrong: Any = 7 if isinstance(inner, str | list | dict) else "7"
            code = "M005" if name in _LISTED or name == "docconv" else "M003"
            yield spoilt(format, base, "retype", code, put(value, path, wrong), path)
            if isinstance(inner, str | int) and not isinstance(inner, bool) and name not in _LISTED | {"docconv"}:
                yield spoilt(format, base, "retype: a list,", "M003", put(value, path, [inner]), path)
        if isinstance(inner, dict) and not free:
            yield spoilt(
                format, base, "corrupt: an unknown member,", "M002", put(value, (*path, "mood"), "grey"), (*path, "mood")
            )
        if isinstance(inner, dict) and inner:
            doubled, line = with_first_name_twice(data, places, path, next(iter(inner)))
            yield Fault(format, base, f"duplicate {shown((*path, next(iter(inner))))}", "J005", line, doubled)
        if name in _LISTED:
            yield spoilt(format, base, "corrupt: no word of the list,", "M005", put(value, path, "mood"), path)
        elif name in _MALFORMED and isinstance(inner, str) and not free:
            for malformed in _MALFORMED[name]:
                code = "M004" if malformed == "" and name not in _MALFORMED else "M006"
                yield spoilt(format, base, f"corrupt: {malformed!r},", code, put(value, path, malformed), path)
        elif isinstance(inner, str) and name not in ("docconv", "src", "alt") and not free:
            offset = sum(map(len, map(str, path)))
            for what, change in (_ABNORMAL[offset % len(_ABNORMAL)], _ABNORMAL[(offset + 3) % len(_ABNORMAL)]):
                yield spoilt(format, base, f"corrupt: {what},", "M004", put(value, path, change(inner)), path)
    for path in _NEEDED:
        yield spoilt(format, base, f"drop {path[-1]} of", "M001", without(value, path), path[:-1])
    for what, path, new, told in _CONTRADICTIONS:
        contradicting = put(value, path, new)
        if what.startswith("an address"):
            contradicting = put(contradicting, (*path[:-1], "href"), "https://example.com/")
        yield spoilt(format, base, f"corrupt: {what},", "M007", contradicting, told)
    marks = at(value, ("body", 0, "blocks", 0, "marks"))
    yield spoilt(
        format,
        base,
        "move: marks out of order,",
        "M007",
        put(value, ("body", 0, "blocks", 0, "marks"), marks[::-1]),
        ("body", 0, "blocks", 0, "marks"),
    )
    yield spoilt(
        format, base, "move: a section of level 2 first,", "M007", put(value, ("body",), value["body"][::-1]), ("body", 0)
    )
    emptied = without(value, ("body", 0, "blocks"))
    yield spoilt(format, base, "drop: the blocks of a section without heading,", "M007", emptied, ("body", 0))
    for path in (("body", 1, "blocks", 0, "rows"), ("body", 1, "blocks", 1, "items"), ("body", 2, "blocks", 0, "paragraphs")):
        yield spoilt(format, base, "drop: everything in", "M005", put(value, path, []), path)
    for version, code in (("2.0", "J003"), ("1.1", "M005"), ("one", "M005")):
        yield spoilt(format, base, f"corrupt: version {version},", code, put(value, ("docconv",), version), ("docconv",))
    for whole in ("null", '"x"', "7", "true"):
        yield Fault(format, base, f"retype: the document is {whole}", "J002", 1, whole.encode())
    yield from of_syntax(format, base, value)


def of_jsonl() -> Iterator[Fault]:
    """Every seventh fault of an article, as the third line of four."""
    for number, fault in enumerate(of_json("jsonl")):
        if number % 7 == 0 and fault.code != "J005":
            try:
                line = json.dumps(json.loads(fault.data)).encode()
            except ValueError:
                continue
            yield fault._replace(line=3, data=b'{"headline":"One"}\n{"headline":"Two"}\n' + line + b'\n{"headline":"Four"}\n')
    for broken in (b'{"headline":', b"{'headline':1}", b"nothing", b'{"headline":"x"}}'):
        yield Fault("jsonl", "four lines", f"corrupt: {broken.decode()}", "J001", 2, b'{"headline":"One"}\n' + broken + b"\n{}\n")


# --- ninjs ----------------------------------------------------------------------------------------------

#: Members of an item that are dates, addresses, words of a list, with what spoils them.
_NINJS_DATES = {"versioncreated", "contentcreated", "firstcreated", "embargoed", "embargoeduntil", "expires"}
_NINJS_ADDRESSES = {"uri", "href"}
_NINJS_LISTED = {"type", "representationtype", "pubstatus"}


def of_ninjs() -> Iterator[Fault]:
    """An item of each generation, spoilt."""
    for version in ("1.6", "2.2", "3.1"):
        base = f"an article as ninjs {version}"
        value = json.loads(dumps(EVERYTHING, "ninjs", version=version, plain_text=False))
        data, places = laid_out(value)
        yield spoilt("ninjs", base, "drop uri of", "N001", without(value, ("uri",)), ())
        yield spoilt("ninjs", base, "corrupt: an unknown member,", "N002", put(value, ("mood",), "grey"), ("mood",))
        yield spoilt("ninjs", base, "corrupt: a member in capitals,", "N002", put(value, ("URGENCY",), 4), ("URGENCY",))
        for path, inner in nodes(value):
            name = str(path[-1]).lower() if path and isinstance(path[-1], str) else ""
            top = len(path) == 1
            free = "standard" in path or path[:1] in (("$standard",), ("altids",))  # what the schema leaves open, or fixes
            if path and not free:
                wrong: Any = {"x": 1} if isinstance(inner, str | list | int | float) else "x"
                yield spoilt("ninjs", base, "retype", "N003", put(value, path, wrong), path)
            if isinstance(inner, dict) and inner:
                doubled, line = with_first_name_twice(data, places, path, next(iter(inner)))
                yield Fault("ninjs", base, f"duplicate {shown((*path, next(iter(inner))))}", "J005", line, doubled)
            if isinstance(inner, str) and name in _NINJS_DATES and top:
                for malformed in ("2026-02-30T00:00:00Z", "14 March 2026", "2026-03-14T10:00:00"):
                    yield spoilt("ninjs", base, f"corrupt: {malformed},", "N005", put(value, path, malformed), path)
            if isinstance(inner, str) and name in _NINJS_ADDRESSES and "contactInfo" not in path:
                yield spoilt("ninjs", base, "corrupt: not an address,", "N005", put(value, path, "not an address"), path)
            if isinstance(inner, str) and name in _NINJS_LISTED and top:
                yield spoilt("ninjs", base, "corrupt: no word of the list,", "N004", put(value, path, "mood"), path)
            if isinstance(inner, dict) and path and isinstance(path[-1], int) and path[0] in ("headlines", "bodies", "subjects"):
                yield spoilt(
                    "ninjs", base, "corrupt: an unknown member,", "N002", put(value, (*path, "mood"), 1), (*path, "mood")
                )
                if "value" in inner:
                    yield spoilt("ninjs", base, "drop value of", "N001", without(value, (*path, "value")), path)
        yield from of_syntax("ninjs", base, value)


# --- JSON-LD --------------------------------------------------------------------------------------------


def of_jsonld() -> Iterator[Fault]:
    """A NewsArticle that has what search engines ask for, spoilt."""
    base = "a NewsArticle"
    value = json.loads(dumps(EVERYTHING, "jsonld"))
    value["author"][1]["url"] = "https://example.com/people/ines"
    for name in ("headline", "image", "datePublished", "dateModified", "author"):
        yield spoilt("jsonld", base, f"drop {name} of", "S001", without(value, (name,)), ())
    for number in (0, 1):
        for name in ("name", "url"):
            yield spoilt("jsonld", base, f"drop {name} of", "S001", without(value, ("author", number, name)), ("author", number))
        author = ("author", number)
        yield spoilt("jsonld", base, "retype", "S003", put(value, author, "Maren Oduya"), author)
        yield spoilt("jsonld", base, "retype: a number,", "S003", put(value, author, 7), author)
        yield spoilt("jsonld", base, "corrupt: another type,", "S003", put(value, (*author, "@type"), "Place"), author)
        for name in ("By Maren Oduya", "Maren Oduya and Ines Farrow", "Maren Oduya, Ines Farrow"):
            yield spoilt("jsonld", base, f"corrupt: {name!r},", "S006", put(value, (*author, "name"), name), (*author, "name"))
    yield spoilt("jsonld", base, "drop name of", "S001", without(value, ("publisher", "name")), ("publisher",))
    yield spoilt("jsonld", base, "retype", "S003", put(value, ("publisher",), "Harbourside"), ("publisher",))
    yield spoilt("jsonld", base, "corrupt: another type,", "S003", put(value, ("publisher", "@type"), "Thing"), ("publisher",))
    image: Steps = ("image", 0)
    yield spoilt(
        "jsonld", base, "drop contentUrl of", "S001", without(without(value, (*image, "contentUrl")), (*image, "@id")), image
    )
    relative = put(value, (*image, "contentUrl"), "pictures/boat.jpg")
    yield spoilt("jsonld", base, "corrupt: a relative address,", "S005", relative, (*image, "contentUrl"))
    yield spoilt("jsonld", base, "retype: a relative address,", "S005", put(value, image, "boat.jpg"), image)
    yield spoilt("jsonld", base, "retype: a number,", "S003", put(value, image, 7), image)
    for name in ("datePublished", "dateModified", "dateCreated", "expires"):
        for malformed in ("14 March 2026", "2026-02-30", "20260314T0915"):
            if malformed != "20260314T0915":
                yield spoilt("jsonld", base, f"corrupt: {malformed},", "S004", put(value, (name,), malformed), (name,))
        yield spoilt("jsonld", base, "corrupt: no time zone,", "S005", put(value, (name,), "2026-03-14T09:15:00"), (name,))
        yield spoilt("jsonld", base, "retype: a number,", "S003", put(value, (name,), 20260314), (name,))
        yield spoilt("jsonld", base, "retype: a list,", "S003", put(value, (name,), [1]), (name, 0))
    for name in ("headline", "description", "dateline", "creditText", "copyrightNotice"):
        yield spoilt("jsonld", base, "retype: a number,", "S003", put(value, (name,), 7), (name,))
        yield spoilt("jsonld", base, "retype: true,", "S003", put(value, (name,), True), (name,))
    for name in ("url", "mainEntityOfPage"):
        yield spoilt("jsonld", base, "corrupt: a relative address,", "S005", put(value, (name,), "/news/ferry"), (name,))
        yield spoilt("jsonld", base, "retype: a number,", "S003", put(value, (name,), 7), (name,))
    yield spoilt("jsonld", base, "corrupt: letters,", "S003", put(value, ("wordCount",), "many"), ("wordCount",))
    yield spoilt("jsonld", base, "drop @context of", "S002", without(value, ("@context",)), ())
    other = put(value, ("@context",), "https://example.com/")
    yield spoilt("jsonld", base, "corrupt: another context,", "S002", other, ("@context",))
    for other in ("Recipe", "WebPage", "Newsarticle"):
        yield spoilt("jsonld", base, f"corrupt: {other},", "S003", put(value, ("@type",), other), ("@type",))
    yield spoilt("jsonld", base, "drop @type of", "S003", without(value, ("@type",)), ())
    nothing = {"@context": "https://schema.org", "@type": "WebSite", "name": "Port Elwin News"}
    yield spoilt("jsonld", base, "drop: all of the article,", "I007", nothing, ())
    data, places = laid_out(value)
    for path, inner in nodes(value):
        if isinstance(inner, dict) and inner and len(path) < 3:
            doubled, line = with_first_name_twice(data, places, path, next(iter(inner)))
            yield Fault("jsonld", base, f"duplicate {shown((*path, next(iter(inner))))}", "J005", line, doubled)
    for whole in ("null", '"x"', "7"):
        yield Fault("jsonld", base, f"retype: the document is {whole}", "J002", 1, whole.encode())
    yield from of_syntax("jsonld", base, value)
