import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.text import folding as module
from chaffinch.text.folding import DENSE, Holes, fold, origins


def letters(text, holes=()):
    column = Holes(*(pa.array([[hole[i] for hole in holes]], pa.list_(pa.int32())) for i in range(2)))
    return bytes(fold([text], column).letters)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("it willpublish its final re-\nport onthe Matter", "It will publish its FINAL report on the matter."),
        ("“Don’t”", '"don\'t"'),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("ﬁnal oﬃce", "final office"),
        ("Straße", "STRASSE"),
        ("½ № ①", "12 no 1"),
        ("Ⅷ ㎏", "viii kg"),
        ("𝐁old 𝟗", "bold 9"),
        ("ΟΔΟΣ", "οδος"),
        ("مُحَمَّد", "محمد"),
        ("ＡＢＣ１２３", "abc123"),
        ("İstanbul", "istanbul"),
    ],
)
def test_typing_makes_no_difference(one, two):
    assert letters(one) == letters(two) != b""


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        (r"L'\u00e9t\u00e9 \u00e0 Sauv\u00e8", "L'été à Sauvè"),
        ("cafÃ© Ã  lâ€™Ã©tÃ©", "café à l’été"),
        ("РџР°СЂРѕРј СЃС‚РѕРёС‚, РѕРЅ РІ Р»СѓРєРµ СЂРµРєРё РЈСЃС‚Рё", "Паром стоит, он в луке реки Усти"),
    ],
)
def test_letters_that_were_damaged_fold_as_what_they_were(damaged, text):
    assert letters(damaged) == letters(text)
    assert origins(damaged, np.array([0]))[0] == damaged.index(damaged.lstrip()[0])
    assert letters(damaged[:9]) != letters(text)


def test_letters_of_persian_fold_as_those_that_an_arabic_keyboard_has():
    assert letters("کشتی") == letters("كشتي") != letters("كشتا")


def test_a_letter_alone_is_no_damage():
    assert letters(r"the path C:\u00e9 there") == b"thepathcu00e9there"
    assert letters("ВЕРСИЯ Р° стр.") == letters("ВЕРСИЯ Р стр.")


@settings(deadline=None)
@given(st.text())
def test_composed_and_decomposed_texts_fold_alike(text):
    assert letters(unicodedata.normalize("NFC", text)) == letters(unicodedata.normalize("NFD", text))


def test_decomposed_hangul_folds_as_composed():
    assert letters("한국어") == letters(unicodedata.normalize("NFD", "한국어")) != letters("한국")


def test_different_words_stay_different():
    assert len({letters(word) for word in ("кот", "код", "год", "γατα", "漢字", "中文", "ไทย", "cat", "c4t")}) == 9


def test_only_scripts_without_spaces_are_dense():
    assert min(letters("漢字カナไทยລາວ")) >= DENSE
    assert max(letters("Latin ñ кириллица ελληνικά עברית العربية हिन्दी 한국어 42 𐐷")) < DENSE


@settings(deadline=None)
@given(st.text())
def test_letters_are_never_zero_nor_the_mark_of_an_expansion(text):
    assert not set(letters(text)) & {0, 1}


def test_characters_that_are_no_letters_fold_to_nothing():
    assert letters(" \t\r\n\0\x07—“”…€😀\u0301\U000e0100\U0010ffff") == b""


def test_documents_without_letters_have_an_empty_range():
    folded = fold(["", "  ", "x", "", "\n"])
    assert folded.starts.tolist() == [0, 0, 0, 1, 1, 1]
    assert len(fold([])) == 0
    assert fold(pa.array([None, "ab"], pa.large_string())).starts.tolist() == [0, 0, 2]


def test_a_lone_surrogate_is_no_letter():
    assert letters("a\ud800b") == b"ab"


def test_holes_are_skipped_and_leave_seams():
    texts = ["Keep CUT keep", "all of it"]
    holes = Holes(pa.array([[5], None], pa.list_(pa.int32())), pa.array([[8], None], pa.list_(pa.int32())))
    folded = fold(texts, holes)
    assert bytes(folded.letters) == b"keepkeepallofit"
    assert folded.starts.tolist() == [0, 8, 15]
    assert folded.seams.tolist() == [4]


def test_holes_may_overlap_run_over_the_end_and_hold_no_letters():
    texts = ["ab -- cdef"]
    holes = Holes(pa.array([[7, 6, 2]]), pa.array([[99, 8, 5]]))
    folded = fold(texts, holes)
    assert bytes(folded.letters) == b"ab"
    assert folded.seams.tolist() == [2]


def test_sliced_columns_are_read_from_their_offset():
    texts = pa.array(["zero", "one", "two"], pa.large_string()).slice(1)
    holes = Holes(pa.array([[0], [1], [0, 2]]).slice(1), pa.array([[4], [2], [1, 3]]).slice(1))
    assert bytes(fold(texts, holes).letters) == b"oew"


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=12))
def test_slabs_make_no_difference(texts):
    whole = fold(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SLAB", 7)
        parts = fold(texts)
    assert np.array_equal(whole.letters, parts.letters)
    assert np.array_equal(whole.starts, parts.starts)


@settings(deadline=None)
@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
def test_each_letter_comes_from_the_code_point_that_folds_to_it(text, holes):
    folded = letters(text, holes)
    origin = origins(text, np.arange(len(folded)), holes)
    pieces = [letters(text[i]) for i in dict.fromkeys(origin.tolist())]
    assert b"".join(pieces) == folded
    assert not any(a <= i < b for i in origin.tolist() for a, b in holes)
    assert np.all(np.diff(origin) >= 0)


def test_a_span_that_ends_in_an_expansion_takes_the_whole_code_point():
    text = "the oﬃce"
    folded = letters(text)
    stop = folded.index(b"of") + 2  # within the ligature ffi
    assert text[: origins(text, np.array([stop - 1]))[0] + 1] == "the oﬃ"


def test_offsets_are_those_of_the_unfolded_text():
    text = "X. The board willpublish its final re-\nport onthe “Matter”."
    start = letters(text).index(b"will")
    stop = letters(text).index(b"matter")
    a, b = origins(text, np.array([start, stop - 1])).tolist()
    assert text[a : b + 1] == "willpublish its final re-\nport onthe"


def test_a_long_document_comes_in_pieces(monkeypatch):
    import pyarrow as pa

    from chaffinch.text import folding as module
    from chaffinch.text.folding import Holes, fold

    texts = ["Rain fell ½ here. " * 9, "", "Short.", "The straße was wet; " * 13, "End"]
    holes = Holes(
        *(
            pa.array(rows, pa.list_(pa.int32()))
            for rows in ([[5, 60], [], [], [3, 100], []], [[30, 61], [], [], [50, 180], []])
        )
    )
    whole = fold(texts, holes)
    monkeypatch.setattr(module, "_LONG", 40)
    cut = fold(texts, holes)
    for name in ("letters", "starts", "seams"):
        assert getattr(cut, name).tolist() == getattr(whole, name).tolist()
