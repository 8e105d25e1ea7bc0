"""Measure the line model on whole pages by page type, on sites it was not trained on.

    python benchmarks/line_types.py DATA

``DATA`` and what is needed are as for ``train_linemodel.py``. Sites are dealt into `_FOLDS` parts; what is measured on
one was trained on the others. Types that are never learned from are measured, too. Without trafilatura's pages, which
have too few labels. The model alone: what rules find is left out.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from line_pages import CONTENT, NOISE, TYPES, Page, load
from train_linemodel import examples, fit, measured, with_crops

from chaffinch.boilerplate.line_classifier.features import features, names
from chaffinch.boilerplate.line_classifier.model import DIGITS, LEVELS, LineModel, chosen

_FOLDS = 5
_ALL = (*TYPES, "product", "collection", "listing", "service")
_COLUMNS = ("noise", "cut noise", "content", "cut content")

Counts = npt.NDArray[np.int64]


def main() -> None:
    pages = list(load(Path(sys.argv[1]), _ALL))
    totals: defaultdict[tuple[str, str], Counts] = defaultdict(lambda: np.zeros(len(_COLUMNS), np.int64))
    for fold in range(_FOLDS):
        learned = [p for p in pages if _fold(p) != fold and (p.source != "wcxb" or p.kind in TYPES)]
        model = _model(fit(examples(with_crops(learned))))
        for page in pages:
            if _fold(page) == fold and page.kind:
                for level, counts in measure(model, page).items():
                    totals[page.kind, level] += counts
    number = {kind: sum(p.kind == kind for p in pages) for kind in ("news", *_ALL)}
    print(f"{'':16}{'pages':>7}" + "".join(f"{level:>18}" for level in LEVELS))
    for kind, count in number.items():
        rows = [totals[kind, level] for level in LEVELS]
        print(f"{kind:16}{count:7}" + "".join(f"{r[1] / r[0]:9.3f}{1 - r[3] / r[2]:9.4f}" for r in rows))
    print("by level: share of noise lines cut, share of characters of content kept")


def _fold(page: Page) -> int:
    return crc32(page.host.encode()) % _FOLDS


def _model(trained: Mapping[str, object]) -> LineModel:
    weights, bias = trained["weights"], trained["bias"]
    assert isinstance(weights, dict) and isinstance(bias, float)
    scale = 10**DIGITS
    return LineModel(np.array([round(weights[n] * scale) for n in names()], np.int64), round(bias * scale))


def measure(model: LineModel, page: Page) -> dict[str, Counts]:
    """Count noise lines, those cut, characters of content, those cut; by level."""
    scene, style, evidence = measured([page.text])
    value = model.probability(features(scene, style, evidence))
    label = np.array(page.labels)
    counts = {}
    for name in LEVELS:
        cut, _ = chosen(value, scene, style, evidence, name)
        noise, content = label == NOISE, scene.solid * (label == CONTENT)
        counts[name] = np.array([noise.sum(), (noise & cut).sum(), content.sum(), (content * cut).sum()], np.int64)
    return counts


if __name__ == "__main__":
    main()
