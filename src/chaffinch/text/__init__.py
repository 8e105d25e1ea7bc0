"""What a text is made of: bytes, code points, folded letters, words and sentences, as arrays over a whole batch."""

from __future__ import annotations

from chaffinch.text.arrays import Bools, Bytes, Floats, Floats32, Hashes, Ints
from chaffinch.text.diff import align, differences
from chaffinch.text.folding import DENSE, Folded, Holes, Slab, fold, origins, slabs
from chaffinch.text.hashing import ODD, digest, hash_bytes, mix, range_hashes, stable_hash, trigrams
from chaffinch.text.quotes import QUOTES
from chaffinch.text.segment import Sentences, TextBatch, Units, sentences, units
from chaffinch.text.shingling import LETTER, U32, WORD, chunks, powers, shingles
from chaffinch.text.sorting import changes, lookup, once, order, smallest_label
from chaffinch.text.spans import complement, ranges, runs, subtract, totals, union
from chaffinch.text.utf8 import Wide, among, code_point, digit, is_lower, is_upper, late

__all__ = [
    "DENSE",
    "LETTER",
    "ODD",
    "QUOTES",
    "U32",
    "WORD",
    "Bools",
    "Bytes",
    "Floats",
    "Floats32",
    "Folded",
    "Hashes",
    "Holes",
    "Ints",
    "Sentences",
    "Slab",
    "TextBatch",
    "Units",
    "Wide",
    "align",
    "among",
    "changes",
    "chunks",
    "code_point",
    "complement",
    "differences",
    "digest",
    "digit",
    "fold",
    "hash_bytes",
    "is_lower",
    "is_upper",
    "late",
    "lookup",
    "mix",
    "once",
    "order",
    "origins",
    "powers",
    "range_hashes",
    "ranges",
    "runs",
    "sentences",
    "shingles",
    "slabs",
    "smallest_label",
    "stable_hash",
    "subtract",
    "totals",
    "trigrams",
    "union",
    "units",
]
