"""The options of NewsML-G2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from docconv.formats._options import check_choice, check_flag, check_moment, check_number, check_text, check_uri
from docconv.formats._xml_reading import LARGEST_XML, MOST_ELEMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsmlOptions:
    """How NewsML-G2 is written and read.

    - `provider`: the name of the provider for articles without one; `provider_uri` identifies that provider.
    - `now`: the time (with a time zone) that stands in for a missing date of the version and is the time a
      newsMessage is sent; None takes the articles' own dates.
    - `generator`, `generator_version`: the name of the program, and its version.
    - `id_prefix`: what precedes the UUID in derived identifiers.
    - `inline`: the form of the story inside, NITF 3.6 or XHTML.
    - `package`: the articles make an edited collection, a newsMessage whose first item is a packageItem that
      lists them in order; all of them are held in memory until the last one is known. `title` is its headline,
      and makes one, too.
    - `pictures`: each figure that has an address gets an item of its own in the newsMessage, behind that of its text.
    - `largest`, `most_elements`: the bytes and elements above which a document is not read (I004).

    >>> import docconv
    >>> written = docconv.dumps(docconv.Article(headline="Ferry"), "newsml", provider="Harbour Press", inline="xhtml")
    >>> b"http://www.w3.org/1999/xhtml" in written, docconv.loads(written).provider
    (True, None)
    """

    provider: str | None = None
    provider_uri: str | None = None
    now: datetime | None = None
    generator: str = "docconv"
    generator_version: str | None = None
    id_prefix: str = "urn:uuid:"
    inline: Literal["nitf", "xhtml"] = "nitf"
    package: bool = False
    title: str | None = None
    pictures: bool = False
    largest: int = LARGEST_XML
    most_elements: int = MOST_ELEMENTS

    def __post_init__(self) -> None:
        check_text("provider", self.provider, strict=True)
        check_uri("provider_uri", self.provider_uri)
        check_moment("now", self.now)
        check_text("generator", self.generator, optional=False, strict=True)
        check_text("generator_version", self.generator_version, strict=True)
        check_uri("id_prefix", self.id_prefix, optional=False, prefix=True)
        if self.inline is None:
            raise ValueError("inline is not nitf or xhtml: None")
        check_choice("inline", self.inline, ("nitf", "xhtml"))
        check_flag("package", self.package)
        check_text("title", self.title, strict=True)
        check_flag("pictures", self.pictures)
        for name, number in (("largest", self.largest), ("most_elements", self.most_elements)):
            if number is None:
                raise ValueError(f"{name} must be a number, not None")
            check_number(name, number, 1, 2**40)
