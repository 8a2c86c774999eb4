"""Our own schema of NewsML-G2: it accepts what docconv and others write, and finds what the official schema finds."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docconv.formats._xml import NEWSML, NITF, parse
from docconv.formats._xsd import schema as own_schema
from docconv.model import Article
from docconv.schemas import schema_path
from tests.newsml_documents import EVERYTHING, STANDARDS, needs_standards, schema, written
from tests.strategies import articles

OFFICIAL = "newsml-g2/g2-with-nitf.xsd"

#: What docconv can be asked to write.
WAYS: list[dict[str, object]] = [
    {}, {"inline": "xhtml"}, {"pictures": True}, {"package": True}, {"title": "Monday", "pictures": True, "inline": "xhtml"},
]  # fmt: skip


def assert_own(data: bytes) -> None:
    own_schema("newsml").assertValid(etree.fromstring(data))


@pytest.mark.parametrize("ways", WAYS, ids=str)
def test_everything_that_docconv_writes_is_accepted(ways: dict[str, object]) -> None:
    assert_own(written(EVERYTHING, **ways))
    assert_own(written([EVERYTHING, Article()], **ways))


@settings(max_examples=60)
@given(articles(), st.sampled_from(WAYS))
def test_every_article_is_accepted(article: Article, ways: dict[str, object]) -> None:
    assert_own(written(article, **ways))


@needs_standards
@pytest.mark.parametrize(
    "path", sorted([*STANDARDS.glob("samples/g2-*.xml"), *STANDARDS.glob("proof/*newsm*.xml")]), ids=lambda path: path.name
)
def test_it_says_of_documents_of_others_what_the_official_schema_says(path: Path) -> None:
    tree = etree.parse(path)
    assert own_schema("newsml").validate(tree) == schema(OFFICIAL).validate(tree)


def test_a_schema_names_no_file_but_those_beside_it() -> None:
    root = etree.parse(schema_path("newsml")).getroot()
    locations = [str(place) for place in root.xpath("//@schemaLocation")]
    assert locations
    for location in locations:
        assert (schema_path("newsml").parent / location).is_file(), location


# --- faults ---------------------------------------------------------------------------------------------

Mutation = Callable[[etree._Element], bool]


def _delete(element: etree._Element) -> bool:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
    return parent is not None


def _double(element: etree._Element) -> bool:
    if element.getparent() is not None:
        element.addnext(copy.deepcopy(element))
    return element.getparent() is not None


def _to_the_end(element: etree._Element) -> bool:
    parent = element.getparent()
    if parent is None or parent[-1] is element:
        return False
    parent.append(element)
    return True


def _stray(element: etree._Element) -> bool:
    element.tag = f"{{{NEWSML}}}stray"
    return True


def _elsewhere(element: etree._Element) -> bool:
    element.tag = f"{{{NEWSML}}}rightsInfo"
    return True


def _no_namespace(element: etree._Element) -> bool:
    element.tag = etree.QName(element).localname
    return True


def _stray_attribute(element: etree._Element) -> bool:
    element.set("stray", "1")
    return True


def _text(element: etree._Element) -> bool:
    element.text = "not that"
    return True


def _no_text(element: etree._Element) -> bool:
    changed = bool(element.text)
    element.text = None
    return changed


def _stray_child(element: etree._Element) -> bool:
    etree.SubElement(element, f"{{{NEWSML}}}stray")
    return True


def _foreign_child(element: etree._Element) -> bool:
    etree.SubElement(element, "{urn:other}thing")
    return True


ON_ELEMENTS: list[Mutation] = [
    _delete, _double, _to_the_end, _stray, _elsewhere, _no_namespace,
    _stray_attribute, _text, _no_text, _stray_child, _foreign_child,
]  # fmt: skip
BAD_VALUES = (None, "", "not: that", "-1")


def _faulty(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    """The document with one fault at a time, at every element and attribute of NewsML-G2's own."""
    clean = parse(data)
    for number, element in enumerate(clean.iter("*")):
        if etree.QName(element).namespace != NEWSML:
            continue
        for mutation in ON_ELEMENTS:
            tree = copy.deepcopy(clean)
            found = next(one for place, one in enumerate(tree.iter("*")) if place == number)
            if mutation(found):
                yield f"{mutation.__name__} {etree.QName(element).localname}", tree
        for name in element.attrib:
            for value in BAD_VALUES:
                tree = copy.deepcopy(clean)
                found = next(one for place, one in enumerate(tree.iter("*")) if place == number)
                if value is None:
                    del found.attrib[name]
                else:
                    found.set(name, value)
                yield f"{etree.QName(element).localname}/@{name}={value!r}", tree


@needs_standards
def test_it_finds_the_faults_that_the_official_schema_finds() -> None:
    figure = EVERYTHING.body[1].blocks[0]
    short = EVERYTHING.replace(body=[EVERYTHING.body[1].model_copy(update={"blocks": (figure,)})])
    agreed, missed, severe = 0, [], []
    for what, tree in _faulty(written(short, title="Monday", pictures=True)):
        official, ours = schema(OFFICIAL).validate(tree), own_schema("newsml").validate(tree)
        agreed += official == ours
        if ours and not official:
            missed.append(what)
        elif official and not ours:
            severe.append(what)
    total = agreed + len(missed) + len(severe)
    assert total > 1_500
    assert agreed / total > 0.99, (missed, severe)
    assert len(missed) <= 2, missed


@needs_standards
def test_broken_nitf_inside_is_found() -> None:
    for old, new in ((b"<hl1>", b"<hl9>"), (b'media-type="image"', b'media-type-x="image"')):
        data = written(EVERYTHING).replace(old, new).replace(b"</hl1>", b"</hl9>" if b"hl9" in new else b"</hl1>")
        assert not own_schema("newsml").validate(parse(data)), new
    assert NITF.encode() in written(EVERYTHING)
