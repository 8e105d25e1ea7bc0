"""Run the command line in this process, in worker processes or in a process of its own.

As a script it is ``chaffinch`` itself, but with worker processes however small the input is:

    python tests/golden/running.py clean INPUT --out RUN --workers 2
"""

from __future__ import annotations

import contextlib
import io
import resource
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from configurations import Configuration
from planting import plant

__all__ = ["begun", "command", "corpus", "results", "waited_for"]

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src"

# The only thing in this suite that knows the inside of the package: inputs of fewer bytes than this are worked on in
# one process. Where it is moved or renamed, this line is what has to follow.
_LEAST_INPUT = "chaffinch.pipeline.preparing.SMALL"

_FORCED = 20_000
"""Bytes in its place: each part of the corpus has more, and is cut into several tasks."""

_WORKED = 0.3
"""Seconds of processor time that worker processes take at least: to start one takes longer."""


def corpus(folder: Path) -> Path:
    """Write the corpus: what is planted, and the examples of the project."""
    plant(folder)
    examples = folder / "examples"
    shutil.copytree(ROOT / "examples" / "corpus", examples / "corpus")
    shutil.copy(ROOT / "examples" / "records.jsonl", examples)
    return folder


def results(configuration: Configuration, made: Path, out: Path, workers: int) -> Iterator[tuple[str, Path]]:
    """Run a configuration; yield the name of each of its digests with the run folder, as it is at that time.

    With one worker everything is done in this process, in few tasks; with more in so many processes, in many tasks.
    What is decided again is always decided in this process: to start workers takes longer than all the rest.
    """
    with _forced() if workers > 1 else contextlib.nullcontext():
        command("clean", *_inputs(configuration, made, out), "--workers", str(workers))
    yield configuration.name, out
    for name, words in configuration.decided:
        command("decide", str(out), *words)
        yield name, out


def _inputs(configuration: Configuration, made: Path, out: Path) -> list[str]:
    return [*(str(made / part) for part in configuration.parts), "--out", str(out), *configuration.words]


def command(*words: str) -> None:
    """Run a command of ``chaffinch`` in this process; raise RuntimeError where it fails."""
    printed = io.StringIO()
    argv = mock.patch.object(sys, "argv", ["chaffinch", *words, "--quiet"])
    with _this_checkout(), argv, contextlib.redirect_stderr(printed), contextlib.redirect_stdout(printed):
        try:
            runpy.run_path(str(SOURCES / "chaffinch" / "__main__.py"), run_name="__main__")
        except SystemExit as end:
            if end.code:
                raise RuntimeError(f"chaffinch {' '.join(words)}: exit {end.code}: {printed.getvalue()}") from end


@contextlib.contextmanager
def _this_checkout() -> Iterator[None]:
    """Let what is imported be of this checkout, whichever is installed."""
    with mock.patch.object(sys, "path", [str(SOURCES), *sys.path]):
        yield


@contextlib.contextmanager
def _forced() -> Iterator[None]:
    """Let small inputs be worked on in worker processes, too; raise RuntimeError where there were none in the end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with _small_inputs():
        yield
    if resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < _WORKED:
        raise RuntimeError(f"there were no worker processes; {_LEAST_INPUT} is no longer the size from which there are")


@contextlib.contextmanager
def _small_inputs() -> Iterator[None]:
    with _this_checkout():
        patch = mock.patch(_LEAST_INPUT, _FORCED)
        with patch:  # which imports the module
            yield


def begun(configuration: Configuration, made: Path, out: Path, *words: str) -> subprocess.Popen[bytes]:
    """Start ``clean`` in a process group of its own, its work cut into many tasks."""
    return subprocess.Popen(
        [sys.executable, __file__, "clean", *_inputs(configuration, made, out), *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def waited_for(process: subprocess.Popen[bytes]) -> None:
    """Let a process come to its end; raise RuntimeError where it fails."""
    _, printed = process.communicate()
    if process.returncode:
        raise RuntimeError(f"exit {process.returncode}: {printed.decode(errors='replace')[-2000:]}")


if __name__ == "__main__":
    with _small_inputs():
        command(*sys.argv[1:])
