"""Names that are nearly right: which one was meant, for the messages of those who look names up."""

from __future__ import annotations

from collections.abc import Iterable


def meant(name: str, names: Iterable[str], *, like: float = 0.6) -> str | None:
    """The one of `names` that is most like `name`, in whatever case; None when none is like it.

    `like` is how much of it must be right, from 0 to 1 (`difflib.SequenceMatcher.ratio`).

    >>> meant("Newsm", ["json", "newsml", "nitf"])
    'newsml'
    >>> meant("docx", ["json", "newsml", "nitf"])
    """
    import difflib  # only for those who mistype

    folded = {one.casefold(): one for one in reversed(list(names))}
    near = difflib.get_close_matches(name.casefold()[:100], folded, n=1, cutoff=like)
    return folded[near[0]] if near else None


def hint(name: str, names: Iterable[str]) -> str:
    """The end of a message: ` (did you mean X?)`; empty when none of `names` is like `name`.

    >>> "there is no format 'newsm'" + hint("newsm", ["json", "newsml", "nitf"])
    "there is no format 'newsm' (did you mean newsml?)"
    """
    near = meant(name, names)
    return f" (did you mean {near}?)" if near is not None else ""
