"""A page that a notebook shows in a frame."""

from __future__ import annotations

from html import escape

from msgspec import Struct

__all__ = ["HEIGHT", "PAIR_HEIGHT", "Frame"]

HEIGHT = 720
"""Pixels of a frame with a whole page: what fits on a laptop's screen beside the cell."""

PAIR_HEIGHT = 320
"""Pixels of a frame with two passages: some ten lines of each."""


class Frame(Struct, frozen=True):
    """A page that a notebook shows in a frame of its own, where neither can reach into the other.

    Attributes:
        html: the page.
        height: of the frame, in pixels.
    """

    html: str
    height: int = HEIGHT

    def _repr_html_(self) -> str:
        return (
            f'<iframe sandbox="allow-scripts" width="100%" height="{self.height}" frameborder="0" '
            f'srcdoc="{escape(self.html)}"></iframe>'
        )
