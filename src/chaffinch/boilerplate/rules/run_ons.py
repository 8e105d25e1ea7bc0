"""Take prompts without a full stop apart from the sentence that follows them on the same line.

Where line ends are lost, "Follow us on Twitter" runs into the next sentence of the article: "Follow us on Twitter The
mayor said on Monday that ...". A function word with a capital in the middle of what looks like one sentence begins
another ("Twitter The mayor"), and so does any capital right behind the match of a rule if a long text follows it.
"""

from __future__ import annotations

import re

import numpy as np

from chaffinch.boilerplate.languages import function_words
from chaffinch.boilerplate.rules.decider import Decider, form_of
from chaffinch.boilerplate.rules.markers import opening
from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.text import END, Bools, Remembered, late_pattern, line_matches

__all__ = ["JOINS", "TITLED", "apart", "begins", "notices", "opens_prose"]

SHORTEST = 90
"""Bytes of a sentence from which on it may be a prompt and a sentence of the article. A judgement."""

REST = 150
"""Bytes behind a match from which on they may be a sentence of the article that begins with any capital. A judgement:
a prompt may go on with names ("on Facebook Twitter Instagram")."""

NEAR = 3
"""Words behind the match of a rule among which such a capital is looked for; not behind a function word."""

TITLED = ("related", "references", "byline", "caption", "copyright")
"""Categories of rules whose findings end with the title of another article, with words of this one or, as notices of
copyright do, with names."""

BRIEFEST = 25
"""Bytes of a sentence from which on it may end with a short one of the article."""

WORDS = 2
"""Words in small letters, at least, of such a short one; the first of them stands right behind a capital."""

REMEMBERED = 1 << 12
"""Sentences of which it is remembered where they open prose: the pages of a site have the same ones."""

BUTTON_WORDS = 4
"""Words of the label of a button, at most."""

_POLITE = {"Sie", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihnen", "Lei", "Usted", "U", "Uw", "Vous", "I"}
"""Words with a capital in the middle of a sentence: those that address a reader, and the English *I*."""

_JOINING = """
    all by of the and for in at on to inc ltd und der die das von van et de des du la le les y los las e da do dos di
    del della alle и на в i w z med och og en
"""
JOINS = frozenset(_JOINING.split())
"""Words in small letters between names."""

_READERS = """
    you your yours us our ours we sie ihr ihre ihren ihrem uns unser unsere unseren wir du dein deine vous votre vos
    nous notre nos usted tu tus te nuestro nuestra nuestros você vocês seu sua nosso nossa nossos ti tuo tua vi nostro
    nostra ons onze u uw je jouw ваш ваши вас наш наши нас вы вам twój twoje nasz nasze nas
"""
_ADDRESSING = frozenset(_READERS.split())
_PROMPTING = _ADDRESSING | frozenset(
    "newsletter newsletters facebook twitter instagram email inbox app here news updates".split()  # noqa: SIM905
)
"""Words of a prompt, which goes on if one is found behind what looks like its end."""

_LAST_WORDS = """
    facebook twitter instagram linkedin youtube tiktok telegram whatsapp pinterest threads bluesky mastodon reddit
    newsletter newsletters app apps email e-mail inbox here below comment comments today now updates alerts
    notifications podcast channel website blog hier unten kommentar kommentare postfach aquí boletín comentario
    comentarios ici commentaire commentaires aqui comentário comentários qui commento commenti hieronder reactie
    tutaj komentarz рассылку здесь комментарий комментарии
"""
_LAST = frozenset(_LAST_WORDS.split())
"""Words that may be the last one of a prompt. Behind others a capital begins a name: "Click here to support Harnby Post
with a gift."."""

_EDGES = "\"'“”„«»‘’([{<>)]},;:.!?…"
_CLOSED = late_pattern(rf"{END}\s*\Z")

_RIGHTS = late_pattern(
    r"^[ \t]*(?:Copyright ?)?(?:©|\([cC]\)|Copyright) ?(?:Copyright )?(?:19|20)\d\d[^\n.!?]{0,80}?\b"
    r"(?i:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados"
    r"|todos os direitos reservados|tutti i diritti riservati|alle rechten voorbehouden|wszelkie prawa zastrzeżone"
    r"|все права защищены|tüm hakları saklıdır)(?=[ \t]+[^\W\d_a-zß-öø-ÿа-яё]\S* [^\n]{40})",
    re.MULTILINE,
)

_INNER = late_pattern(r"(?<=[^\W_]) (?P<word>[^\W\d_a-z][^\W\d_]*)(?= [^\W\d_A-Z])")


def apart(found: Found, scene: Scene, sentence: Bools, able: Bools, decided: Decider) -> Found:
    """Narrow findings to the prompt, where a sentence of the article follows it without a stop between.

    Args:
        found: findings of rules.
        scene: the batch.
        sentence: whether each finding is that of a rule for sentences, bool, shape (findings,).
        able: whether a short sentence may follow it; titles follow some, bool, shape (findings,).
        decided: asks RE2 for the match of a rule.

    Returns:
        The same findings, where needed several parts in place of one, or none.
    """
    size = found.stop - found.start
    long = np.flatnonzero((sentence | able) & (size >= BRIEFEST))
    rows: list[tuple[int, int, int]] = []
    for i in long.tolist():
        start, stop = int(found.start[i]), int(found.stop[i])
        parts = [(start, stop)]
        if sentence[i] and stop - start >= SHORTEST:
            parts = _parts(scene, decided, int(found.rule[i]), start, stop)
        if sentence[i] and parts == [(start, stop)]:
            parts = [(start, start + (_opening(scene, start, stop) or stop - start))]
        if able[i] and parts == [(start, stop)]:
            parts = [(start, _end(scene, decided, int(found.rule[i]), start, stop))]
        if parts != [(start, stop)]:
            rows += [(i, a, b) for a, b in parts] or [(i, start, start)]
    if not rows:
        return found
    which, start, stop = np.array(rows, np.int64).T
    same = np.ones(len(found), np.bool_)
    same[which] = False
    split = Found(found.rule[which], start, stop, found.block[which])
    return Found.joined([found.only(same), split.only(stop > start)])


def _opening(scene: Scene, start: int, stop: int) -> int:
    """Give the bytes of the marker that a sentence begins with."""
    text = scene.batch.raw[start:stop].decode(errors="replace")
    return len(text[: opening(text)].encode())


def _parts(scene: Scene, decided: Decider, rule: int, start: int, stop: int) -> list[tuple[int, int]]:
    """Give the parts of a sentence that a rule takes when its parts are sentences of their own."""
    haystack = scene.haystack
    found: list[tuple[int, int]] = []
    begin, (low, high) = start, haystack.narrowed(np.array([start, stop])).tolist()
    pattern = decided.pattern(rule, form_of(haystack.narrow[low:high]))
    while start < stop:
        low = int(haystack.narrowed(np.array([start]))[0])
        match = pattern.search(haystack.narrow[low:high])
        if match is None:
            break
        end = int(haystack.original(np.array([low + match.end()]))[0])
        text = scene.batch.raw[start:stop]
        size = _first_sentence(text, end - start)
        if size == len(text):
            return [*found, (begin, stop)]
        inner = haystack.narrowed(np.array([start + size])).tolist()[0]
        taken = pattern.search(haystack.narrow[low:inner]) is not None
        found += [(begin, start + size)] if taken else []
        begin = start if not taken and _is_button(text[:size]) else start + size
        start += size
    return found


def _end(scene: Scene, decided: Decider, rule: int, start: int, stop: int) -> int:
    """Give where a prompt ends: at the first capital before a short sentence up to which the rule has its phrase."""
    text = scene.batch.raw[start:stop].decode(errors="replace")
    for place in _OPENS_PROSE[text]:
        inner = start + len(text[:place].encode())
        low, high = scene.haystack.narrowed(np.array([start, inner])).tolist()
        part = scene.haystack.narrow[low:high].rstrip()
        if decided.matches(rule, part):
            return inner
    return stop


def opens_prose(text: str) -> list[int]:
    """Give the places where a sentence of the article may begin in a text that begins with a prompt: those of capitals.

    >>> text = "Follow us on Facebook Nora Vik has sold the mill."
    >>> [text[place:] for place in opens_prose(text)]
    ['Nora Vik has sold the mill.']
    >>> opens_prose("Follow us on Facebook."), opens_prose("Follow us on Facebook Ida Brenner and get our news.")
    ([], [])
    >>> text = "Sign up for our newsletter Nora, who told you that the mill is sold?"
    >>> [text[place:] for place in opens_prose(text)]
    ['Nora, who told you that the mill is sold?']
    """
    words = [*re.finditer(r"\S+", text)]
    if not _CLOSED.search(text) or len(words) <= WORDS:
        return []
    if addressed := _addressed([word[0] for word in words]):
        return [words[addressed].start()]
    last = next((i for i in range(2, len(words) - 1) if begins(words[i][0], words[i + 1][0])), 0)
    rest = words[last:]
    if not last or sum(word[0][0].islower() for word in rest) < WORDS:
        return []
    if any(word[0].strip(_EDGES).lower() in _PROMPTING for word in rest[1:]):
        return []
    first = last
    while first > 1 and words[first - 1][0][:1].isupper() and words[first - 1][0].isalpha():
        first -= 1
    return [words[i].start() for i in range(first, last + 1) if _may_end(words[i - 1][0])]


def _addressed(words: list[str]) -> int:
    """Give the index of the word by which a sentence behind a prompt addresses somebody ("Nora, who ...?"), or 0.

    A question may have words of a prompt in it: who is asked is no reader.
    """
    asks = words[-1].rstrip(_EDGES.replace("?", "")).endswith(("?", "？", "؟"))
    for at in range(2, len(words) - 1):
        name, following = words[at], words[at + 1].lstrip(_EDGES + "¿¡")
        if name[:1].isupper() and name[1:-1].islower() and name[-1:] == "," and _may_end(words[at - 1]):
            rest = [word.strip(_EDGES).lower() for word in words[at + 1 :]]
            return at if following[:1].islower() and (asks or not _PROMPTING.intersection(rest)) else 0
    return 0


_OPENS_PROSE = Remembered(opens_prose, REMEMBERED, REST)


def notices(text: str) -> list[tuple[int, int]]:
    """Give the notices of copyright at the beginning of a line that runs on with a sentence of the article.

    >>> text = "© 2031 The Post All rights reserved The lock has been shut since May, and nobody knows why it was."
    >>> [text[a:b] for a, b in notices(text)]
    ['© 2031 The Post All rights reserved']
    """
    return [match.span() for match in line_matches(_RIGHTS, text)]


def _may_end(word: str) -> bool:
    return word.lower() in _LAST


def begins(word: str, following: str) -> bool:
    """Tell whether a word may begin a sentence, by the word behind it: it has a capital, and that one has none.

    >>> begins("Eels", "are"), begins("Post", "and"), begins("Twitter", "Instagram")
    (True, False, False)
    """
    bare, after = word.strip(_EDGES), following.strip(_EDGES)
    opens = word[-1:].isalnum() and bare[:1].isupper() and after[:1].islower() and after.lower() not in JOINS
    return opens and bare not in _POLITE


def _is_button(text: bytes) -> bool:
    """Tell whether a few words all begin with a capital ("Sign Up"): they belong to the prompt behind them."""
    words = text.decode(errors="replace").split()
    return len(words) <= BUTTON_WORDS and all(word[:1].isupper() and word.isalpha() for word in words)


def _first_sentence(text: bytes, match: int) -> int:
    """Give the bytes of the first sentence and the space behind it, given the end of a match.

    >>> text = b"Follow us on Twitter The mayor said on Monday that the lock would open in the spring of next year."
    >>> text[: _first_sentence(text, 20)]
    b'Follow us on Twitter '
    >>> text = b"This site is not approved by the " + b"New York office for loans of houses and barns " * 5
    >>> text[: _first_sentence(text, 29)] == text  # no sentence ends in an article
    True
    """
    decoded = text.decode(errors="replace")
    for inner in _INNER.finditer(decoded):
        word = inner["word"]
        if word[0].isupper() and not word[1:].isupper() and word.lower() in function_words() and word not in _POLITE:
            return len(decoded[: inner.start("word")].encode())
    if len(text) - match < REST:
        return len(text)
    words = text[match:].split(b" ")
    place, before = match, text[:match].decode(errors="replace").rpartition(" ")[2]
    for word in (w.decode(errors="replace") for w in words[: NEAR + 1]):
        if place > match and word[:1].isupper():
            return len(text) if before in function_words() else place
        place, before = place + len(word.encode()) + 1, word
    return len(text)
