"""Writes the page that shows a run at its end, with texts from the tables of the run, where they are as they were read.

Reading them from the input again would detect encodings and extract pages a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.corpus import Corpus
from chaffinch.engines import Engine
from chaffinch.errors import GuardError
from chaffinch.progress import Progress
from chaffinch.runs import Run, view

__all__ = ["passages_of", "reported"]


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


def passages_of(engine: Engine, corpus: Corpus, spans: Sequence[tuple[str, int, int]]) -> list[str]:
    """Read the texts of ranges in one pass over the texts of a corpus.

    Args:
        engine: reads the tables.
        corpus: the documents.
        spans: ids of documents, starts and stops in code points, in any order.

    Returns:
        The text of each range; empty where the document has no text.
    """
    wanted: dict[str, list[int]] = {}
    for index, (document, _, _) in enumerate(spans):
        wanted.setdefault(document, []).append(index)
    names, found = pa.array(wanted, pa.string()), [""] * len(spans)
    for batch in engine.read((corpus.names, corpus.texts)):
        rows = pc.indices_nonzero(pc.is_in(batch["document"], names))
        for document, text in zip(batch["document"].take(rows), batch["text"].take(rows), strict=True):
            whole = text.as_py() or ""
            for index in wanted[document.as_py()]:
                found[index] = whole[spans[index][1] : spans[index][2]]
    return found
