"""Strip documents, compare them with those before, and decide what is passed on, as a step of other people's pipelines.

A stream knows less than a corpus, and what it has passed on is final:

- A document is compared with earlier ones only. So the first of several copies stays, and not the longest one, the
  original or a correction: a copy that comes later is dropped, however much better it is.
- What the pages of a site repeat is known after some pages. Templates are those of an earlier run (``profile=`` of the
  stripper); rules know phrases only.
- A passage is a repeat from its second document on. Whether it is a quotation, or how many documents have it, cannot be
  known yet; the first document keeps it always.

A later `chaffinch clean` of what was passed on settles it: it learns templates, compares all with all, and chooses the
keepers by the configured order. With a policy that marks or reports, nothing is missing for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, get_args

from chaffinch.apply import apply, origin
from chaffinch.errors import UsageError
from chaffinch.integrations.deduplicator import Deduplicator
from chaffinch.integrations.seen import Repeat, Seen, Twin
from chaffinch.integrations.stripper import Stripped, Stripper
from chaffinch.model import Document, Edit, Finding, Passage, Removal
from chaffinch.policy import decide, joined, whole_sentences
from chaffinch.text import encodable

__all__ = ["Cleaned", "Cleaner", "StreamPolicy"]

AHEAD = 256
"""Documents that a stream reads ahead, at most: about a megabyte of articles, and what follows is not much faster."""

REPEAT = "repeat"
"""Reason of the removal of a passage that an earlier document has."""

Duplicates = Literal["drop", "mark", "report"]
Passages = Literal["remove", "mark", "report"]


@dataclass(frozen=True, slots=True)
class StreamPolicy:
    """What happens to documents and passages that were there before.

    Attributes:
        duplicates: ``drop`` documents that say the same as an earlier one that was passed on; ``mark``: pass them on,
            with the id of that one; ``report``: pass them on, what was found is in ``seen`` only.
        passages: ``remove`` the whole sentences of passages that an earlier document has; ``mark``: as removals that
            change nothing; ``report``: in ``seen`` only.

    Raises:
        UsageError: there is no such action.
    """

    duplicates: Duplicates = "drop"
    passages: Passages = "report"

    def __post_init__(self) -> None:
        """Check the actions; raise UsageError for one that does not exist."""
        for name, allowed in (("duplicates", get_args(Duplicates)), ("passages", get_args(Passages))):
            if getattr(self, name) not in allowed:
                raise UsageError(f"{name}: {getattr(self, name)!r} is none of {', '.join(allowed)}")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document as it is passed on, and the reasons.

    All offsets but those of ``seen`` are code points of the original text.

    Attributes:
        document: the cleaned document; None where it was dropped.
        keeper: id of the earlier document that says the same, of one that is dropped or marked; else None.
        edits: the cuts; `apply.restore` undoes them.
        findings: all boilerplate that was found, removed or not.
        removals: the decisions.
        seen: what earlier documents have of it; offsets are code points of the stripped text.
    """

    document: Document | None
    keeper: str | None
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    removals: tuple[Removal, ...]
    seen: Seen

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the document, or parts of it, are not passed on: ``duplicate``, categories of boilerplate, ``repeat``."""
        if self.document is None:
            return ("duplicate",)
        return tuple(sorted({row.reason for row in self.removals if row.action == "remove"}))


class Cleaner:
    r"""Strip documents, compare each with those before it, and pass on what is new.

    A document goes only because of one that was passed on and that it matches directly: what is dropped is taken out of
    the deduplicator again. See the head of this module for what a stream cannot know.

    Args:
        stripper: finds boilerplate; one with default settings where None.
        deduplicator: has what was seen; one in memory where None.
        policy: what happens to duplicates and repeated passages.

    Raises:
        UsageError: passages are to be removed or marked, and the deduplicator does not look for them.

    >>> text = "The dam held all night, and in the morning the pumps were switched off one after the other."
    >>> first, second = Cleaner().batch([f"{text}\n\nAll rights reserved.", f"{text}\n\nSubscribe to our newsletter!"])
    >>> first.document.text == text, first.reasons, second.document, second.keeper
    (True, ('copyright',), None, '0')
    """

    __slots__ = ("deduplicator", "policy", "stripper")

    def __init__(
        self,
        stripper: Stripper | None = None,
        deduplicator: Deduplicator | None = None,
        policy: StreamPolicy | None = None,
    ) -> None:
        self.stripper = stripper or Stripper()
        self.policy = policy or StreamPolicy()
        # an empty deduplicator is false, and must not be exchanged for another one
        self.deduplicator = deduplicator if deduplicator is not None else Deduplicator()
        if self.policy.passages != "report" and not self.deduplicator.passages:
            raise UsageError(f"passages: {self.policy.passages!r} needs a Deduplicator that looks for passages")

    def __call__(self, document: Document | str) -> Cleaned:
        """Clean one document.

        Raises:
            UsageError: it is neither a text nor a document.
        """
        return self.batch([document])[0]

    def stream(self, documents: Iterable[Document | str]) -> Iterator[Cleaned]:
        """Clean documents one after another, and give all results in their order, those of dropped ones too."""
        waiting = iter(documents)
        while some := list(islice(waiting, AHEAD)):
            yield from self.batch(some)

    def batch(self, documents: Sequence[Document | str]) -> list[Cleaned]:
        """Clean documents that are in memory; each is compared with those before it in the list as well.

        Raises:
            UsageError: one is neither a text nor a document.
        """
        whole = [Document("", one) if isinstance(one, str) else one for one in documents]
        stripped = self.stripper.batch(whole)
        found = self.deduplicator.add_many([one.document for one in stripped])
        dropped: set[str] = set()
        cleaned = []
        for document, one, seen in zip(whole, stripped, found, strict=True):
            cleaned.append(self._cleaned(document, one, _without(seen, dropped)))
            if cleaned[-1].document is None:
                dropped.add(seen.id)
        self.deduplicator.storage.retract(sorted(dropped))
        return cleaned

    def _cleaned(self, document: Document, stripped: Stripped, seen: Seen) -> Cleaned:
        twin = next((twin for twin in seen.duplicates if twin.relation == "same"), None)
        keeper = twin.id if twin and self.policy.duplicates != "report" else None
        if keeper is not None and self.policy.duplicates == "drop":
            return Cleaned(None, keeper, (), stripped.findings, (_whole(document, twin),), seen)
        if self.policy.passages == "report" or not seen.passages:
            return Cleaned(stripped.document, keeper, stripped.edits, stripped.findings, stripped.removals, seen)
        repeats = _removals(stripped.edits, seen.passages, self.policy.passages)
        text = encodable(document.text)
        passages = whole_sentences(text, joined(text, repeats))
        removals = decide(text, stripped.findings, self.stripper.config.policy, passages=passages)
        text, edits = apply(document.text, [(r.start, r.stop) for r in removals if r.action == "remove"])
        return Cleaned(replace(document, text=text), keeper, tuple(edits), stripped.findings, tuple(removals), seen)


def _whole(document: Document, twin: Twin | None) -> Removal:
    """Describe that a document goes because of its twin, of which all stays."""
    assert twin is not None
    return Removal(0, len(document.text), "remove", "duplicate", "", twin.similarity, Passage(twin.id, 0, 0))


def _without(seen: Seen, dropped: set[str]) -> Seen:
    """Leave out twins that were dropped themselves since they were found."""
    if not dropped:
        return seen
    twins = tuple(twin for twin in seen.duplicates if twin.id not in dropped)
    return replace(seen, duplicates=twins, passages=tuple(p for p in seen.passages if p.twin not in dropped))


def _removals(edits: Sequence[Edit], passages: Iterable[Repeat], action: str) -> list[Removal]:
    """Turn passages of a stripped text into disjoint removals in the original; the longer one of two that overlap."""
    rows: list[Removal] = []
    for one in sorted(passages, key=lambda p: (p.start - p.stop, p)):
        start, stop = origin(edits, one.start), origin(edits, one.stop - 1) + 1
        if all(stop <= row.start or start >= row.stop for row in rows):
            keeper = Passage(one.twin, one.twin_start, one.twin_stop)
            rows.append(Removal(start, stop, action, REPEAT, "", one.similarity, keeper))
    return sorted(rows)
