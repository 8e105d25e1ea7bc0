"""Changes to words: of documents, of passages, and of how a text is written."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Sequence

from .chance import Chance
from .languages import Language

__all__ = ["FORMATS", "Format", "changed", "edited"]

Format = Callable[[str], str]

_WIDTH = 72  # columns of wrapped text
_CUT_FROM, _INSERTED_FROM = 0.6, 0.8  # edits: substitutions below, then deletions, then insertions
_KNOWN = 0.7  # share of words with an exchange that a second translation exchanges, whatever its rate
_MARKS = ".,;:!?。，、،"


def edited(words: Sequence[str], rate: float, spoken: Language, chance: Chance) -> list[str]:
    """Substitute, delete and insert words: so many of all, most of them substituted."""
    if not rate:
        return list(words)
    found = []
    for word, share in zip(words, chance.many(len(words)).tolist(), strict=True):
        if share >= rate:
            found.append(word)
            continue
        drawn = _any_word(spoken, chance)
        if share < _CUT_FROM * rate:
            found.append(drawn)
        elif share >= _INSERTED_FROM * rate:
            found += [drawn, word]
    return found or list(words)


def _any_word(spoken: Language, chance: Chance) -> str:
    return str(spoken.classes[chance.one("NVA")].drawn(chance.many(1))[0])


def changed(words: Sequence[str], change: str, rate: float, spoken: Language, chance: Chance) -> list[str]:
    """Change a passage in one of the ways of `CHANGES`, so many of its words."""
    if change == "mixed":
        found = list(words)
        for one in _CHANGES:
            found = changed(found, one, rate / len(_CHANGES), spoken, chance)
        return found
    if change not in _CHANGES:
        return list(words)
    return _CHANGES[change](list(words), rate, spoken, chance)


def _glued(words: list[str], rate: float, spoken: Language, chance: Chance) -> list[str]:
    """Glue words to the next one; where there are no spaces, put one in."""
    if not spoken.space:
        return [f"{word} " if chance.happens(rate) else word for word in words[:-1]] + words[-1:]
    found = words[:1]
    for word in words[1:]:
        if chance.happens(rate):
            found[-1] += word
        else:
            found.append(word)
    return found


def _dropped(words: list[str], rate: float, spoken: Language, chance: Chance) -> list[str]:
    return [word for word in words[:-1] if not chance.happens(rate)] + words[-1:]


def _punctuated(words: list[str], rate: float, spoken: Language, chance: Chance) -> list[str]:
    """Leave out marks, put others in, and write beginnings of sentences small."""

    def one(word: str) -> str:
        if word[-1:] in _MARKS and chance.happens(0.5):
            return word[:-1] + chance.one(("", "", str(spoken.table["comma"]), ";", " -"))
        return word[:1].lower() + word[1:] if chance.happens(rate) else word

    return [one(word) for word in words[:-1]] + words[-1:]


def _reworded(words: list[str], rate: float, spoken: Language, chance: Chance) -> list[str]:
    """Choose other words of the same kind, as a second translation does; neighbours change places now and then."""
    found: list[str] = []
    for word in words:
        bare = word.rstrip(_MARKS)
        known = spoken.exchanges.get(bare)
        if known and chance.happens(_KNOWN):
            found.append(known + word[len(bare) :])
        elif chance.happens(rate):
            found.append(_sibling(bare, spoken, chance) + word[len(bare) :])
        else:
            found.append(word)
        if len(found) > 2 and found[-2][-1:] not in _MARKS and chance.happens(rate / 4):
            found[-3], found[-2] = found[-2], found[-3]
    return found


def _sibling(word: str, spoken: Language, chance: Chance) -> str:
    if word not in spoken.ranks:
        return word
    name, rank = spoken.ranks[word]
    words = spoken.classes[name].words
    return str(words[(rank + 1 + chance.below(20)) % len(words)])


_CHANGES: dict[str, Callable[[list[str], float, Language, Chance], list[str]]] = {
    "glued": _glued, "dropped": _dropped, "punctuated": _punctuated, "reworded": _reworded,
}  # fmt: skip

_STRAIGHT = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚", "'"), "…": "...", "–": "-"})


def _wrapped(text: str) -> str:
    if " " in text:
        return "\n".join(textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False))
    return "\n".join(text[i : i + _WIDTH // 2] for i in range(0, len(text), _WIDTH // 2))  # signs of double width


def _escaped(text: str) -> str:
    for sign, name in (("&", "amp"), ("“", "ldquo"), ("”", "rdquo"), ("«", "laquo"), ("»", "raquo"), ('"', "quot")):
        text = text.replace(sign, f"&{name};")
    return text


def _spaced(text: str) -> str:
    return re.sub(r"(?<=[.,]) ", "  ", text).replace(" the ", "\u00a0the ")


def _soft(text: str) -> str:
    return re.sub(r"(\w{5})(?=\w{4})", "\\1\u00ad", text)


FORMATS: dict[str, tuple[Format, str]] = {
    "wrapped": (_wrapped, "\n\n"),
    "one line": (str, " "),
    "tight": (str, "\n"),
    "straight": (lambda text: text.translate(_STRAIGHT), "\n\n"),
    "entities": (_escaped, "\n\n"),
    "decomposed": (lambda text: unicodedata.normalize("NFD", text), "\n\n"),
    "spaced": (_spaced, "\n\n \n"),
    "soft hyphens": (_soft, "\n\n"),
    "capitals": (str.upper, "\n\n"),
}
"""How the same words are written in another way: what is done to a text, and what stands between paragraphs."""
