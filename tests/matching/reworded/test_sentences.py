"""Texts are split into sentences and terms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.matching.reworded.sentence_store import read_sentences, write_sentences
from chaffinch.matching.reworded.sentences import LEAST, MOST, split_sentences
from chaffinch.text.folding import Holes, fold


def terms(text: str) -> list[str]:
    """Give the letters of each term."""
    found, letters = split_sentences([text]), bytes(fold([text]).letters)
    return [letters[a:b].decode("latin-1") for a, b in zip(found.start, found.stop, strict=True)]


def test_a_term_is_a_word_and_its_first_letters_tell_it():
    assert terms("The Engineers' dams.") == ["the", "engineers", "dams"]
    one, other = (split_sentences([text]).term for text in ("engineers", "ENGINEERING"))
    assert one.tolist() == other.tolist()
    assert split_sentences(["engine"]).term != split_sentences(["ensign"]).term


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One dam held here. Another dam broke there.", 2),
        ("One dam held here! “Another dam broke there.” So it was.", 3),
        ("No. 5 was the dam that held.", 1),
        ("one dam held here\n\nanother dam broke there", 2),
        ("one dam held here\nanother dam broke there", 1),
        ("水库整夜安然无恙。市长致谢", 2),
        ("मुख्यमंत्री ने कल घोषणा की। बाँध सुरक्षित रहा था", 2),
        ("", 0),
        (" .\n\n!", 0),
    ],
)
def test_sentences_end_with_sentences_and_blank_lines(text: str, count: int):
    assert len(split_sentences([text]).first) - 1 == count


def test_marks_and_soft_hyphens_do_not_cut_words():
    assert len(terms("Cafe\u0301s wa\u00adter मुख्यमंत्री")) == 3


def test_two_letters_of_a_script_without_spaces_are_a_term():
    found = split_sentences(["水库安然", "安然水库"]).term.tolist()
    assert found[0] == found[6]
    assert found[2] == found[4]


def test_a_hole_ends_a_sentence_and_its_words_are_gone():
    text = "The dam held SHARE THIS PAGE the mayor said"
    holes = Holes(pa.array([[text.index("SHARE")]]), pa.array([[text.index(" the mayor")]]))
    assert split_sentences([text], holes).first.tolist() == [0, 3, 6]


@given(st.lists(st.text(alphabet="ab .\n!水。é\u0301", max_size=300), max_size=5))
def test_sentences_are_within_their_documents(texts: list[str]):
    found, folded = split_sentences(texts), fold(texts)
    size = np.diff(found.first)
    assert found.documents[-1] == len(size)
    assert ((size > 0) & (size <= MOST)).all()
    for i in range(len(texts)):
        own = found.first[found.documents[i] : found.documents[i + 1] + 1]
        assert (found.stop[own[0] : own[-1]] <= folded.starts[i + 1] - folded.starts[i]).all()
        assert (found.start[own[0] : own[-1]] < found.stop[own[0] : own[-1]]).all()
        alone = split_sentences([texts[i]])
        assert alone.term.tolist() == found.term[own[0] : own[-1]].tolist()


def test_short_sentences_join_the_next_and_long_ones_are_cut():
    assert len(split_sentences(["Yes. No. Perhaps the dam held all night."]).first) == 2
    sizes = np.diff(split_sentences([" ".join(["dam"] * (2 * MOST + 1))]).first)
    assert len(sizes) == 3
    assert sizes.min() >= LEAST


def test_sentences_are_read_as_they_were_written(tmp_path: Path):
    found = split_sentences(
        ["", "The dam held all night. The mayor thanked the engineers.", "水库整夜安然无恙。市长致谢。"]
    )
    write_sentences(tmp_path, 7, found, np.array([4, 9, 5]))
    read, number = read_sentences(tmp_path, 7)
    assert number.tolist() == [4, 9, 5]
    for name in found.__struct_fields__:
        assert getattr(read, name).tolist() == getattr(found, name).tolist(), name
