"""A short round of the campaign of benchmarks/hostile.py, and the files of earlier rounds that found a fault."""

from __future__ import annotations

import random

import hostile
import pytest


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [1, 3])
def test_hostile_files_cost_nothing_but_themselves(seed: int) -> None:
    outcome = hostile.campaign(range(seed, seed + 1), files=30)
    assert outcome.faults == []
    assert outcome.refused == []
    assert outcome.records >= 30


@pytest.mark.heavy
def test_a_campaign_can_find_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "EXACT", (".html",))  # whose markup no run gives back
    assert any("is not restored" in fault for fault in hostile.campaign(range(1), files=30).faults)


def test_files_are_drawn_from_the_seed() -> None:
    first, again, other = (list(hostile.hostile_files(random.Random(seed), 60)) for seed in (5, 5, 6))
    assert first == again != other
    assert {extension for name, _, _ in first for extension in hostile.MAKERS if extension in name} == {*hostile.MAKERS}
