"""How a block looks by itself: its length, signs, capitals, digits, ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase, digits

import numpy as np
import numpy.typing as npt

from chaffinch.html.block_words import Words
from chaffinch.text import Floats

__all__ = ["LOOKS", "looks"]


_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*(?=\s|$)|[。！？]")
_ENDS = re.compile(r"[.!?…。！？:;][\"'”’»)\]]*$")
_CAPITAL = re.compile(r"\b[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]")
_MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:[€$£]|EUR|USD)")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}:\d\d\b")
_UPPER, _DIGITS = (text.encode() for text in (ascii_uppercase, digits))
_SIGNS = re.compile(r"[^\w\s]")

LOOKS = (
    "words", "length", "word length", "sentences", "signs a word", "commas a word", "capitals a word", "upper share",
    "digit share", "ends as a sentence", "ends with colon", "question", "begins small", "money", "date", "copyright",
    "bar or arrow", "lines", "linked share", "links a word", "copies", "earlier copies",
)  # fmt: skip


def looks(texts: Sequence[str], linked: Sequence[str], links: npt.NDArray[np.int64], words: Words) -> Floats:
    """Measure blocks one by one.

    Returns:
        float64, shape (blocks, len(LOOKS)).
    """
    count = np.maximum(words.count, 1)
    signs = np.array([_signs(text) for text in texts], np.float64).reshape(-1, 15)
    length = np.array([len(text) for text in texts], np.float64)
    inside = Words.of(linked).count / count
    all_copies, earlier = _copies(words)
    columns = (
        words.count, length, length / count, signs[:, 0], signs[:, 1] / count, signs[:, 2] / count,
        signs[:, 3] / count, *signs[:, 4:].T, np.minimum(inside, 1.0), links / count, all_copies, earlier,
    )  # fmt: skip
    return np.column_stack(columns)


def _signs(text: str) -> tuple[float, ...]:
    size = len(text) or 1
    first = text[:1]
    upper, number = _counts(text)
    return (
        len(_SENTENCE.findall(text)),
        len(_SIGNS.findall(text)),
        text.count(",") + text.count("，") + text.count("、"),
        len(_CAPITAL.findall(text)),
        upper / size,
        number / size,
        _ENDS.search(text[-8:]) is not None,
        text.endswith(":"),
        "?" in text,
        first.islower(),
        _MONEY.search(text) is not None,
        _DATE.search(text) is not None,
        "©" in text,
        any(sign in text for sign in "|»›→·•"),
        text.count("\n"),
    )


def _counts(text: str) -> tuple[int, int]:
    """Count capitals and digits; most texts are ASCII, for which that is ten times quicker.

    >>> _counts("At 6 AM"), _counts("Ä 6")
    ((3, 1), (1, 1))
    """
    if not text.isascii():
        return sum(map(str.isupper, text)), sum(map(str.isdigit, text))
    raw = text.encode()
    return len(raw) - len(raw.translate(None, _UPPER)), len(raw) - len(raw.translate(None, _DIGITS))


def _copies(words: Words) -> tuple[Floats, Floats]:
    """Count how often each block is on the page, and how often before it."""
    seen: dict[bytes, int] = {}
    earlier = np.zeros(len(words.count))
    lines = words.lines()
    for i, line in enumerate(lines):
        earlier[i] = seen.get(line, 0)
        seen[line] = seen.get(line, 0) + 1
    return np.array([seen[line] for line in lines], np.float64), earlier
