"""What a text is made of: bytes, code points, folded letters, words and sentences, as arrays over a whole batch."""

from __future__ import annotations

import typing

from chaffinch import faces

if typing.TYPE_CHECKING:
    from chaffinch.text.arrays import Bools, Bytes, Floats, Floats32, Hashes, Ints
    from chaffinch.text.byte_encodings import (
        DOUBLE_BYTE,
        is_nearly_utf8,
        is_utf8,
        latin,
        legacy_codec,
        other_kind,
        paired,
        utf8_shares,
    )
    from chaffinch.text.damage_signs import (
        damage,
        has_lost_letters,
        lost_letters,
        said_once,
        signs_of_damage,
        undamaged,
    )
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
    from chaffinch.text.hashing import ODD, digest, hash_bytes, mix, prefix_sums, range_hashes, stable_hash, trigrams
    from chaffinch.text.late_patterns import late_pattern
    from chaffinch.text.measures import other_measure
    from chaffinch.text.negated_forms import is_hangul, is_negated_form
    from chaffinch.text.page_marks import without_page_marks
    from chaffinch.text.page_source import PAGE_SOURCE
    from chaffinch.text.plain_words import UNSPACED, bare, plain
    from chaffinch.text.quoting import (
        QUOTED_LINE,
        QUOTES,
        above_rule,
        opens_message,
        quotation_sign,
        quoted_line,
        unmarked,
        unquoted,
        unsigned,
        with_quotes,
    )
    from chaffinch.text.remembering import Remembered
    from chaffinch.text.segment import Blocks, Sentences, TextBatch, blocks, sentences
    from chaffinch.text.sentence_ends import cut_short
    from chaffinch.text.shingling import LETTER, U32, WORD, chunks, powers, shingles
    from chaffinch.text.signatures import is_other_symbol, signature
    from chaffinch.text.signs import Signs
    from chaffinch.text.sorting import changes, lookup, order, smallest_label, tally, unique_rows
    from chaffinch.text.spans import complement, ranges, runs, subtract, totals, union, without
    from chaffinch.text.tokenizing import NUMBER, SIGN, Tokens, tokens, tokens_of_words
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
    "DENSE",
    "DOUBLE_BYTE",
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
    "above_rule",
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
    "has_lost_letters",
    "hash_bytes",
    "is_byline",
    "is_coming",
    "is_counter",
    "is_date",
    "is_edition",
    "is_hangul",
    "is_honorific",
    "is_lower",
    "is_nearly_utf8",
    "is_negated_form",
    "is_negation",
    "is_notice",
    "is_one",
    "is_other_symbol",
    "is_sold",
    "is_stamp",
    "is_upper",
    "is_utf8",
    "is_version",
    "last_character",
    "late",
    "late_pattern",
    "latin",
    "legacy_codec",
    "listed",
    "lookup",
    "lost_letters",
    "mix",
    "negates",
    "opens_message",
    "opposed",
    "opposites",
    "order",
    "origins",
    "other_kind",
    "other_measure",
    "paired",
    "period",
    "plain",
    "powers",
    "prefix_sums",
    "quotation_sign",
    "quoted_line",
    "range_hashes",
    "ranges",
    "rates",
    "runs",
    "said_once",
    "sentences",
    "shingles",
    "signature",
    "signs_of_damage",
    "slabs",
    "smallest_label",
    "stable_hash",
    "subtract",
    "tally",
    "tells_when",
    "tense",
    "tokens",
    "tokens_of_words",
    "toll",
    "totals",
    "trigrams",
    "undamaged",
    "union",
    "unique_rows",
    "unmarked",
    "unquoted",
    "unsigned",
    "updates",
    "utf8_shares",
    "with_quotes",
    "without",
    "without_page_marks",
]

__getattr__ = faces.late(
    __name__,
    {
        "arrays": "Bools Bytes Floats Floats32 Hashes Ints",
        "byte_encodings": "DOUBLE_BYTE is_nearly_utf8 is_utf8 latin legacy_codec other_kind paired utf8_shares",
        "damage_signs": "damage has_lost_letters lost_letters said_once signs_of_damage undamaged",
        "deciding": (
            "correction_sign corrects cues deciding_words ends_as is_byline is_coming is_counter is_date is_edition "
            "is_honorific is_negation is_notice is_one is_sold is_stamp is_version listed negates opposed opposites "
            "period rates tells_when tense toll updates"
        ),
        "diff": "align differences",
        "folding": "DENSE Folded Holes Slab fold folded origins slabs",
        "hashing": "ODD digest hash_bytes mix prefix_sums range_hashes stable_hash trigrams",
        "late_patterns": "late_pattern",
        "measures": "other_measure",
        "negated_forms": "is_hangul is_negated_form",
        "page_marks": "without_page_marks",
        "page_source": "PAGE_SOURCE",
        "plain_words": "UNSPACED bare plain",
        "quoting": (
            "QUOTED_LINE QUOTES above_rule opens_message quotation_sign quoted_line unmarked unquoted unsigned "
            "with_quotes"
        ),
        "remembering": "Remembered",
        "segment": "Blocks Sentences TextBatch blocks sentences",
        "sentence_ends": "cut_short",
        "shingling": "LETTER U32 WORD chunks powers shingles",
        "signatures": "is_other_symbol signature",
        "signs": "Signs",
        "sorting": "changes lookup order smallest_label tally unique_rows",
        "spans": "complement ranges runs subtract totals union without",
        "tokenizing": "NUMBER SIGN Tokens tokens tokens_of_words",
        "utf8": "Wide among code_point digit encodable is_lower is_upper last_character late",
        "written_numbers": "agree canonical",
    },
)
