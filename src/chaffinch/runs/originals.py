"""Original files and texts of a run: read from the input while it is unchanged, else rebuilt from the run folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace
from pyarrow import parquet

from chaffinch import formats
from chaffinch.config import Config
from chaffinch.errors import ChaffinchError, RunError, UsageError
from chaffinch.formats import classify
from chaffinch.html import Extractor
from chaffinch.html.site_consensus import Evidence, load_evidence, reconsidered
from chaffinch.model import INDEXED
from chaffinch.progress import Progress
from chaffinch.runs.inputs import input_digest
from chaffinch.runs.owned import AGAINST
from chaffinch.runs.run import FETCHED, WORK, Run, other_files
from chaffinch.storage import stores
from chaffinch.text import digest

__all__ = ["original_text", "read_passages", "rebuilt_input", "restore_all", "same_input", "sources_of"]


TASK = 8_000_000
"""Bytes of input in a task that reads one document: a balance of time and memory."""

_ROWS = 1024  # records of ``originals.parquet`` in memory at a time


def sources_of(run: Run) -> list[formats.Source]:
    """List the sources of a run as they were when it began; they need not exist any more."""
    listed = run.info["input"]["root"]
    root = run.path / FETCHED if stores.is_url(listed) else Path(listed)
    found = []
    for name, size in run.info["sources"].items():
        kind, compression = classify(name) or ("text", "")
        found.append(formats.Source(root / name, name, kind, compression, size))
    return formats.without_packages(sorted(found, key=lambda s: s.name))


def same_input(run: Run) -> formats.Listing | None:
    """Return the input of a run if no file has changed since, else None."""
    listed, versions = run.info["input"], run.info.get("versions", {})
    listing = formats.Listing(listed["root"], sources_of(run), {}, versions)
    if len(versions) == len(listing.sources) and input_digest(listing, elsewhere=True) == listed["digest"]:
        return _same_elsewhere(listing)
    return listing if input_digest(listing) == listed["digest"] else None


def _same_elsewhere(listing: formats.Listing) -> formats.Listing | None:
    """Return an input that was never on this machine, if the store has the same versions of all files."""
    root = str(listing.root).rstrip("/")
    try:
        there = {remote.url.removeprefix(f"{root}/"): remote for remote in stores.find(root)}
    except UsageError:  # there are no files any more
        return None
    sources = [replace(source, remote=there.get(source.name)) for source in listing.sources]
    same = all(s.remote and s.remote.version == listing.versions[s.name] for s in sources)
    return replace(listing, sources=sources) if same else None


def rebuilt_input(run: Run, folder: Path) -> formats.Listing:
    """Restore the input of a run into a folder, and list it there.

    Args:
        run: a finished run.
        folder: is emptied first.

    Raises:
        RunError: the run has HTML pages, of which it keeps only the extracted text; or files cannot be written.
    """
    if any(s.kind in ("html", "warc") for s in sources_of(run)):
        raise RunError(
            f"the input of {run.origin or run.path} has changed ({_changes(run)}), and it has HTML pages or WARC "
            "files, which a run does not keep; put back what was there, or clean anew"
        )
    shutil.rmtree(folder, ignore_errors=True)
    restore_all(run, folder, None)
    return formats.find([folder])


def _changes(run: Run) -> str:
    paths = {source.name: source.path for source in sources_of(run)}
    return other_files(
        run.info["sources"], {name: path.stat().st_size for name, path in paths.items() if path.exists()}
    )


def restore_all(run: Run, out: Path, progress: Progress | None) -> int:
    """Write the original files below a folder that is new or empty.

    Args:
        run: a finished run.
        out: the folder.
        progress: receives the stage; None for no reports.

    Returns:
        The number of files.

    Raises:
        RunError: the folder is not empty or cannot be written, or the run has no cleaned corpus.
    """
    with _writing(out, run):
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            what = "not empty" if out.is_dir() else "a file"
            raise RunError(f"{out} is {what}; choose another --out")
    cleaned = run.cleaned()
    if not cleaned.is_dir():
        raise RunError(f"{run.origin or run.path} has no cleaned corpus (a dry run writes none)")
    if progress:
        progress.stage("restoring", None, "files")
    sources = sources_of(run)
    with _writing(out, run):
        out.mkdir(parents=True, exist_ok=True)
        drop_empty = run.config.policy.drop_empty
        changed = formats.changes(run.path, memory=run.config.work.memory, drop_empty=drop_empty)
        written = formats.restore(sources, changed, cleaned=cleaned, out=out, config=run.config.input)
    if progress:
        progress.done()
    return len(written)


@contextmanager
def _writing(out: Path, run: Run) -> Iterator[None]:
    """Turn errors of writing below ``out`` into a `RunError` with advice."""
    try:
        yield
    except OSError as error:
        begun = out.is_dir() and any(out.iterdir())
        advice = f"{out} is incomplete: remove it" if begun else "choose another --out"
        if out.parent == run.path:  # on behalf of another command
            advice = "the input has changed, so its texts must be written into the run folder for a while"
        where = f" ({error.filename})" if error.filename and str(error.filename) != str(out) else ""
        raise RunError(f"cannot restore to {out}: {error.strerror or error}{where}; {advice}") from error


def original_text(run: Run, row: dict[str, Any]) -> str:
    """Return the text of a document as it was read, from the input or else rebuilt from the run.

    Args:
        run: a finished run.
        row: of the document, in the table ``documents``.

    Raises:
        RunError: the document could not be read, or its text is in neither the input nor the run.
    """
    if row["outcome"] == "failed":
        raise RunError(f"{row['document']} could not be read: see failures.parquet")
    if row["outcome"] == INDEXED:
        return next(text for _, text in _earlier_texts(run, [row["document"]]))
    source = next(s for s in sources_of(run) if s.name == row["source"])
    if source.kind == "warc":
        return next((text for _, text in archived_texts(run, [row])), "")
    try:
        text = _read_one(source, row["record"], run.config, load_evidence(run.path))
    except (ChaffinchError, OSError):
        text = None
    if text is None or digest(text) != row["digest"]:
        text = _rebuilt_text(run, row)
    return text


def archived_texts(run: Run, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the ids and texts of pages of WARC files, from the originals of a run: no page is extracted again.

    Args:
        run: a finished run.
        rows: of the table ``documents``; those of other files are not found.
    """
    sought = {(row["source"], row["record"]): row["document"] for row in rows}
    path = run.path / "originals.parquet"
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS):
            records = zip(batch["source"].to_pylist(), batch["record"].to_pylist(), strict=True)
            for row, record in enumerate(records):
                if document := sought.get(record):
                    yield document, msgspec.json.decode(batch["bytes"][row].as_py())["text"]


def _earlier_texts(run: Run, documents: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the ids and texts of documents of indexes that the run was compared with."""
    path = run.path / AGAINST
    if not path.is_file():
        return
    sought = pa.array(documents, pa.string())
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS, columns=["id", "text"]):
            rows = batch.filter(pc.is_in(batch["id"], sought))
            yield from zip(rows["id"].to_pylist(), rows["text"].to_pylist(), strict=True)


def _read_one(source: formats.Source, record: int, config: Config, evidence: Evidence | None = None) -> str | None:
    tasks = formats.plan([source], task_bytes=TASK)
    last = [t for t in tasks if t.pieces[0].record <= record][-1]
    with Extractor(config.input) as extract:
        for batch in formats.read(last, [source], config.input, extract):
            row = pc.index(batch["record"], pa.scalar(record, pa.int64())).as_py()
            if row >= 0:
                text: str | None = reconsidered(batch.slice(row, 1), evidence)["text"][0].as_py()
                return text
    return None


@contextmanager
def rebuilt_sources(run: Run) -> Iterator[list[formats.Source]]:
    """Restore the sources of a run to a temporary folder; a page becomes a file with its text."""
    folder = run.path / f"{WORK}-text"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        restore_all(run, folder, None)
        yield [_restored(source, folder, run.config.input.html_format) for source in sources_of(run)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _restored(source: formats.Source, folder: Path, html_format: str) -> formats.Source:
    page = source.kind == "html"
    (name,) = formats.targets([source], html_format=html_format) if page else (source.name,)
    path = folder / name
    size = path.stat().st_size if path.exists() else 0
    return replace(source, path=path, kind="text" if page else source.kind, size=size)


def _rebuilt_text(run: Run, row: dict[str, Any]) -> str:
    with rebuilt_sources(run) as sources:
        source = next(s for s in sources if s.name == row["source"])
        text = _read_one(source, row["record"], run.config)
    if text is None:
        raise RunError(f"the text of {row['document']} is in neither the input nor {run.path}")
    return text


PIECE = 1_000_000
"""Bytes of input in a task that reads passages: what is in memory at a time."""

Span = tuple[str, int, int]
"""Id of a document, start and stop in code points."""


def read_passages(run: Run, spans: Sequence[Span]) -> list[str]:
    """Read the texts of spans, in one pass over the sources that hold them.

    If some texts are not in the input any more, all of it is rebuilt from the run once, which is slower.

    Args:
        run: a finished run.
        spans: of its documents, in any order.

    Returns:
        The text of each span.

    Raises:
        UsageError: the run has no such document.
        RunError: a text is in neither the input nor the run.
    """
    remaining: dict[str, list[int]] = {}
    for index, (document, _, _) in enumerate(spans):
        remaining.setdefault(document, []).append(index)
    found = [""] * len(spans)

    def take(sources: Sequence[formats.Source]) -> None:
        for document, text in _texts(run, sorted(remaining), sources):
            for index in remaining.pop(document):
                found[index] = text[spans[index][1] : spans[index][2]]

    for document, text in _earlier_texts(run, sorted(remaining)):
        for index in remaining.pop(document, ()):
            found[index] = text[spans[index][1] : spans[index][2]]
    take(sources_of(run))
    if remaining and run.cleaned().is_dir():
        with rebuilt_sources(run) as sources:
            take(sources)
    for document, indices in sorted(remaining.items()):
        text = run.text(document)
        for index in indices:
            found[index] = text[spans[index][1] : spans[index][2]]
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    document: str
    digest: str


def _texts(run: Run, documents: Sequence[str], every: Sequence[formats.Source]) -> Iterator[tuple[str, str]]:
    """Yield the ids and texts of documents that are unchanged in their sources, in the order of the sources."""
    table = run.table("documents")
    table = table.filter(pc.is_in(table["document"], pa.array(documents, pa.string())))
    known: dict[str, dict[int, _Known]] = {}
    rows = table.to_pylist()
    archives = {s.name for s in every if s.kind == "warc"}
    if archives:
        yield from archived_texts(run, [row for row in rows if row["source"] in archives])
    for row in rows:
        known.setdefault(row["source"], {})[row["record"]] = _Known(row["document"], row["digest"])
    sources = [s for s in every if s.name in known and s.name not in archives and s.path.is_file()]
    evidence = load_evidence(run.path)
    with Extractor(run.config.input) as extract:
        for task in _holding(formats.plan(sources, task_bytes=PIECE), sources, known):
            for batch in formats.read(task, sources, run.config.input, extract):
                yield from _same(reconsidered(batch, evidence), sources, known)


def _holding(
    tasks: Sequence[formats.Task], sources: Sequence[formats.Source], known: dict[str, dict[int, _Known]]
) -> Iterator[formats.Task]:
    """Yield the tasks that read one of the known records; a piece ends where the next one of its source begins."""
    pieces = [piece for task in tasks for piece in task.pieces]
    ends = {}
    for piece, following in pairwise(pieces):
        ends[piece] = following.record if following.source == piece.source else None
    for task in tasks:
        for piece in task.pieces:
            end = ends.get(piece)
            if any(piece.record <= n and (end is None or n < end) for n in known[sources[piece.source].name]):
                yield task
                break


def _same(
    batch: pa.RecordBatch, sources: Sequence[formats.Source], known: dict[str, dict[int, _Known]]
) -> Iterator[tuple[str, str]]:
    """Yield the ids and texts of known records whose text has not changed."""
    records = zip(batch["source"].to_pylist(), batch["record"].to_pylist(), strict=True)
    for row, (source, record) in enumerate(records):
        expected = known[sources[source].name].get(record)
        text = batch["text"][row].as_py() if expected else None
        if expected and text is not None and digest(text) == expected.digest:
            yield expected.document, text
