"""The public name of the step for other people's pipelines, see `chaffinch.integrations.stripper`."""

from chaffinch.integrations.stripper import Options, Stripped, Stripper, strip

__all__ = ["Options", "Stripped", "Stripper", "strip"]
