r"""Contracts, terms of use, rulings, licences: texts that hold the words of notices because that is their subject.

They are known by the way that their clauses are counted, in any language, or by their titles.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from chaffinch.boilerplate.furniture.page import may_have_headings
from chaffinch.text import CLOSES, STOPS, UNSPACED, late_pattern, line_matches

__all__ = ["CLAUSES", "GRANTS", "clauses", "granted", "licences", "terms", "title_above"]

Span = tuple[int, int]

HOLDERS = 400
"""Code points of a paragraph above the grant of a licence, at most, that names the licence or who holds the rights."""

NUMBERED = 4
"""Numbered clauses, counted up one by one, from which on the numbered paragraphs of a document are its own text."""

HEADED = 2
"""The same where a line has the label of a law or contract: "§ 4 Liability"."""

CLAUSE, CLAUSE_WORDS = 60, 8
"""Letters and words of a clause at least: numbered entries of a menu are shorter, numbered addresses have few words."""

SENTENCE, SENTENCE_WORDS, SENTENCE_LETTERS = 20, 6, 8
"""The same of a clause that ends as a sentence does, as no entry of a menu; and letters of one in a script without
spaces."""

TITLE = 80
"""Code points of the title above clauses, at most."""

NAMED = 3
"""Times that a legal text in one line names itself, at least, its title included: "These Terms of Use ..."."""

PARAGRAPHS, OPENING = 3, 3
"""Long lines, at least, below the title of a legal text; and lines below it, at most, to the first of them: below an
entry of a menu are other entries."""

_ORDINALS = (
    r"(?:cl[áa]usula[ ])?(?:primer[ao]|segund[ao]|tercer[ao]|cuart[ao]|quint[ao]|sext[ao]|s[ée]ptim[ao]|octav[ao]"
    r"|noven[ao]|d[ée]cim[ao]|primeir[ao]|terceir[ao]|quart[ao]|s[ée]tim[ao]|oitav[ao]|non[ao])[ ]?[.:–—-]"
)
_LABELS = (
    r"[§]+[ ]?\d+\w?\.?"
    r"|(?:art(?:icle|icolo|ículo|igo|ikel|ykuł)?\.?|section|sec\.|clause|cláusula|klausel|абзац|статья|стаття|пункт|ماده|madde|neni)"
    r"[ ]?(?:\d+[ºª°]?|[ivx]{1,5}\b)[.:)]?"
    r"|(?-i:[IVX]{1,5})[.)]"
    r"|(?:المادة|البند)[ ](?:\d+|ال\w{3,9})[ ]?[.:)]?"
)
_OF_EAST_ASIA = r"第[ ]?[\d一二三四五六七八九十百]+[条條조][ \t:：.　]*"
_CLAUSE = late_pattern(
    rf"^[ \t>]*(?:(?:\(?(?P<number>\d{{1,3}})(?:\.\d{{1,3}})*[.):]?|\(?[a-z]\)|{_LABELS}|{_ORDINALS})[ \t]+"
    rf"|{_OF_EAST_ASIA})(?=\S)[^\n]*",
    re.MULTILINE | re.IGNORECASE,
)
CLAUSES = f"(?im){_CLAUSE.pattern.replace('(?=', '(?:')}"
"""What every text has that `clauses` finds something in, a pattern of RE2."""

_HEAD = late_pattern(
    rf"^[ \t>*_#]*(?:{_LABELS}|{_ORDINALS}|{_OF_EAST_ASIA})[^\n]{{0,{TITLE}}}$", re.MULTILINE | re.IGNORECASE
)
_BELOW = late_pattern(r"\n(?:[ \t]*\n)*[^\n]+(?:\n[ \t]*[^\s][^\n]*)*")

_SENTENCE_END = late_pattern(rf"[{STOPS};:；]{CLOSES}\Z")
_UNSPACED = late_pattern(f"[{UNSPACED}]")

_HEADED = late_pattern(r"^#{1,6}[ \t]", re.MULTILINE)
_LICENCE = late_pattern(
    r"^#{1,6}[ \t]+[^\w\n]*(?:the[ ])?(?:licen[cs](?:e|es|ing)|lizenz|licencia|licença|licenza|licentie|licencja|licens"
    r"|lisenssi|лицензия|ліцензія|lisans|许可证|許可證|许可|ライセンス|라이선스|الترخيص|רישיון)\b[^\n]{0,20}$",
    re.MULTILINE | re.IGNORECASE,
)
_TITLES = (
    r"privacy[ ](?:policy|notice|statement)|cookies?[ ](?:policy|notice)"
    r"|terms[ ](?:of|and|&)[ ](?:use|service|sale|conditions)"
    r"|(?:[\w-]+[ ]){0,3}licen[cs]e(?:[ ]agreement)?|(?:user|service)[ ]agreement|acceptable[ ]use[ ]policy"
    r"|datenschutzerkl[äa]rung|nutzungsbedingungen|allgemeine[ ]gesch[äa]ftsbedingungen|agb|haftungsausschluss"
    r"|politique[ ]de[ ](?:confidentialité|cookies)|conditions[ ]générales|mentions[ ]légales"
    r"|política[ ]de[ ](?:privacidade?|cookies)|aviso[ ](?:legal|de[ ]privacidad)"
    r"|t[ée]rmin?os[ ](?:de[ ]uso|de[ ]serviço|de[ ]servicio|[ye][ ]condi[cç]\w+)"
    r"|condiciones[ ]de[ ]uso|informativa[ ](?:sulla[ ])?privacy|termini[ ](?:e[ ]condizioni|di[ ]servizio|d['’]uso)"
    r"|privacy(?:beleid|verklaring)|algemene[ ]voorwaarden|gebruiksvoorwaarden"
    r"|polityka[ ](?:prywatności|cookies)|regulamin"
    r"|политика[ ]конфиденциальности|пользовательское[ ]соглашение|(?:условия|правила)[ ]использования"
    r"|політика[ ]конфіденційності|умови[ ]користування|gizlilik[ ]politikası|kullanım[ ](?:koşulları|şartları)"
    r"|integritetspolicy|användarvillkor|tietosuojaseloste|käyttöehdot"
    r"|سياسة[ ]الخصوصية|شروط[ ](?:الاستخدام|الخدمة)|حریم[ ]خصوصی|מדיניות[ ]פרטיות|תנאי[ ]שימוש|गोपनीयता[ ]नीति"
    r"|プライバシーポリシー|個人情報保護方針|利用規約|隐私(?:政策|声明)|隱私(?:政策|聲明)|服务条款|使用条款|用户协议"
    r"|개인정보[ ]?(?:처리방침|보호정책)|이용약관|นโยบายความเป็นส่วนตัว"
)
_TITLE = late_pattern(
    rf"[ \t]*(?:#{{1,3}}[ \t]+|\*\*)?(?:the[ ]|our[ ]|website[ ]|unsere[ ])?(?:{_TITLES})\**"
    r"(?:[ ]?[:(–—|,-][^\n]*"
    r"|[ ](?:of|for|on|and|&|der|des|und|von|für|du|des|de|d['’]|del|da|do|di|dei|e|et|y|van|voor|en|för|\d)[^\n]*)?"
    r"[ \t]*\r?$",
    re.MULTILINE | re.IGNORECASE,
)
_GRANTS = (
    "permission is hereby granted, free of charge, to any person obtaining a copy",
    "permission to use, copy, modify, and/or distribute this software",
    "permission to use, copy, modify, and distribute this software",
    "permission to use, copy, modify and distribute this software",
    "redistribution and use in source and binary forms",
    "this software is provided 'as-is', without any express or implied warranty",
    "everyone is permitted to copy and distribute verbatim copies of this license document",
    "terms and conditions for use, reproduction, and distribution",
    "this font software is licensed under",
    "this is free and unencumbered software released into the public domain",
    "permission is granted to copy, distribute and/or modify this document",
)
_BETWEEN = r"[\s#*;/%>\"-]+"  # words of a hard-wrapped line, in a comment of a program, too
GRANTS = f"(?i)(?:{'|'.join(re.escape(one).replace(chr(92) + ' ', _BETWEEN) for one in _GRANTS)})"
"""What every text has that `granted` finds something in, a pattern of RE2."""

_GRANT = late_pattern(GRANTS)
_PARAGRAPH = late_pattern(r"(?:^[^\n]*[^\s#*;/%>-][^\n]*(?:\n|\Z))+", re.MULTILINE)
_HOLDER = late_pattern(r"©|\(c\)|copyright|licen[cs]e|\breserved\b|\bversion\b", re.IGNORECASE)
_CONDITION = late_pattern(
    r"warrant|liab|licen[cs]|copyright|redistribut|\bconditions?\b|permission|\bnotices?\b|damages"
    r"|^\W*(?:\d+|[a-z])[.)]\s",
    re.IGNORECASE,
)
_OPENING = late_pattern(rf"\W{{0,3}}(?:the[ ]|our[ ])?({_TITLES})\b", re.IGNORECASE)
_LINE = late_pattern(r"^.*\S.*$", re.MULTILINE)


def clauses(text: str) -> list[Span]:
    r"""Give the numbered paragraphs of a text that is made of them: a contract, a licence, a ruling, terms of use.

    >>> terms = [f"{i}. The Licensee shall pay {i} crowns for every copy of the Program." for i in range(1, 6)]
    >>> len(clauses("\n".join(["Share this", *terms, "1. Home", "2. News"])))
    5
    >>> clauses("1. Home\n2. News\n3. Sport\n4. Weather")
    []
    >>> len(clauses("§ 4 Boats\n\n(1) Boats float.\n(2) Nobody is liable for the oars of others."))
    2
    """
    found = list(line_matches(_CLAUSE, text))
    heads = list(line_matches(_HEAD, text)) if found else []
    if len(heads) >= NUMBERED:
        return _sections(text, heads)
    needed = HEADED if heads else NUMBERED
    numbers = [int(m["number"]) for m in found if m["number"]]
    if sum(b == a + 1 for a, b in pairwise(numbers)) < needed - 1 and len(found) - len(numbers) < NUMBERED:
        return []
    if sum(_is_clause(m[0].rstrip()) for m in found) < (1 if heads else NUMBERED):
        return []
    return [m.span() for m in found if _is_long(m[0].rstrip()) or _SENTENCE_END.search(m[0].rstrip())]


def _is_clause(line: str) -> bool:
    """Tell whether a numbered line is a sentence or longer, unlike the entries of a menu."""
    long = len(line) >= SENTENCE and len(line.split()) >= SENTENCE_WORDS
    return _is_long(line) or bool(
        _SENTENCE_END.search(line) and (long or len(_UNSPACED.findall(line)) >= SENTENCE_LETTERS)
    )


def _is_long(line: str) -> bool:
    return len(line) >= CLAUSE and len(line.split()) >= CLAUSE_WORDS


def title_above(text: str, clauses: Sequence[Span]) -> list[Span]:
    r"""Give the line right above the first clause of a text, if there are clauses and the line is short.

    >>> title_above("Terms of use\n\n1. You may copy this.", [(14, 34)])
    [(0, 12)]
    """
    above = text[: clauses[0][0]].rstrip() if clauses else ""
    start = above.rfind("\n") + 1
    return [(start, len(above))] if 0 < len(above) - start <= TITLE else []


def licences(text: str) -> list[Span]:
    r"""Give the sections of a text of markdown that say under which licence something is.

    >>> text = "# Oars\n\n## Licence\n\nMIT. Copyright (c) 2031 Ann Lee.\n\n## Names\n\nAnn"
    >>> [text[a:b] for a, b in licences(text)]
    ['## Licence\n\nMIT. Copyright (c) 2031 Ann Lee.\n\n']
    """
    found = [m.start() for m in line_matches(_LICENCE, text)] if may_have_headings(text) else []
    below = [_HEADED.search(text, start + 1) for start in found]
    return [(start, end.start() if end else len(text)) for start, end in zip(found, below, strict=True)]


def granted(text: str) -> list[Span]:
    r"""Give the texts of licences of programs and documents, each with the names above it and its conditions below.

    >>> grant = "Permission is hereby granted, free of charge, to any person obtaining a copy of this."
    >>> text = f"MIT License\n\nCopyright (c) 2031 Ann Lee\n\n{grant}\n\nNo warranty.\n\nIt rains."
    >>> [text[a:b][-13:] for a, b in granted(text)]
    ['No warranty.\n']
    """
    grants = [m.start() for m in _GRANT.finditer(text)]
    paragraphs = [m.span() for m in _PARAGRAPH.finditer(text)] if grants else []
    stops, found = [stop for _, stop in paragraphs], list[Span]()
    for grant in grants:
        if found and grant < found[-1][1]:  # of the conditions of the one above
            continue
        first = last = bisect_right(stops, grant)
        while first and paragraphs[first - 1][1] - paragraphs[first - 1][0] <= HOLDERS:
            if not _HOLDER.search(text, *paragraphs[first - 1]):
                break
            first -= 1
        while last + 1 < len(paragraphs) and _CONDITION.search(text, *paragraphs[last + 1]):
            last += 1
        found.append((paragraphs[first][0], paragraphs[last][1]))
    return found


def _sections(text: str, heads: Sequence[re.Match[str]]) -> list[Span]:
    r"""Give the articles of a law or contract whose numbers stand in lines above them, each with its text.

    >>> law = [f"Article {i} – Boats\nAll rights reserved, says article {i}." for i in range(1, 6)]
    >>> len(clauses("\n\n".join(law))), clauses("Article 3 – Boats\nThey float.")
    (5, [])
    """
    below = _BELOW.match(text, heads[-1].end())
    return [*pairwise(head.start() for head in heads), (heads[-1].start(), (below or heads[-1]).end())]


def terms(text: str) -> list[Span]:
    r"""Give a legal text that is known by its title, from there to its last long line, or its one line.

    >>> line = "When you buy a ticket we store your name, your boat and the number of your dog."
    >>> text = f"Privacy policy\n\n{line}\n\nCookies\n\n{line}\n\n{line}\n\nHome"
    >>> terms(text) == [(0, len(text) - 6)], terms("Privacy policy\nHome\nNews\nSport\nMoney\n" + line)
    (True, [])
    >>> flat = "Terms of use These terms of use may change. By reading on you accept the terms of use."
    >>> terms(flat) == [(0, len(flat))]
    True
    """
    lines = list(_LINE.finditer(text))
    opening = _OPENING.match(lines[0][0]) if lines else None
    if opening and len(lines[0][0]) > TITLE and lines[0][0].lower().count(opening[1].lower()) >= NAMED:
        return [lines[0].span()]
    first = next((i for i, line in enumerate(lines) if _is_title(line[0]) and (i < OPENING or _is_named(lines, i))), -1)
    if first < 0:
        return []
    long = [line for line in lines[first + 1 :] if _is_long(line[0].strip()) or _is_dense(line[0])]
    near = any(line in long for line in lines[first + 1 : first + 1 + OPENING])
    return [(lines[first].start(), long[-1].end())] if near and len(long) >= PARAGRAPHS else []


def _is_named(lines: Sequence[re.Match[str]], title: int) -> bool:
    """Tell whether the text below a title names it, as terms of use do and no text below the link to them."""
    named = _OPENING.match(lines[title][0])
    return named is not None and lines[title].string.lower().count(named[1].lower(), lines[title].end()) >= NAMED


def _is_title(line: str) -> bool:
    return len(line) <= TITLE and _TITLE.fullmatch(line) is not None


def _is_dense(line: str) -> bool:
    """Tell whether a line in a script without spaces is as long as a clause."""
    return len(_UNSPACED.findall(line)) >= 2 * SENTENCE_LETTERS
