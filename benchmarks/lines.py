"""Measure stripping at all levels on lines with labels, on gold text that must stay, and its speed.

    python benchmarks/lines.py --l3s LINES.jsonl --turku LINES.jsonl --aeb FOLDER

Lines are JSON: ``text`` (a list of lines) and ``labels``; those of Turku also have ``lang``. L3S-GN1 news pages as
trafilatura leaves them: ``boilerplate``, ``related`` and ``comment`` are noise, ``fulltext`` and ``headline`` are
content, all else counts as neither. Turku: ``0`` is noise. Gold text are the bodies of the
article-extraction-benchmark and the content of L3S-GN1, as they are and wrapped at 72 and 100 columns. A line counts as
cut if more than half of its characters other than white space are.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import textwrap
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from chaffinch.boilerplate import rules
from chaffinch.boilerplate.line_classifier.features import Evidence, features
from chaffinch.boilerplate.line_classifier.model import find, load
from chaffinch.boilerplate.line_classifier.style import Style
from chaffinch.boilerplate.rules.scene import Scene
from chaffinch.integrations.stripper import Stripper
from chaffinch.text.segment import TextBatch, blocks

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_LEVELS = ("rules", "safe", "normal", "aggressive")
_L3S = {"boilerplate": 1, "related": 1, "comment": 1, "fulltext": 0, "headline": 0}
_TURKU = {"0": 1, "1": 0}
_WIDTHS = (72, 100)
_SPEED_BYTES, _PART = 20_000_000, 512_000


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of documents with labels.

    Attributes:
        texts: the documents.
        document, start, stop: place of each line, code points.
        noise: 1 for noise, 0 for content, -1 for neither.
        size: characters other than white space.
    """

    texts: list[str]
    document: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    stop: npt.NDArray[np.int64]
    noise: npt.NDArray[np.int64]
    size: npt.NDArray[np.int64]

    @classmethod
    def of(cls, documents: Sequence[dict[str, list[str]]], meaning: dict[str, int]) -> Lines:
        rows = []
        for number, document in enumerate(documents):
            place = 0
            for line, label in zip(document["text"], document["labels"], strict=True):
                if line.strip():
                    solid = len("".join(line.split()))
                    rows.append((number, place, place + len(line), meaning.get(label, -1), solid))
                place += len(line) + 1
        return cls(["\n".join(d["text"]) for d in documents], *np.array(rows, np.int64).T)

    def cut(self, level: str) -> Bools:
        """Strip the documents and tell which lines went."""
        removed = [
            _removed(text, level_cuts) for text, level_cuts in zip(self.texts, _cuts(self.texts, level), strict=True)
        ]
        taken = [
            int(removed[d][b] - removed[d][a]) for d, a, b in zip(self.document, self.start, self.stop, strict=True)
        ]
        return np.asarray(2 * np.array(taken) > self.size)

    def probability(self) -> Floats:
        """Give the model's probability for the block each line is in; 1 where rules take it."""
        batch = TextBatch.of(self.texts)
        scene = Scene.of(batch, blocks(batch))
        known = rules.load()
        found, _ = known.judge(scene)
        evidence = Evidence.of(scene, found, known.category[found.rule])
        value = load().probability(features(scene, Style.of(batch, scene.blocks), evidence))
        value[evidence.kinds[:, 0] & (evidence.covered > 0.9)] = 1
        begin, last = (batch.code_points(edge) for edge in (scene.blocks.start, scene.blocks.stop))
        code = scene.blocks.document * (1 << 32)
        block = np.searchsorted(code + begin, self.document * (1 << 32) + self.stop, side="left") - 1
        inside = (code + last)[block] >= self.document * (1 << 32) + self.start
        return np.where(inside, value[block], 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    for name in ("--l3s", "--turku", "--aeb"):
        parser.add_argument(name, type=Path, required=True)
    options = parser.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors")
    print(", ".join(f"{name} {version(name)}" for name in ("numpy", "pyarrow", "ahocorasick-rs")))
    news = _read(options.l3s)
    levels(news)
    languages(_read(options.turku))
    truth = json.loads((options.aeb / "ground-truth.json").read_text(encoding="utf-8"))
    pure = ["\n".join(_content(d)) for d in news]
    harm({"AEB": [page["articleBody"] for _, page in sorted(truth.items())], "L3S": pure})
    speed(Lines.of(news, _L3S).texts)


def _read(path: Path) -> list[dict[str, list[str]]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _content(document: dict[str, list[str]]) -> Iterable[str]:
    rows = zip(document["text"], document["labels"], strict=True)
    return (line for line, label in rows if label == "fulltext")


def _cuts(texts: list[str], level: str) -> list[list[tuple[int, int]]]:
    return [[(e.start, e.stop) for e in done.edits] for done in Stripper(level).batch(texts)]


def _removed(text: str, cuts: list[tuple[int, int]]) -> npt.NDArray[np.int64]:
    """Give the characters other than white space that were cut before each place."""
    removed = np.zeros(len(text) + 1, np.int64)
    for start, stop in cuts:
        removed[start + 1 : stop + 1] = [int(not c.isspace()) for c in text[start:stop]]
    return np.cumsum(removed)


def levels(news: list[dict[str, list[str]]]) -> None:
    lines = Lines.of(news, _L3S)
    known = lines.noise >= 0
    noise, size = lines.noise[known] == 1, lines.size[known]
    print(f"\nL3S, {known.sum():,} lines, {noise.mean():.0%} noise")
    print(f"{'':12}{'P':>7}{'R':>7}{'F1':>7}{'lines kept':>12}{'chars kept':>12}")
    for level in _LEVELS:
        cut = lines.cut(level)[known]
        hit = (cut & noise).sum()
        p, r = hit / max(cut.sum(), 1), hit / noise.sum()
        kept = 1 - (cut & ~noise).sum() / (~noise).sum()
        chars = 1 - (size * (cut & ~noise)).sum() / (size * ~noise).sum()
        print(f"{level:12}{p:7.3f}{r:7.3f}{2 * p * r / (p + r):7.3f}{kept:12.4f}{chars:12.4f}")


def languages(documents: list[dict[str, list[str]]]) -> None:
    lines = Lines.of(documents, _TURKU)
    language = np.array([d["lang"] for d in documents], np.str_)[lines.document]
    value, noise = lines.probability(), lines.noise == 1
    cut = {level: lines.cut(level) for level in _LEVELS}
    print("\nTurku: best F1 of noise at any threshold; by level recall of noise lines, characters of content kept")
    print(f"{'':4}{'F1':>7}" + "".join(f"{level:>18}" for level in _LEVELS))
    for name in sorted(set(language.tolist())):
        mine = language == name
        row = f"{name:4}{_best(value[mine], noise[mine]):7.3f}"
        for level in _LEVELS:
            removed = cut[level][mine]
            size = lines.size[mine] * ~noise[mine]
            recall, lost = (removed & noise[mine]).sum() / noise[mine].sum(), (size * removed).sum() / size.sum()
            row += f"{recall:9.3f}{1 - lost:9.4f}"
        print(row)


def _best(value: Floats, noise: Bools) -> float:
    hits = np.cumsum(noise[np.argsort(-value, kind="stable")])
    return float((2 * hits / (np.arange(1, len(hits) + 1) + noise.sum())).max())


def harm(gold: dict[str, list[str]]) -> None:
    print("\nPure content: percent of characters cut")
    print(f"{'':16}" + "".join(f"{level:>12}" for level in _LEVELS))
    for name, texts in gold.items():
        forms = {name: texts} | {f"{name} wrapped {w}": [_wrapped(t, w) for t in texts] for w in _WIDTHS}
        for form, variant in forms.items():
            size = sum(len("".join(t.split())) for t in variant)
            shares = []
            for level in _LEVELS:
                removed = sum(int(_removed(t, c)[-1]) for t, c in zip(variant, _cuts(variant, level), strict=True))
                shares.append(100 * removed / size)
            print(f"{form:16}" + "".join(f"{share:12.3f}" for share in shares))


def _wrapped(text: str, width: int) -> str:
    return "\n\n".join(textwrap.fill(line, width) for line in text.split("\n") if line.strip())


def speed(texts: list[str]) -> None:
    """Time the finders of one process on the L3S texts, again and again."""
    parts: list[TextBatch] = []
    part: list[str] = []
    size = 0
    while sum(len(p.data) for p in parts) < _SPEED_BYTES:
        for text in texts:
            part.append(text)
            size += len(text.encode())
            if size > _PART:
                parts.append(TextBatch.of(part))
                part, size = [], 0
    known = rules.load()
    total = sum(len(p.data) for p in parts)
    print(f"\nSpeed, {total / 1e6:.0f} MB of news, one core")
    for level in ("rules", "safe"):
        find(known, parts[0], level)
        started = time.perf_counter()
        for one in parts:
            find(known, one, level)
        print(f"{level:12}{total / 1e6 / (time.perf_counter() - started):7.1f} MB/s")


if __name__ == "__main__":
    main()
