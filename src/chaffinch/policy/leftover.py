"""Whether what cuts leave of a text still says something."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_text", "leaves_text"]

WORDS = 3
"""Words that say something without a full stop; one less with it."""

DENSE_WORD = 2
"""Letters of a word, on average, in scripts without spaces."""

FIGURES = 30
"""Letters and digits of a line that says something though it has few words, such as a row of a table."""

_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\U00020000-\U000323af]")
_STOPS = tuple(".!?…。！？｡؟۔।॥։።။។")
_CLOSING = "\"'”’»)]」』）"
_LABEL = (":", "：")


def leaves_text(text: str, removed: Sequence[tuple[int, int]]) -> bool:
    r"""Tell whether a line of a text is left that says something; ranges are disjoint and sorted.

    >>> leaves_text("The dam held.\n\nAll rights reserved.", [(15, 35)])
    True
    >>> leaves_text("Photo:\n\nAll rights reserved.", [(8, 28)])
    False
    """
    ends = [at for span in removed for at in span]
    left = "".join(text[start:stop] for start, stop in zip([0, *ends[1::2]], [*ends[::2], len(text)], strict=True))
    return any(map(is_text, left.splitlines()))


def is_text(line: str) -> bool:
    """Tell whether a line says something: a lone label, a number or a mark does not.

    A word stands between spaces and has letters but no digits. Three of them say something, and so do two before
    a full stop; in scripts without spaces `DENSE_WORD` letters are a word. Other lines say something if they are long.

    >>> [is_text(line) for line in ("It rained.", "Bridge closed today", "大坝守住了。", "Photo:", "Reference: 3e8-0")]
    [True, True, True, False, False]
    """
    line = line.strip()
    if line.endswith(_LABEL):
        return False
    words = sum(map(_words, line.split()))
    ended = line.rstrip(_CLOSING).endswith(_STOPS)
    return words >= WORDS - ended or sum(map(str.isalnum, line)) >= FIGURES


def _words(token: str) -> float:
    if any(map(str.isdigit, token)):
        return 0
    dense = len(_DENSE.findall(token))
    return dense / DENSE_WORD + (sum(map(str.isalpha, token)) > dense)
