"""What a book says of itself: its metadata, its accessibility and its tables of contents.

Pure functions from what is known of the articles to what EPUB 3.3 (section 5), EPUB Accessibility
1.1 (section 2) and the DAISY NCX ask for; `epub` does the writing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from docconv.canonical import UNDATED, written_moment
from docconv.formats._chapters import Chapter
from docconv.formats._markup import turned
from docconv.formats._options import (
    check_assets,
    check_choice,
    check_date,
    check_flag,
    check_language,
    check_moment,
    check_number,
    check_text,
    check_uri,
)
from docconv.formats._pictures import Assets
from docconv.formats._words import Words
from docconv.language import direction_of, primary, strict_tag
from docconv.model import Article, Direction
from docconv.patterns import lazy_pattern
from docconv.unicode import canonical

#: The namespace of identifiers made from content (RFC 9562, UUIDv5).
CONTENT = UUID("6f1c2f6e-6d3c-5f0e-9d5b-0e6a4b8f2d11")


@dataclass(frozen=True, slots=True, kw_only=True)
class EpubOptions:
    """How a book is to be written and read; what is None is taken from the articles, and in reading is the usual limit.

    - `title`, `author`, `publisher`: text. A book of one article has its headline, authors and provider.
    - `language`: a BCP 47 tag. Else the language of most articles.
    - `direction`: "ltr" or "rtl". Else that of the book's language.
    - `date`: when the book was published: a day, a moment, or text as "2026-03-14".
    - `identifier`: a URI. Else a UUID made from the articles' ids, or from their content.
    - `modified`: when the book was last changed, with a time zone; a caller that honours SOURCE_DATE_EPOCH passes it here.
      Else the last date in the articles, else the first second of the year 2000.
    - `assets`: where pictures are, a folder or a mapping of `src` to bytes. Else there are none.
    - `max_pixels`: the longest side that a picture may have; a larger one is scaled down, by Pillow (the extra [pictures]).
      Else pictures stay as they are.
    - `cover`: whether the book has a cover, drawn from its title.

    Reading (the usual limits are the constants of these names in `_epub_archive`):

    - `most_files`: how many files the archive may hold.
    - `largest_file`, `largest_book`: how large one file, and what is unpacked of all, may be, in bytes.
    - `highest_ratio`: how many times larger than in the archive a large file may be.
    - `most_elements`: how many elements a page may have.

    >>> import docconv
    >>> book = docconv.dumps(docconv.Article(headline="Ferry"), "epub", publisher="Harbour Press", cover=False)
    >>> docconv.loads(book).headline
    'Ferry'
    """

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    language: str | None = None
    direction: Direction | None = None
    date: dt.date | str | None = None
    identifier: str | None = None
    modified: dt.datetime | None = None
    assets: Assets | None = None
    max_pixels: int | None = None
    cover: bool = True
    most_files: int | None = None
    largest_file: int | None = None
    largest_book: int | None = None
    highest_ratio: int | None = None
    most_elements: int | None = None

    def __post_init__(self) -> None:
        for name in ("title", "author", "publisher"):
            check_text(name, getattr(self, name))
        check_language("language", self.language)
        check_choice("direction", self.direction, ("ltr", "rtl"))
        check_date("date", self.date)
        check_uri("identifier", self.identifier)
        check_moment("modified", self.modified)
        check_assets("assets", self.assets)
        check_number("max_pixels", self.max_pixels, 16, 65_535)
        check_flag("cover", self.cover)
        for name in ("most_files", "largest_file", "largest_book", "highest_ratio", "most_elements"):
            check_number(name, getattr(self, name), 1, 2**40)


class Sights(NamedTuple):
    """What there is to see in a book: how many pictures, how many of them described, and whether one may move."""

    pictures: int = 0
    described: int = 0
    may_move: bool = False


class Entry(NamedTuple):
    """An element of the package's metadata: a Dublin Core element, or (name "meta") a property."""

    name: str
    value: str
    attributes: tuple[tuple[str, str], ...] = ()


class Book(NamedTuple):
    """A book as a whole."""

    identifier: str
    title: str
    language: str | None
    direction: Direction
    modified: dt.datetime
    authors: tuple[str, ...]
    publishers: tuple[str, ...]
    date: str | None
    metadata: tuple[Entry, ...]
    words: Words


# --- the book as a whole --------------------------------------------------------------------------


def book_language(chapters: Sequence[Chapter], options: EpubOptions) -> str | None:
    """The language of a book: the one asked for, else that of most of its articles, the first of equals."""
    if options.language is not None:
        tag = strict_tag(options.language)
        return tag and package_tag(tag)
    known = Counter(package_tag(chapter.language) for chapter in chapters if chapter.language is not None)
    return known.most_common(1)[0][0] if known else None


_NUMBERED_EXTENSION = lazy_pattern(r"-[0-9](?:-[a-z0-9]{2,8})+")


def package_tag(tag: str) -> str:
    """`tag` without extensions that a digit introduces: RFC 5646 admits them, EPUBCheck (OPF-092) does not.

    None is registered, so nothing that a reading system knows goes; the pages keep the whole tag.

    >>> package_tag("en-GB-1-ab-x-1-cd")
    'en-GB-x-1-cd'
    """
    public, private, rest = tag.partition("-x-")
    return _NUMBERED_EXTENSION.sub("", public) + private + rest


def book_direction(chapters: Sequence[Chapter], language: str | None, options: EpubOptions) -> Direction:
    """The direction in which a book's pages turn: that of its one article, else of its language, else of most articles."""
    if options.direction is not None:
        return options.direction
    if len(chapters) == 1 and options.language is None:
        return chapters[0].direction
    if language is not None:
        return "rtl" if direction_of(language) == "rtl" else "ltr"
    return "rtl" if 2 * sum(chapter.direction == "rtl" for chapter in chapters) > len(chapters) else "ltr"


def identifier_of(chapters: Sequence[Chapter], article: Article | None, options: EpubOptions) -> str:
    """The identifier of a book: the one asked for, else a UUID that the same articles always give.

    An article's id makes it, so that it stays over the article's versions; the content does where there is none.
    """
    if options.identifier is not None:
        return options.identifier
    if article is not None and article.id is not None:
        return f"urn:uuid:{uuid5(NAMESPACE_URL, article.id)}"
    digest = hashlib.sha256(b"\n".join(chapter.key for chapter in chapters)).hexdigest()
    return f"urn:uuid:{uuid5(CONTENT, digest)}"


def plan_book(chapters: Sequence[Chapter], article: Article | None, sights: Sights, words: Words, options: EpubOptions) -> Book:
    """The book of `chapters`; `article` is the article of a book that has just one, and `words` are in the book's language."""
    language = book_language(chapters, options)
    direction = book_direction(chapters, language, options)
    identifier = identifier_of(chapters, article, options)
    if options.title is not None:
        title = canonical(options.title)
    else:
        title = chapters[0].title if article is not None else words.collection
    authors = [canonical(options.author)] if options.author is not None else _distinct(chain(*(c.authors for c in chapters)))
    providers = (chapter.source.provider for chapter in chapters)
    publishers = [canonical(options.publisher)] if options.publisher is not None else _distinct(providers)
    date = _book_date(chapters, options)
    modified = options.modified or max((chapter.modified for chapter in chapters if chapter.modified), default=UNDATED)
    return Book(
        identifier=identifier,
        title=title,
        language=language,
        direction=direction,
        modified=modified.astimezone(dt.UTC).replace(microsecond=0),
        authors=tuple(authors),
        publishers=tuple(publishers),
        date=date,
        metadata=(
            Entry("identifier", identifier, (("id", "book-id"),)),
            *_titled(title, language, direction, chapters, article, options),
            *_made_by(authors, publishers, date, direction),
            *(
                Entry("rights", text, _own_direction(text, direction))
                for text in _distinct(chapter.source.statement for chapter in chapters)
            ),
            *([] if article is None else _of_the_article(article, direction, _own_language(article, language))),
            *_accessibility(sights, words, language, direction),
        ),
        words=words,
    )


# --- metadata -------------------------------------------------------------------------------------

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _own_direction(text: str, direction: str) -> tuple[tuple[str, str], ...]:
    """`dir`, where a text runs against the book: a Latin name in an Arabic book."""
    own = turned(text, direction)
    return () if own is None else (("dir", own),)


def _distinct(values: Iterable[str | None]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


def _titled(
    title: str,
    language: str | None,
    direction: Direction,
    chapters: Sequence[Chapter],
    article: Article | None,
    options: EpubOptions,
) -> Iterator[Entry]:
    """Dublin Core, in the order of EPUB 3.3, section 5.5.3: what the book is called and the languages it is in."""
    tongue = _own_language(article, language) if options.title is None else ()
    yield Entry("title", title, (("id", "title"), *tongue, *_own_direction(title, direction)))
    languages = _distinct([language, *(package_tag(chapter.language) for chapter in chapters if chapter.language)])
    yield from (Entry("language", tag) for tag in languages or ["und"])
    if article is not None and article.id not in (None, options.identifier):
        yield Entry("identifier", article.id or "", (("id", "article-id"),))


def _made_by(authors: Sequence[str], publishers: Sequence[str], date: str | None, direction: Direction) -> Iterator[Entry]:
    """Who made the book, and when."""
    for number, name in enumerate(authors, 1):
        yield Entry("creator", name, (("id", f"creator-{number}"), *_own_direction(name, direction)))
        yield _refined(f"creator-{number}", "role", "aut", ("scheme", "marc:relators"))
    yield from (Entry("publisher", name, _own_direction(name, direction)) for name in publishers)
    if date is not None:
        yield Entry("date", date)


def _own_language(article: Article | None, language: str | None) -> tuple[tuple[str, str], ...]:
    """`xml:lang`, where the text of a book's one article is known to be in another language than the book."""
    if article is None or article.language is None or (tag := package_tag(article.language)) == language:
        return ()
    return ((_XML_LANG, tag),)


def _of_the_article(article: Article, direction: Direction, tongue: tuple[tuple[str, str], ...]) -> Iterator[Entry]:
    if article.standfirst:
        text = " ".join(part.text.replace("\n", " ") for part in article.standfirst)
        yield Entry("description", text, (*tongue, *_own_direction(text, direction)))
    if article.url is not None:
        yield Entry("source", article.url)
    for number, topic in enumerate(article.topics, 1):
        coded = re.fullmatch(r"(https?://.*[/#])([^/#]+)", topic.uri or "")
        own = _own_direction(topic.name, direction)
        yield Entry("subject", topic.name, ((("id", f"subject-{number}"),) if coded else ()) + own)
        if coded:  # a term needs its authority, and the other way round (EPUB 3.3, appendix D.3)
            yield _refined(f"subject-{number}", "authority", coded[1])
            yield _refined(f"subject-{number}", "term", coded[2])
    names = {topic.name for topic in article.topics}
    yield from (
        Entry("subject", word, _own_direction(word, direction)) for word in _distinct(article.keywords) if word not in names
    )


def _refined(target: str, name: str, value: str, *given: tuple[str, str]) -> Entry:
    return Entry("meta", value, (("refines", f"#{target}"), ("property", name), *given))


def _book_date(chapters: Sequence[Chapter], options: EpubOptions) -> str | None:
    """When the book was published: as asked for, else the last publication of its articles."""
    given = options.date
    if isinstance(given, dt.datetime):
        return written_moment(given.astimezone(dt.UTC)) if given.utcoffset() is not None else given.date().isoformat()
    if isinstance(given, dt.date):
        return given.isoformat()
    if given is not None:
        return given
    published = [chapter.published for chapter in chapters if chapter.published is not None]
    return written_moment(max(published)) if published else None


def _accessibility(sights: Sights, words: Words, language: str | None, direction: Direction) -> Iterator[Entry]:
    """Accessibility metadata (EPUB Accessibility 1.1, section 2.2), computed from what the book holds.

    Nothing is claimed that was not looked at: alternative text only where every picture has it,
    freedom from hazards only where nothing can move.
    """

    def says(name: str, *values: str) -> Iterator[Entry]:
        yield from (Entry("meta", value, (("property", f"schema:{name}"),)) for value in values)

    all_described = sights.described == sights.pictures
    yield from says("accessMode", "textual", *(["visual"] if sights.pictures else []))
    sufficient = (["textual"] if all_described else []) + (["textual,visual"] if sights.pictures else [])
    yield from says("accessModeSufficient", *sufficient)
    yield from says("accessibilityFeature", "structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability")
    if sights.pictures and all_described:
        yield from says("accessibilityFeature", "alternativeText")
    yield from says("accessibilityHazard", "unknown" if sights.may_move else "none")
    sentences = [words.textual] + ([words.described if all_described else words.undescribed] if sights.pictures else [])
    spaceless = words.language.partition("-")[0] in ("zh", "ja")
    foreign = ((_XML_LANG, words.language),) if primary(words.language) != primary(language) else ()
    turned = (("dir", words.direction),) if words.direction != direction else ()
    summary = ("" if spaceless else " ").join(sentences)
    yield Entry("meta", summary, (("property", "schema:accessibilitySummary"), *foreign, *turned))
