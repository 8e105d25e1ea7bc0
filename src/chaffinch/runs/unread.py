"""A run that read no text is no success: say what was seen instead, and what to try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from chaffinch import formats
from chaffinch.errors import NothingReadError
from chaffinch.runs.run import Run

__all__ = ["require_text"]

_MESSAGES = 3  # different failures that are told
_FIELDS = 20  # names of fields that are told


def require_text(run: Run, sources: Sequence[formats.Source]) -> Run:
    """Give a finished run back if it read any text.

    Args:
        run: finished; its tables stay where they are.
        sources: of its input, to look what fields its records have.

    Raises:
        NothingReadError: no document was read, or all documents are empty.
    """
    counts = run.info["counts"]
    if counts["characters"]:
        return run
    said = [_seen(counts["read"], counts["failed"], len(sources)), *_failures(run)]
    names = formats.field_names(sources)
    if any(source.kind in formats.RECORDS for source in sources):
        said.append(_fields(run.config.input.text_field, names))
    if counts["failed"]:
        said.append(f"All failures are in {run.file('failures')}.")
    raise NothingReadError("\n".join(said), run)


def _seen(read: int, failed: int, sources: int) -> str:
    if not read:
        return f"no document was read: there is no record in {_many(sources, 'file')} of the input"
    if failed == read:
        return f"no document was read: {_many(read, 'document')} failed"
    empty = f"{_many(read - failed, 'document')} had an empty text"
    return f"no text was read: {empty}" + (f", {failed:,} failed" if failed else "")


def _many(count: int, noun: str) -> str:
    """Write a count with its noun.

    >>> _many(1, "file"), _many(1200, "file")
    ('1 file', '1,200 files')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _failures(run: Run) -> list[str]:
    """Give a line for each of the most frequent failures, with the first record that it happened to."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for batch in run.batches("failures", ["source", "record", "message"]):
        rows = zip(*(batch[name].to_pylist() for name in ("source", "record", "message")), strict=True)
        for source, record, message in rows:
            counts[message] += 1
            first.setdefault(message, f"{source}, record {record}")
    return [f"  {count:,} x {message} (first: {first[message]})" for message, count in counts.most_common(_MESSAGES)]


def _fields(field: str, names: Sequence[str]) -> str:
    """Say which fields there are, and how to name the right one."""
    advice = "--text-field NAME says which field holds the text; with --fresh the run starts over."
    if not names:
        return f"No record with named fields was seen; the text was looked for in the field {field!r}. {advice}"
    told = ", ".join(map(repr, names[:_FIELDS])) + (" and more" if len(names) > _FIELDS else "")
    return f"The text was looked for in the field {field!r}; the records have the fields {told}. {advice}"
