import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.matching import winnowing as module
from chaffinch.matching.winnowing import DENSE_LENGTH, LENGTH, seeds
from chaffinch.text.folding import Holes, fold

ALPHABETS = st.sampled_from(["ab", "abcdefghijklmnop", "漢字仮名交じり文", "漢a", "กขคงจฉ"])


@st.composite
def texts(draw, least=0, most=200):
    return draw(st.text(draw(ALPHABETS), min_size=least, max_size=most))


def rows(documents, numbers=None):
    batch = seeds(fold(documents), np.arange(len(documents)) if numbers is None else np.array(numbers))
    return sorted(tuple(row.values()) for row in batch.to_pylist())


@settings(deadline=None)
@given(st.lists(texts(), max_size=5))
def test_documents_have_the_seeds_they_have_alone(documents):
    alone = [(h, i, p) for i, text in enumerate(documents) for h, _, p in rows([text])]
    assert rows(documents) == sorted(alone)


@settings(deadline=None)
@given(st.lists(texts(), max_size=5))
def test_slabs_make_no_difference(documents):
    whole = rows(documents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SLAB", 37)
        assert rows(documents) == whole


@settings(deadline=None)
@given(texts(least=LENGTH), texts(), texts())
def test_texts_that_share_a_window_share_a_seed(shared, before, after):
    """The first sixteen letters are repeated before the window, so that no run of one letter is the whole of it."""
    window = "0123456789pqrstv" + shared[:15]
    one, two = rows([window]), rows([before + window + after])
    assert {h for h, _, _ in one} & {h for h, _, _ in two}


def test_a_text_shorter_than_a_seed_has_none():
    assert rows(["", "a", "fifteen letters"[:15], "漢字仮名交じり"]) == []


def test_a_text_as_long_as_a_seed_has_one():
    assert [p for _, _, p in rows(["sixteen letters 12"])] == [0]
    assert [(h & 1, p) for h, _, p in rows(["漢字仮名交じり文"])] == [(1, 0)]


def test_a_document_with_number_minus_one_has_none():
    text = "A text long enough to have some seeds of its own."
    assert {n for _, n, _ in rows([text, text], [-1, 7])} == {7}


def test_no_seed_crosses_a_seam():
    text = "fifteen letters" + " (cut) " + "fifteen letters"
    holes = Holes(pa.array([[16]]), pa.array([[21]]))
    assert seeds(fold([text], holes), np.array([0])).num_rows == 0
    assert seeds(fold([text]), np.array([0])).num_rows > 0


def test_dense_text_has_short_seeds_only_and_mixed_text_both():
    kinds = [
        [h & 1 for h, _, _ in rows([text])] for text in ("漢字仮名交じり文" * 3, "漢字仮名交じり文 and plain letters")
    ]
    assert set(kinds[0]) == {1}
    assert set(kinds[1]) == {0, 1}


def test_a_run_of_one_letter_has_few_seeds():
    assert len(rows(["a" * 10_000])) == 1


def test_seeds_are_sparse():
    letters = "".join(np.random.default_rng(0).choice(list("abcdefghij"), 20_000))
    assert len(rows([letters])) == pytest.approx(20_000 * 2 / (LENGTH + 1), rel=0.05)
    assert DENSE_LENGTH < LENGTH
