"""Where sentences end, in every script."""

from __future__ import annotations

#: Marks that end a sentence.
_STOPS = frozenset(".\u0589\u3002\uff0e\u0964\u0965\u06d4\u1362\u104b\u17d4\u2026")
_CALLS = frozenset("!?\u061f\uff01\uff1f\u037e\u1367")
#: Quotation marks, brackets and direction marks that may follow them.
_CLOSERS = "\"'\u201d\u2019\u00bb)]\u300d\u300f\uff09\u200f\u200e"


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with a full stop of any script, before closing marks.

    >>> ends_sentence("He left.”"), ends_sentence("जारी है।"), ends_sentence("War effort")
    (True, True, False)
    """
    return (text[-8:].rstrip(_CLOSERS)[-1:] or " ") in _STOPS


def calls_out(text: str) -> bool:
    """Whether `text` ends with a question or exclamation mark of any script, before closing marks."""
    return (text[-8:].rstrip(_CLOSERS)[-1:] or " ") in _CALLS
