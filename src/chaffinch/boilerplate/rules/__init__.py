"""Phrases of boilerplate: rule packs, compiled into one set and matched over batches."""

from __future__ import annotations

from chaffinch.boilerplate.rules.ruleset import load

__all__ = ["load"]
