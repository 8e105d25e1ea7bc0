"""What tests of several adapters use: some texts, and a step that drops rows."""

from __future__ import annotations

from dataclasses import replace

from chaffinch.model import Document, Removal
from chaffinch.step import Stripped

PROSE = (
    "The dam held all night, and in the morning the pumps were switched off one after the other. "
    "Nobody in the valley had slept; the baker opened at four and gave the bread away, the mayor said."
)
TEXTS = [f"{PROSE}\n\nAll rights reserved.", None, f"{PROSE}\n\n© 2031 The Valley Gauge.", "Rain fell.", ""]
STRIPPED = [PROSE, None, PROSE, "Rain fell.", ""]


class Deduplicating:
    """A step that drops a text that it has seen in the same batch."""

    def batch(self, documents: list[Document]) -> list[Stripped]:
        seen: dict[str, Document] = {}
        return [self._result(d, seen.setdefault(d.text, d) is not d) for d in documents]

    def _result(self, one: Document, copy: bool) -> Stripped:
        whole = (Removal(0, len(one.text), "remove", "duplicate"),)
        return Stripped(replace(one, text=""), (), (), whole) if copy else Stripped(one, (), (), ())
