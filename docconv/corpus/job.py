"""What is to be done to every document of a batch: the parameters that decide what comes out, and nothing else.

Two runs with the same sources and the same `Job` write the same bytes; the number of workers, the engine and the
share of a scheduler are no part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from docconv import registry
from docconv.problems import UsageError, problem

Compression = Literal["none", "gz", "zst"]

#: The target that is no format of the registry: articles as nested columns (`docconv.corpus.columns`).
PARQUET = "parquet"
#: How many articles a book holds where nothing else is asked for.
PER_BOOK = 500
#: A document larger than this, in bytes, is refused (I004).
LARGEST = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The parameters of a batch.

    `source` names the format of documents, or of the texts of records (None: told from each document). `text_field`
    is the field of a record that holds the text, `id_field` the one that holds its identifier. `target` is a format or
    "parquet". `per_file` is how many articles go to a file, 0 for all of a shard (None: as the target has it).
    `reading` has the options of formats that are read, by format, `writing` those of the target. `largest` is the
    size in bytes beyond which a document is refused, `shard_size` how much a shard covers, in bytes (None: from the sources).

    >>> job = Job(target="jsonl", text_field="text", id_field="url", reading={"txt": {"rules_only": True}})
    >>> job.reads_text(), job.as_data()["largest_document"], len(job.digest())
    ('txt', 67108864, 32)
    """

    target: str
    source: str | None = None
    text_field: str | None = None
    id_field: str | None = None
    per_file: int | None = None
    compression: Compression = "none"
    largest: int = LARGEST
    shard_size: int | None = None
    reading: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    writing: Mapping[str, Any] = field(default_factory=dict)

    def articles_per_file(self) -> int:
        """How many articles go to a file at most; 0 for all of a shard.

        >>> [Job(target=target).articles_per_file() for target in ("jsonl", "parquet", "epub", "newsml")]
        [0, 0, 500, 1]
        """
        if self.per_file is not None:
            return self.per_file
        return {PARQUET: 0, "jsonl": 0, "epub": PER_BOOK}.get(self.target, 1)

    def suffix(self) -> str:
        """The suffix of the files that are written.

        >>> Job(target="jsonl", compression="gz").suffix(), Job(target="newsml").suffix()
        ('.jsonl.gz', '.xml')
        """
        if self.target == PARQUET:
            return ".parquet"
        packed = "" if self.compression == "none" else f".{self.compression}"
        return registry.get(self.target).suffixes[0] + packed

    def reads_text(self) -> str | None:
        """The format of documents: as named, and raw text where a record's text is of no named format."""
        return self.source or ("txt" if self.text_field else None)

    def as_data(self) -> dict[str, Any]:
        """The parameters as plain data for JSON; what has no JSON is told by its text."""
        return {
            "from": self.reads_text(),
            "to": self.target,
            "text_field": self.text_field,
            "id_field": self.id_field,
            "articles_per_file": self.articles_per_file(),
            "compression": self.compression,
            "largest_document": self.largest,
            "shard_size": self.shard_size,
            "reading": {name: _plain(options) for name, options in sorted(self.reading.items()) if options},
            "writing": _plain(self.writing),
        }

    def digest(self) -> str:
        """What tells these parameters from others."""
        return digest_of(self.as_data())


def check_job(job: Job) -> None:
    """Raise `UsageError` where parameters do not go together, or name formats that cannot be read or written."""
    if job.source is not None:
        registry.reader(registry.get(job.source))
    if job.reading.get("txt", {}).get("packs") and job.reads_text() not in (None, "txt"):
        raise UsageError(problem("U001", f"--labels does not fit: it goes with txt input, and this is {job.reads_text()}"))
    if job.id_field is not None and job.text_field is None:
        raise UsageError(problem("U001", "--id-field goes with --text-field: an article has its identifier"))
    if job.target != PARQUET:
        target = registry.get(job.target)
        registry.writer(target)
        if job.articles_per_file() != 1 and not target.several:
            raise UsageError(problem("U001", f"a file of {target.name} holds one article: --per-file does not fit"))
    elif job.articles_per_file() != 0:
        raise UsageError(problem("U001", "a Parquet file holds all articles of its shard: --per-file does not fit"))
    if job.compression != "none" and (job.target != "jsonl" or job.articles_per_file() != 0):
        raise UsageError(problem("U001", "--compress goes with -t jsonl, where a file holds all articles of its shard"))


def digest_of(value: object) -> str:
    """A short digest of plain data."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _as_json(value) for name, value in sorted(options.items())}


def _as_json(value: object) -> Any:
    """The value of an option as plain data: a label pack is the list of all that it says, whatever its file was called."""
    if isinstance(value, str | int | float | bool | None):
        return value
    return list(map(_as_json, value)) if isinstance(value, tuple | list) else str(value)
