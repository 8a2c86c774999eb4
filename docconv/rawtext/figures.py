"""Rules for captions and credits: behind labels, in brackets, or by an agency's name alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docconv.patterns import lazy_pattern
from docconv.rawtext.bylines import is_name
from docconv.rawtext.datelines import find_dateline
from docconv.rawtext.labels import HEAD, AtStart
from docconv.rawtext.packs import FIGURE_KINDS, bare, fold_label, is_strong
from docconv.rawtext.pieces import Awaited, Medium, Page, Piece, Shown
from docconv.rawtext.sentences import ends_sentence
from docconv.rawtext.trace import Role
from docconv.unicode import script_of

_MEDIA: dict[str, Medium] = {"video-caption": "video", "audio-caption": "audio"}
_SENTENCE_END = lazy_pattern(
    "[.!?\u06d4\u061f\u0964\u1362][\"'\u201d\u2019\u00bb)\\]]*(?=\\s)|[\u3002\uff01\uff1f][\u201d\u300d\u300f\uff09]?"
)
#: A labelled caption at the end of a longer line than this, in characters, has run into the story.
_RUN_ON = 400
#: A line with a picture credit in brackets at its end is a caption up to this length, in characters.
LONGEST_BARE_CAPTION = 220


def figure_label(shown: Shown) -> list[Piece] | None:
    """A line that begins with the label of a caption or a credit; more labels may follow in it."""
    found = shown.opening
    if found is None or found.phrase.kind not in FIGURE_KINDS or shown.raw[0] in "([\uff08":
        return None  # a credit in brackets is another rule's
    if shown.is_first and not is_strong(found.phrase.text):
        return None  # "Photos: The best of the regatta" is a headline
    return _labelled(shown, 0, found)


def inner_figure_label(shown: Shown) -> list[Piece] | None:
    """A line in whose midst a figure stands, labels and all, because line breaks were lost."""
    if not shown.page.inner_labels:
        return None
    inner = next(_labels_in(shown, 1), None)
    if inner is None:
        return None
    at, found = inner
    player = shown.opening is not None and shown.opening.phrase.kind == "furniture"
    labelled = _labelled(shown, at, found)
    if not player and len(labelled) == 1 and at <= LONGEST_BARE_CAPTION:  # the label stands after its text
        label = labelled[0]
        role: Role = "credit" if label.awaits == "credit" else "caption"
        return [*shown.part(role, 0, at, 0.9, medium=label.medium), label._replace(awaits=None)]
    before = shown.part("furniture", 0, at) if player else shown.part("paragraph", 0, at, 0.7)
    return [*before, *labelled]


def _labels_in(shown: Shown, start: int) -> Iterator[tuple[int, AtStart]]:
    """The labels of figures in the line from `start` on: where each begins (its text is relative to that)."""
    raw, labels = shown.raw, shown.page.labels
    for at in labels.inner_labels(raw, start):
        before, here = raw[at - 1], raw[at]
        if before.isalnum() and before.islower() == here.islower():
            continue  # inside a word
        if before in "([\uff08":
            continue  # a credit in brackets, the caption's own
        found = labels.at_start(raw[at : at + 2 * HEAD])
        if found is not None and found.phrase.kind in FIGURE_KINDS:
            yield at, found


def _labelled(shown: Shown, at: int, first: AtStart) -> list[Piece]:
    """The line from the label at `at` on: labels, each with its value up to the next label."""
    cuts = [(at, at + first.value_at, first.phrase.kind)]
    for label_at, found in _labels_in(shown, at + first.value_at):
        if label_at >= cuts[-1][1]:
            cuts.append((label_at, label_at + found.value_at, found.phrase.kind))
    stops = [*(label_at for label_at, _, _ in cuts[1:]), len(shown.raw)]
    pieces: list[Piece] = []
    for (label_at, value_at, kind), stop in zip(cuts, stops, strict=True):
        pieces += _label_and_value(shown, (label_at, value_at, stop), kind)
    return pieces


def _label_and_value(shown: Shown, span: tuple[int, int, int], kind: str) -> list[Piece]:
    label_at, value_at, stop = span
    role: Role = "credit" if kind == "credit" else "caption"
    medium = _MEDIA.get(kind, "image")
    end = stop
    if role == "caption" and stop == len(shown.raw) and stop - value_at > _RUN_ON:
        sentence = _SENTENCE_END.search(shown.raw, value_at, value_at + _RUN_ON)
        end = sentence.end() if sentence else stop
    value = shown.part(role, value_at, end, medium=medium)
    awaits: Awaited | None = None if value else "credit" if role == "credit" else "caption"
    if value and role == "caption":
        value = _without_bracketed_credit(shown.page, value[0])
        if len(value) == 1 and value[0].end == shown.end:
            value = _without_signature(shown.page, value[0]) or value
    if value and role == "credit":
        value = _after_caption(shown, value[0])
    label = shown.part("label", label_at, value_at, medium=medium, awaits=awaits)
    return [*label, *value, *shown.part("paragraph", end, stop, 0.6)]


def _after_caption(shown: Shown, credit: Piece) -> list[Piece]:
    """What a label of credits stands before, in its parts where that is a caption first: "Bild: Die Fähre. © dpa"."""
    text = shown.page.source[credit.start : credit.end]
    for sentence in _SENTENCE_END.finditer(text):
        if is_name(text[: sentence.start()]):
            continue
        rest = text[sentence.end() :].lstrip()
        found = shown.page.labels.at_start(rest)
        is_label = found is not None and found.phrase.kind == "credit" and found.marked and found.value_at < len(rest)
        if sentence.end() >= _CAPTION_BEFORE_LABEL if is_label else rest.startswith("\u00a9") and sentence.end() >= _CAPTION:
            rest_at = credit.end - len(rest)
            value_at = rest_at + (found.value_at if is_label and found is not None else 0)
            return [
                credit._replace(role="caption", end=credit.start + sentence.end(), confidence=0.9),
                *([Piece("label", rest_at, value_at)] if value_at > rest_at else []),
                credit._replace(start=value_at, confidence=0.9),
            ]
    return [credit]


#: What is shorter, in characters, is no caption behind the label of a credit: before another label, before a sign of copyright.
_CAPTION_BEFORE_LABEL, _CAPTION = 15, 30


_BRACKET_AT_END = lazy_pattern(r"[(\uff08\[]([^()\uff08\uff09\[\]]{2,80})[)\uff09\]]\s*[.\u3002]?$")


def _credit_in_brackets(text: str, page: Page) -> tuple[int, int, int] | None:
    """A bracket at the end of `text` that names an agency or speaks of a picture.

    Where the bracket begins, where the credit in it begins (past a label, if it has one) and ends.
    """
    match = _BRACKET_AT_END.search(text, max(0, len(text) - 100))
    if match is None:
        return None
    labelled = page.labels.at_start(match.group(1))
    if labelled is not None and labelled.phrase.kind == "credit" and labelled.value_at < len(match.group(1)):
        return match.start(), match.start(1) + labelled.value_at, match.end(1)
    inside = fold_label(match.group(1))
    words = re.split(r"[\s/,:;=\u060c|-]+", inside)
    speaks = len(words) > 1 and any(word in words or (" " in word and word in inside) for word in page.labels.photo_words)
    names = any(bare(part) in page.labels.agencies for part in (inside, *re.split(r"[/,|-]", inside)))
    # An agency's name alone may also sign a story off, or explain an abbreviation.
    signs_off = text[-1] not in ")\uff09]" or ends_sentence(text[: match.start()].rstrip())
    return (match.start(), match.start(1), match.end(1)) if speaks or (names and not signs_off) else None


def _without_bracketed_credit(page: Page, caption: Piece) -> list[Piece]:
    """A caption, and apart from it the credit in brackets at its end when there is one."""
    text = page.source[caption.start : caption.end]
    credit = _credit_in_brackets(text, page)
    if credit is None or credit[0] == 0:
        return [caption]
    bracket_at, credit_at, credit_end = credit
    start, shortened = caption.start, text[:bracket_at].rstrip()
    return [
        caption._replace(end=start + len(shortened)),
        Piece("label", start + bracket_at, start + credit_at),
        Piece("credit", start + credit_at, start + credit_end, 0.9, caption.medium),
        Piece("label", start + credit_end, caption.end),
    ]


def bracketed_credit(shown: Shown) -> list[Piece] | None:
    """An unlabelled caption that ends in its credit: "A boat at Port Elwin. (AP Photo/Jo Kerr)"."""
    text = shown.text
    if shown.is_first or len(text) > LONGEST_BARE_CAPTION or text[-1] not in ")\uff09].":
        return None
    credit = _credit_in_brackets(shown.raw, shown.page)
    if credit is None or ((opening := find_dateline(text, shown.page.labels)) and opening.agency):
        return None
    if credit[0] > 0:
        return _without_bracketed_credit(shown.page, Piece("caption", shown.start, shown.end, 0.7))
    _, credit_at, credit_end = credit
    return [
        *shown.part("label", 0, credit_at),
        *shown.part("credit", credit_at, credit_end, 0.8),
        *shown.part("label", credit_end, len(shown.raw)),
    ]


#: A labelled credit at the end of a caption is no longer than this, in characters, its label than that.
LONGEST_CREDIT, _LONGEST_CREDIT_LABEL = 70, 30
#: A line that ends in a labelled credit is a caption up to this length, in characters.
LONGEST_CREDITED = 400
COLON_MARK = lazy_pattern("[:\u055d\u1361\u1366\u17d6\uff1a=]")
_WORD_START = lazy_pattern(r"(?<![^\s/|(\u2013\u2014-])[^\W\d_]")


def trailing_credit(shown: Shown) -> list[Piece] | None:
    """An unlabelled caption with a labelled credit at its end: "A boat at Port Elwin. Photo: Jo Kerr"."""
    raw = shown.raw
    if len(raw) > LONGEST_CREDITED or shown.is_first:
        return None
    for colon in COLON_MARK.finditer(raw, max(1, len(raw) - LONGEST_CREDIT)):
        for word in _WORD_START.finditer(raw, max(1, colon.start() - _LONGEST_CREDIT_LABEL), colon.start()):
            at = word.start()
            found = shown.page.labels.at_start(raw[at:])
            if found is None or found.phrase.kind != "credit" or not found.marked:
                continue
            value_at = at + found.value_at
            set_apart = not raw[:at].rstrip()[-1:].isalnum() or (raw[at].isupper() and raw[value_at : value_at + 1].isupper())
            if colon.start() < value_at < len(raw) and set_apart and raw[-1] not in "?!":
                caption_end = len(raw[:at].rstrip(" \u00a0/|(\u2013\u2014-"))
                return [
                    *shown.part("caption", 0, caption_end, 0.8),
                    *shown.part("label", caption_end, value_at),
                    *shown.part("credit", value_at, len(raw), 0.9),
                ]
    return None


#: A name that signs a caption is no longer than this, in characters.
_LONGEST_SIGNATURE = 40
_SENTENCE_STOP = lazy_pattern(
    "[.!?\u06d4\u061f\u0964\u1362](?=\\s)|[\u3002\uff01\uff1f]|[\u201d\u300d\u300f\uff09](?=\\S)|[\u3001\uff0c\uff1d]"
)


def signed_credit(shown: Shown) -> list[Piece] | None:
    """A caption that ends in its photographer and a label: "渡船启航。周明远 摄", "Skaitykla. V. Lapinsko nuotr."."""
    if len(shown.raw) > LONGEST_BARE_CAPTION or shown.is_first:
        return None
    return _without_signature(shown.page, Piece("caption", shown.start, shown.end, 0.8))


def _without_signature(page: Page, caption: Piece) -> list[Piece] | None:
    """A caption, and apart from it the photographer at its end and the label behind that; None where none stands there."""
    raw = page.source[caption.start : caption.end]
    found = page.labels.at_end(raw) if len(raw) <= LONGEST_BARE_CAPTION else None
    if found is None or found[0].kind != "credit":
        return None
    label_at, start = found[1], caption.start
    for stop in _SENTENCE_STOP.finditer(raw, max(1, label_at - _LONGEST_SIGNATURE), label_at):
        name = raw[stop.end() : label_at].strip()
        part = stop.group() in _COMMAS  # a part of a sentence may stand before it, and a Han name is short
        if is_name(name) and not (part and (len(name) > _LONGEST_HAN_NAME or script_of(name[0]) != "Hani")):
            name_at = raw.index(name, stop.end())
            return [
                caption._replace(end=start + (stop.start() if part else stop.end())),
                *([Piece("label", start + stop.start(), start + stop.end())] if part else []),
                Piece("credit", start + name_at, start + len(raw[:label_at].rstrip()), 0.9, caption.medium),
                Piece("label", start + label_at, caption.end),
            ]
    return None


_COMMAS, _LONGEST_HAN_NAME = frozenset("\u3001\uff0c\uff1d"), 5
