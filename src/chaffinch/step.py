"""The step for pipelines of others, under its public name: see `chaffinch.integrations.stripper`."""

from chaffinch.integrations.stripper import Stripped, Stripper, strip

__all__ = ["Stripped", "Stripper", "strip"]
