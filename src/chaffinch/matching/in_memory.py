"""Find passages and near-duplicates among texts in memory, for a notebook or a script.

The kernels are those of ``clean``, which runs them on millions of texts; here all tables are in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.config import Config, DocumentConfig, PassageConfig
from chaffinch.errors import UsageError
from chaffinch.matching.anchors import common, link
from chaffinch.matching.chaining import Anchors
from chaffinch.matching.compare import for_pairs, matches, slices
from chaffinch.matching.coverage import coverages
from chaffinch.matching.exact_copies import digests, with_copies
from chaffinch.matching.found import Duplicates, Passages
from chaffinch.matching.letters import LettersInMemory
from chaffinch.matching.matched import Matched
from chaffinch.matching.passages.locate import snapped
from chaffinch.matching.relations.relating import DIFFERENT, PARTIAL, RELATIONS, relate
from chaffinch.matching.reworded.matches import best, rewordings, with_reworded
from chaffinch.matching.reworded.sentence_store import SentencesInMemory
from chaffinch.matching.reworded.sentences import split_sentences
from chaffinch.matching.reworded.vocabulary import Vocabulary, counted, document_terms, keys
from chaffinch.matching.winnowing import seeds
from chaffinch.schemas import ANCHORS, COVERAGES, FOUND_DUPLICATES, FOUND_PASSAGES, MATCHES, SEEDS
from chaffinch.text import Folded, Holes, Ints, encodable, fold, origins, runs

if TYPE_CHECKING:
    pass

__all__ = ["JUDGED", "code_points", "find_duplicates", "find_passages", "match"]


_SHOWN = 200  # characters of a message that shows a value


class Matches(Struct, frozen=True):
    """Matches of some texts; a document is given by its index in the list.

    Attributes:
        passages: rows of `MATCHES`, sorted by documents and starts, offsets in letters.
        documents: rows of `COVERAGES`.
        folded: the letters; `chaffinch.text.origins` leads back to the texts.
    """

    passages: pa.Table
    documents: pa.Table
    folded: Folded


def match(
    texts: pa.Array | Sequence[str],
    holes: Holes | None = None,
    *,
    config: PassageConfig | None = None,
    pairs: tuple[Ints, Ints] | None = None,
    split: int | None = None,
) -> Matches:
    """Find the passages that texts share, and the coverage of each text by the others.

    Args:
        texts: strings, or an Arrow column of them.
        holes: ranges of each text to leave out, such as boilerplate.
        config: the limits of a match.
        pairs: the only texts to compare, by index in the list, int64, shape (pairs,), left < right; all by default.
        split: index of the first text of a second list, which is compared with the texts before it only; None for one
            list.

    >>> quote = "We shall go on to the end, we shall fight in France, we shall fight on the seas and oceans"
    >>> found = match(["He said: “" + quote + "”", quote.replace(",", "").upper() + "!"])
    >>> found.passages.select(["left", "left_start", "left_stop", "right", "right_stop"]).to_pylist()
    [{'left': 0, 'left_start': 6, 'left_stop': 75, 'right': 1, 'right_stop': 69}]
    """
    config = config or PassageConfig()
    folded, number = fold(texts, holes), np.arange(len(texts))
    letters = LettersInMemory(folded)
    high = config.sensitivity == "high"
    sentences = split_sentences(texts, holes, quoted=not high)
    vocabulary = Vocabulary(*counted(document_terms(sentences)), len(texts))
    frequency = vocabulary.frequency(sentences.term)
    store = SentencesInMemory(sentences, vocabulary.weights(frequency))
    seeded = zip(seeds(folded, number).columns, keys(sentences, number, frequency).columns, strict=True)
    rows = pa.record_batch([pa.concat_arrays(columns) for columns in seeded], schema=SEEDS)
    given = pairs is not None and len(pairs[0]) <= GIVEN * len(texts)
    found, others, covered = [], [], []
    for anchors in _anchors(rows, number, pairs, split):
        by_letters = matches(anchors, letters, config)
        found.append(by_letters)
        others.append(rewordings(by_letters, anchors, store, all_sentences=high, given=given))
        covered.append(coverages(by_letters, letters, anchors=anchors))
    if high and not given and others:
        others = best(others)
    both = zip(found, others, strict=True)
    passages = Matched.concatenated([with_reworded(known, more, store) for known, more in both]).ordered()
    documents = pa.Table.from_batches(covered, COVERAGES)
    if pairs is None and split is None:
        same = digests(texts.to_pylist() if isinstance(texts, pa.Array) else texts, number, folded)
        documents = with_copies(documents, number, same["digest"].to_numpy())
    return Matches(pa.Table.from_batches([passages.batch()], MATCHES), documents, folded)


GIVEN = 2
"""Pairs a text, at most, up to which each pair is compared by all its sentences at ``high``; more are a corpus."""

SEEDS_OF = 2_000_000
"""Seeds of pairs that are linked at once: each takes some hundred bytes until its pair is verified."""


def _anchors(
    rows: pa.RecordBatch, number: Ints, pairs: tuple[Ints, Ints] | None, split: int | None
) -> Iterator[Anchors]:
    """Link seeds, and yield the anchors of a bounded number of pairs of texts at a time."""
    if split is not None:
        first = rows["number"].to_numpy() < split
        shared = rows.filter(pa.array(common(rows["hash"].to_numpy(), first)))
        yield from slices(Anchors.of(pa.Table.from_batches(link(shared, number < split), ANCHORS)))
        return
    if pairs is None:
        yield from slices(Anchors.of(pa.Table.from_batches(link(rows), ANCHORS)))
        return
    rows = _repeated(rows)
    count = np.bincount(rows["number"].to_numpy(), minlength=len(number))
    for part in runs(count[pairs[0]] + count[pairs[1]], SEEDS_OF):
        chosen = for_pairs(rows, number, pairs[0][part], pairs[1][part])
        yield from slices(Anchors.of(pa.Table.from_batches(link(chosen), ANCHORS)))


def _repeated(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Drop the seeds that no other row has: most of a corpus, and each would be repeated for every pair of its text."""
    _, place, count = np.unique(rows["hash"].to_numpy(), return_inverse=True, return_counts=True)
    return rows.filter(pa.array(count[place] > 1))


def find_passages(
    texts: Sequence[str],
    others: Sequence[str] | None = None,
    *,
    letters: int = 50,
    similarity: float = 0.7,
    sensitivity: str = "default",
    pairs: Sequence[tuple[int, int]] | None = None,
    ids: Sequence[str] | None = None,
    other_ids: Sequence[str] | None = None,
) -> Passages:
    """Find the passages that texts share, across them and inside each; or those that two lists of texts share.

    Case, accents, punctuation and spaces make no difference; edits, glued words and line wraps make little.

    Args:
        texts: any number that fits in memory; for more there is `chaffinch.clean`.
        others: a second list. Each of its texts is compared with those of the first list only: ``left`` is an index in
            the first list, and ``right`` one in the second. None: all texts are in one list.
        letters: the fewest letters of a passage; those of scripts without spaces count double.
        similarity: 2 x equal letters / letters of both, at least.
        sensitivity: ``default``, or ``high``: reworded passages of 120 letters and more as well, such as translated,
            shuffled or summarised ones, of each text and the eight most alike to it; their similarity is the cosine of
            their words, which may be lower.
        pairs: the only texts to compare, by index in the list or in the two lists; all with all by default.
        ids: of the texts, for the columns ``left_id`` and ``right_id``; none by default.
        other_ids: of the second list, needed where ``ids`` are given.

    Raises:
        UsageError: a setting has no such value, a pair has one text twice or an index out of range, there are more or
            fewer ids than texts, or ``texts`` is no sequence of texts.

    >>> quote = "We shall go on to the end, we shall fight in France, we shall fight on the seas and oceans"
    >>> found = find_passages(["He said: “" + quote + "”", quote.replace(",", "").upper() + "!"])
    >>> found.to_arrow().select(["left_start", "left_stop", "right_start", "right_stop"]).to_pylist()
    [{'left_start': 10, 'left_stop': 100, 'right_start': 0, 'right_stop': 88}]
    >>> len(find_passages([quote, quote])), len(find_passages([quote, quote], ["Nothing of the kind."]))
    (1, 0)
    """
    settings = {"letters": letters, "similarity": similarity, "sensitivity": sensitivity}
    config = Config.from_dict({"passages": settings}).passages
    texts, split = _lists(texts, others)
    names = _names(ids, other_ids, len(texts), split)
    chosen = _checked(pairs, len(texts), split)
    rows = match(texts, config=config, pairs=chosen, split=split if chosen is None else None).passages
    return Passages(_published(rows, texts, split or 0, names), config, texts, split or 0)


def _lists(texts: Sequence[str], others: Sequence[str] | None) -> tuple[Sequence[str], int | None]:
    """Check one or two lists of texts; give all texts, and the index of the first text of the second list."""
    texts = _strings(texts)
    if others is None:
        return texts, None
    others = _strings(others)
    return [*texts, *others], len(texts)


def _strings(texts: Sequence[str] | pa.Array) -> Sequence[str]:
    """Give texts in order, also those of a column of a table, which may have an index of its own.

    Raises:
        UsageError: they are no sequence of texts.
    """
    _check_texts(texts)
    if isinstance(texts, (pa.Array, pa.ChunkedArray)):
        return cast(list[str], texts.to_pylist())
    return texts if isinstance(texts, (list, tuple)) else list(texts)


def _names(
    ids: Sequence[str] | None, other_ids: Sequence[str] | None, texts: int, split: int | None
) -> list[str] | None:
    """Join the ids of two lists; raise UsageError where they are not one for each text."""
    if ids is None and other_ids is None:
        return None
    first = texts if split is None else split
    for names, count in ((ids or (), first), (other_ids or (), texts - first)):
        if len(names) != count:
            raise UsageError(f"{len(names)} ids for {count} texts: one id for each is needed")
    return [*(ids or ()), *(other_ids or ())]


def _published(rows: pa.Table, texts: Sequence[str], split: int, names: list[str] | None) -> pa.Table:
    """Turn rows of `MATCHES` into rows of `FOUND_PASSAGES`; texts on the right count from ``split``."""
    size = (pc.subtract(rows[f"{side}_stop"], rows[f"{side}_start"]) for side in ("left", "right"))
    columns: dict[str, Any] = {"letters": pc.min_element_wise(*size), "similarity": rows["similarity"]}
    for side in ("left", "right"):
        number, start, stop = (rows[f"{side}{end}"].to_numpy().astype(np.int64) for end in ("", "_start", "_stop"))
        first, last = code_points(texts, number, start, stop)
        shown = number - split if side == "right" else number
        columns |= {side: shown, f"{side}_start": first, f"{side}_stop": last}
        columns |= {f"{side}_id": pa.array(names, pa.string()).take(pa.array(number))} if names is not None else {}
    table = pa.table({name: columns.pop(name) for name in FOUND_PASSAGES.names}).cast(FOUND_PASSAGES)
    for name, column in columns.items():
        table = table.append_column(name, column)
    return table


def _check_texts(texts: object) -> None:
    """Raise UsageError for what is no sequence of texts; a text is one too, and would be taken for its letters."""
    kind = type(texts).__name__
    if isinstance(texts, (str, bytes)):
        raise UsageError(f"texts is one {kind}; give a list of texts, such as [text, other]")
    if isinstance(texts, Mapping) or hasattr(texts, "columns"):
        raise UsageError(f"texts is a {kind}; give a list of texts, such as list(texts.values()) or frame['text']")
    if not hasattr(texts, "__len__"):
        raise UsageError(f"texts is a {kind}, which can be read only once; give list(texts)")
    if not isinstance(texts, (pa.Array, pa.ChunkedArray)):
        for number, text in enumerate(cast(Sequence[object], texts)):
            if not isinstance(text, str):
                raise UsageError(f"texts[{number}] is a {type(text).__name__}, not a text: {text!r}"[:_SHOWN])


def _checked(pairs: Sequence[tuple[int, int]] | None, texts: int, split: int | None = None) -> tuple[Ints, Ints] | None:
    if pairs is None:
        return None
    rows = np.array(pairs, np.int64).reshape(-1, 2)
    limit = np.array([texts, texts] if split is None else [split, texts - split])
    twice = (rows[:, 0] == rows[:, 1]) & (split is None)
    wrong = rows[twice | (rows < 0).any(axis=1) | (rows >= limit).any(axis=1)]
    if len(wrong):
        sides = f"two of {texts} texts" if split is None else f"one of {split} texts and one of {texts - split} others"
        raise UsageError(f"{tuple(wrong[0].tolist())} is no pair of {sides}, which count from 0")
    rows[:, 1] += split or 0
    rows = np.unique(np.sort(rows, axis=1), axis=0)
    return rows[:, 0], rows[:, 1]


def code_points(texts: Sequence[str], number: Ints, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Turn ranges of letters into ranges of code points that end with words; all int64, shape (ranges,).

    Args:
        texts: all texts.
        number: the text of each range, by index, int64, shape (ranges,).
        start, stop: of each range, in letters of its text, int64, shape (ranges,).
    """
    first, last = start.copy(), stop.copy()
    for n in np.unique(number).tolist():
        rows = np.flatnonzero(number == n)
        a, b = np.split(origins(texts[n], np.concatenate((start[rows], stop[rows] - 1))), 2)
        ends = [snapped(texts[n], i, j + 1) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
        first[rows], last[rows] = np.array(ends, np.int64).reshape(-1, 2).T
    return first, last


JUDGED = DocumentConfig().coverage
"""Coverage of one text, at least, from which on a pair is judged: texts that share less each have text of their own."""


def find_duplicates(texts: Sequence[str], *, coverage: float = DocumentConfig().coverage) -> Duplicates:
    """Find texts that are near-duplicates, or contained in a longer one.

    Two texts that contradict one another, as two forecasts of one office do, are no row.

    Args:
        texts: any number that fits in memory, boilerplate already stripped; for more there is `chaffinch.clean`.
        coverage: share of the letters of at least one of the two texts, at least, that is aligned with the other.

    Raises:
        UsageError: the coverage is no share, or ``texts`` is no sequence of texts.
    """
    config = Config.from_dict({"documents": {"coverage": coverage}}).documents
    texts = _strings(texts)
    rows = match(texts).documents
    high = pc.max_element_wise(rows["left_coverage"], rows["right_coverage"])
    rows = rows.filter(pc.greater_equal(high, config.coverage))
    high = pc.max_element_wise(rows["left_coverage"], rows["right_coverage"]).to_numpy()
    pairs = zip(*(rows[side].to_pylist() for side in ("left", "right")), high.tolist(), strict=True)
    kinds = [relate(encodable(texts[a]), encodable(texts[b])).kind if c >= JUDGED else PARTIAL for a, b, c in pairs]
    table = rows.append_column("relation", pa.array([RELATIONS[kind] for kind in kinds], pa.string()))
    return Duplicates(
        table.filter(pc.not_equal(table["relation"], RELATIONS[DIFFERENT])).cast(FOUND_DUPLICATES), config.coverage
    )
