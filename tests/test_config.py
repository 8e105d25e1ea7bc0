"""Settings: what is taken, what is refused, and what the message says, from wherever a value comes."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import chaffinch
from chaffinch.config import (
    ORDERS,
    Config,
    DocumentConfig,
    InputConfig,
    PassageConfig,
    PolicyConfig,
    StripConfig,
    WorkConfig,
    without_unknown,
)
from chaffinch.errors import UsageError
from chaffinch.runs.run import toml

SECTIONS = {
    "input": InputConfig, "strip": StripConfig, "documents": DocumentConfig, "passages": PassageConfig,
    "policy": PolicyConfig, "work": WorkConfig,
}  # fmt: skip
WHOLE, SHARE = "a whole number, 1 or more, is needed", "a number from 0 to 1 is needed"
BYTES = "a number of bytes, or a size such as 2GB, 500MB or 1.5GiB"
SIZE, MEMORY = f"{BYTES}, is needed", f"{BYTES}, at least 50MB, is needed"
REFUSED = [
    ("passages", "letters", 0, f"[passages] letters = 0: {WHOLE}"),
    ("passages", "letters", 2.5, f"[passages] letters = 2.5: {WHOLE}"),
    ("passages", "letters", True, f"[passages] letters = True: {WHOLE}"),
    ("passages", "letters", "50", f"[passages] letters = '50': {WHOLE}"),
    ("passages", "similarity", 2, f"[passages] similarity = 2: {SHARE}"),
    ("passages", "similarity", float("nan"), f"[passages] similarity = nan: {SHARE}"),
    ("passages", "sensitivity", "max", "[passages] sensitivity = 'max'; one of: default, high"),
    ("documents", "coverage", -0.1, f"[documents] coverage = -0.1: {SHARE}"),
    ("documents", "num_perm", 0, f"[documents] num_perm = 0: {WHOLE}"),
    ("documents", "threshold", False, f"[documents] threshold = False: {SHARE}"),
    ("work", "workers", -3, "[work] workers = -3: a whole number, 0 (one for every core) or more, is needed"),
    ("work", "memory", 0, f"[work] memory = 0: {MEMORY}"),
    ("work", "memory", "0GB", f"[work] memory = 0: {MEMORY}"),
    ("work", "memory", "lots", f"[work] memory = 'lots': {MEMORY}"),
    ("work", "memory", "5ib", f"[work] memory = '5ib': {MEMORY}"),
    ("work", "memory", 1, f"[work] memory = 1: {MEMORY}"),
    ("input", "since", "banana", "[input] since = 'banana': a day such as 2026-03-31, a month or a year is needed"),
    ("input", "since", "2031-13-01", "[input] since = '2031-13-01': a day such as 2026-03-31, a month or a year is needed"),
    ("work", "engine", None, "[work] engine = None; one of: local, spark"),
    ("input", "extract_memory", -1, f"[input] extract_memory = -1: {SIZE}"),
    ("input", "extract_seconds", 0, "[input] extract_seconds = 0: a number of seconds, above 0, is needed"),
    ("input", "text_field", 3, "[input] text_field = 3: a text is needed"),
    ("input", "to", "csv", "[input] to = 'csv'; one of: same, text, jsonl, parquet"),
    ("strip", "packs", "mine.toml", "[strip] packs = 'mine.toml': a list of texts is needed"),
    ("strip", "packs", ["a.toml", 1], "[strip] packs = ['a.toml', 1]: a list of texts is needed"),
    ("policy", "corpus_share", 1.5, f"[policy] corpus_share = 1.5: {SHARE}"),
    ("policy", "yes", 1, "[policy] yes = 1: true or false is needed"),
    ("policy", "keep", "best", f"[policy] keep = 'best'; one of: {', '.join(ORDERS)}"),
    ("policy", "keep", ["first"], f"[policy] keep = ['first']; one of: {', '.join(ORDERS)}"),
    ("policy", "keep", "source", "[policy] keep = 'source' without sources"),
    ("policy", "categories", "byline", "[policy] categories = 'byline': a table of categories and actions is needed"),
    ("policy", "categories", {"byline": "drop"}, "[policy.categories] byline = 'drop'; one of: remove, mark, report, off"),
    ("policy", "categories", {"weather": "mark"}, "unknown category 'weather'; known: "),
]  # fmt: skip


@pytest.mark.parametrize(("section", "key", "value", "message"), REFUSED)
def test_a_value_is_refused_wherever_it_comes_from(section: str, key: str, value: Any, message: str) -> None:
    ways = (
        lambda: Config.from_dict({section: {key: value}}),
        lambda: Config().override({section: {key: value}}),
        lambda: SECTIONS[section](**{key: value}),
        lambda: replace(SECTIONS[section](), **{key: value}),
    )
    for way in ways:
        with pytest.raises(UsageError) as caught:
            way()
        assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"polcy": {}}, "unknown section [polcy]; did you mean 'policy'? known: input, strip, documents, passages, "),
        ({"zzz": {}}, "unknown section [zzz]; known: input, "),
        ({"keep": "first"}, "unknown key 'keep' outside of all sections; did you mean [policy] keep? known: input, "),
        ({"policy": 3}, "policy = 3: a section [policy] with keys below it is needed"),
        ({"policy": {"kep": "first"}}, "unknown key 'kep' in [policy]; did you mean 'keep'? known: boilerplate, "),
        ({"policy": {"letters": 40}}, "unknown key 'letters' in [policy]; did you mean [passages] letters? known: "),
        ({"policy": {"zzz": 40}}, "unknown key 'zzz' in [policy]; known: boilerplate, "),
        ({"policy": {3: 40}}, "unknown key 3 in [policy]; known: boilerplate, "),
        ({"policy": {"documents": "off", "contained": "mark"}}, "[policy] contained = 'mark', but documents = 'off'"),
    ],
)  # fmt: skip
def test_unknown_names_are_reported_with_what_was_likely_meant(tree: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Config.from_dict(tree)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("name", SECTIONS)
def test_every_key_has_a_type_with_words_for_it(name: str) -> None:
    for key in (f.name for f in fields(SECTIONS[name])):
        with pytest.raises(UsageError, match=rf"^\[{name}\] {key} = <object.*>(; one of: |: a |: true ).+"):
            SECTIONS[name](**{key: object()})


def test_a_section_is_no_table() -> None:
    with pytest.raises(UsageError, match=r"Config\(policy=\{'keep': 'first'\}\): a PolicyConfig is needed"):
        Config(policy={"keep": "first"})  # type: ignore[arg-type]


def test_values_at_the_limits_are_taken_in_the_type_of_the_key() -> None:
    tree = {"passages": {"letters": 1, "similarity": 0}, "documents": {"coverage": 1}, "work": {"workers": 0}}
    config = Config.from_dict(tree)
    assert repr(config.passages) == "PassageConfig(sensitivity='default', letters=1, similarity=0.0)"
    assert repr(config.documents.coverage) == "1.0"
    assert PassageConfig(similarity=np.float64(0.5)).similarity == 0.5
    assert StripConfig(packs=["a", "b"]).packs == ("a", "b")  # type: ignore[arg-type]
    assert Config.from_dict({"work": {"memory": "1.5 GiB", "task": "8M"}}).work == WorkConfig(0, 3 << 29, 8_000_000)
    assert InputConfig(extract_memory="500MB").extract_memory == 500_000_000  # type: ignore[arg-type]


def test_a_configuration_can_be_pickled() -> None:
    config = Config.from_dict({"policy": {"categories": {"byline": "mark"}, "protect": ["dam"]}})
    assert pickle.loads(pickle.dumps(config)) == config


@given(
    letters=st.integers(1, 2**63 - 1), similarity=st.floats(0, 1), protect=st.lists(st.text()), field=st.text(),
    yes=st.booleans(), keep=st.sampled_from(ORDERS[:3]), seconds=st.floats(0, exclude_min=True),
)  # fmt: skip
def test_settings_are_the_same_after_toml(
    letters: int, similarity: float, protect: list[str], field: str, yes: bool, keep: str, seconds: float
) -> None:
    config = Config.from_dict(
        {
            "passages": {"letters": letters, "similarity": similarity},
            "input": {"text_field": field, "extract_seconds": seconds},
            "policy": {"protect": protect, "yes": yes, "keep": keep, "categories": {"byline": "mark"}},
        }
    )
    assert Config.from_dict(tomllib.loads(toml(config.to_dict()))) == config


def test_names_of_another_version_are_parted_from_known_ones() -> None:
    stored = {"input": {"to": "text", "zip": 1}, "policy": 3, "old": {"key": 1}, "work": {}}
    known, unknown = without_unknown(stored)
    assert known == {"input": {"to": "text"}, "work": {}}
    assert unknown == ("[input] zip", "[policy]", "[old]")
    assert without_unknown(Config().to_dict()) == (Config().to_dict(), ())


def test_help_loads_nothing_that_checks_settings() -> None:
    code = "import sys, chaffinch.cli; print([m for m in ('msgspec', 'tomli_w', 'pyarrow') if m in sys.modules])"
    env = {"PYTHONPATH": str(Path(chaffinch.__file__).parents[1])}
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert printed.stdout.strip() == "[]"
