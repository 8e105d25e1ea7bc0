"""Train the line model and write its weights; with ``--check`` compare them with those of the package.

    python benchmarks/train_linemodel.py DATA [--check]

``DATA`` holds ``wcxb`` (Web Content Extraction Benchmark, dev, CC-BY-4.0), ``aeb`` (article-extraction-benchmark, MIT)
and ``trafilatura_eval`` (pages of trafilatura's evaluation, Apache-2.0), unpacked. Nothing else is read.
Needs, beside the package (Python 3.11): ``inscriptis==2.7.6 lxml==6.1.3 numpy==2.4.6``.

Logistic regression by Newton's method with an L2 penalty on standardised features (Hastie et al. 2009,
section 4.4.1); each source weighs the same, each page by the square root of its blocks. The weights are rounded to four
places, so that the last bits of a processor's arithmetic do not show.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from line_crops import crops
from line_pages import UNKNOWN, Page, load

from chaffinch.boilerplate import rules
from chaffinch.boilerplate.line_classifier.features import STEPS, Evidence, features, names
from chaffinch.boilerplate.line_classifier.model import DIGITS
from chaffinch.boilerplate.line_classifier.style import Style
from chaffinch.boilerplate.rules.scene import Scene
from chaffinch.text.segment import TextBatch, blocks

__all__ = ["Examples", "examples", "fit", "measured", "with_crops"]

Floats = npt.NDArray[np.float64]

_TARGET = (
    Path(__file__).resolve().parent.parent / "src" / "chaffinch" / "boilerplate" / "line_classifier" / "linemodel.json"
)
_CROPPED = ("wcxb", "aeb")  # snippets label too few blocks of the third
_PENALTY = 20.0  # of a standardised weight, squared, beside `_WEIGHT` in all
_WEIGHT = 100_000.0  # that the blocks of a source have together
_SHIFT = 0.85  # added to the bias: pages are mostly noise, what is stripped is mostly content; puts what is more likely
# noise than not on news (L3S-GN1, best F1 at .955 of content kept) at one half, from where on findings count
_STEPS, _ENOUGH = 30, 1e-8  # of Newton's method; it takes nine
_PAGES = 60  # at once


@dataclass(frozen=True, slots=True)
class Examples:
    """Blocks with labels.

    Attributes:
        features: float64, shape (blocks, features).
        noise: 1 for noise, 0 for content, float64.
        weight: float64.
    """

    features: Floats
    noise: Floats
    weight: Floats


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="folder with wcxb, aeb and trafilatura_eval")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the weights differ")
    options = parser.parse_args()
    print(", ".join(f"{name} {version(name)}" for name in ("inscriptis", "lxml", "numpy")), file=sys.stderr)
    pages = list(load(options.data))
    trained = fit(examples(with_crops(pages)))
    content = json.dumps(trained, indent=1) + "\n"
    if options.check:
        same = content == _TARGET.read_text(encoding="utf-8")
        print("the weights are those of the package" if same else "the weights differ from those of the package")
        return 0 if same else 1
    _TARGET.write_text(content, encoding="utf-8")
    return 0


def with_crops(pages: list[Page]) -> list[Page]:
    """Give the pages, and parts of those that are labelled all over."""
    parts = (crops(page, seed) for seed, page in enumerate(pages) if page.source in _CROPPED)
    return [*pages, *chain.from_iterable(parts)]


def examples(pages: list[Page]) -> Examples:
    """Measure the blocks of pages that have a label."""
    rows, noise = [], []
    for i in range(0, len(pages), _PAGES):
        chunk = pages[i : i + _PAGES]
        label = np.array([n for page in chunk for n in page.labels])
        rows.append(_features(chunk)[label != UNKNOWN])
        noise.append(label[label != UNKNOWN])
    count = [sum(n != UNKNOWN for n in page.labels) for page in pages]
    page = np.repeat(np.arange(len(pages)), count)
    weight = np.array(count)[page] ** -0.5
    source = np.array([p.source for p in pages])[page]
    for name in sorted({p.source for p in pages}):
        mine = source == name
        weight[mine] *= _WEIGHT / weight[mine].sum()
    return Examples(np.concatenate(rows), np.concatenate(noise).astype(np.float64), weight)


def _features(pages: list[Page]) -> Floats:
    scene, style, evidence = measured([page.text for page in pages])
    return features(scene, style, evidence) / STEPS


def measured(texts: list[str]) -> tuple[Scene, Style, Evidence]:
    """Cut texts into blocks, and tell how they look and what rules and cues find in them."""
    batch = TextBatch.of(texts)
    found_blocks = blocks(batch)
    scene = Scene.of(batch, found_blocks)
    known = rules.load()
    found, _ = known.judge(scene)
    evidence = Evidence.of(scene, found, known.category[found.rule])
    return scene, Style.of(batch, found_blocks), evidence


def fit(given: Examples) -> dict[str, object]:
    """Give the bias and the weights by name, rounded."""
    x, y, w = given.features, given.noise, given.weight
    mean = (w @ x) / w.sum()
    scale = np.sqrt((w @ (x - mean) ** 2) / w.sum())
    scale[scale == 0] = np.inf  # what never varies has no weight
    z = np.column_stack(((x - mean) / scale, np.ones(len(x))))
    penalty = np.full(z.shape[1], _PENALTY)
    penalty[-1] = 0
    beta = np.zeros(z.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-(z @ beta)))
        slope = z.T @ (w * (p - y)) + penalty * beta
        curve = (z * (w * p * (1 - p))[:, None]).T @ z + np.diag(penalty)
        step = np.linalg.lstsq(curve, slope)[0]
        beta -= step
        if np.abs(step).max() < _ENOUGH:
            break
    weights = beta[:-1] / scale
    bias = beta[-1] - weights @ mean + _SHIFT
    named = dict(zip(names(), (round(float(v), DIGITS) + 0.0 for v in weights), strict=True))
    return {"bias": round(float(bias), DIGITS), "weights": named}


if __name__ == "__main__":
    sys.exit(main())
