"""Give quotation marks back to a text in which they became question marks, as where an encoding had none."""

from __future__ import annotations

import re
from functools import lru_cache

from chaffinch.text.late_patterns import late_pattern

__all__ = ["with_quotation_marks"]

_OPENS = re.compile(r"\?(?=[^\W_])(?<![^\s(]\?)")
_LED = re.compile(r",\?(?<=[^\W\d_],\?)(?=\s|$)")
"""A comma before a question mark, as no sentence has it."""

_MARK = re.compile(r"\?+")
_CLOSES = late_pattern(r"\s|[,.;:)—–]|$")


@lru_cache(maxsize=8)
def with_quotation_marks(text: str) -> str:
    """Write quotation marks for the question marks that stand where they did; all offsets stay.

    A comma before a question mark tells that a text has such ones, and a word right behind another one.

    >>> with_quotation_marks("?It held,? said Lund. ?Why?? asked Olm. ?Did it hold? It did,? he said. Why?")
    '“It held,” said Lund. “Why?” asked Olm. “Did it hold? It did,” he said. Why?'
    >>> with_quotation_marks("Did it hold? It did, she said. ?Que?")
    'Did it hold? It did, she said. ?Que?'
    """
    if "?" not in text or not _LED.search(text) or not _OPENS.search(text):
        return text
    found = list(_MARK.finditer(text))
    opens = [_OPENS.match(text, at.end() - 1) is not None for at in found]
    letters, opened = list(text), False
    for i, at in enumerate(found):
        if opens[i]:
            letters[at.end() - 1], opened = "“", True
        elif opened and _CLOSES.match(text, at.end()) and _is_closing(text, at, opens[i + 1 : i + 2] != [False]):
            letters[at.end() - 1], opened = "”", False
    return "".join(letters)


def _is_closing(text: str, at: re.Match[str], is_last: bool) -> bool:
    """Tell whether question marks end with one that closes a quotation.

    Args:
        text: the text.
        at: the marks.
        is_last: whether the next ones open a quotation, or there are none.
    """
    if text[at.start() - 1].isspace():
        return False  # a dash
    if len(at[0]) > 1 or not text[at.start() - 1].isalnum():
        return True
    behind = text[at.end() : at.end() + 2].strip()
    return is_last or not behind[:1].isupper()
