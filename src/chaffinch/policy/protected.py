"""Name the protected phrases that no text of the corpus has, so that a slip in their file is noticed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from msgspec import Struct

from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output
from chaffinch.schemas import PROTECTED

__all__ = ["PhrasesFound", "idle_phrases"]

_APART = "\0"  # between texts: no phrase has it, since a phrase is words


def idle_phrases(engine: Engine, corpus: Corpus, phrases: tuple[str, ...]) -> list[str]:
    """Give the protected phrases that are in no text, in their order.

    Args:
        engine: runs the kernel.
        corpus: the documents.
        phrases: ``PolicyConfig.protect``.
    """
    if not phrases:
        return []
    (table,) = engine.map(PhrasesFound(phrases), corpus.texts, [Output("protected", PROTECTED)])
    found = {at for batch in engine.read(table) for at in batch["phrase"].to_pylist()}
    return [phrase for at, phrase in enumerate(phrases) if at not in found]


class PhrasesFound(Struct, frozen=True):
    """Kernel that finds which phrases are in a batch of texts; yields rows of `PROTECTED` on output 0.

    Case and white space make no difference, as where a phrase protects a range.
    """

    phrases: tuple[str, ...]

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for each phrase that is in one of the texts."""
        texts = _APART.join(_plain(text) for text in batch["text"].to_pylist() if text)
        found = [at for at, phrase in enumerate(self.phrases) if _plain(phrase) in texts]
        yield pa.record_batch([np.array(found, np.int32)], schema=PROTECTED)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
