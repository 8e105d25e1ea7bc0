"""Whole pages as text with a label for each block: what the line model is trained on.

Pages become text by inscriptis, menus and footers and all. A block is content if the text that people marked as the
page's main content has it, noise if that has nothing of it, and without a label if neither is sure.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from chaffinch.errors import DocumentError
from chaffinch.formats.encodings import decode
from chaffinch.text.segment import TextBatch, blocks

__all__ = ["CONTENT", "NOISE", "TYPES", "UNKNOWN", "Page", "block_texts", "load"]

CONTENT, NOISE, UNKNOWN = 0, 1, -1

TYPES = ("article", "documentation", "forum")
"""Page types of WCXB that are learned from: on collections and products text alone does not tell what is content."""

_GRAM = 3  # words in a shingle
_LONG = 5  # words from which on shingles decide
_MOSTLY, _HARDLY = 0.6, 0.2  # share of a block's shingles in the gold text: content, noise
_HEAD = 20  # blocks above the main content in which its title stands
_ABOVE = 2  # blocks above it that have no label
_LEAST_FOUND = 0.5  # of the gold text's shingles; a page with fewer has lost its text, or loads it by script
_SNIPPET = 0.5  # share of a block that a snippet marks, at least
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        source: ``wcxb``, ``aeb`` or ``trafilatura``.
        kind: page type, where one is known; news for the article-extraction-benchmark.
        host: the site, or what names it; pages of one site are never on both sides of a split.
        text: the whole page.
        labels: `CONTENT`, `NOISE` or `UNKNOWN`, one a block of the text.
    """

    source: str
    kind: str
    host: str
    text: str
    labels: tuple[int, ...]


def load(folder: Path, types: tuple[str, ...] = TYPES) -> Iterator[Page]:
    """Read the pages of WCXB (dev), of the article-extraction-benchmark and of trafilatura's evaluation.

    Args:
        folder: has ``wcxb``, ``aeb`` and ``trafilatura_eval``, unpacked.
        types: of the pages of WCXB.
    """
    yield from _wcxb(folder / "wcxb", types)
    yield from _aeb(folder / "aeb")
    yield from _trafilatura(folder / "trafilatura_eval")


def _wcxb(folder: Path, types: tuple[str, ...]) -> Iterator[Page]:
    known = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))["files"]
    for name, facts in sorted(known.items()):
        path = folder / "dev" / "html" / f"{name}.html.gz"
        if facts["page_type"] not in types or not path.exists():
            continue
        truth = json.loads((folder / "dev" / "ground-truth" / f"{name}.json").read_text(encoding="utf-8"))
        gold = truth["ground_truth"] or {}
        text = _text(gzip.decompress(path.read_bytes()))
        labels = _by_gold(block_texts(text), gold.get("main_content") or "", gold.get("title") or "")
        yield from _page("wcxb", facts["page_type"], facts["domain"], text, labels)


def _aeb(folder: Path) -> Iterator[Page]:
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name, page in sorted(truth.items()):
        text = _text(gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()))
        yield from _page(
            "aeb", "news", _host(page.get("url", name)), text, _by_gold(block_texts(text), page["articleBody"], "")
        )


def _trafilatura(folder: Path) -> Iterator[Page]:
    truth = json.loads((folder / "evaldata.json").read_text(encoding="utf-8"))
    for url, page in sorted(truth.items()):
        path = next((p for p in (folder / "cache" / page["file"], folder / "eval" / page["file"]) if p.exists()), None)
        if path is None:
            continue
        text = _text(path.read_bytes())
        labels = [_by_snippets(block, page["with"], page["without"]) for block in block_texts(text)]
        yield from _page("trafilatura", "", _host(url), text, labels)


def _host(url: str) -> str:
    return url.rsplit("://", maxsplit=1)[-1].split("/", maxsplit=1)[0].removeprefix("www.")


def _page(source: str, kind: str, host: str, text: str, labels: list[int]) -> Iterator[Page]:
    if any(label != UNKNOWN for label in labels):
        yield Page(source, kind, host, text, tuple(labels))


def _text(page: bytes) -> str:
    from inscriptis import get_text

    try:
        html, _ = decode(page)
    except DocumentError:
        html = page.decode("utf-8", "replace")
    try:
        return str(get_text(re.sub(r"^\s*<\?xml[^>]*>", "", html)))
    except (AssertionError, ValueError, RecursionError) as error:
        print(f"a page is left out: {error}", file=sys.stderr)
        return ""


def block_texts(text: str) -> list[str]:
    """Give the blocks of a text."""
    batch = TextBatch.of([text])
    found = blocks(batch)
    data = batch.data.tobytes()
    return [data[a:b].decode() for a, b in zip(found.start.tolist(), found.stop.tolist(), strict=True)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _grams(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + _GRAM]) for i in range(len(words) - _GRAM + 1)}


def _by_gold(texts: list[str], gold: str, title: str) -> list[int]:
    """Label blocks by what they share with the main content; short ones by their place, too."""
    split = [_words(t) for t in texts]
    expected, lines = _grams(_words(gold)), {tuple(_words(line)) for line in gold.splitlines()}
    found = set().union(*map(_grams, split)) if split else set()
    if not expected or len(found & expected) < _LEAST_FOUND * len(expected):
        return [UNKNOWN] * len(texts)
    labels = [_by_shingles(words, expected) if len(words) >= _LONG else UNKNOWN for words in split]
    content = [i for i, label in enumerate(labels) if label == CONTENT]
    first, last = (content[0], content[-1]) if content else (0, -1)
    joined = f" {' '.join(_words(gold))} "
    heading = _words(title)
    for i, words in enumerate(split):
        if not words:
            labels[i] = UNKNOWN
        elif words == heading:
            labels[i] = CONTENT if first - _HEAD <= i <= first else UNKNOWN
        elif first - _ABOVE <= i < first and labels[i] != CONTENT:
            labels[i] = UNKNOWN  # a title that was not marked, a date, a byline
        elif len(words) < _LONG:
            known = tuple(words) in lines
            within = first - 3 <= i <= last + 3
            inside = within and f" {' '.join(words)} " in joined
            labels[i] = CONTENT if known and within else UNKNOWN if known or inside else NOISE
    return labels


def _by_shingles(words: list[str], expected: set[tuple[str, ...]]) -> int:
    grams = _grams(words)
    share = len(grams & expected) / len(grams)
    return CONTENT if share >= _MOSTLY else NOISE if share <= _HARDLY else UNKNOWN


def _by_snippets(block: str, present: list[str], absent: list[str]) -> int:
    """Label a block by the snippets in it; one snippet in a long line of something else says nothing of the line."""
    if any(snippet in block for snippet in present):
        return CONTENT
    share = max((len(snippet) / len(block) for snippet in absent if snippet in block), default=0.0)
    return NOISE if share >= _SNIPPET else UNKNOWN
