"""Strip boilerplate document by document: the step for other people's pipelines.

Nothing here looks at other documents, so near-duplicates and repeated passages are no part of it, nor are site
templates but those of an earlier run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, overload

from chaffinch.apply import apply
from chaffinch.config import Config, PolicyConfig, StripConfig
from chaffinch.model import Document, Edit, Finding, Removal
from chaffinch.policy import decide, looks_for_boilerplate

__all__ = ["Stripped", "Stripper", "chunks", "strip"]

AHEAD = 1_000_000
"""Bytes of text that a stream reads ahead: finders work on batches; larger ones bring no more speed."""

_SURROGATE = re.compile("[\ud800-\udfff]")

Item = TypeVar("Item")
Text = TypeVar("Text", bound=Document | str)


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
        profile: the folder of an earlier run, whose site templates count for documents with such a ``host``.
        languages: codes of the packs of the package that are used; else all, each on texts of its language.
        ignore: ids of rules and templates that find nothing; ``*`` stands for any letters.

    Raises:
        UsageError: a value is unknown, or the profile cannot be read.

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
        languages: Sequence[str] = (),
        ignore: Sequence[str] = (),
    ) -> None:
        found = {"level": level, "packs": tuple(packs), "profile": profile}
        found |= {"languages": tuple(languages), "ignore": tuple(ignore)}
        decided = {"categories": dict(categories or {}), "protect": tuple(protect)}
        self.config = _checked(Config().override({"strip": found, "policy": decided}))

    @classmethod
    def of(cls, config: Config) -> Stripper:
        """Make one from a whole configuration, of which it takes the sections ``strip`` and ``policy``."""
        made = cls()
        made.config = _checked(config)
        return made

    @overload
    def __call__(self, document: Document | str) -> Stripped: ...

    @overload
    def __call__(self, document: list[Text] | tuple[Text, ...]) -> list[Stripped]: ...

    def __call__(self, document: Document | str | list[Text] | tuple[Text, ...]) -> Stripped | list[Stripped]:
        """Strip one document, or all of a list as ``batch`` does, which is several times faster than one by one."""
        if isinstance(document, (Document, str)):
            return self.batch([document])[0]
        return self.batch(document)

    def batch(self, documents: Sequence[Document | str]) -> list[Stripped]:
        """Strip documents, all in memory, and give the results in their order."""
        whole = [Document("", d) if isinstance(d, str) else d for d in documents]
        looks = looks_for_boilerplate(self.config.policy)
        found = _find(whole, self.config.strip) if looks else [[] for _ in whole]
        return [_stripped(d, f, self.config.policy) for d, f in zip(whole, found, strict=True)]

    def stream(self, documents: Iterable[Document | str]) -> Iterator[Stripped]:
        """Strip documents as they come and give the results in their order, reading about 1 MB ahead."""
        for chunk in chunks(documents, _size):
            yield from self.batch(chunk)


def strip(
    text: str,
    *,
    level: str = "rules",
    packs: Sequence[str] = (),
    categories: Mapping[str, str] | None = None,
    protect: Sequence[str] = (),
    profile: str = "",
    languages: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> str:
    r"""Give a text without its boilerplate; see `Stripper` for the arguments, and for more than one text.

    >>> strip("Rain fell all day, and then all through the night.\n\nSubscribe to our newsletter!\n\nThe dam held.")
    'Rain fell all day, and then all through the night.\n\nThe dam held.'
    """
    stripper = Stripper(
        level, packs=packs, categories=categories, protect=protect, profile=profile, languages=languages, ignore=ignore
    )
    return stripper(text).text


def _checked(config: Config) -> Config:
    if config.strip.profile:
        _templates(config.strip.profile)
    return config


def _size(document: Document | str) -> int:
    text = document if isinstance(document, str) else document.text
    return len(text.encode("utf-8", "surrogatepass"))


def chunks(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
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
def _rules(packs: tuple[str, ...], languages: tuple[str, ...], ignore: tuple[str, ...]) -> Any:
    from chaffinch.boilerplate import rules

    return rules.load(packs, languages, ignore)


def _find(documents: Sequence[Document], config: StripConfig) -> list[list[Finding]]:
    """Find boilerplate in each document; the findings of one are sorted by place."""
    # a lone surrogate has no UTF-8; what stands in for it is one code point, too
    texts = [_SURROGATE.sub("\ufffd", document.text) for document in documents]
    found: list[list[Finding]] = [[] for _ in texts]
    names = ("start", "stop", "category", "rule", "score")
    rows = _rows(texts, [document.host for document in documents], config)
    for row, *values in zip(*(rows[name].to_pylist() for name in ("row", *names)), strict=True):
        found[row].append(Finding(*values))
    return [sorted(findings) for findings in found]


def _rows(texts: list[str], hosts: list[str | None], config: StripConfig) -> Any:
    import pyarrow as pa

    from chaffinch.boilerplate import find

    batch = pa.record_batch({"text": pa.array(texts, pa.string()), "host": pa.array(hosts, pa.string())})
    templates = _templates(config.profile) if config.profile else None
    return find(batch, _rules(config.packs, config.languages, config.ignore), config.level, templates)


def _templates(profile: str) -> Any:
    from chaffinch.boilerplate.templates import Templates

    return Templates.load(profile)


def _stripped(document: Document, findings: list[Finding], config: PolicyConfig) -> Stripped:
    if not findings:
        return Stripped(document, (), (), ())
    removals = decide(document.text, findings, config)
    text, edits = apply(document.text, [(r.start, r.stop) for r in removals if r.action == "remove"])
    return Stripped(replace(document, text=text), tuple(edits), tuple(findings), tuple(removals))
