"""Strip boilerplate document by document, as a step of other people's pipelines.

Each document is judged by itself. So near-duplicates and repeated passages are not found, and site templates are
those of an earlier run only.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypedDict, TypeVar, Unpack, overload

from chaffinch.apply import apply
from chaffinch.config import Config, PolicyConfig, StripConfig
from chaffinch.errors import UsageError
from chaffinch.integrations.pages import taken_out
from chaffinch.model import Document, Edit, Finding, Removal
from chaffinch.policy import decide, looks_for_boilerplate
from chaffinch.text import encodable

__all__ = ["Options", "Stripped", "Stripper", "chunks", "strip"]

AHEAD = 1_000_000
"""Bytes of text that a stream reads ahead: the finders work on batches, and larger ones are not faster."""

_DECIDED = ("categories", "protect")  # options of the section `policy`; all others are of the section `strip`

Item = TypeVar("Item")
Text = TypeVar("Text", bound=Document | str)


class Options(TypedDict, total=False):
    """Options of a stripper; none is required.

    Attributes:
        packs: TOML rule packs beside those of the package.
        categories: ``remove``, ``mark``, ``report`` or ``off`` for single categories.
        protect: phrases that are never cut.
        profile: the folder of an earlier run, whose site templates are used for documents of its hosts.
        languages: codes of the packs of the package that are used; else all, each on texts of its language.
        ignore: ids of rules and templates that find nothing; ``*`` stands for any letters.
        markup: how documents are written that do not say it: ``plain``, ``markdown``, or ``auto``: by their form.
        html: how the main text is taken out of documents that are pages of HTML: ``auto``, ``article``, ``page`` or
            ``trafilatura``, see `InputConfig`; by default a page is a text like any other.
    """

    packs: Sequence[str | os.PathLike[str]]
    categories: Mapping[str, str]
    protect: Sequence[str]
    profile: str
    languages: Sequence[str]
    ignore: Sequence[str]
    markup: str
    html: str


@dataclass(frozen=True, slots=True)
class Stripped:
    """A document without its boilerplate, and the reasons.

    All offsets are code points of the original text; of a page that is the text that was taken out of it.

    Attributes:
        document: the cleaned document.
        edits: the cuts; `apply.restore` undoes them.
        findings: everything that was found, removed or not.
        removals: the decisions.
        failure: why no text could be taken out of a page, such as a check for robots; empty if it could.
    """

    document: Document
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    removals: tuple[Removal, ...]
    failure: str = ""

    @property
    def text(self) -> str:
        """The cleaned text."""
        return self.document.text


class Stripper:
    r"""Strip boilerplate from one document, from a list, or from a stream of documents.

    A stripper can be pickled; each process loads the rules with its first document. Documents are judged one by
    one, so the result depends neither on their order nor on their batches.

    Args:
        level: how boilerplate is found; see `StripConfig`.
        options: see `Options`.

    Raises:
        UsageError: an option or a value is unknown, or the profile cannot be read.

    >>> Stripper()("The dam held all night, and the water fell.\n\nAll rights reserved.").text
    'The dam held all night, and the water fell.'
    """

    __slots__ = ("config", "html")

    def __init__(self, level: str = "rules", **options: Unpack[Options]) -> None:
        page = options.pop("html", "")
        decided = {name: value for name, value in options.items() if name in _DECIDED}
        found = {name: value for name, value in options.items() if name not in _DECIDED}
        self.html, read = bool(page), {"html": page} if page else {}
        self.config = _checked(
            Config().override({"strip": {"level": level, **found}, "policy": decided, "input": read})
        )

    @classmethod
    def of(cls, config: Config) -> Stripper:
        """Make a stripper from a whole configuration, of which it uses the sections ``strip`` and ``policy``.

        Raises:
            UsageError: the profile cannot be read.
        """
        made = cls()
        made.config = _checked(config)
        return made

    @overload
    def __call__(self, document: Document | str) -> Stripped: ...

    @overload
    def __call__(self, document: list[Text] | tuple[Text, ...]) -> list[Stripped]: ...

    def __call__(self, document: Document | str | list[Text] | tuple[Text, ...]) -> Stripped | list[Stripped]:
        """Strip one document, or those of a list as `batch` does, which is several times faster than one by one.

        Raises:
            UsageError: it is neither a text or document nor a list of them.
        """
        if isinstance(document, (Document, str)):
            return self.batch([document])[0]
        if not isinstance(document, (list, tuple)):
            raise UsageError(_refused(document))
        return self.batch(document)

    def batch(self, documents: Sequence[Document | str]) -> list[Stripped]:
        """Strip documents that are in memory, and give the results in the same order."""
        whole = [_document(one) for one in documents]
        failures = [""] * len(whole)
        if self.html:
            whole, failures = taken_out(whole, self.config.input)
        looks = looks_for_boilerplate(self.config.policy)
        found = _find(whole, self.config.strip) if looks else [[] for _ in whole]
        done = [_stripped(d, f, self.config.policy) for d, f in zip(whole, found, strict=True)]
        return [replace(one, failure=why) if why else one for one, why in zip(done, failures, strict=True)]

    def stream(self, documents: Iterable[Document | str]) -> Iterator[Stripped]:
        """Strip documents one after another and give the results in the same order, reading about 1 MB ahead."""
        for chunk in chunks(documents, _size):
            yield from self.batch(chunk)


def strip(text: str, *, level: str = "rules", **options: Unpack[Options]) -> str:
    r"""Strip the boilerplate from one text; a `Stripper` does it for more than one.

    Args:
        text: the text.
        level: how boilerplate is found; see `StripConfig`.
        options: see `Options`.

    Raises:
        UsageError: an option or a value is unknown, or the profile cannot be read.

    >>> strip("Rain fell all day, and then all through the night.\n\nSubscribe to our newsletter!\n\nThe dam held.")
    'Rain fell all day, and then all through the night.\n\nThe dam held.'
    """
    if isinstance(text, (list, tuple)):
        raise UsageError(f"strip takes one text; for a {type(text).__name__} of them: chaffinch.Stripper()(texts)")
    return Stripper(level, **options)(text).text


def _checked(config: Config) -> Config:
    if config.strip.profile:
        _templates(config.strip.profile)
    return config


def _document(item: Document | str) -> Document:
    if isinstance(item, str):
        return Document("", item)
    if not isinstance(item, Document):
        raise UsageError(_refused(item))
    return item


def _refused(item: object) -> str:
    """Say what a stripper takes, and how to make it of a record."""
    advice = '; of a record pass its text: stripper(record["text"])' if isinstance(item, Mapping) else ""
    return f"cannot strip {type(item).__name__} {item!r:.60}: a text, a Document, or a list of them is needed{advice}"


def _size(document: Document | str) -> int:
    text = _document(document).text
    return len(text.encode("utf-8", "surrogatepass"))


def chunks(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Group items into lists of `AHEAD` bytes or a little more, by their sizes in bytes."""
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
    """Find boilerplate in each document, sorted by offset."""
    # a lone surrogate has no UTF-8; its replacement is one code point, too, so offsets stay
    texts = [encodable(document.text) for document in documents]
    found: list[list[Finding]] = [[] for _ in texts]
    names = ("start", "stop", "category", "rule", "score")
    rows = _rows(texts, documents, config)
    for row, *values in zip(*(rows[name].to_pylist() for name in ("row", *names)), strict=True):
        found[row].append(Finding(*values))
    return [sorted(findings) for findings in found]


def _rows(texts: list[str], documents: Sequence[Document], config: StripConfig) -> Any:
    import pyarrow as pa

    from chaffinch.boilerplate import find

    named = {name: pa.array([getattr(d, name) for d in documents], pa.string()) for name in ("host", "markup")}
    batch = pa.record_batch({"text": pa.array(texts, pa.string()), **named})
    templates = _templates(config.profile) if config.profile else None
    found = _rules(config.packs, config.languages, config.ignore)
    return find(batch, found, config.level, templates, markup=config.markup)


def _templates(profile: str) -> Any:
    from chaffinch.boilerplate.templates import Templates

    return Templates.load(profile)


def _stripped(document: Document, findings: list[Finding], config: PolicyConfig) -> Stripped:
    if not findings:
        return Stripped(document, (), (), ())
    removals = decide(document.text, findings, config)
    text, edits = apply(document.text, [(r.start, r.stop) for r in removals if r.action == "remove"])
    return Stripped(replace(document, text=text), tuple(edits), tuple(findings), tuple(removals))
