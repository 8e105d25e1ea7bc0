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
from chaffinch.text import END, UNSPACED, Bools, Remembered, late_pattern

__all__ = ["caption_before", "prose_behind", "without_prose"]

CAPTION = 4
"""Words in small letters before the sign, at least, that are a caption: "Men lift the gate out of the river © AFP"."""

LONGEST = 400
"""Code points of a notice, at most, that is looked at; longer ones are paragraphs."""

REMEMBERED = 1 << 12
"""Notices that are remembered: the pages of a site have the same one."""

WIDEST = 3
"""Bytes of a code point, for the size of a notice before it is decoded."""

UNCASED_WORDS, UNCASED_LETTERS = 4, 10
"""Words, and letters of a script without spaces, that are a sentence behind a notice in a script without capitals."""

_RIGHTS = late_pattern(
    r"all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados"
    r"|todos os direitos reservados|tutti i diritti riservati|alle rechten voorbehouden|wszelkie prawa zastrzeżone"
    r"|все права защищены|усі права захищені|tüm hakları saklıdır",
    re.IGNORECASE,
)
_SIGNED = late_pattern(
    r"(?:©|&copy;|\(c\)|copyright\b)[^\w\n]*(?:\(c\)|©|copyright|by)?[^\w\n]*(?:\d{4}(?:[-–—/,]\s?\d{2,4})*)?",
    re.IGNORECASE,
)
_SIGN = late_pattern(r"©|&copy;")
_COMPANY = late_pattern(r"\b(?:Ltd|Inc|LLC|Corp|Co|plc|PLC|GmbH|AG|S\.?A|S\.?L|SARL|Ltda|B\.?V|Oy|AB)\b\.?,?")
_LEGAL = late_pattern(
    r"permission|licen[cs]|trademark|copyright|copie[ds]|reprodu|publi"
    r"|broadcast|redistribut|reserv|unless|contribut|owner"
    r"|holder|content|material|author|affiliate|subsidiar|partner|compan|power|design|terms|\bused?\b|derech|recht|droit|direit"
    r"|diritt|\bprawa|прав|lizenz|nachdruck|reprint|credit|prohibit|interdi|vietat|proibi|prohibi|verboten|запрещ",
    re.IGNORECASE,
)
_UNCASED_RIGHTS = late_pattern(
    r"(?:جميع|كل|كافة) (?:ال)?حقوق(?: (?:النشر|الطبع|الملكية))? محفوظة"
    r"|حقوق (?:النشر|الطبع)(?: والنشر)? محفوظة"
    r"|(?:تمام|تمامی|کلیه)ی? ?حقوق.{0,40}محفوظ (?:است|می‌باشد)|כל הזכויות שמורות|सर्वाधिकार सुरक्षित(?: हैं?)?"
    r"|(?:版权所有|版權所有)(?:[，,、 ]*(?:未经|未經).{0,12}(?:不得|禁止|严禁)(?:转载|轉載))?"
    r"|保留所有权利|保留所有權利|保留一切权利"
    r"|(?:不得|禁止|严禁|嚴禁|请勿|請勿)(?:转载|轉載)"
    r"|無断(?:での)?(?:転載|複製|転用|引用)(?:・?(?:転載|複製|転用|引用))*(?:を|は)?(?:固く)?(?:お断りします|禁じます|禁止します|禁止)"
    r"|무단 ?전재(?:[ 및·,-]+재배포)? ?금지|모든 권리 보유|สงวนลิขสิทธิ์(?:ทุกประการ)?"
)
_UNCASED_LEGAL = late_pattern(
    r"نشر|حقوق|نسخ|إذن|موافقة|المصدر|ملكية|محفوظ|منبع|اجازه|بازنشر|זכויות|העתק|רשות|לפרסם|अधिकार|अनुमति|版权|版權|转载|轉載|授权|授權"
    r"|许可|許可|备案|有限公司|使用|転載|複製|著作|禁|株式会社|전재|배포|저작|금지|주식회사|ลิขสิทธิ์|ทำซ้ำ|อนุญาต|เผยแพร่"
)
_UNCASED = late_pattern(r"[\u0590-\u07ff\u0900-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UNSPACED = late_pattern(f"[{UNSPACED}]")
_CLOSED = late_pattern(rf"{END}\s*\Z")
_ARTICLES = frozenset({"a", "an", "el", "la", "le", "il", "lo", "o", "os", "as", "um", "das", "die", "der"})


def without_prose(found: Found, scene: Scene, legal: Bools) -> Found:
    """Narrow notices of copyright to what is before a sentence of the article; leave out those without a known end.

    Args:
        found: findings of rules.
        scene: the batch.
        legal: whether each finding is a notice of copyright, bool, shape (findings,).
    """
    few = np.flatnonzero(legal & (found.stop - found.start <= WIDEST * LONGEST))
    start, stop = found.start.copy(), found.stop.copy()
    for i in few.tolist():
        first = int(start[i])
        text = scene.batch.raw[first : int(stop[i])].decode(errors="replace")
        if len(text) <= LONGEST:
            start[i], stop[i] = (first + edge for edge in _NARROWED[text])
    if (start == found.start).all() and (stop == found.stop).all():
        return found
    return Found(found.rule, start, stop, found.block).only(stop > start)


def _narrowed(text: str) -> tuple[int, int]:
    """Give the range, bytes, of what is between a caption and a sentence."""
    before, behind = len(text[: caption_before(text)].encode()), len(text[: prose_behind(text)].encode())
    return before, behind


_NARROWED = Remembered(_narrowed, REMEMBERED)


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
    if (place := _uncased(text)) < len(text):
        return place
    rights = [*_RIGHTS.finditer(text)]
    signed = rights[-1:] or [*_SIGNED.finditer(text)][:1]
    if not signed or not _CLOSED.search(text):
        return len(text)
    words = [*re.finditer(r"\S+", text[signed[0].end() :])]
    named = bool(rights) or bool(text[: signed[0].start()].strip())
    first = next((i for i in range(not named, len(words) - 1) if begins(words[i][0], words[i + 1][0])), -1)
    if first < 0 or sum(word[0][0].islower() for word in words[first:]) < WORDS:
        return len(text)
    offset = signed[0].end()
    if any(_CLOSED.search(word[0]) and not _COMPANY.fullmatch(word[0]) for word in words[:first]):
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


def _uncased(text: str) -> int:
    """Do as `prose_behind` in scripts without capitals: a notice ends with a phrase that closes it, or before a blank.

    >>> notice = "© 2031 山川新聞 無断転載を禁じます"
    >>> [_uncased(notice + more) for more in ("", " 屋根にヤギが住みついている。", "。", " 記事の転載は禁止です。")]
    [21, 22, 22, 33]
    >>> text = "© 2031 نشرة النسر جميع الحقوق محفوظة تعيش عنزة على سطح المكتبة منذ السبت."
    >>> text[: _uncased(text)]
    '© 2031 نشرة النسر جميع الحقوق محفوظة '
    """
    if not _CLOSED.search(text) or not _UNCASED.search(text):
        return len(text)
    rights = [*_UNCASED_RIGHTS.finditer(text)]
    if rights:
        blank = re.compile(r"[ \t]+").match(text, rights[-1].end())
        place = blank.end() if blank else len(text)
    else:
        signed = _SIGNED.match(text)
        place = text.rstrip().rfind(" ") + 1 if signed and _UNSPACED.search(text) else len(text)
        place = len(text) if signed and place <= signed.end() else place
    rest = text[place:]
    said = len(rest.split()) >= UNCASED_WORDS or len(_UNSPACED.findall(rest)) >= UNCASED_LETTERS
    return place if said and _UNCASED.search(rest) and not _UNCASED_LEGAL.search(rest) else len(text)


def _is_function_word(word: str) -> bool:
    return word[0].isupper() and not word[1:].isupper() and word.lower() in function_words() | _ARTICLES
