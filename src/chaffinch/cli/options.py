"""The switches that set the configuration, as data: which switch sets which key, in which command.

A command names its groups of switches and gets one `Settings`, so each switch is defined once, and a new key of
the configuration needs one row here. A switch that is not given leaves the value of the ``--config`` file.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial, wraps
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from chaffinch.config import ORDERS, Config
from chaffinch.errors import UsageError
from chaffinch.model import KEPT_CATEGORIES, REMOVED_CATEGORIES

__all__ = [
    "AGAINST",
    "BOILERPLATE",
    "CONFIG",
    "DOCUMENTS",
    "FOUND",
    "HTML",
    "INPUT",
    "JSON",
    "MATCH",
    "POLICY",
    "QUIET",
    "STRIP",
    "WORK",
    "WRITTEN",
    "Settings",
    "Switch",
    "switches",
]

Tree = dict[str, dict[str, Any]]


def _phrases(path: str) -> tuple[str, ...]:
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the phrases to protect in {path}: {error}") from error
    return tuple(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip().rstrip("/") for name in text.split(",") if name.strip())


def _pairs(pairs: list[str], *, switch: str, example: str) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    for pair, (name, equals, value) in zip(pairs, split, strict=True):
        if not (name.strip() and equals and value.strip()):
            raise UsageError(f"{switch} {pair}: write it NAME=VALUE, such as {example}")
    return {name.strip(): value.strip() for name, _, value in split}


def _scores(pairs: list[str]) -> dict[str, float]:
    found = _pairs(pairs, switch="--score", example="social=0.8")
    try:
        return {name: float(value) for name, value in found.items()}
    except ValueError as error:
        raise UsageError(f"--score {', '.join(pairs)}: {error}; a number from 0 to 1 is needed") from error


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch of the command line.

    Attributes:
        flag: the switch as it is typed, such as ``--keep``, or ``--report/--no-report`` for both values of a flag.
        key: the setting, as ``section.key`` of the configuration; empty if it sets none.
        metavar: the value as help shows it; None for a flag.
        help: the sentence that help shows.
        kind: the type to which typer converts the value.
        read: converts that to the value of the setting.
    """

    flag: str
    key: str
    metavar: str | None
    help: str
    kind: Any = str
    read: Callable[[Any], Any] = lambda value: value

    def parameter(self, *, hidden: bool = False) -> inspect.Parameter:
        """Give the parameter that defines this switch for typer; help does not show a hidden one."""
        option = typer.Option(self.flag, metavar=self.metavar, help=self.help, show_default=False, hidden=hidden)
        annotation: Any = Annotated[Optional[self.kind], option]  # noqa: UP045
        return inspect.Parameter(self.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)

    @property
    def name(self) -> str:
        """The name of the parameter."""
        return self.flag.partition("/")[0].removeprefix("--").replace("-", "_")


_ACTION = "remove|mark|report|off"

CONFIG = Switch("--config", "", "FILE", "Settings in TOML; switches override them.")
JSON = Switch("--json", "", None, "Print JSON to stdout, and no progress.", bool)
QUIET = Switch("--quiet", "", None, "Print no progress and no summary.", bool)

BOILERPLATE = (
    Switch("--boilerplate", "policy.boilerplate", _ACTION,
           "Action for boilerplate, such as disclaimers and site templates. Default: remove."),
    Switch("--category", "policy.categories", "NAME=ACTION",
           "Action for one category, such as byline=remove; repeatable. Removed by default: "
           f"{', '.join(REMOVED_CATEGORIES)}. Kept by default: {', '.join(KEPT_CATEGORIES)}.", list[str],
           partial(_pairs, switch="--category", example="byline=remove")),
    Switch("--rule", "policy.rules", "RULE=ACTION",
           "Action for one rule or template, such as 'en.social.*=report'; repeatable.", list[str],
           partial(_pairs, switch="--rule", example="en.social.follow=report")),
    Switch("--score", "policy.scores", "NAME=SCORE",
           "Least score (0-1) of a category, or of duplicate, contained, quotation..., to act on; repeatable.",
           list[str], _scores),
    Switch("--protect", "policy.protect", "FILE",
           "A file of phrases that are never cut, one a line; # begins a comment.", str, _phrases),
)  # fmt: skip
"""Policy for boilerplate: ``clean``, ``decide`` and ``strip``."""

POLICY = (
    Switch("--documents", "policy.documents", _ACTION, "Action for near-duplicate documents. Default: remove."),
    Switch(
        "--contained",
        "policy.contained",
        _ACTION,
        "Action for documents inside a longer one, such as a quoted message. Default: report.",
    ),
    Switch(
        "--updates",
        "policy.updates",
        _ACTION,
        "Action for versions of one text, such as an updated, corrected or continued report. Default: report.",
    ),
    Switch("--passages", "policy.passages", _ACTION, "Action for repeated passages. Default: report."),
    Switch("--keep", "policy.keep", "|".join(ORDERS), "Which copy stays. Default: longest."),
    Switch(
        "--sources",
        "policy.sources",
        "A,B,C",
        "Files or folders of the input, in order of preference, for --keep source.",
        str,
        _names,
    ),
    Switch(
        "--drop-empty",
        "policy.drop_empty",
        None,
        "Leave documents without any remaining text out of the cleaned corpus.",
        bool,
    ),
    Switch("--yes", "policy.yes", None, "Cut even if a site or the corpus loses most of its text.", bool),
)
"""Policy for documents and passages: ``clean`` and ``decide``."""

DOCUMENTS = tuple(switch for switch in POLICY if switch.key != "policy.passages")
"""Policy for documents alone: ``dedup``."""

STRIP = (
    Switch("--strip-level", "strip.level", "rules|safe|normal|aggressive",
           "rules: phrases and site templates; the others: also the line model. Default: rules."),
    Switch("--pack", "strip.packs", "FILE", "A rule pack of your own; repeatable. "
           "`chaffinch rules check --help` shows its form.", list[str], tuple),
    Switch("--profile", "strip.profile", "RUN", "An earlier run whose site templates are used, too."),
    Switch("--languages", "strip.languages", "EN,PT", "Only the packs of these languages. Default: that of each text.",
           str, _names),
    Switch("--ignore", "strip.ignore", "RULE", "Rules or templates that find nothing, as 'en.social.*'; repeatable.",
           list[str], tuple),
    Switch("--markup", "strip.markup", "auto|plain|markdown",
           "How texts are written, where records do not say it; auto judges each by its form. Default: auto."),
)  # fmt: skip
"""How boilerplate is found: ``clean`` and ``strip``."""

MATCH = (
    Switch(
        "--sensitivity",
        "passages.sensitivity",
        "default|high",
        "high: find reworded, translated and shuffled passages, too; slower. Default: default.",
    ),
)
"""How repeated passages are found: ``clean``."""

HTML = (
    Switch(
        "--html",
        "input.html",
        "auto|article|page|trafilatura",
        "How the main text of HTML is extracted: article for news, page for others; auto chooses. Default: auto.",
    ),
    Switch(
        "--html-format",
        "input.html_format",
        "text|markdown",
        "How the main text of HTML is written: a paragraph a line, or as markdown. Default: text.",
    ),
    Switch(
        "--html-frame",
        "input.html_frame",
        "keep|omit",
        "Whether the text of an article has its title heading, byline and captions. Default: omit.",
    ),
    Switch(
        "--with-metadata",
        "input.with_metadata",
        None,
        "Write title, author, date and address before the main text of HTML.",
        bool,
    ),
)
"""How the text of HTML is extracted: ``clean`` and ``strip``."""

AGAINST = (
    Switch("--against", "input.against", "INDEX",
           "What an index has is removed here; its documents stay. Repeatable; see chaffinch index.", list[str], tuple),
    Switch("--since", "input.since", "DAY", "Only documents of the index that are dated on this day or later."),
)  # fmt: skip
"""What a corpus is compared with: ``clean``."""

INPUT = (
    Switch(
        "--text-field",
        "input.text_field",
        "NAME",
        "The field with the text of a record. Default: text.",
    ),
    Switch("--id-field", "input.id_field", "NAME", "The field with the id of a record. Default: id."),
    Switch(
        "--host-from",
        "input.host_from",
        "field|folder",
        "Whether the site of a document is in a field or is the first folder. Default: field.",
    ),
    *HTML,
    Switch(
        "--stand-ins",
        "input.stand_ins",
        "fail|keep",
        "Whether notices in place of a page (robots, cookies, login, not found) are failures. Default: fail.",
    ),
    Switch("--to", "input.to", "same|text|jsonl|parquet", "Format of the cleaned corpus. Default: same as the input."),
    Switch(
        "--encoding",
        "input.encoding",
        "utf-8|same",
        "Encoding of the cleaned corpus: same keeps that of each file. Default: utf-8.",
    ),
)
"""How input is read and output is written: ``clean``."""

WRITTEN = (*INPUT[-2:], HTML[-1])
"""How output is written: ``decide`` takes these, too."""

FOUND = (*STRIP, *MATCH, *AGAINST, *(switch for switch in INPUT if switch not in WRITTEN))
"""How input is read and things are found: ``decide`` says why it does not take these."""

WORK = (
    Switch(
        "--memory",
        "work.memory",
        "SIZE",
        "Memory for the work of all processes, such as 2GB. Default: 1GB.",
    ),
    Switch("--workers", "work.workers", "N", "Number of processes. Default: one for each core.", int),
    Switch(
        "--engine", "work.engine", "local|spark", "Where the work is done: on this machine or on Spark. Default: local."
    ),
    Switch("--master", "work.master", "URL", "The master of Spark, such as local[4] or spark://host:7077."),
    Switch(
        "--report/--no-report",
        "work.report",
        None,
        "Whether report.html is written, which shows the cuts. Default: yes.",
        bool,
    ),
)
"""How the work is done: ``clean``."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one command line.

    Attributes:
        file: the path of the ``--config`` file, if any.
        json, quiet: whether these switches are given.
        values: the value of each setting that has a switch on the command line, by ``section.key``.
    """

    file: str | None = None
    json: bool = False
    quiet: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)

    def over(self, base: Config) -> Config:
        """Override a configuration by the file, and the result by the switches.

        Raises:
            UsageError: the file cannot be read, or a key or value is not allowed.

        >>> Settings(values={"policy.keep": "first"}).over(Config()).policy.keep
        'first'
        """
        config = base.override(_file_tree(self.file)) if self.file else base
        tree: Tree = {}
        for key, value in self.values.items():
            section, _, name = key.partition(".")
            old = getattr(getattr(config, section), name)
            tree.setdefault(section, {})[name] = value if key in _REPLACED else _joined(old, value)
        return config.override(tree)


_REPLACED = ("policy.protect", "policy.sources")  # lists in which an old item may be what the user wants to be rid of


def _joined(old: Any, value: Any) -> Any:
    """Add new entries to a table, and new items in front of a list; any other value is replaced."""
    if isinstance(old, Mapping):
        return {**old, **value}
    return value + tuple(item for item in old if item not in value) if isinstance(old, tuple) else value


def _file_tree(path: str) -> Tree:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read the configuration {path}: {error}") from error


def pasteable(command: Callable[..., None]) -> Callable[..., None]:
    """Exempt the last paragraph of a command's help from wrapping, so that its examples can be pasted."""
    description, _, examples = inspect.cleandoc(command.__doc__ or "").rpartition("\n\n")
    command.__doc__ = f"{description}\n\n\b\n{examples}"  # typer does not wrap a paragraph after \b
    return command


def switches(
    *groups: tuple[Switch, ...],
    hidden: tuple[Switch, ...] = (),
    common: tuple[Switch, ...] = (CONFIG, JSON, QUIET),
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a decorator that adds switches to a command, which gets their values as its argument ``settings``.

    Typer reads the signature of a function, so the decorated function has one with the switches instead of
    ``settings``.

    Args:
        groups: the groups of switches.
        hidden: switches that help does not show, since the command can only say why it does not take them.
        common: switches that set no key of the configuration.
    """
    taken = [*(switch for group in groups for switch in group), *hidden]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(command, eval_str=True).parameters.values()
        before = [p for p in own if p.name != "settings"]
        parameters = before + [switch.parameter(hidden=switch in hidden) for switch in (*taken, *common)]

        @wraps(command)
        def wrapped(**given: Any) -> None:
            file, json, quiet = (given.pop(switch.name, None) for switch in (CONFIG, JSON, QUIET))
            words = {switch: given.pop(switch.name) for switch in taken}
            # typer gives an empty list, not None, for a repeatable switch that was not given
            values = {s.key: s.read(word) for s, word in words.items() if word is not None and word != []}
            from chaffinch.schemas import keep_pandas_out

            keep_pandas_out()
            command(**given, settings=Settings(file, bool(json), bool(quiet), values))

        wrapped.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        wrapped.__annotations__ = {p.name: p.annotation for p in parameters}
        return wrapped

    return decorate
