"""Leave out of a finding what is a part of the article: a dateline behind controls, a translator before the licence.

A line that a site repeats may begin with the buttons of its picture gallery and go on with the name of the paper and a
town; a notice of copyright may begin with the name of the translator. Only the rest of such a line is boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from chaffinch.text import late_pattern

__all__ = ["QUOTES", "dashed", "narrowed", "pictured", "unquoted_end"]

Span = tuple[int, int]

LONGEST = 600
"""Code points of a finding that is looked at, at most; notices are shorter."""

KNOWN = 4096
"""Findings that are remembered: the pages of a site repeat theirs."""

LONGEST_NAME = 120
"""Code points before a credit in which the file name of its picture is looked for."""

HEADLINES = 400
"""Code points of a text in which a medium in brackets is a tag of its headline; further on it is a word of a name. A
judgement: of 46 that were read those of headlines began before 300."""

CONTROLS = (
    "next", "previous", "prev", "play", "pause", "slide", "close", "zurück", "weiter", "nächste[rs]?",
    "vorherige[rs]?", "suivante?", "précédente?", "siguiente", "anterior", "próxim[ao]", "seguinte",
    "successiv[ao]", "precedente", "avanti", "indietro", "volgende", "vorige", "następn[ya]", "poprzedni[a]?",
    "nästa", "föregående", "seuraava", "edellinen", "sonraki", "önceki", "следующ\\w+", "предыдущ\\w+", "вперёд",
    "вперед", "назад", "наступн\\w+", "попередн\\w+", "التالي", "السابق", "بعدی", "قبلی", "הבא", "הקודם", "次へ",
    "前へ", "下一[页张]", "上一[页张]", "다음", "이전", "tjetra", "mëparshme",
)  # fmt: skip
"""Labels of the buttons of a gallery or pager, as patterns."""

TRANSLATED = (
    "tradução", "tradutora?", "traduzid[oa]", "traducción", "traducid[oa]", "traduction", "traduite?", "traduzione",
    "tradott[oa]", "übersetzung", "übersetzt", "vertaling", "vertaald", "tłumaczenie", "tłumaczyła?", "przekład",
    "перевод", "перевела?", "переклад", "переклала?", "översättning", "översatt", "suomennos", "suomentanut",
    "çeviri", "çeviren", "translation", "translated", "përktheu",
)  # fmt: skip
"""Words before the name of a translator, as patterns."""

_FROM = r"(?:\s+(?:de l['’]|from (?:the )?|into |aus dem |del |do |dall['’]|dal |uit het |z |с )\w+)?"
_BY = _FROM + r"(?:\s*:|\s+(?:de|do|da|d'|por|par|di|von|van|door|av|by|przez|nga))*"
_NAME = r"(?:(?:d[aeo]s?|von|van|der|de[nl]?|la|le|di)\s)?[^\W\d_a-zß-öø-ÿа-яё][\w.'’-]*"
_JOIN = r"(?:\s+(?:e|y|und|et|and|en|i|и|og|och|ve|dhe|&)\s+|\s+)"
_CREDIT = late_pattern(
    rf"\W*\b(?i:{'|'.join(TRANSLATED)})(?i:{_BY})\s*{_NAME}(?:{_JOIN}(?!(?i:licen|copyright)){_NAME}){{1,7}}"
)
_QUOTED = late_pattern(r"\|?> ?\S")  # a reply quotes what others have said, and many replies do
_DASH = late_pattern(r"\s*[-–—/|]\s*$")
_LINE_END = late_pattern(r"[ \t.]*(?:\n|$)|\.(?=[^\W\d_a-z])")  # a line end may be lost behind a full stop
_MEDIUM = late_pattern(r"[(\[](?:video|audio|gallery)[)\]]", re.IGNORECASE)
_OPENERS, _CLOSERS = "([（【［", ")]）】］"
QUOTES = {'"': '"', "”": "“"}
"""Marks that close a quotation, each with the one that opens it."""

_SIGN = late_pattern(r"©|\(c\)|\bcopyright\b", re.IGNORECASE)
_BUTTONS = late_pattern(rf"\W*(?:(?:{'|'.join(CONTROLS)})\b\W*?){{2,4}}(?=\s)", re.IGNORECASE)
_FILE = late_pattern(r"(?:^|\n)([\w.%()-]+\.(?:jpe?g|png|gif|webp|avif|tiff?|bmp))\s{1,3}$", re.IGNORECASE)
_DATELINE = late_pattern(r"[^\W\d_][\w .'’ـ]{1,40}(?:\s*[-–—/|]\s*(?:[^\W\d_][\w .'’ـ]{1,40})?){1,3}")


def narrowed(text: str, start: int, stop: int) -> Span:
    """Give the range of a finding without the part that is of the article; an empty range if all of it is.

    >>> text = "Next Previous Harnby Post – Oakfield"
    >>> text[slice(*narrowed(text, 0, len(text)))]
    'Next Previous'
    >>> text = "/ TRADUÇÃO DE ANA SILVA © 2017 O CARVALHO LIMITADA."
    >>> text[slice(*narrowed(text, 0, len(text)))]
    '© 2017 O CARVALHO LIMITADA.'
    """
    if stop - start > LONGEST:
        return start, stop
    first, last = _narrowed(text[start:stop])
    return start + first, start + last


@lru_cache(maxsize=KNOWN)
def _narrowed(part: str) -> Span:
    """Give the range of a finding that is none of the article."""
    if _QUOTED.match(part):
        return 0, 0
    buttons = _BUTTONS.match(part)
    if buttons and _DATELINE.fullmatch(part[buttons.end() :].strip()):
        return 0, buttons.end()
    credit = _CREDIT.match(part)
    if not credit:
        return 0, len(part)
    sign = _SIGN.search(part, credit.end())
    first = sign.start() if sign else credit.end()
    return (first, len(part)) if any(map(str.isalnum, part[first:])) else (len(part), len(part))


def dashed(text: str, start: int, stop: int) -> int:
    """Give the start of a finding in brackets with the dash before it, if the line ends behind it.

    Within other brackets it is a part of what these say, and a medium below the headline one of a name: then its stop
    is given, and nothing is left of it.

    >>> text = "Mill burns in Harnby – (VIDEO)"
    >>> text[: dashed(text, 23, 30)]
    'Mill burns in Harnby'
    """
    if text[start : start + 1] not in ("(", "["):
        return start
    if _is_bracketed(text, start, stop) or (start > HEADLINES and _MEDIUM.fullmatch(text, start, stop)):
        return stop
    if not _LINE_END.match(text, stop):
        return start
    dash = _DASH.search(text, max(0, start - 6), start)
    return dash.start() if dash else start


def _is_bracketed(text: str, start: int, stop: int) -> bool:
    """Tell whether a range is within brackets that open and close in its line, and are not those of a link's label."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", stop)
    before, after = text[max(first, start - LONGEST) : start], text[stop : last if last >= 0 else len(text)][:LONGEST]
    opened = sum(map(before.count, _OPENERS)) - sum(map(before.count, _CLOSERS))
    closed = sum(map(after.count, _CLOSERS)) - sum(map(after.count, _OPENERS))
    return opened > 0 and closed > 0 and "](" not in after


def pictured(text: str, start: int) -> int:
    r"""Give the start of a credit with the file name of its picture, if that is the line above.

    >>> text = "It burned.\n\nmill_12.jpg\n(Photo: Ann Lee)"
    >>> text[pictured(text, 24):]
    'mill_12.jpg\n(Photo: Ann Lee)'
    """
    name = _FILE.search(text, max(0, start - LONGEST_NAME), start)
    return name.start(1) if name else start


def unquoted_end(text: str, start: int, stop: int, gone: Iterable[Span]) -> int:
    """Give the end of a finding without the quotation mark at its end that closes what stays before it.

    Args:
        text: all of it.
        start: of the finding.
        stop: its end.
        gone: what goes from the text.

    >>> text = '"The boat is late. Read more"'
    >>> unquoted_end(text, 19, 29, []), unquoted_end(text, 19, 29, [(0, 18)]), unquoted_end(text, 0, 29, [])
    (28, 29, 29)
    """
    mark, end, stays = text[stop - 1], 0, ""
    opener = QUOTES.get(mark)
    if opener is None:
        return stop
    for a, b in sorted(gone):
        stays += text[end : min(a, start)]
        end = max(end, b)
    stays += text[end:start]
    inside = text[start : stop - 1]
    if opener == mark:
        return stop - 1 if stays.count(mark) % 2 and not inside.count(mark) % 2 else stop
    opened = stays.count(opener) > stays.count(mark)
    return stop - 1 if opened and inside.count(opener) <= inside.count(mark) else stop
