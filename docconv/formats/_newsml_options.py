"""The options of NewsML-G2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from docconv.formats._options import check_choice, check_flag, check_moment, check_number, check_text, check_uri
from docconv.formats._xml_reading import LARGEST_XML


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsmlOptions:
    """How NewsML-G2 is written and read.

    Writing: `provider` is the name of the provider for articles without one; `provider_uri` identifies
    that provider. `now` is the time (with a time zone) that stands in for a missing date of the version
    and is the time a newsMessage is sent; None takes the articles' own dates. `generator` and
    `generator_version` name the program; `id_prefix` precedes the UUID in derived identifiers.

    `inline` is the form of the story inside: NITF 3.6 or XHTML. With `package` or a `title` for it the
    articles make an edited collection: a newsMessage whose first item is a packageItem that lists
    them in order (all of them are held in memory until the last one is known). With `pictures` each
    figure that has an address gets an item of its own in the newsMessage, behind that of its text.

    Reading: `largest` is the size, in bytes, above which a document is refused.
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
        if self.largest is None:
            raise ValueError("largest must be a number of bytes, not None")
        check_number("largest", self.largest, 1, 2**40)
