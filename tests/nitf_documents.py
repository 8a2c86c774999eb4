"""What the tests of NITF share: writing, reading, the schemas, and documents changed at random."""

from __future__ import annotations

import copy
import io
import random
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from lxml import etree

from docconv.formats import nitf
from docconv.formats._xml import ITS, NITF
from docconv.model import Article
from docconv.problems import Problem
from docconv.schemas import schema_path

FIXTURES = Path(__file__).parents[1] / "fixtures"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def written(article: Article, *, namespace: bool = True) -> bytes:
    out = io.BytesIO()
    nitf.write([article], out, nitf.NitfOptions(namespace=namespace), lambda problem: None)
    return out.getvalue()


def read(data: bytes | str, **options: Any) -> tuple[Article, list[Problem]]:
    told: list[Problem] = []
    octets = data.encode() if isinstance(data, str) else data
    (article,) = nitf.read(octets, nitf.NitfOptions(**options), told.append)
    return article, told


def in_namespace(data: bytes) -> etree._Element:
    """A document that has no namespace, with NITF's added."""
    return etree.fromstring(data.replace(b"<nitf", f'<nitf xmlns="{NITF}"'.encode(), 1))


@cache
def our_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(schema_path("nitf"))))


@cache
def names() -> list[str]:
    """Every element of NITF, and one that it does not have."""
    root = etree.parse(str(schema_path("nitf"))).getroot()
    return [*sorted(str(element.get("name")) for element in root.findall("{*}element")), "sidebar"]


def changed(root: etree._Element, chance: random.Random, changes: int = 1) -> etree._Element:
    """A copy of a document, changed in so many places: parts dropped, renamed, moved, doubled, attributes and text changed."""
    root = copy.deepcopy(root)
    for _ in range(changes):
        elements = [element for element in root.iter(f"{{{NITF}}}*") if element is not root]
        if elements:
            _change(root, chance.choice(elements), chance, elements)
    return root


def _change(root: etree._Element, element: etree._Element, chance: random.Random, elements: list[etree._Element]) -> None:
    parent = element.getparent()
    assert parent is not None
    kind = chance.choice("drop rename move swap double attribute value unset text foreign bare".split())
    if kind == "drop":
        parent.remove(element)
    elif kind == "rename":
        element.tag = f"{{{NITF}}}{chance.choice(names())}"
    elif kind == "move":
        goal = chance.choice(elements)
        if element not in goal.iterancestors() and goal is not element:
            goal.insert(chance.randint(0, len(goal)), element)
    elif kind == "swap":
        parent.insert(chance.randint(0, len(parent)), element)
    elif kind == "double":
        element.addnext(copy.deepcopy(element))
    elif kind == "attribute":
        element.set(chance.choice(["id", "class", "type", "norm", "href", "media-type", "colspan", "align", "lede", "x"]), "a b")
    elif kind == "value" and element.attrib:
        element.set(
            chance.choice([str(name) for name in element.attrib if name != XML_LANG] or ["id"]),
            chance.choice(["", "a", "1 2", "news"]),
        )
    elif kind == "unset" and element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]
    elif kind == "text":
        element.text = "words"
    elif kind == "foreign":
        element.tag = f"{{{ITS}}}span"
    elif kind == "bare":
        element.tag = etree.QName(element).localname


def many_changed(roots: list[etree._Element], count: int, seed: int) -> Iterator[etree._Element]:
    """So many changed copies of the documents, the same ones every time."""
    chance = random.Random(seed)
    for _ in range(count):
        yield changed(chance.choice(roots), chance, chance.choice([1, 1, 1, 2]))


def any_document(chance: random.Random) -> tuple[str, list[str]]:
    """A document whose elements stand anywhere, and every word in it."""
    words: list[str] = []

    def tree(depth: int) -> str:
        tag = chance.choice([*names(), "strong", "div", "headline", "h3"])
        parts = []
        for _ in range(chance.choice([0, 1, 1, 2, 3])):
            if depth == 0 or chance.random() < 0.5:
                words.append(f"w{len(words)}q")
                parts.append(f" {words[-1]} ")
            else:
                parts.append(tree(depth - 1))
        return f"<{tag}>{''.join(parts)}</{tag}>"

    inner = tree(3) + tree(3)
    part = chance.choice("head docdata body body.head body.content body.end".split())
    inner = f"<{part}>{inner}</{part}>"
    outer = {"docdata": "head", "head": "", "body": ""}.get(part, "body")
    return (f"<nitf><{outer}>{inner}</{outer}></nitf>" if outer else f"<nitf>{inner}</nitf>"), words


def operations(work: Callable[[], object]) -> int:
    """How many instructions of Python a piece of work takes: a measure of time that is the same on every machine."""
    count = 0

    def step(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
