"""Rulers: rows of signs that part a signature from a text, or underline a heading."""

from __future__ import annotations

from chaffinch.boilerplate.furniture.signature_ends import is_joined
from chaffinch.text import late_pattern

__all__ = ["ALIKE", "DELIMITER", "QUOTED", "RULER", "RULES", "is_ruler", "underlines"]

Span = tuple[int, int]

UNDERLINED = 4
"""Code points by which a heading and the ruler that underlines it differ, at most."""

DELIMITER = "--"
"""The line above a signature."""

ALIKE = ("---", "- --", "--.", "-- -")
"""Lines in its place; they part sections of a text, too, so what is below must be short and have an address."""

RULER = late_pattern(
    r"\s*(?:([-=_*~#+^&%]|[|/\\:.!<>(][-=_*~#+^<>]|/\\|\\/)[-=_*~#+^&%<>!|/\\:.() ]{6,}|-{4,6}|_{4,6})\s*"
)
RULES = frozenset("-=_*~#+^&%|/\\:.!<>(")  # a ruler begins with one
QUOTED = (">", "|>", ": ")


def is_ruler(line: str) -> bool:
    """Tell whether a line is a row of signs that parts a signature from a text."""
    return RULER.fullmatch(line) is not None or line in (DELIMITER, *ALIKE)


def underlines(text: str, above: Span, ruler: Span) -> bool:
    """Tell whether a ruler is right below a line, and as long."""
    size = above[1] - above[0]
    return is_joined(text, above, ruler) and abs(size - (ruler[1] - ruler[0])) <= UNDERLINED
