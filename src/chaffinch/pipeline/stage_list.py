"""The stages of a run in their order, as data: what each reads and writes, and the kernels that do its work.

The page ARCHITECTURE.md prints this list (``tools/stage_table.py``). Stages are called in `chaffinch.pipeline.stages`,
`chaffinch.pipeline.stripping` and `chaffinch.matching`, since each has arguments and results of its own types;
``tests/pipeline/test_stages.py`` runs them and compares their order and their tables with the list.
"""

from __future__ import annotations

from msgspec import Struct

__all__ = ["STAGES", "Stage"]


class Stage(Struct, frozen=True):
    """A stage of a run, or a part of one.

    A table of the run folder is named with ``.parquet``, a folder with a slash at its end. Of the tables below
    ``.work`` only those that another stage reads are listed.

    Attributes:
        name: as the progress bar has it; two entries in a row may share it.
        code: the function that is called, below `chaffinch`.
        kernels: names of the kernels that do most of the work.
        reads: tables, and files that are no tables.
        writes: tables, and files that are no tables.
        passages: None if the stage is always run; else whether it is run where passages are looked for, or only with
            ``--passages off``.
    """

    name: str
    code: str
    kernels: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    passages: bool | None = None


STAGES = (
    Stage(
        "reading",
        "corpus.read",
        ("Read", "Reselect"),
        reads=("input files",),
        writes=("texts", "facts", "ids", "numbers", "left_out", "same-text", "ledger/"),
    ),
    Stage(
        "learning",
        "pipeline.stripping.find_boilerplate",
        ("Count", "Judge"),
        reads=("texts", "numbers", "facts", "ids"),
        writes=("templates.parquet", "templates.profile"),
    ),
    Stage(
        "stripping",
        "pipeline.stripping.find_boilerplate",
        ("Find",),
        reads=("texts", "numbers", "templates.profile", "rule packs"),
        writes=("findings", "findings.parquet"),
    ),
    Stage(
        "folding",
        "matching.find_matches",
        ("Fold",),
        reads=("texts", "numbers", "findings", "same-text"),
        writes=("seeds", "terms", "sentence-parts", "same", "ledger/", "letters/", "hole-letters/"),
    ),
    Stage(
        "folding",
        "matching.find_matches",
        ("Count", "Keys"),
        reads=("terms", "sentence-parts"),
        writes=("keys", "sentences/"),
        passages=True,
    ),
    Stage(
        "linking",
        "matching.find_matches",
        ("Link",),
        reads=("seeds", "keys", "ledger/", "letters/"),
        writes=("anchors",),
        passages=True,
    ),
    Stage(
        "matching",
        "matching.find_matches",
        ("Verify",),
        reads=("anchors", "letters/", "hole-letters/"),
        writes=("passages", "covered"),
        passages=True,
    ),
    Stage(
        "sketching",
        "matching.find_matches",
        ("Sketch", "Compared", "OwnOfCompared", "WriteTexts", "Joined", "Relate", "Grouped"),
        reads=("texts", "numbers", "findings", "same", "letters/", "hole-letters/"),
        writes=("documents", "grouped"),
        passages=False,
    ),
    Stage(
        "clustering",
        "matching.find_matches",
        ("OwnOfCompared", "WriteTexts", "Joined", "Relate", "Grouped", "Spans", "Members"),
        reads=("same", "covered", "passages", "texts", "numbers", "findings", "letters/", "hole-letters/"),
        writes=("ledger/", "documents", "grouped"),
        passages=True,
    ),
    Stage(
        "clustering",
        "matching.publish_matches",
        ("Locate", "PassageRows", "DocumentRows"),
        reads=("documents", "grouped", "passages", "texts", "numbers", "findings"),
        writes=("matches.parquet", "clusters.parquet"),
    ),
    Stage(
        "deciding",
        "pipeline.settle.decide",
        ("Decide",),
        reads=("matches.parquet", "clusters.parquet", "texts", "numbers", "facts", "ids", "findings", "ledger/"),
        writes=("decisions", "removals.parquet", "clusters.parquet", "documents.parquet"),
    ),
    Stage(
        "writing",
        "pipeline.settle.rewrite",
        ("Rewrite",),
        reads=("input files", "texts", "numbers", "decisions"),
        writes=("cleaned/", "edits.parquet", "originals.parquet", "files.parquet"),
    ),
)
"""The stages of `chaffinch.pipeline.stages.clean`, in order; ``decide`` runs the first one and the last two."""
