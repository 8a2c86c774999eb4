"""The story inside an item of docconv's own, read line by line: what stands in the `body` of its NITF (see `_nitf_lifting`).

Of what stands above the story, the headline and the standfirst are read; the rest only repeats what the metadata of the
item says, and is looked at to be sure that it is as docconv writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docconv.formats._inline import Inline
from docconv.formats._nitf_inline import NotAsWrittenError, Reading, is_normal, lower_name
from docconv.formats._nitf_lifting import Lifted
from docconv.formats._nitf_lines import NOT_XML, StoryLines, leaf, parsed, unescaped
from docconv.formats._nitf_story import Story
from docconv.formats._xml import DOCCONV
from docconv.formats._xml_reading import local
from docconv.patterns import lazy_pattern
from docconv.problems import Report

if TYPE_CHECKING:
    from lxml.etree import _Element


def lifted_fields(lifted: Lifted, nitf: _Element, report: Report) -> dict[str, Any]:
    """What the lines of a `body` say, which were lifted out of `nitf`, in the shape of an article: what `read_nitf` gives of it.

    Headline, standfirst, body, related pages and furniture, as far as there are any. Raises `NotAsWrittenError`.
    """
    bodies = [child for child in nitf if lower_name(child.tag) == "body"]
    if len(bodies) != 1 or local(nitf) != "nitf":
        raise NotAsWrittenError
    lifted.begin(bodies[0], "body", ours=DOCCONV in nitf.nsmap.values())
    lines, indent = lifted.lines, lifted.indent + "  "
    reading = Reading(report, ours=True)
    story = Story(reading, main=True)
    _expect(lines, f"{indent}<body.head>")
    fields = _above(lines, f"{indent}</body.head>", reading, bodies[0])
    _expect(lines, f"{indent}<body.content>")
    StoryLines(lines, indent + "  ", reading).read(story, bodies[0], f"{indent}</body.content>")
    fields |= {"body": story.sections, "related": story.related, "furniture": _furniture(lines, indent)}
    return {name: given for name, given in fields.items() if given}


def _expect(lines: Iterator[str], line: str) -> None:
    if next(lines, None) != line:
        raise NotAsWrittenError


# --- what stands above the story ------------------------------------------------------------------------


def _above(lines: Iterator[str], end: str, reading: Reading, holder: _Element) -> dict[str, Any]:
    """The headline and the standfirst, up to the line `end`; of each element there may be one."""
    fields: dict[str, Any] = {}
    seen: set[str] = set()
    for line in lines:
        if line == end:
            return fields
        inner = line.lstrip(" ")
        if inner in seen:
            break
        seen.add(inner)
        if inner == "<hedline>":
            fields["headline"] = _headline(lines)
        elif inner == "<abstract>":
            fields["standfirst"] = _standfirst(lines, reading, holder)
        elif inner == "<distributor>":
            _leaf_of(lines, "<org")
            _expect_inner(lines, "</distributor>")
        elif (repeated := _REPEATED.fullmatch(inner)) is None or repeated[1] in seen or _is_no_xml(inner):
            break
        else:
            seen.add(repeated[1])
    raise NotAsWrittenError


_TEXT = "[^<>&]*(?:&(?:amp|lt|gt|quot);[^<>&]*)*"
#: What is passed over: a line with the marks that docconv sets in it, none in another but for the city of a location.
_REPEATED = lazy_pattern(
    rf"<(rights|byline|dateline)>{_TEXT}"
    rf"(?:(?:<(person|byttl)>{_TEXT}</\2>|<location><city>{_TEXT}</city></location>){_TEXT})*</\1>"
)


def _is_no_xml(line: str) -> bool:
    return not line.isprintable() and NOT_XML.search(line) is not None


def _expect_inner(lines: Iterator[str], line: str) -> None:
    if next(lines, "").lstrip(" ") != line:
        raise NotAsWrittenError


def _leaf_of(lines: Iterator[str], *tags: str) -> tuple[str, str]:
    """The next line, an element of text alone that begins with one of the tags: which, and the text."""
    tag, text = leaf(next(lines, "").lstrip(" "))
    if tag not in tags or _is_no_xml(text):
        raise NotAsWrittenError
    return tag, text


def _headline(lines: Iterator[str]) -> str | None:
    """The headline, up to the end of its element; None for one that is derived."""
    tag, text = _leaf_of(lines, "<hl1", '<hl1 class="derived"')
    after = next(lines, "").lstrip(" ")
    if after != "</hedline>":
        kicker, said = leaf(after)
        if kicker != '<hl2 class="kicker"' or _is_no_xml(said):
            raise NotAsWrittenError
        _expect_inner(lines, "</hedline>")
    if tag != "<hl1":
        return None
    if is_normal(text):
        return text
    inline = Inline()
    inline.text(text)
    return inline.plain()


def _standfirst(lines: Iterator[str], reading: Reading, holder: _Element) -> list[dict[str, Any]]:
    """The paragraphs of the standfirst, up to the end of its element; those that are not text alone are parsed."""
    texts: list[dict[str, Any]] = []
    for line in lines:
        inner = line.lstrip(" ")
        tag, text = leaf(inner)
        if tag == "<p":
            texts.append({"text": text})
        elif inner.startswith(("<p>", "<p ")) and inner.endswith("</p>"):
            story = Story(reading)
            for element in parsed([inner], holder, reading.report):
                story.block(element, "p", depth=0)
            texts += story.texts()
        elif inner == "</abstract>":
            return texts
        else:
            break
    raise NotAsWrittenError


# --- what stands below it -------------------------------------------------------------------------------


def _furniture(lines: Iterator[str], indent: str) -> list[str]:
    """The lines of the furniture, up to the end of the lines."""
    first = next(lines, None)
    if first is None:
        return []
    tagline = next(lines, "").lstrip(" ")
    if first != f"{indent}<body.end>" or not (tagline.startswith(_TAGLINE) and tagline.endswith("</tagline>")):
        raise NotAsWrittenError
    _expect(lines, f"{indent}</body.end>")
    texts = tagline[len(_TAGLINE) : -len("</tagline>")].split("<br/>")
    if next(lines, None) is not None or any(not text or "<" in text or ">" in text for text in texts):
        raise NotAsWrittenError
    return [unescaped(text) if "&" in text else text for text in texts]


_TAGLINE = '<tagline class="furniture">'
