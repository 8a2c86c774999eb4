"""How far a batch is, as a line for people, and its speed over time; the clock is passed in."""

from __future__ import annotations

from dataclasses import dataclass, field

from docconv.corpus.work import Moment

#: How many moments of a run are kept for drawing; of longer runs every other one.
_MOST_MOMENTS = 512


@dataclass(slots=True)
class Progress:
    """What is done of a batch: shards that are finished, and how far those at work are.

    `size` is what there is to read, in bytes as stored (0: not known); `kept` what was done before, of that. `begun` and
    every `clock` are seconds of the same clock.

    >>> progress = Progress(size=2_000_000, begun=100.0)
    >>> progress.done("00000", Moment(documents=310, articles=300, failed=10, size=1_000_000), 1_000_000)
    >>> progress.moment("00001", Moment(documents=90, articles=90, failed=0, size=200_000), 1_000_000)
    >>> progress.now().articles, progress.share()
    (390, 0.6)
    >>> progress.gone("00001")
    >>> progress.note(clock=110.0)
    >>> progress.line(clock=110.0)
    '50 %, 300 articles, 1.0 MB, 30 articles/s, 0.1 MB/s, 10 s left, 10 failed'
    """

    size: int
    begun: float
    kept: int = 0
    passed: int = 0
    documents: int = 0
    articles: int = 0
    failed: int = 0
    read: int = 0
    at_work: dict[str, tuple[Moment, int]] = field(default_factory=dict)
    moments: list[tuple[float, int, int]] = field(default_factory=lambda: [(0.0, 0, 0)])
    _every: float = 0.25

    def moment(self, shard: str, moment: Moment, weight: int) -> None:
        """Take note of how far a shard is."""
        self.at_work[shard] = (moment, weight)

    def done(self, shard: str, moment: Moment, weight: int) -> None:
        """Take note that a shard is done."""
        self.at_work.pop(shard, None)
        self.passed += weight
        self.documents += moment.documents
        self.articles += moment.articles
        self.failed += moment.failed
        self.read += moment.size

    def gone(self, shard: str) -> None:
        """Take note that a shard could not be done."""
        self.at_work.pop(shard, None)

    def now(self) -> Moment:
        """What has been done in this run, shards at work included."""
        working = [moment for moment, _ in self.at_work.values()]
        return Moment(
            self.documents + sum(one.documents for one in working),
            self.articles + sum(one.articles for one in working),
            self.failed + sum(one.failed for one in working),
            self.read + sum(one.size for one in working),
        )

    def note(self, clock: float) -> None:
        """Keep a moment for the drawing of the speed."""
        elapsed = clock - self.begun
        if self.moments and elapsed - self.moments[-1][0] < self._every:
            return
        now = self.now()
        self.moments.append((round(elapsed, 3), now.articles, now.size))
        if len(self.moments) > _MOST_MOMENTS:
            self.moments = self.moments[::2]
            self._every *= 2

    def line(self, clock: float) -> str:
        """Where the run stands: articles, bytes, rates, time left, failures."""
        elapsed = max(clock - self.begun, 1e-6)
        now = self.now()
        told = [f"{now.articles:,} articles", f"{now.size / 1e6:,.1f} MB"]
        told += [f"{now.articles / elapsed:,.0f} articles/s", f"{now.size / 1e6 / elapsed:,.1f} MB/s"]
        share = self.share()
        if share is not None:
            told.insert(0, f"{100 * share:.0f} %")
            if self._new() > 0:
                told.append(f"{duration(elapsed * (self.size - self.kept - self._new()) / self._new())} left")
        if now.failed:
            told.append(f"{now.failed:,} failed")
        return ", ".join(told)

    def share(self) -> float | None:
        """How much of the whole is done, from 0 to 1; None where the whole is not known."""
        return min(1.0, (self.kept + self._new()) / self.size) if self.size else None

    def _new(self) -> float:
        """Bytes as stored that this run has read; of a shard at work, as far as it is known."""
        return self.passed + sum(min(moment.size, weight) for moment, weight in self.at_work.values())


def duration(seconds: float) -> str:
    """A length of time for people.

    >>> duration(7), duration(75), duration(7265)
    ('7 s', '1:15', '2:01:05')
    """
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
