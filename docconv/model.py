"""The article: frozen pydantic models that know no format and do no I/O.

The models admit only the normal form (design, section 3), so that every format can carry every
article and round trips are exact. Readers repair what they meet; the model refuses it.

>>> article = Article(headline="Ferry adds dawn sailing", body=[Section(blocks=[Paragraph(text="It leaves at 5.40.")])])
>>> article.direction, article.replace(language="ar").direction
('ltr', 'rtl')
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator

from docconv.canonical import (
    Day,
    Email,
    Extensions,
    FrozenDict,
    LanguageTag,
    Moment,
    Positive,
    Source,
    Text,
    TextOrEmpty,
    Uri,
    WebAddress,
)
from docconv.language import direction_of
from docconv.richtext import SEQUENCE, contradiction
from docconv.richtext import Cell as Cell
from docconv.richtext import Mark as Mark
from docconv.richtext import MarkKind as MarkKind
from docconv.richtext import Part as Part
from docconv.richtext import RichText as RichText
from docconv.richtext import check_marks as check_marks
from docconv.richtext import mark_order as mark_order
from docconv.unicode import Direction as Direction
from docconv.unicode import is_word_edge

#: The version of the article model that this release writes.
MODEL_VERSION = "1.0"


def _constant(value: str) -> Callable[[dict[str, Any]], Any]:
    """A default that is always written, also where defaults are left out."""
    return lambda _: value


#: Stands in for a direction that was not given, until the language is known.
_NOT_GIVEN: Any = object()


def _from_language() -> Any:
    return _NOT_GIVEN


def _one_of_them_given(*names: str) -> dict[str, Any]:
    """In the published schema: at least one of the fields is there and not null."""
    return {"anyOf": [{"required": [name], "properties": {name: {"not": {"type": "null"}}}} for name in names]}


# --- blocks --------------------------------------------------------------------------------------


class _ParagraphKind(Part):
    type: Literal["paragraph"] = Field(default_factory=_constant("paragraph"), description="Tells the block's kind.")


class Paragraph(RichText, _ParagraphKind):
    """A paragraph of the story.

    >>> Paragraph(text="It leaves at 5.40.").type
    'paragraph'
    """


class Figure(Part):
    """A picture, video or recording, with what is printed beside it; at least its src, caption or credit.

    >>> Figure(src="pictures/ferry.jpg", alt="A ferry at dawn", credit="Harbour Press").media
    'image'
    """

    model_config = ConfigDict(json_schema_extra=_one_of_them_given("src", "caption", "credit"))

    type: Literal["figure"] = Field(default_factory=_constant("figure"), description="Tells the block's kind.")
    media: Literal["image", "video", "audio"] = Field("image", description="What kind of medium it is.")
    src: Source | None = Field(None, description="Where its bytes are: an address, or a path beside the document.")
    alt: TextOrEmpty | None = Field(
        None, description="The text for those who cannot see it; empty for decoration, null when unknown."
    )
    caption: RichText | None = Field(None, description="The caption, without its label and without the credit.")
    credit: Text | None = Field(None, description="Whom it is credited to, without its label.")
    source: Text | None = Field(None, description="The agency or archive it came from, where that is apart from the credit.")
    width: Positive | None = Field(None, description="Width in pixels.")
    height: Positive | None = Field(None, description="Height in pixels.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.src is None and self.caption is None and self.credit is None:
            raise contradiction("a figure must have a src, a caption or a credit")
        return self


class Quote(Part):
    """A quotation set apart from the text.

    >>> Quote(paragraphs=[RichText(text="We sail.")], attribution="Maren Oduya").paragraphs[0].text
    'We sail.'
    """

    type: Literal["quote"] = Field(default_factory=_constant("quote"), description="Tells the block's kind.")
    paragraphs: Annotated[tuple[RichText, ...], SEQUENCE] = Field(min_length=1, description="What is quoted.")
    attribution: Text | None = Field(None, description="Who said or wrote it, as printed.")


class List(Part):
    """A list of points.

    >>> len(List(ordered=True, items=[RichText(text="Board"), RichText(text="Sail")]).items)
    2
    """

    type: Literal["list"] = Field(default_factory=_constant("list"), description="Tells the block's kind.")
    ordered: bool = Field(False, description="Whether the items are numbered, from 1.")
    items: Annotated[tuple[RichText, ...], SEQUENCE] = Field(min_length=1, description="The items, without bullet or number.")


_Row = Annotated[tuple[Cell, ...], SEQUENCE, Field(min_length=1)]


class Table(Part):
    """A table of rich texts.

    >>> Table(rows=[[Cell(text="Day")], [Cell(text="Monday")]], header_rows=1).rows[1][0].text
    'Monday'
    """

    type: Literal["table"] = Field(default_factory=_constant("table"), description="Tells the block's kind.")
    rows: Annotated[tuple[_Row, ...], SEQUENCE] = Field(min_length=1, description="The rows of cells, headers first.")
    header_rows: int = Field(0, ge=0, description="How many of the first rows are headers, at most all of them.")
    caption: RichText | None = Field(None, description="The table's caption.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.header_rows > len(self.rows):
            raise contradiction("a table cannot have more header rows than rows")
        return self


class Embed(Part):
    """Something shown from elsewhere: a post, a video player, a map.

    >>> Embed(url="https://video.example.com/7", provider="Example Video").url
    'https://video.example.com/7'
    """

    type: Literal["embed"] = Field(default_factory=_constant("embed"), description="Tells the block's kind.")
    url: WebAddress = Field(description="Where it is shown from.")
    provider: Text | None = Field(None, description="The service it comes from.")
    text: Text | None = Field(None, description="What it says, for those who cannot load it.")


#: A part of a section, told apart by its `type`.
Block = Annotated[Paragraph | Figure | Quote | List | Table | Embed, Field(discriminator="type")]


class Section(Part):
    """A part of the body: a heading, and what stands under it.

    >>> Section(heading="The timetable", blocks=[Paragraph(text="It leaves at 5.40.")]).level
    1
    """

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"not": {"required": ["heading"], "properties": {"heading": {"type": "string"}}}},
            "then": {"required": ["blocks"], "properties": {"level": {"const": 1}, "blocks": {"minItems": 1}}},
        }
    )

    heading: Text | None = Field(None, description="The heading; only the first section may have none.")
    level: int = Field(
        1, ge=1, le=5, description="The depth of the heading, 1 at the top; at most one more than that of the heading before."
    )
    blocks: Annotated[tuple[Block, ...], SEQUENCE] = Field((), description="Paragraphs, figures and the rest, in reading order.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.heading is None and (self.level != 1 or not self.blocks):
            raise contradiction("a section without a heading must have level 1 and at least one block")
        return self


# --- what belongs to the story ---------------------------------------------------------------------


class Person(Part):
    """An author.

    >>> Person(name="Maren Oduya", role="correspondent", organisation="Harbour Press").name
    'Maren Oduya'
    """

    name: Text = Field(description='The bare name, without "By" and without the role.')
    role: Text | None = Field(None, description="What the person is or did: correspondent, photographer.")
    organisation: Text | None = Field(None, description="Whom the person works for.")
    email: Email | None = Field(None, description="An e-mail address.")
    uri: Uri | None = Field(None, description="A URI that identifies the person.")


class Dateline(Part):
    """Where, when and by which agency the story was filed.

    >>> Dateline(text="PORT ELWIN, March 3 (HPS)", place="Port Elwin", agency="HPS").place
    'Port Elwin'
    """

    text: Text = Field(description="As printed.")
    place: Text | None = Field(None, description="The place, when known.")
    agency: Text | None = Field(None, description="The agency, when known.")
    date: Day | None = Field(None, description="The day, when known.")


class Rights(Part):
    """Who owns the text and what may be done with it; at least one of the three.

    >>> Rights(notice="© 2026 Harbour Press").holder is None
    True
    """

    model_config = ConfigDict(json_schema_extra=_one_of_them_given("holder", "notice", "terms"))

    holder: Text | None = Field(None, description="The holder of the copyright.")
    notice: Text | None = Field(None, description="The notice as printed.")
    terms: Text | None = Field(None, description="The terms of use.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.holder is None and self.notice is None and self.terms is None:
            raise contradiction("rights must have a holder, a notice or terms")
        return self


class Topic(Part):
    """What the story is about.

    >>> Topic(name="transport", uri="http://cv.iptc.org/newscodes/mediatopic/20000337").name
    'transport'
    """

    name: Text = Field(description="The topic in words.")
    uri: Uri | None = Field(None, description="The coded subject, such as an IPTC Media Topic.")


class Link(Part):
    """A related page.

    >>> Link(title="Timetable", url="https://example.com/ferry").title
    'Timetable'
    """

    title: Text = Field(description="Its title.")
    url: WebAddress | None = Field(None, description="Its address, when known.")


class RelatedGroup(Part):
    """Related pages under a heading; at least a heading or a link.

    >>> RelatedGroup(heading="More on this story", links=[Link(title="Timetable")]).links[0].url is None
    True
    """

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["heading"], "properties": {"heading": {"type": "string"}}},
                {"required": ["links"], "properties": {"links": {"minItems": 1}}},
            ]
        }
    )

    heading: Text | None = Field(None, description="The heading of the group, as printed.")
    links: Annotated[tuple[Link, ...], SEQUENCE] = Field((), description="The related pages; a heading may be left with none.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.heading is None and not self.links:
            raise contradiction("a related group must have a heading or a link")
        return self


# --- the article -----------------------------------------------------------------------------------


class Article(Part):
    """A news article: the story, and all that belongs to it.

    Two articles are equal when they are the same JSON, `model_dump_json`.

    >>> article = Article(headline="Ferry adds dawn sailing", body=[Section(blocks=[Paragraph(text="It leaves at 5.40.")])])
    >>> [block.type for block in article.blocks()], article.lead().text
    (['paragraph'], 'It leaves at 5.40.')
    """

    docconv: Literal["1.0"] = Field(default_factory=_constant(MODEL_VERSION), description="The version of the article model.")
    id: Uri | None = Field(None, description="A URI or URN that identifies the article over its versions.")
    url: WebAddress | None = Field(None, description="Where it was published.")
    version: Positive = Field(1, description="The version of the text, counted from 1.")
    slug: Text | None = Field(None, description="The newsroom's short name for the story.")
    language: LanguageTag | None = Field(None, description="The language of the text, a BCP 47 tag.")
    direction: Direction = Field(
        default_factory=_from_language,
        validate_default=True,
        description="The direction of the text; filled from the language when not given.",
    )
    kicker: Text | None = Field(None, description="The line above the headline.")
    headline: Text | None = Field(None, description="The headline; null when there is none.")
    standfirst: Annotated[tuple[RichText, ...], SEQUENCE] = Field((), description="Summary, deck or lead-in, by paragraph.")
    byline: Text | None = Field(None, description="The byline as printed.")
    authors: Annotated[tuple[Person, ...], SEQUENCE] = Field((), description="The authors.")
    dateline: Dateline | None = Field(None, description="The dateline; one that opens the first paragraph stays in it, too.")
    created: Moment | None = Field(None, description="When the text was written.")
    published: Moment | None = Field(None, description="When it was published.")
    modified: Moment | None = Field(None, description="When it was last changed.")
    embargoed: Moment | None = Field(None, description="Not to be published before.")
    expires: Moment | None = Field(None, description="Not to be used after.")
    status: Literal["usable", "withheld", "canceled"] = Field("usable", description="Whether it may be used.")
    provider: Text | None = Field(None, description="Who provides the text: an agency, a publisher.")
    rights: Rights | None = Field(None, description="Who owns it and what may be done with it.")
    topics: Annotated[tuple[Topic, ...], SEQUENCE] = Field((), description="What it is about.")
    keywords: Annotated[tuple[Text, ...], SEQUENCE] = Field((), description="Keywords.")
    body: Annotated[tuple[Section, ...], SEQUENCE] = Field((), description="The story, by section.")
    related: Annotated[tuple[RelatedGroup, ...], SEQUENCE] = Field((), description="Related pages, by group.")
    furniture: Annotated[tuple[Text, ...], SEQUENCE] = Field(
        (), description="Text of the page that is no part of the story, in order."
    )
    extensions: Extensions = Field(
        default_factory=FrozenDict,
        description='What a foreign document carried that has no field: "vendor:name" to any JSON value.',
    )

    @field_validator("direction", mode="before")
    @classmethod
    def _fill_direction(cls, direction: object, info: ValidationInfo) -> object:
        return direction_of(info.data.get("language")) if direction is _NOT_GIVEN else direction

    @field_validator("body")
    @classmethod
    def _check_body(cls, body: tuple[Section, ...]) -> tuple[Section, ...]:
        depth = 0
        for number, section in enumerate(body):
            if section.heading is None:
                if number:
                    raise contradiction("only the first section may have no heading", number=number)
            elif section.level > depth + 1:
                raise contradiction(
                    "section {counted} has level {level} after level {depth}: a heading goes at most one deeper",
                    number=number,
                    counted=number + 1,
                    level=section.level,
                    depth=depth,
                )
            else:
                depth = section.level
        return body

    def replace(self, **changes: object) -> Article:
        """A validated copy with some fields changed.

        A new language brings its direction along, where the old direction was that of the old language.
        Raises `pydantic.ValidationError` when the result would not be an article.

        >>> Article(headline="One").replace(headline="Two").headline
        'Two'
        """
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        if "language" in changes and self.direction == direction_of(self.language):
            del fields["direction"]
        return type(self).model_validate({**fields, **changes})

    def blocks(self) -> Iterator[Paragraph | Figure | Quote | List | Table | Embed]:
        """Every block of the body, in reading order."""
        for section in self.body:
            yield from section.blocks

    def lead(self) -> Paragraph | None:
        """The first paragraph of the body."""
        return next((block for block in self.blocks() if isinstance(block, Paragraph)), None)

    def opening_dateline(self) -> int | None:
        """Where the dateline ends that opens the text of the first paragraph; None where it does not open it.

        Writers print such a dateline once. One that is only the beginning of a word opens nothing.

        >>> article = Article(dateline=Dateline(text="LONDON"), body=[Section(blocks=[Paragraph(text="LONDON: Rain fell.")])])
        >>> article.opening_dateline()
        6
        >>> article.replace(body=[Section(blocks=[Paragraph(text="LONDONERS woke to rain.")])]).opening_dateline()
        """
        lead = None if self.dateline is None else self.lead()
        if lead is None or self.dateline is None or not lead.text.startswith(self.dateline.text):
            return None
        end = len(self.dateline.text)
        return end if is_word_edge(lead.text, end) else None

    def _repr_html_(self) -> str:
        """How the article shows itself in a notebook: as a small piece of HTML that is safe to show.

        >>> "<h2>Ferry adds dawn sailing</h2>" in Article(headline="Ferry adds dawn sailing")._repr_html_()
        True
        """
        from docconv.notebook import as_html  # for notebooks alone

        return as_html(self.model_dump(mode="json"))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Article):
            return NotImplemented
        return self is other or self.model_dump_json() == other.model_dump_json()

    def __hash__(self) -> int:
        return hash(self.model_dump_json())
