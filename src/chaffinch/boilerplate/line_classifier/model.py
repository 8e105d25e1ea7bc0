"""Boilerplate by how a line looks and what stands around it: logistic regression on features that know no words.

The weights are a data file beside this module, made by ``benchmarks/train_linemodel.py``; ``docs/linemodel.md`` says
from what, and how well they do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.boilerplate.line_classifier.features import STEPS, Evidence, features, names
from chaffinch.boilerplate.line_classifier.guards import LEVELS, chosen
from chaffinch.boilerplate.line_classifier.style import Style
from chaffinch.boilerplate.rules.ruleset import RuleSet
from chaffinch.boilerplate.rules.scene import Scene
from chaffinch.schemas import FINDING_ROWS
from chaffinch.text import Bools, Floats, Ints, TextBatch, units

__all__ = ["DIGITS", "RULE", "LineModel", "find", "load"]

RULE = "model"
"""What findings of the model name as their rule."""

DIGITS = 4
"""Decimal places of the weights."""

_CATEGORY = "boilerplate"
_DATA = "linemodel.json"


@dataclass(frozen=True, slots=True, eq=False)
class LineModel:
    """Weights of the features, in steps of 10 ** -`DIGITS`: int64, shape (features,), and the bias."""

    weights: Ints
    bias: int

    def probability(self, steps: npt.NDArray[np.int32]) -> Floats:
        """Give the probability that each unit is boilerplate.

        Args:
            steps: features of units, int32, shape (units, features), in steps of 1 / `STEPS`. All sums are of whole
                numbers, so no batch and no processor gives another result.
        """
        exact = steps @ self.weights + self.bias * STEPS
        return np.asarray(1 / (1 + np.exp(-exact / (STEPS * 10.0**DIGITS))))


@lru_cache(maxsize=1)
def load() -> LineModel:
    """Read the weights of the package; kept for the process."""
    tree = json.loads((files("chaffinch.boilerplate.line_classifier") / _DATA).read_text(encoding="utf-8"))
    scale = 10**DIGITS
    weights = np.array([round(tree["weights"][name] * scale) for name in names()], np.int64)
    return LineModel(weights, round(tree["bias"] * scale))


def find(rules: RuleSet, batch: TextBatch, level: str, *, blank: Bools | None = None) -> pa.RecordBatch:
    """Find boilerplate in a batch of texts by rules and, at any level but ``rules``, by the line model.

    Args:
        rules: the rules.
        batch: the texts.
        level: ``rules``, ``safe``, ``normal`` or ``aggressive``.
        blank: bytes of the batch that site templates have claimed.

    Returns:
        Rows of `chaffinch.schemas.FINDING_ROWS`; those of the model have the category ``boilerplate``, the rule
        `RULE` and the probability as their score.
    """
    if level == "rules":
        return rules.find(batch, blank=blank)
    found_units = units(batch)
    if not len(found_units):
        return rules.find(batch, blank=blank)
    scene = Scene.of(batch, found_units, blank)
    found = rules.judge(scene)
    style = Style.of(batch, found_units)
    evidence = Evidence.of(scene, found, rules.category[found.rule])
    probability = load().probability(features(scene, style, evidence))
    unit = np.flatnonzero(chosen(probability, scene, style, evidence, LEVELS[level]))
    rows = rules.rows(scene, found)
    return pa.concat_batches([rows, _rows(scene, unit, probability[unit])]) if len(unit) else rows


def _rows(scene: Scene, unit: Ints, probability: Floats) -> pa.RecordBatch:
    start, stop = scene.batch.code_points(np.stack((scene.units.start[unit], scene.units.stop[unit])))
    columns = (scene.units.document[unit], start, stop, [_CATEGORY] * len(unit), [RULE] * len(unit), probability)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, FINDING_ROWS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=FINDING_ROWS)
