"""Write results down as columns or metadata of other libraries: how much was cut, why, and what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from chaffinch.apply import restore
from chaffinch.errors import UsageError
from chaffinch.integrations.stripper import Stripped
from chaffinch.model import EMPTY, WHOLE, Edit

__all__ = ["AUDIT", "BRIEF", "audit", "check_audit", "dropped_because", "original"]

AUDIT = ("chaffinch_cut", "chaffinch_reasons", "chaffinch_edits")
"""Audit columns: code points that were cut; the reasons, with commas between; and the cuts as JSON, for `original`.

They are numbers and texts, since every table format and every vector store takes these.
"""

BRIEF = AUDIT[:2]
"""Audit values where metadata is stored beside every text: without the text that was cut."""


def dropped_because(done: Stripped) -> str | None:
    """Give the reason why a step drops a whole document; None if it stays."""
    whole = (r.reason for r in done.removals if r.action == "remove" and r.reason in (*WHOLE, EMPTY))
    return next(whole, None)


def audit(done: Stripped | None, names: Sequence[str] = AUDIT) -> dict[str, Any]:
    r"""Give the audit values of a result; of None, a row without text, those of a text in which nothing was cut.

    >>> from chaffinch.step import Stripper
    >>> audit(Stripper()("The dam held.\n\nAll rights reserved."), BRIEF)
    {'chaffinch_cut': 22, 'chaffinch_reasons': 'copyright'}
    """
    edits = done.edits if done else ()
    reasons = {r.reason for r in done.removals if r.action == "remove"} if done else set()
    values = (sum(e.stop - e.start for e in edits), ", ".join(sorted(reasons)), _written(edits))
    return {name: value for name, value in zip(AUDIT, values, strict=True) if name in names}


def original(text: str, edits: str) -> str:
    r"""Undo the cuts of a text.

    Args:
        text: the cleaned text.
        edits: the value of ``chaffinch_edits`` beside it.

    >>> from chaffinch.step import Stripper
    >>> done = Stripper()("The dam held.\n\nAll rights reserved.")
    >>> original(done.text, audit(done)["chaffinch_edits"])
    'The dam held.\n\nAll rights reserved.'
    """
    return restore(text, [Edit(*values) for values in json.loads(edits or "[]")])


def check_audit(names: Sequence[str]) -> tuple[str, ...]:
    """Give the names of audit columns as a tuple; raise `UsageError` for a name that is not in `AUDIT`."""
    if unknown := set(names) - set(AUDIT):
        raise UsageError(f"no audit column {', '.join(sorted(unknown))}; there are: {', '.join(AUDIT)}")
    return tuple(names)


def _written(edits: Sequence[Edit]) -> str:
    cuts = [[edit.start, edit.stop, edit.position, edit.text] for edit in edits]
    return json.dumps(cuts, ensure_ascii=False) if cuts else ""
