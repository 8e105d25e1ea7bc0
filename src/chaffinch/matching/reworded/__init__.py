"""Passages that say the same in other words: units and terms instead of letters."""
