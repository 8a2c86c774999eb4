"""Records to articles: whatever a document does, it gives articles, or a finding in the quarantine, and never ends the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import PurePath
from typing import Any, NamedTuple
from urllib.parse import quote

from pydantic import ValidationError
from pydantic_core import from_json

from docconv import registry
from docconv.corpus.counts import Counts
from docconv.corpus.job import Job
from docconv.corpus.records import Record, too_large
from docconv.formats import text as raw_text
from docconv.model import Article
from docconv.packages import PackageFaultError
from docconv.problems import DocconvError, DocumentError, Problem, Report, problem
from docconv.registry import Format
from docconv.unicode import canonical, decode, fault_in

#: What a document that failed is told as: its record, its problems, its identifier, how many articles it gave all the same.
Quarantine = Callable[["Failure"], None]
#: How many problems of one document are kept.
_MOST_PROBLEMS = 20
#: Of a record without the field that was asked for, so many fields are named, by so many characters of their names.
_MOST_NAMES, _LONGEST_NAME = 8, 40


class Failure(NamedTuple):
    """A document in quarantine: its record, what is wrong with it, its identifier where it has one, what it gave."""

    record: Record
    problems: tuple[Problem, ...]
    identifier: str | None
    articles: int

    def as_data(self) -> dict[str, Any]:
        """The failure as a line of `quarantine.jsonl`."""
        record = self.record
        place: dict[str, Any] = {} if record.where == "file" else {record.where: record.at}
        hidden = {"line"} if record.where == "line" else set()  # which counts within the record, and is 1
        told = [
            {name: value for name, value in asdict(one).items() if value is not None and name not in hidden}
            for one in self.problems[:_MOST_PROBLEMS]
        ]
        return {
            "source": record.source,
            **place,
            **({"id": self.identifier} if self.identifier is not None else {}),
            "code": self.problems[0].code,
            "message": self.problems[0].message,
            "articles": self.articles,
            "problems": told,
        }


class Taken(NamedTuple):
    """An article, and the record it came from."""

    article: Article
    record: Record


class Reader:
    """Makes articles of records as a job has it, and counts."""

    def __init__(self, job: Job, counts: Counts, quarantine: Quarantine) -> None:
        self._job = job
        self._counts = counts
        self._quarantine = quarantine
        self._named = registry.get(name) if (name := job.reads_text()) else None
        self._prepared: dict[str, tuple[registry.Reader, Any]] = {}

    def articles(self, record: Record) -> Iterator[Taken]:
        """The articles of a record, each counted; what is wrong goes to the quarantine when they have been taken."""
        counts = self._counts
        counts.size += record.size
        if record.data is not None and not record.data:
            return  # an empty row
        if isinstance(record.data, bytes) and record.where == "line" and not record.data.strip(b" \t\r\n\xef\xbb\xbf"):
            return  # a blank line
        problems: list[Problem] = [record.fault] if record.fault else []
        identifier: list[str] = []
        counts.documents += 1
        number = 0
        if record.data is not None:
            try:
                for article in self._made(record, problems.append, identifier):
                    number += 1
                    counts.count_article(article)
                    yield Taken(article, record)
            except DocconvError as error:
                problems.extend(error.problems)
            except PackageFaultError as error:
                problems.append(problem("I008", str(error)[:300]))
            except Exception as error:  # a fault of ours: it costs this document
                told = str(error).splitlines()[0] if str(error) else ""
                problems.append(problem("I008", f"internal fault: {type(error).__name__}: {told}"[:300]))
            if not number and not any(one.severity == "error" for one in problems):
                problems.append(problem("I007", "the document holds no article"))
        counts.count_problems(problems)
        errors = tuple(one for one in problems if one.severity == "error")
        if errors:
            self.refuse(record, errors, identifier[0] if identifier else None, number)

    def refuse(self, record: Record, errors: tuple[Problem, ...], identifier: str | None, articles: int) -> None:
        """Put a document into quarantine."""
        self._counts.failures[errors[0].code] += 1
        if articles:
            self._counts.damaged += 1
        else:
            self._counts.failed += 1
        self._quarantine(Failure(record, errors, identifier, articles))

    def unwritten(self, record: Record, errors: tuple[Problem, ...]) -> None:
        """Take back an article that its target cannot hold."""
        self._counts.articles -= 1
        self._counts.count_problems(errors)
        self.refuse(record, errors, None, 0)

    # --- what a record holds ----------------------------------------------------------------------

    def _made(self, record: Record, report: Report, identifier: list[str]) -> Iterator[Article]:
        data = record.data
        if isinstance(data, bytes) and (record.where in ("file", "member") or self._job.text_field is None):
            yield from self._read(data, record, report)
            return
        fields = _fields(data) if isinstance(data, bytes) else dict(data or {})
        if self._job.text_field is None:
            yield _from_columns(fields)
        else:
            yield from self._of_fields(fields, self._job.text_field, record, report, identifier)

    def _of_fields(
        self, fields: dict[str, Any], text_field: str, record: Record, report: Report, identifier: list[str]
    ) -> Iterator[Article]:
        """The articles of a record's text, with its other fields as extensions."""
        named = fields.get(self._job.id_field) if self._job.id_field is not None else None
        if named is not None:
            identifier.append(str(named))
        if text_field not in fields:
            raise DocumentError(problem("M001", f"the record has no field {text_field!r}; {_named_fields(fields)}"))
        text = fields.pop(text_field)
        if text is None:
            raise DocumentError(problem("M001", f"the field {text_field!r} of the record is null"))
        if not isinstance(text, str | bytes):
            raise DocumentError(problem("M003", f"the field {text_field!r} of the record holds no text"))
        octets = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        if len(octets) > self._job.largest:
            raise DocumentError(too_large(len(octets), self._job.largest))
        kept = kept_fields(fields, report, skip_null=record.where == "row")
        for article in self._read(octets, record, report):
            yield self._with(article, kept, identifier, report)

    def _with(self, article: Article, kept: dict[str, Any], identifier: list[str], report: Report) -> Article:
        """An article with the other fields of its record, and the record's identifier where that is one for the model."""
        if identifier:
            rest = {name: value for name, value in kept.items() if name != f"source:{self._job.id_field}"}
            try:
                return article.replace(id=identifier[0], extensions={**article.extensions, **rest})
            except ValidationError:
                report(problem("R003", "the identifier of the record is no URI; it was kept as an extension", path="/id"))
        if not kept:
            return article
        try:
            return article.replace(extensions={**article.extensions, **kept})
        except ValidationError as error:
            told = error.errors(include_url=False)[0]["msg"]
            raise DocumentError(problem("M005", f"the other fields of the record cannot be kept: {told}")) from error

    # --- the format of a document -------------------------------------------------------------------

    def _read(self, data: bytes, record: Record, report: Report) -> Iterator[Article]:
        format = self._named or self._told(data, record)
        if format.name == "txt":
            yield self._read_text(data, report)
            return
        read, options = self._reader(format)
        yield from read(data, options, report)

    def _told(self, data: bytes, record: Record) -> Format:
        if record.where == "line":
            return registry.get("json" if b'"docconv"' in data[:64] else _kind_of_json(data))
        name = record.at if record.where == "member" else record.source
        return registry.sniff(data, PurePath(str(name)).suffix)

    def _reader(self, format: Format) -> tuple[registry.Reader, Any]:
        found = self._prepared.get(format.name)
        if found is None:
            options = registry.options(format, self._job.reading.get(format.name, {}))
            found = self._prepared[format.name] = (registry.reader(format), options)
        return found

    def _read_text(self, data: bytes, report: Report) -> Article:
        """The article of a raw text, as `docconv.formats.text` reads it; its trace is counted."""
        from docconv.rawtext.parse import trace_text  # with its rules and label packs

        options: raw_text.TextOptions = self._reader(registry.get("txt"))[1]
        decoded = decode(data)
        raw_text.report_decoding(decoded, report)
        trace = trace_text(decoded.text, options.language, packs=options.packs, rules_only=options.rules_only)
        for found in trace.problems:
            report(found)
        self._counts.count_segments(trace.segments)
        return trace.article


def _kind_of_json(data: bytes) -> str:
    """The name of the format of a line of JSON; "json" for what is none, whose reader says so."""
    try:
        name = registry.sniff(data, ".json").name
    except DocumentError:
        return "json"
    return name if name in ("ninjs", "jsonld") else "json"


def _from_columns(row: dict[str, Any]) -> Article:
    """The article that a row of our own columns holds."""
    from docconv.corpus.columns import to_article  # pyarrow's types

    try:
        return to_article(row)
    except (ValueError, TypeError) as error:  # also pydantic's
        told = error.errors(include_url=False)[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise DocumentError(problem("M005", f"the row is no article: {told}; --text-field names a column with text")) from error


def _fields(data: bytes) -> dict[str, Any]:
    """The fields of a record; raises `DocumentError` for what is no object of JSON."""
    try:
        value = from_json(data.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n"), allow_inf_nan=False)
    except ValueError as error:
        told = str(error).replace(" at line 1 column ", " at column ")  # its line in the source is told beside it
        raise DocumentError(problem("J001", f"the record is not well-formed JSON: {told}")) from error
    if not isinstance(value, dict):
        raise DocumentError(problem("J002", "the record is no object of JSON"))
    return value


def _named_fields(fields: Mapping[str, Any]) -> str:
    """What a record has instead of the field that was asked for.

    >>> _named_fields({"body": "The ferry sails.", "url": "https://example.org/a"})
    "it has 'body', 'url'"
    """
    first = [repr(name[:_LONGEST_NAME]) for name in list(fields)[:_MOST_NAMES]]
    more = ["and others"] if len(fields) > _MOST_NAMES else []
    return f"it has {', '.join([*first, *more])}" if first else "it has none"


def kept_fields(fields: Mapping[str, Any], report: Report, *, skip_null: bool = False) -> dict[str, Any]:
    """The fields of a record as extensions, `source:` before their names; values that JSON lacks as text.

    >>> kept_fields({"url": "https://example.org/a", "section  name": "sport"}, print)
    {'source:url': 'https://example.org/a', 'source:section name': 'sport'}
    """
    from docconv.corpus.rows import as_json

    kept: dict[str, Any] = {}
    for name, value in fields.items():
        if value is None and skip_null:
            continue
        shown = name if fault_in(name) is None else canonical(name) or quote(name, safe="")
        if not shown:
            report(problem("R002", "a field of the record that has no name was left out"))
            continue
        key = f"source:{shown}"
        while key in kept:
            key += "'"
        kept[key] = as_json(value)
    return kept
