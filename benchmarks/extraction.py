"""Measure main-text extraction, on pages of all kinds and, with stripping behind it, on news.

    python benchmarks/extraction.py AEB_FOLDER [--wcxb FOLDER] [--snippets FOLDER] [--cache FILE]

``--wcxb`` (Web Content Extraction Benchmark, CC-BY-4.0) adds word F1 by page type, by
cross-validation, which trains the block model and needs what ``train_blocks.py`` needs; ``--snippets`` adds the pages
of trafilatura's evaluation. The first folder holds ``ground-truth.json`` and ``html/*.html.gz`` of 181 news pages
(https://github.com/scrapinghub/article-extraction-benchmark, MIT). The measure is the benchmark's own: precision
and recall over the multiset of word 4-grams, each averaged over pages; F1 of the two averages. Exits with 1
where stripping makes F1 worse.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from extraction_pages import by_snippets, by_type, timed_wcxb, times
from publishing import add_publish, publish

from chaffinch.config import InputConfig
from chaffinch.errors import DocumentError
from chaffinch.html.extract import FRAMES, PROFILES, Extractor
from chaffinch.integrations.stripper import Stripper

_WORD = re.compile(r"\w+")
_GRAM = 4  # words in a shingle, as in the benchmark
_LIBRARIES = ("trafilatura", "lxml", "numpy", "pyarrow")


@dataclass(frozen=True, slots=True)
class Score:
    """Averages over pages, and the seconds that all pages took."""

    precision: float
    recall: float
    seconds: float

    @property
    def f1(self) -> float:
        """Give the harmonic mean of the averages, as the benchmark does."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="the unpacked article-extraction-benchmark")
    parser.add_argument("--level", default="rules", help="level of stripping: rules, safe, normal, aggressive")
    parser.add_argument("--wcxb", type=Path, help="the unpacked Web Content Extraction Benchmark, development split")
    parser.add_argument("--snippets", type=Path, help="the unpacked pages of trafilatura's evaluation")
    parser.add_argument("--cache", type=Path, help="file to keep what was measured on WCXB, from one run to the next")
    add_publish(parser)
    options = parser.parse_args()
    gold, pages = load(options.folder)
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors")
    print(", ".join(f"{name} {version(name)}" for name in _LIBRARIES) + f"; {len(pages)} pages")
    print(f"{'':24}{'precision':>10}{'recall':>8}{'F1':>8}{'s':>7}")
    ways = [(profile, frame) for profile in PROFILES for frame in (FRAMES if profile != "trafilatura" else ("omit",))]
    news = {" ".join(way): better(*way, options.level, pages, gold) for way in ways}
    worse = [way for way, (alone, stripped) in news.items() if stripped < alone]
    print(f"stripping makes F1 worse: {', '.join(worse) or 'nowhere'}")
    times(pages.values(), "AEB")
    if options.snippets:
        by_snippets(options.snippets)
    if options.wcxb:
        times(timed_wcxb(options.wcxb), "WCXB")
        kinds = by_type(options.wcxb, options.cache)
    if options.publish:
        figures = {"news": {"pages": len(pages)} | news} | ({"kinds": kinds} if options.wcxb else {})
        places = {options.folder: "AEB", options.wcxb: "WCXB", options.cache: "FILE", options.snippets: "SNIPPETS"}
        publish("extraction", figures, "chaffinch", *_LIBRARIES, places=places)
    return 1 if worse else 0


def load(folder: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    gold = {name: page["articleBody"] for name, page in sorted(truth.items())}
    pages = {name: gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()) for name in gold}
    return gold, pages


def better(
    profile: str, frame: str, level: str, pages: Mapping[str, bytes], gold: Mapping[str, str]
) -> tuple[float, float]:
    """Measure one profile alone and with stripping; give F1 of both.

    The labels are bodies of articles alone, so all that the frame adds counts as noise.
    """
    with Extractor(InputConfig(html=cast("Any", profile), html_frame=cast("Any", frame))) as extractor:
        alone, texts = timed(lambda: [text_of(extractor, page) for page in pages.values()], gold)
    stripper = Stripper(level=level)
    stripped, _ = timed(lambda: [s.text for s in stripper.batch(texts)], gold)
    name = f"{profile}, keep" if frame == "keep" else profile
    for row, score in ((name, alone), (f"{name} + {level}", stripped)):
        print(
            f"{row:24}{score.precision:10.4f}{score.recall:8.4f}{score.f1:8.4f}{score.seconds:7.1f}",
            flush=True,
        )
    return alone.f1, stripped.f1


def text_of(extractor: Extractor, page: bytes) -> str:
    try:
        return extractor(page).text
    except DocumentError:
        return ""


def timed(work: Callable[[], list[str]], gold: Mapping[str, str]) -> tuple[Score, list[str]]:
    start = time.perf_counter()
    texts = work()
    seconds = time.perf_counter() - start
    precision, recall = averages([shares(t, g) for t, g in zip(texts, gold.values(), strict=True)])
    return Score(precision, recall, seconds), texts


def averages(pages: Sequence[tuple[float | None, float | None]]) -> tuple[float, float]:
    """Average precision over pages with a text, recall over pages with a gold text."""
    precisions = [p for p, _ in pages if p is not None]
    recalls = [r for _, r in pages if r is not None]
    return sum(precisions) / len(precisions), sum(recalls) / len(recalls)


def shares(text: str, gold: str) -> tuple[float | None, float | None]:
    """Give precision and recall of one page; None where there is nothing to divide by.

    >>> shares("a b c d e", "a b c d")
    (0.5, 1.0)
    """
    found, expected = grams(text), grams(gold)
    common = (found & expected).total()
    return (
        common / found.total() if found else None,
        common / expected.total() if expected else None,
    )


def grams(text: str) -> Counter[tuple[str, ...]]:
    """Count the word 4-grams of a text; one that is shorter is a single gram."""
    words = _WORD.findall(text)
    places = range(max(1, len(words) - _GRAM + 1)) if words else range(0)
    return Counter(tuple(words[i : i + _GRAM]) for i in places)


if __name__ == "__main__":
    sys.exit(main())
