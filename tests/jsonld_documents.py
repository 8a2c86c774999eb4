"""What the tests of JSON-LD share: writing, reading, and what of an article JSON-LD carries."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from docconv.canonical import is_web_address
from docconv.formats.jsonld import JsonldOptions, read, write
from docconv.language import direction_of
from docconv.model import Article
from docconv.problems import Problem


def written(articles: Article | Iterable[Article], report: Any = lambda problem: None, **options: Any) -> bytes:
    stream = io.BytesIO()
    write([articles] if isinstance(articles, Article) else articles, stream, JsonldOptions(**options), report)
    return stream.getvalue()


def thing(article: Article, **options: Any) -> dict[str, Any]:
    """The written document as plain data."""
    made: dict[str, Any] = json.loads(written(article, **options))
    return made


def decoded(data: bytes | dict[str, Any] | list[Any]) -> tuple[Article, list[Problem]]:
    """The first article of a document, and the problems."""
    problems: list[Problem] = []
    octets = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    (article, *_) = read(octets, JsonldOptions(), problems.append)
    return article, problems


def carried(article: Article) -> Article:
    """The article without what the format declares that it loses, which the writer reports."""
    fields = article.model_dump(mode="python", exclude_defaults=True)
    fields["direction"] = direction_of(article.language)
    fields.pop("embargoed", None)
    fields.pop("extensions", None)
    for name in ("agency", "date"):
        if fields.get("dateline"):
            fields["dateline"].pop(name, None)
    fields["standfirst"] = [{"text": text["text"]} for text in fields.get("standfirst", ())]
    fields["body"] = [section | {"blocks": _blocks(section, article.url)} for section in fields.get("body", ())]
    fields["body"] = [section for section in fields["body"] if section["blocks"] or "heading" in section]
    return Article.model_validate(fields)


def _blocks(section: dict[str, Any], base: str | None) -> list[dict[str, Any]]:
    made = []
    for block in section.get("blocks", ()):
        plain = {name: _plain(value) for name, value in block.items()}
        if block["type"] == "paragraph":
            plain = {name: value for name, value in block.items() if name in ("type", "text", "language")}
        if "src" in plain and not is_web_address(plain["src"]):
            joined = urljoin(base, plain["src"]) if base else ""
            del plain["src"]
            plain |= {"src": joined} if is_web_address(joined) else {}
        if block["type"] != "figure" or plain.keys() & {"src", "caption", "credit"}:
            made.append(plain)
    return made


def _plain(value: Any) -> Any:
    """A value of a block whose rich texts have their text alone."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {"text": value.get("text", "")}
    return value
