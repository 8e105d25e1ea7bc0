"""Two lists of texts: what they share, and what given pairs share, each by itself."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

import chaffinch as cf
from chaffinch.errors import UsageError
from chaffinch.matching import between

QUOTES = {
    "en": "The board will publish its final report on the matter before the end of the year, whatever the ministry says.",
    "de": "Der Ausschuss wird seinen Abschlussbericht noch vor dem Ende des Jahres vorlegen, was auch immer man sagt.",
    "el": "Το συμβούλιο θα δημοσιεύσει την τελική του έκθεση για το θέμα πριν από το τέλος του έτους, όπως είπε.",
    "ar": "سينشر المجلس تقريره النهائي حول هذه المسألة قبل نهاية العام مهما قالت الوزارة في هذا الشأن أو غيره",
    "ja": "委員会はこの問題に関する最終報告書を年末までに公表する予定であり、省庁が何を言おうとも変わらないと述べた。報告は公開される。",
}
OPENINGS = (
    "Rain fell on the harbour all night.",
    "Nobody in the valley had slept.",
    "The ferry was towed off at noon.",
)


def pairs(*rows: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    return tuple(np.array(rows, np.int64).reshape(-1, 2).T)  # type: ignore[return-value]


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_two_lists_share_what_stands_in_both_and_not_what_each_has_within_itself(quote: str) -> None:
    texts = [f"{OPENINGS[0]} {quote}", f"{quote} {OPENINGS[1]}"]
    assert len(cf.find_passages(texts)) == 1
    assert len(cf.find_passages(texts, ["Nothing of the kind."])) == 0
    rows = cf.find_passages(texts, ["Nothing of the kind.", f"{OPENINGS[2]} {quote}"]).with_texts().to_pylist()
    assert [(row["left"], row["right"]) for row in rows] == [(0, 1), (1, 1)]
    assert all(quote[:40] in row["left_text"] and quote[:40] in row["right_text"] for row in rows)


def test_every_text_of_either_list_has_a_match_however_often_the_passage_stands_in_both() -> None:
    left, right = ([f"{name} {i} has it: {QUOTES['en']}" for i in range(n)] for name, n in (("page", 20), ("site", 30)))
    found = cf.find_passages(left, right).to_arrow()
    assert set(found["left"].to_pylist()) == set(range(20))
    assert set(found["right"].to_pylist()) == set(range(30))
    assert len(found) < 400  # six for each text and seed, where all pairs would be 600


def test_two_lists_take_ids_and_pairs_of_their_own() -> None:
    left, right = [QUOTES["en"], QUOTES["de"]], [QUOTES["de"], QUOTES["en"], QUOTES["en"]]
    found = cf.find_passages(left, right, ids=["a", "b"], other_ids=["x", "y", "z"]).to_arrow()
    names = zip(found["left_id"].to_pylist(), found["right_id"].to_pylist(), strict=True)
    assert sorted(names) == [("a", "y"), ("a", "z"), ("b", "x")]
    assert len(cf.find_passages(left, right, pairs=[(0, 1), (0, 0)])) == 1
    assert len(cf.find_passages(left, right, pairs=[])) == 0
    with pytest.raises(UsageError, match="0 ids for 3 texts"):
        cf.find_passages(left, right, ids=["a", "b"])
    for wrong in ((2, 0), (0, 3), (-1, 0)):
        with pytest.raises(UsageError, match="is no pair of one of 2 texts and one of 3 others"):
            cf.find_passages(left, right, pairs=[wrong])


def test_passages_of_two_lists_show_their_texts_and_differences() -> None:
    left, right = [OPENINGS[0], QUOTES["en"]], [QUOTES["en"].replace("publish", "print")]
    found = cf.find_passages(left, right)
    assert found.differences(0) == ([(15, 22)], [(15, 20)])
    assert found.rethreshold(letters=60).with_texts()["right_text"].to_pylist()[0].startswith("The board will print")


def test_empty_lists_share_nothing() -> None:
    assert len(cf.find_passages([], [QUOTES["en"]])) == len(cf.find_passages([QUOTES["en"]], [])) == 0
    assert between([], [], pairs()) == []
    assert between(["", "\ud800"], ["", "a"], pairs((0, 0), (1, 0), (1, 1))) == []


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_spans_are_code_points_of_both_texts(quote: str) -> None:
    new, old = f"“{OPENINGS[0]} {quote}", f"{OPENINGS[1]}\n\n{quote}\n\n{OPENINGS[2]}"
    (found,) = between([new], [OPENINGS[0], old], pairs((0, 1)))
    (passage,) = found.passages
    assert quote[2:-2] in new[passage.start : passage.stop]
    assert quote[2:-2] in old[passage.old_start : passage.old_stop]
    assert passage.similarity > 0.95


def test_relations_of_whole_documents() -> None:
    long = " ".join(QUOTES["en"].replace("board", f"{word} board") for word in ("first", "second", "third"))
    old = [long, long.upper(), f"{long} {OPENINGS[0]}", f"{QUOTES['de']} {long} {QUOTES['de']} {OPENINGS[1]}"]
    frost, warm = (
        f"Temperature in Harnby on Monday: {n} degrees, said the office of the weather" for n in ("-12", "12")
    )
    found = between([long, frost], [*old, warm], pairs((0, 0), (0, 1), (0, 2), (0, 3), (1, 4)))
    assert [(one.new, one.old) for one in found] == [(0, 0), (0, 1), (0, 2), (0, 3), (1, 4)]
    relations = [one.relation for one in found]
    assert relations[:3] == ["same"] * 3
    assert relations[3] in ("contained", "quoted")
    assert relations[4] == "different"
    turned = between(old[3:], [long], pairs((0, 0)))[0]
    assert turned.relation in ("contains", "quoted")
    assert turned.coverage == found[3].old_coverage


@pytest.mark.parametrize("text", ["Yes.", "Да!", "はい", "🙂🙂", "12"])
def test_short_texts_are_the_same_where_they_are_equal(text: str) -> None:
    (found,) = between([text], [text, "No."], pairs((0, 0), (0, 1)))
    assert (found.old, found.relation, found.coverage) == (0, "same", 1.0)


def test_a_pair_is_judged_by_its_two_texts_whatever_else_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{opening} {quote}" for opening in OPENINGS for quote in QUOTES.values()]
    every = [(i, j) for i in range(len(texts)) for j in range(len(texts))]
    together = between(texts, texts, pairs(*every))
    alone = [one for i, j in every for one in between([texts[i]], [texts[j]], pairs((0, 0)))]
    assert [(a.relation, a.passages) for a in together] == [(a.relation, a.passages) for a in alone]
    monkeypatch.setattr(import_module("chaffinch.matching.given_pairs"), "SEEDS_OF", 30)
    assert between(texts, texts, pairs(*every[::-1])) == together
    documents = between(texts, texts, pairs(*every), passages=False)
    assert [(a.new, a.old, a.coverage) for a in documents] == [(a.new, a.old, a.coverage) for a in together]
