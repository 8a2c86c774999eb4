"""Every raw text in `fixtures/text` against the article that stands beside it, both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from docconv.model import Article
from docconv.rawtext.layout import article_to_text
from docconv.rawtext.parse import parse_text, trace_text
from tests.tracing import check_trace

FOLDER = Path(__file__).parents[1] / "fixtures" / "text"
TEXTS = sorted(FOLDER.glob("*.txt"))


def compact(article: Article) -> str:
    return article.model_dump_json(indent=1, exclude_defaults=True)


@pytest.fixture(params=TEXTS, ids=lambda path: path.stem)
def pair(request: pytest.FixtureRequest) -> tuple[str, Article]:
    path: Path = request.param
    expected = Article.model_validate_json(path.with_suffix(".json").read_bytes())
    return path.read_text(encoding="utf-8"), expected


def test_there_are_fixtures_in_ten_languages_and_more() -> None:
    assert len({path.stem.split("-")[0] for path in TEXTS}) >= 10


def test_reading_gives_the_expected_article(pair: tuple[str, Article]) -> None:
    text, expected = pair
    assert compact(parse_text(text)) == compact(expected)


def test_the_trace_tiles_the_text(pair: tuple[str, Article]) -> None:
    check_trace(pair[0], trace_text(pair[0]))


def test_writing_as_text_and_reading_again_gives_the_same_article(pair: tuple[str, Article]) -> None:
    article = parse_text(pair[0])
    again = parse_text(article_to_text(article))
    if article.slug is not None or (article.byline is None and article.authors):
        # An agency's copy: plain text has no place for the slug and prints names for the byline that is missing.
        assert (again.headline, again.dateline, again.lead()) == (article.headline, article.dateline, article.lead())
        return
    # A date without a word ("14 March 2026") is that of the story only above it; plain text prints it below.
    assert compact(again.replace(published=article.published)) == compact(article)


def test_line_ends_of_any_kind_read_the_same(pair: tuple[str, Article]) -> None:
    text = pair[0]
    for end in ("\r\n", "\r", "\u2028"):
        assert parse_text(text.replace("\n", end)) == parse_text(text)
