"""Strip boilerplate from one text, and show what was cut and why.

python examples/strip_text.py
"""

from pathlib import Path

import chaffinch as cf

PAGE = Path(__file__).parent / "corpus" / "north-quay-observer" / "2031-03-12-the-shoal-on-the-chart.txt"


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")

    print("The short way:", len(text), "->", len(cf.strip(text)), "characters")

    print("\nThe long way:")
    done = cf.Stripper(categories={"byline": "remove"}, protect=["Hydrographic Office"])(text)
    for removal in done.removals:
        print(f"  {removal.action:8} {removal.reason:12} {text[removal.start : removal.stop][:60]!r}")
    for finding in done.findings:
        if not any(r.start < finding.stop and r.stop > finding.start for r in done.removals):
            print(f"  {'kept':8} {finding.category:12} {text[finding.start : finding.stop][:60]!r}")


if __name__ == "__main__":
    main()
