"""Languages: BCP 47 tags in canonical case, writing direction, and detection from text."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from docconv.patterns import lazy_pattern
from docconv.unicode import RIGHT_TO_LEFT_SCRIPTS, Direction, only_script, script_counts

#: The form of a BCP 47 tag in canonical case (RFC 5646, section 2.1), without extended subtags,
#: whose canonical form is the language alone (`zh-yue` is `yue`), and without `und`.
LANGUAGE_TAG = (
    r"^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?$"
)
_TAG = lazy_pattern(LANGUAGE_TAG)

_EXTENDED = lazy_pattern(r"[a-z]{3}")
#: The languages that have extended subtags (IANA language subtag registry, Prefix).
_WITH_EXTENDED = frozenset("ar kok lv ms sgn sw uz zh".split())
_GRANDFATHERED = {"zh-min-nan": "nan", "i-klingon": "tlh", "i-lux": "lb", "i-navajo": "nv", "no-bok": "nb", "no-nyn": "nn"}
#: Codes that were replaced (IANA language subtag registry, Preferred-Value).
_PREFERRED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr-Latn", "prs": "fa-AF", "tl": "fil"}

_RIGHT_TO_LEFT = frozenset(
    "ar fa he ur ps sd ug yi dv ckb nqo syr arc sdh azb mzn glk lrc bqi pnb skr ks aeb arq ary arz".split()
)
_DEFAULT_SCRIPTS_RTL_BY_REGION = {("pa", "PK"), ("ku", "IQ"), ("ku", "IR"), ("az", "IR"), ("uz", "AF"), ("kk", "CN")}


_Answer = Callable[[str], str | None]


def _remembered(answer: _Answer) -> _Answer:
    """A question about a tag whose last answers are kept: a document asks it of the same few tags at every paragraph."""
    kept = functools.lru_cache(maxsize=256)(answer)

    @functools.wraps(answer)
    def asked(tag: str) -> str | None:
        return kept(tag) if len(tag) <= 40 else answer(tag)

    return asked


@_remembered
def fault_in_tag(tag: str) -> str | None:
    """What keeps `tag` from being a BCP 47 tag in canonical case; None when it is one.

    >>> fault_in_tag("ar_EG")
    "is not a BCP 47 language tag in canonical case; 'ar-EG' would be"
    """
    if _TAG.fullmatch(tag) and not tag.startswith("und"):
        subtags = tag.partition("-x-")[0].split("-")
        singletons = [subtag for subtag in subtags if len(subtag) == 1]
        variants = [s for s in _before_singleton(subtags[1:]) if len(s) > 4 or (len(s) == 4 and s[0].isdigit())]
        if len(set(singletons)) < len(singletons) or len(set(variants)) < len(variants):
            return "repeats a subtag (RFC 5646, section 2.2)"
        return None
    better = strict_tag(tag)
    hint = f"; {better!r} would be" if better else "; leave it out where the language is unknown"
    return f"is not a BCP 47 language tag in canonical case{hint}"


@_remembered
def strict_tag(tag: str) -> str | None:
    """`tag` as a BCP 47 tag in canonical case; None for what is no tag, for those who ask a person for one.

    Case, "_" for "-" and replaced codes are put right, as RFC 5646 (sections 2.1.1 and 4.5) has it;
    nothing of what was said is left out.

    >>> strict_tag("ar_EG"), strict_tag("ZH-hant"), strict_tag("iw"), strict_tag("en GB"), strict_tag("en-nonsenses")
    ('ar-EG', 'zh-Hant', 'he', None, None)
    """
    subtags = re.split(r"[-_]", tag.lower())
    extended = sum(_EXTENDED.fullmatch(subtag) is not None for subtag in _before_singleton(subtags[1:]))
    grandfathered = "-".join(subtags) in _GRANDFATHERED
    return _normal(subtags) if grandfathered or extended <= (subtags[0] in _WITH_EXTENDED) else None


@_remembered
def canonical_tag(tag: str) -> str | None:
    """`tag` as a BCP 47 tag in canonical case, for readers: what does not belong there goes; None when no language is left.

    Whoever is asked for a tag and means one thing is better served by `strict_tag`.

    >>> canonical_tag("ar_EG.UTF-8"), canonical_tag("ZH-hant-tw"), canonical_tag("und"), canonical_tag("C")
    ('ar-EG', 'zh-Hant-TW', None, None)
    """
    subtags = re.split(r"[-_]", re.split(r"[.@,;\s]", tag.strip())[0].lower())
    head = _normal(subtags[:1])
    return _normal(subtags) or (head if head and _TAG.fullmatch(head) else None)


def _normal(subtags: list[str]) -> str | None:
    """Subtags in lower case as a tag in normal form; None when they make none."""
    plain = "-".join(subtags)
    if plain in _GRANDFATHERED:
        return _GRANDFATHERED[plain]
    language, *rest = subtags
    if not re.fullmatch(r"[a-z]{2,3}", language) or language == "und":
        return None
    while rest and _EXTENDED.fullmatch(rest[0]):
        language = rest.pop(0)
    cased = [_cased(subtag) for subtag in _before_singleton(rest)]
    result = "-".join([*_preferred(language, cased), *rest[len(cased) :]])
    return result if _TAG.fullmatch(result) and fault_in_tag(result) is None else None


def _preferred(language: str, rest: list[str]) -> list[str]:
    """A language that may have been replaced, with its subtags; one that was said stands before one that is implied."""
    head, *implied = _PREFERRED.get(language, language).split("-")
    for subtag in implied:  # a script or a region
        if not any(len(said) == len(subtag) and said.isalpha() for said in rest):
            at = 1 if len(subtag) == 2 and rest and len(rest[0]) == 4 and rest[0].isalpha() else 0
            rest = [*rest[:at], subtag, *rest[at:]]
    return [head, *rest]


def _before_singleton(subtags: list[str]) -> list[str]:
    for at, subtag in enumerate(subtags):
        if len(subtag) == 1:
            return subtags[:at]
    return subtags


def _cased(subtag: str) -> str:
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag


def direction_of(tag: str | None) -> Direction:
    """The direction that the language is written in: "rtl" or "ltr" (also for None).

    An explicit script subtag decides before the language.

    >>> direction_of("ar-EG"), direction_of("az-Arab"), direction_of("ur-Latn"), direction_of(None)
    ('rtl', 'rtl', 'ltr', 'ltr')
    """
    if tag is None:
        return "ltr"
    language, *rest = tag.split("-")
    script = next((subtag for subtag in rest if len(subtag) == 4 and subtag.isalpha()), None)
    if script is not None:
        return "rtl" if script in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    by_region = any((language, region) in _DEFAULT_SCRIPTS_RTL_BY_REGION for region in rest)
    return "rtl" if language in _RIGHT_TO_LEFT or by_region else "ltr"


def primary(tag: str | None) -> str | None:
    """The language subtag of a tag: `zh` of `zh-Hant-TW`."""
    return tag.partition("-")[0] if tag else None


# --- detection --------------------------------------------------------------------------------

#: Scripts that one language of the press uses, or nearly so: the script answers, no model needed.
_LANGUAGE_OF_SCRIPT = {
    "Grek": "el", "Armn": "hy", "Geor": "ka", "Thai": "th", "Laoo": "lo", "Khmr": "km", "Mymr": "my", "Sinh": "si",
    "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Gujr": "gu", "Guru": "pa", "Orya": "or", "Hang": "ko",
    "Tibt": "bo", "Thaa": "dv", "Mong": "mn-Mong", "Hira": "ja", "Kana": "ja", "Cher": "chr", "Nkoo": "nqo",
}  # fmt: skip

#: The most text the detector is shown, in code points: more changes nothing.
DETECTION_SAMPLE = 4_000

_SCRIPT_SAMPLE = 400

#: The detector is shown so much first, and the rest where so many percent of this are not surely one language.
_FIRST_SAMPLE, _NEARLY_ALL = 500, 95

_FROM_DETECTOR = {"zh": "zh", "zh-Hant": "zh-Hant", "iw": "he", "jw": "jv", "tl": "fil", "mo": "ro", "sr": "sr", "no": "nb"}
_REFUSED = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
_REFUSED_BY_DETECTOR = lazy_pattern(_REFUSED)
_NOT_FOR_DETECTOR = lazy_pattern(f"{_REFUSED}|https?://\\S+|(?<!\\S)\\S+@\\S+")
_TRADITIONAL = lazy_pattern("[們這來對時會個說與過國學發經點問還從無開關實體現樣報題電華東應將業產動長門間聞馬魚鳥]")
_SIMPLIFIED = lazy_pattern("[们这来对时会个说与过国学发经点问还从无开关实体现样报题电华东应将业产动长门间闻马鱼鸟]")


def detect(text: str) -> str | None:
    """The language of `text` as a BCP 47 tag, or None when it cannot be told.

    The script decides where it can; for scripts of many languages a detector of letter sequences
    (CLD2) does. Only the first `DETECTION_SAMPLE` characters count. Deterministic, no network.

    >>> detect("Η κυβέρνηση ανακοίνωσε νέα μέτρα")
    'el'
    """
    sample = text[:DETECTION_SAMPLE]
    if _REFUSED_BY_DETECTOR.search(sample) or "@" in sample or "://" in sample:  # rarely: the pattern is slow
        sample = _NOT_FOR_DETECTOR.sub(" ", sample)
    head = sample[:_SCRIPT_SAMPLE]
    only = only_script(head)
    counts = {only: len(head)} if only else script_counts(head)
    if not counts:
        return None
    script = next(iter(counts))
    if script in ("Hani", "Hira", "Kana"):
        kana = counts.get("Hira", 0) + counts.get("Kana", 0)
        if kana * 20 > sum(counts.values()):
            return "ja"
        return "zh-Hant" if len(_TRADITIONAL.findall(sample)) > len(_SIMPLIFIED.findall(sample)) else "zh"
    by_script = _LANGUAGE_OF_SCRIPT.get(script)
    return by_script or _detect_by_letters(sample, script)


@functools.cache
def _tag_of(code: str) -> str | None:
    """The tag of one of the detector's codes, which are few."""
    return _FROM_DETECTOR.get(code) or canonical_tag(code)


def _detect_by_letters(sample: str, script: str) -> str | None:
    import pycld2  # a compiled module of some megabytes: only for those who parse text

    try:
        reliable, _, ranked = pycld2.detect(sample[:_FIRST_SAMPLE].encode("utf-8"), bestEffort=True)
        if len(sample) > _FIRST_SAMPLE and not (reliable and ranked[0][2] >= _NEARLY_ALL):
            reliable, _, ranked = pycld2.detect(sample.encode("utf-8"), bestEffort=True)
    except pycld2.error:
        return None
    code = ranked[0][1]
    if code == "un" or (not reliable and len(sample) < 40 and script == "Latn"):
        return None
    tag = _tag_of(code)
    if tag == "sr":
        return "sr-Latn" if script == "Latn" else "sr"
    if tag == "ku" and script == "Arab":
        return "ckb"
    if tag == "uz" and script == "Cyrl":
        return "uz-Cyrl"
    return tag
