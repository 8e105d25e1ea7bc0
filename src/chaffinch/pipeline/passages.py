"""Reads ranges of texts from the tables of a run that is being made, where they are as they were read.

Reading them from the input again would detect encodings and extract pages a second time.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.corpus import Corpus
from chaffinch.engines import Engine

__all__ = ["passages_of"]


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
