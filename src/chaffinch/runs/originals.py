"""The originals of a run: from the input while it is unchanged, else rebuilt from the run folder.

Passages of the original texts of a run, many at one pass over the input.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from chaffinch import formats
from chaffinch.config import Config
from chaffinch.errors import ChaffinchError, RunError, UsageError
from chaffinch.formats import classify
from chaffinch.html import Extractor
from chaffinch.html.site_consensus import Evidence, load_evidence, reconsidered
from chaffinch.progress import Progress
from chaffinch.runs.inputs import input_digest
from chaffinch.runs.run import FETCHED, WORK, Run
from chaffinch.storage import stores
from chaffinch.text import digest

if TYPE_CHECKING:
    from chaffinch.formats import Source

__all__ = ["original_text", "read_passages", "rebuilt_input", "restore_all", "same_input", "sources_of"]


TASK = 8_000_000
"""Bytes of a range that is read for one document."""

_ROWS = 1024  # originals that are in memory at a time


def sources_of(run: Run) -> list[formats.Source]:
    """Give the sources of a run as they were listed, whether they are still there or not."""
    told = run.info["input"]["root"]
    root = run.path / FETCHED if stores.is_url(told) else Path(told)
    found = []
    for name, size in run.info["sources"].items():
        kind, compression = classify(name) or ("text", "")
        found.append(formats.Source(root / name, name, kind, compression, size))
    return sorted(found, key=lambda s: s.name)


def same_input(run: Run) -> formats.Listing | None:
    """Give the input of a run if every file is what it was."""
    told, versions = run.info["input"], run.info.get("versions", {})
    listing = formats.Listing(told["root"], sources_of(run), {}, versions)
    if len(versions) == len(listing.sources) and input_digest(listing, elsewhere=True) == told["digest"]:
        return _same_elsewhere(listing)
    return listing if input_digest(listing) == told["digest"] else None


def _same_elsewhere(listing: formats.Listing) -> formats.Listing | None:
    """Give an input that was never on this machine, if the store tells the same versions of all files."""
    root = str(listing.root).rstrip("/")
    try:
        there = {remote.url.removeprefix(f"{root}/"): remote for remote in stores.find(root)}
    except UsageError:  # there is nothing any more
        return None
    sources = [replace(source, remote=there.get(source.name)) for source in listing.sources]
    same = all(s.remote and s.remote.version == listing.versions[s.name] for s in sources)
    return replace(listing, sources=sources) if same else None


def rebuilt_input(run: Run, folder: Path, config: Config) -> formats.Listing:
    """Restore the input of a run into a folder, to be read from there.

    Raises:
        RunError: the run has pages of HTML, which it does not keep: only what was extracted from them.
    """
    if any(s.kind in ("html", "warc") for s in sources_of(run)):
        raise RunError(
            f"the input of {run.origin or run.path} has changed, and it has HTML pages or WARC files, "
            "which a run does not keep; put them back, or clean anew"
        )
    shutil.rmtree(folder, ignore_errors=True)
    restore_all(run, folder, None)
    return formats.find([folder])


def restore_all(run: Run, out: Path, progress: Progress | None) -> int:
    """Write the originals below a folder that is new or empty; give how many files."""
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
        changed = formats.changes(run.path, memory=run.config.work.memory)
        written = formats.restore(sources, changed, cleaned=cleaned, out=out, config=run.config.input)
    if progress:
        progress.done()
    return len(written)


@contextmanager
def _writing(out: Path, run: Run) -> Iterator[None]:
    """Say where files cannot be written, or that there is no more room."""
    try:
        yield
    except OSError as error:
        begun = out.is_dir() and any(out.iterdir())
        advice = f"what is in {out} is not all: remove it" if begun else "choose another --out"
        if out.parent == run.path:  # asked for by another command
            advice = "the input has changed, so its texts have to be written into the run folder for a while"
        where = f" ({error.filename})" if error.filename and str(error.filename) != str(out) else ""
        raise RunError(f"cannot restore to {out}: {error.strerror or error}{where}; {advice}") from error


def original_text(run: Run, row: dict[str, Any]) -> str:
    """Give the text of a document as it was read.

    Args:
        row: of the table of documents.

    Raises:
        RunError: it failed, so that it has none.
    """
    if row["outcome"] == "failed":
        raise RunError(f"{row['document']} could not be read: see failures.parquet")
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
    """Give document and text of pages of WARC files, which a run has in its originals: no page is extracted again.

    Args:
        run: a finished run.
        rows: of the table of documents.
    """
    wanted = {(row["source"], row["record"]): row["document"] for row in rows}
    path = run.path / "originals.parquet"
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS):
            places = zip(batch["source"].to_pylist(), batch["record"].to_pylist(), strict=True)
            for at, place in enumerate(places):
                if document := wanted.get(place):
                    yield document, msgspec.json.decode(batch["bytes"][at].as_py())["text"]


def _read_one(source: formats.Source, record: int, config: Config, evidence: Evidence | None = None) -> str | None:
    tasks = formats.plan([source], task_bytes=TASK)
    last = [t for t in tasks if t.pieces[0].record <= record][-1]
    with Extractor(config.input) as extract:
        for batch in formats.read(last, [source], config.input, extract):
            at = pc.index(batch["record"], pa.scalar(record, pa.int64())).as_py()
            if at >= 0:
                text: str | None = reconsidered(batch.slice(at, 1), evidence)["text"][0].as_py()
                return text
    return None


@contextmanager
def rebuilt_sources(run: Run) -> Iterator[list[formats.Source]]:
    """Give the sources of a run as they are restored, for as long as they are needed; a page is its text."""
    folder = run.path / f"{WORK}-text"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        restore_all(run, folder, None)
        yield [_restored(source, folder) for source in sources_of(run)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _restored(source: formats.Source, folder: Path) -> formats.Source:
    page = source.kind == "html"
    path = folder / (f"{source.name}.txt" if page else source.name)
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
"""Bytes of input that are in memory at a time."""

Place = tuple[str, int, int]
"""Document, start and stop."""


def read_passages(run: Run, places: Sequence[Place]) -> list[str]:
    """Give the text of every place, reading only sources that hold one, and each of them once.

    Where texts are no longer in the input, all of it is rebuilt from the run, once, which is slower.

    Raises:
        UsageError: the run has no such document.
    """
    wanted: dict[str, list[int]] = {}
    for number, (document, _, _) in enumerate(places):
        wanted.setdefault(document, []).append(number)
    found = [""] * len(places)

    def take(sources: Sequence[Source]) -> None:
        for document, text in _texts(run, sorted(wanted), sources):
            for number in wanted.pop(document):
                found[number] = text[places[number][1] : places[number][2]]

    take(sources_of(run))
    if wanted and run.cleaned().is_dir():
        with rebuilt_sources(run) as sources:
            take(sources)
    for document, numbers in sorted(wanted.items()):
        text = run.text(document)
        for number in numbers:
            found[number] = text[places[number][1] : places[number][2]]
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    document: str
    digest: str


def _texts(run: Run, documents: Sequence[str], every: Sequence[Source]) -> Iterator[tuple[str, str]]:
    """Give the documents that sources still hold as they were, in the order of the sources."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from chaffinch import formats
    from chaffinch.html import Extractor
    from chaffinch.html.site_consensus import load_evidence, reconsidered

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


def _holding(tasks: Sequence[Any], sources: Sequence[Any], known: dict[str, dict[int, _Known]]) -> Iterator[Any]:
    """Give the tasks that read a wanted record; a piece ends where the next one of its source begins."""
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


def _same(batch: Any, sources: Sequence[Any], known: dict[str, dict[int, _Known]]) -> Iterator[tuple[str, str]]:
    from chaffinch.text import digest

    numbers = zip(batch["source"].to_pylist(), batch["record"].to_pylist(), strict=True)
    for at, (source, record) in enumerate(numbers):
        wanted = known[sources[source].name].get(record)
        text = batch["text"][at].as_py() if wanted else None
        if wanted and text is not None and digest(text) == wanted.digest:
            yield wanted.document, text
