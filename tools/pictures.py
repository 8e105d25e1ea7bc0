"""Draw the pictures of ``docs/decisions.md``, as SVG that loads nothing from elsewhere.

    python tools/pictures.py

``tests/test_site.py`` fails where a picture is not what this script draws.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

__all__ = ["DRAWINGS", "PICTURES", "main"]

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"

INK, SOFT, CUT, KEEP, FOUND, PAPER = "#263238", "#78909c", "#e64a19", "#00796b", "#ffb74d", "#ffffff"
"""Colours: lines and text, notes, what goes, what stays, what was found, the ground."""

FONT = 14
"""Size of the letters, in pixels at the natural size of a picture."""


def _svg(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}" font-family="system-ui, sans-serif" font-size="{FONT}">\n'
        f"<title>{escape(title)}</title>\n"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>\n'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>\n'
    )
    return head + "\n".join(parts) + "\n</svg>\n"


def _text(x: float, y: float, text: str, *, colour: str = INK, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'


def _mono(x: float, y: float, text: str, *, colour: str = INK) -> str:
    """Write text in letters of one width, 8 pixels each, so that spans can be drawn below it."""
    length = 8 * len(text)
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-family="monospace" xml:space="preserve" '
        f'textLength="{length}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
    )


def _box(x: float, y: float, width: float, height: float, lines: list[str], *, colour: str = INK) -> str:
    middle = x + width / 2
    top = y + height / 2 - (len(lines) - 1) * 9 + 5
    texts = [_text(middle, top + 18 * i, line, anchor="middle", bold=i == 0) for i, line in enumerate(lines)]
    rect = (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6" fill="{PAPER}" '
        f'stroke="{colour}" stroke-width="2"/>'
    )
    return "\n".join([rect, *texts])


def _bar(x: float, y: float, width: float, height: float, colour: str, *, opacity: float = 1) -> str:
    size = f'width="{width:g}" height="{height:g}" rx="2"'
    return f'<rect x="{x:g}" y="{y:g}" {size} fill="{colour}" opacity="{opacity:g}"/>'


def _arrow(x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="{INK}" stroke-width="1.6" fill="none" '
        f'marker-end="url(#tip)"{dash}/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = SOFT) -> str:
    return f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="{colour}" stroke-width="1.4" fill="none"/>'


def steps() -> str:
    """Draw find, decide and apply, with the tables that each writes."""
    boxes = [
        ("Read", ["files", "become texts"], "documents"),
        ("Find", ["boilerplate,", "matches"], "findings, matches"),
        ("Decide", ["policy, keepers,", "guards"], "removals, clusters"),
        ("Apply", ["cut, and", "record the cut"], "cleaned/, edits"),
    ]
    parts = []
    for i, (name, lines, tables) in enumerate(boxes):
        x = 20 + 180 * i
        parts += [_box(x, 20, 140, 84, [name, *lines], colour=KEEP if i == 2 else INK)]
        parts += [
            _arrow(x + 70, 106, x + 70, 136, dashed=True),
            _text(x + 70, 154, tables, anchor="middle", colour=SOFT),
        ]
        if i:
            parts.append(_arrow(x - 40, 62, x - 3, 62))
    parts.append(
        _text(450, 190, "chaffinch decide starts here: nothing is searched again", anchor="middle", colour=KEEP)
    )
    return _svg(720, 206, "Read, find, decide, apply: each step writes tables", parts)


def offsets() -> str:
    """Draw a text as it was read, the span of a cut, and the cleaned text with the position of the gap."""
    text, cleaned = "The dam held. Subscribe now! Rain is expected.", "The dam held. Rain is expected."
    start, stop = text.index("Subscribe"), text.index("Rain")
    x, unit = 20, 8
    parts = [
        _text(x, 26, "the text as it was read", colour=SOFT),
        _bar(x + unit * start, 36, unit * (stop - start), 24, CUT, opacity=0.25),
        _mono(x, 53, text),
        _line(x + unit * start, 62, x + unit * start, 76, CUT),
        _line(x + unit * stop, 62, x + unit * stop, 76, CUT),
        _text(x + unit * start, 92, f"start {start}", colour=CUT, anchor="middle"),
        _text(x + unit * stop, 92, f"stop {stop}", colour=CUT, anchor="middle"),
        _text(x + 400, 53, "removals.parquet: start, stop, reason, rule", colour=SOFT),
        _text(x, 130, "the cleaned text", colour=SOFT),
        _mono(x, 157, cleaned),
        _line(x + unit * start, 140, x + unit * start, 172, KEEP),
        _text(x + unit * start, 188, f"position {start}", colour=KEEP, anchor="middle"),
        _text(x + 400, 157, "edits.parquet: position and the text that was cut", colour=SOFT),
    ]
    return _svg(760, 204, "A cut in the text as it was read, and the gap in the cleaned text", parts)


def passages() -> str:
    """Draw fingerprints, anchors, a chain and the passage of two texts."""
    left, right = 60, 90
    places = [(120, 150), (190, 220), (240, 275), (330, 360), (400, 432)]
    parts = [
        _text(20, 24, "1. Fingerprints of letters are compared: equal ones are anchors.", bold=True),
        _text(20, 72, "A", bold=True), _text(20, 142, "B", bold=True),
        _bar(left, 60, 480, 14, SOFT, opacity=0.35), _bar(right, 130, 450, 14, SOFT, opacity=0.35),
    ]  # fmt: skip
    for a, b in places:
        parts += [_bar(a, 58, 10, 18, FOUND), _bar(b, 128, 10, 18, FOUND), _line(a + 5, 76, b + 5, 128, FOUND)]
    parts += [
        _text(20, 186, "2. Anchors that run on in both texts form a chain, extended letter by letter.", bold=True),
        _text(20, 234, "A", bold=True), _text(20, 284, "B", bold=True),
        _bar(left, 222, 480, 14, SOFT, opacity=0.35), _bar(right, 272, 450, 14, SOFT, opacity=0.35),
        _bar(104, 222, 332, 14, KEEP), _bar(133, 272, 332, 14, KEEP),
        _bar(300, 222, 14, 14, CUT), _bar(330, 272, 14, 14, CUT),
        _text(560, 234, "one passage in two texts;", colour=SOFT),
        _text(560, 252, "red: letters that differ", colour=SOFT),
        _text(20, 322, "3. It counts from 50 letters, of which 70 % are equal (--letters, --similarity).", bold=True),
    ]  # fmt: skip
    return _svg(740, 340, "From fingerprints to anchors, a chain, and a passage", parts)


def keeper() -> str:
    """Draw a keeper with its copies, and a document that is like a copy but not like the keeper."""
    parts = [
        _box(300, 20, 150, 50, ["keeper", "stays"], colour=KEEP),
        _box(80, 140, 150, 50, ["copy", "goes"], colour=CUT),
        _box(300, 140, 150, 50, ["copy", "goes"], colour=CUT),
        _box(520, 140, 180, 50, ["like the copy", "stays"], colour=KEEP),
        _arrow(320, 72, 165, 138), _arrow(375, 72, 375, 138),
        _line(452, 165, 518, 165),
        _text(205, 100, "96 % alike", colour=SOFT, anchor="end"), _text(386, 108, "91 % alike", colour=SOFT),
        _text(485, 212, "alike, but the keeper is not: no chain of copies", colour=SOFT, anchor="middle"),
    ]  # fmt: skip
    return _svg(740, 230, "A copy goes only because of a keeper that it matches directly", parts)


DRAWINGS = {"steps": steps, "offsets": offsets, "passages-found": passages, "keeper": keeper}
"""By the name of the picture: the function that draws it."""


def main() -> None:
    """Write all pictures."""
    PICTURES.mkdir(exist_ok=True)
    for name, draw in DRAWINGS.items():
        (PICTURES / f"{name}.svg").write_text(draw(), encoding="utf-8")


if __name__ == "__main__":
    main()
