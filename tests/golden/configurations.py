"""What is run, as data: the parts of the corpus that a configuration reads, and the commands that follow."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ALL", "DEFAULT", "Configuration"]


@dataclass(frozen=True)
class Configuration:
    """A run, and what is decided again on it.

    Attributes:
        name: of the file of its digests.
        parts: folders of the corpus that are read, see `running.corpus`.
        words: switches of ``chaffinch clean``.
        decided: switches of ``chaffinch decide`` by the name of the digests of what it leaves, one after the other.
    """

    name: str
    parts: tuple[str, ...]
    words: tuple[str, ...] = ()
    decided: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Name the digests that it has, in the order in which they are taken."""
        return (self.name, *(name for name, _ in self.decided))


_USUAL = ("examples", "text", "records")

DEFAULT = Configuration(
    "default",
    _USUAL,
    decided=(("decide-mark", ("--passages", "mark", "--category", "byline=remove")), ("decide-back", ("--passages", "report", "--category", "byline=report"))),
)  # fmt: skip
"""The one that is also killed and resumed, and run on Spark."""

ALL = (
    DEFAULT,
    Configuration("passages-remove", _USUAL, ("--passages", "remove")),
    Configuration("sensitivity-high", _USUAL, ("--sensitivity", "high", "--strip-level", "normal")),
    Configuration("passages-off", _USUAL[1:], ("--passages", "off")),
    Configuration("html-page", ("examples", "pages"), ("--html", "page")),
    Configuration("warc", ("crawl",)),
    Configuration("tables", ("tables",), ("--passages", "mark")),
    Configuration("to-jsonl", ("examples", "text", "records", "pages", "tables"), ("--to", "jsonl")),
)
