"""The XML parser that readers use: hostile documents are refused or harmless."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from docconv.formats._xml import parse
from docconv.problems import DocumentError


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"text",
        b"<a>",
        b"<a><b></a>",
        b"<a>&undeclared;</a>",
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
        b"<a>" * 100_000,
        b"<a>" + b"x" * 10_000_001 + b"</a>",
    ],
)
def test_what_is_no_xml_is_refused_with_a_place(data: bytes) -> None:
    with pytest.raises(DocumentError) as error:
        parse(data)
    (found,) = error.value.problems
    assert found.code == "X001"
    assert (found.line or 0) >= 1
    assert (found.column or 0) >= 1


def test_entities_that_multiply_are_refused() -> None:
    declarations = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("bcdefghijk"))
    with pytest.raises(DocumentError, match="X001"):
        parse(f'<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx">{declarations}]><a>&k;</a>'.encode())


def test_entities_are_neither_expanded_nor_read_from_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    declarations = f'<!ENTITY inside "hidden"><!ENTITY out SYSTEM "{secret.as_uri()}"><!ENTITY % also SYSTEM "{secret.as_uri()}">'
    root = parse(f"<!DOCTYPE a [{declarations} %also;]><a>&inside;&out;</a>".encode())
    assert root.text is None
    assert b"<a>&inside;&out;</a>" in etree.tostring(root)
    assert root.xpath("contains(string(), 'secret')") is False


def test_comments_and_instructions_are_no_content() -> None:
    root = parse(b"<a><!-- no --><?no no?><b/></a>")
    assert [child.tag for child in root] == ["b"]
