"""The NITF schema of our own and what is checked beside it: as strict as the official one, in plain words, at the right place."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

import docconv
from docconv.formats._nitf_checking import examine
from docconv.formats._xml import NITF
from docconv.formats._xsd import plain_sentence
from docconv.schemas import schema_path
from tests.newsml_documents import EVERYTHING, STANDARDS, needs_standards, schema
from tests.nitf_documents import FIXTURES, many_changed, our_schema, read, written

INVALID = sorted((FIXTURES / "invalid" / "nitf").glob("*.xml"))
FULL = FIXTURES / "nitf" / "agency-full.xml"


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_every_fault_is_found_at_its_place(path: Path) -> None:
    found = "".join(f"{one.line}:{one.column} {one.code}\n" for one in examine(path.read_bytes()))
    assert found == path.with_suffix(".expected").read_text(encoding="utf-8")


def test_faults_in_documents_of_others_are_told_in_plain_words() -> None:
    told = [str(found) for path in INVALID for found in examine(path.read_bytes())]
    assert not [line for line in told if "{http" in line or "Element '" in line or "xs:" in line]


def test_a_valid_document_of_another_has_no_error() -> None:
    assert {found.code for found in examine(FULL.read_bytes())} == {"X005", "X006"}
    our_schema().assertValid(etree.parse(FULL))


def test_what_is_refused_in_validation_can_still_be_read() -> None:
    for path in INVALID:
        if path.stem not in ("empty", "another-root"):
            read(path.read_bytes())


def test_positions_count_code_points_and_lines_of_the_document() -> None:
    data = f'<?xml version="1.0"?>\r\n<nitf xmlns="{NITF}"><body>\r\n'
    data += "<body.head><hedline><hl1>𝔉é</hl1><x/></hedline></body.head></body></nitf>"
    (found,) = examine(data.encode())
    assert (found.line, found.column, found.code) == (3, 34, "X003")
    (found,) = examine(data.encode("utf-16"))
    assert (found.line, found.code) == (3, "X003")


def test_a_prefix_makes_no_difference() -> None:
    data = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", written(EVERYTHING).replace(b"xmlns=", b"xmlns:x=").replace(b"docconv:", b""))
    data = data.replace(b"xmlns:x", b"xmlns:x", 1)
    problems = examine(data)
    assert {found.code for found in problems} <= {"X003"}
    assert all(found.column is not None for found in problems)


def test_the_schema_is_in_the_package_and_imports_nothing() -> None:
    text = schema_path("nitf").read_text(encoding="utf-8")
    assert "schemaLocation" not in text
    assert "import" not in re.sub("<xs:documentation>.*?</xs:documentation>", "", text, flags=re.S)


def test_the_schema_finds_what_is_not_nitf_and_admits_what_is_of_others() -> None:
    page = f'<nitf xmlns="{NITF}" xmlns:x="urn:x"><body><body.content><block><p>{{}}</p></block></body.content></body></nitf>'
    assert our_schema().validate(etree.fromstring(page.format("<x:any x:a='b'/>")))
    assert our_schema().validate(etree.fromstring(page.format("").replace("<p>", "<p x:a='b' xml:lang='en'>")))
    for stray in ("<strong/>", "<any xmlns=''/>", "<block/>", "<br>x</br>"):
        assert not our_schema().validate(etree.fromstring(page.format(stray)))


@needs_standards
def test_the_schema_is_as_strict_as_the_official_one() -> None:
    """Of changed documents, both accept the same ones; language tags alone are left to our rules."""
    roots = [etree.fromstring(written(EVERYTHING)), etree.parse(FULL).getroot()]
    roots += [etree.parse(path).getroot() for path in sorted((STANDARDS / "proof").glob("*.nitf.xml"))]
    official, ours = schema("nitf/nitf-3-6.xsd"), our_schema()
    for root in roots:
        assert official.validate(root)
        assert ours.validate(root)
    verdicts = [(official.validate(root), ours.validate(root)) for root in many_changed(roots, 3000, seed=36)]
    accepted = sum(verdict for verdict, _ in verdicts)
    assert 600 < accepted < 2400  # neither kind is rare
    agreed = sum(one is other for one, other in verdicts)
    assert agreed >= 0.995 * len(verdicts)
    assert not [verdict for verdict in verdicts if verdict == (True, False)]


@needs_standards
def test_the_schema_describes_every_element_and_attribute_of_the_standard() -> None:
    def described(path: Path) -> dict[str, int]:
        elements = etree.parse(path).getroot().findall("{*}element")
        return {str(element.get("name")): len(element.findall(".//{*}attribute")) for element in elements}

    official = described(STANDARDS / "nitf" / "nitf-3-6.xsd")
    assert described(schema_path("nitf")).keys() == official.keys()


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("Element '{u:x}a': This element is not expected.", "a does not belong here"),
        (
            "Element '{u:x}a': This element is not expected. Expected is one of ( {u:x}b, ##other{u:x}* ).",
            "a does not belong here; here may stand b or an element of another namespace",
        ),
        ("Element '{u:x}a', attribute 'b': The attribute 'b' is not allowed.", "a must not have the attribute b"),
        ("Element '{u:x}a': The attribute 'b' is required but missing.", "a lacks the attribute b"),
        (
            "Element '{u:x}a', attribute 'b': [facet 'enumeration'] The value 'x, y' is not an element of the set {'c', 'd'}.",
            'a/@b is "x, y"; it may be c or d',
        ),
        (
            "Element '{u:x}a', attribute 'b': '1' is not a valid value of the atomic type 'xs:NMTOKEN'.",
            "a/@b is \"1\", which is not a single word of letters, digits, '.', '-', '_' and ':'",
        ),
        ("Something else.", "Something else"),
    ],
)
def test_plain_sentences(message: str, sentence: str) -> None:
    assert plain_sentence(message) == sentence


def test_the_schema_is_printed_by_name() -> None:
    done = subprocess.run([sys.executable, "-m", "docconv", "schema", "nitf"], capture_output=True, check=True)
    assert done.stdout == schema_path("nitf").read_bytes()


def test_validate_tells_nitf_from_its_content() -> None:
    assert docconv.validate(FULL) == [found.at(str(FULL)) for found in examine(FULL.read_bytes())]
