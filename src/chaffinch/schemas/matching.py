"""The work tables of matching: fingerprints, anchors, matches, clusters; see `schemas.work` for the terms.

Offsets of fingerprints, anchors and matches are in folded letters.
"""

from __future__ import annotations

import pyarrow as pa

from chaffinch.schemas.columns import I8, I16, I32, I64, U8, U16, U32, B, F, S, beside, table

__all__ = [
    "ANCHORS",
    "BANDS",
    "CLUSTER_MEMBERS",
    "CLUSTER_SPANS",
    "COVERAGES",
    "CUT_MEMBERS",
    "DIGESTS",
    "FOUND_DUPLICATES",
    "FOUND_PASSAGES",
    "GROUPED",
    "LETTER_BLOCKS",
    "LOCATED",
    "LOCATED_HALVES",
    "LOCATED_MEMBERS",
    "LOCATED_PASSAGES",
    "MATCHES",
    "MATCH_ENDS",
    "MATCH_HALVES",
    "PACKED_ANCHORS",
    "PACKED_SEEDS",
    "PAIRS",
    "RELATED",
    "SEEDS",
    "SOUGHT_MEMBERS",
    "TERMS",
    "TERM_COUNTS",
    "TO_LOCATE",
    "TO_LOCATE_ROWS",
    "WRITTEN_PARTS",
]  # fmt: skip

SEEDS = table(
    hash=I64,  # the two lowest bits give the kind: 0, 1 for dense, `winnowing.REWORDED`
    number=I32,
    position=I32,  # letter where the k-gram starts
)
"""A seed: the fingerprint of a k-gram, and its position."""

ANCHORS = table(
    left=I32, left_position=I32,
    right=I32, right_position=I32,
    length=I8,  # letters of the seed; 0 where both positions are those of sentences
    documents=I8,  # documents that have the seed; 127 for that and more
)  # fmt: skip
"""Two positions with the same seed: left document < right, or one document and left position < right."""


def _bytes(name: str) -> dict[str, pa.DataType]:
    """Give the columns of a number in which it is packed: two bytes, and what is above."""
    return {f"{name}_0": U8, f"{name}_1": U8, f"{name}_2": U16}


PACKED_SEEDS = table(
    bucket=I16,  # the first bits of the hash
    high=U8, low=U32,  # first bits of the hash; the next ones and the kind
    number=I32, **_bytes("position"),
)  # fmt: skip
"""Seeds as they are exchanged; see `matching.packed_rows`."""

PACKED_ANCHORS = table(
    bucket=I16,  # of the pair of documents
    **{column: kind for name in ANCHORS.names[:4] for column, kind in _bytes(name).items()},
    length=I8, documents=I8,
)  # fmt: skip
"""Anchors as they are exchanged, with the bucket of their pair of documents; see `matching.packed_rows`."""

MATCHES = table(
    left=I32, left_start=I32, left_stop=I32,
    right=I32, right_start=I32, right_stop=I32,
    equal=I32,  # letters aligned with an equal one, or more: a lower bound where an alignment shifts both ways
    similarity=F,  # 2 x equal / letters of both
)  # fmt: skip
"""Two passages with the same text: left document < right, or one document and the left passage ends first."""

COVERAGES = table(
    left=I32, right=I32,
    left_coverage=F, right_coverage=F,  # share of a document's letters that is aligned, see ``matches`` in `PUBLIC`
    similarity=F,  # of what is aligned
)  # fmt: skip
"""Two documents that match, left < right."""

RELATED = pa.schema(
    [
        *COVERAGES,
        ("relation", I8),  # code of one of ``matching.RELATIONS``
        ("left_only", I32), ("right_only", I32),  # words that the other one has nowhere
    ]
)  # fmt: skip
"""Two documents that match, and how they are related."""

TERMS = table(term=I64)
"""The different terms of a document, as hashes."""

TERM_COUNTS = table(term=I64, documents=I32)
"""A term, and the number of documents that have it: two at least."""

BANDS = table(number=I32, band=I64)
"""A band of a MinHash sketch as a hash: documents that share one are candidates."""

PAIRS = table(left=I32, right=I32)
"""Two documents to compare, left < right."""

DIGESTS = table(number=I32, digest=I64)
"""A document, and a hash of its letters, or of its text where it has none; 0 for an empty text."""

GROUPED = table(label=I32, number=I32)
"""A document, and the smallest document of its group of near-duplicates."""

WRITTEN_PARTS = table(part=I32)
"""Files that a task has written beside its tables, by the number that it gave them."""

LETTER_BLOCKS = table(block=I32)
"""A block of the file of all letters, by its index."""

FOUND_PASSAGES = table(
    left=I64, left_start=I64, left_stop=I64,
    right=I64, right_start=I64, right_stop=I64,
    letters=I64,  # of the shorter passage
    similarity=F,
)  # fmt: skip
"""The result of `find_passages`: indices of texts, offsets in code points."""

FOUND_DUPLICATES = table(left=I64, right=I64, left_coverage=F, right_coverage=F, similarity=F, relation=S)
"""The result of `find_duplicates`: indices of texts."""

# Clusters. Offsets are in letters unless a comment names another unit.

MATCH_ENDS = table(number=I32, start=I32, stop=I32, other=I32, other_start=I32, other_stop=I32, equal=I32)
"""One end of a match, and the other; each match has two rows."""

CLUSTER_SPANS = table(
    number=I32, start=I32, stop=I32,
    weight=I32,  # ends of matches that have it
    node=I64,  # the document's number and, in the low bits, the rank of its smallest span among the document's
)  # fmt: skip
"""A span of a document that some match has."""

MATCH_HALVES = table(number=I32, start=I32, stop=I32, node=I64)
"""The right end of a match, and the node of the left one."""

CLUSTER_MEMBERS = table(
    label=I64,  # the cluster
    number=I32,
    rank=I32,  # of its smallest span among those of the document
    start=I32, stop=I32,
    similarity=F,  # of its matches: 2 x their equal letters / letters of both ends
)  # fmt: skip
"""A member of a cluster."""

CUT_MEMBERS = pa.schema([*CLUSTER_MEMBERS, ("alone", B)])
"""A member of a finished cluster, and whether all members of that are in one document and copies of it."""

SOUGHT_MEMBERS = pa.schema([*CLUSTER_MEMBERS, ("there", I32), ("first", I32), ("last", I32)])
"""A member of a cluster, and where to look for it: in document ``there``, from letter ``first`` to ``last``."""

TO_LOCATE_ROWS = table(
    row=I64,
    label=I64,  # the cluster of a member
    rank=I32,  # of a member; -1 for the end of a match
    letter_start=I32, letter_stop=I32,
    similarity=F,  # of a member
    alone=B,  # whether the cluster of a member is in one document and copies of it
)  # fmt: skip
"""Spans of letters that are to be mapped to code points."""

TO_LOCATE = beside(TO_LOCATE_ROWS)
"""Beside `TEXTS`: the same as lists."""

LOCATED = table(number=I32, letter_start=I32, letter_stop=I32, start=I32, stop=I32)
"""The end of a match, in letters and in code points."""

LOCATED_MEMBERS = table(
    first=I32,  # the document of the cluster's smallest member
    label=I64, number=I32, rank=I32,
    piece=I32,  # 0; from 1 on, of a member of several quotations, which of these it is
    start=I32, stop=I32,  # code points
    match_start=I32, match_stop=I32,  # code points, before the ends were moved to those of sentences
    similarity=F,
    quoted=B,  # whether it is in quotation marks
    quality=S,  # one of `matching.passages.quality.QUALITIES`
    numbers=S,  # those in digits, separated by spaces
    speaker=S,  # that its text names
    # it with the text around it, see `matching.passages.shared_ends`, and code points before and behind it; empty for
    # what is no prose
    text=S, before=I32, after=I32,
)  # fmt: skip
"""A member of a cluster, in code points."""

LOCATED_HALVES = table(
    number=I32, letter_start=I32, letter_stop=I32,  # the right end, in letters
    left=I32, left_start=I32, left_stop=I32,  # the left one, in code points
    similarity=F,
)  # fmt: skip
"""A match of which one end has been located."""

LOCATED_PASSAGES = table(
    left=I32, left_start=I32, left_stop=I32, right=I32, right_start=I32, right_stop=I32, similarity=F,
)  # fmt: skip
"""A match, in code points."""
