"""The label packs as data: in form, without doubles, and with every phrase of the published list."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from docconv.language import fault_in_tag
from docconv.rawtext.labels import label_index
from docconv.rawtext.packs import CALENDARS, PACK_TABLES, LabelPack, bare, compile_folder, fold_label, load_pack

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docconv" / "data" / "labels"
PATHS = sorted(FOLDER.glob("*.toml"))
PUBLISHED = ROOT.parent / "shared" / "data" / "bbc_labels.jsonl"

#: The services of the published list whose tag is not the pack's.
PACK_OF = {
    "en-GB": "en", "pl-PL": "pl", "pt-BR": "pt", "prs": "fa", "ru-UA": "ru", "sr-latn": "sr-Latn", "sr-cyrl": "sr-Cyrl",
    "uz-cyrl": "uz-Cyrl", "uz-latn": "uz-Latn", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant",
}  # fmt: skip
#: The phrases of a service, and the tables of a pack one of which must hold it.
PLACES = {
    "image_caption": [("labels", "caption")],
    "video_caption": [("labels", "video_caption"), ("labels", "audio_caption")],
    "audio_caption": [("labels", "audio_caption")],
    "default_caption": [("labels", "caption")],
    "image_copyright": [("labels", "credit")],
    "timestamp_prefix": [("labels", "timestamp")],
    "timestamp_suffix": [("labels", "timestamp_after")],
    "related_content": [("headings", "related"), ("headings", "topics")],
    "related_topics": [("headings", "topics")],
    "top_stories": [("headings", "related"), ("furniture", "lines")],
    "most_read": [("furniture", "lines"), ("headings", "related")],
}


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def pack(request: pytest.FixtureRequest) -> LabelPack:
    return load_pack(request.param)


def test_there_are_packs_for_the_languages_of_the_press() -> None:
    assert len(PATHS) >= 60


def test_a_pack_is_named_by_its_language(pack: LabelPack) -> None:
    assert (FOLDER / f"{pack.language}.toml").exists()
    assert fault_in_tag(pack.language) is None
    assert pack.name


def test_a_pack_writes_what_it_reads(pack: LabelPack) -> None:
    labels = {"caption": "caption", "video": "video_caption", "audio": "audio_caption", "credit": "credit"}
    for word, key in labels.items():
        assert bare(fold_label(pack.phrases("write", word)[0])) in folded(pack, "labels", key)
    assert bare(fold_label(pack.phrases("write", "topics")[0])) in folded(pack, "headings", "topics")


def test_no_phrase_stands_twice_in_a_list(pack: LabelPack) -> None:
    for table, key, phrases in pack.entries:
        if table != "write" and key not in CALENDARS:
            compared = [bare(fold_label(phrase)) for phrase in phrases]
            assert sorted(compared) == sorted(set(compared)), f"[{table}] {key}"


def test_a_year_has_twelve_months(pack: LabelPack) -> None:
    assert all(len(pack.phrases("words", calendar)) in (0, 12) for calendar in CALENDARS)


def test_what_says_modified_is_of_the_words_of_timestamps(pack: LabelPack) -> None:
    known = folded(pack, "labels", "timestamp") | folded(pack, "labels", "timestamp_after")
    modified = folded(pack, "words", "modified")
    assert modified <= known
    assert modified


def test_a_pack_takes_along_only_packs_that_are_there(pack: LabelPack) -> None:
    assert set(pack.also) <= {path.stem for path in PATHS} - {pack.language}


def test_no_pack_has_a_table_of_its_own_making() -> None:
    for path in PATHS:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        assert set(data) <= {"language", "name", "also", *PACK_TABLES}


def test_the_index_holds_every_pack() -> None:
    assert set(label_index().languages) == {path.stem for path in PATHS}
    first = json.loads(compile_folder(FOLDER.parent).split(b"\n", 1)[0])
    assert set(first["languages"]) == {path.stem for path in PATHS}


def folded(pack: LabelPack, table: str, key: str) -> set[str]:
    return {bare(fold_label(phrase)) for phrase in pack.phrases(table, key)}


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published list of labels is not on this machine (../shared)")
def test_every_published_phrase_is_in_its_pack() -> None:
    missing = []
    for line in PUBLISHED.read_text(encoding="utf-8").splitlines():
        service = json.loads(line)
        pack = load_pack(FOLDER / f"{PACK_OF.get(service['lang'], service['lang'])}.toml")
        for name, places in PLACES.items():
            phrase = bare(fold_label(service[name] or ""))
            if phrase and not any(phrase in folded(pack, table, key) for table, key in places):
                missing.append((service["service"], name, phrase))
    assert missing == []
