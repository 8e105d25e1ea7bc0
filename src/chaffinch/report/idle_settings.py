"""Name the settings of a run that had no effect on the input that was read, each with the reason.

Only settings with another value than their default are named: somebody has asked for them.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from chaffinch.config import Config
from chaffinch.formats import EXTRACTED, FORMATS, RECORDS, shape
from chaffinch.runs import sources_of

if TYPE_CHECKING:
    import duckdb

    from chaffinch.formats import Source
    from chaffinch.runs import Run

__all__ = ["idle_settings"]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the settings can have an effect on.

    Attributes:
        config: of the run.
        sources: the files of the input.
        pages: documents that were extracted from HTML.
        hosts, dates: documents of which they are known.
        named: documents of records that have an id of their own.
        looked: whether boilerplate was looked for.
    """

    config: Config
    sources: list[Source]
    pages: int
    hosts: int
    dates: int
    named: int
    looked: bool

    @property
    def records(self) -> bool:
        """Whether any file has records with fields."""
        return any(source.kind in RECORDS for source in self.sources)

    @property
    def html(self) -> bool:
        """Whether any HTML was read."""
        return self.pages > 0 or any(FORMATS[source.kind].is_extracted for source in self.sources)


_COUNTS = f"""
    SELECT count(*) FILTER (encoding = '{EXTRACTED}'), count(host), count(date),
           count(*) FILTER (document <> source || '#' || record AND document <> source)
    FROM documents"""

_FIELDS = ("text_field", "id_field", "host_field", "url_field", "date_field", "markup_field")
_HTML = ("html", "html_format", "with_metadata")
_FINDERS = ("level", "packs", "profile", "languages", "ignore")
_PASSAGES = ("sensitivity", "letters", "similarity")
_DOCUMENTS = ("coverage", "num_perm", "shingle", "threshold")

_Test = Callable[[_Seen], bool]

_REASONS: tuple[tuple[str, tuple[str, ...], _Test, str], ...] = (
    ("input", _FIELDS, lambda s: not s.records, "no file of the input has records with named fields"),
    ("input", ("id_field",), lambda s: s.records and not s.named, "no record has an id there; ids are FILE#NUMBER"),
    ("input", ("host_field",), lambda s: s.records and not s.hosts, "no record has a site there"),
    ("input", ("date_field",), lambda s: s.records and not s.dates, "no record has a date there"),
    ("input", _HTML, lambda s: not s.html, "no page of HTML was read"),
    ("input", ("host_from",), lambda s: not s.hosts, "no file is in a folder below the input"),
    ("input", ("encoding",), lambda s: s.config.input.to != "same", "files of another shape are always UTF-8"),
    ("strip", _FINDERS, lambda s: not s.looked, "boilerplate was not looked for"),
    ("strip", ("profile",), lambda s: not s.hosts, "no document has a site (a host, or an address)"),
    ("passages", _PASSAGES, lambda s: s.config.policy.passages == "off", "passages were not looked for"),
    ("documents", _DOCUMENTS, lambda s: s.config.policy.documents == "off", "documents were not compared"),
    (
        "policy",
        ("keep",),
        lambda s: s.config.policy.keep in ("earliest", "latest") and not s.dates,
        "no document has a date, so the first one by its id stays",
    ),
)  # fmt: skip
"""By section and keys, when they have no effect, and why."""


def idle_settings(run: Run, database: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Yield a line for each setting that had no effect.

    Args:
        run: a finished run.
        database: has its tables ``documents`` and ``removals``.
    """
    pages, hosts, dates, named = database.execute(_COUNTS).fetchone() or (0, 0, 0, 0)
    looked = run.info.get("looked_for_boilerplate", True)
    seen = _Seen(run.config, sources_of(run), pages, hosts, dates, named, looked)
    plain = Config()
    for section, keys, idle, why in _REASONS:
        for key in keys:
            value = getattr(getattr(seen.config, section), key)
            if value != getattr(getattr(plain, section), key) and idle(seen):
                yield f"[{section}] {key} = {_written(value)} has no effect: {why}"
    yield from _categories(seen.config)
    yield from _rules(seen.config, database)
    yield from _sources(seen)
    yield from _marks(seen, database)


def _written(value: Any) -> str:
    """Write a value as TOML does."""
    return str(value).lower() if isinstance(value, bool) else repr(list(value) if isinstance(value, tuple) else value)


def _categories(config: Config) -> Iterator[str]:
    if "boilerplate" in config.policy.categories and config.strip.level == "rules":
        yield (
            "the category boilerplate has no effect: only the line model finds it, which runs at --strip-level safe, "
            "normal or aggressive"
        )


def _rules(config: Config, database: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Name the rules with an action of their own that found nothing, and what the name may be a slip of."""
    found = [
        rule for (rule,) in database.execute("SELECT DISTINCT rule FROM findings ORDER BY rule").fetchall() if rule
    ]
    for pattern, action in config.policy.rules.items():
        if not fnmatch.filter(found, pattern):
            near = get_close_matches(pattern.rstrip("*"), found, n=1, cutoff=0.7)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            yield f"[policy.rules] {pattern!r} = {action!r} has no effect: nothing was found by such a rule{meant}"


def _sources(seen: _Seen) -> Iterator[str]:
    """Name sources in the order of preference that are no file or folder of the input."""
    names = [source.name for source in seen.sources]
    for one in seen.config.policy.sources:
        if seen.config.policy.keep != "source":
            yield "[policy] sources has no effect without --keep source"
            return
        if not any(name == one or name.startswith(f"{one}/") for name in names):
            yield f"[policy] sources names {one!r}, which is no file or folder of the input"


def _marks(seen: _Seen, database: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Say how many marked passages no cleaned file has a field for."""
    to = seen.config.input.to
    kinds = {source.name: shape(source, to) for source in seen.sources}
    query = """
        SELECT source, count(*) FROM removals JOIN documents USING (document)
        WHERE action = 'mark' AND outcome = 'cleaned' GROUP BY source"""
    lost = [(name, count) for name, count in database.execute(query).fetchall() if not FORMATS[kinds[name]].has_marks]
    if lost:
        passages = sum(count for _, count in lost)
        shapes = ", ".join(sorted({kinds[name] for name, _ in lost}))
        yield (
            f"{passages:,} marked passage{'s are' if passages != 1 else ' is'} in removals.parquet only: files of the "
            f"shape {shapes} have no field for marks; --to jsonl or --to parquet writes them to the field chaffinch"
        )
