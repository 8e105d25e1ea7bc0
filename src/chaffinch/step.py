"""The public names of the steps for other people's pipelines, see `chaffinch.integrations`."""

from chaffinch.integrations.deduplicator import Deduplicator, DedupOptions
from chaffinch.integrations.seen import Repeat, Seen, Twin
from chaffinch.integrations.stripper import Options, Stripped, Stripper, strip

__all__ = ["DedupOptions", "Deduplicator", "Options", "Repeat", "Seen", "Stripped", "Stripper", "Twin", "strip"]
