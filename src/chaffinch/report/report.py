"""The summary of a run: what was removed, marked, or found and kept, by reason, with an example each.

Everything is counted by queries over the tables of the run. Passages of dropped documents are not counted, since they
are removed with their document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from chaffinch.errors import UsageError
from chaffinch.formats import FORMATS
from chaffinch.model import INDEXED, WHOLE
from chaffinch.report.idle_settings import idle_settings
from chaffinch.report.repeated import JUDGED, REMAINING
from chaffinch.report.rules import own_rules
from chaffinch.report.terminal import many
from chaffinch.runs import CLEANED, WHOLE_DOCUMENT, connect, read_passages, sources_of

if TYPE_CHECKING:
    import duckdb

    from chaffinch.config import Config
    from chaffinch.runs import Run

__all__ = ["Reason", "Repeated", "Summary", "summary"]


NAMED = 3
"""How many failures and held-back documents are named; the tables have them all."""

LARGEST = 2
"""Examples of repeated passages of one kind."""

EXAMPLE = 300
"""Code points of an example, at most: more than a line of any terminal shows."""


def _decided(action: str) -> str:
    """Select the passages with an action."""
    return f"""
        SELECT r.reason AS name, r.document, r.start, r.stop, r.rule, r.score, r.keeper
        FROM removals r LEFT JOIN documents d USING (document)
        WHERE r.action = '{action}' AND ({WHOLE_DOCUMENT} OR d.outcome = 'cleaned')"""


SETTINGS = {"contained": "contained", "update": "updates"}
"""The setting of the policy for documents that are kept by default, by the name of the reason."""

_FOUND = """
    SELECT f.category AS name, f.document, f.start, f.stop, f.rule, f.score, NULL AS keeper
    FROM findings f LEFT JOIN documents d USING (document)
    WHERE d.outcome = 'cleaned' AND NOT EXISTS (
        SELECT 1 FROM removals r WHERE r.document = f.document AND r.start < f.stop AND f.start < r.stop)"""
"""Findings of which nothing was removed, marked or held back."""

_EMPTY = """
    SELECT count(*) FROM documents d WHERE outcome = 'cleaned' AND (characters = 0 OR (
        EXISTS (SELECT 1 FROM removals r WHERE r.document = d.document AND action = 'remove')
        AND NOT EXISTS (SELECT 1 FROM edits e WHERE e.document = d.document)))"""
"""Count the documents that were left out because no text was left: they have removals, and no edits."""


def _kept(config: Config) -> str:
    """Select the passages that were found and kept, and kept documents that a longer one or another version covers."""
    policy = config.policy
    kinds = [name for name in ("contained", "update") if getattr(policy, SETTINGS[name]) != "off"]
    if not kinds:
        return _FOUND
    coverage = f"{config.documents.coverage}::FLOAT"
    inside = f"(other_coverage < {coverage} OR relation IN ('update', 'quoted'))"
    names = ", ".join(f"'{kind}'" for kind in kinds)
    covered = f"name IN ({names}) AND coverage >= {coverage} AND {inside} AND relation <> 'different'"
    return f"""{_FOUND}
        UNION ALL
        (WITH pairs AS (
            SELECT left_document AS document, right_document AS keeper, left_coverage AS coverage,
                   right_coverage AS other_coverage, relation FROM matches WHERE unit = 'document'
            UNION ALL
            SELECT right_document, left_document, right_coverage, left_coverage, relation
            FROM matches WHERE unit = 'document')
        SELECT CASE relation WHEN 'update' THEN 'update' ELSE 'contained' END AS name,
               document, 0 AS start, d.characters AS stop, NULL AS rule, coverage AS score, keeper
        FROM pairs JOIN documents d USING (document) JOIN documents k ON k.document = keeper
        WHERE {covered} AND d.outcome = 'cleaned' AND k.outcome = 'cleaned' AND NOT EXISTS (
            SELECT 1 FROM removals r WHERE r.document = d.document AND r.reason IN ('contained', 'update'))
        QUALIFY row_number() OVER (PARTITION BY document ORDER BY coverage DESC, keeper) = 1)"""


@dataclass(frozen=True, slots=True)
class Example:
    """A typical passage; of a dropped document ``keeper`` is the copy that stays, ``score`` that of the match."""

    document: str
    start: int
    stop: int
    text: str
    keeper: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """The passages of one reason.

    Attributes:
        name: the category of the boilerplate, ``duplicate``, ``contained``, ``update`` or the kind of the cluster.
        passages: the number of passages.
        documents: the number of documents that have one.
        characters: their length together, in code points.
        sites: for ``template`` the number of sites whose templates they are, else 0.
        example: a passage of median length.
    """

    name: str
    passages: int
    documents: int
    characters: int
    sites: int
    example: Example


@dataclass(frozen=True, slots=True)
class Repeated:
    """The repeated passages of one kind.

    Attributes:
        kind: of the clusters.
        clusters, documents: how many clusters, and documents with a passage.
        examples: from the two clusters that are listed first.
        worth: how many clusters are worth reading.
    """

    kind: str
    clusters: int
    documents: int
    examples: tuple[Example, ...]
    worth: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """A site that keeps its text because it would have lost too much: ``share`` of the text of its documents."""

    host: str
    documents: int
    share: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A record that could not be read, extracted or processed."""

    source: str
    record: int
    document: str | None
    stage: str
    message: str


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file with records that failed, which are left out of the cleaned corpus.

    Attributes:
        source: its name.
        records: how many of its records failed.
        kept: whether ``restore`` writes these records again; of HTML, and of a file that cannot be read, it does not.
    """

    source: str
    records: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in numbers.

    Attributes:
        run: the folder.
        read, cleaned, duplicate, failed: numbers of documents; the last three add up to the first.
        empty: how many of the cleaned ones were left out because no text was left.
        indexed: number of documents of indexes that they were compared with.
        skipped: numbers of files that were not read, by kind.
        skipped_records: numbers of records of WARC files that are no pages, by kind.
        bytes: bytes of input.
        seconds: the time that the run took.
        characters, kept: code points of all documents read, and of the cleaned corpus.
        removed, marked, found: by reason, the most characters first; ``found`` was found and kept, and includes the
            documents inside a longer one.
        repeated: repeated passages by kind.
        passages_action: the action for repeated passages.
        held_back: how many documents keep their text because none would have been left.
        withheld: the ids of the first few of them.
        withheld_sites: sites that keep the text of all their documents, by name.
        failures: the first few failures.
        failed_files: files with records that failed, those with the most first.
        warnings: all warnings.
        unchanged: whether the run was finished before, so that nothing was done.
    """

    run: str
    read: int
    cleaned: int
    duplicate: int
    failed: int
    empty: int
    indexed: int
    skipped: Mapping[str, int]
    skipped_records: Mapping[str, int]
    bytes: int
    seconds: float
    characters: int
    kept: int
    removed: tuple[Reason, ...]
    marked: tuple[Reason, ...]
    found: tuple[Reason, ...]
    repeated: tuple[Repeated, ...]
    passages_action: str
    held_back: int
    withheld: tuple[str, ...]
    withheld_sites: tuple[Site, ...]
    failures: tuple[Failed, ...]
    failed_files: tuple[FailedFile, ...]
    warnings: tuple[str, ...]
    unchanged: bool

    @property
    def kept_share(self) -> float:
        """The share of all characters that the cleaned corpus has; 0 where there were none."""
        return self.kept / self.characters if self.characters else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Give plain dictionaries and lists, with ``kept_share``; the keys are a stable interface."""
        return {
            **asdict(self),
            "skipped": dict(self.skipped),
            "skipped_records": dict(self.skipped_records),
            "kept_share": self.kept_share,
        }


def summary(run: Run) -> Summary:
    """Summarise a run; the example of each reason is the same every time.

    Args:
        run: a finished run, or one that the guard stopped before writing.
    """
    counts = run.info["counts"]
    names = ("documents", "findings", "matches", "removals", "edits", "clusters", "templates", "failures", "left_out")
    with connect(run, *names) as database:
        sites = tuple(Site(host, **lost) for host, lost in run.info.get("withheld_sites", {}).items())
        held_back, withheld = _held_back(database, [site.host for site in sites])
        sections = [
            _counted(database, passages) for passages in (_decided("remove"), _decided("mark"), _kept(run.config))
        ]
        repeated = _repeated(database)
        (removed, marked, kept), largest = _with_examples(run, sections, _largest(database))
        return Summary(
            run=str(run.path),
            **{name: counts[name] for name in ("read", "cleaned", "duplicate", "failed", "characters", "kept")},
            skipped=run.info.get("skipped", {}),
            empty=_empty(run, database),
            indexed=run.info["counts"].get(INDEXED, 0),
            skipped_records=run.info.get("skipped_records", {}),
            bytes=run.info["bytes"],
            seconds=run.info["seconds"],
            removed=removed,
            marked=marked,
            found=kept,
            repeated=tuple(
                Repeated(kind, found, documents, tuple(largest.get(kind, ())), worth)
                for kind, found, documents, worth in repeated
            ),
            passages_action=run.config.policy.passages,
            held_back=held_back,
            withheld=withheld,
            withheld_sites=sites,
            failures=_failures(database),
            failed_files=_failed_files(run, database),
            warnings=(
                *_warnings(run, _without_text(database), _damaged(database)),
                *_idle_rules(run, database),
                *idle_settings(run, database),
                *_without_frame(database),
            ),
            unchanged=bool(run.info.get("unchanged", False)),
        )


def _empty(run: Run, database: duckdb.DuckDBPyConnection) -> int:
    """Count the documents that were left out because no text was left."""
    if not run.config.policy.drop_empty or not (run.path / CLEANED).is_dir():
        return 0
    rows = database.execute(_EMPTY).fetchall()
    return int(rows[0][0])


def _warnings(run: Run, without: int, damaged: int) -> Iterator[str]:
    yield from run.info.get("warnings", ())
    if run.info.get("unchanged") and (changed := _decided_since(run)):
        yield f"the run was decided again since, with other settings ({_named(changed)}); `chaffinch decide` sets them"
    if damaged:
        documents = "1 document has" if damaged == 1 else f"{damaged:,} documents have"
        yield (
            f"{documents} bytes that are not of their encoding, read as U+FFFD; in documents.parquet the encoding ends "
            "in -damaged"
        )
    if without:
        field = run.config.input.text_field
        records = "1 failure is a record" if without == 1 else f"{without:,} failures are records"
        yield f"{records} without text in the field {field!r}; set another field by --text-field"
    if idle := run.info.get("idle_phrases"):
        phrases = "1 protected phrase is" if len(idle) == 1 else f"{len(idle):,} protected phrases are"
        yield f"{phrases} in no text: {_named([repr(phrase) for phrase in idle])}"
    if renamed := run.info["counts"].get("renamed", 0):
        yield f"{renamed:,} records share their id with another record; each of them has the id id@path#record instead"


def _without_frame(database: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Tell that headings, bylines and captions of articles are not in the texts, where that is so."""
    row = database.execute("SELECT count(DISTINCT document) FROM left_out WHERE reason = 'frame'").fetchone()
    if row and row[0]:
        pages = "1 page" if row[0] == 1 else f"{row[0]:,} pages"
        yield f"the texts of {pages} lack heading, byline or captions (left_out.parquet); --html-frame keep has them"


def _decided_since(run: Run) -> list[str]:
    """Name the settings that the run was not begun with."""
    begun = run.info.get("begun_with", {})
    settings = run.info["config"]
    return [
        f"[{section}] {key} = {settings.get(section, {}).get(key)!r}"
        for section, values in begun.items()
        for key, value in values.items()
        if settings.get(section, {}).get(key) != value and key != "yes"
    ]


def _named(names: Sequence[str]) -> str:
    """Name the first ones, and count the others."""
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _idle_rules(run: Run, database: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Name the rules of the user's own packs that found nothing."""
    packs = run.config.strip.packs
    try:
        own = own_rules(packs) if packs else []
    except UsageError:  # the pack has changed since, or is on another machine
        return
    hits = {rule for (rule,) in database.execute("SELECT DISTINCT rule FROM findings").fetchall()}
    idle = [rule.id for rule in own if rule.id not in hits]
    if idle:
        taken = " (where a site template finds the same text, it has the finding)" if run.rows("templates") else ""
        yield f"{many(len(idle), 'rule')} of {', '.join(packs)} found nothing: {_named(idle)}{taken}"


def _counted(database: duckdb.DuckDBPyConnection, passages: str) -> list[dict[str, Any]]:
    """Count passages by name and choose an example: of those of median length that of the first document."""
    query = f"""
        WITH passages AS ({passages}),
        counted AS (
            SELECT name, count(*) AS passages, count(DISTINCT document) AS documents,
                   sum(stop - start)::BIGINT AS characters, quantile_disc(stop - start, 0.5) AS middle
            FROM passages GROUP BY name),
        sites AS (SELECT count(DISTINCT host) AS sites FROM templates
                  WHERE rule IN (SELECT rule FROM passages WHERE name = 'template'))
        SELECT c.*, CASE WHEN name = 'template' THEN (SELECT sites FROM sites) ELSE 0 END AS sites,
               p.document, p.start, p.stop, p.keeper, p.score
        FROM counted c JOIN passages p USING (name)
        WHERE p.stop - p.start = c.middle
        QUALIFY row_number() OVER (PARTITION BY name ORDER BY p.document, p.start, p.stop) = 1"""
    chosen = f"""
        SELECT name, passages, documents, characters, sites, c.document, c.start, c.stop, keeper, score,
               e.start AS edited, e.text
        FROM ({query}) c
        LEFT JOIN edits e ON e.document = c.document AND e.start <= c.start AND c.stop <= e.stop
        ORDER BY characters DESC, name"""
    rows = database.execute(chosen).fetchall()
    names = [column[0] for column in database.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _with_examples(
    run: Run, sections: list[list[dict[str, Any]]], repeated: Sequence[tuple[str, str, int, int]]
) -> tuple[list[tuple[Reason, ...]], dict[str, list[Example]]]:
    """Read the texts of the examples: removed ones from the edits, all others in one pass over the input.

    Args:
        run: the run.
        sections: rows of `_counted`.
        repeated: kind, document, start and stop of repeated passages.

    Returns:
        The reasons of each section, and the examples of repeated passages by kind.
    """
    rows = [row for section in sections for row in section]
    for row in rows:
        row["stop_shown"] = min(row["stop"], row["start"] + EXAMPLE)
    remaining = [row for row in rows if row["text"] is None and row["name"] not in WHOLE]
    spans = [(row["document"], row["start"], row["stop_shown"]) for row in remaining]
    spans += [(document, start, min(stop, start + EXAMPLE)) for _, document, start, stop in repeated]
    texts = read_passages(run, spans)
    for row, text in zip(remaining, texts, strict=False):
        row |= {"text": text, "edited": row["start"]}
    largest: dict[str, list[Example]] = {}
    for (kind, document, start, stop), text in zip(repeated, texts[len(remaining) :], strict=True):
        largest.setdefault(kind, []).append(Example(document, start, stop, text))
    return [tuple(map(_reason, section)) for section in sections], largest


def _reason(row: dict[str, Any]) -> Reason:
    edited = row["edited"] or 0
    text = "" if row["name"] in WHOLE else row["text"][row["start"] - edited : row["stop_shown"] - edited]
    example = Example(row["document"], row["start"], row["stop"], text, row["keeper"], row["score"])
    return Reason(row["name"], row["passages"], row["documents"], row["characters"], row["sites"], example)


def _repeated(database: duckdb.DuckDBPyConnection) -> list[tuple[str, int, int, int]]:
    """Count the clusters of each kind, their documents, and the clusters worth reading."""
    query = f"""
        WITH remaining AS ({REMAINING}), judged AS ({JUDGED})
        SELECT r.kind, count(DISTINCT r.cluster), count(DISTINCT document),
               count(DISTINCT r.cluster) FILTER (worth)
        FROM remaining r JOIN judged USING (cluster)
        WHERE r.kind <> 'document' GROUP BY r.kind ORDER BY 2 DESC, r.kind"""
    return database.execute(query).fetchall()


def _largest(database: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int, int]]:
    """Give the first passage of each kind's clusters of the greatest value."""
    query = f"""
        WITH remaining AS ({REMAINING}), judged AS ({JUDGED}),
        chosen AS (SELECT cluster, worth, value FROM judged WHERE kind <> 'document'
                   QUALIFY row_number() OVER (PARTITION BY kind ORDER BY worth DESC, value DESC, cluster) <= {LARGEST})
        SELECT kind, document, start, stop FROM remaining JOIN chosen USING (cluster)
        QUALIFY row_number() OVER (PARTITION BY cluster ORDER BY document, start, stop) = 1
        ORDER BY kind, worth DESC, value DESC, cluster"""
    return database.execute(query).fetchall()


def _held_back(database: duckdb.DuckDBPyConnection, sites: list[str]) -> tuple[int, tuple[str, ...]]:
    query = """
        SELECT DISTINCT document FROM removals JOIN documents USING (document)
        WHERE action = 'withheld' AND (host IS NULL OR NOT list_contains($sites, host)) ORDER BY document"""
    documents = [document for (document,) in database.execute(query, {"sites": sites}).fetchall()]
    return len(documents), tuple(documents[:NAMED])


def _damaged(database: duckdb.DuckDBPyConnection) -> int:
    """Count the documents with bytes that are not of their encoding."""
    row = database.execute("SELECT count(*) FROM documents WHERE ends_with(encoding, '-damaged')").fetchone()
    return int(row[0]) if row else 0


def _without_text(database: duckdb.DuckDBPyConnection) -> int:
    """Count the failures of records, or of whole files, that have no text in the text field."""
    query = """
        SELECT count(*) FROM failures
        WHERE stage = 'read' AND (starts_with(message, 'no text: ') OR starts_with(message, 'no column '))"""
    row = database.execute(query).fetchone()
    return int(row[0]) if row else 0


def _failed_files(run: Run, database: duckdb.DuckDBPyConnection) -> tuple[FailedFile, ...]:
    query = """
        SELECT source, count(*), bool_and(starts_with(message, 'cannot be read: ')) FROM failures
        GROUP BY source ORDER BY 2 DESC, source"""
    whole = {s.name for s in sources_of(run) if not (FORMATS[s.kind].is_extracted or s.failure)}
    rows = database.execute(query).fetchall()
    return tuple(FailedFile(name, count, not lost and name in whole) for name, count, lost in rows)


def _failures(database: duckdb.DuckDBPyConnection) -> tuple[Failed, ...]:
    """Give the first failures: one for each message before a second one, and of these whole files before records."""
    query = f"""
        SELECT source, record, document, stage, message FROM failures
        ORDER BY row_number() OVER (PARTITION BY message ORDER BY source, record, stage),
                 starts_with(message, 'cannot be read: ') OR starts_with(message, 'no column ') DESC,
                 source, record, stage LIMIT {NAMED}"""
    return tuple(Failed(*row) for row in database.execute(query).fetchall())
