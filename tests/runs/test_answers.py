"""The answers of readers: appended, the last one counts, and their spans are found again where they have moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaffinch.runs import ANSWERS, Answer, Run, answers_of, append, located, of_span
from chaffinch.runs.answers import merged
from chaffinch.runs.owned import others_before, remove
from chaffinch.runs.run import info_of


def answer(verdict: str = "wrong", **others: object) -> Answer:
    return of_span(
        Answer(verdict=verdict, scope="passage", **{"document": "a", "start": 11, "stop": 17} | others), "Share."
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("span", "text", "expected"),
    [
        ("Share.", "It rained. Share.", "Share."),
        ("Share.", "Yesterday it rained a lot. Share.", "Share."),
        ("Partagez cet article.", "Il pleuvait.\n\nPartagez cet article.\n", "Partagez cet article."),
        ("شارك هذا المقال", "هطل المطر طوال الليل. شارك هذا المقال", "شارك هذا المقال"),
        ("分享这篇文章", "昨夜下雨，大坝守住了。分享这篇文章。", "分享这篇文章"),
        ("Share.", "It rained.", None),
        ("Share.", "It rained. Share!", None),
    ],
)
def test_a_span_is_found_by_its_digest_wherever_it_is_now(span: str, text: str, expected: str | None) -> None:
    one = of_span(Answer(verdict="wrong", scope="passage", document="a", start=11, stop=11 + len(span)), span)
    found = located(one, text)
    assert (found and text[slice(*found)]) == expected


def test_of_equal_spans_the_nearest_one_is_meant() -> None:
    text = "Share. It rained. Share. It snowed. Share."
    one = of_span(Answer(verdict="wrong", scope="passage", document="a", start=20, stop=26), "Share.")
    assert located(one, text) == (18, 24)
    exact = of_span(Answer(verdict="wrong", scope="passage", document="a", start=36, stop=42), "Share.")
    assert located(exact, text) == (36, 42)


def test_a_text_that_repeats_one_line_without_end_takes_little_time() -> None:
    one = of_span(Answer(verdict="wrong", scope="passage", document="a", start=10, stop=12), "bb")
    assert located(one, "b" * 1_000_000) is not None
    missing = of_span(Answer(verdict="wrong", scope="passage", document="a", start=10, stop=111), "b" * 100 + "c")
    assert located(missing, "b" * 1_000_000) is None


def test_the_last_answer_to_a_question_counts_and_none_takes_it_back(hand_run: Run) -> None:
    append(hand_run, [answer("wrong"), answer("right", document="b"), answer("right")])
    assert [(a.document, a.verdict) for a in answers_of(hand_run.path)] == [("b", "right"), ("a", "right")]
    append(hand_run, [answer("none")])
    assert [a.document for a in answers_of(hand_run.path)] == ["b"]
    assert len((hand_run.path / ANSWERS).read_bytes().splitlines()) == 4


def test_a_line_that_a_crash_cut_off_costs_only_itself(hand_run: Run) -> None:
    append(hand_run, [answer()])
    path = hand_run.path / ANSWERS
    path.write_bytes(path.read_bytes() + b'{"verdict":"right","sco')
    append(hand_run, [answer("right", document="b")])
    assert [a.document for a in answers_of(hand_run.path)] == ["a", "b"]


def test_a_new_run_in_the_folder_keeps_the_answers(hand_run: Run) -> None:
    append(hand_run, [answer()])
    remove(hand_run.path, info_of(hand_run.path))
    assert [p.name for p in hand_run.path.iterdir()] == [ANSWERS]
    assert list(others_before(hand_run.path)) == []
    assert len(answers_of(hand_run.path)) == 1


def test_answers_of_two_machines_are_merged_by_time(tmp_path: Path) -> None:
    one, two, three = (
        b'{"verdict":"right","scope":"site","host":"%s","time":"%d"}\n' % (h, t)
        for h, t in ((b"a", 1), (b"b", 2), (b"a", 3))
    )
    (tmp_path / ANSWERS).write_bytes(merged(one + three, two + one))
    assert (tmp_path / ANSWERS).read_bytes() == one + two + three
    assert [a.host for a in answers_of(tmp_path)] == ["b", "a"]
