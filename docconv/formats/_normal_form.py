"""What a foreign document says, brought into the normal form of the model: `to_article`.

Readers gather plain data in the shape of an article and need not know what the model refuses. What
it admits is taken as it is, at the cost of one validation; the rest is mended where there is one
way to mend it, kept as an extension where it is unknown, left out where there is neither, and
reported each time (R001, R002, R003).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from pydantic import TypeAdapter, ValidationError

from docconv.canonical import Uri
from docconv.formats._findings import Finding, findings, named
from docconv.formats._inline import rich_in_normal_form
from docconv.formats._positions import Path, pointer
from docconv.language import canonical_tag, fault_in_tag
from docconv.model import Article
from docconv.patterns import lazy_pattern
from docconv.problems import Report, problem
from docconv.unicode import canonical

#: Where a value of the article (its JSON Pointer) stands in the document: line and column, each None where unknown.
Place = Callable[[str], tuple[int | None, int | None]]

#: How often what is left is looked at again; each time something is mended or left out.
_ROUNDS = 12
#: So many findings of one document are told one by one.
_MOST_TOLD = 200


def nowhere(path: str) -> tuple[int | None, int | None]:
    """A `Place` for readers that keep no positions."""
    return None, None


def to_article(fields: Mapping[str, Any], report: Report, place: Place = nowhere) -> Article:
    """The article that `fields`, plain data in the shape of `Article`, make; never raises for data made of JSON values and dates.

    Moments are best given as `datetime` (see `as_moment`); one that is text is mended, which is reported.

    Text is brought into normal form, addresses are percent-encoded, dates become UTC in whole
    seconds, language tags canonical, levels of headings gapless; parts that say nothing go.

    >>> told = []
    >>> article = to_article({"headline": " Two  spaces ", "url": "not an address"}, told.append)
    >>> article.headline, article.url, [found.code for found in told]
    ('Two spaces', None, ['R001', 'R002'])
    """
    made = _tried(fields)
    if isinstance(made, Article):
        return made
    mending = _Mending(_copied(fields), report, place)
    mending.tidy()
    if made.error_count() > _MOST_TOLD:
        _put_right(mending.fields.get("body"), _MOST_TOLD)
    if mending.fields != fields:
        made = _tried(mending.fields)
    for _ in range(_ROUNDS):
        if isinstance(made, Article):
            return made
        mending.mend(findings(made))
        made = _tried(mending.fields)
    while not isinstance(made, Article):  # what is still refused goes, field by field
        for name in sorted({str(detail["loc"][0]) if detail["loc"] else "" for detail in made.errors()}):
            mending.fields.pop(name, None) if name else mending.fields.clear()
        made = _tried(mending.fields)
    return made


def _tried(fields: Mapping[str, Any]) -> Article | ValidationError:
    """The article of fields, or what the model refuses about them."""
    try:
        return Article.model_validate(fields)
    except ValidationError as error:
        return error


def _copied(value: Any) -> Any:
    """A copy that may be changed, with lists for tuples."""
    if isinstance(value, Mapping):
        return {str(key): _copied(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(item) for item in value]
    return value


def _put_right(value: Any, told: int) -> int:
    """Put the languages in a value right that nothing will be told of: what is told is told from the end, so much of it.

    A page may state a wrong one at every paragraph. Gives back of how many more will be told.
    """
    if isinstance(value, list):
        for item in reversed(value):
            told = _put_right(item, told)
    elif isinstance(value, dict):
        looked_at = [name for name, item in value.items() if type(item) in (dict, list) or name == "language"]
        for name in sorted(looked_at, key=_order, reverse=True):
            item = value[name]
            if not isinstance(item, str):
                told = _put_right(item, told)
            elif fault_in_tag(item) is not None:
                if told:
                    told -= 1
                elif (tag := canonical_tag(item)) is not None:
                    value[name] = tag
                else:
                    del value[name]
    return told


class _Mending:
    """The fields of an article while they are mended."""

    def __init__(self, fields: dict[str, Any], report: Report, place: Place) -> None:
        self.fields, self.report, self.place = fields, report, place
        self.told = 0

    def tell(self, code: str, path: Path, done: str, reason: str) -> None:
        self.told += 1
        if self.told > _MOST_TOLD:
            return
        where = pointer(path)
        line, column = self.place(where)
        self.report(problem(code, f"{named(path)} {done}: {reason}", line=line, column=column, path=where))

    # --- shape ------------------------------------------------------------------------------------

    def tidy(self) -> None:
        """Drop parts that are None or empty, and give the sections the order that the model asks for."""
        for name in [name for name, value in self.fields.items() if value is None or value == []]:
            del self.fields[name]
        body = self.fields.get("body")
        if isinstance(body, list):
            self.fields["body"] = self._sections(body)

    def _sections(self, body: list[Any]) -> list[Any]:
        tidied: list[Any] = []
        depth = 0
        for section in body:
            if not isinstance(section, dict):
                continue
            section["blocks"] = [
                block for block in section.get("blocks") or () if isinstance(block, dict) and not _says_nothing(block)
            ]
            heading = section.get("heading")
            heading = canonical(heading) if isinstance(heading, str) else None
            if heading:
                level = section.get("level", 1)
                section["heading"] = heading
                section["level"] = depth = max(1, min(level if isinstance(level, int) else 1, depth + 1, 5))
                tidied.append(section)
                continue
            section.pop("heading", None)
            section.pop("level", None)
            if tidied:
                tidied[-1]["blocks"] += section["blocks"]
            elif section["blocks"]:
                tidied.append(section)
        return tidied

    # --- values -------------------------------------------------------------------------------------

    def mend(self, found: list[Finding]) -> None:
        """Mend or leave out what each finding is about; from the end, so that places before it stay."""
        for finding in sorted(found, key=lambda finding: [_order(step) for step in finding.path], reverse=True):
            self._mend_one(finding)
        self.tidy()

    def _mend_one(self, finding: Finding) -> None:
        path = finding.path
        if not path:
            return
        holder = self._at(path[:-1])
        if not _has(holder, path[-1]):
            return
        value = holder[path[-1]]
        if finding.code == "M002" and len(path) == 1:
            self._keep(path, value)
        mended = None if finding.code == "M002" else _mended(finding, value)
        if mended is not None and mended != value:
            holder[path[-1]] = mended
            self.tell("R001", path, "was mended", finding.message)
        elif finding.code == "M007" and isinstance(holder, dict) and path[-1] == "marks":
            rich = rich_in_normal_form(holder)
            holder.pop("marks") if rich is None else holder.update({"marks": [], **rich})
            self.tell("R001", path, "were mended", finding.message)
        else:  # where its holder cannot be without it, that goes in the next round
            del holder[path[-1]]
            self.tell("R002", path, "was left out", finding.message)

    def _keep(self, path: Path, value: Any) -> None:
        extensions = self.fields.setdefault("extensions", {})
        if isinstance(extensions, dict):
            extensions.setdefault("docconv:" + (canonical(str(path[0])) or "unnamed"), value)

    def _at(self, path: Path) -> Any:
        value: Any = self.fields
        for step in path:
            if not _has(value, step):
                return None
            value = value[step]
        return value


def _order(step: int | str) -> str:
    """What the places in a list, and the names in an object, are sorted by."""
    return str(step).zfill(9)


def _has(holder: Any, step: int | str) -> bool:
    if isinstance(holder, dict):
        return step in holder
    return isinstance(holder, list) and isinstance(step, int) and step < len(holder)


def _says_nothing(block: dict[str, Any]) -> bool:
    """Whether nothing of a block can be seen, so that it may go without a word."""
    kind = block.get("type")
    if kind == "paragraph":
        return not block.get("text")
    if kind == "figure":
        return not (block.get("src") or block.get("caption") or block.get("credit"))
    if kind in _PARTS:
        return not block.get(_PARTS[kind])
    return False


_PARTS = {"quote": "paragraphs", "list": "items", "table": "rows"}


# --- single values ------------------------------------------------------------------------------


def _mended(finding: Finding, value: Any) -> Any:
    """The value in the form that the model admits, if there is one way to bring it there; else None."""
    name = finding.path[-1]
    if name in _MOMENTS and isinstance(value, date):
        return as_moment(value)
    if isinstance(value, bool | int | float) and finding.code == "M003" and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return None
    if name == "language":
        return canonical_tag(value)
    if name in _MOMENTS:
        return as_moment(value)
    if name == "date":
        moment = as_moment(value)
        return moment and moment.date()
    if name in ("url", "href", "uri", "id", "src"):
        address = as_address(value)
        return address if address and (name == "src" or ":" in address) else None
    if finding.code == "M003" and name in _WHOLE_NUMBERS:
        number = re.fullmatch(r"\s*([0-9]{1,9})(?:\.0+)?\s*(?:px)?\s*", value)
        return int(number[1]) if number is not None else None
    if finding.code == "M004":
        return canonical(value, line_breaks=name == "text") or None
    return None


_MOMENTS = frozenset({"created", "published", "modified", "embargoed", "expires"})
_WHOLE_NUMBERS = frozenset({"version", "width", "height", "level"})


def as_address(value: str) -> str | None:
    """An address as the model admits it, percent-encoded and with its host in ASCII; None for none.

    >>> as_address(" https://bücher.example/ein buch?q=ä "), as_address("javascript:x()")
    ('https://xn--bcher-kva.example/ein%20buch?q=%C3%A4', None)
    """
    value = "".join(value.split()) if "\n" in value or "\t" in value else value.strip()
    if value.startswith("//"):
        value = "https:" + value
    try:
        parts = urlsplit(value)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    if parts.scheme.lower() not in ("http", "https", "ftp", "mailto", "tel", "urn", "tag", ""):
        return None
    if parts.scheme.lower() in ("http", "https", "ftp"):
        host = host.rpartition("@")[2].lower()
        if not host:
            return None
    path = _encoded(parts.path)
    if parts.scheme.lower() == "tel":
        path = re.sub(r"%20| ", "-", parts.path.strip())
    made = f"{parts.scheme.lower()}:" if parts.scheme else ""
    made += f"//{host}" if host else ""
    made += path
    made += f"?{_encoded(parts.query)}" if parts.query else ""
    return made + (f"#{_encoded(parts.fragment)}" if parts.fragment and (host or parts.scheme in ("urn", "tag")) else "")


@cache
def _identifiers() -> TypeAdapter[str]:
    return TypeAdapter(Uri)


def as_identifier(value: str | None) -> str | None:
    """A URI that identifies, as the model admits it, percent-encoded where need be; None for what is none.

    >>> as_identifier("urn:newsml:example.com:1"), as_identifier("https://example.com/\u00e4"), as_identifier("item 17")
    ('urn:newsml:example.com:1', 'https://example.com/%C3%A4', None)
    """
    if not value or ":" not in value:
        return None
    for candidate in (value.strip(), as_address(value)):
        if candidate is not None and ":" in candidate:
            try:
                return _identifiers().validate_python(candidate)
            except ValidationError:
                continue
    return None


def _encoded(part: str) -> str:
    """A part of an address with what does not belong there percent-encoded; a stray "%" is one of those."""
    return quote(_STRAY_PERCENT.sub("%25", part), safe="/?:@!$&'()*+,;=~-._%", errors="replace")


_STRAY_PERCENT = lazy_pattern("%(?![0-9A-Fa-f]{2})")


def as_moment(value: str | datetime | date) -> datetime | None:
    """A date and time as the model admits it: UTC, whole seconds; None where it is none.

    ISO 8601 in its usual forms, basic and extended (`20260314T091500Z`), its zone set apart or
    called UTC, and the form of mail and RSS. What has no zone is taken as UTC, what has no time of day as midnight.

    >>> print(as_moment("2026-03-14T09:15:00.5+01:00"), as_moment("20260314"), as_moment("Sat, 14 Mar 2026 09:15:00 GMT"))
    2026-03-14 08:15:00+00:00 2026-03-14 00:00:00+00:00 2026-03-14 09:15:00+00:00
    """
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day, tzinfo=UTC)
    else:
        found = _parsed_moment(value.strip())
        if found is None:
            return None
        moment = found
    moment = moment.replace(microsecond=0) if moment.microsecond else moment
    if moment.tzinfo is UTC:
        return moment
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _parsed_moment(text: str) -> datetime | None:
    if not 4 <= len(text) <= 60:
        return None
    if len(text) == 4 and re.fullmatch("[0-9]{4}", text):
        text += "-01-01"
    elif len(text) == 7 and re.fullmatch("[0-9]{4}-[0-9]{2}", text):
        text += "-01"
    for form in (str, _loose):
        try:
            return datetime.fromisoformat(form(text))
        except ValueError:
            continue
    end_of_day = _END_OF_DAY.sub("T00:00", text)
    try:
        if end_of_day != text:
            return datetime.fromisoformat(end_of_day) + timedelta(days=1)
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _loose(text: str) -> str:
    """ISO 8601 as feeds misspell it, its zone set apart or named: `2026-03-14 09:15:00 +0100`, `2026-03-14T09:15:00 UTC`."""
    return _UNIVERSAL.sub("Z", _APART.sub(r"\1", text))


_APART = lazy_pattern(r"(?<=[0-9])\s+([+-][0-9]{2}:?(?:[0-9]{2})?)$")
_UNIVERSAL = lazy_pattern(r"(?<=[0-9])\s*(?:UTC|GMT)$")
#: The end of a day as ISO 8601 and XML Schema may write it: midnight of the next.
_END_OF_DAY = lazy_pattern(r"T24:00(?=(?::00(?:\.0+)?)?(?:Z|[+-][0-9:]+)?$)")
