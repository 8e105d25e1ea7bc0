"""Writes the page that shows a run at its end, with texts from the tables of the run, where they are as they were read.

Reading them from the input again would detect encodings and extract pages a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output
from chaffinch.errors import GuardError
from chaffinch.progress import Progress
from chaffinch.runs import Run, view
from chaffinch.schemas import RANGE_TEXTS

__all__ = ["passages_of", "reported"]

Span = tuple[str, int, int]
"""Id of a document, start and stop in code points."""


@contextmanager
def reported(engine: Engine, corpus: Corpus, run: Run, progress: Progress, *, wanted: bool) -> Iterator[None]:
    """Write the page that shows the run after the block, also where the guard stops it.

    Args:
        engine: reads the texts.
        corpus: the documents.
        run: begins with the tables of its finders, and has all tables after the block.
        progress: receives the stage.
        wanted: whether a page is to be written; not where the texts are on other machines, since all of them would be
            downloaded for it.
    """
    try:
        yield
    except GuardError:
        _report(engine, corpus, run, progress, wanted=wanted)
        raise
    _report(engine, corpus, run, progress, wanted=wanted)


def _report(engine: Engine, corpus: Corpus, run: Run, progress: Progress, *, wanted: bool) -> None:
    if wanted:
        progress.stage("reporting", None, "files")
        view("write_page")(run, read=partial(passages_of, engine, corpus))


class ReadRanges(Struct, frozen=True):
    """Kernel that reads ranges of texts, from ids beside texts; yields rows of `RANGE_TEXTS` on output 0.

    Attributes:
        spans: ids of documents, starts and stops in code points.
    """

    spans: tuple[Span, ...]

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the ranges of the documents of a batch."""
        wanted = _by_document(self.spans)
        rows = pc.indices_nonzero(pc.is_in(batch["document"], pa.array(wanted, pa.string())))
        index, texts = [], []
        for document, text in zip(batch["document"].take(rows), batch["text"].take(rows), strict=True):
            whole = text.as_py() or ""
            for at in wanted[document.as_py()]:
                index.append(at)
                texts.append(whole[self.spans[at][1] : self.spans[at][2]])
        if index:
            yield pa.record_batch([pa.array(index, pa.int32()), pa.array(texts, pa.string())], schema=RANGE_TEXTS)


@lru_cache(maxsize=1)
def _by_document(spans: tuple[Span, ...]) -> dict[str, list[int]]:
    """Give the indices of the ranges of each document."""
    wanted: dict[str, list[int]] = {}
    for index, (document, _, _) in enumerate(spans):
        wanted.setdefault(document, []).append(index)
    return wanted


def passages_of(engine: Engine, corpus: Corpus, spans: Sequence[Span]) -> list[str]:
    """Read the texts of ranges in one pass over the texts of a corpus, by the workers.

    Args:
        engine: reads the tables.
        corpus: the documents.
        spans: ids of documents, starts and stops in code points, in any order.

    Returns:
        The text of each range; empty where the document has no text.
    """
    found = [""] * len(spans)
    (shown,) = engine.map(ReadRanges(tuple(spans)), (corpus.names, corpus.texts), [Output("shown", RANGE_TEXTS)])
    for batch in engine.read(shown):
        for index, text in zip(batch["index"].to_pylist(), batch["text"].to_pylist(), strict=True):
            found[index] = text
    return found
