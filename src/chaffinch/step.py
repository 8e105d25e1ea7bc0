"""Strip boilerplate document by document: the step for other people's pipelines, and the command ``strip``.

Nothing here looks at other documents, so templates, near-duplicates and repeated passages are no part of it.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, TypeVar

from chaffinch import policy
from chaffinch.apply import apply
from chaffinch.config import Config, InputConfig, PolicyConfig, StripConfig
from chaffinch.errors import DocumentError, UsageError
from chaffinch.model import Document, Edit, Finding, Removal
from chaffinch.segment import TextBatch

if TYPE_CHECKING:
    from chaffinch.files.record import Record

__all__ = ["Stripped", "Stripper", "strip", "strip_stream"]

AHEAD = 1_000_000
"""Bytes of text that a stream reads ahead: finders work on batches; larger ones bring no more speed."""

_SURROGATE = re.compile("[\ud800-\udfff]")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Stripped:
    """A document without its boilerplate, and why.

    All offsets are code points of the original text.

    Attributes:
        document: the document, cleaned.
        edits: what was cut; `apply.restore` puts it back.
        findings: all that was found, removed or not.
        removals: what was decided.
    """

    document: Document
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    removals: tuple[Removal, ...]

    @property
    def text(self) -> str:
        """The cleaned text."""
        return self.document.text


class Stripper:
    r"""Strip boilerplate from one document, from a list, or from a stream of them.

    It can be pickled; rules are loaded by the first document in each process. Documents are judged one by
    one, so the result depends neither on their order nor on how they are batched.

    Args:
        level: how boilerplate is found; see `StripConfig`.
        packs: TOML rule packs beside those of the package.
        categories: ``remove``, ``mark``, ``report`` or ``off`` for single categories.
        protect: phrases that are never cut.
        profile: site templates of an earlier run.

    Raises:
        UsageError: a value is unknown or not available.

    >>> Stripper()("The dam held all night, and the water fell.\n\nAll rights reserved.").text
    'The dam held all night, and the water fell.'
    """

    __slots__ = ("config",)

    def __init__(
        self,
        level: str = "rules",
        *,
        packs: Sequence[str] = (),
        categories: Mapping[str, str] | None = None,
        protect: Sequence[str] = (),
        profile: str = "",
    ) -> None:
        found = {"level": level, "packs": tuple(packs), "profile": profile}
        decided = {"categories": dict(categories or {}), "protect": tuple(protect)}
        self.config = _available(Config().override({"strip": found, "policy": decided}))

    @classmethod
    def of(cls, config: Config) -> Stripper:
        """Make one from a whole configuration, of which it takes the sections ``strip`` and ``policy``."""
        made = cls()
        made.config = _available(config)
        return made

    def __call__(self, document: Document | str) -> Stripped:
        """Strip one document; for many of them ``batch`` and ``stream`` are several times faster."""
        return self.batch([document])[0]

    def batch(self, documents: Sequence[Document | str]) -> list[Stripped]:
        """Strip documents, all in memory, and give the results in their order."""
        whole = [Document("", d) if isinstance(d, str) else d for d in documents]
        found = _find([d.text for d in whole], self.config.strip)
        return [_stripped(d, f, self.config.policy) for d, f in zip(whole, found, strict=True)]

    def stream(self, documents: Iterable[Document | str]) -> Iterator[Stripped]:
        """Strip documents as they come and give the results in their order, reading about 1 MB ahead."""
        for chunk in _chunks(documents, _size):
            yield from self.batch(chunk)


def strip(
    text: str,
    *,
    level: str = "rules",
    packs: Sequence[str] = (),
    categories: Mapping[str, str] | None = None,
    protect: Sequence[str] = (),
    profile: str = "",
) -> str:
    r"""Give a text without its boilerplate; see `Stripper` for the arguments, and for more than one text.

    >>> strip("Rain fell all day, and then all through the night.\n\nSubscribe to our newsletter!\n\nThe dam held.")
    'Rain fell all day, and then all through the night.\n\nThe dam held.'
    """
    return Stripper(level, packs=packs, categories=categories, protect=protect, profile=profile)(text).text


def strip_stream(
    source: IO[bytes],
    sink: IO[bytes],
    *,
    jsonl: bool = False,
    text_field: str = "text",
    config: Config | None = None,
) -> int:
    """Strip one text, or the records of JSONL line by line in bounded memory, and give the number of cuts.

    A text keeps its encoding. A record keeps every byte but those cut from its text; lines that are no
    records pass through as they are, and a line on stderr counts them. Of a text that is an HTML page the main text is
    taken.

    Raises:
        DocumentError: a single text is in no known encoding.
        BrokenPipeError: whoever reads the sink has enough.
    """
    config = config or Config()
    stripper = Stripper.of(config)
    if jsonl:
        return _strip_lines(source, sink, replace(config.input, text_field=text_field), stripper)
    from chaffinch.files.encodings import decode, encode

    text, encoding = decode(source.read())
    done = stripper(text)
    sink.write(encode(done.text, encoding))
    sink.flush()
    return len(done.edits)


def _strip_lines(source: IO[bytes], sink: IO[bytes], config: InputConfig, stripper: Stripper) -> int:
    from chaffinch.extract import Extractor
    from chaffinch.files.jsonl import parse

    cuts = invalid = number = 0
    with Extractor(config) as extract:
        for lines in _chunks(source, len):
            rows = (line.removeprefix(codecs.BOM_UTF8) for line in lines)
            records = [_read(parse(row, number + i, config), extract) for i, row in enumerate(rows)]
            number += len(lines)
            done = stripper.batch([record.text or "" for record in records])
            each = zip(lines, records, done, strict=True)
            sink.writelines(_respliced(line, record, config.text_field, one) for line, record, one in each)
            cuts += sum(len(one.edits) for one in done)
            invalid += sum(r.text is None and not line.isspace() for r, line in zip(records, lines, strict=True))
    sink.flush()
    if invalid:
        what = (
            f"{invalid:,} of {number:,} lines have no text in a field {config.text_field!r}; passed through as they are"
        )
        print(f"chaffinch: {what}", file=sys.stderr)
    return cuts


def _read(record: Record, extract: Callable[[str], Any]) -> Record:
    """Get the text out of a record whose text is a page; one of which nothing can be got has none."""
    from chaffinch.files.pages import EXTRACTED, looks_like_html

    if record.text is not None and looks_like_html(record.text):
        try:
            record.text, record.encoding = extract(record.text).text, EXTRACTED
        except DocumentError:
            record.text = None
    return record


def _respliced(line: bytes, record: Record, field: str, done: Stripped) -> bytes:
    from chaffinch.files.jsonl import add_marks, replace_text, splice
    from chaffinch.files.pages import EXTRACTED

    if record.text is not None and record.encoding == EXTRACTED:
        line = replace_text(line, field, done.text)
    elif done.edits:
        line = splice(line, field, done.edits)
    marks = [{"start": r.start, "stop": r.stop, "reason": r.reason} for r in done.removals if r.action == "mark"]
    return add_marks(line, marks) if marks else line


def _available(config: Config) -> Config:
    if config.strip.profile:
        raise UsageError(f"[strip] profile = {config.strip.profile!r} is not available yet; leave it out")
    return config


def _size(document: Document | str) -> int:
    text = document if isinstance(document, str) else document.text
    return len(text.encode("utf-8", "surrogatepass"))


def _chunks(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Give the items in lists of `AHEAD` bytes or a little more."""
    chunk: list[Item] = []
    held = 0
    for item in items:
        chunk.append(item)
        held += size(item)
        if held >= AHEAD:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk


@lru_cache(maxsize=4)
def _rules(packs: tuple[str, ...]) -> Any:
    from chaffinch.boilerplate import rules

    return rules.load(packs)


def _find(texts: Sequence[str], config: StripConfig) -> list[list[Finding]]:
    """Find boilerplate in each text; the findings of a text are sorted by place."""
    # a lone surrogate has no UTF-8; what stands in for it is one code point, too
    encodable = [_SURROGATE.sub("\ufffd", text) for text in texts]
    rows = _rows(TextBatch.of(encodable), config)
    found: list[list[Finding]] = [[] for _ in texts]
    names = ("start", "stop", "category", "rule", "score")
    for row, *values in zip(*(rows[name].to_pylist() for name in ("row", *names)), strict=True):
        found[row].append(Finding(*values))
    return [sorted(findings) for findings in found]


def _rows(batch: TextBatch, config: StripConfig) -> Any:
    if config.level == "rules":
        return _rules(config.packs).find(batch)
    from chaffinch.boilerplate.linemodel import find

    return find(_rules(config.packs), batch, config.level)


def _stripped(document: Document, findings: list[Finding], config: PolicyConfig) -> Stripped:
    if not findings:
        return Stripped(document, (), (), ())
    removals = policy.decide(document.text, findings, config)
    text, edits = apply(document.text, [(r.start, r.stop) for r in removals if r.action == "remove"])
    return Stripped(replace(document, text=text), tuple(edits), tuple(findings), tuple(removals))
