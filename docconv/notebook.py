"""How an article shows itself in a notebook: a small piece of HTML, made from the article's plain data.

It knows no class of the model, only the names of its fields, so that the model can call it. Every text is escaped;
nothing runs and nothing is loaded: a picture is shown by its caption, its credit and a link. Colours are those of
the page around it, light or dark; each text has the direction that it has in the article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any, TypeVar

Plain = Mapping[str, Any]
Thing = TypeVar("Thing")

#: Below this class alone; what is faint is so on any background.
_STYLE = """<style>
.docconv-article{max-width:44em;padding:.2em 1.2em .6em;border:1px solid rgba(128,128,128,.4);border-radius:6px;line-height:1.5;\
text-align:start;overflow-wrap:anywhere}
.docconv-article h2,.docconv-article h3{margin:.7em 0 .3em;line-height:1.25}
.docconv-article h2{font-size:1.45em}
.docconv-article h3{font-size:1.15em}
.docconv-article p,.docconv-article ul,.docconv-article ol,.docconv-article table{margin:.5em 0}
.docconv-article .lead{font-weight:600}
.docconv-article .small{font-size:.85em;opacity:.75}
.docconv-article figure,.docconv-article blockquote{margin:.7em 0;padding:.1em .9em;background:none;color:inherit;\
border-inline-start:3px solid rgba(128,128,128,.5);border-right-color:rgba(128,128,128,.5);font-style:normal}
.docconv-article ul,.docconv-article ol{padding-inline-start:1.6em}
.docconv-article table{border-collapse:collapse;background:none}
.docconv-article a{color:inherit;text-decoration:underline}
.docconv-article caption{caption-side:bottom}
.docconv-article td,.docconv-article th{border:1px solid rgba(128,128,128,.4);padding:.15em .5em;text-align:start}
</style>"""

#: How many blocks of an article, items of a list or rows of a table are shown: a notebook is no place for an archive.
_MOST = 200

_TAGS = {"strong": "strong", "emphasis": "em", "code": "code", "sub": "sub", "sup": "sup"}
#: The schemes of addresses that a click may follow.
_FOLLOWED = ("http://", "https://", "mailto:")


def as_html(article: Plain) -> str:
    """An article, given as `model_dump(mode="json")` gives it, as a piece of HTML without a program or a picture.

    >>> shown = as_html({"headline": "Ferry & quay", "direction": "ltr"})
    >>> "<h2>Ferry &amp; quay</h2>" in shown
    True
    """
    language = f' lang="{escape(article["language"])}"' if article.get("language") else ""
    parts = [
        _line("p", article.get("kicker"), "small"),
        _line("h2", article.get("headline") or "(no headline)"),
        *(_rich("p", text, "lead") for text in article.get("standfirst", ())),
        _line("p", " \u00b7 ".join(_about(article)), "small"),
        _some(list(_parts(article)), lambda part: _BLOCKS[part["type"]](part), "p"),
        *(_related(group) for group in article.get("related", ())),
    ]
    direction = escape(article.get("direction") or "ltr")
    return f'<div class="docconv-article" dir="{direction}"{language}>{_STYLE}\n{"".join(parts)}</div>'


def _about(article: Plain) -> list[str]:
    """The byline or the authors, the dateline, the day of publication, the provider, the language and the direction, if known."""
    byline = article.get("byline") or ", ".join(author["name"] for author in article.get("authors", ()))
    dateline = (article.get("dateline") or {}).get("text")
    day = (article.get("published") or "")[:10]
    way = ", ".join(text for text in (article.get("language"), article.get("direction")) if text)
    return [text for text in (byline, dateline, day, article.get("provider"), way) if text]


def _parts(article: Plain) -> Iterator[Plain]:
    """The headings and the blocks of the body, in their order."""
    for section in article.get("body", ()):
        if section.get("heading"):
            yield {"type": "heading", "text": section["heading"]}
        yield from section.get("blocks", ())


def _related(group: Plain) -> str:
    links = _some(group.get("links", ()), lambda link: f"<li>{_link(link.get('url'), _text(link['title']))}</li>", "li")
    return _line("h3", group.get("heading")) + (f"<ul>{links}</ul>\n" if links else "")


# --- blocks -----------------------------------------------------------------------------------------


def _heading(block: Plain) -> str:
    return _line("h3", block["text"])


def _paragraph(block: Plain) -> str:
    return _rich("p", block)


def _figure(block: Plain) -> str:
    """What is known of a picture; the picture itself stays where it is."""
    media, source = block.get("media", "image"), block.get("src")
    shown = _text(block.get("alt") or media)
    caption = _rich("p", block["caption"]) if block.get("caption") else ""
    credit = _line("p", " \u00b7 ".join(text for text in (block.get("credit"), block.get("source")) if text), "small")
    return f'<figure><p class="small">[{_link(source, shown)}]</p>{caption}{credit}</figure>\n'


def _quote(block: Plain) -> str:
    paragraphs = "".join(_rich("p", text) for text in block["paragraphs"])
    return f"<blockquote>{paragraphs}{_line('p', block.get('attribution'), 'small')}</blockquote>\n"


def _list(block: Plain) -> str:
    tag = "ol" if block.get("ordered") else "ul"
    return f"<{tag}>{_some(block['items'], lambda item: _rich('li', item), 'li')}</{tag}>\n"


def _table(block: Plain) -> str:
    heads = block.get("header_rows", 0)
    caption = _rich("p", block["caption"], "small") if block.get("caption") else ""

    def row(numbered: tuple[int, Sequence[Plain]]) -> str:
        number, cells = numbered
        return f"<tr>{''.join(_rich('th' if number < heads else 'td', cell) for cell in cells)}</tr>"

    return f"{caption}<table>{_some(list(enumerate(block['rows'])), row, 'caption')}</table>\n"


def _embed(block: Plain) -> str:
    shown = _text(block.get("text") or block.get("provider") or block.get("url") or "embedded")
    return f"<figure><p>{_link(block.get('url'), shown)}</p></figure>\n"


_BLOCKS = {
    "heading": _heading,
    "paragraph": _paragraph,
    "figure": _figure,
    "quote": _quote,
    "list": _list,
    "table": _table,
    "embed": _embed,
}


def _some(things: Sequence[Thing], shown: Callable[[Thing], str], tag: str) -> str:
    """The HTML of the first of `things`, and of how many there are more."""
    rest = len(things) - _MOST
    more = f"\u2026 and {rest:,} more" if rest > 0 else None
    return "".join(map(shown, things[:_MOST])) + _line(tag, more, "small")


# --- texts ------------------------------------------------------------------------------------------


def _line(tag: str, text: str | None, kind: str = "") -> str:
    return f"<{tag}{_class(kind)}>{_text(text)}</{tag}>\n" if text else ""


def _rich(tag: str, rich: Plain, kind: str = "") -> str:
    """A text with its marks, and with its language and direction where they are its own."""
    own = "".join(
        f' {name}="{escape(rich[field])}"' for name, field in (("lang", "language"), ("dir", "direction")) if rich.get(field)
    )
    return f"<{tag}{_class(kind)}{own}>{_marked(rich['text'], rich.get('marks', ()))}</{tag}>\n"


def _marked(text: str, marks: Iterable[Plain]) -> str:
    """A text with elements for its marks; where two cross, each stretch between their ends has elements of its own."""
    to_come = sorted(marks, key=lambda mark: -int(mark["start"]))  # the next one last
    cuts = sorted({0, len(text), *(cut for mark in to_come for cut in (mark["start"], mark["end"]))})
    pieces: list[str] = []
    over: list[Plain] = []  # the marks over a piece: a kind does not overlap itself, so there are few
    for start, end in pairwise(cuts):
        over = [mark for mark in over if mark["end"] > start]
        while to_come and to_come[-1]["start"] == start:
            over.append(to_come.pop())
        piece = _text(text[start:end])
        for mark in over:
            piece = _link(mark["href"], piece) if mark["kind"] == "link" else _wrapped(_TAGS[mark["kind"]], piece)
        pieces.append(piece)
    return "".join(pieces)


def _wrapped(tag: str, piece: str) -> str:
    return f"<{tag}>{piece}</{tag}>"


def _link(url: str | None, shown: str) -> str:
    """`shown`, as a link where the address is one that a click may follow."""
    if url is None or not url.lower().startswith(_FOLLOWED):
        return shown
    return f'<a href="{escape(url)}" rel="noopener noreferrer" target="_blank">{shown}</a>'


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
