"""Find passages and documents that say the same, by seed and extend.

Winnowing chooses *fingerprints* of k-grams as seeds; two places with one fingerprint are an *anchor*; anchors on one
diagonal are a *chain*; extension and local alignment make a *match* of it. Matches add up to the coverage of documents.
"""

from __future__ import annotations

import typing

from chaffinch.faces import late

if typing.TYPE_CHECKING:
    from chaffinch.matching.clusters import labelled
    from chaffinch.matching.exact_copies import copies, tied
    from chaffinch.matching.given_pairs import CONTAINED, CONTAINS, Same, Shared, between
    from chaffinch.matching.in_memory import find_duplicates, find_passages
    from chaffinch.matching.index_keys import band_keys, text_seeds
    from chaffinch.matching.letters import holes
    from chaffinch.matching.minhash import band_layout, sketch
    from chaffinch.matching.own import Own
    from chaffinch.matching.publish import publish_matches
    from chaffinch.matching.relations.lost_sentences import PARAGRAPH
    from chaffinch.matching.relations.related import as_same
    from chaffinch.matching.relations.relating import DIFFERENT, PARTIAL, QUOTED, RELATIONS, SAME, UPDATE
    from chaffinch.matching.stages import find_matches, remove_letters

__all__ = [
    "CONTAINED",
    "CONTAINS",
    "DIFFERENT",
    "PARAGRAPH",
    "PARTIAL",
    "QUOTED",
    "RELATIONS",
    "SAME",
    "UPDATE",
    "Own",
    "Same",
    "Shared",
    "as_same",
    "band_keys",
    "band_layout",
    "between",
    "copies",
    "find_duplicates",
    "find_matches",
    "find_passages",
    "holes",
    "labelled",
    "publish_matches",
    "remove_letters",
    "sketch",
    "text_seeds",
    "tied",
]

__getattr__ = late(
    __name__,
    {
        "clusters": "labelled",
        "exact_copies": "copies tied",
        "given_pairs": "CONTAINED CONTAINS Same Shared between",
        "in_memory": "find_duplicates find_passages",
        "index_keys": "band_keys text_seeds",
        "letters": "holes",
        "minhash": "band_layout sketch",
        "own": "Own",
        "publish": "publish_matches",
        "relations.lost_sentences": "PARAGRAPH",
        "relations.related": "as_same",
        "relations.relating": "DIFFERENT PARTIAL QUOTED RELATIONS SAME UPDATE",
        "stages": "find_matches remove_letters",
    },
)
