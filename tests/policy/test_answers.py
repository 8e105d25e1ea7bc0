"""Answers of readers are obeyed: what stays, what goes whatever its score, and which copy stays."""

from __future__ import annotations

import numpy as np
import pytest

from chaffinch.config import DocumentConfig, PolicyConfig
from chaffinch.errors import UsageError
from chaffinch.model import Finding, Removal
from chaffinch.policy.answers import Answered, spared, undone
from chaffinch.policy.verdicts import Pairs, copies, decide

TEXTS = {
    "en": ("The dam held all night. Nobody was hurt.", "Share this story!", "Photo: A. Lund"),
    "de": ("Der Damm hielt die ganze Nacht. Niemand wurde verletzt.", "Teilen Sie diesen Artikel!", "Foto: A. Lund"),
    "ar": ("صمد السد طوال الليل ولم يصب أحد بأذى.", "شارك هذا المقال", "تصوير: أحمد"),
    "ja": ("ダムは一晩中持ちこたえ、けが人はいなかった。", "この記事を共有する", "写真：田中"),
}


@pytest.fixture(params=TEXTS)
def case(request: pytest.FixtureRequest) -> tuple[str, list[Finding]]:
    body, share, photo = TEXTS[request.param]
    text = f"{body}\n\n{share}\n{photo}"
    first, second = text.index(share), text.index(photo)
    return text, [
        Finding(first, first + len(share), "social", "x.social.share", 0.6),
        Finding(second, len(text), "credit", "x.credit.photo", 0.9),
    ]


def actions(rows: list[Removal]) -> list[tuple[str, str]]:
    return [(row.reason, row.action) for row in rows]


def test_a_cut_that_is_undone_stays_and_the_others_are_made(case: tuple[str, list[Finding]]) -> None:
    text, findings = case
    rows = decide(text, findings, PolicyConfig())
    assert actions(rows) == [("social", "remove"), ("credit", "remove")]
    kept = undone(text, rows, [(findings[0].start, findings[0].stop)])
    assert actions(kept) == [("social", "undone"), ("credit", "remove")]
    assert [(r.start, r.stop, r.rule, r.score) for r in kept] == [(r.start, r.stop, r.rule, r.score) for r in rows]


def test_a_rule_that_a_reader_found_wrong_cuts_nothing(case: tuple[str, list[Finding]]) -> None:
    text, findings = case
    answers = Answered(wrong_rules=("x.social.*",))
    rows = decide(text, findings, PolicyConfig(), is_wrong=answers.is_wrong)
    assert actions(rows) == [("social", "undone"), ("credit", "remove")]


def test_what_a_wrong_rule_leaves_to_a_longer_finding_is_cut_by_that(case: tuple[str, list[Finding]]) -> None:
    text, findings = case
    block = Finding(findings[0].start, len(text), "template", "template.1", 0.8)
    rows = decide(text, [*findings, block], PolicyConfig(), is_wrong=Answered(wrong_rules=("x.social.share",)).is_wrong)
    assert actions(rows) == [("template", "remove"), ("credit", "remove")]


def test_a_confirmed_finding_is_cut_whatever_its_score(case: tuple[str, list[Finding]]) -> None:
    text, findings = case
    config = PolicyConfig(scores={"social": 0.8})
    assert actions(decide(text, findings, config)) == [("credit", "remove")]
    sure = {(findings[0].start, findings[0].stop)}
    assert actions(decide(text, findings, config, sure=sure)) == [("social", "remove"), ("credit", "remove")]
    kept = [Finding(f.start, f.stop, "byline", f.rule, f.score) for f in findings]
    assert decide(text, kept, config, sure=sure) == []  # a confirmed part of the article is still one


def test_a_rule_has_an_action_of_its_own(case: tuple[str, list[Finding]]) -> None:
    text, findings = case
    assert actions(decide(text, findings, PolicyConfig(rules={"x.social.*": "report"}))) == [("credit", "remove")]
    marked = decide(text, findings, PolicyConfig(rules={"*.credit.photo": "mark"}, categories={"credit": "off"}))
    assert actions(marked) == [("social", "remove"), ("credit", "mark")]


@pytest.mark.parametrize("tree", [{"scores": {"weather": 0.5}}, {"scores": {"social": 1.5}}, {"rules": {"a": "cut"}}])
def test_settings_by_rule_and_score_are_checked(tree: dict[str, dict[str, object]]) -> None:
    with pytest.raises(UsageError):
        PolicyConfig(**tree)  # type: ignore[arg-type]


def test_part_of_a_cut_can_be_undone() -> None:
    rows = [Removal(0, 30, "remove", "social"), Removal(40, 50, "withheld", "credit")]
    text = "Share this. The dam held.  And follow us here for more news."
    kept = undone(text, rows, [(12, 25), (40, 50)])
    assert [(r.start, r.stop, r.action) for r in kept] == [
        (0, 11, "remove"),
        (12, 25, "undone"),
        (27, 30, "remove"),
        (40, 50, "withheld"),
    ]
    assert spared(text, rows[:1], [Removal(12, 45, "remove", "related")]) == [Removal(31, 45, "undone", "related")]


def pairs(*rows: tuple[int, int, float, float, float]) -> Pairs:
    left, right, one, two, similar = (np.array(column) for column in zip(*rows, strict=True))
    zero = np.zeros(len(rows), np.int32)
    return Pairs(left, right, (one, two), similar, np.ones(len(rows), np.int8), (zero, zero))


CHAIN = pairs((0, 1, 0.99, 0.99, 0.99), (1, 2, 0.99, 0.99, 0.85), (0, 2, 0.5, 0.5, 0.5))
LETTERS = {0: 900, 1: 900, 2: 900}


def choose(answered: Answered, **policy: object) -> list[tuple[int, int, str]]:
    found = copies(CHAIN, {0: 0, 1: 1, 2: 2}, LETTERS, DocumentConfig(), PolicyConfig(**policy), answered)  # type: ignore[arg-type]
    return [(c.document, c.keeper, c.action) for c in found]


def test_a_document_that_a_reader_wants_stays_and_is_a_keeper_of_others() -> None:
    assert choose(Answered()) == [(1, 0, "remove")]
    assert choose(Answered(stay=(1,))) == [(1, 0, "undone"), (2, 1, "remove")]
    assert choose(Answered(stay=(1, 2))) == [(1, 0, "undone"), (2, 1, "undone")]


def test_copies_need_the_score_that_is_set_unless_confirmed() -> None:
    assert choose(Answered(stay=(1,)), scores={"duplicate": 0.9}) == [(1, 0, "undone")]
    assert choose(Answered(stay=(1,), sure=(2,)), scores={"duplicate": 0.9}) == [(1, 0, "undone"), (2, 1, "remove")]
