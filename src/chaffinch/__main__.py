"""Run the command line as ``python -m chaffinch``."""

from chaffinch.cli import main

if __name__ == "__main__":
    main()
