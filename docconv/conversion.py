"""Reading and writing: the public functions between files, bytes and articles.

Readers and writers open no file: they get bytes or a stream, their options, and a `Report`; whoever
calls here gets articles, and problems where the result has a place for them.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from docconv import registry
from docconv.atomic import atomic_output
from docconv.inputs import is_folder, read_bytes
from docconv.problems import DocconvError, DocumentError, InputError, Problem, Report, problem
from docconv.registry import Format, formats

if TYPE_CHECKING:
    from docconv.model import Article

__all__ = [
    "Decoded", "Encoded", "Format", "decode", "dump", "dump_all", "dumps", "encode", "formats", "load", "load_all",
    "loads", "loads_all", "prepared", "write_all",
]  # fmt: skip

AnyPath = str | os.PathLike[str]


class Decoded(NamedTuple):
    """An article that was read, and the problems met on the way.

    >>> found = decode('{"docconv": "1.7", "headline": "Ferry adds dawn sailing", "mood": "calm"}', "json")
    >>> found.article.headline, [problem.code for problem in found.problems]
    ('Ferry adds dawn sailing', ['J004', 'J004'])
    """

    article: Article
    problems: tuple[Problem, ...]


class Encoded(NamedTuple):
    """A document that was written, and what it could not carry.

    >>> from docconv.model import Article
    >>> written = encode(Article(headline="Ferry adds dawn sailing", slug="ferry"), "txt")
    >>> written.data, str(written.problems[0])
    (b'Ferry adds dawn sailing\\n', '-: loss[L001] plain text has no place for slug (/slug)')
    """

    data: bytes
    problems: tuple[Problem, ...]


# --- reading ------------------------------------------------------------------------------------


def load(path: AnyPath, format: str | None = None, **options: Any) -> Article:
    """The article in a file; the first, when it holds several.

    The format is told from the content, then from the suffix, unless it is named; `options` are
    those of the format. Problems short of errors are dropped: `decode` returns them.

    Raises `InputError` when the file cannot be opened, `DocumentError` when no article can be had
    from it, `UsageError` for a format or an option that does not exist.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "a.json").write_text('{"docconv": "1.0", "headline": "Ferry adds dawn sailing"}')
    ...     load(f"{folder}/a.json").headline
    'Ferry adds dawn sailing'
    """
    return _first(load_all(path, format, **options), os.fspath(path))


def loads(data: bytes | str, format: str | None = None, **options: Any) -> Article:
    """The article in a document given as bytes or text; as `load` otherwise.

    >>> loads('{"docconv": "1.0", "headline": "Ferry adds dawn sailing"}').headline
    'Ferry adds dawn sailing'
    """
    return _first(loads_all(data, format, **options), None)


def load_all(path: AnyPath, format: str | None = None, *, report: Report | None = None, **options: Any) -> Iterator[Article]:
    """Every article in a file, one at a time; raises as `load`.

    `report` receives the problems, errors included, and reading goes on behind an error where the
    format allows (the next line of a JSON Lines file). Without it an error is raised.

    >>> import pathlib, tempfile
    >>> problems = []
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "digest.jsonl")
    ...     _ = path.write_text('{"headline": "One"}\\n{"headline": }\\n{"headline": "Three"}\\n')
    ...     [article.headline for article in load_all(path, report=problems.append)]
    ['One', 'Three']
    >>> [(found.code, found.line) for found in problems]
    [('J001', 2)]
    """
    shown = os.fspath(path)
    return loads_all(read_bytes(path), format, file=shown, report=report, **options)


def loads_all(
    data: bytes | str, format: str | None = None, *, file: str | None = None, report: Report | None = None, **options: Any
) -> Iterator[Article]:
    """Every article in a document given as bytes or text; as `load_all` otherwise.

    `file` names the document in problems, and its suffix helps to tell the format.

    >>> [article.headline for article in loads_all('[{"headline": "One"}, {"headline": "Two"}]')]
    ['One', 'Two']
    """
    tell = _placed(report or _raise_errors, file)
    octets = data if isinstance(data, bytes) else _encoded(data, tell)

    def articles() -> Iterator[Article]:
        try:
            chosen = registry.get(format) if format else registry.sniff(octets, PurePath(file).suffix if file else None)
            read = registry.reader(chosen)
            yield from read(octets, registry.options(chosen, options), tell)
        except DocconvError as error:
            raise (error.at(file) if file else error) from error.__cause__

    return articles()


def decode(data: bytes | str, format: str | None = None, **options: Any) -> Decoded:
    """The article in a document, and every problem met; of several articles the first, and how many there are (I006).

    >>> decode(b'{"docconv": "1.0"}\\n{"docconv": "1.0"}\\n').problems[0].message
    'the document holds 2 articles; only the first was taken'
    """
    problems: list[Problem] = []
    articles = loads_all(data, format, report=problems.append, **options)
    article = next(articles, None)
    if article is None:
        raise DocumentError([p for p in problems if p.severity == "error"] or problem("I007", "the document holds no article"))
    count = 1
    try:
        count += sum(1 for _ in articles)
    except DocumentError as error:  # behind the article that is wanted
        problems.extend(error.problems)
    if count > 1:
        problems.append(problem("I006", f"the document holds {count} articles; only the first was taken"))
    return Decoded(article, tuple(problems))


# --- writing ------------------------------------------------------------------------------------


def dump(article: Article, path: AnyPath, format: str | None = None, **options: Any) -> None:
    """Write an article to a file, in the format that its suffix stands for unless one is named.

    The file is whole or not there: it is written under another name and renamed. `options` are
    those of the format; `assets`, where it has that option, may be a folder. What the format
    cannot carry is dropped in silence: `encode` returns it.

    Raises `OutputError` when the file cannot be written, `DocumentError` when the article cannot,
    `UsageError` for a format or an option that does not exist.

    >>> import pathlib, tempfile
    >>> from docconv.model import Article
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     dump(Article(headline="Ferry adds dawn sailing"), f"{folder}/ferry.epub", publisher="Harbour Press")
    ...     pathlib.Path(folder, "ferry.epub").read_bytes()[:2]
    b'PK'
    """
    dump_all((article,), path, format, **options)


def dumps(article: Article, format: str, **options: Any) -> bytes:
    """An article as a document of a format; raises as `dump`.

    >>> from docconv.model import Article
    >>> b'"headline"' in dumps(Article(headline="Ferry adds dawn sailing"), "json")
    True
    """
    return _written((article,), format, _raise_errors, options)


def dump_all(
    articles: Iterable[Article], path: AnyPath, format: str | None = None, *, report: Report | None = None, **options: Any
) -> None:
    """Write several articles to one file: a book, a newsMessage, a JSON Lines file; as `dump` otherwise.

    The articles are taken one at a time, and none is kept where the format allows that. `report`
    receives the problems; without it they are dropped, except errors, which are raised.

    >>> import tempfile
    >>> from docconv.model import Article
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     dump_all((Article(headline=day) for day in ("Monday", "Tuesday")), f"{folder}/week.jsonl")
    ...     [article.headline for article in load_all(f"{folder}/week.jsonl")]
    ['Monday', 'Tuesday']
    """
    chosen = registry.get(format) if format else registry.by_suffix(path, writing=True)
    made = prepared(chosen, options)
    shown = os.fspath(path)
    with atomic_output(path) as stream:
        try:
            write_all(articles, stream, chosen, made, _placed(report or _raise_errors, shown))
        except DocconvError as error:
            raise error.at(shown) from error.__cause__


def encode(article: Article, format: str, **options: Any) -> Encoded:
    """An article as a document of a format, and what the document could not carry; raises as `dump`.

    >>> from docconv.model import Article
    >>> [(found.code, found.path) for found in encode(Article(headline="Ferry adds dawn sailing"), "ninjs").problems]
    [('D001', '/id')]
    """
    problems: list[Problem] = []
    data = _written((article,), format, problems.append, options)
    return Encoded(data, tuple(problems))


def write_all(articles: Iterable[Article], stream: BinaryIO, format: Format, options: object, report: Report) -> None:
    """Write articles in a format to an open stream; `options` is an object of the format's own class."""
    registry.writer(format)(articles, stream, options, report)


def prepared(format: Format, options: dict[str, Any]) -> object:
    """The options object of a format, for `write_all`; raises `UsageError` as `docconv.registry.options`.

    A folder given as `assets` must be there (`InputError`), lest every picture were missing.
    """
    folder = options.get("assets")
    if isinstance(folder, str | os.PathLike) and not is_folder(folder):
        raise InputError(problem("I001", "there is no such folder", file=os.fspath(folder)))
    return registry.options(format, options)


def _written(articles: Iterable[Article], format: str, report: Report, options: dict[str, object]) -> bytes:
    chosen = registry.get(format)
    stream = io.BytesIO()
    write_all(articles, stream, chosen, prepared(chosen, options), report)
    return stream.getvalue()


# --- what both need -----------------------------------------------------------------------------


def _raise_errors(found: Problem) -> None:
    if found.severity == "error":
        raise DocumentError(found)


def _placed(report: Report, file: str | None) -> Report:
    """A report that places every problem in a file before it hands it on."""
    return (lambda found: report(found.at(file))) if file else report


def _first(articles: Iterator[Article], file: str | None) -> Article:
    article = next(articles, None)
    if article is None:
        raise DocumentError(problem("I007", "the document holds no article", file=file))
    return article


def _encoded(text: str, report: Report) -> bytes:
    """Text as UTF-8; lone surrogates, which UTF-8 cannot hold, become U+FFFD (I003)."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        report(problem("I003", "lone surrogates became U+FFFD"))
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8")
