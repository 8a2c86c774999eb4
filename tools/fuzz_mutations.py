"""Mutations of documents: bytes, lines, members of JSON, tags of XML and HTML, files of a zip archive.

A number gives the same mutation of the same seeds at any time and place, so that whatever was found
can be had again from its number alone.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from random import Random
from typing import Any, Literal

from lxml import etree

Kind = Literal["json", "lines", "markup", "text", "xml", "zip"]

#: What documents choke on: of markup, JSON, text, numbers, bytes that are no UTF-8.
ODD_BYTES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xe2\x80\xa8", b"\xe2\x80\xae",
    b"\xef\xbf\xbf", b"\xcc\x81", b"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80", b"\xd9\x85\xd8\xb1", b"\xc2\xa0",
    b"\xe3\x80\x80",
    b"\r\n", b"\r", b"\n\n", b"\t", b" ", b"\x1b[31m", b"\x85", b"\x0b", b"<", b">", b"&", b"&amp;", b"&#0;", b"&#xD800;",
    b"&#x110000;", b"&nope;", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?x ", b"?>", b"<!DOCTYPE x [<!ENTITY e 'x'>]>", b"&e;",
    b"</", b"/>", b"<p>", b"</p>", b"<table><tr><td>", b"<script>", b"</script>", b"<a href='javascript:x'>", b"<svg><g>",
    b"<b><i>", b"<br/>", b"xmlns='urn:x'", b"xml:lang='q-q'", b"\"", b"'", b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\u0000",
    b"\\ud800", b"null", b"true", b"-0", b"1e999", b"99999999999999999999", b"-1", b"NaN", b"0001-01-01T00:00:00Z",
    b"9999-12-31T23:59:59-23:59", b"2026-02-30", b"---\n", b"* ", b"> ", b"    ", b"```\n", b"| a | b |\n|---|---|\n", b"![](",
    b"](x)", b"**", b"_", b"&a *a", b"!!python/object:x", b"By ", b"Image source, ", b"Image caption, ", b"LONDON (X) - ",
    b"%", b"../",
)  # fmt: skip

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, 1.5, -0.0, 1e308, "", " ", "x", "\n", "\x00", "\ud800", "a  b", "\u2028",
    "<p>x</p>", "<b>", "urn:x:y", "javascript:x", "http://[", "//", "2026-03-14T09:15:00Z", "0001-01-01T00:00:00+14:00", "ar",
    [], {}, [[]], [{}], {"": {}}, {"type": "paragraph", "text": "x"}, {"value": "x"}, {"@id": "#x"}, {"@type": "Thing"},
    "q-q", "x" * 5000,
)  # fmt: skip


#: What values of XML choke on: dates, numbers, languages, codes, addresses.
_WORDS = (
    "x", "0", "-1", "1.5", "99999999999999999999", "2026-02-30", "2026-03-14T09:15:00", "0001-01-01T00:00:00+14:00", "24:00:00",
    "q-q", "x-x-x", "http://[", "javascript:x", "urn:", ":", "a:b:c", "#", "nowhere", "50%", "1px", "true", "text/html",
    "image/jpeg", "xml:lang", "\u00e9" * 300, "a b  c", "//x", "?", "&", "<p>x</p>", "\u202e", "\u0301",
)  # fmt: skip


#: No mutation is larger, in bytes.
_LARGEST = 1_100_000


def mutation(number: int, seeds: Sequence[bytes], kind: Kind, salt: str = "") -> bytes:
    """The mutation of a number: one to six changes of one of the seeds.

    >>> mutation(7, [b"<p>Rain</p>"], "markup") == mutation(7, [b"<p>Rain</p>"], "markup")
    True
    """
    rng = Random(f"{salt}:{number}")
    data = rng.choice(seeds)
    for _ in range(1 + min(rng.randrange(6), rng.randrange(6))):
        change = rng.choice(_CHANGES[kind])
        data = change(data, rng, seeds)[:_LARGEST]
    return data


def _times(rng: Random, choices: Sequence[int], size: int) -> int:
    """How often a part of a size is repeated: no more often than makes a megabyte."""
    return min(rng.choice(choices), max(1, 1_000_000 // max(size, 1)))


# --- bytes --------------------------------------------------------------------------------------------


def _span(data: bytes, rng: Random, longest: int = 400) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randrange(longest))


def flipped(data: bytes, rng: Random, seeds: Sequence[bytes]) -> bytes:
    """One bit to eight changed."""
    changed = bytearray(data)
    for _ in range(rng.randrange(1, 9) if data else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cut(data: bytes, rng: Random, seeds: Sequence[bytes]) -> bytes:
    """The end, the beginning or a part taken out."""
    start, end = _span(data, rng, max(2, len(data) // 2))
    return rng.choice((data[:end], data[start:], data[:start] + data[end:]))


def inserted(data: bytes, rng: Random, seeds: Sequence[bytes]) -> bytes:
    """Something odd put in, or in the place of something."""
    start, end = _span(data, rng, 20)
    return data[:start] + rng.choice(ODD_BYTES) * rng.choice((1, 1, 1, 2, 9)) + data[rng.choice((start, end)) :]


def spliced(data: bytes, rng: Random, seeds: Sequence[bytes]) -> bytes:
    """A part of another seed put in."""
    other = rng.choice(seeds)
    (start, end), at = _span(other, rng, 2000), rng.randrange(len(data) + 1)
    return data[:at] + other[start:end] + data[at:]


def repeated(data: bytes, rng: Random, seeds: Sequence[bytes]) -> bytes:
    """A part of it many times over: to a few kilobytes mostly, now and then to a megabyte."""
    start, end = _span(data, rng, 60)
    part = data[start:end] or b"x"
    size = rng.choice((200, 2000, 2000, 20_000)) if rng.randrange(500) else 1_000_000
    return (data[:start] + part * (size // len(part)) + data[end:])[:_LARGEST]


# --- lines --------------------------------------------------------------------------------------------


def lines_changed(data: bytes, rng: Random, seeds: Sequence[bytes]) -> bytes:
    """A line dropped, doubled, moved, joined to the next, or taken from another seed."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    match rng.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case 2:
            lines.insert(rng.randrange(len(lines)), lines.pop(at))
        case 3:
            lines[at : at + 2] = [b"".join(lines[at : at + 2])]
        case 4:
            lines.insert(at, rng.choice(rng.choice(seeds).split(b"\n")))
        case _:
            lines[at] = rng.choice((b"", lines[at].upper(), lines[at][::-1], b"  " + lines[at], lines[at] * 3))
    return b"\n".join(lines)


# --- JSON ---------------------------------------------------------------------------------------------


def members_changed(data: bytes, rng: Random, seeds: Sequence[bytes]) -> bytes:
    """A member or item dropped, doubled, moved, renamed, given another value, or nested deeper."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return flipped(data, rng, seeds)
    holders = [holder for holder in _holders(value) if holder]
    if not holders:
        return json.dumps(rng.choice(_VALUES)).encode()
    holder, other = rng.choice(holders), rng.choice(holders)
    key: Any = rng.choice([*holder]) if isinstance(holder, dict) else rng.randrange(len(holder))
    match rng.randrange(7):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder[key:key] = [holder[key]] * _times(rng, (1, 1, 50, 1000), len(json.dumps(holder[key])))
        case 2:
            _put(other, rng, json.loads(json.dumps(holder[key])))
        case 3 if isinstance(holder, dict):
            name = rng.choice([*other]) if isinstance(other, dict) else str(key).upper()
            holder[name] = holder.pop(key)
        case 4:
            for _ in range(rng.choice((1, 2, 30, 150))):
                holder[key] = [holder[key]] if rng.randrange(2) else {"x": holder[key]}
        case 5 if isinstance(holder[key], str):
            text = flipped(inserted(holder[key].encode("utf-8", "replace"), rng, seeds), rng, seeds)
            holder[key] = text.decode("utf-8", "replace")
        case _:
            holder[key] = rng.choice(_VALUES)
    return json.dumps(value, ensure_ascii=bool(rng.randrange(2)), indent=rng.choice((None, 1))).encode("utf-8", "replace")


def _holders(value: Any) -> list[Any]:
    """Every object and list of a JSON value; those that nest beyond reason are left out."""
    found, below = [], [value]
    while below:
        inner = below.pop()
        if isinstance(inner, dict | list):
            found.append(inner)
            below += inner.values() if isinstance(inner, dict) else inner
    return found


def _put(holder: Any, rng: Random, value: Any) -> None:
    if isinstance(holder, list):
        holder.insert(rng.randrange(len(holder) + 1), value)
    else:
        holder[rng.choice([*holder, "x", "text", "@type"])] = value


# --- markup -------------------------------------------------------------------------------------------

_TAG = re.compile(rb"(<[^<>]{0,2000}>)")
_ATTRIBUTE = re.compile(rb"""\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*')""")


def tags_changed(data: bytes, rng: Random, seeds: Sequence[bytes]) -> bytes:
    """A tag dropped, doubled, moved, renamed; an attribute dropped, changed or put in; elements nested deeper."""
    parts = _TAG.split(data)
    tags = range(1, len(parts), 2)
    if not tags:
        return inserted(data, rng, seeds)
    at, other = rng.choice(tags), rng.choice(tags)
    match rng.randrange(8):
        case 0:
            parts[at] = b""
        case 1:
            parts[at] *= rng.choice((2, 2, 20, 300))
        case 2:
            parts[at], parts[other] = parts[other], parts[at]
        case 3:
            names = [re.match(rb"</?([\w:.-]+)", parts[place]) for place in (at, other)]
            if names[0] and names[1]:
                parts[at] = parts[at].replace(names[0][1], names[1][1], 1)
        case 4:
            found = _ATTRIBUTE.findall(parts[at])
            if found:
                one = rng.choice(found)
                name, _, _ = one.partition(b"=")
                parts[at] = parts[at].replace(one, rng.choice((b"", one + one, name + b'="' + rng.choice(ODD_BYTES) + b'"')), 1)
        case 5:
            source = _ATTRIBUTE.findall(parts[other])
            if source and not parts[at].startswith((b"</", b"<!", b"<?")):
                parts[at] = re.sub(rb"(/?>)$", lambda end: rng.choice(source) + end[1], parts[at])
        case 6:
            first, last = sorted((at, other))
            parts[first : last + 1] = [b"".join(parts[first : last + 1])] * rng.choice((2, 2, 10))
        case _:
            parts[at + 1] = flipped(inserted(parts[at + 1], rng, seeds), rng, seeds)
    return b"".join(parts)[:_LARGEST]


# --- XML that stays well-formed -----------------------------------------------------------------------


def elements_changed(data: bytes, rng: Random, seeds: Sequence[bytes]) -> bytes:
    """An element dropped, doubled, moved, renamed, taken from another seed; an attribute or a text changed; well-formed still."""
    root, other = _tree(data), _tree(rng.choice(seeds))
    if root is None or other is None:
        return tags_changed(data, rng, seeds)
    every, others = list(root.iter("*")), list(other.iter("*"))
    for _ in range(rng.choice((1, 1, 2, 4))):
        one, strange = rng.choice(every), rng.choice(others)
        parent = one.getparent()
        with suppress(ValueError):  # a name with a prefix that nothing declares can be read, and not be set
            match rng.randrange(9):
                case 0 if parent is not None:
                    parent.remove(one)
                case 1 if parent is not None and len(one) < 50:
                    for _ in range(_times(rng, (1, 1, 20, 300), len(etree.tostring(one)))):
                        parent.insert(parent.index(one), deepcopy(one))
                case 2 if parent is not None:
                    place = rng.choice(every)
                    if one not in place.iterancestors() and one is not place:
                        place.insert(rng.randrange(len(place) + 1), one)
                case 3:
                    one.tag = rng.choice((strange.tag, rng.choice(every).tag, "p"))
                case 4:
                    one.insert(rng.randrange(len(one) + 1), deepcopy(strange))
                case 5 if strange.attrib:
                    name = rng.choice(list(strange.attrib))
                    one.set(name, rng.choice((strange.get(name), _odd_text(rng), "")))
                case 6 if one.attrib:
                    name = rng.choice(list(one.attrib))
                    del one.attrib[name]
                case 7 if one.attrib:
                    name = rng.choice(list(one.attrib))
                    one.set(name, rng.choice((_odd_text(rng), one.get(name) + _odd_text(rng), one.get(name) * 2)))
                case _:
                    text = rng.choice((_odd_text(rng), (one.text or "") + _odd_text(rng), "", strange.text))
                    if rng.randrange(2):
                        one.text = text
                    elif parent is not None:
                        one.tail = text
    return etree.tostring(root.getroottree(), encoding="utf-8")[:_LARGEST]


def _tree(data: bytes) -> Any:
    if len(data) > 200_000:
        return None
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _odd_text(rng: Random) -> str:
    """Something odd that XML admits."""
    text = rng.choice(ODD_BYTES).decode("utf-8", "ignore") * rng.choice((1, 1, 1, 2, 9, 300))
    return "".join(one for one in text if one in "\t\n" or (one >= " " and one not in "\ufffe\uffff")) or rng.choice(_WORDS)


# --- archives -----------------------------------------------------------------------------------------


def files_changed(data: bytes, rng: Random, seeds: Sequence[bytes]) -> bytes:
    """A file of a zip archive dropped, renamed, doubled, exchanged or changed within."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:  # an archive that earlier changes broke: zipfile fails in many ways
        return flipped(data, rng, seeds)
    if not files:
        return rng.choice(seeds)
    at, other = rng.randrange(len(files)), rng.randrange(len(files))
    name, content = files[at]
    match rng.randrange(8):
        case 0:
            del files[at]
        case 1:
            files[at] = (
                rng.choice(("../x", "/x", "", "mimetype", "META-INF/encryption.xml", name.upper(), name + "/x")),
                content,
            )
        case 2:
            files.append((name, files[other][1]))
        case 3:
            files.insert(other, files.pop(at))
        case _:
            text = name.endswith((".xhtml", ".opf", ".xml", ".ncx", ".svg"))
            change = rng.choice(_CHANGES["xml"] if text else _CHANGES["text"])
            files[at] = (name, change(content, rng, [content for _, content in files]))
    packed = io.BytesIO()
    way = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(packed, "w", way) as archive:
        seen = set[str]()
        for name, content in files:
            if (name or "-") not in seen:
                archive.writestr(zipfile.ZipInfo(name or "-"), content, way)
            seen.add(name or "-")
    return packed.getvalue()


Change = Callable[[bytes, Random, Sequence[bytes]], bytes]
_OF_BYTES: tuple[Change, ...] = (flipped, cut, inserted, inserted, spliced, repeated)
_CHANGES: dict[Kind, tuple[Change, ...]] = {
    "json": (*_OF_BYTES, *(members_changed,) * 8),
    "lines": (*_OF_BYTES, *(lines_changed,) * 5),
    "markup": (*_OF_BYTES, *(tags_changed,) * 8),
    "text": (*_OF_BYTES, *(lines_changed,) * 4),
    "xml": (*_OF_BYTES, *(tags_changed,) * 6, *(elements_changed,) * 16),
    "zip": (flipped, cut, spliced, *(files_changed,) * 9),
}
