"""Take notices of copyright apart from the caption before them, and the sentence behind them, on the same line.

A notice is a sign, a year and names; "© 2031 Harnby Courier Eels are cheap again." goes on with what the article says.
Where the names end cannot be told, unless something is known to close a notice ("All rights reserved", "Ltd"): without
that the whole stays, since text that is lost is worse than a notice that is left.
"""

from __future__ import annotations

import re

import numpy as np

from chaffinch.boilerplate.languages import function_words
from chaffinch.boilerplate.rules.run_ons import JOINS, WORDS, begins
from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.text import Bools

__all__ = ["caption_before", "prose_behind", "without_prose"]

CAPTION = 4
"""Words in small letters before the sign, at least, that are a caption: "Men lift the gate out of the river © AFP"."""

LONGEST = 400
"""Bytes of a notice, at most, that is looked at; longer ones are paragraphs."""

_RIGHTS = re.compile(
    r"all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados"
    r"|todos os direitos reservados|tutti i diritti riservati|alle rechten voorbehouden|wszelkie prawa zastrzeżone"
    r"|все права защищены|усі права захищені|tüm hakları saklıdır",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:©|&copy;|\(c\)|copyright\b)[^\w\n]*(?:\(c\)|©|copyright|by)?[^\w\n]*(?:\d{4}(?:[-–—/,]\s?\d{2,4})*)?",
    re.IGNORECASE,
)
_SIGN = re.compile(r"©|&copy;")
_COMPANY = re.compile(r"\b(?:Ltd|Inc|LLC|Corp|Co|plc|PLC|GmbH|AG|S\.?A|S\.?L|SARL|Ltda|B\.?V|Oy|AB)\b\.?,?")
_LEGAL = re.compile(
    r"permission|licen[cs]|trademark|copyright|copie[ds]|reprodu|publi|broadcast|redistribut|reserv|unless|contribut|owner"
    r"|holder|content|material|author|affiliate|subsidiar|partner|compan|power|design|terms|\bused?\b|derech|recht|droit|direit"
    r"|diritt|\bprawa|прав|lizenz|nachdruck|reprint|credit|prohibit|interdi|vietat|proibi|prohibi|verboten|запрещ",
    re.IGNORECASE,
)
_ARTICLES = frozenset({"a", "an", "el", "la", "le", "il", "lo", "o", "os", "as", "um", "das", "die", "der"})
_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*\s*\Z")


def without_prose(found: Found, scene: Scene, legal: Bools) -> Found:
    """Narrow notices of copyright to what is before a sentence of the article; leave out those without a known end.

    Args:
        found: findings of rules.
        scene: the batch.
        legal: whether each finding is a notice of copyright, bool, shape (findings,).
    """
    few = np.flatnonzero(legal & (found.stop - found.start <= LONGEST))
    start, stop = found.start.copy(), found.stop.copy()
    for i in few.tolist():
        first = int(start[i])
        text = scene.batch.data[first : int(stop[i])].tobytes().decode(errors="replace")
        start[i] = first + len(text[: caption_before(text)].encode())
        stop[i] = first + len(text[: prose_behind(text)].encode())
    if (start == found.start).all() and (stop == found.stop).all():
        return found
    return Found(found.rule, start, stop, found.block).only(stop > start)


def caption_before(text: str) -> int:
    """Give where a notice begins behind the caption of a picture on the same line; 0 where there is none.

    >>> caption_before("Men lift the lower gate out of the river © AFP"), caption_before("All text on this site © AFP")
    (41, 0)
    """
    signed = _SIGN.search(text)
    before = text[: signed.start()] if signed else ""
    small = [word for word in before.split() if word[:1].islower() and word not in JOINS]
    return len(before) if len(small) >= CAPTION and not _LEGAL.search(before) else 0


def prose_behind(text: str) -> int:
    """Give where a sentence of the article begins in a notice: its length where none does, 0 where that is not sure.

    >>> notice = "© 2031 Harnby Courier"
    >>> [prose_behind(notice + more) for more in ("", " and its heirs.", " All rights reserved.", " Eels are cheap.")]
    [21, 36, 42, 0]
    >>> prose_behind(notice + " All rights reserved Eels are cheap."), prose_behind(notice + " The eels are cheap.")
    (42, 22)
    """
    rights = [*_RIGHTS.finditer(text)]
    signed = rights[-1:] or [*_SIGNED.finditer(text)][:1]
    if not signed or not _ENDS.search(text):
        return len(text)
    words = [*re.finditer(r"\S+", text[signed[0].end() :])]
    named = bool(rights) or bool(text[: signed[0].start()].strip())
    first = next((i for i in range(not named, len(words) - 1) if begins(words[i][0], words[i + 1][0])), -1)
    if first < 0 or sum(word[0][0].islower() for word in words[first:]) < WORDS:
        return len(text)
    offset = signed[0].end()
    if any(_ENDS.search(word[0]) and not _COMPANY.fullmatch(word[0]) for word in words[:first]):
        return len(text)  # other rules know where a sentence ends
    if _LEGAL.search(text, offset + words[first].start()):
        return len(text)
    if rights:
        return offset + words[0].start()
    company = [m.end() for m in _COMPANY.finditer(text, offset, offset + words[first].start())]
    known = [i for i in range(1, first + 1) if _is_function_word(words[i][0])]
    if company:
        return len(text[: company[-1]]) + 1
    return offset + words[known[0]].start() if known else 0


def _is_function_word(word: str) -> bool:
    return word[0].isupper() and not word[1:].isupper() and word.lower() in function_words() | _ARTICLES
