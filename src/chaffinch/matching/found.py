"""Hold what `find_passages` and `find_duplicates` found: tables, from which stricter ones are made without matching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.config import PassageConfig
from chaffinch.errors import UsageError
from chaffinch.matching.relations.relating import QUOTED, RELATIONS
from chaffinch.runs import view
from chaffinch.text import differences, smallest_label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Duplicates", "Passages"]


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
        texts: the texts that were compared, those of the second list after those of the first.
        split: index in ``texts`` of the first text of the second list; 0 for one list.
    """

    least: PassageConfig
    texts: Sequence[str] = field(repr=False)
    split: int = 0

    def _text(self, side: str, index: int) -> str:
        return self.texts[index + self.split if side == "right" else index]

    def with_texts(self) -> pa.Table:
        """Give the rows with the passages themselves, in the columns ``left_text`` and ``right_text``.

        >>> quote = "The board will publish its final report on the matter before the end of the year."
        >>> from chaffinch.matching.in_memory import find_passages
        >>> find_passages(["So: " + quote, quote]).with_texts()["left_text"].to_pylist()
        ['The board will publish its final report on the matter before the end of the year']
        """
        table = self.table
        for side in ("left", "right"):
            rows = zip(*(table[f"{side}{end}"].to_pylist() for end in ("", "_start", "_stop")), strict=True)
            column = pa.array([self._text(side, text)[start:stop] for text, start, stop in rows], pa.string())
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
        >>> from chaffinch.matching.in_memory import find_passages
        >>> find_passages(texts).differences(0)
        ([(15, 22)], [(15, 20)])
        """
        one = self.table.slice(row, 1).to_pylist()[0]
        sides = [(self._text(side, one[side]), one[f"{side}_start"], one[f"{side}_stop"]) for side in ("left", "right")]
        found = differences(*(text[start:stop] for text, start, stop in sides))
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
                "text": self._text(side, one[side]),
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
        return type(self)(table, replace(self.least, letters=letters, similarity=similarity), self.texts, self.split)


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
        >>> from chaffinch.matching.in_memory import find_duplicates
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
