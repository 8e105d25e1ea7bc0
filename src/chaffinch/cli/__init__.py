"""The command line: commands and switches over the functions of the library."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; what reads pages is started first, since it loads for as long as all the rest."""
    from chaffinch.cli.beginning import begin_extraction

    begin_extraction(sys.argv[1:])
    from chaffinch.cli.app import main as run

    run()
