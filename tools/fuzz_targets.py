"""What is fuzzed: reading raw text, every reader, every validator, and telling the format; each with its seeds.

A target takes any bytes and either returns or raises one of docconv's own exceptions. Whatever else
it raises is a fault of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from docconv import registry, validate
from docconv.conversion import dumps, loads_all
from docconv.model import Article
from docconv.problems import DocconvError, Problem
from docconv.rawtext.parse import trace_text
from tools.fuzz_mutations import Kind

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "fixtures"
#: A seed is no larger than this, in bytes.
LARGEST_SEED = 30_000
#: The time that an input may take, in seconds of this process: for one megabyte or less, and for each more.
LONGEST = 2.0
#: The memory that a process may take while it reads documents of a megabyte, in megabytes.
MOST_MEMORY = 512

_KINDS: dict[str, Kind] = {
    "json": "json", "jsonl": "json", "ninjs": "json", "jsonld": "json", "newsml": "xml", "nitf": "xml", "html": "markup",
    "epub": "zip", "md": "lines", "txt": "text",
}  # fmt: skip
_SEEDS: dict[str, tuple[str, ...]] = {
    "json": ("valid/json/*.json", "invalid/json/*.json"),
    "jsonl": ("valid/json/*.jsonl", "invalid/json/*.jsonl"),
    "ninjs": ("ninjs/*.ninjs", "invalid/ninjs/*.json"),
    "jsonld": ("jsonld/*.jsonld", "invalid/jsonld/*.json"),
    "newsml": ("newsml/*.xml", "invalid/newsml/*.xml"),
    "nitf": ("nitf/*.xml", "invalid/nitf/*.xml"),
    "html": ("html/*.html", "invalid/html/*.html"),
    "md": ("markdown/*.md", "md/*.md", "invalid/md/*.md", "invalid/markdown/*.md"),
    "txt": ("text/*.txt", "pages/*.txt"),
    "epub": (),
}


class Target(NamedTuple):
    """A thing to fuzz: what takes bytes, how its documents are mutated, the format of its seeds, and how often it reads them."""

    name: str
    run: Callable[[bytes], None]
    kind: Kind
    format: str
    times: int = 1


def targets() -> dict[str, Target]:
    """Every target by its name: `text-rules`, `text-tagger`, `read-FORMAT`, `check-FORMAT`, `open`."""
    made = [
        Target("text-rules", lambda data: _trace(data, rules_only=True), "text", "txt"),
        Target("text-tagger", lambda data: _trace(data, rules_only=False), "text", "txt"),
    ]
    readable = [format.name for format in registry.FORMATS if format.reads]
    made += [Target(f"read-{name}", _reading(name), _KINDS[name], name) for name in readable]
    made += [Target(f"check-{name}", _checking(name), _KINDS[name], name) for name in validate.VALIDATORS]
    made.append(Target("open", _open, "text", "*", times=2))
    return {target.name: target for target in made}


def _trace(data: bytes, *, rules_only: bool) -> None:
    """Reading text never raises; the segments of its trace cover the text from its beginning to its end."""
    text = data.decode("utf-8", "surrogateescape")
    trace = trace_text(text, rules_only=rules_only)
    at = 0
    for segment in trace.segments:
        assert segment.start == at, f"a segment begins at {segment.start}, the one before ends at {at}"
        at = segment.end
    assert at == len(text), f"the segments end at {at} of {len(text)}"


def _reading(name: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        told: list[Problem] = []
        for article in loads_all(data, name, report=told.append):
            assert isinstance(article, Article)
        _check_problems(told)

    return read


def _checking(name: str) -> Callable[[bytes], None]:
    check = validate.validator(name)
    return lambda data: _check_problems(check(data))


def _open(data: bytes) -> None:
    """A document of unknown format: told, validated, read."""
    _check_problems(validate.findings(data))
    for article in loads_all(data, report=[].append):
        assert isinstance(article, Article)


def _check_problems(problems: list[Problem]) -> None:
    for found in problems:
        assert found.line is None or found.line >= 1, found
        assert found.column is None or found.column >= 1, found
        assert len(found.message) < 5000, found.code
        str(found).encode("utf-8")


def documented(target: Target, data: bytes) -> BaseException | None:
    """What a target raises that it should not; None where it returns or raises what it is documented to raise."""
    try:
        target.run(data)
    except DocconvError as error:
        if target.name.startswith("read-") or target.name == "open":
            return None
        return error  # text can always be read, and what is wrong with a document is a finding of its check
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return error
    return None


@cache
def seeds(format: str) -> tuple[bytes, ...]:
    """Documents of a format: the fixtures, and articles of them as docconv writes them; of `*`, some of each."""
    if format == "*":
        return tuple(seed for name in _SEEDS for seed in seeds(name)[-6:])
    found = [path.read_bytes() for pattern in _SEEDS[format] for path in sorted(FIXTURES.glob(pattern))]
    if registry.get(format).writes:
        found += [dumps(article, format) for article in _articles()]
    return tuple(seed for seed in found if len(seed) <= LARGEST_SEED)


def _articles() -> Iterator[Article]:
    for name in (
        "valid/json/every-field.json",
        "valid/json/right-to-left.json",
        "text/en-ferry-wire.json",
        "text/zh-bookshop.json",
    ):
        yield from loads_all((FIXTURES / name).read_bytes(), "json")
