"""Decisions: disjoint, specific before general, kept where protected, withheld where all would go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.config import ORDERS, DocumentConfig, PolicyConfig
from chaffinch.matching import DIFFERENT, PARTIAL, QUOTED, SAME, UPDATE
from chaffinch.model import Finding, Passage, Removal
from chaffinch.policy import guards, verdicts
from chaffinch.policy.ranking import rank

TEXT = (
    "The dam held. (Photo: A. Lund) Read on.\n\nShare this! Disclaimer: nothing here is advice. Cookies are used.\n"
    + "Rain. " * 80
)


def finding(text: str, category: str, score: float = 0.9) -> Finding:
    start = TEXT.index(text)
    return Finding(start, start + len(text), category, f"en.{category}.x", score)


def taken(rows: list[Removal]) -> list[tuple[str, str, str]]:
    return [(TEXT[r.start : r.stop], r.reason, r.action) for r in rows]


def test_a_block_yields_to_the_more_specific_finding_inside_it() -> None:
    block = finding("Share this! Disclaimer: nothing here is advice. Cookies are used.", "social")
    inside = finding("Disclaimer: nothing here is advice.", "disclaimer")
    assert taken(verdicts.decide(TEXT, [block, inside], PolicyConfig())) == [
        ("Share this!", "social", "remove"),
        ("Disclaimer: nothing here is advice.", "disclaimer", "remove"),
        ("Cookies are used.", "social", "remove"),
    ]


def test_a_kept_finding_keeps_its_place_inside_a_block() -> None:
    block = finding("Share this! Disclaimer: nothing here is advice.", "social")
    kept = finding("Disclaimer: nothing here is advice.", "references")
    assert taken(verdicts.decide(TEXT, [block, kept], PolicyConfig())) == [("Share this!", "social", "remove")]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (PolicyConfig(), ["remove"]),
        (PolicyConfig(boilerplate="mark"), ["mark"]),
        (PolicyConfig(boilerplate="report"), []),
        (PolicyConfig(boilerplate="off"), []),
        (PolicyConfig(categories={"social": "report"}), []),
        (PolicyConfig(boilerplate="report", categories={"social": "remove"}), ["remove"]),
    ],
)
def test_actions(config: PolicyConfig, expected: list[str]) -> None:
    assert [r.action for r in verdicts.decide(TEXT, [finding("Share this!", "social")], config)] == expected


def test_what_is_part_of_the_article_stays_by_default() -> None:
    assert verdicts.decide(TEXT, [finding("(Photo: A. Lund)", "byline")], PolicyConfig()) == []
    config = PolicyConfig(categories={"byline": "remove"})
    assert len(verdicts.decide(TEXT, [finding("(Photo: A. Lund)", "byline")], config)) == 1


def test_low_scores_are_only_reported() -> None:
    assert verdicts.decide(TEXT, [finding("Share this!", "social", 0.4)], PolicyConfig()) == []


def test_protected_phrases_are_never_cut() -> None:
    config = PolicyConfig(protect=("nothing  HERE",))
    block = finding("Share this! Disclaimer: nothing here is advice.", "disclaimer")
    assert verdicts.decide(TEXT, [block], config) == []


@pytest.mark.parametrize(
    ("own", "action"),
    [
        ("The lock is shut.", "remove"), ("It snowed.", "remove"), ("Lock shut until further notice", "remove"),
        ("水门关了。", "remove"), ("ประตูน้ำปิดแล้ว", "remove"), ("أغلق الهويس.", "remove"), ("Шлюз закрыт.", "remove"),
        ("Picture credit:", "withheld"), ("No. 17/b-4", "withheld"), ("* * *", "withheld"), ("Menu", "withheld"),
        ("写真：", "withheld"), ("12 407 55 13 208 9 77 41 1,204 88 310 6 52 19", "remove"),
    ],
)  # fmt: skip
def test_a_document_keeps_its_text_where_no_text_would_be_left(own: str, action: str) -> None:
    footer = "Nothing on these pages may be copied, sold, lent, hired out or read aloud without a permit. " * 4
    text = f"{own}\n\n{footer.strip()}"
    rows = verdicts.decide(text, [Finding(len(own) + 2, len(text), "copyright", "r", 0.9)], PolicyConfig())
    assert [r.action for r in rows] == [action]


def test_a_document_that_would_lose_everything_keeps_its_text() -> None:
    rows = verdicts.decide("Share this!", [Finding(0, 11, "social", "r", 0.9)], PolicyConfig())
    assert [r.action for r in rows] == ["withheld"]
    rows = verdicts.decide("Share this!", [Finding(0, 11, "social", "r", 0.9)], PolicyConfig(drop_empty=True))
    assert [r.action for r in rows] == ["remove"]


@pytest.mark.parametrize(
    ("sure", "unsure", "actions"),
    [
        (0.9, 0.6, ["remove", "withheld", "remove"]), (0.6, 0.9, ["withheld", "remove", "remove"]),
        (0.7, 0.7, ["withheld", "remove", "remove"]),
    ],
)  # fmt: skip
def test_where_the_model_leaves_no_text_its_least_sure_cut_is_withheld(
    sure: float, unsure: float, actions: list[str]
) -> None:
    text = "Old gates are for sale\n\nEels are cheap again\n\nAll rights reserved."
    findings = [
        Finding(0, 22, "boilerplate", "model", sure), Finding(24, 44, "boilerplate", "model", unsure),
        Finding(46, 66, "copyright", "r", 0.9),
    ]  # fmt: skip
    assert [r.action for r in verdicts.decide(text, findings, PolicyConfig())] == actions
    every = [*findings, Finding(0, 22, "template", "t", 1.0), Finding(24, 44, "template", "t", 1.0)]
    assert {r.action for r in verdicts.decide(text, every, PolicyConfig())} == {"withheld"}


@given(
    st.text(alphabet="ab .\n", max_size=60),
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["social", "byline", "contact"])), max_size=8
    ),
)
def test_rows_are_disjoint_and_inside_the_text(text: str, spans: list[tuple[int, int, str]]) -> None:
    findings = [
        Finding(min(a, b, len(text)), min(max(a, b), len(text)), category, "r", 0.9) for a, b, category in spans
    ]
    rows = verdicts.decide(text, findings, PolicyConfig())
    assert all(0 <= r.start < r.stop <= len(text) for r in rows)
    assert all(a.stop <= b.start for a, b in zip(rows, rows[1:], strict=False))
    assert all(text[r.start : r.stop].strip() == text[r.start : r.stop] for r in rows)


def copies(
    edges: list[tuple[int, int, float, float]],
    letters: list[int],
    relation: int | list[int] = SAME,
    only: tuple[int, int] = (0, 0),
    earlier: Collection[int] = (),
    **settings: str,
) -> dict[int, tuple[int, str]]:
    """Give who goes: the keeper and the reason; the reason of one that is only marked has an asterisk."""
    left, right, a, b = (np.array(c) for c in zip(*edges, strict=True))
    config = PolicyConfig(**settings)  # type: ignore[arg-type]
    ranks = rank(config.keep, Known(letters, indexed=[n in earlier for n in range(len(letters))]))
    position = {int(n): i for i, n in enumerate(np.lexsort((np.arange(len(letters)), ranks)))}
    kinds, lacking = np.broadcast_to(relation, len(left)), [np.full(len(left), words) for words in only]
    pairs = verdicts.Pairs(left, right, (a, b), np.minimum(a, b), kinds, (lacking[0], lacking[1]))
    own = {i: 100 * size for i, size in enumerate(letters)}
    found = verdicts.copies(pairs, position, own, DocumentConfig(), config, earlier=earlier)
    return {c.document: (c.keeper, c.reason + "*" * (c.action == "mark")) for c in found}


@dataclass
class Known:
    """What documents are ranked by."""

    own: list[int]
    day: Sequence[str | None] = ()
    source: Sequence[int] = ()
    signs: Sequence[int] = ()
    corrections: Sequence[bool] = ()
    indexed: Sequence[bool] = ()
    read: Sequence[int] = ()

    def earlier(self) -> Any:
        return np.array(self.indexed or [False] * len(self.own))

    def letters(self) -> Any:
        return np.array(self.own)

    def damage(self) -> Any:
        return np.array(self.signs or [0] * len(self.own))

    def corrects(self) -> Any:
        return np.array(self.corrections or [False] * len(self.own))

    def dates(self) -> Any:
        return pa.array(self.day or [None] * len(self.own), pa.string())

    def preference(self) -> Any:
        return np.array(self.source)

    def rows(self) -> Any:
        return np.array(self.read or range(len(self.own)))

    def __len__(self) -> int:
        return len(self.own)


@pytest.mark.parametrize("order", ORDERS)
def test_a_document_of_an_index_stays_before_all_others(order: str) -> None:
    known = Known([9, 5], ["2031-01-01", "2031-02-01"], [0, 1], [0, 8], [True, False], [False, True])
    assert rank(order, known).tolist() == [1, 0]


def test_documents_of_an_index_never_go() -> None:
    pairs = [(0, 1, 0.9, 0.9), (0, 2, 0.9, 0.9), (1, 2, 0.9, 0.9)]
    assert copies(pairs, [7, 9, 5], earlier={0, 1}) == {2: (1, "duplicate")}
    assert copies(pairs, [7, 9, 5], earlier={0, 1, 2}) == {}


def test_the_longest_copy_stays() -> None:
    assert copies([(0, 1, 0.9, 0.9), (0, 2, 0.9, 0.9), (1, 2, 0.9, 0.9)], [5, 9, 7]) == {
        0: (1, "duplicate"),
        2: (1, "duplicate"),
    }
    assert copies([(0, 1, 0.9, 0.9)], [5, 9], keep="first") == {1: (0, "duplicate")}


def test_a_member_goes_only_because_of_one_it_matches_directly() -> None:
    # 0 - 1 - 2 in a chain: 1 and 2 do not match 0 both, so of the chain two stay
    assert copies([(0, 1, 0.9, 0.9), (1, 2, 0.9, 0.9)], [9, 8, 7]) == {1: (0, "duplicate")}


def test_a_contained_document_stays_unless_that_is_asked_for() -> None:
    edge, own = [(0, 1, 0.95, 0.3)], (9, 99)
    assert copies(edge, [3, 9], only=own) == {}
    assert copies(edge, [3, 9], only=own, contained="off") == {}
    assert copies(edge, [3, 9], only=own, contained="mark") == {0: (1, "contained*")}
    assert copies(edge, [3, 9], only=own, contained="remove", keep="first") == {0: (1, "contained")}


def test_an_excerpt_is_a_copy() -> None:
    edge = [(0, 1, 1.0, 0.3)]
    assert copies(edge, [3, 9]) == {0: (1, "duplicate")}
    assert copies(edge, [3, 9], documents="mark") == {0: (1, "duplicate*")}
    assert copies(edge, [9, 20], only=(4, 99)) == {0: (1, "duplicate")}
    assert copies(edge, [9, 20], only=(5, 99)) == {}
    assert copies(edge, [1, 20], only=(2, 99)) == {}  # two of its twenty words


def test_a_message_stays_beside_the_reply_that_quotes_it() -> None:
    edge = [(0, 1, 1.0, 0.9)]
    assert copies(edge, [3, 9], relation=QUOTED) == {}
    assert copies(edge, [3, 9], relation=QUOTED, contained="remove") == {0: (1, "contained")}


def test_documents_that_contradict_one_another_stay() -> None:
    assert copies([(0, 1, 1.0, 1.0)], [3, 9], relation=DIFFERENT, contained="remove", updates="remove") == {}


def test_versions_of_one_text_stay_unless_that_is_asked_for() -> None:
    edge = [(0, 1, 1.0, 0.9)]
    assert copies(edge, [3, 9], relation=UPDATE) == {}
    assert copies(edge, [3, 9], relation=UPDATE, updates="remove") == {0: (1, "update")}
    assert copies(edge, [3, 9], relation=UPDATE, updates="mark") == {0: (1, "update*")}


def test_a_copy_with_a_paragraph_of_its_own_stays() -> None:
    assert copies([(0, 1, 0.9, 0.9)], [3, 9], only=(14, 0)) == {0: (1, "duplicate")}
    assert copies([(0, 1, 0.9, 0.9)], [3, 9], only=(15, 0)) == {}
    assert copies([(0, 1, 0.9, 0.9)], [9, 3], only=(15, 0)) == {1: (0, "duplicate")}


def test_a_digest_takes_no_article() -> None:
    assert copies([(0, 2, 1.0, 0.3), (1, 2, 1.0, 0.3)], [3, 3, 9]) == {}
    # two excerpts of which one has the other are of one article
    edges = [(0, 2, 1.0, 0.3), (1, 2, 1.0, 0.5), (0, 1, 1.0, 0.6)]
    assert copies(edges, [3, 5, 9]) == {0: (2, "duplicate"), 1: (2, "duplicate")}


def test_a_report_takes_excerpts_that_overlap() -> None:
    edges = [(0, 2, 1.0, 0.5), (1, 2, 1.0, 0.5), (0, 1, 0.4, 0.4)]
    kinds = [SAME, SAME, PARTIAL]
    assert copies(edges, [3, 3, 9], relation=kinds) == {0: (2, "duplicate"), 1: (2, "duplicate")}
    assert copies(edges, [3, 3, 9], relation=[SAME, SAME, DIFFERENT]) == {}  # two forms, on one page


def test_what_is_only_marked_neither_goes_nor_keeps_another_from_going() -> None:
    edges = [(0, 1, 0.9, 0.9), (0, 2, 0.9, 0.3), (1, 2, 0.9, 0.3)]
    assert copies(edges, [4, 3, 9], only=(9, 9), contained="mark") == {0: (2, "contained*"), 1: (0, "duplicate")}
    assert copies(edges, [4, 3, 9], only=(9, 9), contained="remove") == {0: (2, "contained"), 1: (2, "contained")}
    assert copies(edges, [4, 3, 9], only=(9, 9), contained="remove", documents="mark") == {
        0: (2, "contained"), 1: (2, "contained"),
    }  # fmt: skip


def test_documents_that_share_half_their_text_stay() -> None:
    assert copies([(0, 1, 0.5, 0.5)], [9, 9]) == {}


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([0.3, 0.9]), st.sampled_from([0.3, 0.9])),
        min_size=1,
        max_size=25,
    ),
    st.lists(st.integers(1, 50), min_size=10, max_size=10),
    st.sampled_from(["longest", "first"]),
    st.sampled_from(["remove", "mark", "report"]),
    st.sampled_from(["remove", "mark", "report"]),
)
def test_a_keeper_is_never_removed(
    edges: list[tuple[int, int, float, float]], sizes: list[int], keep: str, documents: str, contained: str
) -> None:
    edges = [(min(a, b), max(a, b), x, y) for a, b, x, y in edges if a != b] or [(0, 1, 0.9, 0.9)]
    dropped = copies(edges, sizes, keep=keep, documents=documents, contained=contained)
    removed = {one for one, (_, reason) in dropped.items() if not reason.endswith("*")}
    assert all(keeper not in removed for keeper, _ in dropped.values())
    direct = {frozenset(e[:2]) for e in edges if max(e[2:]) > 0.8}
    assert all(frozenset((d, k)) in direct for d, (k, _) in dropped.items())


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("longest", [1, 2, 0]),
        ("first", [2, 0, 1]),
        ("earliest", [2, 0, 1]),
        ("latest", [0, 2, 1]),
        ("source", [1, 0, 2]),
    ],
)
def test_orders_of_keepers(order: str, expected: list[int]) -> None:
    known = Known([5, 9, 7], ["2020-02-01", None, "2019-01-01"], [1, 0, 1], read=[4, 9, 2])
    assert np.argsort(rank(order, known), kind="stable").tolist() == expected


@pytest.mark.parametrize("order", ORDERS)
def test_one_that_corrects_never_loses_to_one_that_does_not(order: str) -> None:
    known = Known([5, 9, 7], ["2020-02-01", None, "2019-01-01"], [1, 0, 1], corrections=[True, False, False])
    assert np.argmin(rank(order, known)) == 0


def test_of_long_copies_the_one_with_the_fewest_signs_of_damage_stays() -> None:
    assert rank("longest", Known([900, 900, 920], signs=[5, 0, 2])).argmin() == 1
    assert rank("longest", Known([900, 1900], signs=[0, 5])).argmin() == 1  # it has a page more
    assert rank("longest", Known([9, 9, 9], ["2020-02-01", None, "2019-01-01"])).tolist() == [1, 2, 0]


def test_every_order_that_can_be_set_is_known_and_differs() -> None:
    known = Known([5, 9, 7], ["2020-02-01", None, "2019-01-01"], [1, 0, 1])
    assert len({tuple(rank(order, known).tolist()) for order in ORDERS}) == len(ORDERS)


def test_what_loses_too_much() -> None:
    large, small = guards.Loss("a.example", 12, 1000, 900), guards.Loss("small.example", 3, 10, 10)
    assert guards.loses_too_much(large, PolicyConfig())
    assert not guards.loses_too_much(large, PolicyConfig(yes=True))
    assert not guards.loses_too_much(large, PolicyConfig(corpus_share=0.9))
    assert not guards.loses_too_much(small, PolicyConfig())


def test_removals_name_their_keeper() -> None:
    passage = Removal(0, 13, "remove", "quotation", "", 0.9, Passage("other", 5, 18))
    assert verdicts.decide(TEXT, [], PolicyConfig(passages="remove"), passages=[passage])[0].keeper == Passage(
        "other", 5, 18
    )


def test_a_repeated_byline_is_a_byline() -> None:
    text = "By Ana Lund\nThe dam held.\nAll rights reserved."
    byline = Finding(0, 11, "byline", "en.byline.by", 0.9)
    templates = [Finding(0, 11, "template", "template.1", 1.0), Finding(26, 46, "template", "template.2", 1.0)]
    assert [r.start for r in verdicts.decide(text, [byline, *templates], PolicyConfig())] == [26]
    wider = Finding(0, 25, "template", "template.3", 1.0)
    assert verdicts.decide(text, [byline, wider], PolicyConfig())[0].stop == 25


def test_a_template_goes_with_the_sentence_of_it_that_alone_is_doubtful() -> None:
    text = "The dam held.\n© 2031 Lund. The text in Danish is at lund.example"
    whole = Finding(14, len(text), "template", "template.1", 0.95)
    doubtful = Finding(27, len(text), "template", "template.2", 0.4)
    assert [(r.start, r.stop, r.action) for r in verdicts.decide(text, [whole, doubtful], PolicyConfig())] == [
        (14, len(text), "remove")
    ]
    assert verdicts.decide(text, [doubtful], PolicyConfig()) == []
