r"""Sentences that tell how to reach somebody and are what a text was written for: adverts, requests, catalogues.

"Call Ann at 555-1234" below a news report is furniture of its site; below "Two oars for sale" it is the point.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chaffinch.boilerplate.furniture.reaching import reach
from chaffinch.boilerplate.furniture.rulers import is_ruler
from chaffinch.text import late_pattern

__all__ = ["NOTE", "answers", "attributed", "calls"]

Span = tuple[int, int]

NOTE = 1_500
"""Code points of a text below which an author who asks to be reached has written it for that. Of 79 such sentences in
posts 55 were in shorter texts, and none of 153 in news."""

AFTER = 3_000
"""Code points behind a sentence from which on it stands amid a text: a page says at its end how to reach its owner. A
judgement."""

LEAST_ASKED = 4
"""Letters of a sentence, addresses aside, that asks for something: "Call Ann at"."""

PIECE = 400
"""Code points below an address and a ruler from which on another piece stands there, and no signature: those have less.
A judgement."""

ASKED, PARAGRAPH = 8, 60
"""Words of a question that a text asks, and code points before it in its paragraph, at least. Judgements: the questions
of furniture are shorter, and stand apart."""

OFFICE = (
    "us", "our", "editors?", "editorial", "newsrooms?", "newsdesk", "reporters?", "journalists?", "columnists?",
    "press", "media", "corrections?", "letters", "tips", "advertis\\w*", "customer", "uns", "unsere?[rnms]?",
    "redaktion", "leserbriefe?", "presse\\w*", "anzeigen\\w*", "nous", "notre", "nos", "rédaction", "courrier",
    "nosotros", "nuestr[oa]s?", "contáctenos", "redacción", "prensa", "nosso", "nossa", "conosco", "redação",
    "imprensa", "noi", "nostr[oaie]", "contattaci", "redazione", "stampa", "ons", "onze", "redactie", "pers", "oss",
    "vår[at]?", "redaktionen", "nas", "nami", "nasz\\w*", "redakcj\\w+", "нам", "нами", "наш\\w*", "редакци\\w+",
    "пресс\\w*", "редакці\\w+", "bize", "bizim", "bizimle", "meille", "meihin", "toimitu\\w+", "معنا", "راسلونا",
    "تواصلوا", "التحرير",
)  # fmt: skip
"""Words, as patterns, of those who keep a site, and not of somebody who has written a post; own."""

AUTHOR = (
    "(?-i:I)", "me", "my", "ich", "mir", "mich", "moi", "mí", "yo", "mim", "eu", "mi", "io", "mij", "mijn", "ik",
    "mig", "jag", "mnie", "minulle", "minuun", "мне", "меня", "мені", "мене", "bana",
)  # fmt: skip
"""Words of an author who speaks of himself; own."""

SALUTATIONS = (
    "dear", "hello", "hi", "sehr geehrte[rs]?", "liebe[rs]?", "hallo", "chère?", "bonjour", "estimad[oa]", "querid[oa]",
    "hola", "prezad[oa]", "car[oa]", "gentile", "egregio", "geachte", "beste", "kära", "hej", "szanown\\w+", "drog[ai]",
    "уважаем\\w+", "дорог\\w+", "шановн\\w+", "sayın", "merhaba", "عزيزي", "عزيزتي", "جناب",
)  # fmt: skip
"""How a letter addresses somebody, as patterns; own."""

EVERYBODY = (
    "readers?", "customers?", "subscribers?", "members?", "visitors?", "users?", "all", "les\\w+", "kund\\w+",
    "lecteurs?", "lectrices?", "clients?", "abonnés?", "lector\\w*", "clientes?", "suscriptor\\w*", "leitor\\w*",
    "lettor\\w*", "clienti?", "lezers?", "klanten", "läsare", "czytelni\\w+", "klien\\w+", "читател\\w+",
    "клиент\\w*", "подписчик\\w*", "читач\\w*", "okur\\w*", "القراء", "القارئ",
)  # fmt: skip
"""Those whom the letter of a site addresses, as patterns; own."""

OTHERS = (
    "she", "he", "they", "her", "his", "their", "er", "il", "elle", "ils", "elles", "él", "ella", "ellos", "ellas",
    "ele", "ela", "eles", "elas", "egli", "hij", "zij", "han", "hon", "он", "она", "они", "він", "вона", "вони",
)  # fmt: skip
"""Words with which a sentence goes on about somebody who was named before it; own."""

_SENTENCE = late_pattern(r"[^.!?…]+[.!?…]+")
_OTHERS = late_pattern(rf"[ \t\xa0]+(?:{'|'.join(OTHERS)})\b", re.IGNORECASE)
_AUTHOR = late_pattern(rf"\b(?:{'|'.join(AUTHOR)})\b", re.IGNORECASE)
_OFFICE = late_pattern(rf"\b(?:{'|'.join(OFFICE)})\b", re.IGNORECASE)

_LETTER = late_pattern(
    rf"\W*(?:{'|'.join(SALUTATIONS)})\s(?!.*\b(?:{'|'.join(EVERYBODY)})\b)[^\n.?]{{2,50}}[,:!،]?[ \t]*\n", re.IGNORECASE
)


def calls(text: str, found: Sequence[Span]) -> list[int]:
    r"""Tell which findings about how to reach somebody are the point of their text.

    Args:
        text: all of it.
        found: findings, in code points.

    Returns:
        Indices of findings with an address (in short texts: or the author), that are no line of an address alone, in a
        short text or far from the end of a long one, and that name nobody who keeps a site; in a short letter of all.
        Also those of whom the next sentence speaks, which stays.

    >>> text = "For sale: two oars and a rope. Call Ann at 123-4567 or email me. Send the editor your letters."
    >>> calls(text, [(31, 64), (65, 94)])
    [0]
    """
    begun = {start for start, _ in found}
    return [i for i, span in enumerate(found) if _is_call(text, span) or _is_spoken_of(text, span, begun)]


def answers(text: str, found: Sequence[Span]) -> list[int]:
    """Tell which findings about how to reach somebody have no address and follow a question that the text asks.

    Args:
        text: all of it.
        found: findings, in code points.

    Returns:
        Indices of findings.

    >>> asked = "Were you on the quay on that day? Send us an email."
    >>> answers(asked, [(34, 51)])
    []
    >>> answers(f"Nobody has found the second boot, not even the dog from the mill. {asked}", [(100, 117)])
    [0]
    """
    ended = {stop for _, stop in found}
    return [i for i, span in enumerate(found) if _is_asked(text, span, ended)]


def attributed(text: str, found: Sequence[Span]) -> list[int]:
    r"""Tell which addresses on a line of their own name who wrote the piece above a ruler, in a text of several pieces.

    Args:
        text: all of it.
        found: findings, in code points.

    Returns:
        Indices of findings.

    >>> text = "The gates are old.\n\nann@lock.example\n------------\n\n" + "The wall is long. " * 30
    >>> attributed(text, [(20, 36)])
    [0]
    """
    return [i for i, span in enumerate(found) if _is_attribution(text, span)]


def _is_attribution(text: str, span: Span) -> bool:
    start, stop = span
    below = text[stop : stop + PIECE].lstrip()
    line = below.split("\n", 1)[0].rstrip()
    alone = text.rfind("\n", 0, start) >= 0 and not text[text.rfind("\n", 0, start) : start].strip()
    if not alone or text[stop : stop + 1] != "\n" or not is_ruler(line):
        return False
    return len(text) - stop >= PIECE and not any(map(str.isalpha, reach(text[start:stop])))


def _is_spoken_of(text: str, span: Span, begun: set[int]) -> bool:
    """Tell whether the sentence behind one goes on about somebody named in it, and nothing is found where it begins.

    "He can be reached at ..." names nobody: it is of the biography of an author.
    """
    match = _OTHERS.match(text, span[1])
    named = _OTHERS.match(f" {text[slice(*span)]}") is None
    return match is not None and named and span[1] + len(match[0]) - len(match[0].lstrip()) not in begun


def _is_asked(text: str, span: Span, ended: set[int]) -> bool:
    """Tell whether a sentence without an address follows a question at the end of a paragraph: "Were you there?".

    "Got a tip? Email us." has no paragraph before it.
    """
    start, stop = span
    before = text[text.rfind("\n", 0, start) + 1 : start].rstrip()
    if not before.endswith("?") or len(text[:start].rstrip()) in ended or reach(text[start:stop]) != text[start:stop]:
        return False
    *above, question = _SENTENCE.findall(before)
    return len(question.split()) >= ASKED and sum(map(len, above)) >= PARAGRAPH


def _is_call(text: str, span: Span) -> bool:
    start, stop = span
    sentence = text[start:stop]
    short, bare = len(text) < NOTE, reach(sentence) == sentence
    if short and _LETTER.match(text):
        return True
    if (bare and _AUTHOR.search(sentence) is None) or (not short and (bare or len(text) - stop < AFTER)):
        return False
    return sum(map(str.isalpha, reach(sentence))) >= LEAST_ASKED and _OFFICE.search(sentence) is None
