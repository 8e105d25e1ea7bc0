r"""Digital signatures of mail and news: the block below a text, and the line above it that opens what is signed.

Neither is for a reader: a block of letters and digits that only a program can check (RFC 4880, section 7).
"""

from __future__ import annotations

import re

from chaffinch.text import late_pattern

__all__ = ["SEALS", "sealed"]

Span = tuple[int, int]

LONGEST = 6_000
"""Code points of a signature, at most: one of a key of 16,384 bits has some 3,000 and its headers."""

SEALS = "-----BEGIN "
"""What every text has that `sealed` finds something in."""
_SEAL = late_pattern(
    rf"^-----BEGIN (?P<kind>PGP (?:SIGNATURE|MESSAGE SIGNATURE)|SIGNATURE|GEEK CODE BLOCK)-----[ \t]*\n"
    rf"(?s:.{{0,{LONGEST}}}?)^-----END (?:(?P=kind)|GEEK CODE BLOCK)-----"
    r"|^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*(?:\n(?:Hash|Charset|Version|NotDashEscaped): ?[^\n]*)*",
    re.MULTILINE,
)


def sealed(text: str) -> list[Span]:
    r"""Give the digital signatures of a text, and the lines that open a signed text, in order.

    Args:
        text: all of it.

    >>> text = "It is old.\n\n-----BEGIN PGP SIGNATURE-----\niQ/x=\n-----END PGP SIGNATURE-----\n"
    >>> [text[a:b] for a, b in sealed(text)]
    ['-----BEGIN PGP SIGNATURE-----\niQ/x=\n-----END PGP SIGNATURE-----']
    """
    return [match.span() for match in _SEAL.finditer(text)]
