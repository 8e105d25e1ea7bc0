"""Pages with the text that people marked in them: what the block model is trained on and measured by."""

from __future__ import annotations

import gzip
import json
import pickle
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from chaffinch.errors import DocumentError
from chaffinch.html import extract
from chaffinch.html.article import article_text
from chaffinch.html.block_words import Words, aligned_share
from chaffinch.html.features import Measured, measure

__all__ = ["Example", "Page", "examples", "f1", "fold", "measured_pages", "snippets", "wcxb", "word_counts"]

FOLDS = 5

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        name: of its file.
        kind: page type of WCXB.
        domain: its site.
        html: its bytes.
        gold: the main text, as people marked it.
        present, absent: snippets that must be in the text, or must not.
    """

    name: str
    kind: str
    domain: str
    html: bytes
    gold: str = ""
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A page of WCXB, measured.

    Attributes:
        plain: what trafilatura makes of it.
        gold: share of each block's words that are main text. float64, shape (blocks,)
        article: what the article profile makes of it, before repair.
        by_article: the page measured with that text in place of ``plain``.
    """

    page: Page
    plain: str
    measured: Measured
    gold: npt.NDArray[np.float64]
    article: str
    by_article: Measured


def wcxb(folder: Path) -> Iterator[Page]:
    """Read the pages of WCXB, development split."""
    known = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))["files"]
    for path in sorted((folder / "dev" / "ground-truth").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))["ground_truth"] or {}
        html = gzip.decompress((folder / "dev" / "html" / f"{path.stem}.html.gz").read_bytes())
        facts = known[path.stem]
        yield Page(path.stem, facts["page_type"], facts["domain"], html, gold.get("main_content") or "")


def snippets(folder: Path) -> Iterator[Page]:
    """Read the pages of trafilatura's evaluation that are there."""
    truth = json.loads((folder / "evaldata.json").read_text(encoding="utf-8"))
    for url, known in sorted(truth.items()):
        places = (folder / "cache" / known["file"], folder / "eval" / known["file"])
        if path := next((p for p in places if p.exists()), None):
            yield Page(known["file"], "", url, path.read_bytes(), "", tuple(known["with"]), tuple(known["without"]))


def fold(page: Page) -> int:
    """Deal pages into `FOLDS` parts; all pages of one registered domain into the same.

    >>> fold(Page("a", "", "news.example.co.uk", b"")) == fold(Page("b", "", "www.example.co.uk", b""))
    True
    """
    from tld import get_fld

    registered = get_fld(f"http://{page.domain}", fail_silently=True) or page.domain
    return crc32(registered.encode()) % FOLDS


def examples(folder: Path, cache: Path | None = None) -> list[Example]:
    """Measure the pages of WCXB; what cannot be read is left out.

    Args:
        cache: a file that keeps what was measured, from one run to the next.
    """
    if cache and cache.exists():
        kept: list[Example] = pickle.loads(cache.read_bytes())
        return kept
    found = list(measured_pages(folder))
    if cache:
        cache.write_bytes(pickle.dumps(found))
    return found


def measured_pages(folder: Path, every: int = 1) -> Iterator[Example]:
    """Measure pages of WCXB one by one: all, or every so manieth; what cannot be read is left out."""
    return (example for page in islice(wcxb(folder), 0, None, every) if (example := _example(page)))


def _example(page: Page) -> Example | None:
    try:
        plain, tree = extract.plain(page.html)
    except DocumentError as error:
        print(f"{page.name} is left out: {error}", file=sys.stderr)
        return None
    found = article_text(tree, extract._run)
    article = found.text if found else ""
    measured = measure(tree, plain.text)
    gold = aligned_share(measured.words, Words.of([page.gold], measured.words.known).number)
    return Example(page, plain.text, measured, gold, article, measure(tree, article))


def word_counts(text: str) -> Counter[str]:
    """Count the words of a text, as WCXB does."""
    return Counter(_WORD.findall(text.lower()))


def f1(text: str, gold: str) -> float:
    """Give the word-level F1 of a text.

    >>> round(f1("high water at six", "High water"), 3)
    0.667
    """
    found, expected = word_counts(text), word_counts(gold)
    total = found.total() + expected.total()
    return 2 * (found & expected).total() / total if total else 1.0
