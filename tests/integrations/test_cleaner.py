"""Stripping and comparing in one step: what is passed on, why, and how it is undone."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.apply import apply, origin, restore
from chaffinch.errors import UsageError
from chaffinch.model import Document
from chaffinch.step import Cleaner, Deduplicator, StreamPolicy, Stripper

FEET = ("All rights reserved.", "Subscribe to our newsletter!", "Alle Rechte vorbehalten.", "Tous droits réservés.")
TEXTS = {
    "en": ("The dam held all night, and in the morning the pumps were switched off one after the other by the crews.",
           "Nobody in the valley had slept; the baker opened at four and gave the bread away to all who came to him.",
           "The mayor thanked the crews, who had worked for two days without a break until the water began to fall."),
    "fr": ("Le barrage a tenu toute la nuit, et au matin les pompes ont été arrêtées l'une après l'autre par les équipes.",
           "Personne dans la vallée n'avait dormi ; le boulanger a ouvert à quatre heures et a donné le pain à tous.",
           "Le maire a remercié les équipes, qui avaient travaillé deux jours sans pause jusqu'à la baisse des eaux."),
    "ru": ("Плотина выдержала всю ночь, а утром насосы были выключены один за другим бригадами спасателей из района.",
           "Никто в долине не спал; пекарь открылся в четыре часа утра и раздал хлеб всем, кто к нему приходил.",
           "Мэр поблагодарил бригады, которые работали двое суток без перерыва, пока вода не начала спадать."),
}  # fmt: skip
OPENING = "It rained again on Tuesday."


@pytest.mark.parametrize("sentences", TEXTS.values(), ids=TEXTS)
def test_a_copy_with_other_boilerplate_is_dropped_and_its_keeper_named(sentences: tuple[str, ...]) -> None:
    text = " ".join(sentences)
    first, copy = Cleaner().batch([Document(f"{i}x", f"{text}\n\n{foot}") for i, foot in enumerate(FEET[:2])])
    assert first.document is not None
    assert first.document.text == text
    assert (copy.document, copy.keeper, copy.reasons) == (None, "0x", ("duplicate",))
    assert copy.removals[0].keeper is not None
    assert copy.removals[0].keeper.document == "0x"


@pytest.mark.parametrize("sentences", TEXTS.values(), ids=TEXTS)
def test_repeated_sentences_are_removed_marked_or_reported(sentences: tuple[str, ...]) -> None:
    one, two, three = sentences
    pages = [
        Document("a", f"{one} {two}\n\n{FEET[0]}"),
        Document("b", f"{FEET[1]}\n\n{OPENING} {two} {three}\n\n{FEET[0]}"),
    ]
    removed = Cleaner(policy=StreamPolicy(passages="remove")).batch(pages)[1]
    assert removed.document is not None
    assert removed.document.text == f"{OPENING} {three}"
    assert "repeat" in removed.reasons
    assert restore(removed.document.text, removed.edits) == pages[1].text
    (cut,) = [row for row in removed.removals if row.reason == "repeat"]
    assert pages[1].text[cut.start : cut.stop] == two
    assert cut.keeper is not None
    assert cut.keeper.document == "a"
    marked = Cleaner(policy=StreamPolicy(passages="mark")).batch(pages)[1]
    assert marked.document is not None
    assert two in marked.document.text
    assert [row.action for row in marked.removals if row.reason == "repeat"] == ["mark"]
    reported = Cleaner().batch(pages)[1]
    assert [row for row in reported.removals if row.reason == "repeat"] == []
    assert reported.seen.passages[0].twin == "a"


def test_copies_are_marked_or_reported_where_asked_for() -> None:
    text = " ".join(TEXTS["en"])
    for action, keeper in (("mark", "0"), ("report", None)):
        _, copy = Cleaner(policy=StreamPolicy(duplicates=action)).batch([text, text])  # type: ignore[arg-type]
        assert copy.document is not None
        assert (copy.document.text, copy.keeper, copy.reasons) == (text, keeper, ())
        assert copy.seen.is_duplicate


def test_a_document_goes_only_because_of_one_that_was_passed_on() -> None:
    words = [f"word{i} of the valley" for i in range(60)]
    drifting = [" ".join(words[i : i + 40]) for i in (0, 6, 12, 18)]
    cleaner = Cleaner()
    found = cleaner.batch(drifting)
    kept = {one.seen.id for one in found if one.document is not None}
    assert {one.keeper for one in found if one.document is None} <= kept
    assert 0 < len(cleaner.deduplicator) == len(kept) < 4
    one_by_one = Cleaner()
    assert [one_by_one(text).document for text in drifting] == [one.document for one in found]


def test_what_comes_again_is_passed_on_or_dropped_again() -> None:
    cleaner = Cleaner()
    pages = [Document("a", " ".join(TEXTS["en"])), Document("b", " ".join(TEXTS["en"]).upper())]
    first, again = cleaner.batch(pages), cleaner.batch(pages)
    assert [one.document for one in again] == [one.document for one in first] == [pages[0], None]


def test_a_policy_that_cannot_be_followed_is_refused() -> None:
    with pytest.raises(UsageError, match="duplicates: 'keep' is none of drop, mark, report"):
        StreamPolicy(duplicates="keep")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="needs a Deduplicator that looks for passages"):
        Cleaner(deduplicator=Deduplicator(passages=False), policy=StreamPolicy(passages="remove"))
    with pytest.raises(UsageError, match="cannot strip int"):
        Cleaner()(3)  # type: ignore[arg-type]


def test_an_empty_deduplicator_that_is_given_is_used_and_pickles() -> None:
    seen = Deduplicator(passages=False)
    cleaner = pickle.loads(pickle.dumps(Cleaner(Stripper("safe"), seen)))
    assert [one.document is None for one in cleaner.stream(iter([*TEXTS["fr"], *TEXTS["fr"]]))] == [False] * 3 + [
        True
    ] * 3
    assert Cleaner(deduplicator=seen).deduplicator is seen


sentences = st.sampled_from([s for row in TEXTS.values() for s in row] + [OPENING, *FEET, "\ud800", ""])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(sentences, max_size=6).map("\n".join), max_size=8))
def test_what_is_passed_on_can_be_undone_and_is_the_same_in_any_batches(texts: list[str]) -> None:
    policy = StreamPolicy(passages="remove")
    found = Cleaner(policy=policy).batch(texts)
    for text, one in zip(texts, found, strict=True):
        assert one.document is None or restore(one.document.text, one.edits) == text
    alone = Cleaner(policy=policy)
    assert [alone(text).document for text in texts] == [one.document for one in found]


@given(st.text("ab \n", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_an_offset_leads_back_to_its_code_point(text: str, ends: list[tuple[int, int]]) -> None:
    cleaned, edits = apply(text, [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in ends])
    assert [text[origin(edits, i)] for i in range(len(cleaned))] == list(cleaned)
