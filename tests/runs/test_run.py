"""``run.toml``: whatever it holds is read as it was written, also by another version."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch import __version__, pipeline
from chaffinch.config import Config
from chaffinch.errors import RunError, UsageError
from chaffinch.report import summary
from chaffinch.runs.run import Run, info_of, toml, write_info

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


def stored(run: Run, version: str = "0.0.9", **changes: dict[str, Any]) -> Path:
    """Store other settings in the folder of a run, as another version would."""
    info = info_of(run.path) or {}
    config = {**info["config"], **{name: {**info["config"].get(name, {}), **keys} for name, keys in changes.items()}}
    write_info(run.path, {**info, "version": version, "config": config})
    return run.path


def test_an_unknown_key_is_dropped_and_reported(hand_run: Run) -> None:
    run = Run.open(stored(hand_run, policy={"document_share": 0.5, "keep": "first"}, cache={"size": 3}))
    assert run.config == Config().override({"policy": {"keep": "first"}})
    message = "settings that chaffinch 0.0.9 stored and this version does not know: [policy] document_share, [cache]"
    assert message in summary(run).warnings
    assert not any("does not know" in warning for warning in summary(hand_run).warnings)


def test_an_unknown_key_of_the_input_is_refused(hand_run: Run) -> None:
    path = stored(hand_run, input={"codec": "latin-1"})
    with pytest.raises(RunError) as caught:
        Run.open(path)
    message = (
        f"made by chaffinch 0.0.9, has settings that this version ({__version__}) cannot use: unknown: [input] codec;"
    )
    assert message in str(caught.value)


def test_a_value_that_is_no_longer_allowed_is_refused(hand_run: Run) -> None:
    path = stored(hand_run, policy={"keep": "best"})
    with pytest.raises(RunError, match=r"chaffinch 0\.0\.9, has .* \[policy\] keep = 'best'; one of: longest"):
        Run.open(path)


@pytest.fixture
def done(tmp_path: Path) -> Run:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        "The heron stood in the weir until the miller came.\n\nAll rights reserved.\n"
    )
    return pipeline.clean(tmp_path / "in", tmp_path / "run", config=Config.from_dict({"policy": {"yes": True}}))


def test_a_run_with_an_unknown_key_is_restored_and_decided_again(done: Run, tmp_path: Path) -> None:
    path = stored(done, policy={"document_share": 0.5})
    assert pipeline.restore(Run.open(path), tmp_path / "back") == 1
    assert (tmp_path / "back" / "a.txt").read_bytes() == (tmp_path / "in" / "a.txt").read_bytes()
    opened = Run.open(path)
    again = pipeline.decide(opened, config=Config.from_dict(opened.info["config"]))
    info = info_of(again.path) or {}
    assert "document_share" not in info["config"]["policy"]
    assert [w for w in info["warnings"] if "[policy] document_share" in w] == info["warnings"]


def test_a_run_with_an_unknown_key_is_no_run_of_the_same_configuration(done: Run, tmp_path: Path) -> None:
    config = Config.from_dict({"policy": {"yes": True}})
    stored(done, __version__, work={"threads": 2})
    assert pipeline.clean(tmp_path / "in", done.path, config=config).info["unchanged"]
    stored(done, __version__, policy={"document_share": 0.5})
    with pytest.raises(
        RunError, match=r"another configuration \(\[policy\] document_share, which this version does not know\)"
    ):
        pipeline.clean(tmp_path / "in", done.path, config=config)


def test_a_file_of_the_user_must_have_known_keys(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"unknown key 'document_share' in \[policy\]"):
        Config.from_dict({"policy": {"document_share": 0.5}})


def test_settings_of_the_finders_are_refused_when_deciding(done: Run) -> None:
    for tree in ({"strip": {"level": "safe"}}, {"passages": {"letters": 30}}, {"input": {"text_field": "x"}}):
        with pytest.raises(UsageError, match="decide does not find again; run clean with this setting"):
            pipeline.decide(done, config=done.config.override(tree))
    assert Run.open(done.path).config == done.config


def test_the_first_command_finds_its_run_after_another_decision(done: Run, tmp_path: Path) -> None:
    first, root = done.config, done.info["input"]["root"]
    other = first.override({"policy": {"passages": "mark"}})
    pipeline.decide(done, config=other)
    for config in (first, other):
        assert pipeline.clean(root, done.path, config=config).info["unchanged"]
    with pytest.raises(RunError, match=r"\[policy\] passages = 'off' now"):
        pipeline.clean(root, done.path, config=first.override({"policy": {"passages": "off"}}))
