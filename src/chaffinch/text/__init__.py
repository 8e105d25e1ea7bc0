"""What a text is made of: bytes, code points, folded letters, words and sentences, as arrays over a whole batch."""

from __future__ import annotations

import typing

from chaffinch import faces

if typing.TYPE_CHECKING:
    from chaffinch.text.arrays import Bools, Bytes, Floats, Floats32, Hashes, Ints
    from chaffinch.text.damage_signs import DAMAGED, damage, undamaged
    from chaffinch.text.deciding import (
        correction_sign,
        corrects,
        cues,
        deciding_words,
        ends_as,
        is_byline,
        is_coming,
        is_counter,
        is_date,
        is_edition,
        is_honorific,
        is_negation,
        is_notice,
        is_one,
        is_sold,
        is_stamp,
        is_version,
        listed,
        negates,
        opposed,
        opposites,
        period,
        rates,
        tells_when,
        tense,
        toll,
        updates,
    )
    from chaffinch.text.diff import align, differences
    from chaffinch.text.folding import DENSE, Folded, Holes, Slab, fold, folded, origins, slabs
    from chaffinch.text.hashing import ODD, digest, hash_bytes, mix, range_hashes, stable_hash, trigrams
    from chaffinch.text.page_source import PAGE_SOURCE
    from chaffinch.text.quoting import QUOTED_LINE, QUOTES, quotation_sign, unmarked, unquoted, unsigned
    from chaffinch.text.remembering import Remembered
    from chaffinch.text.segment import Blocks, Sentences, TextBatch, blocks, sentences
    from chaffinch.text.sentence_ends import cut_short
    from chaffinch.text.shingling import LETTER, U32, WORD, chunks, powers, shingles
    from chaffinch.text.signatures import is_other_symbol, signature
    from chaffinch.text.signs import Signs
    from chaffinch.text.sorting import changes, lookup, once, order, smallest_label
    from chaffinch.text.spans import complement, ranges, runs, subtract, totals, union, without
    from chaffinch.text.tokenizing import NUMBER, SIGN, UNSPACED, Tokens, bare, plain, tokens
    from chaffinch.text.utf8 import (
        Wide,
        among,
        code_point,
        digit,
        encodable,
        is_lower,
        is_upper,
        last_character,
        late,
    )
    from chaffinch.text.written_numbers import agree, canonical

__all__ = [
    "DAMAGED",
    "DENSE",
    "LETTER",
    "NUMBER",
    "ODD",
    "PAGE_SOURCE",
    "QUOTED_LINE",
    "QUOTES",
    "SIGN",
    "U32",
    "UNSPACED",
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
    "Remembered",
    "Sentences",
    "Signs",
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
    "correction_sign",
    "corrects",
    "cues",
    "cut_short",
    "damage",
    "deciding_words",
    "differences",
    "digest",
    "digit",
    "encodable",
    "ends_as",
    "fold",
    "folded",
    "hash_bytes",
    "is_byline",
    "is_coming",
    "is_counter",
    "is_date",
    "is_edition",
    "is_honorific",
    "is_lower",
    "is_negation",
    "is_notice",
    "is_one",
    "is_other_symbol",
    "is_sold",
    "is_stamp",
    "is_upper",
    "is_version",
    "last_character",
    "late",
    "listed",
    "lookup",
    "mix",
    "negates",
    "once",
    "opposed",
    "opposites",
    "order",
    "origins",
    "period",
    "plain",
    "powers",
    "quotation_sign",
    "range_hashes",
    "ranges",
    "rates",
    "runs",
    "sentences",
    "shingles",
    "signature",
    "slabs",
    "smallest_label",
    "stable_hash",
    "subtract",
    "tells_when",
    "tense",
    "tokens",
    "toll",
    "totals",
    "trigrams",
    "undamaged",
    "union",
    "unmarked",
    "unquoted",
    "unsigned",
    "updates",
    "without",
]

__getattr__ = faces.late(
    __name__,
    {
        "arrays": "Bools Bytes Floats Floats32 Hashes Ints",
        "damage_signs": "DAMAGED damage undamaged",
        "deciding": (
            "correction_sign corrects cues deciding_words ends_as is_byline is_coming is_counter is_date is_edition "
            "is_honorific is_negation is_notice is_one is_sold is_stamp is_version listed negates opposed opposites "
            "period rates tells_when tense toll updates"
        ),
        "diff": "align differences",
        "folding": "DENSE Folded Holes Slab fold folded origins slabs",
        "hashing": "ODD digest hash_bytes mix range_hashes stable_hash trigrams",
        "page_source": "PAGE_SOURCE",
        "quoting": "QUOTED_LINE QUOTES quotation_sign unmarked unquoted unsigned",
        "remembering": "Remembered",
        "segment": "Blocks Sentences TextBatch blocks sentences",
        "sentence_ends": "cut_short",
        "shingling": "LETTER U32 WORD chunks powers shingles",
        "signatures": "is_other_symbol signature",
        "signs": "Signs",
        "sorting": "changes lookup once order smallest_label",
        "spans": "complement ranges runs subtract totals union without",
        "tokenizing": "NUMBER SIGN UNSPACED Tokens bare plain tokens",
        "utf8": "Wide among code_point digit encodable is_lower is_upper last_character late",
        "written_numbers": "agree canonical",
    },
)
