"""What can be set, in sections, with the defaults and why; read from TOML.

Import this without cost: no array library is loaded, so that ``--help`` stays quick.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from chaffinch.errors import UsageError
from chaffinch.model import CATEGORIES

__all__ = [
    "Config",
    "DocumentConfig",
    "InputConfig",
    "PassageConfig",
    "PolicyConfig",
    "StripConfig",
    "WorkConfig",
    "memory_size",
]

ACTIONS = ("remove", "mark", "report", "off")

ORDERS = ("longest", "first", "earliest", "source")
"""How the copy that stays is chosen; `chaffinch.policy.ranking.rank` says by what."""


@dataclass(frozen=True, slots=True)
class InputConfig:
    """How the input is read and the output written.

    Attributes:
        text_field, id_field, host_field, date_field: names in JSONL, CSV and Parquet records. Without a
            host field the host of ``url_field`` is taken.
        host_from: ``field``, or ``folder``: the first folder below the root.
        html: how the main text is got out of HTML: ``article`` (news), ``page`` (blocks of any kind of page),
            ``auto`` (one of the two, by what the page says it is) or ``trafilatura`` (its plain output).
        extract_seconds, extract_memory: what one page may take (seconds, bytes) before it is a failure.
        to: shape of the output: ``same``, ``text``, ``jsonl``, ``parquet``.
    """

    text_field: str = "text"
    id_field: str = "id"
    host_field: str = "host"
    url_field: str = "url"
    date_field: str = "date"
    host_from: str = "field"
    html: str = "auto"
    extract_seconds: float = 20.0
    extract_memory: int = 2_000_000_000
    to: str = "same"


@dataclass(frozen=True, slots=True)
class StripConfig:
    """How boilerplate is found.

    Attributes:
        level: ``rules`` (rules and templates), ``safe``, ``normal``, ``aggressive`` (also the line model).
        packs: TOML rule packs of the user's own, beside the packs of the package.
        profile: site templates of an earlier run, for single new pages of its sites.
    """

    level: str = "rules"
    packs: tuple[str, ...] = ()
    profile: str = ""


@dataclass(frozen=True, slots=True)
class DocumentConfig:
    """When two documents are near-duplicates.

    Attributes:
        coverage: both documents' coverage by the other (share of letters, boilerplate aside) from which on
            they are near-duplicates; one alone from which on that one is contained.
        num_perm: permutations of a MinHash sketch.
        shingle: words in a shingle of a sketch.
        threshold: Jaccard similarity that the LSH bands aim at.
    """

    coverage: float = 0.8
    num_perm: int = 128
    shingle: int = 2
    threshold: float = 0.4


@dataclass(frozen=True, slots=True)
class PassageConfig:
    """When two passages say the same thing.

    Attributes:
        sensitivity: ``default`` (letters) or ``high`` (also reworded text).
        letters: the fewest letters of a passage; those of scripts without spaces count double.
        similarity: 2 x equal letters / letters of both, at least.
    """

    sensitivity: str = "default"
    letters: int = 50
    similarity: float = 0.70


@dataclass(frozen=True, slots=True)
class PolicyConfig:
    """What goes and what stays.

    Attributes:
        boilerplate, documents, passages: ``remove``, ``mark``, ``report`` or ``off``. To ``documents`` belong copies
            whose end is cut off.
        contained: the same for documents that stand inside a longer one, such as a message in the reply that quotes it
            or an article in a digest. Only looked for where ``documents`` is not ``off``.
        categories: an action for single categories, over that of ``boilerplate``.
        keep: which of several copies stays: ``longest`` (the most letters outside of boilerplate and quoted lines),
            ``first``, ``earliest`` or ``source``.
        sources: sources in order of preference, for ``keep="source"``.
        protect: phrases that are never cut.
        drop_empty: leave out documents of which nothing is left.
        corpus_share: a site (of ten documents or more) that would lose more of its characters keeps all its text; a
            corpus that would lose more stops the run. Copies do not count.
        yes: cut all the same.
    """

    boilerplate: str = "remove"
    documents: str = "remove"
    contained: str = "report"
    passages: str = "report"
    categories: Mapping[str, str] = field(default_factory=dict)
    keep: str = "longest"
    sources: tuple[str, ...] = ()
    protect: tuple[str, ...] = ()
    drop_empty: bool = False
    corpus_share: float = 0.75
    yes: bool = False


@dataclass(frozen=True, slots=True)
class WorkConfig:
    """How the work is done; never changes a result.

    Attributes:
        workers: processes; 0 means one for every core.
        memory: bytes that the batches of all processes, and DuckDB, may take together.
        task: bytes of input that one task takes at most; less where there is little memory.
        engine: ``local`` (this machine) or ``spark``.
        master: URL of Spark's master; empty for what ``spark-submit`` says, else all cores of this machine.
    """

    workers: int = 0
    memory: int = 1_000_000_000
    task: int = 8_000_000
    engine: str = "local"
    master: str = ""

    @property
    def processes(self) -> int:
        """The number of workers asked for, or one for every core that this process may use."""
        usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return self.workers or usable

    @property
    def share(self) -> int:
        """What one process may take of the memory, bytes: there are the workers, and the one that leads."""
        return self.memory // (self.processes + 1)


@dataclass(frozen=True, slots=True)
class Config:
    """All sections.

    >>> Config.from_dict({"policy": {"keep": "first"}}).policy.keep
    'first'
    >>> Config.from_dict({"policy": {"kep": "first"}})
    Traceback (most recent call last):
    ...
    chaffinch.errors.UsageError: unknown key 'kep' in [policy]; known: boilerplate, documents, contained, \
passages, categories, keep, sources, protect, drop_empty, corpus_share, yes
    """

    input: InputConfig = InputConfig()
    strip: StripConfig = StripConfig()
    documents: DocumentConfig = DocumentConfig()
    passages: PassageConfig = PassageConfig()
    policy: PolicyConfig = PolicyConfig()
    work: WorkConfig = WorkConfig()

    @classmethod
    def from_dict(cls, tree: Mapping[str, Mapping[str, Any]]) -> Config:
        """Set what is given, over the defaults; raise UsageError for an unknown section, key or value."""
        return cls().override(tree)

    @classmethod
    def from_toml(cls, path: str | Path) -> Config:
        """Read a TOML file of sections; raise UsageError where it cannot be read or has an unknown key."""
        try:
            return cls.from_dict(tomllib.loads(Path(path).read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UsageError(f"cannot read the configuration {path}: {error}") from error

    def override(self, tree: Mapping[str, Mapping[str, Any]]) -> Config:
        """Give a copy in which the given keys have new values."""
        names = [f.name for f in fields(self)]
        changed: dict[str, Any] = {}
        for section, values in tree.items():
            if section not in names or not isinstance(values, Mapping):
                raise UsageError(f"unknown section [{section}]; known: {', '.join(names)}")
            changed[section] = _override_section(getattr(self, section), section, values)
        return _checked(replace(self, **changed))

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Give the sections as plain dictionaries."""
        return asdict(self)


def memory_size(text: str) -> int:
    """Read a size in bytes, with a unit or without; ``GB`` is 10**9 and ``GiB`` is 2**30.

    >>> memory_size("2GB"), memory_size("1.5 GiB"), memory_size("500m")
    (2000000000, 1610612736, 500000000)
    >>> memory_size("lots")
    Traceback (most recent call last):
    ...
    chaffinch.errors.UsageError: 'lots' is no size; write it like 2GB, 500MB or 1.5GiB
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?", text.strip().lower())
    if not found or (found[3] and not found[2]) or not float(found[1]):
        raise UsageError(f"{text!r} is no size; write it like 2GB, 500MB or 1.5GiB")
    return int(float(found[1]) * (1024 if found[3] else 1000) ** " kmgt".index(found[2] or " "))


def _override_section(section: Any, name: str, values: Mapping[str, Any]) -> Any:
    known = [f.name for f in fields(section)]
    for key, value in values.items():
        if key not in known:
            raise UsageError(f"unknown key {key!r} in [{name}]; known: {', '.join(known)}")
        if key in _SIZES and isinstance(value, str):
            value = memory_size(value)  # noqa: PLW2901
            values = {**values, key: value}
        old = getattr(section, key)
        same = isinstance(value, (int, float)) if isinstance(old, float) else isinstance(value, type(old))
        if isinstance(old, tuple) and isinstance(value, (list, tuple)):
            values, same = {**values, key: tuple(value)}, all(isinstance(v, str) for v in value)
        if isinstance(old, bool) is not isinstance(value, bool) or not (same or isinstance(old, Mapping)):
            raise UsageError(f"[{name}] {key} = {value!r}: {_KINDS[type(old)]} is needed, such as {old!r}")
    return replace(section, **values)


_KINDS = {
    str: "a text", int: "a number", float: "a number", bool: "true or false", tuple: "a list of texts", dict: "a table"
}  # fmt: skip
_SIZES = ("memory", "extract_memory")

_CHOICES = {
    ("input", "host_from"): ("field", "folder"),
    ("input", "html"): ("auto", "article", "page", "trafilatura"),
    ("input", "to"): ("same", "text", "jsonl", "parquet"),
    ("strip", "level"): ("rules", "safe", "normal", "aggressive"),
    ("passages", "sensitivity"): ("default", "high"),
    ("policy", "boilerplate"): ACTIONS,
    ("policy", "documents"): ACTIONS,
    ("policy", "contained"): ACTIONS,
    ("policy", "passages"): ACTIONS,
    ("policy", "keep"): ORDERS,
    ("work", "engine"): ("local", "spark"),
}


def _checked(config: Config) -> Config:
    for (section, key), allowed in _CHOICES.items():
        value = getattr(getattr(config, section), key)
        if value not in allowed:
            raise UsageError(f"[{section}] {key} = {value!r}; one of: {', '.join(allowed)}")
    for category, action in config.policy.categories.items():
        if category not in CATEGORIES:
            raise UsageError(f"unknown category {category!r}; known: {', '.join(sorted(CATEGORIES))}")
        if action not in ACTIONS:
            raise UsageError(f"[policy.categories] {category} = {action!r}; one of: {', '.join(ACTIONS)}")
    _check_documents(config.policy)
    return config


def _check_documents(policy: PolicyConfig) -> None:
    if policy.documents == "off" and policy.contained in ("remove", "mark"):
        raise UsageError(
            f"[policy] contained = {policy.contained!r}, but documents = 'off', so that documents are not compared; "
            "try documents = 'report'"
        )
    if policy.keep == "source" and not policy.sources:
        raise UsageError("[policy] keep = 'source' without sources; name them in order of preference: --sources A,B")
