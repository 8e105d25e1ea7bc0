"""Compare a corpus with an index or with another corpus, without cutting anything."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from chaffinch.config import Config
from chaffinch.errors import NothingReadError
from chaffinch.index import Index, is_index
from chaffinch.pipeline.indexing import add_inputs
from chaffinch.pipeline.stages import clean
from chaffinch.progress import Progress
from chaffinch.runs import Inputs, Run, sources_of, why_nothing

__all__ = ["compare", "query"]

_REPORTED = {
    "boilerplate": "off", "documents": "report", "contained": "report", "updates": "report", "passages": "report",
    "yes": True,
}  # fmt: skip


@contextmanager
def compare(
    first: Inputs,
    second: str | Path,
    out: str | Path | None = None,
    *,
    config: Config | None = None,
    progress: Progress | None = None,
) -> Iterator[Run]:
    """Find what two corpora share, and not what each has within itself.

    Args:
        first: files, folders or globs.
        second: others, or the folder of an index; its documents have the outcome ``indexed`` in the run.
        out: a new folder, which keeps the run; None for a folder that is removed at the end of the block.
        config: how input is read, and what a shared passage is; nothing is cut whatever it says.
        progress: receives the stages.

    Returns:
        The run; ``info["failed_in_second"]`` is the number of documents of ``second`` that could not be read.

    Raises:
        UsageError: there is nothing to read.
        NothingReadError: no document of ``first`` has any text.
        RunError: no document of ``second`` has any text.
    """
    config = config or Config()
    with ExitStack() as stack:
        folder, failed = Path(stack.enter_context(tempfile.TemporaryDirectory())), 0
        if is_index(second):
            index = Path(second)
        else:
            index = folder / (Path(second).name or "second")
            failed = add_inputs(Index.create(index), second, config=config, progress=progress).failed
        changed = {"policy": _REPORTED, "input": {"against": (str(index),), "across": True}}
        if out is None:
            changed["work"] = {"report": False}
        with _without_folder(stays=out is not None):
            run = clean(first, out or folder / "run", config=config.override(changed), dry_run=True, progress=progress)
        run.info["failed_in_second"] = failed
        yield run


@contextmanager
def query(
    index: str | Path, inputs: Inputs, *, config: Config | None = None, progress: Progress | None = None
) -> Iterator[Run]:
    """Find what an input shares with an index; its boilerplate is left aside, nothing is cut or added.

    Args:
        index: the folder of the index.
        inputs: files, folders or globs.
        config: how input is read, and what a shared passage is.
        progress: receives the stages.

    Raises:
        UsageError: there is nothing to read, or the folder has no index.
        NothingReadError: no document has any text.
    """
    settings = (config or Config()).override({
        "policy": {**_REPORTED, "boilerplate": "report"},
        "input": {"against": (str(index),)},
        "work": {"report": False},
    })  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        with _without_folder(stays=False):
            run = clean(inputs, Path(folder) / "run", config=settings, dry_run=True, progress=progress)
        yield run


@contextmanager
def _without_folder(*, stays: bool) -> Iterator[None]:
    """Leave a folder that is removed out of the message about an input without any text.

    Args:
        stays: whether the folder is not removed.

    Raises:
        NothingReadError: with the message that fits.
    """
    try:
        yield
    except NothingReadError as error:
        if stays:
            raise
        raise NothingReadError(why_nothing(error.run, sources_of(error.run), stays=False), error.run) from error
