"""`-O NAME=VALUE`: options of formats from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from docconv import registry
from docconv.cli.settings import check_settings, named_values, settings_for
from docconv.problems import UsageError
from tests.test_cli import run

STORY = Path(__file__).parents[1] / "fixtures" / "text" / "en-ferry-wire.txt"


def test_a_value_becomes_what_the_option_holds() -> None:
    values = named_values(["inline=xhtml", "package=yes", "largest=1000", "rules-only=no"])
    assert settings_for(registry.get("newsml"), values) == {"inline": "xhtml", "package": True, "largest": 1000}
    assert settings_for(registry.get("txt"), values) == {"rules_only": False}


@pytest.mark.parametrize("given", ["", "inline", "=x"])
def test_what_is_no_setting_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match="NAME=VALUE"):
        named_values([given])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"inline": "docx"}, "inline is nitf or xhtml"),
        ({"package": "perhaps"}, "package is yes or no"),
        ({"largest": "much"}, "largest is a number"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        settings_for(registry.get("newsml"), given)


def test_a_name_that_no_format_has_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no option inlin of newsml or txt"):
        check_settings({"inlin": "xhtml"}, [registry.get("newsml"), registry.get("txt")], {})


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["-t", "newsml", "-O", "now=2026-03-14"], "-O now: the option now is not given as text; --date sets it"),
        (["-f", "txt", "-O", "packs=gazette"], "-O packs: the option packs is not given as text; --labels sets it"),
        (["-o", "a.epub", "-O", "modified=2026"], "the option modified is not given as text; SOURCE_DATE_EPOCH sets it"),
    ],
)
def test_an_option_that_no_text_can_give_names_what_sets_it(args: list[str], told: str) -> None:
    refused = run("convert", str(STORY), *args)
    assert refused.exit_code == 2
    assert told in refused.stderr


def test_batch_names_only_what_it_has_itself(tmp_path: Path) -> None:
    args = ["batch", str(STORY), "-t", "newsml", "-o", str(tmp_path / "out")]
    assert "the option now is not given as text; it is set from Python alone" in run(*args, "-O", "now=2026-03-14").stderr
    assert "the option packs is not given as text; --labels sets it" in run(*args, "-O", "packs=gazette").stderr


def test_settings_reach_reader_and_writer() -> None:
    done = run("convert", str(STORY), "-t", "newsml", "-O", "inline=xhtml", "-O", "rules-only=yes")
    assert done.exit_code == 0, done.stderr
    assert "inlineXML" in done.stdout
    assert "http://www.w3.org/1999/xhtml" in done.stdout
    refused = run("convert", str(STORY), "-t", "newsml", "-O", "inlin=xhtml")
    assert refused.exit_code == 2
    assert "there is no option inlin" in refused.stderr
