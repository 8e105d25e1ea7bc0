"""Train the two block models and write their weights; with ``--check`` test that they are still those of the code.

    python benchmarks/train_blocks.py DATA [--check [--all]]

``DATA`` holds ``wcxb`` (Web Content Extraction Benchmark, development split, CC-BY-4.0), unpacked. Nothing else is
read. Needs, beside the package (Python 3.11): ``lightgbm==4.6.0 lxml==6.1.3 numpy==2.4.6 trafilatura==2.3.1``.

``--check`` measures every 25th page, which takes some fifteen seconds of a processor: features, labels and weights must
be those that ``block_rows.json`` has digests of, so a feature that changed without training is noticed. ``--check
--all`` trains again on all pages and compares the weights themselves; nine tenths of its time is trafilatura, which
extracts each of the 1,497 pages two or three times (390 s of a processor; training takes 70).

Gradient boosting of trees (Friedman 2001). All sums are made by one thread in a fixed order and the values of leaves
are rounded, so the weights are the same on every run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from block_pages import Example, examples, measured_pages

from chaffinch.html.block_model import Trees

__all__ = ["fit"]

Floats = npt.NDArray[np.float64]

_FOLDER = Path(__file__).resolve().parent.parent / "src" / "chaffinch" / "html"
_TARGETS = {"page": _FOLDER / "blockmodel.npz", "article": _FOLDER / "blockmodel_article.npz"}
_BLOCKS = 200  # of a page that are learned from; a long list says the same thing again and again
_MAIN = 0.5  # share of a block's words in the gold text from which on it is main text
_STEP = 2.0**20  # a leaf's value is a whole number of these parts
_ROWS = Path(__file__).resolve().parent / "block_rows.json"
_SAMPLED = 25  # every so manieth page is checked: 60 pages of all types, whose rows any change of a feature changes
_LIBRARIES = ("lightgbm", "lxml", "numpy", "trafilatura")
_TREES = 200
_SETTINGS = {
    "objective": "binary", "num_leaves": 40, "learning_rate": 0.1, "min_data_in_leaf": 40, "lambda_l2": 5.0,
    "feature_fraction": 0.3, "seed": 0, "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="folder with wcxb")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if anything differs")
    parser.add_argument("--all", action="store_true", help="with --check: train again on all pages")
    parser.add_argument("--cache", type=Path, help="file to keep what was measured, from one run to the next")
    options = parser.parse_args()
    if options.check and not options.all:
        return 0 if _is_unchanged(options.data / "wcxb") else 1
    print(", ".join(f"{name} {version(name)}" for name in _LIBRARIES), file=sys.stderr)
    pages = examples(options.data / "wcxb", options.cache)
    same = [_made(name, path, pages, check=options.check) for name, path in _TARGETS.items()]
    if not options.check:
        _ROWS.write_text(
            json.dumps(_record(list(measured_pages(options.data / "wcxb", _SAMPLED))), indent=1) + "\n",
            encoding="utf-8",
        )
    return 0 if all(same) else 1


def _record(sample: Sequence[Example]) -> dict[str, dict[str, str]]:
    """Give what the weights depend on: the libraries, the rows of some pages; and the weights, all as digests."""
    return {
        "libraries": {name: version(name) for name in _LIBRARIES if name != "lightgbm"},
        "weights": {name: _digest(*_shipped(path).values()) for name, path in _TARGETS.items()},
        "rows": {
            page.page.name: _digest(page.measured.features, page.by_article.features, page.gold) for page in sample
        },
    }


def _shipped(path: Path) -> dict[str, npt.NDArray[Any]]:
    with np.load(path, allow_pickle=False) as data:
        return {name: data[name] for name in sorted(data)}


def _digest(*arrays: npt.NDArray[Any]) -> str:
    found = blake2b(digest_size=8)
    for array in arrays:
        found.update(str(array.dtype).encode() + np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def _is_unchanged(folder: Path) -> bool:
    """Compare libraries, weights and the rows of a sample with those of the last training; print what differs."""
    then = json.loads(_ROWS.read_text(encoding="utf-8"))
    now = _record(list(measured_pages(folder, _SAMPLED)))
    for part, known in then.items():
        differ = sorted(key for key in known.keys() | now[part].keys() if known.get(key) != now[part].get(key))
        print(f"{part}: {f'{len(differ)} of {len(known)} differ: ' + ', '.join(differ) if differ else 'as trained'}")
    return bool(now == then)


def _made(name: str, path: Path, pages: Sequence[Example], *, check: bool) -> bool:
    """Train a model and write it, or compare it with that of the package."""
    if name == "article":
        pages = [replace(page, measured=page.by_article) for page in pages]
    trained = _arrays(fit(pages))
    if not check:
        np.savez_compressed(path, **trained)  # type: ignore[arg-type]
        return True
    shipped = _shipped(path)
    same = set(shipped) == set(trained) and all(np.array_equal(shipped[n], a) for n, a in trained.items())
    print(f"{name}: the weights {'are those of' if same else 'differ from those of'} the package")
    return same


def fit(pages: Sequence[Example]) -> Trees:
    """Train on pages."""
    import lightgbm

    chosen = [_chosen(page) for page in pages]
    rows = np.concatenate([page.measured.features[i] for page, i in zip(pages, chosen, strict=True)])
    main = np.concatenate([page.gold[i] >= _MAIN for page, i in zip(pages, chosen, strict=True)])
    weight = np.concatenate([_weights(page, i) for page, i in zip(pages, chosen, strict=True)])
    data = lightgbm.Dataset(rows, main.astype(np.float64), weight=weight * (len(weight) / weight.sum()))
    return _trees(lightgbm.train(_SETTINGS, data, _TREES).dump_model()["tree_info"])


def _chosen(page: Example) -> npt.NDArray[np.int64]:
    """Draw the blocks of a page that are learned from; none of a page without a gold text."""
    worded = np.flatnonzero(page.measured.words.count) if page.page.gold else np.zeros(0, np.int64)
    if len(worded) <= _BLOCKS:
        return worded
    draw = np.random.default_rng(crc32(page.page.name.encode()))
    return np.sort(draw.choice(worded, _BLOCKS, replace=False))


def _weights(page: Example, blocks: npt.NDArray[np.int64]) -> Floats:
    """Weigh blocks by the root of their words, pages by the root of their blocks."""
    root = np.sqrt(page.measured.words.count[blocks])
    return np.asarray(root * (len(blocks) ** 0.5 / root.sum())) if len(blocks) else root


def _trees(trained: list[dict[str, Any]]) -> Trees:
    """Turn the trees of LightGBM into rows of nodes."""
    nodes: list[list[float]] = []  # feature, threshold, child, value
    roots, deepest = [], 0
    for tree in trained:
        roots.append(len(nodes))
        nodes.append([])
        level = [(len(nodes) - 1, tree["tree_structure"])]
        depth = 0
        while level:
            level = [child for at, node in level for child in _place(nodes, at, node)]
            depth += bool(level)
        deepest = max(deepest, depth)
    feature, threshold, child, value = np.array(nodes).T
    near = threshold.astype(np.float32)  # rounded down, so that each float32 falls on the side where it was
    near = np.where(near > threshold, np.nextafter(near, np.float32(-np.inf)), near)
    at = feature.astype(np.intp), near, child.astype(np.intp)
    return Trees(*at, value.astype(np.int32), np.array(roots, np.intp), deepest)


def _place(nodes: list[list[float]], at: int, node: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    if "leaf_value" in node:
        nodes[at] = [0, np.inf, at, round(node["leaf_value"] * _STEP)]
        return []
    if node["decision_type"] != "<=":
        raise ValueError(f"unknown decision {node['decision_type']!r}")
    first = len(nodes)
    nodes[at] = [node["split_feature"], node["threshold"], first, 0]
    nodes.extend(([], []))
    return [(first, node["left_child"]), (first + 1, node["right_child"])]


def _arrays(trees: Trees) -> dict[str, npt.NDArray[Any]]:
    """Give the columns of trees in the types in which they are stored, which take less room."""
    kinds = {"feature": np.int16, "child": np.int32, "root": np.int32}
    return {field.name: np.asarray(getattr(trees, field.name), kinds.get(field.name)) for field in fields(trees)}


if __name__ == "__main__":
    sys.exit(main())
