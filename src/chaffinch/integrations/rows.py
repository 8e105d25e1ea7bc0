"""Turn rows of other libraries into documents, run a step on them, and give the columns that change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, NamedTuple, Protocol

from chaffinch.errors import UsageError
from chaffinch.formats import host_of
from chaffinch.integrations.audit import AUDIT, audit, check_audit, dropped_because
from chaffinch.integrations.stripper import Stripped, Stripper
from chaffinch.model import Document

__all__ = ["Fields", "Processed", "RowStep", "Step", "document"]


class Step(Protocol):
    """A step on documents, such as `Stripper`; to be used in worker processes it must be picklable."""

    def batch(self, documents: list[Document], /) -> list[Stripped]:
        """Process documents, and give a result for each in the same order."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the fields of a row, of which a row needs the text only.

    Attributes:
        text: the text; null stays null.
        id, host, date, markup: as of `Document`.
        url: the address, of which the host is taken where a row has no host.
    """

    text: str = "text"
    id: str = "id"
    host: str = "host"
    url: str = "url"
    date: str = "date"
    markup: str = "markup"


class Processed(NamedTuple):
    """What a step makes of rows.

    Attributes:
        columns: the text and the audit columns, a value for each row.
        kept: whether each row stays.
    """

    columns: dict[str, list[Any]]
    kept: list[bool]


def document(row: Mapping[str, Any], fields: Fields, text: str) -> Document:
    """Make a document of a row of any library.

    >>> document({"url": "https://gauge.example/a"}, Fields(), "The dam held.").host
    'gauge.example'
    """
    known = {name: _text(row.get(getattr(fields, name))) for name in ("id", "host", "url", "date", "markup")}
    host = known["host"] or host_of(known["url"])
    return Document(known["id"] or "", text, host, known["date"], markup=known["markup"])


class RowStep:
    """Run a step on rows that come as columns; picklable, and equal settings pickle to equal bytes.

    Args:
        step: the step; None: a `Stripper` with default settings.
        audit: the audit columns to add, of `AUDIT`.
        fields: names of the columns, as of `Fields`.

    Raises:
        UsageError: there is no such field or audit column.
    """

    def __init__(self, step: Step | None = None, *, audit: Sequence[str] = AUDIT, **fields: str) -> None:
        self.step = step or Stripper()
        self.audit = check_audit(audit)
        if unknown := fields.keys() - Fields.__slots__:
            raise UsageError(f"no field {', '.join(sorted(unknown))}; there are: {', '.join(Fields.__slots__)}")
        self.fields = Fields(**fields)

    def process(self, columns: Mapping[str, Sequence[Any]]) -> Processed:
        """Run the step on the rows of some columns, of which it reads those that `wanted` names.

        Raises:
            UsageError: there is no column of that name for the text, or it has other values than texts.
        """
        present = {name: columns[name] for name in self.wanted(columns)}
        rows = [dict(zip(present, values, strict=True)) for values in zip(*present.values(), strict=True)]
        texts = [row[self.fields.text] for row in rows]
        has_text = [text is not None for text in texts]
        done = iter(self.step.batch([self._document(row) for row in compress(rows, has_text)]))
        results = [next(done) if has else None for has in has_text]
        audits = [audit(result, self.audit) for result in results]
        made = {self.fields.text: [result and result.text for result in results]}
        made |= {name: [values[name] for values in audits] for name in self.audit}
        return Processed(made, [result is None or dropped_because(result) is None for result in results])

    def wanted(self, names: Mapping[str, Any] | Sequence[str]) -> list[str]:
        """Give those of the columns that the step reads; raise `UsageError` if the text is not among them."""
        if self.fields.text not in names:
            raise UsageError(f"no column {self.fields.text!r}; there are: {', '.join(names)}. Set text=NAME")
        return list(dict.fromkeys(n for n in (getattr(self.fields, s) for s in Fields.__slots__) if n in names))

    def _document(self, row: Mapping[str, Any]) -> Document:
        text = row[self.fields.text]
        if not isinstance(text, str):
            raise UsageError(f"column {self.fields.text!r} has {type(text).__name__} {text!r:.40}; texts are needed")
        return document(row, self.fields, text)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
