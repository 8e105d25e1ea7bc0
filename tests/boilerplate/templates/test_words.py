"""Words: what is one, what is left out, and hashes that do not depend on the place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.boilerplate.templates import words as module
from chaffinch.boilerplate.templates.words import SLOT_WORDS, Words
from chaffinch.text.hashing import mix, range_hashes, stable_hash, trigrams
from chaffinch.text.segment import TextBatch


def split(*texts: str) -> list[str]:
    batch = TextBatch.of(texts)
    words = Words.of(batch)
    return [bytes(batch.data[a:b]).decode() for a, b in zip(words.start, words.stop, strict=True)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One, two; three.", ["One", "two", "three"]),
        ("at 11:42 pm on Monday, 3rd of May", ["at", "on", "of"]),
        ("abc123def 4.5", ["abc", "def"]),
        ("don’t – «so» © 2020", ["don", "t", "so"]),
        ("see http://a.example/b/c?d=e now", ["see", "now"]),
        ("www.a.example/path (or) mail x.y@b.example!", ["or", "mail"]),
        ("Été ÉTÉ straße", ["Été", "ÉTÉ", "straße"]),
        ("Новости дня: 5 марта", ["Новости", "дня"]),
        ("山の上。A寺３", ["山", "の", "上", "A", "寺"]),
        ("ｆｕｌｌ！ｗｉｄｅ", ["ｆｕｌｌ", "ｗｉｄｅ"]),
        ("👍🏽 good\ufe0f • │ ★ \u2028x", ["good", "x"]),
        ("", []),
        ("\0\t\r\n", []),
        ("@", []),
        ("://", []),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert split(text) == words


def test_every_slot_word_is_left_out_alone_and_in_a_text() -> None:
    assert split(*sorted(SLOT_WORDS)) == []
    assert split("the " + " the ".join(sorted(SLOT_WORDS))) == ["the"] * len(SLOT_WORDS)


def test_case_of_ascii_makes_no_difference_and_capitals_are_known() -> None:
    words = Words.of(TextBatch.of(["Word word WORD Église église Ñu Москва москва Ωμέγα"]))
    assert len(set(words.hash[:3].tolist())) == 1
    assert words.capital.tolist() == [True, False, True, True, False, True, True, False, True]


def hashes(*texts: str) -> list[int]:
    return [int(Words.of(TextBatch.of([t])).hash[0]) for t in texts]


@pytest.mark.parametrize("size", [1, 7, 8, 9, 15, 16, 17, 24, 40, 1024, 1025, 5000])
def test_every_letter_of_a_word_counts(size: int) -> None:
    word = "q" * size
    others = [word[:i] + "z" + word[i + 1 :] for i in sorted({0, size // 3, size // 2, size - 1})]
    found = hashes(word, *others, word + "q")
    assert len(set(found)) == len(found)


texts = st.lists(st.text(st.sampled_from("ab 1.,\n山é—\0@:/Mw"), max_size=40), max_size=5)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_words_do_not_depend_on_the_batch(parts: list[str]) -> None:
    together = Words.of(TextBatch.of(parts))
    alone = [Words.of(TextBatch.of([part])) for part in parts]
    assert together.hash.tolist() == [h for words in alone for h in words.hash.tolist()]
    assert (together.start < together.stop).all() and (together.stop[:-1] <= together.start[1:]).all()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=8), st.integers(0, 300), st.integers(0, 5))
def test_runs_hash_alike_wherever_they_stand(run: list[int], before: int, after: int) -> None:
    value = mix(np.array([*range(before), *run, *range(after)], np.uint64))  # words come as well-spread hashes
    alone = mix(np.array(run, np.uint64))
    lo, hi = np.array([before]), np.array([before + len(run)])
    assert range_hashes(value, lo, hi) == range_hashes(alone, np.array([0]), np.array([len(run)]))
    if len(set(run)) > 1:
        turned = alone[::-1].copy()
        same = run == run[::-1]
        assert (
            range_hashes(turned, lo * 0, lo * 0 + len(run)) == range_hashes(alone, lo * 0, lo * 0 + len(run))
        ) == same


def test_runs_of_nothing() -> None:
    none = np.zeros(0, np.int64)
    assert len(range_hashes(np.zeros(0, np.uint64), none, none)) == 0
    assert len(trigrams(np.zeros(0, np.uint64))) == 0


def test_stable_hash_fits_a_signed_integer() -> None:
    assert 0 <= stable_hash("\ud800") < 2**63 and stable_hash("a") != stable_hash("b")


def test_addresses_end_where_they_do_however_long(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "x/" * 200
    texts = [f"see http://site.org/{long}end here", "mail me@home.org now|then", "www.a.b", "a://@b c", "word " * 900]
    left = ["see", "here", "mail", "now", "then", "c", *["word"] * 900]
    assert split(*texts) == left
    for window in (1, 1 << 20):
        monkeypatch.setattr(module, "_WINDOW", window)
        assert split(*texts) == left


def test_an_address_without_words_hides_none_behind_it() -> None:
    assert split("@", "@M") == split("@ @M @ x@y") == []


def test_words_of_any_length_have_a_hash_of_their_own() -> None:
    texts = ["a" * n for n in range(1, 40)] + ["a" * 39 + "b", "b" + "a" * 39]
    one, other = Words.of(TextBatch.of(texts)), Words.of(TextBatch.of([text.upper() + " " for text in reversed(texts)]))
    assert len(set(one.hash.tolist())) == len(texts)
    assert one.hash.tolist() == other.hash.tolist()[::-1]
