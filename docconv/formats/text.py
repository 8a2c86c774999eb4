"""Plain text: news text as it is found, read by `rawtext`; an article laid out as text in reading order.

One file is one article. Several articles are written after one another with a line `* * *` between
blank lines, which is for people: stories use that line between their own scenes, so the reader does
not split at it, and the file reads back as one article. Writing several therefore reports a loss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from docconv.formats._options import check_language
from docconv.model import Article
from docconv.problems import Report, problem
from docconv.rawtext.packs import LabelPack
from docconv.unicode import DecodedText, decode

_BETWEEN_ARTICLES = b"\n* * *\n\n"

#: Fields of the article itself that plain text has no line for.
_UNPRINTED = frozenset({
    "id", "url", "version", "slug", "created", "published", "modified", "embargoed", "expires", "status", "provider",
    "keywords", "extensions",
})  # fmt: skip
#: Fields of its parts that plain text has no way to show.
_UNPRINTED_WITHIN = frozenset({
    "marks", "src", "width", "height", "uri", "email", "role", "organisation", "level", "header_rows", "language", "direction",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOptions:
    """How text is read.

    - `language`: the language of the text, a BCP 47 tag; None: found from the text.
    - `packs`: label packs besides docconv's own.
    - `rules_only`: rules of thumb tell the roles of lines instead of the tagger: faster, and less often right.

    >>> import docconv
    >>> docconv.loads("Ferry adds dawn sailing", "txt", language="en-GB").language
    'en-GB'
    """

    language: str | None = None
    packs: tuple[LabelPack, ...] = ()
    rules_only: bool = False

    def __post_init__(self) -> None:
        check_language("language", self.language)
        if not isinstance(self.packs, tuple | list) or not all(isinstance(pack, LabelPack) for pack in self.packs):
            raise ValueError("packs is not a sequence of label packs (docconv.rawtext.packs.LabelPack)")


OPTIONS = TextOptions


def read(data: bytes, options: TextOptions, report: Report) -> Iterator[Article]:
    """The article that `data` holds as text, in whatever encoding; one for every input, however odd.

    >>> next(read("Ferry adds dawn sailing\\n\\nIt leaves at 5.40.".encode(), TextOptions(), print)).headline
    'Ferry adds dawn sailing'
    """
    from docconv.rawtext.parse import read_text  # with its rules and label packs: for those who read text

    decoded = decode(data)
    report_decoding(decoded, report)
    article, problems = read_text(decoded.text, options.language, packs=options.packs, rules_only=options.rules_only)
    for found in problems:
        report(found)
    yield article


def report_decoding(decoded: DecodedText, report: Report) -> None:
    """Say what was done to make text of bytes: another encoding (I002), characters without meaning (I003)."""
    if decoded.encoding != "utf-8":
        report(problem("I002", f"the input is not UTF-8 and was decoded as {decoded.encoding}"))
    if decoded.replaced:
        report(
            problem("I003", f"{_counted(decoded.replaced, 'byte')} that {decoded.encoding} has no character for became U+FFFD")
        )


def write(articles: Iterable[Article], stream: BinaryIO, options: TextOptions, report: Report) -> None:
    """Write articles as UTF-8 text, one after another; what text has no line for is reported as a loss (L001)."""
    from docconv.rawtext.layout import article_to_text

    number = 0
    for number, article in enumerate(articles, 1):
        if number > 1:
            stream.write(_BETWEEN_ARTICLES)
        stream.write(article_to_text(article).rstrip("\n").encode("utf-8") + b"\n")
        report_losses(article, report)
    if number > 1:
        report(problem("L001", f"plain text has no mark between articles: these {number} read back as one"))


def report_losses(article: Article, report: Report) -> None:
    """Report what plain text cannot show of `article`: each kind of field once, with the place of the first."""
    lost: dict[str, list[str]] = {}
    for name, path in _unprinted(article.model_dump(exclude_defaults=True)):
        lost.setdefault(name, []).append(path)
    if article.byline:
        absent = [f"/authors/{at}/name" for at, author in enumerate(article.authors) if author.name not in article.byline]
        lost |= {"an author who is not in the byline": absent} if absent else {}
    for name, paths in lost.items():
        times = f" ({len(paths)} times)" if len(paths) > 1 else ""
        report(problem("L001", f"plain text has no place for {name}{times}", path=paths[0]))


def _unprinted(article: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(name, JSON Pointer) of every field that is set and not printed."""
    for name, value in article.items():
        if name in _UNPRINTED:
            yield name, f"/{name}"
        elif name not in ("language", "direction"):  # the reader finds these again
            yield from _unprinted_within(value, f"/{name}")


def _unprinted_within(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            spare = name == "alt" and "caption" in value and bool(inner)  # without a caption it stands in its place
            if spare or name in _UNPRINTED_WITHIN:
                yield name, f"{path}/{name}"
            else:
                yield from _unprinted_within(inner, f"{path}/{name}")
    elif isinstance(value, tuple | list):
        for at, inner in enumerate(value):
            yield from _unprinted_within(inner, f"{path}/{at}")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
