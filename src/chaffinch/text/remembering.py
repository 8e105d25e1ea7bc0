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

    >>> lengths = Remembered(len, 2)
    >>> [lengths[word] for word in ("a", "dam", "a", "fence")], sorted(lengths)
    ([1, 3, 1, 5], ['fence'])
    """

    def __init__(self, function: Callable[[str], T], most: int) -> None:
        super().__init__()
        self._function, self._most = function, most

    def __missing__(self, word: str) -> T:
        if len(self) >= self._most:
            self.clear()
        value = self[word] = self._function(word)
        return value
