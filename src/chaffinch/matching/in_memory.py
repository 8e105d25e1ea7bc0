"""Find passages and near-duplicates among texts in memory, for a notebook or a script.

The kernels are those of ``clean``, which runs them on millions of texts; here all tables are in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.config import Config, DocumentConfig, PassageConfig
from chaffinch.errors import UsageError
from chaffinch.matching.anchors import link
from chaffinch.matching.chaining import Anchors
from chaffinch.matching.compare import for_pairs, matches, slices, with_reworded
from chaffinch.matching.coverage import coverages
from chaffinch.matching.exact_copies import digests, with_copies
from chaffinch.matching.letters import LettersInMemory
from chaffinch.matching.locate import snapped
from chaffinch.matching.matched import Matched
from chaffinch.matching.relations import DIFFERENT, PARTIAL, QUOTED, RELATIONS, relate
from chaffinch.matching.reworded.sentence_store import SentencesInMemory
from chaffinch.matching.reworded.sentences import split_sentences
from chaffinch.matching.reworded.vocabulary import Vocabulary, counted, document_terms, keys
from chaffinch.matching.winnowing import seeds
from chaffinch.runs import view
from chaffinch.schemas import ANCHORS, COVERAGES, FOUND_DUPLICATES, FOUND_PASSAGES, MATCHES, SEEDS
from chaffinch.text import Folded, Holes, Ints, differences, fold, origins, runs, smallest_label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_duplicates", "find_passages", "match"]


_SHOWN = 200  # characters of a message that shows a value


@dataclass(frozen=True, slots=True)
class Matches:
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
) -> Matches:
    """Find the passages that texts share, and the coverage of each text by the others.

    Args:
        texts: strings, or an Arrow column of them.
        holes: ranges of each text to leave out, such as boilerplate.
        config: the limits of a match.
        pairs: the only texts to compare, by index in the list, int64, shape (pairs,), left < right; all by default.

    >>> quote = "We shall go on to the end, we shall fight in France, we shall fight on the seas and oceans"
    >>> found = match(["He said: “" + quote + "”", quote.replace(",", "").upper() + "!"])
    >>> found.passages.select(["left", "left_start", "left_stop", "right", "right_stop"]).to_pylist()
    [{'left': 0, 'left_start': 6, 'left_stop': 75, 'right': 1, 'right_stop': 69}]
    """
    config = config or PassageConfig()
    folded, number = fold(texts, holes), np.arange(len(texts))
    letters = LettersInMemory(folded)
    high = config.sensitivity == "high"
    split = split_sentences(texts, holes, quoted=not high)
    vocabulary = Vocabulary(*counted(document_terms(split)), len(texts))
    store = SentencesInMemory(split, vocabulary.weights(split.term))
    both = zip(seeds(folded, number).columns, keys(split, number, vocabulary).columns, strict=True)
    rows = pa.record_batch([pa.concat_arrays(columns) for columns in both], schema=SEEDS)
    given = pairs is not None and len(pairs[0]) <= GIVEN * len(texts)
    found, covered = [], []
    for anchors in _anchors(rows, number, pairs):
        by_letters = matches(anchors, letters, config)
        found.append(with_reworded(by_letters, anchors, store, all_sentences=high, given=given))
        covered.append(coverages(by_letters, letters, anchors=anchors))
    passages = Matched.concatenated(found).ordered()
    documents = pa.Table.from_batches(covered, COVERAGES)
    if pairs is None:
        same = digests(texts.to_pylist() if isinstance(texts, pa.Array) else texts, number, folded)
        documents = with_copies(documents, number, same["digest"].to_numpy())
    return Matches(pa.Table.from_batches([passages.batch()], MATCHES), documents, folded)


GIVEN = 2
"""Pairs a text, at most, up to which each pair is compared by all its sentences at ``high``; more are a corpus."""

SEEDS_OF = 2_000_000
"""Seeds of pairs that are linked at once: each takes some hundred bytes until its pair is verified."""


def _anchors(rows: pa.RecordBatch, number: Ints, pairs: tuple[Ints, Ints] | None) -> Iterator[Anchors]:
    """Link seeds, and yield the anchors of a bounded number of pairs of texts at a time."""
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


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows that can be passed to other libraries."""

    table: pa.Table

    def __len__(self) -> int:
        return len(self.table)

    def to_arrow(self) -> pa.Table:
        """Give the rows as an Arrow table."""
        return self.table

    def to_pandas(self) -> pd.DataFrame:
        """Give the rows as a pandas frame."""
        return self.table.to_pandas()


@dataclass(frozen=True, slots=True)
class Passages(_Table):
    """Pairs of passages that say the same thing; texts by index in the list.

    Columns: ``left``, ``left_start``, ``left_stop``, ``right``, ``right_start``, ``right_stop`` (half-open ranges of
    code points, snapped to words), ``letters`` (of the shorter one), ``similarity`` (2 x equal letters / letters of
    both).

    With ids of the texts, also ``left_id`` and ``right_id``.

    Attributes:
        table: the rows, sorted by texts and starts.
        least: the settings, with the fewest letters and the least similarity.
        texts: the texts that were compared.
    """

    least: PassageConfig
    texts: Sequence[str] = field(repr=False)

    def with_texts(self) -> pa.Table:
        """Give the rows with the passages themselves, in the columns ``left_text`` and ``right_text``.

        >>> quote = "The board will publish its final report on the matter before the end of the year."
        >>> find_passages(["So: " + quote, quote]).with_texts()["left_text"].to_pylist()
        ['The board will publish its final report on the matter before the end of the year']
        """
        table = self.table
        for side in ("left", "right"):
            rows = zip(*(table[f"{side}{end}"].to_pylist() for end in ("", "_start", "_stop")), strict=True)
            column = pa.array([self.texts[text][start:stop] for text, start, stop in rows], pa.string())
            table = table.append_column(f"{side}_text", column)
        return table

    def differences(self, row: int) -> tuple[list[Span], list[Span]]:
        """Find the words in which the two passages of a row differ, as `chaffinch.differences` does.

        Args:
            row: index of the row.

        Returns:
            Ranges of code points of the left text, and of the right text.

        Raises:
            IndexError: there is no such row.

        >>> texts = [f"The board will {publish} its final report on the matter before the end of the year."
        ...          for publish in ("publish", "print")]
        >>> find_passages(texts).differences(0)
        ([(15, 22)], [(15, 20)])
        """
        one = self.table.slice(row, 1).to_pylist()[0]
        sides = [(one[side], one[f"{side}_start"], one[f"{side}_stop"]) for side in ("left", "right")]
        found = differences(*(self.texts[text][start:stop] for text, start, stop in sides))
        left, right = (
            [(a + start, b + start) for a, b in spans] for spans, (_, start, _) in zip(found, sides, strict=True)
        )
        return left, right

    def show(self, row: int) -> Any:
        """Show the two passages of a row beside one another in a notebook, with the words that differ marked.

        Args:
            row: index of the row.

        Raises:
            IndexError: there is no such row.
        """
        one, marks = self.table.slice(row, 1).to_pylist()[0], self.differences(row)
        sides = [
            {
                "name": str(one.get(f"{side}_id", one[side])),
                "place": f"{one[f'{side}_start']}–{one[f'{side}_stop']}",
                "text": self.texts[one[side]],
                "range": (one[f"{side}_start"], one[f"{side}_stop"]),
                "differs": spans,
            }
            for side, spans in zip(("left", "right"), marks, strict=True)
        ]
        return view("side_by_side")(sides, one["similarity"])

    def rethreshold(self, *, letters: int | None = None, similarity: float | None = None) -> Self:
        """Keep the passages that reach stricter limits, without matching again.

        Args:
            letters: the fewest letters of a passage; None to leave that limit.
            similarity: the least similarity; None to leave that limit.

        Raises:
            UsageError: a limit is lower than the one that they were found with.
        """
        letters, similarity = letters or self.least.letters, similarity or self.least.similarity
        if letters < self.least.letters or similarity < self.least.similarity:
            raise UsageError(
                f"found with {self.least.letters} letters and {self.least.similarity}: lower needs finding"
            )
        # a reworded passage may be below the similarity of the others: it goes only where that is raised
        table = self.table.filter(pc.greater_equal(self.table["letters"], letters))
        if similarity > self.least.similarity:
            table = table.filter(pc.greater_equal(table["similarity"], similarity))
        return type(self)(table, replace(self.least, letters=letters, similarity=similarity), self.texts)


@dataclass(frozen=True, slots=True)
class Duplicates(_Table):
    """Pairs of texts that share most of their letters; texts by index in the list.

    Columns: ``left``, ``right``, ``left_coverage``, ``right_coverage`` (share of each one's letters that is aligned
    with the other), ``similarity`` (of what is aligned), ``relation`` (``same``; ``update``: versions of one text;
    ``quoted``: one quotes the other; ``partial``: less than .8 of both is shared).

    Attributes:
        table: the rows, sorted by texts.
        coverage: the least of the greater coverage of each pair.
    """

    coverage: float

    def rethreshold(self, coverage: float) -> Self:
        """Keep the pairs that reach a stricter limit, without matching again.

        Args:
            coverage: share of the letters of at least one of the two texts.

        Raises:
            UsageError: the limit is lower than the one that they were found with.
        """
        if coverage < self.coverage:
            raise UsageError(f"found with a coverage of {self.coverage}: lower needs finding")
        high = pc.max_element_wise(self.table["left_coverage"], self.table["right_coverage"])
        return type(self)(self.table.filter(pc.greater_equal(high, coverage)), coverage)

    def groups(self) -> list[list[int]]:
        """Group the texts that are near-duplicates, by index; a text only contained in another is in no group.

        >>> text = "Rain fell on the harbour all night and the boats stayed where they were until the morning."
        >>> find_duplicates([text, "Nothing of the kind.", text.upper()]).groups()
        [[0, 2]]
        """
        low = pc.min_element_wise(self.table["left_coverage"], self.table["right_coverage"])
        one = pc.not_equal(self.table["relation"], RELATIONS[QUOTED])
        pairs = self.table.filter(pc.and_(one, pc.greater_equal(low, self.coverage)))
        ends = np.concatenate([pairs[name].to_numpy() for name in ("left", "right")])
        nodes, place = np.unique(ends, return_inverse=True)
        label = smallest_label(place[: len(pairs)], place[len(pairs) :], len(nodes))
        groups: dict[int, list[int]] = {}
        for node, first in zip(nodes.tolist(), label.tolist(), strict=True):
            groups.setdefault(first, []).append(node)
        return list(groups.values())


def find_passages(
    texts: Sequence[str],
    *,
    letters: int = 50,
    similarity: float = 0.7,
    sensitivity: str = "default",
    pairs: Sequence[tuple[int, int]] | None = None,
    ids: Sequence[str] | None = None,
) -> Passages:
    """Find the passages that texts share, across them and inside each.

    Case, accents, punctuation and spaces make no difference; edits, glued words and line wraps make little.

    Args:
        texts: any number that fits in memory; for more there is `chaffinch.clean`.
        letters: the fewest letters of a passage; those of scripts without spaces count double.
        similarity: 2 x equal letters / letters of both, at least.
        sensitivity: ``default``, or ``high``: reworded passages of 120 letters and more as well, such as translated,
            shuffled or summarised ones; their similarity is the cosine of their words, which may be lower.
        pairs: the only texts to compare, by index in the list; all with all by default.
        ids: of the texts, for the columns ``left_id`` and ``right_id``; none by default.

    Raises:
        UsageError: a setting has no such value, a pair has one text twice or an index out of range, there are more or
            fewer ids than texts, or ``texts`` is no sequence of texts.

    >>> quote = "We shall go on to the end, we shall fight in France, we shall fight on the seas and oceans"
    >>> found = find_passages(["He said: “" + quote + "”", quote.replace(",", "").upper() + "!"])
    >>> found.to_arrow().select(["left_start", "left_stop", "right_start", "right_stop"]).to_pylist()
    [{'left_start': 10, 'left_stop': 100, 'right_start': 0, 'right_stop': 88}]
    """
    if ids is not None and len(ids) != len(texts):
        raise UsageError(f"{len(ids)} ids for {len(texts)} texts: one id for each is needed")
    settings = {"letters": letters, "similarity": similarity, "sensitivity": sensitivity}
    config = Config.from_dict({"passages": settings}).passages
    _check_texts(texts)
    rows = match(texts, config=config, pairs=_checked(pairs, len(texts))).passages
    size = (pc.subtract(rows[f"{side}_stop"], rows[f"{side}_start"]) for side in ("left", "right"))
    columns: dict[str, Any] = {"letters": pc.min_element_wise(*size), "similarity": rows["similarity"]}
    for side in ("left", "right"):
        number, start, stop = (rows[f"{side}{end}"].to_numpy().astype(np.int64) for end in ("", "_start", "_stop"))
        first, last = _ranges(texts, number, start, stop)
        columns |= {side: number, f"{side}_start": first, f"{side}_stop": last}
    table = pa.table({name: columns[name] for name in FOUND_PASSAGES.names}).cast(FOUND_PASSAGES)
    for side in ("left", "right") if ids is not None else ():
        table = table.append_column(f"{side}_id", pa.array(ids, pa.string()).take(table[side]))
    return Passages(table, config, texts)


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


def _checked(pairs: Sequence[tuple[int, int]] | None, texts: int) -> tuple[Ints, Ints] | None:
    if pairs is None:
        return None
    rows = np.array(pairs, np.int64).reshape(-1, 2)
    wrong = rows[(rows[:, 0] == rows[:, 1]) | (rows.min(axis=1) < 0) | (rows.max(axis=1) >= texts)]
    if len(wrong):
        raise UsageError(f"{tuple(wrong[0].tolist())} is no pair of two of {texts} texts, which count from 0")
    rows = np.unique(np.sort(rows, axis=1), axis=0)
    return rows[:, 0], rows[:, 1]


def _ranges(texts: Sequence[str], number: Ints, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Turn ranges of letters into ranges of code points that end with words; all int64, shape (ranges,)."""
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
    _check_texts(texts)
    rows = match(texts).documents
    high = pc.max_element_wise(rows["left_coverage"], rows["right_coverage"])
    rows = rows.filter(pc.greater_equal(high, config.coverage))
    high = pc.max_element_wise(rows["left_coverage"], rows["right_coverage"]).to_numpy()
    pairs = zip(*(rows[side].to_pylist() for side in ("left", "right")), high.tolist(), strict=True)
    kinds = [relate(texts[a], texts[b]).kind if c >= JUDGED else PARTIAL for a, b, c in pairs]
    table = rows.append_column("relation", pa.array([RELATIONS[kind] for kind in kinds], pa.string()))
    return Duplicates(
        table.filter(pc.not_equal(table["relation"], RELATIONS[DIFFERENT])).cast(FOUND_DUPLICATES), config.coverage
    )
