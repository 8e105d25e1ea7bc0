"""Find fixed lines of a page that extraction has put between two sentences of the article: labels of adverts, buttons.

In "The hail took a third. ADVERTISEMENT The insurers pay for the rest." no line and no sentence is the label alone. It
is one beyond doubt only where a sentence has ended before it, and another one begins behind it, and where no sentence
of prose begins with these words: single words count in capitals, or before "The insurers".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import re2

from chaffinch.text import late_pattern, lines_with

__all__ = ["MARKED", "markers", "opening"]

CAPITALS = (
    "ADVERTISEMENT", "PUBLICIDADE", "PUBLICIDAD", "PUBLICITÉ", "PUBBLICITÀ", "ANZEIGE", "WERBUNG", "ADVERTENTIE",
    "ANNONS", "MAINOS", "REKLAMA", "REKLAM", "REKLAMË", "РЕКЛАМА", "© RIPRODUZIONE RISERVATA",
    "©RIPRODUZIONE RISERVATA", "RIPRODUZIONE RISERVATA",
)  # fmt: skip
"""Labels that count in capitals before any sentence: in small letters they begin some ("Werbung ist teuer.")."""

SINGLE = (
    "Advertisement", "Publicidade", "Publicidad", "Publicité", "Pubblicità", "Anzeige", "Advertentie", "Annons",
    "Annonce", "Reklama", "Реклама",
)  # fmt: skip
"""Labels before a word with a capital and one in small letters: no sentence has two such words at its beginning, but in
German, and before names."""

PHRASES = (
    r"(?:story|article) continues below (?:this |the )?(?:ad|advert|advertisement)",
    r"continua (?:depois|após) (?:da|a) publicidade",
    r"continúa (?:leyendo )?(?:después|tras) (?:de )?la publicidad",
    r"la suite après (?:cette|la) (?:publicité|pub)",
    r"(?:l'articolo )?continua (?:a leggere )?dopo la pubblicità",
    r"(?:der )?artikel (?:wird )?nach der (?:anzeige|werbung) (?:fortgesetzt|weiterlesen)",
    r"(?:de |het )?(?:tekst|artikel) (?:gaat|loopt) (?:verder|door) onder de advertentie",
    r"artikeln fortsätter efter annonsen",
    r"(?:artikkeli|juttu) jatkuu mainoksen (?:jälkeen|alla)",
    r"(?:dalsza|pozostała) część (?:artykułu|tekstu) pod reklamą",
    r"haberin devamı reklamdan sonra",
    r"продолжение после рекламы",
    r"продовження після реклами",
    r"(?:advertisement )?continue reading the main story",
    r"(?:image (?:copyright|source),? (?:[^\s.]+ ){1,5}?)?(?:image|media) caption,?",
    r"all rights reserved",
    r"alle rechte vorbehalten",
    r"todos los derechos reservados",
    r"todos os direitos reservados",
    r"tutti i diritti riservati",
    r"alle rechten voorbehouden",
    r"share this (?:article|story|post) follow us on (?:facebook|twitter|instagram|x)",
)
"""What a page says in several words, in any letters; spaces stand for white space of a line."""

NETWORKS = r"(?:facebook|twitter|linkedin|whatsapp|pinterest|telegram|reddit|e-?mail|x)\w{0,3}"
"""Networks, with the endings of languages that decline them."""

SHARES = (
    r"share (?:this )?(?:on|via|to|by) {}",
    r"(?:auf|bei|über|per) {} teilen",
    r"partager (?:sur|par) {}",
    r"compartir (?:en|por) {}",
    r"(?:com)?partilhar (?:no|via|por) {}",
    r"compartilhar (?:no|via|por) {}",
    r"condividi (?:su|via) {}",
    r"delen (?:op|via) {}",
    r"dela (?:på|via) {}",
    r"jaa {}",
    r"udostępnij (?:na|przez) {}",
    r"поделиться в {}",
    r"поширити в {}",
    r"{}'?\w{{0,3}} paylaş",
)
"""Share buttons, {} for the network; two in a row are a row of buttons."""

_LINE = r"[ \t\xa0]+"
_ENDED = r"[.!?…\n](?:(?<=\n)|(?<!\n)[\"”’»)]?[ \t\xa0])"  # a pattern that begins with a character is searched faster
_NEXT = rf"(?={_LINE}[\"“«„¿¡]?[^\W\d_a-zß-öø-ÿа-яё](?:[a-zß-öø-ÿŀ-žа-яё'’]\S*)?{_LINE}\S)"


def _any(phrases: Iterable[str]) -> str:
    return "|".join(phrase.replace("'", "['’]").replace(" ", _LINE) for phrase in phrases)


_ROWS = [f"(?:{one})(?: (?:{one}))+" for one in (share.format(NETWORKS) for share in SHARES)]
_SENTENCE = rf"(?={_LINE}[^\W\d_a-zß-öø-ÿа-яё][a-zß-öø-ÿŀ-žа-яё'’]*{_LINE}[a-zß-öø-ÿŀ-žа-яё]+[\s,])"
_FORM = rf"(?:(?:(?i:{_any(PHRASES)}|{_any(_ROWS)})|(?:{_any(CAPITALS)})){_NEXT}|(?:{_any(SINGLE)}){_SENTENCE})"


def _roughly(phrase: str) -> str:
    """Write a phrase for RE2, where a dotless i is none, and letters of a word are of ASCII."""
    return phrase.replace("ı", "i").replace("i", "[iıİ]").replace(r"\w{0,3}", r"\S*")


_SHARED = [_roughly(share.format(NETWORKS)) for share in SHARES]
MARKED = (
    r"(?:^|\n|[.!?…][\"”’»)]?[ \t\xa0])"
    rf"(?:{_any((*CAPITALS, *SINGLE))}|(?i:{_any([*map(_roughly, PHRASES), *_SHARED])}))"
)
"""What every text with a marker has, a pattern of RE2: one that the end of a sentence, or of a line, is before."""

_MARKER = late_pattern(rf"{_ENDED}(?P<marker>{_FORM})")
_OPENING = late_pattern(_FORM)


def markers(text: str) -> Iterator[tuple[int, int]]:
    """Give the markers between two sentences, and those that open a line on which a sentence follows.

    >>> text = "The hail took a third. ADVERTISEMENT The insurers pay for the rest."
    >>> [text[a:b] for a, b in markers(text)]
    ['ADVERTISEMENT']
    >>> [*markers("The hail took a third. Advertisement is dear. Advertisement Sales Ltd pays for the rest.")]
    []
    """
    first = opening(text)
    if first:
        yield 0, first
    for start, stop in lines_with(_marked(), text):
        yield from (match.span("marker") for match in _MARKER.finditer(text, max(start, first), stop))


@cache
def _marked() -> Any:
    return re2.compile(MARKED)


def opening(text: str) -> int:
    """Give the code points of the marker that a sentence begins with, 0 if there is none.

    >>> opening("Todos los derechos reservados Los clientes estrenan un techo."), opening("All rights reserved.")
    (29, 0)
    """
    found = _OPENING.match(text)
    return found.end() if found else 0
