"""Passages carried over from one copy of a document to the next."""

import numpy as np

from chaffinch.config import PassageConfig
from chaffinch.fold import fold
from chaffinch.letters import LettersInMemory
from chaffinch.passages.carried import clustered
from chaffinch.passages.matched import Matched

WORDS = np.array([a + b + c for a in "bdfgkl" for b in ("an", "er", "is", "ou") for c in "tvwzmnrs"])


def prose(words, seed):
    return " ".join(np.random.default_rng(seed).choice(WORDS, words))


QUOTE = prose(25, 1)


def letters_of(*texts):
    return LettersInMemory(fold(texts))


def matched(*rows):
    return Matched(*np.array(rows, np.int64).reshape(-1, 7).T)


def rows(found):
    return list(zip(*(getattr(found, name).tolist() for name in Matched.__slots__[:6]), strict=True))


def test_a_copy_gets_the_quotation_that_its_original_has():
    article = prose(120, 2) + QUOTE + prose(90, 3)
    copy = article.replace(article[200:209], "")  # what lies between shifts the place
    letters = letters_of(article, copy, prose(30, 4) + QUOTE)
    start, size = len(fold([prose(120, 2)]).letters), len(fold([QUOTE]).letters)
    other = len(fold([prose(30, 4)]).letters)
    n, m = (letters.length(np.array([i]))[0] for i in (0, 1))
    known = matched((0, 0, n, 1, 0, m, m), (0, start, start + size, 2, other, other + size, size))
    found, members = clustered(known, letters, PassageConfig())
    assert (0, start, start + size, 1, start - (n - m), start - (n - m) + size) in rows(found)
    assert len(found) == 3
    quotes = members.label[members.stop - members.start == size]
    assert len(quotes) == 3
    assert len(set(quotes.tolist())) == 1


def test_it_goes_on_from_copy_to_copy():
    article = prose(120, 2) + QUOTE + prose(90, 3)
    letters = letters_of(prose(30, 4) + QUOTE, article, article, article)
    n, size = letters.length(np.array([1]))[0], len(fold([QUOTE]).letters)
    start, other = len(fold([prose(120, 2)]).letters), len(fold([prose(30, 4)]).letters)
    known = matched(
        (0, other, other + size, 1, start, start + size, size), (1, 0, n, 2, 0, n, n), (2, 0, n, 3, 0, n, n)
    )
    found, members = clustered(known, letters, PassageConfig())
    assert (2, start, start + size, 3, start, start + size) in rows(found)
    assert sorted(members.number[members.stop - members.start == size].tolist()) == [0, 1, 2, 3]


def test_nothing_is_made_up():
    letters = letters_of(prose(100, 2) + QUOTE, prose(100, 2) + prose(25, 7), prose(30, 4) + QUOTE)
    start, size = len(fold([prose(100, 2)]).letters), len(fold([QUOTE]).letters)
    other = len(fold([prose(30, 4)]).letters)
    n, m = (letters.length(np.array([i]))[0] for i in (0, 1))
    known = matched((0, 0, n, 1, 0, m, start), (0, start, start + size, 2, other, other + size, size))
    assert rows(clustered(known, letters, PassageConfig())[0]) == rows(known)
    none, members = clustered(matched(), letters, PassageConfig())
    assert len(none) == len(members.label) == 0
