"""What the other pages of its host say of the blocks of a page."""

from __future__ import annotations

from chaffinch.html.sites.consensus import known_to, reconsidered
from chaffinch.html.sites.counts import JUDGED, SEEN, Count, Judge
from chaffinch.html.sites.evidence import PROFILE, Evidence

__all__ = [
    "JUDGED",
    "PROFILE",
    "SEEN",
    "Count",
    "Evidence",
    "Judge",
    "known_to",
    "reconsidered",
]
