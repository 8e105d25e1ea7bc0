"""What two runs cut differently, in the documents whose text is the same in both.

A cut of one run counts as different as far as the other run keeps its text: cuts that only have other bounds between
them, or another reason, are the same text. Documents are compared by their ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from chaffinch.errors import UsageError
from chaffinch.model import EMPTY, WHOLE
from chaffinch.runs import WHOLE_DOCUMENT, add_views, connect, read_passages
from chaffinch.text import stable_hash, subtract

if TYPE_CHECKING:
    import duckdb

    from chaffinch.runs import Run

__all__ = ["EXAMPLES", "Changed", "Difference", "Instance", "Setting", "difference"]

EXAMPLES = 3
"""Examples of each kind of difference, unless the caller asks for others."""

AROUND = 100
"""Code points before and behind an example."""

LONGEST = 300
"""Code points of an example, at most."""

_FETCHED = 100_000  # rows that are in memory at a time

_SAME = """
    CREATE TABLE same AS SELECT a.document, a.characters, a.host FROM documents_a a JOIN documents_b b USING (document)
    WHERE a.digest = b.digest AND a.outcome <> 'failed' AND b.outcome <> 'failed'"""

_BOTH = """
    SELECT count(*) FROM documents_a a JOIN documents_b b USING (document)
    WHERE NOT (a.outcome = 'failed' AND b.outcome = 'failed')"""

_ROWS = f"""
    WITH a AS (SELECT * FROM removals_a WHERE action = 'remove' AND NOT {WHOLE_DOCUMENT} AND reason <> '{EMPTY}'),
    b AS (SELECT * FROM removals_b WHERE action = 'remove' AND NOT {WHOLE_DOCUMENT} AND reason <> '{EMPTY}'),
    rows AS (
        SELECT 'a' AS side, a.*, b.document IS NULL AS alone FROM a LEFT JOIN b USING (document, start, stop)
        UNION ALL
        SELECT 'b' AS side, b.*, a.document IS NULL AS alone FROM b LEFT JOIN a USING (document, start, stop)),
    gone AS (SELECT document FROM removals_a WHERE action = 'remove' AND {WHOLE_DOCUMENT}
             UNION SELECT document FROM removals_b WHERE action = 'remove' AND {WHOLE_DOCUMENT})
    SELECT document, side, start, stop, reason, coalesce(rule, '') AS rule, alone
    FROM rows SEMI JOIN same USING (document) ANTI JOIN gone USING (document)
    WHERE document IN (SELECT document FROM rows WHERE alone)
    ORDER BY document, start, stop, side"""

_DROPPED = f"""
    WITH a AS (SELECT * FROM removals_a WHERE action = 'remove' AND {WHOLE_DOCUMENT}),
    b AS (SELECT * FROM removals_b WHERE action = 'remove' AND {WHOLE_DOCUMENT})
    SELECT 'a' AS side, document, reason, keeper, characters FROM a JOIN same USING (document)
    WHERE document NOT IN (SELECT document FROM b)
    UNION ALL
    SELECT 'b', document, reason, keeper, characters FROM b JOIN same USING (document)
    WHERE document NOT IN (SELECT document FROM a)
    ORDER BY ALL"""


@dataclass(frozen=True, slots=True)
class Instance:
    """One example of a difference.

    Attributes:
        document: its id.
        start, stop: the range that only one run cuts, in code points of the original text.
        before, text, after: the text in it and around it; of a document that goes as a whole ``text`` is its keeper.
    """

    document: str
    start: int
    stop: int
    before: str = ""
    text: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What only one of the two runs cuts for one reason by one rule.

    Attributes:
        only: ``a`` or ``b``: the run that cuts it.
        reason, rule: of the cuts; ``rule`` is empty for documents and passages.
        cuts, documents, characters: how many there are, and how much they take that the other run keeps.
        examples: some of them, drawn at random, the same ones each time.
    """

    only: str
    reason: str
    rule: str
    cuts: int
    documents: int
    characters: int
    examples: tuple[Instance, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting, or the version, that differs."""

    name: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What two runs cut differently.

    Attributes:
        run_a, run_b: the folders.
        settings: those that differ, and the versions if they do.
        documents: how many are compared: in both runs, with the same text.
        other_text, only_a, only_b: documents whose text differs, and that only one of the runs has; not compared. Those
            that failed in both do not count.
        cuts_a, cuts_b: cuts of each run in the documents that are compared.
        characters_a, characters_b: code points that only one of them cuts, those of whole documents included.
        changed: by run, reason and rule, the most characters first.
    """

    run_a: str
    run_b: str
    settings: tuple[Setting, ...] = ()
    documents: int = 0
    other_text: int = 0
    only_a: int = 0
    only_b: int = 0
    cuts_a: int = 0
    cuts_b: int = 0
    characters_a: int = 0
    characters_b: int = 0
    changed: tuple[Changed, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give plain dictionaries and lists; the keys are a stable interface."""
        return asdict(self)


Key = tuple[str, str, str]


@dataclass(slots=True)
class _Tally:
    """What was counted for one run, reason and rule, with the examples of the smallest hashes so far."""

    cuts: int = 0
    documents: int = 0
    characters: int = 0
    last: str = ""
    examples: list[tuple[int, Instance]] = field(default_factory=list)

    def add(self, one: Instance, characters: int, most: int) -> None:
        self.cuts, self.characters = self.cuts + 1, self.characters + characters
        self.documents += self.last != one.document
        self.last = one.document
        self.examples.append((stable_hash(f"{one.document}\0{one.start}"), one))
        if len(self.examples) > most:
            self.examples.remove(max(self.examples, key=lambda e: (e[0], e[1].document, e[1].start)))


def difference(one: Run, other: Run, *, names: tuple[str, str] = ("a", "b"), examples: int = EXAMPLES) -> Difference:
    """Compare what two runs cut.

    Args:
        one, other: finished runs; the second one may be of another version, or of other settings.
        names: of the folders as the user typed them.
        examples: the largest number of examples of each kind of difference.

    Raises:
        UsageError: the runs have no document in common.
        RunError: a text is in neither the input nor the run.
    """
    with connect(one) as database:
        for run, suffix in ((one, "_a"), (other, "_b")):
            add_views(database, run, ("documents", "removals"), suffix)
        counts = _documents(database)
        if not counts.documents + counts.other_text:
            raise UsageError(f"{names[0]} and {names[1]} have no document in common, so there is nothing to compare")
        tallies = _tallies(database, examples)
        cuts = [_cuts(database, side) for side in ("a", "b")]
    changed = _with_texts(one, other, tallies)
    characters = [sum(c.characters for c in changed if c.only == side) for side in ("a", "b")]
    compared = replace(counts, run_a=names[0], run_b=names[1], settings=_settings(one, other), changed=tuple(changed))
    return replace(compared, cuts_a=cuts[0], cuts_b=cuts[1], characters_a=characters[0], characters_b=characters[1])


def _documents(database: duckdb.DuckDBPyConnection) -> Difference:
    """Select the documents that are compared, and count them and the others."""
    database.execute(_SAME)
    same = _count(database, "SELECT count(*) FROM same")
    return Difference(
        "", "", documents=same,
        other_text=_count(database, _BOTH) - same,
        only_a=_count(database, "SELECT count(*) FROM documents_a ANTI JOIN documents_b USING (document)"),
        only_b=_count(database, "SELECT count(*) FROM documents_b ANTI JOIN documents_a USING (document)"),
    )  # fmt: skip


def _count(database: duckdb.DuckDBPyConnection, query: str) -> int:
    row = database.execute(query).fetchone()
    return int(row[0]) if row else 0


def _cuts(database: duckdb.DuckDBPyConnection, side: str) -> int:
    where = f"action = 'remove' AND NOT {WHOLE_DOCUMENT}"
    return _count(database, f"SELECT count(*) FROM removals_{side} SEMI JOIN same USING (document) WHERE {where}")


def _tallies(database: duckdb.DuckDBPyConnection, examples: int) -> dict[Key, _Tally]:
    """Count what only one run cuts, document by document."""
    found: dict[Key, _Tally] = {}
    for document, rows in groupby(_fetched(database, _ROWS), key=lambda row: row[0]):
        for key, instance, characters in _alone(document, list(rows)):
            found.setdefault(key, _Tally()).add(instance, characters, examples)
    for side, document, reason, keeper, characters in _fetched(database, _DROPPED):
        whole = Instance(document, 0, characters, text=keeper or "")
        found.setdefault((side, reason, ""), _Tally()).add(whole, characters, examples)
    return found


def _alone(document: str, rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Key, Instance, int]]:
    """Yield what each cut of a document takes that the other run keeps."""
    cuts = {side: [(row[2], row[3]) for row in rows if row[1] == side] for side in ("a", "b")}
    for _, side, start, stop, reason, rule, alone in rows:
        kept = subtract((start, stop), cuts["b" if side == "a" else "a"]) if alone else []
        if kept:
            longest = max(kept, key=lambda span: span[1] - span[0])
            yield (side, reason, rule), Instance(document, *longest), sum(b - a for a, b in kept)


def _fetched(database: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    cursor = database.execute(query)
    while rows := cursor.fetchmany(_FETCHED):
        yield from rows


def _with_texts(one: Run, other: Run, tallies: dict[Key, _Tally]) -> list[Changed]:
    """Read the texts of the examples from the first run, or, where its input has changed, from the second one."""
    found = [(key, tally, [e for _, e in sorted(tally.examples, key=lambda e: e[0])]) for key, tally in tallies.items()]
    spans = [
        (e.document, max(e.start - AROUND, 0), min(e.stop, e.start + LONGEST) + AROUND)
        for key, _, some in found for e in some if key[1] not in WHOLE
    ]  # fmt: skip
    texts = iter(read_passages(one, spans))
    changed = [
        Changed(*key, tally.cuts, tally.documents, tally.characters,
                tuple(e if key[1] in WHOLE else _shown(e, next(texts)) for e in some))
        for key, tally, some in found
    ]  # fmt: skip
    return sorted(changed, key=lambda c: (-c.characters, c.only, c.reason, c.rule))


def _shown(one: Instance, around: str) -> Instance:
    first = min(one.start, AROUND)
    last = first + min(one.stop - one.start, LONGEST)
    return replace(one, before=around[:first], text=around[first:last], after=around[last:])


def _settings(one: Run, other: Run) -> tuple[Setting, ...]:
    """Give the settings that differ, apart from how the work is done."""
    a, b = (run.config.to_dict() for run in (one, other))
    found = [
        Setting(f"[{section}] {key}", str(values[key]), str(b[section][key]))
        for section, values in a.items() for key in values
        if section != "work" and key != "yes" and values[key] != b[section][key]
    ]  # fmt: skip
    versions = [str(run.info["version"]) for run in (one, other)]
    return (*([Setting("version", *versions)] if versions[0] != versions[1] else []), *found)
