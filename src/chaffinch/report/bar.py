"""One progress bar for the whole of a command: what is being done, what of the input is done, and the time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from chaffinch.progress import Quiet
from chaffinch.report.terminal import console, duration, size

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as RichProgress
    from rich.progress import ProgressColumn, Task, TaskID

    from chaffinch.progress import Progress

__all__ = ["CLEANING", "DECIDING", "Bar", "progress_bar"]

STAGES = {
    "fetching": ("downloading the input", 0.0), "looking": ("looking at the input", 0.0), "reading": ("reading", 0.07),
    "learning": ("learning what sites repeat", 0.10), "stripping": ("finding boilerplate", 0.39),
    "folding": ("indexing the texts", 0.13), "linking": ("finding what texts share", 0.02),
    "matching": ("comparing what they share", 0.10), "sketching": ("comparing the texts", 0.12),
    "clustering": ("grouping what repeats", 0.12), "deciding": ("deciding", 0.02), "writing": ("writing", 0.05),
    "restoring": ("restoring", 1.0), "sending": ("sending the run", 0.0), "reporting": ("writing the report", 0.0),
}  # fmt: skip
"""What each stage does in plain words, and its share of the time of a run: 9,000 news articles (40 MB), two workers."""

CLEANING = ("reading", "learning", "stripping", "folding", "linking", "matching", "clustering", "deciding", "writing")
"""The stages of ``clean`` that take time; sketching takes the place of linking and matching."""

DECIDING = ("reading", "deciding", "writing")
"""Those of ``decide``."""

_FIRST = 0.03  # share of the work before which the time left is a guess
_QUICK = 1.0  # seconds: a bar of less is removed
_NAME = 26  # columns of the stage
_WIDTH, _NARROW = 24, 10  # columns of the bar, and the fewest
_STATE = 40  # columns of what is done and the time left, for which the bar is made narrower


def progress_bar(*, quiet: bool, stages: Sequence[str]) -> Progress:
    """Make a bar on stderr, or a silent progress where ``quiet`` or stderr is no terminal.

    Args:
        quiet: whether nothing is printed.
        stages: those that the command runs.
    """
    return Quiet() if quiet or not sys.stderr.isatty() else Bar(console(error=True), stages)


class Bar:
    """Show how much of a command is done.

    How much that is, is estimated from the stages: those before are done, and of the present one as much as it
    reports. The bar never goes back.
    """

    def __init__(self, target: Console, stages: Sequence[str]) -> None:
        from rich.progress import BarColumn, Progress, TextColumn

        name = TextColumn(f"{{task.description:<{_NAME}}}", markup=False)
        width = min(_WIDTH, max(_NARROW, target.width - _NAME - _STATE - 2))
        self._room = target.width - _NAME - width - 2
        columns: list[ProgressColumn] = [name, BarColumn(bar_width=width), _state()]
        self._shown: RichProgress = Progress(*columns, console=target)
        self._task: TaskID | None = None
        self._stages = tuple(stages)
        self._began, self._share, self._weight, self._reached = time.monotonic(), 0.0, 0.0, 0.0
        self._total, self._done, self._unit, self._name = 0, 0, "", ""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage."""
        if self._task is None:
            self._shown.start()
            self._task = self._shown.add_task("", total=1.0, state="")
        if name != self._name:
            self._share, self._weight = self._before(name)
        self._name, self._total, self._done, self._unit = name, total or 0, 0, unit
        self._show()

    def advance(self, amount: int) -> None:
        """Count ``amount`` more units as done."""
        self._done += amount
        self._show()

    def done(self) -> None:
        """End the bar and release the terminal."""
        if self._task is None:
            return
        if time.monotonic() - self._began < _QUICK:
            self._shown.remove_task(self._task)
        else:
            self._shown.update(self._task, completed=1.0, description="done", state="")
        self._shown.stop()
        self._task = None

    def _before(self, name: str) -> tuple[float, float]:
        """Give the share of the work before a stage, and that of the stage."""
        weights = [STAGES.get(stage, ("", 0.0))[1] for stage in self._stages]
        whole = sum(weights) or 1.0
        if name == "sketching" and "linking" in self._stages:
            name = "linking"
        if name not in self._stages:
            return self._share, 0.0
        at = self._stages.index(name)
        return max(self._share, sum(weights[:at]) / whole), weights[at] / whole

    def _show(self) -> None:
        if self._task is None:
            return
        part = min(self._done / self._total, 1.0) if self._total else 0.0
        share = self._reached = max(self._reached, min(self._share + part * self._weight, 1.0))
        words = STAGES.get(self._name, (self._name, 0.0))[0]
        self._shown.update(self._task, completed=share, description=words, state=self._state(share))

    def _state(self, share: float) -> str:
        words = [amount(min(self._done, self._total), self._total, self._unit)] if self._total else []
        if share >= _FIRST:
            words.append(f"{duration(round((time.monotonic() - self._began) * (1 - share) / share))} left")
        while len("  ".join(words)) > self._room and words:  # the time left says more than what is done
            words.pop(0)
        return "  ".join(words)


def _state() -> ProgressColumn:
    from rich.progress import ProgressColumn

    class State(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(task.fields["state"], "dim")

    return State()


def amount(done: int, total: int, unit: str) -> str:
    """Write how much of the input is done.

    >>> amount(38_000_000, 76_200_000, "bytes"), amount(3120, 37554, "documents")
    ('38.0 of 76.2 MB', '3,120 of 37,554 documents')
    """
    if unit != "bytes":
        return f"{done:,} of {total:,} {unit}"
    whole, part = size(total, "B"), size(done, "B")
    number, _, kind = part.rpartition(" ")
    return f"{number if kind == whole.rpartition(' ')[2] else part} of {whole}"
