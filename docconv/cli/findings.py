"""Findings counted: how many there are, how grave the gravest is, and the exit code that follows."""

from __future__ import annotations

from collections import Counter

from docconv.problems import SEVERITIES, ExitCode, Problem, Severity


class Tally:
    """Counts findings by severity and remembers whether an input could not be opened.

    >>> from docconv.problems import problem
    >>> tally = Tally()
    >>> tally.count(problem("T001", "there is no headline"))
    >>> tally.exit_code("error"), tally.exit_code("warning")
    (<ExitCode.DONE: 0>, <ExitCode.FINDINGS: 1>)
    """

    def __init__(self) -> None:
        self.counts: Counter[Severity] = Counter()
        self.failure: int = ExitCode.DONE

    def count(self, found: Problem) -> None:
        """Take note of a finding."""
        self.counts[found.severity] += 1

    def failed(self, code: int) -> None:
        """Take note of a document that could not be worked on; the highest code stands."""
        self.failure = max(self.failure, code)

    def exit_code(self, fail_on: Severity) -> int:
        """The exit code: that of the gravest failure, else whether there were findings as grave as `fail_on`."""
        grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        findings = any(self.counts[severity] for severity in grave)
        return max(self.failure, ExitCode.FINDINGS if findings else ExitCode.DONE)

    def __str__(self) -> str:
        """The counts in words: `2 errors, 1 warning`; `nothing found` when there are none."""
        named = (_counted(self.counts[severity], severity) for severity in SEVERITIES if self.counts[severity])
        return ", ".join(named) or "nothing found"


def _counted(number: int, severity: Severity) -> str:
    if severity == "info":
        return f"{number} info"
    plural = {"loss": "losses"}.get(severity, f"{severity}s")
    return f"{number} {severity if number == 1 else plural}"
