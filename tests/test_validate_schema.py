"""Documents against a schema that is named: an XML Schema or a JSON Schema, which read nothing but what lies beside them."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import pytest
from click.testing import CliRunner

import docconv
from docconv.cli import docconv as command
from docconv.problems import InputError, Problem, UsageError

XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refused(*args: object, **settings: object) -> NoReturn:
        raise AssertionError("something asks the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.chdir(tmp_path)


def file(name: str, text: str | dict[str, Any]) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return name


def lines(found: list[Problem]) -> list[str]:
    return [str(one) for one in found]


class TestJsonSchema:
    HOUSE: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["uri", "headline"],
        "properties": {
            "uri": {"type": "string", "format": "uri"},
            "headline": {"type": "string", "maxLength": 10},
            "kind": {"enum": ["news", "sport"]},
            "sent": {"format": "date-time"},
            "by": {"$ref": "parts/person.json"},
            "place": {
                "oneOf": [
                    {"type": "string"},
                    {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
                ]
            },
        },
        "additionalProperties": False,
    }

    @pytest.fixture(autouse=True)
    def _house(self) -> None:
        file("house.json", self.HOUSE)
        file("parts/person.json", {"type": "object", "properties": {"name": {"type": "string"}, "age": {"minimum": 0}}})

    def test_findings_have_line_column_path_and_a_plain_sentence(self) -> None:
        file(
            "a.json",
            '{"uri": "not one",\n "headline": "far too long",\n "mood": 1, "kind": "gossip",\n "place": {"name": 3},\n'
            ' "by": {"age": -1}, "sent": "soon"}',
        )
        assert lines(docconv.validate("a.json", schema="house.json")) == [
            'a.json:1:9: error[J006] uri is no uri: "not one" (/uri)',
            "a.json:2:14: error[J006] headline must have at most 10 characters (/headline)",
            "a.json:3:2: error[J006] the document must not have the property mood (/mood)",
            'a.json:3:21: error[J006] kind must be one of news, sport, not "gossip" (/kind)',
            "a.json:4:20: error[J006] name must be of type string, not a number (/place/name)",
            "a.json:5:16: error[J006] age must be at least 0 (/by/age)",
            'a.json:5:29: error[J006] sent is no date-time: "soon" (/sent)',
        ]
        assert docconv.validate('{"uri": "urn:x:1", "headline": "Ferry"}', schema="house.json") == []

    def test_what_is_missing_is_named_once_each(self) -> None:
        found = docconv.validate("{}", schema="house.json")
        assert [one.message for one in found] == [
            "the document lacks uri, which the schema demands", "the document lacks headline, which the schema demands",
        ]  # fmt: skip

    def test_every_line_of_json_lines(self) -> None:
        file("a.jsonl", '{"uri": "urn:x:1", "headline": "Ferry"}\n\n{"uri": 3, "headline": "Ferry"}\n{\n')
        assert [(one.line, one.code) for one in docconv.validate("a.jsonl", schema="house.json")] == [(3, "J006"), (4, "J001")]

    def test_xml_is_told_to_be_no_json(self) -> None:
        (found,) = docconv.validate("\n<story/>", schema="house.json")
        assert (found.code, found.message) == (
            "J001",
            "the document is XML or HTML; the schema is a JSON Schema, which is for JSON",
        )

    def test_broken_json_and_names_that_stand_twice(self) -> None:
        assert [one.code for one in docconv.validate("{", schema="house.json")] == ["J001"]
        found = docconv.validate('{"uri": "urn:x:1", "headline": "A", "headline": "B"}', schema="house.json")
        assert [one.code for one in found] == ["J005"]

    @pytest.mark.parametrize(
        ("schema", "told"),
        [
            ("{", "not well-formed JSON"),
            ("[]", "neither an XML Schema nor a JSON Schema"),
            ('{"type": "text"}', "the schema cannot be used: at /type"),
            ('{"$ref": "https://example.com/far.json"}', "which is not fetched; put a copy of it beside the schema"),
            ('{"$ref": "../outside.json"}', "lies outside of the schema's folder"),
            ('{"$ref": "/etc/passwd"}', "passwd"),
            ('{"$ref": "gone.json"}', "gone.json is not beside the schema"),
            ('{"$ref": "#/$defs/gone"}', "leads nowhere"),
            ('{"$ref": "parts/broken.json"}', "cannot be read"),
            ('{"$ref": "#"}', "go round in a circle"),
            ('{"$id": "http://[example/schema.json"}', "is no address"),
        ],
    )
    def test_a_schema_that_cannot_be_used(self, schema: str, told: str) -> None:
        file("in/schema.json", schema)
        file("in/parts/broken.json", "{")
        file("outside.json", {})
        with pytest.raises(UsageError, match="U005") as error:
            docconv.validate("{}", schema="in/schema.json")
        assert told in str(error.value)

    def test_a_link_out_of_the_folder_is_not_followed(self) -> None:
        file("outside.json", {})
        file("in/schema.json", {"$ref": "inside.json"})
        Path("in/inside.json").symlink_to(Path("outside.json").resolve())
        with pytest.raises(UsageError, match="lies outside"):
            docconv.validate("{}", schema="in/schema.json")

    def test_a_copy_beside_the_schema_stands_for_an_address(self) -> None:
        file(
            "in/schema.json",
            {"properties": {"a": {"$ref": "https://example.com/x/text.json"}, "b": {"$ref": "https://example.com/n"}}},
        )
        file("in/text.json", {"type": "string"})
        file("in/number.json", {"$id": "https://example.com/n", "type": "number"})
        found = docconv.validate('{"a": 1, "b": "x"}', schema="in/schema.json")
        assert [one.path for one in found] == ["/a", "/b"]

    def test_an_identifier_of_its_own_does_not_lead_references_away(self) -> None:
        file("house.json", {**self.HOUSE, "$id": "https://example.com/schemas/house.json"})
        found = docconv.validate('{"uri": "urn:x:1", "headline": "A", "by": {"name": 1}}', schema="house.json")
        assert [one.path for one in found] == ["/by/name"]

    @pytest.mark.parametrize("draft", ["http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-07/schema#"])
    def test_older_drafts(self, draft: str) -> None:
        file(
            "old.json",
            {"$schema": draft, "definitions": {"n": {"type": "string"}}, "properties": {"a": {"$ref": "#/definitions/n"}}},
        )
        assert [one.path for one in docconv.validate('{"a": 1}', schema="old.json")] == ["/a"]


class TestXmlSchema:
    @pytest.fixture(autouse=True)
    def _house(self) -> None:
        file(
            "house.xsd",
            f'<xs:schema {XS}><xs:include schemaLocation="parts/when.xsd"/><xs:element name="story"><xs:complexType>'
            '<xs:sequence><xs:element name="title" type="xs:string"/><xs:element name="sent" type="when"/>'
            "</xs:sequence></xs:complexType></xs:element></xs:schema>",
        )
        file(
            "parts/when.xsd",
            f'<xs:schema {XS}><xs:simpleType name="when"><xs:restriction base="xs:dateTime"/></xs:simpleType></xs:schema>',
        )

    def test_findings_have_line_and_column(self) -> None:
        file("a.xml", "<story>\n <title>Ferry</title><sent>soon</sent>\n</story>")
        (found,) = docconv.validate("a.xml", schema="house.xsd")
        assert str(found).startswith('a.xml:2:22: error[X003] sent is "soon"')
        assert docconv.validate("<story><title/><sent>2026-03-14T09:15:00Z</sent></story>", schema="house.xsd") == []

    def test_json_is_told_to_be_no_xml(self) -> None:
        for document in ('{"headline": "Ferry"}', " []"):
            (found,) = docconv.validate(document, schema="house.xsd")
            assert (found.code, found.message) == ("X001", "the document is JSON; the schema is an XML Schema, which is for XML")

    def test_broken_xml_and_references_to_entities(self) -> None:
        assert [one.code for one in docconv.validate("<story>", schema="house.xsd")] == ["X001"]
        story = "<!DOCTYPE story [<!ENTITY e 'x'>]><story><title>&e;</title><sent>2026-03-14T09:15:00Z</sent></story>"
        assert [one.code for one in docconv.validate(story, schema="house.xsd")] == ["X006"]

    def test_very_many_faults_take_no_time_in_the_square(self) -> None:
        file(
            "many.xsd",
            f'<xs:schema {XS}><xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" maxOccurs="unbounded">'
            '<xs:complexType><xs:attribute name="id" type="xs:ID"/></xs:complexType></xs:element></xs:sequence></xs:complexType>'
            "</xs:element></xs:schema>",
        )
        found = docconv.validate("<a>\n" + "<b id='x'/>\n" * 60_000 + "</a>", schema="many.xsd")
        assert len(found) == 200
        assert [(one.line, one.column) for one in found[:2]] == [(3, 1), (4, 1)]

    @pytest.mark.parametrize(
        ("schema", "told"),
        [
            ("<xs:schema", "not well-formed"),
            ("<html/>", "this is XML, but no XML Schema"),
            (f'<xs:schema {XS}><xs:element nam="a"/></xs:schema>', "'name' is required but missing"),
            (f'<xs:schema {XS}><xs:include schemaLocation="https://example.com/a.xsd"/></xs:schema>', "which is not fetched"),
            (
                f'<xs:schema {XS}><xs:import namespace="urn:a" schemaLocation="http://example.com/a.xsd"/></xs:schema>',
                "not fetched",
            ),
            (f'<xs:schema {XS}><xs:include schemaLocation="../outside.xsd"/></xs:schema>', "lies outside of the schema's folder"),
            (f'<xs:schema {XS}><xs:include schemaLocation="/etc/passwd"/></xs:schema>', "lies outside of the schema's folder"),
            (f'<xs:schema {XS}><xs:include schemaLocation="gone.xsd"/></xs:schema>', "gone.xsd is not beside the schema"),
            (f'<xs:schema {XS}><xs:include schemaLocation="broken.xsd"/></xs:schema>', "broken.xsd cannot be read"),
        ],
    )
    def test_a_schema_that_cannot_be_used(self, schema: str, told: str) -> None:
        file("in/schema.xsd", schema)
        file("in/broken.xsd", "<xs:schema")
        file("outside.xsd", f"<xs:schema {XS}/>")
        with pytest.raises(UsageError, match="U005") as error:
            docconv.validate("<a/>", schema="in/schema.xsd")
        assert told in str(error.value)

    def test_entities_of_a_schema_bring_nothing_in(self) -> None:
        file("secret.txt", "secret")
        address = Path("secret.txt").resolve().as_uri()
        note = "<xs:annotation><xs:documentation>&e;</xs:documentation></xs:annotation>"
        for name in ("house.xsd", "parts/when.xsd"):
            head, mark, rest = Path(name).read_text().rpartition("</xs:schema>")
            Path(name).write_text(f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>{head}{note}{mark}{rest}')
        found = docconv.validate("<story><title/><sent>secret</sent></story>", schema="house.xsd")
        assert [one.code for one in found] == ["X003"]

    def test_a_copy_beside_the_schema_stands_for_an_address(self) -> None:
        file(
            "far.xsd",
            f'<xs:schema {XS}><xs:include schemaLocation="https://example.com/near.xsd"/>'
            '<xs:element name="a" type="n"/></xs:schema>',
        )
        file("near.xsd", f'<xs:schema {XS}><xs:simpleType name="n"><xs:restriction base="xs:int"/></xs:simpleType></xs:schema>')
        assert [one.code for one in docconv.validate("<a>x</a>", schema="far.xsd")] == ["X003"]


def test_a_schema_that_is_not_there() -> None:
    with pytest.raises(InputError, match=r"gone\.xsd: error\[I001\]"):
        docconv.validate("<a/>", schema="gone.xsd")


def test_the_command_checks_what_the_schema_can_be_for() -> None:
    file("house.xsd", f'<xs:schema {XS}><xs:element name="a"/></xs:schema>')
    file("in/one.xml", "<a/>")
    file("in/two.xml", "<b/>")
    file("in/three.json", "{}")
    result = CliRunner().invoke(command, ["validate", "in", "--schema", "house.xsd"])
    assert result.exit_code == 1
    assert (
        result.stdout
        == "in/two.xml:1:1: error[X003] b is not an element that the standard knows, or it is in another namespace\n"
    )
    assert result.stderr == "passed over: in/three.json: its suffix is another\n2 documents, 1 valid: 1 error\n"
    refused = CliRunner().invoke(command, ["validate", "in", "--schema", "in/three.txt"])
    assert (refused.exit_code, refused.stdout) == (3, "")
