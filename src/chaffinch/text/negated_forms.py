"""Tell whether one word is another one negated: by an affix that turns its sense, or by a verb as its ending."""

from __future__ import annotations

from chaffinch.text.late_patterns import late_pattern
from chaffinch.text.turned_words import is_turned

__all__ = ["is_hangul", "is_negated_form", "negates_korean"]

LEAST = 3
"""Letters of a word, at least, that a prefix of an alphabet negates: "ne" + "byl"."""

INFIX = 3
"""Letters of an infix that negates a verb of Turkish, at most."""

_PREFIXES = ("ne", "nie")  # verbs of Czech, Slovak, Slovenian, Croatian, Lithuanian and Latvian
_KOREAN_PREFIXES = "불부미비무"
_KOREAN_VERBS = "않없"  # in a word of Korean they mean nothing else
_TURKISH = late_pattern(r"(?<=\w\w)(?:m[ae]y(?=[ae]c[ae][kg])|m[ae](?=d[ıiuü]|m[ıiuü]s)|m(?=[ıiuü]yor))")
_TURKISH_PRESENT = late_pattern(r"(?P<stem>\w+?)(?P<negation>m)?[ıiuü](?P<rest>yor\w*)")


def is_hangul(word: str) -> bool:
    """Tell whether a word is written in the letters of Korean."""
    return "\uac00" <= word[:1] <= "\ud7a3"


def is_negated_form(one: str, two: str) -> bool:
    """Tell whether one of the keys of two tokens is the other one with a negation in it.

    >>> is_negated_form("bude", "nebude"), is_negated_form("acılacak", "acılmayacak"), is_negated_form("go", "nego")
    (True, True, False)
    >>> is_negated_form("참석한다고", "불참한다고"), is_negated_form("공개", "비공개"), is_negated_form("부산", "산업")
    (True, True, False)
    """
    short, long = (one, two) if len(one) <= len(two) else (two, one)
    if long.startswith(_PREFIXES) and len(short) >= LEAST and any(long == prefix + short for prefix in _PREFIXES):
        return True
    if is_hangul(short):
        return _is_negated_korean(one, two) or _is_negated_korean(two, one)
    if 0 < len(long) - len(short) <= INFIX and long[:2] == short[:2] and _TURKISH.sub("", long) == short:
        return True
    return _is_negated_turkish(short, long) or is_turned(one, two)


def _is_negated_turkish(plain: str, negated: str) -> bool:
    """Tell whether a verb is negated that loses the vowel at its end, or is voiced, before the ending of the present.

    >>> _is_negated_turkish("istiyor", "istemiyor"), _is_negated_turkish("ediyor", "etmiyor")
    (True, True)
    """
    if "yor" not in negated or plain[:1] != negated[:1]:
        return False
    found, affirmed = _TURKISH_PRESENT.fullmatch(negated), _TURKISH_PRESENT.fullmatch(plain)
    if not (found and affirmed and found["negation"] and found["rest"] == affirmed["rest"]):
        return False
    stem, other = found["stem"], affirmed["stem"] + (affirmed["negation"] or "")
    return other in (stem, stem[:-1] if stem[-1] in "aeıiuoüö" else f"{stem[:-1]}d")


def _is_negated_korean(plain: str, negated: str) -> bool:
    """Tell whether a word begins with a prefix of negation before a syllable of the other one, and ends as that one."""
    if negated[:1] not in _KOREAN_PREFIXES or plain[0] == negated[0] or len(negated) == 1:
        return False
    if negated[1:] == plain:
        return True
    ending = negated[2:]
    return negated[1] in plain[:2] and len(plain) == len(negated) and bool(ending) and plain.endswith(ending)


def negates_korean(text: str) -> bool:
    """Tell whether a text has a verb of negation of Korean.

    >>> negates_korean("열지 않습니다"), negates_korean("엽니다")
    (True, False)
    """
    return any(verb in text for verb in _KOREAN_VERBS)
