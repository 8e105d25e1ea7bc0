"""From an HTML page to its main text."""

from __future__ import annotations

import typing

from chaffinch.faces import late

if typing.TYPE_CHECKING:
    from chaffinch.html.extract import Extractor
    from chaffinch.html.result import LeftOut
    from chaffinch.html.sandbox import EXTRACTION, begin

__all__ = [
    "EXTRACTION",
    "Extractor",
    "LeftOut",
    "begin",
]

__getattr__ = late("chaffinch.html", {"extract": "Extractor", "result": "LeftOut", "sandbox": "EXTRACTION begin"})
