"""The public name of the step for other people's pipelines, see `chaffinch.integrations.stripper`."""

from chaffinch.integrations.stripper import Stripped, Stripper, strip

__all__ = ["Stripped", "Stripper", "strip"]
