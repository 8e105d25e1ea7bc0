"""The stage that reads, and the value `Corpus`: the tables and the index of all documents."""

from __future__ import annotations

from chaffinch.corpus.reading import Corpus, named, read
from chaffinch.corpus.sampling import sample_hosts

__all__ = [
    "Corpus",
    "named",
    "read",
    "sample_hosts",
]
