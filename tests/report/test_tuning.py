"""`tune` says from answers how precise a run is, what thresholds remove, and proposes only what is settled."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from chaffinch.config import Config
from chaffinch.errors import UsageError
from chaffinch.model import Finding
from chaffinch.policy.verdicts import decide
from chaffinch.report.tuning import Tuning, interval, merged_policy, tune
from chaffinch.report.tuning_view import show_tuning
from chaffinch.runs import Answer, Run, append

DOCUMENT = "a/one.txt"


def rows(reason: str, rule: str, scores: list[float], first: int) -> list[dict[str, Any]]:
    return [
        {
            "document": DOCUMENT,
            "start": first + i,
            "stop": first + i + 1,
            "action": "remove",
            "reason": reason,
            "rule": rule,
            "score": score,
        }
        for i, score in enumerate(scores)
    ]


def answers(rows: list[dict[str, Any]], verdicts: str) -> list[Answer]:
    """Answer rows, one letter each: r, w."""
    names = {"r": "right", "w": "wrong"}
    return [
        Answer(
            verdict=names[v],
            scope="passage",
            by="review",
            digest=str(r["start"]),
            **{k: r[k] for k in ("document", "start", "stop", "reason", "rule", "score")},
        )  # type: ignore[arg-type]
        for r, v in zip(rows, verdicts, strict=False)
    ]


@pytest.fixture
def tuned(run_of: Callable[..., Run]) -> Callable[..., Tuning]:
    def make(*groups: tuple[list[dict[str, Any]], str], precision: float = 0.95, **info: Any) -> Tuning:
        def change(tables: dict[str, list[dict[str, Any]]]) -> None:
            tables["removals"] = [row for some, _ in groups for row in some]
            tables["clusters"], tables["findings"] = [], []

        run = run_of(change, **info)
        for some, verdicts in groups:
            append(run, answers(some, verdicts))
        return tune(run, precision=precision)

    return make


def test_a_rule_that_is_wrong_each_time_is_turned_off_and_the_others_stay(tuned: Callable[..., Tuning]) -> None:
    bad, good = (
        rows("comments", "en.comments.widgets", [0.9] * 20, 0),
        rows("comments", "en.comments.leave", [0.9] * 20, 30),
    )
    found = tuned((bad, "www"), (good, "rrr"))
    assert found.policy() == {"rules": {"en.comments.widgets": "report"}}
    (comments,) = found.categories
    assert (comments.state, comments.estimate.right, comments.estimate.answers) == ("open", 3, 3)
    assert [(r.name, r.right, r.answers) for r in found.rules] == [
        ("en.comments.widgets", 0, 3),
        ("en.comments.leave", 3, 3),
    ]
    assert found.cuts.precision == pytest.approx(0.5)


def test_one_wrong_answer_settles_nothing_and_it_says_how_many_more_would(tuned: Callable[..., Tuning]) -> None:
    found = tuned((rows("social", "de.social.teilen", [0.9] * 50, 0), "rrrw"))
    assert found.proposals == ()
    (social,) = found.categories
    assert social.state == "open" and social.more is not None and social.more > 0
    low, high = interval(3, 4)
    assert (social.estimate.low, social.estimate.high) == (pytest.approx(low), pytest.approx(high))


def test_scores_of_the_line_model_get_a_threshold_from_which_on_they_are_right(tuned: Callable[..., Tuning]) -> None:
    scores = [0.55] * 10 + [0.65] * 10 + [0.92] * 10 + [0.97] * 10
    model = rows("boilerplate", "model", scores, 0)
    low, high = model[:20], model[20:]
    found = tuned((low, "wwwwwwwrww"), (high, "rrrrrrrrrrrr"))
    (proposal,) = found.proposals
    assert (proposal.section, proposal.name, proposal.value) == ("scores", "boilerplate", 0.9)
    (reviewed,) = found.categories
    assert reviewed.state == "poor" and [t.score for t in reviewed.thresholds] == [0.55, 0.65, 0.9, 0.95]
    assert [band.right for band in reviewed.bands] == [2, 10, 1]


def test_a_threshold_says_what_it_removes(tuned: Callable[..., Tuning]) -> None:
    one, two = rows("social", "a", [0.6] * 4, 0), rows("social", "b", [0.9] * 6, 10)
    found = tuned((one, "r"), (two, "rr"))
    (social,) = found.categories
    assert [(t.score, t.documents, t.characters, t.current, t.estimate.answers) for t in social.thresholds] == [
        (0.6, 1, 10, True, 3),
        (0.9, 1, 6, False, 2),
    ]
    assert {e.above for e in social.examples} == {True} and len(social.examples) == 2


def test_an_answer_counts_for_the_rows_that_it_stands_for(tuned: Callable[..., Tuning]) -> None:
    many, few = rows("social", "often", [0.9] * 90, 0), rows("social", "rare", [0.9] * 10, 100)
    found = tuned((many, "rr"), (few, "rw"))
    (social,) = found.categories
    assert social.estimate.precision == pytest.approx(0.95)
    assert (social.estimate.right, social.estimate.answers) == (3, 4)


def test_answers_of_undo_do_not_count_and_none_are_an_error(hand_run: Run) -> None:
    append(
        hand_run,
        [Answer(verdict="wrong", scope="passage", document=DOCUMENT, reason="social", rule="x", score=0.9, by="undo")],
    )
    with pytest.raises(UsageError, match="chaffinch review"):
        tune(hand_run)
    with pytest.raises(UsageError, match="between 0 and 1"):
        tune(hand_run, precision=1.5)


def test_the_proposals_are_settings_of_the_policy(tuned: Callable[..., Tuning]) -> None:
    found = tuned((rows("social", "en.social.share", [0.9] * 9, 0), "wwww"), precision=0.9)
    config = Config.from_dict({"policy": {"rules": {"x": "mark"}}})
    merged = config.override({"policy": merged_policy(found, config.to_dict()["policy"])})
    assert merged.policy.rules == {"x": "mark", "en.social.share": "report"}
    text = "It rained all day. Share this!"
    assert decide(text, [Finding(19, 30, "social", "en.social.share", 0.9)], merged.policy) == []


def test_it_is_printed_and_becomes_json(tuned: Callable[..., Tuning], capsys: pytest.CaptureFixture[str]) -> None:
    found = tuned(
        (rows("social", "en.social.share", [0.9] * 9, 0), "wwww"), (rows("credit", "fr.credit", [0.95] * 9, 20), "rrw")
    )
    show_tuning(found, "run/")
    shown = capsys.readouterr().out
    assert "--rule en.social.share=report" in shown and "chaffinch decide run/ --tuned" in shown
    assert all(len(line) <= 90 for line in shown.splitlines())
    assert json.loads(json.dumps(found.to_dict()))["proposals"][0]["name"] == "en.social.share"
