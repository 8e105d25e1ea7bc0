"""Remember what a function gives for words: texts have few words again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

__all__ = ["Remembered"]

T = TypeVar("T")


class Remembered(dict[str, T]):
    """What a function gives for each word, which is asked for as in a dict.

    That takes half the time of `functools.lru_cache`, which also keeps the order of the calls.

    Args:
        function: of a word.
        most: words that are remembered; before one more, all are forgotten.
        longest: characters of a word, at most, that is remembered: longer ones are texts, or come once.

    >>> lengths = Remembered(len, 2)
    >>> [lengths[word] for word in ("a", "dam", "a", "fence")], sorted(lengths)
    ([1, 3, 1, 5], ['fence'])
    """

    def __init__(self, function: Callable[[str], T], most: int, longest: int = 1 << 20) -> None:
        super().__init__()
        self._function, self._most, self._longest = function, most, longest

    def __missing__(self, word: str) -> T:
        value = self._function(word)
        if len(word) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[word] = value
        return value
