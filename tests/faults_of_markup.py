"""The corpus of faults, continued: NewsML-G2 and NITF, spoilt line by line.

What docconv writes has a line for each element that is not text inside text, so that a change of a line
is a change of an element, and where the fault must be found is the number of that line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docconv.conversion import dumps
from tests.faults import Fault
from tests.newsml_documents import EVERYTHING


def rows() -> Iterator[Fault]:
    """Every spoilt document of XML."""
    yield from of_nitf()
    yield from of_newsml()


class Base:
    """A valid document as its lines, and what can be done to them; numbers of lines count from 1."""

    def __init__(self, format: str, name: str, data: bytes) -> None:
        self.format, self.name = format, name
        self.lines = data.decode().rstrip("\n").split("\n")

    def fault(self, change: str, code: str, line: int, lines: Sequence[str]) -> Fault:
        return Fault(self.format, self.name, change, code, line, ("\n".join(lines) + "\n").encode())

    def find(self, text: str, after: int = 0) -> int:
        """The number of the first line that holds a text, behind a line."""
        return next(number for number, line in enumerate(self.lines, 1) if text in line and number > after)

    def every(self, pattern: str, after: int = 0) -> Iterator[int]:
        """The numbers of the lines that a pattern matches, white space at their beginning left aside."""
        return (number for number, line in enumerate(self.lines, 1) if number > after and re.match(pattern, line.lstrip()))

    def end_of(self, number: int) -> int:
        """The number of the line with the end tag of the element that begins on a line, by its indentation."""
        line = self.lines[number - 1]
        indent, name = len(line) - len(line.lstrip()), re.match(r"\s*<([\w.:-]+)", line)
        assert name is not None
        if f"</{name[1]}>" in line or line.endswith("/>"):
            return number
        close = " " * indent + f"</{name[1]}>"
        return next(later for later in range(number, len(self.lines) + 1) if self.lines[later - 1] == close)

    def edited(self, number: int, old: str, new: str) -> list[str]:
        """The lines with one occurrence of a text in a line exchanged."""
        line = self.lines[number - 1]
        assert old in line, f"{old!r} is not in {line!r}"
        return [*self.lines[: number - 1], line.replace(old, new, 1), *self.lines[number:]]

    def without(self, number: int) -> list[str]:
        """The lines without the element that begins on a line."""
        return [*self.lines[: number - 1], *self.lines[self.end_of(number) :]]

    def twice(self, number: int) -> tuple[list[str], int]:
        """The lines with the element that begins on a line twice, and the line of the second."""
        end = self.end_of(number)
        return [*self.lines[:end], *self.lines[number - 1 : end], *self.lines[end:]], end + 1

    def moved(self, number: int, before: int) -> list[str]:
        """The lines with the element that begins on a line moved to stand before another line further up."""
        end = self.end_of(number)
        return [*self.lines[: before - 1], *self.lines[number - 1 : end], *self.lines[before - 1 : number - 1], *self.lines[end:]]

    def with_line(self, number: int, line: str) -> list[str]:
        """The lines with another before the one of a number."""
        return [*self.lines[: number - 1], line, *self.lines[number - 1 :]]


Change = tuple[str, str, str, str]

# --- XML ----------------------------------------------------------------------------------------------


def broken(base: Base) -> Iterator[Fault]:
    """Documents that are no XML any more, broken on lines throughout."""
    ends = [number for number in base.every(r"</[\w.:-]+>$") if number < len(base.lines)]
    for number in ends[:: max(1, len(ends) // 6)]:
        line = base.lines[number - 1]
        indent = len(line) - len(line.lstrip())
        closing = " " * (indent - 2) + "</"
        later = next(at for at in range(number + 1, len(base.lines) + 1) if base.lines[at - 1].startswith(closing))
        yield base.fault(
            f"drop: the end tag on line {number}", "X001", later - 1, [*base.lines[: number - 1], *base.lines[number:]]
        )
        yield base.fault(f"duplicate: the end tag on line {number}", "X001", number + 1, base.with_line(number, line))
    texts = list(base.every(r"<([\w.-]+)[^<>]*>[^<>{}]+</\1>$"))
    for number in texts[:: max(1, len(texts) // 5)]:
        for what, text in (
            ("<", " < "),
            ("&", " & "),
            ("a character that XML forbids", "\x01"),
            ("&nope without an end", "&nope "),
            ("a reference to no character", "&#0;"),
            ("half a comment", "<!-- -- -->"),
        ):
            spoilt = re.sub(r"</([\w.-]+)>$", lambda end, text=text: text + end[0], base.lines[number - 1])
            yield base.fault(
                f"corrupt: {what} on line {number}", "X001", number, base.edited(number, base.lines[number - 1], spoilt)
            )
        name = re.match(r"\s*<([\w.-]+)", base.lines[number - 1])
        assert name is not None
        for what, new in (
            ("an attribute twice", f'<{name[1]} a="1" a="2"'),
            ("no quotation marks", f"<{name[1]} a=1"),
            ("no value", f"<{name[1]} a"),
            ("a prefix without namespace", f'<{name[1]} nope:a="1"'),
        ):
            yield base.fault(f"corrupt: {what} on line {number}", "X001", number, base.edited(number, f"<{name[1]}", new))
    for number in (3, len(base.lines) // 2, len(base.lines) - 1):
        lines = base.lines[:number]
        yield base.fault(f"drop: all after line {number}", "X001", number + 1, lines)
    yield base.fault("duplicate: the root", "X001", len(base.lines) + 1, [*base.lines, *base.lines[1:]])


def strange(base: Base, every: int, skip: str) -> Iterator[Fault]:
    """Elements and attributes that the standard does not have, on every so many lines."""
    starts = [number for number in base.every(rf"<(?!docconv:|{skip})[\w.]+[ >/]") if number > 2]
    for at, number in enumerate(starts):
        name = re.match(r"\s*<([\w.-]+)", base.lines[number - 1])
        assert name is not None
        if at % every == 0:
            line = base.edited(number, f"<{name[1]}", f'<{name[1]} mood="grey"')
            yield base.fault(f"corrupt: an unknown attribute of {name[1]} on line {number}", "X003", number, line)
        if at % every == 1:
            end = base.end_of(number)
            lines = base.edited(number, f"<{name[1]}", "<mood")
            lines[end - 1] = lines[end - 1].replace(f"</{name[1]}>", "</mood>")
            yield base.fault(f"corrupt: {name[1]} has another name, line {number}", "X003", number, lines)
        if at % every == 2:
            yield base.fault(
                f"corrupt: an unknown element before line {number}", "X003", number, base.with_line(number, "<mood/>")
            )


#: Elements that their parents must have, so that nothing else may stand in their place.
_NEEDED = ("hl1", "media-reference", "block>", "itemClass", "versionCreated", "itemMeta")


def moved(base: Base, name: str, number: int, before: str, first: int) -> Fault:
    """An element that stands before one it must follow.

    In the place of one that must be there it is out of place itself; else that one is, on the line behind it.
    """
    line = first if before in _NEEDED else first + base.end_of(number) - number + 1
    return base.fault(f"move: {name} before {before}", "X003", line, base.moved(number, first))


def values(base: Base, changes: Sequence[Change]) -> Iterator[Fault]:
    """Values exchanged on the first line that holds them: the kind of change, the old value, the new one, the code."""
    for what, old, new, code in changes:
        number = base.find(old)
        yield base.fault(f"{what}: {old} is {new}", code, number, base.edited(number, old, new))


# --- NITF ---------------------------------------------------------------------------------------------

_NITF_VALUES: tuple[Change, ...] = (
    ("corrupt", 'management-status="withheld"', 'management-status="held"', "X005"),
    ("corrupt", '<date.issue norm="20260316T061000Z"', '<date.issue norm="2026-03-16T06:10:00Z"', "X005"),
    ("corrupt", '<date.issue norm="20260316T061000Z"', '<date.issue norm="20260316T0610Z"', "X005"),
    ("corrupt", '<date.release norm="20260316T060000Z"', '<date.release norm="20260230T060000Z"', "X005"),
    ("corrupt", '<date.expire norm="20270316T000000Z"', '<date.expire norm="never"', "X005"),
    ("corrupt", 'date.publication="20260316T061000Z"', 'date.publication="16 March"', "X005"),
    ("retype", 'lede="true"', 'lede="yes"', "X005"),
    ("corrupt", 'baselang="en-GB"', 'baselang="english language"', "X005"),
    ("corrupt", '<p xml:lang="ar"', '<p xml:lang="arabicx-x"', "X005"),
    ("corrupt", 'media-type="video"', 'media-type="film"', "X005"),
    ("corrupt", '{"list":[', "{list:[", "X005"),
    ("drop", ' media-type="image"', "", "X003"),
    ("corrupt", "<hl1>", "<p/><hl1>", "X003"),
    ("retype", '<pubdata type="web"', '<pubdata type="cloud"', "X003"),
    ("corrupt", 'version="-//IPTC//DTD NITF 3.6//EN"', 'version="3.6"', "X003"),
    ("corrupt", "<ol>", "<ol>text", "X003"),
    ("corrupt", "<table>", "<table>text", "X003"),
    ("corrupt", "<tr>", "<tr>text", "X003"),
    ("corrupt", "<doc-id ", "<doc-id>text</doc-id><doc-id ", "X003"),
    ("corrupt", "<br/>at sea", "<br>at</br> sea", "X003"),
    ("corrupt", "<num><sub>2</sub></num>", "<sub>2</sub>", "X003"),
    ("corrupt", '<em class="code">', '<em class="code"><p>x</p>', "X003"),
)


def of_nitf() -> Iterator[Fault]:
    """An article as NITF, spoilt."""
    base = Base("nitf", "an article as NITF", dumps(EVERYTHING, "nitf"))
    yield from broken(base)
    yield from strange(base, 3, "nitf")
    yield from values(base, _NITF_VALUES)
    for name in ("head", "body.head", "docdata", "body.end", "body"):
        number = base.find(f"<{name}>") if f"<{name}>" in "\n".join(base.lines) else base.find(f"<{name} ")
        lines, line = base.twice(number)
        yield base.fault(f"duplicate: {name}", "X003", line, lines)
    for name, before in (
        ("body.content", "body.head"),
        ("body.end", "body.head"),
        ("body", "head"),
        ("abstract", "hedline"),
        ("hl2", "hl1"),
        ("tbody", "thead"),
        ("media-caption", "media-reference"),
        ("byline", "hedline"),
        ("credit", "block>"),
        ("docdata", "title"),
        ("pubdata", "docdata"),
        ("revision-history", "pubdata"),
    ):
        first = base.find(f"<{before}", base.find("<bq>") if name == "credit" else 0)
        number = base.find(f"<{name}", first)
        yield moved(base, name, number, before, first)
    headline = base.find("<hl1>")
    without = [line for line in base.lines if "<hl1>" not in line]
    yield base.fault("drop: hl1", "X003", headline, without)
    yield base.fault("drop: the headline", "M008", 2, base.without(base.find("<hedline>")))
    number = base.find("<ul>")
    yield base.fault("drop: every item of a list", "X003", number, [*base.lines[:number], *base.lines[base.end_of(number) - 1 :]])
    for root, code in (("nitf:nitf", "X001"), ("NITF", "X003"), ("article", "X003")):
        lines = base.edited(2, "<nitf", f"<{root}")
        lines[-1] = f"</{root}>"
        yield base.fault(f"corrupt: the root is {root}", code, 2, lines)
    namespace = 'xmlns="http://iptc.org/std/NITF/2006-10-18/"'
    for other, code in (('xmlns="http://iptc.org/std/NITF/2006-10-18"', "X003"), ('xmlns="urn:x"', "X003"), ("", "X004")):
        yield base.fault(f"corrupt: the namespace is {other or 'not there'}", code, 2, base.edited(2, namespace, other))
    yield base.fault(
        "corrupt: an entity that nothing defines",
        "X001",
        base.find("<hl2>The"),
        base.edited(base.find("<hl2>The"), "boats", "&nope; boats"),
    )
    lead = base.find('<p lede="true"')
    yield base.fault("corrupt: an empty paragraph", "X006", lead, base.with_line(lead, "<p> </p>"))
    block = base.find("<block")
    yield base.fault("move: a paragraph out of its block", "X006", block, base.with_line(block, "<p>Rain fell.</p>"))
    yield base.fault(
        "corrupt: two line breaks", "X006", base.find("<em>One"), base.edited(base.find("<em>One"), "</p>", "<br/></p>")
    )


# --- NewsML-G2 ----------------------------------------------------------------------------------------

_NEWSML_VALUES: tuple[Change, ...] = (
    ("drop", ' guid="urn:newsml:example.com:20260314:ferry"', "", "X003"),
    ("corrupt", 'guid="urn:newsml:example.com:20260314:ferry"', 'guid="  "', "G001"),
    ("drop", ' standard="NewsML-G2"', "", "X003"),
    ("drop", ' standardversion="2.35"', "", "X003"),
    ("corrupt", 'standard="NewsML-G2"', 'standard="NewsML"', "X005"),
    ("corrupt", 'conformance="power"', 'conformance="core"', "X006"),
    ("retype", 'version="3"', 'version="three"', "X003"),
    ("retype", 'version="3"', 'version="0"', "X003"),
    ("corrupt", "<timestamp>2026-03-16T06:10:00Z", "<timestamp>16 March", "X003"),
    ("corrupt", "<versionCreated>2026-03-16T07:40:00Z", "<versionCreated>2026-03-16", "X003"),
    ("corrupt", "<versionCreated>2026-03-16T07:40:00Z", "<versionCreated>2026-03-16T07:40:00", "G003"),
    ("corrupt", "<firstCreated>2026-03-16T05:30:00Z", "<firstCreated>2026-03-16T05:30:00+0100", "X003"),
    ("move", "<firstCreated>2026-03-16T05:30:00Z", "<firstCreated>2026-03-17T05:30:00Z", "G003"),
    ("move", "<embargoed>2026-03-16T06:00:00Z", "<embargoed>2028-03-16T06:00:00Z", "G003"),
    ("corrupt", "<embargoed>2026-03-16T06:00:00Z", "<embargoed>soon", "X003"),
    ("corrupt", "<expires>2027-03-16T00:00:00Z", "<expires>2027-02-30T00:00:00Z", "X003"),
    ("corrupt", 'qcode="ninat:text"', 'qcode="text"', "X003"),
    ("corrupt", 'qcode="stat:withheld"', 'qcode="withheld"', "X003"),
    ("corrupt", 'tag="en-GB"', 'tag="english language"', "X003"),
    (
        "corrupt",
        '<description role="drol:summary" xml:lang="ar"',
        '<description role="drol:summary" xml:lang="arabicx-x"',
        "X005",
    ),
    ("corrupt", '{"list":[', "{list:[", "X005"),
    ("corrupt", 'dir="rtl"', 'dir="up"', "X003"),
    ("retype", 'rank="1"', 'rank="first"', "X003"),
    ("retype", 'wordcount="30"', 'wordcount="many"', "X003"),
    ("corrupt", 'contenttype="application/nitf+xml"', 'contenttype="application/xhtml+xml"', "G004"),
    ("corrupt", 'nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"', 'nitf xmlns="http://iptc.org/std/NITF/2006-10-18"', "G004"),
    ("drop", "<title>Ferry", "<title x='y'>Ferry", "X003"),
    ("corrupt", 'media-type="video"', 'media-reference="video"', "X003"),
    ("corrupt", "<catalogRef ", "<catalogRef>text</catalogRef><catalogRef ", "X003"),
    ("drop", ' href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"', "", "X003"),
    ("corrupt", "<itemMeta>", "<itemMeta>text", "X003"),
    ("corrupt", "<contentMeta>", "<contentMeta>text", "X003"),
    ("retype", '<creator role="cpprole:author"', '<creator role="author"', "X003"),
    ("corrupt", "<keyword>ferries", '<keyword role="kw"> ferries', "X003"),
)


def of_newsml() -> Iterator[Fault]:
    """An article as NewsML-G2 with NITF, spoilt."""
    base = Base("newsml", "an article as NewsML-G2", dumps(EVERYTHING, "newsml"))
    yield from broken(base)
    yield from strange(base, 4, "nitf |name>|newsItem")
    yield from values(base, _NEWSML_VALUES)
    for name in (
        "itemMeta",
        "contentMeta",
        "contentSet",
        "itemClass",
        "versionCreated",
        "firstCreated",
        "embargoed",
        "pubStatus",
        "pubHistory",
    ):
        lines, line = base.twice(base.find(f"<{name}"))
        yield base.fault(f"duplicate: {name}", "X003", line, lines)
    for name in ("provider", "versionCreated", "itemClass"):
        number = base.find(f"<{name}")
        yield base.fault(f"drop: {name}", "X003", number, base.without(number))
    yield base.fault("drop: itemMeta", "X003", base.find("<itemMeta>"), base.without(base.find("<itemMeta>")))
    for name, before in (
        ("itemMeta", "pubHistory"),
        ("contentMeta", "itemMeta"),
        ("contentSet", "contentMeta"),
        ("rightsInfo", "catalogRef"),
        ("provider", "itemClass"),
        ("pubStatus", "versionCreated"),
        ("body.content", "body.head"),
        ("link", "generator"),
    ):
        first = base.find(f"<{before}")
        number = base.find(f"<{name}", first)
        yield moved(base, name, number, before, first)
    yield base.fault("drop: catalogRef", "G002", 2, base.without(base.find("<catalogRef")))
    number = base.find("<headline>")
    yield base.fault("drop: headline", "M008", 2, base.without(number))
    own = base.with_line(base.find("<pubHistory>"), '  <catalog><scheme alias="own" uri="https://example.com/"/></catalog>')
    for number in base.every(r"<(?!doc|subject).*(?:qcode|role|type)=.[a-z]+:", base.find("<rightsInfo>")):
        lines = [
            re.sub(r'(qcode|role|type)="[a-z]+:', r'\1="mood:', line) if line == base.lines[number - 1] else line for line in own
        ]
        first = next(at for at, line in enumerate(lines, 1) if '="mood:' in line)
        yield base.fault(f"corrupt: an alias that stands in no catalog on line {number}", "G002", first, lines)
    inline = base.find("<inlineXML")
    nitf = base.find("<nitf ")
    yield base.fault("drop: the story inside", "G004", inline, [*base.lines[: nitf - 1], *base.lines[base.end_of(nitf) :]])
    for root, code in (("newsitem", "X003"), ("article", "X003")):
        lines = base.edited(2, "<newsItem", f"<{root}")
        lines[-1] = f"</{root}>"
        yield base.fault(f"corrupt: the root is {root}", code, 2, lines)
    namespace = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
    for other, code in (('xmlns="http://iptc.org/std/nar/2006-10-01"', "X003"), ('xmlns="urn:x"', "X003"), ("", "X004")):
        yield base.fault(f"corrupt: the namespace is {other or 'not there'}", code, 2, base.edited(2, namespace, other))
