"""Cuts are tidy, take nothing but white space beside them, and can be undone."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chaffinch.apply import _joined, apply, moved, restore
from chaffinch.model import Edit


def cut(marked: str) -> str:
    """Cut what stands in brackets, the brackets aside."""
    text, spans = "", []
    for piece in re.split(r"([⟦⟧])", marked):
        if piece == "⟦":
            spans.append([len(text), -1])
        elif piece == "⟧":
            spans[-1][1] = len(text)
        else:
            text += piece
    cleaned, edits = apply(text, [(a, b) for a, b in spans])
    assert restore(cleaned, edits) == text
    return cleaned


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # whole lines and paragraphs
        ("A.\n\n⟦B.⟧\n\nC.", "A.\n\nC."),
        ("A.\n⟦B.⟧\nC.", "A.\nC."),
        ("A.\n\n⟦B.⟧\nC.", "A.\n\nC."),
        ("A.\n⟦B.⟧\n\nC.", "A.\n\nC."),
        ("A.\n\n⟦B.\n\n⟧C.", "A.\n\nC."),
        ("A.⟦\n\nB.⟧\n\nC.", "A.\n\nC."),
        ("A.\n\n\n\n⟦B.⟧\n\nC.", "A.\n\nC."),
        ("A.\n \n⟦B.⟧\n\t\nC.", "A.\n \nC."),
        ("A.\r\n\r\n⟦B.⟧\r\n\r\nC.\r\n", "A.\r\n\r\nC.\r\n"),
        ("A.\r\n⟦B.⟧\r\nC.\r\n", "A.\r\nC.\r\n"),
        ("A.\n    ⟦B.⟧\n    C.", "A.\n    C."),
        ("A.\n\n⟦B.⟧\n\n    C.", "A.\n\n    C."),
        ("A.  \n⟦B.⟧\nC.", "A.  \nC."),
        ("A.\u2029⟦B.⟧\u2029C.", "A.\u2029C."),
        # sentences in a paragraph
        ("A. ⟦B.⟧ C.", "A. C."),
        ("A. ⟦B. ⟧C.", "A. C."),
        ("A.⟦ B.⟧ C.", "A. C."),
        ("A.  ⟦B.⟧ C.", "A. C."),
        ("A. ⟦B.⟧\n\nC.", "A.\n\nC."),
        ("A.\n\n⟦B.⟧ C.", "A.\n\nC."),
        ("A.\n\n    ⟦B.⟧ C.", "A.\n\n    C."),
        ("A.⟦B.⟧ C.", "A. C."),
        # several, with only white space between
        ("A. ⟦B.⟧ ⟦C.⟧ D.", "A. D."),
        ("A. ⟦B.⟧\n\n⟦C.⟧ D.", "A.\n\nD."),
        ("A. ⟦B.\n\nC.⟧ D.", "A.\n\nD."),
        ("A.\n⟦B.⟧\n\n⟦C.⟧ D.", "A.\n\nD."),
        ("A.\n\n⟦B.⟧\n\n⟦C.⟧\n\nD.", "A.\n\nD."),
        ("A.\n\n⟦B.⟧⟦ B.⟧\n\nD.", "A.\n\nD."),
        ("A. ⟦B.⟧ C. ⟦D.⟧ E.", "A. C. E."),
        # hard-wrapped
        ("A a a\na. ⟦B b\nb b.⟧ C c\nc.", "A a a\na.\nC c\nc."),
        # start and end
        ("⟦A.⟧\n\nB.\n", "B.\n"),
        ("\n\n ⟦A.⟧\n\n    B.\n", "    B.\n"),
        ("⟦A.⟧ B.", "B."),
        ("A.\n\n⟦B.⟧\n", "A.\n"),
        ("A.\n\n⟦B.⟧", "A."),
        ("A.\r\n\r\n⟦B.⟧\r\n\r\n\r\n", "A.\r\n"),
        ("A. ⟦B.⟧\n", "A.\n"),
        ("A. ⟦B.⟧  \n\n ", "A.\n"),
        ("A. ⟦B.⟧", "A."),
        ("A.⟦ B.⟧", "A."),
        ("\n ⟦A.⟧ \n ", ""),
        ("⟦A.⟧\n\n⟦B.⟧\n", ""),
        ("⟦A.⟧", ""),
        # words are not glued where there was a space
        ("foo⟦ bar ⟧baz", "foo baz"),
        ("foo⟦, bar baz⟧qux", "foo qux"),
        ("foo⟦bar⟧baz", "foobaz"),
        ("foo.⟦ Bar bar.⟧Baz", "foo. Baz"),
        ("中文⟦删 除⟧中文", "中文中文"),
        ("한국⟦가 나⟧한국", "한국 한국"),
        ("“⟦A b.⟧” c", "“” c"),
        # graphemes
        ("e⟦\u0301x⟧y", "e\u0301y"),
        ("⟦e⟧\u0301x", "e\u0301x"),
        ("a⟦ ⟧\u0301x", "a \u0301x"),
        ("a ⟦b⟧ \u0301x", "a  \u0301x"),
        ("👩⟦\u200d🚀 x⟧ y", "👩\u200d🚀 y"),
        ("🇩⟦🇪 x⟧ y", "🇩🇪 y"),
        ("a\r⟦\nb⟧\r\nc", "a\r\nc"),
        ("👍⟦🏽 b⟧ c", "👍🏽 c"),
        ("क्⟦ष b⟧ c", "क्ष c"),
        # nothing but white space
        ("a⟦ ⟧b", "a b"),
        ("a⟦⟧b", "ab"),
        ("⟦ \n⟧", " \n"),
    ],
)
def test_cases(marked: str, expected: str) -> None:
    assert cut(marked) == expected


LETTERS = st.text(alphabet="ab.é ñ\n\r\t\u0301\u200d\u2029\xa0👩🇩🇪中한", max_size=40)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.one_of(LETTERS, st.text(max_size=40)))
    offsets = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(offsets, offsets).map(lambda pair: (min(pair), max(pair))), max_size=5))
    return text, spans


@given(cuts())
@example(("a \u0301", [(0, 1)]))
@example(("x\r\n", [(0, 2)]))
def test_restore_undoes_apply(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    cleaned, edits = apply(text, spans)
    assert restore(cleaned, edits) == text
    assert len(cleaned) + sum(len(edit.text) for edit in edits) == len(text)
    assert apply(text, spans[::-1]) == (cleaned, edits)
    for edit in edits:
        assert edit.start < edit.stop
        assert text[edit.start : edit.stop] == edit.text
    for one, two in zip(edits, edits[1:], strict=False):
        assert one.stop < two.start
        assert one.position < two.position


@given(cuts())
def test_only_white_space_beyond_the_spans_is_taken(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    asked = {offset for start, stop in spans for offset in range(start, stop)}
    cleaned, edits = apply(text, spans)
    taken = {offset for edit in edits for offset in range(edit.start, edit.stop)}
    assert all(text[offset].isspace() for offset in taken - asked)
    for offset in asked - taken:  # what was not taken is white space, or part of a grapheme cut in two
        inside = any(_joined(text, edge) for span in spans for edge in span)
        assert text[offset].isspace() or inside
    if not edits:
        assert cleaned == text


@example(("aaa\u200d\u2029", [(1, 4)]))
@given(cuts())
def test_no_grapheme_is_split(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    for edit in apply(text, spans)[1]:
        assert (
            not unicodedata.category(edit.text[0]).startswith("M")
            or text[edit.start - 1 : edit.start] in "\r\n\t\u2029"
        )
        assert not _joined(text, edit.start)
        assert not _joined(text, edit.stop)


@given(st.lists(st.sampled_from(["Aa.", "Bb bb.", "Cc"]), min_size=1, max_size=8), st.data())
def test_whole_paragraphs_leave_one_blank_line(paragraphs: list[str], data: st.DataObject) -> None:
    dropped = data.draw(st.sets(st.integers(0, len(paragraphs) - 1)))
    end = data.draw(st.sampled_from(["", "\n"]))
    text = "\n\n".join(paragraphs) + end
    spans, at = [], 0
    for number, paragraph in enumerate(paragraphs):
        if number in dropped:
            spans.append((at, at + len(paragraph)))
        at += len(paragraph) + 2
    kept = [paragraph for number, paragraph in enumerate(paragraphs) if number not in dropped]
    assert apply(text, spans)[0] == ("\n\n".join(kept) + end if kept else "")


@given(cuts())
def test_moved_follows_every_letter_that_stays(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    cleaned, edits = apply(text, spans)
    taken = {offset for edit in edits for offset in range(edit.start, edit.stop)}
    for offset in range(len(text)):
        if offset not in taken:
            assert cleaned[moved(edits, offset)] == text[offset]


def test_long_runs_cost_linear_work() -> None:
    text = "x" + " " * 50_000 + "".join(f"w{number} \n" for number in range(20_000))
    spans = [(offset, offset + 1) for offset in range(50_001, len(text), 7)]
    cleaned, edits = apply(text, spans)
    assert restore(cleaned, edits) == text


def test_spans_and_edits_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="is not inside a text of 3"):
        apply("abc", [(2, 4)])
    with pytest.raises(ValueError, match="does not fit"):
        restore("abc", [Edit(9, 10, 9, "x")])


def test_edits_at_one_position_are_put_back_in_order() -> None:
    assert restore("ad", [Edit(1, 2, 1, "b"), Edit(2, 3, 1, "c")]) == "abcd"
