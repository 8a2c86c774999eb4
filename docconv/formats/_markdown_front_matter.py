"""Front matter: the fields of an article that its Markdown does not show, as YAML.

Block style, in the order of the model, a text in quotation marks only where YAML would take it for
something else: what this writes is read alike by YAML 1.1 and 1.2. PyYAML's own writer takes three times
as long, folds long lines and quotes by other rules from version to version.

The date, place and agency of a dateline stand here; what is printed of it stands in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from docconv.canonical import written_moment
from docconv.language import direction_of
from docconv.model import Article
from docconv.patterns import lazy_pattern
from docconv.unicode import REFUSED

#: The line before and after the front matter.
FENCE = "---"

#: The fields of the front matter, in its order; the Markdown shows the others.
FIELDS = (
    "id", "url", "version", "slug", "language", "direction", "authors", "dateline", "created", "published", "modified",
    "embargoed", "expires", "status", "provider", "rights", "topics", "keywords", "extensions",
)  # fmt: skip

#: A text that may stand without quotation marks: it begins with a letter, and nothing in it ends it or begins a comment.
_PLAIN = lazy_pattern(rf'[^\W\d_](?:[^{REFUSED}\ufeff:#"\\\[\]{{}}]|:(?=[^\s,])|(?<=\S)#)*')
#: Words that YAML 1.1 or 1.2 takes for a truth value, a number or nothing.
_TAKEN = frozenset("true false yes no on off y n null".split())
_ESCAPED = lazy_pattern(f'["\\\\{REFUSED}\ufeff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
#: A key that is longer is marked as one (YAML 1.2, section 7.4.3, admits 1024 characters without).
_LONGEST_KEY = 900


def front_matter(article: Article) -> str:
    """The front matter of an article, with its fences and a line end.

    >>> print(front_matter(Article(language="no", provider="Harbour: news", keywords=["5.40", "harbour"])), end="")
    ---
    docconv: "1.0"
    language: "no"
    provider: "Harbour: news"
    keywords:
      - "5.40"
      - harbour
    ---
    """
    stated = article.model_dump(include=set(FIELDS), exclude_defaults=True)
    if article.direction == direction_of(article.language):
        stated.pop("direction", None)
    else:
        stated["direction"] = article.direction
    if article.dateline is not None:
        stated["dateline"].pop("text")
    fields = {name: stated[name] for name in FIELDS if stated.get(name)}
    return "\n".join((FENCE, *_mapping({"docconv": article.docconv, **fields}), FENCE, ""))


def _mapping(given: Mapping[str, Any]) -> Iterator[str]:
    for key, value in given.items():
        name = _text(key)
        if len(name) > _LONGEST_KEY:
            yield f"? {name}"
            yield from _indented(_value(value), ": ")
        elif _is_scalar(value):
            yield f"{name}: {_scalar(value)}"
        else:
            yield f"{name}:"
            yield from ("  " + line for line in _value(value))


def _sequence(given: Sequence[Any]) -> Iterator[str]:
    for value in given:
        yield from _indented(_value(value), "- ")


def _indented(lines: Iterator[str], marker: str) -> Iterator[str]:
    for line in lines:
        yield marker + line
        marker = " " * len(marker)


def _is_scalar(value: object) -> bool:
    return not (isinstance(value, Mapping | list | tuple) and value)


def _value(value: Any) -> Iterator[str]:
    if _is_scalar(value):
        yield _scalar(value)
    elif isinstance(value, Mapping):
        yield from _mapping(value)
    else:
        yield from _sequence(value)


def _scalar(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
        case datetime():
            return written_moment(value)
        case date():
            return value.isoformat()
        case str():
            return _text(value)
        case _:
            return "{}" if isinstance(value, Mapping) else "[]"


def _number(value: float) -> str:
    """A number with a point, without which YAML 1.1 takes one with an exponent for a text."""
    mantissa, letter, exponent = repr(value).partition("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}{letter}{exponent}"


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and not text[-1].isspace() and text.lower() not in _TAKEN:
        return text
    return f'"{_ESCAPED.sub(_escaped, text)}"'


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
