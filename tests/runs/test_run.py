"""``run.toml``: whatever it holds is read as it was written."""

from __future__ import annotations

import math
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.runs.run import toml

PLAIN = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())
VALUES = st.recursive(PLAIN, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)), max_leaves=12)
ODD = [
    {"sites": [{"name": "a", "share": 0.5}, {"name": "b"}]},
    {"sites": [{"name": "a", "pages": [{"n": 1}, {}]}, {}]},
    {"share": math.inf, "other": -math.inf, "small": 5e-324, "large": 1e16, "zero": -0.0},
    {"a.b": {"c d": {"": 1}}, 'quote"': "\\", "line\n": "\r\n\t\x7f\x00\x1b", "é": "\U0001f6a2\u2028"},
    {"empty": {}, "nothing": [], "deep": {"deeper": {}}, "number": 2**70, "tables": [[{}], [[]]]},
    {"last": 1, "table": {"x": 1}, "after": 2},
]


@pytest.mark.parametrize("info", ODD, ids=str)
def test_odd_values_are_the_same_after_reading(info: dict[str, Any]) -> None:
    assert repr(sorted(tomllib.loads(toml(info)).items())) == repr(sorted(info.items()))


@given(info=st.dictionaries(st.text(), VALUES))
def test_any_value_is_the_same_after_reading(info: dict[str, Any]) -> None:
    assert tomllib.loads(toml(info)) == info


def test_no_number_and_nothing() -> None:
    read = tomllib.loads(toml({"share": math.nan, "host": None, "counts": {"lost": None, "kept": 1}}))
    assert math.isnan(read.pop("share")) and read == {"counts": {"kept": 1}}
