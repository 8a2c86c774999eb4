"""The article model: what it refuses and why, and that nothing of an article changes."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from docconv import model
from docconv.canonical import EXTENSION_DEPTH, FrozenDict, frozen_json
from docconv.model import Article, Dateline, Figure, Mark, Paragraph, Part, RichText, Section, check_marks
from tests.strategies import articles, bodies, json_values, rich_texts, uris, web_addresses

PARAGRAPH = {"type": "paragraph", "text": "It opens at nine."}
MODELS = [
    value
    for name, value in vars(model).items()
    if isinstance(value, type) and issubclass(value, Part) and not name.startswith("_")
]


def body(*sections: dict[str, Any]) -> dict[str, Any]:
    return {"body": list(sections)}


def blocks(*given_blocks: object) -> dict[str, Any]:
    return body({"blocks": list(given_blocks)})


def marked(*marks: tuple[Any, ...], text: str = "Orchard opens its gates") -> dict[str, Any]:
    keys = ("kind", "start", "end", "href")
    return {"standfirst": [{"text": text, "marks": [dict(zip(keys, mark, strict=False)) for mark in marks]}]}


def refusals(**fields: object) -> list[str]:
    """The messages with which the model refuses an article of these fields."""
    with pytest.raises(ValidationError) as refused:
        Article.model_validate(fields)
    return [error["msg"] for error in refused.value.errors() if not is_consequence(error)]


def is_consequence(error: Any) -> bool:
    """Whether pydantic reports what follows from another error: a list is too short without its faulty items."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


# --- what is refused ------------------------------------------------------------------------------

TEXT_RULE = "must be text of one line: not empty, no white space at its ends, no two spaces in a row"
URI_RULE = "must be a URI in ASCII, percent-encoded, of one of the schemes"
WEB_RULE = "must be an http or https address in ASCII, percent-encoded"
SOURCE_RULE = "must be an http or https address or a relative path"
MOMENT_RULE = "must be a date and time in UTC, in whole seconds"
JSON_RULE = "must be JSON: null, a boolean, a finite number"

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("an empty text", {"headline": ""}, TEXT_RULE),
    ("white space at the start", {"headline": " a"}, TEXT_RULE),
    ("a no-break space at the end", {"headline": "a\xa0"}, TEXT_RULE),
    ("an ideographic space at the start", {"headline": "\u3000a"}, TEXT_RULE),
    ("two spaces", {"headline": "a  b"}, TEXT_RULE),
    ("a tab", {"headline": "a\tb"}, TEXT_RULE),
    ("a line break outside rich text", {"headline": "a\nb"}, TEXT_RULE),
    ("a C0 control", {"headline": "a\x07b"}, TEXT_RULE),
    ("a C1 control", {"headline": "a\x85b"}, TEXT_RULE),
    ("DEL", {"headline": "a\x7fb"}, TEXT_RULE),
    ("a line separator", {"headline": "a\u2028b"}, TEXT_RULE),
    ("a surrogate", {"headline": "a\ud800b"}, TEXT_RULE),
    ("a noncharacter", {"headline": "a\ufdd0b"}, TEXT_RULE),
    ("a noncharacter of plane 16", {"headline": "a\U0010ffffb"}, TEXT_RULE),
    ("bytes for text", {"headline": b"a"}, TEXT_RULE),
    ("an empty keyword", {"keywords": [""]}, TEXT_RULE),
    ("one string for many", {"keywords": "abc"}, "Input should be a valid tuple"),
    ("white space beside a line break", {"standfirst": [{"text": "a \nb"}]}, "must be text: not empty"),
    ("two line breaks", {"standfirst": [{"text": "a\n\nb"}]}, "must be text: not empty"),
    ("an empty paragraph", blocks({"type": "paragraph", "text": ""}), "must be text: not empty"),
    ("an unknown field", {"headlin": "a"}, "Extra inputs are not permitted"),
    ("an unknown field deep inside", blocks({**PARAGRAPH, "align": "left"}), "Extra inputs are not permitted"),
    ("another version of the model", {"docconv": "2.0"}, "Input should be '1.0'"),
    ("a mark that is empty", marked(("strong", 3, 3)), "a mark must start before it ends"),
    ("a mark beyond its text", marked(("strong", 0, 24)), "a mark must end within its text of 23 characters"),
    ("a negative start", marked(("strong", -1, 3)), "Input should be greater than or equal to 0"),
    ("marks out of order", marked(("strong", 4, 5), ("code", 0, 1)), "marks must be sorted by start"),
    ("the shorter mark first", marked(("code", 0, 2), ("code", 0, 5)), "marks must be sorted by start"),
    ("marks by kind out of order", marked(("sup", 0, 2), ("code", 0, 2)), "marks must be sorted by start"),
    ("marks of a kind that overlap", marked(("code", 0, 5), ("code", 3, 7)), "must neither overlap nor touch"),
    ("marks of a kind that touch", marked(("code", 0, 5), ("code", 5, 7)), "must neither overlap nor touch"),
    ("a mark twice", marked(("code", 0, 5), ("code", 0, 5)), "must neither overlap nor touch"),
    ("links that touch with one address",
     marked(("link", 0, 5, "http://a.example"), ("link", 5, 7, "http://a.example")), "must neither overlap nor touch"),
    ("links that overlap", marked(("link", 0, 5, "http://a.example"), ("link", 3, 7, "http://b.example")),
     "links must not overlap"),
    ("a link in a link", marked(("link", 0, 9, "http://a.example"), ("link", 3, 7, "http://b.example")),
     "links must not overlap"),
    ("a link without an address", marked(("link", 0, 5)), "a link must have an href, and no other mark may"),
    ("an address without a link", marked(("code", 0, 5, "http://a.example")), "a link must have an href, and no other mark may"),
    ("a kind of mark there is not", marked(("underline", 0, 5)),
     "Input should be 'link', 'strong', 'emphasis', 'code', 'sub' or 'sup'"),
    ("marks on an empty cell", blocks({"type": "table", "rows": [[{"marks": [{"kind": "code", "start": 0, "end": 1}]}]]}),
     "a mark must end within its text of 0 characters"),
    ("a scheme that runs code", {"id": "javascript:alert(1)"}, URI_RULE),
    ("a data URI", {"id": "data:text/plain,a"}, URI_RULE),
    ("an address beyond ASCII", {"url": "https://example.com/é"}, WEB_RULE),
    ("a space in an address", {"url": "https://example.com/a b"}, WEB_RULE),
    ("an unfinished escape", {"url": "https://example.com/%2"}, WEB_RULE),
    ("an address without a host", {"url": "https:///a"}, WEB_RULE),
    ("user and password", {"url": "https://me:secret@example.com/"}, WEB_RULE),
    ("a port beyond the last", {"url": "https://example.com:65536/"}, WEB_RULE),
    ("a host that is a number", {"url": "https://2130706433/"}, WEB_RULE),
    ("a byte of an address too large", {"url": "https://256.1.1.1/"}, WEB_RULE),
    ("a line end after an address", {"url": "https://example.com/\n"}, WEB_RULE),
    ("a URN where a page is", {"url": "urn:newsml:example.com:1"}, WEB_RULE),
    ("a relative link", marked(("link", 0, 5, "page.html")), URI_RULE),
    ("a source of another scheme", blocks({"type": "figure", "src": "file:///etc/passwd"}), SOURCE_RULE),
    ("a source without a scheme", blocks({"type": "figure", "src": "//example.com/a.jpg"}), SOURCE_RULE),
    ("a malformed e-mail address", {"authors": [{"name": "A", "email": "a at b.example"}]}, "must be an e-mail address"),
    ("und", {"language": "und"}, "leave it out where the language is unknown"),
    ("a tag in another case", {"language": "EN-gb"}, "'en-GB' would be"),
    ("a variant twice", {"language": "de-1996-1996"}, "repeats a subtag"),
    ("a local time", {"published": datetime(2026, 3, 14)}, MOMENT_RULE),
    ("another time zone", {"published": datetime(2026, 3, 14, tzinfo=timezone(timedelta(hours=2)))}, MOMENT_RULE),
    ("parts of a second", {"published": datetime(2026, 3, 14, 0, 0, 0, 1, tzinfo=UTC)}, MOMENT_RULE),
    ("a date as text", {"published": "2026-03-14T09:15:00Z"}, MOMENT_RULE),
    ("a moment where a day is", {"dateline": {"text": "A", "date": datetime(2026, 3, 14, 1, tzinfo=UTC)}}, "must be a day"),
    ("a status there is not", {"status": "killed"}, "Input should be 'usable', 'withheld' or 'canceled'"),
    ("version 0", {"version": 0}, "Input should be greater than or equal to 1"),
    ("a version too large for others", {"version": 2**31}, "Input should be less than or equal to 2147483647"),
    ("true for a number", {"version": True}, "Input should be a valid integer"),
    ("text for a number", {"version": "1"}, "Input should be a valid integer"),
    ("a fraction for a number", {"version": 1.0}, "Input should be a valid integer"),
    ("rights without any", {"rights": {}}, "rights must have a holder, a notice or terms"),
    ("a related group of nothing", {"related": [{}]}, "a related group must have a heading or a link"),
    ("a figure of nothing", blocks({"type": "figure", "alt": "A tree", "source": "QNA"}),
     "a figure must have a src, a caption or a credit"),
    ("a figure without width", blocks({"type": "figure", "credit": "QNA", "width": 0}),
     "Input should be greater than or equal to 1"),
    ("a quote of nothing", blocks({"type": "quote", "paragraphs": []}), "Tuple should have at least 1 item"),
    ("a list of nothing", blocks({"type": "list", "items": []}), "Tuple should have at least 1 item"),
    ("a table without rows", blocks({"type": "table", "rows": []}), "Tuple should have at least 1 item"),
    ("a row without cells", blocks({"type": "table", "rows": [[]]}), "Tuple should have at least 1 item"),
    ("more header rows than rows", blocks({"type": "table", "rows": [[{}]], "header_rows": 2}),
     "cannot have more header rows than rows"),
    ("a block of no kind", blocks({"text": "a"}), "Unable to extract tag using discriminator 'type'"),
    ("a block of an unknown kind", blocks({"type": "poem"}), "Input tag 'poem' found using 'type'"),
    ("a first heading below level 1", body({"heading": "A", "level": 2}), "section 1 has level 2 after level 0"),
    ("a heading two levels deeper", body({"heading": "A"}, {"heading": "B", "level": 3}), "section 2 has level 3 after level 1"),
    ("a heading below none", body({"blocks": [PARAGRAPH]}, {"heading": "B", "level": 2}), "section 2 has level 2 after level 0"),
    ("level 6", body({"heading": "A", "level": 6}), "Input should be less than or equal to 5"),
    ("a later section without heading", body({"heading": "A"}, {"blocks": [PARAGRAPH]}),
     "only the first section may have no heading"),
    ("an unheaded section of nothing", body({}), "a section without a heading must have level 1 and at least one block"),
    ("an unheaded section of level 2", body({"level": 2, "blocks": [PARAGRAPH]}), "must have level 1 and at least one block"),
    ("an extension without vendor", {"extensions": {"name": 1}}, 'must be "vendor:name"'),
    ("an extension of a vendor in capitals", {"extensions": {"QNA:name": 1}}, 'must be "vendor:name"'),
    ("an extension without name", {"extensions": {"qna:": 1}}, 'must be "vendor:name"'),
    ("a number that is none", {"extensions": {"qna:a": float("nan")}}, JSON_RULE),
    ("an infinite number", {"extensions": {"qna:a": [float("-inf")]}}, JSON_RULE),
    ("a number no double holds", {"extensions": {"qna:a": 10**400}}, JSON_RULE),
    ("half a character in an extension", {"extensions": {"qna:a": "\ud800"}}, JSON_RULE),
    ("half a character in a name inside an extension", {"extensions": {"qna:a": {"\udfff": 1}}}, JSON_RULE),
    ("a name that is no text", {"extensions": {"qna:a": {1: 2}}}, JSON_RULE),
    ("an extension that is no JSON", {"extensions": {"qna:a": {1, 2}}}, JSON_RULE),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "message"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_refuses(fields: dict[str, Any], message: str) -> None:
    messages = refusals(**fields)
    assert len(messages) == 1
    assert message in messages[0]


ADMITTED: list[tuple[str, dict[str, Any]]] = [
    ("nothing at all", {}),
    ("a no-break and an ideographic space inside", {"headline": "a\xa0b\u3000c \xa0 d"}),
    ("invisible characters", {"headline": "\u200f\u00ad\u200b\ufeff"}),
    ("an emoji of several characters", {"headline": "👩\u200d👩\u200d👧"}),
    ("a private use character", {"headline": "\ue000"}),
    ("empty alternative text", blocks({"type": "figure", "src": "a.jpg", "alt": ""})),
    ("an empty cell", blocks({"type": "table", "rows": [[{}, {"text": ""}]]})),
    ("rows of different length", blocks({"type": "table", "rows": [[{}], [{}, {}]]})),
    ("marks that nest and overlap", marked(("strong", 0, 9), ("emphasis", 3, 12), ("code", 4, 5))),
    ("links that touch", marked(("link", 0, 5, "http://a.example"), ("link", 5, 7, "http://b.example"))),
    ("a mark as long as its text", marked(("code", 0, 23))),
    ("a heading back up", body({"heading": "A"}, {"heading": "B", "level": 2}, {"heading": "C"})),
    ("a heading with nothing below", body({"heading": "A"})),
    ("a heading below an unheaded section", body({"blocks": [PARAGRAPH]}, {"heading": "B"})),
    ("a related heading with no link", {"related": [{"heading": "More"}]}),
    ("the first and last moment", {"created": datetime(1, 1, 1, tzinfo=UTC), "expires": datetime(9999, 12,
     31, 23, 59, 59, tzinfo=UTC)}),
    ("UTC by another name", {"created": datetime(2026, 1, 1, tzinfo=timezone(timedelta(0), "Z"))}),
    ("a language and another direction", {"language": "ar", "direction": "ltr"}),
    ("an extension as deep as may be",
     {"extensions": {"qna:a": frozen_json(eval("[" * (EXTENSION_DEPTH - 1) + "]" * (EXTENSION_DEPTH - 1)))}}),
]  # fmt: skip


@pytest.mark.parametrize("fields", [pytest.param(fields, id=name) for name, fields in ADMITTED])
def test_admits(fields: dict[str, Any]) -> None:
    article = Article.model_validate(fields)
    assert Article.model_validate_json(article.model_dump_json()) == article


def test_an_extension_that_holds_itself_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    assert refusals(extensions={"qna:a": circle}) == [f"must not nest lists and objects deeper than {EXTENSION_DEPTH}"]


@pytest.mark.parametrize(
    "uri", ["https://EXAMPLE.com:443/a;b=c/%C3%A9?q=1&r=[" + "]", "http://[::1]/", "https://example.com/a#b#c"]
)
def test_brackets_and_second_fragments_are_refused(uri: str) -> None:
    assert refusals(url=uri)[0].startswith(WEB_RULE)


@given(uris())
def test_an_admitted_uri_is_ascii_and_has_a_listed_scheme(uri: str) -> None:
    assert Article(id=uri).id == uri
    assert uri.isascii()


@given(web_addresses())
def test_a_web_address_is_a_uri_and_a_source(address: str) -> None:
    assert Article(url=address, id=address).url == Figure(src=address).src


# --- normal form ----------------------------------------------------------------------------------


@given(articles())
def test_every_article_comes_back_from_its_json(article: Article) -> None:
    for text in (article.model_dump_json(), article.model_dump_json(exclude_defaults=True)):
        again = Article.model_validate_json(text)
        assert again == article
        assert again.model_dump_json() == article.model_dump_json()


@given(rich_texts(), st.data())
def test_a_shortened_text_refuses_the_marks_that_stick_out(rich: RichText, data: st.DataObject) -> None:
    if rich.marks:
        last = max(mark.end for mark in rich.marks)
        check_marks(rich.marks, last)
        with pytest.raises(Exception, match="a mark must end within its text"):
            check_marks(rich.marks, data.draw(st.integers(0, last - 1)))


@given(bodies())
def test_headings_go_one_deeper_at_most(body: tuple[Section, ...]) -> None:
    depth = 0
    for section in Article(body=body).body:
        assert section.level <= depth + 1
        depth = section.level if section.heading else 0


def test_mark_offsets_are_code_points() -> None:
    text = "👩\u200d👩\u200d👧 e\u0301 𝔉"
    RichText(text=text, marks=(Mark(kind="strong", start=0, end=len(text)),))
    with pytest.raises(ValidationError, match=f"within its text of {len(text)} characters"):
        RichText(text=text, marks=(Mark(kind="strong", start=0, end=len(text) + 1),))


class TestDirection:
    @pytest.mark.parametrize(
        ("language", "direction"), [(None, "ltr"), ("en", "ltr"), ("ar", "rtl"), ("fa-AF", "rtl"), ("az-Arab", "rtl")]
    )
    def test_is_filled_from_the_language(self, language: str | None, direction: str) -> None:
        assert Article(language=language).direction == direction

    def test_that_is_given_stays(self) -> None:
        assert Article(language="ar", direction="ltr").direction == "ltr"
        assert Article(language="ar", direction="ltr").replace(headline="a").direction == "ltr"

    def test_follows_a_new_language_unless_it_was_given(self) -> None:
        assert Article(language="en").replace(language="ar").direction == "rtl"
        assert Article(language="ar", direction="ltr").replace(language="fa").direction == "ltr"
        assert Article(language="en").replace(language="ar", direction="ltr").direction == "ltr"

    def test_says_nothing_of_its_own_when_the_language_is_wrong(self) -> None:
        with pytest.raises(ValidationError) as refused:
            Article(language="ar_EG")
        assert [error["loc"] for error in refused.value.errors()] == [("language",)]

    def test_is_written_even_where_defaults_are_left_out(self) -> None:
        assert Article(language="ar").model_dump(exclude_defaults=True) == {
            "docconv": "1.0",
            "language": "ar",
            "direction": "rtl",
        }


# --- nothing changes ------------------------------------------------------------------------------


def parts_of(value: object) -> Iterator[object]:
    """A value and everything inside it."""
    yield value
    if isinstance(value, Part):
        for name in type(value).model_fields:
            yield from parts_of(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts_of(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from parts_of(item)


@given(articles())
def test_an_article_is_made_of_what_cannot_change(article: Article) -> None:
    immutable = (str, int, float, bool, type(None), tuple, datetime, date, FrozenDict, Part)
    for part in parts_of(article):
        assert isinstance(part, immutable)
        hash(part)
        if isinstance(part, Part):
            with pytest.raises(ValidationError, match="frozen"):
                part.__setattr__(next(iter(type(part).model_fields)), None)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.__setitem__("b", 1),
        lambda d: d.__delitem__("a"),
        lambda d: d.clear(),
        lambda d: d.pop("a"),
        lambda d: d.popitem(),
        lambda d: d.setdefault("b", 1),
        lambda d: d.update(b=1),
        lambda d: d.__ior__({"b": 1}),
    ],
)
def test_extensions_cannot_change(change: Any) -> None:
    article = Article(extensions={"qna:a": {"a": [1, {"a": 2}]}})
    before = article.model_dump_json()
    for part in parts_of(article.extensions):
        if isinstance(part, dict):
            with pytest.raises(TypeError, match="an article does not change"):
                change(part)
    assert article.model_dump_json() == before


def test_what_was_given_may_change_afterwards() -> None:
    keywords, extension = ["rail"], {"b": [1]}
    article = Article.model_validate({"keywords": keywords, "extensions": {"qna:a": extension}})
    keywords.append("sea")
    extension["b"].append(2)
    assert article.keywords == ("rail",)
    assert article.extensions == {"qna:a": {"b": (1,)}}


@given(articles())
def test_copies_are_equal(article: Article) -> None:
    for again in (copy.copy(article), copy.deepcopy(article), pickle.loads(pickle.dumps(article)), article.model_copy(deep=True)):
        assert again == article
        assert hash(again) == hash(article)
        assert again.model_dump_json() == article.model_dump_json()
        assert type(again.extensions) is FrozenDict


class TestReplace:
    def test_gives_a_changed_copy(self) -> None:
        article = Article(headline="One", keywords=("rail",))
        changed = article.replace(headline="Two", body=[Section(blocks=(Paragraph(text="A"),))])
        assert (article.headline, changed.headline, changed.keywords) == ("One", "Two", ("rail",))
        assert changed.body[0].blocks[0] == Paragraph(text="A")

    @pytest.mark.parametrize("changes", [{"headline": ""}, {"nothing": 1}, {"body": [{}]}, {"version": None}])
    def test_refuses_what_is_no_article(self, changes: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            Article(headline="One").replace(**changes)

    @given(articles())
    def test_of_nothing_is_the_same(self, article: Article) -> None:
        assert article.replace() == article


class TestEquality:
    @given(articles(), articles())
    def test_is_that_of_the_json(self, one: Article, other: Article) -> None:
        assert (one == other) == (one.model_dump_json() == other.model_dump_json())
        assert one != other or hash(one) == hash(other)

    @pytest.mark.parametrize(("one", "other"), [(True, 1), (1, 1.0), (0.0, -0.0), (False, 0)])
    def test_tells_apart_what_python_does_not(self, one: object, other: object) -> None:
        assert Article(extensions={"qna:a": one}) != Article(extensions={"qna:a": other})

    def test_does_not_mind_the_order_of_extensions(self) -> None:
        one = Article(extensions={"qna:a": {"x": 1, "y": 2}, "qna:b": 3})
        other = Article(extensions={"qna:b": 3, "qna:a": {"y": 2, "x": 1}})
        assert one == other
        assert hash(one) == hash(other)

    def test_with_something_else(self) -> None:
        assert Article() != "an article"
        assert Article() != RichText(text="a")


@given(st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), max_size=3), json_values(), max_size=3))
def test_freezing_json_keeps_its_meaning(value: dict[str, Any]) -> None:
    def thawed(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: thawed(item) for key, item in part.items()}
        return [thawed(item) for item in part] if isinstance(part, tuple) else part

    assert thawed(frozen_json(value)) == value


# --- documentation and order ----------------------------------------------------------------------


@pytest.mark.parametrize("part", MODELS, ids=lambda part: part.__name__)
def test_every_field_is_described(part: type[Part]) -> None:
    assert part.__doc__
    for name, field in part.model_fields.items():
        assert field.description, name


def test_the_fields_stand_in_the_order_of_the_design() -> None:
    fields = (
        "docconv id url version slug language direction kicker headline standfirst byline authors dateline created published "
        "modified embargoed expires status provider rights topics keywords body related furniture extensions"
    )
    assert list(Article.model_fields) == fields.split()
    assert list(Article().model_dump()) == list(Article.model_fields)


def test_every_kind_of_block_says_its_kind() -> None:
    kinds = [get_args(kind.model_fields["type"].annotation)[0] for kind in get_args(get_args(model.Block)[0])]
    assert kinds == ["paragraph", "figure", "quote", "list", "table", "embed"]


def test_blocks_gives_every_block_in_order() -> None:
    article = Article(
        body=(Section(blocks=(Paragraph(text="A"), Figure(credit="B"))), Section(heading="H", blocks=(Paragraph(text="C"),)))
    )
    assert [block.type for block in article.blocks()] == ["paragraph", "figure", "paragraph"]


def test_a_dateline_says_what_is_known() -> None:
    dateline = Dateline(text="LISBON, March 14 (QNA)", place="Lisbon", date=date(2026, 3, 14))
    assert dateline.model_dump(mode="json", exclude_defaults=True) == {
        "text": "LISBON, March 14 (QNA)",
        "place": "Lisbon",
        "date": "2026-03-14",
    }


# --- hostile input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "a" * 1_000_000},
        {"headline": "a " * 500_000 + "a"},
        {"headline": "a" + "\xa0 " * 500_000 + "a"},
        {"url": "https://example.com/" + "a" * 1_000_000},
        {"url": "https://example.com" + "/" * 1_000_000},
        {"standfirst": [{"text": "a\n" * 500_000 + "a"}]},
        {"standfirst": [{"text": "ab" * 50_000, "marks": [{"kind": "code", "start": n,
        "end": n + 1} for n in range(0, 100_000, 2)]}]},
        {"keywords": ["a"] * 200_000},
    ],
)  # fmt: skip
def test_large_parts_are_admitted(fields: dict[str, Any]) -> None:
    assert Article.model_validate(fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "a" + " " * 1_000_000},
        {"headline": "a" + "\xa0 " * 500_000},
        {"headline": "a" + " \xa0" * 500_000},
        {"url": "https://" + "a-" * 500_000},
        {"url": "https://" + "a." * 500_000 + "1"},
        {"url": "https://example.com/" + "%20" * 300_000 + "%"},
        {"language": "en" + "-abcde" * 100_000 + "-"},
        {"authors": [{"name": "A", "email": "a" * 1_000_000}]},
    ],
)  # fmt: skip
def test_large_parts_that_nearly_fit_are_refused(fields: dict[str, Any]) -> None:
    assert len(refusals(**fields)) == 1  # an engine that tried every way would not come to an end
