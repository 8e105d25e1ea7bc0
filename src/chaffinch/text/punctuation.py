"""Marks that end a sentence and marks that close behind them, in all scripts."""

from __future__ import annotations

__all__ = ["CLOSERS", "CLOSES", "END", "FULL_STOPS", "STOPS"]

FULL_STOPS = ".!?。！？｡؟۔।॥։።။។"
"""Characters that end a sentence."""

STOPS = FULL_STOPS + "…"
"""The same with the one of a sentence that leaves off."""

CLOSERS = "\"'”’»›)]}」』）】》〉＂"
"""Characters that may stand behind the stop of a sentence."""

CLOSES = "[" + CLOSERS.replace("]", r"\]") + "]*"
"""A pattern of any number of them."""

END = rf"[{STOPS}]{CLOSES}"
r"""A pattern of the end of a sentence.

>>> import re
>>> [bool(re.search(rf"{END}$", line)) for line in ("It held.", "“It held!”", "هل صمد؟", "大坝守住了。」", "Photo:")]
[True, True, True, True, False]
"""
