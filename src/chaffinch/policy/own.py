"""What each document has of its own: its letters outside of boilerplate and of quoted lines, and how these begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

import numpy as np
import pyarrow as pa

from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output, Table
from chaffinch.matching import holes
from chaffinch.policy.ranking import source_rank
from chaffinch.schemas import ints
from chaffinch.text import Bytes, fold

__all__ = ["OPENING", "enter_own"]


OPENING = 50
"""Own letters of which the hash tells whether two documents begin alike: the fewest letters of a passage."""

_OWN = pa.schema({"number": pa.int32(), "letters": pa.int64(), "opening": pa.int64()})

_QUOTED = re.compile(r"^[ \t]{0,3}>.*$", re.MULTILINE)
"""A line that a reply quotes, in mail, in forums and in Markdown; four blanks before it make it code."""


def enter_own(engine: Engine, corpus: Corpus, marks: Table, preferred: Sequence[str]) -> None:
    """Enter into the ledger of a corpus, by number, what keepers are chosen by.

    The columns are ``letters`` and ``opening``, int64: how many letters a document has of its own, and the hash of the
    first `OPENING` of these, 0 where there are fewer; and ``preference``, int32: the rank of its source.

    Args:
        marks: the findings beside the texts.
        preferred: sources in order of preference.
    """
    (own,) = engine.map(Own(), (corpus.texts, corpus.numbers, marks), [Output("own", _OWN)])
    letters, opening = (np.zeros(corpus.documents, np.int64) for _ in range(2))
    for batch in engine.read(own):
        number = ints(batch, "number")
        letters[number], opening[number] = ints(batch, "letters"), ints(batch, "opening")
    ranks = np.array([source_rank(source.name, preferred) for source in corpus.sources], np.int32)
    preference = ranks[corpus.ledger.column("source")]
    corpus.ledger.write({"letters": letters, "opening": opening, "preference": preference})


@dataclass(frozen=True, slots=True)
class Own:
    """Kernel: texts beside numbers and marks -> what each document has of its own."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every document that did not fail."""
        known = batch["number"].to_numpy() >= 0
        folded = fold([_unquoted(text or "") for text in batch["text"].to_pylist()], holes(batch))
        opening = [_hash(folded.letters[a : min(a + OPENING, b)]) for a, b in pairwise(folded.starts.tolist())]
        columns = (batch["number"].to_numpy(), np.diff(folded.starts), np.array(opening, np.int64))
        yield pa.record_batch([column[known] for column in columns], schema=_OWN)


def _unquoted(text: str) -> str:
    """Blank the lines that are quoted; all offsets stay.

    >>> _unquoted("I agree.\\n> It rains.\\nBye")
    'I agree.\\n           \\nBye'
    """
    return _QUOTED.sub(lambda line: " " * len(line[0]), text) if ">" in text else text


def _hash(letters: Bytes) -> int:
    if len(letters) < OPENING:
        return 0
    return int.from_bytes(blake2b(letters.tobytes(), digest_size=8).digest(), "big", signed=True)
