"""Rank copies: which of several stays, by one of the orders of keepers.

This is the only place that knows the orders. Documents are ranked by columns of the ledger that `enter_own` makes: the
number of a document's *own letters*, those outside of boilerplate and quoted lines, and the preference of its source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.config import ORDERS
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Ledger, Output, Table
from chaffinch.matching import Own
from chaffinch.model import INDEXED
from chaffinch.schemas import OWN_LETTERS, ints
from chaffinch.text import Bools, Ints, smallest_label, unique_rows

__all__ = ["Ranking", "enter_own", "own_letters", "rank", "uncompared"]


class Facts(Protocol):
    """Columns that documents are ranked by, each with a row for every document."""

    def earlier(self) -> Bools:
        """Tell of each document whether an index has it, so that it stays whatever the order is."""

    def letters(self) -> Ints:
        """Give the number of own letters of each document, int64."""

    def damage(self) -> Ints:
        """Give the number of signs of damage in each document, int64, see `chaffinch.text.damage_signs`."""

    def corrects(self) -> Bools:
        """Tell of each document whether it says that it corrects another one."""

    def dates(self) -> pa.Array:
        """Give the date of each document as a string, null where it has none."""

    def preference(self) -> Ints:
        """Give the rank of each document's source, int64, see `source_rank`."""

    def rows(self) -> Ints:
        """Give the row of each document in the order of reading, int64."""

    def __len__(self) -> int:
        """Count the documents."""


COST = 20
"""Own letters that a sign of damage outweighs: a few words. A copy with a paragraph more still is the longer one."""


def rank(order: str, facts: Facts) -> Ints:
    """Rank documents as keepers by one of `chaffinch.config.ORDERS`: the lowest stays, of equals the first one.

    By each order one that an index has goes before all others, and one that says that it corrects another before those
    that do not.

    Args:
        order: ``longest``: the most letters of its own and the fewest signs of damage, then the first date;
            ``earliest``: the first date, then those without one; ``latest``: the last date, then those without one;
            ``source``: the most preferred source; ``first``: the one that was read first, by the names of the
            files and the order of their records.
        facts: of the documents.

    Returns:
        The rank of each document, int64, shape (documents,).
    """
    return _dense([*_keys(order, facts).values()])


def _keys(order: str, facts: Facts) -> dict[str, npt.NDArray[Any]]:
    """Give the keys of an order, the first one first, each by its reason (`KEEPER_REASONS`); the lowest is best."""
    keys: dict[str, npt.NDArray[Any]] = {INDEXED: ~facts.earlier(), "correction": ~facts.corrects()}
    if order == "longest":
        damage = facts.damage()
        return keys | {"length": COST * damage - facts.letters(), "damage": damage, "date": _by_date(facts)}
    if order in ("earliest", "latest"):
        return keys | {"date": _by_date(facts, "ascending" if order == "earliest" else "descending")}
    return keys | ({"source": facts.preference()} if order == "source" else {"order": facts.rows()})


def _by_date(facts: Facts, order: str = "ascending") -> Ints:
    return np.asarray(pc.rank(facts.dates(), sort_keys=order, tiebreaker="dense"), np.int64)  # null comes last


def _dense(keys: Sequence[npt.NDArray[Any]]) -> Ints:
    """Rank rows by several keys, the first one first; equal rows get equal ranks."""
    by = np.lexsort(keys[::-1])
    new = np.any([key[by][1:] != key[by][:-1] for key in keys], axis=0)
    ranks = np.zeros(len(by), np.int64)
    ranks[by[1:]] = np.cumsum(new)
    return ranks


def source_rank(source: str, preferred: Sequence[str]) -> int:
    """Rank a source by its full name, or by the folders that it is in; a source that is not named comes last.

    >>> [source_rank(name, ["wire", "local/b.jsonl"]) for name in ("wire/a.jsonl", "local/b.jsonl", "local/c.jsonl")]
    [0, 1, 2]
    """
    names = (name.rstrip("/") for name in preferred)
    fits = (i for i, name in enumerate(names) if source == name or source.startswith(f"{name}/"))
    return next(fits, len(preferred))


class Ranking(Struct, frozen=True):
    """Ranks the documents of a corpus as keepers.

    Attributes:
        ledger: has the columns that `chaffinch.policy.ranking.enter_own` makes.
        order: one of `chaffinch.config.ORDERS`.
        preferred: the sources by which the column ``preference`` of the ledger was made.
        first: numbers of the documents that a reader has chosen, which come before all others.
    """

    ledger: Ledger
    order: str
    preferred: tuple[str, ...] = ()
    first: tuple[int, ...] = ()

    def ranks(self, number: Ints, uncompared: Ints | None = None) -> Ints:
        """Rank documents, int64, shape of ``number``; the lowest stays, of equals the smallest number."""
        return rank(self.order, _Facts(self.ledger, number, uncompared, len(self.preferred)))

    def by_each(self, number: Ints) -> Iterator[Ints]:
        """Rank documents by each order in turn, see `ranks`: the first document of any order may be the keeper.

        The last ranking is of equals, since the first id is the keeper where an order tells nothing.
        """
        yield from (rank(order, _Facts(self.ledger, number)) for order in ORDERS)
        yield np.zeros(len(number), np.int64)

    def positions(self, number: Ints, uncompared: Ints | None = None) -> dict[int, int]:
        """Give the position of each document in the order of keepers; the first of all has 0.

        Args:
            number: the documents, int64, shape (documents,); one that occurs twice counts once.
            uncompared: those of `uncompared`, int64, shape (uncompared,), which rank as documents that are
                of no preferred source.
        """
        number = np.unique(number)
        by = np.lexsort((number, self.ranks(number, uncompared), ~np.isin(number, self.first)))
        return dict(zip(number[by].tolist(), range(len(by)), strict=True))

    def reasons(self, keeper: Ints, number: Ints, uncompared: Ints | None = None) -> list[str]:
        """Tell why keepers rank before other documents: for each pair the first key in which the two differ.

        Args:
            keeper, number: the keeper and the other document of each pair, int64, shape (pairs,).
            uncompared: as for `positions`, int64, shape (uncompared,).

        Returns:
            One of `chaffinch.model.KEEPER_REASONS` for each pair; ``id`` where all keys are equal.
        """
        both = np.concatenate((keeper, number))
        facts = _Facts(self.ledger, both, uncompared, len(self.preferred))
        keys = {"answer": ~np.isin(both, self.first)} | _keys(self.order, facts)
        found = np.full(len(keeper), "id", object)
        for reason, key in reversed(keys.items()):
            one, other = np.split(key, 2)
            found[one != other] = reason
        own, others = np.split(facts.letters(), 2)
        found[(found == "length") & (own <= others)] = "damage"  # shorter, but for its damage the other is no better
        return [str(reason) for reason in found]


def uncompared(left: Ints, right: Ints, near: Bools) -> Ints:
    """Find the documents that a run has not compared with all near-copies of them.

    A run compares all members of a group with the first of it by each order of keepers, and by the sources that it
    was run with. Sources that ``decide`` is given later may prefer another member. As a document goes only because of
    one that it is known to match, several copies would stay if such a member were the keeper.

    That two documents were not compared shows in that both match the first of their group and yet have no row:
    documents that a third one covers by .8 cover one another by about half at least, which makes a row.

    Args:
        left, right: documents of each known pair, int64, shape (pairs,).
        near: whether both are covered so far that one is a copy of the other, shape (pairs,).

    Returns:
        The documents, int64, sorted.

    >>> uncompared(np.array([1, 1, 1, 2]), np.array([2, 3, 4, 3]), np.array([True, True, True, False]))
    array([2, 3, 4])
    >>> uncompared(np.array([1, 1, 2]), np.array([2, 3, 3]), np.array([True, True, True]))
    array([], dtype=int64)
    """
    number, node = np.unique(np.concatenate((left, right)), return_inverse=True)
    low, high = np.sort(np.split(node, 2), axis=0)
    first = smallest_label(low[near], high[near], len(number))
    direct = near & (first[high] == low)
    hub = np.arange(len(number))  # the first of the group of those that match it, else the document itself
    hub[high[direct]] = low[direct]
    low, high = unique_rows(low, high)
    within = hub[low] == hub[high]
    known = np.bincount(np.concatenate((low[within], high[within])), minlength=len(number))
    size = np.bincount(hub, minlength=len(number))[hub]
    return number[known < size - 1]


class _Facts(Struct, frozen=True):
    """The columns that `rank` needs, read from a ledger on demand."""

    ledger: Ledger
    number: Ints
    uncompared: Ints | None = None
    last: int = 0

    def earlier(self) -> Bools:
        return np.asarray(self.ledger.column("earlier")[self.number], np.bool_)

    def letters(self) -> Ints:
        return np.asarray(self.ledger.column("letters")[self.number], np.int64)

    def damage(self) -> Ints:
        return np.asarray(self.ledger.column("damage")[self.number], np.int64)

    def corrects(self) -> Bools:
        return np.asarray(self.ledger.column("corrects")[self.number], np.bool_)

    def dates(self) -> pa.Array:
        return self.ledger.strings("date", self.number)

    def preference(self) -> Ints:
        found = np.asarray(self.ledger.column("preference")[self.number], np.int64)
        if self.uncompared is not None:
            found[np.isin(self.number, self.uncompared)] = self.last
        return found

    def rows(self) -> Ints:
        return np.asarray(self.ledger.column("row")[self.number], np.int64)

    def __len__(self) -> int:
        return len(self.number)


def own_letters(engine: Engine, corpus: Corpus, marks: Table) -> Table:
    """Find what documents have of their own, rows of `OWN_LETTERS`, from the findings beside the texts.

    `chaffinch.matching.find_matches` finds it of the documents that match; this is for a run that does not find again.
    """
    (own,) = engine.map(Own(), (corpus.texts, corpus.numbers, marks), [Output("own", OWN_LETTERS)])
    return own


def enter_own(engine: Engine, corpus: Corpus, own: Table, preferred: Sequence[str]) -> None:
    """Enter into the ledger of a corpus the columns by which keepers are chosen.

    The columns are ``letters``, int64: the number of a document's own letters; ``damage``, int32: its signs of damage;
    ``corrects``, bool: whether it says that it corrects another; ``preference``, int32: the rank of its source; and
    ``earlier``, bool: whether an index has it. Earlier documents are ranked by date alone.

    Args:
        engine: reads the table.
        corpus: the documents.
        own: rows of `OWN_LETTERS`; of a document without one nothing is known, since it is ranked with no other.
        preferred: sources in order of preference.
    """
    letters, damage = np.zeros(corpus.documents, np.int64), np.zeros(corpus.documents, np.int32)
    corrected = np.zeros(corpus.documents, np.bool_)
    for batch in engine.read(own):
        number = ints(batch, "number")
        letters[number], damage[number] = ints(batch, "letters"), ints(batch, "damage")
        corrected[number] = batch["corrects"].to_numpy(zero_copy_only=False)
    ranks = np.array([source_rank(source.name, preferred) for source in corpus.sources], np.int32)
    preference, earlier = ranks[corpus.ledger.column("source")], corpus.is_earlier()
    # what an index has of them is not their last word: `decide` does not know their boilerplate
    letters[earlier], damage[earlier], corrected[earlier] = 0, 0, False
    columns = {"letters": letters, "damage": damage, "corrects": corrected, "preference": preference}
    corpus.ledger.write({**columns, "earlier": earlier})
