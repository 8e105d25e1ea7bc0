"""What can be set, in sections, with the defaults and why; each value is checked as soon as a section is made.

Import this without cost: no array library is loaded, nor msgspec, so that ``--help`` stays quick. For that the types
with limits are written as text, which `_types` reads when the first section is made.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias, get_args, get_origin, get_type_hints

from chaffinch.errors import UsageError
from chaffinch.model import CATEGORIES, WHOLE

if TYPE_CHECKING:
    import msgspec

__all__ = [
    "PAGES",
    "PASSAGE_KINDS",
    "Config",
    "DocumentConfig",
    "InputConfig",
    "PassageConfig",
    "PolicyConfig",
    "StripConfig",
    "WorkConfig",
    "without_unknown",
]

Text: TypeAlias = "Annotated[str, msgspec.Meta(description='a text')]"
Day: TypeAlias = (
    r"Annotated[str, msgspec.Meta(pattern=r'^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])([T ].*)?)?)?)?$', "
    "description='a day such as 2026-03-31, a month or a year')]"
)
Texts: TypeAlias = "Annotated[tuple[str, ...], msgspec.Meta(description='a list of texts')]"
Flag: TypeAlias = "Annotated[bool, msgspec.Meta(description='true or false')]"
Count: TypeAlias = "Annotated[int, msgspec.Meta(ge=1, description='a whole number, 1 or more,')]"
Size: TypeAlias = (
    "Annotated[int, msgspec.Meta(ge=1, description='a number of bytes, or a size such as 2GB, 500MB or 1.5GiB,')]"
)
Memory: TypeAlias = (
    "Annotated[int, msgspec.Meta(ge=50_000_000, "
    "description='a number of bytes, or a size such as 2GB, 500MB or 1.5GiB, at least 50MB,')]"
)
Share: TypeAlias = "Annotated[float, msgspec.Meta(ge=0, le=1, description='a number from 0 to 1')]"
Seconds: TypeAlias = "Annotated[float, msgspec.Meta(gt=0, description='a number of seconds, above 0,')]"
Workers: TypeAlias = "Annotated[int, msgspec.Meta(ge=0, description='a whole number, 0 (one for every core) or more,')]"

Action = Literal["remove", "mark", "report", "off"]
Actions: TypeAlias = "Annotated[Mapping[str, str], msgspec.Meta(description='a table of categories and actions')]"

Scores: TypeAlias = (
    "Annotated[Mapping[str, Annotated[float, msgspec.Meta(ge=0, le=1)]], "
    "msgspec.Meta(description='a table of names and numbers from 0 to 1')]"
)

PAGES = (".html", ".htm", ".xhtml")
"""End the names of files that are HTML pages."""

PASSAGE_KINDS = ("quotation", "syndicated", "repeat")
"""Kinds of clusters of passages, which are also reasons of removals."""

Order = Literal["longest", "first", "earliest", "latest", "source"]
ORDERS: tuple[str, ...] = get_args(Order)
"""How the copy that stays is chosen; `chaffinch.policy.ranking.rank` says by what."""


_SCORED = (*CATEGORIES, *WHOLE, *PASSAGE_KINDS)  # what `scores` may name

_SIZES = ("memory", "extract_memory", "task")  # keys whose value may be a text with a unit


class _Section:
    """What all sections have in common: their values are checked, wherever these come from.

    Attributes:
        section: the name of the section in TOML.
    """

    __slots__ = ()
    section: ClassVar[str]

    def __post_init__(self) -> None:
        """Take each value in the type of its key; raise UsageError for one that is not allowed."""
        for key, kind in _types(self.section).items():
            value = getattr(self, key)
            value = _bytes(value) if key in _SIZES and isinstance(value, str) else value
            value = _taken(f"[{self.section}] {key}", value, kind)
            object.__setattr__(self, key, value)  # how a frozen dataclass sets its own values


@dataclass(frozen=True, slots=True)
class InputConfig(_Section):
    """How the input is read and the output written.

    Attributes:
        text_field, id_field, host_field, date_field: names in JSONL, CSV and Parquet records. Without a
            host field the host of ``url_field`` is taken.
        markup_field: the field that says how the text of a record is written: ``markdown`` or ``plain``.
        host_from: ``field``, or ``folder``: the first folder below the root.
        html: how the main text is got out of HTML: ``article`` (news), ``page`` (blocks of any kind of page),
            ``auto`` (one of the two, by what the page says it is) or ``trafilatura`` (its plain output).
        html_format: how that is written: ``text`` (a paragraph a line) or ``markdown``.
        html_frame: whether title heading, standfirst, byline, dateline and captions of an article are part of its text:
            ``keep``, or ``omit`` those that the profile does not take for main text, as labelled data does.
        stand_ins: what becomes of notices in place of a page, such as checks for robots: ``fail``, or ``keep`` them as
            documents.
        with_metadata: whether title, author, date and address stand before the text of a page.
        extract_seconds, extract_memory: what one page may take (seconds, bytes) before it is a failure.
        to: shape of the output: ``same``, ``text``, ``jsonl``, ``parquet``.
        encoding: of the output: ``utf-8``, or ``same`` for that of each file; other shapes are always UTF-8.
        against: folders of indexes; what their documents have is a copy here, and they stay.
        since: only documents of the indexes that are dated on this day or later (ISO 8601; without a date: that were
            added then); all if empty.
        across: whether documents are compared with those of the indexes only, with all of them, and not with one
            another.
    """

    section: ClassVar[str] = "input"

    text_field: Text = "text"
    id_field: Text = "id"
    host_field: Text = "host"
    url_field: Text = "url"
    date_field: Text = "date"
    markup_field: Text = "markup"
    host_from: Literal["field", "folder"] = "field"
    html: Literal["auto", "article", "page", "trafilatura"] = "auto"
    html_format: Literal["text", "markdown"] = "text"
    html_frame: Literal["keep", "omit"] = "omit"
    stand_ins: Literal["fail", "keep"] = "fail"
    with_metadata: Flag = False
    extract_seconds: Seconds = 20.0
    extract_memory: Size = 2_000_000_000
    to: Literal["same", "text", "jsonl", "parquet"] = "same"
    encoding: Literal["utf-8", "same"] = "utf-8"
    against: Texts = ()
    since: Day = ""
    across: Flag = False


@dataclass(frozen=True, slots=True)
class StripConfig(_Section):
    """How boilerplate is found.

    Attributes:
        level: ``rules`` (rules and templates), ``safe``, ``normal``, ``aggressive`` (also the line model).
        packs: TOML rule packs of the user's own, beside the packs of the package.
        profile: site templates of an earlier run, for single new pages of its sites.
        languages: codes of the packs of the package that are used, such as ``en``; all if there are none, each on texts
            of its language.
        ignore: ids of rules and templates that find nothing; ``*`` stands for any letters.
        markup: how texts are written whose records do not say it: ``plain``, ``markdown``, or ``auto``: each text is
            judged by its form.
    """

    section: ClassVar[str] = "strip"

    level: Literal["rules", "safe", "normal", "aggressive"] = "rules"
    packs: Texts = ()
    profile: Text = ""
    languages: Texts = ()
    ignore: Texts = ()
    markup: Literal["auto", "plain", "markdown"] = "auto"


@dataclass(frozen=True, slots=True)
class DocumentConfig(_Section):
    """When two documents are near-duplicates.

    Attributes:
        coverage: both documents' coverage by the other (share of letters, boilerplate aside) from which on
            they are near-duplicates; one alone from which on that one is contained.
        num_perm: permutations of a MinHash sketch.
        shingle: words in a shingle of a sketch.
        threshold: Jaccard similarity that the LSH bands aim at.
    """

    section: ClassVar[str] = "documents"

    coverage: Share = 0.8
    num_perm: Count = 128
    shingle: Count = 2
    threshold: Share = 0.4


@dataclass(frozen=True, slots=True)
class PassageConfig(_Section):
    """When two passages say the same thing.

    Attributes:
        sensitivity: ``default`` (letters) or ``high`` (also reworded text).
        letters: the fewest letters of a passage; those of scripts without spaces count double.
        similarity: 2 x equal letters / letters of both, at least.
    """

    section: ClassVar[str] = "passages"

    sensitivity: Literal["default", "high"] = "default"
    letters: Count = 50
    similarity: Share = 0.70


@dataclass(frozen=True, slots=True)
class PolicyConfig(_Section):
    """What goes and what stays.

    Attributes:
        boilerplate, documents, passages: ``remove``, ``mark``, ``report`` or ``off``. To ``documents`` belong
            excerpts: documents of which a longer one has everything.
        contained: the same for documents that stand inside a longer one, such as a message in the reply that quotes it
            or an article in a digest. Only looked for where ``documents`` is not ``off``.
        updates: the same for versions of one text: one says that it updates or corrects, or they open with other news.
            Only looked for where ``documents`` is not ``off``.
        categories: an action for single categories, over that of ``boilerplate``.
        rules: an action for single rules or templates, over those of their categories; ``*`` stands for any letters.
        scores: the least score from which on a category, ``duplicate``, ``contained``, ``update`` or a kind of passages
            is acted on; what is below stays and is only reported.
        keep: which of several copies stays: ``longest`` (the most letters outside of boilerplate and quoted lines,
            the fewest signs of damage), ``first`` (that was read), ``earliest``, ``latest`` or ``source``. By every
            order one that says that it corrects another stays.
        sources: sources in order of preference, for ``keep="source"``.
        protect: phrases that are never cut.
        drop_empty: leave out documents of which nothing is left.
        corpus_share: a site (of ten documents or more) that would lose more of its characters keeps all its text; a
            corpus that would lose more stops the run. Copies do not count.
        yes: cut all the same.
    """

    section: ClassVar[str] = "policy"

    boilerplate: Action = "remove"
    documents: Action = "remove"
    contained: Action = "report"
    updates: Action = "report"
    passages: Action = "report"
    categories: Actions = field(default_factory=dict)
    rules: Actions = field(default_factory=dict)
    scores: Scores = field(default_factory=dict)
    keep: Order = "longest"
    sources: Texts = ()
    protect: Texts = ()
    drop_empty: Flag = False
    corpus_share: Share = 0.75
    yes: Flag = False

    def __post_init__(self) -> None:
        """Check also what no type tells; raise UsageError for actions and orders that do not go together."""
        _Section.__post_init__(self)  # a class with slots is made anew, and super() would mean the old one
        for category, action in self.categories.items():
            if category not in CATEGORIES:
                raise UsageError(f"unknown category {category!r}; known: {', '.join(sorted(CATEGORIES))}")
            _taken(f"[policy.categories] {category}", action, Action)
        for rule, action in self.rules.items():
            _taken(f"[policy.rules] {rule}", action, Action)
        for name in self.scores:
            if name not in _SCORED:
                raise UsageError(f"[policy.scores] {name}: unknown; known: {', '.join(sorted(_SCORED))}")
        _check_documents(self)


@dataclass(frozen=True, slots=True)
class WorkConfig(_Section):
    """How the work is done; never changes a result.

    Attributes:
        workers: processes; 0 means one for every core.
        memory: bytes that the batches of all processes, and DuckDB, may take together.
        task: bytes of input that one task takes at most; less where there is little memory.
        engine: ``local`` (this machine) or ``spark``.
        master: URL of Spark's master; empty for what ``spark-submit`` says, else all cores of this machine.
        report: whether ``report.html`` is written, which shows what was cut and why.
    """

    section: ClassVar[str] = "work"

    workers: Workers = 0
    memory: Memory = 1_000_000_000
    task: Size = 8_000_000
    engine: Literal["local", "spark"] = "local"
    master: Text = ""
    report: Flag = True

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
    chaffinch.errors.UsageError: unknown key 'kep' in [policy]; did you mean 'keep'? known: boilerplate, documents, \
contained, updates, passages, categories, rules, scores, keep, sources, protect, drop_empty, corpus_share, yes
    >>> Config.from_dict({"passages": {"letters": 0}})
    Traceback (most recent call last):
    ...
    chaffinch.errors.UsageError: [passages] letters = 0: a whole number, 1 or more, is needed
    """

    input: InputConfig = field(default_factory=InputConfig)
    strip: StripConfig = field(default_factory=StripConfig)
    documents: DocumentConfig = field(default_factory=DocumentConfig)
    passages: PassageConfig = field(default_factory=PassageConfig)
    policy: PolicyConfig = field(default_factory=PolicyConfig)
    work: WorkConfig = field(default_factory=WorkConfig)

    @classmethod
    def of(cls, settings: Config | Mapping[str, Mapping[str, Any]] | None) -> Config:
        """Take settings as they are given to a function: a configuration, a table of tables, or None for the defaults.

        Raises:
            UsageError: they are nothing of this, or see `from_dict`.
        """
        if isinstance(settings, Config):
            return settings
        if settings is not None and not isinstance(settings, Mapping):
            raise UsageError(f"config = {settings!r:.60}: a Config, or a dictionary of sections, is needed")
        return cls.from_dict(settings or {})

    def __post_init__(self) -> None:
        """Check that sections are where they belong; raise UsageError for anything else."""
        for name, kind in _SECTIONS.items():
            if not isinstance(getattr(self, name), kind):
                raise UsageError(f"Config({name}={getattr(self, name)!r}): a {kind.__name__} is needed")

    @classmethod
    def from_dict(cls, tree: Mapping[str, Mapping[str, Any]]) -> Config:
        """Set what is given, over the defaults.

        Args:
            tree: by the names of sections, the values of their keys, as TOML has them.

        Raises:
            UsageError: a section or a key is unknown, or a value is not allowed.
        """
        return cls().override(tree)

    def override(self, tree: Mapping[str, Mapping[str, Any]]) -> Config:
        """Give a copy in which the given keys have new values.

        Args:
            tree: as that of `from_dict`.

        Raises:
            UsageError: a section or a key is unknown, or a value is not allowed.
        """
        for name, values in tree.items():
            _check_names(name, values)
        return replace(self, **{name: replace(getattr(self, name), **values) for name, values in tree.items()})

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Give the sections as plain dictionaries."""
        return asdict(self)


def without_unknown(tree: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], tuple[str, ...]]:
    """Part the settings that another version stored into those that this one knows, and the names of the others.

    Args:
        tree: as that of `Config.from_dict`; the values are not checked.

    >>> without_unknown({"policy": {"keep": "first", "document_share": 0.5}, "cache": {}})
    ({'policy': {'keep': 'first'}}, ('[policy] document_share', '[cache]'))
    """
    sections = {name: values for name, values in tree.items() if name in _SECTIONS and isinstance(values, Mapping)}
    known = {n: {k: v for k, v in values.items() if k in _keys(n)} for n, values in sections.items()}
    others = [f"[{name}] {key}" for name, values in sections.items() for key in values if key not in known[name]]
    return known, (*others, *(f"[{name}]" for name in tree if name not in sections))


_SECTIONS: dict[str, type[_Section]] = {
    kind.section: kind for kind in (InputConfig, StripConfig, DocumentConfig, PassageConfig, PolicyConfig, WorkConfig)
}


def _keys(section: str) -> list[str]:
    return [f.name for f in fields(_SECTIONS[section])]  # type: ignore[arg-type]


def _check_names(section: str, values: Any) -> None:
    """Raise UsageError for a section that is none, or a key that it does not have; tell which was likely meant."""
    if section not in _SECTIONS:
        kind = f"section [{section}]" if isinstance(values, Mapping) else f"key {section!r} outside of all sections"
        raise UsageError(f"unknown {kind}; {_meant(section, _SECTIONS)}known: {', '.join(_SECTIONS)}")
    if not isinstance(values, Mapping):
        raise UsageError(f"{section} = {values!r}: a section [{section}] with keys below it is needed")
    known = _keys(section)
    for key in values:
        if key not in known:
            raise UsageError(f"unknown key {key!r} in [{section}]; {_meant(key, known)}known: {', '.join(known)}")


def _meant(name: str, known: Iterable[str]) -> str:
    """Ask whether a known name was meant, or a key of that name in another section; nothing where none is alike."""
    from difflib import get_close_matches

    near = [repr(found) for found in get_close_matches(str(name), known, n=1)]
    near += [f"[{section}] {name}" for section in _SECTIONS if name in _keys(section)]
    return f"did you mean {near[0]}? " if near else ""


@cache
def _types(section: str) -> dict[str, Any]:
    """Give the types of the keys of a section, with their limits."""
    import msgspec

    hints = get_type_hints(_SECTIONS[section], localns={"msgspec": msgspec}, include_extras=True)
    return {key: hints[key] for key in _keys(section)}


def _taken(name: str, value: Any, kind: Any) -> Any:
    """Take a value in a type, a list as a tuple; raise UsageError that says which values the type has."""
    import msgspec

    if isinstance(value, float):
        value = float(value)  # numpy has a float of its own, which msgspec does not take
    if isinstance(value, list | tuple):
        value = [os.fspath(part) if isinstance(part, os.PathLike) else part for part in value]
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        raise UsageError(f"{name} = {value!r}{_needed(kind)}") from error


def _bytes(text: str) -> int | str:
    """Read a size with a unit or without, and leave any other text; ``GB`` is 10**9 and ``GiB`` is 2**30.

    >>> _bytes("2GB"), _bytes("1.5 GiB"), _bytes("500m"), _bytes("lots")
    (2000000000, 1610612736, 500000000, 'lots')
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?", text.strip().lower())
    if not found or (found[3] and not found[2]):
        return text
    return int(float(found[1]) * (1024 if found[3] else 1000) ** " kmgt".index(found[2] or " "))


def _needed(kind: Any) -> str:
    """Tell which values a type takes, as the end of a message."""
    if get_origin(kind) is Literal:
        return f"; one of: {', '.join(get_args(kind))}"
    return f": {kind.__metadata__[0].description} is needed"


def _check_documents(policy: PolicyConfig) -> None:
    for name, action in (("contained", policy.contained), ("updates", policy.updates)):
        if policy.documents != "off" or action not in ("remove", "mark"):
            continue
        raise UsageError(
            f"[policy] {name} = {action!r}, but documents = 'off', so that documents are not compared; "
            "try documents = 'report'"
        )
    if policy.keep == "source" and not policy.sources:
        raise UsageError("[policy] keep = 'source' without sources; name them in order of preference: --sources A,B")
