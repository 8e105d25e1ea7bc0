"""Sketches against datasketch, bands, pairs and the driver."""

import pickle
import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chaffinch.config import DocumentConfig
from chaffinch.matching.lsh import _SMALL, Sketch, pairs
from chaffinch.matching.minhash import band_hashes, band_layout, permutations, sketch
from chaffinch.schemas import BANDS, FINDINGS, NUMBERS, PAIRS, TEXTS
from chaffinch.text.hashing import mix
from chaffinch.text.shingling import LETTER, chunks, powers, shingles

WORDS = [f"{a}{b}{c}" for a in "bdfklmprst" for b in "aeiou" for c in "nrsx"]
ODD = [
    "", " ", "\n\r\n\t", "x", "!?", "\0", "one", "two words", "a\0b", "𝒜𝓈𝓉𝓇𝒶𝓁 𝕝𝕖𝕥𝕥𝕖𝕣𝕤", "ﬁne ﬂuff", "½ cup",
    "\u0301", "e\u0301te\u0301", "été", "co\u00adop", "日本語の文章です", "ภาษาไทย",
    "ﷺ", "straße STRASSE", "한국어 문장",
]  # fmt: skip


def prose(number, words=120):
    draw = np.random.default_rng(number)
    return " ".join(WORDS[i] for i in draw.integers(0, len(WORDS), words))


def edited(text, every):
    words = text.split()
    words[::every] = ["changed"] * len(words[::every])
    return " ".join(words)


def shingle_hashes(text, shingle=5):
    return shingles([text], shingle)[0]


def reference(text, num_perm, shingle):
    from datasketch import MinHash

    minhash = MinHash(num_perm=num_perm, hashfunc=int)
    minhash.update_batch(shingle_hashes(text, shingle=shingle).tolist())
    return minhash


def batch_of(texts, numbers=None, findings=None):
    rows = [{"source": 0, "record": i, "text": text} for i, text in enumerate(texts)]
    columns = dict(zip(TEXTS.names, pa.RecordBatch.from_pylist(rows, schema=TEXTS).columns, strict=True))
    numbers = numbers if numbers is not None else range(len(texts))
    columns["number"] = pa.array(numbers, NUMBERS.field("number").type)
    for name in FINDINGS.names if findings is not None else ():
        columns[name] = pa.array([row[name] for row in findings], FINDINGS.field(name).type)
    return pa.record_batch(columns)


def bands_of(kernel, batch):
    rows = pa.Table.from_batches(kernel(batch), schema=BANDS)
    return sorted(zip(rows["number"].to_pylist(), rows["band"].to_pylist(), strict=True))


def pairs_of(band, number):
    batch = pa.record_batch([pa.array(number, pa.int32()), pa.array(band, pa.int64())], schema=BANDS)
    rows = pa.Table.from_batches(pairs(batch), schema=PAIRS)
    return list(zip(rows["left"].to_pylist(), rows["right"].to_pylist(), strict=True))


# sketches


@pytest.mark.parametrize(("num_perm", "shingle"), [(1, 1), (16, 2), (128, 5), (256, 3)])
def test_sketch_equals_datasketch(num_perm, shingle):
    texts = [*ODD, *(prose(i, 10 * i) for i in range(6)), "word " * 50]
    ours = sketch(texts, num_perm=num_perm, shingle=shingle)
    assert ours.dtype == np.uint32
    for row, text in zip(ours, texts, strict=True):
        np.testing.assert_array_equal(row, reference(text, num_perm, shingle).hashvalues)


def test_permutations_are_datasketch_own():
    from datasketch import MinHash

    for num_perm in (1, 64, 128, 200):
        np.testing.assert_array_equal(permutations(num_perm), MinHash(num_perm=num_perm).permutations)


def test_a_sketch_estimates_the_jaccard_similarity_of_the_shingles():
    one, two = prose(3, 400), edited(prose(3, 400), 12)
    a, b = (set(shingle_hashes(text, shingle=3).tolist()) for text in (one, two))
    rows = sketch([one, two], num_perm=1024, shingle=3)
    estimate = (rows[0] == rows[1]).mean()
    assert estimate == pytest.approx(len(a & b) / len(a | b), abs=0.06)  # four standard errors


@pytest.mark.parametrize("num_perm", [16, 64, 128, 200])
def test_band_layout_is_that_of_datasketch(num_perm):
    from datasketch import MinHashLSH

    thresholds = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    for threshold in thresholds[: 5 if num_perm == 16 else 8]:  # datasketch refuses a single band
        index = MinHashLSH(threshold=threshold, num_perm=num_perm)
        assert band_layout(threshold, num_perm) == (index.b, index.r)


@given(st.lists(st.sampled_from([*ODD, *map(prose, range(3))]), max_size=6), st.integers(1, 6))
@settings(deadline=None, max_examples=60)
def test_a_sketch_does_not_depend_on_its_neighbours(texts, shingle):
    together = sketch(texts, num_perm=8, shingle=shingle)
    alone = [sketch([text], num_perm=8, shingle=shingle)[0] for text in texts]
    np.testing.assert_array_equal(together, np.array(alone, np.uint32).reshape(-1, 8))


@given(st.text(max_size=60))
@example("\ud800 lone surrogate")
@settings(deadline=None)
def test_composed_and_decomposed_texts_are_alike(text):
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    assert shingle_hashes(forms[0], shingle=2).tolist() == shingle_hashes(forms[1], shingle=2).tolist()


@pytest.mark.parametrize(
    ("text", "shingle", "number"),
    [
        ("", 5, 0), ("-- !", 5, 0), ("one", 5, 1), ("one two three four", 5, 1), ("a b c d e", 5, 1),
        ("a b c d e f", 5, 2), ("don't", 1, 2), ("日本語", 1, 3), ("日本語 x", 1, 4), ("ไทย", 1, 3),
        ("co\u00adop", 1, 1),
    ],
)  # fmt: skip
def test_number_of_shingles(text, shingle, number):
    assert len(shingle_hashes(text, shingle=shingle)) == number


@pytest.mark.parametrize(
    ("one", "two"),
    [("a b", "b a"), ("ab c", "a bc"), ("a", "b"), ("a a", "a"), ("aa", "a"), ("10", "01"), ("ab", "ba")],
)
def test_different_words_differ(one, two):
    assert shingle_hashes(one).tolist() != shingle_hashes(two).tolist()


def test_words_are_compared_folded():
    assert shingle_hashes("ﬁne Straße été").tolist() == shingle_hashes("FINE\r\nSTRASSE, ÉTÉ").tolist()


def hashed(word):
    """A word of lower-case letters by the formula: the sum of letter x power of its place, mixed."""
    value = (np.array([ord(c) for c in word], np.uint64) * powers(LETTER, len(word))).sum()
    return int(mix(mix(np.array([value], np.uint64)))[0] >> np.uint64(32))


@given(st.lists(st.text("abz09éжش", min_size=1, max_size=20), min_size=1, max_size=5))
@settings(deadline=None)
def test_words_are_hashed_by_one_formula_however_they_are_read(words):
    found, number = shingles([" ".join(words), words[0]], 1)
    plain = [unicodedata.normalize("NFKD", word) for word in words]
    plain = ["".join(c for c in word if not unicodedata.combining(c)) for word in plain]
    assert found.tolist() == [hashed(word) for word in [*plain, plain[0]]]
    assert number.tolist() == [len(words), 1]


@pytest.mark.parametrize("length", [1, 7, 8, 9, 16, 17, 255, 256, 257, 3000])
def test_long_words_are_hashed_by_the_same_formula(length):
    assert shingle_hashes("x" * length, shingle=1).tolist() == [hashed("x" * length)]


def test_a_huge_text_is_sketched_like_a_small_one():
    text = "word " * 300_000
    np.testing.assert_array_equal(sketch([text])[0], sketch(["word " * 5])[0])
    huge_word = sketch(["x" * 1_000_000, "x" * 1_000_001])
    assert (huge_word[0] != huge_word[1]).all()


def test_chunks_hold_every_text_once():
    texts = ["x" * 200_000, "", "y" * 300_000, "z", ""]
    parts = list(chunks(texts))
    assert [text for chunk in parts for text in chunk] == texts
    assert len(parts) == 3


def test_band_hashes_are_equal_where_the_bands_are():
    rows = np.arange(12, dtype=np.uint32).reshape(2, 6)
    rows[1, 2:4] = rows[0, 2:4]
    hashes = band_hashes(rows, 2, 2)  # the last two values belong to no band
    assert (hashes[0] == hashes[1]).tolist() == [False, True]
    same_values = band_hashes(np.full((1, 6), 7, np.uint32), 3, 2)[0]
    assert len(set(same_values.tolist())) == 3


# the kernels


def test_the_kernel_gives_every_document_its_bands():
    kernel = Sketch.of(DocumentConfig())
    rows = bands_of(kernel, batch_of([prose(1), prose(2), None, "", " ! "], [4, 7, -1, 8, 9]))
    assert sorted({number for number, _ in rows}) == [4, 7]
    assert len(rows) == 2 * kernel.bands
    assert len({band for _, band in rows}) == len(rows)


def test_documents_that_failed_and_empty_batches_have_no_bands():
    kernel = Sketch.of(DocumentConfig())
    assert list(kernel(batch_of([prose(1)], [-1]))) == []
    assert list(kernel(batch_of([]))) == []
    assert list(pairs(pa.record_batch([[], []], schema=BANDS))) == []


def test_batches_order_and_pickling_change_nothing():
    kernel = pickle.loads(pickle.dumps(Sketch.of(DocumentConfig(shingle=2))))
    assert kernel == Sketch.of(DocumentConfig(shingle=2)) and repr(kernel)
    texts = [*ODD, prose(1), edited(prose(1), 8), prose(2)]
    batch = batch_of(texts)
    split = [bands_of(kernel, batch.slice(at, 3)) for at in range(0, len(texts), 3)]
    shuffled = batch.take(pa.array(np.random.default_rng(5).permutation(len(texts))))
    assert sorted(row for rows in split for row in rows) == bands_of(kernel, batch) == bands_of(kernel, shuffled)


def test_removable_boilerplate_is_a_hole_and_a_byline_is_none():
    kernel = Sketch.of(DocumentConfig())
    body, advert, byline = prose(1), prose(50, 20), "By Ann Author\n"
    texts = [body, f"{body} {advert}", f"{byline}{body}", body, f"{body} {advert}"]
    empty = {name: [] for name in FINDINGS.names}
    mark = {"rule": ["r"], "score": [1.0]}
    findings = [
        empty,
        {"start": [len(body)], "stop": [len(texts[1])], "category": ["advert"], **mark},
        {"start": [0], "stop": [len(byline)], "category": ["byline"], **mark},
        dict.fromkeys(FINDINGS.names),
        {
            "start": [len(body)],
            "stop": [len(texts[1])],
            "category": ["advert"],
            "rule": ["r"],
            "score": [0.3],
        },
    ]
    rows = bands_of(kernel, batch_of(texts, findings=findings))
    bands = [{band for number, band in rows if number == n} for n in range(5)]
    assert bands[0] == bands[1] == bands[3]
    assert bands[0] != bands[2]
    assert bands[0] != bands[4]  # not sure enough


def test_small_groups_give_all_their_pairs():
    assert pairs_of([7] * 4, [3, 1, 2, 0]) == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_large_groups_give_linear_many_pairs_and_hang_together():
    number = np.random.default_rng(2).permutation(5000)
    found = pairs_of([7] * 5000, number.tolist())
    assert len(found) == 2 * 5000 - 3
    assert {(0, 4999), (4998, 4999), (0, 1)} <= set(found)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=120))
@settings(deadline=None)
def test_pairs_join_exactly_the_documents_of_each_band(rows):
    found = pairs_of([band for band, _ in rows], [number for _, number in rows])
    groups = {band: sorted({n for b, n in rows if b == band}) for band, _ in rows}
    allowed, needed = set(), set()
    for group in groups.values():
        allowed |= {(a, b) for a in group for b in group if a < b}
        needed |= {(group[0], b) for b in group[1:]}
        needed |= {(a, b) for a in group for b in group if a < b and len(group) <= _SMALL}
    assert found == sorted(set(found))
    assert needed <= set(found) <= allowed


def test_pairs_do_not_depend_on_the_order_of_rows():
    draw = np.random.default_rng(3)
    band, number = draw.integers(-5, 5, 300), draw.integers(0, 60, 300)
    order = draw.permutation(300)
    assert pairs_of(band, number) == pairs_of(band[order], number[order])


def test_extreme_bands_differ():
    low, high = -(2**63), 2**63 - 1
    assert pairs_of([low, high, low, high], [0, 1, 2, 3]) == [(0, 2), (1, 3)]


# sketches and pairs together


def proposed(texts):
    kernel = Sketch.of(DocumentConfig())
    bands = list(kernel(batch_of(texts, range(len(texts)))))
    return [pair for rows in bands for found in pairs(rows) for pair in zip(*found.to_pydict().values(), strict=True)]


def test_near_duplicates_are_proposed_and_others_are_not():
    texts = [prose(i) for i in range(20)]
    texts += [edited(texts[3], 40), texts[7].upper(), "", "", " "]
    assert proposed(texts) == [(3, 20), (7, 21)]


def test_nothing_and_one_text_propose_nothing():
    assert proposed([]) == proposed([prose(1)]) == proposed(["", ""]) == []


def test_many_copies_of_one_text_hang_together():
    found = proposed(["the same short text"] * 300)
    assert {right for left, right in found if left == 0} == set(range(1, 300))
    assert len(found) < 600
