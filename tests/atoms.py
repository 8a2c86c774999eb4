"""Hypothesis strategies for what the parts of an article are made of: texts, identifiers, dates, JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from docconv.language import fault_in_tag


def brief(make: Callable[..., SearchStrategy[Any]]) -> Callable[..., SearchStrategy[Any]]:
    """`make`, its strategies shown by its name alone: Hypothesis builds the whole description otherwise."""
    made = cache(make)

    def drawn(draw: st.DrawFn, *args: Any, **kwargs: Any) -> Any:
        return draw(made(*args, **kwargs))

    drawn.__name__, drawn.__doc__ = make.__name__, make.__doc__
    return st.composite(drawn)


# --- characters and texts -----------------------------------------------------------------------

NONCHARACTERS = "".join(map(chr, [*range(0xFDD0, 0xFDF0), *(p << 16 | low for p in range(17) for low in (0xFFFE, 0xFFFF))]))

#: Any character that can be seen or joins others: no white space, control, surrogate or noncharacter.
SOLID = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters=NONCHARACTERS)

#: Words that lead a writer or a reader astray: markup, escapes, other scripts, invisible and joining characters.
TELLING_WORDS = (
    "Ferry", "naïve", "straße", "İstanbul", "Ελλάδα", "Київ", "العبّارة", "שלום", "渡轮", "フェリー", "배", "เรือ", "नौका",
    "e\u0301", "\u0301", "क्\u200dष", "👩\u200d👩\u200d👧", "🇫🇷", "𝔉𝔢𝔯𝔯𝔶", "𐤀𐤁", "\u200f", "\u200e12", "\u2067x\u2069", "\u00ad",
    "\u200b", "\ufeff", "\ufffd", "\U0010fffd", "<b>", "</p>", "&amp;", "&#10;", "&", "<", ">", "]]>",
    "<!--", "-->", "<?pi?>", "\"",
    "'", "*", "**bold**", "_", "__x__", "`", "``", "~~~", "#", "##", "+", "-", "---", "--", "1.", "10)",
    ">", "|", "a|b", "\\", "\\n",
    "[x](y)", "![", "]", "^", "~", "=", "===", ":", "{", "}", "{{x}}", "null", "true", "0", "-1", "@name", "x@y.example",
    "http://a.example/", "www.b.example", "<http://c.example>", "(c)", "©", "…", "—", "“x”", "$", "%20", "Image", "caption", "By",
    "LONDON", "(Reuters)", "BBC", "Getty", "und", "docconv:x", "data-x", "xml:lang",
)  # fmt: skip

#: What may stand between two words: at most one space at a time, beside wide spaces as many as there are.
GAPS = (" ", " ", " ", "", "\u00a0", "\u3000", " \u00a0", "\u202f ", "\u2003\u2009", " \u00a0 ", "\u1680", "\u205f")


@brief
def words() -> SearchStrategy[str]:
    """Words: telling ones, and any run of visible characters."""
    return st.one_of(st.sampled_from(TELLING_WORDS), st.text(SOLID, min_size=1, max_size=5))


def _joined(first: str, rest: list[tuple[str, str]]) -> str:
    return first + "".join(gap + word for gap, word in rest)


@brief
def texts(
    *, line_breaks: bool = False, may_be_empty: bool = False, word: SearchStrategy[str] | None = None, max_words: int = 5
) -> SearchStrategy[str]:
    """Texts in normal form, of up to `max_words` words; the strategy `word` must draw no white space."""
    gaps = st.sampled_from((*GAPS, "\n", "\n")) if line_breaks else st.sampled_from(GAPS)
    word = words() if word is None else word
    some = st.builds(_joined, word, st.lists(st.tuples(gaps, word), max_size=max_words - 1))
    return st.just("") | some if may_be_empty else some


# --- identifiers ----------------------------------------------------------------------------------

_UNRESERVED = "abcXYZ019-._~"
_PCHARS = st.sampled_from([*_UNRESERVED, *"!$&'()*+,;=:@", "%20", "%C3%A9", "%d8%b9", "%00", "%2F"])


def _run(pieces: SearchStrategy[str], *, min_size: int = 0, max_size: int = 6) -> SearchStrategy[str]:
    return st.lists(pieces, min_size=min_size, max_size=max_size).map("".join)


_SEGMENT = _run(_PCHARS)
_PATH = st.lists(_SEGMENT, max_size=3).map(lambda segments: "".join("/" + s for s in segments))
_QUERY = st.sampled_from(["", "", "?"]) | _run(_PCHARS | st.sampled_from("/?")).map("?".__add__)
_FRAGMENT = st.sampled_from(["", "", "#"]) | _run(_PCHARS | st.sampled_from("/?")).map("#".__add__)
_HOSTS = st.sampled_from(
    [
        "example.com",
        "EXAMPLE.org",
        "a",
        "news.example.",
        "xn--bcher-kva.example",
        "a_b.c-d.example",
        "127.0.0.1",
        "1.2.example",
        "255.255.255.255",
    ]
)
_PORTS = st.sampled_from(["", "", ":80", ":0", ":65535"])


def concatenated(*pieces: str | SearchStrategy[str]) -> SearchStrategy[str]:
    return st.tuples(*(st.just(piece) if isinstance(piece, str) else piece for piece in pieces)).map("".join)


@brief
def web_addresses() -> SearchStrategy[str]:
    """http and https addresses."""
    known = st.sampled_from(["https://example.com/news/1", "http://example.org", "https://example.com/a?b=c&d=%3C#e"])
    return known | concatenated(st.sampled_from(["http://", "https://"]), _HOSTS, _PORTS, _PATH, _QUERY, _FRAGMENT)


@brief
def uris() -> SearchStrategy[str]:
    """URIs of every scheme that the model admits."""
    return st.one_of(
        web_addresses(),
        concatenated("ftp://", _HOSTS, _PORTS, _PATH),
        concatenated(
            "urn:",
            st.sampled_from(["newsml", "uuid", "A-1b"]),
            ":",
            _run(_PCHARS, min_size=1),
            st.sampled_from(["", "/x"]),
            _QUERY,
            _FRAGMENT,
        ),
        concatenated(
            "tag:",
            st.sampled_from(["example.com", "a@example.com"]),
            st.sampled_from([",2026:", ",2026-03:", ",2026-03-14:"]),
            _SEGMENT,
            _FRAGMENT,
        ),
        concatenated(
            "mailto:", st.sampled_from(["desk", "a.b%2Bc", "x+y"]), "@", st.sampled_from(["example.com", "127.0.0.1"]), _QUERY
        ),
        st.sampled_from(["tel:+442079460000", "tel:1", "tel:020-7946.(0)0"]),
    )


@brief
def sources() -> SearchStrategy[str]:
    """Where the bytes of a picture are: web addresses and relative paths."""
    first = _run(st.sampled_from([*_UNRESERVED, *"!$&'()*+,;=@", "%20"]), min_size=1)
    rest = st.lists(_run(_PCHARS, min_size=1), max_size=2).map(lambda segments: "".join("/" + s for s in segments))
    relative = concatenated(st.sampled_from(["", "", "/", "../", "./"]), first, rest, st.sampled_from(["", "", "/"]), _QUERY)
    return st.sampled_from(["pictures/ferry.jpg", "a.png", "../b%20c.jpeg", "/x/y.svg?w=100"]) | web_addresses() | relative


@brief
def emails() -> SearchStrategy[str]:
    """E-mail addresses."""
    return st.sampled_from(["desk@example.com", "a.b+c@mail.example", "o'neil_1@127.0.0.1", "~@a", "x=y&z@a.b-c.example."])


_KNOWN_TAGS = (
    "en", "en-GB", "ar", "ar-EG", "fa-AF", "he", "ur-PK", "ckb", "zh", "zh-Hant", "zh-Hans-CN",
    "yue-Hant-HK", "es-419", "sr-Latn",
    "az-Arab", "sl-rozaj-biske-1994", "de-CH-1996", "ar-u-nu-latn", "en-a-bbb-u-ccc", "hy-x-private-1",
    "pcm", "mn-Mong-CN", "uz-Cyrl",
)  # fmt: skip


@brief
def language_tags() -> SearchStrategy[str]:
    """BCP 47 tags in canonical case: known ones, and ones put together from every kind of subtag."""
    built = concatenated(
        st.sampled_from(["en", "ar", "zh", "haw", "qaa"]),
        st.sampled_from(["", "-Latn", "-Arab", "-Cyrl"]),
        st.sampled_from(["", "-GB", "-001"]),
        st.sampled_from(["", "-oxendict", "-1901", "-abcde-9xyz"]),
        st.sampled_from(["", "-u-ca-buddhist", "-1-ab"]),
        st.sampled_from(["", "-x-a", "-x-12345678"]),
    )
    return st.sampled_from(_KNOWN_TAGS) | built.filter(lambda tag: fault_in_tag(tag) is None)


# --- dates, numbers, JSON ---------------------------------------------------------------------------


@brief
def moments() -> SearchStrategy[datetime]:
    """UTC date-times in whole seconds, from the first to the last that there is."""
    edges = [
        datetime(1, 1, 1),
        datetime(9999, 12, 31, 23, 59, 59),
        datetime(1970, 1, 1),
        datetime(2024, 2, 29, 12, 30),
        datetime(999, 12, 31),
    ]
    any_time = st.datetimes().map(lambda value: value.replace(microsecond=0))
    return (st.sampled_from(edges) | any_time).map(lambda value: value.replace(tzinfo=UTC))


@brief
def days() -> SearchStrategy[date]:
    """Days, from the first to the last that there is."""
    return st.sampled_from([date.min, date.max, date(2024, 2, 29), date(999, 1, 1)]) | st.dates()


@brief
def positives() -> SearchStrategy[int]:
    """Whole numbers that the model takes for a version, a width or a height."""
    return st.sampled_from([1, 2, 10, 640, 2**31 - 1]) | st.integers(1, 2**31 - 1)


@brief
def json_strings() -> SearchStrategy[str]:
    """Any string that JSON can exchange: controls and noncharacters too, lone surrogates not."""
    return st.sampled_from(["", " ", "\x00", "\n", "\ufffe", "</script>", '"', "\\"]) | st.text(
        st.characters(exclude_categories=("Cs",)), max_size=6
    )


@brief
def json_values() -> SearchStrategy[Any]:
    """JSON values as an extension may hold them, nested."""
    numbers = st.sampled_from([0, -1, 2**53 + 1, 2**70, 0.0, -0.0, 0.1, 1e300, 5e-324, 1e22]) | st.floats(
        allow_nan=False, allow_infinity=False
    )
    leaves = st.none() | st.booleans() | numbers | json_strings()
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(json_strings(), inner, max_size=3), max_leaves=5
    )


@brief
def extensions() -> SearchStrategy[dict[str, Any]]:
    """The extensions of an article: "vendor:name" to any JSON value."""
    vendors = st.sampled_from(["ninjs", "nitf", "my.agency", "a-b_c1", "docconv"])
    keys = concatenated(vendors, ":", texts(max_words=2))
    return st.dictionaries(keys, json_values(), max_size=3)
