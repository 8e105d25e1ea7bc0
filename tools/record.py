"""Record commands in a terminal and write what they print, with its colours, as pictures of the documentation.

    python tools/record.py

The commands run on the corpus in ``examples/``. Each picture is an SVG that loads nothing from elsewhere.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

__all__ = ["COMMANDS", "PICTURES", "drawn", "main", "printed"]

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"

COMMANDS = {
    "clean": "chaffinch clean examples/corpus --out run --host-from folder",
    "explain": "chaffinch explain run tidewater-post/2031-03-08-why-nobody-was-hurt.txt",
    "passages": "chaffinch passages run --kind quotation",
}
"""By the name of the picture: the command, in the order in which they run in one folder."""

WIDTH = 106
"""Columns of the terminal: no line of these commands is longer, so none is wrapped."""

_COLOURS = [
    "26 29 33",
    "230 97 90",
    "126 193 107",
    "217 170 82",
    "97 160 220",
    "190 132 214",
    "92 186 190",
    "200 204 210",
]
_BRIGHT = ["90 98 108", *_COLOURS[1:7], "240 242 245"]


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = map(int, colour.split())
    return red, green, blue


THEME = TerminalTheme(
    _rgb("24 28 32"), _rgb("214 218 222"), [_rgb(one) for one in _COLOURS], [_rgb(one) for one in _BRIGHT]
)
"""Colours that can be told apart on a dark ground; rich's own theme has a blue that is hard to read."""

_REMOTE_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def printed(command: str, folder: Path) -> str:
    """Run a command of the package in a terminal, and give what it prints to stdout, with the codes of colours.

    Raises:
        subprocess.CalledProcessError: the command failed.
    """
    leader, follower = pty.openpty()
    environment = os.environ | {"COLUMNS": str(WIDTH), "TERM": "xterm-256color", "PYTHONPATH": str(ROOT / "src")}
    words = [sys.executable, "-m", *command.split()]
    process = subprocess.Popen(words, cwd=folder, env=environment, stdout=follower, stderr=subprocess.DEVNULL)
    os.close(follower)
    parts = []
    with os.fdopen(leader, "rb", buffering=0) as stream:
        while part := _read(stream):
            parts.append(part)
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, words)
    return b"".join(parts).decode("utf-8").replace("\r\n", "\n")


def _read(stream: io.RawIOBase | io.FileIO) -> bytes:
    try:
        return stream.read(65536) or b""
    except OSError:  # Linux reports the end of a terminal as an error
        return b""


def drawn(command: str, output: str) -> str:
    """Draw a command and its output as SVG, without the fonts that rich would load from another host."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text(f"$ {command}", style="bold"))
    console.print(Text.from_ansi(output.rstrip("\n")))
    svg = console.export_svg(title="", theme=THEME, unique_id=command.split()[1])
    return "\n".join(line.rstrip() for line in _REMOTE_FONTS.sub("", svg).splitlines()) + "\n"


def main() -> None:
    """Write all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "examples").symlink_to(ROOT / "examples")
        for picture, command in COMMANDS.items():
            (PICTURES / f"{picture}.svg").write_text(drawn(command, printed(command, folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
