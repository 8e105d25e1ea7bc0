"""A stream of documents: what each shares with those before it, however they are added."""

from __future__ import annotations

import pickle
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chaffinch as cf
from chaffinch.errors import UsageError
from chaffinch.integrations.storages import Memory
from chaffinch.model import Document
from chaffinch.step import Deduplicator, Seen

ARTICLES = {
    "en": "The dam held all night, and in the morning the pumps were switched off one after the other. Nobody in the "
    "valley had slept; the baker opened at four and gave the bread away. The mayor thanked the crews for their work.",
    "de": "Der Damm hielt die ganze Nacht, und am Morgen wurden die Pumpen eine nach der anderen abgestellt. Niemand im "
    "Tal hatte geschlafen; der Bäcker öffnete um vier und verschenkte das Brot. Der Bürgermeister dankte allen Helfern.",
    "ru": "Плотина выдержала всю ночь, а утром насосы выключили один за другим. Никто в долине не спал; пекарь открылся в "
    "четыре часа и раздал хлеб даром. Мэр поблагодарил спасателей за работу, которая длилась двое суток без перерыва.",
    "ar": "صمد السد طوال الليل وفي الصباح أوقفت المضخات الواحدة تلو الأخرى ولم ينم أحد في الوادي وفتح الخباز في الرابعة "
    "ووزع الخبز مجانا وشكر رئيس البلدية الفرق على عملها الذي استمر يومين كاملين دون توقف",
    "ja": "ダムは一晩中持ちこたえ、朝になるとポンプは次々と止められた。谷では誰も眠っていなかった。パン屋は四時に店を開け、パンを無料で配った。"
    "町長は二日間休みなく働いた隊員たちに感謝の言葉を述べた。川の水位は昼までに平常に戻った。",
}
OTHERS = [
    "The ferry was towed off at noon by two trawlers that had waited for the tide since the early morning hours.",
    "Prices at the harbour market rose again in March, by a fifth since the spring of the year before, traders say.",
    "A choir of forty sang in the square until the rain began, and then they went on singing in the railway station.",
]


@pytest.mark.parametrize("text", ARTICLES.values(), ids=ARTICLES)
def test_a_copy_is_found_with_its_twin(text: str) -> None:
    seen = Deduplicator()
    first = seen.add(Document("a", text))
    assert (first.duplicates, first.passages, first.is_duplicate) == ((), (), False)
    copy = seen.add(Document("b", f"{text.upper()} !"))
    (twin,) = copy.duplicates
    assert copy.is_duplicate
    assert (twin.id, twin.relation) == ("a", "same")
    assert min(twin.coverage, twin.twin_coverage, twin.similarity) > 0.99


@pytest.mark.parametrize("text", ARTICLES.values(), ids=ARTICLES)
def test_a_passage_is_found_with_its_offsets_in_both_texts(text: str) -> None:
    half = text[: len(text) // 2]
    seen = Deduplicator()
    seen.add_many([Document(f"other-{i}", other) for i, other in enumerate(OTHERS)])
    seen.add(Document("a", f"{OTHERS[0][:30]}\n\n{half}\n\n{OTHERS[1][:40]}"))
    new = f"{OTHERS[2][:50]}\n{half}\n" + " ".join(OTHERS[2][::-1].split() * 6)
    found = [p for p in seen.query(new).passages if p.twin == "a"]
    assert len(found) == 1
    assert half[4:-8] in new[found[0].start : found[0].stop]
    old = seen.storage.texts(["a"])[0] or ""
    assert half[4:-8] in old[found[0].twin_start : found[0].twin_stop]


def test_texts_are_counted_and_lists_and_streams_keep_their_order() -> None:
    texts = [*OTHERS, OTHERS[1], OTHERS[0]]
    seen = Deduplicator()
    found = seen.add_many(texts)
    assert [one.id for one in found] == ["0", "1", "2", "3", "4"]
    assert [[t.id for t in one.duplicates] for one in found] == [[], [], [], ["1"], ["0"]]
    assert list(Deduplicator().stream(iter(texts))) == found
    assert len(seen) == 5
    assert "4" in seen
    assert "5" not in seen


def test_without_passages_only_documents_are_compared() -> None:
    seen = Deduplicator(passages=False)
    found = seen.add_many([ARTICLES["en"], f"{OTHERS[0]} {ARTICLES['en'][:95]}", ARTICLES["en"]])
    assert [one.passages for one in found] == [(), (), ()]
    assert [one.is_duplicate for one in found] == [False, False, True]


def test_a_query_adds_nothing() -> None:
    seen = Deduplicator()
    seen.add(Document("a", ARTICLES["en"]))
    for _ in range(2):
        assert seen.query(ARTICLES["en"]).duplicates[0].id == "a"
    assert seen.query(Document("a", ARTICLES["en"])).duplicates == ()
    assert len(seen) == 1


def test_what_is_retracted_is_no_twin_any_more() -> None:
    seen = Deduplicator()
    seen.add_many([Document("a", ARTICLES["en"]), Document("b", ARTICLES["en"])])
    assert seen.retract("a")
    assert not seen.retract("a")
    assert [t.id for t in seen.query(ARTICLES["en"]).duplicates] == ["b"]
    assert seen.retract(Document("b", ARTICLES["en"]))
    found = seen.query(ARTICLES["en"])
    assert (found.duplicates, found.passages, len(seen)) == ((), (), 0)
    assert not seen.add(Document("a", ARTICLES["en"])).is_duplicate


def test_an_id_that_comes_again_is_found_again_or_replaced() -> None:
    seen = Deduplicator()
    a, b = Document("a", ARTICLES["en"]), Document("b", ARTICLES["en"].lower())
    first = seen.add_many([a, b])
    again = seen.add_many([a, b])
    assert [(one.is_known, one.duplicates) for one in again] == [(True, one.duplicates) for one in first]
    assert len(seen) == 2
    other = seen.add(Document("a", OTHERS[0]))
    assert not other.is_known
    assert other.duplicates == ()
    assert seen.storage.texts(["a"]) == [OTHERS[0]]
    assert len(seen) == 2
    both = Deduplicator().add_many([a, Document("a", OTHERS[0]), Document("c", ARTICLES["en"])])
    assert [one.is_duplicate for one in both] == [False, False, False]


def test_reports_that_differ_in_what_they_report_are_no_twins() -> None:
    seen = Deduplicator()
    reports = [
        f"Weather office of Harnby. Temperature on Monday at noon: {n} degrees. Wind from the north." for n in (12, -4)
    ]
    assert [one.duplicates for one in seen.add_many(reports)] == [(), ()]


def test_a_footer_of_many_pages_costs_no_more_than_that_of_a_few() -> None:
    footer = "This newspaper is printed by the people of the valley, who own it; write to the office at the old mill."
    pages = [
        f"{' '.join(random.Random(i).sample('abcdefghijklmnopqrstuvwxyz', 20) * 4)} {i}. {footer}" for i in range(60)
    ]
    seen = Deduplicator()
    found = seen.add_many(pages)
    assert all(one.passages for one in found[1:])
    assert max(len(one.passages) for one in found) <= 12  # seeds that the end of the page shares differ in pages


HOSTILE = [
    "",
    " \n\t ",
    "a",
    "\ud800",
    "x\udfff" * 40,
    "a" * 5_000,
    "🙂",
    "!!!",
    "\0",
    "1",
    "ab " * 3_000,
    "é\u0301" * 300,
]


def test_hostile_texts_are_added_and_found_again() -> None:
    seen = Deduplicator()
    seen.add_many(HOSTILE)
    found = seen.add_many(HOSTILE)
    for text, one in zip(HOSTILE, found, strict=True):
        assert one.is_duplicate == bool(text.strip()), repr(text[:10])
    assert len(seen) == 2 * len(HOSTILE)


def test_a_long_line_is_compared_in_seconds() -> None:
    words = random.Random(5).choices([f"word{i}" for i in range(9_000)], k=130_000)
    line = " ".join(words)
    seen = Deduplicator()
    seen.add(line)
    found = seen.add(f"{line} And some more.")
    assert found.is_duplicate
    assert found.passages[0].stop > 900_000


def test_what_is_no_document_is_refused() -> None:
    seen = Deduplicator()
    with pytest.raises(UsageError, match="cannot look up int 3"):
        seen.add(3)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="coverage"):
        Deduplicator(coverage=2.0)
    with pytest.raises(UsageError, match="unknown"):
        Deduplicator(covrage=0.5)  # type: ignore[call-arg]
    with pytest.raises(UsageError, match="cannot store documents in 3"):
        Deduplicator(3)  # type: ignore[arg-type]
    storage = Memory()
    Deduplicator(storage)
    with pytest.raises(UsageError, match="use another storage"):
        Deduplicator(storage, threshold=0.9)


def test_a_pickled_deduplicator_goes_on() -> None:
    seen = Deduplicator(letters=60)
    seen.add_many([*ARTICLES.values()])
    again = pickle.loads(pickle.dumps(seen))
    more = [*OTHERS, *ARTICLES.values()]
    assert again.add_many(more) == seen.add_many(more)
    assert pickle.loads(pickle.dumps(again.add(OTHERS[0]))) == seen.add(OTHERS[0])


def test_it_is_a_context_manager_and_public() -> None:
    with cf.Deduplicator() as seen:
        assert isinstance(seen.add("One."), Seen)


SENTENCES = [
    s + "." for text in [*ARTICLES.values(), *OTHERS] for s in text.replace("。", ".").split(".") if len(s) > 8
]
texts = st.lists(st.sampled_from(SENTENCES), max_size=5).map(" ".join)
named = [Document(name, " ".join(SENTENCES[i : i + 3])) for i, name in enumerate("abc")]
documents = st.one_of(st.builds(Document, st.just(""), texts), st.sampled_from(named))


@settings(max_examples=25, deadline=None)
@given(st.lists(documents, max_size=14), st.lists(st.integers(0, 13), max_size=3), st.booleans())
def test_many_at_once_are_found_as_one_by_one(rows: list[Document], out: list[int], passages: bool) -> None:
    at_once, one_by_one = Deduplicator(passages=passages), Deduplicator(passages=passages)
    half = len(rows) // 2
    found = at_once.add_many(rows[:half])
    assert [one_by_one.add(row) for row in rows[:half]] == found
    for name in map(str, out):
        assert at_once.retract(name) == one_by_one.retract(name)
    assert at_once.add_many(rows[half:]) == [one_by_one.add(row) for row in rows[half:]]
    assert len(at_once) == len(one_by_one)
