"""Find boilerplate in a whole corpus: site templates learned from it, then rules on what they leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.boilerplate import rules
from chaffinch.config import Config
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output, Table
from chaffinch.progress import Progress
from chaffinch.run import publish
from chaffinch.segment import TextBatch
from chaffinch.tables import FINDING_ROWS, MARKS, PUBLIC, flat, nested

__all__ = ["Mark", "find_boilerplate"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Kernel: texts beside their numbers -> the boilerplate in each, as lists."""

    packs: tuple[str, ...]

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield one batch of `MARKS`, row by row."""
        found = rules.load(self.packs).find(TextBatch.of(batch["text"]))
        rows = pa.Table.from_batches([found], FINDING_ROWS).sort_by(
            [(name, "ascending") for name in ("row", "start", "stop", "category", "rule")]
        )
        yield nested(rows, "row", batch.num_rows, MARKS)


def find_boilerplate(engine: Engine, corpus: Corpus, folder: Path, config: Config, told: Progress) -> Table:
    """Find boilerplate, publish the findings, and give them beside the texts."""
    told.stage("stripping", len(corpus.facts), "documents")
    rules.load(config.strip.packs)  # a bad pack stops before any work starts
    kernel = Mark(config.strip.packs)
    (marks,) = engine.map(kernel, (corpus.texts, corpus.numbers), [Output("marks", MARKS, beside=True)])
    publish(folder, "findings", _findings(engine, corpus, marks))
    publish(folder, "templates", PUBLIC["templates"].empty_table())
    return marks


def _findings(engine: Engine, corpus: Corpus, marks: Table) -> pa.Table:
    """Gather the findings, sorted by document."""
    found: list[pa.Table] = []
    row = 0
    for batch in engine.read(marks):
        rows = flat(batch, MARKS.names, "row")
        found.append(rows.set_column(0, "row", pc.add(rows["row"], row)))
        row += batch.num_rows
    if not found:
        return PUBLIC["findings"].empty_table()
    table = pa.concat_tables(found)
    number = corpus.number[table["row"].to_numpy().astype(np.int64)]
    table = table.set_column(0, "document", corpus.ids.take(pa.array(number)))
    order = np.argsort(number, kind="stable")
    return table.take(pa.array(order)).select(PUBLIC["findings"].names).cast(PUBLIC["findings"])
