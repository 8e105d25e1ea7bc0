"""Measure how alike pairs of sentences are, many pairs at once, by the weights of the whole corpus."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from chaffinch.matching.chaining import Anchors
from chaffinch.matching.reworded.sentence_store import SentenceStore
from chaffinch.text import Bools, Floats, Ints, changes, order, ranges, unique_rows

__all__ = ["Likeness", "likeness", "pairs_of_sentences"]


_SLAB = 1 << 16  # pairs at once
_DENSE = 0.75  # terms a letter, at least, in a script without spaces; words of other scripts have some five letters
_WORDS = 4  # of 64 bits, in a mask of the terms of a sentence: several times as many bits as it has terms
_TERM, _WEIGHT = 32, 10  # bits of a packed row: the rest is the pair


class Likeness(Struct, frozen=True):
    """How alike pairs of sentences are, float64 and bool, shape (pairs,).

    Attributes:
        cosine: of their terms, each weighted once.
        dice: 2 x shared terms / terms of both, each counted once.
        weight: sum of the weights of shared terms, in sixteenths of a nat: evidence against chance.
        left_start, left_stop, right_start, right_stop: ranges of letters of the sentences, int64.
        letters: of the shorter sentence, int64; those of scripts without spaces count double.
        quoted: how many of the two are in a long quotation, int64.
    """

    cosine: Floats
    dice: Floats
    weight: Floats
    left_start: Ints
    left_stop: Ints
    right_start: Ints
    right_stop: Ints
    letters: Ints
    quoted: Ints

    def take(self, which: Ints | Bools) -> Likeness:
        """Give the pairs of a mask, shape (pairs,), or at some indices, int64, shape (selected,)."""
        return Likeness(*(getattr(self, name)[which] for name in self.__struct_fields__))


def pairs_of_sentences(anchors: Anchors) -> Anchors:
    """Give the different pairs of sentences among anchors, sorted by documents and sentences; each with its rarest key.

    Args:
        anchors: of letters and of sentences; those of sentences have the length 0.
    """
    anchors = anchors.take((anchors.length == 0) & (anchors.left != anchors.right))
    columns = (anchors.left, anchors.right, anchors.left_position, anchors.right_position)
    by = order(*columns, anchors.documents)
    return anchors.take(by[changes(*(column[by] for column in columns))] if len(by) else by)


def likeness(anchors: Anchors, store: SentenceStore, least: float = 0) -> Likeness:
    """Measure the likeness of pairs of sentences.

    Args:
        anchors: pairs of sentences, in any order; positions are indices of sentences.
        store: the sentences.
        least: Dice coefficient below which a pair is of no use: if it certainly has less, it gets zeros.
    """
    numbers = np.concatenate([anchors.left, anchors.right])
    positions = np.concatenate([anchors.left_position, anchors.right_position])
    keys, row = np.unique(numbers << 32 | positions, return_inverse=True)
    packed, first, (start, stop, letters, quoted) = _sentences(keys, store)
    weight = (packed & ((1 << _WEIGHT) - 1)).astype(np.float64)
    size = np.diff(first)
    length = np.sqrt(np.add.reduceat(weight**2, first[:-1])) if len(keys) else np.zeros(0)
    left, right = np.split(row, 2)
    cosine, dice, evidence = (np.zeros(len(left)) for _ in range(3))
    promising = _promising(packed, first, left, right, least)
    for begin in range(0, len(promising), _SLAB):
        part = promising[begin : begin + _SLAB]
        one, other = left[part], right[part]
        count, product, evidence[part] = _shared(packed, first, one, other)
        cosine[part] = product / (length[one] * length[other])
        dice[part] = 2 * count / (size[one] + size[other])
    ends = start[left], stop[left], start[right], stop[right]
    shorter = np.minimum(letters[left], letters[right])
    return Likeness(cosine, dice, evidence, *ends, shorter, quoted[left] + quoted[right])


def _sentences(keys: Ints, store: SentenceStore) -> tuple[Ints, Ints, Ints]:
    """Read sentences.

    Returns:
        Their different terms with weights, packed; the index of the first of each sentence; and of each its start, its
        stop, its letters and whether it is quoted, shape (4, sentences).
    """
    number, sentence = keys >> 32, keys & 0xFFFFFFFF
    rows, packed = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    facts = np.zeros((4, len(keys)), np.int64)
    for which, columns, at in store.located(number, sentence):
        begin, end = columns.first[at], columns.first[at + 1]
        term = ranges(begin, end - begin)
        rows.append(np.repeat(which, end - begin))
        packed.append(columns.term[term].astype(np.int64) << _WEIGHT | columns.weight[term])
        start, stop = columns.start[begin].astype(np.int64), columns.stop[end - 1].astype(np.int64)
        # in scripts without spaces every letter is a term
        letters = (stop - start) * np.where(end - begin >= _DENSE * (stop - start), 2, 1)
        facts[:, which] = start, stop, letters, columns.quoted[at]
    row, value = unique_rows(np.concatenate(rows), np.concatenate(packed))
    return value, np.append(0, np.cumsum(np.bincount(row, minlength=len(keys)))), facts


def _promising(packed: Ints, first: Ints, left: Ints, right: Ints, least: float) -> Ints:
    """Give the pairs that may share so many terms; most pairs that have a key in common share little else.

    The terms of a sentence are bits of a mask. Two sentences share as many terms as they share bits, at most, and as
    many more as one of them has terms above its bits.
    """
    bit = (packed >> _WEIGHT).astype(np.uint64)
    word, one = (bit >> np.uint64(6)) % np.uint64(_WORDS), np.uint64(1) << (bit & np.uint64(63))
    starts = first[:-1]
    masks = [np.bitwise_or.reduceat(np.where(word == w, one, 0), starts) for w in range(_WORDS if len(starts) else 0)]
    size = np.diff(first)
    above = size - sum(np.bitwise_count(mask).astype(np.int64) for mask in masks)
    shared = np.minimum(above[left], above[right])
    for mask in masks:
        shared += np.bitwise_count(mask[left] & mask[right])
    return np.flatnonzero(2 * shared >= least * (size[left] + size[right]))


def _shared(packed: Ints, first: Ints, one: Ints, other: Ints) -> tuple[Ints, Floats, Floats]:
    """Count the terms that both sentences of each pair have; sum the squares of their weights, and the weights."""
    rows = np.concatenate([one, other])
    size = first[rows + 1] - first[rows]
    pair = np.repeat(np.tile(np.arange(len(one)), 2), size)
    key = pair << (_TERM + _WEIGHT) | packed[ranges(first[rows], size)]
    key.sort()
    both = key[1:][key[1:] == key[:-1]]
    pair, weight = both >> (_TERM + _WEIGHT), (both & ((1 << _WEIGHT) - 1)).astype(np.float64)
    count = np.bincount(pair, minlength=len(one))
    sums = [np.bincount(pair, value, len(one)) for value in (weight**2, weight)]
    return count.astype(np.int64), np.asarray(sums[0]), np.asarray(sums[1])
