"""The switches that set the configuration, as data: which switch sets which key, in which command.

A command names the groups it takes and gets one ``Settings``; so a switch is written once, and a new key of
the configuration needs one row here. A switch that is not given leaves what a ``--config`` file says.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from chaffinch.config import ORDERS, Config
from chaffinch.errors import UsageError

__all__ = [
    "BOILERPLATE",
    "CONFIG",
    "INPUT",
    "JSON",
    "MATCH",
    "POLICY",
    "QUIET",
    "STRIP",
    "WORK",
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
    return tuple(line.strip() for line in lines if line.strip())


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip().rstrip("/") for name in text.split(",") if name.strip())


def _actions(pairs: list[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    for pair, (name, equals, action) in zip(pairs, split, strict=True):
        if not (name.strip() and equals and action.strip()):
            raise UsageError(f"--category {pair}: write it NAME=ACTION, such as byline=remove")
    return {name.strip(): action.strip() for name, _, action in split}


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch: its name, the key it sets, and what help says.

    Attributes:
        flag: the switch itself; ``key`` says ``section.key`` in the configuration.
        kind: what the shell's words become; ``read`` turns that into the key's value.
    """

    flag: str
    key: str
    metavar: str | None
    help: str
    kind: Any = str
    read: Callable[[Any], Any] = lambda value: value

    def parameter(self) -> inspect.Parameter:
        """Give the parameter by which typer knows this switch."""
        option = typer.Option(self.flag, metavar=self.metavar, help=self.help, show_default=False)
        annotation: Any = Annotated[Optional[self.kind], option]  # noqa: UP045
        return inspect.Parameter(self.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)

    @property
    def name(self) -> str:
        """Name it as a parameter."""
        return self.flag.removeprefix("--").replace("-", "_")


_ACTION = "remove|mark|report|off"

CONFIG = Switch("--config", "", "FILE", "Settings in TOML; switches go over them.")
JSON = Switch("--json", "", None, "Print JSON to stdout, and no progress.", bool)
QUIET = Switch("--quiet", "", None, "No progress and no summary.", bool)

BOILERPLATE = (
    Switch("--boilerplate", "policy.boilerplate", _ACTION,
           "Disclaimers, share lines, site templates. Default: remove."),
    Switch("--category", "policy.categories", "NAME=ACTION",
           "One category by itself, such as byline=remove; repeatable.", list[str], _actions),
    Switch("--protect", "policy.protect", "FILE", "Phrases that are never cut, one a line.", str, _phrases),
)  # fmt: skip
"""What boilerplate goes: ``clean``, ``decide`` and ``strip``."""

POLICY = (
    Switch("--documents", "policy.documents", _ACTION, "Near-duplicate documents. Default: remove."),
    Switch(
        "--contained",
        "policy.contained",
        _ACTION,
        "Documents inside a longer one, such as a quoted message. Default: report.",
    ),
    Switch("--passages", "policy.passages", _ACTION, "Passages repeated elsewhere. Default: report."),
    Switch("--keep", "policy.keep", "|".join(ORDERS), "Which copy stays. Default: longest."),
    Switch(
        "--sources",
        "policy.sources",
        "A,B,C",
        "Files or folders of the input in order of preference, for --keep source.",
        str,
        _names,
    ),
    Switch("--drop-empty", "policy.drop_empty", None, "Leave out documents of which nothing is left.", bool),
    Switch("--yes", "policy.yes", None, "Cut although a site or the corpus loses very much.", bool),
)
"""What else goes and what stays: ``clean`` and ``decide``."""

STRIP = (
    Switch("--strip-level", "strip.level", "rules|safe|normal|aggressive",
           "rules: phrases and site templates; the others: also the line model. Default: rules."),
    Switch("--pack", "strip.packs", "FILE", "A rule pack of your own; repeatable.", list[str], tuple),
    Switch("--profile", "strip.profile", "RUN", "An earlier run whose site templates count, too."),
    Switch("--languages", "strip.languages", "EN,PT", "Only the packs of these languages. Default: that of each text.",
           str, _names),
    Switch("--ignore", "strip.ignore", "RULE", "Rules or templates that find nothing, as 'en.social.*'; repeatable.",
           list[str], tuple),
)  # fmt: skip
"""How boilerplate is found: ``clean`` and ``strip``."""

MATCH = (
    Switch(
        "--sensitivity",
        "passages.sensitivity",
        "default|high",
        "high: reworded, translated and shuffled passages too; slower. Default: default.",
    ),
)
"""How repeated passages are found: ``clean``."""

INPUT = (
    Switch(
        "--text-field",
        "input.text_field",
        "NAME",
        "The field that holds the text of a record. Default: text.",
    ),
    Switch("--id-field", "input.id_field", "NAME", "The field that names a record. Default: id."),
    Switch("--host-from", "input.host_from", "field|folder", "Where a document's site is from. Default: field."),
    Switch(
        "--html",
        "input.html",
        "auto|article|page|trafilatura",
        "How text is got out of HTML: article for news, page for any other; auto goes by the page. Default: auto.",
    ),
    Switch("--to", "input.to", "same|text|jsonl|parquet", "Shape of the cleaned corpus. Default: same."),
)
"""How input is read and output written: ``clean``."""

WORK = (
    Switch(
        "--memory",
        "work.memory",
        "SIZE",
        "What the work may take, such as 2GB. Default: 1GB.",
    ),
    Switch("--workers", "work.workers", "N", "Processes. Default: one a core.", int),
    Switch("--engine", "work.engine", "local|spark", "Where the work is done. Default: local, this machine."),
    Switch("--master", "work.master", "URL", "Spark's master, such as local[4] or spark://host:7077."),
)
"""How the work is done: ``clean``."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user set on the command line, to lay over a configuration."""

    file: str | None = None
    json: bool = False
    quiet: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)

    def over(self, base: Config) -> Config:
        """Lay the file over a configuration and the switches over both; raise UsageError for a bad value.

        >>> Settings(values={"policy.keep": "first"}).over(Config()).policy.keep
        'first'
        """
        config = base.override(_file_tree(self.file)) if self.file else base
        tree: Tree = {}
        for key, value in self.values.items():
            section, _, name = key.partition(".")
            old = getattr(getattr(config, section), name)
            tree.setdefault(section, {})[name] = _joined(old, value)
        return config.override(tree)


def _joined(old: Any, value: Any) -> Any:
    """Put what is new before what is there where a key holds several; else take the new value."""
    if isinstance(old, Mapping):
        return {**old, **value}
    return value + tuple(item for item in old if item not in value) if isinstance(old, tuple) else value


def _file_tree(path: str) -> Tree:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read the configuration {path}: {error}") from error


def pasteable(command: Callable[..., None]) -> Callable[..., None]:
    """Keep the last paragraph of a command's help as it is written: its examples are there to be pasted."""
    told, _, examples = inspect.cleandoc(command.__doc__ or "").rpartition("\n\n")
    command.__doc__ = f"{told}\n\n\b\n{examples}"  # how typer is told not to fold a paragraph
    return command


def switches(
    *groups: tuple[Switch, ...], common: tuple[Switch, ...] = (CONFIG, JSON, QUIET)
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the switches of these groups and the common ones, handed over as its ``settings``.

    Typer reads a function's signature, so the one it sees here has the switches where ``settings`` stood.
    """
    taken = [switch for group in groups for switch in group]

    def dress(command: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(command, eval_str=True).parameters.values()
        before = [p for p in own if p.name != "settings"]
        parameters = before + [switch.parameter() for switch in (*taken, *common)]

        @wraps(command)
        def wrapped(**given: Any) -> None:
            file, json, quiet = (given.pop(switch.name, None) for switch in (CONFIG, JSON, QUIET))
            words = {switch: given.pop(switch.name) for switch in taken}
            # typer gives an empty list, not None, for a repeatable switch that was not given
            values = {s.key: s.read(word) for s, word in words.items() if word is not None and word != []}
            command(**given, settings=Settings(file, bool(json), bool(quiet), values))

        wrapped.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        wrapped.__annotations__ = {p.name: p.annotation for p in parameters}
        return wrapped

    return dress
