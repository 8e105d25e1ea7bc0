"""The kernels together: their result depends neither on order nor on how the work is split."""

import pickle

import numpy as np
import pyarrow as pa
import pytest

from chaffinch.config import PassageConfig
from chaffinch.matching.anchors import link
from chaffinch.matching.chaining import Anchors
from chaffinch.matching.compare import Verify, compare, compared, matches
from chaffinch.matching.coverage import coverages
from chaffinch.matching.letters import LettersInMemory, write_index, write_letters
from chaffinch.matching.matched import Matched
from chaffinch.matching.packed_rows import pack_anchors
from chaffinch.matching.winnowing import seeds
from chaffinch.schemas import ANCHORS, SEEDS
from chaffinch.text.folding import fold

CONFIG = PassageConfig()


def corpus():
    """Texts of three themes with quotes, near-duplicates and copies among them."""
    random = np.random.default_rng(5)
    words = ["".join(random.choice(list("abcdefghiklmnoprstuvw"), random.integers(2, 9))) for _ in range(900)]
    base = [list(random.choice(words, random.integers(60, 200))) for _ in range(30)]
    quotes = [list(random.choice(words, 30)) for _ in range(4)]
    for i, text in enumerate(base):
        text[20:20] = quotes[i % 4] if i % 3 else []
    copies = [[w for w in base[i] if random.random() > 0.07] for i in range(8)] + [base[3]] * 15
    return [" ".join(text) for text in base + copies]


TEXTS = corpus()
NUMBERS = np.arange(len(TEXTS))


def rows(found):
    return [tuple(row.values()) for row in found.batch().to_pylist()]


@pytest.fixture(scope="module")
def letters():
    return LettersInMemory(fold(TEXTS))


@pytest.fixture(scope="module")
def anchors():
    return next(link(seeds(fold(TEXTS), NUMBERS)))


@pytest.fixture(scope="module")
def found(anchors, letters):
    result = matches(Anchors.of(anchors), letters, CONFIG)
    assert len(result) > 50
    return result


def test_order_of_documents_makes_no_difference(anchors):
    shuffled = np.random.default_rng(1).permutation(len(TEXTS))
    again = next(link(seeds(fold([TEXTS[i] for i in shuffled]), shuffled)))
    assert sorted(map(str, again.to_pylist())) == sorted(map(str, anchors.to_pylist()))


def test_order_of_anchors_makes_no_difference(anchors, letters, found):
    shuffled = np.random.default_rng(2).permutation(anchors.num_rows)
    assert rows(matches(Anchors.of(anchors).take(shuffled), letters, CONFIG)) == rows(found)


def test_split_by_pairs_makes_no_difference(anchors, letters, found):
    every = Anchors.of(anchors)
    bucket = (every.left * 31 + every.right) % 7
    parts = [rows(matches(every.take(bucket == i), letters, CONFIG)) for i in range(7)]
    assert sorted(sum(parts, [])) == sorted(rows(found))


def test_batches_of_documents_make_no_difference(anchors):
    parts = [seeds(fold(TEXTS[i : i + 9]), NUMBERS[i : i + 9]) for i in range(0, len(TEXTS), 9)]
    again = next(link(pa.Table.from_batches(parts, SEEDS).combine_chunks().to_batches()[0]))
    assert again.equals(anchors)


def test_spans_are_inside_their_documents_and_say_the_same(found, letters):
    left, right = letters.length(found.left), letters.length(found.right)
    assert np.all((found.left_start >= 0) & (found.left_start < found.left_stop) & (found.left_stop <= left))
    assert np.all((found.right_start >= 0) & (found.right_start < found.right_stop) & (found.right_stop <= right))
    assert np.all(found.equal <= np.minimum(found.left_stop - found.left_start, found.right_stop - found.right_start))
    assert np.all((found.equal >= CONFIG.letters) & (found.similarity() >= CONFIG.similarity))


def test_the_kernel_reads_letters_from_files(tmp_path, monkeypatch, anchors, letters, found):
    hole_letters = tmp_path / "hole-letters"
    hole_letters.mkdir()
    for part, start in enumerate(range(0, len(TEXTS), 11)):
        write_letters(tmp_path, part, fold(TEXTS[start : start + 11]), NUMBERS[start : start + 11])
        write_letters(hole_letters, part, fold([""] * len(TEXTS[start : start + 11])), NUMBERS[start : start + 11])
    write_index(tmp_path, len(TEXTS))
    write_index(hole_letters, len(TEXTS))
    kernel = pickle.loads(pickle.dumps(Verify(tmp_path, hole_letters)))
    packed = pack_anchors(anchors, np.zeros(anchors.num_rows, np.int16))
    outputs = dict(kernel(packed))
    assert rows(Matched.of(outputs[0])) == rows(found)
    assert outputs[1].equals(coverages(found, letters, anchors=Anchors.of(anchors)))
    monkeypatch.setattr("chaffinch.matching.compare.SLICE", 100)
    slices = list(kernel(packed))
    assert len(slices) > 10
    for at in (0, 1):
        joined = pa.Table.from_batches([batch for index, batch in slices if index == at])
        assert joined.equals(pa.Table.from_batches([outputs[at]]))


def test_no_anchors_give_empty_tables(letters):
    none = matches(Anchors.of(pa.RecordBatch.from_pylist([], ANCHORS)), letters, CONFIG)
    assert none.batch().num_rows == coverages(none, letters).num_rows == 0


def test_coverage_counts_letters_once(letters):
    size = letters.length(np.array([0, 1]))
    one = (0, 0, 60, 1, 0, 60, 60)
    two = (0, 30, 90, 1, 40, 100, 60)
    row = coverages(Matched(*np.array([one, two]).T), letters, every=True).to_pylist()[0]
    assert row["left_coverage"] == pytest.approx(90 / size[0])
    assert row["right_coverage"] == pytest.approx(100 / size[1])
    assert row["similarity"] == 1.0


def test_repeats_within_a_document_are_no_coverage(letters):
    inside = Matched(*np.array([(0, 0, 90, 0, 100, 190, 90)]).T)
    assert coverages(inside, letters, every=True).num_rows == 0


def test_given_pairs_are_compared_directly(letters):
    """Of the sixteen copies of one text linking at large joins but some; here each pair has its row."""
    copies = [3, *range(38, 53)]
    left, right = (grid.ravel() for grid in np.meshgrid(copies, copies))
    apart = left != right
    table = compare(letters, left[apart], right[apart])
    assert table["left_coverage"].to_pylist() == table["right_coverage"].to_pylist() == [1.0] * 240
    assert table["left"].to_pylist() == left[apart].tolist()


def test_a_comparison_agrees_with_the_search_at_large(letters, found):
    table = coverages(found, letters)
    again = compare(letters, table["left"].to_numpy(), table["right"].to_numpy())
    for name in ("left_coverage", "right_coverage"):
        assert np.allclose(again[name].to_numpy(), table[name].to_numpy(), atol=0.02)


def test_a_pair_given_the_other_way_round_or_twice_or_without_a_match(letters):
    table = compare(letters, np.array([30, 0, 30, 10, 5]), np.array([0, 30, 0, 21, 5])).to_pylist()
    assert table[0] == table[2]
    assert table[0]["left_coverage"] == table[1]["right_coverage"] > 0.8
    assert table[0]["right_coverage"] == table[1]["left_coverage"] > 0.8
    assert [row["similarity"] for row in table[3:]] == [0, 0]


def test_comparing_in_slabs_makes_no_difference(letters, monkeypatch):
    left, right = NUMBERS[:30], NUMBERS[8:38]
    whole = compare(letters, left, right)
    monkeypatch.setattr("chaffinch.matching.compare._SLAB", 3000)
    assert compare(letters, left, right).equals(whole)


def test_no_pairs_give_no_rows(letters):
    none = np.zeros(0, np.int64)
    assert compare(letters, none, none).num_rows == 0
    assert len(compared(letters, none, none)) == 0
