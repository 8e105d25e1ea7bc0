from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.matching.letters import _CALLS, LettersFile, LettersInMemory, open_letters, write_index, write_letters
from chaffinch.text.folding import fold

TEXTS = ["alpha beta", "", "x", "gamma, delta and epsilon", "!", "zeta"]


def expected(text, position, length):
    folded = bytes(fold([text]).letters)
    return [folded[i] if 0 <= i < len(folded) else 0 for i in range(position, position + length)]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Documents in three parts, in no order; number 6 failed and has no letters, part 9 holds none at all."""
    folder = tmp_path_factory.mktemp("letters")
    for part, numbers in ((2, [3, 0]), (9, [1, 4]), (11, [5, 2])):
        write_letters(folder, part, fold([TEXTS[n] for n in numbers]), np.array(numbers))
    write_index(folder, len(TEXTS) + 1)
    return open_letters(folder)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(TEXTS) - 1), st.integers(-40, 40)), max_size=20),
    st.integers(0, 70),
)
def test_rows_are_the_letters_of_the_document_and_zeros(places, length):
    number, position = np.array(places, np.int64).reshape(-1, 2).T
    rows = LettersInMemory(fold(TEXTS)).rows(number, position, length)
    assert rows.shape == (len(places), length)
    assert rows.tolist() == [expected(TEXTS[n], p, length) for n, p in places]


def test_files_give_the_rows_that_memory_gives(files):
    memory = LettersInMemory(fold(TEXTS))
    number, position = (grid.ravel() for grid in np.meshgrid(np.arange(len(TEXTS)), np.arange(-9, 30, 4)))
    for length in (1, 5, 64):
        assert np.array_equal(files.rows(number, position, length), memory.rows(number, position, length))
    assert np.array_equal(files.length(np.arange(6)), memory.length(np.arange(6)))


def test_a_document_without_letters_gives_zeros(files):
    assert files.length(np.array([6])).tolist() == [0]
    assert not files.rows(np.array([6, 1]), np.array([0, -2]), 8).any()


def test_a_number_of_minus_one_is_left_out(tmp_path):
    write_letters(tmp_path, 0, fold(["failed", "good"]), np.array([-1, 0]))
    write_index(tmp_path, 1)
    assert bytes(open_letters(tmp_path).rows(np.array([0]), np.array([0]), 4)[0]) == b"good"


def test_an_index_is_written_again_if_it_was_not_finished(tmp_path):
    write_letters(tmp_path, 3, fold(["good"]), np.array([0]))
    (tmp_path / "letters.npy").write_bytes(b"half")
    for _ in range(2):
        write_index(tmp_path, 1)
        assert bytes(open_letters(tmp_path).rows(np.array([0]), np.array([0]), 4)[0]) == b"good"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["joined", "letters.bin", "letters.npy"]


def test_a_worker_that_outlives_its_run_does_not_change_what_is_joined(tmp_path):
    for part, text in enumerate(("good", "better")):
        write_letters(tmp_path, part, fold([text]), np.array([part]))
    write_index(tmp_path, 2, "made")
    write_letters(tmp_path, 1, fold(["better"]), np.array([1]))
    write_index(tmp_path, 2, "made")
    assert bytes(open_letters(tmp_path).rows(np.array([0]), np.array([0]), 4)[0]) == b"good"


def test_letters_that_are_made_again_are_joined_again(tmp_path):
    for text in ("good", "best"):
        write_letters(tmp_path, 0, fold([text]), np.array([0]))
        write_index(tmp_path, 1, f"made {text}")
        assert bytes(open_letters(tmp_path).rows(np.array([0]), np.array([0]), 4)[0]) == text.encode()


def test_what_was_let_go_of_is_read_again(tmp_path):
    write_letters(tmp_path, 0, fold(["good"]), np.array([0]))
    write_index(tmp_path, 1)
    for _ in range(2 * _CALLS + 1):
        assert bytes(open_letters(tmp_path).rows(np.array([0]), np.array([0]), 4)[0]) == b"good"


def test_an_empty_corpus_has_an_index(tmp_path):
    write_index(tmp_path, 0)
    assert open_letters(tmp_path).rows(np.zeros(0, np.int64), np.zeros(0, np.int64), 8).shape == (0, 8)


def test_places_beyond_four_gigabytes_are_addressed(tmp_path):
    """A sparse file takes no room on the disk; the offsets of its last letters need more than 32 bits."""
    far = (1 << 32) + 5
    with (tmp_path / "letters-0.bin").open("wb") as file:
        file.seek(far)
        file.write(b"farout")
    part = np.memmap(tmp_path / "letters-0.bin", np.uint8, "r")
    letters = LettersFile(part, np.array([far]), np.array([6]))
    assert bytes(letters.rows(np.array([0]), np.array([0]), 6)[0]) == b"farout"


def test_letters_beyond_four_gigabytes(tmp_path: Path) -> None:
    far = (1 << 32) + 5
    with (tmp_path / "letters.bin").open("wb") as file:  # a hole takes no room
        file.seek(far)
        file.write(b"abcdef")
    np.save(tmp_path / "letters.npy", np.array([[0, far], [far, 6]]))
    letters = open_letters(tmp_path)
    assert letters.rows(np.array([1, 1]), np.array([1, 4]), 3).tobytes() == b"bcdef\x00"
    assert letters.between(np.array([1]), np.array([2]), np.array([6])).tobytes() == b"cdef"
