"""The public names of the steps for other people's pipelines, see `chaffinch.integrations`."""

from chaffinch.integrations.cleaner import Cleaned, Cleaner, StreamPolicy
from chaffinch.integrations.deduplicator import Deduplicator, DedupOptions
from chaffinch.integrations.seen import Repeat, Seen, Twin
from chaffinch.integrations.stripper import Options, Stripped, Stripper, strip

__all__ = [
    "Cleaned",
    "Cleaner",
    "DedupOptions",
    "Deduplicator",
    "Options",
    "Repeat",
    "Seen",
    "StreamPolicy",
    "Stripped",
    "Stripper",
    "Twin",
    "strip",
]
