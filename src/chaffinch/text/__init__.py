"""What a text is made of: bytes, code points, folded letters, words and sentences, as arrays over a whole batch."""

from __future__ import annotations

from chaffinch.text.arrays import Bools, Bytes, Floats, Floats32, Hashes, Ints
from chaffinch.text.deciding import (
    corrects,
    cues,
    deciding_words,
    is_date,
    is_honorific,
    is_negation,
    is_one,
    is_stamp,
    opposed,
    tells_when,
    updates,
)
from chaffinch.text.diff import align, differences
from chaffinch.text.folding import DENSE, Folded, Holes, Slab, fold, origins, slabs
from chaffinch.text.hashing import ODD, digest, hash_bytes, mix, range_hashes, stable_hash, trigrams
from chaffinch.text.quotes import QUOTES
from chaffinch.text.quoting import unmarked, unquoted, unsigned
from chaffinch.text.segment import Blocks, Sentences, TextBatch, blocks, sentences
from chaffinch.text.shingling import LETTER, U32, WORD, chunks, powers, shingles
from chaffinch.text.sorting import changes, lookup, once, order, smallest_label
from chaffinch.text.spans import complement, ranges, runs, subtract, totals, union
from chaffinch.text.tokenizing import NUMBER, SIGN, Tokens, agree, bare, canonical, plain, signature, tokens
from chaffinch.text.utf8 import Wide, among, code_point, digit, is_lower, is_upper, late

__all__ = [
    "DENSE",
    "LETTER",
    "NUMBER",
    "ODD",
    "QUOTES",
    "SIGN",
    "U32",
    "WORD",
    "Blocks",
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
    "Tokens",
    "Wide",
    "agree",
    "align",
    "among",
    "bare",
    "blocks",
    "canonical",
    "changes",
    "chunks",
    "code_point",
    "complement",
    "corrects",
    "cues",
    "deciding_words",
    "differences",
    "digest",
    "digit",
    "fold",
    "hash_bytes",
    "is_date",
    "is_honorific",
    "is_lower",
    "is_negation",
    "is_one",
    "is_stamp",
    "is_upper",
    "late",
    "lookup",
    "mix",
    "once",
    "opposed",
    "order",
    "origins",
    "plain",
    "powers",
    "range_hashes",
    "ranges",
    "runs",
    "sentences",
    "shingles",
    "signature",
    "slabs",
    "smallest_label",
    "stable_hash",
    "subtract",
    "tells_when",
    "tokens",
    "totals",
    "trigrams",
    "union",
    "unmarked",
    "unquoted",
    "unsigned",
    "updates",
]
