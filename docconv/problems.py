"""What can go wrong and what cannot be carried: problems, their codes, exceptions, exit codes.

A `Problem` is a finding about a document; an exception means there is no document to go on with.
Codes are stable: a letter for the area and three digits. The area letters: I input, T raw text,
J JSON, M model, R reading of foreign documents, N ninjs, G NewsML-G2, H HTML, K Markdown, X XML, E EPUB, L loss on writing,
D derived on writing, A accessibility, U usage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "loss", "info"]

#: The severities from the gravest to the lightest.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "loss", "info")


class ExitCode(IntEnum):
    """The exit codes of the command line; each exception says which is its own.

    >>> int(ExitCode.USAGE), DocumentError.exit_code.name
    (2, 'FINDINGS')
    """

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    UNREADABLE_INPUT = 3
    OUR_FAULT = 70


class Code(NamedTuple):
    """A kind of problem: how grave it is and what it means, in one sentence.

    >>> CODES["M008"]
    Code(severity='warning', meaning='The article has no headline.')
    """

    severity: Severity
    meaning: str


#: Every code there is. A new message begins with a line here.
CODES: dict[str, Code] = {
    "I001": Code("error", "The input cannot be opened or read."),
    "I002": Code("warning", "The input is not UTF-8; it was decoded as another encoding."),
    "I003": Code("warning", "Some bytes or characters have no meaning and were replaced by U+FFFD or left out."),
    "I004": Code("error", "The input is larger than the limit."),
    "I005": Code("error", "The format of the input cannot be told."),
    "I006": Code("info", "The document holds several articles and only the first was taken."),
    "I007": Code("error", "The document holds no article."),
    "I008": Code(
        "error",
        "A document could not be read for a fault of docconv's own, or of the package its format comes from; the batch went on.",
    ),
    "I009": Code("error", "The process that read a document was ended, each time it was tried."),
    "I010": Code("error", "More documents failed than were to be put up with."),
    "T001": Code("warning", "No headline was found in the text."),
    "T002": Code("warning", "The text holds no story: it is empty or only furniture."),
    "T003": Code("info", "The author could not be told from the printed byline."),
    "T004": Code("info", "A date is printed without its time of day or time zone; midnight, or UTC, was taken."),
    "T005": Code("info", "A printed date can be read two ways and was left out."),
    "T006": Code("warning", "The text has far too many short lines, or tabs, for text of news; not all were looked at."),
    "J001": Code("error", "The JSON is not well-formed."),
    "J002": Code("error", "The document is not an object."),
    "J003": Code("error", "The document is of another major version of the article model."),
    "J004": Code("info", "The document is of a newer minor version; unknown fields were kept as extensions."),
    "J005": Code("error", "A name stands twice in an object."),
    "J006": Code("error", "The JSON does not follow the schema that was named."),
    "M001": Code("error", "A required field is missing."),
    "M002": Code("error", "A field is not part of the article model."),
    "M003": Code("error", "A value is of the wrong type."),
    "M004": Code("error", "A text is not in normal form."),
    "M005": Code("error", "A value is not one of those allowed."),
    "M006": Code("error", "A URI, language tag, date or e-mail address is malformed."),
    "M007": Code("error", "Parts of the article contradict each other."),
    "M008": Code("warning", "The article has no headline."),
    "R001": Code("warning", "A value was brought into the form that the model demands."),
    "R002": Code("warning", "A value could not be used and was left out."),
    "R003": Code("info", "What has no field was kept as an extension."),
    "R004": Code("warning", "A part that the format demands is missing or out of place."),
    "R005": Code("warning", "Markup that has no meaning for an article was skipped; its text was kept."),
    "R006": Code("warning", "The markup is broken and was repaired."),
    "R007": Code("warning", "A text that has no place in the article was kept as furniture."),
    "N001": Code("error", "A property that this version of ninjs demands is missing."),
    "N002": Code("error", "A property is not part of this version of ninjs."),
    "N003": Code("error", "A value of a ninjs item is of the wrong type."),
    "N004": Code("error", "A value of a ninjs item is not one of those allowed."),
    "N005": Code("error", "A URI or date of a ninjs item is malformed."),
    "N006": Code("error", "Parts of a ninjs item contradict each other."),
    "N007": Code("info", "The item is of a newer version of ninjs than docconv knows."),
    "N008": Code("info", "Two properties of a ninjs item say different things; one was taken."),
    "G001": Code("error", "An item of NewsML-G2 has a blank identifier."),
    "G002": Code("warning", "The alias of a code stands in no catalog."),
    "G003": Code("warning", "A date has no time zone, or dates contradict each other."),
    "G004": Code("warning", "The story inside is not of the kind or namespace that its item says."),
    "S001": Code("warning", "A property that search engines ask of an article is missing."),
    "S002": Code("error", "The document is not JSON-LD of schema.org."),
    "S003": Code("error", "A value of the article is of a type that schema.org does not have there."),
    "S004": Code("error", "A date is not of ISO 8601."),
    "S005": Code("warning", "A date has no time zone, or an address no host, so that it says too little."),
    "S006": Code("warning", "The name of an author is more, or less, than one bare name."),
    "S007": Code("info", "Two properties of the article say different things; one was taken."),
    "X001": Code("error", "The XML is not well-formed."),
    "X002": Code("error", "A text is longer than XML parsers accept."),
    "X003": Code("error", "The XML does not follow the schema."),
    "X004": Code("info", "The XML has no namespace; it was checked as if it had."),
    "X005": Code("warning", "A value has not the form, or is none of the values, that the standard names."),
    "X006": Code("info", "Markup that is valid, but that many receivers do not read."),
    "H001": Code("error", "An article of a page has no headline of level 1, or several."),
    "H002": Code("error", "A language, direction or date in HTML is missing or malformed."),
    "H003": Code("warning", "A heading is more than one level below the one before."),
    "H004": Code("error", "An id is empty, holds white space or stands twice."),
    "H005": Code("error", "An address in HTML is malformed, or of a kind that leads nowhere."),
    "H006": Code("error", "A page of news holds a program, or what a strict content security policy refuses."),
    "H007": Code("error", "A part that HTML demands is missing: the declaration, the title."),
    "H008": Code("error", "Tags do not match, or the page is empty."),
    "E001": Code("error", "The book is no zip archive, or the archive is broken."),
    "E002": Code("error", "The book unpacks to more than the limits allow, or its files overlap."),
    "E003": Code("error", "The book is encrypted."),
    "E004": Code("error", "The package document of the book is missing or cannot be read."),
    "E005": Code("warning", "The archive or the package of the book is irregular; it was read all the same."),
    "E006": Code("warning", "A file of the book is missing, damaged, or of a kind that is not read."),
    "E007": Code("info", "A page of the book that is no article, such as its cover, was passed over."),
    "K001": Code("error", "The front matter of a Markdown document is not YAML, or goes beyond the limits."),
    "K002": Code("warning", "A name stands twice in the front matter."),
    "K003": Code("warning", "A name in the front matter is not that of a field of the article."),
    "K004": Code("error", "A Markdown document has several headings of level 1."),
    "K005": Code("warning", "A heading in Markdown is more than one level below the one before."),
    "K006": Code("error", "An address in Markdown is malformed, relative where it may not be, or of a kind that leads nowhere."),
    "E010": Code("error", "The file mimetype is not the first of the archive, is packed, or says something else."),
    "E011": Code("error", "The container file is missing or faulty, or a file of the archive has a name that EPUB forbids."),
    "E012": Code("error", "The package document lacks what EPUB demands, or says it in a form that EPUB does not have."),
    "E013": Code("error", "The manifest names a file that is not in the book, or names one twice."),
    "E014": Code("warning", "A file of the book is not in the manifest."),
    "E015": Code("error", "A file is not of the media type that the manifest says."),
    "E016": Code("error", "The reading order (spine) is missing, or names what is no page of the manifest."),
    "E017": Code("error", "The navigation document is missing or faulty."),
    "E018": Code("error", "A link leads to no file or place of the book."),
    "E019": Code("error", "An id of a page is malformed or stands twice."),
    "E020": Code("error", "A page uses markup that XHTML does not have, or not there."),
    "E021": Code("error", "A page needs something from the network, where EPUB allows none."),
    "E022": Code("error", "The properties of a page in the manifest do not fit what the page holds."),
    "E023": Code("error", "The language of the book or of a page is malformed or contradicts itself."),
    "E024": Code("warning", "The book lacks metadata of accessibility, or a page its language."),
    "E025": Code("error", "A page or file of the package is not well-formed XML."),
    "E101": Code("error", "EPUBCheck finds an error."),
    "E102": Code("warning", "EPUBCheck warns."),
    "A001": Code("warning", "A picture has no alternative text."),
    "L001": Code("loss", "The format has no place for a field."),
    "L002": Code("loss", "A picture was left out: the book cannot hold it."),
    "D001": Code("info", "The standard demands a value that the article lacks; it was derived and marked."),
    "D002": Code("warning", "Two items of a message have the same identifier and version."),
    "U001": Code("error", "The command or call was not understood."),
    "U002": Code("error", "The output cannot be written."),
    "U003": Code("error", "The format cannot be read, or cannot be written."),
    "U004": Code("error", "An option needs a package that is not installed."),
    "U005": Code("error", "A schema that was named cannot be used."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding: what, how grave, and where.

    `line` and `column` count from 1, columns in code points; `path` is a JSON Pointer (RFC 6901)
    into the article. Whatever is not known is None. As text it is the line that the commands write.

    >>> found = Problem("M008", "warning", "the article has no headline", line=1, column=1)
    >>> print(found.at("story.json"))
    story.json:1:1: warning[M008] the article has no headline
    """

    code: str
    severity: Severity
    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None

    def __str__(self) -> str:
        where = self.file or "-"
        if self.line is not None:
            where += f":{self.line}:{self.column or 1}"
        text = f"{where}: {self.severity}[{self.code}] {self.message}"
        return f"{text} ({self.path})" if self.path else text

    def at(self, file: str) -> Problem:
        """The same finding in a named file, unless it names one already."""
        return self if self.file else replace(self, file=file)


#: A message is no longer, in characters: it may repeat a name or a value, and those may be as long as they like.
LONGEST_MESSAGE = 2000


def problem(
    code: str,
    message: str,
    *,
    severity: Severity | None = None,
    file: str | None = None,
    line: int | None = None,
    column: int | None = None,
    path: str | None = None,
) -> Problem:
    """A `Problem` with the severity that its code has in `CODES`, unless another is given.

    >>> str(problem("T001", "there is no headline", file="a.txt"))
    'a.txt: warning[T001] there is no headline'
    """
    if len(message) > LONGEST_MESSAGE:
        message = message[: LONGEST_MESSAGE - 1] + "…"
    return Problem(code, severity or CODES[code].severity, message, file, line, column, path)


#: What receives problems as they are found: `list.append` will do.
Report = Callable[[Problem], None]


class DocconvError(Exception):
    """The root of docconv's exceptions; carries the problems that led to it.

    >>> import docconv
    >>> try:
    ...     docconv.loads("{", "json")
    ... except docconv.DocconvError as error:
    ...     print(error.problems[0].code, error.at("story.json").problems[0].file)
    J001 story.json
    """

    exit_code = ExitCode.FINDINGS

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def at(self, file: str) -> DocconvError:
        """The same error, its problems placed in a named file."""
        return type(self)([problem.at(file) for problem in self.problems])


class DocumentError(DocconvError):
    """The document was read, but no article can be had from it; or an article cannot be written in a format.

    >>> import docconv
    >>> docconv.loads("[]", "json")
    Traceback (most recent call last):
    docconv.problems.DocumentError: -: error[I007] the document holds no article
    """


class UsageError(DocconvError):
    """A format, an option or an argument that does not exist or does not fit.

    >>> import docconv
    >>> docconv.loads("{}", "newsm")
    Traceback (most recent call last):
    docconv.problems.UsageError: -: error[U001] there is no format 'newsm' (did you mean newsml?)
    """

    exit_code = ExitCode.USAGE


class InputError(DocconvError):
    """An input that cannot be opened.

    >>> import docconv
    >>> docconv.load("missing.txt")
    Traceback (most recent call last):
    docconv.problems.InputError: missing.txt: error[I001] cannot be opened: there is no such file
    """

    exit_code = ExitCode.UNREADABLE_INPUT


class OutputError(DocconvError):
    """An output that cannot be written; nothing half-written was left.

    >>> import docconv
    >>> try:
    ...     docconv.dump(docconv.Article(headline="Ferry adds dawn sailing"), "no/such/folder/ferry.json")
    ... except docconv.OutputError as error:
    ...     print(error.problems[0].code, error.problems[0].file)
    U002 no/such/folder/ferry.json
    """

    exit_code = ExitCode.FINDINGS
