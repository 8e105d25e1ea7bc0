"""Clean documents in pipelines of datatrove (``pip install 'chaffinch[datatrove]'``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from chaffinch import pipeline
from chaffinch.config import Config
from chaffinch.integrations.audit import BRIEF, audit, check_audit, dropped_because
from chaffinch.integrations.extras import requires
from chaffinch.integrations.rows import Fields, Step, document
from chaffinch.integrations.stripper import Stripped, Stripper, chunks
from chaffinch.runs import Inputs

with requires("datatrove", "datatrove"):
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep

__all__ = ["ChaffinchClean", "ChaffinchStep"]


class ChaffinchStep(PipelineStep):
    """Strip the text of each document, with the audit values in its metadata.

    The statistics count ``total``, ``dropped``, ``characters_cut``, and ``cut_REASON``.

    Args:
        step: the step; None: a `Stripper` with default settings.
        audit: the audit values to add, of `AUDIT`.
        fields: keys of the metadata, as of `Fields`.

    Raises:
        UsageError: there is no such audit value.
    """

    name = "Chaffinch strip"
    type = "✂️ - CLEAN"

    def __init__(self, step: Step | None = None, *, audit: Sequence[str] = BRIEF, **fields: str) -> None:
        super().__init__()
        self._step, self._audit, self._fields = step or Stripper(), check_audit(audit), Fields(**fields)

    def run(self, data: Iterator[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Yield the documents, in their order, without those that the step drops."""
        for given in chunks(data or (), lambda one: len(one.text.encode("utf-8", "surrogatepass"))):
            with self.track_time(unit="batch"):
                done = self._step.batch([self._document(one) for one in given])
            for one, result in zip(given, done, strict=True):
                self._count(result)
                if dropped_because(result) is None:
                    one.text = result.text
                    one.metadata |= audit(result, self._audit)
                    yield one

    def _document(self, given: Document) -> Any:
        return document({**given.metadata, self._fields.id: given.id}, self._fields, given.text)

    def _count(self, done: Stripped) -> None:
        values = audit(done, BRIEF)
        self.stat_update("total", *(["dropped"] if dropped_because(done) else []))
        self.stat_update("characters_cut", value=values["chaffinch_cut"])
        self.stat_update(*(f"cut_{reason}" for reason in values["chaffinch_reasons"].split(", ") if reason))


class ChaffinchClean(PipelineStep):
    """Clean what an earlier pipeline wrote as one corpus, for a pipeline after it to read from ``RUN/cleaned``.

    Give it an executor of its own with one task, which depends on the one that writes; the run uses all cores itself.

    Args:
        inputs: what the earlier pipeline wrote, such as the folder of its ``JsonlWriter``.
        out: the run folder; a run that was interrupted goes on.
        config: the settings; the defaults where None. For the site templates of their hosts the records need the field
            ``host`` or ``url``, which ``JsonlWriter(..., expand_metadata=True)`` writes.
    """

    name = "Chaffinch clean"
    type = "✂️ - CLEAN"

    def __init__(self, inputs: Inputs, out: str | Path, config: Config | None = None) -> None:
        super().__init__()
        self._inputs, self._out, self._config = inputs, out, config

    def run(self, data: Iterator[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Clean, in the first task only; yield the documents that come, for there is nothing to change in them."""
        yield from data or ()
        if rank == 0:
            with self.track_time(unit="corpus"):
                run = pipeline.clean(self._inputs, self._out, config=self._config)
            counts = run.summary()
            for name in ("read", "cleaned", "duplicate", "failed"):
                self.stat_update(name, value=counts[name], unit="corpus")
            self.stat_update("characters_cut", value=counts["characters"] - counts["kept"], unit="corpus")
