"""Name the speakers of quotations: from the words around each one, and for a cluster of quotations by vote.

The words of each language are a file in `languages`; the patterns over classes of words are the same for all languages.
"""

from __future__ import annotations

from chaffinch.matching.speakers.lexicon import role_words
from chaffinch.matching.speakers.naming import elected, is_led, is_one, speaker, turn
from chaffinch.matching.speakers.posts import is_statement, poster

__all__ = ["elected", "is_led", "is_one", "is_statement", "poster", "role_words", "speaker", "turn"]
