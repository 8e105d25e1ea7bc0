"""Take prompts without a full stop apart from the sentence that follows them on the same line.

Where line ends are lost, "Follow us on Twitter" runs into the next sentence of the article: "Follow us on Twitter The
mayor said on Monday that ...". A function word with a capital in the middle of what looks like one sentence begins
another ("Twitter The mayor"), and so does any capital right behind the match of a rule if a long text follows it.
"""

from __future__ import annotations

import re

import numpy as np

from chaffinch.boilerplate.languages import function_words
from chaffinch.boilerplate.rules.decider import Decider
from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.text import Bools

__all__ = ["apart"]

SHORTEST = 90
"""Bytes of a sentence from which on it may be a prompt and a sentence of the article. A judgement."""

REST = 150
"""Bytes behind a match from which on they may be a sentence of the article that begins with any capital. A judgement:
a prompt may go on with names ("on Facebook Twitter Instagram")."""

NEAR = 3
"""Words behind the match of a rule among which such a capital is looked for; not behind a function word."""

BUTTON_WORDS = 4
"""Words of the label of a button, at most."""

_POLITE = {"Sie", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihnen", "Lei", "Usted", "U", "Uw", "Vous", "I"}
"""Words with a capital in the middle of a sentence: those that address a reader, and the English *I*."""

_INNER = re.compile(r"(?<=[^\W_]) (?P<word>[^\W\d_a-z][^\W\d_]*)(?= [^\W\d_A-Z])")


def apart(found: Found, scene: Scene, sentence: Bools, decided: Decider) -> Found:
    """Narrow findings to the prompt, where a sentence of the article follows it without a stop between.

    Args:
        found: findings of rules.
        scene: the batch.
        sentence: whether each finding is that of a rule for sentences, bool, shape (findings,).
        decided: asks RE2 for the match of a rule.

    Returns:
        The same findings, where needed several parts in place of one, or none.
    """
    long = np.flatnonzero(sentence & (found.stop - found.start >= SHORTEST))
    rows: list[tuple[int, int, int]] = []
    for i in long.tolist():
        start, stop = int(found.start[i]), int(found.stop[i])
        parts = _parts(scene, decided, int(found.rule[i]), start, stop)
        if parts != [(start, stop)]:
            rows += [(i, a, b) for a, b in parts] or [(i, start, start)]
    if not rows:
        return found
    which, start, stop = np.array(rows, np.int64).T
    same = np.ones(len(found), np.bool_)
    same[which] = False
    split = Found(found.rule[which], start, stop, found.block[which])
    return Found.joined([found.only(same), split.only(stop > start)])


def _parts(scene: Scene, decided: Decider, rule: int, start: int, stop: int) -> list[tuple[int, int]]:
    """Give the parts of a sentence that a rule takes when its parts are sentences of their own."""
    haystack = scene.haystack
    found: list[tuple[int, int]] = []
    begin, pattern = start, decided.pattern(rule)
    while start < stop:
        low, high = haystack.narrowed(np.array([start, stop])).tolist()
        match = pattern.search(haystack.narrow[low:high])
        if match is None:
            break
        end = int(haystack.original(np.array([low + match.end()]))[0])
        text = scene.batch.data[start:stop].tobytes()
        size = _first_sentence(text, end - start)
        if size == len(text):
            return [*found, (begin, stop)]
        inner = haystack.narrowed(np.array([start + size])).tolist()[0]
        taken = pattern.search(haystack.narrow[low:inner]) is not None
        found += [(begin, start + size)] if taken else []
        begin = start if not taken and _is_button(text[:size]) else start + size
        start += size
    return found


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
